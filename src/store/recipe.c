/* What an action did, row by row, as the journal has it. */
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "restore.h"

void recipe_release(struct recipe *p)
{
	for (size_t i = 0; i < p->n; i++) {
		record_release(p->v[i].rec, p->v[i].before);
		record_release(p->v[i].rec, p->v[i].after);
		free(p->v[i].before);
		free(p->v[i].after);
	}
	free(p->v);
	*p = (struct recipe){ 0 };
}

bool plan_row_is_void(const struct recipe_row *r)
{
	return !r->was && !r->is;
}

struct recipe_row *recipe_find(const struct recipe *p, const char *table, int64_t id)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].id == id && strcmp(p->v[i].rec->table, table) == 0)
			return &p->v[i];
	return NULL;
}

static struct recipe_row *add_row(struct recipe *p, const struct change *c)
{
	GROW(p->v, p->n, p->cap);
	struct recipe_row *r = &p->v[p->n++];
	*r = (struct recipe_row){ .rec = c->rec, .id = c->row, .was = strcmp(c->op, "insert") != 0 };
	r->before = mem_alloc(c->rec->size);
	r->after = mem_alloc(c->rec->size);
	record_init(c->rec, r->before);
	record_init(c->rec, r->after);
	return r;
}

/* Several changes of one row add up: what was first there, what there is at the end. */
static bool add_change(struct store *s, struct recipe *p, const struct change *c, struct err *err)
{
	struct recipe_row *r = recipe_find(p, c->rec->table, c->row);
	bool named[PLAN_FIELDS] = { false };
	bool whole = strcmp(c->op, "update") != 0;
	bool ok = true;
	void *then = mem_alloc(c->rec->size);

	BUG_IF(c->rec->n_fields > PLAN_FIELDS);
	if (!r)
		r = add_row(p, c);
	record_init(c->rec, then);
	if (c->before)
		ok = take_fields(s, c->rec, then, c->before, named, err);
	for (size_t i = 0; ok && i < c->rec->n_fields; i++) {
		const struct field *f = &c->rec->fields[i];
		if (!r->was || r->touched[i] || !(whole || named[i]))
			continue;
		field_copy(f, r->before, then);
	}
	r->is = strcmp(c->op, "delete") != 0;
	if (ok && c->after)
		ok = take_fields(s, c->rec, r->after, c->after, named, err);
	for (size_t i = 0; i < c->rec->n_fields; i++)
		r->touched[i] = r->touched[i] || whole || named[i];
	record_release(c->rec, then);
	free(then);
	return ok;
}

bool store_recipe(struct store *s, int64_t action, struct recipe *out, struct err *err)
{
	enum step step = STEP_ERROR;
	bool ok = true;
	struct stmt *q = db_stmt(s->db, "SELECT tbl, row, op, before, after FROM change "
					"WHERE action = ?1 ORDER BY seq",
				 err);

	*out = (struct recipe){ .action = action };
	if (!q)
		return false;
	stmt_int(q, 1, action);
	while (ok && (step = stmt_step(q, err)) == STEP_ROW) {
		/* Words go and come with the rows that use them; who is left for now is kept by the day. */
		if (str_eq(col_text(q, 0), "vocab") || str_eq(col_text(q, 0), "call_skip"))
			continue;
		struct change c = { .rec = record_of_table(col_text(q, 0)), .row = col_int(q, 1),
				    .before = mem_strdup(col_text(q, 3)),
				    .after = mem_strdup(col_text(q, 4)) };
		snprintf(c.op, sizeof(c.op), "%s", col_text(q, 2));
		ok = c.rec ? add_change(s, out, &c, err) :
			     err_set(err, ERR_CONFLICT,
				     _("a newer program did this; only that can undo it"));
		change_release(&c);
	}
	stmt_done(q);
	if (ok && step == STEP_DONE)
		return true;
	recipe_release(out);
	return false;
}

bool store_row_once(struct store *s, const struct record *rec, int64_t id, void *row)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT before FROM change WHERE tbl = ?1 AND row = ?2 AND op = 'delete' "
				 "ORDER BY action DESC LIMIT 1",
				 NULL);
	char *json = NULL;

	if (!q)
		return false;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, id);
	if (stmt_step(q, NULL) == STEP_ROW)
		json = mem_strdup(col_text(q, 0));
	stmt_done(q);
	bool known = json && take_fields(s, rec, row, json, NULL, NULL);
	free(json);
	return known;
}
