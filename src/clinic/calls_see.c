/* What a caller must see: numbers, the family on the same line, why, what was promised. */
#include "calls_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"

/* --- numbers --- */

bool call_numbers(struct clinic *c, int64_t patient, struct arena *arena, struct call_number **out,
		  size_t *n, struct err *err)
{
	struct call_person p;

	*out = NULL;
	*n = 0;
	if (!store_call_person(&c->store, c->config, patient, NULL, PURPOSE_SERVICE, calls_now(c), arena, &p,
			       err))
		return false;
	*n = p.n_numbers;
	*out = arena_alloc(arena, (p.n_numbers + 1) * sizeof(**out));
	if (p.n_numbers)
		memcpy(*out, p.numbers, p.n_numbers * sizeof(**out));
	return true;
}

/* --- the family --- */

struct beside {
	struct clinic *c;
	struct call_list_info list;
	struct call_companion *v;
	size_t n, cap;
	struct err *err;
	bool ok;
};

/* Somebody one could ask for: not who has died, moved away, or whose chart was put away. */
static bool is_to_be_asked(struct clinic *c, int64_t patient)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool ask = store_get(&c->store, &record_patient, patient, &p, NULL) &&
		   (p.status == PATIENT_ACTIVE || p.status == PATIENT_INACTIVE ||
		    p.status == PATIENT_PROSPECT);
	record_release(&record_patient, &p);
	return ask;
}

static bool see_other(int64_t other, bool same_number, void *arg)
{
	struct beside *b = arg;
	struct call_state state;
	struct on_list on;
	bool is = false;

	if (list_or_none(&b->list) && !list_has(b->c, &b->list, other, 0, &on, &is, b->err)) {
		b->ok = false;
		return false;
	}
	if (is && list_state(b->c, &b->list, &on, b->c->staff, &state, NULL))
		is = state.why == CALL_NOW || state.why >= CALL_ASK_LATER;
	if (!is && !is_to_be_asked(b->c, other))
		return true;
	GROW(b->v, b->n, b->cap);
	b->v[b->n++] = (struct call_companion){ other, same_number, is };
	return true;
}

bool call_companions(struct clinic *c, const struct claim *claim, struct call_companion **out,
		     size_t *n, struct err *err)
{
	struct beside b = { .c = c, .err = err, .ok = true };

	*out = NULL;
	*n = 0;
	if (!calls_list(c, claim->list, &b.list, NULL))
		calls_list(c, "", &b.list, NULL);
	bool ok = store_call_companions(&c->store, claim->patient, see_other, &b, err) && b.ok;
	call_list_info_release(&b.list);
	if (!ok) {
		free(b.v);
		return false;
	}
	*out = b.v;
	*n = b.n;
	return true;
}

/* --- why they are on it --- */

static char *words_by_hand(struct clinic *c, const struct call_list_info *l, int64_t patient)
{
	struct call_entry e;
	struct str out;
	struct str who;
	struct str when;
	bool found = false;

	str_init(&out);
	str_init(&who);
	str_init(&when);
	record_init(&record_call_entry, &e);
	store_call_entry(&c->store, l->key, patient, &e, &found, NULL);
	staff_show(&who, c->config, e.added_by);
	if (e.added_day != DAY_NONE)
		day_show(&when, e.added_day, clinic_today(c));
	if (!found)
		str_add(&out, _("a call back was agreed"));
	else if (e.note)
		str_addf(&out, _("%s (put on the list by %s, %s)"), e.note, who.p, when.p);
	else
		str_addf(&out, _("put on the list by %s, %s"), who.p, when.p);
	str_release(&who);
	str_release(&when);
	record_release(&record_call_entry, &e);
	return str_steal(&out);
}

static char *words_of_visit(struct clinic *c, const struct on_list *on)
{
	struct visit v;
	struct str out;

	str_init(&out);
	record_init(&record_visit, &v);
	if (store_get(&c->store, &record_visit, on->visit, &v, NULL)) {
		day_show(&out, v.day, clinic_today(c));
		if (v.minute != MINUTE_NONE) {
			str_addc(&out, ' ');
			minute_iso(&out, v.minute);
		}
		if (v.kind)
			str_addf(&out, "  %s", config_label(c->config, "visit_kind", v.kind));
		if (v.provider)
			str_addf(&out, "  %s", config_label(c->config, "provider", v.provider));
		str_addf(&out, "  %s", _("not confirmed"));
	}
	record_release(&record_visit, &v);
	return str_steal(&out);
}

static bool has_digit(const char *text)
{
	while (*text && (*text < '0' || *text > '9'))
		text++;
	return *text != '\0';
}

