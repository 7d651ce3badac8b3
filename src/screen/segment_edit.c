/* A segment's conditions, changed without knowing the grammar: a list of sentences, each typed with its
 * words on offer, and how many would be in it.  Nothing is in force before rules_diff.c. */
#include "revisit/app/keys.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

#include "segment_edit.h"

enum { WORK_MS = 8 };

/* What was typed, without blanks around it; heap. */
static char *typed(const struct editing *s)
{
	const char *from = s->edit.text.p + strspn(s->edit.text.p, " ");
	size_t n = strlen(from);

	while (n > 0 && from[n - 1] == ' ')
		n--;
	return mem_strndup(from, n);
}

/* "age is over 40, sex is female" is two conditions, each of a line of its own in the file. */
static void conditions_of(struct app *app, const char *typed_line, struct strlist *out)
{
	const struct lexicon *lex = clinic_lexicon(app->clinic, NULL);
	struct problems problems;

	problems_init(&problems);
	struct ruleset *set = lex ? ruleset_of_sentence(typed_line, clinic_rules(app->clinic), lex,
							&problems) :
				    NULL;
	for (const struct node *n = set ? set->segments[0].who->child : NULL; n; n = n->next)
		if (n->text)
			strlist_add(out, n->text);
	if (out->n == 0)
		strlist_add(out, typed_line);
	ruleset_free(set);
	problems_release(&problems);
}

static void add_segment(struct app *app, struct editing *s, const struct opening *o)
{
	struct strlist sentences;

	strlist_init(&sentences);
	conditions_of(app, o->sentence ? o->sentence : i18n_is_chinese() ? "状态是正常" : "is active",
		      &sentences);
	s->key = segment_key_for(app, o->title);
	rules_add_segment(&s->text, s->key, o->title, o->title, &sentences, o->purpose);
	strlist_release(&sentences);
}

static void begin_typing(struct app *app, struct editing *s, enum typing how, const char *text)
{
	s->typing = how;
	edit_set(&s->edit, text);
	sentence_line_look(app, &s->line, &s->edit, 0);
}

static void close_edit(void *state)
{
	struct editing *s = state;

	editing_forget(s);
	strlist_release(&s->then);
	strlist_release(&s->ways);
	draft_steps_release(&s->undo);
	draft_steps_release(&s->redo);
	str_release(&s->text);
	free(s->base);
	free(s->key);
	edit_release(&s->edit);
	sentence_line_release(&s->line);
}

static bool open_edit(struct app *app, void *state, void *arg, struct err *err)
{
	struct editing *s = state;
	const struct opening *o = arg;

	str_init(&s->text);
	edit_init(&s->edit, NULL);
	sentence_line_init(&s->line);
	strlist_init(&s->then);
	strlist_init(&s->ways);
	s->base = rules_file_text(app->clinic);
	str_add(&s->text, o->text ? o->text : s->base);
	if (o->key)
		s->key = mem_strdup(o->key);
	else
		add_segment(app, s, o);
	char *text = mem_strdup(s->text.p);
	bool ok = editing_take(app, s, text, err);
	free(text);
	if (!ok) {
		close_edit(s);
		return false;
	}
	if (!o->key && !o->sentence)
		begin_typing(app, s, TYPING_NEW, "");
	return true;
}

static void reload_edit(struct app *app, void *state)
{
	struct editing *s = state;
	struct err err = ERR_INIT;

	if (clinic_rules_times(app->clinic) == s->times)
		return;
	char *text = mem_strdup(s->text.p);
	if (!editing_take(app, s, text, &err))
		app_error(app, &err);
	free(text);
}

/* --- counting --- */

/* Of one condition after the other. */
static enum work count_rows(struct app *app, struct editing *s)
{
	struct problems aside;
	bool done = false;

