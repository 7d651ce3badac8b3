/* What clinic.yaml says about calls: see calls.h. */
#include "revisit/base/i18n.h"
#include "revisit/model/config.h"

const struct choice purpose_choices[] = {
	[PURPOSE_CARE] = { "care", N_("aftercare") },
	[PURPOSE_SERVICE] = { "service", N_("service") },
	[PURPOSE_RECALL] = { "recall", N_("recall") },
	[PURPOSE_CONFIRM] = { "confirm", N_("confirming visits") },
	[PURPOSE_MARKETING] = { "marketing", N_("marketing") },
	[PURPOSE_LEAD] = { "lead", N_("new enquiries") },
	[PURPOSE_SURVEY] = { "survey", N_("asking how it was") },
	[PURPOSES] = { NULL, NULL },
};

bool purpose_by_visit(enum purpose purpose)
{
	return purpose == PURPOSE_RECALL || purpose == PURPOSE_LEAD || purpose == PURPOSE_MARKETING;
}

const struct choice subject_choices[] = {
	[SUBJECT_PATIENT] = { "patient", N_("patient") },
	[SUBJECT_VISIT] = { "visit", N_("visit") },
	[SUBJECT_RECALL] = { "recall", N_("recall") },
	[SUBJECT_PLAN] = { "plan", N_("plan") },
	[SUBJECT_PROMISE] = { "promise", N_("promise") },
	[SUBJECT_COMPLAINT] = { "complaint", N_("complaint") },
	[SUBJECT_PROSPECT] = { "prospect", N_("prospect") },
	{ NULL, NULL },
};

const struct outcome_def *config_outcome(const struct config *c, const char *key)
{
	for (size_t i = 0; key && i < c->calls.n_outcomes; i++)
		if (strcmp(c->calls.outcomes[i].key, key) == 0)
			return &c->calls.outcomes[i];
	return NULL;
}

const char *config_outcome_label(const struct config *c, const char *key)
{
	const struct outcome_def *o = config_outcome(c, key);

	if (!o)
		return key;
	return i18n_is_chinese() ? o->label_zh : o->label_en;
}

const struct purpose_def *config_purpose(const struct config *c, enum purpose purpose)
{
	return &c->calls.purposes[purpose];
}

const struct channel_def *config_channel(const struct config *c, const char *channel)
{
	for (size_t i = 0; channel && i < c->calls.n_channels; i++)
		if (strcmp(c->calls.channels[i].channel, channel) == 0)
			return &c->calls.channels[i];
	return NULL;
}

/* On a day with hours of its own people are rung in these; on another closed day not at all, unless
 * the clinic rings on holidays. */
const struct hours *config_call_hours(const struct config *c, day_t day)
{
	const struct hours *opening = config_hours(c, day);
	int weekday = config_weekday(c, day);
	bool differs = config_day_differs(c, day);

	if (differs && (opening->n > 0 || !c->calls.holidays))
		return opening;
	return c->calls.has_hours ? &c->calls.hours[weekday] : &c->hours[weekday];
}
