/* A line that was written on the wrong chart, put on the right one. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/cadence.h"
#include "revisit/clinic/visits.h"

#include "merging.h"

static bool already_has(const struct record *rec, struct err *err)
{
	return err_set(err, ERR_EXISTS,
		       rec == &record_contact
			       ? _("the other chart has this number or address already")
		       : rec == &record_patient_tag ? _("the other chart has this tag already")
		       : rec == &record_alert	    ? _("the other chart has this alert already")
		       : rec == &record_pin	    ? _("the other chart is kept in or out of this segment already")
						    : _("for the other chart this recall was decided already"));
}

/* A telephone goes behind those that are there. */
static bool fits_in(struct clinic *c, const struct record *rec, void *row, int64_t to,
		    struct err *err)
{
	struct rows there;

	if (rec != &record_contact && rec != &record_patient_tag && rec != &record_alert &&
	    rec != &record_recall_override && rec != &record_pin)
		return true;
	rows_init(&there, rec);
	bool ok = store_owned(&c->store, to, &there, err);
	if (ok && merge_twin(&there, row))
		ok = already_has(rec, err);
	if (ok && rec == &record_contact)
		((struct contact *)row)->position = merge_behind(&there);
	rows_release(&there);
	return ok;
}

/* A call rang one of the numbers of the chart it stood on; on the other it is known by the same
 * number there, or by none. */
static bool find_number(struct clinic *c, struct attempt *a, int64_t to, struct err *err)
{
	struct rows there;
	struct contact rung;

	if (!a->contact)
		return true;
	record_init(&record_contact, &rung);
	rows_init(&there, &record_contact);
	bool ok = store_get(&c->store, &record_contact, a->contact, &rung, err) &&
		  store_owned(&c->store, to, &there, err);
	const struct contact *twin = ok ? merge_twin(&there, &rung) : NULL;
	a->contact = twin ? twin->row.id : 0;
	record_release(&record_contact, &rung);
	rows_release(&there);
	return ok;
}

static bool move_all(struct clinic *c, struct rows *rows, int64_t to, struct err *err)
{
	const struct field *owner = record_field(rows->rec, "patient");
	bool ok = true;

	for (size_t i = 0; ok && i < rows->n; i++) {
		field_set_number(owner, rows_at(rows, i), to);
		ok = store_update(&c->store, rows->rec, rows_at(rows, i), NULL, err);
	}
	return ok;
}

bool merge_take_along(struct clinic *c, int64_t visit, int64_t to, struct err *err)
{
	static const struct record *const about[] = { &record_sooner, &record_survey_answer };
	bool ok = true;

	for (size_t i = 0; ok && i < ARRAY_SIZE(about); i++) {
		struct rows rows;
		rows_init(&rows, about[i]);
		ok = store_about_visit(&c->store, visit, &rows, err) && move_all(c, &rows, to, err);
		rows_release(&rows);
	}
	return ok && cadence_refile(c, visit, to, err);
}

/* Rows that name a visit of somebody else name none. */
static bool part_from_visits(struct clinic *c, const struct record *rec, int64_t patient,
			     struct err *err)
{
	struct rows strays;

	rows_init(&strays, rec);
	bool ok = store_strays(&c->store, patient, &strays, err);
	for (size_t i = 0; ok && i < strays.n; i++) {
		field_clear(record_field(rec, "visit"), rows_at(&strays, i));
		ok = store_update(&c->store, rec, rows_at(&strays, i), NULL, err);
	}
	rows_release(&strays);
	return ok;
}

bool merge_part_ways(struct clinic *c, int64_t patient, struct err *err)
{
	struct rows items;
	struct rows strays;

	rows_init(&items, &record_plan_item);
	rows_init(&strays, &record_visit);
	bool ok = store_stray_items(&c->store, patient, &items, err) &&
		  move_all(c, &items, patient, err) &&
		  store_stray_visits(&c->store, patient, &strays, err);
	rows_release(&items);
	for (size_t i = 0; ok && i < strays.n; i++) {
		struct visit *v = rows_at(&strays, i);
		v->plan_item = 0;
		ok = store_update(&c->store, &record_visit, v, NULL, err);
	}
	rows_release(&strays);
	return ok && part_from_visits(c, &record_sooner, patient, err) &&
	       part_from_visits(c, &record_survey_answer, patient, err);
}

static bool move_one(struct clinic *c, const struct record *rec, void *row, int64_t to,
		     struct err *err)
{
	if (!fits_in(c, rec, row, to, err))
		return false;
	if (rec == &record_attempt && !find_number(c, row, to, err))
		return false;
	if (rec == &record_visit)
		((struct visit *)row)->plan_item = 0;
	if (rec == &record_sooner)
		((struct sooner *)row)->visit = 0;
	if (rec == &record_survey_answer)
		((struct survey_answer *)row)->visit = 0;
	field_set_number(record_field(rec, "patient"), row, to);
	int64_t id = ((const struct row *)row)->id;
	return store_update(&c->store, rec, row, NULL, err) &&
	       (rec != &record_visit || merge_take_along(c, id, to, err)) &&
	       (rec != &record_plan || merge_part_ways(c, to, err));
}

/* Along what a booking was moved from or to. */
static bool move_chain(struct clinic *c, int64_t visit, bool back, int64_t to, int *moved,
		       struct err *err)
{
	struct visit v;
	bool ok = true;

	record_init(&record_visit, &v);
	while (ok && visit) {
		ok = store_get(&c->store, &record_visit, visit, &v, err);
		if (ok && v.patient == to)
			break;
		ok = ok && move_one(c, &record_visit, &v, to, err);
		*moved += ok;
		visit = back ? v.predecessor : v.successor;
	}
	record_release(&record_visit, &v);
	return ok;
}

static bool refile(struct clinic *c, const struct record *rec, void *row, int64_t to, int *moved,
		   struct err *err)
{
	int64_t from = field_number(record_field(rec, "patient"), row);

	if (rec == &record_alert && !from)
		return err_set(
			err, ERR_STEP,
			_("this alert is about the whole family; write it anew where it belongs"));
	if (rec == &record_plan_item)
		return err_set(err, ERR_STEP, _("a part goes with its plan; move the plan"));
	if (from == to)
		return err_set(err, ERR_STEP, _("it is on this chart already"));
	/* The chart that gets it has the row to tell of it; the one it leaves has but this. */
	store_set_target(&c->store, from);
	if (!move_one(c, rec, row, to, err))
		return false;
	*moved = 1;
	if (rec != &record_visit)
		return true;
	const struct visit *v = row;
	return move_chain(c, v->predecessor, true, to, moved, err) &&
	       move_chain(c, v->successor, false, to, moved, err);
}

bool clinic_refile(struct clinic *c, const struct record *rec, int64_t row, int64_t to, int *moved,
		   struct err *err)
{
	void *stored;

	*moved = 0;
	to = store_survivor(&c->store, to);
	if (!clinic_begin(c, "refile", 0, err))
		return false;
	stored = mem_alloc(rec->size);
	record_init(rec, stored);
	bool ok = store_get(&c->store, rec, row, stored, err) &&
		  refile(c, rec, stored, to, moved, err);
	record_release(rec, stored);
	free(stored);
	return clinic_end(c, ok, err);
}
