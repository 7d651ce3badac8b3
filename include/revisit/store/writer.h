/* Who is writing just now, so that a wait can say for whom.
 *
 * Only one process writes at a time.  The system knows which: it lists the locks on SQLite's -shm
 * file, which is looked up by its number and never opened (closing it would drop our own locks).
 * Where the system does not tell, the wait is anonymous. */
#ifndef REVISIT_STORE_WRITER_H
#define REVISIT_STORE_WRITER_H

#include "revisit/store/db.h"

/* Looks again, as it is called every now and then during a wait: fills in who, and moves
 * busy_since on when the writer got on with its work or another one took its place. */
void writer_look(const char *path, struct db_wait *w);

/* Which session a process is: filled in by SQLite on a connection of its own. */
void writer_staff(const char *path, struct db_wait *w);

/* One sentence for the person who waits; appended. */
void writer_sentence(struct str *out, const struct db_wait *w);

#endif
