#include "revisit/base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "revisit/base/file.h"
#include "revisit/base/rng.h"
#include "revisit/base/str.h"

static struct arena arena;
static struct err err;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	err_clear(&err);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct yaml *parse(const char *text)
{
	err_clear(&err);
	return yaml_parse("t.yaml", text, strlen(text), &arena, &err);
}

/* The tree written out again, so that one comparison says all: kinds, keys, texts, quotes. */
static void dump(struct str *out, const struct yaml *y)
{
	if (y->kind == YAML_SCALAR) {
		str_addf(out, y->quoted ? "\"%s\"" : "%s", y->text);
		return;
	}
	str_addc(out, y->kind == YAML_LIST ? '[' : '{');
	for (const struct yaml *e = y->child; e; e = e->next) {
		assert_true((y->kind == YAML_MAP) == (e->key != NULL));
		if (e->key)
			str_addf(out, "%s=", e->key);
		dump(out, e);
		if (e->next)
			str_addc(out, ',');
	}
	str_addc(out, y->kind == YAML_LIST ? ']' : '}');
}

static void accepts(const char *text, const char *tree)
{
	struct yaml *y = parse(text);
	struct str out;

	if (!y)
		fail_msg("%s: %d:%d %s", text, err.line, err.col, err.msg);
	str_init(&out);
	dump(&out, y);
	assert_string_equal(out.p, tree);
	str_release(&out);
}

static void refuses(const char *text, int line, int col, const char *word)
{
	struct yaml *y = parse(text);

	if (y)
		fail_msg("accepted: %s", text);
	assert_int_equal(err.code, ERR_YAML);
	assert_string_equal(err.file, "t.yaml");
	if (err.line != line || err.col != col || !strstr(err.msg, word))
		fail_msg("%s: %d:%d %s", text, err.line, err.col, err.msg);
}

static void test_trees(void **state)
{
	(void)state;
	accepts("a: 1\nb: [x, 'y', \"z\"]\nc: {d: , e: f}\n", "{a=1,b=[x,\"y\",\"z\"],c={d=,e=f}}");
	accepts("- 1\n-\n- - 2\n  - k: v\n", "[1,,[2,{k=v}]]");
	accepts("a: |\n  one\n  two\nb: >-\n  one\n  two\n", "{a=\"one\ntwo\n\",b=\"one two\"}");
	accepts("yes: no\n1: ~\nnull: 0x1F\n", "{yes=no,1=~,null=0x1F}");
	accepts("who: [count of visits is exactly 1, any: [a, b]]\n",
		"{who=[count of visits is exactly 1,{any=[a,b]}]}");
	accepts("\"<<\": 1\n'&x': '*y'\nq: '!z'\n", "{<<=1,&x=\"*y\",q=\"!z\"}");
	accepts("姓名: 李娜\n", "{姓名=李娜}");
	accepts("a: \"\\u4e2d\\n\\x41\"\n", "{a=\"中\nA\"}");
	accepts("---\na: 1\n...\n", "{a=1}");
	accepts("%YAML 1.1\n---\na: 1\n", "{a=1}");
	accepts("\xEF\xBB\xBF"
		"a: 1\r\nb: 2\r\n",
		"{a=1,b=2}");
	accepts("just a text", "just a text");
	accepts("''", "\"\"");
	accepts("{}", "{}");
	accepts("[]", "[]");
	accepts("emoji: 😀\n", "{emoji=😀}");
}

static void test_nothing_is_an_empty_map(void **state)
{
	static const char *const texts[] = { "",      "\n\n",       "# a remark\n",
					     "---\n", "---\n...\n", "   " };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		accepts(texts[i], "{}");
		struct yaml *y = parse(texts[i]);
		assert_int_equal(y->pos.line, 1);
		assert_int_equal(y->pos.col, 1);
		assert_string_equal(y->pos.file, "t.yaml");
	}
}

