/* Two charts side by side: what differs, what seems better, what would move. */
#include "revisit/base/i18n.h"
#include "revisit/text/phone.h"

#include "merging.h"

const char *const merge_part_labels[MERGE_PARTS] = {
	[PART_VISITS] = N_("Visits"),
	[PART_TASKS] = N_("To-dos"),
	[PART_CALLS] = N_("Calls and talks"),
	[PART_NOTES] = N_("Notes"),
	[PART_CONTACTS] = N_("Phones and addresses"),
	[PART_TAGS] = N_("Tags"),
	[PART_ALERTS] = N_("Alerts"),
	[PART_CONSENTS] = N_("Consents"),
	[PART_PLANS] = N_("Treatment plans"),
	[PART_RECALLS] = N_("Recalls of their own"),
	[PART_SOONER] = N_("Would come sooner"),
	[PART_SURVEYS] = N_("Survey answers"),
	[PART_PINS] = N_("Kept in or out of segments"),
	[PART_POINTING] = N_("Named by others"),
	[PART_CHARTS] = N_("Earlier chart numbers"),
};

/* What is chosen as one: who takes the name takes how it is split and read. */
static const struct {
	const char *leader, *with[5];
} groups[] = {
	{ "name", { "family", "given", "reading", "sort_key" } },
	{ "preferred", { NULL } },
	{ "second_name", { NULL } },
	{ "birth_day", { "birth_precision" } },
	{ "sex", { NULL } },
	{ "status", { NULL } },
	{ "household", { "household_role" } },
	{ "guardian", { NULL } },
	{ "referrer", { NULL } },
	{ "payer", { NULL } },
	{ "salutation", { NULL } },
	{ "address", { NULL } },
	{ "language", { NULL } },
	{ "occupation", { NULL } },
	{ "source", { "source_code" } },
	{ "provider", { NULL } },
	{ "consultant", { NULL } },
	{ "id_number", { "id_kind" } },
	{ "preferred_channel", { NULL } },
	{ "preferred_times", { NULL } },
	{ "insurance", { NULL } },
	{ "notes", { NULL } },
	{ "deceased_day", { NULL } },
};

const struct field *merge_group_field(const struct field *leader, size_t i)
{
	if (i == 0)
		return leader;
	for (size_t g = 0; g < ARRAY_SIZE(groups); g++)
		if (strcmp(groups[g].leader, leader->name) == 0)
			return groups[g].with[i - 1]
				       ? record_field(&record_patient, groups[g].with[i - 1])
				       : NULL;
	return NULL;
}

static bool is_pointer(const struct field *f)
{
	return f->type == FIELD_REF && strcmp(f->vocab, "patient") == 0;
}

int64_t merge_pointer(const struct field *f, const struct patient *of, const struct patient *other)
{
	int64_t id = field_number(f, of);

	return id == other->row.id || id == of->row.id ? 0 : id;
}

/* --- what is shown --- */

static char *person_text(struct clinic *c, int64_t id)
{
	struct patient p;
	struct str s;

	str_init(&s);
	record_init(&record_patient, &p);
	if (store_get(&c->store, &record_patient, id, &p, NULL)) {
		str_addf(&s, "%s ", p.chart_no);
		patient_title(&s, &p);
	}
	record_release(&record_patient, &p);
	return str_steal(&s);
}

static char *household_text(struct clinic *c, int64_t household, int64_t but)
{
	struct rows members;
	struct str s;

	str_init(&s);
	rows_init(&members, &record_patient);
	store_household_members(&c->store, household, &members, NULL);
	for (size_t i = 0; i < members.n; i++) {
		const struct patient *m = rows_at(&members, i);
		if (m->row.id == but)
			continue;
		str_add(&s, s.len ? ", " : "");
		patient_title(&s, m);
	}
	rows_release(&members);
	if (s.len == 0)
		str_add(&s, _("alone in it"));
	return str_steal(&s);
}

/* The end of a private text is enough to tell two apart. */
static void private_text(struct str *out, const char *text)
{
	size_t n = strlen(text);

	str_addf(out, "..%s", text + (n > 4 ? n - 4 : 0));
}

