#include "revisit/text/phone.h"
#include "revisit/base/i18n.h"
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

#include <strings.h>

/* Facts: country codes from ITU-T E.164, trunk and international prefixes from the ITU list of
 * dialling procedures.  No number plan beyond lengths where they help to tell two readings of one
 * number apart: numbers are compared and read aloud here, not judged. */

enum { DIGITS_MIN = 3, DIGITS_MAX = 20, EXT_MAX = 7, NUMBER_MIN = 7 };

/* Countries by the prefix that they dial before a national number, "" for none. */
static const struct plan {
	const char *trunk, *countries;
} plans[] = {
	{ "1",
	  "AG1 AI1 AS1 BB1 BM1 BS1 CA1 DM1 DO1 GD1 GU1 JM1 KN1 KY1 LC1 MP1 MS1 PR1 SX1 TC1 TT1 "
	  "US1 VC1 VG1 VI1" },
	{ "", "AC247 AD376 AO244 AW297 BF226 BH973 BI257 BJ229 BN673 BQ599 BT975 BW267 BZ501 CF236 "
	      "CG242 CI225 CK682 CL56 CM237 CR506 CV238 CW599 CY357 CZ420 DJ253 DK45 EE372 ES34 "
	      "FJ679 FK500 FM691 FO298 GA241 GI350 GL299 GM220 GN224 GQ240 GR30 GT502 GW245 GY592 "
	      "HK852 HN504 HT509 IO246 IS354 IT39 KI686 KM269 KW965 LI423 LS266 LU352 LV371 MH692 "
	      "ML223 MO853 MR222 MT356 MU230 MV960 MX52 MZ258 NC687 NE227 NF672 NI505 NO47 NR674 "
	      "NU683 OM968 PA507 PF689 PG675 PL48 PT351 PW680 QA974 SB677 SC248 SG65 SH290 SJ47 "
	      "SM378 SN221 SO252 SR597 ST239 SV503 SZ268 TA290 TD235 TG228 TJ992 TK690 TL670 TN216 "
	      "TO676 TV688 VA39 VU678 WF681 WS685" },
	{ "0",
	  "AE971 AF93 AL355 AM374 AR54 AT43 AU61 AX358 AZ994 BA387 BD880 BE32 BG359 BL590 BO591 "
	  "BR55 CC61 CD243 CH41 CN86 CO57 CU53 CX61 DE49 DZ213 EC593 EG20 EH212 ER291 ET251 "
	  "FI358 FR33 GB44 GE995 GF594 GG44 GH233 GP590 HR385 ID62 IE353 IL972 IM44 IN91 IQ964 "
	  "IR98 JE44 JO962 JP81 KE254 KG996 KH855 KP850 KR82 LA856 LB961 LK94 LR231 LY218 MA212 "
	  "MC377 MD373 ME382 MF590 MG261 MK389 MM95 MN976 MQ596 MW265 MY60 NA264 NG234 NL31 "
	  "NP977 NZ64 PE51 PH63 PK92 PM508 PS970 PY595 RE262 RO40 RS381 RW250 SA966 SD249 SE46 "
	  "SI386 SK421 SL232 SS211 SY963 TH66 TR90 TW886 TZ255 UA380 UG256 UY598 VE58 VN84 "
	  "XK383 YE967 YT262 ZA27 ZM260 ZW263" },
	{ "8", "KZ7 LT370 RU7 TM993 UZ998" },
	{ "80", "BY375" },
	{ "06", "HU36" },
};

