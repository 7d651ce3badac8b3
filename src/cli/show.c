#include "revisit/cli/show.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/merge.h"
#include "revisit/clinic/messages.h"
#include "revisit/text/phone.h"
#include "revisit/text/width.h"

enum { LABEL_COLUMNS = 14 };

/* --- for people --- */

static void line(struct cli *c, const char *label, const char *value)
{
	struct str *out = &c->out.text;

	if (str_is_empty(value))
		return;
	text_fit(out, label, LABEL_COLUMNS, false);
	str_addc(out, ' ');
	text_safe(out, value, false);
	str_addc(out, '\n');
}

static void heading(struct cli *c, const char *title)
{
	str_addf(&c->out.text, "\n%s\n", title);
}

/* What they do not want. */
static void refusal_lines(struct cli *c, int64_t patient)
{
	struct refusals r;

	refusals_of(&c->clinic, patient, &r, NULL);
	for (size_t i = 0; i < r.n; i++) {
		str_add(&c->out.text, "! ");
		text_safe(&c->out.text, r.v[i].words, false);
		str_addc(&c->out.text, '\n');
	}
	refusals_release(&r);
}

static void header(struct cli *c, const struct card *card)
{
	struct str *out = &c->out.text;
	struct str text;

	str_init(&text);
	str_addf(&text, "%s  ", card->p.chart_no);
	patient_title(&text, &card->p);
	str_add(&text, "  ");
	patient_age_sex(&text, &card->p, clinic_today(&c->clinic));
	while (text.len > 0 && text.p[text.len - 1] == ' ')
		str_cut(&text, text.len - 1);
	text_safe(out, text.p, false);
	str_addc(out, '\n');
	for (size_t i = 0; i < card->alerts.n; i++) {
		const struct alert *a = rows_at(&card->alerts, i);
		str_add(out, "! ");
		text_safe(out, str_or_empty(a->text), false);
		str_addc(out, '\n');
	}
	refusal_lines(c, card->p.row.id);
	str_addc(out, '\n');
	str_release(&text);
}

/* In the header already, or of no interest while they are as usual. */
static bool said_elsewhere(const struct field *f, const struct patient *p)
{
	static const char *const names[] = { "chart_no", "name",    "family",
					     "given",    "reading", "birth_precision" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(f->name, names[i]) == 0)
			return true;
	return f->type == FIELD_CHOICE && field_number(f, p) == 0;
}

static void contact_lines(struct cli *c, const struct card *card)
{
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < card->contacts.n; i++) {
		const struct contact *k = rows_at(&card->contacts, i);
		str_clear(&text);
		if (contact_is_phone((enum contact_kind)k->kind))
			phone_show(&text, str_or_empty(k->value), c->clinic.config->country);
		else
			str_add(&text, k->value);
		if (!str_is_empty(k->label))
			str_addf(&text, " (%s)", k->label);
		if (k->state != CONTACT_GOOD)
			str_addf(&text, " – %s", _(contact_state_choices[k->state].label));
		line(c, _(contact_kind_choices[k->kind].label), text.p);
	}
	str_release(&text);
}

static void tag_line(struct cli *c, const struct card *card)
{
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < card->tags.n; i++) {
		const struct patient_tag *t = rows_at(&card->tags, i);
		str_addf(&text, "%s%s", i ? ", " : "",
			 config_label(c->clinic.config, "tag", t->tag));
		if (t->until == DAY_NONE)
			continue;
		str_add(&text, " (");
		str_add(&text, _("until"));
		str_addc(&text, ' ');
		day_iso(&text, t->until);
		str_addc(&text, ')');
	}
	line(c, _("Tags"), text.p);
	str_release(&text);
}

static void family_lines(struct cli *c, const struct card *card)
{
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < card->family.n; i++) {
		const struct patient *p = rows_at(&card->family, i);
		if (p->row.id == card->p.row.id)
			continue;
		str_clear(&text);
		str_addf(&text, "%s ", p->chart_no);
		patient_title(&text, p);
		if (p->household_role != ROLE_NONE)
			str_addf(&text, ", %s", _(household_role_choices[p->household_role].label));
		line(c, _("Family"), text.p);
	}
	str_release(&text);
}

static void plan_lines(struct cli *c, const struct card *card)
{
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < card->plans.n; i++) {
		const struct plan_view *v = &card->plans.v[i];
		char *id = id_text(&record_plan, v->plan.row.id);
		str_clear(&text);
		str_addf(&text, "%s %s: ", id, v->plan.what);
		plan_words(&c->clinic, v, &text);
		line(c, i ? "" : _("Plans"), text.p);
		free(id);
	}
	str_release(&text);
}

