/* find, show, add, edit, tag, untag, note. */
#include "revisit/base/i18n.h"
#include "revisit/cli/bulk.h"
#include "revisit/cli/fields.h"
#include "revisit/cli/show.h"
#include "revisit/clinic/dupes.h"
#include "revisit/store/traces.h"
#include "revisit/clinic/find.h"
#include "revisit/clinic/patients.h"
#include "revisit/text/match.h"

/* --- find --- */

const struct column line_columns[LINE_COLUMNS + 1] = {
	{ "chart_no", N_("No."), 0 },      { "name", N_("Name"), 0 },
	{ "reading", N_("Reading"), 0 },   { "age", N_("Age"), COLUMN_RIGHT },
	{ "sex", N_("Sex"), COLUMN_FILE }, { "birth_day", N_("Born"), 0 },
	{ "phone", N_("Phone"), 0 },       { "seen", N_("Seen"), 0 },
	{ "next", N_("Next"), 0 },         { "status", N_("Status"), 0 },
	{ "why", N_("Found by"), 0 },
};

static void age_cell(struct sheet *s, const struct patient *p, day_t today)
{
	struct str text;

	str_init(&text);
	if (p->birth_day == DAY_NONE)
		sheet_missing(s);
	else
		sheet_number(s, age_on(p->birth_day,
				       p->deceased_day != DAY_NONE ? p->deceased_day : today));
	patient_age_sex(&text, p, today);
	sheet_shown(s, text.p);
	str_release(&text);
}

static void why_cell(struct sheet *s, const struct find_why *why)
{
	char *text = !why->label ? NULL :
		     *why->label ? mem_printf("%s: %s", why->label, why->text) :
				   mem_strdup(why->text);

	sheet_text(s, text);
	free(text);
}

void line_cells(struct sheet *s, const struct patient_line *l, day_t today)
{
	const struct patient *p = &l->patient;
	struct str text;

	str_init(&text);
	sheet_text(s, p->chart_no);
	sheet_text(s, p->name);
	sheet_text(s, p->reading);
	age_cell(s, p, today);
	sheet_text(s, sex_choices[p->sex].key);
	patient_birth(&text, p);
	sheet_text(s, text.p);
	phone_cell(s, l->phone);
	day_cell(s, l->seen, MINUTE_NONE, today);
	day_cell(s, l->next_day, l->next_minute, today);
	sheet_text(s, patient_status_choices[p->status].key);
	sheet_shown(s, _(patient_status_choices[p->status].label));
	str_release(&text);
}

static bool found_rows(struct cli *c, struct sheet *s, const struct hits *hits, const char *text,
		       struct err *err)
{
	day_t today = clinic_today(&c->clinic);
	char *typed = clinic_typed(&c->clinic, text);
	struct strlist words;
	bool ok = true;

	strlist_init(&words);
	match_words(typed, &words);
	for (size_t i = 0; ok && i < hits->n; i++) {
		struct patient_line l;
		struct find_why why;
		ok = store_line(&c->clinic.store, hits->v[i].patient, today, &l, err);
		if (!ok)
			break;
		ok = find_why(&c->clinic, &l, hits->v[i].class, &words, &why, err);
		line_cells(s, &l, today);
		why_cell(s, &why);
		sheet_row(s);
		find_why_release(&why);
		patient_line_release(&l);
	}
	strlist_release(&words);
	free(typed);
	return ok;
}

static bool find(struct cli *c, struct err *err)
{
	char *text = args_text(&c->args, 1);
	struct hits hits = { 0 };
	struct sheet s;
	int64_t limit;

	bool ok = args_number(&c->args, "limit", 1, 10000000, SEARCH_COUNT_MAX, &limit, err) &&
		  clinic_search(&c->clinic, text, 0, (size_t)limit, &hits, err);
	if (ok) {
		sheet_begin(&s, line_columns, ARRAY_SIZE(line_columns), c->format, &c->out);
		ok = found_rows(c, &s, &hits, text, err);
		sheet_end(&s);
	}
	if (ok && (hits.more || hits.total > hits.n) && hits.n == (size_t)limit)
		message(_("only the best %zu are shown; -n shows more"), hits.n);
	if (ok && hits.n == 0) {
		char shown[80];
		ok = err_set(
			err, ERR_NO_MATCH,
			_("nobody matches '%s'; try fewer words, initials or the end of a number"),
			str_excerpt(shown, sizeof(shown), text));
	}
	hits_release(&hits);
	free(text);
	return ok;
}

