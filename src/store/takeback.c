/* Taking an import back: what it changed, newest first, then what it made. */
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "revisit/store/imports.h"
#include "restore.h"

struct restoring {
	struct store *s;
	bool quiet;
	import_kept *kept;
	void *arg;
};

static void keep(const struct restoring *x, const struct change *c, const void *row)
{
	struct str words;

	str_init(&words);
	row_words(x->s, &words, c->rec, c->row, row);
	x->kept(words.p, x->arg);
	str_release(&words);
}

static bool put_back(const struct restoring *x, const struct change *c, void *stored,
		     struct err *err)
{
	void *row = mem_alloc(c->rec->size);
	bool changed;

	record_init(c->rec, row);
	record_copy(c->rec, row, stored);
	bool ok = take_fields(x->s, c->rec, row, c->before, NULL, err) &&
		  write_differences(x->s, c->rec, row, stored, x->quiet, &changed, err);
	record_release(c->rec, row);
	free(row);
	return ok;
}

/* A telephone that was rung cannot go. */
static bool is_needed(struct store *s, const struct record *rec, int64_t id)
{
	struct stmt *q = rec == &record_contact
				 ? db_stmt(s->db, "SELECT 1 FROM attempt WHERE contact = ?1 LIMIT 1",
					   NULL)
				 : NULL;

	if (!q)
		return false;
	stmt_int(q, 1, id);
	bool needed = stmt_step(q, NULL) == STEP_ROW;
	stmt_done(q);
	return needed;
}

static bool take_away(const struct restoring *x, const struct change *c, const void *stored,
		      struct err *err)
{
	struct str before;

	if (is_needed(x->s, c->rec, c->row)) {
		keep(x, c, stored);
		return true;
	}
	str_init(&before);
	row_json(&before, c->rec, stored);
	bool ok = delete_row(x->s, c->rec, c->row, err) &&
		  (x->quiet || journal_change(x->s, c->rec->table, c->row, "delete", before.p, NULL,
					      err));
	str_release(&before);
	return ok;
}

/* A row that the import deleted comes again, under its old number. */
static bool bring_again(const struct restoring *x, const struct change *c, struct err *err)
{
	void *row = mem_alloc(c->rec->size);

	record_init(c->rec, row);
	((struct row *)row)->id = c->row;
	bool ok = take_fields(x->s, c->rec, row, c->before, NULL, err) &&
		  insert_again(x->s, c->rec, row, x->quiet, err);
	record_release(c->rec, row);
	free(row);
	return ok;
}

/* A household carries the import too and goes with what it made: new patients may be in it. */
static bool is_household(const struct change *c)
{
	return c->rec == &record_household && strcmp(c->op, "insert") == 0;
}

static bool restore_one(const struct restoring *x, const struct change *c, struct err *err)
{
	struct err why = ERR_INIT;
	void *stored;
	bool as_left;
	bool ok = true;

	if (!c->rec || is_household(c))
		return true;
	if (strcmp(c->op, "delete") == 0)
		return bring_again(x, c, err);
	stored = mem_alloc(c->rec->size);
	record_init(c->rec, stored);
	if (!store_get(x->s, c->rec, c->row, stored, &why)) {
		ok = why.code == ERR_NO_MATCH; /* somebody deleted it */
		if (!ok && err)
			*err = why;
	} else if (!is_as_left(x->s, c, stored, &as_left, err)) {
		ok = false;
	} else if (!as_left) {
		keep(x, c, stored);
	} else if (strcmp(c->op, "insert") == 0) {
		ok = take_away(x, c, stored, err);
	} else {
		ok = put_back(x, c, stored, err);
	}
	record_release(c->rec, stored);
	free(stored);
	return ok;
}

bool store_import_restore(struct store *s, int64_t action, int64_t *seq, int limit, bool quiet,
			  import_kept *kept, void *arg, struct err *err)
{
	struct restoring x = { s, quiet, kept, arg };
	struct change *changes = mem_array((size_t)limit, sizeof(*changes));
	int n;

	need_action(s);
	bool ok = read_changes(s, action, *seq, limit, changes, &n, err);
	for (int i = 0; i < n; i++) {
		ok = ok && restore_one(&x, &changes[i], err);
		if (ok)
			*seq = changes[i].seq;
		change_release(&changes[i]);
	}
	if (ok && n < limit)
		*seq = 0;
	free(changes);
	return ok;
}

