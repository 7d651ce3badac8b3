/* They want to be rung again: only when is asked, what about is known. */
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

#include "asking.h"

struct calling {
	int64_t patient;
	char *what;
	struct snooze_offer offers[SNOOZE_OFFERS];
};

static void free_calling(void *data)
{
	struct calling *c = data;

	free(c->what);
	free(c);
}

static void ask_when(struct app *app, int64_t patient, const char *what, const char *typed);

/* "tomorrow 10": the hour may stand without a sign, as nothing else is asked. */
static bool read_when(struct app *app, const char *text, struct task *t, char **more,
		      struct err *err)
{
	struct visit at;

	record_init(&record_visit, &at);
	bool ok = visit_set(app->clinic, &at, "at", text, NULL);
	*more = NULL;
	t->due_day = at.day;
	t->due_minute = at.minute;
	record_release(&record_visit, &at);
	if (ok)
		return true;
	/* The words behind it are said along: "fri 15:00 ask for her mother". */
	const char *end = text + strlen(text);
	while (end > text) {
		const char *blank = end - 1;
		while (blank > text && *blank != ' ')
			blank--;
		char *first = mem_strndup(text, (size_t)(blank - text));
		record_init(&record_visit, &at);
		ok = *first && visit_set(app->clinic, &at, "at", first, NULL);
		free(first);
		t->due_day = at.day;
		t->due_minute = at.minute;
		record_release(&record_visit, &at);
		end = blank;
		if (!ok)
			continue;
		*more = mem_strdup(blank + 1);
		return true;
	}
	return snooze_parse(app->clinic, text, &t->due_day, &t->due_minute, more, err);
}

static bool fill(struct app *app, const struct calling *c, const char *key, const char *text,
		 struct task *t, struct err *err)
{
	char *more = NULL;

	t->patient = c->patient;
	if (key) {
		const struct snooze_offer *o = &c->offers[strtol(key, NULL, 10)];
		t->due_day = o->day;
		t->due_minute = o->minute;
	} else if (!read_when(app, text, t, &more, err)) {
		return false;
	}
	t->what = more ? mem_printf("%s; %s", c->what, more) : mem_strdup(c->what);
	free(more);
	return true;
}

static void when_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct calling *c = data;
	struct err err = ERR_INIT;
	struct task t;
	struct str said;

	record_init(&record_task, &t);
	str_init(&said);
	bool ok = fill(app, c, key, text, &t, &err) && task_add(app->clinic, &t, &err);
	if (ok) {
		task_due_show(&said, &t, clinic_today(app->clinic)); /* in front: a long line is cut */
		str_addf(&said, " %s", t.what);
		did_for(app, c->patient, said.p);
	} else {
		app_error(app, &err);
		ask_when(app, c->patient, c->what, text);
	}
	str_release(&said);
	record_release(&record_task, &t);
	app_changed(app);
}

static void when_preview(struct app *app, void *data, const char *text, struct str *out)
{
	struct task t;

	if (text[0] >= '1' && text[0] <= '9' && !text[1])
		return; /* a number of the list */
	record_init(&record_task, &t);
	if (fill(app, data, NULL, text, &t, NULL)) {
		task_due_show(out, &t, clinic_today(app->clinic));
		str_addf(out, " %s", t.what);
	}
	record_release(&record_task, &t);
}

static void ask_when(struct app *app, int64_t patient, const char *what, const char *typed)
{
	struct calling *c = mem_alloc(sizeof(*c));
	struct pick p;

	*c = (struct calling){ .patient = patient, .what = mem_strdup(what) };
	int n = snooze_offers(app->clinic->config, clinic_today(app->clinic),
			      clock_minute(&app->clinic->clock), c->offers);
	ask_about(&p, app, _("Call back"), patient);
	for (int i = 0; i < n; i++) {
		char *key = mem_printf("%d", i);
		struct str when;
		str_init(&when);
		day_show(&when, c->offers[i].day, clinic_today(app->clinic));
		if (c->offers[i].minute != MINUTE_NONE) {
			str_addc(&when, ' ');
			minute_iso(&when, c->offers[i].minute);
		}
		pick_add(&p, key, c->offers[i].label, when.p, NULL);
		str_release(&when);
		free(key);
	}
	p.hint = mem_strdup(_("or: tomorrow 10, fri 15:00 after work"));
	p.typed = mem_strdup(typed);
	p.text = true;
	p.deliberate = true;
	p.data = c;
	p.free_data = free_calling;
	p.preview = when_preview;
	p.done = when_answer;
	pick_open(app, &p);
}

void ask_call_back(struct app *app, int64_t patient, const char *what)
{
	ask_when(app, patient, what, NULL);
}
