#include "revisit/io/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/base/rng.h"

static struct err err;

/* The rows as [a|b][c|d], "!" for a row that cannot be read, "X" where reading ends early. */
static char *rows(const char *bytes, size_t n, const struct csv_dialect *dialect)
{
	struct csv csv;
	struct str out;
	enum csv_step step;

	err_clear(&err);
	str_init(&out);
	if (!csv_open(&csv, "t.csv", bytes, n, dialect, &err)) {
		str_add(&out, "refused");
		return str_steal(&out);
	}
	while ((step = csv_next(&csv, &err)) != CSV_END) {
		if (step == CSV_FAIL) {
			str_addc(&out, 'X');
			break;
		}
		if (step == CSV_BAD) {
			str_addc(&out, '!');
			continue;
		}
		for (size_t i = 0; i < csv.n; i++)
			str_addf(&out, "%s%s", i ? "|" : "[", csv.cells[i].text);
		str_addc(&out, ']');
	}
	csv_release(&csv);
	return str_steal(&out);
}

static void reads_as(const char *text, char delimiter, const char *expected)
{
	struct csv_dialect dialect = { .delimiter = delimiter };
	char *got = rows(text, strlen(text), &dialect);

	assert_string_equal(got, expected);
	free(got);
}

static void refuses(const char *bytes, size_t n, const struct csv_dialect *dialect,
		    enum err_code code, int line, int col)
{
	char *got = rows(bytes, n, dialect);

	assert_string_equal(got, "refused");
	assert_int_equal(err.code, code);
	assert_int_equal(err.line, line);
	assert_int_equal(err.col, col);
	assert_string_equal(err.file, "t.csv");
	free(got);
}

static void test_cells(void **state)
{
	(void)state;
	reads_as("a,b\n1,2\n", ',', "[a|b][1|2]");
	reads_as("a,b\n1,2", ',', "[a|b][1|2]");
	reads_as("a,\n,2\n,\n", ',', "[a|][|2][|]");
	reads_as("1,\"\",\"\"", ',', "[1||]");
	reads_as(" a , b ", ',', "[ a | b ]");
	reads_as("a;b,c", ';', "[a|b,c]");
	reads_as("a\tb\t", '\t', "[a|b|]");
	reads_as("5'2\",x", ',', "[5'2\"|x]");
	reads_as("", ',', "");
	reads_as("\n\n", ',', "");
}

static void test_line_ends(void **state)
{
	(void)state;
	reads_as("a,b\r\n1,2\r\n", ',', "[a|b][1|2]");
	reads_as("a,b\r1,2\r", ',', "[a|b][1|2]");
	reads_as("a,b\n\r\n\n1,2", ',', "[a|b][1|2]");
	reads_as("a\r\rb", ',', "[a][b]");
	reads_as("\"\"\nb", ',', "[][b]");
}

static void test_quotes(void **state)
{
	(void)state;
	reads_as("\"a,b\",c", ',', "[a,b|c]");
	reads_as("\"ha \"\"ha\"\" ha\"", ',', "[ha \"ha\" ha]");
	reads_as("\"one\ntwo\",x\n3,4", ',', "[one\ntwo|x][3|4]");
	reads_as("\"one\r\ntwo\"\r\n3", ',', "[one\r\ntwo][3]");
	reads_as("\"\"\"\"", ',', "[\"]");
	reads_as("\"a\" ,b", ',', "[a|b]");
	reads_as("\"a\"b,c\n1,2", ',', "![1|2]");
	reads_as("\"a\"\t\"b\"", '\t', "[a|b]");
}

static void test_spaces(void **state)
{
	(void)state;
	reads_as(" 00004 0001 19970101  2   29.33\n 00004 \t 0001\n", ' ',
		 "[00004|0001|19970101|2|29.33][00004|0001]");
	reads_as("\"a b\"   c  \n   \nd", ' ', "[a b|c][d]");
}

static void test_open_quote(void **state)
{
	char *got = rows("a,b\nä,\"open\n2,3\n", 16, &(struct csv_dialect){ .delimiter = ',' });

	(void)state;
	assert_string_equal(got, "[a|b]X");
	assert_int_equal(err.code, ERR_CSV);
	assert_int_equal(err.line, 2);
	assert_int_equal(err.col, 3);
	free(got);
}

