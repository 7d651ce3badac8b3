/* Inside clinic/: the parts of a day that have files of their own. */
#ifndef REVISIT_SRC_CLINIC_DAY_PARTS_H
#define REVISIT_SRC_CLINIC_DAY_PARTS_H

#include "revisit/clinic/day.h"

/* Free time worth filling, in place of what was there. */
bool day_load_gaps(struct clinic *c, struct day *d, struct err *err);
void day_drop_gaps(struct day *d);
/* Then how many would take each: those who wait are read, and matched with the gaps, some in each
 * call; true when all are. */
bool day_look_wishes(struct clinic *c, struct day *d);
bool day_match_wishes(struct clinic *c, struct day *d);
void day_drop_wishes(struct day *d);

/* What is done first, of what is known so far. */
void day_build_first(struct day *d, const struct clinic *c);
bool day_load_unclosed(struct clinic *c, struct day *d, struct err *err);
/* The next week of bookings that leave or changed hours may have hit. */
bool day_look_hit(struct clinic *c, struct day *d, bool *through, struct err *err);
/* Gone by, or the clinic has closed. */
bool day_is_over(struct clinic *c, const struct day *d);

#endif
