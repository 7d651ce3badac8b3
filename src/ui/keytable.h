/* What the final byte and number of an escape sequence mean, for all terminals at once. */
#ifndef REVISIT_UI_KEYTABLE_H
#define REVISIT_UI_KEYTABLE_H

#include "revisit/ui/input.h"

/* ESC [ number final, modifiers already dropped: "ESC[3;5~" is 3, '~'.  KEY_NONE: unknown. */
struct key keytable_csi(int number, char final);

/* ESC O final, also the keypad. */
struct key keytable_ss3(char final);

/* ESC [ [ final: the Linux console. */
struct key keytable_console(char final);

/* A control byte: 0x01 to 0x1f and 0x7f. */
struct key keytable_control(unsigned char byte);

#endif
