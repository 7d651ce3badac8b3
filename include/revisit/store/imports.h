/* Imports as the store knows them: one action in many short transactions.
 *
 * A row that an import makes carries its id; a row that it finds and changes leaves its change in
 * the journal, as with any action.  So an import can be taken back: changes are put back newest
 * first, then the rows it made are deleted.  The action is entered when the storing begins and
 * takes its place in the chain of hashes when it ends. */
#ifndef REVISIT_STORE_IMPORTS_H
#define REVISIT_STORE_IMPORTS_H

#include "revisit/store/store.h"

/* --- slices --- */

/* What the slices of one job hand on to each other. */
struct bulk_job {
	int64_t import, action, seq;
	int64_t keys; /* of so many patients a slice writes search keys; others wait (search_stale) */
	_Alignas(16) unsigned char digests[128];
};

/* Between these two lies one short transaction of the job; everything of store.h that needs an
 * action may be called.  After an error nothing of the slice is kept (call store_rollback), and
 * `job` is as before. */
bool store_slice_begin(struct store *s, const struct bulk_job *job, struct err *err);
bool store_slice_commit(struct store *s, struct bulk_job *job, struct err *err);

/* In the first slice, which is a store_begin with action.bulk: enters the import and lets the
 * action be one of many slices; end it with store_slice_commit.  0 on failure. */
int64_t store_import_new(struct store *s, const char *name, const char *file_sha,
			 const char *map_sha, const char *stage, struct bulk_job *job,
			 struct err *err);

/* Whether patients wait for their search keys. */
bool store_keys_wait(struct store *s);
/* Patients of a large load wait for theirs (key_load in bulk.h). */
bool store_keys_later(struct store *s);

/* In the last slice: the action takes its place in the chain. */
bool store_slice_seal(struct store *s, struct err *err);

/* For a job that goes on in another process: gathers what its changes so far add up to, at most
 * `limit` of them a call.  Begin with job->seq 0. */
bool store_job_digests(struct store *s, struct bulk_job *job, int limit, bool *more,
		       struct err *err);

/* Between the slices of a job: a larger cache, and commits do not wait for the disk: after a power
 * cut the last of them are missing together with their cursor, and are done again.  The last slice
 * and everything else wait. */
void store_load_mode(struct store *s, bool on, bool exclusive);

/* Many questions at one state of the database, in between others; nothing is locked. */
void store_look_begin(struct store *s);
void store_look_end(struct store *s);

/* Moves the log into the database when it has grown; true when it did. */
bool store_checkpoint_if_long(struct store *s, bool exclusive);

/* --- imports --- */

enum import_state {
	IMPORT_STORING,     /* "applying" */
	IMPORT_STORED,      /* "done" */
	IMPORT_TAKING_BACK, /* it was cancelled, or could not be ended */
	IMPORT_TAKEN_BACK,
	IMPORT_UNDOING, /* ended, and taken back afterwards */
	IMPORT_UNDONE,
};

struct import_row {
	int64_t id, action;
	char *name, *file_sha, *map_sha, *staff, *stage, *cursor;
	instant_t at;
	enum import_state state;
	int64_t added, changed, same, skipped;
};

const char *import_state_key(enum import_state state);
const char *import_state_label(enum import_state state); /* translated */
void import_row_release(struct import_row *r);

/* ERR_NO_MATCH when there is none. */
bool store_import(struct store *s, int64_t import, struct import_row *out, struct err *err);
/* The one that is neither stored nor taken back, 0. */
int64_t store_import_open(struct store *s);
/* Newest first; false of `row` stops. */
bool store_imports(struct store *s, bool (*row)(const struct import_row *r, void *arg), void *arg,
		   struct err *err);

/* Inside a slice. */
bool store_import_set(struct store *s, const struct import_row *r, struct err *err);

/* The patients that the import made, in order of id, from behind `after`: (line, id). */
bool store_import_patients(struct store *s, int64_t import, int64_t after, int limit,
			   void (*found)(int64_t line, int64_t id, void *arg), void *arg,
			   struct err *err);
/* Whether the action has touched that row. */
bool store_action_touched(struct store *s, int64_t action, const struct record *rec, int64_t row);

/* Whether a later action has. */
bool store_changed_later(struct store *s, int64_t action, const struct record *rec, int64_t row);

/* --- taking back, inside slices --- */

/* What could not be taken back, since somebody built on it meanwhile. */
typedef void import_kept(const char *what, void *arg);

/* Puts back at most `limit` changes with a lower number than *seq, newest first; *seq moves on and
 * is 0 at the end.  `quiet` leaves no journal of it. */
bool store_import_restore(struct store *s, int64_t action, int64_t *seq, int limit, bool quiet,
			  import_kept *kept, void *arg, struct err *err);

/* How far a walk over the rows of an import has come; begin with {0}. */
struct undo_look {
	int part;
	int64_t after;
	size_t looked; /* rows so far */
};

/* Deletes at most `limit` of the rows that the import made; *left tells whether there are more.
 * What others built on loses the import's id and stays. */
bool store_import_delete(struct store *s, const struct import_row *r, struct undo_look *at,
			 int limit, bool *left, import_kept *kept, void *arg, struct err *err);

/* Deletes at most `limit` changes of an action that was never sealed, and at last the action. */
bool store_action_forget(struct store *s, int64_t action, int limit, bool *left, struct err *err);

/* The first of the things that stand against undoing the import, as a sentence in `why`, empty when
 * there is none; looks at some rows a call.  Needs no slice. */
bool store_import_look(struct store *s, const struct import_row *r, struct undo_look *look,
		       int limit, bool *more, struct str *why, struct err *err);

/* --- who is at work --- */

/* Takes the job of that kind for this process; `cursor` is its own.  When a live process has it:
 * false, with ERR_BUSY naming who.  What a dead one left in `cursor` is given back in *left (heap,
 * NULL). */
bool store_job_take(struct store *s, const char *kind, const char *cursor, char **left,
		    struct err *err);
bool store_job_drop(struct store *s, const char *kind, struct err *err);
/* The holder's staff and cursor when the job is held: heap, NULL allowed.  *alive: it still runs. */
bool store_job_look(struct store *s, const char *kind, bool *alive, char **staff, char **cursor);

/* This start of the machine. */
void store_boot_name(char out[64]);

/* When a process began, 0 when that cannot be told; and whether that one still runs. */
int64_t store_process_born(int64_t pid);
bool store_process_alive(int64_t pid, const char *boot, int64_t born);

/* Another live process that has written here: its staff, heap; NULL when there is none. */
char *store_other_session(struct store *s);

#endif