static void test_positions(void **state)
{
	struct csv csv;
	const char text[] = "张伟,\"x\ny\",z\r\nä,b\rc,d";

	(void)state;
	assert_true(csv_open(&csv, "t.csv", text, strlen(text), NULL, &err));
	assert_int_equal(csv_next(&csv, &err), CSV_ROW);
	assert_int_equal(csv.cells[1].line, 1);
	assert_int_equal(csv.cells[1].col, 4);
	assert_int_equal(csv.cells[2].line, 2);
	assert_int_equal(csv.cells[2].col, 4);
	assert_int_equal(csv_next(&csv, &err), CSV_ROW);
	assert_int_equal(csv.row_line, 3);
	assert_int_equal(csv.cells[1].col, 3);
	assert_int_equal(csv_next(&csv, &err), CSV_ROW);
	assert_int_equal(csv.row_line, 4);
	csv_release(&csv);
}

static char found(const char *text)
{
	struct csv csv;

	assert_true(csv_open(&csv, "t.csv", text, strlen(text), NULL, &err));
	char c = csv.delimiter;
	csv_release(&csv);
	return c;
}

static void test_delimiter(void **state)
{
	(void)state;
	assert_int_equal(found("a,b,c\n1,2,3\n"), ',');
	assert_int_equal(found("a;b;c\n1,5;2,5;3\n4,5;7,1;2\n"), ';');
	assert_int_equal(found("name\tnote\nA\thello, you\nB\tb\n"), '\t');
	assert_int_equal(found("a|b\n1|2\n"), '|');
	assert_int_equal(found("name\nAnna Lee\nBo Yu\n"), ',');
	assert_int_equal(found(" 1 2 19970101 29.33\n 1  3  19970102  1.00\n"), ' ');
	assert_int_equal(found("one"), ',');
	assert_int_equal(found("a,\"x;y;z\"\nb,\"p;q;r\"\n"), ',');
	assert_int_equal(csv_delimiter("tab"), '\t');
	assert_int_equal(csv_delimiter(";"), ';');
	assert_int_equal(csv_delimiter("colon"), 0);
}

static void test_encodings(void **state)
{
	static const char gb[] = "\xD0\xD5\xC3\xFB,\xB5\xE7\xBB\xB0\n\xD5\xC5\xCE\xB0,1\n";
	static const char wide[] = "\xFF\xFE\x20\x5F,\0001\0\n";
	char *got;

	(void)state;
	got = rows(gb, sizeof(gb) - 1, NULL);
	assert_string_equal(got, "[姓名|电话][张伟|1]");
	free(got);
	got = rows(gb, sizeof(gb) - 1, &(struct csv_dialect){ .encoding = "gb18030" });
	assert_string_equal(got, "[姓名|电话][张伟|1]");
	free(got);
	got = rows(wide, 10, NULL);
	assert_string_equal(got, "[张|1]");
	free(got);
	got = rows("\xEF\xBB\xBF\xC3\xA4,b", 7, NULL);
	assert_string_equal(got, "[ä|b]");
	free(got);
	got = rows("M\xFCller,b", 8, &(struct csv_dialect){ .encoding = "windows-1252" });
	assert_string_equal(got, "[Müller|b]");
	free(got);
	got = rows("a", 1, &(struct csv_dialect){ .encoding = "klingon" });
	assert_string_equal(got, "refused");
	assert_int_equal(err.code, ERR_MAP);
	free(got);
}

/* Western letters alone, or Chinese UTF-8 with one broken byte, are no GB18030. */
static void test_bad_bytes(void **state)
{
	(void)state;
	refuses("a,b\nM\xFCller,x\n", 14, NULL, ERR_BAD_TEXT, 2, 2);
	refuses("张伟\n李\xE5\x8Dx\n", 14, NULL, ERR_BAD_TEXT, 2, 2);
	refuses("a,b\n1,\0\n", 8, NULL, ERR_BAD_TEXT, 2, 3);
	refuses("a\0b\0", 4, NULL, ERR_BAD_TEXT, 1, 2);
	refuses("ok\n\xC0\x80", 5, NULL, ERR_BAD_TEXT, 2, 1);
	refuses("\xED\xA0\x80", 3, NULL, ERR_BAD_TEXT, 1, 1);
	refuses("ab\n\x81\x30\x81\xFF", 7, &(struct csv_dialect){ .encoding = "gb18030" },
		ERR_BAD_TEXT, 2, 1);
	refuses("\xFF\xFE\x00\xD8", 4, NULL, ERR_BAD_TEXT, 1, 1);
}

