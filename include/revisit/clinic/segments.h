/* Segments as people use them: the rules in force, lists, why, actions, and who is kept in or out.
 *
 * The rules in force live in the database, so all terminals agree (decisions.md); rules.yaml is what
 * people edit.  They are read and compiled when they are first needed, and handed to the store, whose
 * commits keep membership exact from then on. */
#ifndef REVISIT_CLINIC_SEGMENTS_H
#define REVISIT_CLINIC_SEGMENTS_H

#include "revisit/clinic/clinic.h"
#include "revisit/rules/eval.h"
#include "revisit/rules/told.h"
#include "revisit/store/segments.h"

/* --- the rules in force --- */

/* Reads and compiles them unless they are; whoever writes needs them (clinic_begin asks).  Then
 * NULL: there are none.  Good until the next clinic_rules_watch, clinic_watch or clinic_close. */
const struct ruleset *clinic_rules(struct clinic *c);
/* After other settings came into force, before the old ones go; and when the clinic closes. */
void clinic_rules_again(struct clinic *c);
void clinic_rules_close(struct clinic *c);
/* How often other rules or settings came into force: what was made of the ones before is void. */
int64_t clinic_rules_times(const struct clinic *c);
/* The words a rule may use here: clinic.yaml's, and what the database knows besides. */
const struct lexicon *clinic_lexicon(struct clinic *c, struct err *err);

/* Looks whether rules.yaml or the version in force changed, activates a good edit and records the
 * error of a broken one, once.  *changed when other rules are in force.  False with the error of a
 * broken edit, which stays to be read in clinic_rules_error. */
bool clinic_rules_watch(struct clinic *c, bool *changed, struct err *err);
/* rules.yaml as it stands, appended; ERR_IO when it is no file or cannot be read. */
bool clinic_rules_read(const struct clinic *c, struct str *out, struct err *err);
/* What is wrong with rules.yaml as it stands, on whichever terminal it was edited; NULL. */
const char *clinic_rules_error(const struct clinic *c);

/* A text of rules, checked against this clinic; what is wrong with it in `problems`. */
struct ruleset *clinic_rules_check(struct clinic *c, const char *file, const char *text, size_t n,
				   struct problems *problems, struct err *err);
/* Puts a checked text in force and writes it to rules.yaml, as an action that undo takes back.
 * `keep_pins`: who was kept in or out by hand until now stays so, also where the meaning changes. */
bool clinic_rules_activate(struct clinic *c, const char *text, size_t n, bool keep_pins,
			   struct err *err);
/* Of such an action, "rules: Due for cleaning changed"; heap. */
char *clinic_rules_told(struct clinic *c, const struct rules_change *of);
/* Whether undoing that link brings other rules into force; that is what clinic_rules_undo does, and
 * rules.yaml with it.  ERR_CONFLICT when that was changed since. */
bool clinic_rules_undoes(struct clinic *c, int64_t link);
bool clinic_rules_undo(struct clinic *c, int64_t link, bool again, int64_t *done, struct err *err);

/* Those that were in force before them come back, *at: when they came into force; once more: those of
 * now.  Every version that was in force is in backups/ too. */
bool clinic_rules_back(struct clinic *c, instant_t *at, struct err *err);

/* Who enters and leaves when `next` takes the place of the rules in force: everybody is looked at, in
 * steps of `budget_ms`; *done at the end.  Counts for each segment of `next` that is not the same, then
 * for each that goes.  ERR_CONFLICT when other rules or settings come into force meanwhile. */
struct rules_diff_line {
	const char *key;
	bool is_new, gone, changed;
	int64_t members, enter, leave;
	int64_t *entering, *leaving; /* the first DIFF_SHOWN of them */
	size_t n_entering, n_leaving;
	/* Whose pin goes by the meaning until now, and would count no more; all of them. */
	int64_t *pinned;
	size_t n_pinned;
};
enum { DIFF_SHOWN = 200 };
struct rules_diff;
/* `keep_pins`: as clinic_rules_activate. */
struct rules_diff *rules_diff_begin(struct clinic *c, struct ruleset *next /* taken over */,
				    bool keep_pins);
bool rules_diff_step(struct rules_diff *d, int budget_ms, bool *done, int64_t *seen, int64_t *of,
		     struct err *err);
const struct rules_diff_line *rules_diff_lines(const struct rules_diff *d, size_t *n);
const struct ruleset *rules_diff_next(const struct rules_diff *d);
void rules_diff_free(struct rules_diff *d);

/* --- lists --- */

struct segment_line {
	size_t segment;   /* number in the rules in force */
	const char *key, *title; /* of the ruleset */
	struct segment_count count;
	int64_t kept_in, kept_out, void_pins;
};
/* All of them, in the file's order; membership is brought up to today first, in steps (*done false: ask
 * again, or another terminal held it up; what is shown is exact for the day segments_exact tells). */
