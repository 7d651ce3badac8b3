/* The members of a segment: Patients with another list, in the segment's order. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"

#include "finding.h"

enum { PAGE = 2000 };

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

static bool open_members(struct app *app, void *state, void *arg, struct err *err)
{
	struct finding *s = state;
	const struct ruleset *set = clinic_rules(app->clinic);

	s->within.segment = *(const size_t *)arg;
	begin(&s->within);
	if (!set || !load_page(app, &s->within, err))
		return false;
	s->choosing.prompt =
		mem_printf(_("%s, find:"), segment_title(&set->segments[s->within.segment]));
	if (!finding_open(app, s, NULL))
		return false;
	finding_listed(app, s, 0);
	return true;
}

static void close_members(void *state)
{
	finding_close(state);
}

static void reload_members(struct app *app, void *state)
{
	struct finding *s = state;
	int64_t was = finding_chosen(s);
	struct err err = ERR_INIT;
	const struct ruleset *set = clinic_rules(app->clinic);

	begin(&s->within);
	if (!set || s->within.segment >= set->n_segments) {
		app_refuse(app, _("these rules are no longer in force"));
		return;
	}
	if (!load_page(app, &s->within, &err))
		app_error(app, &err);
	finding_reload(app, s);
	finding_listed(app, s, was);
}

static enum work work_members(struct app *app, void *state)
{
	struct finding *s = state;
	struct err err = ERR_INIT;

	if (s->within.loaded)
		return finding_work(app, s);
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

static const struct command commands[] = {
	{ .name = "member-open", .keys = "enter", .help = N_("Open the card"), .needs = NEEDS_PATIENT,
	  .run = open_chosen },
	{ .name = "member-why", .keys = "w", .label = N_("why"),
	  .help = N_("Why the chosen patient is in this segment (after Tab)"),
	  .needs = NEEDS_PATIENT, .run = why_chosen },
	{ .name = "member-tag", .keys = "t", .label = N_("tag"),
	  .help = N_("Tag the chosen patient (after Tab)"), .needs = NEEDS_PATIENT | WRITES,
	  .run = tag_chosen },
	{ .name = "member-edit", .keys = "e", .label = N_("edit"),
	  .help = N_("Edit the chosen patient (after Tab)"), .needs = NEEDS_PATIENT | WRITES,
	  .run = edit_chosen },
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
	.refuse = members_refuse,
	.patient = members_patient,
	.typed = members_typed,
};

void show_members(struct app *app, size_t segment)
{
	app_push(app, &members_screen, &segment);
}
