/* Inside clinic/: what comparing and merging two charts share. */
#ifndef REVISIT_SRC_CLINIC_MERGING_H
#define REVISIT_SRC_CLINIC_MERGING_H

#include "revisit/clinic/merge.h"

/* The parts that are rows of their own; NULL for pointing and charts. */
const struct record *merge_record(enum merge_part part);

/* Among the survivor's rows the one that says the same as `row`: the same telephone, tag, alert, or
 * the consent in force for the same purpose and channel; NULL. */
void *merge_twin(const struct rows *keeps, const void *row);

/* What `row` adds to its twin: a number that is bad stays bad, the later day counts, the stricter
 * consent holds. */
void merge_absorb(const struct rows *loses, const void *row, void *twin);

/* The place in the ringing order behind all of them. */
int64_t merge_behind(const struct rows *contacts);

/* The fields that go with the one that is chosen, itself first; NULL ends them. */
const struct field *merge_group_field(const struct field *leader, size_t i);

/* The patient a pointer leads to once the two are one: never to oneself. */
int64_t merge_pointer(const struct field *f, const struct patient *of, const struct patient *other);

/* Who rang the one number rang the other; 0: a number that is not known any more. */
bool ring_twin(struct clinic *c, int64_t contact, int64_t twin, struct err *err);

/* What follows a visit up, and who would come instead of it, is the same person's. */
bool merge_take_along(struct clinic *c, int64_t visit, int64_t to, struct err *err);

/* A visit of one person is not for a plan of another: neither way around for this patient.  What is
 * part of a plan of theirs is theirs. */
bool merge_part_ways(struct clinic *c, int64_t patient, struct err *err);

#endif
