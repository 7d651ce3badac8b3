/* What rows say of a patient, as rules see it. */
#include "revisit/base/i18n.h"
#include "view_read.h"

static day_t day_at(struct stmt *q, int i)
{
	return (day_t)col_int_or(q, i, DAY_NONE);
}

/* The clinic's day of an instant. */
static day_t day_of_instant(struct stmt *q, int i)
{
	day_t day;

	instant_split(col_int_or(q, i, INSTANT_NONE), &day, NULL);
	return day;
}

static int64_t money_at(struct stmt *q, int i)
{
	return col_int_or(q, i, MONEY_NONE);
}

static sym_t symbol_at(const struct ruleset *r, struct stmt *q, int i)
{
	return symbol_of(&r->symbols, col_text(q, i));
}

static int choice_at(struct stmt *q, int i, const struct choice *choices)
{
	int n = choice_find(choices, str_or_empty(col_text(q, i)));

	return n < 0 ? 0 : n;
}

/* --- the patient --- */

void person_columns(struct person_columns *c, const struct needs *needs)
{
	*c = (struct person_columns){ .name_key = needs->parts & NEED_NAME_KEY };
	for (int i = 0; i < FACTS; i++) {
		const char *name = needs->facts >> i & 1 ? fact_words[i].field : NULL;
		const struct field *f = name ? record_field(&record_patient, name) : NULL;
		if (!f)
			continue;
		c->fact[c->n] = (enum fact)i;
		c->field[c->n++] = f;
	}
}

char *person_sql(const struct person_columns *c, const char *tail)
{
	struct str sql;

	str_init(&sql);
	str_add(&sql, "SELECT id, status, household, birth_precision");
	if (c->name_key)
		str_add(&sql, ", sort_key");
	for (int i = 0; i < c->n; i++)
		str_addf(&sql, ", %s", c->field[i]->name);
	str_addf(&sql, " FROM patient WHERE id %s", tail);
	return sql.p;
}

static void take_fact(const struct ruleset *r, struct stmt *q, int i, enum fact fact,
		      const struct field *f, struct view *v)
{
	bool folded = fact_words[fact].type == FACT_TEXT &&
		      !(fact_words[fact].flags & FACT_KNOWN_ONLY);

	if (col_null(q, i))
		return;
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
	case FIELD_CHOICE:
		if (!str_is_empty(col_text(q, i)))
			view_set(v, &r->symbols, fact, 0, col_text(q, i), folded);
		return;
	case FIELD_INSTANT:
		v->fact[fact] = day_of_instant(q, i);
		return;
	case FIELD_INT:
	case FIELD_DAY:
	case FIELD_MINUTE:
	case FIELD_MONEY:
	case FIELD_BOOL:
	case FIELD_REF:
		v->fact[fact] = col_int(q, i);
		return;
	}
}

void person_take(const struct ruleset *r, const struct person_columns *c, struct stmt *q,
		 struct view *v)
{
	int at = PERSON_HOUSEHOLD + 2;

	v->patient = col_int(q, PERSON_ID);
	v->birth_precision = choice_at(q, PERSON_HOUSEHOLD + 1, precision_choices);
	if (c->name_key)
		v->name_key = arena_strdup(&v->arena, str_or_empty(col_text(q, at++)));
	for (int i = 0; i < c->n; i++)
		take_fact(r, q, at++, c->fact[i], c->field[i], v);
}

/* --- what happened --- */

static void take_visit(const struct ruleset *r, struct stmt *q, struct view *v)
{
	struct event *e = view_event(v, NOUN_VISIT);

	e->day = (day_t)col_int(q, 1);
	e->minute = (minute_t)col_int_or(q, 2, MINUTE_NONE);
	e->kind = symbol_at(r, q, 3);
	e->provider = symbol_at(r, q, 4);
	e->site = symbol_at(r, q, 5);
	e->state = (uint8_t)choice_at(q, 6, visit_status_choices);
	e->closed = day_of_instant(q, 7);
	if (e->closed == DAY_NONE)
		e->closed = e->day;
	e->amount = money_at(q, 8);
	e->paid = money_at(q, 9);
	e->item = col_int(q, 10);
}

