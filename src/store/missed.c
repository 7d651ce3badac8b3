/* Those who did not come, and of whom nobody has taken care since. */
#include "day_order.h"
#include "revisit/store/recalls.h"

enum { NO_SHOWS = 200 }; /* looked at in a step */

struct missed_scan {
	struct store *s;
	day_t today;
	int64_t after, last; /* ids of patients */
	bool read, done;
	struct missed_visit *found;
	size_t n, cap;
	struct day_order order;
};

struct missed_scan *missed_scan_new(struct store *s, day_t today)
{
	struct missed_scan *x = mem_alloc(sizeof(*x));

	x->s = s;
	x->today = today;
	x->last = db_number(s->db, "SELECT max(id) FROM patient", 0);
	return x;
}

void missed_scan_free(struct missed_scan *x)
{
	if (!x)
		return;
	free(x->found);
	day_order_release(&x->order);
	free(x);
}

/* A visit that was called off is no answer to the one that was missed; another no-show is looked at
 * in its place. */
static const char nothing_since[] =
	"SELECT NOT EXISTS (SELECT 1 FROM visit WHERE patient = ?1 AND (day > ?2 OR (day = ?2 AND "
	"minute > ?3)) AND status NOT IN ('cancelled', 'rescheduled')) "
	"AND NOT EXISTS (SELECT 1 FROM attempt WHERE patient = ?1 AND day >= ?2) "
	"AND NOT EXISTS (SELECT 1 FROM task WHERE patient = ?1 AND state <> 'cancelled' AND "
	"coalesce(created_at >= ?4, due_day >= ?2)) "
	"AND EXISTS (SELECT 1 FROM patient WHERE id = ?1 AND status IN ('active', 'prospect'))";

static enum step ask_since(struct store *s, const struct missed_visit *v, minute_t minute,
			   bool *nothing, struct err *err)
{
	struct stmt *q = db_stmt(s->db, nothing_since, err);

	*nothing = false;
	if (!q)
		return STEP_ERROR;
	stmt_int(q, 1, v->patient);
	stmt_int(q, 2, v->day);
	if (minute != MINUTE_NONE)
		stmt_int(q, 3, minute);
	stmt_int(q, 4, instant_make(v->day, MINUTE_NONE));
	enum step step = stmt_step(q, err);
	*nothing = step == STEP_ROW && col_int(q, 0);
	stmt_done(q);
	return step;
}

static bool look(struct missed_scan *x, const struct missed_visit *v, minute_t minute,
		 struct err *err)
{
	bool nothing;

	if (ask_since(x->s, v, minute, &nothing, err) == STEP_ERROR)
		return false;
	if (nothing) {
		GROW(x->found, x->n, x->cap);
		x->found[x->n++] = *v;
	}
	return true;
}

bool store_is_missed(struct store *s, const struct missed_visit *v)
{
	struct visit now;
	bool nothing = false;

	record_init(&record_visit, &now);
	if (store_get(s, &record_visit, v->visit, &now, NULL) && now.status == VISIT_NO_SHOW)
		ask_since(s, v, now.minute, &nothing, NULL);
	record_release(&record_visit, &now);
	return nothing;
}

/* The last no-show of each of some patients. */
static bool read_some(struct missed_scan *x, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT id, patient, day, minute FROM visit INDEXED BY visit_missed "
				 "WHERE status = 'no_show' AND patient > ?1 "
				 "ORDER BY patient, day, minute, id",
				 err);
	struct missed_visit last = { .visit = 0 };
	minute_t minute = MINUTE_NONE;
	enum step step = STEP_DONE;
	bool ok = q != NULL;
	int n = 0;

	if (!q)
		return false;
	stmt_int(q, 1, x->after);
	while (ok && (step = stmt_step(q, err)) == STEP_ROW) {
		struct missed_visit v = { .visit = col_int(q, 0), .patient = col_int(q, 1),
					  .day = (day_t)col_int(q, 2) };
		if (last.visit && v.patient != last.patient) {
			ok = look(x, &last, minute, err);
			x->after = last.patient;
			last.visit = 0;
			if (n >= NO_SHOWS)
				break;
		}
		n++;
		if (v.day > x->today)
			continue;
		last = v;
		minute = col_null(q, 3) ? MINUTE_NONE : (minute_t)col_int(q, 3);
	}
	stmt_done(q);
	if (ok && step == STEP_DONE && last.visit)
		ok = look(x, &last, minute, err);
	x->read = step == STEP_DONE;
	return ok && step != STEP_ERROR;
}

bool missed_scan_step(struct missed_scan *x, struct err *err)
{
	if (x->done)
		return true;
	if (!x->read) {
		if (!read_some(x, err))
			return false;
		if (!x->read)
			return true;
		day_order_begin(&x->order, x->found, x->n, sizeof(*x->found),
				offsetof(struct missed_visit, day));
		x->order.newest_first = true;
		x->found = NULL;
		return true;
	}
	x->done = day_order_step(&x->order);
	return true;
}

bool missed_scan_done(const struct missed_scan *x)
{
	return x->done;
}

int missed_scan_percent(const struct missed_scan *x)
{
	return x->read || !x->last ? 100 : (int)((double)x->after * 100 / (double)x->last);
}

size_t missed_scan_count(const struct missed_scan *x)
{
	return x->n;
}

const struct missed_visit *missed_scan_at(const struct missed_scan *x, size_t i)
{
	return (const struct missed_visit *)(const void *)(x->order.v + i * x->order.size);
}
