/* What a segment's rule says is done for those who enter it: once for every entry, taken back as
 * one. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/messages.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/scripts.h"
#include "revisit/clinic/segments.h"
#include "revisit/clinic/tasks.h"
#include "revisit/store/merge.h"

struct planning {
	struct clinic *c;
	size_t segment;
	const struct segment *s;
	struct segment_run *run;
	size_t cap;
	struct err *err;
	bool acts; /* the rule says something to do for who enters */
	bool ok;
};

static struct run_line *add_line(struct planning *p, const struct then *then,
				 const struct segment_entry *e)
{
	struct segment_run *run = p->run;

	GROW(run->lines, run->n, p->cap);
	run->lines[run->n] =
		(struct run_line){ .patient = e->patient, .entered = e->entered, .then = then };
	return &run->lines[run->n++];
}

/* When a to-do of today is due: a day the clinic works on. */
static day_t task_due(const struct clinic *c, const struct then *then)
{
	day_t today = clinic_today(c);
	day_t due = then->has_due ? day_add(today, then->due, 1) : today;

	return day_open_from(c->config, due);
}

static char *task_words(struct clinic *c, const struct then *then)
{
	const char *to = then->to;
	struct str out;
	struct str due;

	str_init(&out);
	str_init(&due);
	day_relative(&due, task_due(c, then), clinic_today(c));
	str_addf(&out, _("to-do: %s, due %s"), then->what, due.p);
	str_release(&due);
	if (to && strcmp(to, "provider") == 0)
		str_add(&out, _(", for who treated"));
	else if (to)
		str_addf(&out, _(", for %s"),
			 config_label(c->config,
				      config_term(c->config, "role", to) ? "role" : "staff", to));
	return out.p;
}

static bool has_tag(struct clinic *c, int64_t patient, const char *tag, const char *by, bool *has,
		    struct err *err)
{
	struct rows tags;

	*has = false;
	rows_init(&tags, &record_patient_tag);
	bool ok = store_tags(&c->store, patient, &tags, err);
	for (size_t i = 0; ok && i < tags.n; i++) {
		const struct patient_tag *t = rows_at(&tags, i);
		*has = *has || (strcmp(t->tag, tag) == 0 && (!by || str_eq(t->segment, by)));
	}
	rows_release(&tags);
	return ok;
}

static bool has_template(struct clinic *c, const char *name, struct err *err)
{
	struct text_files files;
	bool has = false;

	templates_list(c, &files, NULL);
	for (size_t i = 0; i < files.n; i++)
		has = has || strcmp(files.v[i].name, name) == 0;
	text_files_release(&files);
	return has || err_set(err, ERR_TEMPLATE, _("there is no %s/%s.md in the clinic's folder"), "templates",
			      name);
}

/* Into the outbox: nothing leaves by this.  Of whom the template has nothing to say gets none. */
static bool write_to(struct clinic *c, const struct segment *s, const struct run_line *l, struct err *err)
{
	struct message m;

	record_init(&record_message, &m);
	m.patient = l->patient;
	m.channel = mem_strdup(l->then->channel);
	m.template = mem_strdup(l->then->what);
	m.purpose = mem_strdup(purpose_choices[s->purpose].key);
	m.list = mem_strdup(s->key);
	struct err why = ERR_INIT;
	bool ok = message_make(c, &m, &why) || why.code == ERR_TEMPLATE;
	record_release(&record_message, &m);
	if (!ok && err)
		*err = why;
	return ok;
}

static bool plan_entering(struct planning *p, const struct then *then,
			  const struct segment_entry *e)
{
	struct clinic *c = p->c;
	const char *label = config_label(c->config, "tag", str_or_empty(then->what));
	bool has;

	switch (then->kind) {
	case THEN_TASK:
		add_line(p, then, e)->what = task_words(c, then);
		return true;
	case THEN_TAG:
		if (!has_tag(c, e->patient, then->what, NULL, &has, p->err))
			return false;
		if (!has)
			add_line(p, then, e)->what = mem_printf(_("tag %s"), label);
		return true;
	case THEN_MESSAGE:
		if (message_may(c, e->patient, then->channel, p->s->purpose, NULL))
			add_line(p, then, e)->what =
				mem_printf("%s: %s", message_channel_label(then->channel), then->what);
		return true;
	case THEN_CALL:
	case THEN_UNTAG_ON_LEAVING:
		return true;
	}
	return true;
}

