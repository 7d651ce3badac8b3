#include "search_runs.h"

#include "revisit/base/file.h"
#include "revisit/base/i18n.h"

#include <fcntl.h>
#include <unistd.h>

/* A record: patient, length of the key, key. */
enum { HEAD = 9, RECORD_MAX = HEAD + MATCH_KEY_MAX + 2, BUFFER = 1 << 16 };

/* What is left of one run, and its first record as read. */
struct run {
	int64_t at, end; /* of the file, behind the buffer */
	char *buffer;
	size_t from, filled;
	int64_t patient;
	uint64_t head;
	char text[MATCH_KEY_MAX + 3];
};

struct runs {
	int fd;
	int64_t size;
	size_t keys;
	struct run *v;
	size_t n, cap;
	size_t *heap; /* indexes of v, the least on top; NULL while runs are added */
	size_t heap_n;
	char text[MATCH_KEY_MAX + 3];
};

static bool file_failed(struct err *err)
{
	return err_set(err, ERR_IO, _("a file for sorting beside the database cannot be used; "
				      "make room on the disk and try again"));
}

struct runs *runs_new(const char *path, struct err *err)
{
	char *name = mem_printf("%s-keys-XXXXXX", path);
	int fd = mkstemp(name);

	if (fd >= 0)
		unlink(name);
	free(name);
	if (fd < 0) {
		file_failed(err);
		return NULL;
	}
	struct runs *r = mem_alloc(sizeof(*r));
	r->fd = fd;
	return r;
}

void runs_free(struct runs *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i].buffer);
	free(r->v);
	free(r->heap);
	close(r->fd);
	free(r);
}

size_t runs_keys(const struct runs *r)
{
	return r->keys;
}

static bool put(struct runs *r, const struct str *bytes)
{
	for (size_t done = 0; done < bytes->len;) {
		ssize_t n = pwrite(r->fd, bytes->p + done, bytes->len - done, r->size);
		if (n <= 0)
			return false;
		done += (size_t)n;
		r->size += n;
	}
	return true;
}

bool runs_add(struct runs *r, const struct batch *x, struct err *err)
{
	struct str bytes;
	int64_t begin = r->size;
	bool ok = true;

	BUG_IF(r->heap);
	if (x->n == 0)
		return true;
	str_init(&bytes);
	for (size_t i = 0; ok && i < x->n; i++) {
		const struct key_change *k = x->v[i].key;
		size_t n = strlen(k->text);
		BUG_IF(!k->add || n > MATCH_KEY_MAX + 2);
		str_addn(&bytes, (const char *)&k->patient, sizeof(k->patient));
		str_addc(&bytes, (char)n);
		str_addn(&bytes, k->text, n);
		if (bytes.len < BUFFER && i + 1 < x->n)
			continue;
		ok = put(r, &bytes);
		str_clear(&bytes);
	}
	str_release(&bytes);
	GROW(r->v, r->n, r->cap);
	r->v[r->n++] = (struct run){ .at = begin, .end = r->size };
	r->keys += x->n;
	return ok || file_failed(err);
}

/* --- reading --- */

static bool fill(struct runs *r, struct run *run)
{
	size_t kept = run->filled - run->from;

	memmove(run->buffer, run->buffer + run->from, kept);
	run->from = 0;
	run->filled = kept;
	while (run->filled < BUFFER && run->at < run->end) {
		size_t room = BUFFER - run->filled;
		size_t left = (size_t)(run->end - run->at);
		ssize_t n = pread(r->fd, run->buffer + run->filled, left < room ? left : room, run->at);
		if (n <= 0)
			return false;
		run->filled += (size_t)n;
		run->at += n;
	}
	return true;
}

/* The next record of a run; *over when there is none. */
static bool step_run(struct runs *r, struct run *run, bool *over)
{
	if (run->filled - run->from < RECORD_MAX && run->at < run->end && !fill(r, run))
		return false;
	*over = run->from == run->filled;
	if (*over) {
		free(run->buffer);
		run->buffer = NULL;
		return true;
	}
	const char *p = run->buffer + run->from;
	size_t n = (unsigned char)p[HEAD - 1];
	memcpy(&run->patient, p, sizeof(run->patient));
	memcpy(run->text, p + HEAD, n);
	run->text[n] = '\0';
	run->head = key_head(run->text, n);
	run->from += HEAD + n;
	return true;
}

static bool is_less(const struct run *a, const struct run *b)
{
	if (a->head != b->head)
		return a->head < b->head;
	int texts = strcmp(a->text, b->text);
	return texts ? texts < 0 : a->patient < b->patient;
}

static void sink(struct runs *r, size_t i)
{
	for (;;) {
		size_t least = i;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < r->heap_n; child++)
			if (is_less(&r->v[r->heap[child]], &r->v[r->heap[least]]))
				least = child;
		if (least == i)
			return;
		size_t other = r->heap[i];
		r->heap[i] = r->heap[least];
		r->heap[least] = other;
		i = least;
	}
}

static bool begin(struct runs *r)
{
	bool over;

	r->heap = mem_array(r->n ? r->n : 1, sizeof(*r->heap));
	for (size_t i = 0; i < r->n; i++) {
		r->v[i].buffer = mem_grow(NULL, BUFFER, 1);
		if (!step_run(r, &r->v[i], &over))
			return false;
		if (!over)
			r->heap[r->heap_n++] = i;
	}
	for (size_t i = r->heap_n; i-- > 0;)
		sink(r, i);
	return true;
}

bool runs_next(struct runs *r, const char **text, int64_t *patient, struct err *err)
{
	bool over;

	if (!r->heap && !begin(r))
		return file_failed(err);
	if (r->heap_n == 0)
		return false;
	struct run *top = &r->v[r->heap[0]];
	memcpy(r->text, top->text, sizeof(r->text));
	*text = r->text;
	*patient = top->patient;
	if (!step_run(r, top, &over))
		return file_failed(err);
	if (over)
		r->heap[0] = r->heap[--r->heap_n];
	sink(r, 0);
	return true;
}
