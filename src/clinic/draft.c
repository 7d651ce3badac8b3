/* A patient being written. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/patients.h"
#include "revisit/store/search.h"
#include "revisit/text/fold.h"
#include "revisit/text/nearest.h"
#include "revisit/text/phone.h"
#include "revisit/text/utf8.h"

#include <strings.h>

const struct virtual_field virtual_fields[] = {
	{ "phone", N_("Phone"), N_("telephone number; several are separated by ; and 138... (mother) says whose it is"), true,
	  CONTACT_PHONE },
	{ "mobile", N_("Mobile"), N_("mobile number"), true, CONTACT_MOBILE },
	{ "home", N_("Home phone"), N_("telephone at home"), true, CONTACT_HOME },
	{ "work", N_("Work phone"), N_("telephone at work"), true, CONTACT_WORK },
	{ "email", N_("E-mail"), N_("e-mail address"), true, CONTACT_EMAIL },
	{ "wechat", N_("WeChat"), N_("WeChat name"), true, CONTACT_WECHAT },
	{ "line", N_("LINE"), N_("LINE name"), true, CONTACT_LINE },
	{ "whatsapp", N_("WhatsApp"), N_("WhatsApp number"), true, CONTACT_WHATSAPP },
	{ "qq", N_("QQ"), N_("QQ number"), true, CONTACT_QQ },
	{ "contact", N_("Other contact"), N_("any other way to reach the patient"), true,
	  CONTACT_OTHER },
	{ "tag", N_("Tags"), N_("tags; several are separated by ;"), true, -1 },
	{ "alert", N_("Alert"), N_("what everyone must see before they act"), true, -1 },
};
const size_t n_virtual_fields = ARRAY_SIZE(virtual_fields);

static const struct virtual_field *find_virtual(const char *name)
{
	for (size_t i = 0; i < n_virtual_fields; i++)
		if (strcmp(virtual_fields[i].name, name) == 0)
			return &virtual_fields[i];
	return NULL;
}

void draft_init(struct clinic *c, struct patient_draft *d)
{
	(void)c;
	*d = (struct patient_draft){ 0 };
	record_init(&record_patient, &d->p);
	record_init(&record_patient, &d->before);
	rows_init(&d->contacts, &record_contact);
	rows_init(&d->contacts_before, &record_contact);
	rows_init(&d->tags, &record_patient_tag);
	rows_init(&d->tags_before, &record_patient_tag);
	rows_init(&d->alerts, &record_alert);
	rows_init(&d->alerts_before, &record_alert);
}

void draft_release(struct patient_draft *d)
{
	record_release(&record_patient, &d->p);
	record_release(&record_patient, &d->before);
	rows_release(&d->contacts);
	rows_release(&d->contacts_before);
	rows_release(&d->tags);
	rows_release(&d->tags_before);
	rows_release(&d->alerts);
	rows_release(&d->alerts_before);
}

static void copy_rows(struct rows *to, const struct rows *from)
{
	for (size_t i = 0; i < from->n; i++)
		record_copy(from->rec, rows_add(to), rows_at(from, i));
}

bool draft_load(struct clinic *c, int64_t patient, struct patient_draft *d, struct err *err)
{
	draft_init(c, d);
	if (!store_get(&c->store, &record_patient, patient, &d->before, err) ||
	    !store_contacts(&c->store, patient, &d->contacts_before, err) ||
	    !store_tags(&c->store, patient, &d->tags_before, err) ||
	    !store_alerts(&c->store, patient, 0, &d->alerts_before, err)) {
		draft_release(d);
		return false;
	}
	record_copy(&record_patient, &d->p, &d->before);
	copy_rows(&d->contacts, &d->contacts_before);
	copy_rows(&d->tags, &d->tags_before);
	copy_rows(&d->alerts, &d->alerts_before);
	return true;
}

/* --- contacts --- */

/* Splits "138… (mother)" into the value and whose it is. */
static void split_label(const char *typed, char **value, char **label)
{
	size_t n = strlen(typed);
	const char *open = strrchr(typed, '(');
	size_t close = 1;

	*label = NULL;
	if (!open && n > 3 && strcmp(typed + n - 3, "）") == 0) {
		for (const char *p = typed; (p = strstr(p, "（")) != NULL; p++)
			open = p;
		close = 3;
	} else if (!open || typed[n - 1] != ')') {
		open = NULL;
	}
	if (!open || open == typed) {
		*value = mem_strdup(typed);
		return;
	}
	size_t skip = close;
	size_t len = (size_t)(open - typed);
	while (len > 0 && typed[len - 1] == ' ')
		len--;
	*value = mem_strndup(typed, len);
	*label = mem_strndup(open + skip, (size_t)(typed + n - close - (open + skip)));
}

