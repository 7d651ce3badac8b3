/* + : puts patients on a call list, one that is there or a new one: whom, for what, from when, how many
 * a day, who calls. */
#include "revisit/app/form.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include "calling.h"

static const char *const names[] = { "title", "purpose", "assignee", "from_day", "a_day", "script", "note" };

/* Whom it is about. */
struct adding {
	int64_t chosen;
	int64_t *ids; /* all that are listed, heap */
	size_t n;
	bool all;
	struct call_list list; /* the new one */
};

static void free_adding(void *data)
{
	struct adding *a = data;

	record_release(&record_call_list, &a->list);
	free(a->ids);
	free(a);
}

static struct adding *copy_of(const struct adding *a)
{
	struct adding *b = mem_alloc(sizeof(*b));

	*b = *a;
	record_init(&record_call_list, &b->list);
	record_copy(&record_call_list, &b->list, &a->list);
	b->ids = mem_array(a->n + 1, sizeof(*b->ids));
	memcpy(b->ids, a->ids, a->n * sizeof(*a->ids));
	return b;
}

static size_t how_many(const struct adding *a)
{
	return a->all ? a->n : 1;
}

static bool put_on(struct app *app, const struct adding *a, const char *key, const char *title,
		   struct err *err)
{
	const int64_t *ids = a->all ? a->ids : &a->chosen;
	size_t added = 0;

	if (!call_list_add(app->clinic, key, ids, how_many(a), NULL, &added, err))
		return false;
	if (added == how_many(a))
		app_did(app, ngettext("%zu patient put on %s", "%zu patients put on %s", (unsigned long)added),
			added, title);
	else
		app_did(app, _("%zu put on %s; %zu were on it already"), added, title, how_many(a) - added);
	app_changed(app);
	return true;
}

/* --- a new list --- */

static bool set_field(struct app *app, struct call_list *l, const char *name, const char *value,
		      struct err *err)
{
	const struct field *f = record_field(&record_call_list, name);

	if (f->type == FIELD_DAY && *value) {
		day_t day = DAY_NONE;
		bool ok = day_parse_near(value, clinic_today(app->clinic), &day, err);
		field_set_number(f, l, day);
		return ok;
	}
	if (strcmp(name, "assignee") == 0 && *value) {
		const char *key = assignee_key(app->clinic->config, value);
		str_replace(&l->assignee, key ? key : value);
		return true;
	}
	return field_parse(app->clinic->config, f, l, value, clinic_today(app->clinic), err);
}

static bool check(struct app *app, void *data, const char *name, const char *value, struct str *message)
{
	struct call_list scratch;
	struct err err = ERR_INIT;

	(void)data;
	record_init(&record_call_list, &scratch);
	bool ok = set_field(app, &scratch, name, value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (scratch.from_day != DAY_NONE)
		day_show(message, scratch.from_day, clinic_today(app->clinic));
	record_release(&record_call_list, &scratch);
	return ok;
}

static void add_terms(struct app *app, const char *vocab, struct strlist *keys, struct strlist *labels)
{
	const struct term_list *list = config_vocab(app->clinic->config, vocab);

	for (size_t i = 0; i < list->n; i++) {
		strlist_add(keys, list->v[i].key);
		strlist_add(labels, config_label(app->clinic->config, vocab, list->v[i].key));
	}
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	(void)data;
	if (strcmp(name, "purpose") == 0)
		for (int i = 0; purpose_choices[i].key; i++) {
			strlist_add(keys, purpose_choices[i].key);
			strlist_add(labels, _(purpose_choices[i].label));
		}
	if (strcmp(name, "assignee") == 0) {
		staff_choices(app, keys, labels);
		add_terms(app, "role", keys, labels);
	}
}

static bool save(struct app *app, void *data, const char *const *values, int *field, struct err *err)
{
	struct adding *a = data;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		*field = (int)i;
		if (!set_field(app, &a->list, names[i], values[i], err))
			return false;
	}
	*field = 0;
	if (!clinic_begin(app->clinic, "call-list", 0, err))
		return false;
	bool ok = call_list_save(app->clinic, &a->list, err) &&
		  put_on(app, a, a->list.key, a->list.title, err);
	return clinic_end(app->clinic, ok, err);
}

