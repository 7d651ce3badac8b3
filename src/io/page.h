/* Inside io/: what pages to print are written with. */
#ifndef REVISIT_SRC_IO_PAGE_H
#define REVISIT_SRC_IO_PAGE_H

#include "revisit/base/str.h"

enum { PAPER = 80 };

/* Text safe to print and no markup. */
void page_text(struct str *out, const char *text);
/* <tag class="…">text</tag>; `class` NULL for none. */
void page_element(struct str *out, const char *tag, const char *class, const char *text);
/* From <!DOCTYPE to <body>. */
void page_begin(struct str *out, const char *title, const char *style);

/* The text on paper from column `indent` on, where the line stands already. */
void paper_wrapped(struct str *out, int indent, const char *text);

#endif
