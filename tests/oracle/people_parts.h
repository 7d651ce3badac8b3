/* What people.c and edits.c share. */
#ifndef TESTS_ORACLE_PEOPLE_PARTS_H
#define TESTS_ORACLE_PEOPLE_PARTS_H

#include "people.h"

int dice_below(struct world *w, int n);
bool dice_one_in(struct world *w, int n);

/* A day around today: near mostly, at most so many days back or ahead. */
int people_some_day(struct world *w, int back, int ahead);
instant_t people_at_of(struct world *w, int day);
int64_t people_somebody(struct world *w);

/* Random contents of a row. */
void people_fill_visit(struct world *w, struct visit *v);
void people_set_person(struct world *w, struct patient *p);
void people_set_family(struct world *w, struct patient *p);

/* Inside an action. */
void people_add_person(struct world *w);
void people_add_part_visit(struct world *w, int64_t patient, int64_t item);
/* A new row of each kind; the first eight are what happens on a busy day. */
enum { PEOPLE_ADDS = 12 };
extern void (*const people_adds[PEOPLE_ADDS])(struct world *w, int64_t patient);

#endif
