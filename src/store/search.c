/* A search: legs walked in the order in which their hits are shown. */
#include "revisit/store/imports.h"
#include "revisit/store/search.h"
#include "search_everyone.h"
#include "search_near.h"
#include "search_word.h"

enum {
	FIRST_ROWS = 100,      /* keys in the first step, and in the later ones */
	ROWS = 2000,
	BLOCKS = 64,
	FEW = 2000, /* patients that are looked at one by one */
	PLACED_AT_ONCE = 300,
	SAME_PHONE_HITS = 10,  /* so few hits that others on their numbers are listed */
	SAME_PHONE_MAX = 20,
};

enum leg_kind { LEG_NEAR, LEG_WALK, LEG_SAME_PHONE };

struct leg {
	enum leg_kind kind;
	int class;
	bool gone;
	const struct match_probe *probe; /* of a walk */
	size_t near;                     /* of a walk: where the near ones of its class are */
};

/* Somebody whose keys are known: their place among the legs. */
struct placed {
	size_t leg, walk; /* the leg that gives them; the one whose probe fits */
	char key[MATCH_KEY_MAX + 2];
	int64_t patient;
};

enum phase { PHASE_CHOOSE, PHASE_PLACE, PHASE_SETS, PHASE_LEGS, PHASE_TEXTS, PHASE_DONE };

struct search {
	struct store *s;
	const struct search_near *near;
	struct arena arena;
	struct strlist typed;
	struct word *words;
	size_t n_words;
	struct word *driver; /* the longest word */
	struct match_probe joined;
	bool has_joined;
	enum phase phase;
	bool one_by_one; /* all who may fit are in `placed`: nothing is walked */
	size_t few; /* so few patients are looked at one by one */

	struct leg *legs;
	size_t n_legs, cap_legs, leg;
	struct placed *placed;
	size_t n_placed, cap_placed, next_placed;
	int64_t *rare; /* whom the rare word finds; the next to be placed */
	size_t n_rare, next_rare;
	struct key_walk walk;
	bool walking;
	bool begun;

	struct idset seen, gone;
	struct hits hits;
	struct hit *later; /* found inside, and gone */
	size_t n_later, cap_later;
	size_t text_word; /* the word whose texts are looked into */

	bool for_everyone;
	struct everyone everyone;
};

/* --- legs --- */

static size_t add_leg(struct search *x, struct leg leg)
{
	GROW(x->legs, x->n_legs, x->cap_legs);
	x->legs[x->n_legs] = leg;
	return x->n_legs++;
}

static void add_walk(struct search *x, const struct match_probe *p, bool gone, size_t near)
{
	add_leg(x, (struct leg){ .kind = LEG_WALK, .class = (int)p->class, .gone = gone,
				 .probe = p, .near = near });
}

static void add_class(struct search *x, int class, bool gone)
{
	const struct match_probes *probes = &x->driver->probes;
	bool any = false;

	for (size_t i = 0; i < probes->n; i++)
		any = any || (int)probes->v[i].class == class;
	if (!any)
		return;
	size_t near = add_leg(x, (struct leg){ .kind = LEG_NEAR, .class = class, .gone = gone });
	for (size_t i = 0; i < probes->n; i++)
		if ((int)probes->v[i].class == class)
			add_walk(x, &probes->v[i], gone, near);
}

static void add_classes(struct search *x, int first, int last, bool gone)
{
	for (int class = first; class <= last; class++)
		add_class(x, class, gone);
}

static void add_joined(struct search *x, bool gone)
{
	if (!x->has_joined)
		return;
	size_t near = add_leg(x, (struct leg){ .kind = LEG_NEAR, .class = MATCH_NAME, .gone = gone });
	add_walk(x, &x->joined, gone, near);
}

static void make_legs(struct search *x)
{
	/* Who asks for a chart by its number means that one, whatever became of it. */
	add_class(x, MATCH_CHART, false);
	add_class(x, MATCH_CHART, true);
	for (int gone = 0; gone < 2; gone++) {
		add_joined(x, gone);
		add_classes(x, MATCH_CHART + 1, MATCH_READING - 1, gone);
	}
	add_leg(x, (struct leg){ .kind = LEG_SAME_PHONE, .class = MATCH_SAME_PHONE });
	for (int gone = 0; gone < 2; gone++)
		add_classes(x, MATCH_READING, MATCH_SOUND, gone);
}

