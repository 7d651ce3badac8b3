/* The parts of the made-up clinic, between the demo*.c files alone.
 *
 * People are made one household after the other and written at once, so that memory does not grow
 * with their number; what is kept is the appointment book (a word a provider and day) and a sample
 * of the regulars, from whom today's list is drawn at the end. */
#ifndef REVISIT_CLINIC_DEMO_PARTS_H
#define REVISIT_CLINIC_DEMO_PARTS_H

#include "revisit/clinic/demo.h"

/* --- chance, texts --- */

/* One of the words of a text of words between blanks, heap. */
char *word_pick(struct rng *r, const char *words);

/* The same in two languages. */
struct saying {
	const char *zh, *en;
};
const char *say(const struct saying *s, bool chinese);
#define SAY_ONE(d, list, chinese) say(&(list)[rng_below(&(d)->rng, ARRAY_SIZE(list))], chinese)

/* --- names (demo_names.c) --- */

enum culture {
	CULTURE_CHINESE,
	CULTURE_ENGLISH,
	CULTURE_GERMAN,
	CULTURE_POLISH,
	CULTURE_FRENCH,
	CULTURE_SPANISH,
	CULTURE_NORDIC,
	CULTURE_VIETNAMESE,
	CULTURE_INDIAN,
	CULTURE_ARABIC,
};

enum culture culture_foreign(struct rng *r); /* any but Chinese */
const char *culture_language(enum culture culture);
bool culture_shares_name(enum culture culture);         /* partners usually have one family name */
char *family_pick(struct rng *r, enum culture culture); /* heap */
/* Sets family, given and name; `family` is copied. */
void name_give(struct rng *r, enum culture culture, int birth_year, const char *family,
	       struct patient *p);

/* --- the appointment book (demo_book.c) --- */

enum { SLOT = 15, SLOTS = 64, BOOK_OPENS = 6 * 60 };
enum post { POST_SURGEON, POST_GENERAL, POST_ORTHO, POST_HYGIENE, POSTS };

struct book {
	const struct config *config;
	day_t first, today;
	size_t days, providers;
	uint64_t *open; /* providers × days; a bit for each quarter of an hour still free */
};

void book_init(struct book *b, const struct config *config, day_t first, day_t last, day_t today,
	       size_t providers);
void book_release(struct book *b);
bool book_is_open(const struct book *b, day_t day);
/* Takes a free time on the first day from `from` on that has one, within `days` days; never today,
 * which is filled at the end (book_today). */
bool book_take(struct book *b, struct rng *r, int provider, day_t from, int days, int minutes,
	       day_t *day, minute_t *minute);
/* Takes this time; false when it is not free. */
bool book_take_at(struct book *b, int provider, day_t day, minute_t minute, int minutes);
bool book_today(struct book *b, struct rng *r, int provider, int minutes, minute_t *minute);

/* Whether who has that post works on that weekday. */
bool book_post_works(int provider, int weekday);
/* … and is one for that kind. */
bool book_post_does(const struct book *b, int provider, const char *kind);

/* Providers are numbered: POSTS of the first team, then those of the next (only very large demos
 * have more than one). */
char *provider_key(int provider); /* heap */
char *provider_chair(int provider);

/* --- people --- */

struct contact_made {
	int kind;
	char value[64];
	char label[48];
};

struct person {
	struct patient p;
	enum culture culture;
	int doctor; /* provider number */
	day_t registered;
	day_t until;   /* died or moved: no visit from this day on */
	bool lapses;   /* comes a few times and no more */
	bool quiet;    /* scripted: no chance texts, tags, tasks */
	bool no_calls; /* wants no calls */
	double misses; /* chance to miss a visit */
	struct contact_made contact[5];
	size_t n_contacts;
	int64_t first_contact; /* id, once written */
	char first_number[64]; /* in normal form, "" for none */
	struct rows visits; /* planned, in order; a rescheduled one is followed by its successor */
};

/* Someone who may come today. */
struct regular {
	int64_t patient;
	int doctor;
	bool chinese;
	char kind[16];
};

/* The people of the design drawings, in the order in which they are written. */
enum cast {
	CAST_ZHANG_WEI,
	CAST_LI_NA,
	CAST_TOM_BAKER,
	CAST_ANN_LEE,
	CAST_ZENG_WEI,
	CAST_WANG_FANG,
	CAST_ZHANG_XIAOBAO,
	CAST_ZHAO_WEN,
	CAST_LIU_YANG,
	CAST_CHEN_CHEN,
	CASTS,
};

