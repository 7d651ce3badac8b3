/* The list of who would come sooner: when they can, and what they have. */
#include "revisit/base/i18n.h"
#include "revisit/app/keys.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

#include "sooner_parts.h"

enum { BELOW_ROWS = 3 }; /* a line and what is chosen, in full */

struct waiter {
	struct sooner s;
	struct patient p;
	struct visit v; /* what they have; row.id 0: nothing */
	bool fetched;
};

struct waiting {
	struct waiter *v;
	int n;
	struct list list;
};

static void forget(struct waiting *s)
{
	for (int i = 0; i < s->n; i++) {
		record_release(&record_sooner, &s->v[i].s);
		record_release(&record_patient, &s->v[i].p);
		record_release(&record_visit, &s->v[i].v);
	}
	free(s->v);
	s->v = NULL;
	s->n = 0;
}

static bool load(struct app *app, struct waiting *s, struct err *err)
{
	struct rows all;

	rows_init(&all, &record_sooner);
	bool ok = sooner_waiting(app->clinic, &all, err);
	if (ok) {
		forget(s);
		s->v = mem_array(all.n + 1, sizeof(*s->v));
		for (size_t i = 0; i < all.n; i++) {
			struct waiter *w = &s->v[s->n++];
			record_init(&record_sooner, &w->s);
			record_init(&record_patient, &w->p);
			record_init(&record_visit, &w->v);
			record_copy(&record_sooner, &w->s, rows_at(&all, i));
		}
	}
	rows_release(&all);
	list_resize(&s->list, s->n, s->list.height);
	return ok;
}

static bool open_waiting(struct app *app, void *state, void *arg, struct err *err)
{
	(void)arg;
	return load(app, state, err);
}

static void close_waiting(void *state)
{
	forget(state);
}

static void reload_waiting(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (!load(app, state, &err))
		app_error(app, &err);
}

static void prepare_waiting(struct app *app, void *state, int rows, int cols)
{
	struct waiting *s = state;

	(void)cols;
	list_resize(&s->list, s->n,
		    app_list_rows(app, rows - 2 - (app->canvas.plain ? 0 : BELOW_ROWS)));
	list_select(&s->list, s->list.selected);
	for (int i = s->list.top; i < s->n && i < s->list.top + s->list.height; i++) {
		struct waiter *w = &s->v[i];
		if (w->fetched)
			continue;
		store_get(&app->clinic->store, &record_patient, w->s.patient, &w->p, NULL);
		if (w->s.visit)
			store_get(&app->clinic->store, &record_visit, w->s.visit, &w->v, NULL);
		w->fetched = true;
	}
}

static void waiter_texts(const struct app *app, const struct waiter *w, struct str texts[4])
{
	day_t today = clinic_today(app->clinic);
	day_t since;

	shown_name(&texts[0], app, &w->p);
	if (w->s.kind)
		str_add(&texts[1], config_label(app->clinic->config, "visit_kind", w->s.kind));
	if (w->v.row.id) {
		day_show(&texts[2], w->v.day, today);
		str_addc(&texts[2], ' ');
		minute_iso(&texts[2], w->v.minute);
	} else {
		str_add(&texts[2], _("nothing booked"));
	}
	sooner_words(app->clinic, &w->s, &texts[3]);
	if (w->s.note)
		str_addf(&texts[3], "  \"%s\"", w->s.note);
	instant_split(w->s.created_at, &since, NULL);
	if (since != DAY_NONE && since != today) {
		struct str day;
		str_init(&day);
		day_brief(&day, since, today);
		str_addf(&texts[3], _("  asked %s"), day.p);
		str_release(&day);
	}
}

/* What the rows in sight need; names give way first. */
static void find_widths(const struct app *app, const struct waiting *s, int cols, int widths[3])
{
	enum { WISHES_LEAST = 20, NAME_LEAST = 12 };

	widths[0] = widths[1] = widths[2] = 0;
	for (int i = s->list.top; i < s->n && i < s->list.top + s->list.height; i++) {
		struct str texts[4];
		for (int k = 0; k < 4; k++)
			str_init(&texts[k]);
		waiter_texts(app, &s->v[i], texts);
		for (int k = 0; k < 3; k++)
			widths[k] = text_width(texts[k].p) > widths[k] ? text_width(texts[k].p) :
									 widths[k];
		for (int k = 0; k < 4; k++)
			str_release(&texts[k]);
	}
	int room = cols - 8 - widths[1] - widths[2] - WISHES_LEAST;
	if (widths[0] > room)
		widths[0] = room > NAME_LEAST ? room : NAME_LEAST;
}

static void draw_waiter(const struct app *app, const struct waiter *w, struct canvas *c,
			struct rect line, enum style style, const int widths[3])
{
	struct str texts[4];
	int x = 2;

