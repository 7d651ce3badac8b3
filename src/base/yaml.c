#include "revisit/base/yaml.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"

#include <yaml.h>

/* One open list or map. */
struct level {
	struct yaml *node;
	struct yaml **tail;
	size_t n;
	const char *key; /* map: read, its value not yet */
	struct pos key_pos;
};

struct reader {
	yaml_parser_t parser;
	struct arena *arena;
	struct err *err;
	void (*twice)(const struct err *err, void *arg); /* NULL: it is an error like others */
	void *arg;
	const char *file;
	const char *text;
	size_t n;
	struct level levels[YAML_MAX_DEPTH];
	int depth;
	struct yaml *root;
	bool had_document;
};

static struct pos place(const struct reader *r, yaml_mark_t mark)
{
	return (struct pos){ r->file, (int)mark.line + 1, (int)mark.column + 1 };
}

static bool refuse(const struct reader *r, yaml_mark_t mark, const char *message)
{
	struct pos pos = place(r, mark);

	return err_at(r->err, ERR_YAML, &pos, "%s", message);
}

/* --- Before libyaml: bytes -------------------------------------------------------------------- */

/* Characters that libyaml counts as line ends and editors do not show would shift every place. */
static const char *bad_character(uint32_t c)
{
	if (c == 0x85 || c == 0x2028 || c == 0x2029)
		return N_("an invisible line separator stands here; delete it and press Enter");
	if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c <= 0x9F) ||
	    c == 0xFFFE || c == 0xFFFF)
		return N_("a control character stands here; delete it");
	return NULL;
}

static bool check_bytes(const struct reader *r)
{
	struct pos pos = { r->file, 1, 1 };

	for (size_t i = 0; i < r->n;) {
		uint32_t c;
		size_t len = str_decode(r->text + i, r->n - i, &c);
		if (len == 0)
			return err_at(r->err, ERR_YAML, &pos,
				      _("this is not UTF-8 text; save the file as UTF-8"));
		const char *bad = bad_character(c);
		if (bad)
			return err_at(r->err, ERR_YAML, &pos, "%s", _(bad));
		i += len;
		bool crlf = c == '\r' && i < r->n && r->text[i] == '\n';
		if (c == '\n' || (c == '\r' && !crlf)) {
			pos.line++;
			pos.col = 1;
		} else {
			pos.col++;
		}
	}
	return true;
}

static bool check_start(struct reader *r)
{
	struct pos pos = { .file = r->file };
	const char *t = r->text;

	if (r->n > YAML_MAX_BYTES)
		return err_at(r->err, ERR_YAML, &pos,
			      _("the file is larger than 1 MB; make it shorter"));
	if (r->n >= 2 && (memcmp(t, "\xFF\xFE", 2) == 0 || memcmp(t, "\xFE\xFF", 2) == 0))
		return err_at(r->err, ERR_YAML, &pos,
			      _("this is UTF-16 text; save the file as UTF-8"));
	if (r->n >= 3 && memcmp(t, "\xEF\xBB\xBF", 3) == 0) {
		r->text += 3;
		r->n -= 3;
	}
	return check_bytes(r);
}

/* --- libyaml's complaints in plain words ------------------------------------------------------ */

struct complaint {
	const char *problem; /* what libyaml's text contains */
	const char *context; /* NULL: any */
	bool at_start;       /* the place to look at is where the construct began */
	const char *words;   /* may hold one %d: the line where the construct began */
};

