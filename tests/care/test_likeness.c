/* Which two are likely one person, and which look so and are not. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/care/likeness.h"
#include "revisit/text/phone.h"

enum { PEOPLE = 20000 };

/* "1985-03-02", "1985" (the year alone), "~1985". */
struct side {
	const char *name, *born, *phone;
	int sex;
	const char *email, *address, *identity, *family, *given, *preferred;
};

struct comparison {
	const char *what;
	struct side a, b;
	int low, high;     /* the score is between them */
	unsigned on_phone; /* so many share the number; 0: the two */
	unsigned reasons;  /* must be among the reasons */
};

#define WHY(reason) (1u << LIKE_##reason)

static const struct comparison table[] = {
	/* One person. */
	{ "the same",
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  95,
	  100,
	  0,
	  WHY(SAME_NAME) | WHY(SAME_BIRTH) | WHY(SAME_NUMBER) },
	{ "traditional characters",
	  { .name = "張偉", .born = "1985-03-02", .phone = "138 0000 0042" },
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  95,
	  100,
	  0,
	  WHY(SAME_NAME) },
	{ "in letters",
	  { .name = "Zhang Wei", .born = "1985-03-02" },
	  { .name = "张伟", .born = "1985-03-02" },
	  50,
	  100,
	  0,
	  WHY(OTHER_LETTERS) },
	{ "in letters, turned round, and the phone",
	  { .name = "Wei Zhang", .phone = "13800000042" },
	  { .name = "张伟", .phone = "13800000042" },
	  70,
	  100,
	  0,
	  WHY(OTHER_LETTERS) | WHY(SAME_NUMBER) },
	{ "another character of that reading",
	  { .name = "张玮", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  90,
	  100,
	  0,
	  WHY(SAME_READING) },
	{ "heard wrongly",
	  { .name = "曾威", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "郑薇", .born = "1985-03-02", .phone = "13800000042" },
	  80,
	  100,
	  0,
	  0 },
	{ "family name last",
	  { .name = "伟张", .born = "1985-03-02" },
	  { .name = "张伟", .born = "1985-03-02" },
	  50,
	  100,
	  0,
	  WHY(SWAPPED_NAME) },
	{ "小伟",
	  { .name = "小伟", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  80,
	  100,
	  0,
	  WHY(NICKNAME) },
	{ "Bob",
	  { .name = "Bob Smith", .born = "1985-03-02" },
	  { .name = "Robert Smith", .born = "1985-03-02" },
	  75,
	  100,
	  0,
	  WHY(NICKNAME) | WHY(SAME_BIRTH) },
	{ "turned round",
	  { .name = "Smith Robert", .born = "1985-03-02" },
	  { .name = "Robert Smith", .born = "1985-03-02" },
	  85,
	  100,
	  0,
	  WHY(SWAPPED_NAME) },
	{ "accents",
	  { .name = "Jürgen Müller", .born = "1985-03-02" },
	  { .name = "Jurgen Muller", .born = "1985-03-02" },
	  85,
	  100,
	  0,
	  WHY(SAME_NAME) },
	{ "a slip in the name",
	  { .name = "Jürgen Mueller", .born = "1985-03-02" },
	  { .name = "Jurgen Muller", .born = "1985-03-02" },
	  75,
	  100,
	  0,
	  WHY(CLOSE_NAME) },
	{ "an initial",
	  { .name = "J Kowalski", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "Jan Kowalski", .born = "1985-03-02", .phone = "13800000042" },
	  95,
	  100,
	  0,
	  WHY(PART_OF_NAME) },
	{ "day and month swapped",
	  { .name = "Anna Kowalski", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "Anna Kowalski", .born = "1985-02-03", .phone = "13800000042" },
	  95,
	  100,
	  0,
	  WHY(SWAPPED_BIRTH) },
	{ "one figure of the birth date",
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "张伟", .born = "1985-03-12", .phone = "13800000042" },
	  80,
	  100,
	  0,
	  WHY(CLOSE_BIRTH) },
	{ "two figures that changed places",
	  { .name = "张伟", .born = "1958-03-02", .phone = "13800000042" },
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  80,
	  100,
	  0,
	  WHY(CLOSE_BIRTH) },
	{ "only the year",
	  { .name = "张伟", .born = "1985", .phone = "13800000042" },
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  80,
	  100,
	  0,
	  WHY(SAME_YEAR) },
	{ "about that age",
	  { .name = "张伟", .born = "~1984", .phone = "13800000042" },
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  60,
	  100,
	  0,
	  WHY(SAME_YEAR) },
	{ "married",
	  { .name = "Anna Miller",
	    .born = "1985-03-02",
	    .phone = "13800000042",
	    .sex = SEX_FEMALE,
	    .email = "anna@x.org" },
	  { .name = "Anna Kowalski",
	    .born = "1985-03-02",
	    .phone = "13800000042",
	    .sex = SEX_FEMALE,
	    .email = "anna@x.org" },
	  95,
	  100,
	  0,
	  WHY(SAME_GIVEN) | WHY(OTHER_FAMILY) },
	{ "married, another number",
	  { .name = "Anna Miller",
	    .born = "1985-03-02",
	    .phone = "13911111111",
	    .sex = SEX_FEMALE,
	    .address = "12 Mill Lane, Oxford" },
	  { .name = "Anna Kowalski",
	    .born = "1985-03-02",
	    .phone = "13800000042",
	    .sex = SEX_FEMALE,
	    .address = "12 Mill Lane, Oxford" },
	  80,
	  100,
	  0,
	  WHY(SAME_GIVEN) },
	{ "one document",
	  { .name = "张伟", .identity = "430102198503021234" },
	  { .name = "Kevin", .identity = "4301 0219 8503 0212 34" },
	  60,
	  100,
	  0,
	  WHY(SAME_IDENTITY) },
	{ "another name in the second field",
	  { .name = "Kevin Chang", .born = "1985-03-02" },
	  { .name = "张伟", .born = "1985-03-02", .preferred = "Kevin Chang" },
	  70,
	  100,
	  0,
	  WHY(SAME_NAME) },
	{ "a slip in the phone",
	  { .name = "张伟", .phone = "13800000043" },
	  { .name = "张伟", .phone = "13800000042" },
	  50,
	  70,
	  0,
	  WHY(SAME_NAME) | WHY(CLOSE_NUMBER) },
	{ "in letters, a slip in the phone",
	  { .name = "Zhang Wei", .phone = "13800000043" },
	  { .name = "张伟", .phone = "13800000042" },
	  50,
	  70,
	  0,
	  WHY(OTHER_LETTERS) | WHY(CLOSE_NUMBER) },
	{ "a character of that reading, a slip in the phone",
	  { .name = "张维", .phone = "13800000043" },
	  { .name = "张伟", .phone = "13800000042" },
	  50,
	  70,
	  0,
	  WHY(SAME_READING) | WHY(CLOSE_NUMBER) },
	{ "heard wrongly, figures that changed places",
	  { .name = "Zan Wei", .phone = "13800000024" },
	  { .name = "张伟", .phone = "13800000042" },
	  50,
	  70,
	  0,
	  WHY(SAME_SOUND) | WHY(CLOSE_NUMBER) },
	{ "a slip in the letters and one in the phone",
	  { .name = "Zhang Wai", .phone = "13800000043" },
	  { .name = "张伟", .phone = "13800000042" },
	  50,
	  70,
	  0,
	  WHY(CLOSE_NAME) | WHY(CLOSE_NUMBER) },
	{ "a slip in the letters turned round and one in the phone",
	  { .name = "Yeng Liu", .phone = "13800000043" },
	  { .name = "刘洋", .phone = "13800000042" },
	  50,
	  70,
	  0,
	  WHY(CLOSE_NAME) | WHY(CLOSE_NUMBER) },
	{ "as one calls him, a slip in the phone",
	  { .name = "Kevin Zhang", .phone = "13800000043" },
	  { .name = "张伟", .phone = "13800000042", .preferred = "Kevin" },
	  50,
	  70,
	  0,
	  WHY(OTHER_LETTERS) | WHY(CLOSE_NUMBER) },
	{ "Murphi, a slip in the phone",
	  { .name = "Robert Murphi", .phone = "13800000043" },
	  { .name = "Robert Murphy", .phone = "13800000042" },
	  50,
	  100,
	  0,
	  WHY(CLOSE_NAME) | WHY(CLOSE_NUMBER) },

	/* Two people. */
	{ "sisters, a slip apart, on one phone",
	  { .name = "Zhang Lei", .phone = "13800000042" },
	  { .name = "张伟", .phone = "13800000042" },
	  0,
	  49,
	  0,
	  0 },
	{ "sisters, numbers beside each other",
	  { .name = "Zhang Lei", .phone = "13800000043" },
	  { .name = "张伟", .phone = "13800000042" },
	  0,
	  20,
	  0,
	  0 },
	{ "one family name, numbers beside each other",
	  { .name = "Kevin Zhang", .phone = "13800000043" },
	  { .name = "张伟", .phone = "13800000042" },
	  0,
	  20,
	  0,
	  WHY(PART_OF_NAME) },
	{ "brothers, numbers beside each other",
	  { .name = "张军", .phone = "13800000043" },
	  { .name = "张伟", .phone = "13800000042" },
	  0,
	  5,
	  0,
	  WHY(OTHER_GIVEN) },
	{ "father and son, numbers beside each other",
	  { .name = "John Smith", .phone = "13800000043", .born = "1955-03-02" },
	  { .name = "John Smith", .phone = "13800000042", .born = "1985-08-17" },
	  0,
	  20,
	  0,
	  WHY(OTHER_BIRTH) },
	{ "one name, numbers beside each other, living elsewhere",
	  { .name = "李娜", .phone = "13800000043", .address = "书院路231号17栋403" },
	  { .name = "李娜", .phone = "13800000042", .address = "解放西路9号2栋1单元" },
	  0,
	  30,
	  0,
	  WHY(SAME_NAME) },
	{ "twins",
	  { .name = "张大伟",
	    .born = "2015-03-02",
	    .phone = "13800000042",
	    .sex = SEX_MALE,
	    .address = "书院路231号17栋403" },
	  { .name = "张小军",
	    .born = "2015-03-02",
	    .phone = "13800000042",
	    .sex = SEX_MALE,
	    .address = "书院路231号17栋403" },
	  0,
	  15,
	  0,
	  WHY(OTHER_GIVEN) },
	{ "twins, in letters",
	  { .name = "Tom Baker", .born = "2015-03-02", .phone = "13800000042", .sex = SEX_MALE },
	  { .name = "Jim Baker", .born = "2015-03-02", .phone = "13800000042", .sex = SEX_MALE },
	  0,
	  15,
	  0,
	  WHY(OTHER_GIVEN) },
	{ "father and son of one name",
	  { .name = "John Smith",
	    .born = "1955-03-02",
	    .phone = "13800000042",
	    .sex = SEX_MALE,
	    .address = "12 Mill Lane, Oxford" },
	  { .name = "John Smith",
	    .born = "1985-08-17",
	    .phone = "13800000042",
	    .sex = SEX_MALE,
	    .address = "12 Mill Lane, Oxford" },
	  0,
	  20,
	  0,
	  WHY(OTHER_BIRTH) },
	{ "father and child on one number",
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "张小宝", .born = "2018-08-17", .phone = "13800000042" },
	  0,
	  5,
	  0,
	  WHY(OTHER_GIVEN) },
	{ "husband and wife",
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042", .sex = SEX_MALE },
	  { .name = "李娜", .born = "1988-07-25", .phone = "13800000042", .sex = SEX_FEMALE },
	  0,
	  5,
	  0,
	  WHY(OTHER_NAME) },
	{ "two 张伟",
	  { .name = "张伟", .born = "1985-03-02", .phone = "13800000042" },
	  { .name = "张伟", .born = "1971-11-19", .phone = "13911111111" },
	  0,
	  10,
	  0,
	  WHY(OTHER_BIRTH) },
	{ "two 张伟 of one year",
	  { .name = "张伟", .born = "1985-03-02" },
	  { .name = "张伟", .born = "1985-11-19" },
	  0,
	  15,
	  0,
	  WHY(OTHER_BIRTH) },
	{ "the same name and no more",
	  { .name = "张伟" },
	  { .name = "张伟" },
	  0,
	  20,
	  0,
	  WHY(SAME_NAME) },
	{ "born on one day",
	  { .name = "王芳", .born = "1985-03-02" },
	  { .name = "李强", .born = "1985-03-02" },
	  0,
	  5,
	  0,
	  WHY(SAME_BIRTH) },
	{ "the number of a school",
	  { .name = "王芳", .phone = "13800000042" },
	  { .phone = "13800000042" },
	  0,
	  5,
	  80,
	  WHY(SAME_NUMBER) },
	{ "one sex and the other",
	  { .name = "Kim Lee", .born = "1985-03-02", .sex = SEX_FEMALE },
	  { .name = "Kim Lee", .sex = SEX_MALE },
	  0,
	  20,
	  0,
	  WHY(OTHER_SEX) },
	{ "other documents",
	  { .name = "张伟", .born = "1985-03-02", .identity = "430102198503021234" },
	  { .name = "张伟", .born = "1985-03-02", .identity = "110101198503027755" },
	  0,
	  30,
	  0,
	  WHY(OTHER_IDENTITY) },
	{ "nothing known", { .name = NULL }, { .name = NULL }, 0, 5, 0, 0 },
};

