/* Storing what was staged. */
#include "revisit/base/i18n.h"
#include "revisit/store/imports.h"
#include "stage.h"

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

bool draft_take(struct stage *s, struct patient_draft *d, const struct person *p,
		const struct values *values, struct err *err)
{
	bool good = true;

	for (size_t i = 0; good && i < values->n; i++)
		good = set_patient(s, d, p, &values->v[i], err);
	return good;
}

/* Refused only now, since the clinic has changed under the import. */
static void refuse_now(struct stage *s, struct person *p, const char *why)
{
	stage_problem(s, (int)p->line, 0, "%s", why);
	stage_refuse_person(s, p);
}

static bool load_draft(struct stage *s, struct person *p, struct patient_draft *d, struct err *err)
{
	struct err why = ERR_INIT;

	if (p->id && draft_load(s->c, p->id, d, &why)) {
		d->by_import = true;
		return true;
	}
	if (p->id && why.code != ERR_NO_MATCH) {
		if (err)
			*err = why;
		return false;
	}
	p->id = 0; /* new, or deleted since it was found */
	draft_init(s->c, d);
	d->by_import = true;
	d->p.import = s->import;
	d->p.line = p->line;
	return true;
}

bool person_apply(struct stage *s, uint32_t at, struct err *err)
{
	struct person *p = &s->people[at];
	struct patient_draft d;
	struct err why = ERR_INIT;
	bool changed = false;

	if (p->flags & PERSON_REFUSED)
		return true;
	if (p->id && (p->flags & PERSON_BARE)) {
		count_outcome(&s->report->patients, SAME);
		return true;
	}
	if (!person_values(s, p, err))
		return false;
	if (!p->id && !person_match(s, at))
		return true;
	if (!load_draft(s, p, &d, err))
		return false;
	bool fresh = p->id == 0;
	bool good = draft_take(s, &d, p, &s->patient_values, &why) && draft_check(s->c, &d, &why);
	bool ok = true;
	if (good) {
		/* What somebody known gets leaves its changes, also the rows that are new. */
		s->c->store.bulk = fresh;
		ok = patient_save(s->c, &d, &changed, err);
		s->c->store.bulk = true;
		p->outcome = fresh ? ADDED : changed ? CHANGED : SAME;
		p->flags |= fresh ? PERSON_FRESH : 0;
		p->id = d.p.row.id;
		count_outcome(&s->report->patients, (enum outcome)p->outcome);
	} else {
		refuse_now(s, p, why.msg);
	}
	draft_release(&d);
	return ok;
}

/* What was the same before is changed now. */
static void recount(struct import_count *n)
{
	n->same--;
	n->changed++;
}

