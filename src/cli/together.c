/* book --together: several come next to each other, booked in one action. */
#include "revisit/base/i18n.h"
#include "revisit/care/when.h"
#include "revisit/cli/booking.h"
#include "revisit/clinic/household.h"
#include "revisit/clinic/visits.h"

enum { OFFERS = 9, LOOK_DAYS = 60 };

static const struct column columns[] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Chart no."), 0 },
	{ "name", N_("Name"), 0 },
	{ "at", N_("When"), 0 },
	{ "minutes", N_("Minutes"), COLUMN_RIGHT },
	{ "kind", N_("What"), 0 },
	{ "provider", N_("Provider"), 0 },
	{ "chair", N_("Chair"), 0 },
};

/* Who comes, and what was asked for. */
struct together {
	struct cli *c;
	int64_t who[FAMILY_MOST];
	size_t n;
	struct rows wishes, beside;
	struct family_when when;
	bool on_day, at_time; /* then or not at all */
};

/* "1001, 1002": the parts, without the blanks around them; an empty one is kept. */
static void split(const char *text, struct strlist *out)
{
	for (;;) {
		text += strspn(text, " ");
		size_t n = strcspn(text, ",");
		size_t end = n;
		while (end > 0 && text[end - 1] == ' ')
			end--;
		strlist_addn(out, text, end);
		if (!text[n])
			return;
		text += n + 1;
	}
}

/* --- who --- */

static bool add_one(struct together *t, int64_t patient, struct err *err)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->who[i] != patient)
			continue;
		char *chart_no = chart_of(t->c, patient);
		err_set(err, ERR_USAGE, _("%s is named twice"), str_or_empty(chart_no));
		free(chart_no);
		return false;
	}
	if (t->n == FAMILY_MOST)
		return err_set(err, ERR_USAGE, _("at most %d are booked together"), FAMILY_MOST);
	t->who[t->n++] = patient;
	return true;
}

/* Who of a family has a visit keeps it, and the others come next to it. */
static bool add_family(struct together *t, int64_t patient, struct err *err)
{
	struct household_view h;
	bool ok = household_load(&t->c->clinic, patient, &h, err);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < h.n; i++) {
		const struct card *card = &h.v[i].card;
		if (card->next_visit)
			ok = store_get(&t->c->clinic.store, &record_visit, card->next_visit,
				       rows_add(&t->beside), err);
		else
			ok = add_one(t, card->p.row.id, err);
	}
	household_release(&h);
	if (ok && t->n == 0)
		ok = err_set(err, ERR_STEP,
			     _("each of them has a visit booked; name those who come besides, as 1001,1002"));
	return ok;
}

static bool read_who(struct together *t, struct err *err)
{
	const char *typed = plain_word(t->c, 0);
	struct strlist charts;
	int64_t patient;

	if (!typed)
		return err_set(err, ERR_USAGE,
			       _("who comes together? Write chart numbers, as 1001,1002, or one of a family"));
	strlist_init(&charts);
	split(typed, &charts);
	bool ok = true;
	for (size_t i = 0; ok && i < charts.n; i++) {
		if (!*charts.v[i])
			continue;
		ok = patient_by_chart(&t->c->clinic, charts.v[i], &patient, err);
		if (ok)
			ok = charts.n == 1 ? add_family(t, patient, err) : add_one(t, patient, err);
	}
	strlist_release(&charts);
	return ok && family_wishes(&t->c->clinic, t->who, t->n, &t->wishes, err);
}

/* --- what --- */

/* Another kind than suggested is no part of the plan, takes as long as it takes, and the doctor of the
 * other one may not do it. */
static void change_kind(struct together *t, struct visit *v)
{
	v->plan_item = 0;
	v->minutes = 0;
	if (!config_does(t->c->clinic.config, v->provider, v->kind))
		str_replace(&v->provider, NULL);
}

static bool set_one(struct together *t, struct visit *v, const char *field, const char *value,
		    struct err *err)
{
	char *kind = mem_strdup(v->kind);
	bool ok = visit_set(&t->c->clinic, v, field, value, err);

	if (ok && !str_eq(kind, v->kind))
		change_kind(t, v);
	if (ok && strcmp(field, "provider") == 0 && !v->plan_item)
		v->minutes = 0;
	free(kind);
	return ok;
}

/* One value is for all of them; several, with commas, for one after the other. */
static bool set_all(struct together *t, const char *field, const char *text, struct err *err)
{
	struct strlist values;

	strlist_init(&values);
	split(text, &values);
	bool ok = values.n == 1 || values.n == t->n;
	if (!ok)
		err_set(err, ERR_USAGE, _("%s= has %zu values for %zu patients: one for all, or one for each"),
			field, values.n, t->n);
	for (size_t i = 0; ok && i < t->n; i++) {
		const char *value = values.v[values.n == 1 ? 0 : i];
		bool provider = strcmp(field, "provider") == 0;
		char *key = *value && provider ? typed_provider(t->c, value, err) : NULL;
		if (i < values.n && !provider)
			warn_of_new_term(t->c, &record_visit, field, value);
		ok = (!*value || !provider || key) &&
		     (!*value || set_one(t, rows_at(&t->wishes, i), field, value, err));
		free(key);
	}
	strlist_release(&values);
	return ok;
}

