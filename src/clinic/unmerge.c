/* One chart taken out of another again. */
#include "revisit/base/i18n.h"

#include "merging.h"

static char *chart_text(struct clinic *c, int64_t patient)
{
	struct patient p;
	char *text = NULL;

	record_init(&record_patient, &p);
	if (store_get(&c->store, &record_patient, patient, &p, NULL))
		text = mem_strdup(p.chart_no);
	record_release(&record_patient, &p);
	return text ? text : mem_strdup("?");
}

/* A chart that was merged into the survivor later did not bring what the survivor had from this
 * one: it would be without it. */
static bool left_with(struct clinic *c, const struct record *rec, const void *row, int64_t later,
		      bool *left, struct err *err)
{
	struct rows own;

	rows_init(&own, rec);
	bool ok = store_owned(&c->store, later, &own, err);
	*left = ok && merge_twin(&own, row) != NULL;
	rows_release(&own);
	return ok;
}

static bool has_twins(const struct record *rec)
{
	return rec == &record_contact || rec == &record_patient_tag || rec == &record_alert ||
	       rec == &record_consent || rec == &record_recall_override || rec == &record_pin;
}

static bool needed_by_later(struct clinic *c, const struct merge *m, const struct record *rec,
			    const void *row, struct err *err)
{
	struct rows merges;
	bool ok;

	if (!has_twins(rec))
		return true;
	rows_init(&merges, &record_merge);
	ok = store_merges_into(&c->store, m->keep, &merges, err);
	for (size_t i = 0; ok && i < merges.n; i++) {
		const struct merge *later = rows_at(&merges, i);
		bool left = false;
		if (later->row.id < m->row.id)
			break;
		ok = left_with(c, rec, row, later->lose, &left, err);
		if (!ok || !left)
			continue;
		char *chart = chart_text(c, later->lose);
		ok = err_set(
			err, ERR_STEP,
			_("chart %s was merged later and shares a telephone, tag, alert, consent or "
			  "recall with this one; unmerge %s first"),
			chart, chart);
		free(chart);
	}
	rows_release(&merges);
	return ok;
}

static bool put_back(struct clinic *c, const struct merge *m, const struct touched *t,
		     struct unmerged *out, struct err *err)
{
	const struct field *owner = record_field(t->rec, "patient");
	struct err why = ERR_INIT;
	void *row = mem_alloc(t->rec->size);

	record_init(t->rec, row);
	bool there = store_get(&c->store, t->rec, t->row, row, &why);
	bool ok = there || why.code == ERR_NO_MATCH;
	int64_t was = there && owner ? field_number(owner, row) : 0;
	if (!ok && err)
		*err = why;
	if (there)
		ok = store_without(&c->store, t->rec, row, m->action, err);
	/* Whose it would be may have been merged elsewhere since. */
	if (ok && there && owner && field_number(owner, row))
		field_set_number(owner, row, store_survivor(&c->store, field_number(owner, row)));
	bool back = there && owner && was != m->lose && field_number(owner, row) == m->lose;
	if (ok && back)
		ok = needed_by_later(c, m, t->rec, row, err);
	if (ok && there)
		ok = store_update(&c->store, t->rec, row, NULL, err);
	if (t->rec != &record_chart_alias) {
		out->back += back;
		out->stayed += owner && !back && was != m->keep;
	}
	record_release(t->rec, row);
	free(row);
	return ok;
}

/* A booking that was moved since goes back together with what it became, and what it was; what came
 * of them goes with them. */
static bool follow_chain(struct clinic *c, int64_t visit, bool back, int64_t to, struct err *err)
{
	struct visit v;
	bool ok = true;

	record_init(&record_visit, &v);
	while (ok && visit) {
		ok = store_get(&c->store, &record_visit, visit, &v, err);
		if (ok && v.patient != to) {
			v.patient = to;
			ok = store_update(&c->store, &record_visit, &v, NULL, err) &&
			     merge_take_along(c, visit, to, err);
		}
		visit = back ? v.predecessor : v.successor;
	}
	record_release(&record_visit, &v);
	return ok;
}

static bool follow_chains(struct clinic *c, const struct touched *t, size_t n, int64_t lose,
			  struct err *err)
{
	struct visit v;
	bool ok = true;

	record_init(&record_visit, &v);
	for (size_t i = 0; ok && i < n; i++) {
		struct err why = ERR_INIT;
		if (t[i].rec != &record_visit)
			continue;
		bool there = store_get(&c->store, &record_visit, t[i].row, &v, &why);
		ok = there || why.code == ERR_NO_MATCH;
		if (!ok && err)
			*err = why;
		if (there && v.patient == lose)
			ok = merge_take_along(c, t[i].row, lose, err) &&
			     follow_chain(c, v.predecessor, true, lose, err) &&
			     follow_chain(c, v.successor, false, lose, err);
	}
	record_release(&record_visit, &v);
	return ok;
}

/* The old number no longer leads to the survivor. */
static bool drop_alias(struct clinic *c, const struct touched *t, struct err *err)
{
	struct err why = ERR_INIT;

	if (t->rec != &record_chart_alias)
		return true; /* the merge's own row: it stays, taken back */
	if (store_delete(&c->store, t->rec, t->row, &why) || why.code == ERR_NO_MATCH)
		return true;
	if (err)
		*err = why;
	return false;
}

static bool unmerge(struct clinic *c, struct merge *m, struct unmerged *out, struct err *err)
{
	struct touched *touched = NULL;
	size_t n = 0;

	m->undone_by = c->store.action;
	bool ok = store_update(&c->store, &record_merge, m, NULL, err) &&
		  store_touched(&c->store, m->action, &touched, &n, err);
	for (size_t i = 0; ok && i < n; i++)
		ok = touched[i].made ? drop_alias(c, &touched[i], err)
				     : put_back(c, m, &touched[i], out, err);
	ok = ok && follow_chains(c, touched, n, m->lose, err);
	free(touched);
	return ok && merge_part_ways(c, m->lose, err);
}

static bool may_unmerge(struct clinic *c, int64_t lose, const struct merge *m, struct err *err)
{
	struct patient keep;
	char *chart = chart_text(c, lose);
	bool ok = m->row.id != 0 || err_set(err, ERR_STEP, _("chart %s was not merged"), chart);

	record_init(&record_patient, &keep);
	ok = ok && store_get(&c->store, &record_patient, m->keep, &keep, err);
	if (ok && keep.status == PATIENT_MERGED)
		ok = err_set(
			err, ERR_STEP,
			_("chart %s went into %s, which was merged itself since; unmerge %s first"),
			chart, keep.chart_no, keep.chart_no);
	record_release(&record_patient, &keep);
	free(chart);
	return ok;
}

bool clinic_unmerge(struct clinic *c, int64_t lose, struct unmerged *out, struct err *err)
{
	struct merge m;

	*out = (struct unmerged){ 0 };
	record_init(&record_merge, &m);
	if (!store_merge_of(&c->store, lose, &m, err) ||
	    !clinic_begin_undo(c, "unmerge", m.keep,
			       m.action ? store_last_link(&c->store, m.action) : 0, err))
		return false;
	/* Looked at again inside: another terminal may have been quicker. */
	record_init(&record_merge, &m);
	bool ok = store_merge_of(&c->store, lose, &m, err) && may_unmerge(c, lose, &m, err) &&
		  unmerge(c, &m, out, err);
	out->keep = m.keep;
	return clinic_end(c, ok, err);
}
