#include "grammar.h"
#include "revisit/base/i18n.h"

const char *const term_names[TERMS] = {
	[T_KIND] = "KIND",
	[T_TODO_KIND] = "TODO-KIND",
	[T_PROVIDER] = "PROVIDER",
	[T_SITE] = "SITE",
	[T_CHANNEL] = "CHANNEL",
	[T_TAG] = "TAG",
	[T_RECALL] = "RECALL",
	[T_SEGMENT] = "SEGMENT",
	[T_RANGE] = "RANGE",
	[T_NSTATUS] = "NSTATUS",
	[T_VISIT] = "VISIT",
	[T_TODO] = "TODO",
	[T_THING] = "THING",
	[T_BOOKED] = "BOOKED",
	[T_DATEF] = "DATEF",
	[T_NUMF] = "NUMF",
	[T_SHAREF] = "SHAREF",
	[T_MEASURE] = "MEASURE",
	[T_ENUMF] = "ENUMF",
	[T_TEXTF] = "TEXTF",
	[T_VALUE] = "VALUE",
	[T_STATUS] = "STATUS",
	[T_PURPOSE] = "PURPOSE",
	[T_YESNO] = "YESNO",
	[T_N] = "N",
	[T_UNIT] = "UNIT",
	[T_DATE] = "DATE",
	[T_QUOTED] = "QUOTED",
};

