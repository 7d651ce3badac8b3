/* Inside screen/: visits taken in turn, a digit for what came of each: who has not confirmed
 * (confirm.c), what nobody closed (close.c), what leave or changed hours have hit (mend.c).
 *
 * A kind says which visits, and what is written of them; the rest is the same for all.  What is
 * answered leaves the list or goes to its end, and the next one is chosen. */
#ifndef REVISIT_SRC_SCREEN_TURNS_H
#define REVISIT_SRC_SCREEN_TURNS_H

#include "revisit/app/app.h"
#include "revisit/clinic/patients.h"
#include "revisit/ui/list.h"

struct turn {
	int64_t visit;
	int64_t patient;
	int status;
	char *why;          /* it is in the list, NULL; heap */
	struct visit whole; /* once fetched */
	struct patient_line person;
	struct rows attempts;
	bool fetched;
	bool why_above; /* the heading says it, for all of them */
};

struct turn_list {
	struct turn *v;
	size_t n, cap;
};

struct turns {
	const struct turns_kind *kind;
	day_t day;
	struct turn_list all;
	int open; /* so many, the first ones, are to be answered */
	struct list list;
	day_t at; /* how far `coming` is, for a kind that looks in steps */
	struct turn_list coming;
	bool looking;
};

struct turns_kind {
	bool days;                  /* of several days: the line says which */
	int state_cols;             /* of what state writes */
	const char *none;           /* N_() */
	const char *refuse;         /* N_(), a command that needs a visit */
	const char *const *answers; /* N_(), ends with NULL, at most 8 */
	/* What they are rung again about, for a visit at that time; NULL: they are not. */
	void (*call_back)(struct str *out, const char *when);
	/* Appends the visits to all, the open ones first. */
	bool (*load)(struct app *app, struct turns *t, struct err *err);
	void (*heading)(const struct app *app, const struct turns *t, struct str *left,
			struct str *right);
	void (*state)(struct str *out, const struct app *app, const struct turn *v);
};

bool turns_open(struct app *app, struct turns *t, const struct turns_kind *kind, day_t day,
		struct err *err);
void turn_list_release(struct turn_list *l);
struct turn *turn_add(struct turn_list *l, int64_t visit, int64_t patient, int status);
struct turn *turns_chosen(const struct turns *t); /* NULL */
void turns_settle(struct turns *t, int64_t was,
		  int row); /* chooses that visit, or who came to its row */

/* What came of ringing them today: "no answer (2)", the last time and how often; appended. */
void turns_tried(struct str *out, const struct app *app, const struct turn *v);
/* What came of ringing them, of any screen: said, noted in the call log; who was rung in vain stays
 * in the list, and the next one is chosen. */
void turns_rang(struct app *app, struct turns *t, const char *outcome, const char *what);

/* For the tables of the screens. */
void turns_close(void *state);
void turns_reload(struct app *app, void *state);
void turns_prepare(struct app *app, void *state, int rows, int cols);
void turns_draw(const struct app *app, const void *state, struct canvas *c, struct rect area);
bool turns_key(struct app *app, void *state, const struct key *key);
const char *turns_enter(const struct app *app, const void *state);
const char *turns_refuse(const struct app *app, const void *state, unsigned needs);
int64_t turns_patient(const void *state);

/* Commands that several of them have. */
void turns_open_card(struct app *app, void *state);
void turns_move(struct app *app, void *state);
void turns_cancel(struct app *app, void *state);
void turns_call_back(struct app *app, void *state);
void turns_no_answer(struct app *app, void *state);
void turns_left_message(struct app *app, void *state);
void turns_busy(struct app *app, void *state);
void turns_wrong_number(struct app *app, void *state);

#endif
