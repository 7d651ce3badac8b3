/* An import in steps: reading and checking. */
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/base/secret.h"
#include "revisit/store/census.h"

enum { SLICE_FIRST = 40, CENSUS_ROWS = 2000, TABLE_ROWS = 5000, CHECK_EACH = 16 };

static void replace_text(const char **slot)
{
	*slot = mem_strdup(*slot);
}

struct import_job *job_new(struct clinic *c, const struct import_options *o)
{
	struct import_job *job = mem_alloc(sizeof(*job));

	*job = (struct import_job){ .c = c, .o = *o, .fd = -1, .slice_rows = SLICE_FIRST };
	job->report.what = "patients";
	job->map.header = true;
	arena_init(&job->map.arena);
	replace_text(&job->o.file);
	replace_text(&job->o.map_file);
	if (o->map_text)
		job->o.map_text = mem_strndup(o->map_text, o->map_n);
	job->stage.o = &job->o;
	job->stage.map = &job->map;
	job->stage.report = &job->report;
	stage_init(&job->stage, c);
	job->began = boot_now();
	job->phase_began = job->began;
	return job;
}

struct import_job *import_new(struct clinic *c, const struct import_options *o)
{
	return job_new(c, o);
}

static void free_text(const char *text)
{
	free((char *)(uintptr_t)text);
}

void import_free(struct import_job *job)
{
	if (!job)
		return;
	job_load_mode(job, false);
	job_forget_keys(job);
	/* What is not stored yet at all is dropped; the rest waits for the next start. */
	if (job->row.id == 0 && job->holds_lease)
		job_remove_stage(job);
	job_drop_lease(job);
	if (job->csv_open)
		csv_release(&job->csv);
	if (job->fd >= 0)
		close(job->fd);
	pairs_free(job->pairs);
	stage_release(&job->stage);
	map_release(&job->map);
	import_row_release(&job->row);
	import_release(&job->report);
	free_text(job->o.file);
	free_text(job->o.map_file);
	free_text(job->o.map_text);
	free(job);
}

void job_phase(struct import_job *job, enum import_phase phase, size_t total)
{
	if (job->phase != phase) {
		job->phase_began = boot_now();
		job->done = 0;
		job->phase_done = 0;
	}
	job->phase = phase;
	job->total = total;
}

/* --- the lease and the staging files --- */

char *job_stage_path(const struct import_job *job, const char *stage, const char *more)
{
	char *name = mem_printf("%s%s", stage, more);
	char *path = path_join(job->c->folder, name);

	free(name);
	return path;
}

static void remove_files(const struct import_job *job, const char *stage)
{
	static const char *const parts[] = { "", "-rows", "-input" };

	/* Nothing but what an import made is ever removed. */
	if (strncmp(stage, "import-", 7) != 0 || strchr(stage, '/'))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		char *path = job_stage_path(job, stage, parts[i]);
		unlink(path);
		free(path);
	}
}

void job_remove_stage(struct import_job *job)
{
	if (job->row.stage)
		remove_files(job, job->row.stage);
}

bool job_take_lease(struct import_job *job, struct err *err)
{
	struct store *s = &job->c->store;
	char *left = NULL;

	if (!store_job_take(s, "import", job->row.stage, &left, err))
		return false;
	job->holds_lease = true;
	if (left && !str_eq(left, job->row.stage) && !store_import_open(s))
		remove_files(job, left);
	free(left);
	return true;
}

void job_drop_lease(struct import_job *job)
{
	if (job->holds_lease)
		store_job_drop(&job->c->store, "import", NULL);
	job->holds_lease = false;
}

static bool alone(struct import_job *job, struct err *err)
{
	char *other = job->o.exclusive ? store_other_session(&job->c->store) : NULL;
	bool ok = !other || err_set(err, ERR_BUSY,
				    _("%s is at work in this clinic; --exclusive wants nobody else "
				      "to be"),
				    other);

	free(other);
	return ok;
}

