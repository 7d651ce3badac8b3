/* Segments and their members, why somebody is one, and who fits a sentence. */
#include "revisit/clinic/segments.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"
#include "revisit/store/merge.h"
#include "revisit/store/view.h"

/* Nearly a member: by itself within so many days. */
enum { NEARLY_DAYS = 60, PATIENCE_MS = 2000 };

static bool no_rules(struct err *err)
{
	return err_set(err, ERR_RULES,
		       _("there are no rules in force; rules.yaml tells what they are"));
}

struct counting {
	struct store *s;
	const struct ruleset *set;
	struct segment_line *lines;
};

static bool count_pin(const void *row, void *arg)
{
	const struct pin *p = row;
	struct counting *to = arg;
	int i = ruleset_find(to->set, p->segment);

	/* What was decided of a chart that was merged counts with the other one's. */
	if (i < 0 || store_survivor(to->s, p->patient) != p->patient)
		return true;
	struct segment_line *l = &to->lines[i];
	if (!str_eq(p->hash, to->set->segments[i].hash))
		l->void_pins++;
	else if (p->way == PIN_IN)
		l->kept_in++;
	else
		l->kept_out++;
	return true;
}

static bool bring_up(struct clinic *c, int budget_ms, bool *done, struct err *err)
{
	struct segments_progress progress;
	day_t today = clinic_today(c);

	*done = true;
	return segments_refresh(&c->store, today, budget_ms, done, err) &&
	       (!*done || segments_build(&c->store, today, budget_ms, &progress, done, err));
}

/* Whoever goes to the end waits for others who write; between two keys nobody does. */
bool segments_catch_up(struct clinic *c, int budget_ms, bool *done, struct err *err)
{
	struct err why = ERR_INIT;
	int64_t until = boot_now() + (budget_ms > 0 ? 0 : PATIENCE_MS);

	*done = true;
	if (!clinic_rules(c))
		return true;
	while (!bring_up(c, budget_ms, done, &why)) {
		if (why.code != ERR_BUSY || boot_now() >= until) {
			if (err)
				*err = why;
			return false;
		}
		err_clear(&why);
	}
	return true;
}

/* As up to date as it can be: what others hold up is told of the state before. */
static bool catch_up_if_free(struct clinic *c, int budget_ms, bool *done, struct err *err)
{
	struct err why = ERR_INIT;

	if (segments_catch_up(c, budget_ms, done, &why))
		return true;
	*done = false;
	if (why.code == ERR_BUSY)
		return true;
	if (err)
		*err = why;
	return false;
}

bool clinic_segments_work(struct clinic *c, int budget_ms, bool *done, struct err *err)
{
	*done = true;
	if (!clinic_rules(c) || c->store.refuse)
		return true;
	return segments_catch_up(c, budget_ms, done, err) &&
	       (!*done || segments_run_daily(c, NULL, NULL, err));
}

bool segments_list(struct clinic *c, int budget_ms, struct segment_line **out, size_t *n,
		   bool *done, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);
	struct segment_count *counts;
	struct segment_line *lines;

	*out = NULL;
	*n = 0;
	*done = true;
	if (!set)
		return true;
	if (!catch_up_if_free(c, budget_ms, done, err))
		return false;
	counts = mem_array(set->n_segments, sizeof(*counts));
	lines = mem_array(set->n_segments, sizeof(*lines));
	for (size_t i = 0; i < set->n_segments; i++)
		lines[i] = (struct segment_line){ .segment = i,
						  .key = set->segments[i].key,
						  .title = segment_title(&set->segments[i]) };
	struct counting to = { &c->store, set, lines };
	bool ok = segments_count(&c->store, clinic_today(c), counts, err) &&
		  store_each(&c->store, &record_pin, count_pin, &to, err);
	for (size_t i = 0; i < set->n_segments; i++)
		lines[i].count = counts[i];
	free(counts);
	if (!ok) {
		free(lines);
		return false;
	}
	*out = lines;
	*n = set->n_segments;
	return true;
}

