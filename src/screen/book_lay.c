/* The layout of the Book: which times make a row, where a visit stands, where the cursor can go.
 *
 * Rows are steps of time, the finest that fit; where two things begin in one step of a column, it
 * is split, so that each has a row of its own.  What is closed in all columns is one row. */
#include "revisit/base/i18n.h"

#include "book_view.h"

enum { DAY_MINUTES = 24 * 60, LANES_MOST = 32, ROWS_MOST = DAY_MINUTES + 64 };

/* A row begins at every minute that is set. */
struct cuts {
	bool at[DAY_MINUTES + 1];
	minute_t from, to;
};

static minute_t end_of(const struct booked *b)
{
	int end = b->v.minute + b->minutes;

	return end < DAY_MINUTES ? end : DAY_MINUTES;
}

static void reach(struct cuts *c, minute_t from, minute_t to)
{
	if (from < c->from)
		c->from = from;
	if (to > c->to)
		c->to = to;
}

static void find_reach(const struct book_view *s, struct cuts *c)
{
	c->from = DAY_MINUTES;
	c->to = 0;
	for (int i = 0; i < s->n_cols; i++)
		for (int k = 0; k < s->cols[i].open.n; k++)
			reach(c, s->cols[i].open.v[k].from, s->cols[i].open.v[k].to);
	for (int i = 0; i < s->n; i++)
		if (s->v[i].v.minute != MINUTE_NONE)
			reach(c, s->v[i].v.minute, end_of(&s->v[i]));
	if (c->from >= c->to) {
		c->from = 9 * 60;
		c->to = 18 * 60;
	}
}

/* Two beginnings of a column in one row: the second gets its own. */
static void split_for(const struct book_view *s, int col, struct cuts *c)
{
	bool starts[DAY_MINUTES + 1] = { false };
	bool taken = false;

	for (int i = 0; i < s->n; i++)
		if (s->v[i].col == col && s->v[i].v.minute != MINUTE_NONE)
			starts[s->v[i].v.minute] = true;
	for (int i = 0; i < s->cols[col].gaps.n; i++)
		starts[s->cols[col].gaps.v[i].from] = true;
	for (minute_t m = c->from; m < c->to; m++) {
		if (c->at[m])
			taken = false;
		if (starts[m] && taken)
			c->at[m] = true;
		taken = taken || starts[m];
	}
}

static void cut(const struct book_view *s, int step, struct cuts *c)
{
	*c = (struct cuts){ .from = 0 };
	find_reach(s, c);
	for (minute_t m = c->from; m < c->to; m++)
		c->at[m] = m == c->from || m % step == 0;
	for (int i = 0; i < s->n_cols; i++)
		for (int k = 0; k < s->cols[i].open.n; k++) {
			c->at[s->cols[i].open.v[k].from] = true;
			c->at[s->cols[i].open.v[k].to] = true;
		}
	for (int i = 0; i < s->n_cols; i++)
		split_for(s, i, c);
	c->at[c->to] = true;
}

bool spans_have(const struct spans *spans, minute_t minute)
{
	for (int i = 0; i < spans->n; i++)
		if (spans->v[i].from <= minute && minute < spans->v[i].to)
			return true;
	return false;
}

bool view_is_open(const struct book_col *col, minute_t minute)
{
	return spans_have(&col->open, minute);
}

bool view_is_outside(const struct book_view *s, const struct booked *b)
{
	const struct book_col *c = &s->cols[b->col];

	return c->key && visit_is_booked((enum visit_status)b->v.status) &&
	       b->v.minute != MINUTE_NONE &&
	       (!view_is_open(c, b->v.minute) || !view_is_open(c, end_of(b) - 1));
}

const struct span *view_gap(const struct book_col *col, minute_t minute)
{
	for (int i = 0; i < col->gaps.n; i++)
		if (col->gaps.v[i].from <= minute && minute < col->gaps.v[i].to)
			return &col->gaps.v[i];
	return NULL;
}

/* Closed in every column, and nobody there. */
static bool is_dead(const struct book_view *s, minute_t from, minute_t to)
{
	for (int i = 0; i < s->n_cols; i++)
		if (view_is_open(&s->cols[i], from))
			return false;
	for (int i = 0; i < s->n; i++)
		if (s->v[i].v.minute != MINUTE_NONE && s->v[i].v.minute < to &&
		    end_of(&s->v[i]) > from)
			return false;
	return true;
}

static void add_row(struct book_view *s, struct book_row row)
{
	if (s->n_rows < ROWS_MOST)
		s->rows[s->n_rows++] = row;
}

