/* Somebody leans on the keyboard: thousands of random keys, a fixed seed, another terminal at work
 * meanwhile.  Nothing may crash, no drawing may be broken, the database stays sound. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "support.h"

#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/demo.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/visits.h"
#include "revisit/text/utf8.h"

enum { KEYS = 20000, TRACE = 40 };

struct monkey {
	struct stage stage;
	struct clinic other;
	struct rng rng;
	char folder[64];
	char trace[TRACE][48]; /* the last things done, in a ring */
	int done;
};

static const char *const texts[] = {
	"张伟",
	"zw",
	"0042",
	"sat 1000",
	"明天 15:00",
	"13800000042",
	"1985-3-2",
	"12.5",
	"#vip",
	"a; b; c",
	"+2w 14:00",
	"\u202eevil",
	"\U0001f468\u200d\U0001f469",
	"no such thing",
	"-1",
	"99999999999999999999",
	"!",
	"1",
	"anna@b.c",
	"\033[31m",
	"x\ty\nz",
};

static void note(struct monkey *m, const char *what)
{
	snprintf(m->trace[m->done % TRACE], sizeof(m->trace[0]), "%s", what);
	m->done++;
}

static void fail_with_trace(struct monkey *m, const char *why)
{
	struct str s;

	str_init(&s);
	int first = m->done > TRACE ? m->done - TRACE : 0;
	for (int i = first; i < m->done; i++)
		str_addf(&s, " %s", m->trace[i % TRACE]);
	str_addc(&s, '\n');
	canvas_dump(&m->stage.app.canvas, false, &s);
	fail_msg("after %d: %s; the last keys:%s", m->done, why, s.p);
}

static void press(struct monkey *m, struct key key)
{
	char label[16];

	key_label(&key, label);
	note(m, label);
	stage_press(&m->stage, &key);
}

static struct key any_letter(struct monkey *m)
{
	static const char often[] = "asdbrvxnpteftz0123456789 !/?:.;jkGg";
	static const uint32_t rare[] = { 0x5f20, 0xff11, 0xff41, 0x3002, 0x301, 0x1f600, 0x202e };
	struct key key = { .kind = KEY_TEXT };

	key.cp = rng_chance(&m->rng, 0.05) ? rare[rng_below(&m->rng, ARRAY_SIZE(rare))]
					   : (uint32_t)often[rng_below(&m->rng, sizeof(often) - 1)];
	return key;
}

static struct key any_other(struct monkey *m)
{
	static const enum key_kind kinds[] = {
		KEY_ENTER,     KEY_ENTER,     KEY_ENTER,  KEY_ESC,     KEY_ESC,
		KEY_TAB,       KEY_TAB,       KEY_DOWN,   KEY_DOWN,    KEY_UP,
		KEY_LEFT,      KEY_RIGHT,     KEY_HOME,   KEY_END,     KEY_PAGE_UP,
		KEY_PAGE_DOWN, KEY_BACKSPACE, KEY_DELETE, KEY_BACKTAB, KEY_INSERT,
	};
	static const char ctrl[] = "fgnoptuwzydsae";

	if (rng_chance(&m->rng, 0.3))
		return (struct key){ .kind = KEY_CTRL,
				     .cp = (uint32_t)ctrl[rng_below(&m->rng, sizeof(ctrl) - 1)] };
	if (rng_chance(&m->rng, 0.05))
		return (struct key){ .kind = KEY_F, .cp = 1 + rng_below(&m->rng, 12) };
	return (struct key){ .kind = kinds[rng_below(&m->rng, ARRAY_SIZE(kinds))] };
}

static void resize(struct monkey *m)
{
	bool usual = rng_chance(&m->rng, 0.7);

	note(m, "resize");
	stage_size(&m->stage, usual ? rng_between(&m->rng, 18, 50) : rng_between(&m->rng, 1, 80),
		   usual ? rng_between(&m->rng, 60, 140) : rng_between(&m->rng, 1, 250));
}

