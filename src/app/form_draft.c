/* Forms outlive the program. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/held.h"

#include "filling.h"

enum { KEEP_MS = 1000 };

static void describe(const struct filling *s, struct held *h)
{
	*h = (struct held){ .kind = mem_strdup(s->f.kind), .title = mem_strdup(s->f.title),
			    .focus = mem_strdup(s->f.fields[s->focus].name), .id = s->f.id,
			    .since = s->f.since };
	for (size_t i = 0; i < s->f.n; i++) {
		const char *typed = s->entries[i].edit.text.p;
		if (*typed || *str_or_empty(s->f.fields[i].stored))
			held_add(h, s->f.fields[i].name, typed, s->f.fields[i].stored);
	}
}

static void write_draft(struct app *app, struct filling *s, bool may_write)
{
	struct held h;
	struct str text;
	struct err err = ERR_INIT;

	describe(s, &h);
	str_init(&text);
	held_text(&text, &h);
	held_release(&h);
	if (may_write && !str_eq(text.p, s->kept)) {
		if (!s->draft)
			s->draft = ++app->last_draft;
		/* Once: a full disk must not be told of at every key. */
		if (!held_put(app->clinic, s->draft, text.p, &err) && !s->kept)
			app_refuse(app, _("what is typed here cannot be kept safe: %s"), err.msg);
		str_replace(&s->kept, text.p);
		app->drafts_at = boot_now();
	}
	str_release(&text);
}

/* The form of a layer, when something typed in it would be lost. */
static struct filling *holding(const struct layer *l)
{
	bool holds = l->screen == &form_screen && l->screen->holds(l->state);
	struct filling *s = holds ? l->state : NULL;

	return s && s->f.kind ? s : NULL;
}

void drafts_keep(struct app *app, bool now)
{
	int kept[APP_STACK + APP_HELD];
	int n = 0;

	if (app->clinic->store.refuse)
		return;
	bool may_write = now || app->n_held != app->drafts_held ||
			 boot_now() - app->drafts_at >= KEEP_MS;
	app->drafts_held = app->n_held;
	for (int i = 0; i < app->depth + app->n_held; i++) {
		struct layer *l = i < app->depth ? &app->stack[i] : &app->held[i - app->depth];
		struct filling *s = holding(l);
		if (s)
			write_draft(app, s, may_write);
		if (s && s->draft)
			kept[n++] = s->draft;
	}
	for (int i = 0; i < app->n_drafts; i++) {
		bool still = false;
		for (int k = 0; k < n; k++)
			still = still || kept[k] == app->drafts[i];
		if (!still)
			held_drop(app->clinic, app->drafts[i]);
	}
	memcpy(app->drafts, kept, (size_t)n * sizeof(kept[0]));
	app->n_drafts = n;
}

void drafts_drop(struct app *app)
{
	for (int i = 0; i < app->n_drafts; i++)
		held_drop(app->clinic, app->drafts[i]);
	app->n_drafts = 0;
}

/* The form is open; what was typed takes its place in it. */
static void fill_again(struct app *app, struct filling *s, const struct held *h)
{
	for (size_t i = 0; i < s->f.n; i++) {
		struct form_field *f = &s->f.fields[i];
		const struct held_field *was = NULL;
		for (size_t k = 0; k < h->n; k++)
			if (str_eq(h->fields[k].name, f->name))
				was = &h->fields[k];
		/* Fields that were empty before and after are in no draft. */
		str_replace(&f->stored, was ? was->stored : "");
		str_replace(&s->entries[i].initial, f->stored);
		filling_set(app, s, i, was ? was->value : "");
		if (str_eq(f->name, h->focus))
			s->focus = i;
	}
	s->f.since = h->since;
	s->draft = h->number;
	filling_refresh(app, s);
}

/* Holds it again; `what` tells people which it is. */
static bool offer(struct app *app, const struct held *h, struct str *what)
{
	int depth = app->depth;

	if (!app->reopen || !app->reopen(app, h->kind, h->id) || app->depth != depth + 1 ||
	    app_top(app)->screen != &form_screen)
		return false;
	fill_again(app, app_top(app)->state, h);
	str_clear(what);
	form_screen.describe(app_top(app)->state, what);
	app_park(app);
	return app->depth == depth;
}

void drafts_offer(struct app *app)
{
	struct held_list l;
	int n = 0;
	int gone = 0;
	const struct held *last = NULL;
	struct str what;

	if (app->clinic->store.refuse)
		return;
	str_init(&what);
	held_take_over(app->clinic, app->last_draft, &l);
	for (size_t i = 0; i < l.n; i++) {
		if (l.v[i].number > app->last_draft)
			app->last_draft = l.v[i].number;
		if (app->n_held < APP_HELD && offer(app, &l.v[i], &what)) {
			last = &l.v[i];
			n++;
		} else {
			held_set_aside(app->clinic, l.v[i].number);
			gone++;
		}
	}
	app->message[0] = '\0';
	if (n == 1 && !str_eq(last->staff, app->clinic->staff))
		app_say(app, _("%s typed this and did not save it; it is held, {held} opens it: %s"),
			last->staff, what.p);
	else if (n == 1)
		app_say(app, _("not saved last time, and held for you; {held} opens it: %s"), what.p);
	else if (n > 1)
		app_say(app, _("%d forms were not saved last time; they are held, {held} opens them"), n);
	else if (gone)
		app_refuse(app, _("what was typed last time is about a record that is gone; it stays in "
				  "the folder drafts"));
	else if (l.unreadable)
		app_refuse(app, _("a file in the folder drafts cannot be read, and is left alone"));
	held_list_release(&l);
	str_release(&what);
	drafts_keep(app, true);
}
