/* What an answer rests on, for each kind of condition but events and amounts. */
#include "revisit/base/i18n.h"
#include "revisit/date/notation.h"
#include "why_parts.h"

static void add(struct str *out, const char *part, const char *sep)
{
	str_addf(out, "%s%s", out->len ? sep : "", part);
}

static const char *comma(void)
{
	return i18n_is_chinese() ? "，" : ", ";
}

static const char *listing(void)
{
	return i18n_is_chinese() ? "、" : ", ";
}

/* --- days --- */

void day_short(struct str *out, day_t day, day_t today)
{
	struct ymd at = day_split(day);
	bool year = at.y != day_split(today).y;

	if (i18n_is_chinese()) {
		if (year)
			str_addf(out, "%d年", at.y);
		str_addf(out, "%d月%d日", at.m, at.d);
		return;
	}
	str_addf(out, "%d %s", at.d, _(month_name_short(at.m)));
	if (year)
		str_addf(out, " %d", at.y);
}

/* From one day to a later one: days up to a month, months and days up to a year, years and months.
 */
static struct interval apart(day_t from, day_t to)
{
	enum { DAYS = 31, MONTHS = 12 };
	int months = 0;

	if (to - from < DAYS)
		return (struct interval){ .days = to - from };
	struct ymd a = day_split(from);
	struct ymd b = day_split(to);
	months = (b.y - a.y) * 12 + b.m - a.m;
	while (day_add(from, (struct interval){ .months = months }, +1) > to)
		months--;
	if (months >= MONTHS)
		return (struct interval){ .years = months / 12, .months = months % 12 };
	return (struct interval){ .months = months,
				  .days = to - day_add(from, (struct interval){ .months = months },
						       +1) };
}

void day_and_distance(struct str *out, day_t day, day_t today)
{
	struct str far;

	day_show(out, day, today);
	str_add(out, comma());
	if (day >= today - 1 && day <= today + 1) {
		day_relative(out, day, today);
		return;
	}
	str_init(&far);
	recall_interval_words(&far, day < today ? apart(day, today) : apart(today, day));
	str_addf(out, day < today ? _("%s ago") : C_("a time from now", "in %s"), far.p);
	str_release(&far);
}

/* --- dates --- */

/* The day of it that is or comes next. */
static void birthday_show(struct str *out, const struct teller *t, day_t birth)
{
	day_and_distance(out, yearly_from(birth, t->e->day), t->e->day);
}

static void today_show(struct str *out, const struct teller *t, const struct window *w)
{
	day_t from;
	day_t to;
	struct str today;

	str_init(&today);
	day_show(&today, t->e->day, DAY_MIN);
	str_addf(out, _("today is %s"), today.p);
	str_release(&today);
	if (!w->range || !range_next(w->range, t->e->day, &from, &to))
		return;
	str_addf(out, "%s%s ", i18n_is_chinese() ? "；" : "; ", w->range->key);
	day_short(out, from, t->e->day);
	if (to != from) {
		str_add(out, i18n_is_chinese() ? "至" : " – ");
		day_short(out, to, t->e->day);
	}
}

static void date_show(struct str *out, const struct teller *t, const struct node *node)
{
	struct date_now d = date_on(t->e, node->fact);

	if (!d.known)
		str_add(out, _("not known"));
	else if (node->fact == FACT_TODAY)
		today_show(out, t, &node->win);
	else if (node->fact == FACT_BIRTHDAY)
		birthday_show(out, t, d.day);
	else
		day_and_distance(out, d.day, t->e->day);
}

/* --- values --- */

static const char *consent_words(enum consent_state is)
{
	switch (is) {
	case CONSENT_GIVEN:
		return C_("consent", "agreed");
	case CONSENT_REFUSED:
		return C_("consent", "refused");
	case CONSENT_UNKNOWN:
		break;
	}
	return C_("consent", "nobody asked yet");
}

static const char *value_words(const struct teller *t, enum fact fact)
{
	const struct fact_word *w = &fact_words[fact];
	const int64_t is = t->e->v->fact[fact];

	if (is == FACT_MISSING)
		return _("not known");
	if (w->type == FACT_CHOICE)
		return i18n_is_chinese() ? choice_word(w->values, (int)is) : _(w->values[is].label);
	const char *key = symbol_name(&t->e->r->symbols, (sym_t)is);
	return key && w->vocab ? config_label(t->config, w->vocab, key)
	       : key           ? key
			       : _("another one");
}

