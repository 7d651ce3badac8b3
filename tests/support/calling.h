/* Somebody to be rung, written in a line: for the tests of care/calling.h.
 *
 * Words of a person: moved deceased archived merged inactive prospect, refuses, complaint, here,
 * consent:no, minor:BIRTHDAY, booked:WHEN, back:WHEN, by:STAFF, numbers:N, today:N (calls to each of the
 * numbers), likes:17点以后.  Words of the list: purpose:P, quiet:7d, clinic:7d, giveup:N, since:WHEN,
 * before:WHEN, staff:BO.
 * A WHEN is 2026-11-23T10:05, or a day.  Tries, newest first, each behind a |:
 * "| WHEN outcome [list] [dial] [PURPOSE] [number:N] [>WHEN]"; an outcome of "-" is not known. */
#ifndef REVISIT_TESTS_CALLING_H
#define REVISIT_TESTS_CALLING_H

#include "revisit/care/calling.h"
#include "revisit/care/consent.h"

enum { CASE_TRIES = 40, CASE_NUMBERS = 4 };

struct case_of {
	const struct config *config;
	struct call_person person;
	struct call_terms terms;
	struct call_try tries[CASE_TRIES];
	struct call_number numbers[CASE_NUMBERS];
	struct interval clinic_quiet;
	char words[60][64]; /* what texts point to */
	size_t n_words;
};

static when_t when_in(const char *text)
{
	day_t day;
	minute_t minute;
	int offset;
	struct err err = ERR_INIT;

	if (!datetime_parse(text, NULL, &day, &minute, &offset, &err))
		fail_msg("'%s' is no time", text);
	return when_of(day, minute);
}

static struct interval interval_in(const char *text)
{
	struct interval i = { 0 };
	struct err err = ERR_INIT;

	if (strcmp(text, "none") != 0 && !interval_parse(text, &i, &err))
		fail_msg("'%s' is no interval", text);
	return i;
}

static const char *after_colon(const char *word, const char *name)
{
	size_t n = strlen(name);

	return strncmp(word, name, n) == 0 && word[n] == ':' ? word + n + 1 : NULL;
}

static bool person_word(struct case_of *c, const char *w)
{
	struct call_person *p = &c->person;
	static const char *const answers[] = { "yes", "open", "withdrawn", "no" };
	const char *v;
	int status = choice_find(patient_status_choices, w);

	if (status >= 0) {
		p->status = status;
	} else if (strcmp(w, "refuses") == 0) {
		p->refuses = true;
	} else if (strcmp(w, "complaint") == 0) {
		p->complaint = true;
	} else if (strcmp(w, "here") == 0) {
		p->here = true;
	} else if ((v = after_colon(w, "consent"))) {
		for (int i = 0; i < PURPOSES; i++)
			for (int k = 0; k < 4; k++)
				if (strcmp(answers[k], v) == 0)
					p->consent[i] = k;
	} else if ((v = after_colon(w, "minor"))) {
		p->minor = true;
		p->birth_day = when_day(when_in(v));
	} else if ((v = after_colon(w, "booked"))) {
		p->booked = when_in(v);
	} else if ((v = after_colon(w, "back"))) {
		p->call_back = when_in(v);
	} else if ((v = after_colon(w, "by"))) {
		p->call_back_by = v;
	} else if ((v = after_colon(w, "numbers"))) {
		p->n_numbers = (size_t)strtol(v, NULL, 10);
	} else if ((v = after_colon(w, "today"))) {
		for (int i = 0; i < CASE_NUMBERS; i++)
			c->numbers[i].today = (int)strtol(v, NULL, 10);
	} else if ((v = after_colon(w, "likes"))) {
		if (!call_wish_read(v, &p->wish))
			fail_msg("no time of the day: %s", v);
	} else {
		return false;
	}
	return true;
}

