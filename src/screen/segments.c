/* Segments: who needs attention by the owner's rules, how many, and how that changed. */
#include "segments.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/text/match.h"

#include "rules_edit.h"

/* WORK_MS: of one step.  Who entered is not looked for among more members than ENTRIES_MOST. */
enum { WORK_MS = 8, ENTRIES_MOST = 5000, PAGE = 1000 };

const struct segment_line *segments_chosen(const struct segments_view *s)
{
	return s->list.n ? &s->lines[s->shown[s->list.selected]] : NULL;
}

static void empty(struct strlist *l)
{
	strlist_release(l);
	strlist_init(l);
}

static void forget_chosen(struct segments_view *s)
{
	empty(&s->says);
	empty(&s->then);
	empty(&s->ways);
	empty(&s->today);
	empty(&s->first);
	callable_free(s->counting);
	s->counting = NULL;
	s->callable = -1;
	s->looked = 0;
}

static bool fits(const struct ruleset *set, const struct segment_line *l,
		 const struct strlist *words)
{
	const struct segment *s = &set->segments[l->segment];
	const char *texts[] = { s->key, s->title_en, s->title_zh };

	for (size_t w = 0; w < words->n; w++) {
		bool has = false;
		for (size_t i = 0; !has && i < ARRAY_SIZE(texts); i++)
			has = texts[i] && match_sentence(texts[i], words->v[w]);
		if (!has)
			return false;
	}
	return true;
}

/* The selection sticks to the segment, not to the line. */
static void narrow(struct app *app, struct segments_view *s, const char *was)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct strlist words;
	int row = 0;
	int n = 0;

	strlist_init(&words);
	match_words(s->edit.text.p, &words);
	free(s->shown);
	s->shown = mem_array(s->n_lines + 1, sizeof(*s->shown));
	for (size_t i = 0; set && i < s->n_lines; i++) {
		if (!fits(set, &s->lines[i], &words))
			continue;
		if (was && strcmp(was, s->lines[i].key) == 0)
			row = n;
		s->shown[n++] = (int)i;
	}
	strlist_release(&words);
	list_resize(&s->list, n, s->list.height);
	list_select(&s->list, row);
	forget_chosen(s);
}

/* Asks for the counts, as far as a step goes. */
static void ask(struct app *app, struct segments_view *s)
{
	struct segment_line *fresh;
	struct err err = ERR_INIT;
	bool done;
	size_t n;

	if (!segments_list(app->clinic, WORK_MS, &fresh, &n, &done, &err)) {
		app_error(app, &err);
		s->stale = false;
	} else {
		free(s->lines);
		s->lines = fresh;
		s->n_lines = n;
		s->exact = done;
		s->stale = !done;
		narrow(app, s, s->key);
	}
}

static bool open_segments(struct app *app, void *state, void *arg, struct err *err)
{
	struct segments_view *s = state;

	(void)err;
	s->key = mem_strdup(arg);
	edit_init(&s->edit, NULL);
	ask(app, s);
	return true;
}

static void close_segments(void *state)
{
	struct segments_view *s = state;

	forget_chosen(s);
	edit_release(&s->edit);
	free(s->key);
	free(s->lines);
	free(s->shown);
}

static void reload_segments(struct app *app, void *state)
{
	struct segments_view *s = state;

	/* Other rules may be in force: what the lines point to is gone. */
	free(s->lines);
	s->lines = NULL;
	s->n_lines = 0;
	s->list.n = 0;
	forget_chosen(s);
	ask(app, s);
	app->working = true;
}

/* Of the chosen one, who may be called: while nobody presses a key. */
static enum work count_callable(struct app *app, struct segments_view *s)
{
	struct err err = ERR_INIT;
	bool done = true;

	if (s->callable >= 0 || s->looked == 0)
		return WORK_NONE;
	if (!s->counting)
		s->counting = callable_begin(app->clinic, (size_t)s->looked - 1);
	if (s->counting && !callable_step(s->counting, WORK_MS, &done, &err))
		app_error(app, &err);
	if (!done && !err.code)
		return WORK_MORE;
	s->callable = s->counting && !err.code ? callable_count(s->counting) : 0;
	callable_free(s->counting);
	s->counting = NULL;
	return WORK_SHOW;
}

static enum work work_segments(struct app *app, void *state)
{
	struct segments_view *s = state;

	if (!s->stale)
		return count_callable(app, s);
	ask(app, s);
	return s->stale ? WORK_MORE : WORK_SHOW;
}

/* --- the chosen one --- */

static void add_name(struct app *app, struct strlist *to, int64_t patient)
{
	struct patient p;
	struct str name;

	record_init(&record_patient, &p);
	str_init(&name);
	if (store_get(&app->clinic->store, &record_patient, patient, &p, NULL)) {
		shown_name(&name, app, &p);
		strlist_add(to, name.p);
	}
	str_release(&name);
	record_release(&record_patient, &p);
}

