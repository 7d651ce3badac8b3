/* Calls on paper: codes, and lines keyed back. */
#include "revisit/clinic/call_paper.h"
#include "revisit/base/i18n.h"
#include "revisit/care/when.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/visits.h"
#include "revisit/text/fold.h"
#include "calls_parts.h"

/* --- codes --- */

static void add_code(struct call_code out[CALL_CODES], size_t *n, char first, char second,
		     const struct outcome_def *o)
{
	if (*n == CALL_CODES || !o)
		return;
	out[(*n)++] = (struct call_code){ .code = { first, second }, .outcome = o };
}

/* 1 … 9 */
static char digit_of(size_t nth)
{
	return nth < OUTCOME_DIGITS ? (char)('1' + nth) : '\0';
}

/* As many nines as pages are turned on the call screen, and the digit there. */
static void add_more(struct call_code out[CALL_CODES], size_t *n, size_t left, size_t nth,
		     const struct outcome_def *o)
{
	struct call_code code = { .outcome = o };
	size_t i = 0;

	for (code.code[i++] = '9'; left > OUTCOME_DIGITS && nth >= OUTCOME_DIGITS - 1 &&
				    i + 2 < sizeof(code.code);) {
		left -= OUTCOME_DIGITS - 1;
		nth -= OUTCOME_DIGITS - 1;
		code.code[i++] = '9';
	}
	code.code[i] = digit_of(nth);
	if (*n < CALL_CODES && o)
		out[(*n)++] = code;
}

static void add_outcome(const struct config *config, struct call_code out[CALL_CODES], size_t *n,
			char digit, const char *key)
{
	const struct outcome_def *o = config_outcome(config, key);

	if (o && o->n_which == 0)
		add_code(out, n, digit, '\0', o);
	for (size_t i = 0; o && i < o->n_which; i++)
		add_code(out, n, digit, digit_of(i), config_outcome(config, o->which[i]));
}

size_t call_codes(const struct config *config, enum purpose purpose,
		  struct call_code out[CALL_CODES])
{
	const struct purpose_def *p = config_purpose(config, purpose);
	size_t n = 0;

	for (int i = 0; i < OUTCOME_DIGITS - 1; i++)
		add_outcome(config, out, &n, (char)('1' + i), p->digits[i]);
	for (size_t i = 0; i < p->n_more; i++)
		add_more(out, &n, p->n_more, i, config_outcome(config, p->more[i]));
	return n;
}

/* 2: the same but for how it is written, 1: it begins so. */
static int alike(const char *label, const char *typed)
{
	struct str a;
	struct str b;

	str_init(&a);
	str_init(&b);
	text_fold(&a, label);
	text_fold(&b, typed);
	int how = b.len == 0 || strncmp(a.p, b.p, b.len) != 0 ? 0 : a.len == b.len ? 2 : 1;
	str_release(&a);
	str_release(&b);
	return how;
}

const struct outcome_def *call_code_find(const struct config *config, enum purpose purpose,
					 const char *typed)
{
	struct call_code codes[CALL_CODES];
	size_t n = call_codes(config, purpose, codes);
	const struct outcome_def *found = NULL;
	int fits = 0;

	for (size_t i = 0; i < n; i++)
		if (str_eq(codes[i].code, typed) || str_eq(codes[i].outcome->key, typed))
			return codes[i].outcome;
	for (int how = 2; how > 0 && fits == 0; how--)
		for (size_t i = 0; i < n; i++) {
			const struct outcome_def *o = codes[i].outcome;
			if (alike(o->label_en, typed) < how && alike(o->label_zh, typed) < how)
				continue;
			found = o;
			fits++;
		}
	return fits == 1 ? found : NULL;
}

/* --- a line --- */

enum { LAST_DAYS = 7, WHEN_WORDS = 4 };

struct keying {
	struct clinic *c;
	const struct call_list_info *l;
	const char *at; /* what is left of the line */
	struct call_result r;
	struct visit visit;
	char *reason, *note, *right;
	const struct outcome_def *outcome;
	struct err *err;
};

static char *next_word(struct keying *k)
{
	size_t n = strcspn(k->at, " \t");
	char *word = mem_strndup(k->at, n);

	k->at += n;
	k->at += strspn(k->at, " \t");
	return word;
}