static void choice_show(struct str *out, const struct teller *t, const struct node *node)
{
	day_t change;

	if (node->fact == FACT_CONSENT)
		str_add(out, consent_words(consent_on(t->e, node->purpose, &change)));
	else
		str_add(out, value_words(t, node->fact));
}

static void known_show(struct str *out, const struct teller *t, const struct node *node)
{
	const struct fact_word *w = &fact_words[node->fact];

	if (w->type == FACT_DATE || w->type == FACT_YEARLY)
		date_show(out, t, node);
	else if (w->type == FACT_NUMBER || w->type == FACT_MONEY || w->type == FACT_SHARE)
		amount_show(out, t, node);
	else if (w->type != FACT_TEXT)
		choice_show(out, t, node);
	else
		str_add(out, t->e->v->fact[node->fact] == FACT_MISSING ? _("not known")
								       : _("there is one"));
}

static void contains_show(struct str *out, const struct teller *t, const struct node *node)
{
	const char *text = t->e->v->text[node->fact];

	str_add(out, !text                          ? _("nothing is written there")
		     : strstr(text, node->contains) ? _("it says so")
						    : _("it does not say so"));
}

/* --- recalls --- */

/* " (6 months from 10 May)" */
static void counted_from(struct str *out, const struct teller *t, const struct recall *r)
{
	struct str every;
	struct str from;

	str_init(&every);
	str_init(&from);
	recall_interval_words(&every, r->every);
	day_short(&from, r->last, t->e->day);
	str_add(out, i18n_is_chinese() ? "（" : " (");
	str_addf(out, _("%s from %s"), every.p, from.p);
	if (r->own_interval)
		str_addf(out, "%s%s", comma(), _("own interval"));
	str_add(out, i18n_is_chinese() ? "）" : ")");
	str_release(&every);
	str_release(&from);
}

static void recall_show(struct str *out, const struct teller *t, const struct node *node)
{
	struct recall_seen seen;
	int instead;
	struct recall_alone a = recall_on(t->e, node->recall, &seen, &instead);
	const struct recall_def *d = &t->config->recalls[node->recall];
	const struct recall_own *own = &t->e->v->own[node->recall];
	bool interval =
		own->every.years + own->every.months + own->every.weeks + own->every.days > 0;
	const struct recall r = {
		.def = d,
		.state = a.state,
		.due = a.due,
		.last = seen.last,
		.booked = seen.booked,
		.minute = seen.minute,
		.every = interval ? own->every : d->every,
		.own_interval = interval,
		.instead = instead < 0 ? NULL : &t->config->recalls[instead],
	};

	if (a.state == RECALL_NOT_BEGUN) {
		str_add(out, _("no visit for it yet"));
		return;
	}
	recall_words(out, t->config, &r, t->e->day);
	if (a.state != RECALL_LATER && a.state != RECALL_DUE)
		return;
	struct str due;
	str_init(&due);
	day_short(&due, a.due, t->e->day);
	str_addf(out, _(", due on %s"), due.p);
	if (r.last != DAY_NONE)
		counted_from(out, t, &r);
	str_release(&due);
}

/* --- tags --- */

static bool asks_for(const struct node *node, sym_t tag)
{
	for (int i = 0; i < node->n_values; i++)
		if (node->values[i] == tag)
			return true;
	return false;
}

static void add_tag(struct str *out, const char *label, day_t until, day_t today)
{
	struct str day;

	add(out, "", listing());
	if (until == DAY_NONE) {
		str_add(out, label);
		return;
	}
	str_init(&day);
	day_short(&day, until, today);
	str_addf(out, _("%s until %s"), label, day.p);
	str_release(&day);
}

