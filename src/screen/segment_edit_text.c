/* The text that the guided editor changes: taken when it has no error, and back step by step. */
#include "revisit/base/i18n.h"

#include "segment_edit.h"
#include "segments.h"

static void again(struct strlist *l)
{
	strlist_release(l);
	strlist_init(l);
}

void editing_forget(struct editing *s)
{
	rules_rows_release(&s->rows);
	rules_diff_free(s->diff);
	s->diff = NULL;
	where_free(s->counting);
	s->counting = NULL;
	free(s->counts);
	s->counts = NULL;
	s->counted = 0;
	again(&s->then);
	again(&s->ways);
}

/* --- a title that says another number --- */

static bool has_number(const char *text, const char *number, size_t n)
{
	for (const char *p = text; p && *p;) {
		size_t k = strspn(p, "0123456789");
		if (k == n && strncmp(p, number, n) == 0)
			return true;
		p += k ? k : 1;
	}
	return false;
}

static bool says_number(const struct node *list, const char *number, size_t n)
{
	for (const struct node *k = list->child; k; k = k->next)
		if (k->text ? has_number(k->text, number, n) : says_number(k, number, n))
			return true;
	return false;
}

/* Who makes 12 months of 18 often forgets the title that says 18. */
static void look_at_title(struct app *app, struct editing *s, const struct segment *of)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set ? ruleset_find(set, s->key) : -1;

	s->stale[0] = '\0';
	for (const char *p = segment_title(of); i >= 0 && *p && !*s->stale;) {
		size_t n = strspn(p, "0123456789");
		if (n > 0 && n < sizeof(s->stale) && says_number(set->segments[i].who, p, n) &&
		    !says_number(of->who, p, n))
			snprintf(s->stale, sizeof(s->stale), "%.*s", (int)n, p);
		p += n ? n : 1;
	}
}

static bool list_rows(struct app *app, struct editing *s, struct err *err)
{
	const struct segment *of = editing_segment(s);

	if (!of || !rules_is_apart(s->text.p, of->pos.line, s->key) ||
	    !rules_rows(s->text.p, of, &s->rows)) {
		rules_rows_release(&s->rows);
		return err_set(err, ERR_RULES,
			       _("this segment is not written one condition a line: {rules-in-editor} opens "
				 "rules.yaml"));
	}
	segment_thens(&s->then, app->clinic->config, of);
	segment_ways(&s->ways, of);
	look_at_title(app, s, of);
	s->counts = mem_array(s->rows.n + 1, sizeof(*s->counts));
	for (size_t i = 0; i < s->rows.n; i++)
		s->counts[i] = -1;
	list_resize(&s->list, (int)s->rows.n, s->list.height);
	return true;
}

bool editing_take(struct app *app, struct editing *s, const char *text, struct err *err)
{
	struct problems problems;

	problems_init(&problems);
	struct ruleset *next = clinic_rules_check(app->clinic, "rules.yaml", text, strlen(text),
						  &problems, err);
	problems_release(&problems);
	if (!next)
		return false;
	char *copy = mem_strdup(text);
	str_clear(&s->text);
	str_add(&s->text, copy);
	free(copy);
	editing_forget(s);
	s->times = clinic_rules_times(app->clinic);
	s->diff = rules_diff_begin(app->clinic, next, false);
	s->done = false;
	app->working = true;
	return list_rows(app, s, err);
}

/* --- step by step --- */

static void add_step(struct draft_steps *to, const char *text, const char *said, int row)
{
	GROW(to->v, to->n, to->cap);
	to->v[to->n++] = (struct draft_step){ mem_strdup(text), mem_strdup(said), row };
}

static void step_release(struct draft_step *step)
{
	free(step->text);
	free(step->said);
}

void draft_steps_release(struct draft_steps *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		step_release(&steps->v[i]);
	free(steps->v);
	*steps = (struct draft_steps){ 0 };
}

bool editing_change(struct app *app, struct editing *s, const char *text, const char *said)
{
	struct err err = ERR_INIT;
	char *was = mem_strdup(s->text.p);
	int row = s->list.selected;
	bool ok = editing_take(app, s, text, &err);

	if (ok) {
		add_step(&s->undo, was, said, row);
		draft_steps_release(&s->redo);
		app_say(app, _("%s; {draft-undo} takes it back"), said);
	} else {
		/* A text that lists no rows was taken already. */
		if (strcmp(s->text.p, was) != 0)
			editing_take(app, s, was, NULL);
		/* Without the place: nobody looks at the file here. */
		app_refuse(app, "%s", err.msg);
	}
	free(was);
	return ok;
}

bool editing_back(struct app *app, struct editing *s, bool redo)
{
	struct draft_steps *from = redo ? &s->redo : &s->undo;
	struct err err = ERR_INIT;

	if (from->n == 0)
		return false;
	struct draft_step step = from->v[--from->n];
	add_step(redo ? &s->undo : &s->redo, s->text.p, step.said, s->list.selected);
	if (editing_take(app, s, step.text, &err))
		app_say(app, redo ? _("done again: %s") : _("taken back: %s"), step.said);
	else
		app_error(app, &err);
	list_select(&s->list, step.row);
	step_release(&step);
	return true;
}
