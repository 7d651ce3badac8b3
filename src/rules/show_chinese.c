#include "show_parts.h"

static const char *const tests[] = {
	[NUM_AT_LEAST] = "至少", [NUM_AT_MOST] = "不超过", [NUM_OVER] = "超过",
	[NUM_UNDER] = "低于",    [NUM_EXACTLY] = "正好",   [NUM_BETWEEN] = "",
};
static const char *const which_words[] = { "上次", "首次", "下次" };

static void duration(const struct shown *s, struct interval i)
{
	struct duration d = duration_of(i);

	str_addf(s->out, "%d%s", d.n, unit_words[d.unit].zh);
}

/* The status in one word with the noun: 预约, 爽约. */
static const char *booked(const struct noun_ref *noun)
{
	for (size_t i = 0; i < ARRAY_SIZE(booked_words); i++)
		if (noun->noun == NOUN_VISIT && booked_words[i].status == noun->status)
			return booked_words[i].zh;
	return NULL;
}

/* What narrows it: "林医生的", "在五一路店的", "通过微信的", "超过5000的". */
static void narrowed(const struct shown *s, const struct noun_ref *noun)
{
	if (noun->provider) {
		show_sym(s, TERM_PROVIDER, noun->provider, true);
		str_add(s->out, "的");
	}
	if (noun->site) {
		str_add(s->out, "在");
		show_sym(s, TERM_SITE, noun->site, true);
		str_add(s->out, "的");
	}
	if (noun->channel) {
		str_add(s->out, "通过");
		show_sym(s, TERM_CHANNEL, noun->channel, true);
		str_add(s->out, "的");
	}
	if (noun->over != MONEY_NONE) {
		str_add(s->out, noun->noun == NOUN_SURVEY ? "评分超过" : "金额超过");
		show_decimal(s, noun->over, over_decimals(s->c, noun));
		str_add(s->out, "的");
	}
}

static void chinese_noun(const struct shown *s, const struct noun_ref *noun, bool many)
{
	bool visit = noun->noun == NOUN_VISIT;
	const char *word = booked(noun);

	(void)many;
	narrowed(s, noun);
	if (noun->status != STATUS_USUAL && !word)
		str_addf(s->out, "%s的", status_words[noun->status].word.zh);
	for (int i = 0; i < noun->n_kinds; i++) {
		str_add(s->out, i ? "或" : "");
		show_sym(s, visit ? TERM_KIND : TERM_TASK_KIND, noun->kind[i], true);
	}
	/* A kind of visit needs no other word: 上次洁牙. */
	if (word || !visit || noun->n_kinds == 0)
		str_add(s->out, word ? word : noun_words[noun->noun].word.zh);
}

/* In front of what it limits (近14天没有…) rather than behind it (…在近14天内). */
static void before(const struct shown *s, const struct window *win)
{
	static const char *const other[WIN_WAKE + 1] = {
		[WIN_LAST] = "近%a",
		[WIN_OLDER] = "%a以前",
	};
	const char *text = other[win->kind];

	if (!text) {
		text = chinese_tongue.windows[win->kind];
		text += strncmp(text, "在", strlen("在")) == 0 ? strlen("在") : 0;
	}
	show_window(s, &chinese_tongue, win, text);
}

static void amount(const struct shown *s, const struct amount *a)
{
	before(s, &a->win);
	if (a->fact != FACT_COUNT) {
		str_add(s->out, fact_words[a->fact].word.zh);
		return;
	}
	chinese_noun(s, &a->noun, false);
	str_add(s->out, "次数");
}

static void number(const struct shown *s, const struct node *n)
{
	int decimals = fact_decimals(s->c, n->amount.fact);

	amount(s, &n->amount);
	str_add(s->out, tests[n->number.test]);
	if (n->kind == NODE_RATIO) {
		amount(s, &n->of);
		str_add(s->out, "的");
		show_decimal(s, n->number.n, 0);
		str_add(s->out, "%");
		return;
	}
	if (n->number.test == NUM_BETWEEN)
		str_add(s->out, "在");
	show_decimal(s, n->number.n, decimals);
	if (n->number.test != NUM_BETWEEN)
		return;
	str_add(s->out, "到");
	show_decimal(s, n->number.m, decimals);
	str_add(s->out, "之间");
}

static void value(const struct shown *s, const struct node *n, int i)
{
	const struct fact_word *f = &fact_words[n->fact];

	str_add(s->out, i ? "或" : "");
	if (f->type == FACT_CHOICE)
		str_add(s->out, choice_word(f->values, (int)n->values[i]));
	else
		show_sym(s, (enum term_kind)term_kind_of(T_VALUE, (int)n->fact),
			 (sym_t)n->values[i], true);
}

static void fact(const struct shown *s, const struct node *n)
{
	if (n->fact == FACT_CONSENT)
		str_add(s->out, choice_word(consent_purposes, n->purpose));
	str_add(s->out, fact_words[n->fact].word.zh);
}

static void values(const struct shown *s, const struct node *n)
{
	fact(s, n);
	str_add(s->out, n->fact == FACT_CONSENT ? "为" : n->negated ? "不是" : "是");
	for (int i = 0; i < n->n_values; i++)
		value(s, n, i);
}

static void tags(const struct shown *s, const struct node *n)
{
	str_add(s->out, n->negated && !n->all ? "没有标签" : "有标签");
	for (int i = 0; i < n->n_values; i++) {
		str_add(s->out, i == 0 ? "" : n->all ? "和" : "或");
		show_sym(s, TERM_TAG, (sym_t)n->values[i], true);
	}
}

