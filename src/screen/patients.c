/* Patients: typing finds them, the preview tells what matters, Enter opens the card. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/text/match.h"

#include "finding.h"

enum { ROWS_AHEAD = 200, STEPS_AT_ONCE = 4, NUMBER_COLS_MIN = 4, NUMBER_COLS_MAX = 10 };

bool finding_likely(const struct finding *s)
{
	return s->choosing.n_likely && s->search && search_is_everyone(s->search);
}

static bool is_all_within(const struct finding *s)
{
	return s->within.ids && (!s->search || search_is_everyone(s->search));
}

size_t finding_count(const struct finding *s)
{
	if (s->asked.on)
		return s->asked.n;
	if (finding_likely(s))
		return s->choosing.n_likely;
	if (s->within.ids)
		return is_all_within(s) ? s->within.n : s->n_kept;
	return s->search ? search_count(s->search) - (s->left_out != SIZE_MAX) : 0;
}

static struct hit hit_at(const struct finding *s, int row)
{
	struct hit hit = { 0 };
	size_t i = (size_t)row;

	if (row < 0 || i >= finding_count(s))
		return hit;
	if (s->asked.on)
		hit.patient = s->asked.ids[i];
	else if (finding_likely(s))
		hit.patient = s->choosing.likely[i];
	else if (is_all_within(s))
		hit.patient = s->within.ids[i];
	else if (s->within.ids)
		hit = s->kept[i];
	else
		search_hit(s->search, i + (i >= s->left_out), &hit, NULL);
	return hit;
}

/* The row somebody is on, SIZE_MAX for none. */
static size_t row_of(const struct finding *s, int64_t patient)
{
	size_t i = 0;

	if (finding_likely(s)) {
		while (i < s->choosing.n_likely && s->choosing.likely[i] != patient)
			i++;
		return i < s->choosing.n_likely ? i : SIZE_MAX;
	}
	if (s->within.ids || s->asked.on) {
		size_t n = finding_count(s);
		while (i < n && hit_at(s, (int)i).patient != patient)
			i++;
		return i < n ? i : SIZE_MAX;
	}
	if (!search_place(s->search, patient, &i, NULL) || i == SIZE_MAX)
		return SIZE_MAX;
	return i - (i > s->left_out);
}

