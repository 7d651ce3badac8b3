/* What is asked about a family: who joins, an alert, times next to each other, who pays. */
#include "revisit/app/form.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/care/family.h"
#include "revisit/clinic/household.h"
#include "revisit/screen/parts.h"

static int64_t *ids(int64_t a, int64_t b)
{
	int64_t *two = mem_array(2, sizeof(*two));

	two[0] = a;
	two[1] = b;
	return two;
}

/* --- who joins --- */

static void role_answer(struct app *app, void *data, const char *key, const char *text)
{
	const int64_t *two = data;
	struct err err = ERR_INIT;
	int role = key ? choice_find(household_role_choices, key) : -1;

	(void)text;
	if (role < 0)
		return;
	if (household_join(app->clinic, two[0], two[1], (enum household_role)role, &err))
		app_did(app, _("added to the family"));
	else
		app_error(app, &err);
	app_changed(app);
}

static void join_answer(struct app *app, void *data, int64_t other)
{
	struct pick p;
	struct patient who;
	struct str title;

	record_init(&record_patient, &who);
	str_init(&title);
	if (store_get(&app->clinic->store, &record_patient, other, &who, NULL))
		short_name(&title, app, &who);
	char *asked = mem_printf(_("What is %s in the family?"), title.p);
	pick_init(&p, asked);
	free(asked);
	str_release(&title);
	record_release(&record_patient, &who);
	for (int i = ROLE_ADULT; household_role_choices[i].key; i++)
		pick_add(&p, household_role_choices[i].key, _(household_role_choices[i].label), NULL,
			 household_role_choices[i].key);
	p.data = ids(*(const int64_t *)data, other);
	p.free_data = free;
	p.done = role_answer;
	pick_open(app, &p);
}

void ask_family_join(struct app *app, int64_t patient)
{
	struct choosing_patient c = { .prompt = mem_strdup(_("Belongs to the family:")),
				      .but = patient,
				      .enter = _("ADD"),
				      .done = join_answer,
				      .data = ids(patient, 0),
				      .free_data = free };

	choose_patient(app, &c);
}

/* --- alerts --- */

static void alert_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct err err = ERR_INIT;
	int64_t patient = *(const int64_t *)data;

	if (key ? alert_remove(app->clinic, strtoll(key, NULL, 10), &err)
		: alert_add(app->clinic, patient, true, text, DAY_NONE, &err))
		app_did(app, key ? _("alert taken away")
				 : _("alert for the family: everyone sees it from now on"));
	else
		app_error(app, &err);
	app_changed(app);
}

void ask_family_alert(struct app *app, int64_t patient)
{
	struct household_view h;
	struct pick p;
	struct err err = ERR_INIT;

	if (!household_load(app->clinic, patient, &h, &err)) {
		app_error(app, &err);
		return;
	}
	pick_init(&p, _("Alert for the whole family"));
	for (size_t i = 0; i < h.alerts.n; i++) {
		const struct alert *a = rows_at(&h.alerts, i);
		char key[24];
		snprintf(key, sizeof(key), "%lld", (long long)a->row.id);
		pick_add(&p, key, a->text, _("take away"), NULL);
	}
	p.text = true;
	p.deliberate = true;
	p.data = ids(patient, 0);
	p.free_data = free;
	p.done = alert_answer;
	household_release(&h);
	pick_open(app, &p);
}

/* --- booked together --- */

enum { OFFERS = 9 };

struct together {
	struct rows wishes, beside;
	struct family_when when;
	char *without; /* who is left out, and why */
	struct book *book;
	struct family_offer offer[OFFERS];
	int n;
};

static void free_together(void *data)
{
	struct together *t = data;

	rows_release(&t->wishes);
	rows_release(&t->beside);
	book_free(t->book);
	free(t->without);
	free(t);
}

static void ask_times(struct app *app, struct together *t, const char *typed);

static void name_of(struct app *app, int64_t patient, struct str *out)
{
	struct patient p;

	record_init(&record_patient, &p);
	if (store_get(&app->clinic->store, &record_patient, patient, &p, NULL))
		short_name(out, app, &p);
	record_release(&record_patient, &p);
}

static const struct visit *wish(const struct together *t, size_t i)
{
	return rows_at(&t->wishes, i);
}

