/* Finding patients: against a naive search in C over random people, and the promises one by one. */
#include "support.h"

#include "revisit/base/rng.h"
#include "revisit/text/match.h"

static const day_t today = 20780; /* 2026-11-23 */

/* The hits for `text` as chart numbers, "1001 1002"; static. */
static const char *found(const char *typed)
{
	static char out[4000];
	struct hits hits;
	size_t n = 0;

	out[0] = '\0';
	good(store_search(&b.s, typed, today, 0, 200, &hits, &err));
	for (size_t i = 0; i < hits.n; i++) {
		struct patient p;
		record_init(&record_patient, &p);
		good(store_get(&b.s, &record_patient, hits.v[i].patient, &p, &err));
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", n ? " " : "", p.chart_no);
		record_release(&record_patient, &p);
	}
	assert_int_equal(hits.total, hits.n);
	hits_release(&hits);
	return out;
}

static void expect(const char *typed, const char *charts)
{
	const char *got = found(typed);

	if (strcmp(got, charts) != 0)
		fail_msg("'%s' finds '%s' instead of '%s'", typed, got, charts);
}

/* --- the oracle --- */

enum { PEOPLE = 300, KEYS_MAX = 400 };

struct key {
	enum match_class class;
	char text[72];
};

static struct person {
	int64_t id;
	int standing; /* 0 today's, 1 others, 2 inactive */
	struct key keys[KEYS_MAX];
	size_t n_keys;
} people[PEOPLE];

static void keep_key(enum match_class class, const char *key, void *arg)
{
	struct person *p = arg;

	assert_true(p->n_keys < KEYS_MAX);
	assert_true(strlen(key) < sizeof(p->keys[0].text));
	p->keys[p->n_keys].class = class;
	snprintf(p->keys[p->n_keys++].text, sizeof(p->keys[0].text), "%s", key);
}

static const char *pick(struct rng *r, const char *const *words, size_t n)
{
	return words[rng_below(r, (uint32_t)n)];
}

static char *random_name(struct rng *r)
{
	static const char *const family[] = {
		"张", "王", "李", "单", "欧阳", "吕", "仇", "解", "張"
	};
	static const char *const given[] = { "伟",   "芳", "娜", "秀英", "敏", "静",
					     "小明", "重", "乐", "长青", "偉" };
	static const char *const first[] = { "Anna",  "Zoë",       "Jörg",  "Li",
					     "Zhang", "Mary Jane", "O'Neil" };
	static const char *const last[] = { "Lee",        "Müller", "Zhao",
					    "de la Cruz", "Łukasz", "Nguyễn" };

	if (rng_chance(r, 0.7))
		return mem_printf("%s%s", pick(r, family, ARRAY_SIZE(family)),
				  pick(r, given, ARRAY_SIZE(given)));
	if (rng_chance(r, 0.5))
		return mem_printf("%s, %s", pick(r, last, ARRAY_SIZE(last)),
				  pick(r, first, ARRAY_SIZE(first)));
	return mem_printf("%s %s", pick(r, first, ARRAY_SIZE(first)),
			  pick(r, last, ARRAY_SIZE(last)));
}

static void add_tag(struct person *who, const char *tag)
{
	struct patient_tag t;

	record_init(&record_patient_tag, &t);
	t.patient = who->id;
	str_replace(&t.tag, tag);
	good(store_insert(&b.s, &record_patient_tag, &t, &err));
	match_tag_keys(tag, keep_key, who);
	record_release(&record_patient_tag, &t);
}

static void add_number(struct rng *r, struct person *who)
{
	/* Few different ones, so that digits are shared. */
	char *phone = mem_printf("13%d00%d0%02d", rng_between(r, 0, 9), rng_between(r, 10, 12),
				 rng_between(r, 0, 42));
	char *norm = mem_printf("+86%s", phone);

	add_contact(&b.s, who->id, CONTACT_MOBILE, phone);
	match_phone_keys(norm, keep_key, who);
	free(phone);
	free(norm);
}

