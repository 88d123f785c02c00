/* How often a window draws: as fast as the eye follows while a core is free for it or a person
 * acts, else so seldom that drawing takes no more than its share of the processor. Pure arithmetic.
 */
#ifndef PRODROME_PACE_H
#define PRODROME_PACE_H

#include <stdbool.h>

#define PACE_FRAME (1.0 / 30) /* s between two pictures, at least */
#define PACE_SHARE 0.05       /* of one processor, for drawing beside a run that has all of them */

typedef struct Pace {
    double cost;  /* processor time of the last picture, s */
    bool touched; /* by a person, since then */
    bool spare;   /* nothing is computed, or on fewer processors than there are */
} Pace;

/* Seconds from the end of a picture to the next one. */
double pace_wait(const Pace *pace);

#endif
