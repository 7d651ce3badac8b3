/* A call from somebody's card: of which of their lists, or of none; or they ring us. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include "calling.h"

/* Before the key of a list: they ring us about it. */
static const char rang_us[] = "<";

static void ring_from(struct app *app, void *data, const char *key, const char *text)
{
	const int64_t *patient = data;

	(void)text;
	if (key && strncmp(key, rang_us, strlen(rang_us)) == 0)
		call_answered(app, key + strlen(rang_us), *patient);
	else if (key)
		call_begin(app, key, *patient, true);
}

/* Another call of this terminal waits: then it is they who ring. */
static bool call_waits(const struct app *app)
{
	bool waits = false;

	for (int i = 0; i < app->depth; i++)
		waits = waits || app->stack[i].screen == &call_screen;
	for (int i = 0; i < app->n_held; i++)
		waits = waits || app->held[i].screen == &call_screen;
	return waits;
}

/* What they most likely ring about: the list we rang them for in vain, else the first they are on, else
 * nothing of ours. */
static void add_they_ring(struct app *app, struct pick *p, int64_t patient, const struct call_list_info *lists,
			  size_t n)
{
	const struct call_list_info *about = n ? &lists[0] : NULL;
	struct ringing_back back;

	if (calls_ringing_back(app->clinic, patient, &back))
		for (size_t i = 0; i < n; i++)
			if (str_eq(lists[i].key, back.list))
				about = &lists[i];
	ringing_back_release(&back);
	char *key = mem_printf("%s%s", rang_us, about ? about->key : "");
	pick_add(p, key, _("they ring us"), about ? call_list_name(about) : NULL,
		 NULL);
	free(key);
}

static void add_lists(struct pick *p, const struct call_list_info *lists, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pick_add(p, lists[i].key, call_list_name(&lists[i]),
			 _(purpose_choices[lists[i].purpose].label), NULL);
	pick_add(p, "", n ? _("something else") : _("we ring them"), NULL, NULL);
}

/* They said no: it is said again, and only what is still right is offered. */
static void refused_given(struct app *app, void *data, const char *key, const char *text)
{
	const int64_t *patient = data;

	(void)text;
	if (str_eq(key, "write"))
		ask_message(app, *patient);
	else if (key && strncmp(key, rang_us, strlen(rang_us)) == 0)
		call_answered(app, key + strlen(rang_us), *patient);
}

static bool ask_refused(struct app *app, int64_t patient, const struct call_list_info *lists, size_t n)
{
	struct str why;
	struct pick p;

	str_init(&why);
	bool no = no_calls_words(app, patient, &why);
	if (no) {
		pick_init(&p, why.p);
		pick_add(&p, "leave", _("do not ring them"), NULL, NULL);
		add_they_ring(app, &p, patient, lists, n);
		pick_add(&p, "write", _("write to them"), NULL, NULL);
		p.deliberate = true;
		p.data = mem_alloc(sizeof(patient));
		memcpy(p.data, &patient, sizeof(patient));
		p.free_data = free;
		p.done = refused_given;
		pick_open(app, &p);
	}
	str_release(&why);
	return no;
}

static void ask_which(struct app *app, int64_t patient, const struct call_list_info *lists, size_t n,
		      const char *title)
{
	bool they = call_waits(app) || str_is_empty(title);
	struct pick p;

	pick_init(&p, str_is_empty(title) ? _("They cannot be rung") : title);
	if (they)
		add_they_ring(app, &p, patient, lists, n);
	if (!str_is_empty(title))
		add_lists(&p, lists, n);
	if (!they)
		add_they_ring(app, &p, patient, lists, n);
	p.deliberate = str_is_empty(title);
	p.data = mem_alloc(sizeof(patient));
	memcpy(p.data, &patient, sizeof(patient));
	p.free_data = free;
	p.done = ring_from;
	pick_open(app, &p);
}

static bool with_somebody(struct app *app, int64_t patient)
{
	struct str who;

	str_init(&who);
	bool with = calls_on_line_words(app->clinic, patient, &who);
	str_release(&who);
	return with;
}

static void ask_of(struct app *app, int64_t patient, const struct call_list_info *lists, size_t n)
{
	if (ask_refused(app, patient, lists, n))
		return;
	if (n || call_waits(app))
		ask_which(app, patient, lists, n, _("What is the call about?"));
	else if (!call_begin(app, "", patient, true) && !with_somebody(app, patient))
		ask_which(app, patient, lists, n, "");
}

void ask_call(struct app *app, int64_t patient)
{
	struct call_list_info *lists = NULL;
	struct err err = ERR_INIT;
	size_t n = 0;

	if (!calls_lists_of(app->clinic, patient, &lists, &n, &err)) {
		app_error(app, &err);
		return;
	}
	ask_of(app, patient, lists, n);
	for (size_t i = 0; i < n; i++)
		call_list_info_release(&lists[i]);
	free(lists);
}
