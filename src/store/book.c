#include "revisit/store/book.h"
#include "revisit/store/columns.h"

#define OF_BOOK "id, patient, day, minute, minutes, kind, provider, chair, status FROM visit "

static bool read_booked(struct store *s, const char *sql, day_t first, day_t last,
			void (*row)(const struct booked_row *r, void *arg), void *arg,
			struct err *err)
{
	enum step step;

	if (first > last)
		return true;
	struct stmt *q = db_stmt(s->db, sql, err);
	if (!q)
		return false;
	stmt_int(q, 1, first);
	stmt_int(q, 2, last);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		const struct booked_row r = {
			.visit = col_int(q, 0),
			.patient = col_int(q, 1),
			.day = (day_t)col_int(q, 2),
			.minute = (minute_t)col_int(q, 3),
			.minutes = col_int(q, 4),
			.kind = col_text(q, 5),
			.provider = col_text(q, 6),
			.chair = col_text(q, 7),
			.status = choice_find(visit_status_choices, col_text(q, 8)),
		};
		row(&r, arg);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_booked(struct store *s, day_t first, day_t last, day_t today,
		  void (*row)(const struct booked_row *r, void *arg), void *arg, struct err *err)
{
	return read_booked(s,
			   "SELECT " OF_BOOK "WHERE day BETWEEN ?1 AND ?2 "
			   "AND minute IS NOT NULL "
			   "AND status NOT IN ('cancelled', 'rescheduled', 'no_show') "
			   "ORDER BY day, minute",
			   first, last < today ? last : today, row, arg, err) &&
	       read_booked(s,
			   "SELECT " OF_BOOK "WHERE day BETWEEN ?1 AND ?2 "
			   "AND minute IS NOT NULL AND status IN ('planned', 'confirmed') "
			   "ORDER BY day, minute",
			   first > today ? first : today + 1, last, row, arg, err);
}

day_t store_next_booked(struct store *s, day_t day)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT min(day) FROM visit WHERE day >= ?1 "
				 "AND status IN ('planned', 'confirmed')",
				 NULL);
	day_t found = DAY_NONE;

	if (!q)
		return DAY_NONE;
	stmt_int(q, 1, day);
	if (stmt_step(q, NULL) == STEP_ROW && !col_null(q, 0))
		found = (day_t)col_int(q, 0);
	stmt_done(q);
	return found;
}

bool store_all(struct store *s, struct rows *out, struct err *err)
{
	return list_rows(s, "ORDER BY id", 0, 0, out, err);
}

bool store_days_off(struct store *s, day_t first, day_t last, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE last_day >= ?1 AND first_day <= ?2 ORDER BY id", first, last,
			 out, err);
}

int store_visit_length(struct store *s, const char *kind, const char *provider)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT minutes FROM visit_length WHERE kind = ?1 "
				 "AND (provider IS NULL OR provider = ?2) "
				 "ORDER BY provider IS NULL, id DESC LIMIT 1",
				 NULL);
	int minutes = 0;

	if (!q)
		return 0;
	stmt_text(q, 1, kind);
	stmt_text(q, 2, provider);
	if (stmt_step(q, NULL) == STEP_ROW)
		minutes = (int)col_int(q, 0);
	stmt_done(q);
	return minutes;
}

#define WAITING "WHERE state = 'waiting' AND "

bool store_sooner(struct store *s, day_t day, struct rows *out, struct err *err)
{
	return list_rows(s, WAITING "(until IS NULL OR until >= ?1) ORDER BY created_at, id", day,
			 0, out, err);
}

bool store_sooner_of(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY id DESC", patient, 0, out, err);
}

bool store_sooner_for(struct store *s, int64_t visit, struct rows *out, struct err *err)
{
	return list_rows(s, WAITING "visit = ?1 ORDER BY id", visit, 0, out, err);
}
