#include "rule_test.h"
#include "revisit/base/i18n.h"

enum { TEST_PATIENTS_MAX = 200, TESTS_MAX = 4000 };

/* --- Reading ---------------------------------------------------------------------------------- */

struct test_reader {
	struct rule_reader *r;
	struct rule_test *test;
	const struct yaml *y, *patients;
	bool build; /* views too; else they are only looked through */
};

static size_t count(const struct yaml *y)
{
	size_t n = 0;

	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	return n;
}

static bool read_name(struct test_reader *t, const struct yaml *y)
{
	t->test->name = want_text(t->r, y);
	return t->test->name != NULL;
}

static bool read_today(struct test_reader *t, const struct yaml *y)
{
	struct err err = ERR_INIT;

	if (!want_kind(t->r, y, YAML_SCALAR))
		return false;
	if (day_parse(y->text, &t->test->today, &err))
		return true;
	t->test->today = DAY_NONE;
	return wrong(t->r, y, "%s", err.msg);
}

/* A patient nothing is known of may be written {} or left empty. */
static bool read_one(struct test_reader *t, const struct yaml *y, struct view *v)
{
	bool empty = y->kind == YAML_MAP ? !y->child : y->kind == YAML_SCALAR && !*y->text;

	if (!empty && !want_kind(t->r, y, YAML_MAP))
		return false;
	return read_patient(t->r, t->patients, y, v, t->build);
}

static bool read_patients(struct test_reader *t, const struct yaml *y)
{
	struct rule_test *test = t->test;
	struct view aside;
	bool ok = true;

	if (!want_kind(t->r, y, YAML_MAP))
		return false;
	if (count(y) > TEST_PATIENTS_MAX)
		return wrong_key(t->r, y, _("a test has at most %d patients"), TEST_PATIENTS_MAX);
	t->patients = y;
	test->names = arena_alloc(&t->r->r->arena, count(y) * sizeof(*test->names));
	if (t->build)
		test->views = mem_array(count(y), sizeof(*test->views));
	view_init(&aside, t->r->r->config);
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct view *v = t->build ? &test->views[test->n_patients] : &aside;
		if (t->build)
			view_init(v, t->r->r->config);
		else
			view_clear(v, t->r->r->config);
		test->names[test->n_patients++] = arena_strdup(&t->r->r->arena, e->key);
		ok = read_one(t, e, v) && ok;
	}
	view_release(&aside);
	return ok;
}

static int patient_of(const struct rule_test *test, const char *name)
{
	for (size_t i = 0; i < test->n_patients; i++)
		if (strcmp(test->names[i], name) == 0)
			return (int)i;
	return -1;
}

static bool read_member(struct test_reader *t, const struct yaml *y, struct expectation *x)
{
	char shown[64];

	if (!want_kind(t->r, y, YAML_SCALAR))
		return false;
	int patient = patient_of(t->test, y->text);
	str_excerpt(shown, sizeof(shown), y->text);
	if (patient < 0)
		return wrong(t->r, y, _("there is no patient '%s' in this test"), shown);
	if (x->in[patient])
		return wrong(t->r, y, _("'%s' stands here twice"), shown);
	x->in[patient] = true;
	return true;
}

/* Who is in, as a list; [] for nobody. */
static bool read_expected(struct test_reader *t, const struct yaml *y, struct expectation *x)
{
	bool ok = true;

	x->pos = place_pos(&t->r->places, place_key(&t->r->places, y).at);
	x->in = arena_alloc(&t->r->r->arena, t->test->n_patients + 1);
	sym_t sym = symbol_of(&t->r->keys, y->key);
	x->segment = sym >= 2 ? (int)sym - 2 : -1;
	if (x->segment < 0) {
		const char **names = mem_array(t->r->keys.n + 1, sizeof(*names));
		for (size_t i = 0; i < t->r->keys.n; i++)
			names[i] = t->r->keys.name[i];
		wrong_name(t->r, y, names);
		free(names);
		return false;
	}
	if (y->kind == YAML_SCALAR && *y->text)
		return read_member(t, y, x);
	if (y->kind != YAML_LIST)
		return wrong_key(t->r, y,
				 _("a list of patients is expected behind '%s:'; [] for nobody"),
				 y->key);
	for (const struct yaml *e = y->child; e; e = e->next)
		ok = read_member(t, e, x) && ok;
	return ok;
}

