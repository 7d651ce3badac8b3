#include "revisit/base/i18n.h"
#include "revisit/ui/canvas.h"

#include <setjmp.h>
#include <cmocka.h>

static struct canvas canvas;

static void start(int rows, int cols, bool ascii)
{
	canvas_init(&canvas, rows, cols);
	canvas.ascii = ascii;
}

static void expect(bool styles, const char *expected)
{
	struct str out;

	str_init(&out);
	canvas_dump(&canvas, styles, &out);
	assert_string_equal(out.p, expected);
	str_release(&out);
}

/* What stands there, and done with the canvas. */
static void finish(const char *expected)
{
	expect(false, expected);
	canvas_release(&canvas);
}

static void test_starts_blank(void **state)
{
	(void)state;
	start(2, 3, false);
	expect(true, "\n\ncursor none\n");
	canvas_text(&canvas, canvas_all(&canvas), 0, 0, -1, STYLE_NORMAL, "abc");
	canvas.ascii = canvas.plain = true;
	canvas_resize(&canvas, 1, 4);
	assert_true(canvas.ascii && canvas.plain);
	finish("\n");
	start(0, -5, false);
	canvas_text(&canvas, canvas_all(&canvas), 0, 0, -1, STYLE_NORMAL, "abc");
	canvas_cursor(&canvas, canvas_all(&canvas), 0, 0, true);
	expect(true, "cursor none\n");
	finish("");
}

static void test_text_is_cut_with_an_ellipsis(void **state)
{
	(void)state;
	start(4, 10, false);
	struct rect all = canvas_all(&canvas);
	assert_int_equal(canvas_text(&canvas, all, 0, 0, -1, STYLE_NORMAL, "0123456789"), 10);
	assert_int_equal(canvas_text(&canvas, all, 1, 0, -1, STYLE_NORMAL, "0123456789a"), 10);
	assert_int_equal(canvas_text(&canvas, all, 2, 2, 4, STYLE_NORMAL, "abcdef"), 4);
	assert_int_equal(canvas_text(&canvas, all, 3, 8, 0, STYLE_NORMAL, "abc"), 0);
	assert_int_equal(canvas_text(&canvas, all, 3, 10, -1, STYLE_NORMAL, "abc"), 0);
	finish("0123456789\n012345678…\n  abc…\n\n");

	start(1, 6, true);
	canvas_text(&canvas, canvas_all(&canvas), 0, 0, -1, STYLE_NORMAL, "abcdefg");
	finish("abcde~\n");
}

static void test_wide_glyphs_are_never_halved(void **state)
{
	(void)state;
	start(4, 6, false);
	struct rect all = canvas_all(&canvas);
	assert_int_equal(canvas_text(&canvas, all, 0, 0, -1, STYLE_NORMAL, "王小宝"), 6);
	/* 2 columns left before the ellipsis' one: 王 and no half of 小. */
	assert_int_equal(canvas_text(&canvas, all, 1, 0, 4, STYLE_NORMAL, "王小宝"), 3);
	canvas_text(&canvas, all, 2, 0, -1, STYLE_NORMAL, "王小宝");
	canvas_text(&canvas, all, 2, 1, 1, STYLE_NORMAL, "x"); /* over the right half of 王 */
	canvas_text(&canvas, all, 2, 4, 1, STYLE_NORMAL, "y"); /* over the left half of 宝 */
	canvas_text(&canvas, all, 3, 0, -1, STYLE_NORMAL, "王小宝");
	canvas_text(&canvas, all, 3, 1, 2, STYLE_NORMAL, "李"); /* over two halves */
	finish("王小宝\n王…\n x小y\n 李 宝\n");

	start(1, 8, false);
	struct rect narrow = { .y = 0, .x = 2, .rows = 1, .cols = 3 };
	canvas_text(&canvas, narrow, 0, -1, -1, STYLE_NORMAL, "王b李");
	finish("   b…\n");
}

