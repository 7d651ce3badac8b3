#include "rule_words.h"
#include "revisit/base/i18n.h"
#include "revisit/rules/words.h"

/* "a visit that took place … (就诊)" */
static void row(struct sheet *s, const char *name, const char *type, const char *values,
		const char *help, const char *zh)
{
	char *meaning = mem_printf("%s (%s)", _(help), zh);

	sheet_text(s, "rule");
	sheet_text(s, name);
	sheet_text(s, type);
	sheet_bool(s, false);
	sheet_text(s, values);
	sheet_bool(s, false);
	sheet_text(s, meaning);
	sheet_row(s);
	free(meaning);
}

static void statuses_of(struct str *out, unsigned noun)
{
	str_clear(out);
	for (size_t i = STATUS_USUAL + 1; i < STATUSES; i++)
		if (status_words[i].nouns & 1u << noun)
			str_addf(out, "%s%s", out->len ? " " : "", status_words[i].word.en);
}

static void choices_of(struct str *out, const struct fact_word *f)
{
	str_clear(out);
	for (int i = 0; f->values && f->values[i].key; i++)
		str_addf(out, "%s%s", i ? " " : "", f->values[i].key);
	str_add(out, f->vocab);
}

static const char *type_name(const struct fact_word *f)
{
	switch (f->type) {
	case FACT_NUMBER:
		return "number";
	case FACT_MONEY:
		return "money";
	case FACT_SHARE:
		return "share";
	case FACT_DATE:
	case FACT_YEARLY:
		return "date";
	case FACT_CHOICE:
		return "choice";
	case FACT_TERM:
		return "term";
	case FACT_TEXT:
		return "text";
	}
	return "";
}

void rule_word_rows(struct sheet *s)
{
	struct str values;

	str_init(&values);
	for (unsigned i = 0; i < NOUNS; i++) {
		statuses_of(&values, i);
		row(s, noun_words[i].word.en, "noun", values.p, noun_words[i].help,
		    noun_words[i].word.zh);
	}
	for (size_t i = STATUS_USUAL + 1; i < STATUSES; i++)
		row(s, status_words[i].word.en, "status", "", status_words[i].help,
		    status_words[i].word.zh);
	for (size_t i = 0; i < FACTS; i++) {
		choices_of(&values, &fact_words[i]);
		row(s, fact_words[i].word.en, type_name(&fact_words[i]), values.p,
		    fact_words[i].help, fact_words[i].word.zh);
	}
	str_release(&values);
}