static const struct complaint complaints[] = {
	{ "unexpected end of stream", "quoted", true,
	  N_("the quote that opens here is never closed") },
	{ "unexpected document indicator", "quoted", true,
	  N_("the quote that opens here is never closed") },
	{ "expected ':'", NULL, true,
	  N_("a key is expected here, followed by a colon and a blank (key: value)") },
	{ "mapping values are not allowed", NULL, false,
	  N_("a second colon stands here; put the text in quotes or check the indentation") },
	{ "block sequence entries are not allowed", NULL, false,
	  N_("a list entry (- …) cannot begin here; put it on a line of its own") },
	{ "mapping keys are not allowed", NULL, false,
	  N_("a key cannot begin here; put it on a line of its own") },
	{ "expected key", NULL, false,
	  N_("this line does not fit the map that begins on line %d; check the indentation") },
	{ "expected '-' indicator", NULL, false,
	  N_("this line does not fit the list that begins on line %d; begin it with a dash and a "
	     "blank (- …) or check the indentation") },
	{ "expected ',' or ']'", NULL, false,
	  N_("a comma or the closing ] of the list that opens on line %d is missing before this") },
	{ "expected ',' or '}'", NULL, false,
	  N_("a comma or the closing } of the map that opens on line %d is missing before this") },
	{ "expected node content", NULL, false, N_("a value is expected here") },
	{ "expected <document start>", NULL, false,
	  N_("nothing may follow here; check the indentation of this line") },
	{ "unknown escape character", NULL, false,
	  N_("this backslash sequence is unknown; use single quotes, or write \\\\ for a "
	     "backslash") },
	{ "hexdecimal number", NULL, false,
	  N_("hexadecimal digits are expected after this backslash sequence") },
	{ "invalid Unicode character", NULL, false, N_("this backslash sequence is no character") },
	{ "tab character where", NULL, false, N_("a tab stands here; indent with blanks") },
	{ "tab character that", NULL, false, N_("a tab stands here; indent with blanks") },
	{ "indentation indicator", "block scalar", false,
	  N_("a digit from 1 to 9 is expected here, or nothing") },
	{ "comment or line break", "block scalar", false,
	  N_("the text must begin on the next line") },
	{ "unexpected ':'", NULL, false, N_("a colon cannot stand here; put the text in quotes") },
	{ "", "anchor", true,
	  N_("a text cannot begin with & (that would be an anchor); put it in quotes") },
	{ "", "alias", true,
	  N_("a text cannot begin with * (that would be an alias); put it in quotes") },
	{ "undefined tag handle", NULL, false,
	  N_("a text cannot begin with ! (that would be a tag); put it in quotes") },
	{ "", "tag", true,
	  N_("a text cannot begin with ! (that would be a tag); put it in quotes") },
	{ "", "directive", true, N_("a line cannot begin with %; put the text in quotes") },
	{ "incompatible YAML", NULL, false, N_("only YAML 1.1 and 1.2 are understood") },
	{ "%YAML directive", NULL, false, N_("%YAML stands here for the second time") },
};

static const char *char_at(const struct reader *r, yaml_mark_t mark)
{
	size_t i = 0;

	for (size_t chars = 0; i < r->n && chars < mark.index; chars++) {
		uint32_t c;
		i += str_decode(r->text + i, r->n - i, &c);
	}
	return r->text + i;
}

static bool at_end(const struct reader *r, yaml_mark_t mark)
{
	return char_at(r, mark) == r->text + r->n;
}

/* Chinese input methods type a full-width colon, which YAML takes for a letter. */
static bool has_wide_colon(const struct reader *r, yaml_mark_t mark)
{
	const char *from = char_at(r, mark);
	size_t left = r->n - (size_t)(from - r->text);
	const char *end = memchr(from, '\n', left);

	return memmem(from, end ? (size_t)(end - from) : left, "：", strlen("：")) != NULL;
}

static bool cannot_start(const struct reader *r, yaml_mark_t mark)
{
	struct pos pos = place(r, mark);
	const char *p = char_at(r, mark);

	if (*p == '\t')
		return refuse(r, mark, _("a tab stands here; indent with blanks"));
	return err_at(r->err, ERR_YAML, &pos, _("a text cannot begin with %c; put it in quotes"),
		      *p);
}

