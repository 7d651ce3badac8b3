#include "sentence_build.h"
#include "revisit/base/i18n.h"

void build_wrong(struct builder *b, size_t from, size_t to, const char *text)
{
	struct pos at = { b->pos->file, b->pos->line, b->pos->col + (int)from };

	problem_add(b->problems, false, &at, (int)(to - from), "%s", text);
	b->ok = false;
}

void build_wrong_mark(struct builder *b, const struct mark *m, const char *text)
{
	build_wrong(b, m->from, m->to, text);
}

struct pos build_place(const struct builder *b, size_t from)
{
	return (struct pos){ b->pos->file, b->pos->line, b->pos->col + (int)from };
}

/* "5000", "0.3": with so many decimals as a whole number. */
static bool decimal(struct builder *b, const struct mark *m, int decimals, int64_t *out)
{
	int digits = 0;
	int after = -1;

	*out = 0;
	for (const char *p = m->key; *p; p++) {
		if (*p == '.') {
			after = 0;
			continue;
		}
		if (after >= decimals && *p != '0') {
			build_wrong_mark(
				b, m,
				decimals == 0
					? _("a whole number is expected here")
					: _("this number has more decimals than it can have"));
			return false;
		}
		if (after >= decimals)
			continue;
		*out = *out * 10 + (*p - '0');
		digits += *out > 0;
		after += after >= 0;
		if (digits > 15) {
			build_wrong_mark(b, m, _("this number is too large"));
			return false;
		}
	}
	for (after = after < 0 ? 0 : after; after < decimals; after++)
		*out *= 10;
	return true;
}

sym_t build_symbol(const struct builder *b, const struct mark *m)
{
	return symbol_add(b->c->symbols, m->key);
}

static struct node *new_node(const struct builder *b, size_t from)
{
	struct node *node = arena_alloc(b->c->arena, sizeof(*node));

	node->pos = build_place(b, from);
	node->noun.over = node->amount.noun.over = node->of.noun.over = MONEY_NONE;
	node->win.date = node->amount.win.date = node->of.win.date = DAY_NONE;
	node->segment = -1;
	return node;
}

/* --- nouns --- */

static void begin_noun(struct builder *b, const struct mark *m)
{
	if (b->since)
		b->noun = b->since;
	else
		b->noun = b->amount ? &b->amount->noun : &b->node->noun;
	b->since = NULL;
	b->noun->noun = NOUN_VISIT;
	b->noun->pos = build_place(b, m->from);
	b->noun->len = (int)m->from;
	b->over = NULL;
}

/* "'call' cannot be narrowed with 'at'" */
static void check_part(struct builder *b, const struct mark *m, unsigned part)
{
	struct noun_ref *n = b->noun;

	if (noun_words[n->noun].takes & part)
		return;
	const struct word *w = &noun_words[n->noun].word;
	char *text =
		mem_printf(_("this cannot be asked of '%s'"), b->r->g->chinese ? w->zh : w->en);
	build_wrong_mark(b, m, text);
	free(text);
}

static void end_noun(struct builder *b, const struct mark *end)
{
	struct noun_ref *n = b->noun;
	size_t from = (size_t)n->len;
	const struct status_word *s = &status_words[n->status];

	n->len = (int)(end->to - from);
	if (!(s->nouns & 1u << n->noun)) {
		const struct word *w = &noun_words[n->noun].word;
		bool zh = b->r->g->chinese;
		char *text = mem_printf(_("'%s' does not go with '%s'"),
					zh ? s->word.zh : s->word.en, zh ? w->zh : w->en);
		build_wrong(b, from, end->to, text);
		free(text);
	}
	/* What narrows it stands before the noun in Chinese, behind it in English. */
	for (const struct mark *m = end - 1; m >= b->r->kept && m->act != ACT_NOUN; m--) {
		if (m->act == ACT_WITH)
			check_part(b, m, TAKES_PROVIDER);
		if (m->act == ACT_AT)
			check_part(b, m, TAKES_SITE);
		if (m->act == ACT_BY)
			check_part(b, m, TAKES_CHANNEL);
		if (m->act == ACT_OVER)
			check_part(b, m, TAKES_OVER);
		for (const struct mark *o = m - 1; o->act != ACT_NOUN; o--)
			if (o->act == m->act && (m->act == ACT_WITH || m->act == ACT_AT ||
						 m->act == ACT_BY || m->act == ACT_OVER))
				build_wrong_mark(b, m, _("this is said twice"));
	}
	bool score = n->noun == NOUN_SURVEY;
	if (b->over)
		decimal(b, b->over, score ? 0 : b->c->lex->config->decimals, &n->over);
}

