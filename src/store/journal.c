/* Actions and changes: the one journal that is audit, undo and history. */
#include "revisit/base/i18n.h"
#include "revisit/base/secret.h"
#include "revisit/store/bulk.h"
#include "revisit/store/columns.h"
#include "revisit/store/imports.h"
#include "revisit/store/search.h"
#include "segments_inside.h"

struct action_state {
	struct action info;
	char *verb;
	instant_t at;
	struct sha256 digests; /* of the changes, in order */
};

void need_action(const struct store *s)
{
	if (!s->action)
		BUG("a write outside store_begin");
}

/* The running digest of a job's changes waits in the job between its slices. */
_Static_assert(sizeof(struct sha256) <= sizeof(((struct bulk_job *)0)->digests), "digests");

static void forget_action(struct store *s)
{
	if (s->open) {
		free(s->open->verb);
		free(s->open);
	}
	bulk_forget(s);
	s->open = NULL;
	s->action = 0;
	s->seq = 0;
	s->import = 0;
	s->ids_known = 0;
	s->bulk = false;
}

static void hold_action(struct store *s, const struct action *action, int64_t id)
{
	s->action = id;
	s->seq = 0;
	s->bulk = action->bulk;
	s->open = mem_alloc(sizeof(*s->open));
	s->open->info = *action;
	s->open->verb = mem_strdup(action->verb);
	s->open->info.verb = s->open->verb;
	s->open->at = clock_now(s->clock);
	sha256_init(&s->open->digests);
}

/* The hash is filled in at the end; the row is there for the changes' foreign key. */
static bool insert_action(struct store *s, const struct action *action, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO action (id, at, staff, session, verb, target, import, "
				 "undoes, prev_hash, hash) "
				 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', '')",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, s->action);
	stmt_int(q, 2, s->open->at);
	stmt_text(q, 3, str_or_empty(s->staff));
	stmt_int(q, 4, s->session);
	stmt_text(q, 5, action->verb);
	if (action->target)
		stmt_int(q, 6, action->target);
	if (action->import)
		stmt_int(q, 7, action->import);
	if (action->undoes)
		stmt_int(q, 8, action->undoes);
	return stmt_run(q, err);
}

bool store_begin(struct store *s, const struct action *action, struct err *err)
{
	if (s->action)
		BUG("an action inside an action");
	if (s->refuse)
		return err_set(err, ERR_READ_ONLY, "%s", s->refuse);
	if (!db_exec(s->db, "BEGIN IMMEDIATE", err))
		return false;
	int64_t session = s->session;
	int64_t id = db_number(s->db, "SELECT coalesce(max(id), 0) + 1 FROM action", -1);
	if (id < 0 || !session_open(s, err)) {
		if (id < 0)
			err_set(err, ERR_DAMAGED, _("the journal cannot be read"));
		s->session = session;
		db_exec(s->db, "ROLLBACK", NULL);
		return false;
	}
	hold_action(s, action, id);
	if (insert_action(s, action, err))
		return true;
	store_rollback(s);
	return false;
}

void store_set_target(struct store *s, int64_t patient)
{
	need_action(s);
	if (s->open->info.target == 0 && !s->bulk)
		s->open->info.target = patient;
}

void store_rollback(struct store *s)
{
	if (!s->action)
		return;
	db_exec(s->db, "ROLLBACK", NULL);
	/* The session row may have been part of it. */
	struct stmt *q = db_stmt(s->db, "SELECT 1 FROM session WHERE id = ?1", NULL);
	if (q) {
		stmt_int(q, 1, s->session);
		if (stmt_step(q, NULL) != STEP_ROW)
			s->session = 0;
		stmt_done(q);
	}
	forget_action(s);
}

/* NULL and "" are told apart. */
static void add_nullable(struct sha256 *h, const char *text)
{
	sha256_add(h, text ? "1" : "0", 1);
	sha256_add_text(h, text);
}

/* What an action's hash covers: every column, and the digests of its changes. */
#define SEALED "id, at, session, target, undoes, import, staff, verb, prev_hash"
enum { SEALED_COLUMNS = 9 };

/* `q` stands on a row that begins with SEALED. */
static void action_hash(char out[SHA256_HEX], struct stmt *q, const char *digests)
{
	struct sha256 h;

	sha256_init(&h);
	for (int i = 0; i < SEALED_COLUMNS; i++)
		add_nullable(&h, col_text(q, i));
	sha256_add_text(&h, digests);
	sha256_hex(&h, out);
}

/* The hash of the action that ended last, "" when there is none, and its place in the chain. */
static bool last_hash(struct store *s, char out[SHA256_HEX], int64_t *place, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT hash, sealed FROM action WHERE sealed IS NOT NULL "
				 "ORDER BY sealed DESC LIMIT 1",
				 err);
	enum step step = STEP_ERROR;

	out[0] = '\0';
	*place = 0;
	if (q)
		step = stmt_step(q, err);
	if (step == STEP_ROW) {
		snprintf(out, SHA256_HEX, "%s", str_or_empty(col_text(q, 0)));
		*place = col_int(q, 1);
	}
	stmt_done(q);
	return step != STEP_ERROR;
}

