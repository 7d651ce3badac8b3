/* Who may be rung, when, and what comes next: the policy of calls.  Pure.
 *
 * Everything is in clinic-local minutes since the beginning of 1970 (when_t), so that a call window
 * or a cap is the clinic's own, whatever the clock of the machine is.  One patient is looked at,
 * for one purpose and one list; what it finds is a set of holds, each of which ends by itself at a
 * known time or when something of the patient changes.  The same function is asked when a list is
 * built and when somebody is claimed, so the two cannot differ. */
#ifndef REVISIT_CARE_CALLING_H
#define REVISIT_CARE_CALLING_H

#include "revisit/model/config.h"
#include "revisit/model/records.h"

typedef int64_t when_t;
#define WHEN_NONE INT64_MIN
#define WHEN_EVER INT64_MAX /* until something changes */

when_t when_of(day_t day, minute_t minute); /* MINUTE_NONE: the beginning of the day */
day_t when_day(when_t at);
minute_t when_minute(when_t at);

/* Why somebody cannot be rung now; the first of them is what is told and counted.  In this order:
 * what will never change comes before what passes by itself. */
enum call_why {
	CALL_NOW,
	CALL_GONE,        /* deceased, moved, archived, merged */
	CALL_REFUSED,     /* do not call: tag, or consent for the telephone or for anything */
	CALL_NO_CONSENT,  /* for this purpose: said no; marketing: never said yes */
	CALL_NO_NUMBER,   /* none that is good */
	CALL_COMPLAINT,   /* marketing, survey: a complaint is open, or a bad score unanswered */
	CALL_SETTLED,     /* an outcome that ends this stay on the list */
	CALL_GIVEN_UP,    /* called as often as the list says */
	CALL_BEFORE_START, /* there already when the rule began, which is for who comes new */
	CALL_BOOKED,      /* what they are to be rung for is booked already */
	CALL_HERE,        /* in the house now */
	CALL_ASK_LATER,   /* said when: not now, will call us */
	CALL_BACK_LATER,  /* a call back is agreed for later, or for somebody else */
	CALL_QUIET,       /* reached for this purpose not long ago */
	CALL_TRY_LATER,   /* the next try is later: no answer, busy */
	CALL_CAP_PERSON,  /* rung often enough today, or within the days of the cap */
	CALL_CAP_NUMBER,  /* all their numbers were dialled often enough today */
	CALL_WISH,        /* not rung yet, and wishes to be rung at a time that is still to come */
	CALL_WITH,        /* claimed: somebody has them on the line */
	CALL_WITH_NUMBER, /* … or somebody on the same number */
	CALL_WITH_FAMILY, /* … or of the same household */
	CALL_SHARE,       /* the list's share of new patients for today is done */
	CALL_HOURS,       /* outside the calling hours; a holiday */
	CALL_LIST_CLOSED, /* the list is closed, or not yet begun */
	CALL_WHYS,
};
extern const struct choice call_why_choices[]; /* keys: "quiet"; labels: "left alone for a while" */
const char *
call_why_label(enum call_why why); /* translated, for counting: "left alone for a while" */

/* An attempt as the policy sees it, newest first. */
struct call_try {
	when_t at;
	int64_t id;
	const struct outcome_def *outcome; /* NULL: not known, counts as nobody reached */
	int purpose;                       /* enum purpose, −1: not said: counts for each */
	bool this_list, dialled; /* dialled: a call of ours; false for a part of another's */
	bool reached;            /* talked, or a message left or sent (care/outcome.h) */
	const char *number;      /* normal form, NULL */
	when_t again;            /* the next step it led to, WHEN_NONE */
};

struct call_number {
	int64_t contact;
	const char *norm, *value, *label;
	int kind;
	int today;       /* how often it was dialled today, for whomever */
	when_t answered; /* when somebody last answered it, WHEN_NONE */
};

/* When somebody wishes to be rung. */
struct call_wish {
	minute_t from, to; /* of a day; to 0: not known */
	unsigned days;     /* bit 0 Monday … 6 Sunday; 0: any */
};

/* One patient, as far as calls are concerned.  Texts belong to whoever filled it. */
struct call_person {
	int status; /* enum patient_status */
	day_t birth_day;
	bool minor;   /* consents are the guardian's as well */
	bool refuses; /* tag do-not-call in force, or "no" for all purposes or the telephone */
	int consent[PURPOSES]; /* enum consent_answer of care/consent.h; CONSENT_OPEN: not asked */
	bool complaint;        /* open, or a score of 6 or less that nobody has answered */
	bool here;
	when_t booked;            /* the next visit to come that settles this purpose; WHEN_NONE */
	when_t call_back;         /* an open call back of this list, WHEN_NONE */
	const char *call_back_by; /* whose, NULL: anyone's */
	const struct call_number *numbers; /* good ones, in the order they are to be tried */
	size_t n_numbers;
	const struct call_try *tries; /* newest first */
	size_t n_tries;
	struct call_wish wish;
};

