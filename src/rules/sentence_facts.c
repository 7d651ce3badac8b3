/* What a sentence asks of the patient: facts and their values, tags, recalls, segments. */
#include "sentence_build.h"
#include "revisit/base/i18n.h"
#include "revisit/text/fold.h"

static void set_fact(struct builder *b, const struct mark *m)
{
	struct node *n = b->node;
	enum fact fact = (enum fact)m->value;

	n->fact = fact;
	switch (fact_words[fact].type) {
	case FACT_NUMBER:
	case FACT_MONEY:
	case FACT_SHARE:
		n->kind = NODE_NUMBER;
		n->amount.fact = fact;
		n->fact = 0;
		break;
	case FACT_DATE:
	case FACT_YEARLY:
		n->kind = NODE_DATE;
		break;
	case FACT_CHOICE:
	case FACT_TERM:
		n->kind = NODE_VALUE;
		break;
	case FACT_TEXT:
		n->kind = NODE_CONTAINS;
		break;
	}
}

static void set_known(struct builder *b, const struct mark *m)
{
	struct node *n = b->node;

	if (n->kind == NODE_NUMBER) {
		n->fact = n->amount.fact;
		n->amount.fact = 0;
	}
	n->kind = NODE_KNOWN;
	n->negated ^= m->arg;
	if (n->fact == FACT_TODAY)
		build_wrong(b, 0, b->r->len,
			    _("today is always known; say when: \"today is in …\""));
}

/* 电话 is as well a call as a number. */
static void there_is(struct builder *b, const struct mark *m)
{
	if (b->node->fact == FACT_PHONE && b->r->g->chinese)
		build_wrong(b, 0, b->r->len,
			    m->arg ? _("no number, or no call? Say \"电话未登记\" or \"没有去电\"")
				   : _("a number, or a call? Say \"电话已登记\" or \"有去电\""));
	set_known(b, m);
}

static void add_value(struct builder *b, const struct mark *m, int64_t value)
{
	struct node *n = b->node;

	for (int i = 0; i < n->n_values; i++)
		if (n->values[i] == value)
			return;
	if (n->n_values == VALUES_MAX)
		build_wrong_mark(b, m, _("too many values in one sentence"));
	else
		n->values[n->n_values++] = value;
}

static void set_text(struct builder *b, const struct mark *m)
{
	struct str folded;

	const struct fact_word *f = &fact_words[b->node->fact];

	if (f->flags & FACT_KNOWN_ONLY) {
		char *text = mem_printf(_("of \"%s\" one can only ask whether it is known"),
					b->r->g->chinese ? f->word.zh : f->word.en);
		build_wrong_mark(b, m, text);
		free(text);
	}
	str_init(&folded);
	text_fold(&folded, m->key);
	if (folded.len == 0)
		build_wrong_mark(b, m, _("there is nothing to look for in these quotes"));
	b->node->contains = arena_strdup(b->c->arena, folded.p);
	str_release(&folded);
}

static void set_recall(struct builder *b, const struct mark *m)
{
	const struct config *config = b->c->lex->config;

	b->node->kind = NODE_RECALL;
	b->node->recall = -1;
	for (size_t i = 0; i < config->n_recalls; i++)
		if (strcmp(config->recalls[i].key, m->key) == 0)
			b->node->recall = (int)i;
	if (b->node->recall < 0)
		build_wrong_mark(b, m, _("clinic.yaml has no recall of that name"));
}

static void set_segment(struct builder *b, const struct mark *m)
{
	b->node->segment_key = arena_strdup(b->c->arena, m->key);
	b->node->segment = b->c->segment(b->c->arg, m->key);
}

static void value_act(struct builder *b, const struct mark *m)
{
	struct node *n = b->node;

	if (m->act == ACT_STATE) {
		n->kind = NODE_VALUE;
		n->fact = FACT_STATUS;
	} else if (m->act == ACT_PURPOSE) {
		n->kind = NODE_VALUE;
		n->fact = FACT_CONSENT;
		n->purpose = (int)m->value;
	} else {
		add_value(b, m, m->key ? (int64_t)build_symbol(b, m) : m->value);
	}
}

static void set_sex(struct builder *b, const struct mark *m)
{
	b->node->kind = NODE_VALUE;
	b->node->fact = FACT_SEX;
	add_value(b, m, m->arg);
}

static void set_owes(struct builder *b, const struct mark *m)
{
	b->amount->fact = FACT_DEBT;
	b->node->number = (struct number){ .test = NUM_OVER,
					   .pos = build_place(b, m->from),
					   .len = (int)(m->to - m->from) };
}

static void set_birthday(struct builder *b, const struct mark *m)
{
	(void)m;
	b->node->kind = NODE_DATE;
	b->node->fact = FACT_BIRTHDAY;
}

static void set_all(struct builder *b, const struct mark *m)
{
	(void)m;
	b->node->all = true;
}

static void add_tag(struct builder *b, const struct mark *m)
{
	add_value(b, m, build_symbol(b, m));
}

static void set_channel(struct builder *b, const struct mark *m)
{
	b->node->channel = build_symbol(b, m);
}

static void (*const acts[ACT_CHANNEL + 1])(struct builder *b, const struct mark *m) = {
	[ACT_RECALL] = set_recall,     [ACT_TAG] = add_tag,     [ACT_TAG_ALL] = set_all,
	[ACT_SEGMENT] = set_segment,   [ACT_FACT] = set_fact,   [ACT_STATE] = value_act,
	[ACT_PURPOSE] = value_act,     [ACT_VALUE] = value_act, [ACT_KNOWN] = set_known,
	[ACT_THERE_IS] = there_is,     [ACT_SEX] = set_sex,     [ACT_OWES] = set_owes,
	[ACT_BIRTHDAY] = set_birthday, [ACT_TEXT] = set_text,   [ACT_CHANNEL] = set_channel,
};

void fact_act(struct builder *b, const struct mark *m)
{
	acts[m->act](b, m);
}
