/* Storing what was checked, in short transactions; and going on with that in another process.
 *
 * The cursor of the import row tells, in the same transaction as the rows, what is stored: the kind
 * of work and how far it has come, the counts, and where in the log the head lies.  The head has
 * what the work needs besides the log: options, map, persons and moved visits.  Which patient a
 * person of the file became is told by the patient: it carries the import and the line.
 *
 * The staging files are not forced to the disk.  A killed process does not harm them; after a start
 * of the machine they are not trusted, and the import is taken back. */
#include "revisit/base/i18n.h"
#include "revisit/base/secret.h"
#include "revisit/store/bulk.h"
#include "job.h"

enum { SLICE_MS = 8, SLICE_EXCLUSIVE_MS = 60, SLICE_EXCLUSIVE_MAX_MS = 1000, SLICE_MAX = 1000, HEAD_MAGIC = 0x52495631 };
enum { RESUME_ROWS = 2000 };

/* --- the cursor --- */

static char *cursor_text(const struct import_job *job)
{
	const struct import_report *r = &job->report;
	char boot[64];

	store_boot_name(boot);
	return mem_printf("store %d %zu %lld %zu %zu %zu %zu %zu %zu %zu %zu %zu %s", (int)job->work,
			  job->at, (long long)job->head, job->done, job->total, r->patients.added,
			  r->patients.changed, r->patients.same, r->records.added,
			  r->records.changed, r->records.same, r->skipped, boot);
}

static bool read_cursor(struct import_job *job, const char *text)
{
	struct import_report *r = &job->report;
	char boot[64];
	char then[64] = "";
	int kind = 0;
	long long head = 0;

	int n = sscanf(text, "store %d %zu %lld %zu %zu %zu %zu %zu %zu %zu %zu %zu %63s", &kind,
		       &job->at, &head, &job->done, &job->total, &r->patients.added,
		       &r->patients.changed, &r->patients.same, &r->records.added,
		       &r->records.changed, &r->records.same, &r->skipped, then);
	store_boot_name(boot);
	job->before = (enum work)kind;
	job->head = head;
	return n == 13 && strcmp(boot, then) == 0 && kind >= WORK_STORE_PEOPLE &&
	       kind <= WORK_STORE_END;
}

void job_fill_row(struct import_job *job)
{
	const struct import_report *r = &job->report;

	job->row.added = (int64_t)(r->patients.added + r->records.added);
	job->row.changed = (int64_t)(r->patients.changed + r->records.changed);
	job->row.same = (int64_t)(r->patients.same + r->records.same);
	job->row.skipped = (int64_t)r->skipped;
	free(job->row.cursor);
	job->row.cursor = cursor_text(job);
}

/* --- the head --- */

static int64_t add_array(struct tape *t, const void *v, size_t n, size_t size)
{
	return n ? tape_add(t, v, n * size) : tape_size(t);
}

bool job_write_head(struct import_job *job, struct err *err)
{
	struct stage *s = &job->stage;
	const char *map = job->o.map_text ? job->o.map_text : job->report.guess;
	struct str head;

	int64_t people = add_array(&s->log, s->people, s->n_people, sizeof(*s->people));
	int64_t moved = add_array(&s->log, s->moved, s->n_moved, sizeof(*s->moved));
	str_init(&head);
	blob_number(&head, HEAD_MAGIC);
	blob_number(&head, people);
	blob_number(&head, (int64_t)s->n_people);
	blob_number(&head, moved);
	blob_number(&head, (int64_t)s->n_moved);
	blob_number(&head, (int64_t)s->n_rows);
	blob_number(&head, s->known_source);
	blob_number(&head, s->needs_census);
	blob_number(&head, s->has_refs);
	blob_number(&head, job->o.skip);
	blob_number(&head, job->o.strict);
	blob_number(&head, (int64_t)job->report.rows);
	blob_text(&head, job->o.file);
	blob_text(&head, map);
	job->head = tape_add_blob(&s->log, &head);
	str_release(&head);
	return tape_flush(&s->log) && tape_flush(&s->table) ? true : tape_ok(&s->log, err) &&
								     tape_ok(&s->table, err);
}

