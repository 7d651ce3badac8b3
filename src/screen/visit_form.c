/* Booking, completing, moving and editing a visit: one kind of form, with the fields each needs. */
#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/sooner.h"
#include "revisit/screen/parts.h"

#include "likely.h"

enum job { BOOK, BOOK_NEW, COMPLETE, MOVE, EDIT };

enum { OFFERS = 9, OFFERS_A_DAY = 3, OFFER_DAYS = 90 };

struct field_of_job {
	const char *name;
	bool needed;
};

static const struct field_of_job book_fields[] = {
	{ "at", true },    { "kind", true },  { "provider", false }, { "minutes", false },
	{ "chair", false }, { "booked_by", false }, { "note", false }, { "sooner", false }, { 0 },
};
/* The first two are of the patient. */
static const struct field_of_job new_fields[] = {
	{ "name", true },  { "phone", false }, { "at", true },   { "kind", true },
	{ "provider", false }, { "minutes", false }, { "chair", false }, { "booked_by", false },
	{ "note", false }, { "sooner", false }, { 0 },
};
static const struct field_of_job complete_fields[] = {
	{ "kind", true },  { "provider", false }, { "amount", true }, { "paid", false },
	{ "pay_method", false }, { "teeth", false }, { "note", false }, { 0 },
};
static const struct field_of_job move_fields[] = { { "at", true }, { "provider", false }, { 0 } };
static const struct field_of_job edit_fields[] = {
	{ "at", true },	       { "kind", false },   { "provider", false }, { "status", false },
	{ "cancel_reason", false }, { "minutes", false }, { "chair", false }, { "amount", false },
	{ "paid", false },     { "pay_method", false }, { "teeth", false }, { "booked_by", false },
	{ "note", false },     { 0 },
};
static const struct field_of_job *const fields_of[] = { [BOOK] = book_fields,
							[BOOK_NEW] = new_fields,
							[COMPLETE] = complete_fields,
							[MOVE] = move_fields,
							[EDIT] = edit_fields };

/* One of the times offered. */
struct offer {
	day_t day;
	minute_t minute;
	char *provider; /* heap, NULL */
};

struct visiting {
	enum job job;
	struct visit visit; /* as it is by now, or the new one */
	const struct form_field *fields; /* the form's */
	struct offer offers[OFFERS];
	int n_offers;
	day_t offer_from;      /* not before that day, DAY_NONE */
	day_t offer_day;       /* on that day only, which was typed without a time; DAY_NONE */
	struct offer asked;    /* the one that was asked about last */
	struct visit looked;   /* what was looked at last … */
	unsigned against;      /* … and what spoke against it */
	unsigned accepted;     /* of that, what was shown to whoever saves */
	struct likely likely;  /* who the new one may be */
};

static void forget_offers(struct visiting *v)
{
	for (int i = 0; i < v->n_offers; i++)
		free(v->offers[i].provider);
	v->n_offers = 0;
}

static void free_visiting(void *data)
{
	struct visiting *v = data;

	record_release(&record_visit, &v->visit);
	record_release(&record_visit, &v->looked);
	forget_offers(v);
	free(v->asked.provider);
	likely_release(&v->likely);
	free(v);
}

/* Whether they would come sooner, which is no field of the visit. */
static bool is_wish(const char *field)
{
	return strcmp(field, "sooner") == 0;
}

static bool is_new_chart(const struct visiting *v, const char *field)
{
	return v->job == BOOK_NEW && (strcmp(field, "name") == 0 || strcmp(field, "phone") == 0);
}

static void at_text(struct str *out, day_t day, minute_t minute)
{
	day_iso(out, day);
	if (day != DAY_NONE && minute != MINUTE_NONE) {
		str_addc(out, ' ');
		minute_iso(out, minute);
	}
}

