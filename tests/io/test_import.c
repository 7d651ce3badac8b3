#include "support.h"

static struct clinic c;

static int set_up(void **state)
{
	(void)state;
	clinic_new(&c);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clinic_drop(&c);
	return 0;
}

#define PATIENTS "rows: patients\npatient:\n"
#define VISITS "rows: visits\npatient: {chart_no: who}\nvisit:\n"

static void test_patients(void **state)
{
	static const char map[] =
		PATIENTS "  chart_no: no\n  name: name\n  sex: {column: sex, values: "
			 "{F: female, M: male}}\n  birth_date: born\n  mobile: tel\n"
			 "  source: src\n";
	static const char text[] =
		"no,name,sex,born,tel,src\n007,张伟,M,1985-03-02,13800000042,Walk in\n"
		"9377952927E-5,Anna Lee,F,,,flyer\n";

	(void)state;
	takes(&c, text, map, 2, 0, 0);
	is(&c,
	   "SELECT name || ' ' || sex || ' ' || reading || ' ' || birth_day FROM patient WHERE "
	   "chart_no = '007'",
	   "张伟 male Zhang Wei 5539");
	is(&c, "SELECT kind || norm FROM contact", "mobile+8613800000042");
	is(&c, "SELECT name FROM patient WHERE chart_no = '9377952927E-5'", "Anna Lee");
	/* Words become keys: those of clinic.yaml, or new ones. */
	is(&c, "SELECT source FROM patient WHERE chart_no = '007'", "walk-in");
	is(&c, "SELECT origin FROM vocab WHERE kind = 'source' AND key = 'flyer'", "import");
	is(&c, "SELECT import || ' ' || line FROM patient WHERE chart_no = '007'", "1 2");
	is(&c, "SELECT name || ' ' || added || ' ' || state FROM import", "t.csv 2 done");
	takes(&c, text, map, 0, 0, 2);
	assert_int_equal(report.import, 0);
	assert_int_equal(number(&c, "SELECT count(*) FROM import"), 1);
}

static void test_update(void **state)
{
	static const char map[] =
		PATIENTS "  chart_no: no\n  name: name\n  mobile: tel\n  tags: [t]\n";

	(void)state;
	takes(&c, "no,name,tel,t\n1,Anna,13800000042,vip\n2,Bo,,\n", map, 2, 0, 0);
	assert_true(db_exec(c.store.db, "UPDATE patient SET notes = 'by hand'", NULL));
	/* Another name and number, nothing else mapped: the rest stays, numbers and tags gather. */
	takes(&c, "no,name,tel,t\n1,Anne,13900000043,\n2,,,\n", map, 0, 1, 1);
	is(&c, "SELECT name || ' ' || notes FROM patient WHERE chart_no = '1'", "Anne by hand");
	is(&c, "SELECT name FROM patient WHERE chart_no = '2'", "Bo");
	is(&c, "SELECT group_concat(value) FROM contact", "13800000042,13900000043");
	is(&c, "SELECT tag FROM patient_tag", "vip");
	/* An import may be taken back: the update kept what was there. */
	is(&c, "SELECT before FROM change WHERE tbl = 'patient'",
	   "{\"name\":\"Anna\",\"sort_key\":\"anna\"}");
}

static void test_conversions(void **state)
{
	static const char map[] = PATIENTS
		"  chart_no: no\n  birth_date: {column: born, as: date, format: \"%d.%m.%Y\"}\n"
		"  sex: {column: sex, default: other, values: {f: female, \"*\": unknown}}\n"
		"  name: {columns: [first, last], join: \" \"}\n"
		"  tags:\n    - {column: smokes, as: yes_no, tag: smoker}\n"
		"    - {column: risk, equals: \"2\", tag: high-risk}\n"
		"    - {column: more, as: list}\n"
		"  email: {column: mail, as: list, separator: /}\n  language: {text: fa}\n";

	(void)state;
	takes(&c,
	      "no,born,sex,first,last,smokes,risk,more,mail\n"
	      "1,02.03.1985,f,Anna,Lee,Yes,2,\"a, b;c\",a@x.org/b@x.org\n"
	      "2,,?,,Kim,no,1,,\n3,,,Bo,,0,,x ::: y,\n",
	      map, 3, 0, 0);
	is(&c, "SELECT birth_day || sex || name || language FROM patient WHERE chart_no = '1'",
	   "5539femaleAnna Leefa");
	is(&c, "SELECT sex || name FROM patient WHERE chart_no = '2'", "unknownKim");
	is(&c, "SELECT sex || name FROM patient WHERE chart_no = '3'", "otherBo");
	is(&c,
	   "SELECT group_concat(tag, ' ') FROM (SELECT tag FROM patient_tag WHERE patient = 1 "
	   "ORDER BY id)",
	   "smoker high-risk a b c");
	is(&c,
	   "SELECT group_concat(tag, ' ') FROM (SELECT tag FROM patient_tag WHERE patient = 3 "
	   "ORDER BY id)",
	   "x y");
	is(&c, "SELECT group_concat(value, ' ') FROM contact", "a@x.org b@x.org");
}

