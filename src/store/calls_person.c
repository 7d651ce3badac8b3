/* One patient as the policy of calls sees them: from their rows, a few short questions each. */
#include "revisit/care/consent.h"
#include "revisit/care/family.h"
#include "revisit/care/outcome.h"
#include "revisit/care/task.h"
#include "revisit/base/i18n.h"
#include "revisit/store/day.h"
#include "calls_inside.h"


struct person {
	struct store *s;
	const struct config *config;
	struct arena *arena;
	struct call_person *out;
	struct call_reading *reading;
	int64_t patient, visit;
	const char *list;
	enum purpose purpose;
	when_t now;
	day_t today;
	int64_t guardian; /* who answers for them, 0 */
	struct err *err;
};

static struct stmt *ask(const struct person *x, const char *sql, int64_t bound)
{
	struct stmt *q = db_stmt(x->s->db, sql, x->err);

	if (q)
		stmt_int(q, 1, bound);
	return q;
}

/* What is so on `day` may be otherwise after it. */
static void good_until(struct person *x, day_t day)
{
	if (x->reading && day < x->reading->thru)
		x->reading->thru = day;
}

static day_t day_at(struct stmt *q, int i)
{
	return (day_t)col_int_or(q, i, DAY_NONE);
}

/* --- who they are --- */

static bool read_patient(struct person *x)
{
	struct stmt *q = ask(x,
			     "SELECT status, birth_day, birth_precision, guardian, household_role, preferred_times "
			     "FROM patient WHERE id = ?1",
			     x->patient);
	struct patient p = { .birth_day = DAY_NONE };

	if (!q)
		return false;
	enum step step = stmt_step(q, x->err);
	if (step == STEP_ROW) {
		p.status = choice_find(patient_status_choices, str_or_empty(col_text(q, 0)));
		p.birth_day = day_at(q, 1);
		p.birth_precision = choice_find(precision_choices, str_or_empty(col_text(q, 2)));
		p.guardian = col_int_or(q, 3, 0);
		p.household_role = choice_find(household_role_choices, str_or_empty(col_text(q, 4)));
		call_wish_read(col_text(q, 5), &x->out->wish);
	}
	stmt_done(q);
	if (step == STEP_DONE)
		return err_set(x->err, ERR_NO_MATCH, _("it is not there any more"));
	x->out->status = p.status < 0 ? PATIENT_ACTIVE : p.status;
	x->out->birth_day = p.birth_day;
	x->out->minor = family_is_minor(&p, x->config->adult_from, x->today);
	x->guardian = x->out->minor ? p.guardian : 0;
	if (x->out->minor && family_of_age(&p, x->config->adult_from) != DAY_NONE)
		good_until(x, family_of_age(&p, x->config->adult_from) - 1);
	return step == STEP_ROW;
}

