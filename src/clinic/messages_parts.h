/* Inside clinic/: what the files about messages share. */
#ifndef REVISIT_CLINIC_MESSAGES_PARTS_H
#define REVISIT_CLINIC_MESSAGES_PARTS_H

#include "revisit/care/consent.h"
#include "revisit/clinic/messages.h"

/* Of a patient and, when not 0, of the guardian of a minor. */
enum consent_answer consent_now(struct clinic *c, const struct patient *p, int64_t guardian,
				const char *purpose, const char *channel);

/* Writes the line of the timeline and enters it in the message; inside an action. */
bool message_attempt(struct clinic *c, struct message *m, const char *outcome, struct err *err);

/* The message into an initialised row, in an action of that verb about its patient; nothing is open
 * when it fails. */
bool message_begin(struct clinic *c, const char *verb, int64_t message, struct message *m,
		   struct err *err);
bool message_write(struct clinic *c, struct message *m, struct err *err);

/* Why a waiting message must not leave any more: refused meanwhile, the visit is off or over; NULL. */
const char *message_obsolete(struct clinic *c, const struct message *m);

/* message_came, of a file of an inbox (NULL: by hand). */
bool reply_came(struct clinic *c, const char *channel, const char *number, int64_t patient,
		const char *text, const char *file, char **what, struct err *err);

/* A folder of clinic.yaml: relative to the clinic's; heap. */
char *clinic_path(const struct clinic *c, const char *folder);

#endif
