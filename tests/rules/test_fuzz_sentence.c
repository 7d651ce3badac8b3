/* Sentences that nobody would write.  A run with fixed seeds in `make check`; `test_fuzz_sentence N
 * [SEED]` goes on for N rounds, and LLVMFuzzerTestOneInput is a target for libFuzzer
 * (clang -fsanitize=fuzzer -DFUZZ). */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "rules/lexicon.h"
#include "rules/random_sentence.h"

enum { ROUNDS = 50000, WAYS = 5000, TEXT_MAX = 600, PHRASES_MAX = 400 };

static struct words w;
static char *phrases[PHRASES_MAX];
static size_t n_phrases;
static size_t n_read; /* sentences that were read */

static void check_problems(const char *text, size_t n)
{
	assert_true(w.problems.errors > 0);
	for (size_t i = 0; i < w.problems.n; i++) {
		const struct problem *p = &w.problems.v[i];
		size_t from = (size_t)(p->pos.col - 9);
		if (p->pos.line != 4 || from > n || p->len < 1 || from + (size_t)p->len > n + 1)
			fail_msg("a place outside of %s: %d, %d bytes", text, p->pos.col - 9,
				 p->len);
		assert_true(p->what[0] != '\0');
		struct str shown;
		str_init(&shown);
		problem_show(&shown, p, text, n);
		str_release(&shown);
	}
}

/* What was read says the same when it is shown and read again. */
static void check_tree(const struct node *node, const char *text, bool chinese)
{
	struct str shown;

	str_init(&shown);
	node_show(&shown, &w.c, node, chinese);
	const struct node *again = parsed(&w, shown.p);
	if (!again || !node_equal(node, again))
		fail_msg("%s\nis shown as\n%s\n%s", text, shown.p,
			 again ? "" : w.problems.v[0].what);
	str_release(&shown);
}

/* At any place: every word on offer has a text, and takes the place of what is there. */
static void check_completion(const char *text, size_t at)
{
	struct completions found;

	sentence_complete(&w.c, text, at, &w.arena, &found);
	assert_true(found.typed_from <= at);
	for (size_t i = 0; i < found.n; i++)
		assert_true(found.v[i].word[0] && found.v[i].means && found.v[i].example[0]);
}

static void try_text(const char *text, size_t n)
{
	const struct node *node = parsed(&w, text);

	if (n % 16 == 0)
		check_completion(text, n / 2);
	if (!node) {
		check_problems(text, n);
		return;
	}
	n_read++;
	assert_int_equal(w.problems.n, 0);
	check_tree(node, text, false);
	check_tree(node, text, true);
}

/* The symbols and the trees of many sentences go now and then. */
static void tidy(void)
{
	symbols_release(&w.symbols);
	symbols_init(&w.symbols);
	arena_clear(&w.arena);
}

static void add_phrase(const char *text)
{
	struct str shown;
	const struct node *node = parsed(&w, text);

	assert_non_null(node);
	assert_true(n_phrases + 2 <= PHRASES_MAX);
	phrases[n_phrases++] = mem_strdup(text);
	str_init(&shown);
	node_show(&shown, &w.c, node, true);
	phrases[n_phrases++] = str_steal(&shown);
}

static void open_phrases(void)
{
	char line[400];
	FILE *f = fopen("tests/rules/phrases.txt", "r");

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0' && line[0] != '#')
			add_phrase(line);
	}
	fclose(f);
}

/* --- making them --- */

static const char *phrase(struct rng *r)
{
	return phrases[rng_below(r, (uint32_t)n_phrases)];
}

/* A word of some phrase: from a blank to a blank, or a few Chinese characters. */
static void add_piece(struct str *out, struct rng *r)
{
	const char *from = phrase(r);
	size_t n = strlen(from);
	size_t at = rng_below(r, (uint32_t)n);
	bool han = (unsigned char)from[n / 2] >= 0x80;

	while (at > 0 && (han ? ((unsigned char)from[at] & 0xc0) == 0x80 : from[at - 1] != ' '))
		at--;
	size_t len = han ? 3 * (1 + rng_below(r, 4)) : strcspn(from + at, " ");
	if (at + len > n)
		len = n - at;
	str_addn(out, from + at, len);
	if (!han)
		str_addc(out, ' ');
}

static void make_tokens(struct str *out, struct rng *r)
{
	for (uint32_t n = 1 + rng_below(r, 12); n > 0; n--)
		add_piece(out, r);
}

static void make_bytes(struct str *out, struct rng *r)
{
	for (uint32_t n = rng_below(r, 80); n > 0; n--)
		str_addc(out, (char)(1 + rng_below(r, 255)));
}

/* Two phrases, cut and joined. */
static void make_joined(struct str *out, struct rng *r)
{
	const char *a = phrase(r);
	const char *b = phrase(r);

	str_addn(out, a, rng_below(r, (uint32_t)strlen(a) + 1));
	str_add(out, b + rng_below(r, (uint32_t)strlen(b) + 1));
}

