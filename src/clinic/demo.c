/* The made-up clinic: everything in order, as one action. */
#include "revisit/clinic/demo.h"
#include "revisit/base/i18n.h"
#include "revisit/store/bulk.h"
#include "revisit/store/search.h"
#include "revisit/text/phone.h"

#include "demo_parts.h"

enum {
	USUAL_PATIENTS = 2000,
	PATIENTS_MAX = 10000000,
	FIRST_CHART = 1000, /* before it */
	TEAM_PATIENTS = 2500,
	USUAL_YEARS = 5,
	MANY_PATIENTS = 50000, /* above it: */
	MANY_YEARS = 13,
	YEARS_MAX = 15, /* the holidays of demo_book.c begin there */
	TELL_EVERY = 1000,
};

static void tell(const struct demo *d, enum demo_part part, int done)
{
	if (d->options->progress)
		d->options->progress(part, done, d->wanted, d->options->arg);
}

bool put(struct demo *d, const struct record *rec, void *row)
{
	return store_insert(&d->c->store, rec, row, d->err);
}

const struct term_def *kind_def(const struct demo *d, const char *kind)
{
	static const struct term_def unknown = { .minutes = 30, .price = MONEY_NONE };
	const struct term_def *def = config_term(d->c->config, "visit_kind", kind);

	return def && def->minutes > 0 && def->minutes <= 240 ? def : &unknown;
}

day_t open_day(const struct demo *d, day_t day)
{
	for (int i = 0; i < 30; i++)
		if (book_is_open(&d->book, day + i))
			return day + i;
	return day;
}

instant_t office_hour(struct demo *d, day_t day)
{
	if (day >= d->today)
		day = d->today - 1;
	return instant_make(day, rng_between(&d->rng, 9 * 60, 17 * 60 + 30));
}

/* --- One person ------------------------------------------------------------------------------- */

/* The clinic's first chart is 1001 and the counter goes on after the last; those of the drawings
 * may leave a gap. */
static void chart_give(struct demo *d, struct patient *p)
{
	int64_t wanted = p->chart_no ? strtoll(p->chart_no, NULL, 10) : d->chart + 1;

	if (d->chart < wanted)
		d->chart = wanted;
	free(p->chart_no);
	p->chart_no = mem_printf("%lld", (long long)wanted);
}

static bool contact_write(struct demo *d, struct person *who, size_t i)
{
	const struct contact_made *made = &who->contact[i];
	struct contact k;
	struct str norm;

	record_init(&record_contact, &k);
	str_init(&norm);
	k.patient = who->p.row.id;
	k.kind = made->kind;
	k.value = mem_strdup(made->value);
	k.label = *made->label ? mem_strdup(made->label) : NULL;
	k.position = (int64_t)i;
	if (!contact_is_phone((enum contact_kind)k.kind) ||
	    !phone_normal(&norm, k.value, d->c->config->country)) {
		for (const char *c = k.value; *c; c++)
			str_addc(&norm, *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c);
	}
	k.norm = norm.p;
	bool ok = put(d, &record_contact, &k);
	if (i == 0)
		who->first_contact = k.row.id;
	if (i == 0 && contact_is_phone((enum contact_kind)k.kind))
		snprintf(who->first_number, sizeof(who->first_number), "%s", k.norm);
	record_release(&record_contact, &k);
	return ok;
}

/* Those who have not come for long are inactive, later archived. */
static void status_settle(struct demo *d, struct person *who)
{
	const struct visit *last = last_done(who);
	day_t seen = last ? last->day : who->registered;

	if (who->p.status != PATIENT_ACTIVE || has_booking(d, who) || d->today - seen < 540)
		return;
	double x = rng_unit(&d->rng);
	if (d->today - seen > 1000 && x < 0.12)
		who->p.status = PATIENT_ARCHIVED;
	else if (x < 0.65)
		who->p.status = PATIENT_INACTIVE;
}

static const char *next_kind(const struct demo *d, const struct person *who,
			     const struct visit *last)
{
	if (strcmp(last->kind, "ortho") == 0)
		return "ortho";
	if (who->p.birth_day != DAY_NONE && age_on(who->p.birth_day, d->today) < 12)
		return "child-checkup";
	if (strcmp(last->kind, "cleaning") == 0 || strcmp(last->kind, "crown") == 0)
		return "cleaning";
	if (strcmp(last->kind, "root-canal") == 0)
		return "crown";
	return strcmp(last->kind, "exam") == 0 ? "filling" : "exam";
}

/* Everyone looked at so far is in the sample with the same chance (reservoir sampling). */
static void sample_offer(struct demo *d, const struct person *who)
{
	const struct visit *last = last_done(who);

	if (who->quiet || who->p.status != PATIENT_ACTIVE || !last || last->day > d->today - 25 ||
	    has_booking(d, who))
		return;
	size_t at = d->sampled++;
	if (at >= d->sample_max)
		at = rng_below(&d->rng, (uint32_t)d->sampled);
	if (at >= d->sample_max)
		return;
	if (d->n_sample <= at)
		d->n_sample = at + 1;
	d->sample[at] = (struct regular){ .patient = who->p.row.id,
					  .doctor = who->doctor,
					  .chinese = who->culture == CULTURE_CHINESE };
	snprintf(d->sample[at].kind, sizeof(d->sample[at].kind), "%s", next_kind(d, who, last));
}