/* Who left and came back within a day never left; but the tag that went meanwhile comes again. */
static bool plan_again(struct planning *p, const struct then *then, const struct segment_entry *e)
{
	bool leaves = false;
	bool has;

	for (size_t i = 0; i < p->s->n_then; i++)
		leaves = leaves || (p->s->then[i].kind == THEN_UNTAG_ON_LEAVING &&
				    str_eq(p->s->then[i].what, then->what));
	if (then->kind != THEN_TAG || !leaves)
		return true;
	if (!has_tag(p->c, e->patient, then->what, NULL, &has, p->err))
		return false;
	return has || !store_tag_taken(&p->c->store, e->patient, then->what, p->s->key) ||
	       plan_entering(p, then, e);
}

static bool is_planned(const struct segment_run *run, const struct then *then, int64_t patient)
{
	for (size_t i = 0; i < run->n; i++)
		if (run->lines[i].then == then && run->lines[i].patient == patient)
			return true;
	return false;
}

/* A tag goes only when it was this segment that set it, and who left did not come back since. */
static bool plan_leaving(struct planning *p, const struct then *then, const struct segment_entry *e)
{
	struct clinic *c = p->c;
	const char *label = config_label(c->config, "tag", str_or_empty(then->what));
	bool has;
	bool is = false;

	if (then->kind != THEN_UNTAG_ON_LEAVING)
		return true;
	if (!has_tag(c, e->patient, then->what, p->s->key, &has, p->err))
		return false;
	/* What hangs on a chart that was merged waits there until it is taken apart again. */
	if (!has || store_survivor(&c->store, e->patient) != e->patient)
		return true;
	if (!segments_is_member(&c->store, p->segment, e->patient, clinic_today(c), &is, p->err))
		return false;
	if (!is && !is_planned(p->run, then, e->patient))
		add_line(p, then, e)->what =
			mem_printf(_("tag %s goes: no member any more"), label);
	return true;
}

static bool plan_entry(const struct segment_entry *e, void *arg)
{
	struct planning *p = arg;
	bool in = e->left == DAY_NONE;

	if (in && e->acted)
		p->run->already++;
	else if (in && e->from_start && p->s->new_only)
		p->run->skipped++;
	else if (in)
		p->run->entries++;
	bool due = in && !e->acted && !(e->from_start && p->s->new_only);
	if (due && p->acts)
		/* Also when nothing is left to do (the tag is there): it is this entry's turn. */
		add_line(p, NULL, e);
	size_t before = p->run->n;
	for (size_t i = 0; p->ok && i < p->s->n_then; i++) {
		const struct then *then = &p->s->then[i];
		p->ok = due		? plan_entering(p, then, e) :
			!in		? plan_leaving(p, then, e) :
			e->acted	? plan_again(p, then, e) :
					  true;
	}
	p->run->settled += due && p->acts && p->run->n == before;
	return p->ok;
}

static bool plan(struct clinic *c, size_t segment, struct segment_run *run, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);

	*run = (struct segment_run){ 0 };
	if (!set || segment >= set->n_segments)
		return err_set(err, ERR_CONFLICT,
			       _("the rules were changed meanwhile; look again"));
	struct planning p = { .c = c,
			      .segment = segment,
			      .s = &set->segments[segment],
			      .run = run,
			      .err = err,
			      .ok = true };
	for (size_t i = 0; i < p.s->n_then; i++)
		p.acts = p.acts || p.s->then[i].kind == THEN_TASK || p.s->then[i].kind == THEN_TAG ||
			 p.s->then[i].kind == THEN_MESSAGE;
	for (size_t i = 0; p.ok && i < p.s->n_then; i++)
		p.ok = p.s->then[i].kind != THEN_MESSAGE || has_template(c, p.s->then[i].what, err);
	if (p.ok && segments_entries(&c->store, segment, false, plan_entry, &p, err) && p.ok)
		return true;
	segment_run_release(run);
	return false;
}

bool segment_run_plan(struct clinic *c, size_t segment, struct segment_run *run, struct err *err)
{
	bool done;

	*run = (struct segment_run){ 0 };
	return segments_catch_up(c, 0, &done, err) && plan(c, segment, run, err);
}

/* The provider of the last visit that took place. */
static char *who_treated(struct clinic *c, int64_t patient)
{
	struct rows visits;
	char *who = NULL;

	rows_init(&visits, &record_visit);
	store_visits(&c->store, patient, &visits, NULL);
	for (size_t i = 0; !who && i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		if (visit_is_done((enum visit_status)v->status) && v->day <= clinic_today(c))
			who = mem_strdup(v->provider);
	}
	rows_release(&visits);
	return who;
}

