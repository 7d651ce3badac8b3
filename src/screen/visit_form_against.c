/* What speaks against what is typed in the form of a visit: it is said once, Enter again means it. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/recalls.h"

#include "visit_form.h"

/* Beside what the book says (enum against). */
enum { DOUBT_NO_PHONE = 1 << 17, DOUBT_NEW_KIND = 1 << 18, DOUBT_NEW_PROVIDER = 1 << 19, DOUBT_FREE = 1 << 20 };

enum { NEXT_DAYS = 14 };

/* "fri afternoon": the day, for want of a time. */
static bool set_field(struct app *app, const char *name, const char *value, struct visit *out,
		      struct err *err)
{
	minute_t from;
	minute_t to;
	day_t day;

	if (strcmp(name, "at") == 0 && visit_at_half(app, value, &day, &from, &to)) {
		out->day = day;
		out->minute = MINUTE_NONE;
		return true;
	}
	return visit_set(app->clinic, out, name, value, err);
}

bool visiting_apply(struct app *app, const struct visiting *v, const char *const *values,
		    struct visit *out, int *field, struct err *err)
{
	const struct field_of_job *f = visit_fields_of[v->job];

	record_copy(&record_visit, out, &v->visit);
	for (int i = 0; f[i].name; i++) {
		if (visit_field_is_new_chart(v, f[i].name) || visit_field_is_wish(f[i].name) ||
		    (str_eq(values[i], v->fields[i].stored) && v->visit.row.id))
			continue;
		if (strcmp(f[i].name, "status") == 0 && !*values[i])
			continue;
		if (!set_field(app, f[i].name, values[i], out, err)) {
			*field = i;
			return false;
		}
	}
	if (v->job == BOOK || v->job == BOOK_NEW) {
		visiting_take_offer(v, out);
		visit_find_provider(app->clinic, out, NULL, NULL);
	}
	if (v->job == MOVE) {
		/* The old one is not in its way, and another chair is found if need be. */
		out->predecessor = out->row.id;
		str_replace(&out->chair, NULL);
	}
	return true;
}

static bool same_place(const struct visit *a, const struct visit *b)
{
	return a->day == b->day && a->minute == b->minute && a->minutes == b->minutes &&
	       str_eq(a->kind, b->kind) && str_eq(a->provider, b->provider) &&
	       str_eq(a->chair, b->chair);
}

bool visiting_takes_place(const struct visiting *v, const struct visit *now)
{
	return v->job != COMPLETE && v->job != WALK_IN && visit_is_booked((enum visit_status)now->status) &&
	       !(v->job == EDIT && same_place(now, &v->visit));
}

static int index_of(const struct visiting *v, const char *name)
{
	for (int i = 0; visit_fields_of[v->job][i].name; i++)
		if (strcmp(visit_fields_of[v->job][i].name, name) == 0)
			return i;
	return -1;
}

static void speak(struct str *words, const char *text)
{
	if (words->len)
		str_add(words, "; ");
	str_add(words, text);
}

/* A slip of the finger must not make a word of its own. */
static unsigned new_word(struct app *app, const struct visiting *v, const char *const *values,
			 const char *name, unsigned doubt, const char *fmt, struct str *words)
{
	int i = index_of(v, name);
	const struct field *f = record_field(&record_visit, name);

	if (i < 0 || !*values[i] || clinic_knows_term(app->clinic, f->vocab, values[i]))
		return 0;
	struct str said;
	str_init(&said);
	str_add(&said, fmt);
	char *at = strstr(said.p, "%s");
	char *text = at ? mem_printf("%.*s%s%s", (int)(at - said.p), said.p, values[i], at + 2) :
			  mem_strdup(fmt);
	speak(words, text);
	free(text);
	str_release(&said);
	return doubt;
}

