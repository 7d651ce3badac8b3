/* The made-up clinic has worked with its rules for a month: who came into a segment and left it is
 * known of every day, as it would be in a clinic that lives. */
#include "revisit/clinic/demo.h"
#include "revisit/clinic/segments.h"

enum { DAYS_BEFORE = 30, MANY_PATIENTS = 50000 };

bool demo_live(struct clinic *c, struct err *err)
{
	const struct clock now = c->clock;
	day_t today = clinic_today(c);
	bool ok = true;
	bool done;

	/* What would take long is built while the screens are open. */
	if (store_patients(&c->store) > MANY_PATIENTS)
		return true;
	for (day_t day = today - DAYS_BEFORE; ok && day < today; day++) {
		c->clock = (struct clock){ .fixed = true, .at = instant_make(day, 12 * 60) };
		ok = segments_catch_up(c, 0, &done, err);
	}
	c->clock = now;
	return ok && segments_catch_up(c, 0, &done, err);
}
