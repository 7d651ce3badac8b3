#include "revisit/io/huddle.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/tasks.h"
#include "revisit/text/phone.h"

enum { WANTING_SHOWN = 2 };

static char *name_of(struct clinic *c, int64_t patient)
{
	struct patient p;
	struct str s;

	record_init(&record_patient, &p);
	str_init(&s);
	if (store_get(&c->store, &record_patient, patient, &p, NULL))
		patient_title(&s, &p);
	record_release(&record_patient, &p);
	return str_steal(&s);
}

/* Appends the text to a list and begins anew. */
static void take(struct strlist *list, struct str *text)
{
	strlist_add(list, text->p);
	str_clear(text);
}

static bool add_visit(struct clinic *c, struct huddle *h, const struct day_visit *v,
		      struct err *err)
{
	const struct config *cf = c->config;
	struct huddle_visit *x = &h->v[h->n];
	struct card card;
	struct str s;

	if (!card_load(c, v->patient, &card, err))
		return false;
	const struct visit *whole = card_visit(&card, v->id);
	*x = (struct huddle_visit){ .v = v, .chart_no = mem_strdup(str_or_empty(card.p.chart_no)) };
	str_init(&s);
	minute_iso(&s, v->minute);
	x->time = str_steal(&s);
	str_init(&s);
	patient_title(&s, &card.p);
	x->name = str_steal(&s);
	str_init(&s);
	patient_age_sex(&s, &card.p, h->day.day);
	x->age = str_steal(&s);
	str_init(&s);
	x->presses = day_state(&h->day, c, v, &s);
	x->state = str_steal(&s);
	x->what =
		mem_strdup(whole && whole->kind ? config_label(cf, "visit_kind", whole->kind) : "");
	x->who = mem_strdup(whole && whole->provider ? config_label(cf, "provider", whole->provider)
						     : "");
	brief_make(c, &card, v->id, false, &x->brief);
	card_release(&card);
	h->n++;
	return true;
}

static void add_first(struct clinic *c, struct huddle *h, struct str *s)
{
	for (size_t i = 0; i < h->day.n_first; i++) {
		const struct first *f = &h->day.first[i];
		char *name = f->patient ? name_of(c, f->patient) : mem_strdup("");
		first_text(s, &h->day, f, name, false);
		if (f->task && !str_is_empty(f->task->assignee)) {
			str_add(s, " (");
			assignee_show(s, c->config, f->task->assignee);
			str_addc(s, ')');
		}
		free(name);
		take(&h->part[HUDDLE_FIRST], s);
	}
	if (h->day.more_tasks) {
		str_addf(s,
			 ngettext("%zu more to do", "%zu more to do",
				  (unsigned long)h->day.more_tasks),
			 h->day.more_tasks);
		take(&h->part[HUDDLE_FIRST], s);
	}
}

/* "10:00 Ann Lee 138 0000 3301": whom to ring about the next working day. */
static void add_unconfirmed(struct clinic *c, struct huddle *h, struct str *s)
{
	for (size_t i = 0; i < h->day.tomorrow.n; i++) {
		const struct day_visit *v = &h->day.tomorrow.v[i];
		struct patient_line line;
		if (!day_unconfirmed(v, h->day.today))
			continue;
		store_line(&c->store, v->patient, h->day.today, &line, NULL);
		minute_iso(s, v->minute);
		str_addc(s, ' ');
		patient_title(s, &line.patient);
		if (line.phone) {
			str_add(s, "  ");
			phone_show(s, line.phone, c->config->country);
		}
		patient_line_release(&line);
		take(&h->part[HUDDLE_UNCONFIRMED], s);
	}
}

/* Whom to ring about it: the first who asked. */
static void add_wanting(struct clinic *c, day_t day, const struct day_gap *g, struct str *s)
{
	const struct sooner_gap gap = {
		.day = day, .from = g->from, .to = g->to, .provider = g->provider
	};
	struct brief b;

	str_add(s, ", ");
	day_sooner_words(s, g->sooner);
	brief_gap(c, &gap, false, &b);
	for (size_t i = 0; i < b.n && i < WANTING_SHOWN; i++)
		str_addf(s, "; %s", b.v[i].text);
	brief_release(&b);
}

static void add_gaps(struct clinic *c, struct huddle *h, struct str *s)
{
	for (size_t i = 0; i < h->day.n_gaps; i++) {
		const struct day_gap *g = &h->day.gaps[i];
		minute_iso(s, g->from);
		str_addf(s, _(" %d min"), g->to - g->from);
		if (g->provider)
			str_addf(s, " %s", config_label(c->config, "provider", g->provider));
		if (g->sooner)
			add_wanting(c, h->day.day, g, s);
		take(&h->part[HUDDLE_GAPS], s);
	}
}

