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

/* Adds the digits of `text` up to a decimal point; thousands may be set off by commas. */
bool money_parse(const struct config *c, const char *text, int64_t *amount, struct err *err)
{
	const char *p = text;
	bool negative = false;
	bool any = false;
	int decimals = -1;
	int64_t n = 0;

	p += strspn(p, " ");
	if (*p == '-')
		negative = true, p++;
	if (strncmp(p, c->currency_sign, strlen(c->currency_sign)) == 0)
		p += strlen(c->currency_sign);
	for (; *p && *p != ' '; p++) {
		if (*p == ',' && any && decimals < 0)
			continue;
		if (*p == '.' && decimals < 0) {
			decimals = 0;
			continue;
		}
		if (*p < '0' || *p > '9')
			return err_set(err, ERR_BAD_NUMBER, _("'%s' is not an amount of money"), text);
		any = true;
		if (decimals >= 0 && ++decimals > c->decimals) {
			if (*p == '0')
				continue;
			return err_set(err, ERR_BAD_NUMBER, _("'%s' has more decimals than %s has"),
				       text, c->currency);
		}
		if (n > (INT64_MAX / 1000 - 9) / 10)
			return err_set(err, ERR_BAD_NUMBER, _("'%s' is too large"), text);
		n = n * 10 + (*p - '0');
	}
	p += strspn(p, " ");
	if (!any || *p)
		return err_set(err, ERR_BAD_NUMBER, _("'%s' is not an amount of money"), text);
	if (decimals > c->decimals)
		decimals = c->decimals;
	n *= power10(c->decimals - (decimals < 0 ? 0 : decimals));
	*amount = negative ? -n : n;
	return true;
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
		if (f->offset == offsetof(struct patient, birth_day) && f->label &&
		    record_field(&record_patient, f->name) == f) {
			patient_birth(out, row);
			return;
		}
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
		if (record_field(&record_patient, f->name) == f)
			field_export(out, c, f, row);
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

static bool control_free(const struct field *f, const char *text, struct err *err)
{
	size_t n = strlen(text);

	if (utf8_check(text, n) != n)
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p == '\n' && f->type != FIELD_LINES)
			return err_set(err, ERR_BAD_TEXT, _("%s takes one line only"), _(f->label));
	return true;
}

static bool parse_choice(const struct field *f, void *row, const char *text, struct err *err)
{
	struct str list;
	struct str folded;
	struct str label;
	int found = choice_find(f->choices, text);

	str_init(&folded);
	str_init(&label);
	text_fold(&folded, text);
	for (int i = 0; found < 0 && f->choices[i].key; i++) {
		str_clear(&label);
		text_fold(&label, _(f->choices[i].label));
		if (strcmp(label.p, folded.p) == 0 || strcmp(f->choices[i].key, folded.p) == 0)
			found = i;
	}
	str_release(&folded);
	str_release(&label);
	if (found < 0 && f->choices == sex_choices) {
		static const struct {
			const char *typed;
			enum sex sex;
		} forms[] = { { "f", SEX_FEMALE }, { "F", SEX_FEMALE }, { "w", SEX_FEMALE },
			      { "女", SEX_FEMALE }, { "m", SEX_MALE },   { "M", SEX_MALE },
			      { "男", SEX_MALE } };
		for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
			if (strcmp(forms[i].typed, text) == 0)
				found = (int)forms[i].sex;
	}
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

/* A birth date may be a year ("1985"), a month ("1985-03") or an estimate ("~1985"). */
static bool parse_birth(const struct field *f, struct patient *p, const char *text, day_t today,
			struct err *err)
{
	int y = 0;
	int m = 0;
	char end = 0;
	bool estimated = *text == '~';
	const char *s = text + (estimated ? 1 : 0);
	day_t day;
	enum precision precision;

	if (sscanf(s, "%4d%c", &y, &end) == 1 && strlen(s) == 4 && y > 0) {
		day = day_make(y, 7, 1); /* the middle of what it may be */
		precision = estimated ? PRECISION_ESTIMATED : PRECISION_YEAR;
	} else if (sscanf(s, "%4d-%2d%c", &y, &m, &end) == 2 && y > 0 && m >= 1 && m <= 12 &&
		   strlen(s) <= 7 && strlen(s) >= 6) {
		day = day_make(y, m, 15);
		precision = PRECISION_MONTH;
	} else {
		if (!day_parse(s, &day, err))
			return false;
		precision = estimated ? PRECISION_ESTIMATED : PRECISION_DAY;
	}
	if (today != DAY_NONE && day > today && precision != PRECISION_YEAR)
		return err_set(err, ERR_BAD_DATE, _("'%s' lies in the future"), text);
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

bool field_parse(const struct config *c, const struct field *f, void *row, const char *text,
		 day_t today, struct err *err)
{
	struct str clean;
	day_t day;
	minute_t minute;
	int64_t money;
	bool ok = true;

	if (!control_free(f, text, err))
		return false;
	str_init(&clean);
	text_nfc(&clean, text);
	if (clean.len == 0) {
		field_clear(f, row);
		if (record_field(&record_patient, f->name) == f &&
		    f->offset == offsetof(struct patient, birth_day))
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
		if (f->offset == offsetof(struct patient, birth_day) &&
		    record_field(&record_patient, f->name) == f) {
			ok = parse_birth(f, row, clean.p, today, err);
			break;
		}
		ok = today == DAY_NONE ? day_parse(clean.p, &day, err) :
					 day_parse_near(clean.p, today, &day, err);
		if (ok)
			field_set_number(f, row, day);
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
