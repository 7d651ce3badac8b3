/* Whom one person may be: by the search keys and the telephones, each asked for exactly. */
#include "pairs_inside.h"

#include "revisit/store/merge.h"
#include "revisit/text/fold.h"
#include "revisit/text/match.h"

/* Of a name that hundreds have only those matter who agree in something else too. */
enum { NAMES_MAX = 2000, NUMBERS_MAX = 40, BIRTHS_MAX = 120, LOOKED_AT = 60,
       NEAR_NUMBERS_MAX = 4, NORM_MAX = 32 };

/* How much more a block says than another.  On a number one slip away there are few: they are always
 * looked at. */
enum { VOTE_NAME = 2, VOTE_BIRTH = 2, VOTE_NEAR_BIRTH = 1, VOTE_NUMBER = 5, VOTE_NEAR_NUMBER = 7 };

struct vote {
	int64_t patient;
	int votes;
};

struct near_walk {
	struct store *s;
	struct vote *v;
	size_t n, cap;
	unsigned names; /* who have the whole name */
	unsigned self;  /* 1 when the person asked for is among those found */
	bool failed, counted;
	struct err *err;
};

/* A vote for each of at most `most` patients that `sql` gives for the text; how many they are. */
static unsigned vote_for(struct near_walk *w, const char *sql, const char *text, int votes, int most)
{
	struct stmt *q = db_stmt(w->s->db, sql, w->err);
	enum step step = STEP_ERROR;
	unsigned found = 0;

	if (q) {
		stmt_text(q, 1, text);
		stmt_int(q, 2, most);
		while ((step = stmt_step(q, w->err)) == STEP_ROW) {
			GROW(w->v, w->n, w->cap);
			w->v[w->n++] = (struct vote){ col_int(q, 0), votes };
			found++;
		}
	}
	stmt_done(q);
	w->failed = w->failed || step == STEP_ERROR;
	return found;
}

/* Patients with exactly that key, both those here and those gone. */
static size_t ask_key(struct near_walk *w, const char *key, int votes, int most)
{
	char either[MATCH_KEY_MAX + 2];
	size_t found = 0;

	if (strlen(key) > MATCH_KEY_MAX)
		return 0;
	for (int gone = 0; gone < 2 && !w->failed; gone++) {
		snprintf(either, sizeof(either), "%s", key);
		if (gone)
			either[0] = (char)(key[0] + 'A' - 'a');
		found += vote_for(w, "SELECT patient FROM search_key WHERE key = ?1 LIMIT ?2", either,
				  votes, most);
	}
	return found;
}

/* What sounds like it and is written otherwise, and what it sounds like itself. */
static void ask_sound(struct near_walk *w, const char *key)
{
	char sound[MATCH_KEY_MAX + 2];

	if (strlen(key) > MATCH_KEY_MAX)
		return;
	match_sound(key + 1, sound + 1);
	sound[0] = 's';
	ask_key(w, sound, VOTE_NAME, NAMES_MAX);
	sound[0] = 'n';
	if (strcmp(sound, key) != 0)
		ask_key(w, sound, VOTE_NAME, NAMES_MAX);
}

/* n and g ask for one another: Wei Zhang is Zhang Wei; s: what sounds alike. */
static void ask_name(const char *key, void *arg)
{
	struct near_walk *w = arg;
	char turned[MATCH_KEY_MAX + 2];

	if (!strchr("ng", key[0]) || strlen(key) < 4)
		return;
	size_t found = ask_key(w, key, VOTE_NAME, NAMES_MAX);
	if (key[0] == 'n' && !w->counted)
		w->names = (unsigned)found; /* the first is the name as it is written */
	w->counted = w->counted || key[0] == 'n';
	if (key[0] == 'n')
		ask_sound(w, key);
	snprintf(turned, sizeof(turned), "%s", key);
	turned[0] = key[0] == 'n' ? 'g' : 'n';
	ask_key(w, turned, VOTE_NAME, NAMES_MAX);
}

