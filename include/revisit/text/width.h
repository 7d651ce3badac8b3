/* Terminal columns.  Widths follow wcwidth() of the C.UTF-8 locale, because ncurses lays out by
 * it; i18n_init must have run.
 *
 * What cannot be shown safely (controls, escape bytes, bidi embeddings, overrides and isolates,
 * line separators, bad bytes, unassigned characters of unknown width) counts as one column and is
 * shown as U+FFFD, so that no stored text can move the cursor or turn a line around.  A tab or a
 * line end (CR LF as one) is one blank.  Joiners, direction marks, variation selectors, tags and
 * other invisible characters are not drawn. */
#ifndef REVISIT_TEXT_WIDTH_H
#define REVISIT_TEXT_WIDTH_H

#include "revisit/base/str.h"

/* What one cell of ncurses holds: a base and at most four marks.  Mostly a grapheme cluster; of
 * emoji joined by U+200D and of skin tones only the first picture is drawn, a flag or a base with
 * a spacing vowel sign makes two glyphs.  `bytes` points into the text or to a replacement. */
struct glyph {
	const char *bytes;
	size_t len;   /* of what is drawn, at most GLYPH_MAX bytes */
	size_t taken; /* bytes of the text it stands for */
	int width;    /* 1 or 2 */
};

enum { GLYPH_MAX = 28 };

/* The glyph at s (n > 0 bytes left).  Zero-width text without a base is dropped: then len and
 * width are 0.  Takes time by what it takes: going through a text is linear in its length. */
struct glyph glyph_at(const char *s, size_t n);

/* Columns of a text. */
int text_width(const char *s);

/* Bytes of the longest prefix of at most `cols` columns that does not split a glyph. */
size_t text_prefix(const char *s, int cols);

/* Appends `s` in exactly `cols` columns: padded with blanks, or cut with "…" ("~" when `ascii`). */
void text_fit(struct str *out, const char *s, int cols, bool ascii);

/* Appends `s` safe for a terminal: as drawn, without padding; newlines kept when `lines`. */
void text_safe(struct str *out, const char *s, bool lines);

/* Breaks `s` at blanks, between Han characters and at newlines into lines of at most `cols`
 * columns; calls line(start, length, arg) for each.  Words longer than a line are cut; blanks at a
 * break and at the end of a line are left out.  A glyph wider than `cols` has a line of its own.
 * An empty text has no line, an empty line between newlines is one. */
void text_wrap(const char *s, int cols, void (*line)(const char *start, size_t n, void *arg),
	       void *arg);

#endif
