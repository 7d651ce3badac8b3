#include "revisit/cli/sheet.h"
#include "revisit/base/i18n.h"
#include "revisit/base/json.h"
#include "revisit/io/csv.h"
#include "revisit/text/width.h"

enum { CELL_WIDEST = 60 }; /* columns; the last column of a table may be wider */

static bool in_table(const struct column *c)
{
	return !(c->flags & COLUMN_FILE);
}

static bool in_file(const struct column *c)
{
	return !(c->flags & COLUMN_TABLE);
}

void sheet_begin(struct sheet *s, const struct column *columns, size_t n, enum format format,
		 struct output *out)
{
	*s = (struct sheet){ .columns = columns, .n_columns = n, .format = format, .out = out };
	if (format != FORMAT_CSV)
		return;
	const char *comma = "";
	for (size_t i = 0; i < n; i++) {
		if (!in_file(&columns[i]))
			continue;
		str_addf(&out->text, "%s%s", comma, columns[i].key);
		comma = ",";
	}
	str_addc(&out->text, '\n');
}

static struct cell *add(struct sheet *s, enum cell_kind kind, char *value)
{
	BUG_IF(s->format != FORMAT_TABLE && s->n >= s->n_columns);
	GROW(s->cells, s->n, s->cap);
	struct cell *cell = &s->cells[s->n++];
	*cell = (struct cell){ .kind = kind, .value = value };
	return cell;
}

void sheet_text(struct sheet *s, const char *value)
{
	if (str_is_empty(value))
		sheet_missing(s);
	else
		add(s, CELL_TEXT, mem_strdup(value));
}

void sheet_number(struct sheet *s, int64_t n)
{
	add(s, CELL_NUMBER, mem_printf("%lld", (long long)n));
}

void sheet_bool(struct sheet *s, bool b)
{
	struct cell *cell = add(s, CELL_BOOL, mem_strdup(b ? "true" : "false"));

	cell->shown = mem_strdup(b ? _("yes") : _("no"));
}

void sheet_missing(struct sheet *s)
{
	add(s, CELL_MISSING, NULL);
}

void sheet_list(struct sheet *s, const struct strlist *list)
{
	bool json = s->format == FORMAT_JSON || s->format == FORMAT_JSONL;
	struct str text;

	str_init(&text);
	if (json)
		str_addc(&text, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			str_add(&text, json ? "," : "; ");
		if (json)
			json_quote(&text, list->v[i]);
		else
			str_add(&text, list->v[i]);
	}
	if (json)
		str_addc(&text, ']');
	add(s, CELL_LIST, text.p);
}

void sheet_shown(struct sheet *s, const char *shown)
{
	BUG_IF(s->n == 0);
	str_replace(&s->cells[s->n - 1].shown, shown);
}

static void drop_cells(struct sheet *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->cells[i].value);
		free(s->cells[i].shown);
	}
	s->n = 0;
}

static void json_cell(struct json *j, const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_MISSING:
		json_null(j);
		return;
	case CELL_TEXT:
		json_text(j, cell->value);
		return;
	case CELL_NUMBER:
	case CELL_BOOL:
	case CELL_LIST:
		json_raw(j, cell->value);
		return;
	}
}

static void write_json(struct sheet *s)
{
	struct str *out = &s->out->text;
	struct json j;

	if (s->format == FORMAT_JSON && !s->single)
		str_add(out, s->rows ? ",\n" : "[\n");
	json_init(&j, out);
	json_object(&j);
	for (size_t i = 0; i < s->n_columns; i++) {
		if (!in_file(&s->columns[i]))
			continue;
		json_key(&j, s->columns[i].key);
		json_cell(&j, &s->cells[i]);
	}
	json_end_object(&j);
	if (s->format == FORMAT_JSONL || s->single)
		str_addc(out, '\n');
}

static void write_csv(struct sheet *s)
{
	struct str *out = &s->out->text;
	const char *comma = "";

	for (size_t i = 0; i < s->n_columns; i++) {
		if (!in_file(&s->columns[i]))
			continue;
		str_add(out, comma);
		if (s->cells[i].kind == CELL_TEXT || s->cells[i].kind == CELL_LIST)
			csv_write_cell(out, s->cells[i].value);
		else
			str_add(out, s->cells[i].value);
		comma = ",";
	}
	str_addc(out, '\n');
}

void sheet_row(struct sheet *s)
{
	BUG_IF(s->n % s->n_columns != 0);
	if (s->format == FORMAT_TABLE) {
		s->rows++;
		return;
	}
	if (s->format == FORMAT_CSV)
		write_csv(s);
	else
		write_json(s);
	s->rows++;
	drop_cells(s);
	output_some(s->out);
}

static const char *shown(const struct cell *cell)
{
	return cell->shown ? cell->shown : str_or_empty(cell->value);
}

static int column_width(const struct sheet *s, size_t column)
{
	int width = text_width(_(s->columns[column].label));

	for (size_t row = 0; row < s->rows; row++) {
		int w = text_width(shown(&s->cells[row * s->n_columns + column]));
		if (w > width)
			width = w;
	}
	return width < CELL_WIDEST ? width : CELL_WIDEST;
}

static size_t last_in_table(const struct sheet *s)
{
	size_t last = 0;

	for (size_t i = 0; i < s->n_columns; i++)
		if (in_table(&s->columns[i]))
			last = i;
	return last;
}

static void table_cell(struct str *out, const char *text, int width, bool right)
{
	int used = text_width(text);

	if (right && used < width)
		str_pad(out, ' ', (size_t)(width - used));
	text_fit(out, text, right && used < width ? used : width, false);
	str_add(out, "  ");
}

/* The heads (row −1) or a row. */
static void table_line(struct sheet *s, int64_t row, const int *widths)
{
	struct str *out = &s->out->text;
	size_t last = last_in_table(s);

	for (size_t i = 0; i <= last; i++) {
		if (!in_table(&s->columns[i]))
			continue;
		const char *text = row < 0 ? _(s->columns[i].label)
					   : shown(&s->cells[(size_t)row * s->n_columns + i]);
		bool right = s->columns[i].flags & COLUMN_RIGHT;
		if (i < last || right)
			table_cell(out, text, widths[i], right);
		else
			text_safe(out, text, false);
	}
	while (out->len > 0 && out->p[out->len - 1] == ' ')
		str_cut(out, out->len - 1);
	str_addc(out, '\n');
}

static void write_table(struct sheet *s)
{
	if (s->rows == 0)
		return;
	int *widths = mem_array(s->n_columns, sizeof(*widths));
	for (size_t i = 0; i < s->n_columns; i++)
		widths[i] = in_table(&s->columns[i]) ? column_width(s, i) : 0;
	if (!s->single)
		table_line(s, -1, widths);
	for (size_t row = 0; row < s->rows; row++) {
		table_line(s, (int64_t)row, widths);
		output_some(s->out);
	}
	free(widths);
}

void sheet_end(struct sheet *s)
{
	if (s->format == FORMAT_TABLE)
		write_table(s);
	if (s->format == FORMAT_JSON && !s->single)
		str_add(&s->out->text, s->rows ? "\n]\n" : "[]\n");
	drop_cells(s);
	free(s->cells);
	*s = (struct sheet){ 0 };
}