static bool is_blank(const struct field *f, const struct patient *of, const struct patient *other)
{
	if (is_pointer(f))
		return merge_pointer(f, of, other) == 0;
	if (f->type == FIELD_CHOICE && strcmp(f->name, "sex") == 0)
		return field_number(f, of) == SEX_UNKNOWN;
	return field_is_missing(f, of);
}

static char *field_words(struct clinic *c, const struct field *f, const struct patient *of,
			 const struct patient *other)
{
	struct str s;

	if (is_blank(f, of, other))
		return NULL;
	if (is_pointer(f))
		return person_text(c, field_number(f, of));
	if (f->type == FIELD_REF)
		return household_text(c, field_number(f, of), of->row.id);
	str_init(&s);
	if (strcmp(f->name, "name") == 0)
		patient_title(&s, of);
	else if (strcmp(f->name, "birth_day") == 0)
		patient_birth(&s, of);
	else if (f->flags & FIELD_PRIVATE)
		private_text(&s, field_text_of(f, of));
	else
		field_show(&s, c->config, f, of, clinic_today(c));
	return str_steal(&s);
}

/* --- which seems better --- */

/* A death is never lost; a patient who comes is no enquiry. */
static int status_rank(int status)
{
	static const enum patient_status best[] = { PATIENT_DECEASED, PATIENT_ACTIVE,
						    PATIENT_PROSPECT, PATIENT_INACTIVE,
						    PATIENT_MOVED,    PATIENT_ARCHIVED };
	int rank = 0;

	while (rank < (int)ARRAY_SIZE(best) && (int)best[rank] != status)
		rank++;
	return rank;
}

static bool says_more(const char *a, const char *b)
{
	return strlen(a) > strlen(b) && strstr(a, b) != NULL;
}

/* Where people move on, the chart that was worked on last knows better. */
static bool ages(const struct field *f)
{
	static const char *const names[] = { "address",           "occupation",      "insurance",
					     "preferred_channel", "preferred_times", "provider",
					     "consultant",        "language" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(f->name, names[i]) == 0)
			return true;
	return false;
}

static enum merge_take suggest(struct clinic *c, const struct merge_preview *p,
			       const struct merge_field *m)
{
	const struct field *f = m->f;

	if (!m->keep || !m->lose || !m->differs)
		return !m->keep && m->lose ? TAKE_LOSE : TAKE_KEEP;
	if (m->both)
		return TAKE_BOTH;
	if (strcmp(f->name, "birth_day") == 0)
		return p->lose.birth_precision < p->keep.birth_precision ? TAKE_LOSE : TAKE_KEEP;
	if (strcmp(f->name, "status") == 0)
		return status_rank(p->lose.status) < status_rank(p->keep.status) ? TAKE_LOSE
										 : TAKE_KEEP;
	if (f->type == FIELD_TEXT && says_more(m->lose, m->keep))
		return TAKE_LOSE;
	if (f->type == FIELD_TEXT && says_more(m->keep, m->lose))
		return TAKE_KEEP;
	if (ages(f))
		return store_last_about(&c->store, p->lose.row.id) >
				       store_last_about(&c->store, p->keep.row.id)
			       ? TAKE_LOSE
			       : TAKE_KEEP;
	return TAKE_KEEP;
}

static bool same_group(const struct field *leader, const struct patient *a, const struct patient *b)
{
	const struct field *f;

	if (is_pointer(leader))
		return merge_pointer(leader, a, b) == merge_pointer(leader, b, a);
	for (size_t i = 0; (f = merge_group_field(leader, i)) != NULL; i++)
		if (!field_equal(f, a, b))
			return false;
	return true;
}