static void test_births(void **state)
{
	static const char year[] = PATIENTS "  chart_no: no\n  birth_date: {column: y, as: year}\n";
	static const char age[] = PATIENTS
		"  chart_no: no\n  birth_date: {column: age, as: age_in_years, on: seen}\n";

	(void)state;
	takes(&c, "no,y\n1,1968\n", year, 1, 0, 0);
	is(&c, "SELECT birth_precision FROM patient", "year");
	takes(&c, "no,age,seen\n2,40,2016-04-29\n3,0,2016-04-29\n", age, 2, 0, 0);
	is(&c,
	   "SELECT date(birth_day * 86400, 'unixepoch') || birth_precision FROM patient WHERE "
	   "chart_no = '2'",
	   "1975-10-29estimated");
	/* An age that agrees changes nothing, also a year later and for an exact date. */
	takes(&c, "no,age,seen\n2,41,2017-05-20\n", age, 0, 0, 1);
	takes(&c, "no,age,seen\n2,50,2017-05-20\n", age, 0, 1, 0);
	assert_true(db_exec(c.store.db, "UPDATE patient SET birth_day = 0, birth_precision = 'day'",
			    NULL));
	takes(&c, "no,y\n1,1970\n", year, 0, 0, 1);
	takes(&c, "no,age,seen\n1,46,2016-04-29\n", age, 0, 0, 1);
	takes(&c, "no,y\n1,1971\n", year, 0, 1, 0);
	refuses(&c, "no,age,seen\n1,-1,2016-04-29\n", age, ERR_BAD_VALUE, 2, 3, "age");
	refuses(&c, "no,age,seen\n1,131,2016-04-29\n", age, ERR_BAD_VALUE, 2, 3, "age");
	refuses(&c, "no,age,seen\n1,12x,2016-04-29\n", age, ERR_BAD_VALUE, 2, 3, "age");
	refuses(&c, "no,age,seen\n1,12,2016-02-30\n", age, ERR_BAD_DATE, 2, 6, "30 February");
	refuses(&c, "no,y\n1,2027\n", year, ERR_BAD_DATE, 2, 3, "year");
	refuses(&c, "no,y\n1,85\n", year, ERR_BAD_DATE, 2, 3, "year");
}

static void test_visits(void **state)
{
	static const char map[] = VISITS
		"  external_id: id\n  at: at\n  status: st\n  amount: {column: fee, as: money}\n"
		"  kind: kind\n  booked_at: booked\n  note: note\n";
	static const char text[] =
		"id,who,at,st,fee,kind,booked,note\n"
		"a1,7,2026-01-05 09:30,completed,\"1,240.50\",Cleaning,2025-12-31 "
		"23:59:59,\"x\r\ny\"\n"
		"a2,7,2026-01-05T01:30:00Z,canceled,,new thing,,\n"
		"a3,8,2026-02-01,no show,380,,,\n";

	(void)state;
	takes(&c, text, map, 3, 0, 0);
	assert_int_equal(report.patients.added, 2);
	is(&c,
	   "SELECT day || ' ' || minute || ' ' || status || ' ' || amount || ' ' || kind || ' ' || "
	   "note "
	   "FROM visit WHERE external_id = 'a1'",
	   "20458 570 completed 124050 cleaning x\ny");
	is(&c, "SELECT booked_at FROM visit WHERE external_id = 'a1'", "1767196799000");
	/* Times with an offset are moved to the clinic's zone, Asia/Shanghai. */
	is(&c, "SELECT minute || status || kind FROM visit WHERE external_id = 'a2'",
	   "570cancellednew-thing");
	is(&c, "SELECT status || coalesce(minute, 'none') FROM visit WHERE external_id = 'a3'",
	   "no_shownone");
	is(&c, "SELECT count(*) || group_concat(DISTINCT external_source) FROM visit", "3import");
	takes(&c, text, map, 0, 0, 3);
	assert_int_equal(report.patients.same, 2);
	/* A changed row sets its mapped fields, also to nothing; the others stay. */
	assert_true(db_exec(c.store.db, "UPDATE visit SET teeth = '16'", NULL));
	takes(&c,
	      "id,who,at,st,fee,kind,booked,note\na1,7,2026-01-06 09:30,completed,,Cleaning,,\n",
	      map, 0, 1, 0);
	is(&c,
	   "SELECT day || coalesce(amount, '-') || coalesce(note, '-') || teeth FROM visit WHERE "
	   "external_id "
	   "= 'a1'",
	   "20459--16");
}

