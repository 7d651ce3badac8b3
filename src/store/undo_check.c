/* Whether an action can be taken back now, and what stands in the way. */
#include "revisit/base/i18n.h"
#include "revisit/base/json.h"
#include "revisit/store/columns.h"
#include "restore.h"

/* --- what stands in the way --- */

/* `"patient":1042`, as a change of `table` says that it points to `r`. */
struct pointer {
	const struct recipe_row *r;
	char *table, *says;
};

struct checking {
	struct store *s;
	const struct recipe *recipe;
	bool again; /* it is done again, on top of everything: nothing later can lie on it */
	struct pointer *pointers; /* that must not have been there since */
	size_t n_pointers, cap;
	struct str why;
	char **each; /* one a row: what stands against it; NULL: the first is enough */
};

/* "bo 09:05", "bo Mon 23 Nov 09:05" */
static void say_who_and_when(struct checking *x, const struct deed *d)
{
	day_t day;
	minute_t minute;

	instant_split(d->at, &day, &minute);
	day_t today = clock_today(x->s->clock);
	str_addf(&x->why, "%s ", *d->staff ? d->staff : "?");
	if (day != today) {
		day_show(&x->why, day, today);
		str_addc(&x->why, ' ');
	}
	minute_iso(&x->why, minute);
}

/* "张伟: Phone was changed later (bo, …); undo that first". */
static void say_later(struct checking *x, const struct recipe_row *r, const struct field *f,
		      const struct deed *d)
{
	row_words(x->s, &x->why, r->rec, r->id, r->is ? r->after : r->before);
	str_add(&x->why, ": ");
	if (f && f->label && !(f->flags & FIELD_HIDDEN))
		str_addf(&x->why, _("%s was changed later"), _(f->label));
	else
		str_add(&x->why, _("it was changed later"));
	if (!d)
		return;
	str_add(&x->why, " (");
	say_who_and_when(x, d);
	str_addf(&x->why, ", u%lld)", (long long)d->action);
}

/* It is not as it was left, though nothing in force says so: who was there last is told. */
static void say_changed(struct checking *x, const struct recipe_row *r, const struct field *f)
{
	struct deed d = { 0 };
	int64_t action = 0;
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT max(action) FROM change WHERE tbl = ?1 AND row = ?2 AND "
				 "action > ?3 AND action <> ?4",
				 NULL);

	if (q) {
		stmt_text(q, 1, r->rec->table);
		stmt_int(q, 2, r->id);
		stmt_int(q, 3, x->recipe->action);
		stmt_int(q, 4, x->s->action);
		if (stmt_step(q, NULL) == STEP_ROW)
			action = col_int(q, 0);
		stmt_done(q);
	}
	say_later(x, r, f, action && store_deed(x->s, action, &d, NULL) ? &d : NULL);
	deed_release(&d);
}

/* Whether an action stands against it: it is in force, or goes on still.  Then it is said. */
static bool say_if_it_holds(struct checking *x, const struct recipe_row *r, const struct field *f,
			    int64_t action, struct err *err)
{
	struct deed d;
	bool ok = store_deed(x->s, action, &d, err);

	if (ok && action != x->s->action &&
	    (!d.ended || (deed_holds(&d) && !deed_cancels_out(x->s, &d, x->recipe->action))))
		say_later(x, r, f, &d);
	deed_release(&d);
	return ok;
}

/* A change that came later stands against `r` when it is in force and touched one of its fields;
 * *field gets the first of these. */
static bool stands_against(struct checking *x, const struct recipe_row *r, const struct change *c,
			   const struct field **field, struct err *err)
{
	bool named[PLAN_FIELDS] = { false };
	void *ignored = mem_alloc(r->rec->size);
	bool against = strcmp(c->op, "update") != 0 || !r->was || !r->is;

	record_init(r->rec, ignored);
	*field = NULL;
	if (!take_fields(x->s, r->rec, ignored, c->after ? c->after : "{}", named, err))
		against = true;
	for (size_t i = 0; i < r->rec->n_fields && !*field; i++)
		if (named[i] && r->touched[i])
			*field = &r->rec->fields[i];
	record_release(r->rec, ignored);
	free(ignored);
	return against || *field;
}

