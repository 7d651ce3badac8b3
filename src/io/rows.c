/* Visits and tasks: which is which, in the file and in the clinic. */
#include "revisit/base/i18n.h"
#include "revisit/store/census.h"
#include "stage.h"

const struct record *stage_record(const struct stage *s)
{
	return s->map->rows == MAP_VISITS ? &record_visit : &record_task;
}

/* --- twins --- */

/* A million ids a walk are held in memory; more take more walks over the table. */
enum { WALK_IDS = 1 << 20 };

static size_t walks(const struct stage *s)
{
	return s->n_rows / WALK_IDS + 1;
}

static bool same_patient_and_texts(const struct staged *a, const struct staged *b)
{
	return a->contents == b->contents && a->person == b->person;
}

/* Rows without an id of their own are numbered; an id may stand in a file once; the very same row
 * again is passed over. */
static bool enter_id(struct stage *s, uint32_t at, struct staged *row, struct hash h, struct err *err)
{
	uint32_t old = hashes_put(&s->rows_by_hash, h, at);
	struct staged first;

	if (old == at)
		return true;
	if (!staged_get(s, old, &first, err))
		return false;
	if (row->nth) {
		/* The first of them counts how many more there are: it has no number of ours. */
		row->nth = (uint32_t)++first.own + 1;
		staged_put(s, old, &first);
		return true;
	}
	if (same_patient_and_texts(&first, row)) {
		row->flags |= STAGED_TWIN;
		return true;
	}
	row->flags |= STAGED_REFUSED;
	if (!staged_values(s, row, err))
		return false;
	stage_problem(s, (int)row->line, 0, _("id %s stands on line %d already, with other contents"),
		      h.a == row->own ? s->row_values.own_id : s->row_values.external_id,
		      (int)first.line);
	return true;
}

bool rows_find_twins(struct stage *s, size_t *part, uint32_t *at, int limit, bool *more,
		     struct err *err)
{
	size_t n = walks(s);

	for (int i = 0; i < limit && *at < s->n_rows; i++, ++*at) {
		struct staged row;
		if (!staged_get(s, *at, &row, err))
			return false;
		struct staged was = row;
		struct hash own = { row.own, row.own2 };
		struct hash id = { row.id, row.id2 };
		if ((row.flags & STAGED_OWN) && own.a % n == *part &&
		    !enter_id(s, *at, &row, own, err))
			return false;
		if ((row.flags & STAGED_EXTERNAL) && id.a % n == *part &&
		    !(row.flags & (STAGED_REFUSED | STAGED_TWIN)) &&
		    !enter_id(s, *at, &row, id, err))
			return false;
		if (was.flags != row.flags || was.nth != row.nth)
			staged_put(s, *at, &row);
	}
	*more = true;
	if (*at < s->n_rows)
		return true;
	hashes_release(&s->rows_by_hash);
	*at = 0;
	*more = ++*part < n;
	return true;
}

/* --- what replaces what --- */

bool rows_find_targets(struct stage *s, uint32_t *at, int limit, bool *more, struct err *err)
{
	/* Entered once: under each name the first that asks for it; the others follow it. */
	for (size_t i = 0; *at == 0 && i < s->n_moved; i++) {
		struct moved *m = &s->moved[i];
		if (m->own.a)
			hashes_put(&s->rows_by_hash, m->own, (uint32_t)(2 * i + 1));
		hashes_put(&s->rows_by_hash, m->external, (uint32_t)(2 * i));
	}
	for (int i = 0; s->n_moved && i < limit && *at < s->n_rows; i++, ++*at) {
		struct staged row;
		if (!staged_get(s, *at, &row, err))
			return false;
		struct hash names[] = { { row.own, row.own2 }, { row.id, row.id2 } };
		bool has[] = { (row.flags & STAGED_OWN) != 0, (row.flags & STAGED_EXTERNAL) != 0 };
		if (row.flags & (STAGED_TWIN | STAGED_REFUSED))
			continue;
		for (int k = 0; k < 2; k++) {
			uint32_t slot = has[k] ? hashes_get(&s->rows_by_hash, names[k]) : HASH_NONE;
			struct moved *m = slot == HASH_NONE ? NULL : &s->moved[slot / 2];
			/* An own number goes before an id from elsewhere. */
			if (!m || (m->target != HASH_NONE && k == 1))
				continue;
			m->target = *at;
			m->person = row.person;
		}
	}
	*more = s->n_moved && *at < s->n_rows;
	if (*more)
		return true;
	BUG_IF(s->n_moved && !s->moved);
	for (size_t i = 0; i < s->n_moved; i++) {
		struct moved *m = &s->moved[i];
		uint32_t own = m->own.a ? hashes_get(&s->rows_by_hash, m->own) : HASH_NONE;
		uint32_t id = hashes_get(&s->rows_by_hash, m->external);
		uint32_t first = own != HASH_NONE && s->moved[own / 2].target != HASH_NONE ? own : id;
		if (first != HASH_NONE && first / 2 != i && m->target == HASH_NONE) {
			m->target = s->moved[first / 2].target;
			m->person = s->moved[first / 2].person;
		}
	}
	hashes_release(&s->rows_by_hash);
	return true;
}

