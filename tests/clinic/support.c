#include "support.h"

#include <fcntl.h>
#include <sys/stat.h>

char folder[FOLDER_MAX];
struct clinic c;
struct err err;

static const char monday[] = "2026-11-23T09:02";

static void open_at(const char *today)
{
	struct clinic_options options = {
		.folder = folder, .staff = "mei", .today = today, .seed = 1
	};

	good(clinic_open(&c, &options, &err));
}

int clinic_set_up(void **state)
{
	(void)state;
	err_clear(&err);
	folder_new(folder);
	good(clinic_init(folder, "Test", true, &err));
	open_at(monday);
	return 0;
}

int clinic_tear_down(void **state)
{
	(void)state;
	if (c.store.db)
		clinic_close(&c);
	folder_drop(folder);
	return 0;
}

void clinic_again(const char *today)
{
	clinic_close(&c);
	open_at(today ? today : monday);
}

void write_settings(const char *yaml)
{
	char *path = path_join(folder, "clinic.yaml");

	good(file_write(path, yaml, strlen(yaml), &err));
	/* Two changes within one tick of the file system's clock would look like one. */
	static time_t edits = 2000000000;
	const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = ++edits } };
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	free(path);
}

void sql(const char *statements)
{
	good(db_exec(c.store.db, statements, &err));
}

/* "field=value" in two; heap. */
static char *split_word(const char *word, const char **value)
{
	const char *is = strchr(word, '=');

	assert_non_null(is);
	*value = is + 1;
	return mem_strndup(word, (size_t)(is - word));
}

int64_t registered(const char *field, ...)
{
	struct patient_draft d;
	va_list args;
	bool changed;

	draft_init(&c, &d);
	va_start(args, field);
	for (const char *word = field; word; word = va_arg(args, const char *)) {
		const char *value;
		char *name = split_word(word, &value);
		good(draft_set(&c, &d, name, '=', value, &err));
		free(name);
	}
	va_end(args);
	good(patient_save(&c, &d, &changed, &err));
	assert_true(changed);
	int64_t id = d.p.row.id;
	draft_release(&d);
	return id;
}

bool edited(int64_t patient, const char *field, char op, const char *value)
{
	struct patient_draft d;
	bool changed = false;

	good(draft_load(&c, patient, &d, &err));
	good(draft_set(&c, &d, field, op, value, &err));
	good(patient_save(&c, &d, &changed, &err));
	draft_release(&d);
	return changed;
}

const char *field_of(int64_t patient, const char *field)
{
	static char out[2000];
	struct patient_draft d;
	struct str value;

	str_init(&value);
	good(draft_load(&c, patient, &d, &err));
	good(draft_get(&c, &d, field, &value, &err));
	snprintf(out, sizeof(out), "%s", value.p);
	str_release(&value);
	draft_release(&d);
	return out;
}

int64_t booked(int64_t patient, const char *field, ...)
{
	struct visit v;
	va_list args;
	bool changed;

	record_init(&record_visit, &v);
	v.patient = patient;
	va_start(args, field);
	for (const char *word = field; word; word = va_arg(args, const char *)) {
		const char *value;
		char *name = split_word(word, &value);
		good(visit_set(&c, &v, name, value, &err));
		free(name);
	}
	va_end(args);
	good(visit_save(&c, &v, &changed, &err));
	assert_true(changed);
	int64_t id = v.row.id;
	record_release(&record_visit, &v);
	return id;
}

static void no_finding(const char *finding, void *arg)
{
	(void)arg;
	fail_msg("%s", finding);
}

void all_sound(void)
{
	good(store_check(&c.store, no_finding, NULL, &err));
}
