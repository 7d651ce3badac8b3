/* Storing what was staged. */
#include "revisit/base/i18n.h"
#include "stage.h"

static const struct record *row_record(const struct stage *s)
{
	return s->map->rows == MAP_VISITS ? &record_visit : &record_task;
}

/* --- patients --- */

static void set_contact_state(struct patient_draft *d, const char *plain, const char *state)
{
	for (size_t i = 0; i < d->contacts.n; i++) {
		struct contact *k = rows_at(&d->contacts, i);
		size_t n = strlen(k->value);
		if (strncmp(plain, k->value, n) == 0 && (!plain[n] || plain[n] == ' '))
			k->state = choice_find(contact_state_choices, state);
	}
}

static void set_until(struct patient_draft *d, const char *plain, day_t until)
{
	for (size_t i = 0; i < d->tags.n; i++) {
		struct patient_tag *t = rows_at(&d->tags, i);
		if (strcmp(t->tag, plain) == 0)
			t->until = until;
	}
	for (size_t i = 0; i < d->alerts.n; i++) {
		struct alert *a = rows_at(&d->alerts, i);
		if (strcmp(a->text, plain) == 0)
			a->until = until;
	}
}

static bool add_many(struct stage *s, struct patient_draft *d, const struct value *v,
		     struct err *err)
{
	struct str plain;
	struct str bracket;
	day_t until;

	str_init(&plain);
	str_init(&bracket);
	cell_split(v->text, &plain, &bracket);
	bool ok = draft_set(s->c, d, v->f->name, '+', plain.p, err);
	if (strncmp(bracket.p, "until ", 6) == 0 && day_parse(bracket.p + 6, &until, NULL))
		set_until(d, plain.p, until);
	else if (bracket.len && choice_find(contact_state_choices, bracket.p) > 0)
		set_contact_state(d, plain.p, bracket.p);
	str_release(&plain);
	str_release(&bracket);
	return ok;
}

static bool set_patient(struct stage *s, struct patient_draft *d, const struct person *p,
			const struct value *v, struct err *err)
{
	const struct field *f = v->f->field;

	if (v->f->to == TO_MANY)
		return add_many(s, d, v, err);
	if (f->type == FIELD_REF)
		return true; /* when everybody is there */
	if (strcmp(f->name, "chart_no") == 0 && p->by == BY_CHART && p->id)
		return true; /* an old number may have led to the survivor of a merge */
	if (strcmp(f->name, "birth_day") == 0) {
		if (birth_agrees(v, d->p.birth_day, (enum precision)d->p.birth_precision))
			return true;
		d->p.birth_day = (day_t)v->n;
		d->p.birth_precision = (int)v->more;
		return true;
	}
	if (f->type == FIELD_TEXT || f->type == FIELD_LINES || f->type == FIELD_VOCAB)
		str_replace(field_text(f, &d->p), v->text);
	else
		field_set_number(f, &d->p, v->n);
	return true;
}

static bool apply_person(struct stage *s, struct person *p, struct err *err)
{
	struct patient_draft d;
	struct err why = ERR_INIT;
	bool changed = false;

	if (p->id && p->by == BY_CHART && p->values.n == 1)
		return true; /* nothing but its number */
	if (!p->id)
		draft_init(s->c, &d);
	else if (!draft_load(s->c, p->id, &d, err))
		return false;
	d.by_import = true;
	if (!p->id) {
		d.p.import = s->import;
		d.p.line = p->line;
	}
	bool good = true;
	for (size_t i = 0; good && i < p->values.n; i++)
		good = set_patient(s, &d, p, &p->values.v[i], &why);
	good = good && draft_check(s->c, &d, &why);
	if (!good) {
		p->refused = true;
		stage_problem(s, p->line, 0, "%s", why.msg);
		draft_release(&d);
		return true;
	}
	bool ok = patient_save(s->c, &d, &changed, err);
	p->outcome = p->id == 0 ? ADDED : changed ? CHANGED : SAME;
	p->id = d.p.row.id;
	draft_release(&d);
	return ok;
}

