/* The panel beside the picture: what the simulation is at, what the colours mean, which is in
 * viewer_legend.c, a plot, and the cell under the pointer or the one that was picked. */
#include "render/axis.h"
#include "render/viewer_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double SMALL = 13, ROW = 19, INSPECT = 206, HISTORY = 230;
static const double INSPECT_LEAST = 130; /* where it is set smaller */
static const double PLASMA_SHOWN = 1e-3; /* nM */

static TextStyle panel_style(uint32_t colour, bool bold)
{
    return (TextStyle){SMALL, colour, 0, 0.5, bold, false};
}

static void panel_text(Canvas *canvas, double x, double y, double width, bool bold,
                       const char *text)
{
    canvas_text_fitted(canvas, x, y, width, panel_style(INK_COLOURS[INK_TEXT], bold), text);
}

/* -- what it is at ---------------------------------------------------------------------------- */

static void readout_speed(const Viewer *v, char *out, size_t size)
{
    char speed[48] = "at full speed";
    if (v->speed > 0 && v->speed * 24 < 1)
        snprintf(speed, sizeof speed, "%.3g s per s", v->speed * 86400);
    else if (v->speed > 0)
        snprintf(speed, sizeof speed, "%.3g h per s", v->speed * 24);
    if (v->state.failed)
        snprintf(out, size, v->state.live ? "failed" : "this saved state cannot be read");
    else if (!isnan(v->state.goal))
        snprintf(out, size, "going to day %.3f (%.2g d/s)", v->state.goal, v->state.rate);
    else if (v->state.over && v->state.live)
        snprintf(out, size, "over: %s", v->state.reason);
    else if (v->state.playing && v->state.live)
        snprintf(out, size, "running, %s (%.2g d/s)", speed, v->state.rate);
    else if (v->state.waiting)
        snprintf(out, size, "following the run: waits for the next saved state");
    else
        snprintf(out, size, "%s; %s", v->state.playing ? "running" : "paused",
                 v->state.live ? speed : "saved states");
    size_t used = strlen(out);
    if (v->state.day < 0)
        snprintf(out + used, size - used, "; burn-in");
}

/* The last row of the run that was saved by the present day; -1: none. */
static int64_t readout_row(const Viewer *v)
{
    if (v->page.runs_count == 0)
        return -1;
    const Table *series = &v->page.runs[0].series;
    int64_t row = series->rows_count - 1;
    int time = table_column(series, "time");
    while (row >= 0 && table_value(series, row, time) > v->state.day + 1e-9)
        row--;
    return row;
}

static double readout_value(const Viewer *v, int64_t row, const char *column)
{
    const Table *series = &v->page.runs[0].series;
    return table_value(series, row, table_column(series, column));
}

/* Drugs in plasma: of a run now, of files when that row was saved; false: next to none. */
static bool readout_plasma(const Viewer *v, int64_t row, char *out, size_t size)
{
    const Params *p = v->source.params;
    char column[PARAMS_TEXT + 16], number[64];
    size_t used = 0;
    for (int d = 0; d < p->drugs_count && used < size; d++) {
        snprintf(column, sizeof column, "plasma_%s", p->drugs[d].name);
        const double value = v->state.live ? v->frame ? v->frame->plasma[d] : NAN
                             : row >= 0    ? readout_value(v, row, column)
                                           : NAN;
        if (!(value > PLASMA_SHOWN))
            continue;
        axis_number(value, number, sizeof number);
        used += (size_t)snprintf(out + used, size - used, "%s%s %s nM",
                                 used ? ", " : "in plasma: ", p->drugs[d].name, number);
    }
    return used > 0;
}

static void panel_readout(Viewer *v, Canvas *canvas, Rect r)
{
    char text[200], number[64];
    double y = r.y + 14;
    int64_t row = readout_row(v);
    snprintf(text, sizeof text, "%sday %.3f",
             v->beside.picture == PICTURE_OTHER ? "this run: " : "", v->state.day);
    canvas_text(canvas, r.x, y, (TextStyle){22, INK_COLOURS[INK_TEXT], 0, 0.5, true, false}, text);
    snprintf(text, sizeof text, "of %.4g, step %" PRId64, v->state.end_day, v->state.step);
    canvas_text(canvas, r.x + r.width, y,
                (TextStyle){SMALL, INK_COLOURS[INK_FAINT], 1, 0.5, false, false}, text);
    readout_speed(v, text, sizeof text);
    panel_text(canvas, r.x, y += 26, r.width, false, text);
    if (row >= 0) {
        axis_number(readout_value(v, row, "caliper_volume"), number, sizeof number);
        snprintf(text, sizeof text,
                 "on day %.4g: caliper volume %s mm\u00b3, %.0f cells not committed",
                 readout_value(v, row, "time"), number, readout_value(v, row, "viable"));
        panel_text(canvas, r.x, y += ROW, r.width, false, text);
    }
    if (readout_plasma(v, row, text, sizeof text))
        panel_text(canvas, r.x, y += ROW, r.width, false, text);
}

