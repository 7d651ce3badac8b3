/* Calls in the database: lists, claims, holds, what was tried.
 *
 * A claim is one row, taken in one transaction: unique by patient, by household and by each telephone
 * number of the patient, so two callers cannot have the same person, number or family, whatever
 * happens between looking and taking.  It lives until `until_boot` on the clock of this start of the
 * machine; a process that vanished, and another start of the machine, end it at once.  Claims are not
 * journalled: what came of them is. */
#ifndef REVISIT_STORE_CALLS_H
#define REVISIT_STORE_CALLS_H

#include "revisit/care/calling.h"
#include "revisit/store/store.h"

struct claim {
	int64_t id; /* shown as c56 */
	char *list;
	int64_t patient, household, visit;
	char *staff;
	instant_t since;
	int64_t left_ms;  /* until it ends by itself */
	int attempts;     /* recorded in it so far */
	bool mine;        /* of this process, or of the command line under the same name */
};
void claim_release(struct claim *c);

/* What is looked at and claimed in one go: a write transaction without an entry in the journal.  Inside
 * an action it is the action's. */
bool store_calls_begin(struct store *s, struct err *err);
bool store_calls_end(struct store *s, bool ok, struct err *err);

/* Takes it.  ERR_CLAIMED (with who and since when in the message) when the patient, a number or the
 * household is claimed; `*why` says which of CALL_WITH… it was.  minutes: how long it lives; pid 0 for
 * a claim that outlives this process. */
bool store_claim_take(struct store *s, const char *list, int64_t patient, int64_t visit, int minutes,
		      bool outlives, struct claim *out, enum call_why *why, struct err *err);
/* Lives on for so many minutes; ERR_CLAIM_OVER when it ended meanwhile. */
bool store_claim_keep(struct store *s, int64_t claim, int minutes, struct err *err);
bool store_claim_drop(struct store *s, int64_t claim, struct err *err);
/* They have another number now: it is claimed, too, unless somebody has it on the line. */
bool store_claim_numbers(struct store *s, int64_t claim, int64_t patient, struct err *err);
/* ERR_CLAIM_OVER: there is none (any more). */
bool store_claim(struct store *s, int64_t claim, struct claim *out, struct err *err);
/* One that ended, as far as that is still known; false: not. */
bool store_claim_ended(struct store *s, int64_t claim, struct claim *out);
/* One more attempt was recorded in it. */
bool store_claim_tried(struct store *s, int64_t claim, struct err *err);
/* The live ones of a list (NULL: all), oldest first; dead ones are swept away by whoever writes next. */
bool store_claims(struct store *s, const char *list, bool (*see)(const struct claim *c, void *arg),
		  void *arg, struct err *err);
/* Whether somebody else has that patient, a number of theirs or their family: NULL or a heap claim. */
struct claim *store_claimed(struct store *s, int64_t patient, enum call_why *why);

/* Patients who cannot be claimed because of a live claim: who has them, or somebody near them. */
bool store_claims_reach(struct store *s, bool (*see)(int64_t patient, enum call_why why, void *arg),
			void *arg, struct err *err);

/* Who sits at the calls. */
struct caller_line {
	char *staff, *list, *state; /* "here", "pause" */
	instant_t since;
	int64_t patient;            /* whom they have, 0 */
};
bool store_callers(struct store *s, bool (*see)(const struct caller_line *c, void *arg), void *arg,
		   struct err *err);
bool store_caller_set(struct store *s, const char *list, const char *state, struct err *err);

/* Passed over today, and why. */
bool store_skip(struct store *s, const char *list, int64_t patient, const char *reason,
		struct err *err);
/* In an action: given back with nothing recorded.  Taking that back changes nothing, but it is told before
 * what was done before it. */
bool store_given_back(struct store *s, struct err *err);
/* Ids of those passed over on a list that day, as they were. */
bool store_skipped(struct store *s, const char *list, day_t day,
		   bool (*see)(int64_t patient, void *arg), void *arg, struct err *err);

/* One patient as the policy sees them, for a list (key, purpose) and a day; texts in `arena`. */
bool store_call_person(struct store *s, const struct config *config, int64_t patient,
		       const char *list, enum purpose purpose, when_t now, struct arena *arena,
		       struct call_person *out, struct err *err);

/* How somebody stands on a list at a time, as call_may says. */
struct call_state {
	enum call_why why;
	when_t until;     /* of `why` */
	when_t good;      /* time alone changes none of this before; WHEN_EVER */
	when_t again;     /* the next step the last call of this stay led to, WHEN_NONE */
	when_t call_back; /* an open one, WHEN_NONE */
	int tries;        /* calls in this stay */
};
/* `visit`: what the list is about, 0: the patient; only what was tried for it counts then. */
bool store_call_state(struct store *s, const struct config *config, int64_t patient, int64_t visit,
		      const char *list, const struct call_terms *terms, when_t now,
		      struct call_state *out, struct err *err);

/* --- lists --- */

bool store_call_lists(struct store *s, struct rows *out, struct err *err); /* by hand, as they were made */
bool store_call_list(struct store *s, const char *key, struct call_list *out, bool *found,
		     struct err *err);
/* Those on a list, in order. */
bool store_call_entries(struct store *s, const char *list, struct rows *out, struct err *err);
bool store_call_entry(struct store *s, const char *list, int64_t patient, struct call_entry *out,
		      bool *found, struct err *err);
