/* What the controls of the viewer do. */
#include "render/viewer_parts.h"

#include <math.h>
#include <stdio.h>

static const double SPEEDS[] = {1.0 / 86400, 1.0 / 24, 0.25, 1, 4, 0}; /* days per second; 0: all */
enum { SPEEDS_COUNT = sizeof SPEEDS / sizeof SPEEDS[0] };
static const double PAN = 40, CLOSER = 1.25; /* pixels; factor */

void viewer_order(Viewer *v, SourceOrder order, double number, const char *text)
{
    v->source.command(v->source.context,
                      &(SourceCommand){.order = order, .number = number, .text = text});
}

static void viewer_speed(Viewer *v, int up)
{
    int at = 0;
    while (at < SPEEDS_COUNT - 1 && SPEEDS[at] != v->speed)
        at++;
    at += up;
    v->speed = SPEEDS[at < 0 ? 0 : at >= SPEEDS_COUNT ? SPEEDS_COUNT - 1 : at];
    viewer_order(v, SOURCE_SPEED, v->speed, NULL);
}

bool viewer_dose_after(const Viewer *v, double day, double *at)
{
    int64_t low = 0, high = v->doses_count; /* the first after that day lies in low to high */
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (v->doses[middle] > day + 1e-6)
            high = middle;
        else
            low = middle + 1;
    }
    if (low < v->doses_count)
        *at = v->doses[low];
    return low < v->doses_count;
}

static void viewer_go_dose(Viewer *v)
{
    double at = 0;
    if (viewer_dose_after(v, v->state.day, &at))
        viewer_order(v, SOURCE_GO, at, NULL);
    else
        viewer_note(v, "there is no dose ahead");
}

bool viewer_travels(Viewer *v)
{
    char text[96];
    if (isnan(v->state.goal))
        return false;
    snprintf(text, sizeof text, "still on the way to day %.3f: wait, or stop it with Space",
             v->state.goal);
    viewer_note(v, text);
    return true;
}

static void viewer_dose(Viewer *v)
{
    const char *drug;
    double amount;
    if (!v->state.live)
        viewer_note(v, "a saved run is read-only: view its config.yaml to compute on");
    else if (!viewer_dose_chosen(v, &drug, &amount))
        viewer_note(v, "the configuration has no drug");
    else if (!viewer_travels(v))
        viewer_order(v, SOURCE_DOSE, amount, drug);
}

/* The saved time before, or after, the present one. */
static void viewer_saved(Viewer *v, int way)
{
    double every = v->source.params->output_snapshot_every / 24, day = v->state.day;
    double at =
        way > 0 ? (floor(day / every + 1e-6) + 1) * every : (ceil(day / every - 1e-6) - 1) * every;
    at = fmin(fmax(at, 0), v->state.end_day);
    if (way < 0 && at >= day)
        viewer_note(v, "nothing was saved before");
    else
        viewer_order(v, SOURCE_GO, at, NULL);
}

/* Shows a layer, -1: none; cells and field are never both off. Two layers of values, in one scale
 * of colours, could not be told apart: a field has classes of cells above it, or none. */
static void viewer_layer(Viewer *v, bool field, int layer)
{
    View *view = &v->view;
    int *shown = field ? &view->field : &view->cells, other = field ? view->cells : view->field;
    *shown = layer < 0 && other < 0 ? layers_next(&v->layers, -1, field) : layer;
    if (!field && view->volume && view->field_opacity == 255)
        view->field = -1; /* there it hides the cells */
    bool values = view->cells >= 0 && overlay_has_values(&v->layers.layer[view->cells].overlay);
    if (values && !field)
        view->field = -1;
    else if (values && view->field >= 0) {
        view->cells = layers_find(&v->layers, "cells");
        viewer_note(v, "over a field cells are coloured by type");
    }
    if (view_wish(view, &v->layers).values < 0)
        view->maximum = false;
    viewer_look(v);
}

static void viewer_layer_next(Viewer *v, bool field)
{
    viewer_layer(v, field, layers_next(&v->layers, field ? v->view.field : v->view.cells, field));
}

