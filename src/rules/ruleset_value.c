#include "rule_reader.h"
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"

bool want_kind(struct rule_reader *r, const struct yaml *y, enum yaml_kind kind)
{
	if (y->kind != kind) {
		bool empty = y->kind == YAML_SCALAR && !*y->text && !y->quoted;
		if (empty && y->key)
			return wrong_key(
				r, y, _("nothing stands behind '%s:'; fill it in or take it away"),
				y->key);
		return wrong(r, y, _("a %s is expected here, this is a %s"), yaml_kind_name(kind),
			     yaml_kind_name(y->kind));
	}
	if (kind == YAML_SCALAR ? *y->text != '\0' : y->child != NULL)
		return true;
	if (y->key)
		return wrong_key(r, y, _("nothing stands behind '%s:'; fill it in or take it away"),
				 y->key);
	return wrong(r, y, _("this %s is empty; fill it in or take it away"), yaml_kind_name(kind));
}

const char *want_text(struct rule_reader *r, const struct yaml *y)
{
	return want_kind(r, y, YAML_SCALAR) ? arena_strdup(&r->r->arena, y->text) : NULL;
}

bool want_count(struct rule_reader *r, const struct yaml *y, int min, int max, int *out)
{
	char *end;

	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	long n = strtol(y->text, &end, 10);
	if (end == y->text || *end || n < min || n > max) {
		char shown[48];
		return wrong(r, y, _("'%s' is not a whole number from %d to %d"),
			     str_excerpt(shown, sizeof(shown), y->text), min, max);
	}
	*out = (int)n;
	return true;
}

bool want_label(struct rule_reader *r, const struct yaml *y, const char **en, const char **zh)
{
	static const char *const languages[] = { "en", "zh", NULL };
	const char *texts[2] = { NULL, NULL };
	bool ok = true;

	if (y->kind == YAML_SCALAR) {
		*en = *zh = want_text(r, y);
		return *en != NULL;
	}
	if (!want_kind(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next) {
		int which = strcmp(e->key, "en") == 0 ? 0 : strcmp(e->key, "zh") == 0 ? 1 : -1;
		if (which >= 0)
			texts[which] = want_text(r, e);
		else if (e->kind == YAML_SCALAR && !*e->text && y->flow)
			wrong_key(r, e, _("in { } a comma ends the text; put the text in quotes"));
		else
			wrong_name(r, e, languages);
		ok = ok && which >= 0 && texts[which];
	}
	*en = texts[0] ? texts[0] : texts[1];
	*zh = texts[1] ? texts[1] : texts[0];
	return ok;
}

bool want_interval(struct rule_reader *r, const struct yaml *y, struct interval *out)
{
	struct err err = ERR_INIT;

	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	if (!interval_parse(y->text, out, &err))
		*out = (struct interval){ 0 }; /* what it says is of other files: "6m" */
	if (out->years || out->months || out->weeks || out->days)
		return true;
	return wrong(r, y, _("a length of time is expected here, such as 7 days"));
}

int want_choice(struct rule_reader *r, const struct yaml *y, const struct choice *choices)
{
	const char *names[32];
	size_t n = 0;

	if (!want_kind(r, y, YAML_SCALAR))
		return -1;
	int found = choice_find(choices, y->text);
	if (found >= 0)
		return found;
	for (; choices[n].key && n + 1 < ARRAY_SIZE(names); n++)
		names[n] = choices[n].key;
	names[n] = NULL;
	wrong_word(r, place_value(&r->places, y), y->text, names);
	return -1;
}

bool is_one_of(const char *word, const char *words)
{
	size_t n = strlen(word);

	for (const char *p = str_or_empty(words); *p;) {
		size_t len = strcspn(p, "|");
		if (len == n && memcmp(p, word, n) == 0)
			return true;
		p += len + (p[len] == '|');
	}
	return false;
}

/* A Chinese keyboard has its own. */
static size_t comma_at(const char *s)
{
	return *s == ',' ? 1 : strncmp(s, "，", 3) == 0 ? 3 : 0;
}

size_t split_pieces(struct rule_reader *r, const struct yaml *y, struct piece *out, size_t max)
{
	size_t n = 0;

	for (const char *s = y->text; n < max;) {
		const char *end = s;
		while (*end && (n + 1 == max || !comma_at(end)))
			end++;
		const char *from = s;
		const char *to = end;
		while (from < to && (*from == ' ' || *from == '\n'))
			from++;
		while (to > from && (to[-1] == ' ' || to[-1] == '\n'))
			to--;
		out[n++] = (struct piece){ arena_strndup(&r->r->arena, from, (size_t)(to - from)),
					   (size_t)(from - y->text), (size_t)(to - from) };
		if (!*end)
			break;
		s = end + comma_at(end);
	}
	return n;
}

/* --- The clinic's own names ------------------------------------------------------------------- */

static const char *const term_names[TERM_KINDS] = {
	[TERM_KIND] = N_("a kind of visit"), [TERM_TASK_KIND] = N_("a kind of to-do"),
	[TERM_PROVIDER] = N_("a provider"),  [TERM_SITE] = N_("a site"),
	[TERM_CHANNEL] = N_("a channel"),    [TERM_TAG] = N_("a tag"),
	[TERM_SOURCE] = N_("a source"),      [TERM_RECALL] = N_("a recall"),
	[TERM_LANGUAGE] = N_("a language"),  [TERM_STAFF] = N_("somebody of the staff"),
};

const char *term_name(enum term_kind kind)
{
	return _(term_names[kind]);
}

const char *want_term(struct rule_reader *r, const struct yaml *y, const struct piece *p,
		      enum term_kind kind)
{
	const char *key = lexicon_find(&r->r->lex, kind, p->text);
	struct nearest nearest;
	struct strlist all;
	char shown[64];

	if (key)
		return arena_strdup(&r->r->arena, key);
	strlist_init(&all);
	lexicon_list(&r->r->lex, kind, &all);
	nearest_init(&nearest, p->text);
	for (size_t i = 0; i < all.n; i++)
		nearest_offer(&nearest, all.v[i]);
	str_excerpt(shown, sizeof(shown), p->text);
	if (nearest.name)
		wrong_part(r, y, p->from, p->len, _("'%s' is not %s; did you mean '%s'?"), shown,
			   term_name(kind), nearest.name);
	else
		wrong_part(r, y, p->from, p->len, _("'%s' is not %s"), shown, term_name(kind));
	nearest_release(&nearest);
	strlist_release(&all);
	return NULL;
}
