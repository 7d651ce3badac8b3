#include "finding.h"

#include "revisit/store/search.h"

bool find_page(struct clinic *c, const char *typed, struct found *out, struct err *err)
{
	struct hits hits;

	*out = (struct found){ 0 };
	bool ok = clinic_search(c, typed, 0, PAGE, &hits, err);
	for (size_t i = 0; ok && i < hits.n && i < PAGE; i++)
		out->patients[out->n++] = hits.v[i].patient;
	out->total = hits.total;
	out->more = hits.more;
	hits_release(&hits);
	return ok;
}