static void leave_out(struct finding *s)
{
	if (s->choosing.but && s->search && s->left_out == SIZE_MAX &&
	    !search_place(s->search, s->choosing.but, &s->left_out, NULL))
		s->left_out = SIZE_MAX;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Of the new hits those among whom one looks. */
static void keep_hits(struct finding *s)
{
	struct hit hit;

	if (s->asked.on || !s->within.ids || is_all_within(s))
		return;
	for (; s->looked < search_count(s->search); s->looked++) {
		if (!search_hit(s->search, s->looked, &hit, NULL) ||
		    !bsearch(&hit.patient, s->within.sorted, s->within.n,
			     sizeof(*s->within.sorted), by_id))
			continue;
		GROW(s->kept, s->n_kept, s->cap_kept);
		s->kept[s->n_kept++] = hit;
	}
}

static int64_t chosen(const struct finding *s)
{
	return s->list.n ? hit_at(s, s->list.selected).patient : 0;
}

static void forget_lines(struct finding *s)
{
	for (int i = 0; i < s->n_lines; i++)
		if (s->lines[i].patient) {
			patient_line_release(&s->lines[i].l);
			find_why_release(&s->lines[i].why);
		}
	free(s->lines);
	s->lines = NULL;
	s->n_lines = 0;
}

static void forget_preview(struct finding *s)
{
	facts_release(&s->facts);
	s->previewed = 0;
}

static int count(const struct finding *s)
{
	size_t n = finding_count(s);

	return n < INT32_MAX ? (int)n : INT32_MAX;
}

/* What keys alone find at once; the rest while nobody types. */
static void search_first(struct app *app, struct finding *s, size_t wanted)
{
	struct err err = ERR_INIT;
	bool ok = s->search != NULL;

	if (s->asked.on)
		return;
	while (ok && !search_done(s->search) && !search_is_slow(s->search) &&
	       finding_count(s) < wanted) {
		ok = search_step(s->search, &err);
		keep_hits(s);
	}
	if (!ok)
		app_error(app, &err);
	leave_out(s);
}

/* The selection sticks to the patient, not to the line. */
static void search(struct app *app, struct finding *s, bool keep)
{
	struct err err = ERR_INIT;
	int64_t was = keep ? chosen(s) : 0;
	int row = keep ? s->list.selected : 0;
	size_t found = SIZE_MAX;

	forget_lines(s);
	forget_preview(s);
	if (find_where_begin(app, s, keep)) {
		strlist_release(&s->words);
		strlist_init(&s->words);
		finding_again(s, was);
		return;
	}
	char *typed = clinic_typed(app->clinic, s->edit.text.p);
	search_free(s->search);
	s->n_kept = s->looked = 0;
	strlist_release(&s->words);
	match_words(typed, &s->words);
	s->search = search_new(&app->clinic->store, typed, s->near, &err);
	s->left_out = SIZE_MAX;
	free(typed);
	if (!s->search)
		app_error(app, &err);
	size_t page = (size_t)row + (size_t)s->list.height;
	search_first(app, s, page + ROWS_AHEAD);
	/* Who comes back to a row far down finds the list as it was. */
	if (was && s->search)
		search_until(s->search, page, NULL);
	leave_out(s);
	if (s->search)
		keep_hits(s);
	if (was && s->search)
		found = row_of(s, was);
	list_resize(&s->list, count(s), s->list.height);
	list_select(&s->list, found < (size_t)s->list.n ? (int)found : 0);
	s->painted = 0;
	app->working = true;
}

void finding_again(struct finding *s, int64_t was)
{
	size_t row = was ? row_of(s, was) : SIZE_MAX;

	forget_lines(s);
	list_resize(&s->list, count(s), s->list.height);
	list_select(&s->list, row < (size_t)s->list.n ? (int)row : 0);
}

static void search_typed(struct app *app, struct finding *s)
{
	s->counted = 0;
	search(app, s, false);
}

static void know_near(struct app *app, struct finding *s)
{
	search_near_free(s->near);
	s->near = search_near_new(&app->clinic->store, clinic_today(app->clinic), app->recent,
				  (size_t)app->n_recent, NULL);
	s->everyone = (size_t)store_patients(&app->clinic->store);
}

static bool open_patients(struct app *app, void *state, void *arg, struct err *err)
{
	struct finding *s = state;

	(void)err;
	edit_init(&s->edit, arg);
	s->number_cols = NUMBER_COLS_MIN;
	know_near(app, s);
	search(app, s, false);
	return true;
}

static void close_patients(void *state)
{
	struct finding *s = state;

	find_where_off(s);
	forget_lines(s);
	forget_preview(s);
	search_free(s->search);
	search_near_free(s->near);
	strlist_release(&s->words);
	edit_release(&s->edit);
	choosing_release(&s->choosing);
	free(s->within.ids);
	free(s->within.sorted);
	free(s->within.name);
	free(s->kept);
}

static void reload_patients(struct app *app, void *state)
{
	struct finding *s = state;
	if (s->search && search_done(s->search))
		s->counted = search_count(s->search);
	know_near(app, s);
	search(app, s, true);
}

/* --- the rows shown --- */

static enum tier tier_of(int class)
{
	switch (class) {
	case MATCH_SAME_PHONE:
		return TIER_SAME_PHONE;
	case MATCH_READING:
	case MATCH_NICKNAME:
	case MATCH_SOUND:
		return TIER_ALIKE;
	case MATCH_INSIDE:
		return TIER_INSIDE;
	default:
		return TIER_MATCH;
	}
}

static void fetch_line(struct app *app, struct finding *s, int row, struct line *line)
{
	struct hit hit = hit_at(s, row);

	if (!hit.patient ||
	    !store_line(&app->clinic->store, hit.patient, clinic_today(app->clinic), &line->l, NULL))
		return;
	line->patient = hit.patient;
	/* Never narrower again, so that nothing jumps while one scrolls. */
	int wide = text_width(line->l.patient.chart_no);
	if (wide > s->number_cols)
		s->number_cols = wide < NUMBER_COLS_MAX ? wide : NUMBER_COLS_MAX;
	line->tier = tier_of(hit.class);
	if (finding_likely(s))
		line->tier = TIER_LIKELY;
	line->heads = line->tier != TIER_MATCH &&
		      (row == 0 || (line->tier != TIER_LIKELY &&
				    tier_of(hit_at(s, row - 1).class) != line->tier));
	find_why(app->clinic, &line->l, hit.class, &s->words, &line->why, NULL);
}

/* The rows in view; the headings among them take room, so that fewer may fit. */
static void fetch_lines(struct app *app, struct finding *s)
{
	int n = s->list.n - s->list.top;

	if (n > s->list.height)
		n = s->list.height;
	if (n < 0)
		n = 0;
	if (s->lines && s->top == s->list.top && s->n_lines == n)
		return;
	forget_lines(s);
	s->top = s->list.top;
	s->n_lines = n;
	s->lines = mem_array((size_t)n + 1, sizeof(*s->lines));
	for (int i = 0; i < n; i++)
		fetch_line(app, s, s->top + i, &s->lines[i]);
}

static int headings(const struct finding *s)
{
	int n = 0;

	for (int i = 0; i < s->n_lines; i++)
		n += s->lines[i].heads;
	return n;
}

static void fill_page(struct app *app, struct finding *s, int rows)
{
	int height = rows;

	/* Each heading takes a row, and scrolling may bring another: twice settles it. */
	for (int i = 0; i < 3; i++) {
		search_first(app, s, (size_t)s->list.selected + ROWS_AHEAD);
		list_resize(&s->list, count(s), height);
		list_select(&s->list, s->list.selected);
		fetch_lines(app, s);
		int fits = rows - headings(s);
		if (fits >= height)
			return;
		height = fits > 1 ? fits : 1;
	}
}

static void prepare_patients(struct app *app, void *state, int rows, int cols)
{
	struct finding *s = state;
	struct card card;

	(void)cols;
	int offers = s->asked.on ? sentence_line_rows(&s->asked.line) : 0;
	fill_page(app, s, app_list_rows(app, rows - 3 - offers));
	s->painted = chosen(s);
	if (!app_is_wide(app) || s->previewed == chosen(s))
		return;
	forget_preview(s);
	s->previewed = chosen(s);
	if (s->previewed && card_load(app->clinic, s->previewed, &card, NULL)) {
		facts_build(&s->facts, app, &card, true);
		card_release(&card);
	}
}

/* A count that was known stays until it is counted again; then no more is done than is shown. */
static enum work work_patients(struct app *app, void *state)
{
	struct finding *s = state;
	struct err err = ERR_INIT;
	size_t before = s->search ? search_count(s->search) : 0;

	if (s->asked.on)
		return find_where_work(app, s);
	if (!s->search || search_done(s->search) ||
	    (!s->within.ids && s->counted && before > SEARCH_COUNT_MAX))
		return WORK_NONE;
	for (int i = 0; i < STEPS_AT_ONCE && !search_done(s->search); i++)
		if (!search_step(s->search, &err)) {
			app_error(app, &err);
			search_free(s->search);
			s->search = NULL;
			return WORK_SHOW;
		}
	leave_out(s);
	keep_hits(s);
	list_resize(&s->list, count(s), s->list.height);
	if (search_done(s->search))
		s->counted = 0;
	bool seen = before < (size_t)s->list.top + (size_t)s->list.height &&
		    search_count(s->search) > before;
	return search_done(s->search) || seen ? WORK_SHOW : WORK_MORE;
}

/* --- keys --- */

/* The card takes the place of the one it was looked for from: Esc leads back to the list, then to
 * what was there before both. */
static void open_card(struct app *app, int64_t patient)
{
	static const struct screen *const replaced[] = { &card_screen, &history_screen,
							 &patients_screen, NULL };

	app_forget_below(app, replaced);
	app_push(app, &card_screen, &patient);
}

static void open_chosen(struct app *app, void *state)
{
	struct finding *s = state;
	int64_t patient = chosen(s);

	if (patient && s->painted && patient != s->painted)
		return; /* the row changed under the cursor: show it first */
	if (patient)
		open_card(app, patient);
	else if (s->asked.on)
		app_refuse(app, "%s", s->asked.line.wrong ? s->asked.line.wrong : _("nobody is chosen"));
	else if (s->words.n)
		patient_form_new(app, s->edit.text.p);
}

static bool patients_key(struct app *app, void *state, const struct key *key)
{
	struct finding *s = state;
	struct layer *l = app_top(app);
	bool changed;

	if (!l->keys_on_list && find_where_key(s, key, &changed)) {
		if (changed)
			search_typed(app, s);
		return true;
	}
	if (list_key(&s->list, key, l->keys_on_list)) {
		s->asked.moved = true;
		s->painted = 0; /* who moves knows that another row is chosen */
		return true;
	}
	if (l->keys_on_list)
		return false;
	if (key->kind == KEY_ESC && s->edit.text.len) {
		edit_set(&s->edit, "");
		search_typed(app, s);
		return true;
	}
	char *before = mem_strdup(s->edit.text.p);
	bool used = edit_key(&s->edit, key);
	if (used && strcmp(before, s->edit.text.p) != 0)
		search_typed(app, s);
	else if (used && s->asked.on)
		find_where_begin(app, s, true);
	free(before);
	return used;
}

static const char *patients_enter(const struct app *app, const void *state)
{
	const struct finding *s = state;

	(void)app;
	if (s->list.n)
		return C_("what Enter does", "open");
	return s->words.n ? _("NEW PATIENT") : NULL;
}

static int64_t patients_patient(const void *state)
{
	return chosen(state);
}

static const char *patients_typed(const void *state)
{
	const struct finding *s = state;

	return s->asked.on ? "" : s->edit.text.p;
}

static const char *patients_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	if ((needs & (NEEDS_PATIENT | NEEDS_ROW)) && !chosen(state))
		return _("nobody is chosen");
	return NULL;
}

