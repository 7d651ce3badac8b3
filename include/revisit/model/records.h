/* The records as plain structs.  Texts are heap strings, NULL when missing.  See record.h for the
 * tables that describe them and product.md's words for what they mean. */
#ifndef REVISIT_MODEL_RECORDS_H
#define REVISIT_MODEL_RECORDS_H

#include "revisit/model/record.h"

enum sex { SEX_UNKNOWN, SEX_FEMALE, SEX_MALE, SEX_OTHER };
enum precision { PRECISION_DAY, PRECISION_MONTH, PRECISION_YEAR, PRECISION_ESTIMATED };
enum patient_status {
	PATIENT_ACTIVE,
	PATIENT_PROSPECT,
	PATIENT_INACTIVE,
	PATIENT_ARCHIVED,
	PATIENT_MOVED,
	PATIENT_DECEASED,
	PATIENT_MERGED,
};
enum household_role { ROLE_NONE, ROLE_ADULT, ROLE_PARTNER, ROLE_CHILD, ROLE_PARENT, ROLE_OTHER };
enum contact_kind {
	CONTACT_MOBILE,
	CONTACT_HOME,
	CONTACT_WORK,
	CONTACT_PHONE, /* some telephone */
	CONTACT_EMAIL,
	CONTACT_WECHAT,
	CONTACT_LINE,
	CONTACT_WHATSAPP,
	CONTACT_QQ,
	CONTACT_OTHER,
};
enum contact_state { CONTACT_GOOD, CONTACT_WRONG, CONTACT_DEAD };
enum visit_status {
	VISIT_PLANNED,
	VISIT_CONFIRMED,
	VISIT_ARRIVED,
	VISIT_SEATED,
	VISIT_COMPLETED,
	VISIT_LEFT,
	VISIT_NO_SHOW,
	VISIT_CANCELLED,
	VISIT_RESCHEDULED,
};
enum task_state { TASK_OPEN, TASK_DONE, TASK_CANCELLED };
enum alert_scope { ALERT_PATIENT, ALERT_HOUSEHOLD };
enum priority { PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_LOW };
/* What somebody said of a plan; booked, in progress and done follow from its visits (care/plan.h). */
enum plan_status {
	PLAN_OFFERED,
	PLAN_THINKING,
	PLAN_ACCEPTED,
	PLAN_DONE, /* said to be, whatever its visits are */
	PLAN_DECLINED,
	PLAN_ELSEWHERE,
};
enum item_state { ITEM_OPEN, ITEM_DONE, ITEM_DROPPED };
enum sooner_state { SOONER_WAITING, SOONER_TAKEN, SOONER_OFF };
enum works { WORKS_OFF, WORKS_ON };
enum chair_state { CHAIR_IN_USE, CHAIR_OUT };
enum pin_way { PIN_IN, PIN_OUT };
enum list_state { LIST_OPEN, LIST_CLOSED };
enum entry_state { ENTRY_ON, ENTRY_OFF };
enum message_state {
	MESSAGE_WAITING, /* in the outbox */
	MESSAGE_SENDING, /* a program has it */
	MESSAGE_SENT,    /* the program took it, or somebody marked it sent */
	MESSAGE_FAILED,  /* given up */
	MESSAGE_BOUNCED, /* came back */
	MESSAGE_DROPPED, /* taken out: refused, too late, not needed */
	MESSAGE_CAME,    /* from the patient */
};

struct patient {
	struct row row;
	char *chart_no;
	char *name, *family, *given; /* as shown; family and given derived for Han names */
	char *preferred, *second_name; /* what they are called; the name in another script */
	char *reading;  /* romanised, editable */
	char *sort_key; /* bytewise order of lists */
	day_t birth_day;
	int birth_precision; /* enum precision */
	int sex, status;
	int64_t household;
	int household_role;
	int64_t guardian, referrer, payer; /* payer 0: the guardian of a child, else themselves */
	char *salutation, *address, *language, *occupation;
	char *source, *source_code;   /* vocabulary "source" */
	char *provider, *consultant;  /* responsible doctor and consultant: vocabulary "provider" */
	char *id_kind, *id_number;    /* identity document */
	char *preferred_channel, *preferred_times;
	char *insurance;
	char *notes;
	instant_t registered_at;
	day_t deceased_day;
	int64_t import, line;
};

struct contact {
	struct row row;
	int64_t patient;
	int kind, state;
	char *value, *norm; /* as typed; phone_normal or lower-case address */
	char *label;        /* whose: "mother", 小宝妈妈 */
	int64_t position;   /* ringing order, from 0 */
};

struct household {
	struct row row;
	char *label;
	int64_t import;
};

struct visit {
	struct row row;
	int64_t patient;
	day_t day;
	minute_t minute;
	int64_t minutes; /* planned length, 0 unknown */
	char *kind, *provider, *chair, *site;
	int status;
	instant_t booked_at, confirmed_at, arrived_at, seated_at, completed_at, left_at, cancelled_at;
	char *cancel_reason;
	int64_t amount, paid;
	char *pay_method;
	char *teeth, *note, *booked_by; /* booked_by: how (phone, walk-in, online …) */
	int64_t predecessor, successor; /* rescheduled from, to */
	int64_t plan_item;              /* the part of a treatment plan it is for */
	int64_t late;                   /* minutes they said they will be late; 0 */
	char *no_next;                  /* why they left without a next visit (vocabulary no_next) */
	char *external_source, *external_id;
	int64_t import, line;
};

