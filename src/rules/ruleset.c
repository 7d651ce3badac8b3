#include "rule_reader.h"
#include "revisit/base/i18n.h"

static int segment_of(void *arg, const char *key)
{
	const struct rule_reader *r = arg;
	sym_t sym = symbol_of(&r->keys, key);

	return sym >= 2 && strcmp(key, "=") != 0 ? (int)sym - 2 : -1;
}

/* A sentence by itself has no name. */
static void offer_segment(const struct ruleset *r, size_t i, const char *key, segment_offer *offer,
			  void *to)
{
	static const struct segment_title none = { NULL, NULL };
	const struct segment_title *title = r->titles ? &r->titles[i] : &none;

	if (strcmp(key, "=") != 0)
		offer(to, key, title->en, title->zh);
}

static void offer_segments(void *arg, segment_offer *offer, void *to)
{
	const struct rule_reader *r = arg;

	for (size_t i = 0; i < r->keys.n; i++)
		offer_segment(r->r, i, r->keys.name[i], offer, to);
}

static struct ruleset *new_rules(const struct lexicon *lex)
{
	struct ruleset *r = mem_alloc(sizeof(*r));

	arena_init(&r->arena);
	symbols_init(&r->symbols);
	r->config = lex->config;
	r->lex = *lex;
	return r;
}

void ruleset_free(struct ruleset *r)
{
	if (!r)
		return;
	symbols_release(&r->symbols);
	arena_release(&r->arena);
	free(r->text);
	free(r);
}

/* What a patient's source or doctor is can be told, whatever the sentences name. */
static void name_values(struct ruleset *r)
{
	static const enum term_kind kinds[] = { TERM_SOURCE, TERM_PROVIDER, TERM_LANGUAGE };
	struct strlist names;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		strlist_init(&names);
		lexicon_list(&r->lex, kinds[i], &names);
		for (size_t k = 0; k < names.n; k++)
			symbol_add(&r->symbols, names.v[k]);
		strlist_release(&names);
	}
}

static void begin_reading(struct rule_reader *r, const char *file, const char *text, size_t n,
			  const struct lexicon *lex, struct problems *problems)
{
	*r = (struct rule_reader){ .r = new_rules(lex), .problems = problems };
	r->r->text = mem_strndup(text, n);
	r->r->len = n;
	places_init(&r->places, arena_strdup(&r->r->arena, str_or_empty(file)), r->r->text, n);
	symbols_init(&r->keys);
	r->words = (struct sentence_context){
		.lex = &r->r->lex,
		.symbols = &r->r->symbols,
		.arena = &r->r->arena,
		.segment = segment_of,
		.segments = offer_segments,
		.arg = r,
	};
	name_values(r->r);
}

static struct ruleset *end_reading(struct rule_reader *r)
{
	struct ruleset *rules = r->r;

	places_release(&r->places);
	symbols_release(&r->keys);
	problems_sort(r->problems);
	if (r->problems->errors == 0)
		return rules;
	ruleset_free(rules);
	return NULL;
}

/* --- The file --------------------------------------------------------------------------------- */

static void read_clinic(struct rule_reader *r, const struct yaml *y)
{
	static const char *const names[] = { "quiet", NULL };

	if (!want_kind(r, y, YAML_MAP))
		return;
	for (const struct yaml *e = y->child; e; e = e->next) {
		if (strcmp(e->key, "quiet") != 0)
			wrong_name(r, e, names);
		else if (e->kind == YAML_SCALAR && strcmp(e->text, "none") == 0)
			continue;
		else
			r->r->has_quiet = want_interval(r, e, &r->r->quiet);
	}
}

enum { SEGMENT_KEY_MAX = 60 };

/* Sentences and the command line name segments by it, so it is one word. */
static bool key_fits(const char *key)
{
	for (const char *p = key; *p; p++)
		if ((unsigned char)*p <= ' ' || strchr("#@,:;=\"'[]{}()", *p))
			return false;
	return *key != '\0' && strlen(key) <= SEGMENT_KEY_MAX;
}

