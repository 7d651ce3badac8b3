#include "revisit/store/census.h"
#include "revisit/store/columns.h"

bool store_census(struct store *s, int64_t after, int limit, int64_t but,
		  void (*found)(const struct census_patient *p, void *arg), void *arg, int *n,
		  struct err *err)
{
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT id, name, birth_day, birth_precision, "
				 "status <> 'merged' AND import IS NOT ?3 "
				 "FROM patient WHERE id > ?1 ORDER BY id LIMIT ?2",
				 err);
	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, after);
	stmt_int(q, 2, limit);
	stmt_int(q, 3, but);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		int precision = choice_find(precision_choices, str_or_empty(col_text(q, 3)));
		struct census_patient p = {
			.id = col_int(q, 0),
			.name = str_or_empty(col_text(q, 1)),
			.birth = col_null(q, 2) ? DAY_NONE : (day_t)col_int(q, 2),
			.precision = precision < 0 ? PRECISION_DAY : (enum precision)precision,
			.counts = col_int(q, 4) != 0,
		};
		++*n;
		found(&p, arg);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

#define IS_PHONE "kind IN ('mobile', 'home', 'work', 'phone', 'whatsapp') AND norm <> ''"

bool store_census_numbers(struct store *s, int64_t after, int limit,
			  void (*found)(int64_t contact, int64_t patient, const char *norm,
					void *arg),
			  void *arg, int *n, struct err *err)
{
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT id, patient, norm, " IS_PHONE " FROM contact "
				 "WHERE id > ?1 ORDER BY id LIMIT ?2",
				 err);
	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, after);
	stmt_int(q, 2, limit);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		++*n;
		found(col_int(q, 0), col_int(q, 3) ? col_int(q, 1) : 0, str_or_empty(col_text(q, 2)),
		      arg);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

void store_numbers_of(struct store *s, int64_t patient,
		      void (*found)(int64_t contact, int64_t patient, const char *norm, void *arg),
		      void *arg)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT norm FROM contact WHERE patient = ?1 AND " IS_PHONE, NULL);

	if (!q)
		return;
	stmt_int(q, 1, patient);
	while (stmt_step(q, NULL) == STEP_ROW)
		found(0, patient, col_text(q, 0), arg);
	stmt_done(q);
}

int64_t store_last_action(struct store *s)
{
	return db_number(s->db, "SELECT coalesce(max(id), 0) FROM action", 0);
}

bool store_census_news(struct store *s, int64_t *seen, int64_t but,
		       void (*found)(int64_t patient, void *arg), void *arg, struct err *err)
{
	int64_t last = store_last_action(s);
	int64_t *ids = NULL;
	size_t n = 0;
	size_t cap = 0;
	enum step step;

	if (last == *seen)
		return true;
	struct stmt *q = db_stmt(s->db,
				 "SELECT row FROM change WHERE action > ?1 AND action <= ?2 "
				 "AND action <> ?3 AND tbl = 'patient' UNION "
				 "SELECT k.patient FROM change c JOIN contact k ON k.id = c.row "
				 "WHERE c.action > ?1 AND c.action <= ?2 AND c.action <> ?3 "
				 "AND c.tbl = 'contact'",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, *seen);
	stmt_int(q, 2, last);
	stmt_int(q, 3, but);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		GROW(ids, n, cap);
		ids[n++] = col_int(q, 0);
	}
	stmt_done(q);
	for (size_t i = 0; i < n; i++)
		found(ids[i], arg);
	free(ids);
	*seen = last;
	return step != STEP_ERROR;
}

bool store_has_external(struct store *s, const struct record *rec)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "SELECT 1 FROM %s WHERE external_id IS NOT NULL LIMIT 1",
		 rec->table);
	return db_number(s->db, sql, 0) != 0;
}
