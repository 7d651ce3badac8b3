#include "revisit/care/task.h"
#include "revisit/base/i18n.h"
#include "revisit/care/recall.h"
#include "revisit/text/fold.h"

enum { GRACE = 15, HOUR = 60, DAY_MINUTES = 1440 };

/* --- its time --- */

/* The minute of its day from which on it is late. */
static minute_t over_at(const struct task *t)
{
	return t->until_minute != MINUTE_NONE ? t->until_minute : t->due_minute + GRACE;
}

enum task_time task_time(const struct task *t, day_t today, minute_t now)
{
	if (t->due_day == DAY_NONE)
		return TASK_SOMETIME;
	if (t->due_day != today)
		return t->due_day < today ? TASK_LATE : TASK_LATER;
	if (t->due_minute == MINUTE_NONE || now < t->due_minute)
		return TASK_TODAY;
	return now > over_at(t) ? TASK_LATE : TASK_NOW;
}

bool task_is_complaint(const struct task *t)
{
	return str_eq(t->kind, TASK_COMPLAINT);
}

/* --- what comes first --- */

enum rank { LATE_PROMISE, COMPLAINT, URGENT, LATE, NOW, TODAY, LATER, SOMETIME };

static enum rank rank_of(const struct task *t, enum task_time time)
{
	bool due = time == TASK_LATE || time == TASK_NOW || time == TASK_TODAY;

	if (t->promise && time == TASK_LATE)
		return LATE_PROMISE;
	if (due && task_is_complaint(t))
		return COMPLAINT;
	if (due && t->priority == PRIORITY_HIGH)
		return URGENT;
	switch (time) {
	case TASK_LATE:
		return LATE;
	case TASK_NOW:
		return NOW;
	case TASK_TODAY:
		return TODAY;
	case TASK_LATER:
		return LATER;
	case TASK_SOMETIME:
		break;
	}
	return SOMETIME;
}

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int task_order(const struct task *a, const struct task *b, day_t today, minute_t now)
{
	const int64_t keys[][2] = {
		{ rank_of(a, task_time(a, today, now)), rank_of(b, task_time(b, today, now)) },
		{ a->due_day, b->due_day },
		{ a->priority == PRIORITY_LOW, b->priority == PRIORITY_LOW },
		{ a->priority != PRIORITY_HIGH, b->priority != PRIORITY_HIGH },
		{ a->due_minute == MINUTE_NONE, b->due_minute == MINUTE_NONE },
		{ a->due_minute, b->due_minute },
		{ !a->promise, !b->promise },
		{ a->row.id, b->row.id },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		int n = compare(keys[i][0], keys[i][1]);
		if (n)
			return n;
	}
	return a < b ? -1 : 1;
}

/* One place in the sorted list; the time of the comparison goes with each, as qsort passes none. */
struct place {
	size_t i;
	const struct task *t;
	day_t today;
	minute_t now;
};

static int by_order(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;

	return x == y ? 0 : task_order(x->t, y->t, x->today, x->now);
}

void tasks_sort(struct rows *tasks, day_t today, minute_t now)
{
	size_t size = sizeof(struct task);
	struct place *places = mem_array(tasks->n, sizeof(*places));
	char *sorted = mem_array(tasks->n, size);

	for (size_t i = 0; i < tasks->n; i++)
		places[i] = (struct place){ i, rows_at(tasks, i), today, now };
	if (tasks->n)
		qsort(places, tasks->n, sizeof(*places), by_order);
	for (size_t i = 0; i < tasks->n; i++)
		memcpy(sorted + i * size, tasks->v + places[i].i * size, size);
	if (tasks->n)
		memcpy(tasks->v, sorted, tasks->n * size);
	free(places);
	free(sorted);
}

/* --- in words --- */

static void add_window(struct str *out, const struct task *t)
{
	minute_iso(out, t->due_minute);
	if (t->until_minute == MINUTE_NONE)
		return;
	str_addc(out, '-');
	minute_iso(out, t->until_minute);
}

