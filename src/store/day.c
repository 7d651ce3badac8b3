#include "revisit/store/day.h"
#include "revisit/store/columns.h"

void day_visits_release(struct day_visits *d)
{
	free(d->v);
	*d = (struct day_visits){ 0 };
}

static instant_t col_instant(struct stmt *q, int i)
{
	return col_null(q, i) ? INSTANT_NONE : col_int(q, i);
}

#define DAY_COLUMNS                                                                                \
	"SELECT v.id, v.patient, v.day, v.minute, v.minutes, v.status, v.late, v.arrived_at, "     \
	"v.seated_at, CASE WHEN ?4 THEN (SELECT birth_day FROM patient p WHERE p.id = v.patient) " \
	"END, v.no_next IS NOT NULL, "                                                             \
	"v.status IN ('completed', 'left') AND EXISTS (SELECT 1 FROM visit n "                     \
	"WHERE n.patient = v.patient AND n.day > v.day "                                           \
	"AND n.status NOT IN ('cancelled', 'no_show', 'rescheduled')) "                            \
	"FROM visit v "

static bool read_visits(struct stmt *q, struct day_visits *out, struct err *err)
{
	enum step step;

	while ((step = stmt_step(q, err)) == STEP_ROW) {
		GROW(out->v, out->n, out->cap);
		out->v[out->n++] = (struct day_visit){
			.id = col_int(q, 0),
			.patient = col_int(q, 1),
			.day = (day_t)col_int(q, 2),
			.minute = col_null(q, 3) ? MINUTE_NONE : (minute_t)col_int(q, 3),
			.minutes = (int)col_int(q, 4),
			.status = choice_find(visit_status_choices, str_or_empty(col_text(q, 5))),
			.late = (int)col_int(q, 6),
			.arrived_at = col_instant(q, 7),
			.seated_at = col_instant(q, 8),
			.birth_day = col_null(q, 9) ? DAY_NONE : (day_t)col_int(q, 9),
			.told_why = col_int(q, 10) != 0,
			.again = col_int(q, 11) != 0,
		};
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_day_visits(struct store *s, day_t day, bool births, struct day_visits *out,
		      struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 DAY_COLUMNS "WHERE v.day = ?1 AND v.status <> 'rescheduled' "
				 "ORDER BY v.minute IS NULL, v.minute, v.provider, v.id",
				 err);

	if (!q)
		return false;
	stmt_int(q, 1, day);
	stmt_int(q, 4, births);
	return read_visits(q, out, err);
}

bool store_open_visits(struct store *s, day_t first, day_t last, int most, struct day_visits *out,
		       struct err *err)
{
	/* Two partial indexes, so two looks, each as long as what is wanted. */
	struct stmt *q = db_stmt(s->db,
				 DAY_COLUMNS "WHERE v.id IN ("
				 "SELECT id FROM (SELECT id FROM visit WHERE status IN ('planned', 'confirmed') "
				 "AND day BETWEEN ?1 AND ?2 ORDER BY day DESC LIMIT ?3) UNION ALL "
				 "SELECT id FROM (SELECT id FROM visit WHERE status IN ('arrived', 'seated') "
				 "AND day BETWEEN ?1 AND ?2 ORDER BY day DESC LIMIT ?3)) "
				 "ORDER BY v.day DESC, v.minute, v.id LIMIT ?3",
				 err);

	if (!q)
		return false;
	stmt_int(q, 1, first);
	stmt_int(q, 2, last);
	stmt_int(q, 3, most);
	stmt_int(q, 4, false);
	return read_visits(q, out, err);
}

bool store_handovers(struct store *s, day_t day, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE done_at IS NULL AND (until IS NULL OR until >= ?1) ORDER BY at, id",
			 day, 0, out, err);
}

bool store_consents(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY id", patient, 0, out, err);
}
