/* When somebody could come sooner, as it is typed in one line. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/sooner.h"
#include "revisit/text/fold.h"

enum { NOON = 12 * 60, EVENING = 17 * 60 };

static const struct said {
	const char *word;
	const char *weekdays;
	minute_t starts, ends;
} words[] = {
	{ "yes", NULL, MINUTE_NONE, MINUTE_NONE },
	{ "y", NULL, MINUTE_NONE, MINUTE_NONE },
	{ "any", NULL, MINUTE_NONE, MINUTE_NONE },
	{ "是", NULL, MINUTE_NONE, MINUTE_NONE },
	{ "随时", NULL, MINUTE_NONE, MINUTE_NONE },
	{ "weekdays", "mon,tue,wed,thu,fri", MINUTE_NONE, MINUTE_NONE },
	{ "工作日", "mon,tue,wed,thu,fri", MINUTE_NONE, MINUTE_NONE },
	{ "weekend", "sat,sun", MINUTE_NONE, MINUTE_NONE },
	{ "weekends", "sat,sun", MINUTE_NONE, MINUTE_NONE },
	{ "周末", "sat,sun", MINUTE_NONE, MINUTE_NONE },
	{ "morning", NULL, MINUTE_NONE, NOON },
	{ "mornings", NULL, MINUTE_NONE, NOON },
	{ "上午", NULL, MINUTE_NONE, NOON },
	{ "afternoon", NULL, NOON, MINUTE_NONE },
	{ "afternoons", NULL, NOON, MINUTE_NONE },
	{ "下午", NULL, NOON, MINUTE_NONE },
	{ "evening", NULL, EVENING, MINUTE_NONE },
	{ "evenings", NULL, EVENING, MINUTE_NONE },
	{ "下班后", NULL, EVENING, MINUTE_NONE },
	{ "晚上", NULL, EVENING, MINUTE_NONE },
};

static bool is_ascii(const char *word)
{
	return (unsigned char)word[0] < 0x80;
}

/* A word at *p, which moves behind it; Chinese ones need no blank. */
static bool take_word(const char **p, struct sooner *s)
{
	size_t whole = strcspn(*p, " ");

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const struct said *w = &words[i];
		size_t n = strlen(w->word);
		if (strncmp(*p, w->word, n) != 0 || (is_ascii(w->word) && n != whole))
			continue;
		if (w->weekdays)
			str_replace(&s->weekdays, w->weekdays);
		if (w->starts != MINUTE_NONE)
			s->starts = w->starts;
		if (w->ends != MINUTE_NONE)
			s->ends = w->ends;
		*p += n;
		return true;
	}
	return false;
}

static bool ends_with(char *piece, const char *end)
{
	size_t n = strlen(piece);
	size_t k = strlen(end);

	if (n <= k || strcmp(piece + n - k, end) != 0)
		return false;
	piece[n - k] = '\0';
	return true;
}

/* "14-17", "14:00-17:30" */
static bool take_range(const char *piece, struct sooner *s)
{
	const char *dash = strchr(piece, '-');
	char *first = dash ? mem_strndup(piece, (size_t)(dash - piece)) : NULL;
	minute_t from;
	minute_t to;

	bool ok = dash && minute_parse(first, &from, NULL) && minute_parse(dash + 1, &to, NULL) &&
		  from < to;
	free(first);
	if (!ok)
		return false;
	s->starts = from;
	s->ends = to;
	return true;
}

static bool take_piece(struct clinic *c, char *piece, struct sooner *s)
{
	unsigned days;
	struct str text;

	if (take_range(piece, s))
		return true;
	if (weekdays_parse(piece, &days, NULL) && days) {
		str_init(&text);
		weekdays_text(&text, days);
		str_replace(&s->weekdays, text.p);
		str_release(&text);
		return true;
	}
	if (ends_with(piece, "后"))
		return minute_parse(piece, &s->starts, NULL);
	return ends_with(piece, "前") && (minute_parse(piece, &s->ends, NULL) ||
					  day_parse_near(piece, clinic_today(c), &s->until, NULL));
}

static bool take_after(struct clinic *c, const char **p, struct sooner *s)
{
	static const char *const until[] = { "until ", "到" };

	for (size_t i = 0; i < ARRAY_SIZE(until); i++) {
		size_t n = strlen(until[i]);
		if (strncmp(*p, until[i], n) != 0 ||
		    !day_parse_near(*p + n, clinic_today(c), &s->until, NULL))
			continue;
		*p += strlen(*p);
		return true;
	}
	bool after = strncmp(*p, "after ", 6) == 0;
	if (!after && strncmp(*p, "before ", 7) != 0)
		return false;
	const char *at = *p + (after ? 6 : 7);
	size_t n = strcspn(at, " ");
	char *time = mem_strndup(at, n);
	bool ok = minute_parse(time, after ? &s->starts : &s->ends, NULL);
	free(time);
	*p = at + n;
	return ok;
}

bool sooner_parse(struct clinic *c, const char *text, struct sooner *s, struct err *err)
{
	struct str plain;
	bool ok = true;

	str_init(&plain);
	text_nfkc(&plain, text);
	for (char *p = plain.p; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	for (const char *p = plain.p; ok && *p;) {
		size_t n = strcspn(p, " ");
		if (n == 0 || *p == ',') {
			p++;
			continue;
		}
		if (take_after(c, &p, s) || take_word(&p, s))
			continue;
		char *piece = mem_strndup(p, n);
		ok = take_piece(c, piece, s);
		free(piece);
		p += n;
	}
	str_release(&plain);
	return ok || err_set(err, ERR_BAD_VALUE,
			     _("'%s' is not understood: write any, mon-fri, mornings, after 17:00, "
			       "14-17, until 12-3"),
			     text);
}
