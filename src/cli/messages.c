/* send, messages, message, consent. */
#include "revisit/clinic/messages.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/booking.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/scripts.h"
#include "revisit/store/day.h"

enum { MAIL_MOST = 1024 * 1024, SHOWN_MOST = 100000 };

/* --- rows --- */

static const struct column message_columns[] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Chart no."), 0 },
	{ "channel", N_("Channel"), 0 },
	{ "direction", N_("Direction"), COLUMN_FILE },
	{ "purpose", N_("Purpose"), 0 },
	{ "state", N_("State"), 0 },
	{ "number", N_("To"), 0 },
	{ "not_before", N_("Not before"), 0 },
	{ "sent_at", N_("Sent"), 0 },
	{ "tries", N_("Tries"), COLUMN_FILE },
	{ "template", N_("Template"), COLUMN_FILE },
	{ "visit", N_("Visit"), 0 },
	{ "subject", N_("Subject"), COLUMN_FILE },
	{ "text", N_("Text"), 0 },
	{ "parts", N_("Parts"), COLUMN_FILE },
	{ "error", N_("Error"), 0 },
};

static void number_cell(struct sheet *s, const char *number)
{
	/* Over the counter a number is its last four. */
	if (number && !strchr(number, '@') && strspn(number, "+0123456789;") == strlen(number))
		phone_cell(s, number);
	else
		sheet_text(s, number);
}

static void message_row(struct sheet *s, struct cli *c, const struct message *m)
{
	char *id = id_text(&record_message, m->row.id);
	char *chart = chart_of(c, m->patient);
	char *visit = id_text(&record_visit, m->visit);
	char shown[64];

	sheet_text(s, id);
	sheet_text(s, chart);
	sheet_text(s, m->channel);
	sheet_shown(s, message_channel_label(m->channel));
	sheet_text(s, m->direction);
	sheet_text(s, m->purpose);
	sheet_text(s, message_state_choices[m->state].key);
	sheet_shown(s, _(message_state_choices[m->state].label));
	number_cell(s, m->number);
	instant_cell(s, c, m->state == MESSAGE_WAITING ? m->not_before : INSTANT_NONE);
	instant_cell(s, c, m->sent_at);
	sheet_number(s, m->tries);
	sheet_text(s, m->template);
	sheet_text(s, visit);
	sheet_text(s, m->subject);
	sheet_text(s, m->text);
	if (m->text)
		sheet_shown(s, str_excerpt(shown, sizeof(shown), m->text));
	if (str_eq(m->channel, "sms") && m->text)
		sheet_number(s, sms_parts(m->text, NULL, NULL));
	else
		sheet_missing(s);
	sheet_text(s, m->error);
	sheet_row(s);
	free(visit);
	free(chart);
	free(id);
}

static bool say_message(struct cli *c, int64_t id, struct err *err)
{
	struct message m;
	struct sheet s;

	record_init(&record_message, &m);
	bool ok = store_get(&c->clinic.store, &record_message, id, &m, err);
	if (ok) {
		one_row(&s, c, message_columns, ARRAY_SIZE(message_columns));
		message_row(&s, c, &m);
		sheet_end(&s);
	}
	record_release(&record_message, &m);
	return ok;
}

/* --- messages --- */

static bool messages(struct cli *c, struct err *err)
{
	const char *typed = args_value(&c->args, "state");
	int state = typed ? choice_find(message_state_choices, typed) : -1;
	int64_t patient = 0;
	struct rows rows;
	struct sheet s;

	if (typed && state < 0)
		return err_set(err, ERR_USAGE,
			       _("--state takes waiting, sending, sent, failed, bounced, dropped or came"));
	if (word(c, 0) && !patient_by_chart(&c->clinic, word(c, 0), &patient, err))
		return false;
	/* Alone: what is on its way. */
	if (!typed && !patient && !args_has(&c->args, "all"))
		state = MESSAGE_WAITING;
	rows_init(&rows, &record_message);
	bool ok = store_messages(&c->clinic.store, state, patient, SHOWN_MOST, &rows, err);
	sheet_begin(&s, message_columns, ARRAY_SIZE(message_columns), c->format, &c->out);
	for (size_t i = 0; ok && i < rows.n; i++)
		message_row(&s, c, rows_at(&rows, i));
	sheet_end(&s);
	rows_release(&rows);
	return ok;
}

