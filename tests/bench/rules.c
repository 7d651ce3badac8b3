#include "rules.h"

#include "measure.h"

#include "revisit/base/file.h"

const char *const previews[] = { "last visit is older than 18 months",
				 "spend in the last 12 months is at least 2000" };

struct ruleset *rules_read(struct clinic *c, const char *path)
{
	struct err err = ERR_INIT;
	struct problems problems;
	struct str text;

	str_init(&text);
	problems_init(&problems);
	const struct lexicon *lex = clinic_lexicon(c, &err);
	if (!lex || !file_read(path, 1 << 20, &text, &err))
		bench_fail("%s: %s", path, err.msg);
	struct ruleset *r = ruleset_read("rules.yaml", text.p, text.len, lex, &problems);
	if (!r && problems_err(&problems, &err))
		bench_fail("%s cannot be read", path);
	if (!r)
		bench_fail("%s: %s", path, err.msg);
	problems_release(&problems);
	str_release(&text);
	return r;
}
