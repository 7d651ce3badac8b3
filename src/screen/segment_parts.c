/* What a segment says besides its conditions: what it is for, in which order, how often they are called,
 * what is done for who enters.  Each answer is a change of the draft. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include "segment_edit.h"

enum { TEXT_COLS = 50 };

static const struct choice starts[] = {
	{ "everyone", N_("in it or entering later") },
	{ "new members only", N_("entering from now on") },
	{ 0 },
};

static const struct choice runs[] = {
	{ "by hand", N_("when somebody says so") },
	{ "daily", N_("every day by itself") },
	{ 0 },
};

static const struct part {
	const char *key;              /* as rules.yaml has it */
	const char *label;            /* N_() */
	const struct choice *choices; /* NULL: a text */
	const char *hint;             /* N_(); of choices what holds when nothing is said */
} parts[] = {
	{ "purpose", N_("What for"), purpose_choices, "recall" },
	{ "order", N_("Who comes first"), NULL, N_("last visit, oldest first") },
	{ "quiet", N_("Left alone after being reached"), NULL, N_("2 weeks") },
	{ "give up after", N_("Given up after"), NULL, N_("3 calls") },
	{ "limit", N_("At most so many new ones a day"), NULL, N_("100") },
	{ "priority", N_("Which list goes first, 1 to 9"), NULL, "1" },
	{ "start", N_("Who enters gets it when"), starts, "everyone" },
	{ "run", N_("It is done"), runs, "by hand" },
};

/* What it says now, or what holds when it says nothing; heap, NULL. */
static char *part_now(const struct editing *s, const struct part *part)
{
	char *now = rules_part(s->text.p, editing_segment(s)->pos.line, part->key);

	return now || !part->choices ? now : mem_strdup(part->hint);
}

/* --- one of them --- */

/* "Who comes first: last visit, oldest first" */
static char *part_said(const struct part *part, const char *value)
{
	int i = part->choices ? choice_find(part->choices, value) : -1;

	return mem_printf("%s%s%s", _(part->label), i18n_is_chinese() ? "：" : ": ",
			  i >= 0 ? _(part->choices[i].label) : value ? value : _("nothing said"));
}

/* False: it cannot be so, which is said. */
static bool set_part(struct app *app, const struct part *part, const char *value)
{
	struct editing *s = app_top(app)->state;
	const struct segment *of = editing_segment(s);
	struct str next;

	if (!of)
		return true;
	char *was = part_now(s, part);
	char *said = part_said(part, value);
	str_init(&next);
	str_add(&next, s->text.p);
	rules_set_part(&next, of->pos.line, part->key, value);
	bool ok = str_eq(was, value) || editing_change(app, s, next.p, said);
	str_release(&next);
	free(was);
	free(said);
	return ok;
}

static void ask_part(struct app *app, const struct part *part, const char *typed);

/* What cannot be is there again to be mended. */
static void part_given(struct app *app, void *data, const char *key, const char *text)
{
	const struct part *part = data;

	if (!set_part(app, part, key ? key : str_is_empty(text) ? NULL : text) && !key)
		ask_part(app, part, text);
}

static void ask_part(struct app *app, const struct part *part, const char *typed)
{
	const struct editing *s = app_top(app)->state;
	char *now = part_now(s, part);
	struct pick p;

	pick_init(&p, _(part->label));
	for (const struct choice *c = part->choices; c && c->key; c++)
		pick_add(&p, c->key, _(c->label), str_eq(c->key, now) ? _("so now") : NULL, NULL);
	p.text = !part->choices;
	if (p.text) {
		p.hint = mem_printf(_("such as: %s; empty: nothing said"), _(part->hint));
		p.typed = mem_strdup(typed ? typed : now);
		p.cols = TEXT_COLS;
	}
	p.data = (void *)(uintptr_t)part;
	p.done = part_given;
	pick_open(app, &p);
	free(now);
}

/* --- what is done for who enters --- */

static const struct gift {
	const char *word;  /* as rules.yaml has it */
	const char *label; /* N_() */
	const char *hint;  /* N_() */
} gifts[] = {
	{ "task", N_("a to-do"), N_("ask how it heals, due in 1 day, to the provider") },
	{ "call", N_("a call"), N_("recall, at most 30 a day") },
	{ "tag", N_("a tag"), N_("vip") },
	{ "untag on leaving", N_("a tag that goes when they leave"), N_("vip") },
	{ "message", N_("a message"), N_("recall, by wechat") },
};

struct acting {
	int at; /* of the actions there are; −1: one more */
	const struct gift *gift;
};

static const struct gift *gift_of(const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(gifts); i++) {
		size_t n = strlen(gifts[i].word);
		if (strncmp(line, gifts[i].word, n) == 0 && line[n] == ':')
			return &gifts[i];
	}
	return &gifts[0];
}

