/* calls: the lists, who is on them, why the others may not be rung. */
#include "revisit/clinic/calls.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/calls.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"

#include <errno.h>

/* "13:30", "tomorrow 11:30", "Thu 7 Jan". */
static void show_time(struct str *out, const struct cli *c, when_t at)
{
	day_t today = clinic_today(&c->clinic);
	minute_t minute = when_minute(at);

	if (when_day(at) == today + 1)
		str_add(out, _("tomorrow"));
	else if (when_day(at) != today || minute == 0)
		day_show(out, when_day(at), today);
	if (minute == 0)
		return;
	str_add(out, out->len ? " " : "");
	minute_iso(out, minute);
}

void policy_time_cell(struct sheet *s, const struct cli *c, when_t at)
{
	struct str shown;

	if (at == WHEN_NONE || at == WHEN_EVER) {
		sheet_missing(s);
		return;
	}
	day_cell(s, when_day(at), when_minute(at) ? when_minute(at) : MINUTE_NONE,
		 clinic_today(&c->clinic));
	str_init(&shown);
	show_time(&shown, c, at);
	sheet_shown(s, shown.p);
	str_release(&shown);
}

void patient_cells(struct sheet *s, struct cli *c, int64_t patient)
{
	struct patient p;
	struct str title;

	str_init(&title);
	record_init(&record_patient, &p);
	if (store_get(&c->clinic.store, &record_patient, patient, &p, NULL))
		patient_title(&title, &p);
	sheet_text(s, p.chart_no);
	sheet_text(s, p.name);
	sheet_shown(s, title.p);
	str_release(&title);
	record_release(&record_patient, &p);
}

/* --- all lists --- */

static const struct column list_columns[] = {
	{ "list", N_("List"), 0 },
	{ "title", N_("Title"), 0 },
	{ "purpose", N_("Purpose"), 0 },
	{ "to_call", N_("To call"), COLUMN_RIGHT },
	{ "not_callable", N_("Not now"), COLUMN_RIGHT },
	{ "done", N_("Done today"), COLUMN_RIGHT },
	{ "reached", N_("Talked"), COLUMN_RIGHT | COLUMN_FILE },
	{ "booked", N_("Booked today"), COLUMN_RIGHT },
	{ "callbacks", N_("Call backs"), COLUMN_RIGHT },
	{ "assignee", N_("Who calls"), 0 },
};

static bool list_row(struct sheet *s, struct cli *c, const struct call_list_info *l, struct err *err)
{
	const struct choice *purpose = &purpose_choices[l->purpose];
	struct call_counts n;
	size_t none;

	if (!calls_queue(&c->clinic, l, CALL_NOW, 0, &n, NULL, &none, err))
		return false;
	sheet_text(s, l->key);
	sheet_text(s, l->title);
	if (strcmp(l->title, l->key) == 0 && l->kind != LIST_BY_HAND)
		sheet_shown(s, "");
	sheet_text(s, purpose->key);
	sheet_shown(s, _(purpose->label));
	sheet_number(s, n.why[CALL_NOW]);
	sheet_number(s, n.all - n.why[CALL_NOW]);
	sheet_number(s, n.done);
	sheet_number(s, n.reached);
	sheet_number(s, n.booked);
	sheet_number(s, n.call_backs);
	sheet_text(s, l->assignee);
	sheet_row(s);
	return true;
}

static bool wants_funnel(const struct cli *c)
{
	return args_has(&c->args, "funnel") || args_value(&c->args, "since");
}

static bool lists_with_counts(struct cli *c, const struct call_list_info *lists, size_t n,
			      struct err *err)
{
	struct sheet s;
	bool ok = true;

	sheet_begin(&s, list_columns, ARRAY_SIZE(list_columns), c->format, &c->out);
	for (size_t i = 0; ok && i < n; i++)
		ok = list_row(&s, c, &lists[i], err);
	sheet_end(&s);
	return ok;
}

