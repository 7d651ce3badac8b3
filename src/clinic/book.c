#include "revisit/clinic/book.h"
#include "book_parts.h"
#include "revisit/store/book.h"

enum { MOST_DAYS = 400, USUAL_MINUTES = 30 };

/* FNV-1a */
static size_t slot_of(const struct keys *keys, const char *key)
{
	uint32_t hash = 2166136261u;

	for (const char *p = key; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	size_t at = hash & (keys->n_slots - 1);
	while (keys->slots[at] && strcmp(keys->v[keys->slots[at] - 1], key) != 0)
		at = (at + 1) & (keys->n_slots - 1);
	return at;
}

size_t key_place(const struct keys *keys, const char *key)
{
	if (!key || keys->n == 0)
		return keys->n;
	uint32_t place = keys->slots[slot_of(keys, key)];
	return place ? place - 1 : keys->n;
}

const char *key_known(const struct keys *keys, const char *key)
{
	size_t at = key_place(keys, key);

	return at < keys->n ? keys->v[at] : NULL;
}

/* At most half of the slots are taken. */
static void make_slots(struct keys *keys)
{
	if ((keys->n + 1) * 2 <= keys->n_slots)
		return;
	free(keys->slots);
	keys->n_slots = keys->n_slots ? keys->n_slots * 2 : 32;
	keys->slots = mem_array(keys->n_slots, sizeof(*keys->slots));
	for (size_t i = 0; i < keys->n; i++)
		keys->slots[slot_of(keys, keys->v[i])] = (uint32_t)i + 1;
}

const char *key_of(struct book *b, struct keys *keys, const char *key)
{
	if (str_is_empty(key))
		return NULL;
	const char *known = key_known(keys, key);
	if (known)
		return known;
	make_slots(keys);
	GROW(keys->v, keys->n, keys->cap);
	keys->slots[slot_of(keys, key)] = (uint32_t)keys->n + 1;
	return keys->v[keys->n++] = arena_strdup(&b->arena, key);
}

void keys_release(struct keys *keys)
{
	free(keys->v);
	free(keys->slots);
}

static const char *provider_of(struct book *b, const char *key)
{
	size_t before = b->providers.n;
	const char *own = key_of(b, &b->providers, key);

	if (b->providers.n > b->who_cap) {
		b->who = mem_grow(b->who, b->providers.cap, sizeof(*b->who));
		memset(b->who + b->who_cap, 0, (b->providers.cap - b->who_cap) * sizeof(*b->who));
		b->who_cap = b->providers.cap;
	}
	if (b->providers.n > before)
		b->who[before].left = b->named;
	return own;
}

const struct who *who_of(const struct book *b, const char *provider)
{
	size_t at = key_place(&b->providers, provider);

	BUG_IF(at == b->providers.n);
	return &b->who[at];
}

bool is_offered(const struct who *w)
{
	return !w->left && (w->treats || w->weekly);
}

/* --- clinic.yaml --- */

static void add_hours(struct minutes *m, const struct hours *h)
{
	for (int i = 0; i < h->n; i++)
		minutes_add(m, h->range[i].from, h->range[i].to);
}

/* Of a kind that clinic.yaml does not name it cannot say who does it: then anybody does. */
static void take_cannot(struct book *b, const struct config *c)
{
	const struct term_list *providers = config_vocab(c, "provider");
	const struct term_list *kinds = config_vocab(c, "visit_kind");

	for (size_t i = 0; i < providers->n; i++) {
		struct who *w = &b->who[i];
		w->cannot = arena_alloc(&b->arena, kinds->n * sizeof(*w->cannot));
		for (size_t k = 0; k < kinds->n; k++)
			if (!config_does(c, providers->v[i].key, kinds->v[k].key))
				w->cannot[w->n_cannot++] = key_of(b, &b->kinds, kinds->v[k].key);
	}
}

static void take_config(struct book *b, const struct config *c)
{
	const struct term_list *providers = config_vocab(c, "provider");
	const struct term_list *kinds = config_vocab(c, "visit_kind");

	b->step = c->slot_minutes;
	b->sites = config_vocab(c, "site")->n > 0;
	for (size_t i = 0; i < providers->n; i++) {
		const struct term_def *t = &providers->v[i];
		provider_of(b, t->key);
		b->who[i] = (struct who){ .site = t->site ? arena_strdup(&b->arena, t->site) : NULL,
					  .treats = !t->treats_not,
					  .known = true };
	}
	b->named = providers->n > 0;
	take_cannot(b, c);
	b->lengths = mem_array(kinds->n, sizeof(*b->lengths));
	for (size_t i = 0; i < kinds->n; i++)
		if (kinds->v[i].minutes > 0)
			b->lengths[b->n_lengths++] =
				(struct length){ .kind = key_of(b, &b->kinds, kinds->v[i].key),
						 .minutes = kinds->v[i].minutes };
	for (int i = 0; i < 7; i++)
		add_hours(&b->ordinary[i], &c->hours[i]);
	b->days = mem_array((size_t)(b->last - b->first) + 1, sizeof(*b->days));
	for (day_t d = b->first; d <= b->last; d++) {
		struct yaml_day *day = &b->days[d - b->first];
		add_hours(&day->open, config_hours(c, d));
		day->weekday = config_weekday(c, d);
		day->differs = config_day_differs(c, d);
	}
}

/* --- the records of hours --- */

static void take_week(struct book *b, const struct rows *rows)
{
	b->week = mem_array(rows->n, sizeof(*b->week));
	for (size_t i = 0; i < rows->n; i++) {
		const struct schedule *s = rows_at(rows, i);
		const char *provider = provider_of(b, s->provider);
		if (!provider)
			continue;
		((struct who *)who_of(b, provider))->weekly = true;
		b->week[b->n_week++] = (struct week_row){
			.provider = provider,
			.site = str_is_empty(s->site) ? NULL : arena_strdup(&b->arena, s->site),
			.chair = key_of(b, &b->chairs, s->chair),
			.weekday = s->weekday,
			.from = s->starts,
			.to = s->ends,
			.first = s->first_day == DAY_NONE ? DAY_MIN : s->first_day,
			.last = s->last_day == DAY_NONE ? DAY_MAX : s->last_day,
		};
	}
}

/* The more particular counts: a day within a week of leave, and of two alike the later record. */
static int by_length(const void *x, const void *y)
{
	const struct other_day *a = x;
	const struct other_day *b = y;
	day_t da = a->last - a->first;
	day_t db = b->last - b->first;

	if (da != db)
		return da > db ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static void take_others(struct book *b, const struct rows *rows)
{
	b->others = mem_array(rows->n, sizeof(*b->others));
	for (size_t i = 0; i < rows->n; i++) {
		const struct day_off *d = rows_at(rows, i);
		b->others[b->n_others++] = (struct other_day){
			.provider = provider_of(b, d->provider),
			.site = str_is_empty(d->site) ? NULL : arena_strdup(&b->arena, d->site),
			.first = d->first_day,
			.last = d->last_day,
			.works = (enum works)d->works,
			.from = d->starts,
			.to = d->ends,
			.reason = arena_strdup(&b->arena, str_or_empty(d->reason)),
			.id = d->row.id,
		};
	}
	if (b->n_others > 1)
		qsort(b->others, b->n_others, sizeof(*b->others), by_length);
}

static int by_position(const void *x, const void *y)
{
	const struct usable_chair *a = x;
	const struct usable_chair *b = y;

	return a->position != b->position ? (a->position < b->position ? -1 : 1)
					  : strcmp(a->key, b->key);
}

static const struct chair *chair_row(const struct rows *rows, const char *key)
{
	for (size_t i = 0; i < rows->n; i++)
		if (str_eq(((const struct chair *)rows_at(rows, i))->key, key))
			return rows_at(rows, i);
	return NULL;
}

static void use_chair(struct book *b, const char *key, const struct chair *row, int64_t position)
{
	if (row && row->state == CHAIR_OUT) {
		key_of(b, &b->out, key);
		return;
	}
	b->usable[b->n_usable++] = (struct usable_chair){
		.key = key_of(b, &b->chairs, key),
		.site = row && !str_is_empty(row->site) ? arena_strdup(&b->arena, row->site) : NULL,
		.position = row ? row->position : position,
	};
}

/* Those of clinic.yaml, as the records say otherwise, and those that only the records have. */
static void take_chairs(struct book *b, const struct config *c, const struct rows *rows)
{
	b->usable = mem_array(c->n_chairs + rows->n, sizeof(*b->usable));
	for (size_t i = 0; i < c->n_chairs; i++)
		use_chair(b, c->chairs[i], chair_row(rows, c->chairs[i]), (int64_t)i + 1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct chair *row = rows_at(rows, i);
		bool named = false;
		for (size_t k = 0; k < c->n_chairs; k++)
			named = named || str_eq(c->chairs[k], row->key);
		if (!named)
			use_chair(b, row->key, row, row->position);
	}
	if (b->n_usable > 1)
		qsort(b->usable, b->n_usable, sizeof(*b->usable), by_position);
}

static void take_lengths(struct book *b, const struct rows *rows)
{
	b->lengths = mem_grow(b->lengths, b->n_lengths + rows->n, sizeof(*b->lengths));
	for (size_t i = 0; i < rows->n; i++) {
		const struct visit_length *l = rows_at(rows, i);
		b->lengths[b->n_lengths++] =
			(struct length){ .kind = key_of(b, &b->kinds, l->kind),
					 .provider = provider_of(b, l->provider),
					 .minutes = (int)l->minutes };
	}
}

/* Later ones go before earlier ones: the records stand behind clinic.yaml. */
int length_of_kind(const struct book *b, const char *kind, const char *provider)
{
	int anybody = 0;

	for (size_t i = b->n_lengths; kind && i-- > 0;) {
		const struct length *l = &b->lengths[i];
		if (l->kind != kind)
			continue;
		if (l->provider && l->provider == provider)
			return l->minutes;
		if (!l->provider && !anybody)
			anybody = l->minutes;
	}
	return anybody ? anybody : USUAL_MINUTES;
}

static bool take_records(struct book *b, struct clinic *c, struct err *err)
{
	struct rows week;
	struct rows others;
	struct rows chairs;
	struct rows lengths;

	rows_init(&week, &record_schedule);
	rows_init(&others, &record_day_off);
	rows_init(&chairs, &record_chair);
	rows_init(&lengths, &record_visit_length);
	bool ok = store_all(&c->store, &week, err) &&
		  store_days_off(&c->store, b->first, b->last, &others, err) &&
		  store_all(&c->store, &chairs, err) && store_all(&c->store, &lengths, err);
	if (ok) {
		take_week(b, &week);
		take_others(b, &others);
		take_chairs(b, c->config, &chairs);
		take_lengths(b, &lengths);
	}
	rows_release(&week);
	rows_release(&others);
	rows_release(&chairs);
	rows_release(&lengths);
	return ok;
}

/* --- the bookings --- */

static void take_booking(const struct booked_row *r, void *arg)
{
	struct book *b = arg;
	struct booking k = { .visit = r->visit,
			     .patient = r->patient,
			     .day = r->day,
			     .minute = r->minute,
			     .kind = key_of(b, &b->kinds, r->kind),
			     .provider = provider_of(b, r->provider),
			     .chair = key_of(b, &b->chairs, r->chair),
			     .status = r->status };

	k.minutes = r->minutes > 0 && r->minutes <= DAY_MINUTES
			    ? (int)r->minutes
			    : length_of_kind(b, k.kind, k.provider);
	GROW(b->v, b->n, b->cap);
	size_t at = b->n++;
	for (; at > 0 && b->v[at - 1].day == k.day && b->v[at - 1].minute == k.minute &&
	       b->v[at - 1].visit > k.visit;
	     at--)
		b->v[at] = b->v[at - 1];
	b->v[at] = k;
}

static void index_days(struct book *b)
{
	size_t days = (size_t)(b->last - b->first) + 1;
	size_t i = 0;

	b->at = mem_array(days + 1, sizeof(*b->at));
	for (size_t d = 0; d <= days; d++) {
		while (i < b->n && (size_t)(b->v[i].day - b->first) < d)
			i++;
		b->at[d] = i;
	}
}

struct book *book_open(struct clinic *c, day_t first, day_t last, struct err *err)
{
	BUG_IF(first > last || last - first >= MOST_DAYS);
	struct book *b = mem_alloc(sizeof(*b));
	b->first = first;
	b->last = last;
	arena_init(&b->arena);
	take_config(b, c->config);
	if (take_records(b, c, err) &&
	    store_booked(&c->store, first, last, clinic_today(c), take_booking, b, err)) {
		index_days(b);
		take_times(b);
		return b;
	}
	book_free(b);
	return NULL;
}

void book_free(struct book *b)
{
	if (!b)
		return;
	keys_release(&b->kinds);
	keys_release(&b->providers);
	keys_release(&b->chairs);
	keys_release(&b->out);
	free(b->who);
	free(b->days);
	free(b->week);
	free(b->others);
	free(b->usable);
	free(b->lengths);
	free(b->v);
	free(b->at);
	free(b->taken_of);
	free(b->taken_in);
	arena_release(&b->arena);
	free(b);
}

const struct booking *book_day(const struct book *b, day_t day, size_t *n)
{
	*n = 0;
	if (day < b->first || day > b->last)
		return NULL;
	size_t d = (size_t)(day - b->first);
	*n = b->at[d + 1] - b->at[d];
	return b->v + b->at[d];
}

size_t book_chairs(const struct book *b, const char **out, size_t max)
{
	size_t n = b->n_usable < max ? b->n_usable : max;

	for (size_t i = 0; i < n; i++)
		out[i] = b->usable[i].key;
	return n;
}

size_t book_providers(const struct book *b, day_t day, const char **out, size_t max)
{
	size_t n_booked;
	const struct booking *booked = book_day(b, day, &n_booked);
	size_t n = 0;

	for (size_t i = 0; i < b->providers.n && n < max; i++) {
		const char *key = b->providers.v[i];
		bool there = false;
		for (size_t k = 0; k < n_booked && !there; k++)
			there = booked[k].provider == key;
		if (!there && is_offered(&b->who[i])) {
			struct minutes works = provider_minutes(b, day, key, NULL);
			there = !minutes_none(&works);
		}
		if (there)
			out[n++] = key;
	}
	return n;
}

bool book_does(const struct book *b, const char *provider, const char *kind)
{
	const char *key = key_known(&b->kinds, kind);
	size_t at = key_place(&b->providers, provider);

	for (size_t i = 0; key && at < b->providers.n && i < b->who[at].n_cannot; i++)
		if (b->who[at].cannot[i] == key)
			return false;
	return true;
}

int book_minutes(struct clinic *c, const char *kind, const char *provider)
{
	if (str_is_empty(kind))
		return USUAL_MINUTES;
	int minutes = store_visit_length(&c->store, kind, provider);
	const struct term_def *def = config_term(c->config, "visit_kind", kind);
	if (minutes > 0)
		return minutes;
	return def && def->minutes > 0 ? def->minutes : USUAL_MINUTES;
}
