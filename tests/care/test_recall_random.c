/* When random patients are due again, against a second implementation that shares nothing with the
 * first but the question: dates as three numbers, rules as a person would check them. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/rng.h"
#include "support.h"

enum { VISITS = 24 };

struct date {
	int y, m, d;
};

static int days_of(int y, int m)
{
	if (m == 2)
		return y % 400 == 0 || (y % 4 == 0 && y % 100 != 0) ? 29 : 28;
	return m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
}

static int compare(struct date a, struct date b)
{
	return a.y != b.y ? a.y - b.y : a.m != b.m ? a.m - b.m : a.d - b.d;
}

static struct date later_day(struct date at)
{
	if (++at.d > days_of(at.y, at.m)) {
		at.d = 1;
		at.m++;
	}
	if (at.m > 12) {
		at.m = 1;
		at.y++;
	}
	return at;
}

static struct date plus(struct date at, struct interval i)
{
	at.y += i.years;
	if (at.d > days_of(at.y, at.m))
		at.d = days_of(at.y, at.m);
	for (int k = 0; k < i.months; k++) {
		at.m = at.m % 12 + 1;
		at.y += at.m == 1;
	}
	if (at.d > days_of(at.y, at.m))
		at.d = days_of(at.y, at.m);
	for (int k = 0; k < 7 * i.weeks + i.days; k++)
		at = later_day(at);
	return at;
}

/* Birthdays lived through. */
static int years_old(struct date born, struct date at)
{
	int n = -1;

	for (int y = born.y; y <= at.y; y++) {
		struct date birthday = { y, born.m, born.d };
		if (birthday.d > days_of(y, born.m))
			birthday.d = days_of(y, born.m);
		if (compare(birthday, at) <= 0)
			n++;
	}
	return n;
}

struct a_visit {
	struct date at;
	int kind; /* of those of the clinic's file, in its order; 7: none of a recall */
	enum visit_status status;
};

struct a_decision {
	struct interval every;
	bool own, put_off, never;
	struct date until;
};

struct a_patient {
	bool known;
	struct date born, today;
	struct a_visit visits[VISITS];
	int n;
	struct a_decision decided[7];
};

/* The clinic's file once more: kinds are 0 cleaning 1 perio 2 exam 3 child 4 ortho 5 implant 6
 * filling, and so are the recalls but that the third is the check-up. */
static const struct {
	unsigned after, book;
	struct interval every;
	int from, to, instead;
} rules[7] = {
	{ 1 << 0, 1 << 0, { .months = 6 }, 12, 999, 1 },
	{ 1 << 1, 1 << 1, { .months = 3 }, 0, 999, -1 },
	{ 1 << 2 | 1 << 0 | 1 << 1, 1 << 2, { .years = 1 }, 15, 999, -1 },
	{ 1 << 3, 1 << 3, { .months = 6 }, 0, 14, -1 },
	{ 1 << 4, 1 << 4, { .weeks = 5 }, 0, 999, -1 },
	{ 1 << 5, 1 << 2, { .years = 1 }, 0, 999, -1 },
	{ 1 << 6, 1 << 6, { 1, 6, 2, 1 }, 3, 90, -1 },
};

static bool took_place(const struct a_patient *p, const struct a_visit *v)
{
	return (v->status == VISIT_COMPLETED || v->status == VISIT_LEFT) && compare(v->at, p->today) <= 0;
}

static const struct date *last_of(const struct a_patient *p, int recall)
{
	const struct date *last = NULL;

	for (int i = 0; i < p->n; i++)
		if (took_place(p, &p->visits[i]) && (rules[recall].after >> p->visits[i].kind & 1) &&
		    (!last || compare(p->visits[i].at, *last) > 0))
			last = &p->visits[i].at;
	return last;
}

static bool is_booked(const struct a_patient *p, int recall)
{
	for (int i = 0; i < p->n; i++) {
		const struct a_visit *v = &p->visits[i];
		int when = compare(v->at, p->today);
		bool coming = (when >= 0 && (v->status == VISIT_PLANNED || v->status == VISIT_CONFIRMED)) ||
			      (when == 0 && (v->status == VISIT_ARRIVED || v->status == VISIT_SEATED));
		if (coming && ((rules[recall].after | rules[recall].book) >> v->kind & 1))
			return true;
	}
	return false;
}

static struct date due_of(const struct a_patient *p, int recall)
{
	const struct a_decision *d = &p->decided[recall];
	struct date due = plus(*last_of(p, recall), d->own ? d->every : rules[recall].every);

	return d->put_off && compare(d->until, due) > 0 ? d->until : due;
}

static bool fits_age(const struct a_patient *p, int recall)
{
	struct date due = due_of(p, recall);
	int age = years_old(p->born, compare(due, p->today) > 0 ? due : p->today);

	return !p->known || (age >= rules[recall].from && age <= rules[recall].to);
}

static bool holds(const struct a_patient *p, int recall)
{
	return !p->decided[recall].never && last_of(p, recall) && fits_age(p, recall);
}

