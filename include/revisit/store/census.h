/* Patients by what a list from elsewhere may know them by: read a page at a time, lean enough for
 * all of them. */
#ifndef REVISIT_STORE_CENSUS_H
#define REVISIT_STORE_CENSUS_H

#include "revisit/store/store.h"

struct census_patient {
	int64_t id;
	const char *name; /* "" */
	day_t birth;
	enum precision precision;
	bool counts; /* neither merged nor made by the import that asks */
};

/* At most `limit` patients with a greater id than `after`, in order of id; merged ones and those that
 * import `but` made do not count, and only tell how far it has come.  *n is how many there were. */
bool store_census(struct store *s, int64_t after, int limit, int64_t but,
		  void (*found)(const struct census_patient *p, void *arg), void *arg, int *n,
		  struct err *err);
/* The same for telephone numbers, by the id of their contact. */
bool store_census_numbers(struct store *s, int64_t after, int limit,
			  void (*found)(int64_t contact, int64_t patient, const char *norm,
					void *arg),
			  void *arg, int *n, struct err *err);
/* Those of one patient, with contact 0. */
void store_numbers_of(struct store *s, int64_t patient,
		      void (*found)(int64_t contact, int64_t patient, const char *norm, void *arg),
		      void *arg);

int64_t store_last_action(struct store *s);
/* Patients that actions after *seen touched, not counting action `but`; *seen moves on. */
bool store_census_news(struct store *s, int64_t *seen, int64_t but,
		       void (*found)(int64_t patient, void *arg), void *arg, struct err *err);

/* Whether there are rows of that kind with an id from elsewhere. */
bool store_has_external(struct store *s, const struct record *rec);

#endif
