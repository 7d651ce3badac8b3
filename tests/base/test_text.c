#include "revisit/base/err.h"
#include "revisit/base/json.h"
#include "revisit/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* --- Growing strings ---------------------------------------------------------------------------
 */

static void test_str(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	assert_string_equal(s.p, "");
	str_add(&s, "ab");
	str_add(&s, NULL);
	str_add(&s, "");
	str_addc(&s, 'c');
	str_addn(&s, "defgh", 2);
	str_addf(&s, "-%d-%s", 42, "x");
	str_pad(&s, '.', 3);
	str_pad(&s, '.', 0);
	assert_string_equal(s.p, "abcde-42-x...");
	assert_int_equal(s.len, strlen(s.p));
	str_cut(&s, 2);
	assert_string_equal(s.p, "ab");
	str_addn(&s, "\0z", 2); /* NUL bytes are kept */
	assert_int_equal(s.len, 4);
	assert_memory_equal(s.p, "ab\0z", 5);
	size_t cap = s.cap;
	str_clear(&s);
	assert_int_equal(s.len, 0);
	assert_int_equal(s.cap, cap);
	for (int i = 0; i < 5000; i++) {
		str_addf(&s, "%04d", i);
		assert_int_equal(s.p[s.len], '\0');
	}
	assert_int_equal(s.len, 20000);
	assert_memory_equal(s.p + 4 * 1234, "1234", 4);
	str_addf(&s, "%5000s", "wide"); /* more than doubles nothing, but must fit */
	assert_int_equal(s.len, 25000);
	char *mine = str_steal(&s);
	assert_int_equal(strlen(mine), 25000);
	assert_null(s.p); /* released: nothing is left to leak */
	str_add(&s, "again");
	assert_string_equal(s.p, "again");
	free(mine);
	str_release(&s);
	str_release(&s);
	str_add(&s, "also after release");
	assert_string_equal(s.p, "also after release");
	str_release(&s);
}

static void test_strlist(void **state)
{
	struct strlist l;

	(void)state;
	strlist_init(&l);
	assert_false(strlist_has(&l, "a"));
	for (int i = 0; i < 100; i++) {
		char text[16];
		snprintf(text, sizeof(text), "n%d", i);
		strlist_add(&l, text);
	}
	strlist_addn(&l, "prefix", 3);
	assert_int_equal(l.n, 101);
	assert_true(strlist_has(&l, "n0") && strlist_has(&l, "n99") && strlist_has(&l, "pre"));
	assert_false(strlist_has(&l, "n100") || strlist_has(&l, ""));
	strlist_release(&l);
	assert_int_equal(l.n, 0);
}