static bool make_stage(struct import_job *job, struct err *err)
{
	struct store *s = &job->c->store;
	uint64_t number;

	if (s->refuse)
		return err_set(err, ERR_READ_ONLY, "%s", s->refuse);
	if (!alone(job, err))
		return false;
	secret_random(&number, sizeof(number));
	free(job->row.stage);
	job->row.stage = mem_printf("import-%llx.stage", (unsigned long long)number);
	if (!job_take_lease(job, err))
		return false;
	if (store_import_open(s))
		return err_set(err, ERR_BUSY,
			       _("an import that was cut off must be ended first; start revisit again"));
	char *log = job_stage_path(job, job->row.stage, "");
	char *rows = job_stage_path(job, job->row.stage, "-rows");
	bool ok = tape_create(&job->stage.log, log, err) &&
		  tape_create(&job->stage.table, rows, err);
	free(log);
	free(rows);
	return ok;
}

/* --- the file --- */

/* What cannot be read twice is copied beside the staging file first. */
static bool spool(struct import_job *job, int from, struct err *err)
{
	struct pos pos = { .file = job->o.file };
	char *path = job_stage_path(job, job->row.stage, "-input");
	char bytes[65536];
	ssize_t n = 0;
	bool ok = true;

	job->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	unlink(path);
	free(path);
	while (job->fd >= 0 && ok && ((n = read(from, bytes, sizeof(bytes))) > 0 ||
				      (n < 0 && errno == EINTR)))
		for (ssize_t done = 0; ok && done < n;) {
			ssize_t k = write(job->fd, bytes + done, (size_t)(n - done));
			ok = k > 0 || errno == EINTR;
			done += k > 0 ? k : 0;
		}
	if (job->fd >= 0 && ok && n == 0)
		return true;
	return err_at(err, errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, &pos, "%s", strerror(errno));
}

static bool open_file(struct import_job *job, struct err *err)
{
	struct pos pos = { .file = job->o.file };
	bool standard = strcmp(job->o.file, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(job->o.file, O_RDONLY | O_CLOEXEC);
	char c;

	if (fd < 0)
		return err_at(err, ERR_IO, &pos, "%s", strerror(errno));
	if (read(fd, &c, 0) < 0) {
		int why = errno; /* a folder */
		if (!standard)
			close(fd);
		return err_at(err, ERR_IO, &pos, "%s", strerror(why));
	}
	if (standard || lseek(fd, 0, SEEK_CUR) < 0) {
		bool ok = spool(job, fd, err);
		if (!standard)
			close(fd);
		return ok;
	}
	job->fd = fd;
	return true;
}

static bool open_text(struct import_job *job, const struct csv_dialect *dialect, struct err *err)
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, job->o.text, job->o.n);
	sha256_hex(&h, job->file_sha);
	return csv_open(&job->csv, job->o.file, job->o.text, job->o.n, dialect, err);
}

static bool open_input(struct import_job *job, struct err *err)
{
	struct import_options *o = &job->o;

	if (o->map_text && !job->map_is_read &&
	    !map_read(&job->map, o->map_file, o->map_text, o->map_n, err))
		return false;
	job->map_is_read = true;
	struct csv_dialect dialect = { job->map.delimiter, job->map.encoding };
	if (!make_stage(job, err))
		return false;
	bool ok = o->text ? open_text(job, &dialect, err)
			  : open_file(job, err) &&
				    csv_begin(&job->csv, o->file, job->fd, &dialect, err);
	job->csv_open = ok;
	job->work = WORK_LOOK;
	return ok;
}

static bool first_row(struct import_job *job, struct err *err)
{
	struct pos pos = { .file = job->o.file };
	enum csv_step step = csv_next(&job->csv, err);

	if (step == CSV_END)
		return err_at(err, ERR_CSV, &pos, _("the file is empty"));
	if (step != CSV_ROW || !stage_take_map(&job->stage, &job->csv, &job->header, err))
		return false;
	job->columns = job->csv.n;
	if (!job->header && !stage_is_empty(&job->csv))
		stage_row(&job->stage, &job->csv, job->columns);
	job->stage.known_source = job->map.rows != MAP_PATIENTS &&
				  store_has_external(&job->c->store, stage_record(&job->stage));
	job->work = WORK_READ;
	return true;
}

static bool look(struct import_job *job, struct err *err)
{
	bool more = false;

	if (!job->o.text && !csv_look(&job->csv, &more, job->file_sha, err))
		return false;
	return more || first_row(job, err);
}

static bool out_of_time(int64_t until)
{
	return boot_now() >= until;
}

