#include "revisit/clinic/patients.h"
#include "revisit/clinic/calls.h"
#include "revisit/base/i18n.h"
#include "merging.h"

bool patient_by_chart(struct clinic *c, const char *chart_no, int64_t *patient, struct err *err)
{
	*patient = store_patient_by_chart(&c->store, chart_no);
	return *patient || err_set(err, ERR_NO_MATCH,
				   _("no patient has chart number %s; \"revisit find\" looks for names"),
				   chart_no);
}

bool draft_check(struct clinic *c, const struct patient_draft *d, struct err *err)
{
	const struct patient *p = &d->p;

	if (str_is_empty(p->name) && str_is_empty(p->family) && str_is_empty(p->given) &&
	    d->contacts.n == 0 && str_is_empty(p->chart_no))
		return err_set(err, ERR_MISSING, _("a name or a telephone number is needed"));
	if (p->row.id != 0 && str_is_empty(p->chart_no))
		return err_set(err, ERR_MISSING, _("the chart number cannot be empty; give one"));
	if (!str_is_empty(p->chart_no) && !str_eq(p->chart_no, d->before.chart_no)) {
		int64_t other = store_patient_by_chart(&c->store, p->chart_no);
		int64_t merged = store_chart(&c->store, p->chart_no); /* keeps its number */
		if ((other && other != p->row.id) || (merged && merged != p->row.id))
			return err_set(
				err, ERR_EXISTS,
				_("chart number %s belongs to another patient; give another one"),
				p->chart_no);
	}
	if (p->birth_day != DAY_NONE && p->deceased_day != DAY_NONE &&
	    p->birth_precision == PRECISION_DAY && p->deceased_day < p->birth_day)
		return err_set(err, ERR_BAD_DATE,
			       _("the day of death lies before the birth; one of them is wrong"));
	return true;
}

static bool new_chart_no(struct clinic *c, struct patient *p, struct err *err)
{
	for (;;) {
		int64_t n = store_counter(&c->store, "chart_no", err);
		if (n < 0)
			return false;
		char text[24];
		/* The first chart of a clinic is 1001: four digits read better aloud. */
		snprintf(text, sizeof(text), "%lld", (long long)n + 1000);
		if (store_patient_by_chart(&c->store, text))
			continue;
		str_replace(&p->chart_no, text);
		return true;
	}
}

bool clinic_know_terms(struct clinic *c, const struct record *rec, const void *row, bool imported,
		       struct err *err)
{
	for (size_t i = 0; i < rec->n_fields; i++) {
		const struct field *f = &rec->fields[i];
		if (f->type != FIELD_VOCAB || field_is_missing(f, row))
			continue;
		const char *key = field_text_of(f, row);
		const char *origin = config_term(c->config, f->vocab, key) ? "config" :
				     imported				   ? "import" :
									     "desk";
		if (!store_vocab_add(&c->store, f->vocab, key, origin, err))
			return false;
	}
	return true;
}

static const void *row_with_id(const struct rows *rows, int64_t id)
{
	for (size_t i = 0; i < rows->n; i++)
		if (((const struct row *)rows_at(rows, i))->id == id)
			return rows_at(rows, i);
	return NULL;
}

static bool same_row(const struct record *rec, const void *a, const void *b)
{
	for (size_t i = 0; b && i < rec->n_fields; i++)
		if (!field_equal(&rec->fields[i], a, b))
			return false;
	return b != NULL;
}

/* Brings the stored rows to what the draft has: deletes, updates, inserts. */
static bool save_rows(struct clinic *c, struct rows *now, const struct rows *before,
		      int64_t patient, bool imported, bool *changed, struct err *err)
{
	const struct field *owner = record_field(now->rec, "patient");
	const struct field *import = record_field(now->rec, "import");
	bool one;

	for (size_t i = 0; i < before->n; i++) {
		const struct row *old = rows_at(before, i);
		if (row_with_id(now, old->id))
			continue;
		/* That it was rung stays known, though not which number. */
		if (now->rec == &record_contact && !ring_twin(c, old->id, 0, err))
			return false;
		if (!store_delete(&c->store, now->rec, old->id, err))
			return false;
		*changed = true;
	}
	for (size_t i = 0; i < now->n; i++) {
		struct row *row = rows_at(now, i);
		if (!clinic_know_terms(c, now->rec, row, imported, err))
			return false;
		if (row->id == 0) {
			field_set_number(owner, row, patient);
			if (import)
				field_set_number(import, row, c->store.import);
			if (!store_insert(&c->store, now->rec, row, err))
				return false;
			*changed = true;
			continue;
		}
		/* What was not touched here may change elsewhere. */
		if (same_row(now->rec, row, row_with_id(before, row->id)))
			continue;
		if (!store_update(&c->store, now->rec, row, &one, err))
			return false;
		*changed = *changed || one;
	}
	return true;
}

