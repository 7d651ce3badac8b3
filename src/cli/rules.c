/* rules check, test, diff, fmt: the rule file before it comes into force. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/cli/segments.h"
#include "revisit/clinic/segments.h"

/* The file named, else the clinic's rules.yaml; heap. */
static char *rules_path(struct cli *c)
{
	return n_words(c) > 1 ? mem_strdup(word(c, 1)) : path_join(c->clinic.folder, "rules.yaml");
}

/* What messages call it. */
static const char *rules_name(struct cli *c)
{
	return n_words(c) > 1 ? word(c, 1) : "rules.yaml";
}

/* The checked file into *set, NULL when it has an error; everything wrong with it is told. */
static bool read_rules(struct cli *c, struct str *text, struct ruleset **set, size_t *errors,
		       size_t *warnings, struct err *err)
{
	struct problems problems;
	char *path = rules_path(c);
	bool ok = file_read(path, YAML_MAX_BYTES, text, err);

	free(path);
	*set = NULL;
	if (!ok)
		return false;
	problems_init(&problems);
	*set = clinic_rules_check(&c->clinic, rules_name(c), text->p, text->len, &problems, err);
	say_problems(&problems, text->p, text->len);
	*errors = problems.errors;
	*warnings = problems.n - problems.errors;
	ok = *set || problems.errors > 0;
	problems_release(&problems);
	return ok;
}

static const struct column check_columns[] = {
	{ "segments", N_("Segments"), 0 },
	{ "tests", N_("Tests"), 0 },
	{ "warnings", N_("Warnings"), 0 },
};

static void tell_check(struct cli *c, const struct ruleset *set, size_t warnings)
{
	struct sheet s;

	if (c->format == FORMAT_TABLE) {
		str_addf(&c->out.text, ngettext("%zu segment", "%zu segments", set->n_segments),
			 set->n_segments);
		str_addf(&c->out.text, ngettext(", %zu test", ", %zu tests", set->n_tests),
			 set->n_tests);
		str_addf(&c->out.text, ngettext(", %zu warning\n", ", %zu warnings\n", warnings),
			 warnings);
		return;
	}
	sheet_begin(&s, check_columns, ARRAY_SIZE(check_columns), c->format, &c->out);
	sheet_number(&s, (int64_t)set->n_segments);
	sheet_number(&s, (int64_t)set->n_tests);
	sheet_number(&s, (int64_t)warnings);
	sheet_row(&s);
	sheet_end(&s);
}

static bool check(struct cli *c, struct err *err)
{
	struct ruleset *set;
	struct str text;
	size_t errors = 0;
	size_t warnings = 0;

	str_init(&text);
	bool ok = read_rules(c, &text, &set, &errors, &warnings, err);
	if (ok && errors > 0)
		ok = err_set(err, ERR_RULES,
			     ngettext("%zu mistake: nothing of it comes into force",
				      "%zu mistakes: nothing of it comes into force", errors),
			     errors);
	else if (ok)
		tell_check(c, set, warnings);
	ruleset_free(set);
	str_release(&text);
	return ok;
}

static const struct column test_columns[] = {
	{ "line", N_("Line"), 0 },
	{ "column", N_("Column"), 0 },
	{ "what", N_("What"), 0 },
};

struct telling {
	struct cli *c;
	struct sheet s; /* unless it is a table */
};

static void told(const struct pos *pos, const char *text, void *arg)
{
	struct telling *t = arg;

	if (t->c->format == FORMAT_TABLE) {
		str_addf(&t->c->out.text, "%s:%d:%d: %s\n", str_or_empty(pos->file), pos->line,
			 pos->col, text);
		return;
	}
	sheet_number(&t->s, pos->line);
	sheet_number(&t->s, pos->col);
	sheet_text(&t->s, text);
	sheet_row(&t->s);
}