static bool read_rows(struct import_job *job, int64_t until, struct err *err)
{
	struct stage *s = &job->stage;

	for (size_t i = 1; i % CHECK_EACH || !out_of_time(until); i++) {
		struct err why = ERR_INIT;
		enum csv_step step = csv_next(&job->csv, &why);
		if (step == CSV_END) {
			job->work = s->needs_census ? WORK_CENSUS : WORK_PEOPLE;
			csv_release(&job->csv);
			job->csv_open = false;
			hashes_release(&s->people_by_key);
			break;
		}
		if (step == CSV_FAIL) {
			*err = why;
			return false;
		}
		if (step == CSV_ROW && stage_is_empty(&job->csv))
			continue;
		if (step == CSV_ROW) {
			stage_row(s, &job->csv, job->columns);
		} else {
			s->report->rows++;
			stage_bad_line(s, &why);
		}
	}
	job->done = s->report->rows;
	if (job->csv_open) {
		double share = (double)csv_done_bytes(&job->csv) / (double)csv_all_bytes(&job->csv);
		job->total = share > 0 ? (size_t)((double)job->done / share) : 0;
	}
	return tape_ok(&s->log, err) && tape_ok(&s->table, err);
}

/* --- checking --- */

bool stage_may_go_on(const struct stage *s)
{
	return s->bad == 0 || s->o->skip;
}

static bool refused(const struct stage *s, struct err *err)
{
	struct pos pos = { s->o->file, s->first.line, s->first.col };

	if (s->bad == 1)
		return err_at(err, s->first.code, &pos, _("%s; nothing was imported"),
			      s->first.msg);
	return err_at(err, s->first.code, &pos,
		      ngettext("%s; and %zu more bad line; nothing was imported",
			       "%s; and %zu more bad lines; nothing was imported",
			       (unsigned long)s->bad - 1),
		      s->first.msg, s->bad - 1);
}

/* Goes to the next kind of work. */
static void next_work(struct import_job *job, enum work work)
{
	job->work = work;
	job->at = 0;
	job->part = 0;
	job->again = false;
}

static bool check_people(struct import_job *job, int64_t until, struct err *err)
{
	struct stage *s = &job->stage;

	for (size_t i = 1; job->at < s->n_people && (i % CHECK_EACH || !out_of_time(until)); i++) {
		if (!person_check(s, (uint32_t)job->at++, err))
			return false;
		job->done++;
	}
	if (job->at < s->n_people)
		return true;
	bool rows = job->map.rows != MAP_PATIENTS;
	next_work(job, s->has_refs ? WORK_REFS : rows ? WORK_TWINS : WORK_BEGIN);
	return true;
}

/* Who is refused may be named by others: round after round, until nobody is refused any more. */
static bool check_refs(struct import_job *job, int64_t until, struct err *err)
{
	struct stage *s = &job->stage;

	for (size_t i = 1; job->at < s->n_people && (i % CHECK_EACH || !out_of_time(until)); i++)
		if (!person_check_refs(s, (uint32_t)job->at++, &job->again, err))
			return false;
	if (job->at < s->n_people)
		return true;
	if (job->again && job->o.skip) {
		next_work(job, WORK_REFS);
		return true;
	}
	next_work(job, job->map.rows != MAP_PATIENTS ? WORK_TWINS : WORK_BEGIN);
	return true;
}

static bool check_twins(struct import_job *job, struct err *err)
{
	uint32_t at = (uint32_t)job->at;
	bool more;

	if (!rows_find_twins(&job->stage, &job->part, &at, TABLE_ROWS, &more, err))
		return false;
	job->at = at;
	if (!more)
		next_work(job, WORK_TARGETS);
	return true;
}

static bool check_targets(struct import_job *job, struct err *err)
{
	uint32_t at = (uint32_t)job->at;
	bool more;

	if (!rows_find_targets(&job->stage, &at, TABLE_ROWS, &more, err))
		return false;
	job->at = at;
	if (!more)
		next_work(job, WORK_MOVED);
	return true;
}

