/* visit, and the steps of a visit's life. */
#include "revisit/clinic/visits.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/booking.h"
#include "revisit/clinic/desk.h"
#include "revisit/clinic/patients.h"

#include <limits.h>

static const struct column visit_columns[] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Patient"), COLUMN_FILE },
	{ "at", N_("When"), COLUMN_FILE },
	{ "status", N_("Status"), COLUMN_FILE },
	{ "version", N_("Version"), COLUMN_FILE },
	{ "changed", N_("Changed"), COLUMN_FILE },
};

bool say_visit(struct cli *c, int64_t visit, bool changed, struct err *err)
{
	struct visit v;
	struct sheet s;
	struct str at;

	record_init(&record_visit, &v);
	if (!store_get(&c->clinic.store, &record_visit, visit, &v, err))
		return false;
	str_init(&at);
	datetime_iso(&at, v.day, v.minute);
	char *id = id_text(&record_visit, visit);
	char *chart_no = chart_of(c, v.patient);
	one_row(&s, c, visit_columns, ARRAY_SIZE(visit_columns));
	sheet_text(&s, id);
	sheet_text(&s, chart_no);
	sheet_text(&s, at.p);
	sheet_text(&s, visit_status_choices[v.status].key);
	sheet_number(&s, v.row.ver);
	sheet_bool(&s, changed);
	sheet_row(&s);
	sheet_end(&s);
	free(id);
	free(chart_no);
	str_release(&at);
	record_release(&record_visit, &v);
	return true;
}

static bool fill_visit(struct cli *c, struct visit *v, size_t first, struct err *err)
{
	for (size_t i = first; i < n_words(c); i++) {
		struct assignment a;
		if (!assignment_read(word(c, i), &a, err))
			return false;
		warn_of_new_term(c, &record_visit, a.field, a.value);
		bool ok = a.op == '='
				  ? visit_set(&c->clinic, v, a.field, a.value, err)
				  : err_set(err, ERR_USAGE, _("%s has one value: write %s=VALUE"),
					    a.field, a.field);
		free(a.field);
		if (!ok)
			return false;
	}
	return true;
}

/* A booking whose time or doctor is new: worth a look at what else is booked then. */
static bool booked_anew(const struct visit *v, const struct visit *before)
{
	if (!visit_is_booked((enum visit_status)v->status))
		return false;
	return before->row.id == 0 || v->day != before->day || v->minute != before->minute ||
	       v->minutes != before->minutes || !str_eq(v->provider, before->provider);
}

static bool save(struct cli *c, struct visit *v, const struct visit *before, bool *changed,
		 struct err *err)
{
	struct str warnings;

	str_init(&warnings);
	if (booked_anew(v, before))
		visit_against(&c->clinic, v, &warnings, NULL);
	bool ok = visit_save(&c->clinic, v, changed, err);
	if (ok && warnings.len > 0)
		message(_("note: %s"), warnings.p);
	str_release(&warnings);
	return ok;
}

static bool visit(struct cli *c, struct err *err)
{
	int64_t id = record_parse_id(&record_visit, word(c, 0));
	struct visit v;
	struct visit before;
	bool changed = false;

	/* Loaded inside the action: what another process changes meanwhile is not in the way. */
	if (!clinic_begin(&c->clinic, id > 0 ? "visit-edit" : "visit-book", 0, err))
		return false;
	record_init(&record_visit, &v);
	record_init(&record_visit, &before);
	bool ok = id > 0 ? store_get(&c->clinic.store, &record_visit, id, &v, err)
			 : patient_by_chart(&c->clinic, word(c, 0), &v.patient, err);
	record_copy(&record_visit, &before, &v);
	ok = ok && fill_visit(c, &v, 1, err) && save(c, &v, &before, &changed, err);
	if (ok)
		store_set_target(&c->clinic.store, v.patient);
	ok = clinic_end(&c->clinic, ok, err) && say_visit(c, v.row.id, changed, err);
	record_release(&record_visit, &v);
	record_release(&record_visit, &before);
	return ok;
}

