/* Somebody stands at the desk: whether that is a visit booked for today, one without a booking, or a
 * slip of the finger. */
#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"
#include "revisit/screen/parts.h"

#include "asking.h"

/* --- nobody would come to this chart --- */

struct gone {
	int64_t patient, visit; /* visit 0: without a booking */
	char *who;
};

static void free_gone(void *data)
{
	struct gone *g = data;

	free(g->who);
	free(g);
}

static void walk_in_asked(struct app *app, int64_t patient);

static void gone_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct gone *g = data;

	(void)text;
	if (!str_eq(key, "anyway"))
		return;
	if (g->visit)
		step_visit_anyway(app, g->visit, VISIT_ARRIVED, g->who);
	else
		walk_in_asked(app, g->patient);
}

static bool ask_gone_of(struct app *app, int64_t patient, int64_t visit, const char *who)
{
	struct str why;
	struct pick p;

	str_init(&why);
	if (patient_cannot_come(app->clinic, patient, &why)) {
		struct gone *g = mem_alloc(sizeof(*g));
		*g = (struct gone){ .patient = patient, .visit = visit, .who = mem_strdup(who) };
		pick_init(&p, why.p);
		pick_add(&p, "leave", _("it is somebody else: leave it"), NULL, NULL);
		pick_add(&p, "anyway", _("check in all the same"), NULL, NULL);
		p.data = g;
		p.free_data = free_gone;
		p.done = gone_answer;
		pick_open(app, &p);
	}
	bool asked = why.len > 0;
	str_release(&why);
	return asked;
}

bool ask_gone(struct app *app, int64_t visit, const char *who)
{
	struct visit v;

	record_init(&record_visit, &v);
	bool asked = store_get(&app->clinic->store, &record_visit, visit, &v, NULL) &&
		     ask_gone_of(app, v.patient, visit, who);
	record_release(&record_visit, &v);
	return asked;
}

/* --- booked today, or here already --- */

static void booked_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct gone *g = data;

	(void)text;
	if (str_eq(key, "booked")) {
		app->came = g->visit;
		step_visit_anyway(app, g->visit, VISIT_ARRIVED, g->who);
	} else if (str_eq(key, "second")) {
		visit_form_walk_in(app, g->patient);
	} else {
		app->came = g->visit;
		app_changed(app);
	}
}

static void ask_booked(struct app *app, const struct visit *v)
{
	const struct config *cf = app->clinic->config;
	struct gone *g = mem_alloc(sizeof(*g));
	struct patient who;
	struct str what;
	struct str name;
	struct pick p;

	str_init(&what);
	str_init(&name);
	record_init(&record_patient, &who);
	if (store_get(&app->clinic->store, &record_patient, v->patient, &who, NULL))
		short_name(&name, app, &who);
	record_release(&record_patient, &who);
	minute_iso(&what, v->minute);
	if (v->kind)
		str_addf(&what, " %s", config_label(cf, "visit_kind", v->kind));
	if (v->provider)
		str_addf(&what, ", %s", config_label(cf, "provider", v->provider));
	bool here = visit_is_here((enum visit_status)v->status);
	char *title = mem_printf(here ? _("%s is here already: %s") : _("%s is booked today: %s"),
				 name.p, what.p);
	pick_init(&p, title);
	free(title);
	if (here)
		pick_add(&p, "leave", _("show it in the list"), NULL, NULL);
	else
		pick_add(&p, "booked", _("check in for that"), NULL, NULL);
	pick_add(&p, "second", _("another visit besides: here without a booking"), NULL, NULL);
	*g = (struct gone){ .patient = v->patient, .visit = v->row.id, .who = str_steal(&name) };
	p.data = g;
	p.free_data = free_gone;
	p.done = booked_answer;
	pick_open(app, &p);
	str_release(&what);
}

static bool of_today(const struct visit *v, day_t today)
{
	return v->day == today && (visit_is_booked((enum visit_status)v->status) ||
				   visit_is_here((enum visit_status)v->status));
}

static void walk_in_asked(struct app *app, int64_t patient)
{
	struct err err = ERR_INIT;
	struct card card;
	const struct visit *first = NULL;

	if (!card_load(app->clinic, patient, &card, &err)) {
		app_error(app, &err);
		return;
	}
	for (size_t i = 0; i < card.visits.n; i++) {
		const struct visit *v = rows_at(&card.visits, i);
		if (of_today(v, clinic_today(app->clinic)) && (!first || v->minute < first->minute))
			first = v;
	}
	if (first)
		ask_booked(app, first);
	else
		visit_form_walk_in(app, patient);
	card_release(&card);
}

void walk_in_now(struct app *app, int64_t patient)
{
	if (!ask_gone_of(app, patient, 0, NULL))
		walk_in_asked(app, patient);
}

static void walked_in(struct app *app, void *data, int64_t patient)
{
	(void)data;
	walk_in_now(app, patient);
}

void ask_walk_in(struct app *app)
{
	struct choosing_patient c = {
		.prompt = mem_strdup(_("Who is here?")), .enter = _("HERE NOW"), .done = walked_in
	};

	choose_patient(app, &c);
}
