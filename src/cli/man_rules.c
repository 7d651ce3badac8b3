#include "man_parts.h"
#include "revisit/rules/sentence.h"

/* The tables of revisit-rules(5), out of those that the parser reads with. */
static void add_rule(void *arg, const char *name, const char *body, const char *help)
{
	struct str *out = arg;

	str_addf(out, ".It Ic %s\n", name);
	man_lines(out, body);
	if (!help)
		return;
	str_add(out, ".Pp\n");
	man_sentences(out, help);
}

static void grammar(struct str *out, bool chinese)
{
	str_add(out, ".Bl -tag -width test-number\n");
	sentence_grammar(chinese, add_rule, out);
	str_add(out, ".El\n");
}

static void add_also(struct str *line, const char *also)
{
	for (const char *p = str_or_empty(also); *p;) {
		size_t n = strcspn(p, "|");
		str_addf(line, ", %.*s", (int)n, p);
		p += n + (p[n] == '|');
	}
}

/* "visit", and below it its other words and what it means. */
static void add_word(struct str *out, const struct word *w, const char *help, const char *more)
{
	struct str line;

	str_init(&line);
	str_addf(out, ".It Li \"%s\"\n", w->en);
	man_sentences(out, help);
	str_add(&line, w->zh);
	add_also(&line, w->also);
	str_add(out, ".br\n");
	man_lines(out, line.p);
	if (more) {
		str_add(out, ".br\n");
		man_sentences(out, more);
	}
	str_release(&line);
}

static void nouns(struct str *out)
{
	static const struct {
		unsigned part;
		const char *text;
	} parts[] = { { TAKES_KIND, "a kind before it" },
		      { TAKES_PROVIDER, "with PROVIDER" },
		      { TAKES_SITE, "at SITE" },
		      { TAKES_CHANNEL, "by CHANNEL" },
		      { TAKES_OVER, "over N" } };
	struct str more;

	str_init(&more);
	str_add(out, ".Bl -tag -width \"day of death\"\n");
	for (size_t i = 0; i < NOUNS; i++) {
		str_clear(&more);
		for (size_t p = 0; p < ARRAY_SIZE(parts); p++)
			if (noun_words[i].takes & parts[p].part)
				str_addf(&more, "%s%s", more.len ? ", " : "May have ",
					 parts[p].text);
		add_word(out, &noun_words[i].word, noun_words[i].help, more.len ? more.p : NULL);
	}
	str_add(out, ".El\n");
	str_release(&more);
}

static void statuses(struct str *out)
{
	struct str more;

	str_init(&more);
	str_add(out, ".Bl -tag -width \"day of death\"\n");
	for (size_t i = STATUS_USUAL + 1; i < STATUSES; i++) {
		str_clear(&more);
		for (size_t n = 0; n < NOUNS; n++)
			if (status_words[i].nouns & 1u << n)
				str_addf(&more, "%s%s", more.len ? ", " : "Of ",
					 noun_words[n].word.en);
		add_word(out, &status_words[i].word, status_words[i].help, more.p);
	}
	str_add(out, ".El\n");
	str_release(&more);
}

static const char *type_text(const struct fact_word *f)
{
	switch (f->type) {
	case FACT_NUMBER:
	case FACT_MONEY:
	case FACT_SHARE:
		return f->flags & FACT_WINDOWED ? "A measure: with or without a window."
						: "A number.";
	case FACT_DATE:
		return "A date.";
	case FACT_YEARLY:
		return "A day of every year.";
	case FACT_CHOICE:
	case FACT_TERM:
		return "A choice.";
	case FACT_TEXT:
		return f->flags & FACT_KNOWN_ONLY ? "Known or unknown." : "A text.";
	}
	return "";
}

static void facts(struct str *out)
{
	struct str more;

	str_init(&more);
	str_add(out, ".Bl -tag -width \"day of death\"\n");
	for (size_t i = 0; i < FACTS; i++) {
		const struct fact_word *f = &fact_words[i];
		str_clear(&more);
		str_add(&more, type_text(f));
		for (int v = 0; f->values && f->values[v].key; v++)
			str_addf(&more, "%s%s", v ? ", " : " One of: ", f->values[v].key);
		add_word(out, &f->word, f->help, more.p);
	}
	str_add(out, ".El\n");
	str_release(&more);
}

static void examples(struct str *out)
{
	str_add(out, ".Bl -tag -width Ds\n");
	for (const struct sentence_example *e = sentence_examples; e->en; e++) {
		str_add(out, ".It Xo\n");
		man_lines(out, e->en);
		str_add(out, ".Xc\n");
		man_lines(out, e->zh);
	}
	str_add(out, ".El\n");
}

bool man_rules(struct str *out, const char *chapter)
{
	if (strcmp(chapter, "RULE-GRAMMAR") == 0)
		grammar(out, false);
	else if (strcmp(chapter, "RULE-GRAMMAR-CHINESE") == 0)
		grammar(out, true);
	else if (strcmp(chapter, "RULE-NOUNS") == 0)
		nouns(out);
	else if (strcmp(chapter, "RULE-STATUSES") == 0)
		statuses(out);
	else if (strcmp(chapter, "RULE-FACTS") == 0)
		facts(out);
	else if (strcmp(chapter, "RULE-EXAMPLES") == 0)
		examples(out);
	else
		return false;
	return true;
}
