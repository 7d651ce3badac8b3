#include "revisit/model/records.h"
#include "revisit/base/i18n.h"
#include "rows.h"

const struct choice sex_choices[] = {
	[SEX_UNKNOWN] = { "unknown", N_("not known") },
	[SEX_FEMALE] = { "female", N_("female") },
	[SEX_MALE] = { "male", N_("male") },
	[SEX_OTHER] = { "other", N_("other") },
	{ 0 },
};

const struct choice precision_choices[] = {
	[PRECISION_DAY] = { "day", N_("exact") },
	[PRECISION_MONTH] = { "month", N_("month and year") },
	[PRECISION_YEAR] = { "year", N_("year only") },
	[PRECISION_ESTIMATED] = { "estimated", N_("estimated") },
	{ 0 },
};

const struct choice patient_status_choices[] = {
	[PATIENT_ACTIVE] = { "active", N_("active") },
	[PATIENT_PROSPECT] = { "prospect", N_("prospect") },
	[PATIENT_INACTIVE] = { "inactive", N_("inactive") },
	[PATIENT_ARCHIVED] = { "archived", N_("archived") },
	[PATIENT_MOVED] = { "moved", N_("moved away") },
	[PATIENT_DECEASED] = { "deceased", N_("deceased") },
	[PATIENT_MERGED] = { "merged", N_("merged") },
	{ 0 },
};

const struct choice household_role_choices[] = {
	[ROLE_NONE] = { "none", N_("not said") },
	[ROLE_ADULT] = { "adult", N_("adult") },
	[ROLE_PARTNER] = { "partner", N_("partner") },
	[ROLE_CHILD] = { "child", N_("child") },
	[ROLE_PARENT] = { "parent", N_("grandparent") },
	[ROLE_OTHER] = { "other", N_("other relative") },
	{ 0 },
};

const struct choice contact_kind_choices[] = {
	[CONTACT_MOBILE] = { "mobile", N_("Mobile") },
	[CONTACT_HOME] = { "home", N_("Home phone") },
	[CONTACT_WORK] = { "work", N_("Work phone") },
	[CONTACT_PHONE] = { "phone", N_("Phone") },
	[CONTACT_EMAIL] = { "email", N_("E-mail") },
	[CONTACT_WECHAT] = { "wechat", N_("WeChat") },
	[CONTACT_LINE] = { "line", N_("LINE") },
	[CONTACT_WHATSAPP] = { "whatsapp", N_("WhatsApp") },
	[CONTACT_QQ] = { "qq", N_("QQ") },
	[CONTACT_OTHER] = { "contact", N_("Other contact") },
	{ 0 },
};

const struct choice contact_state_choices[] = {
	[CONTACT_GOOD] = { "good", N_("good") },
	[CONTACT_WRONG] = { "wrong", N_("wrong number") },
	[CONTACT_DEAD] = { "dead", N_("disconnected") },
	{ 0 },
};

const struct choice visit_status_choices[] = {
	[VISIT_PLANNED] = { "planned", N_("planned") },
	[VISIT_CONFIRMED] = { "confirmed", N_("confirmed") },
	[VISIT_ARRIVED] = { "arrived", N_("here") },
	[VISIT_SEATED] = { "seated", N_("in chair") },
	[VISIT_COMPLETED] = { "completed", N_("done") },
	[VISIT_LEFT] = { "left", N_("left") },
	[VISIT_NO_SHOW] = { "no_show", N_("NO-SHOW") },
	[VISIT_CANCELLED] = { "cancelled", N_("cancelled") },
	[VISIT_RESCHEDULED] = { "rescheduled", N_("moved") },
	{ 0 },
};

const struct choice task_state_choices[] = {
	[TASK_OPEN] = { "open", N_("open") },
	[TASK_DONE] = { "done", N_("done") },
	[TASK_CANCELLED] = { "cancelled", N_("not needed") },
	{ 0 },
};

