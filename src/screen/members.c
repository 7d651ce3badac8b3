/* The members of a segment: Patients with another list, in the segment's order. */
#include "revisit/base/i18n.h"

#include "finding.h"

enum { PAGE = 2000, WORK_MS = 8 };

/* The next page of them. */
static bool load_page(struct app *app, struct within *w, struct err *err)
{
	size_t n;

	if (w->n + PAGE > w->cap) {
		w->cap = w->n + PAGE;
		w->ids = mem_grow(w->ids, w->cap, sizeof(*w->ids));
	}
	if (!segment_page(app->clinic, w->segment, &w->key, &w->patient, PAGE, w->ids + w->n, &n, err))
		return false;
	w->n += n;
	w->loaded = n < PAGE;
	return true;
}

static void begin(struct within *w)
{
	w->n = 0;
	w->key = INT64_MIN;
	w->patient = 0;
	w->loaded = false;
}

/* What opens it: a segment, or a list made once. */
struct members_of {
	size_t segment;
	const char *title; /* NULL: the segment's members */
	const int64_t *ids;
	size_t n;
};

static bool open_segment(struct app *app, struct finding *s, size_t segment, struct err *err)
{
	const struct ruleset *set = clinic_rules(app->clinic);

	if (!set || segment >= set->n_segments)
		return err_set(err, ERR_RULES, _("these rules are no longer in force"));
	s->within.segment = segment;
	s->within.name = mem_strdup(set->segments[segment].key);
	begin(&s->within);
	if (!load_page(app, &s->within, err)) {
		free(s->within.name);
		return false;
	}
	s->within.by_hand = kept_by_hand(app, segment);
	s->choosing.prompt = mem_printf(_("%s, find:"), segment_title(&set->segments[segment]));
	return true;
}

static bool open_members(struct app *app, void *state, void *arg, struct err *err)
{
	const struct members_of *of = arg;
	struct finding *s = state;

	s->within.callable = -1;
	if (!of->title && !open_segment(app, s, of->segment, err))
		return false;
	if (of->title) {
		s->within.loaded = true;
		s->within.n = s->within.cap = of->n;
		s->within.ids = mem_array(of->n + 1, sizeof(*s->within.ids));
		memcpy(s->within.ids, of->ids, of->n * sizeof(*of->ids));
		s->choosing.prompt = mem_printf(_("%s, find:"), of->title);
	}
	if (!finding_open(app, s, NULL))
		return false;
	finding_listed(app, s, 0);
	return true;
}

static void close_members(void *state)
{
	struct finding *s = state;

	callable_free(s->within.counting);
	finding_close(s);
}

/* Its number may be another's after an edit of the rules. */
static bool find_segment(struct app *app, struct within *w)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set ? ruleset_find(set, w->name) : -1;

	w->segment = i >= 0 ? (size_t)i : 0;
	return i >= 0;
}

static void count_again(struct within *w)
{
	callable_free(w->counting);
	w->counting = NULL;
	w->callable = -1;
}

static void reload_members(struct app *app, void *state)
{
	struct finding *s = state;
	int64_t was = finding_chosen(s);
	struct err err = ERR_INIT;

	if (s->within.name) {
		count_again(&s->within);
		begin(&s->within);
		if (!find_segment(app, &s->within)) {
			s->within.loaded = true;
			app_refuse(app, _("there is no segment '%s' any more"), s->within.name);
		} else if (!load_page(app, &s->within, &err)) {
			app_error(app, &err);
		}
		s->within.by_hand = kept_by_hand(app, s->within.segment);
	}
	finding_reload(app, s);
	finding_listed(app, s, was);
}

/* Who of them may be called, while nobody presses a key. */
static enum work count_callable(struct app *app, struct within *w)
{
	struct err err = ERR_INIT;
	bool done = true;

	if (!w->name || w->callable >= 0 || !find_segment(app, w))
		return WORK_NONE;
	if (!w->counting)
		w->counting = callable_begin(app->clinic, w->segment);
	if (w->counting && !callable_step(w->counting, WORK_MS, &done, &err))
		app_error(app, &err);
	if (!done && !err.code)
		return WORK_MORE;
	int64_t n = w->counting && !err.code ? callable_count(w->counting) : 0;
	count_again(w);
	w->callable = n;
	return WORK_SHOW;
}

static enum work work_members(struct app *app, void *state)
{
	struct finding *s = state;
	struct err err = ERR_INIT;

	if (s->within.loaded) {
		enum work work = finding_work(app, s);
		return work == WORK_NONE ? count_callable(app, &s->within) : work;
	}
	if (!load_page(app, &s->within, &err)) {
		app_error(app, &err);
		s->within.loaded = true;
	}
	finding_listed(app, s, finding_chosen(s));
	return s->within.loaded ? WORK_SHOW : WORK_MORE;
}

static void prepare_members(struct app *app, void *state, int rows, int cols)
{
	(void)cols;
	finding_prepare(app, state, rows);
}

static bool members_key(struct app *app, void *state, const struct key *key)
{
	return finding_key(app, state, key);
}

