/* The program on a stage: offscreen, with a clinic in a folder of its own and a clock that moves
 * only when told.  Keys go in as the bytes a terminal sends; the canvas is checked at every
 * drawing. */
#ifndef REVISIT_TESTS_SCREEN_SUPPORT_H
#define REVISIT_TESTS_SCREEN_SUPPORT_H

#include "revisit/app/app.h"
#include "revisit/io/import.h"
#include "revisit/ui/input.h"

struct stage {
	const char *folder; /* of the clinic */
	const char *today, *staff;
	int rows, cols;
	bool ascii, plain, no_han;

	bool opened, started;
	struct clinic clinic;
	struct app app;
	struct input *input;
	int64_t now;       /* milliseconds of the input's clock */
	int presses;       /* keys pressed, those of typed text too */
	char problem[400]; /* the first thing wrong with a drawing, "" */
};

/* Opens the clinic in the folder, made before with clinic_init. */
bool stage_open(struct stage *s, struct err *err);
void stage_start(struct stage *s); /* the first screen */
void stage_close(struct stage *s);

/* One read() of a terminal, then what the loop does with it; ends with a drawing. */
void stage_bytes(struct stage *s, const char *bytes, size_t n);
void stage_press(struct stage *s,
		 const struct key *key);             /* a person's pace: nothing runs together */
void stage_paste(struct stage *s, const char *text); /* bracketed */
void stage_wait(struct stage *s, int ms);
/* At most so many steps of what goes on behind the screens; returns how many there were. */
int stage_behind(struct stage *s, int steps);
void stage_size(struct stage *s, int rows, int cols);

/* Somebody who prepares a clinic: what lines act on, and the patient and visit made last. */
struct desk {
	struct clinic *clinic;
	int64_t patient, visit, claim;
	struct import_job *import; /* as far as "import" took it */
};

/* Does what a line of a script says ("patient", "name=张伟; mobile=…"; play.c lists them); writes
 * into `text`.  False when there is no such line; *err tells of one that failed. */
bool desk_line(struct desk *d, const char *name, char *text, struct err *err);

/* Adds a line to a clinic.yaml: in the place of the section it begins ("calls: {…}"), else at its end; with
 * `section` as the first line under that one. */
bool setting_say(const char *path, const char *section, const char *line, struct err *err);

/* Removes a folder with everything in it. */
void folder_remove(const char *path);

#endif