/* "is active" is why nobody is rung. */
static bool says_nothing(const struct why *w)
{
	return w->node && w->node->kind == NODE_VALUE && w->node->fact == FACT_STATUS;
}

/* What the list is about stands first in its rule; of the rest only what says a day or a number. */
static char *words_of_rule(struct clinic *c, size_t segment, int64_t patient)
{
	struct arena arena;
	struct str out;

	str_init(&out);
	arena_init(&arena);
	struct why *why = segment_why_of(c, segment, patient, &arena, NULL);
	for (const struct why *w = why ? why->child : NULL; w; w = w->next) {
		const char *text = str_is_empty(w->value) ? w->says : w->value;
		if (!says_nothing(w) && !str_is_empty(text) && (!out.len || has_digit(text)))
			str_addf(&out, "%s%s", out.len ? "; " : "", text);
	}
	arena_release(&arena);
	return str_steal(&out);
}

char *call_why_words(struct clinic *c, const struct call_list_info *l, int64_t patient)
{
	struct on_list on;
	bool is = false;

	if (!list_or_none(l) || !list_has_or_owes(c, l, patient, 0, &on, &is, NULL) || !is)
		return mem_strdup("");
	if (on.visit)
		return words_of_visit(c, &on);
	if (on.segment == SIZE_MAX)
		return words_by_hand(c, l, patient);
	return words_of_rule(c, on.segment, patient);
}

/* --- lists of one --- */

bool calls_lists_of(struct clinic *c, int64_t patient, struct call_list_info **out, size_t *n,
		    struct err *err)
{
	struct call_list_info *all;
	size_t n_all;
	size_t now = 0;

	*out = NULL;
	*n = 0;
	if (!calls_lists(c, &all, &n_all, err))
		return false;
	bool ok = true;
	for (size_t i = 0; i < n_all; i++) {
		struct call_state state = { .why = CALL_GONE };
		struct on_list on;
		bool is = false;
		ok = ok && list_has_or_owes(c, &all[i], patient, 0, &on, &is, err) &&
		     (!is || list_state(c, &all[i], &on, c->staff, &state, err));
		if (!ok || !is) {
			call_list_info_release(&all[i]);
			continue;
		}
		struct call_list_info keep = all[i];
		size_t to = *n;
		if (state.why == CALL_NOW) {
			memmove(&all[now + 1], &all[now], (to - now) * sizeof(*all));
			to = now++;
		}
		all[to] = keep;
		++*n;
	}
	if (!ok) {
		for (size_t i = 0; i < *n; i++)
			call_list_info_release(&all[i]);
		free(all);
		*n = 0;
		return false;
	}
	*out = all;
	return true;
}

/* --- call backs --- */

bool calls_backs(struct clinic *c, const char *staff, when_t until, struct rows *out, struct err *err)
{
	when_t now = calls_now(c);

	if (!store_call_backs(&c->store, NULL, until, out, err))
		return false;
	for (size_t i = out->n; staff && i-- > 0;) {
		const struct task *t = rows_at(out, i);
		when_t at = when_of(t->due_day, t->due_minute);
		bool anyones = str_is_empty(t->assignee) ||
			       at + c->config->calls.mine_minutes <= now;
		if (!anyones && !str_eq(t->assignee, staff))
			rows_remove(out, i);
	}
	return true;
}

struct skipping {
	int64_t patient;
	bool found;
};

static bool is_skipped(int64_t patient, void *arg)
{
	struct skipping *s = arg;

	s->found = s->found || patient == s->patient;
	return !s->found;
}

/* Somebody else has them, or somebody near them, on the line. */
static bool is_with_others(struct clinic *c, int64_t patient)
{
	enum call_why why;
	struct claim *k = store_claimed(&c->store, patient, &why);
	bool others = k && !k->mine;

	if (k)
		claim_release(k);
	free(k);
	return others;
}

bool call_back_comes(struct clinic *c, const struct call_list_info *l, const struct task *t)
{
	struct skipping s = { .patient = t->patient };
	struct call_state state;
	struct on_list on;
	bool is = false;

	if (l->closed || !list_or_none(l) || !str_eq(t->list, l->key) ||
	    !list_has_or_owes(c, l, t->patient, 0, &on, &is, NULL) || !is ||
	    !list_state(c, l, &on, c->staff, &state, NULL))
		return false;
	if (state.why != CALL_NOW && state.why != CALL_BACK_LATER)
		return false;
	store_skipped(&c->store, l->key, clinic_today(c), is_skipped, &s, NULL);
	return !s.found && !is_with_others(c, t->patient);
}
