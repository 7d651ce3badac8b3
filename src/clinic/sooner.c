#include "revisit/clinic/sooner.h"
#include "book_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/store/book.h"

/* --- wishes --- */

bool sooner_set(struct clinic *c, struct sooner *s, const char *name, const char *value,
		struct err *err)
{
	const struct field *f = record_field(&record_sooner, name);
	unsigned days;

	if (f && strcmp(name, "visit") == 0) {
		s->visit = *value ? record_parse_id(&record_visit, value) : 0;
		return s->visit > 0 || !*value ||
		       err_set(err, ERR_BAD_VALUE, _("'%s' is no visit: write it like v12"), value);
	}
	if (!f || (f->flags & (FIELD_HIDDEN | FIELD_FROZEN | FIELD_DERIVED)))
		return err_set(err, ERR_UNKNOWN_FIELD,
			       _("who would come sooner has no field '%s' to set; \"revisit fields "
				 "sooner\" "
				 "lists them"),
			       name);
	if (strcmp(name, "weekdays") != 0)
		return clinic_set_field(c, f, s, value, err);
	if (!weekdays_parse(value, &days, err))
		return false;
	struct str text;
	str_init(&text);
	weekdays_text(&text, days);
	str_replace(&s->weekdays, *text.p ? text.p : NULL);
	str_release(&text);
	return true;
}

static bool check_wish(struct clinic *c, const struct sooner *s, struct err *err)
{
	if (s->starts != MINUTE_NONE && s->ends != MINUTE_NONE && s->starts >= s->ends)
		return err_set(err, ERR_BAD_VALUE,
			       _("the time they can come ends before it begins"));
	if (s->minutes < 0 || s->minutes > DAY_MINUTES)
		return err_set(err, ERR_BAD_NUMBER, _("a visit lasts at most a day"));
	if (s->until != DAY_NONE && s->until < clinic_today(c) && s->state == SOONER_WAITING)
		return err_set(err, ERR_BAD_DATE, _("the last day they ask for lies in the past"));
	return true;
}

/* Theirs and still to come. */
static bool may_wait(struct clinic *c, const struct sooner *s, struct visit *v, struct err *err)
{
	if (!store_get(&c->store, &record_visit, s->visit, v, err))
		return false;
	if (!visit_is_booked((enum visit_status)v->status))
		return err_set(err, ERR_STEP,
			       _("only a booked visit can be moved; this one is \"%s\""),
			       _(visit_status_choices[v->status].label));
	if (s->patient && s->patient != v->patient)
		return err_set(err, ERR_BAD_VALUE, _("this is a visit of another patient"));
	return true;
}

static bool check_visit(struct clinic *c, const struct sooner *s, struct err *err)
{
	struct visit v;

	if (!s->visit || s->state != SOONER_WAITING)
		return true;
	record_init(&record_visit, &v);
	bool ok = may_wait(c, s, &v, err);
	record_release(&record_visit, &v);
	return ok;
}

/* The wish takes from its visit what it does not say. */
static bool take_visit(struct clinic *c, struct sooner *s, struct err *err)
{
	struct visit v;

	record_init(&record_visit, &v);
	bool ok = may_wait(c, s, &v, err);
	if (ok) {
		s->patient = v.patient;
		if (!s->kind)
			str_replace(&s->kind, v.kind);
		if (s->minutes == 0)
			s->minutes = v.minutes;
	}
	record_release(&record_visit, &v);
	return ok;
}

static bool store_wish(struct clinic *c, struct sooner *s, bool *changed, struct err *err)
{
	if (!clinic_know_terms(c, &record_sooner, s, false, err))
		return false;
	if (s->row.id)
		return store_update(&c->store, &record_sooner, s, changed, err);
	s->created_at = clock_now(&c->clock);
	str_replace(&s->created_by, c->staff);
	return store_insert(&c->store, &record_sooner, s, err);
}

/* Somebody who asks again has new wishes, not a second place. */
static bool same_place(struct clinic *c, struct sooner *s, struct err *err)
{
	struct rows all;
	const struct sooner *before = NULL;

	rows_init(&all, &record_sooner);
	bool ok = store_sooner_of(&c->store, s->patient, &all, err);
	for (size_t i = 0; ok && i < all.n; i++) {
		const struct sooner *other = rows_at(&all, i);
		if (other->state == SOONER_WAITING && other->visit == s->visit &&
		    (s->visit || str_eq(other->kind, s->kind)))
			before = other;
	}
	if (before) {
		s->row = before->row;
		s->created_at = before->created_at;
		str_replace(&s->created_by, before->created_by);
	}
	rows_release(&all);
	return ok;
}

