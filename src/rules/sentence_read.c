#include "grammar.h"
#include "revisit/base/str.h"
#include "revisit/text/pinyin.h"

enum { STEPS_MAX = 400000 };

/* Full-width letters as plain ones, capitals as small ones, Chinese marks as those of the grammar.
 */
static uint32_t plain(uint32_t cp)
{
	if (cp >= 'A' && cp <= 'Z')
		return cp + ('a' - 'A');
	if (cp < 0x3000)
		return cp;
	if (cp >= 0xff01 && cp <= 0xff5e)
		return plain(cp - 0xff01 + '!');
	switch (cp) {
	case 0x3000:
		return ' ';
	case 0x65bc: /* 於, which Simplified texts have in names */
		return 0x4e8e;
	case 0x3001:
		return ',';
	case 0x3010:
		return '[';
	case 0x3011:
		return ']';
	default:
		return cp;
	}
}

static size_t plain_char(const char *text, size_t len, size_t at, uint32_t *cp)
{
	if (at >= len)
		return 0;
	if ((unsigned char)text[at] < 0x80) {
		*cp = plain((unsigned char)text[at]);
		return 1;
	}
	size_t n = str_decode(text + at, len - at, cp);
	*cp = n ? plain(*cp) : 0xfffd;
	return n ? n : 1;
}

size_t next_char(const char *text, size_t len, size_t at, uint32_t *cp)
{
	size_t n = plain_char(text, len, at, cp);

	if (n > 1 && *cp >= 0x3400)
		*cp = han_simplified(*cp);
	return n;
}

size_t char_at(const struct reading *r, size_t at, uint32_t *cp)
{
	if (at >= r->len)
		return 0;
	*cp = r->chars[at].cp;
	return r->chars[at].n;
}

size_t skip_blanks(const struct reading *r, size_t at)
{
	uint32_t cp;

	for (;;) {
		size_t n = char_at(r, at, &cp);
		if (n == 0 || (cp != ' ' && cp != '\t' && cp != '\n' && cp != '\r'))
			return at;
		at += n;
	}
}

bool cp_joins(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') || cp == '-' || cp == '_';
}

size_t word_at(const struct reading *r, size_t at, const char *word, size_t n, bool name,
	       size_t *typed)
{
	uint32_t want = 0;
	uint32_t has;

	*typed = 0;
	for (size_t i = 0; i < n;) {
		/* Only the clinic's own names may be in Traditional characters. */
		size_t step = name ? next_char(word, n, i, &want) : plain_char(word, n, i, &want);
		if (want == ' ') {
			size_t next = skip_blanks(r, at);
			if (next == at)
				return 0;
			at = next;
		} else {
			size_t one = char_at(r, at, &has);
			if (one == 0 || has != want)
				return 0;
			at += one;
		}
		i += step;
		*typed = i;
	}
	/* "not" is not the beginning of "notes", but 上次 may be followed by anything. */
	if (cp_joins(want) && char_at(r, at, &has) > 0 && cp_joins(has))
		return 0;
	return at;
}

void reading_init(struct reading *r, const struct sentence_context *c, bool chinese,
		  const char *text, size_t len, struct arena *arena)
{
	memset(r, 0, sizeof(*r));
	r->c = c;
	r->g = grammar_of(chinese);
	r->text = text;
	r->len = len;
	r->arena = arena;
	/* Decoded once: reading comes back to each place many times. */
	r->chars = arena_alloc(arena, (len + 1) * sizeof(*r->chars));
	for (size_t at = 0, n; at < len; at += n) {
		n = next_char(text, len, at, &r->chars[at].cp);
		r->chars[at].n = (uint8_t)n;
	}
}

static void expect(struct reading *r, size_t at, enum term term, const char *word, int len)
{
	if (at < r->far)
		return;
	if (at > r->far) {
		r->far = at;
		r->n_expected = 0;
		r->may_end = false;
	}
	for (int i = 0; i < r->n_expected; i++) {
		const struct expected *e = &r->expected[i];
		if (e->term == term && e->len == len &&
		    (len == 0 || memcmp(e->word, word, (size_t)len) == 0))
			return;
	}
	if (r->n_expected < EXPECTED_MAX)
		r->expected[r->n_expected++] = (struct expected){ term, fact_before(r), word, len };
}

