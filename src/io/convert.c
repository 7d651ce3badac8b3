/* From the text of a cell to the value of a field. */
#include "revisit/base/i18n.h"
#include "revisit/text/fold.h"
#include "revisit/text/phone.h"
#include "convert.h"

bool cell_refuse(const struct cell *c, enum err_code code, const char *message)
{
	return err_at(c->err, code, &c->pos, "%s: %s", c->f->name, message);
}

bool cell_refuse_why(const struct cell *c, const struct err *why)
{
	return cell_refuse(c, why->code, why->msg);
}

static void *scratch(struct stage *s, const struct field *f)
{
	if (f >= record_visit.fields && f < record_visit.fields + record_visit.n_fields)
		return &s->visit;
	if (f >= record_task.fields && f < record_task.fields + record_task.n_fields)
		return &s->task;
	return &s->patient;
}

/* The text lives as long as the import. */
static struct value *cell_add_kept(const struct cell *c, const char *text)
{
	struct values *out = c->out;

	GROW(out->v, out->n, out->cap);
	struct value *v = &out->v[out->n++];
	*v = (struct value){ .f = c->f,
			     .text = text,
			     .on = DAY_NONE,
			     .line = c->pos.line,
			     .col = c->pos.col };
	return v;
}

struct value *cell_add(const struct cell *c, const char *text)
{
	return cell_add_kept(c, arena_strdup(&c->s->arena, text));
}

/* --- words --- */

/* What other programs call our statuses and sexes. */
static const char *known_choice(const struct field *f, const char *text)
{
	static const struct {
		const struct choice *choices;
		const char *cell, *key;
	} words[] = {
		{ visit_status_choices, "canceled", "cancelled" },
		{ visit_status_choices, "noshow", "no_show" },
		{ visit_status_choices, "no show", "no_show" },
		{ visit_status_choices, "broken", "no_show" },
		{ visit_status_choices, "scheduled", "planned" },
		{ visit_status_choices, "booked", "planned" },
		{ visit_status_choices, "complete", "completed" },
		{ visit_status_choices, "checked in", "arrived" },
		{ visit_status_choices, "已预约", "planned" },
		{ visit_status_choices, "已确认", "confirmed" },
		{ visit_status_choices, "已到诊", "arrived" },
		{ visit_status_choices, "已完成", "completed" },
		{ visit_status_choices, "完成", "completed" },
		{ visit_status_choices, "已取消", "cancelled" },
		{ visit_status_choices, "爽约", "no_show" },
		{ visit_status_choices, "未到", "no_show" },
		{ visit_status_choices, "改约", "rescheduled" },
		{ sex_choices, "未知", "unknown" },
		{ sex_choices, "male", "male" },
		{ sex_choices, "female", "female" },
		{ sex_choices, "男性", "male" },
		{ sex_choices, "女性", "female" },
	};
	struct str folded;
	const char *key = text;

	str_init(&folded);
	text_fold(&folded, text);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i].choices == f->choices && strcmp(words[i].cell, folded.p) == 0)
			key = words[i].key;
	str_release(&folded);
	return key;
}

/* The vocabulary key meant, found once per word; NULL when `strict` knows it not. */
static const char *term_key(const struct cell *c, const char *vocab, const char *text)
{
	struct stage *s = c->s;
	struct hash mark = hash_text(hash_text((struct hash){ 0 }, vocab), text);
	uint32_t at = hashes_put(&s->term_index, mark, (uint32_t)s->terms.n);

	if (at == s->terms.n) {
		char *key = clinic_term_key(s->c, vocab, text);
		strlist_add(&s->terms, key);
		free(key);
	}
	const char *key = s->terms.v[at];
	if (s->o->strict && !config_term(s->c->config, vocab, key) &&
	    !store_vocab_has(&s->c->store, vocab, key))
		return NULL;
	return key;
}

static bool to_term(const struct cell *c, const char *vocab, const char *text)
{
	const char *key = term_key(c, vocab, text);

	if (!key)
		return err_at(c->err, ERR_BAD_VALUE, &c->pos,
			      _("%s: '%s' is not known in this clinic (clinic.yaml names what is)"),
			      c->f->name, text);
	cell_add(c, key);
	return true;
}

static const char *yes_no(const char *text)
{
	static const char *const yes[] = { "yes", "y", "true", "t", "1", "x", "是", "有", "√" };
	static const char *const no[] = { "no", "n", "false", "f", "0", "-", "否", "无", "×" };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return "yes";
		if (strcasecmp(text, no[i]) == 0)
			return "no";
	}
	return NULL;
}

