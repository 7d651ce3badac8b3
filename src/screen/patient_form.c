/* Registering and editing a patient. */
#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/text/utf8.h"

#include "likely.h"

/* The fields in the order of the desk's questions; '*' marks what is needed. */
enum { NAME_AT, PHONE_AT }; /* places in the order below */

static const struct {
	const char *name;
	bool needed;
} order[] = {
	{ "name", true },	 { "phone", true },	  { "source", true },	 { "birth_day", false },
	{ "sex", false },	 { "household", false },  { "household_role", false },
	{ "alert", false },	 { "email", false },	  { "wechat", false },	 { "line", false },
	{ "whatsapp", false },	 { "qq", false },	  { "contact", false },	 { "address", false },
	{ "reading", false },	 { "family", false },	  { "given", false },	 { "preferred", false },
	{ "second_name", false }, { "salutation", false }, { "guardian", false }, { "referrer", false },
	{ "provider", false },	 { "consultant", false }, { "tag", false },	 { "language", false },
	{ "occupation", false }, { "insurance", false },  { "source_code", false },
	{ "preferred_channel", false }, { "preferred_times", false }, { "id_kind", false },
	{ "id_number", false },	 { "status", false },	  { "chart_no", false }, { "deceased_day", false },
	{ "notes", false },
};

struct registering {
	int64_t patient; /* 0: a new one */
	const struct form_field *fields; /* the form's */
	bool merged;     /* it was that already when the form was opened */
	struct likely likely; /* who may be the same person */
};

static void free_registering(void *data)
{
	struct registering *r = data;

	likely_release(&r->likely);
	free(r);
}

static const struct virtual_field *virtual_of(const char *name)
{
	for (size_t i = 0; i < n_virtual_fields; i++)
		if (strcmp(virtual_fields[i].name, name) == 0)
			return &virtual_fields[i];
	return NULL;
}

/* Choices and terms are shown by their labels, telephones of every kind in one line. */
static void value_text(struct app *app, const struct patient_draft *d, const char *name,
		       struct str *out)
{
	const struct config *cf = app->clinic->config;
	const struct field *f = record_field(&record_patient, name);

	if (strcmp(name, "phone") == 0) {
		for (size_t i = 0; i < d->contacts.n; i++) {
			const struct contact *k = rows_at(&d->contacts, i);
			if (!contact_is_phone((enum contact_kind)k->kind) || k->kind == CONTACT_WHATSAPP)
				continue;
			str_addf(out, "%s%s", out->len ? "; " : "", k->value);
			if (k->label)
				str_addf(out, " (%s)", k->label);
		}
		return;
	}
	if (strcmp(name, "tag") == 0) {
		for (size_t i = 0; i < d->tags.n; i++)
			str_addf(out, "%s%s", i ? "; " : "",
				 config_label(cf, "tag",
					      ((const struct patient_tag *)rows_at(&d->tags, i))->tag));
		return;
	}
	if (f && f->type == FIELD_VOCAB && !field_is_missing(f, &d->p))
		str_add(out, config_label(cf, f->vocab, field_text_of(f, &d->p)));
	else if (f && f->type == FIELD_CHOICE)
		str_add(out, field_number(f, &d->p) == 0 && strcmp(name, "status") != 0 ?
				     "" :
				     _(f->choices[field_number(f, &d->p)].label));
	else
		draft_get(app->clinic, d, name, out, NULL);
}

/* --- what the form asks --- */

/* Said, not refused: foreign numbers and old ones are what they are. */
static void doubt_phone(struct app *app, const struct patient_draft *d, struct str *message)
{
	for (size_t i = 0; i < d->contacts.n; i++) {
		const char *v = ((const struct contact *)rows_at(&d->contacts, i))->value;
		size_t digits = 0;
		for (const char *p = v; *p; p++)
			digits += *p >= '0' && *p <= '9';
		bool mobile = v[0] == '1' && v[1] >= '3' && v[1] <= '9';
		if (mobile && digits != 11 && strcmp(app->clinic->config->country, "CN") == 0)
			str_addf(message, _("%zu digits: a mobile number has 11"), digits);
	}
}

