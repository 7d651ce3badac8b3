/* init, demo, check, fields. */
#include "rule_words.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/scripts.h"
#include "revisit/clinic/calls.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/demo.h"
#include "revisit/clinic/segments.h"
#include "revisit/clinic/patients.h"

#include <errno.h>
#include <unistd.h>

static void say_folder(struct cli *c, const char *folder)
{
	static const struct column columns[] = { { "folder", N_("Folder"), 0 } };
	struct sheet s;

	one_row(&s, c, columns, ARRAY_SIZE(columns));
	sheet_text(&s, folder);
	sheet_row(&s);
	sheet_end(&s);
}

static bool init(struct cli *c, struct err *err)
{
	char *folder = clinic_folder(args_value(&c->args, "clinic"));
	bool ok = clinic_init(folder, args_value(&c->args, "name"), args_has(&c->args, "simulated"),
			      err);

	if (ok)
		say_folder(c, folder);
	free(folder);
	return ok;
}

/* --- demo --- */

enum { DEMO_PATIENTS_MAX = 1000000, DEMO_SEED = 1 };

static char *demo_folder(const char *given)
{
	const char *data = getenv("XDG_DATA_HOME");

	if (given)
		return clinic_folder(given);
	if (data && *data == '/')
		return path_join(data, "revisit/demo");
	return path_join(getenv("HOME") ? getenv("HOME") : ".", ".local/share/revisit/demo");
}

/* What a demo clinic remembers of itself: the same words, the same demo.  Heap. */
static char *demo_words(struct cli *c, const struct demo_options *o)
{
	struct str s;

	str_init(&s);
	day_iso(&s, clinic_today(&c->clinic));
	str_addf(&s, " patients=%d seed=%llu", o->patients, (unsigned long long)o->seed);
	return s.p;
}

enum { TELL_FROM = 20000 };

/* One line of a terminal, written over and over and gone at the end. */
static void tell_progress(enum demo_part part, int done, int all, void *arg)
{
	char *text = NULL;
	(void)arg;

	switch (part) {
	case DEMO_PEOPLE:
		text = mem_printf(_("making patients: %d of %d"), done, all);
		break;
	case DEMO_SORTING:
		text = mem_strdup(_("putting them in order…"));
		break;
	case DEMO_SEARCH:
		text = mem_strdup(_("making them findable…"));
		break;
	case DEMO_DONE:
		text = mem_strdup("");
		break;
	}
	fprintf(stderr, "\r\033[K%s", text);
	fflush(stderr);
	free(text);
}

static bool fill_demo(struct cli *c, const char *folder, const struct demo_options *o,
		      struct err *err)
{
	const struct clinic_options options = {
		.folder = folder,
		.staff = args_value(&c->args, "as"),
		.today = args_value(&c->args, "today"),
	};

	if (!clinic_build(&c->clinic, &options, _("Demo clinic"), true, err))
		return false;
	char *words = demo_words(c, o);
	bool ok = demo_make(&c->clinic, o, err) && demo_live(&c->clinic, err) &&
		  store_meta_set(&c->clinic.store, "demo", words, err) &&
		  clinic_publish(&c->clinic, err);
	free(words);
	clinic_close(&c->clinic);
	return ok;
}

static bool remove_demo(const char *folder, struct err *err)
{
	static const char *const files[] = { "clinic.db-wal", "clinic.db-shm", "clinic.db",
					     "clinic.yaml", "rules.yaml" };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char *path = path_join(folder, files[i]);
		struct pos pos = { .file = path };
		bool gone = unlink(path) == 0 || errno == ENOENT;
		if (!gone)
			err_at(err, ERR_IO, &pos, _("the old demo cannot be removed: %s"),
			       strerror(errno));
		free(path);
		if (!gone)
			return false;
	}
	return true;
}

/* Whether the folder already holds this demo; false with *err set when it holds anything else.
 * Yesterday's is of no use: its appointments are over. */
static bool same_demo(struct cli *c, const char *folder, const struct demo_options *o, bool *same,
		      bool *old, struct err *err)
{
	struct err why = ERR_INIT;

	*same = *old = false;
	if (!cli_open(c, folder, &why)) {
		if (why.code == ERR_NO_CLINIC)
			return true;
		*err = why;
		return false;
	}
	char *is = store_meta(&c->clinic.store, "demo");
	char *words = demo_words(c, o);
	bool demo = is != NULL;
	*same = demo && strcmp(is, words) == 0;
	*old = demo && !*same;
	free(is);
	free(words);
	clinic_close(&c->clinic);
	if (demo)
		return true;
	struct pos pos = { .file = folder };
	return err_at(err, ERR_EXISTS, &pos,
		      _("a clinic that is not a demo is here and was left as it is; "
			"name another folder with -C"));
}

