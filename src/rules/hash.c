/* What membership depends on, as one short text: two rules of one hash have the same members.
 *
 * Hashed is what a tree says in English, with what the clinic's settings make of it; titles,
 * comments and the order of conditions make no difference. */
#include "rule_reader.h"
#include "revisit/base/secret.h"

/* Raised when sentences mean something else than before: every segment is then built again. */
#define MEANING "rules 1"

struct hashing {
	const struct ruleset *r;
	struct sentence_context words;
	char workdays_hex[SHA256_HEX];
};

static void add_number(struct sha256 *h, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	sha256_add_text(h, text);
}

static void hash_workdays(struct hashing *h)
{
	const struct config *c = h->r->config;
	struct sha256 sha;

	sha256_init(&sha);
	for (int i = 0; i < 7; i++)
		add_number(&sha, c->hours[i].n > 0);
	for (size_t i = 0; i < c->n_closed; i++)
		add_number(&sha, c->closed[i]);
	sha256_add_text(&sha, "open on");
	for (size_t i = 0; i < c->n_special; i++) {
		add_number(&sha, c->special[i].day);
		add_number(&sha, c->special[i].hours.n > 0);
	}
	sha256_hex(&sha, h->workdays_hex);
}

static void say_recall(struct str *out, const struct recall_def *d)
{
	str_addf(out, "|recall %s ", d->key);
	interval_text(out, d->every);
	for (size_t i = 0; i < d->n_after; i++)
		str_addf(out, " after %s", d->after[i]);
	str_addf(out, " ages %d %d book %s", d->from_age, d->to_age, str_or_empty(d->book));
}

/* Another recall may stand instead of it, and a third instead of that one. */
static void say_recalls(struct hashing *h, struct str *out, int recall)
{
	const struct config *c = h->r->config;
	const struct recall_def *d = &c->recalls[recall];

	say_recall(out, d);
	for (size_t i = 0; i < c->n_recalls; i++)
		for (size_t k = 0; k < c->recalls[i].n_instead_of; k++)
			if (strcmp(c->recalls[i].instead_of[k], d->key) == 0)
				say_recall(out, &c->recalls[i]);
}

static void say_window(struct hashing *h, struct str *out, const struct window *win)
{
	const struct date_range *d = win->range;

	if (d)
		str_addf(out, "|%s%s %d-%d-%d %d-%d-%d", d->yearly ? "yearly" : "once",
			 d->lunar ? " lunar" : "", d->from.y, d->from.m, d->from.d, d->to.y,
			 d->to.m, d->to.d);
	if (win->kind == WIN_LAST_WORKDAY || win->kind == WIN_NEXT_WORKDAY ||
	    win->kind == WIN_SINCE_WORKDAY)
		str_addf(out, "|workdays %s", h->workdays_hex);
}

/* What comes of a call decides what is a contact. */
static void say_outcomes(struct hashing *h, struct str *out)
{
	const struct call_settings *s = &h->r->config->calls;

	str_add(out, "|outcomes");
	for (size_t i = 0; i < s->n_outcomes; i++)
		if (s->outcomes[i].flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE))
			str_addf(out, " %s %d", s->outcomes[i].key,
				 (s->outcomes[i].flags & OUTCOME_CONTACT) != 0);
}

static void say_leaf(struct hashing *h, struct str *out, const struct node *node)
{
	struct needs needs = { 0 };

	node_show(out, &h->words, node, false);
	for (const struct node *n = node; n; n = n->kind == NODE_HOUSE ? n->child : NULL) {
		say_window(h, out, &n->win);
		say_window(h, out, &n->amount.win);
		say_window(h, out, &n->of.win);
		if (n->kind == NODE_RECALL)
			say_recalls(h, out, n->recall);
		if (n->kind == NODE_SEGMENT && n->segment >= 0)
			str_addf(out, "|%s", h->r->segments[n->segment].hash);
		/* A child's consent is the guardian's. */
		if (n->kind == NODE_HOUSE || n->kind == NODE_MAY || n->fact == FACT_CONSENT)
			str_addf(out, "|adult from %d", h->r->config->adult_from);
	}
	node_needs(node, &needs);
	if (needs.parts & NEED_ATTEMPTS)
		say_outcomes(h, out);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Conditions of a list in one order, whichever they were written in; one said twice counts once. */
static void say(struct hashing *h, struct str *out, const struct node *node)
{
	struct strlist parts;

	if (node->kind != NODE_ALL && node->kind != NODE_ANY) {
		say_leaf(h, out, node);
		return;
	}
	strlist_init(&parts);
	for (const struct node *e = node->child; e; e = e->next) {
		struct str part;
		str_init(&part);
		say(h, &part, e);
		strlist_addn(&parts, part.p, part.len);
		str_release(&part);
	}
	if (parts.n)
		qsort(parts.v, parts.n, sizeof(*parts.v), by_text);
	str_addf(out, "%s%s(", node->negated ? "not " : "", node->kind == NODE_ALL ? "all" : "any");
	for (size_t i = 0; i < parts.n; i++)
		if (i == 0 || strcmp(parts.v[i], parts.v[i - 1]) != 0)
			str_addf(out, "%s\n", parts.v[i]);
	str_addc(out, ')');
	strlist_release(&parts);
}

static void finish_hash(const struct hashing *h, const struct str *text, char out[33])
{
	struct sha256 sha;
	char hex[SHA256_HEX];

	sha256_init(&sha);
	sha256_add_text(&sha, MEANING);
	sha256_add_text(&sha, h->r->config->timezone);
	add_number(&sha, h->r->config->decimals);
	sha256_add_text(&sha, text->p);
	sha256_hex(&sha, hex);
	snprintf(out, 33, "%.32s", hex);
}

static void say_order(struct hashing *h, struct str *out, const struct order *order)
{
	str_addf(out, "%d %d ", order->text ? (int)order->by : (int)ORDER_NAME, (int)order->dir);
	if (!order->text)
		return;
	switch (order->by) {
	case ORDER_NAME:
		break;
	case ORDER_RECALL_DUE:
		say_recalls(h, out, order->recall);
		break;
	case ORDER_NOUN:
		str_addf(out, "%d ", (int)order->which);
		noun_show(out, &h->words, &order->noun, false, false);
		if (order->noun.noun == NOUN_CALL || order->noun.noun == NOUN_CONTACT)
			say_outcomes(h, out);
		break;
	case ORDER_FACT:
		str_add(out, fact_words[order->fact].word.en);
		break;
	}
}

void hash_rules(struct ruleset *r)
{
	struct hashing h = { .r = r, .words = ruleset_words(r) };
	struct str text;

	hash_workdays(&h);
	str_init(&text);
	for (size_t i = 0; i < r->n_segments; i++) {
		struct segment *s = &r->segments[r->order[i]];
		say(&h, &text, s->who);
		finish_hash(&h, &text, s->hash);
		str_clear(&text);
		say_order(&h, &text, &s->order);
		finish_hash(&h, &text, s->key_hash);
		str_clear(&text);
	}
	str_release(&text);
}
