#include "support.h"

#include "revisit/io/map.h"

static const char *const columns[] = { "id", "name", "day", "state", "phone" };

static bool read_map(const char *text)
{
	struct import_map m;

	err_clear(&err);
	if (!map_read(&m, "m.yaml", text, strlen(text), &err))
		return false;
	bool ok = map_bind(&m, columns, ARRAY_SIZE(columns), &err);
	map_release(&m);
	return ok;
}

static void accepts(const char *text)
{
	if (!read_map(text))
		fail_msg("%d:%d %s", err.line, err.col, err.msg);
}

static void rejects(const char *text, int line, int col, const char *word)
{
	if (read_map(text))
		fail_msg("taken: %s", text);
	if ((err.code != ERR_MAP && err.code != ERR_YAML) || err.line != line || err.col != col ||
	    !strstr(err.msg, word) || strcmp(err.file, "m.yaml") != 0)
		fail_msg("%s %s:%d:%d %s", err_id(err.code), err.file, err.line, err.col, err.msg);
}

static void test_good(void **state)
{
	(void)state;
	accepts("rows: patients\npatient: {chart_no: id, name: name}\n");
	accepts("rows: patients\npatient:\n  match: [name, birth_date]\n  name: name\n"
		"  birth_date: {column: day, as: date, format: \"%d.%m.%Y\"}\n");
	accepts("rows: patients\npatient:\n  match: [phone, name]\n  name: name\n  phone: phone\n");
	accepts("rows: patients\npatient:\n  name: {columns: [name, id], join: \" \"}\n"
		"  mobile: [phone, {column: id, as: phone}]\n"
		"  tags:\n    - {column: state, equals: \"1\", tag: vip}\n    - {column: state, "
		"values: {x: a}}\n"
		"    - state\n");
	accepts("rows: visits\nheader: true\ndelimiter: tab\nencoding: gb18030\nsource: old\n"
		"patient: {chart_no: id}\nvisit: {at: day, status: {column: state, values: {x: "
		"no_show, "
		"\"*\": completed}}, rescheduled_from: id, external_id: id}\n");
	accepts("rows: tasks\ntask: {what: name, due: day}\n");
	accepts("rows: visits\npatient: {chart_no: ' name '}\nvisit: {day: day, time: {column: "
		"day, as: "
		"datetime}}\n");
}

