/* The queue of a list, as it is at this moment: who may be rung, in which order, and why the others
 * may not. */
#include "calls_queue.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"

enum { PAGE = 32, SLICE_MS = 8 };

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

static size_t places(const struct call_list_info *l)
{
	return l->n_segments + 1;
}

static const struct segment *segment_at(struct clinic *c, const struct call_list_info *l, size_t place)
{
	const struct ruleset *r = clinic_rules(c);

	return place > 0 && r && l->segments[place - 1] < r->n_segments ?
		       &r->segments[l->segments[place - 1]] :
		       NULL;
}

static bool take_share(struct standing *st, size_t place, struct err *err)
{
	const struct segment *s = segment_at(st->c, st->l, place);
	struct share *share = &st->shares[place];

	share->most = list_share(st->c, st->l, s ? st->l->segments[place - 1] : SIZE_MAX);
	return share->most == 0 ||
	       store_calls_begun(&st->c->store, st->l->key, st->kept, s ? s->key : NULL,
				 when_day(st->now), &share->begun, err);
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
	struct call_turn t;
	bool found;

	if (k->attempts > 0)
		return true;
	u->ok = store_turn(&u->st->c->store, u->st->kept, k->patient, &t, &found, u->err);
	if (u->ok && found && t.tries == 0 && (size_t)t.place < places(u->st->l))
		u->st->shares[t.place].begun++;
	return u->ok;
}

static bool has_shares(const struct standing *st)
{
	bool any = false;

	for (size_t i = 0; i < places(st->l); i++)
		any = any || st->shares[i].most > 0;
	return any;
}

bool standing_init(struct standing *st, struct clinic *c, const struct call_list_info *l, int64_t kept,
		   struct err *err)
{
	struct underway u = { .st = st, .err = err, .ok = true };

	*st = (struct standing){ .c = c, .l = l, .kept = kept, .now = calls_now(c) };
	st->in_hours = call_hours_at(c->config, st->now);
	st->hours_from = st->in_hours ? st->now : call_hours_next(c->config, st->now);
	st->shares = mem_array(places(l), sizeof(*st->shares));
	rows_init(&st->backs, &record_task);
	bool ok = store_claims_reach(&c->store, note_reach, st, err) &&
		  store_skipped(&c->store, l->key, when_day(st->now), note_skip, st, err) &&
		  (!list_or_none(l) ||
		   store_call_backs(&c->store, l->key, WHEN_EVER, &st->backs, err));
	for (size_t i = 0; ok && list_is_kept(l) && i < places(l); i++)
		ok = take_share(st, i, err);
	if (ok && has_shares(st))
		ok = store_claims(&c->store, l->key, count_underway, &u, err) && u.ok;
	if (!ok)
		standing_release(st);
	return ok;
}

