#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/care/family.h"
#include "revisit/care/steps.h"
#include "revisit/clinic/calls.h"
#include "revisit/clinic/merge.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/sooner.h"
#include "revisit/rules/words.h"
#include "revisit/screen/parts.h"
#include "revisit/store/book.h"
#include "revisit/text/phone.h"

static void add(struct facts *f, const char *label, const char *text, bool alert)
{
	GROW(f->v, f->n, f->cap);
	f->v[f->n++] = (struct fact_line){ .label = mem_strdup(label), .text = mem_strdup(text),
				      .alert = alert };
}

void facts_add(struct facts *f, const char *label, const char *text, bool alert)
{
	add(f, label, text, alert);
}

static void addf(struct facts *f, const char *label, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void addf(struct facts *f, const char *label, const char *fmt, ...)
{
	va_list args;
	struct str s;

	str_init(&s);
	va_start(args, fmt);
	str_vaddf(&s, fmt, args);
	va_end(args);
	add(f, label, s.p, false);
	str_release(&s);
}

void facts_release(struct facts *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].label);
		free(f->v[i].text);
	}
	free(f->v);
	*f = (struct facts){ 0 };
}

void seen_text(struct str *out, const struct patient_line *l, day_t today)
{
	if (l->here >= 0)
		str_add(out, _(visit_status_choices[l->here].label));
	else if (l->next_day == today && l->next_minute != MINUTE_NONE)
		minute_iso(out, l->next_minute);
	else if (l->seen != DAY_NONE)
		day_brief(out, l->seen, today);
}

void shown_name(struct str *out, const struct app *app, const struct patient *p)
{
	if (app->no_han && !str_is_empty(p->reading))
		str_add(out, p->reading);
	else
		patient_title(out, p);
}

void short_name(struct str *out, const struct app *app, const struct patient *p)
{
	if (str_is_empty(p->name) || (app->no_han && !str_is_empty(p->reading)))
		shown_name(out, app, p);
	else
		str_add(out, p->name);
}

const char *next_step_label(const struct card *card, day_t today)
{
	int64_t visit;

	switch (next_step(&card->p, &card->visits, today, &visit)) {
	case NEXT_CHECK_IN:
		return _("CHECK IN");
	case NEXT_SEAT:
		return _("SEAT");
	case NEXT_COMPLETE:
		return _("COMPLETE");
	case NEXT_BOOK:
		return _("BOOK");
	case NEXT_NOTHING:
		break;
	}
	return NULL;
}

static void visit_text(struct str *out, struct clinic *c, const struct visit *v)
{
	const struct config *cf = c->config;

	day_show(out, v->day, clinic_today(c));
	if (v->minute != MINUTE_NONE) {
		str_addc(out, ' ');
		minute_iso(out, v->minute);
	}
	if (v->kind)
		str_addf(out, ", %s", config_label(cf, "visit_kind", v->kind));
	if (v->provider)
		str_addf(out, ", %s", config_label(cf, "provider", v->provider));
	if (v->amount != MONEY_NONE) {
		str_add(out, ", ");
		money_show(out, cf, v->amount, true);
	}
}

static void visit_facts(struct facts *f, struct clinic *c, const struct card *card)
{
	const struct visit *now = card_visit(card, card->today_visit);
	const struct visit *next = card_visit(card, card->next_visit);
	const struct visit *last = card_visit(card, card->last_visit);
	struct str s;

	str_init(&s);
	if (now && visit_is_here((enum visit_status)now->status)) {
		day_t day;
		minute_t minute;
		instant_t since = now->status == VISIT_SEATED ? now->seated_at : now->arrived_at;
		instant_split(since, &day, &minute);
		str_addf(&s, "%s ", _(visit_status_choices[now->status].label));
		minute_iso(&s, minute);
		str_add(&s, ", ");
		visit_text(&s, c, now);
		add(f, _("NOW"), s.p, false);
	}
	str_clear(&s);
	if (next) {
		visit_text(&s, c, next);
		if (next->status == VISIT_CONFIRMED)
			str_addf(&s, ", %s", _("confirmed"));
		add(f, _("NEXT"), s.p, false);
	} else {
		add(f, _("NEXT"), _("nothing booked"), false);
	}
	str_clear(&s);
	if (last) {
		visit_text(&s, c, last);
		add(f, _("LAST"), s.p, false);
	}
	str_release(&s);
}

