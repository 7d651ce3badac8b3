#include "revisit/model/record.h"
#include "revisit/model/records.h"

const struct record *const records[] = {
	&record_patient, &record_contact, &record_household, &record_visit, &record_task,
	&record_patient_tag, &record_alert, &record_note, &record_attempt, &record_consent,
	&record_merge, &record_chart_alias, &record_not_same, &record_plan, &record_plan_item,
	&record_recall_override, &record_sooner, &record_schedule, &record_day_off, &record_chair,
	&record_visit_length, &record_handover, &record_survey_answer, &record_pin,
	&record_rules_change, &record_call_list, &record_call_entry, &record_message, NULL,
};

static bool holds_text(enum field_type type)
{
	return type == FIELD_TEXT || type == FIELD_LINES || type == FIELD_VOCAB;
}

const struct field *record_field(const struct record *rec, const char *name)
{
	for (size_t i = 0; i < rec->n_fields; i++)
		if (strcmp(rec->fields[i].name, name) == 0)
			return &rec->fields[i];
	return NULL;
}

char **field_text(const struct field *f, void *row)
{
	BUG_IF(!holds_text(f->type));
	return (char **)(void *)((char *)row + f->offset);
}

const char *field_text_of(const struct field *f, const void *row)
{
	BUG_IF(!holds_text(f->type));
	return *(char *const *)(const void *)((const char *)row + f->offset);
}

int64_t field_number(const struct field *f, const void *row)
{
	const void *p = (const char *)row + f->offset;

	switch (f->type) {
	case FIELD_DAY:
	case FIELD_MINUTE:
		return *(const int32_t *)p;
	case FIELD_CHOICE:
	case FIELD_BOOL:
		return *(const int *)p;
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_MONEY:
	case FIELD_REF:
		return *(const int64_t *)p;
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		break;
	}
	BUG("%s holds a text", f->name);
}

void field_set_number(const struct field *f, void *row, int64_t n)
{
	void *p = (char *)row + f->offset;

	switch (f->type) {
	case FIELD_DAY:
	case FIELD_MINUTE:
		*(int32_t *)p = (int32_t)n;
		return;
	case FIELD_CHOICE:
	case FIELD_BOOL:
		*(int *)p = (int)n;
		return;
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_MONEY:
	case FIELD_REF:
		*(int64_t *)p = n;
		return;
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		break;
	}
	BUG("%s holds a text", f->name);
}

static int64_t missing_number(enum field_type type)
{
	switch (type) {
	case FIELD_DAY:
		return DAY_NONE;
	case FIELD_MINUTE:
		return MINUTE_NONE;
	case FIELD_INSTANT:
		return INSTANT_NONE;
	case FIELD_MONEY:
		return MONEY_NONE;
	case FIELD_INT:
	case FIELD_CHOICE:
	case FIELD_BOOL:
	case FIELD_REF:
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		break;
	}
	return 0;
}

void field_clear(const struct field *f, void *row)
{
	if (holds_text(f->type))
		str_replace(field_text(f, row), NULL);
	else
		field_set_number(f, row, missing_number(f->type));
}

bool field_is_missing(const struct field *f, const void *row)
{
	if (holds_text(f->type))
		return str_is_empty(field_text_of(f, row));
	if (f->type == FIELD_CHOICE || f->type == FIELD_BOOL)
		return false;
	return field_number(f, row) == missing_number(f->type);
}

bool field_equal(const struct field *f, const void *a, const void *b)
{
	if (holds_text(f->type))
		return str_eq(field_text_of(f, a), field_text_of(f, b));
	return field_number(f, a) == field_number(f, b);
}

void field_copy(const struct field *f, void *to, const void *from)
{
	if (holds_text(f->type))
		str_replace(field_text(f, to), field_text_of(f, from));
	else
		field_set_number(f, to, field_number(f, from));
}

void record_init(const struct record *rec, void *row)
{
	memset(row, 0, rec->size);
	for (size_t i = 0; i < rec->n_fields; i++)
		field_clear(&rec->fields[i], row);
}

void record_release(const struct record *rec, void *row)
{
	for (size_t i = 0; i < rec->n_fields; i++)
		field_clear(&rec->fields[i], row);
	*(struct row *)row = (struct row){ 0 };
}

void record_copy(const struct record *rec, void *to, const void *from)
{
	*(struct row *)to = *(const struct row *)from;
	for (size_t i = 0; i < rec->n_fields; i++)
		field_copy(&rec->fields[i], to, from);
}

void rows_init(struct rows *r, const struct record *rec)
{
	*r = (struct rows){ .rec = rec };
}

void rows_release(struct rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		record_release(r->rec, rows_at(r, i));
	free(r->v);
	rows_init(r, r->rec);
}

void *rows_add(struct rows *r)
{
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 8;
		r->v = mem_grow(r->v, r->cap, r->rec->size);
	}
	void *row = r->v + r->n++ * r->rec->size;
	record_init(r->rec, row);
	return row;
}

void *rows_at(const struct rows *r, size_t i)
{
	BUG_IF(i >= r->n);
	return r->v + i * r->rec->size;
}

void rows_remove(struct rows *r, size_t i)
{
	char *row = rows_at(r, i);

	record_release(r->rec, row);
	memmove(row, row + r->rec->size, (r->n - i - 1) * r->rec->size);
	r->n--;
}

int choice_find(const struct choice *choices, const char *key)
{
	for (int i = 0; choices[i].key; i++)
		if (choices[i].key[0] == key[0] && strcmp(choices[i].key, key) == 0)
			return i;
	return -1;
}

int64_t record_parse_id(const struct record *rec, const char *text)
{
	if (rec->letter && (text[0] == rec->letter || text[0] == rec->letter - 'a' + 'A'))
		text++;
	else if (rec->letter)
		return 0;
	char *end;
	if (*text < '0' || *text > '9')
		return 0;
	long long id = strtoll(text, &end, 10);
	return *end == '\0' && id > 0 && id < INT64_MAX ? id : 0;
}

bool record_ref_is_person(const struct field *f)
{
	return strcmp(f->vocab, "patient") == 0 || strcmp(f->vocab, "household") == 0;
}