static void test_rows_without_id(void **state)
{
	static const char map[] =
		VISITS "  at: {column: day, as: date, format: \"%Y%m%d\"}\n  amount: fee\n";
	static const char text[] =
		"who,day,fee\n1,20260105,10\n1,20260105,10\n1,20260105,11\n2,20260105,10\n"
		"1,20260105,10\n";

	(void)state;
	takes(&c, text, map, 5, 0, 0);
	takes(&c, text, map, 0, 0, 5);
	/* One more equal row is one more visit. */
	takes(&c, "who,day,fee\n1,20260105,10\n1,20260105,10\n1,20260105,10\n1,20260105,10\n", map,
	      1, 0, 3);
	assert_int_equal(number(&c, "SELECT count(DISTINCT external_id) FROM visit"), 6);
}

static void test_rescheduled(void **state)
{
	static const char map[] = VISITS "  external_id: id\n  at: at\n  status: {column: st, "
					 "values: {r: rescheduled, p: planned}}\n"
					 "  rescheduled_from: old\n";
	static const char text[] =
		"id,who,at,st,old\n2,1,2026-12-02,r,1\n1,1,2026-12-01,r,\n3,1,2026-12-03,p,2\n"
		"4,2,2026-12-03,p,\n";
	static const char links[] =
		"SELECT group_concat(link) FROM (SELECT a.external_id || '>' || "
		"b.external_id AS link FROM visit a JOIN visit b ON b.id = a.successor "
		"AND b.predecessor = a.id ORDER BY link)";

	(void)state;
	takes(&c, text, map, 4, 0, 0);
	is(&c, links, "1>2,2>3");
	takes(&c, text, map, 0, 0, 4);
	/* The one before may be in the clinic already; one of nowhere is told and left out. */
	takes(&c, "id,who,at,st,old\n5,2,2026-12-05,p,4\n6,2,2026-12-06,p,99\n7,1,2026-12-06,p,4\n",
	      map, 3, 0, 0);
	is(&c, links, "1>2,2>3,4>5");
	assert_int_equal(report.unlinked, 2);
	assert_int_equal(report.n_problems, 2);
	assert_int_equal(report.problems[0].line, 3);
	assert_int_equal(report.problems[0].col, 18);
	assert_int_equal(report.skipped, 0);
	is(&c, "SELECT status FROM visit WHERE external_id = '4'", "planned");
	assert_false(take_with(&c, "id,who,at,st,old\n8,2,2026-12-06,p,99\n", map,
			       &(struct import_options){ .strict = true }));
}

static void test_rescheduled_status(void **state)
{
	static const char map[] = VISITS "  external_id: id\n  at: at\n  rescheduled_from: old\n";

	(void)state;
	takes(&c, "id,who,at,old\n1,1,2026-12-01,\n2,1,2026-12-02,1\n", map, 2, 0, 0);
	is(&c, "SELECT group_concat(status) FROM visit", "rescheduled,planned");
	takes(&c, "id,who,at,old\n1,1,2026-12-01,\n2,1,2026-12-02,1\n", map, 0, 0, 2);
}

