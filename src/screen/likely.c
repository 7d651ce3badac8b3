#include "likely.h"

#include "revisit/app/form.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

enum { SHOWN = 4 };

void likely_release(struct likely *l)
{
	pair_list_release(&l->found);
	free(l->not_same);
	*l = (struct likely){ 0 };
}

static bool was_refused(const struct likely *l, int64_t patient)
{
	for (size_t i = 0; i < l->n_not_same; i++)
		if (l->not_same[i] == patient)
			return true;
	return false;
}

/* Somebody new is told who has the number too, since it may be their mother who is here, and who
 * has the name, since they are soon mixed up; unless it is plain that it is another one. */
static bool worth_telling(const struct pair *p)
{
	return p->score >= LIKENESS_LIKELY || p->reasons & 1u << LIKE_SAME_NUMBER ||
	       p->reasons >> LIKE_AGAINST == 0;
}

void likely_find(struct likely *l, struct app *app, const struct patient_draft *d)
{
	const unsigned number = 1u << LIKE_SAME_NUMBER;
	const unsigned name = 1u << LIKE_SAME_NAME;
	size_t n = 0;

	l->found.n = 0;
	if (!clinic_likely(app->clinic, d, LIKENESS_LIKELY, l->self ? 0 : number | name, &l->found,
			   NULL))
		l->found.n = 0;
	for (size_t i = 0; i < l->found.n && n < SHOWN; i++)
		if (worth_telling(&l->found.v[i]) &&
		    !was_refused(l, pair_other(&l->found.v[i], l->self)))
			l->found.v[n++] = l->found.v[i];
	l->found.n = n;
}

/* "1042 张伟 Zhang Wei 41m" */
static void add_who(struct str *out, struct app *app, int64_t patient)
{
	struct patient p;

	record_init(&record_patient, &p);
	if (store_get(&app->clinic->store, &record_patient, patient, &p, NULL)) {
		str_addf(out, "%s ", p.chart_no);
		shown_name(out, app, &p);
		str_addc(out, ' ');
		patient_age_sex(out, &p, clinic_today(app->clinic));
	}
	record_release(&record_patient, &p);
}

void likely_text(const struct likely *l, struct app *app, struct str *out)
{
	if (l->found.n == 0)
		return;
	str_add(out, l->found.v[0].score >= LIKENESS_LIKELY ?
			     _("Perhaps here already. ^R opens that chart, ^K: somebody else") :
			     _("Of the same name or phone. ^R opens that chart"));
	for (size_t i = 0; i < l->found.n; i++) {
		const struct pair *p = &l->found.v[i];
		str_addc(out, '\n');
		add_who(out, app, pair_other(p, l->self));
		str_add(out, ": ");
		likeness_words(out, p->reasons);
	}
}

/* --- which of them --- */

static void open_one(struct app *app, int64_t patient)
{
	int aside = app_set_aside(app);

	if (app_push(app, &card_screen, &patient))
		app_leads_back(app, aside, false);
}

static void refuse_one(struct likely *l, struct app *app, int64_t patient)
{
	struct str who;

	GROW(l->not_same, l->n_not_same, l->cap_not_same);
	l->not_same[l->n_not_same++] = patient;
	str_init(&who);
	add_who(&who, app, patient);
	app_say(app, _("somebody else than %s: remembered when this is saved"), who.p);
	str_release(&who);
	form_touch(app);
}

static void opened(struct app *app, void *data, const char *key, const char *text)
{
	(void)data;
	(void)text;
	if (key)
		open_one(app, strtoll(key, NULL, 10));
}

static void refused(struct app *app, void *data, const char *key, const char *text)
{
	(void)text;
	if (key)
		refuse_one(data, app, strtoll(key, NULL, 10));
}

/* Relatives on the same telephone are not asked about beside somebody who is alike. */
static size_t meant(const struct likely *l)
{
	size_t n = 0;

	while (n < l->found.n && l->found.v[n].score >= LIKENESS_LIKELY)
		n++;
	return n ? n : l->found.n;
}

static void ask_which(struct likely *l, struct app *app, const char *title,
		      void (*done)(struct app *, void *, const char *, const char *))
{
	struct pick p;

	pick_init(&p, title);
	for (size_t i = 0; i < meant(l); i++) {
		int64_t patient = pair_other(&l->found.v[i], l->self);
		char key[24];
		struct str who;
		str_init(&who);
		snprintf(key, sizeof(key), "%lld", (long long)patient);
		add_who(&who, app, patient);
		pick_add(&p, key, who.p, NULL, NULL);
		str_release(&who);
	}
	p.at_once = true;
	p.done = done;
	p.data = l; /* of the form below, which stays as long as the popup */
	pick_open(app, &p);
}

void likely_open(struct likely *l, struct app *app)
{
	if (l->found.n == 0)
		app_refuse(app, _("nobody here looks like this one"));
	else if (meant(l) == 1)
		open_one(app, pair_other(&l->found.v[0], l->self));
	else
		ask_which(l, app, _("Open whose chart?"), opened);
}

void likely_refuse(struct likely *l, struct app *app)
{
	if (l->found.n == 0)
		app_refuse(app, _("nobody here looks like this one"));
	else if (meant(l) == 1)
		refuse_one(l, app, pair_other(&l->found.v[0], l->self));
	else
		ask_which(l, app, _("Who is somebody else?"), refused);
}

bool likely_settle(struct likely *l, struct app *app, int64_t patient, struct err *err)
{
	for (size_t i = 0; i < l->n_not_same; i++)
		if (!clinic_not_same(app->clinic, patient, l->not_same[i], err))
			return false;
	return true;
}