static void add_kind(struct builder *b, const struct mark *m)
{
	struct noun_ref *n = b->noun;

	if (n->n_kinds == KINDS_MAX) {
		build_wrong_mark(b, m, _("too many kinds in one sentence"));
		return;
	}
	n->kind[n->n_kinds++] = build_symbol(b, m);
}

/* "next appointment" is the next visit; the last one was a visit that took place. */
static void appointment(struct builder *b, const struct mark *m)
{
	bool when = b->noun == &b->node->noun && b->node->kind == NODE_WHEN;

	if ((when && b->node->which != WHICH_NEXT) || b->noun == b->node->win.since)
		build_wrong_mark(b, m,
				 _("an appointment is still to come; say \"last visit\" or \"last "
				   "missed visit\""));
	else if (!when)
		b->noun->status = STATUS_UPCOMING;
}

static void noun_act(struct builder *b, const struct mark *m)
{
	struct noun_ref *n = b->noun;

	if (m->act == ACT_NOUN)
		begin_noun(b, m);
	else if (m->act == ACT_NOUN_END)
		end_noun(b, m);
	else if (m->act == ACT_NOUN_WORD)
		n->noun = (enum noun)m->value;
	else if (m->act == ACT_NOUN_STATUS || m->act == ACT_NOUN_BOOKED)
		n->status = (enum noun_status)m->value;
	else if (m->act == ACT_APPOINTMENT)
		appointment(b, m);
	else if (m->act == ACT_NOUN_IS)
		n->noun = (enum noun)m->arg;
	else if (m->act == ACT_KIND)
		add_kind(b, m);
	else if (m->act == ACT_WITH)
		n->provider = build_symbol(b, m);
	else if (m->act == ACT_AT)
		n->site = build_symbol(b, m);
	else if (m->act == ACT_BY)
		n->channel = build_symbol(b, m);
	else
		b->over = m;
}

/* --- windows and durations --- */

static void begin_window(struct builder *b, const struct mark *m)
{
	b->win = b->amount ? &b->amount->win : &b->node->win;
	b->win->pos = build_place(b, m->from);
	b->win->len = (int)m->from;
	b->dur = &b->win->a;
}

static void end_window(struct builder *b, const struct mark *m)
{
	struct window *w = b->win;

	w->len = (int)(m->to - (size_t)w->len);
	if (w->range && w->kind == WIN_BEFORE)
		w->kind = WIN_BEFORE_RANGE;
	if (w->range && w->kind == WIN_AFTER)
		w->kind = WIN_AFTER_RANGE;
	b->dur = NULL;
}

static void add_duration(struct builder *b, struct interval by)
{
	*b->dur = by;
	if (b->win && b->dur == &b->win->a)
		b->dur = &b->win->b;
}

static struct interval of_unit(int64_t n, int64_t unit)
{
	return (struct interval){ .years = unit == 0 ? (int)n : 0,
				  .months = unit == 1 ? (int)n : 0,
				  .weeks = unit == 2 ? (int)n : 0,
				  .days = unit == 3 ? (int)n : 0 };
}

static bool length(struct builder *b, const struct mark *m, int64_t most, int64_t *n)
{
	if (!decimal(b, m, 0, n))
		return false;
	if (*n > most)
		build_wrong_mark(b, m, _("at most 9999 of a unit of time can be counted"));
	return *n <= most;
}

static void dur_unit(struct builder *b, const struct mark *unit)
{
	int64_t n;

	/* "between 6 and 12 months ago" */
	if (b->bare_n && length(b, b->bare_n, 9999, &n))
		add_duration(b, of_unit(n, unit->value));
	b->bare_n = NULL;
	if (!length(b, b->dur_n, 9999, &n))
		return;
	add_duration(b, of_unit(n, unit->value));
}

static void dur_one(struct builder *b, const struct mark *m)
{
	add_duration(b, of_unit(1, m->arg));
}

static void set_date(struct builder *b, const struct mark *m)
{
	int y = (int)(m->value / 10000);
	int mo = (int)(m->value / 100 % 100);
	int d = (int)(m->value % 100);
	struct err err = ERR_INIT;
	char *text = mem_printf("%04d-%02d-%02d", y, mo, d);

	if (!day_parse(text, &b->win->date, &err))
		build_wrong_mark(b, m, err.msg);
	free(text);
}

static void set_range(struct builder *b, const struct mark *m)
{
	for (size_t i = 0; i < b->c->n_ranges; i++)
		if (strcmp(b->c->ranges[i].key, m->key) == 0)
			b->win->range = &b->c->ranges[i];
	for (size_t i = 0; i < ARRAY_SIZE(month_words) && !b->win->range; i++)
		if (strcmp(month_ranges[i].key, m->key) == 0)
			b->win->range = &month_ranges[i];
}

