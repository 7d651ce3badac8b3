#include "revisit/cli/command.h"
const struct command commands_book[] = {{0}};
