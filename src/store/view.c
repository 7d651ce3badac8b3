#include "revisit/store/view.h"
#include "revisit/base/i18n.h"
#include "view_read.h"

enum { VIEWS_KEPT = 1024 };

/* The rows of visits are the many: each column of them counts (take_visit reads them so). */
static char *visit_columns(const struct needs *needs)
{
	unsigned parts = needs->parts;

	return mem_printf("patient, day, status%s%s%s%s%s",
			  parts & VISIT_MINUTE ? ", minute" : "",
			  parts & NEED_VISIT_KIND ? ", kind, provider, site" : "",
			  parts & NEED_VISIT_CLOSED ? ", cancelled_at" : "",
			  parts & NEED_VISIT_MONEY ? ", amount, paid" : "",
			  parts & NEED_PLANS ? ", plan_item" : "");
}

static char *visit_sql(const struct needs *needs, bool stream)
{
	char *columns = visit_columns(needs);
	char *sql = stream ? mem_printf("SELECT %s FROM visit INDEXED BY visit_patient WHERE "
					"patient > ?1 AND feed(?2, %s) ORDER BY patient",
					columns, columns)
			   : mem_printf("SELECT %s FROM visit WHERE patient = ?1", columns);

	free(columns);
	return sql;
}

/* "SELECT … WHERE <owner> <test>", after conditions of its own. */
static char *part_sql(const struct view_part *p, const struct needs *needs, bool stream)
{
	size_t n = strlen(p->select);
	const char *by = p->order;

	if (p->need == NEED_VISITS)
		return visit_sql(needs, stream);
	const char *where = strcmp(p->select + n - 4, " AND") == 0 ? "" : " WHERE";
	return stream ? mem_printf("%s%s %s > ?1 ORDER BY %s%s%s", p->select, where, p->owner, p->owner,
				   *by ? ", " : "", by)
		      : mem_printf("%s%s %s = ?1%s%s", p->select, where, p->owner,
				   *by ? " ORDER BY " : "", by);
}

static struct stmt *prepare(struct store *s, char *sql, struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);

	free(sql);
	return q;
}

static bool open_parts(struct view_reader *x, bool stream, struct err *err)
{
	for (int i = 0; i < VIEW_PARTS; i++) {
		const struct view_part *p = &view_parts[i];
		if (!p->select || !(x->needs.parts & p->need))
			continue;
		x->part[i] = prepare(x->s, part_sql(p, &x->needs, stream), err);
		if (!x->part[i])
			return false;
	}
	return true;
}

/* --- patient by patient --- */

bool view_reader_open(struct view_reader *x, struct store *s, const struct ruleset *r,
		      const struct needs *needs, struct err *err)
{
	*x = (struct view_reader){ .s = s, .r = r, .needs = *needs };
	person_columns(&x->columns, needs);
	x->person = prepare(s, person_sql(&x->columns, "= ?1"), err);
	if (x->person && needs->parts & NEED_HOUSE)
		x->family = db_stmt(s->db,
				    "SELECT id FROM patient WHERE household = ?1 AND id <> ?2 "
				    "AND status <> 'merged' ORDER BY id LIMIT ?3",
				    err);
	if (x->person && (x->family || !(needs->parts & NEED_HOUSE)) && open_parts(x, false, err))
		return true;
	view_reader_close(x);
	return false;
}

static void free_kept(struct kept_view *k)
{
	if (k)
		view_release(&k->view);
	free(k);
}

/* What was given out belongs to itself again. */
static void take_back(struct view_reader *x)
{
	if (x->own) {
		x->own->view.others = NULL;
		x->own->view.n_others = 0;
	}
	x->own = NULL;
	x->n_others = x->n_spare = 0;
}

void view_reader_forget(struct view_reader *x)
{
	take_back(x);
	for (size_t i = 0; x->kept && i < VIEWS_KEPT; i++)
		if (x->kept[i])
			x->kept[i]->view.patient = 0;
}

void view_reader_close(struct view_reader *x)
{
	stmt_done(x->person);
	stmt_done(x->family);
	for (int i = 0; i < VIEW_PARTS; i++)
		stmt_done(x->part[i]);
	take_back(x);
	for (size_t i = 0; x->kept && i < VIEWS_KEPT; i++)
		free_kept(x->kept[i]);
	for (size_t i = 0; i < VIEW_RELATIVES; i++)
		free_kept(x->spare[i]);
	free(x->kept);
	*x = (struct view_reader){ 0 };
}

static bool take_all(struct view_reader *x, int part, struct view *v, struct err *err)
{
	struct stmt *q = x->part[part];
	enum step step;

	stmt_int(q, 1, v->patient);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		view_parts[part].take(x, q, v);
	stmt_reset(q);
	return step == STEP_DONE;
}

