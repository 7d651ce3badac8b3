/* The parts of a plan as people write them: "crown 36 3200", "种植牙46 8800元 3次 隔3个月". */
#include "revisit/base/i18n.h"
#include "revisit/care/recall.h"
#include "revisit/clinic/plans.h"
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

#include "plan_words.h"

enum { TEETH_LEN = 96, KIND_WORDS = 4 };

static bool starts_with(const char *text, const char *begin)
{
	struct str a;
	struct str b;

	str_init(&a);
	str_init(&b);
	text_fold(&a, str_or_empty(text));
	text_fold(&b, begin);
	bool starts = b.len >= 2 && strncmp(a.p, b.p, b.len) == 0;
	str_release(&a);
	str_release(&b);
	return starts;
}

/* The only kind of visit whose key or name begins like this. */
static const struct term_def *begun_kind(struct clinic *c, const char *typed)
{
	const struct term_list *kinds = config_vocab(c->config, "visit_kind");
	const struct term_def *found = NULL;

	for (size_t i = 0; i < kinds->n; i++) {
		const struct term_def *k = &kinds->v[i];
		if (!starts_with(k->key, typed) && !starts_with(k->label_en, typed) &&
		    !starts_with(k->label_zh, typed))
			continue;
		if (found)
			return NULL;
		found = k;
	}
	return found;
}

/* "root canal of the molar": the longest beginning that is a kind of visit, else an end. */
static char *kind_in(struct clinic *c, const struct strlist *words)
{
	struct str s;
	char *kind = NULL;

	str_init(&s);
	for (size_t n = words->n < KIND_WORDS ? words->n : KIND_WORDS; n > 0 && !kind; n--)
		for (size_t from = 0; from + n <= words->n && !kind; from++) {
			str_clear(&s);
			for (size_t i = from; i < from + n; i++)
				str_addf(&s, "%s%s", i > from ? " " : "", words->v[i]);
			if (clinic_knows_term(c, "visit_kind", s.p))
				kind = clinic_term_key(c, "visit_kind", s.p);
		}
	str_release(&s);
	return kind;
}

/* --- one part --- */

/* A part being read. */
struct reading {
	struct clinic *c;
	struct plan_item item;
	struct strlist words;
	bool priced, each, any;
	enum plan_word_kind last;
};

static void reading_begin(struct reading *r)
{
	record_init(&record_plan_item, &r->item);
	r->item.visits = 1;
	r->item.price = MONEY_NONE;
	strlist_init(&r->words);
	r->priced = r->each = r->any = false;
	r->last = PLAN_END;
}

static void reading_release(struct reading *r)
{
	record_release(&record_plan_item, &r->item);
	strlist_release(&r->words);
}

static bool take_price(struct reading *r, const struct plan_word *w, struct err *err)
{
	struct str had;

	if (!r->priced) {
		r->priced = true;
		r->each = w->each;
		return money_parse(r->c->config, w->text, &r->item.price, err);
	}
	str_init(&had);
	money_show(&had, r->c->config, r->item.price, false);
	err_set(err, ERR_BAD_VALUE,
		_("'%s' has no place: the price is %s already. Teeth are written 26 or 左上6; a ; "
		  "begins another part"),
		w->text, had.p);
	str_release(&had);
	return false;
}

static bool take_teeth(struct reading *r, const char *teeth, struct err *err)
{
	char *all = str_is_empty(r->item.teeth) ? mem_strdup(teeth)
						: mem_printf("%s,%s", r->item.teeth, teeth);
	bool room = strlen(all) < TEETH_LEN;

	str_replace(&r->item.teeth, all);
	free(all);
	return room || err_set(err, ERR_BAD_VALUE, _("these are too many teeth for one part"));
}

static bool take_number(struct reading *r, const struct plan_word *w, struct err *err)
{
	int64_t n = strtoll(w->text, NULL, 10);

	if (w->kind == PLAN_VISITS) {
		r->item.visits = n;
		return (n >= 1 && n <= PART_VISITS_MAX) ||
		       err_set(err, ERR_BAD_NUMBER, _("a part takes 1 to %d visits"),
			       PART_VISITS_MAX);
	}
	r->item.minutes = n;
	return (n >= 1 && n <= 24 * 60) ||
	       err_set(err, ERR_BAD_NUMBER, _("a visit lasts at most a day"));
}

static bool take_word(struct reading *r, const struct plan_word *w, struct err *err)
{
	char *key;

	r->any = true;
	switch (w->kind) {
	case PLAN_TEXT:
		if (plan_word_dangles(w->text))
			return err_set(err, ERR_BAD_VALUE,
				       _("'%s': which tooth? It is written 左上6 or 26"), w->text);
		strlist_add(&r->words, w->text);
		return true;
	case PLAN_TEETH:
		return take_teeth(r, w->text, err);
	case PLAN_NUMBER:
	case PLAN_MONEY:
		return take_price(r, w, err);
	case PLAN_VISITS:
	case PLAN_MINUTES:
		return take_number(r, w, err);
	case PLAN_GAP:
		str_replace(&r->item.gap, w->text);
		return true;
	case PLAN_PROVIDER:
		key = clinic_term_key(r->c, "provider", w->text);
		str_replace(&r->item.provider, key);
		free(key);
		return true;
	case PLAN_COMMA:
	case PLAN_PAUSE:
	case PLAN_END:
		break;
	}
	return true;
}

