/* From a key to the finished screen, with the real program in a pseudo-terminal.
 * usage: keys PROGRAM CLINIC TODAY QUERIES ROWS COLS [REPEATS]
 *
 * Sections "keys RxC" (to the first complete screen), "settled RxC" (until nothing more comes) and
 * "bytes RxC" (written for it); see terminal.h for how they are cut.  Every answer is checked: the
 * Find line shows what was typed and the list the first patient found for it (none, when there is
 * none), the chosen row is another one, the card is there.  A key that is
 * never answered ends the program with status 2. */
#include "finding.h"
#include "terminal.h"

#include "revisit/text/utf8.h"

#include <unistd.h>

enum { REPEATS = 50, DOWNS = 200, PAGES = 100, BURST = 500, BURSTS = 5 };
enum { SHORT_QUIET = 60, LONG_QUIET = 300 };

#define DOWN "\033OB"
#define UP "\033OA"
#define PAGE_DOWN "\033[6~"
#define CLEAR "\025" /* ^U */
#define GO_TO "\007" /* ^G */

struct keys {
	struct terminal *t;
	struct clinic c; /* to ask what has to be found */
	char size[16];
	char typed[128];
	char chosen[512]; /* the chosen row as last looked at */
	int repeats;
};

struct timing {
	const char *name;
	struct samples screen, settled, bytes;
};

static void timing_add(struct timing *x, const struct answer *a)
{
	sample_add(&x->screen, a->screen);
	sample_add(&x->settled, a->settled);
	sample_add(&x->bytes, (double)a->bytes);
}

static void timing_tell(const struct keys *k, struct timing *x)
{
	char section[32];

	snprintf(section, sizeof(section), "keys %s", k->size);
	fact(section, x->name, &x->screen, NULL);
	snprintf(section, sizeof(section), "settled %s", k->size);
	fact(section, x->name, &x->settled, NULL);
	snprintf(section, sizeof(section), "bytes %s", k->size);
	fact(section, x->name, &x->bytes, NULL);
	samples_release(&x->screen);
	samples_release(&x->settled);
	samples_release(&x->bytes);
}

static void press(struct keys *k, const char *key, terminal_shows *shows, const void *wanted,
		  int quiet, struct timing *into)
{
	struct answer a;

	if (!terminal_press(k->t, key, shows, wanted, quiet, &a)) {
		terminal_dump(k->t);
		bench_fail("%s: no answer to a key (%s)", k->size,
			   into ? into->name : "on the way");
	}
	if (into)
		timing_add(into, &a);
}

static void note_memory(const struct keys *k, const char *when)
{
	char name[64];

	snprintf(name, sizeof(name), "RssAnon %s, MB", when);
	fact_number("memory", name, (double)proc_status(terminal_pid(k->t), "RssAnon:") / 1024,
		    k->size);
}

/* --- what the screen shows --- */

static bool shows_text(struct terminal *t, const void *wanted)
{
	return terminal_find(t, wanted) >= 0;
}

/* The chosen row of the list, without what stands beside the list; NULL when there is none. */
static const char *chosen_row(struct terminal *t)
{
	static char list[512];

	for (int y = 2; y < terminal_rows(t); y++) {
		const char *row = terminal_row(t, y);
		const char *side = strstr(row, "│");
		if (row[0] != '>')
			continue;
		snprintf(list, sizeof(list), "%.*s",
			 (int)(side ? (size_t)(side - row) : strlen(row)), row);
		return list;
	}
	return NULL;
}

/* What the screen of Patients has to show. */
struct sought {
	const char *typed;
	char chart_no[64]; /* of the first patient found, "" when nobody is */
};

static void seek(struct keys *k, const char *typed, struct sought *out)
{
	struct err err = ERR_INIT;
	struct found found;
	struct patient p;

	*out = (struct sought){ .typed = typed };
	if (!find_page(&k->c, typed, &found, &err))
		bench_fail("finding \"%s\": %s", typed, err.msg);
	if (found.n == 0)
		return;
	record_init(&record_patient, &p);
	if (!store_get(&k->c.store, &record_patient, found.patients[0], &p, &err))
		bench_fail("a patient: %s", err.msg);
	snprintf(out->chart_no, sizeof(out->chart_no), " %s ", p.chart_no);
	record_release(&record_patient, &p);
}