static void window_act(struct builder *b, const struct mark *m)
{
	if (m->act == ACT_WIN)
		begin_window(b, m);
	else if (m->act == ACT_WIN_END)
		end_window(b, m);
	else if (m->act == ACT_DATE)
		set_date(b, m);
	else if (m->act == ACT_RANGE)
		set_range(b, m);
	else
		b->win->kind = m->act == ACT_WIN_BARE ? WIN_LAST : (enum win_kind)m->arg;
	if (m->act == ACT_WIN_BARE)
		b->bare = true;
	if (m->act != ACT_WIN_SINCE)
		return;
	b->since = arena_alloc(b->c->arena, sizeof(*b->since));
	b->since->over = MONEY_NONE;
	b->win->since = b->since;
}

/* --- numbers --- */

static void begin_amount(struct builder *b, const struct mark *m)
{
	if (!m->arg)
		b->node->kind = NODE_NUMBER;
	b->amount = m->arg ? &b->node->of : &b->node->amount;
}

static void set_test(struct builder *b, const struct mark *m)
{
	struct number *n = &b->node->number;

	n->test = (enum number_test)m->arg;
	n->pos = build_place(b, m->from);
	n->len = (int)m->from;
}

/* A share is written 0.3 or 30 %, and kept in thousandths. */
static bool read_number(struct builder *b, const struct mark *m, int64_t *out)
{
	const struct fact_word *f = &fact_words[b->node->amount.fact];

	if (b->node->kind == NODE_RATIO)
		return decimal(b, m, 0, out);
	if (f->type == FACT_MONEY)
		return decimal(b, m, b->c->lex->config->decimals, out);
	if (f->type != FACT_SHARE)
		return decimal(b, m, 0, out);
	const struct mark *next = m + 1;
	bool percent = next < b->r->kept + b->r->n_kept && next->act == ACT_SHARE;
	return decimal(b, m, percent ? 1 : 3, out);
}

static void end_number(struct builder *b)
{
	struct number *n = &b->node->number;

	if (!b->n || !read_number(b, b->n, &n->n))
		return;
	size_t from = b->n->from;
	size_t to = b->n->to;
	if (b->m) {
		if (!read_number(b, b->m, &n->m))
			return;
		to = b->m->to;
		if (n->n > n->m) {
			build_wrong(b, from, to, _("the smaller number comes first"));
			return;
		}
	}
	n->pos = build_place(b, from);
	n->len = (int)(to - from);
}

static void number_act(struct builder *b, const struct mark *m)
{
	if (m->act == ACT_AMOUNT)
		begin_amount(b, m);
	else if (m->act == ACT_COUNT)
		b->amount->fact = FACT_COUNT;
	else if (m->act == ACT_AGE)
		b->amount->fact = FACT_AGE;
	else if (m->act == ACT_MEASURE)
		(b->amount ? b->amount : &b->node->amount)->fact = (enum fact)m->value;
	else if (m->act == ACT_TEST)
		set_test(b, m);
	else if (m->act == ACT_M)
		b->m = m;
	else if (m->act != ACT_SHARE)
		b->n = m;
	if (m->act == ACT_RATIO)
		b->node->kind = NODE_RATIO;
}

/* --- the rest --- */

static void begin_house(struct builder *b, const struct mark *m)
{
	struct node *child = new_node(b, m->from);

	b->node->children_only = m->arg;
	b->node->child = child;
	child->text = "";
	b->node = child;
}

static void set_not(struct builder *b, const struct mark *m)
{
	(void)m;
	b->node->negated = !b->node->negated;
}

static void set_kind(struct builder *b, const struct mark *m)
{
	b->node->kind = (enum node_kind)m->arg;
}

static void set_has(struct builder *b, const struct mark *m)
{
	b->node->kind = NODE_HAS;
	b->node->negated ^= m->arg;
}

static void set_which(struct builder *b, const struct mark *m)
{
	b->node->kind = NODE_WHEN;
	b->node->which = (enum which)m->arg;
}

static void set_dur_n(struct builder *b, const struct mark *m)
{
	b->dur_n = m;
}

static void years_half(struct builder *b, const struct mark *m)
{
	int64_t n;

	(void)m;
	if (length(b, b->dur_n, 800, &n))
		add_duration(b, (struct interval){ .months = (int)n * 12 + 6 });
}

static void set_bare(struct builder *b, const struct mark *m)
{
	b->bare_n = m;
}

static void half_year(struct builder *b, const struct mark *m)
{
	(void)m;
	add_duration(b, (struct interval){ .months = 6 });
}