static void add_left(struct clinic *c, struct huddle *h, struct str *s)
{
	for (size_t i = 0; i < h->day.visits.n; i++) {
		const struct day_visit *v = &h->day.visits.v[i];
		struct visit whole;
		if (!day_left(v))
			continue;
		char *name = name_of(c, v->patient);
		record_init(&record_visit, &whole);
		store_get(&c->store, &record_visit, v->id, &whole, NULL);
		str_addf(s, "%s: %s", name,
			 whole.no_next ? config_label(c->config, "no_next", whole.no_next)
				       : _("nobody asked why"));
		record_release(&record_visit, &whole);
		free(name);
		take(&h->part[HUDDLE_LEFT], s);
	}
}

/* "printed Mon 23 Nov 08:20": a sheet may lie about. */
static void add_printed(struct clinic *c, struct str *s)
{
	struct str when;

	str_init(&when);
	day_show(&when, clinic_today(c), clinic_today(c));
	str_addc(&when, ' ');
	minute_iso(&when, clock_minute(&c->clock));
	str_addf(s, _("printed %s"), when.p);
	str_release(&when);
}

static void add_rest(struct clinic *c, struct huddle *h, struct str *s)
{
	const struct day *d = &h->day;

	for (size_t i = 0; i < d->handover.n; i++) {
		const struct handover *note = rows_at(&d->handover, i);
		str_addf(s, "%s (%s)", note->text, str_or_empty(note->staff));
		take(&h->part[HUDDLE_HANDOVER], s);
	}
	day_takings_words(s, d, c->config);
	if (s->len)
		take(&h->part[HUDDLE_TAKINGS], s);
	for (size_t i = 0; i < d->n_birthdays; i++) {
		const struct birthday *b = &d->birthdays[i];
		char *name = name_of(c, b->patient);
		str_addf(s, ngettext("%s turns %d", "%s turns %d", (unsigned long)b->age), name,
			 b->age);
		str_add(s, ", ");
		day_show(s, d->day + b->in, d->today);
		free(name);
		take(&h->part[HUDDLE_BIRTHDAYS], s);
	}
	day_show(s, d->before.day, d->today);
	str_add(s, ": ");
	day_sum_words(s, &d->before);
	str_add(s, "; ");
	add_printed(c, s);
	h->before = mem_strdup(s->p);
	str_clear(s);
}

bool huddle_make(struct clinic *c, day_t day, struct huddle *out, struct err *err)
{
	struct str s;
	bool ok = true;

	*out = (struct huddle){ 0 };
	if (!day_load(c, day, &out->day, err))
		return false;
	out->clinic = mem_strdup(c->config->name);
	str_init(&s);
	day_show(&s, day, DAY_NONE);
	out->title = mem_strdup(s.p);
	str_clear(&s);
	out->v = mem_array(out->day.visits.n, sizeof(*out->v));
	for (size_t i = 0; ok && i < out->day.visits.n; i++) {
		const struct day_visit *v = &out->day.visits.v[i];
		if (v->status != VISIT_CANCELLED && v->status != VISIT_NO_SHOW)
			ok = add_visit(c, out, v, err);
	}
	if (ok) {
		add_first(c, out, &s);
		add_unconfirmed(c, out, &s);
		add_gaps(c, out, &s);
		add_left(c, out, &s);
		add_rest(c, out, &s);
	}
	str_release(&s);
	if (!ok)
		huddle_release(out);
	return ok;
}

void huddle_release(struct huddle *h)
{
	for (size_t i = 0; i < h->n; i++) {
		struct huddle_visit *x = &h->v[i];
		char *const texts[] = { x->time, x->chart_no, x->name, x->age,
					x->what, x->who,      x->state };
		for (size_t k = 0; k < ARRAY_SIZE(texts); k++)
			free(texts[k]);
		brief_release(&x->brief);
	}
	for (int i = 0; i < HUDDLE_PARTS; i++)
		strlist_release(&h->part[i]);
	free(h->v);
	free(h->clinic);
	free(h->title);
	free(h->before);
	day_release(&h->day);
	*h = (struct huddle){ 0 };
}

const char *huddle_key(enum huddle_part part)
{
	static const char *const keys[] = {
		[HUDDLE_FIRST] = "first",       [HUDDLE_UNCONFIRMED] = "unconfirmed",
		[HUDDLE_GAPS] = "gap",          [HUDDLE_LEFT] = "left",
		[HUDDLE_HANDOVER] = "handover", [HUDDLE_BIRTHDAYS] = "birthday",
		[HUDDLE_TAKINGS] = "paid",
	};

	return keys[part];
}

const char *huddle_heading(const struct huddle *h, enum huddle_part part)
{
	switch (part) {
	case HUDDLE_FIRST:
		return _("Do first");
	case HUDDLE_UNCONFIRMED:
		return h->day.next == h->day.today + 1
			       ? _("Not confirmed for tomorrow")
			       : _("Not confirmed for the next working day");
	case HUDDLE_GAPS:
		return _("Free between visits");
	case HUDDLE_LEFT:
		return _("Left without a next visit");
	case HUDDLE_HANDOVER:
		return _("From the last shift");
	case HUDDLE_TAKINGS:
		return _("Paid that day");
	case HUDDLE_BIRTHDAYS:
		return _("Birthdays");
	case HUDDLE_PARTS:
		break;
	}
	return "";
}
