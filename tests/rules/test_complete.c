/* What may stand at the cursor: the word that comes next is always among it, and every example is a
 * sentence. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "rules/lexicon.h"

static struct words w;
static struct arena arena;
static struct completions found;

static void complete(const char *text, size_t at)
{
	arena_clear(&arena);
	sentence_complete(&w.c, text, at, &arena, &found);
}

static const struct completion *offered(const char *word)
{
	for (size_t i = 0; i < found.n; i++)
		if (strcmp(found.v[i].word, word) == 0)
			return &found.v[i];
	return NULL;
}

static bool is_written_out(const char *text)
{
	return (*text >= '0' && *text <= '9') || strchr("\"%", *text);
}

/* One of those offered leads on to what stands there. */
static void leads_on(const char *text, size_t at)
{
	complete(text, at);
	const char *rest = text + found.typed_from;

	rest += strspn(rest, " ");

	for (size_t i = 0; i < found.n; i++)
		if (strncmp(rest, found.v[i].word, strlen(found.v[i].word)) == 0)
			return;
	/* A segment is offered by its title, and may be written by its key. */
	for (size_t i = 0; i < found.n; i++)
		if (strlen(found.v[i].means) > 5 && strncmp(rest, found.v[i].means, 5) == 0)
			return;
	/* Of words that mean the same one is offered. */
	if (strncmp(rest, "以前", strlen("以前")) == 0 && offered("前"))
		return;
	/* Of a number any is one to begin with. */
	if (is_written_out(text + at) || (at > 0 && is_written_out(text + at - 1)))
		return;
	fail_msg("nothing leads on from '%.*s' in %s", (int)at, text, text);
}

static void walks_through(const char *text)
{
	size_t n = strlen(text);
	bool quoted = false;
	size_t first = 0;

	/* Before the first Chinese character it is the language of the program. */
	while (first < n && (unsigned char)text[first] < 0x80)
		first++;
	for (size_t at = first < n ? first + 1 : 0; at < n; at++) {
		/* In the middle of a character nobody stands, and of a quote or a number nothing is
		 * known. */
		if (at > 0 && text[at - 1] == '"')
			quoted = !quoted;
		if (((unsigned char)text[at] & 0xc0) != 0x80 && !quoted)
			leads_on(text, at);
	}
	complete(text, n);
	if (!found.finished)
		fail_msg("%s is not finished", text);
}

static void each_phrase(void (*told)(const char *text))
{
	char line[400];
	FILE *f = fopen("tests/rules/phrases.txt", "r");

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		/* "more than 7 days ago" and "a: b" are shown otherwise. */
		if (line[0] == '\0' || line[0] == '#' || strstr(line, "value is") ||
		    strstr(line, "chance") || strstr(line, "coupon"))
			continue;
		for (int chinese = 0; chinese < 2; chinese++) {
			struct str shown;
			str_init(&shown);
			node_show(&shown, &w.c, parsed(&w, line), chinese);
			told(shown.p);
			str_release(&shown);
		}
	}
	fclose(f);
}

static void what_comes_next_is_offered(void **state)
{
	(void)state;
	each_phrase(walks_through);
}

static size_t n_examples, n_bad;
static char bad[600]; /* the last of them */

static void examples_are_sentences(const char *text)
{
	for (size_t at = 0; at <= strlen(text); at++) {
		if (((unsigned char)text[at] & 0xc0) == 0x80)
			continue;
		complete(text, at);
		for (size_t i = 0; i < found.n; i++, n_examples++) {
			assert_non_null(found.v[i].means);
			if (parsed(&w, found.v[i].example))
				continue;
			n_bad++;
			if (strstr(found.v[i].example, "…"))
				fail_msg("%.*s: %s", (int)at, text, found.v[i].example);
			snprintf(bad, sizeof(bad), "%s: %s", found.v[i].example, w.problems.v[0].what);
		}
	}
}

static void every_example_is_a_sentence(void **state)
{
	(void)state;
	each_phrase(examples_are_sentences);
	assert_true(n_examples > 10000);
	/* Words that can be said and not be meant, as "next … is older than": few. */
	if (n_bad * 200 > n_examples)
		fail_msg("%zu of %zu, as %s", n_bad, n_examples, bad);
}