static void take_plan(const struct ruleset *r, struct stmt *q, struct view *v)
{
	struct event *e = view_event(v, NOUN_PLAN);
	struct view_plan *p = view_plan(v);

	p->status = choice_at(q, 2, plan_status_choices);
	p->ask_after = day_at(q, 5);
	e->item = col_int(q, 1);
	e->plan = (int32_t)v->n_plans - 1;
	e->day = day_at(q, 3);
	e->provider = symbol_at(r, q, 4);
	e->state = (uint8_t)p->status;
}

/* The event of a plan carries its row's number until all items are taken. */
static struct view_plan *plan_of(struct view *v, int64_t plan)
{
	for (size_t i = 0; i < v->n_events; i++)
		if (v->events[i].noun == NOUN_PLAN && v->events[i].item == plan)
			return &v->plans[v->events[i].plan];
	return NULL;
}

static void take_item(const struct ruleset *r, struct stmt *q, struct view *v)
{
	struct view_plan *p = plan_of(v, col_int(q, 1));

	(void)r;
	if (!p)
		return;
	struct plan_item *item = rows_add(&p->items);
	item->row.id = col_int(q, 2);
	item->patient = v->patient;
	item->plan = col_int(q, 1);
	item->position = col_int(q, 3);
	item->kind = mem_strdup(col_text(q, 4));
	item->price = money_at(q, 5);
	item->visits = col_int(q, 6);
	item->gap = mem_strdup(col_text(q, 7));
	item->state = choice_at(q, 8, item_state_choices);
}

static void take_task(const struct ruleset *r, struct stmt *q, struct view *v)
{
	struct event *e = view_event(v, NOUN_TASK);

	e->promise = col_int(q, 1) != 0;
	e->day = day_of_instant(q, 2);
	e->due = day_at(q, 3);
	e->minute = (minute_t)col_int_or(q, 4, MINUTE_NONE);
	e->state = (uint8_t)choice_at(q, 5, task_state_choices);
	e->closed = day_of_instant(q, 6);
	e->kind = symbol_at(r, q, 7);
}

static void take_attempt(const struct ruleset *r, struct stmt *q, struct view *v)
{
	day_t day = day_at(q, 1);

	if (day == DAY_NONE)
		day = day_of_instant(q, 2);
	const char *channel = col_text(q, 3);
	const char *direction = col_text(q, 4);
	view_attempt(v, r, day, channel, direction, col_text(q, 5));
}

static void take_referral(const struct ruleset *r, struct stmt *q, struct view *v)
{
	struct event *e = view_event(v, NOUN_REFERRAL);
	day_t first = day_at(q, 2);

	(void)r;
	e->day = day_of_instant(q, 1);
	e->closed = first;
	if (first != DAY_NONE && (e->day == DAY_NONE || first < e->day))
		e->day = first;
}

static void take_survey(const struct ruleset *r, struct stmt *q, struct view *v)
{
	struct event *e = view_event(v, NOUN_SURVEY);

	e->day = (day_t)col_int(q, 1);
	e->amount = col_int(q, 2);
	e->channel = symbol_at(r, q, 3);
}

/* --- what is kept of them --- */

static void take_tag(const struct ruleset *r, struct stmt *q, struct view *v)
{
	GROW(v->tags, v->n_tags, v->cap_tags);
	v->tags[v->n_tags++] = (struct view_tag){ symbol_at(r, q, 1), day_at(q, 2) };
}

static void add_consent(const struct ruleset *r, struct stmt *q, struct view *v, bool guardian)
{
	view_consent(v, &r->symbols, col_text(q, 1), col_text(q, 2), col_text(q, 3), day_at(q, 4),
		     guardian);
}

static void take_consent(const struct ruleset *r, struct stmt *q, struct view *v)
{
	add_consent(r, q, v, false);
}

static void take_guardians(const struct ruleset *r, struct stmt *q, struct view *v)
{
	add_consent(r, q, v, true);
}

static void take_contact(const struct ruleset *r, struct stmt *q, struct view *v)
{
	view_contact(v, &r->symbols, (enum contact_kind)choice_at(q, 1, contact_kind_choices));
}

