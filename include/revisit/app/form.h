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
	bool many;         /* several values, joined by "; " */
	const char *table; /* where the journal has it, when not in the record's own columns */
	char *value;       /* initial; heap */
	char *stored;      /* what the record had when the form was opened; heap */
};

struct form {
	char *title; /* heap */
	/* What it is for, "patient-edit": the verb of its action, and how a draft of it is reopened. */
	const char *kind;
	int64_t id; /* what `kind` is about: a patient, a visit, 0 */
	const struct record *rec; /* of the row that is edited, NULL for a new one */
	int64_t patient;          /* whose it is */
	int64_t since;            /* the last action when `stored` was read */
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
	/* ^L: shows where values are taken from, such as the book, which gives one back with form_put; NULL:
	 * nothing of the kind. */
	void (*look)(struct app *app, void *data);
	/* What the fields of the row are by now, in step with them, as `stored` has them.  NULL: the form
	 * makes something new.  Else saving is one action with a look at what others wrote: what they
	 * changed meanwhile is shown field by field and nothing of it is overwritten unasked. */
	bool (*fetch)(struct app *app, void *data, struct strlist *now, struct err *err);
	/* Stores; on failure *field is the one to go to (or −1).  Only where a value differs from
	 * what is `stored` in the field did somebody mean something. */
	bool (*save)(struct app *app, void *data, const char *const *values, int *field,
		     struct err *err);
	/* What Enter does when nothing is missing, translated, where it is more than to save; NULL. */
	const char *(*saving)(const struct app *app, void *data);
	/* After saving and closing; may open the next screen.  May be NULL. */
	void (*saved)(struct app *app, void *data);
};

void form_init(struct form *f, const char *title);
void form_add(struct form *f, const char *name, const char *label, const char *help, bool required,
	      const char *value);

/* The field added last held something else before: `value` is only a proposal. */
void form_stored(struct form *f, const char *stored);

/* Opens it; takes over everything in *f. */
void form_open(struct app *app, struct form *f);

/* What stands in a field of the form on top by now; NULL when there is none. */
const char *form_value(const struct app *app, const char *name);

/* Puts a value into a field of the form on top, as if it had been typed; false when there is none. */
bool form_put(struct app *app, const char *name, const char *value);

/* The lines under the form on top are to be made anew. */
void form_touch(struct app *app);

/* --- drafts: what is typed outlives the program (clinic/held.h) --- */

/* Writes what changed, at most once a second unless `now`; takes away what was saved. */
void drafts_keep(struct app *app, bool now);
/* Everything that is held was thrown away knowingly. */
void drafts_drop(struct app *app);
/* What was not saved last time is held again, and a message says so. */
void drafts_offer(struct app *app);

extern const struct screen form_screen;

#endif
