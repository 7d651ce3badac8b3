/* The search keys of an import, behind its rows. */
#include "revisit/store/bulk.h"
#include "job.h"

enum {
	BATCH_MIN = 200,
	BATCH_SHARED = 5000,
	BATCH_EXCLUSIVE = 10000,
	BATCHES = 16, /* or more: one is made while the one before is written */
	SLICE_MS = 8,
	SLICE_EXCLUSIVE_MS = 700,
	WAIT_MS = 5,
	EARLY_MS = 200,
};

bool job_keys_later(const struct import_job *job)
{
	size_t most = job->o.few_people ? job->o.few_people : KEYS_MANY;

	return job->stage.n_people > most;
}

void job_forget_keys(struct import_job *job)
{
	key_load_free(job->keys);
	job->keys = NULL;
	job->keys_done = 0;
}

static int64_t batch_size(const struct import_job *job)
{
	size_t n = job->stage.n_people / BATCHES;
	size_t most = job->o.exclusive ? BATCH_EXCLUSIVE : BATCH_SHARED;

	return n < BATCH_MIN ? BATCH_MIN : (int64_t)(n < most ? n : most);
}

void job_half_done(struct import_job *job, size_t people)
{
	job->half += people;
	job->done += job->half / 2;
	job->half %= 2;
}

/* While patients are stored alone, what is to be found of the first is worked out already.  Not when
 * others follow them that may change them again. */
static bool may_begin_early(const struct import_job *job)
{
	return job->o.exclusive && job_keys_later(job) && !job->resumed && !job->stage.has_refs &&
	       job->map.rows == MAP_PATIENTS;
}

bool job_keys_beside(struct import_job *job, struct err *err)
{
	bool over;

	if (!job->keys || !job->keys_early)
		return true;
	job->keys_early = false;
	return key_load_step(job->keys, EARLY_MS, &over, err);
}

void job_keys_early(struct import_job *job)
{
	if (!may_begin_early(job))
		return;
	if (!job->keys)
		job->keys = key_load_new(&job->c->store, batch_size(job));
	key_load_open(job->keys, true);
	job->keys_early = key_load_ready(job->keys, 0);
}

/* Beside the desks the next patients are looked at while the last are written. */
static bool load_some(struct import_job *job, struct err *err)
{
	struct store *store = &job->c->store;
	bool over = false;

	if (!job->keys)
		job->keys = key_load_new(store, batch_size(job));
	key_load_open(job->keys, false);
	if (!key_load_ready(job->keys, WAIT_MS))
		return true;
	job->bulk.keys = 0;
	bool ok = store_slice_begin(store, &job->bulk, err) &&
		  key_load_step(job->keys, job->o.exclusive ? SLICE_EXCLUSIVE_MS : SLICE_MS, &over,
				err) &&
		  store_slice_commit(store, &job->bulk, err);
	if (!ok) {
		store_rollback(store);
		job_forget_keys(job);
		return false;
	}
	size_t done = key_load_done(job->keys);
	job_half_done(job, done - job->keys_done);
	job->keys_done = done;
	if (over)
		job_forget_keys(job);
	return true;
}

static bool changed_ones(struct import_job *job, struct err *err)
{
	struct store *store = &job->c->store;

	job->bulk.keys = KEYS_SLICE / 4;
	bool ok = store_slice_begin(store, &job->bulk, err) &&
		  store_slice_commit(store, &job->bulk, err);
	if (!ok)
		store_rollback(store);
	return ok;
}

bool job_keys(struct import_job *job, enum work then, struct err *err)
{
	struct store *store = &job->c->store;

	job->part++; /* the log has grown */
	if (job->keys || store_keys_later(store)) {
		if (!load_some(job, err))
			return false;
	} else if (store_keys_wait(store)) {
		if (!changed_ones(job, err))
			return false;
	} else {
		job->work = then;
	}
	if (job->done > job->total)
		job->done = job->total;
	return true;
}
