/* What the short questions share (ask.c, task_ask.c). */
#ifndef REVISIT_SCREEN_ASKING_H
#define REVISIT_SCREEN_ASKING_H

#include "revisit/app/pick.h"
#include "revisit/screen/parts.h"

/* Whom or what it is about. */
struct about {
	int64_t id;
	struct strlist has; /* what was said already */
};

struct about *about_new(int64_t id);
void about_free(void *data);

/* A popup named "Tag: 张伟 Zhang Wei 1042": it covers the card, so it says whom it is about. */
void init_about(struct pick *p, struct app *app, const char *what, int64_t patient);

#endif
