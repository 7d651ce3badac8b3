/* Recalls: when a patient is due again, for what, and why.  Pure: no clock, no database.
 *
 * A recall (clinic.yaml, recalls:) comes round an interval after the last visit of a kind that
 * begins it.  The due date is worked out whenever it is asked for and never stored; stored is only
 * what a person decided for one patient (struct recall_override): another interval, not before a
 * day, never.  Arithmetic: date.h, day_add. */
#ifndef REVISIT_CARE_RECALL_H
#define REVISIT_CARE_RECALL_H

#include "revisit/model/config.h"
#include "revisit/model/records.h"

/* The first that is true. */
enum recall_state {
	RECALL_NEVER,      /* switched off for this patient */
	RECALL_NOT_BEGUN,  /* no visit that begins it took place */
	RECALL_AGE,        /* too young or too old on the day it is due, today when that has passed */
	RECALL_REPLACED,   /* another recall that is "instead of" it has begun, and is none of the above */
	RECALL_SCHEDULED,  /* a visit of today or later is booked for it, or goes on today */
	RECALL_NOT_BEFORE, /* would be due, but was put off to a day after today */
	RECALL_LATER,      /* due after today */
	RECALL_DUE,        /* due today, or late */
};

/* What a patient's visits say about one recall. */
struct recall_seen {
	day_t last;      /* the last day, today or before, that something which begins it took place */
	day_t booked;    /* the next day, today or later, that something for it is booked */
	minute_t minute; /* then; all three may be missing */
};

/* What was decided for a patient about one recall; all zero but not_before DAY_NONE: nothing. */
struct recall_own {
	struct interval every; /* nothing: as in clinic.yaml */
	day_t not_before;
	bool never;
	const char *reason;
};

struct recall {
	const struct recall_def *def;
	enum recall_state state;
	day_t last, due; /* DAY_NONE when it has not begun */
	bool lapsed;     /* due, and before recall_lapsed_before */
	day_t booked;
	minute_t minute; /* of what is booked */
	struct interval every; /* in force */
	bool own_interval;
	const struct recall_def *instead; /* RECALL_REPLACED: what stands instead */
	day_t not_before;
	const char *reason; /* why it differs, NULL */
};

/* In these arrays number i belongs to config->recalls[i]. */
void recall_nothing(const struct config *c, struct recall_seen *seen, struct recall_own *own);
/* Counts one visit; in any order. */
void recall_see(const struct config *c, struct recall_seen *seen, const char *kind,
		enum visit_status status, day_t day, minute_t minute, day_t today);
/* Takes one decision; of two about one recall the later call counts. */
void recall_take(const struct config *c, struct recall_own *own, const struct recall_override *o);

/* One recall, without a look at the others: what of it does not need its words. */
struct recall_alone {
	enum recall_state state; /* never RECALL_REPLACED */
	day_t due;               /* DAY_NONE when it has not begun */
	day_t change;            /* the first later day on which the state or the due date may be another
				  * while `seen` stays; DAY_MAX */
};
struct recall_alone recall_alone(const struct recall_def *d, const struct recall_seen *seen,
				 const struct recall_own *own, day_t birth, day_t today);

/* Every recall on `today`.  `birth` DAY_NONE: not known or only estimated, which no age limit keeps
 * out. */
void recall_decide(const struct config *c, const struct recall_seen *seen,
		   const struct recall_own *own, day_t birth, day_t today, struct recall *out);

/* The birth day that age limits go by. */
day_t recall_birth(day_t birth_day, int precision);

/* "due", "later", "not_before", "booked", "replaced", "age", "not_begun", "never": stable, for files. */
const char *recall_state_key(enum recall_state state);

/* Whether it says anything to whoever looks at the patient: it has begun and holds, or is switched
 * off. */
bool recall_is_worth_telling(const struct recall *r);

/* Whether it is due by `until`: due, or will be by then, with nothing booked. */
bool recall_is_due_by(const struct recall *r, day_t until);

/* Who was due before that day, 18 months ago, has lapsed: they are listed behind the others, or those
 * who left years ago would always come first. */
day_t recall_lapsed_before(day_t today);

/* Those that call for something first: due, longest due first and lapsed ones last; then what is booked, later, put
 * off, and switched off; the others last.  Equal ones stay in clinic.yaml's order. */
void recall_sort(struct recall *v, size_t n);

/* "15 days late", "lapsed, 2 years late", "due today", "in 4 months", "booked Thu 26 Nov 17:30", "not before 1 Jan 2027",
 * "never", "gum care instead", "from age 12"; nothing when it has not begun. */
void recall_words(struct str *out, const struct config *c, const struct recall *r, day_t today);
/* The same of a recall that is due that day, or will be; and without a word of having lapsed. */
void recall_due_words(struct str *out, day_t due, day_t today);
void recall_late_words(struct str *out, day_t due, day_t today);
/* "6 months from May 8", with the reason when it differs from clinic.yaml; nothing when it has not
 * begun. */
void recall_why(struct str *out, const struct recall *r, day_t today);
/* All of it on one line: "cleaning 15 days late (6 months from May 8)", "x-ray in 4 months". */
void recall_line(struct str *out, const struct config *c, const struct recall *r, day_t today);
/* "6 months", "1 year 2 weeks". */
void recall_interval_words(struct str *out, struct interval i);

#endif
