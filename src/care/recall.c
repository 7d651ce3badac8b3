#include "revisit/care/recall.h"
#include "revisit/base/i18n.h"

static bool in_list(const char *const *list, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], key) == 0)
			return true;
	return false;
}

static bool begins(const struct recall_def *d, const char *kind)
{
	return in_list(d->after, d->n_after, kind);
}

static bool is_nothing(struct interval i)
{
	return i.years + i.months + i.weeks + i.days == 0;
}

void recall_nothing(const struct config *c, struct recall_seen *seen, struct recall_own *own)
{
	for (size_t i = 0; i < c->n_recalls; i++) {
		seen[i] = (struct recall_seen){ .last = DAY_NONE, .booked = DAY_NONE,
						.minute = MINUTE_NONE };
		own[i] = (struct recall_own){ .not_before = DAY_NONE };
	}
}

static void see_booked(struct recall_seen *seen, day_t day, minute_t minute)
{
	if (seen->booked != DAY_NONE &&
	    (day > seen->booked || (day == seen->booked && minute >= seen->minute)))
		return;
	seen->booked = day;
	seen->minute = minute;
}

void recall_see(const struct config *c, struct recall_seen *seen, const char *kind,
		enum visit_status status, day_t day, minute_t minute, day_t today)
{
	bool took_place = visit_is_done(status) && day <= today;
	bool to_come = (visit_is_booked(status) && day >= today) ||
		       (visit_is_here(status) && day == today);

	if (!kind || (!took_place && !to_come))
		return;
	for (size_t i = 0; i < c->n_recalls; i++) {
		const struct recall_def *d = &c->recalls[i];
		bool begun = begins(d, kind);
		if (took_place && begun && day > seen[i].last) /* DAY_NONE is less than any day */
			seen[i].last = day;
		if (to_come && (begun || strcmp(d->book, kind) == 0))
			see_booked(&seen[i], day, minute);
	}
}

void recall_take(const struct config *c, struct recall_own *own, const struct recall_override *o)
{
	for (size_t i = 0; i < c->n_recalls; i++) {
		if (strcmp(c->recalls[i].key, str_or_empty(o->type)) != 0)
			continue;
		own[i] = (struct recall_own){ .not_before = o->disabled_until,
					      .never = o->disabled != 0,
					      .reason = o->reason };
		if (!str_is_empty(o->every))
			interval_parse(o->every, &own[i].every, NULL);
	}
}

day_t recall_birth(day_t birth_day, int precision)
{
	return precision == PRECISION_ESTIMATED ? DAY_NONE : birth_day;
}

static bool right_age(const struct recall_def *d, day_t birth, day_t day)
{
	if (birth == DAY_NONE || (d->from_age < 0 && d->to_age < 0))
		return true;
	int age = age_on(birth, day);
	return (d->from_age < 0 || age >= d->from_age) && (d->to_age < 0 || age <= d->to_age);
}

/* The first birthday after the day the age is judged on that a limit asks about. */
static day_t age_change(const struct recall_def *d, day_t birth, day_t judged)
{
	day_t change = DAY_MAX;

	if (birth == DAY_NONE || (d->from_age < 0 && d->to_age < 0))
		return DAY_MAX;
	const int birthdays[] = { d->from_age, d->to_age < 0 ? -1 : d->to_age + 1 };
	for (size_t i = 0; i < ARRAY_SIZE(birthdays); i++) {
		day_t day = day_add(birth, (struct interval){ .years = birthdays[i] }, 1);
		if (birthdays[i] >= 0 && day > judged && day < change)
			change = day;
	}
	return change;
}

struct recall_alone recall_alone(const struct recall_def *d, const struct recall_seen *seen,
				 const struct recall_own *own, day_t birth, day_t today)
{
	struct recall_alone r = { .due = DAY_NONE, .change = DAY_MAX };
	bool put_off = false;

	if (own->never) {
		r.state = RECALL_NEVER;
		return r;
	}
	if (seen->last == DAY_NONE) {
		r.state = RECALL_NOT_BEGUN;
		return r;
	}
	r.due = day_add(seen->last, is_nothing(own->every) ? d->every : own->every, 1);
	if (own->not_before != DAY_NONE && own->not_before > r.due) {
		put_off = r.due <= today;
		/* When it would have been due, "later" becomes "not before". */
		r.change = put_off ? DAY_MAX : r.due;
		r.due = own->not_before;
	}
	day_t age = age_change(d, birth, r.due > today ? r.due : today);
	r.change = age < r.change ? age : r.change;
	if (r.due > today && r.due < r.change)
		r.change = r.due;
	if (!right_age(d, birth, r.due > today ? r.due : today))
		r.state = RECALL_AGE;
	else if (seen->booked != DAY_NONE)
		r.state = RECALL_SCHEDULED;
	else if (r.due <= today)
		r.state = RECALL_DUE;
	else
		r.state = put_off ? RECALL_NOT_BEFORE : RECALL_LATER;
	return r;
}

