/* Taking back: an import that was cancelled or cannot end, or a stored one later. */
#include "revisit/base/i18n.h"
#include "job.h"

enum { BACK_ROWS_FIRST = 40, BACK_ROWS_MAX = 2000, LOOK_ROWS = 200, FORGET_ROWS = 500 };
enum { BACK_KEYS_EXCLUSIVE = 30000 }; /* patients */

static void kept(const char *what, void *arg)
{
	struct import_job *job = arg;

	job->kept++;
	stage_note(&job->stage, 0, 0, _("%s stays: somebody worked on it meanwhile"), what);
}

/* "back BELOW DONE TOTAL": the rest is seen by what is still there. */
static void set_cursor(struct import_job *job)
{
	free(job->row.cursor);
	job->row.cursor = mem_printf("back %lld %lld %zu %zu", (long long)job->below,
				     (long long)job->bulk.action, job->done, job->total);
}

void job_turn_back(struct import_job *job, const struct err *why)
{
	long long below = 0;
	long long action = 0;

	job_forget_keys(job);
	job->why_back = *why;
	job->work = WORK_BACK_RESTORE;
	job->slice_rows = BACK_ROWS_FIRST;
	job->look = (struct undo_look){ 0 };
	job->below = INT64_MAX;
	size_t rows = (size_t)(job->row.added + job->row.changed);
	job_phase(job, IMPORT_PHASE_TAKING_BACK, rows);
	job->undoing = job->row.state == IMPORT_UNDOING;
	if (job->row.state == IMPORT_STORING)
		job->row.state = IMPORT_TAKING_BACK;
	else if (job->row.cursor && sscanf(job->row.cursor, "back %lld %lld", &below, &action) == 2)
		job->below = below;
	if (job->undoing) {
		job->bulk.action = action;
		job->bulk.seq = 0;
	}
}

static bool set_row(struct import_job *job, struct err *err)
{
	set_cursor(job);
	return store_import_set(&job->c->store, &job->row, err);
}

static bool restore(struct import_job *job, struct err *err)
{
	int64_t below = job->below;

	if (!store_import_restore(&job->c->store, job->row.action, &below, job->slice_rows,
				  !job->undoing, kept, job, err))
		return false;
	job->below = below;
	if (below == 0)
		job->work = WORK_BACK_DELETE;
	return true;
}

static bool delete_some(struct import_job *job, struct err *err)
{
	bool left;

	if (!store_import_delete(&job->c->store, &job->row, &job->look, job->slice_rows, &left, kept,
				 job, err))
		return false;
	if (!left)
		job->work = job->undoing ? WORK_BACK_KEYS : WORK_BACK_FORGET;
	return true;
}

static bool forget(struct import_job *job, struct err *err)
{
	bool left;

	if (!store_action_forget(&job->c->store, job->row.action, FORGET_ROWS, &left, err))
		return false;
	if (!left)
		job->work = WORK_BACK_KEYS;
	return true;
}

static bool finish(struct import_job *job, struct err *err)
{
	struct store *store = &job->c->store;

	free(job->row.cursor);
	job->row.cursor = NULL;
	job->row.state = job->undoing ? IMPORT_UNDONE : IMPORT_TAKEN_BACK;
	if (!job->undoing)
		job->row.added = job->row.changed = job->row.same = 0;
	char *stage = job->row.stage;
	job->row.stage = NULL;
	bool ok = store_import_set(store, &job->row, err) &&
		  (!job->undoing || store_slice_seal(store, err));
	job->row.stage = stage;
	return ok;
}

static bool one_slice(struct import_job *job, struct err *err)
{
	switch ((int)job->work) {
	case WORK_BACK_RESTORE:
		return restore(job, err) && set_row(job, err);
	case WORK_BACK_DELETE:
		return delete_some(job, err) && set_row(job, err);
	case WORK_BACK_FORGET:
		return forget(job, err) && set_row(job, err);
	case WORK_BACK_KEYS:
		if (!store_keys_wait(&job->c->store))
			job->work = WORK_BACK_LATER;
		return true;
	default:
		return finish(job, err);
	}
}

static void learn(struct import_job *job, int64_t took)
{
	int wished = job->o.exclusive ? 200 : 5;

	if (took * 2 < wished)
		job->slice_rows += job->slice_rows / 4 + 1;
	else if (took > wished)
		job->slice_rows = (int)(job->slice_rows * wished / (took + 1));
	if (job->slice_rows < 5)
		job->slice_rows = 5;
	if (job->slice_rows > BACK_ROWS_MAX)
		job->slice_rows = BACK_ROWS_MAX;
}