/* --- message --- */

static bool make(struct cli *c, struct err *err)
{
	const char *visit = args_value(&c->args, "visit");
	const char *from = args_value(&c->args, "from");
	struct message m;

	record_init(&record_message, &m);
	bool ok = patient_by_chart(&c->clinic, word(c, 0), &m.patient, err) &&
		  (!visit || typed_id(&record_visit, visit, &m.visit, err));
	const char *by = args_value(&c->args, "by");
	if (ok && !by)
		ok = err_set(err, ERR_USAGE, _("by which channel? write --by sms, --by wechat …"));
	if (ok && from) {
		day_t day;
		ok = day_parse_near(from, clinic_today(&c->clinic), &day, err);
		m.not_before = ok ? instant_make(day, MINUTE_NONE) : INSTANT_NONE;
	}
	str_replace(&m.channel, by);
	str_replace(&m.template, args_value(&c->args, "template"));
	str_replace(&m.purpose, args_value(&c->args, "purpose"));
	str_replace(&m.subject, args_value(&c->args, "subject"));
	if (n_words(c) > 1)
		m.text = args_text(&c->args, 2);
	ok = ok && message_make(&c->clinic, &m, err) && say_message(c, m.row.id, err);
	record_release(&record_message, &m);
	return ok;
}

static bool each(struct cli *c, struct err *err)
{
	const char *what = word(c, 0);
	int64_t id;

	if (!word(c, 1))
		return err_set(err, ERR_USAGE, _("which message? they are written m12"));
	if (!typed_id(&record_message, word(c, 1), &id, err))
		return false;
	bool ok;
	if (strcmp(what, "sent") == 0) {
		ok = message_sent_by_hand(&c->clinic, id, err);
	} else if (strcmp(what, "again") == 0) {
		ok = message_again(&c->clinic, id, err);
	} else if (strcmp(what, "drop") == 0) {
		char *why = args_text(&c->args, 3);
		ok = message_drop(&c->clinic, id, why, err);
		free(why);
	} else {
		ok = true;
	}
	return ok && say_message(c, id, err);
}

static bool came(struct cli *c, struct err *err)
{
	const char *number = word(c, 2);
	int64_t patient = 0;
	char *what = NULL;

	if (n_words(c) < 4)
		return err_set(err, ERR_USAGE, _("write: message in CHANNEL NUMBER TEXT…; #CHART for the number "
						 "when there is none"));
	if (*number == '#') {
		if (!patient_by_chart(&c->clinic, number, &patient, err))
			return false;
		number = NULL;
	}
	char *text = args_text(&c->args, 4);
	bool ok = message_came(&c->clinic, word(c, 1), number, patient, text, &what, err);
	if (ok)
		str_addf(&c->out.text, "%s\n", what);
	free(what);
	free(text);
	return ok;
}

/* "message bounced -" reads the report that came back; else a Message-ID or an address. */
static bool bounced(struct cli *c, struct err *err)
{
	const char *which = word(c, 1);
	struct str mail;

	if (!which)
		return err_set(err, ERR_USAGE, _("write: message bounced ADDRESS, MESSAGE-ID, or - for the report "
						 "on standard input"));
	if (strcmp(which, "-") != 0) {
		char *why = args_text(&c->args, 3);
		bool id = *which == '<' || *which == 'm';
		bool ok = message_bounced(&c->clinic, id ? which : NULL, strchr(which, '@') ? which : NULL,
					  *why ? why : NULL, err);
		free(why);
		return ok;
	}
	str_init(&mail);
	bool ok = file_read("-", MAIL_MOST, &mail, err) && message_bounce_mail(&c->clinic, mail.p, err);
	str_release(&mail);
	return ok;
}

static bool message_command(struct cli *c, struct err *err)
{
	static const char *const steps[] = { "sent", "drop", "again", "show" };
	const char *first = word(c, 0);

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (strcmp(first, steps[i]) == 0)
			return each(c, err);
	if (strcmp(first, "in") == 0)
		return came(c, err);
	if (strcmp(first, "bounced") == 0)
		return bounced(c, err);
	return make(c, err);
}

