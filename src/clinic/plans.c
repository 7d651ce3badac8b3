/* Treatment plans: how far they are, what the patient answered, what is booked of them. */
#include "revisit/clinic/plans.h"
#include "revisit/base/i18n.h"
#include "revisit/store/plans.h"

const struct choice plan_filter_choices[] = {
	[PLANS_OPEN] = { "open", N_("all that are open") },
	[PLANS_UNSCHEDULED] = { "unscheduled", N_("wanted, not booked") },
	[PLANS_BROKEN_OFF] = { "broken-off", N_("broken off") },
	[PLANS_ASK] = { "ask", N_("may be asked again") },
	{ 0 },
};

static void view_init(struct plan_view *v)
{
	*v = (struct plan_view){ 0 };
	record_init(&record_plan, &v->plan);
	rows_init(&v->items, &record_plan_item);
}

void plan_view_release(struct plan_view *v)
{
	record_release(&record_plan, &v->plan);
	rows_release(&v->items);
}

bool plan_view_load(struct clinic *c, int64_t plan, struct plan_view *out, struct err *err)
{
	struct rows visits;

	view_init(out);
	rows_init(&visits, &record_visit);
	bool ok = store_get(&c->store, &record_plan, plan, &out->plan, err) &&
		  store_plan_items(&c->store, plan, &out->items, err) &&
		  store_plan_visits(&c->store, plan, &visits, err);
	if (ok)
		out->now = plan_now(&out->plan, &out->items, &visits, clinic_today(c));
	else
		plan_view_release(out);
	rows_release(&visits);
	return ok;
}

/* Open ones before those that are over. */
static int rank(const struct plan_view *v)
{
	bool open = plan_is_open(&v->plan) && v->now.state != PLAN_IS_DONE;

	return open ? 0 : 1;
}

static void take_view(struct plans *p, const struct plan *plan, const struct rows *items,
		      day_t today)
{
	struct plan_view v;
	size_t at = p->n;

	view_init(&v);
	record_copy(&record_plan, &v.plan, plan);
	for (size_t i = 0; i < items->n; i++) {
		const struct plan_item *item = rows_at(items, i);
		if (item->plan == plan->row.id)
			record_copy(&record_plan_item, rows_add(&v.items), item);
	}
	v.now = plan_now(plan, &v.items, &p->visits, today);
	for (; at > 0 && rank(&p->v[at - 1]) > rank(&v); at--)
		p->v[at] = p->v[at - 1];
	p->v[at] = v;
	p->n++;
}

bool plans_load(struct clinic *c, int64_t patient, struct plans *out, struct err *err)
{
	struct rows plans;
	struct rows items;

	*out = (struct plans){ 0 };
	rows_init(&out->visits, &record_visit);
	rows_init(&plans, &record_plan);
	rows_init(&items, &record_plan_item);
	bool ok = store_plans(&c->store, patient, &plans, &items, err) &&
		  (plans.n == 0 || store_visits(&c->store, patient, &out->visits, err));
	if (ok)
		out->v = mem_array(plans.n, sizeof(struct plan_view));
	for (size_t i = 0; ok && i < plans.n; i++)
		take_view(out, rows_at(&plans, i), &items, clinic_today(c));
	rows_release(&plans);
	rows_release(&items);
	if (!ok)
		plans_release(out);
	return ok;
}

void plans_release(struct plans *p)
{
	for (size_t i = 0; i < p->n; i++)
		plan_view_release(&p->v[i]);
	free(p->v);
	rows_release(&p->visits);
	p->v = NULL;
	p->n = 0;
}

static void add_part(struct str *out, const char *text)
{
	str_addf(out, "%s%s", out->len ? ", " : "", text);
}

static void add_day(struct clinic *c, struct str *out, const char *format, day_t day)
{
	struct str s;

	str_init(&s);
	day_show(&s, day, clinic_today(c));
	str_add(out, out->len ? ", " : "");
	str_addf(out, format, s.p);
	str_release(&s);
}

static void answer_words(struct clinic *c, const struct plan_view *v, struct str *out)
{
	add_part(out, _(plan_state_choices[v->now.state].label));
	if (v->now.state == PLAN_IS_IN_PROGRESS && v->now.visits > 0)
		str_addf(out, " %d/%d", v->now.done, v->now.visits);
	if (v->now.state == PLAN_IS_DECLINED && v->plan.decline_reason)
		str_addf(out, ": %s",
			 config_label(c->config, "decline_reason", v->plan.decline_reason));
	if (!str_is_empty(v->plan.note))
		str_addf(out, " \"%.*s\"", (int)strcspn(v->plan.note, "\n"), v->plan.note);
}

