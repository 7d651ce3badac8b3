#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/utf8.h"
#include "revisit/text/width.h"

#include <locale.h>
#include <wchar.h>

#define FFFD "\ufffd"

/* Texts that have upset programs: controls, direction, marks, joiners, bad bytes. */
static const char *const hostile[] = {
	"",
	"plain",
	"\x1b[2J\x1b[31mred",
	"bell\a back\b del\x7f c1 \xc2\x9b"
	"31m nel\xc2\x85",
	"\u202eright to left\u202c",
	"\u2066isolated\u2069 \u2067x\u2068y",
	"a\u200e\u200f\u061c"
	"b",
	"line\u2028paragraph\u2029",
	"\u0301\u0302 marks first",
	"Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349A",
	"\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
	"\U0001f44d\U0001f3fd\U0001f44d\U0001f3ff",
	"\U0001f1e8\U0001f1f3\U0001f1fa\U0001f1f8\U0001f1e8",
	"1\ufe0f\u20e3 \u2764\ufe0f",
	"zero\u200b\u200c\u200d\u2060\ufeffwidth\u00ad",
	"tags \U000e0041\U000e007f end \U000e0100",
	"\ufff9anno\ufffatation\ufffb",
	"\u1112\u1161\u11ab \u1160 \u115f\u3164\uffa0",
	"\u0915\u094d\u0937\u093f \u0e19\u0e49\u0e33",
	"unassigned \u0378 \U0010ffff \uffff \ue000",
	"cut \xe5\xbc",
	"bad \xff\xfe\xc0\x80 \xed\xa0\x80",
	"tab\tand\r\nlines\n\n\r",
	"田中さんにあげて下さい 社會科學院語學研究所 ﷽ 𠜎𠜱",
	"\ufdfa \ufdfd \U00012031 \u2e3b",
};

static int in_utf8(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

static int base_width(const char *s, size_t n, size_t *marks)
{
	int width = 0;

	*marks = 0;
	for (size_t at = 0; at < n;) {
		uint32_t cp = 0;
		size_t len = utf8_decode(s + at, n - at, &cp);

		assert_true(len > 0);
		int w = wcwidth((wchar_t)cp);
		assert_true(w >= 0);
		assert_true(at > 0 || w > 0);
		assert_true(at == 0 || w == 0);
		*marks += w == 0;
		width += w;
		at += len;
	}
	return width;
}

/* What ncurses is given is what was counted: one base and its marks, of the width said. */
static void glyphs_are_what_a_cell_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		const char *s = hostile[i];
		size_t n = strlen(s), marks;
		int width = 0;

		for (size_t at = 0; at < n;) {
			struct glyph g = glyph_at(s + at, n - at);

			assert_true(g.taken > 0 && g.taken <= n - at);
			assert_true(g.len <= GLYPH_MAX);
			assert_true(g.width >= 0 && g.width <= 2);
			assert_int_equal(base_width(g.bytes, g.len, &marks), g.width);
			assert_true(marks <= 4);
			width += g.width;
			at += g.taken;
		}
		assert_int_equal(text_width(s), width);
	}
}

static void every_character_has_a_safe_glyph(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char s[4];
		size_t marks;

		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		size_t n = utf8_encode(cp, s);
		struct glyph g = glyph_at(s, n);
		assert_int_equal(g.taken, n);
		assert_int_equal(base_width(g.bytes, g.len, &marks), g.width);
	}
}

static void glyph_is(const char *s, const char *drawn, size_t taken, int width)
{
	struct glyph g = glyph_at(s, strlen(s));

	assert_int_equal(g.len, strlen(drawn));
	assert_memory_equal(g.bytes, drawn, g.len);
	assert_int_equal(g.taken, taken);
	assert_int_equal(g.width, width);
}

