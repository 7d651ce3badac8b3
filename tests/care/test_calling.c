/* Who may be rung and until when not: the edge of every hold. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "support/config.h"
#include "support/calling.h"

/* 2026-11-23 is a Monday. */
static const char clinic[] = "adult from: 18\n"
			     "hours: {mon-fri: 08:30-12:00 13:30-18:30, sat: 09:00-17:00}\n"
			     "closed: [2026-10-01, 2027-01-01]\n"
			     "open on: {2026-11-29: mon, 2026-12-24: 09:00-12:00}\n"
			     "calls:\n"
			     "  a day: 2\n"
			     "  a number a day: 3\n"
			     "  within: {days: 7, calls: 4}\n"
			     "  mine minutes: 15\n"
			     "  purposes: {recall: {give up after: 4}, survey: {quiet: 30d}}\n";

struct hold_case {
	const char *text, *now;
	enum call_why why;  /* the first */
	const char *until;  /* of that one; NULL: something has to change */
};

static void check(const struct config *config, const struct hold_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct case_of c;
		struct call_hold holds[CALL_WHYS];
		when_t now = when_in(cases[i].now);
		case_init(&c, config, cases[i].text);
		size_t found = call_holds(config, &c.person, &c.terms, now, holds);
		enum call_why why = found ? holds[0].why : CALL_NOW;
		when_t until = cases[i].until ? when_in(cases[i].until) : WHEN_EVER;
		if (why != cases[i].why || (found && holds[0].until != until))
			fail_msg("%s at %s: %s until %lld, not %lld", cases[i].text, cases[i].now,
				 call_why_choices[why].key, found ? (long long)holds[0].until : 0,
				 (long long)until);
		if (call_may(config, &c.person, &c.terms, now, NULL) != why)
			fail_msg("%s", cases[i].text);
	}
}

static void who_is_never_rung(void **state)
{
	static const struct hold_case cases[] = {
		{ "", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "inactive", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "prospect", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "moved", "2026-11-23T10:00", CALL_GONE, NULL },
		{ "deceased", "2026-11-23T10:00", CALL_GONE, NULL },
		{ "archived", "2026-11-23T10:00", CALL_GONE, NULL },
		{ "merged", "2026-11-23T10:00", CALL_GONE, NULL },
		{ "moved refuses numbers:0", "2026-11-23T10:00", CALL_GONE, NULL },
		{ "refuses", "2026-11-23T10:00", CALL_REFUSED, NULL },
		{ "refuses purpose:care", "2026-11-23T10:00", CALL_REFUSED, NULL },
		{ "numbers:0", "2026-11-23T10:00", CALL_NO_NUMBER, NULL },
		/* consent: for most it is enough that nobody said no, for marketing there must be a yes */
		{ "consent:yes", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "consent:open", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "consent:withdrawn", "2026-11-23T10:00", CALL_NO_CONSENT, NULL },
		{ "consent:no", "2026-11-23T10:00", CALL_NO_CONSENT, NULL },
		{ "consent:no purpose:care", "2026-11-23T10:00", CALL_NO_CONSENT, NULL },
		{ "consent:yes purpose:marketing", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "consent:open purpose:marketing", "2026-11-23T10:00", CALL_NO_CONSENT, NULL },
		{ "consent:withdrawn purpose:marketing", "2026-11-23T10:00", CALL_NO_CONSENT, NULL },
		{ "consent:open purpose:survey", "2026-11-23T10:00", CALL_NOW, NULL },
		/* a minor: until they come of age */
		{ "refuses minor:2010-11-24", "2026-11-23T10:00", CALL_REFUSED, "2028-11-24" },
		{ "consent:no minor:2008-11-24", "2026-11-23T23:59", CALL_NO_CONSENT, "2026-11-24" },
		{ "consent:no minor:2008-02-29", "2026-02-27T10:00", CALL_NO_CONSENT, "2026-02-28" },
		/* a complaint: no marketing, no survey, the rest goes on */
		{ "complaint", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "complaint purpose:care", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "complaint purpose:survey", "2026-11-23T10:00", CALL_COMPLAINT, NULL },
		{ "complaint purpose:marketing consent:yes", "2026-11-23T10:00", CALL_COMPLAINT, NULL },
		{ "complaint purpose:marketing", "2026-11-23T10:00", CALL_NO_CONSENT, NULL },
	};
	struct config *config = good(clinic);

	(void)state;
	check(config, cases, ARRAY_SIZE(cases));
	config_free(config);
}

