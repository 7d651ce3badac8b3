/* The made-up people: who lives with whom, how they are reached, what is known of them. */
#include "revisit/text/fold.h"
#include "revisit/text/phone.h"

#include "demo_parts.h"

static const struct saying districts[] = {
	{ "柳岸区", "Willow Bank District" },  { "东亭区", "East Pavilion District" },
	{ "北桥区", "North Bridge District" }, { "梅岭新区", "Plum Hill New District" },
	{ "石塘镇", "Stone Pond Town" },       { "河湾区", "River Bend District" },
};
static const struct saying streets[] = {
	{ "桂花路", "Guihua Road" },      { "书院路", "Shuyuan Road" },
	{ "长亭街", "Changting Street" }, { "文昌街", "Wenchang Street" },
	{ "清溪路", "Qingxi Road" },      { "枫林路", "Fenglin Road" },
	{ "学府路", "Xuefu Road" },       { "迎宾大道", "Yingbin Avenue" },
	{ "茶园巷", "Chayuan Lane" },
};
static const struct saying jobs[] = {
	{ "教师", "teacher" },      { "工程师", "engineer" }, { "会计", "accountant" },
	{ "司机", "driver" },       { "护士", "nurse" },      { "厨师", "cook" },
	{ "程序员", "programmer" }, { "销售", "sales" },      { "公务员", "civil servant" },
	{ "个体户", "shop owner" }, { "设计师", "designer" }, { "工人", "factory worker" },
	{ "律师", "lawyer" },       { "快递员", "courier" },  { "自由职业", "freelancer" },
};
static const struct saying best_times[] = {
	{ "17点以后", "after 17:00" },    { "中午", "at noon" },
	{ "周末", "weekends" },           { "上午，下午上班不接", "mornings, no calls at work" },
	{ "晚上7点以后", "after 19:00" },
};
static const struct saying insurances[] = {
	{ "城镇职工医保", "employer's health plan" },
	{ "城乡居民医保", "residents' health plan" },
	{ "商业保险", "private insurance" },
	{ "单位团体齿科险", "group dental plan" },
};

void person_init(struct person *who)
{
	*who = (struct person){ .until = DAY_MAX, .misses = 0.06 };
	record_init(&record_patient, &who->p);
	rows_init(&who->visits, &record_visit);
}

void person_release(struct person *who)
{
	record_release(&record_patient, &who->p);
	rows_release(&who->visits);
}

void contact_give(struct person *who, int kind, const char *value, const char *label)
{
	struct contact_made *k = &who->contact[who->n_contacts];

	if (who->n_contacts == ARRAY_SIZE(who->contact))
		return;
	k->kind = kind;
	snprintf(k->value, sizeof(k->value), "%s", value);
	snprintf(k->label, sizeof(k->label), "%s", str_or_empty(label));
	who->n_contacts++;
}

/* Chinese mobiles nearly always; foreign numbers are from the ranges kept for invention. */
void phone_make(struct demo *d, enum culture culture, char out[64])
{
	static const char *const prefixes =
		"130 131 132 133 135 136 137 138 139 150 151 152 155 157 158 "
		"159 166 173 176 177 180 181 182 183 185 186 187 188 189 191 "
		"198 199";
	struct rng *r = &d->rng;

	if (culture == CULTURE_ENGLISH && rng_chance(r, 0.1)) {
		snprintf(out, 64, "+44 7700 900%03d", rng_between(r, 0, 999));
		return;
	}
	if (culture != CULTURE_CHINESE && rng_chance(r, 0.05)) {
		snprintf(out, 64, "+1 202 555 01%02d", rng_between(r, 0, 99));
		return;
	}
	char *prefix = word_pick(r, prefixes);
	const char *gap = rng_chance(r, 0.5) ? " " : "";
	snprintf(out, 64, "%s%s%04d%s%04d", prefix, gap, rng_between(r, 0, 9999), gap,
		 rng_between(r, 0, 9999));
	free(prefix);
}

