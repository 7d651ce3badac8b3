/* Families: who belongs to one, and growing out of it. */
#include "revisit/clinic/household.h"
#include "revisit/base/i18n.h"
#include "revisit/care/family.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/tasks.h"
#include "revisit/clinic/visits.h"
#include "revisit/store/families.h"
#include "revisit/store/merge.h"

/* "李娜 1043" */
static char *person(struct clinic *c, int64_t id)
{
	struct patient p;
	struct str s;

	str_init(&s);
	record_init(&record_patient, &p);
	if (id && store_get(&c->store, &record_patient, id, &p, NULL)) {
		patient_title(&s, &p);
		str_addf(&s, " %s", p.chart_no);
	}
	record_release(&record_patient, &p);
	if (s.len)
		return str_steal(&s);
	str_release(&s);
	return NULL;
}

static bool load_member(struct clinic *c, int64_t id, struct member *m, struct err *err)
{
	day_t today = clinic_today(c);
	int adult = c->config->adult_from;
	struct str due;

	if (!card_load(c, id, &m->card, err))
		return false;
	const struct patient *p = &m->card.p;
	m->minor = family_is_minor(p, adult, today);
	m->grown = family_has_grown(p, adult, today);
	m->payer = family_payer(p, adult, today);
	m->pays = m->payer == id ? NULL : person(c, m->payer);
	m->guardian = person(c, p->guardian);
	str_init(&due);
	recalls_due_words(&due, c->config, &m->card.recalls, today);
	m->due = due.len ? str_steal(&due) : NULL;
	str_release(&due);
	return true;
}

static void take_alerts(struct household_view *h, const struct card *card, day_t today)
{
	for (size_t i = 0; i < card->alerts.n; i++) {
		const struct alert *a = rows_at(&card->alerts, i);
		if (a->household && (a->until == DAY_NONE || a->until >= today))
			record_copy(&record_alert, rows_add(&h->alerts), a);
	}
}

bool household_load(struct clinic *c, int64_t patient, struct household_view *out,
		    struct err *err)
{
	struct patient p;
	struct rows members;

	*out = (struct household_view){ 0 };
	rows_init(&out->alerts, &record_alert);
	record_init(&record_patient, &p);
	rows_init(&members, &record_patient);
	bool ok = store_get(&c->store, &record_patient, store_survivor(&c->store, patient), &p, err);
	out->household = p.household;
	if (ok && p.household)
		ok = store_household_members(&c->store, p.household, &members, err);
	else if (ok)
		record_copy(&record_patient, rows_add(&members), &p);
	out->v = mem_array(members.n, sizeof(struct member));
	for (size_t i = 0; ok && i < members.n; i++) {
		ok = load_member(c, ((const struct row *)rows_at(&members, i))->id, &out->v[i], err);
		out->n += ok;
		if (ok)
			out->owed += out->v[i].card.owed;
	}
	if (ok && out->n)
		take_alerts(out, &out->v[0].card, clinic_today(c));
	rows_release(&members);
	record_release(&record_patient, &p);
	if (!ok)
		household_release(out);
	return ok;
}

void household_release(struct household_view *h)
{
	for (size_t i = 0; i < h->n; i++) {
		struct member *m = &h->v[i];
		card_release(&m->card);
		free(m->pays);
		free(m->guardian);
		free(m->due);
	}
	free(h->v);
	rows_release(&h->alerts);
	h->v = NULL;
	h->n = 0;
}

/* --- who belongs to it --- */

static bool chart_text(struct clinic *c, int64_t patient, char out[64], struct err *err)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool ok = store_get(&c->store, &record_patient, patient, &p, err);
	if (ok)
		snprintf(out, 64, "%s", p.chart_no);
	record_release(&record_patient, &p);
	return ok;
}

/* Nobody is alone in a family: the first one begins it. */
static bool begin_family(struct clinic *c, int64_t patient, struct err *err)
{
	struct patient_draft d;

	if (!draft_load(c, patient, &d, err))
		return false;
	bool ok = d.p.household || draft_set(c, &d, "household", '=', "new", err);
	if (d.p.household_role == ROLE_NONE &&
	    !family_is_minor(&d.p, c->config->adult_from, clinic_today(c)))
		d.p.household_role = ROLE_ADULT;
	ok = ok && patient_save(c, &d, NULL, err);
	draft_release(&d);
	return ok;
}

static bool answers_for(struct clinic *c, int64_t patient)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool adult = store_get(&c->store, &record_patient, patient, &p, NULL) &&
		     !family_is_minor(&p, c->config->adult_from, clinic_today(c));
	record_release(&record_patient, &p);
	return adult;
}

static bool join(struct clinic *c, int64_t patient, int64_t other, enum household_role role,
		 struct err *err)
{
	struct patient_draft d;
	char chart[64];

