/* Undo as a property: whatever was done, by whomever, taken back in any order that is allowed,
 * leaves every record as it was.  UNDO_ROUNDS in the environment asks for more rounds, UNDO_SEED for
 * others. */
#include "support.h"

#include "revisit/base/rng.h"
#include "revisit/clinic/merge.h"
#include "revisit/store/undo.h"

#include <sys/wait.h>
#include <unistd.h>

enum { DESKS = 3, ROUNDS = 150, FORKED_ROUNDS = 2, ACTIONS = 14, MOST = 400 };

static struct clinic others[DESKS - 1];
static struct rng rng;

static struct clinic *desk(int i)
{
	return i == 0 ? &c : &others[i - 1];
}

static void open_desk(struct clinic *at, const char *staff, uint64_t seed)
{
	struct clinic_options options = { .folder = folder, .staff = staff,
					  .today = "2026-11-23T09:02", .seed = seed };

	good(clinic_open(at, &options, &err));
	good(db_exec(at->store.db, "PRAGMA synchronous = OFF", &err));
}

static int set_up(void **state)
{
	clinic_set_up(state);
	sql("PRAGMA synchronous = OFF");
	open_desk(&others[0], "bo", 2);
	open_desk(&others[1], "ann", 3);
	registered("name=张伟", "phone=13800000042", "tag=vip", NULL);
	registered("name=李娜", "phone=13800000043", NULL);
	booked(registered("name=Anna Lee", NULL), "at=2026-11-23T09:30", "kind=exam", NULL);
	return 0;
}

static int tear_down(void **state)
{
	for (int i = 1; i < DESKS; i++)
		clinic_close(desk(i));
	return clinic_tear_down(state);
}

/* --- everything there is --- */

static void add_rows(struct str *out, const struct record *rec)
{
	struct str question;

	str_init(&question);
	str_add(&question, "SELECT id");
	for (size_t i = 0; i < rec->n_fields; i++)
		str_addf(&question, " || '|' || quote(%s)", rec->fields[i].name);
	str_addf(&question, " FROM %s ORDER BY id", rec->table);
	struct stmt *q = db_stmt(c.store.db, question.p, &err);
	good(q != NULL);
	while (stmt_step(q, &err) == STEP_ROW)
		str_addf(out, "%s %s\n", rec->table, col_text(q, 0));
	stmt_done(q);
	str_release(&question);
}

static char *everything(void)
{
	struct str out;

	str_init(&out);
	for (size_t i = 0; records[i]; i++)
		add_rows(&out, records[i]);
	return out.p;
}

/* --- something or other --- */

static int64_t any_id(struct clinic *at, const char *table, const char *where)
{
	char question[160];

	snprintf(question, sizeof(question), "SELECT id FROM %s WHERE %s ORDER BY id LIMIT 40", table,
		 where);
	struct stmt *q = db_stmt(at->store.db, question, NULL);
	int64_t ids[40];
	uint32_t n = 0;
	while (q && n < 40 && stmt_step(q, NULL) == STEP_ROW)
		ids[n++] = col_int(q, 0);
	stmt_done(q);
	/* Mostly the same few, so that much lies on top of each other. */
	if (n > 4 && rng_below(&rng, 3))
		n = 4;
	return n ? ids[rng_below(&rng, n)] : 0;
}

static const char *one_of(const char *const *words, size_t n)
{
	return words[rng_below(&rng, (uint32_t)n)];
}

