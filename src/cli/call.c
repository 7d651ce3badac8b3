/* call: somebody is claimed, and what came of the call is recorded. */
#include "revisit/clinic/calls.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/calls.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/visits.h"

static const struct record claim_ids = { .letter = 'c' };

static bool typed_claim(const char *text, int64_t *claim, struct err *err)
{
	char shown[48];

	*claim = record_parse_id(&claim_ids, text);
	return *claim > 0 || err_set(err, ERR_USAGE, _("'%s' is no claim: write it like c56"),
				     str_excerpt(shown, sizeof(shown), text));
}

/* --- who it is --- */

static const struct column claim_columns[] = {
	{ "claim", N_("Claim"), 0 },	 { "chart_no", N_("No."), 0 },
	{ "name", N_("Name"), 0 },	 { "phone", N_("Phone"), 0 },
	{ "until", N_("Until"), 0 },	 { "why", N_("Why"), 0 },
	{ "list", N_("List"), COLUMN_FILE }, { "visit", N_("Visit"), COLUMN_FILE },
	{ "phones", N_("Numbers"), COLUMN_FILE },
};

static bool claim_cells(struct sheet *s, struct cli *c, const struct call_list_info *l,
			const struct claim *k, struct err *err)
{
	struct call_number *numbers;
	struct strlist all;
	struct arena arena;
	size_t n;

	arena_init(&arena);
	strlist_init(&all);
	bool ok = call_numbers(&c->clinic, k->patient, &arena, &numbers, &n, err);
	for (size_t i = 0; ok && i < n; i++)
		strlist_add(&all, numbers[i].value);
	char *id = id_text(&claim_ids, k->id);
	char *visit = id_text(&record_visit, k->visit);
	char *why = call_why_words(&c->clinic, l, k->patient);
	sheet_text(s, id);
	patient_cells(s, c, k->patient);
	sheet_text(s, all.n ? all.v[0] : NULL);
	instant_cell(s, c, clock_now(&c->clinic.clock) + (k->left_ms + 999) / 1000 * 1000);
	sheet_text(s, why);
	sheet_text(s, k->list);
	sheet_text(s, visit);
	sheet_list(s, &all);
	free(id);
	free(visit);
	free(why);
	strlist_release(&all);
	arena_release(&arena);
	return ok;
}

static bool say_claim(struct cli *c, const struct call_list_info *l, const struct claim *k,
		      struct err *err)
{
	struct sheet s;

	one_row(&s, c, claim_columns, ARRAY_SIZE(claim_columns));
	bool ok = claim_cells(&s, c, l, k, err);
	sheet_row(&s);
	sheet_end(&s);
	return ok;
}

static bool next(struct cli *c, struct err *err)
{
	struct call_list_info l;
	struct claim k = { 0 };

	if (n_words(c) != 2)
		return err_set(err, ERR_USAGE, _("say which list: revisit call next LIST"));
	if (!calls_list(&c->clinic, word(c, 1), &l, err))
		return false;
	bool ok = call_next(&c->clinic, &l, true, &k, err) && say_claim(c, &l, &k, err);
	claim_release(&k);
	call_list_info_release(&l);
	return ok;
}

static bool take(struct cli *c, struct err *err)
{
	struct call_list_info l;
	struct claim k = { 0 };
	int64_t patient;

	if (n_words(c) != 3)
		return err_set(err, ERR_USAGE, _("say whom: revisit call take LIST PATIENT (LIST \"\": no list)"));
	if (!patient_by_chart(&c->clinic, word(c, 2), &patient, err) ||
	    !calls_list(&c->clinic, word(c, 1), &l, err))
		return false;
	bool ok = call_take(&c->clinic, &l, patient, args_has(&c->args, "anyway"), true, &k, err) &&
		  say_claim(c, &l, &k, err);
	claim_release(&k);
	call_list_info_release(&l);
	return ok;
}

/* --- what came of it --- */

/* What was said on the command line, and what it points to. */
struct said {
	struct call_result r;
	struct visit visit;
	int64_t with[32];
};

static bool said_time(struct cli *c, struct said *x, struct err *err)
{
	const char *at = args_value(&c->args, "at");

	if (!at)
		return true;
	if (!visit_set(&c->clinic, &x->visit, "at", at, err))
		return false;
	x->r.day = x->visit.day;
	x->r.minute = x->visit.minute;
	return true;
}

static bool said_with(struct cli *c, struct said *x, struct err *err)
{
	const char *with = args_value(&c->args, "with");

	while (with && *with) {
		size_t n = strcspn(with, ", ");
		char *chart = mem_strndup(with, n);
		if (x->r.n_with == ARRAY_SIZE(x->with)) {
			free(chart);
			return err_set(err, ERR_USAGE, _("--with takes at most %zu"), ARRAY_SIZE(x->with));
		}
		bool ok = n == 0 || patient_by_chart(&c->clinic, chart, &x->with[x->r.n_with], err);
		free(chart);
		if (!ok)
			return false;
		x->r.n_with += n > 0;
		with += n + strspn(with + n, ", ");
	}
	x->r.with = x->with;
	return true;
}

