/* today: the day at the desk, as rows, as text and as a page; handover: what the next shift should
 * know. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/handover.h"
#include "revisit/clinic/tasks.h"
#include "revisit/io/huddle.h"

static const struct column day_columns[] = {
	{ "section", N_("Section"), 0 },
	{ "id", N_("No."), 0 },
	{ "day", N_("Day"), COLUMN_FILE },
	{ "time", N_("Time"), 0 },
	{ "minutes", N_("Minutes"), COLUMN_FILE },
	{ "chart_no", N_("Chart no."), 0 },
	{ "name", N_("Name"), 0 },
	{ "kind", N_("What"), 0 },
	{ "provider", N_("Provider"), 0 },
	{ "status", N_("Status"), 0 },
	{ "text", N_("To know"), 0 },
};

/* A row of any section; what is NULL or missing has no cell. */
struct day_row {
	const char *section, *section_label, *id;
	day_t day;
	minute_t minute;
	int minutes; /* 0: none */
	int64_t patient;
	const char *kind, *provider, *status, *state;
	const struct strlist *texts;
	const char *text;
};

static void vocab_cell(struct sheet *s, struct cli *c, const char *vocab, const char *key)
{
	sheet_text(s, key);
	if (!str_is_empty(key))
		sheet_shown(s, config_label(c->clinic.config, vocab, key));
}

static void day_row(struct sheet *s, struct cli *c, const struct day_row *r)
{
	struct patient p;
	struct str t;

	record_init(&record_patient, &p);
	str_init(&t);
	if (r->patient)
		store_get(&c->clinic.store, &record_patient, r->patient, &p, NULL);
	sheet_text(s, r->section);
	sheet_shown(s, r->section_label);
	sheet_text(s, r->id);
	day_iso(&t, r->day);
	sheet_text(s, t.p);
	str_clear(&t);
	minute_iso(&t, r->minute);
	sheet_text(s, t.p);
	if (r->minutes)
		sheet_number(s, r->minutes);
	else
		sheet_missing(s);
	sheet_text(s, p.chart_no);
	sheet_text(s, p.name);
	vocab_cell(s, c, "visit_kind", r->kind);
	vocab_cell(s, c, "provider", r->provider);
	sheet_text(s, r->status);
	if (r->state)
		sheet_shown(s, r->state);
	if (r->texts)
		sheet_list(s, r->texts);
	else
		sheet_text(s, r->text);
	sheet_row(s);
	record_release(&record_patient, &p);
	str_release(&t);
}

/* "last: Fri 8 May, Cleaning": the brief a line each. */
static void brief_lines(const struct brief *b, struct strlist *out)
{
	for (size_t i = 0; i < b->n; i++) {
		char *line = mem_printf("%s: %s", brief_label(b->v[i].kind), b->v[i].text);
		strlist_add(out, line);
		free(line);
	}
}

static void visit_row(struct sheet *s, struct cli *c, const char *section, const char *label,
		      const struct day_visit *v, const char *state, const struct strlist *texts,
		      const char *text)
{
	struct visit whole;
	char *id = id_text(&record_visit, v->id);

	record_init(&record_visit, &whole);
	store_get(&c->clinic.store, &record_visit, v->id, &whole, NULL);
	struct day_row r = {
		.section = section,
		.section_label = label,
		.id = id,
		.day = v->day,
		.minute = v->minute,
		.minutes = v->minutes,
		.patient = v->patient,
		.kind = whole.kind,
		.provider = whole.provider,
		.status = visit_status_choices[v->status].key,
		.state = state,
		.texts = texts,
		.text = text,
	};
	day_row(s, c, &r);
	record_release(&record_visit, &whole);
	free(id);
}

static void first_rows(struct sheet *s, struct cli *c, const struct huddle *h)
{
	const struct {
		const char *key, *label;
	} kinds[] = {
		[FIRST_PROMISE] = { "promise", C_("do first", "promise") },
		[FIRST_COMPLAINT] = { "complaint", C_("do first", "complaint") },
		[FIRST_WAITING] = { "waiting", C_("do first", "waiting") },
		[FIRST_LATE] = { "late", C_("do first", "late") },
		[FIRST_UNCLOSED] = { "unclosed", C_("do first", "not closed") },
		[FIRST_DUE] = { "due", C_("do first", "due") },
		[FIRST_GROWN] = { "grown", C_("do first", "of age") },
		[FIRST_OPEN] = { "open", C_("do first", "open") },
		[FIRST_HIT] = { "hit", C_("do first", "does not fit") },
		[FIRST_BY_HAND] = { "by-hand", C_("do first", "to send") },
		[FIRST_NOT_SENT] = { "not-sent", C_("do first", "not sent") },
	};

	for (size_t i = 0; i < h->day.n_first; i++) {
		const struct first *f = &h->day.first[i];
		bool timed = f->kind == FIRST_WAITING || f->kind == FIRST_LATE;
		char *id = f->task ? id_text(&record_task, f->task->row.id)
				   : id_text(&record_visit, f->visit); /* NULL for neither */
		const struct day_row r = {
			.section = huddle_key(HUDDLE_FIRST),
			.section_label = huddle_heading(h, HUDDLE_FIRST),
			.id = id,
			.day = f->task ? f->task->due_day : f->day,
			.minute = f->task ? f->task->due_minute : MINUTE_NONE,
			.minutes = timed ? f->minutes : 0,
			.patient = f->patient,
			.status = kinds[f->kind].key,
			.state = kinds[f->kind].label,
			.text = h->part[HUDDLE_FIRST].v[i],
		};
		day_row(s, c, &r);
		free(id);
	}
}