static void test_drawing_is_clipped_to_the_rectangle(void **state)
{
	(void)state;
	start(3, 6, false);
	struct rect r = { .y = 1, .x = 2, .rows = 1, .cols = 3 };
	canvas_text(&canvas, r, 0, 0, -1, STYLE_NORMAL, "abc");
	canvas_text(&canvas, r, -1, 0, -1, STYLE_NORMAL, "ABC");
	canvas_text(&canvas, r, 1, 0, -1, STYLE_NORMAL, "ABC");
	canvas_text(&canvas, r, INT32_MAX, 0, -1, STYLE_NORMAL, "ABC");
	canvas_text(&canvas, r, 0, INT32_MIN / 2, -1, STYLE_NORMAL, "ABC");
	canvas_fill(&canvas, (struct rect){ .y = 2, .x = -9, .rows = 99, .cols = INT32_MAX },
		    STYLE_NORMAL);
	struct rect beyond = { .y = 2, .x = 4, .rows = 9, .cols = 9 };
	canvas_text(&canvas, beyond, 0, 0, -1, STYLE_NORMAL, "abc");
	canvas_text(&canvas, beyond, 5, 0, -1, STYLE_NORMAL, "abc");
	finish("\n  abc\n    ab\n");
}

static void test_hostile_text_stays_one_column(void **state)
{
	(void)state;
	start(1, 12, false);
	assert_int_equal(canvas_text(&canvas, canvas_all(&canvas), 0, 0, -1, STYLE_NORMAL,
				     "a\033b\xff"
				     "c\nd\te\xe2\x80\xae"
				     "f"),
			 11);
	finish("a\xef\xbf\xbd"
	       "b\xef\xbf\xbd"
	       "c d e\xef\xbf\xbd"
	       "f\n");
}

static void test_combining_marks_share_a_cell(void **state)
{
	(void)state;
	start(1, 4, false);
	assert_int_equal(
		canvas_text(&canvas, canvas_all(&canvas), 0, 0, -1, STYLE_NORMAL, "e\xcc\x81x"), 2);
	assert_string_equal(canvas.cells[0].bytes, "e\xcc\x81");
	assert_string_equal(canvas.cells[1].bytes, "x");
	canvas_release(&canvas);
}

static void test_marks_and_styles(void **state)
{
	const struct mark marks[] = { { 0, 3 }, { 9, 10 } };

	(void)state;
	start(4, 14, false);
	struct rect all = canvas_all(&canvas);
	canvas_text(&canvas, all, 0, 0, -1, STYLE_TITLE, "Wuyi");
	canvas_text(&canvas, all, 0, 5, -1, STYLE_TAB, "1 Today");
	canvas_marked(&canvas, all, 1, 1, -1, STYLE_NORMAL, "张伟 Zhang", marks, 2);
	canvas_text(&canvas, all, 2, 0, -1, STYLE_NORMAL, "row");
	canvas_restyle(&canvas, (struct rect){ .y = 2, .rows = 1, .cols = 5 }, STYLE_SELECTED);
	canvas_fill(&canvas, (struct rect){ .y = 3, .x = 2, .rows = 1, .cols = 3 }, STYLE_FOCUS);
	canvas_cursor(&canvas, all, 3, 2, true);
	expect(true, "⟦TWuyi⟧ ⟦B1 Today⟧\n"
		     " ⟦M张⟧伟 Zh⟦Ma⟧ng\n"
		     "⟦Srow  ⟧\n"
		     "  ⟦I   ⟧\n"
		     "cursor 3,2 text\n");
	canvas_cursor(&canvas, (struct rect){ .y = 1, .x = 1, .rows = 2, .cols = 2 }, -7, 99,
		      false);
	expect(true, "⟦TWuyi⟧ ⟦B1 Today⟧\n"
		     " ⟦M张⟧伟 Zh⟦Ma⟧ng\n"
		     "⟦Srow  ⟧\n"
		     "  ⟦I   ⟧\n"
		     "cursor 1,2 row\n");
	canvas_clear(&canvas);
	expect(true, "\n\n\n\ncursor none\n");
	canvas_release(&canvas);
}

static void test_right_and_printf(void **state)
{
	(void)state;
	start(4, 10, false);
	struct rect all = canvas_all(&canvas);
	assert_int_equal(canvas_right(&canvas, all, 0, 10, STYLE_NORMAL, "王1"), 3);
	canvas_right(&canvas, all, 1, 4, STYLE_NORMAL, "abcdef");
	canvas_right(&canvas, all, 1, 0, STYLE_NORMAL, "zz");
	assert_int_equal(canvas_printf(&canvas, all, 2, 1, STYLE_NORMAL, "%d of %d", 2, 18), 7);
	canvas_right(&canvas, all, 3, 4, STYLE_NORMAL, "abcd");
	finish("       王1\nabc…\n 2 of 18\nabcd\n");
}

