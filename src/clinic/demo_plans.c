/* Treatment plans of the made-up clinic, begun, broken off, thought about; and a family whose child
 * came of age.  After everything else, with a chance of its own. */
#include "demo_parts.h"
#include "revisit/care/plan.h"
#include "revisit/store/families.h"

enum { PLAN_SEED = 0x91a7, FIRST_AGO = 230, BOOKED_AHEAD = 30, PLANS_LEAST = 10, PATIENTS_A_PLAN = 55 };

struct planning {
	struct demo *d;
	struct rng rng;
	size_t n, most;
	bool *taken; /* by the number of the patient: one plan is enough */
	size_t n_taken;
};

static const char *const tooth[] = { "16", "24", "26", "35", "36", "37", "44", "46", "47" };

/* In the language of whom it is about. */
static bool is_chinese(const struct patient *p)
{
	return str_eq(p->language, culture_language(CULTURE_CHINESE));
}

static bool plan_write(struct planning *x, const struct patient *p, struct plan *plan,
		       struct plan_item *items, size_t n)
{
	struct store *s = &x->d->c->store;
	struct str name;

	str_init(&name);
	for (size_t i = 0; i < n; i++) {
		const struct term_def *kind = config_term(x->d->c->config, "visit_kind", items[i].kind);
		str_replace(&items[i].what, !kind	     ? items[i].kind :
					    is_chinese(p)     ? kind->label_zh :
								kind->label_en);
		if (kind && items[i].price == MONEY_NONE)
			items[i].price = kind->price;
		str_add(&name, i ? ", " : "");
		item_title(&name, &items[i]);
	}
	str_replace(&plan->what, name.p);
	plan->patient = p->row.id;
	str_release(&name);
	bool ok = store_insert(s, &record_plan, plan, x->d->err);
	for (size_t i = 0; ok && i < n; i++) {
		items[i].patient = p->row.id;
		items[i].plan = plan->row.id;
		items[i].position = (int64_t)i;
		ok = store_insert(s, &record_plan_item, &items[i], x->d->err);
	}
	x->n++;
	return ok;
}

static void item_begin(struct plan_item *item, const char *kind, const char *teeth)
{
	record_init(&record_plan_item, item);
	item->visits = 1;
	item->kind = mem_strdup(kind);
	item->teeth = mem_strdup(teeth);
}

/* What was begun with that visit goes on: the crown after the root canal, the next of a course. */
static bool begun_write(struct planning *x, const struct patient *p, struct visit *v)
{
	struct plan plan;
	struct plan_item items[2];
	bool root = str_eq(v->kind, "root-canal");
	size_t n = root ? 2 : 1;

	record_init(&record_plan, &plan);
	item_begin(&items[0], v->kind,
		   v->teeth ? v->teeth : tooth[rng_below(&x->rng, ARRAY_SIZE(tooth))]);
	item_begin(&items[1], "crown", items[0].teeth);
	if (!root) {
		items[0].visits = 3;
		items[0].gap = mem_strdup("3m");
	}
	plan.status = PLAN_ACCEPTED;
	plan.offered_day = v->day - 6;
	plan.offered_by = mem_strdup(v->provider);
	bool ok = plan_write(x, p, &plan, items, n);
	v->plan_item = items[0].row.id;
	ok = ok && store_update(&x->d->c->store, &record_visit, v, NULL, x->d->err);
	for (size_t i = 0; i < ARRAY_SIZE(items); i++)
		record_release(&record_plan_item, &items[i]);
	record_release(&record_plan, &plan);
	return ok;
}

