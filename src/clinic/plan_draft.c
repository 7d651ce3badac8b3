/* A plan being written, and its parts line by line. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/plans.h"
#include "revisit/store/plans.h"
#include "revisit/text/fold.h"
#include "revisit/text/width.h"

enum { NAME_COLS = 40 };

static void draft_begin(struct plan_draft *d)
{
	*d = (struct plan_draft){ 0 };
	record_init(&record_plan, &d->p);
	rows_init(&d->items, &record_plan_item);
	rows_init(&d->before, &record_plan_item);
}

void plan_draft_release(struct plan_draft *d)
{
	record_release(&record_plan, &d->p);
	rows_release(&d->items);
	rows_release(&d->before);
}

bool plan_draft_new(struct clinic *c, int64_t patient, struct plan_draft *d, struct err *err)
{
	struct patient p;
	struct rows visits;
	day_t today = clinic_today(c);

	draft_begin(d);
	record_init(&record_patient, &p);
	rows_init(&visits, &record_visit);
	bool ok = store_get(&c->store, &record_patient, patient, &p, err) &&
		  store_visits(&c->store, patient, &visits, err);
	d->p.patient = patient;
	d->p.offered_day = today;
	str_replace(&d->p.offered_by, p.provider);
	for (size_t i = 0; ok && i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		if (v->day == today && v->provider)
			str_replace(&d->p.offered_by, v->provider);
	}
	rows_release(&visits);
	record_release(&record_patient, &p);
	if (!ok)
		plan_draft_release(d);
	return ok;
}

bool plan_draft_load(struct clinic *c, int64_t plan, struct plan_draft *d, struct err *err)
{
	draft_begin(d);
	if (store_get(&c->store, &record_plan, plan, &d->p, err) &&
	    store_plan_items(&c->store, plan, &d->items, err) &&
	    store_plan_items(&c->store, plan, &d->before, err))
		return true;
	plan_draft_release(d);
	return false;
}

/* --- the parts --- */

static bool same_title(const struct plan_item *a, const struct plan_item *b)
{
	return str_eq(a->what, b->what) && str_eq(a->teeth, b->teeth);
}

static void rows_move(struct rows *to, const struct rows *from, size_t i)
{
	record_copy(from->rec, rows_add(to), rows_at(from, i));
}

/* The open part that `it` is written for: the same by name, else the next one of its kind. */
static size_t part_meant(const struct rows *items, const bool *used, const struct plan_item *it,
			 bool by_kind)
{
	for (size_t i = 0; i < items->n; i++) {
		const struct plan_item *had = rows_at(items, i);
		if (used[i] || had->state != ITEM_OPEN)
			continue;
		if (by_kind ? had->kind && str_eq(had->kind, it->kind) : same_title(had, it))
			return i;
	}
	return items->n;
}

/* What is written again keeps its number, so its visits stay with it; so do parts that are over. */
static void take_all(struct plan_draft *d, struct rows *typed)
{
	struct rows now;
	bool *used = mem_array(d->items.n, sizeof(*used));

	rows_init(&now, &record_plan_item);
	for (int by_kind = 0; by_kind < 2; by_kind++)
		for (size_t k = 0; k < typed->n; k++) {
			struct plan_item *it = rows_at(typed, k);
			size_t i = it->row.id ? d->items.n
					      : part_meant(&d->items, used, it, by_kind);
			if (i == d->items.n)
				continue;
			used[i] = true;
			it->row = ((const struct plan_item *)rows_at(&d->items, i))->row;
		}
	for (size_t i = 0; i < d->items.n; i++)
		if (((const struct plan_item *)rows_at(&d->items, i))->state != ITEM_OPEN)
			rows_move(&now, &d->items, i);
	for (size_t k = 0; k < typed->n; k++)
		rows_move(&now, typed, k);
	rows_release(&d->items);
	d->items = now;
	free(used);
}

static bool take_away(struct plan_draft *d, const char *value, struct err *err)
{
	int64_t id = record_parse_id(&record_plan_item, value);
	struct str title;
	struct str folded;
	struct str meant;
	size_t found = d->items.n;

	str_init(&title);
	str_init(&folded);
	str_init(&meant);
	text_fold(&meant, value);
	for (size_t i = 0; i < d->items.n; i++) {
		const struct plan_item *it = rows_at(&d->items, i);
		str_clear(&title);
		str_clear(&folded);
		item_title(&title, it);
		text_fold(&folded, title.p);
		if ((id > 0 && it->row.id == id) || strcmp(folded.p, meant.p) == 0)
			found = i;
	}
	str_release(&title);
	str_release(&folded);
	str_release(&meant);
	if (found == d->items.n)
		return err_set(err, ERR_NO_MATCH, _("the plan has no part '%s'"), value);
	rows_remove(&d->items, found);
	return true;
}

static bool set_items(struct clinic *c, struct plan_draft *d, char op, const char *value,
		      struct err *err)
{
	struct rows typed;

	if (op == '-')
		return take_away(d, value, err);
	rows_init(&typed, &record_plan_item);
	bool ok = plan_items_parse(c, value, &typed, err);
	if (ok && op == '=')
		take_all(d, &typed);
	for (size_t i = 0; ok && op == '+' && i < typed.n; i++)
		rows_move(&d->items, &typed, i);
	rows_release(&typed);
	return ok;
}

