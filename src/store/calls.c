/* Claims: who has whom on the line, and who sits at the calls. */
#include "revisit/store/calls.h"
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "revisit/store/imports.h"
#include "segments_inside.h"

#include <unistd.h>

enum { CALLER_MINUTES = 15, BOOT_NAME = 64 };

/* --- transactions --- */

bool store_calls_begin(struct store *s, struct err *err)
{
	if (s->action)
		return true;
	if (s->refuse)
		return err_set(err, ERR_READ_ONLY, "%s", s->refuse);
	/* Nobody is sorry for a claim that a failing machine forgets: it would be over by then. */
	db_exec(s->db, "PRAGMA synchronous = NORMAL", NULL);
	if (!db_exec(s->db, "BEGIN IMMEDIATE", err)) {
		db_exec(s->db, "PRAGMA synchronous = FULL", NULL);
		return false;
	}
	if (s->segments)
		s->segments->held = true;
	return true;
}

bool store_calls_end(struct store *s, bool ok, struct err *err)
{
	if (s->action)
		return ok;
	if (s->segments)
		s->segments->held = false;
	ok = ok && db_exec(s->db, "COMMIT", err);
	if (!ok)
		db_exec(s->db, "ROLLBACK", NULL);
	db_exec(s->db, "PRAGMA synchronous = FULL", NULL);
	return ok;
}

/* --- who lives --- */

/* What of a row tells whether its owner still is: pid, born, boot, until_boot. */
static bool is_over(struct stmt *q, int column, const char *boot)
{
	int64_t pid = col_int(q, column);

	if (!str_eq(col_text(q, column + 2), boot) || col_int(q, column + 3) <= boot_now())
		return true;
	return pid != 0 && !store_process_alive(pid, boot, col_int(q, column + 1));
}

#define LIFE "pid, born, boot, until_boot"
#define CLAIM_LIFE LIFE ", since, until_boot - since_boot"

/* Of a claim also when it began and how long it was to live: a clock that is set by hand leaves it
 * behind without that time having passed. */
static bool claim_over(const struct store *s, struct stmt *q, const char *boot)
{
	return is_over(q, 0, boot) ||
	       (s->clock->fixed && clock_now(s->clock) >= col_int(q, 4) + col_int(q, 5));
}


static bool sweep_claims(struct store *s, const char *boot, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT " CLAIM_LIFE ", id FROM claim", err);
	struct stmt *gone;
	int64_t ids[64];
	size_t n = 0;
	enum step step = STEP_DONE;

	if (!q)
		return false;
	while (n < ARRAY_SIZE(ids) && (step = stmt_step(q, err)) == STEP_ROW)
		if (claim_over(s, q, boot))
			ids[n++] = col_int(q, 6);
	stmt_done(q);
	bool ok = step != STEP_ERROR;
	for (size_t i = 0; ok && i < n; i++) {
		gone = db_stmt(s->db, "DELETE FROM claim WHERE id = ?1", err);
		if (gone)
			stmt_int(gone, 1, ids[i]);
		ok = gone && stmt_run(gone, err);
	}
	return ok && (n < ARRAY_SIZE(ids) || sweep_claims(s, boot, err));
}

/* --- reading --- */

void claim_release(struct claim *c)
{
	free(c->list);
	free(c->staff);
	*c = (struct claim){ 0 };
}

#define CLAIM CLAIM_LIFE ", id, list, patient, household, visit, staff, attempts "

static void read_claim(struct store *s, struct stmt *q, struct claim *out)
{
	int64_t pid = col_int(q, 0);

	*out = (struct claim){ .id = col_int(q, 6),
			       .list = mem_strdup(str_or_empty(col_text(q, 7))),
			       .patient = col_int(q, 8),
			       .household = col_int_or(q, 9, 0),
			       .visit = col_int_or(q, 10, 0),
			       .staff = mem_strdup(str_or_empty(col_text(q, 11))),
			       .since = col_int(q, 4),
			       .left_ms = col_int(q, 3) - boot_now(),
			       .attempts = (int)col_int(q, 12) };
	out->mine = str_eq(out->staff, s->staff) && (pid == 0 || pid == getpid());
}