	while (!s->counting && s->counted < s->rows.n) {
		const struct rule_row *r = &s->rows.v[s->counted];
		problems_init(&aside);
		s->counting = r->list ? NULL : where_count_begin(app->clinic, r->node->text, &aside);
		problems_release(&aside);
		if (!s->counting)
			s->counted++;
	}
	if (!s->counting)
		return WORK_NONE;
	bool ok = where_step(s->counting, WORK_MS, &done, NULL);
	if (ok && !done)
		return WORK_MORE;
	s->counts[s->counted++] = ok ? where_count(s->counting) : -1;
	where_free(s->counting);
	s->counting = NULL;
	return WORK_SHOW;
}

static enum work work_edit(struct app *app, void *state)
{
	struct editing *s = state;
	int64_t seen;
	int64_t of;

	if (s->typing != TYPING_NOT) {
		enum work work = sentence_line_work(app, &s->line, s->edit.text.p);
		if (work != WORK_NONE)
			return work;
	}
	if (clinic_rules_times(app->clinic) != s->times || !s->diff)
		return WORK_NONE;
	if (s->done)
		return count_rows(app, s);
	if (!rules_diff_step(s->diff, WORK_MS, &s->done, &seen, &of, NULL))
		s->done = true;
	return s->done ? WORK_SHOW : WORK_MORE;
}

static void prepare_edit(struct app *app, void *state, int rows, int cols)
{
	struct editing *s = state;
	int offers = s->typing != TYPING_NOT ? sentence_line_rows(&s->line) + 1 : 0;

	(void)cols;
	list_resize(&s->list, s->list.n, app_list_rows(app, rows - EDIT_FIRST_ROW - offers - 1));
	list_select(&s->list, s->list.selected);
}

/* --- keys --- */

static void look_at_line(struct app *app, struct editing *s)
{
	const struct lexicon *lex = clinic_lexicon(app->clinic, NULL);
	struct problems problems;

	sentence_line_look(app, &s->line, &s->edit, 0);
	problems_init(&problems);
	if (lex && !s->line.empty)
		ruleset_free(ruleset_of_sentence(s->edit.text.p, clinic_rules(app->clinic), lex, &problems));
	if (problems.errors)
		sentence_line_wrong(&s->line, &problems);
	problems_release(&problems);
	app->working = true;
}

static bool edit_line_key(struct app *app, struct editing *s, const struct key *key)
{
	bool changed = false;

	if (key->kind == KEY_ESC) {
		s->typing = TYPING_NOT;
		return true;
	}
	if (sentence_line_key(&s->line, &s->edit, key, &changed)) {
		if (changed)
			look_at_line(app, s);
		return true;
	}
	if (!edit_key(&s->edit, key))
		return false;
	look_at_line(app, s);
	return true;
}

static bool edit_screen_key(struct app *app, void *state, const struct key *key)
{
	struct editing *s = state;

	if (s->typing != TYPING_NOT)
		return edit_line_key(app, s, key);
	return list_key(&s->list, key, true);
}

static const struct rule_row *chosen(const struct editing *s)
{
	return s->rows.n ? &s->rows.v[s->list.selected] : NULL;
}

static void begin_change(struct app *app, struct editing *s)
{
	char *text = editing_says(s, chosen(s));

	begin_typing(app, s, TYPING_CHANGE, text);
	free(text);
}

/* Left as it was, in whichever language it is written. */
static bool is_same(const struct editing *s, const char *sentence)
{
	char *was = editing_says(s, chosen(s));
	bool same = s->typing == TYPING_CHANGE && strcmp(was, sentence) == 0;

	free(was);
	return same;
}

