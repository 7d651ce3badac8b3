/* A message: which template, by which channel, to where, how long; Enter sends it or marks it sent. */
#include "message.h"

#include "revisit/app/keys.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/messages.h"
#include "revisit/clinic/scripts.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

enum { TEMPLATES_SHOWN = 10, LABEL_COLS = 10 };

struct writing {
	int64_t patient, visit, message;
	struct patient p;
	struct text_files files;
	struct list list; /* of the templates */
	size_t channel;   /* of clinic.yaml */
	bool own;         /* the text was changed by hand */
	char *text, *subject, *number;
	char *why;        /* it cannot be sent, NULL */
	int purpose;
	bool by_hand;
};

static const struct text_file *template_of(const struct writing *w)
{
	return w->list.n ? &w->files.v[w->list.selected] : NULL;
}

static const struct channel_def *channel_of(const struct app *app, const struct writing *w)
{
	const struct call_settings *s = &app->clinic->config->calls;

	return w->channel < s->n_channels ? &s->channels[w->channel] : NULL;
}

/* --- what it says, to whom --- */

static void find_number(struct app *app, struct writing *w, int64_t contact)
{
	struct contact k;

	str_replace(&w->number, NULL);
	if (!contact)
		return;
	record_init(&record_contact, &k);
	if (store_get(&app->clinic->store, &record_contact, contact, &k, NULL))
		str_replace(&w->number, k.value);
	record_release(&record_contact, &k);
}

/* "templates/remind-2d.md:3: {visit} is empty …": where that stands is a matter of whoever edits it. */
static const char *without_place(const char *problem)
{
	const char *field = strstr(problem, ": {");

	return field ? field + 2 : problem;
}

static void fill(struct app *app, struct writing *w)
{
	const struct channel_def *ch = channel_of(app, w);
	const struct text_file *t = template_of(w);
	struct err err = ERR_INIT;
	const char *why = NULL;

	str_replace(&w->why, NULL);
	if (!ch) {
		str_replace(&w->why, _("clinic.yaml names no channel"));
		return;
	}
	w->by_hand = ch->how == DELIVERY_HAND;
	if (!w->message && !w->own) {
		free(w->text);
		free(w->subject);
		w->text = w->subject = NULL;
		w->purpose = t && t->purpose >= 0 ? t->purpose : PURPOSE_SERVICE;
		if (!t)
			str_replace(&w->why, _("there is no template: e writes the text"));
		else if (!template_fill(app->clinic, t->name, ch->channel, w->patient, w->visit, &w->subject,
					&w->text, &err))
			str_replace(&w->why, without_place(err.msg));
	}
	find_number(app, w, message_may(app->clinic, w->patient, ch->channel, (enum purpose)w->purpose, &why));
	if (why)
		str_replace(&w->why, why);
}

/* The one they like, else the first they may be written to by. */
static size_t usual_channel(struct app *app, const struct writing *w)
{
	const struct call_settings *s = &app->clinic->config->calls;

	for (size_t i = 0; i < s->n_channels; i++)
		if (str_eq(s->channels[i].channel, w->p.preferred_channel))
			return i;
	for (size_t i = 0; i < s->n_channels; i++)
		if (message_may(app->clinic, w->patient, s->channels[i].channel, PURPOSE_CARE, NULL))
			return i;
	return 0;
}

static void select_template(struct writing *w, const char *name)
{
	for (size_t i = 0; name && i < w->files.n; i++)
		if (strcmp(w->files.v[i].name, name) == 0)
			list_select(&w->list, (int)i);
}

/* Who is booked is asked to confirm, who is not is called back. */
static const char *usual_template(struct app *app, const struct writing *w)
{
	struct patient_line line;

	if (!store_line(&app->clinic->store, w->patient, clinic_today(app->clinic), &line, NULL))
		return NULL;
	bool booked = line.next_day != DAY_NONE;
	patient_line_release(&line);
	return booked ? "confirm" : "recall";
}

/* One that waits already: its text, its channel. */
static bool take_message(struct app *app, struct writing *w, struct err *err)
{
	const struct call_settings *s = &app->clinic->config->calls;
	struct message m;

	record_init(&record_message, &m);
	bool ok = store_get(&app->clinic->store, &record_message, w->message, &m, err);
	if (ok) {
		int purpose = m.purpose ? choice_find(purpose_choices, m.purpose) : -1;
		w->patient = m.patient;
		w->visit = m.visit;
		w->purpose = purpose < 0 ? PURPOSE_SERVICE : purpose;
		str_replace(&w->text, m.text);
		str_replace(&w->subject, m.subject);
		for (size_t i = 0; i < s->n_channels; i++)
			if (str_eq(s->channels[i].channel, m.channel))
				w->channel = i;
	}
	record_release(&record_message, &m);
	return ok;
}