struct compared {
	struct likeness_person p;
	struct likeness_number number;
	struct str texts;
};

static void set_birth(struct likeness_person *p, const char *born)
{
	int y;
	int m = 1;
	int d = 1;

	p->birth = DAY_NONE;
	if (!born)
		return;
	int n = sscanf(born, *born == '~' ? "~%d-%d-%d" : "%d-%d-%d", &y, &m, &d);
	p->precision = *born == '~' ? PRECISION_ESTIMATED : n == 3 ? PRECISION_DAY : PRECISION_YEAR;
	p->birth = day_make(y, m, d);
}

static void set_up(struct compared *c, const struct side *s, unsigned on_phone)
{
	const struct likeness_raw raw = { .name = s->name,
					  .email = s->email,
					  .address = s->address,
					  .identity = s->identity,
					  .family = s->family,
					  .given = s->given,
					  .preferred = s->preferred };
	struct str norm;

	*c = (struct compared){ 0 };
	str_init(&c->texts);
	str_init(&norm);
	likeness_texts(&c->texts, &raw);
	likeness_point(&c->p, c->texts.p);
	set_birth(&c->p, s->born);
	c->p.sex = s->sex;
	if (s->phone && phone_normal(&norm, s->phone, "CN")) {
		c->number = (struct likeness_number){ likeness_number(norm.p),
						      on_phone ? on_phone : 2 };
		c->p.numbers = &c->number;
		c->p.n_numbers = 1;
	}
	str_release(&norm);
}

