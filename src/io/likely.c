/* Whether those who were just imported have a chart already: said, never merged. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/dupes.h"
#include "job.h"

/* What the looking may cost: so long in any case, less where nobody was here before, and else a
 * twentieth of what the import itself took.  Everybody is compared in some 20 µs each, one with
 * everybody in some 2 ms. */
enum { FIRST_MS = 250, ALWAYS_MS = 2000, SHARE = 20, EACH_US = 20, ONE_US = 2000, AT_ONCE = 20,
       NOTED = 300 };

static bool fits(const struct import_job *job, bool first, int64_t cost_us)
{
	int64_t ms = cost_us / 1000;

	return ms <= (first ? FIRST_MS : ALWAYS_MS) || ms * SHARE <= boot_now() - job->began;
}

void job_begin_likely(struct import_job *job)
{
	int64_t people = store_patients(&job->c->store);
	int64_t one_by_one = (int64_t)job->report.patients.added * ONE_US;
	int64_t all = people * EACH_US;

	job->work = WORK_OVER;
	if (job->report.patients.added == 0)
		return;
	bool first = people <= (int64_t)job->report.patients.added;
	job->report.unlooked = !fits(job, first, one_by_one < all ? one_by_one : all);
	if (job->report.unlooked)
		return;
	job->work = WORK_LIKELY;
	job->likely_after = 0;
	if (all <= one_by_one)
		job->pairs = pairs_new(&job->c->store,
				       &(struct pairs_options){ .least = LIKENESS_LIKELY,
								.import = job->row.id });
	job_phase(job, IMPORT_PHASE_COMPARING, job->pairs ? 100 : job->report.patients.added);
}

/* "perhaps the same person as 1042 张伟 (92 of 100): same name, same birth date" */
static bool note_pair(struct import_job *job, const struct pair *pair, struct err *err)
{
	struct patient side[2];
	struct str who;
	struct str why;
	bool ok = true;

	if (job->report.likely++ >= NOTED)
		return true;
	for (int i = 0; i < 2; i++)
		record_init(&record_patient, &side[i]);
	str_init(&who);
	str_init(&why);
	ok = store_get(&job->c->store, &record_patient, pair->a, &side[0], err) &&
	     store_get(&job->c->store, &record_patient, pair->b, &side[1], err);
	/* The later one came with the import. */
	bool second = side[1].import == job->row.id;
	const struct patient *here = &side[second ? 0 : 1];
	if (ok) {
		patient_title(&who, here);
		likeness_words(&why, pair->reasons);
		stage_note(&job->stage, (int)side[second ? 1 : 0].line, 0,
			   _("perhaps the same person as %s %s (%d of 100): %s"), here->chart_no,
			   who.p, pair->score, why.p);
	}
	str_release(&who);
	str_release(&why);
	for (int i = 0; i < 2; i++)
		record_release(&record_patient, &side[i]);
	return ok;
}

struct batch {
	int64_t ids[AT_ONCE];
	int n;
};

static void note_id(int64_t line, int64_t id, void *arg)
{
	struct batch *b = arg;

	(void)line;
	b->ids[b->n++] = id;
}

static bool look_at_one(struct import_job *job, int64_t patient, struct err *err)
{
	struct pair_list found = { 0 };
	struct patient_draft d;

	if (!draft_load(job->c, patient, &d, err))
		return false;
	bool ok = clinic_likely(job->c, &d, LIKENESS_LIKELY, 0, &found, err);
	for (size_t i = 0; ok && i < found.n; i++) {
		struct patient other;
		record_init(&record_patient, &other);
		ok = store_get(&job->c->store, &record_patient, pair_other(&found.v[i], patient),
			       &other, err);
		/* Two of the same import are told once. */
		if (ok && (other.import != job->row.id || found.v[i].b == patient))
			ok = note_pair(job, &found.v[i], err);
		record_release(&record_patient, &other);
	}
	pair_list_release(&found);
	draft_release(&d);
	return ok;
}

static bool look_at_some(struct import_job *job, struct err *err)
{
	struct batch b = { .n = 0 };

	if (!store_import_patients(&job->c->store, job->row.id, job->likely_after, AT_ONCE, note_id,
				   &b, err))
		return false;
	for (int i = 0; i < b.n; i++) {
		job->likely_after = b.ids[i];
		if (!look_at_one(job, b.ids[i], err))
			return false;
		job->done++;
	}
	if (b.n < AT_ONCE)
		job->work = WORK_OVER;
	return true;
}

bool job_look_likely(struct import_job *job, struct err *err)
{
	if (!job->pairs) {
		return look_at_some(job, err);
	}
	if (!pairs_step(job->pairs, err))
		return false;
	job->done = (size_t)pairs_percent(job->pairs);
	if (!pairs_done(job->pairs))
		return true;
	size_t n = pairs_count(job->pairs);
	for (size_t i = 0; i < n && i < PAIRS_MAX; i++)
		if (!note_pair(job, pairs_at(job->pairs, i), err))
			return false;
	job->work = WORK_OVER;
	return true;
}
