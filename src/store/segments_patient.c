/* One patient's membership, worked out anew: what differs from what is stored is written. */
#include "segments_inside.h"

/* Spells of one segment are looked for no further than this; the lease ends there. */
enum { CHAIN_MAX = 64 };

struct person_work {
	struct store *s;
	struct segments_state *st;
	const struct view *view;
	int64_t patient;
	bool gone;      /* nobody of that number any more, or merged */
	bool has_lease;
	day_t today;
	day_t done;     /* flows are written up to that day */
	day_t from;     /* evaluated from that day on; before it the stored spells hold */
	day_t old_thru, thru;
};

/* --- evaluation --- */

static void lengthen(struct spells *out, size_t first, day_t from, day_t until)
{
	struct member_spell *last = out->n > first ? &out->v[out->n - 1] : NULL;

	if (last && last->until >= from) {
		last->until = until > last->until ? until : last->until;
		return;
	}
	spells_add(out, &(struct member_spell){ .from = from, .until = until });
}

day_t segments_spells(const struct ruleset *r, size_t segment, const struct view *v, day_t from,
		      day_t end, struct spells *out)
{
	size_t first = out->n;
	day_t day = from;

	for (int i = 0; i < CHAIN_MAX && day <= end; i++) {
		struct spell sp = segment_spell(r, segment, v, day);
		if (sp.from < sp.until && sp.from > end)
			return sp.from;
		if (sp.from < sp.until)
			lengthen(out, first, sp.from < day ? day : sp.from, sp.until);
		if (sp.thru <= day)
			BUG("segment %s has no change after day %d", r->segments[segment].key, (int)day);
		day = sp.thru;
	}
	return day;
}

/* --- what was, and what is from now on --- */

/* The stored spells of a version up to the day from which they were evaluated anew. */
static void keep_past(struct person_work *w, const struct member_spell *old, size_t n, int64_t version,
		      int64_t key)
{
	day_t least = w->from < w->done + 1 ? w->from : w->done + 1;

	for (size_t i = 0; i < n && old[i].from < w->from; i++) {
		struct member_spell m = old[i];
		m.version = version;
		m.key = key;
		m.until = m.until < w->from ? m.until : w->from;
		if (m.until >= least)
			spells_add(&w->st->fresh, &m);
	}
}

/* Appends a version's spells: those before, then `now`; what touches is one. */
static void join(struct person_work *w, int64_t version, int64_t key, bool started)
{
	struct segments_state *st = w->st;
	struct spells *to = &st->fresh;

	for (size_t i = 0; i < st->now.n; i++) {
		struct member_spell m = st->now.v[i];
		struct member_spell *last = to->n ? &to->v[to->n - 1] : NULL;
		m.version = version;
		m.key = key;
		m.started = started && m.from == w->from;
		if (last && last->version == version && last->until == m.from)
			last->until = m.until;
		else
			spells_add(to, &m);
	}
}

/* Whether a spell of today is of somebody who was a member from the start. */
static bool began_now(const struct person_work *w, int64_t version)
{
	const struct member_spell *m = spells_on(&w->st->old, version, w->from);

	return m && m->started;
}

/* Of a member from the start, out and in again on the day of the start, what was is known by the
 * entry that was closed. */
static bool was_there_first(const struct person_work *w, int64_t version)
{
	const struct segment_ver *ver = segments_version(w->st, version);
	bool was = false;

	if (ver->since < w->done)
		return false;
	struct stmt *q = db_stmt(w->s->db,
				 "SELECT 1 FROM seg_entry WHERE segment = ?1 AND patient = ?2 AND "
				 "entry_day = ?3 AND from_start",
				 NULL);
	if (!q)
		return false;
	stmt_int(q, 1, ver->segment);
	stmt_int(q, 2, w->patient);
	stmt_int(q, 3, w->done);
	was = stmt_step(q, NULL) == STEP_ROW;
	stmt_done(q);
	return was;
}

static void join_live(struct person_work *w, const struct segment_map *m, int64_t key)
{
	size_t n;
	const struct member_spell *old = spells_of(&w->st->old, m->live, &n);
	const struct spells *now = &w->st->now;
	bool begins = now->n && now->v[0].from == w->from;

	keep_past(w, old, n, m->live, key);
	join(w, m->live, key, begins && (began_now(w, m->live) || was_there_first(w, m->live)));
}

/* After the clock was set back: what began on a day that is to come goes on from today. */
static const struct member_spell *from_ahead(const struct person_work *w, int64_t version)
{
	size_t n;
	const struct member_spell *m = spells_of(&w->st->old, version, &n);

	for (size_t i = 0; w->st->day == DAY_NONE && i < n; i++)
		if (m[i].from > w->done)
			return &m[i];
	return NULL;
}