static void test_places_count_characters(void **state)
{
	(void)state;
	const struct yaml *y =
		parse("\xEF\xBB\xBF姓名: 李娜\r\n标签: [贵宾, \"vip\"]\r\n注: |\r\n  正文\r\n");
	assert_non_null(y);
	const struct yaml *name = yaml_get(y, "姓名");
	assert_int_equal(name->key_pos.line, 1);
	assert_int_equal(name->key_pos.col, 1);
	assert_int_equal(name->pos.line, 1);
	assert_int_equal(name->pos.col, 5);
	const struct yaml *vip = yaml_get(y, "标签")->child->next;
	assert_int_equal(vip->pos.line, 2);
	assert_int_equal(vip->pos.col, 10);
	assert_null(vip->key);
	assert_int_equal(yaml_get(y, "注")->key_pos.line, 3);
	assert_string_equal(yaml_text(y, "注"), "正文\n");
}

static void test_the_name_is_kept_by_the_tree(void **state)
{
	char name[] = "x.yaml";

	(void)state;
	struct yaml *y = yaml_parse(name, "a: 1", 4, &arena, &err);
	memset(name, '?', 4);
	assert_string_equal(y->pos.file, "x.yaml");
	assert_string_equal(y->child->key_pos.file, "x.yaml");
	y = yaml_parse(NULL, "a", 1, &arena, &err);
	assert_string_equal(y->pos.file, "");
}

static void test_refused_features(void **state)
{
	(void)state;
	refuses("a: &x 1\n", 1, 4, "anchor");
	refuses("a: &x [1]\n", 1, 4, "anchor");
	refuses("a: &x {b: 1}\n", 1, 4, "anchor");
	refuses("&x a: 1\n", 1, 1, "anchor");
	refuses("a: 1\nb: *x\n", 2, 4, "alias");
	refuses("*x : 1\n", 1, 1, "alias");
	refuses("a: *\n", 1, 4, "alias");
	refuses("a: & x\n", 1, 4, "anchor");
	refuses("a: !!str 1\n", 1, 4, "tag");
	refuses("a: !x {b: 1}\n", 1, 4, "tag");
	refuses("a: ! 1\n", 1, 4, "tag");
	refuses("- !!set [1]\n", 1, 3, "tag");
	refuses("a: !e!x 1\n", 1, 4, "tag");
	refuses("a: !<x 1\n", 1, 4, "tag");
	refuses("<<: {b: 1}\n", 1, 1, "merge");
	refuses("a: {x: 1, <<: {b: 1}}\n", 1, 11, "merge");
	refuses("a: 1\n---\nb: 2\n", 2, 1, "second document");
	refuses("---\n---\n", 2, 1, "second document");
	refuses("a: 1\n...\nb: 2\n", 3, 1, "");
	refuses("%TAG ! tag:x,2000:\n---\na: 1\n", 1, 1, "%TAG");
	refuses("%YAML 3.0\n---\na: 1\n", 1, 1, "YAML 1.1");
	refuses("%FOO\n---\na: 1\n", 1, 1, "%");
}

static void test_keys(void **state)
{
	(void)state;
	refuses("a: 1\nb: 2\na: 3\n", 3, 1,
		"“a” is here for the second time; it is already on line 1");
	refuses("x: {b: 2, a: 3, 'b': 4}\n", 1, 17, "“b”");
	refuses("x:\n  b: 1\n  c: 1\n  d: 1\n  c: 2\n  b: 2\n", 5, 3, "“c”");
	refuses("甲: 1\n乙: {丙: 1, 丁: 1, 丙: 2}\n", 2, 17, "“丙”");
	refuses("[a, b]: 1\n", 1, 1, "key");
	refuses("? {a: b}\n: 1\n", 1, 3, "key");
	refuses("name: {{patient}}\n", 1, 8, "key");
	refuses("? - a\n: 1\n", 1, 3, "key");
	refuses(": 1\n", 1, 1, "missing before the colon");
	accepts("'': 1\n", "{=1}"); /* in quotes it is meant: an empty cell of a table */
	/* The same key in two maps is fine, and so is a key told apart by case only. */
	accepts("a: {k: 1}\nb: {k: 1, K: 2}\n", "{a={k=1},b={k=1,K=2}}");
}

