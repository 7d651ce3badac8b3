/* Kept in a segment or out of it by hand; and what a patient answered when asked. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"

static bool find_pin(struct clinic *c, const char *segment, int64_t patient, struct pin *out,
		     struct err *err)
{
	struct rows pins;

	rows_init(&pins, &record_pin);
	bool ok = store_pins(&c->store, patient, &pins, err);
	for (size_t i = 0; ok && i < pins.n; i++)
		if (strcmp(((const struct pin *)rows_at(&pins, i))->segment, segment) == 0)
			record_copy(&record_pin, out, rows_at(&pins, i));
	rows_release(&pins);
	return ok;
}

bool segment_pin(struct clinic *c, const char *segment, int64_t patient, enum pin_way way,
		 const char *reason, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);
	int i = set ? ruleset_find(set, segment) : -1;
	struct pin p;

	if (i < 0)
		return err_set(err, ERR_NO_MATCH, _("there is no segment '%s'"), segment);
	if (!reason || strspn(reason, " \t\n") == strlen(reason))
		return err_set(err, ERR_MISSING,
			       _("say why: whoever wonders later reads it on the chart"));
	record_init(&record_pin, &p);
	if (!clinic_begin(c, "segment-pin", patient, err)) {
		record_release(&record_pin, &p);
		return false;
	}
	bool ok = find_pin(c, segment, patient, &p, err);
	p.patient = patient;
	str_replace(&p.segment, segment);
	p.way = (int)way;
	str_replace(&p.reason, reason);
	str_replace(&p.hash, set->segments[i].hash);
	str_replace(&p.staff, c->staff);
	p.day = clinic_today(c);
	ok = ok && (p.row.id ? store_update(&c->store, &record_pin, &p, NULL, err)
			     : store_insert(&c->store, &record_pin, &p, err));
	record_release(&record_pin, &p);
	return clinic_end(c, ok, err);
}

bool segment_unpin(struct clinic *c, const char *segment, int64_t patient, struct err *err)
{
	struct pin p;

	if (!clinic_begin(c, "segment-unpin", patient, err))
		return false;
	record_init(&record_pin, &p);
	bool ok = find_pin(c, segment, patient, &p, err);
	if (ok && p.row.id == 0)
		ok = err_set(err, ERR_NO_MATCH, _("this patient is not kept in or out of '%s'"),
			     segment);
	ok = ok && store_delete(&c->store, &record_pin, p.row.id, err);
	record_release(&record_pin, &p);
	return clinic_end(c, ok, err);
}

bool survey_answer_add(struct clinic *c, struct survey_answer *a, struct err *err)
{
	if (a->score < 0 || a->score > 10)
		return err_set(err, ERR_BAD_NUMBER, _("a score is a number from 0 to 10"));
	if (a->day == DAY_NONE)
		a->day = clinic_today(c);
	if (a->day > clinic_today(c))
		return err_set(err, ERR_BAD_DATE, _("an answer cannot be of a day to come"));
	if (!a->staff)
		a->staff = mem_strdup(c->staff);
	if (!clinic_begin(c, "survey-answer", a->patient, err))
		return false;
	return clinic_end(c, store_insert(&c->store, &record_survey_answer, a, err), err);
}
