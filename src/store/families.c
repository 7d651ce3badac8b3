#include "revisit/store/families.h"
#include "revisit/store/columns.h"

bool store_children_born(struct store *s, day_t first, day_t last, int most, struct rows *out,
			 struct err *err)
{
	struct stmt *q = db_stmt(
		s->db,
		select_sql(&record_patient,
			   "WHERE (guardian IS NOT NULL OR household_role = 'child') "
			   "AND birth_day BETWEEN ?1 AND ?2 "
			   "AND status IN ('active', 'prospect', 'inactive') "
			   "ORDER BY birth_day DESC LIMIT ?3"),
		err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, first);
	stmt_int(q, 2, last);
	stmt_int(q, 3, most);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		read_row(q, &record_patient, rows_add(out));
	stmt_done(q);
	return step == STEP_DONE;
}