static void close_message(void *state)
{
	struct writing *w = state;

	text_files_release(&w->files);
	record_release(&record_patient, &w->p);
	free(w->text);
	free(w->subject);
	free(w->number);
	free(w->why);
}

static bool open_message(struct app *app, void *state, void *arg, struct err *err)
{
	struct writing *w = state;
	const struct message_for *what = arg;

	*w = (struct writing){ .patient = what->patient, .visit = what->visit, .message = what->message };
	record_init(&record_patient, &w->p);
	if ((w->message && !take_message(app, w, err)) ||
	    !store_get(&app->clinic->store, &record_patient, w->patient, &w->p, err)) {
		close_message(w);
		return false;
	}
	if (!w->message) {
		templates_list(app->clinic, &w->files, NULL);
		list_resize(&w->list, (int)w->files.n, TEMPLATES_SHOWN);
		select_template(w, what->template ? what->template : usual_template(app, w));
		w->channel = usual_channel(app, w);
	}
	fill(app, w);
	return true;
}

static void reload_message(struct app *app, void *state)
{
	fill(app, state);
}

/* --- drawing --- */

static void add_to(struct str *out, const struct app *app, const struct writing *w)
{
	const struct channel_def *ch = channel_of(app, w);

	str_add(out, ch ? message_channel_label(ch->channel) : "");
	if (!w->number)
		return;
	str_addc(out, ' ');
	/* A number as it may be seen over the counter; a name there, or an address, whole. */
	if (strspn(w->number, "+0123456789 -()") == strlen(w->number))
		last_four(out, w->number);
	else
		str_add(out, w->number);
	if (w->by_hand)
		str_addf(out, " (%s)", _("by hand"));
}

static int draw_line(struct canvas *c, struct rect area, int y, const char *label, enum style style,
		     const char *text)
{
	if (c->plain) {
		char *line = *label ? mem_printf("%s: %s", label, text) : mem_strdup(text);
		y = canvas_wrapped(c, area, y, 1, area.cols - 2, style, line);
		free(line);
		return y;
	}
	canvas_text(c, area, y, 1, LABEL_COLS, STYLE_HEADING, label);
	int next = canvas_wrapped(c, area, y, LABEL_COLS + 2, area.cols - LABEL_COLS - 3, style, text);
	return next > y ? next : y + 1;
}

static int draw_templates(const struct writing *w, struct canvas *c, struct rect area, int y)
{
	int half = (w->list.height + 1) / 2;
	bool two = !c->plain && area.cols >= 64;
	int rows = 0;

	for (int i = w->list.top; i < w->list.n && i < w->list.top + w->list.height; i++) {
		int at = i - w->list.top;
		int row = two ? at % half : at;
		int cols = two ? area.cols / 2 : area.cols;
		struct rect line = { .y = area.y + y + row, .x = area.x + (two && at >= half ? cols : 0),
				     .rows = 1, .cols = cols };
		bool chosen = i == w->list.selected && !w->own;
		enum style style = canvas_row(c, line, i, chosen);
		if (i < 9)
			canvas_printf(c, line, 0, 2, STYLE_KEY, "%d", i + 1);
		canvas_text(c, line, 0, 4, cols - 5, style, w->files.v[i].title);
		if (chosen)
			canvas_cursor(c, line, 0, 0, false);
		rows = row + 1 > rows ? row + 1 : rows;
	}
	return y + rows;
}

/* Why it cannot be sent, what it says, how long that is. */
static int draw_text(const struct app *app, const struct writing *w, struct canvas *c, struct rect area,
		     int y)
{
	const struct channel_def *ch = channel_of(app, w);
	struct str t;

	if (w->why)
		y = draw_line(c, area, y, _("Not so"), STYLE_ALERT, w->why);
	if (w->subject && ch && str_eq(ch->channel, "email"))
		y = draw_line(c, area, y, _("Subject"), STYLE_NORMAL, w->subject);
	if (!w->text)
		return y;
	y = draw_line(c, area, y, _("Text"), STYLE_NORMAL, w->text);
	str_init(&t);
	message_length_words(&t, ch ? ch->channel : NULL, w->text);
	y = draw_line(c, area, y + !c->plain, "", STYLE_NORMAL, t.p);
	str_release(&t);
	return y;
}