static bool stands(const struct recall *r)
{
	return r->state > RECALL_AGE;
}

void recall_decide(const struct config *c, const struct recall_seen *seen,
		   const struct recall_own *own, day_t birth, day_t today, struct recall *out)
{
	const day_t lapsed_before = recall_lapsed_before(today);

	for (size_t i = 0; i < c->n_recalls; i++) {
		bool interval = !is_nothing(own[i].every);
		out[i] = (struct recall){
			.def = &c->recalls[i],
			.last = seen[i].last,
			.due = DAY_NONE,
			.booked = seen[i].booked,
			.minute = seen[i].minute,
			.every = interval ? own[i].every : c->recalls[i].every,
			.own_interval = interval,
			.not_before = own[i].not_before,
			.reason = own[i].reason,
		};
		struct recall_alone alone =
			recall_alone(out[i].def, &seen[i], &own[i], birth, today);
		out[i].state = alone.state;
		out[i].due = alone.due;
		out[i].lapsed = alone.state == RECALL_DUE && alone.due < lapsed_before;
	}
	for (size_t i = 0; i < c->n_recalls; i++) {
		const struct recall_def *d = &c->recalls[i];
		if (d->n_instead_of == 0 || !stands(&out[i]))
			continue;
		for (size_t k = 0; k < c->n_recalls; k++) {
			if (!stands(&out[k]) || !in_list(d->instead_of, d->n_instead_of, out[k].def->key))
				continue;
			out[k].state = RECALL_REPLACED;
			out[k].instead = d;
		}
	}
}

const char *recall_state_key(enum recall_state state)
{
	static const char *const keys[] = {
		[RECALL_NEVER] = "never",	[RECALL_NOT_BEGUN] = "not_begun", [RECALL_AGE] = "age",
		[RECALL_REPLACED] = "replaced", [RECALL_SCHEDULED] = "booked",
		[RECALL_NOT_BEFORE] = "not_before", [RECALL_LATER] = "later", [RECALL_DUE] = "due",
	};

	return keys[state];
}

bool recall_is_worth_telling(const struct recall *r)
{
	return r->state == RECALL_NEVER || r->state >= RECALL_SCHEDULED;
}

bool recall_is_due_by(const struct recall *r, day_t until)
{
	return r->state >= RECALL_NOT_BEFORE && r->due <= until;
}

day_t recall_lapsed_before(day_t today)
{
	return day_add(today, (struct interval){ .months = 18 }, -1);
}

/* --- the order --- */

static int urgency(const struct recall *r)
{
	static const int of[] = { [RECALL_DUE] = 0,	   [RECALL_SCHEDULED] = 1, [RECALL_LATER] = 2,
				  [RECALL_NOT_BEFORE] = 2, [RECALL_NEVER] = 3,	   [RECALL_REPLACED] = 4,
				  [RECALL_AGE] = 5,	   [RECALL_NOT_BEGUN] = 6 };

	return of[r->state];
}

