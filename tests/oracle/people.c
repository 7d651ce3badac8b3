#include "people_parts.h"

#include "calendar.h"

#include "../support/expect.h"
#include "revisit/base/yaml.h"

static const char settings[] =
	"timezone: Asia/Shanghai\n"
	"currency: CNY\n"
	"adult from: 18\n"
	"hours: {mon-fri: \"08:30-18:30\", sat: \"09:00-12:00\", sun: closed}\n"
	"closed: [2023-10-02, 2023-10-03, 2024-05-01, 2024-05-02, 2024-05-03, 2025-01-29, "
	"2025-01-30,\n"
	"  2025-01-31, 2026-02-16, 2026-02-17, 2026-02-18, 2026-02-19, 2026-02-20]\n"
	"open on: {2025-02-02: wed, 2026-02-15: \"09:00-12:00\"}\n"
	"providers: {lin: Dr Lin, xu: Dr Xu}\n"
	"visit kinds: {exam: Exam, cleaning: Cleaning, surgery: Surgery, implant: Implant, perio: "
	"Gum,\n"
	"  x-ray: X-ray, child-checkup: Child check-up}\n"
	"sources: {walk-in: Walked in, referral: Referral, wechat: WeChat}\n"
	"tags: {vip: VIP, do-not-call: do not call, moved-soon: moves soon, ortho-active: in "
	"braces}\n"
	"to-do kinds: {care: aftercare, complaint: complaint, thank-you: thank-you}\n"
	"sites: {wuyi: Wuyi Road, east: East Gate}\n"
	"recalls:\n"
	"  cleaning: {every: 6m, after: cleaning, from age: 12}\n"
	"  gum-care: {every: 3m, after: perio, instead of: cleaning}\n"
	"  checkup: {every: 1y, after: [exam, cleaning], book: exam, from age: 15}\n"
	"  child-checkup: {every: 6m, after: child-checkup, to age: 14}\n"
	"  implant-check: {every: 1y6m, after: implant, book: exam, instead of: [checkup, "
	"gum-care]}\n";

struct config *people_config(void)
{
	struct arena arena;
	struct config *c = NULL;

	arena_init(&arena);
	struct yaml *tree = yaml_parse("clinic.yaml", settings, strlen(settings), &arena, &err);
	if (tree)
		c = config_read(tree, &err);
	arena_release(&arena);
	good(c != NULL);
	return c;
}

/* --- dice --- */

int dice_below(struct world *w, int n)
{
	return (int)rng_below(&w->rng, (uint32_t)n);
}

bool dice_one_in(struct world *w, int n)
{
	return dice_below(w, n) == 0;
}

static const char *const kinds[] = { "exam",  "cleaning", "surgery",      "implant",
				     "perio", "x-ray",    "child-checkup" };
static const char *const providers[] = { "lin", "xu" };
static const char *const sites[] = { "wuyi", "east" };
static const char *const task_kinds[] = { "care", "complaint", "thank-you" };
static const char *const tags[] = { "vip", "do-not-call", "moved-soon", "ortho-active" };
static const char *const channels[] = { "phone", "wechat", "email", "sms", "desk" };
static const char *const outcomes[] = { "no_answer", "talked",    "left_message", "busy",
					"booked",    "confirmed", "answered",     "wrong_number" };
static const char *const purposes[] = { "recall", "marketing", "care", "service" };
static const char *const intervals[] = { "4m", "10w", "1y6m", "100d" };
static const char *const gaps[] = { "1w", "3m", "1m", "3m2d" };
static const char *const notes[] = {
	"Likes mornings",
	"a: b",
	"Kennt Dr Lin, fragt nach a, b",
	"cannot hear well",
	"张先生 prefers 上午",
	"張太太, quiet",
	"dog: Rex",
};

/* A list's word, or NULL now and then. */
static void word(struct world *w, char **to, const char *const *list, size_t n, int missing)
{
	str_replace(to, missing && dice_one_in(w, missing) ? NULL
							   : list[rng_below(&w->rng, (uint32_t)n)]);
}

/* A day around today: near mostly, years back sometimes; often the end or the begin of a month. */
int people_some_day(struct world *w, int back, int ahead)
{
	if (dice_one_in(w, 5))
		return w->today - 1 + dice_below(w, ahead > 0 ? 3 : 2);
	int near = dice_one_in(w, 2) ? 6 : 1;
	int day = ahead > 0 && dice_one_in(w, 3) ? w->today + dice_below(w, ahead / near + 1)
						 : w->today - dice_below(w, back / near + 1);

	if (!dice_one_in(w, 4))
		return day;
	struct calendar_day at = calendar_at(day);
	int end = calendar_find(at.y, at.m, 31);
	return day > w->today || end <= w->today + ahead ? end + dice_below(w, 2) * (end < w->today)
							 : day;
}