/* The line of the list entry above `p` that stands deeper than it, 0: what is above is something else. */
static int dash_above(const struct reader *r, const char *p, int line)
{
	const char *start = p;

	while (start > r->text && start[-1] != '\n')
		start--;
	size_t deep = (size_t)(p - start);
	while (start > r->text && --line > 0) {
		const char *end = start - 1;
		start = end;
		while (start > r->text && start[-1] != '\n')
			start--;
		size_t n = strspn(start, " ");
		if (n <= deep)
			return 0;
		if (start[n] == '-' && start[n + 1] == ' ')
			return line;
	}
	return 0;
}

/* A dash one blank too far left ends the list, and is then taken for a key. */
static bool lost_dash(const struct reader *r, yaml_mark_t mark)
{
	const char *p = char_at(r, mark);
	struct pos pos = place(r, mark);

	if (at_end(r, mark) || *p != '-' || p + 1 >= r->text + r->n || p[1] != ' ')
		return false;
	int line = dash_above(r, p, pos.line);
	if (!line)
		return false;
	err_at(r->err, ERR_YAML, &pos,
	       _("this dash stands further left than the one on line %d; put the dashes of a list right "
		 "below each other"),
	       line);
	return true;
}

/* Turns the parser's state after a failure into an error. */
static bool explain(const struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *context = str_or_empty(p->context);

	if (p->error == YAML_MEMORY_ERROR || !p->problem)
		BUG("libyaml: %s", str_or_empty(p->problem));
	if (strstr(p->problem, "cannot start any token"))
		return cannot_start(r, p->problem_mark);
	if (strstr(p->problem, "expected ':'") && has_wide_colon(r, p->context_mark))
		return refuse(r, p->context_mark,
			      _("this line has a Chinese colon (：); write : and a blank instead"));
	if (strstr(p->problem, "expected key") && !at_end(r, p->problem_mark) &&
	    *char_at(r, p->problem_mark) == ':')
		return refuse(r, p->problem_mark, _("a key is missing before the colon"));
	if (strstr(p->problem, "expected key") && lost_dash(r, p->problem_mark))
		return false;
	if (strstr(p->problem, "expected ',' or") && at_end(r, p->problem_mark))
		return refuse(r, p->context_mark, _("the bracket that opens here is never closed"));
	for (size_t i = 0; i < ARRAY_SIZE(complaints); i++) {
		const struct complaint *c = &complaints[i];
		if (!strstr(p->problem, c->problem) || (c->context && !strstr(context, c->context)))
			continue;
		struct pos pos = place(r, c->at_start ? p->context_mark : p->problem_mark);
		if (!strstr(c->words, "%d"))
			return err_at(r->err, ERR_YAML, &pos, "%s", _(c->words));
		return err_at(r->err, ERR_YAML, &pos, _(c->words), (int)p->context_mark.line + 1);
	}
	struct pos pos = place(r, p->problem_mark);
	return err_at(r->err, ERR_YAML, &pos, _("this cannot be read as YAML (%s)"), p->problem);
}

/* --- The tree --------------------------------------------------------------------------------- */

static struct level *top(struct reader *r)
{
	return r->depth ? &r->levels[r->depth - 1] : NULL;
}

/* A key is what comes next, not a value. */
static bool wants_key(const struct level *level)
{
	return level && level->node->kind == YAML_MAP && !level->key;
}

static struct yaml *add(struct reader *r, enum yaml_kind kind, yaml_mark_t mark)
{
	struct yaml *node = arena_alloc(r->arena, sizeof(*node));
	struct level *level = top(r);

	node->kind = kind;
	node->pos = place(r, mark);
	if (!level) {
		r->root = node;
		return node;
	}
	node->key = level->key;
	node->key_pos = level->key_pos;
	level->key = NULL;
	*level->tail = node;
	level->tail = &node->next;
	level->n++;
	return node;
}

static bool check_properties(const struct reader *r, yaml_mark_t mark, const yaml_char_t *anchor,
			     const yaml_char_t *tag)
{
	if (anchor)
		return refuse(r, mark,
			      _("anchors (&name) are not allowed; write the value out, or put "
				"the text in quotes"));
	if (tag)
		return refuse(r, mark,
			      _("tags (!name) are not allowed; leave it out, or put the text "
				"in quotes"));
	return true;
}

