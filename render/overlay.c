#include "render/overlay.h"

#include "engine/frame.h"

#include <math.h>
#include <string.h>

static const uint32_t OPAQUE = 0xFF000000u;

static uint32_t colour_of_cells(const Overlay *overlay, const Scene *scene, const float *values,
                                int64_t site)
{
    (void)overlay;
    (void)values;
    return OPAQUE | CLASS_COLOURS[overlay_class(scene, site)];
}

/* Over a field: what is no cell shows it. */
static uint32_t colour_of_cells_over(const Overlay *overlay, const Scene *scene,
                                     const float *values, int64_t site)
{
    PaletteClass class = overlay_class(scene, site);
    return class == CLASS_HOST || class == CLASS_GAP
               ? 0
               : colour_of_cells(overlay, scene, values, site);
}

/* Under values of cells: tumor cells without one, debris and gaps are all grey. */
static uint32_t colour_of_rest(const Overlay *overlay, const Scene *scene, const float *values,
                               int64_t site)
{
    return overlay_in_mass(scene, site) ? OPAQUE | INK_COLOURS[INK_REST]
                                        : colour_of_cells(overlay, scene, values, site);
}

static uint32_t colour_of_vessels(const Overlay *overlay, const Scene *scene, const float *values,
                                  int64_t site)
{
    (void)overlay;
    (void)values;
    return scene->type[site] == SITE_VESSEL ? OPAQUE | CLASS_COLOURS[overlay_class(scene, site)]
                                            : 0;
}

static uint32_t colour_of_field(const Overlay *overlay, const Scene *scene, const float *values,
                                int64_t site)
{
    (void)scene;
    return OPAQUE | overlay_value_colour(overlay, (double)values[site]);
}

/* Cells without such a value, and all other sites, show what is below. */
static uint32_t colour_of_cell_value(const Overlay *overlay, const Scene *scene,
                                     const float *values, int64_t site)
{
    (void)scene;
    return isnan(values[site]) ? 0 : OPAQUE | overlay_value_colour(overlay, (double)values[site]);
}

/* None is that of a vessel, which are drawn in the same picture. */
uint32_t overlay_kind_colour(int kind)
{
    static const PaletteInk inks[OVERLAY_KINDS] = {INK_FOURTH,     INK_THIRD,     INK_TREATED,
                                                   INK_SIXTH,      INK_KIND_FLOW, INK_SEVENTH,
                                                   INK_KIND_SIXTH, INK_CONTROL,   INK_KIND_EIGHTH};
    return INK_COLOURS[inks[kind % OVERLAY_KINDS]];
}

static uint32_t colour_of_cause(const Overlay *overlay, const Scene *scene, const float *values,
                                int64_t site)
{
    (void)overlay;
    (void)values;
    uint8_t cause = scene->cause ? scene->cause[site] : CAUSE_NONE;
    if (scene->type[site] == SITE_TUMOR || cause != CAUSE_NONE)
        return OPAQUE | overlay_kind_colour(cause);
    return 0;
}

static uint32_t colour_of_clone(const Overlay *overlay, const Scene *scene, const float *values,
                                int64_t site)
{
    (void)overlay;
    (void)values;
    bool cell = scene->type[site] == SITE_TUMOR && scene->clone;
    return cell ? OPAQUE | overlay_kind_colour(scene->clone[site]) : 0;
}

static uint32_t colour_of_kind(const Overlay *overlay, const Scene *scene, const float *values,
                               int64_t site)
{
    (void)overlay;
    (void)values;
    return scene->kind ? OPAQUE | KIND_COLOURS[scene->kind[site]] : 0;
}

/* Over the difference of a field: cells that one state has and the other has not. */
static uint32_t colour_of_kind_over(const Overlay *overlay, const Scene *scene, const float *values,
                                    int64_t site)
{
    const bool one =
        scene->kind && (scene->kind[site] == KIND_FIRST || scene->kind[site] == KIND_SECOND);
    return one ? colour_of_kind(overlay, scene, values, site) : 0;
}

#define CLASSES(name, label, colour)                                                               \
    {                                                                                              \
        name, label, "1", 0, 0, false, colour, MAP_VIRIDIS                                         \
    }
#define FIELD(name, label, unit, low, high, logarithmic)                                           \
    {                                                                                              \
        name, label, unit, low, high, logarithmic, colour_of_field, MAP_VIRIDIS                    \
    }
