#include "revisit/base/i18n.h"
#include "revisit/clinic/visits.h"
#include "revisit/text/fold.h"

#include <strings.h>

/* Takes a day or a time off one end of the words; both notations are those of date/. */
static bool take_when(struct clinic *c, struct strlist *words, bool front, struct task *t)
{
	if (words->n < 2)
		return false; /* the last word is what is to be done */
	size_t i = front ? 0 : words->n - 1;
	const char *w = words->v[i];
	day_t day;
	minute_t minute;
	bool clock_like = strchr(w, ':') || strstr(w, "点") || strstr(w, "am") || strstr(w, "pm");

	if (t->due_day == DAY_NONE && day_parse_near(w, clinic_today(c), &day, NULL))
		t->due_day = day;
	else if (t->due_minute == MINUTE_NONE && clock_like && minute_parse(w, &minute, NULL))
		t->due_minute = minute;
	else
		return false;
	free(words->v[i]);
	memmove(words->v + i, words->v + i + 1, (words->n - i - 1) * sizeof(*words->v));
	words->n--;
	return true;
}

bool task_parse(struct clinic *c, const char *line, struct task *t, struct err *err)
{
	struct strlist words;
	struct str clean;

	str_init(&clean);
	strlist_init(&words);
	text_nfc(&clean, line);
	const char *p = clean.p;
	if (strncmp(p, "!", 1) == 0 || strncmp(p, "！", strlen("！")) == 0) {
		t->promise = 1;
		p += *p == '!' ? 1 : strlen("！");
	}
	for (p += strspn(p, " "); *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		strlist_addn(&words, p, n);
		p += n;
	}
	while (take_when(c, &words, true, t) || take_when(c, &words, false, t))
		;
	if (t->due_minute != MINUTE_NONE && t->due_day == DAY_NONE)
		t->due_day = clinic_today(c);
	str_clear(&clean);
	for (size_t i = 0; i < words.n; i++)
		str_addf(&clean, "%s%s", i ? " " : "", words.v[i]);
	bool ok = clean.len > 0 || err_set(err, ERR_MISSING, _("what is to be done?"));
	if (ok)
		str_replace(&t->what, clean.p);
	strlist_release(&words);
	str_release(&clean);
	return ok;
}

bool task_add(struct clinic *c, struct task *t, struct err *err)
{
	if (str_is_empty(t->what))
		return err_set(err, ERR_MISSING, _("what is to be done?"));
	t->created_at = clock_now(&c->clock);
	str_replace(&t->created_by, c->staff);
	if (str_is_empty(t->assignee))
		str_replace(&t->assignee, c->staff);
	if (!clinic_begin(c, "task-add", t->patient, err))
		return false;
	bool ok = clinic_end(c, store_insert(&c->store, &record_task, t, err), err);
	if (!ok)
		t->row = (struct row){ 0 };
	return ok;
}

bool task_close(struct clinic *c, int64_t task, enum task_state state, struct err *err)
{
	static const char *const verbs[] = { [TASK_OPEN] = "task-reopen", [TASK_DONE] = "task-done",
					     [TASK_CANCELLED] = "task-cancel" };
	struct task t;

	record_init(&record_task, &t);
	bool ok = store_get(&c->store, &record_task, task, &t, err) &&
		  clinic_begin(c, verbs[state], t.patient, err);
	if (ok) {
		t.state = (int)state;
		t.done_at = state == TASK_OPEN ? INSTANT_NONE : clock_now(&c->clock);
		str_replace(&t.done_by, state == TASK_OPEN ? NULL : c->staff);
		ok = clinic_end(c, store_update(&c->store, &record_task, &t, NULL, err), err);
	}
	record_release(&record_task, &t);
	return ok;
}