/* Into the text; what that is called, heap. */
static char *write_typed(const struct editing *s, struct str *text, const struct strlist *several,
			 const char *sentence)
{
	const struct rule_row *r = chosen(s);
	bool in_place = s->typing != TYPING_NEW;
	char *was = r->list ? NULL : editing_says(s, r);
	char *said = s->typing == TYPING_CHANGE ? mem_printf(_("changed: %s"), was) :
						  mem_printf(_("added: %s"), sentence);

	free(was);
	/* The last one first: the lines behind move. */
	for (size_t i = several->n; i-- > in_place;)
		rules_add_line(text, r->line, several->v[i]);
	if (s->typing == TYPING_CHANGE)
		rules_set_line(text, r->line, several->v[0]);
	if (s->typing == TYPING_OR)
		rules_make_any(text, r->line, several->v[0]);
	return said;
}

/* Puts what was typed into the text; false while it cannot be. */
static bool commit(struct app *app, struct editing *s)
{
	struct str next;
	char *sentence = typed(s);
	const struct rule_row *r = chosen(s);

	if (!*sentence || !r || is_same(s, sentence)) {
		s->typing = TYPING_NOT;
		free(sentence);
		return true;
	}
	look_at_line(app, s);
	if (s->line.wrong) {
		app_refuse(app, "%s", s->line.wrong);
		free(sentence);
		return false;
	}
	struct strlist several;
	strlist_init(&several);
	conditions_of(app, sentence, &several);
	if (s->typing == TYPING_OR && several.n > 1) {
		app_refuse(app, _("one condition at a time beside the other"));
		strlist_release(&several);
		free(sentence);
		return false;
	}
	str_init(&next);
	str_add(&next, s->text.p);
	char *said = write_typed(s, &next, &several, sentence);
	strlist_release(&several);
	int on = s->typing == TYPING_NEW ? 1 : s->typing == TYPING_OR ? 2 : 0;
	bool ok = editing_change(app, s, next.p, said);
	str_release(&next);
	free(sentence);
	free(said);
	if (!ok)
		return false;
	s->typing = TYPING_NOT;
	list_select(&s->list, s->list.selected + on);
	return true;
}

static void change(struct app *app, void *state)
{
	struct editing *s = state;

	if (s->typing != TYPING_NOT)
		commit(app, s);
	else if (chosen(s) && !chosen(s)->list)
		begin_change(app, s);
	else
		app_say(app, _("this is the name of a list; the conditions are below it"));
}

static void add(struct app *app, void *state)
{
	struct editing *s = state;

	if (chosen(s) && chosen(s)->list)
		list_select(&s->list, s->list.selected + 1);
	begin_typing(app, s, TYPING_NEW, "");
}

/* The list that a row stands in, −1: the segment's own. */
static int head_of(const struct editing *s, int row)
{
	int head = row - 1;

	while (head >= 0 && s->rows.v[head].depth >= s->rows.v[row].depth)
		head--;
	return head;
}

/* One more way to be in: beside the chosen one. */
static void add_or(struct app *app, void *state)
{
	struct editing *s = state;
	const struct rule_row *r = chosen(s);
	int head = r ? head_of(s, s->list.selected) : -1;
	const struct node *in = head >= 0 ? s->rows.v[head].node : NULL;

	if (r && r->list && r->node->kind == NODE_ANY) {
		add(app, state);
	} else if (in && in->kind == NODE_ANY) {
		begin_typing(app, s, TYPING_NEW, "");
	} else if (!r || r->list || in) {
		app_refuse(app, _("lists within lists are changed in the file: {rules-file} opens it"));
	} else {
		begin_typing(app, s, TYPING_OR, "");
	}
}

/* How many conditions the list of that row has. */
static int companions(const struct editing *s, int row)
{
	int head = head_of(s, row);
	int n = 0;

	for (int i = head + 1; i < s->list.n && s->rows.v[i].depth >= s->rows.v[row].depth; i++)
		n += s->rows.v[i].depth == s->rows.v[row].depth;
	return n;
}

