/* Inside care/: how alike two names are. */
#ifndef REVISIT_CARE_LIKENESS_NAME_H
#define REVISIT_CARE_LIKENESS_NAME_H

#include "revisit/care/likeness.h"

struct name_likeness {
	unsigned reasons;
	float bits;
	bool other; /* plainly somebody else's given name */
};

struct name_likeness likeness_of_names(const struct likeness_person *a,
				       const struct likeness_person *b, size_t people);

/* One slip apart, or a quarter of the letters. */
bool likeness_close(const char *a, const char *b);

#endif
