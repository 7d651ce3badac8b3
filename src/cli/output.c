#include "revisit/cli/output.h"
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

#include <errno.h>
#include <unistd.h>

enum { OUTPUT_MUCH = 1 << 16 };

bool format_parse(const char *name, enum format *out)
{
	static const char *const names[] = { [FORMAT_TABLE] = "table",
					     [FORMAT_CSV] = "csv",
					     [FORMAT_JSON] = "json",
					     [FORMAT_JSONL] = "jsonl" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(name, names[i]) != 0)
			continue;
		*out = (enum format)i;
		return true;
	}
	return false;
}

void output_init(struct output *o)
{
	*o = (struct output){ .failed = false };
	str_init(&o->text);
}

void output_release(struct output *o)
{
	str_release(&o->text);
}

static void write_out(struct output *o)
{
	const char *p = o->text.p;
	size_t left = o->text.len;

	while (left > 0 && !o->failed) {
		ssize_t n = write(STDOUT_FILENO, p, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			o->failed = true;
			o->why = errno;
			break;
		}
		p += n;
		left -= (size_t)n;
	}
	str_clear(&o->text);
}

void output_some(struct output *o)
{
	if (o->text.len >= OUTPUT_MUCH)
		write_out(o);
}

bool output_end(struct output *o, struct err *err)
{
	write_out(o);
	if (!o->failed)
		return true;
	if (o->why == EPIPE)
		return err_set(err, ERR_IO,
			       _("the result was not read to its end: its reader has gone"));
	if (o->why == ENOSPC || o->why == EDQUOT)
		return err_set(err, ERR_NO_SPACE,
			       _("the result could not be written: the disk is full"));
	return err_set(err, ERR_IO, _("the result could not be written: %s"), strerror(o->why));
}

static void write_message(const char *text, const char *id)
{
	struct str line;

	str_init(&line);
	str_add(&line, "revisit: ");
	text_safe(&line, text, true);
	if (id) {
		/* Behind the first line, which says what is wrong; the others say what to do. */
		size_t first = strcspn(line.p, "\n");
		char *rest = mem_strdup(line.p + first);
		str_cut(&line, first);
		str_addf(&line, " [%s]%s", id, rest);
		free(rest);
	}
	str_addc(&line, '\n');
	fwrite(line.p, 1, line.len, stderr);
	str_release(&line);
}

void message(const char *fmt, ...)
{
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	write_message(text.p, NULL);
	str_release(&text);
}

void message_error(const struct err *err)
{
	char text[sizeof(err->msg) + sizeof(err->file) + 32];

	err_format(err, text, sizeof(text));
	write_message(text, err_id(err->code));
}