/* --- send --- */

static const struct column send_columns[] = {
	{ "id", N_("No."), 0 },           { "chart_no", N_("Chart no."), 0 },
	{ "channel", N_("Channel"), 0 },  { "number", N_("To"), 0 },
	{ "state", N_("What"), 0 },       { "error", N_("Why"), 0 },
};

struct sending {
	struct cli *c;
	struct sheet sheet;
	int wrong;
};

static const char *send_label(const char *state, bool dry)
{
	if (strcmp(state, "sent") == 0)
		return dry ? _("would be sent") : _("sent");
	if (strcmp(state, "later") == 0)
		return _("later");
	if (strcmp(state, "refused") == 0)
		return _("not sent");
	if (strcmp(state, "unknown") == 0)
		return _("nobody knows");
	return _("failed");
}

static void told(const struct send_line *l, void *arg)
{
	struct sending *s = arg;
	char *id = id_text(&record_message, l->message);
	char *chart = chart_of(s->c, l->patient);

	sheet_text(&s->sheet, id);
	sheet_text(&s->sheet, chart);
	sheet_text(&s->sheet, l->channel);
	sheet_shown(&s->sheet, message_channel_label(l->channel));
	number_cell(&s->sheet, l->number);
	sheet_text(&s->sheet, l->state);
	sheet_shown(&s->sheet, send_label(l->state, args_has(&s->c->args, "dry-run")));
	sheet_text(&s->sheet, l->error);
	sheet_row(&s->sheet);
	s->wrong += strcmp(l->state, "failed") == 0 || strcmp(l->state, "unknown") == 0;
	free(chart);
	free(id);
}

static bool send_all(struct cli *c, struct err *err)
{
	struct sending s = { .c = c };
	bool dry = args_has(&c->args, "dry-run");
	int64_t made = 0;
	int64_t came_in = 0;

	bool ok = dry || (messages_fetch(&c->clinic, &came_in, err) &&
			  reminders_make(&c->clinic, &made, err));
	sheet_begin(&s.sheet, send_columns, ARRAY_SIZE(send_columns), c->format, &c->out);
	ok = ok && messages_send(&c->clinic, dry, told, &s, err);
	sheet_end(&s.sheet);
	if (came_in)
		message(_("replies: %lld"), (long long)came_in);
	if (made)
		message(_("reminders made: %lld"), (long long)made);
	if (ok && s.wrong)
		return err_set(err, ERR_FINDINGS, _("not delivered: %d; \"revisit messages --state failed\" "
						    "shows why"), s.wrong);
	return ok;
}

/* --- consent --- */

static const struct column consent_columns[] = {
	{ "purpose", N_("Purpose"), 0 },   { "channel", N_("Channel"), 0 },
	{ "state", N_("Answer"), 0 },      { "day", N_("Day"), 0 },
	{ "evidence", N_("Evidence"), 0 },
};

static void all_cell(struct sheet *s, const char *key, const char *label)
{
	sheet_text(s, str_is_empty(key) ? "all" : key);
	sheet_shown(s, str_is_empty(key) ? _("all") : label);
}

static bool consents(struct cli *c, int64_t patient, struct err *err)
{
	struct rows rows;
	struct sheet s;

	rows_init(&rows, &record_consent);
	bool ok = store_consents(&c->clinic.store, patient, &rows, err);
	sheet_begin(&s, consent_columns, ARRAY_SIZE(consent_columns), c->format, &c->out);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct consent *k = rows_at(&rows, i);
		int purpose = k->purpose ? choice_find(purpose_choices, k->purpose) : -1;
		all_cell(&s, k->purpose, purpose < 0 ? k->purpose : _(purpose_choices[purpose].label));
		all_cell(&s, k->channel, message_channel_label(k->channel));
		sheet_text(&s, k->state);
		sheet_shown(&s, str_eq(k->state, "yes") ? _("yes") : _("no"));
		day_cell(&s, k->day, MINUTE_NONE, clinic_today(&c->clinic));
		sheet_text(&s, k->evidence);
		sheet_row(&s);
	}
	sheet_end(&s);
	rows_release(&rows);
	return ok;
}

