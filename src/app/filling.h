/* A form being filled in, for the files that make up the form: what is drawn and typed (form.c),
 * what others wrote meanwhile (form_stale.c), what outlives a crash (form_draft.c). */
#ifndef REVISIT_APP_FILLING_H
#define REVISIT_APP_FILLING_H

#include "revisit/app/form.h"
#include "revisit/ui/edit.h"

struct entry {
	struct edit edit;
	struct str message; /* what is wrong with it, or what it means */
	bool bad;
	char *initial;
};

struct filling {
	struct form f;
	struct entry *entries;
	size_t focus, top;
	bool fresh; /* nothing was typed in the focused field since it was entered */
	struct strlist keys, labels; /* the choices of the focused field */
	struct str remark;
	bool remark_is_old; /* something was typed since */
	struct strlist now; /* what the record was when it was last looked at; empty when never */
	struct strlist asked; /* the same, as it was shown to choose from … */
	int64_t asked_at;     /* … and the last action by then */
	struct str notice;  /* that somebody else changed it */
	struct str kept_too; /* what the other one wrote and saving keeps unasked */
	bool saved;
	int rows;
	int draft;    /* its number among the drafts of this process, 0 for none */
	char *kept;   /* the draft as last written; heap, NULL */
};

/* The choice a single digit stands for while one is in field i; keys.n for none. */
size_t filling_numbered(const struct filling *s, size_t i);
/* The choice of the focused field that was typed, or the only one that has what was typed; keys.n
 * for none. */
size_t filling_meant(const struct filling *s, const char *typed);

/* Checks every field again and goes to one. */
void filling_refresh(struct app *app, struct filling *s);
/* As ^S. */
void filling_save(struct app *app, struct filling *s);
void filling_set(struct app *app, struct filling *s, size_t i, const char *text);

/* Looks whether others changed the record; sets the notice. */
void stale_look(struct app *app, struct filling *s);
/* Stores it unless others changed it meanwhile: then ERR_CONFLICT, and `now` is what they made. */
bool stale_save(struct app *app, struct filling *s, const char *const *values, int *field,
		struct err *err);
/* Asks what is kept, then saves. */
void stale_ask(struct app *app, struct filling *s);

#endif
