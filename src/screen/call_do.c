/* What may be done in a call beside saying what came of it: another number, the family, booking,
 * writing, leaving them for now, stopping. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include "calling.h"
#include "message.h"

static struct calling *on_top(struct app *app)
{
	struct layer *top = app_top(app);

	return top->screen == &call_screen ? top->state : NULL;
}

/* --- left for now --- */

/* A note belongs to whoever it was typed about, whatever comes of the call. */
void calling_keep_note(struct app *app, struct calling *s)
{
	struct err err = ERR_INIT;

	if (!s->has || !s->note.text.len)
		return;
	if (!note_keep(s->clinic, s->claim.patient, s->note.text.p, &err)) {
		if (app)
			app_error(app, &err);
		return;
	}
	edit_set(&s->note, NULL);
}

static void skipped(struct app *app, void *data, const char *key, const char *text)
{
	struct calling *s = on_top(app);
	struct err err = ERR_INIT;

	(void)data;
	if (!s || !s->has)
		return;
	calling_keep_note(app, s);
	if (!call_skip(app->clinic, s->claim.id, key ? key : text, &err)) {
		app_error(app, &err);
		return;
	}
	struct str name;
	str_init(&name);
	short_name(&name, app, &s->card.p);
	app_say(app,
		str_eq(key, SKIP_WRONG_LIST) ? _("%s: kept off this list from now on; ^Z undoes it") :
					       _("%s: left for now, comes again after the others"),
		name.p);
	str_release(&name);
	calling_go_on(app, s);
}

static void skip(struct app *app, void *state)
{
	const struct calling *s = state;
	const struct term_list *why = config_vocab(app->clinic->config, "skip_reason");
	struct pick p;

	if (!s->has)
		return;
	pick_init(&p, _("Why not now?"));
	for (size_t i = 0; i < why->n; i++)
		pick_add(&p, why->v[i].key, config_label(app->clinic->config, "skip_reason", why->v[i].key),
			 NULL, NULL);
	p.text = true;
	p.deliberate = true;
	p.done = skipped;
	pick_open(app, &p);
}

/* --- stopping --- */

static void stop_after(struct app *app, void *state)
{
	struct calling *s = state;

	s->last = !s->last;
	app_say(app, s->last ? _("this is the last one; then it stops") :
			       _("it goes on with the next one"));
}

static void stop_given(struct app *app, void *data, const char *key, const char *text)
{
	struct calling *s = on_top(app);

	(void)data;
	(void)text;
	if (!s || !key)
		return;
	if (strcmp(key, "after") == 0)
		stop_after(app, s);
	else
		calling_leave(app, s);
}

void calling_ask_stop(struct app *app, struct calling *s)
{
	struct pick p;

	pick_init(&p, _("Stop calling?"));
	if (!s->picked)
		pick_add(&p, "after", s->last ? _("go on after all") : _("after this call"), NULL, NULL);
	pick_add(&p, "now",
		 s->note.text.len ? _("now: back on the list, the note goes on their card") :
				    _("now: they go back on the list"),
		 NULL, NULL);
	p.deliberate = true;
	p.done = stop_given;
	pick_open(app, &p);
}

/* --- with whom --- */

static void with_family(struct app *app, void *state)
{
	struct calling *s = state;
	bool any = false;

	for (size_t i = 0; i < s->n_others; i++)
		any = any || s->others[i].on_list;
	if (!s->n_others) {
		app_refuse(app, _("nobody else has this number or lives with them"));
		return;
	}
	if (!any) {
		app_refuse(app, _("none of the family is on this list: c on their card rings about them"));
		return;
	}
	s->with_others = !s->with_others;
	app_say(app, s->with_others ? _("what you record counts for those of the family on this list, too") :
				      _("what you record counts for this patient alone"));
	calling_preview(app, s);
}

static void they_rang(struct app *app, void *state)
{
	struct calling *s = state;

	s->rang_us = !s->rang_us;
	calling_unchoose(s);
	calling_choices(app, s);
	app_say(app, s->rang_us ? _("they rang us: it is written down so, and counts as no call of ours") :
				  _("we rang them"));
}

/* --- what else --- */

/* With the family: times next to each other for everybody who was asked. */
static void book(struct app *app, void *state)
{
	struct calling *s = state;
	int64_t *all = mem_array(s->n_others + 1, sizeof(*all));
	size_t n = 0;

	all[n++] = s->claim.patient;
	for (size_t i = 0; s->with_others && i < s->n_others; i++)
		if (s->others[i].on_list)
			all[n++] = s->others[i].patient;
	if (n > 1)
		ask_family_book(app, all, n, NULL, 0, "");
	else
		visit_form_book(app, &s->card);
	free(all);
}

static void why(struct app *app, void *state)
{
	const struct calling *s = state;

	if (s->has)
		ask_segments_why(app, s->claim.patient);
}

