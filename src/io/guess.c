/* A map from nothing but the names of the columns. */
#include "revisit/base/i18n.h"
#include "revisit/base/json.h"
#include "revisit/io/map.h"
#include "revisit/text/fold.h"

/* What other programs call a field, folded; a # stands for a number.  The first name of a field
 * that a table has is the one taken; fields with many values take them all. */
struct synonym {
	const char *field;
	const char *names; /* divided by | */
	const char *form;  /* what stands around the column in the map; NULL: nothing */
};

static const struct synonym patient_names[] = {
	{ "chart_no",
	  "chart|chart no|chart number|patnum|patient id|patientid|patient no|patient number|mrn|"
	  "病历号|病历编号|门诊号|病案号|档案号|患者编号|客户编号|会员号|就诊号|编号|chartnumber|"
	  "id",
	  NULL },
	{ "name", "name|full name|patient name|patient|姓名|患者姓名|客户姓名|病人姓名|名字",
	  NULL },
	{ "family", "lname|last name|surname|family name|family|last|姓|姓氏", NULL },
	{ "given", "fname|first name|given name|given|first|名", NULL },
	{ "preferred", "preferred|preferred name|nickname|昵称", NULL },
	{ "second_name", "second name|english name|英文名", NULL },
	{ "reading", "reading|pinyin|拼音|姓名拼音", NULL },
	{ "birth_day",
	  "birth day|birthdate|birth date|birthday|date of birth|dob|born|生日|出生日期|"
	  "出生年月|出生年月日",
	  NULL },
	{ "birth_day", "birth year|year of birth|出生年份", "as: year" },
	{ "birth_day", "age|年龄", "as: age_in_years" },
	{ "sex", "sex|gender|性别", NULL },
	{ "salutation", "salutation|title|name prefix|prefix|称呼|称谓", NULL },
	{ "mobile",
	  "mobile|mobile phone|mobile number|wirelessphone|cell|cell phone|cellphone|手机|手机号|"
	  "手机号码|联系手机|移动电话",
	  "as: phone" },
	{ "phone",
	  "phone|telephone|tel|phone number|primary phone|phone # value|电话|电话号码|联系电话|"
	  "联系方式",
	  "as: phone" },
	{ "home", "home phone|hmphone|住宅电话|家庭电话", "as: phone" },
	{ "work", "work phone|wkphone|business phone|办公电话|单位电话", "as: phone" },
	{ "email",
	  "email|e mail|email address|e mail address|e mail # value|邮箱|电子邮箱|电子邮件", NULL },
	{ "wechat", "wechat|微信|微信号", NULL },
	{ "qq", "qq|qq号", NULL },
	{ "address",
	  "address|address # formatted|home address|home street|city area|neighbourhood|地址|住址|"
	  "家庭住址|家庭地址|联系地址|通讯地址|现住址|地区",
	  NULL },
	{ "id_number", "id number|ssn|身份证|身份证号|身份证号码|证件号|证件号码", NULL },
	{ "occupation", "occupation|job title|职业", NULL },
	{ "language", "language|语言", NULL },
	{ "source", "source|referral source|来源|客户来源|患者来源|来源渠道|媒体类型|渠道", NULL },
	{ "provider", "responsible doctor|primary dentist|主治医生|责任医生|主诊医生", NULL },
	{ "consultant", "consultant|咨询师|咨询医生|接待人", NULL },
	{ "insurance", "insurance|insurance type|医保|医保类型|保险|保险类型", NULL },
	{ "preferred_channel", "preferred contact channel|preferred contact|联系偏好", NULL },
	{ "registered_at",
	  "registered at|registered|建档日期|建档时间|登记时间|登记日期|注册时间|created at",
	  NULL },
	{ "tag", "tags|tag|labels|标签|患者标签|客户标签", "as: list" },
	{ "tag", "hypertension|hipertension", "equals: \"1\", tag: hypertension" },
	{ "tag", "diabetes", "equals: \"1\", tag: diabetes" },
	{ "notes", "notes|note|comments|comment|remarks|remark|备注|说明", NULL },
};

