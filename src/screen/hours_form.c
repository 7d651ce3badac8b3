/* Forms of the records behind the book: a day that differs, a chair, how long visits take. */
#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/hours.h"
#include "revisit/screen/parts.h"

#include "hours_parts.h"

/* One sort of record in a form. */
struct sort {
	const char *kind; /* of the form and its drafts */
	const struct record *rec;
	const char *title;         /* N_() */
	const char *const *fields; /* ends with NULL */
	bool (*store)(struct clinic *c, void *row, bool *changed, struct err *err);
};

static bool store_day_off(struct clinic *c, void *row, bool *changed, struct err *err)
{
	return day_off_save(c, row, changed, err);
}

static bool store_chair(struct clinic *c, void *row, bool *changed, struct err *err)
{
	return chair_save(c, row, changed, err);
}

static bool store_length(struct clinic *c, void *row, bool *changed, struct err *err)
{
	return length_save(c, row, changed, err);
}

static const char *const day_fields[] = { "provider", "works", "first_day", "last_day",
					  "starts",   "ends",  "reason",    NULL };
static const char *const chair_fields[] = { "key", "label", "state", "position", NULL };
static const char *const site_fields[] = { "key", "label", "site", "state", "position", NULL };
static const char *const length_fields[] = { "kind", "provider", "minutes", NULL };

enum { SORT_DAY, SORT_CHAIR, SORT_CHAIR_OF_SITE, SORT_LENGTH };

static const struct sort sorts[] = {
	[SORT_DAY] = { "day-off", &record_day_off, N_("Leave, extra day, closed day"), day_fields,
		       store_day_off },
	[SORT_CHAIR] = { "chair", &record_chair, N_("Chair"), chair_fields, store_chair },
	[SORT_CHAIR_OF_SITE] = { "chair", &record_chair, N_("Chair"), site_fields, store_chair },
	[SORT_LENGTH] = { "visit-length", &record_visit_length, N_("How long visits take"),
			  length_fields, store_length },
};

struct editing {
	const struct sort *sort;
	void *row;
};

static struct editing *editing_new(const struct sort *sort)
{
	struct editing *e = mem_alloc(sizeof(*e));

	e->sort = sort;
	e->row = mem_alloc(sort->rec->size);
	record_init(sort->rec, e->row);
	return e;
}

static void free_editing(void *data)
{
	struct editing *e = data;

	record_release(e->sort->rec, e->row);
	free(e->row);
	free(e);
}

static void value_text(struct app *app, const struct field *f, const void *row, struct str *out)
{
	if (f->type == FIELD_VOCAB || f->type == FIELD_CHOICE)
		field_show(out, app->clinic->config, f, row, clinic_today(app->clinic));
	else if (f->type != FIELD_INT || field_number(f, row) > 0)
		field_export(out, app->clinic->config, f, row);
}

/* A name nobody has would become a colleague. */
static bool set_field(struct app *app, const struct field *f, void *row, const char *value,
		      struct err *err)
{
	if (str_eq(f->vocab, "provider") && *value &&
	    !clinic_knows_term(app->clinic, "provider", value))
		return err_set(err, ERR_BAD_VALUE, _("nobody here is called '%s'"), value);
	return clinic_set_field(app->clinic, f, row, value, err);
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	const struct editing *e = data;
	const struct field *f = record_field(e->sort->rec, name);
	void *scratch = mem_alloc(e->sort->rec->size);
	struct err err = ERR_INIT;

	record_init(e->sort->rec, scratch);
	bool ok = set_field(app, f, scratch, value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (f->type == FIELD_DAY)
		day_show(message, (day_t)field_number(f, scratch), clinic_today(app->clinic));
	record_release(e->sort->rec, scratch);
	free(scratch);
	return ok;
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	const struct editing *e = data;
	const struct field *f = record_field(e->sort->rec, name);

	for (const struct choice *c = f->choices; f->type == FIELD_CHOICE && c->key; c++) {
		strlist_add(keys, c->key);
		strlist_add(labels, _(c->label));
	}
	if (f->type != FIELD_VOCAB)
		return;
	if (strcmp(f->vocab, "provider") == 0)
		hours_providers(app->clinic, keys, NULL);
	else
		clinic_terms(app->clinic, f->vocab, keys, NULL);
	for (size_t i = 0; i < keys->n; i++)
		strlist_add(labels, config_label(app->clinic->config, f->vocab, keys->v[i]));
}

/* Which bookings it would leave in the cold. */
struct counting {
	const struct day_off *d;
	int n;
};

static bool count(const struct conflict *k, void *arg)
{
	struct counting *c = arg;

	c->n += (k->why & (AGAINST_CLOSED | AGAINST_OFF)) != 0 &&
		(!c->d->provider || str_eq(c->d->provider, k->b.provider));
	return true;
}

static void say_saved(struct app *app, const struct editing *e)
{
	const struct day_off *d = e->row;
	struct counting c = { .d = d };
	struct str when;

	if (e->sort->rec != &record_day_off) {
		app_did(app, "%s", _("saved"));
		return;
	}
	/* As many days as one look reads; what lies beyond is on the screen behind the form. */
	day_t day = d->first_day;
	conflicts(app->clinic, &day, d->last_day, count, &c, NULL);
	str_init(&when);
	str_addf(&when, "%s %s ", day_off_who(app->clinic, d), _(works_choices[d->works].label));
	day_off_when(app->clinic, d, &when);
	if (c.n > 0)
		str_addf(&when,
			 ngettext("; %d booking is in the way", "; %d bookings are in the way",
				  (unsigned long)c.n),
			 c.n);
	app_did(app, "%s", when.p);
	str_release(&when);
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	struct editing *e = data;
	bool changed;

	for (int i = 0; e->sort->fields[i]; i++)
		if (!set_field(app, record_field(e->sort->rec, e->sort->fields[i]), e->row,
			       values[i], err)) {
			*field = i;
			return false;
		}
	if (!e->sort->store(app->clinic, e->row, &changed, err))
		return false;
	say_saved(app, e);
	app_changed(app);
	return true;
}

static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	struct editing *e = data;
	struct row *head = e->row;

