/* What a world may be: the bounds of every value of its state (legal.def) and what must fit
 * together for the engine, which indexes with these values and asks nothing again. For worlds that
 * were read from a file; what the engine makes is legal by itself. */
#ifndef PRODROME_LEGAL_H
#define PRODROME_LEGAL_H

#include "model/world.h"

/* STATUS_BAD_DATA with a message that names the first part that is wrong, its place and its value.
 */
Status legal_check(const World *world, char *message, size_t size);

#endif
