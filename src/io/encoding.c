#include "revisit/io/csv.h"
#include "revisit/base/i18n.h"

#include <errno.h>
#include <iconv.h>

static const char utf8_mark[] = "\xEF\xBB\xBF";

/* Where the byte behind this one stands: CR LF is one line end, a character one column. */
static void step_over(struct encoding_scan *x, unsigned char c)
{
	if (x->cr && c != '\n') {
		x->place.line++;
		x->place.col = 1;
	}
	x->cr = c == '\r';
	if (c == '\n') {
		x->place.line++;
		x->place.col = 1;
	} else if ((c & 0xC0) != 0x80 && c != '\r') {
		x->place.col++;
	}
}

static struct pos place_now(const struct encoding_scan *x)
{
	struct pos pos = x->place;

	if (x->cr)
		pos = (struct pos){ .line = pos.line + 1, .col = 1 };
	return pos;
}

/* Chinese text in GB2312, GBK or GB18030 is pairs of high bytes, nearly all of them in the range of
 * the oldest of the three; accented Western letters stand alone between ASCII ones. */
static void count_pair(struct encoding_scan *x, unsigned char c)
{
	if (x->high) {
		bool pair = x->high >= 0xA1 && x->high <= 0xF7 && c >= 0xA1 && c <= 0xFE;
		x->pairs += pair;
		x->others += !pair;
		x->high = 0;
	} else if (c >= 0x80) {
		x->high = c;
	}
}

/* One character, or one byte that is none. */
static size_t scan_one(struct encoding_scan *x, const char *s, size_t n)
{
	uint32_t cp;
	size_t len = (unsigned char)s[0] < 0x80 ? 1 : str_decode(s, n, &cp);

	if (len > 1)
		x->good++;
	if (len == 0) {
		x->broken++;
		if (!x->bad.line)
			x->bad = place_now(x);
		len = 1;
	}
	if (!s[0] && !x->nul.line)
		x->nul = place_now(x);
	for (size_t i = 0; i < len; i++) {
		step_over(x, (unsigned char)s[i]);
		count_pair(x, (unsigned char)s[i]);
	}
	return len;
}

/* How long a character is that begins so; 1 for what begins none. */
static size_t length_of(unsigned char c)
{
	return c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
}

void encoding_scan(struct encoding_scan *x, const char *bytes, size_t n, bool last)
{
	size_t i = 0;

	if (!x->place.line)
		x->place = (struct pos){ .line = 1, .col = 1 };
	for (size_t k = 0; k < n && x->bytes + k < 2; k++)
		x->first[x->bytes + k] = (unsigned char)bytes[k];
	x->bytes += n;
	/* A character torn apart by the end of the last piece. */
	while (x->n_rest > 0 && (i < n || last)) {
		while (x->n_rest < length_of(x->rest[0]) && i < n)
			x->rest[x->n_rest++] = (unsigned char)bytes[i++];
		if (x->n_rest < length_of(x->rest[0]) && !last)
			return;
		size_t len = scan_one(x, (const char *)x->rest, x->n_rest);
		memmove(x->rest, x->rest + len, x->n_rest - len);
		x->n_rest -= len;
	}
	while (i < n) {
		size_t need = length_of((unsigned char)bytes[i]);
		if (need > n - i && !last) {
			memcpy(x->rest, bytes + i, n - i);
			x->n_rest = n - i;
			return;
		}
		i += scan_one(x, bytes + i, n - i);
	}
}

static bool is_utf8_name(const char *name)
{
	return strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "utf8") == 0;
}

const char *encoding_found(const struct encoding_scan *x, const char *file, const char *wished,
			   struct err *err)
{
	struct pos pos = x->bad;
	bool wide = x->bytes >= 2 && ((x->first[0] == 0xFF && x->first[1] == 0xFE) ||
				      (x->first[0] == 0xFE && x->first[1] == 0xFF));
	size_t others = x->others + (x->high != 0);

