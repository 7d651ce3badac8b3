/* The state of a scrolling list: which row is chosen, which is at the top.  Knows no record. */
#ifndef REVISIT_UI_LIST_H
#define REVISIT_UI_LIST_H

#include "revisit/ui/input.h"

struct list {
	int n;        /* rows there are */
	int selected; /* 0 … n−1; 0 when n = 0 */
	int top;      /* first row shown */
	int height;   /* rows shown, set when drawing */
};

void list_resize(struct list *l, int n, int height); /* keeps selection and top in range */
void list_select(struct list *l, int row);           /* clamped, scrolled into view */

/* Up, Down, PgUp, PgDn, Home, End, the wheel, and a click on a row.  With `letters` also j k g G.  Returns whether the
 * key was one of them (also when nothing moved). */
bool list_key(struct list *l, const struct key *key, bool letters);

#endif
