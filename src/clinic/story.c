/* What an action did, in words. */
#include "revisit/base/i18n.h"
#include "revisit/care/plan.h"
#include "revisit/clinic/segments.h"
#include "revisit/clinic/undo.h"
#include "revisit/store/imports.h"
#include "revisit/text/phone.h"
#include "story_parts.h"

static void line_release(struct story_line *l)
{
	free(l->who);
	free(l->what);
	free(l->contrary);
	free(l->before);
	free(l->after);
}

void story_release(struct story *s)
{
	for (size_t i = 0; i < s->n; i++)
		line_release(&s->v[i]);
	free(s->v);
	free(s->words);
	deed_release(&s->deed);
	*s = (struct story){ 0 };
}

/* --- who --- */

static const struct recipe_row *planned(const struct telling *t, const struct record *rec, int64_t id)
{
	for (size_t i = 0; i < t->recipe->n; i++)
		if (t->recipe->v[i].rec == rec && t->recipe->v[i].id == id)
			return &t->recipe->v[i];
	return NULL;
}

static char *name_of(const struct patient *p)
{
	if (str_is_empty(p->name))
		return mem_printf("#%s", str_or_empty(p->chart_no));
	return mem_strdup(p->name);
}

/* Also of one who is gone because it was taken back that they were registered. */
static char *who(const struct telling *t, int64_t patient)
{
	struct patient p;
	char *name = NULL;

	if (!patient)
		return NULL;
	const struct recipe_row *r = planned(t, &record_patient, patient);
	if (r && r->was != r->is)
		return name_of(r->was ? r->before : r->after);
	record_init(&record_patient, &p);
	if (store_get(&t->c->store, &record_patient, patient, &p, NULL) ||
	    store_row_once(&t->c->store, &record_patient, patient, &p))
		name = name_of(&p);
	record_release(&record_patient, &p);
	return name;
}

/* The row as it is, or was when it is gone; what the action left counts first. */
void story_whole_row(const struct telling *t, const struct recipe_row *r, void *row)
{
	if (!store_get(&t->c->store, r->rec, r->id, row, NULL))
		store_row_once(&t->c->store, r->rec, r->id, row);
	for (size_t i = 0; i < r->rec->n_fields; i++)
		if (r->touched[i])
			field_copy(&r->rec->fields[i], row, r->after);
}

static int64_t owner(const struct telling *t, const struct recipe_row *r, const void *row)
{
	const struct field *f = record_field(r->rec, "patient");
	int64_t patient = r->rec == &record_patient ? r->id : f ? field_number(f, row) : 0;

	return patient ? patient : t->story->deed.target;
}

/* --- lines --- */

static struct story_line *add_line(struct telling *t, int64_t patient, int rank, const char *what)
{
	struct story *s = t->story;

	GROW(s->v, s->n, s->cap);
	struct story_line *l = &s->v[s->n++];
	*l = (struct story_line){ .patient = patient, .rank = rank, .what = mem_strdup(what) };
	l->who = who(t, patient);
	return l;
}

static char *household_text(const struct telling *t, int64_t household)
{
	struct household h;
	char *text = NULL;

	record_init(&record_household, &h);
	const struct recipe_row *r = planned(t, &record_household, household);
	bool known = store_get(&t->c->store, &record_household, household, &h, NULL);
	const struct household *from = known ? &h : r ? (r->is ? r->after : r->before) : NULL;
	size_t n = from && from->label ? strlen(from->label) : 0;
	bool says_so = n >= strlen("家") && strcmp(from->label + n - strlen("家"), "家") == 0;
	if (n)
		text = says_so ? mem_strdup(from->label) : mem_printf(_("family %s"), from->label);
	record_release(&record_household, &h);
	return text ? text : mem_strdup(_("a family"));
}

static char *part_text(const struct plan_item *item)
{
	struct str s;

	str_init(&s);
	item_title(&s, item);
	return str_steal(&s);
}

static char *part_of(const struct telling *t, int64_t item)
{
	struct plan_item it;

	record_init(&record_plan_item, &it);
	if (!store_get(&t->c->store, &record_plan_item, item, &it, NULL))
		store_row_once(&t->c->store, &record_plan_item, item, &it);
	char *text = part_text(&it);
	record_release(&record_plan_item, &it);
	return text;
}

