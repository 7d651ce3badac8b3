/* What people would type for the patients of a clinic, and the clinic as a list for the peers.
 * usage: queries CLINIC.db QUERIES LIST
 *
 * Writes into QUERIES "kind TAB text", the texts of one kind together and none twice, drawn from
 * patients spread evenly over the clinic; into LIST one line a patient: name, reading, the reading
 * joined, initials, telephones, chart number, birth date, tags, divided by tabs.  The same clinic
 * gives the same files. */
#include "measure.h"

#include "revisit/base/rng.h"
#include "revisit/date/date.h"
#include "revisit/text/fold.h"

#include <sqlite3.h>

enum { WANTED = 100, JOINED_MIN = 6 };

/* In the order of the table. */
enum kind {
	PINYIN_1,
	PINYIN_3,
	PINYIN_6,
	PINYIN_WHOLE,
	INITIALS,
	HAN_1,
	HAN_2,
	LATIN,
	CHART,
	LAST_FOUR,
	PHONE_START,
	PHONE_MIDDLE,
	BIRTH,
	TAG,
	EMPTY,
	INSIDE,
	TWO_WORDS,
	TWO_MISS,
	NOBODY,
	KINDS
};

static const char *const names[KINDS] = {
	[PINYIN_1] = "pinyin, 1 letter",
	[PINYIN_3] = "pinyin, 2-3 letters",
	[PINYIN_6] = "pinyin, 4-6 letters",
	[PINYIN_WHOLE] = "pinyin, whole name",
	[INITIALS] = "initials (zw)",
	[HAN_1] = "one Han character",
	[HAN_2] = "two Han characters",
	[LATIN] = "Latin prefix",
	[CHART] = "chart number",
	[LAST_FOUR] = "last four digits",
	[PHONE_START] = "phone prefix (138)",
	[PHONE_MIDDLE] = "middle digits",
	[BIRTH] = "birth date",
	[TAG] = "#tag",
	[EMPTY] = "nothing typed",
	[INSIDE] = "inside a name",
	[TWO_WORDS] = "two words, hit",
	[TWO_MISS] = "two words, rarely",
	[NOBODY] = "zzzz and the like",
};

struct making {
	struct strlist of[KINDS];
	struct rng rng;
	char family[64], han[8]; /* of a patient before: for words that rarely meet */
};

struct person {
	const char *name, *family, *reading, *phones, *chart_no, *tags;
	char joined[128], initials[32], birth[16];
};

static void want(struct making *m, enum kind kind, const char *text, size_t n)
{
	if (m->of[kind].n >= WANTED || n == 0)
		return;
	char *copy = mem_strndup(text, n);
	if (!strlist_has(&m->of[kind], copy))
		strlist_add(&m->of[kind], copy);
	free(copy);
}

static void want_all(struct making *m, enum kind kind, const char *text)
{
	want(m, kind, text, strlen(text));
}

/* "Zhang Wei" as "zhangwei" and "zw". */
static void read_letters(struct person *p, const char *from)
{
	struct str folded;
	size_t n = 0;
	size_t k = 0;
	bool begins = true;

	str_init(&folded);
	text_fold(&folded, str_or_empty(from));
	for (const char *s = folded.p; *s; s++) {
		if (*s == ' ') {
			begins = true;
			continue;
		}
		if (n + 1 < sizeof(p->joined))
			p->joined[n++] = *s;
		if (begins && k + 1 < sizeof(p->initials))
			p->initials[k++] = *s;
		begins = false;
	}
	p->joined[n] = '\0';
	p->initials[k] = '\0';
	str_release(&folded);
}

static size_t han_bytes(const char *name, int characters)
{
	const char *s = name;

	for (int i = 0; i < characters; i++) {
		uint32_t cp;
		size_t n = str_decode(s, strlen(s), &cp);
		if (n != 3 || cp < 0x4e00 || cp > 0x9fff)
			return 0;
		s += n;
	}
	return (size_t)(s - name);
}

static void ask_digits(struct making *m, const struct person *p)
{
	char phone[32];
	size_t n = strcspn(p->phones, " ");

	if (n < 8 || n >= sizeof(phone))
		return;
	memcpy(phone, p->phones, n);
	phone[n] = '\0';
	const char *national = strncmp(phone, "+86", 3) == 0 ? phone + 3 : phone + 1;
	want_all(m, LAST_FOUR, phone + n - 4);
	want(m, PHONE_START, national, 3);
	want(m, PHONE_MIDDLE, national + 2, 5);
}

