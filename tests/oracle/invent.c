#include "invent.h"

#include "calendar.h"

#include "revisit/rules/words.h"

const char invented_dates[] = "dates:\n"
			      "  summer: {every year: [07-04, 08-31]}\n"
			      "  turn-of-year: {every year: [12-20, 01-05]}\n"
			      "  campaign: [2024-02-01, 2026-06-30]\n"
			      "  new-year-days: {lunar: [01-01, 01-15]}\n";

static int below(struct inventing *g, int n)
{
	return (int)rng_below(g->rng, (uint32_t)n);
}

static bool one_in(struct inventing *g, int n)
{
	return below(g, n) == 0;
}

static const char *of(struct inventing *g, const char *const *list, size_t n)
{
	return list[rng_below(g->rng, (uint32_t)n)];
}

static const char *const kinds[] = { "exam",  "cleaning", "surgery",      "implant",
				     "perio", "x-ray",    "child-checkup" };
static const char *const task_kinds[] = { "care", "thank-you", "complaint" };
static const char *const providers[] = { "lin", "xu" };
static const char *const sites[] = { "wuyi", "east" };
static const char *const channels[] = { "phone", "wechat", "email", "sms", "desk" };
static const char *const tags[] = { "vip", "do-not-call", "moved-soon", "ortho-active" };
static const char *const ranges[] = { "summer", "turn-of-year", "campaign", "new-year-days" };
static const char *const recalls[] = { "cleaning", "gum-care", "checkup", "child-checkup",
				       "implant-check" };

/* --- windows --- */

static void duration(struct inventing *g, struct str *out)
{
	static const char *const units[] = { "day", "week", "month", "month", "year" };
	static const int most[] = { 40, 12, 30, 30, 3 };
	int unit = below(g, ARRAY_SIZE(units));
	int n = 1 + below(g, one_in(g, 2) ? most[unit] : (most[unit] + 3) / 4);

	str_addf(out, "%d %s%s", n, units[unit], n == 1 ? "" : "s");
}

static void a_date(struct inventing *g, struct str *out)
{
	struct calendar_day at = calendar_at(g->today - 400 + below(g, 500));

	if (one_in(g, 3))
		at = calendar_at(g->today - 1 + below(g, 3));
	str_addf(out, "%04d-%02d-%02d", at.y, at.m, one_in(g, 4) ? 1 : at.d);
}

static void noun_of(struct inventing *g, struct str *out, enum noun noun, enum noun_status status,
		    bool many);
static enum noun some_noun(struct inventing *g);

static void since(struct inventing *g, struct str *out)
{
	enum noun noun = one_in(g, 2) ? NOUN_VISIT : some_noun(g);
	enum noun_status status = noun == NOUN_VISIT && one_in(g, 3) ? STATUS_MISSED : STATUS_USUAL;

	str_addf(out, "since %s ", one_in(g, 4) ? "first" : "last");
	noun_of(g, out, noun, status, false);
}

/* What every day can be compared with. */
static void fixed_window(struct inventing *g, struct str *out)
{
	static const char *const sides[] = { "before", "after", "on" };
	int form = below(g, 7);

	if (form <= 2) {
		str_addf(out, "%s ", sides[form]);
		a_date(g, out);
	} else if (form == 3) {
		str_addf(out, "during %s", of(g, ranges, ARRAY_SIZE(ranges)));
	} else if (form == 4) {
		str_addf(out, "%s %s", sides[below(g, 2)], of(g, ranges, ARRAY_SIZE(ranges)));
	} else {
		str_add(out, "in the ");
		duration(g, out);
		str_addf(out, " %s ", sides[below(g, 2)]);
		if (form == 5)
			a_date(g, out);
		else
			str_add(out, of(g, ranges, ARRAY_SIZE(ranges)));
	}
}

static void back_window(struct inventing *g, struct str *out)
{
	static const char *const plain[] = { "yesterday", "today", "on the last working day",
					     "since yesterday", "since the last working day" };

	switch (below(g, 12)) {
	case 0:
	case 1:
	case 2:
	case 3:
		str_add(out, "in the last ");
		duration(g, out);
		return;
	case 4:
	case 5:
		str_add(out, "older than ");
		duration(g, out);
		return;
	case 6:
		str_add(out, "more than ");
		duration(g, out);
		str_add(out, " ago");
		return;
	case 7:
		str_add(out, "between ");
		duration(g, out);
		str_add(out, " and ");
		duration(g, out);
		str_add(out, " ago");
		return;
	case 8:
		str_add(out, of(g, plain, ARRAY_SIZE(plain)));
		return;
	case 9:
	case 10:
		since(g, out);
		return;
	default:
		fixed_window(g, out);
	}
}