static bool step(struct cli *c, enum visit_status to, struct err *err)
{
	int64_t id;

	return typed_id(&record_visit, word(c, 0), &id, err) &&
	       visit_step(&c->clinic, id, to, args_value(&c->args, "reason"), err) &&
	       say_visit(c, id, true, err);
}

static bool confirm(struct cli *c, struct err *err)
{
	return step(c, VISIT_CONFIRMED, err);
}

/* Who was given up and comes after all hears who has their time. */
static void say_given_away(struct cli *c, const struct visit *v)
{
	struct given_away g;
	struct patient p;
	struct str words;

	if (v->status != VISIT_NO_SHOW || !visit_given_away(&c->clinic, v, &g, NULL))
		return;
	str_init(&words);
	record_init(&record_patient, &p);
	store_get(&c->clinic.store, &record_patient, g.patient, &p, NULL);
	given_away_words(&words, &c->clinic, v, &g, str_or_empty(p.name));
	message("%s", words.p);
	record_release(&record_patient, &p);
	str_release(&words);
}

/* Somebody else's chart, more likely than not. */
static bool may_come(struct cli *c, int64_t patient, struct err *err)
{
	struct str why;

	str_init(&why);
	bool gone = patient_cannot_come(&c->clinic, patient, &why) && !args_has(&c->args, "anyway");
	if (gone)
		err_set(err, ERR_STEP, _("%s (--anyway checks in all the same)"), why.p);
	str_release(&why);
	return !gone;
}

static bool arrive(struct cli *c, struct err *err)
{
	int64_t id = record_parse_id(&record_visit, word(c, 0));
	struct visit before;

	record_init(&record_visit, &before);
	if (id > 0)
		store_get(&c->clinic.store, &record_visit, id, &before, NULL);
	bool ok = may_come(c, before.patient, err) && step(c, VISIT_ARRIVED, err);
	if (ok)
		say_given_away(c, &before);
	record_release(&record_visit, &before);
	return ok;
}

static bool seat(struct cli *c, struct err *err)
{
	return step(c, VISIT_SEATED, err);
}

/* Its time is free for somebody else. */
static bool step_off(struct cli *c, enum visit_status to, struct err *err)
{
	if (!step(c, to, err))
		return false;
	say_who_wants(c, record_parse_id(&record_visit, word(c, 0)));
	return true;
}

static bool cancel(struct cli *c, struct err *err)
{
	return step_off(c, VISIT_CANCELLED, err);
}

static bool no_show(struct cli *c, struct err *err)
{
	return step_off(c, VISIT_NO_SHOW, err);
}

static bool late(struct cli *c, struct err *err)
{
	char *end;
	long minutes = strtol(word(c, 1), &end, 10);
	int64_t id;

	if (end == word(c, 1) || *end)
		return err_set(err, ERR_USAGE, _("how many minutes late? Write a number, 0 for on time"));
	return typed_id(&record_visit, word(c, 0), &id, err) &&
	       visit_says_late(&c->clinic, id, minutes > INT_MAX || minutes < 0 ? -1 : (int)minutes,
			       err) &&
	       say_visit(c, id, true, err);
}

static bool may_be_completed_with(const char *word, struct err *err)
{
	static const char *const names[] = { "kind=",  "provider=", "pay_method=", "note=",
					     "teeth=", "amount=",   "paid=" };
	char shown[48];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strncmp(word, names[i], strlen(names[i])) == 0)
			return true;
	return err_set(err, ERR_USAGE,
		       _("complete takes kind, provider, teeth, note, amount, paid and pay_method, "
			 "not '%s'"),
		       str_excerpt(shown, sizeof(shown), word));
}