/* Bob Smith is looked for as Robert Smith too, Zhang Wei as it sounds. */
static void ask_other_forms(struct near_walk *w, const char *name)
{
	struct str folded;
	const char *form;

	str_init(&folded);
	text_fold(&folded, name);
	size_t n = strcspn(folded.p, " ");
	char *first = mem_strndup(folded.p, n);
	for (size_t i = 0; folded.p[n] && (form = match_nickname(first, i)) != NULL; i++) {
		char *whole = mem_printf("%s%s", form, folded.p + n);
		match_name_keys(whole, NULL, NULL, ask_name, w);
		free(whole);
	}
	free(first);
	str_release(&folded);
}

static void ask_names(struct near_walk *w, const struct patient *p)
{
	const char *const names[] = { p->name, p->preferred, p->second_name };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!str_is_empty(names[i]))
			match_name_keys(names[i], i == 0 ? p->family : NULL,
					i == 0 ? p->reading : NULL, ask_name, w);
	if (!str_is_empty(p->name))
		ask_other_forms(w, p->name);
}

static void ask_birth_of(struct near_walk *w, int y, int m, int d, int votes)
{
	char key[48];

	if (!day_valid(y, m, d))
		return;
	snprintf(key, sizeof(key), "y%04d%02d%02d", y, m, d);
	ask_key(w, key, votes, BIRTHS_MAX);
}

/* The day itself, day and month swapped, and each date one figure away. */
static void ask_birth(struct near_walk *w, const struct patient *p)
{
	if (p->birth_day == DAY_NONE || p->birth_precision != PRECISION_DAY)
		return;
	struct ymd b = day_split(p->birth_day);
	int date = b.y * 10000 + b.m * 100 + b.d;

	ask_birth_of(w, b.y, b.m, b.d, VOTE_BIRTH);
	if (b.d != b.m)
		ask_birth_of(w, b.y, b.d, b.m, VOTE_NEAR_BIRTH);
	for (int place = 1; place <= 1000000; place *= 10) {
		int figure = date / place % 10;
		for (int other = 0; other < 10; other++) {
			int near = date + (other - figure) * place;
			if (other != figure)
				ask_birth_of(w, near / 10000, near / 100 % 100, near % 100,
					     VOTE_NEAR_BIRTH);
		}
		/* Two figures beside each other that changed places. */
		int next = date / place / 10 % 10;
		int swapped = date + (next - figure) * place + (figure - next) * place * 10;
		if (figure != next && place < 1000000)
			ask_birth_of(w, swapped / 10000, swapped / 100 % 100, swapped % 100,
				     VOTE_NEAR_BIRTH);
	}
}

/* Telephones and e-mail; how many have each number. */
static unsigned ask_contact(struct near_walk *w, const char *norm, int votes, int most)
{
	return vote_for(w, "SELECT patient FROM contact WHERE norm = ?1 LIMIT ?2", norm, votes, most);
}

/* Each number with one figure wrong, or two beside each other that changed places. */
static void ask_near_numbers(struct near_walk *w, const char *norm)
{
	char near[NORM_MAX];
	size_t n = strcspn(norm, ";");

	if (n >= sizeof(near))
		return;
	snprintf(near, sizeof(near), "%s", norm);
	for (size_t i = norm[0] == '+' ? 2 : 0; i < n && !w->failed; i++) {
		for (int digit = 0; digit < 10; digit++) {
			near[i] = (char)('0' + digit);
			if (near[i] != norm[i])
				ask_contact(w, near, VOTE_NEAR_NUMBER, NEAR_NUMBERS_MAX);
		}
		near[i] = norm[i];
		if (i + 1 >= n || norm[i] == norm[i + 1])
			continue;
		near[i] = norm[i + 1];
		near[i + 1] = norm[i];
		ask_contact(w, near, VOTE_NEAR_NUMBER, NEAR_NUMBERS_MAX);
		near[i] = norm[i];
		near[i + 1] = norm[i + 1];
	}
}

