/* Undo and redo from any screen: one key for what was just done, a question for what was not. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

/* Whether the key was for the typing in a field, which comes first. */
static bool typed_back(struct app *app, uint32_t cp)
{
	const struct key key = { .kind = KEY_CTRL, .cp = cp };
	struct layer *top = app_top(app);

	return app_typing(app) && top->screen->key && top->screen->key(app, top->state, &key);
}

/* A card whose chart was taken back cannot stay open. */
static void leave_gone(struct app *app)
{
	struct patient p;

	while (app->depth > 1 && app_patient(app)) {
		record_init(&record_patient, &p);
		bool there = store_get(&app->clinic->store, &record_patient, app_patient(app), &p, NULL);
		record_release(&record_patient, &p);
		if (there)
			return;
		app_pop(app);
	}
}

static void take_back(struct app *app, int64_t action, bool again)
{
	struct err err = ERR_INIT;
	char *words = NULL;

	struct undo_parts stays;
	struct str part;

	str_init(&part);
	if (clinic_undo_stays(app->clinic, action, again, &stays, NULL))
		undo_stays_words(&part, &stays);
	undo_parts_release(&stays);
	if (!clinic_undo(app->clinic, action, again, NULL, &words, &err)) {
		str_release(&part);
		app_refuse(app, again ? _("not done again: %s") : _("not undone: %s"), err.msg);
		app_changed(app);
		return;
	}
	leave_gone(app);
	if (again)
		app_say(app, _("done again: %s; {undo} undoes it"), words);
	else if (part.len)
		app_say(app, _("undone: %s; {redo} does it again"), part.p);
	else
		app_say(app, _("undone: %s; {redo} does it again"), words);
	str_release(&part);
	free(words);
	app_changed(app);
}

/* --- asking first --- */

struct question {
	int64_t action;
	bool again;
};

static void answered(struct app *app, void *data, const char *key, const char *text)
{
	const struct question *q = data;
	int64_t patient = key ? strtoll(key, NULL, 10) : 0;

	(void)text;
	if (patient)
		app_push(app, &card_screen, &patient);
	else if (key)
		take_back(app, q->action, q->again);
}

static char *when_and_who(const struct app *app, const struct deed *d)
{
	struct str s;
	day_t day;
	minute_t minute;

	instant_split(d->at, &day, &minute);
	str_init(&s);
	if (day != clinic_today(app->clinic)) {
		day_relative(&s, day, clinic_today(app->clinic));
		str_addc(&s, ' ');
	}
	minute_iso(&s, minute);
	str_addf(&s, " %s", d->staff);
	return s.p;
}

/* For whom it stays, whose cards can be looked at instead. */
static void add_stays(struct pick *p, const struct undo_parts *stays)
{
	enum { SHOWN = 8 };

	if (stays->n)
		p->hint = mem_printf(_("for %zu taken back, for %zu it stays"), stays->taken, stays->n);
	for (size_t i = 0; i < stays->n && i < SHOWN; i++) {
		char *key = mem_printf("%lld", (long long)stays->v[i].patient);
		pick_add(p, key, stays->v[i].why, i ? NULL : _("stays"), NULL);
		free(key);
	}
}

void ask_undo(struct app *app, int64_t action, bool again)
{
	struct err err = ERR_INIT;
	struct undo_parts stays;
	struct story story;
	struct pick p;

	if (!clinic_story(app->clinic, action, &story, &err)) {
		app_error(app, &err);
		return;
	}
	/* What cannot be done is not asked. */
	if (!clinic_undo_stays(app->clinic, action, again, &stays, &err)) {
		app_refuse(app, again ? _("not done again: %s") : _("not undone: %s"), err.msg);
		story_release(&story);
		return;
	}
	pick_init(&p, again ? _("Do this again?") : _("Undo this?"));
	char *hint = when_and_who(app, &story.deed);
	pick_add(&p, "", story.words, hint, NULL);
	add_stays(&p, &stays);
	undo_parts_release(&stays);
	struct question *q = mem_alloc(sizeof(*q));
	*q = (struct question){ action, again };
	p.data = q;
	p.free_data = free;
	p.done = answered;
	pick_open(app, &p);
	free(hint);
	story_release(&story);
}

static bool fetched_back(struct app *app)
{
	if (!app_fetch_back(app))
		return false;
	app_say(app, _("not thrown away: here it is again"));
	return true;
}

/* The one whose chart is all there is on the screen; on a list the eyes may be anywhere. */
static int64_t looked_at(struct app *app)
{
	const struct screen *now = app_top(app)->screen;

	return now == &card_screen || now == &history_screen ? app_patient(app) : 0;
}

static void next(struct app *app, bool again)
{
	struct undo_offer offer;
	struct err err = ERR_INIT;

	if (!clinic_undo_offer(app->clinic, again, again ? 0 : looked_at(app), &offer, &err)) {
		app_error(app, &err);
		return;
	}
	if (!offer.link)
		app_say(app, again ? _("you took nothing back that could be done again") :
				     _("you did nothing yet that could be undone"));
	else if (offer.ask || (app_typing(app) && !app_top(app)->screen->list))
		ask_undo(app, offer.link, again);
	else
		take_back(app, offer.link, again);
	undo_offer_release(&offer);
}

void undo_last(struct app *app, void *state)
{
	(void)state;
	/* Even over what was typed before it into the list below. */
	if (!(app->just_thrown && fetched_back(app)) && !typed_back(app, 'z') && !fetched_back(app))
		next(app, false);
}

void redo_last(struct app *app, void *state)
{
	(void)state;
	if (!typed_back(app, 'y'))
		next(app, true);
}
