/* Treatment plans: written in a line, stored, answered, booked. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"
#include "revisit/clinic/merge.h"
#include "revisit/clinic/plans.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/undo.h"

static int64_t patient;

static int set_up(void **state)
{
	clinic_set_up(state);
	patient = registered("name=张伟", "mobile=13800000042", NULL);
	return 0;
}

static int64_t planned(const char *items)
{
	struct plan_draft d;

	good(plan_draft_new(&c, patient, &d, &err));
	good(plan_draft_set(&c, &d, "item", '=', items, &err));
	good(plan_save(&c, &d, NULL, &err));
	int64_t id = d.p.row.id;
	plan_draft_release(&d);
	return id;
}

static struct plan_now far(int64_t plan)
{
	struct plan_view v;

	good(plan_view_load(&c, plan, &v, &err));
	struct plan_now now = v.now;
	plan_view_release(&v);
	return now;
}

static void parts_as_typed(void **state)
{
	static const struct {
		const char *typed, *is; /* what|kind|teeth|price|visits|gap|minutes|provider */
	} rows[] = {
		{ "crown 36 3200", "Crown|crown|36|320000|1||0|" },
		{ "Crown 36", "Crown|crown|36|320000|1||0|" },
		{ "3200 36 crown", "Crown|crown|36|320000|1||0|" },
		{ "牙冠36 3200元", "牙冠|crown|36|320000|1||0|" },
		{ "36牙冠3200", "牙冠|crown|36|320000|1||0|" },
		{ "种植牙46 8800元 3次 隔3个月 @林医生", "种植牙|implant|46|880000|3|3m|0|lin" },
		{ "implant 46 ¥8,800 x3 3m 90min @lin", "Implant|implant|46|880000|3|3m|90|lin" },
		{ "impl 46", "Implant|implant|46|880000|1||0|" },
		{ "root canal 36,37 2x 1w", "root canal|root-canal|36,37|180000|2|1w|0|" },
		{ "crown 14 15 16", "Crown|crown|14,15,16|960000|1||0|" },
		{ "crown 13-11 9000", "Crown|crown|13-11|900000|1||0|" },
		{ "根管 左上6 900", "根管|root-canal|26|90000|1||0|" },
		{ "拔牙 右下 8号 600元", "拔牙|surgery|48|60000|1||0|" },
		{ "补牙 左上67 420元", "补牙|filling|26,27|42000|1||0|" },
		{ "补牙 右下46 200", "补牙|filling|46|20000|1||0|" },
		{ "补牙 右下 37 200", NULL },
		{ "补牙 右下 200", NULL },
		{ "左上颌窦提升 5000", "左上颌窦提升|||500000|1||0|" },
		{ "补牙 右上 E 200", "补牙|filling|55|20000|1||0|" },
		{ "种植牙 46 三次 间隔3个月 8800元", "种植牙|implant|46|880000|3|3m|0|" },
		{ "种植牙46分三次隔两个月共8800", "种植牙|implant|46|880000|3|2m|0|" },
		{ "全瓷冠 11、21 各3200", "全瓷冠||11,21|640000|1||0|" },
		{ "全瓷冠 13-23 每颗3200元", "全瓷冠||13-23|1920000|1||0|" },
		{ "crown 11,21 3200 each", "Crown|crown|11,21|640000|1||0|" },
		{ "36号牙冠 3200块", "牙冠|crown|36|320000|1||0|" },
		{ "一次性根管 36 900", "一次性根管||36|90000|1||0|" },
		{ "3-unit bridge 34-36 9,600.50", "3-unit bridge||34-36|960050|1||0|" },
		{ "filling 36 45min", "Filling|filling|36|42000|1||45|" },
		{ "根管 6 900", NULL },
		{ "crown 36 3200 500", NULL },
		{ "bridge 34-36 9600", "bridge||34-36|960000|1||0|" },
		{ "veneer crown 11 4200", "veneer crown|crown|11|420000|1||0|" },
		{ "night guard 680.50", "night guard|||68050|1||0|" },
		{ "ｃｒｏｗｎ ３６", "Crown|crown|36|320000|1||0|" },
		{ "crown 36 99999999999999999999", NULL },
		{ "crown 36 x0", NULL },
		{ "36 3200", NULL },
		{ "", NULL },
		{ "\xff", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rows parts;
		rows_init(&parts, &record_plan_item);
		bool ok = plan_items_parse(&c, rows[i].typed, &parts, &err) && parts.n == 1;
		if (ok != (rows[i].is != NULL))
			fail_msg("%s: %s", rows[i].typed, ok ? "taken" : err.msg);
		if (ok) {
			const struct plan_item *it = rows_at(&parts, 0);
			char *is = mem_printf("%s|%s|%s|%lld|%d|%s|%d|%s", str_or_empty(it->what),
					      str_or_empty(it->kind), str_or_empty(it->teeth),
					      (long long)it->price, (int)it->visits,
					      str_or_empty(it->gap), (int)it->minutes,
					      str_or_empty(it->provider));
			assert_string_equal(is, rows[i].is);
			free(is);
		}
		rows_release(&parts);
		err = (struct err)ERR_INIT;
	}
}