/* "13800000042.0" as spreadsheets write it; "1.38E+10" has lost its digits. */
static bool clean_phone(const struct cell *c, char *text)
{
	size_t n = strlen(text);

	if (n > 2 && strcmp(text + n - 2, ".0") == 0)
		text[n - 2] = '\0';
	const char *e = strpbrk(text, "eE");
	if (e && e > text && strspn(text, "0123456789.") == (size_t)(e - text) &&
	    (e[1] == '+' || e[1] == '-') && strspn(e + 2, "0123456789") == strlen(e + 2))
		return cell_refuse(
			c, ERR_BAD_NUMBER,
			_("a spreadsheet has rounded this number; export the column as text"));
	return true;
}

/* --- many-valued fields --- */

void cell_split(const char *text, struct str *plain, struct str *bracket)
{
	size_t n = strlen(text);
	const char *open = strrchr(text, '[');
	static const char *const known[] = { "[until ", "[wrong]", "[dead]", "[as is]" };
	bool ours = false;

	for (size_t i = 0; open && i < ARRAY_SIZE(known); i++)
		ours = ours || strncmp(open, known[i], strlen(known[i])) == 0;
	if (!ours || open == text || open[-1] != ' ' || text[n - 1] != ']') {
		str_add(plain, text);
		return;
	}
	str_addn(plain, text, (size_t)(open - 1 - text));
	if (strcmp(open, "[as is]") == 0)
		return;
	str_addn(bracket, open + 1, (size_t)(text + n - 1 - (open + 1)));
}

static bool to_contact(const struct cell *c, const char *text)
{
	struct stage *s = c->s;
	struct err why = ERR_INIT;
	struct str plain;
	struct str bracket;
	bool phone = contact_is_phone((enum contact_kind)c->f->many->contact_kind);

	str_init(&plain);
	str_init(&bracket);
	cell_split(text, &plain, &bracket);
	if (bracket.len == 0 && plain.len < strlen(text))
		str_add(&bracket, "as is"); /* it is split once more when it is stored */
	bool ok = !(phone || c->f->as == AS_PHONE) || clean_phone(c, plain.p);
	rows_release(&s->draft.contacts); /* '+': a ';' in it is no separator here */
	if (ok && !draft_set(s->c, &s->draft, c->f->name, '+', plain.p, &why))
		ok = cell_refuse_why(c, &why);
	if (ok && bracket.len)
		str_addf(&plain, " [%s]", bracket.p);
	if (ok)
		cell_add(c, plain.p);
	str_release(&plain);
	str_release(&bracket);
	return ok;
}

static bool to_tag(const struct cell *c, const char *text)
{
	const struct map_field *f = c->f;
	struct str plain;
	struct str bracket;
	day_t until;

	if (f->tag) {
		const char *answer = f->as == AS_YES_NO ? yes_no(text) : NULL;
		if (f->as == AS_YES_NO && !answer)
			return cell_refuse(c, ERR_BAD_VALUE, _("this is neither yes nor no"));
		bool given = f->equals ? strcmp(text, f->equals) == 0 : str_eq(answer, "yes");
		return !given || to_term(c, "tag", f->tag);
	}
	str_init(&plain);
	str_init(&bracket);
	cell_split(text, &plain, &bracket);
	bool ok = to_term(c, "tag", plain.p);
	if (ok && bracket.len) {
		struct value *v = &c->out->v[c->out->n - 1];
		v->text = arena_printf(&c->s->arena, "%s [%s]", v->text, bracket.p);
		ok = strncmp(bracket.p, "until ", 6) == 0 && day_parse(bracket.p + 6, &until, NULL);
		ok = ok || cell_refuse(c, ERR_BAD_DATE, _("[until …] needs a date"));
	}
	str_release(&plain);
	str_release(&bracket);
	return ok;
}

static bool to_many(const struct cell *c, const char *text)
{
	struct err why = ERR_INIT;

	if (c->f->many->contact_kind >= 0)
		return to_contact(c, text);
	if (strcmp(c->f->name, "tag") == 0)
		return to_tag(c, text);
	if (!draft_set(c->s->c, &c->s->draft, c->f->name, '=', text, &why))
		return cell_refuse_why(c, &why);
	cell_add(c, text);
	return true;
}

/* --- by type --- */

static bool to_text(const struct cell *c, const char *text)
{
	const struct field *f = c->f->field;
	void *row = scratch(c->s, f);
	struct err why = ERR_INIT;
	struct str no;

	if (c->f->as == AS_YES_NO) {
		text = yes_no(text);
		if (!text)
			return cell_refuse(c, ERR_BAD_VALUE, _("this is neither yes nor no"));
	}
	str_init(&no);
	if (strcmp(f->name, "chart_no") == 0) {
		text_nfkc(&no, *text == '#' ? text + 1 : text);
		text = no.p;
	}
	bool ok = field_parse(c->s->c->config, f, row, text, DAY_NONE, &why);
	str_release(&no);
	if (!ok)
		return cell_refuse_why(c, &why);
	cell_add(c, str_or_empty(field_text_of(f, row)));
	return true;
}