/* "6" asks which: 61 busy, 62 switched off … */
static bool not_a_code(struct keying *k, const char *typed)
{
	struct call_code codes[CALL_CODES];
	size_t n = call_codes(k->c->config, k->l->purpose, codes);
	struct str all;
	char shown[48];

	str_init(&all);
	for (size_t i = 0; i < n; i++)
		if (strncmp(codes[i].code, typed, strlen(typed)) == 0)
			str_addf(&all, "%s%s %s", all.len ? ", " : "", codes[i].code,
				 config_outcome_label(k->c->config, codes[i].outcome->key));
	str_excerpt(shown, sizeof(shown), typed);
	if (all.len)
		err_set(k->err, ERR_BAD_VALUE, _("'%s' says not yet which: %s"), shown, all.p);
	else
		err_set(k->err, ERR_BAD_VALUE,
			_("'%s' is no code of this list; revisit calls %s --print has them"), shown,
			k->l->key);
	str_release(&all);
	return false;
}

/* "@10:05", "@2026-11-22T10:05" */
static bool read_rung(struct keying *k, const char *typed)
{
	when_t now = calls_now(k->c);
	day_t day = when_day(now);
	minute_t minute = MINUTE_NONE;
	struct err why = ERR_INIT;
	int offset;

	if (!minute_parse(typed, &minute, &why) &&
	    !datetime_parse(typed, NULL, &day, &minute, &offset, k->err))
		return false;
	if (minute == MINUTE_NONE)
		return err_set(k->err, ERR_BAD_DATE, _("'@%s' lacks the time of day"), typed);
	k->r.rung = when_of(day, minute);
	if (k->r.rung > now)
		return err_set(k->err, ERR_BAD_DATE, _("'@%s' is not past yet"), typed);
	if (day < when_day(now) - LAST_DAYS)
		return err_set(k->err, ERR_BAD_DATE, _("'@%s' is over a week ago"), typed);
	return true;
}

/* The longest beginning of what is left that is a time. */
static void read_when(struct keying *k)
{
	size_t end[WHEN_WORDS];
	int n = 0;

	for (const char *p = k->at; *p && n < WHEN_WORDS; p += strspn(p, " \t")) {
		p += strcspn(p, " \t");
		end[n++] = (size_t)(p - k->at);
	}
	while (n-- > 0) {
		minute_t until = MINUTE_NONE;
		char *text = mem_strndup(k->at, end[n]);
		bool is = when_parse(k->c->config, text, clinic_today(k->c), &k->r.day,
				     &k->r.minute, &until);
		free(text);
		if (!is)
			continue;
		k->at += end[n];
		k->at += strspn(k->at, " \t");
		return;
	}
}

/* One of the words of the vocabulary that what is left begins with; the longest. */
static bool read_reason(struct keying *k)
{
	const struct term_list *terms = config_vocab(k->c->config, k->outcome->reasons);
	const struct term_def *found = NULL;
	size_t len = 0;
	struct str all;

	str_init(&all);
	for (size_t i = 0; i < terms->n; i++) {
		const struct term_def *t = &terms->v[i];
		const char *const names[] = { t->key, t->label_en, t->label_zh };
		str_addf(&all, "%s%s", i ? ", " : "",
			 config_label(k->c->config, k->outcome->reasons, t->key));
		for (size_t j = 0; j < ARRAY_SIZE(names); j++) {
			size_t n = names[j] ? strlen(names[j]) : 0;
			if (n <= len || strncmp(names[j], k->at, n) != 0)
				continue;
			found = t;
			len = n;
		}
	}
	bool ok = found || !(k->outcome->flags & OUTCOME_REASON) ||
		  err_set(k->err, ERR_MISSING, _("\"%s\" needs one of these reasons: %s"),
			  config_outcome_label(k->c->config, k->outcome->key), all.p);
	str_release(&all);
	if (!found)
		return ok;
	k->reason = mem_strdup(found->key);
	k->r.reason = k->reason;
	k->at += len;
	k->at += strspn(k->at, " \t,;:");
	return true;
}

static bool read_score(struct keying *k)
{
	char *end;
	long score = strtol(k->at, &end, 10);

	if (end == k->at || (*end && *end != ' ' && *end != '\t') || score < 0 || score > 10)
		return err_set(k->err, ERR_MISSING, _("which score did they give, 0 to 10?"));
	k->r.score = (int)score;
	k->at = end + strspn(end, " \t");
	return true;
}

