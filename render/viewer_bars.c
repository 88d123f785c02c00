/* What stands above and below the picture of the viewer: its heading, the time line, the buttons,
 * and the list of all controls. */
#include "render/axis.h"
#include "render/page_parts.h"
#include "render/viewer_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double MOMENT = 1e-6, SNAP = 4; /* d; pixels */
static const double PANEL = 460, HEAD = 34, LINE = 46, BUTTON = 34, GAP = 12;

/* Those of the plot and of the picked cell stand there. */
static bool button_in_bar(int c)
{
    return CONTROLS[c].button[0] && c != CONTROL_PLOT_SCALE && c != CONTROL_PLOT_SAVE &&
           c != CONTROL_CELL_CLOSE;
}

static double button_width(Canvas *canvas, int c)
{
    TextStyle style = {13, 0, 0, 0, false, false};
    return button_in_bar(c) ? 18 + canvas_text_width(canvas, style, CONTROLS[c].button) : 0;
}

/* Buttons in as many rows as they need, from the top; returns how many rows that is. With places it
 * puts them. */
static int flow_buttons(Places *p, Canvas *canvas, double width, double top)
{
    const double between = 6;
    double x = GAP;
    int row = 0;
    for (int c = 0; c < CONTROL_COUNT; c++) {
        double wide = button_width(canvas, c);
        if (wide == 0)
            continue;
        if (x > GAP && x + wide > width - GAP) {
            x = GAP;
            row++;
        }
        if (p)
            p->button[c] = (Rect){x, top + 6 + row * BUTTON, wide, BUTTON - 6};
        x += wide + between;
    }
    return row + 1;
}

void viewer_place(Viewer *v, Canvas *canvas)
{
    Places *p = &v->places;
    double w = canvas->width, h = canvas->height;
    double bar = 6 + BUTTON * flow_buttons(NULL, canvas, w, 0);
    *p = (Places){.head = {0, 0, w - PANEL, HEAD},
                  .picture = {0, HEAD, w - PANEL, h - HEAD - LINE - bar},
                  .panel = {w - PANEL, 0, PANEL, h - LINE - bar},
                  .line = {0, h - LINE - bar, w, LINE},
                  .bar = {0, h - bar, w, bar}};
    p->readout = (Rect){p->panel.x + GAP, 6, PANEL - 2 * GAP, 104};
    p->legend = (Rect){p->readout.x, 112, p->readout.width, 0};
    p->plot = p->inspect = p->legend;
    (void)flow_buttons(p, canvas, w, h - bar);
}

/* -- heading ---------------------------------------------------------------------------------- */

/* How many of the runs that are drawn are this one and what it branched off from. */
static int bars_line(const Viewer *v)
{
    return v->state.parent[0] && v->page.runs_count > 1 ? 2 : v->page.runs_count < 1 ? 0 : 1;
}

/* One dose after the other: a run's own, and of a branch those of its parent before it. */
typedef struct DoseWalk {
    int run;
    int64_t row;
    double until; /* day */
} DoseWalk;

static bool walk_dose(const Viewer *v, DoseWalk *walk, RecordDose *out)
{
    for (; walk->run < bars_line(v); walk->run++) {
        const Record *run = &v->page.runs[walk->run];
        while (record_dose_next(run, &walk->row, out))
            if (out->day < walk->until)
                return true;
        walk->until = table_value(&run->series, 0, table_column(&run->series, "time")) - MOMENT;
        walk->row = 0;
    }
    return false;
}

/* How many doses are done by the present day, and the last of them. */
static int head_doses(const Viewer *v, RecordDose *last)
{
    RecordDose dose;
    DoseWalk walk = {.until = INFINITY};
    int given = 0;
    while (walk_dose(v, &walk, &dose)) {
        if (dose.day >= v->state.day - MOMENT)
            continue;
        *last = given == 0 || dose.day > last->day ? dose : *last;
        given++;
    }
    return given;
}

void viewer_head(Viewer *v, Canvas *canvas)
{
    char text[SOURCE_PATH + 512], doses[256] = "";
    Rect r = v->places.head;
    TextStyle style = {15, INK_COLOURS[INK_TEXT], 0, 0.5, true, false};
    RecordDose last = {0};
    const bool own = !viewer_beside_title(v, text, sizeof text);
    const bool alone = bars_line(v) == 1 && v->page.runs[0].branch; /* its parent is not at hand */
    int given = head_doses(v, &last);
    if (given > 0)
        snprintf(doses, sizeof doses, ", %d dose%s %s, the last %g %s of %s", given,
                 given > 1 ? "s" : "", alone ? "since it branched off" : "so far", last.amount,
                 last.unit, last.drug);
    if (own)
        snprintf(text, sizeof text, "%s, seed %lld%s: day %.3f%s", v->source.params->run_name,
                 (long long)v->source.params->run_seed,
                 v->state.parent[0] || alone ? ", a branch" : "", v->state.day, doses);
    canvas_text_fitted(canvas, GAP, r.y + r.height / 2, r.width - 2 * GAP, style, text);
}

