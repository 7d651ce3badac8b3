#include "revisit/cli/command.h"
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"
#include "revisit/text/width.h"

const struct command_group command_groups[] = {
	{ N_("The clinic"), commands_clinic },
	{ N_("Patients"), commands_patient },
	{ N_("One person, one chart"), commands_merge },
	{ N_("Visits"), commands_visit },
	{ N_("Families"), commands_household },
	{ N_("Treatment plans"), commands_plan },
	{ N_("Recalls"), commands_recalls },
	{ N_("Segments"), commands_segments },
	{ N_("Who is in, and why"), commands_why },
	{ N_("Rules"), commands_rules },
	{ N_("What rules do"), commands_segment_run },
	{ N_("Surveys"), commands_survey },
	{ N_("Call lists"), commands_calls },
	{ N_("Calls"), commands_call },
	{ N_("Messages and consent"), commands_messages },
	{ N_("The day"), commands_today },
	{ N_("The book"), commands_book },
	{ N_("Hours and chairs"), commands_hours },
	{ N_("To-dos"), commands_task },
	{ N_("Undo"), commands_undo },
	{ N_("Files"), commands_file },
	{ N_("Keys"), commands_keys },
	{ N_("Help"), commands_help },
	{ 0 },
};

const struct command *command_find(const char *name)
{
	for (const struct command_group *g = command_groups; g->title; g++)
		for (const struct command *c = g->commands; c->name; c++)
			if (strcmp(c->name, name) == 0)
				return c;
	return NULL;
}

bool command_unknown(const char *name, struct err *err)
{
	char typed[64];
	struct nearest near;

	str_excerpt(typed, sizeof(typed), name);
	nearest_init(&near, typed);
	for (const struct command_group *g = command_groups; g->title; g++)
		for (const struct command *c = g->commands; c->name; c++)
			if (!(c->needs & COMMAND_HIDDEN))
				nearest_offer(&near, c->name);
	if (near.name)
		err_set(err, ERR_USAGE, _("there is no command '%s'; did you mean '%s'?"), typed,
			near.name);
	else
		err_set(err, ERR_USAGE, _("there is no command '%s'; see revisit help"), typed);
	nearest_release(&near);
	return false;
}

const char *word(const struct cli *c, size_t i)
{
	return i + 1 < c->args.n ? c->args.words[i + 1] : NULL;
}

size_t n_words(const struct cli *c)
{
	return c->args.n > 0 ? c->args.n - 1 : 0;
}

enum { NAME_COLUMNS = 26, TEXT_COLUMNS = 76 };

struct paragraph {
	struct str *out;
	int indent;
	bool started;
};

static void paragraph_line(const char *start, size_t n, void *arg)
{
	struct paragraph *p = arg;

	if (p->started)
		str_pad(p->out, ' ', (size_t)p->indent);
	p->started = true;
	str_addn(p->out, start, n);
	str_addc(p->out, '\n');
}

/* Appends a text broken into lines; those after the first are indented. */
static void add_wrapped(struct str *out, const char *text, int indent)
{
	struct paragraph p = { .out = out, .indent = indent };

	text_wrap(text, TEXT_COLUMNS - indent, paragraph_line, &p);
}

/* A name in its column and what it means beside it. */
static void add_entry(struct str *out, const char *name, const char *text)
{
	str_add(out, "  ");
	if (text_width(name) > NAME_COLUMNS - 1) {
		str_addf(out, "%s\n", name);
		str_pad(out, ' ', NAME_COLUMNS + 2);
	} else {
		text_fit(out, name, NAME_COLUMNS, false);
	}
	add_wrapped(out, text, NAME_COLUMNS + 2);
}

static void add_options(struct str *out, const struct option *options)
{
	struct str name;

	str_init(&name);
	for (const struct option *o = options; o && o->name; o++) {
		str_clear(&name);
		if (o->letter)
			str_addf(&name, "-%c, ", o->letter);
		str_addf(&name, "--%s%s%s", o->name, o->value ? " " : "", str_or_empty(o->value));
		add_entry(out, name.p, _(o->help));
	}
	str_release(&name);
}

static void add_synopsis(struct str *out, const struct command *c)
{
	str_addf(out, "revisit %s", c->name);
	for (const struct option *o = c->options; o && o->name; o++) {
		if (o->letter)
			str_addf(out, " [-%c%s%s]", o->letter, o->value ? " " : "",
				 str_or_empty(o->value));
		else
			str_addf(out, " [--%s%s%s]", o->name, o->value ? " " : "",
				 str_or_empty(o->value));
	}
	if (c->words)
		str_addf(out, " %s", c->words);
	str_addc(out, '\n');
}

void command_usage(struct str *out, const struct command *command)
{
	add_synopsis(out, command);
	str_addc(out, '\n');
	add_wrapped(out, _(command->help), 0);
	if (command->more) {
		str_addc(out, '\n');
		add_wrapped(out, _(command->more), 0);
	}
	if (!command->options)
		return;
	str_addf(out, "\n%s\n", _("Options"));
	add_options(out, command->options);
}

void command_list(struct str *out)
{
	struct str name;

	str_addf(out, "%s\n", _("revisit [OPTION…] [COMMAND [WORD…]]"));
	str_addf(out, "%s\n", _("Without a command it opens the screens."));
	str_init(&name);
	for (const struct command_group *g = command_groups; g->title; g++) {
		str_addf(out, "\n%s\n", _(g->title));
		for (const struct command *c = g->commands; c->name; c++) {
			if (c->needs & COMMAND_HIDDEN)
				continue;
			str_clear(&name);
			str_addf(&name, "%s%s%s", c->name, c->words ? " " : "",
				 str_or_empty(c->words));
			add_entry(out, name.p, _(c->help));
		}
	}
	str_release(&name);
	str_addf(out, "\n%s\n", _("Options everywhere"));
	add_options(out, global_options);
	str_addf(out, "\n%s\n", _("revisit help COMMAND says more; so does man revisit."));
}
