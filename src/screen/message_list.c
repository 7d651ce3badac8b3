/* The outbox, and what patients agree to. */
#include "message.h"

#include "revisit/app/form.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/messages.h"
#include "revisit/screen/parts.h"
#include "revisit/store/day.h"
#include "revisit/store/tasks.h"

#include "asking.h"

enum { OUTBOX_MOST = 200 };

/* --- one message --- */

static void deed_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct about *a = data;
	struct err err = ERR_INIT;
	bool ok = true;

	(void)text;
	if (str_eq(key, "sent"))
		ok = message_sent_by_hand(app->clinic, a->id, &err);
	else if (str_eq(key, "drop"))
		ok = message_drop(app->clinic, a->id, NULL, &err);
	else if (str_eq(key, "again"))
		ok = message_again(app->clinic, a->id, &err);
	else
		return;
	if (!ok)
		app_error(app, &err);
	else if (str_eq(key, "sent"))
		app_did(app, _("marked sent"));
	else if (str_eq(key, "drop"))
		app_did(app, _("taken out of the outbox"));
	else
		app_did(app, _("in the outbox: it goes with the next \"revisit send\""));
	app_changed(app);
}

static void ask_deed(struct app *app, const struct message *m)
{
	struct pick p;

	ask_about(&p, app, _("Message"), m->patient);
	pick_add(&p, "sent", _("it has been sent: mark it"), NULL, NULL);
	if (m->state == MESSAGE_FAILED || m->state == MESSAGE_BOUNCED || m->state == MESSAGE_DROPPED)
		pick_add(&p, "again", _("send it once more"), NULL, NULL);
	if (m->state == MESSAGE_WAITING || m->state == MESSAGE_FAILED)
		pick_add(&p, "drop", _("do not send it"), NULL, NULL);
	p.deliberate = true;
	p.data = about_new(m->row.id);
	p.free_data = about_free;
	p.done = deed_answer;
	pick_open(app, &p);
}

static void chosen(struct app *app, void *data, const char *key, const char *text)
{
	struct err err = ERR_INIT;
	struct message m;

	(void)data;
	(void)text;
	record_init(&record_message, &m);
	if (!key || !store_get(&app->clinic->store, &record_message, strtoll(key, NULL, 10), &m, &err)) {
		if (key)
			app_error(app, &err);
		record_release(&record_message, &m);
		return;
	}
	const struct channel_def *ch = config_channel(app->clinic->config, m.channel);
	if (m.state == MESSAGE_WAITING && ch && ch->how == DELIVERY_HAND)
		show_message(app, &(struct message_for){ .patient = m.patient, .message = m.row.id });
	else
		ask_deed(app, &m);
	record_release(&record_message, &m);
}

/* --- all of them --- */

static void add_message(struct pick *p, struct app *app, const struct message *m)
{
	char key[24];
	char excerpt[100];
	struct patient who;
	struct str label;

	record_init(&record_patient, &who);
	str_init(&label);
	if (m->patient && store_patient_name(&app->clinic->store, m->patient, &who))
		short_name(&label, app, &who);
	str_addf(&label, "  %s: %s", message_channel_label(m->channel),
		 m->error ? m->error : str_excerpt(excerpt, sizeof(excerpt), str_or_empty(m->text)));
	const struct channel_def *ch = config_channel(app->clinic->config, m->channel);
	bool hand = m->state == MESSAGE_WAITING && ch && ch->how == DELIVERY_HAND;
	snprintf(key, sizeof(key), "%lld", (long long)m->row.id);
	pick_add(p, key, label.p, hand ? _("by hand") : _(message_state_choices[m->state].label), NULL);
	str_release(&label);
	record_release(&record_patient, &who);
}

static void add_rows(struct pick *p, struct app *app, const struct rows *rows)
{
	for (size_t k = 0; k < rows->n; k++)
		add_message(p, app, rows_at(rows, k));
}

/* Of each channel worked by hand, whatever else waits. */
static bool add_by_hand(struct pick *p, struct app *app, struct err *err)
{
	const struct call_settings *s = &app->clinic->config->calls;
	bool ok = true;

	for (size_t i = 0; ok && i < s->n_channels; i++) {
		struct rows rows;
		if (s->channels[i].how != DELIVERY_HAND)
			continue;
		rows_init(&rows, &record_message);
		ok = store_messages_by_channel(&app->clinic->store, s->channels[i].channel,
					       clock_now(&app->clinic->clock), OUTBOX_MOST, &rows, err);
		if (ok)
			add_rows(p, app, &rows);
		rows_release(&rows);
	}
	return ok;
}

static bool add_others(struct pick *p, struct app *app, struct err *err)
{
	static const int states[] = { MESSAGE_FAILED, MESSAGE_SENDING, MESSAGE_WAITING };
	bool ok = true;

	for (size_t i = 0; ok && i < ARRAY_SIZE(states); i++) {
		struct rows rows;
		rows_init(&rows, &record_message);
		ok = store_messages(&app->clinic->store, states[i], 0, OUTBOX_MOST, &rows, err);
		if (ok)
			add_rows(p, app, &rows);
		rows_release(&rows);
	}
	return ok;
}

void show_outbox(struct app *app, bool by_hand)
{
	struct err err = ERR_INIT;
	struct pick p;

	pick_init(&p, by_hand ? _("To send by hand") : _("Outbox"));
	bool ok = by_hand ? add_by_hand(&p, app, &err) : add_others(&p, app, &err);
	if (!ok)
		app_error(app, &err);
	else if (p.n == 0)
		app_say(app, _("the outbox is empty"));
	p.deliberate = true;
	p.cols = app->canvas.cols - 8;
	p.done = chosen;
	pick_open_if(app, &p, ok && p.n > 0);
}

