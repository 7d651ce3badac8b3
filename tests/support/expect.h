/* What must work, what must not, and what stands in a database. */
#ifndef TESTS_SUPPORT_EXPECT_H
#define TESTS_SUPPORT_EXPECT_H

#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/store/db.h"

/* The err of the call that is looked at; one a program, in its layer's support.c. */
extern struct err err;

static inline void good(bool ok)
{
	if (!ok)
		fail_msg("%s: %s", err_id(err.code), err.msg);
	assert_int_equal(err.code, ERR_NONE);
}

static inline void bad(bool ok, enum err_code code)
{
	if (ok || err.code != code)
		fail_msg("%s instead of %s: %s", ok ? "success" : err_id(err.code), err_id(code),
			 err.msg);
	assert_string_not_equal(err.msg, "");
	err_clear(&err);
}

/* The first number a query gives; it must give one. */
static inline int64_t query_number(struct db *db, const char *query)
{
	struct stmt *q = db_stmt(db, query, &err);

	good(q != NULL);
	assert_int_equal(stmt_step(q, &err), STEP_ROW);
	int64_t n = col_int(q, 0);
	stmt_done(q);
	return n;
}

/* The first column of all rows, one a line; lives until the next call in the same file. */
static inline const char *query_text(struct db *db, const char *query)
{
	static char out[1 << 17];
	struct stmt *q = db_stmt(db, query, &err);
	size_t n = 0;

	good(q != NULL);
	out[0] = '\0';
	while (stmt_step(q, &err) == STEP_ROW)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", n ? "\n" : "",
				      str_or_empty(col_text(q, 0)));
	stmt_done(q);
	good(err.code == ERR_NONE);
	assert_true(n < sizeof(out));
	return out;
}

#endif
