#include "revisit/base/base64.h"

void base64_add(struct str *out, const char *bytes, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = 0;
		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (i + k < n ? (unsigned char)bytes[i + k] : 0U);
		for (size_t k = 0; k < 4; k++)
			str_addc(out, i + k > n ? '=' : digits[three >> (18 - 6 * k) & 63U]);
	}
}
