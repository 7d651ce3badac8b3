/* A field's value as text: for files, for people, and back. */
#include <limits.h>
#include <strings.h>

#include "revisit/base/i18n.h"
#include "revisit/model/config.h"
#include "revisit/model/records.h"
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

static int64_t power10(int n)
{
	int64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

static void money_text(struct str *out, const struct config *c, int64_t amount, bool exact,
		       const char *separator)
{
	int64_t unit = power10(c->decimals);
	uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
	uint64_t whole = size / (uint64_t)unit;
	uint64_t rest = size % (uint64_t)unit;
	char digits[32];
	int n = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)whole);

	for (int i = 0; i < n; i++) {
		str_addc(out, digits[i]);
		if ((n - 1 - i) % 3 == 0 && i < n - 1)
			str_add(out, separator);
	}
	if (c->decimals > 0 && (exact || rest))
		str_addf(out, ".%0*llu", c->decimals, (unsigned long long)rest);
}

void money_show(struct str *out, const struct config *c, int64_t amount, bool sign)
{
	if (amount == MONEY_NONE)
		return;
	if (amount < 0)
		str_addc(out, '-');
	if (sign)
		str_add(out, c->currency_sign);
	money_text(out, c, amount, false, ",");
}

void money_exact(struct str *out, const struct config *c, int64_t amount)
{
	if (amount == MONEY_NONE)
		return;
	if (amount < 0)
		str_addc(out, '-');
	money_text(out, c, amount, true, "");
}

/* The whole part's digits and commas at *p, which moves behind them.  "12,50" and "1,5" are what
 * half the world writes for 12.50 and 1.5: only a comma before at least three digits is passed. */
static bool whole_part(const char **p, struct str *digits)
{
	size_t group = 3;

	for (; (**p >= '0' && **p <= '9') || (**p == ',' && digits->len); (*p)++) {
		if (**p != ',') {
			str_addc(digits, **p);
			group++;
			continue;
		}
		if (group < 2)
			return false;
		group = 0;
	}
	return group >= 3;
}

bool money_parse(const struct config *c, const char *text, int64_t *amount, struct err *err)
{
	const char *p = text + strspn(text, " ");
	bool negative = *p == '-';
	size_t sign = strlen(c->currency_sign);
	struct str digits;
	int decimals = 0;
	bool excess = false;

	str_init(&digits);
	p += negative;
	if (strncmp(p, c->currency_sign, sign) == 0)
		p += sign + strspn(p + sign, " ");
	bool ok = whole_part(&p, &digits);
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++) {
			if (decimals == c->decimals) {
				excess = excess || *p != '0';
				continue;
			}
			str_addc(&digits, *p);
			decimals++;
		}
	p += strspn(p, " ");
	ok = ok && digits.len > 0 && !*p;
	str_pad(&digits, '0', (size_t)(c->decimals - decimals));
	size_t zeros = strspn(digits.p, "0");
	if (!ok)
		err_set(err, ERR_BAD_NUMBER,
			_("'%s' is not an amount of money; write it like 380 or 1240.50"), text);
	else if (excess)
		ok = err_set(err, ERR_BAD_NUMBER, _("'%s' has more decimals than %s has"), text,
			     c->currency);
	else if (digits.len - zeros > 15)
		ok = err_set(err, ERR_BAD_NUMBER, _("'%s' is too large; look for a digit too many"),
			     text);
	else
		*amount = strtoll(digits.p, NULL, 10) * (negative ? -1 : 1);
	str_release(&digits);
	return ok;
}

static bool is_birth(const struct field *f)
{
	return f == record_field(&record_patient, "birth_day");
}

void field_export(struct str *out, const struct config *c, const struct field *f, const void *row)
{
	if (field_is_missing(f, row))
		return;
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		str_add(out, field_text_of(f, row));
		return;
	case FIELD_DAY:
		if (is_birth(f))
			patient_birth(out, row);
		else
			day_iso(out, (day_t)field_number(f, row));
		return;
	case FIELD_MINUTE:
		minute_iso(out, (minute_t)field_number(f, row));
		return;
	case FIELD_INSTANT:
		instant_iso(out, field_number(f, row));
		return;
	case FIELD_MONEY:
		money_exact(out, c, field_number(f, row));
		return;
	case FIELD_CHOICE:
		str_add(out, f->choices[field_number(f, row)].key);
		return;
	case FIELD_BOOL:
		str_add(out, field_number(f, row) ? "yes" : "no");
		return;
	case FIELD_INT:
	case FIELD_REF:
		str_addf(out, "%lld", (long long)field_number(f, row));
		return;
	}
}

