/* survey: how likely a patient would recommend the clinic. */
#include "revisit/base/i18n.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/segments.h"

static const struct column survey_columns[] = {
	{ "day", N_("Day"), 0 },
	{ "score", N_("Score"), COLUMN_RIGHT },
	{ "words", N_("In their words"), 0 },
	{ "channel", N_("Channel"), 0 },
	{ "staff", N_("Who"), 0 },
};

static bool answers(struct cli *c, int64_t patient, struct err *err)
{
	struct rows rows;
	struct sheet s;

	rows_init(&rows, &record_survey_answer);
	bool ok = store_survey_answers(&c->clinic.store, patient, &rows, err);
	if (ok) {
		sheet_begin(&s, survey_columns, ARRAY_SIZE(survey_columns), c->format, &c->out);
		for (size_t i = 0; i < rows.n; i++) {
			const struct survey_answer *a = rows_at(&rows, i);
			day_cell(&s, a->day, MINUTE_NONE, clinic_today(&c->clinic));
			sheet_number(&s, a->score);
			sheet_text(&s, a->words);
			sheet_text(&s, a->channel);
			sheet_text(&s, a->staff);
			sheet_row(&s);
		}
		sheet_end(&s);
	}
	rows_release(&rows);
	return ok;
}

static bool survey(struct cli *c, struct err *err)
{
	const char *day = args_value(&c->args, "day");
	struct survey_answer a;
	int64_t patient;

	if (!patient_by_chart(&c->clinic, word(c, 0), &patient, err))
		return false;
	if (n_words(c) == 1)
		return answers(c, patient, err);
	record_init(&record_survey_answer, &a);
	a.patient = patient;
	a.words = n_words(c) > 2 ? args_text(&c->args, 3) : NULL;
	a.channel = mem_strdup(args_value(&c->args, "channel"));
	bool ok = clinic_set_field(&c->clinic, record_field(&record_survey_answer, "score"), &a,
				   word(c, 1), err) &&
		  (!day || day_parse_near(day, clinic_today(&c->clinic), &a.day, err)) &&
		  survey_answer_add(&c->clinic, &a, err);
	record_release(&record_survey_answer, &a);
	return ok;
}

static const struct option survey_options[] = {
	{ .name = "day", .value = "DAY", .help = N_("When they were asked, today unless said") },
	{ .name = "channel", .value = "CHANNEL", .help = N_("How: phone, wechat, desk") },
	{ 0 },
};

const struct command commands_survey[] = {
	{ .name = "survey",
	  .words = "PATIENT [SCORE [WORDS…]]",
	  .options = survey_options,
	  .min = 1,
	  .max = -1,
	  .help = N_("Write down how likely a patient would recommend the clinic, 0 to 10; alone: "
		     "what they "
		     "answered so far"),
	  .needs = NEEDS_CLINIC,
	  .run = survey },
	{ 0 },
};
