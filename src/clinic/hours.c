#include "revisit/clinic/hours.h"
#include "hours_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/care/slots.h"
#include "revisit/store/book.h"
#include "revisit/text/fold.h"

/* --- spans --- */

static bool read_span(const char *text, struct span *out)
{
	const char *dash = strchr(text, '-');

	if (!dash)
		return false;
	char *from = mem_strndup(text, (size_t)(dash - text));
	bool ok = minute_parse(from, &out->from, NULL) && minute_parse_end(dash + 1, &out->to, NULL) &&
		  out->from < out->to;
	free(from);
	return ok;
}

static bool is_none(const char *text)
{
	static const char *const words[] = { "", "off", "closed", "none", "休", "休息", "不上班" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

bool spans_parse(const char *text, struct spans *out, struct err *err)
{
	struct str plain;
	bool ok = true;

	out->n = 0;
	str_init(&plain);
	text_nfkc(&plain, text);
	if (is_none(plain.p)) {
		str_release(&plain);
		return true;
	}
	for (char *p = plain.p; ok && *p;) {
		size_t n = strcspn(p, " ,;");
		char *one = mem_strndup(p, n);
		struct span *s = &out->v[out->n];
		p += n + strspn(p + n, " ,;");
		ok = out->n < BOOK_SPANS && read_span(one, s) &&
		     (out->n == 0 || s->from >= out->v[out->n - 1].to);
		out->n += ok;
		free(one);
	}
	str_release(&plain);
	return ok || err_set(err, ERR_BAD_VALUE,
			     _("'%s' are no hours: write 09:00-12:00,14:00-18:00, or off"), text);
}

void spans_text(struct str *out, const struct spans *s)
{
	for (int i = 0; i < s->n; i++)
		str_addf(out, "%s%02d:%02d-%02d:%02d", i ? " " : "", s->v[i].from / 60,
			 s->v[i].from % 60, s->v[i].to / 60, s->v[i].to % 60);
}

/* --- weeks --- */

static day_t first_of(const struct schedule *s)
{
	return s->first_day == DAY_NONE ? DAY_MIN : s->first_day;
}

static day_t last_of(const struct schedule *s)
{
	return s->last_day == DAY_NONE ? DAY_MAX : s->last_day;
}

/* What is left of a row that makes room between two days: before, behind, both or nothing. */
static bool make_room(struct clinic *c, struct schedule *s, day_t first, day_t last,
		      struct err *err)
{
	bool before = first_of(s) < first;
	bool behind = last_of(s) > last;

	if (last_of(s) < first || first_of(s) > last)
		return true;
	if (!before && !behind)
		return store_delete(&c->store, &record_schedule, s->row.id, err);
	if (before && behind) {
		struct schedule rest;
		record_init(&record_schedule, &rest);
		record_copy(&record_schedule, &rest, s);
		rest.row = (struct row){ 0 };
		rest.first_day = last + 1;
		bool ok = store_insert(&c->store, &record_schedule, &rest, err);
		record_release(&record_schedule, &rest);
		if (!ok)
			return false;
	}
	if (before)
		s->last_day = first - 1;
	else
		s->first_day = last + 1;
	return store_update(&c->store, &record_schedule, s, NULL, err);
}

static bool add_rows(struct clinic *c, const struct week_hours *w, struct err *err)
{
	bool ok = true;

	for (int day = 0; ok && day < 7; day++)
		for (int i = 0; ok && w->weekdays & 1u << day && i < w->spans.n; i++) {
			struct schedule s;
			record_init(&record_schedule, &s);
			str_replace(&s.provider, w->provider);
			str_replace(&s.chair, str_is_empty(w->chair) ? NULL : w->chair);
			str_replace(&s.site, str_is_empty(w->site) ? NULL : w->site);
			s.weekday = day;
			s.starts = w->spans.v[i].from;
			s.ends = w->spans.v[i].to;
			s.first_day = w->first;
			s.last_day = w->last;
			ok = clinic_know_terms(c, &record_schedule, &s, false, err) &&
			     store_insert(&c->store, &record_schedule, &s, err);
			record_release(&record_schedule, &s);
		}
	return ok;
}

bool hours_set(struct clinic *c, const struct week_hours *w, struct err *err)
{
	struct rows rows;
	day_t first = w->first == DAY_NONE ? DAY_MIN : w->first;
	day_t last = w->last == DAY_NONE ? DAY_MAX : w->last;

	if (first > last)
		return err_set(err, ERR_BAD_DATE, _("the last day is before the first"));
	if (!clinic_begin(c, "hours-set", 0, err))
		return false;
	rows_init(&rows, &record_schedule);
	bool ok = store_all(&c->store, &rows, err);
	struct week_hours as = *w;
	for (size_t i = 0; ok && i < rows.n; i++) {
		struct schedule *s = rows_at(&rows, i);
		if (!str_eq(s->provider, w->provider))
			continue;
		/* Where nothing else is said, they stay where they were. */
		as.chair = as.chair ? as.chair : s->chair;
		as.site = as.site ? as.site : s->site;
		if (w->weekdays & 1u << s->weekday)
			ok = make_room(c, s, first, last, err);
	}
	ok = ok && add_rows(c, &as, err);
	rows_release(&rows);
	return clinic_end(c, ok, err);
}

bool hours_forget(struct clinic *c, const char *provider, size_t *n, struct err *err)
{
	struct rows rows;
	size_t gone = 0;

	if (!clinic_begin(c, "hours-forget", 0, err))
		return false;
	rows_init(&rows, &record_schedule);
	bool ok = store_all(&c->store, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct schedule *s = rows_at(&rows, i);
		if (!str_eq(s->provider, provider))
			continue;
		ok = store_delete(&c->store, &record_schedule, s->row.id, err);
		gone++;
	}
	rows_release(&rows);
	if (n)
		*n = gone;
	return clinic_end(c, ok, err);
}

/* --- as they are shown --- */

static int place_in(const struct config *config, const char *provider)
{
	const struct term_list *list = config_vocab(config, "provider");

	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].key, provider) == 0)
			return (int)i;
	return (int)list->n;
}