static void add_person(struct rng *r, int i)
{
	static const char *const tags[] = { "vip", "often-late", "怕疼" };
	struct person *who = &people[i];
	struct patient p;

	record_init(&record_patient, &p);
	p.chart_no = mem_printf(i % 50 == 0 ? "A-%d" : i % 50 == 1 ? "00%d" : "%d", 1000 + i);
	if (!rng_chance(r, 0.05))
		p.name = random_name(r);
	if (rng_chance(r, 0.6))
		p.birth_day = rng_between(r, 5000, 9000);
	patient_complete(&p, NULL);
	who->standing = rng_chance(r, 0.1) ? 2 : rng_chance(r, 0.1) ? 0 : 1;
	p.status = who->standing == 2 ? PATIENT_INACTIVE + rng_between(r, 0, 3) : PATIENT_ACTIVE;
	good(store_insert(&b.s, &record_patient, &p, &err));
	who->id = p.row.id;
	match_chart_keys(p.chart_no, keep_key, who);
	if (p.name)
		match_name_keys(p.name, p.family, p.reading, keep_key, who);
	if (p.birth_day != DAY_NONE) {
		struct ymd d = day_split(p.birth_day);
		match_birth_keys(d.y, d.m, d.d, keep_key, who);
	}
	for (int n = rng_between(r, 0, 2); n > 0; n--)
		add_number(r, who);
	if (rng_chance(r, 0.3))
		add_tag(who, pick(r, tags, ARRAY_SIZE(tags)));
	if (rng_chance(r, 0.2)) {
		add_contact(&b.s, who->id, CONTACT_EMAIL, "lee@example.cn");
		match_word_keys("lee@example.cn", keep_key, who);
	}
	if (who->standing == 0) {
		struct visit v;
		record_init(&record_visit, &v);
		v.patient = who->id;
		v.day = today;
		good(store_insert(&b.s, &record_visit, &v, &err));
	}
	record_release(&record_patient, &p);
}

static bool key_is(const struct key *k, const char *word)
{
	if (k->class == MATCH_CHART || k->class == MATCH_SHORT)
		return strcmp(k->text, word) == 0;
	return strncmp(k->text, word, strlen(word)) == 0;
}

struct expected {
	const struct person *who;
	bool joined; /* the words written as one begin the name */
	const struct key
		*key; /* of that, or of the longest word: the best class, the first in it */
};

static const struct key *best_key(const struct person *who, const char *word, bool names_only)
{
	const struct key *best = NULL;

	for (size_t i = 0; i < who->n_keys; i++) {
		const struct key *k = &who->keys[i];
		bool better = !best || k->class < best->class ||
			      (k->class == best->class && strcmp(k->text, best->text) < 0);
		if (key_is(k, word) && better && (!names_only || k->class == MATCH_NAME))
			best = k;
	}
	return best;
}

/* "zhang wei" as "zhangwei", when it is words of letters; else "". */
static void join_words(const struct strlist *words, char *out, size_t size)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t w = 0; words->n > 1 && w < words->n; w++) {
		for (const char *p = words->v[w]; *p; p++)
			if (*p < 'a' || *p > 'z') {
				out[0] = '\0';
				return;
			}
		n += (size_t)snprintf(out + n, size - n, "%s", words->v[w]);
	}
}

static bool naive_match(const struct person *who, const struct strlist *words, size_t longest,
			struct expected *out)
{
	char joined[700];

	*out = (struct expected){ .who = who };
	for (size_t w = 0; w < words->n; w++) {
		const struct key *best = best_key(who, words->v[w], false);
		if (!best)
			return false;
		if (w == longest)
			out->key = best;
	}
	join_words(words, joined, sizeof(joined));
	const struct key *whole = *joined ? best_key(who, joined, true) : NULL;
	if (whole) {
		out->joined = true;
		out->key = whole;
	}
	return true;
}

static int compare_expected(const void *x, const void *y)
{
	const struct expected *a = x;
	const struct expected *c = y;
	/* Who asks for a chart means that one, whatever became of it. */
	int a_standing = a->key->class == MATCH_CHART ? 0 : a->who->standing;
	int c_standing = c->key->class == MATCH_CHART ? 0 : c->who->standing;

	if ((a_standing == 2) != (c_standing == 2))
		return a_standing == 2 ? 1 : -1;
	if (a->joined != c->joined)
		return a->joined ? -1 : 1;
	if (a->key->class != c->key->class)
		return a->key->class < c->key->class ? -1 : 1;
	if (a_standing != c_standing)
		return a_standing < c_standing ? -1 : 1;
	int by_key = strcmp(a->key->text, c->key->text);
	if (by_key)
		return by_key;
	return a->who->id < c->who->id ? -1 : 1;  /* by id, as charts were made */
}

