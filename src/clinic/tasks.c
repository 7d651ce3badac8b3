#include "revisit/clinic/tasks.h"
#include "revisit/base/i18n.h"
#include "revisit/care/when.h"
#include "revisit/text/utf8.h"

bool task_parse(struct clinic *c, const char *line, struct task *t, struct err *err)
{
	return task_line(c->config, line, clinic_today(c), t, err);
}

bool complaint_parse(struct clinic *c, const char *line, struct task *t, struct err *err)
{
	str_replace(&t->kind, TASK_COMPLAINT);
	if (!task_parse(c, line, t, err))
		return false;
	if (t->due_day == DAY_NONE)
		t->due_day = day_open_from(c->config, clinic_today(c) + 1);
	if (!t->assignee)
		t->assignee = mem_strdup(assignee_is_role(c->config, "manager") ? "manager" : "");
	return true;
}

/* --- fields --- */

static bool set_due(struct clinic *c, struct task *t, const char *value, struct err *err)
{
	day_t day = DAY_NONE;
	minute_t from = MINUTE_NONE;
	minute_t until = MINUTE_NONE;

	if (*value && !when_parse(c->config, value, clinic_today(c), &day, &from, &until)) {
		/* Where a time is asked for, a bare "14-16" is one. */
		if (!window_parse(c->config, t->due_day != DAY_NONE ? t->due_day : clinic_today(c),
				  value, &from, &until))
			return err_set(
				err, ERR_BAD_DATE,
				_("write a day, a time or both, as in: fri, 15:30, fri 14-16"));
	}
	if (day == DAY_NONE && from != MINUTE_NONE)
		day = t->due_day != DAY_NONE ? t->due_day : clinic_today(c);
	t->due_day = day;
	t->due_minute = from;
	t->until_minute = until;
	return true;
}

static bool set_repeat(struct clinic *c, struct task *t, const char *value, struct err *err)
{
	if (!*value)
		str_replace(&t->repeat, NULL);
	if (!*value || repeat_parse(value, clinic_today(c), t))
		return true;
	return err_set(err, ERR_BAD_VALUE,
		       _("write how often, as in: 2w, 6m, every week, every fri"));
}

/* What people call a field, and its name. */
static const struct field *field_named(const char *name)
{
	if (strcmp(name, "to") == 0)
		name = "assignee";
	if (strcmp(name, "due") == 0)
		name = "due_day";
	if (strcmp(name, "until") == 0)
		name = "until_minute";
	const struct field *f = record_field(&record_task, name);
	if (!f || strcmp(name, "state") == 0 ||
	    (f->flags & (FIELD_HIDDEN | FIELD_FROZEN | FIELD_DERIVED)))
		return NULL;
	return f;
}

bool task_knows(const char *field)
{
	return field_named(field) != NULL;
}

bool task_set(struct clinic *c, struct task *t, const char *field, const char *value,
	      struct err *err)
{
	if (utf8_check(value, strlen(value)) != strlen(value))
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	if (strcmp(field, "due") == 0)
		return set_due(c, t, value, err);
	if (strcmp(field, "repeat") == 0)
		return set_repeat(c, t, value, err);
	if (strcmp(field, "to") == 0)
		field = "assignee";
	if (strcmp(field, "assignee") == 0) {
		const char *key = assignee_key(c->config, value);
		str_replace(&t->assignee, key ? key : value);
		return true;
	}
	const struct field *f = field_named(field);
	if (!f)
		return err_set(
			err, ERR_UNKNOWN_FIELD,
			_("a to-do has no field '%s' to set; \"revisit fields task\" lists them"),
			field);
	if (f->type != FIELD_VOCAB || !*value)
		return field_parse(c->config, f, t, value, clinic_today(c), err);
	char *key = clinic_term_key(c, f->vocab, value);
	bool ok = field_parse(c->config, f, t, key, clinic_today(c), err);
	free(key);
	return ok;
}

static bool check_task(const struct task *t, struct err *err)
{
	if (str_is_empty(t->what))
		return err_set(err, ERR_MISSING, _("what is to be done?"));
	if (t->until_minute != MINUTE_NONE &&
	    (t->due_minute == MINUTE_NONE || t->until_minute <= t->due_minute))
		return err_set(
			err, ERR_BAD_DATE,
			_("a time window ends after it begins, on the same day: 14:00-16:00"));
	return true;
}

/* --- storing --- */

/* What a row brings along: its day for its time or its series, and the words it uses. */
static bool complete_task(struct clinic *c, struct task *t, struct err *err)
{
	if (t->due_day == DAY_NONE && (t->due_minute != MINUTE_NONE || !str_is_empty(t->repeat)))
		t->due_day = clinic_today(c);
	return check_task(t, err);
}

