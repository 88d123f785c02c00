/* Overlays: what can be painted on the sites of a slice, one row each. A row of classes colours a
 * site by what it holds, a row of a field by a concentration in a fixed range. A new overlay is a
 * row in overlay.c, and a function when no present one fits. */
#ifndef PRODROME_OVERLAY_H
#define PRODROME_OVERLAY_H

#include "core/grid.h"
#include "render/palette.h"

#include <stdbool.h>
#include <stdint.h>

/* The arrays of one saved state that pictures are made from; (nz, ny, nx), x fastest; not owned. */
typedef struct Scene {
    Grid grid;
    const uint8_t *type, *phase, *perfused;
    const uint8_t *cause, *clone; /* NULL: not known */
    const uint8_t *kind;          /* of two states (PaletteKind); NULL: it is one */
} Scene;

typedef struct Overlay Overlay;

/* Colour of a site as 0xAARRGGBB; alpha 0 leaves the site to the overlay below. values is the array
 * of a field overlay, NULL for the others. */
typedef uint32_t (*OverlayColour)(const Overlay *, const Scene *, const float *values,
                                  int64_t site);

struct Overlay {
    const char *name;  /* of the dataset for a field, as in files and on the command line */
    const char *label; /* in legends */
    const char *unit;
    double low, high; /* fixed range, in unit */
    bool logarithmic;
    OverlayColour colour;
    PaletteMap map; /* of values */
};

/* The colours of causes of death and of clones, by their number. */
enum { OVERLAY_KINDS = 9 };
uint32_t overlay_kind_colour(int kind);

extern const Overlay OVERLAYS[];
extern const int OVERLAYS_COUNT;

/* The overlay of that name, or NULL. */
const Overlay *overlay_find(const char *name);

/* A field that has no row: from 0 to high, linear. name and unit are borrowed. */
Overlay overlay_field(const char *name, const char *unit, double high);

/* What shows the difference of two states in place of an overlay: their living cells, or values
 * from minus to plus its range, of a field, which differs less, half of that. Those on a
 * logarithmic scale differ by decades, the common logarithm of their ratio, where what is below the
 * range counts as its low end. */
Overlay overlay_difference(const Overlay *overlay);
float overlay_subtract(const Overlay *overlay, float a, float b);

/* Whether the overlay needs an array of values, of a substance or of the cells. */
bool overlay_has_values(const Overlay *overlay);

/* Whether the values are those of a substance, which every site has. */
bool overlay_is_field(const Overlay *overlay);

/* The class a site is drawn as. */
PaletteClass overlay_class(const Scene *scene, int64_t site);

/* Whether a site belongs to the tumor mass, debris and gaps included, vessels not. */
bool overlay_in_mass(const Scene *scene, int64_t site);

/* Position of a value in the range, 0 to 1; outside 0 to 1 when out of range. NAN stays NAN. */
double overlay_position(const Overlay *overlay, double value);

/* The colour of a field's value, 0xRRGGBB, with its own colours out of range and for NAN. */
uint32_t overlay_value_colour(const Overlay *overlay, double value);

#endif
