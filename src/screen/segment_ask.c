/* Short questions about segments: kept in or out by hand, and why; what a patient answered when
 * asked how it was. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/find.h"
#include "revisit/clinic/segments.h"
#include "revisit/screen/parts.h"

#include "asking.h"

/* --- kept in or out by hand --- */

struct pinning {
	int64_t patient;
	char *segment;
	enum pin_way way;
};

static void free_pinning(void *data)
{
	struct pinning *a = data;

	free(a->segment);
	free(a);
}

static struct pinning *pinning_new(const char *segment, int64_t patient, enum pin_way way)
{
	struct pinning *a = mem_alloc(sizeof(*a));

	*a = (struct pinning){ patient, mem_strdup(segment), way };
	return a;
}

static const char *title_of(struct app *app, const char *key)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set ? ruleset_find(set, key) : -1;

	return i >= 0 ? segment_title(&set->segments[i]) : key;
}

/* "Nguyễn Kim Chi: kept out of Due for cleaning": the mark has gone on to another by now. */
static void did_pin(struct app *app, const struct pinning *a, const char *what)
{
	char *text = mem_printf(what, title_of(app, a->segment));

	did_for(app, a->patient, text);
	free(text);
}

static void reason_given(struct app *app, void *data, const char *key, const char *text)
{
	const struct pinning *a = data;
	struct err err = ERR_INIT;

	(void)key;
	if (!segment_pin(app->clinic, a->segment, a->patient, a->way, text, &err))
		app_error(app, &err);
	else
		did_pin(app, a, a->way == PIN_IN ? _("kept in %s") : _("kept out of %s"));
	app_changed(app);
}

static void ask_reason(struct app *app, const struct pinning *a)
{
	struct pick p;

	ask_about(&p, app, a->way == PIN_IN ? _("Keep in, whatever the rule says") :
					      _("Keep out, whatever the rule says"), a->patient);
	p.prompt = mem_strdup(_("Why:"));
	p.hint = mem_strdup(_("whoever wonders later reads it on the chart"));
	p.text = true;
	p.cols = 50;
	p.data = pinning_new(a->segment, a->patient, a->way);
	p.free_data = free_pinning;
	p.done = reason_given;
	pick_open(app, &p);
}

static void way_chosen(struct app *app, void *data, const char *key, const char *text)
{
	struct pinning *a = data;
	struct err err = ERR_INIT;

	(void)text;
	if (!key)
		return;
	if (strcmp(key, "rule") != 0) {
		a->way = strcmp(key, "in") == 0 ? PIN_IN : PIN_OUT;
		ask_reason(app, a);
		return;
	}
	if (segment_unpin(app->clinic, a->segment, a->patient, &err))
		did_pin(app, a, _("the rule decides again about %s"));
	else
		app_error(app, &err);
	app_changed(app);
}

/* "kept in by hand (mei, 3 Nov): asked to be called", appended; whether there is one. */
static bool pin_now(struct app *app, const char *segment, int64_t patient, struct str *out)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int at = set ? ruleset_find(set, segment) : -1;
	struct rows pins;
	bool found = false;

	rows_init(&pins, &record_pin);
	store_pins(&app->clinic->store, patient, &pins, NULL);
	for (size_t i = 0; i < pins.n; i++) {
		const struct pin *p = rows_at(&pins, i);
		if (strcmp(p->segment, segment) != 0)
			continue;
		found = true;
		str_addf(out, p->way == PIN_IN ? _("kept in by %s: %s") : _("kept out by %s: %s"),
			 str_or_empty(p->staff), str_or_empty(p->reason));
		if (at >= 0 && !str_eq(p->hash, set->segments[at].hash))
			str_addf(out, " %s", _("(void: the rule was changed since)"));
	}
	rows_release(&pins);
	return found;
}

