/* The recalls that the tests of care/recall.h ask about. */
#ifndef TESTS_CARE_SUPPORT_H
#define TESTS_CARE_SUPPORT_H

#include "revisit/care/recall.h"

enum { RECALLS = 8 }; /* room for those of the clinic */

/* cleaning, perio (instead of cleaning), checkup, child, ortho, implant, filling: see support.c.  Free
 * it with config_free. */
struct config *recall_clinic(void);

#endif
