/* export, and the rows of both commands. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/cli/import.h"
#include "revisit/io/export.h"

#include <errno.h>
#include <sys/stat.h>

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
		return err_set(err, ERR_USAGE, _("export takes patients, visits, tasks, plans, parts (of plans), "
				 "surveys or pins"));
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

const struct command commands_file[] = {
	{ .name = "import",
	  .words = "FILE",
	  .options = cli_import_options,
	  .min = 0,
	  .max = 1,
	  .help = N_("Take patients, visits or to-dos over from a table"),
	  .more = N_(
		  "CSV and its relatives in any usual encoding; - is standard input. The file is "
		  "checked as a whole first and then stored in short steps, so that others can "
		  "work on, wholly or not at all: Ctrl-C takes back what was stored, and an import "
		  "that was cut off goes on at the next start. Importing the same file twice "
		  "changes nothing. Without a map the guessed one is printed."),
	  .needs = NEEDS_CLINIC | WORDS_ARE_PATHS,
	  .run = cli_import },
	{ .name = "export",
	  .words = "patients|visits|tasks|plans|parts|surveys|pins",
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
