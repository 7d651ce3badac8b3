/* Names of the made-up people.  Surname shares: the first ten from the count of the Ministry of
 * Public Security (national name report for 2019, millions of people), the others rounded. */
#include "demo_parts.h"

static const struct {
	const char *name;
	double share;
} surnames[] = {
	{ "王", 101.5 },
	{ "李", 100.9 },
	{ "张", 95.4 },
	{ "刘", 72.1 },
	{ "陈", 63.3 },
	{ "杨", 46.2 },
	{ "黄", 33.7 },
	{ "赵", 28.6 },
	{ "吴", 27.8 },
	{ "周", 26.8 },
	{ "徐", 20 },
	{ "孙", 19 },
	{ "马", 19 },
	{ "朱", 18 },
	{ "胡", 16 },
	{ "郭", 16 },
	{ "何", 15 },
	{ "林", 15 },
	{ "高", 14 },
	{ "罗", 14 },
	{ "郑", 12 },
	{ "梁", 12 },
	{ "谢", 10 },
	{ "宋", 10 },
	{ "唐", 9.5 },
	{ "许", 9 },
	{ "韩", 9 },
	{ "邓", 9 },
	{ "冯", 9 },
	{ "曹", 8 },
	{ "彭", 8 },
	{ "曾", 8 },
	{ "肖", 7.5 },
	{ "田", 7.5 },
	{ "董", 7 },
	{ "潘", 7 },
	{ "袁", 7 },
	{ "蔡", 7 },
	{ "蒋", 6.5 },
	{ "余", 6.5 },
	{ "于", 6 },
	{ "杜", 6 },
	{ "叶", 6 },
	{ "程", 6 },
	{ "魏", 6 },
	{ "苏", 6 },
	{ "吕", 6 },
	{ "丁", 6 },
	{ "任", 5.5 },
	{ "卢", 5.5 },
	{ "姚", 5 },
	{ "沈", 5 },
	{ "钟", 5 },
	{ "姜", 5 },
	{ "崔", 5 },
	{ "谭", 5 },
	{ "陆", 4.5 },
	{ "范", 4.5 },
	{ "汪", 4.5 },
	{ "廖", 4 },
	{ "石", 4 },
	{ "金", 4 },
	{ "韦", 4 },
	{ "贾", 4 },
	{ "夏", 4 },
	{ "方", 4 },
	{ "邹", 4 },
	{ "熊", 3.5 },
	{ "白", 3.5 },
	{ "孟", 3.5 },
	{ "秦", 3.5 },
	{ "邱", 3.5 },
	{ "侯", 3 },
	{ "江", 3 },
	{ "尹", 3 },
	{ "薛", 3 },
	{ "段", 2.5 },
	{ "雷", 2.5 },
	{ "龙", 2.5 },
	{ "史", 2 },
	{ "陶", 2 },
	{ "贺", 2 },
	{ "毛", 2 },
	{ "郝", 2 },
	{ "顾", 2 },
	{ "龚", 2 },
	{ "邵", 2 },
	{ "万", 2 },
	{ "覃", 2 },
	{ "钱", 2 },
	/* Rare ones, more often than in life: their reading or length is what trips programs. */
	{ "单", 2 },
	{ "仇", 2 },
	{ "解", 2 },
	{ "区", 2 },
	{ "查", 2 },
	{ "翟", 2 },
	{ "朴", 1.5 },
	{ "乐", 1 },
	{ "盖", 1 },
	{ "缪", 1 },
	{ "欧阳", 2 },
	{ "司马", 1 },
	{ "诸葛", 1 },
	{ "上官", 1 },
	{ "尉迟", 1 },
	{ "夏侯", 0.5 },
	{ "皇甫", 0.5 },
	{ "令狐", 0.5 },
};

