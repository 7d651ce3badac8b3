/* Who may be written to, and messages until they leave. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/care/family.h"
#include "revisit/clinic/scripts.h"
#include "revisit/text/utf8.h"
#include "mail.h"
#include "messages_parts.h"
#include "talk.h"

enum { MESSAGE_MOST = 8000, SMS_MOST = 10, NOTE_CHARACTERS = 120, DAYS_AHEAD = 14, TO_DO_MOST = 1000 };

/* --- where to --- */

static bool is_good(const struct contact *k, enum contact_kind kind)
{
	return k->state == CONTACT_GOOD && k->kind == (int)kind && !str_is_empty(k->value);
}

static int64_t first_of(const struct rows *contacts, enum contact_kind kind)
{
	for (size_t i = 0; i < contacts->n; i++) {
		const struct contact *k = rows_at(contacts, i);
		if (is_good(k, kind) && (kind != CONTACT_EMAIL || mail_address_ok(k->norm ? k->norm : k->value)))
			return k->row.id;
	}
	return 0;
}

/* What is written to by a channel, the best kind first; ends with −1.  Those worked by hand find
 * people by their mobile number as well. */
static const int *kinds_of(const char *channel)
{
	static const struct {
		const char *channel;
		int kinds[4];
	} known[] = {
		{ "sms", { CONTACT_MOBILE, CONTACT_PHONE, -1 } },
		{ "email", { CONTACT_EMAIL, -1 } },
		{ "wechat", { CONTACT_WECHAT, CONTACT_MOBILE, CONTACT_PHONE, -1 } },
		{ "line", { CONTACT_LINE, -1 } },
		{ "whatsapp", { CONTACT_WHATSAPP, CONTACT_MOBILE, -1 } },
		{ "qq", { CONTACT_QQ, -1 } },
	};
	static const int others[] = { CONTACT_MOBILE, CONTACT_PHONE, -1 };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strcmp(known[i].channel, channel) == 0)
			return known[i].kinds;
	return others;
}

static int64_t where_to(struct clinic *c, int64_t patient, const char *channel)
{
	struct rows contacts;
	int64_t found = 0;

	rows_init(&contacts, &record_contact);
	store_contacts(&c->store, patient, &contacts, NULL);
	for (const int *kind = kinds_of(channel); !found && *kind >= 0; kind++)
		found = first_of(&contacts, (enum contact_kind)*kind);
	rows_release(&contacts);
	return found;
}

/* --- whether --- */

bool marked_do_not_call(struct clinic *c, int64_t patient)
{
	struct rows tags;
	bool marked = false;

	rows_init(&tags, &record_patient_tag);
	store_tags(&c->store, patient, &tags, NULL);
	for (size_t i = 0; i < tags.n; i++) {
		const struct patient_tag *t = rows_at(&tags, i);
		marked = marked || (str_eq(t->tag, "do-not-call") &&
				    (t->until == DAY_NONE || t->until >= clinic_today(c)));
	}
	rows_release(&tags);
	return marked;
}

static const char *gone(enum patient_status status)
{
	switch (status) {
	case PATIENT_DECEASED:
		return _("deceased");
	case PATIENT_MOVED:
		return _("moved away");
	case PATIENT_ARCHIVED:
		return _("the chart is archived");
	case PATIENT_MERGED:
		return _("the chart was merged into another");
	case PATIENT_ACTIVE:
	case PATIENT_PROSPECT:
	case PATIENT_INACTIVE:
		break;
	}
	return NULL;
}

static const char *why_not(struct clinic *c, const struct patient *p, int64_t guardian,
			   const char *channel, enum purpose purpose)
{
	const char *key = purpose_choices[purpose].key;
	const char *why = gone((enum patient_status)p->status);

	if (why)
		return why;
	if (marked_do_not_call(c, p->row.id) || (guardian && marked_do_not_call(c, guardian)))
		return _("marked \"do not call\"");
	enum consent_answer answer = consent_now(c, p, guardian, key, channel);
	if (consent_lets(answer, key))
		return NULL;
	return answer == CONSENT_NO ? _("said no to such messages")
				    : _("offers go only to who said yes to them");
}

