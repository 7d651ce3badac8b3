/* Reading what the Book shows: its columns, who is booked in them, and what is free. */
#include "revisit/base/i18n.h"

#include "book_view.h"

enum { COLUMNS_MOST = 60, GAP_LEAST = 20, USUAL_MINUTES = 30 };

static void forget_cols(struct book_view *s)
{
	for (int i = 0; i < s->n; i++) {
		record_release(&record_visit, &s->v[i].v);
		record_release(&record_patient, &s->v[i].p);
	}
	free(s->v);
	for (int i = 0; i < s->n_cols; i++) {
		free(s->cols[i].key);
		free(s->cols[i].label);
		free(s->cols[i].off);
	}
	free(s->cols);
	strlist_release(&s->off);
	book_free(s->book);
	s->v = NULL;
	s->cols = NULL;
	s->book = NULL;
	s->n = s->n_cols = 0;
}

void book_view_release(struct book_view *s)
{
	forget_cols(s);
	free(s->rows);
	free(s->stops);
	free(s->who);
	free(s->carried_name);
	free(s->choosing);
	record_release(&record_visit, &s->carried);
}

static bool takes_part(const struct visit *v)
{
	enum visit_status st = (enum visit_status)v->status;

	return visit_is_booked(st) || visit_is_here(st) || visit_is_done(st);
}

static const char *key_of(const struct book_view *s, const struct visit *v)
{
	return s->by_chair ? v->chair : v->provider;
}

static const char *label_of(const struct app *app, const struct book_view *s, const char *key)
{
	return s->by_chair ? key : config_label(app->clinic->config, "provider", key);
}

/* --- columns --- */

static struct book_col *add_col(struct app *app, struct book_view *s, day_t day, const char *key)
{
	s->cols = mem_grow(s->cols, (size_t)s->n_cols + 1, sizeof(*s->cols));
	struct book_col *c = &s->cols[s->n_cols++];
	*c = (struct book_col){ .day = day, .key = mem_strdup(key) };
	if (!key)
		c->label = mem_strdup(s->by_chair ? _("no chair") : _("no doctor"));
	else if (s->by_chair)
		c->label = mem_printf(_("chair %s"), key);
	else
		c->label = mem_strdup(label_of(app, s, key));
	return c;
}

static int find_col(const struct book_view *s, day_t day, const char *key)
{
	for (int i = 0; i < s->n_cols; i++)
		if (s->cols[i].day == day && str_eq(s->cols[i].key, key))
			return i;
	return -1;
}

static size_t keys_of_day(const struct book_view *s, day_t day, const char **keys)
{
	return s->by_chair ? book_chairs(s->book, keys, COLUMNS_MOST)
			   : book_providers(s->book, day, keys, COLUMNS_MOST);
}

/* Whose week is shown: the one the cursor was on, if they are about; else the first. */
static void choose_who(struct book_view *s)
{
	const char *keys[COLUMNS_MOST];
	day_t monday = s->day - day_weekday(s->day);
	const char *first = NULL;

	for (day_t day = monday; day < monday + 7; day++) {
		size_t n = keys_of_day(s, day, keys);
		first = first || n == 0 ? first : keys[0];
		for (size_t i = 0; i < n; i++)
			if (str_eq(keys[i], s->who))
				return;
	}
	str_replace(&s->who, first);
}

static void make_cols(struct app *app, struct book_view *s)
{
	const char *keys[COLUMNS_MOST];

	if (s->week) {
		day_t monday = s->day - day_weekday(s->day);
		choose_who(s);
		for (day_t day = monday; day < monday + 7; day++)
			add_col(app, s, day, s->who);
		return;
	}
	size_t n = keys_of_day(s, s->day, keys);
	for (size_t i = 0; i < n; i++)
		add_col(app, s, s->day, keys[i]);
}

/* A visit of somebody who has no column gets one: nobody who is booked is left out. */
static void make_missing_cols(struct app *app, struct book_view *s, const struct rows *visits)
{
	bool without = false;

	for (size_t i = 0; i < visits->n; i++) {
		const struct visit *v = rows_at(visits, i);
		const char *key = key_of(s, v);
		if (!takes_part(v))
			continue;
		if (str_is_empty(key))
			without = true;
		else if (find_col(s, v->day, key) < 0)
			add_col(app, s, v->day, key);
	}
	if (without)
		add_col(app, s, s->day, NULL);
}

/* --- what is free --- */

static void add_span(struct spans *to, minute_t a, minute_t b)
{
	if (a < b && to->n < BOOK_SPANS)
		to->v[to->n++] = (struct span){ a, b };
}

static void take_out(struct spans *from, minute_t a, minute_t b)
{
	struct spans left = { .n = 0 };

	for (int i = 0; i < from->n; i++) {
		struct span s = from->v[i];
		if (b <= s.from || a >= s.to) {
			add_span(&left, s.from, s.to);
			continue;
		}
		add_span(&left, s.from, a);
		add_span(&left, b, s.to);
	}
	*from = left;
}

