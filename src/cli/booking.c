/* Booking and moving a visit on the command line. */
#include "revisit/cli/booking.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/dupes.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/sooner.h"
#include "revisit/clinic/visits.h"
#include "revisit/text/nearest.h"

enum { NEXT_DAYS = 30, PEOPLE = 64 };

/* --- words --- */

static bool is_assignment(const char *word)
{
	const char *is = strchr(word, '=');

	return is && is > word && word[0] != ' ';
}

size_t n_plain(const struct cli *c)
{
	size_t n = 0;

	for (size_t i = 0; i < n_words(c); i++)
		n += !is_assignment(word(c, i));
	return n;
}

const char *plain_word(const struct cli *c, size_t nth)
{
	for (size_t i = 0; i < n_words(c); i++)
		if (!is_assignment(word(c, i)) && nth-- == 0)
			return word(c, i);
	return NULL;
}

const char *next_assignment(const struct cli *c, size_t *i)
{
	while (*i < n_words(c))
		if (is_assignment(word(c, (*i)++)))
			return word(c, *i - 1);
	return NULL;
}

bool typed_day(struct cli *c, const char *text, day_t *day, struct err *err)
{
	return day_parse_near(text, clinic_today(&c->clinic), day, err);
}

char *typed_provider(struct cli *c, const char *text, struct err *err)
{
	if (clinic_knows_term(&c->clinic, "provider", text))
		return clinic_term_key(&c->clinic, "provider", text);
	char shown[48];
	err_set(err, ERR_NO_MATCH, _("nobody here is called '%s'; see providers: in clinic.yaml"),
		str_excerpt(shown, sizeof(shown), text));
	return NULL;
}

void term_cell(struct sheet *s, struct cli *c, const char *vocab, const char *key)
{
	sheet_text(s, key);
	if (!str_is_empty(key))
		sheet_shown(s, config_label(c->clinic.config, vocab, key));
}

void when_cell(struct sheet *s, struct cli *c, day_t day, minute_t minute)
{
	struct str text;

	str_init(&text);
	datetime_iso(&text, day, minute);
	sheet_text(s, text.p);
	str_clear(&text);
	day_show(&text, day, clinic_today(&c->clinic));
	if (minute != MINUTE_NONE)
		str_addc(&text, ' ');
	minute_iso(&text, minute);
	sheet_shown(s, text.p);
	str_release(&text);
}

/* --- what was done --- */

static const struct column booked_columns[] = {
	{ "id", N_("No."), 0 },
	{ "chart_no", N_("Patient"), COLUMN_FILE },
	{ "at", N_("When"), 0 },
	{ "minutes", N_("Minutes"), COLUMN_FILE },
	{ "kind", N_("What"), 0 },
	{ "provider", N_("Provider"), 0 },
	{ "chair", N_("Chair"), 0 },
	{ "status", N_("Status"), COLUMN_FILE },
	{ "version", N_("Version"), COLUMN_FILE },
};

bool say_booked(struct cli *c, int64_t visit, struct err *err)
{
	struct visit v;
	struct sheet s;

	record_init(&record_visit, &v);
	if (!store_get(&c->clinic.store, &record_visit, visit, &v, err))
		return false;
	char *id = id_text(&record_visit, visit);
	char *chart_no = chart_of(c, v.patient);
	char *chair = v.chair ? mem_printf(_("chair %s"), v.chair) : NULL;
	one_row(&s, c, booked_columns, ARRAY_SIZE(booked_columns));
	sheet_text(&s, id);
	sheet_text(&s, chart_no);
	when_cell(&s, c, v.day, v.minute);
	sheet_number(&s, v.minutes);
	term_cell(&s, c, "visit_kind", v.kind);
	term_cell(&s, c, "provider", v.provider);
	sheet_text(&s, v.chair);
	if (chair)
		sheet_shown(&s, chair);
	sheet_text(&s, visit_status_choices[v.status].key);
	sheet_number(&s, v.row.ver);
	sheet_row(&s);
	sheet_end(&s);
	free(id);
	free(chart_no);
	free(chair);
	record_release(&record_visit, &v);
	return true;
}

