/* A day as the desk sees it: who comes, who waits, what is done first, what is still open.
 *
 * One struct for Today, the huddle sheet and the command line.  It holds ids, not names: whoever
 * shows a line fetches the patient then. */
#ifndef REVISIT_CLINIC_DAY_H
#define REVISIT_CLINIC_DAY_H

#include "revisit/clinic/clinic.h"
#include "revisit/store/day.h"

enum {
	WAITS_LONG = 15, /* minutes after which somebody is told why they wait */
	LATE_CALL = 10,  /* minutes after which one rings who has not come */
};

/* What is to be done first, the most pressing kind first. */
enum first_kind {
	FIRST_PROMISE,   /* promised to a patient and overdue */
	FIRST_COMPLAINT, /* not answered yet */
	FIRST_WAITING,   /* here for WAITS_LONG minutes or more */
	FIRST_LATE,      /* not come, nothing heard */
	FIRST_OPEN,      /* the clinic has closed, and so many of its visits are not */
	FIRST_UNCLOSED,  /* visits of earlier days that nobody closed */
	FIRST_HIT,       /* bookings that leave or changed hours have hit */
	FIRST_BY_HAND,   /* messages that somebody has to send by hand */
	FIRST_NOT_SENT,  /* messages that were given up */
	FIRST_GROWN,     /* came of age and is still kept as a child of the family */
	FIRST_DUE,       /* promises due today, then to-dos */
};

struct first {
	enum first_kind kind;
	int64_t patient, visit;  /* 0 for none */
	const struct task *task; /* of the day, NULL */
	day_t day;               /* FIRST_UNCLOSED: the last one; FIRST_HIT: the first */
	int minutes;             /* how long they wait, how late they are; OPEN, HIT, UNCLOSED and messages: how many */
	bool far;                /* FIRST_HIT: not within the week, and no reason for alarm */
};

/* Free time of somebody who treats, on a day with bookings. */
struct day_gap {
	minute_t from, to;
	char *provider; /* heap, NULL: anybody */
	int sooner;     /* how many would come sooner and could come then */
	bool long_one;  /* more open time than a gap between visits */
};

/* How a day went. */
struct day_sum {
	day_t day;
	int came, missed, cancelled, left; /* left: without a next visit */
};

struct birthday {
	int64_t patient;
	int in;  /* days from that day on, 0 … 6 */
	int age; /* they turn */
};

struct day {
	day_t day, today;
	minute_t now;
	bool over;                /* gone by, or the clinic has closed */
	struct day_visits visits; /* of the day, in order of time */
	struct day_gap *gaps;     /* in order of time */
	size_t n_gaps, cap_gaps;
	int coming, here, late, done, off; /* off: missed or cancelled */
	struct first *first;
	size_t n_first, cap_first;
	size_t more_tasks;          /* due as well, but not among `first` */
	day_t next;                 /* the next working day after today */
	struct day_visits tomorrow; /* its booked visits */
	int unconfirmed;            /* how many of them are not confirmed */
	struct day_sum before;      /* the working day before today */
	struct birthday *birthdays; /* of the day's patients */
	size_t n_birthdays;
	struct rows handover;       /* struct handover, for that day */
	struct day_visits unclosed; /* earlier days', newest first */
	int hit;                    /* bookings that leave or changed hours have hit */
	day_t hit_day;              /* the first of them */
	int by_hand, not_sent;      /* messages */
	struct takings takings;       /* of the day */
	struct rows tasks;          /* what `first` points into */
	struct rows grown;          /* struct patient */
	struct day_visits earlier;  /* of the day before, while they are looked through */
	struct day_wishes *wishes; /* while they are matched with the gaps (day_gaps.c) */
	int part;                   /* what is read next (day.c) */
	size_t at;                  /* how far it is */
	int hits;                   /* while they are counted */
	day_t hits_day, look;
};

/* Everything at once.  `day` may be any; what is to be done and what is next are always of today.
 */
bool day_load(struct clinic *c, day_t day, struct day *out, struct err *err);

/* The same in steps of a few milliseconds: who comes first, then the rest until day_complete.  `d`
 * was day_init'ed or holds a day already: what it knows stays until it is read anew.  When
 * day_begin fails it is as it was. */
void day_init(struct day *d);
bool day_begin(struct clinic *c, day_t day, struct day *d, struct err *err);
bool day_step(struct clinic *c, struct day *d, struct err *err);
bool day_complete(const struct day *d);
void day_release(struct day *d);

/* Left without a next visit. */
bool day_left(const struct day_visit *v);
/* How long somebody who is here has waited, or sat; −1 when that is not known. */
int day_minutes_here(const struct day_visit *v, instant_t now);
/* How late somebody is who has not come; 0 when not. */
int day_minutes_late(const struct day *d, const struct day_visit *v);
/* Whether they are to be rung to confirm: not who booked this very day, and said yes thereby. */
bool day_unconfirmed(const struct day_visit *v, day_t today);
/* Of an earlier day, and still booked or here. */
bool day_unclosed(const struct day *d, const struct day_visit *v);

/* Visits that the clock says are over and that nobody closed, of today, then of earlier days, the
 * latest day first; appended to none. */
bool day_to_close(struct clinic *c, struct day_visits *out, struct err *err);

/* The bookings of the next weeks in conflict, as conflicts (hours.h) gives them; *day from today on,
 * until DAY_NONE.  Those that are `hit` make the line of Today. */
struct conflict;
bool day_hit(struct clinic *c, day_t *day, bool (*found)(const struct conflict *k, void *arg),
	     void *arg, struct err *err);

/* "here 17 min", "not confirmed": how far a visit is, for people; appended.  Whether it presses. */
bool day_state(const struct day *d, const struct clinic *c, const struct day_visit *v,
	       struct str *out);

/* "¥5,300: WeChat Pay ¥3,200, cash ¥2,100", nothing when nothing was paid; appended. */
void day_takings_words(struct str *out, const struct day *d, const struct config *c);

/* "17 min", "3 h"; appended. */
void day_wait_words(struct str *out, int minutes);

/* "4 want sooner"; appended. */
void day_sooner_words(struct str *out, int n);

/* "14 came, 1 no-show, 2 left without a next visit"; appended. */
void day_sum_words(struct str *out, const struct day_sum *sum);

/* What there is to do, for somebody called `name` ("" for the clinic); appended.  `brief`: a mark
 * says already that it is a promise. */
void first_text(struct str *out, const struct day *d, const struct first *f, const char *name,
		bool brief);
/* Whether it cannot wait. */
bool first_presses(const struct first *f);

#endif