void standing_release(struct standing *st)
{
	free(st->reach);
	free(st->skipped);
	free(st->shares);
	rows_release(&st->backs);
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

static bool has_back(const struct standing *st, int64_t patient)
{
	for (size_t i = 0; i < st->backs.n; i++)
		if (((const struct task *)rows_at(&st->backs, i))->patient == patient)
			return true;
	return false;
}

/* An earlier one is of the same patient. */
static bool owed_before(const struct standing *st, size_t i)
{
	int64_t patient = ((const struct task *)rows_at(&st->backs, i))->patient;

	for (size_t k = 0; k < i; k++)
		if (((const struct task *)rows_at(&st->backs, k))->patient == patient)
			return true;
	return false;
}

/* What holds everybody, or somebody because of others. */
static void overlay(const struct standing *st, struct turn *t)
{
	t->why = reached_by(st, t->on.patient);
	t->until = WHEN_EVER;
	if (t->why != CALL_NOW)
		return;
	if (!st->in_hours) {
		t->why = CALL_HOURS;
		t->until = st->hours_from;
	} else if (st->l->closed) {
		t->why = CALL_LIST_CLOSED;
	}
}

void standing_judge(const struct standing *st, const struct on_list *on, const struct call_state *state,
		    struct turn *t)
{
	*t = (struct turn){ .on = *on, .why = state->why, .until = state->until, .tries = state->tries,
			    .rank = TURN_NEW };
	t->call_back = state->call_back != WHEN_NONE && state->call_back <= st->now;
	if (t->why == CALL_NOW)
		overlay(st, t);
	if (t->why != CALL_NOW)
		return;
	size_t skipped = skip_of(st, on->patient);
	if (skipped) {
		t->rank = TURN_SKIPPED;
		t->at = (when_t)skipped;
	} else if (t->call_back) {
		t->rank = TURN_CALL_BACK;
		t->at = state->call_back;
	} else if (state->tries > 0 && state->again != WHEN_NONE) {
		t->rank = TURN_AGAIN;
		t->at = state->again;
	}
}

bool share_is_done(const struct standing *st, const struct turn *t)
{
	const struct share *s = &st->shares[t->on.place];

	return t->tries == 0 && !t->call_back && s->most > 0 && s->begun >= s->most;
}

/* Looked at just now, for whoever is at work. */
static bool judge(const struct standing *st, const struct on_list *on, struct turn *t, struct err *err)
{
	struct call_state state;

	if (!list_state(st->c, st->l, on, st->c->staff, &state, err))
		return false;
	standing_judge(st, on, &state, t);
	return true;
}

/* --- the first of them --- */

struct first {
	struct standing st;
	struct on_list on;
	bool found;
	struct err *err;
};

/* Whether it is the turn of this one; a part of the list whose share is done is passed over. */
static bool is_turn(struct first *f, const struct on_list *on, bool *done, struct err *err)
{
	struct turn t;

	*done = false;
	if (!judge(&f->st, on, &t, err))
		return false;
	*done = t.why == CALL_NOW && share_is_done(&f->st, &t);
	if (t.why != CALL_NOW || *done)
		return true;
	f->on = *on;
	f->found = true;
	return true;
}

/* By their number on the list: call backs that are due, and those passed over today. */
static bool try_patient(struct first *f, int64_t patient, struct err *err)
{
	struct on_list on;
	bool is;
	bool done;

	return list_has_or_owes(f->st.c, f->st.l, patient, 0, &on, &is, err) &&
	       (!is || is_turn(f, &on, &done, err));
}

static bool try_backs(struct first *f, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && !f->found && i < f->st.backs.n; i++) {
		const struct task *t = rows_at(&f->st.backs, i);
		if (when_of(t->due_day, t->due_minute) <= f->st.now && !skip_of(&f->st, t->patient))
			ok = try_patient(f, t->patient, err);
	}
	return ok;
}

static bool try_skipped(struct first *f, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && !f->found && i < f->st.n_skipped; i++)
		ok = try_patient(f, f->st.skipped[i], err);
	return ok;
}

/* What was seen of those that may not is kept, so that nobody looks at them again. */
static bool try_kept(struct first *f, struct call_turn *t, bool *done, struct err *err)
{
	struct clinic *c = f->st.c;

	*done = false;
	if (reached_by(&f->st, t->patient) != CALL_NOW || skip_of(&f->st, t->patient) ||
	    has_back(&f->st, t->patient))
		return true;
	if (!kept_look(c, f->st.l, f->st.kept, t, err))
		return false;
	const struct on_list on = kept_on(f->st.l, t);
	return t->why != CALL_NOW || is_turn(f, &on, done, err);
}

static bool try_again(struct first *f, struct err *err)
{
	struct call_turn page[PAGE];
	when_t after = INT64_MIN;
	int64_t patient = 0;
	size_t n = PAGE;
	bool ok = true;
	bool done;

	while (ok && !f->found && n == PAGE) {
		ok = store_turns_again(&f->st.c->store, f->st.kept, f->st.now, after, patient, PAGE, page,
				       &n, err);
		if (ok && n) {
			after = page[n - 1].again;
			patient = page[n - 1].patient;
		}
		for (size_t i = 0; ok && !f->found && i < n; i++)
			ok = try_kept(f, &page[i], &done, err);
	}
	return ok;
}

static bool try_open(struct first *f, struct err *err)
{
	struct call_turn page[PAGE];
	struct call_turn after = { .place = -1 };
	size_t n = PAGE;
	bool ok = true;

	while (ok && !f->found && n == PAGE) {
		bool done = false;
		ok = store_turns_open(&f->st.c->store, f->st.kept, &after, PAGE, page, &n, err);
		if (ok && n)
			after = page[n - 1];
		for (size_t i = 0; ok && !f->found && !done && i < n; i++) {
			ok = try_kept(f, &page[i], &done, err);
			/* On to the next part of the list. */
			if (done)
				after = (struct call_turn){ .place = page[i].place, .key = INT64_MAX,
							    .patient = INT64_MAX };
		}
		n = done ? PAGE : n;
	}
	return ok;
}

static bool try_visit(const struct on_list *on, void *arg)
{
	struct first *f = arg;
	bool done;

	return skip_of(&f->st, on->patient) || (is_turn(f, on, &done, f->err) && !f->found);
}

bool queue_first(struct clinic *c, const struct call_list_info *l, struct on_list *out, bool *found,
		 struct err *err)
{
	struct first f = { .err = err };
	int64_t kept;

