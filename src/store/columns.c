#include "revisit/store/columns.h"
#include "revisit/base/json.h"

/* SQL texts by (record, tail): few, so a list; kept so that db_stmt finds its statements again. */
struct built {
	const struct record *rec;
	char *tail, *sql;
	struct built *next;
};

static struct built *all_built;

static void forget_built(void)
{
	while (all_built) {
		struct built *next = all_built->next;
		free(all_built->tail);
		free(all_built->sql);
		free(all_built);
		all_built = next;
	}
}

const char *select_sql(const struct record *rec, const char *tail)
{
	for (struct built *b = all_built; b; b = b->next)
		if (b->rec == rec && strcmp(b->tail, tail) == 0)
			return b->sql;
	struct str sql;
	str_init(&sql);
	str_add(&sql, "SELECT id, ver");
	for (size_t i = 0; i < rec->n_fields; i++)
		str_addf(&sql, ", %s", rec->fields[i].name);
	str_addf(&sql, " FROM %s %s", rec->table, tail);
	if (!all_built)
		atexit(forget_built);
	struct built *b = mem_alloc(sizeof(*b));
	*b = (struct built){ .rec = rec, .tail = mem_strdup(tail), .sql = sql.p, .next = all_built };
	all_built = b;
	return b->sql;
}

void read_row(struct stmt *s, const struct record *rec, void *row)
{
	struct row *head = row;

	head->id = col_int(s, 0);
	head->ver = col_int(s, 1);
	for (size_t i = 0; i < rec->n_fields; i++) {
		const struct field *f = &rec->fields[i];
		int c = (int)i + 2;
		if (col_null(s, c)) {
			field_clear(f, row);
			continue;
		}
		switch (f->type) {
		case FIELD_TEXT:
		case FIELD_LINES:
		case FIELD_VOCAB:
			str_replace(field_text(f, row), col_text(s, c));
			break;
		case FIELD_CHOICE: {
			int n = choice_find(f->choices, str_or_empty(col_text(s, c)));
			field_set_number(f, row, n < 0 ? 0 : n);
			break;
		}
		case FIELD_INT:
		case FIELD_DAY:
		case FIELD_MINUTE:
		case FIELD_INSTANT:
		case FIELD_MONEY:
		case FIELD_BOOL:
		case FIELD_REF:
			field_set_number(f, row, col_int(s, c));
			break;
		}
	}
}

void bind_field(struct stmt *s, int i, const struct field *f, const void *row)
{
	/* A required number is never missing: its 0 is a 0. */
	if (field_is_missing(f, row) && !(f->type == FIELD_INT && (f->flags & FIELD_REQUIRED)))
		return; /* what is not bound is NULL */
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		stmt_text_kept(s, i, field_text_of(f, row));
		return;
	case FIELD_CHOICE:
		stmt_text_kept(s, i, f->choices[field_number(f, row)].key);
		return;
	case FIELD_INT:
	case FIELD_DAY:
	case FIELD_MINUTE:
	case FIELD_INSTANT:
	case FIELD_MONEY:
	case FIELD_BOOL:
	case FIELD_REF:
		stmt_int(s, i, field_number(f, row));
		return;
	}
}

void field_json(struct str *out, const struct field *f, const void *row)
{
	if (field_is_missing(f, row)) {
		str_add(out, "null");
		return;
	}
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		json_quote(out, field_text_of(f, row));
		return;
	case FIELD_CHOICE:
		json_quote(out, f->choices[field_number(f, row)].key);
		return;
	case FIELD_INT:
	case FIELD_DAY:
	case FIELD_MINUTE:
	case FIELD_INSTANT:
	case FIELD_MONEY:
	case FIELD_BOOL:
	case FIELD_REF:
		str_addf(out, "%lld", (long long)field_number(f, row));
		return;
	}
}

bool list_rows(struct store *s, const char *tail, int64_t a, int64_t b, struct rows *out,
	       struct err *err)
{
	struct stmt *q = db_stmt(s->db, select_sql(out->rec, tail), err);
	enum step step;

	if (!q)
		return false;
	bool two = strstr(tail, "?2") != NULL;
	if (strstr(tail, "?1"))
		stmt_int(q, 1, a);
	if (two)
		stmt_int(q, 2, b);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		read_row(q, out->rec, rows_add(out));
	stmt_done(q);
	return step == STEP_DONE;
}
