/* Sources: xterm's ctlseqs, the PuTTY manual (4.4.4 function keys), console_codes(4), rxvtRef(7)
 * and terminfo(5).  Modified keys count as the plain ones. */
#include "keytable.h"

#include "revisit/base/i18n.h"
#include "revisit/text/utf8.h"

#include <strings.h>

static struct key plain(enum key_kind kind)
{
	return (struct key){ .kind = kind };
}

static struct key function(int number)
{
	return (struct key){ .kind = KEY_F, .cp = (uint32_t)number };
}

static struct key text(char c)
{
	return (struct key){ .kind = KEY_TEXT, .cp = (unsigned char)c };
}

/* ESC [ number ~, by number; rxvt ends modified ones in ^ $ or @.  Function keys skip 16, 22, 27
 * and 30, as the VT220's keyboard had gaps between its groups. */
static struct key numbered(int number)
{
	static const uint8_t kinds[] = {
		[1] = KEY_HOME,    [2] = KEY_INSERT,    [3] = KEY_DELETE, [4] = KEY_END,
		[5] = KEY_PAGE_UP, [6] = KEY_PAGE_DOWN, [7] = KEY_HOME,   [8] = KEY_END,
	};
	static const uint8_t functions[] = {
		[11] = 1,  [12] = 2,  [13] = 3,  [14] = 4,  [15] = 5,  [17] = 6,  [18] = 7,
		[19] = 8,  [20] = 9,  [21] = 10, [23] = 11, [24] = 12, [25] = 13, [26] = 14,
		[28] = 15, [29] = 16, [31] = 17, [32] = 18, [33] = 19, [34] = 20,
	};

	if (number >= 0 && number < (int)ARRAY_SIZE(kinds))
		return plain(kinds[number]);
	if (number >= 0 && number < (int)ARRAY_SIZE(functions) && functions[number])
		return function(functions[number]);
	return plain(KEY_NONE);
}

/* Final letters that CSI and SS3 share. */
static struct key lettered(char final)
{
	switch (final) {
	case 'A':
	case 'a': /* rxvt: with Shift after CSI, with Ctrl after SS3 */
		return plain(KEY_UP);
	case 'B':
	case 'b':
		return plain(KEY_DOWN);
	case 'C':
	case 'c':
		return plain(KEY_RIGHT);
	case 'D':
	case 'd':
		return plain(KEY_LEFT);
	case 'H':
		return plain(KEY_HOME);
	case 'F':
		return plain(KEY_END);
	case 'P':
		return function(1);
	case 'Q':
		return function(2);
	case 'S':
		return function(4);
	default:
		return plain(KEY_NONE);
	}
}

struct key keytable_csi(int number, char final)
{
	if (final == '~' || final == '^' || final == '$' || final == '@')
		return numbered(number);
	if (final == 'Z')
		return plain(KEY_BACKTAB);
	/* 'R' would be F3, but it is the reply to a question for the cursor's position. */
	return lettered(final);
}

struct key keytable_ss3(char final)
{
	if (final >= 'p' && final <= 'y')
		return text((char)('0' + (final - 'p')));
	switch (final) {
	case 'M':
		return plain(KEY_ENTER);
	case 'I':
		return plain(KEY_TAB);
	case ' ':
		return text(' ');
	case 'R':
		return function(3);
	case 'X':
		return text('=');
	case 'j':
		return text('*');
	case 'k':
		return text('+');
	case 'l':
		return text(',');
	case 'm':
		return text('-');
	case 'n':
		return text('.');
	case 'o':
		return text('/');
	default:
		return lettered(final);
	}
}

struct key keytable_console(char final)
{
	if (final >= 'A' && final <= 'E')
		return function(final - 'A' + 1);
	return plain(KEY_NONE);
}

/* The words of key bars, which scripts and command tables write in lower case. */
static const struct word {
	enum key_kind kind;
	const char *name;
	const char *alias; /* also understood, or NULL */
} words[] = {
	{ KEY_ENTER, N_("Enter"), "return" },
	{ KEY_ESC, N_("Esc"), "escape" },
	{ KEY_TAB, N_("Tab"), NULL },
	{ KEY_BACKTAB, N_("Shift-Tab"), "backtab" },
	{ KEY_BACKSPACE, N_("Backspace"), "bs" },
	{ KEY_DELETE, N_("Del"), "delete" },
	{ KEY_INSERT, N_("Ins"), "insert" },
	{ KEY_UP, N_("Up"), NULL },
	{ KEY_DOWN, N_("Down"), NULL },
	{ KEY_LEFT, N_("Left"), NULL },
	{ KEY_RIGHT, N_("Right"), NULL },
	{ KEY_HOME, N_("Home"), NULL },
	{ KEY_END, N_("End"), NULL },
	{ KEY_PAGE_UP, N_("PgUp"), "pageup" },
	{ KEY_PAGE_DOWN, N_("PgDn"), "pagedown" },
};

