/* The book: who works when, what is booked, what is free, and bookings that never collide unseen.
 *
 * A struct book is read once for a stretch of days and then asked as often as one likes: nothing
 * below touches the database.  Who works when, the more particular before the more general:
 *
 *   - the provider's own days off and days worked besides (day_off): the last word, also on a day
 *     on which the clinic is closed
 *   - the days on which the clinic differs (closed, open on, day_off of the clinic): they cut
 *     everybody's hours
 *   - the provider's own week (schedule), as it is written, also beyond the clinic's hours; who has
 *     one works by it alone: not on other weekdays, not before its first day nor after its last
 *   - the clinic's week
 *
 * On a swapped working day (open on: a weekday) everybody works as on the weekday it stands for. Of
 * two day_off records the one of fewer days counts, and of two alike the later one.  Who is no
 * longer in clinic.yaml is not offered, whatever their week; their bookings stay and do not fit.  Where
 * there are several sites, a provider is offered in the chairs of the site where they are then. */
#ifndef REVISIT_CLINIC_BOOK_H
#define REVISIT_CLINIC_BOOK_H

#include "revisit/clinic/clinic.h"

/* from ≤ minute < to of one day. */
struct span {
	minute_t from, to;
};

enum { BOOK_SPANS = 48 };

struct spans {
	struct span v[BOOK_SPANS]; /* in order, apart from each other; the first so many */
	int n;
};

/* A visit that takes time in the book: booked, here or done; not one that was called off. */
struct booking {
	int64_t visit, patient;
	day_t day;
	minute_t minute;
	int minutes; /* 30 when the visit says nothing and its kind neither */
	const char *kind, *provider, *chair; /* NULL when not known; of the book */
	int status;                          /* enum visit_status */
};

struct book;

/* The days first … last, both included, at most 400.  NULL with the error. */
struct book *book_open(struct clinic *c, day_t first, day_t last, struct err *err);
void book_free(struct book *b);

/* The bookings of a day in order of time; of the book. */
const struct booking *book_day(const struct book *b, day_t day, size_t *n);

/* When the clinic is open. */
void book_open_hours(const struct book *b, day_t day, struct spans *out);
/* When a provider works. */
void book_hours(const struct book *b, day_t day, const char *provider, struct spans *out);
/* Why the provider (NULL: the clinic) is off that day ("leave", 国庆节), "" when no reason was
 * given; NULL when they work. */
const char *book_why_off(const struct book *b, day_t day, const char *provider);
/* What of it is free: no booking of theirs, at least `least` minutes long.  NULL: time in which
 * somebody is free. */
void book_gaps(const struct book *b, day_t day, const char *provider, int least, struct spans *out);
/* Those who have a column: treat and work that day, or have a booking; in clinic.yaml's order; of
 * the book. */
size_t book_providers(const struct book *b, day_t day, const char **out, size_t max);
/* Whether the provider is one to be offered for that kind; NULL: whoever, whatever. */
bool book_does(const struct book *b, const char *provider, const char *kind);
/* Chairs in use in their order, of the book. */
size_t book_chairs(const struct book *b, const char **out, size_t max);

/* What somebody would like; zeroed means anything. */
struct slot_wish {
	int64_t patient; /* their other visits are in the way, 0 */
	int64_t visit;   /* this one is not (it is being moved), 0 */
	const char *kind, *provider, *chair;
	int minutes;         /* 0: as usual for kind and provider */
	day_t first, last;   /* within the book; DAY_NONE is not allowed */
	minute_t not_before; /* on the first day */
	minute_t from, to;   /* of any day; to 0: the whole day */
	unsigned weekdays;   /* a bit each, bit 0 Monday; 0: any */
	int per_day;         /* so many a day, some time apart; 0: all of them */
};

struct free_slot {
	day_t day;
	minute_t minute;
	int minutes;
	const char *provider, *chair; /* of the book; NULL when the clinic has none */
};

