/* Registering and editing, and everything that hangs on a patient. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/store/search.h"

/* --- registering --- */

static void with_as_little_as_possible(void **state)
{
	struct patient_draft d;

	(void)state;
	draft_init(&c, &d);
	bad(patient_save(&c, &d, NULL, &err), ERR_MISSING);
	good(draft_set(&c, &d, "notes", '=', "somebody", &err));
	bad(patient_save(&c, &d, NULL, &err), ERR_MISSING);
	draft_release(&d);
	assert_int_equal(number("SELECT count(*) FROM action"), 0);
	int64_t a = registered("name=张伟", NULL);
	int64_t p = registered("mobile=13800000042", NULL);
	int64_t f = registered("family=李", NULL);
	int64_t n = registered("chart_no=A-7", NULL);
	assert_string_equal(field_of(a, "chart_no"), "1001");
	assert_string_equal(field_of(a, "reading"), "Zhang Wei");
	assert_string_equal(field_of(a, "registered_at"), "2026-11-23T09:02:00+08:00");
	assert_string_equal(field_of(p, "chart_no"), "1002");
	assert_string_equal(field_of(f, "name"), "李");
	assert_string_equal(field_of(n, "chart_no"), "A-7");
	assert_string_equal(text("SELECT verb || ' ' || staff || ' ' || target FROM action"),
			    "patient-register mei 1\npatient-register mei 2\n"
			    "patient-register mei 3\npatient-register mei 4");
	sql("DELETE FROM patient WHERE id = 4"); /* a chart number alone is nobody one could reach
						  */
	all_sound();
}

static void chart_numbers(void **state)
{
	struct patient_draft d;

	(void)state;
	registered("name=a", "chart_no=1002", NULL);
	registered("name=b", "chart_no=#1003", NULL);
	assert_string_equal(field_of(registered("name=c", NULL), "chart_no"), "1001");
	int64_t skipped = registered("name=d", NULL);
	assert_string_equal(field_of(skipped, "chart_no"), "1004");
	assert_string_equal(field_of(registered("name=e", "chart_no=００42", NULL), "chart_no"),
			    "0042");
	/* taken, also by an old number of a merged one */
	draft_init(&c, &d);
	good(draft_set(&c, &d, "name", '=', "f", &err));
	good(draft_set(&c, &d, "chart_no", '=', "1002", &err));
	bad(patient_save(&c, &d, NULL, &err), ERR_EXISTS);
	sql("INSERT INTO chart_alias (chart_no, patient) VALUES ('1005', 1), ('B-9', 1)");
	good(draft_set(&c, &d, "chart_no", '=', "B-9", &err));
	bad(patient_save(&c, &d, NULL, &err), ERR_EXISTS);
	good(draft_set(&c, &d, "chart_no", '=', "", &err));
	good(patient_save(&c, &d, NULL, &err));
	assert_string_equal(d.p.chart_no, "1006");
	draft_release(&d);
	/* an edit keeps its own and may not empty it */
	assert_false(edited(skipped, "chart_no", '=', "1004"));
	assert_true(edited(skipped, "chart_no", '=', "C-1"));
	good(draft_load(&c, skipped, &d, &err));
	good(draft_set(&c, &d, "chart_no", '=', "", &err));
	bad(patient_save(&c, &d, NULL, &err), ERR_MISSING);
	good(draft_set(&c, &d, "chart_no", '=', "1001", &err));
	bad(patient_save(&c, &d, NULL, &err), ERR_EXISTS);
	draft_release(&d);
	int64_t id = 0;
	good(patient_by_chart(&c, "#C-1", &id, &err));
	assert_int_equal(id, skipped);
	bad(patient_by_chart(&c, "1004", &id, &err), ERR_NO_MATCH);
	all_sound();
}

