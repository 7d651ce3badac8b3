/* What works everywhere: palette, help, go to, held work, and leaving. */
#ifndef REVISIT_APP_MENUS_H
#define REVISIT_APP_MENUS_H

#include "revisit/app/app.h"

void menu_palette(struct app *app, void *state); /* ^P */
void menu_help(struct app *app, void *state);    /* F1 */
void menu_goto(struct app *app, void *state);    /* ^G */
void menu_held(struct app *app, void *state);    /* ^O */
void menu_theme(struct app *app, void *state);
void menu_leave(struct app *app, void *state);   /* ^X */

extern const struct screen help_screen;

#endif
