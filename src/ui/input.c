#include "revisit/ui/input.h"

#include "revisit/text/utf8.h"

#include "keytable.h"

enum {
	ESC = 0x1b,
	ESC_MS = 75,         /* a lone Esc is a key after this */
	AFTER_ESC_MS = 1000, /* so long may the rest of a split sequence come late */
	HOLD_MS = 50,        /* so long is its first character held back */
	SEQUENCE_MS = 500,   /* so long do we wait for the end of a sequence */
	PASTE_MS = 2000,
	PASTE_MAX = 1 << 20,
	STRING_MAX = 1 << 16,
	SEQUENCE_MAX = 64,
	BURST_MS = 20,
	BURST_MIN = 6,
	PHRASE_MAX = 16, /* characters an input method commits at once */
};

#define NEVER INT64_MAX
#define LONG_AGO INT64_MIN
#define PASTE_END "\033[201~"

enum mode { MODE_KEYS, MODE_PASTE, MODE_STRING };

struct definition {
	char *sequence;
	struct key key;
};

struct input {
	struct str buf; /* [at, len) is undecided */
	size_t at;
	int64_t fed;       /* when the last bytes came, LONG_AGO before the first */
	size_t burst_from; /* bytes from here came within BURST_MS of one another */
	bool bursting;     /* the last key was a burst, text that follows at once belongs to it */
	int64_t esc_at;    /* the last key was a lone Esc of then, else LONG_AGO */
	bool held;         /* what came after it may be the rest of a split sequence */
	enum mode mode;
	size_t skipped;   /* MODE_STRING: bytes so far */
	struct str paste; /* MODE_PASTE: bytes so far */
	bool paste_over;
	struct str text; /* of the last KEY_PASTE */
	struct definition *definitions;
	size_t n_definitions, cap_definitions;
};

/* What the bytes at the front are. */
struct step {
	enum { WAIT, DROP, KEY } verdict;
	size_t taken; /* bytes */
	struct key key;
	int64_t deadline; /* WAIT: the time decides then; NEVER: only bytes do */
	enum { THEN_KEYS, THEN_ESC, THEN_BURST, THEN_PASTE, THEN_STRING } then;
};

struct input *input_new(void)
{
	struct input *in = mem_alloc(sizeof(*in));

	str_init(&in->buf);
	str_init(&in->paste);
	str_init(&in->text);
	in->fed = in->esc_at = LONG_AGO;
	return in;
}

void input_free(struct input *in)
{
	if (!in)
		return;
	for (size_t i = 0; i < in->n_definitions; i++)
		free(in->definitions[i].sequence);
	free(in->definitions);
	str_release(&in->buf);
	str_release(&in->paste);
	str_release(&in->text);
	free(in);
}

void input_define(struct input *in, const char *sequence, struct key key)
{
	if (sequence[0] != ESC || sequence[1] == '\0')
		return;
	GROW(in->definitions, in->n_definitions, in->cap_definitions);
	in->definitions[in->n_definitions++] =
		(struct definition){ .sequence = mem_strdup(sequence), .key = key };
}

static struct step wait_until(int64_t deadline)
{
	return (struct step){ .verdict = WAIT, .deadline = deadline };
}

static struct step drop(size_t taken)
{
	return (struct step){ .verdict = DROP, .taken = taken };
}

static struct step give(struct key key, size_t taken)
{
	if (key.kind == KEY_NONE)
		return drop(taken);
	return (struct step){ .verdict = KEY, .taken = taken, .key = key };
}

static struct step give_esc(void)
{
	return give((struct key){ .kind = KEY_ESC }, 1);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Sequences, from the byte after ESC.  `taken` 0 and not `partial`: it is none. */
struct sequence {
	bool partial;
	bool paste;
	size_t taken;
	struct key key; /* KEY_NONE: to be swallowed */
};

static struct sequence parse_ss3(const char *s, size_t n)
{
	size_t i = 1;