static void as_expected(const struct comparison *r, const struct side *a, const struct side *b)
{
	struct compared x;
	struct compared y;
	struct str words;

	set_up(&x, a, r->on_phone);
	set_up(&y, b, r->on_phone);
	struct likeness l = likeness_of(&x.p, &y.p, PEOPLE);
	str_init(&words);
	likeness_words(&words, l.reasons);
	if (l.score < r->low || l.score > r->high)
		fail_msg("%s: %d, not %d to %d (%s)", r->what, l.score, r->low, r->high, words.p);
	if ((l.reasons & r->reasons) != r->reasons)
		fail_msg("%s: because of %s", r->what, words.p);
	str_release(&words);
	str_release(&x.texts);
	str_release(&y.texts);
}

static void who_is_one_person(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		as_expected(&table[i], &table[i].a, &table[i].b);
		as_expected(&table[i], &table[i].b, &table[i].a);
	}
}

static int score_of(const struct side *a, const struct side *b, unsigned on_phone, unsigned names,
		    int64_t guardian)
{
	struct compared x;
	struct compared y;

	set_up(&x, a, on_phone);
	set_up(&y, b, on_phone);
	x.p.names = y.p.names = names;
	x.p.id = 1;
	y.p.id = 2;
	y.p.guardian = guardian;
	int score = likeness_of(&x.p, &y.p, PEOPLE).score;
	str_release(&x.texts);
	str_release(&y.texts);
	return score;
}

