/* Who would come sooner: the list, a wish written down, and a gap offered to those it fits. */
#include "revisit/clinic/sooner.h"
#include "revisit/app/form.h"
#include "revisit/app/keys.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"
#include "revisit/screen/parts.h"
#include "revisit/store/book.h"
#include "revisit/ui/list.h"

#include "sooner_parts.h"

/* --- a wish --- */

static const char *const wish_fields[] = { "weekdays", "starts", "ends",    "until",
					   "provider", "kind",   "minutes", "note" };

struct wishing {
	struct sooner s;
};

static void free_wishing(void *data)
{
	struct wishing *w = data;

	record_release(&record_sooner, &w->s);
	free(w);
}

static bool check_wish(struct app *app, void *data, const char *name, const char *value,
		       struct str *message)
{
	struct sooner scratch;
	struct err err = ERR_INIT;

	(void)data;
	record_init(&record_sooner, &scratch);
	bool ok = sooner_set(app->clinic, &scratch, name, value, &err);
	unsigned days;
	if (!ok)
		str_add(message, err.msg);
	else if (strcmp(name, "weekdays") == 0 && weekdays_parse(value, &days, NULL))
		weekdays_show(message, days);
	else if (strcmp(name, "until") == 0)
		day_show(message, scratch.until, clinic_today(app->clinic));
	record_release(&record_sooner, &scratch);
	return ok;
}

static void wish_choices(struct app *app, void *data, const char *name, struct strlist *keys,
			 struct strlist *labels)
{
	static const char *const days[] = { "mon-fri", "sat,sun", "mon-sun" };
	const struct field *f = record_field(&record_sooner, name);

	(void)data;
	if (f->type == FIELD_VOCAB)
		clinic_terms(app->clinic, f->vocab, keys, NULL);
	for (size_t i = 0; i < keys->n; i++)
		strlist_add(labels, config_label(app->clinic->config, f->vocab, keys->v[i]));
	for (size_t i = 0; strcmp(name, "weekdays") == 0 && i < ARRAY_SIZE(days); i++) {
		struct str label;
		unsigned bits;
		str_init(&label);
		if (weekdays_parse(days[i], &bits, NULL))
			weekdays_show(&label, bits);
		strlist_add(keys, days[i]);
		strlist_add(labels, label.p);
		str_release(&label);
	}
}

static bool save_wish(struct app *app, void *data, const char *const *values, int *field,
		      struct err *err)
{
	struct wishing *w = data;
	struct sooner now;
	struct str words;

	record_init(&record_sooner, &now);
	record_copy(&record_sooner, &now, &w->s);
	bool ok = true;
	for (size_t i = 0; ok && i < ARRAY_SIZE(wish_fields); i++) {
		ok = sooner_set(app->clinic, &now, wish_fields[i], values[i], err);
		if (!ok)
			*field = (int)i;
	}
	ok = ok && (now.row.id ? sooner_save(app->clinic, &now, NULL, err)
			       : sooner_add(app->clinic, &now, err));
	if (ok) {
		str_init(&words);
		sooner_words(app->clinic, &now, &words);
		app_did(app, _("on the list of who would come sooner: %s"), words.p);
		str_release(&words);
	}
	record_release(&record_sooner, &now);
	return ok;
}

static void wish_title(struct app *app, const struct sooner *s, struct str *out)
{
	struct str t;
	struct patient p;
	struct visit v;

	record_init(&record_patient, &p);
	record_init(&record_visit, &v);
	str_init(&t);
	if (store_get(&app->clinic->store, &record_patient, s->patient, &p, NULL)) {
		shown_name(&t, app, &p);
		str_addf(&t, " %s", p.chart_no);
	}
	str_addf(out, _("Would come sooner: %s"), t.p);
	str_clear(&t);
	if (s->visit && store_get(&app->clinic->store, &record_visit, s->visit, &v, NULL)) {
		day_show(&t, v.day, clinic_today(app->clinic));
		str_addc(&t, ' ');
		minute_iso(&t, v.minute);
		str_addf(out, _("  instead of %s"), t.p);
	}
	str_release(&t);
	record_release(&record_patient, &p);
	record_release(&record_visit, &v);
}

