#include "revisit/care/outcome.h"
#include "revisit/care/task.h"
#include "revisit/rules/ruleset.h"
#include "revisit/text/fold.h"

static void nothing(struct view *v, const struct config *config)
{
	for (int i = 0; i < FACTS; i++) {
		v->fact[i] = FACT_MISSING;
		v->text[i] = NULL;
	}
	for (size_t i = 0; i < config->n_recalls; i++)
		v->own[i] = (struct recall_own){ .not_before = DAY_NONE };
	memset(v->at, 0, sizeof(v->at));
}

void view_init(struct view *v, const struct config *config)
{
	*v = (struct view){ .own = mem_array(config->n_recalls + 1, sizeof(*v->own)) };
	arena_init(&v->arena);
	rows_init(&v->plan_visits, &record_visit);
	nothing(v, config);
}

void view_release(struct view *v)
{
	for (size_t i = 0; i < v->cap_plans; i++)
		rows_release(&v->plans[i].items);
	for (size_t i = 0; i < v->cap_others && v->others[i]; i++) {
		view_release(v->others[i]);
		free(v->others[i]);
	}
	rows_release(&v->plan_visits);
	arena_release(&v->arena);
	free(v->events);
	free(v->tags);
	free(v->consents);
	free(v->pins);
	free(v->channels);
	free(v->plans);
	free(v->own);
	free(v->others);
	*v = (struct view){ 0 };
}

static void rows_clear(struct rows *r)
{
	while (r->n > 0)
		rows_remove(r, r->n - 1);
}

void view_clear(struct view *v, const struct config *config)
{
	v->patient = 0;
	v->name_key = NULL;
	v->birth_precision = PRECISION_DAY;
	v->has_phone = false;
	v->n_events = v->n_tags = v->n_consents = v->n_pins = v->n_channels = v->n_plans =
		v->n_others = 0;
	rows_clear(&v->plan_visits);
	arena_clear(&v->arena);
	nothing(v, config);
}

struct event *view_event(struct view *v, enum noun noun)
{
	GROW(v->events, v->n_events, v->cap_events);
	struct event *e = &v->events[v->n_events];
	*e = (struct event){
		.day = DAY_NONE,
		.due = DAY_NONE,
		.closed = DAY_NONE,
		.minute = MINUTE_NONE,
		.noun = (uint8_t)noun,
		.plan = -1,
		.seq = (uint32_t)v->n_events,
		.amount = MONEY_NONE,
		.paid = MONEY_NONE,
	};
	v->n_events++;
	return e;
}

struct view *view_other(struct view *v, const struct config *config)
{
	if (v->n_others == v->cap_others) {
		size_t before = v->cap_others;
		v->cap_others = before ? before * 2 : 4;
		v->others = mem_grow(v->others, v->cap_others, sizeof(struct view *));
		for (size_t i = before; i < v->cap_others; i++)
			v->others[i] = NULL;
	}
	struct view **slot = &v->others[v->n_others++];
	if (*slot) {
		view_clear(*slot, config);
	} else {
		*slot = mem_alloc(sizeof(struct view));
		view_init(*slot, config);
	}
	return *slot;
}

struct view_plan *view_plan(struct view *v)
{
	if (v->n_plans == v->cap_plans) {
		size_t before = v->cap_plans;
		GROW(v->plans, v->n_plans, v->cap_plans);
		for (size_t i = before; i < v->cap_plans; i++)
			rows_init(&v->plans[i].items, &record_plan_item);
	}
	struct view_plan *p = &v->plans[v->n_plans++];
	rows_clear(&p->items);
	p->status = PLAN_OFFERED;
	p->ask_after = DAY_NONE;
	return p;
}

/* --- rows as they are stored --- */

/* The choice that stands for "nobody knows" or "none". */
static bool says_nothing(enum fact fact, int64_t index)
{
	return (fact == FACT_SEX && index == SEX_UNKNOWN) ||
	       (fact == FACT_ROLE && index == ROLE_NONE);
}

