/* Inside screen/: the one import that goes on behind the screens, and the screens around it.
 *
 * A file is chosen (import_choose.c), its columns are looked at (import_map.c), the import is
 * begun; it goes on whatever is on the screen (import.c), is watched and reported (import_watch.c)
 * and stands in the list of all imports (import_list.c). */
#ifndef REVISIT_SRC_SCREEN_IMPORTING_H
#define REVISIT_SRC_SCREEN_IMPORTING_H

#include "revisit/app/app.h"
#include "revisit/io/import.h"

enum import_kind { IMPORTING, IMPORT_TRYING, IMPORT_ENDING, IMPORT_UNDOING_IT };

/* What is to be imported, as chosen on the screens; everything is heap or NULL. */
struct import_choice {
	char *file;
	char *map_file, *map_text; /* both or none */
	size_t map_n;
	bool skip;
	size_t rows; /* in the file */
};
void import_choice_copy(struct import_choice *to, const struct import_choice *from);
void import_choice_release(struct import_choice *c);

/* The import that goes on, or the last one that did. */
struct importing {
	enum import_kind kind;
	struct import_choice choice; /* of a try or an import */
	struct import_job *job;      /* NULL: none since the start */
	char *name;                  /* of the file, for people */
	bool running, ok, cancelled;
	bool gave_up;                /* what was cut off could not be ended; the next start tries */
	bool leaves;                 /* the program ends when it has been taken back */
	struct err err;              /* why not */
	struct import_notice notice; /* somebody else's */
	int64_t drawn;               /* when its progress was last shown */
	char *folder;                /* where a file was last chosen */
};

/* The app's own; made by import_begin. */
struct importing *importing(const struct app *app);
/* At the start: looks for an import that was cut off, and goes on with it. */
void import_begin(struct app *app);

/* Begins and shows the progress; refused with a message while another one goes on. */
void import_run_choice(struct app *app, const struct import_choice *choice, bool try_only);
void import_run_undo(struct app *app, const struct import_row *row);
/* Whether another one could begin now; else says why not. */
bool import_is_free(struct app *app);

/* Asks with the count, then calls yes(app, data); takes over `data`. */
void import_ask_count(struct app *app, const char *title, size_t count, void *data,
		      void (*free_data)(void *data), void (*yes)(struct app *app, void *data));
/* "IMPORT 12,345 rows", typed back; then begins. */
void import_ask_rows(struct app *app, const struct import_choice *choice);
/* Whether it is to go on or to be taken back. */
void import_ask_cancel(struct app *app);

/* "importing clients.csv", "undoing clients.csv", and how far it is; appended. */
void import_headline(struct str *out, const struct importing *m);

/* The last part of a path; and a path with ~ for the home folder (heap). */
const char *path_name(const char *path);
char *path_shown(const char *path);

/* Opens the list of files: tables, or maps to be taken by the mapping below it. */
void import_choose(struct app *app, bool map);
/* Opens the mapping of that file; false when it cannot be read as a table. */
bool import_open_map(struct app *app, const char *file);
/* Takes that map file on the mapping that is on top. */
void import_take_map(struct app *app, const char *file);

extern const struct screen import_choose_screen, import_map_screen, import_watch_screen,
	imports_screen;

#endif
