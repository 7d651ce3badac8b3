/* A sentence in a Find line, "=last visit is older than 18 months": everybody is looked at, in steps,
 * and the count grows while one looks. */
#include "revisit/base/i18n.h"

#include "finding.h"

enum { WORK_MS = 8 };

/* Behind the "=", which a Chinese input method writes wide; 0: it is no sentence. */
static size_t sentence_at(const char *text)
{
	size_t blanks = strspn(text, " ");
	const char *p = text + blanks;

	if (*p == '=')
		return blanks + 1;
	return strncmp(p, "＝", strlen("＝")) == 0 ? blanks + strlen("＝") : 0;
}

bool is_sentence(const char *text)
{
	return sentence_at(text) > 0;
}

const char *find_where_sentence(const struct finding *s)
{
	return s->asked.on ? s->edit.text.p + sentence_at(s->edit.text.p) : NULL;
}

static void stop(struct asked *a)
{
	where_free(a->where);
	a->where = NULL;
}

void find_where_off(struct finding *s)
{
	struct asked *a = &s->asked;

	if (!a->on)
		return;
	stop(a);
	sentence_line_release(&a->line);
	free(a->ids);
	free(a->values);
	*a = (struct asked){ 0 };
}

bool find_where_begin(struct app *app, struct finding *s, bool keep)
{
	struct asked *a = &s->asked;
	size_t skip = sentence_at(s->edit.text.p);
	struct problems problems;

	if (!skip) {
		find_where_off(s);
		return false;
	}
	if (!a->on)
		sentence_line_init(&a->line);
	a->on = true;
	stop(a);
	sentence_line_look(app, &a->line, &s->edit, skip);
	problems_init(&problems);
	if (!a->line.empty)
		a->where = where_begin(app->clinic, s->edit.text.p + skip, &problems);
	if (!a->where && !a->line.empty)
		sentence_line_wrong(&a->line, &problems);
	problems_release(&problems);
	const struct node *told = a->where ? where_by_value(a->where) : NULL;
	a->told = told ? told_kind(told) : TOLD_NONE;
	a->heading = told ? told_heading(told) : NULL;
	a->running = a->where != NULL;
	/* Asked again because something changed: what is shown stays until that is known. */
	a->stays = keep && a->running && a->n > 0;
	if (!a->stays) {
		a->n = 0;
		a->moved = false;
	}
	app->working = true;
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Those found so far, of whom one looks among: in the order of what was asked, else of their list. */
static void take(struct finding *s)
{
	struct asked *a = &s->asked;
	const struct within *w = &s->within;
	size_t n;
	const int64_t *ids = where_ids(a->where, &n);
	const int64_t *values = a->told == TOLD_NONE ? NULL : where_values(a->where);
	struct place *among = mem_array(n + 1, sizeof(*among));

	a->ids = mem_grow(a->ids, n + 1, sizeof(*a->ids));
	a->values = mem_grow(a->values, n + 1, sizeof(*a->values));
	a->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct place *at = w->ids ? within_place(w, ids[i]) : NULL;
		if (w->ids && !at)
			continue;
		among[a->n] = (struct place){ ids[i], at && !values ? at->at : i };
		if (values)
			a->values[a->n] = values[i];
		a->n++;
	}
	if (w->ids && !values && a->n > 0)
		qsort(among, a->n, sizeof(*among), by_place);
	for (size_t i = 0; i < a->n; i++)
		a->ids[i] = among[i].patient;
	free(among);
}

enum work find_where_work(struct app *app, struct finding *s)
{
	struct asked *a = &s->asked;
	struct err err = ERR_INIT;
	bool done = true;

	if (!a->running)
		return a->on ? sentence_line_work(app, &a->line, NULL) : WORK_NONE;
	int64_t was = a->stays || a->moved ? finding_chosen(s) : 0;
	if (!where_step(a->where, WORK_MS, &done, &err)) {
		app_error(app, &err);
		done = true;
	}
	if (!done && a->stays)
		return WORK_MORE;
	take(s);
	if (done) {
		stop(a);
		a->running = a->stays = false;
	}
	finding_again(s, was);
	return WORK_SHOW;
}

bool find_where_key(struct finding *s, const struct key *key, bool *changed)
{
	*changed = false;
	return s->asked.on && sentence_line_key(&s->asked.line, &s->edit, key, changed);
}

bool find_sentence(struct app *app, const struct edit *edit, const struct key *key)
{
	bool wide = key->kind == KEY_TEXT && (key->cp == '=' || key->cp == 0xff1d);

	if (edit->text.len > 0 || (!wide && !(key->kind == KEY_PASTE && is_sentence(key->text))))
		return false;
	return find_by_typing(app, key);
}
