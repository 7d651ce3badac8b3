/* What is on the wrong chart: merging with another, taking out again, filing one line elsewhere. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/dupes.h"
#include "revisit/clinic/merge.h"
#include "revisit/screen/parts.h"
#include "revisit/text/phone.h"

static char *person(struct app *app, int64_t patient)
{
	struct patient p;
	struct str s;

	str_init(&s);
	record_init(&record_patient, &p);
	if (store_get(&app->clinic->store, &record_patient, patient, &p, NULL)) {
		short_name(&s, app, &p);
		str_addf(&s, " %s", p.chart_no);
	}
	record_release(&record_patient, &p);
	return str_steal(&s);
}

static int64_t *kept_id(int64_t id)
{
	int64_t *kept = mem_alloc(sizeof(*kept));

	*kept = id;
	return kept;
}

/* --- merge --- */

static void merge_with(struct app *app, void *data, int64_t other)
{
	int64_t patient = *(const int64_t *)data;

	compare_patients(app, patient, other);
}

/* Who may be the same person, best first; relatives on the same telephone are not. */
static void list_likely(struct app *app, int64_t patient, struct choosing_patient *c)
{
	struct pair_list found = { 0 };
	struct patient_draft d;

	if (!draft_load(app->clinic, patient, &d, NULL))
		return;
	if (clinic_likely(app->clinic, &d, LIKENESS_LIKELY, 1u << LIKE_SAME_NAME, &found, NULL))
		c->likely = mem_array(found.n + 1, sizeof(*c->likely));
	for (size_t i = 0; c->likely && i < found.n; i++)
		c->likely[c->n_likely++] = pair_other(&found.v[i], patient);
	pair_list_release(&found);
	draft_release(&d);
}

void ask_merge(struct app *app, int64_t patient)
{
	struct choosing_patient c = { .prompt = mem_strdup(_("Merge with:")),
				      .but = patient,
				      .enter = _("COMPARE"),
				      .done = merge_with,
				      .data = kept_id(patient),
				      .free_data = free };

	list_likely(app, patient, &c);
	choose_patient(app, &c);
}

/* --- unmerge --- */

static void unmerge_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct err err = ERR_INIT;
	struct unmerged u;

	(void)data;
	(void)text;
	if (!key)
		return;
	int64_t lose = strtoll(key, NULL, 10);
	if (clinic_unmerge(app->clinic, lose, &u, &err)) {
		char *who = person(app, lose);
		app_say(app, _("taken out again: %s has what was theirs; {undo} takes it back"), who);
		free(who);
	} else {
		app_error(app, &err);
	}
	app_changed(app);
}

void ask_unmerge(struct app *app, int64_t patient)
{
	struct strlist said;
	struct rows merges;
	struct pick p;

	strlist_init(&said);
	rows_init(&merges, &record_merge);
	store_merges_into(&app->clinic->store, patient, &merges, NULL);
	clinic_merged_from(app->clinic, patient, &said, NULL);
	pick_init(&p, _("Which chart is taken out again?"));
	for (size_t i = 0; i < merges.n && i < said.n; i++) {
		char key[24];
		snprintf(key, sizeof(key), "%lld",
			 (long long)((const struct merge *)rows_at(&merges, i))->lose);
		pick_add(&p, key, said.v[i], NULL, NULL);
	}
	rows_release(&merges);
	strlist_release(&said);
	p.deliberate = true;
	p.done = unmerge_answer;
	if (p.n == 0)
		app_refuse(app, _("nothing was merged into this chart"));
	pick_open_if(app, &p, p.n > 0);
}

/* --- refile --- */

struct refiling {
	const struct record *rec;
	int64_t row, from;
};

static void refile_to(struct app *app, void *data, int64_t patient)
{
	const struct refiling *r = data;
	struct err err = ERR_INIT;
	int moved;

	if (clinic_refile(app->clinic, r->rec, r->row, patient, &moved, &err)) {
		char *from = person(app, r->from);
		char *to = person(app, patient);
		app_say(app, _("moved from %s to %s; {undo} takes it back"), from, to);
		free(from);
		free(to);
	} else {
		app_error(app, &err);
	}
	app_changed(app);
}

