/* The same for many: chart numbers on standard input. */
#include "revisit/base/i18n.h"
#include "revisit/cli/bulk.h"
#include "revisit/cli/fields.h"
#include "revisit/clinic/patients.h"

enum { BULK_MAX = 16 << 20 };

static bool read_all(struct str *out, struct err *err)
{
	char bytes[4096];
	size_t n;

	while ((n = fread(bytes, 1, sizeof(bytes), stdin)) > 0) {
		str_addn(out, bytes, n);
		if (out->len > BULK_MAX)
			return err_set(err, ERR_USAGE, _("that is too much on standard input"));
	}
	return !ferror(stdin) || err_set(err, ERR_IO, _("standard input cannot be read"));
}

/* The first cell of a line: what `members --format csv` prints may be fed in as it is. */
static char *first_cell(const char *line, size_t n)
{
	while (n > 0 && (*line == ' ' || *line == '"'))
		line++, n--;
	size_t len = 0;
	while (len < n && !strchr(",;\t\" \r", line[len]))
		len++;
	char *cell = mem_alloc(len + 1);
	memcpy(cell, line, len);
	cell[len] = '\0';
	return cell;
}

static bool patients_of(struct cli *c, const struct str *text, int64_t **ids, size_t *n,
			struct err *err)
{
	struct err why = ERR_INIT;
	size_t cap = 0;
	bool ok = true;
	int line = 0;

	for (const char *p = str_or_empty(text->p), *end; ok && *p; p = *end ? end + 1 : end) {
		end = p + strcspn(p, "\n");
		char *chart = first_cell(p, (size_t)(end - p));
		int64_t patient;
		bool heading = ++line == 1 && strcmp(chart, "chart_no") == 0;
		if (*chart && !heading) {
			ok = patient_by_chart(&c->clinic, chart, &patient, &why) ||
			     err_set(err, why.code, _("line %d of standard input: %s"), line, why.msg);
			GROW(*ids, *n, cap);
			(*ids)[(*n)++] = ok ? patient : 0;
		}
		free(chart);
	}
	return ok;
}

bool each_chart(struct cli *c, const char *typed, const char *verb, bulk_one *one, void *arg,
		struct err *err)
{
	struct str text;
	int64_t *ids = NULL;
	int64_t patient;
	size_t n = 0;

	if (!is_bulk(typed))
		return patient_by_chart(&c->clinic, typed, &patient, err) && one(c, patient, arg, err);
	str_init(&text);
	bool ok = read_all(&text, err) && patients_of(c, &text, &ids, &n, err);
	str_release(&text);
	/* One action: all of them or none, and undone at once. */
	ok = ok && (n == 0 || clinic_begin(&c->clinic, verb, 0, err));
	for (size_t i = 0; ok && i < n; i++)
		ok = one(c, ids[i], arg, err);
	if (c->clinic.depth > 0)
		ok = clinic_end(&c->clinic, ok, err);
	free(ids);
	return ok;
}

bool is_bulk(const char *typed)
{
	return typed && strcmp(typed, "-") == 0;
}
