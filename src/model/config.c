#include "revisit/base/i18n.h"
#include "revisit/base/yaml.h"
#include "revisit/model/config.h"
#include "revisit/model/record.h"
#include "config_read.h"

static const struct {
	const char *code, *sign;
	int decimals;
} currencies[] = {
	/* ISO 4217 codes with their minor units */
	{ "CNY", "¥", 2 }, { "USD", "$", 2 },   { "EUR", "€", 2 },   { "GBP", "£", 2 },
	{ "TWD", "NT$", 2 }, { "HKD", "HK$", 2 }, { "MOP", "MOP$", 2 }, { "JPY", "¥", 0 },
	{ "KRW", "₩", 0 }, { "SGD", "S$", 2 },  { "AUD", "A$", 2 },  { "CAD", "C$", 2 },
	{ "INR", "₹", 2 }, { "IRR", "IRR", 2 }, { "CHF", "CHF", 2 }, { "KWD", "KWD", 3 },
	{ "VND", "₫", 0 }, { "MYR", "RM", 2 },  { "THB", "฿", 2 },   { "NZD", "NZ$", 2 },
};

/* clinic.yaml's key, the vocabulary it fills. */
static const char *const vocab_keys[VOCABS][2] = {
	{ "providers", "provider" },     { "visit kinds", "visit_kind" },
	{ "sources", "source" },         { "tags", "tag" },
	{ "cancel reasons", "cancel_reason" }, { "payment", "pay_method" },
	{ "sites", "site" },
	{ "reasons without a next visit", "no_next" },
	{ "reasons to decline", "decline_reason" },
	{ "to-do kinds", "task_kind" },
	{ "staff", "staff" },
	{ "roles", "role" },
	{ "call reasons", "call_reason" },
	{ "skip reasons", "skip_reason" },
	{ "recalls", "recall" }, /* the last one: see read_entry */
};

const char *vocab_of_section(const char *section)
{
	for (size_t i = 0; i < VOCABS; i++)
		if (strcmp(vocab_keys[i][0], section) == 0)
			return vocab_keys[i][1];
	return NULL;
}