static void over(struct import_job *job)
{
	job_remove_stage(job);
	job->work = WORK_OVER;
	job->failed = !job->undoing;
	if (!job->failed)
		return;
	job->err = job->why_back;
	job->report.import = 0;
}

/* An action in slices that another process began: what its changes come to so far. */
static bool gather_digests(struct import_job *job, bool *more, struct err *err)
{
	*more = false;
	if (!job->undoing || job->bulk.seq || job->again)
		return true;
	job->again = true;
	do
		if (!store_job_digests(&job->c->store, &job->bulk, 10000, more, err))
			return false;
	while (*more);
	return true;
}

bool job_take_back(struct import_job *job, struct err *err)
{
	struct store *store = &job->c->store;
	enum work work = job->work;
	bool ending = work == WORK_BACK_END;
	struct undo_look look = job->look;
	int64_t below = job->below;
	size_t done = job->done;
	bool more;

	if (job->part++ && store_checkpoint_if_long(store, job->o.exclusive)) {
		job->part = 0;
		return true;
	}
	if (!gather_digests(job, &more, err))
		return false;
	job_load_mode(job, !ending);
	if (work == WORK_BACK_LATER)
		return job_keys(job, WORK_BACK_END, err);
	job->bulk.keys = job->o.exclusive ? BACK_KEYS_EXCLUSIVE : KEYS_SLICE;
	bool ok = store_slice_begin(store, &job->bulk, err);
	int64_t began = boot_now();
	if (ok && work == WORK_BACK_RESTORE)
		job->part_done += (size_t)job->slice_rows;
	job->done = job->part_done + job->look.looked;
	if (job->done > job->total)
		job->done = job->total;
	ok = ok && one_slice(job, err) && store_slice_commit(store, &job->bulk, err);
	if (!ok) {
		job_load_mode(job, false);
		store_rollback(store);
		job->work = work;
		job->look = look;
		job->below = below;
		job->done = done;
		return false;
	}
	learn(job, boot_now() - began);
	if (ending)
		over(job);
	return true;
}

/* --- undoing --- */

struct import_job *import_undo(struct clinic *c, int64_t id)
{
	struct import_options o = { .file = "" };
	struct import_job *job = job_new(c, &o);

	job->row.id = id;
	job->undoing = true;
	job->work = WORK_UNDO_LOOK;
	job->phase = IMPORT_PHASE_CHECKING;
	return job;
}

static bool open_undo(struct import_job *job, struct err *err)
{
	struct store *s = &job->c->store;
	int64_t id = job->row.id;

	if (job->holds_lease)
		return true;
	if (!store_import(s, id, &job->row, err) || !job_take_lease(job, err))
		return false;
	if (store_import_open(s))
		return err_set(err, ERR_BUSY,
			       _("an import that was cut off must be ended first; start revisit again"));
	if (job->row.state != IMPORT_STORED)
		return err_set(err, ERR_STEP, _("import i%lld is %s; there is nothing to undo"),
			       (long long)id, import_state_label(job->row.state));
	job->total = (size_t)(job->row.added + job->row.changed);
	return true;
}

static bool begin_undo(struct import_job *job, struct err *err)
{
	struct action action = { .verb = "import-undo",
				 .import = job->row.id,
				 .undoes = job->row.action,
				 .bulk = true };
	struct store *store = &job->c->store;

	if (!store_begin(store, &action, err))
		return false;
	job->bulk = (struct bulk_job){ .import = job->row.id };
	job->row.state = IMPORT_UNDOING;
	job->below = INT64_MAX;
	job->bulk.action = store->action;
	set_cursor(job);
	if (!store_import_set(store, &job->row, err) || !store_slice_commit(store, &job->bulk, err)) {
		store_rollback(store);
		return false;
	}
	struct err none = ERR_INIT;
	job_turn_back(job, &none);
	job->again = true; /* the digests begin here */
	return true;
}

bool job_undo(struct import_job *job, struct err *err)
{
	struct str why;
	bool more;

	if (!open_undo(job, err))
		return false;
	if (job->work == WORK_UNDO_BEGIN)
		return begin_undo(job, err);
	str_init(&why);
	bool ok = store_import_look(&job->c->store, &job->row, &job->look, LOOK_ROWS, &more, &why,
				    err);
	job->done = job->look.looked;
	if (ok && why.len)
		ok = err_set(err, ERR_CONFLICT, _("import i%lld cannot be undone: %s"),
			     (long long)job->row.id, why.p);
	str_release(&why);
	if (ok && !more)
		job->work = WORK_UNDO_BEGIN;
	return ok;
}
