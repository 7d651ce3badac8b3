/* Chairs, and how long visits take: what clinic.yaml says and the records before it. */
#include "hours_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/store/book.h"

static struct chair *chair_at(const struct rows *rows, const char *key)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct chair *ch = rows_at(rows, i);
		if (str_eq(ch->key, key))
			return ch;
	}
	return NULL;
}

static int by_position(const void *x, const void *y)
{
	const struct chair *a = x;
	const struct chair *b = y;

	if (a->position != b->position)
		return a->position < b->position ? -1 : 1;
	return strcmp(str_or_empty(a->key), str_or_empty(b->key));
}

bool chairs_load(struct clinic *c, struct rows *out, struct err *err)
{
	bool ok = store_all(&c->store, out, err);

	for (size_t i = 0; i < c->config->n_chairs; i++) {
		if (chair_at(out, c->config->chairs[i]))
			continue;
		struct chair *ch = rows_add(out);
		str_replace(&ch->key, c->config->chairs[i]);
		ch->position = (int64_t)i + 1;
	}
	if (out->n > 1)
		qsort(out->v, out->n, out->rec->size, by_position);
	return ok;
}

/* Behind all others, unless clinic.yaml has a place for it. */
static int64_t place_for(const struct rows *all, const char *key)
{
	int64_t last = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct chair *ch = rows_at(all, i);
		if (str_eq(ch->key, key))
			return ch->position;
		if (ch->position > last)
			last = ch->position;
	}
	return last + 1;
}

bool chair_save(struct clinic *c, struct chair *ch, bool *changed, struct err *err)
{
	struct rows all;

	if (str_is_empty(ch->key))
		return err_set(err, ERR_MISSING,
			       _("what is the chair called? A number or a short name"));
	/* Another terminal may have added it since it was looked at. */
	if (!clinic_begin(c, "chair-edit", 0, err))
		return false;
	rows_init(&all, &record_chair);
	bool ok = chairs_load(c, &all, err);
	const struct chair *other = chair_at(&all, ch->key);
	if (ok && other && other->row.id && other->row.id != ch->row.id)
		ok = err_set(err, ERR_EXISTS, _("there is a chair %s already"), ch->key);
	if (ok && ch->position == 0)
		ch->position = place_for(&all, ch->key);
	rows_release(&all);
	ok = ok && hours_store(c, "chair-edit", &record_chair, ch, changed, err);
	return clinic_end(c, ok, err);
}

static struct visit_length *length_at(const struct rows *rows, const char *kind,
				      const char *provider)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct visit_length *l = rows_at(rows, i);
		if (str_eq(l->kind, kind) && str_eq(l->provider, provider))
			return l;
	}
	return NULL;
}

static size_t place_in(const struct config *config, const char *kind)
{
	const struct term_list *kinds = config_vocab(config, "visit_kind");
	size_t i = 0;

	while (i < kinds->n && strcmp(kinds->v[i].key, kind) != 0)
		i++;
	return i;
}

/* In clinic.yaml's order of kinds, with anybody first. */
static bool goes_before(const struct config *config, const struct visit_length *a,
			const struct visit_length *b)
{
	size_t pa = place_in(config, a->kind);
	size_t pb = place_in(config, b->kind);

	if (pa != pb)
		return pa < pb;
	int kind = strcmp(a->kind, b->kind);
	return kind ? kind < 0 : strcmp(str_or_empty(a->provider), str_or_empty(b->provider)) < 0;
}

bool lengths_load(struct clinic *c, struct rows *out, struct err *err)
{
	const struct term_list *kinds = config_vocab(c->config, "visit_kind");
	struct rows all;

	rows_init(&all, &record_visit_length);
	bool ok = store_all(&c->store, &all, err);
	for (size_t i = 0; i < kinds->n; i++) {
		if (kinds->v[i].minutes == 0 || length_at(&all, kinds->v[i].key, NULL))
			continue;
		struct visit_length *l = rows_add(&all);
		str_replace(&l->kind, kinds->v[i].key);
		l->minutes = kinds->v[i].minutes;
	}
	while (all.n > 0) {
		size_t first = 0;
		for (size_t i = 1; i < all.n; i++)
			if (goes_before(c->config, rows_at(&all, i), rows_at(&all, first)))
				first = i;
		record_copy(&record_visit_length, rows_add(out), rows_at(&all, first));
		rows_remove(&all, first);
	}
	rows_release(&all);
	return ok;
}

bool length_save(struct clinic *c, struct visit_length *l, bool *changed, struct err *err)
{
	struct rows all;

	if (str_is_empty(l->kind))
		return err_set(err, ERR_MISSING, _("which kind of visit?"));
	if (l->minutes < 1 || l->minutes > 1440)
		return err_set(err, ERR_BAD_NUMBER, _("a visit takes from 1 minute to a day"));
	if (!clinic_begin(c, "length-edit", 0, err))
		return false;
	rows_init(&all, &record_visit_length);
	bool ok = store_all(&c->store, &all, err);
	const struct visit_length *before = length_at(&all, l->kind, l->provider);
	if (before && l->row.id == 0)
		l->row = before->row;
	if (before && l->row.id != before->row.id)
		ok = err_set(err, ERR_EXISTS,
			     _("how long this takes is written down already; change that"));
	rows_release(&all);
	ok = ok && hours_store(c, "length-edit", &record_visit_length, l, changed, err);
	return clinic_end(c, ok, err);
}
