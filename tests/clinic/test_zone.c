/* A clinic that changes its time zone, its hours or who works there, under what is booked already. */
#include "support.h"

#include "revisit/clinic/hours.h"

static int64_t patient;

static int set_up(void **state)
{
	clinic_set_up(state);
	patient = registered("name=张伟", "birth_day=1985-03-02", NULL);
	return 0;
}

static void write_zone(const char *zone)
{
	char *yaml = mem_printf("timezone: %s\nproviders: [lin, xu]\nvisit kinds: [exam]\n", zone);

	write_settings(yaml);
	free(yaml);
}

/* Everything that says when, as it is stored. */
static const char *all_times(void)
{
	return text("SELECT group_concat(w, ' ') FROM ("
		    "SELECT day || ':' || minute || ':' || coalesce(arrived_at, '-') || ':' || "
		    "coalesce(booked_at, '-') AS w FROM visit UNION ALL "
		    "SELECT due_day || ':' || coalesce(due_minute, '-') FROM task UNION ALL "
		    "SELECT first_day || ':' || coalesce(starts, '-') FROM day_off UNION ALL "
		    "SELECT weekday || ':' || starts FROM schedule UNION ALL "
		    "SELECT birth_day || '' FROM patient WHERE birth_day IS NOT NULL)");
}

static const char *zones(void)
{
	return text("SELECT group_concat(text || ' ' || by, ', ') FROM "
		    "(SELECT * FROM config_version WHERE kind = 'timezone' ORDER BY seq)");
}

static char *seen_at(int64_t visit, const char *field)
{
	struct visit v;
	struct str out;

	str_init(&out);
	record_init(&record_visit, &v);
	good(store_get(&c.store, &record_visit, visit, &v, &err));
	field_export(&out, c.config, record_field(&record_visit, field), &v);
	record_release(&record_visit, &v);
	return out.p;
}

static void fill(int64_t *visit)
{
	struct day_off off;

	*visit = booked(patient, "at=2026-11-23T09:00", "kind=exam", "provider=lin", NULL);
	good(visit_step(&c, *visit, VISIT_ARRIVED, NULL, &err));
	booked(patient, "at=2027-03-28T02:30", "kind=exam", "provider=xu", NULL);
	booked(patient, "at=2026-12-31T23:30", "kind=exam", "provider=xu", NULL);
	sql("INSERT INTO schedule (provider, weekday, starts, ends) VALUES ('lin', 'mon', 540, 720)");
	sql("INSERT INTO task (patient, what, due_day, due_minute) VALUES (1, 'ring', 20790, 600)");
	record_init(&record_day_off, &off);
	str_replace(&off.provider, "lin");
	off.first_day = off.last_day = 20790;
	off.starts = 600;
	off.ends = 720;
	good(day_off_save(&c, &off, NULL, &err));
	record_release(&record_day_off, &off);
}

/* Days and times of day stay, whichever way the new settings come in; instants stay the instants they
 * are, and show the new clock. */
static void another_zone_moves_nothing(void **state)
{
	static const struct {
		const char *from, *to, *arrived;
		bool watched; /* by an open terminal; else opened anew */
	} rows[] = {
		{ "Asia/Shanghai", "Europe/Berlin", "2026-11-23T02:02:00+01:00", true },
		{ "Asia/Shanghai", "America/Los_Angeles", "2026-11-22T17:02:00-08:00", false },
		{ "Asia/Shanghai", "Pacific/Kiritimati", "2026-11-23T15:02:00+14:00", true },
		{ "Asia/Shanghai", "Asia/Kathmandu", "2026-11-23T06:47:00+05:45", false },
		{ "Asia/Shanghai", "Asia/Shanghai", "2026-11-23T09:02:00+08:00", true },
	};
	int64_t visit;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool changed;
		if (i > 0) {
			clinic_tear_down(state);
			set_up(state);
		}
		write_zone(rows[i].from);
		clinic_again(NULL);
		fill(&visit);
		char *before = mem_strdup(all_times());
		char *at = seen_at(visit, "minute");
		write_zone(rows[i].to);
		if (rows[i].watched)
			good(clinic_watch(&c, &changed, &err));
		else
			clinic_again(NULL);
		assert_string_equal(c.config->timezone, rows[i].to);
		assert_string_equal(all_times(), before);
		char *now = seen_at(visit, "minute");
		assert_string_equal(now, at);
		char *arrived = seen_at(visit, "arrived_at");
		assert_string_equal(arrived, rows[i].arrived);
		all_sound();
		free(before);
		free(at);
		free(now);
		free(arrived);
	}
}

