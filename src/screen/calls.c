/* Calls: which lists there are, how many of each can be rung now, and why the others cannot.  Enter
 * rings the next of the chosen one. */
#include "revisit/app/pick.h"
#include "revisit/care/task.h"
#include "revisit/base/i18n.h"
#include "revisit/text/match.h"

#include "call_lists.h"
#include "calling.h"

enum { STEP_MS = 8 };

const struct call_list_line *call_lists_chosen(const struct call_lists *s)
{
	return s->list.n ? &s->v[s->shown[s->list.selected]] : NULL;
}

static void forget(struct call_lists *s)
{
	for (size_t i = 0; i < s->n; i++)
		call_list_info_release(&s->v[i].info);
	free(s->v);
	s->v = NULL;
	s->n = 0;
}

static bool fits(const struct call_list_info *l, const struct strlist *words)
{
	for (size_t w = 0; w < words->n; w++)
		if (!match_sentence(str_or_empty(l->title), words->v[w]) &&
		    !match_sentence(l->key, words->v[w]))
			return false;
	return true;
}

/* The selection sticks to the list, not to the line. */
static void narrow(struct call_lists *s)
{
	struct strlist words;
	int row = s->list.selected;
	int n = 0;

	strlist_init(&words);
	match_words(s->edit.text.p, &words);
	free(s->shown);
	s->shown = mem_array(s->n + 1, sizeof(*s->shown));
	for (size_t i = 0; i < s->n; i++) {
		if (!fits(&s->v[i].info, &words))
			continue;
		if (s->key && strcmp(s->key, s->v[i].info.key) == 0)
			row = n;
		s->shown[n++] = (int)i;
	}
	strlist_release(&words);
	list_resize(&s->list, n, s->list.height);
	list_select(&s->list, row);
}

static void remember(struct call_lists *s)
{
	const struct call_list_line *l = call_lists_chosen(s);

	free(s->key);
	s->key = l ? mem_strdup(l->info.key) : NULL;
}

/* --- who sits at the calls --- */

struct looking {
	struct app *app;
	struct call_lists *s;
};

static void add_to_team(struct looking *l, const char *staff, const char *does, instant_t since)
{
	minute_t minute;
	struct str t;

	str_init(&t);
	staff_show(&t, l->app->clinic->config, staff);
	instant_split(since, NULL, &minute);
	str_addf(&t, ": %s ", does);
	str_add(&t, _("since "));
	minute_iso(&t, minute);
	strlist_add(&l->s->team, t.p);
	str_release(&t);
}

/* "ann: 李雷 since 10:41" */
static bool see_claim(const struct claim *k, void *arg)
{
	struct looking *l = arg;
	struct patient p;
	struct str name;

	str_init(&name);
	record_init(&record_patient, &p);
	if (store_get(&l->app->clinic->store, &record_patient, k->patient, &p, NULL))
		short_name(&name, l->app, &p);
	add_to_team(l, k->staff, name.p, k->since);
	record_release(&record_patient, &p);
	str_release(&name);
	return true;
}

/* "tao: pause since 10:30" */
static bool see_caller(const struct caller_line *line, void *arg)
{
	struct looking *l = arg;
	bool paused = str_eq(line->state, "pause");

	if (line->patient)
		return true;
	if (str_eq(line->staff, l->app->clinic->staff))
		l->s->paused = paused;
	add_to_team(l, line->staff, paused ? _("pause") : _("here"), line->since);
	return true;
}

static void look_at_team(struct app *app, struct call_lists *s)
{
	struct looking l = { app, s };

	strlist_release(&s->team);
	strlist_init(&s->team);
	s->paused = false;
	store_claims(&app->clinic->store, NULL, see_claim, &l, NULL);
	store_callers(&app->clinic->store, see_caller, &l, NULL);
}