void say_who_wants(struct cli *c, int64_t visit)
{
	struct visit v;
	struct rows fits;
	day_t today = clinic_today(&c->clinic);

	record_init(&record_visit, &v);
	rows_init(&fits, &record_sooner);
	store_get(&c->clinic.store, &record_visit, visit, &v, NULL);
	struct sooner_gap gap = { .day = v.day, .from = v.minute, .provider = v.provider };
	gap.to = v.minute + (v.minutes > 0 ? (minute_t)v.minutes
					   : book_minutes(&c->clinic, v.kind, v.provider));
	if (v.day == today && gap.from < clock_minute(&c->clinic.clock))
		gap.from = clock_minute(&c->clinic.clock);
	if (v.minute != MINUTE_NONE && v.day >= today && gap.from < gap.to)
		sooner_for(&c->clinic, &gap, &fits, NULL);
	for (size_t i = 0; i < fits.n; i++) {
		const struct sooner *s = rows_at(&fits, i);
		char *chart_no = chart_of(c, s->patient);
		message(_("the freed time suits s%lld, patient %s"), (long long)s->row.id,
			str_or_empty(chart_no));
		free(chart_no);
	}
	rows_release(&fits);
	record_release(&record_visit, &v);
}

/* --- booking one --- */

void warn_of_new_term(struct cli *c, const struct record *rec, const char *field, const char *value)
{
	const struct field *f = record_field(rec, field);
	struct strlist known;
	struct nearest near;

	if (!f || f->type != FIELD_VOCAB || !*value || clinic_knows_term(&c->clinic, f->vocab, value))
		return;
	strlist_init(&known);
	nearest_init(&near, value);
	clinic_terms(&c->clinic, f->vocab, &known, NULL);
	for (size_t i = 0; i < known.n; i++) {
		nearest_offer(&near, known.v[i]);
		nearest_offer(&near, config_label(c->clinic.config, f->vocab, known.v[i]));
	}
	if (near.name)
		message(_("note: '%s' is new; did you mean '%s'?"), value, near.name);
	else
		message(_("note: '%s' is new and joins the list"), value);
	nearest_release(&near);
	strlist_release(&known);
}

/* A field of the visit, else (with a new chart) of the patient. */
static bool fill_one(struct cli *c, struct visit *v, struct patient_draft *d, const char *word,
		     struct err *err)
{
	struct assignment a;

	if (!assignment_read(word, &a, err))
		return false;
	warn_of_new_term(c, &record_visit, a.field, a.value);
	bool of_visit = strcmp(a.field, "at") == 0 || strcmp(a.field, "time") == 0 ||
			record_field(&record_visit, a.field);
	bool ok = d && !of_visit ? draft_set(&c->clinic, d, a.field, a.op, a.value, err)
		  : a.op == '='  ? visit_set(&c->clinic, v, a.field, a.value, err)
				 : err_set(err, ERR_USAGE, _("%s has one value: write %s=VALUE"),
					   a.field, a.field);
	free(a.field);
	return ok;
}

/* What speaks against it is not that somebody is busy. */
static bool is_the_same(const struct visit *v, const struct free_slot *slot)
{
	return slot->day == v->day && slot->minute == v->minute &&
	       str_eq(slot->provider, v->provider) &&
	       (str_is_empty(v->chair) || str_eq(slot->chair, v->chair));
}

/* What one may do instead: the next time that is free, or book all the same. */
bool or_anyway(struct cli *c, const struct visit *v, struct err *err, bool ok)
{
	minute_t now = v->day == clinic_today(&c->clinic) ? clock_minute(&c->clinic.clock) : 0;
	struct free_slot next;
	struct str more;
	bool may = config_does(c->clinic.config, v->provider, v->kind);
	const struct slot_wish wish = { .patient = v->patient,
					.visit = v->row.id,
					.kind = v->kind,
					.provider = may ? v->provider : NULL,
					.minutes = (int)v->minutes,
					.first = v->day,
					.last = v->day + NEXT_DAYS,
					.not_before = v->minute > now ? v->minute : now };

	if (ok || err->code != ERR_CONFLICT)
		return ok;
	str_init(&more);
	struct book *b = v->day < clinic_today(&c->clinic)
				 ? NULL
				 : book_open(&c->clinic, wish.first, wish.last, NULL);
	if (b && book_slots(b, &wish, &next, 1) == 1 && !is_the_same(v, &next)) {
		struct str when;
		str_init(&when);
		day_show(&when, next.day, clinic_today(&c->clinic));
		str_addc(&when, ' ');
		minute_iso(&when, next.minute);
		str_addf(&more, _("; free: %s, %s"), when.p,
			 config_label(c->clinic.config, "provider", next.provider));
		str_release(&when);
	}
	book_free(b);
	str_addf(&more, " %s", _("(--anyway books it all the same)"));
	size_t n = strlen(err->msg);
	snprintf(err->msg + n, sizeof(err->msg) - n, "%s", more.p);
	str_release(&more);
	return false;
}

