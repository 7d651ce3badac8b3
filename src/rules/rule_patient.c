/* A patient of a rule test: what stands below their name in YAML becomes the view of a patient. */
#include "revisit/base/i18n.h"
#include "rule_records.h"
#include "rule_test.h"

enum { RELATIVES_MAX = 50 };

/* What a patient may have besides records and the facts of the catalogue. */
static const char *const own_keys[] = { "born", "phone", "email", "wechat", "household" };

/* --- Facts ------------------------------------------------------------------------------------ */

static const struct fact_word *fact_of(const char *key)
{
	for (size_t i = 0; i < FACTS; i++) {
		const struct fact_word *w = &fact_words[i];
		if (w->field && w->type != FACT_YEARLY &&
		    (strcmp(w->word.en, key) == 0 || strcmp(w->word.zh, key) == 0 ||
		     str_eq(w->field, key) || is_one_of(key, w->word.also)))
			return w;
	}
	return NULL;
}

static bool read_birth(struct rule_reader *r, const struct yaml *y, struct view *v)
{
	const char *text = y->text;
	struct err err = ERR_INIT;
	day_t day;
	char *end;

	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	bool estimated = *text == '~';
	long year = strtol(text + estimated, &end, 10);
	long month = *end == '-' ? strtol(end + 1, &end, 10) : 0;
	if (!*end && year >= 1 && year <= 9999 && month >= 0 && month <= 12) {
		v->birth_precision = estimated ? PRECISION_ESTIMATED
				     : month   ? PRECISION_MONTH
					       : PRECISION_YEAR;
		day = day_make((int)year, month ? (int)month : 1, 1);
	} else if (!day_parse(text, &day, &err)) {
		return wrong(r, y, "%s", err.msg);
	}
	view_set(v, &r->r->symbols, FACT_BIRTH_DATE, day, NULL, false);
	return true;
}

static enum term_kind term_of(const char *vocab)
{
	for (int kind = 0; kind < TERM_KINDS; kind++)
		if (str_eq(term_vocab((enum term_kind)kind), vocab))
			return (enum term_kind)kind;
	return TERM_LANGUAGE;
}

static bool read_fact(struct rule_reader *r, const struct yaml *y, const struct fact_word *w,
		      struct view *v)
{
	const struct symbols *names = &r->r->symbols;
	struct err err = ERR_INIT;
	const char *key;
	day_t day;
	int i;

	if (w->fact == FACT_BIRTH_DATE)
		return read_birth(r, y, v);
	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	switch (w->type) {
	case FACT_DATE:
		if (!day_parse(y->text, &day, &err))
			return wrong(r, y, "%s", err.msg);
		view_set(v, names, w->fact, day, NULL, false);
		return true;
	case FACT_CHOICE:
		i = want_choice(r, y, w->values);
		if (i >= 0)
			view_set(v, names, w->fact, i, NULL, false);
		return i >= 0;
	case FACT_TERM:
		key = lexicon_find(&r->r->lex, term_of(w->vocab), y->text);
		view_set(v, names, w->fact, 0, key ? key : y->text, false);
		return true;
	case FACT_NUMBER:
	case FACT_MONEY:
	case FACT_SHARE:
	case FACT_YEARLY:
	case FACT_TEXT:
		break;
	}
	if (w->flags & FACT_KNOWN_ONLY)
		view_set(v, names, w->fact, 1, NULL, false);
	else
		view_set(v, names, w->fact, 0, y->text, true);
	return true;
}

/* --- Contacts --------------------------------------------------------------------------------- */

/* "phone: yes"; anything but no is a number or address that works. */
static bool read_contact(struct rule_reader *r, const struct yaml *y, struct view *v)
{
	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	if (strcmp(y->text, "no") == 0)
		return true;
	view_contact(v, &r->r->symbols,
		     strcmp(y->key, "phone") == 0   ? CONTACT_MOBILE
		     : strcmp(y->key, "email") == 0 ? CONTACT_EMAIL
						    : CONTACT_WECHAT);
	return true;
}

