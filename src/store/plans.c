#include "revisit/store/plans.h"
#include "revisit/store/columns.h"

bool store_plans(struct store *s, int64_t patient, struct rows *plans, struct rows *items,
		 struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY offered_day DESC, id DESC", patient, 0,
			 plans, err) &&
	       list_rows(s, "WHERE patient = ?1 ORDER BY plan, position, id", patient, 0, items, err);
}

bool store_plan_items(struct store *s, int64_t plan, struct rows *items, struct err *err)
{
	return list_rows(s, "WHERE plan = ?1 ORDER BY position, id", plan, 0, items, err);
}

bool store_plan_visits(struct store *s, int64_t plan, struct rows *visits, struct err *err)
{
	return list_rows(s,
			 "WHERE plan_item IN (SELECT id FROM plan_item WHERE plan = ?1) "
			 "ORDER BY day DESC, minute DESC, id DESC",
			 plan, 0, visits, err);
}

bool store_open_plans(struct store *s, int64_t after, int64_t most, struct rows *plans,
		      struct err *err)
{
	return list_rows(s,
			 "WHERE status IN ('offered', 'thinking', 'accepted') AND id > ?1 "
			 "ORDER BY id LIMIT ?2",
			 after, most, plans, err);
}
