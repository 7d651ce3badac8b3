#include "revisit/care/task_line.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"
#include "revisit/care/when.h"
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

/* --- words --- */

/* What `w` has behind one of the beginnings, NULL. */
static const char *behind(const char *w, const char *const *starts)
{
	for (; *starts; starts++)
		if (strncmp(w, *starts, strlen(*starts)) == 0 && w[strlen(*starts)])
			return w + strlen(*starts);
	return NULL;
}

struct line {
	const struct config *c;
	day_t today;
	struct task *t;
	struct strlist words;
	bool kind_said; /* which says what is to be done, if nothing else does */
	bool day_first; /* it begins with "every fri": times may follow */
};

static void take_words(struct line *l, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++)
		free(l->words.v[i]);
	memmove(l->words.v + from, l->words.v + from + n,
		(l->words.n - from - n) * sizeof(*l->words.v));
	l->words.n -= n;
}

static bool read_when(struct line *l, const char *text)
{
	return when_parse(l->c, text, l->today, &l->t->due_day, &l->t->due_minute,
			  &l->t->until_minute);
}

/* "9-10" behind "every fri". */
static bool read_bare_window(struct line *l, const char *text)
{
	l->day_first = l->t->due_minute == MINUTE_NONE;
	struct task *t = l->t;
	if (l->day_first &&
	    window_parse(l->c, t->due_day, text, &t->due_minute, &t->until_minute) &&
	    t->until_minute != MINUTE_NONE)
		return true;
	if (l->day_first)
		t->due_minute = t->until_minute = MINUTE_NONE;
	return false;
}

/* Takes a day or a time of up to five words ("fri 2 pm to 4") off one end. */
static bool take_when(struct line *l, bool front)
{
	bool taken = false;

	/* One word must stay: what is to be done. */
	size_t most = l->words.n - !l->kind_said;
	for (size_t k = most > 5 ? 5 : most; k > 0 && !taken; k--) {
		size_t from = front ? 0 : l->words.n - k;
		struct str text;
		str_init(&text);
		for (size_t i = from; i < from + k; i++)
			str_addf(&text, "%s%s", i > from ? " " : "", l->words.v[i]);
		taken = read_when(l, text.p) ||
			(front && l->day_first && read_bare_window(l, text.p));
		str_release(&text);
		if (taken)
			take_words(l, from, k);
	}
	return taken;
}

/* --- again and again --- */

static bool set_repeat(struct task *t, struct interval every)
{
	struct str text;

	if (every.years + every.months + every.weeks + every.days == 0)
		return false;
	str_init(&text);
	interval_text(&text, every);
	str_replace(&t->repeat, text.p);
	str_release(&text);
	return true;
}

/* "6m", "2 weeks", "week", 周, 2周, 半年 */
static bool set_interval(struct task *t, const char *text)
{
	static const struct {
		const char *word;
		struct interval every;
	} words[] = {
		{ "day", { .days = 1 } },      { "week", { .weeks = 1 } },
		{ "month", { .months = 1 } },  { "year", { .years = 1 } },
		{ "天", { .days = 1 } },       { "日", { .days = 1 } },
		{ "周", { .weeks = 1 } },      { "星期", { .weeks = 1 } },
		{ "礼拜", { .weeks = 1 } },    { "月", { .months = 1 } },
		{ "个月", { .months = 1 } },   { "年", { .years = 1 } },
		{ "半年", { .months = 6 } },   { "季度", { .months = 3 } },
		{ "两天", { .days = 2 } },     { "两周", { .weeks = 2 } },
		{ "两个月", { .months = 2 } }, { "两年", { .years = 2 } },
	};
	struct interval every;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(words[i].word, text) == 0)
			return set_repeat(t, words[i].every);
	return interval_parse(text, &every, NULL) && set_repeat(t, every);
}

/* A weekday says where it begins as well. */
static bool set_weekday(struct task *t, const char *text, day_t today)
{
	day_t day;
	day_t later;

	/* Of all near days only a weekday stays what it is when one says it a day later. */
	if (!day_parse_near(text, today, &day, NULL) || day <= today || day > today + 7 ||
	    !day_parse_near(text, today + 1, &later, NULL) ||
	    day_weekday(day) != day_weekday(later) || strpbrk(text, "0123456789"))
		return false;
	if (t->due_day == DAY_NONE)
		t->due_day = day;
	return set_repeat(t, (struct interval){ .weeks = 1 });
}

bool repeat_parse(const char *text, day_t today, struct task *t)
{
	static const char *const every[] = { "every ", "每", NULL };
	const char *rest = behind(text, every);

	rest = rest ? rest : text;
	return set_interval(t, rest) || set_weekday(t, rest, today);
}

