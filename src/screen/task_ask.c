/* Short questions about to-dos: a new one, a complaint, which one is done or put off, until when.
 */
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

#include "asking.h"

void task_text(struct str *out, const struct app *app, const struct task *t)
{
	const struct clinic *c = app->clinic;
	struct str part;

	if (t->priority == PRIORITY_HIGH)
		str_addf(out, "%s ", _("urgent:"));
	if (t->promise)
		str_addf(out, "%s ", _("promise:"));
	if (task_is_complaint(t))
		str_addf(out, "%s ", _("complaint:"));
	str_add(out, t->what);
	if (t->kind && !task_is_complaint(t))
		str_addf(out, " #%s", config_label(c->config, "task_kind", t->kind));
	str_init(&part);
	task_due_show(&part, t, clinic_today(c));
	if (part.len)
		str_addf(out, ", %s", part.p);
	str_clear(&part);
	if (t->assignee && !*t->assignee)
		str_addf(out, ", %s", _("for anyone"));
	else if (t->assignee && !str_eq(t->assignee, c->staff))
		assignee_show(&part, c->config, t->assignee);
	if (part.len)
		str_addf(out, _(", for %s"), part.p);
	str_release(&part);
}

/* --- a new one --- */

struct writing {
	int64_t patient;
	bool complaint;
};

static bool usual_task(struct app *app, const char *key, struct task *t, struct err *err)
{
	const struct config *c = app->clinic->config;
	size_t i = (size_t)strtol(key, NULL, 10);

	if (i >= c->n_tasks)
		return err_set(err, ERR_NO_MATCH, _("there is no such to-do; type its number"));
	const struct usual_task *u = &c->tasks[i];
	str_replace(&t->what, i18n_is_chinese() ? u->what_zh : u->what_en);
	t->promise = u->promise;
	return !u->due || day_parse_near(u->due, clinic_today(app->clinic), &t->due_day, err);
}

static bool read_line(struct app *app, const struct writing *w, const char *text, struct task *t,
		      struct err *err)
{
	return w->complaint ? complaint_parse(app->clinic, text, t, err)
			    : task_parse(app->clinic, text, t, err);
}

static void ask_line(struct app *app, struct writing about, const char *typed);

static void line_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct writing *w = data;
	struct err err = ERR_INIT;
	struct task t;
	struct str s;

	record_init(&record_task, &t);
	str_init(&s);
	t.patient = w->patient;
	bool ok = key ? usual_task(app, key, &t, &err) : read_line(app, w, text, &t, &err);
	if (ok)
		task_text(&s, app, &t);
	if (ok && task_add(app->clinic, &t, &err)) {
		app_did(app, _("to do: %s"), s.p);
	} else {
		app_error(app, &err);
		if (!key)
			ask_line(app, *w, text);
	}
	str_release(&s);
	record_release(&record_task, &t);
	app_changed(app);
}

static void line_preview(struct app *app, void *data, const char *text, struct str *out)
{
	const struct writing *w = data;
	struct task t;

	if (!w->complaint && text[0] >= '1' && text[0] <= '9' && !text[1])
		return; /* a number of the list */
	record_init(&record_task, &t);
	if (read_line(app, w, text, &t, NULL)) {
		/* In front: a long line is cut at its end. */
		if (task_time(&t, clinic_today(app->clinic), clock_minute(&app->clinic->clock)) ==
		    TASK_LATE)
			str_addf(out, "! %s ", _("over already:"));
		task_text(out, app, &t);
	}
	record_release(&record_task, &t);
}

static void add_usual(struct pick *p, const struct app *app)
{
	const struct config *c = app->clinic->config;

	for (size_t i = 0; i < c->n_tasks; i++) {
		char key[24];
		snprintf(key, sizeof(key), "%zu", i);
		const struct usual_task *u = &c->tasks[i];
		day_t due = DAY_NONE;
		struct str when;
		str_init(&when);
		if (u->due && day_parse_near(u->due, clinic_today(app->clinic), &due, NULL))
			day_relative(&when, due, clinic_today(app->clinic));
		if (u->promise)
			str_addf(&when, " %s", _("promise"));
		pick_add(p, key, i18n_is_chinese() ? u->what_zh : u->what_en, when.p, u->what_en);
		str_release(&when);
	}
}

static void ask_line(struct app *app, struct writing about, const char *typed)
{
	struct pick p;
	struct writing *w = mem_alloc(sizeof(*w));

	*w = about;
	if (about.complaint)
		ask_about(&p, app, about.patient ? _("Complaint") : _("Complaint, of nobody known"),
			  about.patient);
	else
		ask_about(&p, app, about.patient ? _("To do") : _("To do for the clinic"),
			  about.patient);
	if (!about.complaint)
		add_usual(&p, app);
	p.hint = mem_strdup(
		about.complaint
			? _("what was said; answered by: tomorrow 10:00, fri; to:lin")
			: _("fri 14-16 · every 6m · to:lin · #call · !! urgent · ! promise"));
	p.text = true;
	p.typed = mem_strdup(typed);
	p.data = w;
	p.free_data = free;
	p.deliberate = true;
	p.done = line_answer;
	p.preview = line_preview;
	pick_open(app, &p);
}

