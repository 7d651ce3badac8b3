/* A call list on paper: what stands on it, and as text. */
#include "revisit/io/call_sheet.h"
#include "page.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/patients.h"
#include "revisit/text/phone.h"
#include "revisit/text/width.h"

enum { INDENT = 8, NAME_COLUMNS = 38, CODE_COLUMNS = 25 };

static bool add_numbers(struct clinic *c, int64_t patient, struct strlist *out, struct err *err)
{
	struct call_number *numbers;
	struct arena arena;
	size_t n;

	arena_init(&arena);
	bool ok = call_numbers(c, patient, &arena, &numbers, &n, err);
	for (size_t i = 0; ok && i < n; i++) {
		struct str s;
		str_init(&s);
		phone_show(&s, numbers[i].value, c->config->country);
		if (!str_is_empty(numbers[i].label))
			str_addf(&s, " %s", numbers[i].label);
		strlist_add(out, s.p);
		str_release(&s);
	}
	arena_release(&arena);
	return ok;
}

static bool add_line(struct clinic *c, const struct call_list_info *l, const struct call_line *from,
		     struct call_sheet *out, struct err *err)
{
	struct call_sheet_line *line = &out->v[out->n++];
	struct patient p;
	struct str name;

	*line = (struct call_sheet_line){ 0 };
	record_init(&record_patient, &p);
	str_init(&name);
	bool ok = store_get(&c->store, &record_patient, from->patient, &p, err);
	if (ok)
		patient_title(&name, &p);
	line->name = str_steal(&name);
	line->chart_no = mem_strdup(str_or_empty(p.chart_no));
	line->say = mem_strdup(str_or_empty(p.salutation));
	line->why = call_why_words(c, l, from->patient);
	/* The first reason is enough to begin with. */
	if (line->why)
		line->why[strcspn(line->why, ";")] = '\0';
	record_release(&record_patient, &p);
	return ok && add_numbers(c, from->patient, &line->numbers, err);
}

static void add_codes(const struct config *config, enum purpose purpose, struct strlist *out)
{
	struct call_code codes[CALL_CODES];
	size_t n = call_codes(config, purpose, codes);

	for (size_t i = 0; i < n; i++) {
		const struct outcome_def *o = codes[i].outcome;
		bool asks =
			o->flags & (OUTCOME_TIME | OUTCOME_CALLBACK | OUTCOME_BOOK | OUTCOME_MOVE);
		const char *label = config_outcome_label(config, o->key);
		char *text = o->flags & OUTCOME_REASON
				     ? mem_printf(_("%s %s (why)"), codes[i].code, label)
			     : asks ? mem_printf(_("%s %s (when)"), codes[i].code, label)
				    : mem_printf("%s %s", codes[i].code, label);
		strlist_add(out, text);
		free(text);
	}
}

static char *printed_words(struct clinic *c)
{
	struct str when;

	str_init(&when);
	day_show(&when, clinic_today(c), clinic_today(c));
	str_addc(&when, ' ');
	minute_iso(&when, clock_minute(&c->clock));
	char *words = mem_printf(_("printed %s"), when.p);
	str_release(&when);
	return words;
}

bool call_sheet_make(struct clinic *c, const struct call_list_info *l, size_t most,
		     struct call_sheet *out, struct err *err)
{
	struct call_line *lines = mem_array(most, sizeof(*lines));
	struct call_counts counts;
	size_t n = 0;

	*out = (struct call_sheet){ .key = mem_strdup(l->key),
				    .clinic = mem_strdup(c->config->name),
				    .title = mem_strdup(l->title),
				    .printed = printed_words(c) };
	bool ok = calls_queue(c, l, CALL_NOW, most, &counts, lines, &n, err);
	enum call_why who = CALL_NOW;
	/* Before the calling hours it is printed for them. */
	if (ok && n == 0 && counts.why[CALL_HOURS]) {
		who = CALL_HOURS;
		ok = calls_queue(c, l, who, most, &counts, lines, &n, err);
	}
	out->v = mem_array(n, sizeof(*out->v));
	for (size_t i = 0; ok && i < n; i++)
		ok = add_line(c, l, &lines[i], out, err);
	if (ok) {
		out->more = counts.why[who] - (int64_t)n;
		add_codes(c->config, l->purpose, &out->codes);
	}
	free(lines);
	if (!ok)
		call_sheet_release(out);
	return ok;
}

void call_sheet_release(struct call_sheet *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct call_sheet_line *line = &s->v[i];
		char *const texts[] = { line->chart_no, line->name, line->say, line->why };
		for (size_t k = 0; k < ARRAY_SIZE(texts); k++)
			free(texts[k]);
		strlist_release(&line->numbers);
	}
	char *const texts[] = { s->key, s->clinic, s->title, s->printed };
	for (size_t k = 0; k < ARRAY_SIZE(texts); k++)
		free(texts[k]);
	strlist_release(&s->codes);
	free(s->v);
	*s = (struct call_sheet){ 0 };
}

/* --- as text --- */

static void codes_text(const struct call_sheet *s, struct str *out)
{
	const int columns = PAPER / CODE_COLUMNS;
	size_t rows = (s->codes.n + (size_t)columns - 1) / (size_t)columns;

	for (size_t row = 0; row < rows; row++) {
		struct str line;
		str_init(&line);
		for (size_t i = row; i < s->codes.n; i += rows) {
			text_fit(&line, s->codes.v[i], CODE_COLUMNS, true);
			str_addc(&line, ' ');
		}
		while (line.len && line.p[line.len - 1] == ' ')
			str_cut(&line, line.len - 1);
		str_addf(out, "%s\n", line.p);
		str_release(&line);
	}
}

static void line_text(const struct call_sheet_line *line, struct str *out)
{
	struct str text;

	str_init(&text);
	text_fit(out, line->chart_no, INDENT - 1, true);
	str_addc(out, ' ');
	str_add(&text, line->name);
	if (*line->say)
		str_addf(&text, "  \"%s\"", line->say);
	text_fit(out, text.p, NAME_COLUMNS, true);
	str_clear(&text);
	for (size_t i = 0; i < line->numbers.n; i++)
		str_addf(&text, "%s%s", i ? " / " : "", line->numbers.v[i]);
	str_addc(out, ' ');
	paper_wrapped(out, INDENT + NAME_COLUMNS + 1, text.p);
	str_pad(out, ' ', INDENT);
	paper_wrapped(out, INDENT, line->why);
	str_release(&text);
	str_pad(out, ' ', INDENT);
	str_addf(out, "[%s     ] [%s           ] ", _("code"), _("when"));
	str_pad(out, '_', 38);
	str_add(out, "\n\n");
}

void call_sheet_text(const struct call_sheet *s, struct str *out)
{
	struct str head;

	str_init(&head);
	str_addf(&head, "%s  %s, %s", s->clinic, s->title, s->printed);
	paper_wrapped(out, 0, head.p);
	str_release(&head);
	str_addf(out, ngettext("%zu to call", "%zu to call", (unsigned long)s->n), s->n);
	if (s->more)
		str_addf(out, _(", %lld more are not on it"), (long long)s->more);
	str_add(out, "\n\n");
	codes_text(s, out);
	str_addc(out, '\n');
	for (size_t i = 0; i < s->n; i++)
		line_text(&s->v[i], out);
	str_init(&head);
	str_addf(&head,
		 _("Keyed back: revisit calls %s --key FILE, a line each: number, code, when, "
		   "what was said."),
		 s->key);
	paper_wrapped(out, 0, head.p);
	str_release(&head);
}