unsigned accepted(const struct cli *c)
{
	return args_has(&c->args, "anyway") ? AGAINST_ANYTHING : 0;
}

static bool read_booking(struct cli *c, struct visit *v, struct patient_draft *d, struct err *err)
{
	size_t at = d ? 0 : 1;
	size_t i = 0;
	const char *field;

	if (n_plain(c) > at + 1)
		return err_set(err, ERR_USAGE,
			       _("one day and time is enough: write it in quotes, as 'fri 15:30'"));
	if (!d && !plain_word(c, 0))
		return err_set(err, ERR_USAGE,
			       _("for whom? Write a chart number, or --new and name="));
	if (!d && !patient_by_chart(&c->clinic, plain_word(c, 0), &v->patient, err))
		return false;
	if (plain_word(c, at) && !visit_set(&c->clinic, v, "at", plain_word(c, at), err))
		return false;
	while ((field = next_assignment(c, &i)) != NULL)
		if (!fill_one(c, v, d, field, err))
			return false;
	return true;
}

/* --- what was not said --- */

/* Whether nothing but chairs and the patient would be in the way with that provider. */
static bool is_free_with(struct cli *c, const struct book *b, const struct visit *v,
			 const char *provider)
{
	struct visit probe = *v; /* its texts are v's */

	probe.provider = (char *)(uintptr_t)provider;
	return !(booking_against(&c->clinic, b, &probe, NULL) &
		 (AGAINST_CLOSED | AGAINST_OFF | AGAINST_PROVIDER | AGAINST_KIND));
}

/* Who treated them or is theirs, if free then; else the first who is. */
static void find_provider(struct cli *c, struct visit *v, const char *likely, const char *own)
{
	const char *there[PEOPLE];
	struct book *b = v->day == DAY_NONE || v->minute == MINUTE_NONE
				 ? NULL
				 : book_open(&c->clinic, v->day, v->day, NULL);
	const struct config *config = c->clinic.config;

	likely = config_does(config, likely, v->kind) ? likely : NULL;
	own = config_does(config, own, v->kind) ? own : NULL;
	if (!b) {
		str_replace(&v->provider, likely ? likely : own);
		return;
	}
	const char *wanted[] = { likely, own };
	for (size_t i = 0; i < ARRAY_SIZE(wanted) && !v->provider; i++)
		if (!str_is_empty(wanted[i]) && is_free_with(c, b, v, wanted[i]))
			str_replace(&v->provider, wanted[i]);
	size_t n = book_providers(b, v->day, there, PEOPLE);
	for (size_t i = 0; i < n && !v->provider; i++)
		if (is_free_with(c, b, v, there[i]))
			str_replace(&v->provider, there[i]);
	if (!v->provider)
		str_replace(&v->provider, likely ? likely : own);
	book_free(b);
}

/* Kind and provider as the card would suggest them. */
static bool suggest(struct cli *c, struct visit *v, struct err *err)
{
	struct card card;
	struct visit next;

	if (v->kind && v->provider)
		return true;
	if (!v->patient) {
		find_provider(c, v, NULL, NULL);
		return true;
	}
	if (!card_load(&c->clinic, v->patient, &card, err))
		return false;
	record_init(&record_visit, &next);
	next_visit_suggestion(&c->clinic, &card, &next, NULL);
	bool same = !v->kind || str_eq(v->kind, next.kind);
	if (!v->kind) {
		str_replace(&v->kind, next.kind);
		v->plan_item = v->plan_item ? v->plan_item : next.plan_item;
		if (v->minutes == 0)
			v->minutes = next.minutes;
	}
	if (v->minutes == 0)
		v->minutes = book_minutes(&c->clinic, v->kind, v->provider);
	if (!v->provider)
		find_provider(c, v, same ? next.provider : NULL, card.p.provider);
	record_release(&record_visit, &next);
	card_release(&card);
	return true;
}

