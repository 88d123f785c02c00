/* What the colours of the viewer's picture mean. */
#include "render/axis.h"
#include "render/viewer_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double SMALL = 13, ROW = 19;

static TextStyle legend_style(bool bold)
{
    return (TextStyle){SMALL, INK_COLOURS[INK_TEXT], 0, 0.5, bold, false};
}

static double legend_row(Canvas *canvas, uint32_t colour, const char *word, double x, double y,
                         double width)
{
    canvas_rectangle(canvas, x, y - 6, 13, 13, colour);
    canvas_frame(canvas, x + 0.5, y - 5.5, 12, 12, 1, INK_COLOURS[INK_FRAME]);
    canvas_text_fitted(canvas, x + 19, y, width - 19, legend_style(false), word);
    return 19 + canvas_text_width(canvas, legend_style(false), word);
}

/* Words in three columns; the height they take. */
static double legend_words(Canvas *canvas, const uint32_t *colours, const char *const *words,
                           int count, double x, double y, double width)
{
    for (int i = 0; i < count; i++)
        legend_row(canvas, colours[i], words[i], x + (i % 3) * width / 3, y + (i / 3) * ROW,
                   width / 3 - 8);
    return (count + 2) / 3 * ROW;
}

/* The vessels that are drawn beside causes, clones or values; how many words they take. */
static int legend_vessels(uint32_t *colours, const char **words)
{
    int count = 0;
    for (int i = CLASS_PERFUSED; i <= CLASS_UNPERFUSED; i++) {
        colours[count] = CLASS_COLOURS[i];
        words[count++] = CLASS_WORDS[i];
    }
    return count;
}

static double legend_classes(Viewer *v, Canvas *canvas, const char *name, double x, double y,
                             double width)
{
    uint32_t colours[LAYERS_MAX];
    const char *words[LAYERS_MAX];
    int count = 0;
    if (strcmp(name, "cells") == 0 || strcmp(name, "vessels") == 0)
        for (int i = strcmp(name, "cells") == 0 ? 0 : CLASS_PERFUSED; i < CLASS_COUNT; i++) {
            colours[count] = CLASS_COLOURS[i];
            words[count++] = CLASS_WORDS[i];
        }
    if (strcmp(name, "vessels") == 0) {
        colours[count] = INK_COLOURS[INK_REST];
        words[count++] = v->view.volume ? "tumor, in the cut" : "tumor";
    }
    for (int i = 0; strcmp(name, "cause") == 0 && i < DEATH_CAUSE_COUNT; i++) {
        colours[count] = overlay_kind_colour(i);
        words[count++] = i == CAUSE_NONE ? "alive" : DEATH_CAUSE_WORDS[i];
    }
    for (int i = 0; strcmp(name, "clone") == 0 && i <= v->source.params->clones_count; i++) {
        colours[count] = overlay_kind_colour(i);
        words[count++] = i == 0 ? "no clone" : v->source.params->clones[i - 1].name;
    }
    if (strcmp(name, "cause") == 0 || strcmp(name, "clone") == 0)
        count += legend_vessels(colours + count, words + count);
    return legend_words(canvas, colours, words, count, x, y, width);
}

/* What two states have of their cells; over a field's difference only what one of them has. */
static double legend_kinds(Canvas *canvas, bool over, bool values, double x, double y, double width)
{
    uint32_t colours[KIND_COUNT];
    const char *words[KIND_COUNT];
    int count = 0;
    for (int i = 0; i < KIND_COUNT; i++)
        if (over ? i == KIND_FIRST || i == KIND_SECOND || i == KIND_VESSEL
                 : i != KIND_BOTH || !values) {
            colours[count] = KIND_COLOURS[i];
            words[count++] = KIND_WORDS[i];
        }
    return legend_words(canvas, colours, words, count, x, y, width);
}

