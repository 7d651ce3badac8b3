/* Bookings: what speaks against one, and storing it all the same only when that was said. */
#include "book_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/plans.h"
#include "revisit/clinic/visits.h"
#include "revisit/store/book.h"
#include "visit_parts.h"

enum { GRACE = 10 }; /* minutes for which what has begun may still be booked */

/* What was found, in words as far as it is `wanted`. */
struct verdict {
	struct clinic *c;
	const struct visit *v;
	minute_t to; /* when it ends */
	unsigned found, wanted;
	struct str *words; /* NULL: nobody reads them */
};

static void speak(struct verdict *x, unsigned what, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void speak(struct verdict *x, unsigned what, const char *fmt, ...)
{
	va_list args;

	x->found |= what;
	if (!x->words || !(x->wanted & what))
		return;
	if (x->words->len)
		str_add(x->words, "; ");
	va_start(args, fmt);
	str_vaddf(x->words, fmt, args);
	va_end(args);
}

static void look_at_clock(struct verdict *x)
{
	const struct visit *v = x->v;
	day_t today = clinic_today(x->c);

	if (visit_is_booked((enum visit_status)v->status) &&
	    (v->day < today ||
	     (v->day == today && v->minute != MINUTE_NONE &&
	      v->minute + GRACE < clock_minute(&x->c->clock))))
		speak(x, AGAINST_PAST, _("this lies in the past"));
}

/* " (国庆节)", "" */
static char *in_brackets(const char *reason)
{
	return str_is_empty(reason) ? mem_strdup("") : mem_printf(" (%s)", reason);
}

/* "12:00" when it begins within the hours and only runs past their end; else false. */
static bool runs_past(const struct visit *v, const struct minutes *hours, char end[16])
{
	if (v->minute == MINUTE_NONE || !minutes_all(hours, v->minute, v->minute + 1))
		return false;
	minute_t to = minutes_end(hours, v->minute);
	snprintf(end, 16, "%02d:%02d", to / 60, to % 60);
	return true;
}

static void say_closed(struct verdict *x, const struct book *b, const struct minutes *open)
{
	char end[16];

	if (runs_past(x->v, open, end)) {
		speak(x, AGAINST_CLOSED, _("this runs past %s, when the clinic closes"), end);
		return;
	}
	char *why = in_brackets(why_off_at(b, x->v->day, NULL, x->v->minute, x->to));
	speak(x, AGAINST_CLOSED, _("the clinic is closed then%s"), why);
	free(why);
}

static bool fits(const struct visit *v, minute_t to, const struct minutes *hours)
{
	return v->minute == MINUTE_NONE ? !minutes_none(hours) : minutes_all(hours, v->minute, to);
}

/* They have hours, but not these. */
static void say_off(struct verdict *x, const struct book *b, const char *provider,
		    const struct minutes *works)
{
	const char *label = config_label(x->c->config, "provider", provider);
	char end[16];

	if (runs_past(x->v, works, end)) {
		speak(x, AGAINST_OFF, _("this runs past %s, until when %s works"), end, label);
		return;
	}
	char *why = in_brackets(why_off_at(b, x->v->day, provider, x->v->minute, x->to));
	speak(x, AGAINST_OFF, _("%s does not work then%s"), label, why);
	free(why);
}

/* Whether the hour that the clocks skip in spring is in the way. */
static bool is_skipped(day_t day, minute_t from, minute_t to)
{
	struct minutes shown = { { 0 } };

	minutes_add(&shown, from, to);
	minutes_of_clock(&shown, day);
	return !minutes_all(&shown, from, to);
}

static void look_at_hours(struct verdict *x, const struct book *b)
{
	const struct visit *v = x->v;
	struct minutes open = clinic_minutes(b, v->day, NULL);
	struct minutes works = { { 0 } };
	const char *provider = key_known(&b->providers, v->provider);

	if (provider)
		works = provider_minutes(b, v->day, provider, NULL);
	if (fits(v, x->to, str_is_empty(v->provider) ? &open : &works))
		return;
	if (v->minute != MINUTE_NONE && is_skipped(v->day, v->minute, v->minute + 1))
		speak(x, AGAINST_CLOSED,
		      _("there is no such time that day: the clocks go forward"));
	else if (v->minute != MINUTE_NONE && x->to <= DAY_MINUTES && is_skipped(v->day, v->minute, x->to))
		speak(x, AGAINST_CLOSED, _("the clocks go forward in the middle of it"));
	else if (provider && who_of(b, provider)->left && who_of(b, provider)->weekly)
		speak(x, AGAINST_OFF, _("%s no longer works here"),
		      config_label(x->c->config, "provider", provider));
	else if (!str_is_empty(v->provider) &&
		 (!provider || (!who_of(b, provider)->known && !who_of(b, provider)->weekly)))
		speak(x, AGAINST_OFF, _("%s does not work here"),
		      config_label(x->c->config, "provider", v->provider));
	else if (!fits(v, x->to, &open))
		say_closed(x, b, &open);
	else
		say_off(x, b, provider, &works);
}

static char *name_of(struct clinic *c, int64_t patient)
{
	struct patient p;
	struct str name;

	str_init(&name);
	record_init(&record_patient, &p);
	if (store_get(&c->store, &record_patient, patient, &p, NULL))
		patient_title(&name, &p);
	record_release(&record_patient, &p);
	return name.p;
}

/* The visit, or the one that it is moved from. */
static bool is_itself(const struct visit *v, int64_t other)
{
	return other == v->row.id || other == v->predecessor;
}

static void look_at_other(struct verdict *x, const struct booking *k)
{
	const struct visit *v = x->v;
	char at[16];

	snprintf(at, sizeof(at), "%02d:%02d", k->minute / 60, k->minute % 60);
	if (k->patient == v->patient) {
		speak(x, AGAINST_PATIENT, "%s %s", at, _("the patient is booked already"));
		return;
	}
	bool provider = !str_is_empty(v->provider) && str_eq(k->provider, v->provider);
	bool chair = !str_is_empty(v->chair) && str_eq(k->chair, v->chair);
	if (!provider && !chair)
		return;
	char *name = name_of(x->c, k->patient);
	if (provider)
		speak(x, AGAINST_PROVIDER, _("%s %s is booked with %s"), at,
		      config_label(x->c->config, "provider", v->provider), name);
	if (chair && (!provider || !(x->wanted & AGAINST_PROVIDER)))
		speak(x, AGAINST_CHAIR, _("%s chair %s is taken by %s"), at, v->chair, name);
	else if (chair)
		x->found |= AGAINST_CHAIR; /* said with the provider */
	free(name);
}

static bool is_crowded(const struct book *b, const struct visit *v, minute_t to)
{
	struct minutes full = full_minutes(b, v->day, v->row.id ? v->row.id : v->predecessor);
	minute_t next = minutes_next(&full, v->minute);

	return next != MINUTE_NONE && next < to;
}

/* A chair that nobody has described is left alone.  Who has none needs one of those that are left. */
static void look_at_chair(struct verdict *x, const struct book *b)
{
	const struct visit *v = x->v;
	const char *out = key_known(&b->out, v->chair);

	if (out)
		speak(x, AGAINST_CHAIR, _("chair %s is out of order"), out);
	if (!str_is_empty(v->chair) || v->minute == MINUTE_NONE ||
	    !needs_chair(b, key_known(&b->providers, v->provider)))
		return;
	int64_t but = v->row.id ? v->row.id : v->predecessor;
	if (!book_chair(b, v->day, v->minute, x->to - v->minute, v->provider, but) ||
	    is_crowded(b, v, x->to))
		speak(x, AGAINST_CHAIR,
		      ngettext("the only chair is taken then", "all %zu chairs are taken then",
			       (unsigned long)b->n_usable),
		      b->n_usable);
}

static void look_at_kind(struct verdict *x, const struct book *b)
{
	const struct visit *v = x->v;

	if (!book_does(b, v->provider, v->kind))
		speak(x, AGAINST_KIND, _("%s does not do this: %s"),
		      config_label(x->c->config, "provider", v->provider),
		      config_label(x->c->config, "visit_kind", v->kind));
}

static void look_at_book(struct verdict *x, const struct book *b)
{
	size_t n;
	const struct booking *k = book_day(b, x->v->day, &n);

	look_at_clock(x);
	look_at_hours(x, b);
	look_at_chair(x, b);
	look_at_kind(x, b);
	for (size_t i = 0; x->v->minute != MINUTE_NONE && i < n; i++)
		if (!is_itself(x->v, k[i].visit) && k[i].minute < x->to &&
		    x->v->minute < k[i].minute + k[i].minutes)
			look_at_other(x, &k[i]);
}

/* What it is moved from is not a visit of its course that it must keep away from. */
static void look_at_course(struct verdict *x)
{
	struct visit probe = *x->v;
	struct str day;

	if (!probe.row.id)
		probe.row.id = probe.predecessor;
	day_t next;
	day_t earliest = plan_visit_earliest(x->c, &probe, &next);
	if (earliest == DAY_NONE)
		return;
	str_init(&day);
	day_show(&day, next != DAY_NONE ? next : earliest, clinic_today(x->c));
	speak(x, AGAINST_GAP,
	      next != DAY_NONE ? _("too near the next visit of its treatment plan, %s")
			       : _("too soon: the treatment plan says not before %s"),
	      day.p);
	str_release(&day);
}

/* "29 feb" said in a year that has none is years away. */
static void look_at_distance(struct verdict *x)
{
	const struct visit *v = x->v;
	const struct interval far = { .months = 13 };
	struct str day;

	if (!visit_is_booked((enum visit_status)v->status) ||
	    v->day <= day_add(clinic_today(x->c), far, 1))
		return;
	str_init(&day);
	day_show(&day, v->day, clinic_today(x->c));
	speak(x, AGAINST_FAR, _("%s is more than a year away"), day.p);
	str_release(&day);
}

static void look_at_patient(struct verdict *x)
{
	struct str why;

	str_init(&why);
	if (visit_is_booked((enum visit_status)x->v->status) &&
	    patient_cannot_come(x->c, x->v->patient, &why))
		speak(x, AGAINST_GONE, "%s", why.p);
	str_release(&why);
}

static struct verdict verdict_on(struct clinic *c, const struct visit *v, int minutes,
				 unsigned wanted, struct str *words)
{
	return (struct verdict){ .c = c,
				 .v = v,
				 .to = v->minute == MINUTE_NONE ? MINUTE_NONE : v->minute + minutes,
				 .wanted = wanted,
				 .words = words };
}

unsigned booking_against(struct clinic *c, const struct book *b, const struct visit *v,
			 struct str *words)
{
	int minutes = v->minutes > 0 ? (int)v->minutes
				     : length_of_kind(b, key_known(&b->kinds, v->kind),
						      key_known(&b->providers, v->provider));
	struct verdict x = verdict_on(c, v, minutes, AGAINST_ANYTHING, words);

	look_at_book(&x, b);
	return x.found;
}

static bool look(struct clinic *c, const struct visit *v, unsigned wanted, struct str *words,
		 unsigned *found, struct err *err)
{
	*found = 0;
	if (v->day == DAY_NONE)
		return true;
	struct book *b = book_open(c, v->day, v->day, err);
	if (!b)
		return false;
	int minutes = v->minutes > 0 ? (int)v->minutes : book_minutes(c, v->kind, v->provider);
	struct verdict x = verdict_on(c, v, minutes, wanted, words);
	look_at_book(&x, b);
	look_at_course(&x);
	look_at_distance(&x);
	look_at_patient(&x);
	*found = x.found;
	book_free(b);
	return true;
}

unsigned visit_against(struct clinic *c, const struct visit *v, struct str *words, struct err *err)
{
	unsigned found;

	return look(c, v, AGAINST_ANYTHING, words, &found, err) ? found : 0;
}

/* Inside the action: nobody else books before it is stored. */
static bool is_accepted(struct clinic *c, const struct visit *v, unsigned accepted, struct err *err)
{
	struct str words;
	unsigned found;

	str_init(&words);
	bool ok = look(c, v, ~accepted, &words, &found, err);
	if (ok && (found & ~accepted))
		ok = err_set(err, ERR_CONFLICT, "%s", words.p);
	str_release(&words);
	return ok;
}

/* A free one for who has none. */
static bool give_chair(struct clinic *c, struct visit *v, struct err *err)
{
	if (v->day == DAY_NONE || v->minute == MINUTE_NONE || !str_is_empty(v->chair) ||
	    !visit_is_booked((enum visit_status)v->status))
		return true;
	struct book *b = book_open(c, v->day, v->day, err);
	if (!b)
		return false;
	if (needs_chair(b, key_known(&b->providers, v->provider)) &&
	    !is_crowded(b, v, v->minute + (minute_t)v->minutes))
		str_replace(&v->chair, book_chair(b, v->day, v->minute, (int)v->minutes, v->provider,
						  v->row.id ? v->row.id : v->predecessor));
	book_free(b);
	return true;
}

/* Nothing that has to do with who treats them is in the way. */
static bool is_free_then(struct clinic *c, const struct book *b, const struct visit *v,
			 const char *provider)
{
	const unsigned theirs = AGAINST_CLOSED | AGAINST_OFF | AGAINST_PROVIDER | AGAINST_CHAIR | AGAINST_KIND;
	struct visit probe = *v;
	struct str words;

	str_init(&words);
	probe.provider = mem_strdup(provider);
	unsigned against = booking_against(c, b, &probe, &words);
	free(probe.provider);
	str_release(&words);
	return !(against & theirs);
}

bool visit_find_provider(struct clinic *c, struct visit *v, const char *usual, struct err *err)
{
	const char *found = NULL;
	bool any = false;

	if (!str_is_empty(v->provider) || v->minute == MINUTE_NONE || v->day == DAY_NONE)
		return true;
	struct book *b = book_open(c, v->day, v->day, err);
	if (!b)
		return false;
	const char *first = key_known(&b->providers, usual);
	if (first && is_free_then(c, b, v, first))
		found = first;
	for (size_t i = 0; i < b->providers.n && !found; i++) {
		if (!is_offered(&b->who[i]) || !book_does(b, b->providers.v[i], key_known(&b->kinds, v->kind)))
			continue;
		any = true;
		if (is_free_then(c, b, v, b->providers.v[i]))
			found = b->providers.v[i];
	}
	if (found)
		str_replace(&v->provider, found);
	book_free(b);
	return found || !any ||
	       err_set(err, ERR_CONFLICT, _("nobody who does this is free then; take another time"));
}

static bool ends_that_day(struct clinic *c, const struct visit *v, struct err *err)
{
	int64_t minutes = v->minutes ? v->minutes : book_minutes(c, v->kind, v->provider);

	return v->minute == MINUTE_NONE || v->minute + minutes <= DAY_MINUTES ||
	       err_set(err, ERR_BAD_VALUE,
		       _("a visit cannot run past midnight; make it shorter or earlier"));
}

bool visit_may_book(struct clinic *c, const struct visit *v, unsigned accepted, struct err *err)
{
	return ends_that_day(c, v, err) && is_accepted(c, v, accepted, err);
}

bool visit_book(struct clinic *c, struct visit *v, unsigned accepted, struct err *err)
{
	if (v->minutes == 0)
		v->minutes = book_minutes(c, v->kind, v->provider);
	if (!ends_that_day(c, v, err))
		return false;
	if (!clinic_begin(c, v->row.id ? "visit-edit" : "visit-book", v->patient, err))
		return false;
	bool fresh = v->row.id == 0;
	bool ok = give_chair(c, v, err) && is_accepted(c, v, accepted, err) &&
		  visit_save(c, v, NULL, err);
	ok = clinic_end(c, ok, err);
	if (!ok && fresh)
		v->row = (struct row){ 0 };
	return ok;
}

/* --- moving --- */

/* The successor is a booking like the old one, at another time. */
static void plan_again(struct visit *to, const struct visit *from, const struct new_time *when)
{
	record_init(&record_visit, to);
	to->patient = from->patient;
	to->day = when->day;
	to->minute = when->minute == MINUTE_NONE ? from->minute : when->minute;
	to->minutes = when->minutes > 0 ? when->minutes : from->minutes;
	str_replace(&to->kind, from->kind);
	str_replace(&to->provider, str_is_empty(when->provider) ? from->provider : when->provider);
	str_replace(&to->chair, str_is_empty(when->chair) ? from->chair : when->chair);
	str_replace(&to->site, from->site);
	str_replace(&to->teeth, from->teeth);
	str_replace(&to->note, from->note);
	to->plan_item = from->plan_item;
	to->predecessor = from->row.id;
}

/* It keeps its chair unless that is taken then or broken: visit_book finds another. */
static bool keep_chair(struct clinic *c, struct visit *to, int64_t but, struct err *err)
{
	if (to->minute == MINUTE_NONE || str_is_empty(to->chair))
		return true;
	struct book *b = book_open(c, to->day, to->day, err);
	if (!b)
		return false;
	int minutes = to->minutes > 0 ? (int)to->minutes : book_minutes(c, to->kind, to->provider);
	struct minutes taken =
		taken_in_chair(b, to->day, key_known(&b->chairs, to->chair), but);
	minute_t next = minutes_next(&taken, to->minute);
	if ((next != MINUTE_NONE && next < to->minute + minutes) || key_known(&b->out, to->chair))
		str_replace(&to->chair, NULL);
	book_free(b);
	return true;
}

static bool may_move(struct clinic *c, const struct visit *from, day_t day, struct err *err)
{
	if (!visit_is_booked((enum visit_status)from->status))
		return err_set(err, ERR_STEP,
			       _("only a booked visit can be moved; this one is \"%s\""),
			       _(visit_status_choices[from->status].label));
	if (day < clinic_today(c))
		return err_set(err, ERR_STEP,
			       _("a visit cannot be moved into the past; give a time that is "
				 "still to come"));
	return true;
}

/* Who waits to move the old one waits to move the new one. */
static bool hand_on_sooner(struct clinic *c, int64_t from, int64_t to, struct err *err)
{
	struct rows waiting;

	rows_init(&waiting, &record_sooner);
	bool ok = store_sooner_for(&c->store, from, &waiting, err);
	for (size_t i = 0; ok && i < waiting.n; i++) {
		struct sooner *s = rows_at(&waiting, i);
		s->visit = to;
		ok = store_update(&c->store, &record_sooner, s, NULL, err);
	}
	rows_release(&waiting);
	return ok;
}

bool visit_may_rebook(struct clinic *c, int64_t visit, const struct new_time *when, unsigned accepted,
		      struct err *err)
{
	struct visit from;
	struct visit to;

	record_init(&record_visit, &from);
	record_init(&record_visit, &to);
	bool ok = store_get(&c->store, &record_visit, visit, &from, err) &&
		  may_move(c, &from, when->day, err);
	if (ok)
		plan_again(&to, &from, when);
	if (ok && str_is_empty(when->chair))
		ok = keep_chair(c, &to, from.row.id, err);
	ok = ok && visit_may_book(c, &to, accepted, err);
	record_release(&record_visit, &from);
	record_release(&record_visit, &to);
	return ok;
}

bool visit_rebook(struct clinic *c, int64_t visit, const struct new_time *when, unsigned accepted,
		  int64_t *successor, struct err *err)
{
	struct visit from;
	struct visit to;

	record_init(&record_visit, &to);
	bool ok = visit_begin(c, "visit-move", visit, &from, err);
	if (ok) {
		ok = may_move(c, &from, when->day, err);
		if (ok)
			plan_again(&to, &from, when);
		if (ok && str_is_empty(when->chair))
			ok = keep_chair(c, &to, from.row.id, err);
		ok = ok && visit_book(c, &to, accepted, err);
		from.status = VISIT_RESCHEDULED;
		from.successor = to.row.id;
		ok = ok && visit_save(c, &from, NULL, err) &&
		     hand_on_sooner(c, from.row.id, to.row.id, err);
		ok = clinic_end(c, ok, err);
	}
	if (ok && successor)
		*successor = to.row.id;
	record_release(&record_visit, &from);
	record_release(&record_visit, &to);
	return ok;
}