static bool open_level(struct reader *r, enum yaml_kind kind, const yaml_event_t *e)
{
	if (wants_key(top(r)))
		return refuse(r, e->start_mark,
			      _("a key must be a text; put it in quotes if it begins with { or ["));
	if (r->depth == YAML_MAX_DEPTH) {
		struct pos pos = place(r, e->start_mark);
		return err_at(r->err, ERR_YAML, &pos,
			      _("lists and maps are nested more than %d deep"), YAML_MAX_DEPTH);
	}
	struct yaml *node = add(r, kind, e->start_mark);
	node->flow = kind == YAML_LIST ? e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE :
					 e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	r->levels[r->depth++] = (struct level){ .node = node, .tail = &node->child };
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct yaml *x = *(const struct yaml *const *)a;
	const struct yaml *y = *(const struct yaml *const *)b;
	int order = strcmp(x->key, y->key);

	if (order == 0)
		order = (x->key_pos.line > y->key_pos.line) - (x->key_pos.line < y->key_pos.line);
	if (order == 0)
		order = (x->key_pos.col > y->key_pos.col) - (x->key_pos.col < y->key_pos.col);
	return order;
}

static bool before(const struct pos *a, const struct pos *b)
{
	return a->line != b->line ? a->line < b->line : a->col < b->col;
}

static bool is_twice(const struct yaml *first, const struct yaml *second,
		     struct err *err)
{
	char key[64];

	return err_at(err, ERR_YAML, &second->key_pos,
		      _("“%s” is here for the second time; it is already on line %d; take one of "
			"them away"),
		      str_excerpt(key, sizeof(key), second->key), first->key_pos.line);
}

/* Sorted, not hashed: no file can make this slow.  The first repetition is reported, or each is. */
static bool check_duplicates(const struct reader *r, const struct level *level)
{
	const struct yaml **sorted = mem_array(level->n, sizeof(struct yaml *));
	const struct yaml *second = NULL;
	const struct yaml *first = NULL;
	size_t n = 0;

	for (const struct yaml *e = level->node->child; e; e = e->next)
		sorted[n++] = e;
	qsort(sorted, n, sizeof(struct yaml *), by_key);
	for (size_t i = 1; i < n; i++) {
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) != 0)
			continue;
		struct err err = ERR_INIT;
		if (r->twice) {
			is_twice(sorted[i - 1], sorted[i], &err);
			r->twice(&err, r->arg);
			continue;
		}
		if (second && before(&second->key_pos, &sorted[i]->key_pos))
			continue;
		first = sorted[i - 1];
		second = sorted[i];
	}
	free(sorted);
	return !second || is_twice(first, second, r->err);
}

static bool close_level(struct reader *r, const yaml_event_t *e)
{
	const struct level *level = top(r);

	if (level->node->flow)
		level->node->end = place(r, e->end_mark);
	if (level->node->kind == YAML_MAP && !check_duplicates(r, level))
		return false;
	r->depth--;
	return true;
}

static bool take_scalar(struct reader *r, const yaml_event_t *e)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t n = e->data.scalar.length;
	bool quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	struct level *level = top(r);

	if (!check_properties(r, e->start_mark, e->data.scalar.anchor, e->data.scalar.tag))
		return false;
	if (memchr(text, '\0', n))
		return refuse(r, e->start_mark, _("a text cannot hold the character \\0"));
	if (!wants_key(level)) {
		struct yaml *node = add(r, YAML_SCALAR, e->start_mark);
		node->text = arena_strndup(r->arena, text, n);
		node->quoted = quoted;
		return true;
	}
	if (n == 0 && !quoted)
		return refuse(r, e->start_mark, _("a key is missing before the colon"));
	if (!quoted && strcmp(text, "<<") == 0)
		return refuse(r, e->start_mark,
			      _("merge keys (<<) are not allowed; write the entries out"));
	level->key = arena_strndup(r->arena, text, n);
	level->key_pos = place(r, e->start_mark);
	return true;
}

