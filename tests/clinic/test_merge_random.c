/* Merging and unmerging at random, with edits between: when everything is unmerged, the clinic is
 * as one in which only the edits were made.
 *
 * Two clinics are kept in step.  In one, charts are merged and unmerged; what changes something
 * there is done to the same rows in the other.  MERGE_ROUNDS says how often, MERGE_SEED where to
 * begin. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"
#include "revisit/clinic/merge.h"
#include "revisit/clinic/undo.h"

enum { PEOPLE = 8, ROUNDS = 200, ROUNDS_A_CLINIC = 25, STEPS = 40 };

struct copy {
	char folder[FOLDER_MAX];
	struct clinic clinic;
};

static struct copy real, plain; /* with merges, without */
static struct rng rng;
static int64_t people_added; /* the last action of it */
static int n_merges, n_unmerges, n_edits, n_refused;

static void copy_open(struct copy *x)
{
	struct clinic_options options = {
		.folder = x->folder, .staff = "mei", .today = "2026-11-23T09:02", .seed = 1
	};

	folder_new(x->folder);
	good(clinic_init(x->folder, "Test", true, &err));
	good(clinic_open(&x->clinic, &options, &err));
	/* Nobody pulls the plug of a test. */
	good(db_exec(x->clinic.store.db, "PRAGMA synchronous = OFF", &err));
}

static void copy_close(struct copy *x)
{
	clinic_close(&x->clinic);
	folder_drop(x->folder);
}

/* --- one edit, the same in both --- */

struct edit {
	enum { SET, INSERT, DELETE, REFILE, MOVE } kind;
	const struct record *rec;
	int64_t row, patient; /* patient: of a new row, or where it goes */
	const struct field *f;
	int64_t n; /* the new value, by type */
	char text[32];
};

static void put(const struct field *f, void *row, const struct edit *e)
{
	if (f->type == FIELD_TEXT || f->type == FIELD_LINES || f->type == FIELD_VOCAB)
		str_replace(field_text(f, row), e->text);
	else
		field_set_number(f, row, e->n);
}

/* What the tables require of a new row. */
static void fill_new(struct clinic *x, const struct edit *e, void *row)
{
	field_set_number(record_field(e->rec, "patient"), row, e->patient);
	put(e->f, row, e);
	if (e->rec == &record_visit)
		((struct visit *)row)->day = 20000 + (day_t)e->n;
	if (e->rec == &record_survey_answer)
		((struct survey_answer *)row)->day = 20000 + (day_t)e->n;
	if (e->rec == &record_patient_tag)
		good(store_vocab_add(&x->store, "tag", e->text, "desk", &err));
	if (e->rec == &record_note)
		((struct note *)row)->at = e->n;
	if (e->rec == &record_attempt)
		((struct attempt *)row)->contact = e->n;
	if (e->rec == &record_plan_item) {
		/* A part is on the chart of its plan, wherever that is here. */
		struct plan_item *item = row;
		struct plan plan;
		record_init(&record_plan, &plan);
		good(store_get(&x->store, &record_plan, e->n, &plan, &err));
		item->patient = plan.patient;
		item->plan = e->n;
		item->visits = 1;
		record_release(&record_plan, &plan);
	}
}

static bool do_edit(struct clinic *x, const struct edit *e, bool *changed, struct err *why)
{
	void *row = mem_alloc(e->rec->size);
	int moved;
	bool ok;

	*changed = true;
	record_init(e->rec, row);
	if (e->kind == REFILE) {
		ok = clinic_refile(x, e->rec, e->row, e->patient, &moved, why);
	} else if (e->kind == MOVE) {
		ok = visit_move(x, e->row, clinic_today(x) + 1 + (day_t)e->n, 600, NULL, NULL, why);
	} else {
		ok = clinic_begin(x, "edit", 0, why);
		if (e->kind == INSERT) {
			fill_new(x, e, row);
			ok = ok && store_insert(&x->store, e->rec, row, why);
		} else if (e->kind == DELETE) {
			ok = ok && store_delete(&x->store, e->rec, e->row, why);
		} else {
			ok = ok && store_get(&x->store, e->rec, e->row, row, why);
			put(e->f, row, e);
			ok = ok && store_update(&x->store, e->rec, row, changed, why);
		}
		ok = clinic_end(x, ok, why);
	}
	record_release(e->rec, row);
	free(row);
	return ok;
}

