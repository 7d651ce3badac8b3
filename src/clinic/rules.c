/* The rules in force: read when somebody first needs them, watched, changed. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/base/secret.h"
#include "revisit/clinic/rules_text.h"
#include "revisit/clinic/segments.h"

struct rules_state {
	struct ruleset *set; /* NULL: none are in force, or they do not fit clinic.yaml any more */
	bool read;           /* what is in force, and rules.yaml */
	struct lexicon lex;
	struct strlist more[TERM_KINDS];
	int64_t file_seen; /* file_stamp of rules.yaml as last read; 0: never read */
	int64_t seq;       /* of the version that `set` is made of */
	int64_t newest;    /* of the newest attempt, as last seen */
	int64_t times;     /* other rules or settings came into force */
	char *error;       /* what is wrong with rules.yaml as it stands */
	int missed;        /* looks in which it was not there */
};

static void rules_sha(char out[SHA256_HEX], const char *text, size_t n)
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, text, n);
	sha256_hex(&h, out);
}

static bool add_words(struct store *s, const char *vocab, struct strlist *to, struct err *err)
{
	struct strlist words;

	strlist_init(&words);
	bool ok = store_vocab_keys(s, vocab, &words, err);
	for (size_t i = 0; i < words.n; i++)
		if (!strlist_has(to, words.v[i]))
			strlist_add(to, words.v[i]);
	strlist_release(&words);
	return ok;
}

static bool read_lexicon(struct clinic *c, struct err *err)
{
	struct rules_state *r = c->rules;
	bool ok = true;

	/* Only ever more: rules that were read before name the words that were known then. */
	for (int k = 0; ok && k < TERM_KINDS; k++) {
		const char *vocab = term_vocab((enum term_kind)k);
		ok = !vocab || add_words(&c->store, vocab, &r->more[k], err);
	}
	r->lex = (struct lexicon){ .config = c->config, .more = r->more };
	return ok;
}

static struct rules_state *state_of(struct clinic *c)
{
	if (!c->rules) {
		c->rules = mem_alloc(sizeof(*c->rules));
		for (int k = 0; k < TERM_KINDS; k++)
			strlist_init(&c->rules->more[k]);
	}
	return c->rules;
}

/* Hands `set` to the store in place of the one before. */
static bool put_in_force(struct clinic *c, struct ruleset *set, struct err *err)
{
	struct ruleset *before = c->rules->set;

	where_stop_all(c);
	if (!store_rules(&c->store, set, err)) {
		ruleset_free(set);
		return false;
	}
	c->rules->set = set;
	c->rules->times++;
	ruleset_free(before);
	return true;
}

/* The first error of `problems`, as everybody is to see it. */
static void take_error(struct rules_state *r, const struct problems *problems, const char *text)
{
	struct err err = ERR_INIT;
	char line[sizeof(err.msg) + sizeof(err.file) + 32];

	if (problems_err(problems, &err))
		return;
	err_format(&err, line, sizeof(line));
	char *segment = rules_segment_at(text, err.line);
	free(r->error);
	r->error = segment ? mem_printf("%s (%s)", line, segment) : mem_strdup(line);
	free(segment);
}

struct ruleset *clinic_rules_check(struct clinic *c, const char *file, const char *text, size_t n,
				   struct problems *problems, struct err *err)
{
	if (!clinic_lexicon(c, err))
		return NULL;
	struct ruleset *set = ruleset_read(file, text, n, &c->rules->lex, problems);
	problems_sort(problems);
	if (!set)
		problems_err(problems, err);
	return set;
}

/* Compiles the version in force as the database has it, unless that was done; `again`: under other
 * settings. */
static bool compile_version(struct clinic *c, const struct rules_version *v, bool again,
			    struct err *err)
{
	struct rules_state *r = c->rules;
	struct problems problems;
	bool same = !again && r->set && r->seq == v->seq;