	if (!store_get(&app->clinic->store, e->sort->rec, head->id, e->row, err))
		return false;
	for (int i = 0; e->sort->fields[i]; i++) {
		struct str value;
		str_init(&value);
		value_text(app, record_field(e->sort->rec, e->sort->fields[i]), e->row, &value);
		strlist_add(now, value.p);
		str_release(&value);
	}
	return true;
}

/* A last day is the first one, a place the last one, unless it is said. */
static bool is_needed(const struct field *f)
{
	return (f->flags & FIELD_REQUIRED) && strcmp(f->name, "last_day") != 0 &&
	       strcmp(f->name, "position") != 0;
}

static void open_form(struct app *app, struct editing *e)
{
	const struct row *head = e->row;
	struct form f;

	form_init(&f, _(e->sort->title));
	for (int i = 0; e->sort->fields[i]; i++) {
		const struct field *field = record_field(e->sort->rec, e->sort->fields[i]);
		struct str value;
		str_init(&value);
		value_text(app, field, e->row, &value);
		form_add(&f, field->name, _(field->label), _(field->help), is_needed(field),
			 value.p);
		f.fields[f.n - 1].replace = field->type != FIELD_TEXT;
		str_release(&value);
	}
	/* What a row of clinic.yaml gives is there already. */
	while (!head->id && f.focus + 1 < f.n && f.fields[f.focus].value &&
	       *f.fields[f.focus].value && e->sort != &sorts[SORT_DAY])
		f.focus++;
	f.kind = e->sort->kind;
	f.id = head->id;
	f.data = e;
	f.free_data = free_editing;
	f.check = check;
	f.choices = choices;
	f.save = save;
	if (head->id) {
		f.rec = e->sort->rec;
		f.fetch = fetch;
	}
	form_open(app, &f);
}

static struct editing *edited(struct app *app, const struct sort *sort, int64_t id)
{
	struct editing *e = editing_new(sort);
	struct err err = ERR_INIT;

	if (!id || store_get(&app->clinic->store, sort->rec, id, e->row, &err))
		return e;
	app_error(app, &err);
	free_editing(e);
	return NULL;
}

void day_off_form(struct app *app, int64_t id, const char *provider, enum works works)
{
	struct editing *e = edited(app, &sorts[SORT_DAY], id);

	if (!e)
		return;
	struct day_off *d = e->row;
	if (!id) {
		str_replace(&d->provider, provider);
		d->works = (int)works;
	}
	open_form(app, e);
}

void chair_form(struct app *app, int64_t id, const char *key)
{
	bool sites = config_vocab(app->clinic->config, "site")->n > 0;
	struct editing *e = edited(app, &sorts[sites ? SORT_CHAIR_OF_SITE : SORT_CHAIR], id);

	if (!e)
		return;
	if (!id)
		str_replace(&((struct chair *)e->row)->key, key);
	open_form(app, e);
}

void length_form(struct app *app, int64_t id, const char *kind, const char *provider)
{
	struct editing *e = edited(app, &sorts[SORT_LENGTH], id);

	if (!e)
		return;
	struct visit_length *l = e->row;
	if (!id) {
		str_replace(&l->kind, kind);
		str_replace(&l->provider, provider);
		l->minutes = kind ? book_minutes(app->clinic, kind, provider) : 0;
	}
	open_form(app, e);
}

bool hours_form_reopen(struct app *app, const char *kind, int64_t id)
{
	if (strncmp(kind, "hours-", 6) == 0)
		hours_form(app, kind + 6);
	else if (strcmp(kind, sorts[SORT_DAY].kind) == 0)
		day_off_form(app, id, NULL, WORKS_OFF);
	else if (strcmp(kind, sorts[SORT_CHAIR].kind) == 0)
		chair_form(app, id, NULL);
	else if (strcmp(kind, sorts[SORT_LENGTH].kind) == 0)
		length_form(app, id, NULL, NULL);
	else
		return false;
	return true;
}