static bool read_expect(struct test_reader *t, const struct yaml *y)
{
	struct rule_test *test = t->test;
	bool ok = true;

	if (!want_kind(t->r, y, YAML_MAP))
		return false;
	test->expect = arena_alloc(&t->r->r->arena, count(y) * sizeof(*test->expect));
	for (const struct yaml *e = y->child; e; e = e->next)
		ok = read_expected(t, e, &test->expect[test->n_expect++]) && ok;
	return ok;
}

/* In this order: who is expected must be known as a patient. */
static const struct {
	const char *key;
	bool (*read)(struct test_reader *t, const struct yaml *y);
	bool needed;
} parts[] = {
	{ "name", read_name, false },
	{ "today", read_today, true },
	{ "patients", read_patients, true },
	{ "expect", read_expect, true },
};

static bool read_test(struct test_reader *t)
{
	const char *names[ARRAY_SIZE(parts) + 1] = { NULL };
	bool ok = true;

	t->test->today = DAY_NONE;
	t->test->pos = place_pos(&t->r->places, place_of(&t->r->places, &t->y->pos));
	if (!want_kind(t->r, t->y, YAML_MAP))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const struct yaml *e = yaml_get(t->y, parts[i].key);
		names[i] = parts[i].key;
		if (e)
			ok = parts[i].read(t, e) && ok;
		else if (parts[i].needed)
			ok = wrong(t->r, t->y, _("this test has no '%s:'"), parts[i].key);
	}
	for (const struct yaml *e = t->y->child; e; e = e->next) {
		size_t i = 0;
		while (names[i] && strcmp(names[i], e->key) != 0)
			i++;
		if (!names[i])
			ok = wrong_name(t->r, e, names);
	}
	if (!t->test->name)
		t->test->name = "";
	return ok;
}

static void read_all(struct rule_reader *r, const struct yaml *y, bool build)
{
	struct ruleset *rules = r->r;

	rules->tests = arena_alloc(&rules->arena, count(y) * sizeof(*rules->tests));
	for (const struct yaml *e = y->child; e && rules->n_tests < TESTS_MAX; e = e->next) {
		struct test_reader t = { .r = r, .y = e, .build = build };
		t.test = &rules->tests[rules->n_tests++];
		read_test(&t);
	}
}

void read_tests(struct rule_reader *r, const struct yaml *y)
{
	if (want_kind(r, y, YAML_LIST))
		read_all(r, y, false);
}

/* --- With their patients ---------------------------------------------------------------------- */

void tests_load(struct loaded_tests *t, const struct ruleset *r)
{
	struct problems aside;
	struct err err = ERR_INIT;
	struct arena arena;
	struct rule_reader reader = { .r = &t->borrowed, .problems = &aside };

	t->borrowed = *r;
	t->borrowed.tests = NULL;
	t->borrowed.n_tests = 0;
	arena_init(&t->borrowed.arena);
	arena_init(&arena);
	problems_init(&aside);
	symbols_init(&reader.keys);
	for (size_t i = 0; i < r->n_segments; i++)
		symbol_add(&reader.keys, r->segments[i].key);
	/* The file's name is wherever a segment stands. */
	const char *file = r->n_segments ? str_or_empty(r->segments[0].pos.file) : "";
	places_init(&reader.places, file, r->text, r->len);
	const struct yaml *tree = yaml_parse(file, r->text, r->len, &arena, &err);
	const struct yaml *tests = tree ? yaml_get(tree, "tests") : NULL;
	if (tests)
		read_all(&reader, tests, true);
	places_release(&reader.places);
	symbols_release(&reader.keys);
	problems_release(&aside);
	arena_release(&arena);
}

void tests_release(struct loaded_tests *t)
{
	for (size_t i = 0; i < t->borrowed.n_tests; i++) {
		struct rule_test *test = &t->borrowed.tests[i];
		for (size_t k = 0; test->views && k < test->n_patients; k++)
			view_release(&test->views[k]);
		free(test->views);
	}
	arena_release(&t->borrowed.arena);
}
