#include "revisit/base/err.h"
#include "revisit/base/str.h"

static const struct {
	const char *id;
	int exit;
} table[] = { [ERR_NONE] = { "none", 0 },
#define X(code, id, exit) [ERR_##code] = { id, exit },
	      ERR_TABLE(X)
#undef X
};

/* Chinese texts are cut at a character, not inside one. */
static void cut_partial(char *s)
{
	size_t n = strlen(s);
	size_t tail = n;

	while (tail > 0 && ((unsigned char)s[tail - 1] & 0xC0) == 0x80)
		tail--;
	if (tail == 0 || (unsigned char)s[tail - 1] < 0xC0)
		return;
	uint32_t cp;
	if (str_decode(s + tail - 1, n - tail + 1, &cp) == 0)
		s[tail - 1] = '\0';
}

static void vset(struct err *err, enum err_code code, const struct pos *pos, const char *fmt,
		 va_list args)
{
	if (!err)
		return;
	/* Beside first: the arguments may be the old message, now wrapped in a longer one. */
	struct err made = { .code = code };
	vsnprintf(made.msg, sizeof(made.msg), fmt, args);
	cut_partial(made.msg);
	if (pos) {
		snprintf(made.file, sizeof(made.file), "%s", str_or_empty(pos->file));
		cut_partial(made.file);
		made.line = pos->line;
		made.col = pos->col;
	}
	*err = made;
}

bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vset(err, code, NULL, fmt, args);
	va_end(args);
	return false;
}

bool err_at(struct err *err, enum err_code code, const struct pos *pos, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vset(err, code, pos, fmt, args);
	va_end(args);
	return false;
}

void err_clear(struct err *err)
{
	if (err)
		*err = (struct err)ERR_INIT;
}

const char *err_id(enum err_code code)
{
	return table[code].id;
}

int err_exit(enum err_code code)
{
	return table[code].exit;
}

void err_format(const struct err *err, char *out, size_t size)
{
	if (!err->file[0])
		snprintf(out, size, "%s", err->msg);
	else if (err->line <= 0)
		snprintf(out, size, "%s: %s", err->file, err->msg);
	else if (err->col <= 0)
		snprintf(out, size, "%s:%d: %s", err->file, err->line, err->msg);
	else
		snprintf(out, size, "%s:%d:%d: %s", err->file, err->line, err->col, err->msg);
}
