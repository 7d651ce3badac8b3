#include "revisit/clinic/clinic.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/base/json.h"
#include "revisit/base/secret.h"
#include "revisit/clinic/scripts.h"
#include "revisit/clinic/segments.h"
#include "revisit/rules/words.h"
#include "revisit/store/merge.h"
#include "revisit/text/fold.h"

#include <pwd.h>
#include <unistd.h>

static const char starter[] =
#include "starter.inc"
	;
static const char starter_rules[] =
#include "starter_rules.inc"
	;

char *clinic_folder(const char *given)
{
	const char *env = getenv("REVISIT_CLINIC");
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (given)
		return mem_strdup(given);
	if (env && *env)
		return mem_strdup(env);
	if (data && *data == '/')
		return path_join(data, "revisit/clinic");
	return path_join(home ? home : ".", ".local/share/revisit/clinic");
}

static bool write_new(const char *folder, const char *name, const char *text, struct err *err)
{
	char *path = path_join(folder, name);
	bool ok = file_exists(path) || file_write(path, text, strlen(text), err);

	free(path);
	return ok;
}

static bool make_parts(const char *folder, struct err *err)
{
	static const char *const parts[] = { "backups", "outbox", "scripts", "templates" };
	bool ok = true;

	for (size_t i = 0; ok && i < ARRAY_SIZE(parts); i++) {
		char *path = path_join(folder, parts[i]);
		ok = folder_make(path, err);
		free(path);
	}
	return ok;
}

/* The starter's "name:" line with the given name, quoted as YAML wants it. */
static char *starter_text(const char *name)
{
	struct str text;
	const char *line = strncmp(starter, "name:", 5) == 0 ? starter : strstr(starter, "\nname:");

	BUG_IF(!line);
	if (!name)
		return mem_strdup(starter);
	line += *line == '\n';
	str_init(&text);
	str_addn(&text, starter, (size_t)(line - starter));
	str_add(&text, "name: ");
	json_quote(&text, name);
	str_add(&text, line + strcspn(line, "\n"));
	return text.p;
}

/* The folder and what stands in it beside the database. */
static bool make_around(const char *folder, const char *name, struct err *err)
{
	struct pos pos = { .file = folder };
	char *db = path_join(folder, "clinic.db");
	char *text = starter_text(name);

	bool ok = folder_make(folder, err);
	if (ok && file_exists(db))
		ok = err_at(err, ERR_EXISTS, &pos, _("there is a clinic in this folder already"));
	ok = ok && make_parts(folder, err) && write_new(folder, "clinic.yaml", text, err) &&
	     write_new(folder, "rules.yaml", starter_rules, err) && starter_texts(folder, err);
	free(db);
	free(text);
	return ok;
}

bool clinic_init(const char *folder, const char *name, bool simulated, struct err *err)
{
	struct clock clock = { 0 };
	struct store store;
	char *db = path_join(folder, "clinic.db");
	char *backups = path_join(folder, "backups");

	bool ok = make_around(folder, name, err) && store_create(db, err);
	if (ok && simulated) {
		ok = store_open(&store, db, backups, &clock, err) &&
		     store_meta_set(&store, "simulated", "yes", err);
		store_close(&store);
	}
	free(db);
	free(backups);
	return ok;
}

static const char *login_name(void)
{
	const char *user = getenv("USER");
	if (user && *user)
		return user;
	const struct passwd *pw = getpwuid(getuid());
	return pw ? pw->pw_name : "desk";
}

static bool set_clock(struct clinic *c, const char *today, struct err *err)
{
	if (!today)
		return true;
	day_t real = clinic_today(c);
	if (!clock_fix(&c->clock, today, err))
		return false;
	if (clinic_today(c) != real && !c->simulated)
		c->store.refuse = _("with --today on another day nothing is saved: this clinic is real");
	return true;
}

static int64_t config_stamp(const struct clinic *c)
{
	char *path = path_join(c->folder, "clinic.yaml");
	int64_t stamp = file_stamp(path);

	free(path);
	return stamp;
}

static void introduce(struct clinic *c, const struct clinic_options *options)
{
	uint64_t seed = options->seed;

	*c = (struct clinic){ .check = options->check };
	c->folder = mem_strdup(options->folder);
	c->staff = mem_strdup(options->staff ? options->staff : login_name());
	if (!seed)
		secret_random(&seed, sizeof(seed));
	rng_seed(&c->rng, seed);
}

/* NULL on error. */
static struct config *load_settings(const struct clinic *c, struct err *err)
{
	char *yaml = path_join(c->folder, "clinic.yaml");
	struct config *config = config_load(yaml, err);

