/* What is heard alike and who is called otherwise. */
#include "revisit/text/match.h"

void match_sound(const char *letters, char *out)
{
	for (const char *p = letters; *p; p++) {
		char c = *p;

		if (c == 'h' && p > letters && strchr("zcs", p[-1]))
			continue;
		if (c == 'g' && p > letters && p[-1] == 'n')
			continue;
		*out++ = c == 'l' || c == 'r' ? 'n' : c == 'f' ? 'h' : c;
	}
	*out = '\0';
}

/* Usual short forms of English first names; those of both sexes stand for several. */
static const struct {
	const char *nick;
	const char *names[5];
} nicknames[] = {
	{ "abby", { "abigail" } },
	{ "al", { "albert", "alan", "alexander" } },
	{ "alex", { "alexander", "alexandra" } },
	{ "andy", { "andrew" } },
	{ "ben", { "benjamin" } },
	{ "bert", { "albert", "robert" } },
	{ "beth", { "elizabeth" } },
	{ "betty", { "elizabeth" } },
	{ "bill", { "william" } },
	{ "billy", { "william" } },
	{ "bob", { "robert" } },
	{ "bobby", { "robert" } },
	{ "cathy", { "catherine", "kathleen" } },
	{ "charlie", { "charles", "charlotte" } },
	{ "chris", { "christopher", "christine", "christina" } },
	{ "chuck", { "charles" } },
	{ "dan", { "daniel" } },
	{ "danny", { "daniel" } },
	{ "dave", { "david" } },
	{ "deb", { "deborah" } },
	{ "dick", { "richard" } },
	{ "don", { "donald" } },
	{ "ed", { "edward", "edwin", "edmund" } },
	{ "fred", { "frederick", "alfred" } },
	{ "greg", { "gregory" } },
	{ "hank", { "henry" } },
	{ "harry", { "henry", "harold" } },
	{ "jack", { "john" } },
	{ "jeff", { "jeffrey" } },
	{ "jen", { "jennifer" } },
	{ "jenny", { "jennifer" } },
	{ "jerry", { "gerald", "jeremy" } },
	{ "jim", { "james" } },
	{ "jimmy", { "james" } },
	{ "joe", { "joseph" } },
	{ "johnny", { "john" } },
	{ "kate", { "catherine", "katherine" } },
	{ "kathy", { "katherine", "kathleen" } },
	{ "ken", { "kenneth" } },
	{ "kim", { "kimberly" } },
	{ "larry", { "lawrence" } },
	{ "liz", { "elizabeth" } },
	{ "maggie", { "margaret" } },
	{ "matt", { "matthew" } },
	{ "meg", { "margaret", "megan" } },
	{ "mike", { "michael" } },
	{ "nancy", { "anne" } },
	{ "nate", { "nathan", "nathaniel" } },
	{ "nick", { "nicholas" } },
	{ "pat", { "patrick", "patricia" } },
	{ "peggy", { "margaret" } },
	{ "pete", { "peter" } },
	{ "phil", { "philip" } },
	{ "ray", { "raymond" } },
	{ "rick", { "richard" } },
	{ "rob", { "robert" } },
	{ "ron", { "ronald" } },
	{ "sally", { "sarah" } },
	{ "sam", { "samuel", "samantha" } },
	{ "sandy", { "sandra", "alexander" } },
	{ "steve", { "stephen", "steven" } },
	{ "sue", { "susan" } },
	{ "ted", { "edward", "theodore" } },
	{ "terry", { "terence", "theresa" } },
	{ "tim", { "timothy" } },
	{ "tina", { "christina" } },
	{ "tom", { "thomas" } },
	{ "tommy", { "thomas" } },
	{ "tony", { "anthony" } },
	{ "vicky", { "victoria" } },
	{ "will", { "william" } },
};

const char *match_nickname(const char *word, size_t i)
{
	for (size_t row = 0; row < ARRAY_SIZE(nicknames); row++) {
		const char *const *names = nicknames[row].names;
		bool is_nick = strcmp(nicknames[row].nick, word) == 0;

		for (; *names; names++) {
			if (!is_nick && strcmp(*names, word) != 0)
				continue;
			if (i-- == 0)
				return is_nick ? *names : nicknames[row].nick;
		}
	}
	return NULL;
}
