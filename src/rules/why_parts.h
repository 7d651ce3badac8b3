/* Inside why: what an answer rests on, in words. */
#ifndef REVISIT_RULES_WHY_PARTS_H
#define REVISIT_RULES_WHY_PARTS_H

#include "eval_parts.h"

struct teller {
	struct eval *e;
	const struct config *config;
	struct sentence_context words;
	struct arena *arena;
};

/* Appends what the truth of a condition rests on; nothing for lists. */
void value_show(struct str *out, const struct teller *t, const struct node *node);

void pin_show(struct str *out, const struct view_pin *pin);

/* Inside value_show. */
void found_show(struct str *out, const struct teller *t, const struct node *node);
void events_show(struct str *out, const struct teller *t, const struct node *node);
void amount_show(struct str *out, const struct teller *t, const struct node *node);
void ratio_show(struct str *out, const struct teller *t, const struct node *node);

/* "3 Mar", "3 Mar 2025" in another year than today's; 3月3日, 2025年3月3日. */
void day_short(struct str *out, day_t day, day_t today);
/* "Fri 8 May, 6 months 13 days ago". */
void day_and_distance(struct str *out, day_t day, day_t today);

#endif
