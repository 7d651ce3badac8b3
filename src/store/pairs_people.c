/* Everybody, read for comparing. */
#include "pairs_inside.h"

#include "revisit/store/db.h"
#include "revisit/text/utf8.h"

bool people_release_some(struct people *p, int chunks)
{
	while (p->chunks && chunks-- > 0) {
		struct text_chunk *next = p->chunks->next;
		free(p->chunks);
		p->chunks = next;
	}
	return p->chunks != NULL;
}

void people_release(struct people *p)
{
	while (people_release_some(p, 1))
		;
	free(p->v);
	free(p->numbers);
	str_release(&p->texts);
	*p = (struct people){ 0 };
}

static const char *keep_texts(struct people *p, const struct str *texts)
{
	struct text_chunk *chunk = p->chunks;

	if (!chunk || chunk->used + texts->len > sizeof(chunk->bytes)) {
		/* A text longer than a chunk (notes in an address) has one of its own. */
		size_t room = texts->len > sizeof(chunk->bytes) ? texts->len : sizeof(chunk->bytes);
		chunk = mem_grow(NULL, 1, offsetof(struct text_chunk, bytes) + room);
		chunk->next = p->chunks;
		chunk->used = 0;
		p->chunks = chunk;
	}
	char *kept = chunk->bytes + chunk->used;
	memcpy(kept, texts->p, texts->len);
	chunk->used += texts->len;
	return kept;
}

/* Letters of the reading where there is one, so that 张伟 and Zhang Wei have letters in common. */
static uint64_t sketch_name(const struct likeness_person *p)
{
	const char *name = *p->text[LIKE_READING] ? p->text[LIKE_READING] : p->text[LIKE_NAME];
	uint64_t bits = 0;

	for (const char *c = name; *c && c[1]; c++)
		if (c[0] != ' ' && c[1] != ' ')
			bits |= (uint64_t)1 << (((unsigned char)c[0] * 37u + (unsigned char)c[1]) *
							2654435761u >>
						26);
	return bits;
}

static struct held *add_held(struct people *p, int64_t id, const struct likeness_raw *raw)
{
	struct likeness_person person = { 0 };

	if (!p->texts.p)
		str_init(&p->texts);
	str_clear(&p->texts);
	likeness_texts(&p->texts, raw);
	GROW(p->v, p->n, p->cap);
	struct held *h = &p->v[p->n++];
	*h = (struct held){ .id = id,
			    .texts = keep_texts(p, &p->texts),
			    .birth = DAY_NONE,
			    .numbers_at = (uint32_t)p->n_numbers };
	likeness_point(&person, h->texts);
	h->sketch = sketch_name(&person);
	return h;
}

static void add_number(struct people *p, struct held *h, const char *norm)
{
	uint64_t digits = likeness_number(norm);

	if (digits == 0 || h->n_numbers == UINT8_MAX)
		return;
	for (size_t i = h->numbers_at; i < p->n_numbers; i++)
		if (p->numbers[i].digits == digits)
			return;
	GROW(p->numbers, p->n_numbers, p->cap_numbers);
	p->numbers[p->n_numbers++] = (struct likeness_number){ .digits = digits };
	h->n_numbers++;
}

/* --- from the store --- */

#define PERSON                                                                                     \
	"SELECT id, name, family, given, reading, preferred, second_name, address, id_number, "    \
	"birth_day, birth_precision, sex, guardian, import FROM patient "
#define NUMBERS "SELECT patient, kind, norm FROM contact WHERE "

enum {
	P_ID,
	P_NAME,
	P_FAMILY,
	P_GIVEN,
	P_READING,
	P_PREFERRED,
	P_SECOND,
	P_ADDRESS,
	P_IDENTITY,
	P_BIRTH,
	P_PRECISION,
	P_SEX,
	P_GUARDIAN,
	P_IMPORT
};

/* The contacts of the patients of a slice, in the same order. */
struct contacts_walk {
	struct stmt *q;
	int64_t patient; /* whose row it stands on, INT64_MAX at the end */
};

static bool next_contact(struct contacts_walk *w, struct err *err)
{
	enum step step = stmt_step(w->q, err);

	w->patient = step == STEP_ROW ? col_int(w->q, 0) : INT64_MAX;
	return step != STEP_ERROR;
}

static bool is_phone(const char *kind)
{
	int found = choice_find(contact_kind_choices, kind);

	return found >= 0 && contact_is_phone((enum contact_kind)found);
}

/* The e-mail is a text, so it must be known before the texts are put away. */
static bool read_one(struct people *p, struct stmt *q, struct contacts_walk *w, int64_t import,
		     struct err *err)
{
	char email[128] = "";
	uint64_t numbers[16];
	size_t n_numbers = 0;
	int64_t id = col_int(q, P_ID);

