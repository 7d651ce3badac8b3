/* What the book is read from: visits that take time, and the records of hours. */
#ifndef REVISIT_STORE_BOOK_H
#define REVISIT_STORE_BOOK_H

#include "revisit/store/store.h"

/* The texts live until the next row; NULL when missing. */
struct booked_row {
	int64_t visit, patient;
	day_t day;
	minute_t minute;
	int64_t minutes; /* 0 unknown */
	const char *kind, *provider, *chair;
	int status;
};

/* Visits with a time from `first` to `last` that were not called off, in order of day and time.
 * Those after `today` are read from an index of the booked ones alone. */
bool store_booked(struct store *s, day_t first, day_t last, day_t today,
		  void (*row)(const struct booked_row *r, void *arg), void *arg, struct err *err);

/* The first day from `day` on that has a booking, DAY_NONE. */
day_t store_next_booked(struct store *s, day_t day);

/* Records of hours, appended to an initialised `out` of the right type, in order of id. */
bool store_all(struct store *s, struct rows *out, struct err *err);
/* Days that differ, as far as they reach into first … last. */
bool store_days_off(struct store *s, day_t first, day_t last, struct rows *out, struct err *err);

/* Minutes a kind takes: with that provider, else with anybody; 0 when no record says. */
int store_visit_length(struct store *s, const char *kind, const char *provider);

/* Who would come sooner and still waits on `day`, those who asked first first. */
bool store_sooner(struct store *s, day_t day, struct rows *out, struct err *err);
/* Those of one patient, whatever became of them, newest first. */
bool store_sooner_of(struct store *s, int64_t patient, struct rows *out, struct err *err);
/* Waiting records that would move this visit. */
bool store_sooner_for(struct store *s, int64_t visit, struct rows *out, struct err *err);

#endif
