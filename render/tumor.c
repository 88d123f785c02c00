#include "render/tumor.h"

#include "model/world.h"
#include "render/identity.h"
#include "render/page_parts.h"
#include "render/tumor_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pixels of a page of about 1600 x 1100, readable at half of that. */
static const double MARGIN = 34, ROW_NAME = 40, GAP = 14, HEAD = 108, CAPTION = 92, FOOT = 50;
static const double LEGEND = 92, NAMES = 74; /* under the line of a single time */

static Layout layout_of(const Tumor *tumor, const Grid *grid)
{
    static const int wanted_width[TUMOR_TIMES_MAX + 1] = {0, 720, 720, 480, 384, 320, 300};
    Layout l = {.view = {.axis = tumor->axis, .index = tumor->index, .scale = 1}};
    raster_size(grid, &l.view, &l.across, &l.down);
    int largest = l.across > l.down ? l.across : l.down;
    l.view.scale = wanted_width[tumor->times] / largest;
    l.view.scale = l.view.scale < 1 ? 1 : l.view.scale;
    l.view.outline = l.view.scale >= 4 ? l.view.scale / 4 : 0;
    raster_size(grid, &l.view, &l.across, &l.down);
    l.columns = tumor->times > 1 ? tumor->times : 2;
    l.rows = tumor->times > 1 ? 2 : 1;
    l.left = MARGIN + (l.rows > 1 ? ROW_NAME : 0);
    l.top = HEAD + (l.rows > 1 ? CAPTION : NAMES);
    double slices = l.columns * (l.across + GAP) - GAP;
    l.right = l.left + fmax(slices, 1100);
    l.width = l.right + MARGIN;
    l.legend_y = l.top + l.rows * (l.down + GAP) + 10;
    l.height = l.legend_y + LEGEND + FOOT;
    return l;
}

/* Top left corner of the picture of a time; layer 0 is the cells, 1 the field. */
static void slice_corner(const Layout *l, int time, int layer, double *x, double *y)
{
    int column = l->rows > 1 ? time : layer, row = l->rows > 1 ? layer : 0;
    *x = l->left + column * (l->across + GAP);
    *y = l->top + row * (l->down + GAP);
}

static TextStyle style_of(double size, PaletteInk ink, bool bold)
{
    return (TextStyle){size, INK_COLOURS[ink], 0, 0.5, bold, false};
}

/* -- words over each time
 * -------------------------------------------------------------------------- */

/* "given so far: 3 x 56 mg/kg"; a dose due at this very time comes after the snapshot. */
static void given_text(const Record *record, double day, char *out, size_t size)
{
    RecordDose doses[CHART_MARKS_MAX];
    int64_t count = record_doses(record, doses, CHART_MARKS_MAX), given = 0;
    bool alike = true;
    count = count < CHART_MARKS_MAX ? count : CHART_MARKS_MAX;
    for (int64_t i = 0; i < count; i++)
        if (doses[i].day < day - 1e-6) {
            alike &= doses[i].amount == doses[0].amount;
            given++;
        }
    *out = '\0';
    const char *so_far = record->branch ? "since branching" : "given so far";
    if (count == 0 && record->events.columns_count > 0)
        snprintf(out, size, "no drug %s", record->branch ? so_far : "in this run");
    else if (count > 0 && given == 0)
        snprintf(out, size, "no drug %s yet", record->branch ? so_far : "given");
    else if (given > 0 && alike)
        snprintf(out, size, "%s: %lld \u00d7 %.4g %.12s", so_far, (long long)given, doses[0].amount,
                 doses[0].unit);
    else if (given > 0)
        snprintf(out, size, "%s: %lld doses", so_far, (long long)given);
}

static void volume_text(const Record *record, double day, char *out, size_t size)
{
    bool is_day0 = false;
    double now = record_value_at(record, "caliper_volume", day);
    double base = record->series.rows_count > 0 ? page_volume_base(record, &is_day0) : NAN;
    *out = '\0';
    if (is_day0 && base > 0 && !isnan(now))
        snprintf(out, size, "caliper volume %.3g %% of day 0", 100 * now / base);
}

