/* Folding: what two texts must share to count as the same word when one searches. */
#ifndef REVISIT_TEXT_FOLD_H
#define REVISIT_TEXT_FOLD_H

#include "revisit/base/str.h"

/* Appends `s` folded: compatibility forms and full-width letters and digits to plain ones, case
 * folded, accents and vowel points removed (ü u, ł l, đ d, ø o, ß ss, æ ae), Traditional Han to
 * Simplified (the single-character Unihan table), Arabic ي ى ك as Persian ی ک, every run of blanks
 * and punctuation to one blank, no blank at the ends.  An apostrophe between letters leaves
 * nothing (O'Brien obrien), symbols and emoji stay, invisible characters go.  Idempotent.  Bad
 * bytes count as punctuation. */
void text_fold(struct str *out, const char *s);

/* As text_fold into an emptied `out`, and for each byte of the folded text the offset in `s` of the
 * character it came from: map[i] for i < out->len, and map[out->len] = strlen(s).  A blank came
 * from the first character of its run; bytes from one character (ß ss) share its offset.  *map is
 * heap, freed by the caller.  For marking matched parts: a match [i, j) covers s[map[i], map[j]),
 * to be stretched to the next map[j] > map[i] when that is empty. */
void text_fold_mapped(struct str *out, const char *s, size_t **map);

/* NFKC, blanks trimmed: how identifiers and chart numbers are kept.  Texts with absurd runs of
 * marks (more than 64) or bad bytes are only trimmed. */
void text_nfkc(struct str *out, const char *s);

/* NFC with blanks at the ends trimmed: how names and texts are kept.  As above. */
void text_nfc(struct str *out, const char *s);

/* The value of a decimal digit of any script, -1 when it is none. */
int cp_digit(uint32_t cp);

/* The decimal digits of `s` (full-width and other scripts' digits as ASCII ones). */
void text_digits(struct str *out, const char *s);

#endif