static bool demo(struct cli *c, struct err *err)
{
	struct demo_options o = { 0 };
	int64_t patients;
	int64_t seed;
	bool same;
	bool old;

	if (!args_number(&c->args, "patients", 1, DEMO_PATIENTS_MAX, 0, &patients, err) ||
	    !args_number(&c->args, "seed", 0, INT64_MAX, DEMO_SEED, &seed, err))
		return false;
	o.patients = (int)patients;
	o.seed = (uint64_t)seed;
	if (patients >= TELL_FROM && isatty(STDERR_FILENO))
		o.progress = tell_progress;
	char *folder = demo_folder(args_value(&c->args, "clinic"));
	bool ok = same_demo(c, folder, &o, &same, &old, err) &&
		  (!old || remove_demo(folder, err)) && (same || fill_demo(c, folder, &o, err));
	if (ok && args_has(&c->args, "no-open"))
		say_folder(c, folder);
	else if (ok)
		ok = cli_screens(c, folder, err);
	free(folder);
	return ok;
}

/* The demo as it is, opened at the tour's beginning. */
static bool tour(struct cli *c, struct err *err)
{
	c->tour = true;
	return demo(c, err);
}

/* --- check --- */

struct checking {
	struct sheet sheet;
	int n;
};

static void finding(const char *text, void *arg)
{
	struct checking *k = arg;

	k->n++;
	sheet_text(&k->sheet, text);
	sheet_row(&k->sheet);
}

/* Every change of the time zone: what was written before it shows another clock. */
static void zone_row(const char *text, const char *by, instant_t at, void *arg)
{
	char **before = arg;
	struct str when;

	if (*before) {
		str_init(&when);
		instant_iso(&when, at);
		message(_("note: the time zone is %s since %s (%s); before, it was %s"), text, when.p, by,
			*before);
		str_release(&when);
	}
	str_replace(before, text);
}

static bool check(struct cli *c, struct err *err)
{
	static const struct column columns[] = { { "finding", N_("Finding"), 0 } };
	struct checking k = { .n = 0 };

	sheet_begin(&k.sheet, columns, ARRAY_SIZE(columns), c->format, &c->out);
	k.sheet.single = c->format == FORMAT_TABLE;
	char *zone = NULL;
	clinic_rules(&c->clinic); /* membership is looked at when they are known */
	bool ok = store_check(&c->clinic.store, finding, &k, err) &&
		  scripts_check(&c->clinic, finding, &k, err) &&
		  calls_check(&c->clinic, finding, &k, err);
	ok = ok && store_setting_history(&c->clinic.store, "timezone", zone_row, &zone, err);
	free(zone);
	sheet_end(&k.sheet);
	if (!ok)
		return false;
	if (k.n == 0) {
		if (c->format == FORMAT_TABLE)
			str_addf(&c->out.text, "%s\n", _("Everything is in order."));
		return true;
	}
	return err_set(
		err, ERR_FINDINGS,
		_("things to put right: %d. Keep a copy of the folder before you change anything"),
		k.n);
}

/* --- fields --- */

static const struct column field_columns[] = {
	{ "record", N_("Record"), 0 },   { "field", N_("Field"), 0 },
	{ "type", N_("Type"), 0 },       { "many", N_("Many"), COLUMN_FILE },
	{ "values", N_("Values"), 0 },   { "settable", N_("Settable"), COLUMN_FILE },
	{ "meaning", N_("Meaning"), 0 },
};

static const char *type_name(enum field_type type)
{
	switch (type) {
	case FIELD_TEXT:
		return "text";
	case FIELD_LINES:
		return "lines";
	case FIELD_INT:
		return "number";
	case FIELD_DAY:
		return "date";
	case FIELD_MINUTE:
		return "time";
	case FIELD_INSTANT:
		return "instant";
	case FIELD_MONEY:
		return "money";
	case FIELD_CHOICE:
		return "choice";
	case FIELD_VOCAB:
		return "term";
	case FIELD_BOOL:
		return "yes_no";
	case FIELD_REF:
		return "reference";
	}
	return "";
}

static void field_row(struct sheet *s, const struct record *rec, const struct field *f)
{
	struct str values;

	str_init(&values);
	for (int i = 0; f->type == FIELD_CHOICE && f->choices[i].key; i++)
		str_addf(&values, "%s%s", i ? " " : "", f->choices[i].key);
	if (f->type == FIELD_VOCAB || f->type == FIELD_REF)
		str_add(&values, f->vocab);
	sheet_text(s, rec->name);
	sheet_text(s, f->name);
	sheet_text(s, type_name(f->type));
	sheet_bool(s, false);
	sheet_text(s, values.p);
	sheet_bool(s, !(f->flags & FIELD_FROZEN));
	sheet_text(s, _(str_or_empty(f->help)));
	sheet_row(s);
	str_release(&values);
}

static void virtual_row(struct sheet *s, const char *record, const char *name, const char *type,
			bool many, const char *help)
{
	sheet_text(s, record);
	sheet_text(s, name);
	sheet_text(s, type);
	sheet_bool(s, many);
	sheet_missing(s);
	sheet_bool(s, true);
	sheet_text(s, help);
	sheet_row(s);
}

