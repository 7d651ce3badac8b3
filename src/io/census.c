/* The clinic's patients by what a file may know them by.  Names and numbers are kept as hashes: a
 * million patients take some sixty megabytes. */
#include "stage.h"

#include "revisit/store/census.h"

struct known {
	int64_t id;
	uint64_t name;
	day_t birth;
	uint32_t name2;
	uint32_t next; /* of the same name */
	unsigned char precision;
	bool gone; /* merged, or told anew further on */
};

struct number {
	uint32_t known;
	uint32_t next; /* of the same telephone */
};

struct census {
	struct known *people;
	size_t n_people, cap_people, sorted; /* so many lie in order of their ids */
	struct number *numbers;
	size_t n_numbers, cap_numbers;
	struct hashes by_name, by_norm;
	int64_t patient, contact; /* the last ones gathered */
	int64_t seen;             /* the last action looked at */
	bool contacts;            /* the patients are all there */
};

struct census *census_new(struct stage *s)
{
	struct census *x = mem_alloc(sizeof(*x));

	x->seen = store_last_action(&s->c->store);
	return x;
}

void census_free(struct census *x)
{
	if (!x)
		return;
	free(x->people);
	free(x->numbers);
	hashes_release(&x->by_name);
	hashes_release(&x->by_norm);
	free(x);
}

static uint32_t known_of(const struct census *x, int64_t id)
{
	size_t low = 0;
	size_t high = x->sorted;

	/* What came later stands behind, and counts more. */
	for (size_t i = x->n_people; i-- > x->sorted;)
		if (x->people[i].id == id)
			return (uint32_t)i;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (x->people[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < x->sorted && x->people[low].id == id ? (uint32_t)low : HASH_NONE;
}

static void add_known(const struct census_patient *p, void *arg)
{
	struct census *x = arg;

	x->patient = p->id;
	if (!p->counts)
		return;
	struct hash h = hash_text((struct hash){ 0 }, p->name);
	GROW(x->people, x->n_people, x->cap_people);
	struct known *k = &x->people[x->n_people];
	*k = (struct known){ .id = p->id,
			     .name = h.a,
			     .name2 = h.b,
			     .birth = p->birth,
			     .precision = (unsigned char)p->precision,
			     .next = HASH_NONE };
	if (*p->name) {
		k->next = hashes_get(&x->by_name, h);
		hashes_set(&x->by_name, h, (uint32_t)x->n_people);
	}
	x->n_people++;
}

static void add_number(int64_t contact, int64_t patient, const char *norm, void *arg)
{
	struct census *x = arg;
	uint32_t who = known_of(x, patient);

	if (contact)
		x->contact = contact;
	if (who == HASH_NONE)
		return;
	struct hash h = hash_text((struct hash){ 0 }, norm);
	GROW(x->numbers, x->n_numbers, x->cap_numbers);
	x->numbers[x->n_numbers] = (struct number){ who, hashes_get(&x->by_norm, h) };
	hashes_set(&x->by_norm, h, (uint32_t)x->n_numbers++);
}

bool census_gather(struct stage *s, int limit, bool *more, struct err *err)
{
	struct census *x = s->census;
	int n = 0;

	if (!x->contacts) {
		if (!store_census(&s->c->store, x->patient, limit, s->import, add_known, x, &n, err))
			return false;
		x->sorted = x->n_people;
		x->contacts = n < limit;
		*more = true;
		return true;
	}
	if (!store_census_numbers(&s->c->store, x->contact, limit, add_number, x, &n, err))
		return false;
	*more = n == limit;
	return true;
}

/* A patient that somebody registered or changed meanwhile. */
static void tell_anew(int64_t patient, void *arg)
{
	struct stage *s = arg;
	struct census *x = s->census;
	uint32_t old = known_of(x, patient);
	int n;

	if (old != HASH_NONE)
		x->people[old].gone = true;
	int64_t last = x->patient;
	store_census(&s->c->store, patient - 1, 1, s->import, add_known, x, &n, NULL);
	x->patient = last;
	if (x->n_people && x->people[x->n_people - 1].id == patient)
		store_numbers_of(&s->c->store, patient, add_number, x);
}

bool census_catch_up(struct stage *s, struct err *err)
{
	if (!s->census)
		return true;
	return store_census_news(&s->c->store, &s->census->seen, s->action, tell_anew, s, err);
}

static void note_found(struct found *found, int64_t id)
{
	if (found->n > 0 && found->id == id)
		return;
	found->n++;
	found->id = id;
}

static struct found find_name(const struct census *x, const struct who *w, const struct value *age)
{
	struct found exact = { 0 };
	struct found close = { 0 };
	uint32_t i = hashes_get(&x->by_name, hash_text((struct hash){ 0 }, w->name));

	for (; i != HASH_NONE; i = x->people[i].next) {
		const struct known *k = &x->people[i];
		if (k->gone)
			continue;
		enum precision precision = (enum precision)k->precision;
		if (w->by == BY_NAME) {
			if (!age || k->birth == DAY_NONE || birth_agrees(age, k->birth, precision))
				note_found(&exact, k->id);
			continue;
		}
		if (k->birth == w->birth->n && (int64_t)precision == w->birth->more)
			note_found(&exact, k->id);
		else if (birth_agrees(w->birth, k->birth, precision))
			note_found(&close, k->id);
	}
	return exact.n ? exact : close;
}

struct found census_find(const struct stage *s, const struct who *w, const struct value *age)
{
	const struct census *x = s->census;
	struct found found = { 0 };
	struct hash name = hash_text((struct hash){ 0 }, w->name);

	if (!x)
		return found;
	if (w->by == BY_NAME || w->by == BY_NAME_BIRTH)
		return find_name(x, w, age);
	uint32_t i = hashes_get(&x->by_norm, hash_text((struct hash){ 0 }, w->norm));
	for (; i != HASH_NONE; i = x->numbers[i].next) {
		const struct known *k = &x->people[x->numbers[i].known];
		if (!k->gone && (w->by == BY_PHONE || (k->name == name.a && k->name2 == name.b)))
			note_found(&found, k->id);
	}
	return found;
}
