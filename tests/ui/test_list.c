#include "revisit/base/base.h"
#include "revisit/ui/list.h"

#include <setjmp.h>
#include <cmocka.h>

static bool press(struct list *l, const char *name, bool letters)
{
	struct key key;

	assert_true(key_parse(name, &key));
	return list_key(l, &key, letters);
}

static void expect(const struct list *l, int selected, int top)
{
	assert_int_equal(l->selected, selected);
	assert_int_equal(l->top, top);
}

static void test_moves_and_scrolls(void **state)
{
	struct list l = { 0 };

	(void)state;
	list_resize(&l, 20, 5);
	expect(&l, 0, 0);
	assert_true(press(&l, "up", false));
	expect(&l, 0, 0);
	for (int i = 0; i < 5; i++)
		press(&l, "down", false);
	expect(&l, 5, 1);
	press(&l, "pgdn", false);
	expect(&l, 9, 5);
	press(&l, "end", false);
	expect(&l, 19, 15);
	press(&l, "down", false);
	press(&l, "pgdn", false);
	expect(&l, 19, 15);
	press(&l, "pgup", false);
	expect(&l, 15, 11); /* a page at once, not first to the edge of this one */
	press(&l, "up", false);
	expect(&l, 14, 11);
	press(&l, "home", false);
	expect(&l, 0, 0);
	list_select(&l, 12);
	expect(&l, 12, 8);
	list_select(&l, 999);
	expect(&l, 19, 15);
	list_select(&l, -1);
	expect(&l, 0, 0);
}

static void test_letters_only_when_asked_for(void **state)
{
	struct list l = { 0 };

	(void)state;
	list_resize(&l, 9, 4);
	assert_false(press(&l, "j", false));
	expect(&l, 0, 0);
	assert_true(press(&l, "j", true));
	expect(&l, 1, 0);
	assert_true(press(&l, "G", true));
	expect(&l, 8, 5);
	assert_true(press(&l, "k", true));
	assert_true(press(&l, "g", true));
	expect(&l, 0, 0);
	assert_false(press(&l, "x", true));
	assert_false(press(&l, "enter", true));
	assert_false(press(&l, "left", true));
}

static void test_resize_keeps_in_range(void **state)
{
	struct list l = { 0 };

	(void)state;
	list_resize(&l, 100, 10);
	list_select(&l, 95);
	expect(&l, 95, 86);
	list_resize(&l, 100, 30); /* a taller screen leaves no gap at the end */
	expect(&l, 95, 70);
	list_resize(&l, 50, 30);
	expect(&l, 49, 20);
	list_resize(&l, 3, 30);
	expect(&l, 2, 0);
	list_resize(&l, 0, 30);
	expect(&l, 0, 0);
	assert_true(press(&l, "end", false));
	expect(&l, 0, 0);
	list_resize(&l, -4, -4);
	expect(&l, 0, 0);
	list_resize(&l, 5, 0);
	press(&l, "pgdn", false);
	expect(&l, 1, 1);
	l.selected = INT32_MAX;
	l.top = INT32_MIN;
	list_resize(&l, 5, 2);
	expect(&l, 4, 3);
}

static void test_wheel(void **state)
{
	struct list l = { 0 };
	struct key key = { .kind = KEY_MOUSE, .mouse = MOUSE_WHEEL_DOWN };

	(void)state;
	list_resize(&l, 10, 4);
	assert_true(list_key(&l, &key, false));
	expect(&l, 3, 0);
	assert_true(list_key(&l, &key, false));
	expect(&l, 6, 3);
	key.mouse = MOUSE_WHEEL_UP;
	assert_true(list_key(&l, &key, false));
	expect(&l, 3, 3);
	key.mouse = MOUSE_PRESS;
	assert_false(list_key(&l, &key, false));
	key.mouse = MOUSE_ROW;
	key.row = 5;
	assert_true(list_key(&l, &key, false));
	expect(&l, 5, 3);
	key.row = 99;
	assert_true(list_key(&l, &key, false));
	expect(&l, 9, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves_and_scrolls),
		cmocka_unit_test(test_letters_only_when_asked_for),
		cmocka_unit_test(test_resize_keeps_in_range),
		cmocka_unit_test(test_wheel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