bool store_action_forget(struct store *s, int64_t action, int limit, bool *left, struct err *err)
{
	need_action(s);
	struct stmt *q = db_stmt(s->db,
				 "DELETE FROM change WHERE action = ?1 AND seq IN (SELECT seq FROM "
				 "change WHERE action = ?1 ORDER BY seq LIMIT ?2)",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, action);
	stmt_int(q, 2, limit);
	if (!stmt_run(q, err))
		return false;
	*left = db_changes(s->db) == limit;
	if (*left)
		return true;
	q = db_stmt(s->db, "DELETE FROM action WHERE id = ?1 AND sealed IS NULL", err);
	if (!q)
		return false;
	stmt_int(q, 1, action);
	return stmt_run(q, err);
}

/* --- what it made --- */

/* Why a row that the import (?1, its action ?2) made must stay: conditions in SQL, and what is said.
 * The first that is true counts.  Changes of earlier actions are about an earlier row of that
 * number. */
struct reason {
	const char *sql, *text;
};

#define CHANGED_LATER(table, alias) \
	"EXISTS (SELECT 1 FROM change k WHERE k.tbl = '" table "' AND k.row = " alias \
	".id AND k.action > ?2" IS_LIVE ")"

/* A change that was taken back since counts as little as its taking back; done again, it counts:
 * the links before it are an even number. */
#define IS_LIVE \
	" AND NOT EXISTS (SELECT 1 FROM action u WHERE u.undoes = k.action) AND (WITH RECURSIVE " \
	"link (id, n) AS (SELECT k.action, 0 UNION ALL SELECT a.undoes, n + 1 FROM link JOIN action a " \
	"ON a.id = link.id WHERE a.undoes IS NOT NULL) SELECT max(n) % 2 FROM link) = 0"

/* A known row that the import itself linked here is put back before: that counts only afterwards. */
#define NOT_BY_IT(table) \
	" AND (?5 OR NOT EXISTS (SELECT 1 FROM change k WHERE k.tbl = '" table \
	"' AND k.row = o.id AND k.action = ?2)))"

static const struct reason visit_reasons[] = {
	{ CHANGED_LATER("visit", "x"), N_("it was changed later") },
	{ "EXISTS (SELECT 1 FROM visit o WHERE o.predecessor = x.id AND o.import IS NOT ?1"
	  NOT_BY_IT("visit"),
	  N_("it was moved to another visit later") },
	{ "EXISTS (SELECT 1 FROM visit o WHERE o.successor = x.id AND o.import IS NOT ?1"
	  NOT_BY_IT("visit"),
	  N_("another visit was moved to it later") },
	{ "EXISTS (SELECT 1 FROM sooner o WHERE o.visit = x.id)",
	  N_("the patient asked for a sooner time instead of it") },
	{ "EXISTS (SELECT 1 FROM task o WHERE o.visit = x.id AND o.import IS NOT ?1)",
	  N_("a to-do follows it up") },
};

static const struct reason task_reasons[] = {
	{ CHANGED_LATER("task", "x"), N_("it was changed later") },
	{ "EXISTS (SELECT 1 FROM task o WHERE o.previous = x.id)", N_("it came again later") },
};

