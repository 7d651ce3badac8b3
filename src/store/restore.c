/* From the journal back to rows. */
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "restore.h"

const struct record *record_of_table(const char *table)
{
	for (size_t i = 0; records[i]; i++)
		if (str_eq(records[i]->table, table))
			return records[i];
	return NULL;
}

/* A key that this program does not know counts as the first, as in read_row. */
static void take_choice(const struct field *f, void *row, const char *key)
{
	int n = choice_find(f->choices, key);

	field_set_number(f, row, n < 0 ? 0 : n);
}

bool take_fields(struct store *s, const struct record *rec, void *row, const char *json,
		 bool *named, struct err *err)
{
	enum step step;
	struct stmt *q = db_stmt(s->db, "SELECT key, value, type FROM json_each(?1)", err);

	if (!q)
		return false;
	stmt_text(q, 1, json);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		const struct field *f = record_field(rec, str_or_empty(col_text(q, 0)));
		if (!f)
			continue;
		if (named)
			named[f - rec->fields] = true;
		if (col_null(q, 1))
			field_clear(f, row);
		else if (f->type == FIELD_CHOICE)
			take_choice(f, row, col_text(q, 1));
		else if (f->type == FIELD_TEXT || f->type == FIELD_LINES || f->type == FIELD_VOCAB)
			str_replace(field_text(f, row), col_text(q, 1));
		else
			field_set_number(f, row, col_int(q, 1));
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* What a record is called where it has no number of its own. */
static const char *record_word(const struct record *rec)
{
	static const struct choice words[] = {
		{ "contact", N_("contact") }, { "patient_tag", N_("tag") }, { "alert", N_("alert") },
		{ "note", N_("note") },	      { "attempt", N_("call") },    { "consent", N_("consent") },
		{ "household", N_("household") }, { "merge", N_("merge") },
		{ "plan", N_("plan") },	      { "plan_item", N_("part of the plan") },
		{ "recall_override", N_("recall") },
		{ "sooner", N_("would come sooner") },
		{ "schedule", N_("hours") },  { "day_off", N_("other hours") },
		{ "chair", N_("chair") },     { "visit_length", N_("length of visits") },
		{ "handover", N_("note to the next shift") },
		{ "survey_answer", N_("survey answer") }, { "pin", N_("kept by hand") },
		{ "rules_change", N_("rules") }, { 0 },
	};
	int i = choice_find(words, rec->name);

	return i < 0 ? rec->name : _(words[i].label);
}

static bool known_row(struct store *s, const struct record *rec, int64_t id, void *row)
{
	return store_get(s, rec, id, row, NULL) || store_row_once(s, rec, id, row);
}

/* Whose it is, when the caller does not know it. */
static int64_t owner_of(struct store *s, const struct record *rec, int64_t id, const void *row)
{
	const struct field *f = record_field(rec, "patient");
	int64_t patient = rec == &record_patient ? id : row && f ? field_number(f, row) : 0;

	if (patient || !f)
		return patient;
	void *known = mem_alloc(rec->size);
	record_init(rec, known);
	if (known_row(s, rec, id, known))
		patient = field_number(f, known);
	record_release(rec, known);
	free(known);
	return patient;
}

void row_words(struct store *s, struct str *out, const struct record *rec, int64_t id,
	       const void *row)
{
	int64_t patient = owner_of(s, rec, id, row);
	size_t start = out->len;
	struct patient p;

	record_init(&record_patient, &p);
	if (rec == &record_visit)
		str_addf(out, _("visit v%lld"), (long long)id);
	else if (rec == &record_task)
		str_addf(out, _("to-do t%lld"), (long long)id);
	else if (!patient)
		str_addf(out, "%s %lld", record_word(rec), (long long)id);
	if (patient && known_row(s, &record_patient, patient, &p)) {
		if (out->len > start)
			str_add(out, ", ");
		str_addf(out, _("patient %s"), p.chart_no);
		if (!str_is_empty(p.name))
			str_addf(out, " (%s)", p.name);
		if (rec != &record_patient && rec != &record_visit && rec != &record_task)
			str_addf(out, ", %s", record_word(rec));
	}
	record_release(&record_patient, &p);
}

void change_release(struct change *c)
{
	free(c->before);
	free(c->after);
	*c = (struct change){ 0 };
}

bool read_changes(struct store *s, int64_t action, int64_t below, int limit, struct change *out,
		  int *n, struct err *err)
{
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT seq, tbl, row, op, before, after FROM change "
				 "WHERE action = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3",
				 err);
	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, action);
	stmt_int(q, 2, below);
	stmt_int(q, 3, limit);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		struct change *c = &out[(*n)++];
		*c = (struct change){ .seq = col_int(q, 0), .row = col_int(q, 2) };
		c->rec = record_of_table(col_text(q, 1));
		snprintf(c->op, sizeof(c->op), "%s", col_text(q, 3));
		c->before = mem_strdup(col_text(q, 4));
		c->after = mem_strdup(col_text(q, 5));
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool is_as_left(struct store *s, const struct change *c, const void *stored, bool *as_left,
		struct err *err)
{
	void *then = mem_alloc(c->rec->size);

	record_init(c->rec, then);
	record_copy(c->rec, then, stored);
	bool ok = take_fields(s, c->rec, then, c->after, NULL, err);
	*as_left = true;
	for (size_t i = 0; i < c->rec->n_fields; i++)
		*as_left = *as_left && field_equal(&c->rec->fields[i], then, stored);
	record_release(c->rec, then);
	free(then);
	return ok;
}

bool delete_row(struct store *s, const struct record *rec, int64_t id, struct err *err)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "DELETE FROM %s WHERE id = ?1", rec->table);
	struct stmt *q = db_stmt(s->db, sql, err);
	if (!q)
		return false;
	stmt_int(q, 1, id);
	s->ids_known = 0;
	return stmt_run(q, err);
}

/* The journal knows how often the row was written; a row deleted by an older program may have been
 * written more often, but not by so many. */
static int64_t version_beyond(struct store *s, const struct record *rec, int64_t id)
{
	enum { UNSEEN = 16 };
	int64_t n = 0;
	struct stmt *q = db_stmt(s->db, "SELECT count(*) FROM change WHERE tbl = ?1 AND row = ?2",
				 NULL);

	if (!q)
		return UNSEEN;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, id);
	if (stmt_step(q, NULL) == STEP_ROW)
		n = col_int(q, 0);
	stmt_done(q);
	return n + UNSEEN;
}

bool insert_again(struct store *s, const struct record *rec, void *row, bool quiet, struct err *err)
{
	struct row *head = row;
	struct str json;

	head->ver = version_beyond(s, rec, head->id);
	if (!insert_row(s, rec, row, err))
		return false;
	str_init(&json);
	row_json(&json, rec, row);
	bool ok = quiet || journal_change(s, rec->table, head->id, "insert", NULL, json.p, err);
	str_release(&json);
	return ok;
}