static void set_choice(struct view *v, enum fact fact, int64_t index)
{
	v->fact[fact] = index < 0 || says_nothing(fact, index) ? FACT_MISSING : index;
}

static void set_text(struct view *v, enum fact fact, const char *text, bool folded)
{
	if (str_is_empty(text))
		return;
	v->fact[fact] = 1;
	if (!folded)
		return;
	struct str s;
	str_init(&s);
	text_fold(&s, text);
	v->text[fact] = arena_strndup(&v->arena, s.p, s.len);
	str_release(&s);
}

static void set_number(struct view *v, enum fact fact, int64_t number)
{
	const struct field *f = record_field(&record_patient, str_or_empty(fact_words[fact].field));

	if (f && (f->type != FIELD_REF || number != 0) && number != DAY_NONE)
		v->fact[fact] = number;
}

void view_set(struct view *v, const struct symbols *names, enum fact fact, int64_t number,
	      const char *text, bool folded)
{
	const struct fact_word *w = &fact_words[fact];

	if (!text && w->type == FACT_CHOICE)
		set_choice(v, fact, number);
	else if (!text)
		set_number(v, fact, number);
	else if (w->type == FACT_CHOICE)
		set_choice(v, fact, choice_find(w->values, text));
	else if (w->type == FACT_TERM && !str_is_empty(text))
		v->fact[fact] = symbol_of(names, text);
	else
		set_text(v, fact, text, folded);
}

static void add_channel(struct view *v, const struct symbols *names, const char *key)
{
	sym_t sym = symbol_of(names, key);

	for (size_t i = 0; i < v->n_channels; i++)
		if (v->channels[i] == sym)
			return;
	GROW(v->channels, v->n_channels, v->cap_channels);
	v->channels[v->n_channels++] = sym;
}

void view_contact(struct view *v, const struct symbols *names, enum contact_kind kind)
{
	if (contact_is_phone(kind)) {
		v->has_phone = true;
		v->fact[FACT_PHONE] = 1;
	}
	if (kind == CONTACT_EMAIL)
		v->fact[FACT_EMAIL] = 1;
	if (kind == CONTACT_WECHAT)
		v->fact[FACT_WECHAT] = 1;
	/* Which of the numbers takes text messages nobody says. */
	if (contact_is_phone(kind))
		add_channel(v, names, "sms");
	if (kind != CONTACT_OTHER)
		add_channel(v, names, contact_kind_choices[kind].key);
}

struct event *view_attempt(struct view *v, const struct ruleset *r, day_t day, const char *channel,
			   const char *direction, const char *outcome)
{
	struct attempt_is is = attempt_is(r->config, channel, direction, outcome);
	struct event *e = view_event(v, NOUN_CALL);

	e->day = day;
	e->channel = symbol_of(&r->symbols, channel);
	e->call = is.call;
	e->message = is.message;
	e->answered = is.answered;
	e->reached = is.reached;
	return e;
}

bool view_consent(struct view *v, const struct symbols *names, const char *purpose,
		  const char *channel, const char *state, day_t day, bool guardian)
{
	int of = str_is_empty(purpose) || str_eq(purpose, "all")
			 ? -1
			 : choice_find(consent_purposes, purpose);

	if ((of < 0 && !str_is_empty(purpose) && !str_eq(purpose, "all")) ||
	    (!str_eq(state, "yes") && !str_eq(state, "no")))
		return false;
	GROW(v->consents, v->n_consents, v->cap_consents);
	v->consents[v->n_consents++] = (struct view_consent){
		.purpose = of,
		.channel = str_eq(channel, "all") ? SYM_NONE : symbol_of(names, channel),
		.yes = str_eq(state, "yes"),
		.day = day,
		.guardian = guardian,
	};
	return true;
}

/* --- order --- */

