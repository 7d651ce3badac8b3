#include "revisit/store/search.h"
#include "revisit/store/columns.h"
#include "revisit/text/match.h"

void hits_release(struct hits *h)
{
	free(h->v);
	*h = (struct hits){ 0 };
}

/* --- keys --- */

struct adding {
	struct store *s;
	struct stmt *q;
	int64_t patient;
	bool ok;
	struct err *err;
};

static void add_key(enum match_class class, const char *key, void *arg)
{
	struct adding *a = arg;

	if (!a->ok)
		return;
	stmt_reset(a->q);
	stmt_int(a->q, 1, class);
	stmt_text(a->q, 2, key);
	stmt_int(a->q, 3, a->patient);
	a->ok = stmt_step(a->q, a->err) == STEP_DONE;
}

static void add_patient_keys(struct adding *a, const struct patient *p)
{
	match_chart_keys(p->chart_no, add_key, a);
	if (!str_is_empty(p->name))
		match_name_keys(p->name, p->family, p->reading, add_key, a);
	if (!str_is_empty(p->preferred))
		match_name_keys(p->preferred, NULL, NULL, add_key, a);
	if (!str_is_empty(p->second_name))
		match_name_keys(p->second_name, NULL, NULL, add_key, a);
	if (p->birth_day != DAY_NONE) {
		struct ymd d = day_split(p->birth_day);
		bool vague = p->birth_precision != PRECISION_DAY;
		bool year = vague && p->birth_precision != PRECISION_MONTH;
		match_birth_keys(d.y, year ? 0 : d.m, vague ? 0 : d.d, add_key, a);
	}
}

static bool add_all_keys(struct adding *a, int64_t patient)
{
	struct patient p;
	struct rows contacts;
	struct rows tags;

	record_init(&record_patient, &p);
	rows_init(&contacts, &record_contact);
	rows_init(&tags, &record_patient_tag);
	a->patient = patient;
	struct err why = ERR_INIT;
	bool ok = store_get(a->s, &record_patient, patient, &p, &why);
	if (!ok && why.code != ERR_NO_MATCH) {
		if (a->err)
			*a->err = why;
	} else if (ok && p.status != PATIENT_MERGED) {
		add_patient_keys(a, &p);
		ok = store_contacts(a->s, patient, &contacts, a->err) &&
		     store_tags(a->s, patient, &tags, a->err);
		for (size_t i = 0; ok && i < contacts.n; i++) {
			const struct contact *c = rows_at(&contacts, i);
			if (contact_is_phone((enum contact_kind)c->kind) && !str_is_empty(c->norm))
				match_phone_keys(c->norm, add_key, a);
			else if (!contact_is_phone((enum contact_kind)c->kind))
				match_word_keys(c->value, add_key, a);
			if (!str_is_empty(c->label))
				match_word_keys(c->label, add_key, a);
		}
		for (size_t i = 0; ok && i < tags.n; i++)
			match_tag_keys(((const struct patient_tag *)rows_at(&tags, i))->tag, add_key, a);
	} else {
		ok = true; /* deleted or merged: no keys */
	}
	rows_release(&contacts);
	rows_release(&tags);
	record_release(&record_patient, &p);
	return ok && a->ok;
}

static bool run_for(struct store *s, const char *sql, int64_t patient, struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	return stmt_run(q, err);
}

bool store_refresh_search(struct store *s, struct err *err)
{
	struct adding a = { .s = s, .ok = true, .err = err };

	for (;;) {
		int64_t patient = db_number(s->db, "SELECT min(patient) FROM search_stale", 0);
		if (patient <= 0)
			return true;
		a.q = db_stmt(s->db,
			      "INSERT INTO search_key (class, key, patient) VALUES (?1, ?2, ?3) "
			      "ON CONFLICT DO NOTHING",
			      err);
		bool ok = a.q &&
			  run_for(s, "DELETE FROM search_key WHERE patient = ?1", patient, err) &&
			  add_all_keys(&a, patient) &&
			  run_for(s, "DELETE FROM search_stale WHERE patient = ?1", patient, err);
		stmt_done(a.q);
		if (!ok)
			return false;
	}
}

/* A patient changed by another program (the sqlite3 shell) waits here for its keys. */
static void refresh_if_stale(struct store *s)
{
	if (s->action || s->refuse || db_number(s->db, "SELECT 1 FROM search_stale LIMIT 1", 0) == 0)
		return;
	if (!db_exec(s->db, "BEGIN IMMEDIATE", NULL))
		return;
	if (!store_refresh_search(s, NULL) || !db_exec(s->db, "COMMIT", NULL))
		db_exec(s->db, "ROLLBACK", NULL);
}

