/* What is typed at the desk, put into the words of the search keys. */
#include "revisit/clinic/find.h"
#include "revisit/base/i18n.h"
#include "revisit/text/fold.h"
#include "revisit/text/match.h"

static bool begins_folded(const char *label, const char *folded)
{
	struct str l;

	if (!label)
		return false;
	str_init(&l);
	text_fold(&l, label);
	bool yes = strncmp(l.p, folded, strlen(folded)) == 0;
	str_release(&l);
	return yes;
}

/* The tag whose label in either language begins so; NULL when none does. */
static const char *tag_of_label(struct clinic *c, const char *typed)
{
	const struct term_list *tags = config_vocab(c->config, "tag");
	const char *found = NULL;
	struct str folded;

	str_init(&folded);
	text_fold(&folded, typed);
	for (size_t i = 0; folded.len && !found && i < tags->n; i++)
		if (begins_folded(tags->v[i].label_en, folded.p) ||
		    begins_folded(tags->v[i].label_zh, folded.p))
			found = tags->v[i].key;
	str_release(&folded);
	return found;
}

/* A tag's label may have blanks: the longest text after the sign that begins one is it. */
static void put_tags(struct clinic *c, const char *typed, struct str *out)
{
	const char *p = typed;

	while (*p) {
		if (*p != '#') {
			str_addc(out, *p++);
			continue;
		}
		size_t n = 1 + strcspn(p + 1, "#");
		const char *key = NULL;
		while (n > 1 && p[n - 1] == ' ') /* it parts the words */
			n--;
		while (!key && n > 1) {
			char *label = mem_strndup(p + 1, n - 1);
			key = tag_of_label(c, label);
			free(label);
			if (key)
				break;
			size_t shorter = n - 1;
			while (shorter > 1 && p[shorter] != ' ')
				shorter--;
			n = shorter;
		}
		str_addc(out, '#');
		if (key)
			str_add(out, key);
		p += key ? n : 1;
	}
}

/* 姓张 is 张, 尾号0042 is 0042. */
static const char *said_plainly(const char *typed)
{
	static const char *const fillers[] = { "姓", "尾号" };

	for (size_t i = 0; i < ARRAY_SIZE(fillers); i++) {
		size_t n = strlen(fillers[i]);
		if (strncmp(typed, fillers[i], n) == 0 && typed[n])
			return typed + n;
	}
	return typed;
}

char *clinic_typed(struct clinic *c, const char *typed)
{
	struct str words;
	day_t day;

	str_init(&words);
	/* Digits alone stay digits: they may be a telephone number as well. */
	bool letters = typed[strspn(typed, "0123456789 -./")] != '\0';
	if (letters && day_parse(typed, &day, NULL)) {
		struct ymd d = day_split(day);
		str_addf(&words, "%04d%02d%02d", d.y, d.m, d.d);
	} else {
		put_tags(c, said_plainly(typed), &words);
	}
	return str_steal(&words);
}

bool clinic_search(struct clinic *c, const char *typed, size_t offset, size_t limit,
		   struct hits *out, struct err *err)
{
	char *words = clinic_typed(c, typed);
	bool ok = store_search(&c->store, words, clinic_today(c), offset, limit, out, err);

	free(words);
	return ok;
}

bool clinic_search_quick(struct clinic *c, const char *typed, size_t limit, struct hits *out,
			 struct err *err)
{
	char *words = clinic_typed(c, typed);
	struct search *x = search_new(&c->store, words, NULL, err);
	bool ok = x != NULL;

	*out = (struct hits){ 0 };
	while (ok && !search_done(x) && !search_is_slow(x) && search_count(x) < limit)
		ok = search_step(x, err);
	for (size_t i = 0; ok && i < limit && i < search_count(x); i++) {
		GROW(out->v, out->n, out->cap);
		ok = search_hit(x, i, &out->v[out->n++], err);
	}
	out->total = out->n;
	search_free(x);
	free(words);
	return ok;
}

/* --- why --- */

void find_why_release(struct find_why *why)
{
	free(why->label);
	free(why->text);
	*why = (struct find_why){ 0 };
}

static bool shows(const char *text, const char *word)
{
	struct match_range range;

	return text && match_ranges(text, word, &range, 1) > 0;
}

