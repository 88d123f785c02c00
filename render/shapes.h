/* The small shapes of plots: points, dose marks and the dashes of lines, as they stand in a plot
 * and in its legend. */
#ifndef PRODROME_SHAPES_H
#define PRODROME_SHAPES_H

#include "render/canvas.h"

typedef enum LineKind { LINE_SOLID, LINE_DASHED, LINE_CHAIN, LINE_SHORT, LINE_DOTTED } LineKind;

/* A disc is a measured point; a cross, a ring and a square are events on a curve; a faint dot is
 * one of many. */
typedef enum PointShape {
    POINT_DISC,
    POINT_CROSS,
    POINT_RING,
    POINT_SQUARE,
    POINT_FAINT
} PointShape;

/* Dashes of all lines from here on; LINE_SOLID ends them. */
void shape_dash(Canvas *canvas, LineKind kind);

/* A triangle that points down to x, tip. */
void shape_mark(Canvas *canvas, double x, double tip, uint32_t colour);

void shape_point(Canvas *canvas, double x, double y, PointShape shape, uint32_t colour);

#endif
