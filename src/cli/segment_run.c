/* run: what rules say is to be done, done. */
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/cli/segments.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/segments.h"
#include "revisit/store/undo.h"

static const struct column run_columns[] = {
	{ "segment", N_("Segment"), 0 }, { "chart_no", N_("No."), 0 }, { "name", N_("Name"), 0 },
	{ "entered", N_("Entered"), 0 }, { "what", N_("What"), 0 },
};

static bool run_rows(struct cli *c, struct sheet *s, const char *key,
		     const struct segment_run *run, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < run->n; i++) {
		const struct run_line *l = &run->lines[i];
		struct patient p;
		if (!l->what)
			continue;
		record_init(&record_patient, &p);
		ok = store_get(&c->clinic.store, &record_patient, l->patient, &p, err);
		sheet_text(s, key);
		sheet_text(s, p.chart_no);
		sheet_text(s, p.name);
		day_cell(s, l->entered, MINUTE_NONE, clinic_today(&c->clinic));
		sheet_text(s, l->what);
		sheet_row(s);
		record_release(&record_patient, &p);
	}
	return ok;
}

/* Those who wait on a call list are its members, and need nothing done. */
static void say_lists(const struct segment *s, const struct segment_run *run)
{
	long long waiting = (long long)run->entries + run->already;

	for (size_t i = 0; i < s->n_then; i++) {
		const struct then *t = &s->then[i];
		if (t->kind == THEN_CALL)
			message(_("call list %s: %lld wait there to be rung"), t->what, waiting);
	}
	if (s->n_then == 0)
		message(_("the rule of %s says nothing to do; then: tells what"), s->key);
}

static void say_run(const struct segment *s, const struct segment_run *run)
{
	message(_("new since the last run: %lld; had their turn before: %lld; members from before "
		  "the "
		  "rule: %lld"),
		(long long)run->entries, (long long)run->already, (long long)run->skipped);
	if (run->settled)
		message(_("nothing is to be done for %lld of the new: they have it already, or may not be written to"),
			(long long)run->settled);
	say_lists(s, run);
}

/* A segment that is in the rules no more, and left tags behind; else *known false. */
static bool run_gone(struct cli *c, bool dry, bool *known, struct err *err)
{
	const struct ruleset *set = clinic_rules(&c->clinic);
	const char *key = word(c, 0);
	struct segment_run run;
	struct sheet s;

	*known = false;
	if (!set || ruleset_find(set, key) >= 0)
		return true;
	if (!segment_gone_plan(&c->clinic, key, &run, err))
		return false;
	*known = run.n > 0;
	bool ok = !*known || dry || segment_gone_do(&c->clinic, key, &run, err);
	if (ok && *known) {
		message(_("segment %s is in the rules no more; the tags that it set go"), key);
		sheet_begin(&s, run_columns, ARRAY_SIZE(run_columns), c->format, &c->out);
		ok = run_rows(c, &s, key, &run, err);
		sheet_end(&s);
	}
	segment_run_release(&run);
	return ok;
}

static bool run_segment(struct cli *c, bool dry, struct err *err)
{
	struct segment_run run = { 0 };
	size_t segment;
	struct sheet s;

	bool gone;
	if (!run_gone(c, dry, &gone, err))
		return false;
	if (gone)
		return true;
	if (!typed_segment(c, word(c, 0), &segment, err))
		return false;
	const struct segment *of = &clinic_rules(&c->clinic)->segments[segment];
	bool ok = dry ? segment_run_plan(&c->clinic, segment, &run, err)
		      : segment_run_do(&c->clinic, segment, &run, err);
	if (ok) {
		sheet_begin(&s, run_columns, ARRAY_SIZE(run_columns), c->format, &c->out);
		ok = run_rows(c, &s, of->key, &run, err);
		sheet_end(&s);
		say_rules_error(c);
		say_run(of, &run);
	}
	segment_run_release(&run);
	return ok;
}

struct daily {
	struct cli *c;
	struct sheet s;
};

static bool newest(const struct deed *d, void *arg)
{
	*(int64_t *)arg = d->action;
	return false;
}

/* It is nobody's own last action, so undo alone does not find it. */
static void say_how_to_undo(struct cli *c, const char *segment)
{
	const struct deed_query query = { .staff = c->clinic.store.staff };
	int64_t action = 0;

	if (store_deeds(&c->clinic.store, &query, newest, &action, NULL) && action)
		message(_("%s: revisit undo u%lld takes it back"), segment, (long long)action);
}

static void ran(const struct segment *s, const struct segment_run *run, void *arg)
{
	struct daily *d = arg;

	run_rows(d->c, &d->s, s->key, run, NULL);
	say_how_to_undo(d->c, s->key);
}

static bool run_daily(struct cli *c, struct err *err)
{
	struct daily d = { .c = c };

	if (n_words(c) > 0 || args_has(&c->args, "dry-run"))
		return err_set(err, ERR_USAGE, _("--daily takes nothing else"));
	sheet_begin(&d.s, run_columns, ARRAY_SIZE(run_columns), c->format, &c->out);
	bool ok = segments_run_daily(&c->clinic, ran, &d, err);
	sheet_end(&d.s);
	say_rules_error(c);
	return ok;
}

static bool run(struct cli *c, struct err *err)
{
	if (args_has(&c->args, "daily"))
		return run_daily(c, err);
	if (n_words(c) == 0)
		return err_set(err, ERR_USAGE, _("say which segment: revisit run SEGMENT"));
	return run_segment(c, args_has(&c->args, "dry-run"), err);
}

static const struct option run_options[] = {
	{ .name = "dry-run", .letter = 'n', .help = N_("Only tell what would be done") },
	{ .name = "daily", .help = N_("All segments that say run: daily, once a day") },
	{ 0 },
};

const struct command commands_segment_run[] = {
	{ .name = "run",
	  .words = "[SEGMENT]",
	  .options = run_options,
	  .max = 1,
	  .help = N_("Do what a segment's rule says for those who entered it since the last time"),
	  .more = N_("Everybody has their turn once each time they enter. revisit undo takes back what "
		     "was done, but for whom something of it was touched since."),
	  .needs = NEEDS_CLINIC,
	  .run = run },
	{ 0 },
};