/* Without a run folder there is no caliper volume: the sites of the tumor, as `cell_volume`. */
static void cell_volume_text(const Scene *scene, char *out, size_t size)
{
    int64_t sites = 0;
    char number[AXIS_LABEL];
    for (int64_t i = 0; i < scene->grid.sites; i++)
        sites += overlay_in_mass(scene, i) && scene->type[i] != SITE_GAP;
    double edge_mm = scene->grid.edge_um / 1000;
    axis_number((double)sites * edge_mm * edge_mm * edge_mm, number, sizeof number);
    snprintf(out, size, "cells and debris %s mm\u00b3", number);
}

/* Below the day of each of several times; beside that of a single one, which has room there. */
static void caption_draw(Canvas *canvas, const Tumor *tumor, const Layout *l, int time,
                         const OpenShot *shot)
{
    char day[32], volume[96], given[96], both[200];
    double x = 0, y = 0, down = HEAD + 16;
    TextStyle bold = style_of(24, INK_TEXT, true), plain = style_of(TUMOR_TEXT, INK_TEXT, false);
    slice_corner(l, time, 0, &x, &y);
    snprintf(day, sizeof day, "day %.4g", shot->day);
    canvas_text(canvas, x, down, bold, day);
    volume_text(tumor->record, shot->day, volume, sizeof volume);
    given_text(tumor->record, shot->day, given, sizeof given);
    if (l->rows > 1) {
        canvas_text_fitted(canvas, x, down + 30, l->across, plain, volume);
        canvas_text_fitted(canvas, x, down + 54, l->across, plain, given);
        return;
    }
    if (!*volume)
        cell_volume_text(&shot->scene, volume, sizeof volume);
    snprintf(both, sizeof both, "%s%s%s", volume, *given ? ", " : "", given);
    x += canvas_text_width(canvas, bold, day) + 24;
    canvas_text_fitted(canvas, x, down, l->right - x, plain, both);
}

/* -- the slices
 * ------------------------------------------------------------------------------------- */

static Status slice_draw(Canvas *canvas, const OpenShot *shot, RasterView view, double x, double y)
{
    Memory memory = {0};
    Raster raster;
    int width = 0, height = 0;
    raster_size(&shot->scene.grid, &view, &width, &height);
    Status status = raster_create(&memory, width, height, &raster);
    if (status == STATUS_OK) {
        raster_paint(&shot->scene, &view, &raster);
        status = canvas_raster(canvas, x, y, &raster);
        raster_destroy(&memory, &raster);
    }
    canvas_frame(canvas, x - 0.5, y - 0.5, width + 1, height + 1, 1, INK_COLOURS[INK_FRAME]);
    return status;
}

/* Of the cells, and of the field with the vessels over it. */
static void views_of(const Tumor *tumor, const Layout *l, const OpenShot *shot, RasterView views[2])
{
    RasterView *cells = &views[0], *field = &views[1];
    *cells = *field = l->view;
    cells->outline = 0;
    cells->layers_count = 1;
    cells->layers[0] = (RasterLayer){overlay_find("cells"), NULL, 255};
    field->layers_count = 2;
    field->layers[0] = (RasterLayer){tumor->field, shot->values, 255};
    field->layers[1] = (RasterLayer){overlay_find("vessels"), NULL, 255};
}

static Status shot_draw(Canvas *canvas, const Tumor *tumor, const Layout *l, int time,
                        const OpenShot *shot, RasterSeen *seen)
{
    RasterView views[2];
    Status status = STATUS_OK;
    double x = 0, y = 0;
    views_of(tumor, l, shot, views);
    caption_draw(canvas, tumor, l, time, shot);
    for (int layer = 0; layer < 2 && status == STATUS_OK; layer++) {
        raster_see(&shot->scene, &views[layer], seen);
        slice_corner(l, time, layer, &x, &y);
        status = slice_draw(canvas, shot, views[layer], x, y);
    }
    return status;
}

