/* order: a key and which comes first. */
#include "rule_reader.h"
#include "revisit/base/i18n.h"

enum sort_of { SORT_DAYS = 1, SORT_NUMBERS = 2, SORT_NAMES = 4 };

static const struct direction {
	const char *en, *zh; /* zh: others parted by "|" */
	unsigned of;         /* enum sort_of */
	enum order_dir dir;
} directions[] = {
	{ "oldest first", "从早到晚|最早在前", SORT_DAYS, ORDER_FIRST },
	{ "soonest first", "从近到远|最近在前", SORT_DAYS, ORDER_FIRST },
	{ "newest first", "从晚到早|最晚在前", SORT_DAYS, ORDER_LAST },
	{ "smallest first", "从小到大|最小在前", SORT_NUMBERS, ORDER_FIRST },
	{ "largest first", "从大到小|最大在前", SORT_NUMBERS, ORDER_LAST },
	{ "a to z", "按拼音|按姓名", SORT_NAMES, ORDER_FIRST },
};

static const struct direction *direction_of(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++)
		if (strcmp(directions[i].en, text) == 0 || is_one_of(text, directions[i].zh))
			return &directions[i];
	return NULL;
}

/* Takes what a sentence says as a key: 0 when it can be none, else enum sort_of. */
static unsigned take(struct order *order, const struct node *node)
{
	enum fact fact = node->kind == NODE_NUMBER ? node->amount.fact : node->fact;

	if (node->kind == NODE_RECALL) {
		order->by = ORDER_RECALL_DUE;
		order->recall = node->recall;
		return SORT_DAYS;
	}
	if (node->kind == NODE_WHEN) {
		order->by = ORDER_NOUN;
		order->which = node->which;
		order->noun = node->noun;
		return SORT_DAYS;
	}
	if (node->kind == NODE_NUMBER && node->amount.win.kind != WIN_NONE)
		return 0;
	order->by = fact == FACT_NAME ? ORDER_NAME : ORDER_FACT;
	order->fact = fact;
	if (fact == FACT_NAME)
		return SORT_NAMES;
	/* What another day makes another: the order would have to be written anew every midnight.
	 */
	if (fact == FACT_TODAY || fact == FACT_AGE || fact == FACT_BIRTHDAY)
		return 0;
	switch (fact_words[fact].type) {
	case FACT_DATE:
		return SORT_DAYS;
	case FACT_NUMBER:
	case FACT_MONEY:
	case FACT_SHARE:
		return SORT_NUMBERS;
	case FACT_YEARLY:
	case FACT_CHOICE:
	case FACT_TERM:
	case FACT_TEXT:
		break;
	}
	return 0;
}

static bool wrong_key_of(struct rule_reader *r, const struct yaml *y, const struct piece *key)
{
	char shown[64];

	return wrong_part(
		r, y, key->from, key->len,
		_("'%s' is nothing to sort by; write a day or a number that is the same tomorrow, "
		  "such as last visit, cleaning due date, birth date, spend, name"),
		str_excerpt(shown, sizeof(shown), key->text));
}

/* "oldest first", …: those that fit. */
static void fitting(struct str *out, unsigned sort)
{
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++)
		if ((directions[i].of & sort) && i18n_is_chinese())
			str_addf(out, "%s%.*s", out->len ? "、" : "",
				 (int)strcspn(directions[i].zh, "|"), directions[i].zh);
		else if (directions[i].of & sort)
			str_addf(out, "%s%s", out->len ? ", " : "", directions[i].en);
}

static bool wrong_direction(struct rule_reader *r, const struct yaml *y, const struct piece *p,
			    unsigned sort)
{
	struct str all;

	str_init(&all);
	fitting(&all, sort);
	wrong_part(r, y, p->from, p->len, _("an order says which comes first; here it can be: %s"),
		   all.p);
	str_release(&all);
	return false;
}

bool read_order(struct rule_reader *r, const struct yaml *y, struct order *order)
{
	struct piece pieces[3];

	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	size_t n = split_pieces(r, y, pieces, ARRAY_SIZE(pieces));
	struct node *node = read_key(r, y, &pieces[0]);
	if (!node)
		return false;
	unsigned sort = take(order, node);
	if (!sort)
		return wrong_key_of(r, y, &pieces[0]);
	if (n != 2)
		return wrong_direction(r, y, &pieces[n == 1 ? 0 : 2], sort);
	const struct direction *d = direction_of(pieces[1].text);
	if (!d || !(d->of & sort))
		return wrong_direction(r, y, &pieces[1], sort);
	order->dir = d->dir;
	order->text = arena_strdup(&r->r->arena, y->text);
	return true;
}
