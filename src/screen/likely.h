/* Inside screen/: who has a chart already, under the form in which somebody is registered. */
#ifndef REVISIT_SCREEN_LIKELY_H
#define REVISIT_SCREEN_LIKELY_H

#include "revisit/app/app.h"
#include "revisit/clinic/dupes.h"

struct likely {
	struct pair_list found;
	int64_t self;      /* who is being edited, 0: somebody new */
	int64_t *not_same; /* said to be somebody else; stored when the form is saved */
	size_t n_not_same, cap_not_same;
};

void likely_release(struct likely *l);
/* Looks again, for what is typed now. */
void likely_find(struct likely *l, struct app *app, const struct patient_draft *d);
/* "perhaps here already: …", a line for each; nothing when nobody is. */
void likely_text(const struct likely *l, struct app *app, struct str *out);
/* Asks which when there are several. */
void likely_open(struct likely *l, struct app *app);
void likely_refuse(struct likely *l, struct app *app);
/* Remembers who was said to be somebody else; inside the action that saves `patient`. */
bool likely_settle(struct likely *l, struct app *app, int64_t patient, struct err *err);

#endif
