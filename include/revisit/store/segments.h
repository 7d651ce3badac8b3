/* Live membership of segments: exact for the day it is asked for, at any size.
 *
 * For each patient and segment the store keeps the present or next spell of days of membership, and
 * for each patient until when all of that is good (design: rules.md § 3).  An edit makes its patients
 * dirty (triggers, so edits by other programs too); they are worked out again in the same
 * transaction, and what differs is written.  Nothing is ever added to or taken from a counter by
 * hand, so nothing drifts. */
#ifndef REVISIT_STORE_SEGMENTS_H
#define REVISIT_STORE_SEGMENTS_H

#include "revisit/rules/eval.h"
#include "revisit/store/store.h"

/* The rules in force, from now on kept up by every commit of this store; NULL for none.  Not owned,
 * must outlive the store or the next call.  Segments of the database that are not among them, or mean
 * something else (hash), are what segments_build is for.  The database's version of the rule file
 * comes first (store_rules_activate): rules that are not the newest there build nothing, and leave
 * what they cannot keep up to who has the newest. */
bool store_rules(struct store *s, const struct ruleset *rules, struct err *err);

/* Works out who is marked as written to, and whose lease ends by `today`.  ERR_BUSY when another
 * process writes for more than 50 ms: what is shown then is the last exact state.  In steps of at
 * most `budget_ms` (0: to the end); *done when nothing is left but what segments_build is for. */
bool segments_refresh(struct store *s, day_t today, int budget_ms, bool *done, struct err *err);
/* Whether everything shown is exact for that day. */
bool segments_exact(struct store *s, day_t today);

/* The work of the background: builds what is not built (new or changed segments; all of them after a
 * bulk load, and when the clock was set back), then what segments_refresh does, renews leases before
 * they end, enters a new day in the flows.  In steps as above, a build under the job lease
 * "segments"; other processes go on with what was in force (*done when one of them has the job).  A
 * killed build goes on where it was. */
struct segments_progress {
	size_t segments;        /* being built */
	int64_t patients, of;
};
bool segments_build(struct store *s, day_t today, int budget_ms, struct segments_progress *progress,
		    bool *done, struct err *err);

struct segment_count {
	bool built;             /* else the numbers are of the version before, or nothing */
	int64_t members;        /* without pins kept out, with those kept in */
	int64_t entered, left;  /* today */
	int32_t daily[30];      /* members at the end of each of the last 30 days, today last; −1 not known */
};
/* One of each segment of the rules in force, in their order. */
bool segments_count(struct store *s, day_t today, struct segment_count *out, struct err *err);

/* Nothing is known any more of how many there were on days before that one. */
bool segments_forget_past(struct store *s, size_t segment, day_t before, struct err *err);

/* Members in the segment's order: at most `limit` ids after (key, patient), which move on; key
 * INT64_MIN and patient 0 begin. */
bool segments_members(struct store *s, size_t segment, day_t today, int64_t *key, int64_t *patient,
		      size_t limit, int64_t *out, size_t *n, struct err *err);
bool segments_is_member(struct store *s, size_t segment, int64_t patient, day_t today, bool *is,
			struct err *err);
/* The same with since when they are in (DAY_NONE: not known), as call lists go by: the next `limit` after
 * (key, patient) of `after`, and of one patient. */
struct segment_stay {
	int64_t patient, key;
	day_t since;
	bool from_start; /* a member already when the segment was first built; of one patient only */
};
bool segments_stays(struct store *s, size_t segment, day_t today, const struct segment_stay *after,
		    size_t limit, struct segment_stay *out, size_t *n, struct err *err);
bool segments_stay(struct store *s, size_t segment, int64_t patient, day_t today,
		   struct segment_stay *out, bool *is, struct err *err);
/* Bits of the segments a patient is in, as numbers of the ruleset, into out[n_segments]. */
bool segments_of(struct store *s, int64_t patient, day_t today, bool *out, struct err *err);

/* Who entered on a day and is still in, and whether the segment's actions were done for that entry. */
struct segment_entry {
	int64_t patient;
	day_t entered, left;  /* DAY_NONE while in */
	bool acted;           /* by an action that was not taken back since (seg_entry.acted is its id) */
	bool from_start;      /* a member already when the segment was first built */
};
bool segments_entries(struct store *s, size_t segment, bool open_only,
		      bool (*see)(const struct segment_entry *e, void *arg), void *arg,
		      struct err *err);
/* In an action: marks the entry of that day acted on by it; taking the action back takes that back.
 * But of whom it stays for when it is taken back in parts (undo.h): they have had their turn.  With
 * nobody in `stays` it is taken back whole, of those too. */
bool segments_acted(struct store *s, size_t segment, int64_t patient, day_t entered,
		    struct err *err);

struct undo_parts;
bool segments_marks_stay(struct store *s, int64_t action, const struct undo_parts *stays, struct err *err);

/* Tags that a segment set, whether the rules know it still or not, into rows of record_patient_tag. */
bool store_segment_tags(struct store *s, const char *segment, struct rows *out, struct err *err);
/* The segments that set any. */
bool store_tag_segments(struct store *s, struct strlist *out, struct err *err);
/* Whether the patient had such a tag of that segment, and a run was the last to take one off. */
bool store_tag_taken(struct store *s, int64_t patient, const char *tag, const char *segment);

/* Of one patient, into rows of record_pin; and what they answered, newest first. */
bool store_pins(struct store *s, int64_t patient, struct rows *out, struct err *err);
bool store_survey_answers(struct store *s, int64_t patient, struct rows *out, struct err *err);

/* The rule file in force: text, and what the last attempt to change it said. */
struct rules_version {
	int64_t seq;
	char *text, *sha, *by, *error; /* error of the newest attempt, NULL */
	instant_t at;
};
void rules_version_release(struct rules_version *v);
bool store_rules_version(struct store *s, struct rules_version *out, struct err *err); /* seq 0: none */
/* The one that was in force before it, of another text. */
bool store_rules_before(struct store *s, struct rules_version *out, struct err *err);
/* The text of that sha, once in force; seq 0: none is known. */
bool store_rules_of(struct store *s, const char *sha, struct rules_version *out, struct err *err);
/* *seq: its number.  The version that is in force already is not written again. */
bool store_rules_activate(struct store *s, const char *text, const char *sha, int64_t *seq,
			  struct err *err);
/* A broken edit: everybody sees its error, the version in force stays.  Nothing when the newest
 * attempt is of the same sha. */
bool store_rules_failed(struct store *s, const char *sha, const char *error, struct err *err);
/* Of the newest attempt, good or broken; 0: there was none.  Cheap: asked every second. */
int64_t store_rules_newest(struct store *s);

#endif
