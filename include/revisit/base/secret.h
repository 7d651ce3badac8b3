/* Hashes and unguessable bytes, from libsodium.  Nothing here is of our own design. */
#ifndef REVISIT_BASE_SECRET_H
#define REVISIT_BASE_SECRET_H

#include "revisit/base/base.h"

#define SHA256_HEX 65 /* 64 digits and a NUL */

struct sha256 {
	_Alignas(16) unsigned char state[128];
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *data, size_t n);
/* Adds a field: its length, then its bytes, so that ("ab","c") and ("a","bc") differ. */
void sha256_add_text(struct sha256 *h, const char *text);
void sha256_hex(struct sha256 *h, char out[SHA256_HEX]);

void secret_random(void *out, size_t n);

#endif