static const char *const day_keys[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

bool want(struct reader *r, const struct yaml *y, enum yaml_kind kind)
{
	if (y->kind == kind)
		return true;
	return err_at(r->err, ERR_CONFIG, &y->pos, _("a %s is expected here, this is a %s"),
		      yaml_kind_name(kind), yaml_kind_name(y->kind));
}

/* Room for the entries of a list: *out and how many there are. */
bool want_list(struct reader *r, const struct yaml *y, size_t size, void **out)
{
	size_t n = 0;

	if (!want(r, y, YAML_LIST))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	*out = arena_alloc(&r->c->arena, n * size);
	return true;
}

bool read_text(struct reader *r, const struct yaml *y, const char **out)
{
	if (!want(r, y, YAML_SCALAR))
		return false;
	if (!*y->text)
		return err_at(r->err, ERR_CONFIG, &y->pos, _("\"%s\" is empty"), str_or_empty(y->key));
	*out = arena_strdup(&r->c->arena, y->text);
	return true;
}

/* A text for both languages, or a map of en: and zh:. */
bool read_label(struct reader *r, const struct yaml *y, const char **en, const char **zh)
{
	if (y->kind == YAML_SCALAR) {
		if (!read_text(r, y, en))
			return false;
		*zh = *en;
		return true;
	}
	if (!want(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next) {
		const char **slot = strcmp(e->key, "en") == 0 ? en :
				    strcmp(e->key, "zh") == 0 ? zh :
								NULL;
		if (!slot)
			return err_at(r->err, ERR_CONFIG, &e->key_pos,
				      _("'%s' is not a language here: use en and zh"), e->key);
		if (!read_text(r, e, slot))
			return false;
	}
	if (!*en)
		*en = *zh;
	if (!*zh)
		*zh = *en;
	return true;
}

bool read_number(struct reader *r, const struct yaml *y, int min, int max, int *out)
{
	if (!want(r, y, YAML_SCALAR))
		return false;
	char *end;
	long n = strtol(y->text, &end, 10);
	if (end == y->text || *end || n < min || n > max)
		return err_at(r->err, ERR_CONFIG, &y->pos,
			      _("'%s' is not a whole number from %d to %d"), y->text, min, max);
	*out = (int)n;
	return true;
}

bool read_one_of(struct reader *r, const struct yaml *y, const char *const *allowed,
		 const char **out)
{
	struct str list;

	if (!read_text(r, y, out))
		return false;
	for (size_t i = 0; allowed[i]; i++)
		if (strcmp(allowed[i], *out) == 0)
			return true;
	str_init(&list);
	for (size_t i = 0; allowed[i]; i++)
		str_addf(&list, "%s%s", i ? ", " : "", allowed[i]);
	err_at(r->err, ERR_CONFIG, &y->pos, _("'%s' is not one of: %s"), y->text, list.p);
	str_release(&list);
	return false;
}

bool read_yes(struct reader *r, const struct yaml *y, bool *out)
{
	static const char *const answers[] = { "yes", "no", NULL };
	const char *answer;

	if (!read_one_of(r, y, answers, &answer))
		return false;
	*out = strcmp(answer, "yes") == 0;
	return true;
}

static bool read_price(struct reader *r, const struct yaml *e, int64_t *out)
{
	struct err why = ERR_INIT;

	if (!want(r, e, YAML_SCALAR))
		return false;
	if (!money_parse(r->c, e->text, out, &why))
		return err_at(r->err, ERR_CONFIG, &e->pos, "%s", why.msg);
	return *out >= 0 || err_at(r->err, ERR_CONFIG, &e->pos, _("a price cannot be below zero"));
}

static bool read_term_entry(struct reader *r, const struct yaml *e, const char *vocab,
			    struct term_def *t)
{
	bool provider = strcmp(vocab, "provider") == 0;
	bool yes = true;

	if (strcmp(e->key, "label") == 0)
		return read_label(r, e, &t->label_en, &t->label_zh);
	if (strcmp(e->key, "also") == 0)
		return read_keys_of(r, e, &t->also, &t->n_also);
	if (strcmp(e->key, "minutes") == 0)
		return read_number(r, e, 1, 1440, &t->minutes);
	if (strcmp(e->key, "site") == 0)
		return read_text(r, e, &t->site);
	if (strcmp(e->key, "role") == 0)
		return read_text(r, e, &t->role);
	if (strcmp(e->key, "price") == 0)
		return read_price(r, e, &t->price);
	if (strcmp(e->key, "treats") == 0) {
		bool ok = read_yes(r, e, &yes);
		t->treats_not = !yes;
		return ok;
	}
	if (provider && is_does(e->key))
		return read_does(r, e, t);
	return err_at(r->err, ERR_CONFIG, &e->key_pos,
		      provider ? _("'%s' is not known here: use label, also, site, treats, does, does not")
			       : _("'%s' is not known here: use label, also, minutes, price, site, role"),
		      e->key);
}

static bool read_term_map(struct reader *r, const struct yaml *y, const char *vocab,
			  struct term_def *t)
{
	for (const struct yaml *e = y->child; e; e = e->next)
		if (!read_term_entry(r, e, vocab, t))
			return false;
	return true;
}

bool key_is_plain(const char *key)
{
	for (const char *p = key; *p; p++)
		if ((unsigned char)*p <= ' ' || strchr("#@,:;=\"'[]{}", *p))
			return false;
	return *key != '\0';
}

static bool read_terms(struct reader *r, const struct yaml *y, struct term_list *list)
{
	size_t n = 0;
	const char *file = arena_strdup(&r->c->arena, str_or_empty(y->pos.file));

	if (y->kind == YAML_SCALAR)
		return want(r, y, YAML_LIST);
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	list->v = arena_alloc(&r->c->arena, n * sizeof(*list->v));
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct term_def *t = &list->v[list->n];
		*t = (struct term_def){ .price = MONEY_NONE };
		const char *key = y->kind == YAML_MAP ? e->key : e->text;
		const struct pos *pos = y->kind == YAML_MAP ? &e->key_pos : &e->pos;
		if (y->kind == YAML_LIST && !want(r, e, YAML_SCALAR))
			return false;
		if (!key_is_plain(key))
			return err_at(r->err, ERR_CONFIG, pos,
				      _("'%s' cannot be a key: no blanks or signs, write it with - and put "
					"the words under label:"),
				      key);
		t->key = arena_strdup(&r->c->arena, key);
		t->pos = (struct pos){ file, pos->line, pos->col };
		if (y->kind == YAML_MAP && e->kind == YAML_SCALAR && *e->text &&
		    !read_label(r, e, &t->label_en, &t->label_zh))
			return false;
		if (y->kind == YAML_MAP && e->kind == YAML_LIST)
			return want(r, e, YAML_MAP);
		if (y->kind == YAML_MAP && e->kind == YAML_MAP && !read_term_map(r, e, list->vocab, t))
			return false;
		for (size_t i = 0; i < list->n; i++)
			if (strcmp(list->v[i].key, t->key) == 0)
				return err_at(r->err, ERR_CONFIG, pos, _("'%s' is there twice"), key);
		list->n++;
	}
	return true;
}

/* "09:00-12:00 14:00-18:00", "closed" */
bool read_day_hours(struct reader *r, const struct yaml *y, struct hours *h)
{
	const char *p;

	if (!read_text(r, y, &p))
		return false;
	h->n = 0;
	if (strcmp(p, "closed") == 0)
		return true;
	while (*p) {
		size_t n = strcspn(p, " ,");
		char range[40];
		snprintf(range, sizeof(range), "%.*s", (int)n, p);
		p += n + strspn(p + n, " ,");
		char *dash = strchr(range, '-');
		if (dash)
			*dash = '\0';
		minute_t from = 0;
		minute_t to = 0;
		if (!dash || h->n == (int)ARRAY_SIZE(h->range) ||
		    !minute_parse(range, &from, NULL) || !minute_parse_end(dash + 1, &to, NULL) ||
		    from >= to || (h->n > 0 && from < h->range[h->n - 1].to))
			return err_at(r->err, ERR_CONFIG, &y->pos,
				      _("'%s' are no opening hours: write 09:00-12:00 14:00-18:00, or closed"),
				      y->text);
		h->range[h->n].from = from;
		h->range[h->n++].to = to;
	}
	return true;
}

bool read_week(struct reader *r, const struct yaml *y, struct hours week[7])
{
	if (!want(r, y, YAML_MAP))
		return false;
	memset(week, 0, 7 * sizeof(*week));
	for (const struct yaml *e = y->child; e; e = e->next) {
		int first = -1;
		int last = -1;
		for (int i = 0; i < 7; i++) {
			if (strncmp(e->key, day_keys[i], 3) == 0 && (!e->key[3] || e->key[3] == '-'))
				first = i;
			const char *dash = strchr(e->key, '-');
			if (dash && strcmp(dash + 1, day_keys[i]) == 0)
				last = i;
		}
		if (!strchr(e->key, '-'))
			last = first;
		if (first < 0 || last < first)
			return err_at(r->err, ERR_CONFIG, &e->key_pos,
				      _("'%s' is no weekday: write mon, tue … sun, or mon-fri"), e->key);
		struct hours h;
		if (!read_day_hours(r, e, &h))
			return false;
		for (int i = first; i <= last; i++)
			week[i] = h;
	}
	return true;
}

static bool read_closed(struct reader *r, const struct yaml *y)
{
	void *room;

	if (!want_list(r, y, sizeof(day_t), &room))
		return false;
	r->c->closed = room;
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct err why = ERR_INIT;
		if (!want(r, e, YAML_SCALAR))
			return false;
		if (!day_parse(e->text, &r->c->closed[r->c->n_closed++], &why))
			return err_at(r->err, ERR_CONFIG, &e->pos, "%s", why.msg);
	}
	return true;
}

