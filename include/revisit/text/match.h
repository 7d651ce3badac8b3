/* Search keys and typed words: what is indexed of a patient, and what a word asks for.
 *
 * A key is matched by its beginning, a chart number whole.  A Chinese name gives its characters
 * from each position, its reading from each name part ("zhangwei", "weizhang"), its initials and
 * the halves people mix ("zwei", "lixm"), for up to eight readings; another name gives its words
 * rotated ("annalee", "leeanna") and initials; a number gives its digits from each position.  Keys
 * and typed words have at most 64 bytes, both cut at a character's border. */
#ifndef REVISIT_TEXT_MATCH_H
#define REVISIT_TEXT_MATCH_H

#include "revisit/base/str.h"

/* In the order of the hits. */
enum match_class {
	MATCH_CHART,       /* the whole chart number: key = word, never only its beginning */
	MATCH_SHORT,       /* all initials of a Chinese name, no more and no less: how one types it */
	MATCH_NAME,        /* the name from its beginning, or from the family name */
	MATCH_INITIALS,
	MATCH_PHONE_LAST,  /* the last four digits, or the whole number */
	MATCH_NAME_INSIDE, /* the given name, another word of the name */
	MATCH_PHONE,       /* digits inside a number */
	MATCH_BIRTH,
	MATCH_TAG,
	MATCH_OTHER,       /* e-mail, a contact's label, a chart number's beginning */
	MATCH_CLASSES
};

typedef void match_add(enum match_class class, const char *key, void *arg);

/* At most 60 keys, none twice; of a name with more words or readings the likeliest.  `family` is
 * NULL unless the name is split.  `reading` (as shown, as a person may have changed it) may be
 * NULL; it comes before the readings of the table.  ü is keyed as v, u and yu. */
void match_name_keys(const char *name, const char *family, const char *reading, match_add *add,
		     void *arg);

/* `norm` as phone_normal gives it.  Also the national number with a 0 before it, as it is dialled.
 * The extension is no key. */
void match_phone_keys(const char *norm, match_add *add, void *arg);

/* Folded, without blanks and punctuation; with and without leading zeros. */
void match_chart_keys(const char *chart_no, match_add *add, void *arg);

/* "19850302", "0302", "850302"; "198503" or "1985" when m and d, or d, are 0 (unknown). */
void match_birth_keys(int y, int m, int d, match_add *add, void *arg);

void match_tag_keys(const char *tag, match_add *add, void *arg); /* "#vip", without blanks */

/* E-mail and labels, MATCH_OTHER: an address whole, in small letters, with its punctuation; other
 * texts (and the part before the @) folded, from each word and each Han character. */
void match_word_keys(const char *text, match_add *add, void *arg);

/* What was typed, split at blanks and between Han and other letters, in the form of keys: appends
 * at most 8 words, none empty.  A word that reads as a date ("1988-3-2", "3-2", "3月2日") becomes
 * its digits, and so does a number ("0731-8888"; three groups or more, or those after a +, are
 * joined); other words with digits lose their punctuation ("A-1042"); a name with an apostrophe
 * stays one word; `#vip` keeps its sign, `#1042` does not; a word with an @ keeps everything but
 * capitals; full-width letters are plain. */
void match_words(const char *typed, struct strlist *out);

/* The parts of `shown` (a name, a reading, a number, a date) that `word` (from match_words)
 * matched, as byte ranges in order, at characters' borders and never touching; returns their number
 * (0 when it matched something else), at most `max`. */
struct match_range {
	size_t start, end;
};
size_t match_ranges(const char *shown, const char *word, struct match_range *out, size_t max);

#endif
