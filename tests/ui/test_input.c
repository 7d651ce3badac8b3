#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"
#include "revisit/ui/input.h"

#include <setjmp.h>
#include <cmocka.h>

static struct input *in;
static struct str seen; /* names of the keys that came, each with a blank behind it */
static int64_t now;

static int setup(void **state)
{
	(void)state;
	in = input_new();
	str_init(&seen);
	now = 1000;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	input_free(in);
	str_release(&seen);
	return 0;
}

static void describe(const struct key *key)
{
	static const char *const mice[] = { "press", "right", "wheel-up", "wheel-down" };
	char name[16];

	if (key->kind == KEY_PASTE) {
		str_addf(&seen, "{%s} ", key->text);
		return;
	}
	if (key->kind == KEY_MOUSE) {
		str_addf(&seen, "%s@%d,%d ", mice[key->mouse], key->y, key->x);
		return;
	}
	key_label(key, name);
	assert_true(name[0] != '\0');
	str_addf(&seen, "%s ", name);
}

static void drain(void)
{
	struct key key;

	while (input_next(in, now, &key))
		describe(&key);
	assert_true(input_wait(in, now) != 0);
}

static void feed_n(const char *bytes, size_t n)
{
	input_feed(in, bytes, n, now);
	drain();
}

static void feed(const char *bytes)
{
	feed_n(bytes, strlen(bytes));
}

static void pass(int64_t ms)
{
	now += ms;
	drain();
}

static void expect(const char *keys)
{
	assert_string_equal(seen.p, keys);
	str_clear(&seen);
}

static void fresh(void)
{
	void *none = NULL;

	teardown(&none);
	setup(&none);
}

/* Bytes that are one thing, however the line cuts them up. */
struct sequence {
	const char *bytes, *keys;
};

