/* Doing what a segment's rule says is done for who enters it: who gets what is shown first, then it is
 * done for all of them at once, and undone at once. */
#include "revisit/app/keys.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

/* HEAD_ROWS: at most. */
enum { NAME_COLS = 30, HEAD_ROWS = 6 };

struct running {
	char *key; /* of the segment */
	size_t segment;
	struct segment_run run;
	size_t *shown; /* the lines of it that do something */
	struct patient *who; /* in step with `shown`, row.id 0: not fetched */
	size_t n_who;
	int64_t *waiting; /* who is to be rung: on the call list that the segment feeds */
	size_t n_waiting, cap_waiting;
	struct list list;
};

static void forget(struct running *s)
{
	for (size_t i = 0; i < s->n_who; i++)
		record_release(&record_patient, &s->who[i]);
	free(s->who);
	s->who = NULL;
	s->n_who = 0;
	free(s->waiting);
	s->waiting = NULL;
	s->n_waiting = s->cap_waiting = 0;
	segment_run_release(&s->run);
	free(s->shown);
	s->shown = NULL;
	list_resize(&s->list, 0, s->list.height);
}

struct waiting_of {
	const struct segment *segment;
	struct running *s;
};

static bool see_waiting(const struct segment_entry *e, void *arg)
{
	struct waiting_of *of = arg;
	struct running *s = of->s;

	if (e->from_start && of->segment->new_only)
		return true;
	GROW(s->waiting, s->n_waiting, s->cap_waiting);
	s->waiting[s->n_waiting++] = e->patient;
	return true;
}

static bool calls(const struct segment *seg)
{
	for (size_t i = 0; i < seg->n_then; i++)
		if (seg->then[i].kind == THEN_CALL)
			return true;
	return false;
}

static bool plan(struct app *app, struct running *s, struct err *err)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set ? ruleset_find(set, s->key) : -1;
	int n = 0;

	forget(s);
	if (i < 0)
		return err_set(err, ERR_NO_MATCH, _("there is no segment '%s'"), s->key);
	s->segment = (size_t)i;
	if (!segment_run_plan(app->clinic, s->segment, &s->run, err))
		return false;
	s->shown = mem_array(s->run.n + 1, sizeof(*s->shown));
	for (size_t k = 0; k < s->run.n; k++)
		if (s->run.lines[k].what)
			s->shown[n++] = k;
	s->n_who = (size_t)n;
	s->who = mem_array(s->n_who + 1, sizeof(*s->who));
	for (size_t k = 0; k < s->n_who; k++)
		record_init(&record_patient, &s->who[k]);
	list_resize(&s->list, n, s->list.height);
	struct waiting_of of = { &set->segments[i], s };
	return !calls(of.segment) ||
	       segments_entries(&app->clinic->store, s->segment, true, see_waiting, &of, err);
}

static bool open_run(struct app *app, void *state, void *arg, struct err *err)
{
	struct running *s = state;
	const struct ruleset *set = clinic_rules(app->clinic);

	if (!set)
		return err_set(err, ERR_RULES, _("there are no segments yet"));
	s->key = mem_strdup(set->segments[*(const size_t *)arg].key);
	if (plan(app, s, err))
		return true;
	forget(s);
	free(s->key);
	return false;
}

static void close_run(void *state)
{
	struct running *s = state;

	forget(s);
	free(s->key);
}

static void reload_run(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (!plan(app, state, &err))
		app_error(app, &err);
}

static void prepare_run(struct app *app, void *state, int rows, int cols)
{
	struct running *s = state;

	(void)cols;
	list_resize(&s->list, s->list.n, app_list_rows(app, rows - HEAD_ROWS));
	list_select(&s->list, s->list.selected);
	for (int i = s->list.top; i < s->list.n && i < s->list.top + s->list.height; i++)
		if (!s->who[i].row.id)
			store_get(&app->clinic->store, &record_patient,
				  s->run.lines[s->shown[i]].patient, &s->who[i], NULL);
}

