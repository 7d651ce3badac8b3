/* The queue of a list, as it is at this moment: who may be rung, in which order, and why the others
 * may not. */
#include "calls_queue.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"

/* --- who is on it --- */

static bool by_rules(const struct call_list_info *l)
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
	bool ok = store_unconfirmed(&c->store, day, &visits, err);
	for (size_t i = 0; ok && more && i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		const struct on_list on = { .patient = v->patient, .visit = v->row.id,
					    .segment = SIZE_MAX, .since = WHEN_NONE };
		more = see(&on, arg);
	}
	rows_release(&visits);
	return ok;
}

static bool is_by_hand(const struct rows *entries, int64_t patient)
{
	for (size_t i = 0; i < entries->n; i++)
		if (((const struct call_entry *)rows_at(entries, i))->patient == patient)
			return true;
	return false;
}

/* Brought by an earlier segment of the list, or put on it by hand. */
static bool came_before(struct clinic *c, const struct call_list_info *l, size_t nth,
			const struct rows *entries, int64_t patient, bool *before, struct err *err)
{
	struct segment_stay ignored;

	*before = is_by_hand(entries, patient);
	for (size_t i = 0; !*before && i < nth; i++)
		if (!segments_stay(&c->store, l->segments[i], patient, clinic_today(c), &ignored, before,
				   err))
			return false;
	return true;
}

enum { PAGE = 256 };

static bool each_member(struct clinic *c, const struct call_list_info *l, size_t nth,
			const struct rows *entries, bool (*see)(const struct on_list *on, void *arg),
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
			if (!came_before(c, l, nth, entries, page[i].patient, &before, err))
				return false;
			const struct on_list on = {
				.patient = page[i].patient,
				.segment = l->segments[nth],
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
	for (size_t i = 0; ok && more && by_rules(l) && i < l->n_segments; i++)
		ok = each_member(c, l, i, &entries, see, arg, &more, err);
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
	for (size_t i = 0; !*is && by_rules(l) && i < l->n_segments; i++) {
		if (!segments_stay(&c->store, l->segments[i], patient, clinic_today(c), &stay, is, err))
			return false;
		*out = (struct on_list){ .patient = patient,
					 .segment = l->segments[i],
					 .since = stay.since == DAY_NONE ?
							  WHEN_NONE :
							  when_of(stay.since, MINUTE_NONE) };
	}
	return true;
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
				.staff = staff };

	if (s && (s->has_quiet || s->quiet_none)) {
		t.has_quiet = true;
		t.quiet = s->quiet_none ? (struct interval){ 0 } : s->quiet;
	}
	if (s)
		t.give_up = s->give_up_calls;
	return t;
}

int list_share(struct clinic *c, const struct call_list_info *l, size_t segment)
{
	const struct ruleset *r = clinic_rules(c);

	if (l->kind == LIST_BY_HAND || l->kind == LIST_OF_VISITS)
		return l->a_day;
	if (!r || segment >= r->n_segments)
		return 0;
	const struct segment *s = &r->segments[segment];
	for (size_t i = 0; i < s->n_then; i++)
		if (s->then[i].kind == THEN_CALL && str_eq(s->then[i].what, l->key))
			return s->then[i].a_day;
	return 0;
}

bool list_state(struct clinic *c, const struct call_list_info *l, const struct on_list *on,
		const char *staff, struct call_state *out, struct err *err)
{
	const struct call_terms terms = list_terms(c, l, on, staff);

	return store_call_state(&c->store, c->config, on->patient,
				l->subject == SUBJECT_VISIT ? on->visit : 0, list_or_none(l), &terms,
				calls_now(c), out, err);
}

/* --- what is so for the whole list just now --- */

static bool note_reach(int64_t patient, enum call_why why, void *arg)
{
	struct standing *st = arg;

	GROW(st->reach, st->n_reach, st->cap_reach);
	st->reach[st->n_reach++] = (struct reached_by){ patient, why };
	return true;
}

static bool note_skip(int64_t patient, void *arg)
{
	struct standing *st = arg;

	GROW(st->skipped, st->n_skipped, st->cap_skipped);
	st->skipped[st->n_skipped++] = patient;
	return true;
}

struct begun {
	struct standing *st;
	struct share *share;
	struct err *err;
	bool ok;
};

/* First dialled today: not tried before in this stay. */
static bool count_begun(int64_t patient, void *arg)
{
	struct begun *b = arg;
	struct call_state state;
	struct on_list on;
	bool is;

	b->ok = list_has(b->st->c, b->st->l, patient, 0, &on, &is, b->err);
	if (!b->ok || !is) {
		b->share->begun += b->ok;
		return b->ok;
	}
	b->ok = list_state(b->st->c, b->st->l, &on, NULL, &state, b->err);
	if (b->ok && state.first_today)
		b->share->begun++;
	return b->ok;
}