static void value_text(struct app *app, const struct visit *v, const char *name, struct str *out)
{
	const struct field *f = record_field(&record_visit, name);

	if (is_wish(name))
		return;
	if (!f)
		at_text(out, v->day, v->minute);
	else if (f->type == FIELD_VOCAB || f->type == FIELD_CHOICE)
		field_show(out, app->clinic->config, f, v, clinic_today(app->clinic));
	else
		field_export(out, app->clinic->config, f, v);
}

static bool is_new_term(struct app *app, const char *name, const char *value)
{
	const struct field *f = record_field(&record_visit, name);

	return f && f->type == FIELD_VOCAB && !clinic_knows_term(app->clinic, f->vocab, value);
}

/* How long it takes, of what is typed so far. */
static int usual_minutes(struct app *app, const struct visiting *v)
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

static void say_when(struct app *app, const struct visiting *v, const struct visit *at,
		     struct str *message)
{
	day_show(message, at->day, clinic_today(app->clinic));
	if (at->minute == MINUTE_NONE)
		return;
	int minutes = usual_minutes(app, v);
	str_addc(message, ' ');
	minute_iso(message, at->minute);
	if (at->minute + minutes > 24 * 60)
		return;
	str_addc(message, '-');
	minute_iso(message, at->minute + minutes);
}

static bool check_patient(struct app *app, const char *name, const char *value, struct str *message)
{
	struct patient_draft d;
	struct err err = ERR_INIT;

	draft_init(app->clinic, &d);
	bool ok = draft_set(app->clinic, &d, name, '=', value, &err);
	draft_release(&d);
	if (!ok)
		str_add(message, err.msg);
	return ok;
}

static bool check_wish(struct app *app, const char *value, struct str *message)
{
	struct err err = ERR_INIT;
	struct sooner s;

	record_init(&record_sooner, &s);
	bool ok = sooner_parse(app->clinic, value, &s, &err);
	if (ok)
		sooner_words(app->clinic, &s, message);
	else
		str_add(message, err.msg);
	record_release(&record_sooner, &s);
	return ok;
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	struct visiting *v = data;
	struct visit scratch;
	struct err err = ERR_INIT;

	if (is_new_chart(v, name))
		return check_patient(app, name, value, message);
	if (is_wish(name))
		return check_wish(app, value, message);
	record_init(&record_visit, &scratch);
	scratch.day = v->visit.day;
	bool ok = visit_set(app->clinic, &scratch, name, value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (is_new_term(app, name, value))
		str_add(message, _("a new word: it joins the list"));
	else if (strcmp(name, "at") == 0)
		say_when(app, v, &scratch, message);
	record_release(&record_visit, &scratch);
	return ok;
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

	*kind = str_is_empty(in_kind) ? mem_strdup(v->visit.kind) :
					clinic_term_key(app->clinic, "visit_kind", in_kind);
	*provider = str_is_empty(in_provider) ? NULL :
						clinic_term_key(app->clinic, "provider", in_provider);
	*chair = v->job == MOVE || str_is_empty(in_chair) ? NULL : mem_strdup(in_chair);
	*wish = (struct slot_wish){ .patient = v->visit.patient,
				    .visit = v->visit.row.id,
				    .kind = *kind,
				    .provider = *provider,
				    .chair = *chair,
				    .minutes = usual_minutes(app, v),
				    .per_day = OFFERS_A_DAY };
	/* From tomorrow on: today's gaps are taken by the phone and the door. */
	wish->first = v->offer_from > today + 1 ? v->offer_from : today + 1;
	wish->last = wish->first + OFFER_DAYS;
	if (v->offer_day < today)
		return;
	wish->first = wish->last = v->offer_day;
	wish->not_before = v->offer_day == today ? clock_minute(&app->clinic->clock) : 0;
	wish->per_day = OFFERS;
}

static void offer_times(struct app *app, struct visiting *v, struct strlist *keys,
			struct strlist *labels)
{
	struct free_slot slots[OFFERS];
	struct slot_wish wish;
	char *kind;
	char *provider;
	char *chair;

	read_wish(app, v, &wish, &kind, &provider, &chair);
	struct book *b = book_open(app->clinic, wish.first, wish.last, NULL);
	int n = b ? book_slots(b, &wish, slots, OFFERS) : 0;
	forget_offers(v);
	for (int i = 0; i < n; i++) {
		struct str s;
		str_init(&s);
		at_text(&s, slots[i].day, slots[i].minute);
		strlist_add(keys, s.p);
		str_clear(&s);
		day_show(&s, slots[i].day, clinic_today(app->clinic));
		str_addc(&s, ' ');
		minute_iso(&s, slots[i].minute);
		if (!provider && slots[i].provider)
			str_addf(&s, " %s",
				 config_label(app->clinic->config, "provider", slots[i].provider));
		strlist_add(labels, s.p);
		str_release(&s);
		v->offers[v->n_offers++] = (struct offer){ .day = slots[i].day,
							   .minute = slots[i].minute,
							   .provider = mem_strdup(slots[i].provider) };
	}
	book_free(b);
	free(kind);
	free(provider);
	free(chair);
}

static const char *const usual_wishes[] = { N_("any"), N_("mornings"), N_("afternoons"),
					    N_("weekends") };

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	struct visiting *v = data;
	const struct field *f = record_field(&record_visit, name);

	if (is_wish(name)) {
		for (size_t i = 0; i < ARRAY_SIZE(usual_wishes); i++) {
			strlist_add(keys, usual_wishes[i]);
			strlist_add(labels, _(usual_wishes[i]));
		}
		return;
	}
	if (is_new_chart(v, name))
		return;
	if (!f) {
		offer_times(app, v, keys, labels);
		return;
	}
	if (f->type == FIELD_VOCAB) {
		clinic_terms(app->clinic, f->vocab, keys, NULL);
		for (size_t i = 0; i < keys->n; i++)
			strlist_add(labels, config_label(app->clinic->config, f->vocab, keys->v[i]));
	} else if (f->type == FIELD_CHOICE) {
		for (int i = 0; f->choices[i].key; i++) {
			strlist_add(keys, f->choices[i].key);
			strlist_add(labels, _(f->choices[i].label));
		}
	} else if (strcmp(name, "chair") == 0) {
		for (size_t i = 0; i < app->clinic->config->n_chairs; i++) {
			strlist_add(keys, app->clinic->config->chairs[i]);
			strlist_add(labels, app->clinic->config->chairs[i]);
		}
	}
}

