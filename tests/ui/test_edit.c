#include "revisit/base/i18n.h"
#include "revisit/ui/edit.h"

#include <setjmp.h>
#include <cmocka.h>

static struct edit e;

static int setup(void **state)
{
	(void)state;
	edit_init(&e, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	edit_release(&e);
	return 0;
}

static bool press(const char *name)
{
	struct key key;

	assert_true(key_parse(name, &key));
	return edit_key(&e, &key);
}

/* One character of `text` after the other. */
static void type(const char *text)
{
	for (size_t i = 0, n; text[i]; i += n) {
		char one[5] = "";
		n = (unsigned char)text[i] < 0x80   ? 1
		    : (unsigned char)text[i] < 0xe0 ? 2
		    : (unsigned char)text[i] < 0xf0 ? 3
						    : 4;
		memcpy(one, text + i, n);
		assert_true(press(one[0] == ' ' ? "space" : one));
	}
}

static void paste(const char *text)
{
	assert_true(edit_key(&e, &(struct key){ .kind = KEY_PASTE, .text = text }));
}

/* The text with the cursor as | in it. */
static void expect(const char *with_cursor)
{
	struct str s;

	str_init(&s);
	assert_true(e.cursor <= e.text.len);
	str_addn(&s, e.text.p, e.cursor);
	str_addc(&s, '|');
	str_add(&s, e.text.p + e.cursor);
	assert_string_equal(s.p, with_cursor);
	str_release(&s);
}

static void test_typing_and_moving(void **state)
{
	(void)state;
	type("王abc");
	expect("王abc|");
	assert_true(press("left"));
	assert_true(press("left"));
	type("宝");
	expect("王a宝|bc");
	assert_true(press("backspace"));
	expect("王a|bc");
	assert_true(press("delete"));
	expect("王a|c");
	assert_true(press("home"));
	expect("|王ac");
	assert_true(press("right"));
	expect("王|ac");
	assert_true(press("end"));
	assert_true(press("^a"));
	expect("|王ac");
	assert_true(press("^e"));
	expect("王ac|");
}

static void test_keys_it_has_no_use_for(void **state)
{
	static const char *const keys[] = { "left",  "right", "home", "end",       "^a",
					    "^e",    "^u",    "^w",   "backspace", "delete",
					    "enter", "esc",   "tab",  "up",        "down",
					    "pgup",  "f1",    "^p",   "^z" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		assert_false(press(keys[i]));
	type("a");
	assert_false(press("right"));
	assert_false(press("end"));
	assert_true(press("delete")); /* at the end: nothing, but it is meant for the text */
	expect("a|");
	press("home");
	assert_false(press("left"));
	assert_true(press("backspace"));
	expect("|a");
}

static void test_graphemes_are_one_step(void **state)
{
	(void)state;
	edit_set(&e, "ae\xcc\x81z");
	press("left");
	press("left");
	expect("a|e\xcc\x81z");
	press("delete");
	expect("a|z");
	edit_set(&e, "x👨‍👩‍👧");
	press("backspace");
	expect("x|");
	/* A mark typed before other text joins what stands left of it. */
	edit_set(&e, "ez");
	press("left");
	press("\xcc\x81");
	expect("e\xcc\x81|z");
	press("left");
	expect("|e\xcc\x81z");
}

static void test_clearing_and_words(void **state)
{
	(void)state;
	edit_set(&e, "fri send  quote  ");
	assert_true(press("^w"));
	expect("fri send  |");
	assert_true(press("^w"));
	expect("fri |");
	edit_set(&e, "王小宝 Wang张伟");
	press("^w");
	expect("王小宝 Wang|");
	press("^w");
	expect("王小宝 |");
	press("^w");
	expect("|");
	edit_set(&e, "abc def");
	press("left");
	press("^u");
	expect("|");
}

static void test_paste_takes_the_first_line(void **state)
{
	(void)state;
	type("a");
	paste("\n  138\t0000 \n0042\n");
	expect("a138 0000|");
	paste("");
	paste("\n\n");
	paste("x\033[Ay\x7f\xffz");
	expect("a138 0000x[Ayz|");
}

static void test_set_refuses_what_is_no_text(void **state)
{
	(void)state;
	edit_set(&e, "a\xff"
		     "b\033c\nd\xe5\xbc");
	expect("abcd|");
	assert_false(edit_undo(&e));
	edit_set(&e, NULL);
	expect("|");
}

static void test_limit(void **state)
{
	char *big = mem_alloc(5001);

	(void)state;
	e.limit = 7;
	type("王宝");
	type("ab");
	expect("王宝a|");
	edit_set(&e, "王宝");
	paste("张b"); /* whole characters from the front */
	expect("王宝|");
	paste("abc");
	expect("王宝a|");
	e.limit = 0;
	memset(big, 'x', 5000);
	edit_set(&e, "");
	paste(big);
	assert_int_equal(e.text.len, 4096);
	free(big);
}

static void test_undo(void **state)
{
	(void)state;
	assert_false(edit_undo(&e));
	assert_false(edit_redo(&e));
	type("abc");
	press("left");
	type("de");
	press("backspace");
	press("backspace");
	expect("ab|c");
	paste("123");
	expect("ab123|c");
	assert_true(edit_undo(&e));
	expect("ab|c");
	assert_true(edit_undo(&e));
	expect("abde|c");
	assert_true(edit_undo(&e));
	expect("ab|c");
	assert_true(edit_redo(&e));
	expect("abde|c");
	assert_true(edit_undo(&e));
	assert_true(edit_undo(&e));
	expect("|");
	assert_false(edit_undo(&e));
	assert_true(edit_redo(&e));
	expect("abc|");
	type("x");
	assert_false(edit_redo(&e)); /* a change ends what could be redone */
	expect("abcx|");
	press("^u");
	expect("|");
	assert_true(edit_undo(&e));
	expect("abcx|");
}

static void test_undo_is_bounded(void **state)
{
	int steps = 0;

	(void)state;
	for (int i = 0; i < 300; i++)
		paste("x");
	while (edit_undo(&e))
		steps++;
	assert_int_equal(steps, 100);
	assert_int_equal(e.text.len, 200);
}

static void expect_drawn(int cols, bool focused, const char *expected)
{
	struct canvas c;
	struct str out;

	canvas_init(&c, 1, 12);
	str_init(&out);
	edit_draw(&e, &c, canvas_all(&c), 0, 1, cols, focused, focused ? STYLE_FOCUS : STYLE_FIELD);
	canvas_dump(&c, true, &out);
	assert_string_equal(out.p, expected);
	str_release(&out);
	canvas_release(&c);
}

static void test_drawing(void **state)
{
	(void)state;
	edit_set(&e, "ab");
	expect_drawn(5, false, " ⟦Fab   ⟧\ncursor none\n");
	expect_drawn(5, true, " ⟦Iab   ⟧\ncursor 0,3 text\n");
	type("cde");
	expect_drawn(5, true, " ⟦Ibcde ⟧\ncursor 0,5 text\n");
	press("left");
	expect_drawn(5, true, " ⟦Ibcde ⟧\ncursor 0,4 text\n");
	expect_drawn(4, false, " ⟦Fabc…⟧\ncursor none\n");
	press("home");
	expect_drawn(5, true, " ⟦Iabcde⟧\ncursor 0,1 text\n");
	press("end");
	press("^u");
	expect_drawn(5, true, " ⟦I     ⟧\ncursor 0,1 text\n");
	edit_set(&e, "0123456789王小宝");
	expect_drawn(99, true, " ⟦I6789王小宝 ⟧\ncursor 0,11 text\n");
	press("left");
	press("left");
	expect_drawn(3, true, " ⟦I小 ⟧\ncursor 0,1 text\n");
	expect_drawn(1, true, " ⟦I ⟧\ncursor 0,1 text\n");
	expect_drawn(0, true, "\ncursor none\n");
	/* What was deleted makes room on the right: the left comes back. */
	edit_set(&e, "0123456789abc");
	expect_drawn(8, true, " ⟦I6789abc ⟧\ncursor 0,8 text\n");
	press("backspace");
	press("backspace");
	expect_drawn(8, true, " ⟦I456789a ⟧\ncursor 0,8 text\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_typing_and_moving),
		TEST(test_keys_it_has_no_use_for),
		TEST(test_graphemes_are_one_step),
		TEST(test_clearing_and_words),
		TEST(test_paste_takes_the_first_line),
		TEST(test_set_refuses_what_is_no_text),
		TEST(test_limit),
		TEST(test_undo),
		TEST(test_undo_is_bounded),
		TEST(test_drawing),
	};

	i18n_init("en", "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
