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

/* "phone is unknown or wechat is unknown": of a list of which any would do. */
static const char *missing_words(const struct why *missing, struct arena *arena, bool *in_the_way)
{
	const char *words = NULL;

	*in_the_way = false;
	if (!missing->child || !missing->node || missing->node->kind != NODE_ANY ||
	    missing->node->negated)
		return without_no(missing->says, in_the_way);
	for (const struct why *k = missing->child; k; k = k->next) {
		const char *one = k->child ? "…" : k->says;
		words = words ? arena_printf(arena, _("%s or %s"), words, one) : one;
	}
	return words;
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
		out->because = missing_words(missing, arena, &out->in_the_way);
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