static void run_tests(struct cli *c, const struct ruleset *set)
{
	struct test_report r = { 0 };
	struct telling t = { .c = c };
	bool table = c->format == FORMAT_TABLE;

	if (!table)
		sheet_begin(&t.s, test_columns, ARRAY_SIZE(test_columns), c->format, &c->out);
	ruleset_test(set, true, told, &t, &r);
	if (!table)
		sheet_end(&t.s);
	if (r.failed > 0)
		c->status = err_exit(ERR_FINDINGS);
	if (!table)
		return;
	str_addf(&c->out.text, _("%zu passed, %zu failed\n"), r.passed, r.failed);
	if (r.failed > 0)
		str_addf(&c->out.text, "%s\n",
			 _("once all of them pass, what no test would notice is told here"));
	else
		str_addf(&c->out.text,
			 _("%zu of %zu changes of a condition would be noticed by a test\n"),
			 r.noticed, r.mutants);
}

static bool test(struct cli *c, struct err *err)
{
	struct ruleset *set;
	struct str text;
	size_t errors = 0;
	size_t warnings = 0;

	str_init(&text);
	bool ok = read_rules(c, &text, &set, &errors, &warnings, err);
	if (ok && errors > 0)
		ok = err_set(err, ERR_RULES,
			     _("with mistakes in the file its tests cannot be run"));
	if (ok)
		run_tests(c, set);
	ruleset_free(set);
	str_release(&text);
	return ok;
}

/* --- diff --- */

static const struct column diff_columns[] = {
	{ "segment", N_("Segment"), 0 },
	{ "change", N_("Rule"), 0 },
	{ "members", N_("Members"), COLUMN_RIGHT },
	{ "enter", N_("Enter"), COLUMN_RIGHT },
	{ "leave", N_("Leave"), COLUMN_RIGHT },
	{ "entering", N_("Who enters"), 0 },
	{ "leaving", N_("Who leaves"), 0 },
};

enum { NAMES_SHOWN = 3 };

static void names_cell(struct sheet *s, struct cli *c, const int64_t *ids, size_t n, int64_t of)
{
	struct strlist charts;
	struct str shown;

	strlist_init(&charts);
	str_init(&shown);
	for (size_t i = 0; i < n; i++) {
		struct patient p;
		record_init(&record_patient, &p);
		if (store_get(&c->clinic.store, &record_patient, ids[i], &p, NULL)) {
			strlist_add(&charts, p.chart_no);
			if (i < NAMES_SHOWN)
				str_addf(&shown, "%s%s", i ? ", " : "", str_or_empty(p.name));
		}
		record_release(&record_patient, &p);
	}
	sheet_list(s, &charts);
	if (of > NAMES_SHOWN) {
		char *all = mem_printf(_("%s and %lld more"), shown.p, (long long)of - NAMES_SHOWN);
		sheet_shown(s, all);
		free(all);
	} else {
		sheet_shown(s, shown.p);
	}
	strlist_release(&charts);
	str_release(&shown);
}

static void ignored(const struct pos *pos, const char *text, void *arg)
{
	(void)pos;
	(void)text;
	(void)arg;
}

/* Who moves a number often forgets the example that held it. */
static void say_broken_tests(const struct ruleset *set)
{
	struct test_report r = { 0 };

	ruleset_test(set, false, ignored, NULL, &r);
	if (r.failed > 0)
		message(ngettext("%zu example of the file does not hold any more; revisit rules test tells "
				 "which",
				 "%zu examples of the file do not hold any more; revisit rules test tells "
				 "which",
				 r.failed),
			r.failed);
}

