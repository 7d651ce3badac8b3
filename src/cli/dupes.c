/* dupes: who may have two charts. */
#include "revisit/cli/dupes.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/dupes.h"

#include <unistd.h>

static const struct column pair_columns[] = {
	{ "a", N_("No."), 0 },
	{ "name_a", N_("Name"), COLUMN_TABLE },
	{ "b", N_("No."), 0 },
	{ "name_b", N_("Name"), COLUMN_TABLE },
	{ "score", N_("Score"), COLUMN_RIGHT },
	{ "reasons", N_("Because"), 0 },
};

static bool one_side(struct cli *c, struct sheet *s, int64_t patient, struct err *err)
{
	struct patient p;
	struct str title;

	record_init(&record_patient, &p);
	str_init(&title);
	bool ok = store_get(&c->clinic.store, &record_patient, patient, &p, err);
	if (ok) {
		patient_title(&title, &p);
		sheet_text(s, p.chart_no);
		sheet_text(s, title.p);
	}
	str_release(&title);
	record_release(&record_patient, &p);
	return ok;
}

static bool pair_row(struct cli *c, struct sheet *s, const struct pair *p, struct err *err)
{
	struct strlist keys;
	struct str words;

	if (!one_side(c, s, p->a, err) || !one_side(c, s, p->b, err))
		return false;
	strlist_init(&keys);
	str_init(&words);
	for (int i = 0; i < LIKENESS_REASONS; i++)
		if (p->reasons & 1u << i)
			strlist_add(&keys, likeness_key((enum likeness_reason)i));
	likeness_words(&words, p->reasons);
	sheet_number(s, p->score);
	sheet_list(s, &keys);
	sheet_shown(s, words.p);
	sheet_row(s);
	str_release(&words);
	strlist_release(&keys);
	return true;
}

/* --- everybody --- */

enum { REWRITE_MS = 200, QUIET_MS = 500 };

static bool find_all(struct pairs *x, struct err *err)
{
	bool terminal = isatty(STDERR_FILENO);
	int64_t began = boot_now();
	int64_t last = began;
	bool shown = false;
	bool ok = true;

	while (ok && !pairs_done(x)) {
		ok = pairs_step(x, err);
		int64_t now = boot_now();
		if (!terminal || now - began < QUIET_MS || now - last < REWRITE_MS)
			continue;
		last = now;
		shown = true;
		fputs("\r\033[K", stderr);
		fprintf(stderr, _("comparing patients: %d%%, %zu pairs so far (Ctrl-C stops)"),
			pairs_percent(x), pairs_count(x));
	}
	if (shown)
		fprintf(stderr, "\r\033[K");
	return ok;
}

static bool all_pairs(struct cli *c, struct sheet *s, int least, struct err *err)
{
	struct pairs *x = pairs_new(&c->clinic.store, &(struct pairs_options){ .least = least });
	bool ok = find_all(x, err);
	size_t n = pairs_count(x);

	for (size_t i = 0; ok && i < n && i < PAIRS_MAX; i++)
		ok = pair_row(c, s, pairs_at(x, i), err);
	if (ok && n > PAIRS_MAX)
		message(_("only the best %d of %zu pairs are shown"), PAIRS_MAX, n);
	pairs_free(x);
	return ok;
}

static bool pairs_of_one(struct cli *c, struct sheet *s, int64_t patient, int least,
			 struct err *err)
{
	struct pair_list likely = { 0 };
	struct patient_draft d;

	if (!draft_load(&c->clinic, patient, &d, err))
		return false;
	bool ok = clinic_likely(&c->clinic, &d, least, 0, &likely, err);
	for (size_t i = 0; ok && i < likely.n; i++)
		ok = pair_row(c, s, &likely.v[i], err);
	pair_list_release(&likely);
	draft_release(&d);
	return ok;
}

static bool list_pairs(struct cli *c, struct err *err)
{
	int64_t least;
	int64_t patient = 0;
	struct sheet s;

	if (!args_number(&c->args, "min", 1, 100, LIKENESS_LIKELY, &least, err) ||
	    (n_words(c) && !patient_by_chart(&c->clinic, word(c, 0), &patient, err)))
		return false;
	if (n_words(c) > 1)
		return err_set(err, ERR_USAGE, _("dupes takes one patient; two only with --not-same "
						 "or --again"));
	sheet_begin(&s, pair_columns, ARRAY_SIZE(pair_columns), c->format, &c->out);
	bool ok = patient ? pairs_of_one(c, &s, patient, (int)least, err) :
			    all_pairs(c, &s, (int)least, err);
	if (ok && s.rows)
		c->status = err_exit(ERR_FINDINGS);
	sheet_end(&s);
	return ok;
}

/* --- one or two --- */

static const struct column told_columns[] = {
	{ "a", N_("No."), 0 },
	{ "b", N_("No."), 0 },
	{ "not_same", N_("Two people"), COLUMN_FILE },
	{ "changed", N_("Changed"), COLUMN_FILE },
};

static bool tell(struct cli *c, bool not_same, struct err *err)
{
	int64_t a;
	int64_t b;
	bool changed;
	struct sheet s;

	if (n_words(c) != 2)
		return err_set(err, ERR_USAGE, _("--not-same and --again take two patients"));
	if (!patient_by_chart(&c->clinic, word(c, 0), &a, err) ||
	    !patient_by_chart(&c->clinic, word(c, 1), &b, err))
		return false;
	changed = not_same && !store_are_not_same(&c->clinic.store, a, b);
	if (!(not_same ? clinic_not_same(&c->clinic, a, b, err) :
			 clinic_same_again(&c->clinic, a, b, &changed, err)))
		return false;
	char *chart_a = chart_of(c, a);
	char *chart_b = chart_of(c, b);
	one_row(&s, c, told_columns, ARRAY_SIZE(told_columns));
	sheet_text(&s, chart_a);
	sheet_text(&s, chart_b);
	sheet_bool(&s, not_same);
	sheet_bool(&s, changed);
	sheet_row(&s);
	sheet_end(&s);
	free(chart_a);
	free(chart_b);
	return true;
}

bool cli_dupes(struct cli *c, struct err *err)
{
	bool not_same = args_has(&c->args, "not-same");
	bool again = args_has(&c->args, "again");

	if (not_same && again)
		return err_set(err, ERR_USAGE, _("either --not-same or --again"));
	return not_same || again ? tell(c, not_same, err) : list_pairs(c, err);
}

const struct option cli_dupes_options[] = {
	{ .name = "min", .value = "SCORE", .help = N_("Pairs with at least so many of 100 points (50)") },
	{ .name = "not-same", .help = N_("A and B are two people: never show this pair again") },
	{ .name = "again", .help = N_("Forget that A and B were said to be two people") },
	{ 0 },
};
