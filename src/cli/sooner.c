/* sooner: the short-notice list. */
#include "revisit/clinic/sooner.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/booking.h"
#include "revisit/clinic/hours.h"
#include "revisit/clinic/patients.h"

static const struct column sooner_columns[] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Chart no."), 0 },
	{ "name", N_("Name"), 0 },
	{ "phone", N_("Phone"), 0 },
	{ "kind", N_("What"), 0 },
	{ "minutes", N_("Minutes"), COLUMN_RIGHT },
	{ "words", N_("When they can"), COLUMN_TABLE },
	{ "weekdays", N_("Days"), COLUMN_FILE },
	{ "starts", N_("From"), COLUMN_FILE },
	{ "ends", N_("To"), COLUMN_FILE },
	{ "provider", N_("Provider"), COLUMN_FILE },
	{ "until", N_("Until"), COLUMN_FILE },
	{ "visit", N_("Instead of"), 0 },
	{ "booked", N_("Booked"), 0 },
	{ "begins", N_("Could begin"), 0 },
	{ "state", N_("State"), COLUMN_FILE },
};

static void minute_cell(struct sheet *s, minute_t m)
{
	struct str text;

	str_init(&text);
	minute_iso(&text, m);
	sheet_text(s, text.p);
	str_release(&text);
}

static void visit_cells(struct sheet *s, struct cli *c, int64_t visit)
{
	struct visit v;

	record_init(&record_visit, &v);
	char *id = id_text(&record_visit, visit);
	sheet_text(s, id);
	if (visit && store_get(&c->clinic.store, &record_visit, visit, &v, NULL))
		when_cell(s, c, v.day, v.minute);
	else
		sheet_missing(s);
	free(id);
	record_release(&record_visit, &v);
}

static bool sooner_row(struct sheet *sheet, struct cli *c, const struct sooner *s, minute_t begins,
		       struct err *err)
{
	day_t today = clinic_today(&c->clinic);
	struct patient_line line;
	struct str words;

	if (!store_line(&c->clinic.store, s->patient, today, &line, err))
		return false;
	str_init(&words);
	sooner_words(&c->clinic, s, &words);
	char *id = id_text(&record_sooner, s->row.id);
	sheet_text(sheet, id);
	sheet_text(sheet, line.patient.chart_no);
	sheet_text(sheet, line.patient.name);
	phone_cell(sheet, line.phone);
	term_cell(sheet, c, "visit_kind", s->kind);
	sheet_number(sheet,
		     s->minutes ? s->minutes : book_minutes(&c->clinic, s->kind, s->provider));
	sheet_text(sheet, words.p);
	sheet_text(sheet, s->weekdays);
	minute_cell(sheet, s->starts);
	minute_cell(sheet, s->ends);
	sheet_text(sheet, s->provider);
	day_cell(sheet, s->until, MINUTE_NONE, today);
	visit_cells(sheet, c, s->visit);
	minute_cell(sheet, begins);
	sheet_text(sheet, sooner_state_choices[s->state].key);
	sheet_row(sheet);
	free(id);
	str_release(&words);
	patient_line_release(&line);
	return true;
}

/* --- a gap --- */

struct typed_gap {
	struct sooner_gap gap;
	char *provider, *chair;
};

/* "tue 10:00-11:00": a day, then from and to. */
static bool read_gap(struct cli *c, const char *text, struct typed_gap *g, struct err *err)
{
	const char *blank = strrchr(text, ' ');
	struct spans spans;

	if (!blank)
		return err_set(err, ERR_BAD_VALUE,
			       _("'%s' is no gap: write a day and hours, as 'tue 10:00-11:00'"),
			       text);
	char *day = mem_strndup(text, (size_t)(blank - text));
	bool ok = typed_day(c, day, &g->gap.day, err) && spans_parse(blank + 1, &spans, err);
	free(day);
	if (!ok)
		return false;
	if (spans.n != 1)
		return err_set(err, ERR_BAD_VALUE,
			       _("'%s' is no gap: write a day and hours, as 'tue 10:00-11:00'"),
			       text);
	g->gap.from = spans.v[0].from;
	g->gap.to = spans.v[0].to;
	return true;
}

static bool gap_words(struct cli *c, struct typed_gap *g, struct err *err)
{
	const char *field;
	size_t i = 0;

	while ((field = next_assignment(c, &i)) != NULL) {
		struct assignment a;
		if (!assignment_read(field, &a, err))
			return false;
		bool ok = true;
		if (strcmp(a.field, "provider") == 0)
			ok = (g->provider = typed_provider(c, a.value, err)) != NULL;
		else if (strcmp(a.field, "chair") == 0)
			g->chair = mem_strdup(a.value);
		else
			ok = err_set(err, ERR_USAGE, _("a gap has provider= and chair=, not '%s'"),
				     a.field);
		free(a.field);
		if (!ok)
			return false;
	}
	g->gap.provider = g->provider;
	g->gap.chair = g->chair;
	return true;
}