void plan_words(struct clinic *c, const struct plan_view *v, struct str *out)
{
	struct str s;
	bool asked = v->now.state == PLAN_IS_OFFERED || v->now.state == PLAN_IS_THINKING ||
		     v->now.state == PLAN_IS_DECLINED;

	str_init(&s);
	if (v->now.price != MONEY_NONE)
		money_show(&s, c->config, v->now.price, true);
	if (v->plan.offered_day != DAY_NONE && asked && v->now.state != PLAN_IS_OFFERED)
		add_day(c, &s, _("offered %s"), v->plan.offered_day);
	if (v->now.state == PLAN_IS_OFFERED && v->plan.offered_day != DAY_NONE)
		add_day(c, &s, _("offered %s"), v->plan.offered_day);
	else
		answer_words(c, v, &s);
	if (v->now.broken_off)
		add_part(&s, _("broken off"));
	else if (v->now.unscheduled)
		add_part(&s, _("nothing booked"));
	if (v->now.next_day != DAY_NONE)
		add_day(c, &s, _("next %s"), v->now.next_day);
	if (v->now.may_ask)
		add_part(&s, _("may ask again"));
	else if (asked && v->plan.ask_after != DAY_NONE)
		add_day(c, &s, _("ask again %s"), v->plan.ask_after);
	str_add(out, s.p);
	str_release(&s);
}

/* --- the answer --- */

static void add_note(struct plan *p, const char *note)
{
	char *text = str_is_empty(p->note) ? mem_strdup(note) : mem_printf("%s\n%s", note, p->note);

	str_replace(&p->note, text);
	free(text);
}

bool plan_answer_check(const struct plan *p, struct err *err)
{
	if (p->status == PLAN_DECLINED && str_is_empty(p->decline_reason))
		return err_set(err, ERR_MISSING,
			       _("why is it not wanted? Give a reason: price, time …"));
	return true;
}