void ask_pin(struct app *app, size_t segment, int64_t patient)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct str now;
	struct pick p;

	if (!set || segment >= set->n_segments)
		return;
	const struct segment *s = &set->segments[segment];
	str_init(&now);
	bool pinned = pin_now(app, s->key, patient, &now);
	ask_about(&p, app, segment_title(s), patient);
	pick_add(&p, "in", _("keep in, whatever the rule says…"), NULL, "in");
	pick_add(&p, "out", _("keep out, whatever the rule says…"), NULL, "out");
	if (pinned)
		pick_add(&p, "rule", _("let the rule decide again"), NULL, "rule");
	if (pinned)
		p.hint = mem_strdup(now.p);
	str_release(&now);
	p.deliberate = true;
	p.data = pinning_new(s->key, patient, PIN_IN);
	p.free_data = free_pinning;
	p.done = way_chosen;
	pick_open(app, &p);
}

static void segment_chosen(struct app *app, void *data, const char *key, const char *text)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set && key ? ruleset_find(set, key) : -1;

	(void)text;
	if (i >= 0)
		ask_pin(app, (size_t)i, ((const struct about *)data)->id);
}

void ask_pin_segment(struct app *app, int64_t patient)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct pick p;

	if (!set || set->n_segments == 0) {
		app_refuse(app, _("there are no segments yet"));
		return;
	}
	ask_about(&p, app, _("Keep in or out of which segment?"), patient);
	for (size_t i = 0; i < set->n_segments; i++)
		pick_add(&p, set->segments[i].key, segment_title(&set->segments[i]), NULL,
			 set->segments[i].key);
	p.data = about_new(patient);
	p.free_data = about_free;
	p.done = segment_chosen;
	pick_open(app, &p);
}

/* --- a survey answer --- */

/* "9 gentle, explains well": the score, then the words. */
static bool read_answer(const char *text, struct survey_answer *a)
{
	char *end;
	long score = strtol(text, &end, 10);

	if (end == text || score < 0 || score > 10 || (*end && *end != ' ' && *end != ':'))
		return false;
	a->score = score;
	end += strspn(end, " :");
	str_replace(&a->words, *end ? end : NULL);
	return true;
}

static void answer_given(struct app *app, void *data, const char *key, const char *text)
{
	struct survey_answer a;
	struct err err = ERR_INIT;
	char *typed = clinic_typed(app->clinic, text);

	(void)key;
	record_init(&record_survey_answer, &a);
	a.patient = ((const struct about *)data)->id;
	a.day = clinic_today(app->clinic);
	if (!read_answer(typed, &a))
		app_refuse(app, _("a score from 0 to 10 comes first: 9 gentle, explains well"));
	else if (survey_answer_add(app->clinic, &a, &err))
		app_did(app, _("noted: %lld of 10"), (long long)a.score);
	else
		app_error(app, &err);
	free(typed);
	record_release(&record_survey_answer, &a);
	app_changed(app);
}

static void say_answer(struct app *app, void *data, const char *text, struct str *out)
{
	struct survey_answer a;
	char *typed = clinic_typed(app->clinic, text);

	(void)data;
	record_init(&record_survey_answer, &a);
	if (read_answer(typed, &a))
		str_addf(out, a.score >= 9 ? _("%lld of 10: would recommend us") :
			      a.score >= 7 ? _("%lld of 10: content") :
					     _("%lld of 10: not content; ask what went wrong"),
			 (long long)a.score);
	free(typed);
	record_release(&record_survey_answer, &a);
}

void ask_survey(struct app *app, int64_t patient)
{
	struct pick p;

	ask_about(&p, app, _("How likely would they recommend us, 0 to 10?"), patient);
	p.prompt = mem_strdup(_("Score and words:"));
	p.hint = mem_strdup(_("for example: 9 gentle, explains well"));
	p.text = true;
	p.cols = 56;
	p.data = about_new(patient);
	p.free_data = about_free;
	p.preview = say_answer;
	p.done = answer_given;
	pick_open(app, &p);
}