/* A list of two loses one: the other stands without a list, when nothing lies between. */
static bool unwrap(const struct editing *s, int row, struct str *text)
{
	int head = head_of(s, row);
	const struct rule_row *h = head >= 0 ? &s->rows.v[head] : NULL;

	if (!h || h->node->negated || companions(s, row) != 2)
		return false;
	const struct rule_row *other = row == head + 1 ? &h[2] : &h[1];
	int line = other->line - (other->line > s->rows.v[row].line);
	if (other->list || line != h->line + 1)
		return false;
	rules_unwrap(text, h->line);
	return true;
}

static void drop(struct app *app, void *state)
{
	struct editing *s = state;
	const struct rule_row *r = chosen(s);
	struct str next;

	if (!r || companions(s, s->list.selected) < 2) {
		app_refuse(app, _("one condition at least has to stay; {rules-file} opens rules.yaml"));
		return;
	}
	str_init(&next);
	str_add(&next, s->text.p);
	if (r->list)
		rules_remove_list(&next, r->line);
	else
		rules_remove_line(&next, r->line);
	bool alone = !r->list && unwrap(s, s->list.selected, &next);
	int on = alone ? head_of(s, s->list.selected) : s->list.selected;
	char *was = r->list ? mem_strdup(_("a list of conditions")) : editing_says(s, r);
	char *said = mem_printf(_("dropped: %s"), was);
	if (editing_change(app, s, next.p, said))
		list_select(&s->list, on);
	free(was);
	free(said);
	str_release(&next);
}

/* With its neighbour, when that stands right beside it. */
static void move(struct app *app, struct editing *s, int by)
{
	int a = s->list.selected + (by < 0 ? -1 : 0);
	const struct rule_row *r = a >= 0 && a + 1 < s->list.n ? &s->rows.v[a] : NULL;
	struct str next;

	if (!r || r->list || r[1].list || r->depth != r[1].depth || r[1].line != r->line + 1) {
		app_say(app, _("it cannot go further"));
		return;
	}
	char *says = editing_says(s, chosen(s));
	char *said = mem_printf(_("moved: %s"), says);
	str_init(&next);
	str_add(&next, s->text.p);
	rules_swap_lines(&next, r->line);
	if (editing_change(app, s, next.p, said))
		list_select(&s->list, s->list.selected + by);
	str_release(&next);
	free(says);
	free(said);
}

static void earlier(struct app *app, void *state)
{
	move(app, state, -1);
}

static void later(struct app *app, void *state)
{
	move(app, state, 1);
}

static void title_given(struct app *app, void *data, const char *key, const char *text)
{
	struct editing *s = app_top(app)->state;
	const struct segment *of = editing_segment(s);
	struct str next;

	(void)data;
	(void)key;
	if (!of || str_is_empty(text))
		return;
	bool zh = i18n_is_chinese();
	bool same = str_eq(of->title_en, of->title_zh);
	str_init(&next);
	str_add(&next, s->text.p);
	rules_set_title(&next, of->pos.line, zh && !same ? of->title_en : text,
			zh || same ? text : of->title_zh);
	char *said = mem_printf(_("called: %s"), text);
	editing_change(app, s, next.p, said);
	free(said);
	str_release(&next);
}

static void title(struct app *app, void *state)
{
	struct editing *s = state;
	const struct segment *of = editing_segment(s);
	struct pick p;

	pick_init(&p, _("What the segment is called"));
	p.typed = mem_strdup(of ? segment_title(of) : "");
	p.text = true;
	p.cols = 40;
	p.done = title_given;
	pick_open(app, &p);
}

static void look(struct app *app, void *state)
{
	struct editing *s = state;

	if (s->typing != TYPING_NOT && !commit(app, s))
		return;
	if (strcmp(s->text.p, s->base) == 0) {
		app_say(app, _("nothing was changed"));
		return;
	}
	struct rules_text t = { .text = mem_strdup(s->text.p),
				.base = mem_strdup(s->base),
				.segment = mem_strdup(s->key) };
	rules_look(app, &t);
}