/* What was offered after looking, and what they said. */
static bool offered_write(struct planning *x, const struct patient *p, const struct visit *v)
{
	static const struct answer {
		enum plan_status status;
		const char *kind, *reason;
		int ask; /* so many days after the offer, 0: no day */
		struct saying note;
	} answers[] = {
		{ PLAN_THINKING, "implant", NULL, 60, { "要和家里商量", "will ask at home" } },
		{ PLAN_OFFERED, "crown", NULL, 0, { NULL, NULL } },
		{ PLAN_DECLINED, "crown", "price", 180, { "觉得贵", "finds it dear" } },
		{ PLAN_THINKING, "whitening", NULL, 30, { "下个月再说", "next month perhaps" } },
		{ PLAN_ACCEPTED, "filling", NULL, 0, { NULL, NULL } },
		{ PLAN_ELSEWHERE, "implant", NULL, 0, { "朋友介绍的医院", "at a friend's" } },
		{ PLAN_ACCEPTED, "crown", NULL, 0, { "发工资后做", "once they are paid" } },
	};
	const struct answer *a = &answers[rng_below(&x->rng, ARRAY_SIZE(answers))];
	struct plan plan;
	struct plan_item item;
	bool whole = str_eq(a->kind, "whitening");

	record_init(&record_plan, &plan);
	item_begin(&item, a->kind, whole ? NULL : tooth[rng_below(&x->rng, ARRAY_SIZE(tooth))]);
	plan.status = (int)a->status;
	plan.offered_day = v->day;
	plan.offered_by = mem_strdup(v->provider);
	plan.ask_after = a->ask ? v->day + a->ask : DAY_NONE;
	plan.decline_reason = mem_strdup(a->reason);
	plan.note = mem_strdup(say(&a->note, is_chinese(p)));
	bool ok = plan_write(x, p, &plan, &item, 1);
	record_release(&record_plan_item, &item);
	record_release(&record_plan, &plan);
	return ok;
}

static bool is_of_cast(const struct demo *d, int64_t patient)
{
	for (int i = 0; i < CASTS; i++)
		if (d->cast[i] == patient)
			return true;
	return false;
}

static bool visit_plan(struct planning *x, struct visit *v)
{
	bool begins = str_eq(v->kind, "root-canal") || str_eq(v->kind, "implant");
	struct patient p;

	if (!visit_is_done((enum visit_status)v->status) || is_of_cast(x->d, v->patient) ||
	    (size_t)v->patient >= x->n_taken || x->taken[v->patient] ||
	    !(begins ? rng_chance(&x->rng, 0.6) : str_eq(v->kind, "exam") && rng_chance(&x->rng, 0.35)))
		return true;
	record_init(&record_patient, &p);
	bool ok = store_get(&x->d->c->store, &record_patient, v->patient, &p, x->d->err);
	bool child = p.guardian != 0 || p.household_role == ROLE_CHILD;
	if (ok && !child && p.status == PATIENT_ACTIVE) {
		x->taken[v->patient] = true;
		ok = begins ? begun_write(x, &p, v) : offered_write(x, &p, v);
	}
	record_release(&record_patient, &p);
	return ok;
}

/* What is booked in the next weeks was agreed before. */
static bool booked_write(struct planning *x, struct visit *v)
{
	struct patient p;
	struct plan plan;
	struct plan_item item;

	record_init(&record_patient, &p);
	record_init(&record_plan, &plan);
	item_begin(&item, v->kind, tooth[rng_below(&x->rng, ARRAY_SIZE(tooth))]);
	item.visits = str_eq(v->kind, "root-canal") ? 2 : 1;
	item.gap = item.visits > 1 ? mem_strdup("1w") : NULL;
	plan.status = PLAN_ACCEPTED;
	plan.offered_day = x->d->today - 3 - (day_t)rng_below(&x->rng, 20);
	plan.offered_by = mem_strdup(v->provider);
	bool ok = store_get(&x->d->c->store, &record_patient, v->patient, &p, x->d->err) &&
		  plan_write(x, &p, &plan, &item, 1);
	v->plan_item = item.row.id;
	ok = ok && store_update(&x->d->c->store, &record_visit, v, NULL, x->d->err);
	x->taken[v->patient] = true;
	record_release(&record_plan_item, &item);
	record_release(&record_plan, &plan);
	record_release(&record_patient, &p);
	return ok;
}

