/* The screens of messages. */
#ifndef REVISIT_SRC_SCREEN_MESSAGE_H
#define REVISIT_SRC_SCREEN_MESSAGE_H

#include "revisit/app/app.h"

/* What a message is opened with; zeroed but for the patient: as usual. */
struct message_for {
	int64_t patient, visit;
	int64_t message;      /* one that waits for a hand, 0 */
	const char *template; /* NULL */
};

/* The message of a patient, to be looked at, changed and sent. */
void show_message(struct app *app, const struct message_for *what);
/* The outbox: what failed, what waits; or only what somebody has to send by hand. */
void show_outbox(struct app *app, bool by_hand);
/* What a patient agrees to, and a new answer. */
void consent_form(struct app *app, int64_t patient);

extern const struct screen message_screen; /* argument: struct message_for */

#endif