static void open_wish(struct app *app, struct wishing *w)
{
	const struct config *cf = app->clinic->config;
	struct form f;
	struct str t;

	str_init(&t);
	wish_title(app, &w->s, &t);
	form_init(&f, t.p);
	for (size_t i = 0; i < ARRAY_SIZE(wish_fields); i++) {
		const struct field *field = record_field(&record_sooner, wish_fields[i]);
		str_clear(&t);
		if (field->type == FIELD_VOCAB)
			field_show(&t, cf, field, &w->s, clinic_today(app->clinic));
		else if (field->type != FIELD_INT || w->s.minutes > 0)
			field_export(&t, cf, field, &w->s);
		form_add(&f, field->name, _(field->label), _(field->help), false, t.p);
		f.fields[i].replace = true;
	}
	str_release(&t);
	f.kind = w->s.row.id ? "sooner-edit" : "sooner-add";
	f.id = w->s.row.id ? w->s.row.id : w->s.patient;
	f.patient = w->s.patient;
	f.data = w;
	f.free_data = free_wishing;
	f.check = check_wish;
	f.choices = wish_choices;
	f.save = save_wish;
	form_open(app, &f);
}

/* Who waits for that visit already changes what was wished. */
static void find_wish(struct app *app, int64_t patient, int64_t visit, struct sooner *s)
{
	struct rows all;

	rows_init(&all, &record_sooner);
	store_sooner_of(&app->clinic->store, patient, &all, NULL);
	for (size_t i = 0; i < all.n && !s->row.id; i++) {
		const struct sooner *other = rows_at(&all, i);
		if (other->state == SOONER_WAITING && other->visit == visit)
			record_copy(&record_sooner, s, other);
	}
	rows_release(&all);
	s->patient = patient;
	s->visit = visit;
}

void sooner_form(struct app *app, int64_t patient, int64_t visit)
{
	struct wishing *w = mem_alloc(sizeof(*w));
	struct visit v;

	record_init(&record_sooner, &w->s);
	record_init(&record_visit, &v);
	find_wish(app, patient, visit, &w->s);
	if (!w->s.row.id && visit &&
	    store_get(&app->clinic->store, &record_visit, visit, &v, NULL)) {
		str_replace(&w->s.kind, v.kind);
		str_replace(&w->s.provider, v.provider);
		w->s.minutes = v.minutes;
	}
	record_release(&record_visit, &v);
	open_wish(app, w);
}

void sooner_form_next(struct app *app, int64_t patient)
{
	struct err err = ERR_INIT;
	struct card card;

	if (!card_load(app->clinic, patient, &card, &err)) {
		app_error(app, &err);
		return;
	}
	const struct visit *v = card_visit(&card, card.next_visit);
	sooner_form(app, patient,
		    v && visit_is_booked((enum visit_status)v->status) ? v->row.id : 0);
	card_release(&card);
}

void sooner_form_edit(struct app *app, int64_t sooner)
{
	struct wishing *w = mem_alloc(sizeof(*w));
	struct err err = ERR_INIT;

	record_init(&record_sooner, &w->s);
	if (store_get(&app->clinic->store, &record_sooner, sooner, &w->s, &err)) {
		open_wish(app, w);
		return;
	}
	app_error(app, &err);
	free_wishing(w);
}

/* --- a gap --- */

struct filling_gap {
	struct sooner_gap gap;
	char *provider, *chair;
};

static void free_gap(void *data)
{
	struct filling_gap *g = data;

	free(g->provider);
	free(g->chair);
	free(g);
}

/* For messages, which have little room: "10:00", "Nov 24 10:00". */
static void brief_text(struct app *app, day_t day, minute_t minute, struct str *out)
{
	if (day != clinic_today(app->clinic)) {
		day_brief(out, day, clinic_today(app->clinic));
		str_addc(out, ' ');
	}
	minute_iso(out, minute);
}

static void gap_text(struct app *app, const struct sooner_gap *gap, minute_t minute,
		     struct str *out)
{
	brief_text(app, gap->day, minute, out);
	if (gap->provider)
		str_addf(out, " %s", config_label(app->clinic->config, "provider", gap->provider));
}

