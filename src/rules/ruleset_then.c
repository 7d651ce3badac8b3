/* then: what happens to those who enter, as texts with commas. */
#include "rule_reader.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"

enum { PIECES_MAX = 8, A_DAY_MAX = 9999 };

/* One entry of then: that is being read. */
struct then_reader {
	struct rule_reader *r;
	const struct yaml *y; /* its text */
	struct piece piece[PIECES_MAX];
	size_t n;
	struct then *then;
};

/* The rest of a piece behind a word that it begins with, NULL: "due today", 给前台.  `words` are
 * the English one and Chinese ones, parted by "|". */
static const char *behind(const char *text, const char *words)
{
	for (const char *word = words; *word;) {
		size_t n = strcspn(word, "|");
		bool english = (unsigned char)*word < 0x80;
		const char *rest = text + n;
		if (strncmp(text, word, n) == 0 && (!english || *rest == ' ' || *rest == '\0'))
			return *rest == ' ' ? rest + 1 : rest;
		word += n + (word[n] == '|');
	}
	return NULL;
}

/* What stands before an ending, in the arena; NULL. */
static const char *before(struct then_reader *t, const char *text, const char *ending)
{
	size_t n = strlen(text);
	size_t end = strlen(ending);

	if (n <= end || strcmp(text + n - end, ending) != 0)
		return NULL;
	return arena_strndup(&t->r->r->arena, text, n - end);
}

static bool wrong_piece(struct then_reader *t, const struct piece *p, const char *can)
{
	char shown[64];

	return wrong_part(t->r, t->y, p->from, p->len, _("'%s' is not known here; it can be: %s"),
			  str_excerpt(shown, sizeof(shown), p->text), can);
}

/* --- Tasks ------------------------------------------------------------------------------------ */

static bool take_due(struct then_reader *t, const struct piece *p, const char *when)
{
	struct err err = ERR_INIT;

	t->then->has_due = true;
	if (strcmp(when, "today") == 0)
		return true;
	if (strcmp(when, "tomorrow") == 0) {
		t->then->due.days = 1;
		return true;
	}
	const char *interval = behind(when, "in");
	if (interval && interval_parse(interval, &t->then->due, &err))
		return true;
	return wrong_piece(t, p, _("due today, due tomorrow, due in 3 days"));
}

/* 今天到期, 3天后到期 */
static bool take_chinese_due(struct then_reader *t, const char *text)
{
	const char *when = before(t, text, "到期");
	const char *interval = when ? before(t, when, "后") : NULL;
	struct err err = ERR_INIT;

	if (!when)
		return false;
	t->then->has_due = true;
	t->then->due.days = strcmp(when, "明天") == 0;
	return strcmp(when, "今天") == 0 || strcmp(when, "明天") == 0 ||
	       (interval && interval_parse(interval, &t->then->due, &err));
}

static bool take_to(struct then_reader *t, const struct piece *p, const char *who)
{
	const struct config *c = t->r->r->config;
	const char *name = behind(who, "the") ? behind(who, "the") : who;
	char shown[64];

	if (strcmp(name, "provider") == 0 || strcmp(name, "doctor") == 0 ||
	    strcmp(name, "医生") == 0 || strcmp(name, "主诊医生") == 0) {
		t->then->to = "provider";
		return true;
	}
	const char *key = assignee_key(c, name);
	if (key) {
		t->then->to = arena_strdup(&t->r->r->arena, key);
		return true;
	}
	str_excerpt(shown, sizeof(shown), name);
	return wrong_part(
		t->r, t->y, p->from, p->len,
		_("there is no '%s' among staff, providers and roles; to the provider gives "
		  "it to who treats them"),
		shown);
}

