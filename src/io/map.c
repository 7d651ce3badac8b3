#include "revisit/io/map.h"
#include "revisit/base/i18n.h"
#include "revisit/base/yaml.h"
#include "revisit/io/csv.h"
#include "index.h"

struct reader {
	struct import_map *m;
	struct err *err;
	const struct record *rec; /* of the section being read */
};

static const char *const conversions[] = {
	[AS_TEXT] = "text",   [AS_DATE] = "date",        [AS_DATETIME] = "datetime",
	[AS_YEAR] = "year",   [AS_AGE] = "age_in_years", [AS_PHONE] = "phone",
	[AS_MONEY] = "money", [AS_NUMBER] = "number",    [AS_YES_NO] = "yes_no",
	[AS_LIST] = "list",
};

/* Other names of fields, and names that are no field of the catalogue. */
static const struct {
	const char *section, *name, *field;
	enum map_target to;
} names[] = {
	{ "patient", "birth_date", "birth_day", TO_FIELD },
	{ "patient", "tags", "tag", TO_MANY },
	{ "patient", "alerts", "alert", TO_MANY },
	{ "visit", "at", "at", TO_AT },
	{ "visit", "time", "minute", TO_FIELD },
	{ "visit", "rescheduled_from", "rescheduled_from", TO_FROM },
	{ "visit", "id", "id", TO_ID },
	{ "task", "due", "due", TO_DUE },
	{ "task", "id", "id", TO_ID },
	{ "task", "time", "due_minute", TO_FIELD },
};

static bool refuse(const struct reader *r, const struct pos *pos, const char *message)
{
	return err_at(r->err, ERR_MAP, pos, "%s", message);
}

static bool want(const struct reader *r, const struct yaml *y, enum yaml_kind kind)
{
	if (y->kind == kind)
		return true;
	return err_at(r->err, ERR_MAP, &y->pos, _("a %s is expected here, this is a %s"),
		      yaml_kind_name(kind), yaml_kind_name(y->kind));
}

static bool read_text(const struct reader *r, const struct yaml *y, const char **out)
{
	if (!want(r, y, YAML_SCALAR))
		return false;
	*out = y->text;
	return true;
}

static bool unknown(const struct reader *r, const struct pos *pos, const char *what,
		    const char *const *known, size_t n)
{
	const char *near = near_name(what, known, n);
	struct str all;

	if (near)
		return err_at(r->err, ERR_MAP, pos, _("'%s' is not known here; did you mean '%s'?"),
			      what, near);
	str_init(&all);
	for (size_t i = 0; i < n; i++)
		str_addf(&all, "%s%s", i ? ", " : "", known[i]);
	err_at(r->err, ERR_MAP, pos, _("'%s' is not known here; there are: %s"), what, all.p);
	str_release(&all);
	return false;
}

/* --- which field --- */

static bool is_open(const struct field *f)
{
	if (strncmp(f->name, "external_", 9) == 0)
		return true;
	/* Of what a row points to only people can be found again. */
	if (f->type == FIELD_REF && (strcmp(f->name, "patient") == 0 || !record_ref_is_person(f)))
		return false;
	return !(f->flags & FIELD_HIDDEN);
}

static const struct virtual_field *virtual_named(const char *name)
{
	for (size_t i = 0; i < n_virtual_fields; i++)
		if (strcmp(virtual_fields[i].name, name) == 0)
			return &virtual_fields[i];
	return NULL;
}

static bool unknown_field(const struct reader *r, const struct yaml *e)
{
	const char *known[96];
	size_t n = 0;

	for (size_t i = 0; i < r->rec->n_fields; i++)
		if (is_open(&r->rec->fields[i]))
			known[n++] = r->rec->fields[i].name;
	for (size_t i = 0; r->rec == &record_patient && i < n_virtual_fields; i++)
		known[n++] = virtual_fields[i].name;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i].section, r->rec->name) == 0)
			known[n++] = names[i].name;
	BUG_IF(n > ARRAY_SIZE(known));
	return unknown(r, &e->key_pos, e->key, known, n);
}

