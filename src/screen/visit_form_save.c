/* Saving the form of a visit: what speaks against a booking is said once, Enter again means it. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/sooner.h"

#include "visit_form.h"

/* The visit as the form has it now; false and *field when a value cannot be taken. */
static bool apply(struct app *app, const struct visiting *v, const char *const *values,
		  struct visit *out, int *field, struct err *err)
{
	const struct field_of_job *f = visit_fields_of[v->job];

	record_copy(&record_visit, out, &v->visit);
	for (int i = 0; f[i].name; i++) {
		if (visit_field_is_new_chart(v, f[i].name) || visit_field_is_wish(f[i].name) ||
		    (str_eq(values[i], v->fields[i].stored) && v->visit.row.id))
			continue;
		if (strcmp(f[i].name, "status") == 0 && !*values[i])
			continue;
		if (!visit_set(app->clinic, out, f[i].name, values[i], err)) {
			*field = i;
			return false;
		}
	}
	if (v->job == BOOK || v->job == BOOK_NEW)
		visiting_take_offer(v, out);
	if (v->job == MOVE) {
		/* The old one is not in its way, and another chair is found if need be. */
		out->predecessor = out->row.id;
		str_replace(&out->chair, NULL);
	}
	return true;
}

/* --- what speaks against it --- */

static bool same_place(const struct visit *a, const struct visit *b)
{
	return a->day == b->day && a->minute == b->minute && a->minutes == b->minutes &&
	       str_eq(a->kind, b->kind) && str_eq(a->provider, b->provider) &&
	       str_eq(a->chair, b->chair);
}

/* Only where a visit is put somewhere is it asked whether that can be. */
static bool takes_place(const struct visiting *v, const struct visit *now)
{
	return v->job != COMPLETE && visit_is_booked((enum visit_status)now->status) &&
	       !(v->job == EDIT && same_place(now, &v->visit));
}

static unsigned look(struct app *app, struct visiting *v, const struct visit *now,
		     struct str *words)
{
	unsigned against = visit_against(app->clinic, now, words, NULL);

	if (!same_place(now, &v->looked))
		v->accepted = 0;
	record_release(&record_visit, &v->looked);
	record_copy(&record_visit, &v->looked, now);
	v->against = against;
	return against;
}

static void remark_new(struct app *app, struct visiting *v, const char *const *values,
		       struct str *out)
{
	struct patient_draft d;

	draft_init(app->clinic, &d);
	for (int i = 0; i < 2; i++)
		if (*values[i])
			draft_set(app->clinic, &d, visit_fields_of[BOOK_NEW][i].name, '=',
				  values[i], NULL);
	likely_find(&v->likely, app, &d);
	likely_text(&v->likely, app, out);
	draft_release(&d);
}

void visiting_remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	struct visiting *v = data;
	struct visit now;
	struct str words;
	int field;

	if (v->job == COMPLETE)
		return;
	str_init(&words);
	record_init(&record_visit, &now);
	if (apply(app, v, values, &now, &field, NULL) && takes_place(v, &now) &&
	    look(app, v, &now, &words))
		str_addf(out, "! %s\n", words.p);
	if (v->job == BOOK)
		recalls_for_booking(app->clinic, now.patient, now.kind, out, NULL);
	record_release(&record_visit, &now);
	str_release(&words);
	if (v->job == BOOK_NEW)
		remark_new(app, v, values, out);
}

static int field_at(const struct visiting *v)
{
	int i = 0;

	while (strcmp(visit_fields_of[v->job][i].name, "at") != 0)
		i++;
	return i;
}

/* Whether what is found now was not there when it was looked at last, or offered. */
static bool is_news(const struct visiting *v, const struct visit *now, unsigned known,
		    unsigned against)
{
	if (same_place(now, &v->looked))
		return (against & ~known) != 0;
	for (int i = 0; i < v->n_offers; i++)
		if (visit_is_offer(&v->offers[i], now))
			return true;
	return false;
}

