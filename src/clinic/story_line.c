/* What an action did, in one line. */
#include "revisit/base/i18n.h"
#include "revisit/store/imports.h"
#include "revisit/text/phone.h"
#include "revisit/text/width.h"
#include "calls_parts.h"
#include "story_parts.h"

enum { SHORT_COLS = 28 };

void story_phrase(struct str *out, const struct story_line *l)
{
	if (l->before && l->after)
		str_addf(out, "%s %s → %s", l->what, l->before, l->after);
	else if (l->after)
		str_addf(out, _("%s added: %s"), l->what, l->after);
	else if (l->before)
		str_addf(out, _("%s removed: %s"), l->what, l->before);
	else
		str_add(out, l->what);
}

const char *story_mark(const struct story *s)
{
	if (deed_is_undo(&s->deed))
		return _("undo");
	if (s->again || !s->deed.in_force)
		return s->again ? _("undone, done again") : _("undone");
	return s->deed.of != s->deed.action ? _("done again") : "";
}

/* Over the counter a number is its last four, and a note its beginning. */
static char *shortened(const char *text, bool phone)
{
	struct str s;

	if (!text)
		return NULL;
	str_init(&s);
	if (phone) {
		last_four(&s, text);
		return s.p;
	}
	size_t n = strcspn(text, "\n");
	if (n > text_prefix(text, SHORT_COLS) || text[n]) {
		n = n < text_prefix(text, SHORT_COLS - 1) ? n : text_prefix(text, SHORT_COLS - 1);
		str_addn(&s, text, n);
		str_add(&s, "…");
	} else {
		str_add(&s, text);
	}
	return s.p;
}

/* Somebody's week is many rows and one thing that was said; NULL when it is something else. */
static char *week_of_one(const struct telling *t)
{
	char *provider = NULL;
	bool one = t->recipe->n > 1;

	for (size_t i = 0; one && i < t->recipe->n; i++) {
		const struct recipe_row *r = &t->recipe->v[i];
		struct schedule h;
		one = r->rec == &record_schedule;
		if (!one)
			break;
		record_init(&record_schedule, &h);
		story_whole_row(t, r, &h);
		one = !provider || str_eq(provider, h.provider);
		str_replace(&provider, h.provider);
		record_release(&record_schedule, &h);
	}
	char *words = NULL;
	if (one)
		words = mem_printf(_("hours of %s"), config_label(t->c->config, "provider",
								  str_or_empty(provider)));
	free(provider);
	return words;
}

static void add_left(struct str *out, const struct telling *t)
{
	char *name = call_name(t->c, t->story->deed.target);

	if (str_eq(t->story->deed.verb, "call-release"))
		str_addf(out, _("%s given back, nothing was recorded"), name);
	else
		str_addf(out, _("%s left for now"), name);
	free(name);
}

char *story_in_one_line(const struct telling *t)
{
	const struct story *s = t->story;
	struct str out;

	str_init(&out);
	if (s->n == 0) {
		struct import_row import = { 0 };
		if (s->deed.import && store_import(&t->c->store, s->deed.import, &import, NULL))
			str_addf(&out, _("import of %s"), import.name);
		else if (str_eq(s->deed.verb, "call-skip") || str_eq(s->deed.verb, "call-release"))
			add_left(&out, t);
		else
			str_add(&out, s->deed.verb);
		import_row_release(&import);
		return out.p;
	}
	char *week = week_of_one(t);
	if (week) {
		str_release(&out);
		return week;
	}
	if (s->n > 1 && strcmp(s->deed.verb, "segment-run") == 0) {
		str_addf(&out, _("what a rule says, %zu to-dos and tags"), s->n);
		return out.p;
	}
	struct story_line l = s->v[0];
	l.before = shortened(l.before, l.phone);
	l.after = shortened(l.after, l.phone);
	if (l.who)
		str_addf(&out, "%s ", l.who);
	story_phrase(&out, &l);
	free(l.before);
	free(l.after);
	/* What belongs to a new chart goes without saying. */
	if (s->n > 1 && l.rank != RANK_REGISTERED) {
		str_addc(&out, ' ');
		str_addf(&out, _("(+%zu more)"), s->n - 1);
	}
	return out.p;
}
