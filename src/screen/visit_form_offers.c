/* The times that the form of a visit offers, and what is taken of them. */
#include "revisit/clinic/sooner.h"
#include "revisit/store/book.h"

#include "visit_form.h"

#include <strings.h>

enum { OFFERS_A_DAY = 3, FIRST_DAYS = 10, OFFER_DAYS = 90, NEAR_DAYS = 4, NEAR = 60 };

void visiting_forget_offers(struct visiting *v)
{
	for (int i = 0; i < v->n_offers; i++)
		free(v->offers[i].provider);
	v->n_offers = 0;
}

void visit_at_text(struct str *out, day_t day, minute_t minute)
{
	day_iso(out, day);
	if (day != DAY_NONE && minute != MINUTE_NONE) {
		str_addc(out, ' ');
		minute_iso(out, minute);
	}
}

/* How long it takes, of what is typed so far. */
int visiting_minutes(struct app *app, const struct visiting *v)
{
	const char *typed = form_value(app, "minutes");
	char *kind = clinic_term_key(app->clinic, "visit_kind",
				     typed ? form_value(app, "kind") : str_or_empty(v->visit.kind));
	const char *who = typed ? form_value(app, "provider") : v->visit.provider;
	char *provider = clinic_term_key(app->clinic, "provider", str_or_empty(who));
	int minutes = (int)strtol(typed ? typed : "0", NULL, 10);

	if (minutes <= 0 && !typed)
		minutes = (int)v->visit.minutes;
	if (minutes <= 0)
		minutes = book_minutes(app->clinic, kind, provider);
	free(kind);
	free(provider);
	return minutes > 24 * 60 ? 24 * 60 : minutes;
}

/* --- a visit that is moved --- */

void visiting_find_wish(struct app *app, struct visiting *v)
{
	struct rows all;

	rows_init(&all, &record_sooner);
	store_sooner_of(&app->clinic->store, v->visit.patient, &all, NULL);
	for (size_t i = 0; i < all.n && !v->wish; i++) {
		const struct sooner *s = rows_at(&all, i);
		if (s->state != SOONER_WAITING || s->visit != v->visit.row.id)
			continue;
		v->wish = mem_alloc(sizeof(struct sooner));
		record_init(&record_sooner, v->wish);
		record_copy(&record_sooner, v->wish, s);
	}
	rows_release(&all);
}

void visiting_forget_wish(struct visiting *v)
{
	if (v->wish)
		record_release(&record_sooner, v->wish);
	free(v->wish);
	v->wish = NULL;
}

bool visiting_fulfils(const struct visiting *v, const struct visit *now)
{
	const struct sooner *s = v->wish;
	unsigned days = 0;

	if (!s || now->day > v->visit.day || now->minute == MINUTE_NONE)
		return false;
	if (s->weekdays && weekdays_parse(s->weekdays, &days, NULL) && days &&
	    !(days >> day_weekday(now->day) & 1))
		return false;
	return (s->starts == MINUTE_NONE || now->minute >= s->starts) &&
	       (s->ends == MINUTE_NONE || now->minute < s->ends) &&
	       (!s->provider || str_eq(s->provider, now->provider));
}

/* Who would come sooner is offered what they wished, soonest first. */
static void add_wish(const struct visiting *v, struct slot_wish *wish)
{
	const struct sooner *s = v->wish;

	if (s->weekdays)
		weekdays_parse(s->weekdays, &wish->weekdays, NULL);
	if (s->starts != MINUTE_NONE || s->ends != MINUTE_NONE) {
		wish->from = s->starts == MINUTE_NONE ? 0 : s->starts;
		wish->to = s->ends == MINUTE_NONE ? 24 * 60 : s->ends;
	}
}

/* Everybody else who moves keeps as near their day as can be. */
static bool stays_near(const struct visiting *v)
{
	return v->job == MOVE && !v->wish;
}

static int distance(const struct free_slot *slot, day_t day)
{
	return slot->day < day ? 2 * (day - slot->day) : 2 * (slot->day - day) - 1;
}

/* The time they have is none to move to. */
static int without_own(struct free_slot *slots, int n, const struct visit *own)
{
	int kept = 0;

	for (int i = 0; i < n; i++)
		if (slots[i].day != own->day || slots[i].minute != own->minute ||
		    !str_eq(slots[i].provider, own->provider))
			slots[kept++] = slots[i];
	return kept;
}

/* The OFFERS nearest to the day, in order of time: the farther ones drop out from both ends. */
static int keep_nearest(struct free_slot *slots, int n, day_t day)
{
	int first = 0;

	while (n - first > OFFERS) {
		if (distance(&slots[first], day) > distance(&slots[n - 1], day))
			first++;
		else
			n--;
	}
	memmove(slots, slots + first, (size_t)(n - first) * sizeof(slots[0]));
	return n - first;
}

