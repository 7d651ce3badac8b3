/* A call list on paper as a page. */
#include "page.h"
#include "revisit/base/i18n.h"
#include "revisit/io/call_sheet.h"

static const char style[] =
	"@page{size:A4;margin:12mm}"
	"*{box-sizing:border-box}"
	"body{font:10pt/1.35 \"Noto Sans CJK SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif;"
	"color:#000;margin:0 auto;max-width:190mm;padding:4mm}"
	"h1{font-size:15pt;margin:0}p{margin:1mm 0}"
	"ul{margin:2mm 0;padding:0;list-style:none;columns:4;font-size:9pt}"
	"table{width:100%;border-collapse:collapse;margin-top:3mm}"
	"thead{display:table-header-group}tr{break-inside:avoid}"
	"td,th{text-align:left;vertical-align:top;padding:1.5mm 2mm 1.5mm 0;border-top:1px solid "
	"#999}"
	"th{border-top:0;font-size:9pt}"
	".t{white-space:nowrap;font-weight:bold;font-variant-numeric:tabular-nums}"
	".n{font-weight:bold}.s{font-size:9pt}"
	"td:nth-child(1){width:16mm}td:nth-child(3){width:14mm}td:nth-child(4){width:26mm}"
	"td:nth-child(5){width:52mm}"
	"td:nth-child(n+3){border-left:1px solid #999}"
	"@media screen{body{background:#fff}}";

static void row(const struct call_sheet_line *line, struct str *out)
{
	str_add(out, "<tr>");
	page_element(out, "td", "t", line->chart_no);
	str_add(out, "<td>");
	page_element(out, "div", "n", line->name);
	if (*line->say)
		page_element(out, "div", NULL, line->say);
	for (size_t i = 0; i < line->numbers.n; i++)
		page_element(out, "div", "t", line->numbers.v[i]);
	page_element(out, "div", "s", line->why);
	str_add(out, "</td><td></td><td></td><td></td></tr>\n");
}

void call_sheet_html(const struct call_sheet *s, struct str *out)
{
	static const char *const heads[] = { N_("No."), N_("Patient"), N_("Code"), N_("When"),
					     N_("What was said") };
	char *head = mem_printf("%s  %s", s->clinic, s->title);
	struct str line;

	page_begin(out, head, style);
	page_element(out, "h1", NULL, head);
	free(head);
	str_init(&line);
	str_addf(&line, ngettext("%zu to call", "%zu to call", (unsigned long)s->n), s->n);
	if (s->more)
		str_addf(&line, _(", %lld more are not on it"), (long long)s->more);
	str_addf(&line, "; %s", s->printed);
	page_element(out, "p", NULL, line.p);
	str_release(&line);
	str_add(out, "<ul>\n");
	for (size_t i = 0; i < s->codes.n; i++)
		page_element(out, "li", NULL, s->codes.v[i]);
	str_add(out, "</ul>\n<table><thead><tr>");
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		page_element(out, "th", NULL, _(heads[i]));
	str_add(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < s->n; i++)
		row(&s->v[i], out);
	str_add(out, "</tbody></table>\n</body></html>\n");
}
