/* Saving the form of a visit. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/sooner.h"

#include "visit_form.h"

/* --- storing --- */

/* Where there are chairs, one that is free then, if none was chosen. */
static void find_chair(struct app *app, struct visit *now)
{
	if (now->chair || now->minute == MINUTE_NONE)
		return;
	struct book *b = book_open(app->clinic, now->day, now->day, NULL);
	if (!b)
		return;
	int minutes = now->minutes > 0 ? (int)now->minutes
				       : book_minutes(app->clinic, now->kind, now->provider);
	str_replace(&now->chair, book_chair(b, now->day, now->minute, minutes, now->provider, 0));
	book_free(b);
}

static bool complete_it(struct app *app, const struct visit *now, struct err *err)
{
	/* Nothing said about payment: all of it was paid. */
	struct visit_completion done = {
		.kind = now->kind,
		.provider = now->provider,
		.pay_method = now->pay_method,
		.note = now->note,
		.teeth = now->teeth,
		.amount = now->amount,
		.paid = now->paid == MONEY_NONE ? now->amount : now->paid,
	};

	return visit_complete(app->clinic, now->row.id, &done, err);
}

static bool make_chart(struct app *app, struct visiting *v, const char *const *values,
		       struct visit *now, int *field, struct err *err)
{
	struct patient_draft d;
	bool ok = true;

	draft_init(app->clinic, &d);
	for (int i = 0; ok && i < 2; i++)
		if (*values[i] && !draft_set(app->clinic, &d, visit_fields_of[BOOK_NEW][i].name,
					     '=', values[i], err)) {
			*field = i;
			ok = false;
		}
	d.p.status = PATIENT_PROSPECT;
	ok = ok && patient_save(app->clinic, &d, NULL, err) &&
	     likely_settle(&v->likely, app, d.p.row.id, err);
	now->patient = d.p.row.id;
	draft_release(&d);
	return ok;
}

static bool add_wish(struct app *app, const char *typed, const struct visit *now, struct err *err)
{
	struct sooner s;

	if (!*typed)
		return true;
	record_init(&record_sooner, &s);
	s.patient = now->patient;
	s.visit = now->row.id;
	bool ok = sooner_parse(app->clinic, typed, &s, err) && sooner_add(app->clinic, &s, err);
	record_release(&record_sooner, &s);
	return ok;
}

static const char *wish_of(const struct visiting *v, const char *const *values)
{
	for (int i = 0; visit_fields_of[v->job][i].name; i++)
		if (visit_field_is_wish(visit_fields_of[v->job][i].name))
			return values[i];
	return "";
}

/* A chart that is new, its first visit and what they wish are one action: undone together. */
static bool book_it(struct app *app, struct visiting *v, const char *const *values,
		    struct visit *now, int *field, struct err *err)
{
	find_chair(app, now);
	if (!clinic_begin(app->clinic, "visit-book", now->patient, err))
		return false;
	bool ok = v->job == BOOK || make_chart(app, v, values, now, field, err);
	if (ok)
		store_set_target(&app->clinic->store, now->patient);
	ok = ok && visit_book(app->clinic, now, v->accepted & AGAINST_ANYTHING, err) &&
	     add_wish(app, wish_of(v, values), now, err);
	return clinic_end(app->clinic, ok, err);
}

/* A wish that comes true thereby is off the list, in the same action. */
static bool move_it(struct app *app, struct visiting *v, const struct visit *now, struct err *err)
{
	const struct new_time when = { .day = now->day,
				       .minute = now->minute,
				       .provider = now->provider };

	if (!clinic_begin(app->clinic, "visit-move", now->patient, err))
		return false;
	bool ok = visit_rebook(app->clinic, v->visit.row.id, &when, v->accepted & AGAINST_ANYTHING,
			       NULL, err) &&
		  (!visiting_fulfils(v, now) || sooner_off(app->clinic, v->wish->row.id, err));
	return clinic_end(app->clinic, ok, err);
}

static bool store_it(struct app *app, struct visiting *v, const char *const *values,
		     struct visit *now, int *field, struct err *err)
{
	bool ok;

	switch (v->job) {
	case BOOK:
	case BOOK_NEW:
		return book_it(app, v, values, now, field, err);
	case EDIT:
		if (!visiting_takes_place(v, now))
			return visit_save(app->clinic, now, NULL, err);
		return visit_book(app->clinic, now, v->accepted & AGAINST_ANYTHING, err);
	case MOVE:
		return move_it(app, v, now, err);
	case WALK_IN:
		find_chair(app, now);
		ok = visit_walk_in_as(app->clinic, now, err);
		app->came = now->row.id;
		return ok;
	case COMPLETE:
		break;
	}
	return complete_it(app, now, err);
}

static void say_saved(struct app *app, const struct visiting *v, const struct visit *now)
{
	static const char *const said[] = { [BOOK] = N_("booked"),
					    [BOOK_NEW] = N_("booked"),
					    [WALK_IN] = N_("here without a booking"),
					    [COMPLETE] = N_("done"),
					    [MOVE] = N_("moved to"),
					    [EDIT] = N_("saved") };
	struct str when;

	str_init(&when);
	str_addf(&when, "%s ", _(said[v->job]));
	if (v->job != WALK_IN)
		day_show(&when, now->day, clinic_today(app->clinic));
	if (now->minute != MINUTE_NONE && v->job != WALK_IN) {
		str_addc(&when, ' ');
		minute_iso(&when, now->minute);
	}
	if (v->job == COMPLETE && now->amount != MONEY_NONE) {
		int64_t paid = now->paid == MONEY_NONE ? now->amount : now->paid;
		str_add(&when, ", ");
		money_show(&when, app->clinic->config, now->amount, true);
		str_addf(&when, ", %s ", paid < now->amount ? _("of it paid") : _("all paid:"));
		money_show(&when, app->clinic->config, paid, true);
	}
	if (v->job == WALK_IN && now->kind)
		str_addf(&when, "(%s", config_label(app->clinic->config, "visit_kind", now->kind));
	if ((v->job == BOOK || v->job == BOOK_NEW || v->job == WALK_IN) && now->provider)
		str_addf(&when, ", %s",
			 config_label(app->clinic->config, "provider", now->provider));
	if (v->job == WALK_IN && now->kind)
		str_addc(&when, ')');
	if (v->job == MOVE && v->wish)
		str_addf(&when, "; %s", visiting_fulfils(v, now) ? _("off the sooner list")
							      : _("still on the sooner list"));
	did_for(app, now->patient, when.p);
	str_release(&when);
	if (v->job == MOVE)
		gap_offered(app, v->visit.row.id);
}

bool visiting_save(struct app *app, void *data, const char *const *values, int *field,
		   struct err *err)
{
	struct visiting *v = data;
	struct visit now;

	record_init(&record_visit, &now);
	bool ok = visiting_apply(app, v, values, &now, field, err) &&
		  visiting_has_time(app, v, &now, values, field, err) &&
		  visiting_agreed(app, v, &now, values, field, err) &&
		  store_it(app, v, values, &now, field, err);
	if (ok)
		say_saved(app, v, &now);
	record_release(&record_visit, &now);
	return ok;
}