/* The kind of visit it is; what it is called; the usual price of so many teeth. */
static bool name_it(struct reading *r, struct err *err)
{
	struct plan_item *it = &r->item;
	struct str what;

	if (r->words.n == 0)
		return err_set(err, ERR_MISSING,
			       _("what is planned? Write it like: crown 36 3200"));
	str_init(&what);
	for (size_t i = 0; i < r->words.n; i++)
		str_addf(&what, "%s%s", i ? " " : "", r->words.v[i]);
	char *kind = kind_in(r->c, &r->words);
	const struct term_def *begun = kind ? NULL : begun_kind(r->c, what.p);
	if (begun)
		kind = mem_strdup(begun->key);
	str_replace(&it->kind, kind);
	/* What was begun is finished in the language in which it was. */
	const char *whole = !begun		     ? what.p :
			    utf8_has_han(what.p) ? begun->label_zh :
						   begun->label_en;
	str_replace(&it->what, str_eq(kind, what.p)
				       ? config_label(r->c->config, "visit_kind", kind)
				       : whole);
	const struct term_def *def = kind ? config_term(r->c->config, "visit_kind", kind) : NULL;
	int teeth = plan_teeth_count(it->teeth);
	if (!r->priced && def && def->price != MONEY_NONE)
		it->price = def->price * teeth;
	else if (r->each)
		it->price *= teeth;
	free(kind);
	str_release(&what);
	return true;
}

/* Whether what follows begins another part. */
static bool divides(const struct reading *r, const struct plan_words *w, size_t i)
{
	const struct plan_word *next = i + 1 < w->n ? &w->v[i + 1] : NULL;

	if (w->v[i].kind == PLAN_END)
		return true;
	if (!next || (w->v[i].kind != PLAN_COMMA && w->v[i].kind != PLAN_PAUSE))
		return false;
	if (next->kind == PLAN_TEXT)
		return r->priced || (w->v[i].kind == PLAN_PAUSE && r->words.n > 0);
	return r->priced && next->kind == PLAN_TEETH && r->last != PLAN_TEETH;
}

static bool finish(struct reading *r, struct rows *out, struct err *err)
{
	bool ok = !r->any || name_it(r, err);

	if (ok && r->any)
		record_copy(&record_plan_item, rows_add(out), &r->item);
	reading_release(r);
	reading_begin(r);
	return ok;
}

/* Plain letters and digits, but a Chinese comma stays one. */
static void clean_text(struct str *out, const char *text)
{
	struct str s;

	str_init(&s);
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\xef");
		str_addn(&s, p, n);
		p += n;
		if (strncmp(p, "，", strlen("，")) == 0) {
			str_add(&s, "、");
			p += strlen("，");
		} else if (*p) {
			str_addc(&s, *p++);
		}
	}
	text_nfkc(out, s.p);
	str_release(&s);
}

bool plan_items_parse(struct clinic *c, const char *text, struct rows *out, struct err *err)
{
	struct reading r = { .c = c };
	struct plan_words words = { 0 };
	struct str clean;

	if (utf8_check(text, strlen(text)) != strlen(text))
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	str_init(&clean);
	clean_text(&clean, text);
	plan_words_cut(clean.p, &words);
	reading_begin(&r);
	bool ok = true;
	for (size_t i = 0; ok && i < words.n; i++) {
		if (divides(&r, &words, i))
			ok = finish(&r, out, err);
		else
			ok = take_word(&r, &words.v[i], err);
		if (words.v[i].kind != PLAN_COMMA && words.v[i].kind != PLAN_PAUSE)
			r.last = words.v[i].kind;
	}
	ok = ok && finish(&r, out, err);
	reading_release(&r);
	plan_words_release(&words);
	str_release(&clean);
	return ok;
}

/* ", 3 months apart" */
static void add_gap(struct str *out, const char *text)
{
	struct interval gap;
	struct str s;

	if (!interval_parse(text, &gap, NULL))
		return;
	str_init(&s);
	recall_interval_words(&s, gap);
	str_addf(out, _(", %s apart"), s.p);
	str_release(&s);
}

void plan_item_words(struct clinic *c, const struct plan_item *item, struct str *out)
{
	item_title(out, item);
	if (item->price != MONEY_NONE) {
		str_add(out, ", ");
		money_show(out, c->config, item->price, true);
	}
	if (item->visits > 1)
		str_addf(out, ngettext(", %d visit", ", %d visits", (unsigned long)item->visits),
			 (int)item->visits);
	if (!str_is_empty(item->gap))
		add_gap(out, item->gap);
	if (item->minutes > 0)
		str_addf(out, _(", %d min"), (int)item->minutes);
	if (item->provider)
		str_addf(out, ", %s", config_label(c->config, "provider", item->provider));
}