static enum contact_kind telephone_kind(const struct str *norm, const char *country)
{
	if (strcmp(country, "CN") == 0 && strncmp(norm->p, "+861", 4) == 0 && norm->len == 14)
		return CONTACT_MOBILE;
	return CONTACT_PHONE;
}

/* "ext" and "x" stand before an extension; other letters make it something else than a number. */
static bool has_stray_letters(const char *value)
{
	for (const char *p = value; *p; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
		if (!letter)
			continue;
		size_t n = strncasecmp(p, "ext", 3) == 0 ? 3 : *p == 'x' || *p == 'X' ? 1 : 0;
		bool begins = p > value && strchr(" .0123456789", p[-1]);
		if (!(n && begins && strchr(" .:0123456789", p[n])))
			return true;
		p += n - 1;
	}
	return strchr(value, ':') != NULL;
}

static bool normal_contact(struct clinic *c, int kind, const char *value, struct str *norm,
			   struct err *err)
{
	if (contact_is_phone((enum contact_kind)kind)) {
		if (!has_stray_letters(value) && phone_normal(norm, value, c->config->country))
			return true;
		return err_set(
			err, ERR_BAD_VALUE,
			_("'%s' is not a telephone number; write its digits, like 138 0000 0042"),
			value);
	}
	if (kind == CONTACT_EMAIL) {
		const char *at = strchr(value, '@');
		if (!at || at == value || !at[1] || strchr(at + 1, '@') || strpbrk(value, " ,;"))
			return err_set(
				err, ERR_BAD_VALUE,
				_("'%s' is not an e-mail address; write it like name@example.com"),
				value);
	}
	for (const char *p = value; *p; p++)
		str_addc(norm, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
	return true;
}

/* "phone" speaks of every telephone, "mobile" only of mobiles. */
static bool kind_meant(int asked, int kind)
{
	if (asked == CONTACT_PHONE)
		return contact_is_phone((enum contact_kind)kind) && kind != CONTACT_WHATSAPP;
	return asked == kind;
}

static bool add_contact(struct clinic *c, struct patient_draft *d, int kind, const char *typed,
			struct err *err)
{
	struct str norm;
	char *value;
	char *label;
	bool ok;

	str_init(&norm);
	split_label(typed, &value, &label);
	ok = normal_contact(c, kind, value, &norm, err);
	for (size_t i = 0; ok && i < d->contacts.n; i++) {
		struct contact *old = rows_at(&d->contacts, i);
		if (!kind_meant(kind, old->kind) || !str_eq(old->norm, norm.p))
			continue;
		if (label)
			str_replace(&old->label, label);
		goto out; /* it is there already */
	}
	if (ok && *value) {
		int64_t position = 0;
		for (size_t i = 0; i < d->contacts.n; i++) {
			const struct contact *old = rows_at(&d->contacts, i);
			if (old->position >= position)
				position = old->position + 1;
		}
		struct contact *k = rows_add(&d->contacts);
		k->kind = kind == CONTACT_PHONE ? (int)telephone_kind(&norm, c->config->country) : kind;
		str_replace(&k->value, value);
		str_replace(&k->norm, norm.p);
		str_replace(&k->label, label);
		k->position = position;
	}
out:
	free(value);
	free(label);
	str_release(&norm);
	return ok;
}

static bool remove_contact(struct clinic *c, struct patient_draft *d, int kind, const char *typed,
			   struct err *err)
{
	struct str norm;
	char *value;
	char *label;
	bool found = false;