static void test_wrong(void **state)
{
	(void)state;
	rejects("patient: {chart_no: id}\n", 1, 1, "rows");
	rejects("rows: patient\npatient: {chart_no: id}\n", 1, 7, "did you mean 'patients'");
	rejects("rows: patients\n", 1, 1, "patient");
	rejects("rows: patients\npatient: []\n", 2, 10, "map");
	rejects("rows: patients\npatients: {chart_no: id}\n", 2, 1, "did you mean 'patient'");
	rejects("rows: patients\npatient: {chart_no: id, nmae: name}\n", 2, 25,
		"did you mean 'name'");
	rejects("rows: patients\npatient: {chart_no: id, sort_key: name}\n", 2, 25, "not known");
	rejects("rows: patients\npatient: {chart_no: id, birth_day: day, birth_date: day}\n", 2, 41,
		"twice");
	rejects("rows: patients\npatient: {chart_no: id, chart_no: id}\n", 2, 25, "");
	rejects("rows: patients\npatient: {chart_no: [id, name]}\n", 2, 21, "one value");
	rejects("rows: patients\npatient: {chart_no: {colum: id}}\n", 2, 22,
		"did you mean 'column'");
	rejects("rows: patients\npatient: {chart_no: {as: text}}\n", 2, 21, "column");
	rejects("rows: patients\npatient: {chart_no: {column: id, text: x}}\n", 2, 21, "not both");
	rejects("rows: patients\npatient: {chart_no: {column: id, as: dat}}\n", 2, 38,
		"did you mean 'date'");
	rejects("rows: patients\npatient: {chart_no: {column: id, as: money}}\n", 2, 38,
		"cannot be read");
	rejects("rows: patients\npatient: {chart_no: id, sex: {column: state, as: age_in_years}}\n",
		2, 50, "cannot be read");
	rejects("rows: patients\npatient: {chart_no: id, birth_day: {column: day, as: date, "
		"format: \"%Q\"}}\n",
		2, 68, "");
	rejects("rows: patients\npatient: {chart_no: id, birth_day: {column: day, format: "
		"\"%Y\"}}\n",
		2, 50, "as: date");
	rejects("rows: patients\npatient: {chart_no: id, birth_day: {column: day, as: year, on: "
		"day}}\n",
		2, 64, "age_in_years");
	rejects("rows: patients\npatient: {chart_no: id, sex: {column: state, values: {x: "
		"femal}}}\n",
		2, 58, "did you mean 'female'");
	rejects("rows: patients\npatient: {chart_no: id, tags: [{column: state, equals: \"1\"}]}\n",
		2, 32, "tag: is missing");
	rejects("rows: patients\npatient: {chart_no: id, tags: [{column: state, tag: x}]}\n", 2, 32,
		"equals");
	rejects("rows: patients\npatient: {chart_no: id, name: {column: name, tag: x}}\n", 2, 31,
		"belong to tags");
	rejects("rows: patients\npatient: {chart_no: id, tags: [{column: state, as: list, "
		"separator: \"\"}]}\n",
		2, 32, "separator");
	rejects("rows: patients\npatient: {match: email, chart_no: id}\n", 2, 18, "match");
	rejects("rows: patients\npatient: {match: phone, chart_no: id}\n", 2, 18, "not mapped");
	rejects("rows: patients\npatient: {match: [name, birth_date], name: name}\n", 2, 18,
		"birth_date");
	rejects("rows: patients\npatient: {sex: state}\n", 2, 10, "apart");
	rejects("rows: visits\npatient: {chart_no: id}\n", 1, 1, "visit");
	rejects("rows: visits\npatient: {chart_no: id}\nvisit: {status: state}\n", 3, 8, "day");
	rejects("rows: visits\npatient: {chart_no: id}\nvisit: {at: day, day: day}\n", 3, 8,
		"either");
	rejects("rows: visits\npatient: {chart_no: id}\nvisit: {at: day, successor: id}\n", 3, 18,
		"not known");
	rejects("rows: patients\npatient: {chart_no: id}\nvisit: {at: day}\n", 3, 1, "go with");
	rejects("rows: tasks\ntask: {due: day}\n", 2, 7, "words");
	rejects("rows: patients\nheader: maybe\npatient: {chart_no: id}\n", 2, 9, "true or false");
	rejects("rows: patients\ndelimiter: colon\npatient: {chart_no: id}\n", 2, 12, "comma");
	rejects("rows: patients\npatient: &a {chart_no: id}\n", 2, 10, "");
	rejects("rows: [\n", 2, 1, "");
	rejects("- a\n", 1, 1, "map");
}

static void test_columns(void **state)
{
	static const char *const twice[] = { "a", "b", "a" };
	struct import_map m;
	const char *text = "rows: patients\npatient: {chart_no: a}\n";

	(void)state;
	rejects("rows: patients\npatient: {chart_no: ID}\n", 2, 21, "did you mean 'id'");
	rejects("rows: patients\npatient: {chart_no: phnoe}\n", 2, 21, "did you mean 'phone'");
	rejects("rows: patients\npatient: {chart_no: zzzzzzzz}\n", 2, 21, "no column 'zzzzzzzz'");
	rejects("rows: patients\npatient: {chart_no: id, birth_day: {column: day, as: "
		"age_in_years, on: dya}}\n",
		2, 72, "did you mean 'day'");
	rejects("rows: patients\nheader: false\npatient: {chart_no: \"9\"}\n", 3, 21, "1 to 5");
	assert_true(map_read(&m, "m.yaml", text, strlen(text), &err));
	assert_false(map_bind(&m, twice, 3, &err));
	assert_non_null(strstr(err.msg, "2 columns"));
	map_release(&m);
}

/* Deep and wide nonsense is refused, not followed. */
static void test_hostile(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	str_add(&text, "rows: patients\npatient: ");
	str_pad(&text, '[', 5000);
	assert_false(read_map(text.p));
	str_clear(&text);
	str_add(&text, "rows: patients\npatient:\n  chart_no: ");
	str_pad(&text, 'x', 100000);
	str_addc(&text, '\n');
	assert_false(read_map(text.p));
	assert_int_equal(err.code, ERR_MAP);
	assert_false(read_map("rows: patients\npatient: {chart_no: \x01}\n"));
	assert_false(read_map("rows: \xff\n"));
	str_release(&text);
}

