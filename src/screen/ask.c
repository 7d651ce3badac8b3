/* Short questions asked over any screen: a tag, a note, an alert, why a visit is off. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

#include "asking.h"

struct about *about_new(int64_t id)
{
	struct about *a = mem_alloc(sizeof(*a));

	a->id = id;
	return a;
}

void about_free(void *data)
{
	struct about *a = data;

	strlist_release(&a->has);
	free(a);
}

/* "Tag: 张伟 Zhang Wei 1042": a popup covers the card, so it says whom it is about. */
static char *title_about(struct app *app, const char *what, int64_t patient)
{
	struct patient p;
	struct str s;

	str_init(&s);
	str_add(&s, what);
	record_init(&record_patient, &p);
	if (patient && store_get(&app->clinic->store, &record_patient, patient, &p, NULL)) {
		str_add(&s, i18n_is_chinese() ? "：" : ": ");
		shown_name(&s, app, &p);
		str_addf(&s, " %s", p.chart_no);
	}
	record_release(&record_patient, &p);
	return s.p;
}

void did_for(struct app *app, int64_t patient, const char *what)
{
	struct patient p;
	struct str name;

	str_init(&name);
	record_init(&record_patient, &p);
	if (patient && store_get(&app->clinic->store, &record_patient, patient, &p, NULL))
		short_name(&name, app, &p);
	if (name.len)
		str_add(&name, i18n_is_chinese() ? "：" : ": ");
	app_did(app, "%s%s", name.p, what);
	record_release(&record_patient, &p);
	str_release(&name);
}

void ask_about(struct pick *p, struct app *app, const char *what, int64_t patient)
{
	char *title = title_about(app, what, patient);

	pick_init(p, title);
	free(title);
}

/* --- tags --- */

static void tag_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;
	bool changed;
	char *tag = clinic_term_key(app->clinic, "tag", key ? key : text);
	bool has = strlist_has(&a->has, tag);
	bool ok = has ? tag_remove(app->clinic, a->id, tag, &changed, &err) :
			tag_add(app->clinic, a->id, tag, DAY_NONE, &changed, &err);

	if (!ok)
		app_error(app, &err);
	else if (has)
		app_did(app, _("tag %s taken away"), config_label(app->clinic->config, "tag", tag));
	else
		app_did(app, _("tagged %s"), config_label(app->clinic->config, "tag", tag));
	free(tag);
	app_changed(app);
}

void ask_tag(struct app *app, int64_t patient)
{
	struct pick p;
	struct strlist keys;
	struct rows tags;
	struct about *a = about_new(patient);

	strlist_init(&keys);
	rows_init(&tags, &record_patient_tag);
	store_tags(&app->clinic->store, patient, &tags, NULL);
	for (size_t i = 0; i < tags.n; i++)
		strlist_add(&a->has, ((const struct patient_tag *)rows_at(&tags, i))->tag);
	rows_release(&tags);
	clinic_terms(app->clinic, "tag", &keys, NULL);
	ask_about(&p, app, _("Tag"), patient);
	for (size_t i = 0; i < keys.n; i++)
		pick_add(&p, keys.v[i], config_label(app->clinic->config, "tag", keys.v[i]),
			 strlist_has(&a->has, keys.v[i]) ? _("has it; take away") : NULL, keys.v[i]);
	strlist_release(&keys);
	p.prompt = mem_strdup("#");
	p.text = true;
	p.data = a;
	p.free_data = about_free;
	p.deliberate = true;
	p.done = tag_answer;
	pick_open(app, &p);
}

/* --- notes and alerts --- */

/* What could not be stored is asked again, with what was typed. */
static void ask_note_again(struct app *app, int64_t patient, const char *typed);

static void note_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;

	(void)key;
	if (note_add(app->clinic, a->id, text, &err))
		app_did(app, _("noted"));
	else
		app_error(app, &err);
	if (err.code)
		ask_note_again(app, a->id, text);
	app_changed(app);
}

void ask_note(struct app *app, int64_t patient)
{
	ask_note_again(app, patient, NULL);
}

static void ask_note_again(struct app *app, int64_t patient, const char *typed)
{
	struct pick p;

	ask_about(&p, app, _("Note"), patient);
	p.text = true;
	p.typed = mem_strdup(typed);
	p.data = about_new(patient);
	p.free_data = about_free;
	p.done = note_answer;
	pick_open(app, &p);
}

static void ask_alert_again(struct app *app, const struct card *card, const char *typed);

static void say_alert(struct app *app, int64_t patient, const char *text, bool ok,
		      const struct err *err)
{
	struct card card;

	if (ok)
		app_did(app, _("alert: everyone sees it from now on"));
	else
		app_error(app, err);
	if (!ok && card_load(app->clinic, patient, &card, NULL)) {
		ask_alert_again(app, &card, text);
		card_release(&card);
	}
	app_changed(app);
}

