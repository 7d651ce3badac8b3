#include "written.h"

#include "calendar.h"

#include "../support/expect.h"
#include "revisit/base/file.h"

static const char mark[] = "\n-- = ";

static void add(struct written_file *f, const char *from, const char *to)
{
	const char *line = strchr(from + 1, '\n');

	BUG_IF(!line || line > to);
	GROW(f->v, f->n, f->cap);
	f->v[f->n++] = (struct written){
		.sentence = mem_strndup(from + sizeof(mark) - 1,
					(size_t)(line - from) - (sizeof(mark) - 1)),
		.query = mem_strndup(line, (size_t)(to - line)),
	};
}

void written_read(struct written_file *f, const char *path)
{
	struct str text;

	*f = (struct written_file){ 0 };
	str_init(&text);
	good(file_read(path, 1 << 20, &text, &err));
	const char *at = strstr(text.p, mark);
	assert_non_null(at);
	f->views = mem_strndup(text.p, (size_t)(at - text.p));
	while (at) {
		const char *next = strstr(at + 1, mark);
		add(f, at, next ? next : text.p + text.len);
		at = next;
	}
	str_release(&text);
}

void written_release(struct written_file *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].sentence);
		free(f->v[i].query);
	}
	free(f->v);
	free(f->views);
}

static void date(struct str *out, int day)
{
	struct calendar_day at = calendar_at(day);

	str_addf(out, "'%04d-%02d-%02d'", at.y, at.m, at.d);
}

/* "18 months ago", "7 days ahead", "last working day". */
static int counted(const char *words, int today, const struct config *config)
{
	char unit[20], way[20];
	struct interval by = { 0 };
	int n;

	if (strncmp(words, "last working day", 16) == 0)
		return calendar_workday(config, today, -1);
	if (strncmp(words, "next working day", 16) == 0)
		return calendar_workday(config, today, +1);
	assert_int_equal(sscanf(words, "%d %19s %19[a-z]", &n, unit, way), 3);
	if (strncmp(unit, "month", 5) == 0)
		by.months = n;
	else
		by.days = n;
	return calendar_shift(today, by, strcmp(way, "ago") == 0 ? -1 : +1);
}

void written_on(struct str *out, const char *sql, int today, const struct config *config)
{
	while (*sql) {
		if (strncmp(sql, "$today", 6) == 0) {
			date(out, today);
			sql += 6;
		} else if (strncmp(sql, "$[", 2) == 0) {
			date(out, counted(sql + 2, today, config));
			sql = strchr(sql, ']') + 1;
		} else {
			str_addc(out, *sql++);
		}
	}
}
