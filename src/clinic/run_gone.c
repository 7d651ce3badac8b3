/* What a segment left behind that is in the rules no more: the tags it set. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"

static bool tags_of(struct clinic *c, const char *key, struct rows *tags, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);

	rows_init(tags, &record_patient_tag);
	return (set && ruleset_find(set, key) >= 0) || store_segment_tags(&c->store, key, tags, err);
}

static void lines(struct clinic *c, const struct rows *tags, struct segment_run *run)
{
	run->lines = mem_array(tags->n + 1, sizeof(*run->lines));
	for (size_t i = 0; i < tags->n; i++) {
		const struct patient_tag *t = rows_at(tags, i);
		run->lines[run->n++] = (struct run_line){
			.patient = t->patient,
			.entered = DAY_NONE,
			.what = mem_printf(_("tag %s goes: no member any more"),
					   config_label(c->config, "tag", t->tag)),
		};
	}
}

bool segment_gone_plan(struct clinic *c, const char *key, struct segment_run *run, struct err *err)
{
	struct rows tags;
	bool ok = tags_of(c, key, &tags, err);

	*run = (struct segment_run){ 0 };
	if (ok)
		lines(c, &tags, run);
	rows_release(&tags);
	return ok;
}

bool segment_gone_do(struct clinic *c, const char *key, struct segment_run *run, struct err *err)
{
	struct rows tags;

	segment_run_release(run);
	if (!clinic_begin(c, "segment-run", 0, err))
		return false;
	bool ok = tags_of(c, key, &tags, err);
	if (ok)
		lines(c, &tags, run);
	for (size_t i = 0; ok && i < tags.n; i++) {
		const struct patient_tag *t = rows_at(&tags, i);
		ok = store_delete(&c->store, &record_patient_tag, t->row.id, err);
	}
	rows_release(&tags);
	return clinic_end(c, ok, err);
}