static const struct synonym visit_names[] = {
	{ "external_id",
	  "appointment id|appointmentid|visit id|encounter id|aptnum|预约号|预约编号", NULL },
	{ "at",
	  "at|scheduled start at|appointment date|appointment time|"
	  "aptdatetime|visit date|visit time|visit day|start "
	  "time|start|预约到院时间|预约时间|预约日期|"
	  "就诊时间|就诊日期|到诊时间|到诊日期|date",
	  NULL },
	/* A day and a time each in a column of its own (in_two). */
	{ "day", "date|appointment date|visit date|visit day|预约日期|就诊日期|到诊日期", NULL },
	{ "minute", "time|time of day|appointment time|visit time|start time|预约时间|就诊时间|时间|时刻",
	  NULL },
	{ "at", "appointment day|appointmentday", "as: date" },
	{ "at", "time epoch s", "as: datetime, format: \"%s\"" },
	{ "booked_at", "booked at|scheduled day|scheduledday|booking time|预约操作时间|创建时间",
	  NULL },
	{ "minutes", "minutes|planned duration min|duration min|duration|时长", NULL },
	{ "kind",
	  "kind|visit type|appointment type|visit "
	  "kind|procedure|treatment|type|治疗项目|就诊项目|预约项目|"
	  "就诊类型|项目",
	  NULL },
	{ "provider",
	  "provider|dentist|dentist id|doctor|doctor id|接诊医生|预约医生|接待医生|医生", NULL },
	{ "chair", "chair|room|room id|operatory|诊室|椅位|诊椅", NULL },
	{ "status", "status|appointment status|visit status|预约状态|就诊状态|状态", NULL },
	{ "status", "no show|noshow", "values: {\"Yes\": no_show, \"No\": completed}" },
	{ "arrived_at", "check in at|arrival time|到达时间|签到时间", NULL },
	{ "seated_at", "chair start at|开始时间", NULL },
	{ "completed_at", "chair end at|结束时间", NULL },
	{ "left_at", "checkout at|check out at|离开时间", NULL },
	{ "cancel_reason", "cancel reason|status change reason|取消原因", NULL },
	{ "amount", "amount|fee|total|金额|费用|消费金额|总费用|应收", NULL },
	{ "paid", "paid|amount paid|实收|已付|实付", NULL },
	{ "booked_by", "booking channel|booked by|预约渠道|预约方式", NULL },
	{ "note", "notes|note|备注", NULL },
	{ "rescheduled_from",
	  "rescheduled from appointment id|rescheduled from|original appointment id", NULL },
};

/* Parts that make one text together: the first must be there. */
static const struct {
	const char *field, *parts[5], *join;
} joined[] = {
	{ "given", { "first name", "middle name" }, " " },
	{ "given", { "fname", "middlei" }, " " },
	{ "address", { "address", "city", "state", "zip" }, ", " },
	{ "address",
	  { "home street", "home city", "home state", "home postal code", "home country region" },
	  ", " },
};

struct guess {
	struct str *out;
	const char *const *columns;
	char **folded;
	bool *used;
	size_t n;
};

/* "phone # value" fits "phone 12 value". */
static bool fits(const char *pattern, size_t len, const char *name)
{
	size_t i = 0;

	for (; i < len && *name; i++) {
		if (pattern[i] == '#') {
			size_t digits = strspn(name, "0123456789");
			if (digits == 0)
				return false;
			name += digits;
			continue;
		}
		if (pattern[i] != *name++)
			return false;
	}
	return i == len && !*name;
}

/* The first column with one of the names; SIZE_MAX when there is none. */
static size_t find_any(const struct guess *g, const char *names, bool unused)
{
	for (const char *p = names; *p;) {
		size_t len = strcspn(p, "|");
		for (size_t i = 0; i < g->n; i++)
			if (!(unused && g->used[i]) && fits(p, len, g->folded[i]))
				return i;
		p += len + (p[len] == '|');
	}
	return SIZE_MAX;
}

static size_t find_column(const struct guess *g, const char *names)
{
	return find_any(g, names, true);
}

static size_t column_named(const struct guess *g, const char *name)
{
	return name ? find_column(g, name) : SIZE_MAX;
}

static void add_key(struct guess *g, const char *field)
{
	str_addf(g->out, "  %s: ", field);
}

static void add_source(struct guess *g, size_t column, const char *form)
{
	g->used[column] = true;
	if (form)
		str_add(g->out, "{column: ");
	json_quote(g->out, g->columns[column]);
	if (form)
		str_addf(g->out, ", %s}", form);
}