/* An old file comes again after the desk has worked on. */
static void test_steps_stay(void **state)
{
	static const char map[] = VISITS "  external_id: id\n  at: at\n  status: st\n";
	static const char text[] = "id,who,at,st\n1,1,2026-12-01 09:00,planned\n2,2,2026-12-01 "
				   "09:00,confirmed\n3,3,2026-12-01 09:00,planned\n";

	(void)state;
	takes(&c, text, map, 3, 0, 0);
	assert_true(db_exec(c.store.db,
			    "UPDATE visit SET status = 'arrived' WHERE external_id = '1';"
			    "UPDATE visit SET status = 'cancelled' WHERE external_id = '2';"
			    "UPDATE visit SET status = 'completed', day = day - 1 WHERE external_id = '3'",
			    NULL));
	takes(&c, text, map, 0, 0, 3);
	is(&c, "SELECT group_concat(status) FROM visit", "arrived,cancelled,completed");
	is(&c, "SELECT max(day) - min(day) FROM visit", "1");
	/* Booked anew. */
	takes(&c, "id,who,at,st\n2,2,2026-12-09 09:00,planned\n3,3,2026-12-09 09:00,cancelled\n", map, 0,
	      2, 0);
	is(&c, "SELECT group_concat(status) FROM visit", "arrived,planned,cancelled");
}

static void test_tasks(void **state)
{
	static const char map[] =
		"rows: tasks\npatient: {chart_no: who}\ntask: {what: what, due: due, promise: p, "
		"state: {column: done, as: yes_no, values: {x: done, \"*\": open}}}\n";

	(void)state;
	takes(&c, "who,what,due,p,done\n1,call back,2026-12-01 15:30,yes,\n,order gloves,,,x\n",
	      map, 2, 0, 0);
	is(&c,
	   "SELECT what || due_day || ' ' || due_minute || promise || state || created_by FROM "
	   "task WHERE "
	   "patient = 1",
	   "call back20788 9301opendesk");
	is(&c, "SELECT what || state FROM task WHERE patient IS NULL", "order glovesdone");
	takes(&c, "who,what,due,p,done\n1,call back,2026-12-01 15:30,yes,\n,order gloves,,,x\n",
	      map, 0, 0, 2);
	refuses(&c, "who,what,due,p,done\n1,,,,\n", map, ERR_MISSING, 2, 3, "what");
}

/* --- who is who --- */

static void test_match_name_birth(void **state)
{
	static const char map[] =
		PATIENTS "  name: name\n  birth_date: born\n  mobile: tel\n  notes: n\n";

	(void)state;
	takes(&c,
	      "name,born,tel,n\n张伟,1985-03-02,,a\n张伟,1990-01-01,,b\n李娜,,13800000042,c\n"
	      "李娜,,13900000043,d\n王芳,,,e\n",
	      map, 5, 0, 0);
	takes(&c,
	      "name,born,tel,n\n张伟,1985-03-02,,a\n张伟,1990-01-01,,b\n李娜,,13800000042,c\n"
	      "李娜,,13900000043,d\n王芳,,,e\n",
	      map, 0, 0, 5);
	takes(&c, "name,born,tel,n\n李娜,,+86 139 0000 0043,changed\n", map, 0, 1, 0);
	is(&c, "SELECT group_concat(notes) FROM (SELECT notes FROM patient ORDER BY id)",
	   "a,b,c,changed,e");
	/* The desk has learnt a birth date meanwhile. */
	assert_true(db_exec(c.store.db, "UPDATE patient SET birth_day = 100 WHERE name = '王芳'",
			    NULL));
	takes(&c, "name,born,tel,n\n王芳,,,e\n", map, 0, 0, 1);
	refuses(&c, "name,born,tel,n\n张伟,,,\n", map, ERR_CSV, 2, 0, "more than one patient");
	refuses(&c, "name,born,tel,n\n赵敏,,,x\n赵敏,,,y\n", map, ERR_BAD_VALUE, 3, 0, "line 2");
	takes(&c, "name,born,tel,n\n赵敏,,,x\n赵敏,,,x\n", map, 1, 0, 0);
	refuses(&c, "name,born,tel,n\n,,,x\n", map, ERR_MISSING, 2, 0, "who this is");
}

static void test_match_age(void **state)
{
	static const char map[] =
		PATIENTS "  name: n\n  birth_date: {column: a, as: age_in_years}\n";

	(void)state;
	takes(&c, "n,a\n张伟,41\n李娜,8个月\n", map, 2, 0, 0);
	takes(&c, "n,a\n张伟,41岁\n李娜,8个月\n", map, 0, 0, 2);
	takes(&c, "n,a\n张伟,12\n", map, 1, 0, 0);
}

