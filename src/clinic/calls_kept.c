/* Lists are kept: everybody on one has a row that says how they stood when they were looked at, and until
 * when that holds by itself.  Whoever is written to is looked at again; so the next one of a long list is
 * found without looking at all of it. */
#include "calls_queue.h"
#include "revisit/base/i18n.h"

enum { TOUCHED = 64, RUNG_DAYS = 400 };

bool list_is_kept(const struct call_list_info *l)
{
	return l->kind != LIST_OF_VISITS && list_or_none(l);
}

struct on_list kept_on(const struct call_list_info *l, const struct call_turn *t)
{
	return (struct on_list){ .patient = t->patient,
				 .segment = t->place > 0 && (size_t)t->place <= l->n_segments ?
						    l->segments[t->place - 1] :
						    SIZE_MAX,
				 .place = t->place,
				 .key = t->key,
				 .since = t->since };
}

static struct call_turn turn_of(const struct on_list *on)
{
	return (struct call_turn){ .patient = on->patient,
				   .place = on->place,
				   .key = on->key,
				   .since = on->since,
				   .open = true,
				   .until = WHEN_EVER,
				   .again = WHEN_NONE };
}

bool kept_look(struct clinic *c, const struct call_list_info *l, int64_t kept, struct call_turn *t,
	       struct err *err)
{
	const struct on_list on = kept_on(l, t);
	struct call_state state;

	if (!list_state(c, l, &on, NULL, &state, err))
		return false;
	t->why = state.why;
	t->open = state.why == CALL_NOW;
	t->until = state.until;
	t->good = state.good;
	t->tries = state.tries;
	t->again = state.tries > 0 ? state.again : WHEN_NONE;
	return store_turn_write(&c->store, kept, t, err);
}

/* --- what the list means --- */