/* "cleaning, check-up: booked"; when, NEXT tells. */
static void scheduled_fact(struct facts *f, struct clinic *c, const struct card *card, bool first)
{
	struct str s;

	str_init(&s);
	for (size_t i = 0; i < card->recalls.n; i++)
		if (card->recalls.v[i].state == RECALL_SCHEDULED)
			str_addf(&s, "%s%s", s.len ? ", " : "",
				 config_label(c->config, "recall", card->recalls.v[i].def->key));
	if (s.len)
		addf(f, first ? _("DUE") : "", "%s: %s", s.p, _("booked"));
	str_release(&s);
}

/* At the counter only what is due; on the card also what comes, and what was switched off. */
static void recall_facts(struct facts *f, struct clinic *c, const struct card *card, bool brief)
{
	bool first = true;

	for (size_t i = 0; i < card->recalls.n; i++) {
		const struct recall *r = &card->recalls.v[i];
		struct str s;
		if (brief ? r->state != RECALL_DUE :
			    !recall_is_worth_telling(r) || r->state == RECALL_SCHEDULED)
			continue;
		str_init(&s);
		if (brief) {
			str_addf(&s, "%s ", config_label(c->config, "recall", r->def->key));
			recall_words(&s, c->config, r, clinic_today(c));
		} else {
			recall_line(&s, c->config, r, clinic_today(c));
		}
		add(f, first ? _("DUE") : "", s.p, false);
		first = false;
		str_release(&s);
	}
	if (!brief)
		scheduled_fact(f, c, card, first);
}

static void add_due(struct str *out, struct clinic *c, const struct patient *p)
{
	struct patient_recalls r;
	struct str due;

	if (!recalls_of(c, p, &r, NULL))
		return;
	str_init(&due);
	recalls_due_words(&due, c->config, &r, clinic_today(c));
	if (due.len) {
		str_add(out, ", ");
		str_addf(out, C_("a recall", "%s due"), due.p);
	}
	str_release(&due);
	recalls_release(&r);
}

/* "in 3 days 14:00-16:00", "2 days late" */
static void add_task_time(struct str *s, struct clinic *c, const struct task *t)
{
	day_t today = clinic_today(c);
	minute_t now = clock_minute(&c->clock);

	if (task_time(t, today, now) == TASK_LATE) {
		task_when(s, t, today, now);
		return;
	}
	day_relative(s, t->due_day, today);
	if (t->due_day == DAY_NONE || t->due_minute == MINUTE_NONE)
		return;
	str_addc(s, ' ');
	minute_iso(s, t->due_minute);
	if (t->until_minute != MINUTE_NONE) {
		str_addc(s, '-');
		minute_iso(s, t->until_minute);
	}
}

static void task_fact(struct facts *f, struct clinic *c, const struct task *t, const char *label,
		      bool alert)
{
	struct str s;

	str_init(&s);
	if (task_is_complaint(t))
		str_addf(&s, "%s ", _("complaint:"));
	if (t->promise)
		str_addf(&s, "%s ", _("promise:"));
	str_add(&s, t->what);
	if (t->due_day != DAY_NONE) {
		str_add(&s, "  ");
		add_task_time(&s, c, t);
	}
	if (t->assignee) {
		str_add(&s, "  ");
		assignee_show(&s, c->config, t->assignee);
	}
	add(f, label, s.p, alert);
	str_release(&s);
}

/* What was promised, and what they complained of, is known before anything else is said. */
static bool is_said_first(const struct task *t)
{
	return t->state == TASK_OPEN && (t->promise || task_is_complaint(t));
}