/* Counted already ones keep their numbers until they are counted anew. */
static bool load(struct app *app, struct call_lists *s, struct err *err)
{
	struct call_list_info *fresh = NULL;
	struct call_list_line *v;
	size_t n = 0;

	if (!calls_lists(app->clinic, &fresh, &n, err))
		return false;
	v = mem_array(n + 1, sizeof(*v));
	for (size_t i = 0; i < n; i++) {
		v[i] = (struct call_list_line){ .info = fresh[i] };
		for (size_t k = 0; k < s->n; k++)
			if (strcmp(s->v[k].info.key, fresh[i].key) == 0)
				v[i].counts = s->v[k].counts;
	}
	free(fresh);
	forget(s);
	s->v = v;
	s->n = n;
	rows_release(&s->backs);
	rows_init(&s->backs, &record_task);
	calls_backs(app->clinic, NULL, when_of(clinic_today(app->clinic) + 1, 0), &s->backs, NULL);
	look_at_team(app, s);
	s->minute = clock_minute(&app->clinic->clock);
	narrow(s);
	app->working = true;
	return true;
}

static bool open_calls(struct app *app, void *state, void *arg, struct err *err)
{
	struct call_lists *s = state;

	s->key = mem_strdup(arg);
	edit_init(&s->edit, NULL);
	strlist_init(&s->team);
	rows_init(&s->backs, &record_task);
	return load(app, s, err);
}

static void close_calls(void *state)
{
	struct call_lists *s = state;

	forget(s);
	rows_release(&s->backs);
	strlist_release(&s->team);
	edit_release(&s->edit);
	free(s->shown);
	free(s->key);
}

static void reload_calls(struct app *app, void *state)
{
	struct call_lists *s = state;
	struct err err = ERR_INIT;

	remember(s);
	if (!load(app, s, &err))
		app_error(app, &err);
}

static void prepare_calls(struct app *app, void *state, int rows, int cols)
{
	struct call_lists *s = state;

	list_resize(&s->list, s->list.n, call_lists_rows(app, rows, cols));
	if (s->minute != clock_minute(&app->clinic->clock))
		reload_calls(app, s);
}

/* One list a step; a long one that was not looked at today comes up to date in parts first. */
static enum work work_calls(struct app *app, void *state)
{
	struct call_lists *s = state;
	struct err err = ERR_INIT;
	struct call_line none;
	size_t n = 0;
	size_t i = 0;

	while (i < s->n && s->v[i].counted)
		i++;
	if (i == s->n)
		return WORK_NONE;
	bool done = true;
	if (calls_prepare(app->clinic, &s->v[i].info, STEP_MS, &done, &err) && !done)
		return WORK_MORE;
	s->v[i].counted = true;
	if (!calls_queue(app->clinic, &s->v[i].info, CALL_NOW, 0, &s->v[i].counts, &none, &n, &err))
		app_error(app, &err);
	return WORK_SHOW;
}

/* --- commands --- */

/* No list is called so: then it is a patient who is looked for. */
static void find_patient(struct app *app, struct call_lists *s)
{
	char *typed = mem_strdup(s->edit.text.p);

	edit_set(&s->edit, NULL);
	narrow(s);
	find_by_typing(app, &(struct key){ .kind = KEY_PASTE, .text = typed });
	free(typed);
}

/* Why, stands beside the list. */
static void say_nobody(struct app *app, const struct call_counts *counts)
{
	struct str when;

	if (counts->next == WHEN_NONE || counts->next == WHEN_EVER) {
		app_refuse(app, _("nobody can be rung now"));
		return;
	}
	str_init(&when);
	day_relative(&when, when_day(counts->next), clinic_today(app->clinic));
	str_addc(&when, ' ');
	minute_iso(&when, when_minute(counts->next));
	app_refuse(app, _("nobody can be rung now; the next may be rung %s"), when.p);
	str_release(&when);
}

static void ring_next(struct app *app, void *state)
{
	struct call_lists *s = state;
	const struct call_list_line *l = call_lists_chosen(s);

	if (l && (call_begin(app, l->info.key, 0, false) || !l->counted || l->counts.why[CALL_NOW]))
		return;
	if (l)
		say_nobody(app, &l->counts);
	else if (s->edit.text.len)
		find_patient(app, s);
}

static void show_queue(struct app *app, void *state)
{
	const struct call_list_line *l = call_lists_chosen(state);

	if (l)
		app_push(app, &call_queue_screen, l->info.key);
}