/* Whoever was a member by what was in force before goes on being one. */
static void join_building(struct person_work *w, const struct segment_map *m, int64_t key)
{
	size_t n;
	const struct member_spell *old = spells_of(&w->st->old, m->building, &n);
	const struct member_spell *was =
		!n && m->before ? spells_on(&w->st->old, m->before, w->done) : NULL;

	bool started = m->started && !n;

	if (was) {
		struct member_spell before = *was;
		before.until = w->from;
		keep_past(w, &before, 1, m->building, key);
	} else {
		keep_past(w, old, n, m->building, key);
		was = !n && m->before ? from_ahead(w, m->before) : NULL;
	}
	/* One that began today is kept by no past. */
	if (was)
		started = was->started;
	join(w, m->building, key, started || began_now(w, m->building));
}

static int by_version(const void *a, const void *b)
{
	const struct member_spell *x = a;
	const struct member_spell *y = b;

	if (x->version != y->version)
		return x->version < y->version ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

static void evaluate(struct person_work *w, bool live, bool building)
{
	struct segments_state *st = w->st;

	for (size_t i = 0; i < st->rules->n_segments; i++) {
		const struct segment_map *m = &st->map[i];
		if (!(m->live && live) && !(m->building && building))
			continue;
		spells_clear(&st->now);
		day_t thru = segments_spells(st->rules, i, w->view, w->from, w->today + AHEAD_DAYS,
					     &st->now);
		int64_t key = segment_key(st->rules, i, w->view);
		w->thru = thru < w->thru ? thru : w->thru;
		if (m->live && live)
			join_live(w, m, key);
		if (m->building && building)
			join_building(w, m, key);
	}
}

static void sort(struct spells *s)
{
	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), by_version);
}

day_t segments_built(struct store *s, const struct view *v, day_t today)
{
	struct person_work w = { .s = s, .st = s->segments, .view = v, .patient = v->patient,
				 .today = today, .done = today, .from = today, .thru = DAY_MAX };

	spells_clear(&w.st->fresh);
	evaluate(&w, false, true);
	sort(&w.st->fresh);
	return w.thru;
}

/* Who is nobody any more was somebody until today. */
static void keep_all_past(struct person_work *w)
{
	const struct spells *old = &w->st->old;

	for (size_t i = 0; i < old->n; i++) {
		const struct segment_ver *ver = segments_version(w->st, old->v[i].version);
		if (ver && !ver->building)
			keep_past(w, &old->v[i], 1, old->v[i].version, old->v[i].key);
	}
}

/* Rows of versions that the build has not come to for this patient, and of a meaning before that is
 * shown until it has, stay as they are. */
static void pass_on(struct person_work *w)
{
	struct segments_state *st = w->st;
	bool reached = w->patient <= st->built;

	for (size_t i = 0; i < st->old.n; i++) {
		const struct segment_ver *ver = segments_version(st, st->old.v[i].version);
		if (!ver)
			continue;
		const struct segment_map *m = ver->number < 0 ? NULL : &st->map[ver->number];
		bool known = m && (m->live == ver->version || (m->building == ver->version && reached));
		if (!known && !(w->gone && !ver->building))
			spells_add(&st->fresh, &st->old.v[i]);
	}
}

/* --- writing --- */

bool segments_count_day(struct store *s, int64_t version, day_t day, int64_t begins, int64_t ends,
			struct err *err)
{
	const struct segment_ver *ver = segments_version(s->segments, version);

	if (day == DAY_MAX || !ver)
		return true;
	return segments_run(s,
			    "INSERT INTO seg_day (version, day, begins, ends) VALUES (?1, ?2, ?3, ?4) "
			    "ON CONFLICT DO UPDATE SET begins = begins + ?3, ends = ends + ?4",
			    version, day < ver->since ? ver->since : day, begins, ends, err);
}

static bool count_spell(struct store *s, const struct member_spell *m, int sign, struct err *err)
{
	return segments_count_day(s, m->version, m->from, sign, 0, err) &&
	       segments_count_day(s, m->version, m->until, 0, sign, err);
}

static struct stmt *member_stmt(struct person_work *w, const char *sql, const struct member_spell *m,
				struct err *err)
{
	struct stmt *q = db_stmt(w->s->db, sql, err);

	if (!q)
		return NULL;
	stmt_int(q, 1, m->version);
	stmt_int(q, 2, m->key);
	stmt_int(q, 3, w->patient);
	stmt_int(q, 4, m->from);
	return q;
}

