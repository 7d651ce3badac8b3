/* The records of calls and messages. */
#include "revisit/base/i18n.h"
#include "revisit/model/calls.h"
#include "revisit/model/records.h"
#include "rows.h"

const struct choice list_state_choices[] = {
	[LIST_OPEN] = { "open", N_("open") },
	[LIST_CLOSED] = { "closed", N_("closed") },
	{ 0 },
};

const struct choice entry_state_choices[] = {
	[ENTRY_ON] = { "on", N_("on the list") },
	[ENTRY_OFF] = { "off", N_("taken off") },
	{ 0 },
};

const struct choice message_state_choices[] = {
	[MESSAGE_WAITING] = { "waiting", N_("waits to be sent") },
	[MESSAGE_SENDING] = { "sending", N_("being sent") },
	[MESSAGE_SENT] = { "sent", N_("sent") },
	[MESSAGE_FAILED] = { "failed", N_("not delivered") },
	[MESSAGE_BOUNCED] = { "bounced", N_("came back") },
	[MESSAGE_DROPPED] = { "dropped", N_("not sent") },
	[MESSAGE_CAME] = { "came", N_("came from the patient") },
	{ 0 },
};

static const struct field call_list_fields[] = {
	{ AT(call_list, key), TEXT, .flags = FIELD_REQUIRED | FIELD_FROZEN, .label = N_("List"),
	  .help = N_("its short name") },
	{ AT(call_list, title), TEXT, .label = N_("Title"), .help = N_("what it is called") },
	{ AT(call_list, purpose), CHOICE(purpose_choices), .label = N_("Purpose"),
	  .help = N_("what the calls are for: consent and quiet days go by it") },
	{ AT(call_list, subject), CHOICE(subject_choices), .label = N_("About"),
	  .help = N_("patients, visits, plans …") },
	{ AT(call_list, script), TEXT, .label = N_("Script"),
	  .help = N_("what to say: the name of a file in scripts/; empty: as usual for the purpose") },
	{ AT(call_list, a_day), INT, .flags = FIELD_REQUIRED, .label = N_("A day"),
	  .help = N_("at most so many new patients a day; 0: no limit") },
	{ AT(call_list, assignee), TEXT, .label = N_("Who calls"),
	  .help = N_("a person or a role; empty: anyone") },
	{ AT(call_list, from_day), DAY, .label = N_("From"), .help = N_("not called before") },
	{ AT(call_list, until_day), DAY, .label = N_("Until"), .help = N_("the last day") },
	{ AT(call_list, state), CHOICE(list_state_choices), .label = N_("State"),
	  .help = N_("open or closed") },
	{ AT(call_list, note), LINES, .label = N_("Note"), .help = N_("note") },
	{ AT(call_list, created_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Since"),
	  .help = N_("when it was made") },
	{ AT(call_list, created_by), TEXT, .flags = FIELD_DERIVED, .label = N_("Made by"),
	  .help = N_("who made it") },
};
RECORD(call_list, 0);

static const struct field call_entry_fields[] = {
	{ AT(call_entry, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(call_entry, list), TEXT, .flags = FIELD_REQUIRED | FIELD_FROZEN, .label = N_("List"),
	  .help = N_("the call list") },
	{ AT(call_entry, visit), REF("visit"), .flags = FIELD_FROZEN, .label = N_("Visit"),
	  .help = N_("the visit it is about") },
	{ AT(call_entry, position), INT, .flags = FIELD_HIDDEN | FIELD_REQUIRED },
	{ AT(call_entry, added_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Since"),
	  .help = N_("when they were put on it") },
	{ AT(call_entry, added_day), DAY, HIDDEN },
	{ AT(call_entry, added_by), TEXT, .flags = FIELD_DERIVED, .label = N_("Added by"),
	  .help = N_("who put them on it") },
	{ AT(call_entry, note), LINES, .label = N_("Note"), .help = N_("note") },
	{ AT(call_entry, state), CHOICE(entry_state_choices), .label = N_("State"),
	  .help = N_("on the list or taken off") },
};
RECORD(call_entry, 0);

static const struct field message_fields[] = {
	{ AT(message, patient), REF("patient"), .flags = FIELD_FROZEN, .label = N_("Patient"),
	  .help = N_("chart number") },
	{ AT(message, contact), REF("contact"), HIDDEN },
	{ AT(message, channel), TEXT, .flags = FIELD_FROZEN, .label = N_("Channel"),
	  .help = N_("sms, wechat, email …") },
	{ AT(message, direction), TEXT, .flags = FIELD_FROZEN, .label = N_("Direction"),
	  .help = N_("in or out") },
	{ AT(message, purpose), TEXT, .flags = FIELD_FROZEN, .label = N_("Purpose"),
	  .help = N_("care, service, recall, confirm, marketing, lead or survey") },
	{ AT(message, template), TEXT, .flags = FIELD_FROZEN, .label = N_("Template"),
	  .help = N_("the file in templates/ it was made from") },
	{ AT(message, list), TEXT, HIDDEN },
	{ AT(message, subject), TEXT, .label = N_("Subject"), .help = N_("of an e-mail") },
	{ AT(message, text), LINES, .label = N_("Text"), .help = N_("what it says") },
	{ AT(message, number), TEXT, .flags = FIELD_FROZEN, .label = N_("To"),
	  .help = N_("the number or address") },
	{ AT(message, state), CHOICE(message_state_choices), .label = N_("State"),
	  .help = N_("waiting, sent, failed …") },
	{ AT(message, not_before), INSTANT, .label = N_("Not before"),
	  .help = N_("when it may be sent at the earliest") },
	{ AT(message, sent_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Sent"),
	  .help = N_("when it was sent") },
	{ AT(message, tries), INT, .flags = FIELD_DERIVED | FIELD_REQUIRED, .label = N_("Tries"),
	  .help = N_("how often sending it was tried") },
	{ AT(message, error), TEXT, .flags = FIELD_DERIVED, .label = N_("Error"),
	  .help = N_("why it could not be sent") },
	{ AT(message, external_id), TEXT, HIDDEN },
	{ AT(message, visit), REF("visit"), .flags = FIELD_FROZEN, .label = N_("Visit"),
	  .help = N_("the visit it reminds of") },
	{ AT(message, rule), TEXT, HIDDEN },
	{ AT(message, attempt), REF("attempt"), HIDDEN },
	{ AT(message, created_at), INSTANT, .flags = FIELD_DERIVED, .label = N_("Made"),
	  .help = N_("when it was made") },
	{ AT(message, created_by), TEXT, .flags = FIELD_DERIVED, .label = N_("Made by"),
	  .help = N_("who made it") },
};
RECORD(message, 'm');