/* "Tue 24 Nov: 李娜 08:30, 张小宝 09:10" */
static void say_booked(struct app *app, const struct together *t, const struct family_offer *o)
{
	struct str s;

	str_init(&s);
	day_show(&s, o->slot[0].day, clinic_today(app->clinic));
	for (size_t i = 0; i < t->wishes.n; i++) {
		str_add(&s, i ? ", " : ": ");
		name_of(app, wish(t, i)->patient, &s);
		str_addc(&s, ' ');
		minute_iso(&s, o->slot[i].minute);
	}
	app_did(app, "%s %s", _("booked"), s.p);
	str_release(&s);
}

static void copy_rows(struct rows *to, const struct rows *from)
{
	rows_init(to, from->rec);
	for (size_t i = 0; i < from->n; i++)
		record_copy(from->rec, rows_add(to), rows_at(from, i));
}

/* The popup is gone with what it held: asked again, it begins with the same. */
static struct together *once_more(const struct together *t)
{
	struct together *again = mem_alloc(sizeof(*again));

	copy_rows(&again->wishes, &t->wishes);
	copy_rows(&again->beside, &t->beside);
	again->when = t->when;
	again->without = mem_strdup(t->without);
	for (size_t i = 0; i < again->wishes.n; i++)
		((struct visit *)rows_at(&again->wishes, i))->row = (struct row){ 0 };
	return again;
}

static void together_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct together *t = data;
	struct err err = ERR_INIT;

	if (!key) {
		struct together *again = once_more(t);
		bool ok = family_when_parse(app->clinic, text, &again->when, &err);
		ask_times(app, again, ok ? NULL : text);
		if (!ok)
			app_error(app, &err);
		return;
	}
	const struct family_offer *o = &t->offer[strtol(key, NULL, 10)];
	if (family_book(app->clinic, &t->wishes, o, &err)) {
		say_booked(app, t, o);
	} else {
		ask_times(app, once_more(t), NULL);
		app_error(app, &err);
	}
	app_changed(app);
}

static void together_preview(struct app *app, void *data, const char *text, struct str *out)
{
	struct family_when when = ((const struct together *)data)->when;

	if ((text[0] && !text[1]) || !family_when_parse(app->clinic, text, &when, NULL))
		return;
	struct str day;
	str_init(&day);
	day_show(&day, when.from, clinic_today(app->clinic));
	str_addf(out, _("times from %s on"), day.p);
	str_release(&day);
}

/* "Tue 24 Nov  李娜 08:30 Amy, 张小宝 09:10 Dr Xu", "Tue 24 Nov 08:30  李娜 Amy, 张小宝 Dr Xu" */
static char *offer_text(struct app *app, const struct together *t, const struct family_offer *o)
{
	struct str s;

	str_init(&s);
	day_show(&s, o->slot[0].day, clinic_today(app->clinic));
	if (o->at_once) {
		str_addc(&s, ' ');
		minute_iso(&s, o->slot[0].minute);
	}
	str_add(&s, "  ");
	for (size_t i = 0; i < t->wishes.n; i++) {
		str_add(&s, i ? ", " : "");
		name_of(app, wish(t, i)->patient, &s);
		if (!o->at_once) {
			str_addc(&s, ' ');
			minute_iso(&s, o->slot[i].minute);
		}
		if (o->slot[i].provider)
			str_addf(&s, " %s",
				 config_label(app->clinic->config, "provider", o->slot[i].provider));
	}
	return str_steal(&s);
}

/* "next to 张小宝 16:00" */
static char *offer_hint(struct app *app, const struct together *t, const struct family_offer *o)
{
	char *hint = NULL;

	for (size_t i = 0; i < t->beside.n; i++) {
		const struct visit *v = rows_at(&t->beside, i);
		struct str s;
		if (v->row.id != o->beside)
			continue;
		str_init(&s);
		name_of(app, v->patient, &s);
		str_addc(&s, ' ');
		minute_iso(&s, v->minute);
		hint = mem_printf(_("next to %s"), s.p);
		str_release(&s);
	}
	return hint;
}