#define SCALAR(name, unit, low, high, meaning, value)                                              \
    {#name, meaning, unit, low, high, false, colour_of_cell_value, MAP_VIRIDIS},
const Overlay OVERLAYS[] = {
    CLASSES("cells", "cells", colour_of_cells),
    CLASSES("cells_over", "cells", colour_of_cells_over),
    CLASSES("rest", "without a value", colour_of_rest),
    CLASSES("vessels", "perfusion of vessels", colour_of_vessels),
    FIELD("oxygen", "oxygen", "mmHg", 0, 40, false),
    FIELD("prodrug", "prodrug", "nM", 1, 1e6, true),
    FIELD("vegf", "VEGF", "nM", 0, 0.03, false),
    FIELD("active_drug", "free active drug", "nM", 1e-3, 1e3, true),
    CLASSES("cause", "cause of death", colour_of_cause),
    CLASSES("clone", "clone", colour_of_clone),
    CLASSES("kind", "living cells, compared", colour_of_kind),
    CLASSES("kind_over", "living cells, compared", colour_of_kind_over),
#include "engine/frame.def"
};
#undef SCALAR
#undef FIELD
#undef CLASSES
const int OVERLAYS_COUNT = sizeof OVERLAYS / sizeof OVERLAYS[0];

const Overlay *overlay_find(const char *name)
{
    for (int i = 0; i < OVERLAYS_COUNT; i++)
        if (strcmp(OVERLAYS[i].name, name) == 0)
            return &OVERLAYS[i];
    return NULL;
}

Overlay overlay_difference(const Overlay *overlay)
{
    if (!overlay_has_values(overlay))
        return *overlay_find("kind");
    Overlay difference = *overlay;
    const double range =
        overlay->logarithmic ? log10(overlay->high / overlay->low) : overlay->high - overlay->low;
    difference.high = overlay_is_field(overlay) ? range / 2 : range;
    difference.low = -difference.high;
    difference.unit = overlay->logarithmic ? "log10 of the ratio" : overlay->unit;
    difference.logarithmic = false;
    difference.map = MAP_DIFFERENCE;
    return difference;
}

float overlay_subtract(const Overlay *overlay, float a, float b)
{
    if (!overlay->logarithmic || isnan(a) || isnan(b))
        return a - b;
    return (float)log10(fmax((double)a, overlay->low) / fmax((double)b, overlay->low));
}

Overlay overlay_field(const char *name, const char *unit, double high)
{
    return (Overlay){name, name, unit, 0, high, false, colour_of_field, MAP_VIRIDIS};
}

bool overlay_has_values(const Overlay *overlay)
{
    return overlay->colour == colour_of_field || overlay->colour == colour_of_cell_value;
}

bool overlay_is_field(const Overlay *overlay)
{
    return overlay->colour == colour_of_field;
}

static PaletteClass tumor_class(uint8_t phase)
{
    switch (phase) {
    case PHASE_QUIESCENT:
        return CLASS_QUIESCENT;
    case PHASE_COMMITTED:
        return CLASS_COMMITTED;
    default:
        return CLASS_CYCLING;
    }
}

PaletteClass overlay_class(const Scene *scene, int64_t site)
{
    switch (scene->type[site]) {
    case SITE_GAP:
        return CLASS_GAP;
    case SITE_TUMOR:
        return tumor_class(scene->phase[site]);
    case SITE_APOPTOTIC:
        return CLASS_APOPTOTIC;
    case SITE_NECROTIC:
        return CLASS_NECROTIC;
    case SITE_VESSEL:
        return scene->perfused[site] ? CLASS_PERFUSED : CLASS_UNPERFUSED;
    default:
        return CLASS_HOST;
    }
}

bool overlay_in_mass(const Scene *scene, int64_t site)
{
    uint8_t type = scene->type[site];
    return type == SITE_TUMOR || type == SITE_APOPTOTIC || type == SITE_NECROTIC ||
           type == SITE_GAP;
}

double overlay_position(const Overlay *overlay, double value)
{
    if (!overlay->logarithmic)
        return (value - overlay->low) / (overlay->high - overlay->low);
    if (value <= 0)
        return -INFINITY;
    return log(value / overlay->low) / log(overlay->high / overlay->low);
}

uint32_t overlay_value_colour(const Overlay *overlay, double value)
{
    if (isnan(value))
        return INK_COLOURS[INK_NO_VALUE];
    double position = overlay_position(overlay, value);
    if (position < 0)
        return INK_COLOURS[INK_BELOW];
    if (position > 1)
        return INK_COLOURS[INK_ABOVE];
    return palette_shade(overlay->map, (int)floor(position * (PALETTE_SHADES - 1) + 0.5));
}
