/* Searching against a naive scan over everybody: the same people in the same order, for random
 * names in five scripts, random words and random edits. */
#include "support.h"

#include "revisit/base/rng.h"
#include "revisit/text/match.h"
#include "revisit/text/phone.h"

static const day_t today = 20780; /* 2026-11-23 */

enum { PEOPLE = 260, KEYS_MAX = 120, PHONES_MAX = 3, ROUNDS = 900 };

/* What the test knows of somebody, and says to the keys' makers by itself. */
static struct person {
	int64_t id;
	bool there, gone, near;
	char *name, *family, *given, *reading, *address, *mail, *chart, *label;
	int y, m, d;
	char phones[PHONES_MAX][24];
	size_t n_phones;
	const char *tag;
	char keys[KEYS_MAX][72];
	size_t n_keys;
	struct str texts[MATCH_PARTS];
} people[PEOPLE];

static void keep_key(const char *key, void *arg)
{
	struct person *p = arg;

	assert_true(p->n_keys < KEYS_MAX && strlen(key) < sizeof(p->keys[0]));
	snprintf(p->keys[p->n_keys++], sizeof(p->keys[0]), "%s", key);
}

static void know(struct person *p)
{
	char day[16];

	p->n_keys = 0;
	for (size_t i = 0; i < MATCH_PARTS; i++)
		str_clear(&p->texts[i]);
	match_chart_keys(p->chart, keep_key, p);
	match_other_text(p->chart, p->texts);
	if (p->name) {
		match_name_keys(p->name, p->family, p->reading, keep_key, p);
		match_name_texts(p->name, p->family, p->reading, p->texts);
	}
	if (p->y) {
		match_birth_keys(p->y, p->m, p->d, keep_key, p);
		snprintf(day, sizeof(day), "%04d%02d%02d", p->y, p->m, p->d);
		match_number_text(day, p->texts);
	}
	for (size_t i = 0; i < p->n_phones; i++) {
		struct str norm;
		str_init(&norm);
		assert_true(phone_normal(&norm, p->phones[i], "CN"));
		match_phone_keys(norm.p, keep_key, p);
		match_number_text(norm.p + 1, p->texts);
		if (p->label) {
			match_label_keys(p->label, true, p->name, p->given, keep_key, p);
			match_other_text(p->label, p->texts);
		}
		str_release(&norm);
	}
	if (p->tag)
		match_tag_keys(p->tag, keep_key, p);
	if (p->mail)
		match_other_text(p->mail, p->texts);
	if (p->address)
		match_other_text(p->address, p->texts);
}

/* --- making and changing them --- */

#define PICK(r, list) ((list)[rng_below(r, ARRAY_SIZE(list))])

static char *random_name(struct rng *r)
{
	static const char *const family[] = { "张", "王", "李", "单", "欧阳", "吕", "仇", "解", "張",
					      "曾", "刘", "牛" };
	static const char *const given[] = { "伟", "芳", "娜", "秀英", "敏", "静", "小明", "重", "乐",
					     "长青", "偉", "威" };
	static const char *const first[] = { "Anna", "Zoë", "Jörg", "Li", "Zhang", "Mary Jane",
					     "O'Neil", "Robert", "William", "Bob" };
	static const char *const last[] = { "Lee", "Müller", "Zhao", "de la Cruz", "Łukasz",
					    "Nguyễn", "Иванов", "김민수", "علي", "さくら" };

	if (rng_chance(r, 0.6))
		return mem_printf("%s%s", PICK(r, family), PICK(r, given));
	if (rng_chance(r, 0.3))
		return mem_printf("%s, %s", PICK(r, last), PICK(r, first));
	return mem_printf("%s %s", PICK(r, first), PICK(r, last));
}

static void random_patient(struct rng *r, struct patient *p)
{
	static const char *const addresses[] = { "桂花路12号", "书院路388号3栋", "12 Willow Bank",
						 "Flat 7, Zhang House" };

	str_replace(&p->name, NULL);
	str_replace(&p->family, NULL);
	str_replace(&p->given, NULL);
	str_replace(&p->reading, NULL);
	if (!rng_chance(r, 0.04))
		p->name = random_name(r);
	p->birth_day = rng_chance(r, 0.6) ? rng_between(r, 5000, 9000) : DAY_NONE;
	str_replace(&p->address, rng_chance(r, 0.3) ? PICK(r, addresses) : NULL);
	p->status = rng_chance(r, 0.15) ? PATIENT_INACTIVE + rng_between(r, 0, 3) : PATIENT_ACTIVE;
	patient_complete(p, NULL);
}