/* The layer of cells whose key it is. */
static void viewer_layer_nth(Viewer *v)
{
    int layer = -1;
    for (int i = 0; i <= v->nth && (i == 0 || layer >= 0); i++)
        layer = layers_next(&v->layers, layer, false);
    if (layer < 0)
        viewer_note(v, "there are not so many layers of cells");
    else
        viewer_layer(v, false, layer);
}

/* The next axis of slices, or of the cut through the volume. */
static void viewer_turn(Viewer *v)
{
    if (v->view.volume) {
        volume_cut_next(&v->volume, &v->source.grid);
        return;
    }
    v->view.plane = (v->view.plane + 1) % 3;
    v->view.index = view_depth(&v->view, &v->source.grid) / 2;
    v->view.pan_x = v->view.pan_y = 0;
    viewer_look(v);
}

static void viewer_slice(Viewer *v, int by)
{
    if (v->view.volume && v->volume.view.cut_axis) {
        volume_cut_move(&v->volume, &v->source.grid, by);
        return;
    }
    v->view.index += by;
    viewer_look(v);
}

static void viewer_maximum(Viewer *v)
{
    if (v->view.volume)
        viewer_note(v,
                    "the largest value along an axis is shown in place of a slice: leave 3-D (v)");
    else if (view_wish(&v->view, &v->layers).values < 0)
        viewer_note(
            v, "the largest value along the axis: choose a field (f), or cells by a value (Tab)");
    else
        v->view.maximum = !v->view.maximum;
    viewer_look(v);
}

static void viewer_volume(Viewer *v)
{
    v->view.volume = !v->view.volume;
    viewer_look(v);
}

void viewer_pan(Viewer *v, double x, double y)
{
    double *at_x = v->view.volume ? &v->volume.view.pan_x : &v->view.pan_x;
    double *at_y = v->view.volume ? &v->volume.view.pan_y : &v->view.pan_y;
    *at_x += x;
    *at_y += y;
}

static void viewer_zoom(Viewer *v, double factor)
{
    Rect r = v->places.picture;
    if (v->view.volume)
        volume_zoom(&v->volume, factor);
    else
        view_zoom(&v->view, r, factor, r.x + r.width / 2, r.y + r.height / 2);
}

static void viewer_home(Viewer *v)
{
    if (v->view.volume) {
        v->volume.view.zoom = VOLUME_ZOOM;
        v->volume.view.pan_x = v->volume.view.pan_y = 0;
        return;
    }
    v->view.zoom = 1;
    v->view.pan_x = v->view.pan_y = 0;
}

/* Whether a run that is at its end was asked to go on, which is told. */
static bool viewer_ended(Viewer *v)
{
    char text[SOURCE_TEXT];
    if (!v->state.live || !(v->state.over || v->state.failed))
        return false;
    snprintf(text, sizeof text, "the run is over (%s): drag the play head back to go on from there",
             v->state.failed ? "it failed" : v->state.reason);
    viewer_note(v, text);
    return true;
}

static void viewer_play(Viewer *v)
{
    if (v->state.playing || !viewer_ended(v))
        viewer_order(v, v->state.playing ? SOURCE_PAUSE : SOURCE_PLAY, 0, NULL);
}

static void viewer_step(Viewer *v)
{
    if (!viewer_ended(v))
        viewer_order(v, SOURCE_STEPS, 1, NULL);
}

static void viewer_range(Viewer *v)
{
    if (view_wish(&v->view, &v->layers).values < 0)
        viewer_note(v, "a range of colours is that of a field (f), or of cells by a value (Tab)");
    else
        v->view.automatic = !v->view.automatic;
}

static void viewer_opacity(Viewer *v, bool field)
{
    View *view = &v->view;
    int *opacity = field ? &view->field_opacity : &view->cells_opacity;
    if (view->field < 0 || (!field && (view->volume || view->cells < 0))) {
        viewer_note(
            v, field ? "there is no field: choose one (f)"
                     : "cells can be made transparent over a field, in a slice: choose one (f)");
        return;
    }
    *opacity = *opacity > VIEW_OPACITY_STEP ? *opacity - VIEW_OPACITY_STEP : 255;
}

