/* What is done in the Book: steps of a visit, booking in a gap, picking up and putting down. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/desk.h"

#include "book_view.h"
#include "sooner_parts.h"

static void step_to(struct app *app, struct book_view *s, enum visit_status to)
{
	const struct booked *b = view_visit(s);
	struct str who;

	str_init(&who);
	shown_name(&who, app, &b->p);
	step_visit(app, b->v.row.id, to, who.p);
	str_release(&who);
}

void view_arrive(struct app *app, void *state)
{
	step_to(app, state, VISIT_ARRIVED);
}

void view_seat(struct app *app, void *state)
{
	step_to(app, state, VISIT_SEATED);
}

void view_confirm(struct app *app, void *state)
{
	step_to(app, state, VISIT_CONFIRMED);
}

void view_complete(struct app *app, void *state)
{
	const struct booked *b = view_visit(state);
	struct err err = ERR_INIT;
	struct card card;

	if (!card_load(app->clinic, b->v.patient, &card, &err)) {
		app_error(app, &err);
		return;
	}
	visit_form_complete(app, &card, b->v.row.id);
	card_release(&card);
}

void view_off(struct app *app, void *state)
{
	ask_off(app, view_visit(state)->v.row.id);
}

void view_edit(struct app *app, void *state)
{
	visit_form_edit(app, view_visit(state)->v.row.id);
}

void view_task(struct app *app, void *state)
{
	ask_task(app, view_visit(state)->v.patient);
}

void view_note(struct app *app, void *state)
{
	ask_note(app, view_visit(state)->v.patient);
}

void view_late(struct app *app, void *state)
{
	ask_late(app, view_visit(state)->v.row.id);
}

/* --- sooner --- */

bool view_sooner_gap(const struct book_view *s, struct sooner_gap *gap)
{
	const struct stop *at = view_stop(s);

	if (!at || at->visit >= 0 || at->minutes <= 0)
		return false;
	const struct book_col *c = &s->cols[at->col];
	*gap = (struct sooner_gap){ .day = c->day,
				    .from = at->minute,
				    .to = at->minute + at->minutes,
				    .provider = s->by_chair ? NULL : c->key,
				    .chair = s->by_chair ? c->key : NULL };
	return true;
}

void view_fill(struct app *app, void *state)
{
	struct sooner_gap gap;

	if (view_sooner_gap(state, &gap))
		sooner_fill_gap(app, &gap);
	else
		app_push(app, &sooner_screen, NULL);
}

void view_add_sooner(struct app *app, void *state)
{
	const struct booked *b = view_visit(state);

	sooner_form(app, b->v.patient, b->v.row.id);
}

/* --- booking --- */

static void place_of(const struct book_view *s, struct book_place *place)
{
	const struct stop *at = view_stop(s);
	const struct book_col *c = at ? &s->cols[at->col] : NULL;

	*place = (struct book_place){ .day = s->day, .minute = MINUTE_NONE };
	if (!at)
		return;
	place->minute = at->minute;
	place->provider = s->by_chair ? NULL : c->key;
	place->chair = s->by_chair ? c->key : NULL;
}

struct booking_at {
	struct book_place place;
	char *provider, *chair;
};

static void free_booking_at(void *data)
{
	struct booking_at *b = data;

	free(b->provider);
	free(b->chair);
	free(b);
}

static void book_patient(struct app *app, void *data, int64_t patient)
{
	visit_form_book_at(app, patient, &((struct booking_at *)data)->place);
}

static void book_other(struct app *app, void *data, const char *typed)
{
	visit_form_book_new(app, typed, &((struct booking_at *)data)->place);
}

void book_here(struct app *app, const struct book_place *place)
{
	struct booking_at *b = mem_alloc(sizeof(*b));

	if (app->clinic->store.refuse) {
		app_refuse(app, "%s", app->clinic->store.refuse);
		free(b);
		return;
	}
	b->place = *place;
	b->place.provider = b->provider = mem_strdup(place->provider);
	b->place.chair = b->chair = mem_strdup(place->chair);
	struct str when;
	str_init(&when);
	minute_iso(&when, place->minute);
	struct choosing_patient c = { .prompt = mem_printf(_("Book %s:"), when.p),
				      .enter = _("BOOK"),
				      .done = book_patient,
				      .other = book_other,
				      .enter_other = _("BOOK WITHOUT A CHART"),
				      .data = b,
				      .free_data = free_booking_at };
	str_release(&when);
	choose_patient(app, &c);
}

