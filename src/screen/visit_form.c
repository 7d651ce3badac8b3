/* Booking, completing, moving and editing a visit: one kind of form, with the fields each needs. */
#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"
#include "revisit/clinic/recalls.h"
#include "revisit/screen/parts.h"

enum job { BOOK, COMPLETE, MOVE, EDIT };

struct field_of_job {
	const char *name;
	bool needed;
};

static const struct field_of_job book_fields[] = {
	{ "at", true },    { "kind", true },  { "provider", false }, { "minutes", false },
	{ "chair", false }, { "booked_by", false }, { "note", false }, { 0 },
};
static const struct field_of_job complete_fields[] = {
	{ "kind", true },  { "provider", false }, { "amount", true }, { "paid", false },
	{ "pay_method", false }, { "teeth", false }, { "note", false }, { 0 },
};
static const struct field_of_job move_fields[] = { { "at", true }, { "provider", false }, { 0 } };
static const struct field_of_job edit_fields[] = {
	{ "at", true },	       { "kind", false },   { "provider", false }, { "status", false },
	{ "cancel_reason", false }, { "minutes", false }, { "chair", false }, { "amount", false },
	{ "paid", false },     { "pay_method", false }, { "teeth", false }, { "booked_by", false },
	{ "note", false },     { 0 },
};
static const struct field_of_job *const fields_of[] = {
	[BOOK] = book_fields, [COMPLETE] = complete_fields, [MOVE] = move_fields, [EDIT] = edit_fields
};

struct visiting {
	enum job job;
	struct visit visit; /* as it is by now, or the new one */
	const struct form_field *fields; /* the form's */
};

static void free_visiting(void *data)
{
	struct visiting *v = data;

	record_release(&record_visit, &v->visit);
	free(v);
}

static void at_text(struct str *out, day_t day, minute_t minute)
{
	day_iso(out, day);
	if (day != DAY_NONE && minute != MINUTE_NONE) {
		str_addc(out, ' ');
		minute_iso(out, minute);
	}
}

static void value_text(struct app *app, const struct visit *v, const char *name, struct str *out)
{
	const struct field *f = record_field(&record_visit, name);

	if (!f)
		at_text(out, v->day, v->minute);
	else if (f->type == FIELD_VOCAB || f->type == FIELD_CHOICE)
		field_show(out, app->clinic->config, f, v, clinic_today(app->clinic));
	else
		field_export(out, app->clinic->config, f, v);
}

static bool is_new_term(struct app *app, const char *name, const char *value)
{
	const struct field *f = record_field(&record_visit, name);

	return f && f->type == FIELD_VOCAB && !clinic_knows_term(app->clinic, f->vocab, value);
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	struct visit scratch;
	struct err err = ERR_INIT;

	(void)data;
	record_init(&record_visit, &scratch);
	bool ok = visit_set(app->clinic, &scratch, name, value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (is_new_term(app, name, value))
		str_add(message, _("a new word: it joins the list"));
	else if (strcmp(name, "at") == 0) {
		day_show(message, scratch.day, clinic_today(app->clinic));
		if (scratch.minute != MINUTE_NONE) {
			str_addc(message, ' ');
			minute_iso(message, scratch.minute);
		}
	}
	record_release(&record_visit, &scratch);
	return ok;
}

static void offer_times(struct app *app, const struct visit *v, struct strlist *keys,
			struct strlist *labels)
{
	struct slot slots[9];
	day_t today = clinic_today(app->clinic);
	/* From tomorrow on: today's gaps are taken by the phone and the door. */
	int n = visit_slots(app->clinic, v, today + 1, 0, slots, (int)ARRAY_SIZE(slots));

	for (int i = 0; i < n; i++) {
		struct str s;
		str_init(&s);
		at_text(&s, slots[i].day, slots[i].minute);
		strlist_add(keys, s.p);
		str_clear(&s);
		day_show(&s, slots[i].day, today);
		str_addc(&s, ' ');
		minute_iso(&s, slots[i].minute);
		strlist_add(labels, s.p);
		str_release(&s);
	}
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	struct visiting *v = data;
	const struct field *f = record_field(&record_visit, name);

	if (!f) {
		offer_times(app, &v->visit, keys, labels);
		return;
	}
	if (f->type == FIELD_VOCAB) {
		clinic_terms(app->clinic, f->vocab, keys, NULL);
		for (size_t i = 0; i < keys->n; i++)
			strlist_add(labels, config_label(app->clinic->config, f->vocab, keys->v[i]));
	} else if (f->type == FIELD_CHOICE) {
		for (int i = 0; f->choices[i].key; i++) {
			strlist_add(keys, f->choices[i].key);
			strlist_add(labels, _(f->choices[i].label));
		}
	} else if (strcmp(name, "chair") == 0) {
		for (size_t i = 0; i < app->clinic->config->n_chairs; i++) {
			strlist_add(keys, app->clinic->config->chairs[i]);
			strlist_add(labels, app->clinic->config->chairs[i]);
		}
	}
}

/* The visit as the form has it now; false and *field when a value cannot be taken. */
static bool apply(struct app *app, const struct visiting *v, const char *const *values,
		  struct visit *out, int *field, struct err *err)
{
	const struct field_of_job *f = fields_of[v->job];

	record_copy(&record_visit, out, &v->visit);
	for (int i = 0; f[i].name; i++) {
		if (str_eq(values[i], v->fields[i].stored) && v->visit.row.id)
			continue;
		if (strcmp(f[i].name, "status") == 0 && !*values[i])
			continue;
		if (!visit_set(app->clinic, out, f[i].name, values[i], err)) {
			*field = i;
			return false;
		}
	}
	/* Another kind takes its own usual time, unless a time was typed. */
	const struct term_def *kind =
		out->kind ? config_term(app->clinic->config, "visit_kind", out->kind) : NULL;
	if (v->job == BOOK && kind && kind->minutes && !str_eq(out->kind, v->visit.kind) &&
	    out->minutes == v->visit.minutes)
		out->minutes = kind->minutes;
	return true;
}

static void remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	struct visiting *v = data;
	struct visit now;
	int field;

	if (v->job == COMPLETE)
		return;
	record_init(&record_visit, &now);
	if (apply(app, v, values, &now, &field, NULL) && visit_is_booked((enum visit_status)now.status))
		visit_warnings(app->clinic, &now, out, NULL);
	record_release(&record_visit, &now);
}