/* Who answers a wrong number may have told the right one: what is written next, when it is long enough. */
static void read_right(struct keying *k)
{
	enum { LEAST_DIGITS = 7 };
	size_t n = strspn(k->at, "+0123456789 -()");
	size_t digits = 0;

	for (size_t i = 0; i < n; i++)
		digits += k->at[i] >= '0' && k->at[i] <= '9';
	if (digits < LEAST_DIGITS)
		return;
	k->right = mem_strndup(k->at, n);
	k->r.right = k->right;
	k->at += n;
}

static bool read_rest(struct keying *k)
{
	unsigned flags = k->outcome->flags;
	bool books = flags & (OUTCOME_BOOK | OUTCOME_MOVE);

	if (*k->at == '@') {
		k->at++;
		char *typed = next_word(k);
		bool ok = read_rung(k, typed);
		free(typed);
		if (!ok)
			return false;
	}
	if (flags & (OUTCOME_TIME | OUTCOME_CALLBACK) || books)
		read_when(k);
	if (books && k->r.day != DAY_NONE) {
		k->visit.day = k->r.day;
		k->visit.minute = k->r.minute;
		k->r.book = &k->visit;
	}
	if (flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER))
		read_right(k);
	if (k->outcome->reasons && !read_reason(k))
		return false;
	if (flags & OUTCOME_SCORE && !read_score(k))
		return false;
	k->note = mem_strdup(k->at);
	k->r.note = k->note;
	k->r.words = flags & (OUTCOME_DOCTOR | OUTCOME_SCORE) ? k->note : NULL;
	return true;
}

/* A sheet that is keyed twice counts once: without a time, the same outcome on one day is the same
 * call. */
static bool is_new(struct keying *k, int64_t patient)
{
	struct rows attempts;
	bool is = true;

	rows_init(&attempts, &record_attempt);
	bool ok = store_attempts(&k->c->store, patient, &attempts, k->err);
	for (size_t i = 0; ok && is && i < attempts.n; i++) {
		const struct attempt *a = rows_at(&attempts, i);
		day_t day;
		minute_t minute;
		instant_split(a->at, &day, &minute);
		is = !str_eq(a->list, list_or_none(k->l)) || !str_eq(a->outcome, k->outcome->key) ||
		     (k->r.rung ? when_of(day, minute) != k->r.rung : day != clinic_today(k->c));
	}
	rows_release(&attempts);
	if (!ok)
		return false;
	return is ||
	       err_set(k->err, ERR_EXISTS,
		       _("this is recorded already; if it was another call, say when: @10:05"));
}

static bool record_line(struct keying *k, struct call_keyed *out)
{
	struct claim claim = { 0 };

	if (!is_new(k, out->patient))
		return false;
	if (!call_take(k->c, k->l, out->patient, true, false, &claim, k->err))
		return false;
	bool ok = call_preview(k->c, claim.id, &k->r, &out->step, &out->words, k->err) &&
		  call_outcome(k->c, claim.id, &k->r, NULL, k->err);
	if (!ok)
		call_release(k->c, claim.id, NULL);
	claim_release(&claim);
	return ok;
}

bool call_key_line(struct clinic *c, const struct call_list_info *l, const char *line,
		   struct call_keyed *out, struct err *err)
{
	struct keying k = { .c = c,
			    .l = l,
			    .at = line + strspn(line, " \t"),
			    .err = err,
			    .r = { .day = DAY_NONE, .minute = MINUTE_NONE, .score = -1 } };

	*out = (struct call_keyed){ 0 };
	str_init(&out->words);
	record_init(&record_visit, &k.visit);
	char *chart = next_word(&k);
	char *code = next_word(&k);
	bool ok = *code ||
		  err_set(err, ERR_MISSING, _("a line is the number of the chart and a code"));
	ok = ok && patient_by_chart(c, chart, &out->patient, err);
	if (ok) {
		k.outcome = call_code_find(c->config, l->purpose, code);
		ok = k.outcome || not_a_code(&k, code);
	}
	if (ok) {
		out->outcome = k.outcome;
		k.r.outcome = k.outcome->key;
		ok = read_rest(&k) && record_line(&k, out);
	}
	free(chart);
	free(code);
	free(k.reason);
	free(k.note);
	free(k.right);
	record_release(&record_visit, &k.visit);
	return ok;
}

void call_keyed_release(struct call_keyed *k)
{
	str_release(&k->words);
}