/* A list, as far as one of its patients is concerned. */
struct call_terms {
	enum purpose purpose;
	bool has_quiet;
	struct interval
		quiet; /* has_quiet: the segment's own; else the purpose's, else the clinic's */
	const struct interval *clinic_quiet; /* rules.yaml clinic: quiet, NULL */
	int give_up;                         /* calls; 0: the purpose's */
	when_t since;      /* the stay began: what was before is not counted towards give_up */
	const char *staff; /* who asks, for call backs that are somebody's; NULL: anyone */
	when_t before;     /* what it is about begins then: the tries end before it; WHEN_NONE */
	bool before_start; /* there before a rule that is for new members only: left alone until they leave and come
			    * back, unless somebody rang them all the same or agreed a call back */
};

/* How it is counted.
 *
 * Days are civil days of the clinic.  Quiet of 7 days after a contact on the 1st ends as the 8th
 * begins. Caps count what was dialled, whatever for; within 7 days means today and the six days
 * before. A time agreed with them goes before habit.  Of an open call back, whatever was tried
 * before its time counts neither for quiet, nor for the next try, nor for giving up, and the caps
 * let its first call pass; after that they count all calls again.  Who said when to be asked again
 * (not now, will call us) is left alone until then, in every list of that purpose, instead of for
 * the quiet days; from then on the calls are counted anew towards giving up.  Quiet is for beginning
 * anew with somebody, not for one stay: after a message that was left in it the next try is when the
 * outcome says, and a call back that was rung in vain is tried again as any call, from its time on, not
 * after the quiet days of the talk in which it was agreed.  Refusals and consents
 * of a minor, which are the guardian's too, are good until they come of age: then they are asked
 * about anew.
 *
 * Calls to a number that turned out to be wrong or dead count for the caps, not towards giving up: their right
 * one was not tried.
 *
 * Whoever was not rung yet is held until the time at which they wish to be rung, when it comes within the
 * next days and their calling hours; of a visit to come only when it comes early enough before it.  A
 * time agreed with them goes before the wish, and so does the next try that was told.
 *
 * In general, what a hold says at its end is: look again. */
struct call_hold {
	enum call_why why;
	when_t until; /* WHEN_EVER */
};
/* All holds in force at `now`, in the order of enum call_why; returns how many (at most CALL_WHYS).
 * Claims, shares, hours and closed lists are not among them: they are the list's. */
size_t call_holds(const struct config *config, const struct call_person *p,
		  const struct call_terms *t, when_t now, struct call_hold out[CALL_WHYS]);
/* The first of them, CALL_NOW when there is none; *until (NULL allowed): when all are over; `now`
 * for CALL_NOW. */
enum call_why call_may(const struct config *config, const struct call_person *p,
		       const struct call_terms *t, when_t now, when_t *until);

/* When the wish may begin to hold them, or cease to, by itself; WHEN_EVER: it says nothing about them. */
when_t call_wish_turns(const struct config *config, const struct call_person *p,
		       const struct call_terms *t, when_t now);

/* Whether people may be rung at that time, and the next time from then on at which they may:
 * WHEN_EVER when there is none within a year. */
bool call_hours_at(const struct config *config, when_t at);
when_t call_hours_next(const struct config *config, when_t at);

/* Whether a survey's score waits for an answer: 6 or less (a detractor), and since that day nobody was
 * reached and no complaint was dealt with (`answered`: the last day one was, DAY_NONE). */
bool call_score_waits(int64_t score, day_t scored, day_t answered, const struct call_try *tries,
		      size_t n_tries);

/* --- what comes next --- */

struct call_step {
	bool final;     /* this stay is over */
	when_t again;   /* the next try or question; WHEN_NONE */
	bool agreed;    /* … is a time agreed with them: a call back, "ask again then" */
	int nth, of;    /* the coming try: "try 2 of 4"; of 0: no limit; given up: the last one */
	bool gives_up;  /* it was the last try: the stay is over */
	bool no_number; /* that was their last good number */
	bool too_late;  /* no try fits before what it is about begins: `again` is that time */
	unsigned means; /* flags of the outcome */
	const char *who; /* the doctor told, the language to be spoken; NULL: not known, not said here */
	int part;       /* part of the day of `again` that was not tried yet, −1 */
	int64_t next_number; /* the contact to ring in the same claim, 0: after a wrong number it is
			      * the next step, after another call in vain one may */
};
/* The next try is so long after this one as the outcome says, moved into the calling hours and
 * behind caps and quiet days, so that what is told comes true.  From two hours on it is moved to a
 * part of the day in which they like to be rung, else to one that was not tried yet in this stay, and
 * from the third call on to another day when all before were today; who is busy is there, and is tried
 * soon.  Of a visit to come it is an hour before it at least: the delay is halved until it fits.
 *
 * What an outcome on that contact leads to, for somebody whose tries up to now are in `p`.  `at`:
 * the time that was typed for outcomes that ask for one, WHEN_NONE: as offered. */
struct call_step call_next_step(const struct config *config, const struct call_person *p,
				const struct call_terms *t, const struct outcome_def *outcome,
				int64_t contact, when_t at, when_t now);

/* When somebody likes to be rung, as it was written down: "at noon", "after 17:00", "12-14", 中午, weekends,
 * 晚上7点以后, "mornings, not at work", 工作日下午.  False when it names no single part of the day. */
bool call_wish_read(const char *text, struct call_wish *out);
bool call_wish_on(const struct call_wish *wish, day_t day); /* a day of it */

/* The step in words: "Wed 12:30, try 4 of 4 (midday not tried yet)"; appended. */
void call_step_show(struct str *out, const struct config *config, const struct call_step *s,
		    when_t now);

#endif
