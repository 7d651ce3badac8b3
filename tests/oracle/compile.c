#include "oracle.h"

#include "revisit/model/records.h"

enum oracle_fault oracle_fault;

struct compile {
	struct str *out;
	const struct oracle *o;
	const struct symbols *names;
	const char *p; /* the patient's alias: p, or q of the household */
};

static void say(const struct compile *c, const char *format, ...) PRINTF_LIKE(2, 3);

static void say(const struct compile *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_vaddf(c->out, format, args);
	va_end(args);
}

static void quoted(const struct compile *c, const char *text)
{
	str_addc(c->out, '\'');
	for (; *text; text++) {
		str_addc(c->out, *text);
		if (*text == '\'')
			str_addc(c->out, '\'');
	}
	str_addc(c->out, '\'');
}

static void name(const struct compile *c, sym_t symbol)
{
	quoted(c, symbol_name(c->names, symbol));
}

static int shifted(const struct compile *c, struct interval by, int sign)
{
	if (oracle_fault == ORACLE_MONTHS_OVERFLOW)
		return calendar_shift_overflowing(c->o->today, by, sign);
	return calendar_shift(c->o->today, by, sign);
}

/* --- events: a select of (day, amount, paid, id) of one patient --- */

static const char made_day[] = "(e0.%s / 1000 + 28800) / 86400"; /* Asia/Shanghai */

static void only_kinds(const struct compile *c, const struct noun_ref *n)
{
	if (n->n_kinds == 0)
		return;
	say(c, " AND e0.kind IN (");
	for (int i = 0; i < n->n_kinds; i++) {
		say(c, "%s", i ? ", " : "");
		name(c, n->kind[i]);
	}
	say(c, ")");
}

static void only(const struct compile *c, const char *column, sym_t symbol)
{
	if (symbol == SYM_NONE)
		return;
	say(c, " AND e0.%s = ", column);
	name(c, symbol);
}

static void only_over(const struct compile *c, const char *expression, const struct noun_ref *n)
{
	if (n->over != MONEY_NONE)
		say(c, " AND %s > %lld", expression, (long long)n->over);
}