	while (i < n && i < SEQUENCE_MAX && (is_digit(s[i]) || s[i] == ';'))
		i++;
	if (i == n)
		return (struct sequence){ .partial = true };
	if (s[i] != ' ' && (s[i] < 0x40 || s[i] > 0x7e))
		return (struct sequence){ 0 };
	return (struct sequence){ .taken = i + 1, .key = keytable_ss3(s[i]) };
}

/* Up to three numbers of a sequence's parameters; missing ones are 0. */
static void parse_numbers(const char *s, size_t n, int numbers[3])
{
	size_t which = 0;

	for (size_t i = 0; i < n && which < 3; i++) {
		if (s[i] == ';')
			which++;
		else if (is_digit(s[i]) && numbers[which] < 100000)
			numbers[which] = numbers[which] * 10 + (s[i] - '0');
	}
}

/* ESC [ < button ; column ; row M: presses only.  Bits 2 to 4 are modifiers, bit 5 is motion. */
static struct key parse_mouse(const int numbers[3], char final)
{
	struct key key = { .kind = KEY_MOUSE, .x = numbers[1] - 1, .y = numbers[2] - 1 };
	int button = numbers[0] & ~(4 | 8 | 16);

	if (final == 'M' && key.x >= 0 && key.y >= 0) {
		switch (button) {
		case 0:
			key.mouse = MOUSE_PRESS;
			return key;
		case 2:
			key.mouse = MOUSE_RIGHT;
			return key;
		case 64:
			key.mouse = MOUSE_WHEEL_UP;
			return key;
		case 65:
			key.mouse = MOUSE_WHEEL_DOWN;
			return key;
		default:
			break;
		}
	}
	return (struct key){ .kind = KEY_NONE };
}

/* ESC [ M and three bytes: the old mouse report, which we never ask for. */
static struct sequence skip_x10_mouse(const char *s, size_t n)
{
	for (size_t i = 2; i < 5; i++) {
		if (i == n)
			return (struct sequence){ .partial = true };
		if ((unsigned char)s[i] < ' ')
			return (struct sequence){ .taken = i };
	}
	return (struct sequence){ .taken = 5 };
}

static struct sequence parse_csi(const char *s, size_t n)
{
	int numbers[3] = { 0 };
	size_t i = 1;

	while (i < n && s[i] >= 0x30 && s[i] <= 0x3f)
		i++;
	bool private = i > 1 && s[1] >= '<';
	bool list = memchr(s + 1, ';', i - 1);
	size_t parameters = i;
	/* rxvt ends Shift-Home and the like in '$', which elsewhere introduces the final byte. */
	bool rxvt = i < n && s[i] == '$' && i > 1 && !private && !list;
	while (!rxvt && i < n && s[i] >= 0x20 && s[i] <= 0x2f)
		i++;
	if (i >= SEQUENCE_MAX)
		return (struct sequence){ .taken = i };
	if (i == n)
		return (struct sequence){ .partial = true };
	if (!rxvt && (s[i] < 0x40 || s[i] > 0x7e))
		return (struct sequence){ .taken = i };

	struct sequence q = { .taken = i + 1 };
	parse_numbers(s + 1, parameters - 1, numbers);
	if (s[1] == '<' && i == parameters && (s[i] == 'M' || s[i] == 'm'))
		q.key = parse_mouse(numbers, s[i]);
	else if (!private && i == parameters && s[i] == '~' && numbers[0] == 200)
		q.paste = true;
	else if (!private && i == parameters)
		q.key = keytable_csi(numbers[0], s[i]);
	return q;
}

static struct sequence parse_sequence(const char *s, size_t n)
{
	if (s[0] == 'O')
		return parse_ss3(s, n);
	if (n > 1 && s[1] == '[') {
		if (n == 2)
			return (struct sequence){ .partial = true };
		if (s[2] < ' ' || s[2] > '~')
			return (struct sequence){ .taken = 2 };
		return (struct sequence){ .taken = 3, .key = keytable_console(s[2]) };
	}
	if (n > 1 && s[1] == 'M')
		return skip_x10_mouse(s, n);
	return parse_csi(s, n);
}

static struct step give_sequence(const struct sequence *q, size_t before)
{
	struct step step = give(q->key, before + q->taken);

