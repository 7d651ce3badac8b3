#include "rule_records.h"
#include "revisit/base/i18n.h"
#include "revisit/care/outcome.h"

/* --- Words ------------------------------------------------------------------------------------ */

static const struct piece *next(struct line *l)
{
	return l->at < l->n ? &l->word[l->at++] : NULL;
}

static bool take_word(struct line *l, const char *word)
{
	if (l->at == l->n || strcmp(l->word[l->at].text, word) != 0)
		return false;
	l->at++;
	return true;
}

static bool wrong_here(struct line *l, const struct piece *p, const char *expected)
{
	char shown[64];

	if (!p)
		return wrong(l->r, l->y, _("%s is expected behind this"), expected);
	return wrong_part(l->r, l->y, p->from, p->len, _("'%s' does not fit here; %s is expected"),
			  str_excerpt(shown, sizeof(shown), p->text), expected);
}

static bool is_day(const char *text)
{
	struct err err = ERR_INIT;
	day_t day;

	return text[0] >= '0' && text[0] <= '9' && day_parse(text, &day, &err);
}

static bool want_day(struct line *l, day_t *out)
{
	const struct piece *p = next(l);
	struct err err = ERR_INIT;

	if (!p)
		return wrong_here(l, p, _("a day"));
	if (day_parse(p->text, out, &err))
		return true;
	return wrong_part(l->r, l->y, p->from, p->len, "%s", err.msg);
}

/* A day, when one is next. */
static bool may_day(struct line *l, day_t *out)
{
	if (l->at == l->n || !is_day(l->word[l->at].text))
		return true;
	return want_day(l, out);
}

static bool is_number(const char *text)
{
	return text[0] >= '0' && text[0] <= '9' && !is_day(text);
}

static bool take_money(struct line *l, const struct piece *p, int64_t *out)
{
	struct err err = ERR_INIT;

	if (!p)
		return wrong_here(l, p, _("an amount"));
	if (money_parse(l->r->r->config, p->text, out, &err))
		return true;
	return wrong_part(l->r, l->y, p->from, p->len, "%s", err.msg);
}

static bool want_symbol(struct line *l, const struct piece *p, enum term_kind kind, sym_t *out)
{
	const char *key = p ? want_term(l->r, l->y, p, kind) : NULL;

	if (!p)
		return wrong_here(l, p, term_name(kind));
	*out = symbol_of(&l->r->r->symbols, key);
	return key != NULL;
}

/* --- Visits ----------------------------------------------------------------------------------- */

static const struct {
	const char *word;
	enum visit_status status;
} visit_words[] = {
	{ "planned", VISIT_PLANNED },         { "booked", VISIT_PLANNED },
	{ "confirmed", VISIT_CONFIRMED },     { "arrived", VISIT_ARRIVED },
	{ "completed", VISIT_COMPLETED },     { "missed", VISIT_NO_SHOW },
	{ "no-show", VISIT_NO_SHOW },         { "cancelled", VISIT_CANCELLED },
	{ "rescheduled", VISIT_RESCHEDULED },
};

static bool take_status(struct line *l, struct event *e, const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(visit_words); i++)
		if (strcmp(visit_words[i].word, word) == 0) {
			e->state = (uint8_t)visit_words[i].status;
			return true;
		}
	(void)l;
	return false;
}

/* The part of the patient's plans that is of that kind; any when it has none. */
static int64_t item_of(const struct view *v, sym_t kind, const struct symbols *names)
{
	for (size_t i = 0; i < v->n_plans; i++)
		for (size_t k = 0; k < v->plans[i].items.n; k++) {
			const struct plan_item *item = rows_at(&v->plans[i].items, k);
			if (!item->kind || symbol_of(names, item->kind) == kind)
				return item->row.id;
		}
	return 0;
}

static bool visit_word(struct line *l, struct event *e, bool *of_plan)
{
	const struct piece *p = next(l);

	if (take_status(l, e, p->text))
		return may_day(l, &e->closed);
	if (strcmp(p->text, "with") == 0)
		return want_symbol(l, next(l), TERM_PROVIDER, &e->provider);
	if (strcmp(p->text, "at") == 0)
		return want_symbol(l, next(l), TERM_SITE, &e->site);
	if (strcmp(p->text, "paid") == 0)
		return take_money(l, next(l), &e->paid);
	if (strcmp(p->text, "plan") == 0) {
		*of_plan = true;
		return true;
	}
	if (is_number(p->text))
		return take_money(l, p, &e->amount);
	return want_symbol(l, p, TERM_KIND, &e->kind);
}

/* DAY KIND [STATUS [DAY]] [with PROVIDER] [at SITE] [AMOUNT] [paid AMOUNT] [plan]; without a status
 * it took place. */