static void words_of_a_kind(void **state)
{
	(void)state;
	complete("tagged do not", 13);
	assert_int_equal(found.typed_from, 7);
	assert_int_equal(found.n, 1);
	assert_string_equal(found.v[0].word, "do-not-call");
	assert_string_equal(found.v[0].means, "do not call");
	assert_string_equal(found.v[0].example, "tagged do-not-call");
	complete("has ", 4);
	assert_non_null(offered("visit"));
	assert_non_null(offered("overdue"));
	assert_string_equal(offered("overdue")->example, "has overdue task");
	assert_null(offered("coupon"));
	complete("has overdue ", 12);
	assert_null(offered("visit"));
	assert_non_null(offered("promise"));
	complete("has call ", 9);
	assert_true(found.finished);
	assert_null(offered("with"));
	assert_null(offered("in the next"));
	assert_non_null(offered("in the last"));
	complete("source is wa", 12);
	assert_int_equal(found.typed_from, 10);
	assert_non_null(offered("walk-in"));
	complete("last visit xyz", 14);
	assert_int_equal(found.n, 0);
	assert_false(found.finished);
	complete("has visit and more", 4); /* the cursor stands in the middle */
	assert_non_null(offered("visit"));
	complete("\xff", 1);
	assert_int_equal(found.n, 0);
}

static void of_the_second_condition(void **state)
{
	(void)state;
	complete("age is over 40, sex is ", 23);
	assert_int_equal(found.typed_from, 23);
	assert_string_equal(offered("female")->example, "age is over 40, sex is female");
	complete("age is over 40, ", 16);
	assert_int_equal(found.typed_from, 16);
	assert_non_null(offered("no"));
	assert_false(found.finished);
	complete("年龄40岁以上，", strlen("年龄40岁以上，"));
	assert_string_equal(offered("没有")->example, "年龄40岁以上，没有就诊");
	complete("年龄40岁以上 没有预", strlen("年龄40岁以上 没有预"));
	assert_string_equal(offered("预约")->example, "年龄40岁以上 没有预约");
	complete("age is over 40 and sex is female", 32);
	assert_true(found.finished);
}

/* What is taken with Tab alone makes sense. */
static void the_first_offer_is_a_usual_one(void **state)
{
	static const char *const first[][2] = {
		{ "sp", "spend" },
		{ "spend in the last 6 ", "months" },
		{ "上次就诊", "近" },
		{ "消费", "至少" },
		{ "in segment Our", "Our best, 2026" },
		{ "在分群", "该洗牙了" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
		complete(first[i][0], strlen(first[i][0]));
		assert_true(found.n > 0);
		assert_string_equal(found.v[0].word, first[i][1]);
	}
	complete("sp", 2);
	assert_null(offered("spending"));
	complete("上次", strlen("上次"));
	assert_null(offered("预约"));
	assert_string_equal(offered("就诊")->example, "上次就诊在近6个月内");
	/* Who spent most cannot be asked. */
	complete("消费最多", strlen("消费最多"));
	assert_int_equal(found.n, 0);
}

static void chinese_words(void **state)
{
	(void)state;
	complete("上次", strlen("上次"));
	assert_int_equal(found.typed_from, 6);
	assert_non_null(offered("洁牙"));
	complete("上次jy", strlen("上次jy"));
	assert_int_equal(found.typed_from, 6);
	assert_non_null(offered("洁牙"));
	complete("有", strlen("有"));
	assert_non_null(offered("预约"));
	assert_non_null(offered("标签")); /* 有标签 */
	complete("没有标签勿", strlen("没有标签勿"));
	assert_int_equal(found.n, 1);
	assert_string_equal(found.v[0].word, "勿扰");
	complete("未来3天", strlen("未来3天"));
	assert_non_null(offered("预约"));
	assert_null(offered("爽约"));
}

static int open_words(void **state)
{
	(void)state;
	arena_init(&arena);
	words_open(&w);
	return 0;
}

static int close_words(void **state)
{
	(void)state;
	words_close(&w);
	arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_next_is_offered),
		cmocka_unit_test(every_example_is_a_sentence),
		cmocka_unit_test(words_of_a_kind),
		cmocka_unit_test(chinese_words),
		cmocka_unit_test(of_the_second_condition),
		cmocka_unit_test(the_first_offer_is_a_usual_one),
	};

	return cmocka_run_group_tests(tests, open_words, close_words);
}
