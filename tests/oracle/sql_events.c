/* Nouns as SQL: which rows they are, and the day each goes by. */
#include "sql_parts.h"

void sql_say(const struct compile *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_vaddf(c->out, format, args);
	va_end(args);
}

void sql_quoted(const struct compile *c, const char *text)
{
	str_addc(c->out, '\'');
	for (; *text; text++) {
		str_addc(c->out, *text);
		if (*text == '\'')
			str_addc(c->out, '\'');
	}
	str_addc(c->out, '\'');
}

void sql_name(const struct compile *c, sym_t symbol)
{
	sql_quoted(c, symbol_name(c->names, symbol));
}

/* --- which rows --- */

static const char made_day[] = "(e0.%s / 1000 + 28800) / 86400"; /* Asia/Shanghai */

static void only_kinds(const struct compile *c, const struct noun_ref *n)
{
	if (n->n_kinds == 0)
		return;
	sql_say(c, " AND e0.kind IN (");
	for (int i = 0; i < n->n_kinds; i++) {
		sql_say(c, "%s", i ? ", " : "");
		sql_name(c, n->kind[i]);
	}
	sql_say(c, ")");
}

static void only(const struct compile *c, const char *column, sym_t symbol)
{
	if (symbol == SYM_NONE)
		return;
	sql_say(c, " AND e0.%s = ", column);
	sql_name(c, symbol);
}

static void only_over(const struct compile *c, const char *expression, const struct noun_ref *n)
{
	if (n->over != MONEY_NONE)
		sql_say(c, " AND %s > %lld", expression, (long long)n->over);
}

static void not_ahead(const struct compile *c, const char *day)
{
	sql_say(c, " AND (%s IS NULL OR %s <= %d)", day, day, c->o->today);
}

static void visits(const struct compile *c, const struct noun_ref *n)
{
	static const char *const of[STATUSES] = {
		[STATUS_USUAL] = "e0.status IN ('completed', 'left')",
		[STATUS_UPCOMING] = "e0.status IN ('planned', 'confirmed')",
		[STATUS_PLANNED] = "e0.status = 'planned'",
		[STATUS_CONFIRMED] = "e0.status = 'confirmed'",
		[STATUS_MISSED] = "e0.status = 'no_show'",
		[STATUS_CANCELLED] = "e0.status = 'cancelled'",
		[STATUS_RESCHEDULED] = "e0.status = 'rescheduled'",
	};
	bool called_off = n->status == STATUS_CANCELLED || n->status == STATUS_RESCHEDULED;
	const char *day = called_off ? "coalesce((e0.cancelled_at / 1000 + 28800) / 86400, e0.day)"
				     : "e0.day";

	BUG_IF(!of[n->status]);
	sql_say(c,
		"SELECT %s AS day, e0.amount, e0.paid, e0.id FROM visit e0 WHERE e0.patient = "
		"%s.id AND %s",
		day, c->p, of[n->status]);
	if (n->status == STATUS_UPCOMING)
		sql_say(c, " AND e0.day >= %d", c->o->today);
	else if (n->status != STATUS_PLANNED && n->status != STATUS_CONFIRMED)
		not_ahead(c, day);
	only_kinds(c, n);
	only(c, "provider", n->provider);
	only(c, "site", n->site);
	only_over(c, "e0.amount", n);
}

static void plans(const struct compile *c, const struct noun_ref *n)
{
	static const char *const of[STATUSES] = {
		[STATUS_USUAL] = "1",
		[STATUS_OFFERED] = "e0.status = 'offered'",
		[STATUS_THINKING] = "e0.status = 'thinking'",
		[STATUS_ACCEPTED] = "e0.status = 'accepted'",
		[STATUS_DECLINED] = "e0.status = 'declined'",
		[STATUS_ELSEWHERE] = "e0.status = 'elsewhere'",
		[STATUS_UNSCHEDULED] = "w.unscheduled",
		[STATUS_BROKEN_OFF] = "w.broken_off",
		[STATUS_OPEN] =
			"e0.status IN ('offered', 'thinking', 'accepted') AND NOT w.finished",
	};

	BUG_IF(!of[n->status]);
	sql_say(c,
		"SELECT e0.offered_day AS day, w.open AS amount, NULL AS paid, e0.id FROM plan e0 "
		"JOIN plan_was w ON w.plan = e0.id WHERE e0.patient = %s.id AND %s",
		c->p, of[n->status]);
	not_ahead(c, "e0.offered_day");
	only(c, "offered_by", n->provider);
	only_over(c, "w.open", n);
}