static bool take_priority(struct then_reader *t, const struct piece *p, const char *n)
{
	static const struct {
		const char *word;
		enum priority priority;
	} words[] = {
		{ "1", PRIORITY_HIGH },    { "2", PRIORITY_NORMAL },      { "3", PRIORITY_LOW },
		{ "high", PRIORITY_HIGH }, { "normal", PRIORITY_NORMAL }, { "low", PRIORITY_LOW },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(words[i].word, n) == 0) {
			t->then->priority = (int)words[i].priority;
			return true;
		}
	return wrong_piece(t, p, "priority 1, priority 2, priority 3");
}

static bool take_kind(struct then_reader *t, const struct piece *p, const char *kind)
{
	struct piece rest = { kind, p->from + (size_t)(kind - p->text), strlen(kind) };

	t->then->task_kind = want_term(t->r, t->y, &rest, TERM_TASK_KIND);
	return t->then->task_kind != NULL;
}

static bool task_piece(struct then_reader *t, const struct piece *p)
{
	static const struct {
		const char *word;
		bool (*take)(struct then_reader *t, const struct piece *p, const char *rest);
	} words[] = {
		{ "due", take_due },
		{ "to|交给|给", take_to },
		{ "priority|优先级", take_priority },
		{ "kind|类别", take_kind },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *rest = behind(p->text, words[i].word);
		if (rest)
			return words[i].take(t, p, rest);
	}
	if (take_chinese_due(t, p->text))
		return true;
	return wrong_piece(t, p, _("due in 3 days, to the provider, priority 1, kind care"));
}

/* What is to be done may be the name of a kind. */
static bool task_what(struct then_reader *t, const struct piece *p)
{
	const char *key = lexicon_find(&t->r->r->lex, TERM_TASK_KIND, p->text);

	t->then->what = p->text;
	if (key)
		t->then->task_kind = arena_strdup(&t->r->r->arena, key);
	return true;
}

/* --- Calls and messages ----------------------------------------------------------------------- */

static bool take_a_day(struct then_reader *t, const struct piece *p, const char *rest)
{
	char *end;
	long n = strtol(rest, &end, 10);

	bool a_day = strcmp(end, " a day") == 0 || strcmp(end, "个") == 0 || strcmp(end, "人") == 0;
	if (end == rest || n < 1 || n > A_DAY_MAX || !a_day)
		return wrong_piece(t, p, _("at most 30 a day"));
	t->then->a_day = (int)n;
	return true;
}

static bool call_piece(struct then_reader *t, const struct piece *p)
{
	const char *rest = behind(p->text, "script|话术");

	if (rest && *rest) {
		t->then->script = rest;
		return true;
	}
	rest = behind(p->text, "at most|每天最多");
	if (rest)
		return take_a_day(t, p, rest);
	rest = behind(p->text, "to|交给|给");
	if (rest)
		return take_to(t, p, rest);
	return wrong_piece(t, p, _("script recall, at most 30 a day, to callers"));
}

static bool message_piece(struct then_reader *t, const struct piece *p)
{
	const char *rest = behind(p->text, "by|通过|用");

	if (!rest)
		return wrong_piece(t, p, _("by sms, by wechat"));
	struct piece channel = { rest, p->from + (size_t)(rest - p->text), strlen(rest) };
	t->then->channel = want_term(t->r, t->y, &channel, TERM_CHANNEL);
	return t->then->channel != NULL;
}

static bool plain_what(struct then_reader *t, const struct piece *p)
{
	t->then->what = p->text;
	return true;
}

/* --- Tags ------------------------------------------------------------------------------------- */

static bool tag_what(struct then_reader *t, const struct piece *p)
{
	t->then->what = want_term(t->r, t->y, p, TERM_TAG);
	return t->then->what != NULL;
}

static bool tag_piece(struct then_reader *t, const struct piece *p)
{
	return wrong_part(t->r, t->y, p->from, p->len, _("one tag stands here and nothing else"));
}

/* --- Entries ---------------------------------------------------------------------------------- */

