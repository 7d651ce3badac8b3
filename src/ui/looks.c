#include "revisit/ui/looks.h"

/* As every terminal numbers them (ECMA-48, SGR 30 to 37). */
enum { OWN = -1, BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

/* Of the 256 colours those are taken that have a contrast of 7 : 1 on black, or on white where the
 * theme is light (WCAG 2.1, 1.4.6); tests/ui/test_looks.c reckons it. */
static const struct look looks[THEME_COUNT][STYLE_COUNT] = {
	[THEME_DARK] = {
		[STYLE_NORMAL] = { 0, OWN, OWN, OWN, OWN },
		[STYLE_TITLE] = { LOOK_BOLD, OWN, OWN, OWN, OWN },
		[STYLE_TAB] = { LOOK_BOLD | LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_HEADING] = { LOOK_BOLD, CYAN, OWN, 80, OWN },
		[STYLE_MATCH] = { LOOK_BOLD | LOOK_UNDERLINE, YELLOW, OWN, 221, OWN },
		[STYLE_SELECTED] = { LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_KEY] = { LOOK_BOLD, CYAN, OWN, 80, OWN },
		[STYLE_ALERT] = { LOOK_BOLD, RED, OWN, 210, OWN },
		[STYLE_GOOD] = { 0, GREEN, OWN, 114, OWN },
		[STYLE_FIELD] = { LOOK_UNDERLINE, OWN, OWN, OWN, OWN },
		[STYLE_FOCUS] = { LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_FRAME] = { 0, OWN, OWN, OWN, OWN },
	},
	[THEME_LIGHT] = {
		[STYLE_NORMAL] = { 0, OWN, OWN, OWN, OWN },
		[STYLE_TITLE] = { LOOK_BOLD, OWN, OWN, OWN, OWN },
		[STYLE_TAB] = { LOOK_BOLD | LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_HEADING] = { LOOK_BOLD, BLUE, OWN, 24, OWN },
		[STYLE_MATCH] = { LOOK_BOLD | LOOK_UNDERLINE, MAGENTA, OWN, 90, OWN },
		[STYLE_SELECTED] = { LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_KEY] = { LOOK_BOLD, BLUE, OWN, 24, OWN },
		[STYLE_ALERT] = { LOOK_BOLD, RED, OWN, 88, OWN },
		[STYLE_GOOD] = { LOOK_BOLD, GREEN, OWN, 22, OWN },
		[STYLE_FIELD] = { LOOK_UNDERLINE, OWN, OWN, OWN, OWN },
		[STYLE_FOCUS] = { LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_FRAME] = { 0, OWN, OWN, OWN, OWN },
	},
	[THEME_CONTRAST] = {
		[STYLE_NORMAL] = { LOOK_BOLD, WHITE, BLACK, 231, 16 },
		[STYLE_TITLE] = { LOOK_BOLD | LOOK_UNDERLINE, WHITE, BLACK, 231, 16 },
		[STYLE_TAB] = { 0, BLACK, YELLOW, 16, 226 },
		[STYLE_HEADING] = { LOOK_BOLD | LOOK_UNDERLINE, WHITE, BLACK, 231, 16 },
		[STYLE_MATCH] = { LOOK_BOLD | LOOK_UNDERLINE, YELLOW, BLACK, 226, 16 },
		[STYLE_SELECTED] = { 0, BLACK, YELLOW, 16, 226 },
		[STYLE_KEY] = { LOOK_BOLD, YELLOW, BLACK, 226, 16 },
		[STYLE_ALERT] = { LOOK_BOLD, WHITE, RED, 231, 88 },
		[STYLE_GOOD] = { LOOK_BOLD, GREEN, BLACK, 120, 16 },
		[STYLE_FIELD] = { LOOK_BOLD | LOOK_UNDERLINE, WHITE, BLACK, 231, 16 },
		[STYLE_FOCUS] = { 0, BLACK, WHITE, 16, 231 },
		[STYLE_FRAME] = { 0, WHITE, BLACK, 231, 16 },
	},
	[THEME_MONO] = {
		[STYLE_NORMAL] = { 0, OWN, OWN, OWN, OWN },
		[STYLE_TITLE] = { LOOK_BOLD, OWN, OWN, OWN, OWN },
		[STYLE_TAB] = { LOOK_BOLD | LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_HEADING] = { LOOK_BOLD, OWN, OWN, OWN, OWN },
		[STYLE_MATCH] = { LOOK_BOLD | LOOK_UNDERLINE, OWN, OWN, OWN, OWN },
		[STYLE_SELECTED] = { LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_KEY] = { LOOK_BOLD, OWN, OWN, OWN, OWN },
		[STYLE_ALERT] = { LOOK_BOLD, OWN, OWN, OWN, OWN },
		[STYLE_GOOD] = { 0, OWN, OWN, OWN, OWN },
		[STYLE_FIELD] = { LOOK_UNDERLINE, OWN, OWN, OWN, OWN },
		[STYLE_FOCUS] = { LOOK_REVERSE, OWN, OWN, OWN, OWN },
		[STYLE_FRAME] = { 0, OWN, OWN, OWN, OWN },
	},
};

static const char *const names[] = { [THEME_DARK] = "dark",
				     [THEME_LIGHT] = "light",
				     [THEME_CONTRAST] = "contrast",
				     [THEME_MONO] = "mono" };

const struct look *theme_looks(enum theme theme)
{
	return looks[theme];
}

enum theme theme_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_eq(names[i], name))
			return (enum theme)i;
	return THEME_DARK;
}

const char *theme_name(enum theme theme)
{
	return names[theme];
}
