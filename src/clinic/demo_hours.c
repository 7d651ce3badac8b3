/* Who works when: everybody's week, leave and extra days ahead, chairs and lengths. */
#include "demo_parts.h"

static bool week_write(struct demo *d, int provider)
{
	char *key = provider_key(provider);
	char *chair = provider_chair(provider);
	bool ok = true;

	for (int day = 0; ok && day < 7; day++) {
		const struct hours *h = &d->c->config->hours[day];
		for (int i = 0; ok && i < h->n && book_post_works(provider, day); i++) {
			struct schedule s;
			record_init(&record_schedule, &s);
			str_replace(&s.provider, key);
			str_replace(&s.chair, chair);
			s.weekday = day;
			s.starts = h->range[i].from;
			s.ends = h->range[i].to;
			ok = store_insert(&d->c->store, &record_schedule, &s, d->err);
			record_release(&record_schedule, &s);
		}
	}
	free(key);
	free(chair);
	return ok;
}

struct other_hours {
	const char *provider; /* NULL: the clinic */
	day_t first, last;
	enum works works;
	minute_t from, to; /* MINUTE_NONE: the whole day; to the end */
	const char *reason;
};

static bool other_write(struct demo *d, const struct other_hours *o)
{
	struct day_off r;

	record_init(&record_day_off, &r);
	str_replace(&r.provider, o->provider);
	r.first_day = o->first;
	r.last_day = o->last;
	r.works = (int)o->works;
	r.starts = o->from;
	r.ends = o->to;
	str_replace(&r.reason, o->reason);
	bool ok = store_insert(&d->c->store, &record_day_off, &r, d->err);
	record_release(&record_day_off, &r);
	return ok;
}

/* The first day from `from` on that is that weekday. */
static day_t next_weekday(day_t from, int weekday)
{
	while (day_weekday(from) != weekday)
		from++;
	return from;
}

/* The demo is to be looked at on whatever day it is: everybody works today. */
static bool today_open(struct demo *d)
{
	bool ok = true;

	if (config_hours(d->c->config, d->today)->n == 0) {
		const struct other_hours morning = { NULL, d->today, d->today, WORKS_ON,
						     540,  720,      NULL };
		const struct other_hours later = { NULL, d->today, d->today, WORKS_ON,
						   810,  1080,     NULL };
		ok = other_write(d, &morning) && other_write(d, &later);
	}
	for (int p = 0; ok && p < POSTS; p++) {
		char *key = provider_key(p);
		const struct other_hours on = { key,         d->today,    d->today, WORKS_ON,
						MINUTE_NONE, MINUTE_NONE, "顶班" };
		if (!book_post_works(p, day_weekday(d->today)))
			ok = other_write(d, &on);
		free(key);
	}
	return ok;
}

static bool chair_write(struct demo *d, const char *key, const char *label, int position)
{
	struct chair c;

	record_init(&record_chair, &c);
	str_replace(&c.key, key);
	str_replace(&c.label, label);
	c.position = position;
	c.state = CHAIR_OUT;
	bool ok = store_insert(&d->c->store, &record_chair, &c, d->err);
	record_release(&record_chair, &c);
	return ok;
}

static bool length_write(struct demo *d, const char *kind, const char *provider, int minutes)
{
	struct visit_length l;

	record_init(&record_visit_length, &l);
	str_replace(&l.kind, kind);
	str_replace(&l.provider, provider);
	l.minutes = minutes;
	bool ok = store_insert(&d->c->store, &record_visit_length, &l, d->err);
	record_release(&record_visit_length, &l);
	return ok;
}

bool hours_write(struct demo *d)
{
	day_t course = next_weekday(d->today + 14, 3);
	day_t fair = next_weekday(d->today + 5, 2);
	day_t party = next_weekday(d->today + 75, 6);
	const struct other_hours others[] = {
		{ "chen", course, course + 2, WORKS_OFF, MINUTE_NONE, MINUTE_NONE, "正畸培训" },
		{ "amy", fair, fair, WORKS_ON, 540, 720, "school day" },
		{ "xu", d->today + 9, d->today + 9, WORKS_OFF, 900, MINUTE_NONE, "家长会" },
		{ NULL, party, party, WORKS_OFF, MINUTE_NONE, MINUTE_NONE, "年会" },
	};
	bool ok = true;

	/* Of the first team: the others of a very large demo are in nobody's way. */
	for (int p = 0; ok && p < POSTS; p++)
		ok = week_write(d, p);
	ok = ok && today_open(d);
	for (size_t i = 0; ok && i < ARRAY_SIZE(others); i++)
		ok = other_write(d, &others[i]);
	return ok && chair_write(d, "5", "儿童椅 children", 5) &&
	       length_write(d, "implant", "lin", 120) && length_write(d, "child-checkup", "xu", 40);
}
