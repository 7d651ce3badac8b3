/* The huddle sheet: everybody of the day with what to know, at most 80 columns wide; as a page that
 * nothing typed by anybody can turn into markup, and that asks for nothing from anywhere. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/clinic/handover.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/visits.h"
#include "revisit/io/huddle.h"
#include "revisit/text/width.h"

static struct clinic c;

static int64_t patient(const char *name)
{
	struct patient_draft d;
	bool changed;

	draft_init(&c, &d);
	assert_true(draft_set(&c, &d, "name", '=', name, &err));
	assert_true(patient_save(&c, &d, &changed, &err));
	int64_t id = d.p.row.id;
	draft_release(&d);
	return id;
}

static int64_t visit(int64_t patient, const char *at, const char *note)
{
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = patient;
	assert_true(visit_set(&c, &v, "at", at, &err));
	str_replace(&v.note, note);
	v.booked_at = clock_now(&c.clock) - 2 * 86400000LL;
	assert_true(visit_save(&c, &v, NULL, &err));
	int64_t id = v.row.id;
	record_release(&record_visit, &v);
	return id;
}

static const char hostile[] = "<script>alert(1)</script>";

static void fill(void)
{
	int64_t a = patient("O'Brien & \"Söhne\" <b>");
	int64_t b = patient("张伟");

	visit(a, "2026-11-23T14:00", hostile);
	visit(b, "2026-11-23T09:30", "a\x1b[31mred \xe2\x80\xae turned");
	visit(b, "2026-11-24T09:30", NULL);
	visit_step(&c, visit(b, "2026-11-23T16:00", NULL), VISIT_CANCELLED, NULL, &err);
	assert_true(alert_add(&c, a, false, hostile, DAY_NONE, &err));
	assert_true(handover_add(&c, hostile, DAY_NONE, NULL, &err));
}

static void page(void **state)
{
	struct huddle h;
	struct str s;

	(void)state;
	clinic_new(&c);
	fill();
	str_init(&s);
	assert_true(huddle_make(&c, clinic_today(&c), &h, &err));
	assert_int_equal(h.n, 2); /* who called off does not come */
	assert_string_equal(h.v[0].time, "09:30");
	assert_int_equal(h.part[HUDDLE_UNCONFIRMED].n, 1);
	huddle_html(&h, &s);
	assert_null(strstr(s.p, "<script"));
	assert_null(strstr(s.p, "<b>"));
	assert_null(strchr(s.p, 0x1b));
	assert_null(strstr(s.p, "\xe2\x80\xae"));
	assert_null(strstr(s.p, "http"));
	assert_null(strstr(s.p, "src="));
	assert_null(strstr(s.p, "url("));
	assert_non_null(strstr(s.p, "O&#39;Brien &amp; &quot;S\xc3\xb6hne&quot; &lt;b&gt;"));
	assert_non_null(strstr(s.p, "&lt;script&gt;alert(1)&lt;/script&gt;"));
	assert_non_null(strstr(s.p, "张伟"));
	assert_non_null(strstr(s.p, "charset=\"utf-8\""));
	str_release(&s);
	huddle_release(&h);
	clinic_drop(&c);
}

static void paper(void **state)
{
	struct huddle h;
	struct str s;

	(void)state;
	clinic_new(&c);
	fill();
	for (int i = 0; i < 40; i++)
		visit(patient("欧阳一二三四五六七八九十一二三四五六七八九十"), "2026-11-23T15:00",
		      "右边咬东西疼，上次补的牙掉了，想换一种材料，问过价格，家人也要一起来看，约在"
		      "同一个下午最好");
	str_init(&s);
	assert_true(huddle_make(&c, clinic_today(&c), &h, &err));
	huddle_text(&h, &s);
	assert_null(strchr(s.p, 0x1b));
	size_t lines = 0;
	for (char *line = s.p, *end; (end = strchr(line, '\n')); line = end + 1, lines++) {
		*end = '\0';
		if (text_width(line) > 80)
			fail_msg("%d columns: %s", text_width(line), line);
	}
	assert_true(lines > 80);
	str_release(&s);
	huddle_release(&h);
	clinic_drop(&c);
}

static void empty_day(void **state)
{
	struct huddle h;
	struct str s;

	(void)state;
	clinic_new(&c);
	str_init(&s);
	assert_true(huddle_make(&c, DAY_MAX, &h, &err));
	huddle_text(&h, &s);
	huddle_html(&h, &s);
	assert_int_equal(h.n, 0);
	huddle_release(&h);
	assert_true(huddle_make(&c, DAY_MIN, &h, &err));
	huddle_release(&h);
	str_release(&s);
	clinic_drop(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page),
		cmocka_unit_test(paper),
		cmocka_unit_test(empty_day),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
