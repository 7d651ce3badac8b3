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

#define DAY_COLUMNS \
	"SELECT id, patient, day, minute, minutes, status, late, arrived_at, seated_at, " \
	"no_next IS NOT NULL, booked_at FROM visit "

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
			.told_why = col_int(q, 9) != 0,
			.booked_at = col_instant(q, 10),
			.birth_day = DAY_NONE,
		};
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_day_visits(struct store *s, day_t day, struct day_visits *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 DAY_COLUMNS "WHERE day = ?1 AND status <> 'rescheduled' "
					     "ORDER BY minute IS NULL, minute, provider, id",
				 err);

	if (!q)
		return false;
	stmt_int(q, 1, day);
	return read_visits(q, out, err);
}

bool store_open_visits(struct store *s, day_t first, day_t last, int most, struct day_visits *out,
		       struct err *err)
{
	/* Two partial indexes, so two looks, each as long as what is wanted. */
	struct stmt *q = db_stmt(
		s->db,
		DAY_COLUMNS
		"WHERE id IN ("
		"SELECT id FROM (SELECT id FROM visit WHERE status IN ('planned', 'confirmed') "
		"AND day BETWEEN ?1 AND ?2 ORDER BY day DESC LIMIT ?3) UNION ALL "
		"SELECT id FROM (SELECT id FROM visit WHERE status IN ('arrived', 'seated') "
		"AND day BETWEEN ?1 AND ?2 ORDER BY day DESC LIMIT ?3)) "
		"ORDER BY day DESC, minute, id LIMIT ?3",
		err);

	if (!q)
		return false;
	stmt_int(q, 1, first);
	stmt_int(q, 2, last);
	stmt_int(q, 3, most);
	return read_visits(q, out, err);
}

bool store_visits_more(struct store *s, struct day_visit *v, size_t n, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT birth_day, ?3 AND EXISTS (SELECT 1 FROM visit n "
				 "WHERE n.patient = ?1 AND n.day > ?2 "
				 "AND n.status NOT IN ('cancelled', 'no_show', 'rescheduled')) "
				 "FROM patient WHERE id = ?1",
				 err);
	bool ok = q != NULL;

	for (size_t i = 0; ok && i < n; i++) {
		stmt_reset(q);
		stmt_int(q, 1, v[i].patient);
		stmt_int(q, 2, v[i].day);
		stmt_int(q, 3, visit_is_done((enum visit_status)v[i].status));
		enum step step = stmt_step(q, err);
		ok = step != STEP_ERROR;
		if (step != STEP_ROW)
			continue;
		v[i].birth_day = col_null(q, 0) ? DAY_NONE : (day_t)col_int(q, 0);
		v[i].again = col_int(q, 1) != 0;
		v[i].more = true;
	}
	stmt_done(q);
	return ok;
}

void takings_release(struct takings *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i].method);
	free(t->v);
	*t = (struct takings){ 0 };
}

bool store_takings(struct store *s, day_t day, struct takings *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT pay_method, sum(paid) FROM visit WHERE day = ?1 "
				 "AND status IN ('completed', 'left') AND paid > 0 "
				 "GROUP BY pay_method ORDER BY 2 DESC",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, day);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		GROW(out->v, out->n, out->cap);
		out->v[out->n++] = (struct taking){ .method = mem_strdup(col_text(q, 0)),
						    .paid = col_int(q, 1) };
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_handovers(struct store *s, day_t day, struct rows *out, struct err *err)
{
	return list_rows(s,
			 "WHERE done_at IS NULL AND (until IS NULL OR until >= ?1) ORDER BY at, id",
			 day, 0, out, err);
}

bool store_consents(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY id", patient, 0, out, err);
}
