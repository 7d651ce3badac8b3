/* How many of a segment's members may be called today: the very policy of its call list (care/calling.h:
 * purpose, consent, numbers, quiet days, caps, given up after), except for what passes with the hour:
 * who is on the line with somebody, the calling hours, the share of new ones a day. */
#ifndef REVISIT_CLINIC_CALLABLE_H
#define REVISIT_CLINIC_CALLABLE_H

#include "revisit/clinic/segments.h"

struct callable;

/* NULL: there is no such segment.  Valid until other rules come into force. */
struct callable *callable_begin(struct clinic *c, size_t segment);
/* Some more of the members; *done at the end. */
bool callable_step(struct callable *k, int budget_ms, bool *done, struct err *err);
int64_t callable_count(const struct callable *k); /* so far */
void callable_free(struct callable *k); /* NULL is allowed */

#endif
