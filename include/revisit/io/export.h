/* The clinic's records out, as tables or JSON, in the form that an import takes back without a map.
 *
 * Columns and keys are the names of the field catalogue, in its order.  Patients end with their
 * contacts, tags and alerts; visits and tasks begin with their own id (v12, t34) and the chart
 * number.  Rows come in the order of their ids, merged patients left out.  References to patients
 * are chart numbers, a household is the chart number of its first member, a visit that was moved
 * names its predecessor's and successor's ids, one for a part of a plan that part's.
 *
 * Several values in one CSV cell are joined by " ::: " (arrays in JSON).  A contact may end with
 * " (whose it is)" and " [wrong]" or " [dead]", a tag or an alert with " [until 2027-01-31]".
 *
 * What does not come back from a CSV: the ringing order between kinds of contacts, labels of
 * households and their alerts, notes, calls and consents, treatment plans and their parts.  Imported elsewhere, visits and tasks get
 * new ids there. */
#ifndef REVISIT_IO_EXPORT_H
#define REVISIT_IO_EXPORT_H

#include "revisit/clinic/clinic.h"

enum export_what {
	EXPORT_PATIENTS,
	EXPORT_VISITS,
	EXPORT_TASKS,
	EXPORT_PLANS,
	EXPORT_PARTS,
	EXPORT_SURVEYS,
	EXPORT_PINS,
};
enum export_format { EXPORT_CSV, EXPORT_JSON, EXPORT_JSONL };

/* By name ("patients", "csv"); false when there is none of that name. */
bool export_what_parse(const char *name, enum export_what *out);
bool export_format_parse(const char *name, enum export_format *out);

/* Writes to `file`, or appends to `text` when file is NULL.  ERR_IO or ERR_NO_SPACE. */
bool export_run(struct clinic *c, enum export_what what, enum export_format format, FILE *file,
		struct str *text, struct err *err);

#endif