static void compare_fields(struct clinic *c, struct merge_preview *p)
{
	p->fields = mem_array(ARRAY_SIZE(groups), sizeof(*p->fields));
	for (size_t g = 0; g < ARRAY_SIZE(groups); g++) {
		const struct field *f = record_field(&record_patient, groups[g].leader);
		struct merge_field m = { .f = f };
		m.keep = field_words(c, f, &p->keep, &p->lose);
		m.lose = field_words(c, f, &p->lose, &p->keep);
		if (!m.keep && !m.lose)
			continue;
		m.differs = m.keep && m.lose && !same_group(f, &p->keep, &p->lose);
		m.both = m.differs && f->type == FIELD_LINES;
		m.take = suggest(c, p, &m);
		p->fields[p->n_fields++] = m;
	}
}

/* --- what hangs on it --- */

const struct record *merge_record(enum merge_part part)
{
	static const struct record *const recs[MERGE_PARTS] = {
		[PART_VISITS] = &record_visit,     [PART_TASKS] = &record_task,
		[PART_CALLS] = &record_attempt,    [PART_NOTES] = &record_note,
		[PART_CONTACTS] = &record_contact, [PART_TAGS] = &record_patient_tag,
		[PART_ALERTS] = &record_alert,     [PART_CONSENTS] = &record_consent,
		[PART_PLANS] = &record_plan,       [PART_RECALLS] = &record_recall_override,
		[PART_SOONER] = &record_sooner,    [PART_SURVEYS] = &record_survey_answer,
		[PART_PINS] = &record_pin,
	};

	return recs[part];
}

static bool same_contact(const struct contact *a, const struct contact *b)
{
	bool phone = contact_is_phone((enum contact_kind)a->kind);

	if (phone != contact_is_phone((enum contact_kind)b->kind) || (!phone && a->kind != b->kind))
		return false;
	return a->norm && b->norm ? strcmp(a->norm, b->norm) == 0 : str_eq(a->value, b->value);
}

static bool same_thing(const struct record *rec, const void *a, const void *b)
{
	const struct consent *x = a;
	const struct consent *y = b;

	if (rec == &record_contact)
		return same_contact(a, b);
	if (rec == &record_patient_tag)
		return str_eq(((const struct patient_tag *)a)->tag,
			      ((const struct patient_tag *)b)->tag);
	if (rec == &record_alert)
		return str_eq(((const struct alert *)a)->text, ((const struct alert *)b)->text);
	if (rec == &record_consent)
		return str_eq(x->purpose, y->purpose) && str_eq(x->channel, y->channel);
	if (rec == &record_recall_override)
		return str_eq(((const struct recall_override *)a)->type,
			      ((const struct recall_override *)b)->type);
	/* What was said of the chart that stays holds. */
	if (rec == &record_pin)
		return str_eq(((const struct pin *)a)->segment, ((const struct pin *)b)->segment);
	return false;
}

/* Of several consents about the same thing the one said last is in force. */
static bool comes_after(const void *a, const void *b)
{
	const struct consent *x = a;
	const struct consent *y = b;

	return x->day != y->day ? x->day > y->day : x->row.id > y->row.id;
}

void *merge_twin(const struct rows *keeps, const void *row)
{
	void *twin = NULL;

	for (size_t i = 0; i < keeps->n; i++) {
		void *r = rows_at(keeps, i);
		if (!same_thing(keeps->rec, r, row))
			continue;
		if (!twin || (keeps->rec == &record_consent && comes_after(r, twin)))
			twin = r;
	}
	return twin;
}

static int strictness(const struct consent *k)
{
	static const char *const no[] = { "no", "refused", "withdrawn", "never" };

	for (size_t i = 0; i < ARRAY_SIZE(no); i++)
		if (str_eq(k->state, no[i]))
			return 2;
	return str_eq(k->state, "yes") ? 0 : 1;
}

static void absorb_contact(const struct contact *k, struct contact *twin)
{
	if (k->state > twin->state)
		twin->state = k->state;
	if (!twin->label)
		str_replace(&twin->label, k->label);
}

static void later_day(day_t *until, day_t other)
{
	if (*until != DAY_NONE && (other == DAY_NONE || other > *until))
		*until = other;
}

static void absorb_consent(const struct rows *loses, const struct consent *k, struct consent *twin)
{
	const void *in_force = merge_twin(loses, k);

	if (!in_force || in_force != k || strictness(k) <= strictness(twin))
		return;
	str_replace(&twin->state, k->state);
	str_replace(&twin->evidence, k->evidence);
	twin->day = k->day;
}