static bool list_word(struct case_of *c, const char *w)
{
	struct call_terms *t = &c->terms;
	const char *v;

	if ((v = after_colon(w, "purpose"))) {
		t->purpose = (enum purpose)choice_find(purpose_choices, v);
	} else if ((v = after_colon(w, "quiet"))) {
		t->has_quiet = true;
		t->quiet = interval_in(v);
	} else if ((v = after_colon(w, "clinic"))) {
		c->clinic_quiet = interval_in(v);
		t->clinic_quiet = &c->clinic_quiet;
	} else if ((v = after_colon(w, "giveup"))) {
		t->give_up = (int)strtol(v, NULL, 10);
	} else if ((v = after_colon(w, "since"))) {
		t->since = when_in(v);
	} else if ((v = after_colon(w, "before"))) {
		t->before = when_in(v);
	} else if ((v = after_colon(w, "staff"))) {
		t->staff = v;
	} else {
		return false;
	}
	return true;
}

static void try_word(struct case_of *c, struct call_try *try, const char *w, int nth)
{
	const char *number = after_colon(w, "number");

	if (nth == 0) {
		*try = (struct call_try){ .at = when_in(w), .purpose = -1, .again = WHEN_NONE };
	} else if (nth == 1) {
		try->outcome = config_outcome(c->config, w);
		if (!try->outcome && strcmp(w, "-") != 0)
			fail_msg("no outcome '%s'", w);
		try->reached = try->outcome &&
			       try->outcome->flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE);
	} else if (strcmp(w, "list") == 0) {
		try->this_list = true;
		try->purpose = (int)c->terms.purpose;
	} else if (strcmp(w, "dial") == 0) {
		try->dialled = true;
	} else if (*w == '>') {
		try->again = when_in(w + 1);
	} else if (number) {
		try->number = c->numbers[strtol(number, NULL, 10)].norm;
	} else if ((try->purpose = choice_find(purpose_choices, w)) < 0) {
		fail_msg("no word '%s'", w);
	}
}

/* An adult in good standing with one number, on a recall list since 1 November 2026, and what `text`
 * says otherwise. */
static void case_init(struct case_of *c, const struct config *config, const char *text)
{
	static const char *const norms[CASE_NUMBERS] = { "8613800000001", "8613800000002",
							 "8613800000003", "8613800000004" };
	struct call_try *try = NULL;
	int nth = 0;

	*c = (struct case_of){ .config = config };
	c->person = (struct call_person){ .status = PATIENT_ACTIVE,
					  .birth_day = day_make(1985, 3, 2),
					  .booked = WHEN_NONE,
					  .call_back = WHEN_NONE,
					  .numbers = c->numbers,
					  .n_numbers = 1,
					  .tries = c->tries };
	for (int i = 0; i < PURPOSES; i++)
		c->person.consent[i] = CONSENT_OPEN;
	c->terms = (struct call_terms){ .purpose = PURPOSE_RECALL,
					.since = when_in("2026-11-01"),
					.before = WHEN_NONE };
	for (int i = 0; i < CASE_NUMBERS; i++)
		c->numbers[i] = (struct call_number){ .contact = i + 1,
						      .norm = norms[i],
						      .value = norms[i],
						      .answered = WHEN_NONE };
	while (*text) {
		size_t n = strcspn(text, " ");
		char *w = c->words[c->n_words++];
		BUG_IF(c->n_words > ARRAY_SIZE(c->words) - 1 || n >= sizeof(c->words[0]));
		snprintf(w, sizeof(c->words[0]), "%.*s", (int)n, text);
		text += n + strspn(text + n, " ");
		if (strcmp(w, "|") == 0) {
			try = &c->tries[c->person.n_tries++];
			nth = 0;
		} else if (try) {
			try_word(c, try, w, nth++);
		} else if (!person_word(c, w) && !list_word(c, w)) {
			fail_msg("no word '%s'", w);
		}
	}
}

#endif
