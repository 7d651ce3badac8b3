/* Somebody rings that they come late: by how many minutes, and whom that runs into. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/desk.h"
#include "revisit/screen/parts.h"

#include <strings.h>

enum { MOST = 24 * 60, USUAL_MINUTES = 30 };

static bool read_number(const char *text, long *n, const char **behind)
{
	char *end;

	*n = strtol(text, &end, 10);
	*behind = end + strspn(end, " ");
	return end > text && *n >= 0 && *n <= MOST;
}

/* What was said: "15" minutes late; there "in 20", 20分钟后; or at what time, 9:40. */
static bool read_late(const struct app *app, const struct visit *v, const char *text, int *late)
{
	static const char *const from_now[] = { "in ", "+" };
	static const char *const later[] = { "后", "分后", "分钟后", "min later" };
	minute_t there = MINUTE_NONE;
	const char *behind;
	long n;

	text += strspn(text, " ");
	for (size_t i = 0; i < ARRAY_SIZE(from_now); i++)
		if (strncasecmp(text, from_now[i], strlen(from_now[i])) == 0 &&
		    read_number(text + strlen(from_now[i]), &n, &behind))
			there = clock_minute(&app->clinic->clock) + (minute_t)n;
	if (there == MINUTE_NONE && read_number(text, &n, &behind)) {
		bool minutes = !*behind || strcmp(behind, "min") == 0 || strcmp(behind, "分钟") == 0 ||
			       strcmp(behind, "分") == 0;
		*late = (int)n;
		if (minutes)
			return true;
		for (size_t i = 0; i < ARRAY_SIZE(later); i++)
			if (strcmp(behind, later[i]) == 0)
				there = clock_minute(&app->clinic->clock) + (minute_t)n;
	}
	if (there == MINUTE_NONE && !minute_parse(text, &there, NULL))
		return false;
	*late = there > v->minute ? there - v->minute : 0;
	return v->minute != MINUTE_NONE;
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
		app_did(app, "%s", said.p);
	}
	str_release(&said);
	app_changed(app);
}

static void late_preview(struct app *app, void *data, const char *text, struct str *out)
{
	int late;

	if (text[0] >= '1' && text[0] <= '9' && !text[1])
		return; /* a number of the list */
	if (read_late(app, data, text, &late))
		say_late(app, data, late, out);
}

void ask_late(struct app *app, int64_t visit)
{
	static const char *const usual[] = { "5", "10", "15", "20", "30", "45", "60", "0" };
	struct visit *v = mem_alloc(sizeof(struct visit));
	struct err err = ERR_INIT;
	struct pick p;

	record_init(&record_visit, v);
	if (!store_get(&app->clinic->store, &record_visit, visit, v, &err)) {
		app_error(app, &err);
		free_visit(v);
		return;
	}
	pick_init(&p, _("Late by how many minutes? Or when they come: in 20, 9:40"));
	for (size_t i = 0; i < ARRAY_SIZE(usual); i++) {
		char *label = mem_printf(_("%s min"), usual[i]);
		struct str into;
		str_init(&into);
		say_runs_into(app, v, (int)strtol(usual[i], NULL, 10), &into);
		pick_add(&p, usual[i], strcmp(usual[i], "0") ? label : _("on time after all"),
			 into.len > 2 ? into.p + strspn(into.p, ", ") : NULL, NULL);
		str_release(&into);
		free(label);
	}
	p.text = true;
	p.deliberate = true;
	p.data = v;
	p.free_data = free_visit;
	p.done = late_answer;
	p.preview = late_preview;
	pick_open(app, &p);
}
