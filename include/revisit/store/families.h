/* Who is kept as a child, by age. */
#ifndef REVISIT_STORE_FAMILIES_H
#define REVISIT_STORE_FAMILIES_H

#include "revisit/store/store.h"

/* Patients with a guardian or the role of a child who were born from `first` to `last`, the youngest
 * first, at most `most`; not those who are gone. */
bool store_children_born(struct store *s, day_t first, day_t last, int most, struct rows *out,
			 struct err *err);

#endif