	if (!chart_text(c, patient, chart, err) || !begin_family(c, patient, err) ||
	    !draft_load(c, other, &d, err))
		return false;
	struct patient p;
	record_init(&record_patient, &p);
	bool ok = store_get(&c->store, &record_patient, patient, &p, err);
	if (ok && d.p.household == p.household)
		ok = err_set(err, ERR_STEP, _("they are in this family already"));
	record_release(&record_patient, &p);
	ok = ok && draft_set(c, &d, "household", '=', chart, err) &&
	     draft_set(c, &d, "household_role", '=', household_role_choices[role].key, err);
	bool child = role == ROLE_CHILD &&
		     family_is_minor(&d.p, c->config->adult_from, clinic_today(c));
	if (ok && child && !d.p.guardian && answers_for(c, patient))
		ok = draft_set(c, &d, "guardian", '=', chart, err);
	ok = ok && patient_save(c, &d, NULL, err);
	draft_release(&d);
	return ok;
}

bool household_join(struct clinic *c, int64_t patient, int64_t other, enum household_role role,
		    struct err *err)
{
	if (patient == other)
		return err_set(err, ERR_STEP, _("this is one chart"));
	return clinic_begin(c, "family-join", patient, err) &&
	       clinic_end(c, join(c, patient, other, role, err), err);
}

static bool same_family(struct clinic *c, int64_t household, int64_t other)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool same = other && store_get(&c->store, &record_patient, other, &p, NULL) &&
		    p.household == household;
	record_release(&record_patient, &p);
	return same;
}

bool household_leave(struct clinic *c, int64_t patient, struct err *err)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool ok = clinic_begin(c, "family-leave", patient, err);
	if (ok) {
		ok = store_get(&c->store, &record_patient, patient, &p, err);
		if (ok && !p.household)
			ok = err_set(err, ERR_STEP, _("this patient is in no family"));
		if (same_family(c, p.household, p.guardian))
			p.guardian = 0;
		if (same_family(c, p.household, p.payer))
			p.payer = 0;
		p.household = 0;
		p.household_role = ROLE_NONE;
		ok = ok && store_update(&c->store, &record_patient, &p, NULL, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_patient, &p);
	return ok;
}

/* --- of age --- */

static bool ask_consent(struct clinic *c, int64_t patient, struct err *err)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = patient;
	t.due_day = clinic_today(c);
	str_replace(&t.what, _("of age now: ask for their own consent and telephone"));
	bool ok = task_add(c, &t, err);
	record_release(&record_task, &t);
	return ok;
}

bool household_make_adult(struct clinic *c, int64_t patient, struct err *err)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool ok = clinic_begin(c, "make-adult", patient, err);
	if (ok) {
		ok = store_get(&c->store, &record_patient, patient, &p, err);
		if (ok && !family_has_grown(&p, c->config->adult_from, clinic_today(c)))
			ok = err_set(err, ERR_STEP,
				     p.guardian || p.household_role == ROLE_CHILD
					     ? _("they are not of age yet")
					     : _("nobody answers for this patient: there is nothing "
						 "to change"));
		p.guardian = 0;
		if (p.household_role == ROLE_CHILD)
			p.household_role = p.household ? ROLE_ADULT : ROLE_NONE;
		ok = ok && store_update(&c->store, &record_patient, &p, NULL, err) &&
		     ask_consent(c, patient, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_patient, &p);
	return ok;
}

bool household_grown(struct clinic *c, int most, struct rows *out, struct err *err)
{
	day_t today = clinic_today(c);
	int adult = c->config->adult_from;
	const struct interval years = { .years = adult };
	size_t before = out->n;

	/* Who was born in a month or a year counts from its end: those may be a year older.  Who was
	 * born on 29 February is of age on the 28th: a day beyond that counts too. */
	if (!store_children_born(&c->store, day_add(today - GROWN_DAYS - 366, years, -1),
				 day_add(today + 1, years, -1), most * 4 + 50, out, err))
		return false;
	for (size_t i = out->n; i > before; i--) {
		const struct patient *p = rows_at(out, i - 1);
		if (!family_has_grown(p, adult, today) ||
		    family_of_age(p, adult) < today - GROWN_DAYS)
			rows_remove(out, i - 1);
	}
	while (out->n > before + (size_t)most)
		rows_remove(out, out->n - 1);
	return true;
}

/* --- together --- */

static int64_t to_arrive(struct clinic *c, int64_t patient, struct err *err)
{
	struct rows visits;
	int64_t found = 0;
	minute_t first = 1440;

	rows_init(&visits, &record_visit);
	if (!store_visits(&c->store, patient, &visits, err))
		found = -1;
	for (size_t i = 0; found >= 0 && i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		if (v->day != clinic_today(c))
			continue;
		if (visit_is_here((enum visit_status)v->status)) {
			found = 0;
			break;
		}
		if (visit_is_booked((enum visit_status)v->status) && v->minute < first) {
			first = v->minute;
			found = v->row.id;
		}
	}
	rows_release(&visits);
	return found;
}

bool household_arrive(struct clinic *c, const int64_t *patients, size_t n_patients, int *n,
		      struct err *err)
{
	bool ok = n_patients > 0 && clinic_begin(c, "family-arrive", patients[0], err);

	*n = 0;
	if (!ok)
		return n_patients == 0;
	for (size_t i = 0; ok && i < n_patients; i++) {
		int64_t visit = to_arrive(c, patients[i], err);
		ok = visit >= 0 && (visit == 0 || visit_step(c, visit, VISIT_ARRIVED, NULL, err));
		*n += ok && visit > 0;
	}
	return clinic_end(c, ok, err);
}