static bool rows_differ(const struct rows *now, const struct rows *before)
{
	if (now->n != before->n)
		return true;
	for (size_t i = 0; i < now->n; i++) {
		const struct row *row = rows_at(now, i);
		if (!same_row(now->rec, row, row_with_id(before, row->id)))
			return true;
	}
	return false;
}

bool patient_differs(const struct patient_draft *d)
{
	struct patient p;

	if (d->before.row.id == 0 || d->p.household == -1)
		return true;
	record_init(&record_patient, &p);
	record_copy(&record_patient, &p, &d->p);
	patient_complete(&p, &d->before);
	bool differs = !same_row(&record_patient, &p, &d->before);
	record_release(&record_patient, &p);
	return differs || rows_differ(&d->contacts, &d->contacts_before) ||
	       rows_differ(&d->tags, &d->tags_before) || rows_differ(&d->alerts, &d->alerts_before);
}

static bool join_household(struct clinic *c, struct patient_draft *d, struct err *err)
{
	struct household h;
	struct patient other;
	bool changed;

	if (d->p.household != -1)
		return true;
	record_init(&record_household, &h);
	str_replace(&h.label, d->p.family);
	h.import = c->store.import;
	bool ok = store_insert(&c->store, &record_household, &h, err);
	d->p.household = h.row.id;
	record_init(&record_patient, &other);
	if (ok && d->household_of && d->household_of != d->p.row.id) {
		ok = store_get(&c->store, &record_patient, d->household_of, &other, err);
		/* Two new members in one action: the first made the household. */
		if (ok && other.household) {
			ok = store_delete(&c->store, &record_household, h.row.id, err);
			d->p.household = other.household;
		} else if (ok) {
			other.household = h.row.id;
			ok = store_update(&c->store, &record_patient, &other, &changed, err);
		}
	}
	record_release(&record_patient, &other);
	record_release(&record_household, &h);
	return ok;
}

static bool write_patient(struct clinic *c, struct patient_draft *d, bool *changed, struct err *err)
{
	struct patient *p = &d->p;

	if (p->row.id == 0 && str_is_empty(p->chart_no) && !new_chart_no(c, p, err))
		return false;
	if (p->row.id == 0 && p->registered_at == INSTANT_NONE)
		p->registered_at = clock_now(&c->clock);
	patient_complete(p, d->before.row.id ? &d->before : NULL);
	if (!join_household(c, d, err) || !clinic_know_terms(c, &record_patient, p, d->by_import, err))
		return false;
	if (p->row.id == 0) {
		*changed = true;
		return store_insert(&c->store, &record_patient, p, err);
	}
	return store_update(&c->store, &record_patient, p, changed, err);
}

/* After a failed save: the ids and versions given out are void. */
static void void_rows(struct rows *now, const struct rows *before)
{
	for (size_t i = 0; i < now->n; i++) {
		struct row *row = rows_at(now, i);
		const struct row *old = row_with_id(before, row->id);
		*row = old ? *old : (struct row){ 0 };
	}
}

static bool save_draft(struct clinic *c, struct patient_draft *d, bool *changed, struct err *err)
{
	bool fresh = d->p.row.id == 0;

	if (!draft_check(c, d, err) || !write_patient(c, d, changed, err))
		return false;
	int64_t id = d->p.row.id;
	if (fresh)
		store_set_target(&c->store, id);
	return save_rows(c, &d->contacts, &d->contacts_before, id, d->by_import, changed, err) &&
	       save_rows(c, &d->tags, &d->tags_before, id, d->by_import, changed, err) &&
	       save_rows(c, &d->alerts, &d->alerts_before, id, d->by_import, changed, err);
}

bool patient_save(struct clinic *c, struct patient_draft *d, bool *changed, struct err *err)
{
	bool ignored;
	struct patient typed;

	if (!changed)
		changed = &ignored;
	*changed = false;
	if (!clinic_begin(c, d->p.row.id ? "patient-edit" : "patient-register", d->p.row.id, err))
		return false;
	record_init(&record_patient, &typed);
	record_copy(&record_patient, &typed, &d->p);
	bool ok = clinic_end(c, save_draft(c, d, changed, err), err);
	if (!ok) {
		/* The form can be saved again: what was derived and given out is taken back. */
		record_copy(&record_patient, &d->p, &typed);
		void_rows(&d->contacts, &d->contacts_before);
		void_rows(&d->tags, &d->tags_before);
		void_rows(&d->alerts, &d->alerts_before);
		*changed = false;
	}
	record_release(&record_patient, &typed);
	return ok;
}

/* A text field checked and cleaned as any other way in does it. */
static bool set_text(struct clinic *c, const struct record *rec, const char *field, void *row,
		     const char *text, struct err *err)
{
	return field_parse(c->config, record_field(rec, field), row, text, clinic_today(c), err);
}