static bool add_joined(struct guess *g, const char *field)
{
	for (size_t i = 0; i < ARRAY_SIZE(joined); i++) {
		if (strcmp(joined[i].field, field) != 0 ||
		    column_named(g, joined[i].parts[0]) == SIZE_MAX ||
		    column_named(g, joined[i].parts[1]) == SIZE_MAX)
			continue;
		add_key(g, field);
		str_add(g->out, "{columns: [");
		for (size_t k = 0; k < ARRAY_SIZE(joined[i].parts); k++) {
			size_t column = column_named(g, joined[i].parts[k]);
			if (column == SIZE_MAX)
				continue;
			str_add(g->out, k ? ", " : "");
			add_source(g, column, NULL);
		}
		str_addf(g->out, "], join: \"%s\"}\n", joined[i].join);
		return true;
	}
	return false;
}

static bool is_many(const char *field)
{
	for (size_t i = 0; i < n_virtual_fields; i++)
		if (strcmp(virtual_fields[i].name, field) == 0)
			return true;
	return false;
}

static void add_age(struct guess *g, size_t column)
{
	size_t on = find_any(
		g, "scheduled day|scheduledday|registered at|建档日期|登记时间|就诊日期", false);
	struct str form;

	str_init(&form);
	str_add(&form, "as: age_in_years");
	if (on != SIZE_MAX) {
		str_add(&form, ", on: ");
		json_quote(&form, g->columns[on]);
	}
	add_source(g, column, form.p);
	str_release(&form);
}

/* Everything one many-valued field can take, over all rows of the table that fill it. */
static void add_many(struct guess *g, const struct synonym *table, size_t n, size_t first)
{
	const char *field = table[first].field;
	size_t count = 0;
	size_t column;

	for (size_t i = first; i < n && strcmp(table[i].field, field) == 0; i++)
		while ((column = find_column(g, table[i].names)) != SIZE_MAX) {
			if (count == 0)
				add_key(g, field);
			str_add(g->out, count++ ? ", " : "[");
			add_source(g, column, table[i].form);
		}
	if (count)
		str_add(g->out, "]\n");
}

static bool has(const struct guess *g, const struct synonym *table, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(table[i].field, field) == 0 &&
		    find_column(g, table[i].names) != SIZE_MAX)
			return true;
	return false;
}

static bool visit_has(const struct guess *g, const char *field)
{
	return has(g, visit_names, ARRAY_SIZE(visit_names), field);
}

static bool in_two(const struct guess *g)
{
	return visit_has(g, "day") && visit_has(g, "minute");
}

/* Whether a field is not asked for: when a visit begins is told by one column or by two. */
static bool passed_over(const struct synonym *table, const char *field, bool two)
{
	bool whole = strcmp(field, "at") == 0;
	bool part = strcmp(field, "day") == 0 || strcmp(field, "minute") == 0;

	return table == visit_names && (whole || part) && whole == two;
}

static void add_section(struct guess *g, const struct synonym *table, size_t n)
{
	const char *done = "";
	bool two = in_two(g); /* before a column is taken */

	for (size_t i = 0; i < n; i++) {
		if (strcmp(table[i].field, done) == 0 || passed_over(table, table[i].field, two))
			continue;
		if (is_many(table[i].field)) {
			add_many(g, table, n, i);
			done = table[i].field;
			continue;
		}
		bool added = add_joined(g, table[i].field);
		size_t column = added ? SIZE_MAX : find_column(g, table[i].names);
		if (column != SIZE_MAX) {
			add_key(g, table[i].field);
			if (table[i].form && strstr(table[i].form, "age_in_years"))
				add_age(g, column);
			else
				add_source(g, column, table[i].form);
			str_addc(g->out, '\n');
		}
		if (added || column != SIZE_MAX)
			done = table[i].field;
	}
}

static bool patient_has(const struct guess *g, const char *field)
{
	return has(g, patient_names, ARRAY_SIZE(patient_names), field);
}

/* A list of patients may tell their next appointment too; it is one of visits when each row has a
 * number of its own, or nothing about the patient's registration. */
static bool looks_like_visits(const struct guess *g)
{
	if (!visit_has(g, "at"))
		return false;
	if (visit_has(g, "external_id"))
		return true;
	if (patient_has(g, "registered_at") || patient_has(g, "birth_day"))
		return false;
	return visit_has(g, "kind") || visit_has(g, "provider") || visit_has(g, "amount") ||
	       visit_has(g, "status");
}

/* --- our own exports --- */

static size_t exact(const struct guess *g, const char *name)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->columns[i], name) == 0)
			return i;
	return SIZE_MAX;
}