static void say_nothing_charged(struct cli *c, int64_t visit)
{
	struct visit v;

	record_init(&record_visit, &v);
	if (store_get(&c->clinic.store, &record_visit, visit, &v, NULL) && v.amount == MONEY_NONE)
		message(_("note: done, and nothing was charged; amount= says what it cost"));
	record_release(&record_visit, &v);
}

static bool complete(struct cli *c, struct err *err)
{
	struct visit v;
	int64_t id;

	if (!typed_id(&record_visit, word(c, 0), &id, err))
		return false;
	for (size_t i = 1; i < n_words(c); i++)
		if (!may_be_completed_with(word(c, i), err))
			return false;
	record_init(&record_visit, &v);
	bool ok = fill_visit(c, &v, 1, err);
	const struct visit_completion done = { .kind = v.kind,
					 .provider = v.provider,
					 .pay_method = v.pay_method,
					 .note = v.note,
					 .teeth = v.teeth,
					 .amount = v.amount,
					 .paid = v.paid };
	ok = ok && visit_complete(&c->clinic, id, &done, err) && say_visit(c, id, true, err);
	if (ok && v.amount == MONEY_NONE)
		say_nothing_charged(c, id);
	record_release(&record_visit, &v);
	return ok;
}

static const struct option cancel_options[] = {
	{ .name = "reason", .value = "REASON", .help = N_("Why") },
	{ 0 },
};

static const struct option arrive_options[] = {
	{ .name = "anyway", .help = N_("Even though the chart says deceased, archived or merged") },
	{ 0 },
};

const struct command commands_visit[] = {
	{ .name = "visit",
	  .words = "PATIENT|v12 FIELD=VALUE…",
	  .min = 2,
	  .max = -1,
	  .help = N_("Book or record a visit, or change visit v12; print its number"),
	  .more = N_(
		  "revisit fields visit lists the fields. at=2026-11-23T09:30 sets day and time at "
		  "once; at='fri 15:30' and day=tomorrow are understood. What speaks against the "
		  "time (closed, double booked) is said on standard error and saved all the same."),
	  .needs = NEEDS_CLINIC,
	  .run = visit },
	{ .name = "confirm",
	  .words = "v12",
	  .min = 1,
	  .max = 1,
	  .help = N_("The patient confirmed the visit"),
	  .needs = NEEDS_CLINIC,
	  .run = confirm },
	{ .name = "arrive",
	  .words = "v12",
	  .options = arrive_options,
	  .min = 1,
	  .max = 1,
	  .help = N_("The patient is here"),
	  .needs = NEEDS_CLINIC,
	  .run = arrive },
	{ .name = "seat",
	  .words = "v12",
	  .min = 1,
	  .max = 1,
	  .help = N_("The patient is in the chair"),
	  .needs = NEEDS_CLINIC,
	  .run = seat },
	{ .name = "complete",
	  .words = "v12 [FIELD=VALUE…]",
	  .min = 1,
	  .max = -1,
	  .help = N_("The visit is done"),
	  .more = N_("With what was done and paid: kind, provider, teeth, note, amount, paid, "
		     "pay_method."),
	  .needs = NEEDS_CLINIC,
	  .run = complete },
	{ .name = "cancel",
	  .words = "v12",
	  .options = cancel_options,
	  .min = 1,
	  .max = 1,
	  .help = N_("The visit will not take place"),
	  .needs = NEEDS_CLINIC,
	  .run = cancel },
	{ .name = "no-show",
	  .words = "v12",
	  .options = cancel_options,
	  .min = 1,
	  .max = 1,
	  .help = N_("The patient did not come"),
	  .needs = NEEDS_CLINIC,
	  .run = no_show },
	{ .name = "late",
	  .words = "v12 MINUTES",
	  .min = 2,
	  .max = 2,
	  .help = N_("The patient said how late they will be"),
	  .needs = NEEDS_CLINIC,
	  .run = late },
	{ 0 },
};