/* The guess for a line of column names, one map line per field, or the error's id. */
static void guesses(const char *names, const char *expected)
{
	const char *v[64];
	size_t n = 0;
	struct str out;
	struct import_map m;
	char *copy = mem_strdup(names);

	for (char *p = copy; p; n++) {
		v[n] = p;
		p = strchr(p, ',');
		if (p)
			*p++ = '\0';
	}
	str_init(&out);
	err_clear(&err);
	if (!map_guess(&out, v, n, &err)) {
		assert_string_equal(err_id(err.code), expected);
	} else {
		/* What was left out is looked at in test_left_out. */
		char *comment = strstr(out.p, "# columns left out:");
		assert_memory_equal(out.p, expected, strlen(expected));
		assert_true(out.p[strlen(expected)] == '\0' || comment == out.p + strlen(expected));
		assert_true(map_read(&m, "guess", out.p, out.len, &err));
		assert_true(map_bind(&m, v, n, &err));
		map_release(&m);
	}
	str_release(&out);
	free(copy);
}

static void test_left_out(void **state)
{
	(void)state;
	guesses("姓名,籍贯,foo", "rows: patients\npatient:\n  name: \"姓名\"\n"
				   "# columns left out: 籍贯, foo\n");
	guesses("姓名,手机", "rows: patients\npatient:\n  name: \"姓名\"\n"
			      "  mobile: [{column: \"手机\", as: phone}]\n");
}

static void test_guess(void **state)
{
	(void)state;
	guesses("foo,bar", "map");
	/* When a visit begins, in one column or in two. */
	guesses("visit_id,patient,date,time,duration,provider,kind,status,chair",
		"rows: visits\npatient:\n  name: \"patient\"\nvisit:\n  external_id: \"visit_id\"\n"
		"  day: \"date\"\n  minute: \"time\"\n  minutes: \"duration\"\n  kind: \"kind\"\n"
		"  provider: \"provider\"\n  chair: \"chair\"\n  status: \"status\"\n");
	guesses("姓名,性别,年龄,手机号码,地址,生日",
		"rows: patients\npatient:\n  name: \"姓名\"\n  birth_day: \"生日\"\n  sex: "
		"\"性别\"\n"
		"  mobile: [{column: \"手机号码\", as: phone}]\n  address: \"地址\"\n");
	guesses("PatNum,LName,FName,MiddleI,Birthdate,HmPhone,WirelessPhone,Address,City,"
		"ChartNumber",
		"rows: patients\npatient:\n  chart_no: \"PatNum\"\n  family: \"LName\"\n"
		"  given: {columns: [\"FName\", \"MiddleI\"], join: \" \"}\n  birth_day: "
		"\"Birthdate\"\n"
		"  mobile: [{column: \"WirelessPhone\", as: phone}]\n  home: [{column: "
		"\"HmPhone\", as: phone}]\n"
		"  address: {columns: [\"Address\", \"City\"], join: \", \"}\n");
	guesses("First Name,Last Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Value,E-mail 1 - "
		"Value",
		"rows: patients\npatient:\n  family: \"Last Name\"\n  given: \"First Name\"\n"
		"  phone: [{column: \"Phone 1 - Value\", as: phone}, {column: \"Phone 2 - Value\", "
		"as: phone}]\n"
		"  email: [\"E-mail 1 - Value\"]\n");
	guesses("PatientId,AppointmentID,Gender,ScheduledDay,AppointmentDay,Age,No-show",
		"rows: visits\npatient:\n  chart_no: \"PatientId\"\n"
		"  birth_day: {column: \"Age\", as: age_in_years, on: \"ScheduledDay\"}\n  sex: "
		"\"Gender\"\n"
		"visit:\n  external_id: \"AppointmentID\"\n  at: {column: \"AppointmentDay\", as: "
		"date}\n"
		"  booked_at: \"ScheduledDay\"\n"
		"  status: {column: \"No-show\", values: {\"Yes\": no_show, \"No\": completed}}\n");
	guesses("Appointment ID,Patient ID,Follow Up", "map");
	guesses("id,chart_no,day,status,external_id,predecessor,successor",
		"rows: visits\npatient:\n  match: chart_no\n  chart_no: chart_no\nvisit:\n  id: "
		"id\n"
		"  day: day\n  status: status\n  rescheduled_from: predecessor\n  external_id: "
		"external_id\n");
	/* Names that YAML or a reader could stumble over. */
	guesses("\"id\",name: x,姓名",
		"rows: patients\npatient:\n  chart_no: \"\\\"id\\\"\"\n  name: \"姓名\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),    cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_columns), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_guess), cmocka_unit_test(test_left_out),
	};
	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