#define ONE_OF(...)                                                                                \
	one_of((const char *const[]){ __VA_ARGS__ },                                               \
	       sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static const char *any_phone(void)
{
	static char phone[16];

	snprintf(phone, sizeof(phone), "1380000%04u", rng_below(&rng, 30));
	return phone;
}

static void set_something(struct clinic *at, struct patient_draft *d)
{
	char chart[24];

	snprintf(chart, sizeof(chart), "%u", 1001 + rng_below(&rng, 12));
	switch (rng_below(&rng, 14)) {
	case 0:
		draft_set(at, d, "name", '=', ONE_OF("张伟", "王芳", "Kim, Joe", "欧阳明"), NULL);
		return;
	case 1:
		draft_set(at, d, "notes", '=', ONE_OF("", "careful", "late", "two\nlines"), NULL);
		return;
	case 2:
		draft_set(at, d, "birth_day", '=', ONE_OF("", "1985-03-02", "1990-01"), NULL);
		return;
	case 3:
		draft_set(at, d, "status", '=', ONE_OF("active", "inactive", "moved"), NULL);
		return;
	case 4:
	case 5:
		draft_set(at, d, "phone", ONE_OF("=", "+")[0], any_phone(), NULL);
		return;
	case 6:
		draft_set(at, d, "mobile", '-', any_phone(), NULL);
		return;
	case 7:
		draft_set(at, d, "tag", ONE_OF("=", "+", "-")[0], ONE_OF("vip", "new", "a; b", ""), NULL);
		return;
	case 8:
		draft_set(at, d, "alert", ONE_OF("=", "+")[0], ONE_OF("latex", "pays cash", ""), NULL);
		return;
	case 9:
		draft_set(at, d, "household", '=', ONE_OF("new", ""), NULL);
		return;
	case 10:
	case 11:
		draft_set(at, d, "household", '=', chart, NULL);
		return;
	case 12:
		draft_set(at, d, ONE_OF("guardian", "referrer", "payer"), '=', chart, NULL);
		return;
	default:
		snprintf(chart, sizeof(chart), "%u", 2001 + rng_below(&rng, 6));
		draft_set(at, d, "chart_no", '=', chart, NULL);
		return;
	}
}

static void write_patient(struct clinic *at, int64_t patient)
{
	struct patient_draft d;

	if (patient && !draft_load(at, patient, &d, NULL))
		return;
	if (!patient) {
		draft_init(at, &d);
		draft_set(at, &d, "name", '=', ONE_OF("赵强", "Ben Fox", "刘洋"), NULL);
	}
	for (uint32_t n = 1 + rng_below(&rng, 4); n > 0; n--)
		set_something(at, &d);
	patient_save(at, &d, NULL, NULL);
	draft_release(&d);
}

static void book_or_change(struct clinic *at, int64_t patient, int64_t visit)
{
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = patient;
	if (!visit || store_get(&at->store, &record_visit, visit, &v, NULL)) {
		visit_set(at, &v, "at", ONE_OF("2026-11-23T10:00", "2026-11-24T09:30", "2026-12-01"), NULL);
		visit_set(at, &v, "kind", ONE_OF("exam", "implant", "crown", ""), NULL);
		visit_set(at, &v, "note", ONE_OF("", "by the window", "ring first"), NULL);
		visit_save(at, &v, NULL, NULL);
	}
	record_release(&record_visit, &v);
}

static void take_step(struct clinic *at, int64_t visit)
{
	struct visit_completion done = { .kind = ONE_OF("cleaning", "implant", "crown"),
				   .amount = 38000, .paid = 20000,
				   .pay_method = "cash", .note = "done" };

	switch (rng_below(&rng, 5)) {
	case 0:
		visit_complete(at, visit, &done, NULL);
		return;
	case 1:
		visit_move(at, visit, clinic_today(at) + 1 + (day_t)rng_below(&rng, 9), 600, NULL, NULL,
			   NULL);
		return;
	default:
		visit_step(at, visit, (enum visit_status)rng_below(&rng, VISIT_CANCELLED + 1), "ill", NULL);
		return;
	}
}

static void plan_something(struct clinic *at, int64_t patient, int64_t plan)
{
	struct plan_draft d;
	const struct plan_answer answer = { .status = (enum plan_status)rng_below(&rng, 6),
					    .reason = "price",
					    .ask_after = DAY_NONE };

	if (plan && rng_below(&rng, 2)) {
		plan_answer(at, plan, &answer, NULL);
		return;
	}
	if (!(plan ? plan_draft_load(at, plan, &d, NULL) : plan_draft_new(at, patient, &d, NULL)))
		return;
	plan_draft_set(at, &d, "item", ONE_OF("=", "+")[0],
		       ONE_OF("exam 36", "cleaning; crown 46", "exam; exam 11 x2 1w"), NULL);
	plan_save(at, &d, NULL, NULL);
	plan_draft_release(&d);
}

static void work_on_task(struct clinic *at, int64_t task)
{
	struct task t;
	int64_t n;

	switch (rng_below(&rng, 5)) {
	case 0:
		task_snooze(at, task, clinic_today(at) + 1 + (day_t)rng_below(&rng, 9), MINUTE_NONE,
			    "away", NULL);
		return;
	case 1:
		task_skip(at, task, NULL);
		return;
	case 2:
		tasks_reassign(at, ONE_OF("mei", "bo"), ONE_OF("ann", "desk"), false, &n, NULL);
		return;
	case 3:
		record_init(&record_task, &t);
		if (store_get(&at->store, &record_task, task, &t, NULL)) {
			task_set(at, &t, "due", ONE_OF("fri", "", "14-16"), NULL);
			task_set(at, &t, "repeat", ONE_OF("", "1w", "1m"), NULL);
			task_save(at, &t, NULL, NULL);
		}
		record_release(&record_task, &t);
		return;
	default:
		task_close(at, task, (enum task_state)rng_below(&rng, 3), NULL);
		return;
	}
}

static void hang_on(struct clinic *at, int64_t patient)
{
	struct task t;
	bool changed;

	switch (rng_below(&rng, 12)) {
	case 9:
	case 10:
	case 11:
		work_on_task(at, any_id(at, "task", "1"));
		return;
	case 0:
		tag_add(at, patient, ONE_OF("vip", "kids", "slip"), DAY_NONE, &changed, NULL);
		return;
	case 1:
		tag_remove(at, patient, ONE_OF("vip", "kids", "slip"), &changed, NULL);
		return;
	case 2:
		alert_add(at, patient, rng_below(&rng, 2), "ask for the mother", DAY_NONE, NULL);
		return;
	case 3:
		alert_remove(at, any_id(at, "alert", "1"), NULL);
		return;
	case 4:
		note_add(at, patient, ONE_OF("rang twice", "likes mornings"), NULL);
		return;
	case 5:
	case 6:
		plan_something(at, patient, rng_below(&rng, 2) ? any_id(at, "plan", "1") : 0);
		return;
	default:
		record_init(&record_task, &t);
		t.patient = patient;
		if (task_parse(at, ONE_OF("fri send quote", "!call back", "order gloves every week",
					"today 14-16 check to:bo every 1d"), &t, NULL))
			task_add(at, &t, NULL);
		record_release(&record_task, &t);
		return;
	}
}

/* Several to-dos ticked off, or a person and a visit entered: one action. */
static void several_at_once(struct clinic *at)
{
	if (!clinic_begin(at, "several", 0, NULL))
		return;
	bool ok = true;
	for (int i = 0; i < 3 && ok; i++) {
		int64_t task = any_id(at, "task", "1");
		ok = !task || task_close(at, task, (enum task_state)rng_below(&rng, 3), NULL);
	}
	/* Who looks only at the beginning of an action does not see a merged chart inside it. */
	write_patient(at, rng_below(&rng, 2) ? any_id(at, "patient", "status <> 'merged'") : 0);
	book_or_change(at, any_id(at, "patient", "status <> 'merged'"), 0);
	clinic_end(at, ok && !at->failed, NULL);
}

/* Two charts become one, or are said to be two people's; a line goes to another chart. */
static void join_or_refile(struct clinic *at, int64_t a, int64_t b)
{
	static const struct record *const lines[] = { &record_visit, &record_task, &record_note,
						      &record_contact, &record_patient_tag,
						      &record_plan };
	const struct record *rec = lines[rng_below(&rng, ARRAY_SIZE(lines))];
	struct merge_preview p;
	int moved;

	switch (rng_below(&rng, 3)) {
	case 0:
		if (clinic_merge_preview(at, a, b, &p, NULL)) {
			clinic_merge(at, &p, NULL);
			merge_preview_release(&p);
		}
		return;
	case 1:
		clinic_not_same(at, a, b, NULL);
		return;
	default:
		clinic_refile(at, rec, any_id(at, rec->table, "1"), a, &moved, NULL);
		return;
	}
}

static void do_something(struct clinic *at)
{
	int64_t patient = any_id(at, "patient", "1");
	int64_t visit = any_id(at, "visit", "1");
	int64_t who;

	switch (rng_below(&rng, 13)) {
	case 0:
		write_patient(at, 0);
		return;
	case 1:
	case 2:
	case 3:
		write_patient(at, patient);
		return;
	case 4:
		book_or_change(at, patient, 0);
		return;
	case 5:
		book_or_change(at, patient, visit);
		return;
	case 6:
	case 7:
		take_step(at, visit);
		return;
	case 8:
		visit_walk_in(at, patient, &who, NULL);
		return;
	case 9:
		several_at_once(at);
		return;
	case 10:
		join_or_refile(at, patient, any_id(at, "patient", "1"));
		return;
	default:
		hang_on(at, patient);
		return;
	}
}

/* --- and back --- */

struct ids {
	int64_t v[MOST];
	uint32_t n;
	int64_t base; /* nothing up to it */
	bool held; /* those in force, else those taken back */
};

static bool gather(const struct deed *d, void *arg)
{
	struct ids *ids = arg;

	if (d->action <= ids->base)
		return false;
	if (d->undone_by == 0 && deed_holds(d) == ids->held && ids->n < MOST)
		ids->v[ids->n++] = d->action;
	return true;
}

static struct ids all_since(int64_t base, bool held)
{
	struct ids ids = { .held = held, .base = base };
	struct deed_query query = { 0 };

	good(store_deeds(&c.store, &query, gather, &ids, &err));
	return ids;
}

static void shuffle(struct ids *ids)
{
	for (uint32_t i = ids->n; i > 1; i--) {
		uint32_t k = rng_below(&rng, i);
		int64_t was = ids->v[i - 1];
		ids->v[i - 1] = ids->v[k];
		ids->v[k] = was;
	}
}

static bool undo_one(int64_t action, unsigned *refused)
{
	struct clinic *at = desk((int)rng_below(&rng, DESKS));
	struct err why = ERR_INIT;
	int64_t done;
	bool may = store_undo_check(&at->store, action, NULL, &why);

	if (store_undo(&at->store, action, false, &done, &err)) {
		assert_true(may);
		return true;
	}
	assert_int_equal(err.code, ERR_CONFLICT);
	if (may)
		fail_msg("it may be undone, yet: %s", err.msg);
	assert_string_equal(why.msg, err.msg); /* what was told before is what happens */
	err_clear(&err);
	++*refused;
	return false;
}

static const char *why_not(int64_t action)
{
	static struct err why;

	store_undo_check(&c.store, action, NULL, &why);
	return why.msg;
}

static void do_one_again(int64_t base)
{
	struct ids gone = all_since(base, false);
	int64_t done;

	if (gone.n)
		store_undo(&c.store, gone.v[rng_below(&rng, gone.n)], true, &done, NULL);
}

static void undo_all(int64_t base, unsigned *refused)
{
	uint32_t again = 6;

	for (;;) {
		struct ids live = all_since(base, true);
		bool some = false;
		if (live.n == 0)
			return;
		shuffle(&live);
		for (uint32_t i = 0; i < live.n; i++) {
			some = undo_one(live.v[i], refused) || some;
			if (again && rng_below(&rng, 8) == 0) {
				do_one_again(base);
				again--;
				some = true;
			}
		}
		if (!some)
			fail_msg("%u actions are left and none can be undone: %s", live.n,
				 why_not(all_since(base, true).v[0]));
	}
}

static int rounds_wanted(int usual)
{
	const char *n = getenv("UNDO_ROUNDS");

	return n ? (int)strtol(n, NULL, 10) : usual;
}

static uint64_t seed_wanted(void)
{
	const char *n = getenv("UNDO_SEED");

	return n ? strtoull(n, NULL, 10) : 20261123;
}

static void same_as(const char *before, uint64_t seed)
{
	char *after = everything();
	size_t at = 0;
	size_t line = 0;

	/* The first line that differs says enough. */
	for (; before[at] && before[at] == after[at]; at++)
		if (before[at] == '\n')
			line = at + 1;
	if (before[at] != after[at])
		fail_msg("seed %llu: before\n%.*s\nafter\n%.*s", (unsigned long long)seed,
			 (int)strcspn(before + line, "\n"), before + line,
			 (int)strcspn(after + line, "\n"), after + line);
	free(after);
}

static void one_round(uint64_t seed, unsigned *refused)
{
	char *before = everything();
	int64_t base = number("SELECT max(id) FROM action");

	rng_seed(&rng, seed);
	for (int i = 0; i < ACTIONS; i++)
		do_something(desk((int)rng_below(&rng, DESKS)));
	undo_all(base, refused);
	same_as(before, seed);
	free(before);
}

/* Each round begins with what the one before left behind: old charts, numbers once given out. */
static void in_any_order(void **state)
{
	int rounds = rounds_wanted(ROUNDS);
	unsigned refused = 0;

	(void)state;
	for (int i = 0; i < rounds; i++) {
		one_round(seed_wanted() + (uint64_t)i, &refused);
		/* Now and then a little of it stays. */
		if (i % 10 == 0)
			for (int k = 0; k < 2; k++)
				do_something(desk(k));
	}
	assert_true(refused > (unsigned)rounds / 10); /* else nothing was ever in the way */
	all_sound();
}

static void work_elsewhere(int i, uint64_t seed)
{
	struct clinic at;
	static const char *const names[] = { "mei", "bo", "ann" };

	rng_seed(&rng, seed * 7 + (uint64_t)i);
	open_desk(&at, names[i], seed);
	for (int k = 0; k < ACTIONS; k++)
		do_something(&at);
	clinic_close(&at);
	_exit(0);
}

static void by_processes(void **state)
{
	unsigned refused = 0;
	int rounds = getenv("UNDO_ROUNDS") ? rounds_wanted(0) / 20 : FORKED_ROUNDS;

	(void)state;
	for (int round = 0; round < rounds; round++) {
		uint64_t seed = seed_wanted() + (uint64_t)round;
		char *before = everything();
		int64_t base = number("SELECT max(id) FROM action");
		pid_t children[DESKS];
		for (int i = 0; i < DESKS; i++)
			if ((children[i] = fork()) == 0)
				work_elsewhere(i, seed);
		for (int i = 0; i < DESKS; i++) {
			int status;
			waitpid(children[i], &status, 0);
			assert_int_equal(status, 0);
		}
		rng_seed(&rng, seed);
		undo_all(base, &refused);
		same_as(before, seed);
		free(before);
	}
	all_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(in_any_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(by_processes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