/* Divided where people divide them. */
static void several_parts_in_one_line(void **state)
{
	static const struct {
		const char *typed, *is;
	} rows[] = {
		{ "crown 36; filling 37 500", "Crown 36 3200, Filling 37 500" },
		{ "洁牙 380，补牙 16 420", "洁牙 380, 补牙 16 420" },
		{ "洁牙，补牙 16 420", "洁牙 380, 补牙 16 420" },
		{ "桩核 26 600、牙冠 26 3200元", "桩核 26 600, 牙冠 26 3200" },
		{ "洁牙380，16补牙420", "洁牙 380, 补牙 16 420" },
		{ "crown 36 3200, filling 37", "Crown 36 3200, Filling 37 420" },
		{ "全瓷冠 11、21 各3200；洁牙", "全瓷冠 11,21 6400, 洁牙 380" },
		{ "crown 36\nfilling 37", "Crown 36 3200, Filling 37 420" },
		{ "crown 36 3,200; filling 36,37 840", "Crown 36 3200, Filling 36,37 840" },
		{ "crown 36;; ;", "Crown 36 3200" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rows items;
		struct str is;
		rows_init(&items, &record_plan_item);
		str_init(&is);
		good(plan_items_parse(&c, rows[i].typed, &items, &err));
		for (size_t k = 0; k < items.n; k++) {
			const struct plan_item *it = rows_at(&items, k);
			str_add(&is, k ? ", " : "");
			item_title(&is, it);
			str_addf(&is, " %lld", (long long)it->price / 100);
		}
		assert_string_equal(is.p, rows[i].is);
		str_release(&is);
		rows_release(&items);
	}
}

/* Whatever is typed and taken is, written out, taken as the same. */
static void typed_at_random(void **state)
{
	static const char *const bits[] = {
		"crown", "牙冠", "根管", "bridge", "3-unit", "36", "37-38", "左上6", "右下", "7", "3200",
		"¥900", "1,240.50", "500元", "各3200", "每颗 500", "共900", "x3", "三次", "2x", "隔2周", "3m", "45min",
		"分两次", "@lin", ";", "，", ",", "、", "\n", "36号", "a", "中", " ", " ", " ", " ",
	};
	struct rng rng;
	int taken = 0;

	(void)state;
	rng_seed(&rng, 4711);
	for (int round = 0; round < 4000; round++) {
		struct plan_draft d;
		struct plan_draft e;
		struct str typed;
		struct str once;
		struct str twice;
		str_init(&typed);
		str_init(&once);
		str_init(&twice);
		for (uint32_t n = 1 + rng_below(&rng, 9); n > 0; n--)
			str_addf(&typed, "%s ", bits[rng_below(&rng, ARRAY_SIZE(bits))]);
		good(plan_draft_new(&c, patient, &d, &err));
		good(plan_draft_new(&c, patient, &e, &err));
		struct err why = ERR_INIT;
		if (plan_draft_set(&c, &d, "item", '=', typed.p, &why)) {
			plan_draft_items(&c, &d, &once);
			if (!plan_draft_set(&c, &e, "item", '=', once.p, &why))
				fail_msg("%s: %s: %s", typed.p, once.p, why.msg);
			plan_draft_items(&c, &e, &twice);
			if (strcmp(once.p, twice.p) != 0)
				fail_msg("%s: %s: %s", typed.p, once.p, twice.p);
			taken++;
		} else {
			assert_true(why.msg[0]);
		}
		plan_draft_release(&d);
		plan_draft_release(&e);
		str_release(&typed);
		str_release(&once);
		str_release(&twice);
	}
	assert_true(taken > 500);
}

static void written_again_it_is_the_same(void **state)
{
	struct plan_draft d;
	struct str s;
	bool changed;

	(void)state;
	int64_t plan = planned("implant 46 x3 3m 45min @lin; crown 36 3200; night guard 680");
	str_init(&s);
	good(plan_draft_load(&c, plan, &d, &err));
	assert_string_equal(d.p.what, "Implant 46, Crown 36, night guard");
	plan_draft_items(&c, &d, &s);
	assert_string_equal(s.p, "Implant 46 8,800 x3 3m 45min @lin; Crown 36 3,200; "
				 "night guard 680");
	good(plan_draft_set(&c, &d, "item", '=', s.p, &err));
	good(plan_save(&c, &d, &changed, &err));
	assert_false(changed);
	str_release(&s);
	plan_draft_release(&d);
}

static void a_visit_stays_with_its_part(void **state)
{
	struct plan_draft d;

	(void)state;
	int64_t plan = planned("crown 36; filling 37");
	int64_t v = booked(patient, "at=2026-11-30T09:00", "kind=crown", NULL);
	assert_int_equal(number("SELECT i.position FROM visit v JOIN plan_item i ON i.id = v.plan_item"), 0);
	assert_int_equal(far(plan).state, PLAN_IS_BOOKED);
	/* Another tooth, a part more, one less: the crown is still the one that is booked. */
	good(plan_draft_load(&c, plan, &d, &err));
	good(plan_draft_set(&c, &d, "item", '=', "whitening; crown 46 3500", &err));
	good(plan_save(&c, &d, NULL, &err));
	plan_draft_release(&d);
	assert_string_equal(text("SELECT i.teeth FROM visit v JOIN plan_item i ON i.id = v.plan_item"), "46");
	assert_int_equal(number("SELECT count(*) FROM plan_item"), 2);
	/* Taken away it is not forgotten. */
	good(plan_draft_load(&c, plan, &d, &err));
	good(plan_draft_set(&c, &d, "item", '=', "whitening", &err));
	good(plan_save(&c, &d, NULL, &err));
	plan_draft_release(&d);
	assert_string_equal(text("SELECT state FROM plan_item WHERE kind = 'crown'"), "dropped");
	/* Moving keeps the link. */
	good(visit_move(&c, v, day_make(2026, 12, 1), 600, NULL, NULL, &err));
	assert_int_equal(number("SELECT count(DISTINCT plan_item) FROM visit WHERE plan_item IS NOT NULL"), 1);
	assert_int_equal(number("SELECT count(*) FROM visit WHERE plan_item IS NOT NULL"), 2);
	all_sound();
}

static void what_was_done_is_what_counts(void **state)
{
	const struct visit_completion crown = { .kind = "crown", .amount = 320000, .paid = 320000 };
	const struct visit_completion exam = { .kind = "exam", .amount = MONEY_NONE, .paid = MONEY_NONE };
	int64_t v;

	(void)state;
	int64_t plan = planned("crown 36");
	/* Without a kind nothing is known; done, it was the crown. */
	good(visit_walk_in(&c, patient, &v, &err));
	assert_int_equal(far(plan).next_visit, 0);
	good(visit_complete(&c, v, &crown, &err));
	assert_int_equal(far(plan).state, PLAN_IS_DONE);
	/* Booked as one thing and done as another. */
	plan = planned("crown 46");
	v = booked(patient, "at=2026-11-23T10:00", "kind=crown", NULL);
	assert_int_equal(far(plan).next_visit, v);
	good(visit_complete(&c, v, &exam, &err));
	assert_int_equal(far(plan).state, PLAN_IS_OFFERED);
}

static void what_comes_next(void **state)
{
	struct plan_next n;
	struct visit v;
	day_t next;

	(void)state;
	good(plan_next(&c, patient, &n, &err));
	assert_int_equal(n.item, 0);
	plan_next_release(&n);
	planned("whitening");
	int64_t course = planned("implant 46 x3 3m 45min @lin");
	good(plan_answer(&c, course, &(struct plan_answer){ .status = PLAN_ACCEPTED,
							    .ask_after = DAY_NONE }, &err));
	good(plan_next(&c, patient, &n, &err));
	assert_int_equal(n.plan, course);
	assert_true(n.wanted);
	assert_string_equal(n.kind, "implant");
	assert_string_equal(n.provider, "lin");
	assert_int_equal(n.minutes, 45);
	assert_int_equal(n.earliest, day_make(2026, 11, 23));
	plan_next_release(&n);
	int64_t first = booked(patient, "at=2026-11-25T10:00", "kind=implant", NULL);
	good(plan_next(&c, patient, &n, &err));
	assert_int_equal(n.earliest, day_make(2027, 2, 25));
	plan_next_release(&n);
	record_init(&record_visit, &v);
	v.patient = patient;
	v.day = day_make(2027, 1, 4);
	str_replace(&v.kind, "implant");
	assert_int_equal(plan_visit_earliest(&c, &v, &next), day_make(2027, 2, 25));
	str_replace(&v.kind, "exam");
	assert_int_equal(plan_visit_earliest(&c, &v, &next), DAY_NONE);
	record_release(&record_visit, &v);
	/* Moving the first itself keeps nothing. */
	record_init(&record_visit, &v);
	good(store_get(&c.store, &record_visit, first, &v, &err));
	assert_int_equal(plan_visit_earliest(&c, &v, &next), DAY_NONE);
	record_release(&record_visit, &v);
}

/* Neither too soon behind a visit of the course nor too near before the next. */
static void the_gap_of_a_course(void **state)
{
	static const struct {
		const char *at;
		bool against;
		const char *words;
	} rows[] = {
		{ "2026-12-01T10:00", false, "" },
		{ "2026-12-08T10:00", true, "too near the next visit of its treatment plan, Tue 15 Dec" },
		{ "2026-12-22T10:00", true, "too soon: the treatment plan says not before Tue 29 Dec" },
		{ "2026-12-29T10:00", false, "" },
	};

	(void)state;
	planned("root-canal 36 3x 2w");
	booked(patient, "at=2026-12-15T10:00", "kind=root-canal", NULL);
	assert_int_equal(number("SELECT plan_item FROM visit"), 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct visit v;
		struct str words;
		record_init(&record_visit, &v);
		str_init(&words);
		v.patient = patient;
		good(visit_set(&c, &v, "at", rows[i].at, &err));
		good(visit_set(&c, &v, "kind", "root-canal", &err));
		unsigned against = visit_against(&c, &v, &words, &err);
		assert_true(((against & AGAINST_GAP) != 0) == rows[i].against);
		if (rows[i].against)
			assert_non_null(strstr(words.p, rows[i].words));
		str_release(&words);
		record_release(&record_visit, &v);
	}
}

static void what_the_patient_said(void **state)
{
	struct plan_view v;
	struct str s;

	(void)state;
	int64_t plan = planned("crown 36");
	good(plan_answer(&c, plan, &(struct plan_answer){ .status = PLAN_THINKING,
							  .ask_after = day_make(2026, 12, 1),
							  .note = "after the holidays" }, &err));
	str_init(&s);
	good(plan_view_load(&c, plan, &v, &err));
	plan_words(&c, &v, &s);
	assert_string_equal(s.p, "¥3,200, offered Mon 23 Nov, thinking about it "
				 "\"after the holidays\", ask again Tue 1 Dec");
	plan_view_release(&v);
	good(plan_answer(&c, plan, &(struct plan_answer){ .status = PLAN_DECLINED, .reason = "price",
							  .ask_after = DAY_NONE }, &err));
	str_clear(&s);
	good(plan_view_load(&c, plan, &v, &err));
	plan_words(&c, &v, &s);
	assert_string_equal(s.p, "¥3,200, offered Mon 23 Nov, not wanted: price "
				 "\"after the holidays\"");
	plan_view_release(&v);
	good(plan_answer(&c, plan, &(struct plan_answer){ .status = PLAN_ACCEPTED,
							  .ask_after = DAY_NONE }, &err));
	assert_string_equal(text("SELECT coalesce(decline_reason, '-') FROM plan"), "-");
	str_release(&s);
	bad(plan_answer(&c, 99, &(struct plan_answer){ .status = PLAN_DONE }, &err), ERR_NO_MATCH);
}

static void somebody_else_changed_it(void **state)
{
	struct plan_draft mine;
	struct plan_draft theirs;

	(void)state;
	int64_t plan = planned("crown 36");
	good(plan_draft_load(&c, plan, &mine, &err));
	good(plan_draft_load(&c, plan, &theirs, &err));
	good(plan_draft_set(&c, &theirs, "item", '=', "crown 36 3000", &err));
	good(plan_save(&c, &theirs, NULL, &err));
	good(plan_draft_set(&c, &mine, "item", '=', "crown 36 2800", &err));
	bad(plan_save(&c, &mine, NULL, &err), ERR_CONFLICT);
	assert_int_equal(number("SELECT price FROM plan_item"), 300000);
	plan_draft_release(&mine);
	plan_draft_release(&theirs);
}

static void all_of_them_by_value(void **state)
{
	struct plan_survey s = { .filter = PLANS_OPEN, .most = 2 };

	(void)state;
	planned("filling 36");
	int64_t large = planned("implant 46; crown 36");
	planned("crown 11");
	int64_t gone = planned("implant 36");
	good(plan_answer(&c, gone, &(struct plan_answer){ .status = PLAN_ELSEWHERE,
							  .ask_after = DAY_NONE }, &err));
	while (!s.done)
		good(plan_survey_step(&c, &s, 1, &err));
	assert_int_equal(s.all, 3);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.v[0].plan, large);
	assert_int_equal(s.money, 42000 + 1200000 + 320000);
	plan_survey_release(&s);
	s.filter = PLANS_UNSCHEDULED;
	good(plan_survey_step(&c, &s, 100, &err));
	assert_int_equal(s.all, 0);
	plan_survey_release(&s);
	good(plan_answer(&c, large, &(struct plan_answer){ .status = PLAN_ACCEPTED,
							   .ask_after = DAY_NONE }, &err));
	good(plan_survey_step(&c, &s, 100, &err));
	assert_int_equal(s.all, 1);
	plan_survey_release(&s);
}

