/* recalls and recall: who is due again, and what is decided about it for one patient. */
#include "revisit/clinic/recalls.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"

static void shown_day(struct sheet *s, day_t day, day_t today)
{
	day_cell(s, day, MINUTE_NONE, today);
}

static void recall_cell(struct sheet *s, struct cli *c, const char *recall)
{
	sheet_text(s, recall);
	sheet_shown(s, config_label(c->clinic.config, "recall", recall));
}

static void name_cells(struct sheet *s, const struct patient *p)
{
	struct str title;

	str_init(&title);
	patient_title(&title, p);
	sheet_text(s, p->chart_no);
	sheet_text(s, p->name);
	sheet_shown(s, title.p);
	str_release(&title);
}

/* --- one patient --- */

static const struct column own_columns[] = {
	{ "recall", N_("Recall"), 0 },
	{ "state", N_("State"), COLUMN_FILE },
	{ "words", N_("Due again"), COLUMN_TABLE },
	{ "due", N_("Due again"), COLUMN_FILE },
	{ "last", N_("Last"), 0 },
	{ "every", N_("Every"), 0 },
	{ "booked", N_("Booked"), COLUMN_FILE },
	{ "not_before", N_("Not before"), 0 },
	{ "reason", N_("Reason"), 0 },
};

static void own_row(struct sheet *s, struct cli *c, const struct recall *r, day_t today)
{
	struct str text;

	str_init(&text);
	recall_cell(s, c, r->def->key);
	sheet_text(s, recall_state_key(r->state));
	recall_words(&text, c->clinic.config, r, today);
	sheet_text(s, text.p);
	shown_day(s, r->due, today);
	shown_day(s, r->last, today);
	str_clear(&text);
	interval_text(&text, r->every);
	sheet_text(s, text.p);
	day_cell(s, r->booked, r->minute, today);
	shown_day(s, r->not_before, today);
	sheet_text(s, r->reason);
	sheet_row(s);
	str_release(&text);
}

static bool of_patient(struct cli *c, int64_t patient, const char *only, struct err *err)
{
	day_t today = clinic_today(&c->clinic);
	struct patient_recalls r;
	struct patient p;
	struct sheet s;

	record_init(&record_patient, &p);
	bool ok = store_get(&c->clinic.store, &record_patient, patient, &p, err) &&
		  recalls_of(&c->clinic, &p, &r, err);
	if (ok) {
		sheet_begin(&s, own_columns, ARRAY_SIZE(own_columns), c->format, &c->out);
		for (size_t i = 0; i < r.n; i++)
			if (only ? strcmp(only, r.v[i].def->key) == 0 : r.v[i].state != RECALL_NOT_BEGUN)
				own_row(&s, c, &r.v[i], today);
		sheet_end(&s);
		recalls_release(&r);
	}
	record_release(&record_patient, &p);
	return ok;
}

/* --- everybody --- */

static const struct column due_columns[] = {
	{ "chart_no", N_("No."), 0 },
	{ "name", N_("Name"), 0 },
	{ "recall", N_("Recall"), 0 },
	{ "words", N_("Due again"), COLUMN_TABLE },
	{ "due", N_("Due again"), COLUMN_FILE },
	{ "days_late", N_("Days late"), COLUMN_FILE },
	{ "lapsed", N_("Lapsed"), COLUMN_FILE },
	{ "last", N_("Last"), 0 },
	{ "phone", N_("Phone"), 0 },
};

static bool due_row(struct sheet *s, struct cli *c, const struct due_recall *d, struct err *err)
{
	day_t today = clinic_today(&c->clinic);
	struct patient_line l;
	struct str words;

	if (!store_line(&c->clinic.store, d->patient, today, &l, err))
		return false;
	str_init(&words);
	recall_due_words(&words, d->due, today);
	name_cells(s, &l.patient);
	recall_cell(s, c, c->clinic.config->recalls[d->recall].key);
	sheet_text(s, words.p);
	shown_day(s, d->due, today);
	sheet_number(s, today - d->due);
	sheet_bool(s, d->lapsed);
	shown_day(s, d->last, today);
	phone_cell(s, l.phone);
	sheet_row(s);
	str_release(&words);
	patient_line_release(&l);
	return true;
}

