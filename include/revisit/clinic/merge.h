/* One person, one chart: two charts compared, made one, and taken apart again; and a single line
 * that was written on the wrong chart.
 *
 * After a merge the chart that was given up keeps its row (status merged) and what the survivor has
 * too: the same telephone, tag, alert or consent is not kept twice.  Everything else moves.  The
 * old chart number leads to the survivor.  A number that is wrong or dead on either chart is so on
 * the survivor; of two consents for the same purpose and channel the stricter holds, of two
 * decisions about one recall the one with a reason, else the later one.
 *
 * Unmerging puts back exactly what was; what was added to the survivor since stays there, and what
 * was changed since keeps its change, on whichever chart it belongs to. */
#ifndef REVISIT_CLINIC_MERGE_H
#define REVISIT_CLINIC_MERGE_H

#include "revisit/clinic/clinic.h"
#include "revisit/store/merge.h"

enum merge_take { TAKE_KEEP, TAKE_LOSE, TAKE_BOTH }; /* TAKE_BOTH: notes, one below the other */

struct merge_field {
	const struct field *f; /* of the patient; others go with it, such as family name with name */
	char *keep, *lose;     /* for people; NULL when missing; heap */
	bool differs;          /* both have it, and not the same: somebody should look */
	bool both;             /* TAKE_BOTH is possible */
	enum merge_take take;  /* what will be; at first what seems the better one */
};

/* What hangs on the chart that is given up. */
enum merge_part {
	PART_VISITS, PART_TASKS, PART_CALLS, PART_NOTES, PART_CONTACTS, PART_TAGS, PART_ALERTS,
	PART_CONSENTS, PART_PLANS, PART_RECALLS, PART_SOONER, PART_SURVEYS, PART_PINS, PART_POINTING,
	PART_CHARTS, MERGE_PARTS
};

struct merge_preview {
	struct patient keep, lose;
	struct merge_field *fields; /* those that either chart has */
	size_t n_fields;
	size_t moves[MERGE_PARTS]; /* so many move */
	size_t same[MERGE_PARTS];  /* so many the survivor has already */
	struct strlist remarks;    /* consents and numbers that become stricter, for people */
	bool not_same;             /* somebody said that they are two people */
};

extern const char *const merge_part_labels[MERGE_PARTS]; /* N_() */

/* What would be.  Refused: the same chart twice, one that was merged already (ERR_STEP). */
bool clinic_merge_preview(struct clinic *c, int64_t keep, int64_t lose, struct merge_preview *p,
			  struct err *err);
void merge_preview_release(struct merge_preview *p);

/* "keep", "lose" or "both"; ERR_UNKNOWN_FIELD, ERR_BAD_VALUE. */
bool merge_choose(struct merge_preview *p, const char *field, const char *take, struct err *err);

/* As previewed, in one action.  ERR_CONFLICT when one of the two was changed since. */
bool clinic_merge(struct clinic *c, const struct merge_preview *p, struct err *err);

struct unmerged {
	int64_t keep;  /* from whom it was taken */
	size_t back;   /* rows that went back */
	size_t stayed; /* rows that moved then and are elsewhere by now, or gone */
};

/* ERR_STEP with the reason: not merged; the survivor was itself merged since; a chart merged later
 * has left its own of something that would go. */
bool clinic_unmerge(struct clinic *c, int64_t lose, struct unmerged *out, struct err *err);

/* They are two people, and nobody asks again. */
bool clinic_not_same(struct clinic *c, int64_t a, int64_t b, struct err *err);

/* A chart by its own number, also when it was merged; ERR_NO_MATCH.  patient_by_chart leads to the
 * survivor instead. */
bool merged_by_chart(struct clinic *c, const char *chart_no, int64_t *patient, struct err *err);

/* "merged from 3310 李小娜 (12 May, mei)": for each merge in force into this patient. */
bool clinic_merged_from(struct clinic *c, int64_t keep, struct strlist *out, struct err *err);

/* "merged with 3310 李小娜", "3310 李小娜 taken out again": what an action did, when it made a merge or
 * took one back; appended.  False when it did neither. */
bool clinic_merge_words(struct clinic *c, int64_t action, struct str *out);

/* Puts one visit, to-do, note, call, alert, telephone, tag, treatment plan, recall or wish to come
 * sooner on another chart.  Visits that were moved in the book go with those they became, and take
 * along what follows them up and who would come instead, but not the plan they were for; a plan
 * takes its parts along, but not their visits.  *moved is how many rows that were.    Refused: the
 * same chart, one that has it already, an alert of a whole family. */
bool clinic_refile(struct clinic *c, const struct record *rec, int64_t row, int64_t to, int *moved,
		   struct err *err);

#endif