static void test_decode(void **state)
{
	static const struct {
		const char *bytes;
		size_t n, len;
		uint32_t cp;
	} rows[] = {
		{ "a", 1, 1, 'a' },
		{ "\0", 1, 1, 0 },
		{ "\x7F", 1, 1, 0x7F },
		{ "\xC2\x80", 2, 2, 0x80 },
		{ "\xDF\xBF", 2, 2, 0x7FF },
		{ "\xE0\xA0\x80", 3, 3, 0x800 },
		{ "\xEF\xBF\xBF", 3, 3, 0xFFFF },
		{ "\xF0\x90\x80\x80", 4, 4, 0x10000 },
		{ "\xF4\x8F\xBF\xBF", 4, 4, 0x10FFFF },
		{ "中x", 4, 3, 0x4E2D },
		{ "\xED\x9F\xBF", 3, 3, 0xD7FF },
		{ "\xEE\x80\x80", 3, 3, 0xE000 },
		/* Alone, overlong, surrogate, beyond, cut off. */
		{ "\x80", 1, 0, 0 },
		{ "\xBF", 1, 0, 0 },
		{ "\xC0\x80", 2, 0, 0 },
		{ "\xC1\xBF", 2, 0, 0 },
		{ "\xE0\x9F\xBF", 3, 0, 0 },
		{ "\xF0\x8F\xBF\xBF", 4, 0, 0 },
		{ "\xED\xA0\x80", 3, 0, 0 },
		{ "\xED\xBF\xBF", 3, 0, 0 },
		{ "\xF4\x90\x80\x80", 4, 0, 0 },
		{ "\xF5\x80\x80\x80", 4, 0, 0 },
		{ "\xFF", 1, 0, 0 },
		{ "\xE4\xB8\xAD", 2, 0, 0 },
		{ "\xE4\xB8", 1, 0, 0 },
		{ "\xC2\x41", 2, 0, 0 },
		{ "\xE4\x41\x80", 3, 0, 0 },
		{ "\xF0\x90\x80\x41", 4, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t cp = 0;
		assert_int_equal(str_decode(rows[i].bytes, rows[i].n, &cp), rows[i].len);
		assert_int_equal(cp, rows[i].cp);
	}
}

static void test_excerpt(void **state)
{
	char out[11];

	(void)state;
	assert_string_equal(str_excerpt(out, sizeof(out), ""), "");
	assert_string_equal(str_excerpt(out, sizeof(out), "0123456789"), "0123456789");
	assert_string_equal(str_excerpt(out, sizeof(out), "01234567890"), "0123456…");
	assert_string_equal(str_excerpt(out, sizeof(out), "一二三"), "一二三");
	assert_string_equal(str_excerpt(out, sizeof(out), "一二三四"), "一二…");
	assert_string_equal(str_excerpt(out, sizeof(out), "\x1b[2J\n\xff\x7f\xc2\x9f"), "?[2J????");
	assert_string_equal(str_excerpt(out, 4, "一二"), "…");
	assert_string_equal(str_excerpt(out, 4, "abc"), "abc");
	assert_string_equal(str_excerpt(out, 4, "abcd"), "…");
}

/* --- Errors ------------------------------------------------------------------------------------
 */

static void test_err(void **state)
{
	struct err err = ERR_INIT;
	char line[1024];

	(void)state;
	assert_false(err_set(&err, ERR_BAD_DATE, "no %d %s", 30, "February"));
	assert_int_equal(err.code, ERR_BAD_DATE);
	assert_string_equal(err.msg, "no 30 February");
	err_format(&err, line, sizeof(line));
	assert_string_equal(line, "no 30 February");

	struct pos pos = { "rules.yaml", 3, 14 };
	assert_false(err_at(&err, ERR_YAML, &pos, "a tab"));
	err_format(&err, line, sizeof(line));
	assert_string_equal(line, "rules.yaml:3:14: a tab");
	pos.col = 0;
	err_at(&err, ERR_YAML, &pos, "a tab");
	err_format(&err, line, sizeof(line));
	assert_string_equal(line, "rules.yaml:3: a tab");
	pos.line = 0;
	err_at(&err, ERR_YAML, &pos, "a tab");
	err_format(&err, line, sizeof(line));
	assert_string_equal(line, "rules.yaml: a tab");
	pos = (struct pos){ NULL, 5, 6 };
	err_at(&err, ERR_YAML, &pos, "a tab");
	err_format(&err, line, sizeof(line));
	assert_string_equal(line, "a tab");
	err_format(&err, line, 4);
	assert_string_equal(line, "a t");

	assert_false(err_set(NULL, ERR_IO, "nobody asked"));
	assert_false(err_at(NULL, ERR_IO, &pos, "nobody asked"));
	err_clear(NULL);
	err_clear(&err);
	assert_int_equal(err.code, ERR_NONE);
	assert_string_equal(err.msg, "");
}

/* A message may be wrapped in a longer one, with its own place. */
static void test_err_wraps_itself(void **state)
{
	struct err err = ERR_INIT;
	struct pos pos = { "a.csv", 7, 2 };

	(void)state;
	err_at(&err, ERR_CSV, &pos, "inner");
	struct pos same = { err.file, err.line, err.col };
	err_at(&err, ERR_MAP, &same, "outer: %s", err.msg);
	assert_string_equal(err.msg, "outer: inner");
	assert_string_equal(err.file, "a.csv");
	assert_int_equal(err.line, 7);
}

static void test_err_is_cut_between_characters(void **state)
{
	struct str s;
	struct err err;

	(void)state;
	str_init(&s);
	for (int lead = 0; lead < 3; lead++) {
		str_clear(&s);
		str_pad(&s, 'x', (size_t)lead);
		for (int i = 0; i < 300; i++)
			str_add(&s, "中");
		struct pos pos = { s.p, 1, 1 };
		err_at(&err, ERR_YAML, &pos, "%s", s.p);
		size_t n = strlen(err.msg);
		assert_true(n > sizeof(err.msg) - 4);
		assert_int_equal((n - (size_t)lead) % 3, 0);
		assert_int_equal((strlen(err.file) - (size_t)lead) % 3, 0);
	}
	str_release(&s);
}

static void test_err_table(void **state)
{
	(void)state;
	assert_string_equal(err_id(ERR_NONE), "none");
	assert_int_equal(err_exit(ERR_NONE), 0);
	assert_string_equal(err_id(ERR_BAD_DATE), "bad-date");
	assert_int_equal(err_exit(ERR_BAD_DATE), 3);
	assert_int_equal(err_exit(ERR_NO_MATCH), 1);
	assert_int_equal(err_exit(ERR_USAGE), 2);
	assert_int_equal(err_exit(ERR_CONFLICT), 4);
	assert_int_equal(err_exit(ERR_NEWER), 5);
	/* Ids are unique: scripts and tests tell errors apart by them. */
	for (int a = 0; a <= (int)ERR_DB; a++) {
		assert_true(err_exit((enum err_code)a) >= 0 && err_exit((enum err_code)a) <= 5);
		for (int b = 0; b < a; b++)
			assert_string_not_equal(err_id((enum err_code)a), err_id((enum err_code)b));
	}
}

/* --- JSON --------------------------------------------------------------------------------------
 */

static void test_json(void **state)
{
	struct str out;
	struct json j;

	(void)state;
	str_init(&out);
	json_init(&j, &out);
	json_object(&j);
	json_key(&j, "empty");
	json_object(&j);
	json_end_object(&j);
	json_key(&j, "list");
	json_array(&j);
	json_int(&j, INT64_MIN);
	json_int(&j, INT64_MAX);
	json_array(&j);
	json_end_array(&j);
	json_object(&j);
	json_key(&j, "x");
	json_bool(&j, true);
	json_end_object(&j);
	json_null(&j);
	json_text(&j, NULL);
	json_bool(&j, false);
	json_raw(&j, "12.50");
	json_end_array(&j);
	json_key(&j, "名");
	json_text(&j, "李娜");
	json_end_object(&j);
	assert_string_equal(out.p,
			    "{\"empty\":{},\"list\":[-9223372036854775808,9223372036854775807,[],"
			    "{\"x\":true},null,null,false,12.50],\"名\":\"李娜\"}");
	str_release(&out);
}

static void test_json_quotes(void **state)
{
	struct str out;

	(void)state;
	str_init(&out);
	json_quote(&out, "a\"b\\c/\n\t\r\x01\x1f\x7f");
	assert_string_equal(out.p, "\"a\\\"b\\\\c/\\n\\t\\u000d\\u0001\\u001f\\u007f\"");
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str),
		cmocka_unit_test(test_strlist),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_excerpt),
		cmocka_unit_test(test_err),
		cmocka_unit_test(test_err_wraps_itself),
		cmocka_unit_test(test_err_is_cut_between_characters),
		cmocka_unit_test(test_err_table),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_quotes),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