static void what_a_field_refuses(void **state)
{
	static const struct {
		const char *field, *value;
		char op;
		enum err_code code;
	} cases[] = {
		{ "nme", "x", '=', ERR_UNKNOWN_FIELD },
		{ "sort_key", "x", '=', ERR_UNKNOWN_FIELD },
		{ "import", "1", '=', ERR_UNKNOWN_FIELD },
		{ "", "x", '=', ERR_UNKNOWN_FIELD },
		{ "name", "x", '+', ERR_USAGE },
		{ "name", "a\nb", '=', ERR_BAD_TEXT },
		{ "name", "\xff", '=', ERR_BAD_TEXT },
		{ "mobile", "12", '=', ERR_BAD_VALUE },
		{ "mobile", "hello", '+', ERR_BAD_VALUE },
		{ "mobile", "13800000001\n", '+', ERR_BAD_TEXT },
		{ "mobile", "13800000009", '-', ERR_NO_MATCH },
		{ "email", "nobody", '=', ERR_BAD_VALUE },
		{ "email", "a@b@c", '=', ERR_BAD_VALUE },
		{ "email", "@b", '+', ERR_BAD_VALUE },
		{ "email", "a b@c.d", '+', ERR_BAD_VALUE },
		{ "wechat", "\xc3", '+', ERR_BAD_TEXT },
		{ "tag", "vip", '-', ERR_NO_MATCH },
		{ "tag", "\xff", '+', ERR_BAD_TEXT },
		{ "alert", "nothing", '-', ERR_NO_MATCH },
		{ "alert", "a\nb", '+', ERR_BAD_TEXT },
		{ "birth_day", "2026-11-24", '=', ERR_BAD_DATE },
		{ "birth_date", "1985-02-30", '=', ERR_BAD_DATE },
		{ "deceased_day", "soon", '=', ERR_BAD_DATE },
		{ "sex", "perhaps", '=', ERR_BAD_VALUE },
		{ "status", "merged", '=', ERR_BAD_VALUE },
		{ "status", "Merged", '=', ERR_BAD_VALUE },
		{ "guardian", "9999", '=', ERR_NO_MATCH },
		{ "guardian", "1001", '=', ERR_BAD_VALUE }, /* himself */
		{ "referrer", "#1001", '=', ERR_BAD_VALUE },
		{ "household", "9999", '=', ERR_NO_MATCH },
	};
	struct patient_draft d;

	(void)state;
	int64_t id = registered("name=张伟", "mobile=13800000001", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool changed = true;
		good(draft_load(&c, id, &d, &err));
		bool ok = draft_set(&c, &d, cases[i].field, cases[i].op, cases[i].value, &err);
		if (ok || err.code != cases[i].code)
			fail_msg("%s%c%s: %s %s", cases[i].field, cases[i].op, cases[i].value,
				 err_id(err.code), err.msg);
		err_clear(&err);
		/* The draft is as it was. */
		good(patient_save(&c, &d, &changed, &err));
		if (changed)
			fail_msg("%s%c%s left something", cases[i].field, cases[i].op,
				 cases[i].value);
		draft_release(&d);
	}
	good(draft_load(&c, id, &d, &err));
	assert_false(draft_set(&c, &d, "nmae", '=', "x", &err));
	assert_non_null(strstr(err.msg, "'name'"));
	err_clear(&err);
	good(draft_set(&c, &d, "birth_day", '=', "1985-03-02", &err));
	good(draft_set(&c, &d, "deceased_day", '=', "1985-03-01", &err));
	bad(patient_save(&c, &d, NULL, &err), ERR_BAD_DATE);
	draft_release(&d);
	assert_int_equal(number("SELECT count(*) FROM action"), 1);
}

static void birth_precision(void **state)
{
	static const struct {
		const char *typed, *stored, *precision;
	} cases[] = {
		{ "1985-03-02", "1985-03-02", "day" },
		{ "1985-03", "1985-03", "month" },
		{ "1985", "1985", "year" },
		{ "~1985", "~1985", "estimated" },
		{ "", "", "day" },
	};

	(void)state;
	int64_t id = registered("name=张伟", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_true(edited(id, "birth_day", '=', cases[i].typed));
		assert_string_equal(field_of(id, "birth_day"), cases[i].stored);
		assert_string_equal(field_of(id, "birth_precision"), cases[i].precision);
		assert_false(edited(id, "birth_date", '=', cases[i].typed));
	}
}

