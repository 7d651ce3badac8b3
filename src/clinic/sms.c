/* How many short messages a text takes. */
#include "revisit/clinic/messages.h"
#include "revisit/text/utf8.h"

enum { SMS_BITS7 = 160, SMS_BITS7_PART = 153, SMS_UCS2 = 70, SMS_UCS2_PART = 67 };

/* GSM 03.38: what there is beside the letters, digits and signs of ASCII. */
static const char basic[] = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
static const char extension[] = "\f^{}\\[~]|€";

static bool has(const char *table, uint32_t cp)
{
	size_t n = strlen(table);

	for (size_t at = 0; at < n;) {
		uint32_t in;
		at += utf8_decode(table + at, n - at, &in);
		if (in == cp)
			return true;
	}
	return false;
}

/* Septets of one character; 0: it has none. */
static int septets(uint32_t cp)
{
	bool alphanumeric = (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
			    (cp >= 'a' && cp <= 'z');

	if (alphanumeric || has(basic, cp))
		return 1;
	return has(extension, cp) ? 2 : 0;
}

/* Units of each kind; seven: −1 when it cannot be written so. */
static void count(const char *text, int *seven, int *ucs2)
{
	size_t n = strlen(text);

	*seven = *ucs2 = 0;
	for (size_t at = 0; at < n;) {
		uint32_t cp = 0xFFFD;
		size_t len = utf8_decode(text + at, n - at, &cp);
		at += len ? len : 1;
		int s = septets(cp);
		*ucs2 += cp > 0xFFFF ? 2 : 1;
		*seven = *seven < 0 || s == 0 ? -1 : *seven + s;
	}
}

/* A character of two units is never torn, so a part may hold one less than it could. */
static int parts_of(const char *text, bool unicode, int room)
{
	size_t n = strlen(text);
	int parts = 1;
	int used = 0;

	for (size_t at = 0; at < n;) {
		uint32_t cp = 0xFFFD;
		size_t len = utf8_decode(text + at, n - at, &cp);
		at += len ? len : 1;
		int units = unicode ? (cp > 0xFFFF ? 2 : 1) : septets(cp);
		if (used + units > room) {
			parts++;
			used = 0;
		}
		used += units;
	}
	return parts;
}

int sms_parts(const char *text, int *units, bool *unicode)
{
	int seven;
	int ucs2;

	count(text, &seven, &ucs2);
	bool wide = seven < 0;
	int n = wide ? ucs2 : seven;
	if (units)
		*units = n;
	if (unicode)
		*unicode = wide;
	if (n == 0)
		return 0;
	if (n <= (wide ? SMS_UCS2 : SMS_BITS7))
		return 1;
	return parts_of(text, wide, wide ? SMS_UCS2_PART : SMS_BITS7_PART);
}