static void draws_what_a_terminal_can(void **state)
{
	(void)state;
	glyph_is("a", "a", 1, 1);
	glyph_is("张x", "张", 3, 2);
	glyph_is("e\u0301x", "e\u0301", 3, 1);
	glyph_is("a\u0301\u0302\u0303\u0304\u0305x", "a\u0301\u0302\u0303\u0304", 11, 1);
	glyph_is("\u1112\u1161\u11ab", "\u1112\u1161\u11ab", 9, 2);
	glyph_is("\U0001f468\u200d\U0001f469\u200d\U0001f467!", "\U0001f468", 18, 2);
	glyph_is("\U0001f44d\U0001f3fd!", "\U0001f44d", 8, 2);
	glyph_is("\u2764\ufe0f", "\u2764", 6, 1);
	glyph_is("\U0001f1e8\U0001f1f3", "\U0001f1e8", 4, 1);
	glyph_is("\u0301\u200b"
		 "a",
		 "", 5, 0);
	glyph_is("\u200f"
		 "a",
		 "", 3, 0);
	/* a joiner joins pictures only */
	glyph_is("a\u200d\U0001f467", "a", 4, 1);
}

static void shows_what_is_unsafe_as_the_replacement(void **state)
{
	static const char *const unsafe[] = {
		"\x01",   "\x1b",   "\x7f",   "\xc2\x80", "\xc2\x9b", "\u202a",
		"\u202b", "\u202c", "\u202d", "\u202e",   "\u2066",   "\u2067",
		"\u2068", "\u2069", "\u2028", "\u2029",   "\u0378",   "\uffff",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(unsafe); i++)
		glyph_is(unsafe[i], FFFD, strlen(unsafe[i]), 1);
	glyph_is("\xff"
		 "a",
		 FFFD, 1, 1);
	glyph_is("\xed\xa0\x80", FFFD, 1, 1);
	glyph_is("\t", " ", 1, 1);
	glyph_is("\n", " ", 1, 1);
	glyph_is("\r\nx", " ", 2, 1);

	struct glyph nul = glyph_at("\0", 1);
	assert_int_equal(nul.width, 1);
	assert_memory_equal(nul.bytes, FFFD, 3);
}

static void measures_and_cuts(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("张伟 Zhang"), 10);
	assert_int_equal(text_prefix("张伟", 3), 3);
	assert_int_equal(text_prefix("张伟", 4), 6);
	assert_int_equal(text_prefix("张伟", 1), 0);
	assert_int_equal(text_prefix("张伟", 0), 0);
	assert_int_equal(text_prefix("张伟", -5), 0);
	assert_int_equal(text_prefix("e\u0301\u0301x", 1), 5);
	assert_int_equal(text_prefix("a\u200b\u0301"
				     "b",
				     1),
			 6);
}

static void fit_is(const char *s, int cols, bool ascii, const char *wanted)
{
	struct str out;

	str_init(&out);
	text_fit(&out, s, cols, ascii);
	assert_string_equal(out.p, wanted);
	str_release(&out);
}

static void fits_exactly(void **state)
{
	(void)state;
	fit_is("Ann", 5, false, "Ann  ");
	fit_is("Ann", 3, false, "Ann");
	fit_is("Anna", 3, false, "An…");
	fit_is("Anna", 3, true, "An~");
	fit_is("Anna", 1, false, "…");
	fit_is("Anna", 0, false, "");
	fit_is("Anna", -1, false, "");
	fit_is("张伟", 4, false, "张伟");
	fit_is("张伟", 3, false, "张…");
	fit_is("张伟", 2, false, "… ");
	fit_is("张伟", 5, false, "张伟 ");
	fit_is("", 2, false, "  ");
	fit_is("a\x1b[m", 4, false, "a" FFFD "[m");
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		for (int cols = 0; cols < 40; cols++) {
			struct str out;

			str_init(&out);
			text_fit(&out, hostile[i], cols, cols % 2);
			assert_int_equal(text_width(out.p), cols);
			str_release(&out);
		}
	}
}

static void safe_is(const char *s, bool lines, const char *wanted)
{
	struct str out;

	str_init(&out);
	text_safe(&out, s, lines);
	assert_string_equal(out.p, wanted);
	str_release(&out);
}

