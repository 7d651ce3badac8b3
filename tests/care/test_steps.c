/* What comes next, and the stamps that a step leaves. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/care/steps.h"

enum { STATUSES = VISIT_RESCHEDULED + 1 };

/* Rows: from; columns: to, in the order of enum visit_status. */
static const char *const allowed[STATUSES] = {
	[VISIT_PLANNED] = "xxxxxxxxx",     [VISIT_CONFIRMED] = "xxxxxxxxx",
	[VISIT_ARRIVED] = "xxxxxxxx.",     [VISIT_SEATED] = "..xxxx...",
	[VISIT_COMPLETED] = "...xxx...",   [VISIT_LEFT] = "....xx...",
	[VISIT_NO_SHOW] = "xxx.x.xx.",     [VISIT_CANCELLED] = "xx....xx.",
	[VISIT_RESCHEDULED] = "........x",
};

static void which_steps_are_possible(void **state)
{
	(void)state;
	for (int from = 0; from < STATUSES; from++)
		for (int to = 0; to < STATUSES; to++)
			if (step_allowed((enum visit_status)from, (enum visit_status)to) !=
			    (allowed[from][to] == 'x'))
				fail_msg("%s to %s", visit_status_choices[from].key,
					 visit_status_choices[to].key);
}

static const instant_t *stamp_of(const struct visit *v, enum visit_status s)
{
	switch (s) {
	case VISIT_PLANNED:
		return &v->booked_at;
	case VISIT_CONFIRMED:
		return &v->confirmed_at;
	case VISIT_ARRIVED:
		return &v->arrived_at;
	case VISIT_SEATED:
		return &v->seated_at;
	case VISIT_COMPLETED:
		return &v->completed_at;
	case VISIT_LEFT:
		return &v->left_at;
	case VISIT_NO_SHOW:
	case VISIT_CANCELLED:
	case VISIT_RESCHEDULED:
		break;
	}
	return &v->cancelled_at;
}

static struct visit booked(void)
{
	struct visit v;

	record_init(&record_visit, &v);
	v.booked_at = 1;
	return v;
}

static void the_usual_way(void **state)
{
	struct visit v = booked();
	const enum visit_status way[] = { VISIT_CONFIRMED, VISIT_ARRIVED, VISIT_SEATED,
					  VISIT_COMPLETED, VISIT_LEFT };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(way); i++) {
		step_stamp(&v, way[i], 100 + (instant_t)i);
		assert_int_equal(v.status, way[i]);
		for (size_t k = 0; k <= i; k++)
			assert_true(*stamp_of(&v, way[k]) == 100 + (instant_t)k);
		for (size_t k = i + 1; k < ARRAY_SIZE(way); k++)
			assert_true(*stamp_of(&v, way[k]) == INSTANT_NONE);
	}
	assert_true(v.booked_at == 1);
	/* and back, each step taking its stamp away, and only its own */
	for (size_t i = ARRAY_SIZE(way) - 1; i-- > 0;) {
		step_stamp(&v, way[i], 200);
		assert_true(*stamp_of(&v, way[i + 1]) == INSTANT_NONE);
		assert_true(*stamp_of(&v, way[i]) == 100 + (instant_t)i);
	}
	step_stamp(&v, VISIT_PLANNED, 200);
	assert_true(v.confirmed_at == INSTANT_NONE);
	assert_true(v.booked_at == 1);
	record_release(&record_visit, &v);
}

/* After any allowed step: its stamp is there, and none of a step that was not reached. */
static void no_stamp_of_what_did_not_happen(void **state)
{
	(void)state;
	for (int from = 0; from < STATUSES; from++)
		for (int to = 0; to < STATUSES; to++) {
			if (from == to || allowed[from][to] != 'x')
				continue;
			struct visit v = booked();
			if (from != VISIT_PLANNED)
				step_stamp(&v, (enum visit_status)from, 100);
			str_replace(&v.cancel_reason, "ill");
			step_stamp(&v, (enum visit_status)to, 200);
			bool off = to >= VISIT_NO_SHOW;
			assert_true(*stamp_of(&v, (enum visit_status)to) != INSTANT_NONE);
			assert_true((v.cancelled_at != INSTANT_NONE) == off);
			assert_true((v.cancel_reason != NULL) == off);
			for (int later = VISIT_ARRIVED; later <= VISIT_LEFT; later++)
				if (off || later > to)
					assert_true(*stamp_of(&v, (enum visit_status)later) ==
						    INSTANT_NONE);
			record_release(&record_visit, &v);
		}
}