static void test_limits(void **state)
{
	struct str big;
	char *got;

	(void)state;
	str_init(&big);
	str_add(&big, "a,");
	str_pad(&big, 'x', CSV_MAX_CELL);
	got = rows(big.p, big.len, &(struct csv_dialect){ .delimiter = ',' });
	assert_int_equal(strlen(got), CSV_MAX_CELL + 4);
	free(got);
	str_addc(&big, 'x');
	got = rows(big.p, big.len, &(struct csv_dialect){ .delimiter = ',' });
	assert_string_equal(got, "X");
	assert_int_equal(err.col, 3);
	free(got);
	str_clear(&big);
	str_pad(&big, ',', CSV_MAX_CELLS - 1);
	got = rows(big.p, big.len, &(struct csv_dialect){ .delimiter = ',' });
	assert_int_equal(got[0], '[');
	free(got);
	str_addc(&big, ',');
	got = rows(big.p, big.len, &(struct csv_dialect){ .delimiter = ',' });
	assert_string_equal(got, "X");
	free(got);
	str_clear(&big);
	str_add(&big, "a,\"");
	str_pad(&big, '\n', CSV_MAX_CELL + 1);
	got = rows(big.p, big.len, NULL);
	assert_string_equal(got, "X");
	assert_int_equal(err.line, 1);
	free(got);
	str_release(&big);
}

static void writes(const char *text, const char *expected)
{
	struct str out;

	str_init(&out);
	csv_write_cell(&out, text);
	assert_string_equal(out.p, expected);
	str_release(&out);
}

