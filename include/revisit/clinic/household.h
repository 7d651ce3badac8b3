/* A family together: who belongs to it, what each has coming and owes, who pays; booked next to each
 * other, arriving together, grown out of it. */
#ifndef REVISIT_CLINIC_HOUSEHOLD_H
#define REVISIT_CLINIC_HOUSEHOLD_H

#include "revisit/clinic/book.h"
#include "revisit/clinic/patients.h"

struct member {
	struct card card;
	bool minor, grown; /* care/family.h */
	int64_t payer;     /* who pays for them; themselves */
	char *pays;        /* their name and chart number when it is somebody else, NULL */
	char *guardian;    /* the same, NULL */
	char *due;         /* "cleaning, x-ray": what is due today, NULL */
};

struct household_view {
	int64_t household; /* 0: somebody without a family, who is the only member */
	struct member *v;  /* the eldest first */
	size_t n;
	int64_t owed;      /* by all of them */
	struct rows alerts; /* of the whole family, in force */
};

bool household_load(struct clinic *c, int64_t patient, struct household_view *out,
		    struct err *err);
void household_release(struct household_view *h);

/* --- who belongs to it --- */

/* Puts somebody into the family of `patient`, which begins when there is none.  A minor without a
 * guardian gets `patient` as one, when that is no minor.  ERR_STEP when they are in it already. */
bool household_join(struct clinic *c, int64_t patient, int64_t other, enum household_role role,
		    struct err *err);
/* Out of the family; its members no longer answer or pay for them. */
bool household_leave(struct clinic *c, int64_t patient, struct err *err);

/* Of age: no child of the household any more, no guardian, pays their own bills unless somebody said
 * otherwise, and a to-do asks for their own consent.  ERR_STEP when they are no child here. */
bool household_make_adult(struct clinic *c, int64_t patient, struct err *err);

/* Those who came of age in the last GROWN_DAYS days and are kept as children; the latest first. */
enum { GROWN_DAYS = 90 };
bool household_grown(struct clinic *c, int most, struct rows *out, struct err *err);

/* --- together --- */

/* Checks in all of these who have a visit today and are not here; *n is how many that were. */
bool household_arrive(struct clinic *c, const int64_t *patients, size_t n_patients, int *n,
		      struct err *err);

enum { FAMILY_MOST = 6 };

/* One visit of each, next to each other. */
struct family_offer {
	bool at_once;   /* at the same time, with several who treat; else one after the other */
	int64_t beside; /* next to this visit of another of the family, 0 */
	struct free_slot slot[FAMILY_MOST]; /* in step with the visits wished for */
};

/* When they could: from a day on, and at which time of the day; ends 0: at any. */
struct family_when {
	day_t from;
	minute_t starts, ends;
};
/* "sat", "周五下午", "12-3 morning", "afternoon": what is not said stays as it was. */
bool family_when_parse(struct clinic *c, const char *text, struct family_when *when,
		       struct err *err);

/* What each of them would be booked for, as at checkout (kind, provider, minutes): new visits in
 * `out`.  At most FAMILY_MOST. */
bool family_wishes(struct clinic *c, const int64_t *patients, size_t n, struct rows *out,
		   struct err *err);
/* Times at which they all can come, nobody twice on one day: first those right before, after or
 * during a visit of `beside` (struct visit, booked); then the soonest, one after the other or at the
 * same time, each with their own doctor, else with one who has time.  Slots are of `b`.  Returns how
 * many. */
int family_offers(struct clinic *c, const struct book *b, const struct rows *wishes,
		  const struct rows *beside, const struct family_when *when,
		  struct family_offer *out, int max);
/* Books all of them in one action; when one cannot be, none is (ERR_CONFLICT says whose). */
bool family_book(struct clinic *c, struct rows *wishes, const struct family_offer *offer,
		 struct err *err);

#endif