	*found = false;
	if (!kept_ready(c, l, &kept, err) || !standing_init(&f.st, c, l, kept, err))
		return false;
	bool open = f.st.in_hours && !l->closed;
	bool ok = !open || try_backs(&f, err);
	if (ok && open && !f.found && kept)
		ok = try_again(&f, err) && (f.found || try_open(&f, err));
	else if (ok && open && !f.found)
		ok = list_each(c, l, try_visit, &f, err);
	if (ok && open && !f.found)
		ok = try_skipped(&f, err);
	*out = f.on;
	*found = ok && f.found;
	standing_release(&f.st);
	return ok;
}

/* --- all of them --- */

struct queue {
	struct standing st;
	enum call_why why;
	struct call_counts *counts;
	struct turn *now;   /* may be rung, as far as no share is done */
	size_t n_now, cap_now;
	struct turn *held;  /* by what is asked for */
	size_t n_held, cap_held;
	struct err *err;
	bool ok;
};

static void count_held(struct queue *x, const struct turn *t)
{
	x->counts->all++;
	x->counts->why[t->why]++;
	if (t->until < x->counts->next && t->until > x->st.now)
		x->counts->next = t->until;
	if (t->why != x->why)
		return;
	GROW(x->held, x->n_held, x->cap_held);
	x->held[x->n_held++] = *t;
}

static void take(struct queue *x, const struct turn *t)
{
	if (t->why != CALL_NOW) {
		count_held(x, t);
		return;
	}
	GROW(x->now, x->n_now, x->cap_now);
	x->now[x->n_now++] = *t;
}

static bool take_kept(const struct call_turn *k, void *arg)
{
	struct queue *x = arg;
	const struct on_list on = kept_on(x->st.l, k);
	struct turn t;

	if (k->good <= x->st.now || (x->st.backs.n && has_back(&x->st, k->patient))) {
		x->ok = judge(&x->st, &on, &t, x->err);
	} else {
		const struct call_state state = { .why = k->why, .until = k->until, .good = k->good,
						  .again = k->again, .call_back = WHEN_NONE,
						  .tries = k->tries };
		standing_judge(&x->st, &on, &state, &t);
	}
	if (x->ok)
		take(x, &t);
	return x->ok;
}

/* Who was promised a call back and is on the list no more. */
static bool take_owed(struct queue *x)
{
	for (size_t i = 0; i < x->st.backs.n; i++) {
		const struct task *t = rows_at(&x->st.backs, i);
		struct on_list on;
		struct turn turn;
		bool listed;
		bool is;
		if (owed_before(&x->st, i))
			continue;
		if (!list_has(x->st.c, x->st.l, t->patient, 0, &on, &listed, x->err) ||
		    !list_has_or_owes(x->st.c, x->st.l, t->patient, 0, &on, &is, x->err))
			return false;
		if (listed || !is)
			continue;
		if (!judge(&x->st, &on, &turn, x->err))
			return false;
		take(x, &turn);
	}
	return true;
}

/* Nothing may be written, or it is not kept: looked at one by one. */
static bool take_live(const struct on_list *on, void *arg)
{
	struct queue *x = arg;
	struct turn t;

	x->ok = judge(&x->st, on, &t, x->err);
	if (x->ok)
		take(x, &t);
	return x->ok;
}

static int by_place(const struct turn *x, const struct turn *y)
{
	if (x->on.place != y->on.place)
		return x->on.place < y->on.place ? -1 : 1;
	if (x->on.key != y->on.key)
		return x->on.key < y->on.key ? -1 : 1;
	return (x->on.patient > y->on.patient) - (x->on.patient < y->on.patient);
}

static int by_turn(const void *a, const void *b)
{
	const struct turn *x = a;
	const struct turn *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return by_place(x, y);
}

static int in_place(const void *a, const void *b)
{
	return by_place(a, b);
}

/* In the order they come, the new ones as far as the share goes. */
static void share_out(struct queue *x)
{
	size_t n = 0;

	if (x->n_now)
		qsort(x->now, x->n_now, sizeof(*x->now), by_turn);
	for (size_t i = 0; i < x->n_now; i++) {
		struct turn t = x->now[i];
		struct share *s = &x->st.shares[t.on.place];
		if (share_is_done(&x->st, &t)) {
			t.why = CALL_SHARE;
			t.until = when_of(when_day(x->st.now) + 1, MINUTE_NONE);
			count_held(x, &t);
			continue;
		}
		s->begun += t.tries == 0 && !t.call_back;
		x->counts->all++;
		x->counts->why[CALL_NOW]++;
		x->now[n++] = t;
	}
	x->n_now = n;
}