static void recall_lines(struct cli *c, const struct card *card)
{
	day_t today = clinic_today(&c->clinic);
	struct str text;
	bool first = true;

	str_init(&text);
	for (size_t i = 0; i < card->recalls.n; i++) {
		const struct recall *r = &card->recalls.v[i];
		if (!recall_is_worth_telling(r))
			continue;
		str_clear(&text);
		recall_line(&text, c->clinic.config, r, today);
		line(c, first ? _("Due again") : "", text.p);
		first = false;
	}
	str_release(&text);
}

static void merged_lines(struct cli *c, const struct card *card)
{
	struct strlist said;

	strlist_init(&said);
	clinic_merged_from(&c->clinic, card->p.row.id, &said, NULL);
	for (size_t i = 0; i < said.n; i++)
		line(c, _("Merged from"), said.v[i]);
	strlist_release(&said);
}

static void money_line(struct cli *c, const char *label, int64_t amount)
{
	struct str text;

	if (amount == 0 || amount == MONEY_NONE)
		return;
	str_init(&text);
	money_show(&text, c->clinic.config, amount, true);
	line(c, label, text.p);
	str_release(&text);
}

static void patient_lines(struct cli *c, const struct card *card)
{
	struct str text;

	str_init(&text);
	contact_lines(c, card);
	for (size_t i = 0; i < record_patient.n_fields; i++) {
		const struct field *f = &record_patient.fields[i];
		if ((f->flags & FIELD_HIDDEN) || field_is_missing(f, &card->p) ||
		    said_elsewhere(f, &card->p) || strcmp(f->name, "household") == 0)
			continue;
		str_clear(&text);
		field_for_people(&text, c, f, &card->p);
		line(c, _(f->label), text.p);
	}
	merged_lines(c, card);
	tag_line(c, card);
	family_lines(c, card);
	recall_lines(c, card);
	plan_lines(c, card);
	money_line(c, _("Spent"), card->spent);
	money_line(c, _("Owes"), card->owed);
	str_clear(&text);
	if (card->missed > 0)
		str_addf(&text, "%d", card->missed);
	line(c, _("Missed visits"), text.p);
	str_release(&text);
}

static const struct column visit_columns[] = {
	{ "id", N_("No."), 0 },        { "at", N_("When"), 0 },
	{ "kind", N_("Kind"), 0 },     { "provider", N_("Provider"), 0 },
	{ "status", N_("Status"), 0 }, { "amount", N_("Amount"), COLUMN_RIGHT },
	{ "note", N_("Note"), 0 },
};

static void cell_of(struct sheet *s, struct cli *c, const struct record *rec, const char *name,
		    const void *row)
{
	struct str text;

	str_init(&text);
	field_for_people(&text, c, record_field(rec, name), row);
	sheet_text(s, text.p);
	str_release(&text);
}

static void id_cell(struct sheet *s, const struct record *rec, int64_t id)
{
	char *text = id_text(rec, id);

	sheet_text(s, text);
	free(text);
}

static void when_cell(struct sheet *s, day_t day, minute_t minute, day_t today)
{
	struct str text;

	str_init(&text);
	day_show(&text, day, today);
	if (minute != MINUTE_NONE) {
		str_addc(&text, ' ');
		minute_iso(&text, minute);
	}
	sheet_text(s, text.p);
	str_release(&text);
}

static void visit_table(struct cli *c, const struct card *card)
{
	struct sheet s;

	if (card->visits.n == 0)
		return;
	heading(c, _("Visits"));
	sheet_begin(&s, visit_columns, ARRAY_SIZE(visit_columns), FORMAT_TABLE, &c->out);
	for (size_t i = 0; i < card->visits.n; i++) {
		const struct visit *v = rows_at(&card->visits, i);
		id_cell(&s, &record_visit, v->row.id);
		when_cell(&s, v->day, v->minute, clinic_today(&c->clinic));
		cell_of(&s, c, &record_visit, "kind", v);
		cell_of(&s, c, &record_visit, "provider", v);
		cell_of(&s, c, &record_visit, "status", v);
		cell_of(&s, c, &record_visit, "amount", v);
		cell_of(&s, c, &record_visit, "note", v);
		sheet_row(&s);
	}
	sheet_end(&s);
}

static const struct column task_columns[] = {
	{ "id", N_("No."), 0 },          { "due", N_("Due"), 0 },   { "state", N_("State"), 0 },
	{ "promise", N_("Promise"), 0 }, { "what", N_("What"), 0 },
};

