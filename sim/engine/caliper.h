/* The caliper volume: what a ruler on the largest connected tumor mass would give. */
#ifndef PRODROME_CALIPER_H
#define PRODROME_CALIPER_H

#include "model/world.h"

typedef struct Caliper {
    int64_t sites;     /* of the largest mass connected through faces, debris included */
    double axis_um[3]; /* principal axes, longest first, um */
    double volume_mm3; /* 0.5 L W^2 with W^2 the product of the two shorter axes */
} Caliper;

/* queue: scratch for one uint32_t per site. Uses World.wish as marks and leaves it zero. */
Caliper caliper_measure(World *world, uint32_t *queue);

/* Eigenvalues of the symmetric matrix m, largest first. */
void caliper_eigenvalues(double m[3][3], double out[3]);

#endif