static void viewer_colours(Viewer *v)
{
    if (view_wish(&v->view, &v->layers).values < 0)
        viewer_note(v, "a map of colours is of a field (f), or of cells by a value (Tab)");
    else
        v->view.map = v->view.map == MAP_VIRIDIS ? MAP_CIVIDIS : MAP_VIRIDIS;
}

static void viewer_plot_next(Viewer *v)
{
    v->plot = (ViewerPlot)((v->plot + 1) % (v->cell ? VIEWER_PLOTS : PLOT_CELL));
    v->plot_old = true;
}

static void viewer_plot_rescale(Viewer *v)
{
    v->other_scale[v->plot] = !v->other_scale[v->plot];
    v->plot_old = true;
}

/* -- one function for each control ------------------------------------------------------------- */

#define DO(id, action)                                                                             \
    static void do_##id(Viewer *v)                                                                 \
    {                                                                                              \
        action;                                                                                    \
    }
DO(PLAY, viewer_play(v))
DO(STEP, viewer_step(v))
DO(SAVED_NEXT, viewer_saved(v, 1))
DO(SAVED_LAST, viewer_saved(v, -1))
DO(SLOWER, viewer_speed(v, -1))
DO(FASTER, viewer_speed(v, 1))
DO(NEXT_DOSE, viewer_go_dose(v))
DO(DOSE_NOW, viewer_dose(v))
DO(SLIDERS, v->sliders = !v->sliders)
DO(CELLS, viewer_layer_next(v, false))
DO(LAYER, viewer_layer_nth(v))
DO(FIELD, viewer_layer_next(v, true))
DO(CELLS_OPACITY, viewer_opacity(v, false))
DO(FIELD_OPACITY, viewer_opacity(v, true))
DO(COLOURS, viewer_colours(v))
DO(OTHER, viewer_picture(v, PICTURE_OTHER))
DO(DIFFERENCE, viewer_picture(v, PICTURE_DIFFERENCE))
DO(RANGE, viewer_range(v))
DO(MAXIMUM, viewer_maximum(v))
DO(VOLUME, viewer_volume(v))
DO(PLANE, viewer_turn(v))
DO(SLICE_DOWN, viewer_slice(v, -1))
DO(SLICE_UP, viewer_slice(v, 1))
DO(LEFT, viewer_pan(v, -PAN, 0))
DO(RIGHT, viewer_pan(v, PAN, 0))
DO(UP, viewer_pan(v, 0, -PAN))
DO(DOWN, viewer_pan(v, 0, PAN))
DO(ZOOM_IN, viewer_zoom(v, CLOSER))
DO(ZOOM_OUT, viewer_zoom(v, 1 / CLOSER))
DO(HOME, viewer_home(v))
DO(CELL_CLOSE, viewer_cell_open(v, 0))
DO(PLOT, viewer_plot_next(v))
DO(PLOT_SCALE, viewer_plot_rescale(v))
DO(PLOT_SAVE, viewer_plot_save(v))
DO(SCREENSHOT, v->wants.screenshot = true)
DO(RECORD, v->wants.record = true)
DO(FULLSCREEN, v->wants.fullscreen = true)
DO(HELP, v->help = !v->help)
DO(QUIT, v->wants.quit = true)
#undef DO

#define CONTROL(id, key, button, help) do_##id,
static void (*const ACTIONS[CONTROL_COUNT])(Viewer *) = {
#include "render/controls.def"
};
#undef CONTROL

void viewer_do(Viewer *viewer, Control control)
{
    if (control == CONTROL_COUNT)
        return;
    viewer->note[0] = 0; /* of what was done before */
    ACTIONS[control](viewer);
}

void viewer_key(Viewer *viewer, const char *key, bool again)
{
    const Control control = control_of_key(key, &viewer->nth);
    if (viewer->help && control != CONTROL_COUNT && control != CONTROL_QUIT)
        viewer->help = false; /* what lies under it is not seen */
    else if (viewer->sliders && control == CONTROL_CELL_CLOSE)
        viewer->sliders = false;
    else if (!again || control_repeats(control))
        viewer_do(viewer, control);
    viewer->nth = 0;
}
