/* The hours, the money and the notes of made-up visits. */
#include "demo_parts.h"

static const struct {
	const char *kind;
	struct saying note;
} notes[] = {
	{ "exam", { "全口检查，16有龋坏，建议充填", "full check, caries on 16, filling advised" } },
	{ "exam", { "牙龈轻度红肿，建议洁牙", "gums slightly red, cleaning advised" } },
	{ "cleaning", { "结石较多，示范刷牙方法", "much tartar, shown how to brush" } },
	{ "cleaning", { "牙龈出血，两周后观察", "gums bleed, look again in two weeks" } },
	{ "cleaning", { "对冷水敏感，用了脱敏剂", "sensitive to cold, desensitiser used" } },
	{ "filling", { "树脂充填，咬合调好", "composite filling, bite adjusted" } },
	{ "filling", { "龋坏较深，若疼痛需做根管", "deep caries; root canal if it hurts" } },
	{ "root-canal", { "根管预备，封药", "canals shaped, dressing placed" } },
	{ "root-canal", { "根管充填完成，建议做冠", "canals filled, crown advised" } },
	{ "crown", { "取模，颜色A2", "impression taken, shade A2" } },
	{ "crown", { "戴冠，边缘密合", "crown fitted, margins good" } },
	{ "implant", { "种植体植入顺利，一周后拆线", "implant placed, stitches out in a week" } },
	{ "ortho", { "更换弓丝，加橡皮圈", "new wire, elastics added" } },
	{ "ortho", { "换第12副牙套，附件掉一颗已补", "aligner 12, one attachment replaced" } },
	{ "surgery", { "智齿拔除，嘱咬棉球三十分钟", "wisdom tooth out, told to bite on gauze" } },
	{ "perio", { "龈下刮治，右侧", "root planing, right side" } },
	{ "whitening",
	  { "美白后敏感，嘱两天内不喝咖啡", "sensitive after whitening, no coffee for two days" } },
	{ "emergency", { "夜间疼痛，开髓后缓解", "pain at night, eased after opening" } },
	{ "child-checkup", { "涂氟，孩子很配合", "fluoride varnish, the child did well" } },
	{ "child-checkup",
	  { "六龄牙已萌出，建议窝沟封闭", "first molars are through, sealants advised" } },
	{ "consultation",
	  { "介绍了方案和费用，考虑中", "plan and price explained, thinks about it" } },
};

static const char *const reasons[] = { "ill",  "work",      "travel", "forgot", "price",
				       "fear", "elsewhere", "clinic", "other" };
static const double reason_weights[] = { 22, 38, 16, 8, 4, 3, 3, 4, 6 };

static void note_choose(struct demo *d, struct visit *v, bool chinese)
{
	size_t fit[4];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(notes) && n < ARRAY_SIZE(fit); i++)
		if (strcmp(notes[i].kind, v->kind) == 0)
			fit[n++] = i;
	if (n == 0 || !rng_chance(&d->rng, 0.35))
		return;
	str_replace(&v->note, say(&notes[fit[rng_below(&d->rng, (uint32_t)n)]].note, chinese));
}

/* Whole tens of the currency's major unit. */
static int64_t round_money(const struct demo *d, int64_t amount)
{
	int64_t ten = 10;

	for (int i = 0; i < d->c->config->decimals; i++)
		ten *= 10;
	return (amount + ten / 2) / ten * ten;
}

static void charge(struct demo *d, struct visit *v)
{
	static const char *const methods[] = { "wechat", "alipay",    "card",
					       "cash",   "insurance", "prepaid" };
	static const double weights[] = { 42, 24, 13, 9, 8, 4 };
	int64_t price = kind_def(d, v->kind)->price;
	struct rng *r = &d->rng;

	if (price == MONEY_NONE)
		return;
	v->amount = price;
	if (rng_chance(r, 0.3))
		v->amount = round_money(d, price * rng_between(r, 80, 140) / 100);
	v->paid = v->amount;
	bool recent = v->day > d->today - 90;
	if (v->amount > 0 && rng_chance(r, recent ? 0.06 : 0.008))
		v->paid = round_money(d, v->amount * rng_between(r, 0, 8) / 10);
	if (v->paid > 0)
		str_replace(&v->pay_method, methods[rng_weighted(r, weights, ARRAY_SIZE(weights))]);
}

