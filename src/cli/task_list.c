/* Lists of to-dos, and the history of one. */
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"

#include "task_rows.h"

static const struct column task_columns[TASK_COLUMNS] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Patient"), 0 },
	{ "name", N_("Name"), 0 },
	{ "what", N_("What"), 0 },
	{ "due", N_("Due"), 0 },
	{ "until", N_("Until"), COLUMN_FILE },
	{ "late", N_("Late"), COLUMN_FILE },
	{ "kind", N_("Type"), 0 },
	{ "to", N_("Who"), 0 },
	{ "priority", N_("Priority"), COLUMN_FILE },
	{ "promise", N_("Promise"), COLUMN_FILE },
	{ "repeat", N_("Repeat"), COLUMN_FILE },
	{ "snoozed", N_("Put off"), COLUMN_FILE },
	{ "snooze_reason", N_("Put off because"), COLUMN_FILE },
	{ "state", N_("State"), COLUMN_FILE },
};

void task_id_columns(struct column out[TASK_COLUMNS])
{
	memcpy(out, task_columns, sizeof(task_columns));
	for (size_t i = 1; i < TASK_COLUMNS; i++)
		out[i].flags = COLUMN_FILE;
}

/* "! send quote": promised, urgent or a complaint. */
static void what_cells(struct sheet *s, const struct task *t)
{
	bool pressing = t->promise || t->priority == PRIORITY_HIGH || task_is_complaint(t);
	char *shown = mem_printf("%s%s%s%s", pressing ? "! " : "", t->promise ? _("promise:") : "",
				 t->promise ? " " : "", t->what);

	sheet_text(s, t->what);
	sheet_shown(s, shown);
	free(shown);
}

static void due_cells(struct sheet *s, const struct cli *c, const struct task *t)
{
	struct str text;
	struct str shown;
	day_t today = clinic_today(&c->clinic);
	minute_t now = clock_minute(&c->clinic.clock);

	str_init(&text);
	str_init(&shown);
	datetime_iso(&text, t->due_day, t->due_minute);
	if (t->state == TASK_OPEN)
		task_when(&shown, t, today, now);
	else
		str_add(&shown, _(task_state_choices[t->state].label));
	sheet_text(s, text.p);
	sheet_shown(s, shown.p);
	str_clear(&text);
	minute_iso(&text, t->until_minute);
	sheet_text(s, text.p);
	sheet_bool(s, t->state == TASK_OPEN && task_time(t, today, now) == TASK_LATE);
	str_release(&text);
	str_release(&shown);
}

void task_row(struct sheet *s, struct cli *c, const struct task *t)
{
	struct patient p;
	struct str who;

	record_init(&record_patient, &p);
	str_init(&who);
	if (t->patient)
		store_patient_name(&c->clinic.store, t->patient, &p);
	assignee_show(&who, c->clinic.config, t->assignee);
	char *id = id_text(&record_task, t->row.id);
	sheet_text(s, id);
	sheet_text(s, p.chart_no);
	sheet_text(s, p.name);
	what_cells(s, t);
	due_cells(s, c, t);
	sheet_text(s, t->kind);
	if (t->kind)
		sheet_shown(s, config_label(c->clinic.config, "task_kind", t->kind));
	sheet_text(s, t->assignee);
	sheet_shown(s, who.p);
	sheet_text(s, priority_choices[t->priority].key);
	sheet_bool(s, t->promise != 0);
	sheet_text(s, t->repeat);
	sheet_number(s, t->snoozed);
	sheet_text(s, t->snooze_reason);
	sheet_text(s, task_state_choices[t->state].key);
	sheet_row(s);
	free(id);
	str_release(&who);
	record_release(&record_patient, &p);
}

/* What was left out is said, so that nobody takes a part for the whole. */
static void say_rows(struct cli *c, const struct rows *tasks, size_t all, int64_t most)
{
	struct sheet s;

	sheet_begin(&s, task_columns, TASK_COLUMNS, c->format, &c->out);
	for (size_t i = 0; i < tasks->n && (int64_t)i < most; i++)
		task_row(&s, c, rows_at(tasks, i));
	sheet_end(&s);
	if ((int64_t)all > most)
		message(_("these are %lld of %zu; --limit %zu shows all"), (long long)most, all,
			all);
}

/* --- of one patient --- */