static bool is_offer(const struct offer *o, const struct visit *v)
{
	return o->day == v->day && o->minute == v->minute;
}

/* A time that was offered is with whom it was offered, unless somebody else was chosen. */
static void take_offer(const struct visiting *v, struct visit *out)
{
	const struct offer *o = is_offer(&v->asked, out) ? &v->asked : NULL;

	for (int i = 0; !o && i < v->n_offers; i++)
		if (is_offer(&v->offers[i], out))
			o = &v->offers[i];
	if (o && !out->provider)
		str_replace(&out->provider, o->provider);
}

/* The visit as the form has it now; false and *field when a value cannot be taken. */
static bool apply(struct app *app, const struct visiting *v, const char *const *values,
		  struct visit *out, int *field, struct err *err)
{
	const struct field_of_job *f = fields_of[v->job];

	record_copy(&record_visit, out, &v->visit);
	for (int i = 0; f[i].name; i++) {
		if (is_new_chart(v, f[i].name) || is_wish(f[i].name) ||
		    (str_eq(values[i], v->fields[i].stored) && v->visit.row.id))
			continue;
		if (strcmp(f[i].name, "status") == 0 && !*values[i])
			continue;
		if (!visit_set(app->clinic, out, f[i].name, values[i], err)) {
			*field = i;
			return false;
		}
	}
	if (v->job == BOOK || v->job == BOOK_NEW)
		take_offer(v, out);
	if (v->job == MOVE) {
		/* The old one is not in its way, and another chair is found if need be. */
		out->predecessor = out->row.id;
		str_replace(&out->chair, NULL);
	}
	return true;
}

/* --- what speaks against it --- */