static bool same_frame(const struct hours_line *l, const struct schedule *s)
{
	return str_eq(l->provider, s->provider) && str_eq(l->chair, s->chair) &&
	       str_eq(l->site, s->site) && l->first == s->first_day && l->last == s->last_day;
}

static bool same_spans(const struct spans *a, const struct spans *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
		if (a->v[i].from != b->v[i].from || a->v[i].to != b->v[i].to)
			return false;
	return true;
}

static void put_span(struct spans *s, struct span one)
{
	int at = s->n;

	if (s->n == BOOK_SPANS)
		return;
	for (; at > 0 && s->v[at - 1].from > one.from; at--)
		s->v[at] = s->v[at - 1];
	s->v[at] = one;
	s->n++;
}

/* First a line for each weekday, then alike ones become one. */
static void join_lines(struct weeks *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		size_t k = 0;
		const struct hours_line *l = &w->v[i];
		while (k < n &&
		       !(str_eq(w->v[k].provider, l->provider) && str_eq(w->v[k].chair, l->chair) &&
			 str_eq(w->v[k].site, l->site) && w->v[k].first == l->first &&
			 w->v[k].last == l->last && same_spans(&w->v[k].spans, &l->spans)))
			k++;
		if (k < n)
			w->v[k].weekdays |= l->weekdays;
		else
			w->v[n++] = *l;
	}
	w->n = n;
}

