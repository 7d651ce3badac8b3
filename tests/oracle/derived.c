/* What the oracle works out of the rows before it asks: recalls, plans, who is a child. */
#include "oracle.h"

#include "../support/expect.h"

static void run(struct db *db, const char *sql)
{
	good(db_exec(db, sql, &err));
}

static void run_f(struct db *db, const char *format, ...) PRINTF_LIKE(2, 3);

static void run_f(struct db *db, const char *format, ...)
{
	struct str sql;
	va_list args;

	str_init(&sql);
	va_start(args, format);
	str_vaddf(&sql, format, args);
	va_end(args);
	run(db, sql.p);
	str_release(&sql);
}

void oracle_calendar(const char *path)
{
	struct db *db = db_open(path, DB_CREATE, &err);

	good(db != NULL);
	run(db, "PRAGMA synchronous = OFF; BEGIN; CREATE TABLE days (day INTEGER PRIMARY KEY, y, "
		"ym, d, md, "
		"leap, length)");
	int last = calendar_find(CALENDAR_TO, 12, 31);
	struct stmt *add =
		db_stmt(db, "INSERT INTO days VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", &err);
	for (int day = calendar_find(CALENDAR_FROM, 1, 1); day <= last; day++) {
		struct calendar_day at = calendar_at(day);
		stmt_int(add, 1, day);
		stmt_int(add, 2, at.y);
		stmt_int(add, 3, at.y * 12 + at.m);
		stmt_int(add, 4, at.d);
		stmt_int(add, 5, at.m * 100 + at.d);
		stmt_int(add, 6, calendar_at(calendar_find(at.y, 2, 29)).d == 29);
		stmt_int(add, 7, calendar_at(calendar_find(at.y, at.m, 31)).d);
		assert_int_equal(stmt_step(add, &err), STEP_DONE);
		stmt_reset(add);
	}
	stmt_done(add);
	run(db,
	    "CREATE INDEX days_month ON days (ym, d); CREATE INDEX days_md ON days (md); COMMIT");
	db_close(db);
}

/* --- what clinic.yaml says, as tables --- */

static void add_interval(struct oracle *o, const char *text, struct interval i)
{
	run_f(o->db, "INSERT OR IGNORE INTO every VALUES ('%s', %d, %d, %d)", text, i.years,
	      i.months, i.weeks * 7 + i.days);
}

/* Those that the tests' data hold. */
static void known_intervals(struct oracle *o)
{
	add_interval(o, "4m", (struct interval){ .months = 4 });
	add_interval(o, "1m", (struct interval){ .months = 1 });
	add_interval(o, "10w", (struct interval){ .weeks = 10 });
	add_interval(o, "1y6m", (struct interval){ .years = 1, .months = 6 });
	add_interval(o, "1y", (struct interval){ .years = 1 });
	add_interval(o, "100d", (struct interval){ .days = 100 });
	add_interval(o, "1w", (struct interval){ .weeks = 1 });
	add_interval(o, "3m", (struct interval){ .months = 3 });
	add_interval(o, "3m2d", (struct interval){ .months = 3, .days = 2 });
	add_interval(o, "", (struct interval){ 0 });
}

static void known_recalls(struct oracle *o)
{
	for (size_t i = 0; i < o->config->n_recalls; i++) {
		const struct recall_def *d = &o->config->recalls[i];
		run_f(o->db, "INSERT INTO recall_def VALUES (%zu, '%s', '%s', %d, %d)", i, d->key,
		      d->key, d->from_age < 0 ? -1000 : d->from_age,
		      d->to_age < 0 ? 1000 : d->to_age);
		add_interval(o, d->key, d->every);
		for (size_t k = 0; k < d->n_after; k++)
			run_f(o->db, "INSERT INTO recall_kind VALUES (%zu, '%s', 1)", i,
			      d->after[k]);
		run_f(o->db, "INSERT INTO recall_kind VALUES (%zu, '%s', 0)", i, d->book);
		for (size_t k = 0; k < d->n_instead_of; k++)
			run_f(o->db, "INSERT INTO recall_instead VALUES (%zu, '%s')", i,
			      d->instead_of[k]);
	}
}

