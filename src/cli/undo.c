/* undo, redo and history. */
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/undo.h"

/* Only for its typed ids: u12. */
static const struct record action_ids = { .letter = 'u' };

static void id_cell(struct sheet *s, int64_t action)
{
	char *id = id_text(&action_ids, action);

	sheet_text(s, id);
	free(id);
}

static void state_cell(struct sheet *s, const struct story *story)
{
	const struct deed *d = &story->deed;

	sheet_text(s, deed_is_undo(d) ? "undo" : !d->in_force ? "undone" : d->of != d->action ? "redo" : "done");
	sheet_shown(s, story_mark(story));
}

/* --- undo and redo --- */

static const struct column done_columns[] = {
	{ "action", N_("No."), COLUMN_FILE },
	{ "undoes", N_("Of"), COLUMN_FILE },
	{ "what", N_("What"), 0 },
};

static void say_done(struct cli *c, int64_t done, int64_t link, bool again, const char *words)
{
	struct sheet s;
	char *shown = mem_printf(again ? _("done again: %s") : _("undone: %s"), words);

	one_row(&s, c, done_columns, ARRAY_SIZE(done_columns));
	id_cell(&s, done);
	id_cell(&s, link);
	sheet_text(&s, words);
	sheet_shown(&s, shown);
	sheet_row(&s);
	sheet_end(&s);
	free(shown);
}

static bool is_run(const struct deed *d, void *arg)
{
	bool found = strcmp(d->verb, "segment-run") == 0 && deed_holds(d);

	if (found)
		*(int64_t *)arg = d->action;
	return !found;
}

/* What was done daily by itself is nobody's own. */
static int64_t last_run(struct cli *c)
{
	const struct deed_query query = { .staff = "rules" };
	int64_t action = 0;

	return store_deeds(&c->clinic.store, &query, is_run, &action, NULL) ? action : 0;
}

/* What is meant: the action named, else the next one. */
static bool which(struct cli *c, bool again, int64_t *action, struct err *err)
{
	struct undo_offer offer;

	if (word(c, 0)) {
		char shown[48];
		const char *typed = word(c, 0);
		bool bare = *typed && strspn(typed, "0123456789") == strlen(typed);
		char *id = mem_printf("%s%s", bare ? "u" : "", typed);
		*action = record_parse_id(&action_ids, id);
		free(id);
		return *action > 0 ||
		       err_set(err, ERR_USAGE, _("'%s' is not the number of an action, such as u12"),
			       str_excerpt(shown, sizeof(shown), word(c, 0)));
	}
	if (!clinic_undo_offer(&c->clinic, again, 0, &offer, err))
		return false;
	*action = offer.link;
	undo_offer_release(&offer);
	if (*action)
		return true;
	int64_t run = again ? 0 : last_run(c);
	if (run)
		return err_set(err, ERR_NO_MATCH,
			       _("%s has done nothing that could be undone; the last run was u%lld: "
				 "revisit undo u%lld"),
			       c->clinic.staff, (long long)run, (long long)run);
	return err_set(err, ERR_NO_MATCH,
		       again ? _("%s has taken nothing back that could be done again") :
			       _("%s has done nothing that could be undone; revisit undo --list shows "
				 "what was done"),
		       c->clinic.staff);
}

static void say_stays(const struct undo_parts *stays)
{
	if (stays->n)
		message(_("for %zu taken back, for %zu it stays"), stays->taken, stays->n);
	for (size_t i = 0; i < stays->n; i++)
		message("  %s", stays->v[i].why);
}

static bool take_back(struct cli *c, bool again, struct err *err)
{
	struct undo_parts stays = { 0 };
	char *words = NULL;
	int64_t done = 0;
	int64_t action;
	int64_t link;
	struct story story;

	if (!which(c, again, &action, err) ||
	    !store_undo_link(&c->clinic.store, action, again, &link, err) ||
	    !store_undo_check(&c->clinic.store, link, &stays, err))
		return false;
	bool ok = true;
	if (args_has(&c->args, "dry-run")) {
		ok = clinic_story(&c->clinic, action, &story, err);
		words = mem_strdup(ok ? story.words : NULL);
		if (ok)
			story_release(&story);
	} else {
		ok = clinic_undo(&c->clinic, action, again, &done, &words, err);
	}
	if (ok) {
		say_done(c, done, link, again, words);
		say_stays(&stays);
	}
	undo_parts_release(&stays);
	free(words);
	return ok;
}

/* --- what was done --- */

static const struct column list_columns[] = {
	{ "action", N_("No."), 0 },
	{ "at", N_("When"), 0 },
	{ "by", N_("By"), 0 },
	{ "state", N_("State"), 0 },
	{ "what", N_("What"), 0 },
	{ "refused", N_("Cannot be undone"), 0 },
};

struct listing {
	struct cli *c;
	struct sheet s;
};

static bool list_row(struct story *story, void *arg)
{
	struct listing *l = arg;
	struct err why = ERR_INIT;

	id_cell(&l->s, story->deed.action);
	instant_cell(&l->s, l->c, story->deed.at);
	sheet_text(&l->s, story->deed.staff);
	state_cell(&l->s, story);
	sheet_text(&l->s, story->words);
	if (deed_holds(&story->deed) && !clinic_can_undo(&l->c->clinic, story->deed.action, false, &why))
		sheet_text(&l->s, why.msg);
	else
		sheet_missing(&l->s);
	sheet_row(&l->s);
	story_release(story);
	return true;
}