/* The value as people read it; NULL when there is none. */
static char *value_text(const struct telling *t, const struct field *f, const void *row)
{
	struct str s;

	if (field_is_missing(f, row))
		return NULL;
	if (f->type == FIELD_REF && str_eq(f->vocab, "patient"))
		return who(t, field_number(f, row));
	if (f->type == FIELD_REF && str_eq(f->vocab, "household"))
		return household_text(t, field_number(f, row));
	if (f->type == FIELD_REF && str_eq(f->vocab, "plan_item"))
		return part_of(t, field_number(f, row));
	str_init(&s);
	if (f->flags & FIELD_PRIVATE)
		private_show(&s, field_text_of(f, row));
	else
		field_show(&s, t->c->config, f, row, t->today);
	return s.p;
}

/* "Fri 27 Nov 09:30", with `more` also what is done. */
static char *visit_text(const struct telling *t, const struct visit *v, bool more)
{
	struct str s;

	str_init(&s);
	day_show(&s, v->day, t->today);
	if (v->minute != MINUTE_NONE) {
		str_addc(&s, ' ');
		minute_iso(&s, v->minute);
	}
	if (more && v->kind)
		str_addf(&s, ", %s", config_label(t->c->config, "visit_kind", v->kind));
	return s.p;
}

/* "Dr Lin Mon 09:00-12:00" */
static char *schedule_text(const struct telling *t, const struct schedule *h)
{
	struct str s;

	str_init(&s);
	str_addf(&s, "%s %s ", config_label(t->c->config, "provider", str_or_empty(h->provider)),
		 weekday_name(h->weekday));
	minute_iso(&s, h->starts);
	str_addc(&s, '-');
	minute_iso(&s, h->ends);
	return str_steal(&s);
}

/* What is said of a row that was added or deleted, after its name. */
static char *row_text(const struct telling *t, const struct record *rec, const void *row)
{
	static const struct {
		const struct record *rec;
		const char *field;
	} telling[] = {
		{ &record_contact, "value" },     { &record_patient_tag, "tag" },
		{ &record_alert, "text" },	  { &record_note, "text" },
		{ &record_task, "what" },
		{ &record_household, "label" },	  { &record_consent, "state" },
		{ &record_plan, "what" },	  { &record_recall_override, "type" },
		{ &record_sooner, "kind" },	  { &record_day_off, "provider" },
		{ &record_chair, "key" },	  { &record_visit_length, "kind" },
		{ &record_handover, "text" },
		{ &record_survey_answer, "score" }, { &record_message, "text" },
	};

	if (rec == &record_visit)
		return visit_text(t, row, true);
	if (rec == &record_plan_item)
		return part_text(row);
	if (rec == &record_schedule)
		return schedule_text(t, row);
	for (size_t i = 0; i < ARRAY_SIZE(telling); i++)
		if (telling[i].rec == rec)
			return value_text(t, record_field(rec, telling[i].field), row);
	return NULL;
}

static bool is_phone(const struct record *rec, const void *row)
{
	return rec == &record_contact &&
	       contact_is_phone((enum contact_kind)((const struct contact *)row)->kind);
}

/* What a row is called: "Mobile", "tag", "visit". */
static const char *row_name(const struct record *rec, const void *row)
{
	static const struct choice names[] = {
		{ "visit", N_("visit") },	{ "task", N_("to-do") },   { "patient_tag", N_("tag") },
		{ "alert", N_("alert") },	{ "note", N_("note") },	   { "attempt", N_("call") },
		{ "household", N_("family") },	{ "consent", N_("consent") },
		{ "plan", N_("plan") },		{ "plan_item", N_("part of the plan") },
		{ "recall_override", N_("recall") }, { "sooner", N_("would come sooner") },
		{ "schedule", N_("hours") },	{ "day_off", N_("other hours") },
		{ "chair", N_("chair") },	{ "visit_length", N_("length of visits") },
		{ "handover", N_("note to the next shift") }, { "message", N_("message") },
		{ "survey_answer", N_("survey answer") }, { 0 },
	};

	if (rec == &record_contact)
		return _(contact_kind_choices[((const struct contact *)row)->kind].label);
	int i = choice_find(names, rec->name);
	return i < 0 ? rec->name : _(names[i].label);
}

