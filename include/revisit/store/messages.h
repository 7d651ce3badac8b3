/* Messages in the database: the outbox, what is under way, replies. */
#ifndef REVISIT_STORE_MESSAGES_H
#define REVISIT_STORE_MESSAGES_H

#include "revisit/store/store.h"

/* Lists of struct message, appended. */

/* What may leave by then, the first one made first; at most `most`. */
bool store_messages_due(struct store *s, instant_t until, size_t most, struct rows *out,
			struct err *err);
/* Those a program has had, whenever it got them. */
bool store_messages_sending(struct store *s, struct rows *out, struct err *err);
/* In a state (−1: any), of a patient (0: all), newest first; at most `most`. */
bool store_messages(struct store *s, int state, int64_t patient, size_t most, struct rows *out,
		    struct err *err);
/* Those of a visit, whatever became of them. */
bool store_visit_messages(struct store *s, int64_t visit, struct rows *out, struct err *err);
/* The last one that went out to that number or address by that channel, within `since`: into an
 * initialised row; false when there is none. */
bool store_message_to(struct store *s, const char *channel, const char *number, instant_t since,
		      struct message *out);
/* How many may leave by that channel by then; counted up to so many. */
int64_t store_messages_of_channel(struct store *s, const char *channel, instant_t until, int64_t most);
/* Those themselves, the first one made first. */
bool store_messages_by_channel(struct store *s, const char *channel, instant_t until, size_t most,
			       struct rows *out, struct err *err);
/* How many were given up; counted up to a thousand. */
int64_t store_messages_given_up(struct store *s);
/* By Message-ID or file name; 0. */
int64_t store_message_by_external(struct store *s, const char *external);
int64_t store_messages_waiting(struct store *s); /* how many */

/* Contacts (struct contact) of living charts with that normal form. */
bool store_contacts_by_norm(struct store *s, const char *norm, struct rows *out, struct err *err);

#endif