static void a_plan_can_be_taken_back(void **state)
{
	struct undo_offer offer;

	(void)state;
	planned("crown 36 3200; filling 37");
	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	assert_string_equal(offer.words, "张伟 plan added: Crown 36, Filling 37");
	good(clinic_undo(&c, offer.link, false, NULL, NULL, &err));
	undo_offer_release(&offer);
	assert_int_equal(number("SELECT count(*) FROM plan"), 0);
	assert_int_equal(number("SELECT count(*) FROM plan_item"), 0);
	good(clinic_undo_offer(&c, true, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, true, NULL, NULL, &err));
	undo_offer_release(&offer);
	assert_int_equal(number("SELECT count(*) FROM plan_item"), 2);
	/* With a visit on it, the visit goes first. */
	booked(patient, "at=2026-11-30T09:00", "kind=crown", NULL);
	int64_t made = number("SELECT max(action) FROM change WHERE tbl = 'plan'");
	bad(clinic_undo(&c, made, false, NULL, NULL, &err), ERR_CONFLICT);
	all_sound();
}

/* --- one person, one chart --- */

static void merged(int64_t keep, int64_t lose)
{
	struct merge_preview p;

	good(clinic_merge_preview(&c, keep, lose, &p, &err));
	good(clinic_merge(&c, &p, &err));
	merge_preview_release(&p);
}

