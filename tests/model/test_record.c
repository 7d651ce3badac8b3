/* The field tables: what every record type promises to those who walk it. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/model/records.h"

static void catalogue_is_complete(void **state)
{
	size_t n = 0;

	(void)state;
	for (; records[n]; n++) {
		const struct record *rec = records[n];
		assert_true(rec->size >= sizeof(struct row));
		for (size_t i = 0; i < rec->n_fields; i++) {
			const struct field *f = &rec->fields[i];
			if (f->flags & FIELD_HIDDEN)
				continue;
			if (!f->label || !f->help || !*f->label || !*f->help)
				fail_msg("%s.%s has no label or help", rec->name, f->name);
		}
	}
	assert_int_equal(n, 27);
}

static size_t field_size(enum field_type type)
{
	switch (type) {
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		return sizeof(char *);
	case FIELD_DAY:
	case FIELD_MINUTE:
		return sizeof(int32_t);
	case FIELD_CHOICE:
	case FIELD_BOOL:
		return sizeof(int);
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_MONEY:
	case FIELD_REF:
		break;
	}
	return sizeof(int64_t);
}

/* Every byte of the struct behind its head belongs to one field, padding apart: a member without a
 * row in the table would never be stored. */
static void fields_cover_the_struct(void **state)
{
	(void)state;
	for (size_t r = 0; records[r]; r++) {
		const struct record *rec = records[r];
		char *owner = mem_alloc(rec->size);
		size_t free_run = 0;
		memset(owner, 1, sizeof(struct row));
		for (size_t i = 0; i < rec->n_fields; i++) {
			const struct field *f = &rec->fields[i];
			for (size_t b = 0; b < field_size(f->type); b++)
				if (owner[f->offset + b]++)
					fail_msg("%s.%s overlaps", rec->name, f->name);
		}
		for (size_t b = 0; b < rec->size; b++) {
			free_run = owner[b] ? 0 : free_run + 1;
			if (free_run > 4)
				fail_msg("%s has a member at %zu that no field tells of", rec->name,
					 b);
		}
		free(owner);
	}
}

static void names_are_told_apart(void **state)
{
	(void)state;
	for (size_t r = 0; records[r]; r++) {
		const struct record *rec = records[r];
		for (size_t i = 0; i < rec->n_fields; i++) {
			assert_ptr_equal(record_field(rec, rec->fields[i].name), &rec->fields[i]);
			if (rec->fields[i].type == FIELD_CHOICE)
				assert_non_null(rec->fields[i].choices);
			if (rec->fields[i].type == FIELD_VOCAB || rec->fields[i].type == FIELD_REF)
				assert_non_null(rec->fields[i].vocab);
		}
		for (size_t q = 0; q < r; q++) {
			assert_string_not_equal(rec->table, records[q]->table);
			assert_true(rec->letter == 0 || rec->letter != records[q]->letter);
		}
	}
	assert_null(record_field(&record_visit, "nothing"));
	assert_null(record_field(&record_visit, ""));
}

/* Puts something that is not missing into any field. */
static void fill(const struct field *f, void *row, int n)
{
	char text[24];

	if (f->type == FIELD_TEXT || f->type == FIELD_LINES || f->type == FIELD_VOCAB) {
		snprintf(text, sizeof(text), "text %d", n);
		str_replace(field_text(f, row), text);
	} else {
		field_set_number(f, row,
				 f->type == FIELD_BOOL     ? 1
				 : f->type == FIELD_CHOICE ? 1
							   : n);
	}
}

static bool can_miss(const struct field *f)
{
	return f->type != FIELD_CHOICE && f->type != FIELD_BOOL;
}

static void fields_clear_and_compare(void **state)
{
	(void)state;
	for (size_t r = 0; records[r]; r++) {
		const struct record *rec = records[r];
		void *a = mem_alloc(rec->size);
		void *b = mem_alloc(rec->size);
		record_init(rec, a);
		record_init(rec, b);
		for (size_t i = 0; i < rec->n_fields; i++) {
			const struct field *f = &rec->fields[i];
			assert_true(field_is_missing(f, a) == can_miss(f));
			assert_true(field_equal(f, a, b));
			fill(f, a, 7 + (int)i);
			assert_false(field_is_missing(f, a));
			assert_false(field_equal(f, a, b));
		}
		((struct row *)a)->id = 5;
		((struct row *)a)->ver = 6;
		record_copy(rec, b, a);
		record_copy(rec, b, a); /* again, over what is there */
		assert_memory_equal(a, b, sizeof(struct row));
		for (size_t i = 0; i < rec->n_fields; i++) {
			const struct field *f = &rec->fields[i];
			assert_true(field_equal(f, a, b));
			field_clear(f, a);
			assert_true(field_is_missing(f, a) == can_miss(f));
		}
		record_release(rec, b);
		assert_int_equal(((struct row *)b)->id, 0);
		for (size_t i = 0; i < rec->n_fields; i++)
			assert_true(field_is_missing(&rec->fields[i], b) ==
				    can_miss(&rec->fields[i]));
		free(a);
		free(b);
	}
}