/* "Book together: 李娜 Cleaning, 张小宝 Child check-up" */
static char *together_title(struct app *app, const struct rows *wishes)
{
	struct str s;

	str_init(&s);
	str_addf(&s, "%s: ", _("Book together"));
	for (size_t i = 0; i < wishes->n; i++) {
		const struct visit *v = rows_at(wishes, i);
		str_add(&s, i ? ", " : "");
		name_of(app, v->patient, &s);
		if (v->kind)
			str_addf(&s, " %s", config_label(app->clinic->config, "visit_kind", v->kind));
	}
	return str_steal(&s);
}

static void ask_times(struct app *app, struct together *t, const char *typed)
{
	struct err err = ERR_INIT;
	struct pick p;

	t->book = book_open(app->clinic, t->when.from, t->when.from + 60, &err);
	if (!t->book) {
		app_error(app, &err);
		free_together(t);
		return;
	}
	t->n = family_offers(app->clinic, t->book, &t->wishes, &t->beside, &t->when, t->offer,
			     OFFERS);
	char *title = together_title(app, &t->wishes);
	pick_init(&p, title);
	free(title);
	for (int i = 0; i < t->n; i++) {
		char key[16];
		char *text = offer_text(app, t, &t->offer[i]);
		char *hint = offer_hint(app, t, &t->offer[i]);
		snprintf(key, sizeof(key), "%d", i);
		pick_add(&p, key, text, hint, NULL);
		free(text);
		free(hint);
	}
	p.prompt = mem_strdup(_("another day (sat, fri afternoon):"));
	p.typed = mem_strdup(typed);
	if (*t->without)
		p.hint = mem_printf(_("without: %s"), t->without);
	p.text = true;
	p.deliberate = true;
	p.data = t;
	p.free_data = free_together;
	p.done = together_answer;
	p.preview = together_preview;
	if (t->n == 0)
		app_say(app, _("no time in two months at which they all can come"));
	pick_open(app, &p);
}

void ask_family_book(struct app *app, const int64_t *patients, size_t n, const int64_t *beside,
		     size_t n_beside, const char *without)
{
	struct together *t = mem_alloc(sizeof(*t));
	struct err err = ERR_INIT;

	rows_init(&t->wishes, &record_visit);
	rows_init(&t->beside, &record_visit);
	bool ok = family_wishes(app->clinic, patients, n, &t->wishes, &err);
	for (size_t i = 0; ok && i < n_beside; i++)
		ok = store_get(&app->clinic->store, &record_visit, beside[i], rows_add(&t->beside),
			       &err);
	if (!ok) {
		app_error(app, &err);
		free_together(t);
		return;
	}
	t->without = mem_strdup(without);
	/* From tomorrow on: today's gaps are taken by the phone and the door. */
	t->when.from = clinic_today(app->clinic) + 1;
	ask_times(app, t, NULL);
}

/* --- role, guardian, who pays --- */

static const char *const names[] = { "household_role", "guardian", "payer" };

struct editing {
	int64_t patient;
	const struct form_field *fields;
};

static void value_text(struct app *app, const struct patient_draft *d, const char *name,
		       struct str *out)
{
	const struct field *f = record_field(&record_patient, name);

	if (f->type == FIELD_CHOICE)
		field_show(out, app->clinic->config, f, &d->p, clinic_today(app->clinic));
	else
		draft_get(app->clinic, d, name, out, NULL);
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	const struct editing *e = data;
	struct patient_draft d;
	struct err err = ERR_INIT;

	if (!draft_load(app->clinic, e->patient, &d, &err)) {
		str_add(message, err.msg);
		return false;
	}
	bool ok = draft_set(app->clinic, &d, name, '=', value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (*value && strcmp(name, "household_role") != 0)
		name_of(app, strcmp(name, "payer") == 0 ? d.p.payer : d.p.guardian, message);
	draft_release(&d);
	return ok;
}

/* Who could: the grown-ups of the family. */
static void offer_adults(struct app *app, int64_t patient, struct strlist *keys,
			 struct strlist *labels)
{
	struct household_view h;

	if (!household_load(app->clinic, patient, &h, NULL))
		return;
	for (size_t i = 0; i < h.n; i++) {
		const struct patient *p = &h.v[i].card.p;
		struct str s;
		if (p->row.id == patient || h.v[i].minor)
			continue;
		str_init(&s);
		shown_name(&s, app, p);
		str_addf(&s, " %s", p->chart_no);
		strlist_add(keys, p->chart_no);
		strlist_add(labels, s.p);
		str_release(&s);
	}
	household_release(&h);
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	const struct editing *e = data;

