/* The outbox: each message is marked as being sent, on the disk, before anything gets it. */
#include "revisit/base/i18n.h"
#include "deliver.h"
#include "messages_parts.h"

enum { SEND_PAGE = 20000, SEND_TRIES = 5, SEND_GRACE_S = 60 };

struct sending {
	struct clinic *c;
	bool dry;
	void (*told)(const struct send_line *l, void *arg);
	void *arg;
	struct strlist broken; /* channels whose program cannot be started: not tried for each */
};

static void tell(const struct sending *s, const struct message *m, const char *state,
		 const char *error)
{
	const struct send_line line = { .message = m->row.id,
					.patient = m->patient,
					.channel = m->channel,
					.number = m->number,
					.state = state,
					.error = error };

	if (s->told)
		s->told(&line, s->arg);
}

/* After the n-th try, so that five of them lie within a day. */
static instant_t next_try(instant_t now, int64_t tries)
{
	static const int minutes[] = { 5, 30, 120, 480 };
	size_t i = tries > 0 ? (size_t)tries - 1 : 0;

	if (i >= ARRAY_SIZE(minutes))
		i = ARRAY_SIZE(minutes) - 1;
	return now + (instant_t)minutes[i] * 60 * 1000;
}

/* --- before --- */

static bool drop(struct sending *s, struct message *m, const char *why, struct err *err)
{
	m->state = MESSAGE_DROPPED;
	str_replace(&m->error, why);
	/* A visit that is later now may have its reminder again. */
	if (m->rule)
		str_replace(&m->rule, NULL);
	return message_write(s->c, m, err);
}

/* Marks it, unless it is somebody else's by now or must not leave.  *go: it is ours to send. */
static bool take(struct sending *s, int64_t id, const struct channel_def *ch, struct message *m,
		 bool *go, struct err *err)
{
	struct clinic *c = s->c;
	instant_t now = clock_now(&c->clock);

	*go = false;
	if (!message_begin(c, "message-send", id, m, err))
		return false;
	bool ok = true;
	const char *why = NULL;
	if (m->state == MESSAGE_WAITING && (m->not_before == INSTANT_NONE || m->not_before <= now)) {
		why = message_obsolete(c, m);
		*go = !why;
		if (why) {
			ok = drop(s, m, why, err);
		} else {
			char *outside = delivery_id(c, ch, m);
			m->state = MESSAGE_SENDING;
			m->tries++;
			m->not_before = now + (instant_t)(ch->program.seconds + SEND_GRACE_S) * 1000;
			str_replace(&m->external_id, outside);
			free(outside);
			ok = message_write(c, m, err);
		}
	}
	ok = clinic_end(c, ok, err);
	*go = *go && ok;
	if (ok && why)
		tell(s, m, "refused", why);
	return ok;
}

/* --- behind --- */

static bool settle(struct sending *s, int64_t id, enum delivered is, const char *said,
		   struct err *err)
{
	struct clinic *c = s->c;
	struct message m;
	const char *state = "sent";

	bool ok = message_begin(c, "message-send", id, &m, err);
	if (!ok || m.state != MESSAGE_SENDING) {
		record_release(&record_message, &m);
		return ok && clinic_end(c, false, NULL);
	}
	str_replace(&m.error, said);
	if (is == DELIVERY_LATER && m.tries < SEND_TRIES) {
		state = "later";
		m.state = MESSAGE_WAITING;
		m.not_before = message_hours_next(c->config, next_try(clock_now(&c->clock), m.tries));
	} else if (is == DELIVERY_LATER || is == DELIVERY_FAILED) {
		state = "failed";
		m.state = MESSAGE_FAILED;
		m.not_before = INSTANT_NONE;
		ok = message_attempt(c, &m, "failed", err);
	} else {
		m.state = MESSAGE_SENT;
		m.not_before = INSTANT_NONE;
		m.sent_at = clock_now(&c->clock);
		ok = message_attempt(c, &m, "sent", err);
	}
	ok = ok && message_write(c, &m, err);
	ok = clinic_end(c, ok, err);
	if (ok)
		tell(s, &m, state, said);
	record_release(&record_message, &m);
	return ok;
}