bool plan_answer(struct clinic *c, int64_t plan, const struct plan_answer *a, struct err *err)
{
	struct plan p;

	record_init(&record_plan, &p);
	bool ok = clinic_begin(c, "plan-answer", 0, err);
	if (ok) {
		ok = store_get(&c->store, &record_plan, plan, &p, err);
		store_set_target(&c->store, p.patient);
		p.status = (int)a->status;
		p.ask_after = a->ask_after;
		char *reason = str_is_empty(a->reason)
				       ? NULL
				       : clinic_term_key(c, "decline_reason", a->reason);
		str_replace(&p.decline_reason, a->status == PLAN_DECLINED ? reason : NULL);
		free(reason);
		if (!str_is_empty(a->note))
			add_note(&p, a->note);
		ok = ok && plan_answer_check(&p, err) &&
		     clinic_know_terms(c, &record_plan, &p, false, err) &&
		     store_update(&c->store, &record_plan, &p, NULL, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_plan, &p);
	return ok;
}

bool plan_item_set(struct clinic *c, struct plan_item *item, const struct field *f,
		   const char *value, struct err *err)
{
	struct interval gap;

	if (str_eq(f->name, "gap") && *value && !interval_parse(value, &gap, err))
		return false;
	if (!clinic_set_field(c, f, item, value, err))
		return false;
	if (item->visits < 1 || item->visits > PART_VISITS_MAX)
		return err_set(err, ERR_BAD_NUMBER, _("a part takes 1 to %d visits"), PART_VISITS_MAX);
	if (item->minutes < 0 || item->minutes > 24 * 60)
		return err_set(err, ERR_BAD_NUMBER, _("a visit lasts at most a day"));
	return !str_is_empty(item->what) ||
	       err_set(err, ERR_MISSING, _("what is planned? Write it like: crown 36 3200"));
}

bool plan_item_save(struct clinic *c, struct plan_item *item, bool *changed, struct err *err)
{
	if (!clinic_begin(c, "plan-edit", item->patient, err))
		return false;
	bool ok = clinic_know_terms(c, &record_plan_item, item, false, err) &&
		  store_update(&c->store, &record_plan_item, item, changed, err);
	return clinic_end(c, ok, err);
}

bool plan_item_step(struct clinic *c, int64_t item, enum item_state to, struct err *err)
{
	static const char *const verbs[] = { [ITEM_OPEN] = "plan-part-open",
					     [ITEM_DONE] = "plan-part-done",
					     [ITEM_DROPPED] = "plan-part-drop" };
	struct plan_item it;

	record_init(&record_plan_item, &it);
	bool ok = clinic_begin(c, verbs[to], 0, err);
	if (ok) {
		ok = store_get(&c->store, &record_plan_item, item, &it, err);
		store_set_target(&c->store, it.patient);
		it.state = (int)to;
		ok = ok && store_update(&c->store, &record_plan_item, &it, NULL, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_plan_item, &it);
	return ok;
}

/* --- booking --- */

static const struct plan_item *item_of(const struct plan_view *v, int64_t item)
{
	for (size_t i = 0; i < v->items.n; i++) {
		const struct plan_item *it = rows_at(&v->items, i);
		if (it->row.id == item)
			return it;
	}
	return NULL;
}

/* The further it is, the sooner what comes next should be booked. */
static int urgency(const struct plan_view *v)
{
	if (!v->now.next_item)
		return 0;
	return v->now.state == PLAN_IS_IN_PROGRESS ? 4
	       : v->now.state == PLAN_IS_BOOKED	   ? 3
	       : v->now.state == PLAN_IS_ACCEPTED  ? 2
						   : 1;
}

void plan_next_of(struct clinic *c, const struct plan_view *v, int64_t part,
		  struct plan_next *out)
{
	const struct plan_item *item = item_of(v, part ? part : v->now.next_item);

	*out = (struct plan_next){ .earliest = clinic_today(c) };
	if (!item)
		return;
	struct str s;
	str_init(&s);
	item_title(&s, item);
	out->plan = v->plan.row.id;
	out->item = item->row.id;
	out->what = str_steal(&s);
	out->kind = mem_strdup(item->kind);
	out->provider = mem_strdup(item->provider ? item->provider : v->plan.offered_by);
	out->minutes = item->minutes;
	if (item->row.id == v->now.next_item)
		out->earliest = v->now.earliest;
	out->wanted = urgency(v) > 1;
}

void plan_next_in(struct clinic *c, const struct plans *plans, struct plan_next *out)
{
	const struct plan_view *best = NULL;

	*out = (struct plan_next){ .earliest = clinic_today(c) };
	for (size_t i = 0; i < plans->n; i++)
		if (plans->first_plan && plans->v[i].plan.row.id == plans->first_plan) {
			plan_next_of(c, &plans->v[i], plans->first_item, out);
			out->wanted = true;
			return;
		}
	for (size_t i = 0; i < plans->n; i++)
		if (urgency(&plans->v[i]) > (best ? urgency(best) : 0))
			best = &plans->v[i];
	if (best)
		plan_next_of(c, best, 0, out);
}

bool plan_next(struct clinic *c, int64_t patient, struct plan_next *out, struct err *err)
{
	struct plans plans;

	*out = (struct plan_next){ .earliest = clinic_today(c) };
	if (!plans_load(c, patient, &plans, err))
		return false;
	plan_next_in(c, &plans, out);
	plans_release(&plans);
	return true;
}

void plan_next_release(struct plan_next *n)
{
	free(n->what);
	free(n->kind);
	free(n->provider);
	*n = (struct plan_next){ 0 };
}

/* The part it is linked with already, when that is of its kind. */
static bool keeps_part(struct clinic *c, const struct visit *v)
{
	struct plan_item item;
	bool keeps = false;

	record_init(&record_plan_item, &item);
	if (v->plan_item && store_get(&c->store, &record_plan_item, v->plan_item, &item, NULL))
		keeps = str_is_empty(item.kind) || str_is_empty(v->kind) ||
			str_eq(item.kind, v->kind);
	record_release(&record_plan_item, &item);
	return keeps;
}

static bool find_part(struct clinic *c, const struct visit *v, int64_t *part, struct err *err)
{
	struct rows plans;
	struct rows items;
	struct rows visits;

	*part = 0;
	rows_init(&plans, &record_plan);
	rows_init(&items, &record_plan_item);
	rows_init(&visits, &record_visit);
	bool ok = store_plans(&c->store, v->patient, &plans, &items, err) &&
		  (items.n == 0 || store_visits(&c->store, v->patient, &visits, err));
	if (ok)
		*part = item_for(&plans, &items, &visits, v, clinic_today(c));
	rows_release(&plans);
	rows_release(&items);
	rows_release(&visits);
	return ok;
}

bool plan_link(struct clinic *c, struct visit *v, struct err *err)
{
	if (keeps_part(c, v))
		return true;
	if (!str_is_empty(v->kind))
		return find_part(c, v, &v->plan_item, err);
	v->plan_item = 0;
	return true;
}

day_t plan_visit_earliest(struct clinic *c, const struct visit *v, day_t *next)
{
	struct plan_item item;
	struct rows visits;
	day_t earliest = DAY_NONE;
	int64_t part = v->plan_item;

	*next = DAY_NONE;
	if (!part && (str_is_empty(v->kind) || !find_part(c, v, &part, NULL)))
		return DAY_NONE;
	record_init(&record_plan_item, &item);
	rows_init(&visits, &record_visit);
	if (part && store_get(&c->store, &record_plan_item, part, &item, NULL) &&
	    store_visits(&c->store, v->patient, &visits, NULL)) {
		earliest = item_earliest(&item, &visits, v->row.id, v->day);
		*next = item_next_near(&item, &visits, v->row.id, v->day);
	}
	record_release(&record_plan_item, &item);
	rows_release(&visits);
	return earliest;
}
