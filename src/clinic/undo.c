/* Undo and redo, as people ask for them. */
#include "revisit/clinic/undo.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"

static const int64_t long_ago_ms = (int64_t)8 * 3600 * 1000;

void undo_offer_release(struct undo_offer *o)
{
	free(o->words);
	*o = (struct undo_offer){ 0 };
}

/* Whether it is about people, and this is none of them. */
static bool is_about_others(const struct story *s, int64_t patient)
{
	bool others = s->deed.target != 0;

	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].patient == patient)
			return false;
		others = others || s->v[i].patient;
	}
	return others && s->deed.target != patient;
}

static bool stays_in_part(struct clinic *c, const struct story *s)
{
	struct undo_parts stays = { 0 };

	if (strcmp(s->deed.verb, "segment-run") == 0)
		store_undo_check(&c->store, s->deed.action, &stays, NULL);
	bool some = stays.n > 0;
	undo_parts_release(&stays);
	return some;
}

bool clinic_undo_offer(struct clinic *c, bool again, int64_t looked_at, struct undo_offer *out,
		       struct err *err)
{
	struct story s;

	*out = (struct undo_offer){ 0 };
	int64_t link = again ? store_redo_next(&c->store) : store_undo_next(&c->store);
	if (!link)
		return true;
	if (!clinic_story(c, link, &s, err))
		return false;
	out->link = link;
	out->words = s.words;
	s.words = NULL;
	/* What one does not have in mind any more, or cannot see, is not taken back by one key; nor what
	 * is so for everybody. */
	out->ask = clinic_rules_undoes(c, link) || (looked_at && is_about_others(&s, looked_at)) ||
		   s.deed.session != c->store.session ||
		   clock_now(&c->clock) - s.deed.at > long_ago_ms || stays_in_part(c, &s);
	story_release(&s);
	return true;
}

bool clinic_can_undo(struct clinic *c, int64_t action, bool again, struct err *err)
{
	int64_t link;

	return store_undo_link(&c->store, action, again, &link, err) &&
	       store_undo_check(&c->store, link, NULL, err);
}

bool clinic_undo_stays(struct clinic *c, int64_t action, bool again, struct undo_parts *stays,
		       struct err *err)
{
	int64_t link;

	*stays = (struct undo_parts){ 0 };
	return store_undo_link(&c->store, action, again, &link, err) &&
	       store_undo_check(&c->store, link, stays, err);
}

void undo_stays_words(struct str *out, const struct undo_parts *stays)
{
	enum { TOLD = 3 };

	if (stays->n == 0)
		return;
	str_addf(out, _("for %zu taken back, for %zu it stays"), stays->taken, stays->n);
	for (size_t i = 0; i < stays->n && i < TOLD; i++)
		str_addf(out, i ? _("; %s") : _(": %s"), stays->v[i].why);
	if (stays->n > TOLD) {
		str_addc(out, ' ');
		str_addf(out, _("(+%zu more)"), stays->n - TOLD);
	}
}

bool clinic_undo(struct clinic *c, int64_t action, bool again, int64_t *done, char **words,
		 struct err *err)
{
	struct story s;
	int64_t link;
	int64_t ignored = 0;
	int64_t *to = done ? done : &ignored;

	/* Told as it was before: names may change with it. */
	if (!clinic_story(c, action, &s, err))
		return false;
	bool turned = again || s.deed.turned;
	bool ok = store_undo_link(&c->store, action, again, &link, err);
	if (ok)
		ok = clinic_rules_undoes(c, link) ? clinic_rules_undo(c, link, turned, to, err) :
						    store_undo(&c->store, link, turned, to, err);
	if (ok && words) {
		*words = s.words;
		s.words = NULL;
	}
	story_release(&s);
	return ok;
}
