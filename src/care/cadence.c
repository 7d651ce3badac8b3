#include "revisit/care/cadence.h"
#include "revisit/care/task.h"

enum { TOO_LATE = 14 };

bool cadence_follows(const struct followup_def *d, const struct visit *v)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		if (str_eq(d->kinds[i], v->kind))
			return true;
	return false;
}

day_t cadence_day(const struct config *c, const struct followup_def *d, day_t visit)
{
	return day_open_from(c, day_add(visit, d->after, 1));
}

day_t cadence_due(const struct config *c, const struct followup_def *d, day_t visit, day_t today)
{
	day_t due = cadence_day(c, d, visit);

	if (due >= today)
		return due;
	return today - due > TOO_LATE ? DAY_NONE : day_open_from(c, today);
}

const char *cadence_assignee(const struct followup_def *d, const struct visit *v)
{
	return str_eq(d->assignee, "provider") ? v->provider : d->assignee;
}
