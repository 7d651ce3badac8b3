/* Who is who: the patients of a file among themselves and among those of the clinic. */
#include "revisit/base/i18n.h"
#include "revisit/text/fold.h"
#include "revisit/text/phone.h"
#include "stage.h"

static const struct value *value_of(const struct values *values, const char *field)
{
	for (size_t i = 0; i < values->n; i++)
		if (values->v[i].f->to == TO_FIELD && strcmp(values->v[i].f->name, field) == 0)
			return &values->v[i];
	return NULL;
}

static const char *text_of(const struct values *values, const char *field)
{
	const struct value *v = value_of(values, field);

	return v ? v->text : "";
}

/* The name as the clinic will keep it, also when the file has its parts. */
static const char *whole_name(struct stage *s, const struct values *values)
{
	struct patient p;
	const char *name;

	record_init(&record_patient, &p);
	str_replace(&p.name, text_of(values, "name"));
	str_replace(&p.family, text_of(values, "family"));
	str_replace(&p.given, text_of(values, "given"));
	patient_complete(&p, NULL);
	name = arena_strdup(&s->arena, str_or_empty(p.name));
	record_release(&record_patient, &p);
	return name;
}

static const char *first_norm(struct stage *s, const struct values *values)
{
	struct str norm;
	const char *found = "";

	str_init(&norm);
	for (size_t i = 0; i < values->n && !*found; i++) {
		const struct virtual_field *m = values->v[i].f->many;
		if (!m || m->contact_kind < 0 ||
		    !contact_is_phone((enum contact_kind)m->contact_kind))
			continue;
		const char *text = values->v[i].text;
		char *number = mem_strndup(text, strcspn(text, "(["));
		str_clear(&norm);
		if (phone_normal(&norm, number, s->c->config->country))
			found = arena_strdup(&s->arena, norm.p);
		free(number);
	}
	str_release(&norm);
	return found;
}

static bool choose_key(struct stage *s, struct person *p, struct err *err, const struct pos *pos)
{
	bool exact = p->birth != NULL;
	enum map_match by = s->map->match;

	if (by == BY_USUAL)
		by = *p->chart_no           ? BY_CHART
		     : *p->name && exact    ? BY_NAME_BIRTH
		     : *p->name && *p->norm ? BY_NAME_PHONE
		     : *p->name             ? BY_NAME
					    : BY_PHONE;
	p->by = by;
	const char *missing = NULL;
	if (by == BY_CHART)
		missing = *p->chart_no ? NULL : _("the chart number is missing");
	else if (by == BY_PHONE)
		missing = *p->norm ? NULL
				   : _("nothing tells who this is: no chart number, name or "
				       "telephone");
	else if (!*p->name)
		missing = _("the name is missing");
	else if (by == BY_NAME_BIRTH && !exact)
		missing = _("the birth date is missing");
	else if (by == BY_NAME_PHONE && !*p->norm)
		missing = _("the telephone is missing");
	if (missing)
		return err_at(err, ERR_MISSING, pos, "%s", missing);
	p->key = by == BY_CHART        ? arena_printf(&s->arena, "c %s", p->chart_no)
		 : by == BY_PHONE      ? arena_printf(&s->arena, "p %s", p->norm)
		 : by == BY_NAME_BIRTH ? arena_printf(&s->arena, "b %s %s", p->birth->text, p->name)
		 : by == BY_NAME_PHONE ? arena_printf(&s->arena, "t %s %s", p->norm, p->name)
				       : arena_printf(&s->arena, "n %s", p->name);
	return true;
}

static bool same_value(const struct value *a, const struct value *b)
{
	return a->f == b->f && strcmp(a->text, b->text) == 0;
}

static bool has_value(const struct values *values, const struct value *v)
{
	for (size_t i = 0; i < values->n; i++)
		if (same_value(&values->v[i], v))
			return true;
	return false;
}

/* The last filled cell wins; many-valued fields gather. */
static void fold(struct values *into, const struct values *from)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct value *v = &from->v[i];
		size_t at = into->n;
		if (!*v->text || has_value(into, v))
			continue;
		for (size_t k = 0; v->f->to != TO_MANY && k < into->n; k++)
			if (into->v[k].f == v->f)
				at = k;
		if (at == into->n) {
			GROW(into->v, into->n, into->cap);
			into->n++;
		}
		into->v[at] = *v;
	}
}

static bool same_folded(const char *a, const char *b)
{
	struct str x;
	struct str y;

	str_init(&x);
	str_init(&y);
	text_fold(&x, a);
	text_fold(&y, b);
	bool same = strcmp(x.p, y.p) == 0;
	str_release(&x);
	str_release(&y);
	return same;
}

