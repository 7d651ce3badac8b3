#include "revisit/rules/words.h"
#include "revisit/base/i18n.h"

enum {
	VISIT = 1 << NOUN_VISIT,
	PLAN = 1 << NOUN_PLAN,
	TODO = 1 << NOUN_TASK | 1 << NOUN_PROMISE | 1 << NOUN_COMPLAINT,
	CALL = 1 << NOUN_CALL,
	REFERRAL = 1 << NOUN_REFERRAL,
	ANY = (1 << NOUNS) - 1,
};

const struct noun_word noun_words[NOUNS] = {
	[NOUN_VISIT] = { NOUN_VISIT, { "visit", "就诊", NULL, "来诊|看诊" },
			 TAKES_KIND | TAKES_PROVIDER | TAKES_SITE | TAKES_OVER, false,
			 N_("a visit that took place; after \"next\" the next one that is booked") },
	[NOUN_PLAN] = { NOUN_PLAN, { "plan", "治疗计划", NULL, "方案|治疗方案" },
			TAKES_PROVIDER | TAKES_OVER, false,
			N_("a treatment plan, by the day it was offered") },
	[NOUN_TASK] = { NOUN_TASK, { "task", "待办", NULL, "to-do|to-dos" }, TAKES_KIND, false,
			N_("a to-do about the patient, promises and complaints among them, by the "
			   "day it was written down; an open one by the day it is due") },
	[NOUN_PROMISE] = { NOUN_PROMISE, { "promise", "答应患者的事", NULL, "答应的事" },
			   TAKES_KIND, false, N_("something the clinic promised the patient") },
	[NOUN_COMPLAINT] = { NOUN_COMPLAINT, { "complaint", "投诉", NULL, NULL }, TAKES_KIND, false,
			     N_("a complaint that was written down as a to-do") },
	[NOUN_CALL] = { NOUN_CALL, { "call", "去电", NULL, "通话" }, 0, false,
			N_("a telephone call to the patient, answered or not") },
	[NOUN_CONTACT] = { NOUN_CONTACT, { "contact", "联系", NULL, NULL }, TAKES_CHANNEL, false,
			   N_("a call that was answered or left a message, a message sent, a talk at "
			      "the desk") },
	[NOUN_MESSAGE] = { NOUN_MESSAGE, { "message", "消息", NULL, "信息" }, TAKES_CHANNEL, false,
			   N_("a message that the clinic sent") },
	[NOUN_REFERRAL] = { NOUN_REFERRAL, { "referral", "转介绍", NULL, NULL }, 0, false,
			    N_("somebody who says that this patient sent them") },
	[NOUN_SURVEY] = { NOUN_SURVEY, { "survey", "满意度回答", NULL, "survey answer|满意度调查|问卷" },
			  TAKES_CHANNEL | TAKES_OVER, false,
			  N_("an answer to how likely they would recommend the clinic, 0 to 10") },
	[NOUN_RESPONSE] = { NOUN_RESPONSE, { "response", "活动响应", NULL, NULL }, TAKES_CHANNEL,
			    true, N_("an answer to a campaign (not kept yet)") },
	[NOUN_COUPON] = { NOUN_COUPON, { "coupon", "优惠券", NULL, NULL }, TAKES_OVER, true,
			  N_("a coupon, by the last day it is good for (not kept yet)") },
};