bool task_add(struct clinic *c, struct task *t, struct err *err)
{
	if (!complete_task(c, t, err))
		return false;
	t->created_at = clock_now(&c->clock);
	str_replace(&t->created_by, c->staff);
	if (!t->assignee)
		str_replace(&t->assignee, c->staff);
	if (!str_is_empty(t->repeat) && t->repeat_from == DAY_NONE)
		t->repeat_from = t->due_day;
	if (!clinic_begin(c, "task-add", t->patient, err))
		return false;
	bool ok = clinic_know_terms(c, &record_task, t, false, err) &&
		  store_insert(&c->store, &record_task, t, err);
	ok = clinic_end(c, ok, err);
	if (!ok)
		t->row = (struct row){ 0 };
	return ok;
}

bool task_save(struct clinic *c, struct task *t, bool *changed, struct err *err)
{
	struct task stored;
	bool ignored;

	if (!complete_task(c, t, err) || !clinic_begin(c, "task-edit", t->patient, err))
		return false;
	record_init(&record_task, &stored);
	bool ok = store_get(&c->store, &record_task, t->row.id, &stored, err);
	if (ok && (stored.due_day != t->due_day || !str_eq(stored.repeat, t->repeat)))
		t->repeat_from = str_is_empty(t->repeat) ? DAY_NONE : t->due_day;
	t->state = stored.state;
	ok = ok && clinic_know_terms(c, &record_task, t, false, err) &&
	     store_update(&c->store, &record_task, t, changed ? changed : &ignored, err);
	record_release(&record_task, &stored);
	return clinic_end(c, ok, err);
}

/* --- done, and again --- */

/* The next of its series, the same in all that a person decided. */
static bool make_next(struct clinic *c, const struct task *t, struct err *err)
{
	struct task next;
	day_t day = task_next_day(c->config, t, clinic_today(c));

	if (day == DAY_NONE || store_task_after(&c->store, t->row.id))
		return true;
	record_init(&record_task, &next);
	record_copy(&record_task, &next, t);
	next.row = (struct row){ 0 };
	next.previous = t->row.id;
	next.state = TASK_OPEN;
	next.due_day = day;
	next.repeat_from = t->repeat_from != DAY_NONE ? t->repeat_from
			   : t->due_day != DAY_NONE   ? t->due_day
						      : clinic_today(c);
	next.created_at = clock_now(&c->clock);
	str_replace(&next.created_by, c->staff);
	next.done_at = INSTANT_NONE;
	next.snoozed = next.visit = next.import = next.line = 0;
	char **const cleared[] = { &next.done_by, &next.snooze_reason, &next.rule,
				   &next.external_source, &next.external_id };
	for (size_t i = 0; i < ARRAY_SIZE(cleared); i++)
		str_replace(cleared[i], NULL);
	bool ok = store_insert(&c->store, &record_task, &next, err);
	record_release(&record_task, &next);
	return ok;
}

static bool is_update(const struct row_change *x, void *touched)
{
	if (strcmp(x->op, "update") == 0 && x->in_force)
		*(bool *)touched = true;
	return true;
}

/* What is not done after all comes not again either; but what somebody has touched since stays. */
static bool take_next_away(struct clinic *c, int64_t task, struct err *err)
{
	int64_t next = store_task_after(&c->store, task);
	bool touched = false;

	if (!next)
		return true;
	if (!store_row_changes(&c->store, &record_task, next, is_update, &touched, err))
		return false;
	return touched || store_delete(&c->store, &record_task, next, err);
}

static bool put_state(struct clinic *c, struct task *t, enum task_state state, bool again,
		      struct err *err)
{
	t->state = (int)state;
	t->done_at = state == TASK_OPEN ? INSTANT_NONE : clock_now(&c->clock);
	str_replace(&t->done_by, state == TASK_OPEN ? NULL : c->staff);
	if (!store_update(&c->store, &record_task, t, NULL, err))
		return false;
	if (state == TASK_OPEN)
		return take_next_away(c, t->row.id, err);
	return !again || make_next(c, t, err);
}