/* Whether a row may be about the person of an earlier row with the same key. */
static bool may_fold(const struct stage *s, const struct person *old, const struct person *row,
		     const struct values *values, const struct pos *pos, struct err *err)
{
	if (*old->name && *row->name && !same_folded(old->name, row->name))
		return err_at(err, ERR_BAD_VALUE, pos,
			      row->by == BY_CHART
				      ? _("chart number %s belongs to '%s' on line %d already")
				      : _("the telephone %s belongs to '%s' on line %d already"),
			      row->by == BY_CHART ? row->chart_no : row->norm, old->name,
			      old->line);
	if (row->by != BY_NAME || s->map->rows != MAP_PATIENTS || s->map->match != BY_USUAL)
		return true;
	for (size_t i = 0; i < values->n; i++)
		if (*values->v[i].text && !has_value(&old->values, &values->v[i]))
			return err_at(err, ERR_BAD_VALUE, pos,
				      _("'%s' is on line %d too, and nothing tells the two apart: "
					"add a chart "
					"number, birth date or telephone"),
				      row->name, old->line);
	return true;
}

static bool is_ref(const struct value *v)
{
	return v->f->field && v->f->field->type == FIELD_REF;
}

size_t person_stage(struct stage *s, const struct values *values, int line, struct err *err)
{
	const struct value *birth = value_of(values, "birth_day");
	struct pos pos = { s->o->file, line, 0 };
	struct person p = {
		.line = line,
		.chart_no = text_of(values, "chart_no"),
		.name = whole_name(s, values),
		.norm = first_norm(s, values),
	};

	if (birth && *birth->text && birth->more != PRECISION_ESTIMATED) {
		struct value *kept = arena_alloc(&s->arena, sizeof(*kept));
		*kept = *birth;
		p.birth = kept;
	}
	if (!choose_key(s, &p, err, &pos))
		return INDEX_NONE;
	size_t at = index_get(&s->people_by_key, p.key);
	if (at == INDEX_NONE) {
		at = s->n_people;
		GROW(s->people, s->n_people, s->cap_people);
		s->people[s->n_people++] = p;
		index_put(&s->people_by_key, p.key, at);
		if (*p.chart_no)
			index_put(&s->charts, p.chart_no, at);
	} else if (!may_fold(s, &s->people[at], &p, values, &pos, err)) {
		return INDEX_NONE;
	}
	struct person *person = &s->people[at];
	person->lines++;
	if (!*person->name)
		person->name = p.name;
	fold(&person->values, values);
	for (size_t i = 0; i < person->values.n; i++)
		person->refs = person->refs || is_ref(&person->values.v[i]);
	return at;
}

/* --- the clinic's patients, by what they are matched by --- */

struct known {
	int64_t id;
	const char *name;
	day_t birth;
	enum precision precision;
	size_t next; /* of the same name */
};

struct number {
	size_t known;
	size_t next; /* of the same telephone */
};

struct census {
	struct arena arena;
	struct known *people;
	size_t n_people, cap_people;
	struct number *numbers;
	size_t n_numbers, cap_numbers;
	struct index by_name, by_norm, by_id;
};

static bool count_patient(const void *row, void *arg)
{
	const struct patient *p = row;
	struct census *x = arg;

	if (p->status == PATIENT_MERGED)
		return true;
	GROW(x->people, x->n_people, x->cap_people);
	struct known *k = &x->people[x->n_people];
	*k = (struct known){ .id = p->row.id,
			     .birth = p->birth_day,
			     .precision = (enum precision)p->birth_precision,
			     .next = INDEX_NONE };
	k->name = arena_strdup(&x->arena, str_or_empty(p->name));
	if (*k->name) {
		k->next = index_get(&x->by_name, k->name);
		index_put(&x->by_name, k->name, x->n_people);
	}
	index_put(&x->by_id, arena_printf(&x->arena, "%lld", (long long)k->id), x->n_people);
	x->n_people++;
	return true;
}

static bool count_contact(const void *row, void *arg)
{
	const struct contact *k = row;
	struct census *x = arg;
	char id[24];

	if (!contact_is_phone((enum contact_kind)k->kind) || str_is_empty(k->norm))
		return true;
	snprintf(id, sizeof(id), "%lld", (long long)k->patient);
	size_t who = index_get(&x->by_id, id);
	if (who == INDEX_NONE)
		return true;
	const char *norm = arena_strdup(&x->arena, k->norm);
	GROW(x->numbers, x->n_numbers, x->cap_numbers);
	x->numbers[x->n_numbers] = (struct number){ who, index_get(&x->by_norm, norm) };
	index_put(&x->by_norm, norm, x->n_numbers++);
	return true;
}

static void census_release(struct census *x)
{
	free(x->people);
	free(x->numbers);
	index_release(&x->by_name);
	index_release(&x->by_norm);
	index_release(&x->by_id);
	arena_release(&x->arena);
}

static bool census_take(struct stage *s, struct census *x, struct err *err)
{
	arena_init(&x->arena);
	return store_each(&s->c->store, &record_patient, count_patient, x, err) &&
	       store_each(&s->c->store, &record_contact, count_contact, x, err);
}