static const char *title_in(const struct yaml *title, const char *language)
{
	const struct yaml *one =
		title && title->kind == YAML_MAP ? yaml_get(title, language) : title;

	return one && one->kind == YAML_SCALAR ? one->text : NULL;
}

/* One that is written like a key, or stands twice, names nothing. */
static const char *own_title(struct rule_reader *r, const char *title, const struct symbols *once,
			     const struct symbols *twice)
{
	bool alone = title && symbol_of(once, title) >= 2 && symbol_of(twice, title) < 2 &&
		     symbol_of(&r->keys, title) < 2;

	return alone ? arena_strdup(&r->r->arena, title) : NULL;
}

static void see_title(struct symbols *once, struct symbols *twice, const char *title)
{
	if (title && symbol_of(once, title) >= 2)
		symbol_add(twice, title);
	else if (title)
		symbol_add(once, title);
}

/* Before anything is read: a sentence may name a segment that stands further down. */
static void title_segments(struct rule_reader *r, const struct yaml *y, size_t n)
{
	struct symbols once;
	struct symbols twice;
	size_t i = 0;

	symbols_init(&once);
	symbols_init(&twice);
	for (const struct yaml *e = y->child; e; e = e->next) {
		const struct yaml *title = e->kind == YAML_MAP ? yaml_get(e, "title") : NULL;
		const char *en = title_in(title, "en");
		const char *zh = title_in(title, "zh");
		see_title(&once, &twice, en);
		if (!str_eq(en, zh))
			see_title(&once, &twice, zh);
	}
	r->r->titles = arena_alloc(&r->r->arena, (n + 1) * sizeof(*r->r->titles));
	for (const struct yaml *e = y->child; e && i < n; e = e->next, i++) {
		const struct yaml *title = e->kind == YAML_MAP ? yaml_get(e, "title") : NULL;
		if (symbol_of(&twice, title_in(title, "en")) >= 2 ||
		    symbol_of(&twice, title_in(title, "zh")) >= 2)
			tell(r, true, place_key(&r->places, title),
			     _("another segment has this title too: nobody can tell them apart, "
			       "and "
			       "\"in segment\" needs the name '%s'"),
			     e->key);
		r->r->titles[i].en = own_title(r, title_in(title, "en"), &once, &twice);
		r->r->titles[i].zh = own_title(r, title_in(title, "zh"), &once, &twice);
	}
	symbols_release(&once);
	symbols_release(&twice);
}

static void name_segments(struct rule_reader *r, const struct yaml *y)
{
	char shown[64];
	size_t n = 0;

	for (const struct yaml *e = y->child; e; e = e->next) {
		if (n < SEGMENTS_MAX)
			symbol_add(&r->keys, e->key);
		if (!key_fits(e->key))
			wrong_key(r, e,
				  _("'%s' cannot be the name of a segment: one short word without "
				    "signs; "
				    "put a longer one under title:"),
				  str_excerpt(shown, sizeof(shown), e->key));
		else if (word_opens_sentence(e->key))
			wrong_key(r, e, _("'%s' is a word of the rules; give this another name"),
				  str_excerpt(shown, sizeof(shown), e->key));
		if (++n == SEGMENTS_MAX + 1)
			wrong_key(r, e, _("there are at most %d segments"), SEGMENTS_MAX);
	}
	r->r->segments = arena_alloc(&r->r->arena, (n + 1) * sizeof(*r->r->segments));
	title_segments(r, y, r->keys.n);
}

static void read_segments(struct rule_reader *r, const struct yaml *y)
{
	if (!want_kind(r, y, YAML_MAP))
		return;
	name_segments(r, y);
	for (const struct yaml *e = y->child; e && r->r->n_segments < SEGMENTS_MAX; e = e->next)
		read_segment(r, e, &r->r->segments[r->r->n_segments++]);
}

/* In this order: sentences name dates, tests name segments. */
static const struct {
	const char *key;
	void (*read)(struct rule_reader *r, const struct yaml *y);
} parts[] = {
	{ "clinic", read_clinic },
	{ "dates", read_dates },
	{ "segments", read_segments },
	{ "tests", read_tests },
};