static int in_order(const void *a, const void *b)
{
	const struct event *x = a;
	const struct event *y = b;

	if (x->noun != y->noun)
		return x->noun < y->noun ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->minute != y->minute)
		return x->minute < y->minute ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static void collect_plan_visits(struct view *v)
{
	rows_clear(&v->plan_visits);
	for (size_t i = 0; i < v->n_events && v->n_plans > 0; i++) {
		const struct event *e = &v->events[i];
		if (e->noun != NOUN_VISIT || e->item == 0)
			continue;
		struct visit *visit = rows_add(&v->plan_visits);
		visit->row.id = (int64_t)i + 1;
		visit->day = e->day;
		visit->minute = e->minute;
		visit->status = e->state;
		visit->plan_item = e->item;
	}
}

void view_sort(struct view *v)
{
	bool sorted = true;

	for (size_t i = 1; i < v->n_events && sorted; i++)
		sorted = in_order(&v->events[i - 1], &v->events[i]) < 0;
	if (!sorted)
		qsort(v->events, v->n_events, sizeof(*v->events), in_order);
	size_t at = 0;
	for (int noun = 0; noun <= NOUNS; noun++) {
		while (at < v->n_events && v->events[at].noun < noun)
			at++;
		v->at[noun] = at;
	}
	collect_plan_visits(v);
}

/* --- what is asked for --- */

static void need_noun(const struct noun_ref *n, struct needs *out)
{
	static const unsigned parts[NOUNS] = {
		[NOUN_VISIT] = NEED_VISITS,       [NOUN_PLAN] = NEED_PLANS | NEED_VISITS,
		[NOUN_TASK] = NEED_TASKS,         [NOUN_PROMISE] = NEED_TASKS,
		[NOUN_COMPLAINT] = NEED_TASKS,    [NOUN_CALL] = NEED_ATTEMPTS,
		[NOUN_CONTACT] = NEED_ATTEMPTS,   [NOUN_MESSAGE] = NEED_ATTEMPTS,
		[NOUN_REFERRAL] = NEED_REFERRALS, [NOUN_SURVEY] = NEED_SURVEYS,
	};

	out->parts |= parts[n->noun];
	if (n->noun != NOUN_VISIT)
		return;
	if (n->n_kinds || n->provider || n->site)
		out->parts |= NEED_VISIT_KIND;
	if (n->over != MONEY_NONE)
		out->parts |= NEED_VISIT_MONEY;
	if (noun_day(n->noun, n->status) == BY_CLOSED)
		out->parts |= NEED_VISIT_CLOSED;
}

static void need_window(const struct window *w, struct needs *out)
{
	if (w->since && (w->kind == WIN_SINCE_LAST || w->kind == WIN_SINCE_FIRST))
		need_noun(w->since, out);
}

static const uint64_t one = 1;

/* What says whether somebody is a child. */
static void need_childhood(struct needs *out)
{
	out->facts |= one << FACT_BIRTH_DATE | one << FACT_ROLE | one << FACT_GUARDIAN;
}

static void need_fact(enum fact fact, struct needs *out)
{
	static const unsigned parts[FACTS] = {
		[FACT_PHONE] = NEED_CONTACTS,
		[FACT_EMAIL] = NEED_CONTACTS,
		[FACT_WECHAT] = NEED_CONTACTS,
		[FACT_CONSENT] = NEED_CONSENTS | NEED_GUARDIAN,
		[FACT_NPS] = NEED_SURVEYS,
		[FACT_NPS_DATE] = NEED_SURVEYS,
		[FACT_SPEND] = NEED_VISITS | NEED_VISIT_MONEY,
		[FACT_PAID] = NEED_VISITS | NEED_VISIT_MONEY,
		[FACT_DEBT] = NEED_VISITS | NEED_VISIT_MONEY,
		[FACT_REFERRALS] = NEED_REFERRALS,
		[FACT_PLAN_VALUE] = NEED_PLANS | NEED_VISITS,
	};

	out->parts |= parts[fact];
	if (fact == FACT_CONSENT)
		need_childhood(out);
	if (fact == FACT_AGE || fact == FACT_BIRTHDAY)
		fact = FACT_BIRTH_DATE;
	if (fact_words[fact].field)
		out->facts |= one << fact;
}

