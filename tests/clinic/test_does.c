/* Who does what: providers that clinic.yaml has "does:" or "does not:" of. */
#include "support.h"

#include "revisit/clinic/hours.h"
#include "revisit/clinic/household.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/sooner.h"

enum { TUESDAY = 20781 };

static int64_t patient;

static int set_up(void **state)
{
	clinic_set_up(state);
	patient = registered("name=张伟", "birth_day=1985-03-02", NULL);
	return 0;
}

/* "lin xu amy": those who are offered a whole day for that kind, each asked for by name. */
static const char *who_is_offered(const char *kind)
{
	static char out[100];
	struct book *b = book_open(&c, TUESDAY, TUESDAY, &err);
	const char *who[16];
	struct free_slot slot;

	good(b != NULL);
	out[0] = '\0';
	size_t n = book_providers(b, TUESDAY, who, ARRAY_SIZE(who));
	for (size_t i = 0; i < n; i++) {
		const struct slot_wish wish = { .kind = kind, .provider = who[i],
						.first = TUESDAY, .last = TUESDAY };
		int found = book_slots(b, &wish, &slot, 1);
		assert_int_equal(found, book_does(b, who[i], kind));
		if (found)
			snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s",
				 *out ? " " : "", who[i]);
	}
	book_free(b);
	return out;
}

static void only_those_who_do_it_are_offered(void **state)
{
	struct free_slot slots[64];

	(void)state;
	assert_string_equal(who_is_offered("cleaning"), "lin xu amy");
	assert_string_equal(who_is_offered("ortho"), "chen");
	assert_string_equal(who_is_offered("implant"), "lin");
	assert_string_equal(who_is_offered("exam"), "lin xu chen amy");
	assert_string_equal(who_is_offered(NULL), "lin xu chen amy");
	/* of a kind that clinic.yaml does not name it cannot say */
	assert_string_equal(who_is_offered("polish"), "lin xu chen amy");
	/* nobody asked for: never one who does not do it */
	struct book *b = book_open(&c, TUESDAY, TUESDAY, &err);
	const struct slot_wish wish = { .kind = "ortho", .first = TUESDAY, .last = TUESDAY };
	good(b != NULL);
	int n = book_slots(b, &wish, slots, ARRAY_SIZE(slots));
	assert_true(n > 10);
	for (int i = 0; i < n; i++)
		assert_string_equal(slots[i].provider, "chen");
	book_free(b);
}

static void by_hand_it_is_asked_once(void **state)
{
	struct visit v;
	struct str words;

	(void)state;
	record_init(&record_visit, &v);
	str_init(&words);
	v.patient = patient;
	v.day = TUESDAY;
	v.minute = 600;
	str_replace(&v.kind, "cleaning");
	str_replace(&v.provider, "chen");
	assert_int_equal(visit_against(&c, &v, &words, &err), AGAINST_KIND);
	assert_string_equal(words.p, "Dr Chen does not do this: Cleaning");
	bad(visit_book(&c, &v, AGAINST_ANYTHING & ~(unsigned)AGAINST_KIND, &err), ERR_CONFLICT);
	good(visit_book(&c, &v, AGAINST_KIND, &err));
	/* moved with the same, it is asked again; with one who does it, it is not */
	struct new_time to = { .day = TUESDAY, .minute = 660 };
	bad(visit_rebook(&c, v.row.id, &to, 0, NULL, &err), ERR_CONFLICT);
	to.provider = "amy";
	good(visit_rebook(&c, v.row.id, &to, 0, NULL, &err));
	str_release(&words);
	record_release(&record_visit, &v);
}

static bool none_found(const struct conflict *k, void *arg)
{
	(void)arg;
	fail_msg("%s", k->words);
	return false;
}