static void the_stay(void **state)
{
	static const struct hold_case cases[] = {
		/* settled within this stay */
		{ "| 2026-11-20T10:00 declined list dial", "2027-11-23T10:00", CALL_SETTLED, NULL },
		{ "since:2026-11-21 | 2026-11-20T10:00 already_visited list dial", "2026-11-23T10:00",
		  CALL_NOW, NULL },
		{ "since:2026-11-20T10:00 | 2026-11-20T10:00 already_visited list dial", "2026-11-23T10:00",
		  CALL_SETTLED, NULL },
		{ "| 2026-11-20T10:00 already_visited dial recall", "2026-11-23T10:00", CALL_NOW, NULL },
		/* given up: calls of this stay */
		{ "giveup:2 | 2026-11-20T10:00 no_answer list dial", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "giveup:2 | 2026-11-20T10:00 no_answer list dial | 2026-11-18T10:00 busy list dial",
		  "2026-11-23T10:00", CALL_GIVEN_UP, NULL },
		{ "giveup:2 since:2026-11-19 | 2026-11-20T10:00 busy list dial "
		  "| 2026-11-18T10:00 busy list dial",
		  "2026-11-23T10:00", CALL_NOW, NULL },
		{ "giveup:2 | 2026-11-20T10:00 no_answer list | 2026-11-18T10:00 busy list dial",
		  "2026-11-23T10:00", CALL_NOW, NULL },
		{ "giveup:2 | 2026-11-20T10:00 no_answer dial recall | 2026-11-18T10:00 busy list dial",
		  "2026-11-23T10:00", CALL_NOW, NULL },
		/* four times, as the purpose says */
		{ "| 2026-11-20T10:00 - list dial | 2026-11-12T10:00 - list dial "
		  "| 2026-11-11T10:00 - list dial | 2026-11-10T10:00 - list dial",
		  "2026-11-23T10:00", CALL_GIVEN_UP, NULL },
		{ "| 2026-11-20T10:00 - list dial | 2026-11-12T10:00 - list dial "
		  "| 2026-11-11T10:00 - list dial",
		  "2026-11-23T10:00", CALL_NOW, NULL },
		/* a wrong number tells nothing of the right one; nor do the calls made to it before */
		{ "giveup:2 | 2026-11-20T10:00 no_answer list dial number:1 "
		  "| 2026-11-18T10:00 wrong_number list dial number:0",
		  "2026-11-23T10:00", CALL_NOW, NULL },
		{ "giveup:2 | 2026-11-20T10:00 dead_number list dial | 2026-11-18T10:00 busy list dial",
		  "2026-11-23T10:00", CALL_NOW, NULL },
		{ "giveup:2 | 2026-11-20T10:00 wrong_number list dial number:0 "
		  "| 2026-11-18T10:00 busy list dial number:0 | 2026-11-17T10:00 busy list dial number:0",
		  "2026-11-23T10:00", CALL_NOW, NULL },
		{ "giveup:2 | 2026-11-20T10:00 wrong_number list dial number:0 "
		  "| 2026-11-18T10:00 busy list dial number:1 | 2026-11-17T10:00 busy list dial number:1",
		  "2026-11-23T10:00", CALL_GIVEN_UP, NULL },
		/* what was agreed begins a new count */
		{ "giveup:1 | 2026-11-20T10:00 not_now list dial >2026-11-23", "2026-11-22T23:59",
		  CALL_ASK_LATER, "2026-11-23" },
		{ "giveup:1 | 2026-11-20T10:00 not_now list dial >2026-11-23", "2026-11-23T10:00", CALL_NOW,
		  NULL },
		{ "giveup:1 | 2026-11-23T10:00 no_answer list dial "
		  "| 2026-11-20T10:00 not_now list dial >2026-11-23",
		  "2026-11-23T10:01", CALL_GIVEN_UP, NULL },
		{ "giveup:1 back:2026-11-23T15:30 | 2026-11-20T10:00 callback list dial >2026-11-23T15:30",
		  "2026-11-23T15:30", CALL_NOW, NULL },
		{ "giveup:1 back:2026-11-23T15:30 | 2026-11-23T15:30 busy list dial "
		  "| 2026-11-20T10:00 callback list dial >2026-11-23T15:30",
		  "2026-11-23T15:31", CALL_GIVEN_UP, NULL },
		/* booked: the whole day of the visit */
		{ "booked:2026-11-25T10:00", "2026-11-23T10:00", CALL_BOOKED, "2026-11-26" },
		{ "booked:2026-11-25T10:00", "2026-11-25T23:59", CALL_BOOKED, "2026-11-26" },
		{ "booked:2026-11-25T10:00", "2026-11-26T00:00", CALL_NOW, NULL },
		{ "booked:2026-11-25T10:00 purpose:lead", "2026-11-23T10:00", CALL_BOOKED, "2026-11-26" },
		{ "booked:2026-11-25T10:00 purpose:confirm", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "booked:2026-11-25T10:00 purpose:care", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "booked:2026-12-31T10:00", "2026-12-31T10:00", CALL_BOOKED, "2027-01-01" },
		{ "here", "2026-11-23T10:00", CALL_HERE, "2026-11-24" },
	};
	struct config *config = good(clinic);

	(void)state;
	check(config, cases, ARRAY_SIZE(cases));
	config_free(config);
}