/* --- Entries ---------------------------------------------------------------------------------- */

static bool read_lines(struct rule_reader *r, const struct yaml *y, struct view *v,
		       const struct record_words *words, bool guardian)
{
	bool ok = true;

	if (y->kind == YAML_SCALAR)
		return read_line_of(r, y, v, words->read, guardian);
	if (!want_kind(r, y, YAML_LIST))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		ok = read_line_of(r, e, v, words->read, guardian) && ok;
	return ok;
}

static const struct record_words *records_of(const char *key)
{
	for (const struct record_words *w = record_words; w->key; w++)
		if (strcmp(w->key, key) == 0)
			return w;
	return NULL;
}

static bool wrong_patient_key(struct rule_reader *r, const struct yaml *e)
{
	const char *names[FACTS + 32];
	size_t n = 0;

	for (const struct record_words *w = record_words; w->key; w++)
		names[n++] = w->key;
	for (size_t i = 0; i < ARRAY_SIZE(own_keys); i++)
		names[n++] = own_keys[i];
	for (size_t i = 0; i < FACTS; i++)
		if (fact_words[i].field && fact_words[i].type != FACT_YEARLY && i != FACT_HOUSEHOLD)
			names[n++] = fact_words[i].word.en;
	names[n] = NULL;
	return wrong_name(r, e, names);
}

static bool read_entry(struct rule_reader *r, const struct yaml *e, struct view *v)
{
	const struct fact_word *fact = fact_of(e->key);

	if (records_of(e->key))
		return true; /* in their own order */
	if (strcmp(e->key, "born") == 0)
		return read_birth(r, e, v);
	if (strcmp(e->key, "phone") == 0 || strcmp(e->key, "email") == 0 ||
	    strcmp(e->key, "wechat") == 0)
		return read_contact(r, e, v);
	if (strcmp(e->key, "household") == 0) {
		v->fact[FACT_HOUSEHOLD] = 1;
		return want_kind(r, e, YAML_SCALAR);
	}
	return fact ? read_fact(r, e, fact, v) : wrong_patient_key(r, e);
}

/* The patient alone. */
static bool read_own(struct rule_reader *r, const struct yaml *y, struct view *v)
{
	bool ok = true;

	v->fact[FACT_STATUS] = PATIENT_ACTIVE;
	for (const struct yaml *e = y->child; e; e = e->next)
		ok = read_entry(r, e, v) && ok;
	for (const struct record_words *w = record_words; w->key; w++) {
		const struct yaml *e = yaml_get(y, w->key);
		if (e)
			ok = read_lines(r, e, v, w, false) && ok;
	}
	return ok;
}

static int64_t number_of(const struct yaml *patients, const struct yaml *y)
{
	int64_t n = 1;

	for (const struct yaml *e = patients->child; e && e != y; e = e->next)
		n++;
	return n;
}

/* What the guardian, when it is another patient of the test, agreed to. */
static bool read_guardian(struct rule_reader *r, const struct yaml *patients, const struct yaml *y,
			  struct view *v)
{
	const char *name = yaml_text(y, "guardian");
	const struct yaml *consents = name ? yaml_get(yaml_get(patients, name), "consents") : NULL;

	return !consents || read_lines(r, consents, v, records_of("consents"), true);
}

bool read_patient(struct rule_reader *r, const struct yaml *patients, const struct yaml *y,
		  struct view *v, bool whole)
{
	const char *home = yaml_text(y, "household");
	bool ok = read_own(r, y, v) && read_guardian(r, patients, y, v);

	v->patient = number_of(patients, y);
	for (const struct yaml *e = patients->child; whole && home && e; e = e->next) {
		if (v->n_others == RELATIVES_MAX)
			break;
		if (e == y || !str_eq(yaml_text(e, "household"), home))
			continue;
		struct view *other = view_other(v, r->r->config);
		ok = read_patient(r, patients, e, other, false) && ok;
	}
	view_sort(v);
	return ok;
}