static void recall(const struct shown *s, const struct node *n)
{
	static const char *const due[] = {
		[DUE_NOW] = "该",      [DUE_TODAY] = "今天该", [DUE_TOMORROW] = "明天该",
		[DUE_WITHIN] = "未来", [DUE_OVERDUE] = "",
	};
	const char *key = s->c->lex->config->recalls[n->recall].key;

	str_add(s->out, n->due == DUE_NOW && n->negated ? "还不该" : due[n->due]);
	if (n->due == DUE_WITHIN) {
		duration(s, n->within);
		str_add(s->out, "内该");
	}
	show_name(s, TERM_RECALL, key, true);
	if (n->due == DUE_OVERDUE) {
		str_add(s->out, "已超期");
		duration(s, n->within);
	} else if (n->due == DUE_NOW && !n->negated) {
		str_add(s->out, "了");
	}
}

static bool negates_itself(const struct node *n)
{
	switch (n->kind) {
	case NODE_HAS:
	case NODE_KNOWN:
	case NODE_CONTAINS:
	case NODE_SEGMENT:
	case NODE_HOUSE:
	case NODE_MAY:
		return true;
	case NODE_VALUE:
		return n->fact != FACT_CONSENT;
	case NODE_RECALL:
		return n->due == DUE_NOW;
	case NODE_TAGGED:
		return !n->all;
	case NODE_ALL:
	case NODE_ANY:
	case NODE_WHEN:
	case NODE_NUMBER:
	case NODE_RATIO:
	case NODE_DATE:
		return false;
	}
	return false;
}

static void list(const struct shown *s, const struct node *n)
{
	str_add(s->out, n->kind == NODE_ALL ? "全部（" : "任一（");
	for (const struct node *child = n->child; child; child = child->next) {
		show_node(s, &chinese_tongue, child);
		str_add(s->out, child->next ? "；" : "");
	}
	str_add(s->out, "）");
}

static void has(const struct shown *s, const struct node *n)
{
	before(s, &n->win);
	str_add(s->out, n->negated ? "没有" : "有");
	chinese_noun(s, &n->noun, false);
}

static void when(const struct shown *s, const struct node *n)
{
	str_add(s->out, which_words[n->which]);
	chinese_noun(s, &n->noun, false);
	show_window(s, &chinese_tongue, &n->win, chinese_tongue.windows[n->win.kind]);
}

static void text_fact(const struct shown *s, const struct node *n)
{
	fact(s, n);
	if (n->kind == NODE_KNOWN) {
		str_add(s->out, n->negated ? "未登记" : "已登记");
		return;
	}
	if (n->kind == NODE_DATE) {
		show_window(s, &chinese_tongue, &n->win, chinese_tongue.windows[n->win.kind]);
		return;
	}
	str_add(s->out, n->negated ? "不包含" : "包含");
	show_quoted(s, n->contains);
}

static void may(const struct shown *s, const struct node *n)
{
	str_add(s->out, n->negated ? "不可" : "可");
	if (!n->channel) {
		str_add(s->out, "打电话");
		return;
	}
	str_add(s->out, "用");
	show_sym(s, TERM_CHANNEL, n->channel, true);
	str_add(s->out, "联系");
}

static void household(const struct shown *s, const struct node *n)
{
	str_add(s->out, n->negated ? "家里没有" : "家里有");
	str_add(s->out, n->children_only ? "孩子" : "其他成员");
	show_node(s, &chinese_tongue, n->child);
}

static void segment(const struct shown *s, const struct node *n)
{
	str_add(s->out, n->negated ? "不在分群" : "在分群");
	show_segment(s, n->segment_key, true);
}

const struct tongue chinese_tongue = {
	.node = {
		[NODE_ALL] = list,
		[NODE_ANY] = list,
		[NODE_HAS] = has,
		[NODE_WHEN] = when,
		[NODE_NUMBER] = number,
		[NODE_RATIO] = number,
		[NODE_DATE] = text_fact,
		[NODE_VALUE] = values,
		[NODE_KNOWN] = text_fact,
		[NODE_CONTAINS] = text_fact,
		[NODE_RECALL] = recall,
		[NODE_TAGGED] = tags,
		[NODE_SEGMENT] = segment,
		[NODE_HOUSE] = household,
		[NODE_MAY] = may,
	},
	.negates_itself = negates_itself,
	.no = "并非",
	.duration = duration,
	.noun = chinese_noun,
	.windows = {
		[WIN_NONE] = "",
		[WIN_LAST] = "在近%a内",
		[WIN_NEXT] = "在未来%a内",
		[WIN_OLDER] = "早于%a前",
		[WIN_BETWEEN] = "在%a到%b前",
		[WIN_YESTERDAY] = "在昨天",
		[WIN_TODAY] = "在今天",
		[WIN_TOMORROW] = "在明天",
		[WIN_LAST_WORKDAY] = "在上个工作日",
		[WIN_NEXT_WORKDAY] = "在下个工作日",
		[WIN_SINCE_YESTERDAY] = "在昨天以来",
		[WIN_SINCE_WORKDAY] = "在上个工作日以来",
		[WIN_SINCE_LAST] = "在上次%n以来",
		[WIN_SINCE_FIRST] = "在首次%n以来",
		[WIN_BEFORE] = "在%d之前",
		[WIN_AFTER] = "在%d之后",
		[WIN_ON] = "在%d当天",
		[WIN_DURING] = "在%d期间",
		[WIN_BEFORE_RANGE] = "在%d之前",
		[WIN_AFTER_RANGE] = "在%d之后",
		[WIN_RUN_UP] = "在%d前%a内",
		[WIN_WAKE] = "在%d后%a内",
	},
};
