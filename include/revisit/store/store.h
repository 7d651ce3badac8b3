/* The store: records in, records out, every change in the journal.
 *
 * There is no SQL above this layer.  Writing happens between store_begin and store_commit, which
 * together are one action of one person: all of it is kept, or nothing.  The generic writers below
 * are the only ones; each emits its change row. */
#ifndef REVISIT_STORE_STORE_H
#define REVISIT_STORE_STORE_H

#include "revisit/date/clock.h"
#include "revisit/model/records.h"
#include "revisit/store/db.h"

struct store {
	struct db *db;
	const struct clock *clock;
	char *staff;       /* who writes */
	char *country;     /* for phone numbers (search keys) */
	int64_t session;   /* 0 until the first write */
	int64_t action;    /* the open action, 0 outside */
	int64_t seq;       /* changes of it so far */
	bool bulk;         /* inserts leave no change row */
	uint32_t ids_known; /* of these record types no number is given out twice (write.c) */
	int64_t import;    /* the import whose slice this is, else 0: new rows carry it */
	struct action_state *open;
	struct bulk_state *loading; /* between store_bulk_begin and _end (bulk.h) */
	int64_t data_version; /* as store_changed last saw it */
	const char *refuse; /* why nothing may be written (translated), or NULL */
	size_t search_few;  /* 0: the usual; tests set it low to search a small clinic like a large one */
	struct segments_state *segments; /* the rules in force and membership (segments.h), or NULL */
	size_t build_few;   /* 0: the usual; tests set it low to build a small clinic like a large one */
	char *path, *beside; /* of store_build: where it will be, where it is; else NULL */
};

/* Opens an existing database after checking that it is ours, sound and not newer; migrates an
 * older one after a verified backup into `backups`.  ERR_FOREIGN, ERR_NEWER and ERR_DAMAGED leave
 * the file untouched. */
bool store_open(struct store *s, const char *path, const char *backups, const struct clock *clock,
		struct err *err);
/* Makes a new one; ERR_EXISTS when there is one. */
bool store_create(const char *path, struct err *err);
/* For tests: a new one with only the first `n` migrations. */
bool store_create_at(const char *path, int n, struct err *err);
int store_schema_latest(void);

/* Makes a new one and opens it, for filling it with much at once: nobody sees it before
 * store_publish puts it in its place, so it is written fast and without a care for crashes.  A
 * killed program leaves a file beside, which the next store_build there takes away.  store_close
 * gives it up. */
bool store_build(struct store *s, const char *path, const struct clock *clock, struct err *err);
/* Puts it in place, whole and on the disk, and closes it in any case.  ERR_EXISTS when there is one
 * by now. */
bool store_publish(struct store *s, struct err *err);

void store_close(struct store *s);

/* Whether another process committed since the last call. */
bool store_changed(struct store *s);

/* --- writing --- */

struct action {
	const char *verb;  /* "visit-arrive": the command's name */
	int64_t target;    /* patient, 0 for none */
	int64_t import;    /* import id, 0 */
	int64_t undoes;    /* the action it takes back, 0 */
	bool bulk;         /* rows inserted carry an import id and get no change row of their own */
};

bool store_begin(struct store *s, const struct action *action, struct err *err);
bool store_commit(struct store *s, struct err *err); /* rolls back when it fails */
/* The patient an action turned out to be about, when it was not known at its beginning. */
void store_set_target(struct store *s, int64_t patient);
void store_rollback(struct store *s);                /* harmless outside an action */

/* Inserts `row` (row.id is 0) and sets its id and ver. */
bool store_insert(struct store *s, const struct record *rec, void *row, struct err *err);
/* Writes the fields that differ from what is stored, and bumps ver; nothing when none differs
 * (then *changed is false; NULL allowed).  ERR_CONFLICT when the stored ver is not row.ver. */
bool store_update(struct store *s, const struct record *rec, void *row, bool *changed,
		  struct err *err);
bool store_delete(struct store *s, const struct record *rec, int64_t id, struct err *err);

int64_t store_counter(struct store *s, const char *name, struct err *err); /* next number, or −1 */
/* Goes on after `used`, unless it is further already: numbers given out without asking. */
bool store_counter_pass(struct store *s, const char *name, int64_t used, struct err *err);
bool store_meta_set(struct store *s, const char *key, const char *value, struct err *err);
char *store_meta(struct store *s, const char *key); /* heap, NULL */

/* A setting of clinic.yaml in which things are written ("timezone"), as it was noted last: heap,
 * NULL when it never was.  Noted inside an action, with who is at the desk; all are kept. */
