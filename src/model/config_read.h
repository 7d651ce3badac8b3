/* Reading clinic.yaml: what config.c and config_day.c share. */
#ifndef REVISIT_MODEL_CONFIG_READ_H
#define REVISIT_MODEL_CONFIG_READ_H

#include "revisit/base/yaml.h"
#include "revisit/model/config.h"

struct reader {
	struct config *c;
	struct err *err;
};

bool want(struct reader *r, const struct yaml *y, enum yaml_kind kind);
/* Room for the entries of a list. */
bool want_list(struct reader *r, const struct yaml *y, size_t size, void **out);
bool read_text(struct reader *r, const struct yaml *y, const char **out);
/* A text for both languages, or a map of en: and zh:. */
bool read_label(struct reader *r, const struct yaml *y, const char **en, const char **zh);
bool read_number(struct reader *r, const struct yaml *y, int min, int max, int *out);
bool read_one_of(struct reader *r, const struct yaml *y, const char *const *allowed,
		 const char **out);
bool read_yes(struct reader *r, const struct yaml *y, bool *out);
bool key_is_plain(const char *key);
/* "09:00-12:00 14:00-18:00", "closed" */
bool read_day_hours(struct reader *r, const struct yaml *y, struct hours *h);
/* mon-fri: 09:00-18:00, sat: 09:00-12:00; days that are not named have none */
bool read_week(struct reader *r, const struct yaml *y, struct hours week[7]);
/* The vocabulary that a section of clinic.yaml fills ("cancel reasons"), NULL for none. */
const char *vocab_of_section(const char *section);

/* config_day.c */
/* "6m", "1y6m2d": at least a day */
bool read_interval(struct reader *r, const struct yaml *y, struct interval *out);
/* "cleaning" or [cleaning, exam] */
bool read_keys_of(struct reader *r, const struct yaml *y, const char ***out, size_t *n);
bool read_special(struct reader *r, const struct yaml *y);
bool read_recalls(struct reader *r, const struct yaml *y, struct term_list *labels);
bool read_followups(struct reader *r, const struct yaml *y);
/* "does" and "does not" of a provider. */
bool is_does(const char *key);
bool read_does(struct reader *r, const struct yaml *y, struct term_def *t);
/* Whether recalls, follow-ups and providers name what there is; weekdays of special days are filled in. */
bool check_day(struct reader *r, const struct yaml *tree);

/* config_calls.c */
/* What may stand in a map, and what reads it into `into`. */
struct entry {
	const char *key;
	bool (*read)(struct reader *r, const struct yaml *y, void *into);
};
/* Reads a map by such a table of n rows; another key is an error that offers the nearest one. */
bool read_entries(struct reader *r, const struct yaml *map, const struct entry *entries, size_t n,
		  void *into);
/* "'wrd' is no …; did you mean 'word'?", or which there are: ERR_CONFIG. */
bool not_known(struct reader *r, const struct pos *pos, const char *word, const char *const *known,
	       size_t n);
struct pos kept_pos(struct reader *r, const struct pos *pos); /* outlives the tree */
/* "30min", "3h", "2d", "1w": from a minute to a year */
bool read_minutes(struct reader *r, const struct yaml *y, int *out);
bool read_calls(struct reader *r, const struct yaml *y);
/* Whether digits and outcomes name what there is; `calls` may be NULL. */
bool check_calls(struct reader *r, const struct yaml *calls);

/* config_channels.c */
bool read_dial(struct reader *r, const struct yaml *y, void *into);
bool read_channels(struct reader *r, const struct yaml *y, void *into);
bool read_reminders(struct reader *r, const struct yaml *y, void *into);
bool check_reminders(struct reader *r, const struct yaml *reminders);

#endif
