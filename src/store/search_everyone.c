#include "search_everyone.h"

enum { PAGE = 256 };

bool everyone_init(struct store *s, struct everyone *e, struct err *err)
{
	*e = (struct everyone){ .first.id = INT64_MIN, .last = { .named = true } };
	struct stmt *q = db_stmt(s->db, "SELECT next FROM counter WHERE name = 'patients'", err);
	if (!q)
		return false;
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW && col_int(q, 0) > 0)
		e->total = (size_t)col_int(q, 0);
	stmt_done(q);
	return step != STEP_ERROR;
}

void everyone_release(struct everyone *e)
{
	free(e->first.v);
	free(e->first.sort_key);
	free(e->last.v);
	free(e->last.sort_key);
	*e = (struct everyone){ 0 };
}

#define LIVING "FROM patient WHERE status <> 'merged' AND "

static const char *page_sql(const struct everyone_end *end, bool forward)
{
	if (!end->named)
		return forward ? "SELECT id, NULL " LIVING "sort_key IS NULL AND id > ?2 "
				 "ORDER BY id LIMIT ?3" :
				 "SELECT id, NULL " LIVING "sort_key IS NULL AND id < ?2 "
				 "ORDER BY id DESC LIMIT ?3";
	if (!end->sort_key)
		return forward ? "SELECT id, sort_key " LIVING "sort_key IS NOT NULL "
				 "ORDER BY sort_key, id LIMIT ?3" :
				 "SELECT id, sort_key " LIVING "sort_key IS NOT NULL "
				 "ORDER BY sort_key DESC, id DESC LIMIT ?3";
	return forward ? "SELECT id, sort_key " LIVING "(sort_key, id) > (?1, ?2) "
			 "ORDER BY sort_key, id LIMIT ?3" :
			 "SELECT id, sort_key " LIVING "(sort_key, id) < (?1, ?2) "
			 "ORDER BY sort_key DESC, id DESC LIMIT ?3";
}

/* The nameless without a sort key stand before all others. */
static bool fetch(struct store *s, struct everyone_end *end, bool forward, struct err *err)
{
	struct stmt *q = db_stmt(s->db, page_sql(end, forward), err);
	enum step step;
	int n = 0;

	if (!q)
		return false;
	if (end->named && end->sort_key)
		stmt_text(q, 1, end->sort_key);
	if (!end->named || end->sort_key)
		stmt_int(q, 2, end->id);
	stmt_int(q, 3, PAGE);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		GROW(end->v, end->n, end->cap);
		end->v[end->n++] = end->id = col_int(q, 0);
		if (++n == PAGE && end->named)
			str_replace(&end->sort_key, col_text(q, 1));
	}
	stmt_done(q);
	if (n == PAGE)
		return true;
	end->over = end->named == forward;
	end->named = forward;
	str_replace(&end->sort_key, NULL);
	end->id = forward ? INT64_MIN : INT64_MAX;
	return step == STEP_DONE;
}

bool everyone_at(struct store *s, struct everyone *e, size_t i, int64_t *patient, struct err *err)
{
	size_t back = i < e->total ? e->total - 1 - i : 0;
	bool forward = i < e->first.n || (back >= e->last.n && i - e->first.n <= back - e->last.n);
	struct everyone_end *end = forward ? &e->first : &e->last;
	size_t at = forward ? i : back;

	*patient = 0;
	while (end->n <= at && !end->over)
		if (!fetch(s, end, forward, err))
			return false;
	if (at < end->n && i < e->total)
		*patient = end->v[at];
	return true;
}

/* Counted in the index: a few milliseconds among a million. */
bool everyone_place(struct store *s, struct everyone *e, int64_t patient, size_t *i,
		    struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT (SELECT count(*) FROM patient WHERE status <> 'merged' AND "
				 "(sort_key, id) < (p.sort_key, p.id)) FROM patient p "
				 "WHERE p.id = ?1 AND p.status <> 'merged' AND p.sort_key IS NOT NULL",
				 err);
	if (!q)
		return false;
	*i = SIZE_MAX;
	stmt_int(q, 1, patient);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW)
		*i = (size_t)col_int(q, 0);
	stmt_done(q);
	if (step == STEP_ROW) {
		int64_t nameless = db_number(
			s->db, "SELECT count(*) FROM patient WHERE status <> 'merged' AND "
			       "sort_key IS NULL", 0);
		*i += (size_t)nameless;
		*i = *i < e->total ? *i : SIZE_MAX;
	}
	return step != STEP_ERROR;
}