	if (!wished && wide)
		return "utf-16";
	if (!wished && x->broken > x->good && x->pairs > 0 && others * 10 <= x->pairs)
		return "gb18030";
	if (wished && !is_utf8_name(wished))
		return wished;
	pos.file = file;
	if (x->broken) {
		err_at(err, ERR_BAD_TEXT, &pos,
		       _("the text is not valid UTF-8 from here on; tell its encoding "
			 "(encoding: gb18030, big5, windows-1252 …)"));
		return NULL;
	}
	pos = x->nul;
	pos.file = file;
	if (x->nul.line) {
		err_at(err, ERR_BAD_TEXT, &pos,
		       _("a NUL byte stands here; this is no text file, or its encoding must be "
			 "told"));
		return NULL;
	}
	return wished ? wished : "utf-8";
}

/* --- decoding --- */

bool decoder_open(struct decoder *d, const char *encoding, struct err *err)
{
	*d = (struct decoder){ .encoding = encoding };
	if (is_utf8_name(encoding))
		return true;
	iconv_t cd = iconv_open("UTF-8", encoding);
	if (cd == (iconv_t)-1)
		return err_set(
			err, ERR_MAP,
			_("the encoding '%s' is not known here: try utf-8, gb18030, big5, utf-16, "
			  "windows-1252"),
			encoding);
	d->cd = cd;
	return true;
}

void decoder_close(struct decoder *d)
{
	if (d->cd)
		iconv_close(d->cd);
	*d = (struct decoder){ 0 };
}

static void drop_mark(struct decoder *d, struct str *text, size_t from)
{
	size_t n = sizeof(utf8_mark) - 1;

	if (d->begun || text->len - from < n)
		return;
	d->begun = true;
	if (memcmp(text->p + from, utf8_mark, n) != 0)
		return;
	memmove(text->p + from, text->p + from + n, text->len - from - n);
	str_cut(text, text->len - n);
}

/* What iconv leaves of a piece, the beginning of a character, waits for the next one. */
static bool convert(struct decoder *d, struct str *out, const char *bytes, size_t n, bool last)
{
	char *in = (char *)(uintptr_t)bytes;
	size_t left = n;

	for (;;) {
		char chunk[8192];
		char *to = chunk;
		size_t room = sizeof(chunk);
		bool flush = left == 0;
		size_t r = iconv(d->cd, flush ? NULL : &in, flush ? NULL : &left, &to, &room);
		int why = errno;
		str_addn(out, chunk, sizeof(chunk) - room);
		if (r != (size_t)-1 && left == 0)
			break;
		if (r == (size_t)-1 && why == EINVAL && !last && left < sizeof(d->rest)) {
			memcpy(d->rest, in, left);
			d->n_rest = left;
			return true;
		}
		if (r == (size_t)-1 && why != E2BIG)
			return false;
	}
	return true;
}

bool decoder_add(struct decoder *d, struct str *out, const char *bytes, size_t n, bool last,
		 size_t *bad)
{
	size_t start = out->len;
	bool ok = true;

	if (!d->cd) {
		str_addn(out, bytes, n); /* it was looked through before */
	} else {
		struct str whole;
		str_init(&whole);
		str_addn(&whole, d->rest, d->n_rest);
		str_addn(&whole, bytes, n);
		d->n_rest = 0;
		ok = convert(d, out, whole.p, whole.len, last);
		str_release(&whole);
	}
	*bad = out->len;
	drop_mark(d, out, start);
	return ok;
}

bool csv_decode(struct str *out, const char *file, const char *bytes, size_t n,
		const char *encoding, const char **found, struct err *err)
{
	struct encoding_scan scan = { 0 };
	struct decoder d;
	size_t start = out->len;
	size_t bad;

	encoding_scan(&scan, bytes, n, true);
	*found = encoding_found(&scan, file, encoding, err);
	if (!*found || !decoder_open(&d, *found, err))
		return false;
	bool ok = decoder_add(&d, out, bytes, n, true, &bad);
	decoder_close(&d);
	const char *nul = memchr(out->p + start, '\0', out->len - start);
	if (!ok || nul) {
		struct encoding_scan upto = { 0 };
		encoding_scan(&upto, out->p + start, nul ? (size_t)(nul - out->p) - start : bad - start,
			      true);
		struct pos pos = place_now(&upto);
		pos.file = file;
		str_cut(out, start);
		if (nul)
			return err_at(err, ERR_BAD_TEXT, &pos,
				      _("a NUL byte stands here; this is no text file, or its "
					"encoding must be told"));
		return err_at(err, ERR_BAD_TEXT, &pos,
			      _("this byte does not fit the encoding %s"), *found);
	}
	return true;
}
