/* Call lists: which there are, who is on them. */
#include "calls_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/store/merge.h"
#include "revisit/text/nearest.h"

when_t calls_now(const struct clinic *c)
{
	return when_of(clinic_today(c), clock_minute(&c->clock));
}

const char *call_list_name(const struct call_list_info *l)
{
	return str_is_empty(l->title) ? l->key : l->title;
}

void call_list_info_release(struct call_list_info *l)
{
	free(l->key);
	free(l->title);
	free(l->script);
	free(l->assignee);
	free(l->segments);
	*l = (struct call_list_info){ 0 };
}

const char *list_or_none(const struct call_list_info *l)
{
	return str_is_empty(l->key) ? NULL : l->key;
}

/* --- of rules --- */

const struct then *segment_call(const struct segment *s, const char *list)
{
	for (size_t i = 0; i < s->n_then; i++)
		if (s->then[i].kind == THEN_CALL && (!list || str_eq(s->then[i].what, list)))
			return &s->then[i];
	return NULL;
}

/* What is worked first: the lower priority, those without one last; then as they are written. */
static void put_segment(struct call_list_info *l, const struct ruleset *r, size_t segment)
{
	size_t at = l->n_segments;
	int priority = r->segments[segment].priority;

	l->segments = mem_grow(l->segments, l->n_segments + 1, sizeof(*l->segments));
	while (at > 0) {
		int before = r->segments[l->segments[at - 1]].priority;
		if (before != 0 && (priority == 0 || before <= priority))
			break;
		if (before == 0 && priority == 0)
			break;
		l->segments[at] = l->segments[at - 1];
		at--;
	}
	l->segments[at] = segment;
	l->n_segments++;
}

/* What a list is called that several segments fill; those of the starter rules in the reader's
 * language. */
static const char *shared_title(const char *key)
{
	static const struct choice usual[] = {
		{ "recall", N_("Due again") },
		{ "lapsed", N_("Not seen for long") },
		{ "missed", N_("Missed a visit") },
		{ "plans", N_("Treatment to finish") },
		{ "leads", N_("Enquiries") },
		{ "care", N_("How are they doing?") },
	};

	for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
		if (str_eq(usual[i].key, key))
			return _(usual[i].label);
	return key;
}

static void fill_of_rules(const struct ruleset *r, const char *key, struct call_list_info *out)
{
	bool shared = true;

	*out = (struct call_list_info){ .key = mem_strdup(key), .kind = LIST_OF_RULES };
	for (size_t i = 0; i < r->n_segments; i++)
		if (segment_call(&r->segments[i], key))
			put_segment(out, r, i);
	for (size_t i = 0; i < out->n_segments; i++) {
		const struct segment *s = &r->segments[out->segments[i]];
		const struct then *t = segment_call(s, key);
		if (i == 0) {
			out->purpose = s->purpose;
			out->subject = s->subject;
			out->title = mem_strdup(out->n_segments == 1 ? segment_title(s) :
								       shared_title(key));
		}
		if (!out->script && t->script)
			out->script = mem_strdup(t->script);
		if (!out->assignee && t->to)
			out->assignee = mem_strdup(t->to);
		shared = shared && segment_share(s, t) > 0;
		out->a_day += segment_share(s, t);
	}
	/* What one of them brings without a limit has none. */
	if (!shared)
		out->a_day = 0;
	if (!out->title)
		out->title = mem_strdup(key);
}

static void fill_of_segment(const struct ruleset *r, size_t segment, struct call_list_info *out)
{
	const struct segment *s = &r->segments[segment];

	*out = (struct call_list_info){ .key = mem_strdup(s->key),
					.title = mem_strdup(segment_title(s)),
					.kind = LIST_OF_SEGMENT,
					.purpose = s->purpose,
					.subject = s->subject,
					.a_day = segment_share(s, NULL) };
	put_segment(out, r, segment);
}

