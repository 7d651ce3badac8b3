/* How a made-up patient's years go: a course of visits, some missed, moved or called off. */
#include "demo_parts.h"

/* One stage of a course: the kind, how many days after the visit before, the chance that it comes
 * at all, that the course goes on after it, and that it is booked at the visit before. */
struct stage {
	const char *kind;
	int low, high;
	double happens, goes_on, ahead;
};

/* `again`: the stage the course returns to after its last one, −1 for none. */
struct course {
	const struct stage *stages;
	int n, again;
};

static const struct stage regular[] = {
	{ "exam", 0, 0, 0.8, 1, 0 },
	{ "cleaning", 3, 14, 0.85, 0.92, 0.7 },
	{ "filling", 5, 20, 0.28, 1, 0.8 },
	{ "cleaning", 165, 215, 1, 0.955, 0.55 },
};
static const struct stage child[] = {
	{ "child-checkup", 0, 0, 1, 0.9, 0 },
	{ "filling", 5, 14, 0.3, 1, 0.8 },
	{ "child-checkup", 160, 200, 1, 0.945, 0.55 },
};
static const struct stage one_off[] = {
	{ "emergency", 0, 0, 0.6, 0.45, 0 },
	{ "exam", 0, 6, 0.4, 0.7, 0.4 },
	{ "root-canal", 2, 8, 0.4, 0.6, 0.9 },
	{ "surgery", 3, 12, 0.25, 1, 0.8 },
};
static const struct stage repair[] = {
	{ "exam", 0, 0, 0.7, 1, 0 },
	{ "x-ray", 0, 4, 0.5, 1, 0.6 },
	{ "root-canal", 3, 9, 0.8, 0.97, 0.9 },
	{ "root-canal", 7, 14, 0.7, 0.95, 0.9 },
	{ "filling", 5, 14, 0.7, 0.97, 0.8 },
	{ "crown", 10, 21, 0.6, 0.97, 0.85 },
	{ "crown", 10, 16, 0.5, 0.8, 0.9 },
	{ "cleaning", 150, 230, 1, 0.9, 0.5 },
};
static const struct stage braces[] = {
	{ "consultation", 0, 0, 1, 0.85, 0 },
	{ "x-ray", 1, 8, 0.9, 1, 0.8 },
	{ "ortho", 10, 25, 1, 1, 0.9 },
	{ "ortho", 26, 36, 1, 0.985, 0.95 },
};
static const struct stage implants[] = {
	{ "consultation", 0, 0, 1, 0.8, 0 }, { "x-ray", 1, 6, 0.9, 1, 0.8 },
	{ "surgery", 7, 21, 0.5, 1, 0.9 },   { "implant", 20, 60, 1, 1, 0.9 },
	{ "crown", 85, 125, 1, 0.95, 0.7 },  { "cleaning", 165, 215, 1, 0.92, 0.5 },
};
static const struct stage gums[] = {
	{ "exam", 0, 0, 1, 0.9, 0 },
	{ "perio", 4, 14, 1, 0.95, 0.9 },
	{ "perio", 6, 12, 0.8, 0.95, 0.9 },
	{ "perio", 85, 110, 1, 0.94, 0.6 },
};
static const struct stage looks[] = {
	{ "cleaning", 0, 0, 1, 0.8, 0 },
	{ "whitening", 5, 25, 0.9, 0.6, 0.8 },
	{ "cleaning", 165, 240, 1, 0.8, 0.3 },
};

enum course_name { REGULAR, CHILD, ONE_OFF, REPAIR, BRACES, IMPLANTS, GUMS, LOOKS, COURSES };

static const struct course courses[COURSES] = {
	[REGULAR] = { regular, 4, 2 }, [CHILD] = { child, 3, 1 },   [ONE_OFF] = { one_off, 4, -1 },
	[REPAIR] = { repair, 8, 7 },   [BRACES] = { braces, 4, 3 }, [IMPLANTS] = { implants, 6, 5 },
	[GUMS] = { gums, 4, 3 },       [LOOKS] = { looks, 3, 2 },
};

static enum course_name course_choose(struct demo *d, const struct person *who)
{
	static const struct {
		int to_age;
		double weight[COURSES];
	} by_age[] = {
		{ 12, { 0, 78, 12, 8, 2, 0, 0, 0 } },     { 19, { 25, 0, 12, 12, 50, 0, 0, 1 } },
		{ 32, { 40, 0, 15, 18, 16, 0, 3, 8 } },   { 60, { 45, 0, 15, 22, 1, 4, 9, 4 } },
		{ 200, { 32, 0, 14, 25, 0, 14, 15, 0 } },
	};
	int age = who->p.birth_day == DAY_NONE ? 40 : age_on(who->p.birth_day, who->registered);
	size_t i = 0;