static void note_patient(struct person *who, const struct patient *p)
{
	who->id = p->row.id;
	who->there = p->status != PATIENT_MERGED;
	who->gone = p->status >= PATIENT_INACTIVE;
	str_replace(&who->name, p->name);
	str_replace(&who->family, p->family);
	str_replace(&who->given, p->given);
	str_replace(&who->reading, p->reading);
	str_replace(&who->address, p->address);
	str_replace(&who->chart, p->chart_no);
	struct ymd d = p->birth_day == DAY_NONE ? (struct ymd){ 0 } : day_split(p->birth_day);
	who->y = p->birth_day == DAY_NONE ? 0 : d.y;
	who->m = d.m;
	who->d = d.d;
}

static void add_number(struct rng *r, struct person *who)
{
	struct contact k;
	char *phone = who->phones[who->n_phones++];

	/* Few different ones, so that digits and whole numbers are shared. */
	snprintf(phone, sizeof(who->phones[0]), "13%d00%d0%02d", rng_between(r, 0, 3),
		 rng_between(r, 10, 12), rng_between(r, 0, 42));
	record_init(&record_contact, &k);
	struct str norm;
	str_init(&norm);
	assert_true(phone_normal(&norm, phone, "CN"));
	k.patient = who->id;
	k.kind = CONTACT_MOBILE;
	k.value = mem_strdup(phone);
	k.norm = str_steal(&norm);
	k.position = (int64_t)who->n_phones;
	k.label = mem_strdup(who->label);
	good(store_insert(&b.s, &record_contact, &k, &err));
	record_release(&record_contact, &k);
}

static void add_person(struct rng *r, int i)
{
	static const char *const tags[] = { "vip", "often-late", "怕疼" };
	struct person *who = &people[i];
	struct patient p;

	record_init(&record_patient, &p);
	p.chart_no = mem_printf(i % 50 == 0 ? "A-%d" : i % 50 == 1 ? "00%d" : "%d", 1000 + i);
	random_patient(r, &p);
	good(store_insert(&b.s, &record_patient, &p, &err));
	note_patient(who, &p);
	record_release(&record_patient, &p);
	if (rng_chance(r, 0.1))
		str_replace(&who->label, rng_chance(r, 0.5) ? "妈妈" : "office");
	for (int n = rng_between(r, 0, 2); n > 0; n--)
		add_number(r, who);
	if (rng_chance(r, 0.2)) {
		who->mail = mem_strdup("zhang.lee42@example.cn");
		add_contact(&b.s, who->id, CONTACT_EMAIL, who->mail);
	}
	if (rng_chance(r, 0.3)) {
		struct patient_tag t;
		record_init(&record_patient_tag, &t);
		t.patient = who->id;
		who->tag = PICK(r, tags);
		str_replace(&t.tag, who->tag);
		good(store_insert(&b.s, &record_patient_tag, &t, &err));
		record_release(&record_patient_tag, &t);
	}
	who->near = rng_chance(r, 0.08);
	if (who->near) {
		struct visit v;
		record_init(&record_visit, &v);
		v.patient = who->id;
		v.day = today;
		good(store_insert(&b.s, &record_visit, &v, &err));
		record_release(&record_visit, &v);
	}
	know(who);
}

static void change_person(struct rng *r)
{
	struct person *who = &people[rng_below(r, PEOPLE)];
	struct patient p;

	begin(&b.s, "edit");
	record_init(&record_patient, &p);
	good(store_get(&b.s, &record_patient, who->id, &p, &err));
	if (rng_chance(r, 0.25) && who->n_phones < PHONES_MAX) {
		add_number(r, who);
	} else if (rng_chance(r, 0.1)) {
		p.status = p.status == PATIENT_MERGED ? PATIENT_ACTIVE : PATIENT_MERGED;
		good(store_update(&b.s, &record_patient, &p, NULL, &err));
	} else {
		random_patient(r, &p);
		good(store_update(&b.s, &record_patient, &p, NULL, &err));
	}
	note_patient(who, &p);
	know(who);
	record_release(&record_patient, &p);
	commit(&b.s);
}

/* --- the naive search --- */

struct expected {
	const struct person *who;
	int group, class;
	bool near;
	size_t probe;
	const char *key;
	int64_t id;
};

static bool fits_any(const struct person *who, const char *word)
{
	struct match_probes probes;

	match_probes(word, &probes);
	for (size_t k = 0; k < who->n_keys; k++)
		for (size_t i = 0; i < probes.n; i++)
			if (match_fits(&probes.v[i], who->keys[k]))
				return true;
	return false;
}

static bool is_inside(const struct person *who, const char *word)
{
	unsigned parts = match_inside(word);

	for (size_t i = 0; i < MATCH_PARTS; i++)
		if (parts & 1u << i && strstr(who->texts[i].p, word))
			return true;
	return false;
}