static void first_members(struct app *app, struct segments_view *s, size_t segment)
{
	int64_t ids[SEGMENT_NAMES];
	int64_t key = INT64_MIN;
	int64_t patient = 0;
	size_t n = 0;

	segment_page(app->clinic, segment, &key, &patient, SEGMENT_NAMES, ids, &n, NULL);
	for (size_t i = 0; i < n; i++)
		add_name(app, &s->first, ids[i]);
}

struct entering {
	struct app *app;
	struct segments_view *s;
};

static bool see_entry(const struct segment_entry *e, void *arg)
{
	struct entering *to = arg;

	if (e->entered >= clinic_today(to->app->clinic) && !e->from_start)
		add_name(to->app, &to->s->today, e->patient);
	return to->s->today.n < SEGMENT_NAMES;
}

static void entered_today(struct app *app, struct segments_view *s, const struct segment_line *l)
{
	struct entering to = { app, s };

	if (l->count.entered > 0 && l->count.members <= ENTRIES_MOST)
		segments_entries(&app->clinic->store, l->segment, true, see_entry, &to, NULL);
}

static void prepare_segments(struct app *app, void *state, int rows, int cols)
{
	struct segments_view *s = state;
	const struct ruleset *set = clinic_rules(app->clinic);

	(void)cols;
	int foot = segments_side(app) ? 0 : SEGMENT_FOOT;
	int notice = clinic_rules_error(app->clinic) ? 2 : 0;
	list_resize(&s->list, s->list.n, app_list_rows(app, rows - 3 - foot - notice));
	list_select(&s->list, s->list.selected);
	const struct segment_line *l = segments_chosen(s);
	if (!l || !set || s->looked == (int64_t)l->segment + 1)
		return;
	forget_chosen(s);
	s->looked = (int64_t)l->segment + 1;
	str_replace(&s->key, l->key);
	const struct segment *seg = &set->segments[l->segment];
	struct sentence_context words = ruleset_words(set);
	words.by_title = true;
	segment_conditions(&s->says, &words, seg->who, 0);
	segment_thens(&s->then, app->clinic->config, seg);
	segment_ways(&s->ways, seg);
	entered_today(app, s, l);
	first_members(app, s, l->segment);
}

/* --- keys --- */

static bool segments_key(struct app *app, void *state, const struct key *key)
{
	struct segments_view *s = state;
	struct layer *l = app_top(app);

	if (list_key(&s->list, key, l->keys_on_list))
		return true;
	if (l->keys_on_list)
		return false;
	if (key->kind == KEY_ESC && s->edit.text.len) {
		edit_set(&s->edit, "");
		narrow(app, s, s->key);
		return true;
	}
	if (find_sentence(app, &s->edit, key))
		return true;
	char *before = mem_strdup(s->edit.text.p);
	bool used = edit_key(&s->edit, key);
	if (used && strcmp(before, s->edit.text.p) != 0)
		narrow(app, s, s->key);
	free(before);
	return used;
}

static const char *segments_enter(const struct app *app, const void *state)
{
	(void)app;
	return segments_chosen(state) ? C_("what Enter does", "members") : NULL;
}

static const char *segments_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !segments_chosen(state) ? _("no segment is chosen") : NULL;
}

static bool segments_alarm(const struct app *app)
{
	return clinic_rules_error(app->clinic) != NULL;
}

static const char *segments_typed(const void *state)
{
	return ((const struct segments_view *)state)->edit.text.p;
}

static void back_to_typing(struct app *app, void *state)
{
	(void)state;
	app_top(app)->keys_on_list = false;
}

static void open_members(struct app *app, void *state)
{
	show_members(app, segments_chosen(state)->segment);
}

static void why_whom(struct app *app, void *data, int64_t patient)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set ? ruleset_find(set, data) : -1;

	if (i >= 0)
		show_why(app, (size_t)i, patient);
}

/* Why somebody is in the chosen one, or is not. */
static void why(struct app *app, void *state)
{
	const struct segment_line *l = segments_chosen(state);
	struct choosing_patient c = { .prompt = mem_printf(_("%s, why? Find:"), l->title),
				      .enter = C_("what Enter does", "why"),
				      .done = why_whom,
				      .data = mem_strdup(l->key),
				      .free_data = free };

	choose_patient(app, &c);
}

static void run(struct app *app, void *state)
{
	show_run(app, segments_chosen(state)->segment);
}

static void kept(struct app *app, void *state)
{
	show_kept(app, segments_chosen(state)->segment);
}

static void change(struct app *app, void *state)
{
	segment_edit(app, segments_chosen(state)->key);
}

static void delete(struct app *app, void *state)
{
	segment_delete(app, segments_chosen(state)->key);
}

static void copy(struct app *app, void *state)
{
	segment_copy(app, segments_chosen(state)->key);
}

static void earlier(struct app *app, void *state)
{
	segment_move(app, segments_chosen(state)->key, -1);
}

static void later(struct app *app, void *state)
{
	segment_move(app, segments_chosen(state)->key, 1);
}

struct beginning {
	char *title, *sentence;
};

static void free_beginning(void *data)
{
	struct beginning *b = data;

	free(b->title);
	free(b->sentence);
	free(b);
}