static void quiet_goes_by_purpose(void **state)
{
	static const struct hold_case cases[] = {
		/* the whole clinic's */
		{ "clinic:7d since:2026-11-17 | 2026-11-16T10:00 left_message list", "2026-11-22T23:59", CALL_QUIET,
		  "2026-11-23" },
		{ "clinic:7d since:2026-11-17 | 2026-11-16T10:00 left_message list", "2026-11-23T00:00", CALL_NOW,
		  NULL },
		/* in one stay the message says when, in another list it counts */
		{ "clinic:7d | 2026-11-16T10:00 left_message list >2026-11-18T09:00", "2026-11-17T10:00",
		  CALL_TRY_LATER, "2026-11-18T09:00" },
		{ "clinic:7d | 2026-11-16T10:00 left_message list >2026-11-18T09:00", "2026-11-18T09:00", CALL_NOW,
		  NULL },
		{ "clinic:7d | 2026-11-16T10:00 left_message recall", "2026-11-22T23:59", CALL_QUIET, "2026-11-23" },
		{ "clinic:7d | 2026-11-16T10:00 sent list", "2026-11-22T23:59", CALL_QUIET, "2026-11-23" },
		{ "clinic:7d | 2026-11-16T10:00 talked recall", "2026-11-22T23:59", CALL_QUIET,
		  "2026-11-23" },
		{ "clinic:7d | 2026-11-16T10:00 talked", "2026-11-22T23:59", CALL_QUIET, "2026-11-23" },
		{ "clinic:7d | 2026-11-16T10:00 talked care", "2026-11-22T23:59", CALL_NOW, NULL },
		{ "clinic:7d | 2026-11-16T10:00 no_answer list dial", "2026-11-16T10:01", CALL_NOW, NULL },
		{ "clinic:7d | 2026-11-16T10:00 - list dial", "2026-11-16T10:01", CALL_NOW, NULL },
		{ "clinic:7d | 2026-11-20T10:00 busy list dial | 2026-11-16T10:00 talked list dial",
		  "2026-11-22T10:00", CALL_QUIET, "2026-11-23" },
		{ "clinic:7d | 2026-11-18T10:00 talked recall | 2026-11-16T10:00 talked list dial",
		  "2026-11-22T10:00", CALL_QUIET, "2026-11-25" },
		/* the purpose's goes before it, the segment's before both */
		{ "clinic:7d purpose:survey | 2026-11-16T10:00 talked survey", "2026-12-15T10:00", CALL_QUIET,
		  "2026-12-16" },
		{ "clinic:7d purpose:confirm | 2026-11-16T10:00 talked confirm", "2026-11-16T11:00", CALL_NOW,
		  NULL },
		{ "clinic:7d purpose:care | 2026-11-16T10:00 talked", "2026-11-16T11:00", CALL_NOW, NULL },
		{ "clinic:7d quiet:14d | 2026-11-16T10:00 talked list", "2026-11-29T10:00", CALL_QUIET,
		  "2026-11-30" },
		{ "clinic:7d quiet:none | 2026-11-16T10:00 talked list", "2026-11-16T11:00", CALL_NOW, NULL },
		{ "quiet:2d purpose:survey | 2026-11-16T10:00 talked list", "2026-11-18T00:00", CALL_NOW,
		  NULL },
		{ "| 2026-11-16T10:00 talked list", "2026-11-16T10:01", CALL_NOW, NULL },
		/* month ends, leap days, the turn of the year */
		{ "quiet:1m | 2026-01-31T10:00 talked list", "2026-02-27T10:00", CALL_QUIET, "2026-02-28" },
		{ "quiet:1m | 2026-01-31T10:00 talked list", "2026-02-28T00:00", CALL_NOW, NULL },
		{ "quiet:1m | 2028-01-31T10:00 talked list", "2028-02-28T10:00", CALL_QUIET, "2028-02-29" },
		{ "quiet:6m | 2026-08-31T10:00 talked list", "2027-02-27T10:00", CALL_QUIET, "2027-02-28" },
		{ "quiet:30d | 2026-12-15T10:00 talked list", "2027-01-13T23:59", CALL_QUIET, "2027-01-14" },
		{ "quiet:1y | 2028-02-29T10:00 talked list", "2029-02-27T10:00", CALL_QUIET, "2029-02-28" },
	};
	struct config *config = good(clinic);

	(void)state;
	check(config, cases, ARRAY_SIZE(cases));
	config_free(config);
}

