/* Whether two patients are one person: a score and the reasons for it.  Pure.
 *
 * After Fellegi and Sunter, "A Theory for Record Linkage" (JASA 64, 1969): each field that agrees or
 * differs is worth log2(m / u) bits, where m is how often it does so for two records of one person
 * and u how often for two of different people.  The bits are added; against them stands how unlikely
 * it is to begin with that two of so many patients are one, log2(people) and a little.
 *
 * Two things the sum alone does not see.  A name, a number and an address that many have are worth
 * less (Winkler's frequencies), so the caller says how many.  And relatives are alike without being
 * one: who has another given name, or was born in plainly another year, gets nothing for a shared
 * telephone or address. */
#ifndef REVISIT_CARE_LIKENESS_H
#define REVISIT_CARE_LIKENESS_H

#include "revisit/date/date.h"
#include "revisit/model/records.h"

/* As they are on file or typed; NULL when not known. */
struct likeness_raw {
	const char *name, *family, *given, *reading, *preferred, *second_name, *email, *address,
		*identity;
};

/* What is compared, folded. */
enum likeness_text {
	LIKE_NAME,
	LIKE_FAMILY, /* "" unless the name is split */
	LIKE_GIVEN,
	LIKE_READING, /* joined letters: "zhangwei" */
	LIKE_FAMILY_READING,
	LIKE_OTHER, /* other whole names, each before a line feed */
	LIKE_EMAIL,
	LIKE_ADDRESS,
	LIKE_IDENTITY,
	LIKENESS_TEXTS
};

struct likeness_number {
	uint64_t digits; /* of the normal form; likeness_number() */
	unsigned people; /* who have it, the two compared included */
};

struct likeness_person {
	const char *text[LIKENESS_TEXTS]; /* never NULL */
	day_t birth;
	int precision, sex; /* enum precision, enum sex */
	int64_t id, guardian;
	unsigned names; /* people of this name, this one included; 0: not known */
	const struct likeness_number *numbers;
	size_t n_numbers;
};

/* Appends the folded texts, each before a NUL; likeness_point finds them there again. */
void likeness_texts(struct str *out, const struct likeness_raw *raw);
void likeness_point(struct likeness_person *p, const char *texts);
/* 0 for what is no number one could call. */
uint64_t likeness_number(const char *norm);

/* In the order in which they are told; what speaks against comes last. */
enum likeness_reason {
	LIKE_SAME_IDENTITY,
	LIKE_SAME_NAME,
	LIKE_OTHER_LETTERS, /* Zhang Wei for 张伟 */
	LIKE_SAME_READING,
	LIKE_SAME_SOUND,
	LIKE_SWAPPED_NAME,
	LIKE_NICKNAME,
	LIKE_CLOSE_NAME,
	LIKE_PART_OF_NAME,
	LIKE_SAME_GIVEN,
	LIKE_SAME_BIRTH,
	LIKE_SWAPPED_BIRTH,
	LIKE_CLOSE_BIRTH,
	LIKE_SAME_YEAR,
	LIKE_SAME_NUMBER,
	LIKE_CLOSE_NUMBER,
	LIKE_SAME_EMAIL,
	LIKE_CLOSE_EMAIL,
	LIKE_SAME_ADDRESS,
	LIKE_CLOSE_ADDRESS,
	LIKE_CLOSE_IDENTITY,
	LIKE_AGAINST, /* from here on */
	LIKE_OTHER_GIVEN = LIKE_AGAINST,
	LIKE_OTHER_FAMILY,
	LIKE_OTHER_NAME,
	LIKE_OTHER_BIRTH,
	LIKE_OTHER_SEX,
	LIKE_OTHER_IDENTITY,
	LIKE_IS_GUARDIAN,
	LIKENESS_REASONS
};

struct likeness {
	int score;        /* 0 to 100: about the chance that they are one */
	unsigned reasons; /* a bit each */
	float bits;
};

enum { LIKENESS_LIKELY = 50 }; /* the score from which a pair is worth a look */

/* `people`: how many patients there are. */
struct likeness likeness_of(const struct likeness_person *a, const struct likeness_person *b,
			    size_t people);

/* "same name", translated. */
const char *likeness_word(enum likeness_reason reason);
/* Stable: "same-name". */
const char *likeness_key(enum likeness_reason reason);
/* "same name, same phone; but other birth date", translated; appended. */
void likeness_words(struct str *out, unsigned reasons);

#endif
