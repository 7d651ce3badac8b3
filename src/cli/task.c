/* To-dos written, changed, put off and done. */
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"

#include "task_rows.h"

static bool say_task(struct cli *c, int64_t task, struct err *err)
{
	struct column columns[TASK_COLUMNS];
	struct sheet s;
	struct task t;

	task_id_columns(columns);
	record_init(&record_task, &t);
	bool ok = store_get(&c->clinic.store, &record_task, task, &t, err);
	if (ok) {
		one_row(&s, c, columns, TASK_COLUMNS);
		task_row(&s, c, &t);
		sheet_end(&s);
	}
	record_release(&record_task, &t);
	return ok;
}

/* "#1042 call" and "1042 call" are about a patient when there are more words and, without the
 * sign, the patient exists. */
static bool whose(struct cli *c, int64_t *patient, struct err *err)
{
	*patient = 0;
	if (n_words(c) < 2 || args_has(&c->args, "clinic-task"))
		return true;
	if (word(c, 0)[0] == '#')
		return patient_by_chart(&c->clinic, word(c, 0), patient, err);
	*patient = store_patient_by_chart(&c->clinic.store, word(c, 0));
	return true;
}

static bool set_field(struct cli *c, struct task *t, const char *text, struct err *err);

/* "due=fri", "to=lin": a word that sets a field of a to-do; "1+1=2" is text. */
static bool is_field(const char *text)
{
	struct assignment a;

	if (!assignment_read(text, &a, NULL))
		return false;
	bool known = strcmp(a.field, "state") != 0 && task_knows(a.field);
	free(a.field);
	return known;
}

static char *words_of(struct cli *c, size_t first)
{
	struct str s;

	str_init(&s);
	for (size_t i = first; i < n_words(c); i++)
		if (!is_field(word(c, i)))
			str_addf(&s, "%s%s", s.len ? " " : "", word(c, i));
	return s.p;
}

static bool write_down(struct cli *c, int64_t patient, bool promise, bool complaint,
		       struct err *err)
{
	struct task t;
	size_t first = patient ? 1 : 0;
	char *text = words_of(c, first);

	record_init(&record_task, &t);
	t.patient = patient;
	t.promise = promise;
	bool ok = complaint ? complaint_parse(&c->clinic, text, &t, err)
			    : task_parse(&c->clinic, text, &t, err);
	for (size_t i = first; ok && i < n_words(c); i++)
		ok = !is_field(word(c, i)) || set_field(c, &t, word(c, i), err);
	ok = ok && task_add(&c->clinic, &t, err) && say_task(c, t.row.id, err);
	record_release(&record_task, &t);
	free(text);
	return ok;
}

/* --- one that is there --- */

static bool set_state(struct cli *c, struct task *t, const char *value, struct err *err)
{
	int state = choice_find(task_state_choices, value);
	char shown[48];

	if (state < 0)
		return err_set(err, ERR_BAD_VALUE,
			       _("'%s' is no state: write open, done or cancelled"),
			       str_excerpt(shown, sizeof(shown), value));
	/* What was set so far is stored first: closing looks at the row as it is. */
	return task_save(&c->clinic, t, NULL, err) &&
	       task_close(&c->clinic, t->row.id, (enum task_state)state, err) &&
	       store_get(&c->clinic.store, &record_task, t->row.id, t, err);
}

static bool set_field(struct cli *c, struct task *t, const char *text, struct err *err)
{
	struct assignment a;

	if (!assignment_read(text, &a, err))
		return false;
	bool ok = a.op == '=' ||
		  err_set(err, ERR_USAGE, _("%s has one value: write %s=VALUE"), a.field, a.field);
	if (ok && strcmp(a.field, "state") == 0)
		ok = set_state(c, t, a.value, err);
	else
		ok = ok && task_set(&c->clinic, t, a.field, a.value, err);
	free(a.field);
	return ok;
}

static bool change(struct cli *c, int64_t id, struct err *err)
{
	struct task t;

	if (!clinic_begin(&c->clinic, "task-edit", 0, err))
		return false;
	record_init(&record_task, &t);
	bool ok = store_get(&c->clinic.store, &record_task, id, &t, err);
	if (ok)
		store_set_target(&c->clinic.store, t.patient);
	for (size_t i = 1; ok && i < n_words(c); i++)
		ok = set_field(c, &t, word(c, i), err);
	ok = ok && task_save(&c->clinic, &t, NULL, err);
	record_release(&record_task, &t);
	return clinic_end(&c->clinic, ok, err) && say_task(c, id, err);
}

/* "t12 due=fri": words that all set a field; anything else is a to-do that begins with t12. */
static bool sets_fields(struct cli *c)
{
	for (size_t i = 1; i < n_words(c); i++) {
		struct assignment a;
		if (!assignment_read(word(c, i), &a, NULL))
			return false;
		free(a.field);
	}
	return n_words(c) > 1 && record_parse_id(&record_task, word(c, 0)) > 0 &&
	       (word(c, 0)[0] == 't' || word(c, 0)[0] == 'T');
}

static bool task(struct cli *c, struct err *err)
{
	int64_t patient;

	if (!args_has(&c->args, "clinic-task") && sets_fields(c))
		return change(c, record_parse_id(&record_task, word(c, 0)), err);
	return whose(c, &patient, err) && write_down(c, patient, false, false, err);
}

static bool promise(struct cli *c, struct err *err)
{
	int64_t patient;

	return patient_by_chart(&c->clinic, word(c, 0), &patient, err) &&
	       write_down(c, patient, true, false, err);
}

