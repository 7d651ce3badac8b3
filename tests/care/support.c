#include "support.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/yaml.h"

static const char clinic[] =
	"visit kinds: {cleaning: {}, perio: {}, exam: {}, child: {}, ortho: {}, implant: {}, "
	"filling: {}}\n"
	"recalls:\n"
	"  cleaning: {every: 6m, after: cleaning, from age: 12}\n"
	"  perio:    {every: 3m, after: perio, instead of: cleaning}\n"
	"  checkup:  {every: 1y, after: [exam, cleaning, perio], book: exam, from age: 15}\n"
	"  child:    {every: 6m, after: child, to age: 14}\n"
	"  ortho:    {every: 5w, after: ortho}\n"
	"  implant:  {every: 1y, after: implant, book: exam}\n"
	"  filling:  {every: 1y6m2w1d, after: filling, from age: 3, to age: 90}\n";

struct config *recall_clinic(void)
{
	struct err err = ERR_INIT;
	struct arena arena;

	arena_init(&arena);
	const struct yaml *tree = yaml_parse("clinic.yaml", clinic, sizeof(clinic) - 1, &arena, &err);
	struct config *c = tree ? config_read(tree, &err) : NULL;
	if (!c)
		fail_msg("%d:%d %s", err.line, err.col, err.msg);
	arena_release(&arena);
	return c;
}