	free(yaml);
	if (!config || (words_check(config, err) && (!c->check || c->check(config, err))))
		return config;
	config_free(config);
	return NULL;
}

static bool read_settings(struct clinic *c, struct err *err)
{
	c->config_seen = config_stamp(c);
	c->config = load_settings(c, err);
	return c->config && zone_set(c->config->timezone, err);
}

/* The store is open. */
static bool take_over(struct clinic *c, const struct clinic_options *options, struct err *err)
{
	char *simulated = store_meta(&c->store, "simulated");

	if (c->config->language)
		i18n_prefer(c->config->language);
	c->simulated = simulated != NULL;
	free(simulated);
	c->store.staff = mem_strdup(c->staff);
	c->store.country = mem_strdup(c->config->country);
	if (options->waiting)
		db_on_wait(c->store.db, options->waiting, options->waiting_arg,
			   options->patience ? options->patience : 10000);
	return set_clock(c, options->today, err);
}

bool clinic_open(struct clinic *c, const struct clinic_options *options, struct err *err)
{
	struct pos pos = { .file = options->folder };

	introduce(c, options);
	char *db = path_join(c->folder, "clinic.db");
	char *backups = path_join(c->folder, "backups");
	bool ok = file_exists(db) ||
		  err_at(err, ERR_NO_CLINIC, &pos,
			 _("there is no clinic here; make one with \"revisit init\", or look around with "
			   "\"revisit demo\""));
	ok = ok && read_settings(c, err) && store_open(&c->store, db, backups, &c->clock, err) &&
	     take_over(c, options, err);
	free(db);
	free(backups);
	if (!ok)
		clinic_close(c);
	return ok;
}

bool clinic_build(struct clinic *c, const struct clinic_options *options, const char *name,
		  bool simulated, struct err *err)
{
	introduce(c, options);
	char *db = path_join(c->folder, "clinic.db");
	bool ok = make_around(c->folder, name, err) && read_settings(c, err) &&
		  store_build(&c->store, db, &c->clock, err) &&
		  (!simulated || store_meta_set(&c->store, "simulated", "yes", err)) &&
		  take_over(c, options, err);
	free(db);
	if (!ok)
		clinic_close(c);
	return ok;
}

bool clinic_publish(struct clinic *c, struct err *err)
{
	/* The store, which knows the rules, is gone after that. */
	clinic_rules_close(c);
	bool ok = store_publish(&c->store, err);

	clinic_close(c);
	return ok;
}

void clinic_close(struct clinic *c)
{
	clinic_rules_close(c);
	if (c->store.db)
		store_close(&c->store);
	config_free(c->config);
	free(c->folder);
	free(c->staff);
	*c = (struct clinic){ 0 };
}

bool clinic_watch(struct clinic *c, bool *changed, struct err *err)
{
	int64_t now = config_stamp(c);

	*changed = false;
	/* An editor that writes a new file leaves none for a moment: look again later. */
	if (now == 0 || now == c->config_seen)
		return true;
	c->config_seen = now;
	/* They read the settings and the time zone. */
	where_stop_all(c);
	struct config *fresh = load_settings(c, err);
	if (!fresh) {
		zone_set(c->config->timezone, NULL);
		return false;
	}
	struct config *before = c->config;
	c->config = fresh;
	clinic_rules_again(c);
	config_free(before);
	str_replace(&c->store.country, fresh->country);
	if (fresh->language)
		i18n_prefer(fresh->language);
	*changed = true;
	return true;
}

day_t clinic_today(const struct clinic *c)
{
	return clock_today(&c->clock);
}

static const char zone_kind[] = "timezone";

char *clinic_zone_before(struct clinic *c)
{
	char *noted = store_setting(&c->store, zone_kind);

	if (noted && strcmp(noted, c->config->timezone) != 0)
		return noted;
	free(noted);
	return NULL;
}

/* Goes with the first thing that is written in it. */
static bool note_zone(struct clinic *c, struct err *err)
{
	char *noted = store_setting(&c->store, zone_kind);
	bool ok = (noted && strcmp(noted, c->config->timezone) == 0) ||
		  store_setting_note(&c->store, zone_kind, c->config->timezone, err);

	free(noted);
	return ok;
}

static bool begin(struct clinic *c, const struct action *action, struct err *err)
{
	if (c->depth++ > 0)
		return true;
	c->failed = false;
	clinic_rules(c);
	if (store_begin(&c->store, action, err)) {
		if (note_zone(c, err))
			return true;
		store_rollback(&c->store);
	}
	c->depth--;
	return false;
}

