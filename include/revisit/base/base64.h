/* Base64 (RFC 4648), without line breaks. */
#ifndef REVISIT_BASE_BASE64_H
#define REVISIT_BASE_BASE64_H

#include "revisit/base/str.h"

void base64_add(struct str *out, const char *bytes, size_t n); /* appended */

#endif