/* A colour bar with ticks and the colours out of range, over paper as the picture is. */
static double legend_bar(Canvas *canvas, const Overlay *overlay, double opacity, bool rest,
                         double x, double y, double width)
{
    char text[AXIS_LABEL];
    const bool logarithmic = overlay->logarithmic;
    Axis axis = axis_with_ends(overlay->low, overlay->high, logarithmic ? 6 : 4, logarithmic, 0.15);
    for (int i = 0; i < PALETTE_SHADES; i++) {
        double from = floor(x + width * i / PALETTE_SHADES + 0.5);
        double to = floor(x + width * (i + 1) / PALETTE_SHADES + 0.5);
        canvas_colour(canvas, palette_shade(overlay->map, i), opacity);
        cairo_rectangle(canvas->cairo, from, y, to - from, 14);
        cairo_fill(canvas->cairo);
    }
    for (int i = 0; i < axis.ticks_count; i++) {
        double at = x + width * overlay_position(overlay, axis.ticks[i]);
        canvas_line(canvas, at, y + 14, at, y + 18, 1, INK_COLOURS[INK_TEXT]);
        axis_label(&axis, axis.ticks[i], text);
        canvas_text(canvas, at, y + 18,
                    (TextStyle){12, INK_COLOURS[INK_TEXT], overlay_position(overlay, axis.ticks[i]),
                                0, false, false},
                    text);
    }
    double used = legend_row(canvas, INK_COLOURS[INK_BELOW], "below", x, y + 44, width);
    used += 16 + legend_row(canvas, INK_COLOURS[INK_ABOVE], "above the range", x + used + 16,
                            y + 44, width);
    if (rest)
        legend_row(canvas, INK_COLOURS[INK_REST], "dead, or no such value", x + used + 16, y + 44,
                   width - used - 16);
    return 60;
}

/* How opaque a layer is drawn, 0 to 1. */
static double legend_opacity(const View *view, bool field)
{
    const bool seen_through = field || (view->field >= 0 && !view->volume);
    return seen_through ? (field ? view->field_opacity : view->cells_opacity) / 255.0 : 1;
}

double viewer_legend(Viewer *v, Canvas *canvas, int layer, double x, double y, double width)
{
    char title[256], more[96] = "", opaque[32] = "";
    Overlay overlay = view_overlay(&v->view, v->shown_layers, layer, v->shown);
    const bool values = overlay_has_values(&overlay), field = v->layers.layer[layer].field;
    const double opacity = legend_opacity(&v->view, field);
    if (opacity < 1)
        snprintf(opaque, sizeof opaque, ", %.0f %% opaque", 100 * opacity);
    if (values)
        snprintf(more, sizeof more, "%s%s%s (%s range)", strcmp(overlay.unit, "1") != 0 ? ", " : "",
                 strcmp(overlay.unit, "1") != 0 ? overlay.unit : "",
                 overlay.logarithmic ? ", log scale" : "", v->view.automatic ? "auto" : "fixed");
    const char *less = values && overlay.map == MAP_DIFFERENCE ? "A less B: " : "";
    snprintf(title, sizeof title, "%s%s%s%s", less, overlay.label, more, opaque);
    canvas_text_fitted(canvas, x, y, width, legend_style(true), title);
    y += values ? 12 : ROW;
    const bool kinds = v->shown_layers->kind && !field;
    double high = 24;
    if (values)
        high += legend_bar(canvas, &overlay, opacity, !field && !kinds, x, y, width);
    if (values && !field && !kinds && (v->view.volume || !v->view.maximum)) {
        uint32_t colours[LAYERS_MAX];
        const char *words[LAYERS_MAX];
        const int count = legend_vessels(colours, words);
        high += legend_words(canvas, colours, words, count, x, y + 64, width);
    }
    if (!values && !kinds)
        high += legend_classes(v, canvas, overlay.name, x, y, width);
    if (kinds)
        high += legend_kinds(canvas, v->view.field >= 0 && !v->view.volume, values, x,
                             y + (values ? 64 : 0), width);
    return high + (kinds && values ? 4 : 0);
}