static void scope_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;

	(void)text;
	bool ok = alert_add(app->clinic, a->id, str_eq(key, "family"), a->has.v[0], DAY_NONE, &err);
	say_alert(app, a->id, a->has.v[0], ok, &err);
}

/* Where there is a family, an alert may be meant for all of it. */
static void ask_scope(struct app *app, int64_t patient, const char *text)
{
	struct pick p;
	struct about *a = about_new(patient);

	strlist_add(&a->has, text);
	ask_about(&p, app, _("Whom is the alert about?"), patient);
	pick_add(&p, "patient", _("this patient"), NULL, NULL);
	pick_add(&p, "family", _("the whole family"), NULL, NULL);
	p.data = a;
	p.free_data = about_free;
	p.done = scope_answer;
	pick_open(app, &p);
}

static void alert_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;
	struct patient p;

	if (key && alert_remove(app->clinic, strtoll(key, NULL, 10), &err)) {
		app_did(app, _("alert taken away"));
		app_changed(app);
		return;
	}
	record_init(&record_patient, &p);
	bool known = !key && store_get(&app->clinic->store, &record_patient, a->id, &p, &err);
	bool family = p.household != 0;
	record_release(&record_patient, &p);
	if (known && family)
		ask_scope(app, a->id, text);
	else
		say_alert(app, a->id, text,
			  known && alert_add(app->clinic, a->id, false, text, DAY_NONE, &err), &err);
}

void ask_alert(struct app *app, const struct card *card)
{
	ask_alert_again(app, card, NULL);
}

static void ask_alert_again(struct app *app, const struct card *card, const char *typed)
{
	struct pick p;

	ask_about(&p, app, _("Alert"), card->p.row.id);
	for (size_t i = 0; i < card->alerts.n; i++) {
		const struct alert *al = rows_at(&card->alerts, i);
		char key[24];
		snprintf(key, sizeof(key), "%lld", (long long)al->row.id);
		pick_add(&p, key, al->text, _("take away"), NULL);
	}
	p.text = true;
	p.typed = mem_strdup(typed);
	p.data = about_new(card->p.row.id);
	p.free_data = about_free;
	p.deliberate = true;
	p.done = alert_answer;
	pick_open(app, &p);
}

/* --- a visit that does not take place --- */

int64_t visit_patient(struct app *app, int64_t visit)
{
	struct visit v;

	record_init(&record_visit, &v);
	store_get(&app->clinic->store, &record_visit, visit, &v, NULL);
	int64_t patient = v.patient;
	record_release(&record_visit, &v);
	return patient;
}

static void off_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;
	bool missed = key && strcmp(key, "no_show") == 0;
	const char *reason = key ? strchr(key, ':') : NULL;
	int64_t patient = visit_patient(app, a->id);

	if (visit_step(app->clinic, a->id, missed ? VISIT_NO_SHOW : VISIT_CANCELLED,
		       missed ? NULL : reason ? reason + 1 : text, &err))
		did_for(app, patient, missed ? _("no-show") : _("cancelled"));
	else
		app_error(app, &err);
	if (!err.code) {
		rebook_offered(app, a->id);
		gap_offered(app, a->id);
	}
	app_changed(app);
}

void ask_off(struct app *app, int64_t visit)
{
	struct pick p;
	struct strlist keys;

	strlist_init(&keys);
	clinic_terms(app->clinic, "cancel_reason", &keys, NULL);
	struct visit v;
	record_init(&record_visit, &v);
	store_get(&app->clinic->store, &record_visit, visit, &v, NULL);
	if (visit_is_done((enum visit_status)v.status)) {
		app_refuse(app, _("this visit is done already"));
		record_release(&record_visit, &v);
		strlist_release(&keys);
		return;
	}
	ask_about(&p, app, _("The visit does not take place"), v.patient);
	/* Who is still to come cannot have stayed away. */
	if (v.day <= clinic_today(app->clinic))
		pick_add(&p, "no_show", _("no-show: did not come"), NULL, NULL);
	record_release(&record_visit, &v);
	for (size_t i = 0; i < keys.n; i++) {
		char *key = mem_printf("cancelled:%s", keys.v[i]);
		char *label = mem_printf(_("cancelled: %s"),
					 config_label(app->clinic->config, "cancel_reason", keys.v[i]));
		pick_add(&p, key, label, NULL, keys.v[i]);
		free(key);
		free(label);
	}
	strlist_release(&keys);
	p.text = true;
	p.data = about_new(visit);
	p.free_data = about_free;
	p.deliberate = true;
	p.done = off_answer;
	pick_open(app, &p);
}
