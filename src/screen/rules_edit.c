/* rules.yaml in an editor of texts: a copy is edited, looked at, and only then in force. */
#include "rules_edit.h"
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

char *rules_file_text(const struct clinic *c)
{
	char *path = path_join(c->folder, "rules.yaml");
	struct str text;

	str_init(&text);
	if (!file_read(path, YAML_MAX_BYTES, &text, NULL))
		str_clear(&text);
	free(path);
	return str_steal(&text);
}

void rules_look(struct app *app, struct rules_text *t)
{
	if (!app_push(app, &rules_diff_screen, t))
		rules_text_release(t);
}

static bool run_editor(struct app *app, const char *path, int line, struct err *err)
{
	char at[24];
	/* $EDITOR may have words of its own, as in "code --wait". */
	const char *const argv[] = { "sh", "-c", "exec ${VISUAL:-${EDITOR:-vi}} \"$2\" \"$1\"",
				     "sh", path, at, NULL };

	snprintf(at, sizeof(at), "+%d", line);
	if (!app->run_outside)
		return err_set(err, ERR_USAGE, _("there is no terminal for an editor"));
	return app->run_outside(app, argv, err);
}

void rules_in_editor(struct app *app, const char *text, const char *base, int line)
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
	} else if (strcmp(edited.p, base) == 0) {
		app_say(app, _("nothing was changed"));
	} else {
		struct rules_text t = { .text = mem_strdup(edited.p),
					.base = mem_strdup(base),
					.by_editor = true };
		rules_look(app, &t);
	}
	str_release(&edited);
}