bool sooner_add(struct clinic *c, struct sooner *s, struct err *err)
{
	if (!clinic_begin(c, "sooner-add", s->patient, err))
		return false;
	bool ok = check_wish(c, s, err) && (!s->visit || take_visit(c, s, err));
	if (ok && !s->patient)
		ok = err_set(err, ERR_MISSING, _("who would come sooner?"));
	if (ok)
		store_set_target(&c->store, s->patient);
	ok = ok && same_place(c, s, err) && store_wish(c, s, NULL, err);
	return clinic_end(c, ok, err);
}

bool sooner_save(struct clinic *c, struct sooner *s, bool *changed, struct err *err)
{
	if (!clinic_begin(c, "sooner-edit", s->patient, err))
		return false;
	bool ok = check_wish(c, s, err) && check_visit(c, s, err) && store_wish(c, s, changed, err);
	return clinic_end(c, ok, err);
}

bool sooner_off(struct clinic *c, int64_t sooner, struct err *err)
{
	struct sooner s;

	if (!clinic_begin(c, "sooner-off", 0, err))
		return false;
	record_init(&record_sooner, &s);
	bool ok = store_get(&c->store, &record_sooner, sooner, &s, err);
	if (ok)
		store_set_target(&c->store, s.patient);
	s.state = SOONER_OFF;
	ok = clinic_end(c, ok && store_update(&c->store, &record_sooner, &s, NULL, err), err);
	record_release(&record_sooner, &s);
	return ok;
}

/* --- who waits --- */

/* Whether there is still something to move, and where it is; no visit is later than any gap. */
static bool still_waits(struct clinic *c, const struct sooner *s, day_t *day, minute_t *minute)
{
	struct patient p;
	struct visit v;

	record_init(&record_patient, &p);
	record_init(&record_visit, &v);
	bool ok = store_get(&c->store, &record_patient, s->patient, &p, NULL) &&
		  !patient_is_gone((enum patient_status)p.status) && p.status != PATIENT_MERGED;
	*day = DAY_MAX;
	*minute = MINUTE_NONE;
	if (ok && s->visit) {
		ok = store_get(&c->store, &record_visit, s->visit, &v, NULL) &&
		     visit_is_booked((enum visit_status)v.status) && v.patient == s->patient;
		*day = v.day;
		*minute = v.minute;
	}
	record_release(&record_patient, &p);
	record_release(&record_visit, &v);
	return ok;
}

bool sooner_waiting(struct clinic *c, struct rows *out, struct err *err)
{
	day_t today = clinic_today(c);
	day_t day;
	minute_t minute;

	if (!store_sooner(&c->store, today, out, err))
		return false;
	for (size_t i = out->n; i-- > 0;)
		if (!still_waits(c, rows_at(out, i), &day, &minute) || day < today)
			rows_remove(out, i);
	return true;
}

/* The first minute from `from` on at which the patient has nothing else for so long. */
static minute_t free_of_patient(const struct book *b, const struct sooner *s, day_t day,
				minute_t from, minute_t to, int minutes)
{
	struct minutes window = { { 0 } };
	struct minutes taken = taken_of_patient(b, day, s->patient, s->visit);

	minutes_add(&window, from, to);
	minutes_drop(&window, &taken);
	window = minutes_starts(&window, minutes);
	return minutes_next(&window, from);
}

bool wanting_of(struct clinic *c, const struct sooner *s, struct wanting *out)
{
	*out = (struct wanting){ .wish = s };
	return still_waits(c, s, &out->day, &out->minute) &&
	       weekdays_parse(str_or_empty(s->weekdays), &out->weekdays, NULL);
}

minute_t wanting_fits(struct clinic *c, const struct book *b, const struct wanting *w,
		      const struct sooner_gap *gap, int *minutes)
{
	const struct sooner *s = w->wish;
	minute_t from = s->starts > gap->from ? s->starts : gap->from;
	minute_t to = s->ends != MINUTE_NONE && s->ends < gap->to ? s->ends : gap->to;

	if (gap->day > w->day || (s->until != DAY_NONE && gap->day > s->until))
		return MINUTE_NONE;
	if (w->weekdays && !(w->weekdays & 1u << day_weekday(gap->day)))
		return MINUTE_NONE;
	if (!str_is_empty(s->provider) && gap->provider && !str_eq(s->provider, gap->provider))
		return MINUTE_NONE;
	if (gap->provider && !book_does(b, gap->provider, s->kind))
		return MINUTE_NONE;
	*minutes = s->minutes > 0 ? (int)s->minutes : book_minutes(c, s->kind, gap->provider);
	if (from + *minutes > to)
		return MINUTE_NONE;
	from = free_of_patient(b, s, gap->day, from, to, *minutes);
	bool sooner = gap->day < w->day ||
		      (gap->day == w->day && w->minute != MINUTE_NONE && from < w->minute);
	return sooner ? from : MINUTE_NONE;
}

