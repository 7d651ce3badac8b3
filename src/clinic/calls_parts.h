/* Inside clinic/: what the files of calls share. */
#ifndef REVISIT_SRC_CLINIC_CALLS_PARTS_H
#define REVISIT_SRC_CLINIC_CALLS_PARTS_H

#include "revisit/clinic/calls.h"

/* Somebody on a list. */
struct on_list {
	int64_t patient, visit;
	size_t segment; /* that brought them, SIZE_MAX: by hand, by the book */
	int place;      /* 0: by hand, by the book; else the n-th of the list's segments */
	int64_t key;    /* in the order of place, key, patient */
	when_t since;   /* the stay began, WHEN_NONE: not known */
	when_t begins;  /* the visit it is about, 0: none, or no time */
};

when_t calls_now(const struct clinic *c);

bool list_by_rules(const struct call_list_info *l);
/* Everybody in the order of the list, nobody twice; `see` returning false ends it. */
bool list_each(struct clinic *c, const struct call_list_info *l,
	       bool (*see)(const struct on_list *on, void *arg), void *arg, struct err *err);
/* Whether that one is on it, and how. */
bool list_has(struct clinic *c, const struct call_list_info *l, int64_t patient, int64_t visit,
	      struct on_list *out, bool *is, struct err *err);
/* The same, or they were promised a call back by it that is open: kept although nothing brings them any
 * more. */
bool list_has_or_owes(struct clinic *c, const struct call_list_info *l, int64_t patient,
		      int64_t visit, struct on_list *out, bool *is, struct err *err);
/* What the list says about one of those on it; `staff` asks. */
struct call_terms list_terms(struct clinic *c, const struct call_list_info *l,
			     const struct on_list *on, const char *staff);
/* The most new ones a day of a segment (SIZE_MAX: those by hand), 0: no limit. */
int list_share(struct clinic *c, const struct call_list_info *l, size_t segment);
/* What a segment says of a call list (NULL: of any), NULL; and the most new ones a day by it. */
const struct then *segment_call(const struct segment *s, const char *list);
int segment_share(const struct segment *s, const struct then *call);
/* The list as attempts and to-dos name it: NULL for none. */
const char *list_or_none(const struct call_list_info *l);

/* How they stand for whoever is at work, claims and shares left out. */
bool list_state(struct clinic *c, const struct call_list_info *l, const struct on_list *on,
		const char *staff, struct call_state *out, struct err *err);

/* "li wei", the name, else the number of the chart; heap. */
char *call_name(struct clinic *c, int64_t patient);
/* ERR_NOT_CALLABLE in words. */
bool say_not_callable(struct clinic *c, enum call_why why, when_t until, struct err *err);

/* ERR_CLAIM_OVER, with what happened since; also when the claim is somebody else's now. */
bool claim_gone(struct clinic *c, int64_t claim, struct err *err);
/* The claim, when it is ours and alive. */
bool own_claim(struct clinic *c, int64_t claim, struct claim *out, struct err *err);

#endif
