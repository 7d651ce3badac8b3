/* Questions at the desk as people come and leave, and between shifts. */
#include "revisit/app/pick.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"
#include "revisit/clinic/desk.h"
#include "revisit/clinic/handover.h"
#include "revisit/io/huddle.h"
#include "revisit/screen/parts.h"

#include "asking.h"

/* What becomes of something, by a number. */
static void ask_what(struct app *app, const char *title, const struct choice *answers, int64_t id,
		     void (*done)(struct app *app, void *data, const char *key, const char *text))
{
	struct pick p;

	pick_init(&p, title);
	for (; answers->key; answers++)
		pick_add(&p, answers->key, _(answers->label), NULL, NULL);
	p.deliberate = true;
	p.data = about_new(id);
	p.free_data = about_free;
	p.done = done;
	pick_open(app, &p);
}

/* --- here, but booked for another day --- */

static void arrive_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;
	int64_t visit;

	(void)text;
	if (!str_eq(key, "moved")) {
		walk_in_now(app, visit_patient(app, a->id));
		return;
	}
	if (visit_arrive_today(app->clinic, a->id, &visit, &err)) {
		app->came = visit;
		did_for(app, visit_patient(app, a->id), _("here; the visit is moved to today"));
	} else {
		app_error(app, &err);
	}
	app_changed(app);
}

void ask_arrive_today(struct app *app, int64_t visit)
{
	struct pick p;
	struct visit v;
	struct str when;

	str_init(&when);
	record_init(&record_visit, &v);
	store_get(&app->clinic->store, &record_visit, visit, &v, NULL);
	day_show(&when, v.day, clinic_today(app->clinic));
	ask_about(&p, app, _("Here today"), v.patient);
	char *moved = mem_printf(_("for the visit of %s: move it to now"), when.p);
	if (visit_is_booked((enum visit_status)v.status))
		pick_add(&p, "moved", moved, NULL, NULL);
	pick_add(&p, "walk-in", _("for something else: here without a booking"), NULL, NULL);
	free(moved);
	record_release(&record_visit, &v);
	str_release(&when);
	p.data = about_new(visit);
	p.free_data = about_free;
	p.done = arrive_answer;
	pick_open(app, &p);
}

/* --- leaving --- */

static void book_next(struct app *app, int64_t patient)
{
	struct card card;
	struct err err = ERR_INIT;

	if (!card_load(app->clinic, patient, &card, &err)) {
		app_error(app, &err);
		return;
	}
	visit_form_book(app, &card);
	card_release(&card);
}

static void next_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;
	char *said = NULL;

	(void)text;
	if (str_eq(key, "book")) {
		book_next(app, visit_patient(app, a->id));
		return;
	}
	if (visit_no_next(app->clinic, a->id, key, &err))
		said = mem_printf(_("no next visit: %s"),
				  config_label(app->clinic->config, "no_next", key));
	else
		app_error(app, &err);
	if (said)
		did_for(app, visit_patient(app, a->id), said);
	free(said);
	app_changed(app);
}

void ask_next_visit(struct app *app, int64_t visit)
{
	enum { NO_DIGIT = 10 };
	struct card card;
	struct strlist keys;
	struct pick p;
	int64_t acting;

	int64_t patient = visit_patient(app, visit);
	if (!card_load(app->clinic, patient, &card, NULL))
		return;
	bool asks =
		next_step(&card.p, &card.visits, clinic_today(app->clinic), &acting) == NEXT_BOOK;
	card_release(&card);
	if (!asks)
		return;
	strlist_init(&keys);
	clinic_terms(app->clinic, "no_next", &keys, NULL);
	ask_about(&p, app, _("Next visit"), patient);
	pick_add(&p, "book", _("book it now"), _("Enter"), NULL);
	pick_number(&p, NO_DIGIT);
	for (size_t i = 0; i < keys.n; i++) {
		char *label = mem_printf(_("none: %s"),
					 config_label(app->clinic->config, "no_next", keys.v[i]));
		pick_add(&p, keys.v[i], label, NULL, keys.v[i]);
		pick_number(&p, i < 9 ? (int)i + 1 : NO_DIGIT);
		free(label);
	}
	strlist_release(&keys);
	p.data = about_new(visit);
	p.free_data = about_free;
	p.done = next_answer;
	pick_open(app, &p);
}

