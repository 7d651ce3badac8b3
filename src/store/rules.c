/* The rule file in force and what was tried, for all processes to agree. */
#include "revisit/base/i18n.h"
#include "revisit/store/segments.h"
#include "restore.h"

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

bool store_rules_of(struct store *s, const char *sha, struct rules_version *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT seq, text, by, at FROM config_version WHERE kind = 'rules' AND "
				 "error IS NULL AND sha = ?1 ORDER BY seq DESC LIMIT 1",
				 err);

	*out = (struct rules_version){ 0 };
	if (!q)
		return false;
	stmt_text(q, 1, sha);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW)
		*out = (struct rules_version){
			.seq = col_int(q, 0),
			.text = mem_strdup(col_text(q, 1)),
			.sha = mem_strdup(sha),
			.by = mem_strdup(col_text(q, 2)),
			.at = col_int(q, 3),
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

/* --- taken back --- */

static const struct recipe_row *rules_row(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->n; i++)
		if (recipe->v[i].rec == &record_rules_change)
			return &recipe->v[i];
	return NULL;
}

const char *recipe_rules(const struct recipe *recipe, const char **now)
{
	const struct recipe_row *r = rules_row(recipe);
	const struct rules_change *c = r ? (r->is ? r->after : r->before) : NULL;

	if (!c)
		return NULL;
	if (now)
		*now = r->is ? c->sha : c->was;
	return r->is ? c->was : c->sha;
}

/* "the rules were changed since (bo 09:05)" */
static bool changed_since(const struct rules_version *v, struct err *err)
{
	struct str when;
	day_t day;
	minute_t minute;

	str_init(&when);
	instant_split(v->at, &day, &minute);
	day_iso(&when, day);
	str_addc(&when, ' ');
	minute_iso(&when, minute);
	err_set(err, ERR_CONFLICT, _("the rules were changed since (%s %s)"), str_or_empty(v->by),
		when.p);
	str_release(&when);
	return false;
}

bool recipe_rules_check(struct store *s, const struct recipe *recipe, struct err *err)
{
	struct rules_version v = { 0 };
	const char *now;

	if (!recipe_rules(recipe, &now))
		return true;
	bool ok = store_rules_version(s, &v, err) && (str_eq(v.sha, now) || changed_since(&v, err));
	rules_version_release(&v);
	return ok;
}

bool recipe_rules_back(struct store *s, const struct recipe *recipe, struct err *err)
{
	struct rules_version v = { 0 };
	const char *sha = recipe_rules(recipe, NULL);

	if (!sha)
		return true;
	bool ok = store_rules_of(s, sha, &v, err) &&
		  (v.seq || err_set(err, ERR_CONFLICT, _("the rules of then are not kept any more"))) &&
		  add_attempt(s, sha, v.text, NULL, err);
	rules_version_release(&v);
	return ok;
}

bool store_rules_failed(struct store *s, const char *sha, const char *error, struct err *err)
{
	return add_attempt(s, sha, "", error, err);
}