static bool read_task_entry(struct reader *r, const struct yaml *f, struct usual_task *t)
{
	struct err why = ERR_INIT;
	day_t day;

	if (strcmp(f->key, "what") == 0)
		return read_label(r, f, &t->what_en, &t->what_zh);
	if (strcmp(f->key, "due") == 0)
		return read_text(r, f, &t->due) &&
		       (day_parse_near(t->due, 0, &day, &why) ||
			err_at(r->err, ERR_CONFIG, &f->pos, "%s", why.msg));
	if (strcmp(f->key, "promise") == 0)
		return read_yes(r, f, &t->promise);
	return err_at(r->err, ERR_CONFIG, &f->key_pos,
		      _("'%s' is not known here: use what, due, promise"), f->key);
}

static bool read_tasks(struct reader *r, const struct yaml *y)
{
	void *room;

	if (!want_list(r, y, sizeof(*r->c->tasks), &room))
		return false;
	r->c->tasks = room;
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct usual_task *t = &r->c->tasks[r->c->n_tasks++];
		if (!want(r, e, YAML_MAP))
			return false;
		for (const struct yaml *f = e->child; f; f = f->next)
			if (!read_task_entry(r, f, t))
				return false;
		if (!t->what_en)
			return err_at(r->err, ERR_CONFIG, &e->pos, _("this to-do lacks what:"));
	}
	return true;
}

