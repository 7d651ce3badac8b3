/* Segments as wholes: one goes, is copied, or takes another place in rules.yaml. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/rules_text.h"

#include "rules_edit.h"

/* The rules in force and the segment's number, when rules.yaml is what is in force, and it has lines of its
 * own; says why not. */
static const struct segment *find(struct app *app, const char *key, struct str *text)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set ? ruleset_find(set, key) : -1;
	char *now = rules_file_text(app->clinic);
	const struct segment *s = i >= 0 ? &set->segments[i] : NULL;

	str_init(text);
	str_add(text, now);
	bool same = s && strcmp(now, set->text) == 0;
	free(now);
	if (same && rules_is_apart(set->text, s->pos.line, key))
		return s;
	if (!same)
		app_refuse(app, _("rules.yaml has mistakes; {rules-in-editor} opens it there"));
	else
		app_refuse(app, _("this segment has no lines of its own in the file: {rules-in-editor} opens "
				  "rules.yaml"));
	str_release(text);
	return NULL;
}

static bool asks_for(const struct node *list, int segment)
{
	for (const struct node *n = list; n; n = n->next)
		if ((n->kind == NODE_SEGMENT && n->segment == segment) || asks_for(n->child, segment))
			return true;
	return false;
}

/* Another one whose conditions name it; NULL. */
static const struct segment *who_asks_for(const struct ruleset *set, const struct segment *s)
{
	int number = (int)(s - set->segments);

	for (size_t i = 0; i < set->n_segments; i++)
		if (asks_for(set->segments[i].who, number))
			return &set->segments[i];
	return NULL;
}

void segment_delete(struct app *app, const char *key)
{
	struct str text;
	const struct segment *s = find(app, key, &text);

	if (!s)
		return;
	const struct segment *other = who_asks_for(clinic_rules(app->clinic), s);
	if (other) {
		app_refuse(app, _("the segment %s names this one: change that first"), segment_title(other));
		str_release(&text);
		return;
	}
	struct rules_text t = { .base = mem_strdup(text.p) };
	rules_remove_segment(&text, s->pos.line, key);
	t.text = str_steal(&text);
	rules_look(app, &t);
}

/* --- a copy --- */

static void copy_called(struct app *app, void *data, const char *picked, const char *title)
{
	struct str text;
	const struct segment *s = str_is_empty(title) ? NULL : find(app, data, &text);

	(void)picked;
	if (!s)
		return;
	char *key = segment_key_for(app, title);
	rules_copy_segment(&text, s->pos.line, key, title, title);
	segment_edit_draft(app, key, text.p);
	free(key);
	str_release(&text);
}

void segment_copy(struct app *app, const char *key)
{
	struct str text;
	const struct segment *s = find(app, key, &text);
	struct pick p;

	if (!s)
		return;
	str_release(&text);
	pick_init(&p, _("What is the copy called?"));
	p.typed = mem_printf(_("%s, copy"), segment_title(s));
	p.text = true;
	p.cols = 40;
	p.data = mem_strdup(key);
	p.free_data = free;
	p.done = copy_called;
	pick_open(app, &p);
}

/* --- its place --- */

void segment_move(struct app *app, const char *key, int by)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct err err = ERR_INIT;
	struct str text;
	const struct segment *s = find(app, key, &text);

	if (!s)
		return;
	ptrdiff_t at = s - set->segments + by;
	const struct segment *other =
		at >= 0 && at < (ptrdiff_t)set->n_segments ? &set->segments[at] : NULL;
	if (!other || !rules_is_apart(text.p, other->pos.line, other->key)) {
		app_say(app, _("it cannot go further"));
		str_release(&text);
		return;
	}
	const struct segment *first = by < 0 ? other : s;
	const struct segment *second = by < 0 ? s : other;
	rules_swap_segments(&text, first->pos.line, second->pos.line);
	if (clinic_rules_activate(app->clinic, text.p, text.len, false, &err))
		app_say(app, by < 0 ? _("moved up; {undo} takes it back") : _("moved down; {undo} takes it back"));
	else
		app_error(app, &err);
	str_release(&text);
	app_changed(app);
}