	if (q->paste)
		step.then = THEN_PASTE;
	return step;
}

/* DCS, OSC and APC begin like Alt and a capital letter or a bracket: only what a terminal would
 * answer is taken for one, or the name typed after an Esc on a slow line would be lost. */
static bool starts_string(char kind, char next)
{
	switch (kind) {
	case 'P':
		return is_digit(next) || strchr(">!+$|=?", next);
	case ']':
		return is_digit(next);
	case '_':
		return next == 'G';
	default:
		return false;
	}
}

/* A sequence from terminfo, which may look like nothing we know.  False: none begins so. */
static bool scan_defined(const struct input *in, const char *s, size_t n, struct step *step)
{
	bool prefix = false;

	*step = (struct step){ .verdict = WAIT };
	for (size_t i = 0; i < in->n_definitions; i++) {
		const struct definition *d = &in->definitions[i];
		size_t len = strlen(d->sequence);
		if (len > n && memcmp(d->sequence, s, n) == 0)
			prefix = true;
		if (len <= n && len > step->taken && memcmp(d->sequence, s, len) == 0)
			*step = give(d->key, len);
	}
	if (step->taken == 0)
		step->deadline = in->fed + SEQUENCE_MS;
	return prefix || step->taken > 0;
}

static struct step scan_escape(const struct input *in, const char *s, size_t n, int64_t now)
{
	struct step defined;

	if (n == 1) {
		if (now < in->fed + ESC_MS)
			return wait_until(in->fed + ESC_MS);
		struct step step = give_esc();
		step.then = THEN_ESC;
		return step;
	}
	bool known = scan_defined(in, s, n, &defined);
	if (known && defined.verdict == KEY)
		return defined;
	if (s[1] == '[' || s[1] == 'O') {
		struct sequence q = parse_sequence(s + 1, n - 1);
		if (q.taken > 0)
			return give_sequence(&q, 1);
		if (!q.partial)
			return give_esc();
		if (now < in->fed + SEQUENCE_MS)
			return wait_until(in->fed + SEQUENCE_MS);
		return n == 2 ? give_esc() : drop(n);
	}
	if (known && now < defined.deadline)
		return defined;
	if (strchr("P]_", s[1]) && s[1]) {
		if (n == 2 && now < in->fed + SEQUENCE_MS)
			return wait_until(in->fed + SEQUENCE_MS);
		if (n > 2 && s[2] && starts_string(s[1], s[2])) {
			struct step step = drop(2);
			step.then = THEN_STRING;
			return step;
		}
	}
	return give_esc();
}

/* How many printable characters stand at the front of s, and how many bytes they take. */
struct run {
	size_t count, bytes;
	bool same;  /* all of them alike */
	bool ascii; /* has an ASCII letter, digit or sign */
};

static bool is_printable(uint32_t cp)
{
	return cp >= 0x20 && (cp < 0x7f || cp > 0x9f);
}

static struct run measure(const char *s, size_t n)
{
	struct run run = { .same = true };
	uint32_t first = 0, cp;

