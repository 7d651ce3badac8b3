/* Undo splits nobody's visits from their plan: what goes back to another chart must leave nothing
 * behind that belongs to it, nor come to belong to what is another's. */
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "restore.h"

/* These and what points to them are of one person. */
static bool keeps_company(const struct record *rec)
{
	return rec == &record_visit || rec == &record_plan || rec == &record_plan_item;
}

static const struct field *owner_of(const struct record *rec)
{
	return record_field(rec, "patient");
}

static bool touches(const struct recipe_row *r, const struct field *f)
{
	return r && f && r->touched[f - r->rec->fields];
}

/* A number of a row as it will be once that is undone. */
static bool number_after(struct store *s, const struct recipe_row *r, const struct record *rec,
			 int64_t id, const struct field *f, int64_t *n, struct err *err)
{
	void *row = mem_alloc(rec->size);

	if (r && touches(r, f)) {
		*n = field_is_missing(f, r->before) ? 0 : field_number(f, r->before);
		free(row);
		return true;
	}
	record_init(rec, row);
	bool ok = store_get(s, rec, id, row, err);
	*n = ok && !field_is_missing(f, row) ? field_number(f, row) : 0;
	record_release(rec, row);
	free(row);
	return ok;
}

struct company {
	struct store *s;
	const struct recipe *recipe;
	const struct recipe_row *r;
	int64_t patient; /* whose it will be */
	struct str *why;
};

static bool of_merge(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->n; i++)
		if (recipe->v[i].rec == &record_merge && !recipe->v[i].was)
			return true;
	return false;
}

static void say(struct company *x, const char *what, const struct record *other, int64_t id)
{
	row_words(x->s, x->why, x->r->rec, x->r->id, x->r->is ? x->r->after : x->r->before);
	str_addf(x->why, ": %s (", what);
	row_words(x->s, x->why, other, id, NULL);
	str_addc(x->why, ')');
	if (of_merge(x->recipe))
		str_addf(x->why, "; %s", _("take the two charts apart with unmerge instead"));
}

static bool look_at_follower(struct company *x, const struct record *rec, const struct field *f,
			     int64_t id, struct err *err)
{
	const struct recipe_row *other = recipe_find(x->recipe, rec->table, id);
	int64_t to;
	int64_t patient;

	if (other && !other->was)
		return true;
	if (!number_after(x->s, other, rec, id, f, &to, err) ||
	    !number_after(x->s, other, rec, id, owner_of(rec), &patient, err))
		return false;
	if (to == x->r->id && patient && patient != x->patient)
		say(x, _("something was added to it since"), rec, id);
	return true;
}

/* What points to it through one column. */
static bool look_at_followers(struct company *x, const struct record *rec, const struct field *f,
			      struct err *err)
{
	char tail[80];
	struct rows rows;

	snprintf(tail, sizeof(tail), "WHERE %s = ?1", f->name);
	rows_init(&rows, rec);
	bool ok = list_rows(x->s, tail, x->r->id, 0, &rows, err);
	for (size_t i = 0; ok && i < rows.n && !x->why->len; i++)
		ok = look_at_follower(x, rec, f, ((struct row *)rows_at(&rows, i))->id, err);
	rows_release(&rows);
	return ok;
}

static bool look_for_followers(struct company *x, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && records[i]; i++) {
		const struct record *rec = records[i];
		for (size_t k = 0; ok && owner_of(rec) && k < rec->n_fields && !x->why->len; k++) {
			const struct field *f = &rec->fields[k];
			if (f->type == FIELD_REF && strcmp(f->vocab, x->r->rec->table) == 0)
				ok = look_at_followers(x, rec, f, err);
		}
	}
	return ok;
}

/* What it points to itself. */
static bool look_at_leader(struct company *x, const struct field *f, struct err *err)
{
	const struct record *rec = record_of_table(f->vocab);
	int64_t id;
	int64_t patient;

	if (!number_after(x->s, x->r, x->r->rec, x->r->id, f, &id, err))
		return false;
	if (!id)
		return true;
	if (!number_after(x->s, recipe_find(x->recipe, rec->table, id), rec, id, owner_of(rec),
			  &patient, err))
		return false;
	if (patient && patient != x->patient)
		say(x, _("what it belongs to is on another chart now"), rec, id);
	return true;
}

bool recipe_stays_together(struct store *s, const struct recipe *recipe, const struct recipe_row *r,
			   struct str *why, struct err *err)
{
	const struct field *owner = owner_of(r->rec);
	struct company x = { .s = s, .recipe = recipe, .r = r, .why = why };
	bool ok = true;

	if (!owner || owner->type != FIELD_REF)
		return true;
	bool goes = touches(r, owner);
	if (!number_after(s, r, r->rec, r->id, owner, &x.patient, err))
		return false;
	for (size_t i = 0; ok && x.patient && i < r->rec->n_fields && !why->len; i++) {
		const struct field *f = &r->rec->fields[i];
		if (f->type == FIELD_REF && (goes || touches(r, f)) &&
		    keeps_company(record_of_table(f->vocab)))
			ok = look_at_leader(&x, f, err);
	}
	return !ok || why->len || !goes || !keeps_company(r->rec) ? ok
								   : look_for_followers(&x, err);
}