static bool complaint(struct cli *c, struct err *err)
{
	int64_t patient;

	return whose(c, &patient, err) && write_down(c, patient, false, true, err);
}

/* --- done, put off --- */

static bool close_each(struct cli *c, struct err *err)
{
	bool skip = args_has(&c->args, "skip");
	bool ok = clinic_begin(&c->clinic, skip ? "task-skip" : "task-done", 0, err);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < n_words(c); i++) {
		int64_t id;
		ok = typed_id(&record_task, word(c, i), &id, err) &&
		     (skip ? task_skip(&c->clinic, id, err)
			   : task_close(&c->clinic, id, TASK_DONE, err));
	}
	return clinic_end(&c->clinic, ok, err);
}

static bool done(struct cli *c, struct err *err)
{
	struct column columns[TASK_COLUMNS];
	struct sheet s;
	struct task t;

	if (!close_each(c, err))
		return false;
	task_id_columns(columns);
	sheet_begin(&s, columns, TASK_COLUMNS, c->format, &c->out);
	/* One line a task and no heads: only their numbers are shown. */
	s.single = c->format == FORMAT_TABLE;
	bool ok = true;
	record_init(&record_task, &t);
	for (size_t i = 0; ok && i < n_words(c); i++) {
		ok = store_get(&c->clinic.store, &record_task,
			       record_parse_id(&record_task, word(c, i)), &t, err);
		if (ok)
			task_row(&s, c, &t);
	}
	record_release(&record_task, &t);
	sheet_end(&s);
	return ok;
}

/* "fri 15:00 the lab is late", "fri reason='the lab is late'" */
static bool snooze(struct cli *c, struct err *err)
{
	static const char reason_is[] = "reason=";
	struct str when;
	const char *given = NULL;
	char *reason = NULL;
	int64_t id;
	day_t day;
	minute_t minute;

	if (!typed_id(&record_task, word(c, 0), &id, err))
		return false;
	str_init(&when);
	for (size_t i = 1; i < n_words(c); i++) {
		if (strncmp(word(c, i), reason_is, strlen(reason_is)) == 0)
			given = word(c, i) + strlen(reason_is);
		else
			str_addf(&when, "%s%s", when.len ? " " : "", word(c, i));
	}
	bool ok = snooze_parse(&c->clinic, when.p, &day, &minute, &reason, err) &&
		  task_snooze(&c->clinic, id, day, minute, given ? given : reason, err) &&
		  say_task(c, id, err);
	free(reason);
	str_release(&when);
	return ok;
}

static const struct option task_options[] = {
	{ .name = "clinic-task",
	  .help = N_("Of the clinic, also when the first word is a chart number") },
	{ 0 },
};

static const struct option done_options[] = {
	{ .name = "skip", .help = N_("Not needed this time; one that repeats comes again") },
	{ 0 },
};

const struct command commands_task[] = {
	{ .name = "tasks",
	  .words = "[PATIENT|t34|WHO]",
	  .options = tasks_options,
	  .max = 1,
	  .help = N_("List to-dos, the most pressing first; or what became of one"),
	  .more = N_("Without more: everyone's open ones. With a to-do's number: when it was made, "
		     "put "
		     "off and why, done, by whom. --reassign gives all open ones of somebody to "
		     "WHO, a "
		     "person or a role; --dry-run only counts them."),
	  .needs = NEEDS_CLINIC,
	  .run = tasks },
	{ .name = "task",
	  .words = "[PATIENT] TEXT…",
	  .options = task_options,
	  .min = 1,
	  .max = -1,
	  .help = N_("Write down a to-do and print its number; or change one: t34 FIELD=VALUE…"),
	  .more = N_(
		  "A day, a time or two in TEXT say when it is due: 'fri send quote', 'call back "
		  "15:30', 'fri 14-16 call'. A ! in front makes it a promise to the patient, !! is "
		  "urgent, #call is its kind, to:lin who does it (a person or a role), 'every 6m' "
		  "or "
		  "'every fri' how often. FIELD is as revisit fields task lists them, or due, as "
		  "in "
		  "due='fri 14-16'; state=open opens it again."),
	  .needs = NEEDS_CLINIC,
	  .run = task },
	{ .name = "promise",
	  .words = "PATIENT TEXT…",
	  .min = 2,
	  .max = -1,
	  .help = N_("Write down what was promised to a patient"),
	  .more = N_("As task with a ! in front. Everybody who opens the chart sees it."),
	  .needs = NEEDS_CLINIC,
	  .run = promise },
	{ .name = "complaint",
	  .words = "[PATIENT] TEXT…",
	  .options = task_options,
	  .min = 1,
	  .max = -1,
	  .help = N_("Write down a complaint, to be answered by the manager"),
	  .more = N_(
		  "A day and a time in TEXT say by when, else by the next working day; to:lin who "
		  "answers instead of the role manager."),
	  .needs = NEEDS_CLINIC,
	  .run = complaint },
	{ .name = "snooze",
	  .words = "t34 WHEN [reason=TEXT]",
	  .min = 2,
	  .max = -1,
	  .help = N_("Put a to-do off"),
	  .more = N_("WHEN is a day, a time or both; words behind it are the reason too: 'fri "
		     "15:00 the "
		     "lab is late'. A promise needs one."),
	  .needs = NEEDS_CLINIC,
	  .run = snooze },
	{ .name = "done",
	  .words = "t34…",
	  .options = done_options,
	  .min = 1,
	  .max = -1,
	  .help = N_("Tick off to-dos"),
	  .more = N_("What repeats comes again, counted from the day it was due."),
	  .needs = NEEDS_CLINIC,
	  .run = done },
	{ 0 },
};
