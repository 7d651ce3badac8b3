/* What became of one to-do, told from the journal. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/tasks.h"

struct telling {
	struct clinic *c;
	void (*event)(const struct task_event *e, void *arg);
	void *arg;
	size_t n;
};

static bool touched(const struct row_change *x, const char *field)
{
	return x->touched[record_field(&record_task, field) - record_task.fields];
}

/* "due Fri 27 Nov 14:00-16:00, every week, for mei" */
static void add_terms(struct str *s, struct telling *t, const struct task *is)
{
	struct str due;

	str_init(&due);
	task_due_show(&due, is, clinic_today(t->c));
	if (due.len)
		str_addf(s, _(", due %s"), due.p);
	str_clear(&due);
	assignee_show(&due, t->c->config, is->assignee);
	if (due.len)
		str_addf(s, _(", for %s"), due.p);
	str_release(&due);
}

static const char *tell_made(struct str *s, struct telling *t, const struct task *is)
{
	str_add(s, is->previous ? _("came again")
		   : is->visit  ? _("made after the visit")
				: _("written down"));
	add_terms(s, t, is);
	return "made";
}

static const char *tell_state(struct str *s, const struct row_change *x)
{
	const struct task *is = x->after;

	if (is->state == TASK_DONE) {
		str_add(s, _("done"));
		return "done";
	}
	if (is->state == TASK_CANCELLED) {
		/* Nobody's decision: the visit it followed is not done any more. */
		str_add(s, str_is_empty(is->done_by) ? _("not needed without its visit")
						     : _("not needed"));
		return "cancelled";
	}
	str_add(s, _("open again"));
	return "reopened";
}

static const char *tell_snooze(struct str *s, struct telling *t, const struct row_change *x,
			       const struct task *is)
{
	struct str due;

	str_init(&due);
	task_due_show(&due, is, clinic_today(t->c));
	str_addf(s, _("put off to %s"), due.p);
	str_release(&due);
	const char *reason = ((const struct task *)x->after)->snooze_reason;
	if (touched(x, "snooze_reason") && !str_is_empty(reason))
		str_addf(s, ": %s", reason);
	return "snoozed";
}

/* "Due: Fri 27 Nov → Mon 30 Nov, Priority: normal → high" */
static const char *tell_fields(struct str *s, struct telling *t, const struct row_change *x)
{
	for (size_t i = 0; i < record_task.n_fields; i++) {
		const struct field *f = &record_task.fields[i];
		if (!x->touched[i] || !f->label || (f->flags & (FIELD_HIDDEN | FIELD_DERIVED)))
			continue;
		bool who = strcmp(f->name, "assignee") == 0;
		const void *sides[] = { x->before, x->after };
		str_addf(s, "%s%s: ", s->len ? ", " : "", _(f->label));
		for (int k = 0; k < 2; k++) {
			size_t len = s->len;
			if (k)
				str_add(s, " → ");
			if (who)
				assignee_show(s, t->c->config,
					      ((const struct task *)sides[k])->assignee);
			else
				field_show(s, t->c->config, f, sides[k], clinic_today(t->c));
			if (s->len == len + (k ? strlen(" → ") : 0))
				str_add(s, "-");
		}
	}
	return touched(x, "assignee") ? "given" : "changed";
}

/* The row as it was after this change is what the journal knows up to here. */
struct walking {
	struct telling t;
	struct task now;
};

static bool tell(const struct row_change *x, void *arg)
{
	struct walking *w = arg;
	struct str s;
	const char *key;

	for (size_t i = 0; i < record_task.n_fields; i++)
		if (x->touched[i])
			field_copy(&record_task.fields[i], &w->now, x->after);
	/* Undo and redo are told by the mark of what they are of. */
	if (strcmp(x->verb, "undo") == 0 || strcmp(x->verb, "redo") == 0)
		return true;
	str_init(&s);
	if (strcmp(x->op, "insert") == 0)
		key = tell_made(&s, &w->t, &w->now);
	else if (touched(x, "state"))
		key = tell_state(&s, x);
	else if (touched(x, "snoozed"))
		key = tell_snooze(&s, &w->t, x, &w->now);
	else
		key = tell_fields(&s, &w->t, x);
	const struct task_event e = {
		.at = x->at, .staff = x->staff, .what = s.p, .key = key, .undone = !x->in_force
	};
	if (s.len)
		w->t.event(&e, w->t.arg);
	w->t.n += s.len > 0;
	str_release(&s);
	return true;
}

/* Of what an import or a demo wrote, the row itself tells. */
static void tell_by_row(struct telling *t, const struct task *is, const struct task *first)
{
	struct str s;

	str_init(&s);
	tell_made(&s, t, first);
	const struct task_event made = { .at = is->created_at,
					 .staff = str_or_empty(is->created_by),
					 .what = s.p,
					 .key = "made" };
	if (is->created_at != INSTANT_NONE)
		t->event(&made, t->arg);
	str_release(&s);
}

struct looking {
	bool made; /* the journal has its beginning */
	bool changed;
	struct task first; /* as it was before the first change */
};

static bool look(const struct row_change *x, void *arg)
{
	struct looking *l = arg;

	if (strcmp(x->op, "insert") == 0)
		l->made = true;
	for (size_t i = 0; i < record_task.n_fields; i++)
		if (x->touched[i] && !l->changed)
			field_copy(&record_task.fields[i], &l->first, x->before);
	l->changed = true;
	return false;
}

bool task_history(struct clinic *c, int64_t task,
		  void (*event)(const struct task_event *e, void *arg), void *arg, struct err *err)
{
	struct walking w = { .t = { .c = c, .event = event, .arg = arg } };
	struct looking l = { 0 };
	struct task is;

	record_init(&record_task, &is);
	record_init(&record_task, &w.now);
	record_init(&record_task, &l.first);
	bool ok = store_get(&c->store, &record_task, task, &is, err);
	record_copy(&record_task, &l.first, &is);
	ok = ok && store_row_changes(&c->store, &record_task, task, look, &l, err);
	if (ok && !l.made) {
		record_copy(&record_task, &w.now, &l.first);
		tell_by_row(&w.t, &is, &l.first);
	}
	ok = ok && store_row_changes(&c->store, &record_task, task, tell, &w, err);
	if (ok && !l.changed && is.state != TASK_OPEN && is.done_at != INSTANT_NONE) {
		const struct task_event closed = { .at = is.done_at,
						   .staff = str_or_empty(is.done_by),
						   .what = _(task_state_choices[is.state].label),
						   .key = task_state_choices[is.state].key };
		event(&closed, arg);
	}
	record_release(&record_task, &is);
	record_release(&record_task, &w.now);
	record_release(&record_task, &l.first);
	return ok;
}