/* The same frame in two orders of drawing. */
static void draw_frame(bool lines_first)
{
	struct rect all = canvas_all(&canvas);

	for (int pass = 0; pass < 2; pass++) {
		if (lines_first == (pass == 0)) {
			canvas_hline(&canvas, all, 0, 0, 7);
			canvas_hline(&canvas, all, 4, 0, 7);
			continue;
		}
		canvas_vline(&canvas, all, 1, 3, 3);
	}
	canvas_hline(&canvas, all, 2, 0, 3); /* ends at the side of the vertical */
	canvas_hline(&canvas, all, 3, 1, 6); /* crosses it */
}

static void test_frames_join(void **state)
{
	static const char joined[] = "───┬───\n"
				     "   │\n"
				     "───┤\n"
				     " ──┼───\n"
				     "───┴───\n";

	(void)state;
	start(5, 7, false);
	draw_frame(true);
	finish(joined);
	start(5, 7, false);
	draw_frame(false);
	finish(joined);
	start(5, 7, true);
	draw_frame(true);
	finish("---+---\n   |\n---+\n --+---\n---+---\n");
}

static void test_frames_meet_on_a_cell(void **state)
{
	(void)state;
	start(3, 5, false);
	struct rect all = canvas_all(&canvas);
	canvas_hline(&canvas, all, 0, 0, 5);
	canvas_hline(&canvas, all, 2, 0, 5);
	canvas_vline(&canvas, all, 0, 0, 3);
	canvas_vline(&canvas, all, 0, 2, 3);
	canvas_vline(&canvas, all, 0, 4, 3);
	/* An outer line that begins on the row of the frame branches off it. */
	finish("┬─┬─┬\n│ │ │\n┴─┴─┴\n");

	start(1, 5, false);
	canvas_text(&canvas, canvas_all(&canvas), 0, 0, -1, STYLE_NORMAL, "a-b|c");
	canvas_vline(&canvas, canvas_all(&canvas), 0, 1, 1); /* text is not a frame */
	finish("a│b|c\n");
}

/* What is drawn last is what a click means; clearing forgets it. */
static void test_zones(void **state)
{
	struct canvas c;
	struct rect line = { .y = 1, .x = 2, .rows = 1, .cols = 4 };

	(void)state;
	canvas_init(&c, 3, 10);
	assert_null(canvas_zone_at(&c, 1, 2));
	assert_int_equal(canvas_row(&c, line, 7, true), STYLE_SELECTED);
	assert_string_equal(c.cells[12].bytes, ">");
	assert_int_equal(c.cells[15].style, STYLE_SELECTED);
	assert_int_equal(canvas_zone_at(&c, 1, 5)->n, 7);
	assert_null(canvas_zone_at(&c, 1, 6));
	assert_null(canvas_zone_at(&c, 0, 2));
	canvas_zone(&c, line, ZONE_KEY, 0, "esc");
	assert_int_equal(canvas_zone_at(&c, 1, 2)->kind, ZONE_KEY);
	canvas_clear(&c);
	assert_null(canvas_zone_at(&c, 1, 2));
	c.plain = true;
	canvas_row(&c, line, 0, true);
	assert_int_equal(c.cells[15].style, STYLE_NORMAL);
	canvas_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_starts_blank),
		cmocka_unit_test(test_text_is_cut_with_an_ellipsis),
		cmocka_unit_test(test_wide_glyphs_are_never_halved),
		cmocka_unit_test(test_drawing_is_clipped_to_the_rectangle),
		cmocka_unit_test(test_hostile_text_stays_one_column),
		cmocka_unit_test(test_combining_marks_share_a_cell),
		cmocka_unit_test(test_marks_and_styles),
		cmocka_unit_test(test_right_and_printf),
		cmocka_unit_test(test_frames_join),
		cmocka_unit_test(test_frames_meet_on_a_cell),
	};

	i18n_init("en", "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
