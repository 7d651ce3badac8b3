/* Two charts made one and taken apart again, one with many visits; an edit taken back and done again,
 * in what ^Z does with one key: finding the last action, its words, and the undoing.
 * usage: taking_back CLINIC TODAY VISITS REPEATS
 *
 * The charts are made for it and stay in the clinic. */
#include "measure.h"

#include "revisit/clinic/merge.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/undo.h"
#include "revisit/clinic/visits.h"

static void must(bool ok, const struct err *err)
{
	if (!ok)
		bench_fail("%s", err->msg);
}

static int64_t chart(struct clinic *c, const char *name, const char *phone, struct err *err)
{
	struct patient_draft d;

	draft_init(c, &d);
	must(draft_set(c, &d, "name", '=', name, err) &&
		     draft_set(c, &d, "phone", '=', phone, err) && patient_save(c, &d, NULL, err),
	     err);
	int64_t id = d.p.row.id;
	draft_release(&d);
	return id;
}

static void fill(struct clinic *c, int64_t patient, int visits, struct err *err)
{
	must(clinic_begin(c, "bench", patient, err), err);
	for (int i = 0; i < visits; i++) {
		struct visit v;
		record_init(&record_visit, &v);
		v.patient = patient;
		v.day = clinic_today(c) - 30 * (i + 1);
		v.status = VISIT_COMPLETED;
		str_replace(&v.kind, "cleaning");
		must(visit_save(c, &v, NULL, err), err);
		record_release(&record_visit, &v);
		if (i % 4 == 0)
			must(note_add(c, patient, "asks for a morning", err), err);
	}
	must(clinic_end(c, true, err), err);
}

static double one_key(struct clinic *c, bool again, struct err *err)
{
	struct undo_offer offer;
	char *words = NULL;
	double at = now_ms();

	must(clinic_undo_offer(c, again, 0, &offer, err) && offer.link &&
		     clinic_undo(c, offer.link, again, NULL, &words, err),
	     err);
	double took = now_ms() - at;
	free(words);
	undo_offer_release(&offer);
	return took;
}

static void undo_some(struct clinic *c, int64_t patient, long times, struct err *err)
{
	struct samples undos = { 0 };
	struct samples redos = { 0 };

	for (long i = 0; i < times; i++) {
		struct patient_draft d;
		char phone[32];
		snprintf(phone, sizeof(phone), "1370000%04ld", i);
		must(draft_load(c, patient, &d, err) &&
			     draft_set(c, &d, "phone", '=', phone, err) &&
			     patient_save(c, &d, NULL, err),
		     err);
		draft_release(&d);
		sample_add(&undos, one_key(c, false, err));
		sample_add(&redos, one_key(c, true, err));
	}
	fact("undo", "undo", &undos, NULL);
	fact("undo", "redo", &redos, NULL);
	samples_release(&undos);
	samples_release(&redos);
}

int main(int argc, char **argv)
{
	struct samples merges = { 0 };
	struct samples unmerges = { 0 };
	struct samples looks = { 0 };
	struct err err = ERR_INIT;
	struct clinic c;

	if (argc != 5)
		bench_fail("usage: taking_back CLINIC TODAY VISITS REPEATS");
	const struct clinic_options options = { .folder = argv[1],
						.staff = "bench",
						.today = argv[2] };
	must(clinic_open(&c, &options, &err), &err);
	int64_t keep = chart(&c, "Bench Mark", "13900001111", &err);
	int64_t lose = chart(&c, "Mark Bench", "13900002222", &err);
	fill(&c, lose, (int)strtol(argv[3], NULL, 10), &err);
	for (long i = strtol(argv[4], NULL, 10); i > 0; i--) {
		struct merge_preview p;
		struct unmerged u;
		double at = now_ms();
		must(clinic_merge_preview(&c, keep, lose, &p, &err), &err);
		sample_add(&looks, now_ms() - at);
		at = now_ms();
		must(clinic_merge(&c, &p, &err), &err);
		sample_add(&merges, now_ms() - at);
		merge_preview_release(&p);
		at = now_ms();
		must(clinic_unmerge(&c, lose, &u, &err), &err);
		sample_add(&unmerges, now_ms() - at);
	}
	fact("merge", "compare", &looks, NULL);
	fact("merge", "merge", &merges, NULL);
	fact("merge", "unmerge", &unmerges, NULL);
	samples_release(&looks);
	samples_release(&merges);
	samples_release(&unmerges);
	undo_some(&c, keep, 10 * strtol(argv[4], NULL, 10), &err);
	clinic_close(&c);
	return 0;
}
