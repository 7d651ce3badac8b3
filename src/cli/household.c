/* household: a family, who belongs to it, who pays. */
#include "revisit/clinic/household.h"
#include "revisit/base/i18n.h"
#include "revisit/care/family.h"
#include "revisit/cli/fields.h"

static const struct column columns[] = {
	{ "chart_no", N_("Chart"), 0 },
	{ "name", N_("Name"), 0 },
	{ "age", N_("Age"), 0 },
	{ "role", N_("Role"), 0 },
	{ "next", N_("Next"), 0 },
	{ "last", N_("Last"), 0 },
	{ "due", N_("Due again"), 0 },
	{ "plan", N_("Plan"), 0 },
	{ "owed", N_("Owes"), COLUMN_RIGHT },
	{ "payer", N_("Pays"), 0 },
	{ "guardian", N_("Guardian"), COLUMN_FILE },
	{ "phone", N_("Phone"), 0 },
	{ "minor", N_("Minor"), COLUMN_FILE },
	{ "of_age", N_("Of age"), COLUMN_FILE },
	{ "alerts", N_("Alerts"), COLUMN_FILE },
};

static void visit_cell(struct sheet *s, const struct cli *c, const struct visit *v)
{
	if (v)
		day_cell(s, v->day, v->minute, clinic_today(&c->clinic));
	else
		sheet_missing(s);
}

static void chart_cell(struct sheet *s, struct cli *c, int64_t patient)
{
	char *chart_no = chart_of(c, patient);

	sheet_text(s, chart_no);
	free(chart_no);
}

static void plan_cell(struct sheet *s, const struct card *card)
{
	for (size_t i = 0; i < card->plans.n; i++) {
		const struct plan_view *v = &card->plans.v[i];
		if (plan_is_open(&v->plan) && v->now.state != PLAN_IS_DONE) {
			sheet_text(s, v->plan.what);
			return;
		}
	}
	sheet_missing(s);
}

static void owed_cell(struct sheet *s, struct cli *c, int64_t owed)
{
	struct str t;

	str_init(&t);
	money_exact(&t, c->clinic.config, owed);
	sheet_text(s, t.p);
	str_clear(&t);
	if (owed)
		money_show(&t, c->clinic.config, owed, true);
	sheet_shown(s, t.p);
	str_release(&t);
}

static const char *phone_of(const struct card *card)
{
	for (size_t i = 0; i < card->contacts.n; i++) {
		const struct contact *k = rows_at(&card->contacts, i);
		if (contact_is_phone((enum contact_kind)k->kind) && k->state == CONTACT_GOOD)
			return k->value;
	}
	return NULL;
}

static void alerts_cell(struct sheet *s, const struct household_view *h)
{
	struct strlist texts;

	strlist_init(&texts);
	for (size_t i = 0; i < h->alerts.n; i++)
		strlist_add(&texts, ((const struct alert *)rows_at(&h->alerts, i))->text);
	sheet_list(s, &texts);
	strlist_release(&texts);
}

static void member_row(struct sheet *s, struct cli *c, const struct household_view *h,
		       const struct member *m)
{
	const struct patient *p = &m->card.p;
	struct str t;

	str_init(&t);
	sheet_text(s, p->chart_no);
	patient_title(&t, p);
	sheet_text(s, p->name);
	sheet_shown(s, t.p);
	str_clear(&t);
	patient_age_sex(&t, p, clinic_today(&c->clinic));
	sheet_text(s, t.p);
	sheet_text(s, household_role_choices[p->household_role].key);
	sheet_shown(s, p->household_role == ROLE_NONE
			       ? ""
			       : _(household_role_choices[p->household_role].label));
	visit_cell(s, c, card_visit(&m->card, m->card.next_visit));
	visit_cell(s, c, card_visit(&m->card, m->card.last_visit));
	sheet_text(s, m->due);
	plan_cell(s, &m->card);
	owed_cell(s, c, m->card.owed);
	chart_cell(s, c, m->payer);
	chart_cell(s, c, p->guardian);
	phone_cell(s, phone_of(&m->card));
	sheet_bool(s, m->minor);
	day_cell(s, family_of_age(p, c->clinic.config->adult_from), MINUTE_NONE,
		 clinic_today(&c->clinic));
	alerts_cell(s, h);
	sheet_row(s);
	str_release(&t);
}

static bool list(struct cli *c, int64_t patient, struct err *err)
{
	struct household_view h;
	struct sheet s;

	if (!household_load(&c->clinic, patient, &h, err))
		return false;
	for (size_t i = 0; i < h.n; i++)
		if (h.v[i].grown)
			message(_("note: %s is of age, but kept as a child; adult=yes changes that"),
				h.v[i].card.p.chart_no);
	for (size_t i = 0; i < h.alerts.n && c->format == FORMAT_TABLE; i++)
		str_addf(&c->out.text, "! %s\n",
			 ((const struct alert *)rows_at(&h.alerts, i))->text);
	sheet_begin(&s, columns, ARRAY_SIZE(columns), c->format, &c->out);
	for (size_t i = 0; i < h.n; i++)
		member_row(&s, c, &h, &h.v[i]);
	sheet_end(&s);
	household_release(&h);
	return true;
}

/* --- changing --- */

/* What was asked for; NULL for what was not. */
struct wanted {
	const char *add, *leave, *role, *guardian, *payer, *adult, *alert;
};

