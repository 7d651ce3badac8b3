/* Who is who: the patients of a file among themselves and among those of the clinic. */
#include "revisit/base/i18n.h"
#include "revisit/text/fold.h"
#include "revisit/text/phone.h"
#include "stage.h"

/* The name as the clinic will keep it, also when the file has its parts. */
static const char *whole_name(struct stage *s, const struct values *values)
{
	struct patient p;
	const char *name = value_text(values, "name");
	const char *family = value_text(values, "family");
	const char *given = value_text(values, "given");

	if (!*family && !*given && (!*name || !strchr(name, ',')))
		return name;
	record_init(&record_patient, &p);
	str_replace(&p.name, name);
	str_replace(&p.family, family);
	str_replace(&p.given, given);
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

static const char *what_is_missing(const struct who *w, bool by_usual)
{
	if (w->by == BY_CHART)
		return *w->chart_no ? NULL : _("the chart number is missing");
	if (w->by == BY_PHONE && (by_usual || !*w->norm))
		return *w->norm ? NULL
				: _("nothing tells who this is: no chart number, name or "
				    "telephone");
	if (w->by != BY_PHONE && !*w->name)
		return _("the name is missing");
	if (w->by == BY_NAME_BIRTH && !w->birth)
		return _("the birth date is missing");
	if (w->by == BY_NAME_PHONE && !*w->norm)
		return _("the telephone is missing");
	return NULL;
}

static struct hash key_of(const struct who *w)
{
	struct hash h = hash_number((struct hash){ 0 }, (uint64_t)w->by);

	if (w->by == BY_CHART)
		return hash_text(h, w->chart_no);
	if (w->by == BY_PHONE || w->by == BY_NAME_PHONE)
		h = hash_text(h, w->norm);
	if (w->by == BY_NAME_BIRTH && w->birth)
		h = hash_text(h, w->birth->text);
	return w->by == BY_PHONE ? h : hash_text(h, w->name);
}

bool who_is(struct stage *s, const struct values *values, int line, struct who *w, struct err *err)
{
	const struct value *birth = value_of(values, "birth_day");
	struct pos pos = { s->o->file, line, 0 };
	enum map_match by = s->map->match;

	*w = (struct who){ .chart_no = value_text(values, "chart_no"),
			   .name = whole_name(s, values) };
	if (birth && *birth->text && birth->more != PRECISION_ESTIMATED)
		w->birth = birth;
	/* A chart number says it all. */
	bool by_chart = by == BY_CHART || (by == BY_USUAL && *w->chart_no);
	w->norm = by_chart ? "" : first_norm(s, values);
	w->by = by != BY_USUAL ? by
		: by_chart     ? BY_CHART
		: *w->name && w->birth ? BY_NAME_BIRTH
		: *w->name && *w->norm ? BY_NAME_PHONE
		: *w->name	       ? BY_NAME
				       : BY_PHONE;
	const char *missing = what_is_missing(w, by == BY_USUAL);
	if (missing)
		return err_at(err, ERR_MISSING, &pos, "%s", missing);
	w->key = key_of(w);
	return true;
}

static uint64_t name_hash(const char *name)
{
	struct str folded;

	if (!*name)
		return 0;
	str_init(&folded);
	text_fold(&folded, name);
	uint64_t h = hash_text((struct hash){ 0 }, folded.p).a;
	str_release(&folded);
	return h ? h : 1;
}

/* Whether a row may be about the person of an earlier row with the same key. */
static bool may_fold(struct stage *s, const struct person *old, const struct who *w, uint64_t name,
		     const struct values *values, const struct pos *pos, struct err *err)
{
	struct values before = { 0 };
	struct who was;
	bool ok = true;

	bool other_name = old->name && name && old->name != name;
	bool by_name = w->by == BY_NAME && s->map->rows == MAP_PATIENTS && s->map->match == BY_USUAL;
	if (!other_name && !by_name)
		return true;
	if (!person_values_into(s, old, &before, err))
		ok = false;
	if (ok && other_name && who_is(s, &before, (int)old->line, &was, NULL))
		ok = err_at(err, ERR_BAD_VALUE, pos,
			    w->by == BY_CHART
				    ? _("chart number %s belongs to '%s' on line %d already")
				    : _("the telephone %s belongs to '%s' on line %d already"),
			    w->by == BY_CHART ? w->chart_no : w->norm, was.name, (int)old->line);
	for (size_t i = 0; ok && by_name && i < values->n; i++)
		if (*values->v[i].text && !values_have(&before, &values->v[i]))
			ok = err_at(err, ERR_BAD_VALUE, pos,
				    _("'%s' is on line %d too, and nothing tells the two apart: "
				      "add a chart number, birth date or telephone"),
				    w->name, (int)old->line);
	free(before.v);
	return ok;
}

static bool is_ref(const struct value *v)
{
	return v->f->field && v->f->field->type == FIELD_REF;
}

static void log_values(struct stage *s, struct person *p, const struct values *values, int line,
		       int64_t before)
{
	struct str blob;

	str_init(&blob);
	blob_number(&blob, before);
	blob_number(&blob, line);
	values_write(&blob, &s->map->patient, values, line);
	p->at = tape_add_blob(&s->log, &blob);
	p->depth = (unsigned char)(before < 0 ? 1 : p->depth + 1);
	str_release(&blob);
}

/* Many rows with ever other values: what they come to is written anew. */
static bool shorten(struct stage *s, struct person *p, struct err *err)
{
	struct values folded = { 0 };
	bool ok = person_values_into(s, p, &folded, err);

	if (ok)
		log_values(s, p, &folded, (int)p->line, -1);
	free(folded.v);
	return ok;
}

static bool add_row(struct stage *s, struct person *p, const struct values *values, int line,
		    struct err *err)
{
	uint64_t h = values_hash(&s->map->patient, values).a;

	p->lines++;
	for (size_t i = 0; i < values->n; i++)
		if (is_ref(&values->v[i]) && *values->v[i].text) {
			p->flags |= PERSON_REFS;
			s->has_refs = true;
		}
	if (p->at >= 0 && p->values == h)
		return true; /* as the row before said */
	bool more = p->at >= 0;
	size_t filled = 0;
	for (size_t i = 0; i < values->n; i++)
		filled += *values->v[i].text != 0;
	if (more || p->by != BY_CHART || filled > 1)
		p->flags &= (unsigned char)~PERSON_BARE;
	log_values(s, p, values, line, p->at);
	p->values = h;
	return p->depth < PERSON_DEPTH || shorten(s, p, err);
}

uint32_t person_stage(struct stage *s, const struct values *values, int line, struct err *err)
{
	struct pos pos = { s->o->file, line, 0 };
	struct who w;

	if (!who_is(s, values, line, &w, err))
		return PERSON_NONE;
	uint64_t name = name_hash(w.name);
	uint32_t at = hashes_put(&s->people_by_key, w.key, (uint32_t)s->n_people);
	if (at == s->n_people) {
		GROW(s->people, s->n_people, s->cap_people);
		s->people[s->n_people++] = (struct person){ .line = (uint32_t)line,
							    .by = (unsigned char)w.by,
							    .flags = PERSON_BARE,
							    .at = -1 };
		if (*w.chart_no)
			hashes_put(&s->charts, hash_text((struct hash){ 0 }, w.chart_no), at);
		s->needs_census = s->needs_census || w.by != BY_CHART;
	} else if (!may_fold(s, &s->people[at], &w, name, values, &pos, err)) {
		return PERSON_NONE;
	}
	struct person *p = &s->people[at];
	if (!p->name)
		p->name = name;
	return add_row(s, p, values, line, err) ? at : PERSON_NONE;
}

/* --- against the clinic --- */

static void refuse(struct stage *s, struct person *p, const char *message)
{
	stage_problem(s, (int)p->line, 0, "%s", message);
	stage_refuse_person(s, p);
}

static const struct value *age_of(const struct values *values)
{
	const struct value *v = value_of(values, "birth_day");

	return v && v->more == PRECISION_ESTIMATED ? v : NULL;
}

/* The patient of the clinic that this is, in p->id. */
static void match_one(struct stage *s, struct person *p, const struct values *values)
{
	struct found found = { 0 };
	struct who w;
	int64_t id = 0;

	if (!who_is(s, values, (int)p->line, &w, NULL))
		return;
	/* What the first row said decides, whatever later ones added. */
	w.by = (enum map_match)p->by;
	if (w.by == BY_CHART)
		id = store_patient_by_chart(&s->c->store, w.chart_no);
	else
		found = census_find(s, &w, age_of(values));
	if (found.n > 1) {
		refuse(s, p,
		       p->by == BY_PHONE
			       ? _("more than one patient has this telephone; add a chart number")
			       : _("more than one patient fits this name; add a chart number"));
		return;
	}
	p->id = found.n == 1 ? found.id : id;
}

/* Two persons of the file that turn out to be one patient. */
static void note_taken(struct stage *s, uint32_t at)
{
	struct person *p = &s->people[at];

	uint32_t other = hashes_put(&s->taken, hash_number((struct hash){ 0 }, (uint64_t)p->id), at);
	if (other == at)
		return;
	stage_problem(s, (int)p->line, 0, _("this is the patient of line %d again"),
		      (int)s->people[other].line);
	stage_refuse_person(s, p);
}

bool person_match(struct stage *s, uint32_t at)
{
	struct person *p = &s->people[at];

	match_one(s, p, &s->patient_values);
	if (p->id && !(p->flags & PERSON_REFUSED))
		note_taken(s, at);
	return !(p->flags & PERSON_REFUSED);
}

/* A household may be founded by its own number; a guardian or referrer is somebody else. */
static bool is_self(const struct values *values, const struct value *ref)
{
	return strcmp(ref->f->name, "household") != 0 &&
	       strcmp(value_text(values, "chart_no"), ref->text) == 0;
}

static bool ref_is_there(struct stage *s, const char *chart_no)
{
	uint32_t at = hashes_get(&s->charts, hash_text((struct hash){ 0 }, chart_no));

	if (at != HASH_NONE && !(s->people[at].flags & PERSON_REFUSED))
		return true;
	return store_patient_by_chart(&s->c->store, chart_no) != 0;
}

bool person_check_refs(struct stage *s, uint32_t at, bool *again, struct err *err)
{
	struct person *p = &s->people[at];

	if (!(p->flags & PERSON_REFS) || (p->flags & PERSON_REFUSED))
		return true;
	if (!person_values(s, p, err))
		return false;
	for (size_t i = 0; i < s->patient_values.n; i++) {
		const struct value *v = &s->patient_values.v[i];
		bool self = is_ref(v) && is_self(&s->patient_values, v);
		if (!is_ref(v) || !*v->text || (!self && ref_is_there(s, v->text)))
			continue;
		if (self)
			stage_problem(s, v->line, v->col,
				      _("%s: this is the patient's own chart number"), v->f->name);
		else
			stage_problem(
				s, v->line, v->col,
				_("%s: there is no patient %s, neither here nor in the clinic"),
				v->f->name, v->text);
		stage_refuse_person(s, p);
		*again = true;
		return true;
	}
	return true;
}

/* Somebody new whose chart number another person of the file has. */
static void check_chart(struct stage *s, uint32_t at, const struct values *values)
{
	const char *chart_no = value_text(values, "chart_no");
	struct person *p = &s->people[at];

	if (p->by == BY_CHART || !*chart_no)
		return;
	uint32_t other = hashes_put(&s->charts, hash_text((struct hash){ 0 }, chart_no), at);
	if (other == at || (s->people[other].flags & PERSON_REFUSED))
		return;
	stage_problem(s, (int)p->line, 0, _("chart number %s belongs to another patient"), chart_no);
	stage_refuse_person(s, p);
}

/* Whether somebody new can be stored, as far as that is beyond doubt: each cell was looked at when
 * it was read, and what draft_check wants is plainly there. */
static bool is_plain(struct stage *s, const struct person *p, const struct values *values)
{
	const char *chart_no = value_text(values, "chart_no");
	bool named = *value_text(values, "name") || *value_text(values, "family") ||
		     *value_text(values, "given");

	if (*chart_no && p->by != BY_CHART && store_patient_by_chart(&s->c->store, chart_no))
		return false;
	return (*chart_no || named) && !*value_text(values, "deceased_day");
}

/* Whether the links of the file are others than those of the clinic. */
static bool refs_differ(struct stage *s, const struct patient *p, const struct values *values)
{
	for (size_t i = 0; i < values->n; i++) {
		const struct value *v = &values->v[i];
		if (!is_ref(v) || !*v->text)
			continue;
		if (strcmp(v->f->name, "household") == 0) {
			if (!p->household)
				return true;
		} else if (field_number(v->f->field, p) !=
			   store_patient_by_chart(&s->c->store, v->text)) {
			return true;
		}
	}
	return false;
}

bool person_check(struct stage *s, uint32_t at, struct err *err)
{
	struct person *p = &s->people[at];
	struct values *values = &s->patient_values;
	struct patient_draft d;
	struct err why = ERR_INIT;

	if (!person_values(s, p, err))
		return false;
	match_one(s, p, values);
	if (p->flags & PERSON_REFUSED)
		return true;
	if (p->id) {
		note_taken(s, at);
	} else {
		check_chart(s, at, values);
	}
	if ((p->flags & PERSON_REFUSED) || (p->id && (p->flags & PERSON_BARE))) {
		p->outcome = SAME;
		return true;
	}
	if (!p->id && is_plain(s, p, values)) {
		p->outcome = ADDED;
		return true;
	}
	if (!p->id)
		draft_init(s->c, &d);
	else if (!draft_load(s->c, p->id, &d, err))
		return false;
	bool good = draft_take(s, &d, p, values, &why) && draft_check(s->c, &d, &why);
	if (!good)
		refuse(s, p, why.msg);
	else if (s->o->dry_run)
		p->outcome = p->id == 0 ? ADDED
			     : patient_differs(&d) || refs_differ(s, &d.p, values) ? CHANGED
										      : SAME;
	draft_release(&d);
	return true;
}