/* By its place in the ringing order, or by its last digits. */
static bool said_number(struct cli *c, int64_t claim, struct said *x, struct err *err)
{
	const char *typed = args_value(&c->args, "number");
	struct call_number *numbers;
	struct arena arena;
	struct claim k;
	size_t n;

	if (!typed)
		return true;
	if (!store_claim(&c->clinic.store, claim, &k, NULL))
		return true; /* told by the outcome, in full */
	arena_init(&arena);
	bool ok = call_numbers(&c->clinic, k.patient, &arena, &numbers, &n, err);
	size_t len = strlen(typed);
	for (size_t i = 0; ok && i < n && !x->r.contact; i++) {
		size_t norm = strlen(numbers[i].norm);
		bool nth = len == 1 && typed[0] == (char)('1' + i);
		if (nth || (len > 2 && norm >= len && strcmp(numbers[i].norm + norm - len, typed) == 0) ||
		    str_eq(numbers[i].value, typed))
			x->r.contact = numbers[i].contact;
	}
	if (ok && !x->r.contact)
		ok = err_set(err, ERR_BAD_VALUE, _("that is no good telephone number of theirs"));
	arena_release(&arena);
	claim_release(&k);
	return ok;
}

static bool said_visit(struct cli *c, struct said *x, struct err *err)
{
	static const char *const fields[] = { "kind", "provider" };
	const char *visit = args_value(&c->args, "visit");

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const char *value = args_value(&c->args, fields[i]);
		if (value && !visit_set(&c->clinic, &x->visit, fields[i], value, err))
			return false;
	}
	const struct outcome_def *o = config_outcome(c->clinic.config, str_or_empty(x->r.outcome));
	if (x->visit.day != DAY_NONE && o && o->flags & (OUTCOME_BOOK | OUTCOME_MOVE))
		x->r.book = &x->visit;
	return !visit || typed_id(&record_visit, visit, &x->r.visit, err);
}

static bool read_said(struct cli *c, int64_t claim, struct said *x, struct err *err)
{
	int64_t score;

	record_init(&record_visit, &x->visit);
	x->r = (struct call_result){ .outcome = word(c, 2),
				     .note = args_value(&c->args, "note"),
				     .reason = args_value(&c->args, "reason"),
				     .day = DAY_NONE,
				     .minute = MINUTE_NONE,
				     .anyone = args_has(&c->args, "anyone"),
				     .keep = args_has(&c->args, "keep"),
				     .rang_us = args_has(&c->args, "rang-us"),
				     .right = args_value(&c->args, "right") };
	if (!args_number(&c->args, "score", 0, 10, -1, &score, err))
		return false;
	x->r.score = (int)score;
	return said_time(c, x, err) && said_with(c, x, err) && said_number(c, claim, x, err) &&
	       said_visit(c, x, err);
}

static const struct column outcome_columns[] = {
	{ "claim", N_("Claim"), 0 },   { "chart_no", N_("No."), 0 },
	{ "name", N_("Name"), 0 },     { "outcome", N_("Outcome"), 0 },
	{ "next", N_("Next"), 0 },     { "again", N_("Again"), COLUMN_FILE },
	{ "final", N_("Final"), COLUMN_FILE }, { "kept", N_("Kept"), COLUMN_FILE },
};

static void say_outcome(struct cli *c, int64_t claim, int64_t patient, const struct said *x,
			const struct call_step *step, const char *words)
{
	struct sheet s;
	char *id = id_text(&claim_ids, claim);

	one_row(&s, c, outcome_columns, ARRAY_SIZE(outcome_columns));
	sheet_text(&s, id);
	patient_cells(&s, c, patient);
	sheet_text(&s, x->r.outcome);
	sheet_shown(&s, config_outcome_label(c->clinic.config, x->r.outcome));
	sheet_text(&s, words);
	policy_time_cell(&s, c, step->again);
	sheet_bool(&s, step->final);
	sheet_bool(&s, x->r.keep);
	sheet_row(&s);
	sheet_end(&s);
	free(id);
}

static bool record_it(struct cli *c, int64_t claim, struct said *x, struct err *err)
{
	struct call_step step;
	struct claim k;
	struct str words;

	str_init(&words);
	bool ok = call_preview(&c->clinic, claim, &x->r, &step, &words, err);
	int64_t patient = 0;
	if (ok && store_claim(&c->clinic.store, claim, &k, err)) {
		patient = k.patient;
		claim_release(&k);
	}
	const struct outcome_def *o = config_outcome(c->clinic.config, x->r.outcome);
	/* Another number of theirs is rung in the same call. */
	if (ok && o && o->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER) &&
	    (step.next_number || (x->r.right && !step.gives_up)))
		x->r.keep = true;
	ok = ok && call_outcome(&c->clinic, claim, &x->r, NULL, err);
	if (ok)
		say_outcome(c, claim, patient, x, &step, words.p);
	str_release(&words);
	return ok;
}

