/* What the screens share: the facts of a patient as lines, and the questions asked over any of
 * them. */
#ifndef REVISIT_SCREEN_PARTS_H
#define REVISIT_SCREEN_PARTS_H

#include "revisit/app/app.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/tasks.h"
#include "revisit/clinic/undo.h"
#include "revisit/clinic/visits.h"
#include "revisit/text/phone.h"
#include "revisit/ui/canvas.h"

/* --- facts --- */

struct fact_line {
	char *label; /* "NEXT", "" to go on with the one above; heap */
	char *text;  /* heap */
	bool alert;
};

struct facts {
	struct fact_line *v;
	size_t n, cap;
	const char *rest; /* by which key those are seen that do not fit, translated; NULL */
};

/* Everything known but the timeline, most pressing first.  `brief`: for the preview, at most a
 * look's worth. */
void facts_build(struct facts *f, const struct app *app, const struct card *card, bool brief);
void facts_release(struct facts *f);
void facts_add(struct facts *f, const char *label, const char *text, bool alert);
/* That they want no calls; and, after how they are reached, which channels they do not want, and (not brief) what
 * they do not want to be asked, and for
 * which list they are not rung before when. */
void facts_no_calls(struct facts *f, const struct app *app, int64_t patient);
void facts_refused(struct facts *f, const struct app *app, const struct card *card, bool brief);
/* "do not call (said so, Nov 23)"; false, and nothing appended: they may be rung. */
bool no_calls_words(struct app *app, int64_t patient, struct str *out);
/* In which segments they are and why, or (`nearly`) what is missing; at most so many. */
void facts_segments(struct facts *f, const struct app *app, int64_t patient, bool nearly,
		    size_t most);
/* Draws the facts from the one numbered `from`, from line y on, the labels in `column` columns; returns the next free line.  Long texts
 * wrap. */
int facts_draw(const struct facts *f, struct canvas *c, struct rect area, int y, int column,
	       size_t from);

/* "张伟 Zhang Wei", or only the reading where the terminal shows no Chinese. */
void shown_name(struct str *out, const struct app *app, const struct patient *p);

/* "张伟": where it stands beside a chart number, and room is scarce. */
void short_name(struct str *out, const struct app *app, const struct patient *p);

/* How far they are: "arrived", today's booked time, else the day they were seen; nothing when they
 * never were. */
void seen_text(struct str *out, const struct patient_line *l, day_t today);

/* What the next step is called ("CHECK IN"), translated; NULL for none. */
const char *next_step_label(const struct card *card, day_t today);

/* --- to-dos --- */

/* "promise: call: send quote, Fri 27 Nov 14:00-16:00, every week, for Dr Lin"; appended. */
void task_text(struct str *out, const struct app *app, const struct task *t);
/* Done, not needed (of a series it asks whether only this one), open again; says so. */
void todo_close(struct app *app, const struct task *t, enum task_state to);
/* Until when it is put off; a promise also why. */
void ask_snooze(struct app *app, int64_t task);
void task_form_edit(struct app *app, int64_t task);
/* For a field that asks who: the staff of clinic.yaml, then others who work here. */
void staff_choices(struct app *app, struct strlist *keys, struct strlist *labels);
void task_history_show(struct app *app, int64_t task);
/* All open ones of somebody become somebody else's, after asking with their number. */
void ask_reassign(struct app *app);
/* They want to be rung again about `what`: asks when. */
void ask_call_back(struct app *app, int64_t patient, const char *what);
/* A complaint of this patient, 0: of nobody known. */
void ask_complaint(struct app *app, int64_t patient);

/* On a list without a Find line of its own: what is typed goes to Patients.  False for a key that
 * is no text. */
bool find_by_typing(struct app *app, const struct key *key);
/* "=" into an empty Find line begins a sentence, which Patients answers.  False for other keys. */
struct edit;
bool find_sentence(struct app *app, const struct edit *edit, const struct key *key);

/* Finds somebody for what is being done; Esc gives up. */
struct choosing_patient {
	char *prompt;      /* before what is typed: "Merge with:"; heap */
	int64_t but;       /* never listed, 0 */
	int64_t *likely;   /* listed while nothing is typed, when there are some; heap, NULL */
	size_t n_likely;
	const char *enter; /* what Enter does, translated */
	void (*done)(struct app *app, void *data, int64_t patient);
	/* It is nobody who has a chart: what was typed instead; NULL: it has to be a patient. */
	void (*other)(struct app *app, void *data, const char *typed);
	const char *enter_other; /* what Enter does then, translated */
	void *data;
	void (*free_data)(void *data); /* NULL when nothing is to be freed */
};
/* Opens it; takes over everything in *c. */
void choose_patient(struct app *app, struct choosing_patient *c);

