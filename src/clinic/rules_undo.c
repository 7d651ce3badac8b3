/* Rules put in force taken back: what changed, in words; rules.yaml and the database together. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/rules_text.h"
#include "revisit/clinic/segments.h"
#include "revisit/store/undo.h"

/* --- in words --- */

struct told {
	struct str first; /* of what differs */
	size_t n;
};

static void tell(struct told *t, const char *format, const struct segment *s)
{
	if (t->n++ == 0)
		str_addf(&t->first, format, segment_title(s));
}

static void compare(struct told *t, const struct ruleset *was, const struct ruleset *is)
{
	for (size_t i = 0; i < is->n_segments; i++) {
		const struct segment *s = &is->segments[i];
		int k = ruleset_find(was, s->key);
		if (k < 0) {
			tell(t, _("rules: %s is new"), s);
			continue;
		}
		char *before = rules_segment_text(was->text, was->segments[k].pos.line);
		char *after = rules_segment_text(is->text, s->pos.line);
		if (strcmp(before, after) != 0)
			tell(t, _("rules: %s changed"), s);
		free(before);
		free(after);
	}
	for (size_t i = 0; i < was->n_segments; i++)
		if (ruleset_find(is, was->segments[i].key) < 0)
			tell(t, _("rules: %s deleted"), &was->segments[i]);
}

static bool same_order(const struct ruleset *was, const struct ruleset *is)
{
	for (size_t i = 0; i < is->n_segments && i < was->n_segments; i++)
		if (strcmp(was->segments[i].key, is->segments[i].key) != 0)
			return false;
	return true;
}

/* NULL when they are not known, or do not fit clinic.yaml any more. */
static struct ruleset *rules_of(struct clinic *c, const char *sha)
{
	struct rules_version v = { 0 };
	struct ruleset *set = NULL;
	struct problems problems;

	problems_init(&problems);
	if (store_rules_of(&c->store, sha, &v, NULL) && v.seq)
		set = clinic_rules_check(c, "rules.yaml", v.text, strlen(v.text), &problems, NULL);
	problems_release(&problems);
	rules_version_release(&v);
	return set;
}

char *clinic_rules_told(struct clinic *c, const struct rules_change *of)
{
	struct ruleset *was = rules_of(c, of->was);
	struct ruleset *is = rules_of(c, of->sha);
	struct told t = { 0 };

	str_init(&t.first);
	if (was && is)
		compare(&t, was, is);
	if (t.n == 0 && was && is && !same_order(was, is))
		str_add(&t.first, _("rules: another order of the segments"));
	else if (t.n == 0)
		str_add(&t.first, _("rules.yaml changed"));
	if (t.n > 1) {
		str_addc(&t.first, ' ');
		str_addf(&t.first, _("(+%zu more)"), t.n - 1);
	}
	ruleset_free(was);
	ruleset_free(is);
	return str_steal(&t.first);
}

/* --- taking back --- */

/* The rules that come into force with undoing it; false when it is not about rules. */
static bool rules_then(struct clinic *c, int64_t link, struct rules_version *out)
{
	struct recipe recipe;

	*out = (struct rules_version){ 0 };
	if (!store_recipe(&c->store, link, &recipe, NULL))
		return false;
	const char *sha = recipe_rules(&recipe, NULL);
	bool is = sha != NULL;
	if (is)
		store_rules_of(&c->store, sha, out, NULL);
	recipe_release(&recipe);
	return is;
}

bool clinic_rules_undoes(struct clinic *c, int64_t link)
{
	struct rules_version v;
	bool is = rules_then(c, link, &v);

	rules_version_release(&v);
	return is;
}

/* Whether rules.yaml is what is in force, or gone: nothing of anybody's is written over. */
static bool file_is_in_force(struct clinic *c, const char *path, struct rules_version *now,
			     struct err *err)
{
	struct str text;

	if (!store_rules_version(&c->store, now, err))
		return false;
	str_init(&text);
	bool same = !file_read(path, YAML_MAX_BYTES, &text, NULL) || str_eq(text.p, now->text);
	str_release(&text);
	return same || err_set(err, ERR_CONFLICT,
			       _("rules.yaml was changed since: mend it or save it first"));
}

/* The file first: another terminal that reads it meanwhile must not bring back what goes. */
bool clinic_rules_undo(struct clinic *c, int64_t link, bool again, int64_t *done, struct err *err)
{
	struct rules_version then = { 0 };
	struct rules_version now = { 0 };
	char *path = path_join(c->folder, "rules.yaml");
	bool changed;

	bool ok = store_undo_check(&c->store, link, NULL, err) && file_is_in_force(c, path, &now, err) &&
		  ((rules_then(c, link, &then) && then.seq) ||
		   err_set(err, ERR_CONFLICT, _("the rules of then are not kept any more"))) &&
		  file_write(path, str_or_empty(then.text), strlen(str_or_empty(then.text)), err);
	if (ok && !store_undo(&c->store, link, again, done, err)) {
		file_write(path, str_or_empty(now.text), strlen(str_or_empty(now.text)), NULL);
		ok = false;
	}
	if (ok)
		clinic_rules_watch(c, &changed, NULL);
	free(path);
	rules_version_release(&then);
	rules_version_release(&now);
	return ok;
}