static bool read_array(struct tape *t, int64_t at, void **v, size_t n, size_t size)
{
	const size_t piece = 4096;

	*v = mem_array(n ? n : 1, size);
	for (size_t i = 0; i < n; i += piece) {
		size_t some = n - i < piece ? n - i : piece;
		const char *p = tape_view(t, at + (int64_t)(i * size), some * size);
		if (!p)
			return false;
		memcpy((char *)*v + i * size, p, some * size);
	}
	return true;
}

static bool read_head(struct import_job *job)
{
	struct stage *s = &job->stage;
	struct blob b;
	void *people = NULL;
	void *moved = NULL;

	if (!tape_blob(&s->log, job->head, &b) || blob_get_number(&b) != HEAD_MAGIC)
		return false;
	int64_t people_at = blob_get_number(&b);
	s->n_people = s->cap_people = (size_t)blob_get_number(&b);
	int64_t moved_at = blob_get_number(&b);
	s->n_moved = s->cap_moved = (size_t)blob_get_number(&b);
	s->n_rows = (size_t)blob_get_number(&b);
	s->known_source = blob_get_number(&b) != 0;
	s->needs_census = blob_get_number(&b) != 0;
	s->has_refs = blob_get_number(&b) != 0;
	job->o.skip = blob_get_number(&b) != 0;
	job->o.strict = blob_get_number(&b) != 0;
	job->report.rows = (size_t)blob_get_number(&b);
	free((char *)(uintptr_t)job->o.file);
	job->o.file = mem_strdup(blob_get_text(&b));
	job->o.map_text = mem_strdup(blob_get_text(&b));
	job->o.map_n = strlen(job->o.map_text);
	if (b.torn || (int64_t)s->n_rows * (int64_t)sizeof(struct staged) > tape_size(&s->table))
		return false;
	bool ok = read_array(&s->log, people_at, &people, s->n_people, sizeof(*s->people)) &&
		  read_array(&s->log, moved_at, &moved, s->n_moved, sizeof(*s->moved));
	s->people = people;
	s->moved = moved;
	return ok && map_read(&job->map, _("guessed map"), job->o.map_text, job->o.map_n, NULL);
}

/* --- slices --- */

static enum work after(const struct import_job *job, enum work work)
{
	const struct stage *s = &job->stage;

	if (work == WORK_STORE_PEOPLE && s->has_refs)
		return WORK_STORE_FOUNDERS;
	if (work == WORK_STORE_FOUNDERS)
		return WORK_STORE_LINKS;
	if (work < WORK_STORE_ROWS && job->map.rows != MAP_PATIENTS)
		return WORK_STORE_ROWS;
	if (work == WORK_STORE_ROWS && s->n_moved)
		return WORK_STORE_MOVED;
	return WORK_STORE_KEYS;
}

static size_t how_many(const struct import_job *job)
{
	const struct stage *s = &job->stage;

	switch ((int)job->work) {
	case WORK_STORE_PEOPLE:
	case WORK_STORE_FOUNDERS:
	case WORK_STORE_LINKS:
		return s->n_people;
	case WORK_STORE_ROWS:
		return s->n_rows;
	case WORK_STORE_MOVED:
		return s->n_moved;
	default:
		return 0;
	}
}

