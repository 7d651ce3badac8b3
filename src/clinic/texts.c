#include "texts.h"

#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"
#include "revisit/text/utf8.h"

#include <dirent.h>
#include <strings.h>

/* --- files --- */

static const char ending[] = ".md";

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s);
	size_t m = strlen(end);

	return n > m && strcmp(s + n - m, end) == 0;
}

char *text_name_of(const char *file)
{
	if (*file == '.' || !ends_with(file, ending))
		return NULL;
	size_t n = strlen(file) - strlen(ending);
	if (n > 3 && file[n - 3] == '.')
		n -= 3;
	return mem_strndup(file, n);
}

/* A name out of clinic.yaml, rules or a command never leaves the folder. */
static bool is_plain_name(const char *name)
{
	return *name && *name != '.' && !strpbrk(name, "/\\\n") && strlen(name) < 100;
}

static bool no_such_text(struct clinic *c, const char *folder, const char *name, struct err *err)
{
	struct text_files files;
	struct nearest near;
	char quoted[80];
	bool ok = strcmp(folder, "scripts") == 0 ? scripts_list(c, &files, NULL)
						 : templates_list(c, &files, NULL);

	str_excerpt(quoted, sizeof(quoted), name);
	nearest_init(&near, name);
	for (size_t i = 0; ok && i < files.n; i++)
		nearest_offer(&near, files.v[i].name);
	if (near.name)
		err_set(err, ERR_TEMPLATE, _("there is no %s/%s.md; did you mean %s?"), folder, quoted,
			near.name);
	else
		err_set(err, ERR_TEMPLATE, _("there is no %s/%s.md in the clinic's folder"), folder,
			quoted);
	nearest_release(&near);
	text_files_release(&files);
	return false;
}

bool text_open(struct clinic *c, const char *folder, const char *name, bool zh,
	       struct text_lines *out, struct err *err)
{
	static const char *const tails[2][4] = { { ".en.md", ".md", ".zh.md" },
						 { ".zh.md", ".md", ".en.md" } };

	*out = (struct text_lines){ 0 };
	arena_init(&out->arena);
	for (size_t i = 0; is_plain_name(name) && tails[zh][i]; i++) {
		char *file = mem_printf("%s%s", name, tails[zh][i]);
		char *place = path_join(c->folder, folder);
		char *path = path_join(place, file);
		bool there = file_exists(path);
		bool ok = there && text_read(c, folder, file, out, err);
		free(path);
		free(place);
		free(file);
		if (there)
			return ok;
	}
	return no_such_text(c, folder, name, err);
}

void text_lines_release(struct text_lines *t)
{
	free(t->v);
	arena_release(&t->arena);
	*t = (struct text_lines){ 0 };
}

/* --- lines --- */

/* What a line is without what is for the editor of the file; *inside: a comment goes on. */
static bool drop_comments(const char *line, size_t n, bool *inside, struct str *out)
{
	bool any = *inside;

	for (size_t i = 0; i < n;) {
		const char *rest = line + i;
		size_t left = n - i;
		if (*inside) {
			*inside = !(left >= 3 && memcmp(rest, "-->", 3) == 0);
			i += *inside ? 1 : 3;
			continue;
		}
		if (left >= 4 && memcmp(rest, "<!--", 4) == 0) {
			any = *inside = true;
			i += 4;
			continue;
		}
		str_addc(out, line[i++]);
	}
	while (out->len && (out->p[out->len - 1] == ' ' || out->p[out->len - 1] == '\t' ||
			    out->p[out->len - 1] == '\r'))
		str_cut(out, out->len - 1);
	return !any || out->len > 0;
}

static const char *head_value(const char *line, const char *key)
{
	size_t n = strlen(key);

	if (strncasecmp(line, key, n) != 0)
		return NULL;
	if (line[n] == ':')
		n++;
	else if (strncmp(line + n, "：", strlen("：")) == 0)
		n += strlen("：");
	else
		return NULL;
	return line + n + strspn(line + n, " \t");
}

static bool take_head(struct text_lines *t, const char *line, int number)
{
	const char *value = head_value(line, "title");

	if (value) {
		t->title = arena_strdup(&t->arena, value);
		return true;
	}
	value = head_value(line, "subject");
	if (value) {
		t->subject = (struct text_line){ arena_strdup(&t->arena, value), number };
		return true;
	}
	value = head_value(line, "purpose");
	if (value) {
		t->purpose = arena_strdup(&t->arena, value);
		t->purpose_at = (struct text_line){ t->purpose, number };
		return true;
	}
	return !*line;
}

static void split(struct text_lines *t, const char *text)
{
	bool inside = false;
	bool top = true;
	int number = 0;
	struct str line;

	str_init(&line);
	for (const char *p = text; *p; p += *p == '\n') {
		size_t n = strcspn(p, "\n");
		number++;
		str_clear(&line);
		bool stays = drop_comments(p, n, &inside, &line);
		p += n;
		if (!stays)
			continue;
		top = top && take_head(t, line.p, number);
		if (top)
			continue;
		GROW(t->v, t->n, t->cap);
		t->v[t->n++] = (struct text_line){ arena_strdup(&t->arena, line.p), number };
	}
	str_release(&line);
	while (t->n && !*t->v[t->n - 1].text)
		t->n--;
}