/* Kinds go first: what takes how long and who does it hang on them. */
static bool read_what(struct together *t, struct err *err)
{
	static const char *const fields[] = { "kind", "provider", "minutes" };

	for (size_t k = 0; k <= ARRAY_SIZE(fields); k++) {
		const char *word;
		size_t at = 0;
		while ((word = next_assignment(t->c, &at)) != NULL) {
			struct assignment a;
			if (!assignment_read(word, &a, err))
				return false;
			size_t known = 0;
			while (known < ARRAY_SIZE(fields) && strcmp(fields[known], a.field) != 0)
				known++;
			bool ok = known != k || (a.op == '=' && k < ARRAY_SIZE(fields)
							? set_all(t, a.field, a.value, err)
							: err_set(err, ERR_USAGE,
								  _("--together takes kind, provider and minutes, not '%s'"),
								  a.field));
			free(a.field);
			if (!ok)
				return false;
		}
	}
	return true;
}

static bool who_does_it(struct together *t, struct err *err)
{
	const struct config *config = t->c->clinic.config;

	for (size_t i = 0; i < t->n; i++) {
		const struct visit *v = rows_at(&t->wishes, i);
		if (!config_does(config, v->provider, v->kind))
			return err_set(err, ERR_CONFLICT, _("%s does not do this: %s"),
				       config_label(config, "provider", v->provider),
				       config_label(config, "visit_kind", v->kind));
	}
	return true;
}

/* --- when --- */

static bool read_when(struct together *t, struct err *err)
{
	const char *text = plain_word(t->c, 1);
	day_t today = clinic_today(&t->c->clinic);
	day_t day = DAY_NONE;
	minute_t from = MINUTE_NONE;
	minute_t until = MINUTE_NONE;

	/* From tomorrow on: today's gaps are taken by the phone and the door. */
	t->when = (struct family_when){ .from = today + 1 };
	if (n_plain(t->c) > 2)
		return err_set(err, ERR_USAGE,
			       _("one day and time is enough: write it in quotes, as 'fri 15:30'"));
	if (!text)
		return true;
	if (!when_parse(t->c->clinic.config, text, today, &day, &from, &until) &&
	    !typed_day(t->c, text, &day, err))
		return false;
	if (day != DAY_NONE && day < today)
		return err_set(err, ERR_STEP, _("that time is over; give one still to come"));
	t->on_day = day != DAY_NONE;
	t->at_time = from != MINUTE_NONE && until == MINUTE_NONE;
	if (t->on_day)
		t->when.from = day;
	if (from != MINUTE_NONE) {
		t->when.starts = from;
		t->when.ends = until != MINUTE_NONE ? until : 24 * 60;
	}
	return true;
}

static bool is_then(const struct together *t, const struct family_offer *o)
{
	return (!t->on_day || o->slot[0].day == t->when.from) &&
	       (!t->at_time || o->slot[0].minute == t->when.starts);
}

/* The first that is as asked; else what there is instead is said. */
static const struct family_offer *choose(const struct together *t, const struct family_offer *offers,
					 int n, struct err *err)
{
	for (int i = 0; i < n; i++)
		if (is_then(t, &offers[i]))
			return &offers[i];
	if (n == 0) {
		err_set(err, ERR_NO_MATCH, _("no time in two months at which they all can come"));
		return NULL;
	}
	struct str when;
	str_init(&when);
	day_show(&when, offers[0].slot[0].day, clinic_today(&t->c->clinic));
	str_addc(&when, ' ');
	minute_iso(&when, offers[0].slot[0].minute);
	err_set(err, ERR_CONFLICT, _("they cannot all come then; free together: %s"), when.p);
	str_release(&when);
	return NULL;
}

/* --- what was done --- */

static void print_booked(struct together *t, const struct family_offer *o)
{
	struct sheet s;

	sheet_begin(&s, columns, ARRAY_SIZE(columns), t->c->format, &t->c->out);
	for (size_t i = 0; i < t->n; i++) {
		const struct visit *v = rows_at(&t->wishes, i);
		const struct free_slot *slot = &o->slot[i];
		struct patient p;
		struct str name;
		char *id = id_text(&record_visit, v->row.id);
		record_init(&record_patient, &p);
		str_init(&name);
		if (store_get(&t->c->clinic.store, &record_patient, v->patient, &p, NULL))
			patient_title(&name, &p);
		sheet_text(&s, id);
		sheet_text(&s, p.chart_no);
		sheet_text(&s, p.name);
		sheet_shown(&s, name.p);
		when_cell(&s, t->c, slot->day, slot->minute);
		sheet_number(&s, slot->minutes);
		term_cell(&s, t->c, "visit_kind", v->kind);
		term_cell(&s, t->c, "provider", slot->provider);
		sheet_text(&s, v->row.id ? v->chair : slot->chair);
		sheet_row(&s);
		str_release(&name);
		record_release(&record_patient, &p);
		free(id);
	}
	sheet_end(&s);
}

static bool find_and_book(struct together *t, struct err *err)
{
	struct family_offer offers[OFFERS];
	struct book *b = book_open(&t->c->clinic, t->when.from, t->when.from + LOOK_DAYS, err);

	if (!b)
		return false;
	int n = family_offers(&t->c->clinic, b, &t->wishes, &t->beside, &t->when, offers, OFFERS);
	const struct family_offer *o = choose(t, offers, n, err);
	bool dry = args_has(&t->c->args, "dry-run");
	bool ok = o && (dry || family_book(&t->c->clinic, &t->wishes, o, err));
	if (ok)
		print_booked(t, o);
	book_free(b);
	return ok;
}

bool book_together(struct cli *c, struct err *err)
{
	struct together t = { .c = c };

	if (args_has(&c->args, "new"))
		return err_set(err, ERR_USAGE,
			       _("--new is for one; make the chart first, then book them together"));
	rows_init(&t.wishes, &record_visit);
	rows_init(&t.beside, &record_visit);
	bool ok = read_who(&t, err) && read_what(&t, err) && who_does_it(&t, err) &&
		  read_when(&t, err) && find_and_book(&t, err);
	rows_release(&t.wishes);
	rows_release(&t.beside);
	return ok;
}