static void promise_facts(struct facts *f, struct clinic *c, const struct card *card)
{
	for (size_t i = 0; i < card->tasks.n; i++)
		if (is_said_first(rows_at(&card->tasks, i)))
			task_fact(f, c, rows_at(&card->tasks, i), "!", true);
}

static void task_facts(struct facts *f, struct clinic *c, const struct card *card)
{
	bool first = true;

	for (size_t i = 0; i < card->tasks.n; i++) {
		const struct task *t = rows_at(&card->tasks, i);
		if (t->state != TASK_OPEN || is_said_first(t))
			continue;
		task_fact(f, c, t, first ? _("TO DO") : "",
			  task_time(t, clinic_today(c), clock_minute(&c->clock)) == TASK_LATE);
		first = false;
	}
}

static void grown_fact(struct facts *f, const struct app *app, const struct patient *p)
{
	struct clinic *c = app->clinic;
	day_t of_age = family_of_age(p, c->config->adult_from);
	struct str day;

	if (!family_has_grown(p, c->config->adult_from, clinic_today(c)))
		return;
	str_init(&day);
	day_show(&day, of_age, clinic_today(c));
	char *since = mem_printf(_("of age since %s, but kept as a child"), day.p);
	char *key = text_with_keys(app, _("{make-adult} makes them an adult"));
	char *text = mem_printf("%s; %s", since, key);
	add(f, "!", text, true);
	free(since);
	free(key);
	free(text);
	str_release(&day);
}

/* Who waits for an earlier time. */
static void sooner_facts(struct facts *f, struct clinic *c, const struct card *card)
{
	struct rows all;

	rows_init(&all, &record_sooner);
	store_sooner_of(&c->store, card->p.row.id, &all, NULL);
	for (size_t i = 0; i < all.n; i++) {
		const struct sooner *s = rows_at(&all, i);
		struct str words;
		if (s->state != SOONER_WAITING)
			continue;
		str_init(&words);
		sooner_words(c, s, &words);
		add(f, C_("of a time, in capitals", "SOONER"), words.p, false);
		str_release(&words);
	}
	rows_release(&all);
}

static bool plan_is_told(const struct plan_view *v)
{
	return (plan_is_open(&v->plan) && v->now.state != PLAN_IS_DONE) || v->now.may_ask;
}

/* What is still open of what was offered, one below the other; on the preview only the first. */
static void plan_facts(struct facts *f, struct clinic *c, const struct card *card, bool brief)
{
	enum { WHAT_MOST = 14 };
	bool first = true;
	int widest = 0;

	for (size_t i = 0; !brief && i < card->plans.n; i++) {
		int width = text_width(card->plans.v[i].plan.what);
		if (plan_is_told(&card->plans.v[i]) && width > widest)
			widest = width < WHAT_MOST ? width : WHAT_MOST;
	}
	for (size_t i = 0; i < card->plans.n && (first || !brief); i++) {
		const struct plan_view *v = &card->plans.v[i];
		if (!plan_is_told(v))
			continue;
		struct str s;
		str_init(&s);
		str_addf(&s, "%s: ", v->plan.what);
		for (int width = text_width(v->plan.what); width < widest; width++)
			str_addc(&s, ' ');
		plan_words(c, v, &s);
		add(f, first ? C_("of treatment, in capitals", "PLANS") : "", s.p, v->now.broken_off);
		first = false;
		str_release(&s);
	}
}

/* Who pays, when that is neither they nor their guardian. */
static void payer_fact(struct facts *f, const struct app *app, const struct patient *p)
{
	struct clinic *c = app->clinic;
	int64_t payer = family_payer(p, c->config->adult_from, clinic_today(c));
	struct patient who;

	record_init(&record_patient, &who);
	if (payer != p->row.id && payer != p->guardian &&
	    store_get(&c->store, &record_patient, payer, &who, NULL)) {
		struct str s;
		str_init(&s);
		shown_name(&s, app, &who);
		addf(f, _("PAYS"), "%s %s", s.p, who.chart_no);
		str_release(&s);
	}
	record_release(&record_patient, &who);
}