/* A row shows a number's last four. */
static char *number_end(const char *phone)
{
	struct str digits;

	str_init(&digits);
	str_add(&digits, "..");
	text_digits(&digits, str_or_empty(phone));
	if (digits.len > 6)
		memmove(digits.p + 2, digits.p + digits.len - 4, 5);
	char *end = mem_strdup(digits.p);
	str_release(&digits);
	return end;
}

static bool end_shows(const char *phone, const char *word)
{
	char *end = number_end(phone);
	bool yes = phone && shows(end, word);

	free(end);
	return yes;
}

static bool line_shows(const struct patient_line *l, const char *word)
{
	return shows(l->patient.name, word) || shows(l->patient.reading, word) ||
	       end_shows(l->phone, word) || shows(l->patient.chart_no, word);
}

static bool tell(struct find_why *out, const char *label, const char *text, const char *word)
{
	if (!shows(text, word))
		return false;
	out->label = mem_strdup(label);
	out->text = mem_strdup(text);
	return true;
}

/* A digit in an address or a name in a mail is no reason when the word means a number. */
/* Of a number what was looked for and its last four, "138..0042": enough to tell whose it is, too
 * little to be read over the counter. */
static char *number_part(const struct contact *k, const char *word)
{
	const char *norm = str_or_empty(k->norm) + (str_or_empty(k->norm)[0] == '+');
	size_t n = strspn(norm, "0123456789");
	char *digits = mem_strndup(norm, n);
	const char *last = n > 4 ? digits + n - 4 : digits;
	const char *at = strstr(digits, word);
	struct str typed;
	struct str out;

	str_init(&typed);
	str_init(&out);
	text_digits(&typed, k->value);
	bool begins = strncmp(typed.p, word, strlen(word)) == 0;
	size_t end = at ? (size_t)(at - digits) + strlen(word) : 0;
	if (begins || at)
		str_addf(&out, "%s%s", begins ? "" : "..", word);
	if (at && end > n - 4 && n > 4)
		str_add(&out, digits + end); /* it runs into the last four */
	else
		str_addf(&out, "..%s", last);
	str_release(&typed);
	free(digits);
	return str_steal(&out);
}

static bool tell_contacts(const struct patient_line *l, struct find_why *out,
			  const struct rows *contacts, const char *word)
{
	for (size_t i = 0; i < contacts->n; i++) {
		const struct contact *k = rows_at(contacts, i);
		bool phone = contact_is_phone((enum contact_kind)k->kind);
		const char *label = !phone		       ? _(contact_kind_choices[k->kind].label) :
				    k->state != CONTACT_GOOD   ? _("old number") :
				    str_eq(k->value, l->phone) ? "" :
								 _("other number");
		if (!phone && tell(out, label, k->value, word))
			return true;
		if (phone && (shows(k->value, word) || shows(k->norm, word))) {
			out->label = mem_strdup(label);
			out->text = number_part(k, word);
			return true;
		}
		if (tell(out, _("contact"), k->label, word))
			return true;
	}
	return false;
}

static bool tell_tags(struct clinic *c, struct find_why *out, const struct rows *tags,
		      const char *word)
{
	for (size_t i = 0; i < tags->n; i++) {
		const struct patient_tag *t = rows_at(tags, i);
		struct strlist key;
		strlist_init(&key);
		char *typed = mem_printf("#%s", t->tag);
		match_words(typed, &key);
		bool is = key.n == 1 && strncmp(key.v[0], word, strlen(word)) == 0;
		strlist_release(&key);
		free(typed);
		if (!is)
			continue;
		out->label = mem_strdup(_("tag"));
		out->text = mem_strdup(config_label(c->config, "tag", t->tag));
		return true;
	}
	return false;
}

/* Of an identity document only the end is shown. */
static bool tell_identity(const struct patient *p, const char *word, struct find_why *out)
{
	size_t n = strlen(str_or_empty(p->id_number));

	if (n < 4 || !strstr(p->id_number, word))
		return false;
	out->label = mem_strdup(_("identity document"));
	out->text = mem_printf("..%s", p->id_number + n - 4);
	return true;
}

static bool tell_one(struct clinic *c, const struct patient_line *l, const struct rows *contacts,
		     const struct rows *tags, const struct strlist *old_charts, const char *word,
		     struct find_why *out)
{
	const struct patient *p = &l->patient;
	struct str birth;