const struct status_word status_words[STATUSES] = {
	[STATUS_USUAL] = { STATUS_USUAL, ANY, BY_DAY, { "", "", NULL, NULL }, "" },
	[STATUS_UPCOMING] = { STATUS_UPCOMING, VISIT, BY_DUE,
			      { "upcoming", "即将到来", NULL, "booked|next|future|将来" },
			      N_("planned or confirmed, for today or later") },
	[STATUS_PLANNED] = { STATUS_PLANNED, VISIT, BY_DUE,
			     { "planned", "未确认", NULL, "unconfirmed|待确认" },
			     N_("booked and not confirmed, whatever the day") },
	[STATUS_CONFIRMED] = { STATUS_CONFIRMED, VISIT, BY_DUE, { "confirmed", "已确认", NULL, NULL },
			       N_("booked and confirmed, whatever the day") },
	[STATUS_MISSED] = { STATUS_MISSED, VISIT, BY_DAY,
			    { "missed", "爽约", NULL, "no-show|失约" }, N_("a no-show") },
	[STATUS_CANCELLED] = { STATUS_CANCELLED, VISIT, BY_CLOSED,
			       { "cancelled", "已取消", NULL, "canceled|取消" },
			       N_("called off, by the day it was called off") },
	[STATUS_RESCHEDULED] = { STATUS_RESCHEDULED, VISIT, BY_CLOSED,
				 { "rescheduled", "已改约", NULL, "已改期" },
				 N_("moved to another time, by the day it was moved") },
	[STATUS_ARRIVED] = { STATUS_ARRIVED, REFERRAL, BY_CLOSED,
			     { "arrived", "已到诊", NULL, NULL },
			     N_("came for a first visit, by the day of it") },
	[STATUS_OFFERED] = { STATUS_OFFERED, PLAN, BY_DAY, { "offered", "已建议", NULL, NULL },
			     N_("explained, and not answered yet") },
	[STATUS_THINKING] = { STATUS_THINKING, PLAN, BY_DAY, { "thinking", "考虑中", NULL, NULL },
			      N_("the patient is thinking about it") },
	[STATUS_ACCEPTED] = { STATUS_ACCEPTED, PLAN, BY_DAY,
			      { "accepted", "已同意", NULL, "已接受" }, N_("the patient agreed") },
	[STATUS_DECLINED] = { STATUS_DECLINED, PLAN, BY_DAY, { "declined", "已拒绝", NULL, NULL },
			      N_("the patient does not want it") },
	[STATUS_ELSEWHERE] = { STATUS_ELSEWHERE, PLAN, BY_DAY,
			       { "elsewhere", "去别家做", NULL, NULL },
			       N_("done by somebody else") },
	[STATUS_UNSCHEDULED] = { STATUS_UNSCHEDULED, PLAN, BY_DAY,
				 { "unscheduled", "未安排", NULL, NULL },
				 N_("wanted, and nothing of it is booked") },
	[STATUS_BROKEN_OFF] = { STATUS_BROKEN_OFF, PLAN, BY_DAY,
				{ "broken-off", "中断", NULL, "broken off" },
				N_("begun, nothing booked, and no visit for more than a month") },
	[STATUS_OPEN] = { STATUS_OPEN, TODO | PLAN, BY_DUE, { "open", "未完成", NULL, NULL },
			  N_("not done yet, by the day it is due; a plan that is wanted or not "
			     "answered") },
	[STATUS_OVERDUE] = { STATUS_OVERDUE, TODO, BY_DUE, { "overdue", "逾期", NULL, "已逾期" },
			     N_("open, and due before today") },
	[STATUS_DONE] = { STATUS_DONE, TODO, BY_CLOSED, { "done", "已完成", NULL, NULL },
			  N_("done, by the day it was done") },
	[STATUS_ANSWERED] = { STATUS_ANSWERED, CALL, BY_DAY, { "answered", "已接通", NULL, NULL },
			      N_("somebody talked to us") },
	[STATUS_UNANSWERED] = { STATUS_UNANSWERED, CALL, BY_DAY,
				{ "unanswered", "未接通", NULL, NULL }, N_("nobody talked to us") },
};

const struct choice consent_values[] = {
	[CONSENT_IS_YES] = { "yes", N_("yes") },
	[CONSENT_IS_NO] = { "no", N_("no") },
	{ 0 },
};

/* In the order of enum purpose (model/calls.h). */
const struct choice consent_purposes[] = {
	{ "care", N_("care") },
	{ "service", N_("service") },
	{ "recall", N_("recall") },
	{ "confirm", N_("confirm") },
	{ "marketing", N_("marketing") },
	{ "lead", N_("lead") },
	{ "survey", N_("survey") },
	{ 0 },
};

