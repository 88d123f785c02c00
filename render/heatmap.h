/* A table of coloured cells (viridis) over two axes of words, with a colour bar and, where there is
 * room, the value in the cell and a note under it. The frame is a Chart's, whose axes heatmap_axis
 * makes; the colour bar takes the right part of it. Arrays and texts are the caller's. */
#ifndef PRODROME_HEATMAP_H
#define PRODROME_HEATMAP_H

#include "render/chart.h"

enum { HEATMAP_NOTE = 32 };

typedef struct HeatmapCell {
    double value; /* NAN: grey with a cross */
    bool absent;  /* there is no such cell: left white */
    char note[HEATMAP_NOTE];
} HeatmapCell;

typedef struct Heatmap {
    Chart *chart; /* made narrower by the bar while it is drawn */
    int columns, lines;
    const HeatmapCell *cells; /* x fastest, from the lower left */
    const char *scale_name;   /* with unit */
    Axis scale;               /* linear */
} Heatmap;

/* An axis of `count` words, at most AXIS_TICKS_MAX of which have a tick: every k-th. */
Axis heatmap_axis(int count, char *const *names, const char *words[AXIS_TICKS_MAX]);

void heatmap_draw(Canvas *canvas, const Heatmap *map);

#endif