static const struct then_word {
	const char *word;
	enum then_kind kind;
	bool (*what)(struct then_reader *t, const struct piece *p);
	bool (*more)(struct then_reader *t, const struct piece *p);
} then_words[] = {
	{ "task", THEN_TASK, task_what, task_piece },
	{ "call", THEN_CALL, plain_what, call_piece },
	{ "message", THEN_MESSAGE, plain_what, message_piece },
	{ "untag on leaving", THEN_UNTAG_ON_LEAVING, tag_what, tag_piece },
	{ "tag", THEN_TAG, tag_what, tag_piece },
};

static bool read_pieces(struct then_reader *t, const struct then_word *w)
{
	bool ok = true;

	t->then->kind = w->kind;
	t->then->text = arena_strdup(&t->r->r->arena, t->y->text);
	if (t->n == 0 || !*t->piece[0].text)
		return wrong(t->r, t->y,
			     _("nothing stands behind '%s:'; fill it in or take it away"), w->word);
	ok = w->what(t, &t->piece[0]);
	for (size_t i = 1; i < t->n; i++)
		ok = w->more(t, &t->piece[i]) && ok;
	if (ok && w->kind == THEN_MESSAGE && !t->then->channel)
		return wrong(t->r, t->y, _("say by which channel, such as: %s, by sms"),
			     t->then->what);
	return ok;
}

/* "tag: vip" */
static bool read_entry(struct rule_reader *r, const struct yaml *e, struct then *then)
{
	const char *names[ARRAY_SIZE(then_words) + 1] = { NULL };
	struct then_reader t = { .r = r, .y = e, .then = then };

	for (size_t i = 0; i < ARRAY_SIZE(then_words); i++) {
		names[i] = then_words[i].word;
		if (strcmp(e->key, then_words[i].word) != 0)
			continue;
		if (!want_kind(r, e, YAML_SCALAR))
			return false;
		t.n = split_pieces(r, e, t.piece, PIECES_MAX);
		return read_pieces(&t, &then_words[i]);
	}
	return wrong_name(r, e, names);
}

/* "tag vip" */
static bool read_line(struct rule_reader *r, const struct yaml *y, struct then *then)
{
	struct then_reader t = { .r = r, .y = y, .then = then };

	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(then_words); i++) {
		const char *rest = behind(y->text, then_words[i].word);
		if (!rest)
			continue;
		size_t cut = (size_t)(rest - y->text);
		t.n = split_pieces(r, y, t.piece, PIECES_MAX);
		t.piece[0].from += cut;
		t.piece[0].len -= cut < t.piece[0].len ? cut : t.piece[0].len;
		t.piece[0].text += cut;
		return read_pieces(&t, &then_words[i]);
	}
	return wrong(r, y,
		     _("an action begins with task:, call:, message:, tag: or untag on leaving:"));
}

static bool read_one(struct rule_reader *r, const struct yaml *e, struct then *then)
{
	then->pos = place_pos(&r->places, place_of(&r->places, &e->pos));
	if (e->kind == YAML_SCALAR)
		return read_line(r, e, then);
	if (!want_kind(r, e, YAML_MAP))
		return false;
	const struct yaml *next = e->child->next;
	if (next && next->kind == YAML_SCALAR && next->text[0] == '\0')
		return wrong_key(r, next, _("put what belongs to it in quotes: {%s: \"…, %s\"}"),
				 e->child->key, next->key);
	if (next)
		return wrong_key(r, e->child->next,
				 _("'%s' needs an entry of its own; begin it with a "
				   "dash (- %s:)"),
				 e->child->next->key, e->child->next->key);
	return read_entry(r, e->child, then);
}

bool read_then(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	size_t n = 0;

	if (!want_kind(r, y, YAML_LIST))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	s->then = arena_alloc(&r->r->arena, n * sizeof(*s->then));
	for (const struct yaml *e = y->child; e; e = e->next)
		if (read_one(r, e, &s->then[s->n_then]))
			s->n_then++;
	return true;
}