/* Those of one patient, on whatever lists. */
bool store_call_entries_of(struct store *s, int64_t patient, struct rows *out, struct err *err);
/* The last place taken on a list, 0. */
int64_t store_call_last_place(struct store *s, const char *list);

/* Visits of a day that are still to be confirmed, by time: those booked on `asked` or later are known to
 * be wanted. */
bool store_unconfirmed(struct store *s, day_t day, day_t asked, struct rows *out, struct err *err);

/* Open call backs of a list (NULL: of all, and of none) due by that time; rows of record_task, the earliest first. */
bool store_call_backs(struct store *s, const char *list, when_t until, struct rows *out,
		      struct err *err);

/* What was done on a list today (NULL: on all) by somebody (NULL: by anyone). */
struct calls_done {
	int64_t rung, talked, reached, booked, messages, skipped;
	int64_t calls; /* whom one rang, with all their numbers and the family asked as well, is one */
	int64_t call_backs_made, call_backs_kept;
	int64_t rang_us;
	instant_t first, last;
};
bool store_calls_done(struct store *s, const struct config *config, const char *list,
		      const char *staff, day_t day, struct calls_done *out, struct err *err);
/* Calls by telephone, theirs and ours, and what was settled at the desk after one, in order: rows of
 * record_attempt. */
bool store_calls_of(struct store *s, const char *staff, day_t day, struct rows *out, struct err *err);
/* What was tried for a list from one day to another, by whatever channel; one line for each, several of a
 * patient; what the desk settled only of whom we had tried before. */
struct call_made {
	int64_t patient;
	bool reached, booked;
};
bool store_calls_made(struct store *s, const struct config *config, const char *list, day_t from,
		      day_t until, bool (*see)(const struct call_made *m, void *arg), void *arg,
		      struct err *err);
/* How many were dialled on a list that day for a segment (NULL: for none) and not before in their stay. */
bool store_calls_begun(struct store *s, const char *list, int64_t kept, const char *segment, day_t day,
		       int64_t *n, struct err *err);
/* The last call of ours to that patient, 0. */
int64_t store_last_call(struct store *s, int64_t patient, struct err *err);
/* Who has that number, or is of that household, without the patient: ids, each once. */
bool store_call_companions(struct store *s, int64_t patient,
			   bool (*see)(int64_t other, bool same_number, void *arg), void *arg,
			   struct err *err);

/* --- how lists are kept --- */

/* Somebody on a list as they stood when they were looked at last. */
struct call_turn {
	int64_t patient, key;
	int place;       /* which part of the list brought them: in order of place, key, patient */
	when_t since;    /* the stay began */
	bool open;       /* to be looked at when it is their turn */
	when_t good;     /* the rest holds until then; 0: it was not looked at */
	enum call_why why;
	when_t until, again;
	int tries;
};
struct call_kept {
	int64_t id, stamp; /* id 0: it is not kept */
	day_t day;
};
/* What must be so for a list to be kept: changes whenever membership was made anew. */
int64_t store_membership_stamp(struct store *s);
bool store_kept(struct store *s, const char *list, struct call_kept *out, struct err *err);
/* Kept from now on, or for another day or meaning; sets out->id. */
bool store_keep(struct store *s, const char *list, struct call_kept *kept, struct err *err);
bool store_turn_write(struct store *s, int64_t list, const struct call_turn *t, struct err *err);
bool store_turn_delete(struct store *s, int64_t list, int64_t patient, struct err *err);
bool store_turn(struct store *s, int64_t list, int64_t patient, struct call_turn *out, bool *found,
		struct err *err);
/* All of a list, in no order that matters. */
bool store_turns(struct store *s, int64_t list, bool (*see)(const struct call_turn *t, void *arg),
		 void *arg, struct err *err);
/* Those open behind `after` (place, key, patient), at most `limit`; and those open whose next try was
 * due by `now`, the earliest first. */
bool store_turns_open(struct store *s, int64_t list, const struct call_turn *after, size_t limit,
		      struct call_turn *out, size_t *n, struct err *err);
bool store_turns_again(struct store *s, int64_t list, when_t now, when_t after, int64_t patient,
		       size_t limit, struct call_turn *out, size_t *n, struct err *err);
/* Those that were not looked at yet. */
bool store_turns_unseen(struct store *s, int64_t list, size_t limit, struct call_turn *out, size_t *n,
			struct err *err);
/* Whose time has come are open again. */
bool store_turns_free(struct store *s, when_t now, struct err *err);
/* Patients written to since, whose membership is worked out; then they are as if not. */
bool store_calls_touched(struct store *s, size_t limit, int64_t *out, size_t *n, struct err *err);
bool store_untouch(struct store *s, int64_t patient, struct err *err);
/* Whether nobody was written to, is unseen on that list, or became free by `now`. */
bool store_turns_current(struct store *s, int64_t list, when_t now);
/* The lists that are kept. */
bool store_kept_lists(struct store *s, struct strlist *out, struct err *err);
/* Patients rung for a list in the last days. */
bool store_rung_for(struct store *s, const char *list, day_t from,
		    bool (*see)(int64_t patient, void *arg), void *arg, struct err *err);

#endif