	while (run.bytes < n) {
		size_t len = utf8_decode(s + run.bytes, n - run.bytes, &cp);
		if (len == 0 || !is_printable(cp))
			break;
		if (run.count == 0)
			first = cp;
		run.same = run.same && cp == first;
		run.ascii = run.ascii || (cp > ' ' && cp < 0x7f);
		run.bytes += len;
		run.count++;
	}
	return run;
}

static size_t burst_length(const char *s, size_t n, const struct run *first)
{
	size_t bytes = first->bytes;

	for (;;) {
		size_t gap = bytes;
		while (gap < n && (s[gap] == '\r' || s[gap] == '\n' || s[gap] == '\t'))
			gap++;
		struct run run = measure(s + gap, n - gap);
		if (gap == bytes || run.count < BURST_MIN)
			return bytes;
		bytes = gap + run.bytes;
	}
}

/* Bytes of the UTF-8 character that c begins; 1 when it begins none. */
static size_t utf8_length(unsigned char c)
{
	if (c < 0xc2 || c > 0xf4)
		return 1;
	return c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Whether n bytes can be the beginning of a longer character. */
static bool is_incomplete(const char *s, size_t n)
{
	if (n >= utf8_length((unsigned char)s[0]))
		return false;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return false;
	return true;
}

static struct step scan_text(const struct input *in, const char *s, size_t n, int64_t now)
{
	uint32_t cp;
	size_t len = utf8_decode(s, n, &cp);

	if (len == 0 && is_incomplete(s, n) && now < in->fed + SEQUENCE_MS)
		return wait_until(in->fed + SEQUENCE_MS);
	if (len == 0 || !is_printable(cp))
		return drop(len ? len : 1);
	/* Older bytes that nobody took are a burst of their own. */
	size_t together = in->at < in->burst_from ? in->burst_from - in->at : n;
	struct run run = measure(s, together);
	bool burst = run.count >= BURST_MIN && !run.same && (run.ascii || run.count > PHRASE_MAX);
	if (!burst && !(in->bursting && in->at >= in->burst_from))
		return give((struct key){ .kind = KEY_TEXT, .cp = cp }, len);
	return (struct step){
		.verdict = KEY,
		.taken = burst_length(s, together, &run),
		.key = { .kind = KEY_PASTE },
		.then = THEN_BURST,
	};
}

/* `[` or `O` after a lone Esc.  True when it is (or may still be) the rest of a sequence. */
static bool scan_after_esc(const struct input *in, const char *s, size_t n, int64_t now,
			   struct step *step)
{
	struct sequence q = parse_sequence(s, n);

	if (q.partial) {
		*step = wait_until(in->fed + (n == 1 ? HOLD_MS : SEQUENCE_MS));
		return now < step->deadline;
	}
	/* "Olga" typed after an Esc is a name: a sequence has an end. */
	if (q.taken == 0 || (!q.paste && q.taken < n && is_printable((unsigned char)s[q.taken])))
		return false;
	if (!q.paste && q.key.kind == KEY_NONE && q.taken <= 2)
		return false;
	*step = give_sequence(&q, 0);
	return true;
}

static bool may_follow_esc(const struct input *in, char c)
{
	return (c == '[' || c == 'O') && in->esc_at != LONG_AGO &&
	       (in->held || in->fed - in->esc_at <= AFTER_ESC_MS);
}

static struct step scan(const struct input *in, int64_t now)
{
	const char *s = in->buf.p + in->at;
	size_t n = in->buf.len - in->at;
	struct step step;

	if (in->mode == MODE_PASTE) {
		if (now < in->fed + PASTE_MS)
			return wait_until(in->fed + PASTE_MS);
		return drop(n);
	}
	if (n == 0)
		return wait_until(NEVER);
	if (in->mode == MODE_STRING) /* an ESC that may end it */
		return now < in->fed + SEQUENCE_MS ? wait_until(in->fed + SEQUENCE_MS) : drop(n);
	if (may_follow_esc(in, s[0]) && scan_after_esc(in, s, n, now, &step))
		return step;
	if (s[0] == ESC)
		return scan_escape(in, s, n, now);
	if (s[0] == '\0')
		return drop(1);
	if (s[0] == '\r' && n > 1 && s[1] == '\n')
		return give(keytable_control('\r'), 2);
	if ((unsigned char)s[0] < ' ' || s[0] == 0x7f)
		return give(keytable_control((unsigned char)s[0]), 1);
	return scan_text(in, s, n, now);
}

/* Pasted bytes as text: line ends become \n, other controls but tabs and broken bytes go. */
static void clean(struct str *out, const char *s, size_t n)
{
	uint32_t cp;

	str_clear(out);
	for (size_t i = 0; i < n;) {
		size_t len = utf8_decode(s + i, n - i, &cp);
		if (s[i] == '\r')
			str_addc(out, '\n');
		else if (s[i] == '\t' || (s[i] == '\n' && (i == 0 || s[i - 1] != '\r')) ||
			 (len > 0 && is_printable(cp)))
			str_addn(out, s + i, len);
		i += len ? len : 1;
	}
}

/* Moves what has come of a paste out of the buffer, but for what may be the start of its end. */
static void collect_paste(struct input *in)
{
	const char *s = in->buf.p + in->at;
	size_t n = in->buf.len - in->at;
	const char *end = memmem(s, n, PASTE_END, strlen(PASTE_END));
	size_t take = end ? (size_t)(end - s) : n;

	if (!end)
		for (size_t tail = 1; tail < strlen(PASTE_END) && tail <= n; tail++)
			if (memcmp(s + n - tail, PASTE_END, tail) == 0)
				take = n - tail;
	size_t room = PASTE_MAX - in->paste.len;
	str_addn(&in->paste, s, take < room ? take : room);
	in->at += take;
	if (end) {
		in->at += strlen(PASTE_END);
		in->mode = MODE_KEYS;
		in->paste_over = true;
	}
}

static void skip_string(struct input *in)
{
	while (in->at < in->buf.len && in->mode == MODE_STRING) {
		const char *s = in->buf.p + in->at;
		bool last = in->at + 1 == in->buf.len;
		if (*s == ESC && last)
			return;
		if (*s == ESC || *s == '\a' || in->skipped >= STRING_MAX)
			in->mode = MODE_KEYS;
		if (*s == ESC && s[1] != '\\')
			return;
		in->at += *s == ESC ? 2 : 1;
		in->skipped++;
	}
}

void input_feed(struct input *in, const char *bytes, size_t n, int64_t now)
{
	int64_t silence = in->fed == LONG_AGO ? NEVER : now - in->fed;

	if (n == 0)
		return;
	if (in->mode == MODE_PASTE && silence >= PASTE_MS) {
		in->at = in->buf.len;
		in->mode = MODE_KEYS;
		in->paste_over = true;
	}
	if (in->mode == MODE_STRING && silence >= SEQUENCE_MS)
		in->mode = MODE_KEYS;
	size_t left = in->buf.len - in->at;
	memmove(in->buf.p, in->buf.p + in->at, left);
	str_cut(&in->buf, left);
	in->burst_from = in->burst_from > in->at ? in->burst_from - in->at : 0;
	in->at = 0;
	if (silence > BURST_MS) {
		in->burst_from = left;
		in->bursting = false;
	}
	str_addn(&in->buf, bytes, n);
	in->fed = now;
	if (in->mode == MODE_PASTE)
		collect_paste(in);
	if (in->mode == MODE_STRING)
		skip_string(in);
}

/* The paste that has ended, if it holds any text. */
static bool take_paste(struct input *in, struct key *key)
{
	in->paste_over = false;
	clean(&in->text, in->paste.p, in->paste.len);
	str_clear(&in->paste);
	*key = (struct key){ .kind = KEY_PASTE, .text = in->text.p };
	return in->text.len > 0;
}

static void apply(struct input *in, struct step *step)
{
	if (in->mode != MODE_KEYS) { /* given up: nothing more came */
		in->paste_over = in->mode == MODE_PASTE;
		in->mode = MODE_KEYS;
	}
	if (step->then == THEN_BURST) {
		clean(&in->text, in->buf.p + in->at, step->taken);
		step->key.text = in->text.p;
	}
	in->at += step->taken;
	if (step->verdict == KEY)
		in->bursting = step->then == THEN_BURST;
	in->esc_at = step->then == THEN_ESC ? in->fed : LONG_AGO;
	in->held = false;
	if (step->then == THEN_PASTE) {
		in->mode = MODE_PASTE;
		str_clear(&in->paste);
		collect_paste(in);
	}
	if (step->then == THEN_STRING) {
		in->mode = MODE_STRING;
		in->skipped = 0;
		skip_string(in);
	}
}

bool input_next(struct input *in, int64_t now, struct key *key)
{
	for (;;) {
		if (in->paste_over && take_paste(in, key))
			return true;
		struct step step = scan(in, now);
		if (step.verdict == WAIT) {
			in->held = in->at < in->buf.len && may_follow_esc(in, in->buf.p[in->at]);
			return false;
		}
		apply(in, &step);
		if (step.verdict == KEY) {
			*key = step.key;
			return true;
		}
	}
}

int input_wait(const struct input *in, int64_t now)
{
	struct step step = scan(in, now);

	if (in->paste_over || step.verdict != WAIT)
		return 0;
	if (step.deadline == NEVER)
		return -1;
	return step.deadline > now ? (int)(step.deadline - now) : 0;
}
