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
	int64_t guardian, referrer;
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
	char *external_source, *external_id;
	int64_t import, line;
};

struct patient_tag {
	struct row row;
	int64_t patient;
	char *tag; /* vocabulary "tag" */
	day_t until;
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
	char *staff, *segment, *note;
};

struct consent {
	struct row row;
	int64_t patient;
	char *purpose, *channel, *state, *evidence;
	day_t day;
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
	visit_status_choices[], task_state_choices[];

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
