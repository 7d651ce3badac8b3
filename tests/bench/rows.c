/* Tables to import, the same every time.
 * usage: rows patients N >FILE        chart numbers X1 … XN
 *        rows visits N EACH >FILE     EACH visits for each of these */
#include "measure.h"

#include "revisit/base/rng.h"
#include "revisit/date/date.h"

static const char *const families[] = {
	"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡",
	"郭", "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹"
};
static const char *const given[] = { "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋",
				     "勇", "艳", "杰", "涛", "明", "超", "秀", "霞", "平", "刚",
				     "桂", "英", "华", "玉", "萍", "红", "建", "文", "辉", "力",
				     "晓", "雨", "欣", "宇", "浩", "然", "梓", "涵", "子", "轩" };
static const char *const first[] = { "Anna",  "Ben",   "Carla", "David", "Emma",  "Felix", "Grace",
				     "Henry", "Irene", "James", "Karin", "Louis", "Maria", "Noah" };
static const char *const last[] = { "Smith",  "Meyer",  "Nguyen", "Garcia", "Silva", "Kim",
				    "Novak",  "Rossi",  "Singh",  "Brown",  "Costa", "Haddad",
				    "Jensen", "Okafor", "Petrov", "Dubois" };
static const char *const kinds[] = {
	"cleaning", "exam", "filling", "root-canal", "crown", "ortho"
};
static const char *const providers[] = { "lin", "xu", "chen", "amy" };

static const char *one_of(struct rng *r, const char *const *from, size_t n)
{
	return from[rng_below(r, (uint32_t)n)];
}

static void add_name(struct str *out, struct rng *r)
{
	if (rng_below(r, 10) == 0) {
		str_addf(out, "%s %s", one_of(r, first, ARRAY_SIZE(first)),
			 one_of(r, last, ARRAY_SIZE(last)));
		return;
	}
	str_add(out, one_of(r, families, ARRAY_SIZE(families)));
	for (int i = rng_below(r, 3) ? 2 : 1; i > 0; i--)
		str_add(out, one_of(r, given, ARRAY_SIZE(given)));
}

static void add_patient(struct str *out, struct rng *r, long n)
{
	str_addf(out, "X%ld,", n);
	add_name(out, r);
	str_addf(out, ",%s,", rng_below(r, 2) ? "female" : "male");
	day_iso(out, (day_t)rng_between(r, -9000, 19000));
	str_addf(out, ",1%d%d%08u,", rng_between(r, 3, 9), rng_between(r, 0, 9),
		 rng_below(r, 100000000));
	if (rng_below(r, 3) == 0)
		str_addf(out, "person%ld@example.com", n);
	str_addf(out, ",%d Elm Street,walk-in\n", rng_between(r, 1, 400));
}

static void add_visit(struct str *out, struct rng *r, long n, long id)
{
	int price = rng_between(r, 1, 40) * 50;

	str_addf(out, "%ld,X%ld,", id, n);
	day_iso(out, (day_t)rng_between(r, 15000, 20500));
	str_addf(out, ",%02d:%02d,30,%s,%s,completed,%d.00,%d.00\n", rng_between(r, 9, 17),
		 15 * rng_between(r, 0, 3), one_of(r, kinds, ARRAY_SIZE(kinds)),
		 one_of(r, providers, ARRAY_SIZE(providers)), price, price);
}

int main(int argc, char **argv)
{
	bool visits = argc == 4 && strcmp(argv[1], "visits") == 0;
	struct str out;
	struct rng r;

	if (!visits && (argc != 3 || strcmp(argv[1], "patients") != 0))
		bench_fail("usage: rows patients N | rows visits N EACH");
	long n = strtol(argv[2], NULL, 10);
	long each = visits ? strtol(argv[3], NULL, 10) : 1;
	rng_seed(&r, 7);
	str_init(&out);
	str_add(&out, visits ? "external_id,chart_no,day,minute,minutes,kind,provider,status,"
			       "amount,paid\n"
			     : "chart_no,name,sex,birth_day,mobile,email,address,source\n");
	for (long i = 0; i < n * each; i++) {
		if (visits)
			add_visit(&out, &r, i / each + 1, i + 1);
		else
			add_patient(&out, &r, i + 1);
		if (out.len > 1 << 16) {
			fwrite(out.p, 1, out.len, stdout);
			str_clear(&out);
		}
	}
	fwrite(out.p, 1, out.len, stdout);
	str_release(&out);
	return fflush(stdout) == 0 ? 0 : 2;
}
