/* segments, members, list, why, run, pin, unpin, survey. */
#include "revisit/clinic/segments.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/cli/segments.h"
#include "revisit/clinic/patients.h"
#include "revisit/text/nearest.h"

bool typed_segment(struct cli *c, const char *key, size_t *segment, struct err *err)
{
	const struct ruleset *set = clinic_rules(&c->clinic);
	struct nearest near;
	char shown[64];

	if (!set && clinic_rules_error(&c->clinic))
		return err_set(err, ERR_RULES, "%s", clinic_rules_error(&c->clinic));
	int i = set ? ruleset_find(set, key) : -1;
	if (i >= 0) {
		*segment = (size_t)i;
		return true;
	}
	str_excerpt(shown, sizeof(shown), key);
	nearest_init(&near, key);
	for (size_t k = 0; set && k < set->n_segments; k++)
		nearest_offer(&near, set->segments[k].key);
	if (near.name)
		err_set(err, ERR_NO_MATCH, _("there is no segment '%s'; did you mean '%s'?"), shown,
			near.name);
	else
		err_set(err, ERR_NO_MATCH, _("there is no segment '%s'; revisit segments lists them"),
			shown);
	nearest_release(&near);
	return false;
}

void say_problems(const struct problems *problems, const char *text, size_t n)
{
	struct str out;

	str_init(&out);
	for (size_t i = 0; i < problems->n; i++)
		problem_show(&out, &problems->v[i], text, n);
	fputs(out.p, stderr);
	str_release(&out);
}

/* What is wrong with rules.yaml as it stands is told beside any answer. */
static void say_rules_error(struct cli *c)
{
	const char *error = clinic_rules_error(&c->clinic);

	if (error)
		message(_("the rules before the last edit are in force: %s"), error);
}

/* --- segments --- */

static const struct column segment_columns[] = {
	{ "segment", N_("Segment"), 0 },
	{ "title", N_("Title"), 0 },
	{ "members", N_("Members"), COLUMN_RIGHT },
	{ "entered", N_("Entered"), COLUMN_RIGHT },
	{ "left", N_("Left"), COLUMN_RIGHT },
	{ "purpose", N_("Purpose"), 0 },
	{ "kept_in", N_("Kept in"), COLUMN_FILE },
	{ "kept_out", N_("Kept out"), COLUMN_FILE },
	{ "void_pins", N_("Void"), COLUMN_FILE },
};

static void segment_row(struct sheet *s, const struct ruleset *set, const struct segment_line *l)
{
	const struct choice *purpose = &purpose_choices[set->segments[l->segment].purpose];

	sheet_text(s, l->key);
	sheet_text(s, l->title);
	sheet_number(s, l->count.members);
	sheet_number(s, l->count.entered);
	sheet_number(s, l->count.left);
	sheet_text(s, purpose->key);
	sheet_shown(s, _(purpose->label));
	sheet_number(s, l->kept_in);
	sheet_number(s, l->kept_out);
	sheet_number(s, l->void_pins);
	sheet_row(s);
}

static bool segments(struct cli *c, struct err *err)
{
	struct segment_line *lines;
	struct sheet s;
	size_t n;
	bool done;

	if (!segments_list(&c->clinic, 0, &lines, &n, &done, err))
		return false;
	say_rules_error(c);
	sheet_begin(&s, segment_columns, ARRAY_SIZE(segment_columns), c->format, &c->out);
	for (size_t i = 0; i < n; i++)
		segment_row(&s, clinic_rules(&c->clinic), &lines[i]);
	sheet_end(&s);
	free(lines);
	return true;
}

/* --- members, list --- */

static bool patient_row(struct cli *c, struct sheet *s, int64_t patient, struct err *err)
{
	struct patient_line l;

	if (!store_line(&c->clinic.store, patient, clinic_today(&c->clinic), &l, err))
		return false;
	line_cells(s, &l, clinic_today(&c->clinic));
	sheet_row(s);
	patient_line_release(&l);
	return true;
}

enum { PAGE = 256 };

static bool member_rows(struct cli *c, struct sheet *s, size_t segment, int64_t limit,
			struct err *err)
{
	int64_t key = INT64_MIN;
	int64_t patient = 0;
	int64_t ids[PAGE];
	size_t n = PAGE;
	bool ok = true;

	for (int64_t left = limit; ok && n == PAGE && left > 0; left -= PAGE) {
		ok = segment_page(&c->clinic, segment, &key, &patient,
				  left < PAGE ? (size_t)left : PAGE, ids, &n, err);
		for (size_t i = 0; ok && i < n; i++)
			ok = patient_row(c, s, ids[i], err);
	}
	return ok;
}