static void family_facts(struct facts *f, const struct app *app, const struct card *card)
{
	struct clinic *c = app->clinic;
	bool first = true;

	for (size_t i = 0; i < card->family.n; i++) {
		const struct patient *m = rows_at(&card->family, i);
		struct str s;
		if (m->row.id == card->p.row.id)
			continue;
		str_init(&s);
		str_addf(&s, "%s ", family_relation(&card->p, m));
		shown_name(&s, app, m);
		str_addf(&s, " %s ", m->chart_no);
		patient_age_sex(&s, m, clinic_today(c));
		struct patient_line line;
		if (store_line(&c->store, m->row.id, clinic_today(c), &line, NULL)) {
			if (line.next_day != DAY_NONE) {
				str_addf(&s, ", %s ", _("next"));
				day_show(&s, line.next_day, clinic_today(c));
				if (line.next_minute != MINUTE_NONE) {
					str_addc(&s, ' ');
					minute_iso(&s, line.next_minute);
				}
			}
			patient_line_release(&line);
		}
		add_due(&s, c, m);
		add(f, first ? _("FAMILY") : "", s.p, false);
		first = false;
		str_release(&s);
	}
	if (card->guardian.row.id) {
		struct str s;
		str_init(&s);
		shown_name(&s, app, &card->guardian);
		addf(f, _("GUARDIAN"), "%s %s", s.p, card->guardian.chart_no);
		str_release(&s);
	}
	payer_fact(f, app, &card->p);
}

/* "wechat" as people call it; what was typed freely stays. */
static const char *channel_label(const char *key)
{
	for (const struct choice *c = channel_choices; key && c->key; c++)
		if (strcmp(c->key, key) == 0)
			return _(c->label);
	return str_or_empty(key);
}

static void reach_facts(struct facts *f, struct clinic *c, const struct card *card, bool brief)
{
	bool first = true;

	for (size_t i = 0; i < card->contacts.n; i++) {
		const struct contact *k = rows_at(&card->contacts, i);
		struct str s;
		bool phone = contact_is_phone((enum contact_kind)k->kind);
		/* At the counter the last four are enough; the rest is on the card. */
		if (brief && !phone)
			continue;
		str_init(&s);
		if (!brief)
			str_addf(&s, "%s ", _(contact_kind_choices[k->kind].label));
		if (phone && brief)
			last_four(&s, str_or_empty(k->norm));
		else if (phone)
			phone_show(&s, k->value, c->config->country);
		else
			str_add(&s, k->value);
		if (k->label)
			str_addf(&s, " (%s)", k->label);
		if (k->state != CONTACT_GOOD)
			str_addf(&s, " ! %s", _(contact_state_choices[k->state].label));
		/* Two numbers with the same end are one answer to "which number do you ring from?". */
		bool again = brief && !first && strcmp(f->v[f->n - 1].text, s.p) == 0;
		if (!again)
			add(f, first ? _("REACH") : "", s.p, k->state != CONTACT_GOOD);
		first = false;
		str_release(&s);
	}
	if (card->p.preferred_times || card->p.preferred_channel)
		addf(f, first ? _("REACH") : "", "%s%s%s", channel_label(card->p.preferred_channel),
		     card->p.preferred_channel && card->p.preferred_times ? ", " : "",
		     str_or_empty(card->p.preferred_times));
}

static void tag_facts(struct facts *f, struct clinic *c, const struct card *card)
{
	struct str s;

	str_init(&s);
	for (size_t i = 0; i < card->tags.n; i++) {
		const struct patient_tag *t = rows_at(&card->tags, i);
		if (t->until != DAY_NONE && t->until < clinic_today(c))
			continue;
		str_addf(&s, "%s#%s", s.len ? "  " : "", config_label(c->config, "tag", t->tag));
	}
	if (s.len)
		add(f, _("TAGS"), s.p, false);
	str_release(&s);
}

static void merged_facts(struct facts *f, struct clinic *c, const struct card *card)
{
	struct strlist said;

	strlist_init(&said);
	clinic_merged_from(c, card->p.row.id, &said, NULL);
	for (size_t i = 0; i < said.n; i++)
		addf(f, i ? "" : _("MERGED"), _("from %s; key - takes it out again"), said.v[i]);
	strlist_release(&said);
}

