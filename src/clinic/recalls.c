#include "revisit/clinic/recalls.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"

static void decide(struct clinic *c, const struct patient *p, const struct recall_seen *seen,
		   struct recall_own *own, struct patient_recalls *out)
{
	for (size_t i = 0; i < out->own.n; i++)
		recall_take(c->config, own, rows_at(&out->own, i));
	recall_decide(c->config, seen, own, recall_birth(p->birth_day, p->birth_precision),
		      clinic_today(c), out->v);
	recall_sort(out->v, out->n);
}

/* An override as if it were stored. */
static void suppose(struct rows *own, const struct recall_override *o)
{
	for (size_t i = own->n; i-- > 0;)
		if (str_eq(((const struct recall_override *)rows_at(own, i))->type, o->type))
			rows_remove(own, i);
	record_copy(&record_recall_override, rows_add(own), o);
}

/* `visits` NULL: they are read.  `with` NULL: nothing is supposed. */
static bool load(struct clinic *c, const struct patient *p, const struct rows *visits,
		 const struct recall_override *with, struct patient_recalls *out, struct err *err)
{
	size_t n = c->config->n_recalls;
	day_t today = clinic_today(c);

	*out = (struct patient_recalls){ 0 };
	rows_init(&out->own, &record_recall_override);
	if (n == 0 || p->status != PATIENT_ACTIVE)
		return true;
	struct recall_seen *seen = mem_array(n, sizeof(*seen));
	struct recall_own *own = mem_array(n, sizeof(*own));
	recall_nothing(c->config, seen, own);
	for (size_t i = 0; visits && i < visits->n; i++) {
		const struct visit *v = rows_at(visits, i);
		recall_see(c->config, seen, v->kind, (enum visit_status)v->status, v->day, v->minute,
			   today);
	}
	bool ok = store_recall_overrides(&c->store, p->row.id, &out->own, err) &&
		  (visits || store_recall_seen(&c->store, c->config, p->row.id, today, seen, err));
	if (ok && with)
		suppose(&out->own, with);
	if (ok) {
		out->v = mem_array(n, sizeof(*out->v));
		out->n = n;
		decide(c, p, seen, own, out);
	}
	free(seen);
	free(own);
	if (!ok)
		recalls_release(out);
	return ok;
}

bool recalls_of(struct clinic *c, const struct patient *p, struct patient_recalls *out,
		struct err *err)
{
	return load(c, p, NULL, NULL, out, err);
}

bool recalls_from(struct clinic *c, const struct patient *p, const struct rows *visits,
		  struct patient_recalls *out, struct err *err)
{
	return load(c, p, visits, NULL, out, err);
}

bool recalls_with(struct clinic *c, const struct patient *p, const struct recall_override *o,
		  struct patient_recalls *out, struct err *err)
{
	return load(c, p, NULL, o, out, err);
}

void recalls_release(struct patient_recalls *r)
{
	free(r->v);
	rows_release(&r->own);
	*r = (struct patient_recalls){ 0 };
}

void recalls_due_words(struct str *out, const struct config *c, const struct patient_recalls *r,
		       day_t until)
{
	bool first = true;

	for (size_t i = 0; i < r->n; i++) {
		if (!recall_is_due_by(&r->v[i], until))
			continue;
		str_addf(out, "%s%s", first ? "" : ", ", config_label(c, "recall", r->v[i].def->key));
		first = false;
	}
}

/* --- what to book next --- */

/* Whoever is said to do it, unless they left the clinic or do not do that kind; NULL. */
static const char *who_does(const struct config *c, const char *kind, const char *provider)
{
	bool left = config_vocab(c, "provider")->n > 0 && provider &&
		    !config_term(c, "provider", provider);

	return !left && config_does(c, provider, kind) ? provider : NULL;
}

/* Whoever did it last; visits stand newest first. */
static const char *who_did(const struct config *c, const struct card *card, const char *kind)
{
	for (size_t i = 0; i < card->visits.n; i++) {
		const struct visit *v = rows_at(&card->visits, i);
		if (visit_is_done((enum visit_status)v->status) && str_eq(v->kind, kind) &&
		    who_does(c, kind, v->provider))
			return v->provider;
	}
	return NULL;
}

static bool belongs_to_recall(const struct config *c, const char *kind)
{
	for (size_t i = 0; i < c->n_recalls; i++) {
		const struct recall_def *d = &c->recalls[i];
		if (strcmp(d->book, kind) == 0)
			return true;
		for (size_t k = 0; k < d->n_after; k++)
			if (strcmp(d->after[k], kind) == 0)
				return true;
	}
	return false;
}

/* In the middle of a treatment of many visits (braces, root canals): what they came for last they came
 * for again and again, and lately.  *from: as long after the last as that was after the one before. */
