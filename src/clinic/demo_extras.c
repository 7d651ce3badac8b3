/* What hangs on a made-up person: tags, alerts, consent, notes, calls, to-dos. */
#include "demo_parts.h"

enum { USUAL_OPEN_TASKS = 60 };

static const char *const desk[] = { "mei", "bo", "ann" };

static const struct saying alerts[] = {
	{ "乳胶过敏：告诉护士", "Latex allergy: tell the nurse" },
	{ "青霉素过敏", "Penicillin allergy" },
	{ "装有心脏起搏器：不用超声洁牙", "Pacemaker: no ultrasonic scaler" },
	{ "服用抗凝药：拔牙前先联系医生", "Takes blood thinners: ask the doctor before surgery" },
	{ "非常怕打针，请慢慢来", "Very afraid of injections: take time" },
	{ "局麻药过敏史", "Reacted to local anaesthetic before" },
	{ "需要轮椅通道，安排1号椅", "Wheelchair: chair 1 only" },
	{ "两次爽约：长时间预约先收定金", "Two no-shows: deposit before long bookings" },
	{ "糖尿病：上午就诊，先吃早饭", "Diabetic: morning visits, after breakfast" },
	{ "听力不好，请大声慢说", "Hard of hearing: speak slowly and clearly" },
};
static const struct saying notes[] = {
	{ "问了种植的价格，想和家人商量",
	  "asked the price of an implant, wants to talk it over at home" },
	{ "希望尽量约周六", "prefers Saturdays" },
	{ "对上次等太久有点不高兴，已道歉", "was unhappy about the wait, we apologised" },
	{ "下个月要出差，回来再约", "travels next month, will book afterwards" },
	{ "孩子怕医生，先带来玩一次", "the child is afraid; first a visit just to look around" },
	{ "不要打座机", "do not ring the landline" },
	{ "介绍了同事来，记得感谢", "sent a colleague to us: say thank you" },
	{ "只要自己的医生看，不要换人", "always wants the same doctor" },
	{ "停车困难，提前十分钟提醒", "parking is difficult, remind ten minutes earlier" },
	{ "报销需要发票和病历复印件", "needs invoice and copy of the chart for the insurance" },
};
static const struct saying todos[] = {
	{ "回访：拔牙后情况", "ask how the extraction is healing" },
	{ "约下次复诊", "book the next visit" },
	{ "催技工所的牙冠", "ask the lab for the crown" },
	{ "结清欠费", "settle the balance" },
	{ "再问种植计划", "ask again about the implant plan" },
	{ "补签知情同意书", "have the consent form signed" },
	{ "确认手机号码", "check the mobile number" },
	{ "约周六的时间", "find a Saturday for them" },
};
static const struct saying promises[] = {
	{ "发报价", "send the price" },
	{ "发X光片", "send the x-ray picture" },
	{ "问医生后回电话", "ask the doctor and ring back" },
	{ "寄发票", "send the invoice" },
	{ "回复美白价格", "tell them the whitening price" },
	{ "有空位先通知", "let them know when a time comes free" },
};
static const struct saying evidence[] = {
	{ "首诊登记表签字", "signed at registration" },
	{ "电话里同意", "said so on the phone" },
	{ "微信确认", "confirmed by WeChat" },
};
static const struct saying called_back[] = {
	{ "过几天自己打来", "will ring us in some days" },
	{ "最近忙，下个月再说", "busy now, next month" },
	{ "已约好", "booked" },
};

bool tag_write(struct demo *d, int64_t patient, const char *tag)
{
	struct patient_tag t;

	record_init(&record_patient_tag, &t);
	t.patient = patient;
	t.tag = mem_strdup(tag);
	bool ok = put(d, &record_patient_tag, &t);
	record_release(&record_patient_tag, &t);
	return ok;
}

bool alert_write(struct demo *d, int64_t patient, const char *text)
{
	struct alert a;

	record_init(&record_alert, &a);
	a.patient = patient;
	a.text = mem_strdup(text);
	bool ok = put(d, &record_alert, &a);
	record_release(&record_alert, &a);
	return ok;
}

bool note_write(struct demo *d, int64_t patient, instant_t at, const char *staff, const char *text)
{
	struct note n;

	record_init(&record_note, &n);
	n.patient = patient;
	n.at = at;
	n.staff = mem_strdup(staff);
	n.text = mem_strdup(text);
	bool ok = put(d, &record_note, &n);
	record_release(&record_note, &n);
	return ok;
}