static int pressing_first(const void *a, const void *b)
{
	const struct recall *x = a;
	const struct recall *y = b;

	if (urgency(x) != urgency(y))
		return urgency(x) - urgency(y);
	if (x->lapsed != y->lapsed)
		return x->lapsed - y->lapsed;
	if (urgency(x) < 3 && x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return (x->def > y->def) - (x->def < y->def);
}

void recall_sort(struct recall *v, size_t n)
{
	if (n > 1)
		qsort(v, n, sizeof(*v), pressing_first);
}

/* --- words --- */

void recall_interval_words(struct str *out, struct interval i)
{
	const struct {
		int n;
		const char *text;
	} parts[] = {
		{ i.years, ngettext("%d year", "%d years", (unsigned long)i.years) },
		{ i.months, ngettext("%d month", "%d months", (unsigned long)i.months) },
		{ i.weeks, ngettext("%d week", "%d weeks", (unsigned long)i.weeks) },
		{ i.days, ngettext("%d day", "%d days", (unsigned long)i.days) },
	};
	bool first = true;

	for (size_t k = 0; k < ARRAY_SIZE(parts); k++) {
		if (parts[k].n == 0)
			continue;
		if (!first && !i18n_is_chinese())
			str_addc(out, ' ');
		str_addf(out, parts[k].text, parts[k].n);
		first = false;
	}
}

/* Days while they still mean something, then months, then years. */
void recall_late_words(struct str *out, day_t due, day_t today)
{
	enum { DAYS_UNTIL = 45, MONTHS_UNTIL = 24 };
	if (due > today) {
		day_relative(out, due, today);
		return;
	}
	unsigned long days = (unsigned long)(today - due);
	unsigned long months = 0;

	while (months < 12 * 200 && day_add(due, (struct interval){ .months = (int)months + 1 }, 1) <= today)
		months++;
	if (days == 0)
		str_add(out, _("due today"));
	else if (days < DAYS_UNTIL)
		str_addf(out, ngettext("%lu day late", "%lu days late", days), days);
	else if (months < MONTHS_UNTIL)
		str_addf(out, ngettext("%lu month late", "%lu months late", months), months);
	else
		str_addf(out, ngettext("%lu year late", "%lu years late", months / 12), months / 12);
}

void recall_due_words(struct str *out, day_t due, day_t today)
{
	struct str late;

	str_init(&late);
	recall_late_words(&late, due, today);
	str_addf(out, due < recall_lapsed_before(today) ? _("lapsed, %s") : "%s", late.p);
	str_release(&late);
}

static void age_words(struct str *out, const struct recall_def *d)
{
	if (d->from_age >= 0 && d->to_age >= 0)
		str_addf(out, _("only from age %d to %d"), d->from_age, d->to_age);
	else if (d->from_age >= 0)
		str_addf(out, _("only from age %d"), d->from_age);
	else
		str_addf(out, _("only up to age %d"), d->to_age);
}

void recall_words(struct str *out, const struct config *c, const struct recall *r, day_t today)
{
	switch (r->state) {
	case RECALL_NEVER:
		str_add(out, C_("a recall", "never"));
		break;
	case RECALL_NOT_BEGUN:
		break;
	case RECALL_AGE:
		age_words(out, r->def);
		break;
	case RECALL_REPLACED:
		str_addf(out, _("%s instead"), config_label(c, "recall", r->instead->key));
		break;
	case RECALL_SCHEDULED:
		str_addf(out, "%s ", _("booked"));
		day_show(out, r->booked, today);
		if (r->minute != MINUTE_NONE) {
			str_addc(out, ' ');
			minute_iso(out, r->minute);
		}
		break;
	case RECALL_NOT_BEFORE:
		str_addf(out, "%s ", _("not before"));
		day_show(out, r->due, today);
		break;
	case RECALL_LATER:
	case RECALL_DUE:
		recall_due_words(out, r->due, today);
		break;
	}
}

static void add_reason(struct str *out, const struct recall *r, bool first)
{
	if (!str_is_empty(r->reason))
		str_addf(out, "%s%s", first ? "" : ", ", r->reason);
}

void recall_why(struct str *out, const struct recall *r, day_t today)
{
	struct str interval;
	struct str from;

	if (r->last == DAY_NONE || r->state == RECALL_NEVER) {
		add_reason(out, r, true);
		return;
	}
	str_init(&interval);
	str_init(&from);
	recall_interval_words(&interval, r->every);
	day_brief(&from, r->last, today);
	str_addf(out, _("%s from %s"), interval.p, from.p);
	if (r->own_interval)
		str_addf(out, ", %s", _("own interval"));
	add_reason(out, r, false);
	str_release(&interval);
	str_release(&from);
}

void recall_line(struct str *out, const struct config *c, const struct recall *r, day_t today)
{
	struct str why;

	str_init(&why);
	if (r->state == RECALL_DUE || r->own_interval || !str_is_empty(r->reason))
		recall_why(&why, r, today);
	str_addf(out, "%s ", config_label(c, "recall", r->def->key));
	recall_words(out, c, r, today);
	if (why.len)
		str_addf(out, " (%s)", why.p);
	str_release(&why);
}
