/* Texts with fields: what to say in a call (scripts/), what to write (templates/).
 *
 * A text is a file in Markdown's plainest form, one a language: recall.md, recall.zh.md.  A field in
 * braces ({name}, {salutation}, {last_visit}, {slot1}, {provider}, {clinic}, {me} …) is filled in;
 * "{price?}…{/price}" is left out when there is no price; "## busy: If they are busy" begins what to
 * say on an outcome or an objection.  A field nobody knows is told with file and line, and left
 * standing in a preview, never in a message that leaves. */
#ifndef REVISIT_CLINIC_SCRIPTS_H
#define REVISIT_CLINIC_SCRIPTS_H

#include "revisit/clinic/calls.h"

struct script_part {
	const char *outcome; /* key, NULL: the beginning */
	const char *heading; /* NULL */
	const char *text;    /* fields filled in, one line a line */
};
struct script {
	struct arena arena;
	struct script_part *parts;
	size_t n;
	const char *problem; /* unknown fields, a broken part: "recall.md:4: {nmae} is not known"; NULL */
};
/* `name` in the language of the patient if there is such a file, else of the clinic. */
bool script_fill(struct clinic *c, const char *name, int64_t patient, int64_t visit,
		 struct script *out, struct err *err);
void script_release(struct script *s);
/* The same for a message; `subject` from the first line "Subject: …".  ERR_TEMPLATE for what is
 * not known or empty: such a message never leaves. */
bool template_fill(struct clinic *c, const char *name, const char *channel, int64_t patient,
		   int64_t visit, char **subject, char **text, struct err *err);
/* The fields there are, for the manual and the palette: name, what it says. */
extern const struct choice text_fields[];
/* Problems of all scripts and templates of the folder, for `revisit check` and the screens. */
bool scripts_check(struct clinic *c, void (*finding)(const char *text, void *arg), void *arg,
		   struct err *err);

#endif