/* Given names by generation: born before 1960, 1980, 2000, and since. */
static const struct {
	int before;
	const char *female, *male;
} generations[] = {
	{ 1960,
	  "秀英 桂英 秀兰 玉兰 桂兰 秀珍 凤英 玉珍 玉英 兰英 淑珍 桂芳 淑兰 素珍 玉梅 桂珍 凤兰 "
	  "淑芳 美华 "
	  "惠珍 月娥 翠英 菊香 银凤 彩云 金花 雪梅 爱珍 芝兰 淑贤",
	  "建国 国强 德明 志明 福生 金生 长春 永福 国华 树林 文彬 德胜 玉林 宝山 荣华 振华 忠义 "
	  "家兴 水生 "
	  "根生 伯年 祥林 春生 大成 文忠 启明 寿昌 庆华 松年 万福" },
	{ 1980,
	  "芳 敏 静 丽 艳 霞 燕 红 梅 玲 萍 英 华 娟 琴 秀丽 丽华 春梅 海燕 晓红 建华 小红 丽萍 "
	  "玉华 雪芹 爱华 "
	  "红梅 冬梅 丽娟 慧 颖 洁 莉 蓉 岚",
	  "伟 强 军 勇 杰 涛 斌 波 辉 刚 健 明 建军 建华 志强 建平 国庆 海涛 晓东 文革 卫东 红军 "
	  "立新 永红 志刚 "
	  "宏伟 新民 爱国 平 峰 毅 江 林 云 洪" },
	{ 2000,
	  "婷 雪 倩 丹 静 娜 洋 晶 琳 璐 佳 欣 蕾 薇 婷婷 莹莹 思雨 雅婷 晓燕 梦瑶 佳慧 文静 雨晴 "
	  "婉清 若曦 "
	  "诗琪 晨 悦 媛 瑶 宁 畅 晓雯 佳怡 嘉敏 子君",
	  "伟 磊 鹏 超 浩 洋 杰 凯 鑫 俊 宇 帅 龙 旭 飞 阳 志伟 俊杰 文博 子豪 浩然 嘉伟 天宇 宇航 "
	  "晓明 家豪 明辉 "
	  "晨 博 威 翔 昊 亮 恒 锐 泽宇" },
	{ 10000,
	  "梓涵 欣怡 诗涵 一诺 雨桐 可馨 语嫣 思彤 若溪 沐瑶 芷若 依诺 佳琪 雨萱 子萱 梦琪 心怡 "
	  "书瑶 艺涵 "
	  "紫萱 婉儿 小雨 小贝 乐乐 悦心 念安 清禾 晚晴 知夏 星语",
	  "子轩 浩宇 浩然 宇轩 沐宸 奕辰 俊熙 子涵 梓豪 一鸣 嘉豪 皓轩 博文 子墨 睿 宇泽 铭泽 锦程 "
	  "天佑 小宝 "
	  "小杰 乐天 佑宁 景行 书言 知远 辰逸 思远 明哲 启航" },
};

/* Second characters go with any first one; together they make what the lists do not hold. */
static const char first_female[] = "雅 晓 佳 思 雨 梦 文 静 若 婉 嘉 诗 心 美 慧 欣 怡 紫 云 晨";
static const char last_female[] = "琪 婷 雯 萱 涵 怡 妍 彤 瑶 菲 琳 洁 蓉 芸 宁 薇 莹 岚 欣 月";
static const char first_male[] = "子 文 志 俊 浩 明 嘉 宇 家 天 晓 建 国 永 海 思 泽 博 景 立";
static const char last_male[] = "轩 杰 豪 涛 伟 峰 辉 宇 翔 鹏 凯 哲 航 林 阳 安 成 毅 霖 彬";

static const struct {
	double weight;
	const char *language;
	bool shares;
	const char *female, *male, *family;
} foreign[] = {
	[CULTURE_ENGLISH] = { 38, "English", true,
			      "Emma Olivia Grace Sarah Emily Hannah Alice Chloe Megan Laura Rachel "
			      "Susan Karen Helen "
			      "Margaret Dorothy Joan Lucy Abigail Sophie Zoë Claire Anne Judith "
			      "Rosie Mary-Jane",
			      "James John Robert Michael David William Richard Thomas Daniel "
			      "Matthew Mark Paul Steven "
			      "Andrew George Kevin Brian Edward Peter Harry Oliver Jack Samuel "
			      "Henry Alfie Ian",
			      "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson "
			      "Wright Thompson Evans "
			      "Walker White Roberts Green Hall Wood Harris Martin Clarke O'Brien "
			      "O'Connor McDonald "
			      "MacLeod Baker Fletcher Hughes Lewis Ward Turner Parker Cooper "
			      "Smith-Jones Murphy" },
	[CULTURE_GERMAN] = { 8, "Deutsch", true,
			     "Anna Greta Käthe Änne Ursula Sabine Lena Mia Jana Heike Petra Ingrid "
			     "Leonie",
			     "Jürgen Klaus Stefan Lukas Jörg Uwe Thomas Günter Felix Matthias "
			     "Björn Karl-Heinz Max",
			     "Müller Schmidt Schneider Fischer Weber Schäfer Köhler Böhm Weiß Groß "
			     "Krüger Jäger "
			     "Schröder Lößner Zöllner" },
	[CULTURE_POLISH] = { 7, "Polski", true,
			     "Agnieszka Małgorzata Zofia Katarzyna Łucja Elżbieta Joanna Magdalena "
			     "Grażyna Hanna",
			     "Łukasz Paweł Michał Stanisław Wojciech Krzysztof Tomasz Jędrzej "
			     "Bogusław Marek",
			     "Nowak Wójcik Woźniak Mazur Zając Król Wróbel Dudek Adamczyk Stępień "
			     "Gołąb Śliwa" },
	[CULTURE_FRENCH] = { 6, "Français", true,
			     "Élodie Amélie Françoise Zoé Hélène Chloé Camille Océane Noémie "
			     "Maëlle",
			     "François Rémi Jérôme André Benoît Théo Gaël Loïc Étienne Hugo",
			     "Lefèvre Béranger Garçon Dupré Moreau Lemaître D'Aubigné Kerguélen "
			     "Gérard Châtelain" },
	[CULTURE_SPANISH] = { 6, "Español", false,
			      "María Lucía Inés Sofía Begoña Rocío Concepción Ángela Ximena Belén",
			      "José Jesús Iñaki Andrés Raúl Martín Óscar Álvaro Joaquín Sebastián",
			      "García Núñez Ibáñez Muñoz Peña Fernández López Gutiérrez Vázquez "
			      "Ordóñez" },
	[CULTURE_NORDIC] = { 4, "English", true,
			     "Åsa Solveig Søs Maja Ingrid Þóra Kirsten Sigrún Elsa",
			     "Lars Øyvind Søren Håkon Björn Nils Jón Anders Mikko",
			     "Sørensen Ångström Nygård Hägglund Østergaard Mäkinen Bjørnson "
			     "Lindström" },
	[CULTURE_VIETNAMESE] = { 11, "Tiếng Việt", false,
				 "Thị-Lan Thị-Hương Ngọc-Ánh Thu-Hà Thị-Mai Bích-Ngọc Phương-Thảo "
				 "Mỹ-Duyên Thị-Hồng "
				 "Kim-Chi Thanh-Trúc",
				 "Văn-Hùng Quốc-Bảo Minh-Đức Văn-Nam Hữu-Phước Đức-Anh Tuấn-Kiệt "
				 "Công-Phượng Văn-Tài "
				 "Gia-Bảo Trọng-Nghĩa",
				 "Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Huỳnh Phan Vũ Võ Đặng Bùi "
				 "Đỗ Hồ Ngô Dương Lý" },
	[CULTURE_INDIAN] = { 11, "English", true,
			     "Priya Ananya Sunita Deepika Kavitha Lakshmi Meera Pooja Aishwarya "
			     "Neha Shreya Radha",
			     "Arjun Rahul Amit Sanjay Vikram Rohan Suresh Anil Venkatesh Ravi "
			     "Aditya Kiran",
			     "Sharma Patel Singh Kumar Gupta Reddy Iyer Nair Mehta Joshi Desai "
			     "Chatterjee "
			     "Venkataraman Kapoor" },
	[CULTURE_ARABIC] = { 9, "English", false,
			     "Fatima Aisha Layla Mariam Noor Zainab Salma Huda Yasmin Amal",
			     "Mohammed Ahmed Omar Khalid Yusuf Ali Hassan Ibrahim Tariq Sa'id",
			     "al-Farsi al-Rashid Haddad Mansour Khalil Hamdan ben-Salah El-Sayed "
			     "Nasser Abu-Bakr" },
};

