/* What came of a call: an outcome by its digit, what it still asks in one line, and its recording. */
#include "revisit/base/i18n.h"
#include "revisit/care/when.h"
#include "revisit/clinic/visits.h"
#include "revisit/text/width.h"

#include "calling.h"

enum { DIGIT_TIMES = 2, HALF_HOUR = 30, LATER_TODAY = 2 * 60, MORNING = 10 * 60, EVENING = 18 * 60,
       UNDO_COLS = 18 };

static const struct outcome_def *said(const struct calling *s)
{
	return s->outcome ? config_outcome(s->clinic->config, s->outcome) : NULL;
}

/* The offer meant by a digit alone; NULL. */
static const struct call_offer *chosen_offer(const struct calling *s)
{
	const char *text = s->answer.text.p;

	if (text[0] < '1' || text[0] > '9' || text[1])
		return NULL;
	int i = text[0] - '1';
	return i < s->offers.n ? &s->offers.v[i] : NULL;
}

/* One that only asks which it was is the first of them until a digit says another. */
const struct outcome_def *calling_outcome(const struct calling *s)
{
	const struct outcome_def *o = said(s);
	const struct call_offer *which = chosen_offer(s);

	if (!o || !o->n_which)
		return o;
	return config_outcome(s->clinic->config, which ? which->key : o->which[0]);
}

bool calling_asks(const struct calling *s)
{
	const struct outcome_def *o = said(s);

	return o && (o->n_which > 0 || o->flags & (OUTCOME_BOOK | OUTCOME_MOVE | OUTCOME_CALLBACK | OUTCOME_REASON |
				 OUTCOME_CANCEL | OUTCOME_TIME | OUTCOME_SCORE | OUTCOME_DOCTOR |
				 OUTCOME_WRONG_NUMBER));
}

void calling_unchoose(struct calling *s)
{
	s->outcome = NULL;
	call_offers_release(&s->offers);
	edit_set(&s->answer, NULL);
	str_clear(&s->leads_to);
	str_clear(&s->wrong);
	s->anyone = s->rings_right = false;
	s->rings_next = 0;
	s->say->from = -1;
}

/* --- what is offered --- */

static void offer(struct call_offers *o, char *label, const char *key, when_t at)
{
	if (o->n == CALL_OFFERS) {
		free(label);
		return;
	}
	o->v[o->n++] = (struct call_offer){
		.label = label,
		.key = mem_strdup(key),
		.day = at == WHEN_NONE ? DAY_NONE : when_day(at),
		.minute = at == WHEN_NONE ? MINUTE_NONE : when_minute(at),
	};
}

static char *when_label(const struct app *app, when_t at, const char *said)
{
	struct str t;

	str_init(&t);
	day_show(&t, when_day(at), clinic_today(app->clinic));
	str_addc(&t, ' ');
	minute_iso(&t, when_minute(at));
	if (said)
		str_addf(&t, "  %s", said);
	return t.p;
}

/* When they may be rung again, as one would say it. */
static void offer_call_back(struct app *app, struct calling *s)
{
	const struct config *c = app->clinic->config;
	day_t today = clinic_today(app->clinic);
	minute_t now = clock_minute(&app->clinic->clock);
	const when_t wished[] = {
		when_of(today, now) + HALF_HOUR,       when_of(today, now) + LATER_TODAY,
		when_of(today, EVENING),               when_of(today + 1, MORNING),
		when_of(today + 1, now / HALF_HOUR * HALF_HOUR), when_of(today + 1, EVENING),
		when_of(today + 7, now / HALF_HOUR * HALF_HOUR),
	};
	when_t last = when_of(today, now);
	const struct visit *about = s->claim.visit ? card_visit(&s->card, s->claim.visit) : NULL;
	when_t before = about ? when_of(about->day, about->minute) : WHEN_EVER;

	for (size_t i = 0; i < ARRAY_SIZE(wished); i++) {
		when_t at = call_hours_next(c, (wished[i] + 4) / 5 * 5);
		if (at == WHEN_NONE || at <= last || at >= before)
			continue;
		offer(&s->offers, when_label(app, at, NULL), NULL, at);
		last = at;
	}
}

