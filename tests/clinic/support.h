/* A clinic in a folder of its own, for the tests of clinic/. */
#ifndef TESTS_CLINIC_SUPPORT_H
#define TESTS_CLINIC_SUPPORT_H

#include "../support/expect.h"
#include "../support/folder.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/tasks.h"
#include "revisit/clinic/visits.h"

extern char folder[FOLDER_MAX];
extern struct clinic c;

/* cmocka's set-up and tear-down: a new simulated clinic, open on Monday 2026-11-23 at 09:02, Asia/
 * Shanghai, mei at the desk.  Hours Mon–Fri 08:30–12:00 13:30–18:30, Sat and Sun 09:00–17:00. */
int clinic_set_up(void **state);
int clinic_tear_down(void **state);

/* Closes it and opens it again, at `today` (NULL: as before). */
void clinic_again(const char *today);

/* Another clinic.yaml; clinic_watch sees it, clinic_again reads it. */
void write_settings(const char *yaml);

static inline int64_t number(const char *query)
{
	return query_number(c.store.db, query);
}

static inline const char *text(const char *query)
{
	return query_text(c.store.db, query);
}

void sql(const char *statements);

/* Registers a patient from "field=value" words, which end with NULL; the id. */
int64_t registered(const char *field, ...);
/* Loads, sets one field with the op, saves; whether something changed. */
bool edited(int64_t patient, const char *field, char op, const char *value);
/* A field of the stored patient in file form; lives until the next call. */
const char *field_of(int64_t patient, const char *field);

/* Books a visit from "field=value" words, which end with NULL; the id. */
int64_t booked(int64_t patient, const char *field, ...);

/* Moves a booking, whatever speaks against it. */
static inline bool visit_move(struct clinic *at, int64_t visit, day_t day, minute_t minute,
			      const char *provider, int64_t *successor, struct err *why)
{
	const struct new_time to = { .day = day, .minute = minute, .provider = provider };

	return visit_rebook(at, visit, &to, AGAINST_ANYTHING, successor, why);
}

/* Nothing that `revisit check` would tell. */
void all_sound(void);

#endif
