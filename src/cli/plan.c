/* plan and plans: treatment that was offered. */
#include "revisit/clinic/plans.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"

static const struct column plan_columns[] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Patient"), COLUMN_FILE },
	{ "what", N_("Plan"), COLUMN_FILE },
	{ "state", N_("State"), COLUMN_FILE },
	{ "open", N_("Open"), COLUMN_FILE },
	{ "version", N_("Version"), COLUMN_FILE },
	{ "changed", N_("Changed"), COLUMN_FILE },
};

static const struct column part_columns[] = {
	{ "id", N_("No."), 0 },
	{ "plan", N_("Plan"), COLUMN_FILE },
	{ "what", N_("What"), 0 },
	{ "teeth", N_("Teeth"), COLUMN_FILE },
	{ "kind", N_("Kind"), COLUMN_FILE },
	{ "price", N_("Price"), COLUMN_RIGHT },
	{ "state", N_("State"), 0 },
	{ "visits", N_("Visits"), COLUMN_FILE },
	{ "done", N_("Progress"), 0 },
	{ "booked", N_("Booked"), COLUMN_FILE },
	{ "gap", N_("Gap"), COLUMN_FILE },
	{ "minutes", N_("Minutes"), COLUMN_FILE },
	{ "provider", N_("Provider"), COLUMN_FILE },
	{ "earliest", N_("To book from"), 0 },
	{ "offered", N_("Offered"), COLUMN_FILE },
	{ "ask_after", N_("Ask again"), 0 },
	{ "note", N_("Note"), COLUMN_FILE },
};

static void money_cell(struct sheet *s, struct cli *c, int64_t amount)
{
	struct str exact;
	struct str shown;

	if (amount == MONEY_NONE) {
		sheet_missing(s);
		return;
	}
	str_init(&exact);
	str_init(&shown);
	money_exact(&exact, c->clinic.config, amount);
	money_show(&shown, c->clinic.config, amount, true);
	sheet_text(s, exact.p);
	sheet_shown(s, shown.p);
	str_release(&exact);
	str_release(&shown);
}

static void when_cell(struct sheet *s, struct cli *c, day_t day)
{
	day_cell(s, day, MINUTE_NONE, clinic_today(&c->clinic));
}

static void term_cell(struct sheet *s, struct cli *c, const char *vocab, const char *key)
{
	sheet_text(s, key);
	if (!str_is_empty(key))
		sheet_shown(s, config_label(c->clinic.config, vocab, key));
}

static void id_cell(struct sheet *s, const struct record *rec, int64_t id)
{
	char *text = id_text(rec, id);

	sheet_text(s, text);
	free(text);
}

static void state_cell(struct sheet *s, const struct choice *choice)
{
	sheet_text(s, choice->key);
	sheet_shown(s, _(choice->label));
}

static void done_cell(struct sheet *s, int done, int visits)
{
	char shown[40];

	sheet_number(s, done);
	snprintf(shown, sizeof(shown), "%d/%d", done, visits);
	sheet_shown(s, shown);
}

/* --- one patient's --- */

static void plan_row(struct sheet *s, struct cli *c, const struct plan_view *v)
{
	id_cell(s, &record_plan, v->plan.row.id);
	sheet_missing(s);
	sheet_text(s, v->plan.what);
	sheet_missing(s);
	sheet_missing(s);
	money_cell(s, c, v->now.price);
	state_cell(s, &plan_state_choices[v->now.state]);
	sheet_number(s, v->now.visits);
	done_cell(s, v->now.done, v->now.visits);
	sheet_missing(s);
	sheet_missing(s);
	sheet_missing(s);
	term_cell(s, c, "provider", v->plan.offered_by);
	when_cell(s, c, v->now.next_item ? v->now.earliest : DAY_NONE);
	when_cell(s, c, v->plan.offered_day);
	when_cell(s, c, v->plan.ask_after);
	sheet_text(s, v->plan.note);
	sheet_row(s);
}