	str_init(&norm);
	split_label(typed, &value, &label);
	bool ok = normal_contact(c, kind, value, &norm, err);
	free(value);
	free(label);
	for (size_t i = d->contacts.n; ok && i-- > 0;) {
		const struct contact *k = rows_at(&d->contacts, i);
		if (!kind_meant(kind, k->kind) || !str_eq(k->norm, norm.p))
			continue;
		rows_remove(&d->contacts, i);
		found = true;
	}
	str_release(&norm);
	return ok && (found || err_set(err, ERR_NO_MATCH, _("'%s' is not there"), typed));
}

/* Where the next value ends: at ";", or at "；" or "、" of a Chinese input method; *skip is the
 * length of that sign, 0 at the end. */
static size_t value_end(const char *p, size_t *skip)
{
	static const char *const signs[] = { ";", "；", "、" };

	for (size_t n = 0; p[n]; n++)
		for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
			if (strncmp(p + n, signs[i], strlen(signs[i])) == 0) {
				*skip = strlen(signs[i]);
				return n;
			}
	*skip = 0;
	return strlen(p);
}

/* The values of "a; b; c"; a single one as it is. */
static void split_values(struct strlist *out, const char *typed)
{
	for (const char *p = typed; *p;) {
		size_t sign;
		size_t n = value_end(p, &sign);
		size_t skip = strspn(p, " ");
		size_t end = n;
		while (end > skip && p[end - 1] == ' ')
			end--;
		if (end > skip)
			strlist_addn(out, p + skip, end - skip);
		p += n + sign;
	}
}

/* '=' keeps the rows that stay, so that their state and history stay. */
static bool set_contacts(struct clinic *c, struct patient_draft *d, int kind, const char *typed,
			 struct err *err)
{
	struct strlist values;
	struct strlist norms;
	bool ok = true;

	strlist_init(&values);
	strlist_init(&norms);
	split_values(&values, typed);
	for (size_t i = 0; ok && i < values.n; i++) {
		struct str norm;
		char *value;
		char *label;
		str_init(&norm);
		split_label(values.v[i], &value, &label);
		ok = normal_contact(c, kind, value, &norm, err);
		strlist_add(&norms, norm.p);
		free(value);
		free(label);
		str_release(&norm);
	}
	for (size_t i = d->contacts.n; ok && i-- > 0;) {
		const struct contact *k = rows_at(&d->contacts, i);
		if (kind_meant(kind, k->kind) && !strlist_has(&norms, str_or_empty(k->norm)))
			rows_remove(&d->contacts, i);
	}
	for (size_t i = 0; ok && i < values.n; i++)
		ok = add_contact(c, d, kind, values.v[i], err);
	strlist_release(&values);
	strlist_release(&norms);
	return ok;
}

/* --- tags and alerts --- */

/* Rows that hold one text each, tags and alerts: `texts` are added, taken away, or all there is. */
static bool set_texts(struct rows *rows, const struct field *f, char op, const struct strlist *texts)
{
	bool found = false;

	for (size_t i = rows->n; i-- > 0 && op != '+';) {
		bool same = strlist_has(texts, str_or_empty(field_text_of(f, rows_at(rows, i))));
		found = found || same;
		if (same == (op == '-'))
			rows_remove(rows, i);
	}
	for (size_t i = 0; i < texts->n && op != '-'; i++) {
		bool there = false;
		for (size_t k = 0; k < rows->n; k++)
			there = there || str_eq(field_text_of(f, rows_at(rows, k)), texts->v[i]);
		if (!there)
			str_replace(field_text(f, rows_add(rows)), texts->v[i]);
	}
	return op != '-' || found;
}

/* "a; b" are two where all are replaced; what is added or taken away is one, as it stands. */
static void values_meant(struct strlist *out, char op, const char *typed)
{
	if (op == '=')
		split_values(out, typed);
	else if (*typed)
		strlist_add(out, typed);
}

static bool set_tags(struct clinic *c, struct patient_draft *d, char op, const char *typed,
		     struct err *err)
{
	struct strlist values;
	struct strlist keys;

