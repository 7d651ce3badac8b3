/* Reading: single rows, and the lists that screens and exports show. */
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "revisit/store/segments.h"
#include "revisit/text/fold.h"

bool store_get(struct store *s, const struct record *rec, int64_t id, void *row, struct err *err)
{
	struct stmt *q = db_stmt(s->db, select_sql(rec, "WHERE id = ?1"), err);

	if (!q)
		return false;
	stmt_int(q, 1, id);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW)
		read_row(q, rec, row);
	stmt_done(q);
	if (step == STEP_DONE && rec->letter)
		return err_set(err, ERR_NO_MATCH, _("there is no %c%lld"), rec->letter, (long long)id);
	if (step == STEP_DONE)
		return err_set(err, ERR_NO_MATCH, _("it is not there any more"));
	return step == STEP_ROW;
}

bool store_contacts(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY position, id", patient, 0, out, err);
}

bool store_visits(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY day DESC, minute DESC, id DESC", patient, 0,
			 out, err);
}

bool store_tasks(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s,
			 "WHERE patient = ?1 ORDER BY state <> 'open', due_day IS NULL, due_day, "
			 "due_minute IS NULL, due_minute, id",
			 patient, 0, out, err);
}

bool store_tags(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY id", patient, 0, out, err);
}

bool store_pins(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY segment", patient, 0, out, err);
}

bool store_survey_answers(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY day DESC, id DESC", patient, 0, out, err);
}

bool store_alerts(struct store *s, int64_t patient, int64_t household, struct rows *out,
		  struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 OR household = ?2 ORDER BY id", patient,
			 household ? household : -1, out, err);
}

bool store_notes(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY at DESC, id DESC", patient, 0, out, err);
}

bool store_attempts(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY at DESC, id DESC", patient, 0, out, err);
}

bool store_household_members(struct store *s, int64_t household, struct rows *out, struct err *err)
{
	return list_rows(s,
			 "WHERE household = ?1 AND status <> 'merged' "
			 "ORDER BY birth_day IS NULL, birth_day, id",
			 household, 0, out, err);
}

bool store_old_charts(struct store *s, int64_t patient, struct strlist *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT chart_no FROM chart_alias WHERE patient = ?1", err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		strlist_add(out, str_or_empty(col_text(q, 0)));
	stmt_done(q);
	return step == STEP_DONE;
}

int64_t store_patients(struct store *s)
{
	return db_number(s->db, "SELECT next FROM counter WHERE name = 'patients'", 0);
}

bool store_day(struct store *s, day_t day, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE day = ?1 ORDER BY minute IS NULL, minute, provider, id", day, 0, out,
			 err);
}

bool store_day_brief(struct store *s, day_t day, struct rows *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT id, patient, minute, status FROM visit WHERE day = ?1 "
				 "ORDER BY minute IS NULL, minute, provider, id",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, day);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		struct visit *v = rows_add(out);
		v->row.id = col_int(q, 0);
		v->patient = col_int(q, 1);
		v->day = day;
		v->minute = col_null(q, 2) ? MINUTE_NONE : (minute_t)col_int(q, 2);
		v->status = choice_find(visit_status_choices, str_or_empty(col_text(q, 3)));
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_each(struct store *s, const struct record *rec, bool (*row)(const void *row, void *arg),
		void *arg, struct err *err)
{
	struct stmt *q = db_stmt(s->db, select_sql(rec, "ORDER BY id"), err);
	void *one = mem_alloc(rec->size);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	record_init(rec, one);
	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		read_row(q, rec, one);
		more = row(one, arg);
	}
	record_release(rec, one);
	free(one);
	stmt_done(q);
	return q && step != STEP_ERROR;
}

/* The first column of up to `max` rows for two texts or a text and a number. */
static int ids(struct stmt *q, int64_t *out, int max)
{
	int n = 0;

	while (n < max && stmt_step(q, NULL) == STEP_ROW)
		out[n++] = col_int(q, 0);
	stmt_done(q);
	return n;
}

static int64_t by_chart(struct store *s, const char *sql, const char *chart_no)
{
	struct stmt *q = db_stmt(s->db, sql, NULL);
	struct str key;
	int64_t id = 0;

	if (!q)
		return 0;
	str_init(&key);
	text_nfkc(&key, *chart_no == '#' ? chart_no + 1 : chart_no);
	stmt_text(q, 1, key.p);
	ids(q, &id, 1);
	str_release(&key);
	return id;
}