static void what_was_said(void **state)
{
	static const struct hold_case cases[] = {
		/* not now: in every list of the purpose, instead of the quiet days */
		{ "clinic:90d | 2026-11-16T10:00 not_now list dial >2026-12-31", "2026-12-30T23:59",
		  CALL_ASK_LATER, "2026-12-31" },
		{ "clinic:90d | 2026-11-16T10:00 not_now list dial >2026-12-31", "2026-12-31T00:00", CALL_NOW,
		  NULL },
		{ "| 2026-11-16T10:00 not_now recall dial >2026-12-31", "2026-12-30T23:59", CALL_ASK_LATER,
		  "2026-12-31" },
		{ "| 2026-11-16T10:00 not_now dial >2026-12-31", "2026-12-30T23:59", CALL_ASK_LATER,
		  "2026-12-31" },
		{ "| 2026-11-16T10:00 not_now care dial >2026-12-31", "2026-12-30T23:59", CALL_NOW, NULL },
		{ "clinic:90d | 2026-11-16T10:00 will_call list >2026-11-23 | 2026-11-15T10:00 left_message list",
		  "2026-11-23T10:00", CALL_NOW, NULL },
		/* a call in vain does not lift it, a talk does */
		{ "| 2026-11-18T10:00 no_answer list >2026-11-19 | 2026-11-16T10:00 not_now list >2026-12-31",
		  "2026-11-20T10:00", CALL_ASK_LATER, "2026-12-31" },
		{ "| 2026-11-18T10:00 talked list >2026-11-19 | 2026-11-16T10:00 not_now list >2026-12-31",
		  "2026-11-20T10:00", CALL_NOW, NULL },
		{ "| 2026-11-18T10:00 talked | 2026-11-16T10:00 not_now list >2026-12-31",
		  "2026-11-20T10:00", CALL_ASK_LATER, "2026-12-31" },
		/* declined: also in the next stay and on other lists of the purpose */
		{ "since:2026-12-01 | 2026-11-16T10:00 declined list dial >2027-05-16", "2027-05-15T10:00",
		  CALL_ASK_LATER, "2027-05-16" },
		{ "since:2026-12-01 | 2026-11-16T10:00 declined list dial >2027-05-16", "2027-05-16T00:00",
		  CALL_NOW, NULL },
		/* a call back: mine, and fifteen minutes later anyone's */
		{ "back:2026-11-23T15:30", "2026-11-23T15:29", CALL_BACK_LATER, "2026-11-23T15:30" },
		{ "back:2026-11-23T15:30", "2026-11-23T15:30", CALL_NOW, NULL },
		{ "back:2026-11-23T15:30 by:bo staff:bo", "2026-11-23T15:30", CALL_NOW, NULL },
		{ "back:2026-11-23T15:30 by:bo staff:bo", "2026-11-23T15:29", CALL_BACK_LATER,
		  "2026-11-23T15:30" },
		{ "back:2026-11-23T15:30 by:bo staff:ann", "2026-11-23T15:30", CALL_BACK_LATER,
		  "2026-11-23T15:45" },
		{ "back:2026-11-23T15:30 by:bo staff:ann", "2026-11-23T15:44", CALL_BACK_LATER,
		  "2026-11-23T15:45" },
		{ "back:2026-11-23T15:30 by:bo staff:ann", "2026-11-23T15:45", CALL_NOW, NULL },
		{ "back:2026-11-23T15:30 staff:ann", "2026-11-23T15:30", CALL_NOW, NULL },
		{ "back:2026-11-23T15:30 by:bo", "2026-11-23T15:30", CALL_NOW, NULL },
		/* it is kept whatever habit says, once */
		{ "clinic:30d back:2026-11-23T15:30 today:9 | 2026-11-23T11:00 no_answer dial care "
		  "| 2026-11-23T10:00 callback list dial >2026-11-23T15:30 | 2026-11-23T09:00 busy list dial",
		  "2026-11-23T15:30", CALL_NOW, NULL },
		{ "clinic:30d back:2026-11-23T15:30 | 2026-11-23T15:40 busy list dial >2026-11-23T16:10 "
		  "| 2026-11-22T10:00 callback list dial >2026-11-23T15:30",
		  "2026-11-23T16:09", CALL_TRY_LATER, "2026-11-23T16:10" },
		{ "clinic:30d back:2026-11-23T15:30 | 2026-11-23T15:40 busy list dial >2026-11-23T16:10 "
		  "| 2026-11-22T10:00 callback list dial >2026-11-23T15:30",
		  "2026-11-23T16:10", CALL_NOW, NULL },
		{ "back:2026-11-23T15:30 | 2026-11-23T15:40 busy list dial >2026-11-23T16:10 "
		  "| 2026-11-23T10:00 callback list dial >2026-11-23T15:30",
		  "2026-11-23T16:10", CALL_CAP_PERSON, "2026-11-24" },
		/* but no refusal is passed over */
		{ "refuses back:2026-11-23T15:30", "2026-11-23T15:30", CALL_REFUSED, NULL },
		/* the next try */
		{ "| 2026-11-23T10:00 no_answer list dial >2026-11-23T13:30", "2026-11-23T13:29",
		  CALL_TRY_LATER, "2026-11-23T13:30" },
		{ "| 2026-11-23T10:00 no_answer list dial >2026-11-23T13:30", "2026-11-23T13:30", CALL_NOW,
		  NULL },
		{ "| 2026-11-23T10:00 no_answer recall dial >2026-11-23T13:30", "2026-11-23T11:00", CALL_NOW,
		  NULL },
		{ "| 2026-11-23T10:00 no_answer list >2026-11-23T13:30", "2026-11-23T11:00", CALL_TRY_LATER,
		  "2026-11-23T13:30" },
		{ "| 2026-11-23T10:02 wrong_number list dial | 2026-11-23T10:00 no_answer list >2026-11-23T13:30",
		  "2026-11-23T11:00", CALL_TRY_LATER, "2026-11-23T13:30" },
		{ "| 2026-11-23T10:02 busy list >2026-11-23T10:32 | 2026-11-23T10:00 no_answer list "
		  ">2026-11-23T13:30",
		  "2026-11-23T11:00", CALL_NOW, NULL },
	};
	struct config *config = good(clinic);

	(void)state;
	check(config, cases, ARRAY_SIZE(cases));
	config_free(config);
}