static void add_line(struct weeks *w, const struct schedule *s)
{
	struct span span = { .from = s->starts, .to = s->ends };

	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].weekdays == 1u << s->weekday && same_frame(&w->v[i], s)) {
			put_span(&w->v[i].spans, span);
			return;
		}
	w->v[w->n++] = (struct hours_line){ .provider = s->provider,
					    .chair = s->chair,
					    .site = s->site,
					    .weekdays = 1u << s->weekday,
					    .spans = { .v = { span }, .n = 1 },
					    .first = s->first_day,
					    .last = s->last_day };
}

/* By provider, then by when it comes into force, then by weekday. */
static bool goes_before(const struct config *config, const struct hours_line *a,
			const struct hours_line *b)
{
	int pa = place_in(config, a->provider);
	int pb = place_in(config, b->provider);
	int name = strcmp(str_or_empty(a->provider), str_or_empty(b->provider));

	if (pa != pb)
		return pa < pb;
	if (name != 0)
		return name < 0;
	if (a->first != b->first)
		return a->first < b->first;
	return (a->weekdays & (0u - a->weekdays)) < (b->weekdays & (0u - b->weekdays));
}

static void sort_lines(const struct config *config, struct weeks *w)
{
	for (size_t i = 1; i < w->n; i++) {
		struct hours_line one = w->v[i];
		size_t at = i;
		for (; at > 0 && goes_before(config, &one, &w->v[at - 1]); at--)
			w->v[at] = w->v[at - 1];
		w->v[at] = one;
	}
}

bool weeks_load(struct clinic *c, const char *provider, day_t day, struct weeks *out,
		struct err *err)
{
	*out = (struct weeks){ 0 };
	rows_init(&out->rows, &record_schedule);
	bool ok = store_all(&c->store, &out->rows, err);
	out->v = mem_array(out->rows.n, sizeof(*out->v));
	for (size_t i = 0; i < out->rows.n; i++) {
		const struct schedule *s = rows_at(&out->rows, i);
		if ((!provider || str_eq(provider, s->provider)) && last_of(s) >= day)
			add_line(out, s);
	}
	sort_lines(c->config, out);
	join_lines(out);
	return ok;
}

void weeks_release(struct weeks *w)
{
	rows_release(&w->rows);
	free(w->v);
	*w = (struct weeks){ 0 };
}

bool provider_left(const struct clinic *c, const char *provider)
{
	return config_vocab(c->config, "provider")->n > 0 &&
	       !config_term(c->config, "provider", provider);
}

bool hours_providers(struct clinic *c, struct strlist *out, struct err *err)
{
	const struct term_list *list = config_vocab(c->config, "provider");
	struct weeks w;

	bool ok = weeks_load(c, NULL, clinic_today(c), &w, err);
	for (size_t i = 0; ok && i < list->n; i++) {
		bool weekly = false;
		for (size_t k = 0; k < w.n; k++)
			weekly = weekly || str_eq(w.v[k].provider, list->v[i].key);
		if (weekly || !list->v[i].treats_not)
			strlist_add(out, list->v[i].key);
	}
	for (size_t k = 0; ok && k < w.n; k++)
		if (!strlist_has(out, w.v[k].provider))
			strlist_add(out, w.v[k].provider);
	weeks_release(&w);
	return ok;
}

/* --- storing one row --- */

bool hours_store(struct clinic *c, const char *verb, const struct record *rec, void *row,
		 bool *changed, struct err *err)
{
	struct row *head = row;
	bool fresh = head->id == 0;
	bool ignored;

	if (!clinic_begin(c, verb, 0, err))
		return false;
	bool ok = clinic_know_terms(c, rec, row, false, err) &&
		  (fresh ? store_insert(&c->store, rec, row, err)
			 : store_update(&c->store, rec, row, changed ? changed : &ignored, err));
	ok = clinic_end(c, ok, err);
	if (!ok && fresh)
		*head = (struct row){ 0 };
	if (changed && fresh)
		*changed = ok;
	return ok;
}