bool consent_write(struct demo *d, int64_t patient, const char *purpose, const char *state,
		   const char *how, day_t day)
{
	struct consent c;

	record_init(&record_consent, &c);
	c.patient = patient;
	c.purpose = mem_strdup(purpose);
	c.channel = mem_strdup("phone");
	c.state = mem_strdup(state);
	c.evidence = mem_strdup(how);
	c.day = day;
	bool ok = put(d, &record_consent, &c);
	record_release(&record_consent, &c);
	return ok;
}

bool attempt_write(struct demo *d, int64_t patient, int64_t contact,
		   const struct attempt_made *made)
{
	struct attempt a;

	record_init(&record_attempt, &a);
	a.patient = patient;
	a.contact = contact;
	a.at = made->at;
	instant_split(made->at, &a.day, NULL);
	a.channel = mem_strdup(made->channel);
	a.direction = mem_strdup(made->direction);
	a.outcome = mem_strdup(made->outcome);
	a.staff = mem_strdup(made->staff);
	a.segment = mem_strdup(made->segment);
	a.list = mem_strdup(made->list);
	a.purpose = mem_strdup(made->purpose);
	a.number = mem_strdup(made->number);
	a.note = mem_strdup(made->note);
	bool ok = put(d, &record_attempt, &a);
	record_release(&record_attempt, &a);
	return ok;
}

bool task_write(struct demo *d, int64_t patient, const struct task_made *made)
{
	struct task t;
	day_t due = d->today + made->due;
	int before = rng_between(&d->rng, 1, 6);

	record_init(&record_task, &t);
	t.patient = patient;
	t.what = mem_strdup(made->what);
	t.promise = made->promise;
	t.created_at = office_hour(d, due - before);
	t.created_by = mem_strdup(made->by);
	t.due_day = due;
	t.assignee = mem_strdup(made->who);
	if (made->done) {
		t.state = TASK_DONE;
		t.done_at = office_hour(d, due);
		t.done_by = mem_strdup(made->who);
	}
	bool ok = put(d, &record_task, &t);
	record_release(&record_task, &t);
	return ok;
}

static const char *somebody(struct demo *d)
{
	return desk[rng_below(&d->rng, ARRAY_SIZE(desk))];
}

/* --- By chance -------------------------------------------------------------------------------- */