/* When it was called off: on a day between, else shortly before. */
static instant_t off_time(struct demo *d, const struct visit *v)
{
	day_t booked;
	instant_t start = instant_make(v->day, v->minute);
	day_t last = v->day > d->today ? d->today : v->day;

	instant_split(v->booked_at, &booked, NULL);
	if (last - booked > 1)
		return office_hour(d, rng_between(&d->rng, booked + 1, last - 1));
	instant_t before = start - 60000 * rng_between(&d->rng, 20, 55);
	return before > v->booked_at ? before : v->booked_at + (start - v->booked_at) / 2;
}

static void confirm(struct demo *d, struct visit *v)
{
	instant_t at = office_hour(d, v->day - 1);

	if (at > v->booked_at)
		v->confirmed_at = at;
}

static minute_t sooner(minute_t a, minute_t b)
{
	return a < b ? a : b;
}

/* Never after the provider's next one may begin; on today never after now. */
static void come_and_go(struct demo *d, struct visit *v, enum visit_status status)
{
	struct rng *r = &d->rng;
	minute_t last = v->day == d->today ? d->now : 24 * 60;
	bool late = v->minutes >= 40 && rng_chance(r, 0.08);
	minute_t arrived = v->minute + (late ? rng_between(r, 5, 12) : rng_between(r, -18, 4));
	minute_t seated =
		(arrived + 1 > v->minute ? arrived + 1 : v->minute) + rng_between(r, 0, 4);
	minute_t end = v->minute + (minute_t)v->minutes;
	minute_t done = seated + (minute_t)v->minutes * rng_between(r, 70, 100) / 100;

	if (done > end)
		done = end > seated + 3 ? end : seated + 3;
	minute_t left = done + rng_between(r, 3, 10);
	arrived = sooner(arrived, status == VISIT_ARRIVED ? last - rng_between(r, 3, 9) : last);
	seated = sooner(seated, last);
	done = sooner(done, last);
	left = sooner(left, last);
	v->arrived_at = instant_make(v->day, arrived);
	if (v->booked_at >= v->arrived_at)
		v->booked_at = v->arrived_at - 60000;
	if (status == VISIT_ARRIVED)
		return;
	v->seated_at = instant_make(v->day, seated);
	if (status == VISIT_SEATED)
		return;
	v->completed_at = instant_make(v->day, done);
	if (status == VISIT_LEFT)
		v->left_at = instant_make(v->day, left);
}

void visit_reach(struct demo *d, struct visit *v, enum visit_status status, bool chinese)
{
	bool long_ahead = v->booked_at < instant_make(v->day - 1, 0);

	v->status = (int)status;
	switch (status) {
	case VISIT_PLANNED:
		return;
	case VISIT_CONFIRMED:
		confirm(d, v);
		if (v->confirmed_at == INSTANT_NONE)
			v->status = VISIT_PLANNED;
		return;
	case VISIT_ARRIVED:
	case VISIT_SEATED:
	case VISIT_COMPLETED:
	case VISIT_LEFT:
		if (long_ahead && rng_chance(&d->rng, 0.75))
			confirm(d, v);
		come_and_go(d, v, status);
		if (!visit_is_done(status))
			return;
		charge(d, v);
		note_choose(d, v, chinese);
		return;
	case VISIT_NO_SHOW:
		if (long_ahead && rng_chance(&d->rng, 0.4))
			confirm(d, v);
		v->cancelled_at = instant_make(v->day, v->minute + rng_between(&d->rng, 15, 20));
		if (rng_chance(&d->rng, 0.6))
			str_replace(&v->cancel_reason,
				    rng_chance(&d->rng, 0.5) ? "forgot" : "unreachable");
		return;
	case VISIT_CANCELLED:
	case VISIT_RESCHEDULED:
		v->cancelled_at = off_time(d, v);
		str_replace(&v->cancel_reason,
			    reasons[rng_weighted(&d->rng, reason_weights, ARRAY_SIZE(reasons))]);
		return;
	}
}
