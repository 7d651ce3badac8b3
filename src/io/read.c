/* From a row of cells to the staging files. */
#include "revisit/base/i18n.h"
#include "revisit/base/secret.h"
#include "stage.h"

bool stage_is_empty(const struct csv *csv)
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
				     _("this row has %zu cells, the first one has %zu; look for a "
				       "separator too many or too few"),
				     filled, n);
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

/* The id of a row that has none: a hash of its mapped cells; rows_find_twins numbers equal ones. */
static const char *give_id(struct stage *s, const struct csv_cell *cells)
{
	struct sha256 h;
	char hex[SHA256_HEX];

	sha256_init(&h);
	hash_fields(&h, &s->map->patient, cells);
	hash_fields(&h, &s->map->record, cells);
	sha256_hex(&h, hex);
	return arena_printf(&s->arena, "row:%.32s", hex);
}

static bool has_required(struct stage *s, const struct values *record, int line, struct err *err)
{
	struct pos pos = { s->o->file, line, 0 };

	for (size_t i = 0; i < record->n; i++) {
		const struct value *v = &record->v[i];
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

static struct hash external_hash(const char *source, const char *id)
{
	return hash_text(hash_text((struct hash){ 0 }, source), id);
}

static struct hash own_hash(const char *id)
{
	return hash_text((struct hash){ 1, 1 }, id);
}

static void stage_record_row(struct stage *s, struct staged *row, const struct row_values *v,
			     const struct csv_cell *cells)
{
	const char *given = v->external_id || v->own_id ? "" : give_id(s, cells);
	struct hash h = values_hash(&s->map->record, &v->record);
	struct str blob;

	row->contents = hash_number(h, row->person).a;
	if (v->own_id) {
		h = own_hash(v->own_id);
		row->own = h.a;
		row->own2 = h.b;
		row->flags |= STAGED_OWN;
	}
	if (v->external_id || *given) {
		h = external_hash(v->source, *given ? given : v->external_id);
		row->id = h.a;
		row->id2 = h.b;
		row->flags |= STAGED_EXTERNAL;
		row->nth = *given ? 1 : 0;
	}
	if (v->from) {
		GROW(s->moved, s->n_moved, s->cap_moved);
		s->moved[s->n_moved++] = (struct moved){
			.row = (uint32_t)s->n_rows,
			.target = HASH_NONE,
			.own = v->own_id ? own_hash(v->from) : (struct hash){ 0 },
			.external = external_hash(v->source, v->from),
			.person = PERSON_NONE,
			.line = row->line,
		};
		row->flags |= STAGED_MOVED;
	}
	str_init(&blob);
	blob_text(&blob, given);
	values_write(&blob, &s->map->record, &v->record, (int)row->line);
	row->at = tape_add_blob(&s->log, &blob);
	str_release(&blob);
	tape_add(&s->table, row, sizeof(*row));
	s->n_rows++;
}

static bool stage_cells(struct stage *s, const struct csv *csv, struct err *err)
{
	struct values *patient = &s->patient_values;
	struct row_values *v = &s->row_values;
	struct values record = v->record;
	struct staged row = { .line = (uint32_t)csv->row_line, .person = PERSON_NONE };

	record.n = patient->n = 0;
	*v = (struct row_values){ .record = record };
	if (!convert_row(s, &s->map->patient, csv->cells, csv->row_line, patient, err) ||
	    !convert_row(s, &s->map->record, csv->cells, csv->row_line, &v->record, err) ||
	    !has_required(s, &v->record, csv->row_line, err))
		return false;
	if (s->map->rows != MAP_TASKS || !all_empty(patient)) {
		row.person = person_stage(s, patient, csv->row_line, err);
		if (row.person == PERSON_NONE)
			return false;
	}
	if (s->map->rows == MAP_PATIENTS)
		return true;
	row_note_ids(s, v);
	stage_record_row(s, &row, v, csv->cells);
	return true;
}

void stage_row(struct stage *s, const struct csv *csv, size_t columns)
{
	struct err why = ERR_INIT;

	arena_clear(&s->arena);
	s->report->rows++;
	if (!right_width(s, csv, columns, &why) || !stage_cells(s, csv, &why))
		stage_bad_line(s, &why);
}

/* --- the map --- */

static const char **column_names(struct stage *s, const struct csv *csv, bool header)
{
	const char **names = mem_array(csv->n, sizeof(*names));

	for (size_t i = 0; i < csv->n; i++)
		names[i] = header ? arena_strdup(&s->kept, csv->cells[i].text)
				  : arena_printf(&s->kept, "%zu", i + 1);
	return names;
}

static bool guess(struct stage *s, const char *const *names, size_t n, struct err *err)
{
	struct str text;

	str_init(&text);
	if (!map_guess(&text, names, n, err)) {
		snprintf(err->file, sizeof(err->file), "%s", s->o->file);
		str_release(&text);
		return false;
	}
	s->report->guess = str_steal(&text);
	return map_read(s->map, _("guessed map"), s->report->guess, strlen(s->report->guess),
			err) &&
	       map_bind(s->map, names, n, err);
}

bool stage_take_map(struct stage *s, const struct csv *csv, bool *header, struct err *err)
{
	static const char *const what[] = { "patients", "visits", "tasks" };

	*header = !s->o->map_text || s->map->header;
	const char **names = column_names(s, csv, *header);
	bool ok = s->o->map_text ? map_bind(s->map, names, csv->n, err)
				 : guess(s, names, csv->n, err);
	free(names);
	s->report->what = what[s->map->rows];
	return ok;
}
