/* Inside screen/: the state of Patients, between its keys and its drawing. */
#ifndef REVISIT_SRC_SCREEN_FINDING_H
#define REVISIT_SRC_SCREEN_FINDING_H

#include "revisit/clinic/callable.h"
#include "revisit/clinic/find.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

#include "sentence_line.h"

/* Hits under one heading; the first have none. */
enum tier { TIER_MATCH, TIER_SAME_PHONE, TIER_ALIKE, TIER_INSIDE, TIER_LIKELY };

struct line {
	int64_t patient; /* 0: not fetched */
	enum tier tier;
	bool heads; /* the first of its tier */
	struct patient_line l;
	struct find_why why;
};

/* Where somebody stands in a list. */
struct place {
	int64_t patient;
	size_t at;
};

/* A hit among those one looks among. */
struct kept {
	struct hit hit;
	size_t place;
};

/* Whom alone one looks among. */
struct within {
	int64_t *ids;    /* in the order they are listed while nothing is typed; NULL: everybody */
	struct place *sorted; /* by patient */
	size_t n, cap;
	char *name;      /* of the segment they are in, NULL: a list made once */
	size_t segment;  /* its number in the rules in force */
	int64_t key, patient; /* up to whom they are loaded */
	bool loaded;
	int by_hand;     /* how many are kept in or out of it by hand */
	struct callable *counting; /* NULL: counted, or not begun */
	int64_t callable;          /* of them; −1: not counted */
};

/* What a sentence finds. */
struct asked {
	bool on;             /* what is typed is one */
	bool running, stays; /* stays: those found before are listed until it is done */
	bool moved;          /* a row was chosen: it stays so */
	struct sentence_line line;
	struct where *where;
	int64_t *ids;
	size_t n;
	/* The value that was asked for, in step with ids. */
	enum told_kind told;
	const char *heading; /* of its column */
	int64_t *values;
};

struct finding {
	struct asked asked;
	struct within within;
	struct kept *kept; /* hits among them so far, in their order */
	size_t n_kept, cap_kept, looked; /* looked: at so many hits */
	struct edit edit;
	struct list list;
	struct strlist words;
	struct search_near *near;
	struct search *search;
	size_t counted;     /* hits before the data changed, until they are counted again */
	struct line *lines; /* those of the rows shown, from `top` on */
	int n_lines, top;
	int number_cols;    /* for chart numbers: what the widest seen so far takes */
	int64_t previewed;
	struct facts facts;
	size_t left_out;    /* which hit is the one never listed, SIZE_MAX for none so far */
	size_t everyone;    /* how many patients there are */
	struct choosing_patient choosing; /* whom one chooses; without `done` the card is opened */
	int64_t painted;    /* who stood on the chosen row when it was last drawn */
};

/* Whether those are listed that it is likely to be, for want of anything typed. */
bool finding_likely(const struct finding *s);
/* How many are found so far. */
size_t finding_count(const struct finding *s);

enum tier tier_of(int class);

/* --- whom alone one looks among (finding_within.c) --- */

void within_listed(struct within *w); /* ids are others than before */
const struct place *within_place(const struct within *w, int64_t patient); /* NULL */
void within_keep(struct finding *s); /* of the new hits those among them */

/* Patients with another list: its functions, shared. */
bool finding_open(struct app *app, struct finding *s, const char *typed);
void finding_close(struct finding *s);
void finding_reload(struct app *app, struct finding *s);
void finding_prepare(struct app *app, struct finding *s, int rows);
enum work finding_work(struct app *app, struct finding *s);
bool finding_key(struct app *app, struct finding *s, const struct key *key);
int64_t finding_chosen(const struct finding *s);
/* The list of `within` grew or changed. */
void finding_listed(struct app *app, struct finding *s, int64_t keep);
const char *finding_tab(const struct app *app, const void *state);
const char *finding_refuse(const struct app *app, const void *state, unsigned needs);
extern const struct help_text finding_help[];
void choosing_release(struct choosing_patient *c);
void finding_to_typing(struct app *app, void *state);
/* The row changed under the cursor: it is shown first. */
bool finding_moved(const struct finding *s);
/* The card in place of the one it was looked for from. */
void finding_open_card(struct app *app, int64_t patient);

/* The list became another: shows from where `was` stands by now. */
void finding_again(struct finding *s, int64_t was);

/* --- a sentence in the Find line (find_where.c) --- */

bool is_sentence(const char *text);
/* Asks what is typed, if it is one; else false, and nothing is asked any more. */
bool find_where_begin(struct app *app, struct finding *s, bool keep);
void find_where_off(struct finding *s);
enum work find_where_work(struct app *app, struct finding *s);
bool find_where_key(struct finding *s, const struct key *key, bool *changed);
const char *find_where_sentence(const struct finding *s); /* NULL: none is typed */

/* Draws what the state holds; queries nothing. */
void draw_patients(const struct app *app, const void *state, struct canvas *c, struct rect area);

#endif
