#include "revisit/base/i18n.h"
#include "revisit/clinic/visits.h"
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

/* Whether `text` is a day or a time of day, and which is not known yet.  A bare number is neither:
 * "call 3 people" keeps its 3. */
static bool read_when(struct clinic *c, const char *text, struct task *t)
{
	day_t day;
	minute_t minute;
	bool clock_like = strchr(text, ':') || strstr(text, "点") || strstr(text, "am") ||
			  strstr(text, "pm") || strstr(text, "AM") || strstr(text, "PM");

	if (t->due_day == DAY_NONE && day_parse_near(text, clinic_today(c), &day, NULL)) {
		t->due_day = day;
		return true;
	}
	if (t->due_minute != MINUTE_NONE || !clock_like || !minute_parse(text, &minute, NULL))
		return false;
	t->due_minute = minute;
	return true;
}

/* Takes a day or a time of up to three words ("in 2 weeks", "3:30 pm") off one end. */
static bool take_when(struct clinic *c, struct strlist *words, bool front, struct task *t)
{
	bool taken = false;

	/* One word must stay: what is to be done. */
	for (size_t k = words->n > 3 ? 3 : words->n - 1; k > 0 && !taken; k--) {
		size_t from = front ? 0 : words->n - k;
		struct str text;
		str_init(&text);
		for (size_t i = from; i < from + k; i++)
			str_addf(&text, "%s%s", i > from ? " " : "", words->v[i]);
		taken = read_when(c, text.p, t);
		str_release(&text);
		if (!taken)
			continue;
		for (size_t i = from; i < from + k; i++)
			free(words->v[i]);
		memmove(words->v + from, words->v + from + k,
			(words->n - from - k) * sizeof(*words->v));
		words->n -= k;
	}
	return taken;
}

/* "明天下午3点回电话" has no blanks: the longest day or time that Han characters follow is taken.
 * 周 may as well begin a surname (周一鸣) and "3天" a text ("3天没来"), so those want a blank. */
static bool take_glued(struct clinic *c, char **word, struct task *t)
{
	const char *w = *word;
	size_t n = strlen(w);

	if (strncmp(w, "周", strlen("周")) == 0)
		return false;
	for (size_t at = utf8_prev(w, n, n); at > 0; at = utf8_prev(w, n, at)) {
		uint32_t next;
		utf8_decode(w + at, n - at, &next);
		char *head = mem_strndup(w, at);
		bool days_only = strspn(w, "0123456789") > 0 && !strstr(head, "后") &&
				 !strstr(head, "月") && !strchr(head, ':') && !strstr(head, "点");
		bool taken = cp_is_han(next) && !days_only && read_when(c, head, t);
		free(head);
		if (!taken)
			continue;
		char *rest = mem_strdup(w + at);
		free(*word);
		*word = rest;
		return true;
	}
	return false;
}

bool task_parse(struct clinic *c, const char *line, struct task *t, struct err *err)
{
	static const char blanks[] = " \t\n\r";
	struct strlist words;
	struct str clean;

	if (utf8_check(line, strlen(line)) != strlen(line))
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	str_init(&clean);
	strlist_init(&words);
	text_nfc(&clean, line);
	/* The blank of a Chinese keyboard. */
	for (char *wide = clean.p; (wide = strstr(wide, "　")) != NULL;)
		memset(wide, ' ', strlen("　"));
	const char *p = clean.p;
	if (strncmp(p, "!", 1) == 0 || strncmp(p, "！", strlen("！")) == 0) {
		t->promise = 1;
		p += *p == '!' ? 1 : strlen("！");
	}
	for (p += strspn(p, blanks); *p; p += strspn(p, blanks)) {
		size_t n = strcspn(p, blanks);
		strlist_addn(&words, p, n);
		p += n;
	}
	while (words.n > 0 && (take_when(c, &words, true, t) || take_when(c, &words, false, t) ||
			       take_glued(c, &words.v[0], t)))
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
	bool ok = clinic_begin(c, verbs[state], 0, err);
	if (ok) {
		ok = store_get(&c->store, &record_task, task, &t, err);
		if (ok)
			store_set_target(&c->store, t.patient);
		if (ok && t.state != (int)state) { /* closed already: by whom and when stays */
			t.state = (int)state;
			t.done_at = state == TASK_OPEN ? INSTANT_NONE : clock_now(&c->clock);
			str_replace(&t.done_by, state == TASK_OPEN ? NULL : c->staff);
			ok = store_update(&c->store, &record_task, &t, NULL, err);
		}
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_task, &t);
	return ok;
}
