/* What recalls are worked out from, of one patient. */
#include "revisit/store/recalls.h"
#include "revisit/store/columns.h"

bool store_recall_overrides(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY id", patient, 0, out, err);
}

bool store_recall_seen(struct store *s, const struct config *c, int64_t patient, day_t today,
		       struct recall_seen *seen, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT kind, status, day, minute FROM visit WHERE patient = ?1",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		int status = choice_find(visit_status_choices, str_or_empty(col_text(q, 1)));
		if (status >= 0)
			recall_see(c, seen, col_text(q, 0), (enum visit_status)status,
				   (day_t)col_int(q, 2),
				   col_null(q, 3) ? MINUTE_NONE : (minute_t)col_int(q, 3), today);
	}
	stmt_done(q);
	return step == STEP_DONE;
}