int64_t message_may(struct clinic *c, int64_t patient, const char *channel, enum purpose purpose,
		    const char **why)
{
	const char *ignored = NULL;
	int64_t contact = 0;
	struct patient p;

	why = why ? why : &ignored;
	*why = NULL;
	record_init(&record_patient, &p);
	if (!config_channel(c->config, channel)) {
		*why = _("clinic.yaml has no such channel");
	} else if (!store_get(&c->store, &record_patient, patient, &p, NULL)) {
		*why = _("there is no such patient");
	} else {
		bool minor = family_is_minor(&p, c->config->adult_from, clinic_today(c));
		int64_t guardian = minor ? p.guardian : 0;
		*why = why_not(c, &p, guardian, channel, purpose);
		contact = *why ? 0 : where_to(c, patient, channel);
		if (!*why && !contact && guardian)
			contact = where_to(c, guardian, channel);
		if (!*why && !contact)
			*why = _("no number or address for it that is good");
	}
	record_release(&record_patient, &p);
	return contact;
}

/* --- when --- */

instant_t message_hours_next(const struct config *config, instant_t at)
{
	minute_t minute;
	day_t day;

	instant_split(at, &day, &minute);
	for (int ahead = 0; ahead < DAYS_AHEAD; ahead++, day++, minute = 0) {
		const struct hours *h = &config->calls.message_hours[day_weekday(day)];
		for (int i = 0; i < h->n; i++) {
			if (minute >= h->range[i].to)
				continue;
			return ahead == 0 && minute >= h->range[i].from ? at : instant_make(day, h->range[i].from);
		}
	}
	return at;
}

/* --- words --- */

const char *message_channel_label(const char *channel)
{
	static const struct choice known[] = {
		{ "sms", N_("text message") }, { "email", N_("e-mail") }, { "wechat", N_("WeChat") },
		{ "line", N_("LINE") },        { "whatsapp", N_("WhatsApp") }, { "qq", N_("QQ") },
		{ "phone", N_("telephone") },  { 0 },
	};
	int i = channel ? choice_find(known, channel) : -1;

	return i >= 0 ? _(known[i].label) : channel;
}

static size_t characters(const char *text)
{
	size_t n = strlen(text);
	size_t count = 0;

	for (size_t at = 0; at < n; count++)
		at = utf8_next(text, n, at);
	return count;
}

void message_length_words(struct str *out, const char *channel, const char *text)
{
	bool unicode;
	int units;

	size_t n = characters(text);

	str_addf(out, ngettext("%zu character", "%zu characters", n), n);
	if (!str_eq(channel, "sms"))
		return;
	int parts = sms_parts(text, &units, &unicode);
	int room = parts > 1 ? parts * (unicode ? 67 : 153) : unicode ? 70 : 160;
	str_add(out, ", ");
	str_addf(out,
		 ngettext("%d text message (%d of %d)", "%d text messages (%d of %d)", (unsigned long)parts),
		 parts, units, room);
}

/* --- made --- */

static bool want_channel(struct clinic *c, const char *channel, struct err *err)
{
	struct str list;
	char shown[48];

	if (channel && config_channel(c->config, channel))
		return true;
	str_init(&list);
	for (size_t i = 0; i < c->config->calls.n_channels; i++)
		str_addf(&list, "%s%s", i ? ", " : "", c->config->calls.channels[i].channel);
	err_set(err, ERR_BAD_VALUE, _("'%s' is no channel of clinic.yaml; there are %s"),
		str_excerpt(shown, sizeof(shown), str_or_empty(channel)), list.p);
	str_release(&list);
	return false;
}

static bool want_purpose(struct clinic *c, struct message *m, struct err *err)
{
	if (!m->purpose && m->template) {
		int purpose = template_purpose(c, m->template);
		if (purpose >= 0)
			m->purpose = mem_strdup(purpose_choices[purpose].key);
	}
	if (!m->purpose)
		return err_set(err, ERR_MISSING,
			       _("what is the message for? care, service, recall, confirm, marketing, lead "
				 "or survey: consent goes by it"));
	return choice_find(purpose_choices, m->purpose) >= 0 ||
	       err_set(err, ERR_BAD_VALUE, _("'%s' is no purpose"), m->purpose);
}

/* Lines stay, whatever else could move a cursor or begin a header goes. */
static void clean_text(char **text)
{
	struct str out;

	str_init(&out);
	for (const char *p = *text; *p;) {
		size_t n = strcspn(p, "\n");
		char *line = mem_strndup(p, n);
		text_harmless(&out, line, MESSAGE_MOST);
		free(line);
		p += n;
		if (*p) {
			str_addc(&out, '\n');
			p++;
		}
	}
	while (out.len && strchr(" \n", out.p[out.len - 1]))
		str_cut(&out, out.len - 1);
	free(*text);
	*text = str_steal(&out);
}

