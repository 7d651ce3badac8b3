/* The records of the book and of what is to come: plans, recalls, hours, who would come sooner. */
#include "revisit/base/i18n.h"
#include "revisit/model/records.h"
#include "rows.h"

const struct choice priority_choices[] = {
	[PRIORITY_NORMAL] = { "normal", N_("normal") },
	[PRIORITY_HIGH] = { "high", N_("high") },
	[PRIORITY_LOW] = { "low", N_("low") },
	{ 0 },
};

const struct choice plan_status_choices[] = {
	[PLAN_OFFERED] = { "offered", N_("offered") },
	[PLAN_THINKING] = { "thinking", N_("thinking about it") },
	[PLAN_ACCEPTED] = { "accepted", N_("accepted") },
	[PLAN_DONE] = { "done", N_("done") },
	[PLAN_DECLINED] = { "declined", N_("not wanted") },
	[PLAN_ELSEWHERE] = { "elsewhere", N_("done elsewhere") },
	{ 0 },
};

const struct choice item_state_choices[] = {
	[ITEM_OPEN] = { "open", N_("open") },
	[ITEM_DONE] = { "done", N_("done") },
	[ITEM_DROPPED] = { "dropped", N_("not wanted") },
	{ 0 },
};

const struct choice sooner_state_choices[] = {
	[SOONER_WAITING] = { "waiting", N_("waiting") },
	[SOONER_TAKEN] = { "taken", N_("got one") },
	[SOONER_OFF] = { "off", N_("no longer") },
	{ 0 },
};

const struct choice weekday_choices[] = {
	{ "mon", N_("Mon") }, { "tue", N_("Tue") }, { "wed", N_("Wed") }, { "thu", N_("Thu") },
	{ "fri", N_("Fri") }, { "sat", N_("Sat") }, { "sun", N_("Sun") }, { 0 },
};

const struct choice works_choices[] = {
	[WORKS_OFF] = { "off", N_("off") },
	[WORKS_ON] = { "on", N_("works") },
	{ 0 },
};

const struct choice chair_state_choices[] = {
	[CHAIR_IN_USE] = { "in_use", N_("in use") },
	[CHAIR_OUT] = { "out", N_("out of order") },
	{ 0 },
};

const struct choice pin_way_choices[] = {
	[PIN_IN] = { "in", N_("kept in") },
	[PIN_OUT] = { "out", N_("kept out") },
	{ 0 },
};