/* Not before: what the outcome says, then round intervals. */
static void offer_later(struct app *app, struct calling *s, const struct outcome_def *o)
{
	static const struct {
		struct interval after;
		const char *said;
	} usual[] = {
		{ { .weeks = 1 }, N_("in a week") },      { { .weeks = 2 }, N_("in two weeks") },
		{ { .months = 1 }, N_("in a month") },    { { .months = 3 }, N_("in three months") },
		{ { .months = 6 }, N_("in six months") }, { { .years = 1 }, N_("in a year") },
	};
	day_t today = clinic_today(app->clinic);
	day_t own = day_add(today, o->again, 1);
	struct str t;

	for (size_t i = 0; i <= ARRAY_SIZE(usual); i++) {
		day_t day = i ? day_add(today, usual[i - 1].after, 1) : own;
		if (i ? day == own : own == today)
			continue;
		str_init(&t);
		day_show(&t, day, today);
		str_addf(&t, "  %s", i ? _(usual[i - 1].said) : _("as usual"));
		offer(&s->offers, t.p, NULL, when_of(day, MINUTE_NONE));
		s->offers.v[s->offers.n - 1].minute = MINUTE_NONE;
	}
}

static void offer_reasons(struct app *app, struct calling *s, const char *vocab)
{
	const struct term_list *list = config_vocab(app->clinic->config, vocab);

	for (size_t i = 0; i < list->n && i < CALL_OFFERS; i++)
		offer(&s->offers, mem_strdup(config_label(app->clinic->config, vocab, list->v[i].key)),
		      list->v[i].key, WHEN_NONE);
}

/* What was booked while they were on the line comes first; then free times. */
static void offer_times(struct app *app, struct calling *s)
{
	const struct visit *next = card_visit(&s->card, s->booked ? s->booked : s->card.next_visit);

	if (next && next->row.id != s->claim.visit) {
		struct str t;
		str_init(&t);
		str_add(&t, _("booked: "));
		day_show(&t, next->day, clinic_today(app->clinic));
		if (next->minute != MINUTE_NONE) {
			str_addc(&t, ' ');
			minute_iso(&t, next->minute);
		}
		offer(&s->offers, t.p, NULL, WHEN_NONE);
		s->offers.v[0].visit = next->row.id;
		str_init(&t);
		str_add(&t, _("booked: "));
		call_day_near(&t, next->day, clinic_today(app->clinic));
		if (next->minute != MINUTE_NONE) {
			str_addc(&t, ' ');
			minute_iso(&t, next->minute);
		}
		s->offers.v[0].brief = t.p;
	}
	call_free_times(app, s, CALL_OFFERS - s->offers.n, &s->offers);
}

static void make_offers(struct app *app, struct calling *s, const struct outcome_def *o)
{
	call_offers_release(&s->offers);
	for (size_t i = 0; i < o->n_which; i++)
		offer(&s->offers, mem_strdup(config_outcome_label(app->clinic->config, o->which[i])),
		      o->which[i], WHEN_NONE);
	if (o->n_which)
		return;
	if (o->flags & (OUTCOME_BOOK | OUTCOME_MOVE))
		offer_times(app, s);
	else if (o->flags & OUTCOME_CALLBACK)
		offer_call_back(app, s);
	else if (o->flags & OUTCOME_CANCEL)
		offer_reasons(app, s, "cancel_reason");
	else if (o->flags & OUTCOME_REASON)
		offer_reasons(app, s, o->reasons ? o->reasons : "call_reason");
	else if (o->flags & OUTCOME_TIME)
		offer_later(app, s, o);
}

/* --- choosing --- */

void calling_choose(struct app *app, struct calling *s, const char *key)
{
	const struct outcome_def *o = config_outcome(app->clinic->config, key);

	calling_unchoose(s);
	if (!o)
		return;
	s->outcome = o->key;
	s->in_note = false;
	make_offers(app, s, o);
	calling_note_done(app, s);
}

/* What was written while they talked is what they said. */
void calling_note_done(struct app *app, struct calling *s)
{
	const struct outcome_def *o = said(s);

	s->in_note = false;
	if (o && o->flags & OUTCOME_DOCTOR && !s->answer.text.len)
		edit_set(&s->answer, s->note.text.p);
	calling_preview(app, s);
}