static void make_rows(struct book_view *s, int step)
{
	struct cuts c;
	int untimed = 0;

	s->n_rows = 0;
	for (int i = 0, col = -1, nth = 0; i < s->n; i++) {
		nth = s->v[i].col == col ? nth : 0;
		col = s->v[i].col;
		if (s->v[i].v.minute == MINUTE_NONE && ++nth > untimed)
			untimed = nth;
	}
	for (int i = 0; i < untimed; i++)
		add_row(s, (struct book_row){ .kind = ROW_UNTIMED, .nth = i });
	cut(s, step, &c);
	for (minute_t m = c.from, next; m < c.to; m = next) {
		next = m + 1;
		while (!c.at[next])
			next++;
		struct book_row *last = s->n_rows ? &s->rows[s->n_rows - 1] : NULL;
		bool dead = is_dead(s, m, next);
		if (dead && last && last->kind == ROW_FOLDED)
			last->to = next;
		else
			add_row(s, (struct book_row){ .kind = dead ? ROW_FOLDED : ROW_TIME,
						      .from = m,
						      .to = next });
	}
}

/* Whether anybody comes, or time becomes free, within the row. */
static bool begins_in(const struct book_view *s, const struct book_row *r)
{
	for (int i = 0; i < s->n; i++)
		if (s->v[i].v.minute >= r->from && s->v[i].v.minute < r->to)
			return true;
	for (int i = 0; i < s->n_cols; i++)
		for (int k = 0; k < s->cols[i].gaps.n; k++)
			if (s->cols[i].gaps.v[k].from >= r->from && s->cols[i].gaps.v[k].from < r->to)
				return true;
	return false;
}

/* Whether two rows, one after the other, are as good as one of twice their height, which begins at
 * a round time. */
static bool may_join(const struct book_view *s, const struct book_row *a, const struct book_row *b,
		     int step)
{
	if (a->kind != ROW_TIME || b->kind != ROW_TIME || b->to - a->from > 2 * step ||
	    b->from % (2 * step) == 0 || begins_in(s, b))
		return false;
	for (int i = 0; i < s->n_cols; i++)
		if (view_is_open(&s->cols[i], a->from) != view_is_open(&s->cols[i], b->from))
			return false;
	return true;
}

/* Joins rows in which nothing begins, from the evening on, until no more than so many are left. */
static void join_rows(struct book_view *s, int step, int rows)
{
	for (int i = s->n_rows - 1; i > 0 && s->n_rows > rows; i--) {
		struct book_row *a = &s->rows[i - 1];
		if (!may_join(s, a, &s->rows[i], step))
			continue;
		a->to = s->rows[i].to;
		memmove(&s->rows[i], &s->rows[i + 1],
			(size_t)(s->n_rows - i - 1) * sizeof(*s->rows));
		s->n_rows--;
	}
}

/* The finest steps with which the day fits; a few rows too many are joined. */
static void fit_rows(struct book_view *s, int rows, int slot)
{
	static const int steps[] = { 10, 15, 20, 30 };

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (steps[i] == 20 && slot != 10 && slot != 20)
			continue; /* visits would begin in the middle of every other row */
		make_rows(s, steps[i]);
		if (steps[i] < 20 && s->n_rows > rows && s->n_rows - rows <= rows / 3)
			join_rows(s, steps[i], rows);
		if (s->n_rows <= rows)
			return;
	}
}

int view_row(const struct book_view *s, minute_t minute)
{
	int row = -1;

	for (int i = 0; i < s->n_rows; i++)
		if (s->rows[i].kind != ROW_UNTIMED && (row < 0 || s->rows[i].from <= minute))
			row = i;
	return row < 0 ? 0 : row;
}

/* --- lanes --- */

/* Those that overlap stand side by side: each takes the first lane that is free. */
static void find_lanes(struct book_view *s)
{
	minute_t until[LANES_MOST] = { 0 };
	minute_t cluster_end = 0;
	int cluster = 0;
	int lanes = 0;

	for (int i = 0; i <= s->n; i++) {
		struct booked *b = &s->v[i];
		bool ends = i == s->n || b->col != s->v[cluster].col ||
			    b->v.minute == MINUTE_NONE || b->v.minute >= cluster_end;
		for (int k = cluster; ends && k < i; k++)
			s->v[k].lanes = lanes;
		if (i == s->n)
			return;
		if (ends) {
			cluster = i;
			cluster_end = lanes = 0;
			memset(until, 0, sizeof(until));
		}
		if (b->v.minute == MINUTE_NONE) {
			b->lane = 0;
			lanes = 1;
			continue;
		}
		int lane = 0;
		while (lane + 1 < LANES_MOST && until[lane] > b->v.minute)
			lane++;
		b->lane = lane;
		until[lane] = end_of(b);
		if (lane + 1 > lanes)
			lanes = lane + 1;
		if (end_of(b) > cluster_end)
			cluster_end = end_of(b);
	}
}

