/* The people of the design drawings, so that a picture and the program show the same. */
#include "demo_parts.h"

static const struct cast_member {
	int chart; /* 0: among the newest */
	const char *family, *given, *preferred, *salutation;
	enum sex sex;
	day_t birth;   /* 5539 is 1985-03-02; DAY_NONE: by age */
	int age, days; /* years and days old */
	const char *mobile, *label, *home, *wechat;
	int doctor;
	int registered; /* days ago */
	enum patient_status status;
	const char *source, *source_code;
} members[CASTS] = {
	[CAST_ZHANG_WEI] = { 1042, "张", "伟", "Kevin", "张先生", SEX_MALE, 5539, 0, 0,
			     "138 0000 0042", NULL, "0731 8888 0042 ext 803", "weige_0302",
			     POST_SURGEON, 1788, PATIENT_ACTIVE, "dianping", "DP-14" },
	[CAST_LI_NA] = { 1043, "李", "娜", NULL, "李女士", SEX_FEMALE, DAY_NONE, 38, 120,
			 "138 0000 0042", NULL, NULL, NULL, POST_SURGEON, 1788, PATIENT_ACTIVE,
			 "referral", NULL },
	[CAST_TOM_BAKER] = { 1441, "Baker", "Tom", NULL, "Mr Baker", SEX_MALE, DAY_NONE, 46, 80,
			     "136 0000 3301", NULL, NULL, NULL, POST_GENERAL, 1426, PATIENT_ACTIVE,
			     "walk-in", NULL },
	[CAST_ANN_LEE] = { 1529, "Lee", "Ann", NULL, NULL, SEX_FEMALE, DAY_NONE, 29, 200,
			   "186 0000 2904", NULL, NULL, NULL, POST_SURGEON, 1344, PATIENT_ACTIVE,
			   "wechat", NULL },
	[CAST_ZENG_WEI] = { 1877, "曾", "威", NULL, NULL, SEX_MALE, DAY_NONE, 52, 33,
			    "137 0042 0088", NULL, NULL, NULL, POST_SURGEON, 1026, PATIENT_ACTIVE,
			    "walk-in", NULL },
	[CAST_WANG_FANG] = { 2207, "王", "芳", NULL, "王女士", SEX_FEMALE, DAY_NONE, 33, 190,
			     "139 0000 7719", NULL, NULL, "wangfang7719", POST_SURGEON, 726,
			     PATIENT_ACTIVE, "baidu", NULL },
	[CAST_ZHANG_XIAOBAO] = { 2210, "张", "小宝", NULL, NULL, SEX_MALE, DAY_NONE, 8, 150,
				 "138 0000 0042", "小宝妈妈", NULL, NULL, POST_GENERAL, 722,
				 PATIENT_ACTIVE, "referral", NULL },
	[CAST_ZHAO_WEN] = { 0, "赵", "文", NULL, NULL, SEX_FEMALE, DAY_NONE, 29, 60,
			    "159 0000 0042", NULL, NULL, NULL, POST_GENERAL, 9, PATIENT_PROSPECT,
			    "wechat", NULL },
	[CAST_LIU_YANG] = { 0, "刘", "洋", NULL, "刘先生", SEX_MALE, DAY_NONE, 35, 20,
			    "135 0000 5126", NULL, NULL, NULL, POST_SURGEON, 4, PATIENT_ACTIVE,
			    "referral", NULL },
	[CAST_CHEN_CHEN] = { 0, "陈", "晨", NULL, NULL, SEX_FEMALE, DAY_NONE, 27, 300,
			     "187 0000 8264", NULL, NULL, "chenchen_8264", POST_ORTHO, 2,
			     PATIENT_PROSPECT, "dianping", "DP-21" },
};

enum { NEXT_FRIDAY = 99 };

