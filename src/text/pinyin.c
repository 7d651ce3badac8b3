#include "revisit/text/pinyin.h"
#include "revisit/text/pinyin_table.h"
#include "revisit/text/utf8.h"

/* Surnames read otherwise than by their characters' first readings, in Simplified script. */
static const struct {
	const char *surname, *reading;
} surname_readings[] = {
	{ "万俟", "moqi" },   { "么", "yao" },      { "乐", "yue" },     { "乐正", "yuezheng" },
	{ "乜", "nie" },      { "仇", "qiu" },      { "区", "ou" },      { "单", "shan" },
	{ "单于", "chanyu" }, { "卜", "bu" },       { "召", "shao" },    { "句", "gou" },
	{ "员", "yun" },      { "宰父", "zaifu" },  { "尉迟", "yuchi" }, { "尨", "pang" },
	{ "折", "she" },      { "拓", "tuo" },      { "拓跋", "tuoba" }, { "曾", "zeng" },
	{ "朴", "piao" },     { "查", "zha" },      { "沓", "ta" },      { "洗", "xian" },
	{ "澹", "tan" },      { "澹台", "tantai" }, { "炅", "gui" },     { "番", "pan" },
	{ "盖", "ge" },       { "祭", "zhai" },     { "种", "chong" },   { "秘", "bi" },
	{ "繁", "po" },       { "缪", "miao" },     { "翟", "zhai" },    { "耏", "er" },
	{ "菑", "zi" },       { "蔚", "yu" },       { "薄", "bo" },      { "裨", "pi" },
	{ "覃", "qin" },      { "角", "jue" },      { "解", "xie" },     { "贲", "ben" },
	{ "贠", "yun" },      { "还", "huan" },     { "都", "du" },      { "鄚", "mo" },
	{ "钭", "tou" },      { "铫", "yao" },      { "镡", "tan" },     { "长孙", "zhangsun" },
	{ "阚", "kan" },      { "颉", "xie" },      { "黑", "he" },
};

/* Surnames of more than one character, in Simplified script. */
static const char *const compound_surnames[] = {
	"爱新觉罗", "叶赫那拉", "万俟", "上官", "东方", "东郭", "东门", "乐正", "亓官", "令狐",
	"仲孙",     "仲长",     "公仪", "公伯", "公冶", "公孙", "公羊", "公良", "公西", "北宫",
	"南宫",     "南荣",     "南郭", "南门", "单于", "即墨", "叔孙", "司城", "司寇", "司徒",
	"司空",     "司马",     "呼延", "哥舒", "壤驷", "夏侯", "太叔", "太史", "夹谷", "完颜",
	"宇文",     "宗政",     "宰父", "尉迟", "左丘", "巫马", "微生", "慕容", "拓跋", "拓拔",
	"斛律",     "梁丘",     "欧阳", "段干", "淳于", "漆雕", "澹台", "濮阳", "独孤", "申屠",
	"百里",     "皇甫",     "端木", "第五", "纳兰", "羊舌", "耶律", "范姜", "西门", "诸葛",
	"谷梁",     "贺兰",     "赫连", "轩辕", "达奚", "那拉", "钟离", "长孙", "长鱼", "闻人",
	"闾丘",     "颛孙",     "鲜于",
};

enum { SURNAME_MAX = 4, SURNAME_BYTES = SURNAME_MAX * 4 + 1 };

uint32_t han_simplified(uint32_t cp)
{
	size_t low = 0, high = han_n_pairs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (han_pairs[middle].from == cp)
			return han_pairs[middle].to;
		if (han_pairs[middle].from < cp)
			low = middle + 1;
		else
			high = middle;
	}
	return cp;
}

static const uint16_t *readings(uint32_t cp)
{
	if (cp < PINYIN_FIRST || (cp - PINYIN_FIRST) / PINYIN_BLOCK >= pinyin_n_blocks)
		return NULL;

	size_t block = pinyin_blocks[(cp - PINYIN_FIRST) / PINYIN_BLOCK];
	uint16_t list = pinyin_chars[block * PINYIN_BLOCK + cp % PINYIN_BLOCK];
	return list ? pinyin_lists + list : NULL;
}

static const char *syllable(uint16_t entry)
{
	return pinyin_syllables[entry & ~PINYIN_LAST_READING];
}

size_t pinyin_of(uint32_t cp, char out[PINYIN_READINGS][PINYIN_LEN])
{
	const uint16_t *list = readings(cp);
	size_t n = 0;

	if (!list)
		return 0;
	do
		memcpy(out[n++], syllable(*list), PINYIN_LEN);
	while (!(*list++ & PINYIN_LAST_READING) && n < PINYIN_READINGS);
	return n;
}

static bool read_from(const char *p, const char *letters, bool initials)
{
	char readings_of[PINYIN_READINGS][PINYIN_LEN];
	uint32_t cp;

	if (!*letters)
		return true;
	size_t len = utf8_decode(p, strlen(p), &cp);
	size_t n = len ? pinyin_of(cp, readings_of) : 0;
	for (size_t i = 0; i < n; i++) {
		const char *r = readings_of[i];
		size_t size = initials ? 1 : strlen(r);
		if (!initials && strncmp(r, letters, strlen(letters)) == 0)
			return true;
		if (strncmp(r, letters, size) == 0 && read_from(p + len, letters + size, initials))
			return true;
	}
	return false;
}