static bool is_rule_list(const struct ruleset *r, const char *key)
{
	for (size_t i = 0; r && i < r->n_segments; i++)
		if (segment_call(&r->segments[i], key))
			return true;
	return false;
}

/* --- by hand, by the book --- */

static void fill_by_hand(struct clinic *c, const struct call_list *row, struct call_list_info *out)
{
	day_t today = clinic_today(c);

	*out = (struct call_list_info){ .key = mem_strdup(row->key),
					.title = mem_strdup(row->title ? row->title : row->key),
					.kind = LIST_BY_HAND,
					.purpose = (enum purpose)row->purpose,
					.subject = (enum subject)row->subject,
					.script = mem_strdup(row->script),
					.assignee = mem_strdup(row->assignee),
					.a_day = (int)row->a_day };
	out->closed = row->state == LIST_CLOSED ||
		      (row->from_day != DAY_NONE && today < row->from_day) ||
		      (row->until_day != DAY_NONE && today > row->until_day);
}

static void fill_confirm(struct call_list_info *out)
{
	*out = (struct call_list_info){ .key = mem_strdup(LIST_CONFIRM),
					.title = mem_strdup(_("confirm visits")),
					.kind = LIST_OF_VISITS,
					.purpose = PURPOSE_CONFIRM,
					.subject = SUBJECT_VISIT };
}

/* A call to somebody who is on no list. */
static void fill_none(struct call_list_info *out)
{
	*out = (struct call_list_info){ .key = mem_strdup(""),
					.title = mem_strdup(_("no list")),
					.kind = LIST_BY_HAND,
					.purpose = PURPOSE_SERVICE,
					.subject = SUBJECT_PATIENT,
					.script = mem_strdup("service") };
}

/* --- all of them --- */

struct lists {
	struct call_list_info *v;
	size_t n, cap;
};

static struct call_list_info *add_list(struct lists *l)
{
	GROW(l->v, l->n, l->cap);
	return &l->v[l->n++];
}

static bool add_by_hand(struct clinic *c, const struct ruleset *r, bool closed, struct lists *out,
			struct err *err)
{
	struct rows rows;

	rows_init(&rows, &record_call_list);
	bool ok = store_call_lists(&c->store, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct call_list *row = rows_at(&rows, i);
		if ((row->state == LIST_OPEN || closed) && !is_rule_list(r, row->key))
			fill_by_hand(c, row, add_list(out));
	}
	rows_release(&rows);
	return ok;
}

static void add_of_rules(const struct ruleset *r, struct lists *out)
{
	for (size_t i = 0; r && i < r->n_segments; i++)
		for (size_t k = 0; k < r->segments[i].n_then; k++) {
			const struct then *t = &r->segments[i].then[k];
			bool known = t->kind != THEN_CALL;
			for (size_t n = 0; n < out->n && !known; n++)
				known = str_eq(out->v[n].key, t->what);
			if (!known)
				fill_of_rules(r, t->what, add_list(out));
		}
}

bool calls_lists(struct clinic *c, struct call_list_info **out, size_t *n, struct err *err)
{
	const struct ruleset *r = clinic_rules(c);
	struct lists lists = { 0 };

	fill_confirm(add_list(&lists));
	add_of_rules(r, &lists);
	bool ok = add_by_hand(c, r, false, &lists, err);
	*out = lists.v;
	*n = lists.n;
	if (ok)
		return true;
	for (size_t i = 0; i < lists.n; i++)
		call_list_info_release(&lists.v[i]);
	free(lists.v);
	*out = NULL;
	*n = 0;
	return false;
}

/* --- one of them --- */

static bool is_named(const char *name, const char *key, const char *title)
{
	return str_eq(name, key) || (title && str_eq(name, title));
}

