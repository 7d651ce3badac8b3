/* Inside store/: the rows a patient's view is made of, patient by patient or all in one stream. */
#ifndef REVISIT_SRC_STORE_VIEW_READ_H
#define REVISIT_SRC_STORE_VIEW_READ_H

#include "revisit/store/view.h"

enum { VIEW_PARTS = 13 };
/* Who asks when on its day a visit is; their order is that of the index. */
enum { VISIT_MINUTE = NEED_PLANS | NEED_RECALLS };

/* The columns of the patient that are asked for. */
struct person_columns {
	int n;
	enum fact fact[FACTS];
	const struct field *field[FACTS];
	bool name_key;
};

/* Statements kept ready for many patients one after the other. */
struct view_reader {
	struct store *s;
	const struct ruleset *r;
	struct needs needs;
	struct person_columns columns;
	struct stmt *person, *family, *part[VIEW_PARTS];
	/* Families are asked for member after member: views are kept for a while. */
	struct kept_view **kept;
	struct kept_view *spare[VIEW_RELATIVES];
	struct kept_view *own; /* the one given out, and those it has for others */
	struct view *others[VIEW_RELATIVES];
	size_t n_others, n_spare;
};

struct kept_view {
	struct view view;
	int64_t household;
	bool merged;
};

bool view_reader_open(struct view_reader *x, struct store *s, const struct ruleset *r,
		      const struct needs *needs, struct err *err);
void view_reader_close(struct view_reader *x); /* harmless twice */
void view_reader_forget(struct view_reader *x); /* records may have changed since */
/* A view that is good until the next call, while nothing is written but membership.  NULL with
 * ERR_NO_MATCH for nobody of that id. */
const struct kept_view *view_reader_get(struct view_reader *x, int64_t patient, struct err *err);
/* The same into a view of one's own. */
bool view_reader_load(struct view_reader *x, int64_t patient, struct view *v, struct err *err);
/* Where the view of a patient is kept: filled already (*there), or cleared, to be filled; and what is
 * then to be done. */
struct kept_view *view_reader_place(struct view_reader *x, int64_t patient, bool *there);
bool view_reader_family(struct view_reader *x, struct kept_view *own, struct err *err);

void person_columns(struct person_columns *c, const struct needs *needs);
/* "SELECT <the columns> FROM patient WHERE id " + `tail`. */
char *person_sql(const struct person_columns *c, const char *tail); /* heap */
enum { PERSON_ID, PERSON_STATUS, PERSON_HOUSEHOLD };
/* A row of that into a view that was cleared. */
void person_take(const struct ruleset *r, const struct person_columns *c, struct stmt *q,
		 struct view *v);

struct view_part {
	unsigned need;
	const char *select;  /* its first column is the patient */
	const char *owner;   /* the same in conditions */
	const char *order;   /* of one patient's, "" for as they come */
	void (*take)(const struct view_reader *x, struct stmt *q, struct view *v);
};
extern const struct view_part view_parts[VIEW_PARTS];

#endif