static const char *members_enter(const struct app *app, const void *state)
{
	(void)app;
	return ((const struct finding *)state)->list.n ? C_("what Enter does", "open") : NULL;
}

static const char *members_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & (NEEDS_PATIENT | NEEDS_ROW)) && !finding_chosen(state) ?
		       _("nobody is chosen") :
		       NULL;
}

static int64_t members_patient(const void *state)
{
	return finding_chosen(state);
}

static const char *members_typed(const void *state)
{
	return ((const struct finding *)state)->edit.text.p;
}

static void open_chosen(struct app *app, void *state)
{
	if (!finding_moved(state) && finding_chosen(state))
		app_push(app, &card_screen, &(int64_t){ finding_chosen(state) });
}

static void why_chosen(struct app *app, void *state)
{
	const struct finding *s = state;

	if (!s->within.name) {
		ask_segments_why(app, finding_chosen(s));
		return;
	}
	show_why(app, s->within.segment, finding_chosen(s));
}

static void tag_chosen(struct app *app, void *state)
{
	ask_tag(app, finding_chosen(state));
}

static void edit_chosen(struct app *app, void *state)
{
	patient_form_edit(app, finding_chosen(state));
}

static void pin_chosen(struct app *app, void *state)
{
	const struct finding *s = state;

	if (!s->within.name) {
		ask_pin_segment(app, finding_chosen(s));
		return;
	}
	ask_pin(app, s->within.segment, finding_chosen(s));
}

static void kept(struct app *app, void *state)
{
	const struct finding *s = state;

	if (s->within.name)
		show_kept(app, s->within.segment);
	else
		app_refuse(app, _("this list is no segment: nobody is kept in it by hand"));
}

/* Who is found by what is typed, else all members: those behind the ones in sight are fetched first. */
static void put_on_list(struct app *app, void *state)
{
	struct finding *s = state;
	struct err err = ERR_INIT;

	while (!s->within.loaded && load_page(app, &s->within, &err))
		;
	if (err.code) {
		app_error(app, &err);
		return;
	}
	if (!s->edit.text.len) {
		ask_call_list(app, finding_chosen(s), s->within.ids, s->within.n);
		return;
	}
	int64_t *ids = mem_array(s->n_kept + 1, sizeof(*ids));
	for (size_t i = 0; i < s->n_kept; i++)
		ids[i] = s->kept[i].hit.patient;
	ask_call_list(app, finding_chosen(s), ids, s->n_kept);
	free(ids);
}

static const struct command commands[] = {
	{ .name = "member-open", .keys = "enter", .help = N_("Open the card"), .needs = NEEDS_PATIENT,
	  .run = open_chosen },
	{ .name = "member-why", .keys = "w", .label = N_("why"),
	  .help = N_("Why the chosen patient is in this segment (after Tab)"),
	  .needs = NEEDS_PATIENT, .run = why_chosen },
	{ .name = "member-pin", .keys = ";", .label = N_("keep in or out"),
	  .help = N_("Keep the chosen patient in or out by hand, and why (after Tab)"),
	  .needs = NEEDS_PATIENT | WRITES, .run = pin_chosen },
	{ .name = "members-kept", .keys = "K", .label = N_("kept by hand"),
	  .help = N_("Who is kept in or out by hand, and whose counts no more (after Tab)"),
	  .run = kept },
	{ .name = "member-tag", .keys = "t", .label = N_("tag"),
	  .help = N_("Tag the chosen patient (after Tab)"), .needs = NEEDS_PATIENT | WRITES,
	  .run = tag_chosen },
	{ .name = "member-edit", .keys = "e", .label = N_("edit"),
	  .help = N_("Edit the chosen patient (after Tab)"), .needs = NEEDS_PATIENT | WRITES,
	  .run = edit_chosen },
	{ .name = "call-add", .keys = "+", .label = N_("call list"),
	  .help = N_("Put the chosen patient or all listed on a call list (after Tab)"),
	  .needs = NEEDS_PATIENT | WRITES, .run = put_on_list },
	{ .name = "members-find", .keys = "/", .help = N_("Type again"), .run = finding_to_typing },
	COMMAND_END,
};

const struct screen members_screen = {
	.name = "members",
	.title = N_("Members"),
	.list = true,
	.commands = commands,
	.state_size = sizeof(struct finding),
	.open = open_members,
	.close = close_members,
	.reload = reload_members,
	.prepare = prepare_members,
	.draw = draw_patients,
	.work = work_members,
	.key = members_key,
	.enter = members_enter,
	.tab_does = finding_tab,
	.refuse = members_refuse,
	.patient = members_patient,
	.typed = members_typed,
};

void show_members(struct app *app, size_t segment)
{
	const struct members_of of = { .segment = segment };

	app_push(app, &members_screen, (void *)(uintptr_t)&of);
}

void show_list(struct app *app, const char *title, const int64_t *ids, size_t n)
{
	const struct members_of of = { .title = title, .ids = ids, .n = n };

	app_push(app, &members_screen, (void *)(uintptr_t)&of);
}
