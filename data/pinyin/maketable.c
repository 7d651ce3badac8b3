/* Writes the readings of Han characters and the Traditional to Simplified pairs as C tables (see
 * text/pinyin_table.h).  Input: Unihan_Readings.txt and Unihan_Variants.txt of the Unicode
 * Character Database one after the other.  Same input, same output.
 *
 * Readings: likeliest first.  kMandarin is the customary one, kHanyuPinlu is ordered by how often
 * each was counted, the two small dictionaries follow and the large historical one comes last.
 *
 * Pairs: a character of the Chinese standard table of 2013 (it has a kTGHZ2013 reading) is a
 * simplified one, whatever else it may stand for (后 里 干 於), and stays.  When there are several
 * targets the one of the standard table wins, then the more frequent, then the first. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST = 0x3000,
	LIMIT = 0x32400,
	BLOCK = 64,
	READINGS = 6,
	SYLLABLES_MAX = 1024,
	LISTS_MAX = 0x8000,
	LIST_SLOTS = 1 << 16,
	LAST_READING = 0x8000,
};

enum field {
	MANDARIN,
	PINLU,
	STANDARD,
	XIANDAI,
	HANYU,
	N_READINGS,
	SIMPLIFIED = N_READINGS,
	N_FIELDS
};

static const char *const field_names[N_FIELDS] = {
	[MANDARIN] = "kMandarin", [PINLU] = "kHanyuPinlu",  [STANDARD] = "kTGHZ2013",
	[XIANDAI] = "kXHC1983",   [HANYU] = "kHanyuPinyin", [SIMPLIFIED] = "kSimplifiedVariant",
};

static char *values[LIMIT - FIRST][N_FIELDS];
static char syllables[SYLLABLES_MAX][8];
static unsigned n_syllables;
static uint16_t lists[LISTS_MAX];
static unsigned n_lists = 1;
static uint16_t slots[LIST_SLOTS];
static uint16_t list_of[LIMIT - FIRST];

static void die(const char *why)
{
	fprintf(stderr, "maketable: %s\n", why);
	exit(1);
}

static char *value_of(uint32_t cp, enum field f)
{
	return cp >= FIRST && cp < LIMIT ? values[cp - FIRST][f] : NULL;
}

static void read_line(char *line)
{
	if (strncmp(line, "U+", 2) != 0)
		return;

	char *name, *value;
	unsigned long cp = strtoul(line + 2, &name, 16);
	if (*name != '\t' || cp < FIRST || cp >= LIMIT)
		return;
	value = strchr(++name, '\t');
	if (!value)
		return;
	*value++ = '\0';
	value[strcspn(value, "\r\n")] = '\0';
	for (int f = 0; f < N_FIELDS; f++)
		if (strcmp(name, field_names[f]) == 0 && !(values[cp - FIRST][f] = strdup(value)))
			die("out of memory");
}

/* The plain letter of a Latin letter with tone marks; 0 for a combining mark. */
static char plain_letter(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
		char letter;
	} letters[] = {
		{ 0xe0, 0xe5, 'a' },   { 0x101, 0x105, 'a' },   { 0x1ce, 0x1ce, 'a' },
		{ 0xe8, 0xeb, 'e' },   { 0x113, 0x11b, 'e' },   { 0x1ebf, 0x1ec1, 'e' },
		{ 0xec, 0xef, 'i' },   { 0x129, 0x131, 'i' },   { 0x1d0, 0x1d0, 'i' },
		{ 0xf2, 0xf6, 'o' },   { 0x14d, 0x151, 'o' },   { 0x1d2, 0x1d2, 'o' },
		{ 0xf9, 0xfb, 'u' },   { 0x169, 0x173, 'u' },   { 0x1d4, 0x1d4, 'u' },
		{ 0xfc, 0xfc, 'v' },   { 0x1d6, 0x1dc, 'v' },   { 0x144, 0x148, 'n' },
		{ 0x1f9, 0x1f9, 'n' }, { 0x1e3f, 0x1e3f, 'm' },
	};

	if (cp >= 0x300 && cp <= 0x36f)
		return 0;
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (cp >= letters[i].from && cp <= letters[i].to)
			return letters[i].letter;
	die("a letter no syllable has");
	return 0;
}

/* Reads one syllable, toneless, and returns where it ends; out is empty when there is none. */
static const char *read_syllable(const char *s, char out[8])
{
	size_t n = 0;

	for (;;) {
		const unsigned char *u = (const unsigned char *)s;
		uint32_t cp = *u;
		int len = 1;

		if (*u >= 0xe0) {
			cp = (uint32_t)(u[0] & 0x0f) << 12 | (uint32_t)(u[1] & 0x3f) << 6 |
			     (u[2] & 0x3f);
			len = 3;
		} else if (*u >= 0xc0) {
			cp = (uint32_t)(u[0] & 0x1f) << 6 | (u[1] & 0x3f);
			len = 2;
		} else if (*u < 'a' || *u > 'z') {
			break;
		}
		char c = len == 1 ? (char)cp : plain_letter(cp);
		if (cp == 0x308 && n && out[n - 1] == 'u')
			out[n - 1] = 'v';
		if (c && n == 6)
			die("a syllable too long");
		if (c)
			out[n++] = c;
		s += len;
	}
	out[n] = '\0';
	return s;
}

static uint16_t syllable_index(const char *syllable)
{
	for (unsigned i = 0; i < n_syllables; i++)
		if (strcmp(syllables[i], syllable) == 0)
			return (uint16_t)i;
	if (n_syllables == SYLLABLES_MAX)
		die("too many syllables");
	memcpy(syllables[n_syllables], syllable, strlen(syllable) + 1);
	return (uint16_t)n_syllables++;
}