const struct mark_word marks[] = {
	{ "not", ACT_NOT, 0, N_("the opposite of what follows") },
	{ "house", ACT_KIND_OF_NODE, NODE_HOUSE, N_("somebody who lives with them") },
	{ "may", ACT_KIND_OF_NODE, NODE_MAY, N_("alive and here, reachable, and nobody said no") },
	{ "tagged", ACT_KIND_OF_NODE, NODE_TAGGED, N_("has the tag") },
	{ "in", ACT_KIND_OF_NODE, NODE_SEGMENT, N_("is in another segment") },
	{ "child", ACT_HOUSE_CHILD, 1, N_("a child of the household") },
	{ "member", ACT_HOUSE_CHILD, 0, N_("anybody else of the household") },
	{ "has", ACT_HAS, 0, N_("there is at least one") },
	{ "no", ACT_HAS, 1, N_("there is none") },
	{ "last", ACT_WHICH, WHICH_LAST, N_("the latest until today") },
	{ "first", ACT_WHICH, WHICH_FIRST, N_("the earliest") },
	{ "next", ACT_WHICH, WHICH_NEXT, N_("the first to come") },
	{ "noun", ACT_NOUN, 0, NULL },
	{ "noun-end", ACT_NOUN_END, 0, NULL },
	{ "word", ACT_NOUN_WORD, 0, NULL },
	{ "nstatus", ACT_NOUN_STATUS, 0, NULL },
	{ "booked", ACT_NOUN_BOOKED, 0, NULL },
	{ "a-call", ACT_NOUN_IS, NOUN_CALL, NULL },
	{ "kind", ACT_KIND, 0, NULL },
	{ "with", ACT_WITH, 0, N_("who treats, or who offered it") },
	{ "at", ACT_AT, 0, N_("where") },
	{ "by", ACT_BY, 0, N_("by which channel") },
	{ "over", ACT_OVER, 0, N_("the amount is larger") },
	{ "amount", ACT_AMOUNT, 0, NULL },
	{ "of", ACT_AMOUNT, 1, N_("compared with another amount") },
	{ "count", ACT_COUNT, 0, N_("how many") },
	{ "age", ACT_AGE, 0, NULL },
	{ "measure", ACT_MEASURE, 0, NULL },
	{ "at-least", ACT_TEST, NUM_AT_LEAST, N_("that much or more") },
	{ "at-most", ACT_TEST, NUM_AT_MOST, N_("that much or less") },
	{ "more", ACT_TEST, NUM_OVER, N_("more than that") },
	{ "less", ACT_TEST, NUM_UNDER, N_("less than that") },
	{ "exactly", ACT_TEST, NUM_EXACTLY, N_("that and nothing else") },
	{ "between-n", ACT_TEST, NUM_BETWEEN, N_("both ends included") },
	{ "n", ACT_N, 0, NULL },
	{ "m", ACT_M, 0, NULL },
	{ "share", ACT_SHARE, 0, NULL },
	{ "ratio", ACT_RATIO, 0, NULL },
	{ "win", ACT_WIN, 0, NULL },
	{ "win-end", ACT_WIN_END, 0, NULL },
	{ "in-last", ACT_WIN_IS, WIN_LAST, N_("from so long ago until today") },
	{ "in-next", ACT_WIN_IS, WIN_NEXT, N_("from today until then") },
	{ "older", ACT_WIN_IS, WIN_OLDER, N_("before that time") },
	{ "between", ACT_WIN_IS, WIN_BETWEEN, N_("both ends included") },
	{ "yesterday", ACT_WIN_IS, WIN_YESTERDAY, N_("the day before today") },
	{ "today", ACT_WIN_IS, WIN_TODAY, N_("on this day") },
	{ "tomorrow", ACT_WIN_IS, WIN_TOMORROW, N_("the day after today") },
	{ "last-workday", ACT_WIN_IS, WIN_LAST_WORKDAY, N_("the last day the clinic was open") },
	{ "next-workday", ACT_WIN_IS, WIN_NEXT_WORKDAY, N_("the next day the clinic is open") },
	{ "since-yesterday", ACT_WIN_IS, WIN_SINCE_YESTERDAY, N_("yesterday and today") },
	{ "since-workday", ACT_WIN_IS, WIN_SINCE_WORKDAY,
	  N_("from the last day the clinic was open until today") },
	{ "since-last", ACT_WIN_SINCE, WIN_SINCE_LAST, N_("after the day of the latest") },
	{ "since-first", ACT_WIN_SINCE, WIN_SINCE_FIRST, N_("after the day of the earliest") },
	{ "before", ACT_WIN_IS, WIN_BEFORE, N_("earlier than that day") },
	{ "after", ACT_WIN_IS, WIN_AFTER, N_("later than that day") },
	{ "on", ACT_WIN_IS, WIN_ON, N_("on that day") },
	{ "during", ACT_WIN_IS, WIN_DURING, N_("on one of those days") },
	{ "run-up", ACT_WIN_IS, WIN_RUN_UP, N_("shortly before") },
	{ "wake", ACT_WIN_IS, WIN_WAKE, N_("shortly after") },
	{ "date", ACT_DATE, 0, NULL },
	{ "range", ACT_RANGE, 0, NULL },
	{ "dur", ACT_DUR_N, 0, NULL },
	{ "unit", ACT_DUR_UNIT, 0, NULL },
	{ "half-year", ACT_HALF_YEAR, 0, N_("six months") },
	{ "years-half", ACT_YEARS_HALF, 0, N_("and six months") },
	{ "bare-dur", ACT_DUR_BARE, 0, NULL },
	{ "one-year", ACT_DUR_ONE, 0, NULL },
	{ "one-month", ACT_DUR_ONE, 1, NULL },
	{ "one-week", ACT_DUR_ONE, 2, NULL },
	{ "one-day", ACT_DUR_ONE, 3, NULL },
	{ "bare", ACT_WIN_BARE, 0, NULL },
	{ "recall", ACT_RECALL, 0, NULL },
	{ "within", ACT_WITHIN, 0, NULL },
	{ "due", ACT_DUE, DUE_NOW, N_("due now, and nothing is booked") },
	{ "due-today", ACT_DUE, DUE_TODAY, N_("the day it becomes due is today") },
	{ "due-tomorrow", ACT_DUE, DUE_TOMORROW, N_("the day it becomes due is tomorrow") },
	{ "due-within", ACT_DUE, DUE_WITHIN, N_("due by then, and nothing is booked") },
	{ "overdue", ACT_DUE, DUE_OVERDUE, N_("due for at least so long") },
	{ "tag", ACT_TAG, 0, NULL },
	{ "all", ACT_TAG_ALL, 0, N_("has every one of these tags") },
	{ "segment", ACT_SEGMENT, 0, NULL },
	{ "fact", ACT_FACT, 0, NULL },
	{ "state", ACT_STATE, 0, N_("status of the patient") },
	{ "purpose", ACT_PURPOSE, 0, NULL },
	{ "value", ACT_VALUE, 0, NULL },
	{ "known", ACT_KNOWN, 0, N_("it is written down") },
	{ "unknown", ACT_KNOWN, 1, N_("it is not written down") },
	{ "there-is", ACT_THERE_IS, 0, N_("it is written down") },
	{ "there-is-no", ACT_THERE_IS, 1, N_("it is not written down") },
	{ "female", ACT_SEX, 1, N_("sex") },
	{ "male", ACT_SEX, 2, N_("sex") },
	{ "owes", ACT_OWES, 0, N_("something is not paid") },
	{ "birthday", ACT_BIRTHDAY, 0, N_("comes every year") },
	{ "appointment", ACT_APPOINTMENT, 0, N_("a visit that is booked") },
	{ "text", ACT_TEXT, 0, NULL },
	{ "channel", ACT_CHANNEL, 0, NULL },
	{ 0 },
};