static bool members(struct cli *c, struct err *err)
{
	struct segment_line *lines;
	struct sheet s;
	size_t segment;
	size_t n;
	bool done;
	int64_t limit;

	/* Listing brings membership up to today. */
	if (!typed_segment(c, word(c, 0), &segment, err) ||
	    !args_number(&c->args, "limit", 1, INT32_MAX, INT32_MAX, &limit, err) ||
	    !segments_list(&c->clinic, 0, &lines, &n, &done, err))
		return false;
	free(lines);
	say_rules_error(c);
	sheet_begin(&s, line_columns, LINE_COLUMNS, c->format, &c->out);
	bool ok = member_rows(c, &s, segment, limit, err);
	sheet_end(&s);
	return ok;
}

static bool list(struct cli *c, struct err *err)
{
	const char *sentence = args_value(&c->args, "where");
	struct problems problems;
	struct sheet s;
	size_t n = 0;
	bool done;
	int64_t limit;

	if (!sentence)
		return err_set(err, ERR_USAGE,
			       _("say of whom: --where \"last visit is older than 18 months\"; "
				 "revisit export patients has everybody"));
	if (!args_number(&c->args, "limit", 1, INT32_MAX, INT32_MAX, &limit, err))
		return false;
	problems_init(&problems);
	struct where *w = where_begin(&c->clinic, sentence, &problems);
	say_problems(&problems, sentence, strlen(sentence));
	if (!w)
		problems_err(&problems, err);
	problems_release(&problems);
	if (!w)
		return false;
	bool ok = where_step(w, 0, &done, err);
	const int64_t *ids = ok ? where_ids(w, &n) : NULL;
	sheet_begin(&s, line_columns, LINE_COLUMNS, c->format, &c->out);
	for (size_t i = 0; ok && i < n && i < (size_t)limit; i++)
		ok = patient_row(c, &s, ids[i], err);
	sheet_end(&s);
	where_free(w);
	return ok;
}

/* --- why --- */

static void show_why(struct str *out, const struct why *why, int depth, day_t today)
{
	str_pad(out, ' ', (size_t)depth * 2);
	str_addf(out, "%s %s", why->is ? "✓" : "✗", why->says);
	if (why->value)
		str_addf(out, ": %s", why->value);
	if (why->change != DAY_MAX) {
		str_add(out, _("; changes on "));
		day_show(out, why->change, today);
	}
	str_addc(out, '\n');
	for (const struct why *k = why->child; k; k = k->next)
		show_why(out, k, depth + 1, today);
}

static void why_members(struct json *j, const struct why *why)
{
	struct str day;

	json_object(j);
	json_key(j, "is");
	json_bool(j, why->is);
	json_key(j, "says");
	json_text(j, why->says);
	json_key(j, "value");
	json_text(j, why->value);
	json_key(j, "changes_on");
	str_init(&day);
	if (why->change != DAY_MAX)
		day_iso(&day, why->change);
	json_text(j, day.len ? day.p : NULL);
	str_release(&day);
	if (why->child) {
		json_key(j, "parts");
		json_array(j);
		for (const struct why *k = why->child; k; k = k->next)
			why_members(j, k);
		json_end_array(j);
	}
	json_end_object(j);
}

static void tell_why(struct cli *c, const struct why *why)
{
	struct json j;

	if (c->format == FORMAT_TABLE || c->format == FORMAT_CSV) {
		show_why(&c->out.text, why, 0, clinic_today(&c->clinic));
		return;
	}
	json_init(&j, &c->out.text);
	why_members(&j, why);
	str_addc(&c->out.text, '\n');
}

static const struct column of_columns[] = {
	{ "segment", N_("Segment"), 0 },
	{ "title", N_("Title"), 0 },
	{ "is", N_("Member"), 0 },
	{ "kept", N_("Kept by hand"), COLUMN_FILE },
	{ "changes_on", N_("Changes on"), 0 },
	{ "missing", N_("What is missing"), 0 },
};

static bool segments_of_one(struct cli *c, int64_t patient, struct err *err)
{
	const struct ruleset *set = clinic_rules(&c->clinic);
	struct segment_of *of;
	struct arena arena;
	struct sheet s;
	size_t n;

	arena_init(&arena);
	bool ok = segments_of_patient(&c->clinic, patient, &arena, &of, &n, err);
	if (ok) {
		sheet_begin(&s, of_columns, ARRAY_SIZE(of_columns), c->format, &c->out);
		for (size_t i = 0; i < n; i++) {
			sheet_text(&s, set->segments[of[i].segment].key);
			sheet_text(&s, segment_title(&set->segments[of[i].segment]));
			sheet_bool(&s, of[i].is);
			sheet_bool(&s, of[i].pinned);
			if (of[i].change == DAY_MAX)
				sheet_missing(&s);
			else
				day_cell(&s, of[i].change, MINUTE_NONE, clinic_today(&c->clinic));
			sheet_text(&s, of[i].because);
			sheet_row(&s);
		}
		sheet_end(&s);
	}
	arena_release(&arena);
	return ok;
}

