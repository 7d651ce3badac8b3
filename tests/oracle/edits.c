/* What happens to the clinic: by one action of the store, on a busy day, by the shell. */
#include "people_parts.h"

#include "../support/expect.h"

/* A row of a table that is there; 0 when there is none. */
static int64_t some_row(struct world *w, const char *table)
{
	char query[200];

	snprintf(query, sizeof(query),
		 "SELECT id FROM %s ORDER BY (id * 7919 + %d) %% 1009 LIMIT 1", table,
		 dice_below(w, 1009));
	return db_number(w->at->db, query, 0);
}

static void change_person(struct world *w)
{
	struct patient p;

	record_init(&record_patient, &p);
	good(store_get(w->at, &record_patient, people_somebody(w), &p, &err));
	bool merged = p.status == PATIENT_MERGED;
	if (dice_one_in(w, 2))
		people_set_person(w, &p);
	else
		people_set_family(w, &p);
	if (merged || dice_one_in(w, 25))
		p.status = merged && dice_one_in(w, 2) ? PATIENT_ACTIVE : PATIENT_MERGED;
	good(store_update(w->at, &record_patient, &p, NULL, &err));
	record_release(&record_patient, &p);
}

static void change_visit(struct world *w)
{
	struct visit v;
	int64_t id = some_row(w, "visit");

	if (!id)
		return;
	record_init(&record_visit, &v);
	good(store_get(w->at, &record_visit, id, &v, &err));
	if (dice_one_in(w, 3))
		people_fill_visit(w, &v);
	else if (v.day <= w->today)
		v.status = dice_one_in(w, 3) ? VISIT_NO_SHOW : VISIT_COMPLETED;
	else
		v.status = VISIT_CONFIRMED;
	good(store_update(w->at, &record_visit, &v, NULL, &err));
	record_release(&record_visit, &v);
}

static void change_task(struct world *w)
{
	struct task t;
	int64_t id = some_row(w, "task");

	if (!id)
		return;
	record_init(&record_task, &t);
	good(store_get(w->at, &record_task, id, &t, &err));
	t.state = t.state == TASK_OPEN ? TASK_DONE : TASK_OPEN;
	t.done_at = t.state == TASK_DONE ? people_at_of(w, w->today) : INSTANT_NONE;
	t.due_day = dice_one_in(w, 2) ? t.due_day : people_some_day(w, 10, 30);
	good(store_update(w->at, &record_task, &t, NULL, &err));
	record_release(&record_task, &t);
}

static void change_plan(struct world *w)
{
	struct plan p;
	struct plan_item part;
	int64_t id = some_row(w, "plan");
	int64_t item = some_row(w, "plan_item");

	if (!id || !item)
		return;
	record_init(&record_plan, &p);
	good(store_get(w->at, &record_plan, id, &p, &err));
	p.status = dice_below(w, PLAN_ELSEWHERE + 1);
	good(store_update(w->at, &record_plan, &p, NULL, &err));
	record_release(&record_plan, &p);
	record_init(&record_plan_item, &part);
	good(store_get(w->at, &record_plan_item, item, &part, &err));
	if (dice_one_in(w, 2))
		part.state = dice_below(w, ITEM_DROPPED + 1);
	else
		part.price = 50000 * dice_below(w, 20);
	good(store_update(w->at, &record_plan_item, &part, NULL, &err));
	people_add_part_visit(w, part.patient, part.row.id);
	record_release(&record_plan_item, &part);
}

static void take_away(struct world *w)
{
	static const struct record *const recs[] = {
		&record_patient_tag, &record_consent,       &record_contact,
		&record_attempt,     &record_survey_answer, &record_recall_override,
	};
	const struct record *rec = recs[dice_below(w, ARRAY_SIZE(recs))];
	int64_t id = some_row(w, rec->table);

	if (id)
		good(store_delete(w->at, rec, id, &err));
}

static void (*const changes[])(struct world *w) = {
	change_person, change_person, change_visit, change_visit,
	change_task,   change_plan,   take_away,    people_add_person,
};

static void by_writers(struct world *w)
{
	struct action action = { .verb = "edit" };

	good(store_begin(w->at, &action, &err));
	for (int i = 1 + dice_below(w, 3); i > 0; i--)
		if (dice_one_in(w, 2))
			changes[dice_below(w, ARRAY_SIZE(changes))](w);
		else
			people_adds[dice_below(w, PEOPLE_ADDS)](w, people_somebody(w));
	good(store_commit(w->at, &err));
}