void view_book_here(struct app *app, void *state)
{
	struct book_place place;

	place_of(state, &place);
	book_here(app, &place);
}

void view_walk_in(struct app *app, void *state)
{
	(void)state;
	ask_walk_in(app);
}

/* --- picking up and putting down --- */

static void lay_down(struct book_view *s)
{
	record_release(&record_visit, &s->carried);
	s->accepted = 0;
}

bool view_put_back(struct app *app, struct book_view *s)
{
	if (!s->carried.row.id)
		return false;
	lay_down(s);
	app_say(app, _("the visit stays where it was"));
	return true;
}

void view_pick_up(struct app *app, void *state)
{
	struct book_view *s = state;
	const struct booked *b = view_visit(s);
	struct str who;

	if (!visit_is_booked((enum visit_status)b->v.status)) {
		app_refuse(app, _("only a booked visit can be moved"));
		return;
	}
	str_init(&who);
	short_name(&who, app, &b->p);
	str_replace(&s->carried_name, who.p);
	str_release(&who);
	lay_down(s);
	record_copy(&record_visit, &s->carried, &b->v);
	s->carried.minutes = b->minutes;
}

/* What speaks against it is shown once; Enter at the same place again means it. */
static bool agreed(struct app *app, struct book_view *s, const struct visit *to,
		   const struct stop *at)
{
	bool same =
		s->asked_day == to->day && s->asked_minute == to->minute && s->asked_col == at->col;
	struct str words;

	str_init(&words);
	unsigned against = visit_against(app->clinic, to, &words, NULL);
	bool ok = against == 0 || (same && (against & ~s->accepted) == 0);
	if (!ok)
		app_refuse(app, _("Enter moves all the same: %s"), words.p);
	s->accepted = against;
	s->asked_day = to->day;
	s->asked_minute = to->minute;
	s->asked_col = at->col;
	str_release(&words);
	return ok;
}

static void put_down(struct app *app, struct book_view *s)
{
	const struct stop *at = view_stop(s);
	struct err err = ERR_INIT;
	struct book_place place;
	struct visit to;
	int64_t successor;

	if (!at)
		return;
	place_of(s, &place);
	if (place.minute == MINUTE_NONE) {
		app_refuse(app, _("choose a time to put the visit at"));
		return;
	}
	record_init(&record_visit, &to);
	record_copy(&record_visit, &to, &s->carried);
	to.day = place.day;
	to.minute = place.minute;
	if (place.provider)
		str_replace(&to.provider, place.provider);
	/* In the doctors' columns any chair will do. */
	str_replace(&to.chair, place.chair);
	const struct new_time time = { .day = to.day,
				       .minute = to.minute,
				       .minutes = (int)to.minutes,
				       .provider = place.provider,
				       .chair = place.chair };
	int64_t from = s->carried.row.id;
	bool unmoved = to.day == s->carried.day && to.minute == s->carried.minute &&
		       str_eq(to.provider, s->carried.provider) &&
		       (!place.chair || str_eq(place.chair, s->carried.chair));
	if (unmoved) {
		view_put_back(app, s);
	} else if (agreed(app, s, &to, at)) {
		if (visit_rebook(app->clinic, from, &time, s->accepted, &successor, &err)) {
			struct str when;
			str_init(&when);
			day_show(&when, to.day, clinic_today(app->clinic));
			str_addc(&when, ' ');
			minute_iso(&when, to.minute);
			app_did(app, _("%s is moved to %s"), s->carried_name, when.p);
			str_release(&when);
			s->chosen = successor;
			lay_down(s);
			gap_offered(app, from);
		} else {
			app_error(app, &err);
		}
		app_changed(app);
	}
	record_release(&record_visit, &to);
}

/* Back to the form below, with this time. */
static void take_time(struct app *app, const struct book_view *s)
{
	struct book_place place;

	place_of(s, &place);
	char *provider = mem_strdup(place.provider);
	char *chair = mem_strdup(place.chair);
	place.provider = provider;
	place.chair = chair;
	app_pop(app);
	visit_form_take(app, &place);
	free(provider);
	free(chair);
}

void view_enter(struct app *app, void *state)
{
	struct book_view *s = state;
	const struct booked *b = view_visit(s);

	if (s->carried.row.id)
		put_down(app, s);
	else if (s->choosing)
		take_time(app, s);
	else if (b)
		app_push(app, &card_screen, (void *)(uintptr_t)&b->v.patient);
	else
		view_book_here(app, s);
}
