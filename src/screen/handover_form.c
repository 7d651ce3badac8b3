/* Notes for the next shift: as many as there are to tell, a line each, written down together. */
#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/handover.h"
#include "revisit/screen/parts.h"

enum { NOTES = 5 };

static const char *const names[NOTES + 1] = { "text", "text2", "text3", "text4", "text5", "until" };
static const char *const note_labels[NOTES] = { N_("Note"), N_("Note 2"), N_("Note 3"), N_("Note 4"),
					   N_("Note 5") };

static bool last_day(struct app *app, const char *value, day_t *day, struct err *err)
{
	*day = DAY_NONE;
	return !*value || day_parse_near(value, clinic_today(app->clinic), day, err);
}

static bool check(struct app *app, void *data, const char *name, const char *value,
		  struct str *message)
{
	struct err err = ERR_INIT;
	day_t day;

	(void)data;
	if (strcmp(name, "until") != 0)
		return true;
	bool ok = last_day(app, value, &day, &err);
	if (!ok)
		str_add(message, err.msg);
	else if (day != DAY_NONE)
		day_show(message, day, clinic_today(app->clinic));
	return ok;
}

static void choices(struct app *app, void *data, const char *name, struct strlist *keys,
		    struct strlist *labels)
{
	(void)data;
	if (strcmp(name, "until") != 0)
		return;
	for (int i = 0; i < 2; i++) {
		struct str t;
		str_init(&t);
		day_iso(&t, clinic_today(app->clinic) + i);
		strlist_add(keys, t.p);
		strlist_add(labels, i ? _("tomorrow") : _("today"));
		str_release(&t);
	}
}

static bool save(struct app *app, void *data, const char *const *values, int *field,
		 struct err *err)
{
	day_t until;
	int n = 0;

	(void)data;
	if (!last_day(app, values[NOTES], &until, err)) {
		*field = NOTES;
		return false;
	}
	if (!clinic_begin(app->clinic, "handover-add", 0, err))
		return false;
	bool ok = true;
	for (int i = 0; ok && i < NOTES; i++) {
		if (!*values[i])
			continue;
		ok = handover_add(app->clinic, values[i], until, NULL, err);
		n++;
	}
	ok = clinic_end(app->clinic, ok, err);
	if (ok && n > 1)
		app_did(app, _("%d notes: the next shift sees them on Today"), n);
	else if (ok)
		app_did(app, _("the next shift sees it on Today"));
	return ok;
}

void ask_handover(struct app *app)
{
	struct form f;

	form_init(&f, _("For the next shift"));
	for (int i = 0; i < NOTES; i++)
		form_add(&f, names[i], _(note_labels[i]),
			 _("what the next shift must know; Down for another note"), i == 0, NULL);
	form_add(&f, names[NOTES], _("Shown until"),
		 _("the last day they are shown; empty: until somebody says it is done"), false,
		 NULL);
	f.kind = "handover-add";
	f.check = check;
	f.choices = choices;
	f.save = save;
	form_open(app, &f);
}
