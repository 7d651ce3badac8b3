/* Taking back, of what was done for many, what nobody touched since. */
#include "revisit/store/columns.h"
#include "restore.h"

void undo_parts_release(struct undo_parts *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].why);
	free(p->v);
	*p = (struct undo_parts){ 0 };
}

/* Whose it is; 0 when nobody's, or not known. */
static int64_t whose(struct store *s, const struct recipe_row *r)
{
	const struct field *f = record_field(r->rec, "patient");
	int64_t patient = 0;

	if (r->rec == &record_patient)
		return r->id;
	if (!f)
		return 0;
	if (r->touched[f - r->rec->fields])
		return field_number(f, r->is ? r->after : r->before);
	void *row = mem_alloc(r->rec->size);
	record_init(r->rec, row);
	if (store_get(s, r->rec, r->id, row, NULL))
		patient = field_number(f, row);
	record_release(r->rec, row);
	free(row);
	return patient;
}

static int by_patient(const void *a, const void *b)
{
	const struct undo_part *x = a;
	const struct undo_part *y = b;

	return (x->patient > y->patient) - (x->patient < y->patient);
}

static bool does_stay(const struct undo_parts *stays, int64_t patient)
{
	struct undo_part key = { .patient = patient };

	return stays->n && bsearch(&key, stays->v, stays->n, sizeof(*stays->v), by_patient);
}

/* Everyone once, with the first reason. */
static void sort(struct undo_parts *stays)
{
	size_t n = 0;

	if (stays->n)
		qsort(stays->v, stays->n, sizeof(*stays->v), by_patient);
	for (size_t i = 0; i < stays->n; i++) {
		if (n && stays->v[n - 1].patient == stays->v[i].patient)
			free(stays->v[i].why);
		else
			stays->v[n++] = stays->v[i];
	}
	stays->n = n;
}

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

/* Rows of those who stay are left out; `who` is of each row. */
static void leave_out(struct recipe *recipe, int64_t *who, struct undo_parts *stays)
{
	struct recipe out = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < recipe->n; i++) {
		if (does_stay(stays, who[i])) {
			GROW(out.v, out.n, out.cap);
			out.v[out.n++] = recipe->v[i];
			continue;
		}
		recipe->v[n] = recipe->v[i];
		who[n++] = who[i];
	}
	recipe->n = n;
	recipe_release(&out);
	if (n)
		qsort(who, n, sizeof(*who), by_number);
	for (size_t i = 0; i < n; i++)
		stays->taken += i == 0 || who[i] != who[i - 1];
}

static bool part(struct store *s, struct recipe *recipe, char **each, int64_t *who,
		 struct undo_parts *stays, struct err *err)
{
	if (!recipe_check_each(s, recipe, each, err))
		return false;
	for (size_t i = 0; i < recipe->n; i++) {
		who[i] = whose(s, &recipe->v[i]);
		if (!each[i])
			continue;
		if (!who[i])
			return err_set(err, ERR_CONFLICT, "%s", each[i]);
		GROW(stays->v, stays->n, stays->cap);
		stays->v[stays->n++] = (struct undo_part){ who[i], mem_strdup(each[i]) };
	}
	sort(stays);
	leave_out(recipe, who, stays);
	if (!recipe->n)
		return err_set(err, ERR_CONFLICT, "%s", stays->n ? stays->v[0].why : "");
	/* What stays must not be what the rest stands on. */
	return recipe_check(s, recipe, false, err);
}

bool recipe_part(struct store *s, struct recipe *recipe, struct undo_parts *stays, struct err *err)
{
	size_t n = recipe->n;
	char **each = mem_array(n + 1, sizeof(char *));
	int64_t *who = mem_array(n + 1, sizeof(*who));

	memset(each, 0, (n + 1) * sizeof(char *));
	bool ok = part(s, recipe, each, who, stays, err);
	for (size_t i = 0; i < n; i++)
		free(each[i]);
	free(each);
	free(who);
	if (!ok)
		undo_parts_release(stays);
	return ok;
}