static const struct cast_visit {
	enum cast who;
	int days; /* from today */
	minute_t minute;
	const char *kind;
	int provider;
	enum visit_status status;
	int amount, paid; /* major units */
	const char *teeth, *note;
} visits[] = {
	{ CAST_ZHANG_WEI, -1784, 600, "exam", POST_SURGEON, VISIT_COMPLETED, 50, 50, NULL, NULL },
	{ CAST_ZHANG_WEI, -1776, 630, "cleaning", POST_SURGEON, VISIT_COMPLETED, 360, 360, NULL,
	  NULL },
	{ CAST_ZHANG_WEI, -1570, 900, "cleaning", POST_SURGEON, VISIT_COMPLETED, 360, 360, NULL,
	  NULL },
	{ CAST_ZHANG_WEI, -1204, 1020, "root-canal", POST_GENERAL, VISIT_COMPLETED, 900, 900, "36",
	  NULL },
	{ CAST_ZHANG_WEI, -1195, 1020, "root-canal", POST_GENERAL, VISIT_COMPLETED, 900, 900, "36",
	  "根管充填完成，建议做冠" },
	{ CAST_ZHANG_WEI, -880, 840, "cleaning", POST_SURGEON, VISIT_COMPLETED, 380, 380, NULL,
	  NULL },
	{ CAST_ZHANG_WEI, -690, 600, "cleaning", POST_SURGEON, VISIT_NO_SHOW, 0, 0, NULL, NULL },
	{ CAST_ZHANG_WEI, -539, 600, "cleaning", POST_SURGEON, VISIT_NO_SHOW, 0, 0, NULL, NULL },
	{ CAST_ZHANG_WEI, -513, 930, "filling", POST_GENERAL, VISIT_LEFT, 650, 650, "26", NULL },
	{ CAST_ZHANG_WEI, -377, 1020, "cleaning", POST_SURGEON, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_ZHANG_WEI, -199, 1020, "cleaning", POST_SURGEON, VISIT_LEFT, 380, 260, NULL,
	  "36建议做冠，3200元，考虑中；问了美白" },
	{ CAST_LI_NA, -1776, 570, "cleaning", POST_HYGIENE, VISIT_COMPLETED, 360, 360, NULL, NULL },
	{ CAST_LI_NA, -1190, 570, "cleaning", POST_HYGIENE, VISIT_COMPLETED, 380, 380, NULL, NULL },
	{ CAST_LI_NA, -560, 600, "filling", POST_SURGEON, VISIT_LEFT, 420, 420, "15", NULL },
	{ CAST_LI_NA, -377, 1020, "cleaning", POST_HYGIENE, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_LI_NA, -199, 1020, "cleaning", POST_HYGIENE, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_TOM_BAKER, -1420, 600, "exam", POST_GENERAL, VISIT_COMPLETED, 50, 50, NULL, NULL },
	{ CAST_TOM_BAKER, -760, 600, "cleaning", POST_HYGIENE, VISIT_COMPLETED, 380, 380, NULL,
	  NULL },
	{ CAST_TOM_BAKER, -395, 600, "cleaning", POST_HYGIENE, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_TOM_BAKER, -12, 960, "exam", POST_GENERAL, VISIT_LEFT, 50, 50, NULL,
	  "caries on 47, filling next" },
	{ CAST_ANN_LEE, -1338, 690, "exam", POST_SURGEON, VISIT_COMPLETED, 50, 50, NULL, NULL },
	{ CAST_ANN_LEE, -560, 690, "cleaning", POST_HYGIENE, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_ANN_LEE, -190, 690, "cleaning", POST_HYGIENE, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_ZENG_WEI, -1020, 900, "emergency", POST_SURGEON, VISIT_COMPLETED, 300, 300, NULL,
	  NULL },
	{ CAST_ZENG_WEI, -420, 900, "crown", POST_SURGEON, VISIT_LEFT, 3200, 3200, "46", NULL },
	{ CAST_WANG_FANG, -720, 630, "exam", POST_SURGEON, VISIT_COMPLETED, 50, 50, NULL, NULL },
	{ CAST_WANG_FANG, -540, 630, "cleaning", POST_HYGIENE, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_WANG_FANG, -362, 630, "cleaning", POST_HYGIENE, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_WANG_FANG, -182, 630, "cleaning", POST_HYGIENE, VISIT_LEFT, 380, 380, NULL, NULL },
	{ CAST_ZHANG_XIAOBAO, -716, 960, "child-checkup", POST_GENERAL, VISIT_LEFT, 80, 80, NULL,
	  "涂氟，孩子很配合" },
	{ CAST_ZHANG_XIAOBAO, -470, 960, "child-checkup", POST_GENERAL, VISIT_LEFT, 80, 80, NULL,
	  NULL },
	{ CAST_ZHANG_XIAOBAO, -95, 960, "child-checkup", POST_GENERAL, VISIT_LEFT, 80, 80, NULL,
	  "六龄牙窝沟封闭，下次检查" },
	{ CAST_ZHANG_XIAOBAO, NEXT_FRIDAY, 960, "child-checkup", POST_GENERAL, VISIT_PLANNED, 0, 0,
	  NULL, NULL },
};

/* What is known of them beside: a row each. */
enum fact { FACT_ALERT, FACT_TAG, FACT_NOTE, FACT_PROMISE, FACT_TODO, FACT_CALL, FACT_CONSENT };