static void absorb_recall(const struct recall_override *o, struct recall_override *twin)
{
	bool why = !str_is_empty(o->reason);
	bool why_twin = !str_is_empty(twin->reason);

	if (why_twin > why || (why_twin == why && twin->row.id > o->row.id))
		return;
	str_replace(&twin->every, o->every);
	str_replace(&twin->reason, o->reason);
	twin->disabled = o->disabled;
	twin->disabled_until = o->disabled_until;
}

/* What was decided last holds. */
static void absorb_pin(const struct pin *p, struct pin *twin)
{
	if (p->day < twin->day || (p->day == twin->day && p->row.id < twin->row.id))
		return;
	twin->way = p->way;
	twin->day = p->day;
	str_replace(&twin->reason, p->reason);
	str_replace(&twin->hash, p->hash);
	str_replace(&twin->staff, p->staff);
}

void merge_absorb(const struct rows *loses, const void *row, void *twin)
{
	const struct record *rec = loses->rec;

	if (rec == &record_contact)
		absorb_contact(row, twin);
	else if (rec == &record_patient_tag)
		later_day(&((struct patient_tag *)twin)->until,
			  ((const struct patient_tag *)row)->until);
	else if (rec == &record_alert)
		later_day(&((struct alert *)twin)->until, ((const struct alert *)row)->until);
	else if (rec == &record_consent)
		absorb_consent(loses, row, twin);
	else if (rec == &record_recall_override)
		absorb_recall(row, twin);
	else if (rec == &record_pin)
		absorb_pin(row, twin);
}

static void remark_recall(struct clinic *c, const struct rows *loses, const void *row, void *twin,
			  struct str *out)
{
	struct recall_override *t = twin;
	bool never = t->disabled;
	day_t until = t->disabled_until;

	merge_absorb(loses, row, twin);
	const char *label = config_label(c->config, "recall", t->type);
	if (t->disabled && !never)
		str_addf(out, _("recall %s: never"), label);
	else if (!t->disabled && t->disabled_until != until && t->disabled_until != DAY_NONE) {
		struct str day;
		str_init(&day);
		day_show(&day, t->disabled_until, clinic_today(c));
		str_addf(out, _("recall %s: not before %s"), label, day.p);
		str_release(&day);
	}
}

/* What becomes stricter must be seen before it is. */
static void remark(struct clinic *c, struct merge_preview *p, const struct rows *loses,
		   const void *row, void *twin)
{
	struct str s;

	str_init(&s);
	if (loses->rec == &record_contact) {
		struct contact *t = twin;
		int before = t->state;
		merge_absorb(loses, row, twin);
		if (t->state != before) {
			if (contact_is_phone((enum contact_kind)t->kind))
				phone_show(&s, t->value, c->config->country);
			else
				str_add(&s, t->value);
			str_addf(&s, ": %s", _(contact_state_choices[t->state].label));
		}
	} else if (loses->rec == &record_consent) {
		struct consent *t = twin;
		int before = strictness(t);
		merge_absorb(loses, row, twin);
		if (strictness(t) != before)
			str_addf(&s, _("consent %s %s: %s"), str_or_empty(t->purpose),
				 str_or_empty(t->channel), str_or_empty(t->state));
	}
	if (loses->rec == &record_recall_override)
		remark_recall(c, loses, row, twin, &s);
	if (s.len)
		strlist_add(&p->remarks, s.p);
	str_release(&s);
}

static bool count_part(struct clinic *c, struct merge_preview *p, enum merge_part part,
		       struct err *err)
{
	struct rows keeps;
	struct rows loses;

	rows_init(&keeps, merge_record(part));
	rows_init(&loses, merge_record(part));
	bool ok = store_owned(&c->store, p->keep.row.id, &keeps, err) &&
		  store_owned(&c->store, p->lose.row.id, &loses, err);
	for (size_t i = 0; ok && i < loses.n; i++) {
		const void *row = rows_at(&loses, i);
		void *twin = merge_twin(&keeps, row);
		if (twin)
			remark(c, p, &loses, row, twin);
		p->moves[part] += !twin;
		p->same[part] += twin != NULL;
	}
	rows_release(&keeps);
	rows_release(&loses);
	return ok;
}