/* --- hits --- */

struct search {
	struct store *s;
	struct strlist words;
	size_t driver;   /* the word whose range is walked: the longest; words.n for `range` alone */
	const char *range, *range_end;
	size_t joined;   /* the first hits, of walk_joined: before all classes */
	struct strlist ends;
	struct hits *out;
	int64_t *seen;   /* open-addressed set of patients, 0 empty */
	size_t n_seen, cap_seen;
};

static bool seen_before(struct search *x, int64_t id)
{
	if (2 * (x->n_seen + 1) > x->cap_seen) {
		size_t old = x->cap_seen;
		int64_t *was = x->seen;
		x->cap_seen = old ? old * 2 : 256;
		x->seen = mem_array(x->cap_seen, sizeof(*x->seen));
		x->n_seen = 0;
		for (size_t i = 0; i < old; i++)
			if (was[i])
				seen_before(x, was[i]);
		free(was);
	}
	size_t i = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & (x->cap_seen - 1);
	while (x->seen[i]) {
		if (x->seen[i] == id)
			return true;
		i = (i + 1) & (x->cap_seen - 1);
	}
	x->seen[i] = id;
	x->n_seen++;
	return false;
}

/* Whether the other words match this patient too. */
static bool others_match(struct search *x, int64_t patient, struct err *err, bool *match)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT 1 FROM search_key WHERE patient = ?1 AND key >= ?2 AND "
				 "(key < ?3 AND class <> ?4 OR key = ?2) LIMIT 1",
				 err);
	if (!q)
		return false;
	enum step step = STEP_ROW;
	for (size_t w = 0; step == STEP_ROW && w < x->words.n; w++) {
		if (w == x->driver)
			continue;
		stmt_reset(q);
		stmt_int(q, 1, patient);
		stmt_text(q, 2, x->words.v[w]);
		stmt_text(q, 3, x->ends.v[w]);
		stmt_int(q, 4, MATCH_CHART);
		step = stmt_step(q, err);
	}
	stmt_done(q);
	*match = step == STEP_ROW;
	return step != STEP_ERROR;
}

static bool walk_class(struct search *x, int class, struct err *err)
{
	/* Matched whole: else "12" would put chart 1200 before the name one means. */
	bool whole = class == MATCH_CHART || class == MATCH_SHORT;
	struct stmt *q = db_stmt(x->s->db,
				 whole ? "SELECT patient FROM search_key WHERE class = ?1 AND key = ?2 "
					 "ORDER BY patient" :
					 "SELECT patient FROM search_key WHERE class = ?1 AND key >= ?2 "
					 "AND key < ?3 ORDER BY key, patient",
				 err);
	enum step step = STEP_DONE;
	bool ok = q != NULL;

	if (!ok)
		return false;
	stmt_int(q, 1, class);
	stmt_text(q, 2, x->range);
	if (!whole)
		stmt_text(q, 3, x->range_end);
	while (ok && !x->out->more && (step = stmt_step(q, err)) == STEP_ROW) {
		int64_t patient = col_int(q, 0);
		bool match;
		if (seen_before(x, patient))
			continue;
		ok = others_match(x, patient, err, &match);
		if (!ok || !match)
			continue;
		if (x->out->n == SEARCH_COUNT_MAX) {
			x->out->more = true;
			break;
		}
		GROW(x->out->v, x->out->n, x->out->cap);
		x->out->v[x->out->n++] = (struct hit){ .patient = patient, .class = class };
	}
	stmt_done(q);
	return ok && step != STEP_ERROR;
}

/* 0 today's patients, 1 the others, 2 inactive and gone: the order within a class. */
static int standing(struct store *s, int64_t patient, day_t today)
{
	struct stmt *q = db_stmt(
		s->db,
		"SELECT CASE WHEN status IN ('inactive', 'archived', 'moved', 'deceased') THEN 2 "
		"WHEN EXISTS (SELECT 1 FROM visit WHERE patient = p.id AND day = ?2 AND status NOT IN "
		"('cancelled', 'rescheduled')) THEN 0 ELSE 1 END FROM patient p WHERE id = ?1",
		NULL);
	int n = 1;

	if (!q)
		return n;
	stmt_int(q, 1, patient);
	stmt_int(q, 2, today);
	if (stmt_step(q, NULL) == STEP_ROW)
		n = (int)col_int(q, 0);
	stmt_done(q);
	return n;
}