/* --- contacts --- */

static void contacts_add_take_replace(void **state)
{
	static const struct {
		const char *field;
		char op;
		const char *value;
		const char *mobile, *home, *email; /* then */
	} steps[] = {
		{ "mobile", '=', "138 0000 0001", "138 0000 0001", "", "" },
		{ "mobile", '+', "13800000002 (妈妈)", "138 0000 0001; 13800000002 (妈妈)", "",
		  "" },
		{ "mobile", '+', "+86 138-0000-0001", "138 0000 0001; 13800000002 (妈妈)", "", "" },
		{ "home", '=', "0731-88880042", "138 0000 0001; 13800000002 (妈妈)",
		  "0731-88880042", "" },
		{ "mobile", '-', "008613800000001", "13800000002 (妈妈)", "0731-88880042", "" },
		{ "mobile", '+', "13800000002（爸爸）", "13800000002 (爸爸)", "0731-88880042", "" },
		{ "mobile", '=', "13800000003; 13800000002 ; ", "13800000002 (爸爸); 13800000003",
		  "0731-88880042", "" },
		{ "email", '+', "A@b.cn (work)", "13800000002 (爸爸); 13800000003", "0731-88880042",
		  "A@b.cn (work)" },
		{ "email", '-', "a@B.cn", "13800000002 (爸爸); 13800000003", "0731-88880042", "" },
		{ "mobile", '-', "13800000003 (x)", "13800000002 (爸爸)", "0731-88880042", "" },
		/* phone speaks of every telephone */
		{ "phone", '+', "13800000004", "13800000002 (爸爸); 13800000004", "0731-88880042",
		  "" },
		{ "phone", '-', "0731 8888 0042", "13800000002 (爸爸); 13800000004", "", "" },
		{ "phone", '=', "13800000005", "13800000005", "", "" },
		{ "mobile", '=', "", "", "", "" },
	};

	(void)state;
	int64_t id = registered("name=张伟", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		edited(id, steps[i].field, steps[i].op, steps[i].value);
		const char *fields[] = { "mobile", "home", "email" };
		const char *then[] = { steps[i].mobile, steps[i].home, steps[i].email };
		for (int k = 0; k < 3; k++)
			if (strcmp(field_of(id, fields[k]), then[k]) != 0)
				fail_msg("step %zu: %s is %s", i, fields[k],
					 field_of(id, fields[k]));
	}
	assert_int_equal(number("SELECT count(*) FROM contact"), 0);
	all_sound();
}

/* What stays keeps its row: its state, its place in the ringing order, its history. */
static void replacing_keeps_what_stays(void **state)
{
	(void)state;
	int64_t id = registered("name=张伟", "mobile=13800000001; 13800000002", NULL);
	sql("UPDATE contact SET state = 'wrong', ver = ver + 1 WHERE value = '13800000002'");
	int64_t row = number("SELECT id FROM contact WHERE value = '13800000002'");
	assert_true(edited(id, "mobile", '=', "13800000002; 13800000003"));
	assert_string_equal(
		text("SELECT value || state || position FROM contact ORDER BY position"),
		"13800000002wrong1\n13800000003good2");
	assert_int_equal(number("SELECT id FROM contact WHERE value = '13800000002'"), row);
	assert_string_equal(text("SELECT op || tbl FROM change WHERE action = 2"),
			    "deletecontact\ninsertcontact");
	assert_false(edited(id, "mobile", '=', "138-0000-0002; 138 0000 0003"));
}

