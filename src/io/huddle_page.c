/* The huddle sheet as text and as a page. */
#include "revisit/base/i18n.h"
#include "revisit/io/huddle.h"
#include "revisit/text/width.h"
#include "page.h"

enum { LABEL = 12, TIME = 7, NAME = 32, WHAT = 21, STATE = 18 };

/* --- text --- */

static void visit_head(const struct huddle_visit *v, struct str *out)
{
	struct str left;
	struct str right;

	str_init(&left);
	str_init(&right);
	str_addf(&left, "%s  %s  %s", v->name, v->age, v->chart_no);
	str_add(&right, v->what);
	if (*v->who)
		str_addf(&right, "%s%s", right.len ? ", " : "", v->who);
	text_fit(out, *v->time ? v->time : "-", TIME, true);
	text_fit(out, left.p, NAME, true);
	str_addc(out, ' ');
	text_fit(out, right.p, WHAT, true);
	str_addc(out, ' ');
	struct str safe;
	str_init(&safe);
	text_fit(&safe, v->state, STATE, true);
	while (safe.len && safe.p[safe.len - 1] == ' ')
		str_cut(&safe, safe.len - 1);
	str_addf(out, "%s\n", safe.p);
	str_release(&safe);
	str_release(&left);
	str_release(&right);
}

static void visit_text(const struct huddle_visit *v, struct str *out)
{
	visit_head(v, out);
	for (size_t i = 0; i < v->brief.n; i++) {
		const struct brief_line *l = &v->brief.v[i];
		bool again = i > 0 && v->brief.v[i - 1].kind == l->kind;
		str_pad(out, ' ', TIME - 2);
		str_add(out, brief_warns(l->kind) ? "! " : "  ");
		text_fit(out, again ? "" : brief_label(l->kind), LABEL, true);
		paper_wrapped(out, TIME + LABEL, l->text);
	}
}

void huddle_text(const struct huddle *h, struct str *out)
{
	struct str head;

	str_init(&head);
	str_addf(&head, "%s  %s", h->clinic, h->title);
	paper_wrapped(out, 0, head.p);
	str_release(&head);
	str_addf(out, ngettext("%zu patient", "%zu patients", (unsigned long)h->n), h->n);
	str_addf(out, "\n%s\n\n", h->before);
	for (size_t i = 0; i < h->n; i++)
		visit_text(&h->v[i], out);
	for (int p = 0; p < HUDDLE_PARTS; p++) {
		if (h->part[p].n == 0)
			continue;
		str_addf(out, "\n%s\n", huddle_heading(h, (enum huddle_part)p));
		for (size_t i = 0; i < h->part[p].n; i++) {
			str_add(out,
				p == HUDDLE_FIRST || p == HUDDLE_UNCONFIRMED ? "  [ ] " : "      ");
			paper_wrapped(out, 6, h->part[p].v[i]);
		}
	}
}

/* --- a page --- */

static const char style[] =
	"@page{size:A4;margin:12mm}"
	"*{box-sizing:border-box}"
	"body{font:10pt/1.35 \"Noto Sans CJK SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif;"
	"color:#000;margin:0 auto;max-width:190mm;padding:4mm}"
	"h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:5mm 0 1mm;border-bottom:1px solid "
	"#000}"
	"p{margin:1mm 0}"
	"table{width:100%;border-collapse:collapse;margin-top:3mm}"
	"td,th{text-align:left;vertical-align:top;padding:1mm 2mm 1mm 0;border-top:1px solid #999}"
	"th{border-top:0;font-size:9pt}tr,li{break-inside:avoid}"
	".t{white-space:nowrap;font-weight:bold;font-variant-numeric:tabular-nums}"
	".n{font-weight:bold}.s{font-size:9pt}.w{font-weight:bold}"
	"td:nth-child(1){width:14mm}td:nth-child(2){width:38mm}td:nth-child(3){width:30mm}"
	"dl{margin:0;display:grid;grid-template-columns:18mm 1fr;column-gap:2mm}"
	"dt{font-size:9pt}dd{margin:0}"
	"ul{margin:0;padding:0;list-style:none}li{padding:.5mm 0 .5mm 6mm;text-indent:-6mm}"
	"li:before{content:\"\\2610\";display:inline-block;width:6mm;text-indent:0}"
	"ul.plain li:before{content:\"\\2022\"}"
	"@media screen{body{background:#fff}}";

static void visit_row(const struct huddle_visit *v, struct str *out)
{
	str_add(out, "<tr>");
	page_element(out, "td", "t", *v->time ? v->time : "-");
	str_add(out, "<td>");
	page_element(out, "div", "n", v->name);
	struct str who;
	str_init(&who);
	str_addf(&who, "%s  %s", v->age, v->chart_no);
	page_element(out, "div", "s", who.p);
	str_release(&who);
	str_add(out, "</td><td>");
	page_element(out, "div", NULL, v->what);
	page_element(out, "div", "s", v->who);
	page_element(out, "div", v->presses ? "s w" : "s", v->state);
	str_add(out, "</td><td><dl>");
	for (size_t i = 0; i < v->brief.n; i++) {
		const struct brief_line *l = &v->brief.v[i];
		bool warns = brief_warns(l->kind);
		char *label = mem_printf("%s%s", warns ? "! " : "", brief_label(l->kind));
		page_element(out, "dt", warns ? "w" : NULL, label);
		page_element(out, "dd", warns ? "w" : NULL, l->text);
		free(label);
	}
	str_add(out, "</dl></td></tr>\n");
}

void huddle_html(const struct huddle *h, struct str *out)
{
	static const char *const heads[] = { N_("Time"), N_("Patient"), N_("What"), N_("To know") };

	page_begin(out, h->title, style);
	struct str head;
	str_init(&head);
	str_addf(&head, "%s  %s", h->clinic, h->title);
	page_element(out, "h1", NULL, head.p);
	str_clear(&head);
	str_addf(&head, ngettext("%zu patient", "%zu patients", (unsigned long)h->n), h->n);
	str_addf(&head, "; %s", h->before);
	page_element(out, "p", NULL, head.p);
	str_release(&head);
	str_add(out, "\n<table><thead><tr>");
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		page_element(out, "th", NULL, _(heads[i]));
	str_add(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < h->n; i++)
		visit_row(&h->v[i], out);
	str_add(out, "</tbody></table>\n");
	for (int p = 0; p < HUDDLE_PARTS; p++) {
		if (h->part[p].n == 0)
			continue;
		bool ticked = p == HUDDLE_FIRST || p == HUDDLE_UNCONFIRMED;
		page_element(out, "h2", NULL, huddle_heading(h, (enum huddle_part)p));
		str_add(out, ticked ? "<ul>\n" : "<ul class=\"plain\">\n");
		for (size_t i = 0; i < h->part[p].n; i++) {
			page_element(out, "li", NULL, h->part[p].v[i]);
			str_addc(out, '\n');
		}
		str_add(out, "</ul>\n");
	}
	str_add(out, "</body></html>\n");
}
