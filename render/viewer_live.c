/* The sliders of the viewer: parameters that are changed while the run goes. */
#include "render/axis.h"
#include "render/viewer_parts.h"

#include <math.h>
#include <stdio.h>

static const double LEFT = 24, TOP = 52, SLIDER = 200, NAMES = 270;

/* Height of a row, so that all fit into the picture; width of all. */
static double live_row_height(const Viewer *v)
{
    return fmin(34, (v->places.picture.height - TOP - 16) / LIVE_COUNT);
}

static double live_width(const Viewer *v)
{
    return fmin(660, v->places.picture.width - LEFT);
}

/* The slider of a row, by its place in the list. */
static Rect live_slider(const Viewer *v, int place)
{
    Rect r = v->places.picture;
    return (Rect){r.x + LEFT + NAMES, r.y + TOP + place * live_row_height(v) + 4, SLIDER,
                  live_row_height(v) - 8};
}

static double live_position(const LiveRow *row, double value)
{
    return fmin(fmax(log(value / row->low) / log(row->high / row->low), 0), 1);
}

/* The value where the pointer is, with three digits. */
static double live_pointed(const Viewer *v, const LiveRow *row, Rect slider)
{
    double share = fmin(fmax((v->pointer_x - slider.x) / slider.width, 0), 1);
    double value = row->low * pow(row->high / row->low, share);
    double unit = pow(10, floor(log10(value)) - 2);
    return floor(value / unit + 0.5) * unit;
}

static void live_draw(const Viewer *v, Canvas *canvas, const LiveRow *row, int place, int live)
{
    char text[160];
    Rect s = live_slider(v, place);
    bool held = v->live_held == live;
    double now = v->state.live_values[live], value = held ? live_pointed(v, row, s) : now;
    double y = s.y + s.height / 2, x = s.x + s.width * live_position(row, value);
    canvas_text_fitted(canvas, s.x - NAMES + 12, y, NAMES - 24,
                       (TextStyle){13, INK_COLOURS[INK_TEXT], 0, 0.5, false, false}, row->path);
    canvas_rectangle(canvas, s.x, y - 2, s.width, 4, INK_COLOURS[INK_GRID]);
    canvas_rectangle(canvas, s.x + s.width * live_position(row, now) - 1, y - 6, 2, 12,
                     INK_COLOURS[INK_FRAME]);
    canvas_rectangle(canvas, x - 4, y - 9, 8, 18, INK_COLOURS[held ? INK_THIRD : INK_TREATED]);
    snprintf(text, sizeof text, "%.4g %s", value, row->unit);
    canvas_text_fitted(canvas, s.x + s.width + 14, y, live_width(v) - NAMES - SLIDER - 40,
                       (TextStyle){13, INK_COLOURS[INK_TEXT], 0, 0.5, held, false}, text);
    snprintf(text, sizeof text, "%.3g", row->low);
    TextStyle end = {10, INK_COLOURS[INK_FAINT], 0, 0, false, false};
    canvas_text(canvas, s.x, y + 4, end, text);
    snprintf(text, sizeof text, "%.3g", row->high);
    end.across = 1;
    canvas_text(canvas, s.x + s.width, y + 4, end, text);
}

void viewer_live(Viewer *v, Canvas *canvas)
{
    LiveRow row;
    Rect r = v->places.picture;
    int places = 0;
    double height = TOP + LIVE_COUNT * live_row_height(v), width = live_width(v);
    canvas_rectangle(canvas, r.x + LEFT - 12, r.y + 4, width, height, INK_COLOURS[INK_PAPER]);
    canvas_frame(canvas, r.x + LEFT - 11.5, r.y + 4.5, width - 1, height - 1, 1,
                 INK_COLOURS[INK_FRAME]);
    canvas_text(canvas, r.x + LEFT, r.y + 28,
                (TextStyle){16, INK_COLOURS[INK_TEXT], 0, 0.5, true, false},
                v->state.live ? "Change a parameter from the present step on (e closes this)"
                              : "Parameters of the run, which cannot be changed in files");
    for (int live = 0; live < LIVE_COUNT; live++)
        if (live_row(v->source.params, live, &row))
            live_draw(v, canvas, &row, places++, live);
}

bool viewer_live_press(Viewer *v, double x, double y)
{
    LiveRow row;
    int places = 0;
    v->live_held = -1;
    if (!v->sliders || !v->state.live)
        return v->sliders && rect_has(v->places.picture, x, y);
    for (int live = 0; live < LIVE_COUNT; live++)
        if (live_row(v->source.params, live, &row) && rect_has(live_slider(v, places++), x, y))
            v->live_held = live;
    return rect_has(v->places.picture, x, y);
}

void viewer_live_release(Viewer *v)
{
    LiveRow row;
    char text[256];
    int places = 0;
    for (int live = 0; live < v->live_held; live++)
        places += live_row(v->source.params, live, &row);
    if (v->live_held >= 0 && live_row(v->source.params, v->live_held, &row)) {
        snprintf(text, sizeof text, "%s=%.10g%s%s", row.path,
                 live_pointed(v, &row, live_slider(v, places)), row.unit[0] ? " " : "", row.unit);
        double now = v->state.live_values[v->live_held];
        double wanted = live_pointed(v, &row, live_slider(v, places));
        if (fabs(wanted / now - 1) > 0.01 && !viewer_travels(v)) /* a click changes nothing */
            viewer_order(v, SOURCE_CHANGE, 0, text);
    }
    v->live_held = -1;
}
