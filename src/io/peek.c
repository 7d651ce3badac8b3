/* A file as an import would understand it. */
#include "revisit/io/import.h"
#include "revisit/base/i18n.h"
#include "revisit/io/csv.h"
#include "revisit/io/map.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool read_beginning(const struct import_options *o, struct str *out, struct err *err)
{
	struct pos pos = { .file = o->file };
	char bytes[65536];
	ssize_t n = 0;

	if (o->text) {
		str_addn(out, o->text, o->n < IMPORT_PEEK_BYTES ? o->n : IMPORT_PEEK_BYTES);
		return true;
	}
	int fd = open(o->file, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && out->len < IMPORT_PEEK_BYTES && (n = read(fd, bytes, sizeof(bytes))) > 0)
		str_addn(out, bytes, (size_t)n);
	int why = errno;
	if (fd >= 0)
		close(fd);
	return (fd >= 0 && n >= 0) || err_at(err, ERR_IO, &pos, "%s", strerror(why));
}

/* A piece ends at a line's end, so that nothing torn is shown; a character may be torn too. */
static void cut_at_line(struct str *text)
{
	if (text->len < IMPORT_PEEK_BYTES)
		return;
	for (size_t n = text->len; n > 0; n--)
		if (text->p[n - 1] == '\n') {
			str_cut(text, n);
			return;
		}
}

static void take_rows(struct import_peek *p, struct csv *csv, bool header, size_t rows)
{
	size_t cap = rows * p->n_columns;
	enum csv_step step = CSV_ROW;

	p->cells = mem_array(cap ? cap : 1, sizeof(*p->cells));
	for (bool kept = !header; p->n_rows < rows; kept = false) {
		if (!kept)
			step = csv_next(csv, NULL);
		if (step == CSV_END || step == CSV_FAIL)
			return;
		if (step != CSV_ROW)
			continue;
		for (size_t i = 0; i < p->n_columns; i++)
			p->cells[p->n_rows * p->n_columns + i] =
				mem_strdup(i < csv->n ? csv_plain(csv->cells[i].text) : "");
		p->n_rows++;
	}
}

static const char *const conversions[] = {
	[AS_USUAL] = "",	 [AS_TEXT] = "as text",	  [AS_DATE] = "as date",
	[AS_DATETIME] = "as datetime", [AS_YEAR] = "as year",	  [AS_AGE] = "as age_in_years",
	[AS_PHONE] = "as phone", [AS_MONEY] = "as money", [AS_NUMBER] = "as number",
	[AS_YES_NO] = "as yes_no",	 [AS_LIST] = "as list",
};

static void add_field(struct import_peek *p, const char *section, const struct map_field *f,
		      bool *used)
{
	struct str columns;
	struct str how;

	str_init(&columns);
	str_init(&how);
	for (size_t i = 0; i < f->n_columns; i++) {
		if (i)
			str_add(&columns, ", ");
		str_add(&columns, f->columns[i].name);
		used[f->columns[i].index] = true;
	}
	if (f->on)
		used[f->on->index] = true;
	str_add(&how, conversions[f->as]);
	for (size_t i = 0; i < f->n_values; i++)
		str_addf(&how, "%s%s = %s", how.len ? ", " : "", f->values[i].cell, f->values[i].value);
	if (f->format)
		str_addf(&how, "%s%s", how.len ? ", " : "", f->format);
	if (f->equals)
		str_addf(&how, "%s= %s", how.len ? ", " : "", f->equals);
	if (f->tag)
		str_addf(&how, "%s#%s", how.len ? ", " : "", f->tag);
	if (!f->n_columns)
		str_addf(&how, "\"%s\"", str_or_empty(f->text));
	p->fields = mem_grow(p->fields, p->n_fields + 1, sizeof(*p->fields));
	p->fields[p->n_fields++] = (struct import_peek_field){
		.columns = str_steal(&columns),
		.field = mem_printf("%s.%s", section, f->name),
		.how = str_steal(&how),
	};
}

