/* book: a day or a week of it, what no longer fits; and the table of all that is about it. */
#include "revisit/base/i18n.h"
#include "revisit/cli/booking.h"
#include "revisit/clinic/hours.h"

enum { BOOK_DAYS = 7, PEOPLE = 64, MINUTES_A_DAY = 24 * 60 };

/* --- the book of some days --- */

static const struct column book_columns[] = {
	{ "id", N_("No."), 0 },
	{ "day", N_("Day"), 0 },
	{ "time", N_("Time"), 0 },
	{ "until", N_("Until"), 0 },
	{ "provider", N_("Provider"), 0 },
	{ "chair", N_("Chair"), 0 },
	{ "chart_no", N_("Chart no."), 0 },
	{ "name", N_("Name"), 0 },
	{ "kind", N_("What"), 0 },
	{ "status", N_("Status"), 0 },
	{ "note", N_("Note"), 0 },
};

struct book_row {
	int64_t visit, patient;
	day_t day;
	struct span span; /* from MINUTE_NONE: the whole day */
	const char *provider, *chair, *kind, *status, *shown, *note;
};

static void minute_cell(struct sheet *s, minute_t m)
{
	char text[16];

	snprintf(text, sizeof(text), "%02d:%02d", m / 60, m % 60);
	sheet_text(s, m == MINUTE_NONE ? NULL : text);
}

static void book_cells(struct sheet *s, struct cli *c, const struct book_row *r)
{
	struct patient p;

	record_init(&record_patient, &p);
	if (r->patient)
		store_get(&c->clinic.store, &record_patient, r->patient, &p, NULL);
	char *id = id_text(&record_visit, r->visit);
	sheet_text(s, id);
	when_cell(s, c, r->day, MINUTE_NONE);
	minute_cell(s, r->span.from);
	minute_cell(s, r->span.from == MINUTE_NONE ? MINUTE_NONE : r->span.to);
	term_cell(s, c, "provider", r->provider);
	sheet_text(s, r->chair);
	sheet_text(s, p.chart_no);
	sheet_text(s, p.name);
	term_cell(s, c, "visit_kind", r->kind);
	sheet_text(s, r->status);
	sheet_shown(s, r->shown);
	sheet_text(s, r->note);
	sheet_row(s);
	free(id);
	record_release(&record_patient, &p);
}

static void gap_rows(struct sheet *s, struct cli *c, const struct book *b, day_t day,
		     const char *provider, minute_t *after, minute_t until)
{
	struct spans gaps;

	book_gaps(b, day, provider, 1, &gaps);
	for (int i = 0; i < gaps.n; i++) {
		if (gaps.v[i].from < *after || gaps.v[i].from >= until)
			continue;
		const struct book_row r = { .day = day,
					    .span = gaps.v[i],
					    .provider = provider,
					    .status = "free",
					    .shown = _("free") };
		book_cells(s, c, &r);
	}
	*after = until;
}

/* What is free of one provider stands among what is booked. */
static void provider_rows(struct sheet *s, struct cli *c, const struct book *b, day_t day,
			  const char *provider)
{
	size_t n;
	minute_t after = 0;
	const struct booking *v = book_day(b, day, &n);

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(v[i].provider, provider))
			continue;
		if (provider && args_has(&c->args, "free"))
			gap_rows(s, c, b, day, provider, &after, v[i].minute);
		const struct book_row r = { .visit = v[i].visit,
					    .patient = v[i].patient,
					    .day = day,
					    .span = { v[i].minute, v[i].minute + v[i].minutes },
					    .provider = provider,
					    .chair = v[i].chair,
					    .kind = v[i].kind,
					    .status = visit_status_choices[v[i].status].key,
					    .shown = _(visit_status_choices[v[i].status].label) };
		book_cells(s, c, &r);
	}
	if (provider && args_has(&c->args, "free"))
		gap_rows(s, c, b, day, provider, &after, MINUTES_A_DAY);
}

