/* Outcomes, and what calls are like, where clinic.yaml says nothing. */
#include "revisit/model/config.h"

enum { HOUR = 60, DAY = 24 * 60 };

static const struct outcome_def outcomes[] = {
	/* --- they talked with us, and it is settled --- */
	{ .key = "booked", .label_en = "booked", .label_zh = "已预约",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_BOOK | OUTCOME_FAMILY },
	{ .key = "already_visited", .label_en = "has been here already", .label_zh = "已来过",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL },
	{ .key = "confirmed", .label_en = "confirmed", .label_zh = "已确认",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_CONFIRM | OUTCOME_FAMILY },
	{ .key = "move", .label_en = "moves it", .label_zh = "改时间",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_MOVE },
	{ .key = "cancels", .label_en = "cancels", .label_zh = "取消预约",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_CANCEL | OUTCOME_REASON | OUTCOME_FAMILY,
	  .reasons = "cancel_reason" },
	{ .key = "all_well", .label_en = "all well", .label_zh = "一切正常",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL },
	{ .key = "done", .label_en = "settled", .label_zh = "已办妥",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL },
	{ .key = "complaint", .label_en = "pain or complaint", .label_zh = "不适或投诉",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_DOCTOR },
	{ .key = "wants_visit", .label_en = "wants a visit", .label_zh = "想来看",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_BOOK | OUTCOME_FAMILY },
	{ .key = "score", .label_en = "gave a score", .label_zh = "已评分",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_SCORE },
	{ .key = "declined", .label_en = "declined", .label_zh = "不愿来",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_REASON,
	  .again = { .months = 6 }, .reasons = "call_reason" },
	{ .key = "lost", .label_en = "lost", .label_zh = "不来了",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_REASON, .reasons = "call_reason" },
	{ .key = "elsewhere", .label_en = "treated elsewhere", .label_zh = "在别家看",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL, .again = { .years = 1 } },
	{ .key = "not_this", .label_en = "no calls of this kind", .label_zh = "不要这类电话",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_NOT_FOR_THIS },
	{ .key = "do_not_call", .label_en = "do not call", .label_zh = "不要再打",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_NO_CALLS },
	{ .key = "write_instead", .label_en = "write instead", .label_zh = "改发消息",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_WRITE },
	{ .key = "moved", .label_en = "moved away", .label_zh = "已搬走",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_MOVED },
	{ .key = "deceased", .label_en = "has died", .label_zh = "已去世",
	  .flags = OUTCOME_CONTACT | OUTCOME_FINAL | OUTCOME_DECEASED },
	/* --- they talked with us, and it goes on --- */
	{ .key = "callback", .label_en = "call back", .label_zh = "约回电",
	  .flags = OUTCOME_CONTACT | OUTCOME_TIME | OUTCOME_CALLBACK | OUTCOME_FAMILY,
	  .delays = { 2 * HOUR }, .n_delays = 1 },
	{ .key = "will_call", .label_en = "will call us", .label_zh = "会自己联系",
	  .flags = OUTCOME_CONTACT | OUTCOME_FAMILY, .again = { .days = 7 } },
	{ .key = "not_now", .label_en = "not now", .label_zh = "暂不来",
	  .flags = OUTCOME_CONTACT | OUTCOME_TIME | OUTCOME_FAMILY, .again = { .days = 45 } },
	{ .key = "thinking", .label_en = "thinks about it", .label_zh = "再考虑",
	  .flags = OUTCOME_CONTACT | OUTCOME_TIME | OUTCOME_FAMILY, .again = { .days = 14 } },
	{ .key = "refused_call", .label_en = "rejected the call", .label_zh = "拒接",
	  .flags = OUTCOME_CONTACT | OUTCOME_FAMILY, .delays = { 2 * DAY }, .n_delays = 1 },
	{ .key = "talked", .label_en = "talked", .label_zh = "已沟通",
	  .flags = OUTCOME_CONTACT | OUTCOME_FAMILY, .delays = { DAY }, .n_delays = 1 },
	{ .key = "answered", .label_en = "talked", .label_zh = "已沟通",
	  .flags = OUTCOME_CONTACT | OUTCOME_FAMILY, .delays = { DAY }, .n_delays = 1 },
	/* --- a message was left --- */
	{ .key = "left_message", .label_en = "left message", .label_zh = "已留言",
	  .flags = OUTCOME_MESSAGE | OUTCOME_FAMILY, .delays = { 2 * DAY, 3 * DAY }, .n_delays = 2 },
	{ .key = "left_message_family", .label_en = "left message with family", .label_zh = "已托家人转告",
	  .flags = OUTCOME_MESSAGE | OUTCOME_FAMILY, .delays = { 2 * DAY, 3 * DAY }, .n_delays = 2 },
	/* Messages we wrote, and answers to them. */
	{ .key = "sent", .label_en = "sent", .label_zh = "已发送", .flags = OUTCOME_MESSAGE },
	{ .key = "replied", .label_en = "answered", .label_zh = "已回复", .flags = OUTCOME_CONTACT },
	/* --- nobody was reached --- */
	{ .key = "no_answer", .label_en = "no answer", .label_zh = "无人接听",
	  .flags = OUTCOME_FAMILY, .delays = { 3 * HOUR, DAY, 2 * DAY }, .n_delays = 3 },
	{ .key = "busy_off", .label_en = "busy, off", .label_zh = "忙/关机",
	  .flags = OUTCOME_FAMILY },
	{ .key = "busy", .label_en = "busy", .label_zh = "占线",
	  .flags = OUTCOME_FAMILY, .delays = { 30, HOUR, 3 * HOUR }, .n_delays = 3 },
	{ .key = "switched_off", .label_en = "switched off", .label_zh = "关机",
	  .flags = OUTCOME_FAMILY, .delays = { 90, 4 * HOUR, DAY }, .n_delays = 3 },
	{ .key = "out_of_service", .label_en = "out of service", .label_zh = "停机",
	  .flags = OUTCOME_FAMILY, .delays = { 3 * DAY }, .n_delays = 1 },
	{ .key = "wrong_number", .label_en = "wrong number", .label_zh = "打错",
	  .flags = OUTCOME_WRONG_NUMBER },
	{ .key = "dead_number", .label_en = "no such number", .label_zh = "空号",
	  .flags = OUTCOME_DEAD_NUMBER },
	{ .key = "language", .label_en = "another language", .label_zh = "语言不通",
	  .flags = OUTCOME_LANGUAGE, .delays = { DAY }, .n_delays = 1 },
	{ .key = "failed", .label_en = "not delivered", .label_zh = "未送达" },
};

