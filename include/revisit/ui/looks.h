/* How each style looks in each theme: the one table of colours. */
#ifndef REVISIT_UI_LOOKS_H
#define REVISIT_UI_LOOKS_H

#include "revisit/ui/canvas.h"

enum theme { THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_MONO, THEME_COUNT };

enum look_attrs { LOOK_BOLD = 1 << 0, LOOK_UNDERLINE = 1 << 1, LOOK_REVERSE = 1 << 2 };

/* Colours as a terminal numbers them, −1: its own.  Nothing is dim and nothing blinks. */
struct look {
	uint8_t attrs;
	int16_t front, back;       /* of 8 colours */
	int16_t front256, back256; /* of 256: chosen for their contrast */
};

const struct look *theme_looks(enum theme theme); /* STYLE_COUNT of them */

/* "dark", "light", "contrast", "mono"; what is none of them is dark. */
enum theme theme_named(const char *name);
const char *theme_name(enum theme theme);

#endif
