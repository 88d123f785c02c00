/* What is changed while the run goes: the dose that can be given, and sliders of parameters. */
#include "render/axis.h"
#include "render/viewer_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double LEFT = 24, TOP = 52, GIVE = 56, VALUE = 96;
static const double USUAL = 56, WIDER = 10; /* mg/kg, of no dose in the configuration; factor */
enum { LIVE_DOSE = LIVE_COUNT, LIVE_ROWS = LIVE_COUNT + 1 }; /* held; the dose and the sliders */

/* Height of a row, so that all fit into the picture; width of all. */
static double live_row_height(const Viewer *v)
{
    return fmin(34, (v->places.picture.height - TOP - 16) / LIVE_ROWS);
}

static double live_width(const Viewer *v)
{
    return fmin(660, v->places.picture.width - LEFT);
}

/* What is left of the width beside values and the button that gives a dose: names, and sliders. */
static double live_names(const Viewer *v)
{
    return 0.58 * (live_width(v) - VALUE - GIVE - 28);
}

static double live_long(const Viewer *v)
{
    return 0.42 * (live_width(v) - VALUE - GIVE - 28);
}

/* The slider of a row: 0 is that of the dose. */
static Rect live_row_slider(const Viewer *v, int row)
{
    Rect r = v->places.picture;
    return (Rect){r.x + LEFT + live_names(v), r.y + TOP + row * live_row_height(v) + 4,
                  live_long(v), live_row_height(v) - 8};
}