static void off_row(struct sheet *s, struct cli *c, const struct book *b, day_t day,
		    const char *provider)
{
	const char *why = book_why_off(b, day, provider);
	const struct book_row r = { .day = day,
				    .span = { .from = MINUTE_NONE },
				    .provider = provider,
				    .status = provider ? "off" : "closed",
				    .shown = provider ? _("off") : _("closed"),
				    .note = why };

	if (why)
		book_cells(s, c, &r);
}

static bool book_rows(struct sheet *s, struct cli *c, const struct book *b, day_t day,
		      const char *only, struct err *err)
{
	const char *there[PEOPLE];
	size_t n = book_providers(b, day, there, PEOPLE);
	struct strlist all;

	if (!only)
		off_row(s, c, b, day, NULL);
	for (size_t i = 0; i < n; i++)
		if (!only || str_eq(only, there[i]))
			provider_rows(s, c, b, day, there[i]);
	if (!only)
		provider_rows(s, c, b, day, NULL);
	if (book_why_off(b, day, NULL))
		return true;
	strlist_init(&all);
	bool ok = hours_providers(&c->clinic, &all, err);
	for (size_t i = 0; ok && i < all.n; i++)
		if ((!only || str_eq(only, all.v[i])) && !provider_left(&c->clinic, all.v[i]))
			off_row(s, c, b, day, all.v[i]);
	strlist_release(&all);
	return ok;
}

static bool asked_days(struct cli *c, day_t *first, day_t *last, struct err *err)
{
	day_t day = clinic_today(&c->clinic);

	if (n_words(c) > 0 && !typed_day(c, word(c, 0), &day, err))
		return false;
	bool week = args_has(&c->args, "week");
	*first = week ? day - day_weekday(day) : day;
	*last = week ? *first + BOOK_DAYS - 1 : day;
	return true;
}

static bool print_book(struct cli *c, struct err *err)
{
	const char *who = args_value(&c->args, "provider");
	struct sheet s;
	day_t first;
	day_t last;

	if (!asked_days(c, &first, &last, err))
		return false;
	char *only = who ? typed_provider(c, who, err) : NULL;
	if (who && !only)
		return false;
	struct book *b = book_open(&c->clinic, first, last, err);
	bool ok = b != NULL;
	sheet_begin(&s, book_columns, ARRAY_SIZE(book_columns), c->format, &c->out);
	for (day_t d = first; ok && d <= last; d++)
		ok = book_rows(&s, c, b, d, only, err);
	sheet_end(&s);
	book_free(b);
	free(only);
	return ok;
}

/* --- what no longer fits --- */

struct printing {
	struct cli *c;
	struct sheet *s;
};

static bool conflict_row(const struct conflict *k, void *arg)
{
	struct printing *p = arg;
	const struct book_row r = { .visit = k->b.visit,
				    .patient = k->b.patient,
				    .day = k->b.day,
				    .span = { k->b.minute, k->b.minute + k->b.minutes },
				    .provider = k->b.provider,
				    .chair = k->b.chair,
				    .kind = k->b.kind,
				    .status = visit_status_choices[k->b.status].key,
				    .shown = _(visit_status_choices[k->b.status].label),
				    .note = k->words };

	book_cells(p->s, p->c, &r);
	return true;
}

/* Of a day or a week when one is named, else of all that is ahead. */
static bool print_conflicts(struct cli *c, struct err *err)
{
	struct sheet s;
	struct printing p = { .c = c, .s = &s };
	bool named = n_words(c) > 0 || args_has(&c->args, "week");
	day_t day;
	day_t last;

	if (!asked_days(c, &day, &last, err))
		return false;
	if (!named)
		last = DAY_MAX;
	bool ok = true;
	sheet_begin(&s, book_columns, ARRAY_SIZE(book_columns), c->format, &c->out);
	while (ok && day != DAY_NONE)
		ok = conflicts(&c->clinic, &day, last, conflict_row, &p, err);
	if (ok && s.rows > 0)
		c->status = err_exit(ERR_FINDINGS);
	sheet_end(&s);
	return ok;
}