static void ahead_window(struct inventing *g, struct str *out)
{
	static const char *const plain[] = { "today", "tomorrow", "on the next working day" };

	if (one_in(g, 2)) {
		str_add(out, "in the next ");
		duration(g, out);
	} else if (one_in(g, 2)) {
		str_add(out, of(g, plain, ARRAY_SIZE(plain)));
	} else {
		fixed_window(g, out);
	}
}

/* --- nouns --- */

static enum noun some_noun(struct inventing *g)
{
	static const enum noun nouns[] = {
		NOUN_VISIT,     NOUN_VISIT, NOUN_VISIT,   NOUN_PLAN,    NOUN_TASK,     NOUN_PROMISE,
		NOUN_COMPLAINT, NOUN_CALL,  NOUN_CONTACT, NOUN_MESSAGE, NOUN_REFERRAL, NOUN_SURVEY,
	};

	return nouns[below(g, ARRAY_SIZE(nouns))];
}

static enum noun_status some_status(struct inventing *g, enum noun noun)
{
	enum noun_status found[STATUSES];
	int n = 0;

	for (int i = 1; i < STATUSES; i++)
		if (status_words[i].nouns & 1U << noun)
			found[n++] = (enum noun_status)i;
	return n == 0 || one_in(g, 2) ? STATUS_USUAL : found[below(g, n)];
}

static void some_kinds(struct inventing *g, struct str *out, enum noun noun)
{
	const char *const *list = noun == NOUN_VISIT ? kinds : task_kinds;
	int n = noun == NOUN_VISIT ? (int)ARRAY_SIZE(kinds) : (int)ARRAY_SIZE(task_kinds);
	int first = below(g, n);

	str_addf(out, "%s ", list[first]);
	if (one_in(g, 3))
		str_addf(out, "or %s ", list[(first + 1) % n]);
}

static void noun_of(struct inventing *g, struct str *out, enum noun noun, enum noun_status status,
		    bool many)
{
	const struct noun_word *w = &noun_words[noun];
	const char *word = status_words[status].word.en;

	if (*word)
		str_addf(out, "%s ", word);
	if ((w->takes & TAKES_KIND) && noun != NOUN_COMPLAINT && one_in(g, 3))
		some_kinds(g, out, noun);
	if (many && w->word.en_many)
		str_add(out, w->word.en_many);
	else
		str_addf(out, "%s%s", w->word.en, many ? "s" : "");
	if ((w->takes & TAKES_PROVIDER) && one_in(g, 6))
		str_addf(out, " with %s", of(g, providers, ARRAY_SIZE(providers)));
	if ((w->takes & TAKES_SITE) && one_in(g, 10))
		str_addf(out, " at %s", of(g, sites, ARRAY_SIZE(sites)));
	if ((w->takes & TAKES_CHANNEL) && one_in(g, 4))
		str_addf(out, " by %s", of(g, channels, ARRAY_SIZE(channels)));
	if ((w->takes & TAKES_OVER) && one_in(g, 8))
		str_addf(out, " over %d", noun == NOUN_SURVEY ? below(g, 10) : 1000 * below(g, 8));
}

/* A noun with a window that its day can lie in. */
static void noun_in_window(struct inventing *g, struct str *out, bool many)
{
	enum noun noun = some_noun(g);
	enum noun_status status = some_status(g, noun);
	bool ahead = noun_day(noun, status) == BY_DUE;

	noun_of(g, out, noun, status, many);
	if (one_in(g, noun == NOUN_PLAN ? 2 : 4))
		return;
	str_addc(out, ' ');
	if (ahead && (status == STATUS_UPCOMING || one_in(g, 2)))
		ahead_window(g, out);
	else
		back_window(g, out);
}

/* --- conditions --- */

static void has(struct inventing *g, struct str *out)
{
	str_add(out, one_in(g, 3) ? "no " : "has ");
	noun_in_window(g, out, false);
}