static void other_rows(struct sheet *s, struct cli *c, const struct huddle *h)
{
	const struct day *d = &h->day;
	const char *label = huddle_heading(h, HUDDLE_UNCONFIRMED);

	size_t n = 0; /* the lines of a part are in step with its rows */
	for (size_t i = 0; i < d->tomorrow.n; i++)
		if (day_unconfirmed(&d->tomorrow.v[i], d->today))
			visit_row(s, c, huddle_key(HUDDLE_UNCONFIRMED), label, &d->tomorrow.v[i],
				  NULL, NULL, h->part[HUDDLE_UNCONFIRMED].v[n++]);
	for (size_t i = 0; i < d->n_gaps; i++) {
		const struct day_row r = { .section = huddle_key(HUDDLE_GAPS),
					   .section_label = huddle_heading(h, HUDDLE_GAPS),
					   .day = d->day,
					   .minute = d->gaps[i].from,
					   .minutes = d->gaps[i].to - d->gaps[i].from,
					   .provider = d->gaps[i].provider,
					   .text = h->part[HUDDLE_GAPS].v[i] };
		day_row(s, c, &r);
	}
	label = huddle_heading(h, HUDDLE_LEFT);
	n = 0;
	for (size_t i = 0; i < d->visits.n; i++)
		if (day_left(&d->visits.v[i]))
			visit_row(s, c, huddle_key(HUDDLE_LEFT), label, &d->visits.v[i], NULL, NULL,
				  h->part[HUDDLE_LEFT].v[n++]);
	for (size_t i = 0; i < d->handover.n; i++) {
		const struct handover *note = rows_at(&d->handover, i);
		char *id = mem_printf("%lld", (long long)note->row.id);
		const struct day_row r = { .section = huddle_key(HUDDLE_HANDOVER),
					   .section_label = huddle_heading(h, HUDDLE_HANDOVER),
					   .id = id,
					   .day = note->until,
					   .minute = MINUTE_NONE,
					   .text = h->part[HUDDLE_HANDOVER].v[i] };
		day_row(s, c, &r);
		free(id);
	}
	for (size_t i = 0; i < h->part[HUDDLE_TAKINGS].n; i++) {
		const struct day_row r = { .section = huddle_key(HUDDLE_TAKINGS),
					   .section_label = huddle_heading(h, HUDDLE_TAKINGS),
					   .day = d->day,
					   .minute = MINUTE_NONE,
					   .text = h->part[HUDDLE_TAKINGS].v[i] };
		day_row(s, c, &r);
	}
	for (size_t i = 0; i < d->n_birthdays; i++) {
		const struct day_row r = { .section = huddle_key(HUDDLE_BIRTHDAYS),
					   .section_label = huddle_heading(h, HUDDLE_BIRTHDAYS),
					   .day = d->day + d->birthdays[i].in,
					   .minute = MINUTE_NONE,
					   .patient = d->birthdays[i].patient,
					   .text = h->part[HUDDLE_BIRTHDAYS].v[i] };
		day_row(s, c, &r);
	}
}

static void day_sheet(struct cli *c, const struct huddle *h)
{
	struct sheet s;

	sheet_begin(&s, day_columns, ARRAY_SIZE(day_columns), c->format, &c->out);
	for (size_t i = 0; i < h->n; i++) {
		struct strlist texts;
		strlist_init(&texts);
		brief_lines(&h->v[i].brief, &texts);
		visit_row(&s, c, "visit", _("Visits"), h->v[i].v, h->v[i].state, &texts, NULL);
		strlist_release(&texts);
	}
	first_rows(&s, c, h);
	other_rows(&s, c, h);
	sheet_end(&s);
}

/* Who was booked, and nobody said what became of it. */
static bool print_unclosed(struct cli *c, struct err *err)
{
	struct day_visits visits = { 0 };
	struct sheet s;

	if (!day_to_close(&c->clinic, &visits, err)) {
		day_visits_release(&visits);
		return false;
	}
	sheet_begin(&s, day_columns, ARRAY_SIZE(day_columns), c->format, &c->out);
	for (size_t i = 0; i < visits.n; i++) {
		struct str day;
		str_init(&day);
		day_relative(&day, visits.v[i].day, clinic_today(&c->clinic));
		visit_row(&s, c, "unclosed", _("Not closed"), &visits.v[i],
			  _(visit_status_choices[visits.v[i].status].label), NULL, day.p);
		str_release(&day);
	}
	if (visits.n)
		c->status = err_exit(ERR_FINDINGS);
	sheet_end(&s);
	day_visits_release(&visits);
	return true;
}