static bool print_fitting(struct cli *c, const struct sooner_gap *gap, struct err *err)
{
	struct sheet s;
	struct rows rows;

	rows_init(&rows, &record_sooner);
	sheet_begin(&s, sooner_columns, ARRAY_SIZE(sooner_columns), c->format, &c->out);
	struct book *b = book_open(&c->clinic, gap->day, gap->day, err);
	bool ok = b && sooner_for(&c->clinic, gap, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct sooner *one = rows_at(&rows, i);
		ok = sooner_row(&s, c, one, sooner_fits_in(&c->clinic, b, one, gap, NULL), err);
	}
	book_free(b);
	sheet_end(&s);
	if (ok && rows.n == 0)
		ok = err_set(err, ERR_NO_MATCH, _("it fits nobody on the short-notice list"));
	rows_release(&rows);
	return ok;
}

static bool with_gap(struct cli *c, const char *text, struct err *err)
{
	struct typed_gap g = { 0 };
	int64_t id = 0;
	int64_t visit = 0;

	bool ok = (n_plain(c) == 0 || typed_id(&record_sooner, plain_word(c, 0), &id, err)) &&
		  read_gap(c, text, &g, err) && gap_words(c, &g, err);
	if (ok && id)
		ok = sooner_take(&c->clinic, id, &g.gap, accepted(c), &visit, err) &&
		     say_booked(c, visit, err);
	else if (ok)
		ok = print_fitting(c, &g.gap, err);
	free(g.provider);
	free(g.chair);
	return ok;
}

/* --- the list --- */

static bool print_waiting(struct cli *c, struct err *err)
{
	struct sheet s;
	struct rows rows;

	rows_init(&rows, &record_sooner);
	sheet_begin(&s, sooner_columns, ARRAY_SIZE(sooner_columns), c->format, &c->out);
	bool ok = sooner_waiting(&c->clinic, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++)
		ok = sooner_row(&s, c, rows_at(&rows, i), MINUTE_NONE, err);
	sheet_end(&s);
	rows_release(&rows);
	return ok;
}

/* FIELD=VALUE, or in one line: 'mon-fri after 17:00'. */
static bool fill_wish(struct cli *c, struct sooner *s, struct err *err)
{
	const char *field;
	size_t i = 1;

	for (size_t n = 1; n < n_plain(c); n++)
		if (!sooner_parse(&c->clinic, plain_word(c, n), s, err))
			return false;
	while ((field = next_assignment(c, &i)) != NULL) {
		struct assignment a;
		if (!assignment_read(field, &a, err))
			return false;
		bool ok = a.op == '='
				  ? sooner_set(&c->clinic, s, a.field, a.value, err)
				  : err_set(err, ERR_USAGE, _("%s has one value: write %s=VALUE"),
					    a.field, a.field);
		free(a.field);
		if (!ok)
			return false;
	}
	return true;
}

/* s3 is one that waits, v12 the visit they would move, anything else a chart. */
static bool store_wish(struct cli *c, struct sooner *wish, int64_t id, struct err *err)
{
	wish->visit = record_parse_id(&record_visit, word(c, 0));
	bool ok = id > 0            ? store_get(&c->clinic.store, &record_sooner, id, wish, err)
		  : wish->visit > 0 ? true
				    : patient_by_chart(&c->clinic, word(c, 0), &wish->patient, err);
	ok = ok && fill_wish(c, wish, err) &&
	     (id > 0 ? sooner_save(&c->clinic, wish, NULL, err)
		     : sooner_add(&c->clinic, wish, err));
	if (ok)
		store_set_target(&c->clinic.store, wish->patient);
	return ok;
}

static bool one_wish(struct cli *c, struct err *err)
{
	int64_t id = record_parse_id(&record_sooner, word(c, 0));
	struct sooner wish;
	struct sheet s;

	if (!clinic_begin(&c->clinic, id > 0 ? "sooner-edit" : "sooner-add", 0, err))
		return false;
	record_init(&record_sooner, &wish);
	bool ok = clinic_end(&c->clinic, store_wish(c, &wish, id, err), err);
	if (ok && id == 0 && wish.row.ver > 1)
		message(_("they were on the list already; now they wish this"));
	if (ok) {
		one_row(&s, c, sooner_columns, ARRAY_SIZE(sooner_columns));
		ok = sooner_row(&s, c, &wish, MINUTE_NONE, err);
		sheet_end(&s);
	}
	record_release(&record_sooner, &wish);
	return ok;
}

bool sooner(struct cli *c, struct err *err)
{
	const char *gap = args_value(&c->args, "gap");

	if (gap)
		return with_gap(c, gap, err);
	return n_words(c) > 0 ? one_wish(c, err) : print_waiting(c, err);
}