/* Up to the row above what comes after it, even if that begins in the row this one ends in. */
static void place(struct book_view *s)
{
	int nth = 0;

	for (int i = 0; i < s->n; i++) {
		struct booked *b = &s->v[i];
		nth = i > 0 && s->v[i - 1].col == b->col ? nth + 1 : 0;
		if (b->v.minute == MINUTE_NONE) {
			b->first = b->last = nth;
			continue;
		}
		b->first = view_row(s, b->v.minute);
		b->last = view_row(s, end_of(b) - 1);
		for (int k = i + 1; k < s->n && s->v[k].col == b->col; k++) {
			int row = view_row(s, s->v[k].v.minute);
			if (s->v[k].v.minute >= end_of(b) && row <= b->last)
				b->last = row - 1;
		}
		const struct book_col *c = &s->cols[b->col];
		for (int k = 0; k < c->gaps.n; k++) {
			int row = view_row(s, c->gaps.v[k].from);
			if (c->gaps.v[k].from >= end_of(b) && row <= b->last)
				b->last = row - 1;
		}
		if (b->last < b->first)
			b->last = b->first;
	}
}

/* --- stops --- */

static void add_stop(struct book_view *s, int *cap, struct stop stop)
{
	if (s->n_stops == *cap) {
		*cap = *cap ? *cap * 2 : 64;
		s->stops = mem_grow(s->stops, (size_t)*cap, sizeof(*s->stops));
	}
	s->stops[s->n_stops++] = stop;
}

/* A time nobody is booked in; where a gap begins in the middle of the row, that. */
static struct stop free_stop(const struct book_view *s, int col, int row)
{
	const struct book_row *r = &s->rows[row];
	struct stop stop = { .col = col, .row = row, .visit = -1, .minute = r->from };
	const struct span *gap = view_gap(&s->cols[col], r->from);

	for (minute_t m = r->from; !gap && m < r->to; m++)
		gap = view_gap(&s->cols[col], m);
	if (gap && gap->from > stop.minute)
		stop.minute = gap->from;
	if (gap)
		stop.minutes = gap->to - stop.minute;
	return stop;
}

static void stops_of(struct book_view *s, int col, int *cap)
{
	for (int row = 0; row < s->n_rows; row++) {
		bool taken = s->rows[row].kind == ROW_UNTIMED;
		for (int i = 0; i < s->n; i++) {
			const struct booked *b = &s->v[i];
			if (b->col != col || b->first > row || b->last < row)
				continue;
			if (b->first == row)
				add_stop(s, cap,
					 (struct stop){ .col = col,
							.row = row,
							.visit = i,
							.minute = b->v.minute,
							.minutes = b->minutes });
			taken = true;
		}
		if (!taken)
			add_stop(s, cap, free_stop(s, col, row));
	}
}

static int by_time(const void *a, const void *b)
{
	const struct stop *x = a;
	const struct stop *y = b;

	if (x->minute != y->minute)
		return x->minute - y->minute;
	return x->col != y->col ? x->col - y->col : x->visit - y->visit;
}

static int by_day(const void *a, const void *b)
{
	const struct stop *x = a;
	const struct stop *y = b;

	return x->col != y->col ? x->col - y->col : by_time(a, b);
}

/* One thing a line, in order of time: the visits, and each gap once. */
static void linear_stops(struct book_view *s, int *cap)
{
	for (int i = 0; i < s->n; i++)
		add_stop(s, cap,
			 (struct stop){ .col = s->v[i].col,
					.row = s->v[i].first,
					.visit = i,
					.minute = s->v[i].v.minute,
					.minutes = s->v[i].minutes });
	for (int col = 0; col < s->n_cols; col++) {
		const struct spans *gaps = &s->cols[col].gaps;
		for (int k = 0; k < gaps->n; k++)
			add_stop(s, cap,
				 (struct stop){ .col = col,
						.row = view_row(s, gaps->v[k].from),
						.visit = -1,
						.minute = gaps->v[k].from,
						.minutes = gaps->v[k].to - gaps->v[k].from });
	}
	if (s->n_stops > 0)
		qsort(s->stops, (size_t)s->n_stops, sizeof(*s->stops), s->week ? by_day : by_time);
}