	while (age > by_age[i].to_age && i + 1 < ARRAY_SIZE(by_age))
		i++;
	return (enum course_name)rng_weighted(&d->rng, by_age[i].weight, COURSES);
}

const struct visit *person_visit(const struct person *who, size_t i)
{
	return rows_at(&who->visits, i);
}

const struct visit *last_done(const struct person *who)
{
	for (size_t i = who->visits.n; i > 0; i--)
		if (visit_is_done((enum visit_status)person_visit(who, i - 1)->status))
			return person_visit(who, i - 1);
	return NULL;
}

bool has_booking(const struct demo *d, const struct person *who)
{
	for (size_t i = 0; i < who->visits.n; i++) {
		const struct visit *v = person_visit(who, i);
		if (v->day >= d->today && visit_is_booked((enum visit_status)v->status))
			return true;
	}
	return false;
}

/* Who does it: the specialist, or the patient's own doctor. */
static int provider_for(struct demo *d, const struct person *who, const char *kind)
{
	int team = who->doctor / POSTS * POSTS;
	int own = who->doctor % POSTS;

	if (strcmp(kind, "ortho") == 0)
		return team + POST_ORTHO;
	if (strcmp(kind, "implant") == 0 || strcmp(kind, "surgery") == 0)
		return team + POST_SURGEON;
	if (strcmp(kind, "cleaning") == 0 || strcmp(kind, "perio") == 0 ||
	    strcmp(kind, "whitening") == 0)
		return rng_chance(&d->rng, 0.65) || own == POST_ORTHO ? team + POST_HYGIENE
								     : who->doctor;
	if (own == POST_ORTHO && (strcmp(kind, "filling") == 0 || strcmp(kind, "root-canal") == 0 ||
				  strcmp(kind, "crown") == 0 || strcmp(kind, "child-checkup") == 0))
		return team + POST_GENERAL;
	return who->doctor;
}

static void doctor_choose(struct demo *d, struct person *who, enum course_name course)
{
	int post = course == BRACES           ? POST_ORTHO
		   : course == IMPLANTS       ? POST_SURGEON
		   : course == CHILD          ? POST_GENERAL
		   : rng_chance(&d->rng, 0.5) ? POST_SURGEON
					      : POST_GENERAL;

	who->doctor = (int)rng_below(&d->rng, (uint32_t)d->teams) * POSTS + post;
	free(who->p.provider);
	who->p.provider = provider_key(who->doctor);
	if (course == BRACES || course == IMPLANTS || rng_chance(&d->rng, 0.25))
		str_replace(&who->p.consultant, rng_chance(&d->rng, 0.8) ? "mei" : "amy");
}

static char *tooth(struct demo *d, bool milk)
{
	static const double weight[] = { 3, 2, 2, 10, 12, 30, 24, 8 };
	int n = milk ? rng_between(&d->rng, 4, 5)
		     : (int)rng_weighted(&d->rng, weight, ARRAY_SIZE(weight)) + 1;

	return mem_printf("%d%d", rng_between(&d->rng, 1, 4) + (milk ? 4 : 0), n);
}

static void teeth_choose(struct demo *d, const struct person *who, struct visit *v)
{
	static const char *const on_teeth[] = { "filling", "root-canal", "crown", "implant",
						"surgery" };
	bool milk = who->p.birth_day != DAY_NONE && age_on(who->p.birth_day, v->day) < 8;
	bool on_tooth = false;

	for (size_t i = 0; i < ARRAY_SIZE(on_teeth); i++)
		on_tooth = on_tooth || strcmp(v->kind, on_teeth[i]) == 0;
	if (!on_tooth)
		return;
	/* A root canal and the crown after it are on one tooth. */
	for (size_t i = who->visits.n - 1; i > 0; i--) {
		const struct visit *before = person_visit(who, i - 1);
		if (before->teeth && strcmp(v->kind, "filling") != 0 &&
		    before->day > v->day - 200) {
			v->teeth = mem_strdup(before->teeth);
			return;
		}
	}
	v->teeth = tooth(d, milk);
}

