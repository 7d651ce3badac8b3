/* clinic.yaml: the programs that dial and send, channels, reminders. */
#include "revisit/base/i18n.h"
#include "config_read.h"

enum { DIAL_SECONDS = 20, SEND_SECONDS = 60 };

/* What may stand in braces within an argument. */
static bool check_fields(struct reader *r, const struct yaml *y, const char *const *fields,
			 size_t n)
{
	const char *open = strchr(y->text, '{');

	while (open) {
		const char *end = strchr(open, '}');
		char field[24];
		size_t i = 0;
		if (!end)
			return err_at(r->err, ERR_CONFIG, &y->pos, _("'%s' lacks a }"), y->text);
		snprintf(field, sizeof(field), "%.*s", (int)(end - open - 1), open + 1);
		while (i < n && strcmp(fields[i], field) != 0)
			i++;
		if (i == n)
			return not_known(r, &y->pos, field, fields, n);
		open = strchr(end, '{');
	}
	return true;
}

static bool read_argv(struct reader *r, const struct yaml *y, const char *const *fields, size_t n,
		      struct program_def *out)
{
	size_t room = 1;

	if (y->kind == YAML_SCALAR)
		return err_at(r->err, ERR_CONFIG, &y->pos,
			      _("write a program as a list of its arguments, as in [msmtp, -t]"));
	if (!want(r, y, YAML_LIST))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		room++;
	if (room == 1)
		return err_at(r->err, ERR_CONFIG, &y->pos, _("this list lacks the program's name"));
	out->argv = arena_alloc(&r->c->arena, room * sizeof(*out->argv));
	out->n = 0;
	for (const struct yaml *e = y->child; e; e = e->next) {
		if (!want(r, e, YAML_SCALAR) || !check_fields(r, e, fields, n))
			return false;
		out->argv[out->n++] = arena_strdup(&r->c->arena, e->text);
	}
	return true;
}

static bool names_field(const struct program_def *p, const char *field)
{
	for (size_t i = 0; i < p->n; i++)
		if (strstr(p->argv[i], field))
			return true;
	return false;
}

static bool read_seconds(struct reader *r, const struct yaml *y, void *into)
{
	struct program_def *p = into;

	return read_number(r, y, 1, 3600, &p->seconds);
}

static bool read_dial_program(struct reader *r, const struct yaml *y, void *into)
{
	static const char *const fields[] = { "number", "name", "id" };

	return read_argv(r, y, fields, ARRAY_SIZE(fields), into);
}

/* "[linphonecsh, dial, "{number}"]", {program: […], seconds: 10} */
bool read_dial(struct reader *r, const struct yaml *y, void *into)
{
	static const struct entry entries[] = { { "program", read_dial_program },
						{ "seconds", read_seconds } };
	struct call_settings *s = into;

	s->dial = (struct program_def){ .seconds = DIAL_SECONDS };
	if (y->kind != YAML_MAP ? !read_dial_program(r, y, &s->dial)
				: !read_entries(r, y, entries, ARRAY_SIZE(entries), &s->dial))
		return false;
	return names_field(&s->dial, "{number}") ||
	       err_at(r->err, ERR_CONFIG, &y->pos,
		      _("the program is never told whom to ring: one argument must hold {number}"));
}

/* --- channels --- */

static const char *const delivery_names[] = {
	[DELIVERY_HAND] = "hand",   [DELIVERY_MAIL] = "mail",       [DELIVERY_SPOOL] = "spool",
	[DELIVERY_GAMMU] = "gammu", [DELIVERY_PROGRAM] = "program",
};

static bool read_by(struct reader *r, const struct yaml *y, void *into)
{
	struct channel_def *c = into;
	const char *by;

	if (!read_text(r, y, &by))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(delivery_names); i++)
		if (strcmp(delivery_names[i], by) == 0) {
			c->how = (enum delivery)i;
			return true;
		}
	return not_known(r, &y->pos, by, delivery_names, ARRAY_SIZE(delivery_names));
}

static bool read_send_program(struct reader *r, const struct yaml *y, void *into)
{
	static const char *const fields[] = { "number", "name", "text",   "file",
					      "id",     "to",   "subject" };
	struct channel_def *c = into;

	return read_argv(r, y, fields, ARRAY_SIZE(fields), &c->program);
}

static bool read_send_seconds(struct reader *r, const struct yaml *y, void *into)
{
	struct channel_def *c = into;

	return read_seconds(r, y, &c->program);
}

static bool read_outbox(struct reader *r, const struct yaml *y, void *into)
{
	struct channel_def *c = into;

	return read_text(r, y, &c->folder);
}

static bool read_inbox(struct reader *r, const struct yaml *y, void *into)
{
	struct channel_def *c = into;

	return read_text(r, y, &c->inbox);
}

static bool read_from(struct reader *r, const struct yaml *y, void *into)
{
	struct channel_def *c = into;

	if (!read_text(r, y, &c->from))
		return false;
	/* It becomes a line of a mail's head. */
	return !strpbrk(c->from, "\r\n") ||
	       err_at(r->err, ERR_CONFIG, &y->pos, _("an address is one line"));
}