static bool all_lists(struct cli *c, struct err *err)
{
	struct call_list_info *lists;
	size_t n;

	if (!calls_lists(&c->clinic, &lists, &n, err))
		return false;
	bool ok = wants_funnel(c) ? calls_shown_as_funnel(c, lists, n, err) :
				    lists_with_counts(c, lists, n, err);
	for (size_t i = 0; i < n; i++)
		call_list_info_release(&lists[i]);
	free(lists);
	return ok;
}

/* --- one list --- */

static const struct column line_of_list[] = {
	{ "chart_no", N_("No."), 0 },
	{ "name", N_("Name"), 0 },
	{ "phone", N_("Phone"), 0 },
	{ "why", N_("State"), 0 },
	{ "until", N_("Free from"), 0 },
	{ "tries", N_("Tries"), COLUMN_RIGHT },
	{ "call_back", N_("Call back"), COLUMN_FILE },
	{ "since", N_("On it since"), 0 },
	{ "visit", N_("Visit"), 0 },
	{ "because", N_("Segment"), 0 },
};

static bool queue_row(struct sheet *s, struct cli *c, const struct call_line *l, struct err *err)
{
	const struct ruleset *r = clinic_rules(&c->clinic);
	struct patient_line line;

	if (!store_line(&c->clinic.store, l->patient, clinic_today(&c->clinic), &line, err))
		return false;
	patient_cells(s, c, l->patient);
	phone_cell(s, line.phone);
	patient_line_release(&line);
	sheet_text(s, call_why_choices[l->why].key);
	sheet_shown(s, l->why == CALL_NOW ? (l->call_back ? _("call back now") : _("to call")) :
						  call_why_label(l->why));
	policy_time_cell(s, c, l->why == CALL_NOW ? WHEN_NONE : l->until);
	sheet_number(s, l->tries);
	sheet_bool(s, l->call_back);
	policy_time_cell(s, c, l->since <= 0 ? WHEN_NONE : when_of(when_day(l->since), MINUTE_NONE));
	char *visit = id_text(&record_visit, l->visit);
	sheet_text(s, visit);
	free(visit);
	sheet_text(s, r && l->segment < r->n_segments ? r->segments[l->segment].key : NULL);
	sheet_row(s);
	return true;
}

static bool why_of(struct cli *c, enum call_why *why, struct err *err)
{
	const char *typed = args_value(&c->args, "why");

	*why = CALL_NOW;
	if (!typed)
		return true;
	int i = choice_find(call_why_choices, typed);
	if (i >= 0) {
		*why = (enum call_why)i;
		return true;
	}
	struct str all;
	str_init(&all);
	for (int k = 0; k < CALL_WHYS; k++)
		str_addf(&all, "%s%s", k ? ", " : "", call_why_choices[k].key);
	err_set(err, ERR_USAGE, _("--why takes one of: %s"), all.p);
	str_release(&all);
	return false;
}

static bool show_list(struct cli *c, const struct call_list_info *l, struct err *err)
{
	struct call_counts n;
	struct sheet s;
	enum call_why why;
	int64_t limit;
	size_t got = 0;

	if (!why_of(c, &why, err) ||
	    !args_number(&c->args, "limit", 1, 1000000, 100000, &limit, err))
		return false;
	struct call_line *lines = mem_array((size_t)limit, sizeof(*lines));
	bool ok = calls_queue(&c->clinic, l, why, (size_t)limit, &n, lines, &got, err);
	if (ok) {
		sheet_begin(&s, line_of_list, ARRAY_SIZE(line_of_list), c->format, &c->out);
		for (size_t i = 0; ok && i < got; i++)
			ok = queue_row(&s, c, &lines[i], err);
		sheet_end(&s);
	}
	if (ok && n.all == 0 && l->kind == LIST_BY_HAND)
		message(_("nobody is on this list; revisit calls add %s PATIENT… fills it"), l->key);
	else if (ok && n.all == 0)
		message(_("nobody is on this list"));
	if (ok && n.all > n.why[CALL_NOW]) {
		struct str words;
		str_init(&words);
		calls_why_empty(&words, &c->clinic, &n, n.why[CALL_NOW] ? WHEN_NONE : n.next);
		message("%s", words.p);
		str_release(&words);
	}
	free(lines);
	return ok;
}

