/* Families: who is a child, who answers for them, who pays.  Pure: no clock, no database.
 *
 * A child has a guardian, or the role of one in the household, and grows out of both on a birthday:
 * that is said, and done by hand, since a grown-up is asked for their own consent. */
#ifndef REVISIT_CARE_FAMILY_H
#define REVISIT_CARE_FAMILY_H

#include "revisit/model/records.h"

/* The day they come of age; DAY_NONE when their birthday is not known (an estimate is not). */
day_t family_of_age(const struct patient *p, int adult_from);

/* Younger than that; of unknown age: who is kept as a child. */
bool family_is_minor(const struct patient *p, int adult_from, day_t today);

/* Of age, and still kept as a child. */
bool family_has_grown(const struct patient *p, int adult_from, day_t today);

/* Who pays: as it was said, else the guardian of a minor, else themselves. */
int64_t family_payer(const struct patient *p, int adult_from, day_t today);

/* What `other` is to `of`, translated: "wife", "son", "grandmother"; "family" when it is not known. */
const char *family_relation(const struct patient *of, const struct patient *other);

#endif