/* --- one person, one chart --- */

/* Two charts side by side; the fuller one would be kept, until one says otherwise. */
void compare_patients(struct app *app, int64_t one, int64_t other);
/* Finds the other chart of this patient, then compares. */
void ask_merge(struct app *app, int64_t patient);
/* Takes a chart out of this one again, after asking. */
void ask_unmerge(struct app *app, int64_t patient);
/* Puts something of this card on another patient's: `entry` of its timeline (NULL for none), or
 * what is chosen of the rest. */
void ask_refile(struct app *app, const struct card *card, const struct timeline_entry *entry);

/* --- questions over any screen --- */

void ask_tag(struct app *app, int64_t patient);
void ask_task(struct app *app, int64_t patient);
/* Of the open ones of a card: which one is done, put off, changed, told of. */
void ask_task_done(struct app *app, const struct card *card);
void ask_task_snooze(struct app *app, const struct card *card);
void ask_task_edit(struct app *app, const struct card *card);
void ask_task_history(struct app *app, const struct card *card);
void ask_note(struct app *app, int64_t patient);
void ask_alert(struct app *app, const struct card *card);
/* Writes to a patient. */
void ask_message(struct app *app, int64_t patient);
void ask_off(struct app *app, int64_t visit); /* no-show or cancelled, and why */
/* "刘洋: moved to Fri 27 Nov 10:00 · ^Z undoes": a message says whom it is about, as the cursor may be on
 * another by now. */
void did_for(struct app *app, int64_t patient, const char *what);
/* A step of a visit, which is said: "who: in chair", or with the time where `who` is NULL. */
bool step_visit(struct app *app, int64_t visit, enum visit_status to, const char *who);
/* A visit was called off: adds to the message how another time is booked, which is the command
 * rebook. */
void rebook_offered(struct app *app, int64_t visit);
void rebook(struct app *app, void *state);
/* Which recall of theirs, then what is decided about it. */
void ask_recall(struct app *app, int64_t patient);
bool recall_form(struct app *app, int64_t patient, const char *type);
/* Somebody is here without a booking: asks whom, then as walk_in_now. */
void ask_walk_in(struct app *app);
/* A patient is here: one who is booked today is asked about that first, then what they come for. */
void walk_in_now(struct app *app, int64_t patient);
/* The form of a visit that begins now. */
void visit_form_walk_in(struct app *app, int64_t patient);
/* Here today, but booked for another day: moved to now, or here without a booking. */
void ask_arrive_today(struct app *app, int64_t visit);
/* Once a visit is done: Enter books the next one, a digit says why there is none.  Asks nothing when
 * one is booked, and says when. */
void ask_next_visit(struct app *app, int64_t visit);
void ask_task_over(struct app *app, int64_t task); /* done, or not needed */
void ask_handover(struct app *app);
void ask_handover_done(struct app *app, int64_t note);
void ask_huddle(struct app *app, day_t day); /* where the day goes as a page */

/* --- treatment plans --- */

/* The plans of a patient; when there are none, the form of a new one. */
void show_plans(struct app *app, int64_t patient);
void plan_form_new(struct app *app, int64_t patient);
void plan_form_edit(struct app *app, int64_t plan);

/* --- segments --- */

/* Who is in it (a number of the rules in force). */
void show_members(struct app *app, size_t segment);
/* Patients in that order, under that title; the list stays as it is. */
void show_list(struct app *app, const char *title, const int64_t *ids, size_t n);
/* Why a patient is in it or not. */
void show_why(struct app *app, size_t segment, int64_t patient);
/* Every segment a patient is in, or nearly: which is to be explained? */
void ask_segments_why(struct app *app, int64_t patient);

/* What its rule says is done for who enters: shown, then done. */
void show_run(struct app *app, size_t segment);
/* A new one: how it is called, then its conditions, the first of them `sentence` (NULL: none yet). */
void ask_segment_new(struct app *app, const char *sentence);
/* Kept in or out by hand, with a reason; of any segment. */
void ask_pin(struct app *app, size_t segment, int64_t patient);
void ask_pin_segment(struct app *app, int64_t patient);
/* Who is kept in or out of it so: how many, and the list of them. */
int kept_by_hand(struct app *app, size_t segment);
void show_kept(struct app *app, size_t segment);
/* What a patient answered when asked how it was. */
void ask_survey(struct app *app, int64_t patient);