static void not_ahead(const struct compile *c, const char *day)
{
	say(c, " AND (%s IS NULL OR %s <= %d)", day, day, c->o->today);
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
	say(c, "SELECT %s AS day, e0.amount, e0.paid, e0.id FROM visit e0 WHERE e0.patient = %s.id AND %s",
	    day, c->p, of[n->status]);
	if (n->status == STATUS_UPCOMING)
		say(c, " AND e0.day >= %d", c->o->today);
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
		[STATUS_OPEN] = "e0.status IN ('offered', 'thinking', 'accepted') AND NOT w.finished",
	};

	BUG_IF(!of[n->status]);
	say(c, "SELECT e0.offered_day AS day, w.open AS amount, NULL AS paid, e0.id FROM plan e0 "
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
	say(c, "SELECT %s AS day, NULL AS amount, NULL AS paid, e0.id FROM task e0 WHERE e0.patient = "
	       "%s.id",
	    due ? "e0.due_day" : day, c->p);
	if (n->noun == NOUN_PROMISE)
		say(c, " AND e0.promise = 1");
	if (n->noun == NOUN_COMPLAINT)
		say(c, " AND e0.kind = 'complaint'");
	if (due)
		say(c, " AND e0.state = 'open'");
	if (n->status == STATUS_OVERDUE)
		say(c, " AND e0.due_day < %d", c->o->today);
	if (n->status == STATUS_DONE)
		say(c, " AND e0.state = 'done'");
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
	"'left_message') ELSE coalesce(e0.outcome, '') NOT IN ('no_answer', 'busy', 'wrong_number', "
	"'failed') END";

static void attempts(const struct compile *c, const struct noun_ref *n)
{
	say(c, "SELECT e0.day, NULL AS amount, NULL AS paid, e0.id FROM attempt e0 WHERE e0.patient = "
	       "%s.id",
	    c->p);
	if (n->noun == NOUN_CALL)
		say(c, " AND e0.direction = 'out' AND e0.channel = 'phone'");
	if (n->noun == NOUN_MESSAGE)
		say(c, " AND e0.direction = 'out' AND e0.channel NOT IN ('phone', 'desk')");
	if (n->noun == NOUN_CONTACT)
		say(c, " AND %s", reached);
	if (n->status == STATUS_ANSWERED)
		say(c, " AND %s", talked);
	if (n->status == STATUS_UNANSWERED)
		say(c, " AND NOT %s", talked);
	not_ahead(c, "e0.day");
	only(c, "channel", n->channel);
}

/* The day of the first visit that took place, and when they were registered. */
static void referrals(const struct compile *c, const struct noun_ref *n)
{
	const char came[] = "(SELECT min(v.day) FROM visit v WHERE v.patient = e0.id AND v.status IN "
			    "('completed', 'left'))";
	char day[600];

	snprintf(day, sizeof(day), "(SELECT min(x) FROM (SELECT (e0.registered_at / 1000 + 28800) / 86400 "
				   "AS x UNION ALL SELECT %s))", came);
	if (n->status == STATUS_ARRIVED)
		snprintf(day, sizeof(day), "%s", came);
	say(c, "SELECT %s AS day, NULL AS amount, NULL AS paid, e0.id FROM patient e0 WHERE e0.referrer = "
	       "%s.id AND e0.id <> %s.id AND e0.status <> 'merged'",
	    day, c->p, c->p);
	if (n->status == STATUS_ARRIVED)
		say(c, " AND %s <= %d", came, c->o->today);
	not_ahead(c, day);
}

static void surveys(const struct compile *c, const struct noun_ref *n)
{
	say(c, "SELECT e0.day, NULL AS amount, NULL AS paid, e0.id FROM survey_answer e0 WHERE e0.patient "
	       "= %s.id",
	    c->p);
	not_ahead(c, "e0.day");
	only(c, "channel", n->channel);
	only_over(c, "e0.score", n);
}

static void events(const struct compile *c, const struct noun_ref *n)
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

/* The day of the last, first or next one; NULL when there is none. */
static void day_of(const struct compile *c, enum which which, const struct noun_ref *n)
{
	struct noun_ref of = *n;

	if (which == WHICH_NEXT && n->status == STATUS_USUAL)
		of.status = n->noun == NOUN_VISIT ? STATUS_UPCOMING : STATUS_OPEN;
	say(c, "(SELECT %s(e1.day) FROM (", which == WHICH_LAST ? "max" : "min");
	events(c, &of);
	say(c, ") e1 WHERE e1.day %s %d)", which == WHICH_NEXT ? ">=" : "<=", c->o->today);
}

/* --- windows --- */

static void between(const struct compile *c, const char *day, int from, int to)
{
	say(c, "%s BETWEEN %d AND %d", day, from, to);
}

enum spell_part { SPELL, RUN_UP, WAKE };

static void one_spell(const struct compile *c, const char *day, int from, int to,
		      struct interval a, enum spell_part part)
{
	if (part == SPELL)
		between(c, day, from, to);
	else if (part == RUN_UP)
		between(c, day, calendar_shift(from, a, -1), from - 1);
	else
		between(c, day, to + 1, calendar_shift(to, a, +1));
}

static void spells(const struct compile *c, const char *day, const struct window *w,
		   enum spell_part part)
{
	enum { BACK = 15, AHEAD = 4 };
	int year = calendar_at(c->o->today).y;
	int from, to;

	if (!w->range) {
		one_spell(c, day, w->date, w->date, w->a, part);
		return;
	}
	say(c, "(0");
	for (int y = strstr(day, "birth") ? 1915 : year - BACK; y <= year + AHEAD; y++) {
		if (!calendar_range(w->range, y, &from, &to))
			continue;
		say(c, " OR ");
		one_spell(c, day, from, to, w->a, part);
	}
	say(c, ")");
}

/* Before or after the range of this year; of the only one. */
static void beside(const struct compile *c, const char *day, const struct window *w, bool before)
{
	int year = w->range->yearly ? calendar_at(c->o->today).y : w->range->from.y;
	int from, to;

	BUG_IF(!calendar_range(w->range, year, &from, &to));
	say(c, "%s %s %d", day, before ? "<" : ">", before ? from : to);
}

static void since(const struct compile *c, const char *day, const struct window *w)
{
	say(c, "%s > ", day);
	day_of(c, w->kind == WIN_SINCE_LAST ? WHICH_LAST : WHICH_FIRST, w->since);
	say(c, " AND %s <= %d", day, c->o->today);
}

static void window_of_days(const struct compile *c, const char *day, const struct window *w)
{
	int today = c->o->today;
	int a = shifted(c, w->a, -1);
	int b = shifted(c, w->b, -1);

	switch (w->kind) {
	case WIN_NONE:
		say(c, "1");
		return;
	case WIN_LAST:
		between(c, day, a, today - (oracle_fault == ORACLE_TODAY_LEFT_OUT));
		return;
	case WIN_NEXT:
		between(c, day, today, shifted(c, w->a, +1));
		return;
	case WIN_OLDER:
		say(c, "%s < %d", day, a - (oracle_fault == ORACLE_EDGE_LATE));
		return;
	case WIN_BETWEEN:
		between(c, day, a < b ? a : b, a < b ? b : a);
		return;
	case WIN_YESTERDAY:
		between(c, day, today - 1, today - 1);
		return;
	case WIN_TODAY:
		between(c, day, today, today);
		return;
	case WIN_TOMORROW:
		between(c, day, today + 1, today + 1);
		return;
	case WIN_LAST_WORKDAY:
	case WIN_NEXT_WORKDAY:
		a = calendar_workday(c->o->config, today, w->kind == WIN_LAST_WORKDAY ? -1 : +1);
		between(c, day, a, a);
		return;
	case WIN_SINCE_YESTERDAY:
		between(c, day, today - 1, today);
		return;
	case WIN_SINCE_WORKDAY:
		between(c, day, calendar_workday(c->o->config, today, -1), today);
		return;
	case WIN_SINCE_LAST:
	case WIN_SINCE_FIRST:
		since(c, day, w);
		return;
	case WIN_BEFORE:
		say(c, "%s < %d", day, w->date);
		return;
	case WIN_AFTER:
		say(c, "%s > %d", day, w->date);
		return;
	case WIN_ON:
		between(c, day, w->date, w->date);
		return;
	case WIN_DURING:
		spells(c, day, w, SPELL);
		return;
	case WIN_BEFORE_RANGE:
	case WIN_AFTER_RANGE:
		beside(c, day, w, w->kind == WIN_BEFORE_RANGE);
		return;
	case WIN_RUN_UP:
		spells(c, day, w, RUN_UP);
		return;
	case WIN_WAKE:
		spells(c, day, w, WAKE);
		return;
	}
	BUG("no such window");
}

/* --- numbers --- */

static void age(const struct compile *c)
{
	struct calendar_day t = calendar_at(c->o->today);
	bool leap = calendar_at(calendar_find(t.y, 2, 29)).d == 29;

	/* Who was born on 29 February is a year older on 28 February of a common year. */
	say(c, "(SELECT %d - b.y - (%d < CASE WHEN b.md = 229 AND %d THEN 228 ELSE b.md END) FROM cal.days "
	       "b WHERE b.day = %s.birth_day AND b.day <= %d AND %s.birth_precision <> 'estimated')",
	    t.y, t.m * 100 + t.d, !leap, c->p, c->o->today, c->p);
}

static void sum(const struct compile *c, const struct amount *a, const char *what)
{
	struct noun_ref n = a->noun;

	if (a->fact != FACT_COUNT) {
		n = (struct noun_ref){ .noun = NOUN_VISIT, .over = MONEY_NONE };
		if (a->fact == FACT_REFERRALS) {
			n.noun = NOUN_REFERRAL;
			n.status = STATUS_ARRIVED;
		}
	}
	say(c, "coalesce((SELECT %s FROM (", what);
	events(c, &n);
	say(c, ") e2 WHERE ");
	window_of_days(c, "e2.day", &a->win);
	say(c, "), 0)");
}

static void amount(const struct compile *c, const struct amount *a)
{
	switch (a->fact) {
	case FACT_AGE:
		age(c);
		return;
	case FACT_NPS:
		say(c, "(SELECT s.score FROM survey_answer s WHERE s.patient = %s.id AND s.day <= %d "
		       "ORDER BY s.day DESC, s.id DESC LIMIT 1)",
		    c->p, c->o->today);
		return;
	case FACT_COUNT:
	case FACT_REFERRALS:
		sum(c, a, "count(*)");
		return;
	case FACT_SPEND:
		sum(c, a, "sum(e2.amount)");
		return;
	case FACT_PAID:
		sum(c, a, "sum(e2.paid)");
		return;
	case FACT_DEBT:
		sum(c, a, "sum(max(e2.amount - e2.paid, 0))");
		return;
	case FACT_PLAN_VALUE:
		say(c, "coalesce((SELECT sum(w.open) FROM plan_was w JOIN plan x ON x.id = w.plan WHERE "
		       "x.patient = %s.id), 0)",
		    c->p);
		return;
	default:
		break;
	}
	BUG("no such number");
}

static void number(const struct compile *c, const struct node *n)
{
	static const char *const tests[] = {
		[NUM_AT_LEAST] = ">=", [NUM_AT_MOST] = "<=", [NUM_OVER] = ">",
		[NUM_UNDER] = "<",     [NUM_EXACTLY] = "=",
	};

	amount(c, &n->amount);
	if (n->number.test == NUM_BETWEEN) {
		say(c, " BETWEEN %lld AND %lld", (long long)n->number.n, (long long)n->number.m);
		return;
	}
	if (n->kind == NODE_NUMBER) {
		say(c, " %s %lld", tests[n->number.test], (long long)n->number.n);
		return;
	}
	say(c, " * 100 %s %lld * ", tests[n->number.test], (long long)n->number.n);
	amount(c, &n->of);
}

/* --- facts --- */

static const char *column_of(enum fact fact)
{
	static const char *const columns[FACTS] = {
		[FACT_BIRTH_DATE] = "birth_day", [FACT_DECEASED_DAY] = "deceased_day",
		[FACT_STATUS] = "status",	 [FACT_SEX] = "sex",
		[FACT_ROLE] = "household_role",	 [FACT_SOURCE] = "source",
		[FACT_PROVIDER] = "provider",	 [FACT_CONSULTANT] = "consultant",
		[FACT_LANGUAGE] = "language",	 [FACT_NAME] = "name",
		[FACT_ADDRESS] = "address",	 [FACT_OCCUPATION] = "occupation",
		[FACT_INSURANCE] = "insurance",	 [FACT_NOTES] = "notes",
		[FACT_GUARDIAN] = "guardian",	 [FACT_REFERRER] = "referrer",
		[FACT_HOUSEHOLD] = "household",
	};

	BUG_IF(!columns[fact]);
	return columns[fact];
}

/* Any year's birthday that lies in the window. */
static void birthday(const struct compile *c, const struct window *w)
{
	say(c, "%s.birth_precision = 'day' AND EXISTS (SELECT 1 FROM cal.days b, cal.days t WHERE b.day = "
	       "%s.birth_day AND (t.md = b.md OR (b.md = 229 AND t.md = 228 AND NOT t.leap)) AND ",
	    c->p, c->p);
	window_of_days(c, "t.day", w);
	say(c, ")");
}

static void nps_day(const struct compile *c)
{
	say(c, "(SELECT max(s.day) FROM survey_answer s WHERE s.patient = %s.id AND s.day <= %d)", c->p,
	    c->o->today);
}

static void date(const struct compile *c, const struct node *n)
{
	struct str day;

	if (n->fact == FACT_BIRTHDAY) {
		birthday(c, &n->win);
		return;
	}
	str_init(&day);
	if (n->fact == FACT_TODAY)
		str_addf(&day, "%d", c->o->today);
	else if (n->fact == FACT_REGISTERED)
		str_addf(&day, "((%s.registered_at / 1000 + 28800) / 86400)", c->p);
	else if (n->fact == FACT_NPS_DATE)
		nps_day(&(struct compile){ &day, c->o, c->names, c->p });
	else
		str_addf(&day, "%s.%s", c->p, column_of(n->fact));
	window_of_days(c, day.p, &n->win);
	str_release(&day);
}

static void contact_known(const struct compile *c, const char *kinds)
{
	say(c, "EXISTS (SELECT 1 FROM contact k WHERE k.patient = %s.id AND k.state = 'good' AND k.kind "
	       "IN (%s))",
	    c->p, kinds);
}

static const char telephones[] = "'mobile', 'home', 'work', 'phone', 'whatsapp'";

/* Whose word counts: a minor's guardian's, else their own. */
static void consent_rows(const struct compile *c, const char *and)
{
	say(c, "EXISTS (SELECT 1 FROM consent k WHERE k.patient = (SELECT CASE WHEN w.minor THEN "
	       "coalesce(w.guardian, w.patient) ELSE w.patient END FROM person_was w WHERE w.patient = "
	       "%s.id) AND %s)",
	    c->p, and);
}

static void consent_says(const struct compile *c, int purpose, const char *state)
{
	char and[300];

	snprintf(and, sizeof(and), "k.state = '%s' AND (k.purpose = '%s' OR k.purpose IS NULL)", state,
		 consent_purposes[purpose].key);
	consent_rows(c, and);
}

static void consent(const struct compile *c, const struct node *n)
{
	say(c, "(CASE WHEN ");
	consent_says(c, n->purpose, "no");
	say(c, " THEN 'no' WHEN ");
	consent_says(c, n->purpose, "yes");
	say(c, " THEN 'yes' ELSE 'unknown' END)");
}

static void known(const struct compile *c, const struct node *n)
{
	switch (n->fact) {
	case FACT_AGE:
		age(c);
		say(c, " IS NOT NULL");
		return;
	case FACT_BIRTHDAY:
		say(c, "%s.birth_day IS NOT NULL AND %s.birth_precision = 'day'", c->p, c->p);
		return;
	case FACT_TODAY:
	case FACT_STATUS:
	case FACT_SPEND: /* a sum of nothing is 0 */
	case FACT_PAID:
	case FACT_DEBT:
	case FACT_REFERRALS:
	case FACT_PLAN_VALUE:
		say(c, "1");
		return;
	case FACT_REGISTERED:
		say(c, "%s.registered_at IS NOT NULL", c->p);
		return;
	case FACT_SEX:
		say(c, "%s.sex <> 'unknown'", c->p);
		return;
	case FACT_ROLE:
		say(c, "%s.household_role <> 'none'", c->p);
		return;
	case FACT_PHONE:
		contact_known(c, telephones);
		return;
	case FACT_EMAIL:
		contact_known(c, "'email'");
		return;
	case FACT_WECHAT:
		contact_known(c, "'wechat'");
		return;
	case FACT_CONSENT:
		consent(c, n);
		say(c, " <> 'unknown'");
		return;
	case FACT_NPS:
	case FACT_NPS_DATE:
		nps_day(c);
		say(c, " IS NOT NULL");
		return;
	default:
		say(c, "coalesce(%s.%s, '') <> ''", c->p, column_of(n->fact));
	}
}

static void value(const struct compile *c, const struct node *n)
{
	const struct choice *choices = n->fact == FACT_STATUS ? patient_status_choices
				       : n->fact == FACT_SEX  ? sex_choices
				       : n->fact == FACT_ROLE ? household_role_choices
							      : consent_values;
	bool chosen = n->fact == FACT_STATUS || n->fact == FACT_SEX || n->fact == FACT_ROLE ||
		      n->fact == FACT_CONSENT;

	if (n->fact == FACT_CONSENT)
		consent(c, n);
	else
		say(c, "%s.%s", c->p, column_of(n->fact));
	say(c, " IN (");
	for (int i = 0; i < n->n_values; i++) {
		say(c, "%s", i ? ", " : "");
		if (chosen)
			quoted(c, choices[n->values[i]].key);
		else
			name(c, (sym_t)n->values[i]);
	}
	say(c, ")");
}

/* Texts of the tests are plain: what folding does to them is said here in SQL. */
static void contains(const struct compile *c, const struct node *n)
{
	say(c, "instr(replace(replace(replace(lower(%s.%s), ': ', ' '), ', ', ' '), '張', '张'), ", c->p,
	    column_of(n->fact));
	quoted(c, n->contains);
	say(c, ") > 0");
}

/* --- others --- */

static void recall(const struct compile *c, const struct node *n)
{
	int today = c->o->today;

	say(c, "EXISTS (SELECT 1 FROM recall_was r WHERE r.patient = %s.id AND r.recall = %d AND ", c->p,
	    n->recall);
	if (n->due == DUE_NOW)
		say(c, "r.state = 'due')");
	else if (n->due == DUE_TODAY)
		say(c, "r.state = 'due' AND r.due = %d)", today);
	else if (n->due == DUE_TOMORROW)
		say(c, "r.state IN ('due', 'later', 'put off') AND r.due = %d)", today + 1);
	else if (n->due == DUE_WITHIN)
		say(c, "r.state IN ('due', 'later', 'put off') AND r.due <= %d)",
		    shifted(c, n->within, +1));
	else
		say(c, "r.state = 'due' AND r.due <= %d)", shifted(c, n->within, -1));
}

static void tagged(const struct compile *c, const struct node *n)
{
	for (int i = 0; i < n->n_values; i++) {
		say(c, "%sEXISTS (SELECT 1 FROM patient_tag g WHERE g.patient = %s.id AND (g.until IS NULL "
		       "OR g.until >= %d) AND g.tag = ",
		    i == 0   ? ""
		    : n->all ? " AND "
			     : " OR ",
		    c->p, c->o->today);
		name(c, (sym_t)n->values[i]);
		say(c, ")");
	}
}

static void may(const struct compile *c, const struct node *n)
{
	const char *channel = n->channel ? symbol_name(c->names, n->channel) : "phone";
	char and[300];

	say(c, "%s.status NOT IN ('deceased', 'moved', 'archived', 'merged') AND NOT EXISTS (SELECT 1 FROM "
	       "patient_tag g WHERE g.patient = %s.id AND g.tag = 'do-not-call' AND (g.until IS NULL OR "
	       "g.until >= %d)) AND ",
	    c->p, c->p, c->o->today);
	if (n->channel == SYM_NONE || strcmp(channel, "phone") == 0 || strcmp(channel, "sms") == 0) {
		contact_known(c, telephones);
	} else {
		char kind[64];
		snprintf(kind, sizeof(kind), "'%s'", channel);
		contact_known(c, kind);
	}
	snprintf(and, sizeof(and), "k.state = 'no' AND (k.channel = '%s' OR (k.channel IS NULL AND "
				   "k.purpose IS NULL))", channel);
	say(c, " AND NOT ");
	consent_rows(c, and);
}

static void node(const struct compile *c, const struct node *n);

static void house(const struct compile *c, const struct node *n)
{
	struct compile other = *c;

	BUG_IF(strcmp(c->p, "q") == 0);
	other.p = "q";
	say(c, "EXISTS (SELECT 1 FROM patient q JOIN person_was qw ON qw.patient = q.id WHERE q.household = "
	       "%s.household AND q.id <> %s.id AND q.status <> 'merged' AND %s AND ",
	    c->p, c->p, n->children_only ? "qw.minor" : "1");
	node(&other, n->child);
	say(c, ")");
}

static void list(const struct compile *c, const struct node *n)
{
	say(c, "%s", n->kind == NODE_ALL ? "1" : "0");
	for (const struct node *child = n->child; child; child = child->next) {
		say(c, n->kind == NODE_ALL ? " AND " : " OR ");
		node(c, child);
	}
}

static void has(const struct compile *c, const struct node *n)
{
	say(c, "EXISTS (SELECT 1 FROM (");
	events(c, &n->noun);
	say(c, ") e2 WHERE ");
	window_of_days(c, "e2.day", &n->win);
	say(c, ")");
}

static void when(const struct compile *c, const struct node *n)
{
	say(c, "EXISTS (SELECT 1 FROM (SELECT ");
	day_of(c, n->which, &n->noun);
	say(c, " AS day) e3 WHERE ");
	window_of_days(c, "e3.day", &n->win);
	say(c, ")");
}

static void affirmed(const struct compile *c, const struct node *n)
{
	switch (n->kind) {
	case NODE_ALL:
	case NODE_ANY:
		list(c, n);
		return;
	case NODE_HAS:
		has(c, n);
		return;
	case NODE_WHEN:
		when(c, n);
		return;
	case NODE_NUMBER:
	case NODE_RATIO:
		number(c, n);
		return;
	case NODE_DATE:
		date(c, n);
		return;
	case NODE_VALUE:
		value(c, n);
		return;
	case NODE_KNOWN:
		known(c, n);
		return;
	case NODE_CONTAINS:
		contains(c, n);
		return;
	case NODE_RECALL:
		recall(c, n);
		return;
	case NODE_TAGGED:
		tagged(c, n);
		return;
	case NODE_SEGMENT:
		say(c, "EXISTS (SELECT 1 FROM segment_was s WHERE s.segment = %d AND s.patient = %s.id)",
		    n->segment, c->p);
		return;
	case NODE_HOUSE:
		house(c, n);
		return;
	case NODE_MAY:
		may(c, n);
		return;
	}
	BUG("no such node");
}

static void node(const struct compile *c, const struct node *n)
{
	bool null_stays = n->negated && oracle_fault == ORACLE_NULL_NEGATED;

	/* Few brackets: SQLite's parser holds a hundred things at once. */
	say(c, null_stays ? "coalesce(NOT (" : n->negated ? "NOT coalesce(" : "coalesce(");
	affirmed(c, n);
	say(c, null_stays ? "), 0)" : ", 0)");
}

void oracle_segment_sql(struct str *out, const struct oracle *o, const struct ruleset *r, size_t segment)
{
	const struct segment *s = &r->segments[segment];
	const struct compile c = { out, o, &r->symbols, "p" };

	say(&c, "CASE (SELECT n.way FROM pin n WHERE n.patient = p.id AND n.segment = ");
	quoted(&c, s->key);
	say(&c, " AND n.hash = ");
	quoted(&c, s->hash);
	say(&c, ") WHEN 'in' THEN 1 WHEN 'out' THEN 0 ELSE ");
	node(&c, s->who);
	say(&c, " END");
}

void oracle_sql(struct str *out, const struct oracle *o, const struct symbols *names,
		const struct node *n)
{
	node(&(struct compile){ out, o, names, "p" }, n);
}