static bool read_every(struct line *l, const char *text)
{
	return str_is_empty(l->t->repeat) && repeat_parse(text, l->today, l->t);
}

/* "every 2 weeks", "every fri", 每周 from the word numbered `i` on; how many words it is. */
static size_t take_every(struct line *l, size_t i)
{
	const char *w = l->words.v[i];

	if (strncmp(w, "每", strlen("每")) == 0)
		return read_every(l, w) ? 1 : 0;
	if (strcasecmp(w, "every") != 0)
		return 0;
	for (size_t k = 2; k > 0; k--) {
		if (i + k >= l->words.n)
			continue;
		char *text = k == 2 ? mem_printf("%s %s", l->words.v[i + 1], l->words.v[i + 2])
				    : mem_strdup(l->words.v[i + 1]);
		bool ok = read_every(l, text);
		free(text);
		if (ok)
			return k + 1;
	}
	return 0;
}

/* --- marks --- */

/* Letters and signs of which login names are made. */
static bool is_login(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(text);
}

static bool is_nobody(const char *text)
{
	static const char *const words[] = { "anyone", "anybody", "all", "大家", "谁都行" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(words[i], text) == 0)
			return true;
	return false;
}

static bool take_assignee(struct line *l, const char *w)
{
	static const char *const to[] = { "to:", "to：", "给:", "给：", NULL };
	static const char *const named[] = { "@", "＠", "交给", NULL };
	const char *plain = behind(w, to);
	const char *name = plain ? plain : behind(w, named);

	if (!name || l->t->assignee)
		return false;
	const char *key = is_nobody(name) ? "" : assignee_key(l->c, name);
	if (!key && plain && is_login(plain))
		key = plain;
	if (!key)
		return false;
	l->t->assignee = mem_strdup(key);
	return true;
}

static bool take_kind(struct line *l, const char *w)
{
	static const char *const signs[] = { "#", "＃", NULL };
	const struct term_list *kinds = config_vocab(l->c, "task_kind");
	const char *name = behind(w, signs);

	for (size_t i = 0; name && !l->t->kind && i < kinds->n; i++) {
		const struct term_def *k = &kinds->v[i];
		if (strcasecmp(k->key, name) == 0 || strcasecmp(k->label_en, name) == 0 ||
		    strcmp(k->label_zh, name) == 0)
			str_replace(&l->t->kind, k->key);
		else
			continue;
		l->kind_said = true;
		return true;
	}
	return false;
}

static bool take_urgent(struct line *l, const char *w)
{
	if (strcmp(w, "!!") != 0 && strcmp(w, "！！") != 0)
		return false;
	l->t->priority = PRIORITY_HIGH;
	return true;
}

static void take_marks(struct line *l)
{
	for (size_t i = 0; i < l->words.n;) {
		const char *w = l->words.v[i];
		size_t n = take_urgent(l, w) || take_kind(l, w) || take_assignee(l, w)
				   ? 1
				   : take_every(l, i);
		if (n && i == 0 && strcasecmp(l->words.v[0], "every") == 0)
			l->day_first = true;
		if (n)
			take_words(l, i, n);
		else
			i++;
	}
}

/* --- without blanks --- */

