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

/* rules.yaml as it stands; when it is gone, the rules in force; "" for neither; heap. */
char *rules_file_text(struct clinic *c);

/* Shows what the text changes, or what is wrong with it; takes over everything in *t. */
void rules_look(struct app *app, struct rules_text *t);
/* rules.yaml in an editor of texts: at the first mistake, else at that segment (NULL: the top). */
void rules_open_file(struct app *app, const char *key);
/* Gives the text to the editor of texts, at that line; then rules_look. */
void rules_in_editor(struct app *app, const char *text, const char *base, int line);
/* The rules are in force: what was typed in the guided editor is done with. */
void rules_edited(struct app *app);

/* The guided editor of the segment of that key; of a draft of the file; of a new one. */
void segment_edit(struct app *app, const char *key);
void segment_edit_draft(struct app *app, const char *key, const char *text);
void segment_new(struct app *app, const char *called, const char *sentence, const char *purpose);
/* A name for rules.yaml that no segment has; heap. */
char *segment_key_for(struct app *app, const char *title);

/* Of the segment of that key: it goes, after a look at who leaves; a copy to change; its place among the
 * others, by −1 or 1. */
void segment_delete(struct app *app, const char *key);
void segment_copy(struct app *app, const char *key);
void segment_move(struct app *app, const char *key, int by);

extern const struct screen rules_diff_screen, segment_edit_screen;

#endif
