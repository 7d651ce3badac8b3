/* Two charts made one. */
#include "revisit/base/i18n.h"

#include "merging.h"

static bool as_previewed(struct clinic *c, const struct merge_preview *p, struct patient *keep,
			 struct patient *lose, struct err *err)
{
	if (!store_get(&c->store, &record_patient, p->keep.row.id, keep, err) ||
	    !store_get(&c->store, &record_patient, p->lose.row.id, lose, err))
		return false;
	if (keep->row.ver == p->keep.row.ver && lose->row.ver == p->lose.row.ver)
		return true;
	return err_set(err, ERR_CONFLICT, _("chart %s was changed meanwhile; compare them again"),
		       keep->row.ver == p->keep.row.ver ? lose->chart_no : keep->chart_no);
}

/* --- the fields --- */

static void take_both(const struct field *f, struct patient *into, const struct patient *keep,
		      const struct patient *lose)
{
	char *text = mem_printf("%s\n%s", field_text_of(f, keep), field_text_of(f, lose));

	str_replace(field_text(f, into), text);
	free(text);
}

static void take_group(const struct merge_field *m, struct patient *into, const struct patient *keep,
		       const struct patient *lose)
{
	const struct patient *from = m->take == TAKE_LOSE ? lose : keep;
	const struct field *f;

	if (m->take == TAKE_BOTH) {
		take_both(m->f, into, keep, lose);
		return;
	}
	if (m->f->type == FIELD_REF && strcmp(m->f->vocab, "patient") == 0) {
		field_set_number(m->f, into, merge_pointer(m->f, from, from == keep ? lose : keep));
		return;
	}
	for (size_t i = 0; (f = merge_group_field(m->f, i)) != NULL; i++)
		field_copy(f, into, from);
}

static bool write_survivor(struct clinic *c, const struct merge_preview *p,
			   const struct patient *keep, const struct patient *lose, struct err *err)
{
	static const char *const pointers[] = { "guardian", "referrer", "payer" };
	struct patient now;

	record_init(&record_patient, &now);
	record_copy(&record_patient, &now, keep);
	/* Also when neither names anybody else: nobody is their own guardian. */
	for (size_t i = 0; i < ARRAY_SIZE(pointers); i++) {
		const struct field *f = record_field(&record_patient, pointers[i]);
		field_set_number(f, &now, merge_pointer(f, keep, lose));
	}
	for (size_t i = 0; i < p->n_fields; i++)
		take_group(&p->fields[i], &now, keep, lose);
	if (now.registered_at == INSTANT_NONE ||
	    (lose->registered_at != INSTANT_NONE && lose->registered_at < now.registered_at))
		now.registered_at = lose->registered_at;
	bool ok = store_update(&c->store, &record_patient, &now, NULL, err);
	record_release(&record_patient, &now);
	return ok;
}

/* --- the rows --- */

static bool give_to(struct clinic *c, const struct record *rec, void *row, int64_t patient,
		    struct err *err)
{
	field_set_number(record_field(rec, "patient"), row, patient);
	return store_update(&c->store, rec, row, NULL, err);
}

bool ring_twin(struct clinic *c, int64_t contact, int64_t twin, struct err *err)
{
	struct rows attempts;

	rows_init(&attempts, &record_attempt);
	bool ok = store_attempts_on(&c->store, contact, &attempts, err);
	for (size_t i = 0; ok && i < attempts.n; i++) {
		struct attempt *a = rows_at(&attempts, i);
		a->contact = twin;
		ok = store_update(&c->store, &record_attempt, a, NULL, err);
	}
	rows_release(&attempts);
	return ok;
}

static bool join_twin(struct clinic *c, const struct rows *loses, const void *row, void *twin,
		      struct err *err)
{
	merge_absorb(loses, row, twin);
	return store_update(&c->store, loses->rec, twin, NULL, err) &&
	       (loses->rec != &record_contact ||
		ring_twin(c, ((const struct row *)row)->id, ((struct row *)twin)->id, err));
}

int64_t merge_behind(const struct rows *contacts)
{
	int64_t next = 0;

	for (size_t i = 0; i < contacts->n; i++) {
		const struct contact *k = rows_at(contacts, i);
		if (k->position >= next)
			next = k->position + 1;
	}
	return next;
}

static bool move_part(struct clinic *c, const struct record *rec, int64_t keep, int64_t lose,
		      struct err *err)
{
	struct rows keeps;
	struct rows loses;

	rows_init(&keeps, rec);
	rows_init(&loses, rec);
	bool ok = store_owned(&c->store, keep, &keeps, err) &&
		  store_owned(&c->store, lose, &loses, err);
	int64_t behind = rec == &record_contact ? merge_behind(&keeps) : 0;
	for (size_t i = 0; ok && i < loses.n; i++) {
		void *row = rows_at(&loses, i);
		void *twin = merge_twin(&keeps, row);
		/* Behind the survivor's own, in their own order. */
		if (rec == &record_contact)
			((struct contact *)row)->position += twin ? 0 : behind;
		ok = twin ? join_twin(c, &loses, row, twin, err) : give_to(c, rec, row, keep, err);
	}
	rows_release(&keeps);
	rows_release(&loses);
	return ok;
}

static bool turn_pointers(struct clinic *c, int64_t keep, int64_t lose, struct err *err)
{
	struct rows pointing;

	rows_init(&pointing, &record_patient);
	bool ok = store_pointing(&c->store, lose, &pointing, err);
	for (size_t i = 0; ok && i < pointing.n; i++) {
		struct patient *o = rows_at(&pointing, i);
		if (o->row.id == keep) /* its own were chosen */
			continue;
		if (o->guardian == lose)
			o->guardian = keep;
		if (o->referrer == lose)
			o->referrer = keep;
		if (o->payer == lose)
			o->payer = keep;
		ok = store_update(&c->store, &record_patient, o, NULL, err);
	}
	rows_release(&pointing);
	return ok;
}