static int line_of(const char *text, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

bool text_read(struct clinic *c, const char *folder, const char *file, struct text_lines *out,
	       struct err *err)
{
	struct err why = ERR_INIT;
	struct str text;

	*out = (struct text_lines){ 0 };
	arena_init(&out->arena);
	out->file = arena_printf(&out->arena, "%s/%s", folder, file);
	str_init(&text);
	char *path = path_join(c->folder, out->file);
	struct pos pos = { .file = out->file };
	bool ok = file_read(path, TEXT_MOST, &text, &why) ||
		  err_at(err, ERR_TEMPLATE, &pos, "%s", why.msg);
	size_t good = ok ? utf8_check(text.p, text.len) : 0;
	if (ok && good < text.len) {
		pos.line = line_of(text.p, good);
		ok = err_at(err, ERR_TEMPLATE, &pos, _("this is not UTF-8; save the file as UTF-8"));
	}
	if (ok) {
		const char *p = strncmp(text.p, "\xEF\xBB\xBF", 3) == 0 ? text.p + 3 : text.p;
		out->zh = ends_with(file, ".zh.md") || (!ends_with(file, ".en.md") && utf8_has_han(p));
		split(out, p);
	}
	free(path);
	str_release(&text);
	return ok;
}

/* --- filling in --- */

static void problem(struct texting *t, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void problem(struct texting *t, int line, const char *fmt, ...)
{
	struct str s;
	va_list args;

	str_init(&s);
	str_addf(&s, "%s:%d: ", t->file, line);
	va_start(args, fmt);
	str_vaddf(&s, fmt, args);
	va_end(args);
	t->problem(s.p, t->arg);
	str_release(&s);
}

static void tell_unknown(struct texting *t, int line, const char *name, size_t n)
{
	struct nearest near;
	char shown[64];
	char *typed = mem_strndup(name, n);

	str_excerpt(shown, sizeof(shown), typed);
	nearest_init(&near, typed);
	for (const struct text_field *f = text_fields; f->name; f++) {
		nearest_offer(&near, f->name);
		nearest_offer(&near, f->also);
	}
	if (near.name)
		problem(t, line, _("{%s} is not known; did you mean {%s}?"), shown, near.name);
	else
		problem(t, line, _("{%s} is not known; \"revisit fields script\" lists the fields"), shown);
	nearest_release(&near);
	free(typed);
}

static bool is_shown(const struct texting *t)
{
	for (int i = 0; i < t->depth; i++)
		if (!t->open[i].shown)
			return false;
	return true;
}

/* {field?} and {field!} */
static void begin_part(struct texting *t, int line, const struct text_field *f, bool wants)
{
	struct str value;

	if (t->depth == TEXT_DEPTH) {
		problem(t, line, _("more than %d parts inside each other"), TEXT_DEPTH);
		return;
	}
	bool shown = true;
	if (t->talk && is_shown(t)) {
		str_init(&value);
		shown = talk_value(t->talk, f, &value) == wants;
		str_release(&value);
	}
	t->open[t->depth].f = f;
	t->open[t->depth].shown = shown;
	t->open[t->depth++].line = line;
}

static void end_part(struct texting *t, int line, const struct text_field *f)
{
	if (t->depth && t->open[t->depth - 1].f == f) {
		t->depth--;
		return;
	}
	problem(t, line, _("{/%s} ends what was not begun with {%s?}"), f->name, f->name);
}

static void put_value(struct texting *t, int line, const struct text_field *f, struct str *out)
{
	if (!t->talk || !is_shown(t) || talk_value(t->talk, f, out))
		return;
	if (t->strict)
		problem(t, line, _("{%s} is empty for this patient"), f->name);
	else
		str_add(out, "…");
}

/* What stands between braces; false: left as it is. */
static bool take_field(struct texting *t, int line, const char *name, size_t n, struct str *out)
{
	bool ends = n && *name == '/';
	char last = n ? name[n - 1] : 0;
	bool begins = last == '?' || last == '!';
	const char *bare = name + ends;
	size_t len = n - ends - (begins && !ends);

	const struct text_field *f = text_field_find(bare, len);
	if (!f) {
		tell_unknown(t, line, bare, len);
		return false;
	}
	if (ends)
		end_part(t, line, f);
	else if (begins)
		begin_part(t, line, f, last == '?');
	else
		put_value(t, line, f, out);
	return true;
}

bool text_fill(struct texting *t, const struct text_line *line, struct str *out)
{
	size_t before = out->len;
	bool hid = !is_shown(t);

	for (const char *p = line->text; *p;) {
		if ((*p == '{' || *p == '}') && p[1] == *p) {
			if (is_shown(t))
				str_addc(out, *p);
			p += 2;
			continue;
		}
		size_t n = *p == '{' ? strcspn(p + 1, "{}") : 0;
		bool field = *p == '{' && p[n + 1] == '}';
		if (field && take_field(t, line->number, p + 1, n, out)) {
			p += n + 2;
			hid = true;
			continue;
		}
		if ((*p == '{' && !field) || *p == '}')
			problem(t, line->number, _("a lone %c; write %c%c for a brace"), *p, *p, *p);
		if (is_shown(t))
			str_addn(out, p, field ? n + 2 : 1);
		p += field ? n + 2 : 1;
	}
	return out->len > before || (!*line->text && is_shown(t)) || !hid;
}

void text_fill_end(struct texting *t)
{
	for (; t->depth; t->depth--)
		problem(t, t->open[t->depth - 1].line, _("{%s?} is never ended with {/%s}"),
			t->open[t->depth - 1].f->name, t->open[t->depth - 1].f->name);
}