static bool no_such_list(const struct lists *l, const char *name, struct err *err)
{
	struct nearest near;
	struct str keys;
	char shown[64];

	str_init(&keys);
	nearest_init(&near, name);
	for (size_t i = 0; i < l->n; i++) {
		nearest_offer(&near, l->v[i].key);
		if (i < 12)
			str_addf(&keys, "%s%s", i ? ", " : "", l->v[i].key);
	}
	str_excerpt(shown, sizeof(shown), name);
	if (near.name)
		err_set(err, ERR_NO_MATCH, _("there is no call list '%s'; did you mean '%s'?"), shown,
			near.name);
	else
		err_set(err, ERR_NO_MATCH, _("there is no call list '%s'; there are: %s"), shown, keys.p);
	nearest_release(&near);
	str_release(&keys);
	return false;
}

static bool take_named(struct lists *l, const char *name, struct call_list_info *out)
{
	for (int titles = 0; titles < 2; titles++)
		for (size_t i = 0; i < l->n; i++)
			if (is_named(name, l->v[i].key, titles ? l->v[i].title : NULL)) {
				*out = l->v[i];
				l->v[i] = (struct call_list_info){ 0 };
				return true;
			}
	return false;
}

static bool take_segment(const struct ruleset *r, const char *name, struct call_list_info *out)
{
	for (size_t i = 0; r && i < r->n_segments; i++)
		if (is_named(name, r->segments[i].key, segment_title(&r->segments[i]))) {
			fill_of_segment(r, i, out);
			return true;
		}
	return false;
}

bool calls_list(struct clinic *c, const char *name, struct call_list_info *out, struct err *err)
{
	const struct ruleset *r = clinic_rules(c);
	struct lists lists = { 0 };

	*out = (struct call_list_info){ 0 };
	if (!*name) {
		fill_none(out);
		return true;
	}
	fill_confirm(add_list(&lists));
	add_of_rules(r, &lists);
	bool ok = add_by_hand(c, r, true, &lists, err);
	bool found = ok && (take_named(&lists, name, out) || take_segment(r, name, out));
	if (ok && !found)
		no_such_list(&lists, name, err);
	for (size_t i = 0; i < lists.n; i++)
		call_list_info_release(&lists.v[i]);
	free(lists.v);
	return found;
}

/* --- by hand --- */

static bool key_is_free(struct clinic *c, const char *key, struct err *err)
{
	const struct ruleset *r = clinic_rules(c);

	if (str_is_empty(key))
		return err_set(err, ERR_MISSING, _("a call list needs a name"));
	if (strcmp(key, LIST_CONFIRM) == 0 || is_rule_list(r, key) || (r && ruleset_find(r, key) >= 0))
		return err_set(err, ERR_EXISTS, _("'%s' is a list of the rules already; take another name"),
			       key);
	return true;
}

/* "Whitening offer" is whitening-offer on the command line. */
static void key_from_title(struct call_list *l)
{
	struct str key;

	str_init(&key);
	for (const char *s = str_or_empty(l->title); *s; s++)
		if (*s == ' ')
			str_addc(&key, '-');
		else if (!strchr("\"',:/\\", *s))
			str_addc(&key, *s >= 'A' && *s <= 'Z' ? (char)(*s + 'a' - 'A') : *s);
	str_replace(&l->key, key.p);
	str_release(&key);
}

bool call_list_save(struct clinic *c, struct call_list *l, struct err *err)
{
	bool fresh = l->row.id == 0;
	struct call_list other;
	bool taken = false;

	if (str_is_empty(l->key))
		key_from_title(l);
	if (!key_is_free(c, l->key, err))
		return false;
	if (!clinic_begin(c, fresh ? "call-list-new" : "call-list-edit", 0, err))
		return false;
	record_init(&record_call_list, &other);
	bool ok = store_call_list(&c->store, l->key, &other, &taken, err);
	if (ok && taken && other.row.id != l->row.id)
		ok = err_set(err, ERR_EXISTS, _("there is a call list '%s' already"), l->key);
	record_release(&record_call_list, &other);
	if (fresh) {
		l->created_at = clock_now(&c->clock);
		str_replace(&l->created_by, c->staff);
	}
	ok = ok && (fresh ? store_insert(&c->store, &record_call_list, l, err)
			  : store_update(&c->store, &record_call_list, l, NULL, err));
	ok = clinic_end(c, ok, err);
	if (!ok && fresh)
		l->row = (struct row){ 0 };
	return ok;
}

