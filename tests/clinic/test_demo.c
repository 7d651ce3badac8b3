/* The made-up clinic: the same for the same seed, and free of what cannot be. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <unistd.h>

#include "revisit/base/file.h"
#include "revisit/base/secret.h"
#include "revisit/clinic/day.h"
#include "revisit/clinic/demo.h"
#include "revisit/clinic/tasks.h"
#include "revisit/store/search.h"
#include "revisit/text/pinyin.h"

static void folder_remove(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		char *inside = path_join(path, e->d_name);
		if (e->d_type == DT_DIR)
			folder_remove(inside);
		else
			unlink(inside);
		free(inside);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

struct made {
	char folder[64];
	struct clinic c;
};

static void make_with(struct made *m, const char *today, const struct demo_options *demo)
{
	struct err err = ERR_INIT;

	snprintf(m->folder, sizeof(m->folder), "/tmp/revisit-demo-XXXXXX");
	assert_non_null(mkdtemp(m->folder));
	struct clinic_options o = {
		.folder = m->folder, .staff = "mei", .today = today, .seed = 1
	};
	bool ok = clinic_init(m->folder, "Demo", true, &err) && clinic_open(&m->c, &o, &err) &&
		  demo_make(&m->c, demo, &err);
	if (!ok)
		fail_msg("%s", err.msg);
}

static void make(struct made *m, const char *today, int patients, uint64_t seed)
{
	const struct demo_options demo = { .patients = patients, .seed = seed };

	make_with(m, today, &demo);
}

static void drop(struct made *m)
{
	clinic_close(&m->c);
	folder_remove(m->folder);
}

/* Most tests look at one clinic of the usual size. */
static struct made usual;

static int usual_make(void **state)
{
	(void)state;
	make(&usual, "2026-11-23T09:02", 0, 7);
	return 0;
}

static int usual_drop(void **state)
{
	(void)state;
	drop(&usual);
	return 0;
}

static bool add_row(const void *row, void *arg)
{
	struct rows *all = arg;

	record_copy(all->rec, rows_add(all), row);
	return true;
}

static struct rows rows_of(struct clinic *c, const struct record *rec)
{
	struct err err = ERR_INIT;
	struct rows all;

	rows_init(&all, rec);
	if (!store_each(&c->store, rec, add_row, &all, &err))
		fail_msg("%s", err.msg);
	return all;
}

struct dump {
	struct clinic *c;
	const struct record *rec;
	struct sha256 hash;
};

static bool dump_row(const void *row, void *arg)
{
	struct dump *d = arg;
	struct str text;

	str_init(&text);
	str_addf(&text, "%s %lld", d->rec->name, (long long)((const struct row *)row)->id);
	for (size_t i = 0; i < d->rec->n_fields; i++) {
		const struct field *f = &d->rec->fields[i];
		str_addf(&text, " %s=", f->name);
		field_export(&text, d->c->config, f, row);
	}
	sha256_add_text(&d->hash, text.p);
	str_release(&text);
	return true;
}

static void fingerprint(struct clinic *c, char out[SHA256_HEX])
{
	struct dump d = { .c = c };
	struct err err = ERR_INIT;

	sha256_init(&d.hash);
	for (size_t i = 0; records[i]; i++) {
		d.rec = records[i];
		if (!store_each(&c->store, records[i], dump_row, &d, &err))
			fail_msg("%s", err.msg);
	}
	sha256_hex(&d.hash, out);
}

static void test_counts(void **state)
{
	struct clinic *c = &usual.c;

	(void)state;
	assert_int_equal(store_count(&c->store, &record_patient), 2000);
	assert_in_range(store_count(&c->store, &record_visit), 9000, 15000);
	assert_in_range(store_count(&c->store, &record_household), 250, 900);
	assert_in_range(store_count(&c->store, &record_alert), 30, 200);
	assert_in_range(store_count(&c->store, &record_note), 100, 600);
	assert_in_range(store_count(&c->store, &record_attempt), 200, 3000);
	assert_in_range(store_count(&c->store, &record_consent), 500, 4000);
	struct rows open;
	struct err err = ERR_INIT;
	rows_init(&open, &record_task);
	assert_true(tasks_list(c, &(struct task_view){ .until = DAY_NONE }, &open, NULL, &err));
	assert_in_range(open.n, 35, 95);
	rows_release(&open);
}