bool segments_list(struct clinic *c, int budget_ms, struct segment_line **out, size_t *n, bool *done,
		   struct err *err);

/* Membership up to today: as far as the budget goes; 0: to the end, and with patience for others who
 * write.  ERR_BUSY when they do not end. */
bool segments_catch_up(struct clinic *c, int budget_ms, bool *done, struct err *err);

/* Keeps membership up, a slice of that many ms at a time, and once a day does what runs daily: for the
 * time between two keys. */
bool clinic_segments_work(struct clinic *c, int budget_ms, bool *done, struct err *err);

/* Members in order: the next `limit` after (*key, *patient). */
bool segment_page(struct clinic *c, size_t segment, int64_t *key, int64_t *patient, size_t limit,
		  int64_t *ids, size_t *n, struct err *err);

/* Who fits a sentence (NULL: everybody), without a file: all are looked at, in steps, or by threads
 * while a step waits.  Ids in order of name at the end, before it those found so far; how many. */
struct where;
struct where *where_begin(struct clinic *c, const char *sentence, struct problems *problems);
/* Only how many. */
struct where *where_count_begin(struct clinic *c, const char *sentence, struct problems *problems);
bool where_step(struct where *w, int budget_ms, bool *done, struct err *err);
const int64_t *where_ids(const struct where *w, size_t *n);
/* The value that the sentence asks for, by which they are listed from now on; NULL: it asks for none.
 * Before the first step.  where_values: of each of the ids that where_ids gave last. */
const struct node *where_by_value(struct where *w);
const int64_t *where_values(const struct where *w);
int64_t where_count(const struct where *w);
void where_free(struct where *w);
/* Ends what threads are at, before rules or settings go that they read: it begins anew. */
void where_stop_all(struct clinic *c);

/* --- why --- */

struct why *segment_why_of(struct clinic *c, size_t segment, int64_t patient, struct arena *arena,
			   struct err *err);
/* Every segment a patient is in, those they are kept out of by hand, and those they are nearly in: only
 * one condition is missing and it is not the first (what the rule is about), or they will be in within
 * 60 days by themselves. */
struct segment_of {
	size_t segment;
	bool is, pinned;
	day_t change;           /* when it will be otherwise by itself, DAY_MAX */
	const char *because;    /* nearly: what is missing; pinned: by whom and why; NULL; in `arena` */
	bool in_the_way;        /* nearly: what is so and must not be */
};
bool segments_of_patient(struct clinic *c, int64_t patient, struct arena *arena,
			 struct segment_of **out, size_t *n, struct err *err);

/* The same of one sentence; what is wrong with it in `problems`. */
struct why *where_why(struct clinic *c, const char *sentence, int64_t patient, struct arena *arena,
		      struct problems *problems, struct err *err);

/* --- pins --- */

bool segment_pin(struct clinic *c, const char *segment, int64_t patient, enum pin_way way,
		 const char *reason, struct err *err);
bool segment_unpin(struct clinic *c, const char *segment, int64_t patient, struct err *err);

/* --- actions --- */

struct run_line {
	int64_t patient;
	day_t entered;
	const struct then *then; /* NULL: only notes that this entry had its turn; not for showing */
	char *what; /* "to-do: post-op call, due today, for Dr Lin", "tag vip", "tag vip goes" */
};
struct segment_run {
	struct run_line *lines;
	size_t n;
	int64_t entries;  /* that are new since the last run */
	int64_t settled;  /* of those, for whom nothing is left to do: they have the tag already */
	int64_t already;  /* members whose entry was acted on before */
	int64_t skipped;  /* members from before the rule, with start: new members only */
};
/* What running it now would do. */
bool segment_run_plan(struct clinic *c, size_t segment, struct segment_run *run, struct err *err);
/* Does it, as one action that ^Z takes back whole; once per entry. */
bool segment_run_do(struct clinic *c, size_t segment, struct segment_run *run, struct err *err);
/* The same for the tags that a segment left behind which is in the rules no more: they go.  No lines
 * when it left none. */
bool segment_gone_plan(struct clinic *c, const char *key, struct segment_run *run, struct err *err);
bool segment_gone_do(struct clinic *c, const char *key, struct segment_run *run, struct err *err);
void segment_run_release(struct segment_run *run);
/* The segments that say run: daily, once a day by whoever is at work; told(…) of each that did
 * something.  What is done is nobody's own: their ^Z does not offer it. */
typedef void ran_daily(const struct segment *s, const struct segment_run *run, void *arg);
bool segments_run_daily(struct clinic *c, ran_daily *told, void *arg, struct err *err);

/* --- a survey answer --- */

bool survey_answer_add(struct clinic *c, struct survey_answer *a, struct err *err);

#endif