/* "zhangwei", "jurgen.muller": the name in plain letters. */
static void plain_name(const struct patient *p, const char *joint, struct str *out)
{
	struct str folded;

	str_init(&folded);
	text_fold(&folded, str_is_empty(p->reading) ? p->name : p->reading);
	for (const char *c = folded.p; *c; c++) {
		if (*c == ' ')
			str_add(out, joint);
		else if ((unsigned char)*c < 0x80)
			str_addc(out, *c);
	}
	str_release(&folded);
}

static void net_contacts(struct demo *d, struct person *who)
{
	static const char *const domains[] = { "example.com", "example.org", "example.net",
					       "mail.example.com" };
	bool chinese = who->culture == CULTURE_CHINESE;
	struct rng *r = &d->rng;
	struct str text;

	str_init(&text);
	if (rng_chance(r, chinese ? 0.6 : 0.3)) {
		plain_name(&who->p, "", &text);
		str_addf(&text, "%s%d", rng_chance(r, 0.5) ? "_" : "", rng_between(r, 10, 9999));
		contact_give(who, CONTACT_WECHAT, text.p, NULL);
	}
	str_clear(&text);
	if (rng_chance(r, chinese ? 0.12 : 0.55)) {
		plain_name(&who->p, chinese ? "" : ".", &text);
		str_addf(&text, "%d@%s", rng_between(r, 1, 999),
			 domains[rng_below(r, ARRAY_SIZE(domains))]);
		contact_give(who, CONTACT_EMAIL, text.p, NULL);
	}
	if (!chinese && who->n_contacts > 0 && rng_chance(r, 0.2))
		contact_give(who, CONTACT_WHATSAPP, who->contact[0].value, NULL);
	str_release(&text);
}

/* The resident's number: a region that does not exist, birth date, serial, check digit
 * (GB 11643-1999, mod 11-2). */
static void identity(struct demo *d, struct patient *p, bool chinese)
{
	static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	char digits[24];
	int sum = 0;

	if (p->birth_day == DAY_NONE || !rng_chance(&d->rng, 0.15))
		return;
	if (!chinese) {
		str_replace(&p->id_kind, "passport");
		p->id_number = mem_printf("X%08u", rng_below(&d->rng, 100000000));
		return;
	}
	struct ymd b = day_split(p->birth_day);
	snprintf(digits, sizeof(digits), "990101%04d%02d%02d%02d%d", b.y % 10000, b.m, b.d,
		 rng_between(&d->rng, 0, 99),
		 rng_between(&d->rng, 0, 4) * 2 + (p->sex == SEX_MALE));
	for (int i = 0; i < 17; i++)
		sum += (digits[i] - '0') * weights[i];
	str_replace(&p->id_kind, "身份证");
	p->id_number = mem_printf("%.17s%c", digits, "10X98765432"[sum % 11]);
}

static void source_choose(struct demo *d, struct patient *p, int age)
{
	static const char *const sources[] = { "walk-in", "referral",    "dianping", "wechat",
					       "baidu",   "advertising", "other",    "school-day" };
	static const double adult[] = { 17, 33, 22, 11, 8, 5, 4, 0 };
	static const double young[] = { 10, 30, 12, 10, 4, 2, 2, 30 };
	struct rng *r = &d->rng;

	str_replace(&p->source,
		    sources[rng_weighted(r, age < 13 ? young : adult, ARRAY_SIZE(sources))]);
	if (strcmp(p->source, "dianping") == 0 && rng_chance(r, 0.4))
		p->source_code = mem_printf("DP-%02d", rng_between(r, 1, 30));
	if (strcmp(p->source, "referral") != 0 || d->n_referrers == 0 || !rng_chance(r, 0.75))
		return;
	size_t known = d->n_referrers < ARRAY_SIZE(d->referrers) ? d->n_referrers
								 : ARRAY_SIZE(d->referrers);
	p->referrer = d->referrers[rng_below(r, (uint32_t)known)];
}

