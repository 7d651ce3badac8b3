#include "revisit/clinic/held.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/base/json.h"
#include "revisit/base/yaml.h"
#include "revisit/store/imports.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static const instant_t a_day = 24 * 60 * 60 * (instant_t)1000;

void held_add(struct held *h, const char *name, const char *value, const char *stored)
{
	GROW(h->fields, h->n, h->cap);
	h->fields[h->n++] = (struct held_field){ .name = mem_strdup(name),
						 .value = mem_strdup(str_or_empty(value)),
						 .stored = mem_strdup(str_or_empty(stored)) };
}

void held_release(struct held *h)
{
	for (size_t i = 0; i < h->n; i++) {
		free(h->fields[i].name);
		free(h->fields[i].value);
		free(h->fields[i].stored);
	}
	free(h->fields);
	free(h->staff);
	free(h->kind);
	free(h->title);
	free(h->focus);
	*h = (struct held){ 0 };
}

void held_list_release(struct held_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		held_release(&l->v[i]);
	free(l->v);
	*l = (struct held_list){ 0 };
}

/* --- writing --- */

static char *path_of(const struct clinic *c, int number, const char *ending)
{
	return mem_printf("%s/drafts/%ld-%d.%s", c->folder, (long)getpid(), number, ending);
}

void held_text(struct str *out, const struct held *h)
{
	struct json j;

	json_init(&j, out);
	json_key(&j, "kind");
	json_text(&j, h->kind);
	json_key(&j, "id");
	json_int(&j, h->id);
	json_key(&j, "since");
	json_int(&j, h->since);
	json_key(&j, "title");
	json_text(&j, h->title);
	json_key(&j, "focus");
	json_text(&j, h->focus);
	json_key(&j, "fields");
	json_array(&j);
	for (size_t i = 0; i < h->n; i++) {
		json_object(&j);
		json_key(&j, "name");
		json_text(&j, h->fields[i].name);
		json_key(&j, "value");
		json_text(&j, h->fields[i].value);
		json_key(&j, "stored");
		json_text(&j, h->fields[i].stored);
		json_end_object(&j);
	}
	json_end_array(&j);
}

bool held_put(struct clinic *c, int number, const char *text, struct err *err)
{
	char *folder = path_join(c->folder, "drafts");
	char *path = path_of(c, number, "json");
	char boot[64];
	struct str s;
	struct json j;

	store_boot_name(boot);
	str_init(&s);
	json_init(&j, &s);
	json_object(&j);
	json_key(&j, "revisit_draft");
	json_int(&j, 1);
	json_key(&j, "staff");
	json_text(&j, c->staff);
	json_key(&j, "at");
	json_int(&j, clock_now(&c->clock));
	json_key(&j, "pid");
	json_int(&j, getpid());
	json_key(&j, "boot");
	json_text(&j, boot);
	json_key(&j, "born");
	json_int(&j, store_process_born(getpid()));
	str_addf(&s, ",%s", text);
	json_end_object(&j);
	str_addc(&s, '\n');
	bool ok = folder_make(folder, err) && file_put(path, s.p, s.len, err);
	str_release(&s);
	free(folder);
	free(path);
	return ok;
}

void held_drop(struct clinic *c, int number)
{
	char *path = path_of(c, number, "json");

	unlink(path);
	free(path);
}

void held_set_aside(struct clinic *c, int number)
{
	char *path = path_of(c, number, "json");
	char *aside = path_of(c, number, "left");

	if (rename(path, aside) < 0)
		unlink(path);
	free(path);
	free(aside);
}

/* --- reading --- */

static int64_t number_in(const struct yaml *map, const char *key)
{
	const char *text = yaml_text(map, key);

	return text ? strtoll(text, NULL, 10) : 0;
}

static void read_fields(struct held *h, const struct yaml *list)
{
	for (const struct yaml *f = list->child; f; f = f->next)
		if (yaml_text(f, "name"))
			held_add(h, yaml_text(f, "name"), yaml_text(f, "value"), yaml_text(f, "stored"));
}

/* False when it is no draft. */
static bool read_draft(const char *path, struct held *h, bool *alive)
{
	struct arena arena;

	arena_init(&arena);
	const struct yaml *y = yaml_load(path, &arena, NULL);
	const struct yaml *fields = yaml_get(y, "fields");
	bool ok = number_in(y, "revisit_draft") == 1 && yaml_text(y, "kind") && yaml_text(y, "staff") &&
		  fields && fields->kind == YAML_LIST;
	if (ok) {
		*h = (struct held){ .staff = mem_strdup(yaml_text(y, "staff")),
				    .kind = mem_strdup(yaml_text(y, "kind")),
				    .title = mem_strdup(str_or_empty(yaml_text(y, "title"))),
				    .focus = mem_strdup(yaml_text(y, "focus")),
				    .id = number_in(y, "id"),
				    .since = number_in(y, "since"),
				    .at = number_in(y, "at") };
		read_fields(h, fields);
		int64_t pid = number_in(y, "pid");
		/* One of our own number was left by another program of that number, or by us before. */
		*alive = pid != getpid() && store_process_alive(pid, str_or_empty(yaml_text(y, "boot")),
								number_in(y, "born"));
	}
	arena_release(&arena);
	return ok;
}

static bool is_offered(const struct clinic *c, const struct held *h)
{
	return str_eq(h->staff, c->staff) || h->at < clock_now(&c->clock) - a_day;
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name);
	size_t k = strlen(end);

	return n > k && strcmp(name + n - k, end) == 0;
}

static void consider(struct clinic *c, const char *folder, const char *name, int number,
		     struct held_list *out)
{
	struct held h = { 0 };
	bool alive = false;
	char *path = path_join(folder, name);
	char *ours = path_of(c, number, "json");

	struct stat st;
	bool file = stat(path, &st) == 0 && S_ISREG(st.st_mode);

	/* Two who start at once: the one who renames it has it. */
	if (!file || !read_draft(path, &h, &alive)) {
		out->unreadable++;
	} else if (alive || !is_offered(c, &h) || rename(path, ours) < 0) {
		held_release(&h);
	} else {
		h.number = number;
		GROW(out->v, out->n, out->cap);
		out->v[out->n++] = h;
	}
	free(path);
	free(ours);
}

/* As they were begun: 12-9 before 12-10. */
static int by_number(const void *a, const void *b)
{
	const char *x = *(char *const *)a;
	const char *y = *(char *const *)b;
	size_t n = strlen(x);
	size_t k = strlen(y);

	return n != k ? (n < k ? -1 : 1) : strcmp(x, y);
}

void held_take_over(struct clinic *c, int last, struct held_list *out)
{
	char *folder = path_join(c->folder, "drafts");
	DIR *d = opendir(folder);
	struct strlist names;

	*out = (struct held_list){ 0 };
	strlist_init(&names);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;)
		if (ends_with(e->d_name, ".json"))
			strlist_add(&names, e->d_name);
	if (d)
		closedir(d);
	if (names.n)
		qsort(names.v, names.n, sizeof(char *), by_number);
	/* Numbers that no file of ours has yet, or the new name would take its place. */
	last += (int)names.n;
	for (size_t i = 0; i < names.n; i++) {
		char *taken = path_of(c, last + 1, "json");
		while (file_exists(taken)) {
			free(taken);
			taken = path_of(c, ++last + 1, "json");
		}
		free(taken);
		consider(c, folder, names.v[i], ++last, out);
	}
	strlist_release(&names);
	free(folder);
}