static bool add_row(struct person_work *w, const struct member_spell *m, struct err *err)
{
	struct stmt *q = member_stmt(w,
				     "INSERT OR REPLACE INTO member (version, key, patient, from_day, "
				     "until_day) VALUES (?1, ?2, ?3, ?4, ?5)",
				     m, err);
	if (!q)
		return false;
	stmt_int(q, 5, m->until);
	return stmt_run(q, err) && count_spell(w->s, m, 1, err);
}

static bool take_row(struct person_work *w, const struct member_spell *m, struct err *err)
{
	struct stmt *q = member_stmt(w,
				     "DELETE FROM member WHERE version = ?1 AND key = ?2 "
				     "AND patient = ?3 AND from_day = ?4",
				     m, err);
	return q && stmt_run(q, err) && count_spell(w->s, m, -1, err);
}

static bool change_row(struct person_work *w, const struct member_spell *old,
		       const struct member_spell *m, struct err *err)
{
	if (old->key != m->key)
		return take_row(w, old, err) && add_row(w, m, err);
	if (old->until == m->until)
		return true;
	struct stmt *q = member_stmt(w,
				     "UPDATE member SET until_day = ?5 WHERE version = ?1 AND key = ?2 "
				     "AND patient = ?3 AND from_day = ?4",
				     m, err);
	if (!q)
		return false;
	stmt_int(q, 5, m->until);
	return stmt_run(q, err) && segments_count_day(w->s, m->version, old->until, 0, -1, err) &&
	       segments_count_day(w->s, m->version, m->until, 0, 1, err);
}

/* An entry that is over is kept. */
static bool close_entry(struct person_work *w, const struct member_spell *m, struct err *err)
{
	const struct segment_ver *ver = segments_version(w->st, m->version);

	if (ver->building || m->from > w->done)
		return true;
	/* In and out within a day is an entry only when something was done for it, or it did not begin
	 * that day but with the rule. */
	struct stmt *q = db_stmt(w->s->db,
				 m->from == w->done && !m->started ?
					 "UPDATE seg_entry SET closed_day = ?4, from_start = ?5 "
					 "WHERE segment = ?1 AND patient = ?2 AND entry_day = ?3" :
					 "INSERT INTO seg_entry (segment, patient, entry_day, closed_day, "
					 "from_start) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET "
					 "closed_day = excluded.closed_day",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, ver->segment);
	stmt_int(q, 2, w->patient);
	stmt_int(q, 3, m->from);
	stmt_int(q, 4, m->until < w->today ? m->until : w->today);
	stmt_int(q, 5, m->started);
	return stmt_run(q, err);
}

static bool write_rows(struct person_work *w, struct err *err)
{
	const struct spells *old = &w->st->old;
	const struct spells *fresh = &w->st->fresh;
	size_t i = 0;
	size_t k = 0;
	bool ok = true;

	while (ok && (i < old->n || k < fresh->n)) {
		int order = i == old->n ? 1 : k == fresh->n ? -1 : by_version(&old->v[i], &fresh->v[k]);
		if (order < 0 && segments_version(w->st, old->v[i].version))
			ok = take_row(w, &old->v[i], err) && close_entry(w, &old->v[i], err);
		else if (order > 0)
			ok = add_row(w, &fresh->v[k], err);
		else if (order == 0)
			ok = change_row(w, &old->v[i], &fresh->v[k], err);
		i += order <= 0;
		k += order >= 0;
	}
	return ok;
}

/* Who came with an import that everything was built anew for has not been counted, and may go the
 * same day: then one has left, and nobody less has come. */
static bool add_flow(struct person_work *w, int64_t segment, int entered, int gone, int members,
		     struct err *err)
{
	struct stmt *q = db_stmt(w->s->db,
				 "INSERT INTO seg_flow (segment, day, entered, gone, members) VALUES (?1, "
				 "?2, max(?3, 0) + max(-?4, 0), max(?4, 0) + max(-?3, 0), ?5) "
				 "ON CONFLICT DO UPDATE SET "
				 "entered = max(entered + ?3, 0) + max(-gone - ?4, 0), "
				 "gone = max(gone + ?4, 0) + max(-entered - ?3, 0), "
				 "members = members + ?5",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, segment);
	stmt_int(q, 2, w->st->day);
	stmt_int(q, 3, entered);
	stmt_int(q, 4, gone);
	stmt_int(q, 5, members);
	return stmt_run(q, err);
}

/* What came or went today by an edit; by time alone: segments_roll.  Beside yesterday: who is out and
 * in again within a day has not moved. */