	if (*word == '#')
		return tell_tags(c, out, tags, word);
	str_init(&birth);
	patient_birth(&birth, p);
	bool told = tell(out, _("also called"), p->preferred, word) ||
		    tell(out, _("also called"), p->second_name, word) ||
		    tell(out, _("born"), birth.p, word);
	str_release(&birth);
	for (size_t i = 0; !told && i < old_charts->n; i++)
		told = tell(out, _("old chart"), old_charts->v[i], word);
	return told || tell_contacts(l, out, contacts, word) ||
	       tell(out, _("address"), p->address, word) ||
	       tell(out, _("salutation"), p->salutation, word) || tell_identity(p, word, out);
}

/* 小宝妈妈: the contact whose label ends the word, or the guardian. */
static bool tell_parent(struct clinic *c, const struct patient_line *l, const struct rows *contacts,
			const char *word, struct find_why *out)
{
	struct patient guardian;

	for (size_t i = 0; i < contacts->n; i++) {
		const struct contact *k = rows_at(contacts, i);
		size_t n = strlen(str_or_empty(k->label));
		if (n == 0 || strlen(word) < n || strcmp(word + strlen(word) - n, k->label) != 0)
			continue;
		out->label = mem_strdup(_("contact"));
		out->text = mem_printf("%s %s", k->label, k->value);
		return true;
	}
	if (!l->patient.guardian)
		return false;
	record_init(&record_patient, &guardian);
	bool ok = store_get(&c->store, &record_patient, l->patient.guardian, &guardian, NULL);
	if (ok) {
		struct str title;
		str_init(&title);
		patient_title(&title, &guardian);
		out->label = mem_strdup(_("guardian"));
		out->text = str_steal(&title);
	}
	record_release(&record_patient, &guardian);
	return ok;
}

/* Bob: the name it stands for, or the other name they go by. */
static void tell_nickname(const struct patient *p, const char *word, struct find_why *out)
{
	const char *name;
	const char *found = str_or_empty(p->name);

	for (size_t i = 0; (name = match_nickname(word, i)) != NULL; i++)
		if (!shows(p->name, name) && shows(p->preferred, name))
			found = p->preferred;
	out->label = mem_strdup(_("nickname of"));
	out->text = mem_strdup(found);
}

/* What the class of the hit tells by itself. */
static bool tell_class(const struct patient_line *l, int class, const char *word,
		       struct find_why *out)
{
	const struct patient *p = &l->patient;

	if (class == MATCH_NICKNAME)
		tell_nickname(p, word, out);
	else if (class == MATCH_READING)
		*out = (struct find_why){ mem_strdup(_("also read")), mem_strdup(word) };
	else if (class == MATCH_SOUND)
		*out = (struct find_why){ mem_strdup(_("sounds like")),
					  mem_strdup(str_or_empty(p->reading ? p->reading : p->name)) };
	else if (class == MATCH_SAME_PHONE)
		*out = (struct find_why){ mem_strdup(_("same number")), number_end(l->phone) };
	return out->label != NULL;
}

bool find_why(struct clinic *c, const struct patient_line *l, int class,
	      const struct strlist *words, struct find_why *out, struct err *err)
{
	const char *hidden = NULL;
	struct strlist old_charts;
	struct rows contacts;
	struct rows tags;

	*out = (struct find_why){ 0 };
	for (size_t i = 0; i < words->n && !hidden; i++)
		if (!line_shows(l, words->v[i]))
			hidden = words->v[i];
	if (!hidden || tell_class(l, class, hidden, out))
		return true;
	strlist_init(&old_charts);
	rows_init(&contacts, &record_contact);
	rows_init(&tags, &record_patient_tag);
	int64_t id = l->patient.row.id;
	bool ok = store_contacts(&c->store, id, &contacts, err) &&
		  store_tags(&c->store, id, &tags, err) &&
		  store_old_charts(&c->store, id, &old_charts, err);
	if (ok && !tell_one(c, l, &contacts, &tags, &old_charts, hidden, out) &&
	    class == MATCH_LABEL)
		tell_parent(c, l, &contacts, hidden, out);
	rows_release(&contacts);
	rows_release(&tags);
	strlist_release(&old_charts);
	return ok;
}
