#include "revisit/base/i18n.h"
#include "sentence_line.h"

enum { WORK_MS = 8 };

void sentence_line_init(struct sentence_line *s)
{
	*s = (struct sentence_line){ .empty = true, .count = -1 };
	arena_init(&s->arena);
}

void sentence_line_release(struct sentence_line *s)
{
	arena_release(&s->arena);
	where_free(s->counting);
	free(s->counted);
	free(s->wrong);
	*s = (struct sentence_line){ 0 };
}

static void forget(struct sentence_line *s)
{
	arena_clear(&s->arena);
	s->all = (struct completions){ 0 };
	s->chosen = 0;
	s->moved = false;
	free(s->wrong);
	s->wrong = NULL;
}

void sentence_line_look(struct app *app, struct sentence_line *s, const struct edit *edit,
			size_t skip)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct problems aside;
	struct ruleset *scratch = NULL;
	const char *text = edit->text.p + skip;

	forget(s);
	s->skip = skip;
	s->empty = text[strspn(text, " ")] == '\0';
	problems_init(&aside);
	if (!set) {
		const struct lexicon *lex = clinic_lexicon(app->clinic, NULL);
		scratch = lex ? ruleset_of_sentence("is active", NULL, lex, &aside) : NULL;
		set = scratch;
	}
	if (set && edit->cursor >= skip) {
		struct sentence_context words = ruleset_words(set);
		sentence_complete(&words, text, edit->cursor - skip, &s->arena, &s->all);
	}
	problems_release(&aside);
	ruleset_free(scratch);
}

void sentence_line_wrong(struct sentence_line *s, const struct problems *problems)
{
	free(s->wrong);
	s->wrong = NULL;
	for (size_t i = 0; i < problems->n && !s->wrong; i++) {
		const struct problem *p = &problems->v[i];
		if (p->warning)
			continue;
		s->wrong = mem_strdup(p->what);
		s->at = p->pos.col > 0 ? p->pos.col - 1 : 0;
		s->len = p->len;
	}
}

bool sentence_line_offers(const struct sentence_line *s)
{
	return s->all.n > 0 && (!s->all.finished || s->moved);
}

/* Whether a blank belongs between two words: not beside Chinese. */
static bool is_latin(const char *p)
{
	return *p && (unsigned char)*p < 0x80 && *p != ' ';
}

static char *text_with(const struct sentence_line *s, const struct edit *edit, int offer)
{
	struct str out;
	size_t from = s->skip + s->all.typed_from;
	const char *word = s->all.v[offer].word;

	str_init(&out);
	str_addn(&out, edit->text.p + s->skip, from - s->skip);
	if (out.len > 0 && is_latin(out.p + out.len - 1) && is_latin(word))
		str_addc(&out, ' ');
	str_add(&out, word);
	return out.p;
}

static void put(struct sentence_line *s, struct edit *edit)
{
	struct str text;
	char *with = text_with(s, edit, s->chosen);
	const char *rest = edit->text.p + edit->cursor;

	str_init(&text);
	str_addn(&text, edit->text.p, s->skip);
	str_add(&text, with);
	if (is_latin(text.p + text.len - 1) && *rest != ' ')
		str_addc(&text, ' ');
	size_t cursor = text.len;
	str_add(&text, rest);
	edit_set(edit, text.p);
	edit->cursor = cursor;
	str_release(&text);
	free(with);
}

bool sentence_line_key(struct sentence_line *s, struct edit *edit, const struct key *key,
		       bool *changed)
{
	*changed = false;
	if (!sentence_line_offers(s))
		return false;
	if (key->kind == KEY_TAB) {
		put(s, edit);
		*changed = true;
		return true;
	}
	int by = key->kind == KEY_DOWN ? 1 : key->kind == KEY_UP ? -1 : 0;
	int to = s->chosen + by;
	if (by == 0)
		return false;
	s->chosen = to < 0 ? 0 : to >= (int)s->all.n ? (int)s->all.n - 1 : to;
	s->moved = true;
	return true;
}

/* What is counted now, NULL for nothing. */
static const char *to_count(const struct sentence_line *s, const char *sentence)
{
	if (sentence_line_offers(s))
		return s->all.v[s->chosen].example;
	return s->empty || s->wrong ? NULL : sentence;
}

enum work sentence_line_work(struct app *app, struct sentence_line *s, const char *sentence)
{
	const char *wanted = to_count(s, sentence);
	struct problems aside;
	bool done = false;