static void test_match_phone(void **state)
{
	static const char map[] = PATIENTS "  match: phone\n  name: name\n  phone: tel\n";

	(void)state;
	takes(&c, "name,tel\nA,13800000042\nB,13800000043\n", map, 2, 0, 0);
	takes(&c, "name,tel\nA,+86 138 0000 0042\n", map, 0, 0, 1);
	refuses(&c, "name,tel\nA,\n", map, ERR_MISSING, 2, 0, "telephone");
	refuses(&c, "name,tel\nC,13800000044\nD,13800000044\n", map, ERR_BAD_VALUE, 3, 0,
		"'C' on line 2");
	refuses(&c, "name,tel\nC,1.38E+10\n", map, ERR_BAD_NUMBER, 2, 3, "rounded");
	refuses(&c, "name,tel\nC,none\n", map, ERR_BAD_VALUE, 2, 3, "telephone");
	takes(&c, "name,tel\nA,13800000042.0\n", map, 0, 0, 1);
	takes(&c, "no,name,tel\n9,A2,13800000042\n",
	      PATIENTS "  match: chart_no\n  chart_no: no\n  name: name\n  phone: tel\n", 1, 0, 0);
	refuses(&c, "name,tel\nA,13800000042\n", map, ERR_CSV, 2, 0, "more than one");
}

static void test_fold(void **state)
{
	static const char map[] =
		"rows: visits\npatient: {chart_no: who, name: name, mobile: tel}\n"
		"visit: {external_id: id, at: at}\n";
	static const char text[] = "id,who,name,tel,at\n1,7,Anna,13800000042,2026-01-01\n"
				   "2,7,,13800000043,2026-01-02\n3,7,anna,,2026-01-03\n";

	(void)state;
	takes(&c, text, map, 3, 0, 0);
	assert_int_equal(report.patients.added, 1);
	is(&c, "SELECT name || (SELECT count(*) FROM contact) FROM patient", "anna2");
	takes(&c, text, map, 0, 0, 3);
	assert_int_equal(report.patients.same, 1);
	refuses(&c, "id,who,name,tel,at\n4,8,Anna,,2026-01-01\n5,8,Bo,,2026-01-01\n", map,
		ERR_BAD_VALUE, 3, 0, "belongs to 'Anna' on line 2");
}

static void test_families(void **state)
{
	static const char map[] =
		PATIENTS "  chart_no: no\n  name: name\n  household: h\n  guardian: g\n"
			 "  referrer: r\n";
	static const char text[] =
		"no,name,h,g,r\n1,Kid,2,3,\n2,Dad,2,,4\n3,Mum,2,,\n4,Friend,,,1\n";

	(void)state;
	takes(&c, text, map, 4, 0, 0);
	is(&c, "SELECT count(DISTINCT household) || count(household) FROM patient", "13");
	assert_int_equal(number(&c, "SELECT count(*) FROM household"), 1);
	is(&c,
	   "SELECT g.name FROM patient p JOIN patient g ON g.id = p.guardian WHERE p.name = 'Kid'",
	   "Mum");
	is(&c,
	   "SELECT g.name FROM patient p JOIN patient g ON g.id = p.referrer WHERE p.name = 'Dad'",
	   "Friend");
	takes(&c, text, map, 0, 0, 4);
	refuses(&c, "no,name,h,g,r\n5,New,,77,\n", map, ERR_CSV, 2, 8, "no patient 77");
	refuses(&c, "no,name,h,g,r\n5,New,,5,\n", map, ERR_CSV, 2, 8, "own chart number");
}