void private_show(struct str *out, const char *text)
{
	size_t n = strlen(text);
	size_t from = n;

	for (int i = 0; i < 4 && from > 0; i++)
		from = utf8_prev(text, n, from);
	str_addf(out, "…%s", from > 0 ? text + from : "");
}

void field_show(struct str *out, const struct config *c, const struct field *f, const void *row,
		day_t today)
{
	if (field_is_missing(f, row))
		return;
	switch (f->type) {
	case FIELD_VOCAB:
		str_add(out, config_label(c, f->vocab, field_text_of(f, row)));
		return;
	case FIELD_INSTANT: {
		day_t day;
		minute_t minute;
		instant_split(field_number(f, row), &day, &minute);
		day_show(out, day, today);
		str_addc(out, ' ');
		minute_iso(out, minute);
		return;
	}
	case FIELD_MONEY:
		money_show(out, c, field_number(f, row), true);
		return;
	case FIELD_CHOICE:
		str_add(out, _(f->choices[field_number(f, row)].label));
		return;
	case FIELD_BOOL:
		str_add(out, field_number(f, row) ? _("yes") : _("no"));
		return;
	case FIELD_DAY:
		if (is_birth(f))
			patient_birth(out, row);
		else
			day_show(out, (day_t)field_number(f, row), today);
		return;
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_MINUTE:
	case FIELD_INT:
	case FIELD_REF:
		field_export(out, c, f, row);
		return;
	}
}

/* What a field of this type may hold at all; screens and tables make control characters visible. */
static bool text_fits(const struct field *f, const char *text, struct err *err)
{
	size_t n = strlen(text);

	if (utf8_check(text, n) != n)
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	if (f->type != FIELD_LINES && strchr(text, '\n'))
		return err_set(err, ERR_BAD_TEXT, _("%s takes one line only"),
			       f->label ? _(f->label) : f->name);
	return true;
}

static bool same_word(const char *folded, const char *word)
{
	struct str other;

	str_init(&other);
	text_fold(&other, word);
	bool same = strcmp(other.p, folded) == 0;
	str_release(&other);
	return same;
}

/* The sex as cards and registers write it. */
static int short_sex(const char *folded)
{
	static const struct {
		const char *typed;
		enum sex sex;
	} forms[] = { { "f", SEX_FEMALE }, { "w", SEX_FEMALE }, { "女", SEX_FEMALE },
		      { "m", SEX_MALE },   { "男", SEX_MALE } };

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (strcmp(forms[i].typed, folded) == 0)
			return (int)forms[i].sex;
	return -1;
}

static bool parse_choice(const struct field *f, void *row, const char *text, struct err *err)
{
	struct str list;
	struct str folded;
	int found = choice_find(f->choices, text);

	str_init(&folded);
	text_fold(&folded, text);
	for (int i = 0; found < 0 && f->choices[i].key; i++)
		if (same_word(folded.p, f->choices[i].key) ||
		    same_word(folded.p, _(f->choices[i].label)))
			found = i;
	if (found < 0 && f->choices == sex_choices)
		found = short_sex(folded.p);
	str_release(&folded);
	if (found >= 0) {
		field_set_number(f, row, found);
		return true;
	}
	str_init(&list);
	for (int i = 0; f->choices[i].key; i++)
		str_addf(&list, "%s%s", i ? ", " : "", f->choices[i].key);
	err_set(err, ERR_BAD_VALUE, _("%s cannot be '%s': use %s"), _(f->label), text, list.p);
	str_release(&list);
	return false;
}

/* "1985", "1985年", "1985-3", "1985.03", "1985年3月": *m is 0 when there is only the year. */
static bool year_and_month(const char *s, int *y, int *m)
{
	static const char digits[] = "0123456789";
	size_t n = strspn(s, digits);

	*y = n == 4 ? (int)strtol(s, NULL, 10) : 0;
	*m = 0;
	if (*y == 0)
		return false;
	s += n;
	if (!*s || strcmp(s, "年") == 0)
		return true;
	if (strncmp(s, "年", strlen("年")) == 0)
		s += strlen("年");
	else if (strchr("-/.", *s))
		s++;
	n = strspn(s, digits);
	*m = n == 1 || n == 2 ? (int)strtol(s, NULL, 10) : 0;
	s += n;
	return *m >= 1 && *m <= 12 && (!*s || strcmp(s, "月") == 0);
}

/* A birth date may be a year ("1985"), a month ("1985-03") or an estimate ("~1985"); it then stands
 * for the middle of what it may be. */