/* What speaks against it is shown once; Enter again means it. */
static bool agreed(struct app *app, struct visiting *v, const struct visit *now, int *field,
		   struct err *err)
{
	struct str words;

	if (!takes_place(v, now))
		return true;
	str_init(&words);
	bool news = is_news(v, now, v->against, visit_against(app->clinic, now, &words, NULL));
	str_clear(&words);
	unsigned against = look(app, v, now, &words);
	bool ok = (against & ~v->accepted) == 0;
	if (!ok && news) {
		*field = field_at(v);
		err_set(err, ERR_STEP, "%s",
			v->job == MOVE ? _("Taken meanwhile: choose another time, or Enter moves "
					   "all the same")
				       : _("Taken meanwhile: choose another time, or Enter books "
					   "all the same"));
	} else if (!ok) {
		err_set(err, ERR_STEP,
			v->job == MOVE   ? _("Enter moves all the same: %s")
			: v->job == EDIT ? _("Enter saves all the same: %s")
					 : _("Enter books all the same: %s"),
			words.p);
	}
	v->accepted = against;
	v->asked.day = now->day;
	v->asked.minute = now->minute;
	str_replace(&v->asked.provider, now->provider);
	str_release(&words);
	return ok;
}

/* A day alone: its free times are offered first. */
static bool has_time(struct visiting *v, const struct visit *now, int *field, struct err *err)
{
	if (v->job == EDIT || v->job == COMPLETE || now->minute != MINUTE_NONE ||
	    v->offer_day == now->day)
		return true;
	v->offer_day = now->day;
	*field = field_at(v);
	return err_set(err, ERR_STEP, _("At what time? Enter alone books the day without a time"));
}

const char *visiting_saving(const struct app *app, void *data)
{
	const struct visiting *v = data;

	(void)app;
	if (!v->accepted)
		return NULL;
	return v->job == MOVE   ? _("MOVE ALL THE SAME")
	       : v->job == EDIT ? _("SAVE ALL THE SAME")
				: _("BOOK ALL THE SAME");
}

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
	struct completion done = {
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
	ok = ok && visit_book(app->clinic, now, v->accepted, err) &&
	     add_wish(app, wish_of(v, values), now, err);
	return clinic_end(app->clinic, ok, err);
}

static bool store_it(struct app *app, struct visiting *v, const char *const *values,
		     struct visit *now, int *field, struct err *err)
{
	switch (v->job) {
	case BOOK:
	case BOOK_NEW:
		return book_it(app, v, values, now, field, err);
	case EDIT:
		if (!takes_place(v, now))
			return visit_save(app->clinic, now, NULL, err);
		return visit_book(app->clinic, now, v->accepted, err);
	case MOVE:
		return visit_rebook(app->clinic, v->visit.row.id,
				    &(struct new_time){ .day = now->day,
							.minute = now->minute,
							.provider = now->provider },
				    v->accepted, NULL, err);
	case COMPLETE:
		break;
	}
	return complete_it(app, now, err);
}

static void say_saved(struct app *app, const struct visiting *v, const struct visit *now)
{
	static const char *const said[] = { [BOOK] = N_("booked"),
					    [BOOK_NEW] = N_("booked"),
					    [COMPLETE] = N_("done"),
					    [MOVE] = N_("moved to"),
					    [EDIT] = N_("saved") };
	struct str when;

	str_init(&when);
	day_show(&when, now->day, clinic_today(app->clinic));
	if (now->minute != MINUTE_NONE) {
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
	if ((v->job == BOOK || v->job == BOOK_NEW) && now->provider)
		str_addf(&when, ", %s",
			 config_label(app->clinic->config, "provider", now->provider));
	app_did(app, "%s %s", _(said[v->job]), when.p);
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
	bool ok = apply(app, v, values, &now, field, err) && has_time(v, &now, field, err) &&
		  agreed(app, v, &now, field, err) && store_it(app, v, values, &now, field, err);
	if (ok)
		say_saved(app, v, &now);
	record_release(&record_visit, &now);
	return ok;
}