/* -- one cell --------------------------------------------------------------------------------- */

/* The place of the site under the pointer in the plane; -1: none. */
static int64_t inspect_place(const Viewer *v)
{
    int column, row;
    if (viewer_live_covers(v))
        return -1;
    if (view_pick(&v->view, v->frame, v->places.picture, v->pointer_x, v->pointer_y, &column, &row))
        return row * v->frame->columns + column;
    return -1;
}

static double inspect_line(Canvas *canvas, Rect r, double y, const char *what, const char *value)
{
    const double names = fmin(130, 0.4 * r.width);
    canvas_text(canvas, r.x, y, panel_style(INK_COLOURS[INK_FAINT], false), what);
    canvas_text_fitted(canvas, r.x + names, y, r.width - names,
                       panel_style(INK_COLOURS[INK_TEXT], false), value);
    return y + ROW - 3;
}

/* In a projection one value is not of this site. */
static const char *inspect_largest(const Frame *f, int values)
{
    return f->wish.maximum && f->wish.values == values ? " (largest along the axis)" : "";
}

/* Its values stand beside the rest, from `top` down, where there is little height. */
static double inspect_cell(const Viewer *v, Canvas *canvas, Rect r, Rect beside, double y,
                           double top, int64_t at)
{
    char text[96], number[48];
    const Frame *f = v->frame;
    const double step_d = v->source.params->time_cell_step / 24;
    if (!f->id[at])
        return y;
    snprintf(text, sizeof text, "%" PRIu64 "%s", f->id[at], f->parent[at] ? "" : ", a founder");
    y = inspect_line(canvas, r, y, "identity", text);
    snprintf(text, sizeof text, "day %.3f",
             (double)(f->birth_step[at] - params_day0_step(v->source.params)) * step_d);
    y = inspect_line(canvas, r, y, "born", text);
    if (f->cause[at] != CAUSE_NONE)
        y = inspect_line(canvas, r, y, f->type[at] == SITE_TUMOR ? "committed by" : "died of",
                         DEATH_CAUSE_WORDS[f->cause[at]]);
    const double low = y;
    y = beside.x > r.x ? top : y;
    for (int s = 0; s < SCALAR_COUNT; s++) {
        if (isnan(f->scalar[s][at]) || s == SCALAR_age)
            continue;
        axis_number((double)f->scalar[s][at], number, sizeof number);
        snprintf(text, sizeof text, "%s %s%s", number,
                 strcmp(FRAME_SCALARS[s].unit, "1") == 0 ? "" : FRAME_SCALARS[s].unit,
                 inspect_largest(f, s));
        y = inspect_line(canvas, beside, y, FRAME_SCALARS[s].name, text);
    }
    return fmax(low, y);
}

static void inspect_title(Canvas *canvas, Rect r, Site3 s, int type, int phase)
{
    char text[160];
    snprintf(text, sizeof text, "site (%d, %d, %d): %s%s%s", s.x, s.y, s.z, SITE_TYPE_WORDS[type],
             phase != PHASE_NONE ? ", " : "", phase != PHASE_NONE ? SITE_PHASE_WORDS[phase] : "");
    panel_text(canvas, r.x, r.y + 10, r.width, true, text);
}

static double inspect_hint(Canvas *canvas, Rect r)
{
    canvas_text_wrapped(canvas, r.x, r.y, r.width, panel_style(INK_COLOURS[INK_FAINT], false),
                        "point at a site to read it, click a cell to open it", true);
    return ROW;
}

/* What is seen from outside has its type, its cause of death and the value that it is coloured by.
 */