/* The one who names himself founds the household; the others follow. */
static bool link_person(struct stage *s, struct person *p, bool founders, struct err *err)
{
	struct patient_draft d;
	struct err why = ERR_INIT;
	bool changed = false;
	bool good = true;

	if (!draft_load(s->c, p->id, &d, err))
		return false;
	d.by_import = true;
	for (size_t i = 0; good && i < p->values.n; i++) {
		const struct value *v = &p->values.v[i];
		if (!v->f->field || v->f->field->type != FIELD_REF)
			continue;
		bool founds = strcmp(v->f->name, "household") == 0 && str_eq(v->text, d.p.chart_no);
		if (founds != founders || (founds && d.p.household))
			continue;
		good = draft_set(s->c, &d, v->f->name, '=', v->text, &why);
		if (!good)
			stage_problem(s, v->line, v->col, "%s", why.msg);
	}
	good = good && draft_check(s->c, &d, &why);
	bool ok = !good || patient_save(s->c, &d, &changed, err);
	p->refused = p->refused || !good;
	if (changed && p->outcome == SAME)
		p->outcome = CHANGED;
	draft_release(&d);
	return ok;
}

bool people_apply(struct stage *s, struct err *err)
{
	for (size_t i = 0; i < s->n_people; i++)
		if (!s->people[i].refused && !apply_person(s, &s->people[i], err))
			return false;
	for (int founders = 1; founders >= 0; founders--)
		for (size_t i = 0; i < s->n_people; i++) {
			struct person *p = &s->people[i];
			if (p->refs && !p->refused && !link_person(s, p, founders == 1, err))
				return false;
		}
	return true;
}

/* --- visits and tasks: which is which --- */

static const char *id_key(struct stage *s, const char *source, const char *id)
{
	return arena_printf(&s->arena, "%s\x1f%s", source, id);
}

static bool same_record(const struct staged *a, const struct staged *b)
{
	if (a->person != b->person || a->record.n != b->record.n)
		return false;
	for (size_t i = 0; i < a->record.n; i++)
		if (strcmp(a->record.v[i].text, b->record.v[i].text) != 0)
			return false;
	return true;
}

/* An id may stand in a file once; the very same row again is passed over. */
static void enter_id(struct stage *s, const char *source, const char *id, size_t at)
{
	const char *key = id_key(s, source, id);
	size_t old = index_get(&s->rows_by_id, key);
	struct staged *row = &s->rows[at];

	if (old == INDEX_NONE) {
		index_put(&s->rows_by_id, key, at);
		return;
	}
	if (same_record(&s->rows[old], row)) {
		row->twin = true;
		return;
	}
	row->refused = true;
	stage_problem(s, row->line, 0, _("id %s stands on line %d already, with other contents"),
		      id, s->rows[old].line);
}

/* Whether the stored row has that patient; *at gets whether it also has the day of the file. */
static bool is_of(struct stage *s, int64_t id, const struct staged *row, bool native, bool *at)
{
	union {
		struct visit visit;
		struct task task;
	} u;
	const struct record *rec = row_record(s);
	bool same = false;

	*at = false;
	record_init(rec, &u);
	if (id && store_get(&s->c->store, rec, id, &u, NULL)) {
		const char *source = field_text_of(record_field(rec, "external_source"), &u);
		int64_t patient = row->person == INDEX_NONE ? 0 : s->people[row->person].id;
		same = field_number(record_field(rec, "patient"), &u) == patient &&
		       !(native && str_eq(source, "revisit"));
		const struct field *day =
			record_field(rec, rec == &record_visit ? "day" : "due_day");
		for (size_t i = 0; i < row->record.n; i++)
			if (row->record.v[i].f->field == day)
				*at = field_number(day, &u) == row->record.v[i].n;
	}
	record_release(rec, &u);
	return same;
}

/* A row of our own export: the visit of that number here, or the one an earlier import of such a
 * file made.  Numbers of two clinics collide, so the patient must agree, and in doubt the day. */
static void find_own(struct stage *s, struct staged *row)
{
	const struct record *rec = row_record(s);
	int64_t own = record_parse_id(rec, row->own_id);
	int64_t foreign = store_by_external(&s->c->store, rec, "revisit", row->own_id);
	bool own_day;
	bool foreign_day;
	bool is_own = is_of(s, own, row, true, &own_day);
	bool is_foreign = is_of(s, foreign, row, false, &foreign_day);

	if (is_own && (!is_foreign || own_day || !foreign_day))
		row->id = own;
	else if (is_foreign)
		row->id = foreign;
	if (row->id != own || own == 0 || !is_own) {
		row->source = "revisit";
		row->external_id = row->own_id;
	}
}

static size_t row_named(struct stage *s, const struct staged *row, const char *id)
{
	size_t at = row->own_id ? index_get(&s->rows_by_id, id_key(s, "#", id)) : INDEX_NONE;

	if (at == INDEX_NONE)
		at = index_get(&s->rows_by_id,
			       id_key(s, row->source ? row->source : s->map->source, id));
	return at;
}

