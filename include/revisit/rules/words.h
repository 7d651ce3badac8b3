/* The words of the rule language: what a rule can speak of, in English and Chinese.
 *
 * These tables and the field catalogue (model/record.h) are the one source of the parser, the
 * checker, the Chinese phrases, the completion in the editor, `revisit fields` and the tables of
 * revisit-rules(5).  A new word is one row.  Names of the clinic's own things (visit kinds,
 * providers, tags, sites, sources, channels, recalls, staff) come from a lexicon. */
#ifndef REVISIT_RULES_WORDS_H
#define REVISIT_RULES_WORDS_H

#include "revisit/model/config.h"
#include "revisit/model/records.h"

/* Things that happen on a day.  What each is made of: rules/view.h. */
enum noun {
	NOUN_VISIT,
	NOUN_PLAN,
	NOUN_TASK,
	NOUN_PROMISE,
	NOUN_COMPLAINT,
	NOUN_CALL,     /* any outbound dial */
	NOUN_CONTACT,  /* one that was answered or left a message, a message, a talk at the desk */
	NOUN_MESSAGE,  /* sent by us */
	NOUN_REFERRAL, /* somebody who names this patient as who sent them */
	NOUN_SURVEY,   /* an answer */
	NOUN_RESPONSE, /* to a campaign: none are kept yet */
	NOUN_COUPON,   /* none are kept yet */
	NOUNS,
};

/* Which of them.  STATUS_USUAL is what the noun means by itself: a visit that took place, an
 * offered plan whatever became of it, a to-do in any state, a call, a referral … */
enum noun_status {
	STATUS_USUAL,
	/* visits */
	STATUS_UPCOMING,    /* booked (planned or confirmed), dated today or later */
	STATUS_PLANNED,     /* booked and not confirmed, whatever the day */
	STATUS_CONFIRMED,
	STATUS_MISSED,      /* no-show */
	STATUS_CANCELLED,   /* by the day it was cancelled */
	STATUS_RESCHEDULED,
	/* referrals */
	STATUS_ARRIVED,     /* came for a first visit, by its day */
	/* plans, as said; by the day they were offered */
	STATUS_OFFERED,
	STATUS_THINKING,
	STATUS_ACCEPTED,
	STATUS_DECLINED,
	STATUS_ELSEWHERE,
	/* plans, as they stand (care/plan.h) */
	STATUS_UNSCHEDULED,
	STATUS_BROKEN_OFF,
	/* to-dos, promises, complaints; plans that are still wanted or not answered */
	STATUS_OPEN,        /* to-dos: by the day they are due */
	STATUS_OVERDUE,     /* open and due before today */
	STATUS_DONE,        /* by the day it was done */
	/* calls */
	STATUS_ANSWERED,
	STATUS_UNANSWERED,
	STATUSES,
};

/* Which day of an event a noun with that status goes by. */
enum event_day {
	BY_DAY,    /* it took place, was made, was offered; what lies after today is not there yet */
	BY_DUE,    /* to come: booked for, due on */
	BY_CLOSED, /* done, cancelled */
};

struct word {
	const char *en, *zh; /* "cleaning visit": several words with single blanks; zh without blanks */
	const char *en_many; /* plural, NULL when there is none or it adds an s */
	const char *also;    /* other words for it in either language, parted by "|"; NULL */
};

/* What a noun may be narrowed by. */
enum noun_part {
	TAKES_KIND = 1 << 0,     /* "cleaning visit", "thank-you task" */
	TAKES_PROVIDER = 1 << 1, /* with lin */
	TAKES_SITE = 1 << 2,     /* at wuyi */
	TAKES_CHANNEL = 1 << 3,  /* by wechat */
	TAKES_OVER = 1 << 4,     /* over 5000: its amount; of a survey its score */
};

struct noun_word {
	enum noun noun;
	struct word word;
	unsigned takes;   /* bits of enum noun_part */
	bool absent;      /* nothing of it is kept by this program yet: an error of the checker */
	const char *help; /* N_() what counts as one */
};
extern const struct noun_word noun_words[NOUNS];

struct status_word {
	enum noun_status status;
	unsigned nouns; /* bits 1 << enum noun that it goes with */
	enum event_day by;
	struct word word; /* en "" for STATUS_USUAL */
	const char *help;
};
extern const struct status_word status_words[STATUSES];
const struct status_word *status_word(enum noun_status status);
/* The day it goes by: a rescheduled or cancelled visit by the day it was moved or called off. */
enum event_day noun_day(enum noun noun, enum noun_status status);

/* What a number, a date, a choice or a text of a patient is called. */
enum fact_type {
	FACT_NUMBER,  /* plain */
	FACT_MONEY,   /* minor units inside, major units in rules */
	FACT_SHARE,   /* 0 … 1, written 0.3 or 30 % */
	FACT_DATE,
	FACT_YEARLY,  /* a date that comes every year: birthday */
	FACT_CHOICE,  /* of fixed values: `values` */
	FACT_TERM,    /* of the vocabulary `vocab` */
	FACT_TEXT,    /* known, contains */
};