static void caps(void **state)
{
	static const struct hold_case cases[] = {
		/* two a day, whatever for */
		{ "| 2026-11-23T10:00 busy dial care", "2026-11-23T18:00", CALL_NOW, NULL },
		{ "| 2026-11-23T10:00 busy dial care | 2026-11-23T09:00 - dial", "2026-11-23T23:59",
		  CALL_CAP_PERSON, "2026-11-24" },
		{ "| 2026-11-23T10:00 busy dial care | 2026-11-23T00:00 - dial", "2026-11-23T10:01",
		  CALL_CAP_PERSON, "2026-11-24" },
		{ "| 2026-11-23T10:00 busy dial care | 2026-11-22T23:59 - dial", "2026-11-23T10:01", CALL_NOW,
		  NULL },
		{ "| 2026-11-23T10:00 busy dial care | 2026-11-23T09:00 - dial", "2026-11-24T00:00", CALL_NOW,
		  NULL },
		{ "| 2026-11-23T10:00 busy care | 2026-11-23T09:00 - list", "2026-11-23T18:00", CALL_NOW,
		  NULL },
		{ "| 2026-12-31T10:00 busy dial | 2026-12-31T09:00 - dial", "2026-12-31T18:00",
		  CALL_CAP_PERSON, "2027-01-01" },
		/* four within seven days: today and the six before */
		{ "| 2026-11-22T10:00 - dial | 2026-11-20T10:00 - dial | 2026-11-19T10:00 - dial "
		  "| 2026-11-17T10:00 - dial",
		  "2026-11-23T18:00", CALL_CAP_PERSON, "2026-11-24" },
		{ "| 2026-11-22T10:00 - dial | 2026-11-20T10:00 - dial | 2026-11-19T10:00 - dial "
		  "| 2026-11-16T10:00 - dial",
		  "2026-11-23T00:00", CALL_NOW, NULL },
		{ "| 2026-11-22T10:00 - dial | 2026-11-20T10:00 - dial | 2026-11-19T10:00 - dial",
		  "2026-11-23T18:00", CALL_NOW, NULL },
		{ "| 2026-11-22T11:00 - dial | 2026-11-22T10:00 - dial | 2026-11-20T10:00 - dial "
		  "| 2026-11-19T10:00 - dial | 2026-11-17T10:00 - dial",
		  "2026-11-23T18:00", CALL_CAP_PERSON, "2026-11-26" },
		/* both: the longer one */
		{ "| 2026-11-23T11:00 - dial | 2026-11-23T10:00 - dial | 2026-11-22T10:00 - dial "
		  "| 2026-11-22T09:00 - dial",
		  "2026-11-23T18:00", CALL_CAP_PERSON, "2026-11-29" },
		/* numbers: all of them */
		{ "today:2", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "| 2026-11-23T09:00 wrong_number list dial | 2026-11-23T08:00 dead_number list dial",
		  "2026-11-23T10:00", CALL_CAP_PERSON, "2026-11-24" },
		{ "today:3", "2026-11-23T10:00", CALL_CAP_NUMBER, "2026-11-24" },
		{ "today:9 numbers:3", "2026-11-23T10:00", CALL_CAP_NUMBER, "2026-11-24" },
		{ "today:9 numbers:0", "2026-11-23T10:00", CALL_NO_NUMBER, NULL },
	};
	struct config *config = good(clinic);
	struct case_of c;

	(void)state;
	check(config, cases, ARRAY_SIZE(cases));
	case_init(&c, config, "today:3 numbers:2");
	c.numbers[1].today = 2;
	assert_int_equal(call_may(config, &c.person, &c.terms, when_in("2026-11-23T10:00"), NULL), CALL_NOW);
	config_free(config);
	config = good("calls: {a day: none, a number a day: none, within: none}\n");
	case_init(&c, config,
		  "today:99 | 2026-11-23T11:00 - dial | 2026-11-23T10:00 - dial | 2026-11-23T09:30 - dial "
		  "| 2026-11-23T09:00 - dial | 2026-11-23T08:00 - dial | 2026-11-23T07:00 - dial "
		  "| 2026-11-23T06:00 - dial");
	assert_int_equal(call_may(config, &c.person, &c.terms, when_in("2026-11-23T12:00"), NULL), CALL_NOW);
	config_free(config);
}