enum { LIST_MOST = 20, LIST_LIMIT = 100000 };

static bool list(struct cli *c, struct err *err)
{
	struct listing l = { .c = c };
	struct deed_query query = { 0 };
	int64_t most;

	if (word(c, 0))
		return err_set(err, ERR_USAGE, _("--list shows what was done and takes no ACTION"));
	if (!args_number(&c->args, "limit", 1, LIST_LIMIT, LIST_MOST, &most, err))
		return false;
	sheet_begin(&l.s, list_columns, ARRAY_SIZE(list_columns), c->format, &c->out);
	bool ok = clinic_stories(&c->clinic, &query, (int)most, list_row, &l, err);
	sheet_end(&l.s);
	return ok;
}

static bool undo(struct cli *c, struct err *err)
{
	return args_has(&c->args, "list") ? list(c, err) : take_back(c, false, err);
}

static bool redo(struct cli *c, struct err *err)
{
	return take_back(c, true, err);
}

/* --- history --- */

static const struct column history_columns[] = {
	{ "action", N_("No."), 0 },    { "at", N_("When"), 0 },	      { "by", N_("By"), 0 },
	{ "state", N_("State"), 0 },   { "chart_no", N_("Patient"), COLUMN_FILE },
	{ "what", N_("What"), 0 },     { "before", N_("Before"), 0 },
	{ "after", N_("After"), 0 },
};

struct telling {
	struct cli *c;
	struct sheet s;
	int64_t patient;
};

/* A table says when and by whom once an action. */
static bool history_rows(struct story *story, void *arg)
{
	struct telling *t = arg;
	bool table = t->c->format == FORMAT_TABLE;

	for (size_t i = 0, told = 0; i < story->n; i++) {
		const struct story_line *l = &story->v[i];
		if (story->deed.target != t->patient && l->patient != t->patient)
			continue;
		char *chart_no = chart_of(t->c, l->patient);
		id_cell(&t->s, story->deed.action);
		instant_cell(&t->s, t->c, story->deed.at);
		sheet_text(&t->s, story->deed.staff);
		state_cell(&t->s, story);
		if (table && told++ > 0) {
			struct cell *cells = t->s.cells + t->s.n - 4;
			for (int k = 0; k < 4; k++)
				str_replace(&cells[k].shown, "");
		}
		sheet_text(&t->s, chart_no);
		char *other = l->patient != t->patient && l->who ? mem_printf("%s: %s", l->who, l->what) :
								     NULL;
		sheet_text(&t->s, l->what);
		if (other)
			sheet_shown(&t->s, other);
		sheet_text(&t->s, l->before);
		sheet_text(&t->s, l->after);
		sheet_row(&t->s);
		free(other);
		free(chart_no);
	}
	story_release(story);
	return true;
}

static bool history(struct cli *c, struct err *err)
{
	struct telling t = { .c = c };
	int64_t most;

	if (!args_number(&c->args, "limit", 1, LIST_LIMIT, LIST_LIMIT, &most, err) ||
	    !patient_by_chart(&c->clinic, word(c, 0), &t.patient, err))
		return false;
	struct deed_query query = { .patient = t.patient };
	sheet_begin(&t.s, history_columns, ARRAY_SIZE(history_columns), c->format, &c->out);
	bool ok = clinic_stories(&c->clinic, &query, (int)most, history_rows, &t, err);
	sheet_end(&t.s);
	return ok;
}

/* --- rows --- */

static const struct option undo_options[] = {
	{ .name = "list", .help = N_("Show what was done lately, and why some of it cannot be undone") },
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("Show at most N") },
	{ .name = "dry-run", .help = N_("Only say what would be undone") },
	{ 0 },
};

static const struct option redo_options[] = {
	{ .name = "dry-run", .help = N_("Only say what would be done again") },
	{ 0 },
};

static const struct option history_options[] = {
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("Show at most N actions") },
	{ 0 },
};

const struct command commands_undo[] = {
	{ .name = "undo",
	  .words = "[ACTION]",
	  .options = undo_options,
	  .max = 1,
	  .help = N_("Take back your own last action, or the one named"),
	  .more = N_("What was done at once is taken back at once, on whichever terminal and day it was "
		     "done. It is refused when something later stands in the way, and says what. ACTION "
		     "is a number as --list shows it: u12."),
	  .needs = NEEDS_CLINIC,
	  .run = undo },
	{ .name = "redo",
	  .words = "[ACTION]",
	  .options = redo_options,
	  .max = 1,
	  .help = N_("Do again what was taken back last, or the action named"),
	  .needs = NEEDS_CLINIC,
	  .run = redo },
	{ .name = "history",
	  .words = "PATIENT",
	  .options = history_options,
	  .min = 1,
	  .max = 1,
	  .help = N_("Show what happened to a chart: when, by whom, before and after"),
	  .needs = NEEDS_CLINIC,
	  .run = history },
	{ 0 },
};
