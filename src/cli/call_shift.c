/* call shift: what somebody did in a shift, in numbers or call by call. */
#include "revisit/base/i18n.h"
#include "revisit/cli/calls.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/calls.h"

static const struct column sum_columns[] = {
	{ "staff", N_("Who"), 0 },
	{ "rung", N_("Rung"), COLUMN_RIGHT },
	{ "talked", N_("Talked"), COLUMN_RIGHT },
	{ "booked", N_("Visits booked"), COLUMN_RIGHT },
	{ "messages", N_("Messages"), COLUMN_RIGHT },
	{ "callbacks_made", N_("Call backs agreed"), COLUMN_RIGHT },
	{ "callbacks_kept", N_("Call backs kept"), COLUMN_RIGHT },
	{ "skipped", N_("Skipped"), COLUMN_RIGHT },
	{ "rang_us", N_("Rang us"), COLUMN_RIGHT },
	{ "first", N_("First call"), 0 },
	{ "last", N_("Last call"), 0 },
};

static bool shift_sums(struct cli *c, const char *staff, struct err *err)
{
	struct shift x;
	struct sheet s;

	if (!calls_shift(&c->clinic, staff, clinic_today(&c->clinic), &x, err))
		return false;
	sheet_begin(&s, sum_columns, ARRAY_SIZE(sum_columns), c->format, &c->out);
	sheet_text(&s, staff);
	const int64_t numbers[] = { x.rung,	       x.talked,	  x.booked,  x.messages,
				    x.call_backs_made, x.call_backs_kept, x.skipped, x.rang_us };
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		sheet_number(&s, numbers[i]);
	instant_cell(&s, c, x.first);
	instant_cell(&s, c, x.last);
	sheet_row(&s);
	sheet_end(&s);
	return true;
}

static const struct column call_columns[] = {
	{ "at", N_("At"), 0 },
	{ "chart_no", N_("No."), 0 },
	{ "name", N_("Name"), 0 },
	{ "outcome", N_("Outcome"), 0 },
	{ "next", N_("Next"), 0 },
	{ "note", N_("Note"), 0 },
	{ "list", N_("List"), 0 },
	{ "rang_us", N_("Rang us"), COLUMN_FILE },
	{ "booked", N_("Booked"), COLUMN_FILE },
	{ "owed", N_("Still to ring"), COLUMN_FILE },
};

static bool shift_calls(struct cli *c, const char *staff, struct err *err)
{
	struct shift_call *v;
	struct sheet s;
	size_t n;

	if (!calls_shift_calls(&c->clinic, staff, clinic_today(&c->clinic), &v, &n, err))
		return false;
	sheet_begin(&s, call_columns, ARRAY_SIZE(call_columns), c->format, &c->out);
	for (size_t i = 0; i < n; i++) {
		struct str shown;
		minute_t minute;
		str_init(&shown);
		instant_cell(&s, c, v[i].at);
		instant_split(v[i].at, NULL, &minute);
		minute_iso(&shown, minute);
		sheet_shown(&s, shown.p);
		patient_cells(&s, c, v[i].patient);
		sheet_text(&s, v[i].key);
		str_clear(&shown);
		str_addf(&shown, v[i].rang_us ? _("rang us: %s") : "%s", v[i].outcome);
		sheet_shown(&s, shown.p);
		sheet_text(&s, v[i].next);
		str_clear(&shown);
		str_addf(&shown, "%s%s", v[i].owed ? "! " : v[i].booked ? "+ " : "", v[i].next);
		sheet_shown(&s, shown.p);
		sheet_text(&s, v[i].note);
		sheet_text(&s, v[i].list);
		sheet_bool(&s, v[i].rang_us);
		sheet_bool(&s, v[i].booked);
		sheet_bool(&s, v[i].owed);
		sheet_row(&s);
		str_release(&shown);
	}
	sheet_end(&s);
	shift_calls_release(v, n);
	return true;
}

bool call_shift(struct cli *c, struct err *err)
{
	const char *staff = n_words(c) > 1 ? word(c, 1) : c->clinic.staff;

	return args_has(&c->args, "calls") ? shift_calls(c, staff, err) : shift_sums(c, staff, err);
}
