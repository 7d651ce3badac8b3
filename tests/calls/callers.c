/* A month of callers, for run-month: processes that take patients from the call lists of one clinic and
 * record what came of them, at simulated hours, and some of which die in the middle of anything.
 *
 * usage: callers CLINIC FIRST-DAY DAYS CALLERS SEED CALLS
 *
 * The parent goes from hour to hour; at each it lets all callers work until each has made CALLS calls
 * or nobody is left to be rung, kills some of them at a random moment, and starts others in their
 * place.  What they did is only in the database; tests/calls/checker reads it there. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/calls.h"
#include "revisit/clinic/segments.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_CALLERS = 64, PATIENCE_MS = 60000 };

struct caller {
	pid_t pid;
	int to, from; /* pipes: the hour to work at, and that it is done */
};

static const minute_t hours[] = { 8 * 60 + 10, 9 * 60 + 30, 11 * 60, 12 * 60 + 40, 14 * 60 + 15,
				  16 * 60, 17 * 60 + 20, 18 * 60 + 15, 21 * 60 + 30 };

/* What callers hear, and how often. */
static const struct heard {
	const char *outcome;
	double weight;
} heard[] = {
	{ "no_answer", 36 }, { "busy", 6 },         { "left_message", 8 }, { "callback", 9 },
	{ "booked", 10 },    { "not_now", 5 },      { "declined", 4 },     { "will_call", 4 },
	{ "talked", 2 },     { "wrong_number", 4 }, { "dead_number", 2 },  { "do_not_call", 2 },
	{ "moved", 1 },      { "complaint", 1 },    { "switched_off", 3 }, { "left_message_family", 2 },
};

static const char *hear(struct rng *rng)
{
	double weights[ARRAY_SIZE(heard)];

	for (size_t i = 0; i < ARRAY_SIZE(heard); i++)
		weights[i] = heard[i].weight;
	return heard[rng_weighted(rng, weights, ARRAY_SIZE(heard))].outcome;
}

/* Dies as a machine does: no handler, no exit, whatever is open. */
static void maybe_die(struct rng *rng, double probability)
{
	if (rng_chance(rng, probability))
		kill(getpid(), SIGKILL);
}

static bool find_slot(struct clinic *c, int64_t patient, struct visit *visit)
{
	day_t today = clinic_today(c);
	struct slot_wish wish = { .patient = patient,
				  .kind = "cleaning",
				  .first = today + 1,
				  .last = today + 20,
				  .per_day = 4 };
	struct book *book = book_open(c, wish.first, wish.last, NULL);
	struct free_slot slots[8];

	if (!book)
		return false;
	int n = book_slots(book, &wish, slots, (int)ARRAY_SIZE(slots));
	if (n) {
		const struct free_slot *s = &slots[rng_below(&c->rng, (uint32_t)n)];
		visit->patient = patient;
		visit->day = s->day;
		visit->minute = s->minute;
		visit->minutes = s->minutes;
		visit->kind = mem_strdup("cleaning");
		visit->provider = mem_strdup(s->provider);
		visit->chair = mem_strdup(s->chair);
	}
	book_free(book);
	return n > 0;
}

/* One outcome of a claim; true when the claim is over. */
static bool record(struct clinic *c, struct rng *rng, const struct claim *claim, size_t number,
		   const struct call_number *numbers, size_t n_numbers)
{
	const char *outcome = hear(rng);
	const struct outcome_def *o = config_outcome(c->config, outcome);
	struct call_result r = { .outcome = outcome, .day = DAY_NONE, .minute = MINUTE_NONE, .score = -1 };
	struct err err = ERR_INIT;
	struct visit visit;
	bool over = true;

	record_init(&record_visit, &visit);
	if (n_numbers)
		r.contact = numbers[number].contact;
	r.anyone = rng_chance(rng, 0.5);
	if (o->flags & OUTCOME_REASON)
		r.reason = "price";
	if (o->flags & OUTCOME_DOCTOR)
		r.words = "it hurts";
	if (o->flags & OUTCOME_CALLBACK) {
		r.day = clinic_today(c) + rng_between(rng, 0, 3);
		r.minute = (minute_t)(9 * 60 + 30 * rng_between(rng, 0, 20));
	}
	if ((o->flags & OUTCOME_BOOK) && find_slot(c, claim->patient, &visit))
		r.book = &visit;
	else if (o->flags & OUTCOME_BOOK)
		r.outcome = "no_answer";
	r.keep = number + 1 < n_numbers && !(o->flags & (OUTCOME_FINAL | OUTCOME_CONTACT));
	over = !r.keep;
	maybe_die(rng, 0.01);
	if (!call_outcome(c, claim->id, &r, NULL, &err)) {
		/* What is refused (the time went to somebody else meanwhile) is no answer then. */
		if (err.code == ERR_CLAIM_OVER || err.code == ERR_BUSY) {
			printf("# %s: %s\n", c->staff, err.msg);
			over = true;
		} else {
			r = (struct call_result){ .outcome = "no_answer", .contact = r.contact,
						  .day = DAY_NONE, .minute = MINUTE_NONE, .score = -1 };
			err = (struct err)ERR_INIT;
			if (!call_outcome(c, claim->id, &r, NULL, &err))
				printf("# %s: %s: %s\n", c->staff, outcome, err.msg);
			over = true;
		}
	}
	record_release(&record_visit, &visit);
	return over;
}