static bool take_share(struct standing *st, size_t segment, struct err *err)
{
	const struct ruleset *r = clinic_rules(st->c);
	struct share share = { .segment = segment, .most = list_share(st->c, st->l, segment) };
	struct begun b = { .st = st, .share = &share, .err = err, .ok = true };
	bool ok = share.most == 0 ||
		  store_calls_begun(&st->c->store, st->l->key,
				    r && segment < r->n_segments ? r->segments[segment].key : NULL,
				    when_day(st->now), count_begun, &b, err);

	GROW(st->shares, st->n_shares, st->cap_shares);
	st->shares[st->n_shares++] = share;
	return ok && b.ok;
}

static struct share *share_of(struct standing *st, size_t segment)
{
	for (size_t i = 0; i < st->n_shares; i++)
		if (st->shares[i].segment == segment)
			return &st->shares[i];
	return NULL;
}

struct underway {
	struct standing *st;
	struct err *err;
	bool ok;
};

/* Taken and not dialled yet: counts as begun. */
static bool count_underway(const struct claim *k, void *arg)
{
	struct underway *u = arg;
	struct call_state state;
	struct on_list on;
	bool is;

	if (k->attempts > 0)
		return true;
	u->ok = list_has(u->st->c, u->st->l, k->patient, k->visit, &on, &is, u->err);
	struct share *share = u->ok && is ? share_of(u->st, on.segment) : NULL;
	if (!share || share->most == 0)
		return u->ok;
	u->ok = list_state(u->st->c, u->st->l, &on, NULL, &state, u->err);
	share->begun += u->ok && state.tries == 0;
	return u->ok;
}

bool standing_init(struct standing *st, struct clinic *c, const struct call_list_info *l,
		   struct err *err)
{
	struct underway u = { .st = st, .err = err, .ok = true };

	*st = (struct standing){ .c = c, .l = l, .now = calls_now(c) };
	st->in_hours = call_hours_at(c->config, st->now);
	st->hours_from = st->in_hours ? st->now : call_hours_next(c->config, st->now);
	bool ok = store_claims_reach(&c->store, note_reach, st, err) &&
		  store_skipped(&c->store, l->key, when_day(st->now), note_skip, st, err);
	for (size_t i = 0; ok && by_rules(l) && i < l->n_segments; i++)
		ok = take_share(st, l->segments[i], err);
	ok = ok && take_share(st, SIZE_MAX, err) &&
	     store_claims(&c->store, l->key, count_underway, &u, err) && u.ok;
	if (!ok)
		standing_release(st);
	return ok;
}

void standing_release(struct standing *st)
{
	free(st->reach);
	free(st->skipped);
	free(st->shares);
	*st = (struct standing){ 0 };
}

/* --- one of them --- */

static enum call_why reached_by(const struct standing *st, int64_t patient)
{
	for (size_t i = 0; i < st->n_reach; i++)
		if (st->reach[i].patient == patient)
			return st->reach[i].why;
	return CALL_NOW;
}

static size_t skip_of(const struct standing *st, int64_t patient)
{
	for (size_t i = 0; i < st->n_skipped; i++)
		if (st->skipped[i] == patient)
			return i + 1;
	return 0;
}

/* What holds everybody, or somebody because of others. */
static void overlay(struct standing *st, const struct on_list *on, struct turn *t)
{
	struct share *share = share_of(st, on->segment);
	bool fresh = t->state.tries == 0 && !t->call_back;

	t->why = reached_by(st, on->patient);
	t->until = WHEN_EVER;
	if (t->why != CALL_NOW)
		return;
	if (fresh && share && share->most && share->begun >= share->most) {
		t->why = CALL_SHARE;
		t->until = when_of(when_day(st->now) + 1, MINUTE_NONE);
	} else if (!st->in_hours) {
		t->why = CALL_HOURS;
		t->until = st->hours_from;
	} else if (st->l->closed) {
		t->why = CALL_LIST_CLOSED;
	}
	if (fresh && share && share->most && t->why != CALL_SHARE)
		share->begun++;
}

void standing_judge(struct standing *st, const struct on_list *on, const struct call_state *state,
		    struct turn *t)
{
	*t = (struct turn){ .on = *on, .state = *state, .why = state->why, .until = state->until };
	t->call_back = state->call_back != WHEN_NONE && state->call_back <= st->now;
	if (state->why == CALL_NOW)
		overlay(st, on, t);
	t->rank = TURN_NEW;
	t->at = 0;
	if (state->tries > 0 && state->again != WHEN_NONE) {
		t->rank = TURN_AGAIN;
		t->at = state->again;
	}
	if (t->call_back) {
		t->rank = TURN_CALL_BACK;
		t->at = state->call_back;
	}
	size_t skipped = skip_of(st, on->patient);
	if (skipped && !t->call_back) {
		t->rank = TURN_SKIPPED;
		t->at = (when_t)skipped;
	}
}

/* What will never change is not on the list as far as its limit is concerned. */
bool turn_is_open(const struct turn *t)
{
	return t->why == CALL_NOW || t->why >= CALL_BOOKED;
}

/* --- all of them --- */

struct queue {
	struct standing st;
	enum call_why why;
	struct call_counts *counts;
	struct turn *v;
	size_t n, cap;
	size_t seen;
	size_t segment;   /* being counted, for its limit */
	int64_t shown;
	struct err *err;
	bool ok;
};