static void to_do(struct app *app, void *state)
{
	const struct calling *s = state;

	if (s->has)
		ask_task(app, s->claim.patient);
}

/* A line to read later, for whom one did not reach. */
static void write_to(struct app *app, void *state)
{
	const struct calling *s = state;

	if (s->has)
		show_message(app, &(struct message_for){ .patient = s->claim.patient,
							 .visit = s->claim.visit,
							 .template = "left-message" });
}

static void open_card(struct app *app, void *state)
{
	const struct calling *s = state;
	int64_t patient = s->claim.patient;

	if (s->has)
		app_push(app, &card_screen, &patient);
}

/* --- more than fits --- */

static void show_all(struct app *app, void *state)
{
	struct calling *s = state;

	(void)app;
	s->in_full = true;
	*s->all = (struct call_scroll){ 0 };
}

/* --- the call back of another list --- */

static void ring_after_this(struct app *app, struct calling *s)
{
	s->then = s->elsewhere;
	s->stale = true;
	if (!s->has || s->over) {
		calling_keep_note(app, s);
		calling_go_on(app, s);
	}
}

static void back_given(struct app *app, void *data, const char *key, const char *text)
{
	struct calling *s = on_top(app);

	(void)data;
	(void)text;
	if (!s || !key || !s->elsewhere)
		return;
	if (strcmp(key, "after") == 0) {
		ring_after_this(app, s);
		return;
	}
	s->then = s->then == s->elsewhere ? 0 : s->then;
	s->away[s->n_away++ % CALL_AWAY] = s->elsewhere;
	s->stale = true;
}

static void take_call_back(struct app *app, void *state)
{
	struct calling *s = state;
	struct pick p;

	if (!s->elsewhere) {
		app_refuse(app, !s->coming ? _("no call back is due") :
				s->has && !s->over ? _("they come up by themselves after this call") :
						     _("Enter takes them: they come up by themselves"));
		return;
	}
	/* With nobody on the line there is nothing to wait for. */
	if (!s->has || s->over) {
		ring_after_this(app, s);
		return;
	}
	pick_init(&p, s->coming);
	pick_add(&p, "after", _("ring them after this call"), NULL, NULL);
	pick_add(&p, "away", _("put the line away"), NULL, NULL);
	p.deliberate = true;
	p.done = back_given;
	pick_open(app, &p);
}

const struct command call_commands[] = {
	{ .name = "call-enter", .keys = "enter", .help = N_("Ring; record what came of it and take the next"),
	  .run = calling_enter },
	{ .name = "call-tab", .keys = "tab", .label = N_("note"),
	  .help = N_("Write a note while talking"),
	  .needs = NEEDS_ROW, .run = calling_tab },
	{ .name = "call-skip", .keys = "0", .label = N_("skip"),
	  .help = N_("Leave them for now, with a reason"), .needs = NEEDS_ROW | WRITES, .run = skip },
	{ .name = "call-number", .keys = "c", .label = N_("other number"),
	  .help = N_("Ring the next number; what was said of this one is recorded first"),
	  .needs = NEEDS_ROW, .run = calling_other_number },
	{ .name = "call-family", .keys = "f", .label = N_("family"),
	  .help = N_("The family was asked in the same call: the outcome counts for them"),
	  .needs = NEEDS_ROW | NEEDS_SHARED, .run = with_family },
	{ .name = "visit-book", .keys = "b", .label = N_("book"), .help = N_("Book a visit in the form"),
	  .needs = NEEDS_ROW | WRITES, .run = book },
	{ .name = "message", .keys = "m", .label = N_("message"),
	  .help = N_("Write them a message"), .needs = NEEDS_ROW | WRITES, .run = write_to },
	{ .name = "call-in-full", .keys = "right", .label = N_("all facts"),
	  .help = N_("Everything about them that does not fit beside what to say"), .needs = NEEDS_ROW,
	  .run = show_all },
	{ .name = "call-rang-us", .keys = "i", .label = N_("they rang us"),
	  .help = N_("They rang us: it is written down so, and counts as no call of ours"),
	  .needs = NEEDS_ROW, .run = they_rang },
	{ .name = "call-back", .keys = "k",
	  .help = N_("The call back of another list that is due: ring it after this call, or put it away"),
	  .run = take_call_back },
	{ .name = "why", .keys = "w", .label = N_("why"), .help = N_("Why they are on lists"),
	  .needs = NEEDS_ROW, .run = why },
	{ .name = "task-add", .keys = "p", .label = N_("to-do"), .help = N_("A to-do or promise"),
	  .needs = NEEDS_ROW | WRITES, .run = to_do },
	{ .name = "open", .keys = "o", .label = N_("card"), .help = N_("Open their card"),
	  .needs = NEEDS_ROW, .run = open_card },
	{ .name = "call-stop", .keys = "x", .label = N_("stop after this"),
	  .help = N_("Stop after this one, or go on after all"), .needs = NEEDS_ROW, .run = stop_after },
	COMMAND_END,
};