static void finding(const char *text, void *arg)
{
	(void)arg;
	fail_msg("%s", text);
}

static void test_sound(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_true(store_check(&usual.c.store, finding, NULL, &err));
}

static void test_names(void **state)
{
	struct rows all = rows_of(&usual.c, &record_patient);
	size_t chinese = 0;
	size_t compound = 0;
	size_t accents = 0;

	(void)state;
	for (size_t i = 0; i < all.n; i++) {
		const struct patient *p = rows_at(&all, i);
		struct str reading;
		assert_false(str_is_empty(p->name));
		assert_false(str_is_empty(p->family));
		assert_false(str_is_empty(p->sort_key));
		str_init(&reading);
		han_reading(&reading, p->name);
		if (reading.len) {
			chinese++;
			assert_string_equal(p->reading, reading.p);
			assert_int_equal(han_surname_len(p->name), strlen(p->family));
			compound += strlen(p->family) > 3;
			if (strcmp(p->family, "单") == 0)
				assert_memory_equal(p->reading, "Shan ", 5);
			if (strcmp(p->family, "仇") == 0)
				assert_memory_equal(p->reading, "Qiu ", 4);
			if (strcmp(p->family, "区") == 0)
				assert_memory_equal(p->reading, "Ou ", 3);
		} else {
			for (const char *s = p->name; *s; s++)
				accents += (unsigned char)*s == 0xc3 || (unsigned char)*s == 0xc5;
		}
		str_release(&reading);
	}
	assert_in_range(chinese, 900, 1100);
	assert_true(compound > 3);
	assert_true(accents > 50);
	rows_release(&all);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_chart_numbers(void **state)
{
	struct clinic *c = &usual.c;
	struct rows all = rows_of(c, &record_patient);
	const char **charts = mem_array(all.n, sizeof(*charts));
	struct err err = ERR_INIT;
	long highest = 0;

	(void)state;
	for (size_t i = 0; i < all.n; i++) {
		charts[i] = ((const struct patient *)rows_at(&all, i))->chart_no;
		long n = strtol(charts[i], NULL, 10);
		highest = n > highest ? n : highest;
	}
	qsort(charts, all.n, sizeof(*charts), by_text);
	for (size_t i = 1; i < all.n; i++)
		assert_string_not_equal(charts[i - 1], charts[i]);
	free(charts);
	rows_release(&all);
	assert_true(clinic_begin(c, "test", 0, &err));
	assert_int_equal(store_counter(&c->store, "chart_no", &err) + 1000, highest + 1);
	clinic_end(c, false, &err);
}

static int by_slot(const void *a, const void *b)
{
	const struct visit *x = a;
	const struct visit *y = b;
	int who = strcmp(x->provider, y->provider);

	if (who)
		return who;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->minute - y->minute;
}

static void booked_once(struct clinic *c)
{
	struct rows all = rows_of(c, &record_visit);

	qsort(all.v, all.n, record_visit.size, by_slot);
	for (size_t i = 1; i < all.n; i++) {
		const struct visit *a = rows_at(&all, i - 1);
		const struct visit *b = rows_at(&all, i);
		if (strcmp(a->provider, b->provider) == 0 && a->day == b->day)
			assert_true(a->minute + a->minutes <= b->minute);
	}
	rows_release(&all);
}

static void test_nobody_is_booked_twice(void **state)
{
	(void)state;
	booked_once(&usual.c);
}

static void follow(instant_t before, instant_t after)
{
	if (before != INSTANT_NONE && after != INSTANT_NONE)
		assert_true(before <= after);
}

static void check_times(const struct visit *v, day_t today, instant_t now)
{
	enum visit_status status = (enum visit_status)v->status;
	bool off =
		status == VISIT_NO_SHOW || status == VISIT_CANCELLED || status == VISIT_RESCHEDULED;
	const instant_t all[] = { v->booked_at,    v->confirmed_at, v->arrived_at,  v->seated_at,
				  v->completed_at, v->left_at,      v->cancelled_at };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		assert_true(all[i] == INSTANT_NONE || all[i] <= now);
	assert_true(v->booked_at != INSTANT_NONE);
	follow(v->booked_at, v->confirmed_at);
	follow(v->booked_at, v->arrived_at);
	follow(v->confirmed_at, v->arrived_at);
	follow(v->arrived_at, v->seated_at);
	follow(v->seated_at, v->completed_at);
	follow(v->completed_at, v->left_at);
	follow(v->booked_at, v->cancelled_at);
	assert_int_equal(v->cancelled_at != INSTANT_NONE, off);
	assert_int_equal(v->arrived_at != INSTANT_NONE,
			 visit_is_here(status) || visit_is_done(status));
	assert_int_equal(v->completed_at != INSTANT_NONE, visit_is_done(status));
	assert_int_equal(v->left_at != INSTANT_NONE, status == VISIT_LEFT);
	assert_int_equal(v->amount != MONEY_NONE, visit_is_done(status));
	if (v->amount != MONEY_NONE)
		assert_true(v->paid >= 0 && v->paid <= v->amount);
	assert_int_equal(v->successor != 0, status == VISIT_RESCHEDULED);
	if (v->day > today)
		assert_false(visit_is_done(status) || visit_is_here(status) ||
			     status == VISIT_NO_SHOW);
}

/* Booked or here on a day gone by: nobody closed it. */
static bool never_closed(const struct visit *v, day_t today)
{
	enum visit_status status = (enum visit_status)v->status;

	return v->day < today && (visit_is_booked(status) || visit_is_here(status));
}

static void times_fit(struct clinic *c)
{
	struct rows patients = rows_of(c, &record_patient);
	struct rows all = rows_of(c, &record_visit);
	day_t today = clinic_today(c);
	size_t moved = 0;
	size_t ahead = 0;
	size_t left_open = 0;

	for (size_t i = 0; i < all.n; i++) {
		const struct visit *v = rows_at(&all, i);
		check_times(v, today, clock_now(&c->clock));
		assert_in_range(v->patient, 1, (int64_t)patients.n);
		const struct patient *p = rows_at(&patients, (size_t)v->patient - 1);
		assert_int_equal(p->row.id, v->patient);
		assert_true(p->registered_at <= v->booked_at);
		if (p->birth_day != DAY_NONE)
			assert_true(p->birth_day < v->day);
		if (p->deceased_day != DAY_NONE)
			assert_true(v->day < p->deceased_day);
		if (v->day != today && v->status != VISIT_CANCELLED)
			assert_true(config_open_at(c->config, v->day, v->minute));
		if (v->predecessor) {
			const struct visit *before = rows_at(&all, (size_t)v->predecessor - 1);
			assert_int_equal(before->successor, v->row.id);
			assert_int_equal(before->patient, v->patient);
			moved++;
		}
		ahead += v->day > today;
		left_open += never_closed(v, today);
		if (never_closed(v, today)) /* something for the desk to put right */
			assert_int_equal(v->day, config_last_working_day(c->config, today));
	}
	assert_in_range(left_open, 0, 1);
	assert_in_range(moved, 150, 1200);
	assert_in_range(ahead, 50, 1500);
	rows_release(&all);
	rows_release(&patients);
}

static void test_visits_fit_their_times(void **state)
{
	(void)state;
	times_fit(&usual.c);
}

static void count_today(struct clinic *c, size_t by_status[VISIT_RESCHEDULED + 1])
{
	struct err err = ERR_INIT;
	struct rows day;

	rows_init(&day, &record_visit);
	assert_true(store_day(&c->store, clinic_today(c), &day, &err));
	memset(by_status, 0, sizeof(*by_status) * (VISIT_RESCHEDULED + 1));
	for (size_t i = 0; i < day.n; i++) {
		const struct visit *v = rows_at(&day, i);
		check_times(v, clinic_today(c), clock_now(&c->clock));
		by_status[v->status]++;
	}
	rows_release(&day);
}

static void test_today_in_the_morning(void **state)
{
	size_t n[VISIT_RESCHEDULED + 1];

	(void)state;
	count_today(&usual.c, n);
	assert_in_range(n[VISIT_SEATED], 1, 4);
	assert_in_range(n[VISIT_ARRIVED], 1, 4);
	assert_in_range(n[VISIT_PLANNED] + n[VISIT_CONFIRMED], 8, 20);
}

static void test_today_at_any_hour(void **state)
{
	static const struct {
		const char *now;
		bool open;
	} at[] = {
		{ "2026-11-23T00:10", false }, { "2026-11-23T12:40", false },
		{ "2026-11-23T15:20", true },  { "2026-11-23T18:10", true },
		{ "2026-11-23T23:50", false }, { "2026-11-22T16:40", true },
		{ "2026-10-01T11:00", true }, /* a holiday */
		{ "2024-02-29T10:00", true },  { "2026-03-01T09:20", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(at); i++) {
		struct made m;
		size_t n[VISIT_RESCHEDULED + 1];
		size_t total = 0;
		make(&m, at[i].now, 300, 3);
		count_today(&m.c, n);
		for (size_t s = 0; s < ARRAY_SIZE(n); s++)
			total += n[s];
		assert_in_range(total, 5, 30);
		if (at[i].open)
			assert_true(n[VISIT_SEATED] >= 1);
		if (strstr(at[i].now, "00:10"))
			assert_int_equal(n[VISIT_PLANNED] + n[VISIT_CONFIRMED], total);
		if (strstr(at[i].now, "23:50")) {
			assert_int_equal(n[VISIT_NO_SHOW], 1);
			assert_int_equal(n[VISIT_LEFT] + n[VISIT_COMPLETED], total - 1);
		}
		drop(&m);
	}
}

static void test_households_share_a_phone(void **state)
{
	struct clinic *c = &usual.c;
	struct err err = ERR_INIT;
	struct rows homes = rows_of(c, &record_household);

	(void)state;
	for (size_t i = 0; i < homes.n; i++) {
		const struct household *h = rows_at(&homes, i);
		struct rows members;
		rows_init(&members, &record_patient);
		assert_true(store_household_members(&c->store, h->row.id, &members, &err));
		assert_true(members.n >= 2);
		for (size_t k = 0; k < members.n; k++) {
			const struct patient *p = rows_at(&members, k);
			struct rows contacts;
			bool shared = false;
			rows_init(&contacts, &record_contact);
			assert_true(store_contacts(&c->store, p->row.id, &contacts, &err));
			for (size_t n = 0; n < contacts.n; n++) {
				const struct contact *one = rows_at(&contacts, n);
				int64_t two[2];
				shared = shared ||
					 store_patients_by_norm(&c->store, one->norm, two) > 1;
			}
			assert_true(shared);
			if (p->household_role == ROLE_CHILD)
				assert_true(p->guardian != 0 && p->guardian != p->row.id);
			rows_release(&contacts);
		}
		rows_release(&members);
	}
	rows_release(&homes);
}

static void get(struct clinic *c, const char *chart, struct patient *p)
{
	struct err err = ERR_INIT;

	record_init(&record_patient, p);
	assert_true(store_get(&c->store, &record_patient, store_patient_by_chart(&c->store, chart),
			      p, &err));
}

static void check_family(struct clinic *c)
{
	struct patient he;
	struct patient she;
	struct patient son;

	get(c, "1042", &he);
	get(c, "1043", &she);
	get(c, "2210", &son);
	assert_string_equal(he.name, "张伟");
	assert_string_equal(he.reading, "Zhang Wei");
	assert_int_equal(he.birth_day, day_make(1985, 3, 2));
	assert_string_equal(she.name, "李娜");
	assert_string_equal(son.reading, "Zhang Xiaobao");
	assert_int_equal(he.household, she.household);
	assert_int_equal(he.household, son.household);
	assert_int_equal(son.guardian, she.row.id);
	record_release(&record_patient, &he);
	record_release(&record_patient, &she);
	record_release(&record_patient, &son);
}

static void test_people_of_the_drawings(void **state)
{
	struct clinic *c = &usual.c;
	struct err err = ERR_INIT;
	struct hits hits = { 0 };
	int64_t two[2];

	(void)state;
	check_family(c);
	assert_int_equal(store_patients_by_norm(&c->store, "+8613800000042", two), 2);
	/* 张伟, 李娜, 张小宝 and 赵文 end in 0042. */
	assert_true(store_search(&c->store, "0042", clinic_today(c), 0, 50, &hits, &err));
	assert_true(hits.total >= 4);
	hits_release(&hits);
	const char *const names[] = { "王芳", "刘洋", "Tom Baker", "Ann Lee", "陈晨", "赵文" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct hits found = { 0 };
		assert_true(store_search(&c->store, names[i], clinic_today(c), 0, 5, &found, &err));
		assert_true(found.total >= 1);
		hits_release(&found);
	}
}

static void test_small_clinics_are_exact(void **state)
{
	static const int sizes[] = { 1, 2, 9, 10, 11, 12, 43, 60 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct made m;
		make(&m, "2026-11-23T09:02", sizes[i], 5);
		assert_int_equal(store_count(&m.c.store, &record_patient), sizes[i]);
		if (sizes[i] > 9)
			check_family(&m.c);
		drop(&m);
	}
}

static void test_same_seed_same_clinic(void **state)
{
	static const struct {
		const char *today;
		uint64_t seed;
	} runs[] = {
		{ "2026-11-23T09:02", 11 },
		{ "2026-11-23T09:02", 11 },
		{ "2026-11-23T09:02", 12 },
		{ "2026-11-24T09:02", 11 },
	};
	char print[ARRAY_SIZE(runs)][SHA256_HEX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(runs); i++) {
		struct made m;
		make(&m, runs[i].today, 400, runs[i].seed);
		fingerprint(&m.c, print[i]);
		drop(&m);
	}
	assert_string_equal(print[0], print[1]);
	assert_string_not_equal(print[0], print[2]);
	assert_string_not_equal(print[0], print[3]);
}

struct told {
	enum demo_part part;
	int calls, done;
};

static void listen(enum demo_part part, int done, int all, void *arg)
{
	struct told *told = arg;

	assert_true(part >= told->part && done >= 0 && done <= all);
	if (part == told->part)
		assert_true(done >= told->done);
	*told = (struct told){ part, told->calls + 1, done };
}

/* What more than 50,000 patients get. */
static void test_long_history(void **state)
{
	struct told told = { 0 };
	const struct demo_options o = {
		.patients = 1000, .seed = 3, .years = 13, .progress = listen, .arg = &told
	};
	struct err err = ERR_INIT;
	struct made m[2];
	char print[2][SHA256_HEX];

	(void)state;
	for (int i = 0; i < 2; i++) {
		told = (struct told){ 0 };
		make_with(&m[i], "2026-11-23T09:02", &o);
		fingerprint(&m[i].c, print[i]);
	}
	assert_int_equal(told.part, DEMO_DONE);
	assert_int_equal(told.done, 1000);
	assert_true(told.calls >= 4);
	assert_string_equal(print[0], print[1]);
	assert_in_range(store_count(&m[0].c.store, &record_visit), 1000 * 9, 1000 * 11);
	assert_true(store_check(&m[0].c.store, finding, NULL, &err));
	booked_once(&m[0].c);
	times_fit(&m[0].c);
	check_family(&m[0].c);
	drop(&m[0]);
	drop(&m[1]);
}

static void test_refused_where_somebody_is(void **state)
{
	struct demo_options o = { .patients = 5, .seed = 1 };
	struct err err = ERR_INIT;

	(void)state;
	assert_false(demo_make(&usual.c, &o, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	err_clear(&err);
	o.patients = -1;
	assert_false(demo_make(&usual.c, &o, &err));
	assert_int_equal(err.code, ERR_BAD_NUMBER);
	assert_int_equal(store_count(&usual.c.store, &record_patient), 2000);
}

/* Something to see on Today: a birthday, and a visit that nobody closed the day before. */
static void test_what_today_has_to_show(void **state)
{
	struct day d;
	int today = 0;

	(void)state;
	assert_true(day_load(&usual.c, clinic_today(&usual.c), &d, NULL));
	for (size_t i = 0; i < d.n_birthdays; i++)
		today += d.birthdays[i].in == 0;
	assert_in_range(today, 1, 3);
	assert_int_equal(d.unclosed.n, 1);
	assert_int_equal(d.unclosed.v[0].day, d.today - 1);
	day_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_sound),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_chart_numbers),
		cmocka_unit_test(test_nobody_is_booked_twice),
		cmocka_unit_test(test_visits_fit_their_times),
		cmocka_unit_test(test_today_in_the_morning),
		cmocka_unit_test(test_today_at_any_hour),
		cmocka_unit_test(test_what_today_has_to_show),
		cmocka_unit_test(test_households_share_a_phone),
		cmocka_unit_test(test_people_of_the_drawings),
		cmocka_unit_test(test_small_clinics_are_exact),
		cmocka_unit_test(test_same_seed_same_clinic),
		cmocka_unit_test(test_long_history),
		cmocka_unit_test(test_refused_where_somebody_is),
	};

	return cmocka_run_group_tests(tests, usual_make, usual_drop);
}