static bool hash_open_action(struct store *s, const char *digests, char out[SHA256_HEX],
			     struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT " SEALED " FROM action WHERE id = ?1", err);
	enum step step = STEP_ERROR;

	if (q) {
		stmt_int(q, 1, s->action);
		step = stmt_step(q, err);
	}
	if (step == STEP_ROW)
		action_hash(out, q, digests);
	stmt_done(q);
	return step == STEP_ROW;
}

static bool seal(struct store *s, struct err *err)
{
	char prev[SHA256_HEX];
	char hash[SHA256_HEX];
	char digests[SHA256_HEX];

	int64_t place;

	if (!last_hash(s, prev, &place, err))
		return false;
	struct stmt *q = db_stmt(s->db,
				 "UPDATE action SET prev_hash = ?2, target = ?3, sealed = ?4 "
				 "WHERE id = ?1",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, s->action);
	stmt_text(q, 2, prev);
	if (s->open->info.target)
		stmt_int(q, 3, s->open->info.target);
	stmt_int(q, 4, place + 1);
	sha256_hex(&s->open->digests, digests);
	if (!stmt_run(q, err) || !hash_open_action(s, digests, hash, err))
		return false;
	q = db_stmt(s->db, "UPDATE action SET hash = ?2 WHERE id = ?1", err);
	if (!q)
		return false;
	stmt_int(q, 1, s->action);
	stmt_text(q, 2, hash);
	/* The head of the chain, so that actions cut off its end are missed. */
	return stmt_run(q, err) && store_meta_set(s, "journal_head", hash, err);
}

bool store_commit(struct store *s, struct err *err)
{
	need_action(s);
	bool ok = store_bulk_end(s, err) && store_refresh_search(s, err);
	if (ok && s->seq == 0 && !s->bulk) {
		store_rollback(s); /* nothing was changed: no trace of it */
		return true;
	}
	ok = ok && segments_keep(s, err) && seal(s, err) && db_exec(s->db, "COMMIT", err);
	if (!ok) {
		store_rollback(s);
		return false;
	}
	forget_action(s);
	return true;
}

/* --- the action of a job, in slices --- */

bool store_slice_begin(struct store *s, const struct bulk_job *job, struct err *err)
{
	struct action action = { .verb = "import", .import = job->import, .bulk = true };

	if (s->action)
		BUG("a slice inside an action");
	if (s->refuse)
		return err_set(err, ERR_READ_ONLY, "%s", s->refuse);
	if (!db_exec(s->db, "BEGIN IMMEDIATE", err))
		return false;
	hold_action(s, &action, job->action);
	s->seq = job->seq;
	s->import = job->import;
	memcpy(&s->open->digests, job->digests, sizeof(s->open->digests));
	return true;
}

static void hand_on(const struct store *s, struct bulk_job *job)
{
	job->action = s->action;
	job->seq = s->seq;
	memcpy(job->digests, &s->open->digests, sizeof(s->open->digests));
}

bool store_slice_commit(struct store *s, struct bulk_job *job, struct err *err)
{
	bool more;

	need_action(s);
	if (!store_bulk_end(s, err) ||
	    (job->keys && !store_refresh_some(s, job->keys, &more, err)) ||
	    !db_exec(s->db, "COMMIT", err)) {
		store_rollback(s);
		return false;
	}
	hand_on(s, job);
	forget_action(s);
	return true;
}