static void test_syntax_in_plain_words(void **state)
{
	(void)state;
	refuses("a: 1\n\tb: 2\n", 2, 1, "tab");
	refuses("a:\n\tb: 2\n", 2, 1, "tab");
	refuses("a: @x\n", 1, 4, "cannot begin with @");
	refuses("a: `x\n", 1, 4, "cannot begin with `");
	refuses("a: %x\n", 1, 4, "cannot begin with %");
	refuses("甲乙: @x\n", 1, 5, "cannot begin with @");
	refuses("a: \"open\nb: 1\n", 1, 4, "never closed");
	refuses("a: 'open\nb: 1\n", 1, 4, "never closed");
	refuses("a: 'open\n---\nb: 1\n", 1, 4, "never closed");
	refuses("a: b: c\n", 1, 5, "second colon");
	refuses("a: 1\nfoo\nb: 2\n", 2, 1, "a key is expected");
	refuses("a: 1\n姓名：李娜\nb: 2\n", 2, 1, "Chinese colon");
	refuses("a: [1, 2\nb: 3\n", 2, 2, "line 1");
	refuses("a: [1, 2", 1, 4, "never closed");
	refuses("a: [1, 2}", 1, 9, "closing ]");
	refuses("x: 1\na: {b: 1\nc: 3\n", 3, 2, "line 2");
	refuses("a:\n  - {b: 1\n\n", 2, 5, "never closed");
	refuses("a: {b: 1]", 1, 9, "closing }");
	refuses("a: ]\n", 1, 4, "");
	refuses("a:\n    b: 1\n  c: 2\n", 3, 3, "line 1");
	refuses("a:\n  - 1\n  b: 2\n", 3, 3, "line 2");
	refuses("a: - 1\n", 1, 4, "list entry");
	refuses("a: \"\\q\"\n", 1, 5, "backslash");
	refuses("a: \"\\xZZ\"\n", 1, 7, "exadecimal");
	refuses("a: \"\\ud800\"\n", 1, 7, "no character");
	refuses("a: |x\n  b\n", 1, 5, "next line");
	refuses("a: |0\n  b\n", 1, 5, "1 to 9");
	refuses("[a]\nb\n", 2, 1, "");
}

static void test_every_message_is_ours(void **state)
{
	/* What libyaml says itself reaches a person only when no row of ours fits. */
	static const char *const texts[] = {
		"a: [",
		"{",
		"[",
		"- - : :",
		"? ?",
		"a: |9",
		"a: >\n\t x",
		"a: \"",
		"]",
		"}",
		",",
		"a: [}",
		"a: {]",
		"--- a: b",
		"a: b\n  c: d",
		"a: 'b' c",
		"a: \"b\" c",
		"- a\nb",
		"%",
		"% \n",
		"%YAML\n",
		"%YAML 1\n",
		"%YAML 1.1 x\n",
		"%YAML 1.1\n%YAML 1.1\n",
		"a: !<",
		"a: !x!",
		"a: !%",
		"&",
		"*",
		"!",
		"a: &&",
		"- ? - :",
		"a: \"\\",
		"a: \"\\u12\"",
		"[a, , b]",
		"{a: b, , c}",
		"[,]",
		"{,}",
		"a: {b: c d: e}",
		"a:\n- b\n c",
		"%YAML 1.1\na: 1",
		"a: [b]c",
		"- - -\n -",
		"|",
		">",
		"a: |+-",
		"a: |11\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (parse(texts[i]))
			continue;
		if (strstr(err.msg, "cannot be read as YAML") || err.line < 1 || err.col < 1)
			fail_msg("%s: %d:%d %s", texts[i], err.line, err.col, err.msg);
	}
}

