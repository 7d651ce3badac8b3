/* Inboxes: files of replies, and messages that came back. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/text/utf8.h"
#include "deliver.h"
#include "mail.h"
#include "messages_parts.h"

#include <dirent.h>
#include <strings.h>

enum { REPLY_MOST = 64 * 1024, REFUSED_LOOK = 200 };

/* A file that was read is moved out of the way, never deleted. */
static bool put_away(const char *inbox, const char *file, const char *where, struct err *err)
{
	char *folder = path_join(inbox, where);
	char *from = path_join(inbox, file);
	char *to = path_join(folder, file);
	struct pos pos = { .file = from };

	bool ok = folder_make(folder, err) &&
		  (rename(from, to) == 0 ||
		   err_at(err, ERR_IO, &pos, _("this reply was read, but cannot be moved to %s"), where));
	free(to);
	free(from);
	free(folder);
	return ok;
}

/* --- what a file says --- */

/* gammu-smsd: UTF-16 with its mark, or text of its locale, which is UTF-8. */
static void decoded(struct str *out, const struct str *raw)
{
	const unsigned char *b = (const unsigned char *)raw->p;
	bool big = raw->len >= 2 && b[0] == 0xFE && b[1] == 0xFF;
	bool little = raw->len >= 2 && b[0] == 0xFF && b[1] == 0xFE;

	if (!big && !little) {
		str_addn(out, raw->p, raw->len);
		return;
	}
	for (size_t i = 2; i + 1 < raw->len; i += 2) {
		uint32_t unit = big ? (uint32_t)b[i] << 8 | b[i + 1] : (uint32_t)b[i + 1] << 8 | b[i];
		char bytes[4];
		if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < raw->len) {
			uint32_t low = big ? (uint32_t)b[i + 2] << 8 | b[i + 3]
					   : (uint32_t)b[i + 3] << 8 | b[i + 2];
			if (low >= 0xDC00 && low < 0xE000) {
				unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		str_addn(out, bytes, utf8_encode(unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit, bytes));
	}
}

/* "IN20261123_091500_00_+8613800000042_00.txt": the number and which part it is; −1: none of these. */
static int gammu_part(const char *file, char number[32])
{
	const char *p = file;

	if (strncmp(file, "IN", 2) != 0)
		return -1;
	for (int i = 0; i < 3 && p; i++) {
		p = strchr(p, '_');
		p = p ? p + 1 : NULL;
	}
	size_t n = p ? strcspn(p, "_") : 0;
	if (n == 0 || n > 31 || p[n] != '_')
		return -1;
	snprintf(number, 32, "%.*s", (int)n, p);
	return (int)strtol(p + n + 1, NULL, 10);
}

/* Appends what one file holds; false when it is none that can be read. */
static bool read_reply(const char *inbox, const char *file, struct str *text)
{
	struct str raw;
	char *path = path_join(inbox, file);

	str_init(&raw);
	size_t before = text->len;
	bool ok = file_read(path, REPLY_MOST, &raw, NULL);
	if (ok)
		decoded(text, &raw);
	ok = ok && utf8_check(text->p + before, text->len - before) == text->len - before;
	if (!ok)
		str_cut(text, before);
	str_release(&raw);
	free(path);
	return ok;
}

/* "From: 138…", an empty line, the text; or the number as the file's name: "13800000042_1.txt". */
static char *plain_number_of(const char *file, struct str *text)
{
	if (strncasecmp(text->p, "from:", 5) != 0)
		return mem_strndup(file, strcspn(file, "_."));
	const char *p = text->p + 5 + strspn(text->p + 5, " \t");
	size_t n = strcspn(p, "\r\n");
	char *number = mem_strndup(p, n);
	const char *body = strstr(p, "\n\n");
	const char *crlf = strstr(p, "\r\n\r\n");
	const char *rest = body ? body + 2 : crlf ? crlf + 4 : "";
	char *left = mem_strdup(rest);
	str_clear(text);
	str_add(text, left);
	free(left);
	return number;
}

/* --- an inbox --- */

struct fetching {
	struct clinic *c;
	const struct channel_def *ch;
	char *inbox;
	struct strlist files;
	int64_t *n;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_files(struct fetching *f)
{
	DIR *dir = opendir(f->inbox);

	strlist_init(&f->files);
	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
		if (*e->d_name != '.' && strchr(e->d_name, '.') && !strstr(e->d_name, ".new-"))
			strlist_add(&f->files, e->d_name);
	if (dir)
		closedir(dir);
	if (f->files.n)
		qsort(f->files.v, f->files.n, sizeof(*f->files.v), by_name);
}

/* Further parts of the message that begins with file i: how many files it is. */
static size_t whole_message(const struct fetching *f, size_t i)
{
	char first[32];
	char next[32];
	size_t n = 1;

	if (gammu_part(f->files.v[i], first) != 0)
		return 1;
	size_t prefix = (size_t)(strrchr(f->files.v[i], '_') - f->files.v[i]);
	while (i + n < f->files.n && gammu_part(f->files.v[i + n], next) == (int)n &&
	       strcmp(first, next) == 0 && strncmp(f->files.v[i], f->files.v[i + n], prefix) == 0)
		n++;
	return n;
}

static bool fetch_one(struct fetching *f, size_t i, size_t n, struct err *err)
{
	const char *file = f->files.v[i];
	char *known = mem_printf("%s/%s", f->ch->channel, file);
	char from[32] = "";
	struct str text;
	bool ok = true;

	str_init(&text);
	bool readable = true;
	for (size_t k = 0; k < n; k++)
		readable = read_reply(f->inbox, f->files.v[i + k], &text) && readable;
	/* A crash between the two leaves the file: it is known by its name. */
	if (readable && text.len && !store_message_by_external(&f->c->store, known)) {
		char *number = gammu_part(file, from) >= 0 ? mem_strdup(from)
							    : plain_number_of(file, &text);
		ok = reply_came(f->c, f->ch->channel, number, 0, text.p, known, NULL, err);
		*f->n += ok;
		free(number);
	}
	for (size_t k = 0; ok && k < n; k++)
		ok = put_away(f->inbox, f->files.v[i + k], readable ? "done" : "unreadable", err);
	str_release(&text);
	free(known);
	return ok;
}

static bool fetch_inbox(struct clinic *c, const struct channel_def *ch, int64_t *n, struct err *err)
{
	struct fetching f = { .c = c, .ch = ch, .inbox = clinic_path(c, ch->inbox), .n = n };
	bool ok = true;

	list_files(&f);
	for (size_t i = 0; ok && i < f.files.n;) {
		size_t parts = whole_message(&f, i);
		ok = fetch_one(&f, i, parts, err);
		i += parts;
	}
	strlist_release(&f.files);
	free(f.inbox);
	return ok;
}

/* --- what was not delivered --- */

static bool mark_contact(struct clinic *c, int64_t contact, struct err *err)
{
	struct contact k;

	record_init(&record_contact, &k);
	bool ok = store_get(&c->store, &record_contact, contact, &k, err);
	if (ok && k.state == CONTACT_GOOD) {
		k.state = CONTACT_DEAD;
		ok = store_update(&c->store, &record_contact, &k, NULL, err);
	}
	record_release(&record_contact, &k);
	return ok;
}

/* The line of the timeline says then that nobody was reached. */
static bool mark_attempt(struct clinic *c, int64_t attempt, struct err *err)
{
	struct attempt a;

	if (!attempt)
		return true;
	record_init(&record_attempt, &a);
	bool ok = store_get(&c->store, &record_attempt, attempt, &a, err);
	if (ok) {
		str_replace(&a.outcome, "failed");
		ok = store_update(&c->store, &record_attempt, &a, NULL, err);
	}
	record_release(&record_attempt, &a);
	return ok;
}

static bool came_back(struct clinic *c, int64_t message, enum message_state state, bool dead,
		      const char *why, struct err *err)
{
	struct message m;

	bool ok = message_begin(c, "message-in", message, &m, err);
	if (ok) {
		m.state = (int)state;
		str_replace(&m.error, why);
		ok = message_write(c, &m, err) && mark_attempt(c, m.attempt, err) &&
		     (!dead || !m.contact || mark_contact(c, m.contact, err));
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_message, &m);
	return ok;
}

bool message_bounced(struct clinic *c, const char *id, const char *address, const char *why,
		     struct err *err)
{
	struct message last;
	struct rows contacts;
	char *bare = id ? mem_strndup(id + (*id == '<'), strcspn(id + (*id == '<'), "> \r\n")) : NULL;
	int64_t message = bare ? store_message_by_external(&c->store, bare) : 0;

	free(bare);
	record_init(&record_message, &last);
	if (!message && address && store_message_to(&c->store, "email", address, 0, &last))
		message = last.row.id;
	record_release(&record_message, &last);
	if (message)
		return came_back(c, message, MESSAGE_BOUNCED, true, why, err);
	/* Written to by somebody else's mail, but the address is known. */
	rows_init(&contacts, &record_contact);
	bool ok = !address || store_contacts_by_norm(&c->store, address, &contacts, err);
	if (ok && contacts.n == 0)
		ok = err_set(err, ERR_NO_MATCH, _("no message and no address here is known by that"));
	else if (ok && clinic_begin(c, "message-in", 0, err)) {
		for (size_t i = 0; ok && i < contacts.n; i++) {
			const struct contact *k = rows_at(&contacts, i);
			ok = mark_contact(c, k->row.id, err);
		}
		ok = clinic_end(c, ok, err);
	} else {
		ok = false;
	}
	rows_release(&contacts);
	return ok;
}

/* The value of the first line that begins so, whatever part of the mail it is in; heap, NULL. */
static char *line_of(const char *mail, const char *field)
{
	size_t n = strlen(field);

	for (const char *p = mail; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		if (strncasecmp(p, field, n) != 0)
			continue;
		const char *value = p + n + strspn(p + n, " \t");
		return mem_strndup(value, strcspn(value, "\r\n"));
	}
	return NULL;
}

/* Our own Message-ID stands in what came back; the report has another one. */
static char *own_id(struct clinic *c, const char *mail)
{
	for (const char *p = strcasestr(mail, "message-id:"); p; p = strcasestr(p + 1, "message-id:")) {
		char *id = line_of(p, "message-id:");
		char *bare = mem_strndup(id + (*id == '<'), strcspn(id + (*id == '<'), ">"));
		free(id);
		if (store_message_by_external(&c->store, bare))
			return bare;
		free(bare);
	}
	return NULL;
}

bool message_bounce_mail(struct clinic *c, const char *mail, struct err *err)
{
	char *status = line_of(mail, "Status:");
	char *recipient = line_of(mail, "Final-Recipient:");
	char *said = line_of(mail, "Diagnostic-Code:");
	char *id = own_id(c, mail);
	char *address = recipient ? strrchr(recipient, ';') : NULL;
	bool ok;

	for (char *p = address; p && *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	if (address)
		address += 1 + strspn(address + 1, " ");
	if (!status && !id)
		ok = err_set(err, ERR_BAD_VALUE, _("this is no report of a mail that came back"));
	else if (status && *status != '5')
		ok = true; /* it is still tried */
	else
		ok = message_bounced(c, id, address, said ? said : status, err);
	free(id);
	free(said);
	free(recipient);
	free(status);
	return ok;
}

/* gammu-smsd could not send it: its network said no, which says nothing of the number. */
static bool look_at_refused(struct clinic *c, struct err *err)
{
	struct rows sent;
	bool ok;

	rows_init(&sent, &record_message);
	ok = store_messages(&c->store, MESSAGE_SENT, 0, REFUSED_LOOK, &sent, err);
	for (size_t i = 0; ok && i < sent.n; i++) {
		const struct message *m = rows_at(&sent, i);
		const struct channel_def *ch = config_channel(c->config, m->channel);
		if (ch && m->external_id && delivery_was_refused(c, ch, m))
			ok = came_back(c, m->row.id, MESSAGE_FAILED, false,
				       _("gammu-smsd could not send it"), err);
	}
	rows_release(&sent);
	return ok;
}

bool messages_fetch(struct clinic *c, int64_t *n, struct err *err)
{
	bool ok = true;
	bool gammu = false;

	*n = 0;
	for (size_t i = 0; ok && i < c->config->calls.n_channels; i++) {
		const struct channel_def *ch = &c->config->calls.channels[i];
		gammu = gammu || ch->how == DELIVERY_GAMMU;
		ok = !ch->inbox || fetch_inbox(c, ch, n, err);
	}
	return ok && (!gammu || look_at_refused(c, err));
}
