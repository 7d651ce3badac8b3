/* Today: what is done with the chosen one, and the day as a whole. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/desk.h"
#include "revisit/screen/parts.h"

#include "today.h"

static void step_chosen(struct app *app, struct day_view *s, enum visit_status to)
{
	struct str name;

	str_init(&name);
	today_name(app, today_chosen_patient(s), &name);
	step_visit(app, today_chosen_id(s), to, name.p);
	str_release(&name);
}

static void arrive(struct app *app, void *state)
{
	struct day_view *s = state;

	/* Booked for another day and here now: it is asked what this is. */
	if (s->day.day != clinic_today(app->clinic))
		ask_arrive_today(app, today_chosen_id(s));
	else
		step_chosen(app, s, VISIT_ARRIVED);
}

static void seat(struct app *app, void *state)
{
	step_chosen(app, state, VISIT_SEATED);
}

static void confirm(struct app *app, void *state)
{
	step_chosen(app, state, VISIT_CONFIRMED);
}

static void with_card(struct app *app, const struct day_view *s,
		      void (*then)(struct app *app, const struct card *card, int64_t visit))
{
	struct card card;
	struct err err = ERR_INIT;

	if (!card_load(app->clinic, today_chosen_patient(s), &card, &err)) {
		app_error(app, &err);
		return;
	}
	then(app, &card, today_chosen_id(s));
	card_release(&card);
}

static void complete(struct app *app, void *state)
{
	with_card(app, state, visit_form_complete);
}

static void book_for(struct app *app, const struct card *card, int64_t visit)
{
	(void)visit;
	visit_form_book(app, card);
}

static void book(struct app *app, void *state)
{
	with_card(app, state, book_for);
}

static void off(struct app *app, void *state)
{
	ask_off(app, today_chosen_id(state));
}

static void move(struct app *app, void *state)
{
	visit_form_move(app, today_chosen_id(state));
}

static void walk_in(struct app *app, void *state)
{
	(void)state;
	ask_walk_in(app);
}

static void late(struct app *app, void *state)
{
	ask_late(app, today_chosen_id(state));
}

static void note(struct app *app, void *state)
{
	ask_note(app, today_chosen_patient(state));
}

static void task(struct app *app, void *state)
{
	ask_task(app, today_chosen_patient(state));
}

static void tag(struct app *app, void *state)
{
	ask_tag(app, today_chosen_patient(state));
}

static void edit(struct app *app, void *state)
{
	patient_form_edit(app, today_chosen_patient(state));
}

static void family(struct app *app, void *state)
{
	show_family(app, today_chosen_patient(state));
}

static void handover(struct app *app, void *state)
{
	(void)state;
	ask_handover(app);
}

static void print(struct app *app, void *state)
{
	ask_huddle(app, ((struct day_view *)state)->day.day);
}

static void confirm_calls(struct app *app, void *state)
{
	app_push(app, &confirm_screen, &((struct day_view *)state)->day.next);
}

static void close_day(struct app *app, void *state)
{
	(void)state;
	app_push(app, &close_screen, NULL);
}

static void mend(struct app *app, void *state)
{
	(void)state;
	app_push(app, &mend_screen, NULL);
}

/* The pages of the side in turn; where brief and side share a place, the brief comes last. */
static void turn_side(struct app *app, void *state)
{
	struct day_view *s = state;
	bool shared = today_shares(app);

	if (s->brief_paged && shared) {
		s->brief_paged = false;
		s->side.top = 0;
		return;
	}
	s->brief_paged = !side_turn(&s->side) && shared;
}

static void day_before(struct app *app, void *state)
{
	struct day_view *s = state;

	today_turn_to(app, s, s->day.day - 1);
}

static void day_after(struct app *app, void *state)
{
	struct day_view *s = state;

	today_turn_to(app, s, s->day.day + 1);
}

const struct command today_commands[] = {
	{ .name = "open",
	  .keys = "enter",
	  .help = N_("Open the card of the chosen patient; book a gap; show who is through"),
	  .run = today_open_chosen },
	{ .name = "visit-arrive",
	  .keys = "a",
	  .label = N_("arrive"),
	  .help = N_("The patient is here (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = arrive },
	{ .name = "visit-seat",
	  .keys = "s",
	  .label = N_("seat"),
	  .help = N_("The patient is in the chair (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = seat },
	{ .name = "visit-complete",
	  .keys = "d",
	  .label = N_("done"),
	  .help = N_("The visit is done (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = complete },
	{ .name = "visit-off",
	  .keys = "x",
	  .label = N_("no-show, cancel"),
	  .help = N_("No-show or cancelled (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = off },
	{ .name = "visit-move",
	  .keys = "r",
	  .label = N_("move visit"),
	  .help = N_("Move the visit (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = move },
	{ .name = "visit-book",
	  .keys = "b",
	  .label = N_("book"),
	  .help = N_("Book another visit of the chosen patient (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = book },
	{ .name = "visit-late",
	  .keys = "l",
	  .label = N_("comes late"),
	  .help = N_("They rang to say they will be late (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = late },
	{ .name = "visit-confirm",
	  .keys = ".",
	  .help = N_("The patient confirms the booked visit (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = confirm },
	{ .name = "visit-walk-in",
	  .keys = "v",
	  .label = N_("walk-in"),
	  .help = N_("Somebody is here now without a booking (after Tab)"),
	  .needs = WRITES,
	  .run = walk_in },
	{ .name = "note",
	  .keys = "n",
	  .help = N_("Write a note about the chosen patient (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = note },
	{ .name = "task-add",
	  .keys = "p",
	  .help = N_("A to-do for the chosen patient, or a promise (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = task },
	{ .name = "tag",
	  .keys = "t",
	  .help = N_("Tag the chosen patient (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = tag },
	{ .name = "edit",
	  .keys = "e",
	  .help = N_("Edit the chosen patient (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = edit },
	{ .name = "family",
	  .keys = "f",
	  .help = N_("The family of the chosen patient (after Tab)"),
	  .needs = NEEDS_ROW,
	  .run = family },
	{ .name = "confirm-calls",
	  .help = N_("Ring those of the next working day who have not confirmed"),
	  .run = confirm_calls },
	{ .name = "close-day",
	  .keys = "C",
	  .help = N_("Close the day: visits nobody closed, who came and who did not (after Tab)"),
	  .run = close_day },
	{ .name = "bookings-hit",
	  .help = N_("Bookings that no longer fit the hours: move them…"),
	  .run = mend },
	{ .name = "handover",
	  .keys = "H",
	  .label = N_("hand over"),
	  .help = N_("A note for the next shift (after Tab)"),
	  .needs = WRITES,
	  .run = handover },
	{ .name = "huddle",
	  .keys = "o",
	  .label = N_("print"),
	  .help = N_("The day on paper: a page to print or to open in a browser (after Tab)"),
	  .run = print },
	{ .name = "day-before", .keys = "left", .help = N_("The day before"), .run = day_before },
	{ .name = "day-after",
	  .keys = "right",
	  .help = N_("The day after; Esc comes back to today"),
	  .run = day_after },
	{ .name = "day-more",
	  .keys = "backtab ,",
	  .help = N_("The next page of what stands beside the list (, after Tab)"),
	  .run = turn_side },
	COMMAND_END,
};
