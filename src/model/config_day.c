/* clinic.yaml: days with hours of their own, recalls, and what follows a visit. */
#include "revisit/base/i18n.h"
#include "revisit/model/record.h"
#include "revisit/text/nearest.h"
#include "config_read.h"

static const char *const day_keys[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* 2026-02-14: fri, 2026-12-24: 09:00-12:00 */
bool read_special(struct reader *r, const struct yaml *y)
{
	size_t n = 0;

	if (!want(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	r->c->special = arena_alloc(&r->c->arena, n * sizeof(*r->c->special));
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct special_day s = { .day = DAY_NONE, .as = -1 };
		struct err why = ERR_INIT;
		int weekday = 0;
		if (!day_parse(e->key, &s.day, &why))
			return err_at(r->err, ERR_CONFIG, &e->key_pos, "%s", why.msg);
		if (!want(r, e, YAML_SCALAR))
			return false;
		while (weekday < 7 && strcmp(day_keys[weekday], e->text) != 0)
			weekday++;
		/* The week may be read after this: check_day fills in its hours. */
		if (weekday < 7)
			s.as = weekday;
		else if (!read_day_hours(r, e, &s.hours))
			return false;
		size_t at = r->c->n_special++;
		for (; at > 0 && r->c->special[at - 1].day >= s.day; at--) {
			if (r->c->special[at - 1].day == s.day)
				return err_at(r->err, ERR_CONFIG, &e->key_pos,
					      _("this day stands here twice"));
			r->c->special[at] = r->c->special[at - 1];
		}
		r->c->special[at] = s;
	}
	return true;
}

bool read_interval(struct reader *r, const struct yaml *y, struct interval *out)
{
	struct err why = ERR_INIT;

	if (!want(r, y, YAML_SCALAR))
		return false;
	if (!interval_parse(y->text, out, &why))
		return err_at(r->err, ERR_CONFIG, &y->pos, "%s", why.msg);
	if (out->years + out->months + out->weeks + out->days == 0)
		return err_at(r->err, ERR_CONFIG, &y->pos, _("this takes at least a day, as in 1d, 6m"));
	return true;
}

bool read_keys_of(struct reader *r, const struct yaml *y, const char ***out, size_t *n)
{
	const struct yaml *first = y->kind == YAML_LIST ? y->child : y;
	size_t room = 0;

	for (const struct yaml *e = first; e; e = y->kind == YAML_LIST ? e->next : NULL)
		room++;
	*out = arena_alloc(&r->c->arena, room * sizeof(**out));
	for (const struct yaml *e = first; e; e = y->kind == YAML_LIST ? e->next : NULL)
		if (!read_text(r, e, &(*out)[(*n)++]))
			return false;
	return true;
}

bool is_does(const char *key)
{
	return strcmp(key, "does") == 0 || strcmp(key, "does not") == 0;
}

/* What a provider does says what they do not: with both there would be kinds of which nothing is
 * said. */
bool read_does(struct reader *r, const struct yaml *y, struct term_def *t)
{
	if (t->n_does)
		return err_at(r->err, ERR_CONFIG, &y->key_pos,
			      _("write does: or does not:, not both of them"));
	t->does_not = strcmp(y->key, "does not") == 0;
	if (!read_keys_of(r, y, &t->does, &t->n_does))
		return false;
	return t->n_does || err_at(r->err, ERR_CONFIG, &y->pos,
				   _("\"%s\" is empty; leave it out for one who does everything"),
				   y->key);
}

static bool read_recall_entry(struct reader *r, const struct yaml *e, struct recall_def *d,
			      struct term_def *label)
{
	if (strcmp(e->key, "label") == 0)
		return read_label(r, e, &label->label_en, &label->label_zh);
	if (strcmp(e->key, "also") == 0)
		return read_keys_of(r, e, &label->also, &label->n_also);
	if (strcmp(e->key, "every") == 0)
		return read_interval(r, e, &d->every);
	if (strcmp(e->key, "after") == 0)
		return read_keys_of(r, e, &d->after, &d->n_after);
	if (strcmp(e->key, "instead of") == 0)
		return read_keys_of(r, e, &d->instead_of, &d->n_instead_of);
	if (strcmp(e->key, "from age") == 0)
		return read_number(r, e, 0, 150, &d->from_age);
	if (strcmp(e->key, "to age") == 0)
		return read_number(r, e, 0, 150, &d->to_age);
	if (strcmp(e->key, "book") == 0)
		return read_text(r, e, &d->book);
	return err_at(r->err, ERR_CONFIG, &e->key_pos,
		      _("'%s' is not known here: use label, also, every, after, book, from age, to age, "
			"instead of"),
		      e->key);
}

bool read_recalls(struct reader *r, const struct yaml *y, struct term_list *labels)
{
	size_t n = 0;

	if (!want(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	r->c->recalls = arena_alloc(&r->c->arena, n * sizeof(*r->c->recalls));
	const char *file = arena_strdup(&r->c->arena, str_or_empty(y->pos.file));
	labels->v = arena_alloc(&r->c->arena, n * sizeof(*labels->v));
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct recall_def *d = &r->c->recalls[r->c->n_recalls];
		struct term_def *label = &labels->v[labels->n];
		*d = (struct recall_def){ .from_age = -1, .to_age = -1 };
		*label = (struct term_def){ .price = MONEY_NONE };
		if (!key_is_plain(e->key))
			return err_at(r->err, ERR_CONFIG, &e->key_pos,
				      _("'%s' cannot be a key: no blanks or signs, write it with - and put "
					"the words under label:"),
				      e->key);
		if (!want(r, e, YAML_MAP))
			return false;
		d->key = label->key = arena_strdup(&r->c->arena, e->key);
		label->pos = (struct pos){ file, e->key_pos.line, e->key_pos.col };
		for (const struct yaml *f = e->child; f; f = f->next)
			if (!read_recall_entry(r, f, d, label))
				return false;
		if (d->n_after == 0 || d->every.years + d->every.months + d->every.weeks + d->every.days == 0)
			return err_at(r->err, ERR_CONFIG, &e->key_pos,
				      _("a recall needs every: and after:, as in every: 6m, after: cleaning"));
		if (d->from_age >= 0 && d->to_age >= 0 && d->from_age > d->to_age)
			return err_at(r->err, ERR_CONFIG, &e->key_pos,
				      _("from age: is over to age:, so nobody would be due"));
		if (!d->book)
			d->book = d->after[0];
		if (!label->label_en)
			label->label_en = label->label_zh = d->key;
		labels->n++;
		r->c->n_recalls++;
	}
	return true;
}

static bool read_followup_entry(struct reader *r, const struct yaml *e, struct followup_def *d)
{
	if (strcmp(e->key, "kinds") == 0)
		return read_keys_of(r, e, &d->kinds, &d->n_kinds);
	if (strcmp(e->key, "after") == 0)
		return read_interval(r, e, &d->after);
	if (strcmp(e->key, "what") == 0)
		return read_label(r, e, &d->what_en, &d->what_zh);
	if (strcmp(e->key, "kind") == 0)
		return read_text(r, e, &d->kind);
	if (strcmp(e->key, "to") == 0)
		return read_text(r, e, &d->assignee);
	return err_at(r->err, ERR_CONFIG, &e->key_pos,
		      _("'%s' is not known here: use kinds, after, what, kind, to"), e->key);
}

static bool share_a_kind(const struct followup_def *a, const struct followup_def *b)
{
	for (size_t i = 0; i < a->n_kinds; i++)
		for (size_t j = 0; j < b->n_kinds; j++)
			if (strcmp(a->kinds[i], b->kinds[j]) == 0)
				return true;
	return false;
}

bool read_followups(struct reader *r, const struct yaml *y)
{
	void *room;

	if (!want_list(r, y, sizeof(*r->c->followups), &room))
		return false;
	r->c->followups = room;
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct followup_def *d = &r->c->followups[r->c->n_followups];
		struct str rule;
		*d = (struct followup_def){ 0 };
		if (!want(r, e, YAML_MAP))
			return false;
		for (const struct yaml *f = e->child; f; f = f->next)
			if (!read_followup_entry(r, f, d))
				return false;
		if (!d->what_en || d->n_kinds == 0 || !yaml_get(e, "after"))
			return err_at(r->err, ERR_CONFIG, &e->pos,
				      _("what follows a visit needs kinds:, after: and what:"));
		str_init(&rule);
		interval_text(&rule, d->after);
		str_addf(&rule, ":%s", d->kind ? d->kind : "to-do");
		d->rule = arena_strdup(&r->c->arena, rule.p);
		str_release(&rule);
		for (size_t i = 0; i < r->c->n_followups; i++)
			if (strcmp(r->c->followups[i].rule, d->rule) == 0 &&
			    share_a_kind(&r->c->followups[i], d))
				return err_at(r->err, ERR_CONFIG, &e->pos,
					      _("two follow-ups of one kind stand on the same day"));
		r->c->n_followups++;
	}
	return true;
}

static bool known_kind(struct reader *r, const char *key, const struct pos *pos)
{
	const struct term_list *kinds = config_vocab(r->c, "visit_kind");
	struct nearest near;

	if (config_term(r->c, "visit_kind", key))
		return true;
	nearest_init(&near, key);
	for (size_t i = 0; i < kinds->n; i++)
		nearest_offer(&near, kinds->v[i].key);
	if (near.name)
		err_at(r->err, ERR_CONFIG, pos,
		       _("'%s' is no visit kind of this file; did you mean '%s'?"), key, near.name);
	else
		err_at(r->err, ERR_CONFIG, pos, _("'%s' is no visit kind of this file"), key);
	nearest_release(&near);
	return false;
}

/* Whether `d` stands instead of itself, by way of others: then nobody would be due for any of them. */
static bool stands_for_itself(const struct config *c, const struct recall_def *d)
{
	bool *out = mem_array(c->n_recalls, sizeof(*out)); /* which `d` stands instead of */
	bool more = out != NULL;

	while (more) {
		more = false;
		for (size_t i = 0; i < c->n_recalls; i++) {
			const struct recall_def *by = &c->recalls[i];
			for (size_t k = 0; (by == d || out[i]) && k < by->n_instead_of; k++) {
				const struct recall_def *of = config_recall(c, by->instead_of[k]);
				bool *is = of ? &out[of - c->recalls] : NULL;
				more = more || (is && !*is);
				if (is)
					*is = true;
			}
		}
	}
	bool itself = out && out[d - c->recalls];
	free(out);
	return itself;
}

static bool check_recall(struct reader *r, const struct recall_def *d, const struct yaml *at)
{
	for (size_t i = 0; i < d->n_after; i++)
		if (!known_kind(r, d->after[i], &at->key_pos))
			return false;
	for (size_t i = 0; i < d->n_instead_of; i++)
		if (!config_recall(r->c, d->instead_of[i]) || strcmp(d->instead_of[i], d->key) == 0)
			return err_at(r->err, ERR_CONFIG, &at->key_pos, _("'%s' is no other recall of this file"),
				      d->instead_of[i]);
	if (stands_for_itself(r->c, d))
		return err_at(r->err, ERR_CONFIG, &at->key_pos,
			      _("'%s' would stand instead of itself, so nobody would be due"), d->key);
	return known_kind(r, d->book, &at->key_pos);
}

static bool check_does(struct reader *r, const struct yaml *provider)
{
	for (const struct yaml *e = provider->child; e; e = e->next) {
		if (!is_does(e->key))
			continue;
		if (e->kind == YAML_SCALAR && !known_kind(r, e->text, &e->pos))
			return false;
		for (const struct yaml *k = e->child; k; k = k->next)
			if (!known_kind(r, k->text, &k->pos))
				return false;
	}
	return true;
}

bool check_day(struct reader *r, const struct yaml *tree)
{
	const struct yaml *recalls = yaml_get(tree, "recalls");
	const struct yaml *after = yaml_get(tree, "after visits");
	const struct yaml *e = recalls ? recalls->child : NULL;

	for (size_t i = 0; i < r->c->n_special; i++)
		if (r->c->special[i].as >= 0)
			r->c->special[i].hours = r->c->hours[r->c->special[i].as];
	for (size_t i = 0; e; e = e->next, i++)
		if (!check_recall(r, &r->c->recalls[i], e))
			return false;
	e = after ? after->child : NULL;
	for (size_t i = 0; e; e = e->next, i++)
		for (size_t k = 0; k < r->c->followups[i].n_kinds; k++)
			if (!known_kind(r, r->c->followups[i].kinds[k], &e->pos))
				return false;
	const struct yaml *who = yaml_get(tree, "providers");
	for (e = who && who->kind == YAML_MAP ? who->child : NULL; e; e = e->next)
		if (e->kind == YAML_MAP && !check_does(r, e))
			return false;
	return true;
}

const struct recall_def *config_recall(const struct config *c, const char *key)
{
	for (size_t i = 0; i < c->n_recalls; i++)
		if (strcmp(c->recalls[i].key, key) == 0)
			return &c->recalls[i];
	return NULL;
}

bool config_does(const struct config *c, const char *provider, const char *kind)
{
	const struct term_def *who = provider ? config_term(c, "provider", provider) : NULL;

	if (!who || who->n_does == 0 || !kind || !config_term(c, "visit_kind", kind))
		return true;
	for (size_t i = 0; i < who->n_does; i++)
		if (strcmp(who->does[i], kind) == 0)
			return !who->does_not;
	return who->does_not;
}

static const struct special_day *special_of(const struct config *c, day_t day)
{
	for (size_t i = 0; i < c->n_special; i++)
		if (c->special[i].day == day)
			return &c->special[i];
	return NULL;
}

static bool is_closed(const struct config *c, day_t day)
{
	for (size_t i = 0; i < c->n_closed; i++)
		if (c->closed[i] == day)
			return true;
	return false;
}

const struct hours *config_hours(const struct config *c, day_t day)
{
	static const struct hours none;
	const struct special_day *special = special_of(c, day);

	if (special)
		return &special->hours;
	return is_closed(c, day) ? &none : &c->hours[day_weekday(day)];
}

int config_weekday(const struct config *c, day_t day)
{
	const struct special_day *special = special_of(c, day);

	return special && special->as >= 0 ? special->as : day_weekday(day);
}

bool config_day_differs(const struct config *c, day_t day)
{
	const struct special_day *special = special_of(c, day);

	return special ? special->as < 0 : is_closed(c, day);
}

static day_t working_day(const struct config *c, day_t day, int way)
{
	day_t d = day + way;

	while (config_hours(c, d)->n == 0 && d != day + way * 366)
		d += way;
	return d;
}

day_t config_next_working_day(const struct config *c, day_t day)
{
	return working_day(c, day, 1);
}

day_t config_last_working_day(const struct config *c, day_t day)
{
	return working_day(c, day, -1);
}