static bool look_for_later(struct checking *x, const struct recipe_row *r, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT action, op, after FROM change WHERE tbl = ?1 AND row = ?2 "
				 "AND action > ?3 ORDER BY action DESC",
				 err);
	enum step step = STEP_ERROR;
	bool ok = q != NULL;

	if (!q)
		return false;
	stmt_text(q, 1, r->rec->table);
	stmt_int(q, 2, r->id);
	stmt_int(q, 3, x->recipe->action);
	while (ok && !x->why.len && (step = stmt_step(q, err)) == STEP_ROW) {
		const struct field *field;
		struct change c = { .rec = r->rec, .after = mem_strdup(col_text(q, 2)) };
		snprintf(c.op, sizeof(c.op), "%s", col_text(q, 1));
		if (stands_against(x, r, &c, &field, err))
			ok = say_if_it_holds(x, r, field, col_int(q, 0), err);
		change_release(&c);
	}
	stmt_done(q);
	return ok && step != STEP_ERROR;
}


/* --- later changes of other rows --- */

/* What a later change says of a row, before or after: ",field:value," with every end a comma, so that
 * a number is not found in a longer one.  A sign inside a text stands behind a backslash. */
#define SAYS "replace(coalesce(before, '') || coalesce(after, ''), '}', ',')"

/* `"chart_no":"1001",` */
static void needle_of(struct str *out, const struct field *f, const void *row)
{
	str_addf(out, "\"%s\":", f->name);
	if (row)
		field_json(out, f, row);
	if (row)
		str_addc(out, ',');
}

static bool told_of(struct checking *x, const struct recipe_row *r, struct stmt *q, struct err *err)
{
	enum step step = STEP_DONE;
	bool ok = true;

	while (ok && !x->why.len && (step = stmt_step(q, err)) == STEP_ROW)
		ok = say_if_it_holds(x, r, NULL, col_int(q, 0), err);
	stmt_done(q);
	return ok && step != STEP_ERROR;
}

/* --- what points to it --- */

/* Whether a row that points to `to` will not do so any more. */
static bool lets_go(const struct recipe_row *r, const char *column, int64_t to)
{
	if (!r)
		return false;
	if (!r->was)
		return true;
	const struct field *f = record_field(r->rec, column);
	return f && r->touched[f - r->rec->fields] && field_number(f, r->before) != to;
}

static bool look_at_pointers(struct checking *x, const struct recipe_row *r, const char *table,
			     const char *column, struct err *err)
{
	char sql[200];
	enum step step = STEP_ERROR;
	const struct record *rec = record_of_table(table);

	snprintf(sql, sizeof(sql), "SELECT %s FROM %s WHERE \"%s\" = ?1", rec ? "id" : "0", table,
		 column);
	struct stmt *q = db_stmt(x->s->db, sql, err);
	if (!q)
		return false;
	stmt_int(q, 1, r->id);
	while (!x->why.len && (step = stmt_step(q, err)) == STEP_ROW) {
		struct str other;
		int64_t id = col_int(q, 0);
		if (rec && lets_go(recipe_find(x->recipe, table, id), column, r->id))
			continue;
		str_init(&other);
		if (rec)
			row_words(x->s, &other, rec, id, NULL);
		row_words(x->s, &x->why, r->rec, r->id, r->after);
		str_addf(&x->why, ": %s", _("something was added to it since"));
		if (other.len)
			str_addf(&x->why, " (%s)", other.p);
		str_release(&other);
	}
	stmt_done(q);
	return x->why.len || step == STEP_DONE;
}

static bool look_for_pointer(struct checking *x, const struct recipe_row *r, const char *table,
			     const char *column, struct err *err)
{
	if (!x->again) {
		GROW(x->pointers, x->n_pointers, x->cap);
		x->pointers[x->n_pointers++] = (struct pointer){
			r, mem_strdup(table), mem_printf("\"%s\":%lld", column, (long long)r->id)
		};
	}
	return look_at_pointers(x, r, table, column, err);
}