static void begin_within(struct builder *b, const struct mark *m)
{
	(void)m;
	b->dur = &b->node->within;
}

static void set_due(struct builder *b, const struct mark *m)
{
	b->node->due = (enum due_kind)m->arg;
}

static void (*const acts[])(struct builder *b, const struct mark *m) = {
	[ACT_NOT] = set_not,
	[ACT_KIND_OF_NODE] = set_kind,
	[ACT_HOUSE_CHILD] = begin_house,
	[ACT_HAS] = set_has,
	[ACT_WHICH] = set_which,
	[ACT_NOUN] = noun_act,
	[ACT_NOUN_END] = noun_act,
	[ACT_NOUN_WORD] = noun_act,
	[ACT_NOUN_STATUS] = noun_act,
	[ACT_NOUN_BOOKED] = noun_act,
	[ACT_NOUN_IS] = noun_act,
	[ACT_KIND] = noun_act,
	[ACT_WITH] = noun_act,
	[ACT_AT] = noun_act,
	[ACT_BY] = noun_act,
	[ACT_OVER] = noun_act,
	[ACT_AMOUNT] = number_act,
	[ACT_COUNT] = number_act,
	[ACT_AGE] = number_act,
	[ACT_MEASURE] = number_act,
	[ACT_TEST] = number_act,
	[ACT_N] = number_act,
	[ACT_M] = number_act,
	[ACT_SHARE] = number_act,
	[ACT_RATIO] = number_act,
	[ACT_WIN] = window_act,
	[ACT_WIN_IS] = window_act,
	[ACT_WIN_SINCE] = window_act,
	[ACT_WIN_END] = window_act,
	[ACT_DATE] = window_act,
	[ACT_RANGE] = window_act,
	[ACT_DUR_N] = set_dur_n,
	[ACT_DUR_UNIT] = dur_unit,
	[ACT_HALF_YEAR] = half_year,
	[ACT_YEARS_HALF] = years_half,
	[ACT_DUR_BARE] = set_bare,
	[ACT_DUR_ONE] = dur_one,
	[ACT_WIN_BARE] = window_act,
	[ACT_THERE_IS] = fact_act,
	[ACT_SEX] = fact_act,
	[ACT_OWES] = fact_act,
	[ACT_BIRTHDAY] = fact_act,
	[ACT_APPOINTMENT] = noun_act,
	[ACT_RECALL] = fact_act,
	[ACT_WITHIN] = begin_within,
	[ACT_DUE] = set_due,
	[ACT_TAG] = fact_act,
	[ACT_TAG_ALL] = fact_act,
	[ACT_SEGMENT] = fact_act,
	[ACT_FACT] = fact_act,
	[ACT_STATE] = fact_act,
	[ACT_PURPOSE] = fact_act,
	[ACT_VALUE] = fact_act,
	[ACT_KNOWN] = fact_act,
	[ACT_TEXT] = fact_act,
	[ACT_CHANNEL] = fact_act,
};

/* The child of a household has its own part of the sentence. */
static void set_texts(struct builder *b, struct node *top)
{
	const struct reading *r = b->r;
	size_t from = skip_blanks(r, 0);
	size_t to = r->len;

	while (to > from && strchr(" \t\r\n", r->text[to - 1]))
		to--;
	for (struct node *n = top; n; n = n->child) {
		if (n != top) {
			from = (size_t)(n->pos.col - b->pos->col);
			from = skip_blanks(r, from);
		}
		n->pos = build_place(b, from);
		n->len = (int)(to - from);
		n->text = arena_strndup(b->c->arena, r->text + from, to - from);
	}
}

struct node *build_node(const struct reading *r, const struct pos *pos, struct problems *problems)
{
	struct builder b = { .r = r, .c = r->c, .pos = pos, .problems = problems, .ok = true };
	struct node *top = new_node(&b, 0);

	b.node = top;
	for (int i = 0; i < r->n_kept; i++) {
		acts[r->kept[i].act](&b, &r->kept[i]);
		/* What the household's is begins behind the word. */
		if (r->kept[i].act == ACT_HOUSE_CHILD)
			b.node->pos = build_place(&b, r->kept[i].to);
	}
	if (b.n)
		end_number(&b);
	/* 3天内有预约 looks ahead, 3天内有就诊 back. */
	if (b.bare && b.node->kind == NODE_HAS &&
	    noun_day(b.node->noun.noun, b.node->noun.status) == BY_DUE)
		b.node->win.kind = WIN_NEXT;
	if (b.node->n_values <= 1)
		b.node->all = false;
	set_texts(&b, top);
	return b.ok && makes_sense(r, top, problems) ? top : NULL;
}
