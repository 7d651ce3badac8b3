/* why: the rule as a tree of answers, or every segment somebody is in; pin, unpin. */
#include "revisit/base/i18n.h"
#include "revisit/cli/bulk.h"
#include "revisit/cli/fields.h"
#include "revisit/cli/segments.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/segments.h"

/* Somebody else of the family, whose answer it is; heap, NULL. */
static char *whose(struct cli *c, const struct why *why, const struct why *above)
{
	struct patient p;
	char *name = NULL;

	if (!above || !why->patient || why->patient == above->patient)
		return NULL;
	record_init(&record_patient, &p);
	if (store_get(&c->clinic.store, &record_patient, why->patient, &p, NULL))
		name = mem_printf("%s %s", p.chart_no, str_or_empty(p.name));
	record_release(&record_patient, &p);
	return name;
}

static void show_why(struct cli *c, const struct why *why, const struct why *above, int depth)
{
	struct str *out = &c->out.text;
	char *who = whose(c, why, above);

	str_pad(out, ' ', (size_t)depth * 2);
	str_addf(out, "%s ", why->is ? "✓" : "✗");
	if (who)
		str_addf(out, "%s%s", who, i18n_is_chinese() ? "：" : ": ");
	str_add(out, why->says);
	free(who);
	if (why->value)
		str_addf(out, "%s%s", i18n_is_chinese() ? "：" : ": ", why->value);
	if (why->change != DAY_MAX) {
		struct str day;
		str_init(&day);
		day_show(&day, why->change, clinic_today(&c->clinic));
		str_addf(out, _("; changes on %s"), day.p);
		str_release(&day);
	}
	str_addc(out, '\n');
	for (const struct why *k = why->child; k; k = k->next)
		show_why(c, k, why, depth + 1);
}

static const struct column tree_columns[] = {
	{ "depth", N_("Depth"), 0 },
	{ "is", N_("Holds"), 0 },
	{ "says", N_("Rule"), 0 },
	{ "value", N_("Value"), 0 },
	{ "changes_on", N_("Changes on"), 0 },
	{ "of", N_("Of"), 0 },
};

static void tree_rows(struct cli *c, struct sheet *s, const struct why *why, const struct why *above,
		      int depth)
{
	char *who = whose(c, why, above);

	sheet_number(s, depth);
	sheet_bool(s, why->is);
	sheet_text(s, why->says);
	sheet_text(s, why->value);
	if (why->change == DAY_MAX)
		sheet_missing(s);
	else
		day_cell(s, why->change, MINUTE_NONE, clinic_today(&c->clinic));
	sheet_text(s, who);
	sheet_row(s);
	free(who);
	for (const struct why *k = why->child; k; k = k->next)
		tree_rows(c, s, k, why, depth + 1);
}

static void why_members(struct cli *c, struct json *j, const struct why *why, const struct why *above)
{
	char *who = whose(c, why, above);
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
	if (who) {
		json_key(j, "of");
		json_text(j, who);
	}
	free(who);
	if (why->child) {
		json_key(j, "parts");
		json_array(j);
		for (const struct why *k = why->child; k; k = k->next)
			why_members(c, j, k, why);
		json_end_array(j);
	}
	json_end_object(j);
}

static void tell_why(struct cli *c, const struct why *why)
{
	struct json j;

	if (c->format == FORMAT_TABLE) {
		show_why(c, why, NULL, 0);
		return;
	}
	if (c->format == FORMAT_CSV) {
		struct sheet s;
		sheet_begin(&s, tree_columns, ARRAY_SIZE(tree_columns), c->format, &c->out);
		tree_rows(c, &s, why, NULL, 0);
		sheet_end(&s);
		return;
	}
	json_init(&j, &c->out.text);
	why_members(c, &j, why, NULL);
	str_addc(&c->out.text, '\n');
}

static const struct column of_columns[] = {
	{ "segment", N_("Segment"), 0 },
	{ "title", N_("Title"), 0 },
	{ "is", N_("Member"), 0 },
	{ "kept", N_("Kept by hand"), COLUMN_FILE },
	{ "changes_on", N_("Changes on"), 0 },
	{ "because", N_("What is missing"), 0 },
};

static void pin_shown(struct sheet *s, const struct segment_of *of)
{
	char *text = mem_printf("%s: %s", of->is ? _("kept in by hand") : _("kept out by hand"),
				of->because);

	sheet_shown(s, text);
	free(text);
}

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
			if (of[i].pinned)
				pin_shown(&s, &of[i]);
			sheet_row(&s);
		}
		sheet_end(&s);
	}
	arena_release(&arena);
	return ok;
}

