/* Inside screen/: what the questions over the screens share. */
#ifndef REVISIT_SRC_SCREEN_ASKING_H
#define REVISIT_SRC_SCREEN_ASKING_H

#include "revisit/app/pick.h"

/* What a question is about; freed with the question. */
struct about {
	int64_t id;
	struct strlist has; /* tags the patient has, a text, a path */
};
struct about *about_new(int64_t id);
void about_free(void *data);

/* Begins a question: "Tag: 张伟 Zhang Wei 1042". */
void ask_about(struct pick *p, struct app *app, const char *what, int64_t patient);

#endif
