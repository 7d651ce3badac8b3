#include "revisit/care/family.h"
#include "revisit/base/i18n.h"

day_t family_of_age(const struct patient *p, int adult_from)
{
	if (p->birth_day == DAY_NONE || p->birth_precision == PRECISION_ESTIMATED)
		return DAY_NONE;
	day_t day = day_add(p->birth_day, (struct interval){ .years = adult_from }, +1);
	/* Of a month or a year only its end is certain. */
	if (p->birth_precision == PRECISION_MONTH)
		return day_add(day, (struct interval){ .months = 1 }, +1) - 1;
	if (p->birth_precision == PRECISION_YEAR)
		return day_add(day, (struct interval){ .years = 1 }, +1) - 1;
	return day;
}

static bool kept_as_child(const struct patient *p)
{
	return p->guardian != 0 || p->household_role == ROLE_CHILD;
}

bool family_is_minor(const struct patient *p, int adult_from, day_t today)
{
	day_t of_age = family_of_age(p, adult_from);

	return of_age == DAY_NONE ? kept_as_child(p) : today < of_age;
}

bool family_has_grown(const struct patient *p, int adult_from, day_t today)
{
	bool here = p->status == PATIENT_ACTIVE || p->status == PATIENT_PROSPECT ||
		    p->status == PATIENT_INACTIVE;
	day_t of_age = family_of_age(p, adult_from);

	return here && kept_as_child(p) && of_age != DAY_NONE && of_age <= today;
}

int64_t family_payer(const struct patient *p, int adult_from, day_t today)
{
	if (p->payer)
		return p->payer;
	if (p->guardian && family_is_minor(p, adult_from, today))
		return p->guardian;
	return p->row.id;
}

/* Grown-ups that far apart are parent and child: children who came of age keep their parents. */
enum { GENERATION = 16 };

static int years_older(const struct patient *a, const struct patient *b)
{
	bool grown_ups = (a->household_role == ROLE_ADULT || a->household_role == ROLE_PARTNER) &&
			 (b->household_role == ROLE_ADULT || b->household_role == ROLE_PARTNER);

	if (!grown_ups || a->birth_day == DAY_NONE || b->birth_day == DAY_NONE)
		return 0;
	return a->birth_day <= b->birth_day ? age_on(a->birth_day, b->birth_day)
					    : -age_on(b->birth_day, a->birth_day);
}

const char *family_relation(const struct patient *of, const struct patient *other)
{
	bool child = of->household_role == ROLE_CHILD;
	bool woman = other->sex == SEX_FEMALE;

	if (other->sex != SEX_FEMALE && other->sex != SEX_MALE)
		return _("family");
	if (child && other->household_role == ROLE_CHILD)
		return woman ? _("sister") : _("brother");
	if (child && other->household_role == ROLE_PARENT)
		return woman ? _("grandmother") : _("grandfather");
	if (child)
		return woman ? _("mother") : _("father");
	if (other->household_role == ROLE_CHILD)
		return woman ? _("daughter") : _("son");
	if (other->household_role == ROLE_PARENT)
		return woman ? _("mother") : _("father");
	int older = years_older(other, of);
	if (older >= GENERATION)
		return woman ? _("mother") : _("father");
	if (older <= -GENERATION)
		return woman ? _("daughter") : _("son");
	bool couple = (of->household_role == ROLE_ADULT && other->household_role == ROLE_PARTNER) ||
		      (of->household_role == ROLE_PARTNER && other->household_role == ROLE_ADULT);
	if (couple && of->sex != other->sex)
		return woman ? _("wife") : _("husband");
	if (couple)
		return _("partner");
	return _("family");
}
