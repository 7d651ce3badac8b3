#include "revisit/text/nearest.h"
#include "revisit/text/fold.h"

enum { WORD_MAX = 63 };

int text_edits(const char *a, const char *b)
{
	size_t n = strlen(a);
	size_t m = strlen(b);
	int d[WORD_MAX + 1][WORD_MAX + 1];

	if (n > WORD_MAX || m > WORD_MAX)
		return INT16_MAX;
	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; j <= m; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = (int)(i + j);
				continue;
			}
			int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			bool swapped =
				i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
			if (swapped && d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	}
	return d[n][m];
}

void nearest_init(struct nearest *n, const char *typed)
{
	*n = (struct nearest){ 0 };
	str_init(&n->typed);
	text_fold(&n->typed, typed);
	/* One wrong letter in a short word, about a third of them in a longer one. */
	n->edits = n->typed.len <= 3 ? 2 : n->typed.len <= 6 ? 3 : (int)n->typed.len / 3 + 2;
}

void nearest_offer(struct nearest *n, const char *name)
{
	struct str folded;

	str_init(&folded);
	text_fold(&folded, name);
	int edits = text_edits(n->typed.p, folded.p);
	str_release(&folded);
	if (edits >= n->edits)
		return;
	n->edits = edits;
	n->name = name;
}

void nearest_release(struct nearest *n)
{
	str_release(&n->typed);
}