const struct grammar_rule english_rules[] = {
	{ "sentence", "['not':not] test", "\"not\" turns the whole around." },
	{ "test",
	  "person | household | "
	  "('may be':may | '~may not be|must not be':may :not) "
	  "('called' | 'messaged by|written to by' CHANNEL:channel)",
	  "May be called or written to: alive and here, with a number or address that works, not "
	  "tagged do-not-call, and without a \"no\" to it." },
	{ "household",
	  "'household has':house ('child|a child':child | 'other member|another member':member) "
	  "['not':not] person",
	  "Somebody of the same household of whom the rest is true." },
	{ "person", "has | when | number | recall | tags | segment | status | field | sex | owes",
	  NULL },
	{ "has",
	  "('has|had':has | 'no|has no|had no|without':no) noun [window] | "
	  "'no|has no|had no|without':no noun :win '~for':in-last dur :win-end | "
	  "'~never came|has never come|never visited|has never visited|never been here':no :noun "
	  ":noun-end | "
	  "'~not seen|not been seen|has not been seen':no :noun :noun-end (window | "
	  ":win 'for':in-last dur :win-end) | "
	  "('~has|had' ~TEXTF:fact :there-is | '~no|has no|had no|without' ~TEXTF:fact "
	  ":there-is-no)",
	  NULL },
	{ "when", "('last':last | 'first':first | 'next':next) noun 'is|was' window",
	  "The latest or the earliest until today, or the first to come." },
	{ "number",
	  ":amount (amount ('is|was' (test-number | ratio | :exactly ~N:n) | sign) | "
	  "'~has|had' test-word N:n :count noun [window])",
	  NULL },
	{ "amount", "'count of|number of':count noun [window] | MEASURE:measure [window]", NULL },
	{ "ratio", "test-word N:ratio '%' 'of':of amount", NULL },
	{ "recall",
	  "RECALL:recall 'is' ('due':due ['in the next':due-within :within dur | 'today':due-today "
	  "| "
	  "'tomorrow':due-tomorrow] | 'overdue by':overdue :within dur)",
	  "As the recall list has it, intervals and exceptions of the patient included." },
	{ "tags",
	  "('tagged|is tagged':tagged | 'is not tagged':tagged :not) "
	  "(TAG:tag | 'any of' list | 'all of':all list | 'none of':not list)",
	  NULL },
	{ "list", "'[' TAG:tag {',' TAG:tag} ']'", "In YAML a sentence with brackets is quoted." },
	{ "segment",
	  "('in segment|is in segment':in | 'is not in segment':in :not) SEGMENT:segment", NULL },
	{ "status",
	  "('is':state | 'is not':state :not) "
	  "(STATUS:value | 'one of' '[' STATUS:value {',' STATUS:value} ']')",
	  NULL },
	{ "field",
	  "DATEF:fact 'is' (window | :win '~in' ~RANGE:range :during :win-end | known) | "
	  "NUMF:fact ('is' (test-number | known | :exactly ~N:n) | sign) | "
	  "SHAREF:fact 'is' (test-share | known) | "
	  "ENUMF:fact (('is' | 'is not':not) (VALUE:value | 'one of' '[' VALUE:value {',' "
	  "VALUE:value} "
	  "']') | 'is' known) | "
	  "PURPOSE:purpose 'consent' 'is' (YESNO:value | known) | "
	  "TEXTF:fact ('is' known | 'contains' QUOTED:text)",
	  NULL },
	{ "sex",
	  "('is' | 'is not':not) ('~female|a woman':female | '~male|a man':male) | "
	  "'~female|women|woman|females':female | '~male|men|man|males':male",
	  NULL },
	{ "owes",
	  ":amount '~owes|owes money|has debt|in debt|is in debt':owes [test-number | sign]",
	  NULL },
	{ "known", "'known':known | 'unknown|not known|missing':unknown", NULL },
	{ "noun",
	  ":noun ([NSTATUS:nstatus] [KIND:kind {'or' KIND:kind}] VISIT:word {of-noun} | "
	  "[NSTATUS:nstatus] [TODO-KIND:kind {'or' TODO-KIND:kind}] TODO:word {of-noun} | "
	  "[NSTATUS:nstatus] THING:word {of-noun} | "
	  "NSTATUS:nstatus [KIND:kind {'or' KIND:kind}] '~appointment|appointments' {of-noun} | "
	  "[KIND:kind {'or' KIND:kind}] '~appointment|appointments':appointment {of-noun}) "
	  ":noun-end",
	  "Singular or plural.  What goes with what is in the tables below." },
	{ "of-noun", "'with' PROVIDER:with | 'at' SITE:at | 'by' CHANNEL:by | 'over' N:over",
	  NULL },
	{ "window",
	  ":win ('in the last|within the last|in the past|over the last':in-last (dur | one) | "
	  "'in the next|within the next':in-next (dur | one) | 'older than':older dur ['~ago'] | "
	  "'more than|over|longer than':older dur 'ago' | 'between':between dur 'and' dur 'ago' | "
	  "'~between':between ~N:bare-dur 'and' dur 'ago' | "
	  "'yesterday':yesterday | 'today':today | 'tomorrow':tomorrow | "
	  "'on the last working day':last-workday | 'on the next working day':next-workday | "
	  "'since' ('yesterday':since-yesterday | 'the last working day':since-workday | "
	  "('last':since-last | 'first':since-first) noun) | "
	  "('before':before | 'after':after) (DATE:date | RANGE:range) | 'on':on DATE:date | "
	  "'during':during RANGE:range | "
	  "'in the' dur ('before':run-up | 'after':wake) (DATE:date | RANGE:range)) :win-end",
	  "\"in the last 6 months\" goes from that day six months ago to today; \"older than 6 "
	  "months\" is what lies before.  A month ends where its month ends: six months before 31 "
	  "August is 28 or 29 February.  \"since last visit\" is after the day of it." },
	{ "test-number",
	  "(test-word | 'exactly|equal to':exactly) N:n | 'between':between-n N:n 'and' N:m",
	  NULL },
	{ "test-word",
	  "'at least|no less than|not less than':at-least | "
	  "'at most|no more than|not more than|up to':at-most | "
	  "'over|more than|above|greater than|older than':more | "
	  "'under|less than|fewer than|below|younger than':less",
	  NULL },
	{ "sign", "('~>=|≥':at-least | '~<=|≤':at-most | '~>':more | '~<':less | '~=':exactly) N:n",
	  NULL },
	{ "test-share",
	  "(test-word | 'exactly|equal to':exactly) N:n ['%':share] | 'between':between-n N:n "
	  "['%':share] 'and' N:m ['%':share]",
	  NULL },
	{ "dur", "N:dur UNIT:unit | '~a|an' one | '~half a year':half-year", NULL },
	{ "one", "'~year':one-year | '~month':one-month | '~week':one-week | '~day':one-day",
	  NULL },
	{ "key",
	  "RECALL:recall 'due date' | ('last':last | 'first':first | 'next':next) noun | "
	  "DATEF:fact | "
	  "NUMF:fact | SHAREF:fact | MEASURE:fact | TEXTF:fact",
	  "What \"order:\" sorts by." },
	{ 0 },
};