instant_t people_at_of(struct world *w, int day)
{
	return instant_make(day, 9 * 60 + dice_below(w, 500));
}

/* --- rows --- */

static void insert(struct world *w, const struct record *rec, void *row)
{
	good(store_insert(w->at, rec, row, &err));
	w->rows++;
}

int64_t people_somebody(struct world *w)
{
	return 1 + dice_below(w, (int)w->people);
}

void people_fill_visit(struct world *w, struct visit *v)
{
	v->day = people_some_day(w, 1000, 60);
	if (v->day > w->today)
		v->status = dice_one_in(w, 6)
				    ? (dice_one_in(w, 2) ? VISIT_CANCELLED : VISIT_RESCHEDULED)
			    : dice_one_in(w, 3) ? VISIT_CONFIRMED
						: VISIT_PLANNED;
	else
		v->status = dice_one_in(w, 3)   ? dice_below(w, VISIT_RESCHEDULED + 1)
			    : dice_one_in(w, 4) ? VISIT_NO_SHOW
						: VISIT_COMPLETED;
	if ((v->status == VISIT_CANCELLED || v->status == VISIT_RESCHEDULED) && !dice_one_in(w, 4))
		v->cancelled_at = people_at_of(w, v->day - dice_below(w, 20));
	v->minute = dice_one_in(w, 10) ? MINUTE_NONE : 540 + 10 * dice_below(w, 50);
	word(w, &v->kind, kinds, ARRAY_SIZE(kinds), 12);
	word(w, &v->provider, providers, ARRAY_SIZE(providers), 5);
	word(w, &v->site, sites, ARRAY_SIZE(sites), 3);
	v->amount = dice_one_in(w, 5) ? MONEY_NONE : 10000 * dice_below(w, 90);
	v->paid = v->amount == MONEY_NONE || dice_one_in(w, 5) ? MONEY_NONE
		  : dice_one_in(w, 5)                          ? v->amount / 2
							       : v->amount;
}

/* What is due again just about now. */
static void fill_begun(struct world *w, struct visit *v)
{
	static const struct {
		const char *kind;
		int months;
	} begun[] = { { "cleaning", 6 },
		      { "perio", 3 },
		      { "exam", 12 },
		      { "child-checkup", 6 },
		      { "implant", 18 } };
	int i = dice_below(w, ARRAY_SIZE(begun));
	struct interval ago = { .months = begun[i].months };

	v->day = calendar_shift(w->today + dice_below(w, dice_one_in(w, 4) ? 4 : 2), ago, -1);
	v->status = VISIT_COMPLETED;
	str_replace(&v->kind, begun[i].kind);
}

static void add_visit(struct world *w, int64_t patient)
{
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = patient;
	people_fill_visit(w, &v);
	insert(w, &record_visit, &v);
	record_release(&record_visit, &v);
}

static void add_begun(struct world *w, int64_t patient)
{
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = patient;
	fill_begun(w, &v);
	insert(w, &record_visit, &v);
	record_release(&record_visit, &v);
}

static void add_task(struct world *w, int64_t patient)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = patient;
	str_replace(&t.what, "ring");
	t.promise = dice_one_in(w, 3);
	word(w, &t.kind, task_kinds, ARRAY_SIZE(task_kinds), 2);
	int made = people_some_day(w, 400, 0);
	t.created_at = dice_one_in(w, 8) ? INSTANT_NONE : people_at_of(w, made);
	t.due_day = dice_one_in(w, 6) ? DAY_NONE : people_some_day(w, 60, 60);
	if (dice_one_in(w, 2)) {
		t.state = dice_one_in(w, 4) ? TASK_CANCELLED : TASK_DONE;
		t.done_at = dice_one_in(w, 6) ? INSTANT_NONE
					      : people_at_of(w, people_some_day(w, 120, 0));
	}
	insert(w, &record_task, &t);
	record_release(&record_task, &t);
}

