/* The free times that a call, its script and a message offer: the same ones. */
#include "calls_parts.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/recalls.h"

enum { DAYS = 21, EACH_DAY = 3, LOOKED_AT = 60 };

/* Whom one has on the line for a list about plans is rung for what the plan asks, not for what is due. */
static bool is_rung_for_plan(struct clinic *c, int64_t patient)
{
	const struct ruleset *r = clinic_rules(c);
	struct call_list_info l = { .subject = SUBJECT_PATIENT };
	enum call_why why;
	struct claim *k = store_claimed(&c->store, patient, &why);
	struct on_list on;
	bool is = false;

	if (k && k->mine && k->patient == patient && calls_list(c, k->list, &l, NULL) &&
	    list_has(c, &l, patient, k->visit, &on, &is, NULL) && is && r && on.segment < r->n_segments)
		l.subject = r->segments[on.segment].subject;
	bool plan = l.subject == SUBJECT_PLAN;
	call_list_info_release(&l);
	if (k)
		claim_release(k);
	free(k);
	return plan;
}

void call_suggestion(struct clinic *c, const struct card *card, int64_t visit, struct visit *out,
		     day_t *from)
{
	const struct visit *about = visit ? card_visit(card, visit) : NULL;

	*from = DAY_NONE;
	if (about)
		record_copy(&record_visit, out, about);
	else if (is_rung_for_plan(c, card->p.row.id))
		next_visit_suggestion(c, card, out, from);
	else
		due_visit_suggestion(c, card, out, from);
}

static int part_of_day(const struct config *config, minute_t minute)
{
	int part = 0;

	for (int i = 0; i < config->calls.n_parts; i++)
		part += minute >= config->calls.parts[i];
	return part;
}

/* The soonest on a day and in a part of the day that few of those taken have. */
static int best(const struct config *config, const struct free_slot *all, int n, const bool *taken)
{
	int found = -1;
	int least = 0;

	for (int i = 0; i < n; i++) {
		int like = 0;
		if (taken[i])
			continue;
		for (int k = 0; k < n; k++) {
			if (!taken[k])
				continue;
			like += 2 * (all[k].day == all[i].day);
			like += part_of_day(config, all[k].minute) == part_of_day(config, all[i].minute);
		}
		if (found >= 0 && like >= least)
			continue;
		found = i;
		least = like;
	}
	return found;
}

/* The first of them spread over days and parts of the day, then the rest, each soonest first. */
static int spread(const struct config *config, const struct free_slot *all, int n,
		  struct free_slot *out, int most)
{
	bool taken[LOOKED_AT] = { false };
	int to = 0;

	for (int i = 0; i < CALL_SPREAD && i < n && i < most; i++)
		taken[best(config, all, n, taken)] = true;
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < n && to < most; i++)
			if (taken[i] == (pass == 0))
				out[to++] = all[i];
	return to;
}

/* The time they have is none to move to. */
static int without(struct free_slot *all, int n, const struct visit *own)
{
	int to = 0;

	for (int i = 0; i < n; i++)
		if (!own || all[i].day != own->day || all[i].minute != own->minute)
			all[to++] = all[i];
	return to;
}

static int look(struct clinic *c, const struct slot_wish *wish, const struct visit *own,
		struct arena *arena, struct free_slot *out, int most)
{
	struct free_slot all[LOOKED_AT];
	struct book *book = book_open(c, wish->first, wish->last, NULL);

	if (!book)
		return 0;
	int n = book_slots(book, wish, all, LOOKED_AT);
	n = without(all, n, own);
	n = spread(c->config, all, n, out, most);
	for (int i = 0; i < n; i++) {
		out[i].provider = out[i].provider ? arena_strdup(arena, out[i].provider) : NULL;
		out[i].chair = out[i].chair ? arena_strdup(arena, out[i].chair) : NULL;
	}
	book_free(book);
	return n;
}

int call_slots(struct clinic *c, const struct card *card, int64_t visit, struct arena *arena,
	       struct free_slot *out, int most)
{
	day_t today = clinic_today(c);
	struct visit like;
	day_t from;

	record_init(&record_visit, &like);
	call_suggestion(c, card, visit, &like, &from);
	struct slot_wish wish = { .patient = card->p.row.id,
				  .visit = visit,
				  .kind = like.kind,
				  .provider = like.provider,
				  .minutes = visit ? (int)like.minutes : 0,
				  .first = from > today ? from : today + 1,
				  .per_day = EACH_DAY };
	wish.last = wish.first + DAYS;
	const struct visit *own = visit ? &like : NULL;
	int n = look(c, &wish, own, arena, out, most);
	wish.provider = NULL;
	if (n == 0 && !str_is_empty(like.provider))
		n = look(c, &wish, own, arena, out, most);
	record_release(&record_visit, &like);
	return n;
}
