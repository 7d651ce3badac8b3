/* What clinic.yaml says about calls: purposes, outcomes and what each of them means, how often and
 * when somebody is tried, by which programs a number is dialled and a message sent.
 *
 * An outcome is a row of data: what it means is told by its flags, so a clinic may have its own.
 * What clinic.yaml leaves out is as it comes with the program (src/model/outcomes.c). */
#ifndef REVISIT_MODEL_CALLS_H
#define REVISIT_MODEL_CALLS_H

#include "revisit/base/arena.h"
#include "revisit/date/date.h"
#include "revisit/model/record.h"

/* Stretches of a day, in order. */
struct hours {
	struct { minute_t from, to; } range[4];
	int n;
};

/* What a list, a segment or a message is for. */
enum purpose {
	PURPOSE_CARE,
	PURPOSE_SERVICE,
	PURPOSE_RECALL,
	PURPOSE_CONFIRM,
	PURPOSE_MARKETING,
	PURPOSE_LEAD,
	PURPOSE_SURVEY,
	PURPOSES,
};
/* Calls of these are settled by a visit that is booked, or made. */
bool purpose_by_visit(enum purpose purpose);

/* What a list is about. */
enum subject {
	SUBJECT_PATIENT,
	SUBJECT_VISIT,
	SUBJECT_RECALL,
	SUBJECT_PLAN,
	SUBJECT_PROMISE,
	SUBJECT_COMPLAINT,
	SUBJECT_PROSPECT,
};
extern const struct choice purpose_choices[], subject_choices[]; /* in the order of the enums */

/* What an outcome means. */
enum outcome_flag {
	OUTCOME_CONTACT = 1 << 0,       /* somebody talked with us */
	OUTCOME_MESSAGE = 1 << 1,       /* a message was left */
	OUTCOME_FINAL = 1 << 2,         /* this stay on the list is over */
	OUTCOME_REASON = 1 << 3,        /* a reason is asked for, and needed */
	OUTCOME_TIME = 1 << 4,          /* when again is asked for; `again` is what is offered */
	OUTCOME_CALLBACK = 1 << 5,      /* a call back is promised: a to-do at that time, mine or anyone's */
	OUTCOME_BOOK = 1 << 6,          /* a visit is booked with it, or there is one already */
	OUTCOME_CONFIRM = 1 << 7,       /* the visit it is about: confirmed */
	OUTCOME_MOVE = 1 << 8,          /* … moved */
	OUTCOME_CANCEL = 1 << 9,        /* … cancelled */
	OUTCOME_DOCTOR = 1 << 10,       /* the doctor is told, today: a complaint with the words said */
	OUTCOME_SCORE = 1 << 11,        /* a survey answer goes with it */
	OUTCOME_WRONG_NUMBER = 1 << 12, /* marks the number as somebody else's */
	OUTCOME_DEAD_NUMBER = 1 << 13,  /* … as out of service */
	OUTCOME_NO_CALLS = 1 << 14,     /* refuses calls, whatever for */
	OUTCOME_NOT_FOR_THIS = 1 << 15, /* refuses to be asked for this purpose */
	OUTCOME_MOVED = 1 << 16,        /* the patient has moved away */
	OUTCOME_DECEASED = 1 << 17,     /* the patient has died */
	OUTCOME_WRITE = 1 << 18,        /* is to be written to instead */
	OUTCOME_LANGUAGE = 1 << 19,     /* somebody else must ring: another language */
	OUTCOME_FAMILY = 1 << 20,       /* of the family asked in the same call, too; without it: about one person, or the number */
};

enum { OUTCOME_DELAYS = 6, OUTCOME_DIGITS = 9 };

struct outcome_def {
	const char *key;                 /* "no_answer" */
	const char *label_en, *label_zh;
	unsigned flags;
	/* After the n-th of them in a row somebody is tried again so many minutes later (whole days: on
	 * that day, the last one for all further ones); none, and nothing else that says when: the next day. */
	int delays[OUTCOME_DELAYS];
	int n_delays;
	/* Not asked again before: will call us 7 days, not now 45, declined 6 months; zero: none. */
	struct interval again;
	const char *reasons; /* vocabulary of its reasons, NULL */
	/* Asks which of these it was, as "busy, off" does; recorded is always one of them.  0: itself. */
	const char **which;
	size_t n_which;
	struct pos pos;
};