/* What a colleague does at the next desk. */
static void somebody_else(struct monkey *m)
{
	struct patient_draft d;
	struct visit v;
	int64_t patient = m->stage.app.n_recent ? m->stage.app.recent[0] : 1;
	bool changed;

	note(m, "(other)");
	note_add(&m->other, patient, "seen by bo", NULL);
	record_init(&record_visit, &v);
	v.patient = patient;
	v.day = clinic_today(&m->other) + rng_between(&m->rng, -2, 2);
	v.minute = rng_between(&m->rng, 8, 18) * 60;
	visit_save(&m->other, &v, &changed, NULL);
	record_release(&record_visit, &v);
	if (!draft_load(&m->other, patient, &d, NULL))
		return;
	draft_set(&m->other, &d, "occupation", '=', rng_chance(&m->rng, 0.5) ? "nurse" : "", NULL);
	patient_save(&m->other, &d, &changed, NULL);
	draft_release(&d);
}

/* The program is left, whatever lies open, and begun again. */
static void begin_again(struct monkey *m)
{
	struct err err = ERR_INIT;

	note(m, "(again)");
	stage_close(&m->stage);
	if (!stage_open(&m->stage, &err))
		fail_msg("%s", err.msg);
	m->stage.plain = rng_chance(&m->rng, 0.2);
	m->stage.ascii = rng_chance(&m->rng, 0.2);
	m->stage.no_han = rng_chance(&m->rng, 0.2);
	stage_start(&m->stage);
}

static void act(struct monkey *m)
{
	double p = rng_unit(&m->rng);

	if (p < 0.5) {
		press(m, any_letter(m));
	} else if (p < 0.93) {
		press(m, any_other(m));
	} else if (p < 0.97) {
		const char *text = texts[rng_below(&m->rng, ARRAY_SIZE(texts))];
		note(m, text);
		if (rng_chance(&m->rng, 0.5))
			stage_paste(&m->stage, text);
		else
			stage_bytes(&m->stage, text, strlen(text));
	} else if (p < 0.985) {
		resize(m);
	} else if (p < 0.987) {
		begin_again(m);
	} else {
		somebody_else(m);
	}
}

/* What there is to import, in a home of the monkey's own. */
static void put_tables(const char *folder)
{
	static const char people[] = "name,mobile\n张三,13900000001\nAnna,\nBob,13900000002\n";
	static const char visits[] = "chart,at\n1,2026-11-24 10:00\nx,never\n";
	static const struct {
		const char *name, *text;
	} files[] = { { "a.csv", people }, { "b.tsv", visits }, { "c.csv", "" }, { "d.csv", "\"x" } };
	char *home = path_join(folder, "home");

	setenv("HOME", home, 1);
	folder_make(home, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char *path = path_join(home, files[i].name);
		file_write(path, files[i].text, strlen(files[i].text), NULL);
		free(path);
	}
	free(home);
}

static void finding(const char *text, void *arg)
{
	fail_with_trace(arg, text);
}

static void test_monkey(void **state)
{
	struct monkey *m = mem_alloc(sizeof(*m));
	struct err err = ERR_INIT;
	const struct demo_options demo = { .patients = 50, .seed = 1 };

	(void)state;
	rng_seed(&m->rng, 20261123);
	snprintf(m->folder, sizeof(m->folder), "/tmp/revisit-monkey-XXXXXX");
	assert_non_null(mkdtemp(m->folder));
	m->stage = (struct stage){ .folder = m->folder,
				   .staff = "mei",
				   .today = "2026-11-23T09:02",
				   .rows = 24,
				   .cols = 80 };
	const struct clinic_options other = {
		.folder = m->folder, .staff = "bo", .today = "2026-11-23T09:02", .seed = 2
	};
	if (!clinic_init(m->folder, "Monkey", true, &err) || !stage_open(&m->stage, &err) ||
	    !demo_make(&m->stage.clinic, &demo, &err) || !clinic_open(&m->other, &other, &err))
		fail_msg("%s", err.msg);
	put_tables(m->folder);
	stage_start(&m->stage);
	while (m->done < KEYS) {
		act(m);
		if (rng_chance(&m->rng, 0.3))
			stage_behind(&m->stage, 1);
		if (m->stage.problem[0])
			fail_with_trace(m, m->stage.problem);
		m->stage.app.quit = false;
	}
	if (!store_check(&m->stage.clinic.store, finding, m, &err))
		fail_msg("%s", err.msg);
	clinic_close(&m->other);
	stage_close(&m->stage);
	folder_remove(m->folder);
	free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_monkey) };

	i18n_init("en", "build/locale");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