/* clang-format off */
static const struct sequence sequences[] = {
	/* xterm and everybody */
	{ "\033[A", "Up " }, { "\033[B", "Down " }, { "\033[C", "Right " }, { "\033[D", "Left " },
	{ "\033OA", "Up " }, { "\033OB", "Down " }, { "\033OC", "Right " }, { "\033OD", "Left " },
	{ "\033[H", "Home " }, { "\033[F", "End " }, { "\033OH", "Home " }, { "\033OF", "End " },
	{ "\033OP", "F1 " }, { "\033OQ", "F2 " }, { "\033OR", "F3 " }, { "\033OS", "F4 " },
	{ "\033[Z", "Shift-Tab " },
	/* PuTTY, VT220, rxvt */
	{ "\033[11~", "F1 " }, { "\033[12~", "F2 " }, { "\033[13~", "F3 " }, { "\033[14~", "F4 " },
	{ "\033[15~", "F5 " }, { "\033[17~", "F6 " }, { "\033[18~", "F7 " }, { "\033[19~", "F8 " },
	{ "\033[20~", "F9 " }, { "\033[21~", "F10 " }, { "\033[23~", "F11 " },
	{ "\033[24~", "F12 " }, { "\033[34~", "F20 " },
	{ "\033[1~", "Home " }, { "\033[2~", "Ins " }, { "\033[3~", "Del " }, { "\033[4~", "End " },
	{ "\033[5~", "PgUp " }, { "\033[6~", "PgDn " }, { "\033[7~", "Home " }, { "\033[8~", "End " },
	{ "\033[3$", "Del " }, { "\033[7^", "Home " }, { "\033[8@", "End " }, { "\033[a", "Up " },
	{ "\033Od", "Left " },
	/* Linux console */
	{ "\033[[A", "F1 " }, { "\033[[B", "F2 " }, { "\033[[C", "F3 " }, { "\033[[D", "F4 " },
	{ "\033[[E", "F5 " },
	/* keypad */
	{ "\033Op", "0 " }, { "\033Oq", "1 " }, { "\033Or", "2 " }, { "\033Os", "3 " },
	{ "\033Ot", "4 " }, { "\033Ou", "5 " }, { "\033Ov", "6 " }, { "\033Ow", "7 " },
	{ "\033Ox", "8 " }, { "\033Oy", "9 " }, { "\033OM", "Enter " }, { "\033On", ". " },
	{ "\033Ol", ", " }, { "\033Om", "- " }, { "\033Ok", "+ " }, { "\033Oj", "* " },
	{ "\033Oo", "/ " }, { "\033OX", "= " },
	/* with Ctrl, Shift, Alt */
	{ "\033[1;5C", "Right " }, { "\033[1;2A", "Up " }, { "\033[1;3D", "Left " },
	{ "\033[1;5H", "Home " }, { "\033[3;5~", "Del " }, { "\033[1;2P", "F1 " },
	{ "\033[15;2~", "F5 " }, { "\033O5B", "Down " },
	/* mouse */
	{ "\033[<0;1;1M", "press@0,0 " }, { "\033[<0;300;40M", "press@39,299 " },
	{ "\033[<2;3;4M", "right@3,2 " }, { "\033[<64;3;4M", "wheel-up@3,2 " },
	{ "\033[<65;3;4M", "wheel-down@3,2 " }, { "\033[<16;2;2M", "press@1,1 " },
	{ "\033[<0;1;1m", "" }, { "\033[<35;3;4M", "" }, { "\033[<1;3;4M", "" },
	{ "\033[<0;0;1M", "" }, { "\033[<0M", "" }, { "\033[M !!", "" }, { "\033[M \xe1\xff", "" },
	/* reports and the unknown are swallowed whole */
	{ "\033[I", "" }, { "\033[O", "" }, { "\033[12;40R", "" }, { "\033[1;2R", "" },
	{ "\033[?62;22c", "" }, { "\033[?2004;1$y", "" }, { "\033[99~", "" }, { "\033[27;5;9~", "" },
	{ "\033[13;2u", "" }, { "\033[201~", "" }, { "\033O5w", "7 " }, { "\033Oz", "" },
	{ "\033[[z", "" }, { "\033[E", "" },
	{ "\033]11;rgb:0000/0000/0000\a", "" }, { "\033]11;rgb:ffff/ffff/ffff\033\\", "" },
	{ "\033P1$r0m\033\\", "" }, { "\033P>|XTerm(379)\033\\", "" }, { "\033_Gi=1;OK\033\\", "" },
	/* characters */
	{ "a", "a " }, { " ", "Space " }, { "\xe5\xbc\xa0", "张 " }, { "\xf0\x9f\x98\x80", "😀 " },
	{ "\xc3\xa9", "é " },
	/* controls */
	{ "\r", "Enter " }, { "\n", "Enter " }, { "\t", "Tab " }, { "\b", "Backspace " },
	{ "\x7f", "Backspace " }, { "\x03", "Esc " }, { "\x10", "^P " }, { "\x1a", "^Z " },
	{ "\x01", "^A " }, { "\x1f", "^_ " }, { "\x1c", "^\\ " },
	/* paste */
	{ "\033[200~138 0000\033[201~", "{138 0000} " }, { "\033[200~\033[201~", "" },
	{ "\033[200~a\r\nb\rc\n\td\033[201~", "{a\nb\nc\n\td} " },
	{ "\033[200~x\033[Ay\a\x7f\xffz\xc2\x85\033[201~", "{x[Ayz} " },
	{ "\033[200~\033[20\033[201\033[201~", "{[20[201} " },
};
/* clang-format on */

static void test_sequences_whole_and_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sequences); i++) {
		const struct sequence *q = &sequences[i];
		size_t n = strlen(q->bytes);

		fresh();
		feed(q->bytes);
		feed("Q");
		str_cut(&seen, seen.len - 2);
		expect(q->keys);
		for (size_t cut = 1; cut < n; cut++) {
			fresh();
			feed_n(q->bytes, cut);
			now += 40;
			feed(q->bytes + cut);
			expect(q->keys);
		}
		fresh();
		for (size_t at = 0; at < n; at++) {
			feed_n(q->bytes + at, 1);
			now += 40;
		}
		expect(q->keys);
		assert_int_equal(input_wait(in, now), -1);
	}
}

static void test_sequences_in_a_row(void **state)
{
	(void)state;
	feed("\033[A\033[<0;2;3M\033[I\033OM1\r\033[1;5D\x10");
	expect("Up press@2,1 Enter 1 Enter Left ^P ");
}

static void test_escape_needs_time(void **state)
{
	(void)state;
	feed("\033");
	expect("");
	assert_int_equal(input_wait(in, now), 75);
	pass(74);
	expect("");
	assert_int_equal(input_wait(in, now), 1);
	pass(1);
	expect("Esc ");
	assert_int_equal(input_wait(in, now), -1);
	feed("\033\033");
	expect("Esc ");
	pass(75);
	expect("Esc ");
}