/* Chinese punctuation that sits on a key of an ASCII sign and has no full-width form of it. */
static uint32_t fold_punctuation(uint32_t cp)
{
	switch (cp) {
	case 0x3000: /* ideographic space */
		return ' ';
	case 0x3001: /* 、 on the slash key */
		return '/';
	case 0x3002: /* 。 */
		return '.';
	case 0x3010: /* 【 */
		return '[';
	case 0x3011: /* 】 */
		return ']';
	case 0x300a: /* 《 */
		return '<';
	case 0x300b: /* 》 */
		return '>';
	case 0xffe5: /* ￥ on the dollar key */
		return '$';
	case 0x00b7: /* · on the grave key */
		return '`';
	default:
		return cp;
	}
}

bool key_fold(struct key *key)
{
	if (key->kind != KEY_TEXT)
		return true;
	if (key->cp >= 0xff01 && key->cp <= 0xff5e)
		key->cp -= 0xff01 - '!';
	key->cp = fold_punctuation(key->cp);
	if (key->cp >= 'A' && key->cp <= 'Z')
		key->cp += 'a' - 'A';
	return key->cp < 0x80;
}

/* Cut at a character: a translated word may be longer than a key bar has room for. */
static void put_name(char out[16], const char *name)
{
	size_t n = strlen(name);

	if (n > 15)
		n = 15;
	while (n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80)
		n--;
	memcpy(out, name, n);
	out[n] = '\0';
}

void key_label(const struct key *key, char out[16])
{
	char utf8[5] = "";

	out[0] = '\0';
	if (key->kind == KEY_TEXT && key->cp == ' ') {
		put_name(out, _("Space"));
		return;
	}
	if (key->kind == KEY_TEXT) {
		utf8_encode(key->cp, utf8);
		put_name(out, utf8);
		return;
	}
	if (key->kind == KEY_CTRL) {
		snprintf(out, 16, "^%c",
			 key->cp >= 'a' && key->cp <= 'z' ? (int)key->cp - 'a' + 'A'
							  : (int)(key->cp & 0x7f));
		return;
	}
	if (key->kind == KEY_F) {
		snprintf(out, 16, "F%u", key->cp);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i].kind == key->kind)
			put_name(out, _(words[i].name));
}

struct key keytable_control(unsigned char byte)
{
	switch (byte) {
	case 0x03: /* ^C steps back, it never quits */
	case 0x1b:
		return plain(KEY_ESC);
	case '\b':
	case 0x7f:
		return plain(KEY_BACKSPACE);
	case '\t':
		return plain(KEY_TAB);
	case '\n':
	case '\r':
		return plain(KEY_ENTER);
	default:
		break;
	}
	struct key key = { .kind = KEY_CTRL, .cp = byte + 0x40u };
	if (byte >= 1 && byte <= 26)
		key.cp = byte + 0x60u;
	return key;
}

static bool parse_function(const char *name, struct key *key)
{
	char *end;

	if ((*name != 'f' && *name != 'F') || name[1] < '1' || name[1] > '9')
		return false;
	long number = strtol(name + 1, &end, 10);
	if (*end || number > 20)
		return false;
	*key = function((int)number);
	return true;
}

static bool parse_control(const char *name, struct key *key)
{
	unsigned char c = (unsigned char)name[1];

	if (name[0] != '^' || c == '\0' || name[2] != '\0')
		return false;
	if (c >= 'a' && c <= 'z')
		c = (unsigned char)(c - 'a' + 'A');
	if (c <= '@' || c > '_')
		return false;
	*key = keytable_control((unsigned char)(c - '@'));
	return true;
}

bool key_parse(const char *name, struct key *key)
{
	size_t n = strlen(name);
	uint32_t cp;

	if (n == 0)
		return false;
	if (strcasecmp(name, "space") == 0) {
		*key = text(' ');
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcasecmp(name, words[i].name) == 0 ||
		    (words[i].alias && strcasecmp(name, words[i].alias) == 0)) {
			*key = plain(words[i].kind);
			return true;
		}
	}
	if (parse_control(name, key) || parse_function(name, key))
		return true;
	if (utf8_decode(name, n, &cp) != n || cp < ' ' || cp == 0x7f)
		return false;
	*key = (struct key){ .kind = KEY_TEXT, .cp = cp };
	return true;
}
