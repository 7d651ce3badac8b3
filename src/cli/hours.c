/* hours, leave, works, chairs, lengths: the records behind the book. */
#include "revisit/clinic/hours.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/booking.h"
#include "revisit/clinic/sooner.h"

enum { TOLD = 40 };

/* What the action is called. */
static const char *verb_of(const struct cli *c, const char *change)
{
	return args_has(&c->args, "remove") ? "hours-remove" : change;
}

/* --- what no longer fits --- */

struct telling {
	struct cli *c;
	const char *provider, *chair; /* NULL: whichever */
	size_t n;
};

static bool tell(const struct conflict *k, void *arg)
{
	struct telling *t = arg;
	struct patient p;
	struct str when;

	if (!(k->why & (AGAINST_CLOSED | AGAINST_OFF | AGAINST_CHAIR)) ||
	    (t->provider && !str_eq(t->provider, k->b.provider)) ||
	    (t->chair && !str_eq(t->chair, k->b.chair)) || t->n++ >= TOLD)
		return true;
	record_init(&record_patient, &p);
	str_init(&when);
	store_get(&t->c->clinic.store, &record_patient, k->b.patient, &p, NULL);
	day_show(&when, k->b.day, clinic_today(&t->c->clinic));
	str_addc(&when, ' ');
	minute_iso(&when, k->b.minute);
	message("v%lld %s %s: %s", (long long)k->b.visit, when.p, str_or_empty(p.name), k->words);
	str_release(&when);
	record_release(&record_patient, &p);
	return true;
}

/* Bookings that what was just changed leaves in the cold. */
static void tell_conflicts(struct cli *c, const char *provider, const char *chair, day_t first,
			   day_t last)
{
	struct telling t = { .c = c, .provider = provider, .chair = chair };
	day_t day = first;
	bool ok = true;

	while (ok && day != DAY_NONE)
		ok = conflicts(&c->clinic, &day, last, tell, &t, NULL);
	if (t.n > TOLD)
		message(ngettext("note: %zu booking does not fit any more; \"revisit book "
				 "--conflicts\" "
				 "lists them",
				 "note: %zu bookings do not fit any more; \"revisit book "
				 "--conflicts\" "
				 "lists them",
				 t.n),
			t.n);
}

/* --- weeks --- */

static const struct column week_columns[] = {
	{ "provider", N_("Provider"), 0 },
	{ "weekdays", N_("Days"), 0 },
	{ "hours", N_("Hours"), 0 },
	{ "chair", N_("Chair"), 0 },
	{ "site", N_("Site"), 0 },
	{ "from", N_("From"), 0 },
	{ "to", N_("To"), 0 },
};

static void week_row(struct sheet *s, struct cli *c, const struct hours_line *l)
{
	day_t today = clinic_today(&c->clinic);
	struct str text;

	str_init(&text);
	term_cell(s, c, "provider", l->provider);
	weekdays_text(&text, l->weekdays);
	sheet_text(s, text.p);
	str_clear(&text);
	weekdays_show(&text, l->weekdays);
	sheet_shown(s, text.p);
	str_clear(&text);
	spans_text(&text, &l->spans);
	sheet_text(s, text.p);
	sheet_text(s, l->chair);
	sheet_text(s, l->site);
	day_cell(s, l->first, MINUTE_NONE, today);
	day_cell(s, l->last, MINUTE_NONE, today);
	sheet_row(s);
	str_release(&text);
}

/* The clinic's week, for whoever has none of their own. */
static void clinic_rows(struct sheet *s, struct cli *c)
{
	for (int d = 0; d < 7; d++) {
		const struct hours *h = &c->clinic.config->hours[d];
		struct hours_line l = { .first = DAY_NONE, .last = DAY_NONE };
		for (int i = 0; i < h->n; i++)
			l.spans.v[l.spans.n++] = (struct span){ h->range[i].from, h->range[i].to };
		for (; d < 7 && memcmp(h, &c->clinic.config->hours[d], sizeof(*h)) == 0; d++)
			l.weekdays |= 1u << d;
		d--;
		if (l.spans.n > 0)
			week_row(s, c, &l);
	}
}