/* A dead line has many ways in China: which it was decides when it is worth another try. */
static const char *const busy_off[] = { "busy", "switched_off", "out_of_service", "dead_number",
					"refused_call" };

struct purpose_default {
	const char *digits[OUTCOME_DIGITS];
	const char *more[16];
	int tries;
	bool no_quiet, one_call;
};

static const struct purpose_default purposes[PURPOSES] = {
	[PURPOSE_CARE] = {
		{ "all_well", "callback", "no_answer", "left_message", "complaint", "busy_off",
		  "wrong_number", "wants_visit" },
		{ "left_message_family", "will_call", "declined", "do_not_call", "elsewhere", "moved",
		  "deceased", "write_instead", "language" },
		.tries = 3, .no_quiet = true },
	[PURPOSE_SERVICE] = {
		{ "done", "callback", "no_answer", "left_message", "complaint", "busy_off",
		  "wrong_number", "booked" },
		{ "left_message_family", "will_call", "not_now", "declined", "do_not_call", "elsewhere",
		  "moved", "deceased", "write_instead", "language" },
		.tries = 4, .no_quiet = true },
	[PURPOSE_RECALL] = {
		{ "booked", "callback", "no_answer", "left_message", "not_now", "busy_off",
		  "wrong_number", "declined" },
		{ "complaint", "elsewhere", "already_visited", "will_call", "left_message_family",
		  "do_not_call", "not_this", "moved", "deceased", "write_instead", "language" },
		.tries = 4, .one_call = true },
	[PURPOSE_CONFIRM] = {
		{ "confirmed", "callback", "no_answer", "left_message", "move", "busy_off",
		  "wrong_number", "cancels" },
		{ "complaint", "will_call", "left_message_family", "do_not_call", "moved", "deceased",
		  "write_instead", "language" },
		.tries = 4, .no_quiet = true, .one_call = true },
	[PURPOSE_MARKETING] = {
		{ "booked", "callback", "no_answer", "left_message", "not_now", "busy_off",
		  "wrong_number", "declined" },
		{ "not_this", "do_not_call", "complaint", "elsewhere", "already_visited", "will_call",
		  "left_message_family", "moved", "deceased", "write_instead", "language" },
		.tries = 2 },
	[PURPOSE_LEAD] = {
		{ "booked", "callback", "no_answer", "left_message", "thinking", "busy_off",
		  "wrong_number", "lost" },
		{ "elsewhere", "already_visited", "will_call", "left_message_family", "do_not_call",
		  "moved", "deceased", "write_instead", "language" },
		.tries = 5, .no_quiet = true },
	[PURPOSE_SURVEY] = {
		{ "score", "callback", "no_answer", "left_message", "not_now", "busy_off",
		  "wrong_number", "declined" },
		{ "complaint", "not_this", "do_not_call", "left_message_family", "elsewhere", "moved",
		  "deceased", "write_instead", "language" },
		.tries = 2 },
};