static void test_alt_is_escape_and_the_key(void **state)
{
	(void)state;
	feed("\0331");
	expect("Esc 1 ");
	feed("\033x\033\r\033\033[A");
	expect("Esc x Esc Enter Esc Up ");
	feed("\033\xe5\xbc\xa0");
	expect("Esc 张 ");
	feed("\033[");
	pass(499);
	expect("");
	pass(1);
	expect("Esc [ ");
	feed("\033O");
	pass(500);
	expect("Esc O ");
	feed("\033P");
	pass(500);
	expect("Esc P ");
	/* Typed ahead on a slow line: a name is not the start of a DCS. */
	feed("\033Pe\r\033Xu\r");
	expect("Esc P e Enter Esc X u Enter ");
}

static void test_sequence_split_after_the_escape(void **state)
{
	(void)state;
	feed("\033");
	pass(75);
	expect("Esc ");
	pass(800);
	feed("[");
	expect("");
	assert_int_equal(input_wait(in, now), 50);
	pass(49);
	feed("A");
	expect("Up ");
	/* Now nothing is pending any more: the same bytes are text. */
	feed("[");
	expect("[ ");

	feed("\033");
	pass(75);
	feed("OB");
	expect("Esc Down ");
	feed("\033");
	pass(75);
	feed("[1");
	pass(100);
	feed(";5C");
	expect("Esc Right ");
	feed("\033");
	pass(75);
	feed("[200~pasted");
	feed("\033[201~");
	expect("Esc {pasted} ");
	feed("\033");
	pass(75);
	feed("[<0;1;1m");
	expect("Esc ");
}

static void test_bracket_typed_after_escape(void **state)
{
	(void)state;
	feed("\033");
	pass(75);
	feed("[");
	pass(50);
	expect("Esc [ ");
	feed("\033");
	pass(75);
	feed("O");
	pass(30);
	feed("\xe5\xbc\xa0");
	expect("Esc O 张 ");
	feed("\033");
	pass(75);
	feed("Olg");
	expect("Esc O l g ");
	feed("\033");
	pass(75);
	pass(926);
	feed("[");
	expect("Esc [ ");
	feed("\033");
	pass(75);
	feed("x");
	feed("[");
	expect("Esc x [ ");
	/* Held within the second, finished after it. */
	feed("\033");
	pass(990);
	feed("[");
	pass(30);
	feed("B");
	expect("Esc Down ");
}

static void test_incomplete_sequences_are_given_up(void **state)
{
	(void)state;
	feed("\033[1;5");
	pass(499);
	expect("");
	pass(1);
	expect("");
	feed("C");
	expect("C ");
	feed("\033[12\r");
	expect("Enter ");
	feed("\033[12\033[A");
	expect("Up ");
	feed("\033]0;title");
	pass(600);
	feed("a");
	expect("a ");
	feed("\033]0;title\033[A");
	expect("Up ");
	feed("\033[");
	for (int i = 0; i < 100; i++)
		feed("1");
	feed("\r");
	assert_non_null(strstr(seen.p, "Enter "));
}

static void test_string_has_an_end(void **state)
{
	(void)state;
	feed("\033]0;");
	for (int i = 0; i < 70; i++) {
		char block[1001];
		memset(block, 'x', 1000);
		block[1000] = '\0';
		feed(block);
	}
	assert_true(seen.len > 0);
}

static void test_line_ends(void **state)
{
	(void)state;
	feed("\r\n");
	expect("Enter ");
	feed("\r\r\n\n");
	expect("Enter Enter Enter ");
	feed_n("\0a\0", 3);
	expect("a ");
	assert_int_equal(input_wait(in, now), -1);
}

static void test_utf8(void **state)
{
	(void)state;
	feed("\xe5\xbc");
	expect("");
	assert_int_equal(input_wait(in, now), 500);
	pass(500);
	feed("a");
	expect("a ");
	feed("\xff\xfe"
	     "b\xc0\x80"
	     "c\xed\xa0\x80"
	     "d\xe5"
	     "e\xc2\x85"
	     "f");
	expect("b c d e f ");
	feed("\xf4\x90\x80\x80g\x80h");
	expect("g h ");
}

static void test_paste_ends_by_silence(void **state)
{
	(void)state;
	feed("\033[200~138");
	pass(1999);
	expect("");
	assert_int_equal(input_wait(in, now), 1);
	feed("0000\033[20");
	pass(1999);
	expect("");
	pass(1);
	expect("{1380000} ");
	feed("a");
	expect("a ");
	/* Nobody looked in between: what comes after the silence is not part of it. */
	feed("\033[200~x");
	now += 2000;
	feed("b");
	expect("{x} b ");
	feed("\033[200~");
	pass(2000);
	feed("\r");
	expect("Enter ");
}

