/* Putting a to-do off, who does it instead, and what became of it. */
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

#include "asking.h"

/* --- until when, and why --- */

struct snoozing {
	int64_t task;
	bool promise; /* is not put off without a reason */
	struct snooze_offer offers[SNOOZE_OFFERS];
	day_t day; /* chosen already */
	minute_t minute;
};

static void ask_when(struct app *app, int64_t task, const char *typed);

static void put_off(struct app *app, const struct snoozing *s, const char *reason,
		    const char *typed)
{
	struct err err = ERR_INIT;
	struct task t;
	struct str due;

	record_init(&record_task, &t);
	str_init(&due);
	if (task_snooze(app->clinic, s->task, s->day, s->minute, reason, &err) &&
	    store_get(&app->clinic->store, &record_task, s->task, &t, &err)) {
		task_due_show(&due, &t, clinic_today(app->clinic));
		app_did(app, _("put off to %s: %s"), due.p, t.what);
	} else {
		app_error(app, &err);
		if (typed)
			ask_when(app, s->task, typed);
	}
	str_release(&due);
	record_release(&record_task, &t);
	app_changed(app);
}

static void why_answer(struct app *app, void *data, const char *key, const char *text)
{
	put_off(app, data, key ? key : text, NULL);
}

static void ask_why(struct app *app, const struct snoozing *so_far)
{
	const char *const usual[] = { _("could not be reached"), _("waits for an answer"),
				      _("the patient asked for it"), _("no time today") };
	struct pick p;
	struct snoozing *s = mem_alloc(sizeof(*s));

	*s = *so_far;
	pick_init(&p, _("It was promised to the patient: why is it put off?"));
	for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
		pick_add(&p, usual[i], usual[i], NULL, NULL);
	p.text = true;
	p.deliberate = true;
	p.data = s;
	p.free_data = free;
	p.done = why_answer;
	pick_open(app, &p);
}

static void when_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct snoozing *s = data;
	struct err err = ERR_INIT;
	char *reason = NULL;

	if (key) {
		const struct snooze_offer *o = &s->offers[strtol(key, NULL, 10)];
		s->day = o->day;
		s->minute = o->minute;
	} else if (!snooze_parse(app->clinic, text, &s->day, &s->minute, &reason, &err)) {
		app_error(app, &err);
		ask_when(app, s->task, text);
		return;
	}
	if (s->promise && !reason)
		ask_why(app, s);
	else
		put_off(app, s, reason, key ? NULL : text);
	free(reason);
}

static void show_when(struct str *out, const struct app *app, day_t day, minute_t minute)
{
	day_show(out, day, clinic_today(app->clinic));
	if (minute != MINUTE_NONE) {
		str_addc(out, ' ');
		minute_iso(out, minute);
	}
}

static void when_preview(struct app *app, void *data, const char *text, struct str *out)
{
	day_t day;
	minute_t minute;
	char *reason;

	(void)data;
	if (!snooze_parse(app->clinic, text, &day, &minute, &reason, NULL))
		return;
	show_when(out, app, day, minute);
	if (reason)
		str_addf(out, ": %s", reason);
	free(reason);
}

/* Only what is later than it is due. */
static bool is_later(const struct snooze_offer *o, const struct task *t)
{
	if (t->due_day == DAY_NONE || o->day > t->due_day)
		return true;
	return o->day == t->due_day && o->minute != MINUTE_NONE && o->minute > t->due_minute;
}

static void ask_when(struct app *app, int64_t task, const char *typed)
{
	struct err err = ERR_INIT;
	struct task t;
	struct pick p;

	record_init(&record_task, &t);
	if (!store_get(&app->clinic->store, &record_task, task, &t, &err)) {
		app_error(app, &err);
		record_release(&record_task, &t);
		return;
	}
	struct snoozing *s = mem_alloc(sizeof(*s));
	s->task = task;
	s->promise = t.promise != 0;
	int n = snooze_offers(app->clinic->config, clinic_today(app->clinic),
			      clock_minute(&app->clinic->clock), s->offers);
	char *title = mem_printf(_("Put off: %s"), t.what);
	pick_init(&p, title);
	free(title);
	for (int i = 0; i < n; i++) {
		char key[16];
		struct str hint;
		if (!is_later(&s->offers[i], &t))
			continue;
		snprintf(key, sizeof(key), "%d", i);
		str_init(&hint);
		show_when(&hint, app, s->offers[i].day, s->offers[i].minute);
		pick_add(&p, key, s->offers[i].label, hint.p, NULL);
		str_release(&hint);
	}
	p.hint = mem_strdup(_("or: fri 15:00 the lab is late"));
	p.typed = mem_strdup(typed);
	p.text = true;
	p.deliberate = true;
	p.data = s;
	p.free_data = free;
	p.preview = when_preview;
	p.done = when_answer;
	pick_open(app, &p);
	record_release(&record_task, &t);
}

void ask_snooze(struct app *app, int64_t task)
{
	ask_when(app, task, NULL);
}

/* --- all of somebody's are somebody else's --- */

struct giving {
	char *from, *to;
	int64_t n;
};

static void free_giving(void *data)
{
	struct giving *g = data;

	free(g->from);
	free(g->to);
	free(g);
}

static char *who_text(const struct app *app, const char *assignee)
{
	struct str s;

	str_init(&s);
	assignee_show(&s, app->clinic->config, assignee);
	if (!s.len)
		str_add(&s, _("anyone"));
	return s.p;
}

