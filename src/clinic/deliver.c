#include "deliver.h"

#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/text/utf8.h"
#include "mail.h"
#include "messages_parts.h"
#include "outside.h"
#include "talk.h"

/* sysexits.h: what another time may mend. */
enum { EXIT_NOHOST = 68, EXIT_UNAVAILABLE = 69, EXIT_OSERR = 71, EXIT_IOERR = 74, EXIT_TEMPFAIL = 75 };

static char *recipient(struct clinic *c, const struct message *m)
{
	struct patient p;

	record_init(&record_patient, &p);
	store_get(&c->store, &record_patient, m->patient, &p, NULL);
	char *name = mem_strdup(p.name);
	record_release(&record_patient, &p);
	return name;
}

/* The number without an extension, which no message can be sent to. */
static char *plain_number(const struct message *m)
{
	return mem_strndup(m->number, strcspn(m->number, ";"));
}

static bool is_dialled(const char *number)
{
	size_t n = strspn(number + (*number == '+'), "0123456789");

	return n >= 3 && !number[n + (*number == '+')];
}

/* --- files --- */

/* "OUTC20261123_090200_12_+8613800000042_revisit.txt": gammu-smsd-files(7). */
static char *gammu_name(const struct message *m)
{
	char *number = plain_number(m);
	minute_t minute;
	day_t day;

	instant_split(m->created_at, &day, &minute);
	const struct ymd on = day_split(day);
	char *name = mem_printf("OUTC%04d%02d%02d_%02d%02d00_%lld_%s_revisit.txt", on.y, on.m, on.d,
				minute / 60, minute % 60, (long long)m->row.id, number);
	free(number);
	return name;
}

static char *spool_name(const struct message *m)
{
	return mem_printf("m%lld-%s.txt", (long long)m->row.id, m->channel);
}

/* UTF-16, most significant byte first, with its mark: what gammu-smsd reads whatever its locale is. */
static void utf16(struct str *out, const char *text)
{
	size_t n = strlen(text);

	str_addn(out, "\xFE\xFF", 2);
	for (size_t at = 0; at < n;) {
		uint32_t cp = 0xFFFD;
		size_t len = utf8_decode(text + at, n - at, &cp);
		at += len ? len : 1;
		uint32_t unit[2] = { cp, 0 };
		if (cp > 0xFFFF) {
			unit[0] = 0xD800 + ((cp - 0x10000) >> 10);
			unit[1] = 0xDC00 + ((cp - 0x10000) & 0x3FF);
		}
		for (int i = 0; i < (cp > 0xFFFF ? 2 : 1); i++) {
			str_addc(out, (char)(unit[i] >> 8 & 0xFF));
			str_addc(out, (char)(unit[i] & 0xFF));
		}
	}
}

static void spool_text(struct str *out, struct clinic *c, const struct message *m)
{
	char *name = recipient(c, m);
	struct str line;

	str_init(&line);
	text_harmless(&line, str_or_empty(name), FIELD_CHARACTERS);
	str_addf(out, "To: %s\n", m->number);
	if (line.len)
		str_addf(out, "Name: %s\n", line.p);
	str_addf(out, "Channel: %s\nId: m%lld\n", m->channel, (long long)m->row.id);
	if (m->subject)
		str_addf(out, "Subject: %s\n", m->subject);
	str_addf(out, "\n%s\n", m->text);
	str_release(&line);
	free(name);
}

static char *file_of(const struct clinic *c, const struct channel_def *ch, const struct message *m,
		     const char *beside)
{
	char *folder = clinic_path(c, ch->folder);
	char *name = ch->how == DELIVERY_GAMMU ? gammu_name(m) : spool_name(m);
	char *in = beside ? mem_printf("%s/../%s", folder, beside) : mem_strdup(folder);
	char *path = path_join(in, name);

	free(in);
	free(name);
	free(folder);
	return path;
}

static enum delivered into_folder(struct clinic *c, const struct channel_def *ch,
				  const struct message *m, char **said)
{
	struct err why = ERR_INIT;
	struct str text;

	char *folder = clinic_path(c, ch->folder);
	char *path = file_of(c, ch, m, NULL);
	str_init(&text);
	if (ch->how == DELIVERY_GAMMU)
		utf16(&text, m->text);
	else
		spool_text(&text, c, m);
	/* Only a folder of our own is made: one of a daemon's is there, or is spelled wrong. */
	bool ok = (*ch->folder == '/' || folder_make(folder, &why)) &&
		  file_write(path, text.p, text.len, &why);
	if (!ok)
		*said = mem_printf("%s: %s", ch->folder, why.msg);
	str_release(&text);
	free(path);
	free(folder);
	return ok ? DELIVERED : DELIVERY_LATER;
}

