/* What was decided about recalls for some of the made-up patients: sooner, later, never.  Drawn apart
 * from all other chance, so that everybody else stays as they are. */
#include "demo_parts.h"

struct decision {
	const char *type, *kind; /* the recall; a visit they must have had */
	const char *every;
	int put_off; /* days from today, 0 */
	bool never;
	int from_age, to_age;
	bool women;
	double chance;
	struct saying why;
};

static const struct decision decisions[] = {
	{ .type = "cleaning", .kind = "cleaning", .every = "4m", .from_age = 35, .to_age = 90,
	  .chance = 0.05, .why = { "牙周风险，四个月洁牙一次", "gums at risk: every four months" } },
	{ .type = "cleaning", .kind = "cleaning", .every = "1y", .from_age = 18, .to_age = 45,
	  .chance = 0.02, .why = { "口腔很干净，一年一次即可", "very clean teeth, once a year will do" } },
	{ .type = "cleaning", .kind = "cleaning", .put_off = 45, .from_age = 20, .to_age = 70,
	  .chance = 0.02, .why = { "出差，回来再约", "travelling, asks to be called later" } },
	{ .type = "x-ray", .kind = "x-ray", .put_off = 210, .from_age = 22, .to_age = 40, .women = true,
	  .chance = 0.06, .why = { "怀孕，产后再拍", "pregnant: after the birth" } },
	{ .type = "x-ray", .kind = "x-ray", .never = true, .from_age = 60, .to_age = 99,
	  .chance = 0.05, .why = { "不愿拍片", "does not want x-rays" } },
	{ .type = "checkup", .kind = "cleaning", .never = true, .from_age = 25, .to_age = 80,
	  .chance = 0.02, .why = { "在单位体检中检查", "checked every year at work" } },
};

static bool has_come_for(const struct person *who, const char *kind)
{
	for (size_t i = 0; i < who->visits.n; i++) {
		const struct visit *v = person_visit(who, i);
		if (visit_is_done((enum visit_status)v->status) && str_eq(v->kind, kind))
			return true;
	}
	return false;
}

static bool concerns(const struct demo *d, const struct decision *x, const struct person *who)
{
	int age = age_on(who->p.birth_day, d->today);

	return age >= x->from_age && age <= x->to_age && (!x->women || who->p.sex == SEX_FEMALE) &&
	       has_come_for(who, x->kind);
}

bool decisions_write(struct demo *d, const struct person *who)
{
	struct rng r;

	rng_seed(&r, d->options->seed ^ ((uint64_t)who->p.row.id << 20));
	for (size_t i = 0; i < ARRAY_SIZE(decisions); i++) {
		const struct decision *x = &decisions[i];
		if (!rng_chance(&r, x->chance) || who->p.status != PATIENT_ACTIVE || !concerns(d, x, who))
			continue;
		struct recall_override o;
		record_init(&record_recall_override, &o);
		o.patient = who->p.row.id;
		o.type = mem_strdup(x->type);
		o.every = mem_strdup(x->every);
		o.disabled = x->never;
		if (x->put_off)
			o.disabled_until = d->today + x->put_off - rng_between(&r, 0, 20);
		o.reason = mem_strdup(say(&x->why, who->culture == CULTURE_CHINESE));
		bool ok = put(d, &record_recall_override, &o);
		record_release(&record_recall_override, &o);
		return ok;
	}
	return true;
}