/* The Find line holds exactly this text, and the list is the one that belongs to it. */
static bool shows_found(struct terminal *t, const void *wanted)
{
	const struct sought *sought = wanted;
	int y = terminal_find(t, "Find:");
	const char *row = y < 0 ? NULL : strstr(terminal_row(t, y), "Find:");

	if (!row)
		return false;
	row += strlen("Find:");
	row += *row == ' ';
	size_t n = strlen(sought->typed);
	if (strncmp(row, sought->typed, n) != 0 || (row[n] != '\0' && row[n] != ' '))
		return false;
	if (!sought->chart_no[0])
		return chosen_row(t) == NULL;
	return chosen_row(t) && terminal_find(t, sought->chart_no) > y;
}

/* The Find line is there, whatever is found. */
static bool shows_list(struct terminal *t, const void *wanted)
{
	(void)wanted;
	return terminal_find(t, "Find:") >= 0 && chosen_row(t);
}

static bool shows_other_choice(struct terminal *t, const void *wanted)
{
	const char *row = chosen_row(t);

	return row && strcmp(row, wanted) != 0;
}

static void look_at_choice(struct keys *k)
{
	const char *row = chosen_row(k->t);

	if (!row) {
		terminal_dump(k->t);
		bench_fail("%s: no row is chosen", k->size);
	}
	snprintf(k->chosen, sizeof(k->chosen), "%s", row);
}

/* --- typing --- */

static void clear_line(struct keys *k)
{
	struct sought all;

	if (!k->typed[0])
		return;
	seek(k, "", &all);
	press(k, CLEAR, shows_found, &all, SHORT_QUIET, NULL);
	k->typed[0] = '\0';
}

/* One key after the other, as a person does who waits for each. */
static void type(struct keys *k, const char *text, struct timing *each)
{
	struct sought sought;

	clear_line(k);
	for (size_t at = 0, n = strlen(text); at < n;) {
		char key[8];
		size_t next = utf8_next(text, n, at);
		snprintf(key, sizeof(key), "%.*s", (int)(next - at), text + at);
		snprintf(k->typed, sizeof(k->typed), "%.*s", (int)next, text);
		seek(k, k->typed, &sought);
		press(k, key, shows_found, &sought, next == n ? LONG_QUIET : SHORT_QUIET, each);
		at = next;
	}
}

static void type_often(struct keys *k, const char *name, const char *text)
{
	struct timing x = { .name = name };

	for (int i = 0; i < k->repeats; i++)
		type(k, text, &x);
	timing_tell(k, &x);
}

/* All letters wait at once: older queries must not hold up the last one. */
static void type_at_once(struct keys *k, const char *name, const char *text)
{
	struct timing x = { .name = name };
	struct sought sought;

	seek(k, text, &sought);
	for (int i = 0; i < k->repeats; i++) {
		clear_line(k);
		press(k, text, shows_found, &sought, LONG_QUIET, &x);
		snprintf(k->typed, sizeof(k->typed), "%s", text);
	}
	timing_tell(k, &x);
}

/* Different texts of a kind. */
static void type_kind(struct keys *k, const char *name, const struct queries *q, const char *kind)
{
	struct timing x = { .name = name };
	size_t first = 0;

	while (first < q->n && strcmp(q->v[first].kind, kind) != 0)
		first++;
	size_t n = first < q->n ? queries_of_kind(q, first) : 0;
	for (int i = 0; n > 0 && i < k->repeats; i++)
		type(k, q->v[first + (size_t)i % n].text, &x);
	timing_tell(k, &x);
}

/* --- moving --- */

static void hold_down(struct keys *k, const char *name, const char *key, int times)
{
	struct timing x = { .name = name };

	type(k, "a", NULL);
	clear_line(k); /* back to the first row */
	for (int i = 0; i < times; i++) {
		look_at_choice(k);
		press(k, key, shows_other_choice, k->chosen, SHORT_QUIET, &x);
	}
	timing_tell(k, &x);
}

static bool shows_choice(struct terminal *t, const void *wanted)
{
	const char *row = chosen_row(t);

	return row && strcmp(row, wanted) == 0;
}

/* A held key whose repeats all wait at once: nothing may be left over when it is released, and none
 * may be lost.  One Up less than Downs must lead to the second row. */
