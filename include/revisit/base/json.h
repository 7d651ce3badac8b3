/* Writing JSON into a growing string, one value after the other; commas and colons are placed by
 * the writer.  Output is compact and in the order given; strings are UTF-8 with control
 * characters escaped. */
#ifndef REVISIT_BASE_JSON_H
#define REVISIT_BASE_JSON_H

#include "revisit/base/str.h"

struct json {
	struct str *out;
	bool comma; /* a value was written at this level */
};

void json_init(struct json *j, struct str *out);
void json_object(struct json *j);
void json_end_object(struct json *j);
void json_array(struct json *j);
void json_end_array(struct json *j);
void json_key(struct json *j, const char *key);
void json_text(struct json *j, const char *text); /* NULL writes null */
void json_int(struct json *j, int64_t n);
void json_bool(struct json *j, bool b);
void json_null(struct json *j);
void json_raw(struct json *j, const char *literal); /* a number already formatted */

/* Appends `text` quoted and escaped, without any comma. */
void json_quote(struct str *out, const char *text);

#endif