void oracle_open(struct oracle *o, const char *database, const char *calendar,
		 const struct config *config)
{
	*o = (struct oracle){ .db = db_open(database, DB_WRITE, &err), .config = config };
	good(o->db != NULL);
	run_f(o->db, "ATTACH '%s' AS cal", calendar);
	run(o->db,
	    "PRAGMA synchronous = OFF;"
	    "CREATE TEMP TABLE every (text PRIMARY KEY, years, months, days);"
	    "CREATE TEMP TABLE recall_def (recall, key, every, from_age, to_age);"
	    "CREATE TEMP TABLE recall_kind (recall, kind, begins);"
	    "CREATE TEMP TABLE recall_instead (recall, other);"
	    "CREATE TEMP TABLE recall_was (patient INTEGER, recall INTEGER, state, due, PRIMARY KEY (patient, "
	    "recall));"
	    "CREATE TEMP TABLE plan_was (plan INTEGER PRIMARY KEY, finished, unscheduled, "
	    "broken_off, open);"
	    "CREATE TEMP TABLE person_was (patient INTEGER PRIMARY KEY, minor, guardian);"
	    "CREATE TEMP TABLE segment_was (segment INTEGER, patient INTEGER, PRIMARY KEY (segment, "
	    "patient));"
	    "CREATE TEMP TABLE list_was (list INTEGER, patient INTEGER, PRIMARY KEY (list, patient));"
	    "CREATE TEMP TABLE answer (patient INTEGER PRIMARY KEY, fits)");
	known_intervals(o);
	known_recalls(o);
}

void oracle_close(struct oracle *o)
{
	free(o->lists);
	db_close(o->db);
}

/* --- one day --- */

enum { PIECE = 600 };

/* The day that many years, then months, then days after `day`, all of them SQL. */
static const char *later(char out[PIECE], const char *day, const char *years, const char *months,
			 const char *n)
{
	snprintf(out, PIECE,
		 "(SELECT c.day + (%s) FROM cal.days a, cal.days b, cal.days c WHERE a.day = %s "
		 "AND b.ym = "
		 "a.ym + 12 * (%s) AND b.d = min(a.d, b.length) AND c.ym = b.ym + (%s) AND c.d = "
		 "min(b.d, "
		 "c.length))",
		 n, day, years, months);
	return out;
}

/* The age of somebody on a day, both SQL. */
static const char *age_of(char out[PIECE], const char *birth, const char *day)
{
	snprintf(out, PIECE,
		 "(SELECT t.y - b.y - (t.md < CASE WHEN b.md = 229 AND NOT t.leap THEN 228 ELSE "
		 "b.md END) FROM "
		 "cal.days b, cal.days t WHERE b.day = %s AND t.day = %s)",
		 birth, day);
	return out;
}

/* Of a month or a year only the end is certain. */
static void people(struct oracle *o)
{
	char exact[PIECE], month[PIECE], year[PIECE], years[20], one_more[20];

	snprintf(years, sizeof(years), "%d", o->config->adult_from);
	snprintf(one_more, sizeof(one_more), "%d", o->config->adult_from + 1);
	run_f(o->db,
	      "DELETE FROM person_was; INSERT INTO person_was SELECT id, coalesce(%d < CASE "
	      "birth_precision "
	      "WHEN 'day' THEN %s WHEN 'month' THEN %s WHEN 'year' THEN %s END, guardian IS NOT "
	      "NULL OR "
	      "household_role = 'child'), guardian FROM patient",
	      o->today, later(exact, "birth_day", years, "0", "0"),
	      later(month, "birth_day", years, "1", "-1"),
	      later(year, "birth_day", one_more, "0", "-1"));
}

