/* A to-do as a form: everything a person decides of it. */
#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/store/tasks.h"

/* `due` stands for the day and both times. */
static const char *const names[] = { "what",     "due",    "assignee", "kind",
				     "priority", "repeat", "promise", "snooze_reason" };

enum { REASON = ARRAY_SIZE(names) - 1 }; /* asked of a promise only */
enum { STAFF_MOST = 30 };

struct editing {
	struct task task; /* as stored by now */
	const struct form_field *fields;
};

static void free_editing(void *data)
{
	struct editing *e = data;

	record_release(&record_task, &e->task);
	free(e);
}

static void value_text(const struct app *app, const struct task *t, const char *name,
		       struct str *out)
{
	if (strcmp(name, names[REASON]) == 0)
		return; /* a new delay has a new reason */
	const struct field *f = record_field(&record_task, name);

	if (f && strcmp(name, "assignee") == 0) {
		assignee_show(out, app->clinic->config, t->assignee);
		return;
	}
	if (f) {
		field_show(out, app->clinic->config, f, t, clinic_today(app->clinic));
		return;
	}
	day_iso(out, t->due_day);
	if (t->due_minute != MINUTE_NONE)
		str_addc(out, ' ');
	minute_iso(out, t->due_minute);
	if (t->until_minute != MINUTE_NONE)
		str_addc(out, '-');
	minute_iso(out, t->until_minute);
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	const struct editing *e = data;
	struct task scratch;
	struct err err = ERR_INIT;

	if (strcmp(name, names[REASON]) == 0)
		return true;
	record_init(&record_task, &scratch);
	scratch.due_day = e->task.due_day;
	bool ok = task_set(app->clinic, &scratch, name, value, &err);
	bool due = strcmp(name, "due") == 0;
	if (ok && due)
		str_replace(&scratch.repeat, NULL);
	if (!ok)
		str_add(message, err.msg);
	else if (*value && (due || strcmp(name, "repeat") == 0)) {
		if (!due)
			scratch.due_day = DAY_NONE;
		task_due_show(message, &scratch, clinic_today(app->clinic));
	} else if (*value && strcmp(name, "kind") == 0 &&
		   !clinic_knows_term(app->clinic, "task_kind", value))
		str_add(message, _("a new word: it joins the list"));
	record_release(&record_task, &scratch);
	return ok;
}

static void add_terms(struct app *app, const char *vocab, struct strlist *keys,
		      struct strlist *labels)
{
	struct strlist terms;

	strlist_init(&terms);
	clinic_terms(app->clinic, vocab, &terms, NULL);
	for (size_t i = 0; i < terms.n; i++) {
		strlist_add(keys, terms.v[i]);
		strlist_add(labels, config_label(app->clinic->config, vocab, terms.v[i]));
	}
	strlist_release(&terms);
}

void staff_choices(struct app *app, struct strlist *keys, struct strlist *labels)
{
	struct strlist seen;

	add_terms(app, "staff", keys, labels);
	strlist_init(&seen);
	store_staff_seen(&app->clinic->store, STAFF_MOST, &seen);
	for (size_t i = 0; i < seen.n; i++)
		if (!strlist_has(keys, seen.v[i]) && *seen.v[i]) {
			strlist_add(keys, seen.v[i]);
			strlist_add(labels, seen.v[i]);
		}
	strlist_release(&seen);
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	static const char *const every[] = { "1d", "1w", "2w", "1m", "3m", "6m", "1y" };
	const struct field *f = record_field(&record_task, name);

	(void)data;
	if (strcmp(name, "assignee") == 0) {
		staff_choices(app, keys, labels);
		add_terms(app, "provider", keys, labels);
		add_terms(app, "role", keys, labels);
	} else if (strcmp(name, "kind") == 0) {
		add_terms(app, "task_kind", keys, labels);
	} else if (strcmp(name, "repeat") == 0) {
		for (size_t i = 0; i < ARRAY_SIZE(every); i++) {
			struct task t;
			struct str s;
			record_init(&record_task, &t);
			str_init(&s);
			t.repeat = mem_strdup(every[i]);
			task_due_show(&s, &t, clinic_today(app->clinic));
			strlist_add(keys, every[i]);
			strlist_add(labels, s.p);
			str_release(&s);
			record_release(&record_task, &t);
		}
	} else if (f && f->type == FIELD_CHOICE) {
		for (int i = 0; f->choices[i].key; i++) {
			strlist_add(keys, f->choices[i].key);
			strlist_add(labels, _(f->choices[i].label));
		}
	} else if (f && f->type == FIELD_BOOL) {
		strlist_add(keys, "yes");
		strlist_add(labels, _("yes"));
		strlist_add(keys, "no");
		strlist_add(labels, _("no"));
	}
}