/* Each once: their lines stand together. */
static void tell_who_left(struct cli *c, const struct weeks *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (provider_left(&c->clinic, w->v[i].provider) &&
		    (i == 0 || !str_eq(w->v[i].provider, w->v[i - 1].provider)))
			message(_("note: %s is not in clinic.yaml any more and is not offered; "
				  "\"revisit hours %s --as-clinic\" forgets these hours"),
				w->v[i].provider, w->v[i].provider);
}

static bool print_weeks(struct cli *c, const char *provider, struct err *err)
{
	struct sheet s;
	struct weeks w;

	sheet_begin(&s, week_columns, ARRAY_SIZE(week_columns), c->format, &c->out);
	bool ok = weeks_load(&c->clinic, provider, clinic_today(&c->clinic), &w, err);
	if (ok && (!provider || w.n == 0))
		clinic_rows(&s, c);
	for (size_t i = 0; ok && i < w.n; i++)
		week_row(&s, c, &w.v[i]);
	sheet_end(&s);
	if (ok)
		tell_who_left(c, &w);
	weeks_release(&w);
	return ok;
}

/* from=, to=, chair= and site= hold for all weekdays of the line. */
static bool week_frame(struct cli *c, struct week_hours *w, struct schedule *frame,
		       const char *word, bool *taken, struct err *err)
{
	struct assignment a;

	if (!assignment_read(word, &a, err))
		return false;
	const char *name = strcmp(a.field, "from") == 0 ? "first_day"
			   : strcmp(a.field, "to") == 0 ? "last_day"
							: a.field;
	const struct field *f = record_field(&record_schedule, name);
	*taken = f &&
		 (f->type == FIELD_DAY || strcmp(name, "chair") == 0 || strcmp(name, "site") == 0);
	bool ok = !*taken ||
		  field_parse(c->clinic.config, f, frame, a.value, clinic_today(&c->clinic), err);
	free(a.field);
	w->chair = frame->chair;
	w->site = frame->site;
	w->first = frame->first_day;
	w->last = frame->last_day;
	return ok;
}

static bool set_weekdays(struct cli *c, struct week_hours *w, const char *word, struct err *err)
{
	struct assignment a;

	if (!assignment_read(word, &a, err))
		return false;
	bool ok = weekdays_parse(a.field, &w->weekdays, err) &&
		  spans_parse(a.value, &w->spans, err) && hours_set(&c->clinic, w, err);
	free(a.field);
	return ok;
}

static bool set_week(struct cli *c, const char *provider, struct err *err)
{
	struct week_hours w = { .provider = provider };
	struct schedule frame;
	bool ok = true;

	record_init(&record_schedule, &frame);
	w.first = w.last = DAY_NONE;
	for (int round = 0; round < 2; round++)
		for (size_t i = 1; ok && i < n_words(c); i++) {
			bool is_frame = false;
			ok = week_frame(c, &w, &frame, word(c, i), &is_frame, err) &&
			     (round == 0 || is_frame || set_weekdays(c, &w, word(c, i), err));
		}
	record_release(&record_schedule, &frame);
	return ok;
}

static unsigned weekdays_of(struct cli *c, const char *provider)
{
	struct weeks w;
	unsigned days = 0;

	weeks_load(&c->clinic, provider, clinic_today(&c->clinic), &w, NULL);
	for (size_t i = 0; i < w.n; i++)
		days |= w.v[i].weekdays;
	weeks_release(&w);
	return days;
}

static bool change_week(struct cli *c, const char *provider, struct err *err)
{
	if (args_has(&c->args, "as-clinic"))
		return hours_forget(&c->clinic, provider, NULL, err);
	if (!clinic_begin(&c->clinic, "hours-set", 0, err))
		return false;
	return clinic_end(&c->clinic, set_week(c, provider, err), err);
}