/* --- choosing at random --- */

static int64_t living(void)
{
	return store_survivor(&real.clinic.store, 1 + rng_below(&rng, PEOPLE));
}

static const struct record *some_record(void)
{
	static const struct record *const recs[] = {
		&record_visit, &record_contact, &record_patient_tag, &record_alert,
		&record_task,  &record_note,    &record_attempt,     &record_consent,
		&record_plan,  &record_plan_item, &record_sooner,    &record_recall_override,
		&record_pin,   &record_survey_answer,
	};

	return recs[rng_below(&rng, ARRAY_SIZE(recs))];
}

/* A row of a chart that can be opened, 0. */
static int64_t some_row(const struct record *rec)
{
	struct rows rows;
	int64_t id = 0;

	rows_init(&rows, rec);
	good(store_owned(&real.clinic.store, living(), &rows, &err));
	if (rows.n)
		id = ((struct row *)rows_at(&rows, rng_below(&rng, (uint32_t)rows.n)))->id;
	rows_release(&rows);
	return id;
}

static int64_t plan_of(int64_t patient)
{
	struct rows rows;
	int64_t id = 0;

	rows_init(&rows, &record_plan);
	good(store_owned(&real.clinic.store, patient, &rows, &err));
	if (rows.n)
		id = ((struct row *)rows_at(&rows, 0))->id;
	rows_release(&rows);
	return id;
}

/* Few values, so that charts have the same ones and edits meet what a merge wrote. */
static void some_value(struct edit *e)
{
	const struct field *f = e->f;

	e->n = (int64_t)rng_below(&rng, 4);
	if (f->type == FIELD_CHOICE)
		e->n = (int64_t)rng_below(&rng, 3);
	else if (f->type == FIELD_REF)
		e->n = living();
	else if (f->type == FIELD_BOOL)
		e->n %= 2;
	else if (f->type == FIELD_DAY && e->n == 0)
		e->n = DAY_NONE;
	snprintf(e->text, sizeof(e->text), "%s", e->n == 0 ? "yes" : e->n == 1 ? "no" : "maybe");
}

static const char *const set_fields[][2] = {
	{ "patient", "name" },      { "patient", "reading" },   { "patient", "birth_day" },
	{ "patient", "sex" },       { "patient", "address" },   { "patient", "notes" },
	{ "patient", "guardian" },  { "patient", "referrer" },  { "patient", "birth_precision" },
	{ "patient", "insurance" }, { "visit", "note" },        { "visit", "teeth" },
	{ "contact", "state" },     { "contact", "label" },     { "contact", "norm" },
	{ "contact", "position" },  { "patient_tag", "until" }, { "alert", "until" },
	{ "task", "state" },        { "note", "text" },         { "consent", "state" },
	{ "consent", "day" },       { "attempt", "note" },      { "patient", "payer" },
	{ "plan", "status" },       { "plan_item", "state" },   { "recall_override", "reason" },
	{ "recall_override", "disabled" }, { "sooner", "note" },
	{ "pin", "day" },	    { "pin", "reason" },	{ "survey_answer", "score" },
};

static bool some_setting(struct edit *e)
{
	const char *const *which = set_fields[rng_below(&rng, ARRAY_SIZE(set_fields))];

	e->kind = SET;
	for (size_t i = 0; records[i]; i++)
		if (strcmp(records[i]->name, which[0]) == 0)
			e->rec = records[i];
	e->f = record_field(e->rec, which[1]);
	e->row = e->rec == &record_patient ? living() : some_row(e->rec);
	some_value(e);
	return e->row != 0;
}

static bool some_insert(struct edit *e)
{
	static const char *const required[][2] = {
		{ "visit", "teeth" },     { "contact", "value" },  { "patient_tag", "tag" },
		{ "alert", "text" },      { "task", "what" },      { "note", "text" },
		{ "attempt", "outcome" }, { "consent", "purpose" }, { "plan", "what" },
		{ "plan_item", "what" },  { "sooner", "note" },     { "recall_override", "type" },
		{ "pin", "segment" },     { "survey_answer", "words" },
	};
	e->kind = INSERT;
	e->rec = some_record();
	for (size_t i = 0; i < ARRAY_SIZE(required); i++)
		if (strcmp(required[i][0], e->rec->name) == 0)
			e->f = record_field(e->rec, required[i][1]);
	e->patient = living();
	some_value(e);
	if (e->rec == &record_attempt)
		e->n = some_row(&record_contact);
	if (e->rec == &record_plan_item)
		e->n = plan_of(e->patient);
	return e->rec != &record_plan_item || e->n != 0;
}