/* Much happens at once, most of it about today. */
static void by_a_busy_day(struct world *w)
{
	struct action action = { .verb = "busy day" };

	good(store_begin(w->at, &action, &err));
	for (int i = 5 + dice_below(w, (int)w->people / 3); i > 0; i--)
		people_adds[dice_below(w, 8)](w, people_somebody(w));
	good(store_commit(w->at, &err));
}

/* What somebody may type into sqlite3. */
static void by_shell(struct world *w)
{
	static const char *const statements[] = {
		"UPDATE visit SET day = day + ?1 WHERE id % 7 = ?2",
		"UPDATE visit SET patient = 1 + (patient + ?1) % (SELECT max(id) FROM patient) "
		"WHERE "
		"plan_item IS NULL AND id % 11 = ?2",
		"DELETE FROM patient_tag WHERE id % (3 + ?1) = ?2",
		"UPDATE patient SET household = (SELECT id FROM household ORDER BY (id + ?1) % 7 "
		"LIMIT 1) "
		"WHERE id % 9 = ?2",
		"UPDATE patient SET referrer = (SELECT id FROM patient p WHERE p.id <> patient.id "
		"ORDER BY "
		"(id + ?1) % 13 LIMIT 1) WHERE id % 11 = ?2",
		"UPDATE patient SET household = NULL, guardian = NULL WHERE id % (5 + ?1) = ?2",
		"UPDATE task SET due_day = due_day - ?1 WHERE id % 3 = ?2",
		"UPDATE contact SET state = CASE state WHEN 'good' THEN 'dead' ELSE 'good' END "
		"WHERE id % (4 + "
		"?1) = ?2",
		"UPDATE patient SET birth_day = birth_day + ?1 WHERE id % 6 = ?2",
		"DELETE FROM consent WHERE id % (4 + ?1) = ?2",
		"UPDATE consent SET state = CASE state WHEN 'no' THEN 'yes' ELSE 'no' END WHERE id "
		"% (2 + ?1) = "
		"?2",
		"UPDATE survey_answer SET score = (score + ?1) % 11 WHERE id % 2 = ?2",
		"UPDATE attempt SET patient = 1 + (patient + ?1) % (SELECT max(id) FROM patient) "
		"WHERE id % 5 "
		"= ?2",
		"UPDATE patient_tag SET until = until - ?1 WHERE id % 2 = ?2",
		"UPDATE plan SET status = 'accepted', offered_day = offered_day - ?1 WHERE id % 3 = ?2",
		"DELETE FROM visit WHERE plan_item IS NOT NULL AND id % (3 + ?1) = ?2",
		"UPDATE recall_override SET disabled_until = disabled_until + ?1 WHERE id % 2 = ?2",
	};
	struct stmt *q = db_stmt(w->shell, statements[dice_below(w, ARRAY_SIZE(statements))], &err);

	good(q != NULL);
	stmt_int(q, 1, 1 + dice_below(w, 5));
	stmt_int(q, 2, dice_below(w, 5));
	good(stmt_run(q, &err));
	w->rows += db_changes(w->shell);
}

void world_edit(struct world *w)
{
	w->at = dice_one_in(w, 3) ? &w->second : &w->s;
	if (dice_one_in(w, 4))
		by_a_busy_day(w);
	else if (dice_one_in(w, 3))
		by_shell(w);
	else
		by_writers(w);
}

/* One row is touched, whoever it is of.  # stands for some row of the table that the statement
 * names first, ?1 and ?2 for any numbers. */
