/* What somebody does not want, among the facts of their card, and before one rings all the same. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/messages.h"
#include "revisit/screen/parts.h"

void facts_no_calls(struct facts *f, const struct app *app, int64_t patient)
{
	struct refusals r;

	refusals_of(app->clinic, patient, &r, NULL);
	for (size_t i = 0; i < r.n && r.v[i].no_calls; i++)
		facts_add(f, "!", r.v[i].words, true);
	refusals_release(&r);
}

void facts_refused(struct facts *f, const struct app *app, int64_t patient, bool brief)
{
	struct refusals r;

	refusals_of(app->clinic, patient, &r, NULL);
	for (size_t i = 0; i < r.n; i++)
		if (!r.v[i].no_calls && (!brief || !r.v[i].one_purpose))
			facts_add(f, "", r.v[i].words, !r.v[i].one_purpose);
	refusals_release(&r);
}

bool no_calls_words(struct app *app, int64_t patient, struct str *out)
{
	struct refusals r;

	refusals_of(app->clinic, patient, &r, NULL);
	bool no = r.n && r.v[0].no_calls;
	if (no)
		str_add(out, r.v[0].words);
	refusals_release(&r);
	return no;
}