static const struct column count_columns[] = {
	{ "recall", N_("Recall"), 0 },
	{ "due", N_("Due again"), COLUMN_RIGHT },
	{ "lapsed", N_("Lapsed"), COLUMN_RIGHT },
};

static void count_row(struct sheet *s, const char *key, const char *label, struct recall_count n)
{
	sheet_text(s, key);
	sheet_shown(s, label);
	sheet_number(s, (int64_t)n.due);
	sheet_number(s, (int64_t)n.lapsed);
	sheet_row(s);
}

/* The last row counts people, some of whom are due for several things. */
static void counts(struct cli *c, const struct recall_scan *x, int only)
{
	const struct config *cf = c->clinic.config;
	struct sheet s;

	sheet_begin(&s, count_columns, ARRAY_SIZE(count_columns), c->format, &c->out);
	for (size_t i = 0; i < cf->n_recalls; i++)
		if (only < 0 || (size_t)only == i)
			count_row(&s, cf->recalls[i].key,
				  config_label(cf, "recall", cf->recalls[i].key),
				  recall_scan_count_of(x, i));
	if (only < 0)
		count_row(&s, "patients", _("patients"), recall_scan_patients(x));
	sheet_end(&s);
}

static bool of_everybody(struct cli *c, int recall, struct err *err)
{
	struct clinic *clinic = &c->clinic;
	const char *until = args_value(&c->args, "until");
	struct recall_query q = { .recall = recall, .until = clinic_today(clinic),
				  .count_only = args_has(&c->args, "count") };
	struct sheet s;

	if (until && !day_parse_near(until, clinic_today(clinic), &q.until, err))
		return false;
	struct recall_scan *x =
		recall_scan_new(&clinic->store, clinic->config, &q, clinic_today(clinic));
	bool ok = recall_scan_all(x, err);
	if (ok && q.count_only)
		counts(c, x, recall);
	else if (ok) {
		sheet_begin(&s, due_columns, ARRAY_SIZE(due_columns), c->format, &c->out);
		struct recall_count n = recall_scan_count(x);
		for (size_t i = 0; ok && i < n.due + n.lapsed; i++)
			ok = due_row(&s, c, recall_scan_at(x, i), err);
		sheet_end(&s);
	}
	recall_scan_free(x);
	return ok;
}

/* --- those who did not come --- */

static const struct column missed_columns[] = {
	{ "visit", N_("Visit"), 0 },
	{ "chart_no", N_("No."), 0 },
	{ "name", N_("Name"), 0 },
	{ "at", N_("Missed"), 0 },
	{ "kind", N_("Kind"), 0 },
	{ "phone", N_("Phone"), 0 },
};

static bool missed_row(struct sheet *s, struct cli *c, const struct missed_visit *m,
		       struct err *err)
{
	day_t today = clinic_today(&c->clinic);
	struct patient_line l;
	struct visit v;

	record_init(&record_visit, &v);
	if (!store_get(&c->clinic.store, &record_visit, m->visit, &v, err))
		return false;
	bool ok = store_line(&c->clinic.store, m->patient, today, &l, err);
	if (ok) {
		char *id = id_text(&record_visit, m->visit);
		sheet_text(s, id);
		free(id);
		name_cells(s, &l.patient);
		day_cell(s, v.day, v.minute, today);
		sheet_text(s, v.kind);
		if (v.kind)
			sheet_shown(s, config_label(c->clinic.config, "visit_kind", v.kind));
		phone_cell(s, l.phone);
		sheet_row(s);
		patient_line_release(&l);
	}
	record_release(&record_visit, &v);
	return ok;
}

static bool missed(struct cli *c, struct err *err)
{
	struct missed_scan *x = missed_scan_new(&c->clinic.store, clinic_today(&c->clinic));
	struct sheet s;
	bool ok = true;

	while (ok && !missed_scan_done(x))
		ok = missed_scan_step(x, err);
	if (ok && args_has(&c->args, "count")) {
		static const struct column columns[] = { { "missed", N_("Missed"), 0 } };
		one_row(&s, c, columns, ARRAY_SIZE(columns));
		sheet_number(&s, (int64_t)missed_scan_count(x));
		sheet_row(&s);
		sheet_end(&s);
	} else if (ok) {
		sheet_begin(&s, missed_columns, ARRAY_SIZE(missed_columns), c->format, &c->out);
		for (size_t i = 0; ok && i < missed_scan_count(x); i++)
			ok = missed_row(&s, c, missed_scan_at(x, i), err);
		sheet_end(&s);
	}
	missed_scan_free(x);
	return ok;
}

