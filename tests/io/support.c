#include "support.h"

#include <ftw.h>
#include <unistd.h>

struct err err;
struct import_report report;

static struct str last;

void clinic_new(struct clinic *c)
{
	char folder[] = "/tmp/revisit-io-XXXXXX";
	struct err why = ERR_INIT;

	assert_non_null(mkdtemp(folder));
	if (!clinic_init(folder, "Test", true, &why) ||
	    !clinic_open(
		    c,
		    &(struct clinic_options){
			    .folder = folder, .staff = "desk", .seed = 1, .today = "2026-11-23" },
		    &why))
		fail_msg("%s", why.msg);
	if (!last.p)
		str_init(&last);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void clinic_drop(struct clinic *c)
{
	char *folder = mem_strdup(c->folder);

	clinic_close(c);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(folder);
	import_release(&report);
	str_release(&last);
	str_init(&last);
}

bool take_with(struct clinic *c, const char *text, const char *map,
	       const struct import_options *how)
{
	struct import_options o = *how;

	o.file = "t.csv";
	o.text = text;
	o.n = o.n ? o.n : strlen(text);
	o.map_file = map ? "m.yaml" : NULL;
	o.map_text = map;
	o.map_n = map ? strlen(map) : 0;
	err_clear(&err);
	import_release(&report);
	return import_run(c, &o, &report, &err);
}

bool take(struct clinic *c, const char *text, const char *map)
{
	return take_with(c, text, map, &(struct import_options){ 0 });
}

void takes(struct clinic *c, const char *text, const char *map, size_t added, size_t changed,
	   size_t same)
{
	if (!take(c, text, map))
		fail_msg("%s:%d:%d %s", err.file, err.line, err.col, err.msg);
	const struct import_count *n =
		strcmp(report.what, "patients") == 0 ? &report.patients : &report.records;
	if (n->added != added || n->changed != changed || n->same != same)
		fail_msg("%zu added, %zu changed, %zu same", n->added, n->changed, n->same);
}

void refuses(struct clinic *c, const char *text, const char *map, enum err_code code, int line,
	     int col, const char *word)
{
	static const char everything[] =
		"SELECT (SELECT count(*) + total(ver) FROM patient) || ' ' || "
		"(SELECT count(*) + total(ver) FROM visit) || ' ' || (SELECT count(*) FROM "
		"contact) || "
		"' ' || (SELECT count(*) FROM import) || ' ' || (SELECT count(*) FROM vocab)";
	char *before = mem_strdup(value(c, everything));

	if (take(c, text, map))
		fail_msg("taken: %s", text);
	if (err.code != code || err.line != line || err.col != col || !strstr(err.msg, word))
		fail_msg("%s at %d:%d: %s", err_id(err.code), err.line, err.col, err.msg);
	assert_int_equal(err_exit(err.code), 3);
	assert_int_equal(report.import, 0);
	assert_string_equal(value(c, everything), before);
	free(before);
}

const char *value(struct clinic *c, const char *sql)
{
	struct err why = ERR_INIT;
	struct stmt *q = db_stmt(c->store.db, sql, &why);

	if (!q)
		fail_msg("%s", why.msg);
	str_clear(&last);
	if (stmt_step(q, &why) == STEP_ROW)
		str_add(&last, col_text(q, 0));
	stmt_done(q);
	return last.p;
}

int64_t number(struct clinic *c, const char *sql)
{
	return db_number(c->store.db, sql, -1);
}

void is(struct clinic *c, const char *sql, const char *expected)
{
	if (strcmp(value(c, sql), expected) != 0)
		fail_msg("%s: '%s', not '%s'", sql, last.p, expected);
}

char *export_text(struct clinic *c, enum export_what what, enum export_format format)
{
	struct str out;

	str_init(&out);
	err_clear(&err);
	if (!export_run(c, what, format, NULL, &out, &err))
		fail_msg("%s", err.msg);
	return str_steal(&out);
}