static bool read_chairs(struct reader *r, const struct yaml *y)
{
	void *room;

	if (!want_list(r, y, sizeof(*r->c->chairs), &room))
		return false;
	r->c->chairs = room;
	for (const struct yaml *e = y->child; e; e = e->next)
		if (!read_text(r, e, &r->c->chairs[r->c->n_chairs++]))
			return false;
	return true;
}

static bool read_key(struct reader *r, const struct yaml *y, struct key_binding *b)
{
	struct key_name *key = &b->keys[b->n++];

	key->pos = b->pos;
	key->pos.line = y->pos.line;
	key->pos.col = y->pos.col;
	return read_text(r, y, &key->name);
}

/* "visit-arrive: a", "visit-arrive: [a, F5]" */
static bool read_keys(struct reader *r, const struct yaml *y)
{
	size_t n = 0;

	if (!want(r, y, YAML_MAP))
		return false;
	for (const struct yaml *e = y->child; e; e = e->next)
		n++;
	r->c->bindings = arena_alloc(&r->c->arena, n * sizeof(*r->c->bindings));
	for (const struct yaml *e = y->child; e; e = e->next) {
		struct key_binding *b = &r->c->bindings[r->c->n_bindings++];
		const struct yaml *first = e->kind == YAML_LIST ? e->child : e;
		*b = (struct key_binding){ .pos = e->key_pos };
		b->pos.file = arena_strdup(&r->c->arena, str_or_empty(e->key_pos.file));
		b->command = arena_strdup(&r->c->arena, e->key);
		n = 0;
		for (const struct yaml *k = first; k; k = e->kind == YAML_LIST ? k->next : NULL)
			n++;
		b->keys = arena_alloc(&r->c->arena, n * sizeof(*b->keys));
		for (const struct yaml *k = first; k; k = e->kind == YAML_LIST ? k->next : NULL)
			if (!read_key(r, k, b))
				return false;
	}
	return true;
}

static bool read_timezone(struct reader *r, const struct yaml *y)
{
	struct err why = ERR_INIT;

	if (!read_text(r, y, &r->c->timezone))
		return false;
	return zone_set(r->c->timezone, &why) || err_at(r->err, ERR_CONFIG, &y->pos, "%s", why.msg);
}

static bool read_currency(struct reader *r, const struct yaml *y)
{
	if (!read_text(r, y, &r->c->currency))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(currencies); i++) {
		if (strcmp(currencies[i].code, r->c->currency) != 0)
			continue;
		r->c->currency_sign = currencies[i].sign;
		r->c->decimals = currencies[i].decimals;
		return true;
	}
	return err_at(r->err, ERR_CONFIG, &y->pos,
		      _("'%s' is not a currency code known here: CNY, USD, EUR, TWD …"), y->text);
}