/* --- show --- */

static bool show(struct cli *c, struct err *err)
{
	struct card card;
	int64_t patient;

	if (!patient_by_chart(&c->clinic, word(c, 0), &patient, err) ||
	    !card_load(&c->clinic, patient, &card, err))
		return false;
	int64_t own = store_chart(&c->clinic.store, word(c, 0));
	if (own && own != patient)
		message(_("chart %s was merged into %s"), word(c, 0), card.p.chart_no);
	if (c->format == FORMAT_TABLE)
		show_for_people(c, &card);
	else if (c->format == FORMAT_CSV)
		show_csv(c, &card);
	else
		show_json(c, &card);
	card_release(&card);
	return true;
}

/* --- add, edit --- */

static const struct column saved_columns[] = {
	{ "chart_no", N_("No."), 0 },
	{ "version", N_("Version"), COLUMN_FILE },
	{ "changed", N_("Changed"), COLUMN_FILE },
};

static void saved(struct cli *c, const struct patient *p, bool changed)
{
	struct sheet s;

	one_row(&s, c, saved_columns, ARRAY_SIZE(saved_columns));
	sheet_text(&s, p->chart_no);
	sheet_number(&s, p->row.ver);
	sheet_bool(&s, changed);
	sheet_row(&s);
	sheet_end(&s);
}

static bool fill_draft(struct cli *c, struct patient_draft *d, size_t first, struct err *err)
{
	for (size_t i = first; i < n_words(c); i++) {
		struct assignment a;
		if (!assignment_read(word(c, i), &a, err))
			return false;
		bool ok = draft_set(&c->clinic, d, a.field, a.op, a.value, err);
		free(a.field);
		if (!ok)
			return false;
	}
	return true;
}

/* The version behind patient_save is only in the database. */
static bool say_saved(struct cli *c, int64_t patient, bool changed, struct err *err)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool ok = store_get(&c->clinic.store, &record_patient, patient, &p, err);
	if (ok)
		saved(c, &p, changed);
	record_release(&record_patient, &p);
	return ok;
}

/* Said and not refused: who calls this knows, or looks later. */
static bool warn_of_doubles(struct cli *c, const struct patient_draft *d, struct err *err)
{
	enum { WARNED = 3 };
	struct pair_list likely = { 0 };
	bool ok = clinic_likely(&c->clinic, d, LIKENESS_LIKELY, 0, &likely, err);

	for (size_t i = 0; ok && i < likely.n && i < WARNED; i++) {
		char *chart_no = chart_of(c, likely.v[i].b);
		struct str why;
		str_init(&why);
		likeness_words(&why, likely.v[i].reasons);
		message(_("perhaps the same person as %s (%d of 100): %s"), str_or_empty(chart_no),
			likely.v[i].score, why.p);
		str_release(&why);
		free(chart_no);
	}
	pair_list_release(&likely);
	return ok;
}

static bool add(struct cli *c, struct err *err)
{
	struct patient_draft d;
	bool changed = false;

	draft_init(&c->clinic, &d);
	bool ok = fill_draft(c, &d, 0, err) && draft_check(&c->clinic, &d, err) &&
		  warn_of_doubles(c, &d, err) && patient_save(&c->clinic, &d, &changed, err) &&
		  say_saved(c, d.p.row.id, changed, err);
	draft_release(&d);
	return ok;
}

/* "name: 'Tom' -> 'Thomas' (bo 2026-11-23T09:02); …": what became of the version that was meant. */
static void name_differences(struct cli *c, const struct patient *now, int64_t version,
			     struct str *out)
{
	struct patient was;