int64_t store_patient_by_chart(struct store *s, const char *chart_no)
{
	return by_chart(s,
			"SELECT id FROM patient WHERE chart_no = ?1 AND status <> 'merged' "
			"UNION ALL SELECT patient FROM chart_alias WHERE chart_no = ?1",
			chart_no);
}

int64_t store_chart(struct store *s, const char *chart_no)
{
	return by_chart(s, "SELECT id FROM patient WHERE chart_no = ?1", chart_no);
}

int64_t store_by_external(struct store *s, const struct record *rec, const char *source,
			  const char *id)
{
	char sql[128];
	int64_t found = 0;

	snprintf(sql, sizeof(sql), "SELECT id FROM %s WHERE external_source = ?1 AND external_id = ?2",
		 rec->table);
	struct stmt *q = db_stmt(s->db, sql, NULL);
	if (!q)
		return 0;
	stmt_text(q, 1, source);
	stmt_text(q, 2, id);
	ids(q, &found, 1);
	return found;
}

int store_patients_by_norm(struct store *s, const char *norm, int64_t out[2])
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT DISTINCT c.patient FROM contact c JOIN patient p "
				 "ON p.id = c.patient WHERE c.norm = ?1 AND p.status <> 'merged' "
				 "ORDER BY c.patient LIMIT 2",
				 NULL);
	if (!q)
		return 0;
	stmt_text(q, 1, norm);
	return ids(q, out, 2);
}

int64_t store_count(struct store *s, const struct record *rec)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", rec->table);
	return db_number(s->db, sql, 0);
}

void patient_line_release(struct patient_line *l)
{
	record_release(&record_patient, &l->patient);
	free(l->phone);
	free(l->phone_label);
	l->phone = l->phone_label = NULL;
}

static bool line_phone(struct store *s, struct patient_line *l, struct err *err)
{
	struct rows contacts;

	rows_init(&contacts, &record_contact);
	bool ok = store_contacts(s, l->patient.row.id, &contacts, err);
	const struct contact *best = NULL;
	for (size_t i = 0; i < contacts.n; i++) {
		const struct contact *k = rows_at(&contacts, i);
		if (contact_is_phone((enum contact_kind)k->kind) && k->state == CONTACT_GOOD && !best)
			best = k;
	}
	if (best) {
		l->phone = mem_strdup(best->value);
		l->phone_kind = best->kind;
		l->phone_label = mem_strdup(best->label);
	}
	rows_release(&contacts);
	return ok;
}

static bool line_visits(struct store *s, struct patient_line *l, day_t today, struct err *err)
{
	struct stmt *q = db_stmt(
		s->db,
		"SELECT (SELECT max(day) FROM visit WHERE patient = ?1 "
		"AND status IN ('completed', 'left')), n.day, n.minute, "
		"(SELECT status FROM visit WHERE patient = ?1 AND day = ?2 "
		"AND status IN ('arrived', 'seated') LIMIT 1) "
		"FROM (SELECT 1) LEFT JOIN (SELECT day, minute FROM visit WHERE patient = ?1 "
		"AND day >= ?2 AND status IN ('planned', 'confirmed') ORDER BY day, minute LIMIT 1) n",
		err);
	if (!q)
		return false;
	stmt_int(q, 1, l->patient.row.id);
	stmt_int(q, 2, today);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW) {
		if (!col_null(q, 0))
			l->seen = (day_t)col_int(q, 0);
		if (!col_null(q, 1))
			l->next_day = (day_t)col_int(q, 1);
		if (!col_null(q, 2))
			l->next_minute = (minute_t)col_int(q, 2);
		if (!col_null(q, 3))
			l->here = choice_find(visit_status_choices, col_text(q, 3));
	}
	stmt_done(q);
	return step != STEP_ERROR;
}

bool store_line(struct store *s, int64_t patient, day_t today, struct patient_line *out,
		struct err *err)
{
	*out = (struct patient_line){
		.seen = DAY_NONE, .next_day = DAY_NONE, .next_minute = MINUTE_NONE, .here = -1
	};
	record_init(&record_patient, &out->patient);
	if (store_get(s, &record_patient, patient, &out->patient, err) && line_phone(s, out, err) &&
	    line_visits(s, out, today, err))
		return true;
	patient_line_release(out);
	return false;
}

bool store_changed(struct store *s)
{
	static const char sql[] = "PRAGMA data_version";
	int64_t now = db_number(s->db, sql, 0);
	bool changed = s->data_version != 0 && now != s->data_version;

	s->data_version = now;
	return changed;
}