	strlist_init(&values);
	strlist_init(&keys);
	values_meant(&values, op, typed);
	for (size_t i = 0; i < values.n; i++) {
		char *key = clinic_term_key(c, "tag", values.v[i]);
		if (*key)
			strlist_add(&keys, key);
		free(key);
	}
	bool ok = set_texts(&d->tags, record_field(&record_patient_tag, "tag"), op, &keys) ||
		  err_set(err, ERR_NO_MATCH, _("not tagged '%s'"), typed);
	strlist_release(&values);
	strlist_release(&keys);
	return ok;
}

static bool set_alerts(struct patient_draft *d, char op, const char *typed, struct err *err)
{
	struct strlist texts;

	strlist_init(&texts);
	values_meant(&texts, op, typed);
	bool ok = set_texts(&d->alerts, record_field(&record_alert, "text"), op, &texts) ||
		  err_set(err, ERR_NO_MATCH, _("there is no such alert"));
	strlist_release(&texts);
	return ok;
}

/* --- references --- */

/* A chart number, or a name that only one patient has. */
static int64_t find_reference(struct clinic *c, const char *typed, struct err *err)
{
	int64_t id = store_patient_by_chart(&c->store, typed);
	struct hits hits;

	if (id)
		return id;
	/* A number that is no chart number must not find somebody by their telephone. */
	if (strpbrk(typed, "0123456789")) {
		err_set(err, ERR_NO_MATCH,
			_("there is no patient %s; look for the chart number first"), typed);
		return 0;
	}
	if (!store_search(&c->store, typed, clinic_today(c), 0, 2, &hits, err))
		return 0;
	if (hits.total == 1)
		id = hits.v[0].patient;
	else if (hits.total == 0)
		err_set(err, ERR_NO_MATCH,
			_("there is no patient %s; look for the chart number first"), typed);
	else
		err_set(err, ERR_NO_MATCH, _("%zu patients match '%s'; give the chart number"), hits.total,
			typed);
	hits_release(&hits);
	return id;
}

static bool set_household(struct clinic *c, struct patient_draft *d, const char *typed,
			  struct err *err)
{
	struct patient other;

	if (!*typed) {
		d->p.household = 0;
		return true;
	}
	if (strcmp(typed, "new") == 0) {
		d->p.household = -1; /* patient_save makes one */
		d->household_of = 0;
		return true;
	}
	int64_t id = find_reference(c, typed, err);
	if (!id)
		return false;
	record_init(&record_patient, &other);
	bool ok = store_get(&c->store, &record_patient, id, &other, err);
	d->p.household = ok && other.household ? other.household : -1;
	d->household_of = id;
	record_release(&record_patient, &other);
	return ok;
}

static bool set_patient_ref(struct clinic *c, struct patient_draft *d, const struct field *f,
			    const char *typed, struct err *err)
{
	int64_t id = 0;

	if (*typed) {
		id = find_reference(c, typed, err);
		if (!id)
			return false;
		if (id == d->p.row.id)
			return err_set(
				err, ERR_BAD_VALUE,
				_("%s cannot be the patient himself; give another chart number"),
				_(f->label));
	}
	field_set_number(f, &d->p, id);
	return true;
}

/* --- by name --- */

static bool unknown_field(const char *name, struct err *err)
{
	struct nearest near;

	nearest_init(&near, name);
	for (size_t i = 0; i < record_patient.n_fields; i++)
		if (!(record_patient.fields[i].flags & FIELD_HIDDEN))
			nearest_offer(&near, record_patient.fields[i].name);
	for (size_t i = 0; i < n_virtual_fields; i++)
		nearest_offer(&near, virtual_fields[i].name);
	if (near.name)
		err_set(err, ERR_UNKNOWN_FIELD,
			_("a patient has no field '%s'; did you mean '%s'?"), name, near.name);
	else
		err_set(err, ERR_UNKNOWN_FIELD,
			_("a patient has no field '%s'; \"revisit fields\" lists them"), name);
	nearest_release(&near);
	return false;
}

static bool set_virtual(struct clinic *c, struct patient_draft *d, const struct virtual_field *v,
			char op, const char *value, struct err *err)
{
	if (utf8_check(value, strlen(value)) != strlen(value))
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	if (strchr(value, '\n'))
		return err_set(err, ERR_BAD_TEXT, _("%s takes one line only"), _(v->label));
	struct str clean;
	str_init(&clean);
	text_nfc(&clean, value);
	bool ok;
	if (strcmp(v->name, "tag") == 0)
		ok = set_tags(c, d, op, clean.p, err);
	else if (v->contact_kind < 0)
		ok = set_alerts(d, op, clean.p, err);
	else if (op == '=')
		ok = set_contacts(c, d, v->contact_kind, clean.p, err);
	else if (op == '+')
		ok = add_contact(c, d, v->contact_kind, clean.p, err);
	else
		ok = remove_contact(c, d, v->contact_kind, clean.p, err);
	str_release(&clean);
	return ok;
}

static bool set_status(struct clinic *c, struct patient_draft *d, const struct field *f,
		       const char *value, struct err *err)
{
	int before = d->p.status;

	if (!field_parse(c->config, f, &d->p, value, clinic_today(c), err))
		return false;
	if (d->p.status != PATIENT_MERGED || before == PATIENT_MERGED)
		return true;
	d->p.status = before;
	return err_set(err, ERR_BAD_VALUE, _("patients are merged by merging, not by a status"));
}

bool draft_set(struct clinic *c, struct patient_draft *d, const char *name, char op,
	       const char *value, struct err *err)
{
	const struct virtual_field *v = find_virtual(name);

	if (v)
		return set_virtual(c, d, v, op, value, err);
	if (strcmp(name, "birth_date") == 0)
		name = "birth_day";
	const struct field *f = record_field(&record_patient, name);
	if (!f || (f->flags & FIELD_HIDDEN))
		return unknown_field(name, err);
	if (op != '=')
		return err_set(err, ERR_USAGE, _("%s holds one value: write %s=…"), _(f->label), name);
	if (strcmp(name, "household") == 0)
		return set_household(c, d, value, err);
	if (f->type == FIELD_REF)
		return set_patient_ref(c, d, f, value, err);
	if (strcmp(name, "chart_no") == 0) {
		struct str no;
		str_init(&no);
		text_nfkc(&no, value + strspn(value, "#"));
		bool ok = field_parse(c->config, f, &d->p, no.p, clinic_today(c), err);
		str_release(&no);
		return ok;
	}
	if (strcmp(name, "status") == 0)
		return set_status(c, d, f, value, err);
	if (f->type == FIELD_VOCAB && *value) {
		char *key = clinic_term_key(c, f->vocab, value);
		bool ok = field_parse(c->config, f, &d->p, key, clinic_today(c), err);
		free(key);
		return ok;
	}
	/* Birth dates and instants are never "near today". */
	day_t today = f->type == FIELD_DAY && strcmp(name, "birth_day") != 0 ? DAY_NONE :
									       clinic_today(c);
	return field_parse(c->config, f, &d->p, value, today, err);
}

static bool get_ref(struct clinic *c, const struct field *f, int64_t id, struct str *out,
		    struct err *err)
{
	struct patient other;
	struct rows members;
	bool ok = true;