const struct choice channel_choices[] = {
	{ "phone", N_("Phone") },
	{ "sms", N_("text message") },
	{ "wechat", N_("WeChat") },
	{ "email", N_("E-mail") },
	{ "line", N_("LINE") },
	{ "whatsapp", N_("WhatsApp") },
	{ "qq", N_("QQ") },
	{ "desk", N_("at the desk") },
	{ 0 },
};

/* A sentence may be Chinese whatever the language in force is: these are not translations. */
static const char *const status_names[] = { "正常",	 "意向客户", "久未来", "已归档",
					    "已迁走", "已去世",   "已合并" };
static const char *const sex_names[] = { "不详", "女", "男", "其他" };
static const char *const role_names[] = { "未说明", "成人", "配偶", "孩子", "祖辈", "其他亲属" };
static const char *const consent_names[] = { "是", "否" };
static const char *const purpose_names[] = { "诊疗", "服务", "复查提醒", "预约确认",
					     "营销", "咨询跟进", "满意度回访" };
static const char *const channel_names[] = { "电话", "短信", "微信", "邮件",
					     "LINE", "WhatsApp", "QQ", "前台" };

static const struct choice_names {
	const struct choice *set;
	const char *const *names;
	size_t n;
} choice_names[] = {
	{ patient_status_choices, status_names, ARRAY_SIZE(status_names) },
	{ sex_choices, sex_names, ARRAY_SIZE(sex_names) },
	{ household_role_choices, role_names, ARRAY_SIZE(role_names) },
	{ consent_values, consent_names, ARRAY_SIZE(consent_names) },
	{ consent_purposes, purpose_names, ARRAY_SIZE(purpose_names) },
	{ channel_choices, channel_names, ARRAY_SIZE(channel_names) },
};

const char *choice_word(const struct choice *set, int i)
{
	for (size_t s = 0; s < ARRAY_SIZE(choice_names); s++)
		if (choice_names[s].set == set && (size_t)i < choice_names[s].n)
			return choice_names[s].names[i];
	return set[i].key;
}