static void task_table(struct cli *c, const struct card *card)
{
	struct sheet s;

	if (card->tasks.n == 0)
		return;
	heading(c, _("To-dos"));
	sheet_begin(&s, task_columns, ARRAY_SIZE(task_columns), FORMAT_TABLE, &c->out);
	for (size_t i = 0; i < card->tasks.n; i++) {
		const struct task *t = rows_at(&card->tasks, i);
		id_cell(&s, &record_task, t->row.id);
		when_cell(&s, t->due_day, t->due_minute, clinic_today(&c->clinic));
		cell_of(&s, c, &record_task, "state", t);
		sheet_text(&s, t->promise ? _("yes") : NULL);
		sheet_text(&s, t->what);
		sheet_row(&s);
	}
	sheet_end(&s);
}

static const struct column timeline_columns[] = {
	{ "at", N_("When"), 0 },
	{ "what", N_("What"), 0 },
};

static void timeline_table(struct cli *c, const struct card *card)
{
	struct sheet s;

	if (card->n_timeline == 0)
		return;
	heading(c, _("Timeline"));
	sheet_begin(&s, timeline_columns, ARRAY_SIZE(timeline_columns), FORMAT_TABLE, &c->out);
	for (size_t i = 0; i < card->n_timeline; i++) {
		const struct timeline_entry *e = &card->timeline[i];
		when_cell(&s, e->day, e->minute, clinic_today(&c->clinic));
		sheet_text(&s, e->what);
		sheet_row(&s);
		if (str_is_empty(e->more))
			continue;
		sheet_missing(&s);
		sheet_text(&s, e->more);
		sheet_row(&s);
	}
	sheet_end(&s);
}

void show_for_people(struct cli *c, const struct card *card)
{
	header(c, card);
	patient_lines(c, card);
	visit_table(c, card);
	task_table(c, card);
	timeline_table(c, card);
}

/* --- for programs --- */

void show_csv(struct cli *c, const struct card *card)
{
	static const struct column columns[] = { { "field", N_("Field"), 0 },
						 { "value", N_("Value"), 0 } };
	struct patient_draft d;
	struct sheet s;
	struct str text;

	if (!draft_load(&c->clinic, card->p.row.id, &d, NULL))
		return;
	str_init(&text);
	sheet_begin(&s, columns, ARRAY_SIZE(columns), FORMAT_CSV, &c->out);
	for (size_t i = 0; i < record_patient.n_fields; i++) {
		const struct field *f = &record_patient.fields[i];
		if (f->flags & FIELD_HIDDEN)
			continue;
		str_clear(&text);
		if (f->type == FIELD_REF || (f->flags & FIELD_PRIVATE))
			field_for_people(&text, c, f, &card->p);
		else
			field_export(&text, c->clinic.config, f, &card->p);
		sheet_text(&s, f->name);
		sheet_text(&s, text.p);
		sheet_row(&s);
	}
	for (size_t i = 0; i < n_virtual_fields; i++) {
		str_clear(&text);
		draft_get(&c->clinic, &d, virtual_fields[i].name, &text, NULL);
		sheet_text(&s, virtual_fields[i].name);
		sheet_text(&s, text.p);
		sheet_row(&s);
	}
	sheet_end(&s);
	str_release(&text);
	draft_release(&d);
}

static void json_rows(struct json *j, struct cli *c, const char *key, const struct rows *rows)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < rows->n; i++) {
		json_object(j);
		record_members(j, c, rows->rec, rows_at(rows, i));
		json_end_object(j);
	}
	json_end_array(j);
}

static void json_family(struct json *j, const struct card *card)
{
	json_key(j, "family");
	json_array(j);
	for (size_t i = 0; i < card->family.n; i++) {
		const struct patient *p = rows_at(&card->family, i);
		if (p->row.id == card->p.row.id)
			continue;
		json_object(j);
		json_key(j, "chart_no");
		json_text(j, p->chart_no);
		json_key(j, "name");
		json_text(j, p->name);
		json_key(j, "household_role");
		json_text(j, household_role_choices[p->household_role].key);
		json_end_object(j);
	}
	json_end_array(j);
}

static void json_day(struct json *j, const char *key, day_t day)
{
	struct str text;

	str_init(&text);
	day_iso(&text, day);
	json_key(j, key);
	json_text(j, text.len ? text.p : NULL);
	str_release(&text);
}

static void json_recalls(struct json *j, const struct card *card)
{
	json_key(j, "recalls");
	json_array(j);
	for (size_t i = 0; i < card->recalls.n; i++) {
		const struct recall *r = &card->recalls.v[i];
		if (!recall_is_worth_telling(r))
			continue;
		json_object(j);
		json_key(j, "recall");
		json_text(j, r->def->key);
		json_key(j, "state");
		json_text(j, recall_state_key(r->state));
		json_day(j, "due", r->due);
		json_day(j, "last", r->last);
		json_day(j, "booked", r->booked);
		json_end_object(j);
	}
	json_end_array(j);
}

