/* Who fits a sentence. */
#include "revisit/clinic/segments.h"
#include "revisit/store/view.h"

#include <pthread.h>
#include <stdatomic.h>

struct hit {
	int64_t patient;
	int64_t value; /* what was asked for, most first: its negative; INT64_MAX: there is none */
	uint64_t head;        /* the first bytes of it, the first one on top */
	const char *name_key; /* in `names` */
};

/* What was found by one thread; all by the first where there are none. */
struct side {
	struct where *of;
	pthread_mutex_t lock; /* of what follows, while threads are at it */
	struct hit *hits;
	size_t n, cap;
	int64_t count;
	struct arena names;
	atomic_bool sorts;
};

struct where {
	struct clinic *c;
	struct where *next; /* of those the clinic knows */
	char *sentence; /* NULL: everybody */
	bool only_count;
	bool by_value;
	const struct node *told; /* whose value they are listed by; NULL */
	int64_t times;  /* clinic_rules_times: later everything begins again */
	struct ruleset *set;
	size_t segment; /* "=" */
	struct needs needs;
	day_t today;
	struct view_walk *walk; /* while threads are at it */
	bool alone;    /* without threads */
	bool finished;
	int64_t after; /* without threads: the last one looked at */
	int64_t until; /* when this step ends, boot_now */
	size_t seen;   /* in this step */
	struct side side[2];
	int64_t *ids, *values;
	size_t n_ids;
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
	if (!w->only_count)
		w->needs.parts |= NEED_NAME_KEY;
	w->told = w->by_value ? told_node(w->set->segments[w->segment].who) : NULL;
	return true;
}

static struct where *begin(struct clinic *c, const char *sentence, bool only_count,
			   struct problems *problems)
{
	struct where *w = mem_alloc(sizeof(*w));

	*w = (struct where){ .c = c, .sentence = mem_strdup(sentence), .today = clinic_today(c),
			     .only_count = only_count, .next = c->asked };
	for (int i = 0; i < 2; i++) {
		w->side[i].of = w;
		pthread_mutex_init(&w->side[i].lock, NULL);
		arena_init(&w->side[i].names);
	}
	c->asked = w;
	if (read_where(w, problems))
		return w;
	where_free(w);
	return NULL;
}

struct where *where_begin(struct clinic *c, const char *sentence, struct problems *problems)
{
	return begin(c, sentence, false, problems);
}

struct where *where_count_begin(struct clinic *c, const char *sentence, struct problems *problems)
{
	return begin(c, sentence, true, problems);
}

static void stop(struct where *w)
{
	view_walk_end(w->walk);
	w->walk = NULL;
	if (w->finished)
		return;
	for (int i = 0; i < 2; i++) {
		struct side *x = &w->side[i];
		x->n = 0;
		x->count = 0;
		arena_clear(&x->names);
	}
	w->after = 0;
}

void where_stop_all(struct clinic *c)
{
	for (struct where *w = c->asked; w; w = w->next)
		stop(w);
}

void where_free(struct where *w)
{
	if (!w)
		return;
	stop(w);
	struct where **at = &w->c->asked;
	while (*at && *at != w)
		at = &(*at)->next;
	if (*at)
		*at = w->next;
	for (int i = 0; i < 2; i++) {
		pthread_mutex_destroy(&w->side[i].lock);
		free(w->side[i].hits);
		arena_release(&w->side[i].names);
	}
	free(w->ids);
	free(w->values);
	free(w->sentence);
	ruleset_free(w->set);
	free(w);
}

/* What was found under other rules or settings, or yesterday, is not what is asked now. */
static bool begin_again(struct where *w, struct err *err)
{
	struct problems problems;

	w->finished = false;
	stop(w);
	w->alone = false;
	w->today = clinic_today(w->c);
	if (w->times == clinic_rules_times(w->c))
		return true;
	ruleset_free(w->set);
	problems_init(&problems);
	bool ok = read_where(w, &problems) || !problems_err(&problems, err);
	problems_release(&problems);
	return ok && w->set;
}

/* --- looking --- */

/* Who has none of it comes last. */
static int64_t value_of(const struct where *w, const struct view *v)
{
	int64_t value = w->told ? told_value(w->set, w->told, v, w->today) : 0;

	if (value == INT64_MIN)
		return INT64_MAX;
	return w->told && told_most_first(w->told) ? -value : value;
}

/* Most names differ there, and comparing it is one step. */
static uint64_t head_of(const char *key)
{
	uint64_t head = 0;

	for (size_t i = 0; i < sizeof(head); i++) {
		head = head << 8 | (unsigned char)*key;
		key += *key != '\0';
	}
	return head;
}

