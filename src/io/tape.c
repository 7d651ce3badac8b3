#include "tape.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

static bool begin(struct tape *t, const char *path, int flags, struct err *err)
{
	struct pos pos = { .file = path };

	*t = (struct tape){ .fd = open(path, flags | O_CLOEXEC, 0600), .path = mem_strdup(path) };
	str_init(&t->end);
	if (t->fd >= 0)
		return true;
	return err_at(err, errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, &pos, "%s", strerror(errno));
}

bool tape_create(struct tape *t, const char *path, struct err *err)
{
	return begin(t, path, O_RDWR | O_CREAT | O_TRUNC, err);
}

bool tape_open(struct tape *t, const char *path, struct err *err)
{
	struct stat st;

	if (!begin(t, path, O_RDWR, err))
		return false;
	t->filed = fstat(t->fd, &st) == 0 ? (int64_t)st.st_size : 0;
	return true;
}

void tape_close(struct tape *t)
{
	if (t->path && t->fd >= 0)
		close(t->fd);
	str_release(&t->end);
	free(t->window);
	free(t->path);
	*t = (struct tape){ .fd = -1 };
}

bool tape_ok(const struct tape *t, struct err *err)
{
	struct pos pos = { .file = t->path };

	return !t->failed || err_at(err, t->failed == ENOSPC ? ERR_NO_SPACE : ERR_IO, &pos, "%s",
				    strerror(t->failed));
}

int64_t tape_size(const struct tape *t)
{
	return t->filed + (int64_t)t->end.len;
}

static bool write_at(struct tape *t, const char *p, size_t n, int64_t at)
{
	while (n > 0) {
		ssize_t done = pwrite(t->fd, p, n, at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			t->failed = errno ? errno : EIO;
			return false;
		}
		p += done;
		n -= (size_t)done;
		at += done;
	}
	return true;
}

bool tape_flush(struct tape *t)
{
	if (t->end.len == 0 || t->failed)
		return !t->failed;
	if (!write_at(t, t->end.p, t->end.len, t->filed))
		return false;
	t->filed += (int64_t)t->end.len;
	str_clear(&t->end);
	return true;
}

int64_t tape_add(struct tape *t, const void *bytes, size_t n)
{
	int64_t at = tape_size(t);

	str_addn(&t->end, bytes, n);
	if (t->end.len >= PIECE)
		tape_flush(t);
	return at;
}

const char *tape_view(struct tape *t, int64_t at, size_t n)
{
	if (at < 0 || at + (int64_t)n > tape_size(t))
		return NULL;
	if (at >= t->filed)
		return t->end.p + (at - t->filed);
	if (at + (int64_t)n > t->filed && !tape_flush(t))
		return NULL;
	if (t->window && at >= t->from && at + (int64_t)n <= t->from + (int64_t)t->held)
		return t->window + (at - t->from);
	/* Mostly the next bytes are wanted next; a jump backwards wants just a few. */
	bool onwards = t->window && at >= t->from && at < t->from + PIECE;
	size_t want = onwards || !t->window ? PIECE / 4 : 1024;
	if (want < n)
		want = n;
	if (want > t->room) {
		t->room = want;
		t->window = mem_grow(t->window, t->room, 1);
	}
	ssize_t got = pread(t->fd, t->window, want, at);
	if (got < 0)
		t->failed = errno;
	t->from = at;
	t->held = got > 0 ? (size_t)got : 0;
	return t->held >= n ? t->window : NULL;
}

bool tape_put(struct tape *t, int64_t at, const void *bytes, size_t n)
{
	if (at >= t->filed) {
		memcpy(t->end.p + (at - t->filed), bytes, n);
		return true;
	}
	if (at + (int64_t)n > t->filed && !tape_flush(t))
		return false;
	if (t->window && at >= t->from && at + (int64_t)n <= t->from + (int64_t)t->held)
		memcpy(t->window + (at - t->from), bytes, n);
	else
		t->held = 0;
	return write_at(t, bytes, n, at);
}

/* --- blobs --- */