static void json_plans(struct json *j, struct cli *c, const struct card *card)
{
	json_key(j, "plans");
	json_array(j);
	for (size_t i = 0; i < card->plans.n; i++) {
		const struct plan_view *v = &card->plans.v[i];
		char *id = id_text(&record_plan, v->plan.row.id);
		struct str open;
		str_init(&open);
		money_exact(&open, c->clinic.config, v->now.open);
		json_object(j);
		json_key(j, "id");
		json_text(j, id);
		json_key(j, "what");
		json_text(j, v->plan.what);
		json_key(j, "state");
		json_text(j, plan_state_choices[v->now.state].key);
		json_key(j, "open");
		json_text(j, open.p);
		json_day(j, "offered", v->plan.offered_day);
		json_day(j, "ask_after", v->plan.ask_after);
		json_day(j, "next", v->now.next_day);
		json_end_object(j);
		str_release(&open);
		free(id);
	}
	json_end_array(j);
}

static void json_old_charts(struct json *j, struct cli *c, const struct card *card)
{
	struct strlist charts;

	strlist_init(&charts);
	store_old_charts(&c->clinic.store, card->p.row.id, &charts, NULL);
	json_key(j, "old_charts");
	json_array(j);
	for (size_t i = 0; i < charts.n; i++)
		json_text(j, charts.v[i]);
	json_end_array(j);
	strlist_release(&charts);
}

static void json_timeline(struct json *j, const struct card *card)
{
	static const char *const kinds[] = {
		[TIME_VISIT] = "visit", [TIME_NOTE] = "note", [TIME_ATTEMPT] = "attempt",
		[TIME_TASK] = "task",   [TIME_SURVEY] = "survey", [TIME_EDIT] = "edit",
		[TIME_FIRST] = "registered"
	};
	struct str at;

	str_init(&at);
	json_key(j, "timeline");
	json_array(j);
	for (size_t i = 0; i < card->n_timeline; i++) {
		const struct timeline_entry *e = &card->timeline[i];
		char *visit = id_text(&record_visit, e->kind == TIME_VISIT ? e->visit : 0);
		str_clear(&at);
		datetime_iso(&at, e->day, e->minute);
		json_object(j);
		json_key(j, "kind");
		json_text(j, kinds[e->kind]);
		json_key(j, "at");
		json_text(j, at.len ? at.p : NULL);
		json_key(j, "visit");
		json_text(j, visit);
		json_key(j, "what");
		json_text(j, e->what);
		json_key(j, "more");
		json_text(j, e->more);
		json_end_object(j);
		free(visit);
	}
	json_end_array(j);
	str_release(&at);
}

static void json_money(struct json *j, struct cli *c, const char *key, int64_t amount)
{
	struct str text;

	str_init(&text);
	money_exact(&text, c->clinic.config, amount);
	json_key(j, key);
	json_text(j, text.len ? text.p : NULL);
	str_release(&text);
}

static void json_visit_id(struct json *j, const char *key, int64_t id)
{
	char *text = id_text(&record_visit, id);

	json_key(j, key);
	json_text(j, text);
	free(text);
}

static void json_age(struct json *j, const struct patient *p, day_t today)
{
	json_key(j, "age");
	if (p->birth_day == DAY_NONE)
		json_null(j);
	else
		json_int(j, age_on(p->birth_day,
				   p->deceased_day != DAY_NONE ? p->deceased_day : today));
}

void show_json(struct cli *c, const struct card *card)
{
	struct json j;

	json_init(&j, &c->out.text);
	json_object(&j);
	record_members(&j, c, &record_patient, &card->p);
	json_age(&j, &card->p, clinic_today(&c->clinic));
	json_rows(&j, c, "contacts", &card->contacts);
	json_rows(&j, c, "tags", &card->tags);
	json_rows(&j, c, "alerts", &card->alerts);
	json_old_charts(&j, c, card);
	json_family(&j, card);
	json_recalls(&j, card);
	json_plans(&j, c, card);
	json_visit_id(&j, "today_visit", card->today_visit);
	json_visit_id(&j, "next_visit", card->next_visit);
	json_visit_id(&j, "last_visit", card->last_visit);
	json_money(&j, c, "spent", card->spent);
	json_money(&j, c, "owed", card->owed);
	json_key(&j, "missed");
	json_int(&j, card->missed);
	json_rows(&j, c, "visits", &card->visits);
	json_rows(&j, c, "tasks", &card->tasks);
	json_rows(&j, c, "notes", &card->notes);
	json_rows(&j, c, "attempts", &card->attempts);
	json_timeline(&j, card);
	json_end_object(&j);
	str_addc(&c->out.text, '\n');
}