/* By country code: international prefixes other than 00, digits of a national number. */
static const struct lengths {
	const char *code, *abroad;
	size_t least, most;
} lengths[] = {
	{ "1", "011", 10, 10 },
	{ "7", "810", 10, 10 },
	{ "27", "", 9, 9 },
	{ "31", "", 9, 9 },
	{ "33", "", 9, 9 },
	{ "34", "", 9, 9 },
	{ "36", "", 8, 9 },
	{ "39", "", 6, 11 },
	{ "41", "", 9, 9 },
	{ "44", "", 9, 10 },
	{ "45", "", 8, 8 },
	{ "47", "", 8, 8 },
	{ "48", "", 9, 9 },
	{ "49", "", 6, 11 },
	{ "52", "", 10, 10 },
	{ "55", "", 10, 11 },
	{ "60", "", 8, 10 },
	{ "61", "0011", 6, 10 },
	{ "62", "001 007 008", 7, 12 },
	{ "63", "", 8, 10 },
	{ "64", "", 8, 10 },
	{ "65", "000 001 002 008", 8, 11 },
	{ "66", "001", 8, 10 },
	{ "81", "010", 9, 10 },
	{ "82", "001 002 00700", 8, 11 },
	{ "84", "", 7, 10 },
	{ "86", "", 10, 11 },
	{ "90", "", 10, 10 },
	{ "91", "", 10, 11 },
	{ "98", "", 10, 10 },
	{ "234", "009", 8, 10 },
	{ "254", "000", 7, 10 },
	{ "255", "000", 9, 9 },
	{ "256", "000", 9, 9 },
	{ "351", "", 9, 9 },
	{ "370", "", 8, 8 },
	{ "375", "810", 9, 9 },
	{ "380", "", 9, 9 },
	{ "852", "001", 8, 8 },
	{ "853", "", 8, 8 },
	{ "855", "001 007", 8, 9 },
	{ "886", "002 009", 8, 9 },
	{ "971", "", 8, 9 },
	{ "976", "001", 8, 8 },
	{ "993", "810", 8, 8 },
	{ "998", "810", 9, 9 },
};

/* How national numbers are read aloud: the first row that fits by the first digits ("." is any)
 * and the length (0: any).  What the groups leave over is grouped as an unknown number is. */
static const struct grouping {
	const char *code, *starts;
	size_t length;
	const char *groups;
	bool trunk;
} groupings[] = {
	{ "86", "1", 11, "344", false },   { "86", "400", 10, "334", false },
	{ "86", "800", 10, "334", false }, { "86", "10", 10, "244", true },
	{ "86", "1", 0, "", false },       { "86", "2", 10, "244", true },
	{ "86", "", 11, "344", true },     { "86", "", 10, "334", true },
	{ "886", "9", 9, "333", true },    { "886", "", 9, "144", true },
	{ "886", "", 8, "134", true },     { "1", "", 10, "334", false },
	{ "44", "20", 10, "244", true },   { "44", "11", 10, "334", true },
	{ "44", "1.1", 10, "334", true },  { "44", "", 10, "46", true },
	{ "49", "15", 11, "47", true },    { "49", "1", 10, "37", true },
	{ "49", "30", 0, "2", true },      { "49", "40", 0, "2", true },
	{ "49", "69", 0, "2", true },      { "49", "89", 0, "2", true },
	{ "33", "", 9, "12222", true },    { "81", ".0", 10, "244", true },
	{ "81", "3", 9, "144", true },     { "81", "6", 9, "144", true },
	{ "81", "", 9, "234", true },      { "82", "1", 8, "44", false },
	{ "82", "2", 0, "1", true },       { "82", "", 9, "234", true },
	{ "82", "", 10, "244", true },     { "61", "4", 9, "333", true },
	{ "61", "1", 10, "433", false },   { "61", "", 9, "144", true },
	{ "91", "", 10, "55", false },     { "98", "9", 10, "334", true },
	{ "98", "", 10, "244", true },     { "7", "", 10, "3322", true },
};

/* A number as typed. */
struct typed {
	bool plus;
	char digits[DIGITS_MAX + 1];
	size_t n, at_dash; /* digits, and how many of them before the last "-" */
	char ext[EXT_MAX + 1];
};

/* A number understood; `code` is "" when the country cannot be told, "+" when it is foreign and
 * begins with no code we know. */
struct number {
	char code[4];
	const char *trunk;
	char national[DIGITS_MAX + 1];
	char ext[EXT_MAX + 1];
};

static bool starts_with(const char *s, const char *start)
{
	return strncmp(s, start, strlen(start)) == 0;
}

static bool is_country(const char *word, const char *iso)
{
	/* Setting the bit makes an ASCII letter small. */
	return (iso[0] | 0x20) == (word[0] | 0x20) && iso[0] && (iso[1] | 0x20) == (word[1] | 0x20) &&
	       iso[1] && !iso[2];
}

/* Finds the country whose word in a plan is `iso` (or, with iso NULL, whose code `digits` start
 * with). */
static const struct plan *find_plan(const char *iso, const char *digits, char code[4])
{
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++) {
		const char *word = plans[i].countries;

		while (*word) {
			size_t n = 1;

			while (word[2 + n] && word[2 + n] != ' ')
				n++;
			if (iso ? is_country(word, iso) : strncmp(word + 2, digits, n) == 0) {
				memcpy(code, word + 2, n);
				code[n] = '\0';
				return &plans[i];
			}
			word += n + 2;
			word += *word == ' ';
		}
	}
	return NULL;
}

