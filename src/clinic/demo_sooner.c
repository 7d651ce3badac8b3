/* Who would come sooner in the made-up clinic: some of those booked in the next weeks.
 *
 * Without chance, and after everything else. */
#include "demo_parts.h"

static const struct wish {
	const char *weekdays;
	minute_t starts, ends;
	int days; /* until so many days from today, 0: whenever */
	bool anyone;
	struct saying note;
} wishes[] = {
	{ NULL, MINUTE_NONE, MINUTE_NONE, 0, true, { "一疼就想早点来", "it hurts now and then" } },
	{ "mon,tue,wed,thu,fri", 17 * 60, MINUTE_NONE, 0, false, { "下班后", "after work" } },
	{ NULL, MINUTE_NONE, 12 * 60, 10, false, { "出差前想做完", "before a business trip" } },
	{ "tue,thu", MINUTE_NONE, MINUTE_NONE, 0, true, { NULL, NULL } },
	{ "sat,sun",
	  MINUTE_NONE,
	  MINUTE_NONE,
	  0,
	  false,
	  { "带孩子一起", "brings the child along" } },
};

enum { FIRST_DAY = 6, LAST_DAY = 40 };

static bool wish_write(struct demo *d, const struct wish *w, const struct visit *v)
{
	struct patient p;
	struct sooner s;

	record_init(&record_patient, &p);
	record_init(&record_sooner, &s);
	bool ok = store_get(&d->c->store, &record_patient, v->patient, &p, d->err);
	s.patient = v->patient;
	s.visit = v->row.id;
	s.kind = mem_strdup(v->kind);
	s.minutes = v->minutes;
	s.provider = w->anyone ? NULL : mem_strdup(v->provider);
	s.weekdays = mem_strdup(w->weekdays);
	s.starts = w->starts;
	s.ends = w->ends;
	s.until = w->days ? d->today + w->days : DAY_NONE;
	s.note = mem_strdup(say(&w->note, str_eq(p.language, culture_language(CULTURE_CHINESE))));
	s.created_at = v->booked_at;
	s.created_by = mem_strdup("mei");
	ok = ok && store_insert(&d->c->store, &record_sooner, &s, d->err);
	record_release(&record_sooner, &s);
	record_release(&record_patient, &p);
	return ok;
}

bool sooner_write(struct demo *d)
{
	size_t n = 0;
	bool ok = true;

	for (day_t day = d->today + FIRST_DAY; ok && day < d->today + LAST_DAY; day += 3) {
		struct rows visits;
		rows_init(&visits, &record_visit);
		ok = store_day(&d->c->store, day, &visits, d->err);
		for (size_t i = 0; ok && i < visits.n && n < ARRAY_SIZE(wishes); i++) {
			const struct visit *v = rows_at(&visits, i);
			if (!visit_is_booked((enum visit_status)v->status))
				continue;
			ok = wish_write(d, &wishes[n++], v);
			break;
		}
		rows_release(&visits);
	}
	return ok;
}