/* Somebody who has a chart already is not given another one unasked. */
static bool is_new(struct cli *c, const struct patient_draft *d, struct err *err)
{
	struct pair_list likely = { 0 };

	if (args_has(&c->args, "anyway"))
		return true;
	bool ok = clinic_likely(&c->clinic, d, LIKENESS_LIKELY, 0, &likely, err);
	if (ok && likely.n > 0) {
		char *chart_no = chart_of(c, likely.v[0].b);
		ok = err_set(err, ERR_CONFLICT,
			     _("perhaps this is %s, who has a chart; book for them, or say --anyway for a "
			       "new one"),
			     str_or_empty(chart_no));
		free(chart_no);
	}
	pair_list_release(&likely);
	return ok;
}

static bool store_booking(struct cli *c, struct visit *v, struct patient_draft *d, struct err *err)
{
	if (d) {
		d->p.status = PATIENT_PROSPECT;
		if (!is_new(c, d, err) || !patient_save(&c->clinic, d, NULL, err))
			return false;
		v->patient = d->p.row.id;
		store_set_target(&c->clinic.store, v->patient);
	}
	return visit_book(&c->clinic, v, accepted(c), err);
}

bool book_one(struct cli *c, struct err *err)
{
	bool fresh = args_has(&c->args, "new");
	struct patient_draft d;
	struct visit v;

	if (!clinic_begin(&c->clinic, "visit-book", 0, err))
		return false;
	record_init(&record_visit, &v);
	draft_init(&c->clinic, &d);
	bool ok = read_booking(c, &v, fresh ? &d : NULL, err) && suggest(c, &v, err);
	bool read = ok;
	ok = ok && store_booking(c, &v, fresh ? &d : NULL, err);
	if (ok)
		store_set_target(&c->clinic.store, v.patient);
	ok = clinic_end(&c->clinic, ok, err);
	if (read && v.patient)
		ok = or_anyway(c, &v, err, ok);
	ok = ok && say_booked(c, v.row.id, err);
	record_release(&record_visit, &v);
	draft_release(&d);
	return ok;
}

/* --- moving --- */

/* What else a move changes; what a visit is about is another command's. */
static bool read_move(struct cli *c, struct visit *to, struct err *err)
{
	static const char *const fields[] = { "provider", "chair", "minutes" };
	minute_t before = to->minute;

	if (!visit_set(&c->clinic, to, "at", word(c, 1), err))
		return false;
	to->minute = to->minute == MINUTE_NONE ? before : to->minute;
	for (size_t i = 2; i < n_words(c); i++) {
		size_t n = strcspn(word(c, i), "=");
		size_t k = 0;
		while (k < ARRAY_SIZE(fields) &&
		       (strlen(fields[k]) != n || strncmp(fields[k], word(c, i), n) != 0))
			k++;
		if (k == ARRAY_SIZE(fields))
			return err_set(err, ERR_USAGE,
				       _("move changes the time, provider, chair and minutes, not '%.*s'; "
					 "what else a visit has, \"revisit visit %s\" changes"),
				       (int)n, word(c, i), word(c, 0));
		if (!fill_one(c, to, NULL, word(c, i), err))
			return false;
	}
	return true;
}

bool move_one(struct cli *c, struct err *err)
{
	struct visit to;
	int64_t id;
	int64_t successor = 0;

	if (!typed_id(&record_visit, word(c, 0), &id, err))
		return false;
	record_init(&record_visit, &to);
	bool ok = store_get(&c->clinic.store, &record_visit, id, &to, err);
	str_replace(&to.provider, NULL);
	str_replace(&to.chair, NULL);
	to.minutes = 0;
	ok = ok && read_move(c, &to, err);
	const struct new_time when = { .day = to.day,
				       .minute = to.minute,
				       .minutes = (int)to.minutes,
				       .provider = to.provider,
				       .chair = to.chair };
	if (ok) {
		ok = visit_rebook(&c->clinic, id, &when, accepted(c), &successor, err);
		ok = or_anyway(c, &to, err, ok) && say_booked(c, successor, err);
		if (ok)
			say_who_wants(c, id);
	}
	record_release(&record_visit, &to);
	return ok;
}