static struct lengths lengths_of(const char *code)
{
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		if (strcmp(lengths[i].code, code) == 0)
			return lengths[i];
	return (struct lengths){ .code = code, .abroad = "", .least = 4, .most = DIGITS_MAX };
}

/* Bytes of a word that announces an extension at s, 0 when there is none. */
static size_t ext_word(const char *s)
{
	static const char *const words[] = {
		";ext=", "extension", "extn", "ext",  "x",    "#",    ";",
		"转",    "轉",        "分机", "分機", "内线", "內線", "доб",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strncasecmp(s, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return 0;
}

/* Reads the digits of an extension up to the end of `s`; false when this is none. */
static bool read_ext(const char *s, char ext[EXT_MAX + 1])
{
	size_t n = strlen(s), used = 0;

	for (size_t at = 0; at < n;) {
		uint32_t cp = 0;
		size_t len = utf8_decode(s + at, n - at, &cp);
		int digit = len ? cp_digit(cp) : -1;

		if (digit >= 0 && used == EXT_MAX)
			return false;
		if (digit >= 0)
			ext[used++] = (char)('0' + digit);
		at += len ? len : 1;
	}
	ext[used] = '\0';
	return used > 0;
}

/* Between two numbers in one field. */
static bool splits(uint32_t cp)
{
	return cp == '/' || cp == ',' || cp == ';' || cp == '|' || cp == 0x3001;
}

static bool read_typed(const char *s, struct typed *t)
{
	size_t at_split = 0;

	*t = (struct typed){ 0 };
	for (size_t size = strlen(s), at = 0; at < size;) {
		uint32_t cp = 0;
		size_t len = utf8_decode(s + at, size - at, &cp);
		int digit = len ? cp_digit(cp) : -1;
		size_t word = digit < 0 && t->n >= DIGITS_MIN ? ext_word(s + at) : 0;

		if (word && read_ext(s + at + word, t->ext))
			break;
		if (digit >= 0 && t->n == DIGITS_MAX)
			return false;
		if (digit >= 0)
			t->digits[t->n++] = (char)('0' + digit);
		t->plus |= cp == '+' && t->n == 0;
		if (cp == '-')
			t->at_dash = t->n;
		if (splits(cp) && t->n >= NUMBER_MIN)
			at_split = t->n;
		at += len ? len : 1;
	}
	if (at_split && t->n - at_split >= NUMBER_MIN)
		return false;
	return t->n >= DIGITS_MIN;
}

static const char *without_trunk(const char *digits, const char *trunk, size_t least)
{
	size_t n = strlen(trunk);

	if (n && starts_with(digits, trunk) && strlen(digits) >= n + least)
		return digits + n;
	return digits;
}

static void set_national(struct number *number, const char *digits)
{
	snprintf(number->national, sizeof number->national, "%s", digits);
}

/* `digits` begin with a country code, if that is known. */
static void read_international(struct number *number, const char *digits)
{
	const struct plan *plan = find_plan(NULL, digits, number->code);

	if (!plan) {
		number->code[0] = '+';
		number->code[1] = '\0';
		set_national(number, digits);
		return;
	}
	digits += strlen(number->code);
	number->trunk = plan->trunk;
	/* +44 (0)20: only a 0 is sure to be a trunk prefix, no national number starts so. */
	if (strcmp(plan->trunk, "0") == 0)
		digits = without_trunk(digits, "0", 1);
	set_national(number, digits);
}

/* The number after the prefix for calls abroad, NULL when `digits` do not start with one. */
static const char *after_abroad(const char *digits, const char *prefixes)
{
	while (*prefixes) {
		size_t n = strcspn(prefixes, " ");

		if (strncmp(digits, prefixes, n) == 0 && strlen(digits) >= n + NUMBER_MIN)
			return digits + n;
		prefixes += n;
		prefixes += strspn(prefixes, " ");
	}
	return NULL;
}

static void read_number(struct number *number, struct typed *t, const char *country)
{
	char home[4] = "";
	const struct plan *plan = find_plan(str_or_empty(country), "", home);
	struct lengths l = lengths_of(home);
	const char *abroad = after_abroad(t->digits, l.abroad);

	*number = (struct number){ .trunk = "" };
	if (!abroad)
		abroad = after_abroad(t->digits, "00");
	/* 0731-88880042-803: a Chinese office number with the extension behind a dash. */
	if (strcmp(home, "86") == 0 && !t->plus && !*t->ext && t->digits[0] == '0' && t->n > 12 &&
	    t->n - t->at_dash <= 5 && (t->at_dash == 11 || t->at_dash == 12)) {
		snprintf(t->ext, sizeof t->ext, "%s", t->digits + t->at_dash);
		t->digits[t->at_dash] = '\0';
	}
	memcpy(number->ext, t->ext, sizeof number->ext);
	if (t->plus || abroad) {
		read_international(number, t->plus ? t->digits : abroad);
		return;
	}
	set_national(number, t->digits);
	if (!plan)
		return;

	const char *national = without_trunk(t->digits, plan->trunk, l.least);
	bool trunk = national != t->digits;
	/* 86 139…: the country code without its +. */
	if (!trunk && strlen(national) > l.most && starts_with(national, home)) {
		const char *rest = without_trunk(national + strlen(home), plan->trunk, l.least);

		if (strlen(rest) >= l.least && strlen(rest) <= l.most)
			national = rest;
	}
	size_t n = strlen(national);
	if (n < l.least || (n > l.most && !trunk))
		return;
	memcpy(number->code, home, sizeof home);
	number->trunk = plan->trunk;
	set_national(number, national);
}

bool phone_normal(struct str *out, const char *typed, const char *country)
{
	struct typed t;
	struct number number;
	struct str text;

	str_init(&text);
	text_nfkc(&text, typed);
	bool ok = read_typed(text.p, &t);
	str_release(&text);
	if (!ok)
		return false;
	read_number(&number, &t, country);
	if (number.code[0] && number.code[0] != '+')
		str_addc(out, '+');
	str_add(out, number.code);
	str_add(out, number.national);
	if (*number.ext)
		str_addf(out, ";%s", number.ext);
	return true;
}

/* Threes and fours, the fours last: 7 is 3 4, 10 is 3 3 4; up to five digits stay together. */
static size_t next_group(size_t left)
{
	if (left <= 5)
		return left;
	return left % 4 == 0 ? 4 : 3;
}

static void add_groups(struct str *out, const char *digits, const char *groups)
{
	for (size_t n = strlen(digits); n;) {
		size_t group = *groups ? (size_t)(*groups++ - '0') : next_group(n);

		if (group > n)
			group = n;
		str_addn(out, digits, group);
		digits += group;
		n -= group;
		if (n)
			str_addc(out, ' ');
	}
}

static bool fits(const struct grouping *g, const struct number *number)
{
	if (strcmp(g->code, number->code) != 0)
		return false;
	if (g->length && strlen(number->national) != g->length)
		return false;
	for (size_t i = 0; g->starts[i]; i++)
		if (g->starts[i] != '.' && g->starts[i] != number->national[i])
			return false;
	return true;
}

static struct grouping grouping_of(const struct number *number)
{
	for (size_t i = 0; i < ARRAY_SIZE(groupings); i++)
		if (fits(&groupings[i], number))
			return groupings[i];
	return (struct grouping){ .groups = "", .trunk = strcmp(number->trunk, "1") != 0 };
}

void phone_show(struct str *out, const char *typed, const char *country)
{
	struct typed t;
	struct number number;
	struct str text;
	char home[4] = "";

	str_init(&text);
	text_nfkc(&text, typed);
	bool ok = read_typed(text.p, &t);
	if (!ok)
		str_add(out, text.p);
	str_release(&text);
	if (!ok)
		return;

	read_number(&number, &t, country);
	find_plan(str_or_empty(country), "", home);
	struct grouping g = grouping_of(&number);
	if (strcmp(number.code, "+") == 0)
		str_add(out, "+");
	else if (*number.code && strcmp(number.code, home) != 0)
		str_addf(out, "+%s ", number.code);
	else if (g.trunk)
		str_add(out, *number.code ? number.trunk : "");
	/* A trunk prefix of more digits than 0 is a word of its own: 8 912 345 67 89. */
	if (*number.code && strcmp(number.code, home) == 0 && g.trunk &&
	    strcmp(number.trunk, "0") != 0 && *number.trunk)
		str_addc(out, ' ');
	add_groups(out, number.national, g.groups);
	if (*number.ext)
		str_addf(out, " %s %s", _("ext"), number.ext);
}

void last_four(struct str *out, const char *phone)
{
	char digits[5] = "";
	size_t n = 0;
	const char *end = strchr(phone, ';');

	for (const char *p = phone; *p && p != end; p++) {
		if (*p < '0' || *p > '9')
			continue;
		if (n == 4)
			memmove(digits, digits + 1, 3), n = 3;
		digits[n++] = *p;
	}
	str_addf(out, "..%.*s", (int)n, digits);
}
