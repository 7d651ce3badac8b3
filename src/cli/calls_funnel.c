/* calls --funnel: how far the patients of the lists came. */
#include "revisit/clinic/calls.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/calls.h"
#include "revisit/cli/fields.h"

enum { DAYS = 30 };

static const struct column funnel_columns[] = {
	{ "list", N_("List"), 0 },
	{ "title", N_("Title"), 0 },
	{ "since", N_("Counted from"), 0 },
	{ "listed", N_("Listed"), COLUMN_RIGHT },
	{ "attempted", N_("Attempted"), COLUMN_RIGHT },
	{ "contacted", N_("Contacted"), COLUMN_RIGHT },
	{ "booked", N_("Booked a visit"), COLUMN_RIGHT },
};

/* For people with how many of a hundred of the step before. */
static void step_cell(struct sheet *s, int64_t n, int64_t of)
{
	char shown[48];

	sheet_number(s, n);
	if (of == 0)
		snprintf(shown, sizeof(shown), "%lld       ", (long long)n);
	else
		snprintf(shown, sizeof(shown), "%lld  %3lld %%", (long long)n,
			 (long long)((200 * n + of) / (2 * of)));
	sheet_shown(s, shown);
}

static bool funnel_row(struct sheet *s, struct cli *c, const struct call_list_info *l, size_t n, day_t since,
		       struct err *err)
{
	struct call_funnel f;

	if (!calls_funnel(&c->clinic, l, n, since, &f, err))
		return false;
	sheet_text(s, n == 1 ? l->key : "");
	sheet_text(s, n == 1 ? l->title : _("all lists, each patient once"));
	if (n == 1 && str_eq(l->title, l->key) && l->kind != LIST_BY_HAND)
		sheet_shown(s, "");
	day_cell(s, f.since, MINUTE_NONE, clinic_today(&c->clinic));
	sheet_number(s, f.listed);
	step_cell(s, f.attempted, f.listed);
	step_cell(s, f.contacted, f.attempted);
	step_cell(s, f.booked, f.contacted);
	sheet_row(s);
	return true;
}

static bool funnel_since(struct cli *c, day_t *since, struct err *err)
{
	const char *typed = args_value(&c->args, "since");
	day_t today = clinic_today(&c->clinic);

	*since = today - DAYS;
	if (!typed)
		return true;
	return day_parse_near(typed, today, since, err) &&
	       (*since <= today || err_set(err, ERR_BAD_DATE, _("nothing was done since then yet")));
}

bool calls_shown_as_funnel(struct cli *c, const struct call_list_info *l, size_t n, struct err *err)
{
	struct sheet s;
	day_t since;

	if (!funnel_since(c, &since, err))
		return false;
	sheet_begin(&s, funnel_columns, ARRAY_SIZE(funnel_columns), c->format, &c->out);
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++)
		ok = funnel_row(&s, c, &l[i], 1, since, err);
	/* For people: a file is added up by whoever reads it. */
	if (ok && n > 1 && c->format == FORMAT_TABLE)
		ok = funnel_row(&s, c, l, n, since, err);
	sheet_end(&s);
	return ok;
}