static bool check_moved(struct import_job *job, int64_t until, struct err *err)
{
	struct stage *s = &job->stage;

	for (size_t i = 1; job->at < s->n_moved && (i % CHECK_EACH || !out_of_time(until)); i++)
		if (!moved_check(s, job->at++, err))
			return false;
	if (job->at == s->n_moved)
		next_work(job, WORK_ROWS);
	return true;
}

/* Somebody new who is known by refused lines only is not made either. */
static void drop_unneeded(struct stage *s)
{
	for (size_t i = 0; s->n_rows && i < s->n_people; i++)
		if (!(s->people[i].flags & PERSON_NEEDED) && s->people[i].id == 0)
			s->people[i].flags |= PERSON_REFUSED;
}

static bool check_rows(struct import_job *job, int64_t until, struct err *err)
{
	struct stage *s = &job->stage;

	for (size_t i = 1; job->at < s->n_rows && (i % CHECK_EACH || !out_of_time(until)); i++) {
		if (!row_check(s, (uint32_t)job->at++, err))
			return false;
		job->done++;
	}
	if (job->at < s->n_rows)
		return true;
	drop_unneeded(s);
	next_work(job, WORK_BEGIN);
	return true;
}

static bool gather_census(struct import_job *job, struct err *err)
{
	struct stage *s = &job->stage;
	bool more;

	if (!s->census)
		s->census = census_new(s);
	if (!census_gather(s, CENSUS_ROWS, &more, err))
		return false;
	if (!more)
		next_work(job, job->work == WORK_CENSUS ? WORK_PEOPLE : job->before);
	return true;
}

static void count_trial(struct import_job *job)
{
	struct stage *s = &job->stage;

	for (size_t i = 0; i < s->n_people; i++)
		if (!(s->people[i].flags & PERSON_REFUSED))
			count_outcome(&job->report.patients,
				      s->people[i].id ? (enum outcome)s->people[i].outcome : ADDED);
}

static bool begin(struct import_job *job, struct err *err)
{
	struct stage *s = &job->stage;

	if (!stage_may_go_on(s))
		return refused(s, err);
	if (job->o.dry_run) {
		count_trial(job);
		job_remove_stage(job);
		job->work = WORK_OVER;
		return true;
	}
	return job_begin_storing(job, err);
}

/* --- steps --- */

static bool work(struct import_job *job, int64_t until, struct err *err)
{
	int left = (int)(until - boot_now());

	switch (job->work) {
	case WORK_OPEN:
		return open_input(job, err);
	case WORK_LOOK:
		return look(job, err);
	case WORK_READ:
		return read_rows(job, until, err);
	case WORK_CENSUS:
	case WORK_RESUME_CENSUS:
		return gather_census(job, err);
	case WORK_PEOPLE:
		job_phase(job, IMPORT_PHASE_CHECKING, job->stage.n_people + job->stage.n_rows);
		return check_people(job, until, err);
	case WORK_REFS:
		return check_refs(job, until, err);
	case WORK_TWINS:
		return check_twins(job, err);
	case WORK_TARGETS:
		return check_targets(job, err);
	case WORK_MOVED:
		return check_moved(job, until, err);
	case WORK_ROWS:
		return check_rows(job, until, err);
	case WORK_BEGIN:
		return begin(job, err);
	case WORK_STORE_PEOPLE:
	case WORK_STORE_FOUNDERS:
	case WORK_STORE_LINKS:
	case WORK_STORE_ROWS:
	case WORK_STORE_MOVED:
	case WORK_STORE_KEYS:
	case WORK_STORE_END:
		return job_store(job, left, err);
	case WORK_LIKELY:
		return job_look_likely(job, err);
	case WORK_RESUME_DIGESTS:
	case WORK_RESUME_PEOPLE:
		return job_resume(job, err);
	case WORK_UNDO_LOOK:
	case WORK_UNDO_BEGIN:
		return job_undo(job, err);
	case WORK_BACK_RESTORE:
	case WORK_BACK_DELETE:
	case WORK_BACK_FORGET:
	case WORK_BACK_KEYS:
	case WORK_BACK_LATER:
	case WORK_BACK_END:
		return job_take_back(job, err);
	case WORK_OVER:
		break;
	}
	return true;
}

static bool is_storing(const struct import_job *job)
{
	return job->work >= WORK_STORE_PEOPLE && job->work < WORK_OVER &&
	       job->work != WORK_UNDO_LOOK && job->work != WORK_UNDO_BEGIN &&
	       job->work != WORK_LIKELY;
}

