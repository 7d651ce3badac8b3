/* Who is kept in a segment or out of it by hand, with whose reason; and whose counts no more because the
 * rule was changed since.  Whoever is chosen is asked about again. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"
#include "revisit/screen/parts.h"
#include "revisit/store/merge.h"

struct kept_list {
	struct app *app;
	const struct segment *s;
	struct pick *pick; /* NULL: only counted */
	bool voided;       /* those that count no more, else those that do */
	int n;
};

static const char *how(const struct kept_list *k, const struct pin *p)
{
	if (k->voided)
		return p->way == PIN_IN ? _("was kept in: %s") : _("was kept out: %s");
	return p->way == PIN_IN ? _("kept in: %s") : _("kept out: %s");
}

static void add_item(struct kept_list *k, const struct pin *p)
{
	struct app *app = k->app;
	struct patient who;
	struct str label;
	struct str by;
	char key[24];

	str_init(&label);
	str_init(&by);
	record_init(&record_patient, &who);
	if (store_get(&app->clinic->store, &record_patient, p->patient, &who, NULL))
		shown_name(&label, app, &who);
	str_addf(&label, " %s  ", str_or_empty(who.chart_no));
	record_release(&record_patient, &who);
	str_addf(&label, how(k, p), str_or_empty(p->reason));
	staff_show(&by, app->clinic->config, p->staff);
	str_addc(&by, ' ');
	day_brief(&by, p->day, clinic_today(app->clinic));
	if (k->voided)
		str_addf(&by, "%s%s", i18n_is_chinese() ? "，" : ", ", C_("of what was decided by hand", "void"));
	snprintf(key, sizeof(key), "%lld", (long long)p->patient);
	pick_add(k->pick, key, label.p, by.p, NULL);
	str_release(&by);
	str_release(&label);
}

static bool see_pin(const void *row, void *arg)
{
	const struct pin *p = row;
	struct kept_list *k = arg;
	bool voided = !str_eq(p->hash, k->s->hash);

	/* What was decided of a chart that was merged counts with the other one's. */
	if (strcmp(p->segment, k->s->key) != 0 ||
	    store_survivor(&k->app->clinic->store, p->patient) != p->patient)
		return true;
	if (k->pick && voided != k->voided)
		return true;
	k->n++;
	if (k->pick)
		add_item(k, p);
	return true;
}

int kept_by_hand(struct app *app, size_t segment)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct kept_list k = { .app = app };

	if (!set || segment >= set->n_segments)
		return 0;
	k.s = &set->segments[segment];
	store_each(&app->clinic->store, &record_pin, see_pin, &k, NULL);
	return k.n;
}

static void chosen(struct app *app, void *data, const char *key, const char *text)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set ? ruleset_find(set, data) : -1;

	(void)text;
	if (i >= 0 && key)
		ask_pin(app, (size_t)i, strtoll(key, NULL, 10));
}

void show_kept(struct app *app, size_t segment)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct pick p;

	if (!set || segment >= set->n_segments)
		return;
	const struct segment *s = &set->segments[segment];
	char *title = mem_printf(_("Kept in or out by hand: %s"), segment_title(s));
	struct kept_list k = { .app = app, .s = s, .pick = &p };
	pick_init(&p, title);
	free(title);
	/* What counts no more waits for somebody's word: first. */
	for (int counting = 0; counting < 2; counting++) {
		k.voided = counting == 0;
		store_each(&app->clinic->store, &record_pin, see_pin, &k, NULL);
	}
	p.data = mem_strdup(s->key);
	p.free_data = free;
	p.done = chosen;
	if (k.n == 0)
		app_say(app, _("nobody is kept in or out by hand: %s"), segment_title(s));
	pick_open_if(app, &p, k.n > 0);
}
