/* What is decided for one patient about one recall: another interval, not before a day, never. */
#include "revisit/app/form.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/recalls.h"
#include "revisit/screen/parts.h"

static const char *const names[] = { "every", "disabled_until", "disabled", "reason" };

struct deciding {
	struct recall_override o;
	char kind[80]; /* "recall-cleaning": also how a draft is opened again */
};

static void free_deciding(void *data)
{
	struct deciding *d = data;

	record_release(&record_recall_override, &d->o);
	free(d);
}

static void value_text(struct app *app, const struct recall_override *o, const char *name,
		       struct str *out)
{
	const struct field *f = record_field(&record_recall_override, name);

	if (f->type != FIELD_BOOL)
		field_export(out, app->clinic->config, f, o);
	else if (field_number(f, o))
		str_add(out, _("yes"));
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	struct recall_override scratch;
	struct err err = ERR_INIT;
	struct interval i;

	(void)data;
	record_init(&record_recall_override, &scratch);
	bool ok = recall_override_set(app->clinic, &scratch, name, value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (scratch.disabled_until != DAY_NONE)
		day_show(message, scratch.disabled_until, clinic_today(app->clinic));
	else if (scratch.every && interval_parse(scratch.every, &i, NULL))
		recall_interval_words(message, i);
	record_release(&record_recall_override, &scratch);
	return ok;
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	static const char *const intervals[] = { "3m", "4m", "6m", "9m", "1y", "2y" };

	(void)app;
	(void)data;
	if (strcmp(name, "disabled") == 0) {
		strlist_add(keys, _("yes"));
		strlist_add(labels, _("never recalled for it"));
	}
	for (size_t i = 0; strcmp(name, "every") == 0 && i < ARRAY_SIZE(intervals); i++) {
		struct interval every;
		struct str s;
		str_init(&s);
		interval_parse(intervals[i], &every, NULL);
		recall_interval_words(&s, every);
		strlist_add(keys, intervals[i]);
		strlist_add(labels, s.p);
		str_release(&s);
	}
}

static bool apply(struct app *app, const char *const *values, struct recall_override *o, int *field,
		  struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		*field = (int)i;
		if (!recall_override_set(app->clinic, o, names[i], values[i], err))
			return false;
	}
	*field = -1;
	return true;
}

/* What it would be like with this: "cleaning in 2 months (4 months from Oct 2, own interval)". */
static void say(struct app *app, const struct recall_override *o, struct str *out)
{
	struct clinic *c = app->clinic;
	struct patient p;
	struct patient_recalls r;

	record_init(&record_patient, &p);
	if (store_get(&c->store, &record_patient, o->patient, &p, NULL) &&
	    recalls_with(c, &p, o, &r, NULL)) {
		for (size_t i = 0; i < r.n; i++)
			if (strcmp(r.v[i].def->key, o->type) == 0)
				recall_line(out, c->config, &r.v[i], clinic_today(c));
		recalls_release(&r);
	}
	record_release(&record_patient, &p);
}

static void remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	struct deciding *d = data;
	struct recall_override o;
	int field;

	record_init(&record_recall_override, &o);
	record_copy(&record_recall_override, &o, &d->o);
	if (apply(app, values, &o, &field, NULL))
		say(app, &o, out);
	record_release(&record_recall_override, &o);
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	struct deciding *d = data;
	struct str said;
	bool changed;

	if (!apply(app, values, &d->o, field, err))
		return false;
	/* A reason alone is no decision. */
	*field = 0;
	if (!recall_override_save(app->clinic, &d->o, &changed, err))
		return false;
	if (!changed) {
		app_say(app, _("nothing was changed"));
		return true;
	}
	str_init(&said);
	say(app, &d->o, &said);
	app_did(app, "%s", said.p);
	str_release(&said);
	return true;
}

