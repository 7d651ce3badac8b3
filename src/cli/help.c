/* help, version, and what the build makes of the tables: the manual and shell completion. */
#include "revisit/base/i18n.h"
#include "revisit/cli/command.h"
#include "revisit/cli/man.h"

static bool help(struct cli *c, struct err *err)
{
	const char *name = word(c, 0);

	if (!name) {
		command_list(&c->out.text);
		return true;
	}
	const struct command *command = command_find(name);
	if (!command)
		return command_unknown(name, err);
	command_usage(&c->out.text, command);
	return true;
}

static bool version(struct cli *c, struct err *err)
{
	(void)err;
	str_addf(&c->out.text, "revisit %s\n", REVISIT_VERSION);
	return true;
}

static bool man(struct cli *c, struct err *err)
{
	if (man_chapter(&c->out.text, word(c, 0), c->hooks))
		return true;
	return err_set(err, ERR_USAGE, "there is no chapter %s", word(c, 0));
}

static void add_option_names(struct str *out, const struct option *options)
{
	for (const struct option *o = options; o && o->name; o++)
		str_addf(out, " --%s", o->name);
}

/* Names only: what PATIENT or TEXT is cannot be guessed by a shell. */
static bool completion(struct cli *c, struct err *err)
{
	struct str *out = &c->out.text;

	(void)err;
	str_add(out, "# revisit: completion for bash; source <(revisit completion)\n"
		     "_revisit() {\n"
		     "\tlocal word=${COMP_WORDS[COMP_CWORD]} i command=\n"
		     "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		     "\t\tcase ${COMP_WORDS[i]} in\n");
	for (const struct command_group *g = command_groups; g->title; g++)
		for (const struct command *k = g->commands; k->name; k++)
			if (!(k->needs & COMMAND_HIDDEN))
				str_addf(out, "\t\t%s) command=%s; break ;;\n", k->name, k->name);
	str_add(out, "\t\tesac\n\tdone\n\tlocal options='");
	add_option_names(out, global_options);
	str_add(out, "' own=\n\tcase $command in\n\t'') own='");
	for (const struct command_group *g = command_groups; g->title; g++)
		for (const struct command *k = g->commands; k->name; k++)
			if (!(k->needs & COMMAND_HIDDEN))
				str_addf(out, " %s", k->name);
	str_add(out, "' ;;\n");
	for (const struct command_group *g = command_groups; g->title; g++) {
		for (const struct command *k = g->commands; k->name; k++) {
			if (!k->options)
				continue;
			str_addf(out, "\t%s) own='", k->name);
			add_option_names(out, k->options);
			str_add(out, "' ;;\n");
		}
	}
	str_add(out, "\tesac\n"
		     "\t[[ $word == -* || -z $command ]] || return\n"
		     "\tmapfile -t COMPREPLY < <(compgen -W \"$own $options\" -- \"$word\")\n"
		     "}\n"
		     "complete -o default -F _revisit revisit\n");
	return true;
}

const struct command commands_help[] = {
	{ .name = "help",
	  .words = "[COMMAND]",
	  .max = 1,
	  .help = N_("List the commands, or explain one"),
	  .run = help },
	{ .name = "version", .help = N_("Say which version this is"), .run = version },
	{ .name = "completion",
	  .help = N_("Print completion for bash: source <(revisit completion)"),
	  .run = completion },
	{ .name = "man",
	  .words = "CHAPTER",
	  .min = 1,
	  .max = 1,
	  .help = "Print a chapter of the manual",
	  .needs = COMMAND_HIDDEN,
	  .run = man },
	{ 0 },
};