static const struct run_line *chosen(const struct running *s)
{
	return s->list.n ? &s->run.lines[s->shown[s->list.selected]] : NULL;
}

static void draw_line(const struct app *app, const struct running *s, int row, struct canvas *c,
		      struct rect line)
{
	const struct run_line *l = &s->run.lines[s->shown[row]];
	enum style style = canvas_row(c, line, row, row == s->list.selected);
	const struct patient *p = &s->who[row];
	struct str name;

	str_init(&name);
	if (p->row.id)
		shown_name(&name, app, p);
	if (c->plain) {
		canvas_printf(c, line, 0, 2, style, "%s: %s", name.p, l->what);
	} else {
		canvas_text(c, line, 0, 2, NAME_COLS - 1, style, name.p);
		canvas_text(c, line, 0, 2 + NAME_COLS, 7, style, str_or_empty(p->chart_no));
		canvas_text(c, line, 0, 2 + NAME_COLS + 8, line.cols - NAME_COLS - 11, style, l->what);
	}
	str_release(&name);
}

/* Who is to be rung waits for it as a member: no to-do is made of that. */
static void say_waiting(struct str *out, const struct running *s)
{
	str_addf(out,
		 ngettext("%zu waits on the call list, which this segment feeds by itself: no to-do or tag is "
			  "made for the call.",
			  "%zu wait on the call list, which this segment feeds by itself: no to-do or tag is "
			  "made for the calls.",
			  s->n_waiting),
		 s->n_waiting);
}

static void say_nothing(struct str *out, const struct running *s, const struct segment *seg)
{
	if (s->n_waiting > 0)
		say_waiting(out, s);
	else if (calls(seg))
		str_add(out, _("Nobody waits on the call list: nobody entered since the rule began."));
	else
		str_add(out, _("Nobody entered since this was done last: there is nothing to do."));
}

/* "14 entered since this was done last; 1 of them has all of it already; …" */
static void say_entries(struct str *t, const struct running *s)
{
	const struct segment_run *run = &s->run;

	str_addf(t,
		 ngettext("%lld entered since this was done last", "%lld entered since this was done last",
			  (unsigned long)run->entries),
		 (long long)run->entries);
	if (run->settled)
		str_addf(t, ngettext("; %lld of them has all of it already",
				     "; %lld of them have all of it already", (unsigned long)run->settled),
			 (long long)run->settled);
	if (run->already)
		str_addf(t, _("; done before for %lld"), (long long)run->already);
	if (run->skipped)
		str_addf(t, _("; %lld were in before the rule began and are left out"),
			 (long long)run->skipped);
}

static void draw_run(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct running *s = state;
	const struct ruleset *set = clinic_rules(app->clinic);
	struct str t;
	int y;

	if (!set || s->segment >= set->n_segments)
		return;
	str_init(&t);
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, segment_title(&set->segments[s->segment]));
	say_entries(&t, s);
	y = canvas_wrapped(c, area, 1, 1, area.cols - 2, STYLE_NORMAL, t.p);
	str_clear(&t);
	if (s->list.n > 0 && s->n_waiting > 0) {
		say_waiting(&t, s);
		y = canvas_wrapped(c, area, y, 1, area.cols - 2, STYLE_NORMAL, t.p);
	}
	str_release(&t);
	if (!c->plain)
		canvas_hline(c, area, y, 0, area.cols);
	y++;
	if (s->list.n == 0)
		canvas_cursor(c, area, y, 0, false);
	if (s->list.n == 0) {
		str_init(&t);
		say_nothing(&t, s, &set->segments[s->segment]);
		canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_NORMAL, t.p);
		str_release(&t);
	}
	for (int i = s->list.top; i < s->list.n && i < s->list.top + s->list.height && y < area.rows; i++) {
		struct rect line = { .y = area.y + y, .x = area.x, .rows = 1, .cols = area.cols };
		y++;
		draw_line(app, s, i, c, line);
		if (i == s->list.selected)
			canvas_cursor(c, line, 0, 0, false);
	}
}

