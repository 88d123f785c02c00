/* What the picked cell saw and suffered over its life: oxygen, drugs, damage. It is known at saved
 * states and in pictures, which are points; a whole dose may lie between two of them. */
#include "render/page_parts.h"
#include "render/viewer_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORY_MOST = LIFE_SHOWN + VIEWER_SEEN };
enum { OXYGEN, DRUGS, DAMAGE, HISTORY_STRIPS };

/* Saved states and frames together, in order of time, as columns. */
typedef struct History {
    int64_t count, alive_count; /* the second up to where it was last seen alive */
    bool lived;                 /* in any of them */
    bool pictures;              /* some of them were seen in frames */
    double birth, known;        /* days: when it was born, and where it was first seen alive */
    double threshold;           /* damage that the cell withstands, h; NAN: not known */
    double day[HISTORY_MOST], damage[HISTORY_MOST];
    double field[PARAMS_SUBSTANCES][HISTORY_MOST];
} History;

static void history_add(History *h, const Sight *s)
{
    const bool cell = s->type == SITE_TUMOR || s->type == SITE_VESSEL;
    if (cell && !h->lived)
        h->known = s->time_h / 24;
    if (cell && !isnan(s->birth_h))
        h->birth = s->birth_h / 24;
    h->lived |= cell;
    if (cell)
        h->threshold = s->hazards.threshold;
    h->day[h->count] = s->time_h / 24;
    h->damage[h->count] = cell ? s->damage : NAN;
    for (int k = 0; k < PARAMS_SUBSTANCES; k++)
        h->field[k][h->count] = cell ? s->field[k] : NAN; /* a body sees nothing */
    h->count++;
    h->alive_count = cell ? h->count : h->alive_count;
}

static void history_gather(const Viewer *v, History *h)
{
    const int saved = v->told.id == v->cell ? v->told.sights_count : 0;
    h->count = h->alive_count = 0;
    h->lived = h->pictures = false;
    h->threshold = h->birth = h->known = NAN;
    for (int i = 0, k = 0; i < saved || k < v->seen_count;) {
        const Sight *a = i < saved ? &v->told.sights[i] : NULL;
        const Sight *b = k < v->seen_count ? &v->seen[k] : NULL;
        const bool first = a && (!b || a->time_h <= b->time_h + 1e-9);
        const bool both = a && b && fabs(a->time_h - b->time_h) < 1e-9;
        history_add(h, first ? a : b);
        h->pictures |= !first;
        i += first;
        k += !first || both;
    }
    h->count = h->alive_count; /* what there is after that is no life */
}

static void history_line(Chart *chart, const History *h, const double *y, PaletteInk ink,
                         const char *label)
{
    ChartLine *line = &chart->lines[chart->lines_count++];
    *line = (ChartLine){.x = h->day,
                        .y = y,
                        .stride = 1,
                        .count = h->count,
                        .factor = 1,
                        .colour = INK_COLOURS[ink],
                        .kind = LINE_DOTTED,
                        .thick = 1.5,
                        .dots = true};
    snprintf(line->label, sizeof line->label, "%s", label);
}

/* The substances in nM but the growth factor, which is no drug. */
static void history_drugs(Chart *chart, const Viewer *v, const History *h)
{
    static const PaletteInk inks[] = {INK_PRODRUG, INK_ACTIVE, INK_OTHER, INK_PLASMA_OTHER};
    const Params *p = v->source.params;
    int drugs = 0;
    chart->y_name = "nM";
    for (int k = 0; k < p->substances_count && drugs < 4; k++)
        if (p->substances[k].unit == SUBSTANCE_NM && k != params_substance(p, "vegf"))
            history_line(chart, h, h->field[k], inks[drugs++], p->substances[k].name);
}

static void history_scale(Chart *chart, bool logarithmic)
{
    double low = 0, high = 0;
    if (logarithmic && chart_range(chart, true, &low, &high))
        chart->y = axis_logarithmic(fmax(low, high * 1e-4), high, 4);
    else
        panel_linear(chart, 3, 1e-3);
}

static void history_strip(const Viewer *v, const History *h, int strip, Chart *chart)
{
    const Params *p = v->source.params;
    if (strip == OXYGEN) {
        chart->y_name = "O\u2082, mmHg";
        history_line(chart, h, h->field[params_substance(p, p->hypoxia_substance)], INK_OXYGEN,
                     "oxygen");
    } else if (strip == DRUGS) {
        history_drugs(chart, v, h);
    } else {
        chart->y_name = "damage, h";
        history_line(chart, h, h->damage, INK_HYPOXIC, "damage");
        chart->reference = h->threshold;
    }
}