static bool find_tag(struct clinic *c, int64_t patient, const char *tag, struct patient_tag *out,
		     struct err *err)
{
	struct rows tags;
	bool ok;

	rows_init(&tags, &record_patient_tag);
	ok = store_tags(&c->store, patient, &tags, err);
	for (size_t i = 0; ok && i < tags.n; i++) {
		const struct patient_tag *t = rows_at(&tags, i);
		if (strcmp(t->tag, tag) == 0)
			record_copy(&record_patient_tag, out, t);
	}
	rows_release(&tags);
	return ok;
}

bool tag_add(struct clinic *c, int64_t patient, const char *tag, day_t until, bool *changed,
	     struct err *err)
{
	struct patient_tag t;
	char *key = clinic_term_key(c, "tag", tag);

	*changed = false;
	record_init(&record_patient_tag, &t);
	bool ok = set_text(c, &record_patient_tag, "tag", &t, key, err) &&
		  (*key || err_set(err, ERR_MISSING, _("which tag? write a word, like VIP"))) &&
		  clinic_begin(c, "tag-add", patient, err);
	if (ok) {
		ok = find_tag(c, patient, key, &t, err);
		bool fresh = t.row.id == 0;
		t.patient = patient;
		t.until = until;
		str_replace(&t.tag, key);
		ok = ok && clinic_know_terms(c, &record_patient_tag, &t, false, err);
		if (ok && fresh)
			ok = *changed = store_insert(&c->store, &record_patient_tag, &t, err);
		else if (ok)
			ok = store_update(&c->store, &record_patient_tag, &t, changed, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_patient_tag, &t);
	free(key);
	return ok;
}

bool tag_remove(struct clinic *c, int64_t patient, const char *tag, bool *changed, struct err *err)
{
	struct patient_tag t;
	char *key = clinic_term_key(c, "tag", tag);

	*changed = false;
	record_init(&record_patient_tag, &t);
	bool ok = clinic_begin(c, "tag-remove", patient, err);
	if (ok) {
		ok = find_tag(c, patient, key, &t, err);
		if (ok && t.row.id)
			ok = *changed = store_delete(&c->store, &record_patient_tag, t.row.id, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_patient_tag, &t);
	free(key);
	return ok;
}

bool alert_add(struct clinic *c, int64_t patient, bool household, const char *text, day_t until,
	       struct err *err)
{
	struct alert a;
	struct patient p;

	record_init(&record_alert, &a);
	record_init(&record_patient, &p);
	a.until = until;
	bool ok = set_text(c, &record_alert, "text", &a, text, err) &&
		  (a.text || err_set(err, ERR_MISSING, _("an alert needs words"))) &&
		  store_get(&c->store, &record_patient, patient, &p, err);
	if (ok && household && !p.household)
		ok = err_set(err, ERR_MISSING, _("this patient is in no household"));
	a.household = household ? p.household : 0;
	a.patient = household ? 0 : patient;
	if (ok && clinic_begin(c, "alert-add", patient, err))
		ok = clinic_end(c, store_insert(&c->store, &record_alert, &a, err), err);
	else
		ok = false;
	record_release(&record_alert, &a);
	record_release(&record_patient, &p);
	return ok;
}

bool alert_remove(struct clinic *c, int64_t alert, struct err *err)
{
	struct alert a;

	record_init(&record_alert, &a);
	bool ok = clinic_begin(c, "alert-remove", 0, err);
	if (ok) {
		ok = store_get(&c->store, &record_alert, alert, &a, err);
		if (ok)
			store_set_target(&c->store, a.patient);
		ok = clinic_end(c, ok && store_delete(&c->store, &record_alert, alert, err), err);
	}
	record_release(&record_alert, &a);
	return ok;
}

static bool write_note(struct clinic *c, int64_t patient, const char *text, bool settles,
		       struct err *err)
{
	struct note n;

	record_init(&record_note, &n);
	n.patient = patient;
	n.at = clock_now(&c->clock);
	str_replace(&n.staff, c->staff);
	bool ok = set_text(c, &record_note, "text", &n, text, err) &&
		  (n.text || err_set(err, ERR_MISSING, _("a note needs words"))) &&
		  clinic_begin(c, "note-add", patient, err);
	if (ok)
		ok = clinic_end(c,
				store_insert(&c->store, &record_note, &n, err) &&
					(!settles || calls_settle(c, patient, 0, err)),
				err);
	record_release(&record_note, &n);
	return ok;
}

bool note_add(struct clinic *c, int64_t patient, const char *text, struct err *err)
{
	return write_note(c, patient, text, true, err);
}

bool note_keep(struct clinic *c, int64_t patient, const char *text, struct err *err)
{
	return write_note(c, patient, text, false, err);
}
