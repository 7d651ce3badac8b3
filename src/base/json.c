#include "revisit/base/json.h"

void json_init(struct json *j, struct str *out)
{
	*j = (struct json){ .out = out };
}

static void value(struct json *j)
{
	if (j->comma)
		str_addc(j->out, ',');
	j->comma = true;
}

static void open_level(struct json *j, char bracket)
{
	value(j);
	str_addc(j->out, bracket);
	j->comma = false;
}

static void close_level(struct json *j, char bracket)
{
	str_addc(j->out, bracket);
	j->comma = true;
}

void json_object(struct json *j)
{
	open_level(j, '{');
}

void json_end_object(struct json *j)
{
	close_level(j, '}');
}

void json_array(struct json *j)
{
	open_level(j, '[');
}

void json_end_array(struct json *j)
{
	close_level(j, ']');
}

void json_quote(struct str *out, const char *text)
{
	str_addc(out, '"');
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p == '"' || *p == '\\')
			str_addf(out, "\\%c", *p);
		else if (*p == '\n')
			str_add(out, "\\n");
		else if (*p == '\t')
			str_add(out, "\\t");
		else if (*p < 0x20 || *p == 0x7f)
			str_addf(out, "\\u%04x", *p);
		else
			str_addc(out, (char)*p);
	}
	str_addc(out, '"');
}

void json_key(struct json *j, const char *key)
{
	value(j);
	json_quote(j->out, key);
	str_addc(j->out, ':');
	j->comma = false;
}

void json_text(struct json *j, const char *text)
{
	if (!text) {
		json_null(j);
		return;
	}
	value(j);
	json_quote(j->out, text);
}

void json_int(struct json *j, int64_t n)
{
	value(j);
	str_addf(j->out, "%lld", (long long)n);
}

void json_bool(struct json *j, bool b)
{
	json_raw(j, b ? "true" : "false");
}

void json_null(struct json *j)
{
	json_raw(j, "null");
}

void json_raw(struct json *j, const char *literal)
{
	value(j);
	str_add(j->out, literal);
}
