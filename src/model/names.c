#include "revisit/base/i18n.h"
#include "revisit/model/records.h"
#include "revisit/text/fold.h"
#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

/* "Yangna": a part of a name that is not split any further. */
static void read_part(struct str *out, const char *part)
{
	const char *surname = pinyin_surname(part);
	size_t start = out->len;
	size_t n = strlen(part);

	if (surname)
		str_add(out, surname);
	for (size_t i = 0; i < n && !surname;) {
		char readings[PINYIN_READINGS][PINYIN_LEN];
		uint32_t cp;
		size_t len = utf8_decode(part + i, n - i, &cp);
		if (len == 0)
			break;
		if (pinyin_of(cp, readings))
			str_add(out, readings[0]);
		i += len;
	}
	if (out->len > start && out->p[start] >= 'a' && out->p[start] <= 'z')
		out->p[start] = (char)(out->p[start] - 'a' + 'A');
}

static void derive_reading(struct str *out, const struct patient *p)
{
	if (utf8_has_han(str_or_empty(p->family)) && utf8_has_han(str_or_empty(p->given))) {
		char *name = mem_printf("%s%s", p->family, p->given);
		/* A person's split goes before the list of compound surnames. */
		if (han_surname_len(name) == strlen(p->family)) {
			han_reading(out, name);
		} else {
			read_part(out, p->family);
			str_addc(out, ' ');
			read_part(out, p->given);
		}
		free(name);
		return;
	}
	if (utf8_has_han(str_or_empty(p->name)))
		han_reading(out, p->name);
}

static void join_name(struct patient *p)
{
	bool han = utf8_has_han(str_or_empty(p->family)) || utf8_has_han(str_or_empty(p->given));

	if (str_is_empty(p->family) || str_is_empty(p->given)) {
		str_replace(&p->name, str_is_empty(p->family) ? p->given : p->family);
		return;
	}
	free(p->name);
	p->name = han ? mem_printf("%s%s", p->family, p->given) :
			mem_printf("%s %s", p->given, p->family);
}

static void split_name(struct patient *p)
{
	size_t n = han_surname_len(p->name);
	const char *comma = strchr(p->name, ',');

	if (n > 0) {
		free(p->family);
		p->family = mem_strndup(p->name, n);
		str_replace(&p->given, p->name + n);
		return;
	}
	if (!comma || comma == p->name || !comma[1])
		return;
	free(p->family);
	p->family = mem_strndup(p->name, (size_t)(comma - p->name));
	comma += 1 + strspn(comma + 1, " ");
	str_replace(&p->given, comma);
	join_name(p);
}

static void derive_sort_key(struct patient *p)
{
	struct str key;
	bool latin_split = !str_is_empty(p->family) && str_is_empty(p->reading);

	str_init(&key);
	if (latin_split) {
		text_fold(&key, p->family);
		str_addc(&key, ' ');
		text_fold(&key, str_or_empty(p->given));
	} else if (!str_is_empty(p->reading)) {
		text_fold(&key, p->reading);
	} else {
		text_fold(&key, str_or_empty(p->name));
	}
	if (key.len == 0)
		str_addc(&key, '~'); /* who has no name stands behind those one can look for */
	str_replace(&p->sort_key, key.p);
	str_release(&key);
}

void patient_complete(struct patient *p, const struct patient *before)
{
	bool name_new = !before || !str_eq(before->name, p->name);
	bool split_new = !before ? !str_is_empty(p->family) || !str_is_empty(p->given) :
				   !str_eq(before->family, p->family) ||
					   !str_eq(before->given, p->given);
	bool reading_kept = before && str_eq(before->reading, p->reading);

	if (str_is_empty(p->name) && split_new) {
		join_name(p);
	} else if (name_new && !split_new) {
		str_replace(&p->family, NULL);
		str_replace(&p->given, NULL);
		if (!str_is_empty(p->name))
			split_name(p);
	} else if (!name_new && split_new) {
		join_name(p);
	}

	struct str reading;
	str_init(&reading);
	derive_reading(&reading, p);
	bool was_derived = true;
	if (reading_kept && !str_is_empty(before->reading)) {
		struct str old;
		str_init(&old);
		derive_reading(&old, before);
		was_derived = strcmp(old.p, before->reading) == 0;
		str_release(&old);
	}
	if (str_is_empty(p->reading) || (reading_kept && was_derived))
		str_replace(&p->reading, reading.len ? reading.p : NULL);
	str_release(&reading);
	derive_sort_key(p);
}

void patient_title(struct str *out, const struct patient *p)
{
	if (str_is_empty(p->name)) {
		str_addf(out, "#%s", str_or_empty(p->chart_no));
		return;
	}
	str_add(out, p->name);
	if (!str_is_empty(p->reading) && !str_eq(p->reading, p->name))
		str_addf(out, " %s", p->reading);
}

void patient_age_sex(struct str *out, const struct patient *p, day_t today)
{
	if (p->birth_day != DAY_NONE) {
		day_t until = p->deceased_day != DAY_NONE ? p->deceased_day : today;
		int age = age_on(p->birth_day, until);
		bool vague = p->birth_precision == PRECISION_YEAR ||
			     p->birth_precision == PRECISION_ESTIMATED;
		str_addf(out, "%s%d", vague ? "~" : "", age < 0 ? 0 : age);
	}
	if (p->sex == SEX_FEMALE)
		str_add(out, C_("after an age", "f"));
	else if (p->sex == SEX_MALE)
		str_add(out, C_("after an age", "m"));
}

void patient_birth(struct str *out, const struct patient *p)
{
	if (p->birth_day == DAY_NONE)
		return;
	struct ymd d = day_split(p->birth_day);
	switch ((enum precision)p->birth_precision) {
	case PRECISION_DAY:
		day_iso(out, p->birth_day);
		return;
	case PRECISION_MONTH:
		str_addf(out, "%04d-%02d", d.y, d.m);
		return;
	case PRECISION_YEAR:
		str_addf(out, "%04d", d.y);
		return;
	case PRECISION_ESTIMATED:
		str_addf(out, "~%04d", d.y);
		return;
	}
}
