/* Messages: made, held until they may leave, sent by programs or by hand, answered.
 *
 * A message is a row of the outbox from its making on, so nothing is ever sent twice or lost: it is
 * marked as being sent, on the disk, before a program gets it; what a crash leaves so is told and not
 * sent again by itself.  Consent is asked when it is made and again when it leaves. */
#ifndef REVISIT_CLINIC_MESSAGES_H
#define REVISIT_CLINIC_MESSAGES_H

#include "revisit/clinic/calls.h"
#include "revisit/store/messages.h"

/* Whether they may be written to by that channel for that purpose, and where: the contact, 0 for none.
 * A minor without an address of their own is written to at the guardian's.  *why (NULL allowed) says
 * why not, translated. */
int64_t message_may(struct clinic *c, int64_t patient, const char *channel, enum purpose purpose,
		    const char **why);

/* Puts one into the outbox (or, of a channel worked by hand, among those to be written).  Text and
 * subject are as given or made from m->template. */
bool message_make(struct clinic *c, struct message *m, struct err *err);
/* Written by hand and sent: on the timeline as an attempt. */
/* Messages that somebody has to send by hand now, and those that were given up: counted up to a thousand. */
void messages_to_do(struct clinic *c, int *by_hand, int *not_sent);
bool message_sent_by_hand(struct clinic *c, int64_t message, struct err *err);
bool message_drop(struct clinic *c, int64_t message, const char *why, struct err *err);
/* What was given up, or nobody knows of whether it arrived, waits to be sent once more. */
bool message_again(struct clinic *c, int64_t message, struct err *err);

/* "text message", "WeChat", "e-mail"; another channel as it is written. */
const char *message_channel_label(const char *channel);
/* The first time from then on at which messages may leave (message hours of clinic.yaml). */
instant_t message_hours_next(const struct config *config, instant_t at);
/* "sms 138 0000 0042: 2 parts of 67, 81 characters" … what sending the text takes; appended. */
void message_length_words(struct str *out, const char *channel, const char *text);

/* How many short messages a text takes: 160 (7 bit), 70 (otherwise), 153 and 67 in parts of several;
 * GSM 03.38 with its extension table counting two. */
int sms_parts(const char *text, int *units, bool *unicode);

/* The reminders that visits should have by now and have not: makes them.  Of several only the one
 * nearest to the visit; none of a visit that was booked later than it would have gone out.  Those of
 * visits that were moved or called off are taken out.  *n: how many were made. */
bool reminders_make(struct clinic *c, int64_t *n, struct err *err);

struct send_line {
	int64_t message, patient;
	const char *channel, *number;
	const char *state; /* "sent", "failed", "later", "refused", "unknown": a crash left it so */
	const char *error;
};
/* Delivers what may leave now, through the programs of clinic.yaml; told() of each.  `dry`: only
 * says what it would do.  What fails for now (exit 75, a hanging program) is tried again later, at
 * most 5 times over a day. */
bool messages_send(struct clinic *c, bool dry, void (*told)(const struct send_line *l, void *arg),
		   void *arg, struct err *err);

/* A reply: by file of a channel's inbox, or by hand.  Opt-out words refuse that channel at once; an
 * answer to a reminder ("1", "ok", 确认) confirms the visit it reminded of.  *what (heap) says what
 * was done.  patient 0: found by the number. */
bool message_came(struct clinic *c, const char *channel, const char *number, int64_t patient,
		  const char *text, char **what, struct err *err);
/* Reads the inboxes, files that go into "done" beside them; and what gammu-smsd could not send.  *n:
 * how many came. */
bool messages_fetch(struct clinic *c, int64_t *n, struct err *err);
/* A message that came back: marks the address, told by its Message-ID or by the address. */
bool message_bounced(struct clinic *c, const char *id, const char *address, const char *why,
		     struct err *err);

/* The same out of the mail that says so (a delivery status report). */
bool message_bounce_mail(struct clinic *c, const char *mail, struct err *err);

/* What they do not want, most first: "do not call (said so, Nov 23)", "nothing by WeChat", "no calls for
 * marketing"; of a minor the guardian's, too. */
struct refusal {
	char *words;   /* heap */
	bool no_calls; /* they may not be rung at all */
	bool one_purpose;
};
struct refusals {
	struct refusal *v;
	size_t n, cap;
};
bool refusals_of(struct clinic *c, int64_t patient, struct refusals *out, struct err *err);
void refusals_release(struct refusals *r);

/* Consent as it is given or taken back: for a purpose and a channel (NULL: all), with evidence.
 * There is one row for each; what was said before is in the journal. */
bool consent_set(struct clinic *c, int64_t patient, const char *purpose, const char *channel,
		 const char *state, const char *evidence, struct err *err);

/* The tag do-not-call, while it lasts. */
bool marked_do_not_call(struct clinic *c, int64_t patient);

#endif
