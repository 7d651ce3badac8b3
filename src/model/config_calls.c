/* clinic.yaml: "calls:", except programs and messages (config_channels.c). */
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"
#include "config_read.h"

static const struct {
	const char *word;
	unsigned flag;
} meanings[] = {
	{ "contact", OUTCOME_CONTACT },
	{ "message", OUTCOME_MESSAGE },
	{ "final", OUTCOME_FINAL },
	{ "reason", OUTCOME_REASON },
	{ "time", OUTCOME_TIME },
	{ "call back", OUTCOME_CALLBACK | OUTCOME_TIME },
	{ "book", OUTCOME_BOOK },
	{ "confirm", OUTCOME_CONFIRM },
	{ "move", OUTCOME_MOVE },
	{ "cancel", OUTCOME_CANCEL },
	{ "doctor", OUTCOME_DOCTOR },
	{ "score", OUTCOME_SCORE },
	{ "wrong number", OUTCOME_WRONG_NUMBER },
	{ "dead number", OUTCOME_DEAD_NUMBER },
	{ "no calls", OUTCOME_NO_CALLS },
	{ "not for this", OUTCOME_NOT_FOR_THIS },
	{ "moved", OUTCOME_MOVED },
	{ "deceased", OUTCOME_DECEASED },
	{ "write", OUTCOME_WRITE },
	{ "language", OUTCOME_LANGUAGE },
	{ "family", OUTCOME_FAMILY },
};

bool not_known(struct reader *r, const struct pos *pos, const char *word, const char *const *known,
	       size_t n)
{
	struct nearest near;
	struct str list;

	nearest_init(&near, word);
	str_init(&list);
	for (size_t i = 0; i < n; i++) {
		nearest_offer(&near, known[i]);
		str_addf(&list, "%s%s", i ? ", " : "", known[i]);
	}
	if (near.name)
		err_at(r->err, ERR_CONFIG, pos, _("'%s' is not known here; did you mean '%s'?"),
		       word, near.name);
	else
		err_at(r->err, ERR_CONFIG, pos, _("'%s' is not known here: use %s"), word, list.p);
	str_release(&list);
	nearest_release(&near);
	return false;
}

bool read_entries(struct reader *r, const struct yaml *map, const struct entry *entries, size_t n,
		  void *into)
{
	const char *known[24];

	BUG_IF(n > ARRAY_SIZE(known));
	for (size_t i = 0; i < n; i++)
		known[i] = entries[i].key;
	if (!want(r, map, YAML_MAP))
		return false;
	for (const struct yaml *e = map->child; e; e = e->next) {
		size_t i = 0;
		while (i < n && strcmp(entries[i].key, e->key) != 0)
			i++;
		if (i == n)
			return not_known(r, &e->key_pos, e->key, known, n);
		if (!entries[i].read(r, e, into))
			return false;
	}
	return true;
}

struct pos kept_pos(struct reader *r, const struct pos *pos)
{
	return (struct pos){ arena_strdup(&r->c->arena, str_or_empty(pos->file)), pos->line,
			     pos->col };
}

bool read_minutes(struct reader *r, const struct yaml *y, int *out)
{
	static const struct {
		const char *unit;
		int minutes;
	} units[] = {
		{ "min", 1 },   { "minute", 1 },   { "minutes", 1 },   { "分钟", 1 },
		{ "h", 60 },    { "hour", 60 },    { "hours", 60 },    { "小时", 60 },
		{ "d", 1440 },  { "day", 1440 },   { "days", 1440 },   { "天", 1440 },
		{ "w", 10080 }, { "week", 10080 }, { "weeks", 10080 }, { "周", 10080 },
	};
	const char *text;
	char *end;

	if (!read_text(r, y, &text))
		return false;
	long n = strtol(text, &end, 10);
	end += strspn(end, " ");
	for (size_t i = 0; i < ARRAY_SIZE(units) && end != text; i++) {
		if (strcmp(units[i].unit, end) != 0)
			continue;
		if (n < 1 || n > 366L * 1440 / units[i].minutes)
			break;
		*out = (int)n * units[i].minutes;
		return true;
	}
	return err_at(r->err, ERR_CONFIG, &y->pos,
		      _("'%s' is no length of time up to a year: write 30min, 3h, 2d or 1w"), text);
}

/* --- outcomes --- */

static bool read_outcome_label(struct reader *r, const struct yaml *y, void *into)
{
	struct outcome_def *o = into;

	o->label_en = o->label_zh = NULL;
	return read_label(r, y, &o->label_en, &o->label_zh);
}

