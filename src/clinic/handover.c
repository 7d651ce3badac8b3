#include "revisit/clinic/handover.h"
#include "revisit/base/i18n.h"

bool handover_add(struct clinic *c, const char *text, day_t until, int64_t *id, struct err *err)
{
	struct handover h;

	if (str_is_empty(text))
		return err_set(err, ERR_MISSING, _("what should the next shift know?"));
	if (until != DAY_NONE && until < clinic_today(c))
		return err_set(err, ERR_BAD_DATE, _("that day is over; give today or a later one"));
	if (!clinic_begin(c, "handover-add", 0, err))
		return false;
	record_init(&record_handover, &h);
	h.at = clock_now(&c->clock);
	h.staff = mem_strdup(c->staff);
	h.text = mem_strdup(text);
	h.until = until;
	bool ok = clinic_end(c, store_insert(&c->store, &record_handover, &h, err), err);
	if (ok && id)
		*id = h.row.id;
	record_release(&record_handover, &h);
	return ok;
}

bool handover_done(struct clinic *c, int64_t id, struct err *err)
{
	struct handover h;

	record_init(&record_handover, &h);
	bool ok = clinic_begin(c, "handover-done", 0, err);
	if (ok) {
		ok = store_get(&c->store, &record_handover, id, &h, err);
		if (ok && h.done_at == INSTANT_NONE) {
			h.done_at = clock_now(&c->clock);
			str_replace(&h.done_by, c->staff);
			ok = store_update(&c->store, &record_handover, &h, NULL, err);
		}
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_handover, &h);
	return ok;
}