minute_t sooner_fits_in(struct clinic *c, const struct book *b, const struct sooner *s,
			const struct sooner_gap *gap, int *minutes)
{
	struct wanting w;
	int length;

	return wanting_of(c, s, &w) ? wanting_fits(c, b, &w, gap, minutes ? minutes : &length)
				    : MINUTE_NONE;
}

minute_t sooner_fits(struct clinic *c, const struct sooner *s, const struct sooner_gap *gap,
		     int *minutes)
{
	struct book *b = book_open(c, gap->day, gap->day, NULL);
	minute_t at = b ? sooner_fits_in(c, b, s, gap, minutes) : MINUTE_NONE;

	book_free(b);
	return at;
}

bool sooner_for(struct clinic *c, const struct sooner_gap *gap, struct rows *out, struct err *err)
{
	struct book *b = book_open(c, gap->day, gap->day, err);

	bool ok = b && store_sooner(&c->store, gap->day, out, err);
	for (size_t i = ok ? out->n : 0; i-- > 0;)
		if (sooner_fits_in(c, b, rows_at(out, i), gap, NULL) == MINUTE_NONE)
			rows_remove(out, i);
	book_free(b);
	return ok;
}

/* --- taking one --- */

static bool book_anew(struct clinic *c, const struct sooner *s, const struct new_time *to,
		      unsigned accepted, int64_t *visit, struct err *err)
{
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = s->patient;
	v.day = to->day;
	v.minute = to->minute;
	v.minutes = to->minutes;
	str_replace(&v.kind, s->kind);
	str_replace(&v.provider, to->provider);
	str_replace(&v.chair, to->chair);
	bool ok = visit_book(c, &v, accepted, err);
	*visit = v.row.id;
	record_release(&record_visit, &v);
	return ok;
}

static bool take(struct clinic *c, struct sooner *s, const struct sooner_gap *gap,
		 unsigned accepted, int64_t *visit, struct err *err)
{
	struct new_time to = { .day = gap->day, .provider = gap->provider, .chair = gap->chair };

	if (s->state != SOONER_WAITING)
		return err_set(err, ERR_STEP, _("they are not waiting any more: %s"),
			       _(sooner_state_choices[s->state].label));
	to.minute = sooner_fits(c, s, gap, &to.minutes);
	if (to.minute == MINUTE_NONE)
		return err_set(err, ERR_STEP, _("this gap does not fit what they asked for"));
	/* Taken before their visit moves: it is not handed on to the new one. */
	s->state = SOONER_TAKEN;
	if (!store_update(&c->store, &record_sooner, s, NULL, err))
		return false;
	if (s->visit)
		return visit_rebook(c, s->visit, &to, accepted, visit, err);
	return book_anew(c, s, &to, accepted, visit, err);
}

bool sooner_take(struct clinic *c, int64_t sooner, const struct sooner_gap *gap, unsigned accepted,
		 int64_t *visit, struct err *err)
{
	struct sooner s;
	int64_t booked = 0;

	if (!clinic_begin(c, "sooner-take", 0, err))
		return false;
	record_init(&record_sooner, &s);
	bool ok = store_get(&c->store, &record_sooner, sooner, &s, err);
	if (ok)
		store_set_target(&c->store, s.patient);
	ok = clinic_end(c, ok && take(c, &s, gap, accepted, &booked, err), err);
	record_release(&record_sooner, &s);
	if (ok && visit)
		*visit = booked;
	return ok;
}

static void time_words(const struct sooner *s, struct str *out, size_t begin)
{
	struct str from;
	struct str to;

	if (s->starts == MINUTE_NONE && s->ends == MINUTE_NONE)
		return;
	str_init(&from);
	str_init(&to);
	str_add(out, out->len > begin ? " " : "");
	minute_iso(&from, s->starts);
	minute_iso(&to, s->ends);
	if (s->ends == MINUTE_NONE)
		str_addf(out, _("from %s"), from.p);
	else if (s->starts == MINUTE_NONE)
		str_addf(out, _("until %s"), to.p);
	else
		str_addf(out, "%s–%s", from.p, to.p);
	str_release(&from);
	str_release(&to);
}

void sooner_words(struct clinic *c, const struct sooner *s, struct str *out)
{
	size_t begin = out->len;
	unsigned weekdays = 0;

	if (weekdays_parse(str_or_empty(s->weekdays), &weekdays, NULL) && weekdays)
		weekdays_show(out, weekdays);
	time_words(s, out, begin);
	if (!str_is_empty(s->provider))
		str_addf(out, "%s%s", out->len > begin ? ", " : "",
			 config_label(c->config, "provider", s->provider));
	if (s->until != DAY_NONE) {
		struct str day;
		str_init(&day);
		day_show(&day, s->until, clinic_today(c));
		str_add(out, out->len > begin ? ", " : "");
		str_addf(out, _("until %s"), day.p);
		str_release(&day);
	}
	if (out->len == begin)
		str_add(out, _("any time"));
}
