#include "revisit/care/outcome.h"

struct attempt_is attempt_is(const struct config *config, const char *channel, const char *direction,
			     const char *outcome)
{
	const struct outcome_def *o = config_outcome(config, outcome);
	bool out = !str_eq(direction, "in");
	bool answered = o && o->flags & OUTCOME_CONTACT;
	bool reached = o && o->flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE);
	bool in_vain = o && !reached;

	if (str_eq(channel, "desk"))
		return (struct attempt_is){ .reached = !in_vain };
	if (!str_eq(channel, "phone"))
		return (struct attempt_is){ .message = out, .reached = !in_vain };
	/* Who rings us is there, whatever was written down about it. */
	if (!out)
		return (struct attempt_is){ .answered = !in_vain, .reached = !in_vain };
	return (struct attempt_is){ .call = true, .answered = answered, .reached = reached };
}