static bool run_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct running *)state)->list, key, true);
}

static const char *run_enter(const struct app *app, const void *state)
{
	const struct running *s = state;

	(void)app;
	if (s->list.n)
		return C_("what Enter does", "do all of it…");
	return s->n_waiting ? C_("what Enter does", "who they are") : NULL;
}

static const char *run_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !chosen(state) ? _("there is nothing to do") : NULL;
}

static int64_t run_patient(const void *state)
{
	const struct run_line *l = chosen(state);

	return l ? l->patient : 0;
}

static void sure(struct app *app, void *data, const char *key, const char *text)
{
	struct running *s = app_top(app)->state;
	struct err err = ERR_INIT;
	int n = s->list.n;

	(void)key;
	(void)data;
	if (strtol(text, NULL, 10) != n) {
		app_refuse(app, _("nothing was done: that was not the number"));
		return;
	}
	if (segment_run_do(app->clinic, s->segment, &s->run, &err))
		app_did(app, ngettext("done for %d", "done for %d", (unsigned long)n), n);
	else
		app_error(app, &err);
	app_changed(app);
}

static void show_waiting(struct app *app, void *state)
{
	const struct running *s = state;
	const struct ruleset *set = clinic_rules(app->clinic);

	if (!set || s->n_waiting == 0) {
		app_say(app, _("nobody waits to be rung"));
		return;
	}
	char *title = mem_printf(_("%s, to be rung"), segment_title(&set->segments[s->segment]));
	show_list(app, title, s->waiting, s->n_waiting);
	free(title);
}

static void ask_sure(struct app *app, void *state)
{
	const struct running *s = state;
	struct pick p;

	if (s->list.n == 0) {
		if (s->n_waiting > 0)
			show_waiting(app, state);
		return;
	}
	pick_init(&p, _("Do all of this?"));
	p.prompt = mem_printf(_("to do it all, type %d:"), s->list.n);
	p.text = true;
	p.done = sure;
	pick_open(app, &p);
}

static void open_card(struct app *app, void *state)
{
	int64_t patient = run_patient(state);

	app_push(app, &card_screen, &patient);
}

static const struct command commands[] = {
	{ .name = "run-all", .keys = "enter", .help = N_("Do all of it, after asking with the number"),
	  .needs = WRITES, .run = ask_sure },
	{ .name = "run-waiting", .keys = "c", .help = N_("Who waits on the call list"),
	  .run = show_waiting },
	{ .name = "run-card", .keys = "right l", .label = N_("card"),
	  .help = N_("Open the card of the chosen patient"), .needs = NEEDS_ROW, .run = open_card },
	COMMAND_END,
};

const struct screen run_screen = {
	.name = "segment-run",
	.title = N_("Doing"),
	.bare_when_empty = true,
	.commands = commands,
	.state_size = sizeof(struct running),
	.open = open_run,
	.close = close_run,
	.reload = reload_run,
	.prepare = prepare_run,
	.draw = draw_run,
	.key = run_key,
	.enter = run_enter,
	.refuse = run_refuse,
	.patient = run_patient,
};

/* The call list of a segment whose rule does nothing else; NULL. */
static const char *only_call_list(const struct segment *seg)
{
	for (size_t i = 0; i < seg->n_then; i++)
		if (seg->then[i].kind != THEN_CALL)
			return NULL;
	return seg->n_then ? seg->then[0].what : NULL;
}

void show_run(struct app *app, size_t segment)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	char *list = mem_strdup(set ? only_call_list(&set->segments[segment]) : NULL);

	if (set && set->segments[segment].n_then == 0)
		app_refuse(app, _("this segment's rule does nothing by itself: \"then\" is empty"));
	else if (list)
		app_push(app, &call_queue_screen, list); /* that is where they wait */
	else
		app_push(app, &run_screen, &segment);
	free(list);
}
