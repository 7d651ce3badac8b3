/* Inside screen/: who would come sooner, between the forms, the list and the book. */
#ifndef REVISIT_SRC_SCREEN_SOONER_PARTS_H
#define REVISIT_SRC_SCREEN_SOONER_PARTS_H

#include "revisit/app/app.h"
#include "revisit/clinic/sooner.h"

/* Asks when they can come: for a patient, or for the booked visit they would move (0). */
void sooner_form(struct app *app, int64_t patient, int64_t visit);
/* The same for the next visit they have. */
void sooner_form_next(struct app *app, int64_t patient);
void sooner_form_edit(struct app *app, int64_t sooner);
/* Offers a gap to those it fits; who is chosen gets it. */
void sooner_fill_gap(struct app *app, const struct sooner_gap *gap);
/* The command: the time that became free last. */
void sooner_fill_freed(struct app *app, void *state);
void sooner_list(struct app *app, void *state);

#endif