	if (!wanted)
		return WORK_NONE;
	if (!str_eq(wanted, s->counted)) {
		where_free(s->counting);
		problems_init(&aside);
		s->counting = where_begin(app->clinic, wanted, &aside);
		problems_release(&aside);
		str_replace(&s->counted, wanted);
		s->count = -1;
	}
	if (!s->counting)
		return WORK_NONE;
	if (!where_step(s->counting, WORK_MS, &done, NULL)) {
		where_free(s->counting);
		s->counting = NULL;
		return WORK_NONE;
	}
	if (!done)
		return WORK_MORE;
	size_t n;
	where_ids(s->counting, &n);
	s->count = (int64_t)n;
	where_free(s->counting);
	s->counting = NULL;
	return WORK_SHOW;
}

/* An error is told once nothing could follow any more. */
static bool tells_wrong(const struct sentence_line *s)
{
	return s->wrong && !s->empty && !sentence_line_offers(s);
}

int sentence_line_rows(const struct sentence_line *s)
{
	if (tells_wrong(s))
		return 3;
	if (!sentence_line_offers(s))
		return 0;
	return (s->all.n < OFFERS_SHOWN ? (int)s->all.n : OFFERS_SHOWN) + 1;
}

static void draw_wrong(const struct sentence_line *s, const struct edit *edit, struct canvas *c,
		       struct rect r, int y, int x)
{
	struct str t;
	char *text = mem_strdup(edit->text.p + edit->scroll);
	size_t begin = s->skip + (size_t)s->at;
	size_t from = begin > edit->scroll ? begin - edit->scroll : 0;
	size_t n = strlen(text);

	from = from < n ? from : n;
	size_t to = from + (size_t)s->len < n ? from + (size_t)s->len : n;
	text[to] = '\0';
	int wide = text_width(text + from);
	text[from] = '\0';
	int before = text_width(text);
	str_init(&t);
	str_pad(&t, '^', (size_t)(wide > 0 ? wide : 1));
	if (!c->plain)
		canvas_text(c, r, y, x + before, -1, STYLE_ALERT, t.p);
	struct rect two = r;
	two.rows = y + 3;
	canvas_wrapped(c, two, y + 1, 1, r.cols - 2, STYLE_ALERT, s->wrong);
	str_release(&t);
	free(text);
}

/* "Tab takes it … for example: last visit is in the last 6 months (412 patients)" */
static void draw_example(const struct sentence_line *s, struct canvas *c, struct rect r, int y,
			 int more)
{
	const char *example = s->all.v[s->chosen].example;
	struct str t;

	str_init(&t);
	if (more > 0)
		str_addf(&t, ngettext("Tab takes it; Down: %d more", "Tab takes it; Down: %d more",
				      (unsigned long)more), more);
	else
		str_add(&t, s->all.n > 1 ? _("Tab takes it, Down chooses another") : _("Tab takes it"));
	if (example) {
		str_addf(&t, _("; for example: %s"), example);
		if (s->count >= 0 && str_eq(example, s->counted)) {
			char n[32];
			str_number(n, sizeof(n), s->count);
			str_addc(&t, ' ');
			str_addf(&t, ngettext("(%s patient)", "(%s patients)",
					      (unsigned long)s->count), n);
		}
	}
	canvas_text(c, r, y, 1, r.cols - 2, STYLE_HEADING, t.p);
	str_release(&t);
}

/* The word, and what it means; the chosen one with an example below. */
static void draw_offers(const struct sentence_line *s, struct canvas *c, struct rect r, int y)
{
	int n = (int)s->all.n;
	int shown = n < OFFERS_SHOWN ? n : OFFERS_SHOWN;
	int top = s->chosen < shown ? 0 : s->chosen - shown + 1;
	int wide = 0;

	for (int i = top; i < top + shown; i++) {
		int w = text_width(s->all.v[i].word);
		wide = w > wide ? w : wide;
	}
	if (wide > r.cols / 2)
		wide = r.cols / 2;
	for (int i = top; i < top + shown; i++) {
		const struct completion *o = &s->all.v[i];
		enum style style = i == s->chosen ? STYLE_SELECTED : STYLE_NORMAL;
		struct rect line = { .y = r.y + y, .x = r.x, .rows = 1, .cols = r.cols };
		canvas_fill(c, line, style);
		canvas_text(c, r, y, 1, 1, style, i == s->chosen ? ">" : " ");
		canvas_text(c, r, y, 3, wide, style, o->word);
		canvas_text(c, r, y++, 3 + wide + 2, r.cols - wide - 6, style,
			    str_or_empty(o->means));
	}
	draw_example(s, c, r, y, n - shown);
}

void sentence_line_draw(const struct sentence_line *s, const struct edit *edit, struct canvas *c,
			struct rect r, int y, int x)
{
	if (tells_wrong(s))
		draw_wrong(s, edit, c, r, y, x);
	else if (sentence_line_offers(s))
		draw_offers(s, c, r, y);
}
