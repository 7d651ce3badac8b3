/* In which segments a patient is, and why in words. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"
#include "revisit/screen/parts.h"

/* What the first condition says of them: that is what the segment is about. */
static void add_why(struct str *out, struct clinic *c, size_t segment, int64_t patient,
		    struct arena *arena)
{
	const struct why *why = segment_why_of(c, segment, patient, arena, NULL);
	const struct why *first = why ? why->child : NULL;

	/* Of a list, what makes it so. */
	while (first && first->child) {
		const struct why *k = first->child;
		while (k && k->is != first->is)
			k = k->next;
		if (!k)
			break;
		first = k;
	}
	if (!first)
		return;
	str_add(out, i18n_is_chinese() ? "：" : ": ");
	str_add(out, first->value ? first->value : first->says);
}

static void one(struct str *out, struct clinic *c, const struct segment_of *of, int64_t patient,
		struct arena *arena)
{
	const struct ruleset *set = clinic_rules(c);
	const char *title = segment_title(&set->segments[of->segment]);

	if (of->is) {
		str_add(out, title);
		if (of->pinned && of->because)
			str_addf(out, "%s%s", i18n_is_chinese() ? "：" : ": ", of->because);
		else
			add_why(out, c, of->segment, patient, arena);
	} else if (of->pinned) {
		str_addf(out, _("kept out of %s: %s"), title, str_or_empty(of->because));
	} else if (of->because) {
		str_addf(out, of->in_the_way ? _("%s – in the way: %s") :
					       _("%s – missing: %s"),
			 title, of->because);
	} else {
		struct str day;
		str_init(&day);
		day_show(&day, of->change, clinic_today(c));
		str_addf(out, _("from %s: %s"), day.p, title);
		str_release(&day);
	}
}

void facts_segments(struct facts *f, const struct app *app, int64_t patient, bool nearly,
		    size_t most)
{
	struct segment_of *of;
	struct arena arena;
	struct str s;
	size_t shown = 0;
	size_t n;

	arena_init(&arena);
	str_init(&s);
	bool ok = segments_of_patient(app->clinic, patient, &arena, &of, &n, NULL);
	for (size_t i = 0; ok && i < n && shown < most; i++) {
		if (of[i].is == nearly)
			continue;
		str_clear(&s);
		one(&s, app->clinic, &of[i], patient, &arena);
		facts_add(f, shown++ ? "" : nearly ? _("NEARLY") : _("SEGMENTS"), s.p, false);
	}
	str_release(&s);
	arena_release(&arena);
}