static void read_file(struct rule_reader *r, const struct yaml *tree)
{
	const char *names[ARRAY_SIZE(parts) + 1] = { NULL };

	if (tree->kind != YAML_MAP) {
		wrong(r, tree,
		      _("this is no rule file: it begins with segments:, and the segments below"));
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		names[i] = parts[i].key;
	for (const struct yaml *e = tree->child; e; e = e->next) {
		size_t i = 0;
		while (names[i] && strcmp(names[i], e->key) != 0)
			i++;
		if (!names[i])
			wrong_name(r, e, names);
	}
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const struct yaml *e = yaml_get(tree, parts[i].key);
		if (e)
			parts[i].read(r, e);
		r->words.ranges = r->r->ranges;
		r->words.n_ranges = r->r->n_ranges;
	}
}

/* yaml.h counts characters. */
static void tell_yaml(struct rule_reader *r, const struct err *err)
{
	struct pos chars = { err->file, err->line, err->col };

	if (err->line <= 0) {
		problem_add(r->problems, false, &(struct pos){ r->places.file, 0, 0 }, 1, "%s",
			    err->msg);
		return;
	}
	tell(r, false, (struct span){ place_of(&r->places, &chars), 1 }, "%s", err->msg);
}

static void finish(struct rule_reader *r)
{
	/* Circles are told even beside other mistakes; the rest needs everything to be right. */
	bool ok = resolve(r);

	for (size_t i = 0; i < r->r->n_segments; i++)
		if (r->r->segments[i].who)
			check_segment(r, &r->r->segments[i]);
	check_dates(r);
	if (!ok || r->problems->errors > 0)
		return;
	ruleset_names(r->r);
	hash_rules(r->r);
}

static void is_twice(const struct err *err, void *arg)
{
	tell_yaml(arg, err);
}

static void read_tree(struct rule_reader *r, struct arena *arena)
{
	struct err err = ERR_INIT;
	struct yaml *tree = yaml_parse_on(r->places.file, r->r->text, r->r->len, arena, is_twice, r, &err);

	if (tree)
		read_file(r, tree);
	else
		tell_yaml(r, &err);
}

struct ruleset *ruleset_read(const char *file, const char *text, size_t n,
			     const struct lexicon *lex, struct problems *problems)
{
	struct rule_reader r;
	struct arena arena;

	arena_init(&arena);
	begin_reading(&r, file, text, n, lex, problems);
	read_tree(&r, &arena);
	finish(&r);
	arena_release(&arena);
	return end_reading(&r);
}

/* --- One sentence ----------------------------------------------------------------------------- */

static void see_segment(const struct node *leaf, void *arg)
{
	bool *named = arg;

	*named = *named || leaf->kind == NODE_SEGMENT ||
		 (leaf->kind == NODE_HOUSE && leaf->child->kind == NODE_SEGMENT);
}

/* The sentence is number 0, "="; the others keep their order behind it. */
static void take_names(struct rule_reader *r, const struct ruleset *with)
{
	size_t n = with ? with->n_segments : 0;
	struct ruleset *rules = r->r;

	symbol_add(&r->keys, "=");
	for (size_t i = 0; i < n; i++)
		symbol_add(&r->keys, with->segments[i].key);
	rules->segments = arena_alloc(&rules->arena, (n + 1) * sizeof(*rules->segments));
	rules->titles = arena_alloc(&rules->arena, (n + 1) * sizeof(*rules->titles));
	if (!with)
		return;
	for (size_t i = 0; with->titles && i < n; i++) {
		const struct segment_title *t = &with->titles[i];
		rules->titles[i + 1].en = t->en ? arena_strdup(&rules->arena, t->en) : NULL;
		rules->titles[i + 1].zh = t->zh ? arena_strdup(&rules->arena, t->zh) : NULL;
	}
	rules->has_quiet = with->has_quiet;
	rules->quiet = with->quiet;
	rules->n_ranges = with->n_ranges;
	rules->ranges = arena_alloc(&rules->arena, with->n_ranges * sizeof(*rules->ranges));
	for (size_t i = 0; i < with->n_ranges; i++) {
		rules->ranges[i] = with->ranges[i];
		rules->ranges[i].key = arena_strdup(&rules->arena, with->ranges[i].key);
	}
	r->words.ranges = rules->ranges;
	r->words.n_ranges = rules->n_ranges;
}