static const struct field plan_fields[] = {
	{ AT(plan, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(plan, what), TEXT, .flags = FIELD_REQUIRED, .label = N_("Plan"),
	  .help = N_("what is planned, in a few words") },
	{ AT(plan, status), CHOICE(plan_status_choices), .label = N_("Answer"),
	  .help = N_("offered, thinking about it, accepted, done, not wanted, done elsewhere") },
	{ AT(plan, offered_day), DAY, .label = N_("Offered"), .help = N_("when it was offered") },
	{ AT(plan, offered_by), VOCAB("provider"), .label = N_("Offered by"),
	  .help = N_("who offered it") },
	{ AT(plan, ask_after), DAY, .label = N_("Ask again"),
	  .help = N_("the patient is not asked again before this day") },
	{ AT(plan, decline_reason), VOCAB("decline_reason"), .label = N_("Why not"),
	  .help = N_("why the patient does not want it") },
	{ AT(plan, note), LINES, .label = N_("Note"), .help = N_("what the patient said") },
};
RECORD(plan, 'p');

static const struct field plan_item_fields[] = {
	{ AT(plan_item, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(plan_item, plan), REF("plan"), .flags = FIELD_FROZEN, .label = N_("Plan"),
	  .help = N_("the plan it is a part of") },
	{ AT(plan_item, position), INT, .flags = FIELD_HIDDEN | FIELD_REQUIRED },
	{ AT(plan_item, what), TEXT, .flags = FIELD_REQUIRED, .label = N_("What"),
	  .help = N_("what is done") },
	{ AT(plan_item, kind), VOCAB("visit_kind"), .label = N_("Kind"),
	  .help = N_("the kind of visit it takes") },
	{ AT(plan_item, teeth), TEXT, .label = N_("Teeth"), .help = N_("teeth treated") },
	{ AT(plan_item, price), MONEY, .label = N_("Price"), .help = N_("what it costs") },
	{ AT(plan_item, visits), INT, .flags = FIELD_REQUIRED, .label = N_("Visits"),
	  .help = N_("how many visits it takes") },
	{ AT(plan_item, gap), TEXT, .label = N_("Gap"),
	  .help = N_("the least time from one visit to the next: 1w, 3m") },
	{ AT(plan_item, minutes), INT, .label = N_("Minutes"),
	  .help = N_("length of each visit; empty: as usual for the kind") },
	{ AT(plan_item, provider), VOCAB("provider"), .label = N_("Provider"),
	  .help = N_("who treats") },
	{ AT(plan_item, state), CHOICE(item_state_choices), .label = N_("State"),
	  .help = N_("open, done or not wanted") },
};
RECORD(plan_item, 'k');

static const struct field recall_override_fields[] = {
	{ AT(recall_override, patient), REF("patient"), .flags = FIELD_FROZEN,
	  .label = N_("Patient"), .help = N_("chart number") },
	{ AT(recall_override, type), VOCAB("recall"), .flags = FIELD_REQUIRED,
	  .label = N_("Recall"), .help = N_("cleaning, check-up …") },
	{ AT(recall_override, every), TEXT, .label = N_("Every"),
	  .help = N_("interval for this patient: 4m; empty: as usual") },
	{ AT(recall_override, disabled_until), DAY, .label = N_("Not before"),
	  .help = N_("not due before this day") },
	{ AT(recall_override, disabled), BOOL, .label = N_("Never"),
	  .help = N_("yes when this patient is not recalled for it") },
	{ AT(recall_override, reason), TEXT, .label = N_("Reason"), .help = N_("why") },
};
RECORD(recall_override, 'r');

static const struct field sooner_fields[] = {
	{ AT(sooner, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(sooner, visit), REF("visit"), .flags = FIELD_FROZEN, .label = N_("Instead of"),
	  .help = N_("the booked visit they would move") },
	{ AT(sooner, kind), VOCAB("visit_kind"), .label = N_("Kind"), .help = N_("what for") },
	{ AT(sooner, minutes), INT, .label = N_("Minutes"), .help = N_("how long it takes") },
	{ AT(sooner, provider), VOCAB("provider"), .label = N_("Provider"),
	  .help = N_("with whom; empty: anyone") },
	{ AT(sooner, weekdays), TEXT, .label = N_("Days"),
	  .help = N_("weekdays they can come: mon,tue; empty: any") },
	{ AT(sooner, starts), MINUTE, .label = N_("From"), .help = N_("not before this time") },
	{ AT(sooner, ends), MINUTE, .label = N_("To"), .help = N_("done by this time") },
	{ AT(sooner, until), DAY, .label = N_("Until"), .help = N_("the last day they ask for") },
	{ AT(sooner, note), LINES, .label = N_("Note"), .help = N_("note") },
	{ AT(sooner, state), CHOICE(sooner_state_choices), .label = N_("State"),
	  .help = N_("waiting, got one or no longer") },
	{ AT(sooner, created_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Since"),
	  .help = N_("when they asked") },
	{ AT(sooner, created_by), TEXT, .flags = FIELD_DERIVED, .label = N_("Taken by"),
	  .help = N_("who wrote it down") },
};
RECORD(sooner, 's');

static const struct field schedule_fields[] = {
	{ AT(schedule, provider), VOCAB("provider"), .flags = FIELD_REQUIRED,
	  .label = N_("Provider"), .help = N_("who works") },
	{ AT(schedule, site), TEXT, .label = N_("Site"), .help = N_("site of the clinic") },
	{ AT(schedule, weekday), CHOICE(weekday_choices), .label = N_("Weekday"),
	  .help = N_("mon … sun") },
	{ AT(schedule, starts), MINUTE, .flags = FIELD_REQUIRED, .label = N_("From"),
	  .help = N_("when work begins") },
	{ AT(schedule, ends), MINUTE, .flags = FIELD_REQUIRED, .label = N_("To"),
	  .help = N_("when work ends") },
	{ AT(schedule, chair), TEXT, .label = N_("Chair"), .help = N_("where; empty: any chair") },
	{ AT(schedule, first_day), DAY, .label = N_("From day"),
	  .help = N_("in force from this day on") },
	{ AT(schedule, last_day), DAY, .label = N_("To day"), .help = N_("the last day in force") },
};
RECORD(schedule, 'w');

static const struct field day_off_fields[] = {
	{ AT(day_off, provider), VOCAB("provider"), .label = N_("Provider"),
	  .help = N_("whose days; empty: the whole clinic") },
	{ AT(day_off, site), TEXT, .label = N_("Site"), .help = N_("site of the clinic") },
	{ AT(day_off, first_day), DAY, .flags = FIELD_REQUIRED, .label = N_("First day"),
	  .help = N_("first day") },
	{ AT(day_off, last_day), DAY, .flags = FIELD_REQUIRED, .label = N_("Last day"),
	  .help = N_("last day") },
	{ AT(day_off, works), CHOICE(works_choices), .label = N_("Works"),
	  .help = N_("off (leave, closed) or on (works, open)") },
	{ AT(day_off, starts), MINUTE, .label = N_("From"),
	  .help = N_("from when; empty: the whole day") },
	{ AT(day_off, ends), MINUTE, .label = N_("To"), .help = N_("until when") },
	{ AT(day_off, reason), TEXT, .label = N_("Reason"), .help = N_("leave, course, moved …") },
};
RECORD(day_off, 'o');

static const struct field chair_fields[] = {
	{ AT(chair, key), TEXT, .flags = FIELD_REQUIRED, .label = N_("Chair"),
	  .help = N_("its number or short name, as visits have it") },
	{ AT(chair, label), TEXT, .label = N_("Name"), .help = N_("what it is called") },
	{ AT(chair, site), TEXT, .label = N_("Site"), .help = N_("site of the clinic") },
	{ AT(chair, position), INT, .flags = FIELD_REQUIRED, .label = N_("Order"),
	  .help = N_("its place in the book") },
	{ AT(chair, state), CHOICE(chair_state_choices), .label = N_("State"),
	  .help = N_("in use or out of order") },
};
RECORD(chair, 0);

static const struct field visit_length_fields[] = {
	{ AT(visit_length, kind), VOCAB("visit_kind"), .flags = FIELD_REQUIRED, .label = N_("Kind"),
	  .help = N_("kind of visit") },
	{ AT(visit_length, provider), VOCAB("provider"), .label = N_("Provider"),
	  .help = N_("with whom; empty: with anybody") },
	{ AT(visit_length, minutes), INT, .flags = FIELD_REQUIRED, .label = N_("Minutes"),
	  .help = N_("how long it takes") },
};
RECORD(visit_length, 0);

static const struct field handover_fields[] = {
	{ AT(handover, at), INSTANT, .flags = FIELD_DERIVED, .label = N_("When"),
	  .help = N_("when it was written") },
	{ AT(handover, staff), TEXT, .flags = FIELD_DERIVED, .label = N_("Who"),
	  .help = N_("who wrote it") },
	{ AT(handover, text), LINES, .flags = FIELD_REQUIRED, .label = N_("Note"),
	  .help = N_("what the next shift must know") },
	{ AT(handover, until), DAY, .label = N_("Until"), .help = N_("the last day it is shown") },
	{ AT(handover, done_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Done"),
	  .help = N_("when it was dealt with") },
	{ AT(handover, done_by), TEXT, .flags = FIELD_DERIVED, .label = N_("Done by"),
	  .help = N_("who dealt with it") },
};
RECORD(handover, 0);

static const struct field survey_answer_fields[] = {
	{ AT(survey_answer, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(survey_answer, day), DAY, .flags = FIELD_REQUIRED, .label = N_("Day"),
	  .help = N_("when they were asked") },
	{ AT(survey_answer, score), INT, .flags = FIELD_REQUIRED, .label = N_("Score"),
	  .help = N_("0 to 10: how likely they would recommend the clinic") },
	{ AT(survey_answer, words), LINES, .label = N_("In their words"),
	  .help = N_("what they said, as they said it") },
	{ AT(survey_answer, channel), TEXT, .label = N_("Channel"), .help = N_("phone, wechat, desk …") },
	{ AT(survey_answer, visit), REF("visit"), .flags = FIELD_FROZEN, .label = N_("Visit"),
	  .help = N_("the visit it is about") },
	{ AT(survey_answer, staff), TEXT, .flags = FIELD_DERIVED, .label = N_("Who"),
	  .help = N_("who asked") },
};
RECORD(survey_answer, 'q');

static const struct field pin_fields[] = {
	{ AT(pin, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(pin, segment), TEXT, .flags = FIELD_REQUIRED, .label = N_("Segment"),
	  .help = N_("the segment's name in rules.yaml") },
	{ AT(pin, way), CHOICE(pin_way_choices), .label = N_("Kept"),
	  .help = N_("in or out of the segment, whatever its rule says") },
	{ AT(pin, reason), TEXT, .label = N_("Reason"), .help = N_("why") },
	{ AT(pin, hash), TEXT, HIDDEN },
	{ AT(pin, day), DAY, .flags = FIELD_FROZEN, .label = N_("Since"), .help = N_("since when") },
	{ AT(pin, staff), TEXT, .flags = FIELD_DERIVED, .label = N_("Who"), .help = N_("who decided it") },
};
RECORD(pin, 0);

static const struct field rules_change_fields[] = {
	{ AT(rules_change, was), TEXT, HIDDEN },
	{ AT(rules_change, sha), TEXT, HIDDEN },
};
RECORD(rules_change, 0);