bool person_write(struct demo *d, struct person *who)
{
	struct patient *p = &who->p;

	status_settle(d, who);
	p->registered_at =
		who->visits.n ? person_visit(who, 0)->booked_at : office_hour(d, who->registered);
	chart_give(d, p);
	if (!put(d, &record_patient, p))
		return false;
	for (size_t i = 0; i < who->n_contacts; i++)
		if (!contact_write(d, who, i))
			return false;
	if (!visits_write(d, who) || !extras_write(d, who))
		return false;
	sample_offer(d, who);
	if (last_done(who))
		d->referrers[d->n_referrers++ % ARRAY_SIZE(d->referrers)] = p->row.id;
	d->made++;
	d->chinese += who->culture == CULTURE_CHINESE;
	return true;
}

/* --- All of them ------------------------------------------------------------------------------ */

/* Cast members wait for their chart number; the newest come last. */
static bool people_write(struct demo *d)
{
	int told = -TELL_EVERY;

	while (d->made < d->wanted) {
		if (d->made - told >= TELL_EVERY) {
			tell(d, DEMO_PEOPLE, d->made);
			told = d->made;
		}
		int left = d->wanted - d->made;
		int64_t waits = cast_next_chart(d);
		bool ok;
		if (waits == d->chart + 1 || left <= cast_left(d))
			ok = cast_write_next(d);
		else {
			int room = left - cast_left(d);
			if (waits > d->chart && waits - d->chart - 1 < room)
				room = (int)(waits - d->chart - 1);
			ok = household_make(d, room);
		}
		if (!ok)
			return false;
	}
	return true;
}

/* The terms the rows use, as if somebody had typed them. */
static bool terms_write(struct demo *d)
{
	struct store *s = &d->c->store;
	bool ok = true;

	for (size_t i = 0; i < VOCABS; i++) {
		const struct term_list *list = &d->c->config->vocab[i];
		for (size_t k = 0; ok && k < list->n; k++)
			ok = store_vocab_add(s, list->vocab, list->v[k].key, "config", d->err);
	}
	for (int i = 0; ok && i < d->teams * POSTS; i++) {
		char *key = provider_key(i);
		ok = store_vocab_add(s, "provider", key, "desk", d->err);
		free(key);
	}
	return ok;
}

static void demo_begin(struct demo *d, struct clinic *c, const struct demo_options *o)
{
	int wanted = o->patients ? o->patients : USUAL_PATIENTS;
	struct interval history = { .years = o->years                 ? o->years
					     : wanted > MANY_PATIENTS ? MANY_YEARS
								      : USUAL_YEARS };

	*d = (struct demo){ .c = c, .options = o, .wanted = wanted, .chart = FIRST_CHART };
	d->loyal = history.years > USUAL_YEARS;
	rng_seed(&d->rng, o->seed);
	d->today = clinic_today(c);
	d->now = clock_minute(&c->clock);
	d->first = day_add(d->today, history, -1);
	d->teams = 1 + (wanted - 1) / TEAM_PATIENTS;
	book_init(&d->book, c->config, d->first, d->today + 260, d->today,
		  (size_t)d->teams * POSTS);
	d->sample_max = 16 + (size_t)wanted / 50;
	d->sample = mem_array(d->sample_max, sizeof(*d->sample));
}

bool demo_make(struct clinic *c, const struct demo_options *o, struct err *err)
{
	struct demo d;
	struct rng desk;

	if (o->patients < 0 || o->patients > PATIENTS_MAX)
		return err_set(err, ERR_BAD_NUMBER, _("a demo can have 1 to %d patients"),
			       PATIENTS_MAX);
	BUG_IF(o->years < 0 || o->years > YEARS_MAX);
	if (store_count(&c->store, &record_patient) != 0 ||
	    store_count(&c->store, &record_visit) != 0)
		return err_set(err, ERR_EXISTS, _("the demo needs a clinic without patients"));
	if (!clinic_begin_bulk(c, "demo", 0, err))
		return false;
	demo_begin(&d, c, o);
	desk_init(&desk, &d);
	d.err = err;
	bool ok = store_bulk_begin(&c->store, err) &&
		  store_bulk_without_indexes(&c->store, BULK_BY_PATIENT, err) &&
		  store_bulk_links_ahead(&c->store, err) && terms_write(&d) && people_write(&d) &&
		  clinic_tasks_write(&d) && today_write(&d, &desk) && desk_write(&d, &desk) &&
		  hours_write(&d) &&
		  store_counter_pass(&c->store, "chart_no", d.chart - FIRST_CHART, err);
	if (ok)
		tell(&d, DEMO_SORTING, 0);
	ok = ok && store_bulk_end(&c->store, err) && tasks_shown_write(&d) && sooner_write(&d) &&
	     plans_write(&d) && birthday_write(&d) && calls_shown_write(&d);
	if (ok)
		tell(&d, DEMO_SEARCH, 0);
	ok = ok && store_refresh_search(&c->store, err);
	book_release(&d.book);
	free(d.sample);
	ok = clinic_end(c, ok, err) && ok;
	tell(&d, DEMO_DONE, d.made);
	return ok;
}