/* What is being typed first, then the draft; never what was done before it was begun. */
static void back(struct app *app, void *state)
{
	struct editing *s = state;

	if (s->typing != TYPING_NOT && edit_undo(&s->edit))
		look_at_line(app, s);
	else if (s->typing != TYPING_NOT)
		app_say(app, _("Esc leaves the line as it was"));
	else if (!editing_back(app, s, false))
		app_say(app, _("nothing of this draft is left to take back; Esc leaves it"));
}

static void again(struct app *app, void *state)
{
	struct editing *s = state;

	if (s->typing != TYPING_NOT && edit_redo(&s->edit))
		look_at_line(app, s);
	else if (s->typing == TYPING_NOT && !editing_back(app, s, true))
		app_say(app, _("nothing of this draft was taken back"));
}

static void in_file(struct app *app, void *state)
{
	struct editing *s = state;
	const struct segment *of = editing_segment(s);

	rules_in_editor(app, s->text.p, s->base, of ? of->pos.line : 1);
}

static const char *edit_enter(const struct app *app, const void *state)
{
	const struct editing *s = state;

	(void)app;
	return s->typing == TYPING_NOT ? C_("what Enter does", "change it") :
					 C_("what Enter does", "take it");
}

static bool edit_holds(const void *state)
{
	const struct editing *s = state;

	return strcmp(s->text.p, s->base) != 0;
}

static void edit_describe(const void *state, struct str *out)
{
	const struct segment *of = editing_segment(state);

	str_addf(out, _("changing the segment %s"), of ? segment_title(of) : "");
}

static bool edit_typing(const void *state)
{
	return ((const struct editing *)state)->typing != TYPING_NOT;
}

static const struct command commands[] = {
	{ .name = "condition-change", .keys = "enter", .help = N_("Change the chosen condition; Enter again takes it"),
	  .run = change },
	{ .name = "condition-add", .keys = "+", .label = N_("add"),
	  .help = N_("One more condition, below the chosen one"), .run = add },
	{ .name = "condition-or", .keys = "o", .label = N_("or"),
	  .help = N_("Another way to be in, beside the chosen condition: one of them is enough"),
	  .run = add_or },
	{ .name = "condition-drop", .keys = "x", .label = N_("drop"),
	  .help = N_("The chosen condition goes"), .run = drop },
	{ .name = "condition-earlier", .keys = "[", .help = N_("The chosen condition moves up"),
	  .run = earlier },
	{ .name = "condition-later", .keys = "]", .help = N_("The chosen condition moves down"),
	  .run = later },
	{ .name = "segment-title", .keys = "t", .label = N_("title"),
	  .help = N_("What the segment is called"), .run = title },
	{ .name = "segment-parts", .keys = "s", .label = N_("the rest"),
	  .help = N_("What it is for, in which order, how often they are called, what is done for them"),
	  .run = ask_segment_parts },
	{ .name = "draft-undo", .keys = "^z u", .label = N_("take back"),
	  .help = N_("The last change of this draft is taken back"), .run = back },
	{ .name = "draft-redo", .keys = "^y U",
	  .help = N_("What was taken back of this draft is done again"), .run = again },
	{ .name = "rules-look", .keys = "^s", .label = N_("who enters, who leaves"),
	  .help = N_("Who enters and who leaves; from there it comes into force"), .run = look },
	{ .name = "rules-file", .keys = "E", .label = N_("file"),
	  .help = N_("The whole of rules.yaml in your editor of texts"), .run = in_file },
	COMMAND_END,
};

const struct screen segment_edit_screen = {
	.name = "segment-edit",
	.title = N_("Change a segment"),
	.commands = commands,
	.state_size = sizeof(struct editing),
	.open = open_edit,
	.close = close_edit,
	.reload = reload_edit,
	.prepare = prepare_edit,
	.draw = draw_segment_edit,
	.work = work_edit,
	.key = edit_screen_key,
	.enter = edit_enter,
	.holds = edit_holds,
	.describe = edit_describe,
	.typing = edit_typing,
};
