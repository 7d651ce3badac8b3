/* What is indexed of one patient, from the records. */
#include "revisit/base/i18n.h"
#include "search_index.h"

void doc_init(struct doc *d)
{
	str_init(&d->keys);
	for (size_t i = 0; i < MATCH_PARTS; i++)
		str_init(&d->parts[i]);
}

void doc_release(struct doc *d)
{
	str_release(&d->keys);
	for (size_t i = 0; i < MATCH_PARTS; i++)
		str_release(&d->parts[i]);
}

static void doc_clear(struct doc *d)
{
	str_clear(&d->keys);
	for (size_t i = 0; i < MATCH_PARTS; i++)
		str_clear(&d->parts[i]);
}

struct adding {
	struct doc *d;
	bool gone;
};

static void add_key(const char *key, void *arg)
{
	struct adding *a = arg;
	struct str *keys = &a->d->keys;
	size_t n = strlen(key);
	char first = a->gone ? (char)(key[0] + 'A' - 'a') : key[0];

	for (const char *p = keys->p; *p; p += strcspn(p, "\n") + 1)
		if (*p == first && strncmp(p + 1, key + 1, n - 1) == 0 && p[n] == '\n')
			return;
	str_addc(keys, first);
	str_addn(keys, key + 1, n - 1);
	str_addc(keys, '\n');
}

/* Columns of PERSON. */
enum {
	P_CHART,
	P_STATUS,
	P_NAME,
	P_FAMILY,
	P_GIVEN,
	P_PREFERRED,
	P_SECOND,
	P_READING,
	P_BIRTH,
	P_PRECISION,
	P_ADDRESS,
	P_SALUTATION,
	P_IDENTITY,
	P_GUARDIAN_SEX
};
#define PERSON                                                                                     \
	"SELECT chart_no, status, name, family, given, preferred, second_name, reading, birth_day, " \
	"birth_precision, address, salutation, id_number, "                                         \
	"(SELECT sex FROM patient g WHERE g.id = p.guardian) "                                      \
	"FROM patient p WHERE id = ?1"

static void add_name(struct adding *a, const char *name, const char *family, const char *reading)
{
	if (str_is_empty(name))
		return;
	match_name_keys(name, family, reading, add_key, a);
	match_name_texts(name, family, reading, a->d->parts);
}

static void add_chart(struct adding *a, const char *chart_no)
{
	match_chart_keys(chart_no, add_key, a);
	match_other_text(chart_no, a->d->parts);
}

static void add_birth(struct adding *a, struct stmt *q)
{
	if (col_null(q, P_BIRTH))
		return;
	struct ymd d = day_split((day_t)col_int(q, P_BIRTH));
	const char *precision = str_or_empty(col_text(q, P_PRECISION));
	bool day = strcmp(precision, "day") == 0;
	bool month = day || strcmp(precision, "month") == 0;
	match_birth_keys(d.y, month ? d.m : 0, day ? d.d : 0, add_key, a);
}

/* A child is found by whose it is, when only the guardian is on file and no label says so. */
static void add_parent(struct adding *a, const char *sex, const char *name, const char *given)
{
	if (!sex || (strcmp(sex, "female") != 0 && strcmp(sex, "male") != 0))
		return;
	match_label_keys(*sex == 'f' ? "妈妈" : "爸爸", false, name, given, add_key, a);
}

static void add_contact(struct adding *a, struct stmt *q, const char *name, const char *given)
{
	int kind = choice_find(contact_kind_choices, str_or_empty(col_text(q, 0)));
	const char *norm = str_or_empty(col_text(q, 2));
	const char *label = col_text(q, 3);
	bool phone = kind >= 0 && contact_is_phone((enum contact_kind)kind);

	if (phone && *norm) {
		match_phone_keys(norm, add_key, a);
		match_number_text(*norm == '+' ? norm + 1 : norm, a->d->parts);
	} else if (!phone) {
		match_other_text(str_or_empty(col_text(q, 1)), a->d->parts);
	}
	if (str_is_empty(label))
		return;
	match_label_keys(label, true, name, given, add_key, a);
	match_other_text(label, a->d->parts);
}

typedef void row_fn(struct adding *a, struct stmt *q, const char *name, const char *given);

static void add_tag(struct adding *a, struct stmt *q, const char *name, const char *given)
{
	(void)name;
	(void)given;
	match_tag_keys(str_or_empty(col_text(q, 0)), add_key, a);
}

static void add_alias(struct adding *a, struct stmt *q, const char *name, const char *given)
{
	(void)name;
	(void)given;
	add_chart(a, str_or_empty(col_text(q, 0)));
}

static const struct {
	const char *sql;
	row_fn *add;
} more[] = {
	{ "SELECT kind, value, norm, label FROM contact WHERE patient = ?1 ORDER BY position",
	  add_contact },
	{ "SELECT tag FROM patient_tag WHERE patient = ?1", add_tag },
	{ "SELECT chart_no FROM chart_alias WHERE patient = ?1", add_alias },
};

static bool add_more(struct db *db, int64_t patient, struct adding *a, const char *name,
		     const char *given, struct err *err)
{
	enum step step = STEP_DONE;

	for (size_t i = 0; step == STEP_DONE && i < ARRAY_SIZE(more); i++) {
		struct stmt *q = db_stmt(db, more[i].sql, err);
		if (!q)
			return false;
		stmt_int(q, 1, patient);
		while ((step = stmt_step(q, err)) == STEP_ROW)
			more[i].add(a, q, name, given);
		stmt_done(q);
	}
	return step == STEP_DONE;
}

static void mark_parts(struct doc *d, bool gone)
{
	for (size_t i = 0; i < MATCH_PARTS; i++) {
		struct str *part = &d->parts[i];
		if (part->len == 0)
			continue;
		str_addc(part, ' ');
		memmove(part->p + 1, part->p, part->len - 1);
		part->p[0] = gone ? BLOCK_GONE : BLOCK_HERE;
	}
}

bool doc_make(struct db *db, int64_t patient, struct doc *d, struct err *err)
{
	struct stmt *q = db_stmt(db, PERSON, err);

	doc_clear(d);
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	enum step step = stmt_step(q, err);
	bool ok = step != STEP_ERROR;
	int status = step == STEP_ROW ? choice_find(patient_status_choices,
						    str_or_empty(col_text(q, P_STATUS))) :
					PATIENT_MERGED;
	if (status != PATIENT_MERGED) {
		struct adding a = { .d = d, .gone = patient_is_gone((enum patient_status)status) };
		const char *name = col_text(q, P_NAME);
		const char *given = col_text(q, P_GIVEN);
		add_chart(&a, str_or_empty(col_text(q, P_CHART)));
		add_name(&a, name, col_text(q, P_FAMILY), col_text(q, P_READING));
		add_name(&a, col_text(q, P_PREFERRED), NULL, NULL);
		add_name(&a, col_text(q, P_SECOND), NULL, NULL);
		add_birth(&a, q);
		add_parent(&a, col_text(q, P_GUARDIAN_SEX), name, given);
		for (int i = P_ADDRESS; i <= P_SALUTATION; i++)
			if (!col_null(q, i))
				match_other_text(col_text(q, i), d->parts);
		if (!col_null(q, P_IDENTITY))
			match_number_text(col_text(q, P_IDENTITY), d->parts);
		ok = add_more(db, patient, &a, name, given, err);
		mark_parts(d, a.gone);
	}
	stmt_done(q);
	return ok;
}
