/* Who is on a list, in its order, and what the list says about them. */
#include "calls_parts.h"

/* --- who is on it --- */

bool list_by_rules(const struct call_list_info *l)
{
	return l->kind == LIST_OF_RULES || l->kind == LIST_OF_SEGMENT;
}

static when_t when_instant(instant_t at, day_t day)
{
	minute_t minute = MINUTE_NONE;
	day_t of = DAY_NONE;

	instant_split(at, &of, &minute);
	if (of != DAY_NONE)
		return when_of(of, minute);
	return day == DAY_NONE ? WHEN_NONE : when_of(day, MINUTE_NONE);
}

static struct on_list on_by_hand(const struct call_entry *e)
{
	return (struct on_list){ .patient = e->patient,
				 .visit = e->visit,
				 .segment = SIZE_MAX,
				 .key = e->position,
				 .since = when_instant(e->added_at, e->added_day) };
}

static bool each_by_hand(const struct rows *entries, bool (*see)(const struct on_list *on, void *arg),
			 void *arg)
{
	bool more = true;

	for (size_t i = 0; more && i < entries->n; i++) {
		const struct on_list on = on_by_hand(rows_at(entries, i));
		more = see(&on, arg);
	}
	return more;
}

static bool each_visit(struct clinic *c, bool (*see)(const struct on_list *on, void *arg), void *arg,
		       struct err *err)
{
	struct rows visits;
	bool more = true;

	rows_init(&visits, &record_visit);
	day_t day = config_next_working_day(c->config, clinic_today(c));
	bool ok = store_unconfirmed(&c->store, day, clinic_today(c) - 1, &visits, err);
	for (size_t i = 0; ok && more && i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		const struct on_list on = { .patient = v->patient,
					    .visit = v->row.id,
					    .segment = SIZE_MAX,
					    .key = (int64_t)i,
					    .since = WHEN_NONE,
					    .begins = when_of(v->day, v->minute) };
		more = see(&on, arg);
	}
	rows_release(&visits);
	return ok;
}

/* Those put on it by hand, by id. */
struct by_hand {
	int64_t *ids;
	size_t n;
};

