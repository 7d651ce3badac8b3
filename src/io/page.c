/* What pages to print are written with. */
#include "page.h"
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

void page_text(struct str *out, const char *text)
{
	struct str safe;

	str_init(&safe);
	text_safe(&safe, text, false);
	for (size_t i = 0; i < safe.len; i++) {
		switch (safe.p[i]) {
		case '&':
			str_add(out, "&amp;");
			break;
		case '<':
			str_add(out, "&lt;");
			break;
		case '>':
			str_add(out, "&gt;");
			break;
		case '"':
			str_add(out, "&quot;");
			break;
		case '\'':
			str_add(out, "&#39;");
			break;
		default:
			str_addc(out, safe.p[i]);
		}
	}
	str_release(&safe);
}

void page_element(struct str *out, const char *tag, const char *class, const char *text)
{
	str_addf(out, "<%s", tag);
	if (class)
		str_addf(out, " class=\"%s\"", class);
	str_addc(out, '>');
	page_text(out, text);
	str_addf(out, "</%s>", tag);
}

void page_begin(struct str *out, const char *title, const char *style)
{
	str_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">",
		 i18n_is_chinese() ? "zh-CN" : "en");
	str_add(out, "<meta name=\"viewport\" content=\"width=device-width\">");
	page_element(out, "title", NULL, title);
	str_addf(out, "<style>%s</style></head>\n<body>", style);
}

struct column {
	struct str *out;
	int indent;
	bool begun;
};

static void column_line(const char *start, size_t n, void *arg)
{
	struct column *col = arg;

	if (col->begun)
		str_pad(col->out, ' ', (size_t)col->indent);
	col->begun = true;
	str_addn(col->out, start, n);
	str_addc(col->out, '\n');
}

void paper_wrapped(struct str *out, int indent, const char *text)
{
	struct column col = { .out = out, .indent = indent };
	struct str safe;

	str_init(&safe);
	text_safe(&safe, text, false);
	text_wrap(safe.p, PAPER - indent, column_line, &col);
	if (!col.begun)
		str_addc(out, '\n');
	str_release(&safe);
}