/* What was decided by hand about a rule that means something else now. */
static void say_void_pin(struct cli *c, size_t segment, int64_t patient)
{
	const struct segment *s = &clinic_rules(&c->clinic)->segments[segment];
	struct rows pins;

	rows_init(&pins, &record_pin);
	store_pins(&c->clinic.store, patient, &pins, NULL);
	for (size_t i = 0; i < pins.n; i++) {
		const struct pin *p = rows_at(&pins, i);
		if (strcmp(p->segment, s->key) != 0 || str_eq(p->hash, s->hash))
			continue;
		message(p->way == PIN_IN ? _("was kept in by hand, but the rule says something "
					     "else since: revisit "
					     "pin does it again, unpin forgets it")
					 : _("was kept out by hand, but the rule says something "
					     "else since: revisit "
					     "pin does it again, unpin forgets it"));
	}
	rows_release(&pins);
}

/* NULL with an error told. */
static const struct why *why_where(struct cli *c, const char *sentence, struct arena *arena,
				   struct err *err)
{
	const struct why *w = NULL;
	struct problems problems;
	int64_t patient;

	problems_init(&problems);
	if (n_words(c) > 1)
		err_set(err, ERR_USAGE, _("say a segment or --where, not both"));
	else if (patient_by_chart(&c->clinic, word(c, 0), &patient, err))
		w = where_why(&c->clinic, sentence, patient, arena, &problems, err);
	say_problems(&problems, sentence, strlen(sentence));
	if (problems.errors)
		not_understood(err);
	problems_release(&problems);
	return w;
}

static const struct why *why_segment(struct cli *c, struct arena *arena, struct err *err)
{
	int64_t patient;
	size_t segment;

	if (!typed_segment(c, word(c, 0), &segment, err) ||
	    !patient_by_chart(&c->clinic, word(c, 1), &patient, err))
		return NULL;
	say_void_pin(c, segment, patient);
	return segment_why_of(&c->clinic, segment, patient, arena, err);
}

static bool why(struct cli *c, struct err *err)
{
	const char *sentence = args_value(&c->args, "where");
	struct arena arena;
	int64_t patient;

	if (!sentence && n_words(c) == 1) {
		bool ok = patient_by_chart(&c->clinic, word(c, 0), &patient, err) &&
			  segments_of_one(c, patient, err);
		say_rules_error(c);
		return ok;
	}
	arena_init(&arena);
	const struct why *w =
		sentence ? why_where(c, sentence, &arena, err) : why_segment(c, &arena, err);
	if (w) {
		say_rules_error(c);
		tell_why(c, w);
		c->status = w->is ? 0 : 1;
	}
	arena_release(&arena);
	return w != NULL;
}

struct pinning {
	enum pin_way way;
	const char *reason;
};

static bool pin_one(struct cli *c, int64_t patient, void *arg, struct err *err)
{
	const struct pinning *p = arg;

	return segment_pin(&c->clinic, word(c, 0), patient, p->way, p->reason, err);
}

static bool pin(struct cli *c, struct err *err)
{
	const char *way = word(c, 2);
	struct pinning p = { .reason = args_value(&c->args, "reason") };
	size_t segment;
	int i = choice_find(pin_way_choices, way);

	if (i < 0)
		return err_set(err, ERR_USAGE, _("say in or out: revisit pin SEGMENT PATIENT in"));
	p.way = (enum pin_way)i;
	return typed_segment(c, word(c, 0), &segment, err) &&
	       each_chart(c, word(c, 1), "segment-pin", pin_one, &p, err);
}

static bool unpin_one(struct cli *c, int64_t patient, void *arg, struct err *err)
{
	(void)arg;
	return segment_unpin(&c->clinic, word(c, 0), patient, err);
}

static bool unpin(struct cli *c, struct err *err)
{
	return each_chart(c, word(c, 1), "segment-unpin", unpin_one, NULL, err);
}

static const struct option why_options[] = {
	{ .name = "where", .value = "SENTENCE", .help = N_("Of a sentence instead of a segment") },
	{ 0 },
};

static const struct option pin_options[] = {
	{ .name = "reason", .value = "TEXT", .help = N_("Why: it must be said, and is read on the chart later") },
	{ 0 },
};

const struct command commands_why[] = {
	{ .name = "why",
	  .words = "[SEGMENT] PATIENT",
	  .options = why_options,
	  .min = 1,
	  .max = 2,
	  .help = N_("Why a patient is in a segment or not; alone: every segment they are in, or "
		     "nearly"),
	  .needs = NEEDS_CLINIC,
	  .run = why },
	{ .name = "pin",
	  .words = "SEGMENT PATIENT in|out",
	  .options = pin_options,
	  .min = 3,
	  .max = 3,
	  .help = N_("Keep a patient in a segment or out of it, whatever its rule says"),
	  .more = N_("PATIENT - stands for chart numbers on standard input, one a line: all of them are "
		     "one action."),
	  .needs = NEEDS_CLINIC,
	  .run = pin },
	{ .name = "unpin",
	  .words = "SEGMENT PATIENT",
	  .min = 2,
	  .max = 2,
	  .help = N_("Let the rule decide again"),
	  .more = N_("PATIENT - stands for chart numbers on standard input, one a line: all of them are "
		     "one action."),
	  .needs = NEEDS_CLINIC,
	  .run = unpin },
	{ 0 },
};
