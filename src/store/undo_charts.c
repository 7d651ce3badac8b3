/* Undo splits nobody's visits from their plan: what goes back to another chart must leave nothing
 * behind that belongs to it, nor come to belong to what is another's.  And a chart that is merged
 * once more keeps nothing that it got while it was apart: nobody would see it there. */
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

/* --- a chart merged once more --- */

static bool comes_to_be_merged(const struct recipe_row *r)
{
	const struct field *status = record_field(&record_patient, "status");

	return r->rec == &record_patient && r->was && r->is && touches(r, status) &&
	       field_number(status, r->before) == PATIENT_MERGED &&
	       field_number(status, r->after) != PATIENT_MERGED;
}

/* Whether it got there, or was changed, after what is undone, and that is so still. */
static bool is_newer(struct company *x, const struct record *rec, int64_t id, bool *newer,
		     struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT DISTINCT action FROM change WHERE tbl = ?1 AND row = ?2 AND "
				 "action > ?3 AND action <> ?4",
				 err);
	enum step step = STEP_ERROR;
	bool ok = q != NULL;

	*newer = false;
	if (!q)
		return false;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, id);
	stmt_int(q, 3, x->recipe->action);
	stmt_int(q, 4, x->s->action);
	while (ok && !*newer && (step = stmt_step(q, err)) == STEP_ROW) {
		struct deed d;
		ok = store_deed(x->s, col_int(q, 0), &d, err);
		*newer = ok && !d.undone_by && !deed_cancels_out(x->s, &d, x->recipe->action);
		deed_release(&d);
	}
	stmt_done(q);
	return ok && (*newer || step == STEP_DONE);
}

static void say_apart(struct company *x, const struct record *rec, int64_t id)
{
	say(x, _("something was added to it since"), rec, id);
	str_addf(x->why, "; %s", _("compare and merge the two charts anew"));
}

/* What points to the chart through one column, and would go on doing so. */
static bool look_at_left(struct company *x, const struct record *rec, const struct field *f,
			 struct err *err)
{
	char tail[80];
	struct rows rows;

	snprintf(tail, sizeof(tail), "WHERE %s = ?1", f->name);
	rows_init(&rows, rec);
	bool ok = list_rows(x->s, tail, x->r->id, 0, &rows, err);
	for (size_t i = 0; ok && i < rows.n && !x->why->len; i++) {
		int64_t id = ((struct row *)rows_at(&rows, i))->id;
		const struct recipe_row *other = recipe_find(x->recipe, rec->table, id);
		int64_t to = 0;
		bool newer = false;
		if (other && !other->was)
			continue;
		ok = number_after(x->s, other, rec, id, f, &to, err) &&
		     (to != x->r->id || is_newer(x, rec, id, &newer, err));
		if (ok && newer)
			say_apart(x, rec, id);
	}
	rows_release(&rows);
	return ok;
}

bool recipe_leaves_nothing(struct store *s, const struct recipe *recipe, const struct recipe_row *r,
			   struct str *why, struct err *err)
{
	struct company x = { .s = s, .recipe = recipe, .r = r, .why = why };
	bool newer = false;

	if (!comes_to_be_merged(r))
		return true;
	bool ok = is_newer(&x, r->rec, r->id, &newer, err);
	if (ok && newer) {
		row_words(s, why, r->rec, r->id, r->after);
		str_addf(why, ": %s; %s", _("it was changed later"),
			 _("compare and merge the two charts anew"));
	}
	for (size_t i = 0; ok && records[i]; i++) {
		const struct record *rec = records[i];
		/* Merges and what was said of two charts stay where they are. */
		bool concerned = rec != &record_merge && rec != &record_not_same;
		for (size_t k = 0; ok && concerned && k < rec->n_fields && !why->len; k++) {
			const struct field *f = &rec->fields[k];
			if (f->type == FIELD_REF && strcmp(f->vocab, "patient") == 0)
				ok = look_at_left(&x, rec, f, err);
		}
	}
	return ok;
}
