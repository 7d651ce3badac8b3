#include "stage.h"

#include "revisit/base/i18n.h"

/* --- problems --- */

static void add_problem(struct stage *s, int line, int col, const char *fmt, va_list args)
{
	struct import_report *r = s->report;
	struct str text;

	r->n_found++;
	if (r->n_problems == IMPORT_PROBLEMS_MAX)
		return;
	str_init(&text);
	str_vaddf(&text, fmt, args);
	GROW(r->problems, r->n_problems, r->cap_problems);
	r->problems[r->n_problems++] = (struct import_problem){ line, col, str_steal(&text) };
}

void stage_problem(struct stage *s, int line, int col, const char *fmt, ...)
{
	struct pos pos = { s->o->file, line, col };
	va_list args;

	va_start(args, fmt);
	if (s->bad++ == 0) {
		char text[480];
		va_list again;
		va_copy(again, args);
		vsnprintf(text, sizeof(text), fmt, again);
		va_end(again);
		err_at(&s->first, ERR_CSV, &pos, "%s", text);
	}
	add_problem(s, line, col, fmt, args);
	va_end(args);
}

void stage_note(struct stage *s, int line, int col, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_problem(s, line, col, fmt, args);
	va_end(args);
}

void stage_bad_line(struct stage *s, const struct err *why)
{
	s->report->skipped++;
	stage_problem(s, why->line, why->col, "%s", why->msg);
	if (s->bad == 1)
		s->first.code = err_exit(why->code) == 3 ? why->code : ERR_CSV;
}

/* Its rows are counted as left out when their turn comes; a list of patients has none. */
void stage_refuse_person(struct stage *s, struct person *p)
{
	if (p->flags & PERSON_REFUSED)
		return;
	p->flags |= PERSON_REFUSED;
	if (s->map->rows == MAP_PATIENTS)
		s->report->skipped += p->lines;
}

void count_outcome(struct import_count *to, enum outcome outcome)
{
	to->same += outcome == SAME;
	to->changed += outcome == CHANGED;
	to->added += outcome == ADDED;
}

/* --- the whole --- */

void stage_init(struct stage *s, struct clinic *c)
{
	s->c = c;
	arena_init(&s->arena);
	arena_init(&s->kept);
	strlist_init(&s->terms);
	s->log.fd = s->table.fd = -1;
	record_init(&record_patient, &s->patient);
	record_init(&record_visit, &s->visit);
	record_init(&record_task, &s->task);
	draft_init(c, &s->draft);
}

void stage_release(struct stage *s)
{
	tape_close(&s->log);
	tape_close(&s->table);
	free(s->people);
	free(s->memo);
	free(s->moved);
	free(s->patient_values.v);
	free(s->row_values.record.v);
	hashes_release(&s->people_by_key);
	hashes_release(&s->charts);
	hashes_release(&s->taken);
	hashes_release(&s->rows_by_hash);
	hashes_release(&s->term_index);
	hashes_release(&s->terms_known);
	strlist_release(&s->terms);
	census_free(s->census);
	record_release(&record_patient, &s->patient);
	record_release(&record_visit, &s->visit);
	record_release(&record_task, &s->task);
	draft_release(&s->draft);
	arena_release(&s->arena);
	arena_release(&s->kept);
}