static void ask_contacts(struct near_walk *w, const struct rows *contacts, struct people *people)
{
	for (size_t i = 0; i < contacts->n && !w->failed; i++) {
		const struct contact *k = rows_at(contacts, i);
		bool phone = contact_is_phone((enum contact_kind)k->kind);
		if (str_is_empty(k->norm) || (!phone && k->kind != CONTACT_EMAIL))
			continue;
		unsigned found = ask_contact(w, k->norm, VOTE_NUMBER, NUMBERS_MAX);
		uint64_t digits = phone ? likeness_number(k->norm) : 0;
		if (digits)
			ask_near_numbers(w, k->norm);
		for (size_t j = 0; j < people->n_numbers && digits; j++)
			if (people->numbers[j].digits == digits)
				people->numbers[j].people = found + 1 - w->self;
	}
}

static int by_patient(const void *a, const void *b)
{
	const struct vote *x = a;
	const struct vote *y = b;

	return (x->patient > y->patient) - (x->patient < y->patient);
}

static int by_votes(const void *a, const void *b)
{
	const struct vote *x = a;
	const struct vote *y = b;

	if (x->votes != y->votes)
		return y->votes - x->votes;
	return by_patient(a, b);
}

/* Adds up each patient's votes, and brings those with most to the front. */
static void gather_votes(struct near_walk *w)
{
	size_t n = 0;

	if (w->n == 0)
		return;
	qsort(w->v, w->n, sizeof(*w->v), by_patient);
	for (size_t i = 0; i < w->n; i++) {
		if (n && w->v[n - 1].patient == w->v[i].patient)
			w->v[n - 1].votes += w->v[i].votes;
		else
			w->v[n++] = w->v[i];
	}
	w->n = n;
	qsort(w->v, w->n, sizeof(*w->v), by_votes);
}

static void weigh_one(struct near_walk *w, struct people *people, size_t i, int least,
		      unsigned also, struct pair_list *out)
{
	struct likeness_person a;
	struct likeness_person b;

	people_point(people, 0, &a);
	people_point(people, i, &b);
	a.names = w->names ? w->names + 1 - w->self : 0;
	struct likeness l = likeness_of(&a, &b, (size_t)store_patients(w->s));
	if ((l.score < least && !(l.reasons & also)) || (a.id && store_are_not_same(w->s, a.id, b.id)))
		return;
	GROW(out->v, out->n, out->cap);
	out->v[out->n++] = (struct pair){ .a = a.id < b.id ? a.id : b.id,
					  .b = a.id < b.id ? b.id : a.id,
					  .score = l.score,
					  .reasons = l.reasons };
}

static int best_first(const void *a, const void *b)
{
	const struct pair *x = a;
	const struct pair *y = b;

	if (x->score != y->score)
		return y->score - x->score;
	return x->b != y->b ? (x->b > y->b) - (x->b < y->b) : (x->a > y->a) - (x->a < y->a);
}

bool pairs_of(struct store *s, const struct patient *p, const struct rows *contacts, int least,
	      unsigned also, struct pair_list *out, struct err *err)
{
	struct near_walk w = { .s = s, .err = err, .self = p->row.id != 0 };
	struct people people = { 0 };

	people_add(&people, p, contacts);
	ask_contacts(&w, contacts, &people);
	ask_names(&w, p);
	ask_birth(&w, p);
	gather_votes(&w);
	for (size_t i = 0; !w.failed && i < w.n && i < LOOKED_AT; i++) {
		size_t at = people.n;
		if (w.v[i].patient == p->row.id)
			continue;
		w.failed = !people_fetch(&people, s, w.v[i].patient, err);
		if (!w.failed && people.n > at)
			weigh_one(&w, &people, at, least, also, out);
	}
	if (out->n > 1)
		qsort(out->v, out->n, sizeof(*out->v), best_first);
	people_release(&people);
	free(w.v);
	return !w.failed;
}