/* The first outcome of the list that does it, the usual ones before those behind 9; NULL. */
static const char *that_does(const struct calling *s, unsigned flag)
{
	const struct config *c = s->clinic->config;
	const struct purpose_def *p = config_purpose(c, s->list.purpose);

	for (int i = 0; i < OUTCOME_DIGITS; i++) {
		const struct outcome_def *o = p->digits[i] ? config_outcome(c, p->digits[i]) : NULL;
		if (o && o->flags & flag)
			return o->key;
	}
	for (size_t i = 0; i < p->n_more; i++) {
		const struct outcome_def *o = config_outcome(c, p->more[i]);
		if (o && o->flags & flag)
			return o->key;
	}
	return NULL;
}

void calling_said(const struct calling *s, struct call_said *out)
{
	const struct call_offer *taken = chosen_offer(s);
	const struct outcome_def *o = said(s);

	*out = (struct call_said){ .outcome = mem_strdup(s->outcome),
				   .answer = mem_strdup(s->answer.text.p),
				   .day = DAY_NONE,
				   .minute = MINUTE_NONE };
	if (!taken || taken->visit || !o || !(o->flags & (OUTCOME_BOOK | OUTCOME_MOVE)))
		return;
	out->day = taken->day;
	out->minute = taken->minute;
	out->provider = mem_strdup(taken->key);
}

void call_said_release(struct call_said *was)
{
	free(was->outcome);
	free(was->answer);
	free(was->provider);
}

static bool is_same_time(const struct call_offer *o, const struct call_said *was)
{
	return o->day == was->day && o->minute == was->minute &&
	       strcmp(str_or_empty(o->key), str_or_empty(was->provider)) == 0;
}

void calling_choose_again(struct app *app, struct calling *s, const struct call_said *was)
{
	calling_choose(app, s, was->outcome);
	edit_set(&s->answer, was->answer);
	const struct call_offer *now = chosen_offer(s);
	if (was->day != DAY_NONE && !(now && is_same_time(now, was))) {
		edit_set(&s->answer, NULL);
		for (int i = 0; i < s->offers.n; i++) {
			const char digit[] = { (char)('1' + i), '\0' };
			if (is_same_time(&s->offers.v[i], was))
				edit_set(&s->answer, digit);
		}
		if (!s->answer.text.len)
			app_refuse(app, _("that time was taken meanwhile: choose again"));
	}
	calling_preview(app, s);
}

void calling_choose_booked(struct app *app, struct calling *s)
{
	const char *key = that_does(s, OUTCOME_BOOK);

	if (!key)
		return;
	calling_choose(app, s, key);
	edit_set(&s->answer, "1");
	calling_preview(app, s);
}

const char *calling_move_key(const struct calling *s)
{
	return that_does(s, OUTCOME_MOVE);
}

bool calling_digit(struct app *app, struct calling *s, int digit)
{
	if (digit < 1 || digit > CALL_RESULTS)
		return false;
	if (digit == CALL_RESULTS && s->further) {
		calling_unchoose(s);
		s->page++;
		calling_choices(app, s);
		return true;
	}
	if (!*s->choices[digit - 1].key)
		return false;
	calling_choose(app, s, s->choices[digit - 1].key);
	return true;
}

/* --- the answer --- */

/* "15:30", "fri 10", 五点半: a day and a time, today where only a time is said; what a bare hour means
 * the opening hours tell. */
static bool read_when(struct app *app, const char *text, struct call_result *r, struct str *wrong)
{
	day_t today = clinic_today(app->clinic);
	day_t day = today;
	minute_t from = MINUTE_NONE;
	minute_t until = MINUTE_NONE;
	struct err err = ERR_INIT;
	struct visit at;

	if (when_parse(app->clinic->config, text, today, &day, &from, &until) && from != MINUTE_NONE) {
		r->day = day;
		r->minute = from;
		return true;
	}
	record_init(&record_visit, &at);
	bool ok = visit_set(app->clinic, &at, "at", text, &err);
	r->day = at.day;
	r->minute = at.minute;
	record_release(&record_visit, &at);
	if (!ok)
		str_add(wrong, err.msg);
	return ok;
}

