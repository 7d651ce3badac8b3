/* Booking, completing, moving and editing a visit: one kind of form, with the fields each needs. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/sooner.h"

#include "visit_form.h"

enum { FAR_DAYS = 21 };

static const struct field_of_job book_fields[] = {
	{ "at", true },       { "kind", true },    { "provider", false },
	{ "minutes", false }, { "chair", false },  { "booked_by", false },
	{ "note", false },    { "sooner", false }, { 0 },
};
/* The first two are of the patient. */
static const struct field_of_job new_fields[] = {
	{ "name", true },
	{ "phone", false },
	{ "at", true },
	{ "kind", true },
	{ "provider", false },
	{ "minutes", false },
	{ "chair", false },
	{ "booked_by", false },
	{ "note", false },
	{ "sooner", false },
	{ 0 },
};
static const struct field_of_job walk_in_fields[] = {
	{ "kind", true }, { "provider", false }, { "chair", false }, { "note", false }, { 0 },
};
static const struct field_of_job complete_fields[] = {
	{ "kind", true },        { "provider", false }, { "amount", true }, { "paid", false },
	{ "pay_method", false }, { "teeth", false },    { "note", false },  { 0 },
};
static const struct field_of_job move_fields[] = { { "at", true }, { "provider", false }, { 0 } };
static const struct field_of_job edit_fields[] = {
	{ "at", true },
	{ "kind", false },
	{ "provider", false },
	{ "status", false },
	{ "cancel_reason", false },
	{ "minutes", false },
	{ "chair", false },
	{ "amount", false },
	{ "paid", false },
	{ "pay_method", false },
	{ "teeth", false },
	{ "booked_by", false },
	{ "note", false },
	{ 0 },
};
const struct field_of_job *const visit_fields_of[] = { [BOOK] = book_fields,
						       [BOOK_NEW] = new_fields,
						       [WALK_IN] = walk_in_fields,
						       [COMPLETE] = complete_fields,
						       [MOVE] = move_fields,
						       [EDIT] = edit_fields };

/* Whether they would come sooner, which is no field of the visit. */
bool visit_field_is_wish(const char *field)
{
	return strcmp(field, "sooner") == 0;
}

bool visit_field_is_new_chart(const struct visiting *v, const char *field)
{
	return v->job == BOOK_NEW && (strcmp(field, "name") == 0 || strcmp(field, "phone") == 0);
}

static void free_visiting(void *data)
{
	struct visiting *v = data;

	record_release(&record_visit, &v->visit);
	record_release(&record_visit, &v->looked);
	visiting_forget_offers(v);
	visiting_forget_wish(v);
	free(v->asked.provider);
	free(v->notes);
	likely_release(&v->likely);
	free(v);
}