static void burst_down(struct keys *k)
{
	struct timing x = { .name = "500 Down at once" };
	char first[sizeof(k->chosen)];
	struct str down;
	struct str up;

	str_init(&down);
	str_init(&up);
	for (int i = 0; i < BURST; i++) {
		str_add(&down, DOWN);
		str_add(&up, i ? UP : "");
	}
	for (int i = 0; i < BURSTS && i < k->repeats; i++) {
		struct answer a;
		type(k, "a", NULL);
		clear_line(k); /* back to the first row */
		look_at_choice(k);
		snprintf(first, sizeof(first), "%s", k->chosen);
		press(k, DOWN, shows_other_choice, first, SHORT_QUIET, NULL);
		look_at_choice(k);
		press(k, UP, shows_choice, first, SHORT_QUIET, NULL);
		if (!terminal_press(k->t, down.p, shows_other_choice, first, LONG_QUIET, &a))
			bench_fail("%s: no answer to %d keys", k->size, BURST);
		a.screen = a.settled; /* the last of them is what counts */
		timing_add(&x, &a);
		press(k, up.p, shows_choice, k->chosen, LONG_QUIET, NULL);
	}
	timing_tell(k, &x);
	str_release(&down);
	str_release(&up);
}

static void open_cards(struct keys *k)
{
	struct timing open = { .name = "Enter: a card" };
	struct timing esc = { .name = "Esc: back (waits 75)" };
	struct timing back = { .name = "q: back" };

	clear_line(k);
	for (int i = 0; i < k->repeats; i++) {
		look_at_choice(k);
		press(k, i % 2 ? DOWN : PAGE_DOWN, shows_other_choice, k->chosen, SHORT_QUIET,
		      NULL);
		press(k, "\r", shows_text, "TIMELINE", SHORT_QUIET, &open);
		press(k, i % 2 ? "q" : "\033", shows_list, NULL, SHORT_QUIET, i % 2 ? &back : &esc);
	}
	timing_tell(k, &open);
	timing_tell(k, &esc);
	timing_tell(k, &back);
}

int main(int argc, char **argv)
{
	struct queries queries;
	struct keys k = { .repeats = REPEATS };

	if (argc < 7)
		bench_fail("usage: keys PROGRAM CLINIC TODAY QUERIES ROWS COLS [REPEATS]");
	const char *const program[] = { argv[1], "-C",   argv[2], "--today",
					argv[3], "--as", "bench", NULL };
	queries_read(&queries, argv[4]);
	if (argc > 7)
		k.repeats = (int)strtol(argv[7], NULL, 10);
	snprintf(k.size, sizeof(k.size), "%.6sx%.6s", argv[6], argv[5]);
	struct clinic_options options = { .folder = argv[2], .staff = "bench", .today = argv[3] };
	struct err err = ERR_INIT;
	if (!clinic_open(&k.c, &options, &err))
		bench_fail("%s: %s", argv[2], err.msg);
	k.t = terminal_start(program, (int)strtol(argv[5], NULL, 10),
			     (int)strtol(argv[6], NULL, 10));
	press(&k, NULL, shows_text, "Find:", LONG_QUIET, NULL);
	note_memory(&k, "after the start");
	press(&k, GO_TO, shows_text, "Patients", LONG_QUIET, NULL);
	press(&k, "2", shows_text, "[2 Patients]", LONG_QUIET, NULL);

	type_often(&k, "a", "a");
	type_often(&k, "z, h", "zh");
	type_often(&k, "1, 3, 8", "138");
	type_at_once(&k, "zhang, at once", "zhang");
	type_kind(&k, "one Han character", &queries, "one Han character");
	type_often(&k, "z, z, z, z", "zzzz");
	type_kind(&k, "whole names, letter by letter", &queries, "pinyin, whole name");
	note_memory(&k, "after the searches");
	hold_down(&k, "Down, held", DOWN, DOWNS * k.repeats / REPEATS);
	burst_down(&k);
	hold_down(&k, "Page Down", PAGE_DOWN, PAGES * k.repeats / REPEATS);
	note_memory(&k, "after paging");
	open_cards(&k);
	note_memory(&k, "after 50 cards");
	terminal_end(k.t);
	clinic_close(&k.c);
	queries_release(&queries);
	return 0;
}
