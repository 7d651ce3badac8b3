#include "revisit/rules/told.h"
#include "revisit/base/i18n.h"
#include "eval_parts.h"

/* How a number of the patient is told; the age has a column of its own. */
static enum told_kind number_kind(enum fact fact)
{
	if (fact == FACT_AGE)
		return TOLD_NONE;
	if (fact == FACT_NPS)
		return TOLD_SCORE;
	return fact_words[fact].type == FACT_MONEY ? TOLD_MONEY : TOLD_COUNT;
}

enum told_kind told_kind(const struct node *node)
{
	switch (node->kind) {
	case NODE_NUMBER:
		return number_kind(node->amount.fact);
	case NODE_RATIO:
		return TOLD_PERCENT;
	case NODE_WHEN:
	case NODE_RECALL:
		return TOLD_DAY;
	case NODE_DATE:
		return node->fact == FACT_TODAY ? TOLD_NONE : TOLD_DAY;
	case NODE_ALL:
	case NODE_ANY:
	case NODE_HAS:
	case NODE_VALUE:
	case NODE_KNOWN:
	case NODE_CONTAINS:
	case NODE_TAGGED:
	case NODE_SEGMENT:
	case NODE_HOUSE:
	case NODE_MAY:
		break;
	}
	return TOLD_NONE;
}

const struct node *told_node(const struct node *list)
{
	if (list->kind != NODE_ALL)
		return told_kind(list) == TOLD_NONE ? NULL : list;
	for (const struct node *n = list->child; n && !list->negated; n = n->next) {
		const struct node *told = told_node(n);
		if (told)
			return told;
	}
	return NULL;
}

const char *told_heading(const struct node *node)
{
	switch (told_kind(node)) {
	case TOLD_COUNT:
		return C_("column: how many of what was asked", "Count");
	case TOLD_SCORE:
		return C_("column: what a patient answered", "Score");
	case TOLD_MONEY:
		return C_("column: money that was asked for", "Amount");
	case TOLD_PERCENT:
		return C_("column: so much of the other", "Share");
	case TOLD_NONE:
		return "";
	case TOLD_DAY:
		break;
	}
	if (node->kind == NODE_RECALL)
		return C_("column: day", "Due");
	if (node->kind == NODE_DATE)
		return C_("column: day", "Day");
	return node->which == WHICH_LAST  ? C_("column: day", "Last") :
	       node->which == WHICH_FIRST ? C_("column: day", "First") :
					    C_("column: day", "Next");
}

/* Who asks for little, or for what is long ago or soon, wants the least or earliest first. */
bool told_most_first(const struct node *node)
{
	enum number_test test = node->number.test;

	if (node->kind == NODE_NUMBER || node->kind == NODE_RATIO)
		return (test != NUM_AT_MOST && test != NUM_UNDER) != node->negated;
	if (node->kind == NODE_WHEN && node->which != WHICH_NEXT)
		return node->win.kind != WIN_OLDER && node->win.kind != WIN_BEFORE;
	return node->kind == NODE_DATE && node->fact != FACT_BIRTHDAY &&
	       node->win.kind != WIN_NEXT && node->win.kind != WIN_OLDER;
}

static int64_t amount_of(struct eval *e, const struct amount *a)
{
	struct amount_now now;

	amount_on(e, a, &now);
	return now.known ? now.value : INT64_MIN;
}

static int64_t percent(struct eval *e, const struct node *node)
{
	enum { WHOLE = 100 };
	int64_t part = amount_of(e, &node->amount);
	int64_t whole = amount_of(e, &node->of);

	if (part == INT64_MIN || whole <= 0 || part > INT64_MAX / WHOLE || part < INT64_MIN / WHOLE)
		return INT64_MIN;
	return part * WHOLE / whole;
}

static day_t day_asked(struct eval *e, const struct node *node)
{
	struct recall_seen seen;
	int instead;

	if (node->kind == NODE_WHEN) {
		struct found f = find_event(e, &node->noun, node->which);
		return f.event ? f.day : DAY_NONE;
	}
	if (node->kind == NODE_RECALL)
		return recall_on(e, node->recall, &seen, &instead).due;
	struct date_now d = date_on(e, node->fact);
	if (d.known && node->fact == FACT_BIRTHDAY)
		return yearly_from(d.day, e->day);
	return d.known ? d.day : DAY_NONE;
}

int64_t told_value(const struct ruleset *r, const struct node *node, const struct view *v, day_t day)
{
	struct eval e;
	int64_t value = INT64_MIN;

	eval_begin(&e, r, v, day);
	enum told_kind kind = told_kind(node);
	if (kind == TOLD_DAY) {
		day_t at = day_asked(&e, node);
		value = at == DAY_NONE ? INT64_MIN : at;
	} else if (kind == TOLD_PERCENT) {
		value = percent(&e, node);
	} else if (kind != TOLD_NONE) {
		value = amount_of(&e, &node->amount);
	}
	eval_end(&e);
	return value;
}

void told_show(struct str *out, enum told_kind kind, int64_t value, const struct config *config,
	       day_t today)
{
	char n[32];

	if (value == INT64_MIN || kind == TOLD_NONE)
		return;
	if (kind == TOLD_MONEY) {
		money_show(out, config, value, true);
		return;
	}
	if (kind == TOLD_DAY) {
		day_brief(out, (day_t)value, today);
		return;
	}
	str_number(n, sizeof(n), value);
	str_addf(out, kind == TOLD_PERCENT ? "%s %%" : "%s", n);
}