/* Stable: within a class and a standing the order of keys stays. */
static void order_hits(struct search *x, day_t today)
{
	struct hits *h = x->out;
	struct hit *sorted = mem_array(h->n, sizeof(*sorted));
	int *rank = mem_array(h->n, sizeof(*rank));
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		/* Who asks for a chart by its number means that one, whatever became of it. */
		rank[i] = h->v[i].class == MATCH_CHART ? 0 : standing(x->s, h->v[i].patient, today);
	for (int late = 0; late < 2; late++)
		for (size_t from = 0; from < h->n;) {
			size_t to = from;
			while (to < h->n && h->v[to].class == h->v[from].class &&
			       (from < x->joined) == (to < x->joined))
				to++;
			for (int r = late ? 2 : 0; r <= (late ? 2 : 1); r++)
				for (size_t i = from; i < to; i++)
					if (rank[i] == r)
						sorted[n++] = h->v[i];
			from = to;
		}
	BUG_IF(n != h->n);
	if (n)
		memcpy(h->v, sorted, n * sizeof(*sorted));
	free(sorted);
	free(rank);
}

static bool list_everyone(struct store *s, size_t offset, size_t limit, struct hits *out,
			  struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT id FROM patient WHERE status <> 'merged' "
				 "ORDER BY sort_key, id LIMIT ?1 OFFSET ?2",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, (int64_t)limit);
	stmt_int(q, 2, (int64_t)offset);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		GROW(out->v, out->n, out->cap);
		out->v[out->n++] = (struct hit){ .patient = col_int(q, 0), .class = MATCH_OTHER };
	}
	stmt_done(q);
	out->total =
		(size_t)db_number(s->db, "SELECT count(*) FROM patient WHERE status <> 'merged'", 0);
	return step == STEP_DONE;
}

/* One past every key that begins with the word: U+10FFFF sorts last.  Heap. */
static char *end_of(const char *word)
{
	return mem_printf("%s\xf4\x8f\xbf\xbf", word);
}

/* "zhang wei" is first of all the name written so: before 张宏伟, whose parts it begins too. */
static bool walk_joined(struct search *x, struct err *err)
{
	struct str joined;
	bool names = x->words.n > 1;

	str_init(&joined);
	for (size_t i = 0; names && i < x->words.n; i++) {
		for (const char *p = x->words.v[i]; *p; p++)
			names = names && *p >= 'a' && *p <= 'z';
		str_add(&joined, x->words.v[i]);
	}
	bool ok = true;
	if (names) {
		char *end = end_of(joined.p);
		x->driver = x->words.n;
		x->range = joined.p;
		x->range_end = end;
		ok = walk_class(x, MATCH_NAME, err);
		x->joined = x->out->n;
		free(end);
	}
	str_release(&joined);
	return ok;
}

bool store_search(struct store *s, const char *text, day_t today, size_t offset, size_t limit,
		  struct hits *out, struct err *err)
{
	struct search x = { .s = s, .out = out };
	bool ok = true;

	*out = (struct hits){ 0 };
	refresh_if_stale(s);
	match_words(text, &x.words);
	/* Only nothing typed, or the sign a tag begins with, means everyone. */
	if (x.words.n == 0 && text[strspn(text, " #")] != '\0')
		return true;
	if (x.words.n == 0) {
		ok = list_everyone(s, offset, limit, out, err);
		strlist_release(&x.words);
		return ok;
	}
	size_t longest = 0;
	for (size_t i = 0; i < x.words.n; i++) {
		char *end = end_of(x.words.v[i]);
		strlist_add(&x.ends, end);
		free(end);
		if (strlen(x.words.v[i]) > strlen(x.words.v[longest]))
			longest = i;
	}
	ok = walk_joined(&x, err);
	x.driver = longest;
	x.range = x.words.v[longest];
	x.range_end = x.ends.v[longest];
	for (int class = 0; ok && class < MATCH_CLASSES && !out->more; class++)
		ok = walk_class(&x, class, err);
	if (ok) {
		order_hits(&x, today);
		out->total = out->n;
		size_t skip = offset < out->n ? offset : out->n;
		if (skip && out->n > skip)
			memmove(out->v, out->v + skip, (out->n - skip) * sizeof(*out->v));
		out->n -= skip;
		if (out->n > limit)
			out->n = limit;
	}
	strlist_release(&x.words);
	strlist_release(&x.ends);
	free(x.seen);
	return ok;
}
