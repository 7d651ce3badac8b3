/* A call list on paper, for when the line or the screen is down: who, how to say the name, which
 * number, why, the short codes of what may come of it, and room to write.  Nothing else about
 * anybody is on it.
 *
 * Everything is words by then, in the language in force and safe to print. */
#ifndef REVISIT_IO_CALL_SHEET_H
#define REVISIT_IO_CALL_SHEET_H

#include "revisit/clinic/call_paper.h"

struct call_sheet_line {
	char *chart_no, *name, *say,
		*why; /* say: how they are addressed; "" for what is not known */
	struct strlist numbers;
};

struct call_sheet {
	char *key, *clinic, *title, *printed;
	struct strlist codes; /* "3 no answer" */
	struct call_sheet_line *v;
	size_t n;
	int64_t more; /* who may be rung, and are not on it */
};

/* The first `most` of those who may be rung now (before the calling hours: in these), in their
 * order. */
bool call_sheet_make(struct clinic *c, const struct call_list_info *l, size_t most,
		     struct call_sheet *out, struct err *err);
void call_sheet_release(struct call_sheet *s);

/* Plain text of at most 80 columns. */
void call_sheet_text(const struct call_sheet *s, struct str *out);
/* One page after the other to print, in one file, asking for nothing from anywhere. */
void call_sheet_html(const struct call_sheet *s, struct str *out);

#endif