static void end(struct import_job *job)
{
	job->phase = IMPORT_PHASE_OVER;
	job_load_mode(job, false);
	if (job->row.id == 0 && job->holds_lease)
		job_remove_stage(job);
	job_drop_lease(job);
	job->work = WORK_OVER;
}

static enum import_step fail(struct import_job *job, const struct err *why)
{
	bool stores = job->work >= WORK_STORE_PEOPLE && job->work <= WORK_RESUME_CENSUS &&
		      job->work != WORK_LIKELY;

	job->err = *why;
	/* What cannot go on is taken back; when not even that goes, the next start tries again. */
	if (stores && job->row.id && why->code != ERR_BUSY) {
		job_turn_back(job, why);
		return IMPORT_MORE;
	}
	job->failed = true;
	end(job);
	return IMPORT_FAILED;
}

static bool take_cancel(struct import_job *job, struct err *err)
{
	if (!job->cancelled || job->work == WORK_OVER)
		return false;
	if (job->work > WORK_BACK_RESTORE - 1)
		return false; /* on its way back anyway */
	if (job->work == WORK_LIKELY) {
		job->work = WORK_OVER; /* stored; only the looking ends */
		job->report.unlooked = true;
		return false;
	}
	job->cancelled = false;
	err_set(err, ERR_FINDINGS, job->undoing ? _("cancelled; the import stays as it is")
						 : _("cancelled; nothing was imported"));
	return true;
}

enum import_step import_step(struct import_job *job, int budget_ms)
{
	int64_t until = boot_now() + (budget_ms > 1 ? budget_ms : 1);
	struct err why = ERR_INIT;

	if (job->work == WORK_OVER)
		return job->failed ? IMPORT_FAILED : IMPORT_DONE;
	if (take_cancel(job, &why))
		return fail(job, &why);
	do {
		enum work was = job->work;
		/* One look at the clinic for all the questions of a step. */
		bool looks = was >= WORK_CENSUS && was <= WORK_ROWS;
		if (looks)
			store_look_begin(&job->c->store);
		bool ok = work(job, until, &why);
		if (looks)
			store_look_end(&job->c->store);
		if (!ok)
			return fail(job, &why);
		if (job->work == WORK_OVER) {
			end(job);
			return job->failed ? IMPORT_FAILED : IMPORT_DONE;
		}
		/* A transaction has had its time; others are served now. */
		if (is_storing(job) || was != job->work)
			return IMPORT_MORE;
	} while (!out_of_time(until));
	return IMPORT_MORE;
}

int import_pause(const struct import_job *job)
{
	bool shared = is_storing(job) && !job->o.exclusive;

	return shared ? 3 : 0;
}

void import_cancel(struct import_job *job)
{
	job->cancelled = true;
}

/* --- what came of it --- */

static int by_place(const void *a, const void *b)
{
	const struct import_problem *x = a;
	const struct import_problem *y = b;

	return x->line != y->line ? (x->line > y->line) - (x->line < y->line)
				  : (x->col > y->col) - (x->col < y->col);
}

const struct import_report *import_problems(const struct import_job *job)
{
	const struct import_report *r = &job->report;

	if (r->n_problems > 1)
		qsort(r->problems, r->n_problems, sizeof(*r->problems), by_place);
	return r;
}

const struct import_report *import_result(struct import_job *job, struct err *err)
{
	const struct import_report *r = import_problems(job);

	if (job->work == WORK_OVER && !job->failed)
		return r;
	if (err)
		*err = job->err;
	return NULL;
}

bool import_run(struct clinic *c, const struct import_options *o, struct import_report *report,
		struct err *err)
{
	struct import_job *job = import_new(c, o);

	while (import_step(job, 1000) == IMPORT_MORE)
		;
	bool ok = import_result(job, err) != NULL;
	*report = job->report;
	job->report = (struct import_report){ .what = report->what };
	import_free(job);
	return ok;
}

void import_release(struct import_report *report)
{
	for (size_t i = 0; i < report->n_problems; i++)
		free(report->problems[i].text);
	free(report->problems);
	free(report->guess);
	*report = (struct import_report){ 0 };
}
