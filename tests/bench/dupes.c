/* How long it takes to find doubles: of everybody, and of one person while they are being typed.
 * usage: dupes CLINIC TODAY [TYPED]
 *
 * Those typed are patients of the clinic spread evenly over it, registered once more: by name alone,
 * then with the telephone, then with a birth date that has a slip; warm. */
#include "measure.h"

#include "revisit/base/rng.h"
#include "revisit/clinic/clinic.h"
#include "revisit/store/pairs.h"

#include <unistd.h>

enum { TYPED = 300 };

static void everything(struct clinic *c)
{
	struct err err = ERR_INIT;
	struct samples steps = { 0 };
	struct samples seconds = { 0 };
	char remark[128];
	double start = now_ms();
	struct pairs *x = pairs_new(&c->store, &(struct pairs_options){ .least = LIKENESS_LIKELY });
	long peak = 0;

	while (!pairs_done(x)) {
		double before = now_ms();
		if (!pairs_step(x, &err))
			bench_fail("doubles: %s", err.msg);
		sample_add(&steps, now_ms() - before);
		if (steps.n % 32 == 0) {
			long now = proc_status((int)getpid(), "RssAnon:");
			peak = now > peak ? now : peak;
		}
	}
	sample_add(&seconds, (now_ms() - start) / 1000);
	snprintf(remark, sizeof(remark), "%zu pairs, %zu compared, %ld MB", pairs_count(x),
		 pairs_compared(x), peak / 1024);
	fact("dupes", "everything, s", &seconds, remark);
	fact("dupes", "a step of it, ms", &steps, NULL);
	samples_release(&steps);
	samples_release(&seconds);
	pairs_free(x);
}

static void check_timed(struct clinic *c, const struct patient *p, const struct rows *contacts,
			struct samples *to)
{
	struct err err = ERR_INIT;
	struct pair_list found = { 0 };
	double start = now_ms();

	if (!pairs_of(&c->store, p, contacts, LIKENESS_LIKELY, 1u << LIKE_SAME_NUMBER, &found, &err))
		bench_fail("doubles of one: %s", err.msg);
	sample_add(to, now_ms() - start);
	pair_list_release(&found);
}

static void typing(struct clinic *c, int typed)
{
	struct err err = ERR_INIT;
	struct samples of[3] = { { 0 } };
	static const char *const names[] = { "typed: name", "typed: name, phone",
					     "typed: name, phone, birth" };
	int64_t n = store_patients(&c->store);

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < typed; i++) {
			struct patient p;
			struct rows contacts;
			struct rows none;
			struct samples ignored[3] = { { 0 } };
			struct samples *to = round ? of : ignored;
			record_init(&record_patient, &p);
			rows_init(&contacts, &record_contact);
			rows_init(&none, &record_contact);
			int64_t id = 1 + n / typed * i;
			if (!store_get(&c->store, &record_patient, id, &p, &err) ||
			    !store_contacts(&c->store, id, &contacts, &err))
				bench_fail("patient: %s", err.msg);
			day_t birth = p.birth_day;
			p.row.id = 0;
			p.birth_day = DAY_NONE;
			check_timed(c, &p, &none, &to[0]);
			check_timed(c, &p, &contacts, &to[1]);
			p.birth_day = birth == DAY_NONE ? birth : birth + 1;
			check_timed(c, &p, &contacts, &to[2]);
			record_release(&record_patient, &p);
			rows_release(&contacts);
			rows_release(&none);
			for (size_t k = 0; k < 3; k++)
				samples_release(&ignored[k]);
		}
	for (size_t k = 0; k < 3; k++) {
		fact("dupes", names[k], &of[k], NULL);
		samples_release(&of[k]);
	}
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct clinic c;

	if (argc < 3)
		bench_fail("usage: dupes CLINIC TODAY [TYPED]");
	struct clinic_options options = { .folder = argv[1], .staff = "bench", .today = argv[2] };
	if (!clinic_open(&c, &options, &err))
		bench_fail("%s: %s", argv[1], err.msg);
	typing(&c, argc > 3 ? (int)strtol(argv[3], NULL, 10) : TYPED);
	everything(&c);
	clinic_close(&c);
	return 0;
}
