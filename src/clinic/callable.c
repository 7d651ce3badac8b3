#include "revisit/clinic/callable.h"
#include "revisit/store/view.h"

enum { PAGE = 256 };

struct callable {
	struct clinic *c;
	struct ruleset *set; /* of one segment: who may be called */
	size_t segment;
	struct view view;
	int64_t key, patient; /* up to whom they were looked at */
	int64_t ids[PAGE];
	size_t at, n;
	bool last; /* page */
	int64_t count;
};

/* The quiet days of the segment, else the clinic's. */
static const struct interval *quiet_of(const struct ruleset *set, const struct segment *s)
{
	if (s->quiet_none)
		return NULL;
	if (s->has_quiet)
		return &s->quiet;
	return set->has_quiet ? &set->quiet : NULL;
}

struct callable *callable_begin(struct clinic *c, size_t segment)
{
	const struct ruleset *in_force = clinic_rules(c);
	const struct lexicon *lex = in_force ? clinic_lexicon(c, NULL) : NULL;
	struct problems problems;
	struct str text;

	if (!lex || segment >= in_force->n_segments)
		return NULL;
	const struct interval *quiet = quiet_of(in_force, &in_force->segments[segment]);
	str_init(&text);
	str_add(&text, "segments:\n  x:\n    who:\n      - may be called\n");
	if (quiet) {
		const struct window win = { .kind = WIN_LAST, .a = *quiet };
		str_add(&text, "      - no contact ");
		window_show(&text, NULL, &win, false);
		str_addc(&text, '\n');
	}
	problems_init(&problems);
	struct ruleset *set = ruleset_read("", text.p, text.len, lex, &problems);
	problems_release(&problems);
	str_release(&text);
	if (!set)
		return NULL;
	struct callable *k = mem_alloc(sizeof(*k));
	*k = (struct callable){ .c = c, .set = set, .segment = segment, .key = INT64_MIN };
	view_init(&k->view, c->config);
	return k;
}

static bool next_page(struct callable *k, struct err *err)
{
	k->at = 0;
	if (!segment_page(k->c, k->segment, &k->key, &k->patient, PAGE, k->ids, &k->n, err))
		return false;
	k->last = k->n < PAGE;
	return true;
}

bool callable_step(struct callable *k, int budget_ms, bool *done, struct err *err)
{
	int64_t until = boot_now() + budget_ms;
	const struct segment *s = &k->set->segments[0];
	day_t today = clinic_today(k->c);

	do {
		if (k->at == k->n && !k->last && !next_page(k, err))
			return false;
		if (k->at == k->n)
			break;
		view_clear(&k->view, k->c->config);
		if (!store_view(&k->c->store, k->set, &s->needs, k->ids[k->at++], &k->view, err))
			return false;
		k->count += segment_on(k->set, 0, &k->view, today).is;
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
	view_release(&k->view);
	ruleset_free(k->set);
	free(k);
}
