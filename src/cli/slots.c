/* slots: free times. */
#include "revisit/base/i18n.h"
#include "revisit/cli/booking.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/sooner.h"
#include "revisit/clinic/visits.h"

enum { DAYS = 90, MOST_DAYS = 366, SLOTS = 20 };

static const struct column slot_columns[] = {
	{ "at", N_("When"), 0 },
	{ "minutes", N_("Minutes"), COLUMN_RIGHT },
	{ "provider", N_("Provider"), 0 },
	{ "chair", N_("Chair"), 0 },
};

struct wishing {
	struct slot_wish wish;
	char *kind, *provider, *chair;
};

static bool read_minute(const char *text, minute_t *out, struct err *err)
{
	return minute_parse(text, out, err);
}

static bool wish_one(struct cli *c, struct wishing *w, const char *word, struct err *err)
{
	struct assignment a;
	struct visit v;

	if (!assignment_read(word, &a, err))
		return false;
	record_init(&record_visit, &v);
	bool ok = true;
	if (strcmp(a.field, "weekdays") == 0)
		ok = weekdays_parse(a.value, &w->wish.weekdays, err);
	else if (strcmp(a.field, "after") == 0)
		ok = read_minute(a.value, &w->wish.from, err);
	else if (strcmp(a.field, "before") == 0)
		ok = read_minute(a.value, &w->wish.to, err);
	else if (strcmp(a.field, "minutes") == 0) {
		ok = visit_set(&c->clinic, &v, "minutes", a.value, err);
		w->wish.minutes = (int)v.minutes;
	} else if (strcmp(a.field, "kind") == 0)
		w->kind = clinic_term_key(&c->clinic, "visit_kind", a.value);
	else if (strcmp(a.field, "provider") == 0)
		ok = (w->provider = typed_provider(c, a.value, err)) != NULL;
	else if (strcmp(a.field, "chair") == 0)
		w->chair = mem_strdup(a.value);
	else
		ok = err_set(
			err, ERR_USAGE,
			_("slots takes kind, provider, chair, minutes, weekdays, after and before, "
			  "not '%s'"),
			a.field);
	free(a.field);
	record_release(&record_visit, &v);
	return ok;
}

static bool read_wish(struct cli *c, struct wishing *w, struct err *err)
{
	size_t plain = n_plain(c);
	size_t i = 0;
	const char *field;
	const char *from = args_value(&c->args, "from");
	const char *to = args_value(&c->args, "to");
	day_t today = clinic_today(&c->clinic);
	int64_t per_day = 0;

	if (plain > 1)
		return err_set(err, ERR_USAGE,
			       _("free times are for one patient: write kind=, provider= …"));
	if (plain == 1 && !patient_by_chart(&c->clinic, plain_word(c, 0), &w->wish.patient, err))
		return false;
	while ((field = next_assignment(c, &i)) != NULL)
		if (!wish_one(c, w, field, err))
			return false;
	w->wish.first = today;
	if (from && !typed_day(c, from, &w->wish.first, err))
		return false;
	if (w->wish.first < today)
		w->wish.first = today;
	w->wish.last = w->wish.first + DAYS;
	if (to && !typed_day(c, to, &w->wish.last, err))
		return false;
	if (w->wish.last - w->wish.first > MOST_DAYS) {
		struct str day;
		w->wish.last = w->wish.first + MOST_DAYS;
		str_init(&day);
		day_iso(&day, w->wish.last);
		message(_("note: looked at a year, until %s; --from sees further"), day.p);
		str_release(&day);
	}
	if (w->wish.first == today)
		w->wish.not_before = clock_minute(&c->clinic.clock);
	if (!args_number(&c->args, "per-day", 1, 1000, 0, &per_day, err))
		return false;
	w->wish.per_day = (int)per_day;
	w->wish.kind = w->kind;
	w->wish.provider = w->provider;
	w->wish.chair = w->chair;
	return true;
}

static void slot_row(struct sheet *s, struct cli *c, const struct free_slot *f)
{
	when_cell(s, c, f->day, f->minute);
	sheet_number(s, f->minutes);
	term_cell(s, c, "provider", f->provider);
	sheet_text(s, f->chair);
	sheet_row(s);
}

static bool somebody_does(const struct config *config, const char *kind)
{
	const struct term_list *who = config_vocab(config, "provider");
	bool does = who->n == 0;

	for (size_t i = 0; i < who->n && !does; i++)
		does = !who->v[i].treats_not && config_does(config, who->v[i].key, kind);
	return does;
}

static void say_nothing_free(struct cli *c, const struct wishing *w, struct err *err)
{
	const struct config *config = c->clinic.config;
	const char *kind = w->kind ? config_label(config, "visit_kind", w->kind) : "";

	if (!somebody_does(config, w->kind))
		err_set(err, ERR_NO_MATCH, _("nobody does this: %s; see does: of providers in clinic.yaml"),
			kind);
	else if (!config_does(config, w->provider, w->kind))
		err_set(err, ERR_NO_MATCH, _("%s does not do this: %s"),
			config_label(config, "provider", w->provider), kind);
	else
		err_set(err, ERR_NO_MATCH,
			_("nothing is free then; another provider, day or time may do"));
}

static bool print_slots(struct cli *c, const struct wishing *w, int limit, struct err *err)
{
	struct sheet s;
	int n = 0;

	sheet_begin(&s, slot_columns, ARRAY_SIZE(slot_columns), c->format, &c->out);
	struct book *b = w->wish.last < w->wish.first
				 ? NULL
				 : book_open(&c->clinic, w->wish.first, w->wish.last, err);
	if (b) {
		struct free_slot *out = mem_array((size_t)limit, sizeof(*out));
		n = book_slots(b, &w->wish, out, limit);
		for (int i = 0; i < n; i++)
			slot_row(&s, c, &out[i]);
		free(out);
	}
	book_free(b);
	sheet_end(&s);
	if (n == 0 && err->code == ERR_NONE)
		say_nothing_free(c, w, err);
	return n > 0;
}

bool slots(struct cli *c, struct err *err)
{
	struct wishing w = { 0 };
	int64_t limit;

	bool ok = args_number(&c->args, "limit", 1, 100000, SLOTS, &limit, err) &&
		  read_wish(c, &w, err) && print_slots(c, &w, (int)limit, err);
	free(w.kind);
	free(w.provider);
	free(w.chair);
	return ok;
}