static void tags_show(struct str *out, const struct teller *t, const struct node *node)
{
	struct str tags;

	str_init(&tags);
	for (size_t i = 0; i < t->e->v->n_tags; i++) {
		const struct view_tag *g = &t->e->v->tags[i];
		const char *key = symbol_name(&t->e->r->symbols, g->tag);
		if (!key || !asks_for(node, g->tag) ||
		    (g->until != DAY_NONE && g->until < t->e->day))
			continue;
		add_tag(&tags, config_label(t->config, "tag", key), g->until, t->e->day);
	}
	str_add(out, tags.len             ? tags.p
		     : node->n_values > 1 ? _("none of these tags")
					  : _("no such tag"));
	str_release(&tags);
}

/* --- families, segments --- */

static void family_show(struct str *out, const struct teller *t, const struct node *node)
{
	struct eval *e = t->e;
	const struct view *me = e->v;
	const size_t number = e->member;
	int asked = 0;
	int hits = 0;

	for (size_t i = 0; i <= e->root->n_others; i++) {
		const struct view *other = i == 0 ? e->root : e->root->others[i - 1];
		if (i == number || (node->children_only && !child_on(e, other).is))
			continue;
		e->member = i;
		e->v = other;
		asked++;
		hits += node_at(e, node->child).is;
	}
	e->member = number;
	e->v = me;
	if (asked > 0 && node->children_only)
		str_addf(out, ngettext("%d of %d child", "%d of %d children", (unsigned long)asked),
			 hits, asked);
	else if (asked > 0)
		str_addf(out, _("%d of %d in the family"), hits, asked);
	else
		str_add(out, node->children_only ? _("no child in the family")
						 : _("nobody else in the family"));
}

void pin_show(struct str *out, const struct view_pin *pin)
{
	str_add(out, pin->in ? _("kept in by hand") : _("kept out by hand"));
	if (!str_is_empty(pin->why))
		str_addf(out, "%s%s", i18n_is_chinese() ? "：" : ": ", pin->why);
}

static bool has_own_title(const struct ruleset *r, int segment)
{
	if (!r->titles)
		return false;
	return (i18n_is_chinese() ? r->titles[segment].zh : r->titles[segment].en) != NULL;
}

static void segment_show(struct str *out, const struct teller *t, const struct node *node)
{
	if (node->segment < 0)
		return;
	const struct segment *s = &t->e->r->segments[node->segment];
	const struct view_pin *pin = pin_of(t->e->v, (size_t)node->segment);
	bool is = member_at(t->e, (size_t)node->segment).is;

	if (pin)
		pin_show(out, pin);
	else if (!has_own_title(t->e->r, node->segment)) /* else the sentence has it already */
		str_addf(out, is ? _("is among “%s”") : _("is not among “%s”"), segment_title(s));
}

/* --- calling --- */

static void may_show(struct str *out, const struct teller *t, const struct node *node)
{
	struct verdict v;

	switch (may_on(t->e, node->channel, &v)) {
	case MAY:
		str_add(out, _("nothing is in the way"));
		break;
	case MAY_GONE:
		str_add(out, value_words(t, FACT_STATUS));
		break;
	case MAY_NO_CONTACT:
		str_add(out, node->channel ? _("no good address for it")
					   : _("no good telephone number"));
		break;
	case MAY_TAG:
		str_add(out, config_label(t->config, "tag", "do-not-call"));
		break;
	case MAY_CONSENT:
		str_add(out, C_("consent", "refused"));
		break;
	}
}

void value_show(struct str *out, const struct teller *t, const struct node *node)
{
	static void (*const shows[])(struct str *, const struct teller *, const struct node *) = {
		[NODE_ALL] = NULL,
		[NODE_ANY] = NULL,
		[NODE_HAS] = events_show,
		[NODE_WHEN] = found_show,
		[NODE_NUMBER] = amount_show,
		[NODE_RATIO] = ratio_show,
		[NODE_DATE] = date_show,
		[NODE_VALUE] = choice_show,
		[NODE_KNOWN] = known_show,
		[NODE_CONTAINS] = contains_show,
		[NODE_RECALL] = recall_show,
		[NODE_TAGGED] = tags_show,
		[NODE_SEGMENT] = segment_show,
		[NODE_HOUSE] = family_show,
		[NODE_MAY] = may_show,
	};

	if (shows[node->kind])
		shows[node->kind](out, t, node);
}