static void add_attempt(struct world *w, int64_t patient)
{
	struct attempt a;

	record_init(&record_attempt, &a);
	a.patient = patient;
	str_replace(&a.channel,
		    dice_one_in(w, 2) ? "phone" : channels[dice_below(w, ARRAY_SIZE(channels))]);
	str_replace(&a.direction, dice_one_in(w, 5) ? "in" : "out");
	word(w, &a.outcome, outcomes, ARRAY_SIZE(outcomes), 10);
	if (!dice_one_in(w, 12)) {
		a.day = people_some_day(w, 300, 2);
		a.at = people_at_of(w, a.day);
	}
	insert(w, &record_attempt, &a);
	record_release(&record_attempt, &a);
}

static void add_survey(struct world *w, int64_t patient)
{
	struct survey_answer q;

	record_init(&record_survey_answer, &q);
	q.patient = patient;
	q.day = people_some_day(w, 200, 3);
	q.score = dice_below(w, 11);
	word(w, &q.channel, channels, ARRAY_SIZE(channels), 4);
	insert(w, &record_survey_answer, &q);
	record_release(&record_survey_answer, &q);
}

static void add_tag(struct world *w, int64_t patient)
{
	const char *tag = tags[dice_below(w, ARRAY_SIZE(tags))];
	struct patient_tag t;
	struct rows had;
	bool has = false;

	rows_init(&had, &record_patient_tag);
	good(store_tags(w->at, patient, &had, &err));
	for (size_t i = 0; i < had.n; i++)
		has = has || strcmp(((struct patient_tag *)rows_at(&had, i))->tag, tag) == 0;
	rows_release(&had);
	if (has)
		return;
	record_init(&record_patient_tag, &t);
	t.patient = patient;
	str_replace(&t.tag, tag);
	t.until = dice_one_in(w, 2) ? DAY_NONE : people_some_day(w, 10, 60);
	insert(w, &record_patient_tag, &t);
	record_release(&record_patient_tag, &t);
}

static void add_consent(struct world *w, int64_t patient)
{
	struct consent k;

	record_init(&record_consent, &k);
	k.patient = patient;
	word(w, &k.purpose, purposes, ARRAY_SIZE(purposes), 6);
	word(w, &k.channel, channels, ARRAY_SIZE(channels), 2);
	str_replace(&k.state, dice_one_in(w, 3) ? "no" : "yes");
	k.day = dice_one_in(w, 3) ? DAY_NONE : people_some_day(w, 500, 0);
	insert(w, &record_consent, &k);
	record_release(&record_consent, &k);
}

static void add_contact(struct world *w, int64_t patient)
{
	struct contact k;

	record_init(&record_contact, &k);
	k.patient = patient;
	k.kind = dice_one_in(w, 2) ? CONTACT_EMAIL + dice_below(w, 2)
				   : dice_below(w, CONTACT_OTHER + 1);
	k.state = dice_one_in(w, 4) ? 1 + dice_below(w, 2) : CONTACT_GOOD;
	str_replace(&k.value, "13800000000");
	str_replace(&k.norm, contact_is_phone((enum contact_kind)k.kind) ? "+8613800000000" : "x");
	k.position = dice_below(w, 3);
	insert(w, &record_contact, &k);
	record_release(&record_contact, &k);
}

static void add_override(struct world *w, int64_t patient)
{
	const char *type = w->config->recalls[dice_below(w, (int)w->config->n_recalls)].key;
	struct recall_override o;
	char query[200];

	snprintf(query, sizeof(query),
		 "SELECT count(*) FROM recall_override WHERE patient = %lld AND type = '%s'",
		 (long long)patient, type);
	if (db_number(w->at->db, query, 1) > 0)
		return;
	record_init(&record_recall_override, &o);
	o.patient = patient;
	str_replace(&o.type, type);
	word(w, &o.every, intervals, ARRAY_SIZE(intervals), 2);
	o.disabled_until = dice_one_in(w, 2) ? DAY_NONE : people_some_day(w, 60, 120);
	o.disabled = dice_one_in(w, 6);
	insert(w, &record_recall_override, &o);
	record_release(&record_recall_override, &o);
}

/* A visit of a plan's part. */
void people_add_part_visit(struct world *w, int64_t patient, int64_t item)
{
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = patient;
	people_fill_visit(w, &v);
	v.plan_item = item;
	insert(w, &record_visit, &v);
	record_release(&record_visit, &v);
}

