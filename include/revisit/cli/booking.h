/* The parts of the book's subcommands. */
#ifndef REVISIT_CLI_BOOKING_H
#define REVISIT_CLI_BOOKING_H

#include "revisit/cli/fields.h"
#include "revisit/clinic/book.h"

/* The words that are no FIELD=VALUE, wherever they stand: how many, and one of them or NULL. */
size_t n_plain(const struct cli *c);
const char *plain_word(const struct cli *c, size_t nth);
/* The next FIELD=VALUE from word *i on, NULL behind the last; *i moves on. */
const char *next_assignment(const struct cli *c, size_t *i);

bool typed_day(struct cli *c, const char *text, day_t *day, struct err *err);
/* The key of somebody who works or worked here; heap, NULL with ERR_NO_MATCH. */
char *typed_provider(struct cli *c, const char *text, struct err *err);

/* What --anyway accepts; and a conflict's message with what one may do instead of `v`. */
unsigned accepted(const struct cli *c);
bool or_anyway(struct cli *c, const struct visit *v, struct err *err, bool ok);

/* A vocabulary term, for people by its label. */
void term_cell(struct sheet *s, struct cli *c, const char *vocab, const char *key);

/* A day, or a day and time, for people as one reads it: "Mon 23 Nov 09:10". */
void when_cell(struct sheet *s, struct cli *c, day_t day, minute_t minute);

/* "v12  Thu 26 Nov 10:00  Cleaning  Amy  chair 3". */
bool say_booked(struct cli *c, int64_t visit, struct err *err);
/* On standard error: who would come sooner into the time that this visit has left. */
void say_who_wants(struct cli *c, int64_t visit);
bool say_visit(struct cli *c, int64_t visit, bool changed, struct err *err);

/* On standard error: the value would become a new term of the list, and which it may be. */
void warn_of_new_term(struct cli *c, const struct record *rec, const char *field,
		      const char *value);

/* The subcommands, a file each, and their options. */
bool book_one(struct cli *c, struct err *err);
bool book_together(struct cli *c, struct err *err);
bool move_one(struct cli *c, struct err *err);
bool slots(struct cli *c, struct err *err);
bool sooner(struct cli *c, struct err *err);

#endif
