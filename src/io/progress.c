/* How far an import has come, and what others see of it. */
#include "revisit/base/i18n.h"
#include "job.h"

struct import_progress import_progress(const struct import_job *job)
{
	int64_t now = boot_now();
	int64_t took = now - job->phase_began;
	size_t fresh = job->done > job->phase_done ? job->done - job->phase_done : 0;
	struct import_progress p = {
		.phase = job->phase,
		.done = job->done,
		.total = job->total < job->done ? job->done : job->total,
		.seconds_left = -1,
		.seconds = (int)((now - job->began) / 1000),
	};

	bool percent = job->phase == IMPORT_PHASE_COMPARING && job->pairs;
	if (job->phase == IMPORT_PHASE_OVER || percent || took < 500 || fresh == 0)
		return p;
	p.rate = (size_t)((int64_t)fresh * 1000 / took);
	if (p.rate && p.total)
		p.seconds_left = (int)((p.total - p.done + p.rate - 1) / p.rate);
	return p;
}

static void add_number(struct str *out, size_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%zu", n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			str_addc(out, ',');
		str_addc(out, digits[i]);
	}
}

static void add_time_left(struct str *out, int seconds)
{
	if (seconds >= 3600)
		str_addf(out, _("%d h %d min left"), seconds / 3600, seconds / 60 % 60);
	else if (seconds >= 60)
		str_addf(out, _("%d min %d s left"), seconds / 60, seconds % 60);
	else
		str_addf(out, _("%d s left"), seconds);
}

void import_progress_text(struct str *out, const struct import_progress *p)
{
	static const char *const names[] = {
		[IMPORT_PHASE_READING] = N_("reading"),
		[IMPORT_PHASE_CHECKING] = N_("checking"),
		[IMPORT_PHASE_STORING] = N_("storing"),
		[IMPORT_PHASE_COMPARING] = N_("looking for people who have a chart already"),
		[IMPORT_PHASE_TAKING_BACK] = N_("taking back"),
		[IMPORT_PHASE_OVER] = N_("done"),
	};
	struct str done;
	struct str total;

	str_add(out, _(names[p->phase]));
	if (p->phase == IMPORT_PHASE_OVER)
		return;
	str_init(&done);
	str_init(&total);
	add_number(&done, p->done);
	add_number(&total, p->total);
	str_addc(out, ' ');
	if (p->total)
		str_addf(out, _("%s of %s"), done.p, total.p);
	else
		str_add(out, done.p);
	if (p->rate) {
		str_clear(&done);
		add_number(&done, p->rate);
		str_add(out, " · ");
		str_addf(out, _("%s/s"), done.p);
	}
	if (p->seconds_left >= 0) {
		str_add(out, " · ");
		add_time_left(out, p->seconds_left);
	}
	str_release(&done);
	str_release(&total);
}

bool import_look(struct clinic *c, struct import_notice *out)
{
	struct store *s = &c->store;
	struct import_row r;

	*out = (struct import_notice){ 0 };
	int64_t id = store_import_open(s);
	if (!id || !store_import(s, id, &r, NULL))
		return false;
	out->import = id;
	out->name = r.name;
	out->staff = r.staff;
	r.name = r.staff = NULL;
	out->taking_back = r.state != IMPORT_STORING;
	if (r.cursor &&
	    sscanf(r.cursor, "store %*d %*d %*d %zu %zu", &out->done, &out->total) != 2)
		sscanf(r.cursor, "back %*d %*d %zu %zu", &out->done, &out->total);
	bool alive = false;
	out->alive = store_job_look(s, "import", &alive, NULL, NULL) && alive;
	import_row_release(&r);
	return true;
}

void import_notice_release(struct import_notice *n)
{
	free(n->name);
	free(n->staff);
	*n = (struct import_notice){ 0 };
}