enum fact {
	FACT_AGE,
	FACT_BIRTHDAY,      /* 29 February is kept on 28 February in common years */
	FACT_BIRTH_DATE,
	FACT_TODAY,
	FACT_REGISTERED,
	FACT_DECEASED_DAY,
	FACT_STATUS,        /* "is active" */
	FACT_SEX,
	FACT_ROLE,          /* in the household */
	FACT_SOURCE,
	FACT_PROVIDER,      /* responsible doctor */
	FACT_CONSULTANT,
	FACT_LANGUAGE,
	FACT_NAME,
	FACT_PHONE,         /* a good number: known */
	FACT_EMAIL,
	FACT_WECHAT,
	FACT_ADDRESS,
	FACT_OCCUPATION,
	FACT_INSURANCE,
	FACT_NOTES,
	FACT_GUARDIAN,      /* known */
	FACT_REFERRER,
	FACT_HOUSEHOLD,
	FACT_CONSENT,       /* "marketing consent is yes | no | unknown": `purpose` of the node */
	FACT_NPS,           /* score of the latest survey answer */
	FACT_NPS_DATE,
	/* Measures: sums over events, with a window. */
	FACT_COUNT,         /* count of NOUN */
	FACT_SPEND,         /* amounts of visits that took place */
	FACT_PAID,
	FACT_DEBT,          /* what is owed: amounts less payments, of all visits; no window */
	FACT_REFERRALS,     /* count of arrived referrals */
	FACT_PLAN_VALUE,    /* of open plans, what is not finished; no window */
	FACT_POINTS,        /* absent */
	FACT_VALUE,         /* absent: lifetime value */
	FACT_CHANCE,        /* absent: chance of return */
	FACTS,
};

enum fact_flag {
	FACT_MAY_MISS = 1 << 0,  /* it may be missing: warned of under a negation */
	FACT_WINDOWED = 1 << 1,  /* a measure that takes a window */
	FACT_ABSENT = 1 << 2,    /* not kept by this program yet */
	FACT_KNOWN_ONLY = 1 << 3, /* only "is known" and "is unknown" */
};

struct fact_word {
	enum fact fact;
	enum fact_type type;
	struct word word;
	const char *field;           /* of record_patient, NULL when it is derived */
	const struct choice *values; /* FACT_CHOICE */
	const char *vocab;           /* FACT_TERM */
	unsigned flags;
	const char *help;            /* N_() */
};
extern const struct fact_word fact_words[FACTS];

enum consent_value { CONSENT_IS_YES, CONSENT_IS_NO };

/* The values of consent and its purposes, as rules and the desk write them. */
extern const struct choice consent_values[], consent_purposes[];
/* Channels by which patients are reached: "phone", "sms", "wechat" …, the keys of attempts. */
extern const struct choice channel_choices[];

/* What a fixed value (patient_status_choices, sex_choices, …) is called in a Chinese sentence; its key
 * when it has no name. */
const char *choice_word(const struct choice *set, int i);


/* --- what the clinic calls its own --- */

enum term_kind {
	TERM_KIND,     /* visit kinds; also what tasks are of */
	TERM_TASK_KIND,
	TERM_PROVIDER,
	TERM_SITE,
	TERM_CHANNEL,
	TERM_TAG,
	TERM_SOURCE,
	TERM_RECALL,
	TERM_LANGUAGE,
	TERM_STAFF,
	TERM_KINDS,
};

/* Words that no name of that kind may be, as "last" or a visit kind "missed": clinic.yaml refuses them,
 * and names that came from elsewhere are read in quotes only. */
bool word_is_reserved(enum term_kind kind, const char *key);
/* Words that hold sentences together, as "not" and 没有: no segment is called so, and no date, which
 * may not be "last" or 今天 either. */
bool word_opens_sentence(const char *key, bool date);
/* Whether no key of clinic.yaml is such a word: ERR_CONFIG with its place. */
bool words_check(const struct config *config, struct err *err);

/* clinic.yaml and, for what only the database knows (imported kinds, tags typed at the desk), lists
 * of further keys.  Not owned: they outlive what is compiled with it. */
struct lexicon {
	const struct config *config;
	const struct strlist *more; /* TERM_KINDS lists, NULL for none */
};

/* The vocabulary (model/config.h) a kind of term is of. */
const char *term_vocab(enum term_kind kind); /* NULL: channels, languages */
/* The key of what is written in either language, by key or label; NULL when it is not known. */
const char *lexicon_find(const struct lexicon *lex, enum term_kind kind, const char *written);
/* All keys of a kind, clinic.yaml's first. */
void lexicon_list(const struct lexicon *lex, enum term_kind kind, struct strlist *out);

#endif
