/* Two digits of the day, the low one first: each pass only deals out, so it may rest anywhere. */
#include "day_order.h"

enum { DIGIT = 1 << 11, STEP = 50000 };
enum phase { COUNT, LOW, HIGH, OVER };

void day_order_begin(struct day_order *o, void *v, size_t n, size_t size, size_t offset)
{
	*o = (struct day_order){ .v = v, .n = n, .size = size, .offset = offset,
				 .first = DAY_MIN, .phase = n < 2 ? OVER : COUNT };
}

static size_t digit(const struct day_order *o, const char *item, bool high)
{
	day_t day;

	memcpy(&day, item + o->offset, sizeof(day));
	day = day < DAY_MIN ? DAY_MIN : day > DAY_MAX ? DAY_MAX : day;
	int from = o->newest_first ? DAY_MAX - day :
		   day >= o->first ? day - o->first :
				     DAY_MAX - o->first + 1 + day - DAY_MIN;
	return high ? (size_t)from / DIGIT : (size_t)from % DIGIT;
}

/* From how many have each digit to where the first of them goes. */
static void add_up(size_t *digits)
{
	size_t before = 0;

	for (size_t i = 0; i < DIGIT; i++) {
		size_t here = digits[i];
		digits[i] = before;
		before += here;
	}
}

static void count(struct day_order *o, const char *item)
{
	o->digits[digit(o, item, false)]++;
	o->digits[DIGIT + digit(o, item, true)]++;
}

static void deal(struct day_order *o, const char *item, bool high)
{
	size_t to = o->digits[(high ? DIGIT : 0) + digit(o, item, high)]++;

	memcpy(o->spare + to * o->size, item, o->size);
}

static void next_phase(struct day_order *o)
{
	char *dealt = o->spare;

	o->at = 0;
	if (o->phase++ == COUNT) {
		add_up(o->digits);
		add_up(o->digits + DIGIT);
		return;
	}
	o->spare = o->v;
	o->v = dealt;
}

bool day_order_step(struct day_order *o)
{
	size_t end = o->n - o->at < STEP ? o->n : o->at + STEP;

	if (o->phase != OVER && !o->digits) {
		o->digits = mem_array(2 * DIGIT, sizeof(*o->digits));
		o->spare = mem_array(o->n, o->size);
	}
	for (; o->phase != OVER && o->at < end; o->at++) {
		const char *item = o->v + o->at * o->size;
		if (o->phase == COUNT)
			count(o, item);
		else
			deal(o, item, o->phase == HIGH);
	}
	if (o->phase != OVER && o->at == o->n)
		next_phase(o);
	if (o->phase != OVER)
		return false;
	free(o->digits);
	free(o->spare);
	o->digits = NULL;
	o->spare = NULL;
	return true;
}

void day_order_release(struct day_order *o)
{
	free(o->v);
	free(o->digits);
	free(o->spare);
	*o = (struct day_order){ 0 };
}