	r->seq = v->seq;
	r->newest = store_rules_newest(&c->store);
	str_replace(&r->error, v->error);
	if (same)
		return true;
	if (v->seq == 0)
		return put_in_force(c, NULL, err);
	problems_init(&problems);
	struct ruleset *set =
		clinic_rules_check(c, "rules.yaml", v->text, strlen(v->text), &problems, NULL);
	if (!set)
		take_error(r, &problems, v->text);
	problems_release(&problems);
	return put_in_force(c, set, err);
}

static bool load_version(struct clinic *c, bool again, struct err *err)
{
	struct rules_version v = { 0 };
	bool ok = store_rules_version(&c->store, &v, err) && compile_version(c, &v, again, err);

	rules_version_release(&v);
	return ok;
}

static int64_t rules_stamp(const struct clinic *c)
{
	char *path = path_join(c->folder, "rules.yaml");
	int64_t stamp = file_stamp(path);

	free(path);
	return stamp;
}

/* What was in force goes into the folder's backups, so that it can be read and put back. */
static bool keep_copy(struct clinic *c, struct err *err)
{
	struct rules_version v = { 0 };
	bool ok = store_rules_version(&c->store, &v, err);

	if (ok && v.seq) {
		char *name = mem_printf("backups/rules-%lld.yaml", (long long)v.seq);
		char *path = path_join(c->folder, name);
		/* A folder that was taken away stops nobody. */
		file_write(path, v.text, strlen(v.text), NULL);
		free(path);
		free(name);
	}
	rules_version_release(&v);
	return ok;
}

/* Puts a checked text in force for everybody; in a run that may not write, for this one alone. */
static bool bring_into_force(struct clinic *c, struct ruleset *set, const char *sha,
			     struct err *err)
{
	struct rules_state *r = c->rules;

	if (!c->store.refuse && (!keep_copy(c, err) || !store_rules_activate(&c->store, set->text, sha,
									     &r->seq, err))) {
		ruleset_free(set);
		return false;
	}
	r->newest = store_rules_newest(&c->store);
	str_replace(&r->error, NULL);
	return put_in_force(c, set, err);
}

/* What an editor leaves for a moment, and a full disk for longer: nobody has all lists go by it. */
static bool is_blank(const struct str *text)
{
	return strspn(text->p, " \t\r\n") == text->len;
}

static void blank_is_no_edit(struct problems *problems, struct err *err)
{
	const struct pos top = { .file = "rules.yaml", .line = 1, .col = 1 };

	problem_add(problems, false, &top, 1,
		    _("the file is empty; who wants no segments leaves a line that begins with #"));
	problems_err(problems, err);
}

/* A text of rules.yaml that is not in force: put in force, or refused for everybody to see. */
static bool try_text(struct clinic *c, const struct str *text, const char *sha, bool *changed,
		     struct err *err)
{
	struct rules_state *r = c->rules;
	struct problems problems;

	problems_init(&problems);
	struct ruleset *set = NULL;
	if (is_blank(text))
		blank_is_no_edit(&problems, err);
	else
		set = clinic_rules_check(c, "rules.yaml", text->p, text->len, &problems, err);
	if (!set) {
		take_error(r, &problems, text->p);
		if (r->error && !c->store.refuse)
			store_rules_failed(&c->store, sha, r->error, NULL);
		r->newest = store_rules_newest(&c->store);
	}
	problems_release(&problems);
	if (!set)
		return false;
	*changed = true;
	return bring_into_force(c, set, sha, err);
}

/* A file that cannot be read is as wrong as one that does not say what it should. */
static bool refuse_file(struct clinic *c, const struct err *why, struct err *err)
{
	char line[sizeof(why->msg) + sizeof(why->file) + 32];

	err_format(why, line, sizeof(line));
	str_replace(&c->rules->error, line);
	if (err)
		*err = *why;
	return false;
}

