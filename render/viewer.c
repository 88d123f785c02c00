#include "render/viewer_parts.h"

#include "io/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double READ_EVERY = 1.0; /* s between two looks at the run folder */
static const double NOTE_FOR = 8.0;   /* s that a note stays */
enum { PICTURES_MAX = 100000 };

/* -- creation --------------------------------------------------------------------------------- */

static int viewer_longest(const Grid *g)
{
    int most = g->nx > g->ny ? g->nx : g->ny;
    return most > g->nz ? most : g->nz;
}

void viewer_look(Viewer *v)
{
    FrameWish wish = frame_within(&v->source.grid, view_wish(&v->view, &v->layers));
    wish.cell = v->cell;
    v->view.index = wish.index;
    v->source.command(v->source.context, &(SourceCommand){.order = SOURCE_LOOK, .wish = wish});
}

static int viewer_earlier(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Without memory the time line shows no doses ahead. */
static void viewer_doses(Viewer *v)
{
    const Params *p = v->source.params;
    int64_t count = 0;
    for (int d = 0; d < p->doses_count; d++)
        count += p->doses[d].times;
    v->doses = count > 0 ? malloc((size_t)count * sizeof *v->doses) : NULL;
    if (!v->doses)
        return;
    for (int d = 0; d < p->doses_count; d++)
        for (int64_t n = 0; n < p->doses[d].times; n++)
            v->doses[v->doses_count++] =
                (double)(params_dose_step(p, &p->doses[d], n) - params_day0_step(p)) *
                p->time_cell_step / 24;
    qsort(v->doses, (size_t)v->doses_count, sizeof *v->doses, viewer_earlier);
}

Status viewer_create(const Source *source, const char *const *data, int data_count, Viewer **out)
{
    Viewer *v = calloc(1, sizeof *v);
    *out = NULL;
    if (!v)
        return STATUS_NO_MEMORY;
    v->source = *source;
    v->layers = layers_of(source->params);
    v->view = view_start(&source->grid, &v->layers);
    v->data = data;
    v->data_count = data_count;
    v->plot_old = true;
    v->read_at = -INFINITY;
    v->cell_at = -1;
    v->live_held = -1;
    volume_start(&v->volume, &v->memory);
    viewer_doses(v);
    int side = viewer_longest(&source->grid);
    if (raster_create(&v->memory, side, side, &v->raster) != STATUS_OK) {
        free(v->doses);
        free(v);
        return STATUS_NO_MEMORY;
    }
    viewer_look(v);
    *out = v;
    return STATUS_OK;
}

void viewer_destroy(Viewer *v)
{
    if (!v)
        return;
    raster_destroy(&v->memory, &v->raster);
    viewer_beside_destroy(v);
    volume_destroy(&v->volume);
    page_destroy(&v->page);
    if (v->plotted.surface)
        canvas_destroy(&v->plotted);
    free(v->shots);
    free(v->doses);
    free(v);
}

/* -- news ------------------------------------------------------------------------------------- */

void viewer_note(Viewer *v, const char *text)
{
    snprintf(v->note, sizeof v->note, "%s", text);
    v->noted_at = v->now;
}

/* The cell that was picked in the volume, once a frame has its slice. */
static void viewer_find_cell(Viewer *v)
{
    const Frame *f = v->frame;
    if (v->cell_at < 0 || !f || f->wish.plane != FRAME_PLANE_Z)
        return;
    Site3 s = grid_site3(&f->grid, v->cell_at);
    if (f->wish.index != s.z)
        return;
    v->cell_at = -1;
    viewer_cell_open(v, f->id[s.y * f->columns + s.x]);
}

/* Whether the panel and the buttons tell something else. */
static bool viewer_turned(const SourceState *a, const SourceState *b)
{
    return a->playing != b->playing || a->waiting != b->waiting || a->over != b->over ||
           a->failed != b->failed || isnan(a->goal) != isnan(b->goal) || a->goal < b->goal ||
           a->goal > b->goal || memcmp(a->live_values, b->live_values, sizeof a->live_values) != 0;
}

/* The newest state and frame of the source; whether there is news in them. What is told is of the
 * frame that is seen, a step of which may have been done since. */
static bool viewer_source(Viewer *v)
{
    const SourceState before = v->state;
    const uint64_t number = v->own ? v->own->number : 0;
    v->source.state(v->source.context, &v->state);
    v->own = v->source.frame(v->source.context);
    if (v->own && v->state.live) {
        v->state.day = v->own->day;
        v->state.step = v->own->step;
    }
    return viewer_turned(&before, &v->state) || (v->own ? v->own->number : 0) != number;
}

bool viewer_update(Viewer *v, double now)
{
    char folder[SOURCE_PATH];
    if (v->now == 0) /* what was told before the first picture stays as long as others */
        v->noted_at = now;
    bool news = v->note[0] && now - v->noted_at > NOTE_FOR;
    v->now = now;
    if (news)
        v->note[0] = 0;
    snprintf(folder, sizeof folder, "%s", v->state.folder);
    news |= viewer_source(v);
    if (v->state.notes != v->notes) {
        v->notes = v->state.notes;
        viewer_note(v, v->state.note);
        news = true;
    }
    viewer_beside_update(v, v->own);
    viewer_find_cell(v);
    const bool other_run = strcmp(folder, v->state.folder) != 0;
    news |= viewer_cell_news(v, other_run);
    if (now - v->read_at > READ_EVERY || other_run)
        news |= viewer_read(v);
    return news;
}

bool viewer_computes(const Viewer *v)
{
    return v->state.live && v->state.playing;
}

ViewerWants viewer_wants(Viewer *v)
{
    ViewerWants wants = v->wants;
    v->wants = (ViewerWants){0};
    return wants;
}

bool viewer_free_path(const Viewer *v, const char *stem, const char *const *ends, int count,
                      char out[SOURCE_PATH])
{
    char folder[FILE_PATH], ignored[512];
    size_t made;
    if (!v->state.folder[0] || !file_is_folder(v->state.folder) ||
        file_path(folder, v->state.folder, "pictures", ignored, sizeof ignored) != STATUS_OK)
        return false;
    (void)file_folder_create(folder, &made, ignored, sizeof ignored);
    for (int n = 0; n < PICTURES_MAX; n++) {
        int length = snprintf(out, SOURCE_PATH, "%s/%s_%07.3f_%d", folder, stem, v->state.day, n);
        if (length + 8 >= SOURCE_PATH)
            return false;
        bool free_name = true;
        for (int e = 0; e < count; e++) {
            snprintf(out + length, (size_t)(SOURCE_PATH - length), "%s", ends[e]);
            free_name &= !file_exists(out);
        }
        out[length] = 0;
        if (free_name)
            return true;
    }
    return false;
}

bool viewer_picture_path(const Viewer *v, const char *ending, char out[SOURCE_PATH])
{
    static const char *const endings[] = {".png", ".mp4", ""};
    if (!viewer_free_path(v, "day", endings, 3, out))
        return false;
    size_t length = strlen(out);
    snprintf(out + length, SOURCE_PATH - length, "%s", ending);
    return true;
}

void viewer_recording(Viewer *v, bool recording)
{
    v->recording = recording;
}

void viewer_labels(const Viewer *v, Labels *out)
{
    char title[256], other[SOURCE_PATH + 64];
    const bool own = !viewer_beside_title(v, other, sizeof other);
    snprintf(title, sizeof title, "%s, seed %lld, day %.6g (step %lld), in the viewer%s%.120s",
             v->source.params->run_name, (long long)v->source.params->run_seed, v->state.day,
             (long long)v->state.step, own ? "" : ": ", other);
    labels_start(out, title);
    if (v->page.runs_count > 0)
        labels_add_run(out, &v->page.runs[0]);
}

/* -- the mouse -------------------------------------------------------------------------------- */

void viewer_point(Viewer *v, double x, double y)
{
    v->pointer_x = x;
    v->pointer_y = y;
    if (!v->dragging)
        return;
    if (v->view.volume)
        surface_turn(&v->volume.view, x - v->drag_x, y - v->drag_y);
    else
        viewer_pan(v, x - v->drag_x, y - v->drag_y);
    v->drag_x = x;
    v->drag_y = y;
}

/* The slice of the site that is seen there is asked for, and with it what there is to tell of it.
 */
static void viewer_pick_volume(Viewer *v, double x, double y)
{
    v->cell_at = volume_pick(&v->volume, v->shown_layers, v->shown, v->places.picture, x, y);
    if (v->cell_at < 0)
        return;
    v->view.plane = FRAME_PLANE_Z;
    v->view.index = grid_site3(&v->source.grid, v->cell_at).z;
    viewer_look(v);
}

/* A press that was not moved picks the cell there; one that was has moved the picture. */
static void viewer_pick(Viewer *v, double x, double y)
{
    int column, row;
    const double still = 4;
    if (!v->frame || hypot(x - v->press_x, y - v->press_y) > still)
        return;
    if (v->view.volume)
        viewer_pick_volume(v, x, y);
    else if (view_pick(&v->view, v->frame, v->places.picture, x, y, &column, &row))
        viewer_cell_open(v, v->frame->id[row * v->frame->columns + column]);
}

void viewer_press(Viewer *v, double x, double y)
{
    viewer_point(v, x, y);
    if (v->help) {
        v->help = false;
        return;
    }
    for (int c = 0; c < CONTROL_COUNT; c++)
        if (rect_has(v->places.button[c], x, y))
            viewer_do(v, (Control)c);
    if (viewer_live_press(v, x, y))
        return;
    v->seeking = rect_has(v->places.line, x, y);
    v->dragging = rect_has(v->places.picture, x, y);
    v->drag_x = v->press_x = x;
    v->drag_y = v->press_y = y;
}

void viewer_release(Viewer *v, double x, double y)
{
    viewer_point(v, x, y);
    viewer_live_release(v);
    if (v->dragging)
        viewer_pick(v, x, y);
    if (v->seeking)
        viewer_order(v, SOURCE_GO, viewer_line_day(v, x), NULL);
    v->seeking = v->dragging = false;
}

void viewer_wheel(Viewer *v, double turns, double x, double y)
{
    viewer_point(v, x, y);
    if (rect_has(v->places.picture, x, y) && v->view.volume)
        volume_zoom(&v->volume, pow(1.2, turns));
    else if (rect_has(v->places.picture, x, y))
        view_zoom(&v->view, v->places.picture, pow(1.2, turns), x, y);
}

/* A ring around the picked cell, where the slice has it. */
static void viewer_ring(const Viewer *v, Canvas *canvas)
{
    const Frame *f = v->frame;
    int64_t at = 0, count = (int64_t)f->columns * f->rows;
    while (v->cell && at < count && f->id[at] != v->cell)
        at++;
    if (!v->cell || at == count)
        return;
    const Rect r = v->places.picture; /* beyond which the cell may be */
    cairo_save(canvas->cairo);
    cairo_rectangle(canvas->cairo, r.x, r.y, r.width, r.height);
    cairo_clip(canvas->cairo);
    double x, y,
        scale = view_place(&v->view, f, r, (int)(at % f->columns), (int)(at / f->columns), &x, &y);
    double radius = fmax(10, 0.9 * scale);
    for (int ring = 0; ring < 2; ring++) { /* dark on bright and bright on dark */
        cairo_new_sub_path(canvas->cairo);
        cairo_arc(canvas->cairo, x, y, radius + ring * 2, 0, 6.283185307179586);
        cairo_set_line_width(canvas->cairo, 2);
        canvas_colour(canvas, INK_COLOURS[ring ? INK_PAPER : INK_TEXT], 1);
        cairo_stroke(canvas->cairo);
    }
    cairo_restore(canvas->cairo);
}

/* -- painting --------------------------------------------------------------------------------- */

void viewer_paint(Viewer *v, Canvas *canvas)
{
    viewer_place(v, canvas);
    canvas_rectangle(canvas, 0, 0, canvas->width, canvas->height, INK_COLOURS[INK_PAPER]);
    if (v->frame && v->view.volume)
        volume_paint(&v->volume, &v->view, v->shown_layers, v->shown, canvas, v->places.picture,
                     v->dragging);
    else if (v->frame)
        view_paint(&v->view, v->shown_layers, v->shown, &v->raster, canvas, v->places.picture);
    if (v->frame && !v->view.volume)
        viewer_ring(v, canvas);
    viewer_beside_why(v, canvas);
    viewer_head(v, canvas);
    viewer_panel(v, canvas);
    viewer_line(v, canvas);
    if (v->sliders)
        viewer_live(v, canvas);
    viewer_bar(v, canvas); /* and what there is to tell, above all of it */
    if (v->help)
        viewer_help(canvas);
}