/* "zhang wei" is first of all the name written so: before 张宏伟, whose parts it begins too. */
static void join_words(struct search *x)
{
	struct str joined;
	bool letters = x->n_words > 1;

	str_init(&joined);
	for (size_t i = 0; letters && i < x->n_words; i++) {
		for (const char *p = x->words[i].text; *p; p++)
			letters = letters && *p >= 'a' && *p <= 'z';
		str_add(&joined, x->words[i].text);
	}
	x->has_joined = letters && joined.len > 0 && joined.len <= MATCH_KEY_MAX;
	if (x->has_joined) {
		x->joined = (struct match_probe){ .class = MATCH_NAME };
		snprintf(x->joined.text, sizeof(x->joined.text), "n%s", joined.p);
	}
	str_release(&joined);
}

/* --- hits --- */

static void add_hit(struct search *x, int64_t patient, int class, bool gone)
{
	if (!idset_add(&x->seen, patient))
		return;
	GROW(x->hits.v, x->hits.n, x->hits.cap);
	x->hits.v[x->hits.n++] = (struct hit){ .patient = patient, .class = class, .gone = gone };
}

/* The other words, of somebody a walk met. */
static bool others_know(const struct search *x, int64_t patient)
{
	for (size_t i = 0; i < x->n_words; i++)
		if (&x->words[i] != x->driver && !idset_has(&x->words[i].keys, patient))
			return false;
	return true;
}

static bool found_on_leg(int64_t patient, void *arg, struct err *err)
{
	struct search *x = arg;
	const struct leg *leg = &x->legs[x->leg];

	(void)err;
	if (search_near_has(x->near, patient))
		return true; /* placed already */
	/* A joined name has the other words in it. */
	if (leg->probe == &x->joined || others_know(x, patient))
		add_hit(x, patient, leg->class, leg->gone);
	return true;
}

/* --- those whose keys are known --- */

static bool fits_leg(const struct leg *leg, const char *key)
{
	bool gone = key[0] >= 'A' && key[0] <= 'Z';

	return leg->kind == LEG_WALK && leg->gone == gone &&
	       (leg->probe->text[0] | 0x20) == (key[0] | 0x20) && match_fits(leg->probe, key);
}

/* The first leg on which these keys are met, and the first key there. */
static bool find_place(const struct search *x, const char *keys, struct placed *out)
{
	char key[MATCH_KEY_MAX + 2];

	out->walk = x->n_legs;
	for (const char *p = keys; *p;) {
		size_t n = strcspn(p, "\n");
		if (n < sizeof(key)) {
			memcpy(key, p, n);
			key[n] = '\0';
			for (size_t i = 0; i < x->n_legs && i <= out->walk; i++) {
				if (!fits_leg(&x->legs[i], key))
					continue;
				if (i < out->walk || strcmp(key, out->key) < 0)
					snprintf(out->key, sizeof(out->key), "%s", key);
				out->walk = i;
				break;
			}
		}
		p += n + (p[n] == '\n');
	}
	return out->walk < x->n_legs;
}

static bool others_fit(const struct search *x, const char *keys)
{
	for (size_t i = 0; i < x->n_words; i++)
		if (&x->words[i] != x->driver && !word_fits(&x->words[i], keys))
			return false;
	return true;
}

static void add_placed(struct search *x, const struct placed *place)
{
	GROW(x->placed, x->n_placed, x->cap_placed);
	x->placed[x->n_placed++] = *place;
}

static void place(struct search *x, int64_t patient, const char *keys)
{
	struct placed place = { .patient = patient };

	/* A joined name is walked in any case: its words may be no keys of their own. */
	if (!find_place(x, keys, &place) || x->legs[place.walk].probe == &x->joined ||
	    !others_fit(x, keys))
		return;
	place.leg = place.walk;
	add_placed(x, &place);
}

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a;
	const struct placed *y = b;
	int keys = strcmp(x->key, y->key);

	if (x->leg != y->leg)
		return x->leg < y->leg ? -1 : 1;
	if (x->walk != y->walk)
		return x->walk < y->walk ? -1 : 1;
	if (keys)
		return keys;
	return (x->patient > y->patient) - (x->patient < y->patient);
}

