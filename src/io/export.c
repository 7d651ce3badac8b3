#include "revisit/io/export.h"
#include "revisit/base/i18n.h"
#include "revisit/base/json.h"
#include "revisit/clinic/patients.h"
#include "revisit/io/csv.h"
#include "stage.h"

#include <errno.h>

enum { FLUSH_AT = 1 << 16 };

struct export
{
	struct clinic *c;
	const struct record *rec;
	enum export_format format;
	FILE *file;
	struct str *out;
	struct json json;
	struct err *err;
	bool ok, first_cell;
	size_t rows;
};

static const char *const whats[] = { "patients", "visits", "tasks", "plans", "parts", "surveys",
				    "pins" };
static const char *const formats[] = { "csv", "json", "jsonl" };

bool export_what_parse(const char *name, enum export_what *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(whats); i++) {
		if (strcmp(whats[i], name) != 0)
			continue;
		*out = (enum export_what)i;
		return true;
	}
	return false;
}

bool export_format_parse(const char *name, enum export_format *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (strcmp(formats[i], name) != 0)
			continue;
		*out = (enum export_format)i;
		return true;
	}
	return false;
}

static bool is_exported(const struct field *f)
{
	if (strncmp(f->name, "external_", 9) == 0)
		return true;
	return !(f->flags & FIELD_HIDDEN);
}

static const char *column_name(const struct field *f)
{
	return strcmp(f->name, "patient") == 0 ? "chart_no" : f->name;
}

/* --- cells --- */

static void begin_cell(struct export *x, const char *name)
{
	if (x->format != EXPORT_CSV)
		json_key(&x->json, name);
	else if (!x->first_cell)
		str_addc(x->out, ',');
	x->first_cell = false;
}

static void text_cell(struct export *x, const char *name, const char *text)
{
	begin_cell(x, name);
	if (x->format == EXPORT_CSV)
		csv_write_cell(x->out, str_or_empty(text));
	else
		json_text(&x->json, str_is_empty(text) ? NULL : text);
}

/* A value that JSON has a literal for. */
static void literal_cell(struct export *x, const char *name, const char *text, const char *literal)
{
	if (x->format == EXPORT_CSV || !*text) {
		text_cell(x, name, text);
		return;
	}
	begin_cell(x, name);
	json_raw(&x->json, literal);
}

/* A value may hold the sign that joins values: "\:::" stands for it. */
static void add_escaped(struct str *out, const char *value)
{
	const char *at;

	while ((at = strstr(value, ":::")) != NULL) {
		str_addn(out, value, (size_t)(at - value));
		str_add(out, "\\:::");
		value = at + 3;
	}
	str_add(out, value);
}

static void list_cell(struct export *x, const char *name, const struct strlist *list)
{
	struct str joined;

	if (x->format != EXPORT_CSV) {
		begin_cell(x, name);
		json_array(&x->json);
		for (size_t i = 0; i < list->n; i++)
			json_text(&x->json, list->v[i]);
		json_end_array(&x->json);
		return;
	}
	str_init(&joined);
	for (size_t i = 0; i < list->n; i++) {
		str_add(&joined, i ? " ::: " : "");
		add_escaped(&joined, list->v[i]);
	}
	text_cell(x, name, joined.p);
	str_release(&joined);
}

static void ref_cell(struct export *x, const struct field *f, int64_t id)
{
	struct patient p;
	char text[24] = "";

	for (size_t i = 0; records[i]; i++) {
		if (strcmp(f->vocab, records[i]->name) != 0 || !records[i]->letter)
			continue;
		if (id)
			snprintf(text, sizeof(text), "%c%lld", records[i]->letter, (long long)id);
		text_cell(x, column_name(f), text);
		return;
	}
	record_init(&record_patient, &p);
	if (id && !store_get(&x->c->store, &record_patient, id, &p, x->err))
		x->ok = false;
	text_cell(x, column_name(f), p.chart_no);
	record_release(&record_patient, &p);
}

static void field_cell(struct export *x, const struct field *f, const void *row)
{
	struct str text;

	if (f->type == FIELD_REF) {
		ref_cell(x, f, field_number(f, row));
		return;
	}
	str_init(&text);
	field_export(&text, x->c->config, f, row);
	if (f->type == FIELD_BOOL)
		literal_cell(x, f->name, text.p, field_number(f, row) ? "true" : "false");
	else if (f->type == FIELD_INT)
		literal_cell(x, f->name, text.p, text.p);
	else
		text_cell(x, f->name, text.p);
	str_release(&text);
}

/* --- patients --- */

/* What only looks like one of our notes in brackets is marked as being the value's own. */
static void keep_brackets(struct str *text)
{
	struct str plain;
	struct str bracket;

	str_init(&plain);
	str_init(&bracket);
	cell_split(text->p, &plain, &bracket);
	if (plain.len != text->len)
		str_add(text, " [as is]");
	str_release(&plain);
	str_release(&bracket);
}

static void add_until(struct str *text, day_t until)
{
	if (until == DAY_NONE)
		return;
	str_add(text, " [until ");
	day_iso(text, until);
	str_addc(text, ']');
}

static void contact_text(struct str *text, const struct contact *k)
{
	str_add(text, k->value);
	if (!str_is_empty(k->label))
		str_addf(text, " (%s)", k->label);
	if (k->state != CONTACT_GOOD)
		str_addf(text, " [%s]", contact_state_choices[k->state].key);
}

