/* Registering and editing patients, with everything that hangs on them.
 *
 * A draft is a patient being written: forms, `add`, `edit` and imports all fill one, field by
 * field, with the names of the field catalogue (patient_fields below).  Nothing is stored before
 * patient_save. */
#ifndef REVISIT_CLINIC_PATIENTS_H
#define REVISIT_CLINIC_PATIENTS_H

#include "revisit/care/recall.h"
#include "revisit/clinic/clinic.h"
#include "revisit/clinic/plans.h"

struct patient_draft {
	struct patient p;      /* as it will be */
	struct patient before; /* as stored; row.id 0 for a new one */
	struct rows contacts, tags, alerts; /* as they will be; new ones have id 0 */
	struct rows contacts_before, tags_before, alerts_before;
	int64_t household_of;  /* p.household −1: a new one, together with this patient (0: alone) */
	bool by_import;        /* unknown terms get origin import; rows carry p.import */
};

void draft_init(struct clinic *c, struct patient_draft *d); /* a new patient */
bool draft_load(struct clinic *c, int64_t patient, struct patient_draft *d, struct err *err);
void draft_release(struct patient_draft *d);

/* The virtual fields beside the record's own: mobile home work phone email wechat line whatsapp qq
 * contact (of contact rows), tag, alert.  Many-valued: '+' adds, '-' takes away, '=' replaces all
 * of that kind ("" clears).  A contact's value may carry whose it is: "138… (mother)".  `phone`
 * reads as any telephone: '=' replaces them all by one (mobile when it looks like one).
 * household, guardian, referrer take a chart number ("#1042": household = the family of 1042);
 * household also takes "" (leave) and "new". */
struct virtual_field {
	const char *name, *label, *help; /* label and help N_() */
	bool many;
	int contact_kind; /* enum contact_kind, or −1 */
};
extern const struct virtual_field virtual_fields[];
extern const size_t n_virtual_fields;

/* op is '=', '+' or '-'.  ERR_UNKNOWN_FIELD names the nearest field. */
bool draft_set(struct clinic *c, struct patient_draft *d, const char *field, char op,
	       const char *value, struct err *err);
/* The field's value in file form (several joined by "; ", each escaped nowhere); appended. */
bool draft_get(struct clinic *c, const struct patient_draft *d, const char *field,
	       struct str *out, struct err *err);

/* Checks the whole: a name or a contact or a chart number there must be; the chart number is free;
 * dates are possible.  patient_save does it by itself. */
bool draft_check(struct clinic *c, const struct patient_draft *d, struct err *err);

/* Whether patient_save would write anything. */
bool patient_differs(const struct patient_draft *d);

/* Stores the draft as one action.  A new one gets the next free chart number unless it has one.
 * Nothing is written when nothing differs (*changed false).  ERR_CONFLICT when the patient changed
 * since draft_load.  d->p.row.id is set. */
bool patient_save(struct clinic *c, struct patient_draft *d, bool *changed, struct err *err);

/* PATIENT on the command line: a chart number; ERR_NO_MATCH. */
bool patient_by_chart(struct clinic *c, const char *chart_no, int64_t *patient, struct err *err);

bool tag_add(struct clinic *c, int64_t patient, const char *tag, day_t until, bool *changed,
	     struct err *err);
bool tag_remove(struct clinic *c, int64_t patient, const char *tag, bool *changed, struct err *err);
bool alert_add(struct clinic *c, int64_t patient, bool household, const char *text, day_t until,
	       struct err *err);
bool alert_remove(struct clinic *c, int64_t alert, struct err *err);
bool note_add(struct clinic *c, int64_t patient, const char *text, struct err *err);
/* The same from a call that came to nothing: it settles no other. */
bool note_keep(struct clinic *c, int64_t patient, const char *text, struct err *err);

/* When one patient is due again, the most pressing first (clinic/recalls.h). */
struct patient_recalls {
	struct recall *v;
	size_t n;
	struct rows own; /* struct recall_override */
};

/* Everything the card shows. */
enum timeline_kind {
	TIME_VISIT,
	TIME_NOTE,
	TIME_ATTEMPT,
	TIME_TASK,
	TIME_SURVEY,
	TIME_EDIT,
	TIME_FIRST,
};
struct timeline_entry {
	enum timeline_kind kind;
	day_t day;
	minute_t minute;
	int64_t visit;  /* TIME_VISIT: its id */
	int64_t row;    /* the id of the visit, note, call or to-do; 0 for the others */
	char *what;     /* one line, ready to show */
	char *more;     /* second line, NULL */
};

struct card {
	struct patient p;
	struct rows contacts, tags, alerts, visits, tasks, notes, attempts, surveys, family;
	struct patient guardian, referrer; /* row.id 0: none */
	struct plans plans;
	struct timeline_entry *timeline;
	size_t n_timeline;
	int64_t today_visit; /* the visit of today to act on, else 0 */
	int64_t next_visit;  /* the next booked one from today on (today's included), else 0 */
	int64_t stale_visit; /* the last one before today that nobody closed, else 0 */
	int64_t last_visit;  /* the last one that took place, else 0 */
	int64_t spent, owed; /* minor units over all visits done */
	int missed;          /* no-shows in the last 24 months */
	struct patient_recalls recalls;
};

bool card_load(struct clinic *c, int64_t patient, struct card *card, struct err *err);
void card_release(struct card *card);
const struct visit *card_visit(const struct card *card, int64_t visit); /* or NULL */

#endif