static void kinds_and_normal_forms(void **state)
{
	(void)state;
	registered("name=a", "phone=13800000001", "work=0731-88880042 ext 803",
		   "whatsapp=+44 20 7946 0000", "wechat=ZhangWei_88", "qq=12345", "line=Wei",
		   "contact=next door", "email=Wei@X.cn", NULL);
	assert_string_equal(text("SELECT kind || ' ' || norm FROM contact ORDER BY position"),
			    "mobile +8613800000001\nwork +8673188880042;803\n"
			    "whatsapp +442079460000\nwechat zhangwei_88\nqq 12345\nline wei\n"
			    "contact next door\nemail wei@x.cn");
	int64_t b = registered("name=b", "phone=0731-88880042", "wechat=", NULL);
	assert_string_equal(text("SELECT kind FROM contact WHERE patient = 2"), "phone");
	assert_false(edited(b, "wechat", '+', ""));
	assert_false(edited(b, "tag", '+', ""));
	assert_false(edited(b, "alert", '+', "  "));
}

/* --- households, guardians --- */

static void households(void **state)
{
	struct patient_draft d;

	(void)state;
	int64_t a = registered("name=张伟", NULL);
	assert_int_equal(number("SELECT count(*) FROM household"), 0);
	int64_t kid = registered("name=张小宝", "household=#1001", "household_role=child", NULL);
	assert_int_equal(number("SELECT count(*) FROM household"), 1);
	assert_int_equal(number("SELECT count(*) FROM patient WHERE household = 1"), 2);
	assert_string_equal(text("SELECT label FROM household"), "张");
	assert_string_equal(field_of(kid, "household"), "1001");
	assert_int_equal(number("SELECT count(DISTINCT action) FROM change WHERE action = 2"), 1);
	/* joining a family that is there makes no other */
	int64_t third = registered("name=李明", "household=1002", NULL);
	assert_int_equal(number("SELECT count(*) FROM household"), 1);
	assert_int_equal(number("SELECT count(*) FROM patient WHERE household = 1"), 3);
	assert_true(edited(third, "household", '=', ""));
	assert_int_equal(number("SELECT count(*) FROM patient WHERE household = 1"), 2);
	assert_true(edited(third, "household", '=', "new"));
	assert_string_equal(text("SELECT household FROM patient WHERE id = 3"), "2");
	/* his own, when he has none */
	int64_t own = registered("name=王芳", NULL);
	assert_true(edited(own, "household", '=', "1004"));
	assert_string_equal(text("SELECT household FROM patient WHERE id = 4"), "3");
	/* Two new members in one action: one household. */
	int64_t b = registered("name=赵敏", NULL);
	good(clinic_begin(&c, "family", 0, &err));
	for (int i = 0; i < 2; i++) {
		draft_init(&c, &d);
		good(draft_set(&c, &d, "name", '=', i ? "赵大" : "赵二", &err));
		good(draft_set(&c, &d, "household", '=', "1005", &err));
		good(patient_save(&c, &d, NULL, &err));
		draft_release(&d);
	}
	good(clinic_end(&c, true, &err));
	assert_int_equal(number("SELECT count(*) FROM household"), 4);
	assert_int_equal(number("SELECT count(*) FROM patient WHERE household = 4"), 3);
	/* Two drafts made before either was saved. */
	struct patient_draft e;
	int64_t alone = registered("name=钱多", NULL);
	draft_init(&c, &d);
	draft_init(&c, &e);
	good(draft_set(&c, &d, "name", '=', "钱一", &err));
	good(draft_set(&c, &e, "name", '=', "钱二", &err));
	good(draft_set(&c, &d, "household", '=', "1008", &err));
	good(draft_set(&c, &e, "household", '=', "1008", &err));
	good(patient_save(&c, &d, NULL, &err));
	good(patient_save(&c, &e, NULL, &err));
	assert_int_equal(d.p.household, e.p.household);
	draft_release(&d);
	draft_release(&e);
	assert_int_equal(number("SELECT count(*) FROM household"), 5);
	(void)a;
	(void)b;
	(void)alone;
	all_sound();
}