static void need_amount(const struct amount *a, struct needs *out)
{
	need_window(&a->win, out);
	if (a->fact == FACT_COUNT)
		need_noun(&a->noun, out);
	else
		need_fact(a->fact, out);
}

void node_needs(const struct node *node, struct needs *out)
{
	switch (node->kind) {
	case NODE_ALL:
	case NODE_ANY:
		break;
	case NODE_HAS:
	case NODE_WHEN:
		need_noun(&node->noun, out);
		need_window(&node->win, out);
		break;
	case NODE_RATIO:
		need_amount(&node->of, out);
		need_amount(&node->amount, out);
		break;
	case NODE_NUMBER:
		need_amount(&node->amount, out);
		break;
	case NODE_DATE:
		need_window(&node->win, out);
		need_fact(node->fact, out);
		break;
	case NODE_VALUE:
	case NODE_KNOWN:
	case NODE_CONTAINS:
		need_fact(node->fact, out);
		break;
	case NODE_RECALL:
		out->parts |= NEED_RECALLS | NEED_VISITS | NEED_VISIT_KIND;
		out->facts |= one << FACT_BIRTH_DATE;
		break;
	case NODE_TAGGED:
		out->parts |= NEED_TAGS;
		break;
	case NODE_SEGMENT:
		out->parts |= NEED_PINS;
		break;
	case NODE_HOUSE:
		out->parts |= NEED_HOUSE;
		if (node->children_only)
			need_childhood(out);
		break;
	case NODE_MAY:
		out->parts |= NEED_TAGS | NEED_CONSENTS | NEED_CONTACTS | NEED_GUARDIAN;
		out->facts |= one << FACT_STATUS;
		need_childhood(out);
		break;
	}
	for (const struct node *c = node->child; c; c = c->next)
		node_needs(c, out);
}

void ruleset_names(struct ruleset *r)
{
	const struct config *c = r->config;
	struct rule_names *names = &r->names;
	size_t kinds = 0;
	size_t others = 0;

	names->complaint = symbol_add(&r->symbols, TASK_COMPLAINT);
	names->do_not_call = symbol_add(&r->symbols, "do-not-call");
	names->phone = symbol_add(&r->symbols, "phone");
	for (size_t i = 0; i < c->n_recalls; i++)
		kinds += c->recalls[i].n_after;
	names->after = arena_alloc(&r->arena, (kinds + 1) * sizeof(*names->after));
	names->book = arena_alloc(&r->arena, (c->n_recalls + 1) * sizeof(*names->book));
	names->first = arena_alloc(&r->arena, (c->n_recalls + 1) * sizeof(*names->first));
	names->instead = arena_alloc(&r->arena, (c->n_recalls * c->n_recalls + 1) * sizeof(int));
	names->instead_first = arena_alloc(&r->arena, (c->n_recalls + 1) * sizeof(size_t));
	kinds = 0;
	for (size_t i = 0; i < c->n_recalls; i++) {
		const struct recall_def *d = &c->recalls[i];
		names->first[i] = kinds;
		for (size_t k = 0; k < d->n_after; k++)
			names->after[kinds++] = symbol_add(&r->symbols, d->after[k]);
		names->book[i] = symbol_add(&r->symbols, d->book);
		names->instead_first[i] = others;
		for (size_t k = 0; k < c->n_recalls; k++)
			for (size_t j = 0; j < c->recalls[k].n_instead_of; j++)
				if (k != i && str_eq(c->recalls[k].instead_of[j], d->key))
					names->instead[others++] = (int)k;
	}
	names->first[c->n_recalls] = kinds;
	names->instead_first[c->n_recalls] = others;
}
