/* What was done: actions as links of chains of undo and redo. */
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "revisit/store/undo.h"

void deed_release(struct deed *d)
{
	free(d->staff);
	free(d->verb);
	*d = (struct deed){ 0 };
}

bool deed_is_undo(const struct deed *d)
{
	return d->undoes && (d->import || strcmp(d->verb, "undo") == 0);
}

static bool is_redo(const struct deed *d)
{
	return d->undoes && strcmp(d->verb, "redo") == 0;
}

bool deed_holds(const struct deed *d)
{
	return d->ended && d->depth % 2 == 0 && d->undone_by == 0;
}

/* `question` asks with an action's id for one number; 0 when there is none. */
static int64_t number_of(struct store *s, const char *question, int64_t action)
{
	struct stmt *q = db_stmt(s->db, question, NULL);
	int64_t n = 0;

	if (!q)
		return 0;
	stmt_int(q, 1, action);
	if (stmt_step(q, NULL) == STEP_ROW)
		n = col_int(q, 0);
	stmt_done(q);
	return n;
}

#define DEED_COLUMNS "id, at, staff, verb, target, session, import, undoes, sealed"

/* What an undo or redo is of: of the deeds before it that are neither, the nearest that was in force
 * before the undo, or is in force again by the redo.  (An unmerge undoes a merge and is a deed itself:
 * the merge stands again when the unmerge is undone, and undoing it once more is of the merge.) */
static void find_first(struct store *s, struct deed *d)
{
	bool odd = deed_is_undo(d);
	int64_t nearest = 0;

	d->turned = odd;
	d->first = d->action;
	d->of = odd || is_redo(d) ? 0 : d->action;
	for (int64_t before = d->undoes; before; d->depth++) {
		bool plain = !number_of(s,
					"SELECT 1 FROM action WHERE id = ?1 AND verb IN ('undo', 'redo')",
					before);
		if (plain && !nearest)
			nearest = before;
		if (plain && !d->of && (d->depth % 2 == 0) == odd)
			d->of = before;
		d->first = before;
		before = number_of(s, "SELECT undoes FROM action WHERE id = ?1", before);
	}
	if (!d->of)
		d->of = nearest;
}

/* The last link of the chain; whether what it is of is in force. */
static bool last_link(struct store *s, const struct deed *d, int64_t *link)
{
	int steps = d->turned ? 1 : 0;

	*link = d->action;
	for (int64_t behind = d->undone_by; behind; steps++) {
		*link = behind;
		behind = number_of(s, "SELECT id FROM action WHERE undoes = ?1 ORDER BY id", behind);
	}
	return steps % 2 == 0;
}

static void read_deed(struct store *s, struct stmt *q, struct deed *out)
{
	*out = (struct deed){
		.action = col_int(q, 0),
		.at = col_int(q, 1),
		.staff = mem_strdup(col_text(q, 2)),
		.verb = mem_strdup(col_text(q, 3)),
		.target = col_int(q, 4),
		.session = col_int(q, 5),
		.import = col_int(q, 6),
		.undoes = col_int(q, 7),
		.ended = !col_null(q, 8),
	};
	out->undone_by = number_of(s, "SELECT id FROM action WHERE undoes = ?1 ORDER BY id",
				   out->action);
	find_first(s, out);
	out->in_force = last_link(s, out, &(int64_t){ 0 });
}

bool store_deed(struct store *s, int64_t action, struct deed *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT " DEED_COLUMNS " FROM action WHERE id = ?1", err);

	*out = (struct deed){ 0 };
	if (!q)
		return false;
	stmt_int(q, 1, action);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW)
		read_deed(s, q, out);
	stmt_done(q);
	if (step == STEP_DONE)
		return err_set(err, ERR_NO_MATCH, _("there is no action u%lld"), (long long)action);
	return step == STEP_ROW;
}

bool deed_cancels_out(struct store *s, const struct deed *d, int64_t since)
{
	int links = 1;

	for (int64_t before = d->undoes; before > since; links++)
		before = number_of(s, "SELECT undoes FROM action WHERE id = ?1", before);
	return links % 2 == 0;
}

/* Every action that touched a row of the patient: those about them, and what the journal tells of
 * their own row and of the rows that are theirs now.  (A row deleted by an action about somebody
 * else is not known to have been theirs.) */
static void of_patient_sql(struct str *sql)
{
	str_add(sql, "SELECT id FROM action WHERE target = ?2 "
		     "UNION SELECT action FROM change WHERE tbl = 'patient' AND row = ?2");
	for (size_t i = 0; records[i]; i++) {
		const struct field *owner = record_field(records[i], "patient");
		if (owner && owner->type == FIELD_REF)
			str_addf(sql, " UNION SELECT c.action FROM %s r CROSS JOIN change c ON "
				      "c.tbl = '%s' AND c.row = r.id WHERE r.patient = ?2",
				 records[i]->table, records[i]->table);
	}
}

static struct stmt *deeds_stmt(struct store *s, const struct deed_query *query, struct err *err)
{
	struct str sql;