/* The stored visit that `from` names when the file has it not. */
static int64_t stored_from(struct stage *s, const struct staged *row)
{
	bool day;
	int64_t id = store_by_external(&s->c->store, &record_visit,
				       row->source ? row->source : s->map->source, row->from);

	if (id || !row->own_id)
		return is_of(s, id, row, false, &day) ? id : 0;
	id = record_parse_id(&record_visit, row->from);
	return is_of(s, id, row, true, &day) ? id : 0;
}

static const char no_predecessor[] =
	N_("rescheduled_from: visit %s is not there, is another patient's, or was moved elsewhere "
	   "already; the link is left out");

/* Whether following rescheduled_from from this row comes round to it again. */
static bool leads_back(struct stage *s, size_t at)
{
	size_t i = at;

	for (size_t steps = 0; steps <= s->n_rows; steps++) {
		if (!s->rows[i].from)
			return false;
		i = row_named(s, &s->rows[i], s->rows[i].from);
		if (i == INDEX_NONE)
			return false;
		if (i == at)
			return true;
	}
	return true;
}

/* Whether that stored visit was not moved to another one than `to` before. */
static bool is_free(struct stage *s, int64_t from, int64_t to)
{
	struct visit v;

	record_init(&record_visit, &v);
	bool is = from && store_get(&s->c->store, &record_visit, from, &v, NULL) &&
		  (v.successor == 0 || v.successor == to);
	record_release(&record_visit, &v);
	return is;
}

static void check_from(struct stage *s, size_t at)
{
	struct staged *row = &s->rows[at];
	size_t from = row_named(s, row, row->from);
	bool good = from == INDEX_NONE ? is_free(s, stored_from(s, row), row->id)
				       : from != at && s->rows[from].person == row->person;

	if (good && (from == INDEX_NONE || (!s->rows[from].followed && !leads_back(s, at)))) {
		if (from != INDEX_NONE)
			s->rows[from].followed = true;
		return;
	}
	row->refused = row->refused || s->o->strict;
	s->report->unlinked++;
	if (s->o->strict)
		stage_problem(s, row->from_line, row->from_col, _(no_predecessor), row->from);
	else
		stage_note(s, row->from_line, row->from_col, _(no_predecessor), row->from);
	row->from = NULL;
}

/* A visit known by its number stays with its patient: a file must not hand it to another. */
static void check_owner(struct stage *s, struct staged *row)
{
	int64_t person = row->person == INDEX_NONE ? 0 : s->people[row->person].id;
	union {
		struct visit visit;
		struct task task;
	} u;
	const struct record *rec = row_record(s);

	if (row->person == INDEX_NONE)
		return;
	record_init(rec, &u);
	if (store_get(&s->c->store, rec, row->id, &u, NULL) &&
	    field_number(record_field(rec, "patient"), &u) != person) {
		row->refused = true;
		stage_problem(s, row->line, 0, _("%s %s belongs to another patient in the clinic"),
			      _(rec == &record_visit ? N_("visit") : N_("to-do")),
			      str_or_empty(row->external_id ? row->external_id : row->own_id));
	}
	record_release(rec, &u);
}

/* Somebody new who is known by refused lines only is not made either. */
static void drop_unneeded(struct stage *s)
{
	bool *needed = mem_array(s->n_people, sizeof(*needed));

	for (size_t i = 0; i < s->n_rows; i++)
		if (!s->rows[i].refused && s->rows[i].person != INDEX_NONE)
			needed[s->rows[i].person] = true;
	for (size_t i = 0; s->n_rows && i < s->n_people; i++)
		if (!needed[i] && s->people[i].id == 0)
			s->people[i].refused = true;
	free(needed);
}

void rows_resolve(struct stage *s)
{
	const struct record *rec = row_record(s);

	for (size_t i = 0; i < s->n_rows; i++) {
		struct staged *row = &s->rows[i];
		if (row->own_id)
			enter_id(s, "#", row->own_id, i);
		if (row->external_id && !row->refused && !row->twin)
			enter_id(s, row->source, row->external_id, i);
	}
	for (size_t i = 0; i < s->n_rows; i++) {
		struct staged *row = &s->rows[i];
		if (row->refused || row->twin)
			continue;
		if (row->external_id)
			row->id =
				store_by_external(&s->c->store, rec, row->source, row->external_id);
		else if (row->own_id)
			find_own(s, row);
		if (row->id)
			check_owner(s, row);
		if (row->from)
			check_from(s, i);
	}
	drop_unneeded(s);
}

/* --- visits and tasks: storing --- */