static bool is_new_term(struct app *app, const char *name, const char *value)
{
	const struct field *f = record_field(&record_patient, name);

	return f && f->type == FIELD_VOCAB && !clinic_knows_term(app->clinic, f->vocab, value);
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	struct registering *r = data;
	struct patient_draft scratch;
	struct err err = ERR_INIT;

	draft_init(app->clinic, &scratch);
	scratch.p.row.id = r->patient;
	bool ok = draft_set(app->clinic, &scratch, name, '=', value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (is_new_term(app, name, value))
		str_add(message, _("a new word: it joins the list"));
	else if (strcmp(name, "phone") == 0)
		doubt_phone(app, &scratch, message);
	else if (strcmp(name, "birth_day") == 0)
		patient_age_sex(message, &scratch.p, clinic_today(app->clinic));
	else if (strcmp(name, "name") == 0) {
		patient_complete(&scratch.p, NULL);
		str_add(message, str_or_empty(scratch.p.reading));
	} else if (strcmp(name, "household") == 0 || strcmp(name, "guardian") == 0 ||
		   strcmp(name, "referrer") == 0) {
		int64_t id = store_patient_by_chart(&app->clinic->store, value);
		struct patient other;
		record_init(&record_patient, &other);
		if (id && store_get(&app->clinic->store, &record_patient, id, &other, NULL))
			shown_name(message, app, &other);
		record_release(&record_patient, &other);
	}
	draft_release(&scratch);
	return ok;
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	const struct field *f = record_field(&record_patient, name);
	const char *vocab = strcmp(name, "tag") == 0 ? "tag" :
			    f && f->type == FIELD_VOCAB ? f->vocab :
							  NULL;

	(void)data;
	if (vocab) {
		clinic_terms(app->clinic, vocab, keys, NULL);
		for (size_t i = 0; i < keys->n; i++)
			strlist_add(labels, config_label(app->clinic->config, vocab, keys->v[i]));
		return;
	}
	if (!f || f->type != FIELD_CHOICE)
		return;
	/* The first of sex and role says "not known": leaving the field empty says that too. */
	for (int i = strcmp(name, "status") == 0 ? 0 : 1; f->choices[i].key; i++) {
		if (strcmp(f->choices[i].key, "merged") == 0)
			continue;
		strlist_add(keys, f->choices[i].key);
		strlist_add(labels, _(f->choices[i].label));
	}
}

/* What tells people apart. */
static const char *const telling[] = { "name",	  "phone",   "birth_day", "sex",     "email",
					"address", "reading", "family",	   "given",   "preferred",
					"second_name", "guardian", "id_number" };

static bool tells(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(telling); i++)
		if (strcmp(telling[i], name) == 0)
			return true;
	return false;
}

/* A family shares its telephone and many share a name, so this is said and not forbidden. */
static void remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	struct registering *r = data;
	struct patient_draft scratch;

	draft_init(app->clinic, &scratch);
	scratch.p.row.id = r->likely.self = r->patient;
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		if (*values[i] && tells(order[i].name))
			draft_set(app->clinic, &scratch, order[i].name, '=', values[i], NULL);
	likely_find(&r->likely, app, &scratch);
	likely_text(&r->likely, app, out);
	draft_release(&scratch);
}

static void open_likely(struct app *app, void *data)
{
	likely_open(&((struct registering *)data)->likely, app);
}

static void refuse_likely(struct app *app, void *data)
{
	likely_refuse(&((struct registering *)data)->likely, app);
}

/* The patient, and whom they are not, as one action. */
static bool store_all(struct app *app, struct registering *r, struct patient_draft *d,
		      bool *changed, struct err *err)
{
	if (!clinic_begin(app->clinic, r->patient ? "patient-edit" : "patient-register", r->patient,
			  err))
		return false;
	bool ok = patient_save(app->clinic, d, changed, err) &&
		  likely_settle(&r->likely, app, d->p.row.id, err);
	return clinic_end(app->clinic, ok, err);
}

static bool set_changed(struct app *app, const struct registering *r, struct patient_draft *d,
			const char *const *values, int *field, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		if (str_eq(values[i], r->fields[i].stored))
			continue;
		bool choice = strcmp(order[i].name, "sex") == 0 ||
			      strcmp(order[i].name, "household_role") == 0 ||
			      strcmp(order[i].name, "status") == 0;
		if (choice && !*values[i]) {
			field_clear(record_field(&record_patient, order[i].name), &d->p);
			continue;
		}
		if (draft_set(app->clinic, d, order[i].name, '=', values[i], err))
			continue;
		*field = (int)i;
		return false;
	}
	return true;
}