bool segment_page(struct clinic *c, size_t segment, int64_t *key, int64_t *patient, size_t limit,
		  int64_t *ids, size_t *n, struct err *err)
{
	*n = 0;
	return clinic_rules(c) ? segments_members(&c->store, segment, clinic_today(c), key, patient,
						  limit, ids, n, err)
			       : no_rules(err);
}

/* --- who fits a sentence --- */

struct hit {
	int64_t patient;
	int64_t value; /* what was asked for, by which they are listed; most first: its negative */
	char *name_key;
};

struct where {
	struct clinic *c;
	char *sentence; /* NULL: everybody */
	int64_t times;  /* clinic_rules_times: later everything begins again */
	struct ruleset *set;
	size_t segment; /* "=" */
	struct needs needs;
	bool by_value;
	const struct node *told; /* whose value they are listed by; NULL */
	day_t today;
	int64_t after; /* the last one looked at */
	int64_t until; /* when this step ends, boot_now */
	size_t seen;   /* in this step */
	struct hit *hits;
	size_t n, cap;
	int64_t *ids, *values;
};

/* Reads the sentence with the words and segments there are now. */
static bool read_where(struct where *w, struct problems *problems)
{
	const struct lexicon *lex = clinic_lexicon(w->c, NULL);

	const char *sentence = w->sentence ? w->sentence : "is active"; /* any that can be read */
	w->told = NULL;
	w->set = lex ? ruleset_of_sentence(sentence, clinic_rules(w->c), lex, problems) : NULL;
	w->times = clinic_rules_times(w->c);
	if (!w->set)
		return false;
	w->segment = (size_t)ruleset_find(w->set, "=");
	w->needs = w->set->segments[w->segment].needs;
	w->needs.parts |= NEED_NAME_KEY;
	w->told = w->by_value ? told_node(w->set->segments[w->segment].who) : NULL;
	return true;
}

struct where *where_begin(struct clinic *c, const char *sentence, struct problems *problems)
{
	struct where *w = mem_alloc(sizeof(*w));

	*w = (struct where){ .c = c, .sentence = mem_strdup(sentence), .today = clinic_today(c) };
	if (read_where(w, problems))
		return w;
	where_free(w);
	return NULL;
}

static void forget_hits(struct where *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->hits[i].name_key);
	w->n = 0;
	w->after = 0;
}

/* What was found under other rules or settings, or yesterday, is not what is asked now. */
static bool begin_again(struct where *w, struct err *err)
{
	struct problems problems;

	forget_hits(w);
	w->today = clinic_today(w->c);
	if (w->times == clinic_rules_times(w->c))
		return true;
	ruleset_free(w->set);
	problems_init(&problems);
	bool ok = read_where(w, &problems) || !problems_err(&problems, err);
	problems_release(&problems);
	return ok && w->set;
}

void where_free(struct where *w)
{
	if (!w)
		return;
	forget_hits(w);
	free(w->hits);
	free(w->ids);
	free(w->values);
	free(w->sentence);
	ruleset_free(w->set);
	free(w);
}

/* Who has none of it comes last. */
static int64_t value_of(const struct where *w, const struct view *v)
{
	int64_t value = w->told ? told_value(w->set, w->told, v, w->today) : 0;

	if (value == INT64_MIN)
		return INT64_MAX;
	return w->told && told_most_first(w->told) ? -value : value;
}

static bool look_at(struct view *v, void *arg)
{
	struct where *w = arg;

	w->after = v->patient;
	if (!w->sentence || segment_on(w->set, w->segment, v, w->today).is) {
		GROW(w->hits, w->n, w->cap);
		w->hits[w->n++] = (struct hit){ v->patient, value_of(w, v),
						mem_strdup(str_or_empty(v->name_key)) };
	}
	/* The clock is asked now and then only. */
	return w->until == 0 || ++w->seen % 64 != 0 || boot_now() < w->until;
}