/* That of the version in force also when a broken edit was taken back. */
static bool take_text(struct clinic *c, const struct str *text, bool *changed, struct err *err)
{
	struct rules_state *r = c->rules;
	struct rules_version v = { 0 };
	char sha[SHA256_HEX];
	bool ok = store_rules_version(&c->store, &v, err);

	rules_sha(sha, text->p, text->len);
	if (ok && !str_eq(v.sha, sha)) {
		ok = try_text(c, text, sha, changed, err);
	} else if (ok && r->set && r->error) {
		str_replace(&r->error, NULL);
		*changed = true;
	}
	rules_version_release(&v);
	return ok;
}

bool clinic_rules_read(const struct clinic *c, struct str *out, struct err *err)
{
	char *path = path_join(c->folder, "rules.yaml");
	struct pos pos = { .file = "rules.yaml" };
	/* Whoever reads a pipe waits for its writer. */
	bool ok = file_is_plain(path) ? file_read(path, YAML_MAX_BYTES, out, err) :
					err_at(err, ERR_IO, &pos, _("this is no file of text"));

	free(path);
	return ok;
}

/* An editor that writes a new file leaves none for a moment: what is still not there at the second look
 * was taken away. */
static void missing(struct rules_state *r, bool *changed)
{
	r->file_seen = 0;
	if (!r->set || ++r->missed != 2)
		return;
	str_replace(&r->error, _("rules.yaml is gone; the rules stay as they were, and saving them writes it again"));
	*changed = true;
}

/* Looks at rules.yaml when it was changed since it was last read. */
static bool read_file(struct clinic *c, bool *changed, struct err *err)
{
	struct err why = ERR_INIT;
	struct str text;
	int64_t now = rules_stamp(c);

	if (now == 0)
		missing(c->rules, changed);
	if (now == 0 || now == c->rules->file_seen)
		return true;
	c->rules->missed = 0;
	c->rules->file_seen = now;
	str_init(&text);
	bool ok = clinic_rules_read(c, &text, &why);
	ok = ok ? take_text(c, &text, changed, err) : refuse_file(c, &why, err);
	str_release(&text);
	return ok;
}

/* Reads what is in force, and rules.yaml, unless that was done. */
static bool rules_ready(struct clinic *c, struct err *err)
{
	bool changed = false;

	if (c->rules && c->rules->read)
		return true;
	state_of(c)->read = true;
	if (!load_version(c, false, err)) {
		c->rules->read = false; /* the next one tries again */
		return false;
	}
	read_file(c, &changed, NULL);
	return true;
}

int64_t clinic_rules_times(const struct clinic *c)
{
	return c->rules ? c->rules->times : 0;
}

const struct ruleset *clinic_rules(struct clinic *c)
{
	return rules_ready(c, NULL) ? c->rules->set : NULL;
}

const struct lexicon *clinic_lexicon(struct clinic *c, struct err *err)
{
	state_of(c);
	return read_lexicon(c, err) ? &c->rules->lex : NULL;
}

const char *clinic_rules_error(const struct clinic *c)
{
	return c->rules ? c->rules->error : NULL;
}

bool clinic_rules_watch(struct clinic *c, bool *changed, struct err *err)
{
	struct rules_state *r = c->rules;

	*changed = false;
	if (!r || !r->read)
		return true;
	if (store_rules_newest(&c->store) != r->newest) {
		*changed = true;
		if (!load_version(c, false, err))
			return false;
	}
	return read_file(c, changed, err);
}

/* --- on purpose --- */

struct keeping {
	struct clinic *c;
	const struct ruleset *before, *next;
	struct rows changed;
};

static bool see_pin(const void *row, void *arg)
{
	struct keeping *k = arg;
	const struct pin *p = row;
	int was = ruleset_find(k->before, p->segment);
	int is = ruleset_find(k->next, p->segment);

	if (was < 0 || is < 0 || !str_eq(p->hash, k->before->segments[was].hash) ||
	    str_eq(p->hash, k->next->segments[is].hash))
		return true;
	struct pin *to = rows_add(&k->changed);
	record_copy(&record_pin, to, p);
	to->row = p->row;
	str_replace(&to->hash, k->next->segments[is].hash);
	return true;
}