/* -- time line -------------------------------------------------------------------------------- */

static double line_x(const Viewer *v, double day)
{
    Rect r = v->places.line;
    double share = v->state.end_day > 0 ? day / v->state.end_day : 0;
    return r.x + 24 + (r.width - 48) * fmin(fmax(share, 0), 1);
}

double viewer_line_day(const Viewer *v, double x)
{
    Rect r = v->places.line;
    double share = (x - r.x - 24) / (r.width - 48), step = v->source.params->time_cell_step / 24;
    double day = fmin(fmax(share, 0), 1) * v->state.end_day;
    const int near = v->shots_count > 0 ? shots_nearest(v->shots, v->shots_count, day) : -1;
    if (near >= 0 && fabs(line_x(v, v->shots[near].day) - x) <= SNAP)
        day = v->shots[near].day; /* a state that can be compared with another run's */
    return floor(day / step + 0.5) * step;
}

/* In the colour that the plots of this run mark its doses with. */
static void line_dose(const Viewer *v, Canvas *canvas, int run, double day, bool given)
{
    double x = line_x(v, day), y = v->places.line.y + 15;
    cairo_move_to(canvas->cairo, x - 5, y - 9);
    cairo_line_to(canvas->cairo, x + 5, y - 9);
    cairo_line_to(canvas->cairo, x, y - 1);
    cairo_close_path(canvas->cairo);
    canvas_colour(canvas, page_dose_colour(&v->page, run), given ? 1 : 0.4);
    cairo_fill(canvas->cairo);
}

static void line_given(const Viewer *v, Canvas *canvas)
{
    RecordDose dose;
    DoseWalk walk = {.until = INFINITY};
    while (walk_dose(v, &walk, &dose))
        line_dose(v, canvas, walk.run, dose.day, true);
}

static void line_ticks(const Viewer *v, Canvas *canvas, double y)
{
    char label[AXIS_LABEL];
    Axis axis = axis_linear(0, fmax(v->state.end_day, 1e-3), 12, false);
    for (int i = 0; i < axis.ticks_count; i++) {
        double x = line_x(v, axis.ticks[i]);
        canvas_line(canvas, x, y + 6, x, y + 10, 1, INK_COLOURS[INK_FRAME]);
        axis_label(&axis, axis.ticks[i], label);
        canvas_text(canvas, x, y + 10,
                    (TextStyle){12, INK_COLOURS[INK_FAINT], 0.5, 0, false, false}, label);
    }
}

void viewer_line(Viewer *v, Canvas *canvas)
{
    Rect r = v->places.line;
    double y = r.y + 18, day = 0;
    canvas_line(canvas, r.x, r.y, r.x + r.width, r.y, 1, INK_COLOURS[INK_GRID]);
    canvas_rectangle(canvas, line_x(v, 0), y - 3, line_x(v, v->state.end_day) - line_x(v, 0), 6,
                     INK_COLOURS[INK_GRID]);
    canvas_rectangle(canvas, line_x(v, 0), y - 3, line_x(v, v->state.head_day) - line_x(v, 0), 6,
                     INK_COLOURS[INK_SEVENTH]);
    for (int i = 0; i < v->shots_count; i++)
        canvas_line(canvas, line_x(v, v->shots[i].day), y - 3, line_x(v, v->shots[i].day), y + 3, 1,
                    INK_COLOURS[INK_TREATED]);
    line_ticks(v, canvas, y);
    /* of those that fall on one pixel, one */
    double pixel = fmax(v->state.end_day, 1e-3) / (r.width - 48);
    for (day = -1; viewer_dose_after(v, day, &day); day += pixel)
        line_dose(v, canvas, 0, day, false);
    line_given(v, canvas);
    double head = v->seeking ? fmin(fmax(v->pointer_x, r.x + 24), r.x + r.width - 24)
                             : line_x(v, v->state.day);
    canvas_rectangle(canvas, head - 2, y - 9, 4, 18, INK_COLOURS[INK_TEXT]);
    canvas_text(canvas, r.x + r.width - 4, y + 10,
                (TextStyle){12, INK_COLOURS[INK_FAINT], 1, 0, false, false}, "d");
}

/* -- buttons ---------------------------------------------------------------------------------- */