static bool run_hours(struct cli *c, struct err *err)
{
	if (n_words(c) == 0)
		return print_weeks(c, NULL, err);
	char *provider = typed_provider(c, word(c, 0), err);
	bool ok = provider != NULL;
	if (ok && (n_words(c) > 1 || args_has(&c->args, "as-clinic"))) {
		unsigned before = weekdays_of(c, provider);
		ok = change_week(c, provider, err);
		unsigned fresh = weekdays_of(c, provider) & ~before;
		struct str days;
		str_init(&days);
		weekdays_show(&days, fresh);
		if (ok && before && fresh)
			message(_("note: until now they did not work on %s"), days.p);
		str_release(&days);
		if (ok)
			tell_conflicts(c, provider, NULL, DAY_MIN, DAY_MAX);
	}
	ok = ok && print_weeks(c, provider, err);
	free(provider);
	return ok;
}

/* --- days that differ --- */

static const struct column day_columns[] = {
	{ "id", N_("No."), 0 },
	{ "who", N_("Who"), 0 },
	{ "works", N_("Works"), 0 },
	{ "first_day", N_("First day"), 0 },
	{ "last_day", N_("Last day"), 0 },
	{ "from", N_("From"), 0 },
	{ "to", N_("To"), 0 },
	{ "site", N_("Site"), 0 },
	{ "reason", N_("Reason"), 0 },
};

static void day_row(struct sheet *s, struct cli *c, const struct day_off *d)
{
	struct str from;
	struct str to;

	str_init(&from);
	str_init(&to);
	minute_iso(&from, d->starts);
	minute_iso(&to, d->ends);
	char *id = id_text(&record_day_off, d->row.id);
	sheet_text(s, id);
	sheet_text(s, d->provider ? d->provider : "clinic");
	sheet_shown(s, day_off_who(&c->clinic, d));
	sheet_text(s, works_choices[d->works].key);
	sheet_shown(s, _(works_choices[d->works].label));
	when_cell(s, c, d->first_day, MINUTE_NONE);
	when_cell(s, c, d->last_day, MINUTE_NONE);
	sheet_text(s, from.p);
	sheet_text(s, to.p);
	sheet_text(s, d->site);
	sheet_text(s, d->reason);
	sheet_row(s);
	free(id);
	str_release(&from);
	str_release(&to);
}

static bool print_days(struct cli *c, struct err *err)
{
	struct sheet s;
	struct rows rows;

	rows_init(&rows, &record_day_off);
	sheet_begin(&s, day_columns, ARRAY_SIZE(day_columns), c->format, &c->out);
	bool ok = days_off_load(&c->clinic, clinic_today(&c->clinic), &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++)
		day_row(&s, c, rows_at(&rows, i));
	sheet_end(&s);
	rows_release(&rows);
	return ok;
}

/* A day, hours, or FIELD=VALUE. */
static bool day_word(struct cli *c, struct day_off *d, const char *text, struct err *err)
{
	struct assignment a;
	struct spans spans;
	day_t day;

	if (strchr(text, '=')) {
		if (!assignment_read(text, &a, err))
			return false;
		const struct field *f = record_field(&record_day_off, a.field);
		bool ok = f && strcmp(a.field, "works") != 0
				  ? clinic_set_field(&c->clinic, f, d, a.value, err)
				  : err_set(err, ERR_UNKNOWN_FIELD,
					    _("there is no field '%s' to set here"), a.field);
		free(a.field);
		return ok;
	}
	bool hours = spans_parse(text, &spans, NULL) && spans.n == 1;
	if (day_parse_near(text, clinic_today(&c->clinic), &day, NULL)) {
		if (hours && d->first_day != DAY_NONE)
			return err_set(
				err, ERR_BAD_VALUE,
				_("'%s' may be a day or hours: write 2026-12-24, 14:00-18:00"),
				text);
		*(d->first_day == DAY_NONE ? &d->first_day : &d->last_day) = day;
		return true;
	}
	if (!hours)
		return err_set(err, ERR_BAD_VALUE,
			       _("'%s' is neither a day nor hours: write 2026-12-24, 14:00-18:00"),
			       text);
	d->starts = spans.v[0].from;
	d->ends = spans.v[0].to;
	return true;
}