/* Worked on paper while the line or the screen was down. */
static void key_back(struct app *app, void *state)
{
	const struct call_list_line *l = call_lists_chosen(state);

	if (l)
		app_push(app, &call_paper_screen, l->info.key);
}

static void close_list(struct app *app, void *state)
{
	const struct call_list_line *l = call_lists_chosen(state);
	struct err err = ERR_INIT;

	if (!l)
		return;
	if (l->info.kind != LIST_BY_HAND) {
		app_refuse(app, _("this list is filled by the rules: change it in Segments"));
		return;
	}
	if (!call_list_close(app->clinic, l->info.key, true, &err)) {
		app_error(app, &err);
		return;
	}
	app_did(app, _("list closed: %s"), str_or_empty(l->info.title));
	app_changed(app);
}

static void show_shift(struct app *app, void *state)
{
	(void)state;
	app_push(app, &call_shift_screen, NULL);
}

/* The others see it; ringing ends it. */
static void pause_calls(struct app *app, void *state)
{
	struct call_lists *s = state;
	struct err err = ERR_INIT;

	if (!store_caller_set(&app->clinic->store, NULL, s->paused ? NULL : "pause", &err)) {
		app_error(app, &err);
		return;
	}
	app_say(app, s->paused ? _("your pause is over") :
				 _("you have a pause: the others see it; ringing somebody ends it"));
	look_at_team(app, s);
}

static bool calls_key(struct app *app, void *state, const struct key *key)
{
	struct call_lists *s = state;
	bool letters = app_top(app)->keys_on_list;

	if (list_key(&s->list, key, letters)) {
		remember(s);
		return true;
	}
	if (!letters && key->kind == KEY_ESC && s->edit.text.len) {
		edit_set(&s->edit, NULL);
		narrow(s);
		return true;
	}
	if (letters || find_sentence(app, &s->edit, key) || !edit_key(&s->edit, key))
		return false;
	remember(s);
	narrow(s);
	return true;
}

static const char *calls_enter(const struct app *app, const void *state)
{
	(void)app;
	if (call_lists_chosen(state))
		return _("RING the next");
	return ((const struct call_lists *)state)->edit.text.len ? _("find that patient") : NULL;
}

static const char *calls_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !call_lists_chosen(state) ? _("there is no such list") : NULL;
}

static bool calls_alarm(const struct app *app)
{
	(void)app;
	return false;
}

static const char *calls_typed(const void *state)
{
	return ((const struct call_lists *)state)->edit.text.p;
}

static const struct command commands[] = {
	{ .name = "call-next", .keys = "enter", .help = N_("Ring the next patient of the chosen list"),
	  .needs = WRITES, .run = ring_next },
	{ .name = "call-queue", .keys = "right", .label = N_("who is on it"),
	  .help = N_("Who is on the list, in the order they will be rung, and why others wait"),
	  .needs = NEEDS_ROW, .run = show_queue },
	{ .name = "call-paper", .keys = "k", .label = N_("from paper"),
	  .help = N_("Key in what was worked on paper, line after line (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = key_back },
	{ .name = "call-list-close", .keys = "x", .label = N_("close"),
	  .help = N_("Close a list that was made by hand (after Tab)"), .needs = NEEDS_ROW | WRITES,
	  .run = close_list },
	{ .name = "call-shift", .keys = "s", .label = N_("my shift"),
	  .help = N_("Whom you rang in this shift, and what you promised (after Tab)"), .run = show_shift },
	{ .name = "call-pause", .keys = "z", .label = N_("pause"),
	  .help = N_("A pause, and back from it; the others see it (after Tab)"), .needs = WRITES,
	  .run = pause_calls },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("Find a list by its name") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ 0 },
};

const struct screen calls_screen = {
	.name = "calls",
	.title = N_("Calls"),
	.tab = 3,
	.list = true,
	.bare_when_empty = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct call_lists),
	.open = open_calls,
	.close = close_calls,
	.reload = reload_calls,
	.prepare = prepare_calls,
	.draw = call_lists_draw,
	.work = work_calls,
	.key = calls_key,
	.enter = calls_enter,
	.refuse = calls_refuse,
	.typed = calls_typed,
	.alarm = calls_alarm,
};