static void clean_line(char **line)
{
	struct str out;

	if (!*line)
		return;
	str_init(&out);
	text_harmless(&out, *line, 2 * NOTE_CHARACTERS);
	free(*line);
	*line = str_steal(&out);
}

static bool want_text(struct clinic *c, struct message *m, struct err *err)
{
	char *subject = NULL;

	if (str_is_empty(m->text) && !m->template)
		return err_set(err, ERR_MISSING, _("there is no text: write one, or name a template"));
	if (str_is_empty(m->text)) {
		free(m->text);
		m->text = NULL;
		if (!template_fill(c, m->template, m->channel, m->patient, m->visit, &subject, &m->text,
				   err))
			return false;
		if (!m->subject)
			m->subject = subject;
		else
			free(subject);
	}
	if (utf8_check(m->text, strlen(m->text)) < strlen(m->text))
		return err_set(err, ERR_BAD_TEXT, _("the text is not UTF-8"));
	if (strlen(m->text) > MESSAGE_MOST)
		return err_set(err, ERR_BAD_TEXT, _("the text is too long: %zu bytes of %d"),
			       strlen(m->text), MESSAGE_MOST);
	clean_text(&m->text);
	clean_line(&m->subject);
	if (str_eq(m->channel, "sms") && sms_parts(m->text, NULL, NULL) > SMS_MOST)
		return err_set(err, ERR_BAD_TEXT, _("this would be %d text messages; %d are the most"),
			       sms_parts(m->text, NULL, NULL), SMS_MOST);
	return *m->text || err_set(err, ERR_MISSING, _("there is no text: write one, or name a template"));
}

static bool want_place(struct clinic *c, struct message *m, struct err *err)
{
	enum purpose purpose = (enum purpose)choice_find(purpose_choices, m->purpose);
	const char *why;
	struct contact k;

	m->contact = message_may(c, m->patient, m->channel, purpose, &why);
	if (!m->contact)
		return err_set(err, ERR_NOT_CALLABLE, _("no %s for %s: %s"),
			       message_channel_label(m->channel), _(purpose_choices[purpose].label), why);
	record_init(&record_contact, &k);
	bool ok = store_get(&c->store, &record_contact, m->contact, &k, err);
	if (ok)
		str_replace(&m->number, k.norm ? k.norm : k.value);
	record_release(&record_contact, &k);
	return ok;
}

bool message_make(struct clinic *c, struct message *m, struct err *err)
{
	if (!want_channel(c, m->channel, err) || !want_text(c, m, err) || !want_purpose(c, m, err))
		return false;
	const struct channel_def *ch = config_channel(c->config, m->channel);
	instant_t now = clock_now(&c->clock);
	instant_t from = m->not_before == INSTANT_NONE || m->not_before < now ? now : m->not_before;
	instant_t leaves = ch->how == DELIVERY_HAND ? from : message_hours_next(c->config, from);
	if (!clinic_begin(c, "message", m->patient, err))
		return false;
	/* Asked inside the action, so that nobody can say no in between. */
	bool ok = want_place(c, m, err);
	m->not_before = leaves > now ? leaves : INSTANT_NONE;
	m->state = MESSAGE_WAITING;
	m->created_at = now;
	str_replace(&m->direction, "out");
	str_replace(&m->created_by, c->staff);
	ok = ok && store_insert(&c->store, &record_message, m, err);
	return clinic_end(c, ok, err);
}

/* --- what becomes of it --- */

bool message_begin(struct clinic *c, const char *verb, int64_t message, struct message *m,
		   struct err *err)
{
	record_init(&record_message, m);
	if (!clinic_begin(c, verb, 0, err))
		return false;
	if (!store_get(&c->store, &record_message, message, m, err))
		return clinic_end(c, false, NULL);
	if (c->depth == 1)
		store_set_target(&c->store, m->patient);
	return true;
}

bool message_write(struct clinic *c, struct message *m, struct err *err)
{
	return store_update(&c->store, &record_message, m, NULL, err);
}

bool message_attempt(struct clinic *c, struct message *m, const char *outcome, struct err *err)
{
	struct attempt a;
	struct str note;

	if (!m->patient)
		return true;
	record_init(&record_attempt, &a);
	str_init(&note);
	text_harmless(&note, str_or_empty(m->text), NOTE_CHARACTERS);
	a.patient = m->patient;
	a.contact = m->contact;
	a.channel = mem_strdup(m->channel);
	a.direction = mem_strdup(m->direction);
	a.outcome = mem_strdup(outcome);
	a.at = clock_now(&c->clock);
	a.day = clinic_today(c);
	a.staff = mem_strdup(m->created_by && *m->created_by ? m->created_by : c->staff);
	a.note = str_steal(&note);
	a.list = mem_strdup(m->list);
	a.purpose = mem_strdup(m->purpose);
	a.number = mem_strdup(m->number);
	a.visit = m->visit;
	bool ok = store_insert(&c->store, &record_attempt, &a, err);
	m->attempt = a.row.id;
	record_release(&record_attempt, &a);
	return ok;
}

