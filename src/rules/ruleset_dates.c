/* dates: names for days and spells of days. */
#include "rule_reader.h"
#include "revisit/base/i18n.h"
#include "revisit/rules/lunar.h"

static bool is_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

/* "07-04", "7-4": a day of every year. */
static bool read_month_day(struct rule_reader *r, const struct yaml *y, bool lunar, struct ymd *out)
{
	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	const char *dash = strchr(y->text, '-');
	size_t left = dash ? (size_t)(dash - y->text) : 0;
	if (!dash || left > 2 || strlen(dash + 1) > 2 || !is_digits(y->text, left) ||
	    !is_digits(dash + 1, strlen(dash + 1)))
		return wrong(r, y, _("a month and a day are expected here, such as 07-04"));
	*out = (struct ymd){ 0, (int)strtol(y->text, NULL, 10), (int)strtol(dash + 1, NULL, 10) };
	int last = lunar ? 30 : out->m >= 1 && out->m <= 12 ? month_days(2024, out->m) : 0;
	if (out->m < 1 || out->m > 12 || out->d < 1 || out->d > last)
		return wrong(r, y, _("there is no such day of a year"));
	return true;
}

static bool read_day(struct rule_reader *r, const struct yaml *y, struct ymd *out)
{
	struct err err = ERR_INIT;
	day_t day;

	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	if (!day_parse(y->text, &day, &err))
		return wrong(r, y, "%s", err.msg);
	*out = day_split(day);
	return true;
}

static bool read_end(struct rule_reader *r, const struct yaml *y, const struct date_range *range,
		     struct ymd *out)
{
	return range->yearly ? read_month_day(r, y, range->lunar, out) : read_day(r, y, out);
}

static day_t day_of(struct ymd at)
{
	return day_make(at.y, at.m, at.d);
}

/* One day, or a list of the first and the last. */
static bool read_ends(struct rule_reader *r, const struct yaml *y, struct date_range *range)
{
	if (y->kind == YAML_SCALAR) {
		bool ok = read_end(r, y, range, &range->from);
		range->to = range->from;
		return ok;
	}
	if (!want_kind(r, y, YAML_LIST))
		return false;
	const struct yaml *first = y->child;
	const struct yaml *last = first->next;
	if (!last || last->next)
		return wrong(
			r, y,
			_("the first and the last day are expected here, such as [07-04, 08-31]"));
	if (!read_end(r, first, range, &range->from) || !read_end(r, last, range, &range->to))
		return false;
	if (!range->yearly && day_of(range->to) < day_of(range->from))
		return wrong(r, last, _("the last day lies before the first"));
	return true;
}

static bool read_range(struct rule_reader *r, const struct yaml *y, struct date_range *range)
{
	static const char *const names[] = { "every year", "lunar", NULL };

	if (y->kind != YAML_MAP)
		return read_ends(r, y, range);
	if (!want_kind(r, y, YAML_MAP))
		return false;
	const struct yaml *e = y->child;
	range->yearly = true;
	range->lunar = strcmp(e->key, "lunar") == 0;
	if (!range->lunar && strcmp(e->key, "every year") != 0)
		return wrong_name(r, e, names);
	if (e->next)
		return wrong_key(r, e->next, _("a date is said in one way: take this away"));
	return read_ends(r, e, range);
}

void read_dates(struct rule_reader *r, const struct yaml *y)
{
	struct ruleset *rules = r->r;
	size_t n = 0;

	if (!want_kind(r, y, YAML_MAP))
		return;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	rules->ranges = arena_alloc(&rules->arena, n * sizeof(*rules->ranges));
	for (const struct yaml *e = y->child; e; e = e->next) {
		/* A wrong one stays known by its name, or every sentence that names it were wrong
		 * too. */
		struct date_range *range = &rules->ranges[rules->n_ranges++];
		*range = (struct date_range){
			.key = arena_strdup(&rules->arena, e->key),
			.pos = place_pos(&r->places, place_key(&r->places, e).at),
		};
		if (word_opens_sentence(e->key))
			wrong_key(r, e, _("'%s' is a word of the rules; give this another name"),
				  range->key);
		if (read_range(r, e, range))
			continue;
		range->yearly = range->lunar = false;
		range->from = range->to = day_split(0); /* what goes on checking needs a day that is one */
	}
}