bool store_slice_seal(struct store *s, struct err *err)
{
	need_action(s);
	return seal(s, err);
}

bool store_job_digests(struct store *s, struct bulk_job *job, int limit, bool *more, struct err *err)
{
	struct sha256 all;
	enum step step;
	int n = 0;
	struct stmt *q = db_stmt(s->db,
				 "SELECT seq, digest FROM change WHERE action = ?1 AND seq > ?2 "
				 "ORDER BY seq LIMIT ?3",
				 err);
	if (!q)
		return false;
	if (job->seq == 0)
		sha256_init(&all);
	else
		memcpy(&all, job->digests, sizeof(all));
	stmt_int(q, 1, job->action);
	stmt_int(q, 2, job->seq);
	stmt_int(q, 3, limit);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		job->seq = col_int(q, 0);
		sha256_add_text(&all, str_or_empty(col_text(q, 1)));
		n++;
	}
	stmt_done(q);
	memcpy(job->digests, &all, sizeof(all));
	*more = n == limit;
	return step == STEP_DONE;
}

/* --- changes --- */

static void change_digest(char out[SHA256_HEX], const char *salt, int64_t seq, const char *table,
			  int64_t row, const char *op, const char *before, const char *after)
{
	struct sha256 h;
	char numbers[48];

	snprintf(numbers, sizeof(numbers), "%lld %lld", (long long)seq, (long long)row);
	sha256_init(&h);
	sha256_add_text(&h, salt);
	sha256_add_text(&h, table);
	sha256_add_text(&h, numbers);
	sha256_add_text(&h, op);
	add_nullable(&h, before);
	add_nullable(&h, after);
	sha256_hex(&h, out);
}

bool journal_change(struct store *s, const char *table, int64_t row, const char *op,
		    const char *before, const char *after, struct err *err)
{
	unsigned char noise[16];
	char salt[33];
	char digest[SHA256_HEX];

	secret_random(noise, sizeof(noise));
	for (size_t i = 0; i < sizeof(noise); i++)
		snprintf(salt + 2 * i, 3, "%02x", noise[i]);
	change_digest(digest, salt, ++s->seq, table, row, op, before, after);
	sha256_add_text(&s->open->digests, digest);

	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO change (action, seq, tbl, row, op, before, after, salt, "
				 "digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, s->action);
	stmt_int(q, 2, s->seq);
	stmt_text(q, 3, table);
	stmt_int(q, 4, row);
	stmt_text(q, 5, op);
	stmt_text(q, 6, before);
	stmt_text(q, 7, after);
	stmt_text(q, 8, salt);
	stmt_text(q, 9, digest);
	return stmt_run(q, err);
}

/* Of a merge one change is enough: it may have moved hundreds of rows. */
static bool history_sql(struct store *s, struct stmt **q, struct err *err)
{
	*q = db_stmt(s->db,
		     "SELECT a.id, a.at, a.staff, a.verb, c.tbl, c.op, c.row, c.before, c.after "
		     "FROM action a JOIN change c ON c.action = a.id "
		     "WHERE a.target = ?1 AND (c.seq = 1 OR a.verb NOT IN ('merge', 'unmerge')) "
		     "AND (a.verb IN ('merge', 'unmerge') AND NOT EXISTS "
		     "(SELECT 1 FROM action u WHERE u.undoes = a.id AND u.verb = 'undo') "
		     "OR a.undoes IS NULL AND (WITH RECURSIVE link (id, n) AS (SELECT a.id, 0 "
		     "UNION ALL SELECT u.id, n + 1 FROM link JOIN action u ON u.undoes = link.id) "
		     "SELECT max(n) % 2 FROM link) = 0) "
		     "ORDER BY a.id DESC, c.seq LIMIT ?2",
		     err);
	return *q != NULL;
}

bool store_history(struct store *s, int64_t patient, int limit,
		   bool (*entry)(const struct edit_entry *e, void *arg), void *arg, struct err *err)
{
	struct stmt *q;
	enum step step = STEP_DONE;
	bool more = true;

	if (!history_sql(s, &q, err))
		return false;
	stmt_int(q, 1, patient);
	stmt_int(q, 2, limit);
	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		struct edit_entry e = {
			.action = col_int(q, 0),
			.at = col_int(q, 1),
			.row = col_int(q, 6),
			.staff = mem_strdup(col_text(q, 2)),
			.verb = mem_strdup(col_text(q, 3)),
			.table = mem_strdup(col_text(q, 4)),
			.op = mem_strdup(col_text(q, 5)),
			.before = mem_strdup(col_text(q, 7)),
			.after = mem_strdup(col_text(q, 8)),
		};
		more = entry(&e, arg);
		free(e.staff);
		free(e.verb);
		free(e.table);
		free(e.op);
		free(e.before);
		free(e.after);
	}
	stmt_done(q);
	return step != STEP_ERROR;
}