static int in_order(const void *a, const void *b)
{
	const struct hit *x = a;
	const struct hit *y = b;

	if (x->value != y->value)
		return x->value > y->value ? 1 : -1;
	int order = strcmp(x->name_key, y->name_key);

	return order ? order : (x->patient > y->patient) - (x->patient < y->patient);
}

bool where_step(struct where *w, int budget_ms, bool *done, struct err *err)
{
	*done = false;
	if ((w->times != clinic_rules_times(w->c) || w->today != clinic_today(w->c)) &&
	    !begin_again(w, err))
		return false;
	int64_t before = w->after;
	w->until = budget_ms > 0 ? boot_now() + budget_ms : 0;
	w->seen = 0;
	if (!store_views(&w->c->store, w->set, &w->needs, before, look_at, w, err))
		return false;
	*done = w->until == 0 || w->after == before || boot_now() < w->until;
	if (*done && w->n > 0)
		qsort(w->hits, w->n, sizeof(*w->hits), in_order);
	return true;
}

const int64_t *where_ids(const struct where *w, size_t *n)
{
	struct where *mine = (struct where *)w;

	free(mine->ids);
	mine->ids = mem_array(w->n ? w->n : 1, sizeof(*mine->ids));
	for (size_t i = 0; i < w->n; i++)
		mine->ids[i] = w->hits[i].patient;
	*n = w->n;
	return mine->ids;
}

const struct node *where_by_value(struct where *w)
{
	w->by_value = true;
	w->told = told_node(w->set->segments[w->segment].who);
	return w->told;
}

const int64_t *where_values(const struct where *w)
{
	struct where *mine = (struct where *)w;
	bool most = w->told && told_most_first(w->told);

	free(mine->values);
	mine->values = mem_array(w->n ? w->n : 1, sizeof(*mine->values));
	for (size_t i = 0; i < w->n; i++) {
		int64_t value = w->hits[i].value;
		mine->values[i] = value == INT64_MAX ? INT64_MIN : most ? -value : value;
	}
	return mine->values;
}

/* --- why --- */

/* "moving away (mei, Nov 3)" */
static const char *pin_words(const struct clinic *c, const struct pin *p, struct arena *arena)
{
	struct str s;

	str_init(&s);
	str_addf(&s, "%s (", str_or_empty(p->reason));
	staff_show(&s, c->config, p->staff);
	if (p->day != DAY_NONE) {
		str_add(&s, ", ");
		day_brief(&s, p->day, clinic_today(c));
	}
	str_addc(&s, ')');
	char *words = arena_strdup(arena, s.p);
	str_release(&s);
	return words;
}

/* Why somebody is kept in or out by hand is in no view: only who asks reads it. */
static bool explain_pins(struct clinic *c, const struct ruleset *set, struct view *v,
			 struct err *err)
{
	struct rows pins;

	if (v->n_pins == 0)
		return true;
	rows_init(&pins, &record_pin);
	bool ok = store_pins(&c->store, v->patient, &pins, err);
	for (size_t i = 0; i < pins.n; i++) {
		const struct pin *p = rows_at(&pins, i);
		for (size_t k = 0; k < v->n_pins; k++)
			if (v->pins[k].segment == ruleset_find(set, p->segment))
				v->pins[k].why = pin_words(c, p, &v->arena);
	}
	rows_release(&pins);
	return ok;
}

static bool see_patient(struct clinic *c, const struct ruleset *set, const struct needs *needs,
			int64_t patient, struct view *v, struct err *err)
{
	struct needs all = *needs;

	all.parts |= NEED_PINS;
	return store_view(&c->store, set, &all, patient, v, err) && explain_pins(c, set, v, err);
}

struct why *segment_why_of(struct clinic *c, size_t segment, int64_t patient, struct arena *arena,
			   struct err *err)
{
	const struct ruleset *set = clinic_rules(c);
	struct why *why = NULL;
	struct view v;

	if (!set) {
		no_rules(err);
		return NULL;
	}
	view_init(&v, c->config);
	if (see_patient(c, set, &set->needs, patient, &v, err))
		why = segment_why(set, segment, &v, clinic_today(c), c->config, arena);
	view_release(&v);
	return why;
}