static int limit_of(struct clinic *c, size_t segment)
{
	const struct ruleset *r = clinic_rules(c);

	return r && segment < r->n_segments ? r->segments[segment].limit : 0;
}

static bool take(const struct on_list *on, void *arg)
{
	struct queue *x = arg;
	struct call_state state;
	struct turn t;
	int limit = limit_of(x->st.c, on->segment);

	if (on->segment != x->segment)
		x->shown = 0;
	x->segment = on->segment;
	if (limit && x->shown >= limit)
		return true;
	x->ok = list_state(x->st.c, x->st.l, on, x->st.c->staff, &state, x->err);
	if (!x->ok)
		return false;
	standing_judge(&x->st, on, &state, &t);
	x->shown += turn_is_open(&t);
	t.seq = x->seen++;
	x->counts->all++;
	x->counts->why[t.why]++;
	if (t.why != CALL_NOW && t.until < x->counts->next)
		x->counts->next = t.until;
	if (t.why != x->why)
		return true;
	GROW(x->v, x->n, x->cap);
	x->v[x->n++] = t;
	return true;
}

int turn_order(const void *a, const void *b)
{
	const struct turn *x = a;
	const struct turn *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

static int by_sequence(const void *a, const void *b)
{
	const struct turn *x = a;
	const struct turn *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

static struct call_line line_of(const struct turn *t)
{
	return (struct call_line){ .patient = t->on.patient,
				   .visit = t->on.visit,
				   .segment = t->on.segment,
				   .since = t->on.since,
				   .why = t->why,
				   .until = t->until,
				   .tries = t->state.tries,
				   .call_back = t->call_back };
}

static bool count_done(struct clinic *c, const struct call_list_info *l, struct call_counts *counts,
		       struct err *err)
{
	struct calls_done done;
	struct rows backs;

	if (!store_calls_done(&c->store, c->config, l->key, NULL, clinic_today(c), &done, err))
		return false;
	counts->done = done.patients;
	counts->booked = done.booked;
	counts->reached = done.reached;
	rows_init(&backs, &record_task);
	bool ok = store_call_backs(&c->store, l->key, WHEN_EVER, &backs, err);
	counts->call_backs = (int64_t)backs.n;
	rows_release(&backs);
	return ok;
}

bool calls_queue(struct clinic *c, const struct call_list_info *l, enum call_why why, size_t limit,
		 struct call_counts *counts, struct call_line *lines, size_t *n, struct err *err)
{
	struct queue x = { .why = why, .counts = counts, .segment = SIZE_MAX, .err = err, .ok = true };

	*counts = (struct call_counts){ .next = WHEN_EVER };
	*n = 0;
	if (!standing_init(&x.st, c, l, err))
		return false;
	bool ok = list_each(c, l, take, &x, err) && x.ok && count_done(c, l, counts, err);
	if (ok && x.n)
		qsort(x.v, x.n, sizeof(*x.v), why == CALL_NOW ? turn_order : by_sequence);
	for (size_t i = 0; ok && lines && i < x.n && *n < limit; i++)
		lines[(*n)++] = line_of(&x.v[i]);
	free(x.v);
	standing_release(&x.st);
	return ok;
}

/* --- why it is empty --- */

void calls_why_empty(struct str *out, const struct clinic *c, const struct call_counts *counts,
		     when_t next)
{
	int64_t held = counts->all - counts->why[CALL_NOW];
	bool first = true;

	(void)c;
	if (counts->all == 0) {
		str_add(out, _("nobody is on this list"));
		return;
	}
	str_addf(out, _("%lld not callable: "), (long long)held);
	for (int i = CALL_NOW + 1; i < CALL_WHYS; i++) {
		if (!counts->why[i])
			continue;
		str_addf(out, "%s%lld %s", first ? "" : ", ", (long long)counts->why[i],
			 call_why_label((enum call_why)i));
		first = false;
	}
	if (next == WHEN_NONE || next == WHEN_EVER)
		return;
	str_add(out, _("; the next may be rung "));
	day_relative(out, when_day(next), clinic_today(c));
	if (when_minute(next) > 0) {
		str_addc(out, ' ');
		minute_iso(out, when_minute(next));
	}
}

/* --- the first of them --- */

bool queue_first(struct clinic *c, const struct call_list_info *l, struct on_list *out, bool *found,
		 struct err *err)
{
	struct call_counts counts = { .next = WHEN_EVER };
	struct queue x = { .why = CALL_NOW, .counts = &counts, .segment = SIZE_MAX, .err = err,
			   .ok = true };

	*found = false;
	if (!standing_init(&x.st, c, l, err))
		return false;
	bool ok = list_each(c, l, take, &x, err) && x.ok;
	if (ok && x.n) {
		qsort(x.v, x.n, sizeof(*x.v), turn_order);
		*out = x.v[0].on;
		*found = true;
	}
	free(x.v);
	standing_release(&x.st);
	return ok;
}