/* That of a parameter by its place in the list. */
static Rect live_slider(const Viewer *v, int place)
{
    return live_row_slider(v, place + 1);
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

/* A slider with its ends: where the value is now, and where it is held. */
static void live_bar(Canvas *canvas, const LiveRow *row, Rect s, double now, double value,
                     bool held)
{
    char text[48];
    double y = s.y + s.height / 2, x = s.x + s.width * live_position(row, value);
    canvas_rectangle(canvas, s.x, y - 2, s.width, 4, INK_COLOURS[INK_GRID]);
    canvas_rectangle(canvas, s.x + s.width * live_position(row, now) - 1, y - 6, 2, 12,
                     INK_COLOURS[INK_FRAME]);
    canvas_rectangle(canvas, x - 4, y - 9, 8, 18, INK_COLOURS[held ? INK_THIRD : INK_TREATED]);
    snprintf(text, sizeof text, "%.3g", row->low);
    TextStyle end = {10, INK_COLOURS[INK_FAINT], 0, 0, false, false};
    canvas_text(canvas, s.x, y + 4, end, text);
    snprintf(text, sizeof text, "%.3g", row->high);
    end.across = 1;
    canvas_text(canvas, s.x + s.width, y + 4, end, text);
}

/* -- the dose --------------------------------------------------------------------------------- */

/* The first amount that the configuration gives of a drug. */
static double dose_usual(const Params *p, int drug)
{
    for (int d = 0; d < p->doses_count; d++)
        if (p->doses[d].amount > 0 && strcmp(p->doses[d].drug, p->drugs[drug].name) == 0)
            return p->doses[d].amount;
    return USUAL;
}

/* The drug of the first dose, unless another was chosen; -1: there is none. */
static int dose_chosen(const Viewer *v)
{
    const Params *p = v->source.params;
    int first = 0;
    for (int i = 0; i < p->drugs_count && p->doses_count > 0; i++)
        if (strcmp(p->drugs[i].name, p->doses[0].drug) == 0)
            first = i;
    return p->drugs_count > 0 ? (first + v->dose_drug) % p->drugs_count : -1;
}

bool viewer_dose_chosen(const Viewer *v, const char **drug, double *amount)
{
    const Params *p = v->source.params;
    const int chosen = dose_chosen(v);
    if (chosen < 0)
        return false;
    *drug = p->drugs[chosen].name;
    *amount = v->dose_amount > 0 ? v->dose_amount : dose_usual(p, chosen);
    return true;
}

/* The range of its slider. */
static LiveRow dose_row(const Viewer *v)
{
    const int chosen = dose_chosen(v);
    const double amount = chosen < 0 ? USUAL : dose_usual(v->source.params, chosen);
    return (LiveRow){.low = amount / WIDER, .high = amount * WIDER, .unit = "mg/kg"};
}

/* Where its drug is chosen, and where it is given. */
static Rect dose_name(const Viewer *v)
{
    Rect s = live_row_slider(v, 0);
    return (Rect){s.x - live_names(v) + 12, s.y, live_names(v) - 30, s.height};
}

static Rect dose_give(const Viewer *v)
{
    Rect r = v->places.picture, s = live_row_slider(v, 0);
    return (Rect){r.x + LEFT - 12 + live_width(v) - GIVE - 12, s.y, GIVE, s.height};
}

static void dose_draw(const Viewer *v, Canvas *canvas)
{
    char text[160];
    const char *drug;
    double amount;
    Rect s = live_row_slider(v, 0);
    if (!viewer_dose_chosen(v, &drug, &amount))
        return;
    const LiveRow row = dose_row(v);
    const bool held = v->live_held == LIVE_DOSE, several = v->source.params->drugs_count > 1;
    const double value = held ? live_pointed(v, &row, s) : amount;
    snprintf(text, sizeof text, "dose of %s%s", drug, several ? " \u25BE" : "");
    viewer_button_at(v, canvas, dose_name(v), text);
    live_bar(canvas, &row, s, amount, value, held);
    snprintf(text, sizeof text, "%.4g mg/kg", value);
    canvas_text_fitted(canvas, s.x + s.width + 14, s.y + s.height / 2, VALUE,
                       (TextStyle){13, INK_COLOURS[INK_TEXT], 0, 0.5, held, false}, text);
    viewer_button_at(v, canvas, dose_give(v), "give");
}

/* Whether a press was on it. */
static bool dose_press(Viewer *v, double x, double y)
{
    const char *drug;
    double amount;
    if (!viewer_dose_chosen(v, &drug, &amount))
        return false;
    if (rect_has(dose_name(v), x, y)) {
        v->dose_drug = (v->dose_drug + 1) % v->source.params->drugs_count;
        v->dose_amount = 0;
    } else if (rect_has(live_row_slider(v, 0), x, y)) {
        v->live_held = LIVE_DOSE;
    } else if (rect_has(dose_give(v), x, y)) {
        viewer_do(v, CONTROL_DOSE_NOW);
    } else {
        return false;
    }
    return true;
}

static void dose_release(Viewer *v)
{
    const LiveRow row = dose_row(v);
    v->dose_amount = live_pointed(v, &row, live_row_slider(v, 0));
    v->live_held = -1;
}

/* -- the sliders ------------------------------------------------------------------------------ */

static void live_draw(const Viewer *v, Canvas *canvas, const LiveRow *row, int place, int live)
{
    char text[160];
    Rect s = live_slider(v, place);
    bool held = v->live_held == live;
    double now = v->state.live_values[live], value = held ? live_pointed(v, row, s) : now;
    double y = s.y + s.height / 2;
    const TextStyle style = {13, INK_COLOURS[INK_TEXT], 0, 0.5, false, false};
    const double room = live_names(v) - 24;
    const char *name = row->path, *dot = strchr(name, '.');
    if (dot && strchr(dot + 1, '.') && canvas_text_width(canvas, style, name) > room)
        name = dot + 1; /* of a substance or a drug: it names itself */
    canvas_text_fitted(canvas, s.x - live_names(v) + 12, y, room, style, name);
    live_bar(canvas, row, s, now, value, held);
    snprintf(text, sizeof text, "%.4g %s", value, row->unit);
    canvas_text_fitted(canvas, s.x + s.width + 14, y, VALUE + GIVE,
                       (TextStyle){13, INK_COLOURS[INK_TEXT], 0, 0.5, held, false}, text);
}

static Rect live_panel(const Viewer *v)
{
    const Rect r = v->places.picture;
    return (Rect){r.x + LEFT - 12, r.y + 4, live_width(v), TOP + LIVE_ROWS * live_row_height(v)};
}

bool viewer_live_covers(const Viewer *v)
{
    return v->sliders && rect_has(live_panel(v), v->pointer_x, v->pointer_y);
}

/* What the panel is for, or what the parameter is that is pointed at. */
static void live_heading(const Viewer *v, Canvas *canvas, Rect r)
{
    char text[400];
    LiveRow row;
    snprintf(text, sizeof text, "%s",
             v->state.live ? "Give a dose, or change a parameter, from the present step on "
                             "(Escape closes this)"
                           : "Parameters of a saved run, which is read-only");
    for (int live = 0, places = 0; live < LIVE_COUNT; live++)
        if (live_row(v->source.params, live, &row)) {
            const Rect s = live_slider(v, places++), all = {r.x, s.y, r.width, s.height};
            if (rect_has(all, v->pointer_x, v->pointer_y))
                snprintf(text, sizeof text, "%s (logarithmic)", row.meaning);
        }
    canvas_text_fitted(canvas, r.x + 12, r.y + 24, r.width - 24,
                       (TextStyle){16, INK_COLOURS[INK_TEXT], 0, 0.5, true, false}, text);
}

void viewer_live(Viewer *v, Canvas *canvas)
{
    LiveRow row;
    const Rect r = live_panel(v);
    int places = 0;
    canvas_rectangle(canvas, r.x, r.y, r.width, r.height, INK_COLOURS[INK_PAPER]);
    canvas_frame(canvas, r.x + 0.5, r.y + 0.5, r.width - 1, r.height - 1, 1,
                 INK_COLOURS[INK_FRAME]);
    live_heading(v, canvas, r);
    dose_draw(v, canvas);
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
    if (dose_press(v, x, y))
        return true;
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
    if (v->live_held == LIVE_DOSE) {
        dose_release(v);
        return;
    }
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