static void a_repeated_step_keeps_its_time(void **state)
{
	struct visit v = booked();

	(void)state;
	step_stamp(&v, VISIT_ARRIVED, 100);
	step_stamp(&v, VISIT_ARRIVED, 200);
	assert_true(v.arrived_at == 100);
	record_release(&record_visit, &v);
}

/* --- the next step of a patient --- */

struct day_visit {
	int day, minute; /* days from today; −1 without a time */
	enum visit_status status;
};

static void what_is_next(void **state)
{
	static const struct {
		enum patient_status patient;
		struct day_visit v[3]; /* ids 1, 2, 3; a minute of 0 ends */
		enum next_step next;
		int visit;
	} cases[] = {
		{ PATIENT_ACTIVE, { { 0 } }, NEXT_BOOK, 0 },
		{ PATIENT_PROSPECT, { { 0 } }, NEXT_BOOK, 0 },
		{ PATIENT_INACTIVE, { { 0 } }, NEXT_BOOK, 0 },
		{ PATIENT_DECEASED, { { 0 } }, NEXT_NOTHING, 0 },
		{ PATIENT_MOVED, { { 0 } }, NEXT_NOTHING, 0 },
		{ PATIENT_ARCHIVED, { { 0 } }, NEXT_NOTHING, 0 },
		{ PATIENT_ACTIVE, { { 1, 600, VISIT_PLANNED } }, NEXT_NOTHING, 0 },
		{ PATIENT_ACTIVE, { { 1, 600, VISIT_CANCELLED } }, NEXT_BOOK, 0 },
		{ PATIENT_ACTIVE, { { -1, 600, VISIT_PLANNED } }, NEXT_BOOK, 0 },
		{ PATIENT_ACTIVE, { { -1, 600, VISIT_SEATED } }, NEXT_BOOK, 0 },
		{ PATIENT_ACTIVE, { { 0, 600, VISIT_PLANNED } }, NEXT_CHECK_IN, 1 },
		{ PATIENT_ACTIVE, { { 0, 600, VISIT_CONFIRMED } }, NEXT_CHECK_IN, 1 },
		{ PATIENT_ACTIVE, { { 0, 600, VISIT_ARRIVED } }, NEXT_SEAT, 1 },
		{ PATIENT_ACTIVE, { { 0, 600, VISIT_SEATED } }, NEXT_COMPLETE, 1 },
		{ PATIENT_ACTIVE, { { 0, 600, VISIT_COMPLETED } }, NEXT_BOOK, 0 },
		{ PATIENT_ACTIVE, { { 0, 600, VISIT_NO_SHOW } }, NEXT_BOOK, 0 },
		{ PATIENT_ACTIVE,
		  { { 0, 600, VISIT_COMPLETED }, { 30, 600, VISIT_PLANNED } },
		  NEXT_NOTHING,
		  0 },
		{ PATIENT_ACTIVE,
		  { { 0, 900, VISIT_PLANNED }, { 0, 600, VISIT_PLANNED } },
		  NEXT_CHECK_IN,
		  2 },
		{ PATIENT_ACTIVE,
		  { { 0, 600, VISIT_PLANNED },
		    { 0, 900, VISIT_ARRIVED },
		    { 1, 600, VISIT_PLANNED } },
		  NEXT_SEAT,
		  2 },
		{ PATIENT_ACTIVE,
		  { { 0, 600, VISIT_ARRIVED }, { 0, 900, VISIT_SEATED }, { 0, 500, VISIT_LEFT } },
		  NEXT_COMPLETE,
		  2 },
		{ PATIENT_DECEASED, { { 0, 600, VISIT_SEATED } }, NEXT_COMPLETE, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patient p;
		struct rows visits;
		int64_t visit = -1;
		record_init(&record_patient, &p);
		p.status = (int)cases[i].patient;
		rows_init(&visits, &record_visit);
		for (int k = 0; k < 3 && cases[i].v[k].minute; k++) {
			struct visit *v = rows_add(&visits);
			v->row.id = k + 1;
			v->day = 20780 + cases[i].v[k].day;
			v->minute = cases[i].v[k].minute;
			v->status = (int)cases[i].v[k].status;
		}
		enum next_step next = next_step(&p, &visits, 20780, &visit);
		if (next != cases[i].next || visit != cases[i].visit)
			fail_msg("case %zu: %d, visit %d", i, (int)next, (int)visit);
		rows_release(&visits);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_steps_are_possible),
		cmocka_unit_test(the_usual_way),
		cmocka_unit_test(no_stamp_of_what_did_not_happen),
		cmocka_unit_test(a_repeated_step_keeps_its_time),
		cmocka_unit_test(what_is_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