static void when(struct inventing *g, struct str *out)
{
	static const enum noun ahead[] = { NOUN_VISIT, NOUN_VISIT, NOUN_TASK, NOUN_PROMISE,
					   NOUN_COMPLAINT };
	bool next = one_in(g, 3);
	enum noun noun = next ? ahead[below(g, ARRAY_SIZE(ahead))] : some_noun(g);
	enum noun_status status = some_status(g, noun);

	if (next)
		status = noun != NOUN_VISIT || one_in(g, 2) ? STATUS_USUAL
			 : one_in(g, 2)                     ? STATUS_CONFIRMED
							    : STATUS_PLANNED;
	else if (status == STATUS_UPCOMING || status == STATUS_OVERDUE)
		status = STATUS_USUAL;
	str_add(out, next ? "next " : one_in(g, 3) ? "first " : "last ");
	noun_of(g, out, noun, status, false);
	str_add(out, " is ");
	if (next)
		ahead_window(g, out);
	else
		back_window(g, out);
}

static void number(struct inventing *g, struct str *out, int most, int step)
{
	static const char *const tests[] = { "at least", "at most", "over", "under", "exactly" };

	if (one_in(g, 6)) {
		int low = step * below(g, most + 1);
		str_addf(out, "between %d and %d", low, low + step * below(g, most + 1));
		return;
	}
	str_addf(out, "%s %d", of(g, tests, ARRAY_SIZE(tests)), step * below(g, most + 1));
}

static void count(struct inventing *g, struct str *out)
{
	str_add(out, "count of ");
	noun_in_window(g, out, true);
	str_add(out, " is ");
	number(g, out, 4, 1);
}

static void some_measure(struct inventing *g, struct str *out)
{
	str_add(out, one_in(g, 3) ? "payments" : "spend");
	if (one_in(g, 4))
		return;
	str_addc(out, ' ');
	back_window(g, out);
}

static void money(struct inventing *g, struct str *out)
{
	int form = below(g, 8);

	if (form == 0)
		str_add(out, "plan value");
	else if (form == 1)
		str_add(out, "balance owed");
	else
		some_measure(g, out);
	str_add(out, " is ");
	number(g, out, 20, 200);
}

static void ratio(struct inventing *g, struct str *out)
{
	static const char *const tests[] = { "at least", "at most", "over", "under" };

	some_measure(g, out);
	str_addf(out, " is %s %d %% of ", of(g, tests, ARRAY_SIZE(tests)), 10 * (1 + below(g, 15)));
	some_measure(g, out);
}

static void referrals(struct inventing *g, struct str *out)
{
	str_add(out, "referrals ");
	if (one_in(g, 2)) {
		back_window(g, out);
		str_addc(out, ' ');
	}
	str_add(out, "is ");
	number(g, out, 2, 1);
}

static void plain_number(struct inventing *g, struct str *out)
{
	bool age = one_in(g, 2);

	str_add(out, age ? "age is " : "nps is ");
	number(g, out, age ? 80 : 10, 1);
}

static void date(struct inventing *g, struct str *out)
{
	static const char *const facts[] = { "registration", "nps date", "today", "day of death" };
	static const char *const births[] = {
		"older than 40 years", "in the last 12 years",
		"before 1980-06-01",   "during summer",
		"on 1988-02-29",       "in the 2 months after turn-of-year",
		"after 2010-01-01",    "between 30 years and 18 years ago",
		"after summer",
	};
	static const char *const beside[] = { "during", "in the 3 weeks before",
					      "in the 10 days after", "before", "after" };
	int form = below(g, 8);

	if (form < 4) {
		str_add(out, "birthday is ");
		if (one_in(g, 3)) {
			str_addf(out, "%s %s", of(g, beside, ARRAY_SIZE(beside)),
				 of(g, ranges, ARRAY_SIZE(ranges)));
		} else if (one_in(g, 3)) {
			static const char *const plain[] = { "yesterday", "today", "tomorrow",
							     "on the next working day" };
			str_add(out, of(g, plain, ARRAY_SIZE(plain)));
		} else {
			str_add(out, one_in(g, 3) ? "in the last " : "in the next ");
			duration(g, out);
		}
		return;
	}
	if (form == 4) {
		str_addf(out, "birth date is %s", of(g, births, ARRAY_SIZE(births)));
		return;
	}
	const char *fact = of(g, facts, ARRAY_SIZE(facts));
	str_addf(out, "%s is ", fact);
	if (strcmp(fact, "today") == 0)
		fixed_window(g, out);
	else
		back_window(g, out);
}