static void test_paste_is_capped(void **state)
{
	char *block = mem_alloc(100001);
	struct key key;

	(void)state;
	memset(block, 'x', 100000);
	feed("\033[200~");
	for (int i = 0; i < 15; i++)
		feed(block);
	input_feed(in, "\033[201~\r", 7, now);
	assert_true(input_next(in, now, &key));
	assert_int_equal(key.kind, KEY_PASTE);
	assert_int_equal(strlen(key.text), 1 << 20);
	drain();
	expect("Enter ");
	free(block);
}

static void test_bursts(void **state)
{
	(void)state;
	feed("13800000042\r");
	expect("{13800000042} Enter ");
	pass(100);
	feed("zhang");
	expect("z h a n g ");
	pass(100);
	feed("zhang1");
	expect("{zhang1} ");
	pass(100);
	feed("jjjjjjjjjj"); /* a key held down */
	expect("j j j j j j j j j j ");
	/* An input method commits a phrase. */
	feed("我们去长沙看牙");
	expect("我 们 去 长 沙 看 牙 ");
	feed("八个汉字一次提交");
	expect("八 个 汉 字 一 次 提 交 ");
	feed("张伟 2026年5月");
	expect("{张伟 2026年5月} ");
	pass(100);
	feed("一二三四五六七八九十一二三四五六七");
	expect("{一二三四五六七八九十一二三四五六七} ");
	pass(100);
	feed("\033x123456\033[A");
	expect("Esc {x123456} Up ");
}

static void test_burst_over_several_feeds(void **state)
{
	(void)state;
	/* Nobody asked for keys between: one burst. */
	input_feed(in, "138", 3, now);
	now += 20;
	feed("0000");
	expect("{1380000} ");
	/* What goes on within 20 ms still belongs to it, even cut in a character. */
	now += 20;
	feed("42\xe5");
	expect("{42} ");
	now += 5;
	feed("\xbc\xa0");
	expect("{张} ");
	now += 21;
	feed("42");
	expect("4 2 ");
	/* Too late to be one burst. */
	now += 100;
	input_feed(in, "138", 3, now);
	now += 21;
	feed("0000");
	expect("1 3 8 0 0 0 0 ");
	/* One at a time they are typed: nothing waits for more. */
	now += 100;
	for (const char *p = "13800000042"; *p; p++) {
		feed_n(p, 1);
		now += 5;
	}
	expect("1 3 8 0 0 0 0 0 0 4 2 ");
}

static void test_burst_lines(void **state)
{
	(void)state;
	feed("13800000042\r\n13800000043\r\n");
	expect("{13800000042\n13800000043} Enter ");
	pass(100);
	feed("zhangwei\r3\r"); /* typed ahead */
	expect("{zhangwei} Enter 3 Enter ");
	pass(100);
	feed("name\t123456\tzhangwei");
	expect("n a m e Tab {123456\tzhangwei} ");
}

static void test_definitions(void **state)
{
	(void)state;
	input_define(in, "\033[M", (struct key){ .kind = KEY_F, .cp = 1 });
	input_define(in, "\033I", (struct key){ .kind = KEY_BACKTAB });
	input_define(in, "\033zz9", (struct key){ .kind = KEY_DELETE });
	input_define(in, "x", (struct key){ .kind = KEY_DELETE });
	input_define(in, "\033", (struct key){ .kind = KEY_DELETE });
	feed("\033[M\033Ix\033[A");
	expect("F1 Shift-Tab x Up ");
	feed("\033z");
	now += 40;
	feed("z");
	now += 40;
	feed("9");
	expect("Del ");
	feed("\033zzx");
	expect("Esc z z x ");
	feed("\033z");
	pass(500);
	expect("Esc z ");
}