/* What is asked of the book. */
struct wish {
	const char *kind;
	day_t target;
	day_t booked;        /* the day it is asked for */
	instant_t booked_at; /* INSTANT_NONE: some time of that day */
	bool moved;          /* it takes the place of another */
};

/* Books it: the index of the new visit, −1 when there is no room or the patient is gone. */
static int visit_book(struct demo *d, struct person *who, const struct wish *w)
{
	const struct term_def *def = kind_def(d, w->kind);
	int provider = provider_for(d, who, w->kind);
	day_t day;
	minute_t minute;

	if (!book_take(&d->book, &d->rng, provider, w->target, 21, def->minutes, &day, &minute) ||
	    day >= who->until)
		return -1;
	struct visit *v = rows_add(&who->visits);
	v->day = day;
	v->minute = minute;
	v->minutes = def->minutes;
	v->kind = mem_strdup(w->kind);
	v->provider = provider_key(provider);
	v->chair = provider_chair(provider);
	teeth_choose(d, who, v);
	bool same_day = day == w->booked;
	static const double hows[] = { 40, 30, 15, 15 };
	static const char *const how[] = { "phone", "wechat", "desk", "online" };
	v->booked_at = w->booked_at != INSTANT_NONE ? w->booked_at
		       : same_day ? instant_make(day, minute - rng_between(&d->rng, 5, 60))
				  : office_hour(d, w->booked);
	str_replace(&v->booked_by, same_day ? "walk-in"
				   : w->booked_at != INSTANT_NONE && !w->moved
					   ? "desk"
					   : how[rng_weighted(&d->rng, hows, ARRAY_SIZE(hows))]);
	return (int)who->visits.n - 1;
}

/* What came of it. */
enum fate { FATE_NO_ROOM, FATE_COMING, FATE_CAME, FATE_MISSED, FATE_OFF };

static enum visit_status status_draw(struct demo *d, const struct person *who,
				     const struct visit *v, bool moved)
{
	bool future = v->day > d->today;
	bool booked_before = v->booked_at < instant_make(d->today - 2, 0);
	double x = rng_unit(&d->rng);

	if (future && !booked_before)
		return VISIT_PLANNED;
	/* The desk began to tap "left" two years ago. */
	enum visit_status done =
		v->day > d->today - 730 && rng_chance(&d->rng, 0.9) ? VISIT_LEFT : VISIT_COMPLETED;
	if (str_eq(v->booked_by, "walk-in"))
		return done;
	if (x < 0.045 && !moved)
		return VISIT_RESCHEDULED;
	if (x < 0.1)
		return VISIT_CANCELLED;
	if (future)
		return v->day <= d->today + 2 && rng_chance(&d->rng, 0.55) ? VISIT_CONFIRMED
									   : VISIT_PLANNED;
	return x < 0.1 + who->misses ? VISIT_NO_SHOW : done;
}

static enum fate visit_live(struct demo *d, struct person *who, const struct wish *w)
{
	bool chinese = who->culture == CULTURE_CHINESE;
	int i = visit_book(d, who, w);

	if (i < 0)
		return FATE_NO_ROOM;
	struct visit *v = rows_at(&who->visits, (size_t)i);
	enum visit_status status = status_draw(d, who, v, w->moved);
	visit_reach(d, v, status, chinese);
	if (status == VISIT_RESCHEDULED) {
		day_t off;
		instant_split(v->cancelled_at, &off, NULL);
		struct wish again = {
			.kind = w->kind,
			.target = (rng_chance(&d->rng, 0.15) ? off : v->day) +
				  rng_between(&d->rng, 1, 16),
			.booked = off,
			.booked_at = v->cancelled_at,
			.moved = true,
		};
		enum fate fate = visit_live(d, who, &again);
		v = rows_at(&who->visits, (size_t)i);
		if (fate != FATE_NO_ROOM)
			return fate;
		v->status = VISIT_CANCELLED;
		return FATE_OFF;
	}
	if (status == VISIT_CANCELLED)
		return FATE_OFF;
	if (status == VISIT_NO_SHOW)
		return FATE_MISSED;
	return v->day > d->today ? FATE_COMING : FATE_CAME;
}

static int lead_days(struct demo *d)
{
	static const double weight[] = { 14, 36, 36, 14 };
	static const int span[][2] = { { 0, 1 }, { 2, 7 }, { 8, 20 }, { 21, 50 } };
	const int *s = span[rng_weighted(&d->rng, weight, ARRAY_SIZE(weight))];

	return rng_between(&d->rng, s[0], s[1]);
}

