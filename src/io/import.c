#include "revisit/io/import.h"
#include "revisit/base/i18n.h"
#include "revisit/base/secret.h"
#include "stage.h"

/* --- problems --- */

static void add_problem(struct stage *s, int line, int col, const char *fmt, va_list args)
{
	struct import_report *r = s->report;
	struct str text;

	r->n_found++;
	if (r->n_problems == IMPORT_PROBLEMS_MAX)
		return;
	str_init(&text);
	str_vaddf(&text, fmt, args);
	GROW(r->problems, r->n_problems, r->cap_problems);
	r->problems[r->n_problems++] = (struct import_problem){ line, col, str_steal(&text) };
}

void stage_problem(struct stage *s, int line, int col, const char *fmt, ...)
{
	struct pos pos = { s->o->file, line, col };
	va_list args;

	va_start(args, fmt);
	if (s->bad++ == 0) {
		char text[480];
		va_list again;
		va_copy(again, args);
		vsnprintf(text, sizeof(text), fmt, again);
		va_end(again);
		err_at(&s->first, ERR_CSV, &pos, "%s", text);
	}
	add_problem(s, line, col, fmt, args);
	va_end(args);
}

void stage_note(struct stage *s, int line, int col, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_problem(s, line, col, fmt, args);
	va_end(args);
}

static void bad_line(struct stage *s, const struct err *why)
{
	s->report->skipped++;
	stage_problem(s, why->line, why->col, "%s", why->msg);
	if (s->bad == 1)
		s->first.code = err_exit(why->code) == 3 ? why->code : ERR_CSV;
}

/* --- reading --- */

static bool is_empty(const struct csv *csv)
{
	for (size_t i = 0; i < csv->n; i++)
		if (csv->cells[i].text[strspn(csv->cells[i].text, " \t")])
			return false;
	return true;
}

/* Cells beyond the last column are let pass when they are empty. */
static bool right_width(struct stage *s, const struct csv *csv, size_t n, struct err *err)
{
	struct pos pos = { s->o->file, csv->row_line, 0 };
	size_t filled = csv->n;

	while (filled > n && !*csv->cells[filled - 1].text)
		filled--;
	return filled == n || err_at(err, ERR_CSV, &pos,
				     _("this row has %zu cells, the first one has %zu"), filled, n);
}

static void hash_fields(struct sha256 *h, const struct map_fields *fields,
			const struct csv_cell *cells)
{
	for (size_t i = 0; i < fields->n; i++) {
		const struct map_field *f = &fields->v[i];
		sha256_add_text(h, f->name);
		sha256_add_text(h, str_or_empty(f->text));
		for (size_t k = 0; k < f->n_columns; k++)
			sha256_add_text(h, cells[f->columns[k].index].text);
	}
}

/* The id of a row that has none: a hash of its mapped cells and its number among equal rows. */
static void give_id(struct stage *s, struct staged *row, const struct csv_cell *cells)
{
	struct sha256 h;
	char hex[SHA256_HEX];

	sha256_init(&h);
	hash_fields(&h, &s->map->patient, cells);
	hash_fields(&h, &s->map->record, cells);
	sha256_hex(&h, hex);
	const char *id = arena_printf(&s->arena, "row:%.32s", hex);
	size_t n = index_get(&s->rows_by_hash, id);
	n = n == INDEX_NONE ? 1 : n + 1;
	index_put(&s->rows_by_hash, id, n);
	row->external_id = n == 1 ? id : arena_printf(&s->arena, "%s:%zu", id, n);
}

static void note_ids(struct stage *s, struct staged *row)
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

static bool has_required(struct stage *s, const struct staged *row, struct err *err)
{
	struct pos pos = { s->o->file, row->line, 0 };

	for (size_t i = 0; i < row->record.n; i++) {
		const struct value *v = &row->record.v[i];
		bool required =
			v->f->to == TO_AT || (v->f->field && (v->f->field->flags & FIELD_REQUIRED));
		if (!required || *v->text)
			continue;
		pos.line = v->line;
		pos.col = v->col;
		return err_at(err, ERR_MISSING, &pos, _("%s is missing"), v->f->name);
	}
	return true;
}

static bool all_empty(const struct values *values)
{
	for (size_t i = 0; i < values->n; i++)
		if (*values->v[i].text)
			return false;
	return true;
}

static bool stage_cells(struct stage *s, const struct csv *csv, struct values *patient,
			struct staged *row, struct err *err)
{
	if (!convert_row(s, &s->map->patient, csv->cells, csv->row_line, patient, err) ||
	    !convert_row(s, &s->map->record, csv->cells, csv->row_line, &row->record, err) ||
	    !has_required(s, row, err))
		return false;
	row->person = INDEX_NONE;
	if (s->map->rows != MAP_TASKS || !all_empty(patient)) {
		row->person = person_stage(s, patient, csv->row_line, err);
		if (row->person == INDEX_NONE)
			return false;
	}
	note_ids(s, row);
	if (!row->external_id && !row->own_id)
		give_id(s, row, csv->cells);
	return true;
}

