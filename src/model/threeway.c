#include "revisit/model/threeway.h"

enum side threeway(const char *before, const char *theirs, const char *mine)
{
	bool they = !str_eq(before, theirs);
	bool we = !str_eq(before, mine);

	if (they && we)
		return str_eq(theirs, mine) ? SIDE_SAME : SIDE_BOTH;
	if (they)
		return SIDE_THEIRS;
	return we ? SIDE_MINE : SIDE_NONE;
}

static void split(struct strlist *out, const char *text)
{
	strlist_init(out);
	for (const char *p = str_or_empty(text); *p;) {
		p += strspn(p, "; ");
		size_t n = strcspn(p, ";");
		size_t word = n;
		while (word && p[word - 1] == ' ')
			word--;
		if (word)
			strlist_addn(out, p, word);
		p += n;
	}
}

void threeway_many(struct str *out, const char *before, const char *theirs, const char *mine)
{
	struct strlist was;
	struct strlist their;
	struct strlist our;
	const char *between = "";

	split(&was, before);
	split(&their, theirs);
	split(&our, mine);
	for (size_t i = 0; i < their.n; i++) {
		if (strlist_has(&was, their.v[i]) && !strlist_has(&our, their.v[i]))
			continue;
		str_addf(out, "%s%s", between, their.v[i]);
		between = "; ";
	}
	for (size_t i = 0; i < our.n; i++) {
		if (strlist_has(&was, our.v[i]) || strlist_has(&their, our.v[i]))
			continue;
		str_addf(out, "%s%s", between, our.v[i]);
		between = "; ";
	}
	strlist_release(&was);
	strlist_release(&their);
	strlist_release(&our);
}

static bool only_adds(const char *before, const char *now)
{
	struct strlist was;
	struct strlist is;
	bool adds = true;

	split(&was, before);
	split(&is, now);
	for (size_t i = 0; i < was.n; i++)
		adds = adds && strlist_has(&is, was.v[i]);
	strlist_release(&was);
	strlist_release(&is);
	return adds;
}

bool threeway_many_agree(const char *before, const char *theirs, const char *mine)
{
	return only_adds(before, theirs) || only_adds(before, mine);
}
