/* merge, unmerge, refile: one person, one chart. */
#include "revisit/clinic/merge.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/dupes.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"
#include "revisit/text/phone.h"

/* --- merge --- */

static const struct column merge_columns[] = {
	{ "what", N_("What"), 0 },
	{ "keep", N_("Kept chart"), 0 },
	{ "lose", N_("Chart given up"), 0 },
	{ "result", N_("Result"), 0 },
};

static const char *const part_keys[MERGE_PARTS] = {
	[PART_VISITS] = "visits",     [PART_TASKS] = "tasks",       [PART_CALLS] = "attempts",
	[PART_NOTES] = "notes",       [PART_CONTACTS] = "contacts", [PART_TAGS] = "tags",
	[PART_ALERTS] = "alerts",     [PART_CONSENTS] = "consents", [PART_POINTING] = "pointing",
	[PART_PLANS] = "plans",       [PART_RECALLS] = "recalls",   [PART_SOONER] = "sooner",
	[PART_CHARTS] = "old_charts", [PART_SURVEYS] = "surveys",   [PART_PINS] = "pins",
};

static const struct choice results[] = {
	{ "keep", N_("kept") },
	{ "lose", N_("from the other") },
	{ "both", N_("both") },
	{ "moves", N_("moves") },
	{ "same", N_("the same") },
	{ "stricter", N_("stricter") },
	{ 0 },
};

static void result_row(struct sheet *s, const char *what, const char *label, const char *keep,
		       const char *lose, const char *result)
{
	sheet_text(s, what);
	sheet_shown(s, label);
	sheet_text(s, keep);
	sheet_text(s, lose);
	sheet_text(s, result);
	sheet_shown(s, _(results[choice_find(results, result)].label));
	sheet_row(s);
}

static void count_row(struct sheet *s, size_t part, size_t n, const char *result)
{
	char number[24];

	if (n == 0)
		return;
	snprintf(number, sizeof(number), "%zu", n);
	result_row(s, part_keys[part], _(merge_part_labels[part]), NULL, number, result);
}

static const char *field_result(const struct merge_field *m)
{
	if (!m->differs && m->keep && m->lose)
		return "same";
	return results[m->take].key;
}

static void show_preview(struct cli *c, const struct merge_preview *p)
{
	struct sheet s;

	sheet_begin(&s, merge_columns, ARRAY_SIZE(merge_columns), c->format, &c->out);
	result_row(&s, "chart_no", _(record_field(&record_patient, "chart_no")->label),
		   p->keep.chart_no, p->lose.chart_no, "keep");
	for (size_t i = 0; i < p->n_fields; i++) {
		const struct merge_field *m = &p->fields[i];
		result_row(&s, m->f->name, _(m->f->label), m->keep, m->lose, field_result(m));
	}
	for (size_t i = 0; i < MERGE_PARTS; i++) {
		count_row(&s, i, p->moves[i], "moves");
		count_row(&s, i, p->same[i], "same");
	}
	for (size_t i = 0; i < p->remarks.n; i++)
		result_row(&s, "remark", _("stricter"), NULL, p->remarks.v[i], "stricter");
	sheet_end(&s);
}

static bool choose(struct cli *c, struct merge_preview *p, struct err *err)
{
	for (size_t i = 2; i < n_words(c); i++) {
		struct assignment a;
		if (!assignment_read(word(c, i), &a, err))
			return false;
		bool ok = a.op == '=' ? merge_choose(p, a.field, a.value, err)
				      : err_set(err, ERR_USAGE, _("write %s=keep or %s=lose"),
						a.field, a.field);
		free(a.field);
		if (!ok)
			return false;
	}
	return true;
}

static bool look(struct cli *c, struct merge_preview *p, struct err *err)
{
	int64_t keep;
	int64_t lose;

	if (!patient_by_chart(&c->clinic, word(c, 0), &keep, err) ||
	    !merged_by_chart(&c->clinic, word(c, 1), &lose, err) ||
	    !clinic_merge_preview(&c->clinic, keep, lose, p, err))
		return false;
	if (choose(c, p, err))
		return true;
	merge_preview_release(p);
	return false;
}