	for (int i = 0; i < 4; i++)
		str_init(&texts[i]);
	waiter_texts(app, w, texts);
	if (c->plain)
		canvas_printf(c, line, 0, x, style, "%s, %s, %s: %s", texts[0].p, texts[1].p,
			      texts[2].p, texts[3].p);
	for (int i = 0; i < 4 && !c->plain; i++) {
		int cols = i == 3 ? -1 : widths[i] + 2;
		canvas_text(c, line, 0, x, cols < 0 ? -1 : cols - 1, style, texts[i].p);
		x += cols;
	}
	for (int i = 0; i < 4; i++)
		str_release(&texts[i]);
}

/* What found no room on its row. */
static void draw_below(const struct app *app, const struct waiter *w, struct canvas *c,
		       struct rect area)
{
	struct str texts[4];
	char *all;

	for (int i = 0; i < 4; i++)
		str_init(&texts[i]);
	waiter_texts(app, w, texts);
	all = mem_printf("%s  %s  %s: %s", texts[0].p, texts[1].p, texts[2].p, texts[3].p);
	canvas_hline(c, area, area.rows - BELOW_ROWS, 0, area.cols);
	canvas_wrapped(c, area, area.rows - BELOW_ROWS + 1, 1, area.cols - 2, STYLE_HEADING, all);
	free(all);
	for (int i = 0; i < 4; i++)
		str_release(&texts[i]);
}

static void draw_waiting(const struct app *app, const void *state, struct canvas *c,
			 struct rect area)
{
	const struct waiting *s = state;
	const struct layer *top = &app->stack[app->depth - 1];

	canvas_printf(c, area, 0, 1, STYLE_HEADING,
		      ngettext("%d would come sooner if a time became free",
			       "%d would come sooner if a time became free", (unsigned long)s->n),
		      s->n);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	int widths[3];
	find_widths(app, s, area.cols, widths);
	for (int i = s->list.top; i < s->n && i < s->list.top + s->list.height; i++) {
		struct rect line = { .y = area.y + 2 + i - s->list.top,
				     .rows = 1,
				     .cols = area.cols };
		bool on = i == s->list.selected;
		draw_waiter(app, &s->v[i], c, line, canvas_row(c, line, i, on), widths);
		if (on && top->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->n && !c->plain && area.rows > BELOW_ROWS + 3)
		draw_below(app, &s->v[s->list.selected], c, area);
	if (s->n == 0 && top->state == state)
		canvas_cursor(c, area, 3, 0, false);
	if (s->n == 0)
		draw_with_keys(
			app, c, area, 3, 2, area.cols - 3,
			_("Nobody waits. On a card or in the book, {sooner-add} writes down who "
			  "would come sooner."));
}

static const struct waiter *chosen(const struct waiting *s)
{
	return s->n ? &s->v[s->list.selected] : NULL;
}

static void open_chosen(struct app *app, void *state)
{
	const struct waiter *w = chosen(state);

	if (w)
		app_push(app, &card_screen, (void *)(uintptr_t)&w->s.patient);
}

static void edit_chosen(struct app *app, void *state)
{
	sooner_form_edit(app, chosen(state)->s.row.id);
}

static void off_chosen(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (sooner_off(app->clinic, chosen(state)->s.row.id, &err))
		app_did(app, _("no longer on the list"));
	else
		app_error(app, &err);
	app_changed(app);
}

static void move_chosen(struct app *app, void *state)
{
	const struct waiter *w = chosen(state);

	if (w->v.row.id)
		visit_form_move(app, w->v.row.id);
	else
		visit_form_book_at(app, w->s.patient, NULL);
}

static bool waiting_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct waiting *)state)->list, key, true);
}

static const char *waiting_enter(const struct app *app, const void *state)
{
	(void)app;
	return chosen(state) ? C_("what Enter does", "open") : NULL;
}

static const char *waiting_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !chosen(state) ? _("nobody is on the list") : NULL;
}

static int64_t waiting_patient(const void *state)
{
	const struct waiter *w = chosen(state);

	return w ? w->s.patient : 0;
}

static const struct command commands[] = {
	{ .name = "open",
	  .keys = "enter",
	  .help = N_("Open the card of the chosen patient"),
	  .run = open_chosen },
	{ .name = "visit-move",
	  .keys = "r",
	  .label = N_("move"),
	  .help = N_("Move their visit, or book one"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = move_chosen },
	{ .name = "sooner-edit",
	  .keys = "e",
	  .label = N_("edit"),
	  .help = N_("When they can come"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = edit_chosen },
	{ .name = "sooner-off",
	  .keys = "x",
	  .label = N_("not needed"),
	  .help = N_("They no longer wait for an earlier time"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = off_chosen },
	COMMAND_END,
};

const struct screen sooner_screen = {
	.name = "sooner",
	.title = N_("Sooner"),
	.bare_when_empty = true,
	.commands = commands,
	.state_size = sizeof(struct waiting),
	.open = open_waiting,
	.close = close_waiting,
	.reload = reload_waiting,
	.prepare = prepare_waiting,
	.draw = draw_waiting,
	.key = waiting_key,
	.enter = waiting_enter,
	.refuse = waiting_refuse,
	.patient = waiting_patient,
};