static bool same_place(const struct visit *a, const struct visit *b)
{
	return a->day == b->day && a->minute == b->minute && a->minutes == b->minutes &&
	       str_eq(a->kind, b->kind) && str_eq(a->provider, b->provider) &&
	       str_eq(a->chair, b->chair);
}

/* Only where a visit is put somewhere is it asked whether that can be. */
static bool takes_place(const struct visiting *v, const struct visit *now)
{
	return v->job != COMPLETE && visit_is_booked((enum visit_status)now->status) &&
	       !(v->job == EDIT && same_place(now, &v->visit));
}

static unsigned look(struct app *app, struct visiting *v, const struct visit *now, struct str *words)
{
	unsigned against = visit_against(app->clinic, now, words, NULL);

	if (!same_place(now, &v->looked))
		v->accepted = 0;
	record_release(&record_visit, &v->looked);
	record_copy(&record_visit, &v->looked, now);
	v->against = against;
	return against;
}

static void remark_new(struct app *app, struct visiting *v, const char *const *values,
		       struct str *out)
{
	struct patient_draft d;

	draft_init(app->clinic, &d);
	for (int i = 0; i < 2; i++)
		if (*values[i])
			draft_set(app->clinic, &d, new_fields[i].name, '=', values[i], NULL);
	likely_find(&v->likely, app, &d);
	likely_text(&v->likely, app, out);
	draft_release(&d);
}

static void remark(struct app *app, void *data, const char *const *values, struct str *out)
{
	struct visiting *v = data;
	struct visit now;
	struct str words;
	int field;

	if (v->job == COMPLETE)
		return;
	str_init(&words);
	record_init(&record_visit, &now);
	if (apply(app, v, values, &now, &field, NULL) && takes_place(v, &now) &&
	    look(app, v, &now, &words))
		str_addf(out, "! %s\n", words.p);
	record_release(&record_visit, &now);
	str_release(&words);
	if (v->job == BOOK_NEW)
		remark_new(app, v, values, out);
}

static int field_at(const struct visiting *v)
{
	int i = 0;

	while (strcmp(fields_of[v->job][i].name, "at") != 0)
		i++;
	return i;
}

/* Whether what is found now was not there when it was looked at last, or offered. */
static bool is_news(const struct visiting *v, const struct visit *now, unsigned known,
		    unsigned against)
{
	if (same_place(now, &v->looked))
		return (against & ~known) != 0;
	for (int i = 0; i < v->n_offers; i++)
		if (is_offer(&v->offers[i], now))
			return true;
	return false;
}

/* What speaks against it is shown once; Enter again means it. */
static bool agreed(struct app *app, struct visiting *v, const struct visit *now, int *field,
		   struct err *err)
{
	struct str words;

	if (!takes_place(v, now))
		return true;
	str_init(&words);
	bool news = is_news(v, now, v->against, visit_against(app->clinic, now, &words, NULL));
	str_clear(&words);
	unsigned against = look(app, v, now, &words);
	bool ok = (against & ~v->accepted) == 0;
	if (!ok && news) {
		*field = field_at(v);
		err_set(err, ERR_STEP, "%s",
			v->job == MOVE ?
				_("Taken meanwhile: choose another time, or Enter moves all the same") :
				_("Taken meanwhile: choose another time, or Enter books all the same"));
	} else if (!ok) {
		err_set(err, ERR_STEP,
			v->job == MOVE ? _("Enter moves all the same: %s") :
			v->job == EDIT ? _("Enter saves all the same: %s") :
					 _("Enter books all the same: %s"),
			words.p);
	}
	v->accepted = against;
	v->asked.day = now->day;
	v->asked.minute = now->minute;
	str_replace(&v->asked.provider, now->provider);
	str_release(&words);
	return ok;
}

/* A day alone: its free times are offered first. */
static bool has_time(struct visiting *v, const struct visit *now, int *field, struct err *err)
{
	if (v->job == EDIT || v->job == COMPLETE || now->minute != MINUTE_NONE ||
	    v->offer_day == now->day)
		return true;
	v->offer_day = now->day;
	*field = field_at(v);
	return err_set(err, ERR_STEP, _("At what time? Enter alone books the day without a time"));
}