/* The pins of segments whose meaning changes go by the new one. */
static bool renew_pins(struct clinic *c, const struct ruleset *next, struct err *err)
{
	struct keeping k = { .c = c, .before = c->rules->set, .next = next };

	if (!k.before)
		return true;
	rows_init(&k.changed, &record_pin);
	bool ok = store_each(&c->store, &record_pin, see_pin, &k, err);
	for (size_t i = 0; ok && i < k.changed.n; i++)
		ok = store_update(&c->store, &record_pin, rows_at(&k.changed, i), NULL, err);
	rows_release(&k.changed);
	return ok;
}

/* That these take the place of others, so that it can be taken back. */
static bool note_change(struct clinic *c, const char *sha, struct err *err)
{
	struct rules_version v = { 0 };
	struct rules_change change;
	bool ok = store_rules_version(&c->store, &v, err);

	if (!ok || !v.seq || str_eq(v.sha, sha)) {
		rules_version_release(&v);
		return ok;
	}
	record_init(&record_rules_change, &change);
	str_replace(&change.was, v.sha);
	str_replace(&change.sha, sha);
	ok = store_insert(&c->store, &record_rules_change, &change, err);
	record_release(&record_rules_change, &change);
	rules_version_release(&v);
	return ok;
}

/* As bring_into_force, as an action of its own. */
static bool change_rules(struct clinic *c, struct ruleset *set, bool keep_pins, const char *sha,
			 struct err *err)
{
	struct rules_state *r = c->rules;

	if (!keep_copy(c, err) || !clinic_begin(c, "rules", 0, err)) {
		ruleset_free(set);
		return false;
	}
	bool ok = note_change(c, sha, err) && (!keep_pins || renew_pins(c, set, err)) &&
		  store_rules_activate(&c->store, set->text, sha, &r->seq, err);
	if (!clinic_end(c, ok, err)) {
		ruleset_free(set);
		return false;
	}
	r->newest = store_rules_newest(&c->store);
	str_replace(&r->error, NULL);
	return put_in_force(c, set, err);
}

bool clinic_rules_activate(struct clinic *c, const char *text, size_t n, bool keep_pins,
			   struct err *err)
{
	struct problems problems;
	char sha[SHA256_HEX];

	if (c->store.refuse)
		return err_set(err, ERR_READ_ONLY, "%s", c->store.refuse);
	if (!rules_ready(c, err))
		return false;
	problems_init(&problems);
	struct ruleset *set = clinic_rules_check(c, "rules.yaml", text, n, &problems, err);
	problems_release(&problems);
	if (!set)
		return false;
	char *path = path_join(c->folder, "rules.yaml");
	bool ok = file_write(path, text, n, err);
	free(path);
	if (!ok) {
		ruleset_free(set);
		return false;
	}
	c->rules->file_seen = rules_stamp(c);
	rules_sha(sha, text, n);
	return change_rules(c, set, keep_pins, sha, err);
}

bool clinic_rules_back(struct clinic *c, instant_t *at, struct err *err)
{
	struct rules_version v = { 0 };
	bool ok = rules_ready(c, err) && store_rules_before(&c->store, &v, err);

	if (ok && !v.seq)
		ok = err_set(err, ERR_NO_MATCH, _("there are no rules before those in force"));
	ok = ok && clinic_rules_activate(c, v.text, strlen(v.text), false, err);
	*at = v.at;
	rules_version_release(&v);
	return ok;
}

void clinic_rules_again(struct clinic *c)
{
	if (!c->rules || !c->rules->read || load_version(c, true, NULL))
		return;
	/* Those that were made with the settings that go now. */
	put_in_force(c, NULL, NULL);
	c->rules->read = false;
}

void clinic_rules_close(struct clinic *c)
{
	struct rules_state *r = c->rules;

	if (!r)
		return;
	where_stop_all(c);
	if (c->store.db)
		store_rules(&c->store, NULL, NULL);
	ruleset_free(r->set);
	for (int k = 0; k < TERM_KINDS; k++)
		strlist_release(&r->more[k]);
	free(r->error);
	free(r);
	c->rules = NULL;
}
