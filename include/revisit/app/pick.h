/* A popup that asks for one of several things, by digit, by typing, by arrows; or for a line of
 * text.  One digit and Enter takes that item, anything longer is text. */
#ifndef REVISIT_APP_PICK_H
#define REVISIT_APP_PICK_H

#include "revisit/app/app.h"

struct pick_item {
	char *key;   /* given back; heap */
	char *label; /* shown; heap */
	char *hint;  /* at the right, NULL; heap */
	char *find;  /* further words it is found by, NULL; heap */
	int digit;   /* its number; 0: its place */
};

struct pick {
	char *title;  /* heap */
	char *prompt; /* shown before the text, heap or NULL */
	char *typed;  /* the text to begin with, heap or NULL */
	char *hint;   /* how a text may be written, shown until one is; heap or NULL */
	struct pick_item *items;
	size_t n, cap;
	int cols;     /* at least so wide inside; 0: as wide as what is in it */
	bool text;    /* free text is an answer too */
	bool deliberate; /* Enter alone takes nothing: a number, a text or an arrow comes first */
	bool loose;   /* when nothing has all the words typed: what has their letters in that order */
	bool unnumbered; /* what is typed is text, numbers too: the items are chosen with the arrows */
	bool at_once; /* a digit alone decides: only where that changes nothing, as in Go to */
	/* The answer: key of an item, or NULL and the text typed.  The popup is closed already. */
	void (*done)(struct app *app, void *data, const char *key, const char *text);
	/* What Enter would do with the text so far, appended to the popup; may be NULL. */
	void (*preview)(struct app *app, void *data, const char *text, struct str *out);
	void *data;
	void (*free_data)(void *data); /* NULL when nothing is to be freed */
};

void pick_init(struct pick *p, const char *title);
void pick_add(struct pick *p, const char *key, const char *label, const char *hint,
	      const char *find);

/* The last item added has this number rather than its place. */
void pick_number(struct pick *p, int digit);

/* Opens it; takes over everything in *p. */
void pick_open(struct app *app, struct pick *p);
/* Opens it only if `wanted`; else releases it. */
void pick_open_if(struct app *app, struct pick *p, bool wanted);

extern const struct screen pick_screen;

#endif
