/* import: from a table into the clinic, with progress on standard error. */
#include "revisit/cli/import.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/cli/sheet.h"
#include "revisit/io/import.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

enum { MAP_BYTES_MAX = 1 << 20, PROBLEMS_SHOWN = 20, STEP_MS = 50 };

static const struct column import_columns[] = {
	{ "what", N_("What"), 0 },
	{ "dry_run", N_("Dry run"), 0 },
	{ "rows", N_("Rows"), 0 },
	{ "skipped", N_("Skipped"), 0 },
	{ "patients_added", N_("Patients added"), 0 },
	{ "patients_changed", N_("Patients changed"), 0 },
	{ "patients_same", N_("Patients unchanged"), 0 },
	{ "records_added", N_("Records added"), 0 },
	{ "records_changed", N_("Records changed"), 0 },
	{ "records_same", N_("Records unchanged"), 0 },
	{ "unlinked", N_("Unlinked"), 0 },
	{ "import", N_("Import"), 0 },
	{ "map", N_("Map"), 0 },
};

static void import_sheet(struct cli *c, const struct import_report *r, bool dry_run)
{
	char *id = r->import ? mem_printf("i%lld", (long long)r->import) : NULL;
	struct sheet s;

	one_row(&s, c, import_columns, ARRAY_SIZE(import_columns));
	sheet_text(&s, r->what);
	sheet_bool(&s, dry_run);
	sheet_number(&s, (int64_t)r->rows);
	sheet_number(&s, (int64_t)r->skipped);
	sheet_number(&s, (int64_t)r->patients.added);
	sheet_number(&s, (int64_t)r->patients.changed);
	sheet_number(&s, (int64_t)r->patients.same);
	sheet_number(&s, (int64_t)r->records.added);
	sheet_number(&s, (int64_t)r->records.changed);
	sheet_number(&s, (int64_t)r->records.same);
	sheet_number(&s, (int64_t)r->unlinked);
	sheet_text(&s, id);
	sheet_text(&s, r->guess);
	sheet_row(&s);
	sheet_end(&s);
	free(id);
}

static void count_line(struct str *out, const char *mark, const char *what,
		       const struct import_count *n)
{
	str_addf(out, "%s%s: ", mark, what);
	str_addf(out, _("%zu added, %zu changed, %zu unchanged"), n->added, n->changed, n->same);
	str_addc(out, '\n');
}

/* The counts; behind a guessed map's own sign for remarks, so that the output is a map. */
static void import_for_people(struct cli *c, const struct import_report *r, bool dry_run)
{
	struct str *out = &c->out.text;
	const char *mark = r->guess ? "# " : "";

	if (dry_run)
		str_addf(out, "%s%s\n", mark, _("nothing was stored: this is what would be done"));
	count_line(out, mark, _("patients"), &r->patients);
	if (str_eq(r->what, "visits"))
		count_line(out, mark, _("visits"), &r->records);
	else if (str_eq(r->what, "tasks"))
		count_line(out, mark, _("to-dos"), &r->records);
	if (r->guess)
		str_addf(out, "# %s\n%s",
			 _("the columns were understood like this; edit it and give it with --map"),
			 r->guess);
}

static void say_problems(const char *file, const struct import_report *r)
{
	size_t shown = r->n_problems < PROBLEMS_SHOWN ? r->n_problems : PROBLEMS_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		const struct import_problem *p = &r->problems[i];
		if (p->col > 0)
			message("%s:%d:%d: %s", file, p->line, p->col, p->text);
		else
			message("%s:%d: %s", file, p->line, p->text);
	}
	if (r->n_problems > shown)
		message(_("and %zu more"), r->n_problems - shown);
}

static bool read_skip(const struct args *a, bool *skip, struct err *err)
{
	const char *value = args_value(a, "on-error");

	*skip = value && strcmp(value, "skip") == 0;
	if (!value || *skip || strcmp(value, "stop") == 0)
		return true;
	return err_set(err, ERR_USAGE, _("--on-error takes stop or skip"));
}

/* --- working it off --- */

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	interrupted = number;
}

enum { REWRITE_MS = 200, LINE_MS = 10000, QUIET_MS = 1000 };

struct meter {
	bool terminal, shown;
	int64_t began, last;
};