static void describe(struct demo *d, struct person *who, int age)
{
	bool chinese = who->culture == CULTURE_CHINESE;
	struct patient *p = &who->p;
	struct rng *r = &d->rng;

	str_replace(&p->language, culture_language(who->culture));
	if (age >= 18 && age < 66 && rng_chance(r, 0.5))
		str_replace(&p->occupation, SAY_ONE(d, jobs, chinese));
	if (rng_chance(r, 0.15))
		str_replace(&p->preferred_times, SAY_ONE(d, best_times, chinese));
	if (rng_chance(r, 0.3))
		str_replace(&p->preferred_channel,
			    chinese && rng_chance(r, 0.6) ? "wechat" : "phone");
	if (rng_chance(r, 0.25))
		str_replace(&p->insurance, SAY_ONE(d, insurances, chinese));
	if (chinese && rng_chance(r, 0.4)) {
		const char *title = age < 14 ? "小朋友" : p->sex == SEX_FEMALE ? "女士" : "先生";
		p->salutation = mem_printf("%s%s", p->family, title);
	}
	if (!chinese && rng_chance(r, 0.3))
		p->salutation = mem_printf("%s %s", p->sex == SEX_FEMALE ? "Ms" : "Mr", p->family);
	if (chinese && age > 15 && age < 45 && rng_chance(r, 0.08)) {
		struct patient nick = { .sex = p->sex };
		name_give(r, CULTURE_ENGLISH, 1990, "-", &nick);
		str_replace(&p->preferred, nick.given);
		record_release(&record_patient, &nick);
	}
	identity(d, p, chinese);
	source_choose(d, p, age);
}

/* What is not known exactly, or what became of them. */
static void fate_choose(struct demo *d, struct person *who, int age)
{
	struct patient *p = &who->p;
	struct rng *r = &d->rng;
	double x = rng_unit(r);
	day_t end = d->today - 20;

	if (x < 0.03) {
		struct ymd b = day_split(p->birth_day);
		p->birth_precision = x < 0.02 ? PRECISION_YEAR : PRECISION_ESTIMATED;
		p->birth_day = day_make(b.y, 1, 1);
	} else if (x < 0.05 && age > 18) {
		p->birth_day = DAY_NONE;
	}
	who->lapses = rng_chance(r, 0.16);
	if (rng_chance(r, 0.07))
		who->misses = 0.25;
	if (end - who->registered < 200)
		return;
	if (rng_chance(r, age > 72 ? 0.12 : age > 60 ? 0.02 : 0.001)) {
		who->until = rng_between(r, who->registered + 120, end);
		p->deceased_day = who->until;
		p->status = PATIENT_DECEASED;
	} else if (rng_chance(r, 0.015)) {
		who->until = rng_between(r, who->registered + 90, end);
		p->status = PATIENT_MOVED;
	}
}

static void address_give(struct demo *d, bool chinese, char out[160])
{
	const char *district = SAY_ONE(d, districts, chinese);
	const char *street = SAY_ONE(d, streets, chinese);
	int house = rng_between(&d->rng, 1, 399);
	int block = rng_between(&d->rng, 1, 18);
	int flat = rng_between(&d->rng, 1, 28) * 100 + rng_between(&d->rng, 1, 6);

	if (chinese)
		snprintf(out, 160, "%s%s%d号%d栋%d", district, street, house, block, flat);
	else
		snprintf(out, 160, "%d-%d-%d %s, %s", house, block, flat, street, district);
}

static void person_be(struct demo *d, struct person *who, enum culture culture, enum sex sex,
		      int age, const char *family)
{
	day_t birthday = who->registered - rng_between(&d->rng, 0, 364);

	who->culture = culture;
	who->p.sex = (int)sex;
	who->p.birth_day = day_add(birthday, (struct interval){ .years = age }, -1);
	name_give(&d->rng, culture, day_split(who->p.birth_day).y, family, &who->p);
	patient_complete(&who->p, NULL);
	describe(d, who, age);
	fate_choose(d, who, age);
}

/* --- Households ------------------------------------------------------------------------------- */

enum { FAMILY_MAX = 5 };

struct family {
	struct person who[FAMILY_MAX];
	int n;
	enum culture culture;
	bool chinese;
	char address[160];
};