static const char *saving(const struct app *app, void *data)
{
	const struct visiting *v = data;

	(void)app;
	if (!v->accepted)
		return NULL;
	return v->job == MOVE ? _("MOVE ALL THE SAME") :
	       v->job == EDIT ? _("SAVE ALL THE SAME") :
				_("BOOK ALL THE SAME");
}

/* --- storing --- */

/* Where there are chairs, one that is free then, if none was chosen. */
static void find_chair(struct app *app, struct visit *now)
{
	if (now->chair || now->minute == MINUTE_NONE)
		return;
	struct book *b = book_open(app->clinic, now->day, now->day, NULL);
	if (!b)
		return;
	int minutes = now->minutes > 0 ? (int)now->minutes :
					 book_minutes(app->clinic, now->kind, now->provider);
	str_replace(&now->chair, book_chair(b, now->day, now->minute, minutes, now->provider, 0));
	book_free(b);
}

static bool complete_it(struct app *app, const struct visit *now, struct err *err)
{
	/* Nothing said about payment: all of it was paid. */
	struct completion done = {
		.kind = now->kind,
		.provider = now->provider,
		.pay_method = now->pay_method,
		.note = now->note,
		.teeth = now->teeth,
		.amount = now->amount,
		.paid = now->paid == MONEY_NONE ? now->amount : now->paid,
	};

	return visit_complete(app->clinic, now->row.id, &done, err);
}

static bool make_chart(struct app *app, struct visiting *v, const char *const *values,
		       struct visit *now, int *field, struct err *err)
{
	struct patient_draft d;
	bool ok = true;

	draft_init(app->clinic, &d);
	for (int i = 0; ok && i < 2; i++)
		if (*values[i] && !draft_set(app->clinic, &d, new_fields[i].name, '=', values[i], err)) {
			*field = i;
			ok = false;
		}
	d.p.status = PATIENT_PROSPECT;
	ok = ok && patient_save(app->clinic, &d, NULL, err) &&
	     likely_settle(&v->likely, app, d.p.row.id, err);
	now->patient = d.p.row.id;
	draft_release(&d);
	return ok;
}

static bool add_wish(struct app *app, const char *typed, const struct visit *now, struct err *err)
{
	struct sooner s;

	if (!*typed)
		return true;
	record_init(&record_sooner, &s);
	s.patient = now->patient;
	s.visit = now->row.id;
	bool ok = sooner_parse(app->clinic, typed, &s, err) && sooner_add(app->clinic, &s, err);
	record_release(&record_sooner, &s);
	return ok;
}

static const char *wish_of(const struct visiting *v, const char *const *values)
{
	for (int i = 0; fields_of[v->job][i].name; i++)
		if (is_wish(fields_of[v->job][i].name))
			return values[i];
	return "";
}

/* A chart that is new, its first visit and what they wish are one action: undone together. */
static bool book_it(struct app *app, struct visiting *v, const char *const *values,
		    struct visit *now, int *field, struct err *err)
{
	find_chair(app, now);
	if (!clinic_begin(app->clinic, "visit-book", now->patient, err))
		return false;
	bool ok = v->job == BOOK || make_chart(app, v, values, now, field, err);
	if (ok)
		store_set_target(&app->clinic->store, now->patient);
	ok = ok && visit_book(app->clinic, now, v->accepted, err) &&
	     add_wish(app, wish_of(v, values), now, err);
	return clinic_end(app->clinic, ok, err);
}

static bool store_it(struct app *app, struct visiting *v, const char *const *values,
		     struct visit *now, int *field, struct err *err)
{
	switch (v->job) {
	case BOOK:
	case BOOK_NEW:
		return book_it(app, v, values, now, field, err);
	case EDIT:
		if (!takes_place(v, now))
			return visit_save(app->clinic, now, NULL, err);
		return visit_book(app->clinic, now, v->accepted, err);
	case MOVE:
		return visit_rebook(app->clinic, v->visit.row.id,
				    &(struct new_time){ .day = now->day, .minute = now->minute,
							.provider = now->provider },
				    v->accepted, NULL, err);
	case COMPLETE:
		break;
	}
	return complete_it(app, now, err);
}

