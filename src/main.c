/* Wires the layers together: the language, the command line, the screens. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/cli/cli.h"
#include "revisit/screen/screens.h"

#include <limits.h>
#include <unistd.h>

/* The folder of translations: beside the program as it was built or installed, so that neither
 * needs the other, else where it was meant to be installed.  Heap. */
static char *locale_folder(void)
{
	static const char *const beside[] = { "locale", "build/locale", "../share/locale" };
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (n <= 0)
		return mem_strdup(REVISIT_LOCALEDIR);
	program[n] = '\0';
	char *slash = strrchr(program, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(beside); i++) {
		char *folder = path_join(program, beside[i]);
		char *text = path_join(folder, "zh_CN/LC_MESSAGES/revisit.mo");
		bool found = file_exists(text);
		free(text);
		if (found)
			return folder;
		free(folder);
	}
	return mem_strdup(REVISIT_LOCALEDIR);
}

static int screens(const char *folder, const char *staff, const char *today, const char *lang,
		   bool plain, bool tour)
{
	const struct screens_options options = {
		.folder = folder,
		.staff = staff,
		.today = today,
		.lang = lang,
		.plain = plain,
		.tour = tour,
	};

	return screens_run(&options);
}

int main(int argc, char **argv)
{
	const struct cli_hooks hooks = { .screens = screens, .print_keys = screens_print_keys,
					 .list_keys = screens_list_keys,
					 .check_settings = screens_check };
	char *folder = locale_folder();

	i18n_init(cli_language(argc, argv), folder);
	free(folder);
	return cli_main(argc, argv, &hooks);
}