static bool why(struct cli *c, struct err *err)
{
	struct arena arena;
	int64_t patient;
	size_t segment;

	if (n_words(c) == 1)
		return patient_by_chart(&c->clinic, word(c, 0), &patient, err) &&
		       segments_of_one(c, patient, err);
	if (!typed_segment(c, word(c, 0), &segment, err) ||
	    !patient_by_chart(&c->clinic, word(c, 1), &patient, err))
		return false;
	say_rules_error(c);
	arena_init(&arena);
	const struct why *w = segment_why_of(&c->clinic, segment, patient, &arena, err);
	if (w) {
		tell_why(c, w);
		c->status = w->is ? 0 : 1;
	}
	arena_release(&arena);
	return w != NULL;
}

/* --- pins --- */

static bool pin(struct cli *c, struct err *err)
{
	const char *way = word(c, 2);
	int64_t patient;
	size_t segment;
	int i = choice_find(pin_way_choices, way);

	if (i < 0)
		return err_set(err, ERR_USAGE, _("say in or out: revisit pin SEGMENT PATIENT in"));
	return typed_segment(c, word(c, 0), &segment, err) &&
	       patient_by_chart(&c->clinic, word(c, 1), &patient, err) &&
	       segment_pin(&c->clinic, word(c, 0), patient, (enum pin_way)i,
			   args_value(&c->args, "reason"), err);
}

static bool unpin(struct cli *c, struct err *err)
{
	int64_t patient;

	return patient_by_chart(&c->clinic, word(c, 1), &patient, err) &&
	       segment_unpin(&c->clinic, word(c, 0), patient, err);
}

/* --- actions --- */

static const struct column run_columns[] = {
	{ "chart_no", N_("No."), 0 },
	{ "name", N_("Name"), 0 },
	{ "entered", N_("Entered"), 0 },
	{ "what", N_("What"), 0 },
};

static bool run_rows(struct cli *c, const struct segment_run *run, struct err *err)
{
	struct sheet s;
	bool ok = true;

	sheet_begin(&s, run_columns, ARRAY_SIZE(run_columns), c->format, &c->out);
	for (size_t i = 0; ok && i < run->n; i++) {
		const struct run_line *l = &run->lines[i];
		struct patient p;
		if (!l->then)
			continue;
		record_init(&record_patient, &p);
		ok = store_get(&c->clinic.store, &record_patient, l->patient, &p, err);
		sheet_text(&s, p.chart_no);
		sheet_text(&s, p.name);
		day_cell(&s, l->entered, MINUTE_NONE, clinic_today(&c->clinic));
		sheet_text(&s, l->what);
		sheet_row(&s);
		record_release(&record_patient, &p);
	}
	sheet_end(&s);
	return ok;
}

static void say_run(const struct segment_run *run, bool dry)
{
	message(dry ? _("%lld would have their turn, %lld had it before, %lld were members before the "
			"rule began") :
		      _("%lld had their turn, %lld had it before, %lld were members before the rule "
			"began"),
		(long long)run->entries, (long long)run->already, (long long)run->skipped);
}

static bool run(struct cli *c, struct err *err)
{
	bool dry = args_has(&c->args, "dry-run");
	struct segment_run plan = { 0 };
	size_t segment;

	if (args_has(&c->args, "daily")) {
		if (n_words(c) > 0 || dry)
			return err_set(err, ERR_USAGE, _("--daily takes nothing else"));
		return segments_run_daily(&c->clinic, err);
	}
	if (n_words(c) == 0)
		return err_set(err, ERR_USAGE, _("say which segment: revisit run SEGMENT"));
	if (!typed_segment(c, word(c, 0), &segment, err))
		return false;
	bool ok = dry ? segment_run_plan(&c->clinic, segment, &plan, err) :
			segment_run_do(&c->clinic, segment, &plan, err);
	ok = ok && run_rows(c, &plan, err);
	if (ok)
		say_run(&plan, dry);
	segment_run_release(&plan);
	return ok;
}

/* --- a survey answer --- */

static const struct column survey_columns[] = {
	{ "day", N_("Day"), 0 },       { "score", N_("Score"), COLUMN_RIGHT },
	{ "words", N_("In their words"), 0 }, { "channel", N_("Channel"), 0 },
	{ "staff", N_("Who"), 0 },
};

