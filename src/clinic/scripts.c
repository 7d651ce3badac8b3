#include "revisit/clinic/scripts.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "texts.h"

#include <dirent.h>

/* Every problem of one text, a line each. */
static void add_problem(const char *text, void *arg)
{
	struct str *all = arg;

	str_addf(all, "%s%s", all->len ? "\n" : "", text);
}

/* --- scripts --- */

/* "busy: If they are busy": the outcome; NULL when the line begins with none. */
static const char *outcome_of(const struct clinic *c, struct arena *arena, const char *heading,
			      const char **rest)
{
	size_t n = strcspn(heading, ":");
	const char *after = heading + n + 1;

	*rest = heading;
	if (!heading[n] || !n)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", heading[i]))
			return NULL;
	char *key = arena_strndup(arena, heading, n);
	if (!config_outcome(c->config, key))
		return NULL;
	*rest = after + strspn(after, " \t");
	return key;
}

struct scripting {
	struct clinic *c;
	struct script *out;
	size_t cap;
	struct texting texting;
	struct str part;
	const char *outcome, *heading;
};

static void end_of_part(struct scripting *s)
{
	struct script *out = s->out;

	while (s->part.len && s->part.p[s->part.len - 1] == '\n')
		str_cut(&s->part, s->part.len - 1);
	if (!s->part.len && !s->heading)
		return;
	GROW(out->parts, out->n, s->cap);
	out->parts[out->n++] = (struct script_part){ .outcome = s->outcome,
						     .heading = s->heading,
						     .text = arena_strdup(&out->arena, s->part.p) };
	str_clear(&s->part);
}

static void begin_script_part(struct scripting *s, const struct text_line *line)
{
	struct text_line heading = { .text = line->text + 3, .number = line->number };
	struct str filled;

	end_of_part(s);
	str_init(&filled);
	text_fill(&s->texting, &heading, &filled);
	s->outcome = outcome_of(s->c, &s->out->arena, filled.p, &s->heading);
	s->heading = arena_strdup(&s->out->arena, s->heading);
	str_release(&filled);
}

static void script_line(struct scripting *s, const struct text_line *line)
{
	struct str filled;

	if (strncmp(line->text, "## ", 3) == 0) {
		begin_script_part(s, line);
		return;
	}
	if (strncmp(line->text, "# ", 2) == 0)
		return; /* a title for whoever edits it */
	str_init(&filled);
	if (text_fill(&s->texting, line, &filled) && (filled.len || s->part.len))
		str_addf(&s->part, "%s\n", filled.p);
	str_release(&filled);
}

bool script_fill(struct clinic *c, const char *name, int64_t patient, int64_t visit,
		 struct script *out, struct err *err)
{
	struct text_lines lines = { 0 };
	struct talk talk;
	struct str problems;

	*out = (struct script){ 0 };
	arena_init(&out->arena);
	bool ok = talk_begin(&talk, c, patient, visit, err) &&
		  text_open(c, "scripts", name, talk.zh, &lines, err);
	if (ok) {
		struct scripting s = { .c = c, .out = out };
		str_init(&problems);
		str_init(&s.part);
		talk.zh = lines.zh;
		s.texting = (struct texting){
			.talk = &talk, .file = lines.file, .problem = add_problem, .arg = &problems
		};
		for (size_t i = 0; i < lines.n; i++)
			script_line(&s, &lines.v[i]);
		end_of_part(&s);
		text_fill_end(&s.texting);
		out->problem = problems.len ? arena_strdup(&out->arena, problems.p) : NULL;
		str_release(&s.part);
		str_release(&problems);
	}
	text_lines_release(&lines);
	talk_end(&talk);
	if (!ok)
		script_release(out);
	return ok;
}

void script_release(struct script *s)
{
	free(s->parts);
	arena_release(&s->arena);
	*s = (struct script){ 0 };
}

/* --- messages --- */

static void fill_all(struct texting *t, const struct text_lines *lines, struct str *subject,
		     struct str *text)
{
	struct str line;

	if (lines->subject.text)
		text_fill(t, &lines->subject, subject);
	text_fill_end(t);
	str_init(&line);
	for (size_t i = 0; i < lines->n; i++) {
		str_clear(&line);
		if (text_fill(t, &lines->v[i], &line))
			str_addf(text, "%s%s", line.p, i + 1 < lines->n ? "\n" : "");
	}
	text_fill_end(t);
	while (text->len && strchr(" \n", text->p[text->len - 1]))
		str_cut(text, text->len - 1);
	str_release(&line);
}

bool template_fill(struct clinic *c, const char *name, const char *channel, int64_t patient,
		   int64_t visit, char **subject, char **text, struct err *err)
{
	struct text_lines lines = { 0 };
	struct str problems;
	struct str first;
	struct str body;
	struct talk talk;

	/* "recall-sms.md" is written for one channel, "recall.md" for all. */
	char *own = mem_printf("%s-%s", name, channel);
	str_init(&problems);
	str_init(&first);
	str_init(&body);
	*subject = *text = NULL;
	bool ok = talk_begin(&talk, c, patient, visit, err);
	talk.channel = channel;
	if (ok && !text_open(c, "templates", own, talk.zh, &lines, NULL)) {
		text_lines_release(&lines);
		ok = text_open(c, "templates", name, talk.zh, &lines, err);
	}
	if (ok) {
		struct texting t = { .talk = &talk, .strict = true, .file = lines.file,
				     .problem = add_problem, .arg = &problems };
		struct pos pos = { .file = lines.file };
		talk.zh = lines.zh;
		fill_all(&t, &lines, &first, &body);
		if (problems.len)
			ok = err_set(err, ERR_TEMPLATE, "%.*s", (int)strcspn(problems.p, "\n"),
				     problems.p);
		else if (!body.len)
			ok = err_at(err, ERR_TEMPLATE, &pos, _("there is no text in it"));
	}
	if (ok) {
		*subject = first.len ? str_steal(&first) : NULL;
		*text = str_steal(&body);
	}
	free(own);
	str_release(&first);
	str_release(&body);
	str_release(&problems);
	text_lines_release(&lines);
	talk_end(&talk);
	return ok;
}

