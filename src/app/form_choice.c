/* Which of the choices of a field is meant by what was typed. */
#include "revisit/text/match.h"

#include "filling.h"

#include <strings.h>

size_t filling_numbered(const struct filling *s, size_t i)
{
	const struct edit *e = &s->entries[i].edit;
	char c = e->text.p[0];

	if (i != s->focus || e->text.len != 1 || c < '1' || c > '9' || (size_t)(c - '1') >= s->keys.n)
		return s->keys.n;
	return (size_t)(c - '1');
}

static bool begins(const char *text, const char *typed)
{
	struct strlist words;

	strlist_init(&words);
	match_words(typed, &words);
	bool all = words.n > 0;
	for (size_t i = 0; i < words.n; i++)
		all = all && match_sentence(text, words.v[i]);
	strlist_release(&words);
	return all;
}

size_t filling_meant(const struct filling *s, const char *typed)
{
	size_t hit = s->keys.n;
	size_t hits = 0;

	if (!*typed)
		return s->keys.n;
	for (size_t i = 0; i < s->keys.n; i++) {
		if (strcasecmp(s->keys.v[i], typed) == 0 || strcasecmp(s->labels.v[i], typed) == 0)
			return i;
		if (begins(s->labels.v[i], typed) || begins(s->keys.v[i], typed))
			hit = i, hits++;
	}
	return hits == 1 ? hit : s->keys.n;
}
