/* A call back that comes due announces itself on whatever screen is open, and takes no key away. */
#include "revisit/base/i18n.h"

#include "calling.h"

/* Asked once a minute, and of nobody who has a call on the line: that screen has a line of its own. */
void call_backs_announce(struct app *app)
{
	struct clinic *c = app->clinic;
	when_t now = when_of(clinic_today(c), clock_minute(&c->clock));
	when_t before = app->announced;
	struct rows tasks;
	struct patient p;

	if (now == before)
		return;
	app->announced = now;
	if (!before || app_top(app)->screen == &call_screen)
		return;
	rows_init(&tasks, &record_task);
	record_init(&record_patient, &p);
	if (calls_backs(c, c->staff, now, &tasks, NULL))
		for (size_t i = 0; i < tasks.n; i++) {
			const struct task *t = rows_at(&tasks, i);
			when_t due = when_of(t->due_day, t->due_minute);
			if (due <= before || due > now ||
			    !store_get(&c->store, &record_patient, t->patient, &p, NULL))
				continue;
			app->bell = true;
			app_say(app, !t->list ? _("call back now: %s (no list): c on their card") :
				     str_eq(t->assignee, c->staff) ?
					     _("call back now: %s (you promised it): 3 Calls has them first") :
					     _("call back now: %s (anyone's): 3 Calls has them first"),
				str_or_empty(p.name));
			break;
		}
	record_release(&record_patient, &p);
	rows_release(&tasks);
}