static void guardians_and_referrers(void **state)
{
	(void)state;
	int64_t mother = registered("name=李明", NULL);
	int64_t kid = registered("name=张小宝", "guardian=1001", "referrer=#1001", NULL);
	assert_string_equal(field_of(kid, "guardian"), "1001");
	assert_string_equal(field_of(kid, "referrer"), "1001");
	assert_int_equal(number("SELECT referrer FROM patient WHERE id = 2"), mother);
	assert_true(edited(kid, "guardian", '=', ""));
	assert_string_equal(field_of(kid, "guardian"), "");
	all_sound();
}

/* --- saving --- */

static void nothing_changed(void **state)
{
	struct patient_draft d;
	bool changed = true;

	(void)state;
	int64_t id = registered("name=张伟", "mobile=13800000001 (妈妈)", "tag=vip", "alert=latex",
				"birth_day=1985-03", "household=new", "source=wechat", NULL);
	good(draft_load(&c, id, &d, &err));
	/* Every field set to what it is. */
	for (size_t i = 0; i < record_patient.n_fields + n_virtual_fields; i++) {
		const char *name = i < record_patient.n_fields
					   ? record_patient.fields[i].name
					   : virtual_fields[i - record_patient.n_fields].name;
		bool hidden = i < record_patient.n_fields &&
			      (record_patient.fields[i].flags & FIELD_HIDDEN);
		struct str value;
		if (hidden || strcmp(name, "phone") == 0) /* which speaks of the mobile too */
			continue;
		str_init(&value);
		good(draft_get(&c, &d, name, &value, &err));
		good(draft_set(&c, &d, name, '=', value.p, &err));
		str_release(&value);
	}
	good(patient_save(&c, &d, &changed, &err));
	assert_false(changed);
	draft_release(&d);
	assert_int_equal(number("SELECT count(*) FROM action"), 1);
	assert_int_equal(number("SELECT ver FROM patient"), 1);
}

static void a_stale_draft(void **state)
{
	struct patient_draft d;
	bool changed = true;

	(void)state;
	int64_t id = registered("name=张伟", "mobile=13800000001", NULL);
	good(draft_load(&c, id, &d, &err));
	assert_true(edited(id, "notes", '=', "theirs"));
	good(draft_set(&c, &d, "notes", '=', "mine", &err));
	good(draft_set(&c, &d, "mobile", '=', "13800000002", &err));
	bad(patient_save(&c, &d, &changed, &err), ERR_CONFLICT);
	assert_false(changed);
	bad(patient_save(&c, &d, &changed, &err), ERR_CONFLICT); /* and so it stays */
	assert_string_equal(field_of(id, "notes"), "theirs");
	assert_string_equal(field_of(id, "mobile"), "13800000001");
	draft_release(&d);
	all_sound();
}