static bool take_document(struct reader *r, const yaml_event_t *e)
{
	if (r->had_document)
		return refuse(
			r, e->start_mark,
			_("a second document begins here; one file holds one: remove the ---"));
	r->had_document = true;
	if (e->data.document_start.tag_directives.start !=
	    e->data.document_start.tag_directives.end)
		return refuse(r, e->start_mark, _("%TAG is not allowed; remove the line"));
	return true;
}

static bool take(struct reader *r, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return true;
	case YAML_DOCUMENT_START_EVENT:
		return take_document(r, e);
	case YAML_ALIAS_EVENT:
		return refuse(r, e->start_mark,
			      _("aliases (*name) are not allowed; write the value "
				"out, or put the text in quotes"));
	case YAML_SCALAR_EVENT:
		return take_scalar(r, e);
	case YAML_SEQUENCE_START_EVENT:
		return check_properties(r, e->start_mark, e->data.sequence_start.anchor,
					e->data.sequence_start.tag) &&
		       open_level(r, YAML_LIST, e);
	case YAML_MAPPING_START_EVENT:
		return check_properties(r, e->start_mark, e->data.mapping_start.anchor,
					e->data.mapping_start.tag) &&
		       open_level(r, YAML_MAP, e);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_level(r, e);
	}
	return true;
}

/* Events are judged as they come, so that nesting is refused long before libyaml, which is
 * quadratic in it, has seen the rest. */
static bool read_events(struct reader *r)
{
	for (;;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&r->parser, &event))
			return explain(r);
		bool ok = take(r, &event);
		bool end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		if (!ok || end)
			return ok;
	}
}

struct yaml *yaml_parse(const char *file, const char *text, size_t n, struct arena *arena,
			struct err *err)
{
	return yaml_parse_on(file, text, n, arena, NULL, NULL, err);
}

struct yaml *yaml_parse_on(const char *file, const char *text, size_t n, struct arena *arena,
			   void (*twice)(const struct err *err, void *arg), void *arg, struct err *err)
{
	struct reader r = { .arena = arena, .err = err, .twice = twice, .arg = arg, .text = text, .n = n };

	r.file = arena_strdup(arena, str_or_empty(file));
	if (!check_start(&r))
		return NULL;
	if (!yaml_parser_initialize(&r.parser))
		BUG("libyaml cannot start");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)r.text, r.n);
	bool ok = read_events(&r);
	yaml_parser_delete(&r.parser);
	if (!ok)
		return NULL;

	bool empty = !r.root || (r.root->kind == YAML_SCALAR && !r.root->quoted && !*r.root->text);
	if (!empty)
		return r.root;
	struct yaml *map = arena_alloc(arena, sizeof(*map));
	map->kind = YAML_MAP;
	map->pos = (struct pos){ r.file, 1, 1 };
	return map;
}

struct yaml *yaml_load(const char *path, struct arena *arena, struct err *err)
{
	struct str text;
	struct yaml *tree = NULL;

	str_init(&text);
	if (file_read(path, YAML_MAX_BYTES, &text, err))
		tree = yaml_parse(path, text.p, text.len, arena, err);
	str_release(&text);
	return tree;
}

/* --- Reading the tree ------------------------------------------------------------------------- */

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (const struct yaml *e = map->child; e; e = e->next)
		if (strcmp(e->key, key) == 0)
			return e;
	return NULL;
}

const char *yaml_text(const struct yaml *map, const char *key)
{
	const struct yaml *e = yaml_get(map, key);

	return e && e->kind == YAML_SCALAR ? e->text : NULL;
}

const char *yaml_kind_name(enum yaml_kind kind)
{
	switch (kind) {
	case YAML_SCALAR:
		return C_("yaml", "text");
	case YAML_LIST:
		return C_("yaml", "list");
	case YAML_MAP:
		return C_("yaml", "map");
	}
	return "";
}