/* The columns of all tables that may point to this kind of row, told by the schema itself. */
static bool look_for_pointers(struct checking *x, const struct recipe_row *r, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT m.name, f.\"from\" FROM sqlite_schema m, "
				 "pragma_foreign_key_list(m.name) f WHERE m.type = 'table' "
				 "AND f.\"table\" = ?1",
				 err);
	enum step step = STEP_ERROR;
	bool ok = q != NULL;

	if (!q)
		return false;
	stmt_text(q, 1, r->rec->table);
	while (ok && !x->why.len && (step = stmt_step(q, err)) == STEP_ROW)
		ok = look_for_pointer(x, r, col_text(q, 0), col_text(q, 1), err);
	stmt_done(q);
	return ok && (x->why.len || step == STEP_DONE);
}

/* --- what pointed to it --- */

/* When every row is asked, what stands against one does not end the asking. */
static void set_aside(struct checking *x, const struct recipe_row *r)
{
	if (!x->each || !x->why.len)
		return;
	x->each[r - x->recipe->v] = mem_strdup(x->why.p);
	str_clear(&x->why);
}

static bool is_aside(const struct checking *x, const struct recipe_row *r)
{
	return x->each && x->each[r - x->recipe->v];
}

static bool says(const char *json, const char *pointer)
{
	size_t n = strlen(pointer);

	if (!json)
		return false;
	while ((json = strstr(json, pointer)) != NULL) {
		json += n;
		if (*json == ',' || *json == '}')
			return true;
	}
	return false;
}

/* A later change in force that pointed to it for a while must go first: taking that back would point
 * to nothing.  In one walk for all that is looked for: behind something old the journal is long. */
static bool look_for_past_pointers(struct checking *x, struct err *err)
{
	enum step step = STEP_DONE;
	bool ok = true;
	struct stmt *q = x->n_pointers ? db_stmt(x->s->db,
						 "SELECT action, tbl, before, after FROM change "
						 "WHERE action > ?1",
						 err) :
					 NULL;
	if (!q)
		return x->n_pointers == 0;
	stmt_int(q, 1, x->recipe->action);
	while (ok && !x->why.len && (step = stmt_step(q, err)) == STEP_ROW) {
		const char *table = col_text(q, 1);
		for (size_t i = 0; ok && i < x->n_pointers && !x->why.len; i++) {
			const struct pointer *p = &x->pointers[i];
			if (strcmp(table, p->table) != 0 || is_aside(x, p->r) ||
			    !(says(col_text(q, 2), p->says) || says(col_text(q, 3), p->says)))
				continue;
			ok = say_if_it_holds(x, p->r, NULL, col_int(q, 0), err);
			set_aside(x, p->r);
		}
	}
	stmt_done(q);
	return ok && step != STEP_ERROR;
}

static void forget_pointers(struct checking *x)
{
	for (size_t i = 0; i < x->n_pointers; i++) {
		free(x->pointers[i].table);
		free(x->pointers[i].says);
	}
	free(x->pointers);
}

/* --- what must be there, and what must not --- */

static bool row_is_there(struct store *s, const struct record *rec, int64_t id)
{
	char sql[80];

	snprintf(sql, sizeof(sql), "SELECT 1 FROM %s WHERE id = ?1", rec->table);
	struct stmt *q = db_stmt(s->db, sql, NULL);
	if (!q)
		return false;
	stmt_int(q, 1, id);
	bool there = stmt_step(q, NULL) == STEP_ROW;
	stmt_done(q);
	return there;
}

/* Nothing comes back onto a chart that is merged, nor names it: nobody would see it there.  Unless
 * that merge goes with it. */
static bool look_for_merge(struct checking *x, const struct recipe_row *r, int64_t patient,
			   struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT id FROM merge WHERE lose = ?1 AND undone_by IS NULL", err);
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	enum step step = stmt_step(q, err);
	int64_t merge = step == STEP_ROW ? col_int(q, 0) : 0;
	stmt_done(q);
	if (merge && !recipe_find(x->recipe, "merge", merge)) {
		row_words(x->s, &x->why, r->rec, r->id, r->before);
		str_addf(&x->why, ": %s", _("the chart was merged with another since"));
	}
	return step != STEP_ERROR;
}

