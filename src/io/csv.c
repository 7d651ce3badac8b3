#include "revisit/io/csv.h"
#include "revisit/base/i18n.h"
#include "revisit/base/secret.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROBE_ROWS = 50, PIECE = 256 * 1024, LOOK_BYTES = 4 << 20 };

struct csv_feed {
	int fd;
	int64_t at, size;
	struct encoding_scan scan;
	struct sha256 sha;
	struct decoder decoder;
	const char *wished; /* encoding */
	char delimiter;
	char *piece;
	bool ended;
};

static const struct {
	char c;
	const char *name;
} delimiters[] = {
	{ ',', "comma" }, { ';', "semicolon" }, { '\t', "tab" }, { '|', "bar" }, { ' ', "spaces" },
};

char csv_delimiter(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(delimiters); i++)
		if (strcmp(name, delimiters[i].name) == 0 ||
		    (name[0] == delimiters[i].c && !name[1]))
			return delimiters[i].c;
	return 0;
}

const char *csv_delimiter_name(char delimiter)
{
	for (size_t i = 0; i < ARRAY_SIZE(delimiters); i++)
		if (delimiters[i].c == delimiter)
			return delimiters[i].name;
	return "";
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* At the end of a piece the row is read once more, with more text behind it. */
static bool at_end(struct csv *r)
{
	if (r->at < r->text.len)
		return false;
	r->hit_end = true;
	return true;
}

static char peek(struct csv *r)
{
	return at_end(r) ? '\n' : r->text.p[r->at];
}

/* Steps over one byte and keeps count: CR LF is one line end, a character one column. */
static void advance(struct csv *r)
{
	unsigned char c = (unsigned char)r->text.p[r->at++];

	if (c == '\n' || (c == '\r' && peek(r) != '\n')) {
		r->line++;
		r->col = 1;
	} else if (c == '\r') {
		return;
	} else if (at_end(r) || ((unsigned char)peek(r) & 0xC0) != 0x80) {
		r->col++;
	}
}

/* Goes on to the next line end or one of two signs, quickly. */
static void pass_plain(struct csv *r, char a, char b)
{
	const char *p = r->text.p + r->at;
	const char *end = r->text.p + r->text.len;
	int chars = 0;

	for (; p < end && *p != a && *p != b && *p != '\n' && *p != '\r'; p++)
		chars += ((unsigned char)*p & 0xC0) != 0x80;
	r->at = (size_t)(p - r->text.p);
	r->col += chars;
}

static void skip_line_end(struct csv *r)
{
	bool cr = peek(r) == '\r';

	if (at_end(r))
		return;
	advance(r);
	if (cr && !at_end(r) && peek(r) == '\n')
		advance(r);
}

static void skip_line(struct csv *r)
{
	while (!at_end(r) && !is_line_end(peek(r)))
		advance(r);
	skip_line_end(r);
}

static bool too_big(const struct csv *r, const struct csv_cell *cell, size_t start, struct err *err)
{
	struct pos pos = { r->file, cell->line, cell->col };

	if (r->buffer.len - start <= CSV_MAX_CELL)
		return false;
	err_at(err, ERR_CSV, &pos,
	       _("a cell of more than 1 MB begins here; look for a quote that is never closed"));
	return true;
}

static enum csv_step read_quoted(struct csv *r, const struct csv_cell *cell, struct err *err)
{
	struct pos pos = { r->file, cell->line, cell->col };
	size_t start = r->buffer.len;

	advance(r);
	for (;;) {
		size_t from = r->at;
		while (!at_end(r) && r->text.p[r->at] != '"') {
			pass_plain(r, '"', '"');
			if (r->at < r->text.len && r->text.p[r->at] != '"')
				advance(r);
		}
		str_addn(&r->buffer, r->text.p + from, r->at - from);
		if (too_big(r, cell, start, err))
			return CSV_FAIL;
		if (at_end(r)) {
			err_at(err, ERR_CSV, &pos, _("the quote opened here is never closed"));
			return CSV_FAIL;
		}
		advance(r);
		if (at_end(r) || r->text.p[r->at] != '"')
			break;
		str_addc(&r->buffer, '"');
		advance(r);
	}
	while (r->delimiter != '\t' && r->delimiter != ' ' && !at_end(r) && is_blank(peek(r)))
		advance(r);
	char c = peek(r);
	if (at_end(r) || is_line_end(c) || c == r->delimiter ||
	    (r->delimiter == ' ' && is_blank(c)))
		return CSV_ROW;
	pos.line = r->line;
	pos.col = r->col;
	err_at(err, ERR_CSV, &pos,
	       _("text stands behind a closing quote; a quote inside a cell must be doubled"));
	skip_line(r);
	return CSV_BAD;
}

static enum csv_step read_bare(struct csv *r, const struct csv_cell *cell, struct err *err)
{
	size_t from = r->at;
	size_t start = r->buffer.len;

	pass_plain(r, r->delimiter, r->delimiter == ' ' ? '\t' : r->delimiter);
	at_end(r);
	if (memchr(r->text.p + from, '"', r->at - from))
		r->stray++;
	str_addn(&r->buffer, r->text.p + from, r->at - from);
	return too_big(r, cell, start, err) ? CSV_FAIL : CSV_ROW;
}

static void skip_blanks(struct csv *r)
{
	while (r->delimiter == ' ' && !at_end(r) && is_blank(peek(r)))
		advance(r);
}

/* The divider after a cell; false at the end of the row. */
static bool next_cell(struct csv *r)
{
	if (at_end(r))
		return false;
	if (r->delimiter == ' ') {
		skip_blanks(r);
		return !at_end(r) && !is_line_end(peek(r));
	}
	if (peek(r) != r->delimiter)
		return false;
	advance(r);
	return true;
}

static void skip_empty_lines(struct csv *r)
{
	for (;;) {
		skip_blanks(r);
		if (at_end(r) || !is_line_end(peek(r)))
			return;
		skip_line_end(r);
	}
}

/* Cells point into the buffer by offset until the row is complete, as the buffer moves. */
static enum csv_step read_cells(struct csv *r, struct err *err)
{
	do {
		struct pos pos = { r->file, r->line, r->col };
		if (r->n == CSV_MAX_CELLS) {
			err_at(err, ERR_CSV, &pos, _("this row has more than %d cells"),
			       CSV_MAX_CELLS);
			return CSV_FAIL;
		}
		GROW(r->cells, r->n, r->cap);
		struct csv_cell *cell = &r->cells[r->n++];
		*cell = (struct csv_cell){ (const char *)(uintptr_t)r->buffer.len, r->line,
					   r->col };
		enum csv_step step = !at_end(r) && peek(r) == '"' ? read_quoted(r, cell, err)
								  : read_bare(r, cell, err);
		if (step != CSV_ROW)
			return step;
		str_addn(&r->buffer, "", 1);
	} while (next_cell(r));
	return CSV_ROW;
}

static enum csv_step next_row(struct csv *r, struct err *err)
{
	r->n = 0;
	str_clear(&r->buffer);
	skip_empty_lines(r);
	if (at_end(r))
		return CSV_END;
	r->row_line = r->line;
	enum csv_step step = read_cells(r, err);
	if (step != CSV_ROW)
		return step;
	for (size_t i = 0; i < r->n; i++)
		r->cells[i].text = r->buffer.p + (uintptr_t)r->cells[i].text;
	skip_line_end(r);
	return CSV_ROW;
}

static bool refill(struct csv *r, struct err *err);

enum csv_step csv_next(struct csv *r, struct err *err)
{
	for (;;) {
		size_t at = r->at;
		size_t stray = r->stray;
		int line = r->line;
		int col = r->col;
		r->hit_end = false;
		enum csv_step step = next_row(r, err);
		if (!r->hit_end || !r->feed || r->feed->ended)
			return step;
		r->at = at;
		r->line = line;
		r->col = col;
		r->stray = stray;
		err_clear(err);
		if (!refill(r, err))
			return CSV_FAIL;
	}
}

/* How well a divider explains the first rows: the share (in thousandths) of rows with the usual
 * number of cells, and that number. */
static int probe(const struct csv *whole, char delimiter, size_t *usual, size_t *rows)
{
	struct csv r = { .file = whole->file,
			 .text = whole->text,
			 .delimiter = delimiter,
			 .line = 1,
			 .col = 1 };
	size_t counts[PROBE_ROWS];
	size_t n = 0;
	int best = 0;
	enum csv_step step = CSV_ROW;

	str_init(&r.buffer);
	*usual = 0;
	while (n < PROBE_ROWS && (step = csv_next(&r, NULL)) != CSV_END && step != CSV_FAIL)
		if (step == CSV_ROW)
			counts[n++] = r.n;
	for (size_t i = 0; i < n; i++) {
		int same = 0;
		for (size_t j = 0; j < n; j++)
			same += counts[j] == counts[i];
		if (same > best || (same == best && counts[i] > *usual)) {
			best = same;
			*usual = counts[i];
		}
	}
	*rows = n;
	str_release(&r.buffer);
	free(r.cells);
	/* Quotes inside unquoted cells tell that cells were torn apart. */
	return n > 0 ? best * 1000 / (int)n - (r.stray ? 500 : 0) : 0;
}

static char find_delimiter(const struct csv *r)
{
	char found = ',';
	int best = 0;
	size_t usual;
	size_t rows;

	for (size_t i = 0; delimiters[i].c != ' '; i++) {
		int share = probe(r, delimiters[i].c, &usual, &rows);
		int score = usual < 2 ? 0 : share + (int)(usual > 100 ? 100 : usual);
		if (score > best) {
			best = score;
			found = delimiters[i].c;
		}
	}
	/* Words have blanks too, so columns of blanks must be beyond doubt. */
	if (best == 0 && probe(r, ' ', &usual, &rows) == 1000 && usual >= 3 && rows >= 2)
		found = ' ';
	return found;
}

bool csv_open(struct csv *r, const char *file, const char *bytes, size_t n,
	      const struct csv_dialect *dialect, struct err *err)
{
	*r = (struct csv){ .file = file, .line = 1, .col = 1 };
	str_init(&r->text);
	str_init(&r->buffer);
	if (!csv_decode(&r->text, file, bytes, n, dialect ? dialect->encoding : NULL, &r->encoding,
			err)) {
		csv_release(r);
		return false;
	}
	r->delimiter = dialect && dialect->delimiter ? dialect->delimiter : find_delimiter(r);
	return true;
}

/* --- a file, piece by piece --- */

static bool read_piece(struct csv *r, size_t *n, struct err *err)
{
	struct csv_feed *f = r->feed;
	struct pos pos = { .file = r->file };
	ssize_t got;

	do
		got = pread(f->fd, f->piece, PIECE, f->at);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_at(err, ERR_IO, &pos, "%s", strerror(errno));
	*n = (size_t)got;
	f->at += got;
	return true;
}

/* Line and column of a byte that lies further on than the reader is. */
static struct pos place_ahead(const struct csv *r, size_t at)
{
	struct csv ahead = { .text = r->text, .at = r->at, .line = r->line, .col = r->col };

	while (ahead.at < at && ahead.at < ahead.text.len)
		advance(&ahead);
	return (struct pos){ r->file, ahead.line, ahead.col };
}

/* More text behind what is not read yet; a row longer than a piece is met by ever more of them. */
static bool refill(struct csv *r, struct err *err)
{
	struct csv_feed *f = r->feed;
	size_t left = r->text.len - r->at;
	size_t bad = 0;
	size_t n;

	memmove(r->text.p, r->text.p + r->at, left);
	str_cut(&r->text, left);
	r->at = 0;
	do {
		if (!read_piece(r, &n, err))
			return false;
		f->ended = n == 0;
		if (!decoder_add(&f->decoder, &r->text, f->piece, n, f->ended, &bad)) {
			struct pos pos = place_ahead(r, bad);
			return err_at(err, ERR_BAD_TEXT, &pos,
				      _("this byte does not fit the encoding %s"), r->encoding);
		}
		const char *nul = memchr(r->text.p + left, '\0', r->text.len - left);
		if (nul) {
			struct pos pos = place_ahead(r, (size_t)(nul - r->text.p));
			return err_at(err, ERR_BAD_TEXT, &pos,
				      _("a NUL byte stands here; this is no text file, or its "
					"encoding must be told"));
		}
	} while (!f->ended && r->text.len < 2 * left);
	return true;
}

bool csv_begin(struct csv *r, const char *file, int fd, const struct csv_dialect *dialect,
	       struct err *err)
{
	struct pos pos = { .file = file };
	struct stat st;

	*r = (struct csv){ .file = file, .line = 1, .col = 1 };
	str_init(&r->text);
	str_init(&r->buffer);
	r->feed = mem_alloc(sizeof(*r->feed));
	r->feed->fd = fd;
	r->feed->piece = mem_alloc(PIECE);
	r->feed->wished = dialect ? dialect->encoding : NULL;
	r->feed->delimiter = dialect ? dialect->delimiter : 0;
	sha256_init(&r->feed->sha);
	if (fstat(fd, &st) < 0) {
		csv_release(r);
		return err_at(err, ERR_IO, &pos, "%s", strerror(errno));
	}
	r->feed->size = st.st_size;
	return true;
}

bool csv_look(struct csv *r, bool *more, char sha[65], struct err *err)
{
	struct csv_feed *f = r->feed;
	size_t n = 1;

	for (size_t total = 0; n > 0 && total < LOOK_BYTES; total += n) {
		if (!read_piece(r, &n, err))
			return false;
		encoding_scan(&f->scan, f->piece, n, n == 0);
		sha256_add(&f->sha, f->piece, n);
	}
	*more = n > 0;
	if (*more)
		return true;
	sha256_hex(&f->sha, sha);
	r->encoding = encoding_found(&f->scan, r->file, f->wished, err);
	if (!r->encoding || !decoder_open(&f->decoder, r->encoding, err))
		return false;
	f->at = 0;
	if (!refill(r, err))
		return false;
	r->delimiter = f->delimiter ? f->delimiter : find_delimiter(r);
	return true;
}

int64_t csv_done_bytes(const struct csv *r)
{
	if (!r->feed)
		return (int64_t)r->at;
	int64_t left = (int64_t)(r->text.len - r->at);
	return r->feed->at > left ? r->feed->at - left : 0;
}

int64_t csv_all_bytes(const struct csv *r)
{
	return r->feed ? r->feed->size : (int64_t)r->text.len;
}

void csv_release(struct csv *r)
{
	if (r->feed) {
		decoder_close(&r->feed->decoder);
		free(r->feed->piece);
		free(r->feed);
	}
	str_release(&r->text);
	str_release(&r->buffer);
	free(r->cells);
	*r = (struct csv){ 0 };
}

static bool computes(char c)
{
	return c && strchr("=+-@\t\r", c) != NULL;
}

/* "-12.50", "+86 138 0000 0042" */
static bool is_number(const char *s)
{
	int points = 0;
	bool digit = false;

	if (*s != '+' && *s != '-')
		return false;
	for (s++; *s; s++) {
		if (*s >= '0' && *s <= '9')
			digit = true;
		else if (*s == '.' && digit)
			points++;
		else if (*s != ' ' || !digit)
			return false;
	}
	return digit && points <= 1;
}

const char *csv_plain(const char *text)
{
	size_t n = strspn(text, "'");

	return n > 0 && computes(text[n]) ? text + 1 : text;
}

void csv_write_cell(struct str *out, const char *text)
{
	bool guard = (computes(text[0]) && !is_number(text)) || csv_plain(text) != text;
	size_t n = strlen(text);
	bool quote = n == 0 || strpbrk(text, ",;\t|\"\r\n") || text[0] == ' ' || text[n - 1] == ' ';

	if (!quote) {
		str_add(out, guard ? "'" : "");
		str_add(out, text);
		return;
	}
	if (n == 0)
		return;
	str_add(out, guard ? "\"'" : "\"");
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			str_addc(out, '"');
		str_addc(out, *p);
	}
	str_addc(out, '"');
}
