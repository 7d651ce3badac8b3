/* Patients who may be one and the same person.
 *
 * All pairs cannot be compared.  Only those are that agree in something which two records of one
 * person seldom both get wrong (a block): the identity number, a telephone, the e-mail, the birth
 * day, how the name sounds together with the year or the day of birth, the figures of the address …
 * A block of very many says nothing and is left out; the other blocks find the same people.
 * care/likeness.h then weighs each pair. */
#ifndef REVISIT_STORE_PAIRS_H
#define REVISIT_STORE_PAIRS_H

#include "revisit/care/likeness.h"
#include "revisit/store/store.h"

struct pair {
	int64_t a, b; /* patients, a < b; of somebody not stored yet a is 0 */
	int score;
	unsigned reasons; /* likeness_words() */
};

struct pair_list {
	struct pair *v;
	size_t n, cap;
};
void pair_list_release(struct pair_list *l);

/* --- one person --- */

/* Whom `p` with these contacts may be, best first: those with at least `least` points, and whoever
 * agrees in one of `also` (a bit a reason) however unlike.  `p` need not be stored (row.id 0) nor complete.  Those
 * once said not to be the same are left out.  A few milliseconds at any size of the clinic. */
bool pairs_of(struct store *s, const struct patient *p, const struct rows *contacts, int least,
	      unsigned also, struct pair_list *out, struct err *err);

/* --- everybody --- */

enum { PAIRS_MAX = 100000 }; /* kept; more are only counted */

struct pairs_options {
	int least;      /* points */
	int64_t import; /* only pairs of which one came with this import; 0: all */
};

/* Reads everybody into memory (some 200 bytes a patient) in steps of a few milliseconds, and
 * compares them in further steps.  What others write meanwhile may be seen or not. */
struct pairs *pairs_new(struct store *s, const struct pairs_options *o);
void pairs_free(struct pairs *x); /* NULL is allowed */
bool pairs_step(struct pairs *x, struct err *err);
bool pairs_done(const struct pairs *x);
int pairs_percent(const struct pairs *x);
/* How many were found so far; their order is theirs only when it is done: best first. */
size_t pairs_count(const struct pairs *x);
const struct pair *pairs_at(const struct pairs *x, size_t i);
/* When it is done: hands them over. */
void pairs_take(struct pairs *x, struct pair_list *out);
/* How many pairs were compared. */
size_t pairs_compared(const struct pairs *x);


#endif
