/* What somebody does not want, as the desk reads it. */
#include "revisit/base/i18n.h"
#include "revisit/care/consent.h"
#include "revisit/care/family.h"
#include "revisit/clinic/messages.h"
#include "revisit/store/day.h"

void refusals_release(struct refusals *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i].words);
	free(r->v);
	*r = (struct refusals){ 0 };
}

struct telling_refusals {
	struct clinic *c;
	struct refusals *out;
	const char *whose; /* the guardian's name, NULL: their own */
};

static void add(struct telling_refusals *t, const char *words, day_t since, bool no_calls, bool one_purpose)
{
	struct refusals *r = t->out;
	struct str line;

	str_init(&line);
	if (t->whose)
		str_addf(&line, "%s: ", t->whose);
	if (since == DAY_NONE) {
		str_add(&line, words);
	} else {
		struct str day;
		str_init(&day);
		day_brief(&day, since, clinic_today(t->c));
		str_addf(&line, _("%s (said so, %s)"), words, day.p);
		str_release(&day);
	}
	GROW(r->v, r->n, r->cap);
	size_t at = r->n++;
	/* What must be seen first stands first. */
	while (no_calls && at > 0 && !r->v[at - 1].no_calls) {
		r->v[at] = r->v[at - 1];
		at--;
	}
	r->v[at] = (struct refusal){ line.p, no_calls, one_purpose };
}

static void add_consent(struct telling_refusals *t, const struct consent *k)
{
	bool by_phone = consent_is_all(k->channel) || strcmp(k->channel, "phone") == 0;
	int i = consent_is_all(k->purpose) ? -1 : choice_find(purpose_choices, k->purpose);
	const char *purpose = i >= 0 ? _(purpose_choices[i].label) : str_or_empty(k->purpose);
	struct str s;

	str_init(&s);
	if (consent_is_all(k->purpose) && consent_is_all(k->channel))
		str_add(&s, _("no calls and no messages"));
	else if (consent_is_all(k->purpose) && by_phone)
		str_add(&s, _("do not call"));
	else if (consent_is_all(k->purpose))
		str_addf(&s, _("nothing by %s"), message_channel_label(k->channel));
	else if (consent_is_all(k->channel))
		str_addf(&s, _("not to be asked: %s"), purpose);
	else if (by_phone)
		str_addf(&s, _("no calls about: %s"), purpose);
	else
		str_addf(&s, _("nothing by %s about: %s"), message_channel_label(k->channel), purpose);
	add(t, s.p, k->day, consent_is_all(k->purpose) && by_phone, !consent_is_all(k->purpose));
	str_release(&s);
}

static bool tell_consents(struct telling_refusals *t, int64_t patient, struct err *err)
{
	struct rows rows;

	rows_init(&rows, &record_consent);
	bool ok = store_consents(&t->c->store, patient, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct consent *k = rows_at(&rows, i);
		enum consent_answer answer = consent_answer(k->state);
		if ((answer == CONSENT_NO || answer == CONSENT_WITHDRAWN) && consent_in_force(&rows, k))
			add_consent(t, k);
	}
	rows_release(&rows);
	return ok;
}

static void tell_tag(struct telling_refusals *t, int64_t patient)
{
	bool said = t->out->n && t->out->v[0].no_calls;

	if (!said && marked_do_not_call(t->c, patient))
		add(t, _("do not call"), DAY_NONE, true, false);
}

static bool tell_guardian(struct telling_refusals *t, const struct patient *p, struct err *err)
{
	struct patient guardian;

	if (!p->guardian || !family_is_minor(p, t->c->config->adult_from, clinic_today(t->c)))
		return true;
	record_init(&record_patient, &guardian);
	bool ok = store_get(&t->c->store, &record_patient, p->guardian, &guardian, err);
	t->whose = str_or_empty(guardian.name);
	ok = ok && tell_consents(t, p->guardian, err);
	if (ok)
		tell_tag(t, p->guardian);
	record_release(&record_patient, &guardian);
	return ok;
}

bool refusals_of(struct clinic *c, int64_t patient, struct refusals *out, struct err *err)
{
	struct telling_refusals t = { .c = c, .out = out };
	struct patient p;

	*out = (struct refusals){ 0 };
	record_init(&record_patient, &p);
	bool ok = store_get(&c->store, &record_patient, patient, &p, err) && tell_consents(&t, patient, err);
	if (ok)
		tell_tag(&t, patient);
	ok = ok && tell_guardian(&t, &p, err);
	record_release(&record_patient, &p);
	return ok;
}