/* --- one --- */

static bool send_dry(struct sending *s, const struct message *m, const struct channel_def *ch)
{
	const char *why = message_obsolete(s->c, m);

	if (why)
		tell(s, m, "refused", why);
	else if (ch->how != DELIVERY_HAND)
		tell(s, m, "sent", NULL);
	return true;
}

static bool send_one(struct sending *s, const struct message *waiting, struct err *err)
{
	const struct channel_def *ch = config_channel(s->c->config, waiting->channel);
	struct message m;
	bool go;

	if (!ch) {
		tell(s, waiting, "later", _("clinic.yaml has no such channel"));
		return true;
	}
	if (s->dry)
		return send_dry(s, waiting, ch);
	/* What is written by hand waits for somebody; but not when it must not leave any more. */
	if ((ch->how == DELIVERY_HAND && !message_obsolete(s->c, waiting)) ||
	    strlist_has(&s->broken, ch->channel))
		return true;
	bool ok = take(s, waiting->row.id, ch, &m, &go, err);
	if (ok && go) {
		char *said = NULL;
		enum delivered is = deliver(s->c, ch, &m, &said);
		ok = settle(s, m.row.id, is, said, err);
		if (is == DELIVERY_LATER && (ch->how == DELIVERY_SPOOL || ch->how == DELIVERY_GAMMU))
			strlist_add(&s->broken, ch->channel);
		free(said);
	}
	record_release(&record_message, &m);
	return ok;
}

/* --- what a crash left --- */

static bool look_after(struct sending *s, const struct message *left, struct err *err)
{
	const struct channel_def *ch = config_channel(s->c->config, left->channel);
	struct message m;

	if (left->not_before != INSTANT_NONE && left->not_before > clock_now(&s->c->clock))
		return true; /* another process may have it */
	if (s->dry) {
		tell(s, left, "unknown", _("it was being sent when the program stopped"));
		return true;
	}
	if (ch && delivery_is_out(s->c, ch, left))
		return settle(s, left->row.id, DELIVERED, NULL, err);
	bool ok = message_begin(s->c, "message-send", left->row.id, &m, err);
	if (ok && m.state == MESSAGE_SENDING) {
		m.state = MESSAGE_FAILED;
		m.not_before = INSTANT_NONE;
		str_replace(&m.error, _("it was being sent when the program stopped: it may have arrived. Ask, "
				     "then mark it sent or send it again"));
		ok = clinic_end(s->c, message_write(s->c, &m, err), err);
		if (ok)
			tell(s, &m, "unknown", m.error);
	} else if (ok) {
		clinic_end(s->c, false, NULL);
	}
	record_release(&record_message, &m);
	return ok;
}

bool messages_send(struct clinic *c, bool dry, void (*told)(const struct send_line *l, void *arg),
		   void *arg, struct err *err)
{
	struct sending s = { .c = c, .dry = dry, .told = told, .arg = arg };
	struct rows rows;

	strlist_init(&s.broken);
	rows_init(&rows, &record_message);
	bool ok = store_messages_sending(&c->store, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++)
		ok = look_after(&s, rows_at(&rows, i), err);
	rows_release(&rows);
	rows_init(&rows, &record_message);
	/* Quiet hours hold whatever was made for now. */
	instant_t now = clock_now(&c->clock);
	bool open = message_hours_next(c->config, now) <= now;
	ok = ok && store_messages_due(&c->store, now, SEND_PAGE, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct message *m = rows_at(&rows, i);
		const struct channel_def *ch = config_channel(c->config, m->channel);
		if (open || (ch && ch->how == DELIVERY_HAND))
			ok = send_one(&s, m, err);
		else
			tell(&s, m, "later", _("outside the message hours"));
	}
	rows_release(&rows);
	strlist_release(&s.broken);
	return ok;
}