/* --- calls --- */

/* Puts the chosen one or all that are listed on a call list; chosen 0: all of them. */
void ask_call_list(struct app *app, int64_t chosen, const int64_t *ids, size_t n);
/* Rings somebody from their card: of which of their lists, or of none. */
void ask_call(struct app *app, int64_t patient);

/* --- families --- */

void show_family(struct app *app, int64_t patient);
/* Of age: no longer kept as a child. */
void make_adult(struct app *app, int64_t patient);
/* Role, guardian and who pays. */
void family_form_edit(struct app *app, int64_t patient);
/* Finds somebody who belongs to the family of `patient`, and asks as what. */
void ask_family_join(struct app *app, int64_t patient);
/* An alert for the whole family, or taking one away. */
void ask_family_alert(struct app *app, int64_t patient);
/* Offers times next to each other for a visit of each, next to these visits of others where that can
 * be; `without` says who is left out and why, "" for nobody. */
void ask_family_book(struct app *app, const int64_t *patients, size_t n, const int64_t *beside,
		     size_t n_beside, const char *without);

/* --- undo --- */

/* The commands ^Z and ^Y: the typing in this field first, then one's own last action. */
void undo_last(struct app *app, void *state);
void redo_last(struct app *app, void *state);
/* Asks, then takes an action back or (`again`) does it again; says why when that cannot be. */
void ask_undo(struct app *app, int64_t action, bool again);

/* What happened to the person in focus. */
void show_history(struct app *app, void *state);

/* --- forms --- */

/* A new patient; `typed` is what was looked for: a number goes into phone, else into name. */
void patient_form_new(struct app *app, const char *typed);
void patient_form_edit(struct app *app, int64_t patient);
/* "吴小琳 139 1234 5678": the words are the name, the digits the telephone; appended. */
void patient_split_typed(const char *typed, struct str *name, struct str *phone);
void visit_form_book(struct app *app, const struct card *card);
/* The same as one that was called off, at another time. */
void visit_form_rebook(struct app *app, const struct visit *off);
/* Where one books in the book; zeroed but for day and minute: anywhere. */
struct book_place {
	day_t day;       /* DAY_NONE */
	minute_t minute; /* MINUTE_NONE */
	const char *provider, *chair; /* NULL */
	int64_t visit;   /* the one to begin on in the book, 0 */
	const char *choosing; /* for whom a time is chosen there, which goes into the form below; NULL */
	int minutes;          /* how long that takes */
};
/* The same at that place; `place` may be NULL. */
void visit_form_book_at(struct app *app, int64_t patient, const struct book_place *place);
/* For somebody without a chart, who gets one with the booking; `typed` as patient_form_new. */
void visit_form_book_new(struct app *app, const char *typed, const struct book_place *place);
/* Takes the place into the form of a visit on top. */
void visit_form_take(struct app *app, const struct book_place *place);
/* Asks whom, then books them there: a patient, or somebody without a chart. */
void book_here(struct app *app, const struct book_place *place);
/* A visit no longer takes its time: adds to the message who would come sooner, and how to offer it
 * to them. */
void gap_offered(struct app *app, int64_t visit);
/* They are late: by how many minutes. */
void ask_late(struct app *app, int64_t visit);
void visit_form_complete(struct app *app, const struct card *card, int64_t visit);
void visit_form_edit(struct app *app, int64_t visit);
void visit_form_move(struct app *app, int64_t visit);
/* The form of that kind (form.h), as it was opened once; false for none. */
bool form_reopen(struct app *app, const char *kind, int64_t id);

extern const struct screen choose_patient_screen, compare_screen, duplicates_screen;
extern const struct screen plans_screen, plan_list_screen;
extern const struct screen family_screen; /* argument: a patient */
extern const struct screen confirm_screen; /* argument: the day */
extern const struct screen close_screen, mend_screen;
extern const struct screen patients_screen, card_screen, today_screen, todos_screen,
	history_screen;
extern const struct screen sooner_screen;
extern const struct screen segments_screen, members_screen, why_screen, run_screen;
extern const struct screen calls_screen, call_screen, call_queue_screen, call_shift_screen;
extern const struct screen call_paper_screen; /* argument: key of a list */
extern const struct screen recalls_screen; /* any argument: those who did not come */
extern const struct screen book_screen; /* opened with a struct book_place, or NULL */

#endif