static const char *const clinic_words[] = { "clinic", "诊所", "整个诊所", "全诊所" };

static bool whose_day(struct cli *c, struct day_off *d, struct err *err)
{
	int64_t id = record_parse_id(&record_day_off, word(c, 0));

	if (id > 0)
		return store_get(&c->clinic.store, &record_day_off, id, d, err);
	for (size_t i = 0; i < ARRAY_SIZE(clinic_words); i++)
		if (strcmp(word(c, 0), clinic_words[i]) == 0)
			return true;
	d->provider = typed_provider(c, word(c, 0), err);
	return d->provider != NULL;
}

static bool put_day(struct cli *c, struct day_off *d, enum works works, struct err *err)
{
	bool remove = args_has(&c->args, "remove");

	if (!whose_day(c, d, err))
		return false;
	if (remove && !d->row.id)
		return err_set(err, ERR_USAGE, _("which one? Write its number: o3"));
	if (remove)
		return hours_delete(&c->clinic, &record_day_off, d->row.id, err);
	for (size_t i = 1; i < n_words(c); i++)
		if (!day_word(c, d, word(c, i), err))
			return false;
	if (!d->row.id)
		d->works = (int)works;
	return day_off_save(&c->clinic, d, NULL, err);
}

static bool change_day(struct cli *c, enum works works, struct err *err)
{
	const char *verb = verb_of(c, works == WORKS_ON ? "day-on" : "day-off");
	struct day_off d;
	struct sheet s;

	if (!clinic_begin(&c->clinic, verb, 0, err))
		return false;
	record_init(&record_day_off, &d);
	bool ok = clinic_end(&c->clinic, put_day(c, &d, works, err), err);
	if (ok) {
		tell_conflicts(c, d.provider, NULL, d.first_day, d.last_day);
		one_row(&s, c, day_columns, ARRAY_SIZE(day_columns));
		day_row(&s, c, &d);
		sheet_end(&s);
	}
	record_release(&record_day_off, &d);
	return ok;
}

static bool leave(struct cli *c, struct err *err)
{
	return n_words(c) == 0 ? print_days(c, err) : change_day(c, WORKS_OFF, err);
}

static bool extra(struct cli *c, struct err *err)
{
	return n_words(c) == 0 ? print_days(c, err) : change_day(c, WORKS_ON, err);
}

/* --- chairs --- */

static const struct column chair_columns[] = {
	{ "chair", N_("Chair"), 0 }, { "label", N_("Name"), 0 },     { "site", N_("Site"), 0 },
	{ "state", N_("State"), 0 }, { "position", N_("Order"), 0 },
};

static void chair_row(struct sheet *s, const struct chair *ch)
{
	sheet_text(s, ch->key);
	sheet_text(s, ch->label);
	sheet_text(s, ch->site);
	sheet_text(s, chair_state_choices[ch->state].key);
	sheet_shown(s, _(chair_state_choices[ch->state].label));
	sheet_number(s, ch->position);
	sheet_row(s);
}

static bool print_chairs(struct cli *c, struct err *err)
{
	struct sheet s;
	struct rows rows;

	rows_init(&rows, &record_chair);
	sheet_begin(&s, chair_columns, ARRAY_SIZE(chair_columns), c->format, &c->out);
	bool ok = chairs_load(&c->clinic, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++)
		chair_row(&s, rows_at(&rows, i));
	sheet_end(&s);
	rows_release(&rows);
	return ok;
}

static bool load_chair(struct cli *c, const char *key, struct chair *ch, struct err *err)
{
	struct rows rows;

	rows_init(&rows, &record_chair);
	bool ok = chairs_load(&c->clinic, &rows, err);
	for (size_t i = 0; i < rows.n; i++)
		if (str_eq(((const struct chair *)rows_at(&rows, i))->key, key))
			record_copy(&record_chair, ch, rows_at(&rows, i));
	rows_release(&rows);
	if (!ch->key)
		str_replace(&ch->key, key);
	return ok;
}