static struct person *member(struct demo *d, struct family *f, enum sex sex, int age,
			     const char *name)
{
	struct person *who = &f->who[f->n++];
	char *own = name ? NULL : family_pick(&d->rng, f->culture);

	person_be(d, who, f->culture, sex, age, name ? name : own);
	str_replace(&who->p.address, f->address);
	free(own);
	return who;
}

static const char *whose(const struct family *f, const char *zh, const char *en)
{
	return f->chinese ? zh : en;
}

static struct person *adult(struct demo *d, struct family *f, enum sex sex, int age,
			    const char *name)
{
	struct person *who = member(d, f, sex, age, name);
	char phone[64];

	phone_make(d, f->culture, phone);
	contact_give(who, CONTACT_MOBILE, phone, NULL);
	return who;
}

/* Children have their mother's number; 小宝妈妈 is what callers say and type. */
static void child_of(struct demo *d, struct family *f, int mother, const char *name, int age)
{
	struct person *who =
		member(d, f, rng_chance(&d->rng, 0.5) ? SEX_FEMALE : SEX_MALE, age, name);
	struct person *mum = &f->who[mother];
	char label[48];

	snprintf(label, sizeof(label), "%s", whose(f, "妈妈", "mother"));
	if (f->chinese && strlen(who->p.given) == 6 && rng_chance(&d->rng, 0.5))
		snprintf(label, sizeof(label), "%s妈妈", who->p.given);
	contact_give(who, CONTACT_MOBILE, mum->contact[0].value, label);
	who->p.household_role = ROLE_CHILD;
}

static void couple(struct demo *d, struct family *f, int age)
{
	struct person *a = adult(d, f, SEX_MALE, age, NULL);
	bool share = culture_shares_name(f->culture) && rng_chance(&d->rng, 0.8);
	int her_age = age - rng_between(&d->rng, -2, 5);
	struct person *b =
		member(d, f, SEX_FEMALE, her_age < 20 ? 20 : her_age, share ? a->p.family : NULL);
	char phone[64];

	a->p.household_role = ROLE_ADULT;
	b->p.household_role = ROLE_PARTNER;
	if (rng_chance(&d->rng, 0.8)) {
		phone_make(d, f->culture, phone);
		contact_give(b, CONTACT_MOBILE, phone, NULL);
		contact_give(b, CONTACT_MOBILE, a->contact[0].value, whose(f, "丈夫", "husband"));
		return;
	}
	contact_give(b, CONTACT_MOBILE, a->contact[0].value, NULL);
}

static int adult_age(struct rng *r)
{
	static const double weight[] = { 27, 33, 22, 14, 4 };
	static const int span[][2] = { { 18, 29 }, { 30, 44 }, { 45, 59 }, { 60, 74 }, { 75, 91 } };
	const int *s = span[rng_weighted(r, weight, ARRAY_SIZE(weight))];

	return rng_between(r, s[0], s[1]);
}

/* Whoever fits into the room that is left. */
static void family_make(struct demo *d, struct family *f, int room)
{
	enum { SINGLE, COUPLE, MOTHER, PARENTS, THREE };
	static const double weight[] = { 62, 13, 12, 9, 4 };
	static const int least[] = { 1, 2, 2, 3, 3 };
	struct rng *r = &d->rng;
	size_t kind = rng_weighted(r, weight, ARRAY_SIZE(weight));
	int mum_age = rng_between(r, 27, 46);
	int child_age = mum_age - rng_between(r, 23, 34);

	if (least[kind] > room)
		kind = SINGLE;
	if (kind == SINGLE || kind == COUPLE) {
		int age = adult_age(r);
		if (kind == COUPLE)
			couple(d, f, age < 23 ? 23 : age);
		else
			adult(d, f, rng_chance(r, 0.55) ? SEX_FEMALE : SEX_MALE, age, NULL);
		return;
	}
	child_age = child_age < 3 ? 3 : child_age > 16 ? 16 : child_age;
	if (kind == PARENTS)
		couple(d, f, mum_age + 2);
	else
		adult(d, f, SEX_FEMALE, mum_age, NULL)->p.household_role = ROLE_ADULT;
	int mother = f->n - 1;
	char *name = kind == PARENTS || !f->chinese ? mem_strdup(f->who[0].p.family)
						    : family_pick(r, f->culture);
	child_of(d, f, mother, name, child_age);
	if (f->n < room && child_age > 5 && rng_chance(r, 0.3))
		child_of(d, f, mother, name, child_age - rng_between(r, 2, 3));
	free(name);
	if (kind == THREE && f->n < room) {
		const char *daughter = f->who[mother].contact[0].value;
		struct person *gran =
			member(d, f, SEX_FEMALE, mum_age + rng_between(r, 24, 32), NULL);
		contact_give(gran, CONTACT_MOBILE, daughter, whose(f, "女儿", "daughter"));
		gran->p.household_role = ROLE_PARENT;
	}
}

