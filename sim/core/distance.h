/* Squared distances on the lattice, in edges: passes along lines, one axis after the other (Saito
 * and Toriwaki, Pattern Recognition 27, 1994). */
#ifndef PRODROME_DISTANCE_H
#define PRODROME_DISTANCE_H

#include "core/lines.h"

enum { DISTANCE_FAR = 65535 };

/* value(i) <- min_j value(j) + (i - j)^2 along each line. Values up to Lines.zero stand for places
 * at distance 0, and keep what they are. */
void distance_lines(const Lines *lines);

/* The same for the first axis and a line, contiguous, whose values are 0 or DISTANCE_FAR: in two
 * sweeps, however far apart the places at distance 0 are. */
void distance_seeds(uint16_t *line, int count);

#endif