/* What people call a chair's state, in either language. */
static const char *state_meant(const char *typed)
{
	static const char *const out[] = { "broken", "坏", "坏了", "停用", "维修", "out of order" };
	static const char *const in_use[] = { "ok", "in use", "在用", "好了", "修好了" };

	for (size_t i = 0; i < ARRAY_SIZE(out); i++)
		if (strcmp(typed, out[i]) == 0)
			return "out";
	for (size_t i = 0; i < ARRAY_SIZE(in_use); i++)
		if (strcmp(typed, in_use[i]) == 0)
			return "in_use";
	return typed;
}

static bool fill(struct cli *c, const struct record *rec, void *row, struct err *err)
{
	for (size_t i = 1; i < n_words(c); i++) {
		struct assignment a;
		if (!assignment_read(word(c, i), &a, err))
			return false;
		const struct field *f = record_field(rec, a.field);
		const char *value = f && f->choices == chair_state_choices ? state_meant(a.value)
								      : a.value;
		bool ok = f ? clinic_set_field(&c->clinic, f, row, value, err)
			    : err_set(err, ERR_UNKNOWN_FIELD,
				      _("there is no field '%s'; \"revisit fields %s\" lists them"),
				      a.field, rec->name);
		free(a.field);
		if (!ok)
			return false;
	}
	return true;
}

static bool change_chair(struct cli *c, struct chair *ch, struct err *err)
{
	bool remove = args_has(&c->args, "remove");

	if (!load_chair(c, word(c, 0), ch, err))
		return false;
	if (remove && !ch->row.id)
		return err_set(err, ERR_NO_MATCH,
			       _("no record says anything about chair %s; chairs: in clinic.yaml may "
				 "name it"),
			       ch->key);
	if (remove)
		return hours_delete(&c->clinic, &record_chair, ch->row.id, err);
	return fill(c, &record_chair, ch, err) && chair_save(&c->clinic, ch, NULL, err);
}

static bool run_chairs(struct cli *c, struct err *err)
{
	struct chair ch;

	if (n_words(c) == 0)
		return print_chairs(c, err);
	if (!clinic_begin(&c->clinic, verb_of(c, "chair-edit"), 0, err))
		return false;
	record_init(&record_chair, &ch);
	bool ok = clinic_end(&c->clinic, change_chair(c, &ch, err), err);
	if (ok)
		tell_conflicts(c, NULL, ch.key, DAY_MIN, DAY_MAX);
	record_release(&record_chair, &ch);
	return ok && print_chairs(c, err);
}

/* --- how long visits take --- */

static const struct column length_columns[] = {
	{ "kind", N_("Kind"), 0 },
	{ "provider", N_("Provider"), 0 },
	{ "minutes", N_("Minutes"), COLUMN_RIGHT },
};

/* Of one kind, or (NULL) of all. */
static bool print_lengths(struct cli *c, const char *kind, struct err *err)
{
	struct sheet s;
	struct rows rows;

	rows_init(&rows, &record_visit_length);
	sheet_begin(&s, length_columns, ARRAY_SIZE(length_columns), c->format, &c->out);
	bool ok = lengths_load(&c->clinic, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct visit_length *l = rows_at(&rows, i);
		if (kind && !str_eq(kind, l->kind))
			continue;
		term_cell(&s, c, "visit_kind", l->kind);
		term_cell(&s, c, "provider", l->provider);
		sheet_number(&s, l->minutes);
		sheet_row(&s);
	}
	sheet_end(&s);
	rows_release(&rows);
	return ok;
}