static bool count_parts(struct clinic *c, struct merge_preview *p, struct err *err)
{
	struct rows pointing;
	struct strlist charts;
	bool ok = true;

	for (int part = 0; ok && part < MERGE_PARTS; part++)
		if (merge_record((enum merge_part)part))
			ok = count_part(c, p, (enum merge_part)part, err);
	rows_init(&pointing, &record_patient);
	ok = ok && store_pointing(&c->store, p->lose.row.id, &pointing, err);
	for (size_t i = 0; i < pointing.n; i++) {
		const struct patient *o = rows_at(&pointing, i);
		p->moves[PART_POINTING] +=
			o->row.id != p->keep.row.id && o->status != PATIENT_MERGED;
	}
	rows_release(&pointing);
	strlist_init(&charts);
	ok = ok && store_old_charts(&c->store, p->lose.row.id, &charts, err);
	p->moves[PART_CHARTS] = charts.n;
	strlist_release(&charts);
	return ok;
}

/* --- the whole --- */

static bool may_merge(const struct merge_preview *p, struct err *err)
{
	if (p->keep.row.id == p->lose.row.id)
		return err_set(err, ERR_STEP, _("this is one chart: %s"), p->keep.chart_no);
	if (p->lose.status == PATIENT_MERGED)
		return err_set(err, ERR_STEP, _("chart %s is merged into another already"),
			       p->lose.chart_no);
	if (p->keep.status == PATIENT_MERGED)
		return err_set(err, ERR_STEP, _("chart %s is merged into another already"),
			       p->keep.chart_no);
	return true;
}

bool clinic_merge_preview(struct clinic *c, int64_t keep, int64_t lose, struct merge_preview *p,
			  struct err *err)
{
	*p = (struct merge_preview){ 0 };
	record_init(&record_patient, &p->keep);
	record_init(&record_patient, &p->lose);
	bool ok = store_get(&c->store, &record_patient, keep, &p->keep, err) &&
		  store_get(&c->store, &record_patient, lose, &p->lose, err) && may_merge(p, err) &&
		  count_parts(c, p, err);
	if (!ok) {
		merge_preview_release(p);
		return false;
	}
	compare_fields(c, p);
	p->not_same = store_are_not_same(&c->store, keep, lose);
	return true;
}

void merge_preview_release(struct merge_preview *p)
{
	record_release(&record_patient, &p->keep);
	record_release(&record_patient, &p->lose);
	for (size_t i = 0; i < p->n_fields; i++) {
		free(p->fields[i].keep);
		free(p->fields[i].lose);
	}
	free(p->fields);
	strlist_release(&p->remarks);
	*p = (struct merge_preview){ 0 };
}

bool merge_choose(struct merge_preview *p, const char *field, const char *take, struct err *err)
{
	if (strcmp(field, "birth_date") == 0)
		field = "birth_day";
	for (size_t i = 0; i < p->n_fields; i++) {
		struct merge_field *m = &p->fields[i];
		if (strcmp(m->f->name, field) != 0)
			continue;
		if (strcmp(take, "both") == 0 && !m->both)
			return err_set(err, ERR_BAD_VALUE,
				       _("%s holds one value: write %s=keep or %s=lose"),
				       _(m->f->label), field, field);
		m->take = strcmp(take, "keep") == 0   ? TAKE_KEEP
			  : strcmp(take, "lose") == 0 ? TAKE_LOSE
						      : TAKE_BOTH;
		if (m->take == TAKE_BOTH && strcmp(take, "both") != 0)
			return err_set(err, ERR_BAD_VALUE, _("write %s=keep or %s=lose"), field,
				       field);
		return true;
	}
	return err_set(err, ERR_UNKNOWN_FIELD, _("there is nothing to choose for '%s'"), field);
}