/* --- consent --- */

enum { AGREE_PURPOSE, AGREE_CHANNEL, AGREE_STATE, AGREE_EVIDENCE };

static void purpose_choices_of(struct strlist *keys, struct strlist *labels)
{
	strlist_add(keys, "all");
	strlist_add(labels, _("all of it"));
	for (int i = 0; i < PURPOSES; i++) {
		strlist_add(keys, purpose_choices[i].key);
		strlist_add(labels, _(purpose_choices[i].label));
	}
}

static void channel_choices_of(const struct app *app, struct strlist *keys, struct strlist *labels)
{
	const struct call_settings *s = &app->clinic->config->calls;

	strlist_add(keys, "all");
	strlist_add(labels, _("all of them"));
	strlist_add(keys, "phone");
	strlist_add(labels, message_channel_label("phone"));
	for (size_t i = 0; i < s->n_channels; i++) {
		strlist_add(keys, s->channels[i].channel);
		strlist_add(labels, message_channel_label(s->channels[i].channel));
	}
}

static const char *const answers[] = { "yes", "no", "withdrawn", "asked" };

/* As they say it, not as a field with yes and no. */
static const char *answer_label(const char *state)
{
	if (str_eq(state, "yes"))
		return C_("an answer about consent", "yes");
	if (str_eq(state, "no"))
		return C_("an answer about consent", "no");
	if (str_eq(state, "withdrawn"))
		return _("taken back");
	return str_eq(state, "asked") ? _("asked, no answer yet") : str_or_empty(state);
}

static void agree_choices(struct app *app, void *data, const char *name, struct strlist *keys,
			  struct strlist *labels)
{
	(void)data;
	if (strcmp(name, "purpose") == 0)
		purpose_choices_of(keys, labels);
	else if (strcmp(name, "channel") == 0)
		channel_choices_of(app, keys, labels);
	for (size_t i = 0; strcmp(name, "state") == 0 && i < ARRAY_SIZE(answers); i++) {
		strlist_add(keys, answers[i]);
		strlist_add(labels, answer_label(answers[i]));
	}
}

static bool agree_check(struct app *app, void *data, const char *name, const char *value,
			struct str *message)
{
	struct strlist keys;
	struct strlist labels;

	strlist_init(&keys);
	strlist_init(&labels);
	agree_choices(app, data, name, &keys, &labels);
	bool ok = !*value || keys.n == 0 || strlist_has(&keys, value);
	if (!ok)
		str_add(message, _("take one of the list"));
	strlist_release(&keys);
	strlist_release(&labels);
	return ok;
}

/* What was said so far, the strictest of which counts. */
static void agree_remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	const struct about *a = data;
	struct rows rows;

	(void)values;
	rows_init(&rows, &record_consent);
	store_consents(&app->clinic->store, a->id, &rows, NULL);
	for (size_t i = 0; i < rows.n; i++) {
		const struct consent *k = rows_at(&rows, i);
		int purpose = k->purpose ? choice_find(purpose_choices, k->purpose) : -1;
		str_addf(out, "%s%s, %s: %s", out->len ? "\n" : "",
			 purpose >= 0	? _(purpose_choices[purpose].label) :
			 k->purpose	? k->purpose :
					  _("all of it"),
			 k->channel ? message_channel_label(k->channel) : _("all of them"),
			 answer_label(k->state));
		if (k->day != DAY_NONE) {
			str_add(out, ", ");
			day_show(out, k->day, clinic_today(app->clinic));
		}
		if (k->evidence)
			str_addf(out, " (%s)", k->evidence);
	}
	rows_release(&rows);
}

static bool agree_save(struct app *app, void *data, const char *const *values, int *field, struct err *err)
{
	const struct about *a = data;

	*field = AGREE_STATE;
	bool ok = consent_set(app->clinic, a->id, values[AGREE_PURPOSE], values[AGREE_CHANNEL],
			      values[AGREE_STATE], values[AGREE_EVIDENCE], err);
	if (ok)
		app_did(app, _("consent written down"));
	return ok;
}

void consent_form(struct app *app, int64_t patient)
{
	struct form f;
	struct patient p;
	struct str title;

	record_init(&record_patient, &p);
	str_init(&title);
	store_patient_name(&app->clinic->store, patient, &p);
	str_addf(&title, "%s: ", _("Consent"));
	short_name(&title, app, &p);
	form_init(&f, title.p);
	form_add(&f, "purpose", _("For"), _("what it is for; marketing needs a yes, all others only no \"no\""), true,
		 NULL);
	form_add(&f, "channel", _("By"), _("which way it goes for"), true, NULL);
	form_add(&f, "state", _("Answer"), _("what they said; one no outweighs every yes"), true, NULL);
	form_add(&f, "evidence", _("Evidence"), _("how it is known: form signed, said so on the telephone …"),
		 true, NULL);
	f.kind = "consent";
	f.patient = patient;
	f.data = about_new(patient);
	f.free_data = about_free;
	f.check = agree_check;
	f.choices = agree_choices;
	f.remark = agree_remark;
	f.save = agree_save;
	form_open(app, &f);
	str_release(&title);
	record_release(&record_patient, &p);
}
