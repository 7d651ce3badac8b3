#include "mail.h"

#include "revisit/base/base64.h"
#include "revisit/text/utf8.h"

enum { ENCODED_WORD = 45, LINE_76 = 57, QP_LINE = 75, ADDRESS_MOST = 254 };

/* --- encoded words --- */

/* RFC 2047, in words of at most 75 characters that end with a whole character. */
static void encoded(struct str *out, const char *text)
{
	size_t n = strlen(text);

	for (size_t at = 0; at < n;) {
		size_t len = 0;
		while (at + len < n) {
			uint32_t cp;
			size_t one = utf8_decode(text + at + len, n - at - len, &cp);
			one = one ? one : 1;
			if (len + one > ENCODED_WORD)
				break;
			len += one;
		}
		str_addf(out, "%s=?UTF-8?B?", at ? "\n " : "");
		base64_add(out, text + at, len);
		str_add(out, "?=");
		at += len;
	}
}

static bool is_plain(const char *text)
{
	return utf8_is_ascii(text) && !strstr(text, "=?") && strlen(text) < 200;
}

/* Whatever comes, one line. */
static void header(struct str *out, const char *name, const char *value)
{
	char *line = mem_strdup(value);

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7F)
			*p = ' ';
	str_addf(out, "%s: ", name);
	if (is_plain(line))
		str_add(out, line);
	else
		encoded(out, line);
	str_addc(out, '\n');
	free(line);
}

/* --- addresses --- */

bool mail_address_ok(const char *address)
{
	static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "!#$%&'*+-/=?^_`{|}~.";
	static const char domain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	size_t n = strspn(address, local);
	const char *behind = address + n + 1;

	if (n == 0 || n > 64 || address[n] != '@' || *address == '-' || *address == '.' ||
	    address[n - 1] == '.' || strstr(address, ".."))
		return false;
	size_t m = strspn(behind, domain);
	return m > 0 && !behind[m] && n + m < ADDRESS_MOST && *behind != '.' && *behind != '-' &&
	       behind[m - 1] != '.' && behind[m - 1] != '-';
}

char *mail_address(const char *from)
{
	const char *open = strrchr(from, '<');
	size_t n = open ? strcspn(open + 1, ">") : strlen(from);
	char *address = mem_strndup(open ? open + 1 : from, n);

	if (mail_address_ok(address))
		return address;
	free(address);
	return NULL;
}

char *mail_id(const char *from, int64_t message, uint64_t salt)
{
	char *address = mail_address(from);
	const char *at = address ? strchr(address, '@') + 1 : "localhost";
	char *id = mem_printf("m%lld.%016llx@%s", (long long)message, (unsigned long long)salt, at);

	free(address);
	return id;
}

/* "Name <address>": the name encoded when it must be, quoted else. */
static void person(struct str *out, const char *field, const char *name, const char *address)
{
	str_addf(out, "%s: ", field);
	if (str_is_empty(name)) {
		str_addf(out, "%s\n", address);
		return;
	}
	if (!is_plain(name)) {
		encoded(out, name);
	} else {
		str_addc(out, '"');
		for (const char *p = name; *p; p++)
			str_addf(out, "%s%c", *p == '"' || *p == '\\' ? "\\" : "",
				 (unsigned char)*p < ' ' ? ' ' : *p);
		str_addc(out, '"');
	}
	str_addf(out, " <%s>\n", address);
}

static void sender(struct str *out, const char *from)
{
	char *address = mail_address(from);
	const char *open = strrchr(from, '<');
	char *name = mem_strndup(from, open ? (size_t)(open - from) : 0);
	size_t n = strlen(name);

	while (n && strchr(" \t\"", name[n - 1]))
		name[--n] = '\0';
	const char *begin = name + strspn(name, " \t\"");
	person(out, "From", begin, address ? address : "root@localhost");
	free(name);
	free(address);
}

/* --- date --- */

static void date(struct str *out, instant_t at)
{
	static const char *const week[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct str iso; /* 2026-11-23T09:02:05.123+08:00 */
	day_t day;

	str_init(&iso);
	instant_iso(&iso, at - at % 1000);
	instant_split(at, &day, NULL);
	const struct ymd is = day_split(day);
	bool zulu = iso.p[iso.len - 1] == 'Z';
	const char *zone = zulu ? "+00:00" : iso.p + iso.len - 6;
	str_addf(out, "Date: %s, %d %s %04d %.8s %.3s%.2s\n", week[day_weekday(day)], is.d,
		 months[is.m - 1], is.y, iso.p + 11, zone, zone + 4);
	str_release(&iso);
}

/* --- the body --- */

static bool mostly_ascii(const char *text)
{
	size_t others = 0;
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		others += (unsigned char)text[i] >= 0x80;
	return others * 6 < n;
}

static void quoted_printable(struct str *out, const char *text)
{
	size_t line = 0;

	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool last = p[1] == '\n' || !p[1];
		bool plain = (c > ' ' && c < 0x7F && c != '=') || ((c == ' ' || c == '\t') && !last);
		/* A lone dot ends the mail in SMTP, "From " begins another in a mailbox. */
		if (line == 0 && (c == '.' || c == 'F'))
			plain = false;
		if (c == '\n') {
			str_addc(out, '\n');
			line = 0;
			continue;
		}
		size_t need = plain ? 1 : 3;
		if (line + need > QP_LINE) {
			str_add(out, "=\n");
			line = 0;
		}
		if (plain)
			str_addc(out, *p);
		else
			str_addf(out, "=%02X", c);
		line += need;
	}
	str_addc(out, '\n');
}

static void base64_lines(struct str *out, const char *text)
{
	size_t n = strlen(text);

	for (size_t at = 0; at < n; at += LINE_76) {
		base64_add(out, text + at, n - at < LINE_76 ? n - at : LINE_76);
		str_addc(out, '\n');
	}
}

void mail_write(struct str *out, const struct mail *m)
{
	bool quoted = mostly_ascii(m->text);

	date(out, m->at);
	sender(out, m->from);
	person(out, "To", m->name, m->to);
	header(out, "Subject", m->subject);
	str_addf(out, "Message-ID: <%s>\n", m->id);
	str_add(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n");
	str_addf(out, "Content-Transfer-Encoding: %s\n", quoted ? "quoted-printable" : "base64");
	str_add(out, "Auto-Submitted: auto-generated\n\n");
	if (quoted)
		quoted_printable(out, m->text);
	else
		base64_lines(out, m->text);
}
