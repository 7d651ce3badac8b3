/* A clinic that has everything the sentences of phrases.txt speak of. */
#ifndef REVISIT_TESTS_RULES_LEXICON_H
#define REVISIT_TESTS_RULES_LEXICON_H

#include "revisit/rules/sentence.h"

static const char *const segment_keys[] = { "recall-due", "vip-list", "流失", "rebook by phone" };
static const char *const segment_titles[][2] = { { "Due for cleaning", "该洗牙了" },
						 { "Our best, 2026", "贵宾名单" },
						 { NULL, NULL },
						 { NULL, NULL } };

static int find_segment(void *arg, const char *key)
{
	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(segment_keys); i++)
		if (strcmp(segment_keys[i], key) == 0)
			return (int)i;
	return -1;
}

static void offer_segments(void *arg, segment_offer *offer, void *to)
{
	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(segment_keys); i++)
		offer(to, segment_keys[i], segment_titles[i][0], segment_titles[i][1]);
}

struct words {
	struct config *config;
	struct strlist more[TERM_KINDS];
	struct lexicon lex;
	struct symbols symbols;
	struct arena arena;
	struct date_range ranges[2];
	struct sentence_context c;
	struct problems problems;
};

static void words_open(struct words *w)
{
	struct err err = ERR_INIT;

	memset(w, 0, sizeof(*w));
	w->config = config_load("data/starter/clinic.yaml", &err);
	if (!w->config) {
		fprintf(stderr, "%s:%d: %s\n", err.file, err.line, err.msg);
		exit(1);
	}
	for (int i = 0; i < TERM_KINDS; i++)
		strlist_init(&w->more[i]);
	strlist_add(&w->more[TERM_KIND], "Deep Clean (adult)");
	strlist_add(&w->more[TERM_TASK_KIND], "thank-you");
	strlist_add(&w->more[TERM_SITE], "wuyi");
	strlist_add(&w->more[TERM_TAG], "moved");
	strlist_add(&w->more[TERM_TAG], "none");
	strlist_add(&w->more[TERM_TAG], "说\"好\"");
	strlist_add(&w->more[TERM_LANGUAGE], "English");
	w->lex = (struct lexicon){ w->config, w->more };
	symbols_init(&w->symbols);
	arena_init(&w->arena);
	problems_init(&w->problems);
	w->ranges[0] = (struct date_range){ .key = "summer-holidays", .yearly = true };
	w->ranges[1] = (struct date_range){ .key = "春节", .yearly = true, .lunar = true };
	w->c = (struct sentence_context){
		.lex = &w->lex,
		.symbols = &w->symbols,
		.arena = &w->arena,
		.ranges = w->ranges,
		.n_ranges = ARRAY_SIZE(w->ranges),
		.segment = find_segment,
		.segments = offer_segments,
	};
}

static void words_close(struct words *w)
{
	for (int i = 0; i < TERM_KINDS; i++)
		strlist_release(&w->more[i]);
	problems_release(&w->problems);
	symbols_release(&w->symbols);
	arena_release(&w->arena);
	config_free(w->config);
}

/* Problems of an earlier sentence are gone. */
static inline struct node *parsed(struct words *w, const char *text)
{
	static const struct pos pos = { "rules.yaml", 4, 9 };

	problems_release(&w->problems);
	problems_init(&w->problems);
	return sentence_parse(&w->c, text, &pos, &w->problems);
}

#endif
