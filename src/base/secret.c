/* libsodium names a field "random", which base.h bans: its header comes first. */
#include <sodium.h>

#include "revisit/base/secret.h"

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(((struct sha256 *)0)->state),
	       "struct sha256 holds libsodium's state");

static crypto_hash_sha256_state *state_of(struct sha256 *h)
{
	return (crypto_hash_sha256_state *)(void *)h->state;
}

void sha256_init(struct sha256 *h)
{
	crypto_hash_sha256_init(state_of(h));
}

void sha256_add(struct sha256 *h, const void *data, size_t n)
{
	crypto_hash_sha256_update(state_of(h), data, n);
}

void sha256_add_text(struct sha256 *h, const char *text)
{
	uint64_t n = strlen(str_or_empty(text));
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(n >> (8 * i));
	sha256_add(h, length, sizeof(length));
	sha256_add(h, str_or_empty(text), n);
}

void sha256_hex(struct sha256 *h, char out[SHA256_HEX])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(state_of(h), digest);
	sodium_bin2hex(out, SHA256_HEX, digest, sizeof(digest));
}

void secret_random(void *out, size_t n)
{
	if (sodium_init() < 0)
		BUG("libsodium cannot start");
	randombytes_buf(out, n);
}
