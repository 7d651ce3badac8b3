/* What a day at the desk needs of the database: few columns, few queries, nothing that grows with
 * the number of patients. */
#ifndef REVISIT_STORE_DAY_H
#define REVISIT_STORE_DAY_H

#include "revisit/store/store.h"

/* A visit as the list of a day has it before anybody looks at the line. */
struct day_visit {
	int64_t id, patient;
	day_t day;
	minute_t minute;
	int minutes; /* 0: not known */
	int status;  /* enum visit_status */
	int late;    /* minutes they said they will be late */
	instant_t arrived_at, seated_at, booked_at;
	bool told_why; /* done without a next visit, and why was asked */
	/* What store_visits_more finds: */
	bool more;
	day_t birth_day; /* the patient's */
	bool again;      /* done, and a later visit stands (or took place since) */
};

struct day_visits {
	struct day_visit *v;
	size_t n, cap;
};

void day_visits_release(struct day_visits *d);

/* Those of a day in order of time, without those that were moved away; appended. */
bool store_day_visits(struct store *s, day_t day, struct day_visits *out, struct err *err);

/* The rest of these, which takes a look at each patient. */
bool store_visits_more(struct store *s, struct day_visit *v, size_t n, struct err *err);

/* Visits of first … last that are still booked or here, newest first, at most `most`: on days gone
 * by, nobody closed them. */
bool store_open_visits(struct store *s, day_t first, day_t last, int most, struct day_visits *out,
		       struct err *err);

/* What was paid that day, by way of payment, the most first. */
struct taking {
	char *method; /* vocabulary payment, NULL: not said; heap */
	int64_t paid;
};
struct takings {
	struct taking *v;
	size_t n, cap;
};
void takings_release(struct takings *t);
bool store_takings(struct store *s, day_t day, struct takings *out, struct err *err); /* appended */

/* What one shift told the next that still holds on `day`, oldest first. */
bool store_handovers(struct store *s, day_t day, struct rows *out, struct err *err);

bool store_consents(struct store *s, int64_t patient, struct rows *out, struct err *err);

#endif
