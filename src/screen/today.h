/* Inside screen/: Today in its parts.  today.c has the state and the keys, today_act.c the commands,
 * today_place.c the layout, today_look.c what is fetched of the lines in sight, today_draw.c the list and the brief,
 * today_side.c what is done first and everything else beside the list. */
#ifndef REVISIT_SRC_SCREEN_TODAY_H
#define REVISIT_SRC_SCREEN_TODAY_H

#include "revisit/app/app.h"
#include "revisit/clinic/brief.h"
#include "revisit/clinic/day.h"
#include "revisit/ui/list.h"

/* What a line in sight shows of a visit, fetched when it comes into sight. */
struct coming {
	struct visit visit;
	struct patient patient;
	bool fetched;
	bool alert; /* there is something to be seen on the card before acting */
};

/* A line of the list: a visit, free time between visits, how much longer free time there is, or those
 * who are through, folded together. */
enum line_kind { LINE_VISIT, LINE_GAP, LINE_LONGER, LINE_FOLD };

struct day_line {
	enum line_kind kind;
	size_t i; /* of the day's visits, gaps */
};

/* What a digit does beside the list. */
enum side_act {
	SIDE_NOTHING,
	SIDE_CARD,
	SIDE_TASK,
	SIDE_TODOS,
	SIDE_CONFIRM,
	SIDE_CLOSE,
	SIDE_MEND,
	SIDE_GAP,
	SIDE_LEFT,
	SIDE_HANDOVER,
	SIDE_BY_HAND,
	SIDE_OUTBOX,
};

struct side_line {
	enum side_act act;
	int64_t id; /* patient, task, gap, visit, note */
	int digit;  /* while it is in sight, 0: none */
	bool heading, alert, indent;
	bool goes_on; /* the line above goes on here */
	char *text;
};

struct side {
	struct side_line *v;
	size_t n, cap;
	int top;    /* the first line in sight */
	int height; /* lines in sight */
	int cols;   /* it was built for */
	bool tight; /* without blank lines */
};

struct day_view {
	struct day day;
	bool no_patients; /* the clinic is new */
	instant_t looked; /* when it was read */
	struct coming *v; /* in step with day.visits */
	size_t n_coming;
	struct day_line *lines;
	size_t n_lines;
	bool unfolded;
	struct list list;
	struct side side;
	bool side_stale; /* to be built anew */
	struct brief brief;
	bool known;       /* what stands beside the list was read once */
	bool brief_stale; /* to be made anew */
	int64_t brief_of; /* the visit it is about, 0: none; −1 − n: gap n */
	char *brief_name;
	bool brief_paged;                       /* a narrow screen shows it in place of the side */
	struct rect list_at, brief_at, side_at; /* rows 0: not shown */
};

const struct day_line *today_line(const struct day_view *s);    /* the chosen one, NULL */
const struct day_visit *today_chosen(const struct day_view *s); /* the chosen visit, NULL */
int64_t today_chosen_id(const struct day_view *s);      /* of the visit, 0 */
int64_t today_chosen_patient(const struct day_view *s); /* 0 */
void today_open_chosen(struct app *app, void *state);
void today_turn_to(struct app *app, struct day_view *s, day_t day);
extern const struct command today_commands[];

/* The name of a patient for a line of text, by the reading where the terminal shows no Chinese. */
void today_name(struct app *app, int64_t patient, struct str *out);

void today_draw(const struct app *app, const struct day_view *s, struct canvas *c,
		struct rect area);

void today_fetch(struct app *app, struct day_view *s, size_t i); /* visit i of the day */
void today_brief(struct app *app, struct day_view *s);
struct sooner_gap today_gap(const struct day_view *s, size_t i);

/* Makes the lines of what is known of the day. */
void today_lay_out(struct day_view *s);
size_t today_longer(const struct day *d); /* free times too long to be gaps between visits */
/* Sets list_at, brief_at and side_at for an area of that size. */
void today_place(const struct app *app, struct day_view *s, int rows, int cols);
/* Whether brief and side share one place and take turns in it. */
bool today_shares(const struct app *app);

void side_release(struct side *side);
void side_build(struct app *app, struct day_view *s);
/* Where it stands in so many rows, and which lines of it have a digit. */
void side_place(struct side *side, int rows);
bool side_turn(struct side *side); /* the next page; false when that is the first one again */
void side_draw(const struct side *side, struct canvas *c, struct rect area, bool typing);
const struct side_line *side_numbered(const struct side *side, int digit); /* or NULL */

#endif
