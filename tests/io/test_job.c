/* An import in steps: between them others work, at any of them it may be cancelled or cut off. */
#include "support.h"

#include "revisit/clinic/patients.h"
#include "revisit/clinic/visits.h"

static struct clinic c;
static struct clinic desk; /* another terminal */

static const char people_map[] =
	"rows: patients\npatient: {chart_no: no, name: name, mobile: tel, tags: [tag], notes: notes,\n"
	"  household: family, guardian: guardian, registered_at: since}\n";
static const char visits_map[] =
	"rows: visits\npatient: {chart_no: no}\nvisit: {external_id: id, at: at, note: note,\n"
	"  rescheduled_from: from, booked_at: since}\n";

static struct str people, visits;

static void open_desk(void)
{
	struct err why = ERR_INIT;

	if (!clinic_open(&desk,
			 &(struct clinic_options){ .folder = c.folder,
						   .staff = "anna",
						   .seed = 2,
						   .today = "2026-11-23" },
			 &why))
		fail_msg("%s", why.msg);
}

/* Forty known patients and visits; the files change some and bring more. */
static int set_up(void **state)
{
	struct str text;

	(void)state;
	clinic_new(&c);
	open_desk();
	str_init(&text);
	str_init(&people);
	str_init(&visits);
	str_add(&text, "no,name,tel,tag,notes,family,guardian,since\n");
	for (int i = 1; i <= 40; i++)
		str_addf(&text, "K%d,Known %d,1380000%04d,old,,,,2020-01-01\n", i, i, i);
	takes(&c, text.p, people_map, 40, 0, 0);
	str_clear(&text);
	str_add(&text, "no,id,at,note,from,since\n");
	for (int i = 1; i <= 40; i++)
		str_addf(&text, "K%d,a%d,2026-01-05 09:00,first,,2025-12-01\n", i, i);
	takes(&c, text.p, visits_map, 40, 0, 0);
	str_release(&text);
	str_add(&people, "no,name,tel,tag,notes,family,guardian,since\n");
	for (int i = 1; i <= 120; i += i < 40 ? 2 : 1)
		str_addf(&people, "K%d,%s %d,1390000%04d,%s,%s,%s%.0d,%s%.0d,2020-01-01\n", i,
			 i % 3 ? "Known" : "Renamed", i, i, i % 2 ? "old" : "new",
			 i % 5 ? "" : "note", i % 10 == 1 ? "K" : "", i % 10 == 1 ? i + 2 : 0,
			 i % 20 == 1 ? "K" : "", i % 20 == 1 ? i + 4 : 0);
	str_add(&visits, "no,id,at,note,from,since\n");
	for (int i = 1; i <= 150; i++) {
		bool moved = i > 40 && i <= 60;
		str_addf(&visits, "K%d,a%d,2026-%02d-06 09:00,%s,%s%.0d,2025-12-01\n",
			 moved ? i - 40 : i % 200, i, i % 2 ? 1 : 2, i % 3 ? "first" : "second",
			 moved ? "a" : "", moved ? i - 40 : 0);
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clinic_close(&desk);
	clinic_drop(&c);
	str_release(&people);
	str_release(&visits);
	return 0;
}

/* All that is exported. */
static char *contents(void)
{
	char *a = export_text(&c, EXPORT_PATIENTS, EXPORT_CSV);
	char *b = export_text(&c, EXPORT_VISITS, EXPORT_CSV);
	char *both = mem_printf("%s%s", a, b);

	free(a);
	free(b);
	return both;
}

static void not_sound(const char *text, void *arg)
{
	(void)arg;
	fail_msg("%s", text);
}

static void is_sound(void)
{
	if (!store_check(&desk.store, not_sound, NULL, &err))
		fail_msg("%s", err.msg);
}

static struct import_job *start(const char *text, const char *map)
{
	struct import_options o = { .file = "t.csv", .text = text, .n = strlen(text) };

	o.map_file = map ? "m.yaml" : NULL;
	o.map_text = map;
	o.map_n = map ? strlen(map) : 0;
	err_clear(&err);
	return import_new(&c, &o);
}

/* Steps until the end or, with steps ≥ 0, so many; how many there were. */
static int go(struct import_job *job, int steps)
{
	int n = 0;

	while (n != steps && import_step(job, 1) == IMPORT_MORE)
		n++;
	return n;
}

static bool finish(struct import_job *job)
{
	go(job, -1);
	bool ok = import_result(job, &err) != NULL;
	import_free(job);
	return ok;
}

static void takes_back(int64_t import)
{
	if (!finish(import_undo(&c, import)))
		fail_msg("%s", err.msg);
}

static int staging_files(void)
{
	char *command = mem_printf("exit $(ls %s | grep -c stage)", c.folder);
	int status = system(command); // NOLINT

	free(command);
	return status / 256;
}

/* --- the whole way --- */

static void a_job_tells_how_far_it_is(void **state)
{
	struct import_job *job = start(people.p, people_map);
	bool seen[IMPORT_PHASE_OVER + 1] = { false };
	size_t done = 0;
	enum import_phase before = IMPORT_PHASE_READING;

	(void)state;
	assert_int_equal(import_pause(job), 0);
	while (import_step(job, 1) == IMPORT_MORE) {
		struct import_progress p = import_progress(job);
		seen[p.phase] = true;
		assert_true(p.phase >= before);
		assert_true(p.phase != before || p.done >= done);
		assert_true(p.total >= p.done);
		assert_true((import_pause(job) > 0) == (p.phase == IMPORT_PHASE_STORING) ||
			    p.done == 0);
		before = p.phase;
		done = p.done;
	}
	assert_true(seen[IMPORT_PHASE_CHECKING] && seen[IMPORT_PHASE_STORING]);
	assert_int_equal(import_progress(job).phase, IMPORT_PHASE_OVER);
	const struct import_report *r = import_result(job, &err);
	assert_non_null(r);
	assert_int_equal(r->patients.added, 80);
	assert_int_equal(r->patients.changed, 20);
	import_free(job);
	is_sound();
	assert_int_equal(staging_files(), 0);
	is(&c, "SELECT count(*) FROM job", "0");
	/* One action, and known people keep what they were. */
	is(&c, "SELECT count(*) FROM action WHERE import = 3", "1");
	is(&c, "SELECT count(*) FROM change WHERE action = 3 AND tbl = 'patient' AND op = 'insert'",
	   "0");
	assert_true(number(&c, "SELECT count(*) FROM change WHERE action = 3") > 40);
}

static void the_text_of_progress(void **state)
{
	struct import_progress p = { .phase = IMPORT_PHASE_STORING,
				     .done = 412000,
				     .total = 1000000,
				     .rate = 5200,
				     .seconds_left = 113 };
	struct str out;

	(void)state;
	str_init(&out);
	import_progress_text(&out, &p);
	assert_string_equal(out.p, "storing 412,000 of 1,000,000 · 5,200/s · 1 min 53 s left");
	str_clear(&out);
	p = (struct import_progress){ .phase = IMPORT_PHASE_READING, .done = 7, .seconds_left = -1 };
	import_progress_text(&out, &p);
	assert_string_equal(out.p, "reading 7");
	str_release(&out);
}

/* A desk saves between any two steps; the chain holds, and the import is not disturbed. */
static void others_work_between(void **state)
{
	struct import_job *job = start(visits.p, visits_map);
	int n = 0;

	(void)state;
	do {
		struct import_notice notice;
		char text[24];
		snprintf(text, sizeof(text), "between %d", n++);
		assert_true(note_add(&desk, 1, text, &err));
		if (import_look(&desk, &notice)) {
			assert_true(notice.alive);
			assert_string_equal(notice.name, "t.csv");
		}
		import_notice_release(&notice);
		is_sound();
	} while (import_step(job, 1) == IMPORT_MORE);
	assert_non_null(import_result(job, &err));
	import_free(job);
	is_sound();
	assert_int_equal(number(&c, "SELECT count(*) FROM note"), n);
	assert_true(n > 8);
	/* Actions of the desk began before the import's and ended before it. */
	assert_int_equal(number(&c, "SELECT count(*) FROM action a, action b WHERE a.verb = 'import' "
				    "AND a.id < b.id AND a.sealed > b.sealed AND b.verb = 'note-add'") >
				 3,
			 1);
}

static void two_at_once_are_refused(void **state)
{
	struct import_job *job = start(people.p, people_map);

	(void)state;
	go(job, 3);
	struct import_options o = { .file = "u.csv", .text = "chart_no,name\n1,A\n", .n = 18 };
	/* The lease is another process's as far as the desk can see: its own session differs. */
	assert_false(import_run(&desk, &o, &report, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_true(finish(job));
}

/* --- cut off, cancelled --- */

static void each_moment(const char *text, const char *map, bool cancel)
{
	char *before = contents();
	int64_t households = number(&c, "SELECT count(*) FROM household");
	int half = 0;
	int steps = 0;
	char *all = NULL;

	for (int k = 1; k < 400; k++) {
		struct import_job *job = start(text, map);
		bool over = go(job, k) < k;
		if (over || import_progress(job).phase == IMPORT_PHASE_COMPARING) {
			/* It came to its end, or is stored and only looks for doubles. */
			if (cancel && !over) {
				import_cancel(job);
				assert_true(finish(job));
			} else {
				assert_true(!over || import_result(job, &err));
				import_free(job);
			}
			is_sound();
			assert_int_equal(staging_files(), 0);
			char *now = contents();
			if (all)
				assert_string_equal(now, all);
			free(now);
			steps = k;
			break;
		}
		if (cancel) {
			import_cancel(job);
			assert_false(finish(job));
			assert_int_equal(err.code, ERR_FINDINGS);
		} else {
			import_free(job);
			is_sound();
			half += store_import_open(&c.store) != 0;
			job = import_left_over(&c);
			if (job && finish(job)) {
				/* Forward: what is there must be the same as in one go. */
				char *now = contents();
				takes_back(number(&c, "SELECT max(id) FROM import"));
				if (!all)
					all = now;
				else
					assert_string_equal(now, all);
				if (all != now)
					free(now);
			}
		}
		is_sound();
		assert_int_equal(staging_files(), 0);
		assert_int_equal(number(&c, "SELECT count(*) FROM household"), households);
		char *now = contents();
		assert_string_equal(now, before);
		free(now);
	}
	assert_true(steps > 5);
	assert_true(cancel || half > 2);
	is(&c, "SELECT count(*) FROM action WHERE sealed IS NULL", "0");
	free(before);
	free(all);
}

static void cancelled_at_each_step(void **state)
{
	(void)state;
	each_moment(people.p, people_map, true);
	each_moment(visits.p, visits_map, true);
	is(&c, "SELECT count(*) FROM import WHERE state NOT IN ('done', 'taken back')", "0");
}

static void cut_off_at_each_step(void **state)
{
	(void)state;
	each_moment(people.p, people_map, false);
	each_moment(visits.p, visits_map, false);
}

/* Going on, it reads who was there before it, page by page: whole pages are its own patients. */
static void a_long_one_cut_off_goes_on(void **state)
{
	enum { MANY = 5000 };
	struct str text;
	int64_t before = number(&c, "SELECT count(*) FROM patient");

	(void)state;
	str_init(&text);
	str_add(&text, "name,mobile\n");
	for (int i = 0; i < MANY; i++)
		str_addf(&text, "Long %d,1370000%04d\n", i, i);
	struct import_job *job = start(text.p, NULL);
	while (number(&c, "SELECT count(*) FROM patient") < before + MANY - 100)
		assert_int_equal(import_step(job, 1), IMPORT_MORE);
	import_free(job);
	job = import_left_over(&c);
	assert_non_null(job);
	assert_true(go(job, 20000) < 20000);
	assert_non_null(import_result(job, &err));
	import_free(job);
	assert_int_equal(number(&c, "SELECT count(*) FROM patient"), before + MANY);
	is_sound();
	str_release(&text);
}

/* Nobody was there before it, and the first it brought is changed already. */
static void its_own_changed_meanwhile(void **state)
{
	struct str text;
	struct patient_draft d;

	(void)state;
	assert_true(db_exec(c.store.db, "UPDATE patient SET status = 'merged'", NULL));
	int64_t last = number(&c, "SELECT max(id) FROM patient");
	str_init(&text);
	str_add(&text, "name,mobile\n");
	for (int i = 0; i < 400; i++)
		str_addf(&text, "Long %d,1370000%04d\n", i, i);
	struct import_job *job = start(text.p, NULL);
	while (number(&c, "SELECT count(*) FROM patient WHERE import IS NOT NULL AND name GLOB 'Long*'") < 40)
		assert_int_equal(import_step(job, 1), IMPORT_MORE);
	assert_true(draft_load(&desk, last + 1, &d, &err));
	assert_true(draft_set(&desk, &d, "name", '=', "Ann Lee", &err));
	assert_true(patient_save(&desk, &d, NULL, &err));
	draft_release(&d);
	assert_true(finish(job));
	str_release(&text);
}

/* Another start of the machine: the staging file may be torn, so all is taken back. */
static void cut_off_by_a_power_cut(void **state)
{
	char *before = contents();
	struct import_job *job = start(people.p, people_map);

	(void)state;
	while (import_progress(job).phase != IMPORT_PHASE_STORING || import_progress(job).done < 20)
		assert_int_equal(import_step(job, 1), IMPORT_MORE);
	import_free(job);
	assert_true(db_exec(c.store.db, "UPDATE import SET cursor = cursor || 'x' WHERE state = "
					"'applying'", NULL));
	job = import_left_over(&c);
	assert_non_null(job);
	assert_false(finish(job));
	assert_non_null(strstr(err.msg, "taken back"));
	is_sound();
	char *now = contents();
	assert_string_equal(now, before);
	free(now);
	free(before);
}

/* --- undo --- */

static void undo(int64_t import, enum err_code code, const char *words)
{
	char *before = contents();
	struct import_job *job = import_undo(&c, import);

	if (finish(job))
		fail_msg("undone");
	if (err.code != code || !strstr(err.msg, words))
		fail_msg("%s: %s", err_id(err.code), err.msg);
	char *now = contents();
	assert_string_equal(now, before);
	free(now);
	free(before);
}

static void undone(void **state)
{
	char *before = contents();

	(void)state;
	takes(&c, people.p, people_map, 80, 20, 0);
	char *people_in = contents();
	takes(&c, visits.p, visits_map, 110, 40, 0);
	takes_back(4);
	char *now = contents();
	assert_string_equal(now, people_in);
	free(now);
	undo(4, ERR_STEP, "undone");
	undo(77, ERR_NO_MATCH, "i77");
	takes_back(3);
	now = contents();
	assert_string_equal(now, before);
	free(now);
	is_sound();
	is(&c, "SELECT group_concat(state) FROM import", "done,done,undone,undone");
	is(&c, "SELECT undoes FROM action WHERE verb = 'import-undo' ORDER BY id LIMIT 1", "4");
	/* It may come again. */
	takes(&c, people.p, people_map, 80, 20, 0);
	free(people_in);
	free(before);
}

static void not_undone_when_built_upon(void **state)
{
	struct visit v;
	int64_t id;

	(void)state;
	takes(&c, people.p, people_map, 80, 20, 0);
	takes(&c, visits.p, visits_map, 110, 40, 0);
	undo(3, ERR_CONFLICT, "a visit came later");
	/* An imported visit was edited. */
	id = store_by_external(&desk.store, &record_visit, "import", "a100");
	record_init(&record_visit, &v);
	assert_true(store_get(&desk.store, &record_visit, id, &v, &err));
	str_replace(&v.note, "by hand");
	assert_true(visit_save(&desk, &v, NULL, &err));
	record_release(&record_visit, &v);
	undo(4, ERR_CONFLICT, "patient K100 (Known 100): it was changed later");
	is_sound();
}

static void not_undone_when_a_change_was_changed(void **state)
{
	struct patient_draft d;

	(void)state;
	takes(&c, people.p, people_map, 80, 20, 0);
	/* Another field of a known patient does not matter, the one that the import set does. */
	assert_true(draft_load(&desk, 3, &d, &err));
	assert_true(draft_set(&desk, &d, "address", '=', "here", &err));
	assert_true(patient_save(&desk, &d, NULL, &err));
	draft_release(&d);
	takes_back(3);
	is(&c, "SELECT name || address FROM patient WHERE id = 3", "Known 3here");
	takes(&c, people.p, people_map, 80, 20, 0);
	assert_true(draft_load(&desk, 3, &d, &err));
	assert_true(draft_set(&desk, &d, "name", '=', "Somebody", &err));
	assert_true(patient_save(&desk, &d, NULL, &err));
	draft_release(&d);
	undo(4, ERR_CONFLICT, "K3");
	is_sound();
}

/* --- what others do meanwhile --- */

static int to_the_storing(struct import_job *job)
{
	int n = 0;

	while (import_progress(job).phase != IMPORT_PHASE_STORING && n++ < 100)
		if (import_step(job, 1) != IMPORT_MORE)
			fail_msg("the end");
	return n;
}

static void registered_meanwhile(void **state)
{
	struct patient_draft d;
	struct import_job *job = start(people.p, people_map);

	(void)state;
	to_the_storing(job);
	draft_init(&desk, &d);
	assert_true(draft_set(&desk, &d, "chart_no", '=', "K118", &err));
	assert_true(draft_set(&desk, &d, "name", '=', "At The Desk", &err));
	assert_true(patient_save(&desk, &d, NULL, &err));
	draft_release(&d);
	go(job, -1);
	const struct import_report *r = import_result(job, &err);
	assert_non_null(r);
	/* Found, and changed as any known patient is. */
	assert_int_equal(r->patients.added, 79);
	assert_int_equal(r->patients.changed, 21);
	import_free(job);
	is(&c, "SELECT name FROM patient WHERE chart_no = 'K118'", "Known 118");
	is_sound();
}

static void impossible_meanwhile(void **state)
{
	static const char map[] = "rows: patients\npatient: {match: name, chart_no: no, name: name}\n";
	struct patient_draft d;
	struct str text;
	char *before;

	(void)state;
	str_init(&text);
	str_add(&text, "no,name\n");
	for (int i = 60; i < 160; i++)
		str_addf(&text, "K%d,Unknown %d\n", i, i);
	struct import_job *job = start(text.p, map);
	to_the_storing(job);
	draft_init(&desk, &d);
	assert_true(draft_set(&desk, &d, "chart_no", '=', "K118", &err));
	assert_true(draft_set(&desk, &d, "name", '=', "At The Desk", &err));
	assert_true(patient_save(&desk, &d, NULL, &err));
	draft_release(&d);
	before = contents();
	assert_false(finish(job));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_non_null(strstr(err.msg, "K118"));
	char *now = contents();
	assert_string_equal(now, before);
	is_sound();
	free(now);
	str_release(&text);
	free(before);
}

/* Somebody books a visit for an imported patient, then the import is cancelled: the patient stays. */
static void built_upon_while_taken_back(void **state)
{
	struct import_job *job = start(people.p, people_map);
	int64_t visit = 0;
	int64_t id = 0;

	(void)state;
	while (!id) {
		assert_int_equal(import_step(job, 1), IMPORT_MORE);
		id = store_patient_by_chart(&desk.store, "K41");
	}
	assert_true(visit_walk_in(&desk, id, &visit, &err));
	import_cancel(job);
	go(job, -1);
	assert_null(import_result(job, &err));
	assert_int_equal(import_problems(job)->n_problems, 1);
	assert_non_null(strstr(import_problems(job)->problems[0].text, "K41"));
	import_free(job);
	is(&c, "SELECT count(*) FROM patient", "41");
	is_sound();
}

/* --- before --- */

static void a_look_before(void **state)
{
	struct import_peek p;
	struct import_options o = { .file = "x.csv" };

	(void)state;
	o.text = "Name,DOB,Mobile,Shoe\n张伟,1985-03-02,13800000042,42\nAnna,,,37\nBo,,,\n";
	o.n = strlen(o.text);
	assert_true(import_peek(&c, &o, 2, &p, &err));
	assert_string_equal(p.encoding, "utf-8");
	assert_string_equal(p.delimiter, "comma");
	assert_string_equal(p.what, "patients");
	assert_int_equal(p.n_columns, 4);
	assert_int_equal(p.n_rows, 2);
	assert_string_equal(p.cells[4 + 0], "Anna");
	assert_int_equal(p.n_fields, 3);
	assert_string_equal(p.fields[1].columns, "DOB");
	assert_string_equal(p.fields[1].field, "patient.birth_day");
	assert_string_equal(p.left_out, "Shoe");
	assert_non_null(strstr(p.map, "birth_day"));
	assert_null(p.why);
	import_peek_release(&p);
	o.text = "Colour\nred\n";
	o.n = strlen(o.text);
	assert_true(import_peek(&c, &o, 2, &p, &err));
	assert_null(p.map);
	assert_non_null(p.why);
	import_peek_release(&p);
	o.text = "";
	o.n = 0;
	assert_false(import_peek(&c, &o, 2, &p, &err));
	import_peek_release(&p);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_job_tells_how_far_it_is),
		TEST(the_text_of_progress),
		TEST(others_work_between),
		TEST(two_at_once_are_refused),
		TEST(cancelled_at_each_step),
		TEST(cut_off_at_each_step),
		TEST(a_long_one_cut_off_goes_on),
		TEST(its_own_changed_meanwhile),
		TEST(cut_off_by_a_power_cut),
		TEST(undone),
		TEST(not_undone_when_built_upon),
		TEST(not_undone_when_a_change_was_changed),
		TEST(registered_meanwhile),
		TEST(impossible_meanwhile),
		TEST(built_upon_while_taken_back),
		TEST(a_look_before),
	};
	return cmocka_run_group_tests_name("import jobs", tests, NULL, NULL);
}