static void make_stops(struct book_view *s, bool linear)
{
	int cap = 0;

	free(s->stops);
	s->stops = NULL;
	s->n_stops = 0;
	if (linear) {
		linear_stops(s, &cap);
		return;
	}
	for (int col = 0; col < s->n_cols; col++) {
		s->cols[col].stop = s->n_stops;
		stops_of(s, col, &cap);
		s->cols[col].n_stops = s->n_stops - s->cols[col].stop;
	}
}

const char *view_placing(const struct book_view *s, int *minutes)
{
	if (s->carried.row.id) {
		*minutes = (int)s->carried.minutes;
		return s->carried_name;
	}
	*minutes = s->choosing ? s->choosing_minutes : 0;
	return s->choosing;
}

const struct stop *view_stop(const struct book_view *s)
{
	return s->n_stops ? &s->stops[s->at] : NULL;
}

const struct booked *view_visit(const struct book_view *s)
{
	const struct stop *at = view_stop(s);

	return at && at->visit >= 0 ? &s->v[at->visit] : NULL;
}

bool view_is_over(const struct app *app, const struct book_col *c, minute_t minute)
{
	day_t today = clinic_today(app->clinic);

	return c->day < today || (c->day == today && minute < clock_minute(&app->clinic->clock));
}

/* What has just begun may still be meant. */
bool view_is_past(const struct app *app, const struct book_view *s, const struct stop *at)
{
	enum { GRACE = 10 };
	const struct book_col *c = &s->cols[at->col];

	return at->minute == MINUTE_NONE ? c->day < clinic_today(app->clinic)
					 : view_is_over(app, c, at->minute + GRACE);
}

void view_choose(struct book_view *s, int stop)
{
	if (stop < 0 || stop >= s->n_stops)
		return;
	s->at = stop;
	s->fresh = false;
	s->col = s->stops[stop].col;
	s->minute = s->stops[stop].minute;
	s->chosen = s->stops[stop].visit >= 0 ? s->v[s->stops[stop].visit].v.row.id : 0;
	s->day = s->cols[s->col].day;
	if (s->cols[s->col].key)
		str_replace(&s->who, s->cols[s->col].key);
}

/* The column the cursor was in: of the same day in a week, of the same doctor on a day. */
static int same_col(const struct book_view *s)
{
	if (s->fresh && !s->who && !s->week)
		return 0;
	for (int i = 0; i < s->n_cols; i++)
		if (s->week ? s->cols[i].day == s->day : str_eq(s->cols[i].key, s->who))
			return i;
	return s->col < s->n_cols ? s->col : s->n_cols - 1;
}

/* The visit the cursor was on, wherever it is by now; else the time it was at. */
static void find_cursor(struct book_view *s, bool linear)
{
	int best = -1;
	int col = same_col(s);
	int row = s->minute == MINUTE_NONE ? 0 : view_row(s, s->minute);

	s->col = col > 0 ? col : 0;
	for (int i = 0; i < s->n_stops; i++) {
		const struct stop *t = &s->stops[i];
		if (s->chosen && t->visit >= 0 && s->v[t->visit].v.row.id == s->chosen) {
			best = i;
			break;
		}
		if ((!linear || s->week) && t->col != s->col)
			continue;
		if (best < 0 || (linear ? t->minute <= s->minute : t->row <= row))
			best = i;
	}
	s->at = 0;
	if (best < 0)
		return;
	bool fresh = s->fresh;
	minute_t minute = s->minute;
	view_choose(s, best);
	s->fresh = fresh;
	/* One who goes on to another column and back is not led astray by what stands there. */
	if (s->chosen == 0 && minute != MINUTE_NONE)
		s->minute = minute;
}

void view_lay(const struct app *app, struct book_view *s, int rows, bool linear)
{
	if (!s->rows)
		s->rows = mem_array(ROWS_MOST, sizeof(*s->rows));
	fit_rows(s, rows, app->clinic->config->slot_minutes);
	find_lanes(s);
	place(s);
	make_stops(s, linear);
	find_cursor(s, linear);
}

int view_col_cols(const struct book_view *s, int cols, int *shown)
{
	int least = s->week ? DAY_COLS : COL_COLS;
	int room = cols - TIME_COLS;
	int n = (room + 1) / (least + 1);

	n = n < 1 ? 1 : n > s->n_cols ? s->n_cols : n;
	*shown = n;
	int width = (room + 1) / n - 1;
	return width > COL_MOST ? COL_MOST : width;
}