/* How many fit, and the last of them. */
struct found {
	size_t n;
	int64_t id;
};

static void note_found(struct found *found, int64_t id)
{
	if (found->n > 0 && found->id == id)
		return;
	found->n++;
	found->id = id;
}

static const struct value *age_of(const struct person *p)
{
	const struct value *v = value_of(&p->values, "birth_day");

	return v && v->more == PRECISION_ESTIMATED ? v : NULL;
}

static struct found by_name(const struct census *x, const struct person *p)
{
	struct found exact = { 0 };
	struct found close = { 0 };

	for (size_t i = index_get(&x->by_name, p->name); i != INDEX_NONE; i = x->people[i].next) {
		BUG_IF(!x->people);
		const struct known *k = &x->people[i];
		if (p->by == BY_NAME) {
			const struct value *age = age_of(p);
			if (!age || k->birth == DAY_NONE ||
			    birth_agrees(age, k->birth, k->precision))
				note_found(&exact, k->id);
			continue;
		}
		if (k->birth == p->birth->n && (int64_t)k->precision == p->birth->more)
			note_found(&exact, k->id);
		else if (birth_agrees(p->birth, k->birth, k->precision))
			note_found(&close, k->id);
	}
	return exact.n ? exact : close;
}

static struct found by_phone(const struct census *x, const struct person *p)
{
	struct found found = { 0 };

	for (size_t i = index_get(&x->by_norm, p->norm); i != INDEX_NONE; i = x->numbers[i].next) {
		BUG_IF(!x->people || !x->numbers);
		const struct known *k = &x->people[x->numbers[i].known];
		if (p->by == BY_PHONE || strcmp(k->name, p->name) == 0)
			note_found(&found, k->id);
	}
	return found;
}

static void refuse(struct stage *s, struct person *p, const char *message)
{
	p->refused = true;
	stage_problem(s, p->line, 0, "%s", message);
}

static void match_one(struct stage *s, const struct census *x, struct person *p)
{
	struct found found = { 0 };

	if (p->by == BY_CHART)
		p->id = store_patient_by_chart(&s->c->store, p->chart_no);
	else if (p->by == BY_NAME || p->by == BY_NAME_BIRTH)
		found = by_name(x, p);
	else
		found = by_phone(x, p);
	if (found.n > 1)
		refuse(s, p,
		       p->by == BY_PHONE
			       ? _("more than one patient has this telephone; add a chart number")
			       : _("more than one patient fits this name; add a chart number"));
	else if (found.n == 1)
		p->id = found.id;
}

/* Guardians, referrers and households name patients of the file or of the clinic. */
/* A household may be founded by its own number; a guardian or referrer is somebody else. */
static bool is_self(const struct person *p, const struct value *ref)
{
	if (strcmp(ref->f->name, "household") == 0)
		return false;
	for (size_t i = 0; i < p->values.n; i++) {
		const struct value *v = &p->values.v[i];
		if (strcmp(v->f->name, "chart_no") == 0)
			return strcmp(v->text, ref->text) == 0;
	}
	return false;
}

static void check_refs(struct stage *s, struct person *p)
{
	for (size_t i = 0; i < p->values.n && !p->refused; i++) {
		const struct value *v = &p->values.v[i];
		if (is_ref(v) && is_self(p, v)) {
			p->refused = true;
			stage_problem(s, v->line, v->col, _("%s: this is the patient's own chart number"),
				      v->f->name);
			continue;
		}
		if (!is_ref(v) || index_get(&s->charts, v->text) != INDEX_NONE ||
		    store_patient_by_chart(&s->c->store, v->text))
			continue;
		p->refused = true;
		stage_problem(s, v->line, v->col,
			      _("%s: there is no patient %s, neither here nor in the clinic"),
			      v->f->name, v->text);
	}
}

bool people_resolve(struct stage *s, struct err *err)
{
	struct census x = { 0 };
	struct index taken = { 0 };
	bool needed = false;

	for (size_t i = 0; i < s->n_people; i++)
		needed = needed || s->people[i].by != BY_CHART;
	bool ok = !needed || census_take(s, &x, err);
	for (size_t i = 0; ok && i < s->n_people; i++) {
		struct person *p = &s->people[i];
		match_one(s, &x, p);
		if (p->id) {
			const char *id = arena_printf(&s->arena, "%lld", (long long)p->id);
			size_t other = index_get(&taken, id);
			if (other != INDEX_NONE && !p->refused) {
				p->refused = true;
				stage_problem(s, p->line, 0,
					      _("this is the patient of line %d again"),
					      s->people[other].line);
			}
			index_put(&taken, id, i);
		}
		check_refs(s, p);
	}
	index_release(&taken);
	census_release(&x);
	return ok;
}