static void work_claim(struct clinic *c, struct rng *rng, const struct claim *claim)
{
	struct call_number *numbers = NULL;
	struct arena arena;
	size_t n = 0;

	maybe_die(rng, 0.01);
	if (rng_chance(rng, 0.04)) {
		call_skip(c, claim->id, "busy", NULL);
		return;
	}
	if (rng_chance(rng, 0.02)) {
		call_release(c, claim->id, NULL);
		return;
	}
	arena_init(&arena);
	call_numbers(c, claim->patient, &arena, &numbers, &n, NULL);
	/* Of several numbers those that were not dialled too often today. */
	for (size_t i = 0; i < n;)
		if (numbers[i].today >= c->config->calls.number_a_day)
			numbers[i] = numbers[--n];
		else
			i++;
	for (size_t i = 0; i == 0 || i < n; i++)
		if (record(c, rng, claim, i, numbers, n))
			break;
	arena_release(&arena);
}

/* Works the lists at that hour. */
static void work_hour(struct clinic *c, struct rng *rng, int calls)
{
	struct call_list_info *lists = NULL;
	struct err err = ERR_INIT;
	size_t n = 0;

	if (!calls_lists(c, &lists, &n, &err)) {
		printf("# lists: %s\n", err.msg);
		return;
	}
	/* One begins with this list, another with that. */
	size_t first = n ? rng_below(rng, (uint32_t)n) : 0;
	for (size_t i = 0, made = 0; i < n && made < (size_t)calls; i++) {
		const struct call_list_info *l = &lists[(first + i) % n];
		struct claim claim = { 0 };
		if (l->kind == LIST_OF_VISITS)
			continue;
		while (made < (size_t)calls) {
			err = (struct err)ERR_INIT;
			if (!call_next(c, l, false, &claim, &err))
				break;
			work_claim(c, rng, &claim);
			claim_release(&claim);
			made++;
		}
		if (err.code && err.code != ERR_NOBODY)
			printf("# %s: %s\n", l->key, err.msg);
	}
	for (size_t i = 0; i < n; i++)
		call_list_info_release(&lists[i]);
	free(lists);
}

/* A caller: waits for an hour, works it, says so, until the parent has no more. */
static void call(const char *folder, int number, uint64_t seed, int calls, int in, int out)
{
	char staff[16];
	char hour[32];
	struct clinic c;
	struct rng rng;
	struct err err = ERR_INIT;

	snprintf(staff, sizeof(staff), "c%d", number);
	rng_seed(&rng, seed);
	while (read(in, hour, sizeof(hour)) == (ssize_t)sizeof(hour)) {
		struct clinic_options options = { .folder = folder, .staff = staff, .today = hour,
						  .seed = rng_next(&rng), .patience = PATIENCE_MS };
		if (!clinic_open(&c, &options, &err)) {
			printf("# %s: %s\n", staff, err.msg);
			break;
		}
		work_hour(&c, &rng, calls);
		clinic_close(&c);
		fflush(stdout);
		if (write(out, "d", 1) != 1)
			break;
	}
	_exit(0);
}

static void start(struct caller *k, const char *folder, int number, uint64_t seed, int calls,
		  const struct caller *all, int n)
{
	int to[2];
	int from[2];

	fflush(stdout);
	if (pipe(to) || pipe(from))
		exit(2);
	k->pid = fork();
	if (k->pid == 0) {
		/* Another's end of a pipe kept open would hide that its owner died. */
		for (int i = 0; i < n; i++)
			if (&all[i] != k && all[i].pid) {
				close(all[i].to);
				close(all[i].from);
			}
		close(to[1]);
		close(from[0]);
		call(folder, number, seed, calls, to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	k->to = to[1];
	k->from = from[0];
}

/* Lets all of them work at that time; who dies is replaced.  Returns how many died. */
static int at_hour(struct caller *callers, int n, const char *folder, day_t day, minute_t minute,
		   struct rng *rng, int calls)
{
	char hour[32] = "";
	struct str t;
	int died = 0;

	str_init(&t);
	day_iso(&t, day);
	str_addc(&t, 'T');
	minute_iso(&t, minute);
	snprintf(hour, sizeof(hour), "%s", t.p);
	str_release(&t);
	for (int i = 0; i < n; i++)
		if (write(callers[i].to, hour, sizeof(hour)) != (ssize_t)sizeof(hour))
			exit(2);
	if (rng_chance(rng, 0.3)) {
		usleep((useconds_t)rng_below(rng, 60000));
		kill(callers[rng_below(rng, (uint32_t)n)].pid, SIGKILL);
	}
	for (int i = 0; i < n; i++) {
		char done;
		if (read(callers[i].from, &done, 1) == 1)
			continue;
		died++;
		waitpid(callers[i].pid, NULL, 0);
		close(callers[i].to);
		close(callers[i].from);
		start(&callers[i], folder, i, rng_next(rng), calls, callers, n);
	}
	return died;
}

int main(int argc, char **argv)
{
	struct caller callers[MOST_CALLERS] = { 0 };
	struct err err = ERR_INIT;
	struct rng rng;
	day_t first;
	int died = 0;

	if (argc != 7 || !day_parse(argv[2], &first, &err))
		return 2;
	int days = (int)strtol(argv[3], NULL, 10);
	int n = (int)strtol(argv[4], NULL, 10);
	int calls = (int)strtol(argv[6], NULL, 10);
	if (n < 1 || n > MOST_CALLERS)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	i18n_init("en", NULL);
	rng_seed(&rng, strtoull(argv[5], NULL, 10));
	for (int i = 0; i < n; i++)
		start(&callers[i], argv[1], i, rng_next(&rng), calls, callers, n);
	for (int d = 0; d < days; d++)
		for (size_t h = 0; h < ARRAY_SIZE(hours); h++)
			died += at_hour(callers, n, argv[1], first + d, hours[h], &rng, calls);
	for (int i = 0; i < n; i++) {
		close(callers[i].to);
		waitpid(callers[i].pid, NULL, 0);
	}
	printf("# %d callers died\n", died);
	return 0;
}