static bool store_one(struct import_job *job, struct err *err)
{
	struct stage *s = &job->stage;

	switch ((int)job->work) {
	case WORK_STORE_PEOPLE:
		return person_apply(s, (uint32_t)job->at, err);
	case WORK_STORE_FOUNDERS:
		return person_link(s, (uint32_t)job->at, true, err);
	case WORK_STORE_LINKS:
		return person_link(s, (uint32_t)job->at, false, err);
	case WORK_STORE_ROWS:
		return row_apply(s, (uint32_t)job->at, err);
	case WORK_STORE_MOVED:
		return moved_apply(s, job->at, err);
	default:
		return true;
	}
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool first_slice(struct import_job *job, struct err *err)
{
	struct action action = { .verb = "import", .bulk = true };
	struct store *store = &job->c->store;

	if (!store_begin(store, &action, err))
		return false;
	job->row.id = store_import_new(store, base_name(job->o.file), job->file_sha, job->map_sha,
				       job->row.stage, &job->bulk, err);
	job->row.action = store->action;
	job->stage.import = job->row.id;
	job->stage.action = store->action;
	return job->row.id != 0;
}

static bool begin_slice(struct import_job *job, struct err *err)
{
	bool ok = job->row.id ? store_slice_begin(&job->c->store, &job->bulk, err)
			      : first_slice(job, err);
	ok = ok && store_bulk_begin(&job->c->store, err);
	if (ok && job_keys_later(job))
		store_bulk_keys_later(&job->c->store);

	/* What the clinic's functions do belongs to this action. */
	job->c->depth = 1;
	job->c->failed = false;
	return ok && census_catch_up(&job->stage, err);
}

/* Nothing of the slice is kept: what this process remembers of it is void. */
static void forget_slice(struct import_job *job, const struct import_report *was, size_t at,
			 size_t done, enum work work, bool first)
{
	store_rollback(&job->c->store);
	job_forget_keys(job);
	job->report.patients = was->patients;
	job->report.records = was->records;
	job->report.skipped = was->skipped;
	job->at = at;
	job->done = done;
	job->work = work;
	if (first) {
		job->row.id = 0;
		job->stage.import = 0;
	}
	hashes_release(&job->stage.terms_known);
}

void job_load_mode(struct import_job *job, bool on)
{
	if (on != job->load_mode)
		store_load_mode(&job->c->store, on, job->o.exclusive);
	job->load_mode = on;
}

static bool is_boundary(struct import_job *job)
{
	while (job->work < WORK_STORE_KEYS && job->at >= how_many(job)) {
		job->work = after(job, job->work);
		job->at = 0;
	}
	return job->work >= WORK_STORE_KEYS;
}

/* An exclusive import begins with short slices, that the keys of the first patients are worked out
 * soon; each slice writes nearly every page of the indexes, so a large one goes on with long ones. */
static int slice_ms(const struct import_job *job)
{
	int64_t part = (boot_now() - job->phase_began) / 8;

	if (!job->o.exclusive)
		return SLICE_MS;
	return part < SLICE_EXCLUSIVE_MS	? SLICE_EXCLUSIVE_MS :
	       part < SLICE_EXCLUSIVE_MAX_MS ? (int)part :
					       SLICE_EXCLUSIVE_MAX_MS;
}

/* As many rows as fit the time: the next slice learns from this one. */
static void learn(struct import_job *job, int64_t took, int n)
{
	int wished = slice_ms(job);
	int most = job->o.exclusive ? 200000 : SLICE_MAX;

	if (n == job->slice_rows && took * 4 < (int64_t)wished * 3)
		job->slice_rows += job->slice_rows / 4 + 1;
	else if (took > wished)
		job->slice_rows = (int)(job->slice_rows * wished / (took + 1));
	if (job->slice_rows < 10)
		job->slice_rows = 10;
	if (job->slice_rows > most)
		job->slice_rows = most;
}

static bool fill_slice(struct import_job *job, int64_t began, int *n, struct err *err)
{
	int wished = slice_ms(job);

	for (*n = 0; *n < job->slice_rows && stage_may_go_on(&job->stage);) {
		if (is_boundary(job))
			return true;
		if (!store_one(job, err))
			return false;
		job->at++;
		if (job->work == WORK_STORE_PEOPLE && job_keys_later(job))
			job_half_done(job, 1);
		else if (job->work == WORK_STORE_PEOPLE || job->work == WORK_STORE_ROWS)
			job->done++;
		if (++*n % 16 == 0 && boot_now() - began > wished)
			return true;
	}
	return true;
}

static bool last_slice(struct import_job *job, struct err *err)
{
	struct store *store = &job->c->store;

	job->row.state = IMPORT_STORED;
	free(job->row.cursor);
	job->row.cursor = NULL;
	char *stage = job->row.stage;
	job->row.stage = NULL;
	bool ok = store_import_set(store, &job->row, err) && store_slice_seal(store, err);
	job->row.stage = stage;
	return ok;
}

static bool nothing_changed(const struct import_report *r)
{
	return r->patients.added + r->patients.changed + r->records.added + r->records.changed == 0;
}

/* Stores a slice; the last one ends the import. */
static bool slice(struct import_job *job, struct err *err)
{
	struct store *store = &job->c->store;
	struct import_report was = job->report;
	size_t at = job->at;
	size_t done = job->done;
	enum work work = job->work;
	bool first = job->row.id == 0;
	int n = 0;

	job_keys_early(job);
	bool ok = begin_slice(job, err);
	int64_t began = boot_now();
	ok = ok && fill_slice(job, began, &n, err) && job_keys_beside(job, err);
	job->c->depth = 0;
	/* In a small import each slice writes its own keys. */
	if (job->work == WORK_STORE_KEYS && !job->resumed &&
	    (!job_keys_later(job) || nothing_changed(&job->report)))
		job->work = WORK_STORE_END;
	/* The end is a slice of its own, which waits for the disk, unless all fits into one. */
	bool last = ok && job->work == WORK_STORE_END && (first || n == 0) &&
		    stage_may_go_on(&job->stage);
	if (ok && last && first && nothing_changed(&job->report)) {
		/* All in one slice, and nothing was different: no trace of it. */
		store_rollback(store);
		job->row.id = 0;
		job->work = WORK_OVER;
		job_remove_stage(job);
		return true;
	}
	job->row.state = IMPORT_STORING;
	job_fill_row(job);
	ok = ok && (last ? last_slice(job, err) : store_import_set(store, &job->row, err));
	ok = ok && store_slice_commit(store, &job->bulk, err);
	if (!ok) {
		forget_slice(job, &was, at, done, work, first);
		return false;
	}
	learn(job, boot_now() - began, n);
	job->part += (size_t)n;
	if (last) {
		job->report.import = job->row.id;
		job_remove_stage(job);
		job_begin_likely(job);
	}
	return true;
}

bool job_store(struct import_job *job, int budget_ms, struct err *err)
{
	struct store *store = &job->c->store;

	(void)budget_ms;
	job_phase(job, IMPORT_PHASE_STORING, job->stage.n_people + job->stage.n_rows);
	/* Never twice without a slice between: somebody who reads may keep the log long. */
	if (job->part && store_checkpoint_if_long(store, job->o.exclusive)) {
		job->part = 0;
		return true;
	}
	job_load_mode(job, job->work != WORK_STORE_END);
	job->bulk.keys = job_keys_later(job) ? 0 : KEYS_SLICE;
	bool ok = job->work == WORK_STORE_KEYS ? job_keys(job, WORK_STORE_END, err) :
						 slice(job, err);
	if (job->work == WORK_OVER || job->work == WORK_LIKELY || !ok)
		job_load_mode(job, false);
	if (ok && !stage_may_go_on(&job->stage)) {
		struct err why = job->stage.first;
		why.code = ERR_CONFLICT;
		job_turn_back(job, &why);
	}
	return ok;
}

bool job_begin_storing(struct import_job *job, struct err *err)
{
	const char *map = job->o.map_text ? job->o.map_text : job->report.guess;
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, map, strlen(map));
	sha256_hex(&h, job->map_sha);
	if (!job_write_head(job, err))
		return false;
	hashes_release(&job->stage.charts);
	job->stage.storing = true;
	job->work = WORK_STORE_PEOPLE;
	job->at = 0;
	job->part = 0;
	job_phase(job, IMPORT_PHASE_STORING, 0);
	return true;
}

