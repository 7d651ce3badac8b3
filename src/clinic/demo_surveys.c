/* What some of the made-up patients answered when they were asked how it was, a day or two after a
 * visit.  Drawn apart from all other chance, so that everybody else stays as they are. */
#include "demo_parts.h"

enum { ASKED_FOR = 400 }; /* days: the clinic asks since then */

static const struct saying unhappy[] = {
	{ "等了快一个小时，没人解释", "waited almost an hour and nobody said why" },
	{ "补完还是疼，打电话没人接", "still hurts after the filling, and nobody picked up" },
	{ "收费前没有说清楚", "nobody told me the price beforehand" },
	{ "换了医生也没提前告诉我", "another doctor than I had booked, without a word" },
};
static const struct saying so_so[] = {
	{ "技术可以，就是停车不方便", "good work, but there is nowhere to park" },
	{ "周末约不到", "no time at weekends" },
	{ "还行", "fine" },
};
static const struct saying happy[] = {
	{ "医生讲解很耐心", "explains everything patiently" },
	{ "一点都不疼", "did not hurt at all" },
	{ "已经推荐给同事了", "told my colleagues about you" },
	{ "孩子这次没哭", "my child did not cry this time" },
};

static const struct saying *words_for(struct rng *r, int score)
{
	if (score <= 6)
		return &unhappy[rng_below(r, ARRAY_SIZE(unhappy))];
	if (score <= 8)
		return &so_so[rng_below(r, ARRAY_SIZE(so_so))];
	return &happy[rng_below(r, ARRAY_SIZE(happy))];
}

static bool survey_write(struct demo *d, struct rng *r, const struct person *who,
			 const struct visit *v)
{
	static const double weights[] = { 1, 0, 1, 2, 2, 3, 5, 9, 17, 26, 34 }; /* of 0 … 10 */
	static const char *const channels[] = { "wechat", "phone", "desk" };
	struct survey_answer a;

	record_init(&record_survey_answer, &a);
	a.patient = who->p.row.id;
	a.day = v->day + rng_between(r, 1, 3);
	if (a.day > d->today)
		a.day = d->today;
	a.score = (int64_t)rng_weighted(r, weights, ARRAY_SIZE(weights));
	a.channel = mem_strdup(channels[rng_below(r, ARRAY_SIZE(channels))]);
	a.staff = mem_strdup(rng_chance(r, 0.5) ? "mei" : "bo");
	if (rng_chance(r, 0.5) || a.score <= 6)
		a.words = mem_strdup(
			say(words_for(r, (int)a.score), who->culture == CULTURE_CHINESE));
	bool ok = put(d, &record_survey_answer, &a);
	record_release(&record_survey_answer, &a);
	return ok;
}

bool surveys_write(struct demo *d, const struct person *who)
{
	struct rng r;

	rng_seed(&r, d->options->seed ^ 0x737276 ^ ((uint64_t)who->p.row.id << 24));
	for (size_t i = 0; i < who->visits.n; i++) {
		const struct visit *v = person_visit(who, i);
		if (!visit_is_done((enum visit_status)v->status) || v->day < d->today - ASKED_FOR ||
		    v->day >= d->today || !rng_chance(&r, 0.18))
			continue;
		if (!survey_write(d, &r, who, v))
			return false;
	}
	return true;
}