char *store_setting(struct store *s, const char *kind);
bool store_setting_note(struct store *s, const char *kind, const char *text, struct err *err);
bool store_setting_history(struct store *s, const char *kind,
			   void (*row)(const char *text, const char *by, instant_t at, void *arg),
			   void *arg, struct err *err);

/* Makes a term known (origin "desk", "import", "config"); true also when it was. */
bool store_vocab_add(struct store *s, const char *kind, const char *key, const char *origin,
		     struct err *err);
bool store_vocab_has(struct store *s, const char *kind, const char *key);
/* All keys of a kind, in use or once used, most used first for tags. */
bool store_vocab(struct store *s, const char *kind, struct strlist *out, struct err *err);
/* The same by name: at no cost, however many there are of each. */
bool store_vocab_keys(struct store *s, const char *kind, struct strlist *out, struct err *err);

/* --- reading --- */

/* The row with that id into an initialised `row`; ERR_NO_MATCH when there is none. */
bool store_get(struct store *s, const struct record *rec, int64_t id, void *row, struct err *err);

/* Lists, appended to an initialised `out` of the right record type. */
bool store_contacts(struct store *s, int64_t patient, struct rows *out, struct err *err);
bool store_visits(struct store *s, int64_t patient, struct rows *out, struct err *err); /* newest first */
bool store_tasks(struct store *s, int64_t patient, struct rows *out, struct err *err); /* open first, by due */
bool store_tags(struct store *s, int64_t patient, struct rows *out, struct err *err);
/* The patient's and the household's. */
bool store_alerts(struct store *s, int64_t patient, int64_t household, struct rows *out,
		  struct err *err);
bool store_notes(struct store *s, int64_t patient, struct rows *out, struct err *err);
bool store_attempts(struct store *s, int64_t patient, struct rows *out, struct err *err);
bool store_household_members(struct store *s, int64_t household, struct rows *out, struct err *err);
/* The chart numbers of those who were merged into this patient. */
bool store_old_charts(struct store *s, int64_t patient, struct strlist *out, struct err *err);
/* Visits of one day in order of time. */
bool store_day(struct store *s, day_t day, struct rows *out, struct err *err);
/* The same with nothing but id, patient, day, minute and status. */
bool store_day_brief(struct store *s, day_t day, struct rows *out, struct err *err);
/* All rows of a record type in order of id: row(row, arg) false stops. */
bool store_each(struct store *s, const struct record *rec, bool (*row)(const void *row, void *arg),
		void *arg, struct err *err);

/* 0 when there is none.  A chart number follows a merge to the survivor; '#' in front is allowed. */
int64_t store_patient_by_chart(struct store *s, const char *chart_no);
/* The patient whose own number it is, merged or not; 0. */
int64_t store_chart(struct store *s, const char *chart_no);
int64_t store_by_external(struct store *s, const struct record *rec, const char *source,
			  const char *id);
/* Patients with that normal form of a phone number: the first two ids into out[2]; returns how many
 * there are (2 for two or more). */
int store_patients_by_norm(struct store *s, const char *norm, int64_t out[2]);

int64_t store_count(struct store *s, const struct record *rec);
/* Patients who are not merged; kept counted. */
int64_t store_patients(struct store *s);

/* What a list row needs beside the patient itself. */
struct patient_line {
	struct patient patient;
	char *phone;        /* first good number as typed, NULL */
	int phone_kind;     /* enum contact_kind */
	char *phone_label;
	day_t seen;         /* day of the last visit that took place */
	day_t next_day;     /* next booked visit from today on */
	minute_t next_minute;
	int here;           /* status of today's visit when one is arrived or seated, else −1 */
};
void patient_line_release(struct patient_line *l);
bool store_line(struct store *s, int64_t patient, day_t today, struct patient_line *out,
		struct err *err);

/* --- the journal --- */

struct edit_entry {
	int64_t action;
	instant_t at;
	char *staff, *verb;
	char *table, *op;
	int64_t row;
	char *before, *after; /* JSON objects of the fields that changed */
};
/* The changes in force of actions about a patient, newest first, at most `limit`; false stops. */
bool store_history(struct store *s, int64_t patient, int limit,
		   bool (*entry)(const struct edit_entry *e, void *arg), void *arg, struct err *err);

/* --- keeping it sound --- */

/* Everything `revisit check` looks at: integrity, foreign keys, the chain, vocabulary, search keys, membership
 * when there are rules.
 * Calls finding(text, arg) for each; returns false only when it could not look. */
bool store_check(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
		 struct err *err);
/* The same part by part, 0 … store_check_parts() − 1, for whoever shows how far it is. */
int store_check_parts(void);
bool store_check_part(struct store *s, int part, void (*finding)(const char *text, void *arg),
		      void *arg, struct err *err);
bool store_backup(struct store *s, const char *path, struct err *err);

#endif