static bool to_number(const struct cell *c, const char *text)
{
	const struct field *f = c->f->field;
	void *row = scratch(c->s, f);
	struct err why = ERR_INIT;
	struct str clean;

	str_init(&clean);
	str_add(&clean, text);
	if (f->type == FIELD_INT) {
		char *point = strchr(clean.p, '.');
		if (point && strspn(point + 1, "0") == strlen(point + 1))
			*point = '\0';
	}
	if (f->type == FIELD_BOOL || c->f->as == AS_YES_NO) {
		const char *answer = yes_no(text);
		str_clear(&clean);
		str_add(&clean, answer ? answer : text);
	}
	const char *cell = f->type == FIELD_CHOICE ? known_choice(f, clean.p) : clean.p;
	bool ok = field_parse(c->s->c->config, f, row, cell, DAY_NONE, &why);
	str_clear(&clean);
	if (ok) {
		field_export(&clean, c->s->c->config, f, row);
		cell_add(c, clean.p)->n = field_number(f, row);
	}
	str_release(&clean);
	return ok || cell_refuse_why(c, &why);
}

static bool to_ref(const struct cell *c, const char *text)
{
	struct str no;

	str_init(&no);
	text_nfkc(&no, *text == '#' ? text + 1 : text);
	cell_add(c, no.p);
	str_release(&no);
	return true;
}

static bool to_field(const struct cell *c, const char *text)
{
	const struct field *f = c->f->field;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINES:
		return to_text(c, text);
	case FIELD_VOCAB:
		return to_term(c, f->vocab, text);
	case FIELD_DAY:
		return f == record_field(&record_patient, "birth_day") ? cell_to_birth(c, text)
								       : cell_to_day(c, text);
	case FIELD_MINUTE:
		return cell_to_minute(c, text);
	case FIELD_INSTANT:
		return cell_to_instant(c, text);
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_CHOICE:
	case FIELD_BOOL:
		return to_number(c, text);
	case FIELD_REF:
		return to_ref(c, text);
	}
	return false;
}

static bool convert_text(const struct cell *c, const char *text)
{
	switch (c->f->to) {
	case TO_FIELD:
		return to_field(c, text);
	case TO_MANY:
		return to_many(c, text);
	case TO_AT:
	case TO_DUE:
		return cell_to_when(c, text);
	case TO_FROM:
	case TO_ID:
		cell_add(c, text);
		return true;
	}
	return false;
}

/* --- the cell --- */

static bool look_up(const struct cell *c, const char **text)
{
	const struct map_field *f = c->f;
	const char *other = NULL;

	for (size_t i = 0; i < f->n_values; i++) {
		if (strcmp(f->values[i].cell, *text) == 0) {
			*text = f->values[i].value;
			return true;
		}
		if (strcmp(f->values[i].cell, "*") == 0)
			other = f->values[i].value;
	}
	if (f->n_values == 0 || !**text)
		return true;
	if (!other) {
		char shown[80];
		return err_at(c->err, ERR_BAD_VALUE, &c->pos,
			      _("%s: '%s' is not among the map's values:"), f->name,
			      str_excerpt(shown, sizeof(shown), *text));
	}
	*text = other;
	return true;
}

static bool convert_fresh(const struct cell *c, const char *raw)
{
	struct str clean;
	const char *text;

	str_init(&clean);
	text_nfc(&clean, raw);
	text = clean.p;
	bool ok = look_up(c, &text);
	if (ok && !*text && c->f->fallback)
		text = c->f->fallback;
	if (ok && *text)
		ok = convert_text(c, text);
	else if (ok && c->f->to != TO_MANY)
		cell_add(c, "");
	str_release(&clean);
	return ok;
}

/* --- cells seen before ---
 *
 * Most columns have few different cells.  What a cell became is kept, where that depends on nothing
 * but the cell. */

enum { MEMO_SLOTS = 256, MEMO_BYTES = 1 << 20 };

struct memo {
	const struct map_field *f;
	const char *raw, *text;
	int64_t n, more;
};

static bool is_steady(const struct map_field *f)
{
	if (f->to == TO_AT || f->to == TO_DUE)
		return true;
	if (f->to != TO_FIELD || f->as == AS_AGE)
		return false;
	switch (f->field->type) {
	case FIELD_CHOICE:
	case FIELD_BOOL:
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_VOCAB:
	case FIELD_DAY:
	case FIELD_MINUTE:
	case FIELD_INSTANT:
		return true;
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_REF:
		return false;
	}
	return false;
}