static bool make_task(struct clinic *c, const struct segment *s, const struct run_line *l,
		      struct err *err)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = l->patient;
	t.what = mem_strdup(l->then->what);
	t.due_day = task_due(c, l->then);
	t.kind = mem_strdup(l->then->task_kind);
	t.priority = l->then->priority;
	t.segment = mem_strdup(s->key);
	if (str_eq(l->then->to, "provider"))
		t.assignee = who_treated(c, l->patient);
	else if (l->then->to)
		t.assignee = mem_strdup(l->then->to);
	if (!t.assignee)
		t.assignee = mem_strdup("");
	bool ok = task_add(c, &t, err);
	record_release(&record_task, &t);
	return ok;
}

/* Says of the tag that it is this segment's, so that it may go with it. */
static bool own_tag(struct clinic *c, const struct segment *s, const struct run_line *l,
		    struct err *err)
{
	struct rows tags;

	rows_init(&tags, &record_patient_tag);
	bool ok = store_tags(&c->store, l->patient, &tags, err);
	for (size_t i = 0; ok && i < tags.n; i++) {
		struct patient_tag *t = rows_at(&tags, i);
		if (strcmp(t->tag, l->then->what) != 0)
			continue;
		str_replace(&t->segment, s->key);
		ok = store_update(&c->store, &record_patient_tag, t, NULL, err);
	}
	rows_release(&tags);
	return ok;
}

static bool do_line(struct clinic *c, size_t segment, const struct segment *s,
		    const struct run_line *l, struct err *err)
{
	bool changed;

	if (!l->then)
		return segments_acted(&c->store, segment, l->patient, l->entered, err);
	switch (l->then->kind) {
	case THEN_TASK:
		return make_task(c, s, l, err);
	case THEN_TAG:
		return tag_add(c, l->patient, l->then->what, DAY_NONE, &changed, err) &&
		       own_tag(c, s, l, err);
	case THEN_UNTAG_ON_LEAVING:
		return tag_remove(c, l->patient, l->then->what, &changed, err);
	case THEN_MESSAGE:
		return write_to(c, s, l, err);
	case THEN_CALL:
		break;
	}
	return true;
}

bool segment_run_do(struct clinic *c, size_t segment, struct segment_run *run, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);
	bool done;

	segment_run_release(run);
	if (!segments_catch_up(c, 0, &done, err) || !clinic_begin(c, "segment-run", 0, err))
		return false;
	/* Planned inside the action: another terminal may have run it meanwhile. */
	bool ok = plan(c, segment, run, err);
	for (size_t i = 0; ok && i < run->n; i++)
		ok = do_line(c, segment, &set->segments[segment], &run->lines[i], err);
	return clinic_end(c, ok, err);
}

void segment_run_release(struct segment_run *run)
{
	for (size_t i = 0; i < run->n; i++)
		free(run->lines[i].what);
	free(run->lines);
	*run = (struct segment_run){ 0 };
}

/* The staff that what is done from now on is of; `was` gets the one before, and is given back so.
 */
static void work_as(struct clinic *c, const char *staff, char **was)
{
	if (was)
		*was = mem_strdup(c->staff);
	str_replace(&c->staff, staff);
	str_replace(&c->store.staff, staff);
}

static bool run_one(struct clinic *c, size_t segment, ran_daily *told, void *arg, struct err *err)
{
	struct segment_run run = { 0 };
	bool ok = plan(c, segment, &run, err);

	if (ok && run.n > 0)
		ok = segment_run_do(c, segment, &run, err);
	if (ok && run.n > 0 && told)
		told(&clinic_rules(c)->segments[segment], &run, arg);
	segment_run_release(&run);
	return ok;
}

/* Two terminals that do it at once do nothing twice: what is due is asked inside the action. */
bool segments_run_daily(struct clinic *c, ran_daily *told, void *arg, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);
	struct str today;
	char *staff;
	bool done;

	if (c->store.refuse)
		return err_set(err, ERR_READ_ONLY, "%s", c->store.refuse);
	str_init(&today);
	day_iso(&today, clinic_today(c));
	char *last = store_meta(&c->store, "segments run");
	bool due = set && !str_eq(last, today.p);
	bool ok = !due || segments_catch_up(c, 0, &done, err);
	free(last);
	work_as(c, "rules", &staff);
	for (size_t i = 0; ok && due && i < set->n_segments; i++)
		if (set->segments[i].run_daily)
			ok = run_one(c, i, told, arg, err);
	work_as(c, staff, NULL);
	if (ok && due)
		ok = store_meta_set(&c->store, "segments run", today.p, err);
	free(staff);
	str_release(&today);
	return ok;
}