	while (w->patient < id)
		if (!next_contact(w, err))
			return false;
	while (w->patient == id) {
		const char *kind = str_or_empty(col_text(w->q, 1));
		const char *norm = str_or_empty(col_text(w->q, 2));
		if (strcmp(kind, "email") == 0 && !*email)
			snprintf(email, sizeof(email), "%s", norm);
		else if (n_numbers < ARRAY_SIZE(numbers) && is_phone(kind))
			numbers[n_numbers++] = likeness_number(norm);
		if (!next_contact(w, err))
			return false;
	}
	const struct likeness_raw raw = {
		.name = col_text(q, P_NAME),
		.family = col_text(q, P_FAMILY),
		.given = col_text(q, P_GIVEN),
		.reading = col_text(q, P_READING),
		.preferred = col_text(q, P_PREFERRED),
		.second_name = col_text(q, P_SECOND),
		.address = col_text(q, P_ADDRESS),
		.identity = col_text(q, P_IDENTITY),
		.email = email,
	};
	struct held *h = add_held(p, id, &raw);
	int precision = choice_find(precision_choices, str_or_empty(col_text(q, P_PRECISION)));
	int sex = choice_find(sex_choices, str_or_empty(col_text(q, P_SEX)));
	h->birth = col_null(q, P_BIRTH) ? DAY_NONE : (day_t)col_int(q, P_BIRTH);
	h->precision = (uint8_t)(precision < 0 ? 0 : precision);
	h->sex = (uint8_t)(sex < 0 ? 0 : sex);
	h->guardian = col_int(q, P_GUARDIAN);
	h->wanted = import == 0 || col_int(q, P_IMPORT) == import;
	for (size_t i = 0; i < n_numbers; i++) {
		char norm[24];
		snprintf(norm, sizeof(norm), "%llu", (unsigned long long)numbers[i]);
		add_number(p, h, norm);
	}
	return true;
}

bool people_read(struct people *p, struct store *s, int64_t import, int64_t *after, int limit,
		 bool *more, struct err *err)
{
	struct contacts_walk w = { 0 };
	struct stmt *q = db_stmt(s->db,
				 PERSON "WHERE id > ?1 AND status <> 'merged' ORDER BY id LIMIT ?2",
				 err);
	int n = 0;
	enum step step = STEP_DONE;

	w.q = q ? db_stmt(s->db, NUMBERS "patient > ?1 ORDER BY patient, position", err) : NULL;
	bool ok = w.q != NULL;
	if (ok) {
		stmt_int(q, 1, *after);
		stmt_int(q, 2, limit);
		stmt_int(w.q, 1, *after);
		ok = next_contact(&w, err);
	}
	while (ok && (step = stmt_step(q, err)) == STEP_ROW) {
		n++;
		*after = col_int(q, P_ID);
		ok = read_one(p, q, &w, import, err);
	}
	stmt_done(q);
	stmt_done(w.q);
	*more = n == limit;
	return ok && step != STEP_ERROR;
}

bool people_fetch(struct people *p, struct store *s, int64_t patient, struct err *err)
{
	struct contacts_walk w = { 0 };
	struct stmt *q = db_stmt(s->db, PERSON "WHERE id = ?1 AND status <> 'merged'", err);

	w.q = q ? db_stmt(s->db, NUMBERS "patient = ?1 ORDER BY position", err) : NULL;
	bool ok = w.q != NULL;
	if (ok) {
		stmt_int(q, 1, patient);
		stmt_int(w.q, 1, patient);
		ok = next_contact(&w, err);
		enum step step = ok ? stmt_step(q, err) : STEP_ERROR;
		ok = step == STEP_ROW ? read_one(p, q, &w, 0, err) : step == STEP_DONE;
	}
	stmt_done(q);
	stmt_done(w.q);
	return ok;
}

/* --- from a form --- */

void people_add(struct people *p, const struct patient *patient, const struct rows *contacts)
{
	struct likeness_raw raw = {
		.name = patient->name,
		.family = patient->family,
		.given = patient->given,
		.reading = patient->reading,
		.preferred = patient->preferred,
		.second_name = patient->second_name,
		.address = patient->address,
		.identity = patient->id_number,
	};

	for (size_t i = contacts->n; i-- > 0;) {
		const struct contact *k = rows_at(contacts, i);
		if (k->kind == CONTACT_EMAIL)
			raw.email = k->norm;
	}
	struct held *h = add_held(p, patient->row.id, &raw);
	h->birth = patient->birth_day;
	h->precision = (uint8_t)patient->birth_precision;
	h->sex = (uint8_t)patient->sex;
	h->guardian = patient->guardian;
	h->wanted = true;
	for (size_t i = 0; i < contacts->n; i++) {
		const struct contact *k = rows_at(contacts, i);
		if (contact_is_phone((enum contact_kind)k->kind))
			add_number(p, h, k->norm);
	}
}

void people_point(const struct people *p, size_t i, struct likeness_person *out)
{
	const struct held *h = &p->v[i];

	*out = (struct likeness_person){
		.birth = h->birth,
		.precision = h->precision,
		.sex = h->sex,
		.id = h->id,
		.guardian = h->guardian,
		.names = h->names,
		.numbers = p->numbers + h->numbers_at,
		.n_numbers = h->n_numbers,
	};
	likeness_point(out, h->texts);
}
