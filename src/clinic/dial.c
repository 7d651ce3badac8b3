/* Dialling by a program. */
#include "outside.h"

#include "revisit/base/i18n.h"
#include "revisit/clinic/calls.h"

/* A failure shows at once; nobody sits before a screen that hangs for one that does not. */
enum { DIAL_PATIENCE_MS = 1500 };

/* "+8613800000042", "+867318888;803": digits and nothing else that a program might make something of. */
static bool is_number(const char *norm)
{
	size_t n = strspn(norm + (*norm == '+'), "0123456789;");

	return n >= 3 && !norm[n + (*norm == '+')];
}

bool call_dial(struct clinic *c, const struct call_number *number, struct err *err)
{
	const struct program_def *d = &c->config->calls.dial;
	char id[24];

	if (d->n == 0)
		return err_set(err, ERR_PROGRAM,
			       _("no program dials: dial by hand, or name one under calls: dial: in clinic.yaml"));
	if (str_is_empty(number->norm) || !is_number(number->norm))
		return err_set(err, ERR_BAD_VALUE, _("this is no number that can be dialled"));
	char *plain = mem_strndup(number->norm, strcspn(number->norm, ";"));
	snprintf(id, sizeof(id), "%lld", (long long)number->contact);
	const struct outside_field fields[] = { { "number", plain },
						{ "name", number->label },
						{ "id", id } };
	bool ok = outside_launch(d, fields, ARRAY_SIZE(fields), DIAL_PATIENCE_MS, err);
	free(plain);
	return ok;
}