static void ask_chinese(struct making *m, const struct person *p)
{
	char two[160];
	size_t letters = strlen(p->joined);

	want(m, PINYIN_1, p->joined, 1);
	if (letters >= JOINED_MIN) {
		want(m, PINYIN_3, p->joined, 2 + rng_below(&m->rng, 2));
		want(m, PINYIN_6, p->joined, 4 + rng_below(&m->rng, 3));
		want(m, INSIDE, p->joined + 3, letters - 4);
	}
	want_all(m, PINYIN_WHOLE, p->joined);
	want_all(m, INITIALS, p->initials);
	want(m, HAN_1, p->name, han_bytes(p->name, 1));
	want(m, HAN_2, p->name, han_bytes(p->name, 2));
	const char *given = strchr(p->reading, ' ');
	if (given) {
		snprintf(two, sizeof(two), "%s %.*s", given + 1, (int)(given - p->reading),
			 p->reading);
		for (char *s = two; *s; s++)
			if (*s >= 'A' && *s <= 'Z')
				*s = (char)(*s - 'A' + 'a');
		want_all(m, TWO_WORDS, two);
	}
	snprintf(m->han, sizeof(m->han), "%.*s", (int)han_bytes(p->name, 1), p->name);
	if (*m->family && *m->han) {
		snprintf(two, sizeof(two), "%s %s", m->family, m->han);
		want_all(m, TWO_MISS, two);
	}
}

static void ask(struct making *m, const struct person *p)
{
	static const char hard[] = "zqxv";
	char none[5] = { 0 };

	if (!str_is_empty(p->reading)) {
		ask_chinese(m, p);
	} else if (!str_is_empty(p->family) && (unsigned char)p->family[0] < 0x80) {
		want(m, LATIN, p->family, 3 + rng_below(&m->rng, 3));
		snprintf(m->family, sizeof(m->family), "%s", p->family);
	}
	ask_digits(m, p);
	want_all(m, CHART, p->chart_no);
	want_all(m, BIRTH, p->birth);
	want(m, TAG, p->tags, strcspn(p->tags, " "));
	for (int i = 0; i < 4; i++)
		none[i] = m->of[NOBODY].n ? hard[rng_below(&m->rng, 4)] : 'z';
	want_all(m, NOBODY, none);
}

static void write_line(FILE *list, const struct person *p)
{
	fprintf(list, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p->name, p->reading, p->joined,
		p->initials, p->phones, p->chart_no, p->birth, p->tags);
}

static const char *text(sqlite3_stmt *q, int i)
{
	return str_or_empty((const char *)sqlite3_column_text(q, i));
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *q;
	int64_t n = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

static void read_patients(sqlite3 *db, struct making *m, FILE *list)
{
	sqlite3_stmt *q;
	int64_t n = number(db, "SELECT count(*) FROM patient");
	int64_t stride = n / (8 * (int64_t)WANTED) + 1;

	if (sqlite3_prepare_v2(
		    db,
		    "SELECT name, family, reading, chart_no, birth_day, (SELECT group_concat(norm, "
		    "' ') "
		    "FROM contact WHERE patient = p.id AND kind IN ('mobile', 'home', 'work', "
		    "'phone')), "
		    "(SELECT group_concat('#' || tag, ' ') FROM patient_tag WHERE patient = p.id) "
		    "FROM patient p WHERE status <> 'merged' AND name IS NOT NULL ORDER BY id",
		    -1, &q, NULL) != SQLITE_OK)
		bench_fail("the clinic's tables are others than expected: %s", sqlite3_errmsg(db));
	for (int64_t i = 0; sqlite3_step(q) == SQLITE_ROW; i++) {
		struct person p = { .name = text(q, 0),
				    .family = text(q, 1),
				    .reading = text(q, 2),
				    .chart_no = text(q, 3),
				    .phones = text(q, 5),
				    .tags = text(q, 6) };
		struct str birth;
		str_init(&birth);
		if (sqlite3_column_type(q, 4) != SQLITE_NULL)
			day_iso(&birth, (day_t)sqlite3_column_int64(q, 4));
		snprintf(p.birth, sizeof(p.birth), "%s", birth.p);
		str_release(&birth);
		read_letters(&p, *p.reading ? p.reading : p.name);
		write_line(list, &p);
		if (i % stride == 0)
			ask(m, &p);
	}
	sqlite3_finalize(q);
	strlist_add(&m->of[EMPTY], "");
}

int main(int argc, char **argv)
{
	struct making m = { 0 };
	sqlite3 *db;

	if (argc != 4)
		bench_fail("usage: queries CLINIC.db QUERIES LIST");
	FILE *queries = fopen(argv[2], "w");
	FILE *list = fopen(argv[3], "w");
	if (!queries || !list ||
	    sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		bench_fail("%s cannot be read, or %s and %s not written", argv[1], argv[2],
			   argv[3]);
	rng_seed(&m.rng, 1);
	read_patients(db, &m, list);
	sqlite3_close(db);
	for (int k = 0; k < KINDS; k++) {
		for (size_t i = 0; i < m.of[k].n; i++)
			fprintf(queries, "%s\t%s\n", names[k], m.of[k].v[i]);
		strlist_release(&m.of[k]);
	}
	bool ok = fclose(queries) == 0;
	ok = fclose(list) == 0 && ok;
	return ok ? 0 : 2;
}