	if (id == 0)
		return true;
	if (strcmp(f->vocab, "household") == 0) {
		rows_init(&members, &record_patient);
		ok = store_household_members(&c->store, id, &members, err);
		const struct patient *first = NULL;
		for (size_t i = 0; i < members.n; i++) {
			const struct patient *m = rows_at(&members, i);
			if (!first || m->row.id < first->row.id)
				first = m;
		}
		str_add(out, first ? first->chart_no : "");
		rows_release(&members);
		return ok;
	}
	record_init(&record_patient, &other);
	ok = store_get(&c->store, &record_patient, id, &other, err);
	str_add(out, other.chart_no);
	record_release(&record_patient, &other);
	return ok;
}

static void join_value(struct str *out, const char *value, const char *label)
{
	if (out->len)
		str_add(out, "; ");
	str_add(out, value);
	if (!str_is_empty(label))
		str_addf(out, " (%s)", label);
}

bool draft_get(struct clinic *c, const struct patient_draft *d, const char *name, struct str *out,
	       struct err *err)
{
	const struct virtual_field *v = find_virtual(name);
	const struct field *f = v ? NULL : record_field(&record_patient, name);
	struct str joined;

	if (!v && !f)
		return unknown_field(name, err);
	if (f && f->type == FIELD_REF)
		return get_ref(c, f, field_number(f, &d->p), out, err);
	if (f) {
		field_export(out, c->config, f, &d->p);
		return true;
	}
	str_init(&joined);
	for (size_t i = 0; v->contact_kind >= 0 && i < d->contacts.n; i++) {
		const struct contact *k = rows_at(&d->contacts, i);
		if (k->kind == v->contact_kind)
			join_value(&joined, k->value, k->label);
	}
	const struct rows *texts = strcmp(v->name, "tag") == 0 ? &d->tags : &d->alerts;
	f = record_field(texts->rec, texts == &d->tags ? "tag" : "text");
	for (size_t i = 0; v->contact_kind < 0 && i < texts->n; i++)
		join_value(&joined, field_text_of(f, rows_at(texts, i)), NULL);
	str_add(out, joined.p);
	str_release(&joined);
	return true;
}
