/* Somebody rings that they come late: by how many minutes, and whom that runs into. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/desk.h"
#include "revisit/date/notation.h"
#include "revisit/screen/parts.h"

#include "asking.h"

#include <strings.h>

enum { MOST = 24 * 60, USUAL_MINUTES = 30 };

static bool skip(const char **text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(words[i]);
		if (strncasecmp(*text, words[i], len) != 0)
			continue;
		*text += len;
		*text += strspn(*text, " ");
		return true;
	}
	return false;
}

/* "20", "20m", "half an hour", 半小时, 一刻钟, 二十分钟 at *text, which moves behind it. */
static bool read_span(const char **text, int *minutes)
{
	static const struct {
		const char *words;
		int minutes;
	} whole[] = {
		{ "half an hour", 30 }, { "half hour", 30 },     { "an hour and a half", 90 },
		{ "an hour", 60 },      { "quarter of an hour", 15 }, { "a quarter of an hour", 15 },
		{ "半个小时", 30 },     { "半小时", 30 },        { "半个钟", 30 },
		{ "一刻钟", 15 },       { "一个半小时", 90 },    { "一小时", 60 },
	};
	static const char *const hours[] = { "hours", "hour", "hrs", "hr", "h", "个小时", "小时",
					     "个钟头", "个钟" };
	static const char *const in_minutes[] = { "minutes", "minute", "mins", "min", "m", "分钟",
						  "分" };

	for (size_t i = 0; i < ARRAY_SIZE(whole); i++)
		if (skip(text, &whole[i].words, 1)) {
			*minutes = whole[i].minutes;
			return true;
		}
	if (!notation_number(text, 1, 4, minutes) && !notation_han(text, minutes))
		return false;
	*text += strspn(*text, " ");
	if (skip(text, hours, ARRAY_SIZE(hours)))
		*minutes *= 60;
	else
		skip(text, in_minutes, ARRAY_SIZE(in_minutes));
	return *minutes <= MOST;
}

/* What was said: "15" minutes late; there "in 20", 半小时后; or at what time, 9:40.  Where so many
 * minutes late are over already, they are meant from now on. */
static bool read_late(const struct app *app, const struct visit *v, const char *text, int *late)
{
	static const char *const from_now[] = { "in ", "+", "再过", "还要" };
	static const char *const is_late[] = { "late by ", "late ", "晚到", "迟到", "晚", "迟" };
	static const char *const later[] = { "from now", "later", "以后", "后" };
	minute_t now = clock_minute(&app->clinic->clock);
	minute_t there = MINUTE_NONE;
	int n;

	if (v->minute == MINUTE_NONE)
		return false;
	text += strspn(text, " ");
	const char *p = text;
	bool ahead = skip(&p, from_now, ARRAY_SIZE(from_now));
	bool behind = !ahead && skip(&p, is_late, ARRAY_SIZE(is_late));
	if (read_span(&p, &n)) {
		ahead = skip(&p, later, ARRAY_SIZE(later)) || ahead;
		if (!*p || strcasecmp(p, "late") == 0) {
			bool over = v->day == clinic_today(app->clinic) && v->minute + n < now;
			*late = n;
			if (ahead || (over && !behind))
				*late = now + n > v->minute ? now + n - v->minute : 0;
			return *late <= MOST;
		}
	}
	if (!minute_parse(text, &there, NULL))
		return false;
	*late = there > v->minute ? there - v->minute : 0;
	return true;
}

/* ", runs into 11:00 Hannah Cooper": whoever is booked with the same doctor before they are done. */
static void say_runs_into(struct app *app, const struct visit *v, int late, struct str *out)
{
	struct book *b = book_open(app->clinic, v->day, v->day, NULL);
	int minutes = v->minutes > 0 ? (int)v->minutes : USUAL_MINUTES;
	size_t n = 0;

	const struct booking *k = b ? book_day(b, v->day, &n) : NULL;
	for (size_t i = 0; i < n && late > 0; i++) {
		struct patient p;
		if (k[i].visit == v->row.id || !v->provider || !str_eq(k[i].provider, v->provider) ||
		    k[i].minute < v->minute || k[i].minute >= v->minute + late + minutes)
			continue;
		struct str who;
		str_init(&who);
		record_init(&record_patient, &p);
		minute_iso(&who, k[i].minute);
		str_addc(&who, ' ');
		if (store_get(&app->clinic->store, &record_patient, k[i].patient, &p, NULL))
			short_name(&who, app, &p);
		str_addf(out, _(", runs into %s"), who.p);
		record_release(&record_patient, &p);
		str_release(&who);
		break;
	}
	book_free(b);
}

