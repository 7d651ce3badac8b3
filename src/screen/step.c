/* One key takes a visit a step further, on any screen; what was called off is booked anew. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/desk.h"
#include "revisit/screen/parts.h"

#include "asking.h"

static bool load_visit(struct app *app, int64_t visit, struct visit *v)
{
	record_init(&record_visit, v);
	return store_get(&app->clinic->store, &record_visit, visit, v, NULL);
}

/* "; 10:00 is 王丽's now, Dr Lin is free at 10:40": who was given up and comes after all. */
static void say_given_away(struct app *app, const struct visit *v, struct str *out)
{
	struct given_away g;
	struct patient p;
	struct str name;
	struct str words;

	if (!visit_given_away(app->clinic, v, &g, NULL))
		return;
	str_init(&name);
	str_init(&words);
	record_init(&record_patient, &p);
	if (store_get(&app->clinic->store, &record_patient, g.patient, &p, NULL))
		short_name(&name, app, &p);
	record_release(&record_patient, &p);
	given_away_words(&words, app->clinic, v, &g, name.p);
	str_addf(out, _("; %s"), words.p);
	str_release(&name);
	str_release(&words);
}

bool step_visit(struct app *app, int64_t visit, enum visit_status to, const char *who)
{
	if (to == VISIT_ARRIVED && ask_gone(app, visit, who))
		return false;
	return step_visit_anyway(app, visit, to, who);
}

bool step_visit_anyway(struct app *app, int64_t visit, enum visit_status to, const char *who)
{
	struct err err = ERR_INIT;
	struct visit v;
	struct str said;

	bool missed = load_visit(app, visit, &v) && v.status == VISIT_NO_SHOW;
	bool ok = visit_step(app->clinic, visit, to, NULL, &err);
	/* Lists shout it. */
	const char *step = to == VISIT_NO_SHOW ? _("no-show") : _(visit_status_choices[to].label);
	str_init(&said);
	if (who) {
		str_addf(&said, "%s: %s", who, step);
	} else {
		str_addf(&said, "%s ", step);
		minute_iso(&said, clock_minute(&app->clinic->clock));
	}
	if (ok && missed && to == VISIT_ARRIVED)
		say_given_away(app, &v, &said);
	if (ok)
		app_did(app, "%s", said.p);
	else
		app_error(app, &err);
	str_release(&said);
	record_release(&record_visit, &v);
	app_changed(app);
	return ok;
}

/* --- called off, and another time --- */

void rebook_offered(struct app *app, int64_t visit)
{
	size_t n = strlen(app->message);
	char *how = text_with_keys(app, _("; {rebook} another time"));

	snprintf(app->message + n, sizeof(app->message) - n, "%s", how);
	free(how);
	app->called_off = visit;
}

void rebook(struct app *app, void *state)
{
	struct visit v;

	(void)state;
	bool off = app->called_off && load_visit(app, app->called_off, &v);
	if (off && (v.status == VISIT_CANCELLED || v.status == VISIT_NO_SHOW))
		visit_form_rebook(app, &v);
	else
		app_say(app, _("no visit was called off lately"));
	if (app->called_off)
		record_release(&record_visit, &v);
}