/* Another terminal may have merged the chart while this one had it open. */
static bool is_living(struct clinic *c, int64_t patient, struct err *err)
{
	struct patient p;
	int64_t now = patient ? store_survivor(&c->store, patient) : 0;

	if (now == patient)
		return true;
	record_init(&record_patient, &p);
	bool ok = store_get(&c->store, &record_patient, now, &p, err) &&
		  err_set(err, ERR_CONFLICT,
			  _("this chart was merged into %s meanwhile; open that one and repeat"),
			  p.chart_no);
	record_release(&record_patient, &p);
	return ok;
}

bool clinic_begin_undo(struct clinic *c, const char *verb, int64_t target, int64_t undoes,
		       struct err *err)
{
	struct action action = { .verb = verb, .target = target, .undoes = undoes };

	return begin(c, &action, err);
}

bool clinic_begin(struct clinic *c, const char *verb, int64_t target, struct err *err)
{
	if (!clinic_begin_undo(c, verb, target, 0, err))
		return false;
	/* Inside another action it was looked up just now. */
	return c->depth > 1 || is_living(c, target, err) || clinic_end(c, false, NULL);
}

bool clinic_begin_bulk(struct clinic *c, const char *verb, int64_t import, struct err *err)
{
	struct action action = { .verb = verb, .import = import, .bulk = true };

	return begin(c, &action, err);
}

bool clinic_end(struct clinic *c, bool ok, struct err *err)
{
	BUG_IF(c->depth <= 0);
	if (!ok)
		c->failed = true;
	if (--c->depth > 0)
		return ok;
	if (!c->failed)
		return store_commit(&c->store, err);
	store_rollback(&c->store);
	return false;
}

bool clinic_terms(struct clinic *c, const char *vocab, struct strlist *keys, struct err *err)
{
	const struct term_list *known = config_vocab(c->config, vocab);
	struct strlist used;

	for (size_t i = 0; i < known->n; i++)
		strlist_add(keys, known->v[i].key);
	strlist_init(&used);
	bool ok = store_vocab(&c->store, vocab, &used, err);
	for (size_t i = 0; i < used.n; i++)
		if (!config_term(c->config, vocab, used.v[i]))
			strlist_add(keys, used.v[i]);
	strlist_release(&used);
	return ok;
}

static bool same_folded(const char *a, const char *b)
{
	struct str x;
	struct str y;

	if (!a || !b)
		return false;
	str_init(&x);
	str_init(&y);
	text_fold(&x, a);
	text_fold(&y, b);
	bool same = strcmp(x.p, y.p) == 0;
	str_release(&x);
	str_release(&y);
	return same;
}

bool clinic_knows_term(struct clinic *c, const char *vocab, const char *typed)
{
	char *key = clinic_term_key(c, vocab, typed);
	bool known = config_term(c->config, vocab, key) || store_vocab_has(&c->store, vocab, key);

	free(key);
	return known;
}

char *clinic_term_key(struct clinic *c, const char *vocab, const char *typed)
{
	const struct term_list *known = config_vocab(c->config, vocab);

	for (size_t i = 0; i < known->n; i++)
		if (strcmp(known->v[i].key, typed) == 0)
			return mem_strdup(typed);
	for (size_t i = 0; i < known->n; i++) {
		const struct term_def *t = &known->v[i];
		if (same_folded(t->key, typed) || same_folded(t->label_en, typed) ||
		    same_folded(t->label_zh, typed))
			return mem_strdup(t->key);
	}
	for (size_t i = 0; i < known->n; i++)
		for (size_t k = 0; k < known->v[i].n_also; k++)
			if (same_folded(known->v[i].also[k], typed))
				return mem_strdup(known->v[i].key);
	struct str key;
	str_init(&key);
	text_nfkc(&key, *typed == '#' ? typed + 1 : typed);
	for (char *p = key.p; *p; p++)
		if (*p == ' ' || *p == '\t' || *p == '\n')
			*p = '-';
	return key.p;
}

bool clinic_set_field(struct clinic *c, const struct field *f, void *row, const char *value,
		      struct err *err)
{
	if (f->type != FIELD_VOCAB || !*value)
		return field_parse(c->config, f, row, value, clinic_today(c), err);
	char *key = clinic_term_key(c, f->vocab, value);
	bool ok = field_parse(c->config, f, row, key, clinic_today(c), err);
	free(key);
	return ok;
}
