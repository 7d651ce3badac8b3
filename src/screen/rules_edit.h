/* Inside screen/: a text of rules on its way into force. */
#ifndef REVISIT_SRC_SCREEN_RULES_EDIT_H
#define REVISIT_SRC_SCREEN_RULES_EDIT_H

#include "revisit/app/app.h"
#include "revisit/clinic/segments.h"

struct rules_text {
	char *text;     /* heap */
	char *base;     /* rules.yaml when one began, heap */
	char *segment;  /* to be chosen afterwards, heap or NULL */
	bool by_editor; /* mistakes are mended there */
};
void rules_text_release(struct rules_text *t);

/* rules.yaml as it stands; "" for none; heap. */
char *rules_file_text(const struct clinic *c);

/* Shows what the text changes, or what is wrong with it; takes over everything in *t. */
void rules_look(struct app *app, struct rules_text *t);
/* Gives the text to the editor of texts, at that line; then rules_look. */
void rules_in_editor(struct app *app, const char *text, const char *base, int line);
/* The rules are in force: what was typed in the guided editor is done with. */
void rules_edited(struct app *app);

/* The guided editor, of the segment of that key; NULL: a new one. */
void segment_edit(struct app *app, const char *key);
void segment_new(struct app *app, const char *called, const char *sentence);

extern const struct screen rules_diff_screen, segment_edit_screen;

#endif