/* A number in place of another is one change, not two. */
static bool joins_line(struct telling *t, const char *what, int64_t patient, char **value, bool added)
{
	struct story *s = t->story;

	for (size_t i = 0; i < s->n; i++) {
		struct story_line *l = &s->v[i];
		char **place = added ? &l->after : &l->before;
		if (l->patient != patient || *place || !(l->before || l->after) || strcmp(l->what, what) != 0)
			continue;
		*place = *value;
		*value = NULL;
		return true;
	}
	return false;
}

/* "merged with 李小娜", "not the same person as 李娜": two charts and one thing that was said. */
static void tell_two(struct telling *t, int64_t patient, int64_t other, bool back,
		     const char *format, const char *back_format)
{
	char *name = who(t, other);
	struct story_line *l = add_line(t, patient, RANK_REGISTERED, "");

	free(l->what);
	l->what = mem_printf(back ? back_format : format, name ? name : "?");
	l->contrary = mem_printf(back ? format : back_format, name ? name : "?");
	free(name);
}

static bool tell_charts(struct telling *t, const struct recipe_row *r)
{
	const struct not_same *n = r->is ? r->after : r->before;
	struct merge m;

	if (r->rec == &record_not_same)
		tell_two(t, n->a, n->b, r->was, _("not the same person as %s"),
			 _("no longer said to be somebody else than %s"));
	if (r->rec == &record_merge) {
		record_init(&record_merge, &m);
		story_whole_row(t, r, &m);
		tell_two(t, m.keep, m.lose, r->was, _("merged with %s"),
			 _("taken apart again from %s"));
		record_release(&record_merge, &m);
	}
	/* A number that leads to another chart goes with the merge. */
	return r->rec == &record_merge || r->rec == &record_not_same || r->rec == &record_chart_alias;
}

/* The parts of a plan that comes or goes are in its name. */
static bool goes_with_plan(const struct telling *t, const struct recipe_row *r)
{
	if (r->rec != &record_plan_item)
		return false;
	const struct plan_item *item = r->is ? r->after : r->before;
	const struct recipe_row *plan = planned(t, &record_plan, item->plan);
	return plan && plan->was != plan->is;
}

/* "kept out of Due for cleaning by hand" */
static void tell_pin(struct telling *t, const struct recipe_row *r)
{
	const struct pin *p = r->is ? r->after : r->before;
	const char *kept = p->way == PIN_IN ? _("kept in %s by hand") : _("kept out of %s by hand");
	const char *loose = p->way == PIN_IN ? _("no longer kept in %s by hand") :
					       _("no longer kept out of %s by hand");
	struct story_line *l = add_line(t, p->patient, RANK_PART, "");

	const struct ruleset *set = clinic_rules(t->c);
	int i = set ? ruleset_find(set, p->segment) : -1;
	const char *title = i >= 0 ? segment_title(&set->segments[i]) : str_or_empty(p->segment);
	free(l->what);
	l->what = mem_printf(r->is ? kept : loose, title);
	l->contrary = mem_printf(r->is ? loose : kept, title);
}

/* "rules: Due for cleaning changed" */
static void tell_rules(struct telling *t, const struct recipe_row *r)
{
	char *words = clinic_rules_told(t->c, r->is ? r->after : r->before);

	add_line(t, 0, RANK_REGISTERED, words);
	free(words);
}

/* "call: no answer"; what came in and what was written is told by its outcome alone. */
static void tell_attempt(struct telling *t, const struct recipe_row *r, int64_t patient)
{
	const struct attempt *a = r->is ? r->after : r->before;
	const char *outcome = config_outcome_label(t->c->config, str_or_empty(a->outcome));
	const bool call = str_eq(a->channel, "phone");
	struct story_line *l = add_line(t, patient, RANK_PART, "");

	free(l->what);
	l->what = mem_printf(r->is ? (call ? _("call: %s") : _("contact: %s"))
				   : (call ? _("call taken away: %s") : _("contact taken away: %s")),
			     outcome);
	l->contrary = mem_printf(r->is ? (call ? _("call taken away: %s") : _("contact taken away: %s"))
				       : (call ? _("call: %s") : _("contact: %s")),
				 outcome);
}