static const char *state_of(const struct a_patient *p, int recall)
{
	const struct a_decision *d = &p->decided[recall];

	if (d->never)
		return "never";
	if (!last_of(p, recall))
		return "not_begun";
	if (!fits_age(p, recall))
		return "age";
	if (rules[recall].instead >= 0 && holds(p, rules[recall].instead))
		return "replaced";
	if (is_booked(p, recall))
		return "booked";
	if (compare(due_of(p, recall), p->today) <= 0)
		return "due";
	struct date plain = plus(*last_of(p, recall), d->own ? d->every : rules[recall].every);
	return compare(plain, p->today) <= 0 ? "not_before" : "later";
}

/* --- random patients --- */

/* Month ends and leap days more often than chance would have them. */
static struct date some_date(struct rng *r, int from, int to)
{
	struct date at = { rng_between(r, from, to), rng_between(r, 1, 12), 1 };

	if (rng_below(r, 8) == 0)
		at.m = 2;
	int last = days_of(at.y, at.m);
	at.d = rng_below(r, 3) == 0 ? last : rng_between(r, 1, last);
	return at;
}

static struct date near(struct rng *r, struct date at)
{
	for (int n = rng_between(r, 0, 3); n > 0; n--)
		at = later_day(at);
	return at;
}

static void make_patient(struct rng *r, struct a_patient *p)
{
	*p = (struct a_patient){ .today = some_date(r, 2024, 2028), .known = rng_below(r, 6) > 0 };
	p->born = rng_below(r, 2) ? some_date(r, 2008, 2023) : some_date(r, 1930, 2020);
	/* Often exactly at an age that counts. */
	if (rng_below(r, 3) == 0) {
		p->born = p->today;
		p->born.y -= (int[]){ 3, 12, 15, 91 }[rng_below(r, 4)];
		if (p->born.d > days_of(p->born.y, p->born.m))
			p->born.d = days_of(p->born.y, p->born.m);
	}
	p->n = rng_between(r, 0, VISITS);
	for (int i = 0; i < p->n; i++) {
		struct a_visit *v = &p->visits[i];
		v->at = rng_below(r, 6) == 0 ? p->today : some_date(r, 2022, 2029);
		v->kind = rng_between(r, 0, 7);
		v->status = (enum visit_status)rng_between(r, VISIT_PLANNED, VISIT_RESCHEDULED);
	}
	for (int i = 0; i < 7; i++) {
		struct a_decision *d = &p->decided[i];
		d->never = rng_below(r, 10) == 0;
		d->put_off = rng_below(r, 4) == 0;
		d->until = rng_below(r, 2) ? near(r, p->today) : some_date(r, 2023, 2029);
		d->own = rng_below(r, 4) == 0;
		d->every = (struct interval){ rng_between(r, 0, 2), rng_between(r, 0, 14),
					      rng_between(r, 0, 6), rng_between(r, 1, 9) };
	}
}

static day_t day_at(struct date at)
{
	return day_make(at.y, at.m, at.d);
}

static void ask_program(const struct config *c, const struct a_patient *p, struct recall *got)
{
	static const char *const kinds[] = { "cleaning", "perio",   "exam",    "child",
					     "ortho",	 "implant", "filling", "whitening" };
	struct recall_seen seen[RECALLS];
	struct recall_own own[RECALLS];

	recall_nothing(c, seen, own);
	for (int i = 0; i < p->n; i++)
		recall_see(c, seen, kinds[p->visits[i].kind], p->visits[i].status,
			   day_at(p->visits[i].at), MINUTE_NONE, day_at(p->today));
	for (size_t i = 0; i < 7; i++) {
		const struct a_decision *d = &p->decided[i];
		struct str every;
		str_init(&every);
		interval_text(&every, d->every);
		char type[32];
		snprintf(type, sizeof(type), "%s", c->recalls[i].key);
		const struct recall_override o = {
			.type = type,
			.every = d->own ? every.p : NULL,
			.disabled_until = d->put_off ? day_at(d->until) : DAY_NONE,
			.disabled = d->never,
		};
		recall_take(c, own, &o);
		str_release(&every);
	}
	recall_decide(c, seen, own, p->known ? day_at(p->born) : DAY_NONE, day_at(p->today), got);
}

static void random_patients(void **state)
{
	enum { PATIENTS = 20000 };
	struct config *c = recall_clinic();
	size_t told[RECALL_DUE + 1] = { 0 };
	struct rng r;

	(void)state;
	rng_seed(&r, 5);
	for (int n = 0; n < PATIENTS; n++) {
		struct a_patient p;
		struct recall got[RECALLS];
		make_patient(&r, &p);
		ask_program(c, &p, got);
		for (int i = 0; i < 7; i++) {
			const char *state_key = recall_state_key(got[i].state);
			const char *expect = state_of(&p, i);
			if (strcmp(state_key, expect) != 0)
				fail_msg("patient %d, %s: %s, not %s", n, c->recalls[i].key, state_key,
					 expect);
			if (got[i].due != DAY_NONE && got[i].due != day_at(due_of(&p, i)))
				fail_msg("patient %d, %s: due another day", n, c->recalls[i].key);
			told[got[i].state]++;
		}
	}
	/* Each answer was asked for often enough. */
	for (size_t i = 0; i <= RECALL_DUE; i++)
		assert_true(told[i] > 400);
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_patients),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
