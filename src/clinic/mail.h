/* A whole mail (RFC 5322, MIME), as sendmail and its like take it. */
#ifndef REVISIT_CLINIC_MAIL_H
#define REVISIT_CLINIC_MAIL_H

#include "revisit/date/clock.h"

struct mail {
	const char *from;    /* "desk@clinic.example", "Clinic <desk@clinic.example>" */
	const char *to;      /* an address alone */
	const char *name;    /* whose it is, NULL */
	const char *subject; /* one line */
	const char *text;
	const char *id;      /* without < > */
	instant_t at;
};

/* What can stand in To: and behind -t without being taken for anything else: local@domain in ASCII. */
bool mail_address_ok(const char *address);
/* The address in "Clinic <desk@clinic.example>"; heap, NULL when there is none. */
char *mail_address(const char *from);
/* "m12.9f3c2d@clinic.example"; heap. */
char *mail_id(const char *from, int64_t message, uint64_t salt);
/* The mail, lines ended by \n; appended. */
void mail_write(struct str *out, const struct mail *m);

#endif