static bool one_list(struct cli *c, const char *name, struct err *err)
{
	struct call_list_info l;

	if (!calls_list(&c->clinic, name, &l, err))
		return false;
	bool paper = args_has(&c->args, "print") || args_value(&c->args, "html");
	bool ok = args_value(&c->args, "key") ? calls_keyed_back(c, &l, err) :
		  paper			      ? calls_on_paper(c, &l, err) :
		  wants_funnel(c)	      ? calls_shown_as_funnel(c, &l, 1, err) :
						show_list(c, &l, err);
	call_list_info_release(&l);
	return ok;
}

/* --- by hand --- */

static bool set_list(struct cli *c, struct call_list *l, struct err *err)
{
	static const char *const given[][2] = { { "title", "title" },	    { "purpose", "purpose" },
						{ "script", "script" },	    { "a-day", "a_day" },
						{ "to", "assignee" },	    { "from", "from_day" },
						{ "until", "until_day" }, { "note", "note" } };

	for (size_t i = 0; i < ARRAY_SIZE(given); i++) {
		const char *value = args_value(&c->args, given[i][0]);
		if (value && !clinic_set_field(&c->clinic, record_field(&record_call_list, given[i][1]), l,
					       value, err))
			return false;
	}
	return true;
}

static bool new_list(struct cli *c, const char *key, struct err *err)
{
	struct call_list l;

	record_init(&record_call_list, &l);
	/* What is given alone is its title, and its key comes of that. */
	str_replace(args_value(&c->args, "title") ? &l.key : &l.title, key);
	l.purpose = PURPOSE_RECALL;
	bool ok = set_list(c, &l, err) && call_list_save(&c->clinic, &l, err);
	if (ok)
		message(_("call list %s is made; revisit calls add %s PATIENT… fills it"), l.key, l.key);
	record_release(&record_call_list, &l);
	return ok;
}

struct ids {
	int64_t *v;
	size_t n, cap;
};

static bool add_id(struct cli *c, struct ids *ids, const char *chart, struct err *err)
{
	int64_t id;

	if (!patient_by_chart(&c->clinic, chart, &id, err))
		return false;
	GROW(ids->v, ids->n, ids->cap);
	ids->v[ids->n++] = id;
	return true;
}

static bool read_ids(struct cli *c, struct ids *ids, struct err *err)
{
	char *line = NULL;
	size_t cap = 0;
	bool ok = true;

	while (ok && getline(&line, &cap, stdin) > 0) {
		size_t n = strcspn(line, " \t,\r\n");
		line[n] = '\0';
		if (n)
			ok = add_id(c, ids, line, err);
	}
	if (ok && ferror(stdin))
		ok = err_set(err, ERR_IO, "%s", strerror(errno));
	free(line);
	return ok;
}

/* The words behind the list; none, or "-": chart numbers from standard input, one a line. */
static bool patients_given(struct cli *c, struct ids *ids, struct err *err)
{
	bool ok = true;

	if (n_words(c) == 2 || strcmp(word(c, 2), "-") == 0)
		return read_ids(c, ids, err);
	for (size_t i = 2; ok && i < n_words(c); i++)
		ok = add_id(c, ids, word(c, i), err);
	return ok;
}

static bool add_patients(struct cli *c, const char *key, struct err *err)
{
	struct ids ids = { 0 };
	size_t added = 0;

	bool ok = patients_given(c, &ids, err) &&
		  call_list_add(&c->clinic, key, ids.v, ids.n, args_value(&c->args, "note"), &added, err);
	if (ok)
		message(_("%zu put on the list, %zu were on it already"), added, ids.n - added);
	free(ids.v);
	return ok;
}

static bool remove_patients(struct cli *c, const char *key, struct err *err)
{
	struct ids ids = { 0 };

	bool ok = patients_given(c, &ids, err) && clinic_begin(&c->clinic, "call-list-remove", 0, err);
	if (ok) {
		for (size_t i = 0; ok && i < ids.n; i++)
			ok = call_list_remove(&c->clinic, key, ids.v[i], err);
		ok = clinic_end(&c->clinic, ok, err);
	}
	free(ids.v);
	return ok;
}