static struct call_line line_of(const struct turn *t)
{
	return (struct call_line){ .patient = t->on.patient,
				   .visit = t->on.visit,
				   .segment = t->on.segment,
				   .since = t->on.since,
				   .why = t->why,
				   .until = t->until,
				   .tries = t->tries,
				   .call_back = t->call_back };
}

static bool count_done(struct queue *x)
{
	struct clinic *c = x->st.c;
	struct calls_done done;

	if (!store_calls_done(&c->store, c->config, x->st.l->key, NULL, clinic_today(c), &done, x->err))
		return false;
	x->counts->done = done.calls;
	x->counts->booked = done.booked;
	x->counts->reached = done.reached;
	x->counts->call_backs = (int64_t)x->st.backs.n;
	return true;
}

/* --- brought up to date --- */

static bool look_at_some(struct clinic *c, const struct call_list_info *l, int64_t until_ms, bool *done,
			 struct err *err)
{
	struct call_turn page[PAGE];
	int64_t kept;
	size_t n = PAGE;
	bool ok = kept_ready(c, l, &kept, err);

	*done = false;
	while (ok && n == PAGE && boot_now() < until_ms) {
		ok = store_turns_unseen(&c->store, kept, PAGE, page, &n, err);
		for (size_t i = 0; ok && i < n; i++)
			ok = kept_look(c, l, kept, &page[i], err);
	}
	*done = n < PAGE;
	return ok;
}

bool calls_prepare(struct clinic *c, const struct call_list_info *l, int budget_ms, bool *done,
		   struct err *err)
{
	int64_t end = boot_now() + budget_ms;
	bool ok = true;

	*done = true;
	if (!list_is_kept(l) || c->store.refuse || c->store.action)
		return true;
	if (!segments_catch_up(c, budget_ms, done, err))
		return false;
	if (!*done || kept_is_current(c, l))
		return true;
	do {
		if (!store_calls_begin(&c->store, err))
			return false;
		ok = store_calls_end(&c->store,
				     look_at_some(c, l, boot_now() + SLICE_MS, done, err), err);
	} while (ok && !*done && (budget_ms == 0 || boot_now() < end));
	return ok;
}

bool calls_queue(struct clinic *c, const struct call_list_info *l, enum call_why why, size_t limit,
		 struct call_counts *counts, struct call_line *lines, size_t *n, struct err *err)
{
	struct queue x = { .why = why, .counts = counts, .err = err, .ok = true };
	struct call_kept kept = { 0 };
	bool done;

	*counts = (struct call_counts){ .next = WHEN_EVER };
	*n = 0;
	/* When another terminal keeps us from it, what is shown was so a moment ago. */
	calls_prepare(c, l, 0, &done, NULL);
	if (!c->store.refuse && list_is_kept(l) && !store_kept(&c->store, l->key, &kept, err))
		return false;
	if (!standing_init(&x.st, c, l, kept.id, err))
		return false;
	bool ok = kept.id ? store_turns(&c->store, kept.id, take_kept, &x, err)
			  : list_each(c, l, take_live, &x, err);
	ok = ok && x.ok && take_owed(&x) && count_done(&x);
	if (ok)
		share_out(&x);
	const struct turn *v = why == CALL_NOW ? x.now : x.held;
	size_t have = why == CALL_NOW ? x.n_now : x.n_held;
	if (ok && why != CALL_NOW && have)
		qsort(x.held, x.n_held, sizeof(*x.held), in_place);
	for (size_t i = 0; ok && lines && i < have && *n < limit; i++)
		lines[(*n)++] = line_of(&v[i]);
	free(x.now);
	free(x.held);
	standing_release(&x.st);
	return ok;
}

/* --- why it is empty --- */

void calls_why_empty(struct str *out, const struct clinic *c, const struct call_counts *counts,
		     when_t next)
{
	int64_t held = counts->all - counts->why[CALL_NOW];
	struct str why;
	struct str when;

	if (counts->all == 0) {
		str_add(out, _("nobody is on this list"));
		return;
	}
	str_init(&why);
	for (int i = CALL_NOW + 1; i < CALL_WHYS; i++)
		if (counts->why[i])
			str_addf(&why, "%s%lld %s", why.len ? ", " : "", (long long)counts->why[i],
				 call_why_label((enum call_why)i));
	str_addf(out, _("%lld not callable: %s"), (long long)held, why.p);
	str_release(&why);
	if (next == WHEN_NONE || next == WHEN_EVER)
		return;
	str_init(&when);
	day_relative(&when, when_day(next), clinic_today(c));
	if (when_minute(next) > 0) {
		str_addc(&when, ' ');
		minute_iso(&when, when_minute(next));
	}
	str_addf(out, _("; the next may be rung %s"), when.p);
	str_release(&when);
}