static int64_t owner(struct clinic *x, const struct record *rec, int64_t id)
{
	char q[80];

	snprintf(q, sizeof(q), "SELECT patient FROM %s WHERE id = %lld", rec->table, (long long)id);
	return query_number(x->store.db, q);
}

/* A visit is for a part of a plan, a wish is for a visit: of one person, also without any merge when
 * `both` is asked for. */
static bool some_link(struct edit *e, bool both)
{
	bool wish = rng_below(&rng, 3) == 0;
	const struct record *to = wish ? &record_visit : &record_plan_item;

	e->kind = SET;
	e->rec = wish ? &record_sooner : &record_visit;
	e->f = record_field(e->rec, wish ? "visit" : "plan_item");
	e->row = some_row(e->rec);
	e->n = some_row(to);
	return e->row && e->n &&
	       owner(&real.clinic, e->rec, e->row) == owner(&real.clinic, to, e->n) &&
	       (!both || owner(&plain.clinic, e->rec, e->row) == owner(&plain.clinic, to, e->n));
}

static bool some_edit(struct edit *e, bool both)
{
	uint32_t which = rng_below(&rng, 12);

	*e = (struct edit){ 0 };
	if (which == 10)
		return some_link(e, both);
	if (which == 11) {
		e->kind = MOVE;
		e->rec = &record_visit;
		e->row = some_row(e->rec);
		e->n = (int64_t)rng_below(&rng, 9);
		return e->row != 0;
	}
	if (which < 5)
		return some_setting(e);
	if (which < 8)
		return some_insert(e);
	e->kind = which < 9 ? REFILE : DELETE;
	e->rec = some_record();
	e->row = some_row(e->rec);
	e->patient = living();
	return e->row != 0;
}

/* --- the steps --- */

/* Where a telephone comes in the ringing order, and which number a call rang, depend on what else
 * is on the chart it comes to: the one gets a place of its own, the other no number. */
static void level(const struct edit *e)
{
	static int64_t place = 100;
	bool contact = e->rec == &record_contact;
	struct edit same = {
		.kind = SET, .rec = e->rec, .row = e->row, .n = contact ? ++place : 0
	};
	bool changed;

	if (e->kind != REFILE || (!contact && e->rec != &record_attempt))
		return;
	same.f = record_field(e->rec, contact ? "position" : "contact");
	good(do_edit(&real.clinic, &same, &changed, &err));
	good(do_edit(&plain.clinic, &same, &changed, &err));
}

static void edit_both(void)
{
	struct err why = ERR_INIT;
	struct edit e;
	bool changed;

	/* What is refused here for what a merge brought is not done there either. */
	if (!some_edit(&e, true) || !do_edit(&real.clinic, &e, &changed, &why) || !changed)
		return;
	n_edits++;
	good(do_edit(&plain.clinic, &e, &changed, &err));
	level(&e);
}

static void merge_two(void)
{
	struct merge_preview p;
	int64_t keep = living();
	int64_t lose = living();

	if (keep == lose)
		return;
	good(clinic_merge_preview(&real.clinic, keep, lose, &p, &err));
	for (size_t i = 0; i < p.n_fields; i++) {
		static const char *const takes[] = { "keep", "lose", "both" };
		if (rng_chance(&rng, 0.5))
			merge_choose(&p, p.fields[i].f->name, takes[rng_below(&rng, 3)], NULL);
		if (p.fields[i].take == TAKE_BOTH && !p.fields[i].both)
			p.fields[i].take = TAKE_KEEP;
	}
	good(clinic_merge(&real.clinic, &p, &err));
	merge_preview_release(&p);
	n_merges++;
}

static bool unmerge(int64_t lose)
{
	struct err why = ERR_INIT;
	struct unmerged u;

	if (store_survivor(&real.clinic.store, lose) == lose)
		return false;
	if (!clinic_unmerge(&real.clinic, lose, &u, &why)) {
		assert_int_equal(why.code, ERR_STEP);
		n_refused++;
		return false;
	}
	n_unmerges++;
	return true;
}