static void gather(const struct patient_draft *d, const struct virtual_field *v,
		   struct strlist *list)
{
	const struct rows *rows = v->contact_kind >= 0          ? &d->contacts
				  : strcmp(v->name, "tag") == 0 ? &d->tags
								: &d->alerts;
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < rows->n; i++) {
		const void *row = rows_at(rows, i);
		str_clear(&text);
		if (rows == &d->contacts) {
			if (((const struct contact *)row)->kind != v->contact_kind)
				continue;
			contact_text(&text, row);
			if (((const struct contact *)row)->state == CONTACT_GOOD)
				keep_brackets(&text);
		} else if (rows == &d->tags) {
			str_add(&text, ((const struct patient_tag *)row)->tag);
			add_until(&text, ((const struct patient_tag *)row)->until);
		} else {
			str_add(&text, ((const struct alert *)row)->text);
			if (((const struct alert *)row)->until == DAY_NONE)
				keep_brackets(&text);
			add_until(&text, ((const struct alert *)row)->until);
		}
		strlist_add(list, text.p);
	}
	str_release(&text);
}

static void patient_cells(struct export *x, const struct patient *p)
{
	struct patient_draft d;
	struct str household;

	if (!draft_load(x->c, p->row.id, &d, x->err)) {
		x->ok = false;
		return;
	}
	for (size_t i = 0; i < record_patient.n_fields; i++) {
		const struct field *f = &record_patient.fields[i];
		if (!is_exported(f))
			continue;
		if (strcmp(f->name, "household") != 0) {
			field_cell(x, f, p);
			continue;
		}
		str_init(&household);
		x->ok = x->ok && draft_get(x->c, &d, "household", &household, x->err);
		text_cell(x, f->name, household.p);
		str_release(&household);
	}
	for (size_t i = 0; i < n_virtual_fields; i++) {
		struct strlist list;
		strlist_init(&list);
		gather(&d, &virtual_fields[i], &list);
		list_cell(x, virtual_fields[i].name, &list);
		strlist_release(&list);
	}
	draft_release(&d);
}

/* --- visits, tasks, plans, survey answers, pins --- */

static void row_cells(struct export *x, const void *row)
{
	char id[24];
	/* What this program called a row in another clinic says nothing to people. */
	const struct field *source = record_field(x->rec, "external_source");
	bool foreign = source && str_eq(field_text_of(source, row), "revisit");

	snprintf(id, sizeof(id), "%c%lld", x->rec->letter,
		 (long long)((const struct row *)row)->id);
	if (x->rec->letter)
		text_cell(x, "id", id);
	for (size_t i = 0; i < x->rec->n_fields; i++) {
		const struct field *f = &x->rec->fields[i];
		if (!is_exported(f))
			continue;
		if (foreign && strncmp(f->name, "external_", 9) == 0)
			text_cell(x, f->name, "");
		else
			field_cell(x, f, row);
	}
}

/* --- the whole --- */

static void flush(struct export *x)
{
	if (!x->file || !x->ok)
		return;
	if (fwrite(x->out->p, 1, x->out->len, x->file) != x->out->len)
		x->ok = err_set(x->err, errno == ENOSPC ? ERR_NO_SPACE : ERR_IO,
				_("the export cannot be written: %s"), strerror(errno));
	str_clear(x->out);
}

static bool export_row(const void *row, void *arg)
{
	struct export *x = arg;
	bool patient = x->rec == &record_patient;

	if (patient && ((const struct patient *)row)->status == PATIENT_MERGED)
		return true;
	x->first_cell = true;
	if (x->format == EXPORT_JSONL)
		json_init(&x->json, x->out);
	if (x->format != EXPORT_CSV)
		json_object(&x->json);
	if (patient)
		patient_cells(x, row);
	else
		row_cells(x, row);
	if (x->format != EXPORT_CSV)
		json_end_object(&x->json);
	if (x->format != EXPORT_JSON)
		str_addc(x->out, '\n');
	x->rows++;
	if (x->out->len > FLUSH_AT)
		flush(x);
	return x->ok;
}

static void header(struct export *x)
{
	if (x->rec != &record_patient && x->rec->letter)
		str_add(x->out, "id,");
	for (size_t i = 0, n = 0; i < x->rec->n_fields; i++)
		if (is_exported(&x->rec->fields[i]))
			str_addf(x->out, "%s%s", n++ ? "," : "", column_name(&x->rec->fields[i]));
	for (size_t i = 0; x->rec == &record_patient && i < n_virtual_fields; i++)
		str_addf(x->out, ",%s", virtual_fields[i].name);
	str_addc(x->out, '\n');
}

bool export_run(struct clinic *c, enum export_what what, enum export_format format, FILE *file,
		struct str *text, struct err *err)
{
	static const struct record *const recs[] = { &record_patient, &record_visit, &record_task,
					       &record_plan, &record_plan_item,
					       &record_survey_answer, &record_pin };
	struct str buffer;
	struct export x = {
		.c = c, .rec = recs[what], .format = format, .file = file, .err = err, .ok = true
	};

	str_init(&buffer);
	x.out = file ? &buffer : text;
	json_init(&x.json, x.out);
	if (format == EXPORT_CSV)
		header(&x);
	else if (format == EXPORT_JSON)
		json_array(&x.json);
	bool ok = store_each(&c->store, x.rec, export_row, &x, err) && x.ok;
	if (ok && format == EXPORT_JSON) {
		json_end_array(&x.json);
		str_addc(x.out, '\n');
	}
	flush(&x);
	if (ok && file && fflush(file) != 0)
		ok = err_set(err, errno == ENOSPC ? ERR_NO_SPACE : ERR_IO,
			     _("the export cannot be written: %s"), strerror(errno));
	str_release(&buffer);
	return ok && x.ok;
}
