/* Settings of clinic.yaml that what is written depends on: which was in force, since when, by whom. */
#include "revisit/base/secret.h"
#include "revisit/store/columns.h"

char *store_setting(struct store *s, const char *kind)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT text FROM config_version WHERE kind = ?1 "
				 "ORDER BY seq DESC LIMIT 1",
				 NULL);
	char *text = NULL;

	if (!q)
		return NULL;
	stmt_text(q, 1, kind);
	if (stmt_step(q, NULL) == STEP_ROW)
		text = mem_strdup(col_text(q, 0));
	stmt_done(q);
	return text;
}

bool store_setting_note(struct store *s, const char *kind, const char *text, struct err *err)
{
	char sha[SHA256_HEX];
	struct sha256 h;

	need_action(s);
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO config_version (kind, seq, sha, text, by, at) "
				 "SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5 "
				 "FROM config_version WHERE kind = ?1",
				 err);
	if (!q)
		return false;
	sha256_init(&h);
	sha256_add_text(&h, text);
	sha256_hex(&h, sha);
	stmt_text(q, 1, kind);
	stmt_text(q, 2, sha);
	stmt_text(q, 3, text);
	stmt_text(q, 4, str_or_empty(s->staff));
	stmt_int(q, 5, clock_now(s->clock));
	return stmt_run(q, err);
}

bool store_setting_history(struct store *s, const char *kind,
			   void (*row)(const char *text, const char *by, instant_t at, void *arg),
			   void *arg, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT text, by, at FROM config_version WHERE kind = ?1 ORDER BY seq",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_text(q, 1, kind);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		row(col_text(q, 0), str_or_empty(col_text(q, 1)), col_int(q, 2), arg);
	stmt_done(q);
	return step != STEP_ERROR;
}
