/* A clinic.yaml written in a test. */
#ifndef REVISIT_TESTS_CONFIG_H
#define REVISIT_TESTS_CONFIG_H

#include "revisit/base/yaml.h"
#include "revisit/model/config.h"

static struct config *read_text(const char *text, struct err *err)
{
	struct arena arena;
	struct config *c = NULL;

	arena_init(&arena);
	struct yaml *tree = yaml_parse("clinic.yaml", text, strlen(text), &arena, err);
	if (tree)
		c = config_read(tree, err);
	arena_release(&arena);
	return c;
}

static struct config *good(const char *text)
{
	struct err err = ERR_INIT;
	struct config *c = read_text(text, &err);

	if (!c)
		fail_msg("%d:%d %s", err.line, err.col, err.msg);
	return c;
}

#endif
