/* The first steps, shown over the live screens. */
#ifndef REVISIT_SRC_SCREEN_TOUR_H
#define REVISIT_SRC_SCREEN_TOUR_H

#include "revisit/app/app.h"

/* At the program's start: in a demo it begins, or goes on where it was left; `wanted`: from its
 * beginning. */
void tour_begin(struct app *app, bool wanted);

/* The command. */
void tour_start(struct app *app, void *state);

#endif
