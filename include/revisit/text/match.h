/* Search keys and typed words: what is indexed of a patient, and what a word asks for.
 *
 * A key is one letter, its space (what it is a key of), and a text of at most 64 bytes, cut at a
 * character's border.  A typed word becomes probes: each is a range of keys of one space, in the
 * order in which its hits are shown.  What no key begins with is looked for inside the texts of a
 * patient (match_inside).  The index, the check of one patient and the naive search of the tests
 * all go by these two: a key fits a probe or it does not.
 *
 * Spaces: c chart number · d its digits · n name or reading from its beginning · f the reading of a
 * surname, a blank and the rest ("hu jun") · g given name or another word of the name, the rest
 * behind it ("weizhang") · i initials, the syllables or words behind them ("zw zhang wei", "al. anna
 * lee") · r a less likely reading, j its initials · s a reading as it sounds · p the digits of a number · l its last four,
 * then what stands before them ("00421380000") · b birth day, month, year ("03021985") · y year,
 * month, day as far as known · t tag ·
 * w a contact's label ("妈妈", and with the given name "小宝妈妈").  For somebody inactive or gone
 * the letter is a capital. */
#ifndef REVISIT_TEXT_MATCH_H
#define REVISIT_TEXT_MATCH_H

#include "revisit/base/str.h"

enum { MATCH_KEY_MAX = 64, MATCH_PROBES_MAX = 64 };

/* In the order of the hits. */
enum match_class {
	MATCH_CHART,       /* the whole chart number, never only its beginning */
	MATCH_FAMILY,      /* the surname, no more and no less: hu is 胡 before 黄 */
	MATCH_SHORT,       /* all initials of a Chinese name, no more and no less: how one types it */
	MATCH_NAME,        /* the name from its beginning, or from the family name */
	MATCH_INITIALS,
	MATCH_PHONE_LAST,  /* the last four digits, or more of a number's end */
	MATCH_NAME_INSIDE, /* the given name, another word of the name */
	MATCH_ABBREVIATED, /* "zwei", "lixm", "zhxm" */
	MATCH_PHONE,       /* a number from its beginning */
	MATCH_BIRTH,
	MATCH_TAG,
	MATCH_LABEL,       /* of a contact: 小宝妈妈 */
	MATCH_CHART_START,
	MATCH_READING,     /* a character's other reading */
	MATCH_NICKNAME,    /* Bob for Robert, 小伟 and 阿伟 for 伟, 张先生 */
	MATCH_SOUND,       /* another character of that reading, what sounds alike: zh z, ch c, sh s, n l r, f h, an ang, en eng, in ing */
	MATCH_SAME_PHONE,  /* no match: somebody on the number of one */
	MATCH_INSIDE,      /* anywhere in the name, a number, an address, an e-mail, a label */
	MATCH_CLASSES
};

typedef void match_add(const char *key, void *arg);

/* At most 60 keys, none twice; of a name with more words or readings the likeliest.  `family` is
 * NULL unless the name is split.  `reading` (as shown, as a person may have changed it) may be
 * NULL; it comes before the readings of the table.  ü is keyed as v, u and yu. */
void match_name_keys(const char *name, const char *family, const char *reading, match_add *add,
		     void *arg);

/* `norm` as phone_normal gives it; the country code and the extension are no part of the keys. */
void match_phone_keys(const char *norm, match_add *add, void *arg);

/* Folded, without blanks and punctuation; with and without leading zeros. */
void match_chart_keys(const char *chart_no, match_add *add, void *arg);

/* As far as known: 0 when the year, month or day is not. */
void match_birth_keys(int y, int m, int d, match_add *add, void *arg);

void match_tag_keys(const char *tag, match_add *add, void *arg); /* "t#vip", without blanks */

/* A label behind each of the names somebody goes by, and `alone`; name and given may be NULL. */
void match_label_keys(const char *label, bool alone, const char *name, const char *given,
		      match_add *add, void *arg);

/* --- texts that are looked into --- */

/* The parts of a patient's text; letters look into names and latin, Han into names and han, digits
 * into digits. */
enum match_part { PART_NAMES, PART_DIGITS, PART_LATIN, PART_HAN, MATCH_PARTS };

/* Appends to the parts what is looked into, folded; before each text stands MATCH_FIELD, a
 * character no word has.  Digits inside an address or a label count as digits too. */
enum { MATCH_FIELD = 0x1f };
void match_name_texts(const char *name, const char *family, const char *reading,
		      struct str parts[MATCH_PARTS]);
void match_number_text(const char *digits, struct str parts[MATCH_PARTS]);
void match_other_text(const char *text, struct str parts[MATCH_PARTS]);

/* Into which parts a word is looked, a bit each (1 << PART_NAMES …); 0 when it is too short for
 * that or is a tag. */
unsigned match_inside(const char *word);

/* --- what is typed --- */

/* What was typed, split at blanks and between Han and other letters, in the form of keys: appends
 * at most 8 words, none empty.  A word that reads as a date ("1988-3-2", "3-2", "3月2日") becomes
 * its digits, and so does a number ("0731-8888"; three groups or more, or those after a +, are
 * joined); other words with digits lose their punctuation ("A-1042"); a name with an apostrophe
 * stays one word; `#vip` keeps its sign, `#1042` does not; a word with an @ keeps everything but
 * capitals; full-width letters are plain. */
void match_words(const char *typed, struct strlist *out);

/* What else a key must be. */
enum match_check {
	CHECK_NONE,
	CHECK_WHOLE,     /* `text` and no more */
	CHECK_END,       /* what stands before the last four digits ends with `rest` */
	CHECK_SYLLABLES, /* `rest` is made of the beginnings of the syllables behind the initials */
};

struct match_probe {
	enum match_class class;
	enum match_check check;
	char text[MATCH_KEY_MAX + 2]; /* the space and what keys begin with */
	char rest[MATCH_KEY_MAX + 1];
};
struct match_probes {
	struct match_probe v[MATCH_PROBES_MAX];
	size_t n;
};

/* What a word from match_words asks for, in order of class. */
void match_probes(const char *word, struct match_probes *out);

/* Whether a key (its space as a small letter or a capital) fits. */
bool match_fits(const struct match_probe *p, const char *key);

/* A reading as the ear takes it: zh z, ch c, sh s, l and r n, f h, ng n.  `out` has room for
 * strlen(letters) + 1 bytes. */
void match_sound(const char *letters, char *out);

/* The i-th name that a nickname stands for, or nickname that a name has ("bob": robert; "robert":
 * bert, bob, …), folded; NULL after the last.  小 and 阿 forms are not in it: the probes see to
 * them. */
const char *match_nickname(const char *word, size_t i);

/* The parts of `shown` (a name, a reading, a number, a date, an address) that `word` (from
 * match_words) matched, as byte ranges in order, at characters' borders and never touching; returns
 * their number (0 when it matched something else), at most `max`. */
struct match_range {
	size_t start, end;
};
size_t match_ranges(const char *shown, const char *word, struct match_range *out, size_t max);

/* Whether a sentence (a command, a choice, a line of help) has the word: as a name would, or by how
 * its characters are read anywhere in it. */
bool match_sentence(const char *sentence, const char *word);

#endif