/* "visit 12": the record's name and its number. */
static void refile_answer(struct app *app, void *data, const char *key, const char *text)
{
	int64_t from = *(const int64_t *)data;

	(void)text;
	if (!key)
		return;
	struct refiling *r = mem_alloc(sizeof(*r));
	size_t n = strcspn(key, " ");
	*r = (struct refiling){ .from = from };
	for (size_t i = 0; records[i]; i++)
		if (strlen(records[i]->name) == n && strncmp(records[i]->name, key, n) == 0)
			r->rec = records[i];
	r->row = strtoll(key + n, NULL, 10);
	struct choosing_patient c = { .prompt = mem_strdup(_("File under:")),
				      .but = from,
				      .enter = _("FILE HERE"),
				      .done = refile_to,
				      .data = r,
				      .free_data = free };
	choose_patient(app, &c);
}

static void offer(struct pick *p, const struct record *rec, int64_t row, const char *kind,
		  const char *what)
{
	char *key = mem_printf("%s %lld", rec->name, (long long)row);

	pick_add(p, key, what, kind, NULL);
	free(key);
}

static const struct record *record_of(enum timeline_kind kind)
{
	switch (kind) {
	case TIME_VISIT:
		return &record_visit;
	case TIME_NOTE:
		return &record_note;
	case TIME_ATTEMPT:
		return &record_attempt;
	case TIME_TASK:
		return &record_task;
	case TIME_SURVEY:
		return &record_survey_answer;
	case TIME_EDIT:
	case TIME_FIRST:
		break;
	}
	return NULL;
}

static void offer_entry(struct pick *p, struct app *app, const struct timeline_entry *e)
{
	const struct record *rec = e && e->row ? record_of(e->kind) : NULL;
	struct str when;

	if (!rec)
		return;
	str_init(&when);
	day_brief(&when, e->day, clinic_today(app->clinic));
	offer(p, rec, e->row, when.p, e->what);
	str_release(&when);
}

static void offer_facts(struct pick *p, struct app *app, const struct card *card)
{
	for (size_t i = 0; i < card->tasks.n; i++) {
		const struct task *t = rows_at(&card->tasks, i);
		if (t->state == TASK_OPEN)
			offer(p, &record_task, t->row.id, _("to-do"), t->what);
	}
	for (size_t i = 0; i < card->contacts.n; i++) {
		const struct contact *k = rows_at(&card->contacts, i);
		struct str s;
		str_init(&s);
		if (contact_is_phone((enum contact_kind)k->kind))
			phone_show(&s, k->value, app->clinic->config->country);
		else
			str_add(&s, k->value);
		offer(p, &record_contact, k->row.id, _(contact_kind_choices[k->kind].label), s.p);
		str_release(&s);
	}
	for (size_t i = 0; i < card->tags.n; i++) {
		const struct patient_tag *t = rows_at(&card->tags, i);
		offer(p, &record_patient_tag, t->row.id, _("tag"),
		      config_label(app->clinic->config, "tag", t->tag));
	}
	for (size_t i = 0; i < card->alerts.n; i++) {
		const struct alert *a = rows_at(&card->alerts, i);
		if (a->patient)
			offer(p, &record_alert, a->row.id, _("alert"), a->text);
	}
}

static void offer_plans(struct pick *p, const struct card *card)
{
	for (size_t i = 0; i < card->plans.n; i++) {
		const struct plan *plan = &card->plans.v[i].plan;
		offer(p, &record_plan, plan->row.id, _("plan"), plan->what);
	}
}

void ask_refile(struct app *app, const struct card *card, const struct timeline_entry *entry)
{
	struct pick p;

	pick_init(&p, _("What belongs to another patient?"));
	offer_entry(&p, app, entry);
	offer_facts(&p, app, card);
	offer_plans(&p, card);
	p.data = kept_id(card->p.row.id);
	p.free_data = free;
	p.done = refile_answer;
	if (p.n == 0)
		app_refuse(app, _("nothing here can be filed elsewhere"));
	pick_open_if(app, &p, p.n > 0);
}