static bool add_meaning(struct reader *r, const struct yaml *y, unsigned *flags)
{
	const char *words[ARRAY_SIZE(meanings)];
	const char *word;

	if (!read_text(r, y, &word))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++) {
		words[i] = meanings[i].word;
		if (strcmp(word, words[i]) != 0)
			continue;
		*flags |= meanings[i].flag;
		return true;
	}
	return not_known(r, &y->pos, word, words, ARRAY_SIZE(words));
}

/* "contact", [contact, final]; [] is somebody who was not reached */
static bool read_means(struct reader *r, const struct yaml *y, void *into)
{
	struct outcome_def *o = into;

	o->flags = 0;
	if (y->kind == YAML_SCALAR)
		return add_meaning(r, y, &o->flags);
	if (!want(r, y, YAML_LIST))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		if (!add_meaning(r, e, &o->flags))
			return false;
	return true;
}

static bool is_none(const struct yaml *y)
{
	return y->kind == YAML_SCALAR && strcmp(y->text, "none") == 0;
}

static bool read_try_again(struct reader *r, const struct yaml *y, void *into)
{
	struct outcome_def *o = into;
	const struct yaml *first = y->kind == YAML_LIST ? y->child : y;

	o->n_delays = 0;
	if (is_none(y))
		return true;
	for (const struct yaml *e = first; e; e = y->kind == YAML_LIST ? e->next : NULL) {
		if (o->n_delays == OUTCOME_DELAYS)
			return err_at(r->err, ERR_CONFIG, &e->pos, _("there may be %d at most"),
				      OUTCOME_DELAYS);
		if (!read_minutes(r, e, &o->delays[o->n_delays++]))
			return false;
	}
	return true;
}

static bool read_not_before(struct reader *r, const struct yaml *y, void *into)
{
	struct outcome_def *o = into;

	o->again = (struct interval){ 0 };
	return is_none(y) || read_interval(r, y, &o->again);
}

static bool read_reasons(struct reader *r, const struct yaml *y, void *into)
{
	static const char *const sections[] = { "call reasons", "cancel reasons",
						"reasons to decline",
						"reasons without a next visit" };
	struct outcome_def *o = into;
	const char *section;

	if (!read_text(r, y, &section))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
		if (strcmp(sections[i], section) == 0) {
			o->reasons = vocab_of_section(section);
			return true;
		}
	return not_known(r, &y->pos, section, sections, ARRAY_SIZE(sections));
}

static bool read_which(struct reader *r, const struct yaml *y, void *into)
{
	struct outcome_def *o = into;

	o->n_which = 0;
	return read_keys_of(r, y, &o->which, &o->n_which);
}

static const struct entry outcome_entries[] = {
	{ "label", read_outcome_label }, { "means", read_means },
	{ "try again", read_try_again }, { "not before", read_not_before },
	{ "reasons", read_reasons },     { "which", read_which },
};

static struct outcome_def *outcome_of(struct config *c, const char *key)
{
	for (size_t i = 0; i < c->calls.n_outcomes; i++)
		if (strcmp(c->calls.outcomes[i].key, key) == 0)
			return &c->calls.outcomes[i];
	return NULL;
}

static bool read_outcome(struct reader *r, const struct yaml *y)
{
	struct outcome_def *o = outcome_of(r->c, y->key);

	if (!key_is_plain(y->key))
		return err_at(r->err, ERR_CONFIG, &y->key_pos,
			      _("'%s' cannot be a key: no blanks or signs, write it with - and put "
				"the words under label:"),
			      y->key);
	if (!o) {
		o = &r->c->calls.outcomes[r->c->calls.n_outcomes++];
		o->key = o->label_en = o->label_zh = arena_strdup(&r->c->arena, y->key);
	}
	o->pos = kept_pos(r, &y->key_pos);
	if (y->kind == YAML_SCALAR)
		return read_outcome_label(r, y, o);
	if (!read_entries(r, y, outcome_entries, ARRAY_SIZE(outcome_entries), o))
		return false;
	if (o->flags & OUTCOME_REASON && !o->reasons)
		o->reasons = "call_reason";
	return true;
}

