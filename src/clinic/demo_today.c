/* Today's list, around the present minute: done, in the chair, waiting, to come. */
#include "demo_parts.h"

enum { USUAL_TODAY = 18, USUAL_OF = 2000, MOST_OF_A_TEAM = 26, FEWEST = 6 };

struct coming {
	struct visit v;
	bool chinese;
	bool scripted;
	int provider;
	enum visit_status wanted; /* of a scripted one still to come */
};

struct list {
	struct coming *v;
	size_t n, cap;
};

static struct coming *coming_add(struct list *l, int64_t patient, const char *kind, int minutes)
{
	GROW(l->v, l->n, l->cap);
	struct coming *c = &l->v[l->n++];
	*c = (struct coming){ .chinese = true, .wanted = VISIT_CONFIRMED };
	record_init(&record_visit, &c->v);
	c->v.patient = patient;
	c->v.kind = mem_strdup(kind);
	c->v.minutes = minutes;
	return c;
}

static void coming_place(struct demo *d, struct coming *c, int provider, minute_t minute, int lead)
{
	c->v.day = d->today;
	c->v.minute = minute;
	c->provider = provider;
	c->v.provider = provider_key(provider);
	c->v.chair = provider_chair(provider);
	c->v.booked_at = office_hour(d, d->today - lead);
	c->v.booked_by = mem_strdup(rng_chance(&d->rng, 0.6) ? "phone" : "wechat");
}

/* Slots counted from the one that holds this minute. */
static const struct role {
	int cast; /* −1: some regular */
	const char *kind, *note;
	int post;
	int slots[3];
	minute_t fixed; /* outside opening hours */
	enum visit_status wanted;
	int lead;
} roles[] = {
	{ CAST_TOM_BAKER, "filling", NULL, POST_GENERAL, { -2, -1, 0 }, 510, VISIT_CONFIRMED, 12 },
	{ CAST_LIU_YANG,
	  "exam",
	  "右边咬东西疼",
	  POST_SURGEON,
	  { 1, 0, 2 },
	  540,
	  VISIT_CONFIRMED,
	  3 },
	{ -1, "ortho", NULL, POST_ORTHO, { -1, 0, -2 }, 570, VISIT_CONFIRMED, 24 },
	{ -1, "cleaning", NULL, POST_HYGIENE, { 1, 0, 2 }, 525, VISIT_CONFIRMED, 9 },
	{ CAST_ANN_LEE, "cleaning", NULL, POST_HYGIENE, { 4, 5, 6 }, 600, VISIT_PLANNED, 20 },
	{ CAST_WANG_FANG, "cleaning", NULL, POST_HYGIENE, { 7, 8, 9 }, 645, VISIT_CONFIRMED, 16 },
};

/* Any regular, taken out of the sample. */
static bool regular_take(struct demo *d, struct regular *out)
{
	if (d->n_sample == 0)
		return false;
	size_t i = rng_below(&d->rng, (uint32_t)d->n_sample);
	*out = d->sample[i];
	d->sample[i] = d->sample[--d->n_sample];
	return true;
}

static bool role_time(struct demo *d, const struct role *role, int minutes, minute_t *minute)
{
	for (size_t i = 0; i < ARRAY_SIZE(role->slots); i++) {
		*minute = d->now / SLOT * SLOT + role->slots[i] * SLOT;
		if (book_take_at(&d->book, role->post, d->today, *minute, minutes))
			return true;
	}
	*minute = role->fixed;
	return book_take_at(&d->book, role->post, d->today, *minute, minutes) ||
	       book_today(&d->book, &d->rng, role->post, minutes, minute);
}

static void roles_place(struct demo *d, struct list *l)
{
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		const struct role *role = &roles[i];
		int minutes = kind_def(d, role->kind)->minutes;
		struct regular who = { .patient = role->cast < 0 ? 0 : d->cast[role->cast] };
		minute_t minute;
		who.chinese = role->cast != CAST_TOM_BAKER && role->cast != CAST_ANN_LEE;
		if ((role->cast < 0 && !regular_take(d, &who)) || !who.patient ||
		    !role_time(d, role, minutes, &minute))
			continue;
		struct coming *c = coming_add(l, who.patient, role->kind, minutes);
		coming_place(d, c, role->post, minute, role->lead);
		str_replace(&c->v.note, role->note);
		c->chinese = who.chinese;
		c->scripted = role->cast >= 0;
		c->wanted = role->wanted;
	}
}

static void regulars_place(struct demo *d, struct list *l, size_t target)
{
	struct regular who;

	while (l->n < target && regular_take(d, &who)) {
		int team = who.doctor / POSTS * POSTS;
		int minutes = kind_def(d, who.kind)->minutes;
		int post = strcmp(who.kind, "ortho") == 0      ? POST_ORTHO
			   : strcmp(who.kind, "cleaning") == 0 ? POST_HYGIENE
							       : who.doctor % POSTS;
		minute_t minute;
		for (int i = 0; i < POSTS; i++) {
			int provider = team + (post + i) % POSTS;
			if (!book_post_does(&d->book, provider, who.kind) ||
			    !book_today(&d->book, &d->rng, provider, minutes, &minute))
				continue;
			struct coming *c = coming_add(l, who.patient, who.kind, minutes);
			coming_place(d, c, provider, minute, rng_between(&d->rng, 1, 20));
			c->chinese = who.chinese;
			break;
		}
	}
}