static void what_many_have_says_little(void **state)
{
	static const struct side a = { .name = "王芳", .born = "1985", .phone = "13800000042" };
	static const struct side b = { .name = "王芳", .born = "1985", .phone = "13800000042" };

	(void)state;
	assert_true(score_of(&a, &b, 2, 2, 0) > score_of(&a, &b, 2, 400, 0));
	assert_true(score_of(&a, &b, 2, 2, 0) > score_of(&a, &b, 4, 2, 0));
	assert_true(score_of(&a, &b, 4, 2, 0) > score_of(&a, &b, 60, 2, 0));
	/* The first of January is often but a year. */
	static const struct side c = { .name = "王芳", .born = "1985-01-01" };
	static const struct side d = { .name = "王芳", .born = "1985-01-02" };
	assert_true(score_of(&c, &c, 2, 2, 0) < score_of(&d, &d, 2, 2, 0));
	/* Whose guardian one is one is not. */
	assert_true(score_of(&a, &b, 2, 2, 1) < 10);
	/* More patients, more of the kind by chance. */
	struct compared x;
	set_up(&x, &a, 2);
	static const struct side near = { .name = "Wang Fan", .phone = "13800000043" };
	assert_true(score_of(&a, &near, 2, 400, 0) >= LIKENESS_LIKELY);
	int few = likeness_of(&x.p, &x.p, 2000).score;
	int many = likeness_of(&x.p, &x.p, 1000000).score;
	assert_true(few > many);
	str_release(&x.texts);
}

static void reasons_in_words(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	likeness_words(&s, WHY(SAME_NAME) | WHY(SAME_NUMBER) | WHY(OTHER_BIRTH) | WHY(OTHER_SEX));
	assert_string_equal(s.p, "same name, same phone; but other birth date, other sex");
	for (int i = 0; i < LIKENESS_REASONS; i++) {
		assert_true(likeness_key((enum likeness_reason)i) != NULL);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(likeness_key((enum likeness_reason)i),
						likeness_key((enum likeness_reason)j));
	}
	str_release(&s);
	assert_int_equal(likeness_number("+8613800000042;803"), 8613800000042);
	assert_int_equal(likeness_number("10086"), 0);
	assert_int_equal(likeness_number(NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_one_person),
		cmocka_unit_test(what_many_have_says_little),
		cmocka_unit_test(reasons_in_words),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