/* --- going on --- */

static void line_found(int64_t line, int64_t id, void *arg)
{
	struct import_job *job = arg;
	struct stage *s = &job->stage;
	size_t low = 0;
	size_t high = s->n_people;

	/* Persons lie in the order of their first lines. */
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (s->people[mid].line < (uint64_t)line)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < s->n_people && s->people[low].line == (uint64_t)line) {
		s->people[low].id = id;
		s->people[low].outcome = ADDED;
		s->people[low].flags |= PERSON_FRESH;
	}
	job->below = id;
	job->part++;
}

/* Persons that were stored before and are not of this import are known by their number already;
 * one that somebody registered between checking and storing is looked for again. */
static bool find_the_others(struct import_job *job, struct err *err)
{
	struct stage *s = &job->stage;
	size_t n = job->before == WORK_STORE_PEOPLE ? job->at : s->n_people;

	for (size_t i = 0; i < n; i++) {
		struct person *p = &s->people[i];
		if (!p->id && !(p->flags & PERSON_REFUSED)) {
			if (!person_values(s, p, err))
				return false;
			person_match(s, (uint32_t)i);
		}
		if (!(p->flags & PERSON_FRESH) && p->id &&
		    store_action_touched(&job->c->store, s->action, &record_patient, p->id))
			p->outcome = CHANGED;
	}
	return true;
}