static void numbers_keep_their_width(void **state)
{
	struct visit v;

	(void)state;
	record_init(&record_visit, &v);
	field_set_number(record_field(&record_visit, "amount"), &v, INT64_MAX);
	assert_true(v.amount == INT64_MAX);
	field_set_number(record_field(&record_visit, "day"), &v, DAY_MAX);
	assert_int_equal(v.day, DAY_MAX);
	assert_int_equal(v.minute, MINUTE_NONE);
	field_set_number(record_field(&record_visit, "minute"), &v, 0);
	assert_false(field_is_missing(record_field(&record_visit, "minute"), &v));
	v.amount = 0;
	assert_false(field_is_missing(record_field(&record_visit, "amount"), &v));
	assert_int_equal(field_number(record_field(&record_visit, "day"), &v), DAY_MAX);
	record_release(&record_visit, &v);
}

static void an_empty_text_is_missing(void **state)
{
	struct patient a;
	struct patient b;

	(void)state;
	record_init(&record_patient, &a);
	record_init(&record_patient, &b);
	str_replace(&a.name, "");
	assert_true(field_is_missing(record_field(&record_patient, "name"), &a));
	assert_true(field_equal(record_field(&record_patient, "name"), &a, &b));
	record_release(&record_patient, &a);
}

static void rows_grow_and_shrink(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &record_note);
	for (int i = 0; i < 100; i++) {
		struct note *n = rows_add(&rows);
		n->row.id = i;
		n->text = mem_printf("note %d", i);
	}
	rows_remove(&rows, 0);
	rows_remove(&rows, 49);
	rows_remove(&rows, rows.n - 1);
	assert_int_equal(rows.n, 97);
	assert_string_equal(((struct note *)rows_at(&rows, 0))->text, "note 1");
	assert_string_equal(((struct note *)rows_at(&rows, 49))->text, "note 51");
	assert_string_equal(((struct note *)rows_at(&rows, 96))->text, "note 98");
	rows_release(&rows);
	assert_int_equal(rows.n, 0);
	assert_null(((struct note *)rows_add(&rows))->text);
	rows_release(&rows);
}

static void typed_ids(void **state)
{
	static const struct {
		const struct record *rec;
		const char *text;
		int64_t id;
	} cases[] = {
		{ &record_visit, "v12", 12 },
		{ &record_visit, "V12", 12 },
		{ &record_visit, "12", 0 }, /* a chart number */
		{ &record_visit, "t12", 0 },
		{ &record_visit, "v", 0 },
		{ &record_visit, "", 0 },
		{ &record_visit, "v0", 0 },
		{ &record_visit, "v-1", 0 },
		{ &record_visit, "v 1", 0 },
		{ &record_visit, "v1x", 0 },
		{ &record_visit, "v9223372036854775806", INT64_MAX - 1 },
		{ &record_visit, "v99999999999999999999", 0 },
		{ &record_task, "t7", 7 },
		{ &record_patient, "7", 7 },
		{ &record_patient, "v7", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (record_parse_id(cases[i].rec, cases[i].text) != cases[i].id)
			fail_msg("%s", cases[i].text);
}

static void choices_by_key(void **state)
{
	(void)state;
	assert_int_equal(choice_find(sex_choices, "female"), SEX_FEMALE);
	assert_int_equal(choice_find(visit_status_choices, "rescheduled"), VISIT_RESCHEDULED);
	assert_int_equal(choice_find(contact_kind_choices, "contact"), CONTACT_OTHER);
	assert_int_equal(choice_find(sex_choices, "Female"), -1);
	assert_int_equal(choice_find(sex_choices, ""), -1);
}

static void what_a_status_means(void **state)
{
	(void)state;
	for (int s = VISIT_PLANNED; s <= VISIT_RESCHEDULED; s++) {
		enum visit_status v = (enum visit_status)s;
		assert_true(visit_is_booked(v) == (s == VISIT_PLANNED || s == VISIT_CONFIRMED));
		assert_true(visit_is_here(v) == (s == VISIT_ARRIVED || s == VISIT_SEATED));
		assert_true(visit_is_done(v) == (s == VISIT_COMPLETED || s == VISIT_LEFT));
	}
	assert_true(contact_is_phone(CONTACT_WHATSAPP));
	assert_false(contact_is_phone(CONTACT_EMAIL));
	assert_false(contact_is_phone(CONTACT_QQ));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(catalogue_is_complete),
		cmocka_unit_test(fields_cover_the_struct),
		cmocka_unit_test(names_are_told_apart),
		cmocka_unit_test(fields_clear_and_compare),
		cmocka_unit_test(numbers_keep_their_width),
		cmocka_unit_test(an_empty_text_is_missing),
		cmocka_unit_test(rows_grow_and_shrink),
		cmocka_unit_test(typed_ids),
		cmocka_unit_test(choices_by_key),
		cmocka_unit_test(what_a_status_means),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