static bool look_for_merges(struct checking *x, const struct recipe_row *r, struct err *err)
{
	bool ok = true;

	if (r->rec == &record_merge || r->rec == &record_not_same)
		return true;
	for (size_t i = 0; ok && i < r->rec->n_fields && !x->why.len; i++) {
		const struct field *f = &r->rec->fields[i];
		if (f->type == FIELD_REF && strcmp(f->vocab, "patient") == 0 && r->touched[i])
			ok = look_for_merge(x, r, field_number(f, r->before), err);
	}
	return ok;
}

/* What a row that comes back points to must be there, or come back too. */
static void look_at_references(struct checking *x, const struct recipe_row *r)
{
	for (size_t i = 0; i < r->rec->n_fields && !x->why.len; i++) {
		const struct field *f = &r->rec->fields[i];
		if (f->type != FIELD_REF || !r->touched[i] || field_is_missing(f, r->before))
			continue;
		int64_t id = field_number(f, r->before);
		const struct record *other = record_of_table(f->vocab);
		const struct recipe_row *back = other ? recipe_find(x->recipe, f->vocab, id) : NULL;
		if (!other || (back ? back->was : row_is_there(x->s, other, id)))
			continue;
		row_words(x->s, &x->why, r->rec, r->id, r->before);
		str_addf(&x->why, ": %s", _("what it belongs to is not there any more"));
	}
}

/* A later change in force that had it for a while must go first: it could not have it again. */
static bool look_at_past_index(struct checking *x, const struct recipe_row *r,
			       const struct strlist *columns, const void *row, struct err *err)
{
	struct str sql;
	struct str any;
	int n = 3;

	str_init(&sql);
	str_init(&any);
	str_add(&sql, "SELECT action FROM change WHERE action > ?1 AND +tbl = ?2");
	for (size_t i = 0; i < columns->n; i++, n += 2) {
		str_addf(&sql, " AND (instr(" SAYS ", replace(?%d, '}', ',')) OR NOT instr(" SAYS ", ?%d))",
			 n, n + 1);
		str_addf(&any, "%sinstr(" SAYS ", replace(?%d, '}', ','))", i ? " OR " : "", n);
	}
	str_addf(&sql, " AND (%s)", any.p);
	struct stmt *q = db_stmt(x->s->db, sql.p, err);
	str_release(&sql);
	str_release(&any);
	if (!q)
		return false;
	stmt_int(q, 1, x->recipe->action);
	stmt_text(q, 2, r->rec->table);
	for (size_t i = 0; i < columns->n; i++) {
		const struct field *f = record_field(r->rec, columns->v[i]);
		struct str needle;
		str_init(&needle);
		needle_of(&needle, f, row);
		stmt_text(q, (int)i * 2 + 3, needle.p);
		str_clear(&needle);
		needle_of(&needle, f, NULL);
		stmt_text(q, (int)i * 2 + 4, needle.p);
		str_release(&needle);
	}
	return told_of(x, r, q, err);
}

/* What must be unique: another row has it by now.  `columns` are those of one index. */
static bool look_at_index(struct checking *x, const struct recipe_row *r, const struct strlist *columns,
			  const void *row, struct err *err)
{
	struct str sql;
	bool concerned = false;
	bool missing = false;

	str_init(&sql);
	str_addf(&sql, "SELECT id FROM %s WHERE id <> ?1", r->rec->table);
	for (size_t i = 0; i < columns->n; i++) {
		const struct field *f = record_field(r->rec, columns->v[i]);
		if (!f || field_is_missing(f, row))
			missing = true;
		str_addf(&sql, " AND %s = ?%zu", columns->v[i], i + 2);
		concerned = concerned || (f && r->touched[f - r->rec->fields]);
	}
	concerned = concerned && !missing;
	struct stmt *q = concerned ? db_stmt(x->s->db, sql.p, err) : NULL;
	str_release(&sql);
	if (!q)
		return !concerned;
	stmt_int(q, 1, r->id);
	for (size_t i = 0; i < columns->n; i++)
		bind_field(q, (int)i + 2, record_field(r->rec, columns->v[i]), row);
	while (!x->why.len && stmt_step(q, err) == STEP_ROW) {
		const struct recipe_row *other = recipe_find(x->recipe, r->rec->table, col_int(q, 0));
		if (other && !other->was)
			continue;
		row_words(x->s, &x->why, r->rec, r->id, row);
		str_addf(&x->why, ": %s (", _("the same came in elsewhere since"));
		row_words(x->s, &x->why, r->rec, col_int(q, 0), NULL);
		str_addc(&x->why, ')');
	}
	stmt_done(q);
	return x->why.len || x->again || look_at_past_index(x, r, columns, row, err);
}

