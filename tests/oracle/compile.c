/* Conditions as SQL. */
#include "sql_parts.h"

#include "revisit/model/records.h"

enum oracle_fault oracle_fault;

/* --- numbers --- */

static void age(const struct compile *c)
{
	struct calendar_day t = calendar_at(c->o->today);
	bool leap = calendar_at(calendar_find(t.y, 2, 29)).d == 29;

	/* Who was born on 29 February is a year older on 28 February of a common year. */
	sql_say(c,
		"(SELECT %d - b.y - (%d < CASE WHEN b.md = 229 AND %d THEN 228 ELSE b.md END) FROM "
		"cal.days "
		"b WHERE b.day = %s.birth_day AND b.day <= %d AND %s.birth_precision <> "
		"'estimated')",
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
	sql_say(c, "coalesce((SELECT %s FROM (", what);
	sql_events(c, &n);
	sql_say(c, ") e2 WHERE ");
	sql_window(c, "e2.day", &a->win);
	sql_say(c, "), 0)");
}

static void amount(const struct compile *c, const struct amount *a)
{
	switch (a->fact) {
	case FACT_AGE:
		age(c);
		return;
	case FACT_NPS:
		sql_say(c,
			"(SELECT s.score FROM survey_answer s WHERE s.patient = %s.id AND s.day <= "
			"%d "
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
		sql_say(c,
			"coalesce((SELECT sum(w.open) FROM plan_was w JOIN plan x ON x.id = w.plan "
			"WHERE "
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
		sql_say(c, " BETWEEN %lld AND %lld", (long long)n->number.n,
			(long long)n->number.m);
		return;
	}
	if (n->kind == NODE_NUMBER) {
		sql_say(c, " %s %lld", tests[n->number.test], (long long)n->number.n);
		return;
	}
	sql_say(c, " * 100 %s %lld * ", tests[n->number.test], (long long)n->number.n);
	amount(c, &n->of);
}

/* --- facts --- */

static const char *column_of(enum fact fact)
{
	static const char *const columns[FACTS] = {
		[FACT_BIRTH_DATE] = "birth_day", [FACT_DECEASED_DAY] = "deceased_day",
		[FACT_STATUS] = "status",        [FACT_SEX] = "sex",
		[FACT_ROLE] = "household_role",  [FACT_SOURCE] = "source",
		[FACT_PROVIDER] = "provider",    [FACT_CONSULTANT] = "consultant",
		[FACT_LANGUAGE] = "language",    [FACT_NAME] = "name",
		[FACT_ADDRESS] = "address",      [FACT_OCCUPATION] = "occupation",
		[FACT_INSURANCE] = "insurance",  [FACT_NOTES] = "notes",
		[FACT_GUARDIAN] = "guardian",    [FACT_REFERRER] = "referrer",
		[FACT_HOUSEHOLD] = "household",
	};

	BUG_IF(!columns[fact]);
	return columns[fact];
}

/* A spell of days that comes every year: the one that is or comes next. */
static struct window coming(const struct compile *c, const struct window *w,
			    struct date_range *spell)
{
	struct window one = *w;
	int year = calendar_at(c->o->today).y - 1;
	int from, to;

	while (!calendar_range(w->range, year, &from, &to) || to < c->o->today)
		year++;
	const struct calendar_day a = calendar_at(from), b = calendar_at(to);
	*spell = (struct date_range){ .from = { a.y, a.m, a.d }, .to = { b.y, b.m, b.d } };
	one.range = spell;
	return one;
}

/* Any birthday, from that of birth on, that lies in the window; before and after a spell of every
 * year this year's. */
static void birthday(const struct compile *c, const struct window *w)
{
	bool yearly = w->range && w->range->yearly;
	bool beside = w->kind == WIN_BEFORE_RANGE || w->kind == WIN_AFTER_RANGE;
	struct date_range spell;
	struct window one = yearly && !beside ? coming(c, w, &spell) : *w;

	sql_say(c,
		"%s.birth_precision = 'day' AND EXISTS (SELECT 1 FROM cal.days b, cal.days t WHERE "
		"b.day = "
		"%s.birth_day AND (t.md = b.md OR (b.md = 229 AND t.md = 228 AND NOT t.leap)) AND "
		"t.day >= b.day AND ",
		c->p, c->p);
	sql_window(c, "t.day", &one);
	if (yearly && beside)
		sql_say(c, " AND t.y = %d", calendar_at(c->o->today).y);
	sql_say(c, ")");
}

static void nps_day(const struct compile *c)
{
	sql_say(c,
		"(SELECT max(s.day) FROM survey_answer s WHERE s.patient = %s.id AND s.day <= %d)",
		c->p, c->o->today);
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
	sql_window(c, day.p, &n->win);
	str_release(&day);
}

static void contact_known(const struct compile *c, const char *kinds)
{
	sql_say(c,
		"EXISTS (SELECT 1 FROM contact k WHERE k.patient = %s.id AND k.state = 'good' AND "
		"k.kind "
		"IN (%s))",
		c->p, kinds);
}

static const char telephones[] = "'mobile', 'home', 'work', 'phone', 'whatsapp'";

/* Whose word counts: a minor's guardian's, else their own. */
static void consent_rows(const struct compile *c, const char *and)
{
	sql_say(c,
		"EXISTS (SELECT 1 FROM consent k WHERE k.patient = (SELECT CASE WHEN w.minor THEN "
		"coalesce(w.guardian, w.patient) ELSE w.patient END FROM person_was w WHERE "
		"w.patient = "
		"%s.id) AND %s)",
		c->p, and);
}

static void consent_says(const struct compile *c, int purpose, const char *state)
{
	char and[300];

	snprintf(and, sizeof(and), "k.state = '%s' AND (k.purpose = '%s' OR k.purpose IS NULL)",
		 state, consent_purposes[purpose].key);
	consent_rows(c, and);
}

static void consent(const struct compile *c, const struct node *n)
{
	sql_say(c, "(CASE WHEN ");
	consent_says(c, n->purpose, "no");
	sql_say(c, " THEN 'no' WHEN ");
	consent_says(c, n->purpose, "yes");
	sql_say(c, " THEN 'yes' ELSE 'unknown' END)");
}

static void known(const struct compile *c, const struct node *n)
{
	switch (n->fact) {
	case FACT_AGE:
		age(c);
		sql_say(c, " IS NOT NULL");
		return;
	case FACT_BIRTHDAY:
		sql_say(c, "%s.birth_day IS NOT NULL AND %s.birth_precision = 'day'", c->p, c->p);
		return;
	case FACT_TODAY:
	case FACT_STATUS:
	case FACT_SPEND: /* a sum of nothing is 0 */
	case FACT_PAID:
	case FACT_DEBT:
	case FACT_REFERRALS:
	case FACT_PLAN_VALUE:
		sql_say(c, "1");
		return;
	case FACT_REGISTERED:
		sql_say(c, "%s.registered_at IS NOT NULL", c->p);
		return;
	case FACT_SEX:
		sql_say(c, "%s.sex <> 'unknown'", c->p);
		return;
	case FACT_ROLE:
		sql_say(c, "%s.household_role <> 'none'", c->p);
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
		sql_say(c, " <> 'unknown'");
		return;
	case FACT_NPS:
	case FACT_NPS_DATE:
		nps_day(c);
		sql_say(c, " IS NOT NULL");
		return;
	default:
		sql_say(c, "coalesce(%s.%s, '') <> ''", c->p, column_of(n->fact));
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
		sql_say(c, "%s.%s", c->p, column_of(n->fact));
	sql_say(c, " IN (");
	for (int i = 0; i < n->n_values; i++) {
		sql_say(c, "%s", i ? ", " : "");
		if (chosen)
			sql_quoted(c, choices[n->values[i]].key);
		else
			sql_name(c, (sym_t)n->values[i]);
	}
	sql_say(c, ")");
}

/* Texts of the tests are plain: what folding does to them is said here in SQL. */
static void contains(const struct compile *c, const struct node *n)
{
	sql_say(c,
		"instr(replace(replace(replace(lower(%s.%s), ': ', ' '), ', ', ' '), '張', '张'), ",
		c->p, column_of(n->fact));
	sql_quoted(c, n->contains);
	sql_say(c, ") > 0");
}

/* --- others --- */

static void recall(const struct compile *c, const struct node *n)
{
	int today = c->o->today;

	sql_say(c,
		"EXISTS (SELECT 1 FROM recall_was r WHERE r.patient = %s.id AND r.recall = %d AND ",
		c->p, n->recall);
	if (n->due == DUE_NOW)
		sql_say(c, "r.state = 'due')");
	else if (n->due == DUE_TODAY)
		sql_say(c, "r.state = 'due' AND r.due = %d)", today);
	else if (n->due == DUE_TOMORROW)
		sql_say(c, "r.state IN ('due', 'later', 'put off') AND r.due = %d)", today + 1);
	else if (n->due == DUE_WITHIN)
		sql_say(c, "r.state IN ('due', 'later', 'put off') AND r.due <= %d)",
			sql_shifted(c, n->within, +1));
	else
		sql_say(c, "r.state = 'due' AND r.due <= %d)", sql_shifted(c, n->within, -1));
}

static void tagged(const struct compile *c, const struct node *n)
{
	for (int i = 0; i < n->n_values; i++) {
		sql_say(c,
			"%sEXISTS (SELECT 1 FROM patient_tag g WHERE g.patient = %s.id AND "
			"(g.until IS NULL "
			"OR g.until >= %d) AND g.tag = ",
			i == 0   ? ""
			: n->all ? " AND "
				 : " OR ",
			c->p, c->o->today);
		sql_name(c, (sym_t)n->values[i]);
		sql_say(c, ")");
	}
}

static void may(const struct compile *c, const struct node *n)
{
	const char *channel = n->channel ? symbol_name(c->names, n->channel) : "phone";
	char and[300];

	sql_say(c,
		"%s.status NOT IN ('deceased', 'moved', 'archived', 'merged') AND NOT EXISTS "
		"(SELECT 1 FROM "
		"patient_tag g WHERE g.patient = %s.id AND g.tag = 'do-not-call' AND (g.until IS "
		"NULL OR "
		"g.until >= %d)) AND ",
		c->p, c->p, c->o->today);
	if (n->channel == SYM_NONE || strcmp(channel, "phone") == 0 ||
	    strcmp(channel, "sms") == 0) {
		contact_known(c, telephones);
	} else {
		char kind[64];
		snprintf(kind, sizeof(kind), "'%s'", channel);
		contact_known(c, kind);
	}
	snprintf(and, sizeof(and),
		 "k.state = 'no' AND (k.channel = '%s' OR (k.channel IS NULL AND "
		 "k.purpose IS NULL))",
		 channel);
	sql_say(c, " AND NOT ");
	consent_rows(c, and);
}

static void node(const struct compile *c, const struct node *n);

static void house(const struct compile *c, const struct node *n)
{
	struct compile other = *c;

	BUG_IF(strcmp(c->p, "q") == 0);
	other.p = "q";
	sql_say(c,
		"EXISTS (SELECT 1 FROM patient q JOIN person_was qw ON qw.patient = q.id WHERE "
		"q.household = "
		"%s.household AND q.id <> %s.id AND q.status <> 'merged' AND %s AND ",
		c->p, c->p, n->children_only ? "qw.minor" : "1");
	node(&other, n->child);
	sql_say(c, ")");
}

static void list(const struct compile *c, const struct node *n)
{
	sql_say(c, "%s", n->kind == NODE_ALL ? "1" : "0");
	for (const struct node *child = n->child; child; child = child->next) {
		sql_say(c, n->kind == NODE_ALL ? " AND " : " OR ");
		node(c, child);
	}
}

static void has(const struct compile *c, const struct node *n)
{
	sql_say(c, "EXISTS (SELECT 1 FROM (");
	sql_events(c, &n->noun);
	sql_say(c, ") e2 WHERE ");
	sql_window(c, "e2.day", &n->win);
	sql_say(c, ")");
}

static void when(const struct compile *c, const struct node *n)
{
	sql_say(c, "EXISTS (SELECT 1 FROM (SELECT ");
	sql_day_of(c, n->which, &n->noun);
	sql_say(c, " AS day) e3 WHERE ");
	sql_window(c, "e3.day", &n->win);
	sql_say(c, ")");
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
		sql_say(c,
			"EXISTS (SELECT 1 FROM segment_was s WHERE s.segment = %d AND s.patient = "
			"%s.id)",
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

static bool kept(const struct compile *c, const struct node *n)
{
	for (size_t i = 0; i < c->o->n_lists; i++)
		if (c->o->lists[i] == n) {
			sql_say(c,
				"EXISTS (SELECT 1 FROM list_was l WHERE l.list = %zu AND l.patient "
				"= %s.id)",
				i, c->p);
			return true;
		}
	return false;
}

static void node(const struct compile *c, const struct node *n)
{
	if (kept(c, n))
		return;
	bool null_stays = n->negated && oracle_fault == ORACLE_NULL_NEGATED;

	/* Few brackets: SQLite's parser holds a hundred things at once. */
	sql_say(c, null_stays ? "coalesce(NOT (" : n->negated ? "NOT coalesce(" : "coalesce(");
	affirmed(c, n);
	sql_say(c, null_stays ? "), 0)" : ", 0)");
}

void oracle_segment_sql(struct str *out, const struct oracle *o, const struct ruleset *r,
			size_t segment)
{
	const struct segment *s = &r->segments[segment];
	const struct compile c = { out, o, &r->symbols, "p" };

	sql_say(&c, "CASE (SELECT n.way FROM pin n WHERE n.patient = p.id AND n.segment = ");
	sql_quoted(&c, s->key);
	sql_say(&c, " AND n.hash = ");
	sql_quoted(&c, s->hash);
	sql_say(&c, ") WHEN 'in' THEN 1 WHEN 'out' THEN 0 ELSE ");
	node(&c, s->who);
	sql_say(&c, " END");
}

void oracle_sql(struct str *out, const struct oracle *o, const struct symbols *names,
		const struct node *n)
{
	node(&(struct compile){ out, o, names, "p" }, n);
}