bool hours_delete(struct clinic *c, const struct record *rec, int64_t id, struct err *err)
{
	if (!clinic_begin(c, "hours-remove", 0, err))
		return false;
	return clinic_end(c, store_delete(&c->store, rec, id, err), err);
}

/* --- days that differ --- */

/* Another record that says the same of at least those days; 0. */
static int64_t said_already(struct clinic *c, const struct day_off *d)
{
	struct rows rows;
	int64_t found = 0;

	rows_init(&rows, &record_day_off);
	store_days_off(&c->store, d->first_day, d->last_day, &rows, NULL);
	for (size_t i = 0; i < rows.n && !found; i++) {
		const struct day_off *o = rows_at(&rows, i);
		if (o->row.id != d->row.id && str_eq(o->provider, d->provider) &&
		    str_eq(o->site, d->site) && o->works == d->works && o->starts == d->starts &&
		    o->ends == d->ends && o->first_day <= d->first_day && o->last_day >= d->last_day)
			found = o->row.id;
	}
	rows_release(&rows);
	return found;
}

bool day_off_save(struct clinic *c, struct day_off *d, bool *changed, struct err *err)
{
	if (d->first_day == DAY_NONE)
		return err_set(err, ERR_MISSING, _("from which day on?"));
	if (d->last_day == DAY_NONE)
		d->last_day = d->first_day;
	if (d->last_day < d->first_day)
		return err_set(err, ERR_BAD_DATE, _("the last day is before the first"));
	if (d->starts != MINUTE_NONE && d->ends != MINUTE_NONE && d->ends <= d->starts)
		return err_set(err, ERR_BAD_DATE, _("this ends before it begins"));
	if (d->works == WORKS_ON && (d->starts == MINUTE_NONE) != (d->ends == MINUTE_NONE))
		return err_set(err, ERR_MISSING, _("give both times, from and to, or none"));
	const char *verb = d->works == WORKS_ON ? "day-on" : "day-off";
	if (!clinic_begin(c, verb, 0, err))
		return false;
	int64_t other = d->row.id ? 0 : said_already(c, d);
	bool ok = other == 0;
	if (!ok)
		err_set(err, ERR_EXISTS, _("o%lld says so already"), (long long)other);
	ok = ok && hours_store(c, verb, &record_day_off, d, changed, err);
	return clinic_end(c, ok, err);
}

static int by_day(const void *x, const void *y)
{
	const struct day_off *a = x;
	const struct day_off *b = y;

	if (a->first_day != b->first_day)
		return a->first_day < b->first_day ? -1 : 1;
	return a->row.id < b->row.id ? -1 : a->row.id > b->row.id;
}

bool days_off_load(struct clinic *c, day_t day, struct rows *out, struct err *err)
{
	bool ok = store_days_off(&c->store, day, DAY_MAX, out, err);

	if (out->n > 1)
		qsort(out->v, out->n, out->rec->size, by_day);
	return ok;
}

void day_off_when(struct clinic *c, const struct day_off *d, struct str *out)
{
	day_t today = clinic_today(c);
	const struct span span = { .from = d->starts == MINUTE_NONE ? 0 : d->starts,
				   .to = d->ends == MINUTE_NONE ? DAY_MINUTES : d->ends };
	const struct spans one = { .v = { span }, .n = 1 };

	day_show(out, d->first_day, today);
	if (d->last_day > d->first_day) {
		str_add(out, " – ");
		day_show(out, d->last_day, today);
	}
	if (d->starts == MINUTE_NONE && d->ends == MINUTE_NONE)
		return;
	str_addc(out, ' ');
	if (d->starts != MINUTE_NONE && d->ends == MINUTE_NONE)
		str_addf(out, _("from %02d:%02d"), d->starts / 60, d->starts % 60);
	else
		spans_text(out, &one);
}

const char *day_off_who(struct clinic *c, const struct day_off *d)
{
	return d->provider ? config_label(c->config, "provider", d->provider) : _("the clinic");
}