/* Reads the file's segments into the same rules.  They were right before, but clinic.yaml may have
 * another word for something since. */
static bool read_others(struct rule_reader *r, const struct ruleset *with)
{
	struct problems aside;
	struct rule_reader others = *r;
	struct arena arena;
	struct err err = ERR_INIT;

	arena_init(&arena);
	problems_init(&aside);
	others.problems = &aside;
	others.words.arg = &others;
	places_init(&others.places, "", with->text, with->len);
	const struct yaml *tree = yaml_parse("", with->text, with->len, &arena, &err);
	const struct yaml *segments = tree ? yaml_get(tree, "segments") : NULL;
	for (const struct yaml *e = segments ? segments->child : NULL; e; e = e->next)
		read_segment(&others, e, &r->r->segments[r->r->n_segments++]);
	bool ok = aside.errors == 0;
	if (!ok)
		problem_add(r->problems, false, &(struct pos){ "", 1, 1 }, 1,
			    _("the segments no longer fit clinic.yaml; see what is wrong with the "
			      "rules "
			      "first"));
	places_release(&others.places);
	problems_release(&aside);
	arena_release(&arena);
	return ok;
}

static bool read_one(struct rule_reader *r, const struct ruleset *with, const char *sentence)
{
	struct segment *s = &r->r->segments[0];
	struct pos pos = { "", 1, 1 };
	bool named = false;

	struct node *node = sentences_parse(&r->words, sentence, &pos, r->problems);
	if (!node)
		return false;
	struct node *who = arena_alloc(&r->r->arena, sizeof(*who));
	*who = (struct node){ .kind = NODE_ALL, .segment = -1, .pos = pos, .child = node };
	*s = (struct segment){ .key = "=", .pos = pos, .who = who, .purpose = PURPOSE_RECALL };
	s->title_en = s->title_zh = arena_strdup(&r->r->arena, sentence);
	r->r->n_segments = 1;
	each_sentence(who, see_segment, &named);
	return !named || !with || read_others(r, with);
}

struct ruleset *ruleset_of_sentence(const char *sentence, const struct ruleset *with,
				    const struct lexicon *lex, struct problems *problems)
{
	struct rule_reader r;

	begin_reading(&r, "", sentence, strlen(sentence), lex, problems);
	take_names(&r, with);
	if (read_one(&r, with, sentence)) {
		resolve(&r);
		check_segment(&r, &r.r->segments[0]);
		ruleset_names(r.r);
		hash_rules(r.r);
	}
	return end_reading(&r);
}

/* --- Looking at rules ------------------------------------------------------------------------- */

int ruleset_find(const struct ruleset *r, const char *key)
{
	for (size_t i = 0; i < r->n_segments; i++)
		if (strcmp(r->segments[i].key, key) == 0)
			return (int)i;
	return -1;
}

const char *segment_title(const struct segment *s)
{
	return i18n_is_chinese() ? s->title_zh : s->title_en;
}

static int find_segment(void *arg, const char *key)
{
	return ruleset_find(arg, key);
}

static void offer_keys(void *arg, segment_offer *offer, void *to)
{
	const struct ruleset *r = arg;

	for (size_t i = 0; i < r->n_segments; i++)
		offer_segment(r, i, r->segments[i].key, offer, to);
}

/* Const rules lend themselves to what only reads them: showing and completing add no names. */
struct sentence_context ruleset_words(const struct ruleset *r)
{
	struct ruleset *lent = (struct ruleset *)(uintptr_t)r;

	return (struct sentence_context){
		.lex = &r->lex,
		.symbols = &lent->symbols,
		.arena = &lent->arena,
		.ranges = r->ranges,
		.n_ranges = r->n_ranges,
		.segment = find_segment,
		.segments = offer_keys,
		.arg = lent,
	};
}