struct task {
	struct row row;
	int64_t patient; /* 0: of the clinic */
	char *what;
	int promise; /* promised to the patient */
	instant_t created_at;
	char *created_by;
	day_t due_day;
	minute_t due_minute;
	int state;
	char *assignee;
	instant_t done_at;
	char *done_by;
	char *kind;            /* vocabulary task_kind; NULL: a plain to-do */
	minute_t until_minute; /* end of the window that due_minute begins */
	int priority;
	char *repeat;          /* interval after which it comes again */
	day_t repeat_from;     /* where its series begins; DAY_NONE: where it is due */
	int64_t snoozed;       /* how often it was put off */
	char *snooze_reason;   /* why, the last time */
	int64_t previous;      /* the one it repeats */
	int64_t visit;         /* what it follows up, by which rule (care/cadence.h) */
	char *rule;
	char *segment;         /* the segment whose action made it, NULL */
	char *list;            /* of a call back: the call list it is of; NULL */
	char *external_source, *external_id;
	int64_t import, line;
};

/* Treatment that was offered, and its parts. */
struct plan {
	struct row row;
	int64_t patient;
	char *what;
	int status;
	day_t offered_day;
	char *offered_by; /* vocabulary provider */
	day_t ask_after;  /* not asked again before */
	char *decline_reason, *note;
};

struct plan_item {
	struct row row;
	int64_t patient, plan;
	int64_t position;
	char *what, *kind, *teeth; /* kind: vocabulary visit_kind */
	int64_t price;
	int64_t visits; /* how many it takes, at least 1 */
	char *gap;      /* the least interval between them, NULL */
	int64_t minutes;
	char *provider;
	int state;
};

/* Where a patient's recalls of one type differ from clinic.yaml; one row for a patient and type. */
struct recall_override {
	struct row row;
	int64_t patient;
	char *type;  /* vocabulary recall */
	char *every; /* interval, NULL: as usual */
	day_t disabled_until; /* not due before; DAY_NONE */
	int disabled;         /* for good */
	char *reason;
};

/* Who would come sooner when a gap opens, and when they can. */
struct sooner {
	struct row row;
	int64_t patient;
	int64_t visit; /* the booked one they would move, 0 */
	char *kind;
	int64_t minutes;
	char *provider; /* NULL: anyone */
	char *weekdays; /* "mon,tue"; NULL: any */
	minute_t starts, ends;
	day_t until; /* the last day they ask for */
	char *note;
	int state;
	instant_t created_at;
	char *created_by;
};

/* When somebody works, week by week. */
struct schedule {
	struct row row;
	char *provider, *site;
	int weekday; /* 0 Monday … 6 Sunday */
	minute_t starts, ends;
	char *chair; /* where, NULL: any */
	day_t first_day, last_day; /* in force, DAY_NONE: always */
};

/* Days that differ from the week: of one provider, or (provider NULL) of the clinic. */
struct day_off {
	struct row row;
	char *provider, *site;
	day_t first_day, last_day;
	int works; /* off: leave, closed; on: works, open */
	minute_t starts, ends; /* MINUTE_NONE: the whole day; on: the ordinary hours */
	char *reason;
};

struct chair {
	struct row row;
	char *key, *label, *site;
	int64_t position;
	int state;
};

/* How long a kind takes, with anybody or with one provider; before clinic.yaml's minutes. */
struct visit_length {
	struct row row;
	char *kind, *provider;
	int64_t minutes;
};

/* What one shift tells the next. */
struct handover {
	struct row row;
	instant_t at;
	char *staff, *text;
	day_t until; /* the last day it is shown, DAY_NONE: until it is done */
	instant_t done_at;
	char *done_by;
};

struct patient_tag {
	struct row row;
	int64_t patient;
	char *tag; /* vocabulary "tag" */
	day_t until;
	char *segment; /* the segment whose action set it, NULL */
	int64_t import;
};

struct alert {
	struct row row;
	int64_t patient, household; /* one of them; a household's alert is shown for all its members */
	char *text;
	day_t until; /* last day shown */
	int64_t import;
};

struct note {
	struct row row;
	int64_t patient;
	instant_t at;
	char *staff, *text;
	int64_t import;
};

/* A call, message or talk at the desk. */
struct attempt {
	struct row row;
	int64_t patient, contact;
	char *channel, *direction, *outcome; /* "phone" "out" "no_answer" */
	instant_t at;
	day_t day;
	char *staff, *segment, *note; /* segment: whose rule put them on the list */
	char *list;         /* the call list, NULL: none */
	char *purpose;      /* a key of purpose_choices, NULL: not said */
	char *number;       /* normal form of what was dialled or written to: numbers are counted by it */
	char *reason;       /* why, where the outcome asks: vocabulary call_reason */
	int64_t visit;      /* what it was about, or what was booked with it */
	int64_t claim;      /* all attempts of one call have the same one, 0 */
	int64_t part_of;    /* the attempt whose call they shared: nothing was dialled for this one */
	day_t again_day;    /* the next step it led to: not tried before; DAY_NONE */
	minute_t again_minute;
};

