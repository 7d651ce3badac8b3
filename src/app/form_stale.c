/* A form whose record somebody else changed meanwhile. */
#include "revisit/app/clash.h"
#include "revisit/base/i18n.h"

#include "filling.h"

static bool same_as_stored(const struct filling *s)
{
	for (size_t i = 0; i < s->f.n; i++)
		if (!str_eq(s->now.v[i], s->f.fields[i].stored))
			return false;
	return true;
}

static bool fetch(struct app *app, struct filling *s, struct err *err)
{
	strlist_release(&s->now);
	if (s->f.fetch(app, s->f.data, &s->now, err) && s->now.n == s->f.n)
		return true;
	strlist_release(&s->now);
	return false;
}

/* Who wrote that field since the form was opened. */
static void trace_of(struct app *app, const struct filling *s, size_t i, struct trace *out)
{
	const struct form_field *f = &s->f.fields[i];
	const struct trace_query q = {
		.since = s->f.since,
		.table = f->table ? f->table : s->f.rec->table,
		.row = f->table ? 0 : s->f.id,
		.target = s->f.patient,
		.column = !f->table && record_field(s->f.rec, f->name) ? f->name : NULL,
	};

	store_trace(&app->clinic->store, &q, out);
}

void stale_look(struct app *app, struct filling *s)
{
	struct str fields;
	struct trace first = { .at = INSTANT_NONE };
	struct str who;
	struct err err = ERR_INIT;

	str_clear(&s->notice);
	if (!s->f.fetch)
		return;
	if (!fetch(app, s, &err)) {
		str_add(&s->notice, err.msg);
		return;
	}
	if (same_as_stored(s))
		return;
	str_init(&fields);
	str_init(&who);
	for (size_t i = 0; i < s->f.n; i++) {
		if (str_eq(s->now.v[i], s->f.fields[i].stored))
			continue;
		if (!first.staff[0])
			trace_of(app, s, i, &first);
		str_addf(&fields, "%s%s", fields.len ? ", " : "", s->f.fields[i].label);
	}
	trace_show(&who, app, &first);
	str_addf(&s->notice, _("%s changed this meanwhile: %s. Saving keeps both."), who.p,
		 fields.p);
	str_release(&fields);
	str_release(&who);
}

bool stale_save(struct app *app, struct filling *s, const char *const *values, int *field,
		struct err *err)
{
	struct clinic *c = app->clinic;

	if (!s->f.fetch)
		return s->f.save(app, s->f.data, values, field, err);
	/* Looked at inside the action: nobody comes between the look and the writing. */
	strlist_release(&s->now);
	if (!clinic_begin(c, s->f.kind, s->f.patient, err))
		return false;
	s->asked_at = c->store.action - 1; /* before our own, which may come to nothing */
	bool ok = fetch(app, s, err);
	if (ok && !same_as_stored(s))
		ok = err_set(err, ERR_CONFLICT, _("somebody else changed this meanwhile"));
	ok = ok && s->f.save(app, s->f.data, values, field, err);
	return clinic_end(c, ok, err);
}

/* What was chosen stands in the form, which now goes on from what the other one wrote. */
static void chosen(struct app *app, void *arg, const struct clash *c)
{
	struct filling *s = arg;

	for (size_t i = 0; i < s->f.n; i++) {
		if (str_eq(s->entries[i].edit.text.p, s->f.fields[i].stored))
			filling_set(app, s, i, s->asked.v[i]);
		str_replace(&s->f.fields[i].stored, s->asked.v[i]);
	}
	for (size_t i = 0; i < c->n; i++)
		filling_set(app, s, c->fields[i].index, clash_kept(&c->fields[i]));
	s->f.since = s->asked_at;
	str_clear(&s->notice);
	filling_refresh(app, s);
	filling_save(app, s);
}

/* A reading or a family name that goes with the name asks nothing of its own. */
static bool follows(const struct filling *s, size_t i)
{
	const struct field *f = record_field(s->f.rec, s->f.fields[i].name);

	return f && (f->flags & FIELD_DERIVED) &&
	       str_eq(s->entries[i].edit.text.p, s->f.fields[i].stored);
}

/* What nobody is asked about is said once it is saved. */
static void kept_too(struct filling *s, const struct clash *c)
{
	struct str fields;
	const char *staff = NULL;

	str_init(&fields);
	for (size_t i = 0; i < c->n; i++) {
		const struct clash_field *f = &c->fields[i];
		if (f->choice == CLASH_MINE)
			continue;
		staff = staff ? staff : f->trace.staff;
		str_addf(&fields, "%s%s", fields.len ? ", " : "", f->label);
	}
	str_clear(&s->kept_too);
	if (fields.len)
		str_addf(&s->kept_too, _("%s's %s kept too"),
			 str_is_empty(staff) ? _("somebody else") : staff, fields.p);
	str_release(&fields);
}

void stale_ask(struct app *app, struct filling *s)
{
	struct clash c = { .title = mem_strdup(s->f.title), .arg = s, .done = chosen };

	/* Others may go on changing it while one chooses. */
	strlist_release(&s->asked);
	for (size_t i = 0; i < s->f.n; i++) {
		struct trace trace;
		strlist_add(&s->asked, s->now.v[i]);
		trace_of(app, s, i, &trace);
		if (follows(s, i))
			continue;
		clash_add(&c, i, s->f.fields[i].label, s->f.fields[i].many, s->f.fields[i].stored,
			  s->now.v[i], s->entries[i].edit.text.p, &trace);
	}
	if (clash_asks(&c)) {
		clash_open(app, &c);
		return;
	}
	kept_too(s, &c);
	chosen(app, s, &c);
	clash_release(&c);
}