static const char *const one_row[][2] = {
	{ "consent",
	  "UPDATE consent SET state = CASE state WHEN 'no' THEN 'yes' ELSE 'no' END WHERE id = #" },
	{ "consent", "DELETE FROM consent WHERE id = #" },
	{ "patient",
	  "INSERT INTO consent (patient, purpose, channel, state) VALUES (#, 'marketing', NULL, "
	  "'no')" },
	{ "patient", "INSERT INTO consent (patient, purpose, channel, state) VALUES (#, NULL, "
		     "'phone', 'no')" },
	{ "patient",
	  "UPDATE patient SET guardian = 1 + ?2 % (SELECT max(id) FROM patient) WHERE id = # AND "
	  "id <> 1 + ?2 % (SELECT max(id) FROM patient)" },
	{ "patient", "UPDATE patient SET guardian = NULL WHERE id = #" },
	{ "patient",
	  "UPDATE patient SET household = 1 + ?2 % (SELECT max(id) FROM household) WHERE id = #" },
	{ "patient", "UPDATE patient SET household = NULL WHERE id = #" },
	{ "patient",
	  "UPDATE patient SET household_role = CASE household_role WHEN 'child' THEN 'adult' ELSE "
	  "'child' END WHERE id = #" },
	{ "patient",
	  "UPDATE patient SET referrer = 1 + ?2 % (SELECT max(id) FROM patient) WHERE id = # AND "
	  "id <> 1 + ?2 % (SELECT max(id) FROM patient)" },
	{ "patient", "UPDATE patient SET referrer = NULL WHERE id = #" },
	{ "patient",
	  "UPDATE patient SET birth_day = 18000 - ?2 * 30, birth_precision = 'day' WHERE id = #" },
	{ "patient", "UPDATE patient SET birth_day = NULL WHERE id = #" },
	{ "patient",
	  "UPDATE patient SET status = CASE status WHEN 'active' THEN 'merged' ELSE 'active' END "
	  "WHERE id = #" },
	{ "visit",
	  "UPDATE visit SET status = CASE status WHEN 'completed' THEN 'no_show' ELSE 'completed' "
	  "END WHERE id = #" },
	{ "visit", "UPDATE visit SET patient = 1 + ?2 % (SELECT max(id) FROM patient) WHERE "
		   "plan_item IS NULL "
		   "AND id = #" },
	{ "visit", "UPDATE visit SET day = day + ?2 % 60 - 30 WHERE id = #" },
	{ "visit", "DELETE FROM visit WHERE id = #" },
	{ "contact",
	  "UPDATE contact SET state = CASE state WHEN 'good' THEN 'dead' ELSE 'good' END WHERE id "
	  "= #" },
	{ "contact",
	  "UPDATE contact SET patient = 1 + ?2 % (SELECT max(id) FROM patient) WHERE id = #" },
	{ "patient_tag", "DELETE FROM patient_tag WHERE id = #" },
	{ "patient", "INSERT OR IGNORE INTO patient_tag (patient, tag) VALUES (#, 'do-not-call')" },
	{ "task", "UPDATE task SET state = CASE state WHEN 'open' THEN 'done' ELSE 'open' END "
		  "WHERE id = #" },
	{ "task", "UPDATE task SET patient = 1 + ?2 % (SELECT max(id) FROM patient) WHERE id = #" },
	{ "survey_answer", "UPDATE survey_answer SET score = ?2 % 11 WHERE id = #" },
	{ "attempt",
	  "UPDATE attempt SET outcome = 'talked', patient = 1 + ?2 % (SELECT max(id) FROM "
	  "patient) WHERE id = #" },
	{ "plan", "UPDATE plan SET status = CASE status WHEN 'accepted' THEN 'declined' ELSE "
		  "'accepted' END "
		  "WHERE id = #" },
	{ "plan_item",
	  "UPDATE plan_item SET state = CASE state WHEN 'open' THEN 'done' ELSE 'open' END WHERE "
	  "id = #" },
	{ "recall_override", "UPDATE recall_override SET disabled = 1 - disabled WHERE id = #" },
	{ "recall_override", "DELETE FROM recall_override WHERE id = #" },
};

const char *world_edit_one(struct world *w)
{
	const char *const *one = one_row[dice_below(w, ARRAY_SIZE(one_row))];
	const char *row = strchr(one[1], '#');
	struct str sql;

	str_init(&sql);
	str_addn(&sql, one[1], (size_t)(row - one[1]));
	str_addf(&sql, "(SELECT id FROM %s ORDER BY (id * 7919 + ?1) %% 1009 LIMIT 1)%s", one[0],
		 row + 1);
	struct stmt *q = db_stmt(w->shell, sql.p, &err);
	good(q != NULL);
	stmt_int(q, 1, dice_below(w, 1009));
	if (strstr(one[1], "?2"))
		stmt_int(q, 2, dice_below(w, 400));
	good(stmt_run(q, &err));
	w->rows += db_changes(w->shell);
	str_release(&sql);
	return one[1];
}