static void recalls(struct oracle *o)
{
	char plain[PIECE], age[PIECE], day[40];

	snprintf(day, sizeof(day), "max(due, %d)", o->today);
	run_f(o->db,
	      "DELETE FROM recall_was; INSERT INTO recall_was WITH one AS (SELECT p.id AS patient, "
	      "d.recall, "
	      "d.key, d.from_age, d.to_age, o.disabled_until AS not_before, coalesce(o.disabled, "
	      "0) AS "
	      "never, CASE WHEN p.birth_precision <> 'estimated' THEN p.birth_day END AS birth, "
	      "coalesce(nullif(o.every, ''), d.every) AS every, (SELECT max(v.day) FROM visit v "
	      "JOIN "
	      "recall_kind k ON k.recall = d.recall AND k.begins AND k.kind = v.kind WHERE "
	      "v.patient = p.id "
	      "AND v.status IN ('completed', 'left') AND v.day <= %d) AS last, EXISTS (SELECT 1 "
	      "FROM visit "
	      "v JOIN recall_kind k ON k.recall = d.recall AND k.kind = v.kind WHERE v.patient = "
	      "p.id AND "
	      "(v.status IN ('planned', 'confirmed') AND v.day >= %d OR v.status IN ('arrived', "
	      "'seated') "
	      "AND v.day = %d)) AS booked FROM patient p, recall_def d LEFT JOIN recall_override o "
	      "ON "
	      "o.patient = p.id AND o.type = d.key), "
	      "counted AS (SELECT *, %s AS plain FROM "
	      "one JOIN every e ON e.text = one.every WHERE last IS NOT NULL AND NOT never), "
	      "due AS (SELECT *, max(plain, coalesce(not_before, plain)) AS due FROM counted), "
	      "stands AS (SELECT * FROM due WHERE birth IS NULL OR %s BETWEEN from_age AND to_age) "
	      "SELECT patient, recall, CASE WHEN EXISTS (SELECT 1 FROM stands i JOIN "
	      "recall_instead r ON "
	      "r.recall = i.recall AND r.other = s.key WHERE i.patient = s.patient) THEN "
	      "'replaced' WHEN "
	      "booked THEN 'booked' WHEN due <= %d THEN 'due' WHEN plain <= %d THEN 'put off' ELSE "
	      "'later' "
	      "END, due FROM stands s",
	      o->today, o->today, o->today,
	      later(plain, "one.last", "e.years", "e.months", "e.days"), age_of(age, "birth", day),
	      o->today, o->today);
}

/* Booked: from today on; a plan that was said to be finished or not wanted has nothing open. */
static void plans(struct oracle *o)
{
	char until[PIECE], month_later[PIECE];

	run_f(o->db,
	      "DELETE FROM plan_was; INSERT INTO plan_was WITH part AS (SELECT i.*, max(i.visits, "
	      "1) AS takes, "
	      "(SELECT count(*) FROM visit v WHERE v.plan_item = i.id AND v.patient = i.patient "
	      "AND v.status "
	      "IN ('completed', 'left')) AS came, (SELECT max(v.day) FROM visit v WHERE "
	      "v.plan_item = i.id "
	      "AND v.patient = i.patient AND v.status IN ('completed', 'left')) AS last, (SELECT "
	      "count(*) "
	      "FROM visit v WHERE v.plan_item = i.id AND v.patient = i.patient AND v.status IN "
	      "('planned', "
	      "'confirmed', 'arrived', 'seated') AND v.day >= %d) AS booked FROM plan_item i), "
	      "part2 AS (SELECT *, state <> 'open' OR came >= takes AS over FROM part), "
	      "part3 AS (SELECT *, state <> 'dropped' AND NOT over AND takes > came + booked AS "
	      "wants FROM "
	      "part2), "
	      "whole AS (SELECT p.id, p.status, p.status IN ('offered', 'thinking', 'accepted') AS "
	      "is_open, "
	      "(SELECT count(*) FROM part3 x WHERE x.plan = p.id AND x.state <> 'dropped') AS "
	      "parts, "
	      "(SELECT count(*) FROM part3 x WHERE x.plan = p.id AND x.state <> 'dropped' AND "
	      "x.over) AS "
	      "over, (SELECT total(x.came) FROM part3 x WHERE x.plan = p.id) AS came, (SELECT "
	      "total(x.booked) FROM part3 x WHERE x.plan = p.id AND x.state <> 'dropped') AS "
	      "booked, "
	      "(SELECT total(x.price) FROM part3 x WHERE x.plan = p.id AND x.state <> 'dropped' "
	      "AND NOT "
	      "x.over) AS open, (SELECT max(x.last) FROM part3 x WHERE x.plan = p.id) AS last, "
	      "(SELECT x.id FROM part3 x WHERE x.plan = p.id AND x.wants ORDER BY x.position, x.id "
	      "LIMIT 1) "
	      "AS next FROM plan p), "
	      "state AS (SELECT *, is_open AND parts > 0 AND over = parts AS all_over, (came > 0 "
	      "OR over > 0) "
	      "AS begun, coalesce((SELECT %s FROM part3 x JOIN every e ON e.text = coalesce(x.gap, "
	      "'') WHERE x.id = whole.next), last) AS "
	      "until FROM whole) "
	      "SELECT id, all_over OR NOT is_open, is_open AND NOT all_over AND booked = 0 AND "
	      "(begun OR "
	      "status = 'accepted'), is_open AND NOT all_over AND begun AND booked = 0 AND until "
	      "IS NOT NULL "
	      "AND %s < %d, CASE WHEN is_open AND NOT all_over THEN "
	      "CAST(open AS INTEGER) ELSE 0 END FROM state",
	      o->today, later(until, "x.last", "e.years", "e.months", "e.days"),
	      later(month_later, "until", "0", "1", "0"), o->today);
}