static unsigned look(struct app *app, struct visiting *v, const struct visit *now,
		     const char *const *values, struct str *words)
{
	unsigned found = new_word(app, v, values, "kind", DOUBT_NEW_KIND,
				  _("'%s' is no kind of visit so far"), words);

	found |= new_word(app, v, values, "provider", DOUBT_NEW_PROVIDER,
			  _("nobody here is called '%s' so far"), words);
	if (v->job == BOOK_NEW && !*values[1]) {
		speak(words, _("there is no phone to reach them"));
		found |= DOUBT_NO_PHONE;
	}
	int amount = index_of(v, "amount");
	if (v->job == COMPLETE && now->amount == 0 && *values[amount]) {
		speak(words, _("nothing is charged for it"));
		found |= DOUBT_FREE;
	}
	if (!visiting_takes_place(v, now))
		return found;
	struct str book;
	str_init(&book);
	unsigned against = visit_against(app->clinic, now, &book, NULL);
	found |= against;
	/* Of somebody nobody knows it goes without saying that they do not work then. */
	if (book.len && !((found & DOUBT_NEW_PROVIDER) && !(against & ~(unsigned)AGAINST_OFF)))
		speak(words, book.p);
	str_release(&book);
	return found;
}

/* The same, remembering what was found where. */
static unsigned look_again(struct app *app, struct visiting *v, const struct visit *now,
			   const char *const *values, struct str *words)
{
	unsigned found = look(app, v, now, values, words);

	if (!same_place(now, &v->looked))
		v->accepted &= ~(unsigned)AGAINST_ANYTHING;
	record_release(&record_visit, &v->looked);
	record_copy(&record_visit, &v->looked, now);
	v->against = found;
	return found;
}

/* --- the lines under the form --- */

/* Who is free then instead, and when the one that was wished is free next. */
static void say_others(struct app *app, const struct visit *now, struct str *out)
{
	struct book *b = book_open(app->clinic, now->day, now->day + NEXT_DAYS, NULL);
	int minutes = now->minutes > 0 ? (int)now->minutes :
					 book_minutes(app->clinic, now->kind, now->provider);
	struct slot_wish wish = { .patient = now->patient,
				  .visit = now->row.id,
				  .kind = now->kind,
				  .minutes = minutes,
				  .first = now->day,
				  .last = now->day,
				  .from = now->minute,
				  .to = now->minute + minutes };
	bool today = now->day == clinic_today(app->clinic);
	minute_t clock = today ? clock_minute(&app->clinic->clock) : 0;
	struct free_slot slot;
	size_t begin = out->len;

	if (!b)
		return;
	if (now->minute + minutes <= 24 * 60 && book_slots(b, &wish, &slot, 1) && slot.provider)
		str_addf(out, _("%s is free then"),
			 config_label(app->clinic->config, "provider", slot.provider));
	wish.from = wish.to = 0;
	wish.provider = now->provider;
	wish.not_before = now->minute > clock ? now->minute : clock;
	wish.last = now->day + NEXT_DAYS;
	if (now->provider && book_slots(b, &wish, &slot, 1)) {
		struct str when;
		str_init(&when);
		day_show(&when, slot.day, clinic_today(app->clinic));
		str_addc(&when, ' ');
		minute_iso(&when, slot.minute);
		str_add(out, out->len > begin ? "\n" : "");
		str_addf(out, _("%s next: %s"),
			 config_label(app->clinic->config, "provider", now->provider), when.p);
		str_release(&when);
	}
	str_add(out, out->len > begin ? "\n" : "");
	book_free(b);
}

static void remark_new(struct app *app, struct visiting *v, const char *const *values,
		       struct str *out)
{
	struct patient_draft d;

	draft_init(app->clinic, &d);
	for (int i = 0; i < 2; i++)
		if (*values[i])
			draft_set(app->clinic, &d, visit_fields_of[BOOK_NEW][i].name, '=',
				  values[i], NULL);
	likely_find(&v->likely, app, &d);
	likely_text(&v->likely, app, out);
	draft_release(&d);
}

