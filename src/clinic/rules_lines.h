/* Inside clinic/: lines of rules.yaml, by number from 1, and what stands in them. */
#ifndef REVISIT_SRC_CLINIC_RULES_LINES_H
#define REVISIT_SRC_CLINIC_RULES_LINES_H

#include "revisit/base/str.h"

/* Where a line begins; the end of the text when there is none. */
size_t rules_line_start(const char *text, int line);
size_t rules_line_end(const char *text, size_t start);
/* Puts `with` in place of the bytes [from, to). */
void rules_replace(struct str *text, size_t from, size_t to, const char *with);
/* A line of text comes to stand before that one. */
void rules_insert(struct str *text, int line, const char *with);

/* A scalar as YAML takes it: as it is, or in quotes; also within brackets. */
void rules_add_scalar(struct str *out, const char *value);
void rules_add_flow_scalar(struct str *out, const char *value);

/* What stands before the condition of a line, "      - "; 0: none does. */
size_t rules_dash_of(const char *line);
/* Where a value ends: before a comment, and the blanks before that. */
size_t rules_value_end(const char *line, size_t from);

size_t rules_indent_of(const char *line);
bool rules_is_blank(const char *line); /* or a comment */
/* The first line behind `line` that is not deeper than it; of a list in it, whose dashes may stand right
 * below the key; without the blank lines and comments at the end of either. */
int rules_block_end(const char *text, int line);
int rules_list_end(const char *text, int line);
int rules_trimmed_end(const char *text, int line);

#endif
