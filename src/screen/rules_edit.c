/* rules.yaml in an editor of texts: a copy is edited, looked at, and only then in force. */
#include "rules_edit.h"
#include "revisit/app/pick.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"

#include <unistd.h>

void rules_text_release(struct rules_text *t)
{
	free(t->text);
	free(t->base);
	free(t->segment);
	*t = (struct rules_text){ 0 };
}

static bool file_is_there(const struct clinic *c)
{
	char *path = path_join(c->folder, "rules.yaml");
	bool is = file_exists(path);

	free(path);
	return is;
}

char *rules_file_text(struct clinic *c)
{
	const struct ruleset *set = clinic_rules(c);
	char *path = path_join(c->folder, "rules.yaml");
	struct str text;

	str_init(&text);
	if (file_exists(path) && !clinic_rules_read(c, &text, NULL))
		str_clear(&text);
	else if (!file_exists(path) && set)
		str_add(&text, set->text);
	free(path);
	return str_steal(&text);
}

void rules_look(struct app *app, struct rules_text *t)
{
	if (!app_push(app, &rules_diff_screen, t))
		rules_text_release(t);
}

/* --- which editor --- */

static const char *wanted(void)
{
	const char *visual = getenv("VISUAL");
	const char *editor = getenv("EDITOR");

	return !str_is_empty(visual) ? visual : !str_is_empty(editor) ? editor : NULL;
}

static bool is_on_path(const char *program)
{
	const char *path = getenv("PATH");
	bool found = false;

	for (const char *p = str_or_empty(path); *p && !found; p += *p == ':') {
		size_t n = strcspn(p, ":");
		char *at = mem_printf("%.*s/%s", (int)n, p, program);
		found = n > 0 && access(at, X_OK) == 0;
		free(at);
		p += n;
	}
	return found;
}

/* The command; who wishes for none gets the one that says on its screen how to leave it. */
static const char *editor(void)
{
	const char *w = wanted();

	return w ? w : is_on_path("nano") ? "nano" : "vi";
}

/* Whether it takes "+151". */
static bool takes_line(const char *command)
{
	static const char *const known[] = { "vi",   "vim",   "nvim",	     "view", "nano", "pico",
					     "joe",  "emacs", "emacsclient", "mg",   "jed",  "micro",
					     "kak",  "ne",    "elvis",	     "e3",   "zile", "jmacs" };
	size_t n = strcspn(command, " ");
	const char *name = command;

	for (const char *p = command; p < command + n; p++)
		if (*p == '/')
			name = p + 1;
	n -= (size_t)(name - command);
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strlen(known[i]) == n && strncmp(known[i], name, n) == 0)
			return true;
	return false;
}

static bool run_editor(struct app *app, const char *path, int line, struct err *err)
{
	const char *command = editor();
	bool at_line = takes_line(command);
	char at[24];
	/* $EDITOR may have words of its own, as in "code --wait". */
	const char *const argv[] = { "sh", "-c", at_line ? "exec $3 \"$2\" \"$1\"" : "exec $3 \"$1\"",
				     "sh", path, at, command, NULL };

	snprintf(at, sizeof(at), "+%d", line);
	if (!app->run_outside)
		return err_set(err, ERR_USAGE, _("there is no terminal for an editor"));
	return app->run_outside(app, argv, err);
}

static void edit_outside(struct app *app, const char *text, const char *base, int line)
{
	char *path = path_join(app->clinic->folder, "rules-edit.yaml");
	struct err err = ERR_INIT;
	struct str edited;

	str_init(&edited);
	bool ok = file_write(path, text, strlen(text), &err) &&
		  run_editor(app, path, line, &err) &&
		  file_read(path, YAML_MAX_BYTES, &edited, &err);
	unlink(path);
	free(path);
	if (!ok) {
		app_error(app, &err);
	} else if (strcmp(edited.p, base) == 0 && file_is_there(app->clinic)) {
		app_say(app, _("nothing was changed"));
	} else {
		struct rules_text t = { .text = mem_strdup(edited.p),
					.base = mem_strdup(base),
					.by_editor = true };
		rules_look(app, &t);
	}
	str_release(&edited);
}

/* --- who never saw vi --- */

struct going {
	char *text, *base;
	int line;
};

static void free_going(void *data)
{
	struct going *g = data;

	free(g->text);
	free(g->base);
	free(g);
}

static void told(struct app *app, void *data, const char *key, const char *text)
{
	const struct going *g = data;

	(void)text;
	if (key)
		edit_outside(app, g->text, g->base, g->line);
}

void rules_in_editor(struct app *app, const char *text, const char *base, int line)
{
	struct pick p;

	if (wanted() || strcmp(editor(), "vi") != 0) {
		edit_outside(app, text, base, line);
		return;
	}
	pick_init(&p, _("vi opens the file: i, then write; Esc, then :wq and Enter saves and leaves"));
	pick_add(&p, "go", _("Open it"), _("Esc, then :q! and Enter leaves it as it was"), NULL);
	struct going *g = mem_alloc(sizeof(*g));
	*g = (struct going){ mem_strdup(text), mem_strdup(base), line };
	p.data = g;
	p.free_data = free_going;
	p.done = told;
	pick_open(app, &p);
}

void rules_open_file(struct app *app, const char *key)
{
	char *text = rules_file_text(app->clinic);
	struct problems problems;
	int line = 1;

	problems_init(&problems);
	struct ruleset *set =
		clinic_rules_check(app->clinic, "rules.yaml", text, strlen(text), &problems, NULL);
	int i = set && key ? ruleset_find(set, key) : -1;
	if (i >= 0)
		line = set->segments[i].pos.line;
	for (size_t k = 0; !set && k < problems.n; k++)
		if (!problems.v[k].warning) {
			line = problems.v[k].pos.line;
			break;
		}
	ruleset_free(set);
	problems_release(&problems);
	rules_in_editor(app, text, text, line);
	free(text);
}