/* A list of patients to ring, put together by hand. */
struct call_list {
	struct row row;
	char *key;     /* "sunday-evening" */
	char *title;   /* NULL: the key */
	int purpose, subject; /* enum purpose, enum subject */
	char *script;  /* NULL: that of the purpose */
	int64_t a_day; /* at most so many new patients a day, 0: no limit */
	char *assignee; /* who calls: staff or role, NULL: anyone */
	day_t from_day, until_day; /* worked from, to; DAY_NONE */
	int state;     /* enum list_state */
	char *note;
	instant_t created_at;
	char *created_by;
};

/* Somebody on such a list. */
struct call_entry {
	struct row row;
	int64_t patient;
	char *list;        /* key of a call_list, or of a list that rules fill */
	int64_t visit;     /* what it is about, 0 */
	int64_t position;
	instant_t added_at;
	day_t added_day;   /* the stay begins: attempts before it are not counted */
	char *added_by, *note;
	int state;         /* enum entry_state */
};

/* A message to a patient, from its making to its arrival; or one from them. */
struct message {
	struct row row;
	int64_t patient, contact;
	char *channel, *direction; /* "sms" "out" */
	char *purpose, *template, *list;
	char *subject, *text;
	char *number;          /* to whom, as it was when it was made: normal form or address */
	int state;             /* enum message_state */
	instant_t not_before;  /* INSTANT_NONE: as soon as messages may be sent */
	instant_t sent_at;
	int64_t tries;
	char *error;           /* what the program said the last time */
	char *external_id;     /* Message-ID, file name: by which bounces and receipts are known */
	int64_t visit;         /* what it reminds of, by which rule (clinic.yaml reminders) */
	char *rule;
	int64_t attempt;       /* its line on the timeline */
	instant_t created_at;
	char *created_by;
};

struct consent {
	struct row row;
	int64_t patient;
	char *purpose, *channel, *state, *evidence;
	day_t day;
};

/* What a patient answered when asked how it was. */
struct survey_answer {
	struct row row;
	int64_t patient;
	day_t day;
	int64_t score; /* 0 … 10: how likely they would recommend us */
	char *words, *channel;
	int64_t visit; /* the one it is about, 0 */
	char *staff;
};

/* Kept in a segment or out of it by hand. */
struct pin {
	struct row row;
	int64_t patient;
	char *segment;
	int way;
	char *reason;
	char *hash; /* what the rule meant then */
	day_t day;
	char *staff;
};

/* Rules put in force on purpose, in place of others: what undo takes back. */
struct rules_change {
	struct row row;
	char *was, *sha; /* of the text that was in force until then, and since */
};

/* One chart taken into another.  The chart that is given up keeps its row with the status merged;
 * everything that hung on it moves, in the changes of `action`. */
struct merge {
	struct row row;
	int64_t keep, lose;
	int64_t action, undone_by; /* undone_by 0: in force */
};

/* The number of a chart that was given up leads to the one that was kept. */
struct chart_alias {
	struct row row;
	char *chart_no;
	int64_t patient;
};

/* Somebody looked at both and said that they are two people; a < b. */
struct not_same {
	struct row row;
	int64_t a, b;
	char *by;
};

extern const struct choice sex_choices[], precision_choices[], patient_status_choices[],
	household_role_choices[], contact_kind_choices[], contact_state_choices[],
	visit_status_choices[], task_state_choices[], priority_choices[], plan_status_choices[],
	item_state_choices[], sooner_state_choices[], weekday_choices[], works_choices[],
	chair_state_choices[], pin_way_choices[], list_state_choices[], entry_state_choices[],
	message_state_choices[];

/* Dialled, so searched by its digits. */
bool contact_is_phone(enum contact_kind kind);

/* Inactive, archived, moved or deceased: found and listed last. */
bool patient_is_gone(enum patient_status status);

/* Planned or confirmed: still to come (or missed and not yet marked). */
bool visit_is_booked(enum visit_status status);
/* Arrived or seated. */
bool visit_is_here(enum visit_status status);
/* Took place: completed, or completed and left. */
bool visit_is_done(enum visit_status status);

/* What a name implies: splits `name` into family and given (Han: compound surnames; "Family,
 * Given" for others) or joins them into `name`, derives `reading` unless a person changed it, and
 * sets `sort_key`.  `before` is the stored row when editing, else NULL. */
void patient_complete(struct patient *p, const struct patient *before);

/* "张伟 Zhang Wei", "Anna Lee", "#17" for a patient without a name. */
void patient_title(struct str *out, const struct patient *p);

/* "41m", "8f", "~52", "" when unknown; `today` decides. */
void patient_age_sex(struct str *out, const struct patient *p, day_t today);

/* "1985-03-02", "1985-03", "1985", "~1985". */
void patient_birth(struct str *out, const struct patient *p);

#endif