static void add_late(struct str *out, const struct task *t, day_t today, minute_t now)
{
	int n = today - t->due_day;

	if (n > 0) {
		str_addf(out, ngettext("%d day late", "%d days late", (unsigned long)n), n);
		return;
	}
	n = now - (t->until_minute != MINUTE_NONE ? t->until_minute : t->due_minute);
	if (n < 2 * HOUR)
		str_addf(out, _("%d min late"), n);
	else
		str_addf(out, _("%d h late"), n / HOUR);
}

void task_when(struct str *out, const struct task *t, day_t today, minute_t now)
{
	switch (task_time(t, today, now)) {
	case TASK_SOMETIME:
		return;
	case TASK_LATE:
		add_late(out, t, today, now);
		return;
	case TASK_NOW:
		str_add(out, C_("a to-do is due", "now"));
		return;
	case TASK_TODAY:
		if (t->due_minute == MINUTE_NONE)
			str_add(out, _("today"));
		else
			add_window(out, t);
		return;
	case TASK_LATER:
		break;
	}
	if (t->due_day == today + 1)
		str_add(out, _("tomorrow"));
	else
		day_brief(out, t->due_day, today);
	/* Of another year only the month is told, and a time would say nothing. */
	bool near = day_split(t->due_day).y == day_split(today).y || t->due_day == today + 1;
	if (t->due_minute != MINUTE_NONE && near) {
		str_addc(out, ' ');
		add_window(out, t);
	}
}

/* "every week", "every 6 months" */
static void add_repeat(struct str *out, const char *repeat)
{
	static const char *const each[] = { N_("every day"), N_("every week"), N_("every month"),
					    N_("every year") };
	struct interval i;
	struct str s;

	if (!interval_parse(repeat, &i, NULL))
		return;
	const int n[] = { i.days, i.weeks, i.months, i.years };
	for (size_t k = 0; k < ARRAY_SIZE(n); k++)
		if (n[k] == 1 && i.days + i.weeks + i.months + i.years == 1) {
			str_add(out, _(each[k]));
			return;
		}
	str_init(&s);
	recall_interval_words(&s, i);
	str_addf(out, _("every %s"), s.p);
	str_release(&s);
}

void task_due_show(struct str *out, const struct task *t, day_t today)
{
	day_show(out, t->due_day, today);
	if (t->due_day != DAY_NONE && t->due_minute != MINUTE_NONE) {
		str_addc(out, ' ');
		add_window(out, t);
	}
	if (!str_is_empty(t->repeat)) {
		str_add(out, out->len ? ", " : "");
		add_repeat(out, t->repeat);
	}
}

/* --- whose --- */

static const char *const assignee_vocabs[] = { "staff", "provider", "role" };

void assignee_show(struct str *out, const struct config *c, const char *assignee)
{
	if (str_is_empty(assignee))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(assignee_vocabs); i++)
		if (config_term(c, assignee_vocabs[i], assignee)) {
			str_add(out, config_label(c, assignee_vocabs[i], assignee));
			return;
		}
	str_add(out, assignee);
}

void staff_show(struct str *out, const struct config *c, const char *staff)
{
	if (!str_is_empty(staff))
		str_add(out, config_label(c, "staff", staff));
}

const char *assignee_key(const struct config *c, const char *typed)
{
	struct str folded;
	const char *found = NULL;

	str_init(&folded);
	text_fold(&folded, typed);
	for (size_t v = 0; v < ARRAY_SIZE(assignee_vocabs) && !found; v++) {
		const struct term_list *l = config_vocab(c, assignee_vocabs[v]);
		for (size_t i = 0; i < l->n && !found; i++) {
			const char *const names[] = { l->v[i].key, l->v[i].label_en,
						      l->v[i].label_zh };
			for (size_t n = 0; n < ARRAY_SIZE(names) && !found; n++) {
				struct str name;
				str_init(&name);
				text_fold(&name, str_or_empty(names[n]));
				if (name.len && strcmp(name.p, folded.p) == 0)
					found = l->v[i].key;
				str_release(&name);
			}
		}
	}
	str_release(&folded);
	return found;
}