static void test_bytes(void **state)
{
	(void)state;
	refuses("a: 1\n姓名: \xC0\x80\n", 2, 5, "UTF-8");
	refuses("\xD5\xC5: 1\n", 1, 1, "UTF-8"); /* GB18030 */
	refuses("a: \xED\xA0\x80\n", 1, 4, "UTF-8");
	refuses("a: \xF4\x90\x80\x80\n", 1, 4, "UTF-8");
	refuses("a: \xE4\xBD", 1, 4, "UTF-8");
	refuses("a: \x1B[31m\n", 1, 4, "control");
	refuses("a: \x7F\n", 1, 4, "control");
	refuses("a: x\xE2\x80\xA8y\n", 1, 5, "line separator");
	refuses("a: x\xC2\x85y\n", 1, 5, "line separator");
	refuses("a: \"\\0\"\n", 1, 4, "\\0");
	refuses("\"a\\0\": 1\n", 1, 1, "\\0");
	refuses("\xFF\xFE"
		"a",
		0, 0, "UTF-16");
	assert_null(yaml_parse("t", "a: \0", 4, &arena, &err));
	assert_int_equal(err.col, 4);
	/* Old and mixed line ends count once each. */
	refuses("a: 1\rb: 2\r\n\nc: @\n", 4, 4, "@");
}

static char *repeat(const char *unit, size_t n, size_t *len)
{
	size_t u = strlen(unit);
	char *text = mem_alloc(n * u + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * u, unit, u);
	*len = n * u;
	return text;
}

static void test_depth(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	str_pad(&s, '[', YAML_MAX_DEPTH);
	str_pad(&s, ']', YAML_MAX_DEPTH);
	assert_non_null(parse(s.p));
	str_clear(&s);
	str_pad(&s, '[', YAML_MAX_DEPTH + 1);
	str_pad(&s, ']', YAML_MAX_DEPTH + 1);
	refuses(s.p, 1, YAML_MAX_DEPTH + 1, "32 deep");
	str_clear(&s);
	for (int i = 0; i <= YAML_MAX_DEPTH; i++) {
		str_pad(&s, ' ', (size_t)i);
		str_add(&s, "a:\n");
	}
	refuses(s.p, YAML_MAX_DEPTH + 1, YAML_MAX_DEPTH + 1, "32 deep");
	str_release(&s);
}

/* A megabyte of each of these has made parsers run for minutes. */
static void test_a_megabyte_of_malice_is_quick(void **state)
{
	static const char *const units[] = { "[",        "{",     "- ",      "? ",  "{a: ", "[a,",
					     "a: [",     ": ",    "[]: ",    "{}",  "\"",   "'",
					     "!",        "!a ",   "&a ",     "*a ", "%",    "#",
					     "|",        "\n",    "a",       "a\n", "a: ",  "a:\n",
					     "-\n",      "---\n", ",",       "\t",  "\\",   "],",
					     "a b: c, ", "- a\n", "[1, ]\n", "'' " };
	struct timespec from, to;

	(void)state;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		size_t n;
		char *text = repeat(units[i], YAML_MAX_BYTES / strlen(units[i]), &n);
		yaml_parse("t", text, n, &arena, &err);
		arena_clear(&arena);
		free(text);
	}
	struct str keys; /* many keys in one map, the last one double */
	str_init(&keys);
	for (int i = 0; keys.len < YAML_MAX_BYTES - 20; i++)
		str_addf(&keys, "k%d:\n", i);
	str_add(&keys, "k7:\n");
	assert_null(yaml_parse("t", keys.p, keys.len, &arena, &err));
	assert_non_null(strstr(err.msg, "“k7”"));
	assert_int_equal(err.col, 1);
	str_release(&keys);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	assert_true(to.tv_sec - from.tv_sec < 60);
}