static bool read_outcomes(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;
	size_t n = 0;

	if (!want(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	struct outcome_def *room = arena_alloc(&r->c->arena, (s->n_outcomes + n) * sizeof(*room));
	memcpy(room, s->outcomes, s->n_outcomes * sizeof(*room));
	s->outcomes = room;
	for (const struct yaml *e = y->child; e; e = e->next)
		if (!read_outcome(r, e))
			return false;
	return true;
}

/* --- purposes --- */

/* Eight at most, 9 is more; "none" leaves a digit free. */
static bool read_digits(struct reader *r, const struct yaml *y, void *into)
{
	struct purpose_def *p = into;
	size_t n = 0;

	if (!want(r, y, YAML_LIST))
		return false;
	memset(p->digits, 0, sizeof(p->digits));
	for (const struct yaml *e = y->child; e; e = e->next, n++) {
		if (n == OUTCOME_DIGITS - 1)
			return err_at(r->err, ERR_CONFIG, &e->pos,
				      _("the digits are 1 to %d, the rest stands under more:"),
				      OUTCOME_DIGITS - 1);
		if (!is_none(e) && !read_text(r, e, &p->digits[n]))
			return false;
	}
	return true;
}

static bool read_more(struct reader *r, const struct yaml *y, void *into)
{
	struct purpose_def *p = into;

	p->n_more = 0;
	return is_none(y) || read_keys_of(r, y, &p->more, &p->n_more);
}

static bool read_give_up(struct reader *r, const struct yaml *y, void *into)
{
	struct purpose_def *p = into;

	p->tries = 0;
	return is_none(y) || read_number(r, y, 1, 99, &p->tries);
}

static bool read_quiet(struct reader *r, const struct yaml *y, void *into)
{
	struct purpose_def *p = into;

	p->has_quiet = true;
	p->quiet = (struct interval){ 0 };
	return is_none(y) || read_interval(r, y, &p->quiet);
}

static bool read_script(struct reader *r, const struct yaml *y, void *into)
{
	struct purpose_def *p = into;

	return read_text(r, y, &p->script);
}

static bool read_one_call(struct reader *r, const struct yaml *y, void *into)
{
	struct purpose_def *p = into;

	return read_yes(r, y, &p->one_call);
}

static const struct entry purpose_entries[] = {
	{ "digits", read_digits }, { "more", read_more },     { "give up after", read_give_up },
	{ "quiet", read_quiet },   { "script", read_script }, { "one call", read_one_call },
};

static bool read_purposes(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;
	const char *known[PURPOSES];

	if (!want(r, y, YAML_MAP))
		return false;
	for (int i = 0; i < PURPOSES; i++)
		known[i] = purpose_choices[i].key;
	for (const struct yaml *e = y->child; e; e = e->next) {
		int i = choice_find(purpose_choices, e->key);
		if (i < 0)
			return not_known(r, &e->key_pos, e->key, known, PURPOSES);
		if (!read_entries(r, e, purpose_entries, ARRAY_SIZE(purpose_entries),
				  &s->purposes[i]))
			return false;
	}
	return true;
}

/* --- when and how often --- */

static bool read_call_hours(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	s->has_hours = true;
	s->hours = arena_alloc(&r->c->arena, 7 * sizeof(*s->hours));
	return read_week(r, y, s->hours);
}

static bool read_message_hours(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	return read_week(r, y, s->message_hours);
}

static bool read_holidays(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	return read_yes(r, y, &s->holidays);
}

/* [11:30, 14:00]: where one part ends and the next begins; the first begins with the day. */
static bool read_parts(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;
	struct err why = ERR_INIT;

	s->n_parts = 1;
	if (is_none(y))
		return true;
	if (!want(r, y, YAML_LIST))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next) {
		if (s->n_parts == (int)ARRAY_SIZE(s->parts))
			return err_at(r->err, ERR_CONFIG, &e->pos,
				      _("a day has %d parts at most, so %d times between them"),
				      (int)ARRAY_SIZE(s->parts), (int)ARRAY_SIZE(s->parts) - 1);
		if (!want(r, e, YAML_SCALAR))
			return false;
		minute_t *part = &s->parts[s->n_parts++];
		if (!minute_parse(e->text, part, &why))
			return err_at(r->err, ERR_CONFIG, &e->pos, "%s", why.msg);
		if (*part <= part[-1])
			return err_at(r->err, ERR_CONFIG, &e->pos,
				      _("the parts of the day come in their order"));
	}
	return true;
}

/* The clinic's day has no more than so many calls for anybody: "none" is no limit. */
static bool read_limit(struct reader *r, const struct yaml *y, int *out)
{
	*out = 0;
	return is_none(y) || read_number(r, y, 1, 99, out);
}

static bool read_a_day(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	return read_limit(r, y, &s->a_day);
}

static bool read_number_a_day(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	return read_limit(r, y, &s->number_a_day);
}

static bool read_within_days(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	return read_number(r, y, 2, 366, &s->in_days);
}

static bool read_within_calls(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	return read_number(r, y, 1, 999, &s->in_days_most);
}

static bool read_within(struct reader *r, const struct yaml *y, void *into)
{
	static const struct entry entries[] = { { "days", read_within_days },
						{ "calls", read_within_calls } };
	struct call_settings *s = into;

	s->in_days = s->in_days_most = 0;
	if (is_none(y))
		return true;
	if (!read_entries(r, y, entries, ARRAY_SIZE(entries), s))
		return false;
	return (s->in_days && s->in_days_most) ||
	       err_at(r->err, ERR_CONFIG, &y->pos, _("this needs both, as in {days: 7, calls: 6}"));
}

static bool read_lease(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	return read_number(r, y, 1, 1440, &s->lease_minutes);
}

static bool read_mine(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	return read_number(r, y, 0, 1440, &s->mine_minutes);
}

static bool read_opt_out(struct reader *r, const struct yaml *y, void *into)
{
	struct call_settings *s = into;

	s->n_opt_out = 0;
	return read_keys_of(r, y, &s->opt_out, &s->n_opt_out);
}

bool read_calls(struct reader *r, const struct yaml *y)
{
	static const struct entry entries[] = {
		{ "hours", read_call_hours },
		{ "holidays", read_holidays },
		{ "parts of the day", read_parts },
		{ "a day", read_a_day },
		{ "a number a day", read_number_a_day },
		{ "within", read_within },
		{ "claim minutes", read_lease },
		{ "mine minutes", read_mine },
		{ "purposes", read_purposes },
		{ "outcomes", read_outcomes },
		{ "dial", read_dial },
		{ "channels", read_channels },
		{ "message hours", read_message_hours },
		{ "reminders", read_reminders },
		{ "opt out", read_opt_out },
	};

	return read_entries(r, y, entries, ARRAY_SIZE(entries), &r->c->calls);
}

/* --- what can be checked only when all is read --- */

static bool known_outcome(struct reader *r, const struct yaml *y, bool group)
{
	const struct call_settings *s = &r->c->calls;
	const struct outcome_def *o = outcome_of(r->c, y->text);

	if (o && (group || o->n_which == 0))
		return true;
	if (o)
		return err_at(r->err, ERR_CONFIG, &y->pos, _("'%s' itself asks which it was"),
			      y->text);
	const char **known = mem_array(s->n_outcomes, sizeof(const char *));
	for (size_t i = 0; i < s->n_outcomes; i++)
		known[i] = s->outcomes[i].key;
	bool ok = not_known(r, &y->pos, y->text, known, s->n_outcomes);
	free(known);
	return ok;
}

static bool known_outcomes_in(struct reader *r, const struct yaml *list, bool group)
{
	const struct yaml *first = list && list->kind == YAML_LIST ? list->child : list;

	for (const struct yaml *e = first; e; e = list->kind == YAML_LIST ? e->next : NULL)
		if (!is_none(e) && !known_outcome(r, e, group))
			return false;
	return true;
}

static bool check_outcome(struct reader *r, const struct yaml *y)
{
	const struct outcome_def *o = outcome_of(r->c, y->key);

	if (o->n_which && (o->flags || o->n_delays))
		return err_at(r->err, ERR_CONFIG, &y->key_pos,
			      _("'%s' asks which it was, so it means nothing itself"), o->key);
	if (o->flags & OUTCOME_FINAL && o->n_delays)
		return err_at(r->err, ERR_CONFIG, &y->key_pos,
			      _("'%s' is final, so it cannot be tried again"), o->key);
	return known_outcomes_in(r, yaml_get(y, "which"), false);
}

bool check_calls(struct reader *r, const struct yaml *calls)
{
	const struct yaml *outcomes = calls ? yaml_get(calls, "outcomes") : NULL;
	const struct yaml *purposes = calls ? yaml_get(calls, "purposes") : NULL;

	for (const struct yaml *e = outcomes ? outcomes->child : NULL; e; e = e->next)
		if (!check_outcome(r, e))
			return false;
	for (const struct yaml *e = purposes ? purposes->child : NULL; e; e = e->next)
		if (!known_outcomes_in(r, yaml_get(e, "digits"), true) ||
		    !known_outcomes_in(r, yaml_get(e, "more"), true))
			return false;
	return check_reminders(r, calls ? yaml_get(calls, "reminders") : NULL);
}