bool call_list_close(struct clinic *c, const char *key, bool closed, struct err *err)
{
	struct call_list l;
	bool found = false;

	if (!clinic_begin(c, closed ? "call-list-close" : "call-list-open", 0, err))
		return false;
	record_init(&record_call_list, &l);
	bool ok = store_call_list(&c->store, key, &l, &found, err);
	if (ok && !found)
		ok = err_set(err, ERR_NO_MATCH,
			     _("'%s' is no list made by hand; those of rules end with their rule"), key);
	l.state = closed ? LIST_CLOSED : LIST_OPEN;
	ok = ok && store_update(&c->store, &record_call_list, &l, NULL, err);
	record_release(&record_call_list, &l);
	return clinic_end(c, ok, err);
}

static bool add_one(struct clinic *c, const char *key, int64_t patient, const char *note,
		    int64_t position, bool *added, struct err *err)
{
	struct call_entry e;
	bool found;

	record_init(&record_call_entry, &e);
	bool ok = store_call_entry(&c->store, key, patient, &e, &found, err);
	*added = ok && (!found || e.state == ENTRY_OFF);
	if (*added) {
		e.patient = patient;
		str_replace(&e.list, key);
		e.position = position;
		e.added_at = clock_now(&c->clock);
		e.added_day = clinic_today(c);
		str_replace(&e.added_by, c->staff);
		if (note)
			str_replace(&e.note, note);
		e.state = ENTRY_ON;
		ok = found ? store_update(&c->store, &record_call_entry, &e, NULL, err)
			   : store_insert(&c->store, &record_call_entry, &e, err);
	}
	record_release(&record_call_entry, &e);
	return ok;
}

/* By hand onto a list made by hand, or one of rules. */
static bool takes_entries(struct clinic *c, const char *key, struct err *err)
{
	struct call_list_info l;

	if (!calls_list(c, key, &l, err))
		return false;
	bool ok = l.kind == LIST_BY_HAND || l.kind == LIST_OF_RULES;
	call_list_info_release(&l);
	return ok || err_set(err, ERR_BAD_VALUE,
			     _("'%s' is filled by itself; make a list of your own for whom you choose"),
			     key);
}

bool call_list_add(struct clinic *c, const char *key, const int64_t *patients, size_t n,
		   const char *note, size_t *added, struct err *err)
{
	*added = 0;
	if (!takes_entries(c, key, err) || !clinic_begin(c, "call-list-add", 0, err))
		return false;
	int64_t position = store_call_last_place(&c->store, key);
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		bool one = false;
		ok = add_one(c, key, store_survivor(&c->store, patients[i]), note, position + 1, &one,
			     err);
		position += one;
		*added += one;
	}
	if (ok && n == 1)
		store_set_target(&c->store, patients[0]);
	return clinic_end(c, ok, err);
}

bool call_list_remove(struct clinic *c, const char *key, int64_t patient, struct err *err)
{
	struct call_entry e;
	bool found = false;

	if (!clinic_begin(c, "call-list-remove", patient, err))
		return false;
	record_init(&record_call_entry, &e);
	bool ok = store_call_entry(&c->store, key, patient, &e, &found, err);
	if (ok && (!found || e.state == ENTRY_OFF))
		ok = err_set(err, ERR_NO_MATCH, _("they were not put on '%s' by hand"), key);
	e.state = ENTRY_OFF;
	ok = ok && store_update(&c->store, &record_call_entry, &e, NULL, err);
	record_release(&record_call_entry, &e);
	return clinic_end(c, ok, err);
}
