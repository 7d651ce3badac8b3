/* When something is to be done, as people say it: a day, a time of it, from when until when.
 *
 * What a bare hour means is told by the opening hours: "3点" is three in the afternoon where nobody
 * is there at night.  So is "fri morning" (from opening to noon).  Pure. */
#ifndef REVISIT_CARE_WHEN_H
#define REVISIT_CARE_WHEN_H

#include "revisit/model/config.h"

/* A day, a time or window, or both: "fri", "15:30", "fri 14-16", "周五下午2点到4点", "tomorrow
 * morning", "by fri", 下周三之前, 月底.  Fills in what is missing and named, and touches nothing
 * else.  False when the text is none of these, or names a bare "9-11", which may be a day, or
 * teeth. */
bool when_parse(const struct config *c, const char *text, day_t today, day_t *day, minute_t *from,
		minute_t *until);

/* A time of `day`, or a window with its end (else MINUTE_NONE): "15:30", "14-16", "14:00-16:00",
 * "2-4pm", "下午2点到4点", also a bare "14". */
bool window_parse(const struct config *c, day_t day, const char *text, minute_t *from,
		  minute_t *until);

/* Whether it can only be a time: it has a colon, 点, am or pm. */
bool when_is_clock(const char *text);

#endif