static bool claim_is_over(struct err *err, int64_t claim)
{
	return err_set(err, ERR_CLAIM_OVER, _("claim c%lld has ended"), (long long)claim);
}

bool store_claim(struct store *s, int64_t claim, struct claim *out, struct err *err)
{
	char boot[BOOT_NAME];
	struct stmt *q = db_stmt(s->db, "SELECT " CLAIM "FROM claim WHERE id = ?1", err);

	*out = (struct claim){ 0 };
	if (!q)
		return false;
	store_boot_name(boot);
	stmt_int(q, 1, claim);
	enum step step = stmt_step(q, err);
	bool found = step == STEP_ROW && !claim_over(s, q, boot);
	if (found)
		read_claim(s, q, out);
	stmt_done(q);
	return found || step == STEP_ERROR ? found : claim_is_over(err, claim);
}

bool store_claim_ended(struct store *s, int64_t claim, struct claim *out)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT list, patient, visit, staff, since, attempts FROM claim_over "
				 "WHERE id = ?1 UNION ALL SELECT list, patient, visit, staff, since, "
				 "attempts FROM claim WHERE id = ?1",
				 NULL);

	*out = (struct claim){ .id = claim };
	if (!q)
		return false;
	stmt_int(q, 1, claim);
	bool found = stmt_step(q, NULL) == STEP_ROW;
	if (found) {
		out->list = mem_strdup(str_or_empty(col_text(q, 0)));
		out->patient = col_int(q, 1);
		out->visit = col_int_or(q, 2, 0);
		out->staff = mem_strdup(str_or_empty(col_text(q, 3)));
		out->since = col_int(q, 4);
		out->attempts = (int)col_int(q, 5);
	}
	stmt_done(q);
	return found;
}

bool store_claims(struct store *s, const char *list, bool (*see)(const struct claim *c, void *arg),
		  void *arg, struct err *err)
{
	char boot[BOOT_NAME];
	struct stmt *q = db_stmt(s->db,
				 "SELECT " CLAIM "FROM claim WHERE ?1 IS NULL OR list = ?1 ORDER BY id",
				 err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	if (!q)
		return false;
	store_boot_name(boot);
	stmt_text(q, 1, list);
	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		struct claim c;
		if (claim_over(s, q, boot))
			continue;
		read_claim(s, q, &c);
		more = see(&c, arg);
		claim_release(&c);
	}
	stmt_done(q);
	return step != STEP_ERROR;
}

/* --- in the way --- */

static int64_t household_of(struct store *s, int64_t patient)
{
	struct stmt *q = db_stmt(s->db, "SELECT household FROM patient WHERE id = ?1", NULL);
	int64_t household = 0;

	if (!q)
		return 0;
	stmt_int(q, 1, patient);
	if (stmt_step(q, NULL) == STEP_ROW)
		household = col_int_or(q, 0, 0);
	stmt_done(q);
	return household;
}

/* Good telephone numbers of a patient. */
#define NUMBERS \
	"SELECT DISTINCT norm FROM contact WHERE patient = ?1 AND state = 'good' AND norm IS NOT NULL " \
	"AND kind IN ('mobile', 'home', 'work', 'phone')"

static bool first_claim(struct store *s, const char *sql, int64_t bound, const char *boot,
			struct claim *out)
{
	struct stmt *q = db_stmt(s->db, sql, NULL);
	bool found = false;

	if (!q)
		return false;
	stmt_int(q, 1, bound);
	while (!found && stmt_step(q, NULL) == STEP_ROW) {
		found = !claim_over(s, q, boot);
		if (found)
			read_claim(s, q, out);
	}
	stmt_done(q);
	return found;
}