static void say_late(struct app *app, const struct visit *v, int late, struct str *out)
{
	struct str there;

	if (late == 0) {
		str_add(out, _("comes on time"));
		return;
	}
	str_init(&there);
	if (v->minute != MINUTE_NONE && v->minute + late < MOST)
		minute_iso(&there, v->minute + late);
	str_addf(out, _("comes %d min late"), late);
	if (there.len)
		str_addf(out, _(", about %s"), there.p);
	say_runs_into(app, v, late, out);
	str_release(&there);
}

static void free_visit(void *data)
{
	record_release(&record_visit, data);
	free(data);
}

static void late_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct visit *v = data;
	struct err err = ERR_INIT;
	struct str said;
	int late;

	str_init(&said);
	if (!read_late(app, v, key ? key : text, &late)) {
		app_refuse(app, _("type the minutes, as in 15, or when they come: in 20, 9:40"));
	} else if (!visit_says_late(app->clinic, v->row.id, late, &err)) {
		app_error(app, &err);
	} else {
		say_late(app, v, late, &said);
		did_for(app, v->patient, said.p);
	}
	str_release(&said);
	app_changed(app);
}

static void late_preview(struct app *app, void *data, const char *text, struct str *out)
{
	int late;

	if (read_late(app, data, text, &late))
		say_late(app, data, late, out);
}

/* No time that is past is offered: once theirs is, the minutes count from now. */
static void offer_late(struct app *app, const struct visit *v, struct pick *p)
{
	static const int usual[] = { 5, 10, 15, 20, 30, 45, 60 };
	minute_t now = clock_minute(&app->clinic->clock);
	bool over = v->day == clinic_today(app->clinic) && now > v->minute;

	if (!over)
		pick_add(p, "late 0", _("on time after all"), NULL, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(usual); i++) {
		int late = usual[i] + (over ? now - v->minute : 0);
		char *key = mem_printf("late %d", late);
		char *label = mem_printf(over ? _("in %d min") : _("%d min"), usual[i]);
		struct str into;
		str_init(&into);
		str_addc(&into, ' ');
		if (v->minute + late < MOST)
			minute_iso(&into, v->minute + late);
		say_runs_into(app, v, late, &into);
		pick_add(p, key, label, into.p + 1, NULL);
		str_release(&into);
		free(label);
		free(key);
	}
}

void ask_late(struct app *app, int64_t visit)
{
	struct visit *v = mem_alloc(sizeof(struct visit));
	struct err err = ERR_INIT;
	struct pick p;

	record_init(&record_visit, v);
	bool ok = store_get(&app->clinic->store, &record_visit, visit, v, &err);
	if (ok && !visit_is_booked((enum visit_status)v->status))
		ok = err_set(&err, ERR_STEP, _("only who is still to come can be late; this visit is \"%s\""),
			     _(visit_status_choices[v->status].label));
	else if (ok && v->minute == MINUTE_NONE)
		ok = err_set(&err, ERR_STEP, _("this visit has no time to be late for"));
	if (!ok) {
		app_error(app, &err);
		free_visit(v);
		return;
	}
	ask_about(&p, app, _("How late"), v->patient);
	offer_late(app, v, &p);
	p.prompt = mem_strdup(_("minutes:"));
	p.hint = mem_strdup(_("20 or 20 min late · in 10, half an hour · there at 9:40"));
	p.text = true;
	p.unnumbered = true;
	p.deliberate = true;
	p.data = v;
	p.free_data = free_visit;
	p.done = late_answer;
	p.preview = late_preview;
	pick_open(app, &p);
}