static void take_recall(const struct ruleset *r, struct stmt *q, struct view *v)
{
	struct recall_override o = {
		.type = arena_strdup(&v->arena, col_text(q, 1)),
		.every = arena_strdup(&v->arena, str_or_empty(col_text(q, 2))),
		.disabled_until = day_at(q, 3),
		.disabled = col_int(q, 4) != 0,
	};

	recall_take(r->config, v->own, &o);
}

/* "pays late (mei, 2026-11-03)". */
static const char *pin_words(struct stmt *q, struct view *v)
{
	struct str s;
	const char *by = col_text(q, 5);
	day_t day = day_at(q, 6);

	str_init(&s);
	str_add(&s, col_text(q, 4));
	if (by || day != DAY_NONE)
		str_add(&s, s.len ? " (" : "(");
	str_add(&s, by);
	if (by && day != DAY_NONE)
		str_add(&s, ", ");
	day_iso(&s, day);
	if (by || day != DAY_NONE)
		str_add(&s, ")");
	char *words = s.len ? arena_strdup(&v->arena, s.p) : NULL;
	str_release(&s);
	return words;
}

/* A pin of another meaning is void. */
static void take_pin(const struct ruleset *r, struct stmt *q, struct view *v)
{
	int segment = ruleset_find(r, str_or_empty(col_text(q, 1)));

	if (segment < 0 || !str_eq(r->segments[segment].hash, col_text(q, 3)))
		return;
	GROW(v->pins, v->n_pins, v->cap_pins);
	v->pins[v->n_pins++] = (struct view_pin){
		.segment = segment,
		.in = choice_at(q, 2, pin_way_choices) == PIN_IN,
		.why = pin_words(q, v),
	};
}

/* In order of the parts: a plan before its items, visits before plans. */
const struct view_part view_parts[VIEW_PARTS] = {
	/* What of it is asked for: view.c. */
	{ NEED_VISITS, "", "patient", "", take_visit },
	{ NEED_PLANS, "SELECT patient, id, status, offered_day, offered_by, ask_after FROM plan",
	  "patient", "id", take_plan },
	{ NEED_PLANS,
	  "SELECT patient, plan, id, position, kind, price, visits, gap, state FROM plan_item",
	  "patient", "position, id", take_item },
	{ NEED_TASKS,
	  "SELECT patient, promise, created_at, due_day, due_minute, state, done_at, kind FROM task",
	  "patient", "", take_task },
	{ NEED_ATTEMPTS, "SELECT patient, day, at, channel, direction, outcome FROM attempt",
	  "patient", "", take_attempt },
	{ NEED_REFERRALS,
	  "SELECT referrer, registered_at, (SELECT day FROM visit v WHERE v.patient = patient.id AND "
	  "v.status IN ('completed', 'left') ORDER BY day LIMIT 1) FROM patient "
	  "WHERE status <> 'merged' AND id <> referrer AND",
	  "referrer", "id", take_referral },
	{ NEED_SURVEYS, "SELECT patient, day, score, channel FROM survey_answer", "patient", "",
	  take_survey },
	{ NEED_TAGS, "SELECT patient, tag, until FROM patient_tag", "patient", "", take_tag },
	{ NEED_CONSENTS, "SELECT patient, purpose, channel, state, day FROM consent", "patient", "",
	  take_consent },
	{ NEED_GUARDIAN,
	  "SELECT p.id, c.purpose, c.channel, c.state, c.day FROM patient p CROSS JOIN consent c "
	  "ON c.patient = p.guardian WHERE p.guardian IS NOT NULL AND",
	  "p.id", "", take_guardians },
	{ NEED_CONTACTS, "SELECT patient, kind FROM contact WHERE state = 'good' AND", "patient", "",
	  take_contact },
	{ NEED_RECALLS, "SELECT patient, type, every, disabled_until, disabled FROM recall_override",
	  "patient", "", take_recall },
	{ NEED_PINS, "SELECT patient, segment, way, hash, reason, staff, day FROM pin", "patient", "", take_pin },
};