/* Those of the near ones that a walk would meet, each on the first leg that meets them. */
static void place_on(struct search *x, size_t walk, struct idset *placed)
{
	const struct leg *leg = &x->legs[walk];
	const struct search_near *near = x->near;
	char from[MATCH_KEY_MAX + 2];
	size_t n = strlen(leg->probe->text);

	snprintf(from, sizeof(from), "%s", leg->probe->text);
	if (leg->gone)
		from[0] = (char)(from[0] + 'A' - 'a');
	for (size_t i = search_near_first(near, from);
	     i < near->n_keys && strncmp(near->keys[i].text, from, n) == 0; i++) {
		const struct known *who = &near->v[near->keys[i].who];
		struct placed place = { .patient = who->patient, .leg = leg->near, .walk = walk };
		if (!match_fits(leg->probe, near->keys[i].text) ||
		    (leg->probe != &x->joined && !others_fit(x, who->keys)) ||
		    !idset_add(placed, who->patient))
			continue;
		snprintf(place.key, sizeof(place.key), "%s", near->keys[i].text);
		add_placed(x, &place);
	}
}

static void place_near(struct search *x)
{
	struct idset placed = { 0 };

	for (size_t i = 0; x->near && i < x->n_legs; i++)
		if (x->legs[i].kind == LEG_WALK)
			place_on(x, i, &placed);
	idset_release(&placed);
}

static void sort_placed(struct search *x)
{
	if (x->n_placed > 1)
		qsort(x->placed, x->n_placed, sizeof(*x->placed), by_place);
}

/* When one of several words is rare, those it finds are looked at one by one. */
static bool choose(struct search *x, struct err *err)
{
	struct word *rare = NULL;
	bool ok = true;

	for (size_t i = 0; ok && x->n_words > 1 && i < x->n_words; i++) {
		struct word *w = &x->words[i];
		while (ok && !w->keys_done && w->keys.n <= x->few)
			ok = word_step_keys(x->s, w, FIRST_ROWS, err);
		if (w->keys_done && w->keys.n <= x->few && (!rare || w->keys.n < rare->keys.n))
			rare = w;
	}
	place_near(x);
	x->one_by_one = rare != NULL;
	if (rare) {
		x->rare = idset_list(&rare->keys);
		x->n_rare = rare->keys.n;
	}
	x->phase = rare ? PHASE_PLACE : x->n_words > 1 ? PHASE_SETS : PHASE_LEGS;
	sort_placed(x);
	return ok;
}

static bool step_place(struct search *x, struct err *err)
{
	for (int i = 0; i < PLACED_AT_ONCE && x->next_rare < x->n_rare; i++) {
		int64_t patient = x->rare[x->next_rare++];
		const char *keys;
		if (search_near_has(x->near, patient))
			continue;
		if (!search_keys(x->s, &x->arena, patient, &keys, err))
			return false;
		place(x, patient, keys);
	}
	if (x->next_rare == x->n_rare) {
		sort_placed(x);
		x->phase = PHASE_LEGS;
	}
	return true;
}

static bool step_sets(struct search *x, struct err *err)
{
	for (size_t i = 0; i < x->n_words; i++)
		if (&x->words[i] != x->driver && !x->words[i].keys_done)
			return word_step_keys(x->s, &x->words[i], ROWS, err);
	x->phase = PHASE_LEGS;
	return true;
}

/* --- others on the same number --- */

static bool list_same_phone(struct search *x, struct err *err)
{
	size_t n = x->hits.n;
	bool ok = true;

	for (size_t i = 0; ok && n <= SAME_PHONE_HITS && i < n; i++) {
		struct stmt *q = db_stmt(
			x->s->db,
			"SELECT DISTINCT o.patient, p.status FROM contact k JOIN contact o "
			"ON o.norm = k.norm JOIN patient p ON p.id = o.patient "
			"WHERE k.patient = ?1 AND o.patient <> ?1 AND p.status <> 'merged' AND "
			"k.kind IN ('mobile', 'home', 'work', 'phone') AND "
			"o.kind IN ('mobile', 'home', 'work', 'phone') ORDER BY o.patient LIMIT ?2",
			err);
		enum step step = STEP_ERROR;
		if (!q)
			return false;
		stmt_int(q, 1, x->hits.v[i].patient);
		stmt_int(q, 2, SAME_PHONE_MAX);
		while ((step = stmt_step(q, err)) == STEP_ROW) {
			int status = choice_find(patient_status_choices, str_or_empty(col_text(q, 1)));
			add_hit(x, col_int(q, 0), MATCH_SAME_PHONE,
				patient_is_gone((enum patient_status)status));
		}
		stmt_done(q);
		ok = step == STEP_DONE;
	}
	return ok;
}

/* --- the texts --- */

static void add_inside(struct search *x, int64_t patient, bool gone)
{
	if (!gone) {
		add_hit(x, patient, MATCH_INSIDE, false);
		return;
	}
	GROW(x->later, x->n_later, x->cap_later);
	x->later[x->n_later++] = (struct hit){ .patient = patient };
}