static const char **copied(struct arena *arena, const char *const *keys, size_t n)
{
	const char **out = arena_alloc(arena, n * sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = keys[i];
	return out;
}

static void purpose_default(struct purpose_def *out, const struct purpose_default *d,
			    struct arena *arena)
{
	memcpy(out->digits, d->digits, sizeof(out->digits));
	while (out->n_more < ARRAY_SIZE(d->more) && d->more[out->n_more])
		out->n_more++;
	out->more = copied(arena, d->more, out->n_more);
	out->tries = d->tries;
	out->has_quiet = d->no_quiet;
	out->one_call = d->one_call;
}

/* Until clinic.yaml names a program, every channel is worked by hand. */
static void channel_defaults(struct call_settings *s, struct arena *arena)
{
	static const char *const channels[] = { "sms", "wechat", "email", "line", "whatsapp" };

	s->n_channels = ARRAY_SIZE(channels);
	s->channels = arena_alloc(arena, s->n_channels * sizeof(*s->channels));
	for (size_t i = 0; i < s->n_channels; i++)
		s->channels[i] = (struct channel_def){ .channel = channels[i], .how = DELIVERY_HAND };
}

void call_defaults(struct call_settings *s, struct arena *arena)
{
	static const char *const opt_out[] = { "T",    "TD",   "R",           "退订",
					       "拒收", "STOP", "UNSUBSCRIBE" };
	static const minute_t parts[] = { 0, 11 * HOUR + 30, 14 * HOUR, 17 * HOUR };

	*s = (struct call_settings){ .n_parts = (int)ARRAY_SIZE(parts),
				     .a_day = 3,
				     .number_a_day = 3,
				     .in_days = 7,
				     .in_days_most = 6,
				     .lease_minutes = 10,
				     .mine_minutes = 15 };
	s->n_outcomes = ARRAY_SIZE(outcomes);
	s->outcomes = arena_alloc(arena, sizeof(outcomes));
	memcpy(s->outcomes, outcomes, sizeof(outcomes));
	for (size_t i = 0; i < s->n_outcomes; i++) {
		if (!str_eq(s->outcomes[i].key, "busy_off"))
			continue;
		s->outcomes[i].which = copied(arena, busy_off, ARRAY_SIZE(busy_off));
		s->outcomes[i].n_which = ARRAY_SIZE(busy_off);
	}
	for (int i = 0; i < PURPOSES; i++)
		purpose_default(&s->purposes[i], &purposes[i], arena);
	memcpy(s->parts, parts, sizeof(parts));
	for (int i = 0; i < 7; i++)
		s->message_hours[i] = (struct hours){ .range = { { 9 * HOUR, 20 * HOUR } }, .n = 1 };
	channel_defaults(s, arena);
	s->n_opt_out = ARRAY_SIZE(opt_out);
	s->opt_out = copied(arena, opt_out, ARRAY_SIZE(opt_out));
}
