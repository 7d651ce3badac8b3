#include "support.h"

#include "revisit/text/phone.h"

struct err err;
struct base b;

void base_make(void)
{
	b = (struct base){ 0 };
	folder_new(b.folder);
	b.path = path_join(b.folder, "clinic.db");
	b.backups = path_join(b.folder, "backups");
	good(zone_set("UTC", &err) && clock_fix(&b.clock, "2026-11-23T09:02", &err));
}

void base_open(struct store *s)
{
	good(store_open(s, b.path, b.backups, &b.clock, &err));
	s->staff = mem_strdup("mei");
	s->country = mem_strdup("CN");
}

void base_drop(void)
{
	if (b.s.db)
		store_close(&b.s);
	folder_drop(b.folder);
	free(b.path);
	free(b.backups);
}

int base_set_up(void **state)
{
	(void)state;
	err_clear(&err);
	base_make();
	good(store_create(b.path, &err));
	base_open(&b.s);
	return 0;
}

int base_tear_down(void **state)
{
	(void)state;
	base_drop();
	return 0;
}

void begin(struct store *s, const char *verb)
{
	struct action action = { .verb = verb };

	good(store_begin(s, &action, &err));
}

void commit(struct store *s)
{
	good(store_commit(s, &err));
}

void sql(struct store *s, const char *statements)
{
	good(db_exec(s->db, statements, &err));
}

int64_t add_patient(struct store *s, const char *chart_no, const char *name)
{
	struct patient p;

	record_init(&record_patient, &p);
	str_replace(&p.chart_no, chart_no);
	str_replace(&p.name, name);
	patient_complete(&p, NULL);
	good(store_insert(s, &record_patient, &p, &err));
	int64_t id = p.row.id;
	record_release(&record_patient, &p);
	return id;
}

int64_t add_contact(struct store *s, int64_t patient, enum contact_kind kind, const char *value)
{
	struct contact c;
	struct str norm;

	str_init(&norm);
	record_init(&record_contact, &c);
	c.patient = patient;
	c.kind = (int)kind;
	str_replace(&c.value, value);
	if (contact_is_phone(kind))
		assert_true(phone_normal(&norm, value, "CN"));
	else
		str_add(&norm, value);
	str_replace(&c.norm, norm.p);
	good(store_insert(s, &record_contact, &c, &err));
	int64_t id = c.row.id;
	record_release(&record_contact, &c);
	str_release(&norm);
	return id;
}

static void add_finding(const char *line, void *arg)
{
	str_addf(arg, "%s\n", line);
}

const char *findings(struct store *s)
{
	static char out[8000];
	struct str all;

	str_init(&all);
	good(store_check(s, add_finding, &all, &err));
	snprintf(out, sizeof(out), "%s", all.p);
	str_release(&all);
	return out;
}