static void the_time_they_wish(void **state)
{
	static const struct hold_case cases[] = {
		{ "likes:17点以后", "2026-11-23T10:00", CALL_WISH, "2026-11-23T17:00" },
		{ "likes:17点以后", "2026-11-23T16:59", CALL_WISH, "2026-11-23T17:00" },
		{ "likes:17点以后", "2026-11-23T17:00", CALL_NOW, NULL },
		{ "likes:17点以后", "2026-11-23T18:29", CALL_NOW, NULL },
		{ "likes:17点以后", "2026-11-23T18:30", CALL_WISH, "2026-11-24T17:00" },
		/* Saturday ends at 17:00, that Sunday is open */
		{ "likes:17点以后", "2026-11-27T18:30", CALL_WISH, "2026-11-29T17:00" },
		{ "likes:中午", "2026-11-23T11:29", CALL_WISH, "2026-11-23T11:30" },
		{ "likes:中午", "2026-11-23T11:59", CALL_NOW, NULL },
		{ "likes:中午", "2026-11-23T12:00", CALL_WISH, "2026-11-23T13:30" },
		{ "likes:中午", "2026-11-23T14:00", CALL_WISH, "2026-11-24T11:30" },
		{ "likes:周末", "2026-11-23T10:00", CALL_WISH, "2026-11-28T09:00" },
		{ "likes:周末", "2026-11-28T16:59", CALL_NOW, NULL },
		{ "likes:周末", "2026-11-28T17:00", CALL_WISH, "2026-11-29T08:30" },
		{ "likes:周末", "2026-12-06T10:00", CALL_WISH, "2026-12-12T09:00" },
		{ "likes:工作日下午", "2026-11-28T10:00", CALL_WISH, "2026-11-30T13:30" },
		/* never within the hours: nobody is held */
		{ "likes:21点以后", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "likes:周日晚上", "2026-11-30T10:00", CALL_NOW, NULL },
		/* rung on this list already, by us */
		{ "likes:17点以后 | 2026-11-23T09:00 busy list dial >2026-11-23T09:30", "2026-11-23T09:30",
		  CALL_NOW, NULL },
		{ "likes:17点以后 | 2026-11-23T09:00 busy list >2026-11-23T09:30", "2026-11-23T09:30",
		  CALL_WISH, "2026-11-23T17:00" },
		{ "likes:17点以后 | 2026-11-23T09:00 busy dial recall", "2026-11-23T09:30", CALL_WISH,
		  "2026-11-23T17:00" },
		{ "likes:17点以后 since:2026-11-23 | 2026-11-20T09:00 busy list dial", "2026-11-23T09:30",
		  CALL_WISH, "2026-11-23T17:00" },
		/* what was agreed */
		{ "likes:17点以后 back:2026-11-23T10:00", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "likes:17点以后 back:2026-11-23T11:00", "2026-11-23T10:00", CALL_BACK_LATER,
		  "2026-11-23T11:00" },
		{ "likes:17点以后 | 2026-10-09T09:00 not_now list dial >2026-11-23T10:00", "2026-11-23T10:00",
		  CALL_NOW, NULL },
		{ "likes:17点以后 | 2026-10-09T09:00 not_now list dial >2026-11-23", "2026-11-23T10:00",
		  CALL_WISH, "2026-11-23T17:00" },
		/* a wrong number only: they themselves were not rung yet */
		{ "likes:17点以后 | 2026-11-20T10:00 wrong_number list dial", "2026-11-23T10:00", CALL_WISH,
		  "2026-11-23T17:00" },
		/* a visit to come: an hour before it at least */
		{ "purpose:confirm likes:17点以后 before:2026-11-24T09:00", "2026-11-23T10:00", CALL_WISH,
		  "2026-11-23T17:00" },
		{ "purpose:confirm likes:17点以后 before:2026-11-23T18:00", "2026-11-23T10:00", CALL_WISH,
		  "2026-11-23T17:00" },
		{ "purpose:confirm likes:17点以后 before:2026-11-23T17:59", "2026-11-23T10:00", CALL_NOW, NULL },
		{ "purpose:confirm likes:周末 before:2026-11-24T09:00", "2026-11-23T10:00", CALL_NOW, NULL },
		/* what else holds them is told first */
		{ "likes:17点以后 today:3", "2026-11-23T10:00", CALL_CAP_NUMBER, "2026-11-24" },
	};
	static const struct {
		const char *text, *now, *turns;
	} turns[] = {
		{ "", "2026-11-23T10:00", NULL },
		{ "likes:17点以后", "2026-11-23T10:00", "2026-11-23T17:00" },
		{ "likes:17点以后", "2026-11-23T17:00", "2026-11-23T18:30" },
		{ "likes:中午", "2026-11-23T11:45", "2026-11-23T12:00" },
		{ "likes:中午", "2026-11-23T13:45", "2026-11-23T14:00" },
		{ "likes:周末", "2026-11-23T13:45", "2026-11-24" },
		{ "likes:21点以后", "2026-11-23T10:00", "2026-11-24" },
		{ "likes:17点以后 back:2026-11-23T10:00", "2026-11-23T10:00", NULL },
	};
	struct config *config = good(clinic);

	(void)state;
	check(config, cases, ARRAY_SIZE(cases));
	for (size_t i = 0; i < ARRAY_SIZE(turns); i++) {
		struct case_of c;
		case_init(&c, config, turns[i].text);
		when_t is = call_wish_turns(config, &c.person, &c.terms, when_in(turns[i].now));
		if (is != (turns[i].turns ? when_in(turns[i].turns) : WHEN_EVER))
			fail_msg("%s at %s: %lld", turns[i].text, turns[i].now, (long long)is);
	}
	config_free(config);
}

