#include "man_parts.h"
#include "revisit/cli/man.h"
#include "revisit/cli/command.h"
#include "revisit/clinic/patients.h"

/* Text as mdoc takes it: nothing that escapes, nothing but ASCII. */
static void add_text(struct str *out, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n;) {
		uint32_t cp = 0;
		size_t len = str_decode(text + i, n - i, &cp);
		BUG_IF(len == 0);
		if (cp == '\\')
			str_add(out, "\\e");
		else if (cp == 0x2026)
			str_add(out, "...");
		else if (cp >= 0x80)
			str_addf(out, "\\[u%04X]", cp);
		else if (cp == '-' && i > 0 && text[i - 1] == '-')
			str_add(out, "\\-");
		else
			str_addc(out, (char)cp);
		i += len;
	}
}

/* Text as arguments of a macro: words of two or three letters would be macros themselves. */
static void add_argument(struct str *out, const char *text)
{
	str_add(out, " \"");
	str_add(out, "\\&");
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			str_add(out, "\\(dq");
		else if (strncmp(p, "…", strlen("…")) == 0)
			str_add(out, "..."), p += strlen("…") - 1;
		else if (*p == '\\')
			str_add(out, "\\e");
		else
			str_addc(out, *p);
	}
	str_addc(out, '"');
}

enum { LINE_BYTES = 78 };

void man_lines(struct str *out, const char *text)
{
	struct str escaped;

	str_init(&escaped);
	add_text(&escaped, text);
	for (const char *p = escaped.p; *p;) {
		size_t n = strlen(p);
		size_t cut = n;
		if (n > LINE_BYTES) {
			for (cut = LINE_BYTES; cut > 0 && p[cut] != ' '; cut--)
				;
			if (cut == 0)
				cut = strcspn(p, " ");
		}
		if (*p == '.' || *p == '\'')
			str_add(out, "\\&");
		str_addn(out, p, cut);
		str_addc(out, '\n');
		p += cut;
		p += *p == ' ';
	}
	str_release(&escaped);
}

/* Each sentence begins a line, as mdoc wants it. */
static void add_sentences(struct str *out, const char *text)
{
	const char *p = text;

	while (*p) {
		const char *end = strstr(p, ". ");
		size_t n = end ? (size_t)(end - p) + 1 : strlen(p);
		char *sentence = mem_strndup(p, n);
		man_lines(out, sentence);
		free(sentence);
		p += n;
		p += strspn(p, " ");
	}
}

void man_sentences(struct str *out, const char *text)
{
	size_t n = strlen(text);
	bool ended = n > 0 && strchr(".?!", text[n - 1]);
	char *sentence = mem_printf("%s%s", text, ended ? "" : ".");

	add_sentences(out, sentence);
	free(sentence);
}

static void add_option(struct str *out, const struct option *o)
{
	str_add(out, ".It");
	if (o->letter) {
		str_addf(out, " Fl %c", o->letter);
		if (o->value) {
			str_add(out, " Ar");
			add_argument(out, o->value);
		}
		str_add(out, " ,");
	}
	str_addf(out, " Fl \\-%s", o->name);
	if (o->value) {
		str_add(out, " Ar");
		add_argument(out, o->value);
	}
	str_addc(out, '\n');
	man_sentences(out, o->help);
}

static void add_options(struct str *out, const struct option *options)
{
	str_add(out, ".Bl -tag -width Ds\n");
	for (const struct option *o = options; o->name; o++)
		add_option(out, o);
	str_add(out, ".El\n");
}

static void add_command(struct str *out, const struct command *c)
{
	str_addf(out, ".It Cm %s", c->name);
	if (c->words) {
		str_add(out, " Ar");
		add_argument(out, c->words);
	}
	str_addc(out, '\n');
	man_sentences(out, c->help);
	if (c->more)
		man_sentences(out, c->more);
	if (c->options)
		add_options(out, c->options);
}