static void test_writing(void **state)
{
	(void)state;
	writes("", "");
	writes("plain", "plain");
	writes("a,b", "\"a,b\"");
	writes("say \"hi\"", "\"say \"\"hi\"\"\"");
	writes("two\nlines", "\"two\nlines\"");
	writes(" blank", "\" blank\"");
	writes("=1+1", "'=1+1");
	writes("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
	writes("@SUM(A1)", "'@SUM(A1)");
	writes("-1+cmd|x", "\"'-1+cmd|x\"");
	writes("\tx", "\"'\tx\"");
	writes("\rx", "\"'\rx\"");
	writes("-12.50", "-12.50");
	writes("+8613800000042", "+8613800000042");
	writes("+86 138 0000 0042", "+86 138 0000 0042");
	writes("-", "'-");
	writes("+", "'+");
	writes("--1", "'--1");
	writes("-1.2.3", "'-1.2.3");
	writes("'tHooft", "'tHooft");
	writes("'=x", "''=x");
	writes("''+x", "'''+x");
}

/* What is written is read back: every text, whatever its quotes, signs and apostrophes. */
static void test_round_trip(void **state)
{
	static const char letters[] = "a'\"=+-@\t\r\n,;|. 5\xC3\xA4";
	struct rng rng;
	struct csv csv;

	(void)state;
	rng_seed(&rng, 7);
	for (int turn = 0; turn < 20000; turn++) {
		char text[8];
		size_t n = rng_below(&rng, 7);
		for (size_t i = 0; i < n; i++)
			text[i] = letters[rng_below(&rng, sizeof(letters) - 3)];
		text[n] = '\0';
		struct str out;
		str_init(&out);
		str_add(&out, "x,");
		csv_write_cell(&out, text);
		str_addc(&out, '\n');
		assert_true(csv_open(&csv, "t", out.p, out.len,
				     &(struct csv_dialect){ .delimiter = ',' }, &err));
		assert_int_equal(csv_next(&csv, &err), CSV_ROW);
		assert_int_equal(csv.n, 2);
		assert_string_equal(csv_plain(csv.cells[1].text), text);
		/* A spreadsheet never sees a formula. */
		const char *seen = csv.cells[1].text;
		if (*seen && strchr("=@\t\r", *seen))
			fail_msg("%s", seen);
		csv_release(&csv);
		str_release(&out);
	}
}

/* --- a file in pieces --- */

/* Rows of all lengths, so that pieces end anywhere: in characters, quotes and line ends. */
static void long_text(struct str *out, size_t bytes)
{
	static const char *const cells[] = { "plain",	"张伟",	       "\"a, \"\"b\"\"\"",
					     "\"two\r\nlines\"", "",	       "e\xCC\x81",
					     "\xF0\x9F\xA6\xB7", "x y z" };
	uint32_t n = 7;

	str_add(out, "one,two,three\r\n");
	while (out->len < bytes) {
		for (int i = 0; i < 3; i++) {
			n = n * 1664525u + 1013904223u;
			str_add(out, i ? "," : "");
			str_add(out, cells[(n >> 16) % ARRAY_SIZE(cells)]);
		}
		str_add(out, n >> 31 ? "\r\n" : "\n");
	}
}

static void in_pieces(const char *bytes, size_t n, const char *encoding)
{
	struct csv_dialect dialect = { .encoding = encoding };
	struct err why = ERR_INIT;
	struct csv whole;
	struct csv pieces;
	char sha[65];
	bool more = true;
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fflush(f);
	if (!csv_open(&whole, "f", bytes, n, &dialect, &why) ||
	    !csv_begin(&pieces, "f", fileno(f), &dialect, &why))
		fail_msg("%s", why.msg);
	while (more)
		if (!csv_look(&pieces, &more, sha, &why))
			fail_msg("%s", why.msg);
	assert_string_equal(whole.encoding, pieces.encoding);
	assert_int_equal(whole.delimiter, pieces.delimiter);
	for (size_t rows = 0;; rows++) {
		enum csv_step a = csv_next(&whole, &why);
		enum csv_step b = csv_next(&pieces, &why);
		assert_int_equal(a, b);
		if (a == CSV_END) {
			assert_true(rows > 1000);
			break;
		}
		assert_int_equal(a, CSV_ROW);
		assert_int_equal(whole.n, pieces.n);
		assert_int_equal(whole.row_line, pieces.row_line);
		for (size_t i = 0; i < whole.n; i++) {
			assert_string_equal(whole.cells[i].text, pieces.cells[i].text);
			assert_int_equal(whole.cells[i].line, pieces.cells[i].line);
			assert_int_equal(whole.cells[i].col, pieces.cells[i].col);
		}
	}
	csv_release(&whole);
	csv_release(&pieces);
	fclose(f);
}

static void test_pieces(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	str_add(&text, "\xEF\xBB\xBF");
	long_text(&text, 1500000);
	in_pieces(text.p, text.len, NULL);
	str_release(&text);
}

/* 张 in GB18030 is D5 C5: found out over the whole file, and torn by the pieces. */
static void test_pieces_of_other_encodings(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	while (text.len < 700001)
		str_add(&text, text.len % 2 ? "\xD5\xC5,b\n" : "\xD5\xC5\xCE\xB0,b\n");
	in_pieces(text.p, text.len, NULL);
	in_pieces(text.p, text.len, "gb18030");
	str_clear(&text);
	str_addn(&text, "\xFF\xFE", 2);
	while (text.len < 700000)
		str_addn(&text, "a\0,\0\x20\x5F\n\0", 8);
	in_pieces(text.p, text.len, NULL);
	str_release(&text);
}

/* What is wrong far behind is told with its place. */
static void test_bad_pieces(void **state)
{
	static const struct {
		const char *encoding, *bytes;
		size_t n;
		bool at_once;
	} bad[] = { { NULL, "x,\xFF", 3, true }, { NULL, "x,\0", 3, true },
		    { "big5", "x,\xFF\xFF", 4, false } };
	char sha[65];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct csv_dialect dialect = { .encoding = bad[i].encoding };
		struct err why = ERR_INIT;
		struct csv csv;
		FILE *f = tmpfile();
		bool more = true;
		bool ok = true;
		enum csv_step step = CSV_ROW;
		for (int k = 0; k < 100000; k++)
			fputs("a,b\n", f);
		fwrite(bad[i].bytes, 1, bad[i].n, f);
		fflush(f);
		assert_true(csv_begin(&csv, "f", fileno(f), &dialect, &why));
		while (more && ok)
			ok = csv_look(&csv, &more, sha, &why);
		assert_int_equal(ok, !bad[i].at_once);
		while (ok && step == CSV_ROW)
			step = csv_next(&csv, &why);
		assert_int_equal(why.code, ERR_BAD_TEXT);
		assert_int_equal(why.line, 100001);
		assert_int_equal(why.col, 3);
		csv_release(&csv);
		fclose(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),      cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_quotes),     cmocka_unit_test(test_spaces),
		cmocka_unit_test(test_open_quote), cmocka_unit_test(test_positions),
		cmocka_unit_test(test_delimiter),  cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_bad_bytes),  cmocka_unit_test(test_limits),
		cmocka_unit_test(test_writing),    cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_pieces_of_other_encodings),
		cmocka_unit_test(test_bad_pieces),
	};
	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
