/* clinic.yaml in typed form.  Owned by its arena; everything is const after loading. */
#ifndef REVISIT_MODEL_CONFIG_H
#define REVISIT_MODEL_CONFIG_H

#include "revisit/base/arena.h"
#include "revisit/base/err.h"
#include "revisit/model/calls.h"

struct yaml;

/* A term of a vocabulary: visit kind, provider, source, tag, cancel reason, payment method. */
struct term_def {
	const char *key;
	const char *label_en, *label_zh; /* the key when clinic.yaml gives none */
	const char **also;               /* what people say for it besides */
	size_t n_also;
	int minutes;                     /* kinds: usual length, 0 unknown */
	int64_t price;                   /* kinds: usual price in minor units, MONEY_NONE */
	const char *site;
	const char *role;                /* staff: a key of "role", NULL */
	bool treats_not;                 /* providers: advises or books, has no column in the book */
	const char **does;               /* providers: the kinds of visit they are offered for … */
	size_t n_does;                   /* 0: all of them */
	bool does_not;                   /* … or, rather, not offered for */
	struct pos pos;                  /* of the key in clinic.yaml */
};

struct term_list {
	const char *vocab; /* "visit_kind", "provider", "source", "tag", "cancel_reason", … */
	struct term_def *v;
	size_t n;
};

/* A usual to-do of the ^T list. */
struct usual_task {
	const char *what_en, *what_zh;
	const char *due; /* as typed: "tomorrow", "+3" */
	bool promise;
};

/* Keys that take the place of a command's own: what they mean is not known here (app/keys.h). */
struct key_name {
	const char *name; /* as written: "^p", "F9", "a" */
	struct pos pos;
};

struct key_binding {
	const char *command;
	struct pos pos;
	struct key_name *keys;
	size_t n;
};

/* A day with hours of its own: the clinic is open as it says, whatever the week and the holidays
 * say.  Swapped working days (调休) are such days. */
struct special_day {
	day_t day;
	struct hours hours;
	int as; /* the weekday it is worked like, 0 Monday; −1 when it has hours of its own */
};

/* A recall: who came for one of `after` is due again `every` later (care/recall.h). */
struct recall_def {
	const char *key;         /* of the vocabulary "recall", which has its label */
	struct interval every;
	const char **after;      /* visit kinds that start it and that it waits for */
	size_t n_after;
	const char **instead_of; /* recalls that are not due while this one holds */
	size_t n_instead_of;
	int from_age, to_age;    /* years, both included; −1: no limit */
	const char *book;        /* the kind of visit to book; the first of `after` */
};

/* A to-do that every visit of some kinds is followed by (care/cadence.h). */
struct followup_def {
	const char **kinds;
	size_t n_kinds;
	struct interval after;
	const char *what_en, *what_zh;
	const char *kind;     /* of the vocabulary "task_kind", NULL */
	const char *assignee; /* "provider": who treated; NULL: anyone */
	const char *rule;     /* "1d:care": stable name of this one among those of a visit */
};

enum { VOCABS = 15 };

struct config {
	struct arena arena;
	const char *name, *timezone, *currency, *country, *language;
	int decimals; /* of the currency: 2 for CNY, 0 for JPY */
	const char *currency_sign;
	bool lists_keys;    /* lists: keys */
	bool plain;         /* layout: plain, or linear */
	bool no_mouse;      /* mouse: no */
	const char *theme;  /* "dark", "light", "contrast", "mono" */
	struct key_binding *bindings;
	size_t n_bindings;
	struct hours hours[7]; /* Monday first */
	day_t *closed;
	size_t n_closed;
	struct special_day *special; /* in order of the day */
	size_t n_special;
	int slot_minutes; /* visits begin at multiples of it */
	int adult_from;   /* years of age: no guardian is needed from then on */
	struct recall_def *recalls;
	size_t n_recalls;
	struct followup_def *followups;
	size_t n_followups;
	struct call_settings calls;
	struct term_list vocab[VOCABS];
	struct usual_task *tasks;
	size_t n_tasks;
	const char **chairs;
	size_t n_chairs;
};

/* Reads the tree of a clinic.yaml.  Unknown keys, wrong types and impossible values are ERR_CONFIG
 * with file, line and column.  The result is heap, freed with config_free. */
struct config *config_read(const struct yaml *tree, struct err *err);
struct config *config_load(const char *path, struct err *err);
void config_free(struct config *c);

/* The terms of one vocabulary; never NULL for a known name. */
const struct term_list *config_vocab(const struct config *c, const char *vocab);
const struct term_def *config_term(const struct config *c, const char *vocab, const char *key);

/* Whether the provider is one to be offered for that kind of visit (NULL: any).  Of who or what
 * this file does not name nobody knows: true. */
bool config_does(const struct config *c, const char *provider, const char *kind);

/* The label in the language in force; the key itself when nothing is known. */
const char *config_label(const struct config *c, const char *vocab, const char *key);

/* "380", "1,240.50": minor units in the clinic's currency; with `sign` "¥380" ("Y380" in ascii).
 * Trailing zero decimals are left away on screen and kept when `exact`. */
void money_show(struct str *out, const struct config *c, int64_t amount, bool sign);
void money_exact(struct str *out, const struct config *c, int64_t amount);
/* "380", "380.5", "1,240.50", "¥380": ERR_BAD_NUMBER for more decimals than the currency has, for
 * more than 15 digits, and for "12,50", which may mean either. */
bool money_parse(const struct config *c, const char *text, int64_t *amount, struct err *err);

const struct recall_def *config_recall(const struct config *c, const char *key); /* or NULL */

/* When the clinic is open that day: a special day's hours, none on a closed one, else the week's. */
const struct hours *config_hours(const struct config *c, day_t day);
/* The weekday whose week is worked that day: of a swapped working day the one it stands for. */
int config_weekday(const struct config *c, day_t day);
/* Whether the clinic is open otherwise than in any other week: closed or with hours of its own. */
bool config_day_differs(const struct config *c, day_t day);
/* The first day after `day` with hours; `day` + 366 when there is none within a year. */
day_t config_next_working_day(const struct config *c, day_t day);
day_t config_last_working_day(const struct config *c, day_t day); /* the one before, likewise */

/* Whether the clinic is open at that time. */
bool config_open_at(const struct config *c, day_t day, minute_t minute);

/* The text of a field's value for people or for files, and back. */
struct field;
/* File form: ISO dates, choice and vocabulary keys, exact money.  A FIELD_REF gives its id. */
void field_export(struct str *out, const struct config *c, const struct field *f, const void *row);
/* For people: labels, dates as one reads them. */
void field_show(struct str *out, const struct config *c, const struct field *f, const void *row,
		day_t today);
/* "…1234": as much as may be seen of a private text. */
void private_show(struct str *out, const char *text);
/* Either form, as typed; "" clears.  FIELD_REF takes an id (the caller resolves chart numbers). */
bool field_parse(const struct config *c, const struct field *f, void *row, const char *text,
		 day_t today, struct err *err);

#endif