/* --- verifying the chain --- */

static bool changes_digest(struct store *s, int64_t action, char out[SHA256_HEX], bool *sound,
			   struct err *err)
{
	struct sha256 all;
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT tbl, row, op, before, after, salt, digest, seq FROM change "
				 "WHERE action = ?1 ORDER BY seq",
				 err);
	if (!q)
		return false;
	sha256_init(&all);
	stmt_int(q, 1, action);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		char digest[SHA256_HEX];
		change_digest(digest, col_text(q, 5), col_int(q, 7), col_text(q, 0), col_int(q, 1),
			      col_text(q, 2), col_text(q, 3), col_text(q, 4));
		if (!str_eq(digest, col_text(q, 6)))
			*sound = false;
		sha256_add_text(&all, str_or_empty(col_text(q, 6)));
	}
	stmt_done(q);
	sha256_hex(&all, out);
	return step == STEP_DONE;
}

static void told_of(int64_t action, const char *verb, void (*finding)(const char *text, void *arg),
		    void *arg)
{
	char *text = mem_printf(_("the journal was tampered with at action %lld (%s)"),
				(long long)action, verb);

	finding(text, arg);
	free(text);
}

/* Only a job that goes on has an action that has not ended. */
static bool verify_open(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
			struct err *err)
{
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT id, verb FROM action WHERE sealed IS NULL AND NOT EXISTS "
				 "(SELECT 1 FROM import WHERE id = action.import AND state IN "
				 "('applying', 'taking back', 'undoing'))",
				 err);
	if (!q)
		return false;
	while ((step = stmt_step(q, err)) == STEP_ROW)
		told_of(col_int(q, 0), col_text(q, 1), finding, arg);
	stmt_done(q);
	return step == STEP_DONE;
}

static bool verify_chain(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
			 struct err *err)
{
	char prev[SHA256_HEX] = "";
	int64_t place = 0;
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT " SEALED ", hash, sealed FROM action "
				 "WHERE sealed IS NOT NULL ORDER BY sealed",
				 err);

	if (!q)
		return false;
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		char digests[SHA256_HEX];
		char hash[SHA256_HEX];
		bool sound = true;
		if (!changes_digest(s, col_int(q, 0), digests, &sound, err)) {
			step = STEP_ERROR;
			break;
		}
		action_hash(hash, q, digests);
		if (!sound || !str_eq(prev, col_text(q, SEALED_COLUMNS - 1)) ||
		    !str_eq(hash, col_text(q, SEALED_COLUMNS)) ||
		    col_int(q, SEALED_COLUMNS + 1) != ++place)
			told_of(col_int(q, 0), col_text(q, 7), finding, arg);
		place = col_int(q, SEALED_COLUMNS + 1);
		snprintf(prev, sizeof(prev), "%s", str_or_empty(col_text(q, SEALED_COLUMNS)));
	}
	stmt_done(q);
	char *head = store_meta(s, "journal_head");
	if (step == STEP_DONE && !str_eq(head, prev))
		finding(_("the journal was tampered with: its last actions are missing"), arg);
	free(head);
	return step == STEP_DONE;
}

/* Of one moment: an action that ends between two questions is no finding. */
bool journal_verify(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
		    struct err *err)
{
	bool own = !s->action && db_exec(s->db, "SAVEPOINT verifying", err);
	bool ok = (own || s->action) && verify_open(s, finding, arg, err) &&
		  verify_chain(s, finding, arg, err);

	if (own)
		db_exec(s->db, "RELEASE verifying", NULL);
	return ok;
}