static void value(struct inventing *g, struct str *out)
{
	static const char *const statuses[] = { "active",   "active", "prospect", "inactive",
						"archived", "moved",  "deceased" };
	static const char *const plain[] = {
		"sex is female",
		"sex is one of [male, other]",
		"household role is child",
		"household role is one of [adult, partner]",
		"source is walk-in",
		"source is one of [referral, wechat]",
		"doctor is lin",
		"consultant is one of [lin, xu]",
		"language is en",
		"status is one of [active, prospect]",
		"marketing consent is yes",
		"marketing consent is no",
		"recall consent is no",
		"care consent is yes",
	};

	if (one_in(g, 3))
		str_addf(out, "is %s", of(g, statuses, ARRAY_SIZE(statuses)));
	else
		str_add(out, of(g, plain, ARRAY_SIZE(plain)));
}

static void known(struct inventing *g, struct str *out)
{
	static const char *const facts[] = {
		"age",        "birthday",       "birth date", "registration", "day of death",
		"sex",        "source",         "doctor",     "consultant",   "language",
		"name",       "phone",          "email",      "wechat",       "address",
		"occupation", "insurance",      "notes",      "guardian",     "referrer",
		"household",  "household role", "nps",        "nps date",     "marketing consent",
	};

	str_addf(out, "%s is %s", of(g, facts, ARRAY_SIZE(facts)),
		 one_in(g, 2) ? "known" : "unknown");
}

static void contains(struct inventing *g, struct str *out)
{
	static const char *const facts[] = { "notes", "address", "occupation" };
	static const char *const parts[] = { "likes", "DR LIN", "a: b", "b", "张", "hear", "n" };
	static const char *const names[] = { "a", "PERSON", "on b" };

	if (one_in(g, 4))
		str_addf(out, "name contains \"%s\"", of(g, names, ARRAY_SIZE(names)));
	else
		str_addf(out, "%s contains \"%s\"", of(g, facts, ARRAY_SIZE(facts)),
			 of(g, parts, ARRAY_SIZE(parts)));
}

static void recall(struct inventing *g, struct str *out)
{
	str_addf(out, "%s is ", of(g, recalls, ARRAY_SIZE(recalls)));
	switch (below(g, 6)) {
	case 0:
		str_add(out, "due today");
		return;
	case 1:
		str_add(out, "due tomorrow");
		return;
	case 2:
		str_add(out, "due in the next ");
		duration(g, out);
		return;
	case 3:
		str_add(out, "overdue by ");
		duration(g, out);
		return;
	default:
		str_add(out, "due");
	}
}

static void tagged(struct inventing *g, struct str *out)
{
	static const char *const lists[] = { "any", "all", "none" };
	int first = below(g, ARRAY_SIZE(tags));

	if (one_in(g, 2))
		str_addf(out, "tagged %s", tags[first]);
	else
		str_addf(out, "tagged %s of [%s, %s]", of(g, lists, ARRAY_SIZE(lists)), tags[first],
			 tags[(first + 1) % (int)ARRAY_SIZE(tags)]);
}

static void may(struct inventing *g, struct str *out)
{
	static const char *const by[] = { "called", "messaged by wechat", "messaged by email",
					  "messaged by sms" };

	str_addf(out, "may be %s", of(g, by, ARRAY_SIZE(by)));
}

static void person(struct inventing *g, struct str *out)
{
	static const struct {
		int weight;
		void (*say)(struct inventing *g, struct str *out);
	} forms[] = {
		{ 22, has },      { 18, when },        { 14, count }, { 9, money }, { 4, ratio },
		{ 3, referrals }, { 7, plain_number }, { 10, date },  { 7, value }, { 6, known },
		{ 3, contains },  { 12, recall },      { 6, tagged },
	};
	int roll = below(g, 121 + (g->segment > 0 ? 8 : 0));

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		roll -= forms[i].weight;
		if (roll < 0) {
			forms[i].say(g, out);
			return;
		}
	}
	str_addf(out, "in segment s%d", below(g, g->segment));
}

void invent_sentence(struct inventing *g, struct str *out)
{
	if (one_in(g, 6))
		str_add(out, "not ");
	if (one_in(g, 25)) {
		may(g, out);
		return;
	}
	if (one_in(g, 10)) {
		str_addf(out, "household has %s ", one_in(g, 2) ? "child" : "other member");
		if (one_in(g, 4))
			str_add(out, "not ");
	}
	person(g, out);
}