static const struct field patient_fields[] = {
	{ AT(patient, chart_no), TEXT, .flags = FIELD_DERIVED, .label = N_("Chart no."),
	  .help = N_("chart number, unique; given out by the program when left empty") },
	{ AT(patient, name), TEXT, .label = N_("Name"), .help = N_("name as it is shown") },
	{ AT(patient, family), TEXT, .flags = FIELD_DERIVED, .label = N_("Family name"),
	  .help = N_("family name; split from Chinese names by itself") },
	{ AT(patient, given), TEXT, .flags = FIELD_DERIVED, .label = N_("Given name"),
	  .help = N_("given name; split from Chinese names by itself") },
	{ AT(patient, preferred), TEXT, .label = N_("Called"),
	  .help = N_("what the patient is called: a short or second first name") },
	{ AT(patient, second_name), TEXT, .label = N_("Second name"),
	  .help = N_("the name in another script") },
	{ AT(patient, reading), TEXT, .flags = FIELD_DERIVED, .label = N_("Reading"),
	  .help = N_("romanised name, searched as one types it; edit it when the pinyin is wrong") },
	{ AT(patient, sort_key), TEXT, HIDDEN },
	{ AT(patient, birth_day), DAY, .label = N_("Born"),
	  .help = N_("birth date; a year or a month and year alone are accepted") },
	{ AT(patient, birth_precision), CHOICE(precision_choices), .flags = FIELD_DERIVED,
	  .label = N_("Birth date is"), .help = N_("how exactly the birth date is known") },
	{ AT(patient, sex), CHOICE(sex_choices), .label = N_("Sex"), .help = N_("sex") },
	{ AT(patient, status), CHOICE(patient_status_choices), .label = N_("Status"),
	  .help = N_("active, prospect (asked, not yet seen), inactive, moved, deceased …") },
	{ AT(patient, household), REF("household"), .label = N_("Household"),
	  .help = N_("the family: the chart number or the name of a member; \"new\" begins one") },
	{ AT(patient, household_role), CHOICE(household_role_choices), .label = N_("Role"),
	  .help = N_("role in the household") },
	{ AT(patient, guardian), REF("patient"), .label = N_("Guardian"),
	  .help = N_("chart number or name of the guardian") },
	{ AT(patient, referrer), REF("patient"), .label = N_("Referred by"),
	  .help = N_("chart number or name of who sent this patient") },
	{ AT(patient, payer), REF("patient"), .label = N_("Pays"),
	  .help = N_("chart number or name of who pays for this patient") },
	{ AT(patient, salutation), TEXT, .label = N_("Salutation"),
	  .help = N_("how the patient is addressed") },
	{ AT(patient, address), LINES, .label = N_("Address"), .help = N_("address or area") },
	{ AT(patient, language), TEXT, .label = N_("Language"), .help = N_("language spoken") },
	{ AT(patient, occupation), TEXT, .label = N_("Occupation"), .help = N_("occupation") },
	{ AT(patient, source), VOCAB("source"), .label = N_("Came by"),
	  .help = N_("how the patient came to us") },
	{ AT(patient, source_code), TEXT, .label = N_("Source code"),
	  .help = N_("code of the advertisement or campaign") },
	{ AT(patient, provider), VOCAB("provider"), .label = N_("Doctor"),
	  .help = N_("responsible doctor") },
	{ AT(patient, consultant), VOCAB("provider"), .label = N_("Consultant"),
	  .help = N_("consultant") },
	{ AT(patient, id_kind), TEXT, .label = N_("ID kind"),
	  .help = N_("kind of identity document") },
	{ AT(patient, id_number), TEXT, .flags = FIELD_PRIVATE, .label = N_("ID number"),
	  .help = N_("number of the identity document; shown as its last four") },
	{ AT(patient, preferred_channel), TEXT, .label = N_("Reach by"),
	  .help = N_("channel the patient prefers") },
	{ AT(patient, preferred_times), TEXT, .label = N_("Reach when"),
	  .help = N_("times at which the patient is best reached") },
	{ AT(patient, insurance), TEXT, .label = N_("Insurance"), .help = N_("insurance") },
	{ AT(patient, notes), LINES, .label = N_("Notes"), .help = N_("notes") },
	{ AT(patient, registered_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Registered"),
	  .help = N_("when the chart was made") },
	{ AT(patient, deceased_day), DAY, .label = N_("Died"), .help = N_("day of death") },
	{ AT(patient, import), INT, HIDDEN },
	{ AT(patient, line), INT, HIDDEN },
};
RECORD(patient, 0);

static const struct field contact_fields[] = {
	{ AT(contact, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(contact, kind), CHOICE(contact_kind_choices), .label = N_("Kind"),
	  .help = N_("mobile, home, work, phone, email, wechat …") },
	{ AT(contact, state), CHOICE(contact_state_choices), .label = N_("State"),
	  .help = N_("good, wrong number or disconnected") },
	{ AT(contact, value), TEXT, .label = N_("Value"), .help = N_("number or address as typed") },
	{ AT(contact, norm), TEXT, HIDDEN },
	{ AT(contact, label), TEXT, .label = N_("Whose"), .help = N_("whose it is: mother, office") },
	{ AT(contact, position), INT, .flags = FIELD_HIDDEN | FIELD_REQUIRED },
};
RECORD(contact, 0);

static const struct field household_fields[] = {
	{ AT(household, label), TEXT, .label = N_("Household"), .help = N_("what it is called") },
	{ AT(household, import), INT, HIDDEN },
};
RECORD(household, 'h');

static const struct field visit_fields[] = {
	{ AT(visit, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(visit, day), DAY, .flags = FIELD_REQUIRED, .label = N_("Day"),
	  .help = N_("day, clinic-local") },
	{ AT(visit, minute), MINUTE, .label = N_("Time"), .help = N_("time of day, clinic-local") },
	{ AT(visit, minutes), INT, .label = N_("Minutes"), .help = N_("planned length in minutes") },
	{ AT(visit, kind), VOCAB("visit_kind"), .label = N_("Kind"),
	  .help = N_("what is done: exam, cleaning, filling …") },
	{ AT(visit, provider), VOCAB("provider"), .label = N_("Provider"), .help = N_("who treats") },
	{ AT(visit, chair), TEXT, .label = N_("Chair"), .help = N_("chair or room") },
	{ AT(visit, site), TEXT, .label = N_("Site"), .help = N_("site of the clinic") },
	{ AT(visit, status), CHOICE(visit_status_choices), .label = N_("Status"),
	  .help = N_("planned, confirmed, arrived, seated, completed, left, no_show, cancelled …") },
	{ AT(visit, booked_at), INSTANT, .label = N_("Booked"), .help = N_("when it was booked") },
	{ AT(visit, confirmed_at), INSTANT, .label = N_("Confirmed"),
	  .help = N_("when it was confirmed") },
	{ AT(visit, arrived_at), INSTANT, .label = N_("Arrived"), .help = N_("when they came in") },
	{ AT(visit, seated_at), INSTANT, .label = N_("Seated"), .help = N_("when treatment began") },
	{ AT(visit, completed_at), INSTANT, .label = N_("Completed"),
	  .help = N_("when treatment ended") },
	{ AT(visit, left_at), INSTANT, .label = N_("Left at"), .help = N_("when they left") },
	{ AT(visit, cancelled_at), INSTANT, .label = N_("Called off"),
	  .help = N_("when it was cancelled, moved or missed") },
	{ AT(visit, cancel_reason), VOCAB("cancel_reason"), .label = N_("Reason"),
	  .help = N_("why it was cancelled, moved or missed") },
	{ AT(visit, amount), MONEY, .label = N_("Amount"), .help = N_("charged") },
	{ AT(visit, paid), MONEY, .label = N_("Paid"), .help = N_("paid on the day") },
	{ AT(visit, pay_method), VOCAB("pay_method"), .label = N_("Paid by"),
	  .help = N_("cash, card, WeChat, Alipay …") },
	{ AT(visit, teeth), TEXT, .label = N_("Teeth"), .help = N_("teeth treated") },
	{ AT(visit, note), LINES, .label = N_("Note"), .help = N_("note") },
	{ AT(visit, booked_by), TEXT, .label = N_("Booked by"),
	  .help = N_("how it was booked: phone, desk, online …") },
	{ AT(visit, predecessor), REF("visit"), .flags = FIELD_FROZEN, .label = N_("Moved from"),
	  .help = N_("the visit it replaces") },
	{ AT(visit, successor), REF("visit"), .flags = FIELD_FROZEN, .label = N_("Moved to"),
	  .help = N_("the visit that replaces it") },
	{ AT(visit, plan_item), REF("plan_item"), .flags = FIELD_FROZEN, .label = N_("Plan"),
	  .help = N_("the part of a treatment plan it is for") },
	{ AT(visit, late), INT, .label = N_("Late by"),
	  .help = N_("minutes they said they will be late") },
	{ AT(visit, no_next), VOCAB("no_next"), .label = N_("No next visit"),
	  .help = N_("why they left without a next visit") },
	{ AT(visit, external_source), TEXT, HIDDEN },
	{ AT(visit, external_id), TEXT, .flags = FIELD_FROZEN, .label = N_("External id"),
	  .help = N_("its number in the system it was imported from") },
	{ AT(visit, import), INT, HIDDEN },
	{ AT(visit, line), INT, HIDDEN },
};
RECORD(visit, 'v');

static const struct field task_fields[] = {
	{ AT(task, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number; empty for a to-do of the clinic") },
	{ AT(task, what), TEXT, .flags = FIELD_REQUIRED, .label = N_("What"),
	  .help = N_("what is to be done") },
	{ AT(task, promise), BOOL, .label = N_("Promise"),
	  .help = N_("yes when it was promised to the patient") },
	{ AT(task, created_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Made"),
	  .help = N_("when it was written down") },
	{ AT(task, created_by), TEXT, .flags = FIELD_DERIVED, .label = N_("Made by"),
	  .help = N_("who wrote it down") },
	{ AT(task, due_day), DAY, .label = N_("Due"), .help = N_("day it is due") },
	{ AT(task, due_minute), MINUTE, .label = N_("At"), .help = N_("time it is due") },
	{ AT(task, state), CHOICE(task_state_choices), .label = N_("State"),
	  .help = N_("open, done or not needed") },
	{ AT(task, assignee), TEXT, .label = N_("Who"), .help = N_("who does it") },
	{ AT(task, done_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Done"),
	  .help = N_("when it was done") },
	{ AT(task, done_by), TEXT, .flags = FIELD_DERIVED, .label = N_("Done by"),
	  .help = N_("who did it") },
	{ AT(task, kind), VOCAB("task_kind"), .label = N_("Type"),
	  .help = N_("call, care, complaint, lab …; empty for a plain to-do") },
	{ AT(task, until_minute), MINUTE, .label = N_("Until"),
	  .help = N_("end of the time window that begins when it is due") },
	{ AT(task, priority), CHOICE(priority_choices), .label = N_("Priority"),
	  .help = N_("normal, high or low") },
	{ AT(task, repeat), TEXT, .label = N_("Repeat"),
	  .help = N_("interval after which it comes again: 1w, 6m") },
	{ AT(task, repeat_from), DAY, HIDDEN },
	{ AT(task, snoozed), INT, .flags = FIELD_FROZEN, .label = N_("Put off"),
	  .help = N_("how often it was put off") },
	{ AT(task, snooze_reason), TEXT, .flags = FIELD_FROZEN, .label = N_("Put off because"),
	  .help = N_("why it was put off the last time") },
	{ AT(task, previous), REF("task"), HIDDEN },
	{ AT(task, visit), REF("visit"), .flags = FIELD_FROZEN, .label = N_("After visit"),
	  .help = N_("the visit it follows up") },
	{ AT(task, rule), TEXT, HIDDEN },
	{ AT(task, segment), TEXT, HIDDEN },
	{ AT(task, list), TEXT, HIDDEN },
	{ AT(task, external_source), TEXT, HIDDEN },
	{ AT(task, external_id), TEXT, .flags = FIELD_FROZEN, .label = N_("External id"),
	  .help = N_("its number in the system it was imported from") },
	{ AT(task, import), INT, HIDDEN },
	{ AT(task, line), INT, HIDDEN },
};
RECORD(task, 't');

static const struct field patient_tag_fields[] = {
	{ AT(patient_tag, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(patient_tag, tag), VOCAB("tag"), .flags = FIELD_REQUIRED, .label = N_("Tag"),
	  .help = N_("tag") },
	{ AT(patient_tag, until), DAY, .label = N_("Until"), .help = N_("last day it holds") },
	{ AT(patient_tag, segment), TEXT, HIDDEN },
	{ AT(patient_tag, import), INT, HIDDEN },
};
RECORD(patient_tag, 0);

static const struct field alert_fields[] = {
	{ AT(alert, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(alert, household), REF("household"), .flags = FIELD_FROZEN, .label = N_("Household"),
	  .help = N_("shown for everyone in this household") },
	{ AT(alert, text), TEXT, .flags = FIELD_REQUIRED, .label = N_("Alert"),
	  .help = N_("what everyone must see before they act") },
	{ AT(alert, until), DAY, .label = N_("Until"), .help = N_("last day it is shown") },
	{ AT(alert, import), INT, HIDDEN },
};
RECORD(alert, 'a');

static const struct field note_fields[] = {
	{ AT(note, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(note, at), INSTANT, .flags = FIELD_DERIVED, .label = N_("When"),
	  .help = N_("when it was written") },
	{ AT(note, staff), TEXT, .flags = FIELD_DERIVED, .label = N_("Who"),
	  .help = N_("who wrote it") },
	{ AT(note, text), LINES, .flags = FIELD_REQUIRED, .label = N_("Note"), .help = N_("note") },
	{ AT(note, import), INT, HIDDEN },
};
RECORD(note, 'n');

static const struct field attempt_fields[] = {
	{ AT(attempt, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(attempt, contact), REF("contact"), HIDDEN },
	{ AT(attempt, channel), TEXT, .label = N_("Channel"), .help = N_("phone, wechat, desk …") },
	{ AT(attempt, direction), TEXT, .label = N_("Direction"), .help = N_("in or out") },
	{ AT(attempt, outcome), TEXT, .label = N_("Outcome"), .help = N_("what came of it") },
	{ AT(attempt, at), INSTANT, .label = N_("When"), .help = N_("when it was") },
	{ AT(attempt, day), DAY, HIDDEN },
	{ AT(attempt, staff), TEXT, .label = N_("Who"), .help = N_("who called or wrote") },
	{ AT(attempt, segment), TEXT, .label = N_("List"), .help = N_("call list") },
	{ AT(attempt, note), LINES, .label = N_("Note"), .help = N_("note") },
	{ AT(attempt, list), TEXT, .label = N_("Call list"), .help = N_("the call list it was for") },
	{ AT(attempt, purpose), TEXT, .label = N_("Purpose"),
	  .help = N_("care, service, recall, confirm, marketing, lead or survey") },
	{ AT(attempt, number), TEXT, HIDDEN },
	{ AT(attempt, reason), VOCAB("call_reason"), .label = N_("Reason"), .help = N_("why") },
	{ AT(attempt, visit), REF("visit"), .flags = FIELD_FROZEN, .label = N_("Visit"),
	  .help = N_("the visit it was about, or that was booked") },
	{ AT(attempt, claim), INT, HIDDEN },
	{ AT(attempt, part_of), REF("attempt"), HIDDEN },
	{ AT(attempt, again_day), DAY, .label = N_("Again"), .help = N_("not tried again before") },
	{ AT(attempt, again_minute), MINUTE, .label = N_("Again at"),
	  .help = N_("the time of that day") },
};
RECORD(attempt, 'l');

static const struct field consent_fields[] = {
	{ AT(consent, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(consent, purpose), TEXT, .label = N_("Purpose"), .help = N_("care, recall, marketing …") },
	{ AT(consent, channel), TEXT, .label = N_("Channel"), .help = N_("phone, sms, wechat …") },
	{ AT(consent, state), TEXT, .label = N_("State"), .help = N_("yes or no") },
	{ AT(consent, evidence), TEXT, .label = N_("Evidence"), .help = N_("how it was given") },
	{ AT(consent, day), DAY, .label = N_("Day"), .help = N_("when it was given or refused") },
};
RECORD(consent, 0);

static const struct field merge_fields[] = {
	{ AT(merge, keep), REF("patient"), HIDDEN },
	{ AT(merge, lose), REF("patient"), HIDDEN },
	{ AT(merge, action), INT, HIDDEN },
	{ AT(merge, undone_by), INT, HIDDEN },
};
RECORD(merge, 0);

static const struct field chart_alias_fields[] = {
	{ AT(chart_alias, chart_no), TEXT, HIDDEN },
	{ AT(chart_alias, patient), REF("patient"), HIDDEN },
};
RECORD(chart_alias, 0);

static const struct field not_same_fields[] = {
	{ AT(not_same, a), REF("patient"), HIDDEN },
	{ AT(not_same, b), REF("patient"), HIDDEN },
	{ AT(not_same, by), TEXT, HIDDEN },
};
RECORD(not_same, 0);

bool contact_is_phone(enum contact_kind kind)
{
	return kind == CONTACT_MOBILE || kind == CONTACT_HOME || kind == CONTACT_WORK ||
	       kind == CONTACT_PHONE || kind == CONTACT_WHATSAPP;
}

bool visit_is_booked(enum visit_status status)
{
	return status == VISIT_PLANNED || status == VISIT_CONFIRMED;
}

bool visit_is_here(enum visit_status status)
{
	return status == VISIT_ARRIVED || status == VISIT_SEATED;
}

bool patient_is_gone(enum patient_status status)
{
	return status != PATIENT_ACTIVE && status != PATIENT_PROSPECT && status != PATIENT_MERGED;
}

bool visit_is_done(enum visit_status status)
{
	return status == VISIT_COMPLETED || status == VISIT_LEFT;
}