void blob_number(struct str *out, int64_t n)
{
	uint64_t u = ((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0);
	char bytes[10];
	size_t len = 0;

	for (; u >= 0x80; u >>= 7)
		bytes[len++] = (char)(u | 0x80);
	bytes[len++] = (char)u;
	str_addn(out, bytes, len);
}

void blob_text(struct str *out, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	blob_number(out, (int64_t)n);
	str_addn(out, n ? text : "", n + 1);
}

int64_t blob_get_number(struct blob *b)
{
	uint64_t u = 0;

	for (int shift = 0; shift < 70; shift += 7) {
		if (b->p >= b->end) {
			b->torn = true;
			return 0;
		}
		unsigned char c = (unsigned char)*b->p++;
		u |= (uint64_t)(c & 0x7F) << shift;
		if (c < 0x80)
			return (int64_t)(u >> 1) ^ -(int64_t)(u & 1);
	}
	b->torn = true;
	return 0;
}

const char *blob_get_text(struct blob *b)
{
	int64_t n = blob_get_number(b);

	if (b->torn || n < 0 || n >= b->end - b->p || b->p[n]) {
		b->torn = true;
		return "";
	}
	const char *text = b->p;
	b->p += n + 1;
	return text;
}

int64_t tape_add_blob(struct tape *t, const struct str *blob)
{
	uint32_t n = (uint32_t)blob->len;
	int64_t at = tape_add(t, &n, sizeof(n));

	tape_add(t, blob->p, blob->len);
	return at;
}

bool tape_blob(struct tape *t, int64_t at, struct blob *b)
{
	uint32_t n = 0;
	const char *p = tape_view(t, at, sizeof(n));

	*b = (struct blob){ .torn = true };
	if (!p)
		return false;
	memcpy(&n, p, sizeof(n));
	p = tape_view(t, at, sizeof(n) + n);
	if (!p)
		return false;
	*b = (struct blob){ .p = p + sizeof(n), .end = p + sizeof(n) + n };
	return true;
}

/* --- hashes --- */

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9FB21C651E98DF25);
	return h ^ (h >> 29);
}

struct hash hash_number(struct hash h, uint64_t n)
{
	h.a = mix(h.a + UINT64_C(0x632BE59BD9B4E019), n);
	h.b = (uint32_t)(mix(h.b + UINT64_C(0xD6E8FEB86659FD93), n ^ (h.a >> 17)) >> 13);
	return h;
}

/* Eight bytes at a time; the length goes in, so that parts cannot move from text to text. */
struct hash hash_text(struct hash h, const char *text)
{
	size_t n = strlen(text);
	uint64_t word;

	h = hash_number(h, n);
	for (; n >= sizeof(word); n -= sizeof(word), text += sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		h = hash_number(h, word);
	}
	word = 0;
	memcpy(&word, text, n);
	return n ? hash_number(h, word) : h;
}

void hashes_release(struct hashes *h)
{
	free(h->v);
	*h = (struct hashes){ 0 };
}

static struct hash_slot *slot_of(const struct hashes *h, uint64_t a, uint32_t b)
{
	size_t i = (size_t)(mix(a, b) >> 7) & (h->cap - 1);

	while (h->v[i].value && (h->v[i].a != a || h->v[i].b != b))
		i = (i + 1) & (h->cap - 1);
	return &h->v[i];
}

static void widen(struct hashes *h)
{
	struct hashes wider = { .cap = h->cap ? h->cap * 2 : 256, .n = h->n };

	wider.v = mem_array(wider.cap, sizeof(*wider.v));
	for (size_t i = 0; i < h->cap; i++)
		if (h->v[i].value)
			*slot_of(&wider, h->v[i].a, h->v[i].b) = h->v[i];
	free(h->v);
	*h = wider;
}

uint32_t hashes_get(const struct hashes *h, struct hash key)
{
	if (h->cap == 0)
		return HASH_NONE;
	const struct hash_slot *s = slot_of(h, key.a, key.b);
	return s->value ? s->value - 1 : HASH_NONE;
}

uint32_t hashes_put(struct hashes *h, struct hash key, uint32_t value)
{
	if (h->n * 4 >= h->cap * 3)
		widen(h);
	struct hash_slot *s = slot_of(h, key.a, key.b);
	if (!s->value) {
		*s = (struct hash_slot){ key.a, key.b, value + 1 };
		h->n++;
	}
	return s->value - 1;
}

void hashes_set(struct hashes *h, struct hash key, uint32_t value)
{
	hashes_put(h, key, value);
	slot_of(h, key.a, key.b)->value = value + 1;
}
