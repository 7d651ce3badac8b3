/* Lines of rules.yaml, and what stands in them. */
#include "rules_lines.h"
#include "revisit/base/json.h"

size_t rules_line_start(const char *text, int line)
{
	const char *p = text;

	for (int i = 1; i < line && *p; i++) {
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return (size_t)(p - text);
}

size_t rules_line_end(const char *text, size_t start)
{
	return start + strcspn(text + start, "\n");
}

void rules_replace(struct str *text, size_t from, size_t to, const char *with)
{
	struct str out;

	str_init(&out);
	str_addn(&out, text->p, from);
	str_add(&out, with);
	str_addn(&out, text->p + to, text->len - to);
	str_release(text);
	*text = out;
}

void rules_add_scalar(struct str *out, const char *value)
{
	static const char first[] = "-?:,[]{}#&*!|>'\"%@` ";
	size_t n = strlen(value);
	bool odd = n == 0 || strchr(first, value[0]) || value[n - 1] == ' ' ||
		   value[n - 1] == ':' || strstr(value, ": ") || strstr(value, " #") ||
		   strpbrk(value, "\n\t\"\\");

	if (odd)
		json_quote(out, value);
	else
		str_add(out, value);
}

void rules_add_flow_scalar(struct str *out, const char *value)
{
	if (strpbrk(value, ",[]{}"))
		json_quote(out, value);
	else
		rules_add_scalar(out, value);
}

size_t rules_dash_of(const char *line)
{
	size_t n = strspn(line, " ");

	return line[n] == '-' && line[n + 1] == ' ' ? n + 1 + strspn(line + n + 1, " ") : 0;
}

size_t rules_value_end(const char *line, size_t from)
{
	size_t n = strcspn(line, "\n");
	size_t to = n;
	char quote = line[from] == '"' || line[from] == '\'' ? line[from] : '\0';
	size_t i = from + (quote != '\0');

	while (quote && i < n && line[i] != quote)
		i += line[i] == '\\' && quote == '"' ? 2 : 1;
	for (; i < n; i++)
		if (line[i] == '#' && line[i - 1] == ' ') {
			to = i;
			break;
		}
	while (to > from && line[to - 1] == ' ')
		to--;
	return to;
}

size_t rules_indent_of(const char *line)
{
	return strspn(line, " ");
}

bool rules_is_blank(const char *line)
{
	size_t n = rules_indent_of(line);

	return line[n] == '\n' || line[n] == '\0' || line[n] == '#';
}

int rules_block_end(const char *text, int line)
{
	size_t deep = rules_indent_of(text + rules_line_start(text, line));
	int at = line + 1;

	for (;; at++) {
		size_t start = rules_line_start(text, at);
		if (!text[start] || (!rules_is_blank(text + start) && rules_indent_of(text + start) <= deep))
			return at;
	}
}

static int trimmed(const char *text, int line, int end)
{
	while (end > line + 1 && rules_is_blank(text + rules_line_start(text, end - 1)))
		end--;
	return end;
}

int rules_trimmed_end(const char *text, int line)
{
	return trimmed(text, line, rules_block_end(text, line));
}

int rules_list_end(const char *text, int line)
{
	size_t deep = rules_indent_of(text + rules_line_start(text, line));
	int at = line + 1;

	for (;; at++) {
		const char *p = text + rules_line_start(text, at);
		size_t n = rules_indent_of(p);
		if (!*p || (!rules_is_blank(p) && n <= deep && !(n == deep && p[n] == '-')))
			return trimmed(text, line, at);
	}
}

void rules_insert(struct str *text, int line, const char *with)
{
	size_t at = rules_line_start(text->p, line);

	if (at == text->len && at > 0 && text->p[at - 1] != '\n') {
		str_addc(text, '\n');
		at++;
	}
	rules_replace(text, at, at, with);
}