static void tasks(const struct compile *c, const struct noun_ref *n)
{
	bool due = n->status == STATUS_OPEN || n->status == STATUS_OVERDUE;
	char day[64];

	snprintf(day, sizeof(day), made_day, n->status == STATUS_DONE ? "done_at" : "created_at");
	sql_say(c,
		"SELECT %s AS day, NULL AS amount, NULL AS paid, e0.id FROM task e0 WHERE "
		"e0.patient = "
		"%s.id",
		due ? "e0.due_day" : day, c->p);
	if (n->noun == NOUN_PROMISE)
		sql_say(c, " AND e0.promise = 1");
	if (n->noun == NOUN_COMPLAINT)
		sql_say(c, " AND e0.kind = 'complaint'");
	if (due)
		sql_say(c, " AND e0.state = 'open'");
	if (n->status == STATUS_OVERDUE)
		sql_say(c, " AND e0.due_day < %d", c->o->today);
	if (n->status == STATUS_DONE)
		sql_say(c, " AND e0.state = 'done'");
	if (!due)
		not_ahead(c, day);
	only_kinds(c, n);
}

static const char talked[] = "coalesce(e0.outcome, '') IN ('talked', 'answered', 'booked', "
			     "'confirmed', 'callback', 'not_now', 'declined')";

/* A dial of ours must have been answered or left a message; of what else there was, we know that it
 * reached nobody only when it is said. */
static const char reached[] =
	"CASE WHEN e0.channel = 'phone' AND e0.direction = 'out' THEN coalesce(e0.outcome, '') IN "
	"('talked', 'answered', 'booked', 'confirmed', 'callback', 'not_now', 'declined', "
	"'left_message') ELSE coalesce(e0.outcome, '') NOT IN ('no_answer', 'busy', "
	"'wrong_number', "
	"'failed') END";

static void attempts(const struct compile *c, const struct noun_ref *n)
{
	sql_say(c,
		"SELECT e0.day, NULL AS amount, NULL AS paid, e0.id FROM attempt e0 WHERE "
		"e0.patient = "
		"%s.id",
		c->p);
	if (n->noun == NOUN_CALL)
		sql_say(c, " AND e0.direction = 'out' AND e0.channel = 'phone'");
	if (n->noun == NOUN_MESSAGE)
		sql_say(c, " AND e0.direction = 'out' AND e0.channel NOT IN ('phone', 'desk')");
	if (n->noun == NOUN_CONTACT)
		sql_say(c, " AND %s", reached);
	if (n->status == STATUS_ANSWERED)
		sql_say(c, " AND %s", talked);
	if (n->status == STATUS_UNANSWERED)
		sql_say(c, " AND NOT %s", talked);
	not_ahead(c, "e0.day");
	only(c, "channel", n->channel);
}

/* The day of the first visit that took place, and when they were registered. */
static void referrals(const struct compile *c, const struct noun_ref *n)
{
	const char came[] =
		"(SELECT min(v.day) FROM visit v WHERE v.patient = e0.id AND v.status IN "
		"('completed', 'left'))";
	char day[600];

	snprintf(day, sizeof(day),
		 "(SELECT min(x) FROM (SELECT (e0.registered_at / 1000 + 28800) / 86400 "
		 "AS x UNION ALL SELECT %s))",
		 came);
	if (n->status == STATUS_ARRIVED)
		snprintf(day, sizeof(day), "%s", came);
	sql_say(c,
		"SELECT %s AS day, NULL AS amount, NULL AS paid, e0.id FROM patient e0 WHERE "
		"e0.referrer = "
		"%s.id AND e0.id <> %s.id AND e0.status <> 'merged'",
		day, c->p, c->p);
	if (n->status == STATUS_ARRIVED)
		sql_say(c, " AND %s <= %d", came, c->o->today);
	not_ahead(c, day);
}

static void surveys(const struct compile *c, const struct noun_ref *n)
{
	sql_say(c,
		"SELECT e0.day, NULL AS amount, NULL AS paid, e0.id FROM survey_answer e0 WHERE "
		"e0.patient "
		"= %s.id",
		c->p);
	not_ahead(c, "e0.day");
	only(c, "channel", n->channel);
	only_over(c, "e0.score", n);
}

void sql_events(const struct compile *c, const struct noun_ref *n)
{
	switch (n->noun) {
	case NOUN_VISIT:
		visits(c, n);
		return;
	case NOUN_PLAN:
		plans(c, n);
		return;
	case NOUN_TASK:
	case NOUN_PROMISE:
	case NOUN_COMPLAINT:
		tasks(c, n);
		return;
	case NOUN_CALL:
	case NOUN_CONTACT:
	case NOUN_MESSAGE:
		attempts(c, n);
		return;
	case NOUN_REFERRAL:
		referrals(c, n);
		return;
	case NOUN_SURVEY:
		surveys(c, n);
		return;
	case NOUN_RESPONSE:
	case NOUN_COUPON:
	case NOUNS:
		break;
	}
	BUG("nothing of it is kept");
}

void sql_day_of(const struct compile *c, enum which which, const struct noun_ref *n)
{
	struct noun_ref of = *n;

	if (which == WHICH_NEXT && n->status == STATUS_USUAL)
		of.status = n->noun == NOUN_VISIT ? STATUS_UPCOMING : STATUS_OPEN;
	sql_say(c, "(SELECT %s(e1.day) FROM (", which == WHICH_LAST ? "max" : "min");
	sql_events(c, &of);
	sql_say(c, ") e1 WHERE e1.day %s %d)", which == WHICH_NEXT ? ">=" : "<=", c->o->today);
}