/* Those within the cell's life. */
static void history_doses(Chart *chart, const Page *page)
{
    int kept = 0;
    page_doses(chart, page, false);
    for (int i = 0; i < chart->marks_count; i++)
        if (chart->marks[i].x >= chart->x.low && chart->marks[i].x <= chart->x.high)
            chart->marks[kept++] = chart->marks[i];
    chart->marks_count = kept;
}

static void history_title(const Viewer *v, const History *h, Chart *chart)
{
    const char *where = h->pictures ? "at the saved states and in pictures" : "at the saved states";
    if (chart->small) /* its buttons need the room, and the cell is named above */
        snprintf(chart->title, sizeof chart->title, "What it saw%s",
                 h->pictures ? "" : " at the saved states");
    else
        snprintf(chart->title, sizeof chart->title, "What cell %" PRIu64 " saw %s", v->cell, where);
    if (chart->small && h->pictures)
        snprintf(chart->note, sizeof chart->note, "%s", where);
    if (!chart->small)
        snprintf(
            chart->note, sizeof chart->note,
            "what was between two points is not known; the grey line in the lowest plot is the "
            "damage that the cell withstands");
    const size_t used = strlen(chart->note);
    const double near = 1e-3; /* days: a birth is saved in single precision */
    if (h->known > h->birth + near)
        snprintf(chart->note + used, sizeof chart->note - used,
                 "%sknown from day %.4g on; born on day %.4g", used ? "; " : "", h->known,
                 h->birth);
}

/* So many as can be read: oxygen, drugs and damage; without damage; drugs alone. */
static int history_strips(double height)
{
    const double three = 480, two = 330;
    return height >= three ? HISTORY_STRIPS : height >= two ? 2 : 1;
}

/* Curves and axes of one strip, within the days of all. */
static void history_lay(const Viewer *v, const History *h, int strip, Chart *chart)
{
    const double margin = 0.015 * (h->day[h->count - 1] - h->day[0]) + 1e-3;
    const bool other = chart->other_scale;
    chart->lines_count = chart->marks_count = 0;
    chart->reference = NAN;
    chart->x = axis_linear(h->day[0] - margin, h->day[h->count - 1] + margin, 6, false);
    chart->other_scale = other && strip != DRUGS;
    history_strip(v, h, strip, chart);
    history_doses(chart, &v->page);
    history_scale(chart, strip == DRUGS && !other);
    chart_rescale(chart);
    chart->other_scale = other;
}

/* One above the other, their time axes in line. */
static void history_strips_draw(Viewer *v, Canvas *canvas, const History *h, Chart *chart)
{
    const double title = 38, foot = 62; /* of the first and of the last strip */
    const char *const x_name = chart->x_name;
    const Params *p = v->source.params;
    const bool oxygen = params_substance(p, p->hypoxia_substance) >= 0;
    const int most = history_strips(chart->height), only = most == 1 || !oxygen ? DRUGS : OXYGEN;
    const int strips = most == HISTORY_STRIPS && !oxygen ? most - 1 : most;
    const double share = (chart->height - title - foot) / strips;
    chart->height = share;
    for (int n = 0; n < strips; n++) {
        history_lay(v, h, only + n, chart);
        chart->numbers = fmax(chart->numbers, chart_numbers(canvas, chart));
    }
    for (int n = 0; n < strips; n++) {
        const bool first = n == 0, last = n == strips - 1;
        chart->height = share + (first ? title : 0) + (last ? foot : 0);
        chart->x_name = last ? x_name : NULL;
        *chart->title = *chart->note = '\0';
        if (first)
            history_title(v, h, chart);
        history_lay(v, h, only + n, chart);
        chart_draw(canvas, chart);
        chart->top += chart->height;
    }
}

void viewer_history(Viewer *v, Canvas *canvas, Chart *chart)
{
    History *h = malloc(sizeof *h);
    if (!h) {
        chart_draw_absent(canvas, chart, "There is no memory for its curves.");
        return;
    }
    history_gather(v, h);
    if (!h->lived) {
        history_title(v, h, chart);
        chart_draw_absent(canvas, chart,
                          v->told.id == v->cell && v->told.read == v->told.of
                              ? "No state that was seen has it alive: it died before the first."
                              : "Nothing is known of it yet.");
        free(h);
        return;
    }
    history_strips_draw(v, canvas, h, chart);
    free(h);
}