static void describe(struct import_peek *p, const struct import_map *m)
{
	static const char *const whats[] = { "patients", "visits", "tasks" };
	static const char *const sections[] = { "patient", "visit", "task" };
	bool *used = mem_array(p->n_columns, sizeof(*used));
	struct str left;

	p->what = whats[m->rows];
	for (size_t i = 0; i < m->patient.n; i++)
		add_field(p, "patient", &m->patient.v[i], used);
	for (size_t i = 0; i < m->record.n; i++)
		add_field(p, sections[m->rows], &m->record.v[i], used);
	str_init(&left);
	for (size_t i = 0; i < p->n_columns; i++)
		if (!used[i])
			str_addf(&left, "%s%s", left.len ? ", " : "", p->columns[i]);
	p->left_out = str_steal(&left);
	free(used);
}

/* Columns are found; a map is there, or *err says why not. */
static bool make_map(struct import_peek *p, const struct import_options *o, struct import_map *m,
		     bool *is_read, struct err *err)
{
	const char *const *names = (const char *const *)p->columns;
	struct str text;

	if (o->map_text)
		return map_bind(m, names, p->n_columns, err);
	str_init(&text);
	bool ok = map_guess(&text, names, p->n_columns, err);
	if (!ok) {
		str_release(&text);
		return false;
	}
	p->map = str_steal(&text);
	*is_read = map_read(m, _("guessed map"), p->map, strlen(p->map), err);
	return *is_read && map_bind(m, names, p->n_columns, err);
}

static bool look(struct import_peek *p, const struct import_options *o, size_t rows,
		 struct import_map *m, bool *is_read, const struct str *text, struct err *err)
{
	struct csv_dialect dialect = { m->delimiter, m->encoding };
	struct pos pos = { .file = o->file };
	struct err why = ERR_INIT;
	struct csv csv;

	if (!csv_open(&csv, o->file, text->p, text->len, &dialect, err))
		return false;
	p->delimiter = csv_delimiter_name(csv.delimiter);
	p->encoding = csv.encoding;
	enum csv_step step = csv_next(&csv, err);
	bool header = !o->map_text || m->header;
	if (step == CSV_END)
		err_at(err, ERR_CSV, &pos, _("the file is empty"));
	if (step != CSV_ROW) {
		csv_release(&csv);
		return false;
	}
	p->n_columns = csv.n;
	p->columns = mem_array(csv.n, sizeof(*p->columns));
	for (size_t i = 0; i < csv.n; i++)
		p->columns[i] = header ? mem_strdup(csv.cells[i].text) : mem_printf("%zu", i + 1);
	take_rows(p, &csv, header, rows);
	csv_release(&csv);
	if (make_map(p, o, m, is_read, &why))
		describe(p, m);
	else
		p->why = mem_strdup(why.msg);
	return true;
}

bool import_peek(struct clinic *c, const struct import_options *o, size_t rows,
		 struct import_peek *out, struct err *err)
{
	struct import_map m = { .header = true };
	struct err why = ERR_INIT;
	struct str text;
	bool is_read = false;

	(void)c;
	*out = (struct import_peek){ 0 };
	arena_init(&m.arena);
	str_init(&text);
	bool ok = read_beginning(o, &text, err);
	cut_at_line(&text);
	if (ok && o->map_text) {
		out->map = mem_strndup(o->map_text, o->map_n);
		is_read = map_read(&m, o->map_file, o->map_text, o->map_n, &why);
		if (!is_read)
			m = (struct import_map){ .header = true };
	}
	ok = ok && look(out, o, rows, &m, &is_read, &text, err);
	/* What is wrong with the map says more than that its columns are not there. */
	if (ok && why.code) {
		free(out->why);
		out->why = mem_strdup(why.msg);
	}
	if (is_read)
		map_release(&m);
	str_release(&text);
	return ok;
}

void import_peek_release(struct import_peek *p)
{
	for (size_t i = 0; i < p->n_columns; i++)
		free(p->columns[i]);
	for (size_t i = 0; i < p->n_rows * p->n_columns; i++)
		free(p->cells[i]);
	for (size_t i = 0; i < p->n_fields; i++) {
		free(p->fields[i].columns);
		free(p->fields[i].field);
		free(p->fields[i].how);
	}
	free(p->columns);
	free(p->cells);
	free(p->fields);
	free(p->map);
	free(p->left_out);
	free(p->why);
	*p = (struct import_peek){ 0 };
}