static void commands(struct str *out)
{
	for (const struct command_group *g = command_groups; g->title; g++) {
		str_addf(out, ".Ss %s\n.Bl -tag -width Ds\n", g->title);
		for (const struct command *c = g->commands; c->name; c++)
			if (!(c->needs & COMMAND_HIDDEN))
				add_command(out, c);
		str_add(out, ".El\n");
	}
}

static void add_field(struct str *out, const char *name, const char *help)
{
	str_addf(out, ".It Va %s\n", name);
	man_lines(out, help);
}

static void add_choices(struct str *out, const struct field *f)
{
	struct str list;

	if (f->type != FIELD_CHOICE)
		return;
	str_init(&list);
	str_add(&list, "One of");
	for (int i = 0; f->choices[i].key; i++)
		str_addf(&list, "%s %s", i ? "," : "", f->choices[i].key);
	str_addc(&list, '.');
	str_add(out, ".br\n");
	man_lines(out, list.p);
	str_release(&list);
}

static void fields(struct str *out)
{
	static const struct record *const told[] = { &record_patient, &record_visit, &record_task };

	for (size_t r = 0; r < ARRAY_SIZE(told); r++) {
		str_addf(out, ".Ss Of a %s\n.Bl -tag -width external_id\n", told[r]->name);
		for (size_t i = 0; i < told[r]->n_fields; i++) {
			const struct field *f = &told[r]->fields[i];
			if (f->flags & FIELD_HIDDEN)
				continue;
			add_field(out, f->name, f->help);
			add_choices(out, f);
		}
		for (size_t i = 0; told[r] == &record_patient && i < n_virtual_fields; i++)
			add_field(out, virtual_fields[i].name, virtual_fields[i].help);
		str_add(out, ".El\n");
	}
}

static void errors(struct str *out)
{
	static const char *const classes[] = {
		"It is done.",
		"The answer is no, or something was found: nobody matches, lines were skipped.",
		"The command line is wrong, or a file or folder cannot be used.",
		"Bad input: a value, a date, a table, a settings file.",
		"Busy or conflict: another terminal was faster; try again.",
		"The database is damaged, foreign, or written by a newer program.",
	};

	struct str ids;

	str_init(&ids);
	str_add(out, ".Bl -tag -width Ds\n");
	for (int status = 0; status < (int)ARRAY_SIZE(classes); status++) {
		str_addf(out, ".It %d\n", status);
		man_lines(out, classes[status]);
		str_clear(&ids);
		for (enum err_code code = ERR_NONE + 1; code <= ERR_DB; code++)
			if (err_exit(code) == status)
				str_addf(&ids, "%s %s",
					 ids.len ? "," : "Identifiers:", err_id(code));
		if (ids.len == 0)
			continue;
		str_addc(&ids, '.');
		str_add(out, ".br\n");
		man_lines(out, ids.p);
	}
	str_add(out, ".El\n");
	str_release(&ids);
}

/* The screens print into a file; what they print is taken from there. */
static void keys(struct str *out, const struct cli_hooks *hooks)
{
	char *text = NULL;
	size_t n = 0;

	if (!hooks->print_keys)
		return;
	FILE *f = open_memstream(&text, &n);
	if (!f)
		BUG("no memory stream");
	hooks->print_keys(f);
	fclose(f);
	str_addn(out, text, n);
	free(text);
}

bool man_chapter(struct str *out, const char *chapter, const struct cli_hooks *hooks)
{
	if (strcmp(chapter, "COMMANDS") == 0)
		commands(out);
	else if (strcmp(chapter, "OPTIONS") == 0)
		add_options(out, global_options);
	else if (strcmp(chapter, "FIELDS") == 0)
		fields(out);
	else if (strcmp(chapter, "ERRORS") == 0)
		errors(out);
	else if (strcmp(chapter, "KEYS") == 0)
		keys(out, hooks);
	else
		return man_rules(out, chapter);
	return true;
}