static void say_saved(struct app *app, const struct visiting *v, const struct visit *now)
{
	static const char *const said[] = { [BOOK] = N_("booked"), [BOOK_NEW] = N_("booked"),
					    [COMPLETE] = N_("done"), [MOVE] = N_("moved to"),
					    [EDIT] = N_("saved") };
	struct str when;

	str_init(&when);
	day_show(&when, now->day, clinic_today(app->clinic));
	if (now->minute != MINUTE_NONE) {
		str_addc(&when, ' ');
		minute_iso(&when, now->minute);
	}
	if (v->job == COMPLETE && now->amount != MONEY_NONE) {
		int64_t paid = now->paid == MONEY_NONE ? now->amount : now->paid;
		str_add(&when, ", ");
		money_show(&when, app->clinic->config, now->amount, true);
		str_addf(&when, ", %s ", paid < now->amount ? _("of it paid") : _("all paid:"));
		money_show(&when, app->clinic->config, paid, true);
	}
	if ((v->job == BOOK || v->job == BOOK_NEW) && now->provider)
		str_addf(&when, ", %s", config_label(app->clinic->config, "provider", now->provider));
	app_did(app, "%s %s", _(said[v->job]), when.p);
	str_release(&when);
	if (v->job == MOVE)
		gap_offered(app, v->visit.row.id);
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	struct visiting *v = data;
	struct visit now;

	record_init(&record_visit, &now);
	bool ok = apply(app, v, values, &now, field, err) && has_time(v, &now, field, err) &&
		  agreed(app, v, &now, field, err) &&
		  store_it(app, v, values, &now, field, err);
	if (ok)
		say_saved(app, v, &now);
	record_release(&record_visit, &now);
	return ok;
}

/* The visit by now, as the form shows it; what is typed is put on top of that. */
static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	struct visiting *v = data;
	const struct field_of_job *f = fields_of[v->job];
	int64_t id = v->visit.row.id;

	record_release(&record_visit, &v->visit);
	bool ok = store_get(&app->clinic->store, &record_visit, id, &v->visit, err);
	v->visit.row.id = id;
	for (int i = 0; ok && f[i].name; i++) {
		struct str value;
		str_init(&value);
		value_text(app, &v->visit, f[i].name, &value);
		strlist_add(now, value.p);
		str_release(&value);
	}
	return ok;
}

static void label_of(const struct visiting *v, const char *name, const char **label,
		     const char **help)
{
	const struct field *f = record_field(&record_visit, name);

	if (is_wish(name)) {
		*label = _("Come sooner");
		*help = _("if a time becomes free: any, mon-fri after 17:00, mornings, 14-17 until 12-3; "
			  "left empty, no");
		return;
	}
	if (is_new_chart(v, name)) {
		bool phone = strcmp(name, "phone") == 0;
		*label = phone ? _("Phone") : _("Name");
		*help = phone ? _("a number to reach them; the chart is made with the booking") :
				_("whom the time is for; the chart is made with the booking");
		return;
	}

	*label = f ? _(f->label) : _("When");
	*help = f ? _(f->help) :
		    _("a day and a time, as in: sat 10:00, next wed 15, 3/2 9:30, +2w 14:00; or a number");
	if (strcmp(name, "paid") == 0)
		*help = _("paid on the day; left empty, all of it was paid");
	if (strcmp(name, "minutes") == 0 && !v->visit.row.id)
		*help = _("how many minutes; left empty, as long as it usually takes");
}