static int by_id(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

static struct by_hand ids_by_hand(const struct rows *entries)
{
	struct by_hand out = { .ids = mem_array(entries->n + 1, sizeof(int64_t)), .n = entries->n };

	for (size_t i = 0; i < out.n; i++)
		out.ids[i] = ((const struct call_entry *)rows_at(entries, i))->patient;
	qsort(out.ids, out.n, sizeof(*out.ids), by_id);
	return out;
}

/* Brought by an earlier segment of the list, or put on it by hand. */
static bool came_before(struct clinic *c, const struct call_list_info *l, size_t nth,
			const struct by_hand *hand, int64_t patient, bool *before, struct err *err)
{
	struct segment_stay ignored;

	*before = bsearch(&patient, hand->ids, hand->n, sizeof(patient), by_id) != NULL;
	for (size_t i = 0; !*before && i < nth; i++)
		if (!segments_stay(&c->store, l->segments[i], patient, clinic_today(c), &ignored, before,
				   err))
			return false;
	return true;
}

enum { PAGE = 256 };

static bool each_member(struct clinic *c, const struct call_list_info *l, size_t nth,
			const struct by_hand *hand, bool (*see)(const struct on_list *on, void *arg),
			void *arg, bool *more, struct err *err)
{
	struct segment_stay page[PAGE];
	struct segment_stay after = { .key = INT64_MIN };
	size_t n = PAGE;

	while (*more && n == PAGE) {
		if (!segments_stays(&c->store, l->segments[nth], clinic_today(c), &after, PAGE, page, &n,
				    err))
			return false;
		for (size_t i = 0; *more && i < n; i++) {
			bool before = false;
			if (!came_before(c, l, nth, hand, page[i].patient, &before, err))
				return false;
			const struct on_list on = {
				.patient = page[i].patient,
				.segment = l->segments[nth],
				.place = (int)nth + 1,
				.key = page[i].key,
				.since = page[i].since == DAY_NONE ? WHEN_NONE :
								     when_of(page[i].since, MINUTE_NONE),
			};
			*more = before || see(&on, arg);
		}
		if (n)
			after = page[n - 1];
	}
	return true;
}

bool list_each(struct clinic *c, const struct call_list_info *l,
	       bool (*see)(const struct on_list *on, void *arg), void *arg, struct err *err)
{
	struct rows entries;

	if (l->kind == LIST_OF_VISITS)
		return each_visit(c, see, arg, err);
	rows_init(&entries, &record_call_entry);
	bool ok = l->kind == LIST_OF_SEGMENT || store_call_entries(&c->store, l->key, &entries, err);
	bool more = ok && each_by_hand(&entries, see, arg);
	struct by_hand hand = ids_by_hand(&entries);
	for (size_t i = 0; ok && more && list_by_rules(l) && i < l->n_segments; i++)
		ok = each_member(c, l, i, &hand, see, arg, &more, err);
	free(hand.ids);
	rows_release(&entries);
	return ok;
}

static bool has_by_hand(struct clinic *c, const struct call_list_info *l, int64_t patient,
			struct on_list *out, bool *is, struct err *err)
{
	struct call_entry e;
	bool found;

	record_init(&record_call_entry, &e);
	bool ok = store_call_entry(&c->store, l->key, patient, &e, &found, err);
	*is = ok && found && e.state == ENTRY_ON;
	if (*is)
		*out = on_by_hand(&e);
	record_release(&record_call_entry, &e);
	return ok;
}

struct finding {
	int64_t patient, visit;
	struct on_list *out;
	bool found;
};

static bool is_that(const struct on_list *on, void *arg)
{
	struct finding *f = arg;

	f->found = on->patient == f->patient && (f->visit == 0 || on->visit == f->visit);
	if (f->found)
		*f->out = *on;
	return !f->found;
}

bool list_has(struct clinic *c, const struct call_list_info *l, int64_t patient, int64_t visit,
	      struct on_list *out, bool *is, struct err *err)
{
	struct segment_stay stay;

	*is = false;
	if (l->kind == LIST_OF_VISITS) {
		struct finding f = { .patient = patient, .visit = visit, .out = out };
		bool ok = each_visit(c, is_that, &f, err);
		*is = f.found;
		return ok;
	}
	if (!list_or_none(l)) {
		*out = (struct on_list){ .patient = patient, .segment = SIZE_MAX,
					 .since = calls_now(c) };
		*is = true;
		return true;
	}
	if (l->kind != LIST_OF_SEGMENT && !has_by_hand(c, l, patient, out, is, err))
		return false;
	for (size_t i = 0; !*is && list_by_rules(l) && i < l->n_segments; i++) {
		if (!segments_stay(&c->store, l->segments[i], patient, clinic_today(c), &stay, is, err))
			return false;
		*out = (struct on_list){ .patient = patient,
					 .segment = l->segments[i],
					 .place = (int)i + 1,
					 .key = stay.key,
					 .since = stay.since == DAY_NONE ?
							  WHEN_NONE :
							  when_of(stay.since, MINUTE_NONE) };
	}
	return true;
}

static bool owes(struct clinic *c, const struct call_list_info *l, int64_t patient,
		 struct on_list *out, bool *is, struct err *err)
{
	struct rows backs;

	rows_init(&backs, &record_task);
	bool ok = store_call_backs(&c->store, list_or_none(l), WHEN_EVER, &backs, err);
	for (size_t i = 0; ok && !*is && i < backs.n; i++) {
		const struct task *t = rows_at(&backs, i);
		*is = t->patient == patient;
		if (*is)
			*out = (struct on_list){ .patient = patient,
						 .segment = SIZE_MAX,
						 .key = t->row.id,
						 .since = when_instant(t->created_at, t->due_day) };
	}
	rows_release(&backs);
	return ok;
}

bool list_has_or_owes(struct clinic *c, const struct call_list_info *l, int64_t patient,
		      int64_t visit, struct on_list *out, bool *is, struct err *err)
{
	return list_has(c, l, patient, visit, out, is, err) &&
	       (*is || l->kind == LIST_OF_VISITS || owes(c, l, patient, out, is, err));
}

/* --- what the list says --- */

struct call_terms list_terms(struct clinic *c, const struct call_list_info *l,
			     const struct on_list *on, const char *staff)
{
	const struct ruleset *r = clinic_rules(c);
	const struct segment *s = r && on->segment < r->n_segments ? &r->segments[on->segment] : NULL;
	struct call_terms t = { .purpose = l->purpose,
				.clinic_quiet = r && r->has_quiet ? &r->quiet : NULL,
				.since = on->since == WHEN_NONE ? 0 : on->since,
				.staff = staff,
				.before = on->begins > 0 ? on->begins : WHEN_NONE };

	if (s && (s->has_quiet || s->quiet_none))
		t.has_quiet = true;
	if (s && s->has_quiet && !s->quiet_none)
		t.quiet = s->quiet;
	if (s)
		t.give_up = s->give_up_calls;
	return t;
}

/* "limit" of a segment and "at most N a day" of what it does say the same: the smaller one holds. */
int segment_share(const struct segment *s, const struct then *call)
{
	int share = call ? call->a_day : 0;

	return s->limit && (share == 0 || s->limit < share) ? s->limit : share;
}

int list_share(struct clinic *c, const struct call_list_info *l, size_t segment)
{
	const struct ruleset *r = clinic_rules(c);

	if (l->kind == LIST_BY_HAND || l->kind == LIST_OF_VISITS)
		return l->a_day;
	if (!r || segment >= r->n_segments)
		return 0;
	return segment_share(&r->segments[segment], segment_call(&r->segments[segment], l->key));
}

/* A member of a rule that is for who comes new, and was one before it began. */
static bool ask_start(struct clinic *c, const struct on_list *on, bool *before, struct err *err)
{
	const struct ruleset *r = clinic_rules(c);
	struct segment_stay stay;
	bool is = false;

	*before = false;
	if (!r || on->segment >= r->n_segments || !r->segments[on->segment].new_only)
		return true;
	if (!segments_stay(&c->store, on->segment, on->patient, clinic_today(c), &stay, &is, err))
		return false;
	*before = is && stay.from_start;
	return true;
}

bool list_state(struct clinic *c, const struct call_list_info *l, const struct on_list *on,
		const char *staff, struct call_state *out, struct err *err)
{
	struct call_terms terms = list_terms(c, l, on, staff);

	return ask_start(c, on, &terms.before_start, err) &&
	       store_call_state(&c->store, c->config, on->patient,
				l->subject == SUBJECT_VISIT ? on->visit : 0, list_or_none(l), &terms,
				calls_now(c), out, err);
}

