#include "rule_reader.h"
#include "revisit/base/i18n.h"

/* --- Where the parser's places are in the file ------------------------------------------------ */

/* The parser counts on from the first byte of a sentence; a sentence in quotes or over several
 * lines stands otherwise in the file. */
struct moved {
	struct rule_reader *r;
	const struct yaml *y;
	struct pos begin;
	size_t from; /* byte of the text that stands there */
};

static void move(const struct moved *m, struct pos *pos, int *len)
{
	if (pos->line != m->begin.line || pos->col < m->begin.col)
		return;
	struct span at = place_part(&m->r->places, m->y,
				    m->from + (size_t)(pos->col - m->begin.col), (size_t)*len);
	struct pos moved = place_pos(&m->r->places, at.at);
	pos->line = moved.line; /* the file's name is not ours: problems outlive the rules */
	pos->col = moved.col;
	*len = (int)at.len;
}

static void move_noun(const struct moved *m, struct noun_ref *noun)
{
	if (noun->pos.line > 0)
		move(m, &noun->pos, &noun->len);
}

static void move_window(const struct moved *m, struct window *win)
{
	if (win->pos.line > 0)
		move(m, &win->pos, &win->len);
	if (win->since) /* made by the parser in our arena, for this sentence */
		move_noun(m, (struct noun_ref *)(uintptr_t)win->since);
}

static void move_node(const struct moved *m, struct node *node)
{
	for (; node; node = node->next) {
		if (node->pos.line > 0)
			move(m, &node->pos, &node->len);
		move_noun(m, &node->noun);
		move_window(m, &node->win);
		move_noun(m, &node->amount.noun);
		move_window(m, &node->amount.win);
		move_noun(m, &node->of.noun);
		move_window(m, &node->of.win);
		if (node->number.pos.line > 0)
			move(m, &node->number.pos, &node->number.len);
		move_node(m, node->child);
	}
}

/* Whether the text stands in the file as it is. */
static bool stands_plain(const struct rule_reader *r, const char *text, size_t at)
{
	size_t n = strlen(text);

	return at <= r->places.n && r->places.n - at >= n &&
	       memcmp(r->places.text + at, text, n) == 0;
}

/* --- Sentences -------------------------------------------------------------------------------- */

typedef struct node *parse_fn(const struct sentence_context *c, const char *text,
			      const struct pos *pos, struct problems *problems);

/* What stands in the file otherwise than as plain text is told where it stands there. */
static void move_all(const struct moved *m, size_t told, struct node *node)
{
	for (size_t i = told; i < m->r->problems->n; i++)
		move(m, &m->r->problems->v[i].pos, &m->r->problems->v[i].len);
	move_node(m, node);
}

/* The part of a scalar from `from` on, which is `text`. */
static struct node *parse_part(struct rule_reader *r, const struct yaml *y, size_t from,
			       const char *text, parse_fn *parse)
{
	size_t first = place_part(&r->places, y, from, 0).at;
	struct moved m = { r, y, place_pos(&r->places, first), from };
	size_t told = r->problems->n;

	if (r->problems->n >= PROBLEMS_MAX) {
		r->problems->errors++;
		return NULL;
	}
	r->sentence = m.begin;
	struct node *node = parse(&r->words, text, &r->sentence, r->problems);
	if (!stands_plain(r, text, first))
		move_all(&m, told, node);
	return node;
}

struct node *read_sentence(struct rule_reader *r, const struct yaml *y)
{
	return parse_part(r, y, 0, y->text, sentence_parse);
}

struct node *read_key(struct rule_reader *r, const struct yaml *y, const struct piece *key)
{
	return parse_part(r, y, key->from, key->text, sentence_parse_key);
}

/* --- Lists of them ---------------------------------------------------------------------------- */

static struct node *read_condition(struct rule_reader *r, const struct yaml *y);

static struct node *new_list(struct rule_reader *r, enum node_kind kind, const struct yaml *y)
{
	struct node *node = arena_alloc(&r->r->arena, sizeof(*node));

	node->kind = kind;
	node->segment = -1;
	node->pos = place_pos(&r->places, place_of(&r->places, &y->pos));
	return node;
}

