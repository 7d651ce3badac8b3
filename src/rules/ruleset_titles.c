/* Two segments of one title. */
#include "rule_reader.h"
#include "revisit/base/i18n.h"

static int by_title(const void *a, const void *b)
{
	const struct segment *x = *(const struct segment *const *)a;
	const struct segment *y = *(const struct segment *const *)b;
	int order = strcmp(segment_title(x), segment_title(y));

	return order ? order : x->pos.line - y->pos.line;
}

void check_titles(struct rule_reader *r)
{
	size_t n = r->r->n_segments;
	const struct segment **sorted = mem_array(n + 1, sizeof(struct segment *));

	for (size_t i = 0; i < n; i++)
		sorted[i] = &r->r->segments[i];
	/* Without a title it is the key, and a key twice is told already. */
	qsort(sorted, n, sizeof(struct segment *), by_title);
	for (size_t i = 1; i < n; i++) {
		const struct segment *s = sorted[i];
		const struct segment *other = sorted[i - 1];
		if (strcmp(s->key, other->key) == 0 || strcmp(segment_title(s), segment_title(other)) != 0)
			continue;
		problem_add(r->problems, true, &s->pos, (int)strlen(s->key),
			    _("the segment on line %d is called '%s' too; nobody can tell them apart"),
			    other->pos.line, segment_title(s));
	}
	free(sorted);
}