/* What may stand in braces in scripts/ and templates/; in Chinese too. */
static void script_rows(struct sheet *s)
{
	for (const struct text_field *f = text_fields; f->name; f++) {
		sheet_text(s, "script");
		sheet_text(s, f->name);
		sheet_text(s, "text");
		sheet_bool(s, false);
		sheet_text(s, f->also);
		sheet_bool(s, false);
		sheet_text(s, _(f->help));
		sheet_row(s);
	}
}

static bool has_shown_fields(const struct record *rec)
{
	for (size_t i = 0; i < rec->n_fields; i++)
		if (!(rec->fields[i].flags & FIELD_HIDDEN))
			return true;
	return false;
}

static bool unknown_record(const char *name, struct err *err)
{
	char shown[48];
	struct str list;

	str_init(&list);
	for (size_t i = 0; records[i]; i++)
		if (has_shown_fields(records[i]))
			str_addf(&list, "%s%s", i ? ", " : "", records[i]->name);
	str_add(&list, ", rule, script");
	err_set(err, ERR_USAGE, _("there is no record '%s'; there are %s"),
		str_excerpt(shown, sizeof(shown), name), list.p);
	str_release(&list);
	return false;
}

static bool fields(struct cli *c, struct err *err)
{
	const char *only = word(c, 0);
	struct sheet s;

	sheet_begin(&s, field_columns, ARRAY_SIZE(field_columns), c->format, &c->out);
	for (size_t i = 0; records[i]; i++) {
		const struct record *rec = records[i];
		if (only && strcmp(only, rec->name) != 0)
			continue;
		for (size_t k = 0; k < rec->n_fields; k++)
			if (!(rec->fields[k].flags & FIELD_HIDDEN))
				field_row(&s, rec, &rec->fields[k]);
		for (size_t k = 0; rec == &record_patient && k < n_virtual_fields; k++)
			virtual_row(&s, rec->name, virtual_fields[k].name,
				    virtual_fields[k].contact_kind >= 0 ? "contact" : "text",
				    virtual_fields[k].many, _(virtual_fields[k].help));
		if (rec == &record_visit)
			virtual_row(&s, rec->name, "at", "datetime", false,
				    _("day and time at once"));
	}
	if (!only || strcmp(only, "rule") == 0)
		rule_word_rows(&s);
	if (!only || strcmp(only, "script") == 0)
		script_rows(&s);
	bool found = s.rows > 0;
	if (!found)
		s.format = FORMAT_TABLE; /* nothing at all, not an empty list */
	sheet_end(&s);
	if (found)
		return true;
	str_clear(&c->out.text);
	return unknown_record(only, err);
}

static const struct option init_options[] = {
	{ .name = "name", .value = "NAME", .help = N_("What the clinic is called") },
	{ .name = "simulated", .help = N_("For trying out: may be changed under --today") },
	{ 0 },
};

static const struct option demo_options_table[] = {
	{ .name = "patients", .value = "N", .help = N_("How many patients") },
	{ .name = "seed",
	  .value = "S",
	  .help = N_("Another number makes another clinic, the same the same") },
	{ .name = "no-open", .help = N_("Only make it, and print its folder") },
	{ 0 },
};

const struct command commands_clinic[] = {
	{ .name = "init",
	  .options = init_options,
	  .help = N_("Make a clinic folder and print where it is"),
	  .more = N_(
		  "The folder comes from -C, else from $REVISIT_CLINIC, else it is the usual one "
		  "in the data directory. A clinic that is there already is never touched."),
	  .run = init },
	{ .name = "demo",
	  .options = demo_options_table,
	  .help = N_("Make a clinic with made-up patients and open it"),
	  .more = N_(
		  "It lies in a folder of its own, or in -C. Made again on another day, since its "
		  "appointments are around today; a folder that is no demo is never touched. Its "
		  "history goes back five years, with about six visits a patient; above 50,000 "
		  "patients it is longer, with ten."),
	  .run = demo },
	{ .name = "tour",
	  .help = N_("Learn the screens in a few short steps, in the made-up clinic"),
	  .more = N_("It opens the demo. Each step is done by doing it; Esc ends it, and it goes on "
		     "where it was left."),
	  .run = tour },
	{ .name = "check",
	  .help = N_("Look for damage and contradictions, in plain words"),
	  .more = N_("The exit status is 1 when there are findings and 5 when the database is "
		     "damaged."),
	  .needs = NEEDS_CLINIC,
	  .run = check },
	{ .name = "fields",
	  .words = "[RECORD]",
	  .max = 1,
	  .help = N_("List the fields of patients, visits, to-dos and the others"),
	  .more = N_("The same names serve FIELD=VALUE, import maps, exports and JSON. Those of "
		     "\"rule\" are the words of segments; see revisit-rules(5). Those of \"script\" stand in "
		     "braces in scripts/ and templates/."),
	  .run = fields },
	{ 0 },
};