void oracle_on(struct oracle *o, int today)
{
	o->today = today;
	o->n_lists = 0;
	run(o->db, "DELETE FROM segment_was; DELETE FROM list_was");
	people(o);
	recalls(o);
	plans(o);
}

void oracle_where(struct oracle *o, const char *condition, unsigned char *is, size_t n)
{
	memset(is, ORACLE_NOBODY, n);
	run_f(o->db,
	      "DELETE FROM answer; INSERT INTO answer SELECT p.id, %s FROM patient p WHERE "
	      "p.status "
	      "<> 'merged'",
	      condition);
	struct stmt *q = db_stmt(o->db, "SELECT patient, fits FROM answer", &err);
	while (stmt_step(q, &err) == STEP_ROW) {
		int64_t patient = col_int(q, 0);
		assert_false(col_null(q, 1));
		assert_in_range(patient, 1, n - 1);
		is[patient] = col_int(q, 1) != 0;
	}
	stmt_done(q);
	good(err.code == ERR_NONE);
}

void oracle_keep(struct oracle *o, const struct node *list, const char *condition)
{
	run_f(o->db,
	      "INSERT INTO list_was SELECT %zu, p.id FROM patient p WHERE p.status <> 'merged' AND "
	      "%s",
	      o->n_lists, condition);
	GROW(o->lists, o->n_lists, o->cap_lists);
	o->lists[o->n_lists++] = list;
}

void oracle_numbers(struct oracle *o, const char *expression, int64_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = ORACLE_MISSING;
	run_f(o->db, "DELETE FROM answer; INSERT INTO answer SELECT p.id, %s FROM patient p",
	      expression);
	struct stmt *q = db_stmt(o->db, "SELECT patient, fits FROM answer", &err);
	while (stmt_step(q, &err) == STEP_ROW)
		if (!col_null(q, 1) && (size_t)col_int(q, 0) < n)
			out[col_int(q, 0)] = col_int(q, 1);
	stmt_done(q);
	good(err.code == ERR_NONE);
}

void oracle_segment(struct oracle *o, size_t segment, const char *condition)
{
	run_f(o->db,
	      "DELETE FROM segment_was WHERE segment = %zu; INSERT INTO segment_was SELECT %zu, "
	      "p.id "
	      "FROM patient p WHERE p.status <> 'merged' AND %s",
	      segment, segment, condition);
}