/* --- a to-do of the clinic --- */

static void over_answer(struct app *app, void *data, const char *key, const char *text)
{
	int64_t id = ((const struct about *)data)->id;
	struct task t;
	struct err err = ERR_INIT;

	(void)text;
	record_init(&record_task, &t);
	if (!store_get(&app->clinic->store, &record_task, id, &t, &err))
		app_error(app, &err);
	else if (str_eq(key, "snooze"))
		ask_snooze(app, id);
	else if (str_eq(key, "change"))
		task_form_edit(app, id);
	else
		todo_close(app, &t, str_eq(key, "done") ? TASK_DONE : TASK_CANCELLED);
	record_release(&record_task, &t);
}

void ask_task_over(struct app *app, int64_t task)
{
	static const struct choice answers[] = {
		{ "done", N_("done") },
		{ "not", N_("not needed") },
		{ "snooze", N_("put it off") },
		{ "change", N_("change it") },
		{ 0 },
	};
	struct task t;

	record_init(&record_task, &t);
	store_get(&app->clinic->store, &record_task, task, &t, NULL);
	ask_what(app, str_or_empty(t.what), answers, task, over_answer);
	record_release(&record_task, &t);
}

/* --- between shifts --- */

static void handover_over(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;

	(void)text;
	if (!str_eq(key, "done"))
		return;
	if (handover_done(app->clinic, a->id, &err))
		app_did(app, _("done"));
	else
		app_error(app, &err);
	app_changed(app);
}

void ask_handover_done(struct app *app, int64_t note)
{
	static const struct choice answers[] = {
		{ "done", N_("done: show it no more") },
		{ "keep", N_("keep it") },
		{ 0 },
	};
	struct handover h;

	record_init(&record_handover, &h);
	store_get(&app->clinic->store, &record_handover, note, &h, NULL);
	ask_what(app, str_or_empty(h.text), answers, note, handover_over);
	record_release(&record_handover, &h);
}

/* --- the day on paper --- */

static bool write_huddle(struct app *app, day_t day, const char *path, struct err *err)
{
	const char *dot = strrchr(path, '.');
	bool html = dot && (strcmp(dot, ".html") == 0 || strcmp(dot, ".htm") == 0);
	struct huddle h;
	struct str page;

	if (!huddle_make(app->clinic, day, &h, err))
		return false;
	str_init(&page);
	(html ? huddle_html : huddle_text)(&h, &page);
	bool ok = file_write(path, page.p, page.len, err);
	str_release(&page);
	huddle_release(&h);
	return ok;
}

static void ask_huddle_again(struct app *app, day_t day, const char *typed);

/* Whom it is from is in it: the file is for the person alone (0600). */
static void huddle_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct about *a = data;
	struct err err = ERR_INIT;
	const char *home = getenv("HOME");
	const char *given = key ? key : text;
	char *path =
		*given == '~' && home ? mem_printf("%s%s", home, given + 1) : mem_strdup(given);

	if (write_huddle(app, (day_t)a->id, path, &err)) {
		app_say(app, _("written: %s"), path);
	} else {
		app_error(app, &err);
		ask_huddle_again(app, (day_t)a->id, given);
	}
	free(path);
}

static void ask_huddle_again(struct app *app, day_t day, const char *typed)
{
	static const char *const ends[] = { ".html", ".txt" };
	static const char *const what[] = { N_("a page for a browser, to print"),
					    N_("plain text of 80 columns") };
	struct pick p;
	struct str name;

	str_init(&name);
	pick_init(&p, _("The day on paper"));
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		str_clear(&name);
		str_add(&name, "~/today-");
		day_iso(&name, day);
		str_add(&name, ends[i]);
		pick_add(&p, name.p, name.p, _(what[i]), NULL);
	}
	str_release(&name);
	p.text = true;
	p.typed = mem_strdup(typed);
	p.data = about_new(day);
	p.free_data = about_free;
	p.done = huddle_answer;
	pick_open(app, &p);
}

void ask_huddle(struct app *app, day_t day)
{
	ask_huddle_again(app, day, NULL);
}