static void prepare_message(struct app *app, void *state, int rows, int cols)
{
	struct writing *w = state;
	int most = app->canvas.plain ? rows - 9 : TEMPLATES_SHOWN;

	(void)cols;
	if (most > TEMPLATES_SHOWN)
		most = TEMPLATES_SHOWN;
	list_resize(&w->list, w->list.n, app_list_rows(app, most < 3 ? 3 : most));
	list_select(&w->list, w->list.selected);
}

static void draw_message(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct writing *w = state;
	struct str t;
	int y = 0;

	str_init(&t);
	shown_name(&t, app, &w->p);
	str_addf(&t, "  %s", str_or_empty(w->p.chart_no));
	y = draw_line(c, area, y, C_("of a message", "To"), STYLE_NORMAL, t.p);
	str_clear(&t);
	add_to(&t, app, w);
	y = draw_line(c, area, y, C_("of a message", "By"), STYLE_NORMAL, t.p);
	y = draw_line(c, area, y, C_("of a message", "For"), STYLE_NORMAL, _(purpose_choices[w->purpose].label));
	/* Who has it read aloud hears the text before what else there would be. */
	if (c->plain)
		y = draw_text(app, w, c, area, y);
	else
		canvas_hline(c, area, y++, 0, area.cols);
	if (!w->message)
		y = draw_templates(w, c, area, y);
	if (!c->plain && !w->message)
		canvas_hline(c, area, y++, 0, area.cols);
	if (!c->plain)
		draw_text(app, w, c, area, y);
	if (w->message || w->own || !w->list.n)
		canvas_cursor(c, area, 0, 0, false);
	str_release(&t);
}

/* --- keys --- */

static bool message_key(struct app *app, void *state, const struct key *key)
{
	struct writing *w = state;
	int before = w->list.selected;
	bool digit = key->kind == KEY_TEXT && key->cp >= '1' && key->cp <= '9';

	if (w->message)
		return false;
	if (digit && (int)(key->cp - '1') < w->list.n)
		list_select(&w->list, (int)(key->cp - '1'));
	else if (digit || !list_key(&w->list, key, true))
		return false;
	if (digit || before != w->list.selected)
		w->own = false;
	fill(app, w);
	return true;
}

static void other_channel(struct app *app, void *state)
{
	struct writing *w = state;
	size_t n = app->clinic->config->calls.n_channels;

	if (w->message || n == 0)
		return;
	/* Those that lead nowhere are passed over, unless all do. */
	size_t next = w->channel;
	do
		next = (next + 1) % n;
	while (next != w->channel && !message_may(app->clinic, w->patient,
						  app->clinic->config->calls.channels[next].channel,
						  PURPOSE_CARE, NULL));
	w->channel = next != w->channel || w->number ? next : (next + 1) % n;
	fill(app, w);
}

static const char *message_enter(const struct app *app, const void *state)
{
	const struct writing *w = state;

	(void)app;
	if (w->why || !w->text)
		return NULL;
	return w->by_hand ? C_("what Enter does", "MARK SENT") : C_("what Enter does", "SEND");
}

static const char *message_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct writing *w = state;

	(void)app;
	if (!(needs & NEEDS_ROW))
		return NULL;
	return w->why ? w->why : !w->text ? _("there is no text") : NULL;
}

/* --- sending --- */

static bool make(struct app *app, const struct writing *w, int64_t *id, instant_t *leaves, struct err *err)
{
	const struct text_file *t = template_of(w);
	struct message m;

	record_init(&record_message, &m);
	m.patient = w->patient;
	m.visit = w->visit;
	m.channel = mem_strdup(channel_of(app, w)->channel);
	m.template = mem_strdup(t && !w->own ? t->name : NULL);
	m.purpose = mem_strdup(purpose_choices[w->purpose].key);
	m.subject = mem_strdup(w->subject);
	m.text = mem_strdup(w->text);
	bool ok = message_make(app->clinic, &m, err);
	*id = m.row.id;
	*leaves = m.not_before;
	record_release(&record_message, &m);
	return ok;
}