static bool may_write(struct app *app)
{
	if (app->clinic->store.refuse)
		app_refuse(app, "%s", app->clinic->store.refuse);
	return !app->clinic->store.refuse;
}

void ask_task(struct app *app, int64_t patient)
{
	if (may_write(app))
		ask_line(app, (struct writing){ .patient = patient }, NULL);
}

void ask_complaint(struct app *app, int64_t patient)
{
	if (may_write(app))
		ask_line(app, (struct writing){ .patient = patient, .complaint = true }, NULL);
}

/* --- done, not needed --- */

/* What becomes of a series is said along with it. */
static void say_closed(struct app *app, const struct task *t, enum task_state to)
{
	struct task next;
	struct str again;
	int64_t after = store_task_after(&app->clinic->store, t->row.id);

	str_init(&again);
	record_init(&record_task, &next);
	if (after && store_get(&app->clinic->store, &record_task, after, &next, NULL)) {
		str_addf(&again, "; %s ", _("again"));
		day_show(&again, next.due_day, clinic_today(app->clinic));
	}
	app_did(app, "%s: %s%s", _(task_state_choices[to].label), t->what, again.p);
	record_release(&record_task, &next);
	str_release(&again);
}

static void close_task(struct app *app, int64_t task, enum task_state to, bool skip)
{
	struct err err = ERR_INIT;
	struct task t;

	record_init(&record_task, &t);
	if (store_get(&app->clinic->store, &record_task, task, &t, &err) &&
	    (skip ? task_skip(app->clinic, task, &err) : task_close(app->clinic, task, to, &err)))
		say_closed(app, &t, to);
	else
		app_error(app, &err);
	record_release(&record_task, &t);
	app_changed(app);
}

static void series_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct about *a = data;

	(void)text;
	if (key)
		close_task(app, a->id, TASK_CANCELLED, str_eq(key, "skip"));
}

static void ask_series(struct app *app, int64_t task)
{
	struct pick p;

	pick_init(&p, _("It comes again and again: what is not needed?"));
	pick_add(&p, "skip", _("only this one; the next one comes"), NULL, NULL);
	pick_add(&p, "end", _("none of them any more"), NULL, NULL);
	p.data = about_new(task);
	p.free_data = about_free;
	p.done = series_answer;
	pick_open(app, &p);
}

void todo_close(struct app *app, const struct task *t, enum task_state to)
{
	if (to == TASK_CANCELLED && !str_is_empty(t->repeat))
		ask_series(app, t->row.id);
	else
		close_task(app, t->row.id, to, false);
}

/* --- which one of a card --- */

struct which {
	void (*then)(struct app *app, int64_t task);
};

static void which_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct which *w = data;

	(void)text;
	if (key)
		w->then(app, strtoll(key, NULL, 10));
}

static void ask_which(struct app *app, const struct card *card, const char *title,
		      void (*then)(struct app *app, int64_t task))
{
	struct pick p;
	struct which *w = mem_alloc(sizeof(*w));

	w->then = then;
	ask_about(&p, app, title, card->p.row.id);
	for (size_t i = 0; i < card->tasks.n; i++) {
		const struct task *t = rows_at(&card->tasks, i);
		char key[24];
		struct str s;
		struct str who;
		if (t->state != TASK_OPEN)
			continue;
		snprintf(key, sizeof(key), "%lld", (long long)t->row.id);
		str_init(&s);
		str_init(&who);
		struct task shown = *t;
		shown.assignee = NULL;
		task_text(&s, app, &shown);
		assignee_show(&who, app->clinic->config, t->assignee);
		pick_add(&p, key, s.p, who.len ? who.p : NULL, NULL);
		str_release(&s);
		str_release(&who);
	}
	p.data = w;
	p.free_data = free;
	p.done = which_answer;
	if (p.n == 0)
		app_say(app, _("no to-do is open here; p writes one"));
	pick_open_if(app, &p, p.n > 0);
}

static void done_then(struct app *app, int64_t task)
{
	close_task(app, task, TASK_DONE, false);
}

void ask_task_done(struct app *app, const struct card *card)
{
	ask_which(app, card, _("Which to-do is done?"), done_then);
}

void ask_task_snooze(struct app *app, const struct card *card)
{
	ask_which(app, card, _("Which to-do is put off?"), ask_snooze);
}

void ask_task_edit(struct app *app, const struct card *card)
{
	ask_which(app, card, _("Which to-do is changed?"), task_form_edit);
}

void ask_task_history(struct app *app, const struct card *card)
{
	ask_which(app, card, _("The history of which to-do?"), task_history_show);
}
