/* The fields of scripts and templates. */
#include "talk.h"

#include "revisit/base/i18n.h"
#include "revisit/care/family.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/plans.h"
#include "revisit/clinic/recalls.h"
#include "revisit/text/utf8.h"

/* --- making what came from elsewhere harmless --- */

static bool is_invisible(uint32_t cp)
{
	return (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
	       (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || cp == 0x061C || cp == 0xAD ||
	       (cp >= 0xE0000 && cp <= 0xE0FFF);
}

static bool is_blank(uint32_t cp)
{
	return cp < 0x21 || (cp >= 0x7F && cp <= 0xA0) || cp == 0x2028 || cp == 0x2029;
}

void text_harmless(struct str *out, const char *text, size_t most)
{
	size_t n = strlen(text);
	size_t seen = 0;
	bool blank = false;

	for (size_t at = 0; at < n;) {
		uint32_t cp = 0;
		size_t len = utf8_decode(text + at, n - at, &cp);
		const char *from = text + at;
		at += len ? len : 1;
		if (len && is_blank(cp)) {
			blank = seen > 0;
			continue;
		}
		if (len && is_invisible(cp))
			continue;
		if (seen == most) {
			str_add(out, "…");
			return;
		}
		if (blank)
			str_addc(out, ' ');
		blank = false;
		str_addn(out, len ? from : "?", len ? len : 1);
		seen++;
	}
}

/* --- whom it is about --- */

/* Chinese or not, as far as it is said; the clinic's language else. */
static bool reads_chinese(const struct clinic *c, const struct patient *p)
{
	static const char *const chinese[] = { "zh", "Chinese", "Mandarin", "Cantonese" };

	if (str_is_empty(p->language))
		return c->config->language ? strncmp(c->config->language, "zh", 2) == 0 : i18n_is_chinese();
	for (size_t i = 0; i < ARRAY_SIZE(chinese); i++)
		if (strncasecmp(p->language, chinese[i], strlen(chinese[i])) == 0)
			return true;
	static const char *const words[] = { "中文", "汉语", "普通话", "国语", "粤语", "華語", "國語", "粵語" };
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(p->language, words[i]))
			return true;
	return false;
}

bool talk_begin(struct talk *t, struct clinic *c, int64_t patient, int64_t visit, struct err *err)
{
	*t = (struct talk){ .c = c, .visit = visit };
	record_init(&record_patient, &t->p);
	record_init(&record_patient, &t->guardian);
	record_init(&record_visit, &t->about);
	if (!store_get(&c->store, &record_patient, patient, &t->p, err))
		return false;
	if (t->p.guardian && family_is_minor(&t->p, c->config->adult_from, clinic_today(c)))
		store_get(&c->store, &record_patient, t->p.guardian, &t->guardian, NULL);
	t->zh = reads_chinese(c, t->guardian.row.id ? &t->guardian : &t->p);
	return true;
}

void talk_end(struct talk *t)
{
	if (t->has_card)
		card_release(&t->card);
	for (size_t i = 0; i < TALK_SLOTS; i++)
		free(t->slot[i]);
	record_release(&record_visit, &t->about);
	record_release(&record_patient, &t->guardian);
	record_release(&record_patient, &t->p);
}

static const struct card *card_of(struct talk *t)
{
	if (t->looked)
		return t->has_card ? &t->card : NULL;
	t->looked = true;
	t->has_card = card_load(t->c, t->p.row.id, &t->card, NULL);
	if (!t->has_card)
		return NULL;
	const struct visit *v = card_visit(&t->card, t->visit ? t->visit : t->card.next_visit);
	if (v)
		record_copy(&record_visit, &t->about, v);
	return &t->card;
}

/* The visit it is about; NULL for none. */
static const struct visit *about(struct talk *t)
{
	card_of(t);
	return t->about.row.id ? &t->about : NULL;
}

static const struct visit *last(struct talk *t)
{
	const struct card *card = card_of(t);

	return card ? card_visit(card, card->last_visit) : NULL;
}

/* --- words in the language of the text --- */

static const char *term(const struct talk *t, const char *vocab, const char *key)
{
	const struct term_def *d = key ? config_term(t->c->config, vocab, key) : NULL;
	const char *label = !d ? NULL : t->zh ? d->label_zh : d->label_en;

	return label ? label : key;
}

static void add_day(const struct talk *t, day_t day, struct str *out)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	static const char *const week[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const xingqi[] = { "一", "二", "三", "四", "五", "六", "日" };

	if (day == DAY_NONE)
		return;
	const struct ymd is = day_split(day);
	day_t today = clinic_today(t->c);
	bool other_year = is.y != day_split(today).y && (day < today || day > today + 180);
	if (t->zh && other_year)
		str_addf(out, "%d年", is.y);
	if (t->zh) {
		str_addf(out, "%d月%d日", is.m, is.d);
		if (day >= today)
			str_addf(out, "周%s", xingqi[day_weekday(day)]);
		return;
	}
	if (day >= today)
		str_addf(out, "%s ", week[day_weekday(day)]);
	str_addf(out, "%d %s", is.d, months[is.m - 1]);
	if (other_year)
		str_addf(out, " %d", is.y);
}

static void add_time(const struct talk *t, day_t day, minute_t minute, struct str *out)
{
	add_day(t, day, out);
	if (minute == MINUTE_NONE)
		return;
	if (!t->zh)
		str_addc(out, ' ');
	minute_iso(out, minute);
}

static void add_money(const struct talk *t, int64_t amount, struct str *out)
{
	if (amount == MONEY_NONE || amount <= 0)
		return;
	bool yuan = t->zh && str_eq(t->c->config->currency, "CNY");
	money_show(out, t->c->config, amount, !yuan);
	str_add(out, yuan ? "元" : "");
}

/* How somebody is called in an English text: a Han name by its reading. */
static void add_latin(const struct patient *p, struct str *out)
{
	bool han = p->name && utf8_has_han(p->name);

	str_add(out, han && !str_is_empty(p->reading) ? p->reading : p->name);
}

static void add_family_name(const struct talk *t, const struct patient *p, struct str *out)
{
	bool han = p->name && utf8_has_han(p->name);

	if (!t->zh && han && !str_is_empty(p->reading))
		str_addn(out, p->reading, strcspn(p->reading, " "));
	else
		str_add(out, p->family);
}

static void add_name(const struct talk *t, const struct patient *p, struct str *out)
{
	if (t->zh)
		str_add(out, p->name);
	else
		add_latin(p, out);
}

static bool is_young(const struct talk *t, const struct patient *p)
{
	return family_is_minor(p, t->c->config->adult_from, clinic_today(t->c));
}

static void add_salutation(const struct talk *t, const struct patient *p, struct str *out)
{
	struct str family;

	/* As the desk calls them, if that is the language of the text. */
	if (!str_is_empty(p->salutation) && utf8_has_han(p->salutation) == t->zh) {
		str_add(out, p->salutation);
		return;
	}
	str_init(&family);
	add_family_name(t, p, &family);
	bool known = p->sex == SEX_FEMALE || p->sex == SEX_MALE;
	if (!known || !family.len || is_young(t, p))
		add_name(t, p, out);
	else if (t->zh)
		str_addf(out, "%s%s", utf8_has_han(family.p) ? family.p : str_or_empty(p->name),
			 p->sex == SEX_FEMALE ? "女士" : "先生");
	else
		str_addf(out, "%s %s", p->sex == SEX_FEMALE ? "Ms" : "Mr", family.p);
	str_release(&family);
}

/* --- the fields --- */

static void fill_name(struct talk *t, struct str *out)
{
	add_name(t, &t->p, out);
}

static void fill_given(struct talk *t, struct str *out)
{
	bool han = t->p.name && utf8_has_han(t->p.name);
	const char *reading = han && !t->zh && t->p.reading ? strchr(t->p.reading, ' ') : NULL;

	if (!str_is_empty(t->p.preferred))
		str_add(out, t->p.preferred);
	else if (reading)
		str_add(out, reading + 1);
	else
		str_add(out, t->p.given);
}

static void fill_family(struct talk *t, struct str *out)
{
	add_family_name(t, &t->p, out);
}

static void fill_salutation(struct talk *t, struct str *out)
{
	add_salutation(t, t->guardian.row.id ? &t->guardian : &t->p, out);
}

static void fill_child(struct talk *t, struct str *out)
{
	if (t->guardian.row.id)
		fill_given(t, out);
	if (t->guardian.row.id && !out->len)
		add_name(t, &t->p, out);
}

static void fill_guardian(struct talk *t, struct str *out)
{
	if (t->guardian.row.id)
		add_name(t, &t->guardian, out);
}

static void fill_chart(struct talk *t, struct str *out)
{
	str_add(out, t->p.chart_no);
}

static void fill_age(struct talk *t, struct str *out)
{
	if (t->p.birth_day != DAY_NONE)
		str_addf(out, "%d", age_on(t->p.birth_day, clinic_today(t->c)));
}

static void fill_me(struct talk *t, struct str *out)
{
	str_add(out, term(t, "staff", t->c->staff));
}

static void fill_clinic(struct talk *t, struct str *out)
{
	str_add(out, t->c->config->name);
}

/* In WeChat and the like, where a colleague writes by hand, nobody answers with a word for a program. */
static void fill_stop(struct talk *t, struct str *out)
{
	const struct call_settings *s = &t->c->config->calls;
	const struct channel_def *ch = t->channel ? config_channel(t->c->config, t->channel) : NULL;

	if (s->n_opt_out == 0 || !t->channel ||
	    (strcmp(t->channel, "sms") != 0 && (!ch || ch->how == DELIVERY_HAND)))
		return;
	for (size_t i = 0; i < s->n_opt_out && !t->zh; i++)
		if (strcmp(s->opt_out[i], "STOP") == 0) {
			str_add(out, s->opt_out[i]);
			return;
		}
	str_add(out, s->opt_out[0]);
}

static void fill_today(struct talk *t, struct str *out)
{
	add_day(t, clinic_today(t->c), out);
}

static void fill_last_visit(struct talk *t, struct str *out)
{
	const struct visit *v = last(t);

	if (v)
		add_day(t, v->day, out);
}

static void fill_last_kind(struct talk *t, struct str *out)
{
	const struct visit *v = last(t);

	if (v)
		str_add(out, term(t, "visit_kind", v->kind));
}

static void fill_last_provider(struct talk *t, struct str *out)
{
	const struct visit *v = last(t);

	if (v)
		str_add(out, term(t, "provider", v->provider));
}

static void fill_visit(struct talk *t, struct str *out)
{
	const struct visit *v = about(t);

	if (v)
		add_time(t, v->day, v->minute, out);
}

static void fill_day(struct talk *t, struct str *out)
{
	const struct visit *v = about(t);

	if (v)
		add_day(t, v->day, out);
}

static void fill_time(struct talk *t, struct str *out)
{
	const struct visit *v = about(t);

	if (v)
		minute_iso(out, v->minute);
}

static void fill_kind(struct talk *t, struct str *out)
{
	const struct visit *v = about(t);

	if (v)
		str_add(out, term(t, "visit_kind", v->kind));
}

static void fill_minutes(struct talk *t, struct str *out)
{
	const struct visit *v = about(t);

	if (v && v->minutes > 0)
		str_addf(out, "%lld", (long long)v->minutes);
}

static void fill_provider(struct talk *t, struct str *out)
{
	const struct visit *v = about(t);
	const char *who = v ? v->provider : NULL;

	if (!who)
		who = t->p.provider;
	v = who ? NULL : last(t);
	str_add(out, term(t, "provider", v ? v->provider : who));
}

/* What they are due for, the most pressing first; NULL. */
static const struct recall *due(struct talk *t)
{
	const struct card *card = card_of(t);

	for (size_t i = 0; card && i < card->recalls.n; i++)
		if (card->recalls.v[i].state == RECALL_DUE)
			return &card->recalls.v[i];
	return NULL;
}

static void fill_due(struct talk *t, struct str *out)
{
	const struct recall *r = due(t);

	if (r)
		str_add(out, term(t, "recall", r->def->key));
}

static void fill_due_since(struct talk *t, struct str *out)
{
	const struct recall *r = due(t);

	if (r)
		add_day(t, r->due, out);
}

/* The usual price of what they come for, else of what they are due for. */
static void fill_price(struct talk *t, struct str *out)
{
	const struct visit *v = about(t);
	const struct recall *r = v ? NULL : due(t);
	const char *kind = v ? v->kind : r ? r->def->book : NULL;
	const struct term_def *d = kind ? config_term(t->c->config, "visit_kind", kind) : NULL;

	if (d)
		add_money(t, d->price, out);
}

/* The first plan that is open. */
static const struct plan_view *plan(struct talk *t)
{
	const struct card *card = card_of(t);

	for (size_t i = 0; card && i < card->plans.n; i++)
		if (plan_is_open(&card->plans.v[i].plan) &&
		    card->plans.v[i].now.state != PLAN_IS_DONE)
			return &card->plans.v[i];
	return NULL;
}

static void fill_plan(struct talk *t, struct str *out)
{
	const struct plan_view *v = plan(t);

	if (v)
		str_add(out, v->plan.what);
}

static void fill_plan_price(struct talk *t, struct str *out)
{
	const struct plan_view *v = plan(t);

	if (v)
		add_money(t, v->now.open, out);
}

static void fill_plan_day(struct talk *t, struct str *out)
{
	const struct plan_view *v = plan(t);

	if (v)
		add_day(t, v->plan.offered_day, out);
}

static void fill_owes(struct talk *t, struct str *out)
{
	const struct card *card = card_of(t);

	if (card)
		add_money(t, card->owed, out);
}

static void fill_promise(struct talk *t, struct str *out)
{
	const struct card *card = card_of(t);

	for (size_t i = 0; card && i < card->tasks.n; i++) {
		const struct task *task = rows_at(&card->tasks, i);
		if (task->state == TASK_OPEN && task->promise) {
			str_add(out, task->what);
			return;
		}
	}
}

/* Looked for once, and only when a text offers any. */
static void look_for_slots(struct talk *t)
{
	const struct card *card = card_of(t);
	struct free_slot free_at[TALK_SLOTS];
	struct arena arena;

	if (t->offered || !card)
		return;
	t->offered = true;
	arena_init(&arena);
	int n = call_slots(t->c, card, t->visit, &arena, free_at, TALK_SLOTS);
	for (int i = 0; i < n; i++) {
		struct str s;
		str_init(&s);
		add_time(t, free_at[i].day, free_at[i].minute, &s);
		t->slot[i] = str_steal(&s);
	}
	arena_release(&arena);
}

static void fill_slot(struct talk *t, int i, struct str *out)
{
	look_for_slots(t);
	str_add(out, t->slot[i]);
}

static void fill_slot1(struct talk *t, struct str *out)
{
	fill_slot(t, 0, out);
}

static void fill_slot2(struct talk *t, struct str *out)
{
	fill_slot(t, 1, out);
}

static void fill_slot3(struct talk *t, struct str *out)
{
	fill_slot(t, 2, out);
}

const struct text_field text_fields[] = {
	{ "salutation", "称呼", N_("how the one who is spoken to is called: Ms Lee; a minor's guardian"),
	  fill_salutation },
	{ "name", "姓名", N_("the patient's name"), fill_name },
	{ "given", "名", N_("preferred or given name"), fill_given },
	{ "family", "姓", N_("family name"), fill_family },
	{ "child", "孩子", N_("the patient, when it is a minor and the guardian is spoken to"),
	  fill_child },
	{ "guardian", "监护人", N_("the guardian of a minor"), fill_guardian },
	{ "chart", "病历号", N_("chart number"), fill_chart },
	{ "age", "年龄", N_("years"), fill_age },
	{ "me", "我", N_("who is calling or writing"), fill_me },
	{ "clinic", "诊所", N_("the clinic's name"), fill_clinic },
	{ "stop", "退订词", N_("the word that ends messages, where answers to them are read: T, STOP"),
	  fill_stop },
	{ "today", "今天", N_("today's date"), fill_today },
	{ "last_visit", "上次就诊", N_("the day of the last visit"), fill_last_visit },
	{ "last_kind", "上次项目", N_("what the last visit was for"), fill_last_kind },
	{ "last_provider", "上次医生", N_("with whom the last visit was"), fill_last_provider },
	{ "visit", "就诊", N_("day and time of the visit it is about, or of the next one"), fill_visit },
	{ "day", "日期", N_("the day of that visit"), fill_day },
	{ "time", "时间", N_("the time of that visit"), fill_time },
	{ "kind", "项目", N_("what that visit is for"), fill_kind },
	{ "minutes", "时长", N_("how many minutes that visit takes"), fill_minutes },
	{ "provider", "医生", N_("with whom that visit is, or who is responsible for the patient"),
	  fill_provider },
	{ "due", "该做", N_("what the patient is due for"), fill_due },
	{ "due_since", "到期日", N_("since when"), fill_due_since },
	{ "price", "价格", N_("the usual price of that visit, or of what is due"), fill_price },
	{ "slot1", "可约1", N_("the first free time to offer"), fill_slot1 },
	{ "slot2", "可约2", N_("the second free time"), fill_slot2 },
	{ "slot3", "可约3", N_("the third free time"), fill_slot3 },
	{ "plan", "计划", N_("the open treatment plan"), fill_plan },
	{ "plan_price", "计划费用", N_("what is open of that plan"), fill_plan_price },
	{ "plan_day", "计划日期", N_("the day it was offered"), fill_plan_day },
	{ "owes", "欠费", N_("what is not paid yet"), fill_owes },
	{ "promise", "答应的事", N_("what we promised the patient"), fill_promise },
	{ 0 },
};

const struct text_field *text_field_find(const char *name, size_t n)
{
	for (const struct text_field *f = text_fields; f->name; f++)
		if ((strlen(f->name) == n && memcmp(f->name, name, n) == 0) ||
		    (strlen(f->also) == n && memcmp(f->also, name, n) == 0))
			return f;
	return NULL;
}

bool talk_value(struct talk *t, const struct text_field *f, struct str *out)
{
	struct str raw;
	size_t before = out->len;

	str_init(&raw);
	f->fill(t, &raw);
	text_harmless(out, raw.p, FIELD_CHARACTERS);
	str_release(&raw);
	return out->len > before;
}
