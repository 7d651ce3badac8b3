/* A segment's conditions, changed without knowing the grammar: a list of sentences, each typed with its
 * words on offer, and how many would be in it.  Nothing is in force before rules_diff.c. */
#include "revisit/app/keys.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

#include "segment_edit.h"

enum { WORK_MS = 8 };

/* --- the text --- */

static void forget(struct editing *s)
{
	rules_rows_release(&s->rows);
	rules_diff_free(s->diff);
	s->diff = NULL;
	where_free(s->counting);
	s->counting = NULL;
	free(s->counts);
	s->counts = NULL;
	s->counted = 0;
}

/* Takes a text without error; false with the first one of it. */
static bool take_text(struct app *app, struct editing *s, const char *text, struct err *err)
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
	forget(s);
	s->times = clinic_rules_times(app->clinic);
	s->diff = rules_diff_begin(app->clinic, next, false);
	s->done = false;
	const struct segment *of = editing_segment(s);
	if (!of || !rules_rows(s->text.p, of, &s->rows)) {
		rules_rows_release(&s->rows);
		return err_set(err, ERR_RULES,
			       _("this segment is not written one condition a line: {rules-file} opens "
				 "rules.yaml"));
	}
	s->counts = mem_array(s->rows.n + 1, sizeof(*s->counts));
	for (size_t i = 0; i < s->rows.n; i++)
		s->counts[i] = -1;
	list_resize(&s->list, (int)s->rows.n, s->list.height);
	app->working = true;
	return true;
}

/* What was typed, without blanks around it; heap. */
static char *typed(const struct editing *s)
{
	const char *from = s->edit.text.p + strspn(s->edit.text.p, " ");
	size_t n = strlen(from);

	while (n > 0 && from[n - 1] == ' ')
		n--;
	return mem_strndup(from, n);
}

struct opening {
	const char *key, *title, *sentence;
};

static void add_segment(struct app *app, struct editing *s, const struct opening *o)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct str key;
	int number = 1;

	str_init(&key);
	for (const char *p = o->title; *p; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && key.len > 0);
		if (plain)
			str_addc(&key, c);
		else if (c == ' ' && key.len > 0 && key.p[key.len - 1] != '-')
			str_addc(&key, '-');
	}
	if (key.len > 0 && key.p[key.len - 1] == '-')
		str_cut(&key, key.len - 1);
	while (key.len < 3 || (set && ruleset_find(set, key.p) >= 0)) {
		str_clear(&key);
		str_addf(&key, "list-%d", number++);
	}
	s->key = str_steal(&key);
	rules_add_segment(&s->text, s->key, o->title, o->title,
			  o->sentence ? o->sentence : i18n_is_chinese() ? "状态是正常" : "is active", "recall");
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

	forget(s);
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
	s->base = rules_file_text(app->clinic);
	str_add(&s->text, s->base);
	if (o->key)
		s->key = mem_strdup(o->key);
	else
		add_segment(app, s, o);
	char *text = mem_strdup(s->text.p);
	bool ok = take_text(app, s, text, err);
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
	if (!take_text(app, s, text, &err))
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
		s->counting = r->list ? NULL : where_begin(app->clinic, r->node->text, &aside);
		problems_release(&aside);
		if (!s->counting)
			s->counted++;
	}
	if (!s->counting)
		return WORK_NONE;
	bool ok = where_step(s->counting, WORK_MS, &done, NULL);
	if (ok && !done)
		return WORK_MORE;
	size_t n = 0;
	if (ok)
		where_ids(s->counting, &n);
	s->counts[s->counted++] = ok ? (int64_t)n : -1;
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

/* Puts what was typed into the text; false while it cannot be. */
static bool commit(struct app *app, struct editing *s)
{
	struct err err = ERR_INIT;
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
	str_init(&next);
	str_add(&next, s->text.p);
	if (s->typing == TYPING_NEW)
		rules_add_line(&next, r->line, sentence);
	else
		rules_set_line(&next, r->line, sentence);
	bool is_new = s->typing == TYPING_NEW;
	bool ok = take_text(app, s, next.p, &err);
	str_release(&next);
	free(sentence);
	if (!ok) {
		app_error(app, &err);
		return false;
	}
	s->typing = TYPING_NOT;
	if (is_new)
		list_select(&s->list, s->list.selected + 1);
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

/* A change of lines that leaves the text without error, or none. */
static void change_lines(struct app *app, struct editing *s, void (*how)(struct str *text, int line),
			 int line)
{
	struct err err = ERR_INIT;
	struct str next;

	str_init(&next);
	str_add(&next, s->text.p);
	how(&next, line);
	if (!take_text(app, s, next.p, &err))
		app_error(app, &err);
	str_release(&next);
}

static void drop(struct app *app, void *state)
{
	struct editing *s = state;
	const struct rule_row *r = chosen(s);

	if (!r || r->list || r->node->next == NULL) {
		bool only = r && !r->list && s->list.selected > 0 ?
				    s->rows.v[s->list.selected - 1].depth < r->depth :
				    s->rows.n < 2;
		if (!r || r->list || only) {
			app_refuse(app, _("one condition at least has to stay; {rules-file} opens rules.yaml"));
			return;
		}
	}
	change_lines(app, s, rules_remove_line, r->line);
}

/* With its neighbour, when that stands right beside it. */
static void move(struct app *app, struct editing *s, int by)
{
	int a = s->list.selected + (by < 0 ? -1 : 0);
	const struct rule_row *r = a >= 0 && a + 1 < s->list.n ? &s->rows.v[a] : NULL;

	if (!r || r->list || r[1].list || r->depth != r[1].depth || r[1].line != r->line + 1) {
		app_say(app, _("it cannot go further"));
		return;
	}
	change_lines(app, s, rules_swap_lines, r->line);
	list_select(&s->list, s->list.selected + by);
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
	struct err err = ERR_INIT;
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
	if (!take_text(app, s, next.p, &err))
		app_error(app, &err);
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
	{ .name = "condition-drop", .keys = "x", .label = N_("drop"),
	  .help = N_("The chosen condition goes"), .run = drop },
	{ .name = "condition-earlier", .keys = "[", .help = N_("The chosen condition moves up"),
	  .run = earlier },
	{ .name = "condition-later", .keys = "]", .help = N_("The chosen condition moves down"),
	  .run = later },
	{ .name = "segment-title", .keys = "t", .label = N_("title"),
	  .help = N_("What the segment is called"), .run = title },
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

void segment_edit(struct app *app, const char *key)
{
	const struct opening o = { .key = key };

	app_push(app, &segment_edit_screen, (void *)(uintptr_t)&o);
}

void segment_new(struct app *app, const char *called, const char *sentence)
{
	const struct opening o = { .title = called, .sentence = sentence };

	app_push(app, &segment_edit_screen, (void *)(uintptr_t)&o);
}

void rules_edited(struct app *app)
{
	for (int i = 0; i < app->depth; i++) {
		struct editing *s = app->stack[i].state;
		if (app->stack[i].screen != &segment_edit_screen)
			continue;
		str_clear(&s->text);
		str_add(&s->text, s->base);
	}
}