static const struct cast_fact {
	enum cast who;
	enum fact fact;
	int days;
	minute_t minute;
	const char *staff, *what, *text; /* what: outcome, purpose, tag */
} facts[] = {
	{ CAST_ZHANG_WEI, FACT_ALERT, 0, 0, NULL, NULL, "乳胶过敏：告诉护士 (latex allergy)" },
	{ CAST_ZHANG_WEI, FACT_ALERT, 0, 0, NULL, NULL, "两次爽约：长时间预约先收定金" },
	{ CAST_ZHANG_WEI, FACT_TAG, 0, 0, NULL, "price-sensitive", NULL },
	{ CAST_ZHANG_WEI, FACT_CONSENT, -1784, 0, NULL, "recall", "yes" },
	{ CAST_ZHANG_WEI, FACT_CONSENT, -1784, 0, NULL, "marketing", "no" },
	{ CAST_ZHANG_WEI, FACT_CALL, -198, 980, "ann", "talked", "一切都好；问了美白价格" },
	{ CAST_ZHANG_WEI, FACT_CALL, -185, 1090, "amy", "talked", "牙冠：要和老婆商量" },
	{ CAST_ZHANG_WEI, FACT_CALL, -81, 1085, "amy", "talked", "牙冠：国庆后再说" },
	{ CAST_ZHANG_WEI, FACT_CALL, -5, 1120, "ann", "no_answer", NULL },
	{ CAST_ZHANG_WEI, FACT_CALL, -3, 605, "bo", "no_answer", NULL },
	{ CAST_ZHANG_WEI, FACT_NOTE, -199, 1070, "mei", NULL, "妻子可能一起来，只要周六" },
	{ CAST_ZHANG_WEI, FACT_PROMISE, 0, 0, "bo", NULL, "回复美白价格" },
	{ CAST_LI_NA, FACT_CONSENT, -1784, 0, NULL, "recall", "yes" },
	{ CAST_LIU_YANG, FACT_TAG, 0, 0, NULL, "anxious", NULL },
	{ CAST_LIU_YANG, FACT_NOTE, -4, 915, "amy", NULL,
	  "微信咨询：右边咬东西疼；怕打针，希望每一步先说明；只能下午联系" },
	{ CAST_ZHAO_WEN, FACT_NOTE, -9, 700, "ann", NULL, "问洗牙价格，想周末来" },
	{ CAST_CHEN_CHEN, FACT_NOTE, -2, 990, "bo", NULL, "大众点评看到，想做隐形矫正，问价格" },
	{ CAST_CHEN_CHEN, FACT_TODO, 0, 0, "bo", NULL, "回电话：隐形矫正价格和时间" },
	{ CAST_TOM_BAKER, FACT_TODO, 1, 0, "mei", NULL, "ask how the filling is" },
};

int cast_left(const struct demo *d)
{
	return CASTS - d->casts;
}

int64_t cast_next_chart(const struct demo *d)
{
	return d->casts == CASTS ? -1 : members[d->casts].chart;
}

static void describe(struct demo *d, struct person *who, enum cast name)
{
	const struct cast_member *m = &members[name];
	struct patient *p = &who->p;

	who->quiet = true;
	who->registered = open_day(d, d->today - m->registered);
	if (who->registered >= d->today)
		who->registered = d->today - 1;
	who->doctor = m->doctor;
	who->culture = (unsigned char)m->family[0] < 0x80 ? CULTURE_ENGLISH : CULTURE_CHINESE;
	p->chart_no = m->chart ? mem_printf("%d", m->chart) : NULL;
	p->family = mem_strdup(m->family);
	p->given = mem_strdup(m->given);
	p->preferred = mem_strdup(m->preferred);
	p->salutation = mem_strdup(m->salutation);
	p->sex = (int)m->sex;
	p->status = (int)m->status;
	p->language = mem_strdup(culture_language(who->culture));
	p->source = mem_strdup(m->source);
	p->source_code = mem_strdup(m->source_code);
	p->provider = provider_key(m->doctor);
	struct interval age = { .years = m->age, .days = m->days };
	p->birth_day = m->birth != DAY_NONE ? m->birth : day_add(d->today, age, -1);
	if (m->mobile)
		contact_give(who, CONTACT_MOBILE, m->mobile, m->label);
	if (m->home)
		contact_give(who, CONTACT_HOME, m->home, NULL);
	if (m->wechat)
		contact_give(who, CONTACT_WECHAT, m->wechat, NULL);
	if (name == CAST_ZHANG_WEI) {
		str_replace(&p->consultant, "amy");
		str_replace(&p->preferred_times, "17点以后");
	}
	if (name == CAST_LIU_YANG)
		p->referrer = d->cast[CAST_ZHANG_WEI];
	patient_complete(p, NULL);
}

