/* One line of text being edited: cursor by grapheme, its own undo.
 *
 * The text is always valid UTF-8 without control characters; a run of typed characters is one step
 * of undo, and so is a run of deleted ones. */
#ifndef REVISIT_UI_EDIT_H
#define REVISIT_UI_EDIT_H

#include "revisit/ui/canvas.h"
#include "revisit/ui/input.h"

struct edit {
	struct str text;
	size_t cursor; /* byte offset at a grapheme border */
	size_t scroll; /* byte offset of the first drawn glyph */
	struct strlist undo, redo;
	size_t limit;  /* bytes; 0 = 4096.  What would not fit is not inserted. */
	int run;       /* what the last key did, so that a run of them is undone at once */
};

void edit_init(struct edit *e, const char *text); /* NULL is "" */
void edit_release(struct edit *e);
void edit_set(struct edit *e, const char *text); /* cursor at the end; forgets undo */

/* Handles typing, paste (first line that is not blank, tabs as blanks), Backspace, Delete, Left,
 * Right, Home, End, ^U, ^W, ^A, ^E, and ^Z and ^Y for its own undo.  Returns false for a key it has no use for: also moves that
 * lead nowhere, deleting in an empty line, and undo of nothing. */
bool edit_key(struct edit *e, const struct key *key);

/* The cursor goes to the end of what came back.  False: nothing left. */
bool edit_undo(struct edit *e);
bool edit_redo(struct edit *e);

/* Draws it in `cols` columns at (y, x) of `r`.  When focused, it is scrolled so that the cursor is
 * in view, and the text cursor is placed; else it shows its beginning. */
void edit_draw(struct edit *e, struct canvas *c, struct rect r, int y, int x, int cols,
	       bool focused, enum style style);

#endif