static void add_plan(struct world *w, int64_t patient)
{
	struct plan p;

	record_init(&record_plan, &p);
	p.patient = patient;
	str_replace(&p.what, "crown");
	p.status = dice_one_in(w, 2) ? dice_below(w, PLAN_ELSEWHERE + 1) : PLAN_ACCEPTED;
	p.offered_day = dice_one_in(w, 6) ? DAY_NONE : people_some_day(w, 400, 2);
	word(w, &p.offered_by, providers, ARRAY_SIZE(providers), 4);
	insert(w, &record_plan, &p);
	for (int i = dice_below(w, 4); i > 0; i--) {
		struct plan_item part;
		record_init(&record_plan_item, &part);
		part.patient = patient;
		part.plan = p.row.id;
		part.position = 3 - i;
		str_replace(&part.what, "part");
		part.price = dice_one_in(w, 4) ? MONEY_NONE : 50000 * dice_below(w, 20);
		part.visits = 1 + dice_below(w, 3);
		word(w, &part.gap, gaps, ARRAY_SIZE(gaps), 2);
		part.state = dice_one_in(w, 5) ? dice_below(w, ITEM_DROPPED + 1) : ITEM_OPEN;
		insert(w, &record_plan_item, &part);
		for (int n = dice_below(w, 3); n > 0; n--)
			people_add_part_visit(w, patient, part.row.id);
		record_release(&record_plan_item, &part);
	}
	record_release(&record_plan, &p);
}

/* --- people --- */

static void born(struct world *w, struct patient *p)
{
	static const int precision[] = { PRECISION_DAY, PRECISION_MONTH, PRECISION_YEAR,
					 PRECISION_ESTIMATED };
	struct calendar_day now = calendar_at(w->today);

	if (dice_one_in(w, 8))
		return;
	int y = now.y - (dice_one_in(w, 2) ? 10 + dice_below(w, 10) : 1 + dice_below(w, 85));
	p->birth_day = calendar_find(y, 1 + dice_below(w, 12), 1 + dice_below(w, 31));
	if (dice_one_in(w, 8))
		p->birth_day = calendar_find(y / 4 * 4, 2, 29);
	else if (dice_one_in(w, 4)) /* soon, or just now */
		p->birth_day = calendar_find(y, now.m, now.d) + dice_below(w, 40) - 20;
	p->birth_precision = dice_one_in(w, 4) ? precision[dice_below(w, 4)] : PRECISION_DAY;
	if (p->birth_precision == PRECISION_MONTH)
		p->birth_day = calendar_find(y, 1 + dice_below(w, 12), 1);
	if (p->birth_precision > PRECISION_MONTH)
		p->birth_day = calendar_find(y, 1, 1);
}

void people_set_person(struct world *w, struct patient *p)
{
	static const char *const sources[] = { "walk-in", "referral", "wechat" };
	static const char *const languages[] = { "zh", "en" };

	born(w, p);
	p->sex = dice_below(w, 4);
	p->status = dice_one_in(w, 3) ? dice_below(w, PATIENT_MERGED) : PATIENT_ACTIVE;
	p->deceased_day =
		(p->status == PATIENT_DECEASED && !dice_one_in(w, 3)) || dice_one_in(w, 10)
			? people_some_day(w, 300, 0)
			: DAY_NONE;
	word(w, &p->source, sources, ARRAY_SIZE(sources), 3);
	word(w, &p->language, languages, ARRAY_SIZE(languages), 3);
	word(w, &p->provider, providers, ARRAY_SIZE(providers), 3);
	word(w, &p->consultant, providers, ARRAY_SIZE(providers), 2);
	word(w, &p->notes, notes, ARRAY_SIZE(notes), 2);
	word(w, &p->address, notes, ARRAY_SIZE(notes), 2);
	word(w, &p->occupation, notes, ARRAY_SIZE(notes), 2);
	word(w, &p->insurance, sources, ARRAY_SIZE(sources), 2);
	p->registered_at =
		dice_one_in(w, 6) ? INSTANT_NONE : people_at_of(w, people_some_day(w, 1500, 0));
}

static int64_t some_household(struct world *w)
{
	int64_t n = db_number(w->at->db, "SELECT count(*) FROM household", 0);

	return n == 0 || dice_one_in(w, 3) ? 0 : 1 + dice_below(w, (int)n);
}

void people_set_family(struct world *w, struct patient *p)
{
	p->household = some_household(w);
	p->household_role = p->household ? dice_below(w, ROLE_OTHER + 1) : ROLE_NONE;
	p->guardian = w->people > 0 && dice_one_in(w, 4) ? people_somebody(w) : 0;
	p->referrer = w->people > 0 && dice_one_in(w, 4) ? people_somebody(w) : 0;
	if (p->guardian == p->row.id)
		p->guardian = 0;
	if (p->referrer == p->row.id)
		p->referrer = 0;
}