static void more_facts(struct facts *f, const struct app *app, const struct card *card)
{
	struct clinic *c = app->clinic;
	static const char *const names[] = {
		"preferred", "second_name",  "salutation",	"status",   "source",	"source_code",
		"provider",  "consultant",   "language",	"occupation", "insurance", "address",
		"deceased_day", "notes",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct field *field = record_field(&record_patient, names[i]);
		if (field_is_missing(field, &card->p) ||
		    (field->type == FIELD_CHOICE && field_number(field, &card->p) == 0))
			continue;
		struct str s;
		str_init(&s);
		field_show(&s, c->config, field, &card->p, clinic_today(c));
		add(f, _(field->label), s.p, false);
		str_release(&s);
	}
	if (card->referrer.row.id) {
		struct str s;
		str_init(&s);
		shown_name(&s, app, &card->referrer);
		addf(f, _("Referred by"), "%s %s", s.p, card->referrer.chart_no);
		str_release(&s);
	}
	if (!str_is_empty(card->p.id_number)) {
		struct str s;
		str_init(&s);
		size_t n = strlen(card->p.id_number);
		str_addf(&s, "%s ..%s", str_or_empty(card->p.id_kind),
			 card->p.id_number + (n > 4 ? n - 4 : 0));
		add(f, _("ID number"), s.p, false);
		str_release(&s);
	}
}

static void name_fact(struct facts *f, const struct app *app, const struct card *card)
{
	struct str s;

	str_init(&s);
	shown_name(&s, app, &card->p);
	str_add(&s, "  ");
	patient_age_sex(&s, &card->p, clinic_today(app->clinic));
	if (card->p.birth_day != DAY_NONE) {
		str_add(&s, "  ");
		patient_birth(&s, &card->p);
	}
	add(f, "", s.p, false);
	str_release(&s);
}

/* Who has them on the line, or rang them in vain not long ago. */
static void ringing_fact(struct facts *f, struct clinic *c, const struct card *card)
{
	const char *who = card->p.sex == SEX_MALE   ? _("HE MAY BE RINGING BACK") :
			  card->p.sex == SEX_FEMALE ? _("SHE MAY BE RINGING BACK") :
						      _("THEY MAY BE RINGING BACK");
	struct str s;

	str_init(&s);
	if (calls_on_line_words(c, card->p.row.id, &s)) {
		add(f, "!", s.p, true);
	} else if (ringing_back_words(c, card->p.row.id, &s)) {
		add(f, "!", who, true);
		add(f, C_("who rang in vain", "CALL"), s.p, false);
		add(f, "", _("booking or a note here settles that call"), false);
	}
	str_release(&s);
}

/* What must be seen before anything is done. */
static void pressing_facts(struct facts *f, const struct app *app, const struct card *card,
			   bool brief)
{
	struct clinic *c = app->clinic;
	day_t today = clinic_today(c);
	struct str s;

	str_init(&s);
	for (size_t i = 0; i < card->alerts.n; i++) {
		const struct alert *a = rows_at(&card->alerts, i);
		if (a->until == DAY_NONE || a->until >= today)
			add(f, "!", a->text, true);
	}
	facts_no_calls(f, app, card->p.row.id);
	promise_facts(f, c, card);
	ringing_fact(f, c, card);
	if (card->owed > 0) {
		str_clear(&s);
		str_addf(&s, "%s ", _("owes"));
		money_show(&s, c->config, card->owed, true);
		add(f, "!", s.p, true);
	}
	if (!brief)
		grown_fact(f, app, &card->p);
	if (card->missed > 1)
		addf(f, "!", _("%d no-shows in 24 months"), card->missed);
	const struct visit *stale = card_visit(card, card->stale_visit);
	if (stale) {
		str_clear(&s);
		visit_text(&s, c, stale);
		str_addf(&s, "  %s", _("was never closed: d done, x no-show"));
		add(f, "!", s.p, true);
	}
	if (brief && card->p.status != PATIENT_ACTIVE)
		add(f, "!", _(patient_status_choices[card->p.status].label), true);
	str_release(&s);
}

