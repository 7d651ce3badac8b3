/* Sentences and their trees: every one of the design's has one reading, in both languages. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "rules/lexicon.h"

static struct words w;

static int open_words(void **state)
{
	(void)state;
	words_open(&w);
	return 0;
}

static int close_words(void **state)
{
	(void)state;
	words_close(&w);
	return 0;
}

static struct node *must(const char *text)
{
	struct node *node = parsed(&w, text);

	if (!node)
		fail_msg("%s\n%s", text, w.problems.n ? w.problems.v[0].what : "no problem told");
	return node;
}

static char *shown(const struct node *node, bool chinese)
{
	struct str out;

	str_init(&out);
	node_show(&out, &w.c, node, chinese);
	return str_steal(&out);
}

static void one_reading(const char *text)
{
	int n = sentence_readings(&w.c, text);

	if (n != 1)
		fail_msg("%d readings: %s", n, text);
}

/* Shown in either language it says the same again, in one way only. */
static void comes_back(const char *text)
{
	struct node *node = must(text);

	one_reading(text);
	for (int chinese = 0; chinese < 2; chinese++) {
		char *again = shown(node, chinese);
		one_reading(again);
		if (!node_equal(node, must(again)))
			fail_msg("%s\nis not\n%s", again, text);
		free(again);
	}
}

static void the_sentences_of_the_design(void **state)
{
	char line[400];
	int n = 0;
	FILE *f = fopen("tests/rules/phrases.txt", "r");

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		comes_back(line);
		n++;
	}
	fclose(f);
	assert_true(n >= 71);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sentences_of_the_design),
	};

	return cmocka_run_group_tests(tests, open_words, close_words);
}