bool han_is_read(const char *text, const char *letters)
{
	size_t n = strlen(letters);

	for (const char *p = text; n && *p;) {
		uint32_t cp;
		size_t len = utf8_decode(p, strlen(p), &cp);
		if (len > 1 && (read_from(p, letters, false) || (n > 1 && read_from(p, letters, true))))
			return true;
		p += len ? len : 1;
	}
	return false;
}

/* The first characters of `s` in Simplified script, at most SURNAME_MAX and all of them Han;
 * returns their bytes in `s`. */
static size_t simplify_start(const char *s, size_t characters, char out[SURNAME_BYTES])
{
	size_t n = strlen(s), at = 0, used = 0;

	for (size_t i = 0; i < characters && i < SURNAME_MAX && at < n; i++) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);

		if (!len || !cp_is_han(cp))
			break;
		used += utf8_encode(han_simplified(cp), out + used);
		at += len;
	}
	out[used] = '\0';
	return at;
}

const char *pinyin_surname(const char *surname)
{
	char simple[SURNAME_BYTES];

	if (surname[simplify_start(surname, SURNAME_MAX, simple)] != '\0')
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(surname_readings); i++)
		if (strcmp(surname_readings[i].surname, simple) == 0)
			return surname_readings[i].reading;
	return NULL;
}

static size_t compound_len(const char *name)
{
	char simple[SURNAME_BYTES], start[SURNAME_BYTES];

	simplify_start(name, SURNAME_MAX, simple);
	for (size_t i = 0; i < ARRAY_SIZE(compound_surnames); i++) {
		size_t n = strlen(compound_surnames[i]);

		/* Every one of them has three bytes a character. */
		if (strncmp(compound_surnames[i], simple, n) == 0)
			return simplify_start(name, n / 3, start);
	}
	return 0;
}

/* The syllables of a run of Han characters as one capitalised word; a character without a reading
 * stands for itself. */
static void add_word(struct str *out, const char *s, size_t n, const char *reading)
{
	if (n == 0)
		return;
	if (out->len && out->p[out->len - 1] != ' ')
		str_addc(out, ' ');

	size_t start = out->len;
	str_add(out, reading);
	for (size_t at = 0; !reading && at < n;) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);
		const uint16_t *list = readings(cp);

		if (list)
			str_add(out, syllable(*list));
		else
			str_addn(out, s + at, len);
		at += len;
	}
	if (out->p[start] >= 'a' && out->p[start] <= 'z')
		out->p[start] = (char)(out->p[start] - 'a' + 'A');
}

/* What stands between the parts of a name. */
static bool is_separator(uint32_t cp)
{
	if (cp < 0x80)
		return !(cp >= '0' && cp <= '9') && !((cp | 32) >= 'a' && (cp | 32) <= 'z') &&
		       cp != '\'' && cp != '-';
	return cp == 0xa0 || cp == 0xb7 || (cp >= 0x2000 && cp <= 0x206f && cp != 0x2019) ||
	       (cp >= 0x3000 && cp <= 0x3004) || (cp >= 0x3008 && cp <= 0x301f) || cp == 0x30fb ||
	       (cp >= 0xff00 && cp <= 0xff0f) || (cp >= 0xff1a && cp <= 0xff20) || cp == 0xfeff;
}

enum part { HAN, OTHER, SEPARATOR };

/* Bytes of the run of one kind of characters at s. */
static size_t part_len(const char *s, enum part *kind)
{
	size_t n = strlen(s), at = 0;

	while (at < n) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);
		enum part k = !len               ? OTHER
			      : cp_is_han(cp)    ? HAN
			      : is_separator(cp) ? SEPARATOR
						 : OTHER;

		if (at && k != *kind)
			break;
		*kind = k;
		at += len ? len : 1;
	}
	return at;
}

static bool has_dot(const char *name)
{
	static const char *const dots[] = { "\u00b7", "\u2022", "\u2027", "\u30fb" };

	for (size_t i = 0; i < ARRAY_SIZE(dots); i++)
		if (strstr(name, dots[i]))
			return true;
	return false;
}

/* The surname of a run of Han characters as a word of its own; returns its bytes. */
static size_t add_surname(struct str *out, const char *s, size_t n)
{
	char start[SURNAME_BYTES], surname[SURNAME_BYTES];
	size_t len = compound_len(s);

	if (len == 0)
		len = simplify_start(s, 1, start);
	BUG_IF(len > n || len >= sizeof surname);
	memcpy(surname, s, len);
	surname[len] = '\0';
	add_word(out, s, len, pinyin_surname(surname));
	return len;
}

void han_reading(struct str *out, const char *name)
{
	enum part kind = SEPARATOR;
	bool dotted = has_dot(name), given_follows = dotted;
	struct str reading;

	if (!utf8_has_han(name))
		return;
	str_init(&reading);
	for (size_t n; *name; name += n) {
		n = part_len(name, &kind);
		if (kind == OTHER) {
			if (reading.len)
				str_addc(&reading, ' ');
			str_addn(&reading, name, n);
		}
		if (kind != HAN)
			continue;
		size_t surname = given_follows ? 0 : add_surname(&reading, name, n);
		add_word(&reading, name + surname, n - surname, NULL);
		given_follows = dotted || surname == n;
	}
	str_addn(out, reading.p, reading.len);
	str_release(&reading);
}

size_t han_surname_len(const char *name)
{
	char start[SURNAME_BYTES];
	size_t compound = compound_len(name), one = simplify_start(name, 1, start);

	if (compound)
		return compound;
	return name[one] ? one : 0;
}
