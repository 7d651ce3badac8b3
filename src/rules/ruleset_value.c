#include "rule_reader.h"
#include "revisit/base/i18n.h"

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
	bool ok = true;

	if (y->kind == YAML_SCALAR) {
		*en = *zh = want_text(r, y);
		return *en != NULL;
	}
	if (!want_kind(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next) {
		const char **slot = strcmp(e->key, "en") == 0   ? en
				    : strcmp(e->key, "zh") == 0 ? zh
								: NULL;
		const char *text = slot ? want_text(r, e) : NULL;
		if (!slot && e->kind == YAML_SCALAR && !*e->text && y->flow)
			wrong_key(r, e, _("in { } a comma ends the text; put the text in quotes"));
		else if (!slot)
			wrong_name(r, e, languages);
		if (text)
			*slot = text;
		ok = ok && text;
	}
	if (!*en)
		*en = *zh;
	if (!*zh)
		*zh = *en;
	return ok;
}

bool want_interval(struct rule_reader *r, const struct yaml *y, struct interval *out)
{
	struct err err = ERR_INIT;

	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	if (!interval_parse(y->text, out, &err))
		return wrong(r, y, "%s", err.msg);
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