/* In any order that is allowed; there is always one. */
static void unmerge_all(void)
{
	for (bool left = true, some; left;) {
		int64_t from = rng_below(&rng, PEOPLE);
		some = left = false;
		for (int64_t i = 0; i < PEOPLE; i++) {
			int64_t lose = 1 + (from + i) % PEOPLE;
			some = unmerge(lose) || some;
			left = left || store_survivor(&real.clinic.store, lose) != lose;
		}
		assert_true(some || !left);
	}
}

/* --- what is compared --- */

static void add_table(struct str *out, struct clinic *x, const struct record *rec)
{
	struct str q;

	str_init(&q);
	str_addf(&q, "SELECT '%s ' || id", rec->table);
	for (size_t f = 0; f < rec->n_fields; f++)
		str_addf(&q, " || ' %s=' || coalesce(%s, '')", rec->fields[f].name,
			 rec->fields[f].name);
	str_addf(&q, " FROM %s ORDER BY id", rec->table);
	str_addf(out, "%s\n", query_text(x->store.db, q.p));
	str_release(&q);
}

static char *contents(struct clinic *x)
{
	struct str all;

	str_init(&all);
	for (size_t i = 0; records[i]; i++)
		if (records[i] != &record_merge)
			add_table(&all, x, records[i]);
	return str_steal(&all);
}

static void finding(const char *text, void *arg)
{
	(void)arg;
	fail_msg("%s", text);
}

/* Of a merged chart only what the survivor has too is still there, and its number leads on. */
static void nothing_is_left_behind(void)
{
	struct store *s = &real.clinic.store;

	assert_int_equal(
		query_number(s->db,
			     "SELECT (SELECT count(*) FROM visit JOIN patient p ON p.id = "
			     "patient WHERE p.status = 'merged') + (SELECT count(*) FROM note "
			     "JOIN patient p ON p.id = patient WHERE p.status = 'merged') + "
			     "(SELECT count(*) FROM plan JOIN patient p ON p.id = patient "
			     "WHERE p.status = 'merged') + (SELECT count(*) FROM survey_answer "
			     "JOIN patient p ON p.id = patient WHERE p.status = 'merged') + "
			     "(SELECT count(*) FROM sooner "
			     "JOIN patient p ON p.id = patient WHERE p.status = 'merged') + "
			     "(SELECT count(*) FROM patient_tag t JOIN patient p ON p.id = "
			     "patient WHERE p.status = 'merged' AND NOT EXISTS (SELECT 1 FROM "
			     "merge WHERE lose = p.id AND undone_by IS NULL))"),
		0);
	for (int64_t i = 1; i <= PEOPLE; i++) {
		char chart[24];
		snprintf(chart, sizeof(chart), "%lld", (long long)(1000 + i));
		assert_true(store_patient_by_chart(s, chart) == store_survivor(s, i));
	}
}

static void one_round(uint64_t seed)
{
	rng_seed(&rng, seed);
	for (int i = 0; i < STEPS; i++) {
		uint32_t which = rng_below(&rng, 10);
		if (which < 2)
			merge_two();
		else if (which < 3)
			unmerge(1 + rng_below(&rng, PEOPLE));
		else
			edit_both();
	}
	nothing_is_left_behind();
	unmerge_all();
	char *a = contents(&real.clinic);
	char *b = contents(&plain.clinic);
	if (strcmp(a, b) != 0) {
		size_t at = 0;
		while (a[at] == b[at])
			at++;
		while (at > 0 && a[at - 1] != '\n')
			at--;
		fail_msg("seed %llu:\n%.*s\ninstead of\n%.*s", (unsigned long long)seed,
			 (int)strcspn(a + at, "\n"), a + at, (int)strcspn(b + at, "\n"), b + at);
	}
	free(a);
	free(b);
}

static void people(struct clinic *x)
{
	for (int i = 0; i < PEOPLE; i++) {
		struct patient p;
		char chart[16];
		char name[16];
		record_init(&record_patient, &p);
		snprintf(chart, sizeof(chart), "%d", 1001 + i);
		snprintf(name, sizeof(name), "name %d", i % 5);
		str_replace(&p.chart_no, chart);
		str_replace(&p.name, name);
		good(clinic_begin(x, "add", 0, &err));
		good(clinic_end(x, store_insert(&x->store, &record_patient, &p, &err), &err));
		record_release(&record_patient, &p);
	}
	static const char *const tags[] = { "yes", "no", "maybe" };
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
		good(store_vocab_add(&x->store, "tag", tags[i], "desk", &err));
	people_added = query_number(x->store.db, "SELECT max(id) FROM action");
}