static void tell_whole(struct telling *t, const struct recipe_row *r)
{
	const void *row = r->is ? r->after : r->before;
	int64_t patient = owner(t, r, row);

	if (tell_charts(t, r) || goes_with_plan(t, r))
		return;
	if (r->rec == &record_rules_change) {
		tell_rules(t, r);
		return;
	}
	if (r->rec == &record_pin) {
		tell_pin(t, r);
		return;
	}
	if (r->rec == &record_patient) {
		add_line(t, r->id, RANK_REGISTERED, _("registered"));
		return;
	}
	if (r->rec == &record_attempt) {
		tell_attempt(t, r, patient);
		return;
	}
	char *value = row_text(t, r->rec, row);
	const struct visit *v = row;
	bool booking = r->rec == &record_visit && visit_is_booked((enum visit_status)v->status);
	const char *what = booking ? _("booking") : row_name(r->rec, row);
	if (r->rec == &record_contact && joins_line(t, what, patient, &value, r->is))
		return;
	struct story_line *l = add_line(t, patient,
					r->rec == &record_visit	      ? RANK_VISIT :
					r->rec == &record_household ? RANK_LAST :
								      RANK_PART,
					what);
	l->phone = is_phone(r->rec, row);
	*(r->is ? &l->after : &l->before) = value ? value : mem_strdup("…");
}

/* What follows from other fields, or is the machine's. */
static bool follows(const struct recipe_row *r, const struct field *f, bool derived_too)
{
	if (f->flags & FIELD_HIDDEN || !f->label)
		return true;
	if (r->rec == &record_visit && (f->type == FIELD_INSTANT || str_eq(f->vocab, "visit")))
		return true;
	return (f->flags & FIELD_DERIVED) && strcmp(f->name, "chart_no") != 0 && !derived_too;
}

/* "visit Mon 23 Nov 09:30", "to-do send quote", "Mobile ..0042": whose field it is. */
static char *part_name(const struct telling *t, const struct recipe_row *r, const void *row)
{
	char *text = row_text(t, r->rec, row);
	const struct visit *v = row;

	if (r->rec == &record_visit) {
		free(text);
		text = visit_text(t, v, false);
	}
	if (is_phone(r->rec, row)) {
		struct str end;
		str_init(&end);
		last_four(&end, str_or_empty(text));
		free(text);
		text = end.p;
	}
	char *name = mem_printf("%s %s", row_name(r->rec, row), str_or_empty(text));
	free(text);
	return name;
}

/* The day and the time of a visit are one thing to people. */
static void tell_time(struct telling *t, const struct recipe_row *r, const struct visit *now)
{
	struct visit then;

	record_init(&record_visit, &then);
	record_copy(&record_visit, &then, now);
	for (size_t i = 0; i < r->rec->n_fields; i++)
		if (r->touched[i])
			field_copy(&r->rec->fields[i], &then, r->before);
	struct story_line *l = add_line(t, now->patient, RANK_VISIT, row_name(r->rec, now));
	l->before = visit_text(t, &then, false);
	for (size_t i = 0; i < r->rec->n_fields; i++)
		if (r->touched[i])
			field_copy(&r->rec->fields[i], &then, r->after);
	l->after = visit_text(t, &then, false);
	record_release(&record_visit, &then);
}

static bool is_touched(const struct recipe_row *r, const char *name)
{
	const struct field *f = record_field(r->rec, name);

	return f && r->touched[f - r->rec->fields];
}

static void tell_fields(struct telling *t, const struct recipe_row *r, const void *row, bool derived_too)
{
	bool patient = r->rec == &record_patient;
	char *part = patient ? NULL : part_name(t, r, row);

	for (size_t i = 0; i < r->rec->n_fields; i++) {
		const struct field *f = &r->rec->fields[i];
		bool time = r->rec == &record_visit &&
			    (f->type == FIELD_DAY || f->type == FIELD_MINUTE);
		if (!r->touched[i] || time || follows(r, f, derived_too))
			continue;
		bool step = str_eq(f->name, "status") || str_eq(f->name, "state");
		char *what = patient || step ? mem_strdup(patient ? _(f->label) : part) :
					       mem_printf("%s, %s", part, _(f->label));
		struct story_line *l = add_line(t, owner(t, r, row),
						patient			? RANK_FIELD :
						r->rec == &record_visit ? RANK_VISIT :
									  RANK_PART,
						what);
		l->before = value_text(t, f, r->before);
		l->after = value_text(t, f, r->after);
		free(what);
	}
	free(part);
}