static void part_row(struct sheet *s, struct cli *c, const struct plan_view *v,
		     const struct plan_item *item, const struct rows *visits)
{
	struct item_now now = item_now(item, visits, clinic_today(&c->clinic));
	struct str title;
	const struct choice *state = &item_state_choices[item->state == ITEM_DROPPED ? ITEM_DROPPED :
							 now.over		      ? ITEM_DONE :
										ITEM_OPEN];

	/* Nothing of a plan that was given up is open. */
	if (!now.over && !plan_is_open(&v->plan))
		state = &plan_state_choices[v->now.state];

	str_init(&title);
	str_add(&title, "  ");
	item_title(&title, item);
	id_cell(s, &record_plan_item, item->row.id);
	id_cell(s, &record_plan, v->plan.row.id);
	sheet_text(s, item->what);
	sheet_shown(s, title.p);
	sheet_text(s, item->teeth);
	term_cell(s, c, "visit_kind", item->kind);
	money_cell(s, c, item->price);
	state_cell(s, state);
	sheet_number(s, item->visits);
	done_cell(s, now.done, (int)item->visits);
	sheet_number(s, now.booked);
	sheet_text(s, item->gap);
	if (item->minutes > 0)
		sheet_number(s, item->minutes);
	else
		sheet_missing(s);
	term_cell(s, c, "provider", item->provider);
	when_cell(s, c, now.left > 0 && plan_is_open(&v->plan) ? now.earliest : DAY_NONE);
	sheet_missing(s);
	sheet_missing(s);
	sheet_missing(s);
	sheet_row(s);
	str_release(&title);
}

/* All of them, or `only` one. */
static bool list_plans(struct cli *c, int64_t patient, int64_t only, struct err *err)
{
	struct plans plans;
	struct sheet s;

	if (!plans_load(&c->clinic, patient, &plans, err))
		return false;
	sheet_begin(&s, part_columns, ARRAY_SIZE(part_columns), c->format, &c->out);
	for (size_t i = 0; i < plans.n; i++) {
		const struct plan_view *v = &plans.v[i];
		if (only && v->plan.row.id != only)
			continue;
		plan_row(&s, c, v);
		for (size_t k = 0; k < v->items.n; k++)
			part_row(&s, c, v, rows_at(&v->items, k), &plans.visits);
	}
	sheet_end(&s);
	plans_release(&plans);
	return true;
}

static bool list_plan(struct cli *c, int64_t plan, struct err *err)
{
	struct plan p;

	record_init(&record_plan, &p);
	bool ok = store_get(&c->clinic.store, &record_plan, plan, &p, err) &&
		  list_plans(c, p.patient, plan, err);
	record_release(&record_plan, &p);
	return ok;
}

/* --- making and changing --- */

static bool say_plan(struct cli *c, int64_t plan, bool changed, struct err *err)
{
	struct plan_view v;
	struct sheet s;

	if (!plan_view_load(&c->clinic, plan, &v, err))
		return false;
	char *chart_no = chart_of(c, v.plan.patient);
	one_row(&s, c, plan_columns, ARRAY_SIZE(plan_columns));
	id_cell(&s, &record_plan, plan);
	sheet_text(&s, chart_no);
	sheet_text(&s, v.plan.what);
	sheet_text(&s, plan_state_choices[v.now.state].key);
	money_cell(&s, c, v.now.open);
	sheet_number(&s, v.plan.row.ver);
	sheet_bool(&s, changed);
	sheet_row(&s);
	sheet_end(&s);
	free(chart_no);
	plan_view_release(&v);
	return true;
}

/* A word with a "=" behind a name of a field is one; "x=3 crowns" is not for us to guess. */
static bool take_word(struct cli *c, struct plan_draft *d, const char *text, struct err *err)
{
	struct assignment a;

	if (!strchr(text, '='))
		return plan_draft_set(&c->clinic, d, "item", '+', text, err);
	if (!assignment_read(text, &a, err))
		return false;
	bool ok = plan_draft_set(&c->clinic, d, a.field, a.op, a.value, err);
	free(a.field);
	return ok;
}

