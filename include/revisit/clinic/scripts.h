/* Texts with fields: what to say in a call (scripts/), what to write (templates/).
 *
 * A text is a file in Markdown's plainest form, one a language: recall.md, recall.zh.md.  A field in
 * braces ({name}, {salutation}, {last_visit}, {slot1}, {provider}, {clinic}, {me} …) is filled in;
 * "{price?}…{/price}" is left out when there is no price, "{price!}…{/price}" when there is one;
 * "{{" is a brace.  "## busy: If they are busy" begins what to say on an outcome or an objection.
 * "<!-- … -->" is for whoever edits the file.  A field nobody knows is told with file and line, and
 * left standing in a preview, never in a message that leaves.
 *
 * What is filled in is one line without control characters, however it got into the chart, and is
 * not looked through for fields again. */
#ifndef REVISIT_CLINIC_SCRIPTS_H
#define REVISIT_CLINIC_SCRIPTS_H

#include "revisit/clinic/calls.h"

struct script_part {
	const char *outcome; /* key, NULL: the beginning, or an objection */
	const char *heading; /* NULL */
	const char *text;    /* fields filled in, one line a line */
};
struct script {
	struct arena arena;
	struct script_part *parts;
	size_t n;
	const char *problem; /* unknown fields, a broken part: "recall.md:4: {nmae} is not known"; NULL */
};
/* `name` in the language of the patient if there is such a file, else of the clinic.  ERR_TEMPLATE:
 * there is none of that name, or it cannot be read. */
bool script_fill(struct clinic *c, const char *name, int64_t patient, int64_t visit,
		 struct script *out, struct err *err);
void script_release(struct script *s);
/* The same for a message; `subject` (NULL when there is none) from the line "Subject: …" at its top.
 * ERR_TEMPLATE for what is not known, for a field that is empty outside of {field?}, for an empty
 * text: such a message never leaves. */
bool template_fill(struct clinic *c, const char *name, const char *channel, int64_t patient,
		   int64_t visit, char **subject, char **text, struct err *err);

/* The files there are, each once whatever its languages, by name. */
struct text_file {
	char *name, *title; /* title: of its line "Title: …" in the language in force, else the name */
	int purpose;        /* of its line "Purpose: …"; −1 */
};
struct text_files {
	struct text_file *v;
	size_t n, cap;
};
bool scripts_list(struct clinic *c, struct text_files *out, struct err *err);
bool templates_list(struct clinic *c, struct text_files *out, struct err *err);
void text_files_release(struct text_files *f);
/* enum purpose of a template, −1 when it does not say. */
int template_purpose(struct clinic *c, const char *name);

/* The fields there are, for the manual and the palette. */
struct talk;
struct text_field {
	const char *name, *also; /* also: in Chinese */
	const char *help;        /* N_() */
	void (*fill)(struct talk *t, struct str *out);
};
extern const struct text_field text_fields[]; /* ends with a NULL name */

/* Problems of all scripts and templates of the folder, for `revisit check` and the screens. */
bool scripts_check(struct clinic *c, void (*finding)(const char *text, void *arg), void *arg,
		   struct err *err);
/* The scripts and templates that come with the program, those that the folder has not. */
bool starter_texts(const char *folder, struct err *err);

#endif