static bool of_patient(struct cli *c, int64_t most, struct err *err)
{
	struct rows tasks;
	int64_t patient;
	bool closed = args_has(&c->args, "done");

	if (!patient_by_chart(&c->clinic, word(c, 0), &patient, err))
		return false;
	rows_init(&tasks, &record_task);
	bool ok = store_tasks(&c->clinic.store, patient, &tasks, err);
	for (size_t i = tasks.n; i-- > 0;)
		if ((((const struct task *)rows_at(&tasks, i))->state != TASK_OPEN) != closed)
			rows_remove(&tasks, i);
	if (!closed)
		tasks_sort(&tasks, clinic_today(&c->clinic), clock_minute(&c->clinic.clock));
	if (ok)
		say_rows(c, &tasks, tasks.n, most);
	rows_release(&tasks);
	return ok;
}

/* --- of everybody --- */

static bool read_view(struct cli *c, struct task_view *v, struct err *err)
{
	const char *role = args_value(&c->args, "role");
	const char *to = args_value(&c->args, "to");
	const char *until = args_value(&c->args, "until");
	const char *key;
	char shown[48];

	v->until = DAY_NONE;
	if (until && !day_parse_near(until, clinic_today(&c->clinic), &v->until, err))
		return false;
	if (args_has(&c->args, "mine"))
		v->mine = c->clinic.staff;
	v->closed = args_has(&c->args, "done");
	if (role) {
		key = assignee_key(c->clinic.config, role);
		if (!assignee_is_role(c->clinic.config, key))
			return err_set(err, ERR_USAGE, _("'%s' is no role of clinic.yaml"),
				       str_excerpt(shown, sizeof(shown), role));
		v->of = key;
	}
	if (to) {
		key = assignee_key(c->clinic.config, to);
		v->of = key ? key : to;
	}
	return true;
}

static bool list(struct cli *c, int64_t most, struct err *err)
{
	const char *kind = args_value(&c->args, "kind");
	struct task_view view = { .most = most };
	struct rows tasks;
	size_t all;
	char *key = kind ? clinic_term_key(&c->clinic, "task_kind", kind) : NULL;

	view.kind = key;
	rows_init(&tasks, &record_task);
	bool ok = read_view(c, &view, err) && tasks_list(&c->clinic, &view, &tasks, &all, err);
	if (ok)
		say_rows(c, &tasks, all, most);
	rows_release(&tasks);
	free(key);
	return ok;
}

/* --- what became of one --- */

static const struct column event_columns[] = {
	{ "at", N_("When"), 0 },
	{ "by", N_("By"), 0 },
	{ "event", N_("Event"), COLUMN_FILE },
	{ "what", N_("What"), 0 },
	{ "undone", N_("Undone"), COLUMN_FILE },
};

struct telling {
	struct cli *c;
	struct sheet s;
};

static void event_row(const struct task_event *e, void *arg)
{
	struct telling *t = arg;
	struct str who;
	char *shown =
		mem_printf("%s%s%s", e->what, e->undone ? " " : "", e->undone ? _("(undone)") : "");

	str_init(&who);
	staff_show(&who, t->c->clinic.config, e->staff);
	instant_cell(&t->s, t->c, e->at);
	sheet_text(&t->s, e->staff);
	sheet_shown(&t->s, who.p);
	str_release(&who);
	sheet_text(&t->s, e->key);
	sheet_text(&t->s, e->what);
	sheet_shown(&t->s, shown);
	sheet_bool(&t->s, e->undone);
	sheet_row(&t->s);
	free(shown);
}

/* Whose and what it is, before what became of it. */
static bool say_task(struct cli *c, int64_t task, struct err *err)
{
	struct task t;
	struct patient p;

	record_init(&record_task, &t);
	record_init(&record_patient, &p);
	bool ok = store_get(&c->clinic.store, &record_task, task, &t, err);
	if (ok && t.patient && store_patient_name(&c->clinic.store, t.patient, &p)) {
		patient_title(&c->out.text, &p);
		str_addf(&c->out.text, " %s: ", p.chart_no);
	}
	if (ok)
		str_addf(&c->out.text, "%s%s%s\n", t.promise ? _("promise:") : "",
			 t.promise ? " " : "", t.what);
	record_release(&record_task, &t);
	record_release(&record_patient, &p);
	return ok;
}