static bool not_any_more(const struct message *m, struct err *err)
{
	return err_set(err, ERR_STEP, _("m%lld is \"%s\" already"), (long long)m->row.id,
		       _(message_state_choices[m->state].label));
}

bool message_sent_by_hand(struct clinic *c, int64_t message, struct err *err)
{
	struct message m;

	if (!message_begin(c, "message-sent", message, &m, err)) {
		record_release(&record_message, &m);
		return false;
	}
	/* Also of one that a program failed at, or that a crash left: somebody wrote it after all. */
	bool open = m.state == MESSAGE_WAITING || m.state == MESSAGE_FAILED || m.state == MESSAGE_SENDING;
	bool ok = open || not_any_more(&m, err);
	if (ok) {
		m.state = MESSAGE_SENT;
		m.sent_at = clock_now(&c->clock);
		str_replace(&m.error, NULL);
		ok = message_attempt(c, &m, "sent", err) && message_write(c, &m, err);
	}
	record_release(&record_message, &m);
	return clinic_end(c, ok, err);
}

void messages_to_do(struct clinic *c, int *by_hand, int *not_sent)
{
	const struct call_settings *s = &c->config->calls;
	int64_t n = 0;

	for (size_t i = 0; i < s->n_channels && n < TO_DO_MOST; i++)
		if (s->channels[i].how == DELIVERY_HAND)
			n += store_messages_of_channel(&c->store, s->channels[i].channel, clock_now(&c->clock),
						       TO_DO_MOST - n);
	*by_hand = (int)n;
	*not_sent = (int)store_messages_given_up(&c->store);
}

bool message_drop(struct clinic *c, int64_t message, const char *why, struct err *err)
{
	struct message m;

	if (!message_begin(c, "message-drop", message, &m, err)) {
		record_release(&record_message, &m);
		return false;
	}
	bool ok = m.state == MESSAGE_WAITING || m.state == MESSAGE_FAILED || not_any_more(&m, err);
	m.state = MESSAGE_DROPPED;
	if (!str_is_empty(why))
		str_replace(&m.error, why);
	ok = ok && message_write(c, &m, err);
	record_release(&record_message, &m);
	return clinic_end(c, ok, err);
}

bool message_again(struct clinic *c, int64_t message, struct err *err)
{
	struct message m;

	if (!message_begin(c, "message-again", message, &m, err)) {
		record_release(&record_message, &m);
		return false;
	}
	bool ok = m.state == MESSAGE_FAILED || m.state == MESSAGE_BOUNCED || m.state == MESSAGE_DROPPED ||
		  not_any_more(&m, err);
	m.state = MESSAGE_WAITING;
	m.tries = 0;
	m.not_before = INSTANT_NONE;
	str_replace(&m.error, NULL);
	str_replace(&m.external_id, NULL);
	ok = ok && want_place(c, &m, err) && message_write(c, &m, err);
	record_release(&record_message, &m);
	return clinic_end(c, ok, err);
}

/* --- whether it still holds --- */

const char *message_obsolete(struct clinic *c, const struct message *m)
{
	int purpose = m->purpose ? choice_find(purpose_choices, m->purpose) : -1;
	const char *why = NULL;
	struct visit v;

	if (m->patient && !message_may(c, m->patient, m->channel,
				       purpose < 0 ? PURPOSE_SERVICE : (enum purpose)purpose, &why))
		return why;
	if (!m->visit || !m->rule)
		return NULL;
	record_init(&record_visit, &v);
	if (!store_get(&c->store, &record_visit, m->visit, &v, NULL) ||
	    !visit_is_booked((enum visit_status)v.status))
		why = _("the visit was moved or called off");
	else if (instant_make(v.day, v.minute) <= clock_now(&c->clock))
		why = _("the visit has begun");
	record_release(&record_visit, &v);
	return why;
}

char *clinic_path(const struct clinic *c, const char *folder)
{
	return *folder == '/' ? mem_strdup(folder) : path_join(c->folder, folder);
}
