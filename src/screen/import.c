/* The import behind the screens: begun here, worked off in steps whatever is on top, told by the
 * banner. */
#include "importing.h"

#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/text/width.h"

/* A key waits for one step at most. */
enum { STEP_MS = 8, SHOW_MS = 250 };

struct importing *importing(const struct app *app)
{
	return app->behind_state;
}

/* --- what was chosen --- */

void import_choice_copy(struct import_choice *to, const struct import_choice *from)
{
	*to = *from;
	to->file = mem_strdup(from->file);
	to->map_file = mem_strdup(from->map_file);
	to->map_text = from->map_text ? mem_strndup(from->map_text, from->map_n) : NULL;
}

void import_choice_release(struct import_choice *c)
{
	free(c->file);
	free(c->map_file);
	free(c->map_text);
	*c = (struct import_choice){ 0 };
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

char *path_shown(const char *path)
{
	const char *home = getenv("HOME");
	size_t n = home ? strlen(home) : 0;

	if (n > 1 && strncmp(path, home, n) == 0 && (path[n] == '/' || !path[n]))
		return mem_printf("~%s", path + n);
	return mem_strdup(path);
}

/* --- the banner --- */

static int percent(size_t done, size_t total)
{
	return total ? (int)(100.0 * (double)(done < total ? done : total) / (double)total) : 0;
}

void import_headline(struct str *out, const struct importing *m)
{
	static const char *const ways[] = {
		[IMPORTING] = N_("importing %s"),
		[IMPORT_TRYING] = N_("trying the import of %s"),
		[IMPORT_ENDING] = N_("finishing the import of %s that was cut off"),
		[IMPORT_UNDOING_IT] = N_("undoing the import of %s"),
	};
	struct str name;

	str_init(&name);
	text_safe(&name, m->name, false);
	bool back = m->running && import_progress(m->job).phase == IMPORT_PHASE_TAKING_BACK;
	if ((m->cancelled || back) && m->kind != IMPORT_UNDOING_IT)
		str_addf(out, _("taking back the import of %s"), name.p);
	else
		str_addf(out, _(ways[m->kind]), name.p);
	str_release(&name);
}

static void notice_text(struct str *out, const struct import_notice *n)
{
	struct str name;

	str_init(&name);
	text_safe(&name, path_name(str_or_empty(n->name)), false);
	if (n->taking_back)
		str_addf(out, _("%s takes back the import of %s: %d %%"), n->staff, name.p,
			 percent(n->done, n->total));
	else
		str_addf(out, _("%s is importing %s: %d %%"), n->staff, name.p,
			 percent(n->done, n->total));
	str_release(&name);
}

/* Shorter than import_progress_text: "412,000 of 1,000,000 · 1 min left". */
static void progress_text(struct str *out, const struct import_progress *p)
{
	char done[32];
	char total[32];

	str_number(done, sizeof(done), (int64_t)p->done);
	str_number(total, sizeof(total), (int64_t)p->total);
	if (p->total)
		str_addf(out, _("%s of %s"), done, total);
	else
		str_add(out, done);
	if (p->seconds_left >= 0)
		str_add(out, " · ");
	if (p->seconds_left >= 60)
		str_addf(out, _("%d min left"), (p->seconds_left + 30) / 60);
	else if (p->seconds_left >= 0)
		str_addf(out, _("%d s left"), p->seconds_left);
}

static void set_banner(struct app *app)
{
	const struct importing *m = importing(app);
	struct str s;

	str_init(&s);
	if (m->running) {
		struct import_progress p = import_progress(m->job);
		import_headline(&s, m);
		str_add(&s, ": ");
		progress_text(&s, &p);
	} else if (m->notice.import && m->notice.alive) {
		notice_text(&s, &m->notice);
	}
	/* A name may be longer than the line can be; it is cut where it is drawn. */
	size_t n = s.len < sizeof(app->banner) ? s.len : text_prefix(s.p, 90);
	snprintf(app->banner, sizeof(app->banner), "%.*s", (int)n, s.p);
	str_release(&s);
}

/* --- its end --- */

static void say_end(struct app *app, const struct importing *m)
{
	const struct import_report *r = import_problems(m->job);
	char added[32];
	char changed[32];
	struct str name;

	str_number(added, sizeof(added), (int64_t)(r->patients.added + r->records.added));
	str_number(changed, sizeof(changed), (int64_t)(r->patients.changed + r->records.changed));
	str_init(&name);
	text_safe(&name, m->name, false);
	if (!m->ok && m->err.code == ERR_FINDINGS)
		app_say(app, "%s: %s", name.p, m->err.msg);
	else if (!m->ok)
		app_refuse(app, "%s: %s", name.p, m->err.msg);
	else if (m->kind == IMPORT_UNDOING_IT)
		app_say(app, _("the import of %s is undone"), name.p);
	else if (m->kind == IMPORT_TRYING)
		app_say(app, _("%s was tried; nothing was stored"), name.p);
	else
		app_say(app, _("%s is imported: %s added, %s changed (^G 9)"), name.p, added,
			changed);
	str_release(&name);
}

static void end(struct app *app, struct importing *m)
{
	m->running = false;
	err_clear(&m->err);
	m->ok = import_result(m->job, &m->err) != NULL;
	app->behind_works = false;
	say_end(app, m);
	app_changed(app);
	app->working = true;
	/* What could not be ended now would fail the same way a second later. */
	m->gave_up = m->kind == IMPORT_ENDING && !m->ok && store_import_open(&app->clinic->store);
	if (m->leaves)
		app->quit = true;
}

static enum work work(struct app *app)
{
	struct importing *m = importing(app);
	int64_t now;

	if (import_step(m->job, STEP_MS) != IMPORT_MORE) {
		end(app, m);
		set_banner(app);
		return WORK_SHOW;
	}
	now = boot_now();
	if (now - m->drawn < SHOW_MS)
		return WORK_MORE;
	m->drawn = now;
	set_banner(app);
	return WORK_SHOW;
}

static int pause_ms(const struct app *app)
{
	const struct importing *m = importing(app);

	return m->running ? import_pause(m->job) : 0;
}

/* --- beginning --- */

static void start(struct app *app, enum import_kind kind, struct import_job *job, const char *name)
{
	struct importing *m = importing(app);

	import_free(m->job);
	m->job = job;
	m->kind = kind;
	str_replace(&m->name, name);
	m->running = true;
	m->ok = m->cancelled = m->leaves = false;
	m->drawn = boot_now();
	app->behind_works = true;
	app->behind_at = 0;
	set_banner(app);
}

bool import_is_free(struct app *app)
{
	const struct importing *m = importing(app);

	if (m->running)
		app_refuse(app, _("an import goes on already; ^G 9 shows it"));
	else if (m->notice.import && m->notice.alive)
		app_refuse(app, _("%s is importing %s; wait for it"), m->notice.staff,
			   m->notice.name);
	else
		return true;
	return false;
}

static void show_watch(struct app *app)
{
	if (app_top(app)->screen != &import_watch_screen)
		app_push(app, &import_watch_screen, NULL);
}

void import_run_choice(struct app *app, const struct import_choice *choice, bool try_only)
{
	struct importing *m = importing(app);
	struct import_choice mine;

	if (!import_is_free(app))
		return;
	import_choice_copy(&mine, choice);
	import_choice_release(&m->choice);
	m->choice = mine;
	const struct import_options o = { .file = mine.file,
					  .map_file = mine.map_file,
					  .map_text = mine.map_text,
					  .map_n = mine.map_n,
					  .dry_run = try_only,
					  .skip = mine.skip };
	start(app, try_only ? IMPORT_TRYING : IMPORTING, import_new(app->clinic, &o),
	      path_name(mine.file));
	show_watch(app);
}

void import_run_undo(struct app *app, const struct import_row *row)
{
	if (!import_is_free(app))
		return;
	start(app, IMPORT_UNDOING_IT, import_undo(app->clinic, row->id), path_name(row->name));
	show_watch(app);
}

/* One that nobody is at any more is ended by whoever sees it first. */
static bool go_on(struct app *app)
{
	struct importing *m = importing(app);
	char *name = m->notice.name ? mem_strdup(path_name(m->notice.name)) : mem_strdup("");
	struct import_job *job = import_left_over(app->clinic);

	if (job)
		start(app, IMPORT_ENDING, job, name);
	free(name);
	return job != NULL;
}

/* Asked when something was written, and while a banner tells of somebody else. */
static void tick(struct app *app, bool changed)
{
	struct importing *m = importing(app);

	if (m->running || (!changed && !m->notice.import))
		return;
	import_notice_release(&m->notice);
	import_look(app->clinic, &m->notice);
	if (m->notice.import && !m->notice.alive && !m->gave_up && go_on(app))
		return;
	set_banner(app);
}

/* --- questions --- */

struct counted {
	size_t count;
	void *data;
	void (*free_data)(void *data);
	void (*yes)(struct app *app, void *data);
};

static void counted_free(void *data)
{
	struct counted *q = data;

	if (q->free_data)
		q->free_data(q->data);
	free(q);
}

/* "12,345", "12 345" and "12345" are one number. */
static size_t typed_number(const char *text)
{
	size_t n = 0;

	for (const char *p = text; *p; p++)
		if (*p >= '0' && *p <= '9' && n < SIZE_MAX / 20)
			n = n * 10 + (size_t)(*p - '0');
		else if (*p != ',' && *p != ' ')
			return SIZE_MAX;
	return n;
}

static void count_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct counted *q = data;

	(void)key;
	if (typed_number(text) == q->count && *text)
		q->yes(app, q->data);
	else
		app_refuse(app, _("that is not the number asked for; nothing was done"));
}