static bool write_plan(struct cli *c, int64_t *plan, int64_t patient, bool *changed,
		       struct err *err)
{
	struct plan_draft d;

	if (!(*plan ? plan_draft_load(&c->clinic, *plan, &d, err)
		    : plan_draft_new(&c->clinic, patient, &d, err)))
		return false;
	bool ok = true;
	for (size_t i = 1; ok && i < n_words(c); i++)
		ok = take_word(c, &d, word(c, i), err);
	ok = ok && plan_save(&c->clinic, &d, changed, err);
	*plan = d.p.row.id;
	plan_draft_release(&d);
	return ok;
}

static bool set_part(struct cli *c, struct plan_item *item, const char *text, struct err *err)
{
	struct assignment a;

	if (!assignment_read(text, &a, err))
		return false;
	const struct field *f = record_field(&record_plan_item, a.field);
	bool ok = true;
	if (!f || (f->flags & (FIELD_HIDDEN | FIELD_FROZEN)))
		ok = err_set(err, ERR_UNKNOWN_FIELD,
			     _("a part has no field '%s' to set; \"revisit fields plan_item\" lists "
			       "them"),
			     a.field);
	else if (a.op != '=')
		ok = err_set(err, ERR_USAGE, _("%s has one value: write %s=VALUE"), a.field, a.field);
	ok = ok && plan_item_set(&c->clinic, item, f, a.value, err);
	free(a.field);
	return ok;
}

static bool write_part(struct cli *c, int64_t id, int64_t *plan, bool *changed, struct err *err)
{
	struct plan_item item;

	record_init(&record_plan_item, &item);
	bool ok = store_get(&c->clinic.store, &record_plan_item, id, &item, err);
	for (size_t i = 1; ok && i < n_words(c); i++)
		ok = set_part(c, &item, word(c, i), err);
	ok = ok && plan_item_save(&c->clinic, &item, changed, err);
	*plan = item.plan;
	record_release(&record_plan_item, &item);
	return ok;
}

static bool plan(struct cli *c, struct err *err)
{
	int64_t plan = record_parse_id(&record_plan, word(c, 0));
	int64_t part = record_parse_id(&record_plan_item, word(c, 0));
	int64_t patient = 0;
	bool changed = false;

	if (plan <= 0 && part <= 0 && !patient_by_chart(&c->clinic, word(c, 0), &patient, err))
		return false;
	if (patient && n_words(c) == 1)
		return list_plans(c, patient, 0, err);
	if (plan > 0 && n_words(c) == 1)
		return list_plan(c, plan, err);
	if (n_words(c) == 1)
		return err_set(err, ERR_USAGE, _("what is to be changed? Write FIELD=VALUE"));
	plan = plan > 0 ? plan : 0;
	/* Loaded inside the action: what another process changes meanwhile is not in the way. */
	if (!clinic_begin(&c->clinic, patient ? "plan-make" : "plan-edit", patient, err))
		return false;
	bool ok = part > 0 ? write_part(c, part, &plan, &changed, err)
			   : write_plan(c, &plan, patient, &changed, err);
	return clinic_end(&c->clinic, ok, err) && say_plan(c, plan, changed, err);
}

/* --- everybody's --- */

static const struct column list_columns[] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Chart"), 0 },
	{ "name", N_("Name"), 0 },
	{ "what", N_("Plan"), 0 },
	{ "open", N_("Open"), COLUMN_RIGHT },
	{ "state", N_("State"), 0 },
	{ "done", N_("Progress"), 0 },
	{ "visits", N_("Visits"), COLUMN_FILE },
	{ "unscheduled", N_("Not booked"), COLUMN_FILE },
	{ "broken_off", N_("Broken off"), COLUMN_FILE },
	{ "may_ask", N_("May ask"), COLUMN_FILE },
	{ "last", N_("Last visit"), 0 },
	{ "offered", N_("Offered"), 0 },
	{ "offered_by", N_("By"), COLUMN_FILE },
	{ "ask_after", N_("Ask again"), 0 },
};