static bool read_score(const char *text, struct call_result *r, struct str *wrong)
{
	char *end;
	long score = strtol(text, &end, 10);

	if (!*text || *end || score < 0 || score > 10) {
		str_add(wrong, _("a number from 0 to 10"));
		return false;
	}
	r->score = (int)score;
	return true;
}

/* What is said of the outcome so far; false with what is missing in `wrong`.  `visit` is filled when
 * one is to be booked. */
static bool read_answer(struct app *app, const struct calling *s, const struct outcome_def *o,
			struct call_result *r, struct visit *visit, struct str *wrong)
{
	const struct call_offer *taken = chosen_offer(s);
	const char *text = s->answer.text.p;
	bool said = text[0] != '\0';

	if (o->flags & OUTCOME_WRONG_NUMBER) {
		r->right = said ? text : NULL;
		return true;
	}
	if (o->flags & OUTCOME_SCORE)
		return read_score(text, r, wrong);
	if (o->flags & OUTCOME_DOCTOR) {
		r->words = said ? text : NULL;
		if (!said && !s->note.text.len)
			str_add(wrong, _("what they say: the doctor reads it"));
		return said || s->note.text.len;
	}
	if (o->flags & (OUTCOME_REASON | OUTCOME_CANCEL)) {
		r->reason = taken ? taken->key : said ? text : NULL;
		if (!r->reason)
			str_add(wrong, _("why: a number, or in words"));
		return r->reason != NULL;
	}
	if (taken) {
		r->day = taken->day;
		r->minute = taken->minute;
		r->visit = taken->visit;
	} else if (said && !read_when(app, text, r, wrong)) {
		return false;
	}
	if (o->flags & (OUTCOME_BOOK | OUTCOME_MOVE)) {
		if (r->visit || ((o->flags & OUTCOME_BOOK) && !said && (o->flags & OUTCOME_FINAL) &&
				 !s->offers.n))
			return true;
		if (r->day == DAY_NONE || r->minute == MINUTE_NONE) {
			str_add(wrong, _("when: a number, or a day and a time"));
			return false;
		}
		day_t from;
		call_suggestion(app->clinic, &s->card, 0, visit, &from);
		visit->patient = s->claim.patient;
		visit->day = r->day;
		visit->minute = r->minute;
		if (taken) {
			str_replace(&visit->provider, taken->key);
			str_replace(&visit->chair, taken->chair);
			visit->minutes = taken->minutes;
		}
		r->book = visit;
		return true;
	}
	if ((o->flags & OUTCOME_CALLBACK) && (r->day == DAY_NONE || r->minute == MINUTE_NONE)) {
		str_add(wrong, _("when: a number, or as in 15:30, fri 10"));
		return false;
	}
	return true;
}

/* Of a booking only who has one: f and b book for the family at once. */
bool calling_shares(const struct calling *s, const struct call_other *o)
{
	const struct outcome_def *outcome = calling_outcome(s);

	/* Nobody was asked: it is so of those whom the number that was rung would have reached. */
	if (outcome && !(outcome->flags & OUTCOME_CONTACT) && s->n_numbers &&
	    !(o->rung_with >> s->number & 1))
		return false;
	return s->with_others && o->on_list && outcome &&
	       (!(outcome->flags & OUTCOME_BOOK) || o->booked) &&
	       outcome->flags & OUTCOME_FAMILY && !(outcome->flags & (OUTCOME_CONFIRM | OUTCOME_CANCEL));
}

/* Everything there is to record; the texts belong to s and visit.  with: room for everybody asked. */
static bool make_result(struct app *app, struct calling *s, struct call_result *r,
			struct visit *visit, int64_t *with, struct str *wrong)
{
	const struct outcome_def *o = calling_outcome(s);

	*r = (struct call_result){ .day = DAY_NONE, .minute = MINUTE_NONE, .score = -1 };
	if (!o) {
		str_add(wrong, _("first what came of it: 1-9"));
		return false;
	}
	r->outcome = o->key;
	r->rang_us = s->rang_us;
	r->contact = s->n_numbers && !s->rang_us ? s->numbers[s->number].contact : 0;
	r->note = s->note.text.len ? s->note.text.p : NULL;
	r->anyone = s->anyone;
	for (size_t i = 0; i < s->n_others; i++)
		if (calling_shares(s, &s->others[i]))
			with[r->n_with++] = s->others[i].patient;
	r->with = with;
	return read_answer(app, s, o, r, visit, wrong);
}

