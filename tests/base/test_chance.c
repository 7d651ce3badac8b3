/* Injected randomness and hashes. */
#include "revisit/base/rng.h"
#include "revisit/base/secret.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* The published first outputs of SplitMix64 for the seed 1234567. */
static void test_known_numbers(void **state)
{
	static const uint64_t known[] = { 6457827717110365317u, 3203168211198807973u,
					  9817491932198370423u, 4593380528125082431u,
					  16408922859458223821u };
	struct rng r;

	(void)state;
	rng_seed(&r, 1234567);
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		assert_true(rng_next(&r) == known[i]);
}

static void test_bounds(void **state)
{
	struct rng r;
	int seen[7] = { 0 };

	(void)state;
	rng_seed(&r, 1);
	for (int i = 0; i < 7000; i++)
		seen[rng_below(&r, 7)]++;
	for (int i = 0; i < 7; i++)
		assert_in_range(seen[i], 850, 1150);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(rng_below(&r, 1), 0);
		assert_int_equal(rng_between(&r, 5, 5), 5);
		rng_below(&r, UINT32_MAX);
		int n = rng_between(&r, -3, 3);
		assert_true(n >= -3 && n <= 3);
		double x = rng_unit(&r);
		assert_true(x >= 0 && x < 1);
		assert_false(rng_chance(&r, 0));
		assert_true(rng_chance(&r, 1));
	}
	bool negative = false;
	bool positive = false;
	for (int i = 0; i < 64; i++) { /* the widest range does not overflow */
		int n = rng_between(&r, INT_MIN, INT_MAX);
		negative = negative || n < 0;
		positive = positive || n > 0;
		assert_true(rng_between(&r, INT_MIN + 1, INT_MAX) > INT_MIN);
	}
	assert_true(negative && positive);
}

static void test_bytes(void **state)
{
	struct rng r, s;
	unsigned char a[33], b[33];

	(void)state;
	rng_seed(&r, 9);
	rng_seed(&s, 9);
	memset(a, 0, sizeof(a));
	memset(b, 0xff, sizeof(b));
	rng_bytes(&r, a, 32);
	rng_bytes(&s, b, 32);
	assert_memory_equal(a, b, 32);
	assert_int_equal(a[32], 0);
	assert_int_equal(b[32], 0xff);
	rng_bytes(&r, a, 0);
}

static void test_weights(void **state)
{
	static const double weights[] = { 0, 1, 0, 3, 0 };
	struct rng r;
	int seen[5] = { 0 };

	(void)state;
	rng_seed(&r, 2);
	for (int i = 0; i < 4000; i++)
		seen[rng_weighted(&r, weights, 5)]++;
	assert_int_equal(seen[0] + seen[2] + seen[4], 0);
	assert_in_range(seen[1], 850, 1150);
	/* Sums that do not add up exactly still never choose a weight of 0. */
	static const double tiny[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0 };
	for (int i = 0; i < 20000; i++)
		assert_true(rng_weighted(&r, tiny, ARRAY_SIZE(tiny)) < 10);
	static const double one[] = { 5 };
	assert_int_equal(rng_weighted(&r, one, 1), 0);
}

static void hash_is(const char *text, const char *hex)
{
	struct sha256 h;
	char out[SHA256_HEX];

	sha256_init(&h);
	sha256_add(&h, text, strlen(text));
	sha256_hex(&h, out);
	assert_string_equal(out, hex);
}

/* FIPS 180-2 examples. */
static void test_sha256(void **state)
{
	(void)state;
	hash_is("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hash_is("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_is("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void fields(const char *a, const char *b, char out[SHA256_HEX])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add_text(&h, a);
	sha256_add_text(&h, b);
	sha256_hex(&h, out);
}

static void test_fields_do_not_run_together(void **state)
{
	char x[SHA256_HEX], y[SHA256_HEX];

	(void)state;
	fields("ab", "c", x);
	fields("a", "bc", y);
	assert_string_not_equal(x, y);
	fields("abc", "", y);
	assert_string_not_equal(x, y);
	fields(NULL, "abc", x);
	assert_string_not_equal(x, y);
	fields("", "abc", y); /* a missing text is an empty one */
	assert_string_equal(x, y);
}

static void test_secrets_differ(void **state)
{
	unsigned char a[32] = { 0 };
	unsigned char b[32] = { 0 };

	(void)state;
	secret_random(a, sizeof(a));
	secret_random(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_numbers),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_weights),
		cmocka_unit_test(test_sha256),
		cmocka_unit_test(test_fields_do_not_run_together),
		cmocka_unit_test(test_secrets_differ),
	};

	return cmocka_run_group_tests_name("chance", tests, NULL, NULL);
}
