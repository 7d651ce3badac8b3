/* import and export. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/io/export.h"
#include "revisit/io/import.h"

#include <errno.h>
#include <sys/stat.h>

enum { IMPORT_BYTES_MAX = 1 << 29, MAP_BYTES_MAX = 1 << 20, PROBLEMS_SHOWN = 20 };

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

static bool run_import(struct cli *c, const struct import_options *o, struct err *err)
{
	struct import_report report = { 0 };
	bool ok = import_run(&c->clinic, o, &report, err);

	/* One problem is told by the refusal itself. */
	if (ok || report.n_problems > 1)
		say_problems(o->file, &report);
	if (ok && c->format == FORMAT_TABLE)
		import_for_people(c, &report, o->dry_run);
	else if (ok)
		import_sheet(c, &report, o->dry_run);
	if (ok && report.skipped > 0)
		ok = err_set(err, ERR_FINDINGS, _("lines left out: %zu of %zu"), report.skipped,
			     report.rows);
	import_release(&report);
	return ok;
}

static bool import(struct cli *c, struct err *err)
{
	struct import_options o = { .file = word(c, 0), .map_file = args_value(&c->args, "map") };
	struct str text;
	struct str map;

	str_init(&text);
	str_init(&map);
	bool ok = read_skip(&c->args, &o.skip, err) &&
		  file_read(o.file, IMPORT_BYTES_MAX, &text, err) &&
		  (!o.map_file || file_read(o.map_file, MAP_BYTES_MAX, &map, err));
	if (ok) {
		o.text = text.p;
		o.n = text.len;
		o.map_text = o.map_file ? map.p : NULL;
		o.map_n = map.len;
		o.dry_run = args_has(&c->args, "dry-run");
		o.strict = args_has(&c->args, "strict");
		ok = run_import(c, &o, err);
	}
	str_release(&text);
	str_release(&map);
	return ok;
}

/* --- export --- */

/* A pipe or device is written to; a file is replaced when all is well, and not before. */
static bool is_no_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool write_through(const char *path, const struct str *text, struct err *err)
{
	struct pos pos = { .file = path };
	FILE *f = fopen(path, "we");
	bool ok = f && fwrite(text->p, 1, text->len, f) == text->len;
	int why = errno;

	if (f && fclose(f) != 0 && ok) {
		ok = false;
		why = errno;
	}
	return ok || err_at(err, why == ENOSPC ? ERR_NO_SPACE : ERR_IO, &pos, "%s", strerror(why));
}

static bool export(struct cli *c, struct err *err)
{
	/* What people read in a table is here what spreadsheets read. */
	static const enum export_format formats[] = { [FORMAT_TABLE] = EXPORT_CSV,
						      [FORMAT_CSV] = EXPORT_CSV,
						      [FORMAT_JSON] = EXPORT_JSON,
						      [FORMAT_JSONL] = EXPORT_JSONL };
	const char *path = args_value(&c->args, "output");
	enum export_what what;
	struct str text;

	if (!export_what_parse(word(c, 0), &what))
		return err_set(err, ERR_USAGE, _("export takes patients, visits or tasks"));
	if (!path || strcmp(path, "-") == 0)
		return export_run(&c->clinic, what, formats[c->format], NULL, &c->out.text, err);
	str_init(&text);
	bool ok = export_run(&c->clinic, what, formats[c->format], NULL, &text, err) &&
		  (is_no_file(path) ? write_through(path, &text, err)
				    : file_write(path, text.p, text.len, err));
	str_release(&text);
	return ok;
}

static const struct option export_options[] = {
	{ .name = "output",
	  .letter = 'o',
	  .value = "FILE",
	  .help = N_("Write there and not to standard output"),
	  .path = true },
	{ 0 },
};

static const struct option import_options_table[] = {
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
	{ 0 },
};

const struct command commands_file[] = {
	{ .name = "import",
	  .words = "FILE",
	  .options = import_options_table,
	  .min = 1,
	  .max = 1,
	  .help = N_("Take patients, visits or to-dos over from a table"),
	  .more = N_(
		  "CSV and its relatives in any usual encoding; - is standard input. The file is "
		  "checked as a whole first and stored in one go, or not at all. Importing the "
		  "same "
		  "file twice changes nothing. Without a map the guessed one is printed."),
	  .needs = NEEDS_CLINIC | WORDS_ARE_PATHS,
	  .run = import },
	{ .name = "export",
	  .words = "patients|visits|tasks",
	  .options = export_options,
	  .min = 1,
	  .max = 1,
	  .help = N_("Write all records as a table or as JSON"),
	  .more = N_(
		  "CSV unless --format says json or jsonl. import takes it back without a map. A "
		  "file is readable by its owner only, and replaced only when all is written."),
	  .needs = NEEDS_CLINIC,
	  .run = export },
	{ 0 },
};