static bool merge(struct cli *c, struct err *err)
{
	struct merge_preview p;
	bool dry = args_has(&c->args, "dry-run");

	/* Looked at inside the action: what another process changes meanwhile is not in the way. */
	if (!dry && !clinic_begin(&c->clinic, "merge", 0, err))
		return false;
	bool ok = look(c, &p, err);
	if (!ok)
		return !dry && clinic_end(&c->clinic, false, err);
	if (p.not_same)
		message(_("note: somebody said that these are two people"));
	if (!dry) {
		store_set_target(&c->clinic.store, p.keep.row.id);
		ok = clinic_end(&c->clinic, clinic_merge(&c->clinic, &p, err), err);
	}
	if (ok)
		show_preview(c, &p);
	if (ok && !dry)
		message(_("merged; \"revisit unmerge %s\" takes it back"), p.lose.chart_no);
	merge_preview_release(&p);
	return ok;
}

/* --- unmerge --- */

static const struct column unmerge_columns[] = {
	{ "chart_no", N_("No."), 0 },
	{ "kept", N_("Taken out of"), COLUMN_FILE },
	{ "back", N_("Went back"), COLUMN_FILE },
	{ "stayed", N_("Stayed"), COLUMN_FILE },
};

static bool unmerge(struct cli *c, struct err *err)
{
	struct unmerged u;
	struct sheet s;
	int64_t lose;

	if (!merged_by_chart(&c->clinic, word(c, 0), &lose, err) ||
	    !clinic_unmerge(&c->clinic, lose, &u, err))
		return false;
	char *chart_no = chart_of(c, lose);
	char *kept = chart_of(c, u.keep);
	one_row(&s, c, unmerge_columns, ARRAY_SIZE(unmerge_columns));
	sheet_text(&s, chart_no);
	sheet_text(&s, kept);
	sheet_number(&s, (int64_t)u.back);
	sheet_number(&s, (int64_t)u.stayed);
	sheet_row(&s);
	sheet_end(&s);
	free(chart_no);
	free(kept);
	return true;
}

/* --- refile --- */

static const struct column refile_columns[] = {
	{ "thing", N_("What"), 0 },
	{ "chart_no", N_("Patient"), 0 },
	{ "moved", N_("Moved"), COLUMN_FILE },
};

static bool is_contact(struct cli *c, const struct contact *k, const char *text)
{
	struct str norm;

	if (strcmp(k->value, text) == 0)
		return true;
	str_init(&norm);
	bool same = contact_is_phone((enum contact_kind)k->kind) &&
		    phone_normal(&norm, text, c->clinic.config->country) && str_eq(norm.p, k->norm);
	str_release(&norm);
	return same;
}

/* What a chart has of that name: "#vip", "13800000042", "na@example.com". */
static int64_t row_named(struct cli *c, const struct rows *rows, const char *text)
{
	int64_t id = 0;

	for (size_t i = 0; i < rows->n && !id; i++) {
		const void *row = rows_at(rows, i);
		const struct patient_tag *t = row;
		char *key = *text == '#' ? clinic_term_key(&c->clinic, "tag", text) : NULL;
		bool is = rows->rec == &record_contact ? is_contact(c, row, text)
						       : key && str_eq(t->tag, key);
		if (is)
			id = ((const struct row *)row)->id;
		free(key);
	}
	return id;
}

static bool part_named(struct cli *c, const char *text, const char *colon,
		       const struct record **rec, int64_t *id, struct err *err)
{
	char *chart = mem_strndup(text, (size_t)(colon - text));
	struct rows rows;
	int64_t patient;
	char shown[48];

	*rec = colon[1] == '#' ? &record_patient_tag : &record_contact;
	rows_init(&rows, *rec);
	bool ok = patient_by_chart(&c->clinic, chart, &patient, err) &&
		  store_owned(&c->clinic.store, patient, &rows, err);
	*id = ok ? row_named(c, &rows, colon + 1) : 0;
	if (ok && !*id)
		ok = err_set(err, ERR_NO_MATCH, _("chart %s has no '%s'"), chart,
			     str_excerpt(shown, sizeof(shown), colon + 1));
	rows_release(&rows);
	free(chart);
	return ok;
}

