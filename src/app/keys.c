#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"

static bool same_key(const struct key *a, const struct key *b)
{
	return a->kind == b->kind &&
	       (a->cp == b->cp || (a->kind != KEY_TEXT && a->kind != KEY_CTRL && a->kind != KEY_F));
}

static bool key_is_fixed(const struct key *key)
{
	if (key->kind == KEY_TEXT)
		return key->cp >= '0' && key->cp <= '9';
	if (key->kind == KEY_CTRL)
		return key->cp < 0x80 && strchr("aeuwyz", (int)key->cp) != NULL;
	return key->kind != KEY_F;
}

static const struct command *in_table(const struct command *table, const char *name)
{
	for (const struct command *c = table; c && c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static const struct key_binding *binding_of(const struct config *config, const char *command)
{
	for (size_t i = 0; config && i < config->n_bindings; i++)
		if (strcmp(config->bindings[i].command, command) == 0)
			return &config->bindings[i];
	return NULL;
}

/* As written in clinic.yaml; upper case counts as lower. */
static bool read_key(const char *name, struct key *key)
{
	return key_parse(name, key) && key_fold(key);
}

static int own_keys(const struct command *c, struct key keys[COMMAND_KEYS])
{
	int n = 0;

	for (const char *p = c->keys; p && *p && n < COMMAND_KEYS;) {
		size_t len = strcspn(p, " ");
		char name[16];
		snprintf(name, sizeof(name), "%.*s", (int)len, p);
		p += len + strspn(p + len, " ");
		if (!key_parse(name, &keys[n++]))
			BUG("no key is called %s", name);
	}
	return n;
}

int command_key_list(const struct config *config, const struct command *c,
		     struct key keys[COMMAND_KEYS])
{
	const struct key_binding *b = binding_of(config, c->name);
	struct key own[COMMAND_KEYS];
	int n = 0;

	if (!b)
		return own_keys(c, keys);
	int n_own = own_keys(c, own);
	for (int i = 0; i < n_own; i++)
		if (key_is_fixed(&own[i]))
			keys[n++] = own[i];
	for (size_t i = 0; i < b->n && n < COMMAND_KEYS; i++)
		n += read_key(b->keys[i].name, &keys[n]);
	return n;
}

void command_keys(struct str *out, const struct config *config, const struct command *c)
{
	struct key keys[COMMAND_KEYS];
	int n = command_key_list(config, c, keys);
	bool zh = i18n_is_chinese();
	size_t start = out->len;

	if (c->digit && zh)
		str_addf(out, "%d", c->digit);
	for (int i = 0; i < n; i++) {
		char label[16];
		key_label(&keys[i], label);
		str_addf(out, "%s%s", out->len > start ? " " : "", label);
	}
	if (c->digit && !zh)
		str_addf(out, "%s%d", out->len > start ? " " : "", c->digit);
}

static bool has_key(const struct config *config, const struct command *c, const struct key *key,
		    bool typing)
{
	struct key keys[COMMAND_KEYS];

	if (!typing && c->digit && key->kind == KEY_TEXT && key->cp == (uint32_t)('0' + c->digit))
		return true;
	int n = command_key_list(config, c, keys);
	for (int i = 0; i < n; i++)
		if ((keys[i].kind != KEY_TEXT || !typing) && same_key(&keys[i], key))
			return true;
	return false;
}

const struct command *command_with_key(const struct config *config, const struct command *table,
				       const struct key *key, bool typing)
{
	for (const struct command *c = table; c && c->name; c++)
		if (has_key(config, c, key, typing))
			return c;
	return NULL;
}

/* --- keys in texts --- */

const struct command *command_anywhere(const struct app *app, const char *name)
{
	const struct command *c = in_table(app->globals, name);

	for (const struct screen *const *s = app->screens; s && *s && !c; s++)
		c = in_table((*s)->commands, name);
	return c;
}

static char *fill_in(const struct app *app, const char *text, bool format)
{
	struct str out;
	struct str keys;

	str_init(&out);
	str_init(&keys);
	for (const char *p = text; *p;) {
		char name[40];
		size_t n = *p == '{' ? strcspn(p + 1, "}") : 0;
		if (n == 0 || n >= sizeof(name)) {
			str_addc(&out, *p++);
			continue;
		}
		snprintf(name, sizeof(name), "%.*s", (int)n, p + 1);
		p += n + 2;
		const struct command *c = command_anywhere(app, name);
		str_clear(&keys);
		if (c)
			command_keys(&keys, app->clinic->config, c);
		else
			BUG("no command is called %s", name);
		if (format && *keys.p == '%')
			str_addc(&out, '%');
		str_addn(&out, keys.p, strcspn(keys.p, " "));
	}
	str_release(&keys);
	return str_steal(&out);
}

char *text_with_keys(const struct app *app, const char *text)
{
	return fill_in(app, text, false);
}

char *format_with_keys(const struct app *app, const char *format)
{
	return fill_in(app, format, true);
}

int draw_with_keys(const struct app *app, struct canvas *c, struct rect r, int y, int x, int cols,
		   const char *text)
{
	char *filled = text_with_keys(app, text);

	y = canvas_wrapped(c, r, y, x, cols, STYLE_NORMAL, filled);
	free(filled);
	return y;
}

/* --- checking what clinic.yaml asks for --- */

struct checking {
	const struct config *config;
	const struct command *globals;
	const struct screen *const *screens;
	struct err *err;
};

static const struct command *named(const struct checking *k, const char *name)
{
	const struct command *c = in_table(k->globals, name);

	for (const struct screen *const *s = k->screens; *s && !c; s++)
		c = in_table((*s)->commands, name);
	return c;
}

static void offer(struct nearest *near, const struct command *table)
{
	for (const struct command *c = table; c && c->name; c++)
		nearest_offer(near, c->name);
}

static bool unknown_command(const struct checking *k, const struct key_binding *b)
{
	char typed[64];
	struct nearest near;

	nearest_init(&near, str_excerpt(typed, sizeof(typed), b->command));
	offer(&near, k->globals);
	for (const struct screen *const *s = k->screens; *s; s++)
		offer(&near, (*s)->commands);
	if (near.name)
		err_at(k->err, ERR_CONFIG, &b->pos, _("there is no command '%s'; did you mean '%s'?"),
		       typed, near.name);
	else
		err_at(k->err, ERR_CONFIG, &b->pos,
		       _("there is no command '%s'; revisit keys lists them all"), typed);
	nearest_release(&near);
	return false;
}

static bool check_keys(const struct checking *k, const struct key_binding *b,
		       const struct command *c)
{
	struct key own[COMMAND_KEYS];
	int n_own = own_keys(c, own);
	bool global = in_table(k->globals, b->command) != NULL;
	bool needs_other = false; /* a key that is no letter: it must work while one types */
	bool has_other = false;

	if (b->n >= COMMAND_KEYS - 4)
		return err_at(k->err, ERR_CONFIG, &b->pos, _("%d keys for one command are too many"),
			      (int)b->n);
	for (int i = 0; i < n_own; i++)
		needs_other = needs_other || (global && own[i].kind != KEY_TEXT);
	for (size_t i = 0; i < b->n; i++) {
		struct key key;
		char shown[48];
		str_excerpt(shown, sizeof(shown), b->keys[i].name);
		if (!read_key(b->keys[i].name, &key))
			return err_at(k->err, ERR_CONFIG, &b->keys[i].pos,
				      _("'%s' is no key; write a letter, a sign, ^A to ^Z or F1 to F20"),
				      shown);
		if (key_is_fixed(&key))
			return err_at(k->err, ERR_CONFIG, &b->keys[i].pos,
				      _("%s means the same everywhere; give '%s' another key"), shown,
				      b->command);
		has_other = has_other || key.kind != KEY_TEXT;
	}
	if (needs_other && !has_other)
		return err_at(k->err, ERR_CONFIG, &b->pos,
			      _("'%s' must work while one types, too: give it a ^ key or an F key as "
				"well"),
			      b->command);
	return true;
}

/* Another command of the table that has the key. */
static const struct command *other_with(const struct checking *k, const struct command *table,
					const char *name, const struct key *key)
{
	for (const struct command *c = table; c && c->name; c++)
		if (strcmp(c->name, name) != 0 && has_key(k->config, c, key, false))
			return c;
	return NULL;
}

/* Whether another command has one of the binding's keys on that screen (NULL: everywhere). */
static bool check_conflict(const struct checking *k, const struct key_binding *b,
			   const struct screen *s)
{
	bool here = s && in_table(s->commands, b->command);
	bool global = in_table(k->globals, b->command) != NULL;

	if (!here && !(global && !(s && s->popup)))
		return true;
	for (size_t i = 0; i < b->n; i++) {
		struct key key;
		if (!read_key(b->keys[i].name, &key))
			continue;
		const struct command *c = s ? other_with(k, s->commands, b->command, &key) : NULL;
		if (!c && !(s && s->popup))
			c = other_with(k, k->globals, b->command, &key);
		if (c)
			return err_at(k->err, ERR_CONFIG, &b->keys[i].pos,
				      _("'%s' is the key of '%s' already (%s): give one of them another"),
				      b->keys[i].name, c->name, s ? _(s->title) : _("Everywhere"));
	}
	return true;
}

bool keys_check(const struct config *config, const struct command *globals,
		const struct screen *const *screens, struct err *err)
{
	const struct checking k = { config, globals, screens, err };

	for (size_t i = 0; i < config->n_bindings; i++) {
		const struct key_binding *b = &config->bindings[i];
		const struct command *c = named(&k, b->command);
		if (!c)
			return unknown_command(&k, b);
		if (!check_keys(&k, b, c))
			return false;
	}
	for (size_t i = 0; i < config->n_bindings; i++) {
		if (!check_conflict(&k, &config->bindings[i], NULL))
			return false;
		for (const struct screen *const *s = screens; *s; s++)
			if (!check_conflict(&k, &config->bindings[i], *s))
				return false;
	}
	return true;
}