/* `stored` is the visit as the database has it; v->visit may propose more. */
static void add_field(struct app *app, struct form *f, const struct visiting *v,
		      const struct visit *stored, const struct field_of_job *job)
{
	const char *label;
	const char *help;
	struct str value;
	struct str was;

	str_init(&value);
	str_init(&was);
	value_text(app, stored, job->name, &was);
	/* A new time is chosen, not the old one corrected: that one stands in the title. */
	if (v->job != MOVE || strcmp(job->name, "at") != 0)
		value_text(app, &v->visit, job->name, &value);
	label_of(v, job->name, &label, &help);
	form_add(f, job->name, label, help, job->needed, value.p);
	form_stored(f, was.p);
	f->fields[f->n - 1].replace = strcmp(job->name, "at") == 0 || strcmp(job->name, "amount") == 0 ||
				      strcmp(job->name, "paid") == 0 || strcmp(job->name, "minutes") == 0;
	str_release(&value);
	str_release(&was);
}

/* The next visit is booked in the same breath. */
static void ask_next(struct app *app, void *data)
{
	ask_next_visit(app, ((const struct visiting *)data)->visit.row.id);
}

static void title_of(struct app *app, const struct visiting *v, const char *verb, struct str *title)
{
	struct patient p;

	str_add(title, verb);
	if (v->job == BOOK_NEW)
		return;
	record_init(&record_patient, &p);
	str_add(title, ": ");
	if (store_get(&app->clinic->store, &record_patient, v->visit.patient, &p, NULL))
		shown_name(title, app, &p);
	str_addf(title, " %s", str_or_empty(p.chart_no));
	record_release(&record_patient, &p);
	if (v->job != MOVE)
		return;
	str_add(title, "  ");
	day_show(title, v->visit.day, clinic_today(app->clinic));
	str_addc(title, ' ');
	minute_iso(title, v->visit.minute);
}

static void add_fields(struct app *app, struct form *f, const struct visiting *v, const char *focus)
{
	struct visit stored;

	record_init(&record_visit, &stored);
	if (v->visit.row.id)
		store_get(&app->clinic->store, &record_visit, v->visit.row.id, &stored, NULL);
	for (int i = 0; fields_of[v->job][i].name; i++) {
		add_field(app, f, v, &stored, &fields_of[v->job][i]);
		if (strcmp(fields_of[v->job][i].name, focus) == 0)
			f->focus = (size_t)i;
	}
	record_release(&record_visit, &stored);
}

static void open_likely(struct app *app, void *data)
{
	likely_open(&((struct visiting *)data)->likely, app);
}

static void refuse_likely(struct app *app, void *data)
{
	likely_refuse(&((struct visiting *)data)->likely, app);
}

/* Everything but its fields. */
static void finish_form(struct form *f, struct visiting *v)
{
	static const char *const kinds[] = { [BOOK] = "visit-book", [BOOK_NEW] = "visit-book-new",
					     [COMPLETE] = "visit-complete", [MOVE] = "visit-move",
					     [EDIT] = "visit-edit" };

	v->fields = f->fields;
	f->kind = kinds[v->job];
	f->id = v->visit.row.id ? v->visit.row.id : v->visit.patient;
	f->rec = &record_visit;
	f->patient = v->visit.patient;
	f->fetch = v->visit.row.id ? fetch : NULL;
	f->data = v;
	f->free_data = free_visiting;
	f->check = check;
	f->choices = choices;
	f->remark = remark;
	f->open_remark = v->job == BOOK_NEW ? open_likely : NULL;
	f->refuse_remark = v->job == BOOK_NEW ? refuse_likely : NULL;
	f->save = save;
	f->saved = v->job == COMPLETE ? ask_next : NULL;
	f->saving = saving;
}

static void open_visit_form(struct app *app, struct visiting *v, const char *verb, const char *focus)
{
	struct form f;
	struct str title;

	str_init(&title);
	title_of(app, v, verb, &title);
	form_init(&f, title.p);
	str_release(&title);
	add_fields(app, &f, v, focus);
	finish_form(&f, v);
	form_open(app, &f);
}

static struct visiting *visiting_new(enum job job)
{
	struct visiting *v = mem_alloc(sizeof(*v));

