/* How somebody stands on a list. */
#include "calls_inside.h"

static void count_tries(struct call_state *out, const struct call_person *p,
			const struct call_terms *terms)
{
	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *t = &p->tries[i];
		if (!t->this_list || t->at < terms->since)
			continue;
		if (out->again == WHEN_NONE && out->tries == 0)
			out->again = t->again;
		out->tries += t->dialled;
	}
}

/* Any of them that ends may change which is the first. */
static void take_holds(struct call_state *out, const struct call_hold *holds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (holds[i].until < out->good)
			out->good = holds[i].until;
	if (n == 0)
		return;
	out->why = holds[0].why;
	out->until = holds[0].until;
}

bool store_call_state(struct store *s, const struct config *config, int64_t patient, int64_t visit,
		      const char *list, const struct call_terms *terms, when_t now,
		      struct call_state *out, struct err *err)
{
	struct call_hold holds[CALL_WHYS] = { { CALL_NOW, WHEN_NONE } };
	const struct call_ask ask = { .config = config, .patient = patient, .visit = visit,
				      .list = list, .purpose = terms->purpose, .now = now };
	struct call_reading reading;
	struct call_person p;
	struct arena arena;

	*out = (struct call_state){ .until = WHEN_EVER, .good = WHEN_EVER, .again = WHEN_NONE,
				    .call_back = WHEN_NONE };
	arena_init(&arena);
	bool ok = call_person_read(s, &ask, &arena, &p, &reading, err);
	if (ok) {
		if (reading.thru != DAY_MAX)
			out->good = when_of(reading.thru + 1, 0);
		take_holds(out, holds, call_holds(config, &p, terms, now, holds));
		when_t turns = call_wish_turns(config, &p, terms, now);
		out->good = turns < out->good ? turns : out->good;
		count_tries(out, &p, terms);
		out->call_back = p.call_back;
	}
	arena_release(&arena);
	return ok;
}