	record_init(&record_patient, &was);
	bool known = store_row_at(&c->clinic.store, &record_patient, now->row.id, version, &was, NULL);
	for (size_t i = 0; known && i < record_patient.n_fields; i++) {
		const struct field *f = &record_patient.fields[i];
		struct trace trace;
		if ((f->flags & (FIELD_HIDDEN | FIELD_DERIVED)) || field_equal(f, &was, now))
			continue;
		const struct trace_query q = { .table = record_patient.table, .row = now->row.id,
					       .column = f->name };
		str_addf(out, "%s%s", out->len ? "; " : "", f->name);
		if (f->type != FIELD_REF) {
			str_add(out, ": '");
			field_export(out, c->clinic.config, f, &was);
			str_add(out, "' -> '");
			field_export(out, c->clinic.config, f, now);
			str_addc(out, '\'');
		}
		if (store_trace(&c->clinic.store, &q, &trace)) {
			str_addf(out, " (%s ", trace.staff);
			instant_iso(out, trace.at);
			str_addc(out, ')');
		}
	}
	record_release(&record_patient, &was);
}

static bool same_version(struct cli *c, const struct patient_draft *d, struct err *err)
{
	int64_t version;
	struct str differences;

	if (!args_number(&c->args, "if-version", 1, INT32_MAX, d->p.row.ver, &version, err))
		return false;
	if (version == d->p.row.ver)
		return true;
	str_init(&differences);
	name_differences(c, &d->p, version, &differences);
	err_set(err, ERR_CONFLICT, _("the patient was changed meanwhile: this is version %lld, not %lld%s%s"),
		(long long)d->p.row.ver, (long long)version, differences.len ? ". " : "",
		differences.p);
	str_release(&differences);
	return false;
}

static bool edit(struct cli *c, struct err *err)
{
	struct patient_draft d;
	int64_t patient;
	bool changed = false;

	/* Loaded inside the action: what another process changes meanwhile is not in the way. */
	if (!patient_by_chart(&c->clinic, word(c, 0), &patient, err) ||
	    !clinic_begin(&c->clinic, "patient-edit", patient, err))
		return false;
	bool ok = draft_load(&c->clinic, patient, &d, err);
	if (ok) {
		ok = same_version(c, &d, err) && fill_draft(c, &d, 1, err) &&
		     patient_save(&c->clinic, &d, &changed, err);
		draft_release(&d);
	}
	return clinic_end(&c->clinic, ok, err) && say_saved(c, patient, changed, err);
}

/* --- tag, untag, note --- */

static const struct column tag_columns[] = {
	{ "chart_no", N_("No."), 0 },
	{ "tags", N_("Tags"), 0 },
	{ "changed", N_("Changed"), COLUMN_FILE },
};

static bool say_tags(struct cli *c, int64_t patient, bool changed, struct err *err)
{
	char *chart_no = chart_of(c, patient);
	struct strlist names;
	struct rows tags;
	struct sheet s;

	strlist_init(&names);
	rows_init(&tags, &record_patient_tag);
	bool ok = store_tags(&c->clinic.store, patient, &tags, err);
	for (size_t i = 0; ok && i < tags.n; i++)
		strlist_add(&names, ((const struct patient_tag *)rows_at(&tags, i))->tag);
	if (ok) {
		one_row(&s, c, tag_columns, ARRAY_SIZE(tag_columns));
		sheet_text(&s, chart_no);
		sheet_list(&s, &names);
		sheet_bool(&s, changed);
		sheet_row(&s);
		sheet_end(&s);
	}
	rows_release(&tags);
	strlist_release(&names);
	free(chart_no);
	return ok;
}

/* All tags named, as one action. */
struct tagging {
	bool adding;
	day_t until;
	size_t changed; /* so many patients */
};

static bool each_tag(struct cli *c, int64_t patient, void *arg, struct err *err)
{
	struct tagging *t = arg;
	bool any = false;
	bool ok = clinic_begin(&c->clinic, t->adding ? "tag" : "untag", patient, err);

	if (!ok)
		return false;
	for (size_t i = 1; ok && i < n_words(c); i++) {
		bool changed = false;
		ok = t->adding ? tag_add(&c->clinic, patient, word(c, i), t->until, &changed, err)
			       : tag_remove(&c->clinic, patient, word(c, i), &changed, err);
		any |= changed;
	}
	t->changed += any;
	ok = clinic_end(&c->clinic, ok, err);
	return ok && (is_bulk(word(c, 0)) || say_tags(c, patient, any, err));
}

