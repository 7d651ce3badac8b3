#include "outside.h"

static const struct outside_field *field_at(const char *open, const struct outside_field *fields,
					    size_t n, size_t *len)
{
	*len = strcspn(open, "}");
	for (size_t i = 0; open[*len] && i < n; i++)
		if (strlen(fields[i].name) == *len - 1 &&
		    memcmp(fields[i].name, open + 1, *len - 1) == 0)
			return &fields[i];
	return NULL;
}

static char *filled(const char *arg, const struct outside_field *fields, size_t n)
{
	struct str s;

	str_init(&s);
	for (const char *p = arg; *p;) {
		size_t len = 0;
		const struct outside_field *f = *p == '{' ? field_at(p, fields, n, &len) : NULL;
		if (!f) {
			str_addc(&s, *p++);
			continue;
		}
		if (p == arg && f->value && *f->value == '-')
			str_addc(&s, ' ');
		str_add(&s, f->value);
		p += len + 1;
	}
	return str_steal(&s);
}

static char **filled_all(const struct program_def *d, const struct outside_field *fields, size_t n)
{
	char **argv = mem_array(d->n + 1, sizeof(char *));

	for (size_t i = 0; i < d->n; i++)
		argv[i] = filled(d->argv[i], fields, n);
	argv[d->n] = NULL;
	return argv;
}

static void free_all(char **argv)
{
	for (size_t i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
}

bool outside_run(const struct program_def *d, const struct outside_field *fields, size_t n,
		 const char *input, size_t n_input, struct program_end *end, struct err *err)
{
	char **argv = filled_all(d, fields, n);
	const struct program p = { .argv = (const char *const *)argv,
				   .input = input,
				   .n_input = n_input,
				   .seconds = d->seconds };

	bool ok = program_run(&p, end, err);
	free_all(argv);
	return ok;
}

bool outside_launch(const struct program_def *d, const struct outside_field *fields, size_t n,
		    int patience_ms, struct err *err)
{
	char **argv = filled_all(d, fields, n);
	const struct program p = { .argv = (const char *const *)argv, .seconds = d->seconds };

	bool ok = program_launch(&p, patience_ms, err);
	free_all(argv);
	return ok;
}