static size_t check_against_naive(const char *typed)
{
	struct expected all[PEOPLE];
	struct strlist words;
	struct hits hits;
	size_t n = 0;
	size_t longest = 0;

	strlist_init(&words);
	match_words(typed, &words);
	for (size_t w = 1; w < words.n; w++)
		if (strlen(words.v[w]) > strlen(words.v[longest]))
			longest = w;
	for (int i = 0; i < PEOPLE && words.n; i++)
		n += naive_match(&people[i], &words, longest, &all[n]);
	if (words.n) {
		qsort(all, n, sizeof(all[0]), compare_expected);
		good(store_search(&b.s, typed, today, 0, PEOPLE, &hits, &err));
		if (hits.n != n || hits.total != n || hits.more)
			fail_msg("'%s' finds %zu instead of %zu", typed, hits.n, n);
		for (size_t i = 0; i < n; i++)
			if (hits.v[i].patient != all[i].who->id ||
			    hits.v[i].class != (int)all[i].key->class)
				fail_msg("'%s' has patient %d of class %d at %zu instead of %d of "
					 "%d",
					 typed, (int)hits.v[i].patient, hits.v[i].class, i,
					 (int)all[i].who->id, (int)all[i].key->class);
		hits_release(&hits);
	}
	strlist_release(&words);
	return n;
}

/* The beginning of somebody's key, at a character's border, or something nobody has. */
static void random_word(struct rng *r, char *out, size_t size)
{
	const struct person *who = &people[rng_below(r, PEOPLE)];
	const struct key *k = &who->keys[rng_below(r, (uint32_t)who->n_keys)];
	size_t n = 1 + rng_below(r, (uint32_t)strlen(k->text));

	while (((unsigned char)k->text[n] & 0xc0) == 0x80)
		n++;
	snprintf(out, size, "%.*s%s", (int)n, k->text, rng_chance(r, 0.05) ? "q" : "");
}

static void as_the_naive_search_does(void **state)
{
	struct rng r;
	size_t hits = 0;

	(void)state;
	rng_seed(&r, 20261123);
	memset(people, 0, sizeof(people));
	begin(&b.s, "people");
	for (int i = 0; i < PEOPLE; i++)
		add_person(&r, i);
	commit(&b.s);
	for (int round = 0; round < 2500; round++) {
		char word[80];
		char second[80];
		random_word(&r, word, sizeof(word));
		hits += check_against_naive(word);
		random_word(&r, second, sizeof(second));
		char *both = mem_printf("%s %s", word, second);
		hits += check_against_naive(both);
		free(both);
		/* A name in words, as one writes it. */
		const struct person *who = &people[rng_below(&r, PEOPLE)];
		struct patient p;
		record_init(&record_patient, &p);
		good(store_get(&b.s, &record_patient, who->id, &p, &err));
		hits += check_against_naive(str_or_empty(round % 2 ? p.reading : p.name));
		record_release(&record_patient, &p);
	}
	assert_true(hits > 20000);
	assert_null(strstr(findings(&b.s), "searching"));
	/* Pages of a result are the result. */
	struct hits all;
	good(store_search(&b.s, "z", today, 0, PEOPLE, &all, &err));
	assert_true(all.n > 20);
	for (size_t at = 0; at <= all.n + 7; at += 7) {
		struct hits page;
		good(store_search(&b.s, "z", today, at, 7, &page, &err));
		assert_int_equal(page.total, all.n);
		assert_int_equal(page.n, at >= all.n ? 0 : all.n - at < 7 ? all.n - at : 7);
		for (size_t i = 0; i < page.n; i++)
			assert_true(page.v[i].patient == all.v[at + i].patient);
		hits_release(&page);
	}
	hits_release(&all);
}

/* --- one by one --- */

static void ranks(void **state)
{
	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");        /* zw: its initials whole */
	add_patient(&b.s, "1002", "张薇薇");      /* zww */
	add_patient(&b.s, "1003", "Zwick, Anna"); /* a name that begins so */
	add_patient(&b.s, "1004", "Anna Zwick");  /* a name inside */
	add_patient(&b.s, "zw", "李明");          /* a chart number */
	int64_t phone = add_patient(&b.s, "1006", "王芳");
	add_contact(&b.s, phone, CONTACT_MOBILE, "13910010042");
	add_patient(&b.s, "0042", "赵敏");
	commit(&b.s);
	expect("zw", "zw 1001 1003 1002 1004");
	expect("1001", "1001 1006"); /* the chart before digits inside a number */
	expect("0042", "0042 1006");
	expect("42", "0042");
	expect("zhangwei", "1001 1002");
	expect("anna zw", "1003 1004");
	expect("zw anna", "1003 1004");
	expect("zw anna li", "");
}

