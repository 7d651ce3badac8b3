/* Rules for the tests of segments. */
#ifndef TESTS_CLINIC_SEGMENTS_SUPPORT_H
#define TESTS_CLINIC_SEGMENTS_SUPPORT_H

#include "support.h"

#include "revisit/clinic/merge.h"
#include "revisit/clinic/segments.h"

static inline void file_is(const char *name, const char *content)
{
	char *path = path_join(folder, name);

	good(file_write(path, content, strlen(content), &err));
	free(path);
}

/* rules.yaml as just saved by an editor; whether other rules are in force now, or another error. */
static inline bool saved(const char *rules)
{
	bool changed = false;

	clinic_rules(&c);
	file_is("rules.yaml", rules);
	good(clinic_rules_watch(&c, &changed, &err));
	return changed;
}

/* The names of its members, in order: "Ann, Bob". */
static inline const char *members_at(struct clinic *at, const char *key)
{
	static char out[1000];
	int64_t ids[20];
	int64_t order = INT64_MIN;
	int64_t patient = 0;
	size_t n;
	bool done;
	int segment = ruleset_find(clinic_rules(at), key);

	assert_true(segment >= 0);
	good(segments_catch_up(at, 0, &done, &err));
	good(segment_page(at, (size_t)segment, &order, &patient, 20, ids, &n, &err));
	out[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		struct patient p;
		record_init(&record_patient, &p);
		good(store_get(&at->store, &record_patient, ids[i], &p, &err));
		size_t len = strlen(out);
		snprintf(out + len, sizeof(out) - len, "%s%s", i ? ", " : "", p.name);
		record_release(&record_patient, &p);
	}
	return out;
}

static inline const char *members(const char *key)
{
	return members_at(&c, key);
}

static inline size_t segment_of(const char *key)
{
	int i = ruleset_find(clinic_rules(&c), key);

	assert_true(i >= 0);
	return (size_t)i;
}

/* A visit that took place. */
static inline int64_t came(int64_t patient, const char *day)
{
	char at[32];

	snprintf(at, sizeof(at), "at=%sT10:00", day);
	return booked(patient, at, "status=completed", NULL);
}

/* Two charts of one person. */
static inline void merged(int64_t keep, int64_t lose)
{
	struct merge_preview p;

	good(clinic_merge_preview(&c, keep, lose, &p, &err));
	good(clinic_merge(&c, &p, &err));
	merge_preview_release(&p);
}

#endif
