/* `revisit check`: everything that can be wrong with a database, in plain words. */
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "search_index.h"
#include "segments_inside.h"

struct question {
	const char *sql;  /* one text or number a finding */
	const char *text; /* N_(), with one %s */
};

static const struct question questions[] = {
	{ "PRAGMA integrity_check(20)", N_("the file is damaged: %s") },
	{ "SELECT \"table\" || ' row ' || rowid FROM pragma_foreign_key_check LIMIT 20",
	  N_("a record points to one that is not there: %s") },
	{ "SELECT id FROM visit WHERE successor IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visit n "
	  "WHERE n.id = visit.successor AND n.predecessor = visit.id) LIMIT 20",
	  N_("visit v%s says it was moved, but the other visit does not know of it") },
	{ "SELECT chart_no FROM patient WHERE name IS NULL AND NOT EXISTS "
	  "(SELECT 1 FROM contact WHERE patient = patient.id) AND import IS NULL LIMIT 20",
	  N_("patient %s has neither a name nor a way to reach them") },
	{ "SELECT key FROM (SELECT kind AS key FROM visit WHERE kind IS NOT NULL "
	  "EXCEPT SELECT key FROM vocab WHERE kind = 'visit_kind') LIMIT 20",
	  N_("the visit kind '%s' is used but not known") },
	{ "SELECT next FROM counter WHERE name = 'patients' AND next <> "
	  "(SELECT count(*) FROM patient WHERE status <> 'merged')",
	  N_("the patients are counted wrongly: %s") },
	{ "SELECT a.chart_no FROM chart_alias a JOIN patient p ON p.id = a.patient "
	  "WHERE p.status = 'merged' LIMIT 20",
	  N_("the old chart number %s leads to a chart that was merged itself") },
	{ "SELECT v.id FROM patient p CROSS JOIN visit v ON v.patient = p.id "
	  "WHERE p.status = 'merged' LIMIT 20",
	  N_("visit v%s is on a chart that was merged into another") },
	{ "SELECT n.id FROM patient p CROSS JOIN plan n ON n.patient = p.id "
	  "WHERE p.status = 'merged' LIMIT 20",
	  N_("plan p%s is on a chart that was merged into another") },
	{ "SELECT kind || ' ' || n.id FROM patient p CROSS JOIN (SELECT 'note' AS kind, id, patient "
	  "FROM note UNION ALL SELECT 'call', id, patient FROM attempt UNION ALL "
	  "SELECT 'to-do', id, patient FROM task UNION ALL SELECT 'wish', id, patient FROM sooner) n "
	  "ON n.patient = p.id WHERE p.status = 'merged' LIMIT 20",
	  N_("this is on a chart that was merged into another: %s") },
	{ "SELECT i.id FROM plan_item i JOIN plan n ON n.id = i.plan WHERE n.patient <> i.patient "
	  "LIMIT 20",
	  N_("part k%s of a plan is on another chart than its plan") },
	{ "SELECT v.id FROM visit v JOIN plan_item i ON i.id = v.plan_item "
	  "WHERE i.patient <> v.patient LIMIT 20",
	  N_("visit v%s is for the plan of another patient") },
	{ "SELECT n.id FROM visit n JOIN visit v ON v.id = n.predecessor "
	  "WHERE v.patient <> n.patient LIMIT 20",
	  N_("visit v%s was moved from the visit of another patient") },
	{ "SELECT s.id FROM sooner s JOIN visit v ON v.id = s.visit "
	  "WHERE v.patient <> s.patient LIMIT 20",
	  N_("wish s%s is for the visit of another patient") },
	{ "SELECT a.id FROM survey_answer a JOIN visit v ON v.id = a.visit "
	  "WHERE v.patient <> a.patient LIMIT 20",
	  N_("answer q%s is about the visit of another patient") },
	{ "SELECT 'survey_answer ' || a.id FROM patient p CROSS JOIN survey_answer a ON a.patient = p.id "
	  "WHERE p.status = 'merged' LIMIT 20",
	  N_("%s is on a chart that was merged into another") },
	{ "SELECT n.key FROM segments s, segment_version v JOIN segment n ON n.id = v.segment "
	  "WHERE v.state = 'live' AND (SELECT count(*) FROM member WHERE version = v.id AND "
	  "from_day <= s.day AND until_day > s.day) <> (SELECT coalesce(sum(begins - ends), 0) "
	  "FROM seg_day WHERE version = v.id AND seg_day.day <= s.day) LIMIT 20",
	  N_("the members of segment %s are counted wrongly") },
	/* More than VIEW_RELATIVES and the one who is asked. */
	{ "SELECT household || ' (' || count(*) || ')' FROM patient WHERE household IS NOT NULL "
	  "AND status <> 'merged' GROUP BY household HAVING count(*) > 51 LIMIT 20",
	  N_("household h%s has so many people that rules about the family look at 50 others only") },
	{ "SELECT key FROM (SELECT tag AS key FROM patient_tag "
	  "EXCEPT SELECT key FROM vocab WHERE kind = 'tag') LIMIT 20",
	  N_("the tag '%s' is used but not known") },
};

static bool ask(struct store *s, const struct question *question,
		void (*finding)(const char *text, void *arg), void *arg, bool *found,
		struct err *err)
{
	struct stmt *q = db_stmt(s->db, question->sql, err);
	enum step step;

	if (!q)
		return false;
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		const char *what = str_or_empty(col_text(q, 0));
		if (strcmp(what, "ok") == 0)
			continue;
		*found = true;
		char pattern[200];
		snprintf(pattern, sizeof(pattern), "%s", _(question->text));
		char *at = strstr(pattern, "%s");
		BUG_IF(!at);
		char *text = mem_printf("%.*s%s%s", (int)(at - pattern), pattern, what, at + 2);
		finding(text, arg);
		free(text);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* In the order in which they are asked. */
enum { MEMBERSHIP = ARRAY_SIZE(questions), SEARCH, JOURNAL, PARTS };

int store_check_parts(void)
{
	return PARTS;
}

bool store_check_part(struct store *s, int part, void (*finding)(const char *text, void *arg),
		      void *arg, struct err *err)
{
	bool found = false;

	if (part == MEMBERSHIP)
		return segments_check(s, finding, arg, err);
	if (part == SEARCH)
		return search_check(s, finding, arg, err);
	if (part == JOURNAL)
		return journal_verify(s, finding, arg, err);
	if (!ask(s, &questions[part], finding, arg, &found, err))
		return false;
	/* What is read from a damaged file says nothing more. */
	return !found || part > 0 ||
	       err_set(err, ERR_DAMAGED, _("the database is damaged; restore the last backup"));
}

bool store_check(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
		 struct err *err)
{
	bool ok = true;

	for (int i = 0; ok && i < PARTS; i++)
		ok = store_check_part(s, i, finding, arg, err);
	return ok;
}