/* Half of the patients, not of the households, are Chinese. */
static enum culture culture_choose(struct demo *d)
{
	double chinese = 0.5 + (d->made * 0.5 - d->chinese) * 0.02;

	return rng_chance(&d->rng, chinese) ? CULTURE_CHINESE : culture_foreign(&d->rng);
}

/* Registrations spread evenly over the years, up to yesterday. */
static day_t registration_day(struct demo *d)
{
	int64_t span = d->today - 1 - d->first;
	day_t day = d->first + (day_t)(span * d->made / d->wanted) + rng_between(&d->rng, 0, 3);

	day = open_day(d, day);
	while (day >= d->today || !book_is_open(&d->book, day)) {
		if (day <= d->first)
			return d->first;
		day--;
	}
	return day;
}

static void home_phone(struct demo *d, struct family *f)
{
	char phone[64];

	if (!rng_chance(&d->rng, f->n > 1 ? 0.15 : 0.05))
		return;
	snprintf(phone, sizeof(phone), "0731 8%03d %04d", rng_between(&d->rng, 0, 999),
		 rng_between(&d->rng, 0, 9999));
	for (int i = 0; i < f->n; i++)
		contact_give(&f->who[i], CONTACT_HOME, phone, NULL);
}

static bool family_write(struct demo *d, struct family *f)
{
	struct household h;
	bool ok = true;

	record_init(&record_household, &h);
	if (f->n > 1) {
		h.label = mem_printf(f->chinese ? "%s家" : "%s family", f->who[0].p.family);
		ok = put(d, &record_household, &h);
	}
	int64_t guardian = 0;
	for (int i = 0; ok && i < f->n; i++) {
		struct person *who = &f->who[i];
		who->p.household = h.row.id;
		if (who->p.household_role == ROLE_CHILD)
			who->p.guardian = guardian;
		ok = person_write(d, who);
		if (who->p.sex == SEX_FEMALE && who->p.household_role != ROLE_CHILD)
			guardian = who->p.row.id;
	}
	record_release(&record_household, &h);
	return ok;
}

bool household_make(struct demo *d, int room)
{
	struct family f = { .culture = culture_choose(d) };
	day_t registered = registration_day(d);

	f.chinese = f.culture == CULTURE_CHINESE;
	address_give(d, f.chinese, f.address);
	for (int i = 0; i < FAMILY_MAX; i++) {
		person_init(&f.who[i]);
		f.who[i].registered = registered;
	}
	family_make(d, &f, room);
	home_phone(d, &f);
	for (int i = 0; i < f.n; i++) {
		struct person *who = &f.who[i];
		int age = who->p.birth_day == DAY_NONE ? 40 : age_on(who->p.birth_day, d->today);
		if (age > 13)
			net_contacts(d, who);
		bool prospect = registered > d->today - 90 && f.n == 1 && rng_chance(&d->rng, 0.25);
		if (prospect)
			who->p.status = PATIENT_PROSPECT;
		else
			visits_plan(d, who);
	}
	bool ok = family_write(d, &f);
	for (int i = 0; i < FAMILY_MAX; i++)
		person_release(&f.who[i]);
	return ok;
}