/* Whatever the text, the answer is a tree or an error with a place. */
static void test_random_texts(void **state)
{
	static const char *const bits[] = { "a",  "b: ", "- ",   "\n", "\n  ", " ",   "[",
					    "]",  "{",   "}",    ",",  ":",    "\"",  "'",
					    "|",  ">",   "&",    "*",  "!",    "%",   "@",
					    "#",  "?",   "\t",   "\\", "---",  "...", "<<",
					    "中", "：",  "\xe4", "\r", "-" };
	struct rng rng;

	(void)state;
	rng_seed(&rng, 11);
	for (int i = 0; i < 30000; i++) {
		char exact[128];
		size_t n = 0;
		for (int j = rng_between(&rng, 0, 20); j > 0; j--) {
			const char *bit = bits[rng_below(&rng, ARRAY_SIZE(bits))];
			memcpy(exact + n, bit, strlen(bit));
			n += strlen(bit);
		}
		char *text = mem_alloc(n); /* no NUL behind: sanitizers see a step too far */
		memcpy(text, exact, n);
		err_clear(&err);
		if (!yaml_parse("t.yaml", text, n, &arena, &err)) {
			assert_int_equal(err.code, ERR_YAML);
			if (err.line < 1 || err.col < 1 ||
			    strstr(err.msg, "cannot be read as YAML"))
				fail_msg("%.*s: %d:%d %s", (int)n, text, err.line, err.col,
					 err.msg);
		}
		free(text);
		arena_clear(&arena);
	}
}

static void test_size(void **state)
{
	size_t n;
	char *text = repeat("#", YAML_MAX_BYTES + 1, &n);

	(void)state;
	assert_non_null(yaml_parse("t", text, n - 1, &arena, &err));
	assert_null(yaml_parse("t", text, n, &arena, &err));
	assert_int_equal(err.code, ERR_YAML);
	assert_non_null(strstr(err.msg, "1 MB"));
	free(text);
}

static void test_long_keys_are_quoted_short(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < 100; j++)
			str_add(&s, "名");
		str_add(&s, ": 1\n");
	}
	assert_null(parse(s.p));
	assert_int_equal(err.line, 2);
	assert_non_null(strstr(err.msg, "名…” is here"));
	str_release(&s);
}

static void test_reading(void **state)
{
	(void)state;
	struct yaml *y = parse("a: 1\nb: [2]\nc: {d: 3}\ne:\n");
	assert_string_equal(yaml_text(y, "a"), "1");
	assert_string_equal(yaml_text(y, "e"), "");
	assert_null(yaml_text(y, "b"));
	assert_null(yaml_text(y, "none"));
	assert_null(yaml_get(y, "none"));
	assert_null(yaml_get(NULL, "a"));
	assert_null(yaml_get(yaml_get(y, "b"), "2"));
	assert_null(yaml_get(yaml_get(y, "a"), "1"));
	assert_string_equal(yaml_text(yaml_get(y, "c"), "d"), "3");
	assert_string_equal(yaml_kind_name(YAML_SCALAR), "text");
	assert_string_equal(yaml_kind_name(YAML_LIST), "list");
	assert_string_equal(yaml_kind_name(YAML_MAP), "map");
}

static void test_load(void **state)
{
	char path[] = "/tmp/revisit-yaml-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_true(file_write(path, "a: 1\nb: @\n", 10, &err));
	assert_null(yaml_load(path, &arena, &err));
	assert_string_equal(err.file, path);
	assert_int_equal(err.line, 2);
	assert_true(file_write(path, "a: 1\n", 5, &err));
	assert_string_equal(yaml_text(yaml_load(path, &arena, &err), "a"), "1");
	unlink(path);
	assert_null(yaml_load(path, &arena, &err));
	assert_int_equal(err.code, ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_trees, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nothing_is_an_empty_map, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_places_count_characters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_name_is_kept_by_the_tree, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_refused_features, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_syntax_in_plain_words, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_every_message_is_ours, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_depth, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_megabyte_of_malice_is_quick, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_random_texts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_size, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_long_keys_are_quoted_short, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reading, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_load, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