static bool tags_write(struct demo *d, struct person *who)
{
	const struct visit *last = last_done(who);
	int age = who->p.birth_day == DAY_NONE ? 40 : age_on(who->p.birth_day, d->today);
	bool ortho = last && strcmp(last->kind, "ortho") == 0 && last->day > d->today - 70;
	bool implant = last && strcmp(last->kind, "implant") == 0;
	const struct {
		const char *tag;
		double chance;
	} may[] = {
		{ "vip", age > 25 && last ? 0.03 : 0 },
		{ "anxious", age > 12 ? 0.05 : 0.09 },
		{ "do-not-call", age > 17 ? 0.02 : 0 },
		{ "ortho-active", ortho ? 1 : 0 },
		{ "implant", implant    ? 1
			     : age > 50 ? 0.03
					: 0 },
		{ "referrer", last && age > 20 ? 0.025 : 0 },
		{ "price-sensitive", age > 20 ? 0.04 : 0 },
		{ "often-late", 0.025 },
		{ "smoker", age > 18 ? (who->p.sex == SEX_MALE ? 0.18 : 0.02) : 0 },
		{ "diabetes", age > 50 ? 0.12 : 0.01 },
		{ "hypertension", age > 50 ? 0.2 : 0.01 },
		{ "pregnant", who->p.sex == SEX_FEMALE && age > 22 && age < 40 ? 0.02 : 0 },
		{ "perio-risk", age > 35 ? 0.06 : 0 },
		{ "wheelchair", age > 70 ? 0.05 : 0 },
		{ "english", who->culture == CULTURE_CHINESE ? 0.01 : 0.2 },
		{ "complaint", last ? 0.008 : 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(may); i++) {
		if (!rng_chance(&d->rng, may[i].chance))
			continue;
		if (strcmp(may[i].tag, "do-not-call") == 0)
			who->no_calls = true;
		if (!tag_write(d, who->p.row.id, may[i].tag))
			return false;
	}
	return true;
}

static bool consents_write(struct demo *d, const struct person *who)
{
	bool chinese = who->culture == CULTURE_CHINESE;
	const char *how = SAY_ONE(d, evidence, chinese);
	const char *offers = who->no_calls || rng_chance(&d->rng, 0.3) ? "no" : "yes";

	if (!who->no_calls && !rng_chance(&d->rng, 0.6))
		return true;
	return consent_write(d, who->p.row.id, "recall", who->no_calls ? "no" : "yes", how,
			     who->registered) &&
	       consent_write(d, who->p.row.id, "marketing", offers, how, who->registered);
}

static bool call_write(struct demo *d, const struct person *who, day_t day, const char *why)
{
	static const char *const outcomes[] = { "no_answer", "talked", "left_message", "busy" };
	static const double weights[] = { 45, 35, 10, 10 };
	const char *outcome = outcomes[rng_weighted(&d->rng, weights, ARRAY_SIZE(weights))];
	bool talked = strcmp(outcome, "talked") == 0;
	bool due = strcmp(why, "recall-due") == 0;
	const struct attempt_made a = {
		.at = office_hour(d, day),
		.channel = "phone",
		.direction = "out",
		.outcome = outcome,
		.staff = somebody(d),
		.segment = why,
		.list = due ? "recall" : NULL,
		.purpose = due ? "recall" : "service",
		.number = *who->first_number ? who->first_number : NULL,
		.note = talked ? SAY_ONE(d, called_back, who->culture == CULTURE_CHINESE) : NULL,
	};

	return attempt_write(d, who->p.row.id, who->first_contact, &a);
}

/* Missed visits are rung after, those who are due to come again are called. */
static bool calls_write(struct demo *d, const struct person *who)
{
	const struct visit *last = last_done(who);

	if (who->no_calls)
		return true;
	for (size_t i = 0; i < who->visits.n; i++) {
		const struct visit *v = person_visit(who, i);
		if (v->status == VISIT_NO_SHOW && v->day < d->today - 1 &&
		    rng_chance(&d->rng, 0.6) && !call_write(d, who, v->day + 1, "missed"))
			return false;
	}
	if (who->p.status != PATIENT_ACTIVE || !last || has_booking(d, who) ||
	    last->day > d->today - 185 || last->day < d->today - 500 || !rng_chance(&d->rng, 0.3))
		return true;
	for (int n = rng_between(&d->rng, 1, 2); n > 0; n--)
		if (!call_write(d, who, d->today - n * 9 - rng_between(&d->rng, 0, 8),
				"recall-due"))
			return false;
	return true;
}

static bool notes_write(struct demo *d, const struct person *who)
{
	bool chinese = who->culture == CULTURE_CHINESE;

	if (!rng_chance(&d->rng, 0.15) || who->registered >= d->today)
		return true;
	instant_t at = office_hour(d, rng_between(&d->rng, who->registered, d->today - 1));
	if (at < who->p.registered_at)
		at = who->p.registered_at;
	return note_write(d, who->p.row.id, at, somebody(d), SAY_ONE(d, notes, chinese));
}

static bool tasks_write(struct demo *d, const struct person *who)
{
	bool chinese = who->culture == CULTURE_CHINESE;
	bool active = who->p.status == PATIENT_ACTIVE || who->p.status == PATIENT_PROSPECT;
	double share = (double)USUAL_OPEN_TASKS / d->wanted;
	bool open = active && who->registered < d->today - 10 && rng_chance(&d->rng, share * 1.25);
	bool promise = rng_chance(&d->rng, 0.35);
	const struct task_made t = {
		.what = promise ? SAY_ONE(d, promises, chinese) : SAY_ONE(d, todos, chinese),
		.by = somebody(d),
		.who = somebody(d),
		.due = open ? rng_between(&d->rng, -3, 7) : -rng_between(&d->rng, 10, 200),
		.promise = promise,
		.done = !open,
	};

	if (!open && (!rng_chance(&d->rng, 0.06) || who->registered > d->today - 210))
		return true;
	return task_write(d, who->p.row.id, &t);
}

bool extras_write(struct demo *d, struct person *who)
{
	bool chinese = who->culture == CULTURE_CHINESE;

	if (who->quiet)
		return true;
	if (rng_chance(&d->rng, 0.04) &&
	    !alert_write(d, who->p.row.id, SAY_ONE(d, alerts, chinese)))
		return false;
	return tags_write(d, who) && consents_write(d, who) && calls_write(d, who) &&
	       notes_write(d, who) && tasks_write(d, who) && decisions_write(d, who) &&
	       surveys_write(d, who);
}

bool clinic_tasks_write(struct demo *d)
{
	static const struct task_made tasks[] = {
		{ "2号刷卡机坏了，用1号；联系维修", "kim", "mei", 0, false, false },
		{ "order composite A2 and gloves (M)", "amy", "mei", 2, false, false },
		{ "技工所来取模型", "xu", "ann", 1, false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(tasks); i++)
		if (!task_write(d, 0, &tasks[i]))
			return false;
	return true;
}
