/* The rule file in force and what was tried, for all processes to agree. */
#include "revisit/base/i18n.h"
#include "revisit/store/segments.h"

void rules_version_release(struct rules_version *v)
{
	free(v->text);
	free(v->sha);
	free(v->by);
	free(v->error);
	*v = (struct rules_version){ 0 };
}

int64_t store_rules_newest(struct store *s)
{
	return db_number(s->db, "SELECT coalesce(max(seq), 0) FROM config_version WHERE kind = 'rules'",
			 0);
}

bool store_rules_version(struct store *s, struct rules_version *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT seq, text, sha, by, at, (SELECT error FROM config_version "
				 "WHERE kind = 'rules' ORDER BY seq DESC LIMIT 1) FROM config_version "
				 "WHERE kind = 'rules' AND error IS NULL ORDER BY seq DESC LIMIT 1",
				 err);
	enum step step = STEP_ERROR;

	*out = (struct rules_version){ 0 };
	if (!q)
		return false;
	step = stmt_step(q, err);
	if (step == STEP_ROW)
		*out = (struct rules_version){
			.seq = col_int(q, 0),
			.text = mem_strdup(col_text(q, 1)),
			.sha = mem_strdup(col_text(q, 2)),
			.by = mem_strdup(col_text(q, 3)),
			.at = col_int(q, 4),
			.error = mem_strdup(col_text(q, 5)),
		};
	stmt_done(q);
	if (step != STEP_DONE)
		return step == STEP_ROW;
	/* Nothing was ever in force; something may have been tried. */
	q = db_stmt(s->db,
		    "SELECT error FROM config_version WHERE kind = 'rules' ORDER BY seq DESC LIMIT 1", err);
	if (!q)
		return false;
	step = stmt_step(q, err);
	if (step == STEP_ROW)
		out->error = mem_strdup(col_text(q, 0));
	stmt_done(q);
	return step != STEP_ERROR;
}

bool store_rules_before(struct store *s, struct rules_version *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT b.seq, b.text, b.sha, b.by, b.at FROM config_version b, "
				 "(SELECT seq, sha FROM config_version WHERE kind = 'rules' AND error IS "
				 "NULL ORDER BY seq DESC LIMIT 1) n WHERE b.kind = 'rules' AND b.error IS "
				 "NULL AND b.seq < n.seq AND b.sha <> n.sha ORDER BY b.seq DESC LIMIT 1",
				 err);

	*out = (struct rules_version){ 0 };
	if (!q)
		return false;
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW)
		*out = (struct rules_version){
			.seq = col_int(q, 0),
			.text = mem_strdup(col_text(q, 1)),
			.sha = mem_strdup(col_text(q, 2)),
			.by = mem_strdup(col_text(q, 3)),
			.at = col_int(q, 4),
		};
	stmt_done(q);
	return step != STEP_ERROR;
}

/* Of the newest attempt; whether it is of that sha, and broken. */
static bool newest_is(struct store *s, const char *sha, bool broken)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT sha, error IS NOT NULL FROM config_version WHERE kind = 'rules' "
				 "ORDER BY seq DESC LIMIT 1",
				 NULL);
	if (!q)
		return false;
	bool is = stmt_step(q, NULL) == STEP_ROW && str_eq(sha, col_text(q, 0)) &&
		  (col_int(q, 1) != 0) == broken;
	stmt_done(q);
	return is;
}

static bool add(struct store *s, const char *sha, const char *text, const char *error,
		struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO config_version (kind, seq, sha, text, by, at, error) "
				 "VALUES ('rules', (SELECT coalesce(max(seq), 0) + 1 FROM config_version "
				 "WHERE kind = 'rules'), ?1, ?2, ?3, ?4, ?5)",
				 err);
	if (!q)
		return false;
	stmt_text(q, 1, sha);
	stmt_text(q, 2, text);
	stmt_text(q, 3, s->staff);
	stmt_int(q, 4, clock_now(s->clock));
	stmt_text(q, 5, error);
	return stmt_run(q, err);
}

static bool add_attempt(struct store *s, const char *sha, const char *text, const char *error,
			struct err *err)
{
	if (s->refuse)
		return err_set(err, ERR_READ_ONLY, "%s", s->refuse);
	bool own = !s->action;
	if (own && !db_exec(s->db, "BEGIN IMMEDIATE", err))
		return false;
	bool ok = newest_is(s, sha, error != NULL) || add(s, sha, text, error, err);
	if (!own || (ok && db_exec(s->db, "COMMIT", err)))
		return ok;
	db_exec(s->db, "ROLLBACK", NULL);
	return false;
}

bool store_rules_activate(struct store *s, const char *text, const char *sha, int64_t *seq,
			  struct err *err)
{
	struct rules_version v = { 0 };
	bool ok = add_attempt(s, sha, text, NULL, err) && store_rules_version(s, &v, err);

	*seq = v.seq;
	rules_version_release(&v);
	return ok;
}

bool store_rules_failed(struct store *s, const char *sha, const char *error, struct err *err)
{
	return add_attempt(s, sha, "", error, err);
}
