/* Forms are opened again by their kind: a draft tells no more. */
#include "revisit/screen/parts.h"

#include "hours_parts.h"
#include "sooner_parts.h"

static bool visit_form(struct app *app, const char *kind, int64_t id)
{
	struct visit v;
	struct card card;
	bool book = strcmp(kind, "visit-book") == 0;

	record_init(&record_visit, &v);
	bool known = book || store_get(&app->clinic->store, &record_visit, id, &v, NULL);
	bool ok = known && card_load(app->clinic, book ? id : v.patient, &card, NULL);
	record_release(&record_visit, &v);
	if (!ok)
		return false;
	if (book)
		visit_form_book(app, &card);
	else if (strcmp(kind, "visit-complete") == 0)
		visit_form_complete(app, &card, id);
	else if (strcmp(kind, "visit-move") == 0)
		visit_form_move(app, id);
	else
		visit_form_edit(app, id);
	card_release(&card);
	return true;
}

bool form_reopen(struct app *app, const char *kind, int64_t id)
{
	if (strcmp(kind, "visit-book-new") == 0) {
		visit_form_book_new(app, NULL, NULL);
		return true;
	}
	if (strncmp(kind, "visit-", 6) == 0)
		return visit_form(app, kind, id);
	if (strncmp(kind, "recall-", 7) == 0)
		return recall_form(app, id, kind + 7);
	if (strcmp(kind, "patient-new") == 0)
		patient_form_new(app, NULL);
	else if (strcmp(kind, "sooner-add") == 0)
		sooner_form_next(app, id);
	else if (strcmp(kind, "sooner-edit") == 0)
		sooner_form_edit(app, id);
	else if (strcmp(kind, "patient-edit") == 0)
		patient_form_edit(app, id);
	else if (strcmp(kind, "task-edit") == 0)
		task_form_edit(app, id);
	else if (strcmp(kind, "handover-add") == 0)
		ask_handover(app);
	else if (strcmp(kind, "plan-make") == 0)
		plan_form_new(app, id);
	else if (strcmp(kind, "plan-edit") == 0)
		plan_form_edit(app, id);
	else if (strcmp(kind, "family-edit") == 0)
		family_form_edit(app, id);
	else
		return hours_form_reopen(app, kind, id);
	return true;
}