static int by_time(const void *a, const void *b)
{
	const struct visit *x = &((const struct coming *)a)->v;
	const struct visit *y = &((const struct coming *)b)->v;

	if (x->minute != y->minute)
		return x->minute < y->minute ? -1 : 1;
	return x->patient < y->patient ? -1 : x->patient > y->patient;
}

static bool is_over(const struct demo *d, const struct visit *v)
{
	return v->minute + v->minutes + 10 <= d->now;
}

/* The one who did not come: in the middle of those who are through; −1 for none yet. */
static int missing_one(const struct demo *d, const struct list *l)
{
	int found = -1;
	size_t over = 0;

	for (size_t i = 0; i < l->n; i++)
		over += is_over(d, &l->v[i].v);
	for (size_t i = over / 3; i < l->n; i++)
		if (!l->v[i].scripted && l->v[i].v.minute + 25 <= d->now &&
		    is_over(d, &l->v[i].v)) {
			found = (int)i;
			break;
		}
	return over >= 2 ? found : -1;
}

static enum visit_status status_now(struct demo *d, const struct coming *c, int *waiting)
{
	const struct visit *v = &c->v;

	if (is_over(d, v)) {
		bool at_desk = v->minute + v->minutes + 30 > d->now;
		return at_desk && rng_chance(&d->rng, 0.4) ? VISIT_COMPLETED : VISIT_LEFT;
	}
	if (v->minute + 2 <= d->now)
		return VISIT_SEATED;
	if (v->minute <= d->now + SLOT && (*waiting == 0 || rng_chance(&d->rng, 0.5))) {
		++*waiting;
		return VISIT_ARRIVED;
	}
	return c->scripted || rng_chance(&d->rng, 0.65) ? c->wanted : VISIT_PLANNED;
}

static size_t usual_number(const struct demo *d)
{
	size_t n = (size_t)d->wanted * USUAL_TODAY / USUAL_OF;
	size_t most = (size_t)d->teams * MOST_OF_A_TEAM;

	return n < FEWEST ? FEWEST : n > most ? most : n;
}

/* One who rang to say they are held up. */
static struct coming *delayed_one(const struct demo *d, struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (!l->v[i].scripted && l->v[i].v.minute > d->now + 60)
			return &l->v[i];
	return NULL;
}

/* Somebody of today has a birthday: a grown-up whose papers do not say another day.  Nothing is drawn
 * for it, so the rest of the clinic is the same as without. */
static bool has_birthday(struct demo *d, const struct coming *c)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool ok = !c->scripted &&
		  store_get(&d->c->store, &record_patient, c->v.patient, &p, NULL) &&
		  p.birth_day != DAY_NONE && p.birth_precision == PRECISION_DAY &&
		  str_is_empty(p.id_number) && age_on(p.birth_day, d->today) >= 20;
	record_release(&record_patient, &p);
	return ok;
}

bool birthday_write(struct demo *d)
{
	struct patient p;

	if (!d->birthday)
		return true;
	record_init(&record_patient, &p);
	bool ok = store_get(&d->c->store, &record_patient, d->birthday, &p, d->err);
	if (ok) {
		const struct interval age = { .years = age_on(p.birth_day, d->today) };
		p.birth_day = day_add(d->today, age, -1);
		ok = store_update(&d->c->store, &record_patient, &p, NULL, d->err);
	}
	record_release(&record_patient, &p);
	return ok;
}

bool today_write(struct demo *d, struct rng *desk)
{
	struct list l = { 0 };
	int waiting = 0;
	bool ok = true;

	roles_place(d, &l);
	regulars_place(d, &l, usual_number(d));
	if (l.n > 0)
		qsort(l.v, l.n, sizeof(*l.v), by_time);
	for (size_t i = l.n; i-- > 0 && !d->birthday;)
		if (has_birthday(d, &l.v[i]))
			d->birthday = l.v[i].v.patient;
	int missing = missing_one(d, &l);
	struct coming *delayed = delayed_one(d, &l);
	if (delayed)
		delayed->v.late = 15;
	for (size_t i = 0; i < l.n; i++) {
		struct coming *c = &l.v[i];
		char *note = mem_strdup(c->v.note);
		enum visit_status status =
			(int)i == missing ? VISIT_NO_SHOW : status_now(d, c, &waiting);
		visit_reach(d, &c->v, status, c->chinese);
		if (note)
			str_replace(&c->v.note, note);
		free(note);
		ok = ok && desk_leave(d, desk, &c->v, c->provider) && put(d, &record_visit, &c->v);
		record_release(&record_visit, &c->v);
	}
	free(l.v);
	return ok;
}