static double inspect_volume(const Viewer *v, Canvas *canvas, Rect r)
{
    char text[96], number[48];
    const Frame *f = v->frame;
    const int64_t at = volume_pick(&v->volume, v->shown_layers, v->shown, v->places.picture,
                                   v->pointer_x, v->pointer_y);
    double y = r.y + 10 + ROW;
    if (at < 0 || !f->wish.whole || viewer_live_covers(v))
        return inspect_hint(canvas, r);
    inspect_title(canvas, r, grid_site3(&f->grid, at), f->whole_type[at], f->whole_phase[at]);
    if (f->whole_cause[at] != CAUSE_NONE)
        y = inspect_line(canvas, r, y, f->whole_type[at] == SITE_TUMOR ? "committed by" : "died of",
                         DEATH_CAUSE_WORDS[f->whole_cause[at]]);
    for (int i = 0; i < v->layers.count && f->wish.values >= 0; i++) {
        const Overlay *o = &v->layers.layer[i].overlay;
        if (v->layers.layer[i].values != f->wish.values || isnan(f->whole_values[at]))
            continue;
        axis_number((double)f->whole_values[at], number, sizeof number);
        snprintf(text, sizeof text, "%s %.30s", number, strcmp(o->unit, "1") == 0 ? "" : o->unit);
        y = inspect_line(canvas, r, y, o->label, text);
    }
    return y - r.y - SMALL / 2;
}

/* Returns the height that it takes. */
static double inspect_draw(Viewer *v, Canvas *canvas, Rect r)
{
    char text[160], number[48];
    const Frame *f = v->frame;
    if (v->view.volume)
        return inspect_volume(v, canvas, r);
    int64_t at = inspect_place(v);
    if (at < 0)
        return inspect_hint(canvas, r);
    int column = (int)(at % f->columns), row = (int)(at / f->columns);
    inspect_title(canvas, r, grid_site3(&f->grid, frame_site(f, column, row)), f->type[at],
                  f->phase[at]);
    const double top = r.y + 10 + ROW;
    double y = top;
    Rect beside = r;
    if (r.height < INSPECT - ROW) {
        r.width = 0.64 * r.width;
        beside = (Rect){r.x + r.width + 8, r.y, beside.width - r.width - 8, r.height};
    }
    for (int n = 0; n < f->substances_count; n++) {
        const Substance *substance = &v->source.params->substances[n];
        axis_number((double)f->field[n][at], number, sizeof number);
        snprintf(text, sizeof text, "%s %s%s", number,
                 substance->unit == SUBSTANCE_MMHG ? "mmHg" : "nM",
                 inspect_largest(f, SCALAR_COUNT + n));
        if (substance->enabled)
            y = inspect_line(canvas, r, y, substance->name, text);
    }
    return inspect_cell(v, canvas, r, beside, y, top, at) - r.y - SMALL / 2;
}

static void panel_inspect(Viewer *v, Canvas *canvas, Rect r)
{
    cairo_save(canvas->cairo);
    cairo_rectangle(canvas->cairo, r.x, r.y, r.width, r.height);
    cairo_clip(canvas->cairo);
    cairo_push_group(canvas->cairo); /* measured first, and set smaller where there is less room */
    const double high = inspect_draw(v, canvas, r);
    cairo_pattern_destroy(cairo_pop_group(canvas->cairo));
    const double scale = fmin(1, r.height / high);
    cairo_translate(canvas->cairo, r.x, r.y);
    cairo_scale(canvas->cairo, scale, scale);
    inspect_draw(v, canvas, (Rect){0, 0, r.width / scale, r.height});
    cairo_restore(canvas->cairo);
}

void viewer_panel(Viewer *v, Canvas *canvas)
{
    const Places *p = &v->places;
    canvas_line(canvas, p->panel.x, p->panel.y, p->panel.x, p->panel.y + p->panel.height, 1,
                INK_COLOURS[INK_GRID]);
    panel_readout(v, canvas, p->readout);
    if (!v->frame)
        return;
    double y = p->legend.y + 8;
    const View *view = &v->view; /* whether only the field is seen */
    const bool covered =
        view->field >= 0 && (view->volume ? view->field_opacity == 255 : view->maximum);
    const int shown[] = {covered ? -1 : v->view.cells, v->view.field};
    for (int i = 0; i < 2; i++)
        if (shown[i] >= 0)
            y += viewer_legend(v, canvas, shown[i], p->legend.x, y, p->legend.width);
    double end = p->panel.y + p->panel.height, rest = end - y;
    if (v->cell) {
        double used = viewer_cell(
            v, canvas,
            (Rect){p->inspect.x, y, p->inspect.width, fmax(rest - HISTORY, 0.56 * rest)});
        y += used + 6;
        viewer_plot(v, canvas, (Rect){p->plot.x, y, p->plot.width, fmin(360, end - y)}, 0);
        return;
    }
    Rect plot = {p->plot.x, y + 2, p->plot.width, fmax(fmin(360, rest - INSPECT - 8), 170)};
    plot.height = viewer_plot(v, canvas, plot, fmin(360, end - plot.y - INSPECT_LEAST));
    Rect inspect = {p->inspect.x, plot.y + plot.height + 6, p->inspect.width, 0};
    inspect.height = end - inspect.y;
    panel_inspect(v, canvas, inspect);
}