static bool write_page(const struct huddle *h, const char *path, struct err *err)
{
	struct str page;

	str_init(&page);
	huddle_html(h, &page);
	bool ok = file_write(path, page.p, page.len, err);
	str_release(&page);
	return ok;
}

static bool today(struct cli *c, struct err *err)
{
	const char *html = args_value(&c->args, "html");
	const char *when = args_value(&c->args, "day");
	day_t day = clinic_today(&c->clinic);
	struct huddle h;

	if (args_has(&c->args, "unclosed"))
		return print_unclosed(c, err);
	if (when && !day_parse_near(when, day, &day, err))
		return false;
	if (!huddle_make(&c->clinic, day, &h, err))
		return false;
	bool ok = !html || write_page(&h, html, err);
	if (args_has(&c->args, "print"))
		huddle_text(&h, &c->out.text);
	else if (!html)
		day_sheet(c, &h);
	huddle_release(&h);
	return ok;
}

static const struct column note_columns[] = {
	{ "id", N_("No."), 0 },      { "at", N_("When"), 0 },   { "staff", N_("Who"), 0 },
	{ "until", N_("Until"), 0 }, { "text", N_("Note"), 0 },
};

/* "Mon 23 Nov 18:20" in a table. */
static void when_shown(struct sheet *s, instant_t at, day_t today)
{
	struct str t;
	day_t day;
	minute_t minute;

	instant_split(at, &day, &minute);
	str_init(&t);
	day_show(&t, day, today);
	str_addc(&t, ' ');
	minute_iso(&t, minute);
	sheet_shown(s, t.p);
	str_release(&t);
}

static bool list_notes(struct cli *c, struct err *err)
{
	struct rows notes;
	struct sheet s;

	rows_init(&notes, &record_handover);
	bool ok = store_handovers(&c->clinic.store, clinic_today(&c->clinic), &notes, err);
	sheet_begin(&s, note_columns, ARRAY_SIZE(note_columns), c->format, &c->out);
	for (size_t i = 0; ok && i < notes.n; i++) {
		const struct handover *h = rows_at(&notes, i);
		struct str t;
		str_init(&t);
		sheet_number(&s, h->row.id);
		instant_iso(&t, h->at);
		sheet_text(&s, t.p);
		when_shown(&s, h->at, clinic_today(&c->clinic));
		sheet_text(&s, h->staff);
		day_cell(&s, h->until, MINUTE_NONE, clinic_today(&c->clinic));
		sheet_text(&s, h->text);
		sheet_row(&s);
		str_release(&t);
	}
	sheet_end(&s);
	rows_release(&notes);
	return ok;
}

static bool handover(struct cli *c, struct err *err)
{
	const char *until = args_value(&c->args, "until");
	int64_t done;
	day_t last = DAY_NONE;

	if (!args_number(&c->args, "done", 1, INT64_MAX, 0, &done, err))
		return false;
	if (done && !handover_done(&c->clinic, done, err))
		return false;
	if (until && !day_parse_near(until, clinic_today(&c->clinic), &last, err))
		return false;
	if (n_words(c) > 0) {
		char *text = args_text(&c->args, 1);
		bool ok = handover_add(&c->clinic, text, last, NULL, err);
		free(text);
		if (!ok)
			return false;
	}
	return list_notes(c, err);
}

static const struct option today_options[] = {
	{ .name = "day", .value = "DAY", .help = N_("Another day: 2026-11-24, tomorrow, fri") },
	{ .name = "unclosed",
	  .help = N_("Only visits that are over and that nobody closed, of the last "
		     "60 days; the status is 1 if there are any") },
	{ .name = "print", .help = N_("As text of 80 columns, for paper") },
	{ .name = "html",
	  .value = "FILE",
	  .help = N_("As a page to print, written to FILE"),
	  .path = true },
	{ 0 },
};

static const struct option handover_options[] = {
	{ .name = "until", .value = "DAY", .help = N_("The last day it is shown") },
	{ .name = "done", .value = "N", .help = N_("Note N is done with") },
	{ 0 },
};

const struct command commands_today[] = {
	{ .name = "today",
	  .options = today_options,
	  .help = N_("The day at the desk: who comes and what to know of them, what is done first, "
		     "what is "
		     "not confirmed, gaps"),
	  .more = N_("With --print or --html the huddle sheet: the day on paper for the talk "
		     "before the "
		     "first patient."),
	  .needs = NEEDS_CLINIC,
	  .run = today },
	{ .name = "handover",
	  .words = "[TEXT…]",
	  .options = handover_options,
	  .max = -1,
	  .help = N_("Tell the next shift something; without TEXT, what the last one said"),
	  .needs = NEEDS_CLINIC,
	  .run = handover },
	{ 0 },
};