/* It is told until something is written in the new zone, and then it is on record who did. */
static void the_change_is_on_record(void **state)
{
	(void)state;
	assert_string_equal(zones(), "Asia/Shanghai mei");
	assert_null(clinic_zone_before(&c));
	write_zone("Europe/Berlin");
	clinic_again(NULL);
	char *before = clinic_zone_before(&c);
	assert_string_equal(before, "Asia/Shanghai");
	free(before);
	/* nothing is written by looking, nor by what comes to nothing */
	assert_string_equal(zones(), "Asia/Shanghai mei");
	good(clinic_begin(&c, "note", patient, &err));
	assert_false(clinic_end(&c, false, NULL));
	good(clinic_begin(&c, "note", patient, &err));
	good(clinic_end(&c, true, &err));
	assert_string_equal(zones(), "Asia/Shanghai mei");
	good(note_add(&c, patient, "in Berlin", &err));
	assert_string_equal(zones(), "Asia/Shanghai mei, Europe/Berlin mei");
	assert_null(clinic_zone_before(&c));
	good(note_add(&c, patient, "still there", &err));
	write_zone("Asia/Shanghai");
	clinic_again(NULL);
	good(note_add(&c, patient, "and back", &err));
	assert_string_equal(zones(), "Asia/Shanghai mei, Europe/Berlin mei, Asia/Shanghai mei");
	all_sound();
}

/* --- what no longer fits --- */

static bool put_down(const struct conflict *k, void *arg)
{
	str_addf(arg, "v%lld %u;", (long long)k->b.visit, k->why);
	return true;
}

#define REST "visit kinds: {exam: {minutes: 30}}\nchairs: [\"1\", \"2\"]\n"
#define WEEK "hours: {mon-sun: 08:30-18:30}\n"
#define BOTH "providers: [lin, xu]\n"

static void other_hours_list_what_does_not_fit(void **state)
{
	/* v1 Tuesday 08:30 lin, v2 Tuesday 17:30 xu, v3 Saturday 10:00 lin, v4 28 March 02:30 nobody's */
	static const struct {
		const char *yaml, *found;
	} rows[] = {
		{ BOTH "hours: {mon-sun: 00:00-23:59}\n" REST, "" },
		{ BOTH "hours: {mon-sun: 02:30-18:00}\n" REST, "" },
		{ BOTH "hours: {mon-sun: 02:30-17:59}\n" REST, "v2 C;" },
		{ BOTH WEEK REST, "v4 C;" },
		{ BOTH "hours: {mon-sun: \"02:00-03:00 09:00-18:30\"}\n" REST, "v1 C;" },
		{ BOTH "hours: {mon-fri: 02:00-18:30}\n" REST, "v3 C;v4 C;" },
		{ BOTH "hours: {mon-sun: 02:00-18:30}\nclosed: [2026-11-24]\n" REST, "v1 C;v2 C;" },
		{ BOTH "hours: {mon-sun: 02:00-18:30}\nopen on: {2026-11-24: 08:00-12:00}\n" REST, "v2 C;" },
		{ "providers: [xu]\nhours: {mon-sun: 02:00-18:30}\n" REST, "v1 O;v3 O;" },
		{ BOTH "hours: {mon-sun: 02:00-18:30}\ntimezone: Europe/Berlin\n" REST, "v4 C;" },
		{ "providers: {lin: {does not: exam}, xu: {treats: no}}\n"
		  "hours: {mon-sun: 02:00-18:30}\n" REST, "" },
	};
	(void)state;
	write_settings(rows[0].yaml);
	clinic_again(NULL);
	booked(patient, "at=2026-11-24T08:30", "kind=exam", "provider=lin", NULL);
	booked(patient, "at=2026-11-24T17:30", "kind=exam", "provider=xu", NULL);
	booked(patient, "at=2026-11-28T10:00", "kind=exam", "provider=lin", NULL);
	booked(patient, "at=2027-03-28T02:30", "kind=exam", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct str out;
		struct str expected;
		bool changed;
		day_t day = DAY_MIN;
		write_settings(rows[i].yaml);
		good(clinic_watch(&c, &changed, &err));
		str_init(&out);
		str_init(&expected);
		while (day != DAY_NONE)
			good(conflicts(&c, &day, DAY_MAX, put_down, &out, &err));
		for (const char *p = rows[i].found; *p; p++)
			if (*p == 'C' || *p == 'O')
				str_addf(&expected, "%d", *p == 'C' ? AGAINST_CLOSED : AGAINST_OFF);
			else
				str_addc(&expected, *p);
		if (strcmp(out.p, expected.p) != 0)
			fail_msg("%s: %s instead of %s", rows[i].yaml, out.p, expected.p);
		str_release(&out);
		str_release(&expected);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(another_zone_moves_nothing, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(the_change_is_on_record, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(other_hours_list_what_does_not_fit, set_up,
						clinic_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