static bool thing(struct cli *c, const char *text, const struct record **rec, int64_t *id,
		  struct err *err)
{
	static const struct record *const lettered[] = { &record_visit, &record_task, &record_note,
							 &record_attempt, &record_alert,
							 &record_plan, &record_recall_override,
							 &record_sooner };
	const char *colon = strchr(text, ':');
	char shown[48];

	if (colon)
		return part_named(c, text, colon, rec, id, err);
	for (size_t i = 0; i < ARRAY_SIZE(lettered); i++) {
		*rec = lettered[i];
		*id = record_parse_id(*rec, text);
		if (*id)
			return true;
	}
	return err_set(
		err, ERR_USAGE,
		_("'%s' is none of v12 (visit), t3 (to-do), n5 (note), l7 (call), a2 (alert), "
		  "CHART:NUMBER, CHART:#TAG"),
		str_excerpt(shown, sizeof(shown), text));
}

static bool refile(struct cli *c, struct err *err)
{
	const struct record *rec;
	struct sheet s;
	int64_t row;
	int64_t to;
	int moved;

	if (!thing(c, word(c, 0), &rec, &row, err) ||
	    !patient_by_chart(&c->clinic, word(c, 1), &to, err) ||
	    !clinic_refile(&c->clinic, rec, row, to, &moved, err))
		return false;
	char *chart_no = chart_of(c, to);
	one_row(&s, c, refile_columns, ARRAY_SIZE(refile_columns));
	sheet_text(&s, word(c, 0));
	sheet_text(&s, chart_no);
	sheet_number(&s, moved);
	sheet_row(&s);
	sheet_end(&s);
	if (moved > 1)
		message(_("with the bookings it was moved from or to: %d visits in all"), moved);
	free(chart_no);
	return true;
}

static const struct option merge_options[] = {
	{ .name = "dry-run", .help = N_("Show what would be and change nothing") },
	{ 0 },
};

const struct command commands_merge[] = {
	{ .name = "dupes",
	  .words = "[PATIENT [PATIENT]]",
	  .options = cli_dupes_options,
	  .min = 0,
	  .max = 2,
	  .help = N_("Show who may have two charts, likeliest first"),
	  .more = N_(
		  "Compares names (across spellings, scripts, order and short forms), birth dates "
		  "(also with a slip or day and month swapped), telephones (the fewer share one the "
		  "more it says), e-mail, address and identity number. With PATIENT only theirs. "
		  "The score is about the chance in a hundred that both are one person. The exit "
		  "status is 1 when there are such pairs."),
	  .needs = NEEDS_CLINIC,
	  .run = cli_dupes },
	{ .name = "merge",
	  .words = "KEEP LOSE [FIELD=keep|lose|both…]",
	  .options = merge_options,
	  .min = 2,
	  .max = -1,
	  .help = N_("Make two charts of one person one; the first is kept"),
	  .more = N_(
		  "Everything of LOSE moves to KEEP, and its chart number leads there. Where both "
		  "know "
		  "something, the fuller or newer one is taken; FIELD=keep and FIELD=lose decide "
		  "otherwise, notes=both joins. A wrong number stays wrong, the stricter consent "
		  "holds. "
		  "--dry-run shows it all before; unmerge takes it back."),
	  .needs = NEEDS_CLINIC,
	  .run = merge },
	{ .name = "unmerge",
	  .words = "LOSE",
	  .min = 1,
	  .max = 1,
	  .help = N_("Take a merged chart out again"),
	  .more = N_("LOSE is its own number. Everything is as it was before the merge, with the "
		     "edits made since; what was added since stays with the chart that was kept."),
	  .needs = NEEDS_CLINIC,
	  .run = unmerge },
	{ .name = "refile",
	  .words = "THING PATIENT",
	  .min = 2,
	  .max = 2,
	  .help = N_("Put one thing that was written on the wrong chart on the right one"),
	  .more = N_("THING is v12 (a visit), t3 (a to-do), n5 (a note), l7 (a call), a2 (an "
		     "alert), or "
		     "a telephone, address or tag of a chart: 1042:13800000042, 1042:#vip. Visits "
		     "that "
		     "were moved in the book go together."),
	  .needs = NEEDS_CLINIC,
	  .run = refile },
	{ 0 },
};
