/* Phone numbers: kept as typed, compared by their normal form. */
#ifndef REVISIT_TEXT_PHONE_H
#define REVISIT_TEXT_PHONE_H

#include "revisit/base/str.h"

/* Appends the normal form: "+" country code and national number when that can be told with the
 * clinic's `country` (ISO 3166, "CN"), else the bare digits.  Trunk prefixes are dropped (0731 →
 * +86731), 00 and the country's own international prefix become +; "ext 803", "转803", "x803"
 * end up as ";803".  Returns false when there are fewer than 3 digits or more than 20. */
bool phone_normal(struct str *out, const char *typed, const char *country);

/* Appends the number grouped for reading aloud: "138 0000 0042", "0731 8888 0042 ext 803". */
void phone_show(struct str *out, const char *typed, const char *country);

/* "..0042": as much as may be seen over the counter. */
void last_four(struct str *out, const char *phone);

#endif
