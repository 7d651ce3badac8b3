#include "revisit/cli/cli.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/command.h"
#include "revisit/cli/import.h"
#include "revisit/store/writer.h"
#include "revisit/text/utf8.h"

#include <signal.h>
#include <unistd.h>

const char *cli_language(int argc, char **argv)
{
	return args_peek(argc, argv, "lang");
}

/* Said once, and once more when it turns out that the other one is stopped. */
static bool waiting(void *arg, const struct db_wait *w)
{
	int *said = arg;
	int now = w->stopped ? 2 : 1;

	if (*said >= now || w->waited_ms < 1000)
		return true;
	*said = now;
	struct str text;
	str_init(&text);
	writer_sentence(&text, w);
	message("%s", text.p);
	str_release(&text);
	return true;
}

static void say_zone(struct cli *c)
{
	char *before = clinic_zone_before(&c->clinic);

	if (before)
		message(_("note: the time zone is %s now, it was %s: visits keep their days and times"),
			c->clinic.config->timezone, before);
	free(before);
}

bool cli_open(struct cli *c, const char *folder, struct err *err)
{
	static int said_waiting;
	const struct clinic_options options = {
		.folder = folder,
		.staff = args_value(&c->args, "as"),
		.today = args_value(&c->args, "today"),
		.check = c->hooks->check_settings,
		.waiting = waiting,
		.waiting_arg = &said_waiting,
	};

	if (!clinic_open(&c->clinic, &options, err))
		return false;
	if (cli_import_left_over(c, err))
		return true;
	clinic_close(&c->clinic);
	return false;
}

bool cli_screens(struct cli *c, const char *folder, struct err *err)
{
	if (!output_end(&c->out, err))
		return false;
	c->status =
		c->hooks->screens(folder, args_value(&c->args, "as"), args_value(&c->args, "today"),
				  args_value(&c->args, "lang"),
				  args_has(&c->args, "plain") || args_has(&c->args, "linear"),
				  c->tour);
	return true;
}

static const struct option *own_options(const char *first_word)
{
	const struct command *command = command_find(first_word);

	return command ? command->options : NULL;
}

static bool check_words(const struct cli *c, struct err *err)
{
	const struct command *command = c->command;
	const char *blank = command->words ? " " : "";
	int n = (int)n_words(c);

	if (n < command->min)
		return err_set(err, ERR_USAGE, _("something is missing: revisit %s%s%s"),
			       command->name, blank, str_or_empty(command->words));
	if (command->max >= 0 && n > command->max)
		return err_set(err, ERR_USAGE, _("too many words: revisit %s%s%s"), command->name,
			       blank, str_or_empty(command->words));
	return true;
}

static bool check_utf8(const char *text, struct err *err)
{
	char shown[48];
	size_t n = strlen(text);

	if (utf8_check(text, n) == n)
		return true;
	return err_set(err, ERR_BAD_TEXT, _("'%s' is not UTF-8 text"),
		       str_excerpt(shown, sizeof(shown), text));
}

/* Everything but paths is stored, searched or shown: it must be text. */
static bool check_text(const struct cli *c, struct err *err)
{
	const struct args *a = &c->args;
	bool paths = c->command && (c->command->needs & WORDS_ARE_PATHS);

	for (size_t i = 0; i < a->n_given; i++)
		if (!a->given[i].option->path && !check_utf8(a->given[i].value, err))
			return false;
	for (size_t i = 0; !paths && i < a->n; i++)
		if (!check_utf8(a->words[i], err))
			return false;
	return true;
}

static bool run_command(struct cli *c, struct err *err)
{
	if (!(c->command->needs & NEEDS_CLINIC))
		return c->command->run(c, err);

	char *folder = clinic_folder(args_value(&c->args, "clinic"));
	bool ok = cli_open(c, folder, err);
	free(folder);
	if (!ok)
		return false;
	say_zone(c);
	ok = c->command->run(c, err);
	clinic_close(&c->clinic);
	return ok;
}

/* No command: the screens, for which there must be a clinic. */
static bool run_screens(struct cli *c, struct err *err)
{
	char *folder = clinic_folder(args_value(&c->args, "clinic"));
	bool ok = cli_open(c, folder, err);

	if (ok) {
		clinic_close(&c->clinic);
		ok = cli_screens(c, folder, err);
	} else if (err->code == ERR_NO_CLINIC) {
		char shown[160];
		err_set(err, ERR_NO_CLINIC,
			_("there is no clinic in %s yet.\n"
			  "Make one with: revisit init\n"
			  "Look at a made-up one with: revisit demo"),
			str_excerpt(shown, sizeof(shown), folder));
	}
	free(folder);
	return ok;
}

static bool run(struct cli *c, struct err *err)
{
	const char *format = args_value(&c->args, "format");

	if (format && !format_parse(format, &c->format))
		return err_set(err, ERR_USAGE, _("--format takes table, csv, json or jsonl"));
	if (args_has(&c->args, "version")) {
		str_addf(&c->out.text, "revisit %s\n", REVISIT_VERSION);
		return true;
	}
	if (c->args.n > 0) {
		c->command = command_find(c->args.words[0]);
		if (!c->command)
			return command_unknown(c->args.words[0], err);
	}
	if (args_has(&c->args, "help")) {
		if (c->command)
			command_usage(&c->out.text, c->command);
		else
			command_list(&c->out.text);
		return true;
	}
	if (!check_text(c, err))
		return false;
	if (!c->command)
		return run_screens(c, err);
	return check_words(c, err) && run_command(c, err);
}

int cli_main(int argc, char **argv, const struct cli_hooks *hooks)
{
	struct cli c = { .hooks = hooks };
	struct err err = ERR_INIT;
	struct err late = ERR_INIT;

	/* A reader that goes away is an error of ours to tell, not a death. */
	signal(SIGPIPE, SIG_IGN);
	output_init(&c.out);
	bool ok = args_parse(&c.args, argc, argv, own_options, &err) && run(&c, &err);
	if (!output_end(&c.out, &late))
		message_error(&late);
	if (!ok)
		message_error(&err);
	output_release(&c.out);
	args_release(&c.args);
	if (!ok)
		return err_exit(err.code);
	return late.code ? err_exit(late.code) : c.status;
}
