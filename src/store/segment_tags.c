/* Tags as segments set and take them. */
#include "revisit/store/columns.h"
#include "revisit/store/segments.h"

bool store_segment_tags(struct store *s, const char *segment, struct rows *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT id FROM patient_tag WHERE segment = ?1 ORDER BY patient",
				 err);
	int64_t *ids = NULL;
	size_t n = 0;
	size_t cap = 0;
	enum step step;
	bool ok = q != NULL;

	if (!q)
		return false;
	stmt_text(q, 1, segment);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		GROW(ids, n, cap);
		ids[n++] = col_int(q, 0);
	}
	stmt_done(q);
	ok = step == STEP_DONE;
	for (size_t i = 0; ok && i < n; i++)
		ok = store_get(s, &record_patient_tag, ids[i], rows_add(out), err);
	free(ids);
	return ok;
}

bool store_tag_taken(struct store *s, int64_t patient, const char *tag, const char *segment)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT a.verb = 'segment-run' AND "
				 "json_extract(before, '$.segment') IS ?3 FROM change c JOIN action a "
				 "ON a.id = c.action WHERE c.tbl = 'patient_tag' AND c.op = 'delete' AND json_extract(before, '$.patient') = ?1 "
				 "AND json_extract(before, '$.tag') = ?2 ORDER BY c.action DESC, c.seq DESC LIMIT 1",
				 NULL);
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	stmt_text(q, 2, tag);
	stmt_text(q, 3, segment);
	bool taken = stmt_step(q, NULL) == STEP_ROW && col_int(q, 0);
	stmt_done(q);
	return taken;
}

bool store_tag_segments(struct store *s, struct strlist *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT DISTINCT segment FROM patient_tag WHERE segment IS NOT NULL "
				 "ORDER BY 1",
				 err);
	enum step step;

	if (!q)
		return false;
	while ((step = stmt_step(q, err)) == STEP_ROW)
		strlist_add(out, col_text(q, 0));
	stmt_done(q);
	return step == STEP_DONE;
}