/* A form whose save failed is saved again after a correction, as if it were the first time. */
static void a_draft_after_a_failed_save(void **state)
{
	struct patient_draft d;
	bool changed = false;

	(void)state;
	registered("name=a", "chart_no=7", NULL);
	draft_init(&c, &d);
	good(draft_set(&c, &d, "name", '=', "张伟", &err));
	good(draft_set(&c, &d, "mobile", '=', "13800000001; 13800000002", &err));
	good(draft_set(&c, &d, "tag", '=', "vip; new-one", &err));
	good(draft_set(&c, &d, "alert", '=', "latex", &err));
	good(draft_set(&c, &d, "household", '=', "new", &err));
	/* The last row to be written is refused. */
	sql("CREATE TEMP TRIGGER stop BEFORE INSERT ON main.alert BEGIN SELECT RAISE(ABORT, 'no'); "
	    "END");
	bad(patient_save(&c, &d, &changed, &err), ERR_BAD_VALUE);
	sql("DROP TRIGGER stop");
	assert_false(changed);
	assert_int_equal(d.p.row.id, 0);
	assert_true(str_is_empty(d.p.chart_no));
	assert_int_equal(number("SELECT count(*) FROM patient"), 1);
	assert_int_equal(number("SELECT count(*) FROM household"), 0);
	assert_int_equal(number("SELECT count(*) FROM vocab WHERE kind = 'tag'"), 0);
	/* Meanwhile somebody else takes the number that would have been his. */
	registered("name=b", NULL);
	good(draft_set(&c, &d, "name", '=', "李明", &err));
	good(patient_save(&c, &d, &changed, &err));
	assert_true(changed);
	assert_string_equal(d.p.chart_no, "1002");
	assert_string_equal(d.p.family, "李");
	assert_string_equal(d.p.reading, "Li Ming");
	assert_string_equal(
		text("SELECT count(*) FROM contact UNION ALL SELECT count(*) FROM patient_tag "
		     "UNION ALL SELECT count(*) FROM alert UNION ALL "
		     "SELECT count(*) FROM household"),
		"2\n2\n1\n1");
	int64_t id = d.p.row.id;
	draft_release(&d);
	/* The same for an edit. */
	good(draft_load(&c, id, &d, &err));
	good(draft_set(&c, &d, "notes", '=', "careful", &err));
	good(draft_set(&c, &d, "mobile", '-', "13800000001", &err));
	good(draft_set(&c, &d, "mobile", '+', "13800000002 (妈妈)", &err));
	good(draft_set(&c, &d, "tag", '=', "anxious", &err));
	good(draft_set(&c, &d, "alert", '+', "pays late", &err));
	sql("CREATE TEMP TRIGGER stop BEFORE INSERT ON main.alert BEGIN SELECT RAISE(ABORT, 'no'); "
	    "END");
	bad(patient_save(&c, &d, &changed, &err), ERR_BAD_VALUE);
	assert_false(changed);
	sql("DROP TRIGGER stop");
	good(patient_save(&c, &d, &changed, &err));
	assert_true(changed);
	draft_release(&d);
	assert_string_equal(field_of(id, "mobile"), "13800000002 (妈妈)");
	assert_string_equal(field_of(id, "tag"), "anxious");
	assert_string_equal(field_of(id, "alert"), "latex; pays late");
	assert_string_equal(field_of(id, "notes"), "careful");
	all_sound();
}

static void where_words_come_from(void **state)
{
	struct patient_draft d;
	struct strlist keys;

	(void)state;
	registered("name=a", "source=大众点评", "provider=Dr Lin", "tag=VIP; New Friend; #late",
		   NULL);
	assert_string_equal(
		text("SELECT kind || ' ' || key || ' ' || origin FROM vocab ORDER BY kind, key"),
		"provider lin config\nsource dianping config\ntag New-Friend desk\n"
		"tag late desk\ntag vip config");
	draft_init(&c, &d);
	d.by_import = true;
	good(draft_set(&c, &d, "name", '=', "b", &err));
	good(draft_set(&c, &d, "tag", '=', "imported; vip", &err));
	good(patient_save(&c, &d, NULL, &err));
	draft_release(&d);
	assert_string_equal(text("SELECT key FROM vocab WHERE origin = 'import'"), "imported");
	strlist_init(&keys);
	good(clinic_terms(&c, "tag", &keys, &err));
	assert_string_equal(keys.v[0],
			    "vip"); /* those of clinic.yaml in its order, then the others */
	assert_true(strlist_has(&keys, "New-Friend"));
	assert_string_not_equal(keys.v[8], "imported");
	for (size_t i = 0; i < keys.n; i++)
		for (size_t k = i + 1; k < keys.n; k++)
			assert_string_not_equal(keys.v[i], keys.v[k]);
	strlist_release(&keys);
}

/* --- tags, alerts, notes --- */