bool job_resume(struct import_job *job, struct err *err)
{
	struct store *store = &job->c->store;
	bool more;

	job_phase(job, IMPORT_PHASE_STORING, job->total);
	if (job->work == WORK_RESUME_DIGESTS) {
		if (!store_job_digests(store, &job->bulk, RESUME_ROWS, &more, err))
			return false;
		if (!more) {
			job->work = WORK_RESUME_PEOPLE;
			job->below = 0;
		}
		return true;
	}
	job->part = 0;
	if (!store_import_patients(store, job->row.id, job->below, RESUME_ROWS, line_found, job, err))
		return false;
	if (job->part == RESUME_ROWS)
		return true;
	job->part = 0;
	if (job->stage.needs_census && !job->stage.census) {
		job->work = WORK_RESUME_CENSUS; /* and here again behind it */
		enum work then = job->before;
		job->before = WORK_RESUME_PEOPLE;
		job->slice_rows = (int)then;
		return true;
	}
	if (job->before == WORK_RESUME_PEOPLE)
		job->before = (enum work)job->slice_rows;
	job->slice_rows = 40;
	if (!find_the_others(job, err))
		return false;
	job->work = job->before;
	return true;
}

static bool open_stage(struct import_job *job)
{
	struct stage *s = &job->stage;
	struct err ignored = ERR_INIT;

	if (!job->row.stage || !job->row.cursor || !read_cursor(job, job->row.cursor))
		return false;
	char *log = job_stage_path(job, job->row.stage, "");
	char *rows = job_stage_path(job, job->row.stage, "-rows");
	bool ok = tape_open(&s->log, log, &ignored) && tape_open(&s->table, rows, &ignored) &&
		  read_head(job);
	free(log);
	free(rows);
	return ok;
}

/* What a dead process left: a lease without an import, or an import that is open. */
struct import_job *import_left_over(struct clinic *c)
{
	struct store *s = &c->store;
	struct err why = ERR_INIT;
	bool alive = false;
	bool held = store_job_look(s, "import", &alive, NULL, NULL);
	int64_t open = store_import_open(s);

	if (s->refuse || (held && alive) || (!held && !open))
		return NULL;
	struct import_options o = { .file = "" };
	struct import_job *job = job_new(c, &o);
	if (open && !store_import(s, open, &job->row, NULL))
		open = 0;
	/* Taking the lease removes what was staged and never used. */
	if (!job_take_lease(job, NULL) || !open || store_import_open(s) != open) {
		job->work = WORK_OVER;
		import_free(job);
		return NULL;
	}
	job->bulk = (struct bulk_job){ .import = open, .action = job->row.action };
	job->resumed = true;
	job->stage.import = open;
	job->stage.action = job->row.action;
	job->map_is_read = true;
	if (job->row.state == IMPORT_STORING && open_stage(job)) {
		job->work = WORK_RESUME_DIGESTS;
		job->stage.storing = true;
		job->phase = IMPORT_PHASE_STORING;
		job->phase_done = job->done;
		return job;
	}
	if (job->row.state == IMPORT_STORING)
		err_set(&why, ERR_IO, _("an import was cut off and cannot go on; it was taken back"));
	else
		err_set(&why, ERR_FINDINGS, _("an import was cut off; it was taken back"));
	job_turn_back(job, &why);
	return job;
}