struct purpose_def {
	const char *digits[OUTCOME_DIGITS]; /* outcomes of 1 … 8; NULL where there is none; 9 is more */
	const char **more;                  /* those behind 9 */
	size_t n_more;
	int tries;             /* given up after so many calls of one stay; 0: never */
	bool has_quiet;        /* else as rules.yaml says for the whole clinic */
	struct interval quiet; /* who was reached for it is left alone so long; zero: not */
	const char *script;    /* NULL: the one named like the purpose */
	bool one_call;         /* the family's due on the same number are asked in the same call */
};

/* A program, as its arguments: never through a shell.  "{number}", "{name}", "{text}", "{file}",
 * "{id}", "{to}", "{subject}" stand for what they say, each within one argument. */
struct program_def {
	const char **argv; /* ends with NULL */
	size_t n;
	int seconds; /* is ended after so long */
};

/* How messages of a channel leave. */
enum delivery {
	DELIVERY_HAND,  /* shown, copied, marked sent */
	DELIVERY_MAIL,  /* a program that takes a whole mail on its standard input (sendmail, msmtp) */
	DELIVERY_SPOOL, /* files into a folder: gammu-smsd's outbox, or plain */
	DELIVERY_GAMMU,
	DELIVERY_PROGRAM, /* any other: {to} and {text} as arguments, the text on standard input */
};
struct channel_def {
	const char *channel; /* "sms", "wechat", "email": as rules and consent name it */
	enum delivery how;
	struct program_def program;
	const char *folder; /* DELIVERY_SPOOL and _GAMMU: outbox; relative to the clinic's folder */
	const char *inbox;  /* replies that arrive as files, NULL */
	const char *from;   /* address of the clinic */
	struct pos pos;
};

/* A message that goes with every visit, so long before it. */
struct reminder_def {
	const char *rule; /* "2d", stable name of this one among those of a visit */
	int minutes;      /* before the visit */
	const char **channels; /* the first by which they may be written to */
	size_t n_channels;
	const char *template;
	struct pos pos;
};

struct call_settings {
	struct outcome_def *outcomes;
	size_t n_outcomes;
	struct purpose_def purposes[PURPOSES];
	bool has_hours;          /* else the clinic's opening hours */
	struct hours *hours;     /* when people may be rung: [7], Monday first */
	bool holidays;           /* rings on closed days, too */
	minute_t parts[4];       /* where the parts of the day begin, for trying at different times */
	int n_parts;
	int a_day;               /* calls a person, of all lists */
	int number_a_day;        /* calls a number */
	int in_days, in_days_most; /* calls a person within so many days, at most; 0: no limit */
	int lease_minutes;       /* how long a claim lives without a sign of life */
	int mine_minutes;        /* so long after its time a call back of one person is anyone's */
	struct program_def dial; /* n 0: none */
	struct hours message_hours[7]; /* when messages may be sent */
	struct channel_def *channels;
	size_t n_channels;
	struct reminder_def *reminders;
	size_t n_reminders;
	const char **opt_out;    /* words that end everything: T, TD, 退订, STOP */
	size_t n_opt_out;
};

struct config;
/* What calls are like where clinic.yaml says nothing; texts and lists in the arena. */
void call_defaults(struct call_settings *s, struct arena *arena);
const struct outcome_def *config_outcome(const struct config *c, const char *key); /* or NULL */
/* The label in the language in force; an unknown outcome as it was entered. */
const char *config_outcome_label(const struct config *c, const char *key);
const struct purpose_def *config_purpose(const struct config *c, enum purpose purpose);
const struct channel_def *config_channel(const struct config *c, const char *channel); /* or NULL */
/* When people may be rung that day: none on a closed one, unless calls: says otherwise. */
const struct hours *config_call_hours(const struct config *c, day_t day);

#endif