/* Adds the readings of one value.  Forms: "zhāng", "zhāng(12) cháng(3)", and with places in a
 * dictionary in front, "0117.100,0118.010:chán,dān 0207.100:dān". */
static unsigned add_readings(uint16_t *list, unsigned n, const char *value)
{
	char syllable[8];

	while (value && *value) {
		size_t word = strcspn(value, " ");
		const char *colon = memchr(value, ':', word);
		const char *s = colon ? colon + 1 : value;

		while (s < value + word) {
			const char *end = read_syllable(s, syllable);
			uint16_t index = *syllable ? syllable_index(syllable) : 0;
			unsigned i = 0;

			while (i < n && list[i] != index)
				i++;
			if (*syllable && i == n && n < READINGS)
				list[n++] = index;
			if (*end != ',')
				break;
			s = end + 1;
		}
		value += word;
		value += strspn(value, " ");
	}
	return n;
}

/* The place of the list in `lists`; equal lists share one. */
static uint16_t list_index(const uint16_t *list, unsigned n)
{
	uint32_t hash = 2166136261u;

	for (unsigned i = 0; i < n; i++)
		hash = (hash ^ list[i]) * 16777619u;
	for (uint32_t slot = hash;; slot++) {
		uint16_t *at = &slots[slot % LIST_SLOTS];

		if (*at && memcmp(lists + *at, list, n * sizeof *list) == 0)
			return *at;
		if (*at)
			continue;
		if (n_lists + n > LISTS_MAX)
			die("too many lists of readings");
		memcpy(lists + n_lists, list, n * sizeof *list);
		*at = (uint16_t)n_lists;
		n_lists += n;
		return *at;
	}
}

static void make_lists(void)
{
	for (uint32_t i = 0; i < LIMIT - FIRST; i++) {
		uint16_t list[READINGS];
		unsigned n = 0;

		for (int f = 0; f < N_READINGS; f++)
			n = add_readings(list, n, values[i][f]);
		if (n) {
			list[n - 1] |= LAST_READING;
			list_of[i] = list_index(list, n);
		}
	}
}

static void print_numbers(const char *name, const uint16_t *v, size_t n)
{
	printf("const uint16_t %s[] = {", name);
	for (size_t i = 0; i < n; i++)
		printf("%s%u,", i % 16 ? " " : "\n\t", v[i]);
	printf("\n};\n\n");
}

static void print_readings(void)
{
	enum { N_BLOCKS = (LIMIT - FIRST) / BLOCK };
	static uint16_t blocks[N_BLOCKS], chars[LIMIT - FIRST];
	size_t used = 1; /* block 0 stays empty */

	printf("const char pinyin_syllables[][PINYIN_LEN] = {\n");
	for (unsigned i = 0; i < n_syllables; i++)
		printf("\t\"%s\",\n", syllables[i]);
	printf("};\n\n");
	print_numbers("pinyin_lists", lists, n_lists);

	for (size_t b = 0; b < N_BLOCKS; b++) {
		bool any = false;

		for (size_t i = 0; i < BLOCK; i++)
			any |= list_of[b * BLOCK + i] != 0;
		if (!any)
			continue;
		memcpy(chars + used * BLOCK, list_of + b * BLOCK, BLOCK * sizeof *chars);
		blocks[b] = (uint16_t)used++;
	}
	print_numbers("pinyin_chars", chars, used * BLOCK);
	print_numbers("pinyin_blocks", blocks, N_BLOCKS);
	printf("const size_t pinyin_n_blocks = %d;\n\n", (int)N_BLOCKS);
}

static long frequency(uint32_t cp)
{
	const char *value = value_of(cp, PINLU), *count = value ? strchr(value, '(') : NULL;

	return count ? strtol(count + 1, NULL, 10) : 0;
}

/* What `cp` is written as in Simplified script; itself when nothing else. */
static uint32_t simplified(uint32_t cp)
{
	const char *s = value_of(cp, STANDARD) ? NULL : value_of(cp, SIMPLIFIED);
	uint32_t best = cp;
	long best_rank = -1;

	while (s && *s) {
		char *end;
		uint32_t to = (uint32_t)strtoul(s + 2, &end, 16);
		long rank = value_of(to, STANDARD) ? 1 + frequency(to) : 0;

		if (to != cp && rank > best_rank) {
			best = to;
			best_rank = rank;
		}
		s = end + strspn(end, " ");
	}
	return best;
}

static void print_pairs(void)
{
	unsigned n = 0;

	printf("const struct han_pair han_pairs[] = {\n");
	for (uint32_t cp = FIRST; cp < LIMIT; cp++) {
		uint32_t to = simplified(cp);

		/* No chains: what comes out is never changed again. */
		for (int i = 0; i < 4 && simplified(to) != to; i++)
			to = simplified(to);
		if (to == cp || simplified(to) != to)
			continue;
		printf("\t{ 0x%x, 0x%x },\n", (unsigned)cp, (unsigned)to);
		n++;
	}
	printf("};\n\nconst size_t han_n_pairs = %u;\n", n);
	if (n < 5000)
		die("too few simplified variants: is the input complete?");
}

int main(void)
{
	static char line[8192];

	while (fgets(line, sizeof line, stdin))
		read_line(line);
	make_lists();
	if (n_lists < 5000)
		die("too few readings: is the input complete?");
	printf("/* Made by data/pinyin/maketable.c from the Unicode Character Database. */\n"
	       "#include \"revisit/text/pinyin_table.h\"\n\n");
	print_readings();
	print_pairs();
	return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
