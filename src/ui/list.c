#include "revisit/ui/list.h"

enum { WHEEL_ROWS = 3 };

static int between(int64_t n, int low, int high)
{
	return n > high ? high : n < low ? low : (int)n;
}

static void scroll_into_view(struct list *l)
{
	int page = l->height > 0 ? l->height : 1;
	int last_top = l->n > page ? l->n - page : 0;

	if (l->top > l->selected)
		l->top = l->selected;
	if (l->top < l->selected - page + 1)
		l->top = l->selected - page + 1;
	l->top = between(l->top, 0, last_top);
}

static void select_row(struct list *l, int64_t row)
{
	l->selected = between(row, 0, l->n > 0 ? l->n - 1 : 0);
	scroll_into_view(l);
}

void list_resize(struct list *l, int n, int height)
{
	l->n = n > 0 ? n : 0;
	l->height = height > 0 ? height : 0;
	select_row(l, l->selected);
}

void list_select(struct list *l, int row)
{
	select_row(l, row);
}

/* A page keeps one row of the last one in view. */
static int page_rows(const struct list *l)
{
	return l->height > 1 ? l->height - 1 : 1;
}

static bool letter_key(struct list *l, uint32_t cp)
{
	switch (cp) {
	case 'j':
		select_row(l, (int64_t)l->selected + 1);
		return true;
	case 'k':
		select_row(l, (int64_t)l->selected - 1);
		return true;
	case 'g':
		select_row(l, 0);
		return true;
	case 'G':
		select_row(l, l->n);
		return true;
	default:
		return false;
	}
}

static bool wheel_key(struct list *l, enum mouse mouse)
{
	if (mouse != MOUSE_WHEEL_UP && mouse != MOUSE_WHEEL_DOWN)
		return false;
	int rows = mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS;
	select_row(l, (int64_t)l->selected + rows);
	return true;
}

bool list_key(struct list *l, const struct key *key, bool letters)
{
	int64_t row = l->selected;

	switch ((int)key->kind) {
	case KEY_UP:
		row--;
		break;
	case KEY_DOWN:
		row++;
		break;
	case KEY_PAGE_UP:
		row -= page_rows(l);
		l->top = between((int64_t)l->top - page_rows(l), 0, l->n);
		break;
	case KEY_PAGE_DOWN:
		row += page_rows(l);
		l->top = between((int64_t)l->top + page_rows(l), 0, l->n);
		break;
	case KEY_HOME:
		row = 0;
		break;
	case KEY_END:
		row = l->n;
		break;
	case KEY_MOUSE:
		if (key->mouse == MOUSE_ROW) {
			list_select(l, key->row);
			return true;
		}
		return wheel_key(l, key->mouse);
	case KEY_TEXT:
		return letters && letter_key(l, key->cp);
	default:
		return false;
	}
	select_row(l, row);
	return true;
}