bool assignee_is_role(const struct config *c, const char *assignee)
{
	return !str_is_empty(assignee) && !config_term(c, "staff", assignee) &&
	       !config_term(c, "provider", assignee) && config_term(c, "role", assignee);
}

const char *role_of(const struct config *c, const char *staff)
{
	const struct term_def *t = staff ? config_term(c, "staff", staff) : NULL;

	return t ? t->role : NULL;
}

void assignees_of(const struct config *c, const char *staff, struct strlist *out)
{
	const struct term_list *roles = config_vocab(c, "role");
	const char *own = role_of(c, staff);

	strlist_add(out, staff);
	for (size_t i = 0; i < roles->n; i++)
		if ((!own || strcmp(own, roles->v[i].key) == 0) &&
		    assignee_is_role(c, roles->v[i].key))
			strlist_add(out, roles->v[i].key);
}

/* --- again --- */

day_t day_open_from(const struct config *c, day_t day)
{
	if (day == DAY_NONE || config_hours(c, day)->n > 0)
		return day;
	day_t next = config_next_working_day(c, day);
	/* Without any opening hours every day is as good as another. */
	return config_hours(c, next)->n > 0 ? next : day;
}

static struct interval times(struct interval i, int n)
{
	return (struct interval){ i.years * n, i.months * n, i.weeks * n, i.days * n };
}

day_t task_next_day(const struct config *c, const struct task *t, day_t today)
{
	struct interval every;
	day_t from = t->repeat_from != DAY_NONE ? t->repeat_from
		     : t->due_day != DAY_NONE   ? t->due_day
						: today;
	day_t behind = t->due_day != DAY_NONE && t->due_day > today ? t->due_day : today;

	if (str_is_empty(t->repeat) || !interval_parse(t->repeat, &every, NULL))
		return DAY_NONE;
	/* The product stays small: long intervals reach the calendar's end after few steps. */
	day_t last = from;
	for (int n = 1;; n++) {
		day_t next = day_add(from, times(every, n), 1);
		if (next <= last || next == DAY_MAX)
			return DAY_NONE;
		if (next > behind)
			return day_open_from(c, next);
		last = next;
	}
}

/* --- putting off --- */

static void offer(struct snooze_offer *out, int *n, const char *label, day_t day, minute_t minute)
{
	out[(*n)++] = (struct snooze_offer){ label, day, minute };
}

/* When the clinic closes; who works on a closed day works until midnight. */
static minute_t closing(const struct config *c, day_t day)
{
	const struct hours *h = config_hours(c, day);

	return h->n ? h->range[h->n - 1].to : DAY_MINUTES;
}

int snooze_offers(const struct config *c, day_t today, minute_t now,
		  struct snooze_offer out[SNOOZE_OFFERS])
{
	const minute_t afternoon = 14 * HOUR;
	minute_t end = closing(c, today);
	int n = 0;

	/* In round figures, as one would say it. */
	minute_t hence = (now + HOUR + 4) / 5 * 5;
	if (hence < end)
		offer(out, &n, _("in an hour"), today, hence);
	if (now < afternoon - HOUR && afternoon < end)
		offer(out, &n, _("this afternoon"), today, afternoon);
	offer(out, &n, _("the next working day"), day_open_from(c, today + 1), MINUTE_NONE);
	offer(out, &n, _("in a week"), day_open_from(c, today + 7), MINUTE_NONE);
	offer(out, &n, _("in a month"),
	      day_open_from(c, day_add(today, (struct interval){ .months = 1 }, 1)), MINUTE_NONE);
	return n;
}