/* What has passed is free no more. */
static void find_gaps(const struct app *app, struct book_view *s, int at)
{
	struct book_col *c = &s->cols[at];
	day_t today = clinic_today(app->clinic);
	int slot = app->clinic->config->slot_minutes > 0 ? app->clinic->config->slot_minutes : 10;
	struct spans all = c->open;

	c->gaps.n = c->free = 0;
	if (c->day < today || !c->key)
		return;
	if (c->day == today)
		take_out(&all, 0, (clock_minute(&app->clinic->clock) + slot - 1) / slot * slot);
	for (int i = 0; i < s->n; i++)
		if (s->v[i].col == at && s->v[i].v.minute != MINUTE_NONE)
			take_out(&all, s->v[i].v.minute, s->v[i].v.minute + s->v[i].minutes);
	for (int i = 0; i < all.n; i++) {
		if (all.v[i].to - all.v[i].from < GAP_LEAST)
			continue;
		c->gaps.v[c->gaps.n++] = all.v[i];
		c->free += all.v[i].to - all.v[i].from;
	}
}

static void find_hours(const struct app *app, struct book_view *s, int at)
{
	struct book_col *c = &s->cols[at];

	book_open_hours(s->book, c->day, &c->clinic);
	if (c->key && !s->by_chair)
		book_hours(s->book, c->day, c->key, &c->open);
	else
		c->open = c->clinic;
	if (c->open.n == 0)
		c->off = mem_strdup(
			str_or_empty(book_why_off(s->book, c->day, s->by_chair ? NULL : c->key)));
	find_gaps(app, s, at);
}

/* Who is usually there and is not: the desk is asked for them. */
static void find_away(struct app *app, struct book_view *s)
{
	const struct term_list *all = config_vocab(app->clinic->config, "provider");

	strlist_release(&s->off);
	if (s->cols[0].clinic.n == 0)
		return;
	for (size_t i = 0; !s->week && !s->by_chair && i < all->n; i++) {
		const char *why = book_why_off(s->book, s->day, all->v[i].key);
		if (str_is_empty(why) || find_col(s, s->day, all->v[i].key) >= 0)
			continue;
		char *text = mem_printf("%s (%s)", label_of(app, s, all->v[i].key), why);
		strlist_add(&s->off, text);
		free(text);
	}
}

/* --- who is booked --- */

static int by_place(const void *a, const void *b)
{
	const struct booked *x = a;
	const struct booked *y = b;

	if (x->col != y->col)
		return x->col - y->col;
	if (x->v.minute != y->v.minute)
		return x->v.minute - y->v.minute;
	if (x->minutes != y->minutes)
		return y->minutes - x->minutes;
	return x->v.row.id < y->v.row.id ? -1 : x->v.row.id > y->v.row.id;
}

static void add_visits(struct book_view *s, const struct rows *visits)
{
	s->v = mem_array(visits->n + 1, sizeof(*s->v));
	for (size_t i = 0; i < visits->n; i++) {
		const struct visit *v = rows_at(visits, i);
		const char *key = key_of(s, v);
		int col = takes_part(v) ? find_col(s, v->day, str_is_empty(key) ? NULL : key) : -1;
		if (col < 0)
			continue;
		struct booked *b = &s->v[s->n++];
		record_init(&record_visit, &b->v);
		record_init(&record_patient, &b->p);
		record_copy(&record_visit, &b->v, v);
		b->col = col;
		b->minutes = v->minutes > 0 ? (int)v->minutes : USUAL_MINUTES;
		s->cols[col].booked++;
	}
	if (s->n > 0)
		qsort(s->v, (size_t)s->n, sizeof(*s->v), by_place);
}

void view_fetch(struct app *app, struct booked *b)
{
	if (b->p.row.id == 0)
		store_get(&app->clinic->store, &record_patient, b->v.patient, &b->p, NULL);
}

static bool add_visit(struct app *app, int64_t id, struct rows *visits, struct err *err)
{
	return store_get(&app->clinic->store, &record_visit, id, rows_add(visits), err);
}

/* Of a whole week only what is in the columns is read in full. */
static bool read_theirs(struct app *app, const struct book_view *s, day_t day, struct rows *visits,
			struct err *err)
{
	struct rows brief;
	size_t n;
	const struct booking *k = book_day(s->book, day, &n);

	rows_init(&brief, &record_visit);
	bool ok = store_day_brief(&app->clinic->store, day, &brief, err);
	for (size_t i = 0; ok && i < n; i++)
		if (str_eq(s->by_chair ? k[i].chair : k[i].provider, s->who))
			ok = add_visit(app, k[i].visit, visits, err);
	for (size_t i = 0; ok && i < brief.n; i++) {
		const struct visit *v = rows_at(&brief, i);
		if (v->minute == MINUTE_NONE)
			ok = add_visit(app, v->row.id, visits, err);
	}
	rows_release(&brief);
	return ok;
}

bool view_load(struct app *app, struct book_view *s, struct err *err)
{
	day_t first = s->week ? s->day - day_weekday(s->day) : s->day;
	day_t last = s->week ? first + 6 : first;
	struct rows visits;

	struct book *book = book_open(app->clinic, first, last, err);
	if (!book)
		return false;
	forget_cols(s);
	s->book = book;
	rows_init(&visits, &record_visit);
	make_cols(app, s);
	bool ok = true;
	if (!s->week)
		ok = store_day(&app->clinic->store, s->day, &visits, err);
	for (day_t day = first; ok && s->week && day <= last; day++)
		ok = read_theirs(app, s, day, &visits, err);
	if (!s->week)
		make_missing_cols(app, s, &visits);
	if (s->n_cols == 0)
		add_col(app, s, s->day, NULL);
	add_visits(s, &visits);
	rows_release(&visits);
	for (int i = 0; i < s->n_cols; i++)
		find_hours(app, s, i);
	find_away(app, s);
	s->laid_rows = 0;
	s->want_for = -1;
	return ok;
}
