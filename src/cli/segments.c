/* segments, members, list. */
#include "revisit/clinic/segments.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/cli/segments.h"
#include "revisit/clinic/patients.h"
#include "revisit/text/nearest.h"

bool typed_segment(struct cli *c, const char *key, size_t *segment, struct err *err)
{
	const struct ruleset *set = clinic_rules(&c->clinic);
	struct nearest near;
	char shown[64];

	if (!set && clinic_rules_error(&c->clinic))
		return err_set(err, ERR_RULES, "%s", clinic_rules_error(&c->clinic));
	int i = set ? ruleset_find(set, key) : -1;
	if (i >= 0) {
		*segment = (size_t)i;
		return true;
	}
	str_excerpt(shown, sizeof(shown), key);
	nearest_init(&near, key);
	for (size_t k = 0; set && k < set->n_segments; k++)
		nearest_offer(&near, set->segments[k].key);
	if (near.name)
		err_set(err, ERR_NO_MATCH, _("there is no segment '%s'; did you mean '%s'?"), shown,
			near.name);
	else
		err_set(err, ERR_NO_MATCH,
			_("there is no segment '%s'; revisit segments lists them"), shown);
	nearest_release(&near);
	return false;
}

void say_problems(const struct problems *problems, const char *text, size_t n)
{
	struct str out;

	str_init(&out);
	for (size_t i = 0; i < problems->n; i++)
		problem_show(&out, &problems->v[i], text, n);
	fputs(out.p, stderr);
	str_release(&out);
}

void say_rules_error(struct cli *c)
{
	const char *error = clinic_rules_error(&c->clinic);

	if (error)
		message(_("rules.yaml has a mistake, so the rules before it stay in force: %s"),
			error);
}

/* Another terminal counts them, or did not let us: what is shown was exact before. */
static void say_inexact(const struct segment_line *lines, size_t n, bool done)
{
	for (size_t i = 0; i < n; i++)
		done = done && lines[i].count.built;
	if (!done)
		message(_("another terminal is still counting: the numbers may be those of before"));
}

/* --- segments --- */

static const struct column segment_columns[] = {
	{ "segment", N_("Segment"), 0 },
	{ "title", N_("Title"), 0 },
	{ "members", N_("Members"), COLUMN_RIGHT },
	{ "entered", N_("Came"), COLUMN_RIGHT },
	{ "left", N_("Went"), COLUMN_RIGHT },
	{ "purpose", N_("Purpose"), 0 },
	{ "kept_in", N_("Kept in"), COLUMN_FILE },
	{ "kept_out", N_("Kept out"), COLUMN_FILE },
	{ "void_pins", N_("Void"), COLUMN_FILE },
	{ "exact", N_("Exact"), COLUMN_FILE },
};

static void segment_row(struct sheet *s, const struct ruleset *set, const struct segment_line *l,
			bool exact)
{
	const struct choice *purpose = &purpose_choices[set->segments[l->segment].purpose];

	sheet_text(s, l->key);
	sheet_text(s, l->title);
	if (strcmp(l->title, l->key) == 0)
		sheet_shown(s, "");
	sheet_number(s, l->count.members);
	sheet_number(s, l->count.entered);
	sheet_number(s, l->count.left);
	sheet_text(s, purpose->key);
	sheet_shown(s, _(purpose->label));
	sheet_number(s, l->kept_in);
	sheet_number(s, l->kept_out);
	sheet_number(s, l->void_pins);
	sheet_bool(s, exact && l->count.built);
	sheet_row(s);
}

static bool segments(struct cli *c, struct err *err)
{
	struct segment_line *lines;
	struct sheet s;
	size_t n;
	bool done;

	if (!segments_list(&c->clinic, 0, &lines, &n, &done, err))
		return false;
	say_rules_error(c);
	say_inexact(lines, n, done);
	sheet_begin(&s, segment_columns, ARRAY_SIZE(segment_columns), c->format, &c->out);
	for (size_t i = 0; i < n; i++)
		segment_row(&s, clinic_rules(&c->clinic), &lines[i], done);
	sheet_end(&s);
	free(lines);
	return true;
}

