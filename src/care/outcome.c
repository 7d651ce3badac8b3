#include "revisit/care/outcome.h"
#include "revisit/base/i18n.h"

const struct outcome known_outcomes[] = {
	{ "talked", N_("talked"), true, true },
	{ "answered", N_("talked"), true, true },
	{ "booked", N_("booked"), true, true },
	{ "confirmed", N_("confirmed"), true, true },
	{ "callback", N_("call back"), true, true },
	{ "not_now", N_("not now"), true, true },
	{ "declined", N_("declined"), true, true },
	{ "left_message", N_("left message"), false, true },
	{ "no_answer", N_("no answer"), false, false },
	{ "busy", N_("busy"), false, false },
	{ "wrong_number", N_("wrong number"), false, false },
	{ "failed", N_("not delivered"), false, false },
	{ 0 },
};

const struct outcome *outcome_find(const char *key)
{
	for (const struct outcome *o = known_outcomes; o->key; o++)
		if (str_eq(o->key, key))
			return o;
	return NULL;
}

const char *outcome_label(const char *key)
{
	const struct outcome *o = outcome_find(key);

	return o ? _(o->label) : key;
}

struct attempt_is attempt_is(const char *channel, const char *direction, const char *outcome)
{
	const struct outcome *o = outcome_find(outcome);
	bool out = !str_eq(direction, "in");
	bool in_vain = o && !o->reached;

	if (str_eq(channel, "desk"))
		return (struct attempt_is){ .reached = !in_vain };
	if (!str_eq(channel, "phone"))
		return (struct attempt_is){ .message = out, .reached = !in_vain };
	/* Who rings us is there, whatever was written down about it. */
	if (!out)
		return (struct attempt_is){ .answered = !in_vain, .reached = !in_vain };
	return (struct attempt_is){ .call = true,
				    .answered = o && o->answered,
				    .reached = o && o->reached };
}