static bool close_one(struct clinic *c, const char *verb, int64_t task, enum task_state state,
		      bool again, struct err *err)
{
	struct task t;

	record_init(&record_task, &t);
	bool ok = clinic_begin(c, verb, 0, err);
	if (ok) {
		ok = store_get(&c->store, &record_task, task, &t, err);
		if (ok)
			store_set_target(&c->store, t.patient);
		/* Closed already: by whom and when stays. */
		if (ok && t.state != (int)state)
			ok = put_state(c, &t, state, again, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_task, &t);
	return ok;
}

bool task_close(struct clinic *c, int64_t task, enum task_state state, struct err *err)
{
	static const char *const verbs[] = { [TASK_OPEN] = "task-reopen",
					     [TASK_DONE] = "task-done",
					     [TASK_CANCELLED] = "task-cancel" };

	return close_one(c, verbs[state], task, state, state == TASK_DONE, err);
}

bool task_skip(struct clinic *c, int64_t task, struct err *err)
{
	return close_one(c, "task-skip", task, TASK_CANCELLED, true, err);
}

/* --- putting off --- */

bool task_is_later(const struct task *now, const struct task *was)
{
	if (was->due_day == DAY_NONE || now->due_day == was->due_day)
		return was->due_day != DAY_NONE && was->due_minute != MINUTE_NONE &&
		       (now->due_minute == MINUTE_NONE || now->due_minute > was->due_minute);
	return now->due_day == DAY_NONE || now->due_day > was->due_day;
}

static bool put_off(struct clinic *c, struct task *t, day_t day, minute_t minute,
		    const char *reason, struct err *err)
{
	day_t today = clinic_today(c);
	minute_t was = t->due_minute;

	if (t->state != TASK_OPEN)
		return err_set(err, ERR_STEP,
			       _("this is \"%s\" already; only what is open can be put off"),
			       _(task_state_choices[t->state].label));
	if (t->promise && str_is_empty(reason))
		return err_set(err, ERR_MISSING,
			       _("this was promised to the patient: say why it is put off"));
	if (day < today ||
	    (day == today && minute != MINUTE_NONE && minute <= clock_minute(&c->clock)))
		return err_set(err, ERR_BAD_DATE, _("that time is over; give one still to come"));
	if (t->due_day != DAY_NONE &&
	    (day < t->due_day || (day == t->due_day && (minute == MINUTE_NONE || minute <= was))))
		return err_set(err, ERR_BAD_DATE,
			       _("it is due then or later as it is; edit it to have it sooner"));
	t->due_day = day;
	if (minute != MINUTE_NONE) {
		minute_t end = t->until_minute == MINUTE_NONE ? 0 : minute + t->until_minute - was;
		t->due_minute = minute;
		t->until_minute = end > minute && end < 24 * 60 ? end : MINUTE_NONE;
	}
	t->snoozed++;
	str_replace(&t->snooze_reason, reason);
	return true;
}

bool task_snooze(struct clinic *c, int64_t task, day_t day, minute_t minute, const char *reason,
		 struct err *err)
{
	struct task t;

	record_init(&record_task, &t);
	bool ok = clinic_begin(c, "task-snooze", 0, err);
	if (ok) {
		ok = store_get(&c->store, &record_task, task, &t, err);
		if (ok)
			store_set_target(&c->store, t.patient);
		ok = ok && put_off(c, &t, day, minute, reason, err) &&
		     store_update(&c->store, &record_task, &t, NULL, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_task, &t);
	return ok;
}

bool snooze_parse(struct clinic *c, const char *text, day_t *day, minute_t *minute, char **reason,
		  struct err *err)
{
	minute_t until = MINUTE_NONE;
	size_t n = strlen(text);
	size_t end = n;

	*reason = NULL;
	*day = DAY_NONE;
	*minute = MINUTE_NONE;
	if (utf8_check(text, n) != n)
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	/* The longest beginning that is a time. */
	for (; end > 0; end--) {
		if (end < n && text[end] != ' ')
			continue;
		char *head = mem_strndup(text, end);
		bool ok = when_parse(c->config, head, clinic_today(c), day, minute, &until);
		free(head);
		if (ok)
			break;
	}
	if (end == 0)
		return err_set(
			err, ERR_BAD_DATE,
			_("begin with the day or the time, as in: fri 15:00 the lab is late"));
	if (*day == DAY_NONE)
		*day = clinic_today(c);
	const char *rest = text + end + strspn(text + end, " ");
	if (*rest)
		*reason = mem_strdup(rest);
	return true;
}

/* --- lists --- */

bool tasks_list(struct clinic *c, const struct task_view *view, struct rows *out, size_t *all,
		struct err *err)
{
	struct strlist to;
	struct task_query query = { .today = clinic_today(c),
				    .now = clock_minute(&c->clock),
				    .until = view->until,
				    .nobodys = view->mine != NULL && !view->of,
				    .kind = view->kind,
				    .closed = view->closed,
				    .most = view->most };

	strlist_init(&to);
	if (view->of)
		strlist_add(&to, view->of);
	else if (view->mine)
		assignees_of(c->config, view->mine, &to);
	if (to.n)
		query.to = &to;
	bool ok = store_task_list(&c->store, &query, out, all, err);
	if (ok && !view->closed)
		tasks_sort(out, query.today, clock_minute(&c->clock));
	strlist_release(&to);
	return ok;
}

bool tasks_open_complaints(struct clinic *c, struct rows *out, struct err *err)
{
	const struct task_view view = { .kind = TASK_COMPLAINT, .until = DAY_NONE };

	return tasks_list(c, &view, out, NULL, err);
}

bool tasks_reassign(struct clinic *c, const char *from, const char *to, bool dry, int64_t *n,
		    struct err *err)
{
	const struct task_view view = { .of = from, .until = DAY_NONE };
	struct rows tasks;

	*n = 0;
	if (str_eq(from, to))
		return err_set(err, ERR_USAGE, _("that is the same person"));
	rows_init(&tasks, &record_task);
	bool ok = dry || clinic_begin(c, "task-reassign", 0, err);
	if (!ok)
		return false;
	ok = tasks_list(c, &view, &tasks, NULL, err);
	for (size_t i = 0; ok && i < tasks.n; i++, ++*n) {
		struct task *t = rows_at(&tasks, i);
		str_replace(&t->assignee, to);
		ok = dry || store_update(&c->store, &record_task, t, NULL, err);
	}
	rows_release(&tasks);
	return dry ? ok : clinic_end(c, ok, err);
}