void facts_build(struct facts *f, const struct app *app, const struct card *card, bool brief)
{
	struct clinic *c = app->clinic;
	struct str s;
	day_t today = clinic_today(c);

	*f = (struct facts){ 0 };
	str_init(&s);
	if (brief)
		name_fact(f, app, card);
	pressing_facts(f, app, card, brief);
	if (brief)
		recall_facts(f, c, card, true);
	visit_facts(f, c, card);
	if (!brief)
		recall_facts(f, c, card, false);
	sooner_facts(f, c, card);
	plan_facts(f, c, card, brief);
	task_facts(f, c, card);
	family_facts(f, app, card);
	reach_facts(f, c, card, brief);
	facts_refused(f, app, card, brief);
	tag_facts(f, c, card);
	if (!brief) {
		facts_segments(f, app, card->p.row.id, false, 3);
		merged_facts(f, c, card);
		more_facts(f, app, card);
		if (card->spent > 0) {
			str_clear(&s);
			money_show(&s, c->config, card->spent, true);
			addf(f, _("VALUE"), _("%s in all"), s.p);
		}
		facts_segments(f, app, card->p.row.id, true, 4);
	} else {
		if (card->p.provider)
			add(f, _("DOCTOR"), config_label(c->config, "provider", card->p.provider), false);
		const char *next = next_step_label(card, today);
		if (next)
			add(f, _("STEP"), next, false);
		facts_segments(f, app, card->p.row.id, false, 2);
	}
	str_release(&s);
}

/* What does not fit is said, on the last line. */
static void draw_rest(struct canvas *c, struct rect area, size_t n, const char *how)
{
	struct rect last = { .y = area.y + area.rows - 1, .x = area.x, .rows = 1, .cols = area.cols };

	canvas_fill(c, last, STYLE_NORMAL);
	canvas_printf(c, last, 0, 1, STYLE_HEADING, _("... %zu more"), n);
	if (how)
		canvas_right(c, last, 0, last.cols - 1, STYLE_KEY, how);
}

/* "NEXT: nothing booked", as it is read aloud. */
static int draw_plain_fact(const struct fact_line *fact, struct canvas *c, struct rect area, int y)
{
	bool colon = *fact->label && strcmp(fact->label, "!") != 0;
	char *text = mem_printf("%s%s%s%s", fact->label, colon ? ":" : "", *fact->label ? " " : "",
				str_or_empty(fact->text));

	y = canvas_wrapped(c, area, y, 1, area.cols - 2, fact->alert ? STYLE_ALERT : STYLE_NORMAL, text);
	free(text);
	return y;
}

int facts_draw(const struct facts *f, struct canvas *c, struct rect area, int y, int column,
	       size_t from)
{
	for (size_t i = from; i < f->n && y < area.rows; i++) {
		const struct fact_line *fact = &f->v[i];
		bool mark = strcmp(fact->label, "!") == 0;
		if (c->plain) {
			y = draw_plain_fact(fact, c, area, y);
			if (y > area.rows || (y == area.rows && i + 1 < f->n))
				draw_rest(c, area, f->n - i, f->rest);
			continue;
		}
		bool title = i == 0 && !*fact->label;
		int label = title ? 0 : mark ? 1 : column;
		if (label > 0)
			canvas_text(c, area, y, 1, label - (mark ? 0 : 1),
				    fact->alert ? STYLE_ALERT : STYLE_HEADING, fact->label);
		int x = 1 + (mark ? 2 : label);
		enum style style = fact->alert ? STYLE_ALERT : title ? STYLE_HEADING : STYLE_NORMAL;
		int below = canvas_wrapped(c, area, y, x, area.cols - x - 1, style, fact->text);
		y = below > y ? below : y + 1;
		if (y > area.rows || (y == area.rows && i + 1 < f->n))
			draw_rest(c, area, f->n - i, f->rest);
	}
	return y;
}
