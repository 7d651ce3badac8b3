/* Inside the book: what book.c reads, book_hours.c and book_slots.c ask. */
#ifndef REVISIT_CLINIC_BOOK_PARTS_H
#define REVISIT_CLINIC_BOOK_PARTS_H

#include "revisit/base/arena.h"
#include "revisit/care/slots.h"
#include "revisit/clinic/book.h"

/* Keys of one sort, each once: within a book, two are the same when their pointers are. */
struct keys {
	const char **v;
	size_t n, cap;
	uint32_t *slots; /* a power of two of them: places in v, from 1; 0: nobody's */
	size_t n_slots;
};

struct who {
	const char *site; /* where they usually are, NULL */
	bool treats;      /* named in clinic.yaml as one who treats */
	bool known;       /* named in clinic.yaml */
	bool weekly;      /* has hours of their own */
	bool left;        /* clinic.yaml names others only */
	const char **cannot; /* kinds of visit that they are not offered for; of the book */
	size_t n_cannot;
};

struct week_row {
	const char *provider, *site, *chair;
	int weekday;
	minute_t from, to;
	day_t first, last;
};

struct other_day {
	const char *provider, *site; /* NULL: the clinic; every site */
	day_t first, last;
	enum works works;
	minute_t from, to; /* MINUTE_NONE: the whole day; the ordinary hours */
	const char *reason;
	int64_t id;
};

struct usable_chair {
	const char *key, *site;
	int64_t position;
};

struct length {
	const char *kind, *provider; /* provider NULL: anybody */
	int minutes;
};

/* One day of the clinic as clinic.yaml has it. */
struct yaml_day {
	struct minutes open;
	int weekday;  /* whose week is worked */
	bool differs; /* closed, or hours of its own */
};

struct book {
	struct arena arena;
	day_t first, last;
	int step; /* slot minutes */
	bool named; /* clinic.yaml names providers */
	bool sites;
	struct keys kinds, providers, chairs;
	struct keys out; /* chairs that are out of order */
	struct who *who; /* of each provider */
	size_t who_cap;
	struct yaml_day *days;
	struct minutes ordinary[7]; /* the week of clinic.yaml */
	struct week_row *week;
	size_t n_week;
	struct other_day *others; /* the longer before the shorter: the last one that fits counts */
	size_t n_others;
	struct usable_chair *usable;
	size_t n_usable;
	struct length *lengths;
	size_t n_lengths;
	struct booking *v; /* in order of day, minute, visit */
	size_t n, cap;
	size_t *at; /* of each day and of the one behind: where its bookings begin */
	/* What is taken of every day, of providers and chairs in the order of their keys; NULL when
	 * these are so many that it is rather looked for. */
	struct minutes *taken_of, *taken_in;
};

/* The book's own copy of a key, NULL for none.  key_known: only if it has one. */
const char *key_of(struct book *b, struct keys *keys, const char *key);
const char *key_known(const struct keys *keys, const char *key);
size_t key_place(const struct keys *keys, const char *key); /* keys->n when it has none */
void keys_release(struct keys *keys);
const struct who *who_of(const struct book *b, const char *provider); /* a key of the book */

/* Offered to those who do not mind who treats them. */
bool is_offered(const struct who *w);

/* `provider` is a key of the book.  site NULL: wherever they are. */
struct minutes provider_minutes(const struct book *b, day_t day, const char *provider,
				const char *site);
struct minutes clinic_minutes(const struct book *b, day_t day, const char *site);
/* The reason on record of not working then, or of the clinic's being closed (provider NULL): "". */
const char *why_off_at(const struct book *b, day_t day, const char *provider, minute_t from,
		       minute_t to);
/* When all bookings are read. */
void take_times(struct book *b);
/* What bookings take of a day: of a provider, in a chair, of a patient.  The visit `but` is left
 * out. */
struct minutes taken_of_provider(const struct book *b, day_t day, const char *provider,
				 int64_t but);
struct minutes taken_in_chair(const struct book *b, day_t day, const char *chair, int64_t but);
struct minutes taken_of_patient(const struct book *b, day_t day, int64_t patient, int64_t but);

/* When as many are booked as there are chairs, also those whose chair nobody named. */
struct minutes full_minutes(const struct book *b, day_t day, int64_t but);
/* Who only advises needs none; nor does anybody where there are none. */
bool needs_chair(const struct book *b, const char *provider); /* a key of the book, NULL: whoever */

/* The same site, or one of them does not say. */
bool sites_agree(const char *a, const char *b);

int length_of_kind(const struct book *b, const char *kind, const char *provider);

#endif