/* --- members, list --- */

static bool patient_row(struct cli *c, struct sheet *s, int64_t patient, struct err *err)
{
	struct patient_line l;

	if (!store_line(&c->clinic.store, patient, clinic_today(&c->clinic), &l, err))
		return false;
	line_cells(s, &l, clinic_today(&c->clinic));
	sheet_row(s);
	patient_line_release(&l);
	return true;
}

enum { PAGE = 256 };

static bool member_rows(struct cli *c, struct sheet *s, size_t segment, int64_t limit,
			struct err *err)
{
	int64_t key = INT64_MIN;
	int64_t patient = 0;
	int64_t ids[PAGE];
	size_t n = PAGE;
	bool ok = true;

	for (int64_t left = limit; ok && n == PAGE && left > 0; left -= PAGE) {
		ok = segment_page(&c->clinic, segment, &key, &patient,
				  left < PAGE ? (size_t)left : PAGE, ids, &n, err);
		for (size_t i = 0; ok && i < n; i++)
			ok = patient_row(c, s, ids[i], err);
	}
	return ok;
}

static bool members(struct cli *c, struct err *err)
{
	struct segment_line *lines;
	struct sheet s;
	size_t segment;
	size_t n;
	bool done;
	int64_t limit;

	/* Listing brings membership up to today. */
	if (!typed_segment(c, word(c, 0), &segment, err) ||
	    !args_number(&c->args, "limit", 1, INT32_MAX, INT32_MAX, &limit, err) ||
	    !segments_list(&c->clinic, 0, &lines, &n, &done, err))
		return false;
	say_rules_error(c);
	say_inexact(&lines[segment], 1, done);
	free(lines);
	sheet_begin(&s, line_columns, LINE_COLUMNS, c->format, &c->out);
	bool ok = member_rows(c, &s, segment, limit, err);
	sheet_end(&s);
	return ok;
}

bool not_understood(struct err *err)
{
	return err_set(err, ERR_RULES, _("the sentence was not understood"));
}

static bool list(struct cli *c, struct err *err)
{
	const char *sentence = args_value(&c->args, "where");
	struct problems problems;
	struct sheet s;
	size_t n = 0;
	bool done;
	int64_t limit;

	if (!args_number(&c->args, "limit", 1, INT32_MAX, INT32_MAX, &limit, err))
		return false;
	problems_init(&problems);
	struct where *w = where_begin(&c->clinic, sentence, &problems);
	say_problems(&problems, str_or_empty(sentence), strlen(str_or_empty(sentence)));
	problems_release(&problems);
	if (!w)
		return not_understood(err);
	bool ok = where_step(w, 0, &done, err);
	const int64_t *ids = ok ? where_ids(w, &n) : NULL;
	sheet_begin(&s, line_columns, LINE_COLUMNS, c->format, &c->out);
	for (size_t i = 0; ok && i < n && i < (size_t)limit; i++)
		ok = patient_row(c, &s, ids[i], err);
	sheet_end(&s);
	where_free(w);
	return ok;
}

static const struct option list_options[] = {
	{ .name = "where",
	  .value = "SENTENCE",
	  .help = N_("Only those it holds of: \"last visit is older than 18 months\"") },
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("At most so many") },
	{ 0 },
};

static const struct option members_options[] = {
	{ .name = "limit", .letter = 'n', .value = "N", .help = N_("At most so many") },
	{ 0 },
};

const struct command commands_segments[] = {
	{ .name = "segments",
	  .help = N_("All segments of rules.yaml with how many are in, and who came and went since "
		     "yesterday"),
	  .needs = NEEDS_CLINIC,
	  .run = segments },
	{ .name = "members",
	  .words = "SEGMENT",
	  .options = members_options,
	  .min = 1,
	  .max = 1,
	  .help = N_("Who is in a segment, in its order"),
	  .needs = NEEDS_CLINIC,
	  .run = members },
	{ .name = "list",
	  .options = list_options,
	  .help = N_("Everybody, or those of whom a sentence holds, in order of name"),
	  .needs = NEEDS_CLINIC,
	  .run = list },
	{ 0 },
};