/* What is wished so far, of what stands in the form. */
static void read_wish(struct app *app, const struct visiting *v, struct slot_wish *wish,
		      char **kind, char **provider, char **chair)
{
	bool typed = form_value(app, "at") != NULL;
	const char *in_kind = typed ? form_value(app, "kind") : v->visit.kind;
	const char *in_provider = typed ? form_value(app, "provider") : v->visit.provider;
	const char *in_chair = typed ? form_value(app, "chair") : v->visit.chair;
	day_t today = clinic_today(app->clinic);

	*kind = str_is_empty(in_kind) ? mem_strdup(v->visit.kind)
				      : clinic_term_key(app->clinic, "visit_kind", in_kind);
	*provider = str_is_empty(in_provider)
			    ? NULL
			    : clinic_term_key(app->clinic, "provider", in_provider);
	*chair = v->job == MOVE || str_is_empty(in_chair) ? NULL : mem_strdup(in_chair);
	*wish = (struct slot_wish){ .patient = v->visit.patient,
				    .visit = v->visit.row.id,
				    .kind = *kind,
				    .provider = *provider,
				    .chair = *chair,
				    .minutes = visiting_minutes(app, v),
				    .per_day = OFFERS_A_DAY };
	if (v->wish)
		add_wish(v, wish);
	/* From tomorrow on: today's gaps are taken by the phone and the door. */
	wish->first = v->offer_from > today + 1 ? v->offer_from : today + 1;
	if (stays_near(v) && v->visit.day - NEAR_DAYS > wish->first)
		wish->first = v->visit.day - NEAR_DAYS;
	wish->last = wish->first + OFFER_DAYS;
	if (v->offer_day < today)
		return;
	wish->weekdays = 0;
	wish->first = wish->last = v->offer_day;
	wish->not_before = v->offer_day == today ? clock_minute(&app->clinic->clock) : 0;
	wish->from = v->offer_begin;
	wish->to = v->offer_end;
	wish->per_day = OFFERS;
}

static void add_offer(struct app *app, struct visiting *v, const struct free_slot *slot,
		      bool with_whom, struct strlist *keys, struct strlist *labels)
{
	struct str s;

	str_init(&s);
	visit_at_text(&s, slot->day, slot->minute);
	strlist_add(keys, s.p);
	str_clear(&s);
	day_show(&s, slot->day, clinic_today(app->clinic));
	str_addc(&s, ' ');
	minute_iso(&s, slot->minute);
	if (with_whom && slot->provider)
		str_addf(&s, " %s", config_label(app->clinic->config, "provider", slot->provider));
	strlist_add(labels, s.p);
	str_release(&s);
	v->offers[v->n_offers++] = (struct offer){ .day = slot->day,
						   .minute = slot->minute,
						   .provider = mem_strdup(slot->provider) };
}

/* Mostly the next days have enough: only then is it read further. */
static int look_for(struct app *app, struct visiting *v, struct slot_wish *wish,
		    struct strlist *keys, struct strlist *labels)
{
	struct free_slot slots[NEAR];
	bool near = stays_near(v) && v->offer_day == DAY_NONE;
	day_t last = wish->last;
	int n = 0;

	for (day_t days = FIRST_DAYS; n < OFFERS && (days == FIRST_DAYS || wish->last < last);
	     days = OFFER_DAYS) {
		wish->last = wish->first + days < last ? wish->first + days : last;
		struct book *b = book_open(app->clinic, wish->first, wish->last, NULL);
		n = b ? book_slots(b, wish, slots, near ? NEAR : OFFERS) : 0;
		if (near)
			n = keep_nearest(slots, without_own(slots, n, &v->visit), v->visit.day);
		for (int i = 0; i < n && (n == OFFERS || wish->last == last); i++)
			add_offer(app, v, &slots[i], !wish->provider, keys, labels);
		book_free(b);
	}
	return n;
}

void visiting_offer(struct app *app, struct visiting *v, struct strlist *keys,
		    struct strlist *labels)
{
	struct slot_wish wish;
	char *kind;
	char *provider;
	char *chair;

	read_wish(app, v, &wish, &kind, &provider, &chair);
	visiting_forget_offers(v);
	day_t last = wish.last;
	if (look_for(app, v, &wish, keys, labels) == 0 && v->wish) {
		wish.weekdays = 0; /* nothing as they wished it: whatever there is */
		wish.from = wish.to = 0;
		wish.last = last;
		look_for(app, v, &wish, keys, labels);
	}
	free(kind);
	free(provider);
	free(chair);
}

bool visit_at_half(struct app *app, const char *text, day_t *day, minute_t *from, minute_t *to)
{
	static const struct {
		const char *word;
		minute_t from, to;
	} halves[] = {
		{ "上午", 0, 12 * 60 },	     { "早上", 0, 12 * 60 },
		{ "下午", 12 * 60, 24 * 60 }, { "晚上", 17 * 60, 24 * 60 },
		{ "morning", 0, 12 * 60 },    { "afternoon", 12 * 60, 24 * 60 },
		{ "evening", 17 * 60, 24 * 60 },
	};
	size_t n = strlen(text);

	while (n > 0 && text[n - 1] == ' ')
		n--;
	for (size_t i = 0; i < ARRAY_SIZE(halves); i++) {
		size_t k = strlen(halves[i].word);
		if (n <= k || strncasecmp(text + n - k, halves[i].word, k) != 0)
			continue;
		char *first = mem_strndup(text, n - k);
		bool ok = day_parse_near(first, clinic_today(app->clinic), day, NULL);
		free(first);
		*from = halves[i].from;
		*to = halves[i].to;
		return ok;
	}
	return false;
}

bool visit_is_offer(const struct offer *o, const struct visit *v)
{
	return o->day == v->day && o->minute == v->minute;
}

/* A time that was offered is with whom it was offered, unless somebody else was chosen. */
void visiting_take_offer(const struct visiting *v, struct visit *out)
{
	const struct offer *o = visit_is_offer(&v->asked, out) ? &v->asked : NULL;

	for (int i = 0; !o && i < v->n_offers; i++)
		if (visit_is_offer(&v->offers[i], out))
			o = &v->offers[i];
	if (o && !out->provider)
		str_replace(&out->provider, o->provider);
}
