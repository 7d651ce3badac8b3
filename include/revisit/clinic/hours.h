/* The records behind the book: who works when, which days differ, chairs, how long visits take.
 *
 * One function that writes is one action, which can be undone.  book.h says what the records mean
 * together; conflicts tells which bookings they leave in the cold. */
#ifndef REVISIT_CLINIC_HOURS_H
#define REVISIT_CLINIC_HOURS_H

#include "revisit/clinic/book.h"

/* "09:00-12:00,14:00-18:00", "9-12 14-18", "上午9点-12点"; "off", "closed" and "休" are none.  The
 * end may be 24:00.  ERR_BAD_VALUE. */
bool spans_parse(const char *text, struct spans *out, struct err *err);
/* "09:00-12:00 14:00-18:00", "" for none; appended. */
void spans_text(struct str *out, const struct spans *s);

/* --- weeks --- */

/* The hours of a provider on some weekdays, in force from `first` to `last` (DAY_NONE: always). */
struct week_hours {
	const char *provider;     /* a key */
	unsigned weekdays;        /* a bit each, bit 0 Monday */
	struct spans spans;       /* none: does not work then */
	const char *chair, *site; /* NULL: as in what they have; "": any */
	day_t first, last;
};

/* Takes the place of what stood for those weekdays between the days: what reaches beyond them is
 * cut there and stays.  ERR_BAD_VALUE for days in the wrong order. */
bool hours_set(struct clinic *c, const struct week_hours *w, struct err *err);
/* The provider works as the clinic is open again.  *n is how many rows went; may be NULL. */
bool hours_forget(struct clinic *c, const char *provider, size_t *n, struct err *err);

/* A row of the schedule as rows show it: alike rows of several weekdays are one. */
struct hours_line {
	const char *provider, *chair, *site; /* of `rows`; NULL */
	unsigned weekdays;
	struct spans spans;
	day_t first, last;
};

/* The weeks on record that do not end before `day`, in clinic.yaml's order of providers (NULL:
 * all). */
struct weeks {
	struct rows rows; /* of record_schedule */
	struct hours_line *v;
	size_t n;
};
bool weeks_load(struct clinic *c, const char *provider, day_t day, struct weeks *out,
		struct err *err);
void weeks_release(struct weeks *w);

/* Not named in a clinic.yaml that names others: offered no more, whatever their week says, and
 * their bookings no longer fit. */
bool provider_left(const struct clinic *c, const char *provider);
/* Providers to show: those of clinic.yaml who treat or have a week, then others who have one. */
bool hours_providers(struct clinic *c, struct strlist *out, struct err *err);

/* --- days that differ --- */

/* Stores a new (row.id 0) or changed one.  ERR_EXISTS when another says so already, ERR_BAD_DATE when the last day is before the first, and
 * so for times. */
bool day_off_save(struct clinic *c, struct day_off *d, bool *changed, struct err *err);
/* From `day` on, soonest first. */
bool days_off_load(struct clinic *c, day_t day, struct rows *out, struct err *err);
/* "Mon 30 Nov – Fri 4 Dec", "today 14:00–18:00"; appended. */
void day_off_when(struct clinic *c, const struct day_off *d, struct str *out);
/* Words for who: the provider's name, or the clinic. */
const char *day_off_who(struct clinic *c, const struct day_off *d);

/* --- chairs and lengths --- */

/* All chairs in their order, those that only clinic.yaml has with row.id 0. */
bool chairs_load(struct clinic *c, struct rows *out, struct err *err);
/* A new one comes last unless it has a position.  ERR_EXISTS for a key that another has. */
bool chair_save(struct clinic *c, struct chair *ch, bool *changed, struct err *err);

/* What kinds take: of clinic.yaml with row.id 0, unless a record says otherwise. */
bool lengths_load(struct clinic *c, struct rows *out, struct err *err);
/* Takes the place of what stands for the kind and provider. */
bool length_save(struct clinic *c, struct visit_length *l, bool *changed, struct err *err);

/* A row of schedule, day_off, chair or visit_length. */
bool hours_delete(struct clinic *c, const struct record *rec, int64_t id, struct err *err);

/* --- what no longer fits --- */

struct conflict {
	struct booking b; /* its texts live until the walk goes on */
	unsigned why;     /* enum against */
	bool hit;         /* by hours that were written after it was booked, or by a broken chair; not by
			   * another booking, nor knowingly */
	const char *words;
};

/* Booked visits that something speaks against (closed, off, chair, two at once), of at most a
 * week from *day on, which moves behind what was looked at: to DAY_NONE when nothing is ahead.
 * Past bookings are not looked at.  false of `found` stops. */
bool conflicts(struct clinic *c, day_t *day, day_t last,
	       bool (*found)(const struct conflict *k, void *arg), void *arg, struct err *err);

#endif