static void remember(struct stage *s, struct memo *m, const struct cell *c, const char *raw)
{
	const struct value *v = &c->out->v[c->out->n - 1];

	/* Columns of ever other cells are not worth it; what was kept stays. */
	if (s->memo_bytes > MEMO_BYTES || strlen(raw) > 40)
		return;
	s->memo_bytes += strlen(raw) + strlen(v->text) + 2;
	*m = (struct memo){ .f = c->f,
			    .raw = arena_strdup(&s->kept, raw),
			    .text = arena_strdup(&s->kept, v->text),
			    .n = v->n,
			    .more = v->more };
}

static bool convert_one(const struct cell *c, const char *raw)
{
	struct stage *s = c->s;
	size_t before = c->out->n;

	if (!is_steady(c->f) || s->o->strict)
		return convert_fresh(c, raw);
	if (!s->memo)
		s->memo = mem_array(MEMO_SLOTS, sizeof(*s->memo));
	struct hash h = hash_text((struct hash){ (uint64_t)(uintptr_t)c->f, 0 }, raw);
	struct memo *m = &s->memo[(h.a >> 20) % MEMO_SLOTS];
	if (m->f == c->f && strcmp(m->raw, raw) == 0) {
		struct value *v = cell_add_kept(c, m->text);
		v->n = m->n;
		v->more = m->more;
		return true;
	}
	if (!convert_fresh(c, raw))
		return false;
	if (c->out->n == before + 1)
		remember(s, m, c, raw);
	return true;
}

static size_t separator_at(const struct map_field *f, const char *p)
{
	static const char *const usual[] = { ":::", ",", ";", "|", "、", "，", "；" };

	if (f->separator)
		return strncmp(p, f->separator, strlen(f->separator)) == 0 ? strlen(f->separator)
									   : 0;
	for (size_t i = 0; i < (f->as == AS_LIST ? ARRAY_SIZE(usual) : 1); i++)
		if (strncmp(p, usual[i], strlen(usual[i])) == 0)
			return strlen(usual[i]);
	return 0;
}

/* Several values in one cell: joined by " ::: ", or as `as: list` says. */
static bool convert_pieces(const struct cell *c, const char *raw)
{
	struct str piece;
	bool ok = true;

	str_init(&piece);
	for (const char *p = raw; ok; p++) {
		if (strncmp(p, "\\:::", 4) == 0) {
			str_add(&piece, ":::");
			p += 3;
			continue;
		}
		size_t n = *p ? separator_at(c->f, p) : 0;
		if (*p && !n) {
			str_addc(&piece, *p);
			continue;
		}
		ok = convert_one(c, piece.p);
		str_clear(&piece);
		if (!*p)
			break;
		p += n - 1;
	}
	str_release(&piece);
	return ok;
}

/* Line ends inside a cell become plain newlines. */
static void add_cell(struct str *out, const char *text)
{
	const char *p = csv_plain(text);

	if (!strchr(p, '\r')) {
		str_add(out, p);
		return;
	}
	for (; *p; p++) {
		if (*p == '\r' && p[1] == '\n')
			continue;
		str_addc(out, *p == '\r' ? '\n' : *p);
	}
}

static void join_cells(const struct map_field *f, const struct csv_cell *cells, struct str *raw)
{
	if (f->n_columns == 1) {
		add_cell(raw, cells[f->columns[0].index].text);
		return;
	}
	for (size_t i = 0; i < f->n_columns; i++) {
		struct str one;
		str_init(&one);
		add_cell(&one, cells[f->columns[i].index].text);
		if (one.len && raw->len)
			str_add(raw, f->join ? f->join : " ");
		str_add(raw, one.p);
		str_release(&one);
	}
}

bool convert_row(struct stage *s, const struct map_fields *fields, const struct csv_cell *cells,
		 int line, struct values *out, struct err *err)
{
	struct str raw;
	bool ok = true;

	str_init(&raw);
	for (size_t i = 0; ok && i < fields->n; i++) {
		const struct map_field *f = &fields->v[i];
		struct cell c = { .s = s, .f = f, .cells = cells, .err = err, .out = out };
		c.pos = (struct pos){ s->o->file, line, 0 };
		str_clear(&raw);
		if (f->n_columns) {
			c.pos.line = cells[f->columns[0].index].line;
			c.pos.col = cells[f->columns[0].index].col;
			join_cells(f, cells, &raw);
		} else {
			str_add(&raw, f->text);
		}
		ok = f->to == TO_MANY && !f->equals ? convert_pieces(&c, raw.p)
						    : convert_one(&c, raw.p);
	}
	str_release(&raw);
	return ok;
}
