/* Values on their way into the staging files and out again. */
#include "revisit/base/i18n.h"
#include "stage.h"

enum { HAS_NUMBERS = 1, HAS_AGE = 2 };

void values_write(struct str *out, const struct map_fields *fields, const struct values *values,
		  int line)
{
	blob_number(out, (int64_t)values->n);
	for (size_t i = 0; i < values->n; i++) {
		const struct value *v = &values->v[i];
		int flags = (v->n || v->more ? HAS_NUMBERS : 0) | (v->on != DAY_NONE ? HAS_AGE : 0);
		blob_number(out, (v->f - fields->v) * 4 + flags);
		blob_text(out, v->text);
		blob_number(out, v->line - line);
		blob_number(out, v->col);
		if (flags & HAS_NUMBERS) {
			blob_number(out, v->n);
			blob_number(out, v->more);
		}
		if (flags & HAS_AGE) {
			blob_number(out, v->on);
			blob_number(out, v->age);
		}
	}
}

static struct value *values_add(struct values *values)
{
	GROW(values->v, values->n, values->cap);
	return &values->v[values->n++];
}

bool values_read(struct stage *s, const struct map_fields *fields, struct blob *b, int line,
		 struct values *out)
{
	int64_t n = blob_get_number(b);

	(void)s;
	for (int64_t i = 0; i < n && !b->torn; i++) {
		struct value *v = values_add(out);
		int64_t what = blob_get_number(b);
		*v = (struct value){ .on = DAY_NONE, .text = blob_get_text(b) };
		v->line = line + (int)blob_get_number(b);
		v->col = (int)blob_get_number(b);
		if (what & HAS_NUMBERS) {
			v->n = blob_get_number(b);
			v->more = blob_get_number(b);
		}
		if (what & HAS_AGE) {
			v->on = (day_t)blob_get_number(b);
			v->age = blob_get_number(b);
		}
		if (what < 0 || (size_t)(what / 4) >= fields->n) {
			b->torn = true;
			out->n--;
		} else {
			v->f = &fields->v[what / 4];
		}
	}
	return !b->torn;
}

struct hash values_hash(const struct map_fields *fields, const struct values *values)
{
	struct hash h = { 0 };

	for (size_t i = 0; i < values->n; i++) {
		h = hash_number(h, (uint64_t)(values->v[i].f - fields->v));
		h = hash_text(h, values->v[i].text);
	}
	return h;
}

const struct value *value_of(const struct values *values, const char *field)
{
	for (size_t i = 0; i < values->n; i++)
		if (values->v[i].f->to == TO_FIELD && strcmp(values->v[i].f->name, field) == 0)
			return &values->v[i];
	return NULL;
}

const char *value_text(const struct values *values, const char *field)
{
	const struct value *v = value_of(values, field);

	return v ? v->text : "";
}

static bool same_value(const struct value *a, const struct value *b)
{
	return a->f == b->f && strcmp(a->text, b->text) == 0;
}

bool values_have(const struct values *values, const struct value *v)
{
	for (size_t i = 0; i < values->n; i++)
		if (same_value(&values->v[i], v))
			return true;
	return false;
}

void values_fold(struct values *into, const struct values *from)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct value *v = &from->v[i];
		size_t at = into->n;
		if (!*v->text || values_have(into, v))
			continue;
		for (size_t k = 0; v->f->to != TO_MANY && k < into->n; k++)
			if (into->v[k].f == v->f)
				at = k;
		if (at == into->n)
			values_add(into);
		into->v[at] = *v;
	}
}

static bool torn(const struct stage *s, struct err *err)
{
	struct pos pos = { .file = s->log.path };

	return err_at(err, ERR_IO, &pos, _("the staging file is damaged"));
}

/* A copy of the blob that lives as long as the arena. */
static bool take_blob(struct stage *s, int64_t at, struct blob *b, struct err *err)
{
	if (!tape_blob(&s->log, at, b))
		return torn(s, err);
	size_t n = (size_t)(b->end - b->p);
	char *copy = arena_alloc(&s->arena, n + 1);
	memcpy(copy, b->p, n);
	*b = (struct blob){ .p = copy, .end = copy + n };
	return true;
}

bool person_values_into(struct stage *s, const struct person *p, struct values *out,
			struct err *err)
{
	int64_t chain[PERSON_DEPTH + 1];
	size_t n = 0;
	struct values one = { 0 };
	bool ok = true;

	out->n = 0;
	for (int64_t at = p->at; ok && at >= 0 && n < ARRAY_SIZE(chain);) {
		struct blob b;
		chain[n++] = at;
		ok = tape_blob(&s->log, at, &b) || torn(s, err);
		at = ok ? blob_get_number(&b) : -1;
	}
	while (ok && n-- > 0) {
		struct blob b;
		ok = take_blob(s, chain[n], &b, err);
		if (!ok)
			break;
		blob_get_number(&b);
		int line = (int)blob_get_number(&b);
		one.n = 0;
		ok = values_read(s, &s->map->patient, &b, line, &one) || torn(s, err);
		if (ok)
			values_fold(out, &one);
	}
	free(one.v);
	return ok;
}

bool person_values(struct stage *s, const struct person *p, struct err *err)
{
	arena_clear(&s->arena);
	return person_values_into(s, p, &s->patient_values, err);
}

bool staged_get(struct stage *s, uint32_t at, struct staged *out, struct err *err)
{
	const char *p = tape_view(&s->table, (int64_t)at * (int64_t)sizeof(*out), sizeof(*out));

	if (!p)
		return torn(s, err);
	memcpy(out, p, sizeof(*out));
	return true;
}

bool staged_put(struct stage *s, uint32_t at, const struct staged *row)
{
	return tape_put(&s->table, (int64_t)at * (int64_t)sizeof(*row), row, sizeof(*row));
}

void row_note_ids(const struct stage *s, struct row_values *row)
{
	row->source = s->map->source;
	for (size_t i = 0; i < row->record.n; i++) {
		const struct value *v = &row->record.v[i];
		if (!*v->text)
			continue;
		if (v->f->to == TO_ID)
			row->own_id = v->text;
		if (v->f->to == TO_FROM) {
			row->from = v->text;
			row->from_line = v->line;
			row->from_col = v->col;
		}
		if (v->f->to == TO_FIELD && strcmp(v->f->name, "external_id") == 0)
			row->external_id = v->text;
		if (v->f->to == TO_FIELD && strcmp(v->f->name, "external_source") == 0)
			row->source = v->text;
	}
}

bool staged_values(struct stage *s, const struct staged *row, struct err *err)
{
	struct row_values *out = &s->row_values;
	struct values kept = out->record;
	struct blob b;

	arena_clear(&s->arena);
	kept.n = 0;
	*out = (struct row_values){ .record = kept };
	if (!take_blob(s, row->at, &b, err))
		return false;
	const char *given = blob_get_text(&b);
	if (!values_read(s, &s->map->record, &b, (int)row->line, &out->record))
		return torn(s, err);
	row_note_ids(s, out);
	if (*given)
		out->external_id = row->nth > 1 ? arena_printf(&s->arena, "%s:%u", given, row->nth)
						: given;
	return true;
}
