/* What is typed at the desk, put into the words of the search keys. */
#include "revisit/clinic/clinic.h"
#include "revisit/store/search.h"
#include "revisit/text/fold.h"

static bool begins_folded(const char *label, const char *folded)
{
	struct str l;

	if (!label)
		return false;
	str_init(&l);
	text_fold(&l, label);
	bool yes = strncmp(l.p, folded, strlen(folded)) == 0;
	str_release(&l);
	return yes;
}

/* The tag whose label in either language begins so; NULL when none does. */
static const char *tag_of_label(struct clinic *c, const char *typed)
{
	const struct term_list *tags = config_vocab(c->config, "tag");
	const char *found = NULL;
	struct str folded;

	str_init(&folded);
	text_fold(&folded, typed);
	for (size_t i = 0; folded.len && !found && i < tags->n; i++)
		if (begins_folded(tags->v[i].label_en, folded.p) ||
		    begins_folded(tags->v[i].label_zh, folded.p))
			found = tags->v[i].key;
	str_release(&folded);
	return found;
}

/* A tag's label may have blanks: the longest text after the sign that begins one is it. */
static void put_tags(struct clinic *c, const char *typed, struct str *out)
{
	const char *p = typed;

	while (*p) {
		if (*p != '#') {
			str_addc(out, *p++);
			continue;
		}
		size_t n = 1 + strcspn(p + 1, "#");
		const char *key = NULL;
		while (n > 1 && p[n - 1] == ' ') /* it parts the words */
			n--;
		while (!key && n > 1) {
			char *label = mem_strndup(p + 1, n - 1);
			key = tag_of_label(c, label);
			free(label);
			if (key)
				break;
			size_t shorter = n - 1;
			while (shorter > 1 && p[shorter] != ' ')
				shorter--;
			n = shorter;
		}
		str_addc(out, '#');
		if (key)
			str_add(out, key);
		p += key ? n : 1;
	}
}

bool clinic_search(struct clinic *c, const char *typed, size_t offset, size_t limit,
		   struct hits *out, struct err *err)
{
	struct str words;
	day_t day;

	str_init(&words);
	/* Digits alone stay digits: they may be a telephone number as well. */
	bool letters = typed[strspn(typed, "0123456789 -./")] != '\0';
	if (letters && day_parse(typed, &day, NULL)) {
		struct ymd d = day_split(day);
		str_addf(&words, "%04d%02d%02d", d.y, d.m, d.d);
	} else {
		put_tags(c, typed, &words);
	}
	bool ok = store_search(&c->store, words.p, clinic_today(c), offset, limit, out, err);
	str_release(&words);
	return ok;
}