static void stage_row(struct stage *s, const struct csv *csv, size_t columns)
{
	struct values patient = { 0 };
	struct staged row = { .line = csv->row_line };
	struct err why = ERR_INIT;

	s->report->rows++;
	if (!right_width(s, csv, columns, &why) || !stage_cells(s, csv, &patient, &row, &why)) {
		free(row.record.v);
		bad_line(s, &why);
	} else if (s->map->rows == MAP_PATIENTS) {
		free(row.record.v);
	} else {
		GROW(s->rows, s->n_rows, s->cap_rows);
		s->rows[s->n_rows++] = row;
	}
	free(patient.v);
}

static bool stage_rows(struct stage *s, struct csv *csv, size_t columns, bool first_read,
		       struct err *err)
{
	struct err why = ERR_INIT;

	for (;;) {
		enum csv_step step = first_read ? CSV_ROW : csv_next(csv, &why);
		first_read = false;
		if (step == CSV_END)
			return true;
		if (step == CSV_FAIL) {
			*err = why;
			return false;
		}
		if (step == CSV_ROW && is_empty(csv))
			continue;
		if (step == CSV_ROW) {
			stage_row(s, csv, columns);
		} else {
			s->report->rows++;
			bad_line(s, &why);
		}
	}
}

/* --- the map --- */

static const char **column_names(struct stage *s, const struct csv *csv, bool header)
{
	const char **names = mem_array(csv->n, sizeof(*names));

	for (size_t i = 0; i < csv->n; i++)
		names[i] = header ? arena_strdup(&s->arena, csv->cells[i].text)
				  : arena_printf(&s->arena, "%zu", i + 1);
	return names;
}

static bool first_row(const struct stage *s, struct csv *csv, struct err *err)
{
	struct pos pos = { .file = s->o->file };
	enum csv_step step = csv_next(csv, err);

	if (step == CSV_END)
		return err_at(err, ERR_CSV, &pos, _("the file is empty"));
	return step == CSV_ROW;
}

static bool take_map(struct stage *s, const char *const *names, size_t n, struct err *err)
{
	struct str guess;

	if (s->o->map_text)
		return map_bind(s->map, names, n, err);
	str_init(&guess);
	bool ok = map_guess(&guess, names, n, err);
	if (!ok) {
		snprintf(err->file, sizeof(err->file), "%s", s->o->file);
		str_release(&guess);
		return false;
	}
	s->report->guess = str_steal(&guess);
	return map_read(s->map, _("guessed map"), s->report->guess, strlen(s->report->guess),
			err) &&
	       map_bind(s->map, names, n, err);
}

static bool read_all(struct stage *s, struct csv *csv, struct err *err)
{
	bool header = !s->o->map_text || s->map->header;

	if (!first_row(s, csv, err))
		return false;
	size_t columns = csv->n;
	const char **names = column_names(s, csv, header);
	bool ok = take_map(s, names, columns, err);
	free(names);
	static const char *const what[] = { "patients", "visits", "tasks" };
	s->report->what = what[s->map->rows];
	return ok && stage_rows(s, csv, columns, !header, err);
}

static bool stage_file(struct stage *s, struct err *err)
{
	const struct import_options *o = s->o;
	struct csv csv;

	if (o->map_text && !map_read(s->map, o->map_file, o->map_text, o->map_n, err))
		return false;
	struct csv_dialect dialect = { s->map->delimiter, s->map->encoding };
	if (!csv_open(&csv, o->file, o->text, o->n, &dialect, err))
		return false;
	bool ok = read_all(s, &csv, err);
	csv_release(&csv);
	return ok;
}

/* --- storing --- */

static void sha_of(const char *text, size_t n, char out[SHA256_HEX])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, text, n);
	sha256_hex(&h, out);
}

static void count(struct import_count *to, unsigned char outcome)
{
	to->same += outcome == SAME;
	to->changed += outcome == CHANGED;
	to->added += outcome == ADDED;
}

static void count_all(struct stage *s)
{
	struct import_report *r = s->report;

	for (size_t i = 0; i < s->n_people; i++) {
		if (!s->people[i].refused)
			count(&r->patients, s->people[i].outcome);
		else if (s->map->rows == MAP_PATIENTS)
			r->skipped += s->people[i].lines;
	}
	for (size_t i = 0; i < s->n_rows; i++) {
		if (s->rows[i].refused)
			r->skipped++;
		else
			count(&r->records, s->rows[i].outcome);
	}
}

