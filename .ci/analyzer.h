/* Read before every file by the analyzer of make lint, which sees one file at a time: it cannot
 * know that making an error always gives false and a translation never NULL, and would follow the
 * paths on which it is otherwise. */
#include "revisit/base/err.h"
#include "revisit/base/i18n.h"

#define err_set(...) (err_set(__VA_ARGS__), false)
#define err_at(...) (err_at(__VA_ARGS__), false)
#undef _
#define _(s) (s)