static void all_holds_in_order(void **state)
{
	static const enum call_why expected[] = {
		CALL_GONE,       CALL_REFUSED,   CALL_NO_CONSENT, CALL_COMPLAINT,  CALL_BOOKED,
		CALL_HERE,       CALL_QUIET,     CALL_TRY_LATER,  CALL_CAP_PERSON, CALL_CAP_NUMBER,
	};
	struct config *config = good(clinic);
	struct call_hold holds[CALL_WHYS];
	struct case_of c;
	when_t until;

	(void)state;
	case_init(&c, config,
		  "purpose:marketing moved refuses complaint here booked:2026-11-25 today:3 quiet:7d "
		  "giveup:9 | 2026-11-23T10:00 talked list dial >2026-12-24T09:00 "
		  "| 2026-11-23T09:00 busy list dial");
	size_t n = call_holds(config, &c.person, &c.terms, when_in("2026-11-23T11:00"), holds);
	assert_int_equal(n, ARRAY_SIZE(expected));
	for (size_t i = 0; i < n; i++)
		assert_int_equal(holds[i].why, expected[i]);
	/* all of them are over when the last one is */
	case_init(&c, config, "here quiet:7d | 2026-11-23T10:00 talked list dial >2026-11-25T09:00");
	assert_int_equal(call_may(config, &c.person, &c.terms, when_in("2026-11-23T11:00"), &until),
			 CALL_HERE);
	assert_true(until == when_in("2026-11-30"));
	assert_int_equal(call_may(config, &c.person, &c.terms, when_in("2027-11-23T11:00"), &until),
			 CALL_HERE);
	for (int i = 0; i < CALL_WHYS; i++)
		assert_true(call_why_choices[i].key && *call_why_label((enum call_why)i));
	config_free(config);
}