static bool in_the_way(struct store *s, int64_t patient, struct claim *out, enum call_why *why)
{
	char boot[BOOT_NAME];
	int64_t household = household_of(s, patient);

	store_boot_name(boot);
	*why = CALL_WITH;
	if (first_claim(s, "SELECT " CLAIM "FROM claim WHERE patient = ?1", patient, boot, out))
		return true;
	*why = CALL_WITH_NUMBER;
	if (first_claim(s,
			"SELECT " CLAIM "FROM claim WHERE id IN (SELECT claim FROM claim_number "
			"WHERE norm IN (" NUMBERS "))",
			patient, boot, out))
		return true;
	*why = CALL_WITH_FAMILY;
	if (household && first_claim(s, "SELECT " CLAIM "FROM claim WHERE household = ?1", household,
				     boot, out))
		return true;
	*why = CALL_NOW;
	return false;
}

struct claim *store_claimed(struct store *s, int64_t patient, enum call_why *why)
{
	struct claim c;

	if (!in_the_way(s, patient, &c, why))
		return NULL;
	struct claim *out = mem_alloc(sizeof(*out));
	*out = c;
	return out;
}

static bool say_claimed(const struct claim *c, enum call_why why, struct err *err)
{
	minute_t m;

	instant_split(c->since, NULL, &m);
	if (why == CALL_WITH)
		return err_set(err, ERR_CLAIMED, _("with %s since %02d:%02d"), c->staff, m / 60,
			       m % 60);
	if (why == CALL_WITH_NUMBER)
		return err_set(err, ERR_CLAIMED,
			       _("%s has somebody with the same number on the line since %02d:%02d"),
			       c->staff, m / 60, m % 60);
	return err_set(err, ERR_CLAIMED,
		       _("%s has somebody of the family on the line since %02d:%02d"), c->staff, m / 60,
		       m % 60);
}