#define AGO "'前|以前|之前'"
#define INSIDE "['内|以内|之内']"
#define NEVER_CAME "没来过|没有来过|从没来过|从未来过|从来没来过|没就诊过|未就诊过"

const struct grammar_rule chinese_rules[] = {
	{ "sentence", "['并非':not] test ['~的|的人|的患者|的客户']", NULL },
	{ "test",
	  "person | household | "
	  "('可|可以|能':may | '不可|不可以|不能':may :not) ('打电话' | '用' CHANNEL:channel "
	  "'联系') | "
	  "CHANNEL:channel ('可联系':may | '不可联系':may :not)",
	  NULL },
	{ "household",
	  "('家里有':house | '家里没有':house :not) "
	  "('孩子|小孩|子女':child | '其他成员|其他人':member) ['并非':not] person",
	  NULL },
	{ "person",
	  "has | did | when | number | recall | tags | segment | status | field | sex | owes",
	  NULL },
	{ "has",
	  "window ('有':has | '没有|没|无':no) noun | (lately | long) '没有|没|无':no noun | "
	  ":win dur '~内|以内|之内' :bare :win-end '有':has noun | "
	  "('有':has | '没有|没|无':no) noun [window]",
	  NULL },
	{ "did",
	  "(window | lately) '来过|就诊过':has :noun :noun-end | "
	  "(window | lately | long) '没来|没有来|未就诊|没来了|没来就诊|" NEVER_CAME "':no :noun "
	  ":noun-end | "
	  "'~来过|就诊过|来看过':has :noun :noun-end | '~" NEVER_CAME "':no :noun :noun-end | "
	  "[window | lately] '~打过电话|通过电话':has :noun :a-call :noun-end | "
	  "[window | lately | long] '~没打过电话|没打电话|没有打过电话|没通过电话':no :noun "
	  ":a-call "
	  ":noun-end | "
	  "[window | lately] '~做过':has done | "
	  "[window | lately | long] '~没做过|没有做过|没做|未做过|从未做过|从没做过':no done",
	  NULL },
	{ "done", ":noun KIND:kind {'或' KIND:kind} :noun-end", NULL },
	{ "lately", ":win dur ['~内|以内|之内'] :bare :win-end", NULL },
	{ "long", ":win ('~超过|已经超过|已超过|已经' dur | dur '~以上|多') :bare :win-end", NULL },
	{ "when",
	  "('上次|最近一次|最后一次':last | '首次|第一次':first | '下次|下一次':next) noun (['是'] "
	  "window | since-long) | "
	  "('~上次来|最后一次来|最近一次来':last | '~下次来':next) :noun :noun-end "
	  "(['是'] window | since-long)",
	  NULL },
	{ "since-long",
	  ":win ('~超过|大于|已超过|已经超过' dur ['~前|以前|之前|了'] | dur '~以上') :older "
	  ":win-end",
	  NULL },
	{ "number",
	  ":amount (amount (['是|为'] (test-number | ratio) | '~是|为' :exactly N:n [counter] | "
	  "sign) | "
	  "[window] noun :count times | "
	  "[window | lately] '~来过|就诊过|来了' :noun :noun-end :count times | :age years)",
	  NULL },
	{ "times",
	  "test-word N:n '~次|回' | "
	  "N:n '~次|回' ('以上|及以上|或以上':at-least | '以下|及以下|或以下':at-most)",
	  NULL },
	{ "years",
	  "test-word N:n '~岁|周岁' | "
	  "N:n '~岁|周岁' ('~以上|及以上|或以上':at-least | '~以下|及以下|或以下':at-most) | "
	  "N:n ['~岁|周岁'] '~到|至' :between-n N:m '~岁|周岁' ['~之间']",
	  NULL },
	{ "amount", "window amount-of | amount-of [window]", NULL },
	{ "amount-of", "noun '次数|数量|数':count | MEASURE:measure", NULL },
	{ "ratio", "test-word :of amount '的' N:ratio '%'", NULL },
	{ "recall",
	  "'该' RECALL:recall ['了'] :due | '还不该' RECALL:recall ['了'] :due :not | "
	  "('今天':due-today | '明天':due-tomorrow) '该' RECALL:recall ['了'] | "
	  "['在'] '未来|今后':due-within :within dur " INSIDE " '该' RECALL:recall ['了'] | "
	  "RECALL:recall ('到期|该做了':due | '今天到期':due-today | '明天到期':due-tomorrow | "
	  "['在'] '未来|今后':due-within :within dur " INSIDE " '到期' | "
	  "'已超期|超期':overdue :within dur)",
	  NULL },
	{ "tags",
	  "('有标签|打了标签|已打标签|标记了|已标记':tagged | "
	  "'没有标签|未打标签|没打标签|未标记|没标记':tagged :not) TAG:tag {'或' TAG:tag} | "
	  "('~有':tagged | '~没有|没|无':tagged :not) ~TAG:tag '~标签' | "
	  "'有标签|打了标签|已打标签':tagged :all TAG:tag '和' TAG:tag {'和' TAG:tag}",
	  NULL },
	{ "segment",
	  "('在分群|属于分群|在名单|属于名单':in | '不在分群|不属于分群|不在名单|不属于名单':in "
	  ":not) "
	  "SEGMENT:segment ['~里|中|内']",
	  NULL },
	{ "status", "('是':state | '不是':state :not) STATUS:value {'或' STATUS:value}", NULL },
	{ "field",
	  "DATEF:fact (['是'] window | since-long | known | "
	  "['~是|在'] :win ~RANGE:range :during :win-end) | "
	  "NUMF:fact (['是|为'] test-number | '~是|为' :exactly N:n [counter] | sign | known) | "
	  "window ['~是|过'] '~生日':birthday | "
	  ":win ~RANGE:range :during :win-end ['~的|过'] '~生日':birthday | "
	  "SHAREF:fact (['是|为'] test-share | known) | "
	  "ENUMF:fact (('是|为' | '不是|不为':not) VALUE:value {'或' VALUE:value} | "
	  "~VALUE:value {'或' VALUE:value} | known) | "
	  "PURPOSE:purpose '同意' (known | ['是|为'] YESNO:value) | "
	  "TEXTF:fact (known | ('包含|含有|含' | '不包含|不含':not) QUOTED:text) | "
	  "'~有' ~TEXTF:fact :there-is | '~没有|没|无' ~TEXTF:fact :there-is-no",
	  NULL },
	{ "sex", "['~是'] ('~女|女性|女士|女的|女患者':female | '~男|男性|男士|男的|男患者':male)",
	  NULL },
	{ "owes",
	  ":amount (['~有'] '~欠费|欠款|欠钱':owes | '~没有|没|无' :not '~欠费|欠款|欠钱':owes)",
	  NULL },
	{ "known",
	  "'已登记|已知|有登记':known | '未登记|未知|没登记|没有登记|不详|不明|没填|未填':unknown",
	  NULL },
	{ "noun",
	  ":noun {of-noun} ([NSTATUS:nstatus ['的']] VISIT:word | "
	  "[NSTATUS:nstatus ['的']] KIND:kind {'或' KIND:kind} [VISIT:word] | [KIND:kind {'或' "
	  "KIND:kind}] BOOKED:booked | "
	  "[NSTATUS:nstatus ['的']] [TODO-KIND:kind {'或' TODO-KIND:kind}] TODO:word | "
	  "[NSTATUS:nstatus ['的']] THING:word) :noun-end",
	  NULL },
	{ "of-noun",
	  "'在' SITE:at '的' | PROVIDER:with '的' | '通过' CHANNEL:by '的' | "
	  "['金额|评分'] '超过|大于' N:over ['元|分'] '的'",
	  NULL },
	{ "window",
	  ":win ['在'] ('近|最近|过去':in-last dur " INSIDE " | '未来|今后':in-next dur " INSIDE
	  " | "
	  "'早于' dur " AGO ":older | dur " AGO ":older | "
	  "dur '到|至':between dur " AGO " ['之间'] | "
	  "~N:bare-dur '~到|至' :between dur " AGO " ['之间'] | '昨天':yesterday | '今天':today | "
	  "'明天':tomorrow | '上个工作日|上一个工作日':last-workday | "
	  "'下个工作日|下一个工作日':next-workday | "
	  "'昨天以来':since-yesterday | '上个工作日以来|上一个工作日以来':since-workday | "
	  "('上次|最近一次|最后一次':since-last | '首次|第一次':since-first) noun '以来|之后' | "
	  "DATE:date ('之前|前|以前':before | '之后|后|以后':after | ['当天']:on) | "
	  "RANGE:range ('之前|前|以前':before | '之后|后|以后':after | '期间|内':during) | "
	  "(DATE:date | RANGE:range) ('前|之前|以前':run-up | '后|之后|以后':wake) dur " INSIDE
	  ") :win-end",
	  NULL },
	{ "test-word",
	  "'至少|不少于|不低于|满|大于等于|最少':at-least | "
	  "'不超过|至多|最多|不高于|小于等于':at-most | "
	  "'超过|多于|大于|高于':more | '低于|少于|小于|不到|不满':less",
	  NULL },
	{ "sign",
	  "('~>=|≥':at-least | '~<=|≤':at-most | '~>':more | '~<':less | '~=':exactly) N:n "
	  "[counter]",
	  NULL },
	{ "test-number",
	  "(test-word | '正好|等于|恰好|刚好':exactly) N:n [counter] | "
	  "N:n [counter] ('以上|及以上|或以上':at-least | '以下|及以下|或以下':at-most) | "
	  "['在|介于'] N:n [counter] '到|至|和|与':between-n N:m [counter] ['之间']",
	  NULL },
	{ "test-share",
	  "(test-word | '正好|等于|恰好|刚好':exactly) N:n ['%':share] | "
	  "['在'] N:n ['%':share] '到|至':between-n N:m ['%':share] ['之间']",
	  NULL },
	{ "counter", "'次|个|元|岁|分|人|件|块|块钱|周岁'", NULL },
	{ "dur", "N:dur UNIT:unit | '半年':half-year | N:dur '~年半':years-half", NULL },
	{ "key",
	  "RECALL:recall '到期日|该做的日期' | "
	  "('上次|最近一次':last | '首次|第一次':first | '下次|下一次':next) noun | DATEF:fact | "
	  "NUMF:fact | SHAREF:fact | MEASURE:fact | TEXTF:fact",
	  NULL },
	{ 0 },
};