static int64_t asked(const char *name, int64_t usual)
{
	const char *given = getenv(name);

	return given && *given ? strtoll(given, NULL, 10) : usual;
}

static void edits_alone_are_left(void **state)
{
	int64_t rounds = asked("MERGE_ROUNDS", ROUNDS);
	int64_t seed = asked("MERGE_SEED", 1);

	(void)state;
	for (int64_t i = 0; i < rounds; i++) {
		if (i % ROUNDS_A_CLINIC == 0) {
			copy_open(&real);
			copy_open(&plain);
			people(&real.clinic);
			people(&plain.clinic);
		}
		one_round((uint64_t)(seed + i));
		if ((i + 1) % ROUNDS_A_CLINIC && i + 1 < rounds)
			continue;
		good(store_check(&real.clinic.store, finding, NULL, &err));
		copy_close(&real);
		copy_close(&plain);
	}
	print_message("%lld rounds: %d merges, %d unmerges (%d refused), %d edits\n",
		      (long long)rounds, n_merges, n_unmerges, n_refused, n_edits);
	assert_true(n_merges > rounds && n_edits > rounds * 10);
}

/* --- undone --- */

/* Some action of those in force, or again one that was taken back; where something stands against it
 * nothing happens. */
static void undo_something(void)
{
	int64_t last = query_number(real.clinic.store.db, "SELECT max(id) FROM action");
	int64_t action = last - rng_below(&rng, 12);
	struct err why = ERR_INIT;

	if (action <= people_added)
		return;
	if (!clinic_undo(&real.clinic, action, rng_chance(&rng, 0.3), NULL, NULL, &why) &&
	    why.code != ERR_CONFLICT && why.code != ERR_NO_MATCH)
		fail_msg("%s", why.msg);
}

static void edit_real(void)
{
	struct err why = ERR_INIT;
	struct edit e;
	bool changed;

	if (some_edit(&e, false))
		do_edit(&real.clinic, &e, &changed, &why);
}

static void merge_and_edit(bool undo)
{
	uint32_t which = rng_below(&rng, 10);

	if (which < 2)
		merge_two();
	else if (which < 3)
		unmerge(1 + rng_below(&rng, PEOPLE));
	else if (which < 5 && undo)
		undo_something();
	else
		edit_real();
}

/* Whatever is undone, taken apart and done again: nothing of a plan, no moved booking and no wish is
 * on another chart than what it belongs to. */
static void nothing_is_split(void **state)
{
	int64_t rounds = asked("MERGE_ROUNDS", ROUNDS) / 3;

	(void)state;
	copy_open(&real);
	people(&real.clinic);
	for (int64_t i = 0; i < rounds; i++) {
		rng_seed(&rng, (uint64_t)(asked("MERGE_SEED", 1) + i));
		for (int k = 0; k < STEPS / 2; k++)
			merge_and_edit(true);
		good(store_check(&real.clinic.store, finding, NULL, &err));
	}
	copy_close(&real);
}

/* ^Z takes everything back, one after the other, whatever was merged and taken apart. */
static void undo_never_sticks(void **state)
{
	int64_t rounds = asked("MERGE_ROUNDS", ROUNDS) / 8;

	(void)state;
	for (int64_t i = 0; i < rounds; i++) {
		struct undo_offer offer;
		copy_open(&real);
		people(&real.clinic);
		char *before = contents(&real.clinic);
		rng_seed(&rng, (uint64_t)(asked("MERGE_SEED", 1) + i));
		for (int k = 0; k < STEPS; k++)
			merge_and_edit(false);
		for (;;) {
			struct err why = ERR_INIT;
			good(clinic_undo_offer(&real.clinic, false, 0, &offer, &err));
			int64_t link = offer.link;
			undo_offer_release(&offer);
			if (link <= people_added)
				break;
			if (!clinic_undo(&real.clinic, link, false, NULL, NULL, &why))
				fail_msg("seed %lld: u%lld: %s", (long long)i, (long long)link, why.msg);
		}
		char *after = contents(&real.clinic);
		assert_string_equal(after, before);
		free(before);
		free(after);
		good(store_check(&real.clinic.store, finding, NULL, &err));
		copy_close(&real);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_alone_are_left),
		cmocka_unit_test(nothing_is_split),
		cmocka_unit_test(undo_never_sticks),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