bool store_claims_reach(struct store *s, bool (*see)(int64_t patient, enum call_why why, void *arg),
			void *arg, struct err *err)
{
	static const enum call_why whys[] = { CALL_WITH, CALL_WITH_NUMBER, CALL_WITH_FAMILY };
	char boot[BOOT_NAME];
	struct stmt *q = db_stmt(s->db,
				 "SELECT " CLAIM_LIFE ", patient, 0 FROM claim "
				 "UNION ALL SELECT " CLAIM_LIFE ", k.patient, 1 FROM claim c CROSS JOIN claim_number n "
				 "ON n.claim = c.id CROSS JOIN contact k ON k.norm = n.norm AND k.state = 'good' "
				 "WHERE k.patient <> c.patient "
				 "UNION ALL SELECT " CLAIM_LIFE ", p.id, 2 FROM claim c CROSS JOIN patient p "
				 "ON p.household = c.household WHERE p.id <> c.patient",
				 err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	if (!q)
		return false;
	store_boot_name(boot);
	while (more && (step = stmt_step(q, err)) == STEP_ROW)
		if (!claim_over(s, q, boot))
			more = see(col_int(q, 6), whys[col_int(q, 7)], arg);
	stmt_done(q);
	return step != STEP_ERROR;
}

/* --- taking --- */

static int64_t until(int minutes)
{
	return boot_now() + (int64_t)minutes * 60000;
}

static bool insert_claim(struct store *s, const char *list, int64_t patient, int64_t visit,
			 int minutes, bool outlives, const char *boot, struct err *err)
{
	int64_t household = household_of(s, patient);
	int64_t pid = outlives ? 0 : getpid();
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO claim (list, patient, household, visit, staff, pid, born, "
				 "boot, since, since_boot, until_boot) "
				 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
				 err);

	if (!q)
		return false;
	stmt_text(q, 1, list);
	stmt_int(q, 2, patient);
	if (household)
		stmt_int(q, 3, household);
	if (visit)
		stmt_int(q, 4, visit);
	stmt_text(q, 5, str_or_empty(s->staff));
	stmt_int(q, 6, pid);
	stmt_int(q, 7, pid ? store_process_born(pid) : 0);
	stmt_text(q, 8, boot);
	stmt_int(q, 9, clock_now(s->clock));
	stmt_int(q, 10, boot_now());
	stmt_int(q, 11, until(minutes));
	return stmt_run(q, err);
}

static bool insert_numbers(struct store *s, const char *insert, int64_t claim, int64_t patient,
			   struct err *err)
{
	struct stmt *q = db_stmt(s->db, insert, err);

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	stmt_int(q, 2, claim);
	return stmt_run(q, err);
}

bool store_claim_numbers(struct store *s, int64_t claim, int64_t patient, struct err *err)
{
	return insert_numbers(s,
			      "INSERT OR IGNORE INTO claim_number (norm, claim) SELECT norm, ?2 FROM (" NUMBERS
			      ")",
			      claim, patient, err);
}

static bool take(struct store *s, const char *list, int64_t patient, int64_t visit, int minutes,
		 bool outlives, struct claim *out, enum call_why *why, struct err *err)
{
	char boot[BOOT_NAME];
	struct claim other;

	store_boot_name(boot);
	if (!sweep_claims(s, boot, err))
		return false;
	if (in_the_way(s, patient, &other, why)) {
		say_claimed(&other, *why, err);
		claim_release(&other);
		return false;
	}
	if (!insert_claim(s, list, patient, visit, minutes, outlives, boot, err))
		return false;
	int64_t id = db_last_id(s->db);
	return insert_numbers(s, "INSERT INTO claim_number (norm, claim) SELECT norm, ?2 FROM (" NUMBERS ")",
			      id, patient, err) &&
	       store_claim(s, id, out, err);
}

bool store_claim_take(struct store *s, const char *list, int64_t patient, int64_t visit, int minutes,
		      bool outlives, struct claim *out, enum call_why *why, struct err *err)
{
	enum call_why ignored;

	*out = (struct claim){ 0 };
	if (!why)
		why = &ignored;
	*why = CALL_NOW;
	if (take(s, list, patient, visit, minutes, outlives, out, why, err))
		return true;
	claim_release(out);
	return false;
}

/* --- and after --- */

/* Whether the claim is alive; inside a transaction. */
static bool lives(struct store *s, int64_t claim, struct err *err)
{
	struct claim c;
	bool ok = store_claim(s, claim, &c, err);

	claim_release(&c);
	return ok;
}

bool store_claim_keep(struct store *s, int64_t claim, int minutes, struct err *err)
{
	if (!store_calls_begin(s, err))
		return false;
	struct stmt *q = lives(s, claim, err) ?
				 db_stmt(s->db, "UPDATE claim SET until_boot = ?2 WHERE id = ?1", err) :
				 NULL;
	if (q) {
		stmt_int(q, 1, claim);
		stmt_int(q, 2, until(minutes));
	}
	return store_calls_end(s, q && stmt_run(q, err), err);
}

bool store_claim_drop(struct store *s, int64_t claim, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "DELETE FROM claim WHERE id = ?1", err);

	if (!q)
		return false;
	stmt_int(q, 1, claim);
	return stmt_run(q, err) && (db_changes(s->db) > 0 || claim_is_over(err, claim));
}

bool store_claim_tried(struct store *s, int64_t claim, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "UPDATE claim SET attempts = attempts + 1 WHERE id = ?1", err);

	if (!q)
		return false;
	stmt_int(q, 1, claim);
	return stmt_run(q, err);
}

bool store_skip(struct store *s, const char *list, int64_t patient, const char *reason,
		struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO call_skip (list, patient, day, at, staff, reason) "
				 "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
				 err);

	if (!q)
		return false;
	stmt_text(q, 1, list);
	stmt_int(q, 2, patient);
	stmt_int(q, 3, clock_today(s->clock));
	stmt_int(q, 4, clock_now(s->clock));
	stmt_text(q, 5, str_or_empty(s->staff));
	stmt_text(q, 6, reason);
	return stmt_run(q, err) &&
	       (!s->action ||
		journal_change(s, "call_skip", db_last_id(s->db), "insert", NULL, "{}", err));
}

bool store_given_back(struct store *s, struct err *err)
{
	return journal_change(s, "call_skip", 0, "insert", NULL, "{}", err);
}