/* "Tue 24 Nov 08:30 Dr Lin, " */
static void booking_text(const struct app *app, const struct visit *v, const struct call_offer *taken,
			 struct str *out)
{
	if (taken && !taken->visit) {
		str_addf(out, "%s, ", taken->label);
		return;
	}
	day_show(out, v->day, clinic_today(app->clinic));
	str_addc(out, ' ');
	minute_iso(out, v->minute);
	if (!str_is_empty(v->provider))
		str_addf(out, " %s", config_label(app->clinic->config, "provider", v->provider));
	str_add(out, ", ");
}

void calling_preview(struct app *app, struct calling *s)
{
	int64_t *with = mem_array(s->n_others + 1, sizeof(*with));
	struct call_step step = { 0 };
	struct call_result r;
	struct visit visit;

	record_init(&record_visit, &visit);
	s->rings_right = false;
	s->rings_next = 0;
	str_clear(&s->leads_to);
	str_clear(&s->wrong);
	if (s->outcome && make_result(app, s, &r, &visit, with, &s->wrong)) {
		struct err err = ERR_INIT;
		const struct call_offer *taken = chosen_offer(s);
		const struct visit *there = taken && taken->visit ? card_visit(&s->card, taken->visit) : NULL;
		if (r.book || there)
			booking_text(app, there ? there : &visit, taken, &s->leads_to);
		if (calling_outcome(s)->flags & OUTCOME_DOCTOR)
			str_add(&s->leads_to, _("the doctor is told, today"));
		else if (!call_preview(app->clinic, s->claim.id, &r, &step, &s->leads_to, &err))
			str_add(&s->wrong, err.msg);
		bool bad = calling_outcome(s)->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER);
		s->rings_right = r.right && !s->wrong.len && !step.gives_up;
		s->rings_next = bad && !r.right && !s->wrong.len ? step.next_number : 0;
	}
	record_release(&record_visit, &visit);
	free(with);
}

/* "张伟: no answer, again Wed 12:30, try 4 of 4" */
static void say_recorded(struct app *app, const struct calling *s, const char *outcome)
{
	struct str t;

	str_init(&t);
	short_name(&t, app, &s->card.p);
	str_addf(&t, ": %s", config_outcome_label(app->clinic->config, outcome));
	if (s->leads_to.len && !str_eq(s->leads_to.p, config_outcome_label(app->clinic->config, outcome)))
		str_addf(&t, ", %s", s->leads_to.p);
	/* What stands behind in brackets is known by now; how to take it back is not to be cut. */
	const char *more = strrchr(t.p, '(');
	if (text_width(t.p) > app->canvas.cols - UNDO_COLS && more && more > t.p)
		str_cut(&t, (size_t)(more - t.p) - 1);
	app_did(app, "%s", t.p);
	str_release(&t);
}

bool calling_record(struct app *app, struct calling *s, bool keep)
{
	int64_t *with = mem_array(s->n_others + 1, sizeof(*with));
	struct err err = ERR_INIT;
	struct call_result r;
	struct visit visit;
	struct str wrong;

	str_init(&wrong);
	record_init(&record_visit, &visit);
	bool ok = make_result(app, s, &r, &visit, with, &wrong);
	if (!ok) {
		app_refuse(app, "%s", wrong.p);
	} else {
		r.keep = keep;
		ok = call_outcome(app->clinic, s->claim.id, &r, NULL, &err);
		if (!ok)
			app_error(app, &err);
		s->over = !ok && err.code == ERR_CLAIM_OVER;
		if (s->over) {
			calling_unchoose(s);
			str_add(&s->wrong, err.msg);
		}
		if (!ok && !s->over && r.book)
			make_offers(app, s, said(s));
	}
	if (ok) {
		say_recorded(app, s, r.outcome);
		app_changed(app);
	}
	record_release(&record_visit, &visit);
	free(with);
	str_release(&wrong);
	return ok;
}
