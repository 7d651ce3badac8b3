/* The files of scripts/ and templates/: found by name and language, read line by line, filled in. */
#ifndef REVISIT_CLINIC_TEXTS_H
#define REVISIT_CLINIC_TEXTS_H

#include "talk.h"

enum { TEXT_MOST = 64 * 1024, TEXT_DEPTH = 8 };

struct text_line {
	const char *text;
	int number;
};
/* One file: its head ("Title: …", "Subject: …", "Purpose: …") and the lines behind it, without
 * comments. */
struct text_lines {
	struct arena arena;
	const char *file; /* "templates/recall.zh.md" */
	bool zh;          /* its language */
	const char *title, *purpose;
	struct text_line subject, purpose_at; /* text NULL: none */
	struct text_line *v;
	size_t n, cap;
};

/* "recall", in that language if there is such a file.  ERR_TEMPLATE. */
bool text_open(struct clinic *c, const char *folder, const char *name, bool zh,
	       struct text_lines *out, struct err *err);
/* The very file, by its name in the folder. */
bool text_read(struct clinic *c, const char *folder, const char *file, struct text_lines *out,
	       struct err *err);
void text_lines_release(struct text_lines *t);

/* A file's name without language and ending; NULL when it is none of ours; heap. */
char *text_name_of(const char *file);

/* Filling in, line after line: a part in {field?} may go over several. */
struct texting {
	struct talk *talk; /* NULL: only looked through */
	bool strict;       /* a field without a value is a problem */
	const char *file;
	void (*problem)(const char *text, void *arg);
	void *arg;
	struct {
		const struct text_field *f;
		bool shown;
		int line;
	} open[TEXT_DEPTH];
	int depth;
};
/* Appends the line filled in; false when nothing of it is left although it was not empty. */
bool text_fill(struct texting *t, const struct text_line *line, struct str *out);
/* A part that was begun and not ended is a problem. */
void text_fill_end(struct texting *t);

#endif
