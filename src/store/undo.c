/* Undo: taking an action back, and doing it again. */
#include "revisit/store/undo.h"
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "revisit/store/segments.h"
#include "restore.h"

bool plan_row_before(struct store *s, const struct recipe_row *r, void *row, struct err *err)
{
	if (r->is && r->was && !store_get(s, r->rec, r->id, row, err))
		return false;
	for (size_t i = 0; i < r->rec->n_fields; i++)
		if (r->touched[i])
			field_copy(&r->rec->fields[i], row, r->before);
	return true;
}

/* The action that is in force again by that one, which took back its taking back; 0. */
static int64_t two_before(struct store *s, int64_t link)
{
	struct deed d;
	int64_t before = link;

	for (int i = 0; i < 2 && before; i++) {
		before = store_deed(s, before, &d, NULL) ? d.undoes : 0;
		deed_release(&d);
	}
	return before;
}

static bool can_go(struct store *s, int64_t action, bool again, struct recipe *recipe,
		   struct err *err)
{
	if (store_recipe(s, action, recipe, err) && recipe_rules_check(s, recipe, err) &&
	    recipe_check(s, recipe, again, err))
		return true;
	recipe_release(recipe);
	return false;
}

/* What is to be taken back, when that can be.  Where all is as the first of those left it that the
 * link brought into force again, that is: an unmerge that was undone did less than the merge. */
static bool find_recipe(struct store *s, int64_t link, bool again, struct recipe *recipe,
			struct err *err)
{
	int64_t before = two_before(s, link);

	return (before && find_recipe(s, before, again, recipe, NULL)) ||
	       can_go(s, link, again, recipe, err);
}

/* What was done for each of them has nothing to do with what was done for the others. */
static bool did_for_many(struct store *s, int64_t action)
{
	struct deed d;
	bool many = store_deed(s, action, &d, NULL) && strcmp(d.verb, "segment-run") == 0;

	deed_release(&d);
	return many;
}

static bool check_link(struct store *s, int64_t link, struct deed *d, struct recipe *recipe,
		       struct undo_parts *stays, struct err *err)
{
	struct err why = ERR_INIT;

	*recipe = (struct recipe){ 0 };
	*stays = (struct undo_parts){ 0 };
	if (!store_deed(s, link, d, err))
		return false;
	/* The undo that is being written has its own row already. */
	if (d->undone_by && d->undone_by != s->action)
		return err_set(err, ERR_CONFLICT, _("this was taken back already"));
	if (find_recipe(s, link, d->depth % 2, recipe, &why))
		return true;
	if (why.code == ERR_CONFLICT && !d->turned && did_for_many(s, d->of) &&
	    store_recipe(s, link, recipe, NULL) && recipe_part(s, recipe, stays, NULL))
		return true;
	recipe_release(recipe);
	if (err)
		*err = why;
	return false;
}

bool store_undo_check(struct store *s, int64_t link, struct undo_parts *stays, struct err *err)
{
	struct undo_parts ignored;
	struct recipe recipe;
	struct deed d;
	bool ok = check_link(s, link, &d, &recipe, stays ? stays : &ignored, err);

	if (!stays)
		undo_parts_release(&ignored);
	recipe_release(&recipe);
	deed_release(&d);
	return ok;
}

/* --- taking back --- */

static bool put_back(struct store *s, const struct recipe_row *r, struct err *err)
{
	void *row = mem_alloc(r->rec->size);
	void *stored = mem_alloc(r->rec->size);
	bool changed;

	record_init(r->rec, row);
	record_init(r->rec, stored);
	bool ok = store_get(s, r->rec, r->id, stored, err) && plan_row_before(s, r, row, err) &&
		  write_differences(s, r->rec, row, stored, false, &changed, err);
	record_release(r->rec, row);
	record_release(r->rec, stored);
	free(row);
	free(stored);
	return ok;
}

static bool bring_again(struct store *s, const struct recipe_row *r, struct err *err)
{
	void *row = mem_alloc(r->rec->size);

	record_init(r->rec, row);
	record_copy(r->rec, row, r->before);
	((struct row *)row)->id = r->id;
	bool ok = insert_again(s, r->rec, row, false, err);
	record_release(r->rec, row);
	free(row);
	return ok;
}

/* What goes first makes room for what comes; who points to whom is looked at when all is done. */
static bool take_back(struct store *s, const struct recipe *recipe, struct err *err)
{
	bool ok = db_exec(s->db, "PRAGMA defer_foreign_keys = ON", err);

	for (size_t i = recipe->n; ok && i-- > 0;)
		if (recipe->v[i].is && !recipe->v[i].was)
			ok = store_delete(s, recipe->v[i].rec, recipe->v[i].id, err);
	for (size_t i = recipe->n; ok && i-- > 0;)
		if (recipe->v[i].is && recipe->v[i].was)
			ok = put_back(s, &recipe->v[i], err);
	for (size_t i = recipe->n; ok && i-- > 0;)
		if (!recipe->v[i].is && recipe->v[i].was)
			ok = bring_again(s, &recipe->v[i], err);
	for (size_t i = 0; ok && i < recipe->n; i++)
		ok = settle_words(s, &recipe->v[i], err);
	ok = ok && recipe_rules_back(s, recipe, err);
	if (ok && s->seq == 0)
		ok = err_set(err, ERR_CONFLICT, _("it left nothing behind that could be taken back"));
	return ok;
}

/* What is done again and undone once more is of those only for whom it was not left as it is. */
static bool entries_stay(struct store *s, const struct deed *d, const struct recipe *recipe,
			 const struct undo_parts *stays, struct err *err)
{
	bool some = stays->n || recipe->action == d->of;

	return !some || d->turned || !did_for_many(s, d->of) || segments_marks_stay(s, d->of, stays, err);
}

/* They are back in their place; who was only given back was there all the time. */
static bool take_back_skip(struct store *s, const struct deed *d, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "DELETE FROM call_skip WHERE id = (SELECT row FROM change WHERE "
				 "action = ?1 AND tbl = 'call_skip')",
				 err);

	if (!q)
		return false;
	stmt_int(q, 1, d->action);
	return stmt_run(q, err) && journal_change(s, "call_skip", 0, "delete", "{}", NULL, err);
}

static bool left_them(const struct deed *d)
{
	return !d->turned && (str_eq(d->verb, "call-skip") || str_eq(d->verb, "call-release"));
}

static bool undo_changes(struct store *s, int64_t link, struct deed *d, struct err *err)
{
	struct recipe recipe = { 0 };
	struct undo_parts stays = { 0 };

	bool ok = check_link(s, link, d, &recipe, &stays, err) && take_back(s, &recipe, err) &&
		  entries_stay(s, d, &recipe, &stays, err);
	recipe_release(&recipe);
	undo_parts_release(&stays);
	return ok;
}

bool store_undo(struct store *s, int64_t link, bool again, int64_t *done, struct err *err)
{
	struct deed whole = { 0 };
	struct deed d;

	if (!store_deed(s, link, &d, err))
		return false;
	struct action action = { .verb = again ? "redo" : "undo",
				 .target = d.target, .undoes = link };
	bool ok = store_begin(s, &action, err);
	if (!ok) {
		deed_release(&d);
		return false;
	}
	ok = left_them(&d) ? take_back_skip(s, &d, err) : undo_changes(s, link, &whole, err);
	*done = s->action;
	if (ok)
		ok = store_commit(s, err);
	else
		store_rollback(s);
	deed_release(&whole);
	deed_release(&d);
	return ok;
}