static bool write_flows(struct person_work *w, struct err *err)
{
	struct segments_state *st = w->st;
	bool ok = true;

	if (st->day == DAY_NONE || w->from != st->day)
		return true;
	for (size_t i = 0; ok && i < st->n_ver; i++) {
		const struct segment_ver *ver = &st->ver[i];
		if (ver->building)
			continue;
		const struct member_spell *before = spells_on(&st->old, ver->version, st->day);
		int more = (spells_on(&st->fresh, ver->version, st->day) != NULL) - (before != NULL);
		if (more == 0)
			continue;
		bool yesterday = spells_on(&st->old, ver->version, st->day - 1) ||
				 (before ? before->started : was_there_first(w, ver->version));
		ok = add_flow(w, ver->segment, yesterday ? 0 : more, yesterday ? -more : 0, more,
				      err);
	}
	return ok;
}

/* --- the lease --- */

bool segments_lease(struct store *s, int64_t patient, struct spells *out, day_t *thru,
		    struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT thru, spells FROM lease WHERE patient = ?1", err);
	size_t n;

	*thru = DAY_NONE;
	spells_clear(out);
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW) {
		*thru = (day_t)col_int(q, 0);
		const char *bytes = col_blob(q, 1, &n);
		spells_unpack(out, bytes, n);
	}
	stmt_done(q);
	return step != STEP_ERROR;
}

static bool spells_equal(const struct spells *a, const struct spells *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (by_version(&a->v[i], &b->v[i]) != 0 || a->v[i].key != b->v[i].key ||
		    a->v[i].until != b->v[i].until || a->v[i].started != b->v[i].started)
			return false;
	return true;
}

/* A lease that is long enough stays as it is, though it could be longer by now. */
static bool lease_holds(const struct person_work *w)
{
	return w->old_thru <= w->thru && (w->old_thru == w->thru || w->old_thru > w->today + RENEW_DAYS) &&
	       spells_equal(&w->st->old, &w->st->fresh);
}

static bool write_lease(struct person_work *w, struct err *err)
{
	struct segments_state *st = w->st;
	bool needed = st->fresh.n || w->thru < DAY_MAX;

	if (needed == w->has_lease && (!needed || lease_holds(w)))
		return true;
	if (!needed)
		return segments_run(w->s, "DELETE FROM lease WHERE patient = ?1", w->patient, 0, 0, 0,
				    err);
	struct stmt *q = db_stmt(w->s->db,
				 "INSERT INTO lease (patient, thru, spells) VALUES (?1, ?2, ?3) "
				 "ON CONFLICT DO UPDATE SET thru = ?2, spells = ?3",
				 err);
	if (!q)
		return false;
	str_clear(&st->bytes);
	spells_pack(&st->fresh, &st->bytes);
	stmt_int(q, 1, w->patient);
	stmt_int(q, 2, w->thru);
	stmt_blob(q, 3, str_or_empty(st->bytes.p), st->bytes.len);
	return stmt_run(q, err);
}

static bool load(struct person_work *w, struct view_reader *x, struct err *err)
{
	struct segments_state *st = w->st;
	struct err why = ERR_INIT;

	if (!segments_lease(w->s, w->patient, &st->old, &w->old_thru, err))
		return false;
	w->has_lease = w->old_thru != DAY_NONE;
	if (w->has_lease && w->old_thru <= w->today && w->old_thru > w->done)
		w->from = w->old_thru;
	const struct kept_view *k = view_reader_get(x, w->patient, &why);
	if (k) {
		w->view = &k->view;
		w->gone = k->merged;
		return true;
	}
	w->gone = why.code == ERR_NO_MATCH;
	if (!w->gone && err)
		*err = why;
	return w->gone;
}

bool segments_patient(struct store *s, struct view_reader *x, int64_t patient, day_t today,
		      struct err *err)
{
	struct segments_state *st = s->segments;
	struct person_work w = { .s = s, .st = st, .patient = patient, .today = today,
				 .thru = DAY_MAX };

	w.done = w.from = st->day == DAY_NONE ? today : st->day;
	spells_clear(&st->fresh);
	if (!load(&w, x, err))
		return false;
	if (w.gone)
		keep_all_past(&w);
	else
		evaluate(&w, true, patient <= st->built);
	pass_on(&w);
	sort(&st->fresh);
	return write_rows(&w, err) && write_flows(&w, err) && write_lease(&w, err) &&
	       (!st->building || patient <= st->built ||
		segments_run(s, "INSERT INTO rebuild (patient) VALUES (?1) ON CONFLICT DO NOTHING",
			     patient, 0, 0, 0, err));
}