static bool store_it(struct app *app, struct visiting *v, struct visit *now, struct err *err)
{
	bool changed;

	switch (v->job) {
	case BOOK:
	case EDIT:
		return visit_save(app->clinic, now, &changed, err);
	case MOVE:
		return visit_move(app->clinic, now->row.id, now->day, now->minute, now->provider, NULL,
				  err);
	case COMPLETE:
		break;
	}
	/* Nothing said about payment: all of it was paid. */
	struct completion done = {
		.kind = now->kind,
		.provider = now->provider,
		.pay_method = now->pay_method,
		.note = now->note,
		.teeth = now->teeth,
		.amount = now->amount,
		.paid = now->paid == MONEY_NONE ? now->amount : now->paid,
	};
	return visit_complete(app->clinic, now->row.id, &done, err);
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	struct visiting *v = data;
	struct visit now;
	struct str when;
	struct str warn;

	record_init(&record_visit, &now);
	str_init(&when);
	str_init(&warn);
	bool ok = apply(app, v, values, &now, field, err);
	if (ok && v->job != COMPLETE && visit_is_booked((enum visit_status)now.status))
		visit_warnings(app->clinic, &now, &warn, NULL);
	ok = ok && store_it(app, v, &now, err);
	if (ok) {
		static const char *const said[] = { [BOOK] = N_("booked"), [COMPLETE] = N_("done"),
						    [MOVE] = N_("moved to"), [EDIT] = N_("saved") };
		day_show(&when, now.day, clinic_today(app->clinic));
		if (now.minute != MINUTE_NONE) {
			str_addc(&when, ' ');
			minute_iso(&when, now.minute);
		}
		if (v->job == COMPLETE && now.amount != MONEY_NONE) {
			int64_t paid = now.paid == MONEY_NONE ? now.amount : now.paid;
			str_add(&when, ", ");
			money_show(&when, app->clinic->config, now.amount, true);
			str_addf(&when, ", %s ", paid < now.amount ? _("of it paid") : _("all paid:"));
			money_show(&when, app->clinic->config, paid, true);
		}
		app_did(app, "%s %s%s%s", _(said[v->job]), when.p, warn.len ? "  ! " : "", warn.p);
	}
	str_release(&when);
	str_release(&warn);
	record_release(&record_visit, &now);
	return ok;
}

/* The visit by now, as the form shows it; what is typed is put on top of that. */
static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	struct visiting *v = data;
	const struct field_of_job *f = fields_of[v->job];
	int64_t id = v->visit.row.id;

	record_release(&record_visit, &v->visit);
	bool ok = store_get(&app->clinic->store, &record_visit, id, &v->visit, err);
	v->visit.row.id = id;
	for (int i = 0; ok && f[i].name; i++) {
		struct str value;
		str_init(&value);
		value_text(app, &v->visit, f[i].name, &value);
		strlist_add(now, value.p);
		str_release(&value);
	}
	return ok;
}

static void label_of(const char *name, const char **label, const char **help)
{
	const struct field *f = record_field(&record_visit, name);

	*label = f ? _(f->label) : _("When");
	*help = f ? _(f->help) :
		    _("a day and a time, as in: sat 10:00, tomorrow 15, 3-2 9:30, +2w 14:00; or a number");
	if (strcmp(name, "paid") == 0)
		*help = _("paid on the day; left empty, all of it was paid");
}