static void today_first_and_the_gone_last(void **state)
{
	(void)state;
	begin(&b.s, "people");
	for (int i = 1; i <= 6; i++) {
		char chart[16];
		snprintf(chart, sizeof(chart), "%d", 1000 + i);
		add_patient(&b.s, chart, "张伟");
	}
	commit(&b.s);
	expect("zhang", "1001 1002 1003 1004 1005 1006");
	sql(&b.s, "UPDATE patient SET status = 'deceased' WHERE id = 6;"
		  "UPDATE patient SET status = 'prospect' WHERE id = 5;"
		  "INSERT INTO visit (patient, day, status) VALUES (2, 20780, 'planned'), "
		  "(3, 20780, 'cancelled'), (4, 20781, 'planned'), (1, 20780, 'left'), "
		  "(6, 20780, 'planned')");
	expect("zhang", "1001 1002 1003 1004 1005 1006");
	expect("zw", "1001 1002 1003 1004 1005 1006");
	sql(&b.s,
	    "UPDATE patient SET status = 'merged' WHERE id = 1; UPDATE patient SET name = name;"
	    "INSERT INTO search_stale VALUES (1) ON CONFLICT DO NOTHING");
	expect("zhang", "1002 1003 1004 1005 1006");
}

static void births_tags_and_contacts(void **state)
{
	struct patient p;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");
	add_patient(&b.s, "1002", "李明");
	add_contact(&b.s, 1, CONTACT_EMAIL, "Wei.Zhang@example.cn");
	add_contact(&b.s, 2, CONTACT_WECHAT, "ming_88");
	add_contact(&b.s, 2, CONTACT_HOME, "0731-8888 0042 ext 803");
	commit(&b.s);
	sql(&b.s, "UPDATE contact SET label = '妈妈' WHERE patient = 2 AND kind = 'home';"
		  "INSERT INTO patient_tag (patient, tag) VALUES (1, 'vip'), (2, '怕疼')");
	for (int i = 1; i <= 2; i++) {
		record_init(&record_patient, &p);
		good(store_get(&b.s, &record_patient, i, &p, &err));
		begin(&b.s, "born");
		p.birth_day = day_make(1985, 3, i == 1 ? 2 : 15);
		p.birth_precision = i == 1 ? PRECISION_DAY : PRECISION_MONTH;
		good(store_update(&b.s, &record_patient, &p, NULL, &err));
		commit(&b.s);
		record_release(&record_patient, &p);
	}
	expect("1985-3-2", "1001");
	expect("1985年3月2日", "1001");
	expect("19850302", "1001");
	expect("3-2", "1001");
	expect("0302", "1001");
	expect("850302", "1001");
	expect("1985", "1002 1001");
	expect("198503", "1002 1001");
	expect("#vip", "1001");
	expect("#VIP", "1001");
	expect("#怕疼", "1002");
	expect("#nothing", "");
	expect("wei.zhang@", "1001");
	expect("ming", "1002");
	expect("妈妈", "1002");
	expect("8888", "1002");
	expect("0042", "1002");
	expect("073188880042", "1002");
	expect("0731-8888 0042", "1002");
	expect("张 0042", "");
	expect("李 0042", "1002");
	expect("李0042", "1002");
	expect("ＬＩ", "1002");
}

static void everyone_by_reading(void **state)
{
	struct hits hits;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1", "Zoe Lee");
	add_patient(&b.s, "2", "张伟");
	add_patient(&b.s, "3", "安娜");
	add_patient(&b.s, "4", "Müller, Jörg");
	add_patient(&b.s, "5", "Mueller, Anna");
	commit(&b.s);
	expect("", "3 5 4 2 1");
	expect("   ", "3 5 4 2 1");
	sql(&b.s, "UPDATE patient SET status = 'merged' WHERE id = 2");
	expect("", "3 5 4 1");
	good(store_search(&b.s, "", today, 1, 2, &hits, &err));
	assert_int_equal(hits.n, 2);
	assert_int_equal(hits.total, 4);
	assert_int_equal(hits.v[0].patient, 5);
	hits_release(&hits);
	good(store_search(&b.s, "", today, 9, 2, &hits, &err));
	assert_int_equal(hits.n, 0);
	hits_release(&hits);
}

