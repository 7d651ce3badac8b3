/* Treatment plans: made, answered, followed up, booked part by part.
 *
 * A plan is what was offered to a patient at one time; its parts are what is done, each in one visit
 * or in several.  A visit that is booked for a part, or for the kind of one, is linked with it
 * (visit.plan_item), so how far the plan is follows from the visits (care/plan.h). */
#ifndef REVISIT_CLINIC_PLANS_H
#define REVISIT_CLINIC_PLANS_H

#include "revisit/care/plan.h"
#include "revisit/clinic/clinic.h"

/* A plan with its parts and how far it is. */
struct plan_view {
	struct plan plan;
	struct rows items;
	struct plan_now now;
};

/* A patient's plans, open ones first, else newest first. */
struct plans {
	struct plan_view *v;
	size_t n;
	int64_t first_plan, first_item; /* asked for: these are booked next (0: what presses) */
	struct rows visits; /* of the patient, newest first */
};

bool plans_load(struct clinic *c, int64_t patient, struct plans *out, struct err *err);
void plans_release(struct plans *p);

/* One plan; only visits of its own are looked at. */
bool plan_view_load(struct clinic *c, int64_t plan, struct plan_view *out, struct err *err);
void plan_view_release(struct plan_view *v);

/* "Y3,200, offered Fri 8 May, thinking about it: after Golden Week"; appended. */
void plan_words(struct clinic *c, const struct plan_view *v, struct str *out);

/* --- writing one --- */

struct plan_draft {
	struct plan p;
	struct rows items, before; /* as they will be; as stored */
};

/* A new one, offered today by whoever is responsible for the patient or saw them today. */
bool plan_draft_new(struct clinic *c, int64_t patient, struct plan_draft *d, struct err *err);
bool plan_draft_load(struct clinic *c, int64_t plan, struct plan_draft *d, struct err *err);
void plan_draft_release(struct plan_draft *d);

/* Fields of the record, and `item`: '=' replaces all parts by those given ("crown 36 3200; implant
 * 46 x3 3m"), '+' adds one, '-' takes one away (by its title or k12).  Only in memory. */
bool plan_draft_set(struct clinic *c, struct plan_draft *d, const char *field, char op,
		    const char *value, struct err *err);
/* The parts as one would type them, joined by "; "; appended. */
void plan_draft_items(struct clinic *c, const struct plan_draft *d, struct str *out);

/* Stores it as one action.  A plan needs a part or a name; without a name it is called after its
 * parts.  A part that has visits is not taken away but marked as not wanted.  ERR_CONFLICT when
 * somebody changed it since it was loaded. */
bool plan_save(struct clinic *c, struct plan_draft *d, bool *changed, struct err *err);

enum { PART_VISITS_MAX = 60 };
/* Parts as they are typed, appended to `out`.  Each in any order: what ("crown", 牙冠: a kind of
 * visit gives kind and price; or any words), teeth (36; 36,37; 36-38; 左上6), price (3200, ¥3200,
 * 3200元; "各3200" for each tooth), "x3" or 三次 for three visits, the least time between them
 * ("2w", 隔3个月), "45min", "@lin" with whom.  ";" or a new line divides them; so does a comma
 * behind a price, and a Chinese one before another word.  What has no place is ERR_BAD_VALUE. */
bool plan_items_parse(struct clinic *c, const char *text, struct rows *out, struct err *err);
/* What that is in words: "Crown 36, Y3,200, 3 visits, 2w apart"; appended. */
void plan_item_words(struct clinic *c, const struct plan_item *item, struct str *out);

/* What the patient said: a plan that is offered again, thought about (ask again on `ask_after`,
 * DAY_NONE not), accepted, done, declined with a reason or done elsewhere. */
struct plan_answer {
	enum plan_status status;
	const char *reason; /* vocabulary decline_reason, NULL */
	day_t ask_after;
	const char *note; /* added to what is there; NULL */
};
/* What is not wanted has a reason: the owner asks why.  ERR_MISSING. */
bool plan_answer_check(const struct plan *p, struct err *err);
bool plan_answer(struct clinic *c, int64_t plan, const struct plan_answer *a, struct err *err);

/* Sets a field of a part as typed; only in memory.  Stores it. */
bool plan_item_set(struct clinic *c, struct plan_item *item, const struct field *f,
		   const char *value, struct err *err);
bool plan_item_save(struct clinic *c, struct plan_item *item, bool *changed, struct err *err);

/* One part is done, not wanted, or open again. */
bool plan_item_step(struct clinic *c, int64_t item, enum item_state to, struct err *err);

/* --- booking --- */

struct plan_next {
	int64_t plan, item;    /* 0: nothing is to be booked */
	char *what;            /* "crown 36" */
	char *kind, *provider; /* NULL when not known */
	int64_t minutes;       /* 0: as usual */
	day_t earliest;        /* keeps the gap of the course; today at the soonest */
	bool wanted;           /* accepted or in progress: to be booked, not to be asked */
};
/* What is to be booked next of all plans of a patient: what is in progress, then accepted, then
 * offered. */
bool plan_next(struct clinic *c, int64_t patient, struct plan_next *out, struct err *err);
/* The same when the plans are at hand. */
void plan_next_in(struct clinic *c, const struct plans *plans, struct plan_next *out);
/* The same of one plan; `part` 0: its next one. */
void plan_next_of(struct clinic *c, const struct plan_view *v, int64_t part,
		  struct plan_next *out);
void plan_next_release(struct plan_next *n);

/* A visit without a part is linked with the part of an open plan that its kind is for; one that
 * became of another kind than its part's is linked anew.  Only in memory. */
bool plan_link(struct clinic *c, struct visit *v, struct err *err);

/* The first day from that of `v` on that keeps the gap of the course that `v` belongs to or would be
 * linked with; DAY_NONE when its day does.  *next: the day of the next visit when it is too near
 * before that, DAY_NONE. */
day_t plan_visit_earliest(struct clinic *c, const struct visit *v, day_t *next);

/* --- all of them --- */

enum plan_filter { PLANS_OPEN, PLANS_UNSCHEDULED, PLANS_BROKEN_OFF, PLANS_ASK, PLAN_FILTERS };
extern const struct choice plan_filter_choices[]; /* "unscheduled": N_("accepted, not booked") */

struct plan_entry {
	int64_t plan, patient;
	char *what;
	struct plan_now now;
	int status;
	day_t offered_day, ask_after;
	char *offered_by;
};

/* Walks over all open plans, a few in each step. */
struct plan_survey {
	enum plan_filter filter;
	size_t most;          /* only the first so many are kept; 0: all */
	int64_t after;        /* seen so far */
	bool done;
	struct plan_entry *v; /* the most valuable first; when `most` is 0, once it is done */
	size_t n, cap;
	size_t all;           /* how many there are of the filter */
	int64_t money;        /* open in all of them */
};
/* Looks at so many more. */
bool plan_survey_step(struct clinic *c, struct plan_survey *s, int plans, struct err *err);
void plan_survey_release(struct plan_survey *s);

#endif
