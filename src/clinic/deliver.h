/* Handing one message to what delivers it. */
#ifndef REVISIT_CLINIC_DELIVER_H
#define REVISIT_CLINIC_DELIVER_H

#include "revisit/clinic/messages.h"

enum delivered {
	DELIVERED,
	DELIVERED_PERHAPS, /* it says so, and complains */
	DELIVERY_LATER,    /* may work another time */
	DELIVERY_FAILED,
};

/* By what the message is known outside: Message-ID, file name; heap, NULL when by nothing. */
char *delivery_id(struct clinic *c, const struct channel_def *ch, const struct message *m);
/* *said (heap, NULL) is what went wrong, or what the program complains about. */
enum delivered deliver(struct clinic *c, const struct channel_def *ch, const struct message *m,
		       char **said);
/* Of a message that a crash left: whether its file is out there all the same. */
bool delivery_is_out(struct clinic *c, const struct channel_def *ch, const struct message *m);
/* gammu-smsd has put it among those it could not send. */
bool delivery_was_refused(struct clinic *c, const struct channel_def *ch, const struct message *m);

#endif
