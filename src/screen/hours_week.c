/* The form of a provider's week: a line for each weekday. */
#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/hours.h"
#include "revisit/clinic/sooner.h"
#include "revisit/screen/parts.h"

#include "hours_parts.h"

enum { CHAIR = 7, FIRST, LAST };

struct week_form {
	char kind[80];         /* "hours-lin": also how a draft is opened again */
	struct spans stood[7]; /* what stood there when the form was opened */
};

static const char *provider_of(const struct week_form *w)
{
	return w->kind + strlen("hours-");
}

/* The hours of each weekday that are in force today, and the chair. */
static void load_week(struct app *app, const char *provider, struct spans days[7], char **chair)
{
	const struct config *config = app->clinic->config;
	day_t today = clinic_today(app->clinic);
	struct weeks w;

	memset(days, 0, 7 * sizeof(*days));
	weeks_load(app->clinic, provider, today, &w, NULL);
	for (size_t i = 0; i < w.n; i++)
		for (int d = 0; d < 7 && (w.v[i].first == DAY_NONE || w.v[i].first <= today); d++)
			if (w.v[i].weekdays & 1u << d) {
				days[d] = w.v[i].spans;
				str_replace(chair, w.v[i].chair);
			}
	for (int d = 0; w.n == 0 && d < 7; d++)
		for (int k = 0; k < config->hours[d].n; k++)
			days[d].v[days[d].n++] = (struct span){ config->hours[d].range[k].from,
								config->hours[d].range[k].to };
	weeks_release(&w);
}

static bool read_day(struct app *app, const char *value, day_t *day, struct err *err)
{
	*day = DAY_NONE;
	return !*value || day_parse_near(value, clinic_today(app->clinic), day, err);
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	struct spans spans;
	struct err err = ERR_INIT;
	day_t day;
	bool ok = true;

	(void)data;
	if (choice_find(weekday_choices, name) >= 0) {
		ok = spans_parse(value, &spans, &err);
		if (ok && spans.n == 0)
			str_add(message, _("does not work"));
		else if (ok)
			spans_text(message, &spans);
	} else if (strcmp(name, "chair") != 0) {
		ok = read_day(app, value, &day, &err);
		if (ok && day != DAY_NONE)
			day_show(message, day, clinic_today(app->clinic));
	}
	if (!ok)
		str_add(message, err.msg);
	return ok;
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	struct rows chairs;

	(void)data;
	if (strcmp(name, "chair") != 0)
		return;
	rows_init(&chairs, &record_chair);
	chairs_load(app->clinic, &chairs, NULL);
	for (size_t i = 0; i < chairs.n; i++) {
		const struct chair *ch = rows_at(&chairs, i);
		strlist_add(keys, ch->key);
		strlist_add(labels, ch->label ? ch->label : "");
	}
	rows_release(&chairs);
}

static bool same(const struct spans *a, const struct spans *b)
{
	bool same = a->n == b->n;

	for (int i = 0; same && i < a->n; i++)
		same = a->v[i].from == b->v[i].from && a->v[i].to == b->v[i].to;
	return same;
}

/* Weekdays that are alike are set together. */
static bool set_all(struct app *app, const struct week_form *w, const struct spans days[7],
		    struct week_hours *h, struct err *err)
{
	unsigned done = 0;
	bool ok = true;

	h->provider = provider_of(w);
	for (int d = 0; ok && d < 7; d++) {
		if (done & 1u << d)
			continue;
		h->weekdays = 0;
		for (int k = d; k < 7; k++)
			if (same(&days[d], &days[k]))
				h->weekdays |= 1u << k;
		done |= h->weekdays;
		h->spans = days[d];
		ok = hours_set(app->clinic, h, err);
	}
	return ok;
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	const struct week_form *w = data;
	struct spans days[7];
	struct week_hours h = { .chair = values[CHAIR] };

	for (int d = 0; d < 7; d++)
		if (!spans_parse(values[d], &days[d], err)) {
			*field = d;
			return false;
		}
	if (!read_day(app, values[FIRST], &h.first, err) ||
	    !read_day(app, values[LAST], &h.last, err)) {
		*field = FIRST;
		return false;
	}
	if (!clinic_begin(app->clinic, "hours-set", 0, err) ||
	    !clinic_end(app->clinic, set_all(app, w, days, &h, err), err))
		return false;
	app_did(app, _("hours of %s saved"),
		config_label(app->clinic->config, "provider", provider_of(w)));
	app_changed(app);
	return true;
}

void hours_form(struct app *app, const char *provider)
{
	struct week_form *w = mem_alloc(sizeof(*w));
	char *chair = NULL;
	struct form f;
	struct str t;

	snprintf(w->kind, sizeof(w->kind), "hours-%s", provider);
	load_week(app, provider, w->stood, &chair);
	str_init(&t);
	str_addf(&t, _("Hours of %s"), config_label(app->clinic->config, "provider", provider));
	form_init(&f, t.p);
	for (int d = 0; d < 7; d++) {
		str_clear(&t);
		spans_text(&t, &w->stood[d]);
		form_add(&f, weekday_choices[d].key, weekday_name(d),
			 _("hours, as 09:00-12:00 13:30-18:00; empty: does not work"), false, t.p);
		f.fields[d].replace = true;
	}
	form_add(&f, "chair", _("Chair"), _("where; empty: any chair"), false, str_or_empty(chair));
	form_add(&f, "first_day", _("From day"),
		 _("in force from this day on; until then it stays as it was; empty: always"),
		 false, "");
	form_add(&f, "last_day", _("To day"), _("the last day in force; empty: always"), false, "");
	str_release(&t);
	free(chair);
	f.kind = w->kind;
	f.data = w;
	f.free_data = free;
	f.check = check;
	f.choices = choices;
	f.save = save;
	form_open(app, &f);
}