/* --- in the clinic --- */

union record_row {
	struct visit visit;
	struct task task;
};

static int64_t person_id(const struct stage *s, uint32_t person)
{
	return person == PERSON_NONE ? 0 : s->people[person].id;
}

/* Whether the stored row has that patient; *at gets whether it also has the day of the file. */
static bool is_of(struct stage *s, int64_t id, const struct staged *row,
		  const struct row_values *values, bool native, bool *at)
{
	union record_row u;
	const struct record *rec = stage_record(s);
	bool same = false;

	*at = false;
	record_init(rec, &u);
	if (id && store_get(&s->c->store, rec, id, &u, NULL)) {
		const char *source = field_text_of(record_field(rec, "external_source"), &u);
		same = field_number(record_field(rec, "patient"), &u) == person_id(s, row->person) &&
		       !(native && str_eq(source, "revisit"));
		const struct field *day =
			record_field(rec, rec == &record_visit ? "day" : "due_day");
		for (size_t i = 0; i < values->record.n; i++)
			if (values->record.v[i].f->field == day)
				*at = field_number(day, &u) == values->record.v[i].n;
	}
	record_release(rec, &u);
	return same;
}

/* A row of our own export: the visit of that number here, or the one an earlier import of such a
 * file made.  Numbers of two clinics collide, so the patient must agree, and in doubt the day. */
static int64_t find_own(struct stage *s, const struct staged *row, struct row_values *values)
{
	const struct record *rec = stage_record(s);
	int64_t own = record_parse_id(rec, values->own_id);
	int64_t foreign = store_by_external(&s->c->store, rec, "revisit", values->own_id);
	bool own_day;
	bool foreign_day;
	bool is_own = is_of(s, own, row, values, true, &own_day);
	bool is_foreign = is_of(s, foreign, row, values, false, &foreign_day);
	int64_t id = 0;

	if (is_own && (!is_foreign || own_day || !foreign_day))
		id = own;
	else if (is_foreign)
		id = foreign;
	if (id != own || own == 0 || !is_own) {
		values->source = "revisit";
		values->external_id = values->own_id;
	}
	return id;
}

int64_t row_find(struct stage *s, const struct staged *row, struct row_values *values)
{
	if (values->external_id)
		return s->known_source ? store_by_external(&s->c->store, stage_record(s),
							   values->source, values->external_id)
				       : 0;
	return values->own_id ? find_own(s, row, values) : 0;
}

/* A visit known by its number stays with its patient: a file must not hand it to another. */
static void check_owner(struct stage *s, struct staged *row, const struct row_values *values,
			const union record_row *stored)
{
	const struct record *rec = stage_record(s);

	if (row->person == PERSON_NONE ||
	    field_number(record_field(rec, "patient"), stored) == person_id(s, row->person))
		return;
	row->flags |= STAGED_REFUSED;
	stage_problem(s, (int)row->line, 0, _("%s %s belongs to another patient in the clinic"),
		      _(rec == &record_visit ? N_("visit") : N_("to-do")),
		      str_or_empty(values->external_id ? values->external_id : values->own_id));
}

static bool differs(struct stage *s, const struct staged *row, const struct row_values *values,
		    const union record_row *stored)
{
	const struct record *rec = stage_record(s);
	union record_row u;
	bool found = false;

	record_init(rec, &u);
	record_copy(rec, &u, stored);
	row_take(s, row, values, false, &u);
	for (size_t i = 0; i < rec->n_fields && !found; i++)
		found = !field_equal(&rec->fields[i], &u, stored);
	record_release(rec, &u);
	return found;
}

/* How a trial counts it. */
static enum outcome foresee(struct stage *s, const struct staged *row,
			    const struct row_values *values, int64_t id,
			    const union record_row *stored)
{
	if (!id)
		return ADDED;
	return s->o->dry_run && differs(s, row, values, stored) ? CHANGED : SAME;
}