/* The one who names himself founds the household; the others follow. */
bool person_link(struct stage *s, uint32_t at, bool founders, struct err *err)
{
	struct person *p = &s->people[at];
	struct patient_draft d;
	struct err why = ERR_INIT;
	bool changed = false;
	bool good = true;

	if (!(p->flags & PERSON_REFS) || (p->flags & PERSON_REFUSED) || !p->id)
		return true;
	if (!person_values(s, p, err) || !draft_load(s->c, p->id, &d, err))
		return false;
	d.by_import = true;
	for (size_t i = 0; good && i < s->patient_values.n; i++) {
		const struct value *v = &s->patient_values.v[i];
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
	s->c->store.bulk = d.p.import == s->import;
	bool ok = !good || patient_save(s->c, &d, &changed, err);
	s->c->store.bulk = true;
	if (!good)
		stage_refuse_person(s, p);
	if (changed && p->outcome == SAME) {
		recount(&s->report->patients);
		p->outcome = CHANGED;
	}
	draft_release(&d);
	return ok;
}

/* --- visits and tasks --- */

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

static void begin_row(const struct stage *s, const struct staged *row, void *record)
{
	const struct record *rec = stage_record(s);

	field_set_number(record_field(rec, "import"), record, s->import);
	field_set_number(record_field(rec, "line"), record, row->line);
	if (rec == &record_task) {
		struct task *t = record;
		t->created_at = clock_now(&s->c->clock);
		str_replace(&t->created_by, s->c->staff);
	}
}

/* A file older than what the desk did puts nobody back to "booked" who is here, was here or was
 * moved; nor who cancelled or stayed away, unless it is for another time by now. */
static void keep_steps(struct visit *v, day_t day, minute_t minute, int status)
{
	enum visit_status was = (enum visit_status)status;
	bool off = was == VISIT_CANCELLED || was == VISIT_NO_SHOW;

	if (!visit_is_booked((enum visit_status)v->status) || visit_is_booked(was) ||
	    (off && (v->day != day || v->minute != minute)))
		return;
	v->status = status;
	v->day = day;
	v->minute = minute;
}

void row_take(struct stage *s, const struct staged *row, const struct row_values *from, bool fresh,
	      void *record)
{
	const struct record *rec = stage_record(s);
	const struct visit *v = rec == &record_visit && !fresh ? record : NULL;
	day_t day = v ? v->day : DAY_NONE;
	minute_t minute = v ? v->minute : MINUTE_NONE;
	int status = v ? v->status : VISIT_PLANNED;

	if (fresh) {
		begin_row(s, row, record);
		str_replace(field_text(record_field(rec, "external_source"), record), from->source);
		str_replace(field_text(record_field(rec, "external_id"), record),
			    from->external_id);
	}
	for (size_t i = 0; i < from->record.n; i++)
		set_value(&from->record.v[i], record);
	if (v)
		keep_steps(record, day, minute, status);
	if (row->person != PERSON_NONE)
		field_set_number(record_field(rec, "patient"), record, s->people[row->person].id);
}

/* Each term is entered once an import. */
static bool know_terms(struct stage *s, const struct record *rec, const void *row, struct err *err)
{
	bool all = true;

	for (size_t i = 0; i < rec->n_fields; i++) {
		const struct field *f = &rec->fields[i];
		if (f->type != FIELD_VOCAB || field_is_missing(f, row))
			continue;
		struct hash h = hash_text(hash_text((struct hash){ 0 }, f->vocab),
					  field_text_of(f, row));
		size_t n = s->terms_known.n;
		hashes_put(&s->terms_known, h, 0);
		all = all && s->terms_known.n == n;
	}
	return all || clinic_know_terms(s->c, rec, row, true, err);
}

bool row_apply(struct stage *s, uint32_t at, struct err *err)
{
	union {
		struct visit visit;
		struct task task;
	} u;
	const struct record *rec = stage_record(s);
	struct staged row;
	bool changed = false;

	if (!staged_get(s, at, &row, err))
		return false;
	if (row.flags & STAGED_TWIN)
		count_outcome(&s->report->records, SAME);
	if (row.flags & (STAGED_REFUSED | STAGED_TWIN))
		return true;
	if (row.person != PERSON_NONE && (s->people[row.person].flags & PERSON_REFUSED)) {
		s->report->skipped++;
		return true;
	}
	if (!staged_values(s, &row, err))
		return false;
	int64_t id = row_find(s, &row, &s->row_values);
	record_init(rec, &u);
	bool ok = !id || store_get(&s->c->store, rec, id, &u, err);
	row_take(s, &row, &s->row_values, id == 0, &u);
	ok = ok && know_terms(s, rec, &u, err);
	if (ok && !id)
		ok = store_insert(&s->c->store, rec, &u, err);
	else if (ok)
		ok = store_update(&s->c->store, rec, &u, &changed, err);
	if (ok)
		count_outcome(&s->report->records, !id ? ADDED : changed ? CHANGED : SAME);
	record_release(rec, &u);
	return ok;
}

static bool link_one(struct stage *s, int64_t id, int64_t before, int64_t after, bool *changed,
		     struct err *err)
{
	struct visit v;

	record_init(&record_visit, &v);
	bool ok = store_get(&s->c->store, &record_visit, id, &v, err);
	/* A visit of this import was counted as new, one that its row changed as changed. */
	bool counted = v.import == s->import ||
		       store_action_touched(&s->c->store, s->action, &record_visit, id);
	if (before)
		v.predecessor = before;
	if (after) {
		v.successor = after;
		if (!map_find(&s->map->record, "status") &&
		    visit_is_booked((enum visit_status)v.status))
			v.status = VISIT_RESCHEDULED;
	}
	ok = ok && store_update(&s->c->store, &record_visit, &v, changed, err);
	*changed = ok && *changed && !counted;
	record_release(&record_visit, &v);
	return ok;
}

bool moved_apply(struct stage *s, size_t at, struct err *err)
{
	struct moved *m = &s->moved[at];
	struct staged row;
	struct staged old;
	bool one = false;
	bool other = false;
	int64_t from = 0;

	if (m->cut || !staged_get(s, m->row, &row, err))
		return m->cut;
	if ((row.flags & STAGED_REFUSED) || !staged_values(s, &row, err))
		return (row.flags & STAGED_REFUSED) != 0;
	bool known = s->known_source;
	s->known_source = true; /* the rows of this import are there now */
	int64_t id = row_find(s, &row, &s->row_values);
	bool ok = true;
	if (m->target == HASH_NONE) {
		from = moved_from(s, &row, &s->row_values);
		from = moved_is_free(s, from, id) ? from : 0;
	} else if (staged_get(s, m->target, &old, err) && !(old.flags & STAGED_REFUSED) &&
		   staged_values(s, &old, err)) {
		from = row_find(s, &old, &s->row_values);
	}
	s->known_source = known;
	if (!id || !from)
		return true;
	ok = link_one(s, id, from, 0, &one, err) && link_one(s, from, 0, id, &other, err);
	if (ok && one)
		recount(&s->report->records);
	if (ok && other && m->target != HASH_NONE)
		recount(&s->report->records);
	return ok;
}
