#include "revisit/clinic/dupes.h"
#include "revisit/base/i18n.h"

bool clinic_likely(struct clinic *c, const struct patient_draft *d, int least, unsigned also,
		   struct pair_list *out, struct err *err)
{
	struct patient p;

	/* The reading and the parts of a name are what saving would make of it. */
	record_init(&record_patient, &p);
	record_copy(&record_patient, &p, &d->p);
	patient_complete(&p, d->before.row.id ? &d->before : NULL);
	bool ok = pairs_of(&c->store, &p, &d->contacts, least, also, out, err);
	record_release(&record_patient, &p);
	return ok;
}

int64_t pair_other(const struct pair *p, int64_t patient)
{
	return p->a == patient ? p->b : p->a;
}

bool clinic_same_again(struct clinic *c, int64_t a, int64_t b, bool *changed, struct err *err)
{
	int64_t said = store_not_same_row(&c->store, a, b);

	*changed = said != 0;
	if (!said)
		return true;
	if (!clinic_begin(c, "same-again", a, err))
		return false;
	return clinic_end(c, store_delete(&c->store, &record_not_same, said, err), err);
}