static void value_text(struct app *app, const struct visit *v, const char *name, struct str *out)
{
	const struct field *f = record_field(&record_visit, name);

	if (visit_field_is_wish(name))
		return;
	if (!f)
		visit_at_text(out, v->day, v->minute);
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

static void say_when(struct app *app, const struct visiting *v, const struct visit *at,
		     struct str *message)
{
	day_show(message, at->day, clinic_today(app->clinic));
	if (at->minute == MINUTE_NONE)
		return;
	int minutes = visiting_minutes(app, v);
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

	if (visit_field_is_new_chart(v, name))
		return check_patient(app, name, value, message);
	if (visit_field_is_wish(name))
		return check_wish(app, value, message);
	record_init(&record_visit, &scratch);
	scratch.day = v->visit.day;
	minute_t from;
	minute_t to;
	bool half = strcmp(name, "at") == 0 && visit_at_half(app, value, &scratch.day, &from, &to);
	bool ok = half || visit_set(app->clinic, &scratch, name, value, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (is_new_term(app, name, value))
		str_add(message, _("a new word: it joins the list"));
	else if (strcmp(name, "at") == 0)
		say_when(app, v, &scratch, message);
	record_release(&record_visit, &scratch);
	return ok;
}

static const char *const usual_wishes[] = { N_("any"), N_("mornings"), N_("afternoons"),
					    N_("weekends") };

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	struct visiting *v = data;
	const struct field *f = record_field(&record_visit, name);

	if (visit_field_is_wish(name)) {
		for (size_t i = 0; i < ARRAY_SIZE(usual_wishes); i++) {
			strlist_add(keys, usual_wishes[i]);
			strlist_add(labels, _(usual_wishes[i]));
		}
		return;
	}
	if (visit_field_is_new_chart(v, name))
		return;
	if (!f) {
		visiting_offer(app, v, keys, labels);
		return;
	}
	if (f->type == FIELD_VOCAB) {
		struct strlist all;
		strlist_init(&all);
		clinic_terms(app->clinic, f->vocab, &all, NULL);
		for (size_t i = 0; i < all.n; i++) {
			const struct term_def *t =
				config_term(app->clinic->config, f->vocab, all.v[i]);
			if (t && t->treats_not)
				continue; /* advises and books */
			strlist_add(keys, all.v[i]);
			strlist_add(labels, config_label(app->clinic->config, f->vocab, all.v[i]));
		}
		strlist_release(&all);
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

/* The visit by now, as the form shows it; what is typed is put on top of that. */
static bool fetch(struct app *app, void *data, struct strlist *now, struct err *err)
{
	struct visiting *v = data;
	const struct field_of_job *f = visit_fields_of[v->job];
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

	if (visit_field_is_wish(name)) {
		*label = _("Come sooner");
		*help = _("if a time becomes free: any, mon-fri after 17:00, mornings, 14-17 until "
			  "12-3; "
			  "left empty, no");
		return;
	}
	if (visit_field_is_new_chart(v, name)) {
		bool phone = strcmp(name, "phone") == 0;
		*label = phone ? _("Phone") : _("Name");
		*help = phone ? _("a number to reach them; the chart is made with the booking")
			      : _("whom the time is for; the chart is made with the booking");
		return;
	}

	*label = f ? _(f->label) : _("When");
	*help = f ? _(f->help)
		  : _("as in: sat 10:00, next wed 15, 3/2 9:30, +2w 14; or a number; ^L: the book");
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
	f->fields[f->n - 1].replace =
		strcmp(job->name, "at") == 0 || strcmp(job->name, "amount") == 0 ||
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
	for (int i = 0; visit_fields_of[v->job][i].name; i++) {
		add_field(app, f, v, &stored, &visit_fields_of[v->job][i]);
		if (strcmp(visit_fields_of[v->job][i].name, focus) == 0)
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

/* The book, where the form stands so far; the time that is taken there comes back into it. */
static void look_in_book(struct app *app, void *data)
{
	struct visiting *v = data;
	struct visit at;
	struct patient p;
	struct str who;

	record_init(&record_visit, &at);
	record_init(&record_patient, &p);
	str_init(&who);
	at.day = v->visit.day;
	const char *typed = form_value(app, "at");
	if (!str_is_empty(typed))
		visit_set(app->clinic, &at, "at", typed, NULL);
	char *provider =
		clinic_term_key(app->clinic, "provider", str_or_empty(form_value(app, "provider")));
	if (v->job == BOOK_NEW)
		str_add(&who, form_value(app, "name"));
	else if (store_get(&app->clinic->store, &record_patient, v->visit.patient, &p, NULL))
		short_name(&who, app, &p);
	app_push(app, &book_screen,
		 &(struct book_place){ .day = at.day, .minute = at.minute,
				       .provider = *provider ? provider : NULL,
				       .visit = v->visit.row.id, .choosing = who.p,
				       .minutes = visiting_minutes(app, v) });
	free(provider);
	str_release(&who);
	record_release(&record_patient, &p);
	record_release(&record_visit, &at);
}

void visit_form_take(struct app *app, const struct book_place *place)
{
	struct str at;

	str_init(&at);
	visit_at_text(&at, place->day, place->minute);
	form_put(app, "at", at.p);
	if (place->provider)
		form_put(app, "provider",
			 config_label(app->clinic->config, "provider", place->provider));
	if (place->chair)
		form_put(app, "chair", place->chair);
	str_release(&at);
}

/* Everything but its fields. */
static void finish_form(struct form *f, struct visiting *v)
{
	static const char *const kinds[] = { [BOOK] = "visit-book",
					     [BOOK_NEW] = "visit-book-new",
					     [WALK_IN] = "visit-walk-in",
					     [COMPLETE] = "visit-complete",
					     [MOVE] = "visit-move",
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
	f->remark = visiting_remark;
	f->open_remark = v->job == BOOK_NEW ? open_likely : NULL;
	f->refuse_remark = v->job == BOOK_NEW ? refuse_likely : NULL;
	f->look = v->job == COMPLETE || v->job == WALK_IN ? NULL : look_in_book;
	f->save = visiting_save;
	f->saved = v->job == COMPLETE ? ask_next : NULL;
	f->saving = visiting_saving;
}

static void open_visit_form(struct app *app, struct visiting *v, const char *verb,
			    const char *focus)
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

/* Alerts, and what they have already: to be seen while one books. */
static void note_patient(struct app *app, struct visiting *v, const struct card *card)
{
	day_t today = clinic_today(app->clinic);
	struct str t;
	bool any = false;

	str_init(&t);
	for (size_t i = 0; i < card->alerts.n; i++) {
		const struct alert *a = rows_at(&card->alerts, i);
		if (a->until == DAY_NONE || a->until >= today)
			str_addf(&t, "! %s\n", a->text);
	}
	for (size_t i = 0; i < card->visits.n; i++) {
		const struct visit *o = rows_at(&card->visits, i);
		if (o->day < today || o->row.id == v->visit.row.id ||
		    !visit_is_booked((enum visit_status)o->status))
			continue;
		str_add(&t, any ? ", " : "");
		if (!any)
			str_addf(&t, "%s ", _("booked already:"));
		any = true;
		day_show(&t, o->day, today);
		str_addc(&t, ' ');
		minute_iso(&t, o->minute);
		if (o->kind)
			str_addf(&t, " %s", config_label(app->clinic->config, "visit_kind", o->kind));
	}
	str_add(&t, any ? "\n" : "");
	if (v->wish) {
		str_addf(&t, "%s ", _("would come sooner:"));
		sooner_words(app->clinic, v->wish, &t);
		str_addc(&t, '\n');
	}
	str_replace(&v->notes, t.p);
	str_release(&t);
}

/* Why the times offered begin so late. */
static void note_far(struct app *app, struct visiting *v)
{
	struct str day;
	char *notes = v->notes;

	str_init(&day);
	day_show(&day, v->offer_from, clinic_today(app->clinic));
	char *far = mem_printf(_("due on %s: the times offered begin then"), day.p);
	v->notes = mem_printf("%s%s\n", str_or_empty(notes), far);
	free(far);
	free(notes);
	str_release(&day);
}

static void book_on_card(struct app *app, const struct card *card, const struct book_place *place)
{
	struct visiting *v = visiting_new(BOOK);

	next_visit_suggestion(app->clinic, card, &v->visit, &v->offer_from);
	leave_usual(app, &v->visit);
	put_at(&v->visit, place);
	if (place) {
		v->offer_from = place->day;
		visit_find_provider(app->clinic, &v->visit, NULL, NULL);
	}
	note_patient(app, v, card);
	if (!place && v->offer_from > clinic_today(app->clinic) + FAR_DAYS)
		note_far(app, v);
	open_visit_form(app, v, _("Book"), place && place->minute != MINUTE_NONE ? "kind" : "at");
}

void visit_form_book(struct app *app, const struct card *card)
{
	book_on_card(app, card, NULL);
}

void visit_form_rebook(struct app *app, const struct visit *off)
{
	struct visiting *v = visiting_new(BOOK);
	struct err err = ERR_INIT;
	struct card card;

	if (!card_load(app->clinic, off->patient, &card, &err)) {
		app_error(app, &err);
		free_visiting(v);
		return;
	}
	v->visit.patient = off->patient;
	v->visit.minutes = off->minutes;
	str_replace(&v->visit.kind, off->kind);
	str_replace(&v->visit.provider, off->provider);
	str_replace(&v->visit.note, off->note);
	leave_usual(app, &v->visit);
	note_patient(app, v, &card);
	open_visit_form(app, v, _("Book"), "at");
	card_release(&card);
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

void visit_form_walk_in(struct app *app, int64_t patient)
{
	const struct term_list *kinds = config_vocab(app->clinic->config, "visit_kind");
	struct visiting *v = visiting_new(WALK_IN);
	struct err err = ERR_INIT;
	struct card card;

	if (!card_load(app->clinic, patient, &card, &err)) {
		app_error(app, &err);
		free_visiting(v);
		return;
	}
	v->visit.patient = patient;
	v->visit.day = clinic_today(app->clinic);
	v->visit.minute = clock_minute(&app->clinic->clock);
	str_replace(&v->visit.kind, kinds->n ? kinds->v[0].key : NULL);
	visit_find_provider(app->clinic, &v->visit, card.p.provider, NULL);
	if (!v->visit.provider)
		str_replace(&v->visit.provider, card.p.provider);
	note_patient(app, v, &card);
	open_visit_form(app, v, _("Here without a booking"), "kind");
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
	if (place) {
		v->offer_from = place->day;
		visit_find_provider(app->clinic, &v->visit, NULL, NULL);
	}
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
	visiting_find_wish(app, v);
	struct card card;
	if (card_load(app->clinic, v->visit.patient, &card, NULL)) {
		note_patient(app, v, &card);
		card_release(&card);
	}
	open_visit_form(app, v, _("Move"), "at");
}
