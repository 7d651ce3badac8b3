/* What somebody does not want, among the facts of their card, and before one rings all the same. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/calls.h"
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

/* "Due for cleaning: not asked before 23 May 2027 (declined)": of each list what was said last. */
static void asked_later(struct facts *f, const struct app *app, const struct card *card)
{
	struct strlist seen;

	strlist_init(&seen);
	for (size_t i = 0; i < card->attempts.n; i++) {
		const struct attempt *a = rows_at(&card->attempts, i);
		const struct outcome_def *o = config_outcome(app->clinic->config, str_or_empty(a->outcome));
		struct call_list_info l;
		struct str t;
		if (str_is_empty(a->list) || strlist_has(&seen, a->list))
			continue;
		strlist_add(&seen, a->list);
		if (!o || !(o->flags & OUTCOME_CONTACT) || o->flags & OUTCOME_CALLBACK ||
		    a->again_day == DAY_NONE || a->again_day <= clinic_today(app->clinic) ||
		    !calls_list(app->clinic, a->list, &l, NULL))
			continue;
		str_init(&t);
		str_addf(&t, "%s: ", call_list_name(&l));
		struct str day;
		str_init(&day);
		day_show(&day, a->again_day, clinic_today(app->clinic));
		str_addf(&t, _("not asked before %s"), day.p);
		str_addf(&t, " (%s)", config_outcome_label(app->clinic->config, o->key));
		facts_add(f, _("CALL"), t.p, false);
		str_release(&day);
		str_release(&t);
		call_list_info_release(&l);
	}
	strlist_release(&seen);
}

void facts_refused(struct facts *f, const struct app *app, const struct card *card, bool brief)
{
	struct refusals r;

	refusals_of(app->clinic, card->p.row.id, &r, NULL);
	for (size_t i = 0; i < r.n; i++)
		if (!r.v[i].no_calls && (!brief || !r.v[i].one_purpose))
			facts_add(f, "", r.v[i].words, !r.v[i].one_purpose);
	refusals_release(&r);
	if (!brief)
		asked_later(f, app, card);
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