bool delivery_is_out(struct clinic *c, const struct channel_def *ch, const struct message *m)
{
	if (ch->how != DELIVERY_SPOOL && ch->how != DELIVERY_GAMMU)
		return false;
	char *here = file_of(c, ch, m, NULL);
	char *there = file_of(c, ch, m, "sent");
	bool out = file_exists(here) || file_exists(there);
	free(here);
	free(there);
	return out;
}

bool delivery_was_refused(struct clinic *c, const struct channel_def *ch, const struct message *m)
{
	if (ch->how != DELIVERY_GAMMU)
		return false;
	char *path = file_of(c, ch, m, "error");
	bool refused = file_exists(path);
	free(path);
	return refused;
}

/* --- programs --- */

static bool is_temporary(const struct program_end *end)
{
	static const int exits[] = { EXIT_NOHOST, EXIT_UNAVAILABLE, EXIT_OSERR, EXIT_IOERR, EXIT_TEMPFAIL };
	bool mends = !end->started || end->hung;

	for (size_t i = 0; i < ARRAY_SIZE(exits); i++)
		mends = mends || end->status == exits[i];
	return mends;
}

static enum delivered by_program(struct clinic *c, const struct channel_def *ch,
				 const struct message *m, const struct str *input, char **said)
{
	struct err why = ERR_INIT;
	struct program_end end;
	char id[24];
	char *name = recipient(c, m);
	char *number = plain_number(m);

	snprintf(id, sizeof(id), "m%lld", (long long)m->row.id);
	const struct outside_field fields[] = {
		{ "to", number },     { "number", number },     { "name", name }, { "text", m->text },
		{ "id", id },         { "subject", m->subject }, { "file", NULL },
	};
	enum delivered is = DELIVERED;
	if (!outside_run(&ch->program, fields, ARRAY_SIZE(fields), input->p, input->len, &end, &why)) {
		*said = mem_strdup(why.msg);
		is = is_temporary(&end) ? DELIVERY_LATER : DELIVERY_FAILED;
	} else if (!end.read_all && ch->how == DELIVERY_MAIL) {
		*said = mem_printf(_("%s ended without reading the message"), ch->program.argv[0]);
		is = DELIVERY_FAILED;
	} else if (end.errs.len) {
		char words[200];
		*said = mem_printf(_("%s took it, and said: %s"), ch->program.argv[0],
				   str_excerpt(words, sizeof(words), end.errs.p));
		is = DELIVERED_PERHAPS;
	}
	program_end_release(&end);
	free(number);
	free(name);
	return is;
}

static enum delivered by_mail(struct clinic *c, const struct channel_def *ch,
			      const struct message *m, char **said)
{
	struct str input;

	if (!mail_address_ok(m->number)) {
		*said = mem_printf(_("'%s' is no e-mail address that can be written to"), m->number);
		return DELIVERY_FAILED;
	}
	char *name = recipient(c, m);
	struct str shown;
	str_init(&shown);
	text_harmless(&shown, str_or_empty(name), FIELD_CHARACTERS);
	const struct mail mail = { .from = ch->from,
				   .to = m->number,
				   .name = shown.p,
				   .subject = m->subject ? m->subject : c->config->name,
				   .text = m->text,
				   .id = m->external_id,
				   .at = clock_now(&c->clock) };
	str_init(&input);
	mail_write(&input, &mail);
	enum delivered is = by_program(c, ch, m, &input, said);
	str_release(&input);
	str_release(&shown);
	free(name);
	return is;
}

char *delivery_id(struct clinic *c, const struct channel_def *ch, const struct message *m)
{
	switch (ch->how) {
	case DELIVERY_MAIL:
		/* Tried again it is the same mail: whoever had it already can tell. */
		return m->external_id ? mem_strdup(m->external_id)
				      : mail_id(ch->from, m->row.id, rng_next(&c->rng));
	case DELIVERY_GAMMU:
		return gammu_name(m);
	case DELIVERY_SPOOL:
		return spool_name(m);
	case DELIVERY_HAND:
	case DELIVERY_PROGRAM:
		break;
	}
	return NULL;
}

enum delivered deliver(struct clinic *c, const struct channel_def *ch, const struct message *m,
		       char **said)
{
	struct str text = { .p = m->text, .len = strlen(m->text) };

	*said = NULL;
	switch (ch->how) {
	case DELIVERY_MAIL:
		return by_mail(c, ch, m, said);
	case DELIVERY_GAMMU:
		if (!is_dialled(m->number)) {
			*said = mem_printf(_("'%s' is no number that can be written to"), m->number);
			return DELIVERY_FAILED;
		}
		return into_folder(c, ch, m, said);
	case DELIVERY_SPOOL:
		return into_folder(c, ch, m, said);
	case DELIVERY_PROGRAM:
		return by_program(c, ch, m, &text, said);
	case DELIVERY_HAND:
		break;
	}
	return DELIVERY_FAILED;
}