/* As it is by now; the row itself may be a new one or gone. */
static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	struct deciding *d = data;
	struct recall_override fresh;

	record_init(&record_recall_override, &fresh);
	bool ok = recall_override_get(app->clinic, d->o.patient, d->o.type, &fresh, err);
	for (size_t i = 0; ok && i < ARRAY_SIZE(names); i++) {
		struct str value;
		str_init(&value);
		value_text(app, &fresh, names[i], &value);
		strlist_add(now, value.p);
		str_release(&value);
	}
	if (ok) {
		record_copy(&record_recall_override, &d->o, &fresh);
		d->o.row = fresh.row;
	}
	record_release(&record_recall_override, &fresh);
	return ok;
}

static void add_field(struct app *app, struct form *f, const struct recall_override *o,
		      const char *name)
{
	const struct field *field = record_field(&record_recall_override, name);
	struct str value;

	str_init(&value);
	value_text(app, o, name, &value);
	form_add(f, name, _(field->label), _(field->help), false, value.p);
	f->fields[f->n - 1].replace = strcmp(name, "reason") != 0;
	str_release(&value);
}

bool recall_form(struct app *app, int64_t patient, const char *type)
{
	struct deciding *d = mem_alloc(sizeof(*d));
	struct err err = ERR_INIT;
	struct patient p;
	struct form f;
	struct str title;

	record_init(&record_recall_override, &d->o);
	record_init(&record_patient, &p);
	if (!recall_override_get(app->clinic, patient, type, &d->o, &err) ||
	    !store_get(&app->clinic->store, &record_patient, patient, &p, &err)) {
		app_error(app, &err);
		record_release(&record_patient, &p);
		free_deciding(d);
		return false;
	}
	str_init(&title);
	str_addf(&title, "%s: %s: ", _("Recall"), config_label(app->clinic->config, "recall", d->o.type));
	shown_name(&title, app, &p);
	str_addf(&title, " %s", str_or_empty(p.chart_no));
	record_release(&record_patient, &p);
	form_init(&f, title.p);
	str_release(&title);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		add_field(app, &f, &d->o, names[i]);
	snprintf(d->kind, sizeof(d->kind), "recall-%s", d->o.type);
	f.kind = d->kind;
	f.id = f.patient = patient;
	f.rec = &record_recall_override;
	f.data = d;
	f.free_data = free_deciding;
	f.check = check;
	f.choices = choices;
	f.remark = remark;
	f.fetch = fetch;
	f.save = save;
	form_open(app, &f);
	return true;
}

/* --- which one --- */

static void answer(struct app *app, void *data, const char *key, const char *text)
{
	const int64_t *patient = data;

	(void)text;
	if (key)
		recall_form(app, *patient, key);
}

void ask_recall(struct app *app, int64_t patient)
{
	struct clinic *c = app->clinic;
	struct patient_recalls r;
	struct patient p;
	struct pick pick;
	struct str title;
	struct err err = ERR_INIT;

	record_init(&record_patient, &p);
	if (!store_get(&c->store, &record_patient, patient, &p, &err) ||
	    !recalls_of(c, &p, &r, &err)) {
		app_error(app, &err);
		record_release(&record_patient, &p);
		return;
	}
	str_init(&title);
	str_addf(&title, "%s: ", _("Recall"));
	shown_name(&title, app, &p);
	str_addf(&title, " %s", str_or_empty(p.chart_no));
	pick_init(&pick, title.p);
	for (size_t i = 0; i < r.n; i++) {
		struct str hint;
		str_init(&hint);
		recall_words(&hint, c->config, &r.v[i], clinic_today(c));
		pick_add(&pick, r.v[i].def->key, config_label(c->config, "recall", r.v[i].def->key), hint.p,
			 r.v[i].def->key);
		str_release(&hint);
	}
	str_release(&title);
	pick.at_once = true;
	pick.done = answer;
	pick.data = mem_alloc(sizeof(patient));
	memcpy(pick.data, &patient, sizeof(patient));
	pick.free_data = free;
	if (r.n == 0)
		app_refuse(app, p.status == PATIENT_ACTIVE ? _("clinic.yaml names no recalls") :
							     _("only active patients are recalled"));
	pick_open_if(app, &pick, r.n > 0);
	record_release(&record_patient, &p);
	recalls_release(&r);
}
