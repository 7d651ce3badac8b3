/* Which keys run a command: its own, or those that clinic.yaml gives it under keys:.
 *
 * What moves, edits, numbers or leads back (Enter, Esc, Tab, arrows, digits, ^U …) means the same
 * everywhere: no setting can give it to a command or take it from one. */
#ifndef REVISIT_APP_KEYS_H
#define REVISIT_APP_KEYS_H

#include "revisit/app/app.h"

enum { COMMAND_KEYS = 12 };

/* The keys it has now; returns how many.  `config` may be NULL: its own. */
int command_key_list(const struct config *config, const struct command *command,
		     struct key keys[COMMAND_KEYS]);

/* As people read them: "^P", "F9", "a 1"; appended. */
void command_keys(struct str *out, const struct config *config, const struct command *command);

/* The command of that name on any screen, or NULL. */
const struct command *command_anywhere(const struct app *app, const char *name);

/* A text that names commands, as "{new-person} registers the first one", with the first key each has
 * now in their places; heap. */
char *text_with_keys(const struct app *app, const char *text);
/* The same of what printf is given. */
char *format_with_keys(const struct app *app, const char *format);

/* The text wrapped to `cols` columns from (y, x) on; returns the line below. */
int draw_with_keys(const struct app *app, struct canvas *c, struct rect r, int y, int x, int cols,
		   const char *text);

/* The command of a table that has the key, or NULL.  While one types, printable keys are text. */
const struct command *command_with_key(const struct config *config, const struct command *table,
				       const struct key *key, bool typing);

/* Whether keys: of clinic.yaml can be: every command known, every key a key, none given twice on
 * one screen.  `screens` ends with NULL. */
bool keys_check(const struct config *config, const struct command *globals,
		const struct screen *const *screens, struct err *err);

#endif