static bool history(struct cli *c, int64_t task, struct err *err)
{
	struct telling t = { .c = c };

	if (c->format == FORMAT_TABLE && !say_task(c, task, err))
		return false;
	sheet_begin(&t.s, event_columns, ARRAY_SIZE(event_columns), c->format, &c->out);
	bool ok = task_history(&c->clinic, task, event_row, &t, err);
	sheet_end(&t.s);
	return ok;
}

/* --- all of somebody's --- */

static const struct column given_columns[] = {
	{ "from", N_("From"), COLUMN_FILE },
	{ "to", N_("To"), COLUMN_FILE },
	{ "tasks", N_("To-dos"), 0 },
};

static char *given_sentence(struct cli *c, const char *from, const char *to, int64_t n, bool dry)
{
	struct str a;
	struct str b;

	str_init(&a);
	str_init(&b);
	assignee_show(&a, c->clinic.config, from);
	assignee_show(&b, c->clinic.config, *to ? to : _("anyone"));
	char *text =
		mem_printf(dry ? ngettext("%lld to-do of %s would be for %s",
					  "%lld to-dos of %s would be for %s", (unsigned long)n)
			       : ngettext("%lld to-do of %s is for %s now",
					  "%lld to-dos of %s are for %s now", (unsigned long)n),
			   (long long)n, a.p, b.p);
	str_release(&a);
	str_release(&b);
	return text;
}

static bool reassign(struct cli *c, struct err *err)
{
	const char *from = args_value(&c->args, "reassign");
	const char *to = word(c, 0);
	struct sheet s;
	int64_t n;
	char shown[48];

	if (!to)
		return err_set(err, ERR_USAGE, _("--reassign FROM needs WHO does it from now on"));
	const char *known = assignee_key(c->clinic.config, from);
	from = known ? known : from;
	known = assignee_key(c->clinic.config, to);
	if (!known && strcmp(to, "anyone") == 0)
		known = "";
	if (!known && !config_term(c->clinic.config, "staff", to) && strchr(to, ' '))
		return err_set(err, ERR_USAGE, _("'%s' is nobody's name here"),
			       str_excerpt(shown, sizeof(shown), to));
	to = known ? known : to;
	bool dry = args_has(&c->args, "dry-run");
	if (!tasks_reassign(&c->clinic, from, to, dry, &n, err))
		return false;
	one_row(&s, c, given_columns, ARRAY_SIZE(given_columns));
	sheet_text(&s, from);
	sheet_text(&s, to);
	sheet_number(&s, n);
	char *sentence = given_sentence(c, from, to, n, dry);
	sheet_shown(&s, sentence);
	sheet_row(&s);
	sheet_end(&s);
	free(sentence);
	return true;
}

enum { LIST_MOST = 200, LIST_LIMIT = 1000000 };

bool tasks(struct cli *c, struct err *err)
{
	int64_t most;
	const char *which = word(c, 0);

	if (args_has(&c->args, "reassign"))
		return reassign(c, err);
	if (!args_number(&c->args, "limit", 1, LIST_LIMIT,
			 c->format == FORMAT_TABLE ? LIST_MOST : LIST_LIMIT, &most, err))
		return false;
	if (!which)
		return list(c, most, err);
	int64_t task =
		which[0] == 't' || which[0] == 'T' ? record_parse_id(&record_task, which) : 0;
	return task > 0 ? history(c, task, err) : of_patient(c, most, err);
}

const struct option tasks_options[] = {
	{ .name = "mine", .help = N_("Only mine: for me, for my role, for nobody") },
	{ .name = "all", .help = N_("Everyone's, as without --mine") },
	{ .name = "role", .value = "R", .help = N_("Only those of a role: desk, manager") },
	{ .name = "to", .value = "WHO", .help = N_("Only those of one person") },
	{ .name = "kind", .value = "K", .help = N_("Only one kind: call, complaint") },
	{ .name = "until", .value = "DAY", .help = N_("Only what is due by that day") },
	{ .name = "done", .help = N_("What is done or not needed, the last first") },
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("Show at most N") },
	{ .name = "reassign", .value = "FROM", .help = N_("Give all open ones of FROM to WHO") },
	{ .name = "dry-run", .help = N_("With --reassign: only count them") },
	{ 0 },
};
