/* Inside an import: the job, its phases and what stores it. */
#ifndef REVISIT_IO_JOB_H
#define REVISIT_IO_JOB_H

#include "revisit/store/pairs.h"
#include "stage.h"

/* In the order in which an import goes through them; undoing and going on begin further down. */
enum work {
	WORK_OPEN,
	WORK_LOOK, /* through the bytes, for the encoding */
	WORK_READ,
	WORK_CENSUS,
	WORK_PEOPLE,
	WORK_REFS,
	WORK_TWINS,
	WORK_TARGETS,
	WORK_MOVED,
	WORK_ROWS,
	WORK_BEGIN, /* everything is checked */
	WORK_STORE_PEOPLE,
	WORK_STORE_FOUNDERS,
	WORK_STORE_LINKS,
	WORK_STORE_ROWS,
	WORK_STORE_MOVED,
	WORK_STORE_KEYS, /* for searching, sorted: all at once is faster than by and by */
	WORK_STORE_END,
	WORK_LIKELY, /* it is stored: who of them has a chart already? */
	WORK_RESUME_DIGESTS,
	WORK_RESUME_PEOPLE,
	WORK_RESUME_CENSUS,
	WORK_UNDO_LOOK,
	WORK_UNDO_BEGIN,
	WORK_BACK_RESTORE,
	WORK_BACK_DELETE,
	WORK_BACK_FORGET,
	WORK_BACK_KEYS,
	WORK_BACK_LATER, /* keys that the import left for later */
	WORK_BACK_END,
	WORK_OVER,
};

/* Patients whose search keys are written with them in one transaction; of more than KEYS_MANY all
 * keys are written behind them. */
enum { KEYS_SLICE = 300, KEYS_MANY = 500 };

struct import_job {
	struct clinic *c;
	struct import_options o;
	struct import_map map;
	struct import_report report;
	struct stage stage;
	struct csv csv;
	bool csv_open, header, holds_lease, map_is_read;
	size_t columns;
	int fd;
	char file_sha[65], map_sha[65];

	enum work work, before; /* before: of the slice in hand */
	size_t at, part;        /* how far the work has come */
	bool again;
	int64_t head;           /* of the log: what going on in another process needs */
	struct import_row row;
	struct bulk_job bulk;
	struct key_load *keys;
	bool keys_early;        /* some can be written with the next slice */
	size_t keys_done;       /* patients, as told so far */
	struct undo_look look;
	struct pairs *pairs;    /* everybody is compared; else one after the other */
	int64_t likely_after;
	int64_t below;          /* changes with lower numbers are still to be put back */
	int slice_rows;
	bool cancelled, undoing, load_mode, resumed;
	size_t kept;

	bool failed;
	struct err err;
	struct err why_back;    /* why it is being taken back */
	enum import_phase phase;
	size_t done, total;
	int64_t began, phase_began;
	size_t half;            /* people of whom half is done: not counted yet */
	size_t part_done;       /* changes put back */
	size_t phase_done;      /* of it, what was done before this process came */
};

/* The next piece of the work, of the given size or duration. */
bool job_store(struct import_job *job, int budget_ms, struct err *err);
bool job_resume(struct import_job *job, struct err *err);
bool job_undo(struct import_job *job, struct err *err);
bool job_take_back(struct import_job *job, struct err *err);

/* What was stored stays so whatever comes of it. */
void job_begin_likely(struct import_job *job);
bool job_look_likely(struct import_job *job, struct err *err);

/* Some of the search keys that wait; `then` when there are none. */
bool job_keys(struct import_job *job, enum work then, struct err *err);
/* Before a slice of patients, and in it: keys of those stored before. */
void job_keys_early(struct import_job *job);
bool job_keys_beside(struct import_job *job, struct err *err);
/* Storing people is the one half of it, their keys the other. */
void job_half_done(struct import_job *job, size_t people);
void job_forget_keys(struct import_job *job);
bool job_keys_later(const struct import_job *job);
void job_fill_row(struct import_job *job);

bool job_begin_storing(struct import_job *job, struct err *err);
bool job_write_head(struct import_job *job, struct err *err);

/* From now on everything is taken back; `why` is told at the end. */
void job_turn_back(struct import_job *job, const struct err *why);
void job_phase(struct import_job *job, enum import_phase phase, size_t total);
void job_load_mode(struct import_job *job, bool on);
/* The lease and the staging files. */
bool job_take_lease(struct import_job *job, struct err *err);
void job_drop_lease(struct import_job *job);
void job_remove_stage(struct import_job *job);
char *job_stage_path(const struct import_job *job, const char *stage, const char *more); /* heap */

bool stage_may_go_on(const struct stage *s);
struct import_job *job_new(struct clinic *c, const struct import_options *o);

#endif