static void set_value(const struct value *v, void *row)
{
	const struct field *f = v->f->field;

	if (v->f->to == TO_AT) {
		((struct visit *)row)->day = (day_t)v->n;
		((struct visit *)row)->minute = (minute_t)v->more;
	} else if (v->f->to == TO_DUE) {
		((struct task *)row)->due_day = *v->text ? (day_t)v->n : DAY_NONE;
		((struct task *)row)->due_minute = *v->text ? (minute_t)v->more : MINUTE_NONE;
	}
	if (v->f->to != TO_FIELD || strncmp(f->name, "external_", 9) == 0)
		return;
	bool choice = f->type == FIELD_CHOICE || f->type == FIELD_BOOL;
	if (!*v->text && !choice)
		field_clear(f, row);
	else if (f->type == FIELD_TEXT || f->type == FIELD_LINES || f->type == FIELD_VOCAB)
		str_replace(field_text(f, row), v->text);
	else if (*v->text)
		field_set_number(f, row, v->n);
}

static void begin_row(const struct stage *s, const struct staged *from, void *row)
{
	const struct record *rec = row_record(s);

	str_replace(field_text(record_field(rec, "external_source"), row), from->source);
	str_replace(field_text(record_field(rec, "external_id"), row), from->external_id);
	field_set_number(record_field(rec, "import"), row, s->import);
	field_set_number(record_field(rec, "line"), row, from->line);
	if (rec == &record_task) {
		struct task *t = row;
		t->created_at = clock_now(&s->c->clock);
		str_replace(&t->created_by, s->c->staff);
	}
}

static bool apply_row(struct stage *s, struct staged *from, struct err *err)
{
	union {
		struct visit visit;
		struct task task;
	} u;
	const struct record *rec = row_record(s);
	bool changed = false;
	bool ok = true;

	record_init(rec, &u);
	if (from->id)
		ok = store_get(&s->c->store, rec, from->id, &u, err);
	else
		begin_row(s, from, &u);
	for (size_t i = 0; ok && i < from->record.n; i++)
		set_value(&from->record.v[i], &u);
	if (from->person != INDEX_NONE)
		field_set_number(record_field(rec, "patient"), &u, s->people[from->person].id);
	ok = ok && clinic_know_terms(s->c, rec, &u, true, err);
	if (ok && !from->id)
		ok = store_insert(&s->c->store, rec, &u, err);
	else if (ok)
		ok = store_update(&s->c->store, rec, &u, &changed, err);
	from->outcome = !from->id ? ADDED : changed ? CHANGED : SAME;
	from->id = ((struct row *)&u)->id;
	record_release(rec, &u);
	return ok;
}

static bool link_one(struct stage *s, int64_t id, int64_t before, int64_t after, bool *changed,
		     struct err *err)
{
	struct visit v;

	record_init(&record_visit, &v);
	bool ok = store_get(&s->c->store, &record_visit, id, &v, err);
	if (before)
		v.predecessor = before;
	if (after) {
		v.successor = after;
		if (!map_find(&s->map->record, "status") &&
		    visit_is_booked((enum visit_status)v.status))
			v.status = VISIT_RESCHEDULED;
	}
	ok = ok && store_update(&s->c->store, &record_visit, &v, changed, err);
	record_release(&record_visit, &v);
	return ok;
}

static bool link_row(struct stage *s, struct staged *row, struct err *err)
{
	size_t at = row_named(s, row, row->from);
	struct staged *old = at == INDEX_NONE ? NULL : &s->rows[at];
	int64_t from = old ? old->id : stored_from(s, row);
	bool one = false;
	bool other = false;

	if (!from || (old && old->refused))
		return true;
	if (!link_one(s, row->id, from, 0, &one, err) ||
	    !link_one(s, from, 0, row->id, &other, err))
		return false;
	if (one && row->outcome == SAME)
		row->outcome = CHANGED;
	if (other && old && old->outcome == SAME)
		old->outcome = CHANGED;
	return true;
}

bool rows_apply(struct stage *s, struct err *err)
{
	for (size_t i = 0; i < s->n_rows; i++) {
		struct staged *row = &s->rows[i];
		if (row->person != INDEX_NONE && s->people[row->person].refused)
			row->refused = true;
		if (!row->refused && !row->twin && !apply_row(s, row, err))
			return false;
	}
	for (size_t i = 0; i < s->n_rows; i++) {
		struct staged *row = &s->rows[i];
		if (row->from && !row->refused && !row->twin && !link_row(s, row, err))
			return false;
	}
	return true;
}
