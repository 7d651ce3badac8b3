/* Inside the conversion of cells: one cell on its way to a value. */
#ifndef REVISIT_IO_CONVERT_H
#define REVISIT_IO_CONVERT_H

#include "stage.h"

struct cell {
	struct stage *s;
	const struct map_field *f;
	const struct csv_cell *cells; /* the whole row, for `on:` */
	struct pos pos;
	struct err *err;
	struct values *out;
};

/* False, with the field's name and the cell's place. */
bool cell_refuse(const struct cell *c, enum err_code code, const char *message);
bool cell_refuse_why(const struct cell *c, const struct err *why);

/* A value whose canonical text is a copy of `text`; valid until the next one. */
struct value *cell_add(const struct cell *c, const char *text);

/* Each adds the value of the cell, or refuses it. */
bool cell_to_instant(const struct cell *c, const char *text);
bool cell_to_when(const struct cell *c, const char *text); /* day and time */
bool cell_to_day(const struct cell *c, const char *text);
bool cell_to_minute(const struct cell *c, const char *text);
bool cell_to_birth(const struct cell *c, const char *text);

#endif