static void test_hostile_bytes_never_hang(void **state)
{
	static const char alphabet[] =
		"\033\033\033[[O]P_<~;;0123456789MmAR$^\\\a\r\n\x7f\xe5\xbc\xa0\xff az";
	struct rng rng;

	(void)state;
	rng_seed(&rng, 42);
	for (int round = 0; round < 20000; round++) {
		char bytes[12];
		size_t n = rng_below(&rng, sizeof(bytes)) + 1;
		for (size_t i = 0; i < n; i++)
			bytes[i] = alphabet[rng_below(&rng, sizeof(alphabet))];
		feed_n(bytes, n);
		now += rng_between(&rng, 0, 90);
		str_clear(&seen);
	}
	pass(2000);
	pass(2000);
	str_clear(&seen);
	feed("\a"); /* ends a string that may be open */
	str_clear(&seen);
	feed("q");
	expect("q ");
	assert_int_equal(input_wait(in, now), -1);
}

static void fold(uint32_t cp, bool wanted, uint32_t folded)
{
	struct key key = { .kind = KEY_TEXT, .cp = cp };

	assert_int_equal(key_fold(&key), wanted);
	assert_int_equal(key.cp, folded);
}

static void test_key_fold(void **state)
{
	struct key up = { .kind = KEY_UP };

	(void)state;
	fold('a', true, 'a');
	fold('A', true, 'a');
	fold('Z', true, 'z');
	fold('[', true, '[');
	fold(0xff21, true, 'a'); /* Ａ */
	fold(0xff11, true, '1'); /* １ */
	fold(0xff0f, true, '/'); /* ／ */
	fold(0xff1a, true, ':'); /* ： */
	fold(0xff1f, true, '?'); /* ？ */
	fold(0xff0c, true, ','); /* ， */
	fold(0xff1b, true, ';'); /* ； */
	fold(0x3001, true, '/'); /* 、 */
	fold(0x3002, true, '.'); /* 。 */
	fold(0x3010, true, '['); /* 【 */
	fold(0x3000, true, ' ');
	fold(0x5f20, false, 0x5f20); /* 张 */
	fold(0xe9, false, 0xe9);
	fold(0xff5f, false, 0xff5f);
	assert_true(key_fold(&up));
}

static void test_key_names(void **state)
{
	static const char *const names[] = { "^P",        "Enter", "Esc",  "Tab", "Shift-Tab",
					     "Backspace", "Del",   "Ins",  "Up",  "Down",
					     "Left",      "Right", "Home", "End", "PgUp",
					     "PgDn",      "Space", "F1",   "F12", "a",
					     "A",         "/",     "^",    "f",   "F",
					     "^_",        "张",    "1" };
	struct key key;
	char name[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_true(key_parse(names[i], &key));
		key_label(&key, name);
		assert_string_equal(name, names[i]);
	}
	assert_true(key_parse("^p", &key) && key.kind == KEY_CTRL && key.cp == 'p');
	assert_true(key_parse("pgdn", &key) && key.kind == KEY_PAGE_DOWN);
	assert_true(key_parse("SPACE", &key) && key.kind == KEY_TEXT && key.cp == ' ');
	assert_true(key_parse("f7", &key) && key.kind == KEY_F && key.cp == 7);
	assert_true(key_parse("^i", &key) && key.kind == KEY_TAB);
	assert_true(key_parse("^c", &key) && key.kind == KEY_ESC);
	assert_true(key_parse("^h", &key) && key.kind == KEY_BACKSPACE);
	assert_true(key_parse("delete", &key) && key.kind == KEY_DELETE);
	assert_false(key_parse("", &key));
	assert_false(key_parse("f0", &key));
	assert_false(key_parse("f21", &key));
	assert_false(key_parse("^pp", &key));
	assert_false(key_parse("^1", &key));
	assert_false(key_parse("nonsense", &key));
	assert_false(key_parse("\xff", &key));
	key = (struct key){ .kind = KEY_NONE };
	key_label(&key, name);
	assert_string_equal(name, "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sequences_whole_and_split),
		TEST(test_sequences_in_a_row),
		TEST(test_escape_needs_time),
		TEST(test_alt_is_escape_and_the_key),
		TEST(test_sequence_split_after_the_escape),
		TEST(test_bracket_typed_after_escape),
		TEST(test_incomplete_sequences_are_given_up),
		TEST(test_string_has_an_end),
		TEST(test_line_ends),
		TEST(test_utf8),
		TEST(test_paste_ends_by_silence),
		TEST(test_paste_is_capped),
		TEST(test_bursts),
		TEST(test_burst_over_several_feeds),
		TEST(test_burst_lines),
		TEST(test_definitions),
		TEST(test_hostile_bytes_never_hang),
		TEST(test_key_fold),
		TEST(test_key_names),
	};

	i18n_init("en", "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