static void new_list(struct app *app, const struct adding *a, const char *title)
{
	struct adding *b = copy_of(a);
	struct form f;

	char *head = mem_printf(ngettext("New call list of %zu patient", "New call list of %zu patients",
					 (unsigned long)how_many(a)),
				how_many(a));
	form_init(&f, head);
	free(head);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct field *d = record_field(&record_call_list, names[i]);
		bool purpose = strcmp(names[i], "purpose") == 0;
		form_add(&f, names[i], _(d->label), _(d->help), i == 0,
			 i == 0 ? title : purpose ? purpose_choices[PURPOSE_RECALL].key : NULL);
		f.fields[f.n - 1].replace = i > 0 && i < 5;
	}
	f.touched = true;
	f.data = b;
	f.free_data = free_adding;
	f.check = check;
	f.choices = choices;
	f.save = save;
	form_open(app, &f);
}

/* --- which list --- */

static void list_given(struct app *app, void *data, const char *key, const char *text)
{
	const struct adding *a = data;
	struct err err = ERR_INIT;

	if (!key) {
		if (!str_is_empty(text))
			new_list(app, a, text);
		return;
	}
	struct call_list_info l;
	if (!calls_list(app->clinic, key, &l, &err)) {
		app_error(app, &err);
		return;
	}
	if (!put_on(app, a, l.key, call_list_name(&l), &err))
		app_error(app, &err);
	call_list_info_release(&l);
}

static void ask_list(struct app *app, struct adding *a)
{
	struct call_list_info *lists = NULL;
	struct err err = ERR_INIT;
	struct pick p;
	size_t n = 0;

	if (!calls_lists(app->clinic, &lists, &n, &err)) {
		app_error(app, &err);
		free_adding(a);
		return;
	}
	char *head = mem_printf(ngettext("Put %zu patient on a call list", "Put %zu patients on a call list",
					 (unsigned long)how_many(a)),
				how_many(a));
	pick_init(&p, head);
	free(head);
	for (size_t i = 0; i < n; i++) {
		if (lists[i].kind != LIST_OF_VISITS)
			pick_add(&p, lists[i].key, call_list_name(&lists[i]),
				 _(purpose_choices[lists[i].purpose].label), lists[i].key);
		call_list_info_release(&lists[i]);
	}
	free(lists);
	p.hint = mem_strdup(p.n ? _("or the title of a new list") : _("the title of a new list"));
	p.text = true;
	p.deliberate = true;
	p.cols = 46;
	p.data = a;
	p.free_data = free_adding;
	p.done = list_given;
	pick_open(app, &p);
}

static void whom_given(struct app *app, void *data, const char *key, const char *text)
{
	(void)text;
	if (!key)
		return;
	struct adding *a = copy_of(data);
	a->all = strcmp(key, "all") == 0;
	ask_list(app, a);
}

void ask_call_list(struct app *app, int64_t chosen, const int64_t *ids, size_t n)
{
	struct adding *a;
	struct patient who;
	struct pick p;
	struct str name;

	if (!chosen && !n) {
		app_refuse(app, _("nobody is listed here"));
		return;
	}
	a = mem_alloc(sizeof(*a));
	*a = (struct adding){ .chosen = chosen, .n = n, .all = !chosen };
	record_init(&record_call_list, &a->list);
	a->ids = mem_array(n + 1, sizeof(*a->ids));
	memcpy(a->ids, ids ? ids : &chosen, (ids ? n : 0) * sizeof(*ids));
	if (n < 2 || !chosen) {
		ask_list(app, a);
		return;
	}
	str_init(&name);
	record_init(&record_patient, &who);
	if (store_get(&app->clinic->store, &record_patient, chosen, &who, NULL))
		shown_name(&name, app, &who);
	record_release(&record_patient, &who);
	pick_init(&p, _("Put whom on a call list?"));
	pick_add(&p, "one", name.p, NULL, NULL);
	str_clear(&name);
	str_addf(&name, _("all %zu listed here"), n);
	pick_add(&p, "all", name.p, NULL, NULL);
	str_release(&name);
	p.deliberate = true;
	p.data = a;
	p.free_data = free_adding;
	p.done = whom_given;
	pick_open(app, &p);
}
