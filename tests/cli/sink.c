/* A mail server that takes, refuses or swallows what it is sent, for tests/cli/run-send.
 *
 * sink FOLDER MODE: listens on some port of this machine, writes its number to FOLDER/port, and each
 * mail with its envelope to FOLDER/1, 2 …  MODE: ok; later (450 to each recipient); no (550); hang
 * (no answer to what ends the mail); lie (takes the mail and keeps nothing). */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *folder, *mode;
static int mails;

static FILE *file_of(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	if (!f)
		exit(1);
	return f;
}

static void say(FILE *to, const char *line)
{
	fprintf(to, "%s\r\n", line);
	fflush(to);
}

static int is_mode(const char *name)
{
	return strcmp(mode, name) == 0;
}

/* Up to the lone dot; dots that were doubled are single again. */
static void take_data(FILE *from, FILE *into)
{
	char line[4096];

	while (fgets(line, sizeof(line), from)) {
		if (strcmp(line, ".\r\n") == 0)
			return;
		if (into)
			fputs(line + (*line == '.'), into);
	}
}

static void serve(FILE *from, FILE *to)
{
	char line[4096];
	char envelope[8192] = "";
	char name[16];
	FILE *mail;

	say(to, "220 sink ESMTP");
	while (fgets(line, sizeof(line), from)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (strncasecmp(line, "RCPT", 4) == 0 && is_mode("later")) {
			say(to, "450 come again");
			continue;
		}
		if (strncasecmp(line, "RCPT", 4) == 0 && is_mode("no")) {
			say(to, "550 no such user");
			continue;
		}
		if (strncasecmp(line, "QUIT", 4) == 0) {
			say(to, "221 bye");
			return;
		}
		if (strncasecmp(line, "DATA", 4) != 0) {
			size_t n = strlen(envelope);
			if (strncasecmp(line, "MAIL", 4) == 0 || strncasecmp(line, "RCPT", 4) == 0)
				snprintf(envelope + n, sizeof(envelope) - n, "%s\n", line);
			say(to, "250 ok");
			continue;
		}
		say(to, "354 go on");
		snprintf(name, sizeof(name), "%d", ++mails);
		mail = is_mode("lie") ? NULL : file_of(name);
		if (mail)
			fputs(envelope, mail);
		take_data(from, mail);
		if (mail)
			fclose(mail);
		envelope[0] = '\0';
		while (is_mode("hang"))
			sleep(1);
		say(to, "250 taken");
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (argc < 3 || fd < 0 || bind(fd, (struct sockaddr *)&at, n) || listen(fd, 5) ||
	    getsockname(fd, (struct sockaddr *)&at, &n))
		return 1;
	folder = argv[1];
	mode = argv[2];
	FILE *port = file_of("port.new");
	fprintf(port, "%d\n", ntohs(at.sin_port));
	fclose(port);
	char from[512];
	char to[512];
	snprintf(from, sizeof(from), "%s/port.new", folder);
	snprintf(to, sizeof(to), "%s/port", folder);
	rename(from, to);
	alarm(300); /* nobody waits for a sink that was forgotten */
	for (;;) {
		int client = accept(fd, NULL, NULL);
		if (client < 0)
			continue;
		FILE *in = fdopen(client, "r");
		FILE *out = fdopen(dup(client), "w");
		serve(in, out);
		fclose(in);
		fclose(out);
	}
}