bool store_skipped(struct store *s, const char *list, day_t day,
		   bool (*see)(int64_t patient, void *arg), void *arg, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT patient FROM call_skip WHERE day = ?1 AND list = ?2 "
				 "GROUP BY patient ORDER BY max(id)",
				 err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	if (!q)
		return false;
	stmt_int(q, 1, day);
	stmt_text(q, 2, list);
	while (more && (step = stmt_step(q, err)) == STEP_ROW)
		more = see(col_int(q, 0), arg);
	stmt_done(q);
	return step != STEP_ERROR;
}

/* --- callers --- */

bool store_callers(struct store *s, bool (*see)(const struct caller_line *c, void *arg), void *arg,
		   struct err *err)
{
	char boot[BOOT_NAME];
	struct stmt *q = db_stmt(s->db,
				 "SELECT c.pid, c.born, c.boot, c.until_boot, c.staff, c.list, c.state, "
				 "c.since, (SELECT patient FROM claim k WHERE k.staff = c.staff AND "
				 "k.pid = c.pid ORDER BY k.id DESC LIMIT 1) FROM caller c "
				 "ORDER BY c.staff, c.since",
				 err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	if (!q)
		return false;
	store_boot_name(boot);
	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		if (is_over(q, 0, boot))
			continue;
		struct caller_line c = { .staff = mem_strdup(col_text(q, 4)),
					 .list = mem_strdup(col_text(q, 5)),
					 .state = mem_strdup(col_text(q, 6)),
					 .since = col_int(q, 7),
					 .patient = col_int_or(q, 8, 0) };
		more = see(&c, arg);
		free(c.staff);
		free(c.list);
		free(c.state);
	}
	stmt_done(q);
	return step != STEP_ERROR;
}

static bool sweep_callers(struct store *s, const char *boot, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT " LIFE ", staff FROM caller", err);
	struct strlist staff;
	int64_t pids[64];
	size_t n = 0;

	if (!q)
		return false;
	strlist_init(&staff);
	while (n < ARRAY_SIZE(pids) && stmt_step(q, err) == STEP_ROW)
		if (is_over(q, 0, boot)) {
			pids[n++] = col_int(q, 0);
			strlist_add(&staff, col_text(q, 4));
		}
	stmt_done(q);
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		q = db_stmt(s->db, "DELETE FROM caller WHERE staff = ?1 AND pid = ?2", err);
		if (q) {
			stmt_text(q, 1, staff.v[i]);
			stmt_int(q, 2, pids[i]);
		}
		ok = q && stmt_run(q, err);
	}
	strlist_release(&staff);
	return ok;
}

static bool write_caller(struct store *s, const char *list, const char *state, const char *boot,
			 struct err *err)
{
	struct stmt *q = state ? db_stmt(s->db,
					 "INSERT INTO caller (staff, pid, boot, born, list, state, since, "
					 "until_boot) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
					 "ON CONFLICT DO UPDATE SET since = CASE WHEN state = ?6 AND "
					 "list IS ?5 THEN since ELSE ?7 END, list = ?5, state = ?6, "
					 "until_boot = ?8",
					 err) :
				 db_stmt(s->db,
					 "DELETE FROM caller WHERE staff = ?1 AND pid = ?2 AND boot = ?3",
					 err);

	if (!q)
		return false;
	stmt_text(q, 1, str_or_empty(s->staff));
	stmt_int(q, 2, getpid());
	stmt_text(q, 3, boot);
	if (!state)
		return stmt_run(q, err);
	stmt_int(q, 4, store_process_born(getpid()));
	stmt_text(q, 5, list);
	stmt_text(q, 6, state);
	stmt_int(q, 7, clock_now(s->clock));
	stmt_int(q, 8, until(CALLER_MINUTES));
	return stmt_run(q, err);
}

bool store_caller_set(struct store *s, const char *list, const char *state, struct err *err)
{
	char boot[BOOT_NAME];

	store_boot_name(boot);
	if (!store_calls_begin(s, err))
		return false;
	bool ok = sweep_callers(s, boot, err) && write_caller(s, list, state, boot, err);
	return store_calls_end(s, ok, err);
}
