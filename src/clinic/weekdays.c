/* Sets of weekdays as people write them. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/sooner.h"
#include "revisit/text/fold.h"

static const char *const han[7] = { "一", "二", "三", "四", "五", "六", "日" };

/* The weekday a small-letter word stands for, and how many bytes of it; −1. */
static int weekday_at(const char *p, size_t *n)
{
	static const char *const before[] = { "周", "星期", "礼拜", "" };

	for (int i = 0; i < 7; i++) {
		if (strncmp(p, weekday_choices[i].key, 3) != 0)
			continue;
		*n = 3;
		while (p[*n] >= 'a' && p[*n] <= 'z')
			++*n;
		return i;
	}
	for (size_t b = 0; b < ARRAY_SIZE(before); b++) {
		size_t skip = strlen(before[b]);
		if (strncmp(p, before[b], skip) != 0)
			continue;
		*n = skip + strlen(han[0]);
		for (int i = 0; i < 7; i++)
			if (strncmp(p + skip, han[i], strlen(han[i])) == 0)
				return i;
		if (strncmp(p + skip, "天", strlen("天")) == 0)
			return 6;
	}
	return -1;
}

static bool skip(const char **p, const char *const *marks)
{
	for (; *marks; marks++)
		if (strncmp(*p, *marks, strlen(*marks)) == 0) {
			*p += strlen(*marks);
			return true;
		}
	return false;
}

bool weekdays_parse(const char *text, unsigned *out, struct err *err)
{
	static const char *const between[] = { " ", ",", "、", "和", NULL };
	static const char *const to[] = { "-", "–", "至", "到", NULL };
	struct str plain;
	unsigned days = 0;
	bool ok = true;

	str_init(&plain);
	text_nfkc(&plain, text);
	for (char *p = plain.p; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	for (const char *p = plain.p; ok && *p;) {
		size_t n;
		if (skip(&p, between))
			continue;
		int first = weekday_at(p, &n);
		int last = first;
		p += first >= 0 ? n : 0;
		if (first >= 0 && skip(&p, to)) {
			last = weekday_at(p, &n);
			p += last >= 0 ? n : 0;
		}
		ok = first >= 0 && last >= 0;
		for (int d = first; ok; d = (d + 1) % 7) {
			days |= 1u << d;
			if (d == last)
				break;
		}
	}
	str_release(&plain);
	if (!ok)
		return err_set(err, ERR_BAD_VALUE,
			       _("'%s' are no weekdays: write mon,wed or mon-fri"), text);
	*out = days;
	return true;
}

void weekdays_text(struct str *out, unsigned weekdays)
{
	const char *comma = "";

	for (int i = 0; i < 7; i++)
		if (weekdays & 1u << i) {
			str_addf(out, "%s%s", comma, weekday_choices[i].key);
			comma = ",";
		}
}

void weekdays_show(struct str *out, unsigned weekdays)
{
	const char *and = i18n_is_chinese() ? "、" : ", ";
	const char *to = i18n_is_chinese() ? "至" : "–";
	const char *comma = "";

	for (int i = 0; i < 7; i++) {
		int last = i;
		if (!(weekdays & 1u << i))
			continue;
		while (last < 6 && weekdays & 1u << (last + 1))
			last++;
		str_addf(out, "%s%s", comma, weekday_name(i));
		if (last > i)
			str_addf(out, "%s%s", last > i + 1 ? to : and, weekday_name(last));
		comma = and;
		i = last;
	}
}
