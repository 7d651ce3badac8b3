/* Inside screen/: the state of the guided editor, between its keys, its texts and its drawing. */
#ifndef REVISIT_SRC_SCREEN_SEGMENT_EDIT_H
#define REVISIT_SRC_SCREEN_SEGMENT_EDIT_H

#include "revisit/clinic/rules_text.h"
#include "revisit/ui/list.h"

#include "rules_edit.h"
#include "sentence_line.h"

enum { EDIT_FIRST_ROW = 4 };

enum typing { TYPING_NOT, TYPING_CHANGE, TYPING_NEW, TYPING_OR };

/* One change of the draft that can be taken back. */
struct draft_step {
	char *text; /* the file as it was before it */
	char *said; /* "dropped: no upcoming visit" */
	int row;    /* that was chosen */
};
struct draft_steps {
	struct draft_step *v;
	size_t n, cap;
};

struct editing {
	struct str text;         /* the whole file as it would be */
	char *base;              /* as it was */
	char *key;               /* of the segment */
	struct draft_steps undo, redo;
	struct rules_diff *diff; /* of `text`, which has no error; it owns the ruleset of the rows */
	int64_t times;
	bool done;
	struct rule_rows rows;
	struct strlist then;     /* what is done for who enters, in words */
	struct strlist ways;     /* how it is worked off */
	char stale[16];          /* a number that the title has and no condition any more; "" */
	int64_t *counts;         /* of each condition alone; −1: not counted yet */
	struct where *counting;
	size_t counted;          /* rows counted */
	struct list list;
	enum typing typing;
	struct edit edit;
	struct sentence_line line;
};

/* Of that key; `text`: as a draft of it begins, NULL: as the file has it.  Without a key a new one. */
struct opening {
	const char *key, *text;
	const char *title, *sentence, *purpose;
};

/* The segment as it would be; NULL: there is none. */
const struct segment *editing_segment(const struct editing *s);
/* A condition in the language of the person: as it is written when that is it; heap. */
char *editing_says(const struct editing *s, const struct rule_row *r);

/* Takes a text without error; false with the first one of it. */
bool editing_take(struct app *app, struct editing *s, const char *text, struct err *err);
/* The same as a change of the draft, which `said` names; says what is wrong. */
bool editing_change(struct app *app, struct editing *s, const char *text, const char *said);
/* Takes the last change of the draft back, or does it again; false when there is none. */
bool editing_back(struct app *app, struct editing *s, bool again);
void editing_forget(struct editing *s);
void draft_steps_release(struct draft_steps *steps);

/* Asks what else the segment says: what for, in which order, … */
void ask_segment_parts(struct app *app, void *state);

void draw_segment_edit(const struct app *app, const void *state, struct canvas *c, struct rect area);

#endif
