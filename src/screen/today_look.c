/* What the lines in sight show, and what must be known of the chosen one: fetched when it is looked
 * at. */
#include "revisit/screen/parts.h"

#include "today.h"

struct sooner_gap today_gap(const struct day_view *s, size_t i)
{
	const struct day_gap *g = &s->day.gaps[i];

	return (struct sooner_gap){
		.day = s->day.day, .from = g->from, .to = g->to, .provider = g->provider
	};
}

static bool has_alert(struct app *app, const struct patient *p)
{
	struct rows alerts;
	bool any = false;

	rows_init(&alerts, &record_alert);
	store_alerts(&app->clinic->store, p->row.id, p->household, &alerts, NULL);
	for (size_t i = 0; i < alerts.n; i++) {
		const struct alert *a = rows_at(&alerts, i);
		any = any || a->until == DAY_NONE || a->until >= clinic_today(app->clinic);
	}
	rows_release(&alerts);
	return any;
}

/* What the rows in sight say, and the chosen one. */
void today_fetch(struct app *app, struct day_view *s, size_t i)
{
	struct store *store = &app->clinic->store;
	struct coming *c = &s->v[i];

	if (c->fetched)
		return;
	store_get(store, &record_visit, s->day.visits.v[i].id, &c->visit, NULL);
	store_get(store, &record_patient, s->day.visits.v[i].patient, &c->patient, NULL);
	c->alert = has_alert(app, &c->patient);
	c->fetched = true;
}

static void brief_visit(struct app *app, struct day_view *s, const struct day_visit *v)
{
	struct card card;
	struct str name;

	if (!card_load(app->clinic, v->patient, &card, NULL))
		return;
	brief_make(app->clinic, &card, v->id, app->no_han, &s->brief);
	str_init(&name);
	shown_name(&name, app, &card.p);
	str_replace(&s->brief_name, name.p);
	str_release(&name);
	card_release(&card);
}

/* What to know of the chosen one; of a gap, whom to ring. */
void today_brief(struct app *app, struct day_view *s)
{
	const struct day_line *l = today_line(s);
	const struct day_visit *v = today_chosen(s);
	int64_t what = v ? v->id : l && l->kind == LINE_GAP ? -(int64_t)l->i - 1 : 0;

	if (s->brief_of == what && !s->brief_stale)
		return;
	s->brief_stale = false;
	brief_release(&s->brief);
	str_replace(&s->brief_name, NULL);
	s->brief_of = what;
	if (v)
		brief_visit(app, s, v);
	if (what < 0) {
		const struct sooner_gap gap = today_gap(s, l->i);
		brief_gap(app->clinic, &gap, app->no_han, &s->brief);
	}
}