static bool read_visit(struct line *l)
{
	struct event *e = view_event(l->v, NOUN_VISIT);
	bool of_plan = false;

	e->state = VISIT_COMPLETED;
	if (!want_day(l, &e->day))
		return false;
	while (l->at < l->n)
		if (!visit_word(l, e, &of_plan))
			return false;
	if (of_plan)
		e->item = item_of(l->v, e->kind, &l->r->r->symbols);
	if (of_plan && e->item == 0)
		return wrong(l->r, l->y, _("no plan of this patient has a part of that kind"));
	if (e->closed == DAY_NONE)
		e->closed = e->day;
	return true;
}

/* --- Plans ------------------------------------------------------------------------------------ */

static struct plan_item *add_item(struct line *l, struct view_plan *plan)
{
	struct plan_item *item = rows_add(&plan->items);

	item->row.id = (int64_t)l->v->n_plans * 1000 + (int64_t)plan->items.n;
	item->plan = (int64_t)l->v->n_plans;
	item->position = (int64_t)plan->items.n;
	item->visits = 1;
	return item;
}

static bool plan_word(struct line *l, struct view_plan *plan, struct event *e)
{
	const struct piece *p = next(l);
	size_t n = plan->items.n;
	struct plan_item *item = n ? rows_at(&plan->items, n - 1) : NULL;
	int status = choice_find(plan_status_choices, p->text);

	if (status >= 0) {
		plan->status = status;
		e->state = (uint8_t)status;
		return true;
	}
	if (strcmp(p->text, "with") == 0)
		return want_symbol(l, next(l), TERM_PROVIDER, &e->provider);
	if (strcmp(p->text, "ask") == 0)
		return want_day(l, &plan->ask_after);
	if (p->text[0] == 'x' && is_number(p->text + 1) && item) {
		item->visits = strtol(p->text + 1, NULL, 10);
		return true;
	}
	if (is_number(p->text))
		return take_money(l, p, &(item ? item : add_item(l, plan))->price);
	const char *kind = want_term(l->r, l->y, p, TERM_KIND);
	if (kind)
		str_replace(&add_item(l, plan)->kind, kind);
	return kind != NULL;
}

/* DAY [offered | thinking | accepted | declined …] {KIND [PRICE] [xVISITS]} [with PROVIDER] [ask
 * DAY] */
static bool read_plan(struct line *l)
{
	struct view_plan *plan = view_plan(l->v);
	struct event *e = view_event(l->v, NOUN_PLAN);

	e->plan = (int32_t)l->v->n_plans - 1;
	e->state = PLAN_OFFERED;
	if (!want_day(l, &e->day))
		return false;
	while (l->at < l->n)
		if (!plan_word(l, plan, e))
			return false;
	return true;
}

/* --- To-dos ----------------------------------------------------------------------------------- */

/* DAY [KIND] [due DAY] [done [DAY]] [cancelled] [promise] */
static bool read_task(struct line *l)
{
	struct event *e = view_event(l->v, NOUN_TASK);

	e->state = TASK_OPEN;
	if (!want_day(l, &e->day))
		return false;
	while (l->at < l->n) {
		if (take_word(l, "due")) {
			if (!want_day(l, &e->due))
				return false;
		} else if (take_word(l, "done")) {
			e->state = TASK_DONE;
			e->closed = e->day;
			if (!may_day(l, &e->closed))
				return false;
		} else if (take_word(l, "cancelled")) {
			e->state = TASK_CANCELLED;
		} else if (take_word(l, "promise")) {
			e->promise = true;
		} else if (!want_symbol(l, next(l), TERM_TASK_KIND, &e->kind)) {
			return false;
		}
	}
	return true;
}

/* --- Calls, messages, answers ----------------------------------------------------------------- */

/* DAY [CHANNEL] [in | out] [OUTCOME] */
static bool read_attempt(struct line *l, const char *channel, const char *outcome)
{
	const char *direction = "out";
	bool said = false;
	day_t day = DAY_NONE;

	if (!want_day(l, &day))
		return false;
	while (l->at < l->n) {
		const struct piece *p = next(l);
		const char *key = lexicon_find(&l->r->r->lex, TERM_CHANNEL, p->text);
		const struct outcome_def *o = config_outcome(l->r->r->config, p->text);
		if (strcmp(p->text, "in") == 0 || strcmp(p->text, "out") == 0)
			direction = p->text;
		else if (o) {
			outcome = o->key;
			said = true;
		} else if (key)
			channel = key;
		else
			return wrong_here(
				l, p, _("an outcome such as no_answer, answered, left_message"));
	}
	if (!said && strcmp(channel, "desk") == 0)
		outcome = "talked";
	view_attempt(l->v, l->r->r, day, channel, direction, outcome);
	return true;
}

static bool read_call(struct line *l)
{
	return read_attempt(l, "phone", "no_answer");
}

static bool read_message(struct line *l)
{
	return read_attempt(l, "sms", "sent");
}