static void days_and_minutes(void **state)
{
	(void)state;
	assert_int_equal(when_day(when_of(0, 0)), 0);
	assert_int_equal(when_day(when_of(-1, 1439)), -1);
	assert_int_equal(when_minute(when_of(-1, 1439)), 1439);
	assert_int_equal(when_day(when_of(-1, 0)), -1);
	assert_int_equal(when_minute(when_of(-7, 0)), 0);
	assert_int_equal(when_day(when_of(DAY_MIN, 5)), DAY_MIN);
	assert_int_equal(when_day(when_of(DAY_MAX, 1439)), DAY_MAX);
	assert_true(when_of(DAY_NONE, 5) == WHEN_NONE);
	assert_true(when_of(5, MINUTE_NONE) == 5 * 1440);
	assert_int_equal(when_day(WHEN_NONE), DAY_NONE);
	assert_int_equal(when_minute(WHEN_NONE), MINUTE_NONE);
	assert_int_equal(when_day(WHEN_EVER), DAY_MAX);
}

static void calling_hours(void **state)
{
	static const struct {
		const char *at, *next; /* NULL: at that time itself */
	} cases[] = {
		{ "2026-11-23T08:29", "2026-11-23T08:30" },
		{ "2026-11-23T08:30", NULL },
		{ "2026-11-23T11:59", NULL },
		{ "2026-11-23T12:00", "2026-11-23T13:30" },
		{ "2026-11-23T13:29", "2026-11-23T13:30" },
		{ "2026-11-23T18:29", NULL },
		{ "2026-11-23T18:30", "2026-11-24T08:30" },
		{ "2026-11-23T00:00", "2026-11-23T08:30" },
		/* the weekend; a Sunday worked like a Monday */
		{ "2026-11-20T18:30", "2026-11-21T09:00" },
		{ "2026-11-21T17:00", "2026-11-23T08:30" },
		{ "2026-11-28T17:00", "2026-11-29T08:30" },
		{ "2026-11-29T18:29", NULL },
		/* a holiday, the turn of the year, a half day */
		{ "2026-10-01T10:00", "2026-10-02T08:30" },
		{ "2026-12-31T18:30", "2027-01-02T09:00" },
		{ "2026-12-24T11:59", NULL },
		{ "2026-12-24T12:00", "2026-12-25T08:30" },
		/* when clocks are put forward and back elsewhere, a civil day is a day */
		{ "2026-03-29T02:30", "2026-03-30T08:30" },
		{ "2026-10-25T02:30", "2026-10-26T08:30" },
		{ "2028-02-28T18:30", "2028-02-29T08:30" },
	};
	struct config *config = good(clinic);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		when_t at = when_in(cases[i].at);
		when_t next = cases[i].next ? when_in(cases[i].next) : at;
		if (call_hours_next(config, at) != next || call_hours_at(config, at) != (next == at))
			fail_msg("%s", cases[i].at);
	}
	assert_true(call_hours_next(config, WHEN_NONE) == WHEN_NONE);
	assert_true(call_hours_next(config, WHEN_EVER) == WHEN_EVER);
	config_free(config);
	config = good("calls: {hours: {}}\n");
	assert_true(call_hours_next(config, when_in("2026-11-23")) == WHEN_EVER);
	config_free(config);
	config = good("calls: {hours: {sun: 22:00-24:00}}\n");
	assert_true(call_hours_at(config, when_in("2026-11-22T23:59")));
	assert_false(call_hours_at(config, when_in("2026-11-23T00:00")));
	config_free(config);
}

static void a_bad_score_waits_for_an_answer(void **state)
{
	const day_t day = 20780;
	struct call_try talked = { .at = when_of(day + 1, 0), .reached = true };

	(void)state;
	assert_true(call_score_waits(6, day, DAY_NONE, NULL, 0));
	assert_false(call_score_waits(7, day, DAY_NONE, NULL, 0));
	assert_false(call_score_waits(0, day, day, NULL, 0)); /* the complaint was dealt with */
	assert_true(call_score_waits(0, day, day - 1, NULL, 0));
	assert_false(call_score_waits(0, day, DAY_NONE, &talked, 1));
	talked.at--; /* on the day of the score itself: that is how it was asked */
	assert_true(call_score_waits(0, day, DAY_NONE, &talked, 1));
	talked = (struct call_try){ .at = when_of(day + 9, 0) }; /* in vain */
	assert_true(call_score_waits(0, day, DAY_NONE, &talked, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_score_waits_for_an_answer),
		cmocka_unit_test(who_is_never_rung),  cmocka_unit_test(the_stay),
		cmocka_unit_test(quiet_goes_by_purpose), cmocka_unit_test(what_was_said),
		cmocka_unit_test(the_time_they_wish),
		cmocka_unit_test(caps),               cmocka_unit_test(all_holds_in_order),
		cmocka_unit_test(days_and_minutes),   cmocka_unit_test(calling_hours),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
