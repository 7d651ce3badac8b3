#include "revisit/clinic/callable.h"
#include "calls_parts.h"

enum {
	PAGE = 256,
	LOOKS = 8, /* at one patient: each hold may end later today, and another take its place */
};

struct callable {
	struct clinic *c;
	struct call_list_info list;
	size_t segment;
	when_t now;
	struct segment_stay page[PAGE];
	struct segment_stay after; /* up to whom they were looked at */
	size_t at, n;
	bool last; /* page */
	int64_t count;
};

/* The list that the segment fills, else the segment itself. */
static const char *list_of(const struct segment *s)
{
	for (size_t i = 0; i < s->n_then; i++)
		if (s->then[i].kind == THEN_CALL)
			return s->then[i].what;
	return s->key;
}

struct callable *callable_begin(struct clinic *c, size_t segment)
{
	const struct ruleset *r = clinic_rules(c);
	struct err err = ERR_INIT;

	if (!r || segment >= r->n_segments)
		return NULL;
	struct callable *k = mem_alloc(sizeof(*k));
	*k = (struct callable){
		.c = c, .segment = segment, .now = calls_now(c), .after = { .key = INT64_MIN }
	};
	if (calls_list(c, list_of(&r->segments[segment]), &k->list, &err))
		return k;
	free(k);
	return NULL;
}

static bool next_page(struct callable *k, struct err *err)
{
	k->at = 0;
	if (!segments_stays(&k->c->store, k->segment, when_day(k->now), &k->after, PAGE, k->page,
			    &k->n, err))
		return false;
	k->last = k->n < PAGE;
	if (k->n)
		k->after = k->page[k->n - 1];
	return true;
}

/* Now, or at a later time of this day. */
static bool may_today(struct callable *k, const struct segment_stay *stay, bool *may,
		      struct err *err)
{
	const struct on_list on = { .patient = stay->patient,
				    .segment = k->segment,
				    .since = when_of(stay->since, MINUTE_NONE) };
	const struct call_terms terms = list_terms(k->c, &k->list, &on, NULL);
	struct call_state state = { .why = CALL_GONE };
	when_t at = k->now;

	for (int i = 0; i < LOOKS && state.why != CALL_NOW && when_day(at) == when_day(k->now);
	     i++) {
		if (!store_call_state(&k->c->store, k->c->config, stay->patient, 0,
				      list_or_none(&k->list), &terms, at, &state, err))
			return false;
		at = state.until;
	}
	*may = state.why == CALL_NOW;
	return true;
}

bool callable_step(struct callable *k, int budget_ms, bool *done, struct err *err)
{
	int64_t until = boot_now() + budget_ms;
	bool may;

	do {
		if (k->at == k->n && !k->last && !next_page(k, err))
			return false;
		if (k->at == k->n)
			break;
		if (!may_today(k, &k->page[k->at++], &may, err))
			return false;
		k->count += may;
	} while (boot_now() < until);
	*done = k->last && k->at == k->n;
	return true;
}

int64_t callable_count(const struct callable *k)
{
	return k->count;
}

void callable_free(struct callable *k)
{
	if (!k)
		return;
	call_list_info_release(&k->list);
	free(k);
}