static void say_waits(struct app *app, instant_t leaves)
{
	struct str when;
	minute_t minute;
	day_t day;

	if (leaves == INSTANT_NONE) {
		app_did(app, _("in the outbox: it goes with the next \"revisit send\""));
		return;
	}
	str_init(&when);
	instant_split(leaves, &day, &minute);
	day_show(&when, day, clinic_today(app->clinic));
	str_addc(&when, ' ');
	minute_iso(&when, minute);
	app_did(app, _("in the outbox: it goes from %s on"), when.p);
	str_release(&when);
}

static void send_it(struct app *app, void *state)
{
	struct writing *w = state;
	struct err err = ERR_INIT;
	int64_t id = w->message;
	instant_t leaves = INSTANT_NONE;
	bool hand = w->by_hand;

	if (!clinic_begin(app->clinic, hand ? "message-sent" : "message", w->patient, &err)) {
		app_error(app, &err);
		return;
	}
	bool ok = (id || make(app, w, &id, &leaves, &err)) &&
		  (!hand || message_sent_by_hand(app->clinic, id, &err));
	if (!clinic_end(app->clinic, ok, &err)) {
		app_error(app, &err);
		return;
	}
	app_pop(app);
	if (hand)
		app_did(app, _("marked sent"));
	else
		say_waits(app, leaves);
	app_changed(app);
}

/* --- the text --- */

static const char line_end[] = " ¶ ";

static char *with(const char *text, const char *from, const char *to)
{
	struct str out;

	str_init(&out);
	for (const char *p = text; *p;) {
		if (strncmp(p, from, strlen(from)) == 0) {
			str_add(&out, to);
			p += strlen(from);
			continue;
		}
		str_addc(&out, *p++);
	}
	return str_steal(&out);
}

static void text_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct layer *top = app_top(app);

	(void)data;
	(void)key;
	if (top->screen != &message_screen || !*text)
		return;
	struct writing *w = top->state;
	free(w->text);
	w->text = with(text, line_end, "\n");
	w->own = true;
	fill(app, w);
}

static void edit_text(struct app *app, void *state)
{
	const struct writing *w = state;
	struct pick p;

	if (w->message)
		return;
	pick_init(&p, _("The text"));
	p.typed = with(str_or_empty(w->text), "\n", line_end);
	p.hint = mem_strdup(_("¶ ends a line"));
	p.text = true;
	p.unnumbered = true;
	p.cols = app->canvas.cols - 8;
	p.done = text_answer;
	pick_open(app, &p);
}

static void copy_text(struct app *app, void *state)
{
	const struct writing *w = state;

	if (app->copy && app->copy(app, w->text))
		app_say(app, _("copied: paste it where you write to them"));
	else
		app_refuse(app, _("this terminal cannot copy; mark the text with Shift and the mouse"));
}

static int64_t message_patient(const void *state)
{
	return ((const struct writing *)state)->patient;
}

static void consent(struct app *app, void *state)
{
	consent_form(app, ((struct writing *)state)->patient);
}

static const struct command commands[] = {
	{ .name = "message-send", .keys = "enter",
	  .help = N_("Send it, or of what is written by hand: mark it sent"), .needs = NEEDS_ROW | WRITES,
	  .run = send_it },
	{ .name = "message-copy", .keys = "y", .label = N_("copy"),
	  .help = N_("Copy the text, to be pasted into WeChat and its like"), .needs = NEEDS_ROW,
	  .run = copy_text },
	{ .name = "message-channel", .keys = "c tab", .label = N_("channel"),
	  .help = N_("Another channel: text message, WeChat, e-mail …"), .run = other_channel },
	{ .name = "message-text", .keys = "e", .label = N_("text"), .help = N_("Change the text"),
	  .run = edit_text },
	{ .name = "message-consent", .keys = "k", .label = N_("consent"),
	  .help = N_("What they agree to…"), .needs = WRITES, .run = consent },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("1 to 9"), N_("Choose a template; Up and Down choose those behind") },
	{ 0 },
};

const struct screen message_screen = {
	.name = "message",
	.title = N_("Message"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct writing),
	.open = open_message,
	.close = close_message,
	.reload = reload_message,
	.prepare = prepare_message,
	.draw = draw_message,
	.key = message_key,
	.enter = message_enter,
	.refuse = message_refuse,
	.patient = message_patient,
};

void show_message(struct app *app, const struct message_for *what)
{
	struct message_for copy = *what;

	app_push(app, &message_screen, &copy);
}

void ask_message(struct app *app, int64_t patient)
{
	show_message(app, &(struct message_for){ .patient = patient });
}
