#include "rule_reader.h"
#include "revisit/base/i18n.h"

static bool read_title(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	return want_label(r, y, &s->title_en, &s->title_zh);
}

static bool read_note(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	return want_label(r, y, &s->note_en, &s->note_zh);
}

static bool read_conditions(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	s->who = read_who(r, y);
	return true;
}

static bool read_order_of(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	return read_order(r, y, &s->order);
}

static bool read_quiet(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	s->has_quiet = true;
	s->quiet_none = y->kind == YAML_SCALAR &&
			(strcmp(y->text, "none") == 0 || strcmp(y->text, "不限") == 0);
	return s->quiet_none || want_interval(r, y, &s->quiet);
}

/* "3 calls", "3 次" */
static bool read_give_up(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	static const char *const units[] = { "", "call", "calls", "次", "次电话", "通", "通电话" };
	char *end;

	if (!want_kind(r, y, YAML_SCALAR))
		return false;
	long n = strtol(y->text, &end, 10);
	bool number = end > y->text && n >= 1 && n <= 999;
	end += *end == ' ';
	for (size_t i = 0; number && i < ARRAY_SIZE(units); i++)
		if (strcmp(end, units[i]) == 0) {
			s->give_up_calls = (int)n;
			return true;
		}
	return wrong(r, y, _("a number of calls is expected here, such as 3 calls"));
}

static bool read_limit(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	return want_count(r, y, 1, 1000000, &s->limit);
}

static bool read_priority(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	return want_count(r, y, 1, 9, &s->priority);
}

static bool read_start(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	static const struct choice starts[] = { { "everyone", NULL },
						{ "new members only", NULL },
						{ NULL, NULL } };
	int which = want_choice(r, y, starts);

	s->new_only = which == 1;
	return which >= 0;
}

static bool read_purpose(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	int which = want_choice(r, y, purpose_choices);

	s->purpose = which >= 0 ? (enum purpose)which : PURPOSE_RECALL;
	return which >= 0;
}

static bool read_subject(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	int which = want_choice(r, y, subject_choices);

	s->subject = which >= 0 ? (enum subject)which : SUBJECT_PATIENT;
	return which >= 0;
}

static bool read_run(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	static const struct choice runs[] = { { "daily", NULL },
					      { "by hand", NULL },
					      { NULL, NULL } };
	int which = want_choice(r, y, runs);

	s->run_daily = which == 0;
	return which >= 0;
}

static const struct {
	const char *key;
	bool (*read)(struct rule_reader *r, const struct yaml *y, struct segment *s);
} parts[] = {
	{ "title", read_title },     { "note", read_note },
	{ "who", read_conditions },  { "order", read_order_of },
	{ "quiet", read_quiet },     { "give up after", read_give_up },
	{ "limit", read_limit },     { "priority", read_priority },
	{ "start", read_start },     { "purpose", read_purpose },
	{ "subject", read_subject }, { "run", read_run },
	{ "then", read_then },
};

static void read_part(struct rule_reader *r, const struct yaml *e, struct segment *s)
{
	const char *names[ARRAY_SIZE(parts) + 1] = { NULL };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (strcmp(e->key, parts[i].key) == 0) {
			parts[i].read(r, e, s);
			return;
		}
		names[i] = parts[i].key;
	}
	wrong_name(r, e, names);
}

void read_segment(struct rule_reader *r, const struct yaml *y, struct segment *s)
{
	*s = (struct segment){
		.key = arena_strdup(&r->r->arena, y->key),
		.pos = place_pos(&r->places, place_key(&r->places, y).at),
		.purpose = PURPOSE_RECALL,
	};
	s->title_en = s->title_zh = s->key;
	if (!want_kind(r, y, YAML_MAP))
		return;
	s->title_en = s->title_zh = NULL;
	for (const struct yaml *e = y->child; e; e = e->next)
		read_part(r, e, s);
	if (!s->title_en)
		s->title_en = s->title_zh = s->key;
	if (!yaml_get(y, "who"))
		wrong_key(r, y,
			  _("'%s' does not say who belongs to it; add who: and a list of "
			    "conditions"),
			  s->key);
	if (s->run_daily && s->n_then == 0 && !yaml_get(y, "then"))
		wrong_key(r, yaml_get(y, "run"),
			  _("there is nothing to run: say what under then:"));
}