/* Where somebody is on a course, from the day of registration on. */
struct walk {
	const struct course *course;
	int at;     /* next stage */
	day_t last; /* the last thing that happened */
	bool first;
	int tries; /* of the same stage */
};

/* The next stage that happens, NULL at the end. */
static const struct stage *walk_stage(struct demo *d, struct walk *w)
{
	for (;;) {
		if (w->at >= w->course->n && w->course->again < 0)
			return NULL;
		if (w->at >= w->course->n)
			w->at = w->course->again;
		const struct stage *s = &w->course->stages[w->at];
		if (w->tries > 0 || rng_chance(&d->rng, s->happens))
			return s;
		w->at++;
	}
}

/* False when it is not booked yet: nobody has asked for it until yesterday. */
static bool walk_wish(struct demo *d, const struct person *who, const struct walk *w,
		      const struct stage *s, struct wish *wish)
{
	const struct visit *before = w->first ? NULL : last_done(who);
	bool ahead = before && w->tries == 0 && rng_chance(&d->rng, s->ahead);
	int gap = w->first   ? lead_days(d)
		  : w->tries ? rng_between(&d->rng, 3, 25)
			     : rng_between(&d->rng, s->low, s->high);

	*wish = (struct wish){ .kind = s->kind,
			       .target = w->last + (gap || w->first ? gap : 1),
			       .booked = w->last,
			       .booked_at = INSTANT_NONE };
	if (w->first && strcmp(s->kind, "emergency") == 0)
		wish->target = w->last;
	if (w->first)
		return true;
	if (ahead) {
		wish->booked_at = before->completed_at + 60000 * rng_between(&d->rng, 1, 5);
		return true;
	}
	wish->booked = wish->target - lead_days(d);
	if (wish->booked <= w->last)
		wish->booked = w->last + 1;
	wish->booked = open_day(d, wish->booked);
	if (wish->target < wish->booked)
		wish->target = wish->booked;
	return wish->booked < d->today;
}

static double goes_on(const struct demo *d, const struct person *who, const struct stage *s)
{
	if (who->lapses)
		return s->goes_on * 0.62;
	/* Over a long history fewer are lost, else few would be left of its beginning; but nobody
	 * has braces for ever. */
	bool stays = d->loyal && strcmp(s->kind, "ortho") != 0;
	return stays ? (2 + s->goes_on) / 3 : s->goes_on;
}

/* Whether the course goes on after what happened. */
static bool walk_on(struct demo *d, const struct person *who, struct walk *w, const struct stage *s,
		    enum fate fate)
{
	static const double comes_back[] = { [FATE_MISSED] = 0.72, [FATE_OFF] = 0.82 };

	w->first = false;
	switch (fate) {
	case FATE_NO_ROOM:
	case FATE_COMING:
		return false;
	case FATE_CAME:
		w->at++;
		w->tries = 0;
		return rng_chance(&d->rng, goes_on(d, who, s));
	case FATE_MISSED:
	case FATE_OFF:
		return ++w->tries < 4 && rng_chance(&d->rng, comes_back[fate]);
	}
	return false;
}

void visits_plan(struct demo *d, struct person *who)
{
	enum course_name name = course_choose(d, who);
	struct walk w = { .course = &courses[name], .last = who->registered, .first = true };
	const struct stage *s;
	struct wish wish;

	doctor_choose(d, who, name);
	while ((s = walk_stage(d, &w)) && walk_wish(d, who, &w, s, &wish)) {
		enum fate fate = visit_live(d, who, &wish);
		if (who->visits.n > 0)
			w.last = person_visit(who, who->visits.n - 1)->day;
		if (!walk_on(d, who, &w, s, fate))
			break;
	}
}

/* The demo is the only writer: visits are numbered from 1 on, so that one that was moved can name
 * the next before it is written. */
bool visits_write(struct demo *d, struct person *who)
{
	const struct visit *before = NULL;

	for (size_t i = 0; i < who->visits.n; i++) {
		struct visit *v = rows_at(&who->visits, i);
		v->patient = who->p.row.id;
		if (before && before->status == VISIT_RESCHEDULED)
			v->predecessor = before->row.id;
		if (v->status == VISIT_RESCHEDULED)
			v->successor = d->visits + 2;
		if (!put(d, &record_visit, v))
			return false;
		BUG_IF(v->row.id != ++d->visits);
		before = v;
	}
	return true;
}