bool row_check(struct stage *s, uint32_t at, struct err *err)
{
	const struct record *rec = stage_record(s);
	struct staged row;
	union record_row u;
	enum outcome outcome;

	if (!staged_get(s, at, &row, err))
		return false;
	uint32_t was = row.flags;
	if (row.flags & (STAGED_REFUSED | STAGED_TWIN))
		goto count;
	/* Somebody that is refused takes the rows with them. */
	if (row.person != PERSON_NONE && (s->people[row.person].flags & PERSON_REFUSED))
		row.flags |= STAGED_REFUSED;
	outcome = ADDED;
	if (s->known_source || (row.flags & STAGED_OWN)) {
		if (!staged_values(s, &row, err))
			return false;
		int64_t id = row_find(s, &row, &s->row_values);
		record_init(rec, &u);
		bool ok = !id || store_get(&s->c->store, rec, id, &u, err);
		if (ok && id)
			check_owner(s, &row, &s->row_values, &u);
		if (ok)
			outcome = foresee(s, &row, &s->row_values, id, &u);
		record_release(rec, &u);
		if (!ok)
			return false;
	}
	if (!(row.flags & STAGED_REFUSED) && row.person != PERSON_NONE)
		s->people[row.person].flags |= PERSON_NEEDED;
	if (!(row.flags & STAGED_REFUSED) && s->o->dry_run)
		count_outcome(&s->report->records, outcome);
count:
	if (row.flags & STAGED_REFUSED)
		s->report->skipped++;
	else if ((row.flags & STAGED_TWIN) && s->o->dry_run)
		s->report->records.same++;
	return row.flags == was || staged_put(s, at, &row);
}

/* --- moved visits --- */

int64_t moved_from(struct stage *s, const struct staged *row, const struct row_values *values)
{
	bool day;
	int64_t id = store_by_external(&s->c->store, &record_visit, values->source, values->from);

	if (id || !values->own_id)
		return is_of(s, id, row, values, false, &day) ? id : 0;
	id = record_parse_id(&record_visit, values->from);
	return is_of(s, id, row, values, true, &day) ? id : 0;
}

bool moved_is_free(struct stage *s, int64_t from, int64_t to)
{
	struct visit v;

	record_init(&record_visit, &v);
	bool is = from && store_get(&s->c->store, &record_visit, from, &v, NULL) &&
		  (v.successor == 0 || v.successor == to);
	record_release(&record_visit, &v);
	return is;
}

/* The moved visit at that row; they lie in the order of the rows. */
static struct moved *moved_at(struct stage *s, uint32_t row)
{
	size_t low = 0;
	size_t high = s->n_moved;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (s->moved[mid].row < row)
			low = mid + 1;
		else
			high = mid;
	}
	return low < s->n_moved && s->moved[low].row == row ? &s->moved[low] : NULL;
}

/* Whether following what replaces what from here comes to no end. */
static bool leads_back(struct stage *s, const struct moved *first)
{
	const struct moved *m = first;

	for (size_t steps = 0; steps <= s->n_moved; steps++) {
		m = m->cut || m->target == HASH_NONE ? NULL : moved_at(s, m->target);
		if (!m)
			return false;
		if (m == first)
			return true;
	}
	return true;
}

static const char no_predecessor[] =
	N_("rescheduled_from: visit %s is not there, is another patient's, or was moved elsewhere "
	   "already; the link is left out");

bool moved_check(struct stage *s, size_t at, struct err *err)
{
	struct moved *m = &s->moved[at];
	struct row_values *v = &s->row_values;
	struct staged row;
	bool good;

	if (!staged_get(s, m->row, &row, err) || !staged_values(s, &row, err))
		return false;
	if (row.flags & (STAGED_REFUSED | STAGED_TWIN)) {
		m->cut = true;
		return true;
	}
	if (m->target == HASH_NONE) {
		int64_t from = moved_from(s, &row, v);
		good = from && moved_is_free(s, from, row_find(s, &row, v));
	} else {
		/* The first to replace it is the one. */
		uint32_t other = hashes_get(&s->taken, hash_number((struct hash){ 7, 7 }, m->target));
		good = m->target != m->row && m->person == row.person && other == HASH_NONE &&
		       !leads_back(s, m);
		if (good)
			hashes_put(&s->taken, hash_number((struct hash){ 7, 7 }, m->target),
				   (uint32_t)at);
	}
	if (good)
		return true;
	s->report->unlinked++;
	m->cut = true;
	if (!s->o->strict) {
		stage_note(s, v->from_line, v->from_col, _(no_predecessor), v->from);
		return true;
	}
	stage_problem(s, v->from_line, v->from_col, _(no_predecessor), v->from);
	row.flags |= STAGED_REFUSED;
	return staged_put(s, m->row, &row);
}
