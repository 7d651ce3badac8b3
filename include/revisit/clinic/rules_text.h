/* rules.yaml changed line by line: all that is not spoken of stays as its owner wrote it, comments
 * too.  For who changes a rule without an editor of texts. */
#ifndef REVISIT_CLINIC_RULES_TEXT_H
#define REVISIT_CLINIC_RULES_TEXT_H

#include "revisit/rules/ruleset.h"

/* One condition of a segment, or the head of a list of some ("any of"). */
struct rule_row {
	int line;         /* of the file, from 1 */
	int depth;        /* of lists it stands in, 0 for the segment's own */
	bool list;
	const struct node *node;
};
struct rule_rows {
	struct rule_row *v;
	size_t n, cap;
};

/* The conditions of a segment, each on a line of its own: false when they stand otherwise (in
 * brackets, over several lines), and rules_format or an editor is needed first. */
bool rules_rows(const char *text, const struct segment *s, struct rule_rows *out);
void rules_rows_release(struct rule_rows *r);

/* `line` from 1; the lines behind move. */
void rules_set_line(struct str *text, int line, const char *sentence);
void rules_add_line(struct str *text, int after, const char *sentence); /* as deep as `after` */
void rules_remove_line(struct str *text, int line);
void rules_remove_list(struct str *text, int line); /* of the list whose head is there, all */
/* The condition of that line or this one: both stand in a list "any" from then on. */
void rules_make_any(struct str *text, int line, const char *sentence);
/* A list of one condition, the head of which is on that line: the condition takes its place. */
void rules_unwrap(struct str *text, int line);
void rules_swap_lines(struct str *text, int line); /* with the next one */

/* The segment whose key stands on that line, without what stands between it and the next; heap. */
char *rules_segment_text(const char *text, int line);
/* The title of the segment whose key stands on that line. */
void rules_set_title(struct str *text, int line, const char *en, const char *zh);
/* A new segment behind all others, with these conditions.  `key` is free. */
void rules_add_segment(struct str *text, const char *key, const char *en, const char *zh,
		       const struct strlist *sentences, const char *purpose);

/* The key of the segment that a line belongs to, heap; NULL: to none. */
char *rules_segment_at(const char *text, int line);
/* Whether the segment has lines of its own, its key on that one; else nothing below works on it. */
bool rules_is_apart(const char *text, int line, const char *key);
/* With its examples. */
void rules_remove_segment(struct str *text, int line, const char *key);
/* The two, each with the remarks right above it; what stands between them stays. */
void rules_swap_segments(struct str *text, int line, int later);
/* A copy behind it, under another key and title; the line of that key. */
int rules_copy_segment(struct str *text, int line, const char *key, const char *en, const char *zh);

/* What it says of "quiet", "order" …, as written, heap; NULL: nothing.  NULL takes it away. */
char *rules_part(const char *text, int line, const char *part);
void rules_set_part(struct str *text, int line, const char *part, const char *value);
/* Its actions, "task: welcome them, due in 1 day" each. */
void rules_thens(const char *text, const struct segment *s, struct strlist *out);
void rules_set_thens(struct str *text, int line, const struct strlist *thens);

#endif