/* Who was asked and comes has confirmed. */
static bool take_it(struct clinic *c, int64_t sooner, int64_t patient, const struct sooner_gap *gap,
		    int64_t *visit, struct err *err)
{
	if (!clinic_begin(c, "visit-move", patient, err))
		return false;
	bool ok = sooner_take(c, sooner, gap, 0, visit, err) &&
		  visit_step(c, *visit, VISIT_CONFIRMED, NULL, err);
	return clinic_end(c, ok, err);
}

static void taken(struct app *app, void *data, const char *key, const char *text)
{
	const struct filling_gap *g = data;
	struct err err = ERR_INIT;
	struct sooner s;
	struct visit v;

	(void)text;
	if (!key)
		return;
	int64_t id = strtoll(key, NULL, 10);
	int64_t visit;
	record_init(&record_sooner, &s);
	record_init(&record_visit, &v);
	store_get(&app->clinic->store, &record_sooner, id, &s, NULL);
	if (!take_it(app->clinic, id, s.patient, &g->gap, &visit, &err)) {
		app_error(app, &err);
	} else if (store_get(&app->clinic->store, &record_visit, visit, &v, &err)) {
		struct str when;
		str_init(&when);
		brief_text(app, v.day, v.minute, &when);
		char *said = mem_printf(_("comes %s"), when.p);
		did_for(app, v.patient, said);
		free(said);
		str_release(&when);
		if (s.visit)
			gap_offered(app, s.visit);
	}
	record_release(&record_sooner, &s);
	record_release(&record_visit, &v);
	app_changed(app);
}

/* "09:40 张伟 Zhang Wei, Cleaning 40 min, has Tue 1 Dec 10:00; Mon-Wed" */
static void offer_to(struct app *app, struct pick *p, const struct book *b, const struct sooner *s,
		     const struct sooner_gap *gap)
{
	struct patient_line l;
	char key[24];
	struct visit v;
	struct str t;
	int minutes;

	if (!store_line(&app->clinic->store, s->patient, clinic_today(app->clinic), &l, NULL))
		return;
	str_init(&t);
	minute_iso(&t, sooner_fits_in(app->clinic, b, s, gap, &minutes));
	str_addc(&t, ' ');
	short_name(&t, app, &l.patient);
	if (s->kind)
		str_addf(&t, ", %s", config_label(app->clinic->config, "visit_kind", s->kind));
	str_addf(&t, _(" %d min"), minutes);
	record_init(&record_visit, &v);
	if (s->visit && store_get(&app->clinic->store, &record_visit, s->visit, &v, NULL)) {
		struct str day;
		str_init(&day);
		day_show(&day, v.day, clinic_today(app->clinic));
		str_addf(&t, _(", has %s"), day.p);
		str_release(&day);
	}
	record_release(&record_visit, &v);
	snprintf(key, sizeof(key), "%lld", (long long)s->row.id);
	pick_add(p, key, t.p, l.phone, NULL);
	str_release(&t);
	patient_line_release(&l);
}

void sooner_fill_gap(struct app *app, const struct sooner_gap *gap)
{
	struct err err = ERR_INIT;
	struct rows fits;
	struct pick p;
	struct str title;

	rows_init(&fits, &record_sooner);
	if (!sooner_for(app->clinic, gap, &fits, &err))
		app_error(app, &err);
	str_init(&title);
	gap_text(app, gap, gap->from, &title);
	char *nobody = mem_printf(_("%s: nobody on the list fits these %d min"), title.p,
				  gap->to - gap->from);
	str_add(&title, _(": who comes sooner?"));
	pick_init(&p, title.p);
	str_release(&title);
	struct book *b = fits.n ? book_open(app->clinic, gap->day, gap->day, &err) : NULL;
	for (size_t i = 0; b && i < fits.n; i++)
		offer_to(app, &p, b, rows_at(&fits, i), gap);
	book_free(b);
	rows_release(&fits);
	struct filling_gap *g = mem_alloc(sizeof(*g));
	g->gap = *gap;
	g->gap.provider = g->provider = mem_strdup(gap->provider);
	g->gap.chair = g->chair = mem_strdup(gap->chair);
	p.data = g;
	p.free_data = free_gap;
	p.deliberate = p.n > 1;
	p.done = taken;
	if (p.n == 0 && !err.code)
		app_say(app, "%s", nobody);
	free(nobody);
	pick_open_if(app, &p, p.n > 0);
}

