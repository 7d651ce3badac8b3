/* Inside screen/: the form of a visit, between its fields (visit_form.c), the times it offers
 * (visit_form_offers.c) and its saving (visit_form_save.c). */
#ifndef REVISIT_SRC_SCREEN_VISIT_FORM_H
#define REVISIT_SRC_SCREEN_VISIT_FORM_H

#include "revisit/app/form.h"
#include "revisit/clinic/book.h"
#include "revisit/screen/parts.h"

#include "likely.h"

enum job { BOOK, BOOK_NEW, WALK_IN, COMPLETE, MOVE, EDIT };

enum { OFFERS = 9 };

struct field_of_job {
	const char *name;
	bool needed;
};

/* The fields of each; end with no name. */
extern const struct field_of_job *const visit_fields_of[];

/* One of the times offered. */
struct offer {
	day_t day;
	minute_t minute;
	char *provider; /* heap, NULL */
};

struct sooner;

struct visiting {
	enum job job;
	struct visit visit;              /* as it is by now, or the new one */
	const struct form_field *fields; /* the form's */
	struct offer offers[OFFERS];
	int n_offers;
	day_t offer_from;     /* not before that day, DAY_NONE */
	minute_t offer_begin, offer_end; /* between these times of it; 0 and 0: any */
	struct sooner *wish; /* the visit that is moved was wished sooner, NULL; heap */
	char *notes;       /* what to know of the patient while booking; heap, NULL */
	day_t offer_day;      /* on that day only, which was typed without a time; DAY_NONE */
	struct offer asked;   /* the one that was asked about last */
	struct visit looked;  /* what was looked at last … */
	unsigned against;     /* … and what spoke against it */
	unsigned accepted;    /* of that, what was shown to whoever saves */
	struct likely likely; /* who the new one may be */
};
/* Whether they would come sooner, which is no field of the visit. */
bool visit_field_is_wish(const char *field);
/* Of the chart that is made with the booking. */
bool visit_field_is_new_chart(const struct visiting *v, const char *field);

/* --- offers --- */

/* "2026-11-23 10:00" */
void visit_at_text(struct str *out, day_t day, minute_t minute);
/* How long it takes, of what is typed so far. */
int visiting_minutes(struct app *app, const struct visiting *v);
/* The times to choose from, for what is typed so far. */
void visiting_offer(struct app *app, struct visiting *v, struct strlist *keys,
		    struct strlist *labels);
void visiting_forget_offers(struct visiting *v);
/* What was wished of the visit that is moved, and whether a new time is as they wished. */
void visiting_find_wish(struct app *app, struct visiting *v);
void visiting_forget_wish(struct visiting *v);
bool visiting_fulfils(const struct visiting *v, const struct visit *now);
bool visit_is_offer(const struct offer *o, const struct visit *v);
/* A time that was offered is with whom it was offered, unless somebody else was chosen. */
void visiting_take_offer(const struct visiting *v, struct visit *out);

/* "fri afternoon", 周五下午: the day and the times between which; false for anything else. */
bool visit_at_half(struct app *app, const char *text, day_t *day, minute_t *from, minute_t *to);

/* --- what speaks against it (visit_form_against.c) --- */

/* The visit as the form has it now; false and *field when a value cannot be taken. */
bool visiting_apply(struct app *app, const struct visiting *v, const char *const *values,
		    struct visit *out, int *field, struct err *err);
/* Only where a visit is put somewhere is it asked whether that can be. */
bool visiting_takes_place(const struct visiting *v, const struct visit *now);
/* What speaks against it is shown once; Enter again means it. */
bool visiting_agreed(struct app *app, struct visiting *v, const struct visit *now,
		     const char *const *values, int *field, struct err *err);
bool visiting_has_time(struct app *app, struct visiting *v, const struct visit *now,
		       const char *const *values, int *field, struct err *err);

/* --- saving; for struct form --- */

void visiting_remark(struct app *app, void *data, const char *const *values, struct str *out);
bool visiting_save(struct app *app, void *data, const char *const *values, int *field,
		   struct err *err);
const char *visiting_saving(const struct app *app, void *data);

#endif