static bool read_tags(struct person *x)
{
	struct stmt *q = ask(x,
			     "SELECT until FROM patient_tag WHERE patient = ?1 AND tag = 'do-not-call'",
			     x->patient);
	enum step step;

	if (!q)
		return false;
	while ((step = stmt_step(q, x->err)) == STEP_ROW) {
		day_t until = day_at(q, 0);
		if (until != DAY_NONE && until < x->today)
			continue;
		x->out->refuses = true;
		if (until != DAY_NONE)
			good_until(x, until);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* --- consent --- */

static bool read_consents(struct person *x)
{
	struct rows own;
	struct rows theirs;

	rows_init(&own, &record_consent);
	rows_init(&theirs, &record_consent);
	bool ok = store_consents(x->s, x->patient, &own, x->err) &&
		  (!x->guardian || store_consents(x->s, x->guardian, &theirs, x->err));
	if (ok && own.n + theirs.n > 0) {
		x->out->refuses = x->out->refuses ||
				  consent_of_both(&own, &theirs, NULL, "phone") == CONSENT_NO;
		for (int p = 0; p < PURPOSES; p++)
			x->out->consent[p] = (int)consent_of_both(&own, &theirs,
								  purpose_choices[p].key, "phone");
	}
	rows_release(&own);
	rows_release(&theirs);
	return ok;
}

/* --- visits and to-dos --- */

static bool read_visits(struct person *x)
{
	struct stmt *q = ask(x,
			     "SELECT day, minute, status FROM visit WHERE patient = ?1 AND day >= ?2 AND "
			     "status IN ('planned', 'confirmed', 'arrived', 'seated') "
			     "ORDER BY day, minute",
			     x->patient);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 2, x->today);
	while ((step = stmt_step(q, x->err)) == STEP_ROW) {
		day_t day = day_at(q, 0);
		const char *status = str_or_empty(col_text(q, 2));
		bool here = *status == 'a' || *status == 's';
		good_until(x, day);
		if (here && day == x->today)
			x->out->here = true;
		if (here || x->out->booked != WHEN_NONE || !purpose_by_visit(x->purpose))
			continue;
		when_t at = when_of(day, (minute_t)col_int_or(q, 1, 1439));
		/* Late, or not yet marked as missed: not to be rung about it today. */
		x->out->booked = at > x->now ? at : when_of(day, 1439);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* *answered: the last day on which a complaint was dealt with. */
static bool read_tasks(struct person *x, day_t *answered)
{
	struct stmt *q = ask(x,
			     "SELECT kind, state, list, due_day, due_minute, assignee, done_at FROM task "
			     "WHERE patient = ?1 AND kind IN ('callback', 'complaint')",
			     x->patient);
	enum step step;

	if (!q)
		return false;
	while ((step = stmt_step(q, x->err)) == STEP_ROW) {
		bool open = str_eq(col_text(q, 1), "open");
		if (str_eq(col_text(q, 0), TASK_COMPLAINT)) {
			day_t done = DAY_NONE;
			x->out->complaint = x->out->complaint || open;
			instant_split(col_int_or(q, 6, INSTANT_NONE), &done, NULL);
			if (!open && done != DAY_NONE && done > *answered)
				*answered = done;
			continue;
		}
		if (!open || !str_eq(col_text(q, 2), x->list) || col_null(q, 3))
			continue;
		when_t at = when_of(day_at(q, 3), (minute_t)col_int_or(q, 4, MINUTE_NONE));
		if (x->out->call_back != WHEN_NONE && at >= x->out->call_back)
			continue;
		x->out->call_back = at;
		x->out->call_back_by = str_is_empty(col_text(q, 5)) ? NULL :
							 arena_strdup(x->arena, col_text(q, 5));
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* A bad score that nobody has answered is a complaint, too. */
static bool read_score(struct person *x, day_t answered)
{
	struct stmt *q = ask(x,
			     "SELECT score, day FROM survey_answer WHERE patient = ?1 "
			     "ORDER BY day DESC, id DESC LIMIT 1",
			     x->patient);

	if (!q)
		return false;
	enum step step = stmt_step(q, x->err);
	if (step == STEP_ROW && call_score_waits(col_int(q, 0), day_at(q, 1), answered, x->out->tries,
						 x->out->n_tries))
		x->out->complaint = true;
	stmt_done(q);
	return step != STEP_ERROR;
}

/* --- what was tried --- */

#define ATTEMPT \
	"SELECT id, at, day, channel, direction, outcome, list, purpose, number, part_of, again_day, " \
	"again_minute, contact, visit FROM attempt WHERE patient = ?1 ORDER BY at DESC, id DESC"

static void read_try(struct person *x, struct stmt *q, struct call_try *t)
{
	const char *channel = col_text(q, 3);
	const char *direction = col_text(q, 4);
	const struct attempt_is is = attempt_is(x->config, channel, direction, str_or_empty(col_text(q, 5)));
	day_t day = day_at(q, 2);
	minute_t minute = MINUTE_NONE;
	day_t at;

	instant_split(col_int_or(q, 1, INSTANT_NONE), &at, &minute);
	*t = (struct call_try){ .id = col_int(q, 0),
				.at = when_of(at != DAY_NONE ? at : day, minute),
				.outcome = config_outcome(x->config, str_or_empty(col_text(q, 5))),
				.purpose = col_null(q, 7) ? -1 : choice_find(purpose_choices, col_text(q, 7)),
				.this_list = str_eq(col_text(q, 6), x->list) &&
					     (!x->visit || col_int_or(q, 13, 0) == x->visit),
				.dialled = is.call && col_null(q, 9),
				.number = arena_strdup(x->arena, col_text(q, 8)),
				.again = WHEN_NONE };
	t->reached = is.reached;
	if (t->outcome && str_eq(channel, "phone"))
		t->reached = t->outcome->flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE);
	if (!col_null(q, 10))
		t->again = when_of(day_at(q, 10), (minute_t)col_int_or(q, 11, MINUTE_NONE));
}

/* When each of their numbers was answered last. */
static void take_answer(struct call_number *numbers, size_t n, const struct call_try *t,
			int64_t contact)
{
	if (!t->outcome || !(t->outcome->flags & OUTCOME_CONTACT))
		return;
	for (size_t i = 0; i < n; i++)
		if (numbers[i].answered == WHEN_NONE &&
		    ((contact && contact == numbers[i].contact) ||
		     (t->number && str_eq(t->number, numbers[i].norm))))
			numbers[i].answered = t->at;
}

static bool read_tries(struct person *x, struct call_number *numbers, size_t n_numbers)
{
	struct stmt *q = ask(x, ATTEMPT, x->patient);
	struct call_try *v = NULL;
	size_t n = 0;
	size_t cap = 0;
	enum step step;

	if (!q)
		return false;
	while ((step = stmt_step(q, x->err)) == STEP_ROW) {
		GROW(v, n, cap);
		read_try(x, q, &v[n]);
		take_answer(numbers, n_numbers, &v[n], col_int_or(q, 12, 0));
		n++;
	}
	stmt_done(q);
	if (n) {
		struct call_try *kept = arena_alloc(x->arena, n * sizeof(*kept));
		memcpy(kept, v, n * sizeof(*kept));
		x->out->tries = kept;
	}
	x->out->n_tries = n;
	free(v);
	return step == STEP_DONE;
}

/* --- numbers --- */

static int dialled_today(struct person *x, const char *norm)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT count(*) FROM attempt WHERE number = ?1 AND day = ?2 AND channel = "
				 "'phone' AND direction = 'out' AND part_of IS NULL",
				 NULL);
	int n = 0;

	if (!q)
		return 0;
	stmt_text(q, 1, norm);
	stmt_int(q, 2, x->today);
	if (stmt_step(q, NULL) == STEP_ROW)
		n = (int)col_int(q, 0);
	stmt_done(q);
	return n;
}

enum { NUMBERS_MOST = 16 };

/* In the order in which they are written on the chart. */
static bool read_numbers(struct person *x, struct call_number numbers[NUMBERS_MOST], size_t *n)
{
	struct stmt *q = ask(x,
			     "SELECT id, kind, value, norm, label FROM contact WHERE patient = ?1 AND "
			     "state = 'good' AND kind IN ('mobile', 'home', 'work', 'phone') "
			     "ORDER BY position, id",
			     x->patient);
	enum step step = STEP_DONE;

	*n = 0;
	if (!q)
		return false;
	while (*n < NUMBERS_MOST && (step = stmt_step(q, x->err)) == STEP_ROW) {
		const char *norm = col_null(q, 3) ? col_text(q, 2) : col_text(q, 3);
		numbers[(*n)++] = (struct call_number){
			.contact = col_int(q, 0),
			.kind = choice_find(contact_kind_choices, str_or_empty(col_text(q, 1))),
			.value = arena_strdup(x->arena, str_or_empty(col_text(q, 2))),
			.norm = arena_strdup(x->arena, str_or_empty(norm)),
			.label = arena_strdup(x->arena, col_text(q, 4)),
			.answered = WHEN_NONE,
		};
	}
	stmt_done(q);
	for (size_t i = 0; i < *n; i++)
		numbers[i].today = dialled_today(x, numbers[i].norm);
	return step != STEP_ERROR;
}

static void keep_numbers(struct person *x, struct call_number *numbers, size_t n)
{
	struct call_number *kept = arena_alloc(x->arena, (n + 1) * sizeof(*kept));

	/* A stable order: those never answered as they stand on the chart. */
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && numbers[k].answered > numbers[k - 1].answered; k--) {
			struct call_number swap = numbers[k];
			numbers[k] = numbers[k - 1];
			numbers[k - 1] = swap;
		}
	memcpy(kept, numbers, n * sizeof(*kept));
	x->out->numbers = kept;
	x->out->n_numbers = n;
}

/* --- all of it --- */

static bool read_numbers_and_tries(struct person *x)
{
	struct call_number numbers[NUMBERS_MOST];
	size_t n = 0;

	if (!read_numbers(x, numbers, &n) || !read_tries(x, numbers, n))
		return false;
	keep_numbers(x, numbers, n);
	return true;
}

static bool read_complaints(struct person *x)
{
	day_t answered = DAY_NONE;

	return read_tasks(x, &answered) && read_score(x, answered);
}

bool call_person_read(struct store *s, const struct call_ask *ask, struct arena *arena,
		      struct call_person *out, struct call_reading *reading, struct err *err)
{
	struct person x = { .s = s,
			    .config = ask->config,
			    .arena = arena,
			    .out = out,
			    .reading = reading,
			    .patient = ask->patient,
			    .visit = ask->visit,
			    .list = ask->list,
			    .purpose = ask->purpose,
			    .now = ask->now,
			    .today = when_day(ask->now),
			    .err = err };

	*out = (struct call_person){ .booked = WHEN_NONE, .call_back = WHEN_NONE };
	if (reading)
		*reading = (struct call_reading){ .thru = DAY_MAX };
	for (int i = 0; i < PURPOSES; i++)
		out->consent[i] = CONSENT_OPEN;
	return read_patient(&x) && read_tags(&x) && read_consents(&x) && read_visits(&x) &&
	       read_numbers_and_tries(&x) && read_complaints(&x);
}

bool store_call_person(struct store *s, const struct config *config, int64_t patient,
		       const char *list, enum purpose purpose, when_t now, struct arena *arena,
		       struct call_person *out, struct err *err)
{
	const struct call_ask ask = { .config = config, .patient = patient, .list = list,
				      .purpose = purpose, .now = now };

	return call_person_read(s, &ask, arena, out, NULL, err);
}