void visiting_remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	struct visiting *v = data;
	struct visit now;
	struct str words;
	int field;

	str_init(&words);
	record_init(&record_visit, &now);
	bool ok = v->job != COMPLETE && visiting_apply(app, v, values, &now, &field, NULL);
	unsigned found = ok ? look_again(app, v, &now, values, &words) : 0;
	if (!ok && (v->job == BOOK || v->job == WALK_IN))
		patient_cannot_come(app->clinic, v->visit.patient, &words); /* before a day is typed */
	if (words.len)
		str_addf(out, "! %s\n", words.p);
	if ((found & (AGAINST_PROVIDER | AGAINST_OFF | AGAINST_CHAIR | AGAINST_KIND)) &&
	    now.minute != MINUTE_NONE)
		say_others(app, &now, out);
	if (v->job == BOOK)
		recalls_for_booking(app->clinic, v->visit.patient, now.kind, out, NULL);
	record_release(&record_visit, &now);
	str_release(&words);
	str_add(out, v->notes);
	if (v->job == BOOK_NEW)
		remark_new(app, v, values, out);
}

/* --- Enter, and Enter again --- */

/* Whether what is found now was not there when it was looked at last, or offered. */
static bool is_news(const struct visiting *v, const struct visit *now, unsigned found)
{
	if (same_place(now, &v->looked))
		return (found & ~v->against & AGAINST_ANYTHING) != 0;
	for (int i = 0; i < v->n_offers; i++)
		if (visit_is_offer(&v->offers[i], now))
			return (found & AGAINST_ANYTHING) != 0;
	return false;
}

bool visiting_agreed(struct app *app, struct visiting *v, const struct visit *now,
		     const char *const *values, int *field, struct err *err)
{
	struct str words;

	str_init(&words);
	bool news = is_news(v, now, look(app, v, now, values, &words));
	str_clear(&words);
	unsigned found = look_again(app, v, now, values, &words);
	bool ok = (found & ~v->accepted) == 0;
	if (!ok && news) {
		*field = index_of(v, "at");
		err_set(err, ERR_STEP, "%s",
			v->job == MOVE ? _("Taken meanwhile: choose another time, or Enter moves "
					   "all the same") :
					 _("Taken meanwhile: choose another time, or Enter books "
					   "all the same"));
	} else if (!ok) {
		err_set(err, ERR_STEP,
			v->job == MOVE ? _("Enter moves all the same: %s") :
			v->job == EDIT || v->job == COMPLETE || v->job == WALK_IN ?
					 _("Enter saves all the same: %s") :
					 _("Enter books all the same: %s"),
			words.p);
	}
	v->accepted = found;
	v->asked.day = now->day;
	v->asked.minute = now->minute;
	str_replace(&v->asked.provider, now->provider);
	str_release(&words);
	return ok;
}

/* A day alone, or half a day: its free times are offered first. */
bool visiting_has_time(struct app *app, struct visiting *v, const struct visit *now,
		       const char *const *values, int *field, struct err *err)
{
	day_t day;

	if (v->job == EDIT || v->job == COMPLETE || v->job == WALK_IN || now->minute != MINUTE_NONE ||
	    v->offer_day == now->day)
		return true;
	int at = index_of(v, "at");
	v->offer_day = now->day;
	v->offer_begin = v->offer_end = 0;
	if (visit_at_half(app, values[at], &day, &v->offer_begin, &v->offer_end) && day != now->day)
		v->offer_begin = v->offer_end = 0;
	*field = at;
	return err_set(err, ERR_STEP, _("At what time? Enter alone books the day without a time"));
}

const char *visiting_saving(const struct app *app, void *data)
{
	const struct visiting *v = data;

	(void)app;
	if (!v->accepted)
		return NULL;
	return v->job == MOVE   ? _("MOVE ALL THE SAME")
	       : v->job == EDIT || v->job == COMPLETE || v->job == WALK_IN ? _("SAVE ALL THE SAME")
				: _("BOOK ALL THE SAME");
}