static bool look_at(struct view *v, void *arg)
{
	struct side *x = arg;
	const struct where *w = x->of;

	if (w->sentence && !segment_on(w->set, w->segment, v, w->today).is)
		return true;
	pthread_mutex_lock(&x->lock);
	x->count++;
	if (!w->only_count) {
		const char *key = str_or_empty(v->name_key);
		GROW(x->hits, x->n, x->cap);
		x->hits[x->n++] = (struct hit){ v->patient, value_of(w, v), head_of(key),
						arena_strdup(&x->names, key) };
	}
	pthread_mutex_unlock(&x->lock);
	return true;
}

static bool look_in_step(struct view *v, void *arg)
{
	struct where *w = arg;

	w->after = v->patient;
	/* The clock is asked now and then only. */
	return look_at(v, &w->side[0]) &&
	       (w->until == 0 || ++w->seen % 64 != 0 || boot_now() < w->until);
}

static int in_order(const void *a, const void *b)
{
	const struct hit *x = a;
	const struct hit *y = b;

	if (x->value != y->value)
		return x->value > y->value ? 1 : -1;
	if (x->head != y->head)
		return x->head > y->head ? 1 : -1;
	int order = strcmp(x->name_key, y->name_key);

	return order ? order : (x->patient > y->patient) - (x->patient < y->patient);
}

static void sort(void *arg)
{
	struct side *x = arg;

	atomic_store(&x->sorts, true);
	pthread_mutex_lock(&x->lock);
	if (x->n)
		qsort(x->hits, x->n, sizeof(*x->hits), in_order);
	pthread_mutex_unlock(&x->lock);
	atomic_store(&x->sorts, false);
}

static bool step_alone(struct where *w, int budget_ms, bool *done, struct err *err)
{
	int64_t before = w->after;

	w->alone = true;
	w->until = budget_ms > 0 ? boot_now() + budget_ms : 0;
	w->seen = 0;
	if (!store_views(&w->c->store, w->set, &w->needs, before, look_in_step, w, err))
		return false;
	*done = w->until == 0 || w->after == before || boot_now() < w->until;
	if (*done)
		sort(&w->side[0]);
	return true;
}

bool where_step(struct where *w, int budget_ms, bool *done, struct err *err)
{
	bool ok;

	*done = false;
	if ((w->times != clinic_rules_times(w->c) || w->today != clinic_today(w->c)) &&
	    !begin_again(w, err))
		return false;
	*done = w->finished;
	if (w->finished)
		return true;
	if (!w->walk && !w->alone)
		w->walk = view_walk_begin(&w->c->store, w->set, &w->needs, look_at, sort, &w->side[0],
					  &w->side[1]);
	if (w->walk)
		ok = view_walk_wait(w->walk, budget_ms > 0 ? budget_ms : -1, done, err);
	else
		ok = step_alone(w, budget_ms, done, err);
	w->finished = ok && *done;
	if (w->finished || !ok)
		stop(w);
	return ok;
}

/* --- what was found --- */

int64_t where_count(const struct where *w)
{
	return w->finished ? w->side[0].count + w->side[1].count : 0;
}

static void take(struct where *w, const struct hit *hit)
{
	bool most = w->told && told_most_first(w->told);

	w->ids[w->n_ids] = hit->patient;
	w->values[w->n_ids++] = hit->value == INT64_MAX ? INT64_MIN : most ? -hit->value : hit->value;
}

/* Both are in order: the lesser of their next ones. */
static void join(struct where *w)
{
	const struct hit *at[2];
	const struct hit *end[2];

	w->n_ids = 0;
	for (int i = 0; i < 2; i++) {
		at[i] = w->side[i].hits;
		end[i] = w->side[i].n ? at[i] + w->side[i].n : at[i];
	}
	while (at[0] != end[0] || at[1] != end[1]) {
		bool second = at[0] == end[0] || (at[1] != end[1] && in_order(at[1], at[0]) < 0);
		take(w, at[second]++);
	}
}

static void gather(struct where *w)
{
	w->n_ids = 0;
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < w->side[i].n; k++)
			take(w, &w->side[i].hits[k]);
}

const int64_t *where_ids(const struct where *w, size_t *n)
{
	struct where *mine = (struct where *)w;
	struct side *a = &mine->side[0];
	struct side *b = &mine->side[1];

	/* While one sorts: what there was before. */
	if (!w->ids || (!atomic_load(&a->sorts) && !atomic_load(&b->sorts))) {
		pthread_mutex_lock(&a->lock);
		pthread_mutex_lock(&b->lock);
		free(mine->ids);
		free(mine->values);
		mine->values = mem_array(a->n + b->n + 1, sizeof(*mine->values));
		mine->ids = mem_array(a->n + b->n + 1, sizeof(*mine->ids));
		if (w->finished)
			join(mine);
		else
			gather(mine);
		pthread_mutex_unlock(&b->lock);
		pthread_mutex_unlock(&a->lock);
	}
	*n = w->n_ids;
	return w->ids;
}

const struct node *where_by_value(struct where *w)
{
	w->by_value = true;
	w->told = told_node(w->set->segments[w->segment].who);
	return w->told;
}

const int64_t *where_values(const struct where *w)
{
	return w->values;
}
