/* The guided editor opened: of a segment, of a draft that was put aside, of a new one. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include "segment_edit.h"

char *segment_key_for(struct app *app, const char *title)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct str key;
	int number = 1;

	str_init(&key);
	for (const char *p = title; *p; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && key.len > 0);
		if (plain)
			str_addc(&key, c);
		else if (c == ' ' && key.len > 0 && key.p[key.len - 1] != '-')
			str_addc(&key, '-');
	}
	if (key.len > 0 && key.p[key.len - 1] == '-')
		str_cut(&key, key.len - 1);
	while (key.len < 3 || (set && ruleset_find(set, key.p) >= 0)) {
		str_clear(&key);
		str_addf(&key, "list-%d", number++);
	}
	return str_steal(&key);
}

/* The draft of it that was put aside; −1. */
static int held_draft(const struct app *app, const char *key)
{
	for (int i = app->n_held - 1; i >= 0; i--) {
		const struct editing *s = app->held[i].state;
		if (app->held[i].screen == &segment_edit_screen && strcmp(s->key, key) == 0)
			return i;
	}
	return -1;
}

static void open_anew(struct app *app, const char *key, const char *text)
{
	const struct opening o = { .key = key, .text = text };

	app_push(app, &segment_edit_screen, (void *)(uintptr_t)&o);
}

static void held_or_anew(struct app *app, void *data, const char *key, const char *text)
{
	int held = held_draft(app, data);

	(void)text;
	if (!key)
		return;
	if (strcmp(key, "held") == 0 && held >= 0)
		app_unpark(app, held);
	else
		open_anew(app, data, NULL);
}

void segment_edit(struct app *app, const char *key)
{
	struct pick p;

	if (held_draft(app, key) < 0) {
		open_anew(app, key, NULL);
		return;
	}
	pick_init(&p, _("A change of this segment was begun and is held"));
	pick_add(&p, "held", _("Go on with it"), NULL, NULL);
	pick_add(&p, "anew", _("Begin anew with the rule in force; the other stays held"), NULL, NULL);
	p.data = mem_strdup(key);
	p.free_data = free;
	p.done = held_or_anew;
	pick_open(app, &p);
}

void segment_edit_draft(struct app *app, const char *key, const char *text)
{
	open_anew(app, key, text);
}

void segment_new(struct app *app, const char *called, const char *sentence, const char *purpose)
{
	const struct opening o = { .title = called, .sentence = sentence, .purpose = purpose };

	app_push(app, &segment_edit_screen, (void *)(uintptr_t)&o);
}

void rules_edited(struct app *app)
{
	for (int i = 0; i < app->depth; i++) {
		struct editing *s = app->stack[i].state;
		if (app->stack[i].screen != &segment_edit_screen)
			continue;
		str_clear(&s->text);
		str_add(&s->text, s->base);
	}
}