static void entry_state_cell(struct sheet *s, const struct plan_now *now)
{
	const char *label = _(plan_state_choices[now->state].label);
	const char *more = now->broken_off	? _("broken off")
			   : now->unscheduled	? _("nothing booked")
			   : now->may_ask	? _("may ask again")
						: NULL;

	sheet_text(s, plan_state_choices[now->state].key);
	if (!more) {
		sheet_shown(s, label);
		return;
	}
	char *shown = mem_printf("%s, %s", label, more);
	sheet_shown(s, shown);
	free(shown);
}

static void entry_row(struct sheet *s, struct cli *c, const struct plan_entry *e)
{
	struct patient p;
	struct str name;

	record_init(&record_patient, &p);
	str_init(&name);
	if (store_get(&c->clinic.store, &record_patient, e->patient, &p, NULL))
		patient_title(&name, &p);
	id_cell(s, &record_plan, e->plan);
	sheet_text(s, p.chart_no);
	sheet_text(s, p.name);
	sheet_shown(s, name.p);
	sheet_text(s, e->what);
	money_cell(s, c, e->now.open);
	entry_state_cell(s, &e->now);
	done_cell(s, e->now.done, e->now.visits);
	sheet_number(s, e->now.visits);
	sheet_bool(s, e->now.unscheduled);
	sheet_bool(s, e->now.broken_off);
	sheet_bool(s, e->now.may_ask);
	when_cell(s, c, e->now.last);
	when_cell(s, c, e->offered_day);
	term_cell(s, c, "provider", e->offered_by);
	when_cell(s, c, e->ask_after);
	sheet_row(s);
	str_release(&name);
	record_release(&record_patient, &p);
}

static bool plans(struct cli *c, struct err *err)
{
	struct plan_survey survey = { .filter = PLANS_OPEN };
	struct sheet s;
	bool ok = true;

	for (int i = 0; i < PLAN_FILTERS; i++)
		if (args_has(&c->args, plan_filter_choices[i].key))
			survey.filter = (enum plan_filter)i;
	while (ok && !survey.done)
		ok = plan_survey_step(&c->clinic, &survey, 1000, err);
	if (ok) {
		sheet_begin(&s, list_columns, ARRAY_SIZE(list_columns), c->format, &c->out);
		for (size_t i = 0; i < survey.n; i++)
			entry_row(&s, c, &survey.v[i]);
		sheet_end(&s);
	}
	plan_survey_release(&survey);
	return ok;
}

static const struct option plans_options[] = {
	{ .name = "unscheduled", .help = N_("Only what is wanted and not booked") },
	{ .name = "broken-off", .help = N_("Only what was begun and not gone on with") },
	{ .name = "ask", .help = N_("Only what one may ask about again") },
	{ 0 },
};

const struct command commands_plan[] = {
	{ .name = "plan",
	  .words = "PATIENT|p3|k12 [PART…] [FIELD=VALUE…]",
	  .min = 1,
	  .max = -1,
	  .help = N_("List a patient's treatment plans or write one; plan p3, part k12: show or change it"),
	  .more = N_("A PART is what is done, on which tooth, for how much, in any order: 'crown 36 "
		     "3200', 'implant 46 x3 3m @lin' (three visits, 3 months apart, with lin). The "
		     "parts may also be given as item=, item+= and item-=. What the patient answered "
		     "is status=accepted, status=thinking ask_after=+2w, status=declined "
		     "decline_reason=price, status=elsewhere."),
	  .needs = NEEDS_CLINIC,
	  .run = plan },
	{ .name = "plans",
	  .options = plans_options,
	  .min = 0,
	  .max = 0,
	  .help = N_("List the open treatment plans of everybody, the most valuable first"),
	  .needs = NEEDS_CLINIC,
	  .run = plans },
	{ 0 },
};
