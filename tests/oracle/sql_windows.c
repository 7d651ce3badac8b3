/* Windows as SQL. */
#include "sql_parts.h"

int sql_shifted(const struct compile *c, struct interval by, int sign)
{
	if (oracle_fault == ORACLE_MONTHS_OVERFLOW)
		return calendar_shift_overflowing(c->o->today, by, sign);
	return calendar_shift(c->o->today, by, sign);
}

static void between(const struct compile *c, const char *day, int from, int to)
{
	sql_say(c, "%s BETWEEN %d AND %d", day, from, to);
}

enum spell_part { SPELL, RUN_UP, WAKE };

static void one_spell(const struct compile *c, const char *day, int from, int to, struct interval a,
		      enum spell_part part)
{
	if (part == SPELL)
		between(c, day, from, to);
	else if (part == RUN_UP)
		between(c, day, calendar_shift(from, a, -1), from - 1);
	else
		between(c, day, to + 1, calendar_shift(to, a, +1));
}

static void spells(const struct compile *c, const char *day, const struct window *w,
		   enum spell_part part)
{
	enum { BACK = 15, AHEAD = 4 };
	int year = calendar_at(c->o->today).y;
	int from, to;

	if (!w->range) {
		one_spell(c, day, w->date, w->date, w->a, part);
		return;
	}
	sql_say(c, "(0");
	for (int y = strstr(day, "birth") ? 1915 : year - BACK; y <= year + AHEAD; y++) {
		if (!calendar_range(w->range, y, &from, &to))
			continue;
		sql_say(c, " OR ");
		one_spell(c, day, from, to, w->a, part);
	}
	sql_say(c, ")");
}

/* Before or after the range of this year; of the only one. */
static void beside(const struct compile *c, const char *day, const struct window *w, bool before)
{
	int year = w->range->yearly ? calendar_at(c->o->today).y : w->range->from.y;
	int from, to;

	BUG_IF(!calendar_range(w->range, year, &from, &to));
	sql_say(c, "%s %s %d", day, before ? "<" : ">", before ? from : to);
}

static void since(const struct compile *c, const char *day, const struct window *w)
{
	sql_say(c, "%s > ", day);
	sql_day_of(c, w->kind == WIN_SINCE_LAST ? WHICH_LAST : WHICH_FIRST, w->since);
	sql_say(c, " AND %s <= %d", day, c->o->today);
}

void sql_window(const struct compile *c, const char *day, const struct window *w)
{
	int today = c->o->today;
	int a = sql_shifted(c, w->a, -1);
	int b = sql_shifted(c, w->b, -1);

	switch (w->kind) {
	case WIN_NONE:
		sql_say(c, "1");
		return;
	case WIN_LAST:
		between(c, day, a, today - (oracle_fault == ORACLE_TODAY_LEFT_OUT));
		return;
	case WIN_NEXT:
		between(c, day, today, sql_shifted(c, w->a, +1));
		return;
	case WIN_OLDER:
		sql_say(c, "%s < %d", day, a - (oracle_fault == ORACLE_EDGE_LATE));
		return;
	case WIN_BETWEEN:
		between(c, day, a < b ? a : b, a < b ? b : a);
		return;
	case WIN_YESTERDAY:
		between(c, day, today - 1, today - 1);
		return;
	case WIN_TODAY:
		between(c, day, today, today);
		return;
	case WIN_TOMORROW:
		between(c, day, today + 1, today + 1);
		return;
	case WIN_LAST_WORKDAY:
	case WIN_NEXT_WORKDAY:
		a = calendar_workday(c->o->config, today, w->kind == WIN_LAST_WORKDAY ? -1 : +1);
		between(c, day, a, a);
		return;
	case WIN_SINCE_YESTERDAY:
		between(c, day, today - 1, today);
		return;
	case WIN_SINCE_WORKDAY:
		between(c, day, calendar_workday(c->o->config, today, -1), today);
		return;
	case WIN_SINCE_LAST:
	case WIN_SINCE_FIRST:
		since(c, day, w);
		return;
	case WIN_BEFORE:
		sql_say(c, "%s < %d", day, w->date);
		return;
	case WIN_AFTER:
		sql_say(c, "%s > %d", day, w->date);
		return;
	case WIN_ON:
		between(c, day, w->date, w->date);
		return;
	case WIN_DURING:
		spells(c, day, w, SPELL);
		return;
	case WIN_BEFORE_RANGE:
	case WIN_AFTER_RANGE:
		beside(c, day, w, w->kind == WIN_BEFORE_RANGE);
		return;
	case WIN_RUN_UP:
		spells(c, day, w, RUN_UP);
		return;
	case WIN_WAKE:
		spells(c, day, w, WAKE);
		return;
	}
	BUG("no such window");
}
