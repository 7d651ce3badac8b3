/* The forms behind the screen of hours and chairs. */
#ifndef REVISIT_SCREEN_HOURS_PARTS_H
#define REVISIT_SCREEN_HOURS_PARTS_H

#include "revisit/app/app.h"

/* The week of a provider, in force today. */
void hours_form(struct app *app, const char *provider);
/* A day that differs; id 0: a new one, of that provider (NULL: the clinic). */
void day_off_form(struct app *app, int64_t id, const char *provider, enum works works);
/* A chair or a length of visits by its record, or a new one; `key` and `provider` are what it
 * begins with, NULL. */
void chair_form(struct app *app, int64_t id, const char *key);
void length_form(struct app *app, int64_t id, const char *kind, const char *provider);
/* By the kind of form, as it was opened once; false for none. */
bool hours_form_reopen(struct app *app, const char *kind, int64_t id);

extern const struct screen hours_screen;

/* The command everywhere. */
void show_hours(struct app *app, void *state);

#endif
