#include "revisit/care/consent.h"

enum consent_answer consent_answer(const char *state)
{
	static const struct {
		const char *state;
		enum consent_answer answer;
	} known[] = {
		{ "yes", CONSENT_YES },
		{ "no", CONSENT_NO },
		{ "refused", CONSENT_NO },
		{ "never", CONSENT_NO },
		{ "withdrawn", CONSENT_WITHDRAWN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (str_eq(state, known[i].state))
			return known[i].answer;
	return CONSENT_OPEN;
}

bool consent_is_later(const struct consent *a, const struct consent *b)
{
	return a->day != b->day ? a->day > b->day : a->row.id > b->row.id;
}

static bool is_for_care(const struct consent *k)
{
	return str_is_empty(k->purpose) || strcmp(k->purpose, "care") == 0;
}

bool consent_in_force(const struct rows *consents, const struct consent *k)
{
	for (size_t i = 0; i < consents->n; i++) {
		const struct consent *other = rows_at(consents, i);
		if (str_eq(other->purpose, k->purpose) && str_eq(other->channel, k->channel) &&
		    consent_is_later(other, k))
			return false;
	}
	return true;
}

static enum consent_gap gap_of(const struct consent *k)
{
	switch (consent_answer(k->state)) {
	case CONSENT_OPEN:
		return CONSENT_UNANSWERED;
	case CONSENT_WITHDRAWN:
		return CONSENT_TAKEN_BACK;
	case CONSENT_NO:
		return is_for_care(k) ? CONSENT_REFUSED : CONSENT_THERE;
	case CONSENT_YES:
		break;
	}
	return CONSENT_THERE;
}

enum consent_gap consent_gap(const struct rows *consents)
{
	enum consent_gap worst = CONSENT_THERE;
	bool asked = false;

	for (size_t i = 0; i < consents->n; i++) {
		const struct consent *k = rows_at(consents, i);
		if ((!is_for_care(k) && strcmp(k->purpose, "recall") != 0) ||
		    !consent_in_force(consents, k))
			continue;
		asked = true;
		if (gap_of(k) > worst)
			worst = gap_of(k);
	}
	return asked ? worst : CONSENT_NEVER_ASKED;
}

bool consent_is_all(const char *word)
{
	return str_is_empty(word) || strcmp(word, "all") == 0;
}

enum consent_answer consent_for(const struct rows *consents, const char *purpose, const char *channel)
{
	bool marketing = str_eq(purpose, "marketing");
	bool yes = false;

	for (size_t i = 0; i < consents->n; i++) {
		const struct consent *k = rows_at(consents, i);
		bool concerns = (consent_is_all(k->purpose) || str_eq(k->purpose, purpose)) &&
				(consent_is_all(k->channel) || !channel || str_eq(k->channel, channel));
		if (!concerns || !consent_in_force(consents, k))
			continue;
		enum consent_answer answer = consent_answer(k->state);
		if (answer == CONSENT_NO || answer == CONSENT_WITHDRAWN)
			return CONSENT_NO;
		yes = yes || (answer == CONSENT_YES && (!marketing || !consent_is_all(k->purpose)));
	}
	return yes ? CONSENT_YES : CONSENT_OPEN;
}

enum consent_answer consent_of_both(const struct rows *own, const struct rows *guardian,
				    const char *purpose, const char *channel)
{
	enum consent_answer a = consent_for(own, purpose, channel);
	enum consent_answer b = guardian ? consent_for(guardian, purpose, channel) : CONSENT_OPEN;

	if (a == CONSENT_NO || b == CONSENT_NO)
		return CONSENT_NO;
	return a == CONSENT_YES || b == CONSENT_YES ? CONSENT_YES : CONSENT_OPEN;
}

bool consent_lets(enum consent_answer answer, const char *purpose)
{
	return answer == CONSENT_YES ||
	       (answer == CONSENT_OPEN && !str_eq(purpose, "marketing"));
}