static void tags_twice(void **state)
{
	bool changed = false;

	(void)state;
	int64_t id = registered("name=张伟", NULL);
	good(tag_add(&c, id, "VIP", DAY_NONE, &changed, &err));
	assert_true(changed);
	good(tag_add(&c, id, "贵宾", DAY_NONE, &changed, &err));
	assert_false(changed);
	good(tag_add(&c, id, "#vip", 20800, &changed, &err)); /* now until a day */
	assert_true(changed);
	assert_string_equal(text("SELECT tag || until FROM patient_tag"), "vip20800");
	bad(tag_add(&c, id, "", DAY_NONE, &changed, &err), ERR_MISSING);
	bad(tag_add(&c, id, "#", DAY_NONE, &changed, &err), ERR_MISSING);
	bad(tag_add(&c, id, "\xff", DAY_NONE, &changed, &err), ERR_BAD_TEXT);
	bad(tag_add(&c, 99, "vip", DAY_NONE, &changed, &err), ERR_BAD_VALUE);
	assert_false(changed);
	good(tag_remove(&c, id, "vip", &changed, &err));
	assert_true(changed);
	good(tag_remove(&c, id, "vip", &changed, &err));
	assert_false(changed);
	good(tag_remove(&c, id, "unheard of", &changed, &err));
	assert_false(changed);
	assert_string_equal(text("SELECT verb FROM action"),
			    "patient-register\ntag-add\ntag-add\ntag-remove");
	all_sound();
}

static void alerts(void **state)
{
	struct rows shown;

	(void)state;
	int64_t mother = registered("name=李明", "household=new", NULL);
	int64_t kid = registered("name=张小宝", "household=1001", NULL);
	int64_t other = registered("name=王芳", NULL);
	good(alert_add(&c, mother, false, "  latex allergy ", DAY_NONE, &err));
	good(alert_add(&c, mother, true, "pays late", 20800, &err));
	bad(alert_add(&c, other, true, "pays late", DAY_NONE, &err), ERR_MISSING);
	bad(alert_add(&c, other, false, " ", DAY_NONE, &err), ERR_MISSING);
	bad(alert_add(&c, other, false, "\xff", DAY_NONE, &err), ERR_BAD_TEXT);
	bad(alert_add(&c, other, false, "a\nb", DAY_NONE, &err), ERR_BAD_TEXT);
	bad(alert_add(&c, 99, false, "x", DAY_NONE, &err), ERR_NO_MATCH);
	rows_init(&shown, &record_alert);
	good(store_alerts(&c.store, kid, 1, &shown, &err));
	assert_int_equal(shown.n, 1);
	assert_string_equal(((struct alert *)rows_at(&shown, 0))->text, "pays late");
	rows_release(&shown);
	good(store_alerts(&c.store, mother, 1, &shown, &err));
	assert_int_equal(shown.n, 2);
	rows_release(&shown);
	/* A patient's draft has only the patient's own. */
	assert_string_equal(field_of(mother, "alert"), "latex allergy");
	assert_true(edited(mother, "alert", '=', ""));
	assert_int_equal(number("SELECT count(*) FROM alert"), 1);
	good(alert_remove(&c, 2, &err));
	bad(alert_remove(&c, 2, &err), ERR_NO_MATCH);
	assert_int_equal(number("SELECT count(*) FROM alert"), 0);
	all_sound();
}

static void notes(void **state)
{
	(void)state;
	int64_t id = registered("name=张伟", NULL);
	good(note_add(&c, id, "  two\nlines  ", &err));
	assert_string_equal(text("SELECT staff || ' ' || text FROM note"), "mei two\nlines");
	assert_int_equal(number("SELECT at FROM note"), 1795395720000);
	bad(note_add(&c, id, " \n ", &err), ERR_MISSING);
	bad(note_add(&c, id, "\xff", &err), ERR_BAD_TEXT);
	bad(note_add(&c, 99, "x", &err), ERR_BAD_VALUE);
	assert_int_equal(number("SELECT count(*) FROM note"), 1);
	all_sound();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(with_as_little_as_possible),
		TEST(chart_numbers),
		TEST(what_a_field_refuses),
		TEST(birth_precision),
		TEST(contacts_add_take_replace),
		TEST(replacing_keeps_what_stays),
		TEST(kinds_and_normal_forms),
		TEST(households),
		TEST(guardians_and_referrers),
		TEST(nothing_changed),
		TEST(a_stale_draft),
		TEST(a_draft_after_a_failed_save),
		TEST(where_words_come_from),
		TEST(tags_twice),
		TEST(alerts),
		TEST(notes),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