/* What a file says of moved visits may be nonsense; what is stored of it is not. */
static void test_links(void **state)
{
	static const char map[] = VISITS "  external_id: e\n  at: d\n  rescheduled_from: r\n";
	static const char two[] = "who,e,d,r\n50,10,2025-01-01,\n50,11,2025-01-02,10\n"
				  "50,12,2025-01-03,10\n";
	static const char circle[] = "who,e,d,r\n50,20,2025-01-01,22\n50,21,2025-01-02,20\n"
				     "50,22,2025-01-03,21\n";

	(void)state;
	assert_true(take_with(&c, two, map, &(struct import_options){ 0 }));
	int64_t changes = number(&c, "SELECT count(*) FROM change");
	assert_true(take_with(&c, two, map, &(struct import_options){ 0 }));
	assert_int_equal(number(&c, "SELECT count(*) FROM change"), changes);
	is(&c, "SELECT count(*) FROM visit WHERE predecessor IS NOT NULL", "1");
	assert_true(take_with(&c, circle, map, &(struct import_options){ 0 }));
	is(&c, "SELECT count(*) FROM visit v WHERE predecessor IS NOT NULL AND day >= 20089 "
	       "AND external_id IN ('20', '21', '22')", "2");
	/* A known visit stays with its patient. */
	refuses(&c, "who,e,d,r\n51,10,2025-01-01,\n", map, ERR_CSV, 2, 0, "another patient");
	is(&c, "SELECT count(*) FROM patient", "1");
}

/* A line that is left out leaves nothing, not even somebody new. */
static void test_left_out_whole(void **state)
{
	static const char map[] = PATIENTS "  chart_no: no\n  guardian: g\n";
	static const char visits[] = VISITS "  external_id: e\n  at: d\n";
	struct import_options skip = { .skip = true };

	(void)state;
	assert_true(take_with(&c, "no,g\n82,82\n83,84\n84,\n", map, &skip));
	is(&c, "SELECT group_concat(chart_no) FROM patient", "83,84");
	assert_true(take_with(&c, "who,e,d\n50,30,2025-01-01\n52,30,2025-01-02\n", visits, &skip));
	is(&c, "SELECT count(*) FROM patient WHERE chart_no = '52'", "0");
}

/* --- what is refused --- */

static void test_bad_lines(void **state)
{
	static const char map[] = PATIENTS "  chart_no: no\n  birth_date: born\n  name: name\n";
	static const char text[] =
		"no,born,name\n1,1985-02-30,A\n2,1985-02-28\n3,2999-01-01,C\n4,,D,\n"
		"5,,\"two\nlines\"\n6,,\"x\"y\n7,,G,extra\n,,\n,,nobody\n";
	struct import_options skip = { .skip = true };

	(void)state;
	refuses(&c, text, map, ERR_BAD_DATE, 2, 3, "5 more");
	assert_int_equal(report.n_problems, 6);
	static const int lines[] = { 2, 3, 4, 6, 8, 9 };
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(report.problems[i].line, lines[i]);
	assert_non_null(strstr(report.problems[1].text, "2 cells"));
	assert_true(take_with(&c, text, map, &skip));
	assert_int_equal(report.skipped, 6);
	assert_int_equal(report.patients.added, 2);
	is(&c, "SELECT group_concat(name) FROM patient", "D,nobody");
	is(&c, "SELECT skipped FROM import", "6");
	assert_true(take_with(&c, text, map, &skip));
	assert_int_equal(report.patients.added, 0);
	assert_int_equal(report.patients.same, 2);
}

static void test_dry_run(void **state)
{
	(void)state;
	assert_true(take_with(&c, "chart_no,name\n1,A\n2,B\n", NULL,
			      &(struct import_options){ .dry_run = true }));
	assert_int_equal(report.patients.added, 2);
	assert_int_equal(report.import, 0);
	assert_non_null(report.guess);
	assert_int_equal(number(&c, "SELECT count(*) FROM patient"), 0);
	assert_int_equal(number(&c, "SELECT count(*) FROM import"), 0);
	assert_int_equal(number(&c, "SELECT count(*) FROM vocab WHERE origin = 'import'"), 0);
}

static void test_strict(void **state)
{
	static const char map[] = VISITS "  at: at\n  kind: kind\n";
	struct import_options strict = { .strict = true };

	(void)state;
	assert_false(take_with(&c, "who,at,kind\n1,2026-01-01,voodoo\n", map, &strict));
	assert_int_equal(err.col, 14);
	assert_true(take_with(&c, "who,at,kind\n1,2026-01-01,exam\n", map, &strict));
	assert_true(take(&c, "who,at,kind\n1,2026-01-02,voodoo\n", map));
	assert_true(take_with(&c, "who,at,kind\n1,2026-01-03,voodoo\n", map, &strict));
}

