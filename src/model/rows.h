/* How the tables of fields are written, in records*.c. */
#ifndef REVISIT_MODEL_ROWS_H
#define REVISIT_MODEL_ROWS_H

#define AT(type, member) #member, .offset = offsetof(struct type, member)
#define TEXT .type = FIELD_TEXT
#define LINES .type = FIELD_LINES
#define INT .type = FIELD_INT
#define DAY .type = FIELD_DAY
#define MINUTE .type = FIELD_MINUTE
#define INSTANT .type = FIELD_INSTANT
#define MONEY .type = FIELD_MONEY
#define BOOL .type = FIELD_BOOL
#define CHOICE(c) .type = FIELD_CHOICE, .choices = c
#define VOCAB(v) .type = FIELD_VOCAB, .vocab = v
#define REF(r) .type = FIELD_REF, .vocab = r
#define HIDDEN .flags = FIELD_HIDDEN
#define RECORD(type, c)                                                                            \
	const struct record record_##type = {                                                      \
		.name = #type,                                                                     \
		.table = #type,                                                                    \
		.letter = (c),                                                                     \
		.size = sizeof(struct type),                                                       \
		.fields = type##_fields,                                                           \
		.n_fields = ARRAY_SIZE(type##_fields),                                             \
	}

#endif