static bool read_wanted(struct cli *c, struct wanted *w, struct err *err)
{
	struct {
		const char *name;
		const char **place;
	} fields[] = {
		{ "add", &w->add },	      { "leave", &w->leave }, { "role", &w->role },
		{ "guardian", &w->guardian }, { "payer", &w->payer }, { "adult", &w->adult },
		{ "alert", &w->alert },
	};

	for (size_t i = 1; i < n_words(c); i++) {
		struct assignment a;
		size_t k = 0;
		if (!assignment_read(word(c, i), &a, err))
			return false;
		while (k < ARRAY_SIZE(fields) && strcmp(fields[k].name, a.field) != 0)
			k++;
		bool ok = a.op == '=' && k < ARRAY_SIZE(fields);
		if (ok)
			*fields[k].place = a.value;
		else
			err_set(err, ERR_USAGE,
				_("household takes add, leave, role, guardian, payer, alert and adult, not "
				  "'%s'"),
				a.field);
		free(a.field);
		if (!ok)
			return false;
	}
	return true;
}

static bool add_member(struct cli *c, int64_t patient, const struct wanted *w, struct err *err)
{
	int64_t other;
	int role = ROLE_OTHER;

	if (!patient_by_chart(&c->clinic, w->add, &other, err))
		return false;
	struct patient p;
	record_init(&record_patient, &p);
	bool ok = !w->role ||
		  field_parse(c->clinic.config, record_field(&record_patient, "household_role"), &p,
			      w->role, clinic_today(&c->clinic), err);
	if (w->role)
		role = p.household_role;
	record_release(&record_patient, &p);
	return ok && household_join(&c->clinic, patient, other, (enum household_role)role, err);
}

static bool take_out(struct cli *c, int64_t patient, const char *chart_no, struct err *err)
{
	struct patient of;
	struct patient p;
	int64_t other;

	if (!patient_by_chart(&c->clinic, chart_no, &other, err))
		return false;
	record_init(&record_patient, &of);
	record_init(&record_patient, &p);
	bool ok = store_get(&c->clinic.store, &record_patient, patient, &of, err) &&
		  store_get(&c->clinic.store, &record_patient, other, &p, err);
	if (ok && (!p.household || p.household != of.household))
		ok = err_set(err, ERR_STEP, _("%s is not of this family"), p.chart_no);
	record_release(&record_patient, &of);
	record_release(&record_patient, &p);
	return ok && household_leave(&c->clinic, other, err);
}

static bool set_fields(struct cli *c, int64_t patient, const struct wanted *w, struct err *err)
{
	struct patient_draft d;

	if (!draft_load(&c->clinic, patient, &d, err))
		return false;
	bool ok = (!w->role || w->add ||
		   draft_set(&c->clinic, &d, "household_role", '=', w->role, err)) &&
		  (!w->guardian || draft_set(&c->clinic, &d, "guardian", '=', w->guardian, err)) &&
		  (!w->payer || draft_set(&c->clinic, &d, "payer", '=', w->payer, err)) &&
		  patient_save(&c->clinic, &d, NULL, err);
	draft_release(&d);
	return ok;
}

static bool change(struct cli *c, int64_t patient, const struct wanted *w, struct err *err)
{
	if (w->adult && strcmp(w->adult, "yes") != 0)
		return err_set(err, ERR_BAD_VALUE, _("write adult=yes"));
	return (!w->add || add_member(c, patient, w, err)) &&
	       (!w->leave || take_out(c, patient, w->leave, err)) &&
	       set_fields(c, patient, w, err) &&
	       (!w->alert || alert_add(&c->clinic, patient, true, w->alert, DAY_NONE, err)) &&
	       (!w->adult || household_make_adult(&c->clinic, patient, err));
}

static bool arrive_all(struct cli *c, int64_t patient, struct err *err)
{
	struct household_view h;
	int64_t who[32];
	size_t n = 0;
	int here;

	if (!household_load(&c->clinic, patient, &h, err))
		return false;
	for (size_t i = 0; i < h.n && n < ARRAY_SIZE(who); i++)
		who[n++] = h.v[i].card.p.row.id;
	household_release(&h);
	if (!household_arrive(&c->clinic, who, n, &here, err))
		return false;
	if (here == 0)
		return err_set(err, ERR_STEP,
			       _("nobody of them has a visit today that is still to come"));
	return true;
}

static bool household(struct cli *c, struct err *err)
{
	struct wanted w = { 0 };
	int64_t patient;

	if (!patient_by_chart(&c->clinic, word(c, 0), &patient, err) || !read_wanted(c, &w, err))
		return false;
	if (n_words(c) > 1 && !(clinic_begin(&c->clinic, "family-edit", patient, err) &&
				clinic_end(&c->clinic, change(c, patient, &w, err), err)))
		return false;
	if (args_has(&c->args, "arrive") && !arrive_all(c, patient, err))
		return false;
	return list(c, patient, err);
}

static const struct option options[] = {
	{ .name = "arrive", .help = N_("Check in all of them who have a visit today") },
	{ 0 },
};

const struct command commands_household[] = {
	{ .name = "household",
	  .words = "PATIENT [FIELD=VALUE…]",
	  .options = options,
	  .min = 1,
	  .max = -1,
	  .help = N_("List a patient's family: what each has coming, what is due, who pays"),
	  .more = N_("add=CHART role=child puts somebody into the family, leave=CHART takes somebody "
		     "out. role=, guardian= and payer= are the patient's own; adult=yes ends that "
		     "they are kept as a child; alert=TEXT is for the whole family."),
	  .needs = NEEDS_CLINIC,
	  .run = household },
	{ 0 },
};