/* The tree it was made of goes. */
static void forget_nodes(struct why *why)
{
	for (; why; why = why->next) {
		why->node = NULL;
		forget_nodes(why->child);
	}
}

struct why *where_why(struct clinic *c, const char *sentence, int64_t patient, struct arena *arena,
		      struct problems *problems, struct err *err)
{
	const struct lexicon *lex = clinic_lexicon(c, err);
	struct ruleset *set =
		lex ? ruleset_of_sentence(sentence, clinic_rules(c), lex, problems) : NULL;
	struct why *why = NULL;
	struct view v;

	if (!set) {
		problems_err(problems, err);
		return NULL;
	}
	const struct segment *s = &set->segments[ruleset_find(set, "=")];
	view_init(&v, c->config);
	if (see_patient(c, set, &s->needs, patient, &v, err))
		why = node_why(set, s->who, &v, clinic_today(c), c->config, arena);
	if (why && why->child && !why->child->next)
		why = why->child;
	view_release(&v);
	forget_nodes(why);
	ruleset_free(set);
	return why;
}

/* The only condition of a list that does not hold; NULL when there are more or none. */
static const struct why *only_missing(const struct why *why)
{
	const struct why *missing = NULL;

	for (const struct why *k = why->child; k; k = k->next) {
		if (!k->is && missing)
			return NULL;
		if (!k->is)
			missing = k;
	}
	return missing;
}

static const struct view_pin *pin_of(const struct view *v, size_t segment)
{
	for (size_t i = 0; i < v->n_pins; i++)
		if (v->pins[i].segment == (int)segment)
			return &v->pins[i];
	return NULL;
}

/* "not cleaning is due" is said by what is in the way: cleaning is due. */
static const char *without_no(const char *says, bool *in_the_way)
{
	static const char *const words[] = { "not ", "并非" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		*in_the_way = strncmp(says, words[i], strlen(words[i])) == 0;
		if (*in_the_way)
			return says + strlen(words[i]);
	}
	return says;
}

/* Whether this one is to be told of: in, nearly in, or kept out. */
static bool describe(struct clinic *c, size_t i, const struct view *v, struct arena *arena,
		     struct segment_of *out)
{
	const struct ruleset *set = clinic_rules(c);
	const struct view_pin *pin = pin_of(v, i);
	day_t today = clinic_today(c);

	*out = (struct segment_of){ .segment = i, .pinned = pin != NULL, .change = DAY_MAX };
	if (pin) {
		out->is = pin->in;
		out->because = arena_strdup(arena, str_or_empty(pin->why));
		return true;
	}
	struct spell spell = segment_spell(set, i, v, today);
	out->is = spell.from <= today && today < spell.until;
	if (out->is) {
		out->change = spell.until;
		return true;
	}
	bool soon = spell.from < spell.until && spell.from <= today + NEARLY_DAYS;
	if (soon)
		out->change = spell.from;
	const struct why *why = segment_why(set, i, v, today, c->config, arena);
	const struct why *missing = only_missing(why);
	if (missing)
		out->because = without_no(missing->says, &out->in_the_way);
	/* What a rule begins with is what it is about: nobody is nearly a detractor who said
	 * nothing. */
	return soon || (missing && missing != why->child);
}

bool segments_of_patient(struct clinic *c, int64_t patient, struct arena *arena,
			 struct segment_of **out, size_t *n, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);
	struct view v;

	*out = NULL;
	*n = 0;
	if (!set)
		return true;
	*out = arena_alloc(arena, (set->n_segments + 1) * sizeof(**out));
	view_init(&v, c->config);
	bool ok = see_patient(c, set, &set->needs, patient, &v, err);
	for (size_t i = 0; ok && i < set->n_segments; i++)
		if (describe(c, i, &v, arena, &(*out)[*n]))
			++*n;
	view_release(&v);
	return ok;
}