/* --- rule files --- */

static void indent(struct str *out, int n)
{
	str_pad(out, ' ', (size_t)n);
}

static void quoted(struct str *out, const char *text)
{
	str_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			str_addc(out, '\'');
		str_addc(out, *text);
	}
	str_addc(out, '\'');
}

static void conditions(struct inventing *g, struct str *out, int column)
{
	static const char *const lists[] = { "any", "all", "none" };
	struct str sentence;

	str_init(&sentence);
	for (int i = one_in(g, 2) ? 1 : 2 + below(g, 2); i > 0; i--) {
		indent(out, column);
		if (g->depth < 2 && one_in(g, 5)) {
			str_addf(out, "- %s:\n", of(g, lists, ARRAY_SIZE(lists)));
			g->depth++;
			conditions(g, out, column + 4);
			g->depth--;
			continue;
		}
		str_clear(&sentence);
		invent_sentence(g, &sentence);
		str_add(out, "- ");
		quoted(out, sentence.p);
		str_addc(out, '\n');
	}
	str_release(&sentence);
}

static void order(struct inventing *g, struct str *out)
{
	static const char *const orders[] = {
		"cleaning due date, oldest first",
		"last visit, newest first",
		"birth date, newest first",
		"spend, largest first",
		"name, a to z",
		"last missed visit, oldest first",
		"registration, newest first",
		"next visit, soonest first",
		"gum-care due date, newest first",
	};

	if (one_in(g, 2))
		str_addf(out, "    order: %s\n", of(g, orders, ARRAY_SIZE(orders)));
}

static void plain_segment(struct str *out, int *n, const char *sentence)
{
	str_addf(out, "  e%d:\n    who:\n      - ", (*n)++);
	quoted(out, sentence);
	str_addc(out, '\n');
}

void invent_every_noun(struct rng *rng, int today, struct str *out)
{
	static const char *const windows[] = { "today", "yesterday", "tomorrow",
					       "on the next working day" };
	static const char *const others[] = {
		"day of death is known",
		"day of death is in the last 6 months",
		"birthday is today",
		"email is known",
		"wechat is unknown",
		"age is known",
		"name is unknown",
		"has visit before summer",
		"no visit after turn-of-year",
		"birth date is known",
		"birthday is known",
		"tagged all of [vip, moved-soon]",
		"may be messaged by email",
		"last visit is today",
		"has task during new-year-days",
		"has visit after new-year-days",
		"has visit in the 6 months after new-year-days",
		"has visit since yesterday",
		"no visit since the last working day",
		"has planned visit tomorrow",
		"next visit is on the next working day",
		"language is known",
		"has complaint complaint",
		"no care complaint",
	};
	struct inventing g = { .rng = rng, .today = today };
	struct str sentence;
	int n = 0;

	str_init(&sentence);
	str_add(out, invented_dates);
	str_add(out, "segments:\n");
	for (int noun = 0; noun < NOUN_RESPONSE; noun++)
		for (int status = 0; status < STATUSES; status++) {
			if (!(status_words[status].nouns & 1U << noun))
				continue;
			str_clear(&sentence);
			str_add(&sentence, one_in(&g, 3) ? "no " : "has ");
			noun_of(&g, &sentence, (enum noun)noun, (enum noun_status)status, false);
			plain_segment(out, &n, sentence.p);
		}
	for (size_t i = 0; i < 2 * ARRAY_SIZE(recalls); i++) {
		str_clear(&sentence);
		str_addf(&sentence, "%s is due %s", recalls[i / 2], i % 2 ? "today" : "tomorrow");
		plain_segment(out, &n, sentence.p);
	}
	for (size_t i = 0; i < ARRAY_SIZE(windows); i++) {
		str_clear(&sentence);
		str_addf(&sentence, "has planned visit %s", windows[i]);
		plain_segment(out, &n, sentence.p);
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		plain_segment(out, &n, others[i]);
	str_release(&sentence);
}

void invent_rules(struct rng *rng, int today, int n, struct str *out)
{
	str_add(out, invented_dates);
	str_add(out, "segments:\n");
	for (int i = 0; i < n; i++) {
		struct inventing g = { .rng = rng, .today = today, .segment = i };
		str_addf(out, "  s%d:\n    who:\n", i);
		conditions(&g, out, 6);
		order(&g, out);
	}
}
