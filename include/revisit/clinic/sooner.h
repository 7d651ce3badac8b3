/* Who would come sooner: the short-notice list, offered when a gap opens in the book. */
#ifndef REVISIT_CLINIC_SOONER_H
#define REVISIT_CLINIC_SOONER_H

#include "revisit/clinic/clinic.h"

struct book;

/* Sets a field in file or typed form ("weekdays=mon-wed", "until=fri", "visit=v12"); only in
 * memory. */
bool sooner_set(struct clinic *c, struct sooner *s, const char *field, const char *value,
		struct err *err);

/* When they can come, in one line: "any", "mon-fri after 17:00", "tue,thu 14-17", "mornings until
 * 12-3", 周末上午.  Sets weekdays, starts, ends and until; only in memory.  ERR_BAD_VALUE. */
bool sooner_parse(struct clinic *c, const char *text, struct sooner *s, struct err *err);

/* Enters a wish: for a patient, or for the booked visit they would move (which gives the patient,
 * and kind and minutes unless set).  Who waits for that visit, or without one for that
 * kind, gets the new wishes instead;
 * s is then that row.  ERR_STEP when the visit is not booked any more. */
bool sooner_add(struct clinic *c, struct sooner *s, struct err *err);
bool sooner_save(struct clinic *c, struct sooner *s, bool *changed, struct err *err);
/* No longer wanted. */
bool sooner_off(struct clinic *c, int64_t sooner, struct err *err);

/* Those who wait, the first who asked first; not whose visit took place or was called off
 * meanwhile. */
bool sooner_waiting(struct clinic *c, struct rows *out, struct err *err);

/* A stretch that became free.  provider and chair NULL: not known. */
struct sooner_gap {
	day_t day;
	minute_t from, to;
	const char *provider, *chair;
};

/* When they could begin in the gap: the earliest that day, time, length, provider and the last day
 * they ask for allow, sooner than the visit they would move, and while they have no other visit;
 * MINUTE_NONE when they cannot.  *minutes (may be NULL) is how long it takes. */
minute_t sooner_fits(struct clinic *c, const struct sooner *s, const struct sooner_gap *gap,
		     int *minutes);

/* The same, asked of a book that holds the day. */
minute_t sooner_fits_in(struct clinic *c, const struct book *b, const struct sooner *s,
			const struct sooner_gap *gap, int *minutes);

/* The same for many gaps: what is asked of the database is asked once for each who waits (`s` must
 * outlive it), the rest of a book that holds the day.  False: they wait no more. */
struct wanting {
	const struct sooner *wish;
	day_t day; /* of the visit they would move, DAY_MAX for none */
	minute_t minute;
	unsigned weekdays;
};
bool wanting_of(struct clinic *c, const struct sooner *s, struct wanting *out);
minute_t wanting_fits(struct clinic *c, const struct book *b, const struct wanting *w,
		      const struct sooner_gap *gap, int *minutes);

/* Whom it fits, the first who asked first: rows of record_sooner. */
bool sooner_for(struct clinic *c, const struct sooner_gap *gap, struct rows *out, struct err *err);

/* They take it: their visit is moved there, or one is booked, when sooner_fits says; one action. As
 * visit_book, ERR_CONFLICT with what speaks against it unless `accepted`; ERR_STEP when they do not
 * wait any more or it does not fit. */
bool sooner_take(struct clinic *c, int64_t sooner, const struct sooner_gap *gap, unsigned accepted,
		 int64_t *visit, struct err *err);

/* "mon,wed", "mon-fri", "周一至周三", "Tuesday": a bit each, bit 0 Monday; "" is 0.  ERR_BAD_VALUE.
 */
bool weekdays_parse(const char *text, unsigned *out, struct err *err);
/* "mon,tue,wed"; appended. */
void weekdays_text(struct str *out, unsigned weekdays);
/* "Mon–Wed, Fri" in the language in force; appended. */
void weekdays_show(struct str *out, unsigned weekdays);

/* "Mon, Tue 14:00–17:00, with Dr Lin, until Fri 4 Dec": the wishes in words; appended. */
void sooner_words(struct clinic *c, const struct sooner *s, struct str *out);

#endif