/* A word of several parts is missed where the first wrong part begins: "at leest". */
static void miss_word(struct reading *r, size_t at, const char *word, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		size_t typed;
		if (word[i] != ' ')
			continue;
		size_t end = word_at(r, at, word, i, false, &typed);
		if (!end)
			break;
		from = i + 1;
	}
	if (from == 0) {
		expect(r, at, T_NONE, word, (int)n);
		return;
	}
	size_t typed;
	size_t end = word_at(r, at, word, from - 1, false, &typed);
	const char *stop = memchr(word + from, ' ', n - from);
	expect(r, skip_blanks(r, end), T_NONE, word + from,
	       stop ? (int)(stop - word - (ptrdiff_t)from) : (int)(n - from));
}

/* The longest of a word's alternatives; all are missed when none is there. */
static size_t any_word_at(struct reading *r, const struct op *op, size_t at)
{
	const char *word = op->word;
	size_t left = (size_t)op->len;
	size_t best = 0;

	while (left > 0) {
		const char *bar = memchr(word, '|', left);
		size_t n = bar ? (size_t)(bar - word) : left;
		size_t typed;
		size_t end = word_at(r, at, word, n, false, &typed);
		if (end > best)
			best = end;
		left -= bar ? n + 1 : n;
		word += bar ? n + 1 : n;
	}
	if (best)
		return best;
	if ((at < r->far && !op->phrase) || op->hidden)
		return 0;
	const char *bar = memchr(op->word, '|', (size_t)op->len);
	miss_word(r, at, op->word, bar ? (size_t)(bar - op->word) : (size_t)op->len);
	return 0;
}

static bool put(struct reading *r, int of, size_t from, size_t to, const struct found *found)
{
	if (of < 0)
		return true;
	if (r->n == MARKS_MAX)
		return false;
	r->mark[r->n++] = (struct mark){
		.act = marks[of].act,
		.arg = marks[of].arg,
		.from = from,
		.to = to,
		.value = found ? found->value : 0,
		.key = found ? found->key : NULL,
	};
	return true;
}

static void keep(struct reading *r)
{
	if (++r->readings > 1)
		return;
	r->kept = arena_alloc(r->arena, ((size_t)r->n + 1) * sizeof(*r->kept));
	r->n_kept = r->n;
	if (r->n > 0)
		memcpy(r->kept, r->mark, (size_t)r->n * sizeof(*r->kept));
}

/* Reads a word or name at `from`, which is behind the blanks; its end, 0. */
static size_t take(struct reading *r, const struct op *op, size_t from, int pc, int frame)
{
	struct found found = { 0 };
	size_t end;

	if (r->offer)
		r->offer(r, op, from, pc, frame);
	if (op->kind == OP_WORD) {
		end = any_word_at(r, op, from);
		found = (struct found){ .from = from, .to = end };
	} else {
		found = term_at(r, (enum term)op->a, from);
		end = found.to;
		if (!end && !op->hidden)
			expect(r, from, (enum term)op->a, NULL, 0);
	}
	if (!end || !put(r, op->mark, from, end, &found))
		return 0;
	return end;
}

static void run(struct reading *r, int pc, size_t at, int frame)
{
	for (;;) {
		const struct op *op = &r->g->op[pc];
		if (++r->steps > STEPS_MAX)
			return;
		switch (op->kind) {
		case OP_WORD:
		case OP_TERM:
			at = take(r, op, skip_blanks(r, at), pc, frame);
			if (!at)
				return;
			pc++;
			break;
		case OP_MARK: {
			size_t from = skip_blanks(r, at);
			if (!put(r, op->mark, from, at, NULL))
				return;
			pc++;
			break;
		}
		case OP_FORK: {
			int n = r->n;
			int n_frames = r->n_frames;
			run(r, op->a, at, frame);
			r->n = n;
			r->n_frames = n_frames;
			pc = op->b;
			break;
		}
		case OP_JUMP:
			pc = op->a;
			break;
		case OP_CALL:
			if (r->n_frames == FRAMES_MAX)
				return;
			r->frame[r->n_frames] = (struct frame){ pc + 1, frame };
			frame = r->n_frames++;
			pc = op->a;
			break;
		case OP_RETURN:
			if (frame >= 0) {
				pc = r->frame[frame].back;
				frame = r->frame[frame].parent;
				break;
			}
			if (r->ends)
				r->ends[at] = true;
			at = skip_blanks(r, at);
			if (at == r->len) {
				keep(r);
				return;
			}
			if (at >= r->far) {
				expect(r, at, T_NONE, "", 0);
				r->may_end = true;
			}
			return;
		}
	}
}

void reading_run(struct reading *r, const char *rule)
{
	run(r, grammar_rule(r->g, rule), 0, -1);
}