static bool family_tie(struct demo *d, struct patient *p, enum cast name)
{
	struct household h;

	if (name != CAST_ZHANG_WEI && name != CAST_LI_NA && name != CAST_ZHANG_XIAOBAO)
		return true;
	if (!d->cast_household) {
		record_init(&record_household, &h);
		h.label = mem_strdup("张伟家");
		bool ok = put(d, &record_household, &h);
		d->cast_household = h.row.id;
		record_release(&record_household, &h);
		if (!ok)
			return false;
	}
	p->household = d->cast_household;
	p->household_role = name == CAST_ZHANG_WEI ? ROLE_ADULT
			    : name == CAST_LI_NA   ? ROLE_PARTNER
						   : ROLE_CHILD;
	if (name == CAST_ZHANG_XIAOBAO)
		p->guardian = d->cast[CAST_LI_NA];
	return true;
}

/* The scripted time, or one near it when the clinic was closed or the book is full then. */
static bool visit_place(struct demo *d, const struct cast_visit *row, struct visit *v)
{
	const struct term_def *def = kind_def(d, row->kind);
	int friday = (4 - day_weekday(d->today) + 7) % 7;

	v->day = d->today + (row->days == NEXT_FRIDAY ? (friday ? friday : 7) : row->days);
	v->minute = row->minute;
	v->minutes = def->minutes;
	v->kind = mem_strdup(row->kind);
	v->provider = provider_key(row->provider);
	v->chair = provider_chair(row->provider);
	v->teeth = mem_strdup(row->teeth);
	return book_take_at(&d->book, row->provider, v->day, v->minute, def->minutes) ||
	       book_take(&d->book, &d->rng, row->provider, v->day, 30, def->minutes, &v->day,
			 &v->minute);
}

static void visits_script(struct demo *d, struct person *who, enum cast name)
{
	int64_t minor = 1;

	for (int i = 0; i < d->c->config->decimals; i++)
		minor *= 10;
	for (size_t i = 0; i < ARRAY_SIZE(visits); i++) {
		const struct cast_visit *row = &visits[i];
		struct visit *v = row->who == name ? rows_add(&who->visits) : NULL;
		if (!v)
			continue;
		bool future = row->days > 0;
		if (!visit_place(d, row, v) || (!future && v->day >= d->today)) {
			rows_remove(&who->visits, who->visits.n - 1);
			continue;
		}
		v->booked_at = office_hour(d, future ? d->today - 6 : v->day - 6);
		str_replace(&v->booked_by, "phone");
		visit_reach(d, v, row->status, who->culture == CULTURE_CHINESE);
		str_replace(&v->note, row->note);
		if (!visit_is_done(row->status))
			continue;
		v->amount = row->amount * minor;
		v->paid = row->paid * minor;
		str_replace(&v->pay_method, "wechat");
	}
}

static bool fact_write(struct demo *d, const struct person *who, const struct cast_fact *f)
{
	int64_t id = who->p.row.id;
	instant_t at = instant_make(d->today + f->days, f->minute);
	const struct task_made t = { .what = f->text,
				     .by = f->staff,
				     .who = f->staff,
				     .due = f->days,
				     .promise = f->fact == FACT_PROMISE };
	const struct attempt_made call = { .at = at,
					   .channel = "phone",
					   .direction = "out",
					   .outcome = f->what,
					   .staff = f->staff,
					   .segment = f->days > -30 ? "recall-due" : "plans",
					   .list = f->days > -30 ? "recall" : NULL,
					   .purpose = f->days > -30 ? "recall" : NULL,
					   .number = *who->first_number ? who->first_number : NULL,
					   .note = f->text };

	switch (f->fact) {
	case FACT_ALERT:
		return alert_write(d, id, f->text);
	case FACT_TAG:
		return tag_write(d, id, f->what);
	case FACT_NOTE:
		return note_write(d, id, at, f->staff, f->text);
	case FACT_PROMISE:
	case FACT_TODO:
		return task_write(d, id, &t);
	case FACT_CALL:
		return attempt_write(d, id, who->first_contact, &call);
	case FACT_CONSENT:
		return consent_write(d, id, f->what, f->text, "首诊登记表签字", d->today + f->days);
	}
	return true;
}

bool cast_write_next(struct demo *d)
{
	enum cast name = (enum cast)d->casts;
	struct person who;

	person_init(&who);
	describe(d, &who, name);
	visits_script(d, &who, name);
	bool ok = family_tie(d, &who.p, name) && person_write(d, &who);
	for (size_t i = 0; ok && i < ARRAY_SIZE(facts); i++)
		if (facts[i].who == name)
			ok = fact_write(d, &who, &facts[i]);
	d->cast[name] = who.p.row.id;
	d->casts++;
	person_release(&who);
	return ok;
}
