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
bool key_is_plain(const char *key);
/* "09:00-12:00 14:00-18:00", "closed" */
bool read_day_hours(struct reader *r, const struct yaml *y, struct hours *h);

/* config_day.c */
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

#endif
