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

/* Checks in, or whatever step it is, without asking whether the patient can have come. */
bool step_visit_anyway(struct app *app, int64_t visit, enum visit_status to, const char *who);
/* Of a patient who is deceased, or whose chart is archived or merged: asks, then checks in all the same;
 * false when there is nothing to ask. */
bool ask_gone(struct app *app, int64_t visit, const char *who);

int64_t visit_patient(struct app *app, int64_t visit); /* 0 */

/* Begins a question: "Tag: 张伟 Zhang Wei 1042". */
void ask_about(struct pick *p, struct app *app, const char *what, int64_t patient);

#endif