static bool found_in_text(size_t word, int64_t patient, bool gone, void *arg, struct err *err)
{
	(void)word;
	(void)err;
	add_inside(arg, patient, gone);
	return true;
}

static void finish(struct search *x)
{
	for (size_t i = 0; i < x->n_later; i++)
		add_hit(x, x->later[i].patient, MATCH_INSIDE, true);
	x->phase = PHASE_DONE;
}

static bool knows(const struct word *w, int64_t patient)
{
	return idset_has(&w->keys, patient) || idset_has(&w->inside, patient);
}

/* Those whom one word finds, by the other words: from their sets, or one by one. */
static bool join_texts(struct search *x, const struct word *rare, bool one_by_one, struct err *err)
{
	const struct idset *sets[] = { &rare->keys, &rare->inside };
	bool ok = true;
	struct idset both = { 0 };

	for (size_t k = 0; k < ARRAY_SIZE(sets); k++) {
		int64_t *ids = idset_list(sets[k]);
		for (size_t i = 0; i < sets[k]->n; i++)
			idset_add(&both, ids[i]);
		free(ids);
	}
	int64_t *ids = idset_list(&both);
	for (size_t i = 0; ok && i < both.n; i++) {
		bool all = !idset_has(&x->seen, ids[i]);
		const char *keys = "";
		if (one_by_one && all)
			ok = search_keys(x->s, &x->arena, ids[i], &keys, err);
		for (size_t w = 0; ok && all && w < x->n_words; w++) {
			if (&x->words[w] == rare)
				continue;
			all = one_by_one ? word_fits(&x->words[w], keys) :
					   knows(&x->words[w], ids[i]);
			if (!all && one_by_one)
				ok = word_is_inside(x->s, &x->words[w], ids[i], &all, err);
		}
		if (ok && all)
			add_inside(x, ids[i], idset_has(&x->gone, ids[i]));
	}
	free(ids);
	idset_release(&both);
	finish(x);
	return ok;
}

static bool step_single(struct search *x, struct err *err)
{
	struct inside_walk *walk = &x->driver->in;

	if (!inside_walk_step(x->s, &walk, 1, BLOCKS, found_in_text, x, err))
		return false;
	if (walk->done)
		finish(x);
	return true;
}

/* The word with the fewest keys first; when it is rare those it finds are looked at one by one, else
 * the texts are read once for all words. */
static bool step_texts(struct search *x, struct err *err)
{
	struct word *w = &x->words[x->text_word];

	if (x->n_words == 1)
		return step_single(x, err);
	if (!w->keys_done)
		return word_step_keys(x->s, w, ROWS, err);
	if (w->keys.n <= x->few && !w->in.done)
		return word_step_inside(x->s, w, 1, BLOCKS, err);
	if (w->in.done && w->keys.n + w->inside.n <= x->few)
		return join_texts(x, w, true, err);
	for (size_t i = 0; i < x->n_words; i++)
		if (!x->words[i].keys_done)
			return word_step_keys(x->s, &x->words[i], ROWS, err);
	for (size_t i = 0; i < x->n_words; i++)
		if (!x->words[i].in.done)
			return word_step_inside(x->s, x->words, x->n_words, BLOCKS, err);
	return join_texts(x, w, false, err);
}

static void begin_texts(struct search *x)
{
	x->phase = PHASE_TEXTS;
	for (size_t i = 0; i < x->n_words; i++) {
		const struct word *w = &x->words[i], *least = &x->words[x->text_word];
		if ((w->keys_done && !least->keys_done) ||
		    (w->keys_done == least->keys_done && w->keys.n < least->keys.n))
			x->text_word = i;
	}
}

/* --- steps --- */

static bool step_walk(struct search *x, struct err *err)
{
	const struct leg *leg = &x->legs[x->leg];

	if (!x->walking)
		key_walk_init(&x->walk, leg->probe, leg->gone);
	x->walking = true;
	if (!key_walk_step(x->s, &x->walk, x->begun ? ROWS : FIRST_ROWS, found_on_leg, x, err))
		return false;
	x->begun = true;
	if (!x->walk.done)
		return true;
	key_walk_release(&x->walk);
	x->walking = false;
	x->leg++;
	return true;
}

