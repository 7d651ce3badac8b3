/* Finding somebody: what is typed at the desk, and why a hit is one. */
#ifndef REVISIT_CLINIC_FIND_H
#define REVISIT_CLINIC_FIND_H

#include "revisit/clinic/clinic.h"
#include "revisit/store/search.h"

/* What was typed in the words of the search: "#怕疼" or "#gum ri" becomes the tag of that label, "3
 * Feb 1990" the digits of a date.  Heap. */
char *clinic_typed(struct clinic *c, const char *typed);

/* Searches as store_search does, with the words of clinic_typed. */
bool clinic_search(struct clinic *c, const char *typed, size_t offset, size_t limit,
		   struct hits *out, struct err *err);

/* The first few that keys alone find: within a millisecond at any size, for what is looked up while
 * somebody types. */
bool clinic_search_quick(struct clinic *c, const char *typed, size_t limit, struct hits *out,
			 struct err *err);

/* Where a word was found that the name, the reading, the shown number and the chart number do not
 * show: the name of a field and its text (of a number what matched and its end); both heap, NULL when there is nothing to tell. */
struct find_why {
	char *label; /* translated: "address", "old number"; "" for the number shown in part */
	char *text;
};
void find_why_release(struct find_why *why);
/* `class` is the hit's, `words` as match_words gives them. */
bool find_why(struct clinic *c, const struct patient_line *line, int class,
	      const struct strlist *words, struct find_why *out, struct err *err);

#endif
