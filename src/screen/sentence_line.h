/* Inside screen/: a sentence of the rules being typed into a line: what may stand at the cursor, what
 * each word means, what is wrong. */
#ifndef REVISIT_SRC_SCREEN_SENTENCE_LINE_H
#define REVISIT_SRC_SCREEN_SENTENCE_LINE_H

#include "revisit/app/app.h"
#include "revisit/clinic/segments.h"
#include "revisit/ui/edit.h"

enum { OFFERS_SHOWN = 5 };

struct sentence_line {
	struct arena arena;
	struct completions all;
	int chosen;       /* of those */
	bool moved;       /* an arrow chose it */
	size_t skip;      /* bytes of the line before the sentence */
	char *wrong;      /* what is wrong with the sentence, translated; NULL */
	int at, len;      /* what of the sentence that is about, in bytes */
	bool empty;
	struct where *counting; /* how many it would be: of the chosen word's example */
	char *counted;          /* that sentence */
	int64_t count;          /* −1: not known */
};

void sentence_line_init(struct sentence_line *s);
void sentence_line_release(struct sentence_line *s);

/* Reads what stands in `edit` behind its first `skip` bytes, up to the cursor and as a whole. */
void sentence_line_look(struct app *app, struct sentence_line *s, const struct edit *edit,
			size_t skip);
/* Takes what reading it said (where_begin, ruleset_of_sentence). */
void sentence_line_wrong(struct sentence_line *s, const struct problems *problems);

/* The words are on offer: the sentence is not at its end, or one of them is half typed. */
bool sentence_line_offers(const struct sentence_line *s);
/* Tab puts the chosen word into the line; Up and Down choose one.  False: the key means something
 * else.  *changed when the line is another. */
bool sentence_line_key(struct sentence_line *s, struct edit *edit, const struct key *key,
		       bool *changed);

/* Counts whom the example of the chosen word fits, or, when no word is on offer, `sentence` (NULL:
 * that is counted elsewhere). */
enum work sentence_line_work(struct app *app, struct sentence_line *s, const char *sentence);

/* The lines below the one that is typed: carets, what is wrong, the words on offer.  `x` is where the
 * line's text begins. */
int sentence_line_rows(const struct sentence_line *s);
void sentence_line_draw(const struct sentence_line *s, const struct edit *edit, struct canvas *c,
			struct rect r, int y, int x);

#endif
