#include "revisit/cli/command.h"
const struct command commands_hours[] = {{0}};