/* What stands on a button now. */
static void bar_label(const Viewer *v, int c, char *out, size_t size)
{
    const char *label = CONTROLS[c].button;
    if (c == CONTROL_PLAY && v->state.playing)
        label = "\u275A\u275A";
    else if (c == CONTROL_RECORD && v->recording)
        label = "\u25CF stop";
    snprintf(out, size, "%s", label);
    if (c == CONTROL_CELLS_OPACITY || c == CONTROL_FIELD_OPACITY) {
        bool field = c == CONTROL_FIELD_OPACITY;
        int opacity = field ? v->view.field_opacity : v->view.cells_opacity;
        snprintf(out, size, "%s %d %%", field ? "field" : "cells", (opacity * 100 + 127) / 255);
    }
}

void viewer_button(Viewer *v, Canvas *canvas, int c)
{
    char label[48];
    bar_label(v, c, label, sizeof label);
    viewer_button_at(v, canvas, v->places.button[c], label);
}

void viewer_button_at(const Viewer *v, Canvas *canvas, Rect r, const char *label)
{
    const bool over = rect_has(r, v->pointer_x, v->pointer_y);
    canvas_rectangle(canvas, r.x, r.y, r.width, r.height, over ? INK_COLOURS[INK_GRID] : 0xF6F6F4);
    canvas_frame(canvas, r.x + 0.5, r.y + 0.5, r.width - 1, r.height - 1, 1,
                 INK_COLOURS[INK_FRAME]);
    canvas_text_fitted(canvas, r.x + r.width / 2, r.y + r.height / 2, r.width - 8,
                       (TextStyle){13, INK_COLOURS[INK_TEXT], 0.5, 0.5, false, false}, label);
}

static const double NEWS_FOR = 3; /* s */

/* What there is to tell, or the help of the button under the pointer, which may have been pressed
 * just now: news comes first. */
static void bar_tip(Viewer *v, Canvas *canvas)
{
    char text[SOURCE_TEXT];
    int c = 0;
    while (c < CONTROL_COUNT && !rect_has(v->places.button[c], v->pointer_x, v->pointer_y))
        c++;
    if (c == CONTROL_COUNT && !v->note[0])
        return;
    if (c < CONTROL_COUNT && !(v->note[0] && v->now - v->noted_at < NEWS_FOR))
        snprintf(text, sizeof text, "%s  [%s]", CONTROLS[c].help, CONTROLS[c].keys);
    else
        snprintf(text, sizeof text, "%s", v->note);
    TextStyle style = {14, INK_COLOURS[INK_TEXT], 0, 1, false, false};
    double room = v->places.picture.width - 2 * GAP - 12;
    double width = fmin(canvas_text_width(canvas, style, text), room);
    double y = v->places.picture.y + 30;
    canvas_rectangle(canvas, GAP, y - 24, width + 12, 28, 0xFFF7D6);
    canvas_frame(canvas, GAP + 0.5, y - 23.5, width + 11, 27, 1, INK_COLOURS[INK_FRAME]);
    canvas_text_fitted(canvas, GAP + 6, y - 1, room, style, text);
}

void viewer_bar(Viewer *v, Canvas *canvas)
{
    for (int c = 0; c < CONTROL_COUNT; c++)
        if (button_in_bar(c))
            viewer_button(v, canvas, c);
    bar_tip(v, canvas);
}

/* -- help ------------------------------------------------------------------------------------- */

void viewer_help(Canvas *canvas)
{
    double row = fmin(21, (canvas->height - 106) / CONTROL_COUNT);
    double width = fmin(canvas->width - 80, 900), height = 90 + row * CONTROL_COUNT;
    double x = (canvas->width - width) / 2, y = fmax(8, (canvas->height - height) / 2);
    canvas_rectangle(canvas, x, y, width, height, INK_COLOURS[INK_PAPER]);
    canvas_frame(canvas, x + 0.5, y + 0.5, width - 1, height - 1, 1, INK_COLOURS[INK_FRAME]);
    canvas_text(canvas, x + 20, y + 26, (TextStyle){18, INK_COLOURS[INK_TEXT], 0, 0.5, true, false},
                "Keys, buttons and the mouse");
    y += 54;
    for (int c = 0; c < CONTROL_COUNT; c++, y += row) {
        canvas_text(canvas, x + 20, y, (TextStyle){14, INK_COLOURS[INK_TEXT], 0, 0.5, true, false},
                    CONTROLS[c].keys);
        canvas_text_fitted(canvas, x + 130, y, width - 150,
                           (TextStyle){14, INK_COLOURS[INK_TEXT], 0, 0.5, false, false},
                           CONTROLS[c].help);
    }
    canvas_text_fitted(
        canvas, x + 20, y + 6, width - 40,
        (TextStyle){14, INK_COLOURS[INK_FAINT], 0, 0.5, false, false},
        "mouse: drag the picture, wheel to zoom, click a cell to keep it in view, drag "
        "along the time line to go there");
}
