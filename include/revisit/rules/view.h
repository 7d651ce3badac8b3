/* One patient as rules see them: numbers and days, no texts unless a rule asks for them.
 *
 * The store fills it (store/view.h); tests and `rules test` make it by hand.  A view is reused from
 * patient to patient: view_clear keeps the memory. */
#ifndef REVISIT_RULES_VIEW_H
#define REVISIT_RULES_VIEW_H

#include "revisit/base/arena.h"
#include "revisit/care/recall.h"
#include "revisit/rules/tree.h"

/* Anything with a day.  What the members hold, by noun:
 *   visit:    day; closed = day it was cancelled (else its day); kind provider site; state = enum
 *             visit_status; amount, paid; item = the part of a plan that it is for
 *   plan:     day = offered (DAY_NONE when not said); state = enum plan_status; provider = who offered;
 *             plan = its number in the view
 *   task, promise, complaint: day = made; due; closed = done; kind; state = enum task_state.  A
 *             promise is also a task, a complaint too (kind complaint): each stands once, with noun
 *             TASK, and `promise`
 *   call, contact, message: one attempt stands once, with noun CALL; channel; call (we dialled),
 *             message (we wrote), answered,
 *             reached (answered, a message left, a message sent, talked at the desk)
 *   referral: day = registered, or the first visit when that is earlier or not known; closed = day of
 *             the first visit that took place, DAY_NONE
 *   survey:   day; amount = score; channel */
struct event {
	day_t day, due, closed;
	minute_t minute;
	uint8_t noun;      /* enum noun as stored: VISIT, PLAN, TASK, CALL, REFERRAL, SURVEY */
	uint8_t state;
	bool promise, call, message, answered, reached;
	sym_t kind, provider, site, channel;
	int32_t plan;
	uint32_t seq;         /* as they came */
	int64_t item;         /* 0: none */
	int64_t amount, paid; /* MONEY_NONE */
};

struct view_tag {
	sym_t tag;
	day_t until; /* last day, DAY_NONE: no end */
};

struct view_consent {
	int purpose;   /* index into consent_purposes, −1: of all */
	sym_t channel; /* 0: all */
	bool yes;
	day_t day;     /* DAY_NONE */
	bool guardian; /* theirs, not the patient's own: they count instead while the patient is a
			* minor */
};

/* Kept in a segment or out of it by hand, and what the rule means is still what it meant then. */
struct view_pin {
	int segment; /* number in the ruleset */
	bool in;
	const char *why; /* "because (mei, 3 Nov)" for people, in `arena`; NULL */
};

/* A plan as care/plan.h counts it. */
struct view_plan {
	int status;        /* enum plan_status */
	day_t ask_after;
	struct rows items; /* of record_plan_item, in order of position */
};

struct view {
	int64_t patient;
	/* Of the patient's own row, by enum fact: days, numbers, index of a choice, symbol, or 1 for a text
	 * that is there; FACT_MISSING.  Derived facts (age, NPS, sums) are left out. */
	int64_t fact[FACTS];
	const char *text[FACTS]; /* FACT_TEXT facts that a rule looks into, folded; in `arena` */
	const char *name_key;    /* patient.sort_key, in `arena`; only when an order asks for it */
	int birth_precision;
	bool has_phone;          /* a good number to dial */
	struct event *events;    /* in order of noun, day, minute, then as they came */
	size_t n_events, cap_events;
	size_t at[NOUNS + 1];    /* events of noun n are numbers at[n] … at[n + 1] − 1 */
	struct view_tag *tags;
	size_t n_tags, cap_tags;
	struct view_consent *consents;
	size_t n_consents, cap_consents;
	struct view_pin *pins;
	size_t n_pins, cap_pins;
	sym_t *channels;         /* by which they can be written to: a good contact of the kind */
	size_t n_channels, cap_channels;
	struct view_plan *plans;
	size_t n_plans, cap_plans;
	struct rows plan_visits; /* the visits of those plans, as records: made by view_sort */
	struct recall_own *own;  /* config->n_recalls of them */
	struct view **others;    /* of the household, without this one; their own `others` are empty */
	size_t n_others, cap_others;
	struct arena arena;
};

#define FACT_MISSING INT64_MIN

void view_init(struct view *v, const struct config *config);
void view_release(struct view *v);
void view_clear(struct view *v, const struct config *config);
struct event *view_event(struct view *v, enum noun noun); /* a new one, everything missing */
struct view *view_other(struct view *v, const struct config *config); /* a new one of the household */
struct view_plan *view_plan(struct view *v); /* a new one, its items empty */
/* What follows from a row as it is stored, so that the store and the tests of rules read it alike. */
/* A column of the patient (fact_words[fact].field); `text` NULL: it is stored as a number.  Not called
 * for what is missing; an instant is given as its day.  `folded`: a rule looks into the text. */
void view_set(struct view *v, const struct symbols *names, enum fact fact, int64_t number,
	      const char *text, bool folded);
/* A contact point in a good state: telephone, and what it makes known of FACT_PHONE, _EMAIL, _WECHAT
 * and of the channels one can write to. */
void view_contact(struct view *v, const struct symbols *names, enum contact_kind kind);
struct ruleset;
/* An attempt: which nouns it is follows from its channel, direction and outcome (care/outcome.h). */
struct event *view_attempt(struct view *v, const struct ruleset *r, day_t day, const char *channel,
			   const char *direction, const char *outcome);
/* A consent row; false when purpose or state is none that counts. */
bool view_consent(struct view *v, const struct symbols *names, const char *purpose,
		  const char *channel, const char *state, day_t day, bool guardian);
void view_sort(struct view *v); /* after the last event */

/* What of a patient the rules ask for: bits, so that nothing else is read. */
enum view_need {
	NEED_VISITS = 1 << 0,
	NEED_PLANS = 1 << 1,      /* and the plan_item of visits */
	NEED_TASKS = 1 << 2,
	NEED_ATTEMPTS = 1 << 3,
	NEED_REFERRALS = 1 << 4,
	NEED_SURVEYS = 1 << 5,
	NEED_TAGS = 1 << 6,
	NEED_CONSENTS = 1 << 7,
	NEED_CONTACTS = 1 << 8,
	NEED_RECALLS = 1 << 9,    /* overrides; with NEED_VISITS */
	NEED_HOUSE = 1 << 10,     /* the same needs of the others */
	NEED_NAME_KEY = 1 << 11,
	NEED_GUARDIAN = 1 << 12,  /* consents of the guardian too (view_consent.guardian) */
	NEED_PINS = 1 << 13,      /* of whoever asks for segments; of the household's others too */
	/* Of visits, beside day, minute, state and item. */
	NEED_VISIT_KIND = 1 << 14,   /* kind, provider, site */
	NEED_VISIT_MONEY = 1 << 15,  /* amount, paid */
	NEED_VISIT_CLOSED = 1 << 16, /* the day it was called off */
};

struct needs {
	unsigned parts;      /* enum view_need */
	uint64_t facts;      /* 1 << enum fact: columns of the patient */
};

/* What evaluating this tree reads. */
void node_needs(const struct node *node, struct needs *out);

#endif