static bool look_at_indexes(struct checking *x, const struct recipe_row *r, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT i.name, c.name FROM pragma_index_list(?1) i, "
				 "pragma_index_info(i.name) c WHERE i.\"unique\" ORDER BY 1, c.seqno",
				 err);
	struct strlist columns;
	char index[80] = "";
	enum step step = STEP_ROW;
	void *row = mem_alloc(r->rec->size);

	record_init(r->rec, row);
	strlist_init(&columns);
	if (q)
		stmt_text(q, 1, r->rec->table);
	bool ok = q && plan_row_before(x->s, r, row, err);
	while (ok && step == STEP_ROW) {
		step = stmt_step(q, err);
		bool same = step == STEP_ROW && str_eq(index, col_text(q, 0));
		if (!same && columns.n)
			ok = look_at_index(x, r, &columns, row, err);
		if (!same)
			strlist_release(&columns);
		if (step != STEP_ROW)
			break;
		snprintf(index, sizeof(index), "%s", col_text(q, 0));
		strlist_add(&columns, str_or_empty(col_text(q, 1)));
	}
	stmt_done(q);
	strlist_release(&columns);
	record_release(r->rec, row);
	free(row);
	return ok && step == STEP_DONE;
}

/* --- all of it --- */

static bool compare(struct checking *x, const struct recipe_row *r, struct err *err)
{
	struct err why = ERR_INIT;
	void *stored = mem_alloc(r->rec->size);

	record_init(r->rec, stored);
	bool there = store_get(x->s, r->rec, r->id, stored, &why);
	bool ok = there || why.code == ERR_NO_MATCH;
	if (!ok && err)
		*err = why;
	if (ok && there != r->is)
		say_changed(x, r, NULL);
	for (size_t i = 0; ok && there && r->is && i < r->rec->n_fields && !x->why.len; i++)
		if (r->touched[i] && !field_equal(&r->rec->fields[i], stored, r->after))
			say_changed(x, r, &r->rec->fields[i]);
	record_release(r->rec, stored);
	free(stored);
	return ok;
}

static bool check_row(struct checking *x, const struct recipe_row *r, struct err *err)
{
	if (plan_row_is_void(r))
		return true;
	if (!x->again && !look_for_later(x, r, err))
		return false;
	if (!x->why.len && !compare(x, r, err))
		return false;
	if (x->why.len)
		return true;
	if (!r->was)
		return look_for_pointers(x, r, err);
	look_at_references(x, r);
	if (!x->why.len && !look_for_merges(x, r, err))
		return false;
	if (!x->why.len && !recipe_stays_together(x->s, x->recipe, r, &x->why, err))
		return false;
	if (!x->why.len && !recipe_leaves_nothing(x->s, x->recipe, r, &x->why, err))
		return false;
	return x->why.len || look_at_indexes(x, r, err);
}

static bool check(struct store *s, const struct recipe *recipe, bool again, char **each,
		  struct err *err)
{
	struct checking x = { .s = s, .recipe = recipe, .again = again, .each = each };
	bool ok = true;

	str_init(&x.why);
	/* From the end: what the action did last says best what came after it. */
	for (size_t i = recipe->n; ok && i-- > 0 && !x.why.len;) {
		ok = check_row(&x, &recipe->v[i], err);
		set_aside(&x, &recipe->v[i]);
	}
	ok = ok && (x.why.len || look_for_past_pointers(&x, err));
	if (ok && x.why.len)
		ok = err_set(err, ERR_CONFLICT, "%s", x.why.p);
	forget_pointers(&x);
	str_release(&x.why);
	return ok;
}

bool recipe_check(struct store *s, const struct recipe *recipe, bool again, struct err *err)
{
	return check(s, recipe, again, NULL, err);
}

bool recipe_check_each(struct store *s, const struct recipe *recipe, char **each, struct err *err)
{
	return check(s, recipe, false, each, err);
}
