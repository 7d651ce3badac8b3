/* Rules for the tests of store/, read with the settings that clinics begin with. */
#ifndef TESTS_STORE_RULES_SUPPORT_H
#define TESTS_STORE_RULES_SUPPORT_H

#include "revisit/model/config.h"
#include "revisit/store/segments.h"
#include "revisit/store/view.h"
#include "support.h"

static struct config *config;
static struct strlist more[TERM_KINDS];
static struct lexicon lex;

static struct ruleset *rules_of(const char *text)
{
	struct problems problems;

	problems_init(&problems);
	struct ruleset *r = ruleset_read("rules.yaml", text, strlen(text), &lex, &problems);
	for (size_t i = 0; !r && i < problems.n; i++)
		if (!problems.v[i].warning)
			print_message("%d:%d %s\n", problems.v[i].pos.line, problems.v[i].pos.col,
				      problems.v[i].what);
	problems_release(&problems);
	assert_non_null(r);
	return r;
}

static void words_open(void)
{
	config = config_load("data/starter/clinic.yaml", &err);
	assert_non_null(config);
	for (int i = 0; i < TERM_KINDS; i++)
		strlist_init(&more[i]);
	lex = (struct lexicon){ config, more };
}

static void words_close(void)
{
	for (int i = 0; i < TERM_KINDS; i++)
		strlist_release(&more[i]);
	config_free(config);
}

#endif