static void back_to_typing(struct app *app, void *state)
{
	(void)state;
	app_top(app)->keys_on_list = false;
}

static void tag_chosen(struct app *app, void *state)
{
	ask_tag(app, chosen(state));
}

static void edit_chosen(struct app *app, void *state)
{
	patient_form_edit(app, chosen(state));
}

/* Of what is found in many steps only those that are in sight are known: the chosen one. */
static void put_on_list(struct app *app, void *state)
{
	const struct finding *s = state;

	if (s->asked.on)
		ask_call_list(app, chosen(state), s->asked.ids, s->asked.n);
	else
		ask_call_list(app, chosen(state), NULL, 0);
}

static void keep_sentence(struct app *app, void *state)
{
	const char *sentence = find_where_sentence(state);

	if (sentence && *sentence)
		ask_segment_new(app, sentence);
	else
		app_refuse(app, _("type a sentence first: =last visit is older than 18 months"));
}

static const struct command commands[] = {
	{ .name = "open", .keys = "enter", .help = N_("Open the card; with nobody found, register them"),
	  .run = open_chosen },
	{ .name = "patients-find", .keys = "/", .help = N_("Type again"), .run = back_to_typing },
	{ .name = "patients-tag", .keys = "t", .label = N_("tag"),
	  .help = N_("Tag the chosen patient (after Tab)"),
	  .needs = NEEDS_PATIENT | WRITES, .run = tag_chosen },
	{ .name = "patients-edit", .keys = "e", .label = N_("edit"),
	  .help = N_("Edit the chosen patient (after Tab)"),
	  .needs = NEEDS_PATIENT | WRITES, .run = edit_chosen },
	{ .name = "call-add", .keys = "+", .help = N_("Put the chosen patient, or all a sentence found, on a call list (after Tab)"),
	  .needs = NEEDS_PATIENT | WRITES, .run = put_on_list },
	{ .name = "sentence-keep",
	  .help = N_("A segment of the sentence that was typed, so that the list keeps itself…"),
	  .needs = WRITES, .run = keep_sentence },
	COMMAND_END,
};