static void a_plan_goes_with_the_person(void **state)
{
	struct unmerged u;

	(void)state;
	int64_t keep = registered("name=张伟", NULL);
	int64_t plan = planned("crown 36; filling 37");
	booked(patient, "at=2026-11-30T09:00", "kind=crown", NULL);
	merged(keep, patient);
	assert_int_equal(number("SELECT count(*) FROM plan WHERE patient = 2"), 1);
	assert_int_equal(number("SELECT count(*) FROM plan_item WHERE patient = 2"), 2);
	assert_int_equal(far(plan).state, PLAN_IS_BOOKED);
	all_sound();
	/* Since then the survivor was booked for the other part, and a part was added. */
	int64_t v = booked(keep, "at=2026-12-01T09:00", "kind=filling", NULL);
	struct plan_draft d;
	good(plan_draft_load(&c, plan, &d, &err));
	good(plan_draft_set(&c, &d, "item", '+', "whitening", &err));
	good(plan_save(&c, &d, NULL, &err));
	plan_draft_release(&d);
	good(clinic_unmerge(&c, patient, &u, &err));
	/* The plan went back whole; the survivor's visit is for no plan of somebody else. */
	assert_int_equal(number("SELECT count(*) FROM plan_item WHERE patient = 1"), 3);
	struct visit stays;
	record_init(&record_visit, &stays);
	good(store_get(&c.store, &record_visit, v, &stays, &err));
	assert_int_equal(stays.patient, keep);
	assert_int_equal(stays.plan_item, 0);
	record_release(&record_visit, &stays);
	assert_int_equal(far(plan).state, PLAN_IS_BOOKED);
	all_sound();
}

