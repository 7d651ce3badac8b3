/* Somebody who is rung or written to, as the texts name them: read as it is asked for. */
#ifndef REVISIT_CLINIC_TALK_H
#define REVISIT_CLINIC_TALK_H

#include "revisit/clinic/patients.h"
#include "revisit/clinic/scripts.h"

enum { TALK_SLOTS = 3, FIELD_CHARACTERS = 120 };

struct talk {
	struct clinic *c;
	bool zh;                /* the language of the text */
	const char *channel;    /* of a message, NULL: it is said */
	struct patient p;       /* whom it is about */
	struct patient guardian; /* of a minor: who is spoken to; row.id 0: the patient */
	int64_t visit;          /* what it is about, 0: the next one */
	struct visit about;     /* row.id 0: none */
	bool looked;            /* at `card` and `about` */
	bool has_card;
	struct card card;
	bool offered;           /* slots were looked for */
	char *slot[TALK_SLOTS]; /* NULL */
};

/* ERR_NO_MATCH without such a patient. */
bool talk_begin(struct talk *t, struct clinic *c, int64_t patient, int64_t visit, struct err *err);
void talk_end(struct talk *t);

/* By its name in either language. */
const struct text_field *text_field_find(const char *name, size_t n);
/* The value, made harmless; appended.  False when there is none. */
bool talk_value(struct talk *t, const struct text_field *f, struct str *out);

/* One line of a text from elsewhere: no control characters, nothing that turns a line around, not
 * endless; appended. */
void text_harmless(struct str *out, const char *text, size_t most);

#endif