static bool recalls(struct cli *c, struct err *err)
{
	const struct config *cf = c->clinic.config;
	int64_t patient;

	if (args_has(&c->args, "missed")) {
		if (n_words(c) || args_has(&c->args, "until"))
			return err_set(err, ERR_USAGE, _("--missed takes nothing but --count"));
		return missed(c, err);
	}
	if (n_words(c) == 0)
		return of_everybody(c, -1, err);
	char *key = clinic_term_key(&c->clinic, "recall", word(c, 0));
	const struct recall_def *d = config_recall(cf, key);
	free(key);
	if (d)
		return of_everybody(c, (int)(d - cf->recalls), err);
	if (args_has(&c->args, "until") || args_has(&c->args, "count"))
		return err_set(err, ERR_USAGE, _("--until and --count are for everybody"));
	patient = store_patient_by_chart(&c->clinic.store, word(c, 0));
	if (!patient) {
		char shown[48];
		return err_set(err, ERR_NO_MATCH,
			       _("'%s' is no recall of clinic.yaml and no chart number; revisit recalls "
				 "--count names the recalls"),
			       str_excerpt(shown, sizeof(shown), word(c, 0)));
	}
	return of_patient(c, patient, NULL, err);
}

/* --- what is decided for one patient --- */

static bool set_each(struct cli *c, struct recall_override *o, struct err *err)
{
	for (size_t i = 2; i < n_words(c); i++) {
		struct assignment a;
		if (strcmp(word(c, i), "never") == 0) {
			o->disabled = 1;
			continue;
		}
		if (!assignment_read(word(c, i), &a, err))
			return false;
		bool ok = a.op == '=' ? recall_override_set(&c->clinic, o, a.field, a.value, err) :
					err_set(err, ERR_USAGE, _("%s has one value: write %s=VALUE"),
						a.field, a.field);
		free(a.field);
		if (!ok)
			return false;
	}
	return true;
}

static bool recall(struct cli *c, struct err *err)
{
	struct recall_override o;
	int64_t patient;
	bool changed;

	if (!patient_by_chart(&c->clinic, word(c, 0), &patient, err) ||
	    !clinic_begin(&c->clinic, "recall", patient, err))
		return false;
	record_init(&record_recall_override, &o);
	bool ok = recall_override_get(&c->clinic, patient, word(c, 1), &o, err) &&
		  set_each(c, &o, err) && recall_override_save(&c->clinic, &o, &changed, err);
	ok = clinic_end(&c->clinic, ok, err) && of_patient(c, patient, o.type, err);
	record_release(&record_recall_override, &o);
	return ok;
}

static const struct option recalls_options[] = {
	{ .name = "until", .value = "DAY", .help = N_("Also who will be due by then: +2w, 2026-12-31") },
	{ .name = "count", .help = N_("Only how many there are") },
	{ .name = "missed", .help = N_("Instead, who did not come and was not called, booked or seen since") },
	{ 0 },
};

const struct command commands_recalls[] = {
	{ .name = "recalls",
	  .words = "[TYPE|PATIENT]",
	  .options = recalls_options,
	  .max = 1,
	  .help = N_("Who is due again, longest first; or when one patient is due for what"),
	  .more = N_("When somebody is due is worked out from their visits, as recalls: in clinic.yaml "
		     "says. TYPE is one of those recalls. Who has booked is not due. Who has been due for more "
		     "than 18 months has lapsed, and comes after the others."),
	  .needs = NEEDS_CLINIC,
	  .run = recalls },
	{ .name = "recall",
	  .words = "PATIENT TYPE [FIELD=VALUE…]",
	  .min = 2,
	  .max = -1,
	  .help = N_("Decide for one patient when they are due again: every=4m, until=2027-01-01, never"),
	  .more = N_("every is this patient's own interval; until puts the recall off to a day; never (or "
		     "never=yes) switches it off; reason says why. FIELD= takes each back."),
	  .needs = NEEDS_CLINIC,
	  .run = recall },
	{ 0 },
};