static void a_plan_on_the_wrong_chart(void **state)
{
	int moved;

	(void)state;
	int64_t right = registered("name=李娜", NULL);
	int64_t plan = planned("crown 36");
	int64_t v = booked(patient, "at=2026-11-30T09:00", "kind=crown", NULL);
	good(clinic_refile(&c, &record_plan, plan, right, &moved, &err));
	assert_int_equal(number("SELECT count(*) FROM plan_item WHERE patient = 2"), 1);
	assert_int_equal(number("SELECT count(*) FROM visit WHERE plan_item IS NOT NULL"), 0);
	all_sound();
	/* The visit was on the wrong one too: it goes without its plan. */
	good(clinic_refile(&c, &record_plan, plan, patient, &moved, &err));
	good(clinic_refile(&c, &record_visit, v, right, &moved, &err));
	assert_int_equal(number("SELECT count(*) FROM visit WHERE plan_item IS NOT NULL"), 0);
	bad(clinic_refile(&c, &record_plan_item, 1, right, &moved, &err), ERR_STEP);
	all_sound();
}

static void recall_of(int64_t whose, const char *field, const char *value, const char *reason)
{
	struct recall_override o;
	bool changed;

	record_init(&record_recall_override, &o);
	good(recall_override_get(&c, whose, "cleaning", &o, &err));
	good(recall_override_set(&c, &o, field, value, &err));
	good(recall_override_set(&c, &o, "reason", reason, &err));
	good(recall_override_save(&c, &o, &changed, &err));
	record_release(&record_recall_override, &o);
}