	str_init(&sql);
	str_add(&sql, "SELECT " DEED_COLUMNS " FROM action WHERE id < ?1");
	if (query->patient) {
		str_add(&sql, " AND id IN (");
		of_patient_sql(&sql);
		str_addc(&sql, ')');
	}
	if (query->staff)
		str_add(&sql, " AND staff = ?3");
	str_add(&sql, " ORDER BY id DESC");
	struct stmt *q = db_stmt(s->db, sql.p, err);
	str_release(&sql);
	if (!q)
		return NULL;
	stmt_int(q, 1, query->below ? query->below : INT64_MAX);
	if (query->patient)
		stmt_int(q, 2, query->patient);
	if (query->staff)
		stmt_text(q, 3, query->staff);
	return q;
}

bool store_deeds(struct store *s, const struct deed_query *query,
		 bool (*deed)(const struct deed *d, void *arg), void *arg, struct err *err)
{
	struct stmt *q = deeds_stmt(s, query, err);
	enum step step = STEP_ERROR;
	bool more = q != NULL;

	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		struct deed d;
		read_deed(s, q, &d);
		more = deed(&d, arg);
		deed_release(&d);
	}
	stmt_done(q);
	return q && step != STEP_ERROR;
}

/* --- one's own last --- */

struct looking {
	struct store *s;
	bool again; /* for what was taken back */
	int64_t found;
	int64_t *seen; /* deeds of which something later is known */
	size_t n, cap;
};

static bool has_changes(struct store *s, int64_t action)
{
	return number_of(s, "SELECT 1 FROM change WHERE action = ?1 LIMIT 1", action) != 0;
}

/* Whoever made the clinic up does not take it back in pieces, though it may have changed rows of its
 * own. */
static bool made_up(const struct deed *d)
{
	return strcmp(d->verb, "demo") == 0;
}

/* What a program has sent is with the patient, and what a patient wrote was written. */
static bool went_out(const struct deed *d)
{
	return strcmp(d->verb, "message-send") == 0 || strcmp(d->verb, "message-in") == 0;
}

/* A message that has left, whoever sent it: that it was written is nobody's last step any more. */
static bool has_left(struct store *s, const struct deed *d)
{
	return strncmp(d->verb, "message", strlen("message")) == 0 &&
	       number_of(s,
			 "SELECT 1 FROM change c JOIN change d ON d.tbl = c.tbl AND d.row = c.row AND "
			 "d.action > c.action JOIN action a ON a.id = d.action WHERE c.action = ?1 AND "
			 "c.tbl = 'message' AND a.verb IN ('message-send', 'message-in') LIMIT 1",
			 d->action) != 0;
}

static bool seen_before(struct looking *l, int64_t deed)
{
	for (size_t i = l->n; i-- > 0;)
		if (l->seen[i] == deed)
			return true;
	GROW(l->seen, l->n, l->cap);
	l->seen[l->n++] = deed;
	return false;
}

static bool look(const struct deed *d, void *arg)
{
	struct looking *l = arg;
	bool plain = !deed_is_undo(d) && !is_redo(d);

	if (!d->ended)
		return true;
	/* Something new was done: what was taken back before it stays so. */
	if (l->again && plain)
		return false;
	if (seen_before(l, d->of))
		return true;
	/* What was loaded all at once left no changes and is nobody's last action. */
	bool wanted = !made_up(d) && !went_out(d) && !has_left(l->s, d) && deed_is_undo(d) == l->again && d->in_force != l->again &&
		      (d->import ? d->depth == 0 : has_changes(l->s, d->action));
	if (wanted)
		l->found = d->action;
	return !wanted;
}

static int64_t next_of(struct store *s, bool again)
{
	struct looking l = { .s = s, .again = again };
	struct deed_query query = { .staff = str_or_empty(s->staff) };

	bool ok = store_deeds(s, &query, look, &l, NULL);
	free(l.seen);
	return ok ? l.found : 0;
}

int64_t store_undo_next(struct store *s)
{
	return next_of(s, false);
}

int64_t store_redo_next(struct store *s)
{
	return next_of(s, true);
}

static bool not_this_way(struct store *s, const struct deed *d, struct err *err)
{
	if (d->import && d->depth % 2)
		return err_set(err, ERR_CONFLICT,
			       _("an import that was taken back is not done again; import the file again"));
	if (d->import)
		return err_set(err, ERR_CONFLICT,
			       _("an import is taken back as an import: revisit import --undo i%lld, or u "
				 "on the Imports screen"),
			       (long long)d->import);
	if (!d->ended)
		return err_set(err, ERR_CONFLICT, _("this is still going on"));
	if (went_out(d))
		return err_set(err, ERR_CONFLICT,
			       _("what was sent, or came from a patient, cannot be taken back"));
	return (!made_up(d) && has_changes(s, d->action)) ||
	       err_set(err, ERR_CONFLICT, _("nothing was kept of what this changed; it cannot be undone"));
}

bool store_in_force(struct store *s, int64_t action)
{
	struct deed d;
	int64_t link;

	bool holds = store_deed(s, action, &d, NULL) && last_link(s, &d, &link);
	deed_release(&d);
	return holds;
}

bool store_undo_link(struct store *s, int64_t action, bool again, int64_t *link, struct err *err)
{
	struct deed d;

	if (!store_deed(s, action, &d, err))
		return false;
	bool ok = not_this_way(s, &d, err);
	bool into_force = again || d.turned;
	bool holds = last_link(s, &d, link);
	deed_release(&d);
	if (!ok || holds != into_force)
		return ok;
	return err_set(err, ERR_CONFLICT,
		       into_force ? _("this was not taken back, so there is nothing to do again") :
				    _("this was taken back already"));
}
