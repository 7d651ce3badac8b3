#include "rule_reader.h"
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"

/* Longer lists of names help nobody. */
enum { NAMES_MAX = 400 };

static void vtell(struct rule_reader *r, bool warning, struct span at, const char *fmt,
		  va_list args)
{
	char text[480];

	if (r->problems->n >= PROBLEMS_MAX) {
		r->problems->errors += !warning;
		return;
	}
	vsnprintf(text, sizeof(text), fmt, args);
	struct pos pos = place_pos(&r->places, at.at);
	problem_add(r->problems, warning, &pos, (int)at.len, "%s", text);
}

void tell(struct rule_reader *r, bool warning, struct span at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vtell(r, warning, at, fmt, args);
	va_end(args);
}

bool wrong(struct rule_reader *r, const struct yaml *value, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vtell(r, false, place_value(&r->places, value), fmt, args);
	va_end(args);
	return false;
}

bool wrong_key(struct rule_reader *r, const struct yaml *entry, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vtell(r, false, place_key(&r->places, entry), fmt, args);
	va_end(args);
	return false;
}

bool wrong_part(struct rule_reader *r, const struct yaml *text, size_t from, size_t len,
		const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vtell(r, false, place_part(&r->places, text, from, len), fmt, args);
	va_end(args);
	return false;
}

bool wrong_word(struct rule_reader *r, struct span at, const char *written,
		const char *const *names)
{
	struct nearest nearest;
	struct str all;
	char shown[64];

	nearest_init(&nearest, written);
	str_init(&all);
	for (size_t i = 0; names[i]; i++) {
		/* "give up" for "give up after" */
		size_t n = strlen(written);
		if (n > 2 && strncmp(names[i], written, n) == 0 && names[i][n] == ' ') {
			nearest.name = names[i];
			nearest.edits = 0;
		}
		nearest_offer(&nearest, names[i]);
		str_addf(&all, "%s%s", i == 0 ? "" : i18n_is_chinese() ? "、" : ", ", names[i]);
	}
	str_excerpt(shown, sizeof(shown), written);
	if (nearest.name)
		tell(r, false, at, _("'%s' is not known here; did you mean '%s'?"), shown,
		     nearest.name);
	else if (all.len < NAMES_MAX)
		tell(r, false, at, _("'%s' is not known here; there are: %s"), shown, all.p);
	else
		tell(r, false, at, _("'%s' is not known here"), shown);
	nearest_release(&nearest);
	str_release(&all);
	return false;
}

bool wrong_name(struct rule_reader *r, const struct yaml *entry, const char *const *names)
{
	return wrong_word(r, place_key(&r->places, entry), entry->key, names);
}