static void repeat(struct world *w, int most, void (*add)(struct world *w, int64_t patient),
		   int64_t id)
{
	for (int i = dice_below(w, most + 1); i > 0; i--)
		add(w, id);
}

static void add_household(struct world *w)
{
	struct household h;

	record_init(&record_household, &h);
	insert(w, &record_household, &h);
	record_release(&record_household, &h);
}

void people_add_person(struct world *w)
{
	struct patient p;
	char text[40];

	if (w->people >= PEOPLE_MOST - 1)
		return;
	record_init(&record_patient, &p);
	snprintf(text, sizeof(text), "%lld", (long long)(1000 + w->people + 1));
	str_replace(&p.chart_no, text);
	snprintf(text, sizeof(text), "Person %c%c", 'a' + dice_below(w, 26),
		 'a' + dice_below(w, 26));
	str_replace(&p.name, dice_one_in(w, 12) ? NULL : text);
	people_set_person(w, &p);
	people_set_family(w, &p);
	patient_complete(&p, NULL);
	insert(w, &record_patient, &p);
	w->people = p.row.id;
	record_release(&record_patient, &p);
	if (dice_one_in(w, 3))
		repeat(w, 2, add_begun, w->people);
	else
		repeat(w, dice_one_in(w, 6) ? 0 : 8, add_visit, w->people);
	repeat(w, 2, add_task, w->people);
	repeat(w, 3, add_attempt, w->people);
	repeat(w, 1, add_survey, w->people);
	repeat(w, 2, add_tag, w->people);
	repeat(w, 2, add_consent, w->people);
	repeat(w, 2, add_contact, w->people);
	repeat(w, 1, add_override, w->people);
	repeat(w, 2, add_plan, w->people);
}

void (*const people_adds[PEOPLE_ADDS])(struct world *w, int64_t patient) = {
	add_visit,  add_visit, add_begun,   add_begun,   add_task, add_attempt,
	add_survey, add_tag,   add_consent, add_contact, add_plan, add_override,
};

/* --- a clinic --- */

void world_go(struct world *w, int today)
{
	w->today = today;
	w->clock = (struct clock){ .fixed = true, .at = instant_make(today, 9 * 60) };
}

int world_next_day(struct world *w)
{
	struct calendar_day at = calendar_at(w->today);
	int by = dice_one_in(w, 3)   ? 1
		 : dice_one_in(w, 3) ? 1 + dice_below(w, 40)
		 : dice_one_in(w, 4) ? dice_below(w, 1100)
				     : 3;

	if (dice_one_in(w, 3)) /* the month's last day, or the first of the next */
		return calendar_find(at.y + (at.m == 12), at.m % 12 + 1, 31) + dice_below(w, 2);
	return w->today + by;
}

static void open_terminal(struct world *w, struct store *s, const char *backups, const char *staff)
{
	good(store_open(s, w->path, backups, &w->clock, &err));
	s->staff = mem_strdup(staff);
	s->country = mem_strdup("CN");
	/* Nobody pulls the plug of a test. */
	good(db_exec(s->db, "PRAGMA synchronous = OFF", &err));
}

void world_new(struct world *w, const struct config *config, uint64_t seed, int people)
{
	*w = (struct world){ .config = config };
	rng_seed(&w->rng, seed);
	folder_new(w->folder);
	w->path = path_join(w->folder, "clinic.db");
	good(zone_set("Asia/Shanghai", &err));
	world_go(w, calendar_find(2024 + dice_below(w, 3), 1 + dice_below(w, 12),
				  1 + dice_below(w, 31)));
	char *backups = path_join(w->folder, "backups");
	good(store_create(w->path, &err));
	open_terminal(w, &w->s, backups, "mei");
	open_terminal(w, &w->second, backups, "bo");
	free(backups);
	w->at = &w->s;
	w->shell = db_open(w->path, DB_WRITE, &err);
	good(w->shell != NULL);
	good(db_exec(w->shell, "PRAGMA synchronous = OFF", &err));
	struct action action = { .verb = "begin" };
	good(store_begin(&w->s, &action, &err));
	for (int i = people / 4; i > 0; i--)
		add_household(w);
	for (int i = 0; i < people; i++)
		people_add_person(w);
	good(store_commit(&w->s, &err));
}

void world_drop(struct world *w)
{
	db_close(w->shell);
	store_close(&w->second);
	store_close(&w->s);
	free(w->path);
	folder_drop(w->folder);
}