static void safe_text_stays_as_it_is(void **state)
{
	(void)state;
	safe_is("", true, "");
	safe_is("a\nb\r\nc\n", true, "a\nb\nc\n");
	safe_is("a\nb\r\nc\td", false, "a b c d");
	safe_is("\x1b]0;title\a\u202e", false, FFFD "]0;title" FFFD FFFD);
	safe_is("张\u200b伟\ufeff", false, "张伟");
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		struct str once;

		str_init(&once);
		text_safe(&once, hostile[i], false);
		assert_int_equal(utf8_check(once.p, once.len), once.len);
		safe_is(once.p, false, once.p);
		assert_int_equal(text_width(once.p), text_width(hostile[i]));
		str_release(&once);
	}
}

struct lines {
	struct str text;
	int cols;
};

static void collect(const char *start, size_t n, void *arg)
{
	struct lines *lines = arg;
	char *line = mem_strndup(start, n);
	struct glyph g = n ? glyph_at(start, n) : (struct glyph){ 0 };

	assert_true(text_width(line) <= lines->cols || (g.width > lines->cols && g.taken == n));
	str_addn(&lines->text, start, n);
	str_addc(&lines->text, '|');
	free(line);
}

static void wrap_is(const char *s, int cols, const char *wanted)
{
	struct lines lines = { .cols = cols };

	str_init(&lines.text);
	text_wrap(s, cols, collect, &lines);
	if (wanted)
		assert_string_equal(lines.text.p, wanted);
	str_release(&lines.text);
}

static void wraps_where_people_would(void **state)
{
	(void)state;
	wrap_is("", 10, "");
	wrap_is("one two three", 7, "one two|three|");
	wrap_is("one two three", 13, "one two three|");
	wrap_is("one   two", 4, "one|two|");
	wrap_is("one two   ", 7, "one two|");
	wrap_is("a\nb\r\n\nc\n", 5, "a|b||c|");
	wrap_is("abcdefgh ij", 3, "abc|def|gh|ij|");
	wrap_is("  in", 4, "  in|");
	wrap_is("     wide", 4, "wide|");
	wrap_is("    ", 2, "|");
	wrap_is("洗牙检查拔牙", 5, "洗牙|检查|拔牙|");
	wrap_is("见Anna医生", 6, "见Anna|医生|");
	wrap_is("请复诊，谢谢", 6, "请复|诊，谢|谢|");
	wrap_is("看“牙科”好", 4, "看|“牙|科”|好|");
	wrap_is("张伟", 1, "张|伟|");
	wrap_is("ab cd", 0, "a|b|c|d|");
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++)
		for (int cols = 1; cols < 20; cols++)
			wrap_is(hostile[i], cols, NULL);
}

/* Work grows with the text, not with its square: a million marks would not end otherwise. */
static void a_tower_of_marks_is_quick(void **state)
{
	enum { MARKS = 1000000 };
	struct str s, out;

	(void)state;
	str_init(&s);
	str_init(&out);
	str_addc(&s, 'e');
	for (int i = 0; i < MARKS; i++)
		str_add(&s, i % 3 ? "\u0301" : "\u200d");
	str_add(&s, "x");
	assert_int_equal(text_width(s.p), 2);
	assert_int_equal(text_prefix(s.p, 1), s.len - 1);
	text_fit(&out, s.p, 4, false);
	assert_true(out.len <= GLYPH_MAX + 3);
	wrap_is(s.p, 1, NULL);
	str_clear(&s);
	for (int i = 0; i < MARKS; i++)
		str_addc(&s, i % 9 ? ' ' : 'a');
	wrap_is(s.p, 3, NULL);
	str_release(&s);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(glyphs_are_what_a_cell_holds),
		cmocka_unit_test(every_character_has_a_safe_glyph),
		cmocka_unit_test(draws_what_a_terminal_can),
		cmocka_unit_test(shows_what_is_unsafe_as_the_replacement),
		cmocka_unit_test(measures_and_cuts),
		cmocka_unit_test(fits_exactly),
		cmocka_unit_test(safe_text_stays_as_it_is),
		cmocka_unit_test(wraps_where_people_would),
		cmocka_unit_test(a_tower_of_marks_is_quick),
	};

	return cmocka_run_group_tests(tests, in_utf8, NULL);
}