/* DAY SCORE [CHANNEL] */
static bool read_survey(struct line *l)
{
	struct event *e = view_event(l->v, NOUN_SURVEY);

	if (!want_day(l, &e->day))
		return false;
	const struct piece *p = next(l);
	char *end = NULL;
	long score = p ? strtol(p->text, &end, 10) : -1;
	if (!p || *end || score < 0 || score > 10)
		return wrong_here(l, p, _("a score from 0 to 10"));
	e->amount = score;
	return l->at == l->n || want_symbol(l, next(l), TERM_CHANNEL, &e->channel);
}

/* PURPOSE (yes | no) [by CHANNEL] [DAY] */
static bool read_consent(struct line *l)
{
	const struct piece *purpose = next(l);
	const struct piece *state = next(l);
	const char *channel = NULL;
	day_t day = DAY_NONE;

	if (!state)
		return wrong_here(l, state, _("yes or no"));
	if (take_word(l, "by")) {
		const struct piece *p = next(l);
		channel = p ? want_term(l->r, l->y, p, TERM_CHANNEL) : NULL;
		if (!channel)
			return p ? false : wrong_here(l, p, term_name(TERM_CHANNEL));
	}
	if (!may_day(l, &day))
		return false;
	if (view_consent(l->v, &l->r->r->symbols, purpose->text, channel, state->text, day,
			 l->guardian))
		return true;
	return wrong_here(l, purpose, _("a purpose and yes or no, such as marketing yes"));
}

/* DAY [arrived DAY] */
static bool read_referral(struct line *l)
{
	struct event *e = view_event(l->v, NOUN_REFERRAL);

	if (!want_day(l, &e->day))
		return false;
	return !take_word(l, "arrived") || want_day(l, &e->closed);
}

/* --- Tags and recalls ------------------------------------------------------------------------- */

/* TAG [until DAY] */
static bool read_tag(struct line *l)
{
	struct view_tag tag = { .until = DAY_NONE };

	if (!want_symbol(l, next(l), TERM_TAG, &tag.tag))
		return false;
	if (take_word(l, "until") && !want_day(l, &tag.until))
		return false;
	GROW(l->v->tags, l->v->n_tags, l->v->cap_tags);
	l->v->tags[l->v->n_tags++] = tag;
	return true;
}

/* RECALL (never | every INTERVAL | from DAY) */
static bool read_recall(struct line *l)
{
	const struct config *c = l->r->r->config;
	struct err err = ERR_INIT;
	const struct piece *name = next(l);
	const char *key = want_term(l->r, l->y, name, TERM_RECALL);
	const struct recall_def *def = key ? config_recall(c, key) : NULL;

	if (!def)
		return false;
	struct recall_own *own = &l->v->own[def - c->recalls];
	if (take_word(l, "never")) {
		own->never = true;
		return true;
	}
	if (take_word(l, "from"))
		return want_day(l, &own->not_before);
	const struct piece *p = take_word(l, "every") && l->at < l->n ? &l->word[l->at] : NULL;
	if (!p)
		return wrong_here(l, p, _("never, every 4 months or from 2026-05-01"));
	const char *rest = l->y->text + p->from;
	l->at = l->n;
	if (interval_parse(rest, &own->every, &err))
		return true;
	return wrong_part(l->r, l->y, p->from, strlen(rest), "%s", err.msg);
}

const struct record_words record_words[] = {
	/* Visits may be of a plan. */
	{ "plans", read_plan },
	{ "visits", read_visit },
	{ "tasks", read_task },
	{ "calls", read_call },
	{ "messages", read_message },
	{ "surveys", read_survey },
	{ "consents", read_consent },
	{ "referrals", read_referral },
	{ "tags", read_tag },
	{ "recalls", read_recall },
	{ NULL, NULL },
};

/* --- Lines ------------------------------------------------------------------------------------ */

static bool split_words(struct line *l)
{
	const char *text = l->y->text;

	for (size_t i = 0; text[i];) {
		size_t gap = strspn(text + i, " \n,");
		size_t len = strcspn(text + i + gap, " \n,");
		if (len == 0)
			break;
		if (l->n == WORDS_MAX)
			return wrong_part(l->r, l->y, i, len, _("this line is too long"));
		l->word[l->n++] =
			(struct piece){ arena_strndup(&l->r->r->arena, text + i + gap, len),
					i + gap, len };
		i += gap + len;
	}
	return true;
}

bool read_line_of(struct rule_reader *r, const struct yaml *y, struct view *v,
		  bool (*read)(struct line *l), bool guardian)
{
	struct line l = { .r = r, .y = y, .v = v, .guardian = guardian };

	if (!want_kind(r, y, YAML_SCALAR) || !split_words(&l))
		return false;
	if (l.n == 0)
		return wrong(r, y, _("this %s is empty; fill it in or take it away"),
			     yaml_kind_name(YAML_SCALAR));
	if (!read(&l))
		return false;
	if (l.at == l.n)
		return true;
	return wrong_here(&l, &l.word[l.at], _("nothing more"));
}