void import_ask_count(struct app *app, const char *title, size_t count, void *data,
		      void (*free_data)(void *data), void (*yes)(struct app *app, void *data))
{
	struct counted *q = mem_alloc(sizeof(*q));
	struct pick p;

	*q = (struct counted){ count, data, free_data, yes };
	pick_init(&p, title);
	p.prompt = mem_printf(_("type %zu:"), count);
	p.text = true;
	p.deliberate = true;
	p.data = q;
	p.free_data = counted_free;
	p.done = count_answer;
	pick_open(app, &p);
}

static void choice_free(void *data)
{
	import_choice_release(data);
	free(data);
}

static void begin_choice(struct app *app, void *data)
{
	import_run_choice(app, data, false);
}

void import_ask_rows(struct app *app, const struct import_choice *choice)
{
	struct import_choice *mine = mem_alloc(sizeof(*mine));
	char rows[32];
	struct str name;

	import_choice_copy(mine, choice);
	str_number(rows, sizeof(rows), (int64_t)choice->rows);
	str_init(&name);
	text_safe(&name, path_name(choice->file), false);
	char *title = mem_printf(ngettext("Import %s row of %s", "Import %s rows of %s",
					  (unsigned long)choice->rows),
				 rows, name.p);
	import_ask_count(app, title, choice->rows, mine, choice_free, begin_choice);
	free(title);
	str_release(&name);
}

