/* Booking and moving a visit on the command line. */
#include "revisit/cli/booking.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/visits.h"

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

/* --- booking one --- */

/* A field of the visit, else (with a new chart) of the patient. */
static bool fill_one(struct cli *c, struct visit *v, struct patient_draft *d, const char *word,
		     struct err *err)
{
	struct assignment a;

	if (!assignment_read(word, &a, err))
		return false;
	bool of_visit = strcmp(a.field, "at") == 0 || strcmp(a.field, "time") == 0 ||
			record_field(&record_visit, a.field);
	bool ok = d && !of_visit ? draft_set(&c->clinic, d, a.field, a.op, a.value, err)
		  : a.op == '='  ? visit_set(&c->clinic, v, a.field, a.value, err)
				 : err_set(err, ERR_USAGE, _("%s has one value: write %s=VALUE"),
					   a.field, a.field);
	free(a.field);
	return ok;
}

/* A free one, unless one is named. */
static bool take_chair(struct cli *c, struct visit *v, struct err *err)
{
	if (v->day == DAY_NONE || v->minute == MINUTE_NONE || !str_is_empty(v->chair))
		return true;
	struct book *b = book_open(&c->clinic, v->day, v->day, err);
	if (!b)
		return false;
	int minutes =
		v->minutes > 0 ? (int)v->minutes : book_minutes(&c->clinic, v->kind, v->provider);
	str_replace(&v->chair, book_chair(b, v->day, v->minute, minutes, v->provider, 0));
	book_free(b);
	return true;
}

/* What one may say to book all the same. */
bool or_anyway(struct err *err, bool ok)
{
	size_t n = strlen(err->msg);

	if (!ok && err->code == ERR_CONFLICT && n + 1 < sizeof(err->msg))
		snprintf(err->msg + n, sizeof(err->msg) - n, " %s",
			 _("(--anyway books it all the same)"));
	return ok;
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
	return take_chair(c, v, err);
}

static bool store_booking(struct cli *c, struct visit *v, struct patient_draft *d, struct err *err)
{
	if (d) {
		d->p.status = PATIENT_PROSPECT;
		if (!patient_save(&c->clinic, d, NULL, err))
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
	bool ok = read_booking(c, &v, fresh ? &d : NULL, err) &&
		  store_booking(c, &v, fresh ? &d : NULL, err);
	if (ok)
		store_set_target(&c->clinic.store, v.patient);
	ok = or_anyway(err, clinic_end(&c->clinic, ok, err)) && say_visit(c, v.row.id, true, err);
	record_release(&record_visit, &v);
	draft_release(&d);
	return ok;
}

/* --- moving --- */

bool move_one(struct cli *c, struct err *err)
{
	struct visit to;
	int64_t id;
	int64_t successor = 0;

	if (!typed_id(&record_visit, word(c, 0), &id, err))
		return false;
	record_init(&record_visit, &to);
	bool ok = store_get(&c->clinic.store, &record_visit, id, &to, err);
	struct new_time when = { 0 };
	str_replace(&to.provider, NULL);
	str_replace(&to.chair, NULL);
	to.minutes = 0;
	ok = ok && visit_set(&c->clinic, &to, "at", word(c, 1), err);
	for (size_t i = 2; ok && i < n_words(c); i++)
		ok = fill_one(c, &to, NULL, word(c, i), err);
	when = (struct new_time){ .day = to.day,
				  .minute = to.minute,
				  .minutes = (int)to.minutes,
				  .provider = to.provider,
				  .chair = to.chair };
	ok = ok &&
	     or_anyway(err, visit_rebook(&c->clinic, id, &when, accepted(c), &successor, err)) &&
	     say_visit(c, successor, true, err);
	record_release(&record_visit, &to);
	return ok;
}
