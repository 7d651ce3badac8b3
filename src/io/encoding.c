#include "revisit/io/csv.h"
#include "revisit/base/i18n.h"

#include <errno.h>
#include <iconv.h>

static const char utf8_mark[] = "\xEF\xBB\xBF";

/* Line and column (in characters) of the byte at `at`. */
static struct pos place(const char *file, const char *text, size_t at)
{
	struct pos pos = { file, 1, 1 };

	for (size_t i = 0; i < at; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '\n' || (c == '\r' && (i + 1 >= at || text[i + 1] != '\n'))) {
			pos.line++;
			pos.col = 1;
		} else if ((c & 0xC0) != 0x80 && c != '\r') {
			pos.col++;
		}
	}
	return pos;
}

/* How many characters beyond ASCII are good UTF-8, and where the first bad byte is (or n). */
static size_t look(const char *s, size_t n, size_t *good, size_t *bad)
{
	size_t first = n;

	*good = *bad = 0;
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t len = (unsigned char)s[i] < 0x80 ? 1 : str_decode(s + i, n - i, &cp);
		if (len > 1)
			++*good;
		if (len == 0) {
			++*bad;
			if (first == n)
				first = i;
		}
		i += len ? len : 1;
	}
	return first;
}

/* Chinese text in GB2312, GBK or GB18030 is pairs of high bytes, nearly all of them in the range of
 * the oldest of the three; accented Western letters stand alone between ASCII ones. */
static bool looks_like_gb(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t pairs = 0;
	size_t others = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] < 0x80)
			continue;
		bool pair = p[i] >= 0xA1 && p[i] <= 0xF7 && i + 1 < n && p[i + 1] >= 0xA1 &&
			    p[i + 1] <= 0xFE;
		pairs += pair;
		others += !pair;
		i++;
	}
	return pairs > 0 && others * 10 <= pairs;
}

static bool no_nul(const char *file, const struct str *text, size_t from, struct err *err)
{
	const char *nul = memchr(text->p + from, '\0', text->len - from);

	if (!nul)
		return true;
	struct pos pos = place(file, text->p + from, (size_t)(nul - text->p) - from);
	return err_at(
		err, ERR_BAD_TEXT, &pos,
		_("a NUL byte stands here; this is no text file, or its encoding must be told"));
}

static bool convert(struct str *out, const char *file, const char *bytes, size_t n,
		    const char *encoding, struct err *err)
{
	char *in = (char *)(uintptr_t)bytes;
	size_t left = n;
	size_t start = out->len;
	iconv_t cd = iconv_open("UTF-8", encoding);

	if (cd == (iconv_t)-1)
		return err_set(
			err, ERR_MAP,
			_("the encoding '%s' is not known here: try utf-8, gb18030, big5, utf-16, "
			  "windows-1252"),
			encoding);
	for (;;) {
		char chunk[8192];
		char *to = chunk;
		size_t room = sizeof(chunk);
		size_t r = iconv(cd, left ? &in : NULL, left ? &left : NULL, &to, &room);
		int why = errno;
		str_addn(out, chunk, sizeof(chunk) - room);
		if (r != (size_t)-1 && left == 0)
			break;
		if (r == (size_t)-1 && why != E2BIG) {
			struct pos pos = place(file, out->p + start, out->len - start);
			iconv_close(cd);
			return err_at(err, ERR_BAD_TEXT, &pos,
				      _("this byte does not fit the encoding %s"), encoding);
		}
	}
	iconv_close(cd);
	return true;
}

static bool is_utf8_name(const char *name)
{
	return strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "utf8") == 0;
}

static void drop_mark(struct str *text, size_t from)
{
	size_t n = sizeof(utf8_mark) - 1;

	if (text->len - from < n || memcmp(text->p + from, utf8_mark, n) != 0)
		return;
	memmove(text->p + from, text->p + from + n, text->len - from - n);
	str_cut(text, text->len - n);
}

static bool take_utf8(struct str *out, const char *file, const char *bytes, size_t n, size_t bad,
		      struct err *err)
{
	struct pos pos = place(file, bytes, bad);

	if (bad < n)
		return err_at(err, ERR_BAD_TEXT, &pos,
			      _("the text is not valid UTF-8 from here on; tell its encoding "
				"(encoding: gb18030, big5, windows-1252 …)"));
	str_addn(out, bytes, n);
	return true;
}

bool csv_decode(struct str *out, const char *file, const char *bytes, size_t n,
		const char *encoding, const char **found, struct err *err)
{
	size_t start = out->len;
	size_t good;
	size_t broken;
	size_t bad = look(bytes, n, &good, &broken);
	const unsigned char *p = (const unsigned char *)bytes;
	bool ok;

	if (!encoding && n >= 2 &&
	    ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF)))
		encoding = "utf-16";
	else if (!encoding && broken > good && looks_like_gb(bytes, n))
		encoding = "gb18030";
	*found = encoding ? encoding : "utf-8";
	if (!encoding || is_utf8_name(encoding))
		ok = take_utf8(out, file, bytes, n, bad, err);
	else
		ok = convert(out, file, bytes, n, encoding, err);
	if (ok) {
		drop_mark(out, start);
		ok = no_nul(file, out, start, err);
	}
	if (!ok)
		str_cut(out, start);
	return ok;
}
