/* Drafts of forms: what was typed and not saved, in small files of the clinic's folder "drafts".
 *
 * They outlive a crash or a dropped line.  A file belongs to the process that wrote it; one whose
 * process is gone is offered to the same staff at the next start, and after a day to anybody, since
 * nobody else may come for it.  Not in the database: typing must not wake other terminals. */
#ifndef REVISIT_CLINIC_HELD_H
#define REVISIT_CLINIC_HELD_H

#include "revisit/clinic/clinic.h"

struct held_field {
	char *name, *value, *stored; /* stored: as the record was when the form was opened */
};

struct held {
	char *staff, *kind, *title, *focus;
	int64_t id, since; /* what it is about; the last action it knew */
	instant_t at;
	int number;        /* of its file, among those of this process */
	struct held_field *fields;
	size_t n, cap;
};

struct held_list {
	struct held *v;
	size_t n, cap;
	int unreadable; /* files that are no drafts, or broken ones: left alone */
};

void held_add(struct held *h, const char *name, const char *value, const char *stored);
void held_release(struct held *h);

/* Its contents, the same for the same draft; held_put adds who and when. */
void held_text(struct str *out, const struct held *h);
bool held_put(struct clinic *c, int number, const char *text, struct err *err);
void held_drop(struct clinic *c, int number);
/* Out of the way but not gone: nobody is offered it again. */
void held_set_aside(struct clinic *c, int number);

/* Takes over the drafts that this staff should be offered; their numbers begin behind `last`. */
void held_take_over(struct clinic *c, int last, struct held_list *out);
void held_list_release(struct held_list *l);

#endif