static bool lead_number(struct clinic *c, int64_t keep, const struct patient *lose, struct err *err)
{
	struct chart_alias own;

	if (!move_part(c, &record_chart_alias, keep, lose->row.id, err))
		return false;
	record_init(&record_chart_alias, &own);
	str_replace(&own.chart_no, lose->chart_no);
	own.patient = keep;
	bool ok = store_insert(&c->store, &record_chart_alias, &own, err);
	record_release(&record_chart_alias, &own);
	return ok;
}

static bool give_up(struct clinic *c, int64_t keep, int64_t lose, struct err *err)
{
	struct merge m = { .keep = keep, .lose = lose, .action = c->store.action };
	struct patient p;

	record_init(&record_patient, &p);
	/* Its pointer to the survivor may have been turned just now. */
	bool ok = store_get(&c->store, &record_patient, lose, &p, err);
	p.status = PATIENT_MERGED;
	ok = ok && store_update(&c->store, &record_patient, &p, NULL, err) &&
	     store_insert(&c->store, &record_merge, &m, err);
	record_release(&record_patient, &p);
	return ok;
}

static bool merge(struct clinic *c, const struct merge_preview *p, struct err *err)
{
	struct patient keep;
	struct patient lose;

	record_init(&record_patient, &keep);
	record_init(&record_patient, &lose);
	bool ok = as_previewed(c, p, &keep, &lose, err) && write_survivor(c, p, &keep, &lose, err);
	for (int part = 0; ok && part < MERGE_PARTS; part++)
		if (merge_record((enum merge_part)part))
			ok = move_part(c, merge_record((enum merge_part)part), keep.row.id,
				       lose.row.id, err);
	/* Parts go with their plans, and are not counted beside them. */
	ok = ok && move_part(c, &record_plan_item, keep.row.id, lose.row.id, err);
	ok = ok && turn_pointers(c, keep.row.id, lose.row.id, err) &&
	     lead_number(c, keep.row.id, &lose, err) && give_up(c, keep.row.id, lose.row.id, err);
	record_release(&record_patient, &keep);
	record_release(&record_patient, &lose);
	return ok;
}

bool clinic_merge(struct clinic *c, const struct merge_preview *p, struct err *err)
{
	return clinic_begin(c, "merge", p->keep.row.id, err) && clinic_end(c, merge(c, p, err), err);
}

/* --- what was merged --- */

bool merged_by_chart(struct clinic *c, const char *chart_no, int64_t *patient, struct err *err)
{
	*patient = store_chart(&c->store, chart_no);
	return *patient || err_set(err, ERR_NO_MATCH,
				   _("no patient has chart number %s; \"revisit find\" looks for names"),
				   chart_no);
}

static void chart_words(struct clinic *c, int64_t patient, struct str *out)
{
	struct patient p;

	record_init(&record_patient, &p);
	if (store_get(&c->store, &record_patient, patient, &p, NULL)) {
		str_addf(out, "%s ", p.chart_no);
		patient_title(out, &p);
	}
	record_release(&record_patient, &p);
}

bool clinic_merge_words(struct clinic *c, int64_t action, struct str *out)
{
	struct merge m;
	struct str chart;

	record_init(&record_merge, &m);
	if (!store_merge_by(&c->store, action, &m, NULL) || !m.row.id)
		return false;
	str_init(&chart);
	chart_words(c, m.lose, &chart);
	str_addf(out, m.action == action ? _("merged with %s") : _("%s taken out again"), chart.p);
	str_release(&chart);
	return true;
}

static void merged_words(struct clinic *c, const struct merge *m, struct str *out)
{
	instant_t at;
	char *staff;

	chart_words(c, m->lose, out);
	/* Done again it is of whoever did it last. */
	if (store_action_said(&c->store, store_last_link(&c->store, m->action), &at, &staff)) {
		day_t day;
		minute_t minute;
		instant_split(at, &day, &minute);
		str_add(out, " (");
		day_show(out, day, clinic_today(c));
		str_addf(out, ", %s)", staff);
	}
	free(staff);
}

bool clinic_merged_from(struct clinic *c, int64_t keep, struct strlist *out, struct err *err)
{
	struct rows merges;
	struct str s;

	str_init(&s);
	rows_init(&merges, &record_merge);
	bool ok = store_merges_into(&c->store, keep, &merges, err);
	for (size_t i = 0; i < merges.n; i++) {
		str_clear(&s);
		merged_words(c, rows_at(&merges, i), &s);
		strlist_add(out, s.p);
	}
	rows_release(&merges);
	str_release(&s);
	return ok;
}

bool clinic_not_same(struct clinic *c, int64_t a, int64_t b, struct err *err)
{
	struct not_same n;

	if (a == b)
		return err_set(err, ERR_STEP, _("this is one chart"));
	if (!clinic_begin(c, "not-same", a, err))
		return false;
	record_init(&record_not_same, &n);
	n.a = a < b ? a : b;
	n.b = a < b ? b : a;
	str_replace(&n.by, c->staff);
	bool ok = store_are_not_same(&c->store, a, b) ||
		  store_insert(&c->store, &record_not_same, &n, err);
	record_release(&record_not_same, &n);
	return clinic_end(c, ok, err);
}