static bool find_target(const struct reader *r, const struct yaml *e, struct map_field *f)
{
	f->name = e->key;
	f->to = TO_FIELD;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i].section, r->rec->name) != 0 ||
		    strcmp(names[i].name, e->key) != 0)
			continue;
		f->name = names[i].field;
		f->to = names[i].to;
	}
	f->pos = e->key_pos;
	if (f->to != TO_FIELD && f->to != TO_MANY)
		return true;
	f->many = r->rec == &record_patient ? virtual_named(f->name) : NULL;
	f->field = f->many ? NULL : record_field(r->rec, f->name);
	if (f->many)
		f->to = TO_MANY;
	return f->many || (f->field && is_open(f->field)) || unknown_field(r, e);
}

/* --- how it is read --- */

static bool suits(const struct map_field *f)
{
	const struct field *d = f->field;
	bool text =
		f->to == TO_MANY || f->to == TO_FROM ||
		(d && (d->type == FIELD_TEXT || d->type == FIELD_LINES || d->type == FIELD_VOCAB));
	bool when = f->to == TO_AT || f->to == TO_DUE ||
		    (d && (d->type == FIELD_DAY || d->type == FIELD_INSTANT));

	switch (f->as) {
	case AS_USUAL:
	case AS_TEXT:
		return true;
	case AS_DATE:
		return when;
	case AS_DATETIME:
		return when || (d && d->type == FIELD_MINUTE);
	case AS_YEAR:
	case AS_AGE:
		return d && strcmp(d->name, "birth_day") == 0;
	case AS_PHONE:
		return text;
	case AS_MONEY:
		return d && d->type == FIELD_MONEY;
	case AS_NUMBER:
		return text || (d && (d->type == FIELD_INT || d->type == FIELD_MONEY));
	case AS_YES_NO:
		return text || (d && (d->type == FIELD_BOOL || d->type == FIELD_CHOICE));
	case AS_LIST:
		return f->to == TO_MANY;
	}
	return false;
}

static bool read_as(const struct reader *r, const struct yaml *y, struct map_field *f)
{
	const char *text;

	if (!read_text(r, y, &text))
		return false;
	for (size_t i = AS_TEXT; i < ARRAY_SIZE(conversions); i++) {
		if (strcmp(text, conversions[i]) != 0)
			continue;
		f->as = (enum map_as)i;
		return suits(f) || err_at(r->err, ERR_MAP, &y->pos, _("%s cannot be read as %s"),
					  f->name, text);
	}
	return unknown(r, &y->pos, text, conversions + AS_TEXT, ARRAY_SIZE(conversions) - AS_TEXT);
}

static bool read_column(const struct reader *r, const struct yaml *y, struct map_column *out)
{
	if (!want(r, y, YAML_SCALAR))
		return false;
	if (!*y->text)
		return refuse(r, &y->pos, _("the name of a column is missing"));
	*out = (struct map_column){ .name = y->text, .pos = y->pos };
	return true;
}

static bool read_columns(const struct reader *r, const struct yaml *y, struct map_field *f)
{
	size_t n = 0;

	if (y->kind == YAML_SCALAR) {
		f->columns = arena_alloc(&r->m->arena, sizeof(*f->columns));
		f->n_columns = 1;
		return read_column(r, y, f->columns);
	}
	if (!want(r, y, YAML_LIST))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	if (n == 0)
		return refuse(r, &y->pos, _("the name of a column is missing"));
	f->columns = arena_alloc(&r->m->arena, n * sizeof(*f->columns));
	for (const struct yaml *e = y->child; e; e = e->next)
		if (!read_column(r, e, &f->columns[f->n_columns++]))
			return false;
	return true;
}