/* On a terminal one line that is written over; else a line now and then. */
static void show_progress(struct meter *m, const struct import_job *job)
{
	int64_t now = boot_now();
	struct import_progress p = import_progress(job);
	struct str text;

	if (now - m->began < QUIET_MS || now - m->last < (m->terminal ? REWRITE_MS : LINE_MS))
		return;
	m->last = now;
	str_init(&text);
	import_progress_text(&text, &p);
	if (m->terminal)
		fprintf(stderr, "\r\033[K%s", text.p);
	else
		fprintf(stderr, "%s\n", text.p);
	m->shown = m->terminal;
	str_release(&text);
}

/* Steps until the end.  Ctrl-C cancels; what was stored is taken back. */
static void work_off(struct import_job *job)
{
	struct sigaction catch = { .sa_handler = interrupt };
	struct sigaction old[2];
	struct meter m = { .terminal = isatty(STDERR_FILENO), .began = boot_now() };

	m.last = m.began;
	interrupted = 0;
	sigaction(SIGINT, &catch, &old[0]);
	sigaction(SIGTERM, &catch, &old[1]);
	while (import_step(job, STEP_MS) == IMPORT_MORE) {
		if (interrupted) {
			interrupted = 0;
			import_cancel(job);
		}
		show_progress(&m, job);
		int pause = import_pause(job);
		if (pause)
			poll(NULL, 0, pause);
	}
	if (m.shown)
		fputs("\r\033[K", stderr);
	sigaction(SIGINT, &old[0], NULL);
	sigaction(SIGTERM, &old[1], NULL);
}

static bool run_import(struct cli *c, const struct import_options *o, struct err *err)
{
	struct import_job *job = import_new(&c->clinic, o);

	work_off(job);
	const struct import_report *r = import_result(job, err);
	bool ok = r != NULL;
	/* One problem is told by the refusal itself. */
	if (ok || import_problems(job)->n_problems > 1)
		say_problems(o->file, import_problems(job));
	if (ok && c->format == FORMAT_TABLE)
		import_for_people(c, r, o->dry_run);
	else if (ok)
		import_sheet(c, r, o->dry_run);
	if (r && r->likely)
		message(ngettext("%zu pair may be one person with two charts: revisit dupes shows all such",
				 "%zu pairs may be one person with two charts: revisit dupes shows all such",
				 (unsigned long)r->likely),
			r->likely);
	if (r && r->unlooked)
		message(_("whether some of them have a chart already was not looked at: revisit dupes does"));
	if (ok && r->skipped > 0)
		ok = err_set(err, ERR_FINDINGS, _("lines left out: %zu of %zu"), r->skipped, r->rows);
	import_free(job);
	return ok;
}

static bool import_file(struct cli *c, struct err *err)
{
	struct import_options o = { .file = word(c, 0), .map_file = args_value(&c->args, "map") };
	struct str map;

	str_init(&map);
	bool ok = read_skip(&c->args, &o.skip, err) &&
		  (!o.map_file || file_read(o.map_file, MAP_BYTES_MAX, &map, err));
	if (ok) {
		o.map_text = o.map_file ? map.p : NULL;
		o.map_n = map.len;
		o.dry_run = args_has(&c->args, "dry-run");
		o.strict = args_has(&c->args, "strict");
		o.exclusive = args_has(&c->args, "exclusive");
		ok = run_import(c, &o, err);
	}
	str_release(&map);
	return ok;
}

/* --- undo and list --- */

static bool parse_import(const char *text, int64_t *id)
{
	char *end;

	if (*text == 'i' || *text == 'I')
		text++;
	*id = strtoll(text, &end, 10);
	return end > text && !*end && *id > 0 && *id < INT64_MAX;
}

static void say_kept(const struct import_job *job)
{
	const struct import_report *r = import_problems(job);

	for (size_t i = 0; i < r->n_problems && i < PROBLEMS_SHOWN; i++)
		message("%s", r->problems[i].text);
	if (r->n_found > PROBLEMS_SHOWN)
		message(_("and %zu more"), r->n_found - PROBLEMS_SHOWN);
}