const struct help_text finding_help[] = {
	{ N_("letters"), N_("A name, its pinyin or initials: zw, zhangwei, weiz find 张伟") },
	{ N_("digits"), N_("Any part of a phone, the chart number, a birth date (0302, 1985-3-2)") },
	{ N_("words"), N_("A nickname (Bob), part of an address or e-mail, 小宝妈妈") },
	{ N_("=sentence"), N_("Everyone it fits: =last visit is older than 18 months") },
	{ N_("#tag"), N_("Everyone with that tag; several words narrow") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ 0 },
};

const struct screen patients_screen = {
	.name = "patients",
	.title = N_("Patients"),
	.tab = 2,
	.list = true,
	.commands = commands,
	.help = finding_help,
	.state_size = sizeof(struct finding),
	.open = open_patients,
	.close = close_patients,
	.reload = reload_patients,
	.prepare = prepare_patients,
	.draw = draw_patients,
	.work = work_patients,
	.key = patients_key,
	.enter = patients_enter,
	.refuse = patients_refuse,
	.patient = patients_patient,
	.typed = patients_typed,
};

/* --- for those who list others than everybody --- */

bool finding_open(struct app *app, struct finding *s, const char *typed)
{
	return open_patients(app, s, (void *)(uintptr_t)typed, NULL);
}