static const struct reason patient_reasons[] = {
	{ CHANGED_LATER("patient", "x"), N_("the patient was changed later") },
	{ "EXISTS (SELECT 1 FROM visit o WHERE o.patient = x.id AND o.import IS NOT ?1)",
	  N_("a visit came later") },
	{ "EXISTS (SELECT 1 FROM task o WHERE o.patient = x.id AND o.import IS NOT ?1)",
	  N_("a to-do came later") },
	{ "EXISTS (SELECT 1 FROM contact o WHERE o.patient = x.id AND EXISTS (SELECT 1 FROM change k "
	  "WHERE k.tbl = 'contact' AND k.row = o.id AND k.action > ?2" IS_LIVE "))",
	  N_("a telephone or address was changed later") },
	{ "EXISTS (SELECT 1 FROM patient_tag o WHERE o.patient = x.id AND o.import IS NOT ?1)",
	  N_("a tag came later") },
	{ "EXISTS (SELECT 1 FROM alert o WHERE o.patient = x.id AND o.import IS NOT ?1)",
	  N_("an alert came later") },
	{ "EXISTS (SELECT 1 FROM note WHERE patient = x.id)", N_("a note came later") },
	{ "EXISTS (SELECT 1 FROM attempt WHERE patient = x.id)", N_("there was a call or talk later") },
	{ "EXISTS (SELECT 1 FROM consent WHERE patient = x.id)", N_("a consent came later") },
	{ "EXISTS (SELECT 1 FROM plan WHERE patient = x.id)", N_("a treatment plan came later") },
	{ "EXISTS (SELECT 1 FROM recall_override WHERE patient = x.id)",
	  N_("a recall was changed for the patient") },
	{ "EXISTS (SELECT 1 FROM sooner WHERE patient = x.id)",
	  N_("the patient asked for a sooner time") },
	{ "EXISTS (SELECT 1 FROM patient o WHERE o.guardian = x.id AND o.import IS NOT ?1"
	  NOT_BY_IT("patient") " OR "
	  "EXISTS (SELECT 1 FROM patient o WHERE o.referrer = x.id AND o.import IS NOT ?1"
	  NOT_BY_IT("patient"),
	  N_("another patient names this one as guardian or referrer") },
	{ "EXISTS (SELECT 1 FROM patient o WHERE o.payer = x.id AND o.import IS NOT ?1"
	  NOT_BY_IT("patient"),
	  N_("another patient's bills go to this one") },
	{ "EXISTS (SELECT 1 FROM chart_alias WHERE patient = x.id) OR "
	  "EXISTS (SELECT 1 FROM merge WHERE keep = x.id AND undone_by IS NULL) OR "
	  "EXISTS (SELECT 1 FROM merge WHERE lose = x.id AND undone_by IS NULL) OR "
	  "EXISTS (SELECT 1 FROM not_same WHERE a = x.id) OR "
	  "EXISTS (SELECT 1 FROM not_same WHERE b = x.id)",
	  N_("it was compared or merged with another patient later") },
};

static const struct reason household_reasons[] = {
	{ CHANGED_LATER("household", "x"), N_("the household was changed later") },
	{ "EXISTS (SELECT 1 FROM patient o WHERE o.household = x.id AND o.import IS NOT ?1"
	  NOT_BY_IT("patient"),
	  N_("somebody joined the household later") },
	{ "EXISTS (SELECT 1 FROM alert o WHERE o.household = x.id)",
	  N_("the household has an alert") },
};

/* In the order in which they can go: nothing that remains may point to what is gone. */
static const struct part {
	const struct record *rec;
	const struct reason *reasons;
	int n_reasons;
	const char *links; /* what points from row to row of one import */
	const char *parts; /* tables whose rows go with theirs, divided by blanks */
} parts[] = {
	{ &record_visit, visit_reasons, ARRAY_SIZE(visit_reasons),
	  "predecessor = NULL, successor = NULL|predecessor IS NOT NULL OR successor IS NOT NULL",
	  "" },
	{ &record_task, task_reasons, ARRAY_SIZE(task_reasons), NULL, "" },
	{ &record_patient, patient_reasons, ARRAY_SIZE(patient_reasons),
	  "household = NULL, guardian = NULL, referrer = NULL, payer = NULL|household IS NOT NULL OR "
	  "guardian IS NOT NULL OR referrer IS NOT NULL OR payer IS NOT NULL",
	  "contact patient_tag alert" },
	{ &record_household, household_reasons, ARRAY_SIZE(household_reasons), NULL, "" },
};

/* "CASE WHEN … THEN 0 WHEN … THEN 1 END" */
static void reasons_sql(struct str *sql, const struct part *p)
{
	str_add(sql, "CASE");
	for (int i = 0; i < p->n_reasons; i++)
		str_addf(sql, " WHEN %s THEN %d", p->reasons[i].sql, i);
	str_add(sql, " END");
}

static bool says_afterwards(const struct part *p)
{
	for (int i = 0; i < p->n_reasons; i++)
		if (strstr(p->reasons[i].sql, "?5"))
			return true;
	return false;
}

/* Looks at the rows behind `after`: the last of them, how many there are, and the first that must
 * stay with its reason. */
static bool look_at_part(struct store *s, const struct part *p, const struct import_row *r,
			 int64_t *after, int limit, int *n, int64_t *row, int *reason,
			 struct err *err)
{
	struct str sql;
	enum step step;