	v->job = job;
	v->offer_from = v->offer_day = v->asked.day = DAY_NONE;
	record_init(&record_visit, &v->visit);
	record_init(&record_visit, &v->looked);
	return v;
}

static void put_at(struct visit *v, const struct book_place *place)
{
	if (!place)
		return;
	v->day = place->day;
	v->minute = place->minute;
	if (place->provider)
		str_replace(&v->provider, place->provider);
	if (place->chair)
		str_replace(&v->chair, place->chair);
}

/* What it usually takes need not be said: then it changes with the kind. */
static void leave_usual(struct app *app, struct visit *v)
{
	if (v->minutes == book_minutes(app->clinic, v->kind, v->provider))
		v->minutes = 0;
}

static void book_on_card(struct app *app, const struct card *card, const struct book_place *place)
{
	struct visiting *v = visiting_new(BOOK);

	next_visit_suggestion(app->clinic, card, &v->visit, &v->offer_from);
	leave_usual(app, &v->visit);
	put_at(&v->visit, place);
	open_visit_form(app, v, _("Book"), place && place->minute != MINUTE_NONE ? "kind" : "at");
}

void visit_form_book(struct app *app, const struct card *card)
{
	book_on_card(app, card, NULL);
}

void visit_form_book_at(struct app *app, int64_t patient, const struct book_place *place)
{
	struct err err = ERR_INIT;
	struct card card;

	if (!card_load(app->clinic, patient, &card, &err)) {
		app_error(app, &err);
		return;
	}
	book_on_card(app, &card, place);
	card_release(&card);
}

void visit_form_book_new(struct app *app, const char *typed, const struct book_place *place)
{
	const struct term_list *kinds = config_vocab(app->clinic->config, "visit_kind");
	struct visiting *v = visiting_new(BOOK_NEW);
	struct str name;
	struct str phone;
	struct form f;

	str_init(&name);
	str_init(&phone);
	patient_split_typed(str_or_empty(typed), &name, &phone);
	str_replace(&v->visit.kind, kinds->n ? kinds->v[0].key : NULL);
	put_at(&v->visit, place);
	form_init(&f, _("Book somebody without a chart"));
	add_fields(app, &f, v, !name.len ? "name" : !phone.len ? "phone" : "kind");
	str_replace(&f.fields[0].value, name.p);
	str_replace(&f.fields[1].value, phone.p);
	f.touched = name.len || phone.len;
	finish_form(&f, v);
	form_open(app, &f);
	str_release(&name);
	str_release(&phone);
}

static struct visiting *load_visit(struct app *app, enum job job, int64_t visit)
{
	struct visiting *v = visiting_new(job);
	struct err err = ERR_INIT;

	if (store_get(&app->clinic->store, &record_visit, visit, &v->visit, &err))
		return v;
	app_error(app, &err);
	free_visiting(v);
	return NULL;
}

void visit_form_complete(struct app *app, const struct card *card, int64_t visit)
{
	struct visiting *v = load_visit(app, COMPLETE, visit);

	if (!v)
		return;
	if (!v->visit.provider)
		str_replace(&v->visit.provider, card->p.provider);
	/* As they paid last time. */
	const struct visit *last = card_visit(card, card->last_visit);
	if (!v->visit.pay_method && last)
		str_replace(&v->visit.pay_method, last->pay_method);
	open_visit_form(app, v, _("Complete"), v->visit.kind ? "amount" : "kind");
}

void visit_form_edit(struct app *app, int64_t visit)
{
	struct visiting *v = load_visit(app, EDIT, visit);

	if (v)
		open_visit_form(app, v, _("Visit"), "at");
}

void visit_form_move(struct app *app, int64_t visit)
{
	struct visiting *v = load_visit(app, MOVE, visit);

	if (!v)
		return;
	if (!visit_is_booked((enum visit_status)v->visit.status)) {
		app_refuse(app, _("only a booked visit can be moved"));
		free_visiting(v);
		return;
	}
	open_visit_form(app, v, _("Move"), "at");
}