static bool drop_length(struct cli *c, const struct visit_length *of, struct err *err)
{
	struct rows rows;
	int64_t id = 0;

	rows_init(&rows, &record_visit_length);
	bool ok = lengths_load(&c->clinic, &rows, err);
	for (size_t i = 0; i < rows.n; i++) {
		const struct visit_length *l = rows_at(&rows, i);
		if (str_eq(l->kind, of->kind) && str_eq(l->provider, of->provider))
			id = l->row.id;
	}
	rows_release(&rows);
	if (ok && !id)
		return err_set(err, ERR_NO_MATCH,
			       _("no record says how long this takes; clinic.yaml may"));
	return ok && hours_delete(&c->clinic, &record_visit_length, id, err);
}

static bool change_length(struct cli *c, struct visit_length *l, struct err *err)
{
	bool ok = false;

	if (!clinic_begin(&c->clinic, verb_of(c, "length-edit"), 0, err))
		return false;
	if (args_has(&c->args, "remove"))
		ok = drop_length(c, l, err);
	else
		ok = length_save(&c->clinic, l, NULL, err);
	return clinic_end(&c->clinic, ok, err);
}

static bool run_lengths(struct cli *c, struct err *err)
{
	struct visit_length l;

	if (n_words(c) == 0)
		return print_lengths(c, NULL, err);
	record_init(&record_visit_length, &l);
	l.kind = clinic_term_key(&c->clinic, "visit_kind", word(c, 0));
	bool ok = fill(c, &record_visit_length, &l, err);
	bool shown = n_words(c) == 1 && !args_has(&c->args, "remove");
	if (shown)
		ok = true;
	else
		ok = ok && change_length(c, &l, err);
	ok = ok && print_lengths(c, shown ? l.kind : NULL, err);
	record_release(&record_visit_length, &l);
	return ok;
}

static const struct option hours_options[] = {
	{ .name = "as-clinic",
	  .help = N_("Without hours of their own again: works when the clinic is open") },
	{ 0 },
};

static const struct option remove_options[] = {
	{ .name = "remove", .help = N_("Take it away") },
	{ 0 },
};

const struct command commands_hours[] = {
	{ .name = "hours",
	  .words = "[PROVIDER [DAYS=HOURS…]]",
	  .options = hours_options,
	  .max = -1,
	  .help = N_("Print or set when somebody works, week by week"),
	  .more = N_(
		  "As mon-fri=09:00-12:00,13:30-18:00 sat=off. from= and to= say in which days it "
		  "holds, chair= and site= where. Weekdays that are not named stay as they are."),
	  .needs = NEEDS_CLINIC,
	  .run = run_hours },
	{ .name = "leave",
	  .words = "[WHO FIRST [LAST] [HOURS] [reason=WHY]]",
	  .options = remove_options,
	  .max = -1,
	  .help = N_("Somebody is away, or the clinic closed; print the days that differ"),
	  .more = N_("WHO is a provider or the word clinic; o3 changes what is there. HOURS are "
		     "for a part "
		     "of a day: 14:00-18:00. Bookings that do not fit any more are told."),
	  .needs = NEEDS_CLINIC,
	  .run = leave },
	{ .name = "works",
	  .words = "[WHO FIRST [LAST] [HOURS] [reason=WHY]]",
	  .options = remove_options,
	  .max = -1,
	  .help = N_("Somebody works on a day they usually do not, or the clinic is open"),
	  .more = N_("Without HOURS, as on other such weekdays."),
	  .needs = NEEDS_CLINIC,
	  .run = extra },
	{ .name = "chairs",
	  .words = "[CHAIR [FIELD=VALUE…]]",
	  .options = remove_options,
	  .max = -1,
	  .help = N_("Print the chairs, or change one: state=out, state=in_use, label="),
	  .needs = NEEDS_CLINIC,
	  .run = run_chairs },
	{ .name = "lengths",
	  .words = "[KIND minutes=N [provider=PROVIDER]]",
	  .options = remove_options,
	  .max = -1,
	  .help = N_("Print or set how long visits take"),
	  .needs = NEEDS_CLINIC,
	  .run = run_lengths },
	{ 0 },
};