static bool undo(struct cli *c, struct err *err)
{
	int64_t id;

	if (n_words(c) > 0)
		return err_set(err, ERR_USAGE, _("--undo takes back an import and reads no file"));
	if (!parse_import(args_value(&c->args, "undo"), &id))
		return err_set(err, ERR_USAGE, _("--undo takes the number of an import: i7"));
	struct import_job *job = import_undo(&c->clinic, id);
	work_off(job);
	bool ok = import_result(job, err) != NULL;
	say_kept(job);
	if (ok && c->format == FORMAT_TABLE)
		str_addf(&c->out.text, _("import i%lld is undone\n"), (long long)id);
	import_free(job);
	return ok;
}

static const struct column list_columns[] = {
	{ "import", N_("Import"), 0 },
	{ "name", N_("File"), 0 },
	{ "at", N_("When"), 0 },
	{ "by", N_("By"), 0 },
	{ "state", N_("State"), 0 },
	{ "added", N_("Added"), COLUMN_RIGHT },
	{ "changed", N_("Changed"), COLUMN_RIGHT },
	{ "same", N_("Unchanged"), COLUMN_RIGHT },
	{ "skipped", N_("Left out"), COLUMN_RIGHT },
};

static bool list_one(const struct import_row *r, void *arg)
{
	struct sheet *s = arg;
	struct str at;
	struct str shown;
	day_t day;
	minute_t minute;
	char *id = mem_printf("i%lld", (long long)r->id);

	str_init(&at);
	str_init(&shown);
	instant_iso(&at, r->at);
	instant_split(r->at, &day, &minute);
	day_iso(&shown, day);
	str_addc(&shown, ' ');
	minute_iso(&shown, minute);
	sheet_text(s, id);
	sheet_text(s, r->name);
	sheet_text(s, at.p);
	sheet_shown(s, shown.p);
	sheet_text(s, r->staff);
	sheet_text(s, import_state_key(r->state));
	sheet_shown(s, import_state_label(r->state));
	sheet_number(s, r->added);
	sheet_number(s, r->changed);
	sheet_number(s, r->same);
	sheet_number(s, r->skipped);
	sheet_row(s);
	str_release(&at);
	str_release(&shown);
	free(id);
	return true;
}

static bool list(struct cli *c, struct err *err)
{
	struct sheet s;

	if (n_words(c) > 0)
		return err_set(err, ERR_USAGE, _("--list shows the imports and reads no file"));
	sheet_begin(&s, list_columns, ARRAY_SIZE(list_columns), c->format, &c->out);
	bool ok = store_imports(&c->clinic.store, list_one, &s, err);
	sheet_end(&s);
	return ok;
}

bool cli_import(struct cli *c, struct err *err)
{
	if (args_has(&c->args, "undo"))
		return undo(c, err);
	if (args_has(&c->args, "list"))
		return list(c, err);
	if (n_words(c) == 0)
		return err_set(err, ERR_USAGE, _("something is missing: revisit %s%s%s"), "import",
			       " ", "FILE");
	return import_file(c, err);
}

/* --- left half done --- */

bool cli_import_left_over(struct cli *c, struct err *err)
{
	struct import_job *job = import_left_over(&c->clinic);
	struct err why = ERR_INIT;

	if (!job)
		return true;
	message("%s", _("an import was cut off; it is being ended now"));
	work_off(job);
	bool ok = import_result(job, &why) != NULL;
	say_kept(job);
	import_free(job);
	/* Taken back is as good an end; only what is still half done stops the rest. */
	if (ok || store_import_open(&c->clinic.store) == 0) {
		message("%s", ok ? _("it is stored") : why.msg);
		return true;
	}
	*err = why;
	return false;
}

const struct option cli_import_options[] = {
	{ .name = "map",
	  .value = "MAP.yaml",
	  .help = N_("What the columns are; else guessed from their names"),
	  .path = true },
	{ .name = "dry-run", .help = N_("Say what would be done and store nothing") },
	{ .name = "on-error",
	  .value = "stop|skip",
	  .help = N_("stop: one bad line refuses the file (the usual); skip: bad lines are left "
		     "out") },
	{ .name = "strict",
	  .help = N_("Refuse visit kinds, providers, tags … that are not known yet") },
	{ .name = "exclusive",
	  .help = N_("As fast as possible, while nobody else works in the clinic") },
	{ .name = "undo",
	  .value = "IMPORT",
	  .help = N_("Take back a whole import (i7), unless something was built on it") },
	{ .name = "list", .help = N_("Show all imports, newest first") },
	{ 0 },
};
