/* The colours that are chosen by their contrast have it; nothing rests on a colour alone. */
#include "revisit/ui/looks.h"

#include <math.h>
#include <setjmp.h>
#include <cmocka.h>

/* The levels of xterm's 6 × 6 × 6 cube, colours 16 to 231. */
static double channel(int level)
{
	static const int values[] = { 0, 95, 135, 175, 215, 255 };
	double c = values[level] / 255.0;

	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(int colour)
{
	int n = colour - 16;

	return 0.2126 * channel(n / 36) + 0.7152 * channel(n / 6 % 6) + 0.0722 * channel(n % 6);
}

static double contrast(int a, int b)
{
	double x = luminance(a) + 0.05;
	double y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static void test_contrast(void **state)
{
	static const struct {
		enum theme theme;
		int front, back; /* what the terminal's own colours are taken to be */
	} themes[] = { { THEME_DARK, 231, 16 }, { THEME_LIGHT, 16, 231 }, { THEME_CONTRAST, 231, 16 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(themes); i++)
		for (int style = 0; style < STYLE_COUNT; style++) {
			const struct look *l = &theme_looks(themes[i].theme)[style];
			int front = l->front256 < 0 ? themes[i].front : l->front256;
			int back = l->back256 < 0 ? themes[i].back : l->back256;
			if (contrast(front, back) < 7)
				fail_msg("%s, style %d: %.1f : 1", theme_name(themes[i].theme), style,
					 contrast(front, back));
		}
}

/* In one colour the focus, what was found and what must be seen still stand out. */
static void test_mono(void **state)
{
	const struct look *mono = theme_looks(THEME_MONO);

	(void)state;
	for (int style = 0; style < STYLE_COUNT; style++) {
		assert_int_equal(mono[style].front, -1);
		assert_int_equal(mono[style].back, -1);
		assert_int_equal(mono[style].front256, -1);
		assert_int_equal(mono[style].back256, -1);
	}
	assert_true(mono[STYLE_SELECTED].attrs & LOOK_REVERSE);
	assert_true(mono[STYLE_FOCUS].attrs & LOOK_REVERSE);
	assert_true(mono[STYLE_FIELD].attrs & LOOK_UNDERLINE);
	assert_true(mono[STYLE_MATCH].attrs & LOOK_UNDERLINE);
	assert_true(mono[STYLE_ALERT].attrs & LOOK_BOLD);
}

static void test_names(void **state)
{
	(void)state;
	for (int i = 0; i < THEME_COUNT; i++)
		assert_int_equal(theme_named(theme_name((enum theme)i)), i);
	assert_int_equal(theme_named("pink"), THEME_DARK);
	assert_int_equal(theme_named(NULL), THEME_DARK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_mono),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
