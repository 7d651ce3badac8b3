/* task and done. */
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/tasks.h"

static const struct column task_columns[] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Patient"), COLUMN_FILE },
	{ "what", N_("What"), COLUMN_FILE },
	{ "due", N_("Due"), COLUMN_FILE },
	{ "promise", N_("Promise"), COLUMN_FILE },
	{ "state", N_("State"), COLUMN_FILE },
};

static bool task_row(struct sheet *s, struct cli *c, int64_t task, struct err *err)
{
	struct task t;
	struct str due;

	record_init(&record_task, &t);
	if (!store_get(&c->clinic.store, &record_task, task, &t, err))
		return false;
	str_init(&due);
	datetime_iso(&due, t.due_day, t.due_minute);
	char *id = id_text(&record_task, task);
	char *chart_no = chart_of(c, t.patient);
	sheet_text(s, id);
	sheet_text(s, chart_no);
	sheet_text(s, t.what);
	sheet_text(s, due.p);
	sheet_bool(s, t.promise != 0);
	sheet_text(s, task_state_choices[t.state].key);
	sheet_row(s);
	free(id);
	free(chart_no);
	str_release(&due);
	record_release(&record_task, &t);
	return true;
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

static bool task(struct cli *c, struct err *err)
{
	struct sheet s;
	struct task t;
	int64_t patient;

	if (!whose(c, &patient, err))
		return false;
	char *text = args_text(&c->args, patient ? 2 : 1);
	record_init(&record_task, &t);
	t.patient = patient;
	bool ok = task_parse(&c->clinic, text, &t, err);
	t.patient = patient;
	ok = ok && task_add(&c->clinic, &t, err);
	if (ok) {
		one_row(&s, c, task_columns, ARRAY_SIZE(task_columns));
		ok = task_row(&s, c, t.row.id, err);
		sheet_end(&s);
	}
	record_release(&record_task, &t);
	free(text);
	return ok;
}

static bool close_each(struct cli *c, struct err *err)
{
	bool ok = clinic_begin(&c->clinic, "task-done", 0, err);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < n_words(c); i++) {
		int64_t id;
		ok = typed_id(&record_task, word(c, i), &id, err) &&
		     task_close(&c->clinic, id, TASK_DONE, err);
	}
	return clinic_end(&c->clinic, ok, err);
}

static bool done(struct cli *c, struct err *err)
{
	struct sheet s;

	if (!close_each(c, err))
		return false;
	sheet_begin(&s, task_columns, ARRAY_SIZE(task_columns), c->format, &c->out);
	/* One line a task and no heads: only their numbers are shown. */
	s.single = c->format == FORMAT_TABLE;
	bool ok = true;
	for (size_t i = 0; ok && i < n_words(c); i++)
		ok = task_row(&s, c, record_parse_id(&record_task, word(c, i)), err);
	sheet_end(&s);
	return ok;
}

static const struct option task_options[] = {
	{ .name = "clinic-task",
	  .help = N_("Of the clinic, also when the first word is a chart number") },
	{ 0 },
};

const struct command commands_task[] = {
	{ .name = "task",
	  .words = "[PATIENT] TEXT…",
	  .options = task_options,
	  .min = 1,
	  .max = -1,
	  .help = N_("Write down a to-do and print its number"),
	  .more = N_("A day and a time in TEXT say when it is due: 'fri send quote', 'call back "
		     "15:30'. A ! in front makes it a promise to the patient."),
	  .needs = NEEDS_CLINIC,
	  .run = task },
	{ .name = "done",
	  .words = "t34…",
	  .min = 1,
	  .max = -1,
	  .help = N_("Tick off to-dos"),
	  .needs = NEEDS_CLINIC,
	  .run = done },
	{ 0 },
};