static bool day_booked(struct planning *x, day_t day)
{
	static const char *const kinds[] = { "crown", "root-canal", "implant", "filling" };
	struct rows visits;

	rows_init(&visits, &record_visit);
	bool ok = store_day(&x->d->c->store, day, &visits, x->d->err);
	for (size_t i = 0; ok && i < visits.n && x->n < x->most; i++) {
		struct visit *v = rows_at(&visits, i);
		bool planned = false;
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
			planned = planned || str_eq(v->kind, kinds[k]);
		if (planned && visit_is_booked((enum visit_status)v->status) && !v->plan_item &&
		    (size_t)v->patient < x->n_taken && !x->taken[v->patient] &&
		    !is_of_cast(x->d, v->patient))
			ok = booked_write(x, v);
	}
	rows_release(&visits);
	return ok;
}

static bool day_plans(struct planning *x, day_t day)
{
	struct rows visits;

	rows_init(&visits, &record_visit);
	bool ok = store_day(&x->d->c->store, day, &visits, x->d->err);
	for (size_t i = 0; ok && i < visits.n && x->n < x->most; i++)
		ok = visit_plan(x, rows_at(&visits, i));
	rows_release(&visits);
	return ok;
}

/* The crown that 张伟 thinks about since spring. */
static bool cast_plan(struct planning *x)
{
	struct plan plan;
	struct plan_item item;
	struct patient p;

	if (!x->d->cast[CAST_ZHANG_WEI])
		return true;
	record_init(&record_patient, &p);
	record_init(&record_plan, &plan);
	item_begin(&item, "crown", "36");
	item.price = 320000;
	plan.status = PLAN_THINKING;
	plan.offered_day = x->d->today - 199;
	plan.ask_after = x->d->today - 46;
	plan.offered_by = mem_strdup("lin");
	plan.note = mem_strdup("国庆后再说");
	bool ok = store_get(&x->d->c->store, &record_patient, x->d->cast[CAST_ZHANG_WEI], &p,
			    x->d->err) &&
		  plan_write(x, &p, &plan, &item, 1);
	record_release(&record_plan_item, &item);
	record_release(&record_plan, &plan);
	record_release(&record_patient, &p);
	return ok;
}

/* The eldest child came of age three days ago. */
static bool grown_write(struct demo *d)
{
	const struct interval of_age = { .years = d->c->config->adult_from };
	day_t turns = day_add(d->today - 3, of_age, -1);
	struct rows children;
	bool ok;

	rows_init(&children, &record_patient);
	ok = store_children_born(&d->c->store, turns + 1, turns + 3 * 365, 1000, &children, d->err);
	struct patient *p = ok && children.n ? rows_at(&children, children.n - 1) : NULL;
	if (p && p->household) {
		struct alert a = { .household = p->household, .until = DAY_NONE };
		p->birth_day = turns;
		p->birth_precision = PRECISION_DAY;
		a.text = mem_strdup(is_chinese(p) ? "一家人尽量约在同一天" :
						    "the family comes on one day where possible");
		ok = store_update(&d->c->store, &record_patient, p, NULL, d->err) &&
		     store_insert(&d->c->store, &record_alert, &a, d->err);
		record_release(&record_alert, &a);
	}
	rows_release(&children);
	return ok;
}

bool plans_write(struct demo *d)
{
	struct planning x = { .d = d,
			      .most = PLANS_LEAST + (size_t)d->wanted / PATIENTS_A_PLAN };

	rng_seed(&x.rng, d->options->seed + PLAN_SEED);
	x.n_taken = (size_t)store_count(&d->c->store, &record_patient) + 1;
	x.taken = mem_array(x.n_taken, sizeof(*x.taken));
	bool ok = cast_plan(&x);
	/* Spread over the months: every fifth day, and again from the next. */
	for (int turn = 0; ok && turn < 5 && x.n < x.most; turn++)
		for (day_t day = d->today - FIRST_AGO + turn; ok && day < d->today && x.n < x.most;
		     day += 5)
			ok = day_plans(&x, day);
	x.most += PLANS_LEAST / 2;
	for (day_t day = d->today + 1; ok && day < d->today + BOOKED_AHEAD && x.n < x.most; day++)
		ok = day_booked(&x, day);
	free(x.taken);
	return ok && grown_write(d);
}
