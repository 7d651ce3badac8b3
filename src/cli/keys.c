/* keys: what every screen can do and by which keys, as clinic.yaml has it now. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/command.h"
#include "revisit/cli/sheet.h"
#include "revisit/text/width.h"

enum { CARD_COLS = 76, CARD_KEYS = 14 };

struct listing {
	struct sheet sheet;
	struct str *card;   /* --print: the text so far, else NULL */
	const char *screen; /* the last heading on it */
};

struct hanging {
	struct str *out;
	bool started;
};

static void add_line(const char *start, size_t n, void *arg)
{
	struct hanging *h = arg;

	if (h->started)
		str_pad(h->out, ' ', CARD_KEYS);
	h->started = true;
	str_addn(h->out, start, n);
	str_addc(h->out, '\n');
}

static void add_to_card(struct listing *l, const char *const cells[4])
{
	struct hanging h = { .out = l->card };

	if (!l->screen || strcmp(l->screen, cells[0]) != 0)
		str_addf(l->card, "%s%s\n", l->screen ? "\n" : "", cells[0]);
	l->screen = cells[0];
	if (text_width(cells[1]) >= CARD_KEYS - 2) {
		str_addf(l->card, "  %s\n", cells[1]);
		str_pad(l->card, ' ', CARD_KEYS);
	} else {
		str_add(l->card, "  ");
		text_fit(l->card, cells[1], CARD_KEYS - 2, false);
	}
	text_wrap(cells[3], CARD_COLS - CARD_KEYS, add_line, &h);
}

static void add_row(const char *const cells[4], void *arg)
{
	struct listing *l = arg;

	if (l->card) {
		if (*cells[1])
			add_to_card(l, cells);
		return;
	}
	for (int i = 0; i < 4; i++)
		sheet_text(&l->sheet, cells[i]);
	sheet_row(&l->sheet);
}

static bool keys(struct cli *c, struct err *err)
{
	static const struct column columns[] = {
		{ .key = "screen", .label = N_("Screen") },
		{ .key = "keys", .label = N_("Keys") },
		{ .key = "command", .label = N_("Command") },
		{ .key = "does", .label = N_("What it does") },
	};
	struct listing l = { .card = NULL };
	bool print = args_has(&c->args, "print");
	char *folder = clinic_folder(args_value(&c->args, "clinic"));
	struct err none = ERR_INIT;
	bool open = cli_open(c, folder, &none);

	free(folder);
	/* Without a clinic they are as the program comes. */
	if (!open && none.code != ERR_NO_CLINIC) {
		*err = none;
		return false;
	}
	if (print)
		l.card = &c->out.text;
	else
		sheet_begin(&l.sheet, columns, ARRAY_SIZE(columns), c->format, &c->out);
	c->hooks->list_keys(open ? c->clinic.config : NULL, add_row, &l);
	if (!print)
		sheet_end(&l.sheet);
	if (open)
		clinic_close(&c->clinic);
	return true;
}

static const struct option print_options[] = {
	{ .name = "print", .help = N_("As a card to print and tape to the monitor") },
	{ 0 },
};

const struct command commands_keys[] = {
	{ .name = "keys",
	  .help = N_("List the keys of every screen as they are now"),
	  .more = N_("Other keys are given to a command by its name in clinic.yaml, as in "
		     "\"keys: {visit-arrive: [a, F5]}\"."),
	  .options = print_options,
	  .run = keys },
	{ 0 },
};