static void purpose_given(struct app *app, void *data, const char *key, const char *text)
{
	const struct beginning *b = data;

	(void)text;
	if (key)
		segment_new(app, b->title, b->sentence, key);
}

static void title_given(struct app *app, void *data, const char *key, const char *text)
{
	struct pick p;

	(void)key;
	if (str_is_empty(text)) {
		app_refuse(app, _("a segment has a title: what it is called"));
		return;
	}
	struct beginning *b = mem_alloc(sizeof(*b));
	*b = (struct beginning){ mem_strdup(text), mem_strdup(data) };
	pick_init(&p, _("What is it for?"));
	for (int i = 0; i < PURPOSES; i++)
		pick_add(&p, purpose_choices[i].key, _(purpose_choices[i].label), NULL, NULL);
	p.data = b;
	p.free_data = free_beginning;
	p.done = purpose_given;
	pick_open(app, &p);
}

void ask_segment_new(struct app *app, const char *sentence)
{
	struct pick p;

	pick_init(&p, _("What is the new segment called?"));
	p.prompt = mem_strdup(_("Title:"));
	p.hint = mem_strdup(_("for example: Not seen for two years"));
	p.text = true;
	p.cols = 40;
	p.data = mem_strdup(sentence);
	p.free_data = free;
	p.done = title_given;
	pick_open(app, &p);
}

static void new_segment(struct app *app, void *state)
{
	(void)state;
	ask_segment_new(app, NULL);
}

static void in_file(struct app *app, void *state)
{
	const struct segment_line *l = segments_chosen(state);

	rules_open_file(app, l ? l->key : NULL);
}

static void put_on_list(struct app *app, void *state)
{
	const struct segment_line *l = segments_chosen(state);
	size_t most = l ? (size_t)l->count.members + PAGE : 0;
	int64_t *ids = mem_array(most + 1, sizeof(*ids));
	struct err err = ERR_INIT;
	int64_t key = INT64_MIN;
	int64_t patient = 0;
	size_t n = 0;
	size_t more = PAGE;

	while (l && more == PAGE && n + PAGE <= most &&
	       segment_page(app->clinic, l->segment, &key, &patient, PAGE, ids + n, &more, &err))
		n += more;
	if (err.code)
		app_error(app, &err);
	else
		ask_call_list(app, 0, ids, n);
	free(ids);
}

static const struct command commands[] = {
	{ .name = "segment-open", .keys = "enter", .help = N_("Who is in the segment"),
	  .needs = NEEDS_ROW, .run = open_members },
	{ .name = "segment-why", .keys = "w", .label = N_("why"),
	  .help = N_("Why somebody is in the segment or not (after Tab)"), .needs = NEEDS_ROW,
	  .run = why },
	{ .name = "segment-run", .keys = "R", .label = N_("do"),
	  .help = N_("Do what the rule says for who entered, after a look at it (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = run },
	{ .name = "segment-edit", .keys = "e", .label = N_("change"),
	  .help = N_("Change the conditions, with the words on offer (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = change },
	{ .name = "segment-kept", .keys = "K", .label = N_("kept by hand"),
	  .help = N_("Who is kept in or out by hand, and whose counts no more (after Tab)"),
	  .needs = NEEDS_ROW, .run = kept },
	{ .name = "segment-new", .keys = "n", .label = N_("new segment"),
	  .help = N_("A new segment (after Tab)"), .needs = WRITES, .run = new_segment },
	{ .name = "call-add", .keys = "+", .help = N_("Put all members on a call list (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = put_on_list },
	{ .name = "segment-copy", .keys = "c",
	  .help = N_("A new segment that begins as a copy of the chosen one (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = copy },
	{ .name = "segment-delete", .keys = "x", .label = N_("delete"),
	  .help = N_("Delete the segment, after a look at who leaves (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = delete },
	{ .name = "segment-up", .keys = "[", .help = N_("The segment moves up in the list (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = earlier },
	{ .name = "segment-down", .keys = "]",
	  .help = N_("The segment moves down in the list (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = later },
	{ .name = "rules-in-editor", .keys = "E", .label = N_("file"),
	  .help = N_("The whole of rules.yaml in your editor of texts (after Tab)"), .needs = WRITES,
	  .run = in_file },
	{ .name = "segments-find", .keys = "/", .help = N_("Type again"), .run = back_to_typing },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("Find a segment by its title or its name in rules.yaml") },
	{ N_("=sentence"), N_("Everyone it fits: =last visit is older than 18 months") },
	{ N_("1 day"), N_("How many entered and left since yesterday") },
	{ N_("30 days"), N_("How many were in it, day by day, between the least and the most") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ 0 },
};

const struct screen segments_screen = {
	.name = "segments",
	.title = N_("Segments"),
	.tab = 4,
	.list = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct segments_view),
	.open = open_segments,
	.close = close_segments,
	.reload = reload_segments,
	.prepare = prepare_segments,
	.draw = draw_segments,
	.work = work_segments,
	.key = segments_key,
	.enter = segments_enter,
	.refuse = segments_refuse,
	.typed = segments_typed,
	.alarm = segments_alarm,
};
