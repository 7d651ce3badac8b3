/* What a segment is, in words: its conditions, what is done for who enters, how it is worked off. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"

#include "segments.h"

void segment_conditions(struct strlist *out, const struct sentence_context *words,
			const struct node *list, int depth)
{
	for (const struct node *n = list->child; n; n = n->next) {
		bool is_list = n->kind == NODE_ALL || n->kind == NODE_ANY;
		struct str line;
		str_init(&line);
		str_pad(&line, ' ', (size_t)depth * 2);
		if (is_list)
			str_add(&line, n->kind == NODE_ALL ? _("all of") :
				       n->negated	   ? _("none of") :
							     _("any of"));
		else
			node_show(&line, words, n, i18n_is_chinese());
		strlist_add(out, line.p);
		str_release(&line);
		if (is_list)
			segment_conditions(out, words, n, depth + 1);
	}
}

/* "in the next 2 days"; heap. */
static char *span_text(enum win_kind kind, struct interval a)
{
	bool some = a.years || a.months || a.weeks || a.days;
	struct window win = { .kind = some ? kind : WIN_TODAY, .a = a };
	struct str out;

	str_init(&out);
	window_show(&out, NULL, &win, i18n_is_chinese());
	return str_steal(&out);
}

static void add_task(struct str *out, const struct config *config, const struct then *t)
{
	str_addf(out, _("a to-do: %s"), t->what);
	if (t->has_due) {
		char *when = span_text(WIN_NEXT, t->due);
		str_addf(out, _(", due %s"), when);
		free(when);
	}
	if (str_eq(t->to, "provider"))
		str_add(out, _(", for who treated"));
	else if (t->to)
		str_addf(out, _(", for %s"),
			 config_label(config,
				      config_term(config, "role", t->to) ? "role" : "staff", t->to));
}

static void then_words(struct str *out, const struct config *config, const struct then *t)
{
	switch (t->kind) {
	case THEN_TASK:
		add_task(out, config, t);
		break;
	case THEN_CALL:
		if (t->a_day)
			str_addf(out, _("call list %s (3 Calls), at most %d a day"), t->what, t->a_day);
		else
			str_addf(out, _("call list %s (3 Calls)"), t->what);
		break;
	case THEN_MESSAGE:
		str_addf(out, _("a message: %s"), t->what);
		break;
	case THEN_TAG:
		str_addf(out, _("the tag %s"), config_label(config, "tag", t->what));
		break;
	case THEN_UNTAG_ON_LEAVING:
		str_addf(out, _("the tag %s goes when they leave"),
			 config_label(config, "tag", t->what));
		break;
	}
}

void segment_thens(struct strlist *out, const struct config *config, const struct segment *s)
{
	for (size_t i = 0; i < s->n_then; i++) {
		struct str line;
		str_init(&line);
		then_words(&line, config, &s->then[i]);
		strlist_add(out, line.p);
		str_release(&line);
	}
}

static void add_line(struct strlist *out, struct str *line)
{
	strlist_add(out, line->p);
	str_clear(line);
}

void segment_ways(struct strlist *out, const struct segment *s)
{
	struct str line;

	str_init(&line);
	str_add(&line, _(purpose_choices[s->purpose].label));
	add_line(out, &line);
	if (s->has_quiet && !s->quiet_none) {
		char *when = span_text(WIN_LAST, s->quiet);
		str_addf(&line, _("left alone when reached %s"), when);
		free(when);
		add_line(out, &line);
	}
	if (s->give_up_calls) {
		str_addf(&line, ngettext("given up after %d call", "given up after %d calls",
					 (unsigned long)s->give_up_calls), s->give_up_calls);
		add_line(out, &line);
	}
	if (s->run_daily)
		strlist_add(out, _("done every day by itself"));
	else if (s->n_then)
		strlist_add(out, s->new_only ? _("only for who enters from now on") :
					       _("done when somebody says so"));
	str_release(&line);
}