/* The whole of the free time that the place of a visit lies in by now; the strings are the visit's. */
static bool gap_of(struct app *app, const struct visit *v, struct sooner_gap *gap)
{
	day_t today = clinic_today(app->clinic);
	minute_t now = v->day == today ? clock_minute(&app->clinic->clock) : 0;
	int minutes = v->minutes ? (int)v->minutes : 30;
	struct spans free;

	if (v->day < today || v->minute == MINUTE_NONE)
		return false;
	struct book *b = book_open(app->clinic, v->day, v->day, NULL);
	if (!b)
		return false;
	book_gaps(b, v->day, v->provider, 5, &free);
	book_free(b);
	*gap = (struct sooner_gap){ .day = v->day, .provider = v->provider };
	for (int i = 0; i < free.n; i++) {
		if (free.v[i].to <= v->minute || free.v[i].from >= v->minute + minutes)
			continue;
		gap->from = free.v[i].from > now ? free.v[i].from : now;
		gap->to = free.v[i].to;
		if (gap->to > gap->from)
			return true;
	}
	return false;
}

/* The time that became free, when somebody fits into that, else the whole of what it joins: `fits` are
 * those who do. */
static bool freed_gap(struct app *app, int64_t visit, struct visit *v, struct sooner_gap *gap,
		      struct rows *fits)
{
	struct sooner_gap whole;

	if (!store_get(&app->clinic->store, &record_visit, visit, v, NULL) ||
	    !gap_of(app, v, &whole))
		return false;
	*gap = whole;
	gap->from = v->minute > whole.from ? v->minute : whole.from;
	if (gap->from < gap->to && sooner_for(app->clinic, gap, fits, NULL) && fits->n)
		return true;
	*gap = whole;
	rows_release(fits);
	rows_init(fits, &record_sooner);
	return sooner_for(app->clinic, gap, fits, NULL);
}

void gap_offered(struct app *app, int64_t visit)
{
	struct sooner_gap gap;
	struct rows fits;
	struct visit v;

	record_init(&record_visit, &v);
	rows_init(&fits, &record_sooner);
	bool freed = freed_gap(app, visit, &v, &gap, &fits);
	if (freed)
		app->freed = visit;
	if (freed && fits.n) {
		size_t n = strlen(app->message);
		struct str when;
		struct str what;
		str_init(&when);
		str_init(&what);
		brief_text(app, gap.day, gap.from, &when);
		str_addf(&what,
			 ngettext("; %s free, %d waits: {sooner-fill}",
				  "; %s free, %d wait: {sooner-fill}", (unsigned long)fits.n),
			 when.p, (int)fits.n);
		char *keys = text_with_keys(app, what.p);
		snprintf(app->message + n, sizeof(app->message) - n, "%s", keys);
		free(keys);
		str_release(&when);
		str_release(&what);
	}
	rows_release(&fits);
	record_release(&record_visit, &v);
}

void sooner_list(struct app *app, void *state)
{
	(void)state;
	if (app_top(app)->screen != &sooner_screen)
		app_push(app, &sooner_screen, NULL);
}

void sooner_fill_freed(struct app *app, void *state)
{
	struct sooner_gap gap;
	struct rows fits;
	struct visit v;

	(void)state;
	record_init(&record_visit, &v);
	rows_init(&fits, &record_sooner);
	if (app->freed && freed_gap(app, app->freed, &v, &gap, &fits))
		sooner_fill_gap(app, &gap);
	else
		app_say(app, _("no time became free lately; here is who would come sooner"));
	rows_release(&fits);
	if (app_top(app)->screen != &pick_screen)
		sooner_list(app, NULL);
	record_release(&record_visit, &v);
}