static bool close_list(struct cli *c, const char *key, struct err *err)
{
	return call_list_close(&c->clinic, key, true, err);
}

static bool open_list(struct cli *c, const char *key, struct err *err)
{
	return call_list_close(&c->clinic, key, false, err);
}

static bool calls(struct cli *c, struct err *err)
{
	static const struct {
		const char *name;
		bool (*run)(struct cli *c, const char *key, struct err *err);
	} deeds[] = { { "new", new_list },	{ "add", add_patients },
		      { "remove", remove_patients }, { "close", close_list },
		      { "open", open_list } };

	if (n_words(c) == 0)
		return all_lists(c, err);
	for (size_t i = 0; n_words(c) > 1 && i < ARRAY_SIZE(deeds); i++)
		if (strcmp(word(c, 0), deeds[i].name) == 0)
			return deeds[i].run(c, word(c, 1), err);
	if (n_words(c) > 1)
		return err_set(err, ERR_USAGE,
			       _("revisit calls LIST shows one; new, add, remove, close or open come before "
				 "the list"));
	return one_list(c, word(c, 0), err);
}

static const struct option calls_options[] = {
	{ .name = "why", .value = "REASON", .help = N_("Those of the list that are held by it: quiet, "
						       "booked, try_later …") },
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("At most so many") },
	{ .name = "funnel", .help = N_("How far the patients of the lists came: listed, attempted, contacted, "
				       "booked; each of them once, so that each number has only people "
				       "of the one before it") },
	{ .name = "since", .value = "DAY", .help = N_("--funnel: from that day on; else the last 30 days") },
	{ .name = "print", .help = N_("As text of 80 columns, for paper: 40, or as --limit says") },
	{ .name = "html", .value = "FILE", .help = N_("As a page to print, written to FILE"), .path = true },
	{ .name = "key", .value = "FILE", .path = true,
	  .help = N_("What was written on paper, from FILE or -: a line for each call with the number of "
		     "the chart, the code, when, and a note; the status is 1 if some are not right") },
	{ .name = "title", .value = "TITLE", .help = N_("new: what it is called") },
	{ .name = "purpose", .value = "PURPOSE",
	  .help = N_("new: recall, care, service, marketing, lead or survey") },
	{ .name = "script", .value = "NAME", .help = N_("new: what to say, a file of scripts/") },
	{ .name = "a-day", .value = "N", .help = N_("new: at most so many new patients a day") },
	{ .name = "to", .value = "STAFF", .help = N_("new: who calls, a person or a role") },
	{ .name = "from", .value = "DAY", .help = N_("new: not called before") },
	{ .name = "until", .value = "DAY", .help = N_("new: the last day") },
	{ .name = "note", .value = "TEXT", .help = N_("new, add: a note") },
	{ 0 },
};

const struct command commands_calls[] = {
	{ .name = "calls",
	  .words = "[LIST] | new|add|remove|close|open LIST [PATIENT…]",
	  .options = calls_options,
	  .max = -1,
	  .help = N_("The call lists with how many may be rung; who is on one of them, and why the others "
		     "may not be rung now"),
	  .more = N_("Lists come from rules (then: call), from the book (confirm: the visits of the next "
		     "working day), and by hand. add and remove take chart numbers from standard input, "
		     "too, one a line. On paper a call has a code, the digits of the call screen "
		     "(3, 61, 92); @10:05 behind it is when they were rung: 1042 2 @10:05 fri 15:30 "
		     "his wife answered. "
		     "--funnel counts patients: listed, who were on the list on one of the days or were "
		     "tried for it; attempted, who were rung, asked in the call of a relative, written to, "
		     "who rang us about it or settled at the desk what they had been rung about; contacted, who talked with us "
		     "or were left or sent a message; booked, for whom a visit came of it."),
	  .needs = NEEDS_CLINIC,
	  .run = calls },
	{ 0 },
};