static bool has_one(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

/* 周 may as well begin a surname (周一鸣), "3天" a text ("3天没来") and 下午 a word (下午茶), so
 * those want a blank, or more of a day or time behind them. */
static bool may_be_day(const char *word, const char *head)
{
	static const char *const parts[] = { "上午", "早上", "早晨", "中午",
					     "下午", "晚上", "傍晚", NULL };
	static const char *const more[] = { "后", "月", ":", "点", NULL };
	bool days_only = strspn(word, "0123456789") > 0 && !has_one(head, more);
	bool part_only = strlen(head) == strlen("上午") && has_one(head, parts);

	if (days_only || part_only)
		return false;
	return strncmp(word, "周", strlen("周")) != 0 || when_is_clock(head) ||
	       has_one(head, parts) || strstr(head, "前");
}

/* "明天下午3点回电话" has no blanks: reads the longest day, time or 每周 that Han characters
 * follow, and returns its length. */
static size_t read_glued(struct line *l, const char *w)
{
	size_t n = strlen(w);
	bool again = strncmp(w, "每", strlen("每")) == 0;

	for (size_t at = utf8_prev(w, n, n); at > 0; at = utf8_prev(w, n, at)) {
		uint32_t next;
		utf8_decode(w + at, n - at, &next);
		char *head = mem_strndup(w, at);
		bool digit = w[at] >= '0' && w[at] <= '9';
		bool taken =
			(cp_is_han(next) || (again && digit)) &&
			(again ? read_every(l, head) : may_be_day(w, head) && read_when(l, head));
		free(head);
		if (taken)
			return at;
	}
	return 0;
}

static void cut_front(char *w, size_t n)
{
	memmove(w, w + n, strlen(w + n) + 1);
}

/* At the beginning of the first word or of the last. */
static bool take_glued(struct line *l)
{
	size_t n = read_glued(l, l->words.v[0]);

	if (n)
		cut_front(l->words.v[0], n);
	if (n || l->words.n < 2)
		return n > 0;
	char *last = l->words.v[l->words.n - 1];
	n = read_glued(l, last);
	if (n)
		cut_front(last, n);
	return n > 0;
}

/* "明天，寄报价", "电梯有味道，明天10点前答复": before the first comma, or behind the last one. */
static bool take_at_comma(struct line *l)
{
	static const char comma[] = "，";
	char *first = l->words.v[0];
	char *last = l->words.v[l->words.n - 1];
	char *at = strstr(first, comma);
	char *end = NULL;

	if (at && at[strlen(comma)]) {
		char *head = mem_strndup(first, (size_t)(at - first));
		bool ok = read_when(l, head);
		free(head);
		if (ok)
			cut_front(first, (size_t)(at - first) + strlen(comma));
		if (ok)
			return true;
	}
	for (char *p = last; (p = strstr(p, comma)) != NULL; p += strlen(comma))
		end = p;
	if (!end || end == last)
		return false;
	if (read_when(l, end + strlen(comma))) {
		*end = '\0';
		return true;
	}
	size_t n = read_glued(l, end + strlen(comma));
	if (n)
		cut_front(end + strlen(comma), n);
	return n > 0;
}

/* --- the line --- */

/* "!" promises, "!!" is urgent, "!!!" both. */
static const char *take_front(struct task *t, const char *p)
{
	int n = 0;

	for (p += strspn(p, " \t\n\r"); n < 3; n++) {
		size_t wide = strncmp(p, "！", strlen("！")) == 0 ? strlen("！") : 0;
		if (*p != '!' && !wide)
			break;
		p += wide ? wide : 1;
	}
	if (n == 1 || n == 3)
		t->promise = 1;
	if (n >= 2)
		t->priority = PRIORITY_HIGH;
	return p;
}

static void split(struct line *l, const char *text)
{
	static const char blanks[] = " \t\n\r";
	struct str clean;

	str_init(&clean);
	text_nfc(&clean, text);
	/* The blank of a Chinese keyboard. */
	for (char *wide = clean.p; (wide = strstr(wide, "　")) != NULL;)
		memset(wide, ' ', strlen("　"));
	const char *p = take_front(l->t, clean.p);
	for (p += strspn(p, blanks); *p; p += strspn(p, blanks)) {
		size_t n = strcspn(p, blanks);
		strlist_addn(&l->words, p, n);
		p += n;
	}
	str_release(&clean);
}

static bool cut_end(struct str *what, const char *const *ends)
{
	for (; *ends; ends++) {
		size_t n = strlen(*ends);
		if (what->len > n && strcmp(what->p + what->len - n, *ends) == 0) {
			str_cut(what, what->len - n);
			return true;
		}
	}
	return false;
}

/* "the lift smells, tomorrow" loses what it needed its comma for; that a complaint is answered goes
 * without saying. */
static void trim(struct str *what, const struct task *t)
{
	static const char *const signs[] = { ",", ";", "，", "；", "、", " ", NULL };
	static const char *const answers[] = { "答复", "回复", " answer", NULL };

	cut_end(what, signs);
	if (task_is_complaint(t) && t->due_day != DAY_NONE && cut_end(what, answers))
		cut_end(what, signs);
}

bool task_line(const struct config *c, const char *line, day_t today, struct task *t,
	       struct err *err)
{
	struct line l = { .c = c, .today = today, .t = t };
	struct str what;

	if (utf8_check(line, strlen(line)) != strlen(line))
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	str_init(&what);
	strlist_init(&l.words);
	split(&l, line);
	take_marks(&l);
	while (l.words.n > 0 &&
	       (take_when(&l, true) || take_when(&l, false) || take_at_comma(&l) || take_glued(&l)))
		;
	if (t->due_day == DAY_NONE && (t->due_minute != MINUTE_NONE || !str_is_empty(t->repeat)))
		t->due_day = today;
	for (size_t i = 0; i < l.words.n; i++)
		str_addf(&what, "%s%s", i ? " " : "", l.words.v[i]);
	trim(&what, t);
	/* "fri #call": the kind says it all. */
	if (what.len == 0 && l.kind_said)
		str_add(&what, config_label(c, "task_kind", t->kind));
	bool ok = what.len > 0 || err_set(err, ERR_MISSING, _("what is to be done?"));
	if (ok)
		str_replace(&t->what, what.p);
	strlist_release(&l.words);
	str_release(&what);
	return ok;
}
