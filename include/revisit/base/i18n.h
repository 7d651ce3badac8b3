/* Texts for people.  Everything shown goes through _(); tables hold N_() texts, translated where
 * they are shown.  C_() tells two meanings of one English word apart. */
#ifndef REVISIT_BASE_I18N_H
#define REVISIT_BASE_I18N_H

#include "revisit/base/base.h"

#include <libintl.h>

#define _(s) gettext(s)
#define N_(s) (s)
#define C_(context, s) i18n_context(context "\004" s, s)
#define NC_(context, s) (s)

const char *i18n_context(const char *id, const char *plain);

/* Sets a UTF-8 locale that exists and the language of the texts: `lang` ("zh_CN", "en", NULL for
 * what the environment says).  A minimal system has no locale but C.UTF-8; glibc still translates
 * when LANGUAGE is set.  `dir` holds LANG/LC_MESSAGES/revisit.mo.  Numbers stay in C format. */
void i18n_init(const char *lang, const char *dir);

/* The language of clinic.yaml: takes the place of the environment's, but not of one given to
 * i18n_init. */
void i18n_prefer(const char *lang);

/* English whatever was asked for: on a terminal that cannot show anything else. */
void i18n_english(void);

/* The language in force: "en", "zh_CN". */
const char *i18n_lang(void);
bool i18n_is_chinese(void);

#endif