/* Everything but the family. */
static bool load_one(struct view_reader *x, int64_t patient, struct view *v, bool *merged,
		     int64_t *household, struct err *err)
{
	stmt_int(x->person, 1, patient);
	enum step step = stmt_step(x->person, err);
	if (step == STEP_ROW) {
		*merged = strcmp(str_or_empty(col_text(x->person, PERSON_STATUS)), "merged") == 0;
		*household = col_int(x->person, PERSON_HOUSEHOLD);
		person_take(x->r, &x->columns, x->person, v);
	}
	stmt_reset(x->person);
	if (step == STEP_DONE)
		return err_set(err, ERR_NO_MATCH, _("there is no patient of that number"));
	bool ok = step == STEP_ROW;
	for (int i = 0; ok && i < VIEW_PARTS; i++)
		ok = !x->part[i] || take_all(x, i, v, err);
	if (ok)
		view_sort(v);
	return ok;
}

/* *more: than VIEW_RELATIVES. */
static int read_family(struct view_reader *x, int64_t household, int64_t patient, int64_t *ids,
		       bool *more, struct err *err)
{
	enum step step;
	int n = 0;

	*more = false;
	stmt_int(x->family, 1, household);
	stmt_int(x->family, 2, patient);
	stmt_int(x->family, 3, VIEW_RELATIVES + 1);
	while ((step = stmt_step(x->family, err)) == STEP_ROW && !*more)
		if (n < VIEW_RELATIVES)
			ids[n++] = col_int(x->family, 0);
		else
			*more = true;
	stmt_reset(x->family);
	return step == STEP_DONE || *more ? n : -1;
}

bool view_reader_load(struct view_reader *x, int64_t patient, struct view *v, struct err *err)
{
	int64_t ids[VIEW_RELATIVES];
	int64_t household = 0;
	bool more;
	bool merged;

	view_clear(v, x->r->config);
	bool ok = load_one(x, patient, v, &merged, &household, err);
	if (!ok || !x->family || !household || merged)
		return ok;
	int n = read_family(x, household, patient, ids, &more, err);
	v->crowded = n >= 0 && more;
	for (int i = 0; ok && i < n; i++)
		ok = load_one(x, ids[i], view_other(v, x->r->config), &merged, &household, err);
	return ok && n >= 0;
}

/* --- views that are kept --- */

static bool is_given_out(const struct view_reader *x, const struct kept_view *k)
{
	if (k == x->own)
		return true;
	for (size_t i = 0; i < x->n_others; i++)
		if (x->others[i] == &k->view)
			return true;
	return false;
}

static struct kept_view *new_kept(const struct view_reader *x)
{
	struct kept_view *k = mem_alloc(sizeof(*k));

	view_init(&k->view, x->r->config);
	return k;
}

struct kept_view *view_reader_place(struct view_reader *x, int64_t patient, bool *there)
{
	if (!x->kept)
		x->kept = mem_array(VIEWS_KEPT, sizeof(struct kept_view *));
	struct kept_view **at = &x->kept[(uint64_t)patient % VIEWS_KEPT];
	*there = *at && (*at)->view.patient == patient && patient != 0;
	if (*there)
		return *at;
	/* Two of a family that would be kept at the same place. */
	if (*at && is_given_out(x, *at))
		at = &x->spare[x->n_spare++];
	if (!*at)
		*at = new_kept(x);
	view_clear(&(*at)->view, x->r->config);
	return *at;
}

static struct kept_view *keep(struct view_reader *x, int64_t patient, struct err *err)
{
	bool there;
	struct kept_view *k = view_reader_place(x, patient, &there);

	if (there || load_one(x, patient, &k->view, &k->merged, &k->household, err))
		return k;
	k->view.patient = 0;
	return NULL;
}

bool view_reader_family(struct view_reader *x, struct kept_view *own, struct err *err)
{
	int64_t ids[VIEW_RELATIVES];
	bool more;

	take_back(x);
	x->own = own;
	int n = read_family(x, own->household, own->view.patient, ids, &more, err);
	for (int i = 0; i < n; i++) {
		struct kept_view *k = keep(x, ids[i], err);
		if (!k)
			return false;
		x->others[x->n_others++] = &k->view;
	}
	own->view.others = x->others;
	own->view.n_others = x->n_others;
	return n >= 0;
}

const struct kept_view *view_reader_get(struct view_reader *x, int64_t patient, struct err *err)
{
	take_back(x);
	struct kept_view *own = keep(x, patient, err);
	if (!own || !x->family || !own->household || own->merged)
		return own;
	return view_reader_family(x, own, err) ? own : NULL;
}

bool store_view(struct store *s, const struct ruleset *r, const struct needs *needs, int64_t patient,
		struct view *v, struct err *err)
{
	struct view_reader x;
	struct needs all = *needs;
	/* Of one moment. */
	bool own = db_exec(s->db, "SAVEPOINT view", err);

	if (!own)
		return false;
	/* One patient is often looked at to say why. */
	all.parts |= NEED_VISIT_KIND | NEED_VISIT_MONEY | NEED_VISIT_CLOSED;
	bool ok = view_reader_open(&x, s, r, &all, err) &&
		  view_reader_load(&x, patient, v, err);
	view_reader_close(&x);
	db_exec(s->db, "RELEASE view", NULL);
	return ok;
}