static bool parse_birth(const struct field *f, struct patient *p, const char *text, day_t today,
			struct err *err)
{
	int y;
	int m;
	struct str plain;
	day_t day = DAY_NONE;
	day_t first;
	enum precision precision = PRECISION_DAY;
	bool ok = true;

	str_init(&plain);
	text_nfkc(&plain, text);
	bool estimated = *plain.p == '~';
	const char *s = plain.p + estimated;
	if (year_and_month(s, &y, &m)) {
		day = m ? day_make(y, m, 15) : day_make(y, 7, 1);
		first = day_make(y, m ? m : 1, 1);
		precision = m ? PRECISION_MONTH : PRECISION_YEAR;
	} else {
		ok = day_parse(s, &day, err);
		first = day;
	}
	str_release(&plain);
	if (!ok)
		return false;
	if (estimated)
		precision = PRECISION_ESTIMATED;
	if (today != DAY_NONE && first > today)
		return err_set(err, ERR_BAD_DATE, _("'%s' lies in the future; check the year"),
			       text);
	if (day < day_make(1850, 1, 1))
		return err_set(err, ERR_BAD_DATE, _("nobody alive was born in %s"), text);
	field_set_number(f, p, day);
	p->birth_precision = (int)precision;
	return true;
}

static bool parse_int(const struct field *f, void *row, const char *text, struct err *err)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	if (end == text || *end || n < 0 || n > 1000000000000LL)
		return err_set(err, ERR_BAD_NUMBER, _("%s must be a whole number, not '%s'"),
			       _(f->label), text);
	field_set_number(f, row, n);
	return true;
}

static bool parse_bool(const struct field *f, void *row, const char *text, struct err *err)
{
	static const char *const yes[] = { "yes", "y", "true", "1", "是", "有" };
	static const char *const no[] = { "no", "n", "false", "0", "否", "无" };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		if (strcasecmp(text, yes[i]) != 0 && strcasecmp(text, no[i]) != 0)
			continue;
		field_set_number(f, row, strcasecmp(text, yes[i]) == 0);
		return true;
	}
	return err_set(err, ERR_BAD_VALUE, _("%s must be yes or no, not '%s'"), _(f->label), text);
}

static bool parse_instant(const struct field *f, void *row, const char *text, struct err *err)
{
	day_t day;
	minute_t minute;
	int offset = INT_MIN;

	if (!datetime_parse(text, NULL, &day, &minute, &offset, err))
		return false;
	if (minute == MINUTE_NONE)
		minute = 0;
	instant_t at = offset == INT_MIN ? instant_make(day, minute) :
					   ((int64_t)day * 1440 + minute - offset) * 60000;
	field_set_number(f, row, at);
	return true;
}

static bool parse_day(const struct field *f, void *row, const char *text, day_t today,
		      struct err *err)
{
	day_t day;
	bool ok = today == DAY_NONE ? day_parse(text, &day, err) :
				      day_parse_near(text, today, &day, err);

	if (ok)
		field_set_number(f, row, day);
	return ok;
}

bool field_parse(const struct config *c, const struct field *f, void *row, const char *text,
		 day_t today, struct err *err)
{
	struct str clean;
	minute_t minute;
	int64_t money;
	bool ok = true;

	if (!text_fits(f, text, err))
		return false;
	str_init(&clean);
	/* Full-width digits and signs are what a Chinese keyboard gives. */
	if (f->type == FIELD_MONEY || f->type == FIELD_INT)
		text_nfkc(&clean, text);
	else
		text_nfc(&clean, text);
	if (clean.len == 0) {
		field_clear(f, row);
		if (is_birth(f))
			((struct patient *)row)->birth_precision = PRECISION_DAY;
		str_release(&clean);
		return true;
	}
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		str_replace(field_text(f, row), clean.p);
		break;
	case FIELD_DAY:
		ok = is_birth(f) ? parse_birth(f, row, clean.p, today, err) :
				   parse_day(f, row, clean.p, today, err);
		break;
	case FIELD_MINUTE:
		ok = minute_parse(clean.p, &minute, err);
		if (ok)
			field_set_number(f, row, minute);
		break;
	case FIELD_INSTANT:
		ok = parse_instant(f, row, clean.p, err);
		break;
	case FIELD_MONEY:
		ok = money_parse(c, clean.p, &money, err);
		if (ok)
			field_set_number(f, row, money);
		break;
	case FIELD_CHOICE:
		ok = parse_choice(f, row, clean.p, err);
		break;
	case FIELD_BOOL:
		ok = parse_bool(f, row, clean.p, err);
		break;
	case FIELD_INT:
	case FIELD_REF:
		ok = parse_int(f, row, clean.p, err);
		break;
	}
	str_release(&clean);
	return ok;
}
