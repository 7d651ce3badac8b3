/* The KEYS chapter of revisit(1), from the tables that the key bar and the help walk too. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/screens.h"

/* A line of the page must not be longer, and mandoc turns a character that is no ASCII into as many
 * as eight bytes before it counts. */
enum { LINE_BYTES = 79 };

static int bytes_of(char c)
{
	return (c & 0x80) == 0 ? 1 : (c & 0x40) ? 8 : 0;
}

static int next_word(const char *p)
{
	int n = 0;

	for (; *p && *p != ' '; p++)
		n += bytes_of(*p);
	return n + 2; /* the blank, a full stop */
}

/* mdoc reads a leading dot or quote as a request, and "-" as a hyphen. */
static void print_text(FILE *out, const char *text)
{
	int room = LINE_BYTES;

	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (const char *p = text; *p; room -= bytes_of(*p), p++)
		if (*p == ' ' && next_word(p + 1) >= room && p[1] != '.' && p[1] != '\'') {
			fputc('\n', out);
			room = LINE_BYTES;
		} else if (*p == '\\')
			fputs("\\e", out);
		else
			fputc(*p, out);
}

static void print_item(FILE *out, const char *keys, const char *text)
{
	fputs(".It Ic \"", out);
	for (const char *p = keys; *p; p++) {
		if (*p == '"')
			fputs("\\(dq", out);
		else if (*p == '\\')
			fputs("\\e", out);
		else if (*p == '^')
			fputs("\\(ha", out);
		else if (strchr(".,:;()[]?!'", *p))
			fprintf(out, "\\&%c", *p); /* else mdoc takes it for punctuation */
		else
			fputc(*p, out);
	}
	fputs("\"\n", out);
	print_text(out, text);
	size_t n = strlen(text);
	bool dots = n >= 3 && strcmp(text + n - 3, "…") == 0;
	fputs(dots ? "\n" : ".\n", out);
}

static void print_table(FILE *out, const struct command *table, const struct help_text *more)
{
	fputs(".Bl -tag -width \"Left, Right\"\n", out);
	for (const struct command *c = table; c && c->name; c++) {
		struct str keys;
		str_init(&keys);
		command_keys(&keys, NULL, c);
		print_item(out, keys.len ? keys.p : "^P", _(c->help));
		str_release(&keys);
	}
	for (; more && more->keys; more++)
		print_item(out, _(more->keys), _(more->text));
	fputs(".El\n", out);
}

void screens_print_keys(FILE *out)
{
	fputs(".Ss Everywhere\n", out);
	print_table(out, screens_globals(), NULL);
	for (const struct screen *const *s = screens_all(); *s; s++) {
		fprintf(out, ".Ss %s\n", _((*s)->title));
		print_table(out, (*s)->commands, (*s)->help);
	}
}

bool screens_check(const struct config *config, struct err *err)
{
	return keys_check(config, screens_globals(), screens_all(), err);
}

static void list_table(const struct config *config, const char *title, const struct command *table,
		       void (*row)(const char *const cells[4], void *arg), void *arg)
{
	for (const struct command *c = table; c && c->name; c++) {
		struct str keys;
		str_init(&keys);
		command_keys(&keys, config, c);
		row((const char *const[4]){ title, keys.p, c->name, _(c->help) }, arg);
		str_release(&keys);
	}
}

void screens_list_keys(const struct config *config,
		       void (*row)(const char *const cells[4], void *arg), void *arg)
{
	list_table(config, _("Everywhere"), screens_globals(), row, arg);
	for (const struct screen *const *s = screens_all(); *s; s++)
		list_table(config, _((*s)->title), (*s)->commands, row, arg);
}