static bool step_leg(struct search *x, struct err *err)
{
	if (x->leg == x->n_legs) {
		begin_texts(x);
		return true;
	}
	const struct leg *leg = &x->legs[x->leg];
	if (leg->kind == LEG_WALK && (!x->one_by_one || leg->probe == &x->joined))
		return step_walk(x, err);
	bool ok = leg->kind != LEG_SAME_PHONE || list_same_phone(x, err);
	for (; x->next_placed < x->n_placed && x->placed[x->next_placed].leg == x->leg;
	     x->next_placed++)
		add_hit(x, x->placed[x->next_placed].patient, leg->class, leg->gone);
	x->leg++;
	return ok;
}

static bool step(struct search *x, struct err *err)
{
	switch (x->phase) {
	case PHASE_CHOOSE:
		return choose(x, err);
	case PHASE_PLACE:
		return step_place(x, err);
	case PHASE_SETS:
		return step_sets(x, err);
	case PHASE_LEGS:
		return step_leg(x, err);
	case PHASE_TEXTS:
		return step_texts(x, err);
	case PHASE_DONE:
		return true;
	}
	return true;
}

/* In one transaction: SQLite would lock and look at the file anew for each of the hundreds of
 * questions of a step. */
bool search_step(struct search *x, struct err *err)
{
	bool own = !x->s->action && !search_done(x);

	if (own)
		store_look_begin(x->s);
	bool ok = search_done(x) || step(x, err);
	if (own)
		store_look_end(x->s);
	return ok;
}

bool search_is_everyone(const struct search *x)
{
	return x->for_everyone;
}

bool search_done(const struct search *x)
{
	return x->for_everyone || x->phase == PHASE_DONE;
}

bool search_is_slow(const struct search *x)
{
	return !x->for_everyone && (x->phase == PHASE_SETS || x->phase == PHASE_TEXTS ||
				    (x->phase == PHASE_PLACE && x->next_rare > 0));
}

bool search_place(struct search *x, int64_t patient, size_t *i, struct err *err)
{
	if (x->for_everyone)
		return everyone_place(x->s, &x->everyone, patient, i, err);
	for (*i = 0; *i < x->hits.n && x->hits.v[*i].patient != patient;)
		++*i;
	if (*i == x->hits.n)
		*i = SIZE_MAX;
	return true;
}

bool search_until(struct search *x, size_t n, struct err *err)
{
	while (!search_done(x) && x->hits.n < n)
		if (!search_step(x, err))
			return false;
	return true;
}

size_t search_count(const struct search *x)
{
	return x->for_everyone ? x->everyone.total : x->hits.n;
}

bool search_hit(struct search *x, size_t i, struct hit *out, struct err *err)
{
	*out = (struct hit){ .class = MATCH_NAME };
	if (x->for_everyone)
		return everyone_at(x->s, &x->everyone, i, &out->patient, err);
	if (i < x->hits.n)
		*out = x->hits.v[i];
	return true;
}

/* --- beginning and end --- */

static void take_words(struct search *x)
{
	x->n_words = x->typed.n;
	x->words = mem_array(x->n_words, sizeof(*x->words));
	for (size_t i = 0; i < x->n_words; i++) {
		word_init(&x->words[i], x->typed.v[i], &x->gone);
		if (!x->driver || strlen(x->words[i].text) > strlen(x->driver->text))
			x->driver = &x->words[i];
	}
	join_words(x);
	make_legs(x);
}

struct search *search_new(struct store *s, const char *text, const struct search_near *near,
			  struct err *err)
{
	struct search *x = mem_alloc(sizeof(*x));

	x->s = s;
	x->near = near;
	x->few = s->search_few ? s->search_few : FEW;
	arena_init(&x->arena);
	strlist_init(&x->typed);
	store_catch_up(s);
	match_words(text, &x->typed);
	if (x->typed.n)
		take_words(x);
	else
		x->phase = PHASE_DONE;
	/* Only nothing typed, or the sign a tag begins with, means everyone. */
	x->for_everyone = x->typed.n == 0 && text[strspn(text, " #")] == '\0';
	if (!x->for_everyone || everyone_init(s, &x->everyone, err))
		return x;
	search_free(x);
	return NULL;
}

void search_free(struct search *x)
{
	if (!x)
		return;
	for (size_t i = 0; i < x->n_words; i++)
		word_release(&x->words[i]);
	free(x->words);
	if (x->walking)
		key_walk_release(&x->walk);
	free(x->legs);
	free(x->placed);
	free(x->rare);
	free(x->later);
	idset_release(&x->seen);
	idset_release(&x->gone);
	hits_release(&x->hits);
	strlist_release(&x->typed);
	everyone_release(&x->everyone);
	arena_release(&x->arena);
	free(x);
}