static void counts_beyond_a_thousand(void **state)
{
	struct hits hits;

	(void)state;
	sql(&b.s, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
		  "INSERT INTO patient (chart_no, name) SELECT 'x' || i, 'Same Name' FROM n");
	good(store_search(&b.s, "same", today, 0, 5, &hits, &err));
	assert_int_equal(hits.total, SEARCH_COUNT_MAX);
	assert_false(hits.more);
	assert_int_equal(hits.n, 5);
	hits_release(&hits);
	begin(&b.s, "one more");
	add_patient(&b.s, "x1001", "Same Name");
	commit(&b.s);
	good(store_search(&b.s, "same", today, 999, 5, &hits, &err));
	assert_int_equal(hits.total, SEARCH_COUNT_MAX);
	assert_true(hits.more);
	assert_int_equal(hits.n, 1);
	hits_release(&hits);
}

/* What the sqlite3 shell does is found too, from this handle and from any other. */
static void edits_by_hand_are_found(void **state)
{
	struct store other;
	struct db *shell;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");
	add_contact(&b.s, 1, CONTACT_MOBILE, "13800000042");
	commit(&b.s);
	shell = db_open(b.path, DB_WRITE, &err);
	good(db_exec(
		shell,
		"UPDATE patient SET name = 'Anna Lee', family = NULL, given = NULL, reading = NULL;"
		"INSERT INTO patient (chart_no, name) VALUES ('1002', '李明')",
		&err));
	expect("lee", "1001");
	expect("zhang", "");
	expect("李", "1002");
	good(db_exec(shell, "UPDATE contact SET patient = 2, norm = '+8613800000043'", &err));
	expect("0043", "1002");
	expect("0042", "");
	good(db_exec(shell, "INSERT INTO patient_tag (patient, tag) VALUES (1, 'vip')", &err));
	expect("#vip", "1001");
	good(db_exec(shell, "UPDATE patient_tag SET patient = 2", &err));
	expect("#vip", "1002");
	good(db_exec(shell, "UPDATE patient SET chart_no = 'B-7' WHERE id = 2", &err));
	expect("b7", "B-7");
	good(db_exec(shell, "UPDATE patient SET birth_day = 5539 WHERE id = 2", &err));
	expect("1985-3-2", "B-7");
	good(db_exec(shell, "DELETE FROM contact", &err));
	expect("0043", "");
	good(db_exec(shell, "DELETE FROM patient_tag", &err));
	expect("#vip", "");
	base_open(&other);
	good(db_exec(shell, "DELETE FROM patient WHERE id = 2", &err));
	struct hits hits;
	good(store_search(&other, "李", today, 0, 9, &hits, &err));
	assert_int_equal(hits.n, 0);
	hits_release(&hits);
	store_close(&other);
	db_close(shell);
	assert_string_equal(findings(&b.s), "");
	assert_int_equal(number(&b.s, "SELECT count(*) FROM search_stale"), 0);
}

static void hostile_words(void **state)
{
	static const char *const typed[] = {
		"%",
		"_",
		"' OR 1=1 --",
		"\"",
		"*",
		"\xff\xfe",
		"\xf4\x8f\xbf\xbf",
		"#",
		"##",
		"-",
		"@",
		"a\tb",
		"😀",
		"\u202eevil",
		"\x01",
		"()",
		"#1001",
		"NULL; DROP",
		"\xe5\xbc",
	};
	struct str longest;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");
	commit(&b.s);
	for (size_t i = 0; i < ARRAY_SIZE(typed); i++)
		found(typed[i]);
	expect("#1001", "1001");
	str_init(&longest);
	for (int i = 0; i < 3000; i++)
		str_add(&longest, i % 7 ? "张" : " zw ");
	found(longest.p);
	str_release(&longest);
	assert_string_equal(findings(&b.s), "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, base_set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(as_the_naive_search_does),      TEST(ranks),
		TEST(today_first_and_the_gone_last), TEST(births_tags_and_contacts),
		TEST(everyone_by_reading),           TEST(counts_beyond_a_thousand),
		TEST(edits_by_hand_are_found),       TEST(hostile_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
