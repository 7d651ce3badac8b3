/* A treatment plan: its parts in one line, who offered it, what was answered. */
#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/plans.h"
#include "revisit/screen/parts.h"

static const char *const names[] = { "item", "offered_by", "status", "ask_after", "decline_reason",
				     "what", "note" };

struct planning {
	struct plan_draft draft; /* as stored, or the new one */
	const struct form_field *fields;
};

static void free_planning(void *data)
{
	struct planning *p = data;

	plan_draft_release(&p->draft);
	free(p);
}

static void value_text(struct app *app, const struct plan_draft *d, const char *name,
		       struct str *out)
{
	const struct field *f = record_field(&record_plan, name);

	if (!f)
		plan_draft_items(app->clinic, d, out);
	else if (f->type == FIELD_VOCAB || f->type == FIELD_CHOICE)
		field_show(out, app->clinic->config, f, &d->p, clinic_today(app->clinic));
	else
		field_export(out, app->clinic->config, f, &d->p);
}

/* Every part as it was understood, and what they cost together. */
static void remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	struct rows items;
	int64_t total = 0;

	(void)data;
	rows_init(&items, &record_plan_item);
	if (!plan_items_parse(app->clinic, values[0], &items, NULL)) {
		rows_release(&items);
		return;
	}
	for (size_t i = 0; i < items.n; i++) {
		const struct plan_item *item = rows_at(&items, i);
		str_addf(out, "%s%zu  ", i ? "\n" : "", i + 1);
		plan_item_words(app->clinic, item, out);
		total += item->price != MONEY_NONE ? item->price : 0;
	}
	if (items.n > 1) {
		struct str money;
		str_init(&money);
		money_show(&money, app->clinic->config, total, true);
		str_addc(out, '\n');
		str_addf(out, _("together %s"), money.p);
		str_release(&money);
	}
	rows_release(&items);
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	struct plan_draft scratch = { 0 };
	struct err err = ERR_INIT;

	(void)data;
	record_init(&record_plan, &scratch.p);
	rows_init(&scratch.items, &record_plan_item);
	rows_init(&scratch.before, &record_plan_item);
	bool ok = plan_draft_set(app->clinic, &scratch, name, '=', value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (strcmp(name, "ask_after") == 0)
		day_show(message, scratch.p.ask_after, clinic_today(app->clinic));
	plan_draft_release(&scratch);
	return ok;
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	const struct field *f = record_field(&record_plan, name);

	(void)data;
	if (!f)
		return;
	if (f->type == FIELD_VOCAB)
		clinic_terms(app->clinic, f->vocab, keys, NULL);
	for (size_t i = 0; f->type == FIELD_VOCAB && i < keys->n; i++)
		strlist_add(labels, config_label(app->clinic->config, f->vocab, keys->v[i]));
	for (int i = 0; f->type == FIELD_CHOICE && f->choices[i].key; i++) {
		strlist_add(keys, f->choices[i].key);
		strlist_add(labels, _(f->choices[i].label));
	}
}

static bool apply(struct app *app, const struct planning *p, const char *const *values,
		  struct plan_draft *out, int *field, struct err *err)
{
	for (int i = 0; i < (int)ARRAY_SIZE(names); i++) {
		if (str_eq(values[i], p->fields[i].stored) && out->p.row.id)
			continue;
		if (strcmp(names[i], "status") == 0 && !*values[i])
			continue;
		if (!plan_draft_set(app->clinic, out, names[i], '=', values[i], err)) {
			*field = i;
			return false;
		}
	}
	return true;
}

static bool load(struct app *app, const struct planning *p, struct plan_draft *out,
		 struct err *err)
{
	return p->draft.p.row.id ? plan_draft_load(app->clinic, p->draft.p.row.id, out, err)
				 : plan_draft_new(app->clinic, p->draft.p.patient, out, err);
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	struct planning *p = data;
	struct plan_draft d;

	*field = -1;
	if (!load(app, p, &d, err))
		return false;
	bool changed = false;
	bool ok = apply(app, p, values, &d, field, err) && plan_save(app->clinic, &d, &changed, err);
	if (ok && !changed)
		app_say(app, _("nothing was changed"));
	else if (ok)
		app_did(app, p->draft.p.row.id ? _("plan changed: %s") : _("plan: %s"), d.p.what);
	else if (err->code == ERR_MISSING)
		*field = d.p.status == PLAN_DECLINED && d.items.n ? 4 : 0;
	plan_draft_release(&d);
	return ok;
}

static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	struct planning *p = data;
	struct plan_draft d;

	if (!plan_draft_load(app->clinic, p->draft.p.row.id, &d, err))
		return false;
	plan_draft_release(&p->draft);
	p->draft = d;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct str value;
		str_init(&value);
		value_text(app, &p->draft, names[i], &value);
		strlist_add(now, value.p);
		str_release(&value);
	}
	return true;
}

static void add_field(struct app *app, struct form *f, const struct planning *p, const char *name)
{
	const struct field *field = record_field(&record_plan, name);
	struct str value;

	str_init(&value);
	value_text(app, &p->draft, name, &value);
	form_add(f, name, field ? _(field->label) : _("Parts"),
		 field ? _(field->help)
		       : _("what, tooth, price, divided by ; as in: crown 36 3200; implant 46 x3 3m "
			   "(three visits, 3 months apart)"),
		 !field, value.p);
	if (!field) {
		f->fields[f->n - 1].many = true;
		f->fields[f->n - 1].table = record_plan_item.table;
	}
	form_stored(f, p->draft.p.row.id ? value.p : "");
	str_release(&value);
}

static void open_form(struct app *app, struct planning *p)
{
	struct form f;
	struct patient who;
	struct str title;
	bool fresh = p->draft.p.row.id == 0;

	str_init(&title);
	record_init(&record_patient, &who);
	str_addf(&title, "%s: ", fresh ? _("New treatment plan") : _("Treatment plan"));
	if (store_get(&app->clinic->store, &record_patient, p->draft.p.patient, &who, NULL))
		shown_name(&title, app, &who);
	str_addf(&title, " %s", str_or_empty(who.chart_no));
	record_release(&record_patient, &who);
	form_init(&f, title.p);
	str_release(&title);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		add_field(app, &f, p, names[i]);
	p->fields = f.fields;
	f.kind = fresh ? "plan-make" : "plan-edit";
	f.id = fresh ? p->draft.p.patient : p->draft.p.row.id;
	f.rec = &record_plan;
	f.patient = p->draft.p.patient;
	f.fetch = fresh ? NULL : fetch;
	f.data = p;
	f.free_data = free_planning;
	f.check = check;
	f.choices = choices;
	f.remark = remark;
	f.save = save;
	form_open(app, &f);
}

void plan_form_new(struct app *app, int64_t patient)
{
	struct planning *p = mem_alloc(sizeof(*p));
	struct err err = ERR_INIT;

	if (plan_draft_new(app->clinic, patient, &p->draft, &err)) {
		open_form(app, p);
		return;
	}
	app_error(app, &err);
	free(p);
}

void plan_form_edit(struct app *app, int64_t plan)
{
	struct planning *p = mem_alloc(sizeof(*p));
	struct err err = ERR_INIT;

	if (plan_draft_load(app->clinic, plan, &p->draft, &err)) {
		open_form(app, p);
		return;
	}
	app_error(app, &err);
	free(p);
}