static bool diff(struct cli *c, struct err *err)
{
	struct ruleset *set;
	struct str text;
	struct sheet s;
	size_t errors = 0;
	size_t warnings = 0;
	int64_t seen;
	int64_t of;
	bool done;
	size_t n;

	/* The clinic's own file is in force as soon as it is saved. */
	if (n_words(c) < 2)
		return err_set(err, ERR_USAGE,
			       _("say which file: a copy of rules.yaml with the changes"));
	str_init(&text);
	bool ok = read_rules(c, &text, &set, &errors, &warnings, err);
	str_release(&text);
	if (ok && !set)
		return err_set(err, ERR_RULES, _("with mistakes in the file nothing changes"));
	if (!ok)
		return false;
	say_broken_tests(set);
	struct rules_diff *d = rules_diff_begin(&c->clinic, set, false);
	ok = rules_diff_step(d, 0, &done, &seen, &of, err);
	const struct rules_diff_line *l = rules_diff_lines(d, &n);
	sheet_begin(&s, diff_columns, ARRAY_SIZE(diff_columns), c->format, &c->out);
	for (size_t i = 0; ok && i < n; i++, l++) {
		sheet_text(&s, l->key);
		sheet_text(&s, l->is_new ? "new" : l->gone ? "gone" : "changed");
		sheet_shown(&s, l->is_new ? _("new") : l->gone ? _("gone") : _("changed"));
		sheet_number(&s, l->members);
		sheet_number(&s, l->enter);
		sheet_number(&s, l->leave);
		names_cell(&s, c, l->entering, l->n_entering, l->enter);
		names_cell(&s, c, l->leaving, l->n_leaving, l->leave);
		sheet_row(&s);
	}
	sheet_end(&s);
	if (ok && n == 0)
		message(_("nobody enters and nobody leaves: what the rules say is the same"));
	rules_diff_free(d);
	return ok;
}

/* --- fmt --- */

static bool fmt(struct cli *c, struct err *err)
{
	struct str text;
	struct str out;
	char *path = rules_path(c);

	str_init(&text);
	str_init(&out);
	bool ok = file_read(path, YAML_MAX_BYTES, &text, err) &&
		  rules_format(rules_name(c), text.p, text.len, &out, err);
	bool same = ok && strcmp(text.p, out.p) == 0;
	if (ok && args_has(&c->args, "check")) {
		c->status = same ? 0 : err_exit(ERR_FINDINGS);
		if (!same)
			message(_("%s is not in this style; revisit rules fmt writes it"),
				rules_name(c));
	} else if (ok && strcmp(path, "-") == 0)
		str_add(&c->out.text, out.p);
	else if (ok && !same)
		ok = file_write(path, out.p, out.len, err);
	free(path);
	str_release(&text);
	str_release(&out);
	return ok;
}

/* --- back --- */

static bool back(struct cli *c, struct err *err)
{
	struct str when;
	instant_t at;
	day_t day;
	minute_t minute;

	if (n_words(c) > 1)
		return err_set(err, ERR_USAGE, _("rules back takes nothing else"));
	if (!clinic_rules_back(&c->clinic, &at, err))
		return false;
	str_init(&when);
	instant_split(at, &day, &minute);
	day_show(&when, day, clinic_today(&c->clinic));
	str_addc(&when, ' ');
	minute_iso(&when, minute);
	message(_("the rules of %s are in force again; once more takes that back"), when.p);
	str_release(&when);
	return true;
}

static bool rules(struct cli *c, struct err *err)
{
	static const struct {
		const char *name;
		bool (*run)(struct cli *c, struct err *err);
	} what[] = { { "check", check }, { "test", test }, { "diff", diff }, { "fmt", fmt }, { "back", back } };

	for (size_t i = 0; i < ARRAY_SIZE(what); i++)
		if (strcmp(word(c, 0), what[i].name) == 0)
			return what[i].run(c, err);
	return err_set(err, ERR_USAGE, _("rules takes check, test, diff, fmt or back"));
}

static const struct option rules_options[] = {
	{ .name = "check", .help = N_("fmt: change nothing, only tell by the exit status") },
	{ 0 },
};

const struct command commands_rules[] = {
	{ .name = "rules",
	  .words = "check|test|diff|fmt|back [FILE]",
	  .options = rules_options,
	  .min = 1,
	  .max = 2,
	  .help = N_("Look at a rule file before it comes into force"),
	  .more = N_("check tells every mistake with its place; test runs the file's own tests and "
		     "tells which conditions no test would miss; diff FILE tells who would enter and "
		     "leave; fmt writes it in block style; back puts the rules from before the last "
		     "change in force again. Without FILE: the clinic's rules.yaml, which comes into "
		     "force by itself when it is saved without mistakes."),
	  .needs = NEEDS_CLINIC | WORDS_ARE_PATHS,
	  .run = rules },
	{ 0 },
};