static uint64_t mix(uint64_t h, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

static uint64_t mix_number(uint64_t h, int64_t n)
{
	return mix(h, &n, sizeof(n));
}

/* Whatever changes how somebody on it stands, beside their own records and time. */
static int64_t stamp_of(struct clinic *c, const struct call_list_info *l)
{
	const struct ruleset *r = clinic_rules(c);
	uint64_t h = mix_number(0xcbf29ce484222325u, c->config_seen);

	h = mix_number(h, store_membership_stamp(&c->store));
	h = mix_number(h, l->purpose);
	if (r && r->has_quiet)
		h = mix(h, &r->quiet, sizeof(r->quiet));
	for (size_t i = 0; r && i < l->n_segments; i++) {
		const struct segment *s = &r->segments[l->segments[i]];
		h = mix(h, s->key, strlen(s->key) + 1);
		h = mix_number(h, s->give_up_calls);
		h = mix_number(h, s->quiet_none + 2 * s->has_quiet + 4 * s->new_only);
		h = mix(h, &s->quiet, sizeof(s->quiet));
	}
	return (int64_t)(h >> 1);
}

/* --- members of another day, or of another meaning --- */

struct turns {
	struct call_turn *v;
	size_t n, cap;
};

static bool add_fresh(const struct on_list *on, void *arg)
{
	struct turns *t = arg;

	GROW(t->v, t->n, t->cap);
	t->v[t->n++] = turn_of(on);
	return true;
}

static bool add_old(const struct call_turn *one, void *arg)
{
	struct turns *t = arg;

	GROW(t->v, t->n, t->cap);
	t->v[t->n++] = *one;
	return true;
}

static int by_patient(const void *a, const void *b)
{
	const struct call_turn *x = a;
	const struct call_turn *y = b;

	return (x->patient > y->patient) - (x->patient < y->patient);
}

/* `same`: what was seen of those who stay still holds. */
static bool write_differing(struct clinic *c, int64_t kept, const struct turns *old,
			    const struct turns *fresh, bool same, struct err *err)
{
	size_t k = 0;
	bool ok = true;

	for (size_t i = 0; ok && i < fresh->n; i++) {
		struct call_turn *f = &fresh->v[i];
		while (ok && k < old->n && old->v[k].patient < f->patient)
			ok = store_turn_delete(&c->store, kept, old->v[k++].patient, err);
		if (k == old->n || old->v[k].patient != f->patient) {
			ok = ok && store_turn_write(&c->store, kept, f, err);
			continue;
		}
		const struct call_turn *was = &old->v[k++];
		if (same && was->place == f->place && was->key == f->key && was->since == f->since)
			continue;
		f->again = was->again;
		ok = ok && store_turn_write(&c->store, kept, f, err);
	}
	for (; ok && k < old->n; k++)
		ok = store_turn_delete(&c->store, kept, old->v[k].patient, err);
	return ok;
}

struct rung {
	struct clinic *c;
	const struct call_list_info *l;
	int64_t kept;
	struct err *err;
	bool ok;
};

/* Who was tried before comes again by time, not by place. */
static bool look_at_rung(int64_t patient, void *arg)
{
	struct rung *r = arg;
	struct call_turn t;
	bool found;

	r->ok = store_turn(&r->c->store, r->kept, patient, &t, &found, r->err) &&
		(!found || t.good != 0 || kept_look(r->c, r->l, r->kept, &t, r->err));
	return r->ok;
}

static bool sync(struct clinic *c, const struct call_list_info *l, struct call_kept *kept,
		 int64_t stamp, struct err *err)
{
	struct turns old = { 0 };
	struct turns fresh = { 0 };
	day_t today = clinic_today(c);
	bool same = kept->id && kept->stamp == stamp && kept->day <= today;
	struct rung rung = { .c = c, .l = l, .err = err, .ok = true };

	kept->stamp = stamp;
	kept->day = today;
	bool ok = store_keep(&c->store, l->key, kept, err) &&
		  store_turns(&c->store, kept->id, add_old, &old, err) &&
		  list_each(c, l, add_fresh, &fresh, err);
	if (ok && fresh.n)
		qsort(fresh.v, fresh.n, sizeof(*fresh.v), by_patient);
	ok = ok && write_differing(c, kept->id, &old, &fresh, same, err);
	free(old.v);
	free(fresh.v);
	rung.kept = kept->id;
	return ok && (same || (store_rung_for(&c->store, l->key, today - RUNG_DAYS, look_at_rung, &rung,
					      err) &&
			       rung.ok));
}

/* --- those who were written to --- */

struct known {
	struct call_list_info l;
	struct call_kept kept;
	bool current; /* of today and of what the list means now */
};

static bool known_lists(struct clinic *c, struct known **out, size_t *n, struct err *err)
{
	struct strlist names;

	strlist_init(&names);
	bool ok = store_kept_lists(&c->store, &names, err);
	*out = mem_array(names.n + 1, sizeof(**out));
	*n = 0;
	for (size_t i = 0; ok && i < names.n; i++) {
		struct known *k = &(*out)[*n];
		if (!calls_list(c, names.v[i], &k->l, NULL))
			continue;
		ok = store_kept(&c->store, names.v[i], &k->kept, err);
		k->current = ok && k->kept.day == clinic_today(c) && k->kept.stamp == stamp_of(c, &k->l);
		++*n;
	}
	strlist_release(&names);
	return ok;
}

static bool look_again(struct clinic *c, const struct known *k, int64_t patient, struct err *err)
{
	struct call_turn t;
	struct on_list on;
	bool found;
	bool is = false;

	if (!store_turn(&c->store, k->kept.id, patient, &t, &found, err))
		return false;
	/* Their membership is looked at when the list is; only how they stand is void. */
	if (!k->current) {
		t.open = true;
		t.good = 0;
		return !found || store_turn_write(&c->store, k->kept.id, &t, err);
	}
	if (!list_has(c, &k->l, patient, 0, &on, &is, err))
		return false;
	if (!is)
		return !found || store_turn_delete(&c->store, k->kept.id, patient, err);
	t = turn_of(&on);
	return kept_look(c, &k->l, k->kept.id, &t, err);
}

static bool take_touched(struct clinic *c, struct err *err)
{
	int64_t ids[TOUCHED];
	struct known *known = NULL;
	size_t n_known = 0;
	size_t n;
	bool ok = store_calls_touched(&c->store, TOUCHED, ids, &n, err);

	if (ok && n)
		ok = known_lists(c, &known, &n_known, err);
	while (ok && n) {
		for (size_t i = 0; ok && i < n; i++) {
			for (size_t k = 0; ok && k < n_known; k++)
				ok = look_again(c, &known[k], ids[i], err);
			ok = ok && store_untouch(&c->store, ids[i], err);
		}
		ok = ok && store_calls_touched(&c->store, TOUCHED, ids, &n, err);
	}
	for (size_t i = 0; i < n_known; i++)
		call_list_info_release(&known[i].l);
	free(known);
	return ok;
}

bool kept_is_current(struct clinic *c, const struct call_list_info *l)
{
	struct call_kept k;

	return store_kept(&c->store, l->key, &k, NULL) && k.id && k.day == clinic_today(c) &&
	       k.stamp == stamp_of(c, l) && store_turns_current(&c->store, k.id, calls_now(c));
}

bool kept_ready(struct clinic *c, const struct call_list_info *l, int64_t *kept, struct err *err)
{
	struct call_kept k;
	int64_t stamp = stamp_of(c, l);

	*kept = 0;
	if (!list_is_kept(l))
		return true;
	if (!store_kept(&c->store, l->key, &k, err))
		return false;
	if ((!k.id || k.stamp != stamp || k.day != clinic_today(c)) && !sync(c, l, &k, stamp, err))
		return false;
	*kept = k.id;
	return take_touched(c, err) && store_turns_free(&c->store, calls_now(c), err);
}

/* --- whether it is right --- */

enum { FINDINGS = 20 };

struct checking {
	struct clinic *c;
	const struct call_list_info *l;
	struct turns kept;
	size_t members, told;
	void (*finding)(const char *text, void *arg);
	void *arg;
};

static void tell(struct checking *x, int64_t patient)
{
	char *text = mem_printf(_("call list %s: how patient %lld stands is kept wrongly"), x->l->key,
				(long long)patient);

	if (x->told++ < FINDINGS)
		x->finding(text, x->arg);
	free(text);
}

static bool check_one(const struct on_list *on, void *arg)
{
	struct checking *x = arg;
	const struct call_turn key = { .patient = on->patient };
	const struct call_turn *t = x->kept.n ? bsearch(&key, x->kept.v, x->kept.n, sizeof(key), by_patient)
					      : NULL;
	struct call_state state;

	x->members++;
	if (!t || t->place != on->place || t->key != on->key || t->since != on->since) {
		tell(x, on->patient);
		return true;
	}
	if (!list_state(x->c, x->l, on, NULL, &state, NULL))
		return false;
	if (t->good > calls_now(x->c) && (t->why != state.why || t->until != state.until ||
					  t->tries != state.tries || t->open != (state.why == CALL_NOW)))
		tell(x, on->patient);
	return true;
}

static bool check_list(struct clinic *c, const struct call_list_info *l,
		       void (*finding)(const char *text, void *arg), void *arg, struct err *err)
{
	struct checking x = { .c = c, .l = l, .finding = finding, .arg = arg };
	struct call_kept k;

	/* What is to be looked at again anyway is not wrong. */
	if (!kept_is_current(c, l))
		return true;
	bool ok = store_kept(&c->store, l->key, &k, err) &&
		  store_turns(&c->store, k.id, add_old, &x.kept, err) &&
		  list_each(c, l, check_one, &x, err);
	if (ok && x.members < x.kept.n)
		tell(&x, 0);
	free(x.kept.v);
	return ok;
}

bool calls_check(struct clinic *c, void (*finding)(const char *text, void *arg), void *arg,
		 struct err *err)
{
	struct strlist names;
	bool ok;

	strlist_init(&names);
	ok = store_kept_lists(&c->store, &names, err);
	for (size_t i = 0; ok && i < names.n; i++) {
		struct call_list_info l;
		if (!calls_list(c, names.v[i], &l, NULL))
			continue;
		ok = check_list(c, &l, finding, arg, err);
		call_list_info_release(&l);
	}
	strlist_release(&names);
	return ok;
}
