/* calls LIST --print, --html, --key: a call list on paper, and keyed back. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/calls.h"
#include "revisit/cli/fields.h"
#include "revisit/io/call_sheet.h"

#include <errno.h>

enum { SHEET_MOST = 40 };

bool calls_on_paper(struct cli *c, const struct call_list_info *l, struct err *err)
{
	const char *html = args_value(&c->args, "html");
	struct call_sheet s;
	int64_t most;

	if (!args_number(&c->args, "limit", 1, 100000, SHEET_MOST, &most, err) ||
	    !call_sheet_make(&c->clinic, l, (size_t)most, &s, err))
		return false;
	bool ok = true;
	if (html) {
		struct str page;
		str_init(&page);
		call_sheet_html(&s, &page);
		ok = file_write(html, page.p, page.len, err);
		str_release(&page);
	}
	if (args_has(&c->args, "print"))
		call_sheet_text(&s, &c->out.text);
	call_sheet_release(&s);
	return ok;
}

static const struct column keyed_columns[] = {
	{ "line", N_("Line"), COLUMN_RIGHT },
	{ "chart_no", N_("No."), 0 },
	{ "name", N_("Name"), 0 },
	{ "outcome", N_("Outcome"), 0 },
	{ "next", N_("Next"), 0 },
	{ "again", N_("Again"), COLUMN_FILE },
	{ "final", N_("Final"), COLUMN_FILE },
};

static void keyed_row(struct sheet *s, struct cli *c, int64_t line, const struct call_keyed *k)
{
	sheet_number(s, line);
	patient_cells(s, c, k->patient);
	sheet_text(s, k->outcome->key);
	sheet_shown(s, config_outcome_label(c->clinic.config, k->outcome->key));
	sheet_text(s, k->words.p);
	policy_time_cell(s, c, k->step.again);
	sheet_bool(s, k->step.final);
	sheet_row(s);
}

struct keying_back {
	const struct call_list_info *l;
	struct sheet sheet;
	const char *file;
	int64_t line, kept, bad;
};

static void key_one(struct cli *c, struct keying_back *x, const char *text)
{
	struct err why = ERR_INIT;
	struct call_keyed k;

	if (call_key_line(&c->clinic, x->l, text, &k, &why)) {
		keyed_row(&x->sheet, c, x->line, &k);
		x->kept++;
	} else {
		message("%s:%lld: %s", x->file, (long long)x->line, why.msg);
		x->bad++;
	}
	call_keyed_release(&k);
}

bool calls_keyed_back(struct cli *c, const struct call_list_info *l, struct err *err)
{
	const char *path = args_value(&c->args, "key");
	bool from_stdin = strcmp(path, "-") == 0;
	FILE *f = from_stdin ? stdin : fopen(path, "r");
	struct keying_back x = { .l = l, .file = path };
	char *line = NULL;
	size_t cap = 0;

	if (!f)
		return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
	sheet_begin(&x.sheet, keyed_columns, ARRAY_SIZE(keyed_columns), c->format, &c->out);
	while (getline(&line, &cap, f) > 0) {
		x.line++;
		line[strcspn(line, "\r\n")] = '\0';
		size_t blank = strspn(line, " \t");
		if (line[blank] && line[blank] != '#')
			key_one(c, &x, line);
	}
	bool ok = !ferror(f) || err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
	free(line);
	if (!from_stdin)
		fclose(f);
	sheet_end(&x.sheet);
	if (x.bad) {
		message(_("recorded: %lld, not recorded: %lld; mend these lines and key them again"),
			(long long)x.kept, (long long)x.bad);
		c->status = err_exit(ERR_FINDINGS);
	}
	return ok;
}