/* What the desk chose is nothing that hours or leave left in the cold. */
static void chosen_by_hand_is_no_conflict(void **state)
{
	day_t day = TUESDAY;

	(void)state;
	booked(patient, "at=2026-11-24T10:00", "kind=cleaning", "provider=chen", NULL);
	good(conflicts(&c, &day, TUESDAY, none_found, NULL, &err));
}

static const char *suggested(void)
{
	static char out[60];
	struct card card;
	struct visit v;

	record_init(&record_visit, &v);
	good(card_load(&c, patient, &card, &err));
	next_visit_suggestion(&c, &card, &v, NULL);
	snprintf(out, sizeof(out), "%s %s", v.kind, v.provider ? v.provider : "-");
	record_release(&record_visit, &v);
	card_release(&card);
	return out;
}

static void own_doctor_only_for_what_they_do(void **state)
{
	(void)state;
	edited(patient, "provider", '=', "chen");
	assert_string_equal(suggested(), "exam chen");
	/* a cleaning is due, and long ago it was chen who did it */
	booked(patient, "at=2025-03-02T10:00", "kind=exam", "provider=amy", "status=completed", NULL);
	booked(patient, "at=2025-03-03T10:00", "kind=cleaning", "provider=chen", "status=completed",
	       NULL);
	assert_string_equal(suggested(), "cleaning -");
	booked(patient, "at=2025-03-01T10:00", "kind=cleaning", "provider=xu", "status=completed",
	       NULL);
	assert_string_equal(suggested(), "cleaning xu");
}

static void a_gap_fits_who_comes_for_what_is_done_there(void **state)
{
	struct sooner s;
	struct sooner_gap gap = { .day = TUESDAY, .from = 600, .to = 700, .provider = "chen" };

	(void)state;
	record_init(&record_sooner, &s);
	s.patient = patient;
	good(sooner_set(&c, &s, "kind", "cleaning", &err));
	assert_int_equal(sooner_fits(&c, &s, &gap, NULL), MINUTE_NONE);
	gap.provider = "amy";
	assert_int_equal(sooner_fits(&c, &s, &gap, NULL), 600);
	gap.provider = NULL;
	assert_int_equal(sooner_fits(&c, &s, &gap, NULL), 600);
	record_release(&record_sooner, &s);
}

/* Two who come for braces and a cleaning at once: only chen and one of the others can. */
static void a_family_together(void **state)
{
	const int64_t both[] = { patient, registered("name=张小宝", NULL) };
	const struct family_when when = { .from = TUESDAY };
	struct family_offer offers[9];
	struct rows wishes;
	struct rows beside;

	(void)state;
	rows_init(&wishes, &record_visit);
	rows_init(&beside, &record_visit);
	good(family_wishes(&c, both, 2, &wishes, &err));
	str_replace(&((struct visit *)rows_at(&wishes, 0))->kind, "ortho");
	str_replace(&((struct visit *)rows_at(&wishes, 1))->kind, "cleaning");
	struct book *b = book_open(&c, TUESDAY, TUESDAY + 70, &err);
	good(b != NULL);
	int n = family_offers(&c, b, &wishes, &beside, &when, offers, 9);
	assert_true(n > 2);
	for (int i = 0; i < n; i++) {
		assert_string_equal(offers[i].slot[0].provider, "chen");
		assert_string_not_equal(offers[i].slot[1].provider, "chen");
	}
	book_free(b);
	rows_release(&wishes);
	rows_release(&beside);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_those_who_do_it_are_offered, set_up,
						clinic_tear_down),
		cmocka_unit_test_setup_teardown(by_hand_it_is_asked_once, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(chosen_by_hand_is_no_conflict, set_up,
						clinic_tear_down),
		cmocka_unit_test_setup_teardown(own_doctor_only_for_what_they_do, set_up,
						clinic_tear_down),
		cmocka_unit_test_setup_teardown(a_gap_fits_who_comes_for_what_is_done_there, set_up,
						clinic_tear_down),
		cmocka_unit_test_setup_teardown(a_family_together, set_up, clinic_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