struct demo {
	struct clinic *c;
	const struct demo_options *options;
	struct err *err;
	struct rng rng;
	day_t first, today; /* the history begins, and where it stands */
	minute_t now;
	int wanted, made, chinese;
	bool loyal; /* a long history */
	int teams;
	int64_t chart; /* last chart number given out */
	int64_t visits; /* the last one's id */
	struct book book;
	struct regular *sample;
	size_t n_sample, sample_max, sampled; /* `sampled`: how many were looked at */
	int64_t cast[CASTS];                  /* patient ids, 0 before they are written */
	int casts;                            /* how many are */
	int64_t cast_household;
	int64_t birthday; /* who has it today, 0 */
	int64_t referrers[64]; /* recent patients, a ring */
	size_t n_referrers;
};

bool put(struct demo *d, const struct record *rec, void *row);
const struct term_def *kind_def(const struct demo *d, const char *kind); /* never NULL */
day_t open_day(const struct demo *d, day_t day);  /* that day, or the next one with hours */
instant_t office_hour(struct demo *d, day_t day); /* a moment of the day's work, not after now */

void person_init(struct person *who);
void person_release(struct person *who);
void contact_give(struct person *who, int kind, const char *value, const char *label);
void phone_make(struct demo *d, enum culture culture, char out[64]);

/* A household of at most `room` people, written. */
bool household_make(struct demo *d, int room);
/* Everything of one person: patient, contacts, visits and what hangs on them. */
bool person_write(struct demo *d, struct person *who);

/* --- visits (demo_visits.c, demo_times.c) --- */

void visits_plan(struct demo *d, struct person *who);
bool visits_write(struct demo *d, struct person *who);
/* The last planned visit that took place, NULL; whether one is to come. */
const struct visit *last_done(const struct person *who);
bool has_booking(const struct demo *d, const struct person *who);
const struct visit *person_visit(const struct person *who, size_t i);
/* The times, the money and the note of a visit on its way to a status; day, minute, kind, provider
 * and booked_at are set. */
void visit_reach(struct demo *d, struct visit *v, enum visit_status status, bool chinese);

/* --- what hangs on a person (demo_extras.c) --- */

/* One row each. */
bool tag_write(struct demo *d, int64_t patient, const char *tag);
bool alert_write(struct demo *d, int64_t patient, const char *text);
bool note_write(struct demo *d, int64_t patient, instant_t at, const char *staff, const char *text);
bool consent_write(struct demo *d, int64_t patient, const char *purpose, const char *state,
		   const char *evidence, day_t day);
struct attempt_made {
	instant_t at;
	const char *channel, *direction, *outcome, *staff, *segment, *note;
	const char *list, *purpose, *number; /* NULL: not of a call list */
};
bool attempt_write(struct demo *d, int64_t patient, int64_t contact, const struct attempt_made *a);
struct task_made {
	const char *what, *by, *who;
	int due; /* days from today */
	bool promise, done;
};
bool task_write(struct demo *d, int64_t patient, const struct task_made *t);

bool extras_write(struct demo *d, struct person *who);
/* What was decided about their recalls (demo_recalls.c). */
bool decisions_write(struct demo *d, const struct person *who);
/* What they answered when asked how it was (demo_surveys.c). */
bool surveys_write(struct demo *d, const struct person *who);
bool clinic_tasks_write(struct demo *d);
/* Calls: a list by hand, call backs, messages that wait (demo_calls.c). */
bool calls_shown_write(struct demo *d);

/* To-dos of every sort, and those that follow the visits of the last days, which are written and can
 * be looked up (demo_tasks.c). */
bool tasks_shown_write(struct demo *d);

/* --- the drawings' people (demo_cast.c), today's list (demo_today.c) --- */

/* The chart number the next of them waits for, 0 when only those without one (the newest) are
 * left, −1 when all are written. */
int64_t cast_next_chart(const struct demo *d);
int cast_left(const struct demo *d);
bool cast_write_next(struct demo *d);

bool today_write(struct demo *d, struct rng *desk);
bool birthday_write(struct demo *d);

/* --- the desk (demo_desk.c) --- */

/* Chance apart from d->rng. */
void desk_init(struct rng *r, const struct demo *d);
/* Who is through leaves with a next visit, or says why not; before it is written. */
bool desk_leave(struct demo *d, struct rng *r, struct visit *v, int provider);
/* Notes between shifts, a complaint, a visit nobody closed. */
bool desk_write(struct demo *d, struct rng *r);

/* The week of everybody, and what differs from it in the weeks ahead (demo_hours.c). */
bool hours_write(struct demo *d);
/* --- who would come sooner (demo_sooner.c), once all is in the database --- */

bool sooner_write(struct demo *d);

/* Whether their name is Chinese, and so what is said to them (demo_tasks.c). */
bool demo_is_chinese(struct demo *d, int64_t patient);

/* --- treatment plans, and a child of age (demo_plans.c), once all is in the database --- */

bool plans_write(struct demo *d);

#endif