int template_purpose(struct clinic *c, const char *name)
{
	struct text_lines lines = { 0 };
	int purpose = -1;

	if (text_open(c, "templates", name, i18n_is_chinese(), &lines, NULL) && lines.purpose)
		purpose = choice_find(purpose_choices, lines.purpose);
	text_lines_release(&lines);
	return purpose;
}

/* --- all of a folder --- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* File names of a folder, in order; none when there is no such folder. */
static void files_of(struct clinic *c, const char *folder, struct strlist *out)
{
	char *path = path_join(c->folder, folder);
	DIR *dir = opendir(path);

	strlist_init(out);
	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		char *name = text_name_of(e->d_name);
		if (name)
			strlist_add(out, e->d_name);
		free(name);
	}
	if (dir)
		closedir(dir);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_name);
	free(path);
}

/* "recall-sms": another text for one channel, not one of its own. */
static bool is_of_channel(const struct clinic *c, const char *name)
{
	const char *tail = strrchr(name, '-');

	return tail && config_channel(c->config, tail + 1);
}

static void know_text(struct clinic *c, const char *folder, const char *file,
		      struct text_files *out)
{
	struct text_lines lines;
	char *name = text_name_of(file);

	if ((out->n && strcmp(out->v[out->n - 1].name, name) == 0) || is_of_channel(c, name)) {
		free(name);
		return;
	}
	if (!text_open(c, folder, name, i18n_is_chinese(), &lines, NULL)) {
		text_lines_release(&lines);
		free(name);
		return;
	}
	GROW(out->v, out->n, out->cap);
	out->v[out->n++] = (struct text_file){
		.name = name,
		.title = mem_strdup(lines.title ? lines.title : name),
		.purpose = lines.purpose ? choice_find(purpose_choices, lines.purpose) : -1
	};
	text_lines_release(&lines);
}

static bool list_texts(struct clinic *c, const char *folder, struct text_files *out)
{
	struct strlist files;

	*out = (struct text_files){ 0 };
	files_of(c, folder, &files);
	for (size_t i = 0; i < files.n; i++)
		know_text(c, folder, files.v[i], out);
	strlist_release(&files);
	return true;
}

bool scripts_list(struct clinic *c, struct text_files *out, struct err *err)
{
	(void)err;
	return list_texts(c, "scripts", out);
}

bool templates_list(struct clinic *c, struct text_files *out, struct err *err)
{
	(void)err;
	return list_texts(c, "templates", out);
}

void text_files_release(struct text_files *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].name);
		free(f->v[i].title);
	}
	free(f->v);
	*f = (struct text_files){ 0 };
}

struct checking {
	void (*finding)(const char *text, void *arg);
	void *arg;
};

static void check_purpose(const struct text_lines *lines, const struct checking *k)
{
	struct str s;

	if (!lines->purpose || choice_find(purpose_choices, lines->purpose) >= 0)
		return;
	str_init(&s);
	str_addf(&s, "%s:%d: ", lines->file, lines->purpose_at.number);
	str_addf(&s, _("'%s' is no purpose; write care, service, recall, confirm, marketing, lead or survey"),
		 lines->purpose);
	k->finding(s.p, k->arg);
	str_release(&s);
}

static void check_text(struct clinic *c, const char *folder, const char *file,
		       const struct checking *k)
{
	struct err why = ERR_INIT;
	struct text_lines lines;
	struct str out;
	char shown[640];

	if (!text_read(c, folder, file, &lines, &why)) {
		err_format(&why, shown, sizeof(shown));
		k->finding(shown, k->arg);
		text_lines_release(&lines);
		return;
	}
	struct texting t = { .file = lines.file, .problem = k->finding, .arg = k->arg };
	str_init(&out);
	check_purpose(&lines, k);
	if (lines.subject.text)
		text_fill(&t, &lines.subject, &out);
	text_fill_end(&t);
	for (size_t i = 0; i < lines.n; i++)
		text_fill(&t, &lines.v[i], &out);
	text_fill_end(&t);
	if (!lines.n) {
		str_clear(&out);
		str_addf(&out, "%s: %s", lines.file, _("there is no text in it"));
		k->finding(out.p, k->arg);
	}
	str_release(&out);
	text_lines_release(&lines);
}

bool scripts_check(struct clinic *c, void (*finding)(const char *text, void *arg), void *arg,
		   struct err *err)
{
	static const char *const folders[] = { "scripts", "templates" };
	const struct checking k = { finding, arg };
	struct strlist files;

	(void)err;
	for (size_t f = 0; f < ARRAY_SIZE(folders); f++) {
		files_of(c, folders[f], &files);
		for (size_t i = 0; i < files.n; i++)
			check_text(c, folders[f], files.v[i], &k);
		strlist_release(&files);
	}
	return true;
}

/* --- what a new clinic begins with --- */

static const struct {
	const char *file, *text;
} starters[] = {
#include "starter_texts.inc"
};

bool starter_texts(const char *folder, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < ARRAY_SIZE(starters); i++) {
		char *path = path_join(folder, starters[i].file);
		ok = file_exists(path) ||
		     file_write(path, starters[i].text, strlen(starters[i].text), err);
		free(path);
	}
	return ok;
}