static bool read_values(const struct reader *r, const struct yaml *y, struct map_field *f)
{
	size_t n = 0;

	if (!want(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	f->values = arena_alloc(&r->m->arena, (n + 1) * sizeof(*f->values));
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct map_value *v = &f->values[f->n_values++];
		v->cell = e->key;
		if (!read_text(r, e, &v->value))
			return false;
		if (f->field && f->field->type == FIELD_CHOICE && *v->value &&
		    choice_find(f->field->choices, v->value) < 0) {
			const char *known[16];
			size_t k = 0;
			while (k < ARRAY_SIZE(known) && f->field->choices[k].key) {
				known[k] = f->field->choices[k].key;
				k++;
			}
			return unknown(r, &e->pos, v->value, known, k);
		}
	}
	return true;
}

static bool read_part(const struct reader *r, const struct yaml *e, struct map_field *f)
{
	static const char *const known[] = { "column",    "columns", "join",   "text",
					     "values",    "as",      "format", "on",
					     "separator", "default", "equals", "tag" };
	const char *key = e->key;

	if (strcmp(key, "column") == 0)
		return want(r, e, YAML_SCALAR) && read_columns(r, e, f);
	if (strcmp(key, "columns") == 0)
		return want(r, e, YAML_LIST) && read_columns(r, e, f);
	if (strcmp(key, "values") == 0)
		return read_values(r, e, f);
	if (strcmp(key, "as") == 0)
		return read_as(r, e, f);
	if (strcmp(key, "on") == 0) {
		f->on = arena_alloc(&r->m->arena, sizeof(*f->on));
		return read_column(r, e, f->on);
	}
	const char **slot = strcmp(key, "join") == 0        ? &f->join
			    : strcmp(key, "text") == 0      ? &f->text
			    : strcmp(key, "format") == 0    ? &f->format
			    : strcmp(key, "separator") == 0 ? &f->separator
			    : strcmp(key, "default") == 0   ? &f->fallback
			    : strcmp(key, "equals") == 0    ? &f->equals
			    : strcmp(key, "tag") == 0       ? &f->tag
							    : NULL;
	return slot ? read_text(r, e, slot)
		    : unknown(r, &e->key_pos, key, known, ARRAY_SIZE(known));
}

/* A date format must be one that can give a date. */
static bool check_format(const struct reader *r, const struct yaml *y, const struct map_field *f)
{
	struct err why = ERR_INIT;
	const struct yaml *format = yaml_get(y, "format");
	day_t day;
	minute_t minute;
	int offset;

	if (!f->format)
		return true;
	if (f->as != AS_DATE && f->as != AS_DATETIME)
		return refuse(r, &format->key_pos,
			      _("format: belongs to as: date or as: datetime"));
	if (strcmp(f->format, "%s") == 0)
		return true; /* seconds since 1970 */
	datetime_parse("", f->format, &day, &minute, &offset, &why);
	return why.code != ERR_BAD_VALUE || refuse(r, &format->pos, why.msg);
}

static bool check_parts(const struct reader *r, const struct yaml *y, const struct map_field *f)
{
	if (!f->n_columns && !f->text)
		return refuse(r, &y->pos, _("column: or text: is missing"));
	if (f->n_columns && f->text)
		return refuse(r, &y->pos, _("either column: or text:, not both"));
	if (f->on && f->as != AS_AGE)
		return refuse(r, &f->on->pos, _("on: belongs to as: age_in_years"));
	if (f->separator && (f->as != AS_LIST || !*f->separator))
		return refuse(r, &y->pos, _("separator: belongs to as: list and may not be empty"));
	bool tags = f->many && f->many->contact_kind < 0 && strcmp(f->name, "tag") == 0;
	if ((f->tag || f->equals) && !tags)
		return refuse(r, &y->pos, _("equals: and tag: belong to tags"));
	if (f->tag && !f->equals && f->as != AS_YES_NO)
		return refuse(r, &y->pos, _("say when the tag is given: equals: or as: yes_no"));
	if (!f->tag && (f->equals || (tags && f->as == AS_YES_NO)))
		return refuse(r, &y->pos, _("tag: is missing"));
	return check_format(r, y, f);
}

static struct map_field *add_field(struct map_fields *to, const struct map_field *like)
{
	GROW(to->v, to->n, to->cap);
	to->v[to->n] = *like;
	return &to->v[to->n++];
}

/* One COLUMN or {…}. */
static bool read_source(const struct reader *r, const struct yaml *y,
			const struct map_field *target, struct map_fields *to)
{
	struct map_field *f = add_field(to, target);

	if (y->kind == YAML_SCALAR)
		return read_columns(r, y, f);
	if (!want(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		if (!read_part(r, e, f))
			return false;
	return check_parts(r, y, f);
}

static bool already(const struct map_fields *fields, const struct map_field *f)
{
	for (size_t i = 0; i < fields->n; i++)
		if (f->to != TO_MANY && strcmp(fields->v[i].name, f->name) == 0)
			return true;
	return false;
}

static bool read_field(const struct reader *r, const struct yaml *e, struct map_fields *to)
{
	struct map_field target = { 0 };

	if (!find_target(r, e, &target))
		return false;
	if (already(to, &target))
		return err_at(r->err, ERR_MAP, &e->key_pos, _("%s is mapped twice"), target.name);
	if (e->kind != YAML_LIST)
		return read_source(r, e, &target, to);
	if (target.to != TO_MANY)
		return err_at(r->err, ERR_MAP, &e->pos,
			      _("%s holds one value: to join several columns write "
				"{columns: [A, B], join: \" \"}"),
			      target.name);
	for (const struct yaml *s = e->child; s; s = s->next)
		if (!read_source(r, s, &target, to))
			return false;
	return true;
}

/* --- the sections --- */

static enum map_match match_of(const char *a, const char *b)
{
	if (b && strcmp(a, "name") != 0) {
		const char *c = a;
		a = b;
		b = c;
	}
	if (!b)
		return strcmp(a, "chart_no") == 0 ? BY_CHART
		       : strcmp(a, "phone") == 0  ? BY_PHONE
		       : strcmp(a, "name") == 0   ? BY_NAME
						  : BY_USUAL;
	if (strcmp(a, "name") != 0)
		return BY_USUAL;
	return strcmp(b, "birth_date") == 0 || strcmp(b, "birth_day") == 0 ? BY_NAME_BIRTH
	       : strcmp(b, "phone") == 0                                   ? BY_NAME_PHONE
									   : BY_USUAL;
}

static bool read_match(const struct reader *r, const struct yaml *y)
{
	const struct yaml *first = y->kind == YAML_LIST ? y->child : y;
	const struct yaml *second = y->kind == YAML_LIST && first ? first->next : NULL;

	if (first && first->kind == YAML_SCALAR && (!second || second->kind == YAML_SCALAR) &&
	    !(second && second->next))
		r->m->match = match_of(first->text, second ? second->text : NULL);
	return r->m->match != BY_USUAL ||
	       refuse(r, &y->pos,
		      _("match: is chart_no, phone, name, [name, birth_date] or [name, phone]"));
}

static bool read_section(struct reader *r, const struct yaml *y, const struct record *rec,
			 struct map_fields *to)
{
	if (!want(r, y, YAML_MAP))
		return false;
	r->rec = rec;
	for (const struct yaml *e = y->child; e; e = e->next) {
		bool match = rec == &record_patient && strcmp(e->key, "match") == 0;
		if (!(match ? read_match(r, e) : read_field(r, e, to)))
			return false;
	}
	return true;
}

static bool read_rows(struct reader *r, const struct yaml *y)
{
	static const char *const known[] = { "patients", "visits", "tasks" };

	if (!want(r, y, YAML_SCALAR))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (strcmp(y->text, known[i]) == 0) {
			r->m->rows = (enum map_rows)i;
			return true;
		}
	}
	return unknown(r, &y->pos, y->text, known, ARRAY_SIZE(known));
}

static bool read_header(struct reader *r, const struct yaml *y)
{
	if (!want(r, y, YAML_SCALAR))
		return false;
	bool no = strcmp(y->text, "false") == 0 || strcmp(y->text, "no") == 0;
	r->m->header = !no;
	return no || strcmp(y->text, "true") == 0 || strcmp(y->text, "yes") == 0 ||
	       refuse(r, &y->pos, _("header: is true or false"));
}

static bool read_delimiter(struct reader *r, const struct yaml *y)
{
	if (!want(r, y, YAML_SCALAR))
		return false;
	r->m->delimiter = strcmp(y->text, "\\t") == 0 ? '\t' : csv_delimiter(y->text);
	return r->m->delimiter ||
	       refuse(r, &y->pos, _("delimiter: is comma, semicolon, tab, bar or spaces"));
}

static bool read_top(struct reader *r, const struct yaml *e)
{
	static const char *const known[] = { "rows",   "header",  "delimiter", "encoding",
					     "source", "patient", "visit",     "task" };
	struct import_map *m = r->m;

	if (strcmp(e->key, "rows") == 0)
		return read_rows(r, e);
	if (strcmp(e->key, "header") == 0)
		return read_header(r, e);
	if (strcmp(e->key, "delimiter") == 0)
		return read_delimiter(r, e);
	if (strcmp(e->key, "encoding") == 0)
		return read_text(r, e, &m->encoding);
	if (strcmp(e->key, "source") == 0)
		return read_text(r, e, &m->source);
	if (strcmp(e->key, "patient") == 0)
		return read_section(r, e, &record_patient, &m->patient);
	const struct record *rec = strcmp(e->key, "visit") == 0  ? &record_visit
				   : strcmp(e->key, "task") == 0 ? &record_task
								 : NULL;
	if (!rec)
		return unknown(r, &e->key_pos, e->key, known, ARRAY_SIZE(known));
	return read_section(r, e, rec, &m->record);
}

/* --- the whole --- */

const struct map_field *map_find(const struct map_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->n; i++)
		if (strcmp(fields->v[i].name, name) == 0)
			return &fields->v[i];
	return NULL;
}

static bool has_name(const struct import_map *m)
{
	return map_find(&m->patient, "name") || map_find(&m->patient, "family") ||
	       map_find(&m->patient, "given");
}

static bool has_phone(const struct import_map *m)
{
	for (size_t i = 0; i < m->patient.n; i++) {
		const struct virtual_field *v = m->patient.v[i].many;
		if (v && v->contact_kind >= 0 &&
		    contact_is_phone((enum contact_kind)v->contact_kind))
			return true;
	}
	return false;
}

static bool check_match(const struct reader *r, const struct yaml *patient)
{
	const struct import_map *m = r->m;
	const struct yaml *match = yaml_get(patient, "match");
	const char *missing = NULL;

	if ((m->match == BY_NAME || m->match == BY_NAME_BIRTH || m->match == BY_NAME_PHONE) &&
	    !has_name(m))
		missing = "name";
	if (m->match == BY_NAME_BIRTH && !map_find(&m->patient, "birth_day"))
		missing = "birth_date";
	if ((m->match == BY_PHONE || m->match == BY_NAME_PHONE) && !has_phone(m))
		missing = "phone";
	if (m->match == BY_CHART && !map_find(&m->patient, "chart_no"))
		missing = "chart_no";
	if (missing)
		return err_at(r->err, ERR_MAP, &match->pos,
			      _("patients are matched by %s, which is not mapped"), missing);
	if (m->patient.n > 0 && !has_name(m) && !has_phone(m) && !map_find(&m->patient, "chart_no"))
		return err_at(r->err, ERR_MAP, &patient->pos,
			      _("nothing tells the patients apart: map chart_no, name or a phone"));
	return true;
}

static bool check_whole(const struct reader *r, const struct yaml *tree)
{
	const struct import_map *m = r->m;
	const struct yaml *patient = yaml_get(tree, "patient");
	const char *section = m->rows == MAP_VISITS ? "visit" : "task";

	if (!yaml_get(tree, "rows"))
		return refuse(r, &tree->pos, _("rows: is missing: patients, visits or tasks"));
	if (m->rows != MAP_TASKS && m->patient.n == 0)
		return refuse(r, patient ? &patient->pos : &tree->pos,
			      _("patient: is missing: which column tells the patient?"));
	for (const struct yaml *e = tree->child; e; e = e->next) {
		bool other = (strcmp(e->key, "visit") == 0 && m->rows != MAP_VISITS) ||
			     (strcmp(e->key, "task") == 0 && m->rows != MAP_TASKS);
		if (other)
			return err_at(r->err, ERR_MAP, &e->key_pos,
				      _("%s: does not go with these rows"), e->key);
	}
	if (m->rows != MAP_PATIENTS && !yaml_get(tree, section))
		return err_at(r->err, ERR_MAP, &tree->pos, _("%s: is missing"), section);
	if (m->rows == MAP_VISITS && !map_find(&m->record, "day") && !map_find(&m->record, "at"))
		return refuse(r, &yaml_get(tree, section)->pos,
			      _("a visit needs its day: map at or day"));
	if (map_find(&m->record, "at") &&
	    (map_find(&m->record, "day") || map_find(&m->record, "minute")))
		return refuse(r, &yaml_get(tree, section)->pos,
			      _("map either at, or day and time"));
	if (m->rows == MAP_TASKS && !map_find(&m->record, "what"))
		return refuse(r, &yaml_get(tree, section)->pos,
			      _("a task needs its words: map what"));
	return !patient || check_match(r, patient);
}

bool map_read(struct import_map *m, const char *file, const char *text, size_t n, struct err *err)
{
	*m = (struct import_map){ .header = true, .source = "import" };
	arena_init(&m->arena);
	m->file = arena_strdup(&m->arena, file);
	struct yaml *tree = yaml_parse(m->file, text, n, &m->arena, err);
	struct reader r = { .m = m, .err = err };
	bool ok = tree && want(&r, tree, YAML_MAP);

	for (const struct yaml *e = ok ? tree->child : NULL; ok && e; e = e->next)
		ok = read_top(&r, e);
	ok = ok && check_whole(&r, tree);
	if (!ok)
		map_release(m);
	return ok;
}

void map_release(struct import_map *m)
{
	free(m->patient.v);
	free(m->record.v);
	arena_release(&m->arena);
	*m = (struct import_map){ 0 };
}

/* --- the table's columns --- */

static size_t trimmed(const char *s, const char **start)
{
	size_t n;

	*start = s + strspn(s, " \t");
	n = strlen(*start);
	while (n > 0 && ((*start)[n - 1] == ' ' || (*start)[n - 1] == '\t'))
		n--;
	return n;
}

static bool same_name(const char *a, const char *b)
{
	const char *x;
	const char *y;
	size_t n = trimmed(a, &x);

	return trimmed(b, &y) == n && memcmp(x, y, n) == 0;
}

static bool bind_column(const struct import_map *m, struct map_column *c,
			const char *const *columns, size_t n, struct err *err)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		if (!same_name(c->name, columns[i]))
			continue;
		c->index = i;
		found++;
	}
	if (found == 1)
		return true;
	if (found > 1)
		return err_at(err, ERR_MAP, &c->pos,
			      _("%zu columns are called '%s'; rename all but one"), found, c->name);
	if (!m->header)
		return err_at(err, ERR_MAP, &c->pos,
			      _("there is no column '%s': without a header they are 1 to %zu"),
			      c->name, n);
	const char *near = near_name(c->name, columns, n);
	if (near)
		return err_at(err, ERR_MAP, &c->pos,
			      _("there is no column '%s'; did you mean '%s'?"), c->name, near);
	return err_at(err, ERR_MAP, &c->pos, _("there is no column '%s'"), c->name);
}

static bool bind_fields(const struct import_map *m, struct map_fields *fields,
			const char *const *columns, size_t n, struct err *err)
{
	for (size_t i = 0; i < fields->n; i++) {
		struct map_field *f = &fields->v[i];
		for (size_t k = 0; k < f->n_columns; k++)
			if (!bind_column(m, &f->columns[k], columns, n, err))
				return false;
		if (f->on && !bind_column(m, f->on, columns, n, err))
			return false;
	}
	return true;
}

bool map_bind(struct import_map *m, const char *const *columns, size_t n, struct err *err)
{
	return bind_fields(m, &m->patient, columns, n, err) &&
	       bind_fields(m, &m->record, columns, n, err);
}