/* --- everybody --- */

/* Every part is read once from its beginning to its end, all of them in order of the patient. */
struct stream {
	struct view_reader x;      /* its parts hold streams */
	struct view_reader family; /* for the others of a household */
	int64_t at[VIEW_PARTS];    /* whose row the part stands on, INT64_MAX behind the last */
	int64_t of;                /* who is being taken: further rows of theirs need no step */
	struct view *view;
};

enum { VISITS }; /* number of that part */

static bool take_fed(void *arg, struct stmt *q)
{
	struct stream *t = arg;
	int64_t patient = col_int(q, 0);

	if (patient > t->of)
		return true;
	if (t->view && patient == t->of)
		view_parts[VISITS].take(&t->x, q, t->view);
	return false;
}

static bool next_row(struct stream *t, int part, struct err *err)
{
	enum step step = stmt_step(t->x.part[part], err);

	t->at[part] = step == STEP_ROW ? col_int(t->x.part[part], 0) : INT64_MAX;
	return step != STEP_ERROR;
}

static bool open_stream(struct stream *t, struct store *s, const struct ruleset *r,
			const struct needs *needs, int64_t after, struct err *err)
{
	t->x = (struct view_reader){ .s = s, .r = r, .needs = *needs };
	t->of = INT64_MIN;
	person_columns(&t->x.columns, needs);
	t->x.person = prepare(
		s, person_sql(&t->x.columns, "> ?1 AND status <> 'merged' ORDER BY id"), err);
	bool ok = t->x.person && open_parts(&t->x, true, err) &&
		  (!(needs->parts & NEED_HOUSE) ||
		   view_reader_open(&t->family, s, r, needs, err));
	if (ok)
		stmt_int(t->x.person, 1, after);
	for (int i = 0; ok && i < VIEW_PARTS; i++) {
		if (!t->x.part[i])
			continue;
		stmt_int(t->x.part[i], 1, after);
		if (view_parts[i].need == NEED_VISITS)
			stmt_feed(t->x.part[i], 2, take_fed, t);
		ok = next_row(t, i, err);
	}
	return ok;
}

/* Rows of those who are passed by are passed by too.  `v` NULL: so is this patient. */
static bool take_parts(struct stream *t, int64_t patient, struct view *v, struct err *err)
{
	t->of = patient;
	t->view = v;
	for (int i = 0; i < VIEW_PARTS; i++) {
		while (t->x.part[i] && t->at[i] <= patient) {
			if (v && t->at[i] == patient)
				view_parts[i].take(&t->x, t->x.part[i], v);
			if (!next_row(t, i, err))
				return false;
		}
	}
	return true;
}

/* Of a family: kept for the others, and perhaps read for one of them before. */
static struct view *take_relative(struct stream *t, int64_t patient, int64_t household,
				  struct err *err)
{
	bool there;
	struct kept_view *k = view_reader_place(&t->family, patient, &there);

	if (!there) {
		k->household = household;
		k->merged = false;
		person_take(t->x.r, &t->x.columns, t->x.person, &k->view);
	}
	if (!take_parts(t, patient, there ? NULL : &k->view, err))
		return NULL;
	if (!there)
		view_sort(&k->view);
	return view_reader_family(&t->family, k, err) ? &k->view : NULL;
}

/* The view of the patient the stream stands on; `alone` is for who has no family. */
static struct view *take_patient(struct stream *t, struct view *alone, struct err *err)
{
	int64_t patient = col_int(t->x.person, PERSON_ID);
	int64_t household = col_int(t->x.person, PERSON_HOUSEHOLD);

	if (t->family.s && household)
		return take_relative(t, patient, household, err);
	view_clear(alone, t->x.r->config);
	person_take(t->x.r, &t->x.columns, t->x.person, alone);
	if (!take_parts(t, patient, alone, err))
		return NULL;
	view_sort(alone);
	return alone;
}

bool store_views(struct store *s, const struct ruleset *r, const struct needs *needs, int64_t after,
		 bool (*see)(struct view *v, void *arg), void *arg, struct err *err)
{
	struct stream t = { 0 };
	struct view alone;
	enum step step = STEP_DONE;
	bool more = true;

	if (!db_exec(s->db, "SAVEPOINT views", err))
		return false;
	view_init(&alone, r->config);
	bool ok = open_stream(&t, s, r, needs, after, err);
	while (ok && more && (step = stmt_step(t.x.person, err)) == STEP_ROW) {
		struct view *v = take_patient(&t, &alone, err);
		ok = v != NULL;
		more = ok && see(v, arg);
	}
	view_reader_close(&t.x);
	view_reader_close(&t.family);
	view_release(&alone);
	db_exec(s->db, "RELEASE views", NULL);
	return ok && step != STEP_ERROR;
}