static bool answers(struct cli *c, int64_t patient, struct err *err)
{
	struct rows rows;
	struct sheet s;

	rows_init(&rows, &record_survey_answer);
	bool ok = store_survey_answers(&c->clinic.store, patient, &rows, err);
	if (ok) {
		sheet_begin(&s, survey_columns, ARRAY_SIZE(survey_columns), c->format, &c->out);
		for (size_t i = 0; i < rows.n; i++) {
			const struct survey_answer *a = rows_at(&rows, i);
			day_cell(&s, a->day, MINUTE_NONE, clinic_today(&c->clinic));
			sheet_number(&s, a->score);
			sheet_text(&s, a->words);
			sheet_text(&s, a->channel);
			sheet_text(&s, a->staff);
			sheet_row(&s);
		}
		sheet_end(&s);
	}
	rows_release(&rows);
	return ok;
}

static bool survey(struct cli *c, struct err *err)
{
	const char *day = args_value(&c->args, "day");
	struct survey_answer a;
	int64_t patient;

	if (!patient_by_chart(&c->clinic, word(c, 0), &patient, err))
		return false;
	if (n_words(c) == 1)
		return answers(c, patient, err);
	record_init(&record_survey_answer, &a);
	a.patient = patient;
	a.words = n_words(c) > 2 ? args_text(&c->args, 3) : NULL;
	a.channel = mem_strdup(args_value(&c->args, "channel"));
	bool ok = clinic_set_field(&c->clinic, record_field(&record_survey_answer, "score"), &a,
				   word(c, 1), err) &&
		  (!day || day_parse_near(day, clinic_today(&c->clinic), &a.day, err)) &&
		  survey_answer_add(&c->clinic, &a, err);
	record_release(&record_survey_answer, &a);
	return ok;
}

static const struct option list_options[] = {
	{ .name = "where", .value = "SENTENCE",
	  .help = N_("Only those it holds of: \"last visit is older than 18 months\"") },
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("At most so many") },
	{ 0 },
};

static const struct option members_options[] = {
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("At most so many") },
	{ 0 },
};

static const struct option pin_options[] = {
	{ .name = "reason", .value = "TEXT", .help = N_("Why") },
	{ 0 },
};

static const struct option run_options[] = {
	{ .name = "dry-run", .letter = 'n', .help = N_("Only tell what would be done") },
	{ .name = "daily", .help = N_("All segments that say run: daily, once a day") },
	{ 0 },
};

static const struct option survey_options[] = {
	{ .name = "day", .value = "DAY", .help = N_("When they were asked, today unless said") },
	{ .name = "channel", .value = "CHANNEL", .help = N_("How: phone, wechat, desk") },
	{ 0 },
};

const struct command commands_segments[] = {
	{ .name = "segments",
	  .help = N_("All segments of rules.yaml with how many are in, and who came and went since yesterday"),
	  .needs = NEEDS_CLINIC,
	  .run = segments },
	{ .name = "members",
	  .words = "SEGMENT",
	  .options = members_options,
	  .min = 1,
	  .max = 1,
	  .help = N_("Who is in a segment, in its order"),
	  .needs = NEEDS_CLINIC,
	  .run = members },
	{ .name = "list",
	  .options = list_options,
	  .help = N_("Everybody of whom a sentence of the rule language holds, in order of name"),
	  .needs = NEEDS_CLINIC,
	  .run = list },
	{ .name = "why",
	  .words = "[SEGMENT] PATIENT",
	  .min = 1,
	  .max = 2,
	  .help = N_("Why a patient is in a segment or not; alone: every segment they are in, or nearly"),
	  .needs = NEEDS_CLINIC,
	  .run = why },
	{ .name = "pin",
	  .words = "SEGMENT PATIENT in|out",
	  .options = pin_options,
	  .min = 3,
	  .max = 3,
	  .help = N_("Keep a patient in a segment or out of it, whatever its rule says"),
	  .needs = NEEDS_CLINIC,
	  .run = pin },
	{ .name = "unpin",
	  .words = "SEGMENT PATIENT",
	  .min = 2,
	  .max = 2,
	  .help = N_("Let the rule decide again"),
	  .needs = NEEDS_CLINIC,
	  .run = unpin },
	{ .name = "run",
	  .words = "[SEGMENT]",
	  .options = run_options,
	  .max = 1,
	  .help = N_("Do what a segment's rule says for those who entered it since the last time"),
	  .more = N_("Everybody has their turn once each time they enter. What was done is taken back whole "
		     "by revisit undo."),
	  .needs = NEEDS_CLINIC,
	  .run = run },
	{ .name = "survey",
	  .words = "PATIENT [SCORE [WORDS…]]",
	  .options = survey_options,
	  .min = 1,
	  .max = -1,
	  .help = N_("Write down how likely a patient would recommend the clinic, 0 to 10; alone: what they "
		     "answered so far"),
	  .needs = NEEDS_CLINIC,
	  .run = survey },
	{ 0 },
};
