/* Consent, as it is given or taken back. */
#include "revisit/base/i18n.h"
#include "revisit/care/consent.h"
#include "revisit/clinic/messages.h"
#include "revisit/store/day.h"
#include "messages_parts.h"

/* The row for exactly that, the one said last; older ones for the same go. */
static bool take_row(struct clinic *c, int64_t patient, const char *purpose, const char *channel,
		     struct consent *out, struct err *err)
{
	struct rows rows;

	rows_init(&rows, &record_consent);
	bool ok = store_consents(&c->store, patient, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct consent *k = rows_at(&rows, i);
		if (!str_eq(k->purpose, purpose) || !str_eq(k->channel, channel))
			continue;
		bool later = !out->row.id || consent_is_later(k, out);
		int64_t goes = later ? out->row.id : k->row.id;
		if (later)
			record_copy(&record_consent, out, k);
		ok = !goes || store_delete(&c->store, &record_consent, goes, err);
	}
	rows_release(&rows);
	return ok;
}

static const char *all_is_null(const char *word)
{
	return str_is_empty(word) || strcmp(word, "all") == 0 || strcmp(word, "全部") == 0 ? NULL : word;
}

static bool known_purpose(const char *purpose, struct err *err)
{
	char shown[48];

	return !purpose || choice_find(purpose_choices, purpose) >= 0 ||
	       err_set(err, ERR_BAD_VALUE,
		       _("'%s' is no purpose; write care, service, recall, confirm, marketing, lead, "
			 "survey or all"),
		       str_excerpt(shown, sizeof(shown), purpose));
}

static bool known_channel(const struct clinic *c, const char *channel, struct err *err)
{
	char shown[48];

	if (!channel || strcmp(channel, "phone") == 0 || config_channel(c->config, channel))
		return true;
	return err_set(err, ERR_BAD_VALUE,
		       _("'%s' is no channel of clinic.yaml; write phone, sms, wechat, email … or all"),
		       str_excerpt(shown, sizeof(shown), channel));
}

static bool known_state(const char *state, struct err *err)
{
	static const char *const states[] = { "yes", "no", "withdrawn", "asked" };
	char shown[48];

	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (str_eq(state, states[i]))
			return true;
	return err_set(err, ERR_BAD_VALUE, _("'%s' is no answer; write yes, no, withdrawn or asked"),
		       str_excerpt(shown, sizeof(shown), str_or_empty(state)));
}

bool consent_set(struct clinic *c, int64_t patient, const char *purpose, const char *channel,
		 const char *state, const char *evidence, struct err *err)
{
	struct consent k;

	purpose = all_is_null(purpose);
	channel = all_is_null(channel);
	if (!known_purpose(purpose, err) || !known_channel(c, channel, err) || !known_state(state, err))
		return false;
	if (!clinic_begin(c, "consent", patient, err))
		return false;
	record_init(&record_consent, &k);
	bool ok = take_row(c, patient, purpose, channel, &k, err);
	k.patient = patient;
	str_replace(&k.purpose, purpose);
	str_replace(&k.channel, channel);
	str_replace(&k.state, state);
	str_replace(&k.evidence, evidence);
	k.day = clinic_today(c);
	ok = ok && (k.row.id ? store_update(&c->store, &record_consent, &k, NULL, err)
			     : store_insert(&c->store, &record_consent, &k, err));
	record_release(&record_consent, &k);
	return clinic_end(c, ok, err);
}

enum consent_answer consent_now(struct clinic *c, const struct patient *p, int64_t guardian,
				const char *purpose, const char *channel)
{
	struct rows own;
	struct rows theirs;

	rows_init(&own, &record_consent);
	rows_init(&theirs, &record_consent);
	store_consents(&c->store, p->row.id, &own, NULL);
	if (guardian)
		store_consents(&c->store, guardian, &theirs, NULL);
	enum consent_answer answer =
		consent_of_both(&own, guardian ? &theirs : NULL, purpose, channel);
	rows_release(&own);
	rows_release(&theirs);
	return answer;
}