static bool consent(struct cli *c, struct err *err)
{
	const char *evidence = args_value(&c->args, "evidence");
	int64_t patient;

	if (!patient_by_chart(&c->clinic, word(c, 0), &patient, err))
		return false;
	if (n_words(c) == 1)
		return consents(c, patient, err);
	if (n_words(c) != 4)
		return err_set(err, ERR_USAGE, _("write: consent PATIENT PURPOSE CHANNEL yes|no; \"all\" for every "
						 "purpose or channel"));
	return consent_set(&c->clinic, patient, word(c, 1), word(c, 2), word(c, 3), evidence, err) &&
	       consents(c, patient, err);
}

/* --- the table --- */

static const struct option send_options[] = {
	{ .name = "dry-run", .help = N_("Only say what would be sent") },
	{ 0 },
};

static const struct option messages_options[] = {
	{ .name = "state", .value = "STATE",
	  .help = N_("Only these: waiting, sending, sent, failed, bounced, dropped, came") },
	{ .name = "all", .help = N_("Whatever became of them") },
	{ 0 },
};

static const struct option message_options[] = {
	{ .name = "by", .value = "CHANNEL", .help = N_("sms, wechat, email …") },
	{ .name = "template", .value = "NAME", .help = N_("The file in templates/ it is made from") },
	{ .name = "purpose", .value = "PURPOSE",
	  .help = N_("What it is for, when the template does not say") },
	{ .name = "subject", .value = "TEXT", .help = N_("Of an e-mail") },
	{ .name = "visit", .value = "v12", .help = N_("The visit it is about") },
	{ .name = "from", .value = "DAY", .help = N_("Not sent before") },
	{ 0 },
};

static const struct option consent_options[] = {
	{ .name = "evidence", .value = "TEXT",
	  .help = N_("How it is known: form signed, said so on the telephone …") },
	{ 0 },
};

const struct command commands_messages[] = {
	{ .name = "send",
	  .options = send_options,
	  .help = N_("Read the inboxes, make the reminders that are due, deliver the outbox"),
	  .more = N_("Messages leave through the programs and folders that clinic.yaml names under calls: "
		     "channels:, within the message hours. Whoever said no since is left out. What fails for now "
		     "is tried again, at most 5 times within a day; what a crash left half-way is told, and "
		     "never sent a second time by itself. The exit status is 1 when something was not "
		     "delivered. Let cron run it every few minutes."),
	  .needs = NEEDS_CLINIC,
	  .run = send_all },
	{ .name = "messages",
	  .words = "[PATIENT]",
	  .options = messages_options,
	  .max = 1,
	  .help = N_("List the outbox, or what was written to and by a patient"),
	  .needs = NEEDS_CLINIC,
	  .run = messages },
	{ .name = "message",
	  .words = "PATIENT [TEXT…] | STEP m12 | in … | bounced …",
	  .options = message_options,
	  .min = 1,
	  .max = -1,
	  .help = N_("Write to a patient; mark one sent, take it out, send it again; enter a reply"),
	  .more = N_("Without a text it is made from --template. It waits in the outbox until \"send\" delivers "
		     "it; one of a channel that is worked by hand, until it is marked sent. Steps are sent, drop "
		     "(and why), again and show. A reply is entered with in CHANNEL NUMBER TEXT: one of the words "
		     "under opt out: refuses that channel at once, 1 or yes confirms the visit it was reminded "
		     "of, all others become a to-do. What came back is told with bounced ADDRESS, bounced "
		     "MESSAGE-ID, or bounced - with the report on standard input."),
	  .needs = NEEDS_CLINIC,
	  .run = message_command },
	{ .name = "consent",
	  .words = "PATIENT [PURPOSE CHANNEL yes|no]",
	  .options = consent_options,
	  .min = 1,
	  .max = 4,
	  .help = N_("Write down what a patient agrees to; alone: what they said so far"),
	  .more = N_("Purposes are care, service, recall, confirm, marketing, lead, survey and all; channels phone, "
		     "sms, wechat, email … and all. The strictest answer counts: one no outweighs every yes. "
		     "Marketing needs a yes, the others only that nobody said no."),
	  .needs = NEEDS_CLINIC,
	  .run = consent },
	{ 0 },
};