/* Of two decisions the one with a reason holds, else the later one. */
static void two_decisions_about_one_recall(void **state)
{
	static const struct {
		const char *kept, *lost, *every; /* reasons; whose interval holds */
	} rows[] = {
		{ "", "dry mouth", "3m" }, { "dry mouth", "", "4m" }, { "", "", "3m" },
		{ "asked", "dry mouth", "3m" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t keep = registered("name=张伟", NULL);
		int64_t lose = registered("name=张伟", NULL);
		recall_of(keep, "every", "4m", rows[i].kept);
		recall_of(lose, "every", "3m", rows[i].lost);
		merged(keep, lose);
		char *q = mem_printf("SELECT every FROM recall_override WHERE patient = %lld",
				     (long long)keep);
		assert_string_equal(text(q), rows[i].every);
		struct unmerged u;
		good(clinic_unmerge(&c, lose, &u, &err));
		assert_string_equal(text(q), "4m");
		free(q);
	}
	(void)state;
	all_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, clinic_tear_down)
		TEST(parts_as_typed),
		TEST(several_parts_in_one_line),
		TEST(typed_at_random),
		TEST(written_again_it_is_the_same),
		TEST(a_visit_stays_with_its_part),
		TEST(what_was_done_is_what_counts),
		TEST(what_comes_next),
		TEST(the_gap_of_a_course),
		TEST(what_the_patient_said),
		TEST(somebody_else_changed_it),
		TEST(all_of_them_by_value),
		TEST(a_plan_can_be_taken_back),
		TEST(a_plan_goes_with_the_person),
		TEST(a_plan_on_the_wrong_chart),
		TEST(two_decisions_about_one_recall),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