bool plan_draft_set(struct clinic *c, struct plan_draft *d, const char *name, char op,
		    const char *value, struct err *err)
{
	if (strcmp(name, "item") == 0)
		return set_items(c, d, op, value, err);
	const struct field *f = record_field(&record_plan, name);
	if (!f || (f->flags & (FIELD_HIDDEN | FIELD_FROZEN)))
		return err_set(err, ERR_UNKNOWN_FIELD,
			       _("a plan has no field '%s' to set; \"revisit fields plan\" lists them"),
			       name);
	if (op != '=')
		return err_set(err, ERR_USAGE, _("%s has one value: write %s=VALUE"), name, name);
	return clinic_set_field(c, f, &d->p, value, err);
}

static void item_text(struct clinic *c, const struct plan_item *it, struct str *out)
{
	item_title(out, it);
	if (it->price != MONEY_NONE) {
		str_addc(out, ' ');
		money_show(out, c->config, it->price, false);
	}
	if (it->visits > 1)
		str_addf(out, " x%d", (int)it->visits);
	if (it->gap)
		str_addf(out, " %s", it->gap);
	if (it->minutes > 0)
		str_addf(out, " %dmin", (int)it->minutes);
	if (it->provider)
		str_addf(out, " @%s", it->provider);
}

void plan_draft_items(struct clinic *c, const struct plan_draft *d, struct str *out)
{
	bool first = true;

	for (size_t i = 0; i < d->items.n; i++) {
		const struct plan_item *it = rows_at(&d->items, i);
		if (it->state != ITEM_OPEN)
			continue;
		str_add(out, first ? "" : "; ");
		item_text(c, it, out);
		first = false;
	}
}

/* --- storing --- */

/* "crown 36, root canal 37 +2" */
static char *name_of(const struct rows *items)
{
	struct str s;
	size_t i = 0;

	str_init(&s);
	for (; i < items->n; i++) {
		struct str title;
		str_init(&title);
		item_title(&title, rows_at(items, i));
		bool fits = i == 0 || text_width(s.p) + 2 + text_width(title.p) <= NAME_COLS;
		if (fits)
			str_addf(&s, "%s%s", i ? ", " : "", title.p);
		str_release(&title);
		if (!fits)
			break;
	}
	if (i < items->n)
		str_addf(&s, " +%zu", items->n - i);
	return str_steal(&s);
}

static bool has_visits(const struct rows *visits, int64_t item)
{
	for (size_t i = 0; i < visits->n; i++)
		if (((const struct visit *)rows_at(visits, i))->plan_item == item)
			return true;
	return false;
}

static bool still_there(const struct rows *items, int64_t id)
{
	for (size_t i = 0; i < items->n; i++)
		if (((const struct plan_item *)rows_at(items, i))->row.id == id)
			return true;
	return false;
}

static bool drop_gone(struct clinic *c, struct plan_draft *d, bool *changed, struct err *err)
{
	struct rows visits;

	rows_init(&visits, &record_visit);
	bool ok = store_plan_visits(&c->store, d->p.row.id, &visits, err);
	for (size_t i = 0; ok && i < d->before.n; i++) {
		struct plan_item *was = rows_at(&d->before, i);
		bool written = false;
		if (still_there(&d->items, was->row.id))
			continue;
		if (has_visits(&visits, was->row.id)) {
			was->state = ITEM_DROPPED;
			ok = store_update(&c->store, &record_plan_item, was, &written, err);
		} else {
			ok = written = store_delete(&c->store, &record_plan_item, was->row.id, err);
		}
		*changed = *changed || written;
	}
	rows_release(&visits);
	return ok;
}

static bool keep_items(struct clinic *c, struct plan_draft *d, bool *changed, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < d->items.n; i++) {
		struct plan_item *it = rows_at(&d->items, i);
		bool written = false;
		it->patient = d->p.patient;
		it->plan = d->p.row.id;
		it->position = (int64_t)i;
		ok = clinic_know_terms(c, &record_plan_item, it, false, err);
		if (ok && it->row.id)
			ok = store_update(&c->store, &record_plan_item, it, &written, err);
		else if (ok)
			ok = written = store_insert(&c->store, &record_plan_item, it, err);
		*changed = *changed || written;
	}
	return ok;
}

/* A name that was made of the parts follows them. */
static bool complete(struct plan_draft *d, struct err *err)
{
	char *before = d->before.n ? name_of(&d->before) : NULL;
	bool made = str_is_empty(d->p.what) || (before && str_eq(before, d->p.what));

	free(before);
	if (!made)
		return true;
	if (d->items.n == 0)
		return err_set(err, ERR_MISSING,
			       _("what is planned? Write it like: crown 36 3200"));
	char *name = name_of(&d->items);
	str_replace(&d->p.what, name);
	free(name);
	return true;
}

bool plan_save(struct clinic *c, struct plan_draft *d, bool *changed, struct err *err)
{
	bool ignored;
	bool fresh = d->p.row.id == 0;

	if (!changed)
		changed = &ignored;
	*changed = false;
	if (!complete(d, err) || !plan_answer_check(&d->p, err) ||
	    !clinic_begin(c, fresh ? "plan-make" : "plan-edit", d->p.patient, err))
		return false;
	bool ok = clinic_know_terms(c, &record_plan, &d->p, false, err);
	if (ok && fresh)
		ok = *changed = store_insert(&c->store, &record_plan, &d->p, err);
	else if (ok)
		ok = store_update(&c->store, &record_plan, &d->p, changed, err);
	ok = ok && (fresh || drop_gone(c, d, changed, err)) && keep_items(c, d, changed, err);
	ok = clinic_end(c, ok, err);
	if (!ok && fresh)
		d->p.row = (struct row){ 0 };
	return ok;
}