static void test_same_id(void **state)
{
	static const char map[] = VISITS "  external_id: id\n  at: at\n";

	(void)state;
	takes(&c, "id,who,at\n1,1,2026-01-01\n1,1,2026-01-01\n", map, 1, 0, 1);
	takes(&c, "id,who,at\n1,1,2026-01-01\n1,1,2026-01-01\n", map, 0, 0, 2);
	refuses(&c, "id,who,at\n2,1,2026-01-01\n2,1,2026-01-02\n", map, ERR_CSV, 3, 0, "line 2");
	refuses(&c, "id,who,at\n3,1,\n", map, ERR_MISSING, 2, 5, "at");
	refuses(&c, "id,who,at\n3,,2026-01-01\n", map, ERR_MISSING, 2, 0, "who this is");
	refuses(&c, "id,who,at\n3,1,2026-02-29\n", map, ERR_BAD_DATE, 2, 5, "February");
	refuses(&c, "id,who,at\n3,1,tomorrow\n", map, ERR_BAD_DATE, 2, 5, "");
	/* Two systems may number alike. */
	takes(&c, "id,who,at\n1,1,2026-01-09\n",
	      "source: other\n" VISITS "  external_id: id\n  at: at\n", 1, 0, 0);
}

static void test_wrong_files(void **state)
{
	static const char map[] = PATIENTS "  chart_no: no\n  name: name\n";
	struct import_options o = { .n = 12 };

	(void)state;
	refuses(&c, "", map, ERR_CSV, 0, 0, "empty");
	refuses(&c, "no,nam\n1,A\n", map, ERR_MAP, 4, 9, "did you mean 'nam'");
	refuses(&c, "no,name\n1,M\xFCller\n", map, ERR_BAD_TEXT, 2, 4, "UTF-8");
	refuses(&c, "no,name\n1,\"A\n", map, ERR_CSV, 2, 3, "never closed");
	refuses(&c, "no,name\n1,A\n", "rows: patients\npatient: [\n", ERR_YAML, 3, 1, "");
	refuses(&c, "x,y\n1,A\n", NULL, ERR_MAP, 0, 0, "map");
	assert_false(take_with(&c, "no,name\n1,\0\n", map, &o));
	assert_int_equal(err.code, ERR_BAD_TEXT);
	takes(&c, "no,name\n", map, 0, 0, 0);
}

static void test_without_header(void **state)
{
	(void)state;
	takes(&c, " 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n",
	      "rows: visits\nheader: false\ndelimiter: spaces\npatient: {chart_no: \"1\"}\nvisit:\n"
	      "  at: {column: \"3\", as: date, format: \"%Y%m%d\"}\n  amount: \"5\"\n",
	      2, 0, 0);
	is(&c, "SELECT group_concat(amount) || chart_no FROM visit, patient", "2933,297300004");
}

/* Names full of signs and marks are kept as they are, in NFC. */
static void test_odd_names(void **state)
{
	static const char map[] = PATIENTS "  chart_no: no\n  name: name\n";

	(void)state;
	takes(&c,
	      "no,name\n1,'=1+1\n2,\"Robert'); DROP TABLE "
	      "patient;--\"\n3,\xE2\x80\xAEtest\n4,\x1B[31mred\n"
	      "5,'tHooft\n6,e\xCC\x81\n",
	      map, 6, 0, 0);
	is(&c, "SELECT name FROM patient WHERE chart_no = '1'", "=1+1");
	is(&c, "SELECT name FROM patient WHERE chart_no = '2'", "Robert'); DROP TABLE patient;--");
	is(&c, "SELECT name FROM patient WHERE chart_no = '5'", "'tHooft");
	is(&c, "SELECT name FROM patient WHERE chart_no = '6'", "\xC3\xA9");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_patients),    TEST(test_update),
		TEST(test_conversions), TEST(test_births),
		TEST(test_visits),      TEST(test_rows_without_id),
		TEST(test_rescheduled), TEST(test_rescheduled_status), TEST(test_steps_stay),
		TEST(test_tasks),       TEST(test_match_name_birth),
		TEST(test_match_age),   TEST(test_match_phone),
		TEST(test_fold),        TEST(test_families),
		TEST(test_links),       TEST(test_left_out_whole),
		TEST(test_bad_lines),   TEST(test_dry_run),
		TEST(test_strict),      TEST(test_same_id),
		TEST(test_wrong_files), TEST(test_without_header),
		TEST(test_odd_names),
	};
	return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