/* The first free times, soonest first: a provider works and is free throughout, so is a chair.
 * They begin at multiples of slot minutes, or where a gap begins.  Who does not do
 * that kind is not offered, wished for or not.  Without a wished provider a time is offered once,
 * with the first of clinic.yaml's order who is free.  Returns how many, at most max. */
int book_slots(const struct book *b, const struct slot_wish *wish, struct free_slot *out, int max);

/* The chair to take then: the one where the provider (NULL: anybody) always works, else one that is
 * nobody's; NULL when none is free or there are none.  The visit `but` is not in the way. */
const char *book_chair(const struct book *b, day_t day, minute_t minute, int minutes,
		       const char *provider, int64_t but);

/* How long a visit of that kind takes with that provider: the record visit_length, else
 * clinic.yaml; 30 when neither knows. */
int book_minutes(struct clinic *c, const char *kind, const char *provider);

/* What speaks against a booking. */
enum against {
	AGAINST_PAST = 1 << 0, /* began more than ten minutes ago */
	AGAINST_CLOSED =
		1 << 1, /* the clinic is closed then, and the provider does not work besides */
	AGAINST_OFF = 1 << 2,      /* the provider does not work then, or has left */
	AGAINST_PROVIDER = 1 << 3, /* has somebody else then */
	AGAINST_CHAIR = 1 << 4,    /* is taken, or out of order; or none is named and none is left */
	AGAINST_PATIENT = 1 << 5,  /* is booked then, with anybody */
	AGAINST_GAP = 1 << 6, /* nearer to another visit of its course than the plan says */
	AGAINST_FAR = 1 << 7, /* more than 13 months away: a slip in the year; not asked of many at once */
	AGAINST_KIND = 1 << 8, /* is not what the provider does */
	AGAINST_GONE = 1 << 9, /* the patient is deceased, or the chart archived or merged; of one visit only */
	AGAINST_ANYTHING = (1 << 10) - 1,
};
/* Appends what it is in words, one line; 0 when all is well or it could not be looked (*err). */
unsigned visit_against(struct clinic *c, const struct visit *v, struct str *words, struct err *err);
/* The same with a book that holds that day, for looking at many; courses and how far
 * away it is are not looked at. */
unsigned booking_against(struct clinic *c, const struct book *b, const struct visit *v,
			 struct str *words);

/* Stores a booking (new, or moved or edited with row.id) unless something speaks against it that is
 * not in `accepted`: looked at inside the transaction, so of two terminals that book one slot one
 * is stored and the other gets ERR_CONFLICT with the words.  A chair is found when none is named. */
bool visit_book(struct clinic *c, struct visit *v, unsigned accepted, struct err *err);
/* Whether it would be stored, as things are now. */
bool visit_may_book(struct clinic *c, const struct visit *v, unsigned accepted, struct err *err);
/* Somebody who does that kind and is free then, for a visit at a time that names nobody: `usual` (NULL
 * allowed) before the others.  ERR_CONFLICT when nobody is; where nobody is offered for it, it stays
 * without one. */
bool visit_find_provider(struct clinic *c, struct visit *v, const char *usual, struct err *err);

/* Another time for a booked visit; what is left away stays as it was, but a chair that is taken
 * then is changed for a free one. */
struct new_time {
	day_t day;
	minute_t minute;              /* MINUTE_NONE */
	int minutes;                  /* 0 */
	const char *provider, *chair; /* NULL */
};
/* Moves it: the old one becomes rescheduled and is linked with its successor, which takes over its
 * part of the plan and who waits to move it.  Looks as visit_book does. */
bool visit_rebook(struct clinic *c, int64_t visit, const struct new_time *to, unsigned accepted,
		  int64_t *successor, struct err *err);
bool visit_may_rebook(struct clinic *c, int64_t visit, const struct new_time *to, unsigned accepted,
		      struct err *err);

#endif