static void sure_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct giving *g = data;
	struct err err = ERR_INIT;
	int64_t n;

	(void)key;
	if (strtoll(text, NULL, 10) != g->n) {
		app_refuse(app, _("nothing was given away: that was not the number"));
		return;
	}
	char *to = who_text(app, g->to);
	if (tasks_reassign(app->clinic, g->from, g->to, false, &n, &err))
		app_did(app,
			ngettext("%lld to-do is for %s now", "%lld to-dos are for %s now",
				 (unsigned long)n),
			(long long)n, to);
	else
		app_error(app, &err);
	free(to);
	app_changed(app);
}

static void ask_sure(struct app *app, const char *from, const char *to)
{
	struct err err = ERR_INIT;
	struct giving *g = mem_alloc(sizeof(*g));
	struct pick p;

	g->from = mem_strdup(from);
	g->to = mem_strdup(to);
	if (!tasks_reassign(app->clinic, from, to, true, &g->n, &err)) {
		app_error(app, &err);
		free_giving(g);
		return;
	}
	char *a = who_text(app, from);
	char *b = who_text(app, to);
	char *title = mem_printf(_("From %s to %s: %lld"), a, b, (long long)g->n);
	pick_init(&p, title);
	free(a);
	free(b);
	free(title);
	p.prompt = mem_printf(_("to give them all, type %lld:"), (long long)g->n);
	p.text = true;
	p.data = g;
	p.free_data = free_giving;
	p.done = sure_answer;
	pick_open(app, &p);
}

static void to_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct giving *g = data;
	const char *known = key ? key : assignee_key(app->clinic->config, text);

	ask_sure(app, g->from, str_eq(key, "-") ? "" : known ? known : text);
}

/* Who treats may be one of the staff as well. */
static bool is_among(const struct pick *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->items[i].key, key) == 0)
			return true;
	return false;
}

static void add_everybody(struct pick *p, const struct app *app, const char *but)
{
	static const char *const vocabs[] = { "staff", "provider", "role" };

	for (size_t v = 0; v < ARRAY_SIZE(vocabs); v++) {
		const struct term_list *l = config_vocab(app->clinic->config, vocabs[v]);
		for (size_t i = 0; i < l->n; i++)
			if (!str_eq(l->v[i].key, but) && !is_among(p, l->v[i].key))
				pick_add(p, l->v[i].key,
					 config_label(app->clinic->config, vocabs[v], l->v[i].key),
					 NULL, l->v[i].key);
	}
	pick_add(p, "-", _("anyone"), NULL, NULL);
}

static void from_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct pick p;

	(void)data;
	(void)text;
	if (!key)
		return;
	struct giving *g = mem_alloc(sizeof(*g));
	g->from = mem_strdup(key);
	char *who = who_text(app, key);
	char *title = mem_printf(_("Who does what was for %s?"), who);
	pick_init(&p, title);
	free(who);
	free(title);
	add_everybody(&p, app, key);
	p.text = true;
	p.deliberate = true;
	p.data = g;
	p.free_data = free_giving;
	p.done = to_answer;
	pick_open(app, &p);
}

static void add_from(const char *assignee, int64_t n, void *arg)
{
	struct pick *p = arg;
	char *count = mem_printf("%lld", (long long)n);

	pick_add(p, assignee, assignee, count, NULL);
	free(count);
}

void ask_reassign(struct app *app)
{
	struct pick p;

	pick_init(&p, _("Give away all open to-dos of"));
	store_task_assignees(&app->clinic->store, add_from, &p, NULL);
	for (size_t i = 0; i < p.n; i++) {
		free(p.items[i].label);
		p.items[i].label = who_text(app, p.items[i].key);
	}
	p.deliberate = true;
	p.done = from_answer;
	if (p.n == 0)
		app_say(app, _("no open to-do is for anybody"));
	pick_open_if(app, &p, p.n > 0);
}

/* --- what became of it --- */

struct reading {
	struct app *app;
	struct pick *p;
};

static void add_event(const struct task_event *e, void *arg)
{
	struct reading *r = arg;
	const struct clinic *c = r->app->clinic;
	struct str when;
	day_t day;
	minute_t minute;

	str_init(&when);
	instant_split(e->at, &day, &minute);
	day_brief(&when, day, clinic_today(c));
	str_addc(&when, ' ');
	minute_iso(&when, minute);
	str_addc(&when, ' ');
	staff_show(&when, c->config, e->staff);
	char *what = mem_printf("%s%s%s", e->what, e->undone ? " " : "",
				e->undone ? _("(undone)") : "");
	pick_add(r->p, "", what, when.p, NULL);
	free(what);
	str_release(&when);
}

static void nothing(struct app *app, void *data, const char *key, const char *text)
{
	(void)app;
	(void)data;
	(void)key;
	(void)text;
}

void task_history_show(struct app *app, int64_t task)
{
	struct err err = ERR_INIT;
	struct pick p;
	struct reading r = { .app = app, .p = &p };
	struct task t;

	record_init(&record_task, &t);
	bool ok = store_get(&app->clinic->store, &record_task, task, &t, &err);
	char *title = mem_printf(_("History of: %s"), str_or_empty(t.what));
	pick_init(&p, title);
	free(title);
	record_release(&record_task, &t);
	ok = ok && task_history(app->clinic, task, add_event, &r, &err);
	if (!ok)
		app_error(app, &err);
	p.done = nothing;
	pick_open_if(app, &p, ok);
}