/* A text is a list of one.  Beside what is wrong the rest is kept, so that all is told that can be.
 */
static struct node *read_list(struct rule_reader *r, const struct yaml *y, enum node_kind kind)
{
	struct node *list = new_list(r, kind, y);
	struct node **tail = &list->child;

	if (y->kind != YAML_LIST) {
		list->child = read_condition(r, y);
		return list;
	}
	want_kind(r, y, YAML_LIST);
	for (const struct yaml *e = y->child; e; e = e->next) {
		*tail = read_condition(r, e);
		if (*tail)
			tail = &(*tail)->next;
	}
	return list;
}

static struct node *read_nested(struct rule_reader *r, const struct yaml *y)
{
	static const char *const names[] = { "any", "all", "none", NULL };
	const struct yaml *e = y->child;

	if (!want_kind(r, y, YAML_MAP))
		return NULL;
	int which = -1;
	for (int i = 0; names[i]; i++)
		if (strcmp(e->key, names[i]) == 0)
			which = i;
	if (which < 0 && strchr(e->key, ' ')) {
		wrong_key(r, e,
			  _("a sentence with a colon and a blank in it must stand in quotes"));
		return NULL;
	}
	if (which < 0) {
		wrong_name(r, e, names);
		return NULL;
	}
	if (e->next) {
		wrong_key(r, e->next,
			  _("'%s' needs an entry of its own; begin it with a dash (- %s:)"),
			  e->next->key, e->next->key);
		return NULL;
	}
	struct node *node = read_list(r, e, which == 1 ? NODE_ALL : NODE_ANY);
	node->negated = which == 2;
	return node;
}

/* A dash that stands deeper than the one before it goes on with that one's sentence, for YAML. */
static bool hangs_on(struct rule_reader *r, const struct yaml *y)
{
	size_t at = place_of(&r->places, &y->pos);
	const char *from = r->places.text + at;
	const char *end = r->places.text + r->places.n;
	const char *line = y->quoted ? NULL : memchr(from, '\n', (size_t)(end - from));
	const char *p = line;

	while (p && p < end && (*p == '\n' || *p == ' ' || *p == '\r'))
		p++;
	if (!p || end - p < 2 || p[0] != '-' || p[1] != ' ')
		return false;
	/* Part of the sentence only when that is longer than its first line. */
	size_t first = (size_t)(line - from);
	while (first > 0 && (from[first - 1] == ' ' || from[first - 1] == '\r'))
		first--;
	if (strlen(y->text) <= first || y->text[first] != ' ' || y->text[first + 1] != '-')
		return false;
	tell(r, false, (struct span){ (size_t)(p - r->places.text), 1 },
	     _("this dash stands deeper than the one on line %d, so its line goes on with that condition; "
	       "put the dashes of a list right below each other"),
	     y->pos.line);
	return true;
}

static struct node *read_condition(struct rule_reader *r, const struct yaml *y)
{
	if (y->kind == YAML_MAP)
		return read_nested(r, y);
	if (y->kind == YAML_LIST) {
		wrong(r, y,
		      _("a list in a list: say any:, all: or none: of it, or put the sentence in "
			"quotes"));
		return NULL;
	}
	if (!want_kind(r, y, YAML_SCALAR))
		return NULL;
	if (++r->conditions > RULE_CONDITIONS_MAX) {
		if (r->conditions == RULE_CONDITIONS_MAX + 1)
			wrong(r, y,
			      _("a segment has at most %d conditions; make two of it and use "
				"\"in segment\""),
			      RULE_CONDITIONS_MAX);
		return NULL;
	}
	if (hangs_on(r, y))
		return NULL;
	return read_sentence(r, y);
}

struct node *read_who(struct rule_reader *r, const struct yaml *y)
{
	r->conditions = 0;
	return read_list(r, y, NODE_ALL);
}

void each_sentence(const struct node *node, void (*see)(const struct node *leaf, void *arg),
		   void *arg)
{
	if (node->kind != NODE_ALL && node->kind != NODE_ANY) {
		see(node, arg);
		return;
	}
	for (const struct node *e = node->child; e; e = e->next)
		each_sentence(e, see, arg);
}