/* A character of the text begins there. */
static size_t some_place(const struct str *text, struct rng *r)
{
	size_t at = rng_below(r, (uint32_t)text->len);

	while (at > 0 && ((unsigned char)text->p[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static void make_mutated(struct str *out, struct rng *r)
{
	static const char *const bits[] = { " ",  "[",    "]",  ",",           "\"", "“",
					    "%",  "not ", "0",  "9999",        "\t", "并非",
					    "，", "\xc3", "的", "99999999999", "-",  ".",
					    "e",  "S",    "　" };

	str_add(out, phrase(r));
	for (uint32_t n = 1 + rng_below(r, 3); n > 0 && out->len > 0; n--) {
		uint32_t cp;
		size_t at = some_place(out, r);
		size_t gone = rng_chance(r, 0.5) ? next_char(out->p, out->len, at, &cp) : 0;
		char *rest = mem_strdup(out->p + at + gone);
		str_cut(out, at);
		if (rng_chance(r, 0.7))
			str_add(out, bits[rng_below(r, (uint32_t)ARRAY_SIZE(bits))]);
		else if (rng_chance(r, 0.5))
			add_piece(out, r);
		str_add(out, rest);
		free(rest);
	}
}

static void make(struct str *out, struct rng *r)
{
	switch (rng_below(r, 8)) {
	case 0:
		make_bytes(out, r);
		break;
	case 1:
		make_tokens(out, r);
		break;
	case 2:
	case 3:
		make_joined(out, r);
		break;
	case 4:
	case 5:
		random_sentence(out, &w.c, r, rng_chance(r, 0.5));
		break;
	default:
		make_mutated(out, r);
	}
	if (out->len > TEXT_MAX)
		str_cut(out, TEXT_MAX);
}

/* Whatever the grammar can say it says in one way. */
static void way_through(struct rng *r)
{
	struct str text;

	str_init(&text);
	random_sentence(&text, &w.c, r, rng_chance(r, 0.5));
	int n = sentence_readings(&w.c, text.p);
	if (n != 1 && text.len <= SENTENCE_MAX)
		fail_msg("%d readings: %s", n, text.p);
	try_text(text.p, text.len);
	str_release(&text);
}

static void rounds(size_t n, uint64_t seed)
{
	struct rng r;
	struct str text;

	rng_seed(&r, seed);
	str_init(&text);
	for (size_t i = 0; i < n; i++) {
		str_clear(&text);
		make(&text, &r);
		try_text(text.p, strlen(text.p));
		if (i % 256 == 255)
			tidy();
	}
	str_release(&text);
}

static void whatever_the_grammar_says(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	for (int i = 0; i < WAYS; i++) {
		way_through(&r);
		if (i % 256 == 255)
			tidy();
	}
}

static void many_odd_sentences(void **state)
{
	(void)state;
	rounds(ROUNDS, 20261123);
	print_message("%zu of %d were sentences\n", n_read, ROUNDS);
	/* Else the rounds have tried nothing but errors. */
	assert_true(n_read > ROUNDS / 10);
}

/* Long and repeated on purpose: none may take more than a blink. */
static void hostile_sentences(void **state)
{
	static const char *const parts[] = { "not ",
					     "tagged any of [",
					     "surgery or ",
					     "家里有孩子",
					     "在",
					     "的",
					     "[[[[",
					     "\"",
					     "并非",
					     "9",
					     "vip, ",
					     "with lin ",
					     "上次",
					     "超过9的",
					     " " };
	struct str text;
	struct timespec from;
	struct timespec to;

	(void)state;
	str_init(&text);
	for (size_t i = 0; i < ARRAY_SIZE(parts) * 3; i++) {
		static const char *const begins[] = { "", "has ", "有" };
		str_clear(&text);
		str_add(&text, begins[i / ARRAY_SIZE(parts)]);
		while (text.len < 1990)
			str_add(&text, parts[i % ARRAY_SIZE(parts)]);
		clock_gettime(CLOCK_MONOTONIC, &from);
		try_text(text.p, text.len);
		clock_gettime(CLOCK_MONOTONIC, &to);
		double ms = (double)(to.tv_sec - from.tv_sec) * 1e3 +
			    (double)(to.tv_nsec - from.tv_nsec) / 1e6;
		if (ms > 500)
			fail_msg("%.0f ms for %.40s", ms, text.p);
	}
	str_clear(&text);
	str_pad(&text, 'x', 5000);
	try_text(text.p, text.len);
	str_release(&text);
}

static void open_all(void)
{
	words_open(&w);
	open_phrases();
}

static void close_all(void)
{
	for (size_t i = 0; i < n_phrases; i++)
		free(phrases[i]);
	words_close(&w);
}

#ifdef FUZZ
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static bool open;
	char text[TEXT_MAX + 1];

	if (!open)
		open_all();
	open = true;
	if (n > TEXT_MAX || memchr(data, 0, n))
		return 0;
	memcpy(text, data, n);
	text[n] = '\0';
	try_text(text, n);
	tidy();
	return 0;
}
#else
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_the_grammar_says),
		cmocka_unit_test(many_odd_sentences),
		cmocka_unit_test(hostile_sentences),
	};
	int failed = 0;

	open_all();
	if (argc > 1)
		rounds(strtoul(argv[1], NULL, 10), argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	else
		failed = cmocka_run_group_tests(tests, NULL, NULL);
	close_all();
	return failed;
}
#endif