static const struct record *own_export(const struct guess *g)
{
	if (exact(g, "chart_no") == SIZE_MAX)
		return NULL;
	if (exact(g, "birth_precision") != SIZE_MAX && exact(g, "sex") != SIZE_MAX)
		return &record_patient;
	if (exact(g, "id") == SIZE_MAX || exact(g, "external_id") == SIZE_MAX)
		return NULL;
	if (exact(g, "day") != SIZE_MAX && exact(g, "status") != SIZE_MAX)
		return &record_visit;
	return exact(g, "what") != SIZE_MAX && exact(g, "due_day") != SIZE_MAX ? &record_task
									       : NULL;
}

static void add_own_field(struct guess *g, const char *field, const char *column)
{
	if (exact(g, column) == SIZE_MAX)
		return;
	add_key(g, field);
	str_addf(g->out, "%s\n", column);
}

static void add_own_fields(struct guess *g, const struct record *rec)
{
	for (size_t i = 0; i < rec->n_fields; i++) {
		const struct field *f = &rec->fields[i];
		bool ids = strncmp(f->name, "external_", 9) == 0;
		bool elsewhere = f->type == FIELD_REF && !record_ref_is_person(f);
		/* The birth date says how exact it is; a predecessor's successor follows from it.
		 */
		if (strcmp(f->name, "predecessor") == 0)
			add_own_field(g, "rescheduled_from", f->name);
		else if (strcmp(f->name, "birth_precision") != 0 && !elsewhere &&
			 strcmp(f->name, "patient") != 0 && (!(f->flags & FIELD_HIDDEN) || ids))
			add_own_field(g, f->name, f->name);
	}
}

static void guess_own(struct guess *g, const struct record *rec)
{
	str_addf(g->out, "rows: %ss\npatient:\n  match: chart_no\n", rec->name);
	if (rec != &record_patient) {
		str_addf(g->out, "  chart_no: chart_no\n%s:\n  id: id\n", rec->name);
		add_own_fields(g, rec);
		return;
	}
	add_own_fields(g, rec);
	for (size_t i = 0; i < n_virtual_fields; i++)
		add_own_field(g, virtual_fields[i].name, virtual_fields[i].name);
}

/* --- the whole --- */

static bool guess_foreign(struct guess *g, struct err *err)
{
	bool visits = looks_like_visits(g);
	struct str visit;
	struct str *out = g->out;

	bool who = patient_has(g, "chart_no") || patient_has(g, "name") ||
		   patient_has(g, "family") || patient_has(g, "given") ||
		   patient_has(g, "mobile") || patient_has(g, "phone");
	if (!who)
		return err_set(err, ERR_MAP,
			       _("no column is recognised as a chart number, name or telephone; "
				 "write a map "
				 "and give it with --map"));
	if (!visits && visit_has(g, "external_id") && !patient_has(g, "name") &&
	    !patient_has(g, "family"))
		return err_set(
			err, ERR_MAP,
			_("these look like appointments, but no column is recognised as their day; "
			  "write a map and give it with --map"));
	str_addf(out, "rows: %s\n", visits ? "visits" : "patients");
	/* The visit takes its columns first: notes beside an appointment are about it. */
	str_init(&visit);
	g->out = &visit;
	if (visits)
		add_section(g, visit_names, ARRAY_SIZE(visit_names));
	g->out = out;
	str_add(out, "patient:\n");
	add_section(g, patient_names, ARRAY_SIZE(patient_names));
	if (visits)
		str_addf(out, "visit:\n%s", visit.p);
	str_release(&visit);
	return true;
}

/* What is left behind is said, as a comment of the map. */
static void name_unused(struct guess *g)
{
	bool any = false;

	for (size_t i = 0; i < g->n; i++) {
		char name[80];
		if (g->used[i])
			continue;
		str_excerpt(name, sizeof(name), g->columns[i]);
		str_addf(g->out, "%s %s", any ? "," : "# columns left out:", name);
		any = true;
	}
	if (any)
		str_addc(g->out, '\n');
}

bool map_guess(struct str *out, const char *const *columns, size_t n, struct err *err)
{
	struct guess g = { .out = out, .columns = columns, .n = n };
	struct str folded;

	g.folded = mem_array(n, sizeof(*g.folded));
	g.used = mem_array(n, sizeof(*g.used));
	for (size_t i = 0; i < n; i++) {
		str_init(&folded);
		text_fold(&folded, columns[i]);
		g.folded[i] = str_steal(&folded);
	}
	const struct record *own = own_export(&g);
	bool ok = true;
	if (own)
		guess_own(&g, own);
	else
		ok = guess_foreign(&g, err);
	if (ok && !own)
		name_unused(&g);
	for (size_t i = 0; i < n; i++)
		free(g.folded[i]);
	free(g.folded);
	free(g.used);
	return ok;
}