/* `stored` is the visit as the database has it; v->visit may propose more. */
static void add_field(struct app *app, struct form *f, const struct visiting *v,
		      const struct visit *stored, const struct field_of_job *job)
{
	const char *label;
	const char *help;
	struct str value;
	struct str was;

	str_init(&value);
	str_init(&was);
	value_text(app, stored, job->name, &was);
	/* A new time is chosen, not the old one corrected: that one stands in the title. */
	if (v->job != MOVE || strcmp(job->name, "at") != 0)
		value_text(app, &v->visit, job->name, &value);
	label_of(job->name, &label, &help);
	form_add(f, job->name, label, help, job->needed, value.p);
	form_stored(f, was.p);
	f->fields[f->n - 1].replace = strcmp(job->name, "at") == 0 || strcmp(job->name, "amount") == 0 ||
				      strcmp(job->name, "paid") == 0 || strcmp(job->name, "minutes") == 0;
	str_release(&value);
	str_release(&was);
}

static void open_visit_form(struct app *app, struct visiting *v, const char *verb, const char *focus)
{
	static const char *const kinds[] = { [BOOK] = "visit-book", [COMPLETE] = "visit-complete",
					     [MOVE] = "visit-move", [EDIT] = "visit-edit" };
	struct form f;
	struct patient p;
	struct str title;

	str_init(&title);
	record_init(&record_patient, &p);
	str_addf(&title, "%s: ", verb);
	if (store_get(&app->clinic->store, &record_patient, v->visit.patient, &p, NULL))
		shown_name(&title, app, &p);
	str_addf(&title, " %s", str_or_empty(p.chart_no));
	if (v->job == MOVE) {
		str_add(&title, "  ");
		day_show(&title, v->visit.day, clinic_today(app->clinic));
		str_addc(&title, ' ');
		minute_iso(&title, v->visit.minute);
	}
	record_release(&record_patient, &p);
	form_init(&f, title.p);
	str_release(&title);
	struct visit stored;
	record_init(&record_visit, &stored);
	if (v->visit.row.id)
		store_get(&app->clinic->store, &record_visit, v->visit.row.id, &stored, NULL);
	for (int i = 0; fields_of[v->job][i].name; i++) {
		add_field(app, &f, v, &stored, &fields_of[v->job][i]);
		if (strcmp(fields_of[v->job][i].name, focus) == 0)
			f.focus = (size_t)i;
	}
	record_release(&record_visit, &stored);
	v->fields = f.fields;
	f.kind = kinds[v->job];
	f.id = v->visit.row.id ? v->visit.row.id : v->visit.patient;
	f.rec = &record_visit;
	f.patient = v->visit.patient;
	f.fetch = v->visit.row.id ? fetch : NULL;
	f.data = v;
	f.free_data = free_visiting;
	f.check = check;
	f.choices = choices;
	f.remark = remark;
	f.save = save;
	form_open(app, &f);
}

static struct visiting *visiting_new(enum job job)
{
	struct visiting *v = mem_alloc(sizeof(*v));

	v->job = job;
	record_init(&record_visit, &v->visit);
	return v;
}

void visit_form_book(struct app *app, const struct card *card)
{
	struct visiting *v = visiting_new(BOOK);

	next_visit_suggestion(app->clinic, card, &v->visit, NULL);
	open_visit_form(app, v, _("Book"), "at");
}

static struct visiting *load_visit(struct app *app, enum job job, int64_t visit)
{
	struct visiting *v = visiting_new(job);
	struct err err = ERR_INIT;

	if (store_get(&app->clinic->store, &record_visit, visit, &v->visit, &err))
		return v;
	app_error(app, &err);
	free_visiting(v);
	return NULL;
}

void visit_form_complete(struct app *app, const struct card *card, int64_t visit)
{
	struct visiting *v = load_visit(app, COMPLETE, visit);

	if (!v)
		return;
	if (!v->visit.provider)
		str_replace(&v->visit.provider, card->p.provider);
	/* As they paid last time. */
	const struct visit *last = card_visit(card, card->last_visit);
	if (!v->visit.pay_method && last)
		str_replace(&v->visit.pay_method, last->pay_method);
	open_visit_form(app, v, _("Complete"), v->visit.kind ? "amount" : "kind");
}

void visit_form_edit(struct app *app, int64_t visit)
{
	struct visiting *v = load_visit(app, EDIT, visit);

	if (v)
		open_visit_form(app, v, _("Visit"), "at");
}

void visit_form_move(struct app *app, int64_t visit)
{
	struct visiting *v = load_visit(app, MOVE, visit);

	if (!v)
		return;
	if (!visit_is_booked((enum visit_status)v->visit.status)) {
		app_refuse(app, _("only a booked visit can be moved"));
		free_visiting(v);
		return;
	}
	open_visit_form(app, v, _("Move"), "at");
}