/* A moved visit is two rows and one thing that happened: the one it was moved to. */
static const struct recipe_row *moved_to(const struct telling *t, const struct recipe_row *r)
{
	const struct visit *v = r->after;

	if (r->rec != &record_visit || !r->was || !r->is || !is_touched(r, "successor"))
		return NULL;
	const struct recipe_row *to = planned(t, &record_visit, v->successor);
	return to && !to->was ? to : NULL;
}

static bool was_moved_here(const struct telling *t, const struct recipe_row *r)
{
	for (size_t i = 0; i < t->recipe->n; i++)
		if (moved_to(t, &t->recipe->v[i]) == r)
			return true;
	return false;
}

static void tell_row(struct telling *t, const struct recipe_row *r)
{
	if (plan_row_is_void(r) || was_moved_here(t, r))
		return;
	if (r->was != r->is || r->rec == &record_merge) {
		tell_whole(t, r);
		return;
	}
	void *row = mem_alloc(r->rec->size);
	record_init(r->rec, row);
	story_whole_row(t, r, row);
	const struct recipe_row *to = moved_to(t, r);
	size_t before = t->story->n;
	if (to) {
		struct story_line *l = add_line(t, owner(t, r, row), RANK_VISIT, row_name(r->rec, row));
		l->before = visit_text(t, row, false);
		l->after = visit_text(t, to->after, true);
	} else {
		if (r->rec == &record_visit && (is_touched(r, "day") || is_touched(r, "minute")))
			tell_time(t, r, row);
		tell_fields(t, r, row, false);
	}
	if (t->story->n == before)
		tell_fields(t, r, row, true);
	record_release(r->rec, row);
	free(row);
}

/* What tells most comes first, else in the order in which it was done. */
static void put_in_order(struct story *s)
{
	for (size_t i = 1; i < s->n; i++) {
		struct story_line l = s->v[i];
		size_t k = i;
		for (; k > 0 && s->v[k - 1].rank > l.rank; k--)
			s->v[k] = s->v[k - 1];
		s->v[k] = l;
	}
}

static void turn_round(struct story *s)
{
	for (size_t i = 0; i < s->n; i++) {
		char *was = s->v[i].before;
		s->v[i].before = s->v[i].after;
		s->v[i].after = was;
		if (s->v[i].contrary) {
			char *what = s->v[i].what;
			s->v[i].what = s->v[i].contrary;
			s->v[i].contrary = what;
		}
	}
}

/* What took something back is told by what it took back. */
static bool tell(struct clinic *c, struct story *s, struct err *err)
{
	struct recipe recipe;
	struct err why = ERR_INIT;
	struct telling t = { .c = c, .recipe = &recipe, .story = s, .today = clinic_today(c) };

	if (!store_recipe(&c->store, s->deed.of, &recipe, &why) && why.code != ERR_CONFLICT) {
		if (err)
			*err = why;
		return false;
	}
	for (size_t i = 0; i < recipe.n; i++)
		tell_row(&t, &recipe.v[i]);
	put_in_order(s);
	s->words = story_in_one_line(&t);
	recipe_release(&recipe);
	if (s->deed.turned)
		turn_round(s);
	return true;
}

bool clinic_story(struct clinic *c, int64_t action, struct story *out, struct err *err)
{
	*out = (struct story){ 0 };
	if (store_deed(&c->store, action, &out->deed, err) && tell(c, out, err)) {
		out->again = out->deed.undone_by && !out->deed.turned &&
			     store_in_force(&c->store, action);
		return true;
	}
	story_release(out);
	return false;
}

struct gathering {
	int64_t *v;
	size_t n, cap;
	int most;
};

static bool gather(const struct deed *d, void *arg)
{
	struct gathering *g = arg;

	GROW(g->v, g->n, g->cap);
	g->v[g->n++] = d->action;
	return (int)g->n < g->most;
}

bool clinic_stories(struct clinic *c, const struct deed_query *query, int most,
		    bool (*story)(struct story *s, void *arg), void *arg, struct err *err)
{
	struct gathering g = { .most = most };
	bool more = true;
	bool ok = store_deeds(&c->store, query, gather, &g, err);

	for (size_t i = 0; ok && more && i < g.n; i++) {
		struct story s;
		ok = clinic_story(c, g.v[i], &s, err);
		if (ok)
			more = story(&s, arg);
	}
	free(g.v);
	return ok;
}