static bool check_channel(struct reader *r, const struct yaml *y, const struct channel_def *c)
{
	bool folder = c->how == DELIVERY_SPOOL || c->how == DELIVERY_GAMMU;
	bool program = c->how == DELIVERY_MAIL || c->how == DELIVERY_PROGRAM;

	if (program && c->program.n == 0)
		return err_at(r->err, ERR_CONFIG, &y->key_pos,
			      _("by: %s needs program:, as in program: [msmtp, -t]"),
			      delivery_names[c->how]);
	if (folder && !c->folder)
		return err_at(r->err, ERR_CONFIG, &y->key_pos,
			      _("by: %s needs outbox:, the folder that messages are put into"),
			      delivery_names[c->how]);
	if (c->how == DELIVERY_MAIL && !c->from)
		return err_at(r->err, ERR_CONFIG, &y->key_pos,
			      _("by: mail needs from:, the clinic's own address"));
	if (c->how == DELIVERY_PROGRAM && !names_field(&c->program, "{to}") &&
	    !names_field(&c->program, "{number}"))
		return err_at(r->err, ERR_CONFIG, &y->key_pos,
			      _("the program is never told to whom: one argument must hold {to}"));
	return true;
}

static struct channel_def *channel_of(struct call_settings *s, const char *channel)
{
	for (size_t i = 0; i < s->n_channels; i++)
		if (strcmp(s->channels[i].channel, channel) == 0)
			return &s->channels[i];
	return NULL;
}

bool read_channels(struct reader *r, const struct yaml *y, void *into)
{
	static const struct entry entries[] = {
		{ "by", read_by },
		{ "program", read_send_program },
		{ "seconds", read_send_seconds },
		{ "outbox", read_outbox },
		{ "inbox", read_inbox },
		{ "from", read_from },
	};
	struct call_settings *s = into;
	size_t n = 0;

	if (!want(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	struct channel_def *room = arena_alloc(&r->c->arena, (s->n_channels + n) * sizeof(*room));
	memcpy(room, s->channels, s->n_channels * sizeof(*room));
	s->channels = room;
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct channel_def *c = channel_of(s, e->key);
		if (!key_is_plain(e->key))
			return err_at(r->err, ERR_CONFIG, &e->key_pos,
				      _("'%s' is no channel: write sms, wechat, email …"), e->key);
		if (!c)
			c = &s->channels[s->n_channels++];
		*c = (struct channel_def){ .channel = arena_strdup(&r->c->arena, e->key),
					   .program.seconds = SEND_SECONDS,
					   .pos = kept_pos(r, &e->key_pos) };
		if (e->kind == YAML_SCALAR ? !read_by(r, e, c)
					   : !read_entries(r, e, entries, ARRAY_SIZE(entries), c))
			return false;
		if (!check_channel(r, e, c))
			return false;
	}
	return true;
}

/* --- reminders --- */

/* "2d", however it was written: the messages of a visit go by this name. */
static bool read_before(struct reader *r, const struct yaml *y, void *into)
{
	struct reminder_def *d = into;

	if (!read_minutes(r, y, &d->minutes))
		return false;
	bool days = d->minutes % 1440 == 0;
	bool hours = d->minutes % 60 == 0;
	d->rule = arena_printf(&r->c->arena, "%d%s",
			       d->minutes / (days    ? 1440
					     : hours ? 60
						     : 1),
			       days    ? "d"
			       : hours ? "h"
				       : "min");
	return true;
}

static bool read_reminder_by(struct reader *r, const struct yaml *y, void *into)
{
	struct reminder_def *d = into;

	return read_keys_of(r, y, &d->channels, &d->n_channels);
}

static bool read_template(struct reader *r, const struct yaml *y, void *into)
{
	struct reminder_def *d = into;

	return read_text(r, y, &d->template);
}

bool read_reminders(struct reader *r, const struct yaml *y, void *into)
{
	static const struct entry entries[] = { { "before", read_before },
						{ "by", read_reminder_by },
						{ "template", read_template } };
	struct call_settings *s = into;
	void *room;

	if (!want_list(r, y, sizeof(*s->reminders), &room))
		return false;
	s->reminders = room;
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct reminder_def *d = &s->reminders[s->n_reminders];
		*d = (struct reminder_def){ .template = "remind-1d", .pos = kept_pos(r, &e->pos) };
		if (!read_entries(r, e, entries, ARRAY_SIZE(entries), d))
			return false;
		if (!d->minutes || d->n_channels == 0)
			return err_at(r->err, ERR_CONFIG, &e->pos,
				      _("a reminder needs before: and by:, as in before: 2d, by: "
					"[wechat, sms]"));
		for (size_t i = 0; i < s->n_reminders; i++)
			if (s->reminders[i].minutes == d->minutes)
				return err_at(
					r->err, ERR_CONFIG, &e->pos,
					_("two reminders stand at the same time before the visit"));
		s->n_reminders++;
	}
	return true;
}

bool check_reminders(struct reader *r, const struct yaml *reminders)
{
	const struct call_settings *s = &r->c->calls;
	const struct yaml *e = reminders ? reminders->child : NULL;

	for (size_t i = 0; e; e = e->next, i++)
		for (size_t k = 0; k < s->reminders[i].n_channels; k++) {
			const struct yaml *by = yaml_get(e, "by");
			const char *known[32];
			size_t n = 0;
			if (config_channel(r->c, s->reminders[i].channels[k]))
				continue;
			while (n < ARRAY_SIZE(known) && n < s->n_channels) {
				known[n] = s->channels[n].channel;
				n++;
			}
			return not_known(r, &by->pos, s->reminders[i].channels[k], known, n);
		}
	return true;
}
