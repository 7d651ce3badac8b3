#include "revisit/cli/options.h"
#include "revisit/base/str.h"
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"

const struct option global_options[] = {
	{ .name = "clinic",
	  .letter = 'C',
	  .value = "FOLDER",
	  .help = N_("The clinic's folder, else $REVISIT_CLINIC, else the usual one"),
	  .path = true },
	{ .name = "as", .value = "STAFF", .help = N_("Who is at work; else the login name") },
	{ .name = "today",
	  .value = "DATE[THH:MM]",
	  .help = N_("Act as if it were then; a real clinic is not changed") },
	{ .name = "format",
	  .value = "FORMAT",
	  .help = N_("How results are written: table, csv, json or jsonl") },
	{ .name = "lang", .value = "LANG", .help = N_("Language of the texts: en, zh_CN") },
	{ .name = "plain",
	  .help = N_("Screens with one thing a line and no drawing, for screen readers and slow "
		     "lines") },
	{ .name = "linear", .help = N_("The same as --plain") },
	{ .name = "help", .letter = 'h', .help = N_("Explain the command") },
	{ .name = "version", .help = N_("Say which version this is") },
	{ 0 },
};

static const struct option *by_name(const struct option *table, const char *name, size_t n)
{
	for (; table && table->name; table++)
		if (strlen(table->name) == n && strncmp(table->name, name, n) == 0)
			return table;
	return NULL;
}

static const struct option *by_letter(const struct option *table, char letter)
{
	for (; table && table->name; table++)
		if (table->letter == letter)
			return table;
	return NULL;
}

static void offer(struct nearest *near, const struct option *table)
{
	for (; table && table->name; table++)
		nearest_offer(near, table->name);
}

static bool unknown(const struct option *own, const char *typed, size_t n, struct err *err)
{
	char name[40];
	char shown[48];
	struct nearest near;

	snprintf(name, sizeof(name), "%.*s", (int)(n < sizeof(name) ? n : sizeof(name) - 1), typed);
	str_excerpt(shown, sizeof(shown), name);
	nearest_init(&near, shown);
	offer(&near, own);
	offer(&near, global_options);
	if (near.name)
		err_set(err, ERR_USAGE, _("there is no option --%s; did you mean --%s?"), shown,
			near.name);
	else
		err_set(err, ERR_USAGE, _("there is no option --%s; see revisit help"), shown);
	nearest_release(&near);
	return false;
}

/* Keeps an option; a value missing so far is the next word. */
static bool keep(struct args *a, const struct option *o, const char *value, int argc, char **argv,
		 int *i, struct err *err)
{
	if (!o->value && value)
		return err_set(err, ERR_USAGE, _("--%s takes no value"), o->name);
	if (o->value && !value) {
		if (*i + 1 >= argc)
			return err_set(err, ERR_USAGE, _("--%s needs a value: %s"), o->name,
				       o->value);
		value = argv[++*i];
	}
	if (a->n_given == ARGS_OPTIONS)
		return err_set(err, ERR_USAGE, _("too many options"));
	a->given[a->n_given].option = o;
	a->given[a->n_given++].value = value ? value : "";
	return true;
}

static bool parse_long(struct args *a, const struct option *own, int argc, char **argv, int *i,
		       struct err *err)
{
	const char *name = argv[*i] + 2;
	size_t n = strcspn(name, "=");
	const struct option *o = by_name(own, name, n);

	if (!o)
		o = by_name(global_options, name, n);
	if (!o)
		return unknown(own, name, n, err);
	return keep(a, o, name[n] ? name + n + 1 : NULL, argc, argv, i, err);
}

static bool parse_short(struct args *a, const struct option *own, int argc, char **argv, int *i,
			struct err *err)
{
	const char *typed = argv[*i];
	const struct option *o = by_letter(own, typed[1]);
	char shown[16];

	if (!o)
		o = by_letter(global_options, typed[1]);
	if (!o)
		return err_set(err, ERR_USAGE,
			       _("there is no option %s; put -- before words that begin with -"),
			       str_excerpt(shown, sizeof(shown), typed));
	return keep(a, o, typed[2] ? typed + 2 : NULL, argc, argv, i, err);
}

bool args_parse(struct args *a, int argc, char **argv, args_table *table, struct err *err)
{
	const struct option *own = NULL;
	bool options = true;

	*a = (struct args){ .words = mem_array((size_t)argc + 1, sizeof(*a->words)) };
	for (int i = 1; i < argc; i++) {
		const char *s = argv[i];
		if (options && strcmp(s, "--") == 0) {
			options = false;
			continue;
		}
		if (options && s[0] == '-' && s[1]) {
			bool ok = s[1] == '-' ? parse_long(a, own, argc, argv, &i, err)
					      : parse_short(a, own, argc, argv, &i, err);
			if (!ok)
				return false;
			continue;
		}
		if (a->n == 0)
			own = table(s);
		a->words[a->n++] = s;
	}
	return true;
}

void args_release(struct args *a)
{
	free(a->words);
	*a = (struct args){ 0 };
}

const char *args_value(const struct args *a, const char *name)
{
	for (size_t i = a->n_given; i > 0; i--)
		if (strcmp(a->given[i - 1].option->name, name) == 0)
			return a->given[i - 1].value;
	return NULL;
}

bool args_has(const struct args *a, const char *name)
{
	return args_value(a, name) != NULL;
}

bool args_number(const struct args *a, const char *name, int64_t low, int64_t high, int64_t missing,
		 int64_t *out, struct err *err)
{
	const char *value = args_value(a, name);
	char *end;

	*out = missing;
	if (!value)
		return true;
	long long n = strtoll(value, &end, 10);
	if (*value < '0' || *value > '9' || *end || n < low || n > high)
		return err_set(err, ERR_USAGE, _("--%s takes a number from %lld to %lld"), name,
			       (long long)low, (long long)high);
	*out = n;
	return true;
}

char *args_text(const struct args *a, size_t first)
{
	struct str s;

	str_init(&s);
	for (size_t i = first; i < a->n; i++)
		str_addf(&s, "%s%s", i > first ? " " : "", a->words[i]);
	return s.p;
}

const char *args_peek(int argc, char **argv, const char *name)
{
	size_t n = strlen(name);

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--", 2) != 0 || strncmp(argv[i] + 2, name, n) != 0)
			continue;
		if (argv[i][n + 2] == '=')
			return argv[i] + n + 3;
		if (argv[i][n + 2] == '\0' && i + 1 < argc)
			return argv[i + 1];
	}
	return NULL;
}