	str_init(&sql);
	str_add(&sql, "SELECT x.id, ");
	reasons_sql(&sql, p);
	str_addf(&sql, " FROM %s x WHERE x.import = ?1 AND x.id > ?3 ORDER BY x.id LIMIT ?4",
		 p->rec->table);
	struct stmt *q = db_stmt(s->db, sql.p, err);
	str_release(&sql);
	*n = 0;
	*row = 0;
	if (!q)
		return false;
	stmt_int(q, 1, r->id);
	stmt_int(q, 2, r->action);
	stmt_int(q, 3, *after);
	stmt_int(q, 4, limit);
	if (says_afterwards(p))
		stmt_int(q, 5, 0);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		*after = col_int(q, 0);
		++*n;
		if (!col_null(q, 1) && !*row) {
			*row = *after;
			*reason = (int)col_int(q, 1);
		}
	}
	stmt_done(q);
	return step == STEP_DONE;
}

static void say_row(struct store *s, struct str *out, const struct record *rec, int64_t id,
		    const char *reason)
{
	void *row = mem_alloc(rec->size);

	record_init(rec, row);
	bool there = store_get(s, rec, id, row, NULL);
	row_words(s, out, rec, id, there ? row : NULL);
	if (reason)
		str_addf(out, ": %s", reason);
	record_release(rec, row);
	free(row);
}

/* The changes of the import whose rows were changed again. */
static bool look_at_changes(struct store *s, const struct import_row *r, int64_t *below, int limit,
			    int *n, struct str *why, struct err *err)
{
	struct change *changes = mem_array((size_t)limit, sizeof(*changes));
	bool ok = read_changes(s, r->action, *below, limit, changes, n, err);

	for (int i = 0; i < *n; i++) {
		struct change *c = &changes[i];
		void *stored = c->rec ? mem_alloc(c->rec->size) : NULL;
		bool as_left = true;
		if (c->rec)
			record_init(c->rec, stored);
		if (ok && !why->len && c->rec && strcmp(c->op, "delete") != 0 && !is_household(c) &&
		    store_get(s, c->rec, c->row, stored, NULL)) {
			ok = is_as_left(s, c, stored, &as_left, err);
			/* A later change of the same import may have gone over it. */
			if (!as_left && !store_changed_later(s, r->action, c->rec, c->row))
				as_left = true;
			if (!as_left || (strcmp(c->op, "insert") == 0 && is_needed(s, c->rec, c->row)))
				say_row(s, why, c->rec, c->row, _("it was changed later"));
		}
		if (c->rec)
			record_release(c->rec, stored);
		free(stored);
		*below = c->seq;
		change_release(c);
	}
	free(changes);
	return ok;
}

bool store_import_look(struct store *s, const struct import_row *r, struct undo_look *look,
		       int limit, bool *more, struct str *why, struct err *err)
{
	int n;
	int64_t row;
	int reason = 0;
	bool ok;

	if (look->part == (int)ARRAY_SIZE(parts)) {
		int64_t below = look->after ? look->after : INT64_MAX;
		ok = look_at_changes(s, r, &below, limit, &n, why, err);
		look->after = below;
		look->looked += (size_t)n;
		*more = ok && !why->len && n == limit;
		return ok;
	}
	const struct part *p = &parts[look->part];
	ok = look_at_part(s, p, r, &look->after, limit, &n, &row, &reason, err);
	if (ok && row)
		say_row(s, why, p->rec, row, _(p->reasons[reason].text));
	look->looked += (size_t)n;
	if (n < limit) {
		look->part++;
		look->after = 0;
	}
	*more = ok && !why->len;
	return ok;
}

static bool run_three(struct store *s, const char *sql, int64_t a, int64_t b, int64_t c,
		      struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);

	if (!q)
		return false;
	stmt_int(q, 1, a);
	stmt_int(q, 2, b);
	if (strstr(sql, "?3"))
		stmt_int(q, 3, c);
	return stmt_run(q, err);
}

/* Rows that others built on: no longer the import's. */
static bool let_go(struct store *s, const struct part *p, const struct import_row *r,
		   int64_t after, int64_t last, import_kept *kept, void *arg, struct err *err)
{
	struct str sql;
	enum step step;
	int64_t ids[64];
	size_t n = 0;

	str_init(&sql);
	str_addf(&sql, "UPDATE %s AS x SET import = NULL WHERE x.import = ?1 AND x.id > ?4 "
		       "AND x.id <= ?3 AND ",
		 p->rec->table);
	reasons_sql(&sql, p);
	str_add(&sql, " IS NOT NULL RETURNING id");
	struct stmt *q = db_stmt(s->db, sql.p, err);
	str_release(&sql);
	if (!q)
		return false;
	stmt_int(q, 1, r->id);
	stmt_int(q, 2, r->action);
	stmt_int(q, 3, last);
	stmt_int(q, 4, after);
	if (says_afterwards(p))
		stmt_int(q, 5, 1);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		if (n < ARRAY_SIZE(ids))
			ids[n++] = col_int(q, 0);
	stmt_done(q);
	for (size_t i = 0; i < n; i++) {
		struct str words;
		str_init(&words);
		say_row(s, &words, p->rec, ids[i], NULL);
		kept(words.p, arg);
		str_release(&words);
	}
	return step == STEP_DONE;
}