static bool begin_import(struct stage *s, struct err *err)
{
	const char *map = s->o->map_text ? s->o->map_text : s->report->guess;
	char file_sha[SHA256_HEX];
	char map_sha[SHA256_HEX];

	sha_of(s->o->text, s->o->n, file_sha);
	sha_of(map, s->o->map_text ? s->o->map_n : strlen(map), map_sha);
	const char *slash = strrchr(s->o->file, '/');
	s->import = store_import_new(&s->c->store, slash ? slash + 1 : s->o->file, file_sha,
				     map_sha, err);
	return s->import != 0;
}

static bool end_import(struct stage *s, struct err *err)
{
	const struct import_report *r = s->report;

	return store_import_done(
		&s->c->store, s->import, (int64_t)(r->patients.added + r->records.added),
		(int64_t)(r->patients.changed + r->records.changed),
		(int64_t)(r->patients.same + r->records.same), (int64_t)r->skipped, err);
}

/* Refused lines of the patients refuse the visits that bring them. */
static bool may_go_on(const struct stage *s)
{
	return s->bad == 0 || s->o->skip;
}

/* Everything inside the one action; false with err->code ERR_NONE when lines refuse it. */
static bool apply_all(struct stage *s, struct err *err)
{
	if (!begin_import(s, err) || !people_resolve(s, err))
		return false;
	if (s->map->rows != MAP_PATIENTS)
		rows_resolve(s);
	if (!may_go_on(s) || !people_apply(s, err) || !may_go_on(s))
		return false;
	if (s->map->rows != MAP_PATIENTS && !rows_apply(s, err))
		return false;
	count_all(s);
	return may_go_on(s) && end_import(s, err);
}

static bool refused(struct stage *s, struct err *err)
{
	struct pos pos = { s->o->file, s->first.line, s->first.col };

	if (s->bad == 1)
		return err_at(err, s->first.code, &pos, _("%s; nothing was imported"),
			      s->first.msg);
	return err_at(err, s->first.code, &pos,
		      ngettext("%s; and %zu more bad line; nothing was imported",
			       "%s; and %zu more bad lines; nothing was imported",
			       (unsigned long)s->bad - 1),
		      s->first.msg, s->bad - 1);
}

static bool store_all(struct stage *s, struct err *err)
{
	const struct import_report *r = s->report;
	struct err why = ERR_INIT;

	if (!may_go_on(s))
		return refused(s, err);
	if (!clinic_begin_bulk(s->c, "import", 0, err))
		return false;
	bool done = apply_all(s, &why);
	bool anything =
		r->patients.added + r->patients.changed + r->records.added + r->records.changed > 0;
	bool keep = done && anything && !s->o->dry_run;
	struct err ending = ERR_INIT;
	bool kept = clinic_end(s->c, keep, &ending);
	if (!done && why.code == ERR_NONE)
		return refused(s, err);
	if (!done || (keep && !kept)) {
		*err = done ? ending : why;
		return false;
	}
	s->report->import = keep ? s->import : 0;
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct import_problem *x = a;
	const struct import_problem *y = b;

	return x->line != y->line ? (x->line > y->line) - (x->line < y->line)
				  : (x->col > y->col) - (x->col < y->col);
}

static void stage_release(struct stage *s)
{
	for (size_t i = 0; i < s->n_people; i++)
		free(s->people[i].values.v);
	for (size_t i = 0; i < s->n_rows; i++)
		free(s->rows[i].record.v);
	free(s->people);
	free(s->rows);
	index_release(&s->people_by_key);
	index_release(&s->rows_by_id);
	index_release(&s->rows_by_hash);
	index_release(&s->charts);
	index_release(&s->term_index);
	strlist_release(&s->terms);
	record_release(&record_patient, &s->patient);
	record_release(&record_visit, &s->visit);
	record_release(&record_task, &s->task);
	draft_release(&s->draft);
	arena_release(&s->arena);
	map_release(s->map);
}

bool import_run(struct clinic *c, const struct import_options *o, struct import_report *report,
		struct err *err)
{
	struct import_map map = { .header = true };
	struct stage s = { .c = c, .o = o, .map = &map, .report = report };
	struct err ignored = ERR_INIT;

	*report = (struct import_report){ .what = "patients" };
	arena_init(&map.arena);
	arena_init(&s.arena);
	strlist_init(&s.terms);
	record_init(&record_patient, &s.patient);
	record_init(&record_visit, &s.visit);
	record_init(&record_task, &s.task);
	draft_init(c, &s.draft);
	if (!err)
		err = &ignored;
	bool ok = stage_file(&s, err) && store_all(&s, err);
	if (report->n_problems > 1)
		qsort(report->problems, report->n_problems, sizeof(*report->problems), by_place);
	stage_release(&s);
	return ok;
}

void import_release(struct import_report *report)
{
	for (size_t i = 0; i < report->n_problems; i++)
		free(report->problems[i].text);
	free(report->problems);
	free(report->guess);
	*report = (struct import_report){ 0 };
}