static bool tag_or_untag(struct cli *c, bool adding, struct err *err)
{
	const char *until_text = args_value(&c->args, "until");
	struct tagging t = { .adding = adding, .until = DAY_NONE };

	if (until_text && !day_parse_near(until_text, clinic_today(&c->clinic), &t.until, err))
		return false;
	if (!each_chart(c, word(c, 0), adding ? "tag" : "untag", each_tag, &t, err))
		return false;
	if (is_bulk(word(c, 0)))
		message(ngettext("%zu patient changed", "%zu patients changed", t.changed), t.changed);
	return true;
}

static bool tag(struct cli *c, struct err *err)
{
	return tag_or_untag(c, true, err);
}

static bool untag(struct cli *c, struct err *err)
{
	return tag_or_untag(c, false, err);
}

static bool note(struct cli *c, struct err *err)
{
	char *text = args_text(&c->args, 2);
	int64_t patient;
	bool ok = patient_by_chart(&c->clinic, word(c, 0), &patient, err) &&
		  note_add(&c->clinic, patient, text, err) && say_saved(c, patient, true, err);

	free(text);
	return ok;
}

static const struct option find_options[] = {
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("Show at most N") },
	{ 0 },
};

static const struct option edit_options[] = {
	{ .name = "if-version",
	  .value = "N",
	  .help = N_("Refuse when the patient is no longer at version N") },
	{ 0 },
};

static const struct option tag_options[] = {
	{ .name = "until", .value = "DAY", .help = N_("The last day the tag holds") },
	{ 0 },
};

const struct command commands_patient[] = {
	{ .name = "find",
	  .words = "TEXT…",
	  .options = find_options,
	  .min = 1,
	  .max = -1,
	  .help = N_("Find patients as the Patients screen does"),
	  .more = N_(
		  "TEXT is any of: a name or its pinyin (zhangwei, zw, zwei), a nickname (Bob), any "
		  "digits of a phone number, a chart number, a birth date (1988-3-2, 0302), part of "
		  "an address or an e-mail, whose mother (小宝妈妈), a #tag. Several words narrow. The "
		  "best match comes first, then who shares the number, who sounds alike, and what is "
		  "found inside a text; the last column says why. When nobody matches the exit status "
		  "is 1. Tables show the last four digits of a phone number."),
	  .needs = NEEDS_CLINIC,
	  .run = find },
	{ .name = "show",
	  .words = "PATIENT",
	  .min = 1,
	  .max = 1,
	  .help = N_("Show everything known about a patient"),
	  .more = N_("PATIENT is a chart number; a # before it is allowed."),
	  .needs = NEEDS_CLINIC,
	  .run = show },
	{ .name = "add",
	  .words = "FIELD=VALUE…",
	  .min = 1,
	  .max = -1,
	  .help = N_("Register a patient and print the chart number"),
	  .more = N_(
		  "revisit fields patient lists the fields. FIELD+=VALUE adds one more phone, tag "
		  "or alert. When it may be somebody who has a chart already, a message says so; "
		  "the patient is registered all the same."),
	  .needs = NEEDS_CLINIC,
	  .run = add },
	{ .name = "edit",
	  .words = "PATIENT FIELD=VALUE…",
	  .options = edit_options,
	  .min = 2,
	  .max = -1,
	  .help = N_("Change fields of a patient"),
	  .more = N_("FIELD= clears a field; FIELD+=VALUE and FIELD-=VALUE add to and take from "
		     "phones, tags and alerts. All changes are saved together or not at all."),
	  .needs = NEEDS_CLINIC,
	  .run = edit },
	{ .name = "tag",
	  .words = "PATIENT TAG…",
	  .options = tag_options,
	  .min = 2,
	  .max = -1,
	  .help = N_("Put tags on a patient"),
	  .more = N_("PATIENT - stands for chart numbers on standard input, one a line: all of them are "
		     "one action."),
	  .needs = NEEDS_CLINIC,
	  .run = tag },
	{ .name = "untag",
	  .words = "PATIENT TAG…",
	  .min = 2,
	  .max = -1,
	  .help = N_("Take tags off a patient"),
	  .more = N_("PATIENT - stands for chart numbers on standard input, one a line: all of them are "
		     "one action."),
	  .needs = NEEDS_CLINIC,
	  .run = untag },
	{ .name = "note",
	  .words = "PATIENT TEXT…",
	  .min = 2,
	  .max = -1,
	  .help = N_("Write a note into a patient's timeline"),
	  .needs = NEEDS_CLINIC,
	  .run = note },
	{ 0 },
};