/* The greatest id of the next `limit` rows of the import; 0 when there are none, −1 on error. */
static int64_t last_of(struct store *s, const struct part *p, int64_t import, int64_t after,
		       int limit, struct err *err)
{
	char sql[160];
	int64_t last = -1;

	snprintf(sql, sizeof(sql),
		 "SELECT max(id) FROM (SELECT id FROM %s WHERE import = ?1 AND id > ?2 ORDER BY id "
		 "LIMIT ?3)",
		 p->rec->table);
	struct stmt *q = db_stmt(s->db, sql, err);
	if (!q)
		return -1;
	stmt_int(q, 1, import);
	stmt_int(q, 2, after);
	stmt_int(q, 3, limit);
	if (stmt_step(q, err) == STEP_ROW)
		last = col_int(q, 0);
	stmt_done(q);
	return last;
}

static bool delete_rows(struct store *s, const struct part *p, int64_t import, int64_t last,
			struct err *err)
{
	char sql[200];
	bool ok = true;

	for (const char *t = p->parts; ok && *t;) {
		int n = (int)strcspn(t, " ");
		snprintf(sql, sizeof(sql),
			 "DELETE FROM %.*s WHERE patient IN (SELECT id FROM patient WHERE "
			 "import = ?1 AND id <= ?2)",
			 n, t);
		ok = run_three(s, sql, import, last, 0, err);
		t += n + (t[n] == ' ');
	}
	/* Merges that were taken apart again. */
	static const char *const sides[] = { "keep", "lose" };
	for (size_t i = 0; ok && p->rec == &record_patient && i < ARRAY_SIZE(sides); i++) {
		snprintf(sql, sizeof(sql),
			 "DELETE FROM merge WHERE %s IN (SELECT id FROM patient WHERE import = ?1 "
			 "AND id <= ?2)",
			 sides[i]);
		ok = run_three(s, sql, import, last, 0, err);
	}
	snprintf(sql, sizeof(sql), "DELETE FROM %s WHERE import = ?1 AND id <= ?2", p->rec->table);
	return ok && run_three(s, sql, import, last, 0, err);
}

/* Links before rows: they may lead to rows that go later. */
static bool cut_links(struct store *s, const struct part *p, int64_t import, int64_t after,
		      int64_t last, struct err *err)
{
	struct str sql;
	const char *bar = strchr(p->links, '|');

	str_init(&sql);
	str_addf(&sql, "UPDATE %s SET %.*s WHERE import = ?1 AND id > ?2 AND id <= ?3 AND (%s)",
		 p->rec->table, (int)(bar - p->links), p->links, bar + 1);
	bool ok = run_three(s, sql.p, import, after, last, err);
	str_release(&sql);
	return ok;
}

bool store_import_delete(struct store *s, const struct import_row *r, struct undo_look *at,
			 int limit, bool *left, import_kept *kept, void *arg, struct err *err)
{
	need_action(s);
	*left = true;
	/* Each part twice: its links, then its rows. */
	for (; at->part < 2 * (int)ARRAY_SIZE(parts); at->part++, at->after = 0) {
		const struct part *p = &parts[at->part / 2];
		bool links = at->part % 2 == 0;
		if (links && !p->links)
			continue;
		int64_t last = last_of(s, p, r->id, at->after, limit, err);
		if (last < 0)
			return false;
		if (last == 0)
			continue;
		bool ok = let_go(s, p, r, at->after, last, kept, arg, err) &&
			  (links ? cut_links(s, p, r->id, at->after, last, err)
				 : delete_rows(s, p, r->id, last, err));
		if (ok && links)
			at->after = last;
		if (ok && !links)
			at->looked += (size_t)limit;
		return ok;
	}
	*left = false;
	return true;
}