void finding_close(struct finding *s)
{
	close_patients(s);
}

void finding_reload(struct app *app, struct finding *s)
{
	reload_patients(app, s);
}

void finding_prepare(struct app *app, struct finding *s, int rows)
{
	prepare_patients(app, s, rows, 0);
}

enum work finding_work(struct app *app, struct finding *s)
{
	return work_patients(app, s);
}

bool finding_key(struct app *app, struct finding *s, const struct key *key)
{
	return patients_key(app, s, key);
}

int64_t finding_chosen(const struct finding *s)
{
	return chosen(s);
}

bool finding_moved(const struct finding *s)
{
	return chosen(s) && s->painted && chosen(s) != s->painted;
}

void finding_to_typing(struct app *app, void *state)
{
	back_to_typing(app, state);
}

void finding_open_card(struct app *app, int64_t patient)
{
	open_card(app, patient);
}

void finding_listed(struct app *app, struct finding *s, int64_t keep)
{
	struct within *w = &s->within;

	free(w->sorted);
	w->sorted = mem_array(w->n + 1, sizeof(*w->sorted));
	memcpy(w->sorted, w->ids, w->n * sizeof(*w->sorted));
	if (w->n > 0)
		qsort(w->sorted, w->n, sizeof(*w->sorted), by_id);
	if (s->words.n > 0) {
		search(app, s, true);
		return;
	}
	size_t row = keep ? row_of(s, keep) : SIZE_MAX;
	forget_lines(s);
	list_resize(&s->list, count(s), s->list.height);
	if (row != SIZE_MAX)
		list_select(&s->list, (int)row);
}

const char *finding_refuse(const struct app *app, const void *state, unsigned needs)
{
	return patients_refuse(app, state, needs);
}