/* What was promised is not put off without saying why; *field is where that is said. */
static bool take_delay(const struct task *was, struct task *now, const char *reason, int *field,
		       struct err *err)
{
	if (!was->promise || !task_is_later(now, was))
		return true;
	if (str_is_empty(reason)) {
		*field = REASON;
		return err_set(err, ERR_MISSING,
			       _("this was promised to the patient: say why it is put off"));
	}
	now->snoozed++;
	str_replace(&now->snooze_reason, reason);
	return true;
}

static int n_fields(const struct editing *e)
{
	return e->task.promise ? REASON + 1 : REASON;
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	struct editing *e = data;
	struct task now;
	struct str s;
	bool ok = true;

	record_init(&record_task, &now);
	record_copy(&record_task, &now, &e->task);
	for (int i = 0; ok && i < REASON; i++) {
		if (str_eq(values[i], str_or_empty(e->fields[i].stored)))
			continue;
		ok = task_set(app->clinic, &now, names[i], values[i], err);
		if (!ok)
			*field = i;
	}
	const char *why = n_fields(e) > REASON ? values[REASON] : NULL;
	ok = ok && take_delay(&e->task, &now, why, field, err) &&
	     task_save(app->clinic, &now, NULL, err);
	if (ok) {
		str_init(&s);
		task_text(&s, app, &now);
		app_did(app, _("to do: %s"), s.p);
		str_release(&s);
	}
	record_release(&record_task, &now);
	return ok;
}

static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	struct editing *e = data;
	int64_t id = e->task.row.id;
	int n = n_fields(e); /* as the form was opened */

	record_release(&record_task, &e->task);
	bool ok = store_get(&app->clinic->store, &record_task, id, &e->task, err);
	e->task.row.id = id;
	for (int i = 0; ok && i < n; i++) {
		struct str value;
		str_init(&value);
		value_text(app, &e->task, names[i], &value);
		strlist_add(now, value.p);
		str_release(&value);
	}
	return ok;
}

static void label_of(const char *name, const char **label, const char **help)
{
	const struct field *f = record_field(&record_task, name);

	*label = f ? _(f->label) : _("Due");
	*help = f ? _(f->help)
		  : _("a day, a time or two: fri, 15:30, fri 14-16; empty: at any time");
	if (strcmp(name, "repeat") == 0)
		*help = _("how often: 2w, 6m, every fri; done, it comes again; empty: once");
	if (strcmp(name, "assignee") == 0)
		*help = _("a person or a role; empty: anyone");
	if (strcmp(name, names[REASON]) == 0) {
		*label = _("Why later");
		*help = _("a promise that is due later than was said needs a reason");
	}
}

void task_form_edit(struct app *app, int64_t task)
{
	struct err err = ERR_INIT;
	struct editing *e = mem_alloc(sizeof(*e));
	struct patient p;
	struct form f;
	struct str title;

	record_init(&record_task, &e->task);
	if (!store_get(&app->clinic->store, &record_task, task, &e->task, &err)) {
		app_error(app, &err);
		free_editing(e);
		return;
	}
	str_init(&title);
	record_init(&record_patient, &p);
	str_add(&title, _("To-do"));
	if (e->task.patient &&
	    store_get(&app->clinic->store, &record_patient, e->task.patient, &p, NULL)) {
		str_add(&title, ": ");
		shown_name(&title, app, &p);
		str_addf(&title, " %s", p.chart_no);
	}
	record_release(&record_patient, &p);
	form_init(&f, title.p);
	str_release(&title);
	for (int i = 0; i < n_fields(e); i++) {
		const char *label;
		const char *help;
		struct str value;
		str_init(&value);
		value_text(app, &e->task, names[i], &value);
		label_of(names[i], &label, &help);
		form_add(&f, names[i], label, help, i == 0, value.p);
		form_stored(&f, value.p);
		f.fields[f.n - 1].replace = i > 0;
		str_release(&value);
	}
	f.focus = 1;
	e->fields = f.fields;
	f.kind = "task-edit";
	f.id = task;
	f.rec = &record_task;
	f.patient = e->task.patient;
	f.fetch = fetch;
	f.data = e;
	f.free_data = free_editing;
	f.check = check;
	f.choices = choices;
	f.save = save;
	form_open(app, &f);
}