static bool in_course(struct clinic *c, const struct card *card, const struct visit *last, day_t *from)
{
	enum { LATELY = 70, AGAIN_WITHIN = 200, TIMES = 3, LEAST_GAP = 7, MOST_GAP = 56 };
	day_t before = DAY_NONE;
	int times = 0;

	if (!last || !last->kind || last->day < clinic_today(c) - LATELY ||
	    belongs_to_recall(c->config, last->kind))
		return false;
	for (size_t i = 0; i < card->visits.n; i++) { /* newest first */
		const struct visit *v = rows_at(&card->visits, i);
		if (!visit_is_done((enum visit_status)v->status) || !str_eq(v->kind, last->kind) ||
		    v->day < last->day - AGAIN_WITHIN)
			continue;
		if (++times == 2)
			before = v->day;
	}
	if (times < TIMES)
		return false;
	int gap = last->day - before;
	*from = last->day + (gap < LEAST_GAP ? LEAST_GAP : gap > MOST_GAP ? MOST_GAP : gap);
	return true;
}

/* What is due longest; else the one that what they came for last begins anew. */
static const struct recall *next_recall(const struct card *card, const struct visit *last)
{
	for (size_t i = 0; i < card->recalls.n; i++)
		if (card->recalls.v[i].state == RECALL_DUE)
			return &card->recalls.v[i];
	for (size_t i = 0; last && i < card->recalls.n; i++) {
		const struct recall *r = &card->recalls.v[i];
		if (r->state == RECALL_LATER && str_eq(r->def->book, last->kind))
			return r;
	}
	return NULL;
}

/* What is under way or agreed goes before what comes round. */
static bool take_plan(struct clinic *c, const struct card *card, struct visit *v, day_t *from)
{
	struct plan_next next;

	plan_next_in(c, &card->plans, &next);
	bool taken = next.item && next.wanted && next.kind;
	if (taken) {
		v->patient = card->p.row.id;
		v->plan_item = next.item;
		str_replace(&v->kind, next.kind);
		str_replace(&v->provider, who_does(c->config, next.kind, next.provider));
		v->minutes = next.minutes ? next.minutes
					  : book_minutes(c, next.kind, next.provider);
		if (from)
			*from = next.earliest > clinic_today(c) ? next.earliest : DAY_NONE;
	}
	plan_next_release(&next);
	return taken;
}

static const struct recall *comes_round(struct clinic *c, const struct card *card, struct visit *v,
					 day_t *from)
{
	const struct visit *last = card_visit(card, card->last_visit);
	const struct term_list *kinds = config_vocab(c->config, "visit_kind");
	day_t goes_on = DAY_NONE;
	bool course = in_course(c, card, last, &goes_on);
	const struct recall *r = course ? NULL : next_recall(card, last);
	const char *kind = r		      ? r->def->book :
			   last && last->kind ? last->kind :
			   kinds->n	      ? kinds->v[0].key :
						NULL;
	const char *who = r || course ? who_did(c->config, card, kind) : NULL;

	if (!who)
		who = who_does(c->config, kind, card->p.provider);
	if (!who && last)
		who = who_does(c->config, kind, last->provider);
	v->patient = card->p.row.id;
	str_replace(&v->kind, kind);
	str_replace(&v->provider, who);
	const struct term_def *term = kind ? config_term(c->config, "visit_kind", kind) : NULL;
	v->minutes = term ? term->minutes : 0;
	day_t day = r ? r->due : goes_on;
	if (from)
		*from = day > clinic_today(c) ? day : DAY_NONE;
	return r;
}

const struct recall *next_visit_suggestion(struct clinic *c, const struct card *card,
					   struct visit *v, day_t *from)
{
	return take_plan(c, card, v, from) ? NULL : comes_round(c, card, v, from);
}

void due_visit_suggestion(struct clinic *c, const struct card *card, struct visit *v, day_t *from)
{
	bool due = false;

	for (size_t i = 0; i < card->recalls.n; i++)
		due = due || card->recalls.v[i].state == RECALL_DUE;
	if (due)
		comes_round(c, card, v, from);
	else
		next_visit_suggestion(c, card, v, from);
}

static bool answers(const struct recall_def *d, const char *kind)
{
	bool is = strcmp(d->book, kind) == 0;

	for (size_t i = 0; !is && i < d->n_after; i++)
		is = strcmp(d->after[i], kind) == 0;
	return is;
}

bool recalls_for_booking(struct clinic *c, int64_t patient, const char *kind, struct str *out,
			 struct err *err)
{
	struct patient_recalls r;
	struct patient p;
	struct str this;
	struct str too;