static bool outcome(struct cli *c, struct err *err)
{
	struct said x = { 0 };
	int64_t claim;

	if (n_words(c) != 3)
		return err_set(err, ERR_USAGE, _("say what came of which claim: revisit call outcome c56 "
						 "no_answer"));
	if (!typed_claim(word(c, 1), &claim, err))
		return false;
	bool ok = read_said(c, claim, &x, err) && record_it(c, claim, &x, err);
	record_release(&record_visit, &x.visit);
	return ok;
}

/* --- kept, given back --- */

static bool one_claim(struct cli *c, int64_t *claim, struct err *err)
{
	if (n_words(c) < 2)
		return err_set(err, ERR_USAGE, _("say which claim: revisit call %s c56"), word(c, 0));
	return typed_claim(word(c, 1), claim, err);
}

static bool skip(struct cli *c, struct err *err)
{
	const char *reason = args_value(&c->args, "reason");
	int64_t claim;

	return one_claim(c, &claim, err) &&
	       call_skip(&c->clinic, claim, reason ? reason : str_or_empty(word(c, 2)), err);
}

static bool release(struct cli *c, struct err *err)
{
	int64_t claim;

	return one_claim(c, &claim, err) && call_release(&c->clinic, claim, err);
}

static bool keep(struct cli *c, struct err *err)
{
	int64_t claim;

	return one_claim(c, &claim, err) && call_keep(&c->clinic, claim, err);
}

static bool call(struct cli *c, struct err *err)
{
	static const struct {
		const char *name;
		bool (*run)(struct cli *c, struct err *err);
	} deeds[] = { { "next", next },	      { "take", take }, { "outcome", outcome }, { "skip", skip },
		      { "release", release }, { "keep", keep }, { "shift", call_shift } };

	for (size_t i = 0; i < ARRAY_SIZE(deeds); i++)
		if (strcmp(word(c, 0), deeds[i].name) == 0)
			return deeds[i].run(c, err);
	return err_set(err, ERR_USAGE,
		       _("say what to do: next LIST, take LIST PATIENT, outcome CLAIM OUTCOME, skip CLAIM, "
			 "release CLAIM, keep CLAIM or shift"));
}

static const struct option call_options[] = {
	{ .name = "note", .value = "TEXT", .help = N_("What was said") },
	{ .name = "at", .value = "TIME", .help = N_("When again, or when the visit is: \"fri 15:30\"") },
	{ .name = "reason", .value = "REASON", .help = N_("Why: declined, cancelled, skipped") },
	{ .name = "with", .value = "CHARTS", .help = N_("The family asked in the same call: 1043,1044") },
	{ .name = "number", .value = "NUMBER",
	  .help = N_("Which number was rung: its last digits, or 2 for the second") },
	{ .name = "right", .value = "NUMBER",
	  .help = N_("outcome wrong_number: the right one, as they told it; it is rung next") },
	{ .name = "anyone", .help = N_("Anyone may call back, not only you") },
	{ .name = "score", .value = "N", .help = N_("The score they gave, 0 to 10") },
	{ .name = "visit", .value = "VISIT", .help = N_("The visit that was booked, or it is about") },
	{ .name = "kind", .value = "KIND", .help = N_("What is booked") },
	{ .name = "provider", .value = "PROVIDER", .help = N_("With whom it is booked") },
	{ .name = "keep", .help = N_("The claim stays: another number is rung") },
	{ .name = "rang-us", .help = N_("outcome: they rang us; it counts as no try") },
	{ .name = "calls", .help = N_("shift: whom you rang, call by call") },
	{ .name = "anyway", .help = N_("take: although it is not their time yet") },
	{ 0 },
};

const struct command commands_call[] = {
	{ .name = "call",
	  .words = "next|take|outcome|skip|release|keep|shift [WORDS…]",
	  .options = call_options,
	  .min = 1,
	  .max = 3,
	  .help = N_("Take the next patient of a call list, and record what came of the call"),
	  .more = N_("next LIST, take LIST PATIENT, outcome CLAIM OUTCOME, skip CLAIM REASON, release "
		     "CLAIM, keep CLAIM, shift [STAFF]. "
		     "A claim keeps the patient, their numbers and their family from all others until its "
		     "outcome, or until its time is over; keep prolongs it. Exit status 1: nobody may be "
		     "rung now, and why."),
	  .needs = NEEDS_CLINIC,
	  .run = call },
	{ 0 },
};