/* A round length of about a quarter of the slice, in its lower left corner. */
static void scale_bar_draw(Canvas *canvas, const Layout *l, const Grid *grid)
{
    char text[32];
    double edge = grid->edge_um, per_pixel = edge / l->view.scale;
    Axis round = axis_linear(0, l->across * per_pixel, 4, false);
    double length = round.step / per_pixel, x = 0, y = 0;
    slice_corner(l, 0, 0, &x, &y);
    x += 14, y += l->down - 18;
    snprintf(text, sizeof text, "%.4g \u00b5m", round.step);
    TextStyle style = style_of(TUMOR_TEXT, INK_TEXT, false);
    double width = fmax(length, canvas_text_width(canvas, style, text));
    canvas_rectangle(canvas, x - 7, y - 30, width + 14, 41, CLASS_COLOURS[CLASS_HOST]);
    canvas_rectangle(canvas, x, y, length, 5, INK_COLOURS[INK_TEXT]);
    canvas_text(canvas, x, y - 14, style, text);
}

/* -- words around
 * ---------------------------------------------------------------------------------- */

/* Upward beside the rows, or over the slices of a single time. */
static void layer_names_draw(Canvas *canvas, const Layout *l, const Overlay *field)
{
    const char *names[] = {"cells", field->label};
    double x = 0, y = 0;
    for (int layer = 0; layer < 2; layer++) {
        slice_corner(l, 0, layer, &x, &y);
        if (l->rows > 1)
            canvas_text(canvas, MARGIN, y + l->down / 2.0,
                        (TextStyle){22, INK_COLOURS[INK_TEXT], 0.5, 0, true, true}, names[layer]);
        else
            canvas_text(canvas, x, y - 18, style_of(22, INK_TEXT, true), names[layer]);
    }
}

static void head_draw(Canvas *canvas, const Tumor *tumor, const Layout *l, const Grid *grid)
{
    const double first = 42, second = 80; /* lines */
    char label[CHART_LABEL], slice[CHART_LABEL], story[CHART_LABEL];
    int along = tumor->axis == 'x' ? grid->nx : tumor->axis == 'y' ? grid->ny : grid->nz;
    int index = tumor->index < 0 ? along / 2 : tumor->index;
    page_run_label(tumor->record, label, sizeof label);
    snprintf(slice, sizeof slice,
             "slice at %c = %g of %g \u00b5m, one square = one site of %g \u00b5m", tumor->axis,
             (index + 0.5) * grid->edge_um, along * grid->edge_um, grid->edge_um);
    TextStyle style = {TUMOR_TEXT, INK_COLOURS[INK_TEXT], 1, 0.5, false, false};
    double room = l->right - MARGIN - 40 - canvas_text_width(canvas, style, slice);
    canvas_text(canvas, l->right, first, style, slice);
    canvas_text_fitted(canvas, MARGIN, first, room, style_of(34, INK_TEXT, true), label);
    page_story_text(tumor->record, story, sizeof story);
    canvas_text_fitted(canvas, MARGIN, second, l->right - MARGIN, style_of(22, INK_TEXT, false),
                       story);
}

static void furniture_draw(Canvas *canvas, const Tumor *tumor, const Layout *l, const Grid *grid,
                           const RasterSeen *seen)
{
    char label[CHART_LABEL];
    head_draw(canvas, tumor, l, grid);
    layer_names_draw(canvas, l, tumor->field);
    scale_bar_draw(canvas, l, grid);
    tumor_legend(canvas, l, tumor->field, seen);
    page_run_label(tumor->record, label, sizeof label);
    page_foot(canvas, tumor->record->version, label);
}

static bool same_lattice(const Grid *a, const Grid *b)
{
    return a->nx == b->nx && a->ny == b->ny && a->nz == b->nz && a->edge_um == b->edge_um;
}

/* -- snapshot after snapshot
 * ----------------------------------------------------------------------- */