	if (strcmp(name, "household_role") != 0) {
		offer_adults(app, e->patient, keys, labels);
		return;
	}
	for (int i = 0; household_role_choices[i].key; i++) {
		strlist_add(keys, household_role_choices[i].key);
		strlist_add(labels, _(household_role_choices[i].label));
	}
}

static void remark_line(struct app *app, const char *label, int64_t patient, const char *more,
			struct str *out)
{
	char chart_no[64] = "";
	struct patient p;

	record_init(&record_patient, &p);
	if (store_get(&app->clinic->store, &record_patient, patient, &p, NULL))
		snprintf(chart_no, sizeof(chart_no), "%s", p.chart_no);
	record_release(&record_patient, &p);
	str_addf(out, "%s%s: ", out->len ? "\n" : "", label);
	name_of(app, patient, out);
	str_addf(out, " %s%s", chart_no, more);
}

/* Who the numbers are; and who pays when nobody is named. */
static void remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	const struct editing *e = data;
	struct patient_draft d;
	bool ok = draft_load(app->clinic, e->patient, &d, NULL);

	if (!ok)
		return;
	for (size_t i = 0; ok && i < ARRAY_SIZE(names); i++)
		ok = draft_set(app->clinic, &d, names[i], '=', values[i], NULL);
	int64_t payer = family_payer(&d.p, app->clinic->config->adult_from,
				     clinic_today(app->clinic));
	if (ok && d.p.guardian)
		remark_line(app, _("Guardian"), d.p.guardian, "", out);
	if (ok)
		remark_line(app, _("Pays"), payer,
			    d.p.payer		      ? "" :
			    payer == d.p.guardian ? _(" (as the guardian)") :
						    _(" (themselves)"),
			    out);
	draft_release(&d);
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	const struct editing *e = data;
	struct patient_draft d;
	bool changed = false;
	bool ok = draft_load(app->clinic, e->patient, &d, err);

	*field = -1;
	if (!ok)
		return false;
	for (int i = 0; ok && i < (int)ARRAY_SIZE(names); i++) {
		if (str_eq(values[i], e->fields[i].stored))
			continue;
		ok = draft_set(app->clinic, &d, names[i], '=', values[i], err);
		if (!ok)
			*field = i;
	}
	ok = ok && patient_save(app->clinic, &d, &changed, err);
	if (ok && changed)
		app_did(app, _("saved"));
	else if (ok)
		app_say(app, _("nothing was changed"));
	draft_release(&d);
	return ok;
}

static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	const struct editing *e = data;
	struct patient_draft d;

	if (!draft_load(app->clinic, e->patient, &d, err))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct str value;
		str_init(&value);
		value_text(app, &d, names[i], &value);
		strlist_add(now, value.p);
		str_release(&value);
	}
	draft_release(&d);
	return true;
}

void family_form_edit(struct app *app, int64_t patient)
{
	struct editing *e = mem_alloc(sizeof(*e));
	struct strlist now;
	struct str title;
	struct form f;
	struct err err = ERR_INIT;

	e->patient = patient;
	strlist_init(&now);
	if (!fetch(app, e, &now, &err)) {
		app_error(app, &err);
		strlist_release(&now);
		free(e);
		return;
	}
	str_init(&title);
	str_addf(&title, "%s: ", _("In the family"));
	name_of(app, patient, &title);
	form_init(&f, title.p);
	str_release(&title);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct field *field = record_field(&record_patient, names[i]);
		form_add(&f, names[i], _(field->label), _(field->help), false, now.v[i]);
		form_stored(&f, now.v[i]);
	}
	strlist_release(&now);
	e->fields = f.fields;
	f.kind = "family-edit";
	f.id = patient;
	f.rec = &record_patient;
	f.patient = patient;
	f.fetch = fetch;
	f.data = e;
	f.free_data = free;
	f.check = check;
	f.choices = choices;
	f.remark = remark;
	f.save = save;
	form_open(app, &f);
}