/* What the patient is by now, as the form shows it. */
static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	const struct registering *r = data;
	struct patient_draft d;

	if (!draft_load(app->clinic, r->patient, &d, err))
		return false;
	/* Nobody would look for it there. */
	bool ok = d.p.status != PATIENT_MERGED || r->merged ||
		  err_set(err, ERR_STEP,
			  _("this chart was merged into another one meanwhile: write it there. What you "
			    "typed is still here"));
	for (size_t i = 0; ok && i < ARRAY_SIZE(order); i++) {
		struct str value;
		str_init(&value);
		value_text(app, &d, order[i].name, &value);
		strlist_add(now, value.p);
		str_release(&value);
	}
	draft_release(&d);
	return ok;
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	struct registering *r = data;
	struct patient_draft d;
	bool fresh = r->patient == 0;
	bool changed;

	if (fresh)
		draft_init(app->clinic, &d);
	else if (!draft_load(app->clinic, r->patient, &d, err))
		return false;
	bool ok = set_changed(app, r, &d, values, field, err) &&
		  store_all(app, r, &d, &changed, err);
	if (ok) {
		r->patient = d.p.row.id;
		struct str name;
		str_init(&name);
		shown_name(&name, app, &d.p);
		if (changed)
			app_did(app,
				fresh ? _("registered: %s, chart no. %s") : _("saved: %s, chart no. %s"),
				name.p, d.p.chart_no);
		else
			app_say(app, _("nothing was changed"));
		str_release(&name);
	}
	draft_release(&d);
	return ok;
}

static void open_saved(struct app *app, void *data)
{
	struct registering *r = data;
	struct layer *top = app_top(app);

	if (top->screen != &card_screen || app_patient(app) != r->patient)
		app_push(app, &card_screen, &r->patient);
}

/* Where the journal has what is no column of the patient. */
static const char *table_of(const struct virtual_field *v, const char *name)
{
	if (strcmp(name, "tag") == 0)
		return record_patient_tag.table;
	if (strcmp(name, "alert") == 0)
		return record_alert.table;
	return v ? record_contact.table : NULL;
}

/* `d` is the patient as stored, NULL for a new one. */
static void add_field(struct app *app, struct form *f, size_t i, const struct patient_draft *d,
		      const char *typed)
{
	const char *name = order[i].name;
	const struct field *field = record_field(&record_patient, name);
	const struct virtual_field *v = virtual_of(name);
	struct str value;

	str_init(&value);
	if (d)
		value_text(app, d, name, &value);
	form_add(f, name, v ? _(v->label) : _(field->label), v ? _(v->help) : _(field->help),
		 order[i].needed && !d, typed ? typed : value.p);
	form_stored(f, value.p);
	f->fields[i].many = v && v->many;
	f->fields[i].table = table_of(v, name);
	str_release(&value);
}

static void open_form(struct app *app, const struct patient_draft *d, const char *title,
		      const char *name, const char *phone)
{
	struct form f;
	struct registering *r = mem_alloc(sizeof(*r));

	form_init(&f, title);
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		add_field(app, &f, i, d, i == NAME_AT ? name : i == PHONE_AT ? phone : NULL);
	r->fields = f.fields;
	f.kind = d ? "patient-edit" : "patient-new";
	f.id = f.patient = r->patient = d ? d->p.row.id : 0;
	f.rec = &record_patient;
	r->merged = d && d->p.status == PATIENT_MERGED;
	f.focus = name && !phone ? PHONE_AT : NAME_AT;
	f.touched = name || phone;
	f.data = r;
	f.free_data = free_registering;
	f.check = check;
	f.choices = choices;
	f.remark = remark;
	f.open_remark = open_likely;
	f.refuse_remark = refuse_likely;
	f.fetch = d ? fetch : NULL;
	f.save = save;
	f.saved = open_saved;
	form_open(app, &f);
}

void patient_split_typed(const char *typed, struct str *name, struct str *phone)
{
	for (const char *p = typed; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		bool digits = strspn(p, "0123456789+-()") == n;
		struct str *to = digits ? phone : name;
		if (to->len)
			str_addc(to, ' ');
		str_addn(to, p, n);
		p += n;
	}
}

void patient_form_new(struct app *app, const char *typed)
{
	struct str name;
	struct str phone;

	str_init(&name);
	str_init(&phone);
	patient_split_typed(str_or_empty(typed), &name, &phone);
	open_form(app, NULL, _("New patient"), name.len ? name.p : NULL, phone.len ? phone.p : NULL);
	str_release(&name);
	str_release(&phone);
}

void patient_form_edit(struct app *app, int64_t patient)
{
	struct patient_draft d;
	struct err err = ERR_INIT;
	struct str title;

	if (!draft_load(app->clinic, patient, &d, &err)) {
		app_error(app, &err);
		return;
	}
	str_init(&title);
	str_addf(&title, "%s ", d.p.chart_no);
	shown_name(&title, app, &d.p);
	open_form(app, &d, title.p, NULL, NULL);
	str_release(&title);
	draft_release(&d);
}