static bool joins(const struct strlist *words, struct str *joined)
{
	for (size_t w = 0; w < words->n; w++) {
		for (const char *p = words->v[w]; *p; p++)
			if (*p < 'a' || *p > 'z')
				return false;
		str_add(joined, words->v[w]);
	}
	return words->n > 1 && joined->len <= 64;
}

static int group_of(int class, bool gone)
{
	if (class == MATCH_CHART)
		return gone;
	return (class < MATCH_NICKNAME ? 10 : 400) + (gone ? 100 : 0) + class + 1;
}

static void consider(struct expected *best, int group, int class, size_t probe, const char *key)
{
	if (best->group > group ||
	    (best->group == group && (best->probe > probe ||
				      (best->probe == probe && strcmp(best->key, key) > 0)))) {
		best->group = group;
		best->class = class;
		best->probe = probe;
		best->key = key;
	}
}

static bool naive_match(const struct person *who, const struct strlist *words, size_t driver,
			struct expected *out)
{
	struct match_probes probes;
	struct str joined;
	bool others = true;
	bool all = true;

	*out = (struct expected){ .who = who, .id = who->id, .group = 1000, .key = "" };
	if (!who->there)
		return false;
	str_init(&joined);
	match_probes(words->v[driver], &probes);
	bool one_name = joins(words, &joined);
	for (size_t w = 0; w < words->n; w++) {
		bool fits = fits_any(who, words->v[w]);
		others = others && (w == driver || fits);
		all = all && (fits || is_inside(who, words->v[w]));
	}
	for (size_t k = 0; k < who->n_keys; k++) {
		const char *key = who->keys[k];
		if (one_name && key[0] == 'n' && strncmp(key + 1, joined.p, joined.len) == 0)
			consider(out, 10 + (who->gone ? 100 : 0), MATCH_NAME, 0, key);
		for (size_t i = 0; others && i < probes.n; i++)
			if (match_fits(&probes.v[i], key)) {
				int class = (int)probes.v[i].class;
				consider(out, group_of(class, who->gone), class, i, key);
			}
	}
	str_release(&joined);
	out->near = who->near;
	if (out->group == 1000 && all) {
		*out = (struct expected){ .who = who, .id = who->id, .class = MATCH_INSIDE,
					  .group = 900 + who->gone, .key = "" };
	}
	return out->group < 1000;
}

static int compare_expected(const void *x, const void *y)
{
	const struct expected *a = x;
	const struct expected *c = y;

	if (a->group != c->group)
		return a->group < c->group ? -1 : 1;
	if (a->near != c->near)
		return a->near ? -1 : 1;
	if (a->probe != c->probe)
		return a->probe < c->probe ? -1 : 1;
	int by_key = strcmp(a->key, c->key);
	if (by_key)
		return by_key;
	return a->id < c->id ? -1 : 1;
}

static bool shares_number(const struct person *a, const struct person *c)
{
	for (size_t i = 0; i < a->n_phones; i++)
		for (size_t k = 0; k < c->n_phones; k++)
			if (strcmp(a->phones[i], c->phones[k]) == 0)
				return true;
	return false;
}

/* When few match, others on their numbers come before those who only sound so. */
static size_t add_same_phone(struct expected *all, size_t n)
{
	size_t exact = 0;
	size_t place = 0;

	while (exact < n && all[exact].group < 400)
		exact++;
	if (exact > 10)
		return n;
	for (size_t i = 0; i < exact; i++) {
		int listed = 0;
		for (int k = 0; k < PEOPLE; k++) {
			const struct person *who = &people[k];
			bool there = false;
			if (!who->there || who == all[i].who || !shares_number(all[i].who, who) ||
			    listed++ >= 20)
				continue;
			size_t at = 0;
			for (; !there && at < n; at++)
				there = all[at].who == who;
			if (there && all[at - 1].group <= 300)
				continue;
			if (!there)
				n++;
			all[there ? at - 1 : n - 1] = (struct expected){
				.who = who, .id = who->id, .group = 300, .class = MATCH_SAME_PHONE,
				.probe = place++, .key = ""
			};
		}
	}
	qsort(all, n, sizeof(*all), compare_expected);
	return n;
}

static size_t naive_search(const struct strlist *words, struct expected all[PEOPLE])
{
	size_t n = 0;
	size_t driver = 0;

	for (size_t w = 1; w < words->n; w++)
		if (strlen(words->v[w]) > strlen(words->v[driver]))
			driver = w;
	for (int i = 0; i < PEOPLE; i++)
		n += naive_match(&people[i], words, driver, &all[n]);
	qsort(all, n, sizeof(all[0]), compare_expected);
	return add_same_phone(all, n);
}