static void ask_action(struct app *app, int at, const struct gift *gift, const char *typed);

static void action_given(struct app *app, void *data, const char *key, const char *text)
{
	const struct acting *a = data;
	struct editing *s = app_top(app)->state;
	const struct segment *of = editing_segment(s);
	struct strlist now;
	struct strlist then;
	struct str next;

	(void)key;
	if (!of || (str_is_empty(text) && a->at < 0))
		return;
	char *line = mem_printf("%s: %s", a->gift->word, str_or_empty(text));
	strlist_init(&now);
	strlist_init(&then);
	rules_thens(s->text.p, of, &now);
	for (int i = 0; i < (int)now.n; i++)
		if (i != a->at)
			strlist_add(&then, now.v[i]);
		else if (!str_is_empty(text))
			strlist_add(&then, line);
	if (a->at < 0)
		strlist_add(&then, line);
	char *said = mem_printf(a->at < 0	     ? _("added: %s") :
				str_is_empty(text) ? _("dropped: %s") :
						     _("changed: %s"), a->at < 0 ? line : now.v[a->at]);
	str_init(&next);
	str_add(&next, s->text.p);
	rules_set_thens(&next, of->pos.line, &then);
	if ((a->at < 0 || strcmp(line, now.v[a->at]) != 0) && !editing_change(app, s, next.p, said))
		ask_action(app, a->at, a->gift, text);
	str_release(&next);
	strlist_release(&now);
	strlist_release(&then);
	free(said);
	free(line);
}

static void ask_action(struct app *app, int at, const struct gift *gift, const char *typed)
{
	struct acting *a = mem_alloc(sizeof(*a));
	struct pick p;

	*a = (struct acting){ at, gift };
	pick_init(&p, _(gift->label));
	p.hint = mem_printf(at < 0 ? _("such as: %s") : _("such as: %s; empty: not done any more"),
			    _(gift->hint));
	p.typed = mem_strdup(typed);
	p.text = true;
	p.cols = TEXT_COLS;
	p.data = a;
	p.free_data = free;
	p.done = action_given;
	pick_open(app, &p);
}

static void action_chosen(struct app *app, void *data, const char *key, const char *text)
{
	const struct editing *s = app_top(app)->state;
	const struct segment *of = editing_segment(s);
	struct strlist now;

	(void)data;
	(void)text;
	if (!key || !of)
		return;
	strlist_init(&now);
	rules_thens(s->text.p, of, &now);
	int at = (int)strtol(key + 1, NULL, 10);
	if (*key == '+')
		ask_action(app, -1, &gifts[at], NULL);
	else if (at < (int)now.n)
		ask_action(app, at, gift_of(now.v[at]), strstr(now.v[at], ": ") + 2);
	strlist_release(&now);
}

static void ask_actions(struct app *app)
{
	const struct editing *s = app_top(app)->state;
	char key[24];
	struct pick p;

	pick_init(&p, _("What who enters gets"));
	for (size_t i = 0; i < s->then.n; i++) {
		snprintf(key, sizeof(key), "=%zu", i);
		pick_add(&p, key, s->then.v[i], _("change"), NULL);
	}
	for (size_t i = 0; i < ARRAY_SIZE(gifts); i++) {
		snprintf(key, sizeof(key), "+%zu", i);
		pick_add(&p, key, _(gifts[i].label), _("one more"), NULL);
	}
	p.done = action_chosen;
	pick_open(app, &p);
}

/* --- which of them --- */

static void part_chosen(struct app *app, void *data, const char *key, const char *text)
{
	(void)data;
	(void)text;
	if (!key)
		return;
	if (strcmp(key, "then") == 0) {
		ask_actions(app);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (strcmp(parts[i].key, key) == 0)
			ask_part(app, &parts[i], NULL);
}

void ask_segment_parts(struct app *app, void *state)
{
	const struct editing *s = state;
	const struct segment *of = editing_segment(s);
	struct pick p;

	if (!of || s->typing != TYPING_NOT)
		return;
	pick_init(&p, _("What else the segment says"));
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		char *now = part_now(s, &parts[i]);
		int k = now && parts[i].choices ? choice_find(parts[i].choices, now) : -1;
		pick_add(&p, parts[i].key, _(parts[i].label),
			 k >= 0 ? _(parts[i].choices[k].label) : now ? now : "–", NULL);
		free(now);
	}
	char *n = mem_printf("%zu", of->n_then);
	pick_add(&p, "then", _("What who enters gets"), n, NULL);
	free(n);
	p.done = part_chosen;
	pick_open(app, &p);
}