const struct fact_word fact_words[FACTS] = {
	[FACT_AGE] = { FACT_AGE, FACT_NUMBER, { "age", "年龄", NULL, NULL }, NULL, NULL, NULL,
		       FACT_MAY_MISS, N_("whole years") },
	[FACT_BIRTHDAY] = { FACT_BIRTHDAY, FACT_YEARLY, { "birthday", "生日", NULL, NULL },
			    "birth_day", NULL, NULL, FACT_MAY_MISS,
			    N_("comes every year; 29 February is kept on 28 February in common "
			       "years") },
	[FACT_BIRTH_DATE] = { FACT_BIRTH_DATE, FACT_DATE,
			      { "birth date", "出生日期", NULL, "birthdate|birth_day" },
			      "birth_day", NULL, NULL, FACT_MAY_MISS, N_("day of birth") },
	[FACT_TODAY] = { FACT_TODAY, FACT_DATE, { "today", "今天", NULL, NULL }, NULL, NULL, NULL, 0,
			 N_("the day itself: for seasons and holidays") },
	[FACT_REGISTERED] = { FACT_REGISTERED, FACT_DATE,
			      { "registration", "建档", NULL, "registered|registered_at|建档日期" },
			      "registered_at", NULL, NULL, FACT_MAY_MISS,
			      N_("day on which the chart was made") },
	[FACT_DECEASED_DAY] = { FACT_DECEASED_DAY, FACT_DATE,
				{ "day of death", "去世日期", NULL, "deceased_day" },
				"deceased_day", NULL, NULL, FACT_MAY_MISS, N_("day of death") },
	[FACT_STATUS] = { FACT_STATUS, FACT_CHOICE, { "status", "状态", NULL, NULL }, "status",
			  patient_status_choices, NULL, 0,
			  N_("active, prospect, inactive …; usually just \"is active\"") },
	[FACT_SEX] = { FACT_SEX, FACT_CHOICE, { "sex", "性别", NULL, NULL }, "sex", sex_choices,
		       NULL, FACT_MAY_MISS, N_("sex") },
	[FACT_ROLE] = { FACT_ROLE, FACT_CHOICE,
			{ "household role", "家庭角色", NULL, "role|household_role" },
			"household_role", household_role_choices, NULL, FACT_MAY_MISS,
			N_("role in the household") },
	[FACT_SOURCE] = { FACT_SOURCE, FACT_TERM, { "source", "患者来源", NULL, "来源" }, "source",
			  NULL, "source", FACT_MAY_MISS, N_("how the patient came to us") },
	[FACT_PROVIDER] = { FACT_PROVIDER, FACT_TERM,
			    { "doctor", "责任医生", NULL, "provider|responsible doctor" },
			    "provider", NULL, "provider", FACT_MAY_MISS, N_("responsible doctor") },
	[FACT_CONSULTANT] = { FACT_CONSULTANT, FACT_TERM, { "consultant", "咨询师", NULL, NULL },
			      "consultant", NULL, "provider", FACT_MAY_MISS, N_("consultant") },
	[FACT_LANGUAGE] = { FACT_LANGUAGE, FACT_TERM, { "language", "语言", NULL, NULL }, "language",
			    NULL, "language", FACT_MAY_MISS,
			    N_("language spoken, as it is written in the charts") },
	[FACT_NAME] = { FACT_NAME, FACT_TEXT, { "name", "姓名", NULL, NULL }, "name", NULL, NULL,
			FACT_MAY_MISS, N_("name as it is shown") },
	[FACT_PHONE] = { FACT_PHONE, FACT_TEXT, { "phone", "电话", NULL, "手机" }, NULL, NULL, NULL,
			 FACT_MAY_MISS | FACT_KNOWN_ONLY, N_("a number that can be called") },
	[FACT_EMAIL] = { FACT_EMAIL, FACT_TEXT, { "email", "邮箱", NULL, "e-mail" }, NULL, NULL, NULL,
			 FACT_MAY_MISS | FACT_KNOWN_ONLY, N_("an e-mail address that works") },
	[FACT_WECHAT] = { FACT_WECHAT, FACT_TEXT, { "wechat", "微信", NULL, NULL }, NULL, NULL, NULL,
			  FACT_MAY_MISS | FACT_KNOWN_ONLY, N_("a WeChat name that works") },
	[FACT_ADDRESS] = { FACT_ADDRESS, FACT_TEXT, { "address", "地址", NULL, NULL }, "address",
			   NULL, NULL, FACT_MAY_MISS, N_("address or area") },
	[FACT_OCCUPATION] = { FACT_OCCUPATION, FACT_TEXT, { "occupation", "职业", NULL, NULL },
			      "occupation", NULL, NULL, FACT_MAY_MISS, N_("occupation") },
	[FACT_INSURANCE] = { FACT_INSURANCE, FACT_TEXT, { "insurance", "保险", NULL, "医保" },
			     "insurance", NULL, NULL, FACT_MAY_MISS, N_("insurance") },
	[FACT_NOTES] = { FACT_NOTES, FACT_TEXT, { "notes", "备注", NULL, NULL }, "notes", NULL, NULL,
			 FACT_MAY_MISS, N_("what stands in the chart's notes") },
	[FACT_GUARDIAN] = { FACT_GUARDIAN, FACT_TEXT, { "guardian", "监护人", NULL, NULL },
			    "guardian", NULL, NULL, FACT_MAY_MISS | FACT_KNOWN_ONLY,
			    N_("who answers for a child") },
	[FACT_REFERRER] = { FACT_REFERRER, FACT_TEXT, { "referrer", "介绍人", NULL, "referred by" },
			    "referrer", NULL, NULL, FACT_MAY_MISS | FACT_KNOWN_ONLY,
			    N_("who sent this patient") },
	[FACT_HOUSEHOLD] = { FACT_HOUSEHOLD, FACT_TEXT, { "household", "家庭", NULL, NULL },
			     "household", NULL, NULL, FACT_MAY_MISS | FACT_KNOWN_ONLY,
			     N_("the family") },
	[FACT_CONSENT] = { FACT_CONSENT, FACT_CHOICE, { "consent", "同意", NULL, NULL }, NULL,
			   consent_values, NULL, FACT_MAY_MISS,
			   N_("whether they agreed to be called or written to for a purpose; the "
			      "strictest answer counts") },
	[FACT_NPS] = { FACT_NPS, FACT_NUMBER, { "nps", "推荐分", NULL, "score|NPS" }, NULL, NULL, NULL,
		       FACT_MAY_MISS, N_("0 to 10, of the latest survey answer") },
	[FACT_NPS_DATE] = { FACT_NPS_DATE, FACT_DATE, { "nps date", "推荐分日期", NULL,
			      "score date|NPS日期" },
			    NULL, NULL, NULL, FACT_MAY_MISS, N_("day of the latest survey answer") },
	[FACT_COUNT] = { FACT_COUNT, FACT_NUMBER, { "count of", "次数", NULL, NULL }, NULL, NULL,
			 NULL, FACT_WINDOWED, N_("how many of anything above") },
	[FACT_SPEND] = { FACT_SPEND, FACT_MONEY, { "spend", "消费", NULL, "spending|消费额" }, NULL,
			 NULL, NULL, FACT_WINDOWED,
			 N_("what was charged for visits that took place") },
	[FACT_PAID] = { FACT_PAID, FACT_MONEY, { "payments", "实付", NULL, "paid|付款" }, NULL, NULL,
			NULL, FACT_WINDOWED, N_("what was paid at visits that took place") },
	[FACT_DEBT] = { FACT_DEBT, FACT_MONEY, { "balance owed", "欠费", NULL, "debt|balance|owed|欠款" }, NULL,
			NULL, NULL, 0, N_("what was charged and not paid, of all visits") },
	[FACT_REFERRALS] = { FACT_REFERRALS, FACT_NUMBER,
			     { "referrals", "转介绍人数", NULL, NULL }, NULL, NULL, NULL,
			     FACT_WINDOWED, N_("how many they sent who came for a first visit") },
	[FACT_PLAN_VALUE] = { FACT_PLAN_VALUE, FACT_MONEY,
			      { "plan value", "治疗计划金额", NULL, "计划金额" }, NULL, NULL, NULL, 0,
			      N_("of open treatment plans, what is not finished") },
	[FACT_POINTS] = { FACT_POINTS, FACT_NUMBER, { "points", "积分", NULL, NULL }, NULL, NULL,
			  NULL, FACT_WINDOWED | FACT_ABSENT, N_("points collected (not kept yet)") },
	[FACT_VALUE] = { FACT_VALUE, FACT_MONEY, { "value", "患者价值", NULL, "价值" }, NULL, NULL,
			 NULL, FACT_MAY_MISS | FACT_ABSENT,
			 N_("what the patient is worth to the clinic (not kept yet)") },
	[FACT_CHANCE] = { FACT_CHANCE, FACT_SHARE, { "chance of return", "回头概率", NULL, NULL },
			  NULL, NULL, NULL, FACT_MAY_MISS | FACT_ABSENT,
			  N_("how likely they come again, 0 to 1 (not kept yet)") },
};

const struct status_word *status_word(enum noun_status status)
{
	return &status_words[status];
}

enum event_day noun_day(enum noun noun, enum noun_status status)
{
	if (noun == NOUN_COUPON)
		return BY_DUE;
	if (noun == NOUN_PLAN)
		return BY_DAY;
	return status_words[status].by;
}