static void tell(const char *typed, const struct expected *all, size_t n, const struct hits *hits)
{
	for (size_t i = 0; i < n || i < hits->n; i++)
		print_message("%zu: %lld of %d, expected %lld of %d\n", i,
			      i < hits->n ? (long long)hits->v[i].patient : 0,
			      i < hits->n ? hits->v[i].class : -1,
			      i < n ? (long long)all[i].id : 0, i < n ? all[i].class : -1);
	fail_msg("'%s' finds %zu, expected %zu", typed, hits->n, n);
}

static size_t classes_seen[MATCH_CLASSES];

static size_t check_against_naive(const char *typed)
{
	struct expected all[PEOPLE];
	struct strlist words;
	struct hits hits;
	size_t n = 0;

	strlist_init(&words);
	match_words(typed, &words);
	if (words.n) {
		n = naive_search(&words, all);
		good(store_search(&b.s, typed, today, 0, PEOPLE, &hits, &err));
		bool same = hits.n == n && hits.total == n && !hits.more;
		for (size_t i = 0; same && i < n; i++)
			same = hits.v[i].patient == all[i].id && hits.v[i].class == all[i].class &&
			       hits.v[i].gone == all[i].who->gone;
		if (!same)
			tell(typed, all, n, &hits);
		for (size_t i = 0; i < n; i++)
			classes_seen[all[i].class]++;
		hits_release(&hits);
	}
	strlist_release(&words);
	return n;
}

/* A piece of somebody's key or text at characters' borders, or something nobody has. */
static void random_word(struct rng *r, char *out, size_t size)
{
	static const char *const odd[] = { "bob", "bill", "小伟", "阿芳", "妈妈", "zhanwei", "zanlei",
					   "niuwei", "1985", "0302", "zwei", "liuw", "86138" };
	const struct person *who = &people[rng_below(r, PEOPLE)];
	const char *text = rng_chance(r, 0.3) ? who->texts[rng_below(r, MATCH_PARTS)].p :
						who->keys[rng_below(r, (uint32_t)who->n_keys)] + 1;
	size_t len = strlen(text);
	size_t from = 0;

	snprintf(out, size, "%s", PICK(r, odd));
	if (len == 0 || rng_chance(r, 0.1))
		return;
	if (rng_chance(r, 0.4))
		from = rng_below(r, (uint32_t)len);
	while (from > 0 && ((unsigned char)text[from] & 0xc0) == 0x80)
		from--;
	from += text[from] == MATCH_FIELD;
	size_t n = 1 + rng_below(r, 6);
	while (((unsigned char)text[from + n > len ? len : from + n] & 0xc0) == 0x80)
		n++;
	snprintf(out, size, "%.*s%s", (int)n, text + from, rng_chance(r, 0.03) ? "q" : "");
	for (char *p = out; *p; p++)
		if (*p == MATCH_FIELD)
			*p = ' ';
}

static void as_the_naive_search_does(void **state)
{
	struct rng r;
	size_t hits = 0;

	(void)state;
	rng_seed(&r, 20261123);
	for (int i = 0; i < PEOPLE; i++)
		for (size_t k = 0; k < MATCH_PARTS; k++)
			str_init(&people[i].texts[k]);
	begin(&b.s, "people");
	for (int i = 0; i < PEOPLE; i++) {
		/* Ids need not be dense. */
		if (i == 100 || i == 200)
			sql(&b.s, i == 100 ? "INSERT INTO patient (id, chart_no, status) VALUES "
					     "(70000, 'gap1', 'merged')" :
					     "INSERT INTO patient (id, chart_no, status) VALUES "
					     "(1000000000000, 'gap2', 'merged')");
		add_person(&r, i);
	}
	commit(&b.s);
	for (int round = 0; round < ROUNDS; round++) {
		char word[80];
		char second[80];
		/* As in a large clinic, where a word finds too many to look at each. */
		b.s.search_few = round % 3 == 0 ? 0 : round % 3 == 1 ? 4 : 30;
		if (round % 4 == 0)
			change_person(&r);
		random_word(&r, word, sizeof(word));
		hits += check_against_naive(word);
		random_word(&r, second, sizeof(second));
		char *both = mem_printf("%s %s", word, second);
		hits += check_against_naive(both);
		free(both);
		/* A name in words, as one writes it. */
		const struct person *who = &people[rng_below(&r, PEOPLE)];
		hits += check_against_naive(str_or_empty(round % 2 ? who->reading : who->name));
	}
	assert_true(hits > 15000);
	for (int class = 0; class < MATCH_CLASSES; class++)
		if (classes_seen[class] < 30)
			fail_msg("class %d was seen %zu times", class, classes_seen[class]);
	assert_null(strstr(findings(&b.s), "search"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(as_the_naive_search_does, base_set_up,
						base_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