static bool read_country(struct reader *r, const struct yaml *y)
{
	if (!read_text(r, y, &r->c->country))
		return false;
	const char *s = r->c->country;
	if (strlen(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z')
		return true;
	return err_at(r->err, ERR_CONFIG, &y->pos, _("'%s' is no country code: write two letters, as CN"),
		      s);
}

static bool read_entry(struct reader *r, const struct yaml *e)
{
	static const char *const lists[] = { "text", "keys", NULL };
	static const char *const layouts[] = { "wide", "plain", "linear", NULL };
	static const char *const themes[] = { "dark", "light", "contrast", "mono", NULL };
	static const char *const languages[] = { "en", "zh_CN", NULL };
	struct config *c = r->c;
	const char *text;
	bool yes;

	if (strcmp(e->key, "name") == 0)
		return read_text(r, e, &c->name);
	if (strcmp(e->key, "timezone") == 0)
		return true; /* read last: it takes effect at once */
	if (strcmp(e->key, "currency") == 0)
		return true; /* read first: prices need it */
	if (strcmp(e->key, "country") == 0)
		return read_country(r, e);
	if (strcmp(e->key, "language") == 0)
		return read_one_of(r, e, languages, &c->language);
	if (strcmp(e->key, "hours") == 0)
		return read_week(r, e, c->hours);
	if (strcmp(e->key, "closed") == 0)
		return read_closed(r, e);
	if (strcmp(e->key, "open on") == 0)
		return read_special(r, e);
	if (strcmp(e->key, "slot minutes") == 0)
		return read_number(r, e, 5, 120, &c->slot_minutes);
	if (strcmp(e->key, "adult from") == 0)
		return read_number(r, e, 1, 30, &c->adult_from);
	if (strcmp(e->key, "recalls") == 0)
		return read_recalls(r, e, &c->vocab[VOCABS - 1]);
	if (strcmp(e->key, "after visits") == 0)
		return read_followups(r, e);
	if (strcmp(e->key, "calls") == 0)
		return read_calls(r, e);
	if (strcmp(e->key, "to-dos") == 0)
		return read_tasks(r, e);
	if (strcmp(e->key, "chairs") == 0)
		return read_chairs(r, e);
	if (strcmp(e->key, "theme") == 0)
		return read_one_of(r, e, themes, &c->theme);
	if (strcmp(e->key, "lists") == 0) {
		if (!read_one_of(r, e, lists, &text))
			return false;
		c->lists_keys = strcmp(text, "keys") == 0;
		return true;
	}
	if (strcmp(e->key, "layout") == 0) {
		if (!read_one_of(r, e, layouts, &text))
			return false;
		c->plain = strcmp(text, "wide") != 0;
		return true;
	}
	if (strcmp(e->key, "keys") == 0)
		return read_keys(r, e);
	if (strcmp(e->key, "mouse") == 0) {
		if (!read_yes(r, e, &yes))
			return false;
		c->no_mouse = !yes;
		return true;
	}
	for (size_t i = 0; i < VOCABS; i++)
		if (strcmp(e->key, vocab_keys[i][0]) == 0)
			return read_terms(r, e, &c->vocab[i]);
	return err_at(r->err, ERR_CONFIG, &e->key_pos,
		      _("'%s' is not known in clinic.yaml; see revisit(1), CLINIC.YAML"), e->key);
}

static void set_defaults(struct config *c)
{
	arena_init(&c->arena);
	c->name = "Clinic";
	c->timezone = "UTC";
	c->currency = "CNY";
	c->currency_sign = "¥";
	c->decimals = 2;
	c->country = "CN";
	c->theme = "dark";
	c->slot_minutes = 10;
	c->adult_from = 18;
	for (int i = 0; i < 7; i++)
		c->hours[i] = (struct hours){ .range = { { 9 * 60, 18 * 60 } }, .n = i < 6 };
	for (size_t i = 0; i < VOCABS; i++)
		c->vocab[i].vocab = vocab_keys[i][1];
	call_defaults(&c->calls, &c->arena);
}

struct config *config_read(const struct yaml *tree, struct err *err)
{
	struct config *c = mem_alloc(sizeof(*c));
	struct reader r = { .c = c, .err = err };
	bool ok;

	set_defaults(c);
	ok = want(&r, tree, YAML_MAP);
	const struct yaml *currency = ok ? yaml_get(tree, "currency") : NULL;
	if (ok && currency)
		ok = read_currency(&r, currency);
	for (const struct yaml *e = tree->child; ok && e; e = e->next)
		ok = read_entry(&r, e);
	const struct yaml *zone = ok ? yaml_get(tree, "timezone") : NULL;
	if (ok)
		ok = zone ? read_timezone(&r, zone) : zone_set(c->timezone, err);
	ok = ok && check_day(&r, tree) && check_calls(&r, yaml_get(tree, "calls"));
	if (ok)
		return c;
	config_free(c);
	return NULL;
}

struct config *config_load(const char *path, struct err *err)
{
	struct arena arena;
	struct config *c = NULL;

	arena_init(&arena);
	struct yaml *tree = yaml_load(path, &arena, err);
	if (tree)
		c = config_read(tree, err);
	arena_release(&arena);
	return c;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	arena_release(&c->arena);
	free(c);
}

const struct term_list *config_vocab(const struct config *c, const char *vocab)
{
	for (size_t i = 0; i < VOCABS; i++)
		if (strcmp(c->vocab[i].vocab, vocab) == 0)
			return &c->vocab[i];
	BUG("no vocabulary %s", vocab);
}

const struct term_def *config_term(const struct config *c, const char *vocab, const char *key)
{
	const struct term_list *list = config_vocab(c, vocab);

	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].key, key) == 0)
			return &list->v[i];
	return NULL;
}

const char *config_label(const struct config *c, const char *vocab, const char *key)
{
	const struct term_def *t = config_term(c, vocab, key);
	const char *label = !t ? NULL : i18n_is_chinese() ? t->label_zh : t->label_en;

	return label ? label : key;
}

bool config_open_at(const struct config *c, day_t day, minute_t minute)
{
	const struct hours *h = config_hours(c, day);

	for (int i = 0; i < h->n; i++)
		if (minute >= h->range[i].from && minute < h->range[i].to)
			return true;
	return false;
}
