#include "revisit/cli/fields.h"
#include "revisit/base/i18n.h"

bool assignment_read(const char *text, struct assignment *out, struct err *err)
{
	const char *sign = strchr(text, '=');
	char shown[48];

	if (!sign || sign == text)
		return err_set(err, ERR_USAGE, _("'%s' is not FIELD=VALUE; see revisit fields"),
			       str_excerpt(shown, sizeof(shown), text));
	char op = sign[-1] == '+' || sign[-1] == '-' ? sign[-1] : '=';
	size_t n = (size_t)(sign - text) - (op == '=' ? 0 : 1);
	if (n == 0)
		return err_set(err, ERR_USAGE, _("'%s' is not FIELD=VALUE; see revisit fields"),
			       str_excerpt(shown, sizeof(shown), text));
	*out = (struct assignment){ .field = mem_strndup(text, n), .op = op, .value = sign + 1 };
	return true;
}

bool typed_id(const struct record *rec, const char *text, int64_t *id, struct err *err)
{
	char shown[48];

	*id = record_parse_id(rec, text);
	if (*id > 0)
		return true;
	return err_set(err, ERR_USAGE, _("'%s' is not a %s: they are written %c12"),
		       str_excerpt(shown, sizeof(shown), text), _(rec->name), rec->letter);
}

char *id_text(const struct record *rec, int64_t id)
{
	if (id <= 0)
		return NULL;
	return mem_printf("%c%lld", rec->letter, (long long)id);
}

char *chart_of(struct cli *c, int64_t patient)
{
	struct patient p;
	char *chart_no = NULL;

	if (patient <= 0)
		return NULL;
	record_init(&record_patient, &p);
	if (store_get(&c->clinic.store, &record_patient, patient, &p, NULL))
		chart_no = mem_strdup(p.chart_no);
	record_release(&record_patient, &p);
	return chart_no;
}

static const struct record *referred(const struct field *f)
{
	for (size_t i = 0; records[i]; i++)
		if (strcmp(records[i]->name, f->vocab) == 0)
			return records[i];
	BUG("no record %s", f->vocab);
}

/* A household is known by the chart of whoever was first in it, as FIELD=VALUE takes it. */
static char *household_chart(struct cli *c, int64_t household)
{
	struct rows members;
	int64_t first = 0;

	rows_init(&members, &record_patient);
	store_household_members(&c->clinic.store, household, &members, NULL);
	for (size_t i = 0; i < members.n; i++) {
		int64_t id = ((const struct row *)rows_at(&members, i))->id;
		if (first == 0 || id < first)
			first = id;
	}
	rows_release(&members);
	return chart_of(c, first);
}

/* What a reference is called: heap, NULL when missing. */
static char *reference_text(struct cli *c, const struct field *f, const void *row)
{
	const struct record *rec = referred(f);
	int64_t id = field_number(f, row);

	if (rec == &record_household)
		return household_chart(c, id);
	return rec == &record_patient ? chart_of(c, id) : id_text(rec, id);
}

static char *field_text_form(struct cli *c, const struct field *f, const void *row)
{
	struct str text;

	if (field_is_missing(f, row))
		return NULL;
	if (f->type == FIELD_REF)
		return reference_text(c, f, row);
	str_init(&text);
	if (f->flags & FIELD_PRIVATE) {
		private_show(&text, field_text_of(f, row));
		return text.p;
	}
	field_export(&text, c->clinic.config, f, row);
	return text.p;
}

static void field_member(struct json *j, struct cli *c, const struct field *f, const void *row)
{
	json_key(j, f->name);
	if (field_is_missing(f, row)) {
		json_null(j);
		return;
	}
	if (f->type == FIELD_BOOL) {
		json_bool(j, field_number(f, row) != 0);
		return;
	}
	if (f->type == FIELD_INT) {
		json_int(j, field_number(f, row));
		return;
	}
	char *text = field_text_form(c, f, row);
	json_text(j, text);
	free(text);
}

void record_members(struct json *j, struct cli *c, const struct record *rec, const void *row)
{
	const struct row *head = row;

	if (rec->letter) {
		char *id = id_text(rec, head->id);
		json_key(j, "id");
		json_text(j, id);
		free(id);
	}
	for (size_t i = 0; i < rec->n_fields; i++)
		if (!(rec->fields[i].flags & FIELD_HIDDEN))
			field_member(j, c, &rec->fields[i], row);
	json_key(j, "version");
	json_int(j, head->ver);
}

void field_for_people(struct str *out, struct cli *c, const struct field *f, const void *row)
{
	if (f->type != FIELD_REF && !(f->flags & FIELD_PRIVATE)) {
		field_show(out, c->clinic.config, f, row, clinic_today(&c->clinic));
		return;
	}
	char *text = field_text_form(c, f, row);
	str_add(out, text);
	free(text);
}

void one_row(struct sheet *s, struct cli *c, const struct column *columns, size_t n)
{
	sheet_begin(s, columns, n, c->format, &c->out);
	s->single = true;
}

void phone_cell(struct sheet *s, const char *phone)
{
	char shown[8] = "..";
	size_t n = 2;
	size_t digits = 0;

	sheet_text(s, phone);
	for (const char *p = str_or_empty(phone); *p; p++)
		digits += *p >= '0' && *p <= '9';
	for (const char *p = str_or_empty(phone); *p; p++) {
		if (*p < '0' || *p > '9' || digits-- > 4)
			continue;
		shown[n++] = *p;
	}
	shown[n] = '\0';
	if (n > 2)
		sheet_shown(s, shown);
}

void day_cell(struct sheet *s, day_t day, minute_t minute, day_t today)
{
	struct str text;

	str_init(&text);
	datetime_iso(&text, day, minute);
	sheet_text(s, text.p);
	if (day != DAY_NONE) {
		str_clear(&text);
		day_brief(&text, day, today);
		sheet_shown(s, text.p);
	}
	str_release(&text);
}

void instant_cell(struct sheet *s, const struct cli *c, instant_t at)
{
	struct str iso;
	struct str shown;
	day_t day;
	minute_t minute;

	str_init(&iso);
	str_init(&shown);
	instant_iso(&iso, at);
	instant_split(at, &day, &minute);
	day_show(&shown, day, clinic_today(&c->clinic));
	str_addc(&shown, ' ');
	minute_iso(&shown, minute);
	sheet_text(s, iso.p);
	sheet_shown(s, shown.p);
	str_release(&iso);
	str_release(&shown);
}
