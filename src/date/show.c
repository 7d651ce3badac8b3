#include "revisit/base/i18n.h"
#include "revisit/date/date.h"
#include "revisit/date/notation.h"

static const char *const weekdays[] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
					N_("Fri"), N_("Sat"), N_("Sun") };
static const char *const weekdays_zh[] = { "周一", "周二", "周三", "周四", "周五", "周六", "周日" };

const char *weekday_name(int weekday)
{
	BUG_IF(weekday < 0 || weekday > 6);
	return i18n_is_chinese() ? weekdays_zh[weekday] : _(weekdays[weekday]);
}

void day_iso(struct str *out, day_t day)
{
	if (day == DAY_NONE)
		return;
	struct ymd at = day_split(day);
	str_addf(out, "%04d-%02d-%02d", at.y, at.m, at.d);
}

void minute_iso(struct str *out, minute_t minute)
{
	if (minute != MINUTE_NONE)
		str_addf(out, "%02d:%02d", minute / 60, minute % 60);
}

void datetime_iso(struct str *out, day_t day, minute_t minute)
{
	if (day == DAY_NONE)
		return;
	day_iso(out, day);
	if (minute == MINUTE_NONE)
		return;
	str_addc(out, 'T');
	minute_iso(out, minute);
}

void day_show(struct str *out, day_t day, day_t today)
{
	if (day == DAY_NONE)
		return;
	struct ymd at = day_split(day);
	bool year = at.y != day_split(today).y;
	const char *weekday = weekday_name(day_weekday(day));
	if (i18n_is_chinese()) {
		if (year)
			str_addf(out, "%d年", at.y);
		str_addf(out, "%d月%d日 %s", at.m, at.d, weekday);
		return;
	}
	str_addf(out, "%s %d %s", weekday, at.d, _(month_name_short(at.m)));
	if (year)
		str_addf(out, " %d", at.y);
}

void day_brief(struct str *out, day_t day, day_t today)
{
	if (day == DAY_NONE)
		return;
	struct ymd at = day_split(day);
	bool year = at.y != day_split(today).y;
	if (i18n_is_chinese())
		year ? str_addf(out, "%d-%02d", at.y, at.m)
		     : str_addf(out, "%02d-%02d", at.m, at.d);
	else
		str_addf(out, "%s %d", _(month_name_short(at.m)), year ? at.y : at.d);
}

/* Whole months from `from` to a later day. */
static int months_between(day_t from, day_t to)
{
	struct ymd a = day_split(from);
	struct ymd b = day_split(to);
	int last = month_days(b.y, b.m);

	return (b.y - a.y) * 12 + b.m - a.m - (b.d < (a.d < last ? a.d : last));
}

void day_relative(struct str *out, day_t day, day_t today)
{
	if (day == DAY_NONE || today == DAY_NONE)
		return;
	int n = day - today;
	bool past = n < 0;
	if (n >= -1 && n <= 1) {
		str_add(out, n == 0 ? _("today") : past ? _("yesterday") : _("tomorrow"));
		return;
	}
	int days = past ? -n : n;
	int months = past ? months_between(day, today) : months_between(today, day);
	unsigned long u;
	const char *text;
	if (days < 14) {
		u = (unsigned long)days;
		text = past ? ngettext("%d day ago", "%d days ago", u)
			    : ngettext("in %d day", "in %d days", u);
	} else if (months < 2) {
		u = (unsigned long)days / 7;
		text = past ? ngettext("%d week ago", "%d weeks ago", u)
			    : ngettext("in %d week", "in %d weeks", u);
	} else if (months < 24) {
		u = (unsigned long)months;
		text = past ? ngettext("%d month ago", "%d months ago", u)
			    : ngettext("in %d month", "in %d months", u);
	} else {
		u = (unsigned long)months / 12;
		text = past ? ngettext("%d year ago", "%d years ago", u)
			    : ngettext("in %d year", "in %d years", u);
	}
	str_addf(out, text, (int)u);
}
