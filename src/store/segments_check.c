/* Membership as it is kept, against looking at everybody: for `revisit check`. */
#include "revisit/base/i18n.h"
#include "segments_inside.h"

enum { FINDINGS = 20 };

struct check {
	struct store *s;
	day_t today;
	void (*finding)(const char *text, void *arg);
	void *arg;
	int told;
	struct err *err;
	bool failed;
};

static void tell(struct check *x, size_t segment, int64_t patient)
{
	char *text = mem_printf(_("segment %s: whether patient %lld is a member is kept wrongly"),
				x->s->segments->rules->segments[segment].key, (long long)patient);

	x->finding(text, x->arg);
	free(text);
	x->told++;
}

static bool look_at(struct view *v, void *arg)
{
	struct check *x = arg;
	struct segments_state *st = x->s->segments;
	day_t thru;

	x->failed = !segments_lease(x->s, v->patient, &st->old, &thru, x->err);
	for (size_t i = 0; !x->failed && i < st->rules->n_segments && x->told < FINDINGS; i++) {
		bool kept = spells_on(&st->old, st->map[i].live, x->today) != NULL;
		if (kept != segment_on(st->rules, i, v, x->today).is)
			tell(x, i, v->patient);
	}
	return !x->failed && x->told < FINDINGS;
}

bool segments_check(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
		    struct err *err)
{
	struct check x = { .s = s, .today = clock_today(s->clock), .finding = finding, .arg = arg,
			   .err = err };

	if (!s->segments)
		return true;
	if (!db_exec(s->db, "SAVEPOINT membership", err))
		return false;
	bool exact;
	bool ok = segments_at_hand(s, x.today, &exact, err);
	/* What is not worked out yet is not wrong. */
	if (ok && exact)
		ok = store_views(s, s->segments->rules, &s->segments->needs, INT64_MIN, look_at, &x, err);
	db_exec(s->db, "RELEASE membership", NULL);
	return ok && !x.failed;
}