static void cancel(struct app *app)
{
	struct importing *m = importing(app);

	if (!m->running)
		return;
	import_cancel(m->job);
	m->cancelled = true;
	set_banner(app);
}

static void cancel_answer(struct app *app, void *data, const char *key, const char *text)
{
	(void)data;
	(void)text;
	if (key && strcmp(key, "cancel") == 0)
		cancel(app);
	else if (key && app_top(app)->screen == &import_watch_screen)
		app_pop(app);
}

void import_ask_cancel(struct app *app)
{
	const struct importing *m = importing(app);
	struct pick p;
	struct str title;

	if (m->cancelled) {
		app_pop(app);
		return;
	}
	str_init(&title);
	import_headline(&title, m);
	pick_init(&p, title.p);
	str_release(&title);
	pick_add(&p, "go-on", _("look at something else; it goes on"), NULL, NULL);
	pick_add(&p, "cancel",
		 m->kind == IMPORT_UNDOING_IT ? _("cancel: the import stays")
					      : _("cancel: what was stored is taken back"),
		 NULL, NULL);
	p.deliberate = true;
	p.done = cancel_answer;
	pick_open(app, &p);
}

/* --- leaving the program --- */

static const char *leaving(struct app *app, struct pick *p)
{
	const struct importing *m = importing(app);

	if (!m->running)
		return NULL;
	bool stores = import_pause(m->job) > 0;
	pick_add(p, "stay", _("stay until it is done"), NULL, NULL);
	if (m->kind != IMPORT_UNDOING_IT && !m->cancelled)
		pick_add(p, "take-back", _("take the import back, then quit"), NULL, NULL);
	if (m->cancelled && stores)
		return _("taking it back goes on at the next start");
	if (m->kind == IMPORT_UNDOING_IT)
		return stores ? _("the undoing goes on at the next start")
			      : _("the import stays as it is");
	return stores ? _("the import goes on at the next start") : _("the import is given up");
}

static bool leave(struct app *app, const char *key)
{
	struct importing *m = importing(app);

	if (strcmp(key, "stay") == 0)
		return true;
	if (strcmp(key, "take-back") != 0)
		return false;
	cancel(app);
	m->leaves = m->running;
	if (!m->leaves)
		app->quit = true;
	return true;
}

static void release(struct app *app)
{
	struct importing *m = importing(app);

	import_free(m->job);
	import_choice_release(&m->choice);
	import_notice_release(&m->notice);
	free(m->name);
	free(m->folder);
	free(m);
	app->behind_state = NULL;
	app->behind = NULL;
}

void import_begin(struct app *app)
{
	static const struct background behind = { .work = work,
						  .pause = pause_ms,
						  .tick = tick,
						  .leaving = leaving,
						  .leave = leave,
						  .close = release };
	struct importing *m = mem_alloc(sizeof(*m));

	app->behind = &behind;
	app->behind_state = m;
	import_look(app->clinic, &m->notice);
	if (!m->notice.alive)
		go_on(app); /* also when only files of one are left */
	set_banner(app);
}