/* Opens one time, which must have the lattice of those before, unless it is the first. */
static Status time_open(const Tumor *tumor, int time, Grid *grid, OpenShot *shot, char *message,
                        size_t message_size)
{
    const char *path = tumor->shots[time]->path;
    Status status = shot_open(path, tumor->field->name, shot, message, message_size);
    if (status != STATUS_OK)
        return status;
    if (grid->sites == 0)
        *grid = shot->scene.grid;
    if (same_lattice(grid, &shot->scene.grid))
        return STATUS_OK;
    snprintf(message, message_size, "%s: error: another lattice than the snapshot before", path);
    shot_close(shot);
    return STATUS_BAD_DATA;
}

Status tumor_see(const Tumor *tumor, Grid *grid, RasterSeen *seen, char *message,
                 size_t message_size)
{
    for (int time = 0; time < tumor->times; time++) {
        OpenShot shot;
        RasterView views[2];
        Status status = time_open(tumor, time, grid, &shot, message, message_size);
        if (status != STATUS_OK)
            return status;
        Layout layout = layout_of(tumor, grid);
        views_of(tumor, &layout, &shot, views);
        raster_see(&shot.scene, &views[0], seen);
        raster_see(&shot.scene, &views[1], seen);
        shot_close(&shot);
    }
    return STATUS_OK;
}

/* Title, once the record knows what it is of. */
static void title_start(Labels *labels, const Tumor *tumor)
{
    char label[CHART_LABEL], title[2 * CHART_LABEL];
    page_run_label(tumor->record, label, sizeof label);
    snprintf(title, sizeof title, "%s: slice of cells and %.60s", label, tumor->field->label);
    labels_start(labels, title);
}

/* Draws one time; the first decides the layout and creates the page. */
static Status time_draw(const Tumor *tumor, int time, Layout *l, Grid *grid, Canvas *canvas,
                        Labels *labels, RasterSeen *seen, char *message, size_t message_size)
{
    OpenShot shot;
    const char *path = tumor->shots[time]->path;
    Status status = time_open(tumor, time, grid, &shot, message, message_size);
    if (status != STATUS_OK)
        return status;
    identity_of_shot(&shot, path, tumor->record);
    if (time == 0) {
        title_start(labels, tumor);
        *l = layout_of(tumor, grid);
        status = canvas_create_form(tumor->form, (int)ceil(l->width), (int)ceil(l->height), canvas);
    }
    labels_add_shot(labels, tumor->record, path, &shot);
    if (status == STATUS_OK)
        status = shot_draw(canvas, tumor, l, time, &shot, seen);
    if (status == STATUS_NO_MEMORY)
        snprintf(message, message_size, "%s: not enough memory to draw", path);
    shot_close(&shot);
    return status;
}

Status tumor_draw(const Tumor *tumor, Canvas *canvas, Labels *labels, char *message,
                  size_t message_size)
{
    Layout layout;
    Grid grid = {0};
    RasterSeen seen = {0};
    Status status = STATUS_OK;
    CHECK(tumor->times > 0 && tumor->times <= TUMOR_TIMES_MAX);
    *canvas = (Canvas){0};
    for (int time = 0; time < tumor->times && status == STATUS_OK; time++)
        status =
            time_draw(tumor, time, &layout, &grid, canvas, labels, &seen, message, message_size);
    if (status == STATUS_OK)
        furniture_draw(canvas, tumor, &layout, &grid, tumor->legend ? tumor->legend : &seen);
    else if (canvas->surface)
        canvas_destroy(canvas);
    return status;
}

Status tumor_write(Tumor *tumor, const char *path, char *message, size_t message_size)
{
    Canvas canvas;
    canvas_form_of(path, &tumor->form);
    Labels *labels = malloc(sizeof *labels);
    Status status =
        labels ? tumor_draw(tumor, &canvas, labels, message, message_size) : STATUS_NO_MEMORY;
    if (!labels)
        snprintf(message, message_size, "%s: not enough memory to draw", path);
    if (status == STATUS_OK) {
        status = canvas_write(&canvas, labels, path, message, message_size);
        canvas_destroy(&canvas);
    }
    free(labels);
    return status;
}