	record_init(&record_patient, &p);
	bool ok = store_get(&c->store, &record_patient, patient, &p, err) && recalls_of(c, &p, &r, err);
	record_release(&record_patient, &p);
	if (!ok)
		return false;
	str_init(&this);
	str_init(&too);
	for (size_t i = 0; i < r.n; i++) {
		if (r.v[i].state != RECALL_DUE)
			continue;
		if (answers(r.v[i].def, str_or_empty(kind))) {
			str_add(&this, this.len ? ", " : "");
			recall_line(&this, c->config, &r.v[i], clinic_today(c));
		} else {
			str_addf(&too, "%s%s", too.len ? ", " : "",
				 config_label(c->config, "recall", r.v[i].def->key));
		}
	}
	if (this.len)
		str_addf(out, "%s\n", this.p);
	if (too.len) {
		str_addf(out, _("due too: %s; on the same visit?"), too.p);
		str_addc(out, '\n');
	}
	str_release(&this);
	str_release(&too);
	recalls_release(&r);
	return true;
}

/* --- what is decided for one patient --- */

bool recall_override_get(struct clinic *c, int64_t patient, const char *type,
			 struct recall_override *out, struct err *err)
{
	struct rows all;
	char *key = clinic_term_key(c, "recall", type);

	if (!config_recall(c->config, key)) {
		struct str known;
		str_init(&known);
		for (size_t i = 0; i < c->config->n_recalls; i++)
			str_addf(&known, "%s%s", i ? ", " : "", c->config->recalls[i].key);
		err_set(err, ERR_BAD_VALUE, _("clinic.yaml has no recall '%s'; there are: %s"), key,
			known.p);
		str_release(&known);
		free(key);
		return false;
	}
	rows_init(&all, &record_recall_override);
	bool ok = store_recall_overrides(&c->store, patient, &all, err);
	for (size_t i = all.n; i-- > 0 && !out->row.id;) {
		const struct recall_override *o = rows_at(&all, i);
		if (strcmp(o->type, key) != 0)
			continue;
		record_copy(&record_recall_override, out, o);
		out->row = o->row;
	}
	rows_release(&all);
	out->patient = patient;
	str_replace(&out->type, key);
	free(key);
	return ok;
}

static bool set_interval(struct recall_override *o, const char *value, struct err *err)
{
	struct interval i;
	struct str text;

	if (!*value) {
		str_replace(&o->every, NULL);
		return true;
	}
	if (!interval_parse(value, &i, err))
		return false;
	if (i.years + i.months + i.weeks + i.days == 0)
		return err_set(err, ERR_BAD_VALUE, _("this takes at least a day, as in 1d, 6m"));
	str_init(&text);
	interval_text(&text, i);
	str_replace(&o->every, text.p);
	str_release(&text);
	return true;
}

bool recall_override_set(struct clinic *c, struct recall_override *o, const char *field,
			 const char *value, struct err *err)
{
	if (strcmp(field, "until") == 0)
		field = "disabled_until";
	if (strcmp(field, "never") == 0)
		field = "disabled";
	const struct field *f = record_field(&record_recall_override, field);
	if (!f || (f->flags & FIELD_FROZEN) || strcmp(field, "type") == 0)
		return err_set(err, ERR_UNKNOWN_FIELD,
			       _("a recall has no field '%s' to set: use every, until, never, reason"),
			       field);
	if (strcmp(field, "every") == 0)
		return set_interval(o, value, err);
	if (f->type == FIELD_DAY && *value)
		return day_parse_near(value, clinic_today(c), &o->disabled_until, err);
	return field_parse(c->config, f, o, value, clinic_today(c), err);
}

static bool decides_nothing(const struct recall_override *o)
{
	return str_is_empty(o->every) && o->disabled_until == DAY_NONE && !o->disabled;
}

/* Of two who decide about one recall at once the second is told, and sees what the first decided. */
static bool nobody_decided(struct clinic *c, const struct recall_override *o, struct err *err)
{
	struct recall_override there;

	record_init(&record_recall_override, &there);
	bool ok = recall_override_get(c, o->patient, o->type, &there, err);
	if (ok && there.row.id)
		ok = err_set(err, ERR_CONFLICT,
			     _("somebody else has just decided about this recall: open it again"));
	record_release(&record_recall_override, &there);
	return ok;
}

bool recall_override_save(struct clinic *c, struct recall_override *o, bool *changed,
			  struct err *err)
{
	bool ok = true;

	*changed = false;
	if (decides_nothing(o) && !o->row.id) {
		if (str_is_empty(o->reason))
			return true;
		return err_set(err, ERR_MISSING,
			       _("a reason alone changes nothing: say every, until or never"));
	}
	if (!clinic_begin(c, "recall", o->patient, err))
		return false;
	if (!o->row.id && !nobody_decided(c, o, err)) {
		ok = false;
	} else if (decides_nothing(o)) {
		ok = *changed = store_delete(&c->store, &record_recall_override, o->row.id, err);
		if (ok)
			o->row = (struct row){ 0 };
	} else {
		ok = clinic_know_terms(c, &record_recall_override, o, false, err);
		if (ok && o->row.id)
			ok = store_update(&c->store, &record_recall_override, o, changed, err);
		else if (ok)
			ok = *changed = store_insert(&c->store, &record_recall_override, o, err);
	}
	return clinic_end(c, ok, err);
}