static bool run_book(struct cli *c, struct err *err)
{
	size_t plain = n_plain(c);

	if (args_has(&c->args, "conflicts"))
		return print_conflicts(c, err);
	if (args_has(&c->args, "together"))
		return book_together(c, err);
	if (args_has(&c->args, "dry-run"))
		return err_set(err, ERR_USAGE, _("--dry-run goes with --together"));
	if (plain == n_words(c) && plain < 2 && !args_has(&c->args, "new"))
		return print_book(c, err);
	return book_one(c, err);
}

static const struct option book_options[] = {
	{ .name = "new", .help = N_("For somebody without a chart: name=, phone= make one") },
	{ .name = "anyway", .help = N_("Whatever speaks against it") },
	{ .name = "together",
	  .help = N_("Several, as 1001,1002, or who of one's family has no visit: next to each other") },
	{ .name = "dry-run", .help = N_("With --together: only say when they could come") },
	{ .name = "week", .help = N_("Print the week of that day") },
	{ .name = "provider", .value = "PROVIDER", .help = N_("Print only theirs") },
	{ .name = "free", .help = N_("Print what is free, too") },
	{ .name = "conflicts",
	  .help = N_("Print bookings that hours, leave or others are in the way of") },
	{ 0 },
};

static const struct option slots_options[] = {
	{ .name = "from", .value = "DAY", .help = N_("Not before this day") },
	{ .name = "to",
	  .value = "DAY",
	  .help = N_("Not after this day; without it, three months") },
	{ .name = "limit", .value = "N", .help = N_("At most so many (20)") },
	{ .name = "per-day", .value = "N", .help = N_("At most so many a day, some time apart") },
	{ 0 },
};

static const struct option move_options[] = {
	{ .name = "anyway", .help = N_("Whatever speaks against it") },
	{ 0 },
};

static const struct option sooner_options[] = {
	{ .name = "gap", .value = "WHEN", .help = N_("A gap, as 'tue 10:00-11:00'") },
	{ .name = "anyway", .help = N_("Whatever speaks against it") },
	{ 0 },
};

const struct command commands_book[] = {
	{ .name = "book",
	  .words = "[DAY] | PATIENT[,PATIENT…] WHEN [FIELD=VALUE…]",
	  .options = book_options,
	  .max = -1,
	  .help = N_("Book a visit, or print the book of a day or week"),
	  .more = N_("WHEN is a day and time: 2026-11-23T09:30, 'fri 15:30'. A chair is found "
		     "unless one "
		     "is named. When the clinic is closed then, or somebody else is booked, "
		     "nothing is "
		     "booked and the status is 4. With --together, kind=cleaning,exam is for one "
		     "after the other, and WHEN may be left out or be a day: fri, 'sat morning'."),
	  .needs = NEEDS_CLINIC,
	  .run = run_book },
	{ .name = "slots",
	  .words = "[PATIENT] [FIELD=VALUE…]",
	  .options = slots_options,
	  .max = -1,
	  .help = N_("Print free times, the soonest first"),
	  .more = N_("For kind=, provider=, chair=, minutes=, weekdays=mon-wed, after=14:00, "
		     "before=17:00; a PATIENT's other visits are kept clear."),
	  .needs = NEEDS_CLINIC,
	  .run = slots },
	{ .name = "move",
	  .words = "v12 WHEN [FIELD=VALUE…]",
	  .options = move_options,
	  .min = 2,
	  .max = -1,
	  .help = N_("Move a booked visit to another time, and link the two"),
	  .more = N_("provider=, chair= and minutes= change those, too."),
	  .needs = NEEDS_CLINIC,
	  .run = move_one },
	{ .name = "sooner",
	  .words = "[PATIENT | v12 | s3 [WHEN] [FIELD=VALUE…]]",
	  .options = sooner_options,
	  .max = -1,
	  .help = N_("Who would come sooner: list them, add one, see whom a gap fits"),
	  .more = N_("With 'mon-wed 14-17', 'after 17:00 until 12-3', provider=, kind= and minutes= to "
		     "say when they can; s3 state=off takes one off the list. --gap 'tue 10:00-11:00' "
		     "lists whom it fits; with s3, they take it and their visit moves."),
	  .needs = NEEDS_CLINIC,
	  .run = sooner },
	{ 0 },
};
