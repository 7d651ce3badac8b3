/* Files and folders, with errors a person can act on. */
#ifndef REVISIT_BASE_FILE_H
#define REVISIT_BASE_FILE_H

#include "revisit/base/err.h"
#include "revisit/base/str.h"

/* Appends the whole file to `out`; refuses more than `max` bytes.  "-" is standard input.
 * On error `out` is as before. */
bool file_read(const char *path, size_t max, struct str *out, struct err *err);

/* Writes beside, syncs and renames, mode 0600: the old file or the new one, never half of it. */
bool file_write(const char *path, const char *text, size_t n, struct err *err);

/* The same without waiting for the disk: it survives the program, not the machine. */
bool file_put(const char *path, const char *text, size_t n, struct err *err);

bool file_exists(const char *path);
bool file_is_plain(const char *path); /* and neither a folder nor a pipe */
/* Another number after it was written again, also within a tick of the file system's clock; 0: it is
 * not there. */
int64_t file_stamp(const char *path);
bool folder_make(const char *path, struct err *err); /* with its parents, mode 0700 */
char *path_join(const char *folder, const char *name); /* heap */

#endif
