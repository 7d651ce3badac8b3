/* A form: fields one under the other, checked as one types, pick lists by digit, nothing lost.
 *
 * A form knows no record.  Its owner describes the fields, checks a value, offers choices, saves. */
#ifndef REVISIT_APP_FORM_H
#define REVISIT_APP_FORM_H

#include "revisit/app/app.h"

struct form_field {
	const char *name;  /* catalogue name */
	const char *label; /* translated */
	const char *help;  /* translated, shown while one is in it */
	bool required;
	bool replace;      /* typing takes the place of what stands there: amounts, times */
	char *value;       /* initial; heap */
};

struct form {
	char *title; /* heap */
	struct form_field *fields;
	size_t n, cap;
	size_t focus;      /* where to begin */
	bool touched;      /* begins with something typed: holds at once */
	void *data;
	void (*free_data)(void *data);
	/* Whether the value can be taken; message says why not, or (when true) what it means. */
	bool (*check)(struct app *app, void *data, const char *name, const char *value,
		      struct str *message);
	/* Fills a list to pick from: keys and labels in step; none for free text. */
	void (*choices)(struct app *app, void *data, const char *name, struct strlist *keys,
			struct strlist *labels);
	/* Lines under the form (likely duplicates, warnings); may be NULL.  values[i] is field i.
	 * Asked for while nobody presses a key, so it may take some milliseconds. */
	void (*remark)(struct app *app, void *data, const char *const *values, struct str *out);
	/* ^R and ^K: what the lines speak of is opened, or is not so; NULL: nothing of the kind. */
	void (*open_remark)(struct app *app, void *data);
	void (*refuse_remark)(struct app *app, void *data);
	/* Stores; on failure *field is the one to go to (or −1). */
	bool (*save)(struct app *app, void *data, const char *const *values, int *field,
		     struct err *err);
	/* After saving and closing; may open the next screen.  May be NULL. */
	void (*saved)(struct app *app, void *data);
};

void form_init(struct form *f, const char *title);
void form_add(struct form *f, const char *name, const char *label, const char *help, bool required,
	      const char *value);

/* Opens it; takes over everything in *f. */
void form_open(struct app *app, struct form *f);

/* The lines under the form on top are to be made anew. */
void form_touch(struct app *app);

extern const struct screen form_screen;

#endif
