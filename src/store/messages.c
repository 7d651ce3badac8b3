#include "revisit/store/messages.h"
#include "revisit/store/columns.h"

/* Word for word what message_outbox is an index of: without it all that was ever sent is read. */
#define OPEN "state IN ('waiting', 'sending', 'failed', 'bounced') AND "

static bool read_all(struct stmt *q, struct rows *out, struct err *err)
{
	enum step step;

	while ((step = stmt_step(q, err)) == STEP_ROW)
		read_row(q, out->rec, rows_add(out));
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_messages_due(struct store *s, instant_t until, size_t most, struct rows *out,
			struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 select_sql(&record_message,
					    "WHERE " OPEN "state = 'waiting' AND "
					    "(not_before IS NULL OR not_before <= ?1) ORDER BY id LIMIT ?2"),
				 err);

	if (!q)
		return false;
	stmt_int(q, 1, until);
	stmt_int(q, 2, (int64_t)most);
	return read_all(q, out, err);
}

bool store_messages_sending(struct store *s, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE " OPEN "state = 'sending' ORDER BY id", 0, 0, out, err);
}

bool store_messages(struct store *s, int state, int64_t patient, size_t most, struct rows *out,
		    struct err *err)
{
	bool open = state == MESSAGE_WAITING || state == MESSAGE_SENDING || state == MESSAGE_FAILED ||
		    state == MESSAGE_BOUNCED;
	/* One query for each way of asking, so that each has its index. */
	const char *tail = patient ? "WHERE patient = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY id DESC LIMIT ?3" :
			   open    ? "WHERE ?1 = 0 AND " OPEN "state = ?2 ORDER BY id DESC LIMIT ?3" :
				     "WHERE ?1 = 0 AND (?2 IS NULL OR state = ?2) ORDER BY id DESC LIMIT ?3";
	struct stmt *q = db_stmt(s->db, select_sql(&record_message, tail), err);

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	if (state >= 0)
		stmt_text(q, 2, message_state_choices[state].key);
	stmt_int(q, 3, (int64_t)most);
	return read_all(q, out, err);
}

bool store_visit_messages(struct store *s, int64_t visit, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE visit = ?1 ORDER BY id", visit, 0, out, err);
}

bool store_message_to(struct store *s, const char *channel, const char *number, instant_t since,
		      struct message *out)
{
	struct stmt *q = db_stmt(s->db,
				 select_sql(&record_message,
					    "WHERE number = ?1 AND channel = ?2 AND direction = 'out' AND "
					    "state = 'sent' AND sent_at >= ?3 ORDER BY sent_at DESC, id DESC LIMIT 1"),
				 NULL);

	if (!q)
		return false;
	stmt_text(q, 1, number);
	stmt_text(q, 2, channel);
	stmt_int(q, 3, since);
	bool there = stmt_step(q, NULL) == STEP_ROW;
	if (there)
		read_row(q, &record_message, out);
	stmt_done(q);
	return there;
}

int64_t store_messages_of_channel(struct store *s, const char *channel, instant_t until, int64_t most)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT count(*) FROM (SELECT 1 FROM message WHERE state = 'waiting' AND "
				 "channel = ?1 AND coalesce(not_before, 0) <= ?2 LIMIT ?3)",
				 NULL);
	int64_t n = 0;

	if (!q)
		return 0;
	stmt_text(q, 1, channel);
	stmt_int(q, 2, until);
	stmt_int(q, 3, most);
	if (stmt_step(q, NULL) == STEP_ROW)
		n = col_int(q, 0);
	stmt_done(q);
	return n;
}

bool store_messages_by_channel(struct store *s, const char *channel, instant_t until, size_t most,
			       struct rows *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 select_sql(&record_message,
					    "WHERE state = 'waiting' AND channel = ?1 AND "
					    "coalesce(not_before, 0) <= ?2 ORDER BY id LIMIT ?3"),
				 err);

	if (!q)
		return false;
	stmt_text(q, 1, channel);
	stmt_int(q, 2, until);
	stmt_int(q, 3, (int64_t)most);
	return read_all(q, out, err);
}

int64_t store_messages_given_up(struct store *s)
{
	return db_number(s->db,
			 "SELECT count(*) FROM (SELECT 1 FROM message WHERE " OPEN "state = 'failed' LIMIT 1000)",
			 0);
}

int64_t store_message_by_external(struct store *s, const char *external)
{
	struct stmt *q = db_stmt(s->db, "SELECT id FROM message WHERE external_id = ?1", NULL);
	int64_t id = 0;

	if (!q)
		return 0;
	stmt_text(q, 1, external);
	if (stmt_step(q, NULL) == STEP_ROW)
		id = col_int(q, 0);
	stmt_done(q);
	return id;
}

int64_t store_messages_waiting(struct store *s)
{
	return db_number(s->db, "SELECT count(*) FROM message WHERE " OPEN "state IN ('waiting', 'sending')", 0);
}

bool store_contacts_by_norm(struct store *s, const char *norm, struct rows *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 select_sql(&record_contact,
					    "WHERE norm = ?1 AND patient IN (SELECT id FROM patient WHERE "
					    "status <> 'merged') ORDER BY id"),
				 err);

	if (!q)
		return false;
	stmt_text(q, 1, norm);
	return read_all(q, out, err);
}