char *word_pick(struct rng *r, const char *words)
{
	uint32_t n = 1;

	for (const char *p = words; *p; p++)
		n += *p == ' ';
	for (uint32_t skip = rng_below(r, n); skip; skip--)
		words = strchr(words, ' ') + 1;
	return mem_strndup(words, strcspn(words, " "));
}

const char *say(const struct saying *s, bool chinese)
{
	return chinese ? s->zh : s->en;
}

enum culture culture_foreign(struct rng *r)
{
	double weight[ARRAY_SIZE(foreign)];

	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		weight[i] = foreign[i].weight;
	return (enum culture)rng_weighted(r, weight, ARRAY_SIZE(weight));
}

const char *culture_language(enum culture culture)
{
	return culture == CULTURE_CHINESE ? "中文" : foreign[culture].language;
}

bool culture_shares_name(enum culture culture)
{
	return culture != CULTURE_CHINESE && foreign[culture].shares;
}

char *family_pick(struct rng *r, enum culture culture)
{
	double share[ARRAY_SIZE(surnames)];

	if (culture != CULTURE_CHINESE)
		return word_pick(r, foreign[culture].family);
	for (size_t i = 0; i < ARRAY_SIZE(surnames); i++)
		share[i] = surnames[i].share;
	return mem_strdup(surnames[rng_weighted(r, share, ARRAY_SIZE(share))].name);
}

static char *given_chinese(struct rng *r, bool female, int birth_year)
{
	size_t g = 0;

	while (birth_year >= generations[g].before)
		g++;
	if (g > 0 && rng_chance(r, 0.45)) {
		char *first = word_pick(r, female ? first_female : first_male);
		char *last = word_pick(r, female ? last_female : last_male);
		char *both = mem_printf("%s%s", first, last);
		free(first);
		free(last);
		return both;
	}
	return word_pick(r, female ? generations[g].female : generations[g].male);
}

void name_give(struct rng *r, enum culture culture, int birth_year, const char *family,
	       struct patient *p)
{
	bool female = p->sex == SEX_FEMALE;

	str_replace(&p->family, family);
	free(p->given);
	free(p->name);
	if (culture == CULTURE_CHINESE) {
		p->given = given_chinese(r, female, birth_year);
		p->name = mem_printf("%s%s", p->family, p->given);
		return;
	}
	p->given = word_pick(r, female ? foreign[culture].female : foreign[culture].male);
	if (culture != CULTURE_VIETNAMESE) {
		p->name = mem_printf("%s %s", p->given, p->family);
		return;
	}
	/* Family name first; the list joins middle and given name by a hyphen. */
	for (char *hyphen = p->given; (hyphen = strchr(hyphen, '-'));)
		*hyphen = ' ';
	p->name = mem_printf("%s %s", p->family, p->given);
}
