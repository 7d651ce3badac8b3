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
